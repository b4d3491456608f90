"""The queries for each shape, which select the focus nodes that may break it.

One query for the constraints on the focus node itself, one for each property shape, one for each
SPARQL-based constraint: small enough for any engine, and independent, so that they can run in
parallel.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from dvgraph.locale.reader import worded
from dvgraph.namespaces import RDF
from dvgraph.rdf.oxigraph import BlankNode, NamedNode, Term
from dvgraph.validation import constraints
from dvgraph.validation.conditions import Conditions
from dvgraph.validation.expressions import FALSE, TRUE
from dvgraph.validation.shapes import NotCompilable, Shapes, iri
from dvgraph.validation.spelling import Spelling

_SPARQL = "sparql"
_MAX_NAMED_NODES = 300  # nodes named in a query; for more, all targets are fetched and filtered


class Plan(NamedTuple):
    """The validation plan of one shape with targets.

    ``queries`` are SELECTs of ?this, the nodes that may break it, each with the shape to apply to
    them: the shape itself, or one of its property shapes. There are none if nothing can break it.
    ``everyone`` selects all its targets, and ``unclear`` gives the reason, or the constraints that
    made a query cautious. ``given`` are targets that need no query.
    """

    shape: Term
    queries: list[tuple[Term, str]]
    everyone: str
    given: list[Term]
    unclear: list[str]

    @property
    def compiled(self) -> bool:
        """Whether the store selects the nodes for the reference."""
        return (self.shape, self.everyone) not in self.queries


def plans(
    shapes: Shapes,
    spelling: Spelling,
    below: Callable[[str], list[str]],
    within: Mapping[Term, Sequence[Term]] | None = None,
) -> list[Plan]:
    """Return the plan of each shape with targets, in the order of the file.

    ``within``: the targets to check, by shape; a shape absent from it has none.
    """
    conditions = Conditions(shapes, spelling, below)
    found = []
    for shape, targets in shapes.roots.items():
        if within is not None and shape not in within:
            continue
        named = [value for kind, value in targets if kind == "targetNode"]
        # An engine has other names for blank nodes, and may have rewritten a literal.
        given: list[Term] = [value for value in named if not isinstance(value, NamedNode)]
        everyone = _everyone([each for each in targets if each[1] not in given], below)
        if within is not None:
            chosen = within[shape]
            given = [node for node in chosen if node in given or isinstance(node, BlankNode)]
            if len(chosen) <= _MAX_NAMED_NODES:
                listed = " ".join(str(node) for node in chosen if node not in given)
                everyone = f"VALUES ?this {{ {listed} }}"
        conditions.unclear = []
        queries = _queries(shapes, conditions, shape, everyone)
        select = f"SELECT DISTINCT ?this WHERE {{ {everyone} }}"
        if any(query == select for _, query in queries):
            queries = [(shape, select)]
        found.append(Plan(shape, queries, select, given, list(dict.fromkeys(conditions.unclear))))
    return found


def _everyone(targets: list[tuple[str, Term]], below: Callable[[str], list[str]]) -> str:
    """Return the pattern that binds ?this to the targets of a shape (SHACL §2.1.3)."""
    ways = []
    for kind, value in targets:
        if kind == "targetNode":
            ways.append(f"VALUES ?this {{ {value} }}")
        elif kind == "targetSubjectsOf":
            ways.append(f"?this {value} ?any .")
        elif kind == "targetObjectsOf":
            ways.append(f"?any {value} ?this .")
        else:
            classes = below(iri(value)) if not isinstance(value, BlankNode) else []
            ways += [f"?this <{RDF}type> <{each}> ." for each in classes]
    once = all(kind in ("targetNode", "targetClass") for kind, _ in targets)
    if len(ways) < 2 and once:
        return "".join(ways) or "VALUES ?this { }"
    # GROUP BY, since engines push a filter below DISTINCT and evaluate it for every row.
    union = " UNION ".join(f"{{ {way} }}" for way in ways)
    return f"{{ SELECT ?this WHERE {{ {union} }} GROUP BY ?this }}"


def _queries(
    shapes: Shapes, conditions: Conditions, shape: Term, everyone: str
) -> list[tuple[Term, str]]:
    queries: list[tuple[Term, str]] = []
    try:
        if shapes.flag(shape, "deactivated"):
            return []
        inside = [] if shapes.path(shape) else shapes.values(shape, "property")
        if any(shapes.path(each) is None for each in inside):
            raise NotCompilable(worded("validation.unclear", "no path"))
        # Each has a query below; nested property shapes do not.
        skip = ("property", _SPARQL) if inside else (_SPARQL,)
        parts = [(shape, conditions.breaks(shape, "?this", True, skip))]
        parts += [(each, conditions.breaks(each, "?this", True, (_SPARQL,))) for each in inside]
    except NotCompilable as reason:
        conditions.unclear.append(str(reason))
        parts, inside = [(shape, TRUE)], []
    for judge, part in parts:
        only = "" if part == TRUE else f" FILTER({part})"
        if part != FALSE:
            queries.append((judge, f"SELECT DISTINCT ?this WHERE {{ {everyone}{only} }}"))
    for each in (shape, *inside):
        queries += [(each, query) for query in _constraints(shapes, conditions, each, everyone)]
    return queries


def _constraints(shapes: Shapes, conditions: Conditions, shape: Term, everyone: str) -> list[str]:
    """Return the queries of the SPARQL-based constraints of a shape."""
    queries = []
    for constraint in shapes.values(shape, _SPARQL):
        try:
            if shapes.flag(shape, "deactivated") or shapes.flag(constraint, "deactivated"):
                continue
            path = shapes.path(shape)
            queries.append(constraints.candidates(shapes, constraint, everyone, path))
        except NotCompilable as reason:
            conditions.unclear.append(f"sh:sparql: {reason}")
            queries.append(f"SELECT DISTINCT ?this WHERE {{ {everyone} }}")
    return queries
