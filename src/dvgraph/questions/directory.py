"""A directory of all names, for an index that a reader can search without SPARQL."""

from collections.abc import Iterable
from typing import NamedTuple

from dvgraph.labels.subgraph import Subgraph
from dvgraph.prebuilt.names import fold
from dvgraph.questions.search import KINDS, Name, is_behind, names
from dvgraph.store.protocol import Store

_CODES = 3  # from this rank on, a name is a code or the last segment of the IRI
_LAST = len(KINDS)


class Listed(NamedTuple):
    """A thing in the directory.

    ``kind``: a key of ``search.KINDS``. ``names``: its other names, each with its rank. ``behind``:
    True for sources, code lists and the like, which rank after equally similar things.
    """

    iri: str
    label: str
    kind: str
    names: tuple[tuple[int, str], ...]
    behind: bool


def directory(store: Store, graph: Subgraph, wanted: Iterable[str]) -> list[Listed]:
    """Return an entry for each of the ``wanted`` things with a name, by kind and then by label."""
    of: dict[str, list[Name]] = {}
    for name in names(store):
        of.setdefault(name.iri, []).append(name)
    registers = {name.register for own in of.values() for name in own}
    found = []
    for iri in wanted:
        if own := of.get(iri):
            label = graph.label(iri)
            behind = is_behind(own[0].kind) or iri in registers
            found.append(Listed(iri, label, own[0].kind, _others(label, iri, own), behind))
    order = {kind: place for place, kind in enumerate(KINDS)}
    return sorted(found, key=lambda one: (order.get(one.kind, _LAST), fold(one.label), one.iri))


def _others(label: str, iri: str, own: Iterable[Name]) -> tuple[tuple[int, str], ...]:
    """Return the names that differ from the label and from the last segment of the IRI."""
    last = fold(iri.rpartition("/")[2])
    seen, found = {fold(label)}, []
    for name in own:
        folded = fold(name.text)
        if folded not in seen and not (name.rank == _CODES and folded == last):
            seen.add(folded)
            found.append((name.rank, name.text))
    return tuple(found)
