"""What is asked of the store for each shape: the focus nodes that may break it.

One query for the constraints on the focus node itself, one for each property shape, one for each
SPARQL-based constraint: small enough for any engine, and many can run at once.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from dvgraph.namespaces import RDF
from dvgraph.rdf.oxigraph import BlankNode, NamedNode, Term
from dvgraph.validation import constraints
from dvgraph.validation.conditions import Conditions
from dvgraph.validation.expressions import FALSE, TRUE
from dvgraph.validation.shapes import Shapes, Unclear, iri
from dvgraph.validation.spelling import Spelling

_SPARQL = "sparql"
_FEW = 300  # nodes that are named in a query; of more, all targets are asked and those kept


class Plan(NamedTuple):
    """How one shape with targets is judged.

    ``queries`` are SELECTs of ?this, the nodes that may break it, each with the shape that judges
    these nodes: the shape itself, or a property shape of it alone. None are needed where nothing
    can break it. ``everyone`` selects all its targets, and ``unclear`` says why they have to be
    asked for, or which constraints made a query cautious. ``given`` are targets that no engine
    needs to find.
    """

    shape: Term
    queries: list[tuple[Term, str]]
    everyone: str
    given: list[Term]
    unclear: list[str]

    @property
    def compiled(self) -> bool:
        """Whether the store decides whom the reference looks at."""
        return (self.shape, self.everyone) not in self.queries


def plans(
    shapes: Shapes,
    spelling: Spelling,
    below: Callable[[str], list[str]],
    within: Mapping[Term, Sequence[Term]] | None = None,
) -> list[Plan]:
    """Return the plan of each shape that has targets, in the order of the file.

    ``within``: the targets to judge, by shape; a shape that is not named has none.
    """
    conditions = Conditions(shapes, spelling, below)
    found = []
    for shape, targets in shapes.roots.items():
        if within is not None and shape not in within:
            continue
        named = [value for kind, value in targets if kind == "targetNode"]
        # An engine knows blank nodes by other names, and may have rewritten a literal.
        given: list[Term] = [value for value in named if not isinstance(value, NamedNode)]
        everyone = _everyone([each for each in targets if each[1] not in given], below)
        if within is not None:
            chosen = within[shape]
            given = [node for node in chosen if node in given or isinstance(node, BlankNode)]
            if len(chosen) <= _FEW:
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
    # Grouped, not DISTINCT: below that engines push a filter, and judge a node once a row.
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
            raise Unclear("a property shape without sh:path")
        # Judged one by one below: what is in a property shape of a property shape is not.
        skip = ("property", _SPARQL) if inside else (_SPARQL,)
        parts = [(shape, conditions.breaks(shape, "?this", True, skip))]
        parts += [(each, conditions.breaks(each, "?this", True, (_SPARQL,))) for each in inside]
    except Unclear as reason:
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
        except Unclear as reason:
            conditions.unclear.append(f"sh:sparql: {reason}")
            queries.append(f"SELECT DISTINCT ?this WHERE {{ {everyone} }}")
    return queries
