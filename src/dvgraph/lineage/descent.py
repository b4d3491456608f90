"""Descent among all organisations: one query for the edges, then a traversal.

``lineage.graph`` is the same descent, with labels, dates and grounds.
"""

from typing import TYPE_CHECKING

from dvgraph.rdf.oxigraph import NamedNode
from dvgraph.store.binding import support

if TYPE_CHECKING:
    from dvgraph.store.protocol import Store


def descendants(store: "Store") -> dict[str, set[str]]:
    """Return the descendants of each organisation version that has any (IRIs), excluding itself.

    The parent of a unit that took part in an event counts as a predecessor too. The time grows with
    the edges and with the answer: a chain of n organisations has n² / 2 pairs.
    """
    after: dict[str, list[str]] = {}
    for original, resulting in store.select(support("descent")).rows:
        if isinstance(original, NamedNode) and isinstance(resulting, NamedNode):
            after.setdefault(original.value, []).append(resulting.value)
    found: dict[str, set[str]] = {}
    for start in after:
        reached: set[str] = set()
        open_ends = [start]
        while open_ends:
            for younger in after.get(open_ends.pop(), ()):
                if younger in reached:
                    continue
                reached.add(younger)
                if younger in found:  # the descendants of these are already complete
                    reached |= found[younger]
                else:
                    open_ends.append(younger)
        found[start] = reached - {start}
    return {older: reached for older, reached in found.items() if reached}
