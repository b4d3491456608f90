"""What the sources support: the passages behind a thing, and all that stands on one source."""

from collections.abc import Callable, Iterator

from dvgraph.dataset.files import Dataset
from dvgraph.errors import UseError
from dvgraph.evidence.passages import Passage
from dvgraph.evidence.verdicts import of_source, passages_of
from dvgraph.labels.neighbourhood import Neighbourhood
from dvgraph.locale.wording import period
from dvgraph.namespaces import path
from dvgraph.rdf.oxigraph import Literal, NamedNode, Quad, Term
from dvgraph.store.binding import support
from dvgraph.store.protocol import Store, Table
from dvgraph.things.sentences import says

_COLUMNS = ("vindplaats", "vindplaatsLabel", "zegt", "wanneer", "uitspraak")

Places = list[tuple[Passage, tuple[str, ...]]]


def behind(store: Store, thing: str, lang: str = "nl") -> Table:
    """Return the passages of a statement, or of all statements about a thing, by source and line.

    One row for each statement on each passage: the passage, what the statement says, when that
    was. An event is also about those that took part in it; withdrawn statements are left out.
    """
    places = passages_of(_citations(store), thing)
    hood = _fetched(store, places, lang)
    return Table(_COLUMNS, list(_rows(hood, places, hood.label)))


def by_source(store: Store, source: str, lang: str = "nl") -> Table:
    """Return everything that a source supports in the order of its lines; columns as ``behind``.

    Raises UseError when nothing cites it.
    """
    places = of_source(_citations(store), source)
    if not places:
        raise UseError(
            "no statement cites it",
            where=path(source),
            hint="dvgraph evidence of NAME lists the passages behind a thing",
        )
    hood = _fetched(store, places, lang)
    # The name of the one source need not be repeated in each label.
    rows = _rows(hood, places, lambda iri: hood.label(iri).rpartition(", ")[2])
    return Table(_COLUMNS, list(rows))


def _citations(store: Store) -> Dataset:
    """Return what the statements that cite a passage say."""
    return Dataset([Quad(*triple) for triple in store.construct(support("citations"))], ())


def _fetched(store: Store, places: Places, lang: str) -> Neighbourhood:
    hood = Neighbourhood(store, lang)
    cited = list(dict.fromkeys(one for _, statements in places for one in statements))
    hood.describe(cited)
    hood.load_labels([place.iri for place, _ in places])
    hood.load_labels([iri for one in cited for iri in hood.around(one)])
    return hood


def _rows(
    hood: Neighbourhood, places: Places, label: Callable[[str], str]
) -> Iterator[tuple[Term | None, ...]]:
    for place, statements in places:
        for one in statements:
            span = hood.span(one)
            yield (
                NamedNode(place.iri),
                Literal(label(place.iri)),
                Literal(says(hood, one)),
                Literal(period(span, hood.lang)) if span else None,
                NamedNode(one),
            )
