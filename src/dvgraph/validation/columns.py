"""Triples as columns of term numbers, and the operators on sets of them that validation needs.

A term is kept once, as written, under a number. The engine treats two kinds of value as opaque:
``Nodes``, distinct numbers, and ``Pairs``, distinct pairs of a focus node and a value (both
numbers). ``plain`` has these operators in plain Python, ``arrays`` in numpy.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Protocol

from dvgraph.dataset.columns import Terms
from dvgraph.rdf.oxigraph import Term

Nodes = Any
Pairs = Any
Test = Callable[[list[Term]], Iterable[bool]]  # whether each term passes
Test2 = Callable[[Term, Term], bool]


class Columns(Protocol):
    """The operators on nodes and pairs."""

    terms: Terms

    def nodes(self, numbers: Iterable[int]) -> Nodes:
        """Return numbers as nodes."""

    def listed(self, nodes: Nodes) -> list[int]:
        """Return nodes as numbers, in an order independent of the run."""

    def rows(self, pairs: Pairs) -> Iterable[tuple[int, int]]:
        """Return pairs as numbers, in an order independent of the run."""

    def size(self, nodes: Nodes) -> int:
        """Return how many nodes there are."""

    def subjects(self, predicate: str) -> Nodes:
        """Return the nodes with a value of a predicate."""

    def objects(self, predicate: str) -> Nodes:
        """Return the values of a predicate."""

    def step(self, nodes: Nodes, predicate: str, *, inverse: bool = False) -> Pairs:
        """Return each node with its values of a predicate, or with those that it is a value of."""

    def loops(self, nodes: Nodes) -> Pairs:
        """Return each node with itself."""

    def foci(self, pairs: Pairs) -> Nodes:
        """Return the first of each pair."""

    def values(self, pairs: Pairs) -> Nodes:
        """Return the second of each pair."""

    def within(self, nodes: Nodes, others: Nodes) -> Nodes:
        """Return the nodes that are among others."""

    def without(self, nodes: Nodes, others: Nodes) -> Nodes:
        """Return the nodes that are not among others."""

    def union(self, several: Iterable[Nodes]) -> Nodes:
        """Return the nodes of any of several."""

    def to(self, pairs: Pairs, nodes: Nodes) -> Pairs:
        """Return the pairs with one of these nodes as value."""

    def joined(self, pairs: Pairs, further: Pairs) -> Pairs:
        """Return each (a, c) for which there are (a, b) and (b, c)."""

    def joinings(self, pairs: Pairs, further: Pairs) -> Pairs:
        """Return (a, c) as often as there are (a, b) and (b, c)."""

    def merged(self, several: Iterable[Pairs]) -> Pairs:
        """Return the pairs of any of several."""

    def difference(self, pairs: Pairs, others: Pairs) -> Pairs:
        """Return the pairs that are not among others."""

    def common(self, pairs: Pairs, others: Pairs) -> Pairs:
        """Return the pairs that are among others."""

    def counted(self, nodes: Nodes, pairs: Pairs, least: int, most: int | None) -> Nodes:
        """Return the nodes with fewer than ``least`` or more than ``most`` values."""

    def failing(self, nodes: Nodes, test: Test) -> Nodes:
        """Return the nodes whose term does not pass a test."""

    def unordered(self, pairs: Pairs, others: Pairs, test: Test2) -> Pairs:
        """Return a pair for each other value of its node with which a value fails a test."""

    def languages(self, pairs: Pairs) -> list[int]:
        """Return each node as often as it has a language of several values."""

    def others(self, nodes: Nodes, known: Iterable[str]) -> Iterator[tuple[str, Pairs]]:
        """Yield each predicate that is not known, with its pairs of these nodes."""
