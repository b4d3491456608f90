"""The statements that a history needs: those in force, those that changed, those about a thing."""

from collections.abc import Iterable
from datetime import date

from dvgraph.derive import states
from dvgraph.derive.dates import XSD_DATE
from dvgraph.derive.states import Held
from dvgraph.labels.subgraph import Subgraph
from dvgraph.rdf.oxigraph import Literal, NamedNode, Term
from dvgraph.rdf.terms import value
from dvgraph.store.binding import bind, rows, support
from dvgraph.store.protocol import Store

# Whether a statement was in force on the one day, and on the other.
Move = tuple[Held | None, Held | None]


def day_literal(day: date) -> Literal:
    """Return a day as xsd:date."""
    return Literal(day.isoformat(), datatype=NamedNode(XSD_DATE))


def holding(store: Store, day: date) -> list[str]:
    """Return the current statements certainly or possibly in force on a day, sorted (IRIs)."""
    return _iris(store.select(bind(support("holding"), {"date": [day_literal(day)]})).rows)


def changing(store: Store, start: date, end: date) -> list[str]:
    """Return the current statements with a bound after ``start`` and up to ``end`` (IRIs)."""
    days = {"from": [day_literal(start)], "to": [day_literal(end)]}
    return _iris(store.select(bind(support("changing"), days)).rows)


def about(store: Store, things: Iterable[str], *properties: str) -> list[str]:
    """Return the current statements that name things, by any or the given properties, sorted."""
    by = {"property": nodes(properties)} if properties else {}
    return sorted(set(_iris(rows(store, "about", "thing", nodes(things), by))))


def bodies(store: Store, thing: str) -> list[str]:
    """Return the IRI of a thing; for a continuing organisation, also those of all its versions."""
    found = rows(store, "versions-of", "register", nodes([thing]))
    return [thing, *_iris((version,) for _, version in found)]


def belonging(store: Store, things: Iterable[str]) -> list[str]:
    """Return things with their versions, continuing organisations, posts and events, sorted."""
    named = list(things)
    return sorted({*named, *_iris(rows(store, "belonging", "thing", nodes(named)))})


def sought(store: Store, concept: str) -> dict[str, str]:
    """Return the gaps (not withdrawn) that record a search for a concept, as subject → gap.

    ``concept`` is an IRI of the code list gezocht.
    """
    found = store.select(support("gaps")).rows
    return {value(about): value(gap) for about, what, gap in found if value(what) == concept}


def participants(store: Store, organisations: Iterable[str]) -> list[tuple[str, str, str]]:
    """Return (event, role, organisation) for each event of the organisations; all are full IRIs."""
    found = rows(store, "participants", "organisation", nodes(organisations))
    return [(one[0], one[1], one[2]) for row in found if len(one := _iris([row], whole=True)) == 3]


def figures(store: Store, day: date) -> list[str]:
    """Return the current figures whose period began by a day, sorted (IRIs)."""
    return _iris(store.select(bind(support("figures"), {"date": [day_literal(day)]})).rows)


def planned(store: Store, things: Iterable[str] | None) -> list[str]:
    """Return the plans that are not withdrawn, about the given things or all, sorted (IRIs)."""
    if things is None:
        return _iris(store.select(support("plans")).rows)
    return sorted(set(_iris(rows(store, "plans", "thing", nodes(things)))))


def latest_figures(
    graph: Subgraph, statements: Iterable[str], day: date, things: Iterable[str] | None = None
) -> dict[tuple[str, str], list[str]]:
    """Return, by thing and measure, the figures with the latest period that began by a day.

    ``things`` limits the result to figures of these. If sources give several figures for the same
    period, all are included.
    """
    last: dict[tuple[str, str], tuple[str, list[str]]] = {}
    wanted = None if things is None else set(things)
    for figure in statements:
        thing, measure = graph.iri(figure, "dvg:betreft"), graph.iri(figure, "dvg:maat")
        began = graph.text(figure, "dvg:vanVroegst")
        known = "dvg:Cijfer" in graph.types(figure) and thing and measure and began
        if not known or began > day.isoformat() or (wanted is not None and thing not in wanted):
            continue
        latest = last.setdefault((thing, measure), (began, []))
        if began > latest[0]:
            latest = last[thing, measure] = (began, [])
        if began == latest[0]:
            latest[1].append(figure)
    return {key: sorted(set(figures)) for key, (_, figures) in last.items()}


def held(graph: Subgraph, statement: str, day: date) -> Held | None:
    """Return "certain" or "possible" if a statement was so in force on a day, else None."""
    validity = graph.validity(statement, attested=False)
    return states.held(validity.on(day)) if validity else None


def nodes(iris: Iterable[str]) -> list[NamedNode]:
    """Return distinct IRIs as terms."""
    return [NamedNode(iri) for iri in dict.fromkeys(iris)]


def _iris(found: Iterable[tuple[Term | None, ...]], *, whole: bool = False) -> list[str]:
    """Return the IRIs in the first column, or in all columns if ``whole``."""
    cells = (term for row in found for term in (row if whole else row[:1]))
    return [term.value for term in cells if isinstance(term, NamedNode)]
