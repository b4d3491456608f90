"""The triples that decide the answer to a query, by property and class of the subject."""

import re
from collections.abc import Iterator
from itertools import chain
from typing import NamedTuple

from dvgraph.namespaces import TYPE
from dvgraph.rdf.oxigraph import NamedNode
from dvgraph.store.patterns import Item, Path, Query, Step, UnsupportedQuery, query

_GRAPH = re.compile(r"\bGRAPH\b", re.IGNORECASE)


class Portion(NamedTuple):
    """Triples of a property (IRI) whose subject is of all of some classes.

    With ``value``, only those of this IRI.
    """

    property: str
    of: frozenset[str]
    value: str = ""


def portions(text: str) -> frozenset[Portion] | None:
    """Return the triples that decide the answer to a query: as long as they stay, it stays.

    None if a triple of any property may, if its graph does, or if the query is not understood.
    """
    found = query(text)
    if isinstance(found, UnsupportedQuery) or _GRAPH.search(text):
        return None
    items = [item for item in found.items if item.path]
    if any(_may_be_empty(item.path) for item in items if item.path):
        return None
    parts = frozenset(chain.from_iterable(_portions(found, item) for item in items))
    return parts if all(part.property for part in parts) else None


def _portions(query: Query, item: Item) -> Iterator[Portion]:
    """Yield what a pattern reads; of a variable property the name is empty."""
    if isinstance(item.path, Step) and not item.path.inverse:
        known = item.path.predicate == TYPE and isinstance(item.object, NamedNode)
        value = item.object.value if known and isinstance(item.object, NamedNode) else ""
        classes = _classes(query, item) - {value}
        yield Portion(item.path.predicate or "", classes, value)
    elif item.path:
        for step in _steps(item.path):
            yield Portion(step.predicate or "", frozenset())


def _classes(query: Query, item: Item) -> frozenset[str]:
    """Return the classes that the subject of a pattern has in every row that the pattern makes."""
    subject, found, here = item.subject, set[str](), item
    while isinstance(subject, str):
        for one in (query.items[number] for number in chain(*here.beside)):
            if one.subject == subject and one.path == Step(TYPE):
                found |= {one.object.value} if isinstance(one.object, NamedNode) else set()
        if here.inside is None:
            break
        here = query.items[here.inside]
        if subject not in here.bound:
            break
    return frozenset(found)


def _steps(path: Path) -> Iterator[Step]:
    if isinstance(path, Step):
        yield path
    else:
        yield from chain.from_iterable(map(_steps, path.parts))


def _may_be_empty(path: Path) -> bool:
    if isinstance(path, Step):
        return False
    if path.kind in ("*", "?"):
        return True
    found = map(_may_be_empty, path.parts)
    return any(found) if path.kind == "choice" else all(found)
