"""A whole graph in memory, for who needs most of it: each node and what points at it, read once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b

from dvgraph.labels.subgraph import CONCLUDED, MAX_REFERENCES, Subgraph
from dvgraph.locale.wording import Span
from dvgraph.rdf.oxigraph import NamedNode, Term
from dvgraph.store.protocol import LocalStore, Store


@dataclass(frozen=True)
class Nodes:
    """The properties of every node, by prefixed name and sorted, and what points at each node.

    ``pointing`` has, for a node, pairs of a property and the IRI of what has it; without what rules
    conclude from other things, as ``Subgraph.mentions``. Memory is linear in the triples.
    """

    of: Mapping[str, Mapping[str, list[Term]]]
    pointing: Mapping[str, list[tuple[str, str]]]

    @cached_property
    def digests(self) -> dict[str, bytes]:
        """A digest of the properties of each node, made when first asked for."""
        return {iri: _digest(self.of[iri].items()) for iri in self.of}

    def pointed(self, iri: str) -> bytes:
        """Return a digest of what points at a node."""
        return _digest(self.pointing.get(iri, ()))


def read(store: LocalStore) -> Nodes:
    """Return the nodes of a store in this process."""
    known = Subgraph(store, "")
    concluded = {term.value for term in CONCLUDED}
    of: dict[str, dict[str, list[Term]]] = {}
    pointing: dict[str, list[tuple[str, str]]] = {}
    names: dict[str, str] = {}
    for subject, predicate, term in store.match((None, None, None)):
        if not isinstance(subject, NamedNode):
            continue
        iri, way = subject.value, predicate.value
        name = names.get(way) or names.setdefault(way, known.prefixed(way))
        of.setdefault(iri, {}).setdefault(name, []).append(term)
        if isinstance(term, NamedNode) and way not in concluded:
            pointing.setdefault(term.value, []).append((way, iri))
    for node in of.values():
        for values in node.values():
            if len(values) > 1:
                values.sort(key=str)
    for pairs in pointing.values():
        pairs.sort(key=lambda pair: pair[1])
    return Nodes(of, pointing)


class WholeGraph(Subgraph):
    """A graph in one language with all its nodes at hand; answers as ``Subgraph`` does.

    ``asked`` collects what is asked, such as ``("node", iri)``, for who wants to know what an
    answer depends on.
    """

    def __init__(self, store: Store, lang: str, nodes: Nodes) -> None:
        """Take the nodes, which graphs in several languages share."""
        super().__init__(store, lang)
        self.all = nodes
        self.asked: set[tuple[str, str]] = set()

    def expect(self, iris: Iterable[str]) -> None:
        """Do nothing: every node is here."""

    def node(self, iri: str) -> Mapping[str, list[Term]]:
        """Return the properties of a node with their values; empty for an unknown node."""
        self.asked.add(("node", iri))
        return self.all.of.get(iri, {})

    def span(self, statement: str) -> Span | None:
        """Return the period of a statement, None if its bounds were not derived."""
        self.asked.add(("node", statement))
        return super().span(statement)

    def doubted(self, statement: str) -> frozenset[str]:
        """Return the reasons beside its certainty for which a statement is doubtful."""
        self.asked.add(("doubted", statement))
        return super().doubted(statement)

    def mentions(self, iris: Iterable[str], *properties: str) -> list[str]:
        """Return the IRIs that point at nodes, by any property or by the given ones."""
        by = {self.full(name) for name in properties}
        things = list(dict.fromkeys(filter(None, iris)))
        self.asked.update(("pointing", iri) for iri in things)
        pairs = [pair for iri in things for pair in self.all.pointing.get(iri, ())]
        found = dict.fromkeys(sorted(one for way, one in pairs if not by or way in by))
        return list(found)[:MAX_REFERENCES]


def _digest(parts: Iterable[tuple[str, object]]) -> bytes:
    """Return a digest of pairs in any order."""
    text = "\n".join(sorted(f"{name} {value}" for name, value in parts))
    return blake2b(text.encode(), digest_size=8).digest()
