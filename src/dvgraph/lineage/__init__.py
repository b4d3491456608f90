"""The lineage of organisations: as a networkx graph, as rows, as a tree and as a picture."""

from dvgraph.lineage.graph import graph
from dvgraph.lineage.kinship import Lineage, lineage

__all__ = ["Lineage", "graph", "lineage"]
