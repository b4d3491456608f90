"""The holders of an organisation's posts, and the ministers competent for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from dvgraph.errors import UseError
from dvgraph.labels.subgraph import Subgraph
from dvgraph.lineage.graph import versions
from dvgraph.locale.reader import explained
from dvgraph.locale.wording import Span, period
from dvgraph.namespaces import FIRST, LAST
from dvgraph.questions.agency import agency
from dvgraph.rdf.oxigraph import Literal, NamedNode
from dvgraph.rdf.terms import value
from dvgraph.store.binding import rows
from dvgraph.store.protocol import Table
from dvgraph.things import columns
from dvgraph.things.columns import Cells

if TYPE_CHECKING:
    from dvgraph.store.protocol import Store

COLUMNS = (
    *("functie", "functieLabel", "persoon", "persoonLabel", "organisatie", "organisatieLabel"),
    *("van", "tot", *columns.BOUNDS, "periode"),
    *columns.EVIDENCE,
)


@dataclass(frozen=True, slots=True)
class Tenure:
    """A person in a post at an organisation.

    ``post``: the IRI of the post, or of the relation of a competent minister. ``span``: the period
    of the ``statement``.
    """

    post: str
    person: str
    organisation: str
    statement: str
    span: Span


@dataclass(frozen=True, slots=True)
class Tenures:
    """The tenures at the versions of an organisation, by post and time; ``focus`` is its IRI."""

    found: tuple[Tenure, ...]
    focus: str
    today: date
    graph: Subgraph


def tenures(
    store: "Store",
    organisations: Sequence[str] = (),
    lang: str = "nl",
    today: date | None = None,
) -> Tenures:
    """Return the tenures at organisations (IRIs), by default at the agency under all its names.

    A continuing organisation has those of its versions. Raises UseError if no holder is known.
    """
    own = agency(store)
    asked = [one for iri in organisations for one in (iri, *versions(store, iri))] or own
    if len(asked) == 1 and asked[0] in own:
        asked = own
    focus = asked[0] if asked else ""
    given = [NamedNode(iri) for iri in asked]
    graph = Subgraph(store, lang)
    told = [tuple(map(value, row)) for row in rows(store, "holders", "organisatie", given)]
    graph.expect(sorted({iri for row in told for iri in row}))
    unknown = Span(None, None, (FIRST, LAST, FIRST, LAST))
    found = [
        Tenure(post, person, organisation, statement, graph.span(statement) or unknown)
        for organisation, post, person, statement in told
    ]
    if not found:
        name = graph.label(focus) if focus else ""
        raise UseError(*explained("errors.ledgers", "nobody", name=name))
    return Tenures(_by_post(found), focus, today or date.today(), graph)


def _by_post(found: Sequence[Tenure]) -> tuple[Tenure, ...]:
    """Return tenures by post, the oldest post first, ministers last, and by time in each post."""
    begins: dict[str, date] = {}
    for one in found:
        begins[one.post] = min(one.span.bounds[1], begins.get(one.post, LAST))

    def place(one: Tenure) -> tuple[object, ...]:
        minister = "/betrekking/" in one.post
        return minister, begins[one.post], one.post, one.span.bounds, one.statement

    return tuple(sorted(found, key=place))


def table(known: Tenures) -> Table:
    """Return the tenures as rows; columns: COLUMNS; ``periode`` is the time in words."""
    return Table(COLUMNS, [_row(known.graph, one) for one in known.found])


def _row(graph: Subgraph, one: Tenure) -> Cells:
    return (
        *columns.thing(graph, one.post),
        *columns.thing(graph, one.person),
        *columns.thing(graph, one.organisation),
        *(Literal(text) if text else None for text in (one.span.van, one.span.tot)),
        *map(columns.day, one.span.bounds),
        Literal(period(one.span, graph.lang)),
        *columns.evidence(graph, [one.statement]),
    )
