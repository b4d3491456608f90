"""Constraints on all values of a path together, and on pairs of properties, as expressions."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from dvgraph.locale.reader import worded
from dvgraph.namespaces import SH
from dvgraph.rdf.oxigraph import NamedNode, Term
from dvgraph.validation.expressions import FALSE, TRUE, all_of, any_of, negation, strength
from dvgraph.validation.leaves import both_comparable, in_datatypes, same
from dvgraph.validation.shapes import NotCompilable, Path, iri

if TYPE_CHECKING:
    from dvgraph.validation.conditions import Conditions

# A count is a chain of that many EXISTS; the reference counts higher numbers.
_MAX_COUNT = 8


def min_count(c: "Conditions", shape: Term, path: Path, node: str, may: bool) -> list[str]:
    """SHACL §4.2.1."""
    least = c.shapes.number(shape, "minCount") or 0
    unsure = FALSE if may or least < 2 else _merged(c, path, node)
    return [all_of([negation(_at_least(c, path, node, least)), negation(unsure)])]


def max_count(c: "Conditions", shape: Term, path: Path, node: str, may: bool) -> list[str]:
    """SHACL §4.2.2, for a maximum other than 1."""
    most = c.shapes.number(shape, "maxCount") or 0
    if most == 1:
        return []
    unsure = _merged(c, path, node) if may and most else FALSE
    return [_at_least(c, path, node, most + 1), unsure]


def only_value(
    c: "Conditions", shape: Term, path: Path, node: str, value: str, may: bool
) -> list[str]:
    """SHACL §4.2.2, for a maximum of 1."""
    if c.shapes.number(shape, "maxCount") != 1:
        return []
    other = c.fresh()
    unsure = in_datatypes(value, c.spelling.merged) if may else FALSE
    return [c.exists(path, node, other, f"!sameTerm({other}, {value})"), unsure]


def exactly_one(c: "Conditions", shape: Term) -> bool:
    """Return whether a shape requires exactly one value."""
    try:
        return all(c.shapes.number(shape, name) == 1 for name in ("minCount", "maxCount"))
    except NotCompilable:
        return False


def qualified(c: "Conditions", shape: Term, path: Path, node: str, may: bool) -> list[str]:
    """SHACL §4.7.3."""
    least = c.shapes.number(shape, "qualifiedMinCount")
    most = c.shapes.number(shape, "qualifiedMaxCount")
    if least is None and most is None:
        raise NotCompilable(worded("validation.unclear", "no count"))
    merged = _merged(c, path, node)
    parts = []
    for wanted in c.shapes.values(shape, "qualifiedValueShape"):
        siblings = _siblings(c, shape, wanted)

        def fits(
            value: str, may: bool, wanted: Term = wanted, others: list[Term] = siblings
        ) -> str:
            breaks = [c.breaks(other, value, may) for other in others]
            return all_of([negation(c.breaks(wanted, value, not may)), *breaks])

        if least:
            enough = _at_least(c, path, node, least, lambda value: fits(value, not may))
            unsure = FALSE if may or least < 2 else merged
            parts.append(all_of([negation(enough), negation(unsure)]))
        if most is not None:
            parts.append(_at_least(c, path, node, most + 1, lambda value: fits(value, may)))
            parts.append(merged if may and most else FALSE)
    return parts


def _siblings(c: "Conditions", shape: Term, wanted: Term) -> list[Term]:
    if not c.shapes.flag(shape, "qualifiedValueShapesDisjoint"):
        return []
    others = (
        other
        for parent in c.shapes.subjects(SH + "property", shape)
        for each in c.shapes.values(parent, "property")
        for other in c.shapes.values(each, "qualifiedValueShape")
    )
    return [other for other in dict.fromkeys(others) if other != wanted]


def has_value(c: "Conditions", shape: Term, path: Path, node: str, may: bool) -> list[str]:
    """SHACL §4.8.2, on a property shape."""
    parts = []
    for wanted in c.shapes.values(shape, "hasValue"):
        if isinstance(wanted, NamedNode):
            parts.append(negation(c.exists(path, node, str(wanted))))
        else:
            value = c.fresh()
            unsure = in_datatypes(value, c.spelling.rewritten)
            is_it = same(value, wanted)
            found = all_of([is_it, negation(unsure)]) if may else any_of([is_it, unsure])
            parts.append(negation(c.exists(path, node, value, found)))
    return parts


def equals(c: "Conditions", shape: Term, path: Path, node: str, may: bool) -> list[str]:  # noqa: ARG001 (one signature for all constraints)
    """SHACL §4.5.1: the values missing from the path."""
    parts = []
    for other in _predicates(c, shape, "equals"):
        value = c.fresh()
        parts.append(c.exists(other, node, value, negation(c.exists(path, node, value))))
    return parts


def equal(c: "Conditions", shape: Term, path: Path, node: str, value: str, may: bool) -> list[str]:  # noqa: ARG001 (one signature for all constraints)
    """SHACL §4.5.1: a value missing from the other property."""
    unsure = in_datatypes(value, c.spelling.rewritten) if may else FALSE
    others = _predicates(c, shape, "equals")
    return [any_of([negation(c.exists(other, node, value)), unsure]) for other in others]


def disjoint(
    c: "Conditions",
    shape: Term,
    path: Path,  # noqa: ARG001 (one signature for all constraints)
    node: str,
    value: str,
    may: bool,
) -> list[str]:
    """SHACL §4.5.2."""
    sure = TRUE if may else negation(in_datatypes(value, c.spelling.rewritten))
    others = _predicates(c, shape, "disjoint")
    return [all_of([c.exists(other, node, value), sure]) for other in others]


def less(name: str, operator: str) -> "MakeEach":
    """SHACL §4.5.3 and §4.5.4."""

    def make(
        c: "Conditions",
        shape: Term,
        path: Path,  # noqa: ARG001 (one signature for all constraints)
        node: str,
        value: str,
        may: bool,
    ) -> list[str]:
        parts = []
        for other in _predicates(c, shape, name):
            two = c.fresh()
            known, holds = both_comparable(c, value, two), f"{value} {operator} {two}"
            leaf = f"({known} && {holds})", f"({known} && !({holds}))"
            parts.append(c.exists(other, node, two, strength(leaf, may)))
        return parts

    return make


def unique_language(
    c: "Conditions",
    shape: Term,
    path: Path,
    node: str,
    value: str,
    may: bool,  # noqa: ARG001 (one signature for all constraints)
) -> list[str]:
    """SHACL §4.4.5."""
    if not c.shapes.flag(shape, "uniqueLang"):
        return []
    two = c.fresh()
    tags = f"LCASE(LANG({value})) = LCASE(LANG({two}))"
    again = c.exists(path, node, two, f"(isLiteral({two}) && {tags} && !sameTerm({value}, {two}))")
    return [f'(isLiteral({value}) && LANG({value}) != "" && {again})']


def equals_node(c: "Conditions", shape: Term, value: str) -> list[str]:
    """SHACL §4.5.1, on a node shape: the node is its only value."""
    parts = []
    for other in _predicates(c, shape, "equals"):
        one = c.fresh()
        parts.append(negation(c.exists(other, value, value)))
        parts.append(c.exists(other, value, one, f"!sameTerm({one}, {value})"))
    return parts


def disjoint_node(c: "Conditions", shape: Term, value: str) -> list[str]:
    """SHACL §4.5.2, on a node shape."""
    return [c.exists(other, value, value) for other in _predicates(c, shape, "disjoint")]


def _predicates(c: "Conditions", shape: Term, name: str) -> list[Path]:
    return [Path(str(each), predicate=iri(each)) for each in c.shapes.values(shape, name)]


def _at_least(
    c: "Conditions",
    path: Path,
    node: str,
    number: int,
    fits: Callable[[str], str] = lambda _: TRUE,
) -> str:
    """Return the condition that a path has this many different values that fit."""
    if number > _MAX_COUNT:
        raise NotCompilable(f"a count of more than {_MAX_COUNT}")

    def chain(before: list[str]) -> str:
        if len(before) == number:
            return TRUE
        value = c.fresh()
        others = [f"!sameTerm({value}, {each})" for each in before]
        condition = all_of([*others, fits(value), chain([*before, value])])
        return c.exists(path, node, value, condition)

    return chain([])


def _merged(c: "Conditions", path: Path, node: str) -> str:
    """Return the condition that values with different spellings may be one to the engine."""
    value = c.fresh()
    return c.exists(path, node, value, in_datatypes(value, c.spelling.merged))


Make = Callable[["Conditions", Term, Path, str, bool], list[str]]
MakeEach = Callable[["Conditions", Term, Path, str, str, bool], list[str]]
# On the values of a path together, and on each compared with the others.
SETS: dict[str, Make] = {
    "minCount": min_count,
    "maxCount": max_count,
    "qualifiedValueShape": qualified,
    "hasValue": has_value,
    "equals": equals,
}
EACH: dict[str, MakeEach] = {
    "maxCount": only_value,
    "equals": equal,
    "disjoint": disjoint,
    "lessThan": less("lessThan", "<"),
    "lessThanOrEquals": less("lessThanOrEquals", "<="),
    "uniqueLang": unique_language,
}
ON_NODE: dict[str, Callable[["Conditions", Term, str], list[str]]] = {
    "equals": equals_node,
    "disjoint": disjoint_node,
}
