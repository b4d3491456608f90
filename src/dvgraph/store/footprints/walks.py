"""The triples that validation of a node reads, as walks from that node over the graph.

A shape checks a node by the triples along its paths: the values, their types, their own properties.
The paths of all shapes form one automaton: a state is a place in a shape, an edge a triple read
there. From a changed triple that some state reads, the walk leads back along the paths to the focus
nodes: in the data before or after the change, so over the triples of both.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import NamedTuple

from dvgraph.rdf.oxigraph import NamedNode, Term, Triple
from dvgraph.store.protocol import Pattern

Match = Callable[[Pattern], Iterable[Triple]]


class Step(NamedTuple):
    """A step over one triple, against its direction if ``inverse``; without predicate, any triple.

    ``only``: the nodes that the step can end in, None for all.
    """

    predicate: str | None
    inverse: bool = False
    only: frozenset[Term] | None = None


class Walk(NamedTuple):
    """A property path: ``kind`` is one of sequence, choice, *, + and ?; ``parts`` are inside it."""

    kind: str
    parts: "tuple[Path, ...]"


Path = Step | Walk


def inverse(path: Path) -> Path:
    """Return the path walked from its end."""
    if isinstance(path, Step):
        return path._replace(inverse=not path.inverse)
    parts = path.parts[::-1] if path.kind == "sequence" else path.parts
    return Walk(path.kind, tuple(map(inverse, parts)))


class _Read(NamedTuple):
    """A step read in one state, and the state that it leads to."""

    start: int
    step: Step
    end: int


class Walks:
    """The walks of any number of shapes (or queries), each with its start state."""

    def __init__(self) -> None:
        """Begin without walks."""
        self._reads: dict[str | None, list[_Read]] = {}  # by predicate
        self._into: dict[int, list[_Read]] = {}  # by end
        self._silent: dict[int, list[int]] = {}  # states that follow without a step, by end
        self._ends: dict[tuple[int, Path], int] = {}
        self._states = 0

    def begin(self) -> int:
        """Return a new state."""
        self._states += 1
        return self._states

    def follow(self, start: int, path: Path) -> int:
        """Add a path read from a state, and return the state at its end."""
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
        """Yield where walks that read a changed triple are or begin: state and node.

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
