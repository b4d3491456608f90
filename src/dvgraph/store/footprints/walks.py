"""The triples that validation of a node reads, as walks over the graph from that node.

A shape checks a node by the triples along its paths: the values, their types, their own properties.
The paths of all shapes form one automaton: a state is a place in a shape, an edge is a triple that
is read there. From a changed triple that some state reads, the walk goes back along the paths to
the focus nodes. It uses the triples before and after the change together.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import NamedTuple

from dvgraph.rdf.oxigraph import NamedNode, Term, Triple
from dvgraph.store.protocol import Pattern

Match = Callable[[Pattern], Iterable[Triple]]


class Step(NamedTuple):
    """A step along one triple, against its direction if ``inverse``; without predicate, any triple.

    ``only``: the nodes in which the step may end, None for all.
    """

    predicate: str | None
    inverse: bool = False
    only: frozenset[Term] | None = None


class Walk(NamedTuple):
    """A property path: ``kind`` is one of sequence, choice, *, + and ?; ``parts`` are its parts."""

    kind: str
    parts: "tuple[Path, ...]"


Path = Step | Walk


def inverse(path: Path) -> Path:
    """Return the path in the opposite direction."""
    if isinstance(path, Step):
        return path._replace(inverse=not path.inverse)
    parts = path.parts[::-1] if path.kind == "sequence" else path.parts
    return Walk(path.kind, tuple(map(inverse, parts)))


class _Read(NamedTuple):
    """A step that is read in one state, and the state after it."""

    start: int
    step: Step
    end: int


class Walks:
    """The walks of any number of shapes (or queries), each with its start state."""

    def __init__(self) -> None:
        """Start without walks."""
        self._reads: dict[str | None, list[_Read]] = {}  # by predicate
        self._into: dict[int, list[_Read]] = {}  # by the state after the step
        self._silent: dict[int, list[int]] = {}  # states reached without a step, by the later state
        self._ends: dict[tuple[int, Path], int] = {}
        self._states = 0

    def begin(self) -> int:
        """Return a new start state."""
        self._states += 1
        return self._states

    def follow(self, start: int, path: Path) -> int:
        """Add a path that begins in a state, and return the state at its end."""
        if (start, path) not in self._ends:
            self._ends[start, path] = end = self.begin()
            self._add(start, path, end)
        return self._ends[start, path]

    def _add(self, start: int, path: Path, end: int) -> None:
        if isinstance(path, Step):
            read = _Read(start, path, end)
            self._reads.setdefault(path.predicate, []).append(read)
            self._into.setdefault(end, []).append(read)
        elif path.kind == "sequence":
            for part in path.parts[:-1]:
                start = self.follow(start, part)
            self._add(start, path.parts[-1], end)
        elif path.kind == "choice":
            for part in path.parts:
                self._add(start, part, end)
        else:
            [part] = path.parts
            if path.kind == "+":
                self._add(start, part, end)
            else:
                self._silent.setdefault(end, []).append(start)
                if path.kind == "?":
                    self._add(start, part, end)
            if path.kind != "?":
                self._add(end, part, end)

    def met(self, changed: Iterable[Triple], match: Match) -> Iterator[tuple[int, Term]]:
        """Yield (state, node) for each place on a walk that reads a changed triple.

        ``match`` looks up the triples of a pattern, in the data before and after the change.
        """
        look = cache(lambda pattern: tuple(match(pattern)))
        found: set[tuple[int, Term]] = set()
        waiting: deque[tuple[int, Term]] = deque()

        def reach(place: tuple[int, Term]) -> None:
            if place not in found:
                found.add(place)
                waiting.append(place)

        for subject, predicate, value in changed:
            for name in (predicate.value, None):
                for read in self._reads.get(name, ()):
                    here, there = (value, subject) if read.step.inverse else (subject, value)
                    if read.step.only is None or there in read.step.only:
                        reach((read.start, here))
        while waiting:
            state, node = waiting.popleft()
            yield state, node
            for before in self._silent.get(state, ()):
                reach((before, node))
            for read in self._into.get(state, ()):
                if read.step.only is not None and node not in read.step.only:
                    continue
                name = NamedNode(read.step.predicate) if read.step.predicate else None
                if read.step.inverse:
                    for triple in look((node, name, None)):
                        reach((read.start, triple.object))
                else:
                    for triple in look((None, name, node)):
                        reach((read.start, triple.subject))
