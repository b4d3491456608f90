"""Changes of the data, and the nodes they affect."""

from collections.abc import Iterable
from itertools import chain
from typing import NamedTuple

from dvgraph.rdf.oxigraph import BlankNode, Literal, Quad, Term, Triple
from dvgraph.store.embedded import EmbeddedStore
from dvgraph.store.protocol import LocalStore, Pattern


class Change(NamedTuple):
    """The triples that a change removed and added, derived ones included, as written."""

    removed: tuple[Triple, ...]
    added: tuple[Triple, ...]


class Scope(NamedTuple):
    """The nodes that a change affects, literals as the store spells them; None means all nodes.

    ``whole`` are the shapes and rules without a known bound, with the reason: all targets of such a
    shape are among the nodes, and all findings of such a rule are reported. ``triples`` is the
    number of changed triples.
    """

    nodes: frozenset[Term] | None
    whole: dict[Term, str]
    triples: int

    def plus(self, other: "Scope") -> "Scope":
        """Return the union of two scopes of one change."""
        both = None
        if self.nodes is not None and other.nodes is not None:
            both = self.nodes | other.nodes
        return Scope(both, self.whole | other.whole, self.triples)


def change(before: Iterable[Quad], after: Iterable[Quad]) -> Change:
    """Return the difference between two states; a triple moved to another graph counts too."""
    old, new = set(before), set(after)
    removed, added = (
        tuple(dict.fromkeys(quad.triple for quad in quads)) for quads in (old - new, new - old)
    )
    return Change(removed, added)


class Changed:
    """The data with and without a change; ``triples`` are the changed ones, as a store has them.

    Changes to a blank node count as changes to every node that points to it, since reports describe
    it there.
    """

    def __init__(self, change: Change, after: LocalStore) -> None:
        """Read a change and a store that includes it."""
        removed, differing = EmbeddedStore(), EmbeddedStore()
        removed.load(_quads(change.removed))
        differing.load(_quads(chain(change.removed, change.added)))
        self._stores: tuple[LocalStore, ...] = (removed, after)
        self.triples = list(differing.match((None, None, None)))
        seen = set()
        for triple in self.triples:  # grows while it is read
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
