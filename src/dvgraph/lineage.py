"""Which organisation came from which: the versions and events as a networkx graph."""

from typing import TYPE_CHECKING

import networkx as nx

from dvgraph import resources
from dvgraph.oxigraph import Literal, NamedNode

if TYPE_CHECKING:
    from dvgraph.store import Store, Table

_VERSION = "https://data.vlaanderen.be/ns/generiek#VersieVolgensGeldigeTijd"


def graph(store: "Store") -> "nx.MultiDiGraph[str]":
    """Return all organisation versions (nodes: IRIs) and their descent (edges, keyed by event IRI).

    Nodes and edges have ``label_nl`` and ``label_en``; edges also ``types``, the IRIs of the
    event's classes, sorted. An edge runs from each original to each resulting organisation of an
    event; an event with only one side is on no edge.
    """
    labels: dict[str, dict[str, str]] = {}
    lineage: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for thing, kind, label in _select(store, "versions").rows:
        if not (isinstance(thing, NamedNode) and isinstance(kind, NamedNode)):
            continue
        own = labels.setdefault(thing.value, {})
        if isinstance(label, Literal) and label.language in ("nl", "en"):
            own[f"label_{label.language}"] = label.value
        if kind.value == _VERSION:
            lineage.add_node(thing.value)
    for row in _select(store, "lineage").rows:
        event, original, resulting, sort = (
            term.value if isinstance(term, NamedNode) else str(term) for term in row
        )
        if not lineage.has_edge(original, resulting, event):
            lineage.add_edge(original, resulting, event, types=[], **labels.get(event, {}))
        lineage.edges[original, resulting, event]["types"].append(sort)
    for node in lineage:
        lineage.nodes[node].update(labels.get(node, {}))
    return lineage


def _select(store: "Store", name: str) -> "Table":
    path = resources.queries_dir() / "support" / f"{name}.rq"
    return store.select(path.read_text(encoding="utf-8"))
