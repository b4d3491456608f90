"""The differences between any two days, computed ahead, so that a reader only compares dates.

What ``diff`` tells of a body between two days depends on which bodies belong to its line between
them, and on the states that statements have on both. Neither changes from day to day: between the
days that the statements and events of a group name, all stays as it is. So each group of statements
that make changes together is told once for each pair of its own days, and the difference between
any two days is that of its groups, each on the last of its days before or on these.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import chain, combinations
from typing import NamedTuple

from dvgraph.history.changes import DUTIES, HAPPENING, Figures, Transition, tell, together
from dvgraph.history.events import CHANGED, ORIGINAL, RESULT, SUBJECTS, Events
from dvgraph.labels.subgraph import Subgraph
from dvgraph.namespaces import FIRST, LAST
from dvgraph.store.protocol import Store
from dvgraph.things import statements as fetching
from dvgraph.things.facets import facet_of

Key = tuple[str, ...]


class ToldGroup(NamedTuple):
    """Statements that make changes together: the days from which something of them is otherwise.

    ``changes`` has those between two of these days by their places; where there is none, no pair.
    """

    days: tuple[date, ...]
    changes: dict[tuple[int, int], tuple[Transition, ...]]

    def between(self, start: date, end: date) -> tuple[Transition, ...]:
        """Return the changes after one day and up to another."""
        return self.changes.get((place(self.days, start), place(self.days, end)), ())


class Circle(NamedTuple):
    """Some bodies, and the groups of all that is said of them, by their place in ``Pairs``."""

    bodies: frozenset[str]
    groups: tuple[int, ...]


class Kinsfolk(NamedTuple):
    """A body with its line between any two days, as places in ``Pairs.scopes``.

    ``scopes``: the place of the line, by the place of the first day in ``Pairs.starts`` and then of
    the second day in ``Pairs.ends``.
    ``alone``: the place of the body without its predecessors and successors.
    """

    scopes: tuple[tuple[int, ...], ...]
    alone: int


class Pairs(NamedTuple):
    """All differences of some bodies between any two days.

    ``starts``: the days from which an event is no longer after a first day.
    ``ends``: the days from which an event is before a second day. Between two days of ``starts``
    and two of ``ends`` every line is the same.
    ``lines``: the line of each body, by its IRI.
    ``whole``: the place in ``scopes`` of all bodies together.
    """

    groups: tuple[ToldGroup, ...]
    scopes: tuple[Circle, ...]
    starts: tuple[date, ...]
    ends: tuple[date, ...]
    lines: dict[str, Kinsfolk]
    whole: int

    def between(self, body: str, start: date, end: date) -> list[Transition]:
        """Return the changes of a body and its line between two days as ``diff``, in any order."""
        scope = self.lines[body].scopes[place(self.starts, start)][place(self.ends, end)]
        groups = self.scopes[scope].groups
        return [one for n in groups for one in self.groups[n].between(start, end)]


def place(days: Sequence[date], day: date) -> int:
    """Return the index of the last of some ordered days that is not after a day."""
    return bisect_right(days, day) - 1


def pairs(store: Store, graph: Subgraph, bodies: Iterable[str]) -> Pairs:
    """Return all differences of some bodies between any two days."""
    return _Pairing(store, graph).all(list(bodies))


class _Pairing:
    def __init__(self, store: Store, graph: Subgraph) -> None:
        self.store, self.graph = store, graph
        self.events = Events(store, graph, FIRST, LAST)
        self._near: dict[Key, list[str]] = {}
        self._windows: dict[tuple[date, date], Events] = {}
        self._lines: dict[tuple[str, frozenset[str]], frozenset[str]] = {}
        self._groups: dict[tuple[tuple[str, ...], tuple[str, ...]], int] = {}
        self._told: list[ToldGroup] = []

    def all(self, bodies: list[str]) -> Pairs:
        own = {body: fetching.bodies(self.store, body) for body in bodies}
        self.events.line([one for versions in own.values() for one in versions])
        starts, ends = self._edges(self.events.existence)
        places: dict[frozenset[str], int] = {}
        lines = {}
        for body, versions in own.items():
            rows = tuple(
                tuple(
                    places.setdefault(self._line(versions, self._window(start, end)), len(places))
                    for end in ends
                )
                for start in starts
            )
            alone = places.setdefault(frozenset(versions), len(places))
            lines[body] = Kinsfolk(rows, alone)
        whole = places.setdefault(frozenset(chain(*own.values())), len(places))
        near = {one: fetching.belonging(self.store, [one]) for one in frozenset(chain(*places))}
        said = {one: fetching.about(self.store, things) for one, things in near.items()}
        self.graph.expect(chain(*said.values()))
        scopes = tuple(
            Circle(
                bodies,
                tuple(
                    self._scope(
                        set(chain(*(near[one] for one in bodies))),
                        sorted(set(chain(*(said[one] for one in bodies)))),
                    )
                ),
            )
            for bodies in places
        )
        return Pairs(tuple(self._told), scopes, starts, ends, lines, whole)

    def _edges(self, events: Iterable[str]) -> tuple[tuple[date, ...], tuple[date, ...]]:
        """Return the days from which an event is no longer after a first day, and before a last."""
        lives = [one for event in events for one in self.events.existence.get(event, ())]
        spans = [span.bounds for one in lives if (span := self.graph.span(one))]
        return _days(days[1] for days in spans), _days(days[0] for days in spans)

    def _window(self, start: date, end: date) -> Events:
        """Return the events between two days."""
        if (start, end) not in self._windows:
            self._windows[start, end] = self.events.within(start, end)
        return self._windows[start, end]

    def _line(self, versions: list[str], window: Events) -> frozenset[str]:
        """Return a body, by its versions, with its line between two days."""
        key = versions[0], frozenset(window.existence)
        if key not in self._lines:
            self._lines[key] = frozenset((*versions, *window.line(versions)))
        return self._lines[key]

    def _scope(self, things: set[str], found: list[str]) -> Iterator[int]:
        """Yield the places of the groups of the statements about some things."""
        groups: dict[Key, list[str]] = {}
        figures: dict[Key, list[str]] = {}
        for one in found:
            if facet_of(self.graph, one) == "figures":
                measured = (self.graph.iri(one, "dvg:betreft"), self.graph.iri(one, "dvg:maat"))
                if measured[0] in things:
                    figures.setdefault(measured, []).append(one)
            else:
                groups.setdefault(together(self.graph, one), []).append(one)
        known = set(found)
        for key, own in groups.items():
            if key not in self._near:
                self._near[key] = list(self._beside(key))
            happening = key[0] in HAPPENING
            near = [one for one in self._near[key] if (one in known) == happening]
            yield self._place(key[0], own, near)
        for own in figures.values():
            yield self._place("figures", own, [])

    def _beside(self, key: Key) -> Iterator[str]:
        """Yield who has a task or service, or the lives of what a happening made and ended."""
        if key[0] in DUTIES:
            by = map(self.graph.full, ("dvg:taak", "dvg:dienst"))
            for one in fetching.about(self.store, [key[1]], *by):
                duty = "dvg:Verantwoordelijkheid" in self.graph.types(one)
                if duty and together(self.graph, one) == key:
                    yield one
        elif key[0] in HAPPENING:
            bodies = self.graph.iris(key[1], ORIGINAL, RESULT, CHANGED)
            for one in fetching.about(self.store, bodies, self.graph.full("dvg:over")):
                if facet_of(self.graph, one) == "existence":
                    yield one

    def _place(self, facet: str, own: list[str], near: list[str]) -> int:
        """Return the place of a group, told when it is first asked for."""
        key = tuple(sorted(own)), tuple(sorted(near))
        if key not in self._groups:
            self._groups[key] = len(self._told)
            figures = facet == "figures"
            self._told.append(self._measured(own) if figures else self._group(facet, own, near))
        return self._groups[key]

    # Long by what decides of a pair of days: states, what began and ended, and events.
    def _group(self, facet: str, own: list[str], near: list[str]) -> ToldGroup:
        """Return the changes that statements make with those near them.

        Near a task are the statements of others that have it; near a happening, those that what it
        made or ended existed.
        """
        every = [*own, *near]
        events = self._about(every)
        bounds = {one: span.bounds for one in every if (span := self.graph.span(one))}
        days = _days(
            [*chain(*bounds.values()), *(day for days in self._edges(events) for day in days)]
        )
        held = {one: [fetching.held(self.graph, one, day) for day in days] for one in bounds}
        passing = {
            one: (place(days, first), place(days, last))
            for one, (first, _, _, last) in bounds.items()
            if last < LAST and (facet not in HAPPENING or one not in near)
        }
        told: dict[tuple[object, ...], tuple[Transition, ...]] = {}
        changes = {}
        for i, j in combinations(range(len(days)), 2):
            moved = {one: (on[i], on[j]) for one, on in held.items() if on[i] != on[j]}
            between = [
                one
                for one, (first, last) in passing.items()
                if one not in moved and not held[one][i] and i < first and last <= j
            ]
            if moved.keys().isdisjoint(own) and not set(between) & set(own):
                continue
            window = self._window(days[i], days[j])
            known = tuple(tuple(window.existence.get(one, ())) for one in events)
            begun = tuple(
                one
                for one, (first, last, *_) in bounds.items()
                if days[i] < first and last <= days[j]
            )
            case = (tuple(moved.items()), tuple(between), known, begun)
            if case not in told:
                found = tell(self.graph, window, moved, between, [{}, {}], (days[i], days[j]))
                told[case] = tuple(one for one in found if _is_of(one, facet, near))
            if told[case]:
                changes[i, j] = told[case]
        return ToldGroup(days, changes)

    def _about(self, statements: Iterable[str]) -> list[str]:
        """Return the events that made or ended the things of some statements."""
        about = {thing for one in statements for thing in self.graph.iris(one, *SUBJECTS)}
        self.events.know(statements)
        found = (
            by for thing in about for by in (self.events.made(thing), self.events.ended(thing))
        )
        return sorted(set(chain(*found)))

    def _measured(self, own: list[str]) -> ToldGroup:
        """Return the changes of the figures of one thing and measure."""
        began = (self.graph.text(one, "dvg:vanVroegst") for one in own)
        days = _days(date.fromisoformat(day) for day in began if day)
        latest = [fetching.latest_figures(self.graph, own, day) for day in days]
        nothing = self._window(FIRST, FIRST)
        found = {}
        for i, j in combinations(range(len(days)), 2):
            figures: Figures = [latest[i], latest[j]]
            if told := tell(self.graph, nothing, {}, [], figures, (days[i], days[j])):
                found[i, j] = told
        return ToldGroup(days, found)


def _is_of(change: Transition, facet: str, near: list[str]) -> bool:
    """Return whether a change belongs to a group, not only to others or to an event."""
    if facet in HAPPENING:
        return change.facet in HAPPENING
    return not set(near) >= {*change.before, *change.after}


def _days(found: Iterable[date]) -> tuple[date, ...]:
    """Return the first of all days and some others, in order."""
    return tuple(sorted({FIRST, *found} - {LAST}))
