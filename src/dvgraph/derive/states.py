"""The state of a statement on a day: one function and one vocabulary for every view.

certain     the day is after every possible start and before every possible end
known       as far as known: so too, but after the last day it was attested, and with an open end
possible    it lies between the earliest and latest possible day of a stated start or end
unknown     not known: it lies on a side for which nothing is stated (``open_begin``, ``open_end``)
planned     a source announces it, whatever the day
later       not: it had not begun
ended       not: it was over
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
IN_FORCE = STATES[:4]  # certainly, possibly, or nobody knows


class Validity(NamedTuple):
    """The dates that decide the state of a statement on any day.

    ``bounds`` are its four search bounds, vanVroegst to totLaatst. ``open_begin``
    (``open_end``) is true if no date or event gives its start (end): its bounds there are
    sentinels, or those of a thing without which it cannot exist. ``seen`` is the last day on which
    it was attested.
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
        """Return every state that it has on some day from ``first`` to ``last``, both included."""
        return {self.on(day) for day in (first, *self._edges()) if first <= day <= last}

    def turns(self) -> list[tuple[date, State]]:
        """Return each day from which it has another state, with that state, in order of time.

        The first is ``namespaces.FIRST``: the state before anything changed.
        """
        found: list[tuple[date, State]] = []
        for day in sorted({FIRST, *self._edges()}):
            if not found or found[-1][1] != self.on(day):
                found.append((day, self.on(day)))
        return found

    def _edges(self) -> list[date]:
        """Return the days on which its state may change."""
        if self.seen is None or self.seen == LAST:
            return list(self.bounds)
        return [*self.bounds, self.seen + timedelta(days=1)]


def held(state: State | None) -> Held | None:
    """Return whether a state means that a statement held: certainly, possibly, or not."""
    if state in ("certain", "known"):
        return "certain"
    return "possible" if state in ("possible", "unknown") else None


def surest(states: Iterable[State]) -> State | None:
    """Return the surest of some states, None if there are none."""
    return min(states, key=STATES.index, default=None)
