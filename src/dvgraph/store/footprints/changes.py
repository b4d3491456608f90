"""A change of the data, and whom it concerns."""

from collections.abc import Iterable
from itertools import chain
from typing import NamedTuple

from dvgraph.rdf.oxigraph import BlankNode, Literal, Quad, Term, Triple
from dvgraph.store.embedded import EmbeddedStore
from dvgraph.store.protocol import LocalStore, Pattern


class Change(NamedTuple):
    """The triples that a change took away and added, derived ones too, as they are written."""

    removed: tuple[Triple, ...]
    added: tuple[Triple, ...]


class Scope(NamedTuple):
    """Whom a change concerns: ``nodes``, literals as the store spells them; None for everybody.

    ``whole``: the shapes and rules of which no bound was found, and why; of such a shape all
    targets are among the nodes, of such a rule every finding is told. ``triples``: how many
    changed.
    """

    nodes: frozenset[Term] | None
    whole: dict[Term, str]
    triples: int

    def plus(self, other: "Scope") -> "Scope":
        """Return whom either of two scopes of one change names."""
        both = None
        if self.nodes is not None and other.nodes is not None:
            both = self.nodes | other.nodes
        return Scope(both, self.whole | other.whole, self.triples)


def change(before: Iterable[Quad], after: Iterable[Quad]) -> Change:
    """Return what differs between two states; a triple that moved to another graph differs too."""
    old, new = set(before), set(after)
    removed, added = (
        tuple(dict.fromkeys(quad.triple for quad in quads)) for quads in (old - new, new - old)
    )
    return Change(removed, added)


class Changed:
    """The data with and without a change; ``triples`` are those that differ, as a store has them.

    What a blank node says counts as said by all that points to it, as reports write it out there.
    """

    def __init__(self, change: Change, after: LocalStore) -> None:
        """Take the change and a store that has it."""
        removed, differing = EmbeddedStore(), EmbeddedStore()
        removed.load(_quads(change.removed))
        differing.load(_quads(chain(change.removed, change.added)))
        self._stores: tuple[LocalStore, ...] = (removed, after)
        self.triples = list(differing.match((None, None, None)))
        seen = set()
        for triple in self.triples:  # grows
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
