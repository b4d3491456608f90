"""The date of an event from several statements: the combined date, and the date of each reading.

A rejected reading is not a current statement, so if one reading is preferred, it is the only one.
If several current statements remain, the date of the event has bounds that include all of them.
"""

from collections.abc import Iterable
from datetime import date

from dvgraph.labels.subgraph import Subgraph
from dvgraph.locale.wording import Span, by_bounds, moment
from dvgraph.namespaces import FIRST, LAST


def by_event(graph: Subgraph, statements: Iterable[str]) -> list[list[str]]:
    """Return statements in groups: all that date the same event, and each other statement alone."""
    found: dict[str, list[str]] = {}
    for one in statements:
        event = graph.iri(one, "dvg:over")
        happened = event and "prov:Activity" in graph.types(event)
        found.setdefault(event if happened else one, []).append(one)
    return list(found.values())


def in_order(graph: Subgraph, statements: Iterable[str]) -> list[str]:
    """Return the readings of an event: one with the combined date first, then the most exact.

    Every view cites the first reading for the event.
    """
    every = [*statements]
    told = dated(graph, every)

    def key(one: str) -> tuple[bool, int, str]:
        span = graph.span(one)
        whole = bool(told and span and span.bounds[:2] == told.bounds[:2])
        return not whole, _width(graph, one), one

    return sorted(every, key=key)


def dated(graph: Subgraph, statements: Iterable[str]) -> Span | None:
    """Return the date of an event by its readings: as written if they agree, else their bounds."""
    spans = [span for one in statements if (span := graph.span(one))]
    if len({(span.van, span.bounds[:2]) for span in spans}) < 2:
        return spans[0] if spans else None
    firsts, lasts, ends, latest = zip(*(span.bounds for span in spans), strict=True)
    return Span(None, None, (min(firsts), max(lasts), min(ends), max(latest)))


def when(graph: Subgraph, statements: Iterable[str]) -> str:
    """Return the date of an event in words."""
    span = dated(graph, statements)
    if span is None:
        return ""
    return moment(span, graph.lang) if span.van else by_bounds(span.bounds, graph.lang, start=True)


def apart(graph: Subgraph, statements: Iterable[str]) -> dict[str, list[str]]:
    """Return each reading in words with its statements (IRIs); empty if all readings agree."""
    found: dict[str, list[str]] = {}
    for one in in_order(graph, statements):
        if span := graph.span(one):
            found.setdefault(moment(span, graph.lang), []).append(one)
    return found if len(found) > 1 else {}


def window(graph: Subgraph, statements: Iterable[str]) -> tuple[date, date] | None:
    """Return the first and last day on which an event may have taken place."""
    span = dated(graph, statements)
    return span.bounds[:2] if span else None


def _width(graph: Subgraph, statement: str) -> int:
    """Return the number of days on which a statement allows its event."""
    span = graph.span(statement)
    return (span.bounds[1] - span.bounds[0]).days if span else (LAST - FIRST).days
