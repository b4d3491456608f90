"""Changes of the data, and the nodes that they affect."""

from collections.abc import Iterable
from itertools import chain
from typing import NamedTuple

from dvgraph.rdf.oxigraph import BlankNode, Literal, Quad, Term, Triple
from dvgraph.store.embedded import EmbeddedStore
from dvgraph.store.protocol import LocalStore, Pattern


class Change(NamedTuple):
    """The triples that a change removed and added, including derived triples, as written."""

    removed: tuple[Triple, ...]
    added: tuple[Triple, ...]


class Scope(NamedTuple):
    """The nodes that a change affects (literals as the store writes them); None means all nodes.

    ``whole``: the shapes and rules without a known bound, each with the reason. Then all targets of
    the shape are among the nodes, or all findings of the rule are reported.
    ``triples``: the number of changed triples.
    """

    nodes: frozenset[Term] | None
    whole: dict[Term, str]
    triples: int

    def plus(self, other: "Scope") -> "Scope":
        """Return the union of two scopes of the same change."""
        both = None
        if self.nodes is not None and other.nodes is not None:
            both = self.nodes | other.nodes
        return Scope(both, self.whole | other.whole, self.triples)


def change(before: Iterable[Quad], after: Iterable[Quad]) -> Change:
    """Return the difference between two states; a move to another graph counts as a change."""
    old, new = set(before), set(after)
    removed, added = (
        tuple(dict.fromkeys(quad.triple for quad in quads)) for quads in (old - new, new - old)
    )
    return Change(removed, added)


class Changed:
    """The data before and after a change; ``triples`` are the changed triples as in a store.

    A change to a blank node counts as a change to every node that refers to it, since reports
    describe it there.
    """

    def __init__(self, change: Change, after: LocalStore) -> None:
        """Store a change, and a store with the data after it."""
        removed, differing = EmbeddedStore(), EmbeddedStore()
        removed.load(_quads(change.removed))
        differing.load(_quads(chain(change.removed, change.added)))
        self._stores: tuple[LocalStore, ...] = (removed, after)
        self.triples = list(differing.match((None, None, None)))
        seen = set()
        for triple in self.triples:  # grows during the loop
            blank = triple.subject
            if isinstance(blank, BlankNode) and blank not in seen:
                seen.add(blank)
                self.triples += self.match((None, None, blank))

    def match(self, pattern: Pattern) -> Iterable[Triple]:
        """Return the triples of a pattern before or after the change."""
        if isinstance(pattern[0], Literal):
            return ()
        return chain.from_iterable(store.match(pattern) for store in self._stores)


def _quads(triples: Iterable[Triple]) -> Iterable[Quad]:
    return (Quad(*triple) for triple in triples)
