"""The decision ledger as rows: effects, lags, facts without ground, decisions not in force."""

from collections.abc import Iterator
from datetime import date

from dvgraph.labels.subgraph import Subgraph
from dvgraph.ledgers.decisions import (
    Decision,
    DecisionLedger,
    Lag,
    Window,
    earliest,
    lag,
    start,
    wait,
)
from dvgraph.locale.words import words
from dvgraph.rdf.oxigraph import Literal, Term
from dvgraph.store.protocol import Table
from dvgraph.things import columns, readings
from dvgraph.things.columns import Cells

_LAGS = ("dagenTotBekendmaking", "dagenTotKracht", "dagenTotGevolg")


def _bounded(*names: str) -> tuple[str, ...]:
    return tuple(part for name in names for part in (name, f"{name}Vroegst", f"{name}Laatst"))


COLUMNS = (
    *("wat", "besluit", "besluitLabel", *_bounded("genomen"), "bekendgemaakt", "vanKracht"),
    *("zegt", *_bounded("van"), *_bounded(*_LAGS), "terugwerkend", "lacune", "lacuneLabel"),
    *columns.EVIDENCE,
)
PENDING_COLUMNS = (
    *("besluit", "besluitLabel", *_bounded("genomen"), "bekendgemaakt", "vanKracht"),
    *(*_bounded("begint"), "volgens", "zekerheid", *_bounded("dagenTotBegin")),
    *columns.EVIDENCE,
)


def table(ledger: DecisionLedger) -> Table:
    """Return the ledger as rows, decisions with an effect first; columns: COLUMNS.

    ``wat`` is the kind of row: an effect of a decision, a decision without known effect, or a fact
    without known ground (``lacune``: a search found none). ``genomen``, ``bekendgemaakt`` and
    ``vanKracht`` are days of the decision; ``van`` is the start of the effect. A lag is the number
    of days from ``genomen`` to a stated start. The column without a suffix is empty if only bounds
    are known; all three columns are empty if the decision was amended before the effect.
    ``terugwerkend``: whether the effect began before the decision, certainly or possibly.
    """
    ordered = sorted(ledger.decisions, key=lambda one: not one.effects)
    rows = [row for decision in ordered for row in _rows(ledger.graph, decision)]
    return Table(COLUMNS, [*rows, *(_groundless(ledger, one) for one in ledger.groundless)])


def _rows(graph: Subgraph, decision: Decision) -> Iterator[Cells]:
    head = (
        *columns.thing(graph, decision.iri),
        *_window(decision.decided),
        *_days(decision),
    )
    known = (
        *_lag(lag(decision.decided, decision.published)),
        *_lag(lag(decision.decided, decision.in_force)),
    )
    for effect in readings.by_event(graph, decision.effects):
        effect = readings.in_order(graph, effect)
        began = _start(graph, effect)
        waited = wait(decision, began)
        yield (
            Literal(_say("effect", graph.lang)),
            *head,
            Literal(columns.claim(graph, effect[0])),
            _written(graph, effect),
            *map(columns.day, readings.window(graph, effect) or (None, None)),
            *known,
            *_lag(waited),
            _backward(waited, graph.lang),
            *(None, None),
            *columns.evidence(graph, effect),
        )
    if not decision.effects:
        blank = (None,) * (COLUMNS.index(_LAGS[0]) - COLUMNS.index("zegt"))
        after = (None,) * 6
        evidence = columns.evidence(graph, decision.lives)
        yield (Literal(_say("no effect", graph.lang)), *head, *blank, *known, *after, *evidence)


def _start(graph: Subgraph, effect: list[str]) -> Window | None:
    """Return the possible first and last day of an effect's start, over all its readings."""
    stated = [one for one in effect if start(graph, one)]
    return readings.window(graph, stated)


def _written(graph: Subgraph, effect: list[str]) -> Term | None:
    """Return the start of an effect as written; several readings become one text."""
    found = dict.fromkeys(
        term for one in effect if (term := columns.written(graph, one, "dvg:van"))
    )
    if len(found) < 2:
        return next(iter(found), None)
    return Literal("; ".join(term.value for term in found if isinstance(term, Literal)))


def _groundless(ledger: DecisionLedger, statement: str) -> Cells:
    graph = ledger.graph
    span = graph.span(statement)
    return (
        Literal(_say("no ground", graph.lang)),
        *(None,) * (COLUMNS.index("zegt") - 1),
        Literal(columns.claim(graph, statement)),
        columns.written(graph, statement, "dvg:van"),
        *(map(columns.day, span.bounds[:2]) if span else (None, None)),
        *(None,) * 10,
        *columns.thing(graph, ledger.gaps.get(statement, "")),
        *columns.evidence(graph, [statement]),
    )


def _backward(waited: Lag, lang: str) -> Literal | None:
    least, most = waited
    if most is not None and most < 0:
        return Literal(words("state", lang)["certain"])
    return Literal(words("state", lang)["possible"]) if least is not None and least < 0 else None


def not_in_force(ledger: DecisionLedger, day: date) -> tuple[Table, int]:
    """Return the decisions taken but not yet in force on a day, and the number of unknown dates.

    Columns: PENDING_COLUMNS. ``begint`` is the entry into force or, if unknown, the first effect
    (``volgens`` says which of the two); ``zekerheid``: whether it was certainly or possibly taken
    and not in force; ``dagenTotBegin``: the days from the given day. The number is that of the
    decisions without any known day of beginning.
    """
    rows: list[Cells] = []
    unknown = 0
    for decision in ledger.decisions:
        if decision.decided is None or decision.decided[0] > day:
            continue
        starts = (start(ledger.graph, one) for one in decision.effects)
        begins = decision.in_force or earliest(filter(None, starts))
        if begins is None:
            unknown += 1
        elif begins[1] > day:
            rows.append(_pending(ledger.graph, decision, begins, day))
    return Table(PENDING_COLUMNS, rows), unknown


def pending_note(day: date, unknown: int, lang: str) -> str:
    """Return the note on the rows of ``not_in_force``, with the number of unknown beginnings."""
    return words("ledgers.decisions", lang)["pending"].format(day, unknown)


def _pending(graph: Subgraph, decision: Decision, begins: Window, day: date) -> Cells:
    certain = decision.decided is not None and decision.decided[1] <= day and begins[0] > day
    return (
        *columns.thing(graph, decision.iri),
        *_window(decision.decided),
        *_days(decision),
        *_window(begins),
        Literal(_say("in force" if decision.in_force else "effects", graph.lang)),
        Literal(words("state", graph.lang)["certain" if certain else "possible"]),
        *_lag(lag((day, day), begins)),
        *columns.evidence(graph, decision.lives or decision.effects),
    )


def _days(decision: Decision) -> Cells:
    """Return the days of publication and entry into force; empty cells if not stated to the day."""
    return tuple(
        columns.day(window[0]) if window and window[0] == window[1] else None
        for window in (decision.published, decision.in_force)
    )


def _window(window: Window | None) -> Cells:
    """Return a day, empty if it is not exact, and its bounds."""
    if window is None:
        return (None, None, None)
    known = window[0] if window[0] == window[1] else None
    return (columns.day(known), *map(columns.day, window))


def _lag(found: Lag) -> Cells:
    least, most = found
    known = least if least == most else None
    return (columns.integer(known), columns.integer(least), columns.integer(most))


def _say(word: str, lang: str) -> str:
    return words("ledgers.decisions", lang)[word]
