"""The data's triples for the reference, in their original spelling, looked up in the store."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice

from dvgraph.errors import StoreError
from dvgraph.locale.reader import explained
from dvgraph.rdf.oxigraph import BlankNode, Literal, NamedNode, Term, Triple
from dvgraph.rdf.terms import as_triple
from dvgraph.store.embedded import EmbeddedStore
from dvgraph.store.protocol import Pattern, Store
from dvgraph.validation.spelling import Spelling

_BATCH = 200  # subjects per query to an endpoint


class Lookup:
    """The triples of a pattern, with the original spelling that the store has lost."""

    def __init__(self, store: Store, spelling: Spelling) -> None:
        """Use the store."""
        self._written = spelling.written
        self._away: _Away | None = None
        self._match: Callable[[Pattern], Iterable[Triple]]
        if isinstance(store, EmbeddedStore):
            self._match = store.match
        else:
            self._away = _Away(store)
            self._match = self._away.match

    def __call__(self, pattern: Pattern) -> Iterator[Triple]:
        """Yield the triples of a pattern; a literal subject has none."""
        subject, predicate, value = pattern
        if isinstance(subject, Literal) or not isinstance(predicate, NamedNode | None):
            return
        for triple in self._match(pattern):
            for term in self._written.get(tuple(triple), (triple.object,)):
                if value is None or term == value:
                    yield Triple(triple.subject, triple.predicate, term)

    def expect(self, nodes: Sequence[Term]) -> None:
        """Prefetch the triples of these nodes in few queries, from a remote store."""
        if self._away:
            self._away.expect(nodes)

    def spelled(self, nodes: Iterable[Term], predicates: Iterable[NamedNode]) -> list[Term]:
        """Return nodes in original spelling; literals are sought as objects of the predicates."""
        found: dict[Term, None] = {}
        for node in nodes:
            if not isinstance(node, Literal):
                found[node] = None
                continue
            for predicate in predicates:
                for triple in self._match((None, predicate, node)):
                    written = self._written.get(tuple(triple), (node,))
                    found.update(dict.fromkeys(written))
        return list(found)


class _Away:
    """Triples at an endpoint; each subject is fetched completely and once."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._subjects: dict[Term, list[Triple]] = {}
        self._others: dict[Pattern, list[Triple]] = {}

    def match(self, pattern: Pattern) -> Iterable[Triple]:
        subject, predicate, value = pattern
        if subject is None:
            if pattern not in self._others:
                self._others[pattern] = self._ask(pattern)
            return self._others[pattern]
        if subject not in self._subjects:
            self._fetch([subject])
        return [
            triple
            for triple in self._subjects[subject]
            if predicate in (None, triple.predicate) and value in (None, triple.object)
        ]

    def expect(self, nodes: Iterable[Term]) -> None:
        """Fetch the nodes and the nodes they point to."""
        self._fetch(nodes)
        near = (triple.object for node in nodes for triple in self._subjects.get(node, ()))
        self._fetch(node for node in near if isinstance(node, NamedNode))

    def _fetch(self, nodes: Iterable[Term]) -> None:
        wanted = [
            node
            for node in dict.fromkeys(nodes)
            if node not in self._subjects and not isinstance(node, Literal)
        ]
        if any(isinstance(node, BlankNode) for node in wanted):
            raise _nameless()
        names = iter(wanted)
        while batch := list(islice(names, _BATCH)):
            for node in batch:
                self._subjects[node] = []
            listed = " ".join(map(str, batch))
            rows = self._store.select(
                f"SELECT DISTINCT ?s ?p ?o WHERE {{ VALUES ?s {{ {listed} }} ?s ?p ?o . }}"
            ).rows
            for subject, predicate, value in rows:
                found = as_triple(subject, predicate, value)
                self._subjects[found.subject].append(found)

    def _ask(self, pattern: Pattern) -> list[Triple]:
        if any(isinstance(term, BlankNode) for term in pattern):
            raise _nameless()
        terms = [str(term or name) for term, name in zip(pattern, ("?s", "?p", "?o"), strict=True)]
        wanted = " ".join(term for term in terms if term.startswith("?")) or "*"
        rows = self._store.select(f"SELECT DISTINCT {wanted} WHERE {{ {' '.join(terms)} . }}").rows
        found = []
        for row in rows:
            cells = iter(row)
            found.append(as_triple(*(term or next(cells) for term in pattern)))
        return found


def _nameless() -> StoreError:
    return StoreError(*explained("errors.validation", "blank node"))
