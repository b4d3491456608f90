"""Reads what is known, and finds in it what is contradictory, missing, stale, undated or thin."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from dvgraph.derive.dates import parse_boundary
from dvgraph.errors import InputError
from dvgraph.labels.neighbourhood import Neighbourhood
from dvgraph.namespaces import FIRST, LAST
from dvgraph.rdf.oxigraph import Literal
from dvgraph.rdf.terms import value
from dvgraph.store.binding import support
from dvgraph.things.statements import about, belonging, fetched

if TYPE_CHECKING:
    from dvgraph.store.protocol import Store

STALE = 3  # years by which the newest source may be younger than the latest value of a measure
KINDS = ("contradictions", "gaps", "stale", "undated", "single-source")


class Gap(NamedTuple):
    """A recorded gap: what was looked for, and about which things or statements."""

    iri: str
    sought: str
    about: tuple[str, ...]


class Stale(NamedTuple):
    """A figure that is the latest of its thing and measure, and the last day that it measures."""

    statement: str
    last: date


class Survey(NamedTuple):
    """What is known of all, or of a thing, and what of it is weak.

    ``statements`` are the current ones; ``contradictions`` map to all their statements, rejected
    ones among them; ``newest`` is the date of the newest source, None where none has one.
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
    hood: Neighbourhood


def survey(store: "Store", focus: str = "", lang: str = "nl", today: date | None = None) -> Survey:
    """Return what is known of all, or of a thing (its IRI) and what belongs to it.

    Stale is a figure that is the latest of its thing and measure and measures nothing of the
    ``STALE`` years before the newest source; undated is what has neither start, end nor day on
    which it was seen; single-source is what rests on passages of one source.
    """
    current = [value(row[0]) for row in store.select(support("current")).rows]
    things = set(belonging(store, [focus])) if focus else None
    near = set(about(store, things)) | things if things is not None else None
    statements = current if near is None else [one for one in current if one in near]
    contradictions = _contradictions(store, near)
    gaps = _gaps(store, near)
    disputed = [one for sides in contradictions.values() for one in sides]
    blamed = [one for gap in gaps for one in gap.about]
    hood = fetched(store, sorted({*statements, *disputed, *blamed}), lang)
    places = [*contradictions, *(gap.iri for gap in gaps)]
    hood.describe(places)
    searched = [iri for gap in gaps for iri in hood.iris(gap.iri, "dvg:gezochtIn")]
    hood.load_labels([*places, *searched, *blamed, *(gap.sought for gap in gaps)])
    if focus:
        hood.load_labels([focus])
    newest = max(_source_dates(hood, statements), default=None)
    return Survey(
        tuple(statements),
        contradictions,
        gaps,
        tuple(_stale(hood, statements, newest)),
        tuple(one for one in statements if _undated(hood, one)),
        tuple(one for one in statements if len(sources(hood, one)) == 1),
        newest,
        focus,
        today or date.today(),
        hood,
    )


def sources(hood: Neighbourhood, statement: str) -> set[str]:
    """Return the sources that a statement rests on."""
    return {passage.source for passage in hood.passages(statement)}


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
    for gap, sought, subject in store.select(support("sought")).rows:
        if near is None or value(subject) in near:
            found.setdefault((value(gap), value(sought)), []).append(value(subject))
    return tuple(
        Gap(iri, sought, tuple(sorted(subjects))) for (iri, sought), subjects in found.items()
    )


def _source_dates(hood: Neighbourhood, statements: Iterable[str]) -> Iterator[date]:
    for source in {source for one in statements for source in sources(hood, one)}:
        for term in hood.nodes.get(source, {}).get("dct:created", ()):
            if isinstance(term, Literal):
                try:
                    yield parse_boundary(term.value, term.datatype.value).last
                except InputError:
                    continue  # the checks report it


def _stale(hood: Neighbourhood, statements: Iterable[str], newest: date | None) -> Iterator[Stale]:
    latest: dict[tuple[str, str], Stale] = {}
    for one in statements:
        measured = hood.iri(one, "dvg:betreft"), hood.iri(one, "dvg:maat")
        last = _measured(hood, one) if all(measured) else None
        if last and (measured not in latest or latest[measured].last < last):
            latest[measured] = Stale(one, last)
    for one_ in sorted(latest.values(), key=lambda found: (found.last, found.statement)):
        if (
            newest
            and (one_.last.year + STALE, *one_.last.timetuple()[1:3]) < (newest.timetuple()[:3])
        ):
            yield one_


def _measured(hood: Neighbourhood, figure: str) -> date | None:
    """Return the last day that a figure measures, else was seen on, else may have begun on."""
    span = hood.span(figure)
    if span is None:
        return None
    if span.tot and span.bounds[3] < LAST:
        return span.bounds[3] - timedelta(days=1)
    if span.seen:
        return hood.last_seen(figure)
    return span.bounds[1] if span.van and span.bounds[1] < LAST else None


def _undated(hood: Neighbourhood, statement: str) -> bool:
    """Tell whether a statement has no date of its own, nor of an event that makes or ends it."""
    span = hood.span(statement)
    if span is None or span.van or span.tot or span.seen:
        return False
    made = hood.iri(statement, "dvg:over") and (span.bounds[0] > FIRST or span.bounds[3] < LAST)
    return not made
