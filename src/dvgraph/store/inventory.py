"""The contents of a store: version, size and kinds of things; and the results of any query."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dvgraph import resources
from dvgraph.namespaces import XSD
from dvgraph.rdf.oxigraph import BlankNode, Literal, NamedNode, Quad, Triple
from dvgraph.rdf.terms import short
from dvgraph.store.embedded import EmbeddedStore
from dvgraph.store.prefixes import declared
from dvgraph.store.protocol import Table, counted
from dvgraph.store.tokens import form

if TYPE_CHECKING:
    from dvgraph.store.protocol import Store

_BOOLEAN = NamedNode(f"{XSD}boolean")


def run(store: "Store", query: str) -> Table | list[Triple]:
    """Return the rows of a SELECT, one row ``answer`` of an ASK, or the triples of other forms.

    Known prefixes need no declaration. Raises UseError for a syntax error, an unknown prefix or a
    refused query, and StoreError if the store fails.
    """
    query = declared(query)
    kind = form(query)
    if kind == "SELECT":
        return store.select(query)
    if kind == "ASK":
        answer = "true" if store.ask(query) else "false"
        return Table(("answer",), [(Literal(answer, datatype=_BOOLEAN),)])
    return store.construct(query)


def version(store: "Store") -> str:
    """Return the data version in the store's ontology, or ``unknown``."""
    rows = _select(store, "version").rows
    return rows[0][0].value if rows and isinstance(rows[0][0], Literal) else "unknown"


def triples(store: "Store") -> int:
    """Return the number of distinct triples in the union of all graphs, derived ones included."""
    return counted(_select(store, "triples"))


def counts(store: "Store") -> dict[str, int]:
    """Return the number of things of each kind in the model, by the kind's short IRI.

    Withdrawn things do not count.
    """

    return {
        short(kind): counted(Table(("n",), [(count,)]))
        for kind, count in _select(store, "counts").rows
        if kind
    }


def stated(store: "Store") -> Iterator[Quad]:
    """Yield the stated triples, without derived triples; nothing from a store without graphs."""
    yield from _quads(store, "asserted")


def quads(store: "Store") -> Iterator[Quad]:
    """Yield all quads, stated or derived; nothing from a store without named graphs."""
    if isinstance(store, EmbeddedStore):
        yield from _quads(store, "quads")
    else:
        # Imported here because few commands need the libraries for endpoints.
        from dvgraph.store.remote.export import named

        yield from named(store)


def in_memory(store: "Store") -> EmbeddedStore:
    """Return a store itself if it is embedded, or else an embedded copy of all its quads.

    Used where every row of an answer is needed: another engine may cut answers off.
    """
    if isinstance(store, EmbeddedStore):
        return store
    copy = EmbeddedStore()
    copy.load(quads(store))
    return copy


def _quads(store: "Store", name: str) -> Iterator[Quad]:
    for graph, subject, predicate, value in _select(store, name).rows:
        assert isinstance(graph, NamedNode)
        assert isinstance(subject, NamedNode | BlankNode)
        assert isinstance(predicate, NamedNode)
        assert value is not None
        yield Quad(subject, predicate, value, graph)


def _select(store: "Store", name: str) -> Table:
    path = resources.queries_dir() / "support" / f"{name}.rq"
    return store.select(path.read_text(encoding="utf-8"))
