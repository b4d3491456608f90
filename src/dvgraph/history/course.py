"""The number of organisations and of their tasks over time, with the situation in sentences.

``courses`` lists the states of each thing with their first days, so that the state on any day is
the last one listed by then. ``course`` combines the states of several organisations.
"""

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from dvgraph.derive.states import State, Validity, surest
from dvgraph.labels.subgraph import Subgraph
from dvgraph.locale.captions import joined
from dvgraph.locale.words import words
from dvgraph.namespaces import DVG
from dvgraph.store.protocol import Store
from dvgraph.things import statements as fetching

_NAMED = 8  # a sentence names at most this many organisations; it gives the number of the others

_EXISTING: tuple[State, ...] = ("certain", "known")

Turns = list[tuple[date, State]]


class Stand(NamedTuple):
    """The situation of several organisations from one day until the next ``Stand`` begins.

    ``said``: sentences on the organisations.
    ``existing``: the number of organisations that existed, certainly or as far as known.
    ``possible``: the number of organisations that possibly existed.
    ``tasks``, ``perhaps``: the same two numbers for their tasks and services.
    """

    since: date
    said: str
    existing: int
    possible: int
    tasks: int
    perhaps: int


def courses(validities: Mapping[str, Sequence[Validity]]) -> dict[str, Turns]:
    """Return the states of each thing, each with the first day on which it applies.

    On each day, the state is the surest of the thing's statements. The first day is
    ``namespaces.FIRST``.
    """
    found: dict[str, Turns] = {}
    for thing, own in validities.items():
        turns: Turns = []
        for day in sorted({day for one in own for day, _ in one.turns()}):
            state = surest(one.on(day) for one in own)
            if state and (not turns or turns[-1][1] != state):
                turns.append((day, state))
        found[thing] = turns
    return found


def existences(store: Store, graph: Subgraph, things: Iterable[str]) -> dict[str, Turns]:
    """Return the states of existence of things; things without such statements are left out."""
    return courses(_by(store, graph, things, "over", "dvg:over"))


def course(store: Store, graph: Subgraph, organisations: Sequence[str], last: date) -> list[Stand]:
    """Return the successive situations of organisations with their tasks and services.

    The first ``Stand`` begins on ``namespaces.FIRST``; none begins after the day ``last``.
    """
    lives = existences(store, graph, organisations)
    tasks = courses(_by(store, graph, organisations, "organisatie", "dvg:taak", "dvg:dienst"))
    bodies, jobs = _Now(organisations), _Now(tasks)
    moves: dict[date, list[tuple[_Now, str, State]]] = {}
    for now, all_turns in ((bodies, lives), (jobs, tasks)):
        for thing, turns in all_turns.items():
            for day, state in turns:
                moves.setdefault(day, []).append((now, thing, state))
    stands: list[Stand] = []
    for day in sorted(one for one in moves if one <= last):
        for now, thing, state in moves[day]:
            now.turn(thing, state)
        stand = Stand(
            day,
            " ".join(_sentences(graph, bodies)),
            bodies.count(*_EXISTING),
            bodies.count("possible"),
            jobs.count(*_EXISTING),
            jobs.count("possible"),
        )
        if not stands or stands[-1][1:] != stand[1:]:
            stands.append(stand)
    return stands


class _Now:
    """The things in each state on a day; kept in order, so that a day costs only its changes."""

    def __init__(self, things: Iterable[str]) -> None:
        self.things = list(things)
        self._places = {one: n for n, one in enumerate(self.things)}
        self._states: dict[str, State] = {}
        self.of: dict[State, list[int]] = defaultdict(list)  # sorted positions in ``things``

    def turn(self, thing: str, state: State) -> None:
        place = self._places[thing]
        if before := self._states.get(thing):
            own = self.of[before]
            del own[bisect_left(own, place)]
        self._states[thing] = state
        insort(self.of[state], place)

    def count(self, *states: State) -> int:
        return sum(len(self.of[state]) for state in states)


def _by(
    store: Store, graph: Subgraph, things: Iterable[str], named: str, *subjects: str
) -> dict[str, list[Validity]]:
    """Return the validities of the current statements that have one of the things as ``named``.

    They are grouped by the values of the properties ``subjects``.
    """
    found: dict[str, list[Validity]] = {}
    statements = fetching.about(store, things, f"{DVG}{named}")
    graph.expect(statements)
    for one in statements:
        validity = graph.validity(one)
        for subject in graph.iris(one, *subjects):
            if validity:
                found.setdefault(subject, []).append(validity)
    return found


def _sentences(graph: Subgraph, bodies: _Now) -> Iterator[str]:
    said, of = words("history.course", graph.lang), bodies.of
    for state in _EXISTING:
        if found := of[state]:
            one, many = said[state].split("|")
            named = found if len(found) <= _NAMED else found[: _NAMED - 1]
            names = [graph.label(bodies.things[place]) for place in named]
            if more := len(found) - len(named):
                names.append(said["more"].format(more))
            yield (one if len(found) == 1 else many).format(joined(names, graph.lang))
    if not bodies.count(*_EXISTING):
        yield said["none"]
    if found := of["possible"]:
        one, many = said["possible"].split("|")
        yield (one if len(found) == 1 else many).format(len(found))
    if found := of["unknown"]:
        yield said["unknown"].format(len(found))
