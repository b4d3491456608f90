"""Survey of the known facts: contradictory, missing, stale, undated or weakly supported facts."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from dvgraph.derive.dates import parse_boundary
from dvgraph.errors import InputError
from dvgraph.labels.subgraph import Subgraph
from dvgraph.namespaces import FIRST, LAST
from dvgraph.rdf.oxigraph import Literal
from dvgraph.rdf.terms import value
from dvgraph.store.binding import support
from dvgraph.things.statements import about, belonging

if TYPE_CHECKING:
    from dvgraph.store.protocol import Store

STALE = 3  # a figure is stale if the newest source is more than this number of years younger
KINDS = ("contradictions", "gaps", "stale", "undated", "single-source")


class Gap(NamedTuple):
    """A recorded gap: the property searched for, and the things or statements that it is about."""

    iri: str
    sought: str
    about: tuple[str, ...]


class Stale(NamedTuple):
    """The latest figure for a measure of a thing, if it is outdated.

    ``last``: the last day that it measures.
    """

    statement: str
    last: date


@dataclass(frozen=True, slots=True)
class Survey:
    """The known facts of the whole graph or of a thing, and the weak facts among them.

    ``statements``: the current statements.
    ``contradictions``: each with all its statements, including the rejected ones.
    ``newest``: the date of the newest source, None if no source has a date.
    """

    statements: tuple[str, ...]
    contradictions: dict[str, tuple[str, ...]]
    gaps: tuple[Gap, ...]
    stale: tuple[Stale, ...]
    undated: tuple[str, ...]
    single: tuple[str, ...]
    newest: date | None
    focus: str
    today: date
    graph: Subgraph


def survey(store: "Store", focus: str = "", lang: str = "nl", today: date | None = None) -> Survey:
    """Return the known facts of the whole graph, or of a thing (its IRI) and its parts.

    The latest figure of a thing and measure is stale if it measures nothing in the ``STALE`` years
    before the newest source. A statement is undated if it has neither start, end nor day of
    attestation. It is single-source if its passages are in only one source.
    """
    current = [value(row[0]) for row in store.select(support("current")).rows]
    things = set(belonging(store, [focus])) if focus else None
    near = set(about(store, things)) | things if things is not None else None
    statements = current if near is None else [one for one in current if one in near]
    contradictions = _contradictions(store, near)
    gaps = _gaps(store, near)
    disputed = [one for sides in contradictions.values() for one in sides]
    blamed = [one for gap in gaps for one in gap.about]
    graph = Subgraph(store, lang)
    graph.expect(sorted({*statements, *disputed, *blamed}))
    graph.expect([*contradictions, *(gap.iri for gap in gaps), *(gap.sought for gap in gaps)])
    newest = max(_source_dates(graph, statements), default=None)
    return Survey(
        statements=tuple(statements),
        contradictions=contradictions,
        gaps=gaps,
        stale=tuple(_stale(graph, statements, newest)),
        undated=tuple(one for one in statements if _undated(graph, one)),
        single=tuple(one for one in statements if len(sources(graph, one)) == 1),
        newest=newest,
        focus=focus,
        today=today or date.today(),
        graph=graph,
    )


def sources(graph: Subgraph, statement: str) -> set[str]:
    """Return the sources of a statement."""
    return {passage.source for passage in graph.passages(statement)}


def _contradictions(store: "Store", near: set[str] | None) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for statement, contradiction in store.select(support("contradictions")).rows:
        found.setdefault(value(contradiction), []).append(value(statement))
    return {
        iri: tuple(sorted(sides))
        for iri, sides in sorted(found.items())
        if near is None or not near.isdisjoint(sides)
    }


def _gaps(store: "Store", near: set[str] | None) -> tuple[Gap, ...]:
    found: dict[tuple[str, str], list[str]] = {}
    for subject, sought, gap in store.select(support("gaps")).rows:
        if near is None or value(subject) in near:
            found.setdefault((value(gap), value(sought)), []).append(value(subject))
    return tuple(
        Gap(iri, sought, tuple(sorted(subjects))) for (iri, sought), subjects in found.items()
    )


def _source_dates(graph: Subgraph, statements: Iterable[str]) -> Iterator[date]:
    for source in {source for one in statements for source in sources(graph, one)}:
        for term in graph.node(source).get("dct:created", ()):
            if isinstance(term, Literal):
                try:
                    yield parse_boundary(term.value, term.datatype.value).last
                except InputError:
                    continue  # the checks report it


def _stale(graph: Subgraph, statements: Iterable[str], newest: date | None) -> Iterator[Stale]:
    latest: dict[tuple[str, str], Stale] = {}
    for one in statements:
        measured = graph.iri(one, "dvg:betreft"), graph.iri(one, "dvg:maat")
        last = _measured(graph, one) if all(measured) else None
        if last and (measured not in latest or latest[measured].last < last):
            latest[measured] = Stale(one, last)
    for one_ in sorted(latest.values(), key=lambda found: (found.last, found.statement)):
        if (
            newest
            and (one_.last.year + STALE, *one_.last.timetuple()[1:3]) < (newest.timetuple()[:3])
        ):
            yield one_


def _measured(graph: Subgraph, figure: str) -> date | None:
    """Return the last day that a figure measures, else its day of attestation, else its start."""
    span = graph.span(figure)
    if span is None:
        return None
    if span.tot and span.bounds[3] < LAST:
        return span.bounds[3] - timedelta(days=1)
    if span.seen:
        return graph.last_seen(figure)
    return span.bounds[1] if span.van and span.bounds[1] < LAST else None


def _undated(graph: Subgraph, statement: str) -> bool:
    """Return whether neither a statement nor an event that creates or ends it has a date."""
    span = graph.span(statement)
    if span is None or span.van or span.tot or span.seen:
        return False
    made = graph.iri(statement, "dvg:over") and (span.bounds[0] > FIRST or span.bounds[3] < LAST)
    return not made
