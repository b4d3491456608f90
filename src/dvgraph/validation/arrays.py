# ruff: noqa: D102 - the methods are described in ``columns.Columns``
"""Columns in numpy, for large data: nodes are sorted arrays of numbers, pairs are two arrays.

All numbers are int32. The pairs of each property are stored twice, sorted by subject and by value.
"""

from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from dvgraph.dataset.columns import LargeDataset, Terms
from dvgraph.rdf.oxigraph import Literal, NamedNode, Term
from dvgraph.validation.columns import Nodes, Pairs, Test, Test2

Numbers = NDArray[np.int32]
_Pairs = tuple[Numbers, Numbers]

_NONE: Numbers = np.empty(0, np.int32)


class HashedTerms(Terms):
    """Terms by number, with a hash index for the terms of a large dataset.

    Its two sorted arrays need a sixth of the memory of a dictionary.
    """

    __slots__ = ("_hashes", "_order")

    def __init__(self, known: list[Term]) -> None:
        """Sort the hashes of the terms known so far."""
        super().__init__()
        self.known = known
        hashes = np.fromiter(map(hash, known), np.int64, len(known))
        self._order = np.argsort(hashes).astype(np.int32)
        self._hashes = hashes[self._order]

    def number(self, term: Term) -> int:
        """Return the number of a term; a new term gets the next number."""
        found = self.find(term)
        return super().number(term) if found is None else found

    def find(self, term: Term) -> int | None:
        """Return the number of a term, or None if it has none."""
        hashed = hash(term)
        place = int(np.searchsorted(self._hashes, hashed))
        while place < len(self._hashes) and self._hashes[place] == hashed:
            number = int(self._order[place])
            if self.known[number] == term:
                return number
            place += 1
        return self.numbers.get(term)


class ArrayColumns:
    """The columns of a large dataset."""

    def __init__(self, dataset: LargeDataset) -> None:
        """Sort the distinct triples by predicate, subject and value."""
        self.terms: Terms = HashedTerms(dataset.terms.known)
        dataset.terms = self.terms
        triples = np.frombuffer(dataset.triples, np.int32)
        subjects, predicates, values = triples[0::3], triples[1::3], triples[2::3]
        self._forward: dict[str, _Pairs] = {}
        self._backward: dict[str, _Pairs] = {}
        order = np.argsort(predicates, kind="stable")
        names, starts = np.unique(predicates[order], return_index=True)
        for name, places in zip(names, np.split(order, starts[1:]), strict=bool(len(names))):
            predicate = self.terms.known[name]
            assert isinstance(predicate, NamedNode)
            keys = np.unique(_keys((subjects[places], values[places])))
            self._forward[predicate.value] = _pairs(keys)

    def nodes(self, numbers: Iterable[int]) -> Nodes:
        if isinstance(numbers, np.ndarray):
            return np.unique(numbers)
        return np.unique(np.fromiter(numbers, np.int32))

    def listed(self, nodes: Nodes) -> list[int]:
        return [*map(int, nodes)] if isinstance(nodes, list) else np.sort(nodes).tolist()

    def rows(self, pairs: Pairs) -> Iterable[tuple[int, int]]:
        order = np.lexsort((pairs[1], pairs[0]))
        return zip(pairs[0][order].tolist(), pairs[1][order].tolist(), strict=True)

    def size(self, nodes: Nodes) -> int:
        return len(nodes)

    def subjects(self, predicate: str) -> Nodes:
        return np.unique(self._of(predicate, inverse=False)[0])

    def objects(self, predicate: str) -> Nodes:
        return np.unique(self._of(predicate, inverse=False)[1])

    def step(self, nodes: Nodes, predicate: str, *, inverse: bool = False) -> Pairs:
        starts, ends = self._of(predicate, inverse=inverse)
        if len(nodes) * 16 < len(starts):
            return _ranges(nodes, nodes, starts, ends)
        found = self._mask(nodes)[starts]
        return starts[found], ends[found]

    def loops(self, nodes: Nodes) -> Pairs:
        return nodes, nodes

    def foci(self, pairs: Pairs) -> Nodes:
        return np.unique(pairs[0])

    def values(self, pairs: Pairs) -> Nodes:
        return np.flatnonzero(self._mask(pairs[1])).astype(np.int32)

    def within(self, nodes: Nodes, others: Nodes) -> Nodes:
        return nodes[self._mask(others)[nodes]]

    def without(self, nodes: Nodes, others: Nodes) -> Nodes:
        return nodes[~self._mask(others)[nodes]]

    def union(self, several: Iterable[Nodes]) -> Nodes:
        filled = [nodes for nodes in several if len(nodes)]
        if len(filled) < 2:  # most often, and much quicker
            return filled[0] if filled else _NONE
        return np.unique(np.concatenate(filled))

    def to(self, pairs: Pairs, nodes: Nodes) -> Pairs:
        found = self._mask(nodes)[pairs[1]]
        return pairs[0][found], pairs[1][found]

    def joined(self, pairs: Pairs, further: Pairs) -> Pairs:
        return _pairs(np.unique(_keys(self.joinings(pairs, further))))

    def joinings(self, pairs: Pairs, further: Pairs) -> Pairs:
        starts, ends = _sorted(further)
        return _ranges(pairs[0], pairs[1], starts, ends)

    def merged(self, several: Iterable[Pairs]) -> Pairs:
        return _pairs(np.unique(np.concatenate([_keys(pairs) for pairs in several])))

    def difference(self, pairs: Pairs, others: Pairs) -> Pairs:
        return _pairs(np.setdiff1d(_keys(pairs), _keys(others), assume_unique=True))

    def common(self, pairs: Pairs, others: Pairs) -> Pairs:
        return _pairs(np.intersect1d(_keys(pairs), _keys(others), assume_unique=True))

    def counted(self, nodes: Nodes, pairs: Pairs, least: int, most: int | None) -> Nodes:
        counts = np.bincount(pairs[0], minlength=len(self.terms.known))[nodes]
        wrong = counts < least
        if most is not None:
            wrong |= counts > most
        return nodes[wrong]

    def failing(self, nodes: Nodes, test: Test) -> Nodes:
        known = self.terms.known
        passed = test([known[node] for node in nodes.tolist()])
        return nodes[~np.fromiter(passed, bool, len(nodes))]

    def unordered(self, pairs: Pairs, others: Pairs, test: Test2) -> Pairs:
        starts, ends = _sorted(others)
        which = np.arange(len(pairs[0]), dtype=np.int32)
        left, right = _ranges(which, pairs[0], starts, ends)
        compared = _keys((pairs[1][left], right))
        distinct, back = np.unique(compared, return_inverse=True)
        known = self.terms.known
        ones, twos = (column.tolist() for column in _pairs(distinct))
        rights = (test(known[one], known[two]) for one, two in zip(ones, twos, strict=True))
        wrong = left[~np.fromiter(rights, bool, len(distinct))[back]]
        return pairs[0][wrong], pairs[1][wrong]

    def languages(self, pairs: Pairs) -> list[int]:
        known = self.terms.known
        tags: dict[str, int] = {"": 0}
        values = self.values(pairs)
        spoken = np.zeros(len(known), np.int32)
        spoken[values] = [
            tags.setdefault(_tag(known[value]), len(tags)) for value in values.tolist()
        ]
        used = _keys((pairs[0], spoken[pairs[1]]))
        found, counts = np.unique(used[spoken[pairs[1]] > 0], return_counts=True)
        again: list[int] = _pairs(found[counts > 1])[0].tolist()
        return again

    def others(self, nodes: Nodes, known: Iterable[str]) -> Iterator[tuple[str, Pairs]]:
        left_out = set(known)
        for predicate in self._forward:
            if predicate not in left_out and len((pairs := self.step(nodes, predicate))[0]):
                yield predicate, pairs

    def _of(self, predicate: str, *, inverse: bool) -> _Pairs:
        """Return the subjects and values of a predicate, sorted by subject.

        With ``inverse``, return the values and subjects, sorted by value.
        """
        if not inverse:
            return self._forward.get(predicate, (_NONE, _NONE))
        if predicate not in self._backward:
            subjects, values = self._of(predicate, inverse=False)
            self._backward[predicate] = _sorted((values, subjects))
        return self._backward[predicate]

    def _mask(self, nodes: Numbers) -> NDArray[np.bool_]:
        mask = np.zeros(len(self.terms.known), bool)
        mask[nodes] = True
        return mask


def _tag(term: object) -> str:
    return (term.language or "").lower() if isinstance(term, Literal) else ""


def _sorted(pairs: _Pairs) -> _Pairs:
    order = np.argsort(pairs[0], kind="stable")
    return pairs[0][order], pairs[1][order]


def _keys(pairs: _Pairs) -> NDArray[np.int64]:
    return (pairs[0].astype(np.int64) << 32) | pairs[1]


def _pairs(keys: NDArray[np.int64]) -> _Pairs:
    return (keys >> 32).astype(np.int32), (keys & 0xFFFFFFFF).astype(np.int32)


def _ranges(names: Numbers, wanted: Numbers, starts: Numbers, ends: Numbers) -> _Pairs:
    """Return (name, end) for each pair whose start is a wanted number.

    ``starts`` is sorted; ``ends`` are the other halves of the pairs; ``names`` has a name for each
    of ``wanted``.
    """
    first = np.searchsorted(starts, wanted, "left")
    counts = np.searchsorted(starts, wanted, "right") - first
    total = int(counts.sum())
    offsets = np.cumsum(counts) - counts
    places = np.arange(total) - np.repeat(offsets, counts) + np.repeat(first, counts)
    return np.repeat(names, counts), ends[places]
