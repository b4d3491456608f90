"""The triples that a query reads for each value of one of its variables.

If a query has other rows after a change, one of its patterns matched a changed triple, and the
patterns joined with it matched too. So a walk along the joined patterns leads from the variable's
value in that row to the changed triple. A walk can leave a nested part (OPTIONAL, MINUS, EXISTS)
only through a variable bound before the part, because rows inside it need not join with the
patterns after it. A pattern that no walk reaches affects all values.
"""

import re
from collections.abc import Iterator
from itertools import chain
from typing import NamedTuple

from dvgraph.namespaces import TYPE
from dvgraph.rdf.oxigraph import NamedNode, Triple
from dvgraph.store.footprints.grammar import End, Item, Query, UnsupportedQuery, query
from dvgraph.store.footprints.walks import Path, Step, Walk, inverse

_GRAPH = re.compile(r"\bGRAPH\b", re.IGNORECASE)


class Reads(NamedTuple):
    """The paths that a query reads from a value (``near``), and those for all values (``far``)."""

    near: list[Path]
    far: list[Path]

    def concern_all(self, triple: Triple) -> bool:
        """Return whether a changed triple affects all values."""
        return any(_may_match(path, triple) for path in self.far)


class Portion(NamedTuple):
    """The triples with a property (IRI) whose subjects have all the classes.

    With ``value``, only those with this IRI as object.
    """

    property: str
    of: frozenset[str]
    value: str = ""


def portions(text: str) -> frozenset[Portion] | None:
    """Return the triples that decide the answer to a query; if they stay the same, so does it.

    Returns None if the answer may depend on triples of any property or on their graph, or if the
    query is not supported.
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
    """Yield the triples that a pattern reads; a variable property has an empty name."""
    if isinstance(item.path, Step) and not item.path.inverse:
        known = item.path.predicate == TYPE and isinstance(item.object, NamedNode)
        value = item.object.value if known and isinstance(item.object, NamedNode) else ""
        classes = _classes(query, item) - {value}
        yield Portion(item.path.predicate or "", classes, value)
    elif item.path:
        for step in _steps(item.path):
            yield Portion(step.predicate or "", frozenset())


def _classes(query: Query, item: Item) -> frozenset[str]:
    """Return the classes of a pattern's subject in every row in which the pattern matches."""
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


def reads(query: Query, variable: str, *, bound_before: bool = False) -> Reads:
    """Return the paths that a query reads for each value of a variable.

    ``bound_before``: the variable has its value in every part before the query runs, like $this.
    """
    found = Reads([], [])
    for number, item in enumerate(query.items):
        if item.path is None:
            continue
        if _from_nowhere(query, item, variable if bound_before else ""):
            found.far.append(Step(None))
        way = _path_to(query, number, variable, bound_before)
        if way is None:
            found.far.append(_forward(item))
        else:
            found.near.append(way)
    return found


def _path_to(query: Query, number: int, variable: str, bound_before: bool) -> Path | None:
    """Return the shortest path from the variable to a pattern, including the pattern itself."""
    item = query.items[number]
    ways: list[tuple[End, int, tuple[Path, ...]]] = [
        (item.subject, number, (_forward(item),)),
        (item.object, number, (_backward(item),)),
    ]
    seen = set()
    for here, at, path in ways:  # grows during the loop
        if not isinstance(here, str) or (here, at) in seen:
            continue
        seen.add((here, at))
        inside = query.items[at].inside
        if here == variable and (bound_before or inside is None):
            return path[0] if len(path) == 1 else Walk("sequence", path)
        for other in query.items[at].beside[0]:
            subject, along, value = query.items[other][1:4]
            if along is not None and value == here:
                ways.append((subject, at, (along, *path)))
            if along is not None and subject == here:
                ways.append((value, at, (inverse(along), *path)))
        if inside is not None and here in query.items[inside].bound:
            ways.append((here, inside, path))
    return None


def _forward(item: Item) -> Path:
    """Return the path of a pattern, up to its object if the pattern names one."""
    assert item.path is not None
    return _to(item.path, item.object)


def _backward(item: Item) -> Path:
    assert item.path is not None
    return _to(inverse(item.path), item.subject)


def _to(path: Path, end: End) -> Path:
    if isinstance(path, Step) and isinstance(end, NamedNode):
        return path._replace(only=frozenset([end]))
    return path


def _from_nowhere(query: Query, item: Item, known: str) -> bool:
    """Return whether a zero-length path may match any node of the data with itself."""
    assert item.path is not None
    if not _may_be_empty(item.path) or len({item.subject, item.object} & item.ends) < 2:
        return False
    others = (query.items[other] for other in item.beside[0])
    sure = {
        end
        for other in others
        if other.path and not _may_be_empty(other.path)
        for end in other.ends
    }
    return not ({known} | sure) & item.ends


def _may_be_empty(path: Path) -> bool:
    if isinstance(path, Step):
        return False
    if path.kind in ("*", "?"):
        return True
    found = map(_may_be_empty, path.parts)
    return any(found) if path.kind == "choice" else all(found)


def _may_match(path: Path, triple: Triple) -> bool:
    """Return whether a path may have a triple as one of its steps."""
    if not isinstance(path, Step):
        return any(_may_match(part, triple) for part in path.parts)
    if path.predicate not in (None, triple.predicate.value):
        return False
    end = triple.subject if path.inverse else triple.object
    return path.only is None or end in path.only
