"""Passages with their statements: the passages that support a thing, and all those of a source."""

from collections.abc import Callable, Iterator

from dvgraph.dataset.files import Dataset
from dvgraph.errors import UseError
from dvgraph.evidence.passages import Passage
from dvgraph.evidence.verdicts import of_source, passages_of
from dvgraph.labels.subgraph import Subgraph
from dvgraph.locale.reader import explained
from dvgraph.locale.wording import period
from dvgraph.namespaces import path
from dvgraph.rdf.oxigraph import Literal, NamedNode, Quad, Term
from dvgraph.results.outline import Outline
from dvgraph.store.binding import support
from dvgraph.store.protocol import Store, Table
from dvgraph.things.sentences import says

_COLUMNS = ("vindplaats", "vindplaatsLabel", "zegt", "wanneer", "uitspraak")
CITED = Outline("uitspraak", label="zegt")  # the form of the summary of statements on passages

Places = list[tuple[Passage, tuple[str, ...]]]


def behind(store: Store, thing: str, lang: str = "nl") -> Table:
    """Return the passages of a statement, or of all statements about a thing, by source and line.

    One row for each statement on each passage: the passage, the statement in words, its period. An
    event includes the statements about its participants; withdrawn statements are left out.
    """
    places = passages_of(_citations(store), thing)
    graph = _graph(store, places, lang)
    return Table(_COLUMNS, list(_rows(graph, places, graph.label)))


def by_source(store: Store, source: str, lang: str = "nl") -> Table:
    """Return every statement that cites a source, in order of the lines; columns as ``behind``.

    Raises UseError if no statement cites it.
    """
    places = of_source(_citations(store), source)
    if not places:
        raise UseError(*explained("errors.things", "not cited"), where=path(source))
    graph = _graph(store, places, lang)
    # All labels are of the same source, which need not be repeated.
    rows = _rows(graph, places, lambda iri: graph.label(iri).rpartition(", ")[2])
    return Table(_COLUMNS, list(rows))


def _citations(store: Store) -> Dataset:
    """Return the statements that cite a passage, in words."""
    return Dataset([Quad(*triple) for triple in store.construct(support("citations"))], ())


def _graph(store: Store, places: Places, lang: str) -> Subgraph:
    graph = Subgraph(store, lang)
    for place, statements in places:
        graph.expect([place.iri, *statements])
    return graph


def _rows(
    graph: Subgraph, places: Places, label: Callable[[str], str]
) -> Iterator[tuple[Term | None, ...]]:
    for place, statements in places:
        for one in statements:
            span = graph.span(one)
            yield (
                NamedNode(place.iri),
                Literal(label(place.iri)),
                Literal(says(graph, one)),
                Literal(period(span, graph.lang)) if span else None,
                NamedNode(one),
            )
