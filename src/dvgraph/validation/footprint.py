"""The triples that each shape depends on, and the nodes that a change can affect.

A shape depends on triples through its targets, constraints and paths. A recursive shape, a shape
with custom constraint components and a shape with an unsupported query have no known bound: any
change affects all their targets.
"""

import re
from collections.abc import Callable, Iterator

from dvgraph.namespaces import RDF, RDFS, SH
from dvgraph.rdf.oxigraph import Literal, NamedNode, Term, Triple
from dvgraph.store.footprints.changes import Change, Changed, Scope
from dvgraph.store.footprints.grammar import UnsupportedQuery, query
from dvgraph.store.footprints.queries import Reads, reads
from dvgraph.store.footprints.walks import Match, Path, Step, Walks
from dvgraph.store.protocol import LocalStore
from dvgraph.validation.shapes import MalformedShape, Shapes, iri
from dvgraph.validation.shapes import Path as ShapePath
from dvgraph.validation.sparql import prefixes

_RDF_TYPE = NamedNode(RDF + "type")
_TYPE = Step(_RDF_TYPE.value)
_SUBCLASS = RDFS + "subClassOf"
_SAME_NODE = ("node", "and", "or", "xone", "not")
_LISTS = ("and", "or", "xone")
_PAIRS = ("equals", "disjoint", "lessThan", "lessThanOrEquals")

Below = Callable[[str], list[str]]


class Footprints:
    """The walks of all shapes with targets, the start state of each, and the shapes without bound.

    ``far``: the triples that the queries of shapes read for every node.
    ``always``: the literals that are targets by name; these are few, and the engine may write them
    differently.
    """

    def __init__(self, shapes: Shapes, below: Below) -> None:
        """Collect the walks of the shapes; ``below`` returns a class and all its subclasses."""
        self.walks = Walks()
        self.begins: dict[int, Term] = {}
        self.whole: dict[Term, str] = {}
        self.far: dict[Term, list[Reads]] = {}
        self.always: set[Term] = set()
        self._shapes, self._below = shapes, below
        self._components = shapes.own_components()
        self._above: list[Term] = []
        for shape, targets in shapes.roots.items():
            begin = self.walks.begin()
            self.begins[begin] = self._root = shape
            for kind, value in targets:
                if kind == "targetNode" and isinstance(value, Literal):
                    self.always.add(value)
                elif step := self._target(kind, value):
                    self.walks.follow(begin, step)
            try:
                self._judged(shape, begin)
            except MalformedShape as reason:
                self._above.clear()
                self.whole[shape] = str(reason)

    def _target(self, kind: str, value: Term) -> Step | None:
        if kind == "targetNode" or not isinstance(value, NamedNode):
            return None
        if kind == "targetClass":
            return self._type(value)
        return Step(value.value, inverse=kind == "targetObjectsOf")

    def _type(self, kind: Term) -> Step:
        return _TYPE._replace(only=frozenset(map(NamedNode, self._below(iri(kind)))))

    def _judged(self, shape: Term, at: int) -> None:
        """Add the triples that a shape reads for the node in a state."""
        shapes = self._shapes
        if shapes.flag(shape, "deactivated"):
            return
        if shape in self._above:
            raise MalformedShape("a shape is recursive")
        self._above.append(shape)
        facts = shapes.facts(shape)
        for component, mandatory in self._components:
            if mandatory and all(predicate in facts for predicate in mandatory):
                raise MalformedShape(f"{component}: a custom constraint component")
        path = shapes.path(shape)
        value = self.walks.follow(at, _walk(path)) if path else at
        for kind in shapes.values(shape, "class"):
            self.walks.follow(value, self._type(kind))
        for name in _PAIRS:
            for other in shapes.values(shape, name):
                self.walks.follow(at, Step(iri(other)))
        if shapes.flag(shape, "closed"):
            self.walks.follow(value, Step(None))
        for constraint in shapes.values(shape, "sparql"):
            self._sparql(constraint, path, at)
        for other in self._inside(shape):
            self._judged(other, value)
        self._above.pop()

    def _inside(self, shape: Term) -> list[Term]:
        """Return the shapes that a shape applies to the same nodes."""
        shapes = self._shapes
        found = [*shapes.values(shape, "property"), *shapes.values(shape, "qualifiedValueShape")]
        for name in _SAME_NODE:
            for other in shapes.values(shape, name):
                found += shapes.items(other) if name in _LISTS else [other]
        if shapes.values(shape, "qualifiedValueShapesDisjoint"):
            for parent in shapes.subjects(SH + "property", shape):
                for each in shapes.values(parent, "property"):
                    found += shapes.values(each, "qualifiedValueShape")
        return list(dict.fromkeys(found))

    def _sparql(self, constraint: Term, path: ShapePath | None, at: int) -> None:
        text = self._shapes.one(constraint, "select")
        if not isinstance(text, Literal):
            raise MalformedShape("sh:sparql: sh:select is not one text")
        written = text.value
        if path:
            written = re.sub(r"[?$]PATH\b", lambda _: path.text, written)
        if re.search(r"[?$](PATH|shapesGraph|currentShape)\b", written):
            raise MalformedShape("sh:sparql: it uses the shapes graph")
        found = query(prefixes(self._shapes, constraint) + written)
        if isinstance(found, UnsupportedQuery):
            raise MalformedShape(f"sh:sparql: {found}")
        if found.nested:
            raise MalformedShape("sh:sparql: a subquery")
        read = reads(found, "this", bound_before=True)
        for near in read.near:
            self.walks.follow(at, near)
        self.far.setdefault(self._root, []).append(read)

    def unbounded(self, changed: list[Triple]) -> dict[Term, str]:
        """Return the shapes of which a change affects all targets, each with the reason."""
        found = dict(self.whole)
        for shape, several in self.far.items():
            for triple in changed:
                if any(read.concern_all(triple) for read in several):
                    reason = f"sh:sparql: {triple.predicate} is read apart from $this"
                    found.setdefault(shape, reason)
        return found


def affected(shapes: Shapes, change: Change, store: LocalStore, below: Below) -> Scope:
    """Return the nodes whose results of some shape may differ after a change.

    ``store`` has the data after the change. The result includes the subjects of changed triples;
    for any other node, every shape has the same results as before. All nodes are affected if the
    class hierarchy changes.
    """
    size = len(change.removed) + len(change.added)
    changed = Changed(change, store)
    if any(triple.predicate.value == _SUBCLASS for triple in changed.triples):
        return Scope(None, {NamedNode(_SUBCLASS): "the hierarchy of classes changed"}, size)
    footprints = Footprints(shapes, below)
    nodes = {*footprints.always, *(triple.subject for triple in changed.triples)}
    for state, node in footprints.walks.met(changed.triples, changed.match):
        shape = footprints.begins.get(state)
        if shape and node not in nodes and is_target(shapes, shape, node, below, changed.match):
            nodes.add(node)
    whole = footprints.unbounded(changed.triples)
    for shape in whole:
        nodes.update(targets(shapes, shape, below, changed.match))
    return Scope(frozenset(nodes), whole, size)


def is_target(shapes: Shapes, shape: Term, node: Term, below: Below, match: Match) -> bool:
    """Return whether a node is a target of a shape (SHACL §2.1.3)."""
    types: set[Term] | None = None
    for kind, value in shapes.roots[shape]:
        if kind == "targetNode":
            if node == value:
                return True
        elif not isinstance(value, NamedNode):
            continue
        elif kind == "targetClass":
            if types is None:
                types = {triple.object for triple in match((node, _RDF_TYPE, None))}
            if any(NamedNode(each) in types for each in below(value.value)):
                return True
        elif kind == "targetSubjectsOf":
            if any(True for _ in match((node, value, None))):
                return True
        elif any(True for _ in match((None, value, node))):
            return True
    return False


def targets(shapes: Shapes, shape: Term, below: Below, match: Match) -> Iterator[Term]:
    """Yield the targets of a shape; a target may be repeated."""
    for kind, value in shapes.roots[shape]:
        if kind == "targetNode":
            yield value
        elif not isinstance(value, NamedNode):
            continue
        elif kind == "targetClass":
            for each in below(value.value):
                for triple in match((None, _RDF_TYPE, NamedNode(each))):
                    yield triple.subject
        else:
            for triple in match((None, value, None)):
                yield triple.subject if kind == "targetSubjectsOf" else triple.object


def _walk(path: ShapePath) -> Path:
    found = query(f"SELECT ?a ?b WHERE {{ ?a {path.text} ?b . }}")
    if isinstance(found, UnsupportedQuery):
        raise MalformedShape(f"sh:path: {found}")
    walk = found.items[0].path
    assert walk is not None
    return walk
