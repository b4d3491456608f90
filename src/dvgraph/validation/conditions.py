"""Conditions under which a node breaks a shape, as SPARQL expressions over the node's variable.

Each condition has two strengths: *may* is true for every node that breaks the shape and perhaps for
others, *surely* for no others (under sh:not the two change places). The query uses may, and the
reference validates the nodes it finds. So an engine decides only where the specification, the
engine and rdflib cannot differ (``leaves``), and an uncompiled constraint costs time, not findings.
"""

from collections.abc import Callable, Collection, Mapping
from itertools import count

from dvgraph.locale.reader import worded
from dvgraph.namespaces import RDF, RDFS, SH
from dvgraph.rdf.oxigraph import Term
from dvgraph.validation.expressions import FALSE, TRUE, all_of, any_of, negation, strength, total
from dvgraph.validation.leaves import LEAVES, Make
from dvgraph.validation.sets import EACH, ON_NODE, SETS, exactly_one
from dvgraph.validation.shapes import NotCompilable, Path, Shapes
from dvgraph.validation.spelling import Spelling


class Conditions:
    """The conditions of the shapes of one graph, for data whose unusual literals are known.

    ``unclear`` collects the constraints that were not compiled, with the reasons.
    """

    def __init__(
        self, shapes: Shapes, spelling: Spelling, below: Callable[[str], list[str]]
    ) -> None:
        """Prepare; ``below`` returns a class and all its subclasses in the data."""
        self.shapes = shapes
        self.spelling = spelling
        self.below = below
        self.unclear: list[str] = []
        self._numbers = count(1)
        self._components = shapes.own_components()
        self._above: list[Term] = []

    def fresh(self) -> str:
        """Return an unused variable."""
        return f"?v{next(self._numbers)}"

    def exists(self, path: Path, start: str, end: str, condition: str = TRUE) -> str:
        """Return the condition that a path leads to a value with a given condition.

        A sequence becomes nested EXISTS of one pattern each: from a body of several patterns
        Oxigraph makes a loop over all the data (oxigraph#885).
        """
        if condition == FALSE:
            return FALSE
        nodes = [start, *(self.fresh() for _ in path.steps[1:]), end]
        for step, one, other in reversed(list(zip(path.steps, nodes, nodes[1:], strict=False))):
            only = "" if condition == TRUE else f" FILTER({condition})"
            condition = f"EXISTS {{ {step.pattern(one, other)}{only} }}"
        return condition

    def breaks(self, shape: Term, node: str, may: bool, skip: Collection[str] = ()) -> str:
        """Return the condition for a node breaking a shape; ``skip`` are properties to ignore.

        Raises NotCompilable for a shape that cannot be compiled at all.
        """
        if self.shapes.flag(shape, "deactivated"):
            return FALSE
        if shape in self._above:
            raise NotCompilable(worded("validation.unclear", "recursive"))
        self._above.append(shape)
        try:
            path = self.shapes.path(shape)
            if path is None:
                return any_of(self._of_value(shape, node, may, skip, ON_NODE))
            value = self.fresh()
            each = self._of_value(shape, value, may, skip, {})
            each += self._constrained(shape, EACH, may, path, node, value)
            broken = any_of(each)
            if exactly_one(self, shape):  # fewer look-ups than one for each constraint
                skip = (*skip, "minCount")
                some = negation(self.exists(path, node, value, negation(broken)))
            else:
                some = self.exists(path, node, value, broken)
            return any_of([*self._constrained(shape, SETS, may, path, node, skip=skip), some])
        finally:
            self._above.pop()

    def _tried(
        self, name: str, may: bool, make: Callable[..., list[str]], *arguments: object
    ) -> list[str]:
        """Return the condition of a constraint, or an always true one if it does not compile."""
        try:
            return make(*arguments)
        except NotCompilable as reason:
            self.unclear.append(f"sh:{name}: {reason}")
            return [TRUE] if may else []

    def _constrained(
        self,
        shape: Term,
        makes: Mapping[str, Callable[..., list[str]]],
        may: bool,
        *arguments: object,
        skip: Collection[str] = (),
    ) -> list[str]:
        """Return the conditions of the constraints of a shape that are in ``makes``."""
        return [
            part
            for name, make in makes.items()
            if name not in skip and self.shapes.values(shape, name)
            for part in self._tried(name, may, make, self, shape, *arguments, may)
        ]

    def _of_value(
        self,
        shape: Term,
        value: str,
        may: bool,
        skip: Collection[str],
        on_node: dict[str, Callable[["Conditions", Term, str], list[str]]],
    ) -> list[str]:
        """Return the condition for one value breaking a constraint on each value of a shape."""
        facts = self.shapes.facts(shape)
        parts: list[str] = []
        for predicate in facts:
            name = predicate.removeprefix(SH)
            if not predicate.startswith(SH) or name in skip:
                continue
            if leaf := LEAVES.get(name):
                parts += self._tried(name, may, _leaves, leaf, self, shape, value, may)
            elif nested := _NESTED.get(name):
                parts += self._tried(name, may, nested, self, shape, value, may)
            elif set_ := on_node.get(name):
                parts += self._tried(name, may, set_, self, shape, value)
            elif name == "sparql":
                nested_sparql = worded("validation.unclear", "nested")
                self.unclear.append(f"sh:sparql: {nested_sparql}")
                parts += [TRUE] if may else []
        for component, mandatory in self._components:
            if mandatory and all(predicate in facts for predicate in mandatory):
                self.unclear.append(f"{component}: {worded('validation.unclear', 'component')}")
                parts += [TRUE] if may else []
        return parts

    def _node(self, shape: Term, value: str, may: bool) -> list[str]:
        return [self.breaks(other, value, may) for other in self.shapes.values(shape, "node")]

    def _property(self, shape: Term, value: str, may: bool) -> list[str]:
        others = self.shapes.values(shape, "property")
        if any(self.shapes.path(other) is None for other in others):
            raise NotCompilable(worded("validation.unclear", "no path"))
        return [self.breaks(other, value, may) for other in others]

    def _not(self, shape: Term, value: str, may: bool) -> list[str]:
        others = self.shapes.values(shape, "not")
        return [negation(self.breaks(other, value, not may)) for other in others]

    def _and(self, shape: Term, value: str, may: bool) -> list[str]:
        heads = self.shapes.values(shape, "and")
        return [self.breaks(each, value, may) for head in heads for each in self._members(head)]

    def _or(self, shape: Term, value: str, may: bool) -> list[str]:
        return [
            all_of(self.breaks(each, value, may) for each in self._members(head))
            for head in self.shapes.values(shape, "or")
        ]

    def _xone(self, shape: Term, value: str, may: bool) -> list[str]:
        parts = []
        for head in self.shapes.values(shape, "xone"):
            members = self._members(head)
            sure = total(negation(self.breaks(each, value, True)) for each in members)
            possible = total(negation(self.breaks(each, value, False)) for each in members)
            if may:
                parts.append(f"!({sure} = 1 && {possible} = 1)")
            else:
                parts.append(f"({sure} > 1 || {possible} = 0)")
        return parts

    def _members(self, head: Term) -> list[Term]:
        members = self.shapes.items(head)
        if not members:
            raise NotCompilable(worded("validation.unclear", "empty list"))
        return members

    def _closed(self, shape: Term, value: str, may: bool) -> list[str]:  # noqa: ARG002 (click names the parameters)
        if not self.shapes.flag(shape, "closed"):
            return []
        paths = [self.shapes.path(each) for each in self.shapes.values(shape, "property")]
        allowed = [f"<{path.predicate}>" for path in paths if path and path.predicate]
        for head in self.shapes.values(shape, "ignoredProperties"):
            allowed += [str(item) for item in self.shapes.items(head)]
        predicate, other = self.fresh(), self.fresh()
        listed = ", ".join(dict.fromkeys(allowed))
        # pySHACL accepts every node as an rdfs:Resource.
        resource = f"({predicate} = <{RDF}type> && {other} = <{RDFS}Resource>)"
        outside = f"FILTER({predicate} NOT IN ({listed}) && !COALESCE({resource}, false))"
        return [f"EXISTS {{ {value} {predicate} {other} . {outside} }}"]


def _leaves(make: Make, c: Conditions, shape: Term, value: str, may: bool) -> list[str]:
    return [strength(leaf, may) for leaf in make(c, shape, value)]


_NESTED: dict[str, Callable[[Conditions, Term, str, bool], list[str]]] = {
    "node": Conditions._node,
    "property": Conditions._property,
    "not": Conditions._not,
    "and": Conditions._and,
    "or": Conditions._or,
    "xone": Conditions._xone,
    "closed": Conditions._closed,
}
