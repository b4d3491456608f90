"""RDF terms and files: reading, writing, layout and positions."""
