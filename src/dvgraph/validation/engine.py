"""The SHACL engine: it validates all focus nodes of a shape at once, on columns of term numbers.

Reference: SHACL §3.4. ``results`` collects the violations of a shape; ``failing`` returns only the
nodes with violations, for shapes inside others, and validates each node at most once against each
of these. SHACL does not define recursive shapes; here a node conforms unless a finite proof shows
that it does not. A recursion through a negation has no such meaning and is refused.
"""

from collections.abc import Iterable, Iterator, Mapping
from time import perf_counter
from typing import NamedTuple

from dvgraph.errors import UseError
from dvgraph.namespaces import RDFS, SH, TYPE
from dvgraph.rdf.oxigraph import BlankNode, NamedNode, Term
from dvgraph.validation.columns import Columns, Nodes, Pairs
from dvgraph.validation.constraints import (
    Asked,
    Constraint,
    PropertyConstraint,
    QueryConstraint,
    Solution,
)
from dvgraph.validation.model import Fault, Model, Shape, Targets
from dvgraph.validation.shapes import MalformedShape, Path, iri
from dvgraph.validation.sparql import Solver

_SUBCLASS = f"{RDFS}subClassOf"
_NODE = f"{SH}NodeConstraintComponent"
_NAMED = 300  # target nodes in one query


class ValidationResult(NamedTuple):
    """A validation result (SHACL §3.6.2): a violation of a constraint of a shape at a focus node.

    ``path`` is a path node of the shapes graph; ``bound`` has the variables of a query's solution.
    """

    focus: Term
    value: Term | None
    path: Term | None
    shape: Shape
    constraint: Constraint
    bound: Mapping[str, Term]


class ShapeResults(NamedTuple):
    """The validation of a shape: ``targets`` is their number, ``seconds`` the time taken."""

    shape: Shape
    targets: int
    results: list[ValidationResult]
    seconds: float


# The results of the shape of a constraint, by the constraint and a value that fails it.
Details = dict[tuple[Constraint, Term], list[ValidationResult]]


class MalformedModelError(Exception):
    """A defect that shows only during validation, such as a failure that a query reports."""

    def __init__(self, fault: Fault) -> None:
        """Store the defect."""
        super().__init__(fault.reason)
        self.fault = fault


# A result, with the number of the node to which the shape was applied.
_Rooted = tuple[int, ValidationResult]


class Engine:
    """The validation of the data in ``columns`` against a model.

    ``own``: the columns of the data whose nodes are targets; None if these are all columns.
    """

    def __init__(
        self,
        model: Model,
        columns: Columns,
        solver: Solver,
        own: Columns | None = None,
    ) -> None:
        """Store the parts; ``solver`` answers the queries of constraints."""
        self.columns = columns
        self._model = model
        self._solver = solver
        self._own = own or columns
        self._every = own is None
        self._below: dict[str, list[str]] = {}
        self._found: dict[Shape, Nodes] = {}
        self._instances: dict[Term, Nodes] = {}
        # By shape: the validated nodes, and those of them that fail.
        self._known: dict[Shape, tuple[Nodes, Nodes]] = {}
        self._groups = model.groups
        # By shape of the recursion being validated.
        self._trying: dict[Shape, tuple[Nodes, Nodes]] = {}
        self._targets: tuple[Nodes, str | None] = (None, None)

    def run(self) -> Iterator[ShapeResults]:
        """Yield the results of each shape with targets; raises MalformedModelError."""
        # Shapes with queries go last, because another thread may still be loading the store.
        for shape, targets in sorted(self._model.roots, key=lambda root: _asks(root[0], set())):
            start = perf_counter()
            nodes = self._focus_nodes(shape, targets)
            self._targets = nodes, self._pattern(targets) if self._every else None
            found = [result for _, result in self._results(shape, nodes, {})]
            size = self.columns.size(nodes)
            yield ShapeResults(shape, size, found, perf_counter() - start)

    def without_targets(self) -> list[Shape]:
        """Return the shapes that have no target in the data."""
        size = self.columns.size
        return [
            shape
            for shape, targets in self._model.roots
            if not size(self._focus_nodes(shape, targets))
        ]

    def details(self, results: Iterable[ValidationResult]) -> Details:
        """Return why the values of sh:node constraints fail their shape, for sh:detail."""
        asked: dict[Constraint, list[int]] = {}
        for result in results:
            if result.constraint.component == _NODE and result.value is not None:
                number = self.columns.terms.number(result.value)
                asked.setdefault(result.constraint, []).append(number)
        found: Details = {}
        for constraint, values in asked.items():
            nodes = self.columns.nodes(values)
            for root, result in self._results(constraint.shapes[0], nodes, {}):
                place = constraint, self.columns.terms.known[root]
                found.setdefault(place, []).append(result)
        return found

    def failing(self, shape: Shape, nodes: Nodes) -> Nodes:
        """Return the nodes that do not conform to a shape."""
        columns = self.columns
        if shape in self._trying:
            wanted, failed = self._trying[shape]
            self._trying[shape] = columns.union([wanted, nodes]), failed
            return columns.within(nodes, failed)
        none = columns.nodes(())
        judged, failed = self._known.get(shape, (none, none))
        new = columns.without(nodes, judged)
        if columns.size(new):
            if shape in self._groups:
                self._settle(shape, new)
                judged, failed = self._known[shape]
            else:
                judged = columns.union([judged, new])
                failed = columns.union([failed, self._broken(shape, new)])
                self._known[shape] = judged, failed
        return columns.within(nodes, failed)

    def instances(self, class_: Term) -> Nodes:
        """Return the instances of a class and of its subclasses in the data."""
        if class_ not in self._instances:
            self._instances[class_] = self._members(self.columns, iri(class_))
        return self._instances[class_]

    def solutions(
        self, constraint: QueryConstraint, shape: Shape, nodes: Nodes, pairs: Pairs
    ) -> tuple[Solution, ...]:
        """Return the solutions of a constraint's query; raises MalformedModelError."""
        number, known = self.columns.terms.number, self.columns.terms.known
        try:
            if constraint.form == "ASK":
                return tuple(
                    Solution(focus, {"value": known[value]})
                    for focus, value in self.columns.rows(pairs)
                    if not self._solver.holds(constraint, known[focus], known[value])
                )
            asked, pattern = self._targets
            foci = [known[node] for node in self.columns.listed(nodes)]
            found = self._solver.solutions(constraint, foci, pattern if nodes is asked else None)
            return tuple(Solution(number(focus), bound) for focus, bound in found)
        except (MalformedShape, UseError) as error:
            raise MalformedModelError(Fault(shape.node, str(error))) from error

    def below(self, class_: str) -> list[str]:
        """Return a class and all its subclasses in the data (SHACL §2.1.3.2)."""
        if class_ not in self._below:
            columns = self.columns
            start = columns.nodes([columns.terms.number(NamedNode(class_))])
            way = Path("*", parts=(Path("inverse", _SUBCLASS),))
            found = columns.listed(columns.values(self._follow(way, start)))
            terms = [columns.terms.known[number] for number in found]
            self._below[class_] = [term.value for term in terms if isinstance(term, NamedNode)]
        return self._below[class_]

    def _members(self, columns: Columns, class_: str) -> Nodes:
        number = columns.terms.number
        classes = columns.nodes(number(NamedNode(each)) for each in self.below(class_))
        return columns.values(columns.step(classes, TYPE, inverse=True))

    def _focus_nodes(self, shape: Shape, targets: Targets) -> Nodes:
        """Return the targets of a shape (SHACL §2.1.3)."""
        if shape in self._found:
            return self._found[shape]
        own, found = self._own, []
        for kind, value in targets:
            if kind == "targetNode":
                found.append(own.nodes([own.terms.number(value)]))
            elif not isinstance(value, NamedNode):
                continue
            elif kind == "targetClass":
                found.append(self._members(own, value.value))
            elif kind == "targetSubjectsOf":
                found.append(own.subjects(value.value))
            else:
                found.append(own.objects(value.value))
        nodes = own.union(found)
        self._found[shape] = nodes
        return nodes

    def _pattern(self, targets: Targets) -> str | None:
        """Return a SPARQL pattern that binds ?this to the targets; None if they must be listed."""
        ways = []
        named = [value for kind, value in targets if kind == "targetNode"]
        if len(named) > _NAMED or not all(isinstance(value, NamedNode) for value in named):
            return None
        if named:
            ways.append(f"VALUES ?this {{ {' '.join(map(str, named))} }}")
        for kind, value in targets:
            if kind == "targetSubjectsOf":
                ways.append(f"?this {value} ?any .")
            elif kind == "targetObjectsOf":
                ways.append(f"?any {value} ?this .")
            elif kind == "targetClass" and not isinstance(value, BlankNode):
                ways += [f"?this <{TYPE}> <{each}> ." for each in self.below(iri(value))]
        if len(ways) > _NAMED:
            return None
        once = all(kind in ("targetNode", "targetClass") for kind, _ in targets)
        if len(ways) < 2 and once:
            return "".join(ways) or None
        # GROUP BY, since engines push a filter below DISTINCT and then evaluate it for every row.
        union = " UNION ".join(f"{{ {way} }}" for way in ways)
        return f"{{ SELECT ?this WHERE {{ {union} }} GROUP BY ?this }}"

    def _value_nodes(self, shape: Shape, nodes: Nodes) -> Pairs:
        if shape.path is None:
            return self.columns.loops(nodes)
        return self._follow(shape.path, nodes)

    def _follow(self, path: Path, nodes: Nodes) -> Pairs:
        """Return the pairs of each node with the values of a path from it (SHACL §2.3.1)."""
        columns = self.columns
        if path.predicate:
            return columns.step(nodes, path.predicate, inverse=path.kind == "inverse")
        if path.kind == "sequence":
            pairs = self._follow(path.parts[0], nodes)
            for part in path.parts[1:]:
                pairs = columns.joined(pairs, self._follow(part, columns.values(pairs)))
            return pairs
        if path.kind == "alternative":
            return columns.merged([self._follow(part, nodes) for part in path.parts])
        inside = path.parts[0]
        if path.kind == "?":
            return columns.merged([columns.loops(nodes), self._follow(inside, nodes)])
        found = new = columns.loops(nodes) if path.kind == "*" else self._follow(inside, nodes)
        while columns.size(starts := columns.values(new)):
            further = columns.joined(new, self._follow(inside, starts))
            new = columns.difference(further, found)
            found = columns.merged([found, new])
        return found

    def _broken(self, shape: Shape, nodes: Nodes) -> Nodes:
        """Return the nodes that violate a constraint of a shape."""
        columns = self.columns
        found = []
        if not shape.deactivated:
            pairs = self._value_nodes(shape, nodes)
            for constraint in shape.constraints:
                for part in constraint.broken(Asked(self, shape, nodes, pairs)):
                    if part.nodes is not None:
                        found.append(columns.nodes(part.nodes))
                    elif part.pairs is not None:
                        found.append(columns.foci(part.pairs))
                    else:
                        found.append(columns.nodes(each.focus for each in part.solutions))
                if shape.path is None and found:  # a node that fails needs no further test
                    nodes = columns.without(nodes, columns.union(found))
                    if not columns.size(nodes):
                        break
                    pairs = columns.loops(nodes)
        return columns.union(found)

    def _settle(self, shape: Shape, nodes: Nodes) -> None:
        """Validate nodes against a recursive shape: all conform at first, then ever fewer.

        The other shapes of the recursion are validated with it, for the nodes that they are applied
        to.
        """
        columns, group = self.columns, self._groups[shape]
        none = columns.nodes(())
        outer = self._trying
        self._trying = {**outer, **dict.fromkeys(group, (none, none)), shape: (nodes, none)}
        before: list[tuple[int, int]] = []
        while before != (now := self._sizes(group)):
            before = now
            for each in group:
                found = self._broken(each, self._trying[each][0])
                wanted, failed = self._trying[each]
                self._trying[each] = wanted, columns.union([failed, found])
        for each in group:
            judged, failed = self._known.get(each, (none, none))
            more, broken = self._trying[each]
            self._known[each] = columns.union([judged, more]), columns.union([failed, broken])
        self._trying = outer

    def _sizes(self, group: tuple[Shape, ...]) -> list[tuple[int, int]]:
        """Return, for each shape of a recursion, the numbers of validated and of failing nodes."""
        size = self.columns.size
        return [
            (size(wanted), size(failed))
            for wanted, failed in (self._trying[each] for each in group)
        ]

    def _results(self, shape: Shape, nodes: Nodes, above: Mapping[Shape, Nodes]) -> list[_Rooted]:
        """Return the results of a shape for nodes; ``above`` are already being validated."""
        columns = self.columns
        if shape in above:
            nodes = columns.without(nodes, above[shape])
        if shape.deactivated or not columns.size(nodes):
            return []
        if shape in self._groups:
            before = above.get(shape, columns.nodes(()))
            above = {**above, shape: columns.union([before, nodes])}
        pairs = self._value_nodes(shape, nodes)
        found: list[_Rooted] = []
        for constraint in shape.constraints:
            if isinstance(constraint, PropertyConstraint):
                found += self._inside(shape, constraint.shapes[0], nodes, pairs, above)
            else:
                found += self._direct(shape, constraint, nodes, pairs)
        return found

    def _inside(
        self,
        shape: Shape,
        member: Shape,
        nodes: Nodes,
        pairs: Pairs,
        above: Mapping[Shape, Nodes],
    ) -> list[_Rooted]:
        """Return the results of a property shape for the values, by the outer focus node."""
        if shape.path is None:
            return self._results(member, nodes, above)
        columns = self.columns
        results = self._results(member, columns.values(pairs), above)
        roots = columns.nodes(root for root, _ in results)
        foci: dict[int, list[int]] = {}
        for focus, value in columns.rows(columns.to(pairs, roots)):
            foci.setdefault(value, []).append(focus)
        return [(focus, result) for root, result in results for focus in foci[root]]

    def _direct(
        self, shape: Shape, constraint: Constraint, nodes: Nodes, pairs: Pairs
    ) -> Iterator[_Rooted]:
        """Yield the results of a single constraint."""
        columns, known = self.columns, self.columns.terms.known
        nothing: dict[str, Term] = {}
        for part in constraint.broken(Asked(self, shape, nodes, pairs)):
            path = NamedNode(part.path) if part.path else shape.path_node
            if part.nodes is not None:
                for node in columns.listed(part.nodes):
                    yield (
                        node,
                        ValidationResult(known[node], None, path, shape, constraint, nothing),
                    )
            elif part.pairs is not None:
                for node, value in columns.rows(part.pairs):
                    focus = known[node]
                    yield (
                        node,
                        ValidationResult(focus, known[value], path, shape, constraint, nothing),
                    )
            for node, bound in part.solutions:
                own = bound.get("path")
                there = own if isinstance(own, NamedNode) else path
                here = known[node] if shape.path is None else None
                there_value = bound.get("value", here)
                yield (
                    node,
                    ValidationResult(known[node], there_value, there, shape, constraint, bound),
                )


def _asks(shape: Shape, seen: set[Shape]) -> bool:
    """Return whether a shape, or a shape nested in it, has a query."""
    if shape in seen:
        return False
    seen.add(shape)
    return any(
        isinstance(constraint, QueryConstraint)
        or any(_asks(inside, seen) for inside in constraint.shapes)
        for constraint in shape.constraints
    )
