# ruff: noqa: D102 - the method is described in ``Constraint``
"""The constraints of SHACL Core (SHACL §4), each checked for all focus nodes of a shape at once.

A constraint receives the focus nodes and their values as sets (``columns``), and returns its
violations. A test that needs only one term (datatype, kind of node, length, pattern, bound) runs
once for each distinct term.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Protocol

from dvgraph.rdf.oxigraph import Term
from dvgraph.validation.columns import Columns, Nodes, Pairs, Test, Test2

if TYPE_CHECKING:
    from dvgraph.validation.model import Shape


class Solution(NamedTuple):
    """One row of a query that found a violation: the number of its focus node, and its values.

    ``bound`` has the terms by variable; ``message`` is the message of the row, if it has one.
    """

    focus: int
    bound: Mapping[str, Term]


class Broken(NamedTuple):
    """Violations of a constraint: nodes without a value, (node, value) pairs, or query solutions.

    ``path`` is the IRI of the property if it differs from the path of the shape.
    """

    nodes: Nodes | None = None
    pairs: Pairs | None = None
    solutions: tuple[Solution, ...] = ()
    path: str = ""


class Judge(Protocol):
    """The functions of the engine that constraints call."""

    columns: Columns

    def failing(self, shape: "Shape", nodes: Nodes) -> Nodes:
        """Return the nodes that do not conform to a shape."""

    def instances(self, class_: Term) -> Nodes:
        """Return the instances of a class and of its subclasses."""

    def solutions(
        self, constraint: "QueryConstraint", shape: "Shape", nodes: Nodes, pairs: Pairs
    ) -> tuple[Solution, ...]:
        """Return the solutions of the queries of a SPARQL-based constraint."""


class Asked(NamedTuple):
    """The input of a constraint.

    ``nodes``: the focus nodes of the shape. ``pairs``: each focus node with each of its values.
    """

    judge: Judge
    shape: "Shape"
    nodes: Nodes
    pairs: Pairs

    @property
    def columns(self) -> Columns:
        """The columns of the data."""
        return self.judge.columns

    @property
    def values(self) -> Nodes:
        """The value nodes."""
        return self.judge.columns.values(self.pairs)

    def with_values(self, nodes: Nodes) -> Pairs:
        """Return the pairs whose value node is in ``nodes``."""
        return self.judge.columns.to(self.pairs, nodes)


# Not frozen: the classes would take four times as long to make, at each start.
@dataclass(eq=False, kw_only=True, repr=False)
class Constraint(ABC):
    """A constraint of a shape: the IRI of its component, and the value of its parameter.

    ``shapes``: the shapes that the constraint applies to the value nodes.
    ``negates``: True if a node may violate the constraint because a value conforms to one of these
    shapes.
    """

    component: str
    parameter: Term | None = None
    shapes: tuple["Shape", ...] = ()
    negates: bool = False

    @abstractmethod
    def broken(self, asked: Asked) -> Iterator[Broken]:
        """Yield the violations of the constraint."""


@dataclass(eq=False, kw_only=True, repr=False)
class TermTest(Constraint):
    """A test of each value on its own: SHACL §4.1.2, §4.1.3, §4.3, §4.4.1 to §4.4.4, §4.8.3."""

    test: Test

    def broken(self, asked: Asked) -> Iterator[Broken]:
        yield Broken(pairs=asked.with_values(asked.columns.failing(asked.values, self.test)))


@dataclass(eq=False, kw_only=True, repr=False)
class Class(Constraint):
    """sh:class (SHACL §4.1.1)."""

    class_: Term

    def broken(self, asked: Asked) -> Iterator[Broken]:
        wrong = asked.columns.without(asked.values, asked.judge.instances(self.class_))
        yield Broken(pairs=asked.with_values(wrong))


@dataclass(eq=False, kw_only=True, repr=False)
class Count(Constraint):
    """sh:minCount and sh:maxCount (SHACL §4.2)."""

    least: int = 0
    most: int | None = None

    def broken(self, asked: Asked) -> Iterator[Broken]:
        yield Broken(nodes=asked.columns.counted(asked.nodes, asked.pairs, self.least, self.most))


@dataclass(eq=False, kw_only=True, repr=False)
class UniqueLang(Constraint):
    """sh:uniqueLang (SHACL §4.4.5); the case of language tags is ignored (RDF 1.1 §3.3)."""

    def broken(self, asked: Asked) -> Iterator[Broken]:
        yield Broken(nodes=asked.columns.languages(asked.pairs))


@dataclass(eq=False, kw_only=True, repr=False)
class Equals(Constraint):
    """sh:equals (SHACL §4.5.1)."""

    predicate: str

    def broken(self, asked: Asked) -> Iterator[Broken]:
        others = asked.columns.step(asked.nodes, self.predicate)
        yield Broken(pairs=asked.columns.difference(asked.pairs, others))
        yield Broken(pairs=asked.columns.difference(others, asked.pairs))


@dataclass(eq=False, kw_only=True, repr=False)
class Disjoint(Constraint):
    """sh:disjoint (SHACL §4.5.2)."""

    predicate: str

    def broken(self, asked: Asked) -> Iterator[Broken]:
        yield Broken(
            pairs=asked.columns.common(asked.pairs, asked.columns.step(asked.nodes, self.predicate))
        )


@dataclass(eq=False, kw_only=True, repr=False)
class Less(Constraint):
    """sh:lessThan and sh:lessThanOrEquals (SHACL §4.5.3, §4.5.4).

    There is a result for each pair of values that is not in order.
    """

    predicate: str
    test: Test2

    def broken(self, asked: Asked) -> Iterator[Broken]:
        others = asked.columns.step(asked.nodes, self.predicate)
        yield Broken(pairs=asked.columns.unordered(asked.pairs, others, self.test))


@dataclass(eq=False, kw_only=True, repr=False)
class Logical(Constraint):
    """sh:not, sh:and, sh:or, sh:xone and sh:node (SHACL §4.6, §4.7.1).

    ``wrong`` returns the values that violate the operator.
    """

    wrong: Callable[[Judge, tuple["Shape", ...], Nodes], Nodes]

    def broken(self, asked: Asked) -> Iterator[Broken]:
        wrong = self.wrong(asked.judge, self.shapes, asked.values)
        yield Broken(pairs=asked.with_values(wrong))


def not_(judge: Judge, members: tuple["Shape", ...], values: Nodes) -> Nodes:
    """Return the values that violate sh:not: those that conform to the shape (SHACL §4.6.1)."""
    return judge.columns.without(values, judge.failing(members[0], values))


def and_(judge: Judge, members: tuple["Shape", ...], values: Nodes) -> Nodes:
    """Return the values that violate sh:and: those that fail one of the shapes (SHACL §4.6.2)."""
    return judge.columns.union([judge.failing(member, values) for member in members])


def or_(judge: Judge, members: tuple["Shape", ...], values: Nodes) -> Nodes:
    """Return the values that violate sh:or: those that fail all shapes (SHACL §4.6.3)."""
    for member in members:
        values = judge.failing(member, values)
    return values


def xone(judge: Judge, members: tuple["Shape", ...], values: Nodes) -> Nodes:
    """Return the values that violate sh:xone: they conform to none or several (SHACL §4.6.4)."""
    columns = judge.columns
    once = more = columns.nodes(())
    for member in members:
        right = columns.without(values, judge.failing(member, values))
        more = columns.union([more, columns.within(right, once)])
        once = columns.union([once, right])
    return columns.union([columns.without(values, once), more])


@dataclass(eq=False, kw_only=True, repr=False)
class PropertyConstraint(Constraint):
    """sh:property (SHACL §4.7.2); the engine collects the results of the property shape."""

    def broken(self, asked: Asked) -> Iterator[Broken]:
        yield Broken(pairs=asked.with_values(asked.judge.failing(self.shapes[0], asked.values)))


@dataclass(eq=False, kw_only=True, repr=False)
class Qualified(Constraint):
    """sh:qualifiedValueShape (SHACL §4.7.3): counts values that conform to it but to no sibling."""

    least: int = 0
    most: int | None = None

    def broken(self, asked: Asked) -> Iterator[Broken]:
        values = asked.values
        right = asked.columns.without(values, asked.judge.failing(self.shapes[0], values))
        for sibling in self.shapes[1:]:
            right = asked.judge.failing(sibling, right)
        fit = asked.with_values(right)
        yield Broken(nodes=asked.columns.counted(asked.nodes, fit, self.least, self.most))


@dataclass(eq=False, kw_only=True, repr=False)
class Closed(Constraint):
    """sh:closed (SHACL §4.8.1): a result for each triple of a value node with another property.

    ``known`` are the IRIs of the allowed properties.
    """

    known: frozenset[str]

    def broken(self, asked: Asked) -> Iterator[Broken]:
        for predicate, others in asked.columns.others(asked.values, self.known):
            yield Broken(pairs=asked.columns.joinings(asked.pairs, others), path=predicate)


@dataclass(eq=False, kw_only=True, repr=False)
class HasValue(Constraint):
    """sh:hasValue (SHACL §4.8.2)."""

    value: Term

    def broken(self, asked: Asked) -> Iterator[Broken]:
        wanted = asked.columns.nodes([asked.columns.terms.number(self.value)])
        yield Broken(
            nodes=asked.columns.without(asked.nodes, asked.columns.foci(asked.with_values(wanted)))
        )


@dataclass(eq=False, kw_only=True, repr=False)
class QueryConstraint(Constraint):
    """A SPARQL-based constraint (SHACL §5), or a custom component applied to a shape (SHACL §6).

    ``node``: the constraint or validator.
    ``text``: the query with its prefixes, an ASK or a SELECT.
    ``bound``: the values of the parameters of a component.
    ``messages``: the messages of the constraint or validator itself.
    """

    node: Term
    text: str
    form: str
    bound: Mapping[str, Term]
    messages: tuple[Term, ...] = ()

    def broken(self, asked: Asked) -> Iterator[Broken]:
        yield Broken(solutions=asked.judge.solutions(self, asked.shape, asked.nodes, asked.pairs))
