"""The shapes of a shapes graph, parsed once: their constraints and targets.

A shape that violates SHACL's syntax rules is a Fault; ``parsed`` leaves out only the parts that the
fault makes meaningless.
"""

import operator
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from dvgraph.errors import InputError
from dvgraph.namespaces import SH
from dvgraph.rdf import xpath_regex, xsd
from dvgraph.rdf.oxigraph import BlankNode, Literal, NamedNode, Term
from dvgraph.rdf.terms import value as text
from dvgraph.validation import constraints as kinds
from dvgraph.validation import sparql
from dvgraph.validation.columns import Test, Test2
from dvgraph.validation.constraints import Constraint
from dvgraph.validation.shapes import LISTS, MalformedShape, Path, Shapes, iri, malformed

VIOLATION = NamedNode(SH + "Violation")
_NODE_KINDS: dict[str, tuple[type, ...]] = {
    "IRI": (NamedNode,),
    "BlankNode": (BlankNode,),
    "Literal": (Literal,),
    "BlankNodeOrIRI": (BlankNode, NamedNode),
    "BlankNodeOrLiteral": (BlankNode, Literal),
    "IRIOrLiteral": (NamedNode, Literal),
}


class Fault(NamedTuple):
    """A violation of SHACL's syntax rules: the shape, and the problem in the user's language.

    A fault that is not ``grave`` violates no rule: SHACL ignores that part of the shape.
    """

    shape: Term
    reason: str
    grave: bool = True


@dataclass(eq=False)
class Shape:
    """A shape: its constraints, and the severity and messages of its results.

    ``path`` is None for a node shape; ``path_node`` is the node of the path in the shapes graph.
    """

    node: Term
    path: Path | None = None
    path_node: Term | None = None
    severity: Term = VIOLATION
    messages: tuple[Term, ...] = ()
    deactivated: bool = False
    constraints: list[Constraint] = field(default_factory=list)


Targets = list[tuple[str, Term]]  # the local name of the target property, and its value


class Model(NamedTuple):
    """The shapes that have targets, each with its targets, and the faults of all shapes.

    ``groups``: for each recursive shape, the shapes of its cycle.
    """

    roots: list[tuple[Shape, Targets]]
    faults: list[Fault]
    groups: dict[Shape, tuple[Shape, ...]]


def parsed(shapes: Shapes) -> Model:
    """Return the shapes of a shapes graph.

    SHACL leaves the meaning of recursive shapes open (§3.4.3). Here a recursion through a negation
    or a maximum has no meaning, so a constraint with such a recursion is a fault.
    """
    reader = _Parser(shapes)
    for node in shapes.every:
        reader.shape(node)
    reader.finish()
    known = [(reader.shape(node), targets) for node, targets in shapes.roots.items()]
    groups = _recursive([shape for shape in map(reader.shape, shapes.every) if shape])
    for shape, group in groups.items():
        sound = [
            constraint
            for constraint in shape.constraints
            if not constraint.negates or not any(one in group for one in constraint.shapes)
        ]
        if len(sound) < len(shape.constraints):
            shape.constraints[:] = sound
            reader.faults.append(Fault(shape.node, str(malformed("recursion"))))
    roots = [(shape, targets) for shape, targets in known if shape is not None]
    return Model(roots, list(dict.fromkeys(reader.faults)), groups)


class _Parser:
    """A parser that makes each shape once, even if it refers to itself."""

    def __init__(self, shapes: Shapes) -> None:
        self.source = shapes
        self._known: dict[Term, Shape | None] = {}
        self._waiting: list[Shape] = []
        self.faults: list[Fault] = []

    def shape(self, node: Term) -> Shape | None:
        """Return the shape of a node, whose constraints are read later; None if it is malformed."""
        if node not in self._known:
            try:
                self._known[node] = self._begun(node)
            except MalformedShape as fault:
                self._known[node] = None
                self.faults.append(Fault(node, str(fault)))
        return self._known[node]

    def inner(self, nodes: Sequence[Term]) -> "tuple[Shape, ...] | None":
        """Return the shapes of some nodes; None if one of them is malformed or not a shape."""
        for node in nodes:
            if isinstance(node, NamedNode) and not self.source.facts(node):
                raise malformed("absent", value=node)
            if isinstance(node, Literal):
                raise malformed("no shape", value=node)
        found = [self.shape(node) for node in nodes]
        return None if None in found else tuple(shape for shape in found if shape)

    def finish(self) -> None:
        """Read the constraints of all shapes made so far, and of the shapes inside these."""
        for shape in self._waiting:  # grows by the inner shapes
            for make in (*_MAKERS, _applied):
                try:
                    shape.constraints += make(self, shape)
                except MalformedShape as fault:
                    self.faults.append(Fault(shape.node, str(fault)))

    def _begun(self, node: Term) -> Shape:
        shapes = self.source
        severity = shapes.one(node, "severity")
        if severity is not None:
            iri(severity)
        for kind, value in shapes.targets(node):
            if kind != "targetNode":
                iri(value)
            elif isinstance(value, BlankNode):
                raise malformed("blank target")
        path = shapes.path(node)
        shape = Shape(
            node,
            path=path,
            path_node=shapes.one(node, "path"),
            severity=severity or VIOLATION,
            messages=tuple(shapes.values(node, "message")),
            deactivated=shapes.flag(node, "deactivated"),
        )
        self._waiting.append(shape)
        return shape


def _recursive(shapes: Sequence[Shape]) -> dict[Shape, tuple[Shape, ...]]:
    """Return, for each shape that applies itself, directly or through others, its cycle."""
    order: dict[Shape, int] = {}
    low: dict[Shape, int] = {}
    stack: list[Shape] = []
    groups: dict[Shape, tuple[Shape, ...]] = {}

    def visit(shape: Shape) -> None:  # Tarjan's algorithm
        order[shape] = low[shape] = len(order)
        stack.append(shape)
        inner = [one for constraint in shape.constraints for one in constraint.shapes]
        for one in inner:
            if one not in order:
                visit(one)
                low[shape] = min(low[shape], low[one])
            elif one in stack:
                low[shape] = min(low[shape], order[one])
        if low[shape] == order[shape]:
            place = stack.index(shape)
            group = tuple(stack[place:])
            del stack[place:]
            if len(group) > 1 or shape in inner:
                groups.update(dict.fromkeys(group, group))

    for shape in shapes:
        if shape not in order:
            visit(shape)
    return groups


def _term_tests(reader: _Parser, shape: Shape) -> Iterator[Constraint]:
    """Yield the constraints on single terms."""
    facts = reader.source.facts(shape.node)
    for name, make in _TESTS.items():
        if SH + name in facts:
            for value, test in make(reader.source, shape.node):
                yield kinds.TermTest(component=_component(name), parameter=value, test=test)


def _class(reader: _Parser, shape: Shape) -> Iterator[Constraint]:
    for value in reader.source.values(shape.node, "class"):
        iri(value)
        yield kinds.Class(component=_component("class"), parameter=value, class_=value)


def _counts(reader: _Parser, shape: Shape) -> Iterator[Constraint]:
    for name in ("minCount", "maxCount"):
        number = reader.source.number(shape.node, name)
        if number is None:
            continue
        if shape.path is None:
            raise malformed("only property", name=name)
        limits = (number, None) if name == "minCount" else (0, number)
        yield kinds.Count(
            component=_component(name),
            parameter=reader.source.one(shape.node, name),
            least=limits[0],
            most=limits[1],
        )


def _unique_lang(reader: _Parser, shape: Shape) -> Iterator[Constraint]:
    if reader.source.flag(shape.node, "uniqueLang"):
        if shape.path is None:
            raise malformed("only property", name="uniqueLang")
        yield kinds.UniqueLang(component=_component("uniqueLang"))


def _pairs(reader: _Parser, shape: Shape) -> Iterator[Constraint]:
    """Yield the constraints that compare values with those of another property."""
    for name in ("equals", "disjoint", "lessThan", "lessThanOrEquals"):
        for value in reader.source.values(shape.node, name):
            other, component = iri(value), _component(name)
            if name == "equals":
                yield kinds.Equals(component=component, parameter=value, predicate=other)
            elif name == "disjoint":
                yield kinds.Disjoint(component=component, parameter=value, predicate=other)
            elif shape.path is None:
                raise malformed("only property", name=name)
            else:
                yield kinds.Less(
                    component=component, parameter=value, predicate=other, test=_ORDERS[name]
                )


def _logical(reader: _Parser, shape: Shape) -> Iterator[Constraint]:
    for name, wrong in _LOGIC.items():
        for value in reader.source.values(shape.node, name):
            nodes = reader.source.items(value) if name in LISTS else [value]
            members = reader.inner(nodes)
            if name == "node" and members and members[0].path:
                raise malformed("property shape", shape=value)
            if members is not None:
                yield kinds.Logical(
                    component=_component(name),
                    parameter=value,
                    shapes=members,
                    wrong=wrong,
                    negates=name in ("not", "xone"),
                )


def _property(reader: _Parser, shape: Shape) -> Iterator[Constraint]:
    for value in reader.source.values(shape.node, "property"):
        member = reader.shape(value)
        if member is None:
            continue
        if member.path is None:
            raise malformed("no path", shape=value)
        yield kinds.PropertyConstraint(
            component=_component("property"), parameter=value, shapes=(member,)
        )


def _qualified(reader: _Parser, shape: Shape) -> Iterator[Constraint]:
    source = reader.source
    value = source.one(shape.node, "qualifiedValueShape")
    if value is None or shape.path is None:
        return  # on a node shape, its parameters are ignored (SHACL §4.7.3)
    least, most = (source.number(shape.node, f"qualified{end}Count") for end in ("Min", "Max"))
    siblings: list[Term] = []
    if source.flag(shape.node, "qualifiedValueShapesDisjoint"):
        for parent in source.subjects(SH + "property", shape.node):
            for each in source.values(parent, "property"):
                siblings += source.values(each, "qualifiedValueShape")
    members = reader.inner([value, *(one for one in dict.fromkeys(siblings) if one != value)])
    if members is None:
        return
    for name, number in (("Min", least), ("Max", most)):
        if number is not None:
            yield kinds.Qualified(
                component=f"{SH}Qualified{name}CountConstraintComponent",
                parameter=source.one(shape.node, f"qualified{name}Count"),
                shapes=members,
                negates=name == "Max" or len(members) > 1,
                least=number if name == "Min" else 0,
                most=number if name == "Max" else None,
            )


def _closed(reader: _Parser, shape: Shape) -> Iterator[Constraint]:
    source = reader.source
    if not source.flag(shape.node, "closed"):
        return
    known = [
        path
        for part in source.values(shape.node, "property")
        for path in source.values(part, "path")
        if isinstance(path, NamedNode)
    ]
    ignored = source.one(shape.node, "ignoredProperties")
    known += [NamedNode(iri(each)) for each in (source.items(ignored) if ignored else ())]
    yield kinds.Closed(
        component=_component("closed"), known=frozenset(each.value for each in known)
    )


def _has_value(reader: _Parser, shape: Shape) -> Iterator[Constraint]:
    for value in reader.source.values(shape.node, "hasValue"):
        yield kinds.HasValue(component=_component("hasValue"), parameter=value, value=value)


def _sparql(reader: _Parser, shape: Shape) -> Iterator[Constraint]:
    for value in reader.source.values(shape.node, "sparql"):
        if not reader.source.flag(value, "deactivated"):
            yield sparql.constraint(reader.source, value, shape.node, shape.path)


def _applied(reader: _Parser, shape: Shape) -> Iterator[Constraint]:
    """Yield the custom constraint components of a shape (SHACL §6.2)."""
    facts = reader.source.facts(shape.node)
    for component, mandatory in reader.source.own_components():
        if mandatory and all(name in facts for name in mandatory):
            if node := sparql.validator(reader.source, component, shape.path):
                yield from sparql.applied(reader.source, component, node, shape.node, shape.path)
            else:  # ignored by SHACL §6.3
                reason = str(malformed("no validator", name=component))
                reader.faults.append(Fault(shape.node, reason, grave=False))


_MAKERS: tuple[Callable[[_Parser, Shape], Iterator[Constraint]], ...] = (
    _term_tests,
    _class,
    _counts,
    _unique_lang,
    _pairs,
    _logical,
    _property,
    _qualified,
    _closed,
    _has_value,
    _sparql,
)
_LOGIC = {
    "not": kinds.not_,
    "and": kinds.and_,
    "or": kinds.or_,
    "xone": kinds.xone,
    "node": kinds.and_,
}


def _component(name: str) -> str:
    return f"{SH}{name[0].upper()}{name[1:]}ConstraintComponent"


@lru_cache(maxsize=2**16)
def _value(lexical: str, datatype: str) -> xsd.Ordered | None:
    """Return ``xsd.value``, cached since values repeat, and bounds and pairs compare them."""
    return xsd.value(lexical, datatype)


def _ordered(signs: tuple[int, ...]) -> Test2:
    def test(one: Term, two: Term) -> bool:
        if not isinstance(one, Literal) or not isinstance(two, Literal):
            return False
        first = _value(one.value, one.datatype.value)
        second = _value(two.value, two.datatype.value)
        if first is None or second is None:
            return False
        return xsd.order(first, second) in signs

    return test


_ORDERS = {"lessThan": _ordered((-1,)), "lessThanOrEquals": _ordered((-1, 0))}
Tests = Iterator[tuple[Term, Test]]


def _datatype(source: Shapes, node: Term) -> Tests:
    value = source.one(node, "datatype")
    wanted = iri(value)

    def test(terms: list[Term]) -> Iterable[bool]:
        return [
            isinstance(term, Literal)
            and term.datatype.value == wanted
            and xsd.valid(term.value, wanted, term.language or "")
            for term in terms
        ]

    if value is not None:
        yield value, test


def _node_kind(source: Shapes, node: Term) -> Tests:
    value = source.one(node, "nodeKind")
    kind = _NODE_KINDS.get(iri(value).removeprefix(SH))
    if kind is None:
        raise malformed("node kind", value=value)
    if value is not None:
        yield value, lambda terms: [isinstance(term, kind) for term in terms]


def _bound(name: str, signs: tuple[int, ...]) -> "Callable[[Shapes, Term], Tests]":
    ordered = _ordered(signs)

    def make(source: Shapes, node: Term) -> Tests:
        bound = source.one(node, name)
        if not isinstance(bound, Literal):
            raise malformed("no literal", name=name, value=bound)
        yield bound, lambda terms: [ordered(term, bound) for term in terms]

    return make


def _length(name: str, fits: Callable[[int, int], bool]) -> "Callable[[Shapes, Term], Tests]":
    def make(source: Shapes, node: Term) -> Tests:
        number, value = source.number(node, name), source.one(node, name)

        def test(terms: list[Term]) -> Iterable[bool]:
            return [
                not isinstance(term, BlankNode) and fits(len(text(term)), number or 0)
                for term in terms
            ]

        if value is not None:
            yield value, test

    return make


def _pattern(source: Shapes, node: Term) -> Tests:
    flags = source.one(node, "flags")
    for value in source.values(node, "pattern"):
        if not isinstance(value, Literal):
            raise malformed("no literal", name="pattern", value=value)
        try:
            regex = xpath_regex.compiled(value.value, text(flags) if flags else "")
        except InputError as error:
            raise malformed("pattern", value=value.value, why=error.problem) from error

        def test(terms: list[Term], regex: xpath_regex.Regex = regex) -> Iterable[bool]:
            named = [term for term in terms if not isinstance(term, BlankNode)]
            right = set(regex.matching([text(term) for term in named]))
            return [not isinstance(term, BlankNode) and text(term) in right for term in terms]

        yield value, test


def _language_in(source: Shapes, node: Term) -> Tests:
    head = source.one(node, "languageIn")
    items = source.items(head) if head else []
    for item in items:
        if not isinstance(item, Literal):
            raise malformed("no literal", name="languageIn", value=item)
    ranges = [text(item).lower() for item in items]

    @lru_cache(maxsize=1024)
    def right(language: str | None) -> bool:
        tag = (language or "").lower()
        return bool(tag) and any(
            wanted in ("*", tag) or tag.startswith(f"{wanted}-") for wanted in ranges
        )

    if head is not None:
        yield (
            head,
            lambda terms: [isinstance(term, Literal) and right(term.language) for term in terms],
        )


def _in(source: Shapes, node: Term) -> Tests:
    head = source.one(node, "in")
    if head is not None:
        items = frozenset(source.items(head))
        yield head, lambda terms: [term in items for term in terms]


_TESTS: dict[str, "Callable[[Shapes, Term], Tests]"] = {
    "datatype": _datatype,
    "nodeKind": _node_kind,
    "minExclusive": _bound("minExclusive", (1,)),
    "minInclusive": _bound("minInclusive", (0, 1)),
    "maxExclusive": _bound("maxExclusive", (-1,)),
    "maxInclusive": _bound("maxInclusive", (-1, 0)),
    "minLength": _length("minLength", operator.ge),
    "maxLength": _length("maxLength", operator.le),
    "pattern": _pattern,
    "languageIn": _language_in,
    "in": _in,
}
