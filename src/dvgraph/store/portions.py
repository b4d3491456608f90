"""The triples on which the answer to a query depends, by property and class of the subject."""

import re
from collections.abc import Iterator
from itertools import chain
from typing import NamedTuple

from dvgraph.namespaces import TYPE
from dvgraph.rdf.oxigraph import NamedNode
from dvgraph.store.patterns import Item, Path, Query, Step, UnsupportedQuery, query

_GRAPH = re.compile(r"\bGRAPH\b", re.IGNORECASE)


class Portion(NamedTuple):
    """The triples with a property (IRI) whose subject has all of some classes.

    ``value``: if given, only the triples with this IRI as object.
    """

    property: str
    of: frozenset[str]
    value: str = ""


def portions(text: str) -> frozenset[Portion] | None:
    """Return the triples on which the answer to a query depends.

    None if the answer depends on triples of any property or on names of graphs, or if the query is
    unsupported.
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
    """Yield the portions that a pattern reads; with a variable as property, the name is empty."""
    if isinstance(item.path, Step) and not item.path.inverse:
        known = item.path.predicate == TYPE and isinstance(item.object, NamedNode)
        value = item.object.value if known and isinstance(item.object, NamedNode) else ""
        classes = _classes(query, item) - {value}
        yield Portion(item.path.predicate or "", classes, value)
    elif item.path:
        for step in _steps(item.path):
            yield Portion(step.predicate or "", frozenset())


def _classes(query: Query, item: Item) -> frozenset[str]:
    """Return the classes that the subject has in every row that a pattern matches."""
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
