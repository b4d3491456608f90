"""dvgraph: a cited, dated knowledge graph of an agency's organisational history."""

__version__ = "0.1.0"
