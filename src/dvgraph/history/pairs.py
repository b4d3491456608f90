"""All differences between any two days, computed beforehand; a reader only looks them up.

The changes of a body between two days depend on its line of predecessors and successors between
these days, and on the states of the statements on both days. Neither changes from one day to the
next except on the days that the statements and events name. So the statements that make changes
together form a group, and the changes of each group are computed for each pair of its own days. The
difference between any two days is the sum over the groups, each read at the last of its own days by
then.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import chain, combinations
from typing import NamedTuple

from dvgraph.history.changes import (
    DUTIES,
    HAPPENING,
    Figures,
    Transition,
    measured_by,
    tell,
    together,
)
from dvgraph.history.events import CHANGED, ORIGINAL, RESULT, SUBJECTS, Events
from dvgraph.history.phrases import Phrasing
from dvgraph.labels.subgraph import Subgraph
from dvgraph.namespaces import FIRST, LAST
from dvgraph.store.protocol import Store
from dvgraph.things import statements as fetching
from dvgraph.things.facets import facet_of

Key = tuple[str, ...]


class ToldGroup(NamedTuple):
    """Statements that make changes together, with the days on which their states or events change.

    ``changes``: the changes between two of these days, by the positions of the two in ``days``;
    pairs without changes are left out.
    """

    days: tuple[date, ...]
    changes: dict[tuple[int, int], tuple[Transition, ...]]

    def between(self, start: date, end: date) -> tuple[Transition, ...]:
        """Return the changes of the group after one day and up to another."""
        return self.changes.get((place(self.days, start), place(self.days, end)), ())


class Circle(NamedTuple):
    """A set of bodies, and the positions in ``Pairs.groups`` of the statements about them."""

    bodies: frozenset[str]
    groups: tuple[int, ...]


class Kinsfolk(NamedTuple):
    """A body with its line of predecessors and successors, as positions in ``Pairs.scopes``.

    ``scopes[i][j]``: the line between the days ``Pairs.starts[i]`` and ``Pairs.ends[j]``.
    ``alone``: the body without its predecessors and successors.
    """

    scopes: tuple[tuple[int, ...], ...]
    alone: int


class Pairs(NamedTuple):
    """All differences of a set of bodies between any two days.

    ``starts``: as first day of a difference, each of these days leaves out one more event.
    ``ends``: as last day of a difference, each of these days takes in one more event.
    ``lines``: the line of each body, by its IRI; it changes only on these days.
    ``whole``: the position in ``scopes`` of all bodies together.
    """

    groups: tuple[ToldGroup, ...]
    scopes: tuple[Circle, ...]
    starts: tuple[date, ...]
    ends: tuple[date, ...]
    lines: dict[str, Kinsfolk]
    whole: int

    def between(self, body: str, start: date, end: date) -> list[Transition]:
        """Return the same changes as ``diff`` for a body and its line, in no particular order."""
        scope = self.lines[body].scopes[place(self.starts, start)][place(self.ends, end)]
        groups = self.scopes[scope].groups
        return [one for n in groups for one in self.groups[n].between(start, end)]

    def told(self, graph: Subgraph) -> "Pairs":
        """Return the same differences with their texts in the language of a graph."""
        phrasing = Phrasing(graph)
        known: dict[int, tuple[Transition, ...]] = {}  # by the place in memory of the same changes

        def worded(changes: tuple[Transition, ...]) -> tuple[Transition, ...]:
            if id(changes) not in known:
                known[id(changes)] = tuple(one.told(phrasing) for one in changes)
            return known[id(changes)]

        groups = (
            group._replace(changes={days: worded(one) for days, one in group.changes.items()})
            for group in self.groups
        )
        return self._replace(groups=tuple(groups))


def place(days: Sequence[date], day: date) -> int:
    """Return the index of the last day in a sorted sequence that is not after ``day``."""
    return bisect_right(days, day) - 1


def pairs(store: Store, graph: Subgraph, bodies: Iterable[str]) -> Pairs:
    """Return all differences of the given bodies (IRIs) between any two days."""
    return _Pairing(store, graph).all(list(bodies))


class _Pairing:
    def __init__(self, store: Store, graph: Subgraph) -> None:
        self.store, self.graph = store, graph
        self.phrasing = Phrasing(graph)
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
        """Return the days for ``Pairs.starts`` and ``Pairs.ends``, from the dates of events."""
        lives = [one for event in events for one in self.events.existence.get(event, ())]
        spans = [span.bounds for one in lives if (span := self.graph.span(one))]
        return _days(days[1] for days in spans), _days(days[0] for days in spans)

    def _window(self, start: date, end: date) -> Events:
        """Return the events between two days, computed once for each pair of days."""
        if (start, end) not in self._windows:
            self._windows[start, end] = self.events.within(start, end)
        return self._windows[start, end]

    def _line(self, versions: list[str], window: Events) -> frozenset[str]:
        """Return a body's versions, with predecessors and successors by events of a window."""
        key = versions[0], frozenset(window.existence)
        if key not in self._lines:
            self._lines[key] = frozenset((*versions, *window.line(versions)))
        return self._lines[key]

    def _scope(self, things: set[str], found: list[str]) -> Iterator[int]:
        """Yield the position of each group of the statements about some things."""
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
        """Yield the statements of all holders of a task or service.

        For a happening, yield instead the existence statements of the bodies that it made or ended.
        """
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
        """Return the position of a group, whose changes are computed when first asked for."""
        key = tuple(sorted(own)), tuple(sorted(near))
        if key not in self._groups:
            self._groups[key] = len(self._told)
            figures = facet == "figures"
            self._told.append(self._measured(own) if figures else self._group(facet, own, near))
        return self._groups[key]

    # Long because a pair of days depends on three things: states, passing statements and events.
    def _group(self, facet: str, own: list[str], near: list[str]) -> ToldGroup:
        """Return the changes that the statements ``own`` make together with those in ``near``.

        For a task, ``near`` are the statements of its other holders; for a happening, the existence
        statements of the bodies that it made or ended.
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
                found = tell(self.phrasing, window, moved, between, [{}, {}], (days[i], days[j]))
                told[case] = tuple(one for one in found if _is_of(one, facet, near))
            if told[case]:
                changes[i, j] = told[case]
        return ToldGroup(days, changes)

    def _about(self, statements: Iterable[str]) -> list[str]:
        """Return the events that made or ended the subjects of statements."""
        about = {thing for one in statements for thing in self.graph.iris(one, *SUBJECTS)}
        self.events.know(statements)
        found = (
            by for thing in about for by in (self.events.made(thing), self.events.ended(thing))
        )
        return sorted(set(chain(*found)))

    def _measured(self, own: list[str]) -> ToldGroup:
        """Return the changes of the figures of one thing and one measure."""
        spans = [span for one in own if (span := self.graph.span(one))]
        days = _days(day for span in spans for day in (span.bounds[0], measured_by(span)))
        latest = [fetching.latest_figures(self.graph, own, day) for day in days]
        nothing = self._window(FIRST, FIRST)
        found = {}
        for i, j in combinations(range(len(days)), 2):
            figures: Figures = [latest[i], latest[j]]
            if told := tell(self.phrasing, nothing, {}, [], figures, (days[i], days[j])):
                found[i, j] = told
        return ToldGroup(days, found)


def _is_of(change: Transition, facet: str, near: list[str]) -> bool:
    """Return whether a change belongs to a group, not only to the statements near it."""
    if facet in HAPPENING:
        return change.facet in HAPPENING
    return not set(near) >= {*change.before, *change.after}


def _days(found: Iterable[date]) -> tuple[date, ...]:
    """Return the given days with ``namespaces.FIRST``, sorted; ``namespaces.LAST`` is left out."""
    return tuple(sorted({FIRST, *found} - {LAST}))
