"""The state of a statement on a day, by one function and one vocabulary for every view.

certain     in force: the day is after every possible start and before every possible end
known       in force as far as known: the end is open, and the day is after the last attestation
possible    between the earliest and latest possible day of a stated start or end
unknown     not known: on a side for which no source gives a date (``open_begin``, ``open_end``)
planned     announced by a source, on any day
later       not in force: it had not begun
ended       not in force: it was over
"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Literal, NamedTuple

from dvgraph.namespaces import FIRST, LAST

State = Literal["certain", "known", "possible", "unknown", "planned", "later", "ended"]
Held = Literal["certain", "possible"]
# From the surest to the least sure.
STATES: tuple[State, ...] = (
    *("certain", "known", "possible", "unknown", "planned"),
    *("later", "ended"),
)
IN_FORCE = STATES[:4]  # certainly in force, possibly in force, or unknown


class Validity(NamedTuple):
    """The dates that decide the state of a statement on any day.

    ``bounds``: its four search bounds, vanVroegst to totLaatst.
    ``open_begin``, ``open_end``: no date or event gives the start (end); its bounds there are
    sentinels, or those of a thing without which it cannot exist.
    ``seen``: the last day on which it was attested.
    """

    bounds: tuple[date, date, date, date]
    open_begin: bool = False
    open_end: bool = False
    seen: date | None = None
    planned: bool = False

    def on(self, day: date) -> State:
        """Return the state on a day."""
        van_first, van_last, tot_first, tot_last = self.bounds
        if self.planned:
            return "planned"
        if day < van_first:
            return "later"
        if day >= tot_last:
            return "ended"
        before, after = day < van_last, day >= tot_first
        if (before and self.open_begin) or (after and self.open_end):
            return "unknown"
        if before or after:
            return "possible"
        attested = self.seen is not None and day <= self.seen
        return "certain" if attested or tot_first < LAST else "known"

    def within(self, first: date, last: date) -> set[State]:
        """Return every state of the statement on the days ``first`` to ``last``, both included."""
        return {self.on(day) for day in (first, *self._edges()) if first <= day <= last}

    def turns(self) -> list[tuple[date, State]]:
        """Return the successive states of the statement, each with its first day, in order of time.

        The first day is ``namespaces.FIRST``: its state is the one before any change.
        """
        found: list[tuple[date, State]] = []
        for day in sorted({FIRST, *self._edges()}):
            if not found or found[-1][1] != self.on(day):
                found.append((day, self.on(day)))
        return found

    def _edges(self) -> list[date]:
        """Return the days on which the state may change."""
        if self.seen is None or self.seen == LAST:
            return list(self.bounds)
        return [*self.bounds, self.seen + timedelta(days=1)]


def held(state: State | None) -> Held | None:
    """Return "certain" or "possible" for a state in force, or None for any other state."""
    if state in ("certain", "known"):
        return "certain"
    return "possible" if state in ("possible", "unknown") else None


def surest(states: Iterable[State]) -> State | None:
    """Return the surest of the given states, or None if there are none."""
    return min(states, key=STATES.index, default=None)
