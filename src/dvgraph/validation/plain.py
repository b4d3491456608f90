# ruff: noqa: D102 - the methods are described in ``columns.Columns``
"""Columns in plain Python, for small data: nodes are sets of numbers, pairs are lists of tuples.

The module imports no large library, and only triples with the predicates that shapes name get
numbers.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain
from operator import itemgetter

from dvgraph.dataset.columns import LargeDataset, Terms
from dvgraph.errors import StoreError
from dvgraph.locale.reader import explained
from dvgraph.rdf.oxigraph import BlankNode, Literal, NamedNode, Quad, Term
from dvgraph.rdf.terms import plain
from dvgraph.store.embedded import EmbeddedStore
from dvgraph.store.protocol import Store
from dvgraph.validation.columns import Nodes, Pairs, Test, Test2

_FIRST, _SECOND = itemgetter(0), itemgetter(1)  # a third of the time of a comprehension


class PlainColumns:
    """The columns of a list of quads."""

    def __init__(self, quads: Iterable[Quad], terms: Terms | None = None) -> None:
        """Sort the quads by predicate; ``terms`` may already have numbers for terms."""
        self.terms = terms or Terms()
        self._quads: dict[NamedNode, list[Quad]] = {}
        for quad in quads:
            predicate = quad.predicate
            if predicate in self._quads:
                self._quads[predicate].append(quad)
            else:
                self._quads[predicate] = [quad]
        self._forward: dict[str, dict[int, list[int]]] = {}
        self._backward: dict[str, dict[int, list[int]]] = {}

    def nodes(self, numbers: Iterable[int]) -> Nodes:
        return set(numbers)

    def listed(self, nodes: Nodes) -> list[int]:
        return sorted(nodes)

    def rows(self, pairs: Pairs) -> Iterable[tuple[int, int]]:
        return sorted(pairs)

    def size(self, nodes: Nodes) -> int:
        return len(nodes)

    def subjects(self, predicate: str) -> Nodes:
        return set(self._of(predicate, inverse=False))

    def objects(self, predicate: str) -> Nodes:
        return set(self._of(predicate, inverse=True))

    def step(self, nodes: Nodes, predicate: str, *, inverse: bool = False) -> Pairs:
        column = self._of(predicate, inverse=inverse)
        if len(column) < len(nodes):
            return [(node, value) for node in column if node in nodes for value in column[node]]
        return [(node, value) for node in nodes if node in column for value in column[node]]

    def loops(self, nodes: Nodes) -> Pairs:
        return [(node, node) for node in nodes]

    def foci(self, pairs: Pairs) -> Nodes:
        return set(map(_FIRST, pairs))

    def values(self, pairs: Pairs) -> Nodes:
        return set(map(_SECOND, pairs))

    def within(self, nodes: Nodes, others: Nodes) -> Nodes:
        return nodes & others

    def without(self, nodes: Nodes, others: Nodes) -> Nodes:
        return nodes - others

    def union(self, several: Iterable[Nodes]) -> Nodes:
        return set().union(*several)

    def to(self, pairs: Pairs, nodes: Nodes) -> Pairs:
        return [pair for pair in pairs if pair[1] in nodes] if nodes else []

    def joined(self, pairs: Pairs, further: Pairs) -> Pairs:
        return list(set(self.joinings(pairs, further)))

    def joinings(self, pairs: Pairs, further: Pairs) -> Pairs:
        by_focus: dict[int, list[int]] = {}
        for focus, value in further:
            by_focus.setdefault(focus, []).append(value)
        return [(a, c) for a, b in pairs for c in by_focus.get(b, ())]

    def merged(self, several: Iterable[Pairs]) -> Pairs:
        return list({pair for pairs in several for pair in pairs})

    def difference(self, pairs: Pairs, others: Pairs) -> Pairs:
        return list(set(pairs).difference(others))

    def common(self, pairs: Pairs, others: Pairs) -> Pairs:
        return list(set(pairs).intersection(others))

    def counted(self, nodes: Nodes, pairs: Pairs, least: int, most: int | None) -> Nodes:
        counts = Counter(map(_FIRST, pairs))
        found = {node for node in nodes if counts[node] < least} if least else set()
        if most is not None:
            found |= {node for node, number in counts.items() if number > most}
        return found

    def failing(self, nodes: Nodes, test: Test) -> Nodes:
        known = self.terms.known
        asked = list(nodes)
        passed = test([known[node] for node in asked])
        return {node for node, right in zip(asked, passed, strict=True) if not right}

    def unordered(self, pairs: Pairs, others: Pairs, test: Test2) -> Pairs:
        known = self.terms.known
        by_focus: dict[int, list[int]] = {}
        for focus, value in others:
            by_focus.setdefault(focus, []).append(value)
        return [
            (focus, value)
            for focus, value in pairs
            for other in by_focus.get(focus, ())
            if not test(known[value], known[other])
        ]

    def languages(self, pairs: Pairs) -> list[int]:
        known = self.terms.known
        used = Counter(
            (focus, tag.lower())
            for focus, value in pairs
            if isinstance(term := known[value], Literal) and (tag := term.language)
        )
        return [focus for (focus, _), number in used.items() if number > 1]

    def others(self, nodes: Nodes, known: Iterable[str]) -> Iterator[tuple[str, Pairs]]:
        left_out = set(known)
        for predicate in self.predicates():
            if predicate not in left_out and (pairs := self.step(nodes, predicate)):
                yield predicate, pairs

    def _of(self, predicate: str, *, inverse: bool) -> dict[int, list[int]]:
        """Return the values by subject for a predicate; ``inverse``: the subjects by value."""
        known = self._backward if inverse else self._forward
        found = known.get(predicate)
        if found is None:
            pairs, found = self._read(predicate), {}
            for subject, value in pairs:
                start, end = (value, subject) if inverse else (subject, value)
                if start in found:
                    found[start].append(end)
                else:
                    found[start] = [end]
            known[predicate] = found
        return found

    def _read(self, predicate: str) -> Iterable[tuple[int, int]]:
        """Return the distinct pairs of subject and value for a predicate."""
        if predicate in self._forward:  # its pairs already have numbers
            forward = self._forward[predicate]
            return [(subject, value) for subject in forward for value in forward[subject]]
        number = self.terms.number
        ends = self._ends(predicate)
        return dict.fromkeys((number(subject), number(value)) for subject, value in ends)

    def predicates(self) -> list[str]:
        """Return the predicates of all triples."""
        return [predicate.value for predicate in self._quads]

    def _ends(self, predicate: str) -> Iterable[tuple[Term, Term]]:
        """Yield the subject and value of each triple with a predicate."""
        for quad in self._quads.get(NamedNode(predicate), ()):
            yield quad.subject, quad.object


class NumberedColumns(PlainColumns):
    """The columns of a dataset whose terms already have numbers."""

    def __init__(self, dataset: LargeDataset) -> None:
        """Look up the triples of each predicate."""
        super().__init__((), dataset.terms)
        known = dataset.terms.known
        self._pairs = {
            plain(known[number]): ends for number, ends in dataset.by_predicate().items()
        }

    def _read(self, predicate: str) -> Iterable[tuple[int, int]]:
        if predicate in self._forward:
            return super()._read(predicate)
        subjects, values = self._pairs.get(predicate, ((), ()))
        return dict.fromkeys(zip(subjects, values, strict=True))

    def predicates(self) -> list[str]:
        """Return the predicates of all triples."""
        return list(self._pairs)


class StoreColumns(PlainColumns):
    """Columns read from a store when first needed, with literals as the store writes them.

    An endpoint gives a blank node another name in each answer: StoreError if one must be validated.
    """

    def __init__(self, store: Store) -> None:
        """Store the store; no data is read yet."""
        super().__init__(())
        self._store = store

    def values(self, pairs: Pairs) -> Nodes:
        """Return the second node of each pair; StoreError for a blank node of an endpoint."""
        return self._named(super().values(pairs))

    def subjects(self, predicate: str) -> Nodes:
        """Return the subjects of the triples with a predicate; StoreError as in ``values``."""
        return self._named(super().subjects(predicate))

    def objects(self, predicate: str) -> Nodes:
        """Return the objects of the triples with a predicate; StoreError as in ``values``."""
        return self._named(super().objects(predicate))

    @property
    def is_remote(self) -> bool:
        """Whether the store is an endpoint."""
        return not isinstance(self._store, EmbeddedStore)

    def fetched(self, predicate: str) -> Iterator[tuple[Term, Term]]:
        """Yield the subject and value of each triple with a predicate (IRI).

        Raises StoreError for a blank node of an endpoint.
        """
        known, column = self.terms.known, self._of(predicate, inverse=False)
        self._named({*column, *chain.from_iterable(column.values())})
        for subject, values in column.items():
            yield from ((known[subject], known[value]) for value in values)

    def _named(self, nodes: set[int]) -> Nodes:
        known = self.terms.known
        if self.is_remote:
            for node in nodes:
                if isinstance(known[node], BlankNode):
                    raise StoreError(*explained("errors.validation", "blank node"))
        return nodes

    def predicates(self) -> list[str]:
        """Return the predicates of all triples; StoreError if an endpoint does not give all."""
        if self.is_remote:
            from dvgraph.store.remote.paging import predicates

            return predicates(self._store.select)
        rows = self._store.select("SELECT DISTINCT ?p WHERE { ?s ?p ?o }").rows
        return sorted(term.value for (term,) in rows if isinstance(term, NamedNode))

    def _ends(self, predicate: str) -> Iterable[tuple[Term, Term]]:
        if self.is_remote:
            from dvgraph.store.remote.paging import pairs

            yield from pairs(self._store.select, predicate)
            return
        query = f"SELECT ?s ?o WHERE {{ ?s <{predicate}> ?o }}"
        for subject, value in self._store.select(query).rows:
            if subject is not None and value is not None:
                yield subject, value
