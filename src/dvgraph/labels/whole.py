"""A whole graph in memory: all nodes and their incoming references, read once."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from hashlib import blake2b
from typing import Any, TypeVar

from dvgraph.derive.states import State, Validity
from dvgraph.labels.subgraph import CONCLUDED, MAX_REFERENCES, Reference, Subgraph
from dvgraph.locale.wording import Span
from dvgraph.namespaces import TYPE
from dvgraph.rdf.oxigraph import Literal, NamedNode, Term
from dvgraph.store.embedded import Asked, EmbeddedStore
from dvgraph.store.protocol import LocalStore, Store

T = TypeVar("T")


@dataclass(frozen=True, eq=False)
class Nodes:
    """The properties of every node, by prefixed name and sorted, and its incoming references.

    ``links`` repeats the values that are IRIs. ``pointing`` has, for each node, pairs of a property
    and the IRI of a subject that refers to the node; properties derived from other things are left
    out, as in ``Subgraph.mentions``. Memory is linear in the triples.
    """

    of: Mapping[str, Mapping[str, list[Term]]]
    links: Mapping[str, Mapping[str, list[str]]]
    pointing: Mapping[str, list[tuple[str, str]]]
    anonymous: bool = False  # whether blank nodes, which are left out here, have triples

    @cached_property
    def digests(self) -> dict[str, bytes]:
        """A digest of the properties of each node, computed when first asked for."""
        return {iri: _digest(self.of[iri].items()) for iri in self.of}

    def pointed(self, iri: str) -> bytes:
        """Return a digest of the incoming references of a node."""
        return _digest(self.pointing.get(iri, ()))

    def portion(self, name: str, classes: Iterable[str], value: str = "") -> bytes:
        """Return a digest of the triples with a property whose subjects have all the given classes.

        ``name`` is a prefixed name, ``classes`` are IRIs; with ``value``, the IRI of a class, only
        the triples with that object.
        """
        kept = [self._of_class(one) for one in (*classes, *filter(None, [value]))]
        among = sorted(set.intersection(*kept)) if kept else self._having.get(name, ())
        found = blake2b(digest_size=8)
        for iri in among:
            if values := self.of[iri].get(name):
                told = value or " ".join(map(str, values))
                found.update(f"{iri} {told}\n".encode())
        return found.digest()

    def _of_class(self, one: str) -> set[str]:
        """Return the nodes of a class (IRI)."""
        if one not in self._classes:
            self._classes[one] = {iri for way, iri in self.pointing.get(one, ()) if way == TYPE}
        return self._classes[one]

    @cached_property
    def _classes(self) -> dict[str, set[str]]:
        """The nodes of the classes that were asked for so far."""
        return {}

    @cached_property
    def _having(self) -> Mapping[str, list[str]]:
        """The nodes that have each property, sorted by IRI."""
        found: dict[str, list[str]] = {}
        for iri in sorted(self.of):
            for name in self.of[iri]:
                found.setdefault(name, []).append(iri)
        return found


def read(store: LocalStore) -> Nodes:
    """Return the nodes of a store that runs in this process."""
    known = Subgraph(store, "")
    concluded = {term.value for term in CONCLUDED}
    of: dict[str, dict[str, list[Term]]] = {}
    pointing: dict[str, list[tuple[str, str]]] = {}
    names: dict[str, str] = {}
    spelled: dict[NamedNode, str] = {}  # so that each IRI is one text in memory
    anonymous = False
    for subject, predicate, term in store.match((None, None, None)):
        if not isinstance(subject, NamedNode):
            anonymous = True
            continue
        iri = spelled.get(subject) or spelled.setdefault(subject, subject.value)
        way = spelled.get(predicate) or spelled.setdefault(predicate, predicate.value)
        name = names.get(way) or names.setdefault(way, known.prefixed(way))
        of.setdefault(iri, {}).setdefault(name, []).append(term)
        if isinstance(term, NamedNode):
            other = spelled.get(term) or spelled.setdefault(term, term.value)
            if way not in concluded:
                pointing.setdefault(other, []).append((way, iri))
    links: dict[str, dict[str, list[str]]] = {}
    for iri, node in of.items():
        for name, values in node.items():
            if len(values) > 1:
                values.sort(key=str)
            if named := [spelled[term] for term in values if isinstance(term, NamedNode)]:
                links.setdefault(iri, {})[name] = named
    for pairs in pointing.values():
        pairs.sort(key=lambda pair: pair[1])
    return Nodes(of, links, pointing, anonymous)


class WholeGraph(Subgraph):
    """A graph in one language with all its nodes in memory; it answers as ``Subgraph`` does.

    ``asked`` collects every look-up, such as ``("node", iri)``, so that a caller knows on which
    nodes an answer depends.
    """

    def __init__(self, store: Store, lang: str, nodes: Nodes) -> None:
        """Store the nodes, which graphs in several languages may share."""
        super().__init__(store, lang)
        self.all = nodes
        self.asked: set[Asked] = set()
        self._label = f"label {lang}"
        self._labels: dict[str, str] = {}
        self._literals: dict[str, Literal | None] = {}
        self._texts: dict[tuple[str, str], str] = {}
        self._classes: dict[str, list[str]] = {}
        self._kept: dict[tuple[object, str], tuple[Any, set[Asked]]] = {}

    def expect(self, iris: Iterable[str]) -> None:
        """Do nothing, since every node is in memory."""

    def node(self, iri: str) -> Mapping[str, list[Term]]:
        """Return the properties of a node with their values; empty for an unknown node."""
        self.asked.add(("node", iri))
        return self.all.of.get(iri, {})

    def iris(self, iri: str, *properties: str) -> list[str]:
        """Return those values of some properties of a node that are IRIs, as text."""
        self.asked.add(("node", iri))
        links = self.all.links.get(iri)
        if not links:
            return []
        return [one for name in properties if name in links for one in links[name]]

    def iri(self, iri: str, *properties: str) -> str:
        """Return the first IRI among the values of properties of a node, or the empty string."""
        self.asked.add(("node", iri))
        if links := self.all.links.get(iri):
            for name in properties:
                if found := links.get(name):
                    return found[0]
        return ""

    def types(self, iri: str) -> list[str]:
        """Return the classes of a node, as prefixed names."""
        self.asked.add(("node", iri))
        found = self._classes.get(iri)
        if found is None:
            found = self._classes[iri] = super().types(iri)
        return found

    def text(self, iri: str, name: str) -> str:
        """Return a literal of a node in the language, else in another, else the empty string."""
        self.asked.add(("node", iri))
        found = self._texts.get((iri, name))
        if found is None:
            found = self._texts[iri, name] = super().text(iri, name)
        return found

    def label(self, iri: str) -> str:
        """Return the label of a node in the language, else in another, else made from its IRI.

        Of the look-ups for it, only ``("label LANG", iri)`` is collected.
        """
        return self._once_by(self._labels, iri, super().label)

    def named(self, iri: str) -> Literal | None:
        """Return the label of a node with its language; its look-up is that of ``label``."""
        return self._once_by(self._literals, iri, super().named)

    def passages(self, statement: str) -> list[Reference]:
        """Return the passages that a statement cites, in reading order."""
        return [*self._once("passages", statement, super().passages)]

    def span(self, statement: str) -> Span | None:
        """Return the period of a statement, or None if its bounds were not derived."""
        self.asked.add(("node", statement))
        return super().span(statement)

    def validity(self, statement: str, *, attested: bool = True) -> Validity | None:
        """Return the dates that decide the state of a statement; None without derived bounds."""

        def found(iri: str) -> Validity | None:
            return Subgraph.validity(self, iri, attested=attested)

        return self._once(("validity", attested), statement, found)

    def state(self, statement: str, day: date) -> State | None:
        """Return the state of a statement on a day; None without bounds."""
        validity = self.validity(statement)
        return validity.on(day) if validity else None

    def doubted(self, statement: str) -> frozenset[str]:
        """Return the reasons, besides its certainty, why a statement is doubtful."""
        self.asked.add(("doubted", statement))
        with aside(self):
            return super().doubted(statement)

    def _once(self, what: object, iri: str, make: Callable[[str], T]) -> T:
        """Return the result of ``make`` for a node, computed once; its look-ups count each time."""
        found = self._kept.get((what, iri))
        if found is None:
            before, self.asked = self.asked, set()
            try:
                found = self._kept[what, iri] = make(iri), self.asked
            finally:
                self.asked = before
        self.asked |= found[1]
        value: T = found[0]
        return value

    def _once_by(self, kept: dict[str, T], iri: str, make: Callable[[str], T]) -> T:
        """Return the result of ``make`` for a node, computed once, with one look-up for all."""
        self.asked.add((self._label, iri))
        if iri not in kept:
            with aside(self):
                kept[iri] = make(iri)
        return kept[iri]

    def mentions(self, iris: Iterable[str], *properties: str) -> list[str]:
        """Return the IRIs that refer to nodes, by any property or by the given ones."""
        by = {self.full(name) for name in properties}
        things = list(dict.fromkeys(filter(None, iris)))
        self.asked.update(("pointing", iri) for iri in things)
        pairs = [pair for iri in things for pair in self.all.pointing.get(iri, ())]
        found = dict.fromkeys(sorted(one for way, one in pairs if not by or way in by))
        return list(found)[:MAX_REFERENCES]


@contextmanager
def aside(graph: Subgraph) -> Iterator[set[Asked]]:
    """Collect the look-ups of a ``with`` block separately; they are not added to ``asked``.

    If the store of the graph collects requests, those of the block are among them.
    """
    within: set[Asked] = set()
    if not isinstance(graph, WholeGraph):
        yield within
        return
    store = graph.store if isinstance(graph.store, EmbeddedStore) else None
    before, graph.asked = graph.asked, within
    known = store.asked if store else None
    if store and known is not None:
        store.asked = within
    try:
        yield within
    finally:
        graph.asked = before
        if store and known is not None:
            store.asked = known


def _digest(parts: Iterable[tuple[str, object]]) -> bytes:
    """Return a digest of pairs that does not depend on their order."""
    text = "\n".join(sorted(f"{name} {value}" for name, value in parts))
    return blake2b(text.encode(), digest_size=8).digest()
