"""Triples as columns of term numbers, with the set operations that validation needs.

Each term is stored once, as written, under a number. The engine treats two kinds of value as
opaque: ``Nodes``, distinct numbers, and ``Pairs``, distinct pairs of a focus node and a value (both
numbers). ``plain`` implements these operations in plain Python, ``arrays`` in numpy.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Protocol

from dvgraph.dataset.columns import Terms
from dvgraph.rdf.oxigraph import Term

Nodes = Any
Pairs = Any
Test = Callable[[list[Term]], Iterable[bool]]  # for each term, whether it passes
Test2 = Callable[[Term, Term], bool]


class Columns(Protocol):
    """The operations on nodes and pairs."""

    terms: Terms

    def nodes(self, numbers: Iterable[int]) -> Nodes:
        """Return a set of nodes from numbers."""

    def listed(self, nodes: Nodes) -> list[int]:
        """Return the numbers of nodes, in an order that is the same in each run."""

    def rows(self, pairs: Pairs) -> Iterable[tuple[int, int]]:
        """Return pairs as tuples of numbers, in an order that is the same in each run."""

    def size(self, nodes: Nodes) -> int:
        """Return the number of nodes."""

    def subjects(self, predicate: str) -> Nodes:
        """Return the subjects of the triples with a predicate."""

    def objects(self, predicate: str) -> Nodes:
        """Return the objects of the triples with a predicate."""

    def step(self, nodes: Nodes, predicate: str, *, inverse: bool = False) -> Pairs:
        """Return each node with its values of a predicate; ``inverse``: with its subjects."""

    def loops(self, nodes: Nodes) -> Pairs:
        """Return each node paired with itself."""

    def foci(self, pairs: Pairs) -> Nodes:
        """Return the first node of each pair."""

    def values(self, pairs: Pairs) -> Nodes:
        """Return the second node of each pair."""

    def within(self, nodes: Nodes, others: Nodes) -> Nodes:
        """Return the intersection of two sets of nodes."""

    def without(self, nodes: Nodes, others: Nodes) -> Nodes:
        """Return the nodes that are not in ``others``."""

    def union(self, several: Iterable[Nodes]) -> Nodes:
        """Return the union of several sets of nodes."""

    def to(self, pairs: Pairs, nodes: Nodes) -> Pairs:
        """Return the pairs whose second node is in ``nodes``."""

    def joined(self, pairs: Pairs, further: Pairs) -> Pairs:
        """Return the distinct (a, c) for all (a, b) in ``pairs`` and (b, c) in ``further``."""

    def joinings(self, pairs: Pairs, further: Pairs) -> Pairs:
        """Return (a, c) for each (a, b) in ``pairs`` with (b, c) in ``further``, with repeats."""

    def merged(self, several: Iterable[Pairs]) -> Pairs:
        """Return the union of several sets of pairs."""

    def difference(self, pairs: Pairs, others: Pairs) -> Pairs:
        """Return the pairs that are not in ``others``."""

    def common(self, pairs: Pairs, others: Pairs) -> Pairs:
        """Return the intersection of two sets of pairs."""

    def counted(self, nodes: Nodes, pairs: Pairs, least: int, most: int | None) -> Nodes:
        """Return the nodes with fewer than ``least`` or more than ``most`` values in ``pairs``."""

    def failing(self, nodes: Nodes, test: Test) -> Nodes:
        """Return the nodes whose term fails the test."""

    def unordered(self, pairs: Pairs, others: Pairs, test: Test2) -> Pairs:
        """Return (node, value) once for each other value with which the value fails the test.

        The other values are those of the same node in ``others``.
        """

    def languages(self, pairs: Pairs) -> list[int]:
        """Return each node once for each language tag that several of its values have."""

    def others(self, nodes: Nodes, known: Iterable[str]) -> Iterator[tuple[str, Pairs]]:
        """Yield each predicate outside ``known``, with the pairs of these nodes and its values."""
