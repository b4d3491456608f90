"""Shapes for compilation: their constraints, paths and targets, read without rdflib.

Reference: SHACL §2. Unsupported constructs raise NotCompilable; the reference validates instead.
"""

from collections.abc import Iterable, Iterator
from functools import cached_property

from dvgraph.namespaces import OWL, RDF, RDFS, SH, XSD
from dvgraph.rdf.oxigraph import BlankNode, Literal, NamedNode, Quad, Term

TARGETS = ("targetClass", "targetNode", "targetSubjectsOf", "targetObjectsOf")
_LISTS = ("and", "or", "xone")
_NESTED = ("node", "property", "not", "qualifiedValueShape")
_STEPS = {"zeroOrMorePath": "*", "oneOrMorePath": "+", "zeroOrOnePath": "?"}
_NIL = NamedNode(RDF + "nil")


class NotCompilable(Exception):  # noqa: N818 - no error: the reference takes over
    """A part of a shape that cannot be compiled; the text names it and the reason."""


class Path:
    """A property path (SHACL §2.3.1): its SPARQL, and the separate steps of a sequence."""

    __slots__ = ("predicate", "steps", "text")

    def __init__(self, text: str, steps: "tuple[Path, ...]" = (), predicate: str = "") -> None:
        """Store the parts; ``predicate`` is the IRI of a path that is one predicate."""
        self.text = text
        self.steps = steps or (self,)
        self.predicate = predicate

    def pattern(self, start: str, end: str) -> str:
        """Return the triple pattern from one term or variable to another."""
        if self.text.startswith("^<"):
            return f"{end} {self.text[1:]} {start} ."
        return f"{start} {self.text} {end} ."


class Shapes:
    """The statements of a shapes graph by subject, with accessors in SHACL's terms."""

    def __init__(self, quads: Iterable[Quad]) -> None:
        """Index the quads; graph names are ignored."""
        self._facts: dict[Term, dict[str, dict[Term, None]]] = {}
        for quad in quads:
            facts = self._facts.setdefault(quad.subject, {})
            facts.setdefault(quad.predicate.value, {})[quad.object] = None

    def facts(self, node: Term) -> dict[str, dict[Term, None]]:
        """Return all values of a node, by predicate."""
        return self._facts.get(node, {})

    def values(self, node: Term, name: str, namespace: str = SH) -> list[Term]:
        """Return the values of a SHACL property, in the order of the file."""
        return list(self.facts(node).get(namespace + name, ()))

    def one(self, node: Term, name: str) -> Term | None:
        """Return the single value of a property; NotCompilable when there are several."""
        found = self.values(node, name)
        if len(found) > 1:
            raise NotCompilable(f"several values of sh:{name}")
        return found[0] if found else None

    def number(self, node: Term, name: str) -> int | None:
        """Return the integer value of a property: a count or length."""
        found = self.one(node, name)
        if found is None:
            return None
        if not isinstance(found, Literal) or found.datatype.value != XSD + "integer":
            raise NotCompilable(f"sh:{name} is not an integer")
        if not found.value.isdecimal():
            raise NotCompilable(f"sh:{name} is not a plainly spelled number")
        return int(found.value)

    def flag(self, node: Term, name: str) -> bool:
        """Return the boolean value of a property."""
        found = self.one(node, name)
        if found is None:
            return False
        if not isinstance(found, Literal) or found.value not in ("true", "false", "1", "0"):
            raise NotCompilable(f"sh:{name} is neither true nor false")
        return found.value in ("true", "1")

    def items(self, head: Term) -> list[Term]:
        """Return the members of a list; NotCompilable when it is malformed."""
        members: list[Term] = []
        seen = set()
        while head != _NIL:
            first, rest = (self.values(head, name, RDF) for name in ("first", "rest"))
            if head in seen or len(first) != 1 or len(rest) != 1:
                raise NotCompilable("a list is malformed")
            seen.add(head)
            members += first
            head = rest[0]
        return members

    def path(self, node: Term) -> Path | None:
        """Return the path of a property shape, None for a node shape."""
        found = self.one(node, "path")
        kinds = self.values(node, "type", RDF)
        expected = "PropertyShape" if found is None else "NodeShape"
        if NamedNode(SH + expected) in kinds:
            raise NotCompilable(
                "a node shape must have no sh:path, and a property shape exactly one"
            )
        return None if found is None else self._path(found)

    def _path(self, node: Term) -> Path:
        if isinstance(node, NamedNode):
            return Path(str(node), predicate=node.value)
        if not isinstance(node, BlankNode):
            raise NotCompilable("a path is an IRI or a blank node")
        facts = self.facts(node)
        if RDF + "first" in facts:
            steps = [self._path(step) for step in self.items(node)]
            if len(steps) > 1:
                flat = tuple(step for path in steps for step in path.steps)
                return Path("(" + "/".join(step.text for step in steps) + ")", flat)
        elif len(facts) == 1:
            [(predicate, values)] = facts.items()
            name = predicate.removeprefix(SH)
            if len(values) == 1:
                [value] = values
                if name == "inversePath":
                    return Path("^" + self._path(value).text)
                if name in _STEPS:
                    return Path(f"({self._path(value).text}){_STEPS[name]}")
                if name == "alternativePath":
                    ways = [self._path(way).text for way in self.items(value)]
                    if len(ways) > 1:
                        return Path("(" + "|".join(ways) + ")")
        raise NotCompilable("a path is malformed")

    def targets(self, node: Term) -> list[tuple[str, Term]]:
        """Return the targets of a shape: (local name of the target property, value).

        A class that is a shape is its own targetClass (SHACL §2.1.3.3).
        """
        found = [(kind, value) for kind in TARGETS for value in self.values(node, kind)]
        if self._metaclasses.intersection(self.values(node, "type", RDF)):
            found.append(("targetClass", node))
        return list(dict.fromkeys(found))

    @cached_property
    def _metaclasses(self) -> set[Term]:
        above = NamedNode(RDFS + "Class")
        below = (n for n, facts in self._facts.items() if above in facts.get(_SUBCLASS, ()))
        return {above, *below}

    @cached_property
    def roots(self) -> dict[Term, list[tuple[str, Term]]]:
        """The shapes with targets, and these targets, in the order of the file."""
        shapes = dict.fromkeys(self._shapes())
        return {shape: targets for shape in shapes if (targets := self.targets(shape))}

    def _shapes(self) -> Iterator[Term]:
        kinds = {NamedNode(SH + kind) for kind in ("NodeShape", "PropertyShape")}
        marks = {SH + name for name in (*TARGETS, "property", "node")}
        for node, facts in self._facts.items():
            if kinds & facts.get(RDF + "type", {}).keys() or marks & facts.keys():
                yield node
            for name in _NESTED:
                yield from facts.get(SH + name, ())
            for name in _LISTS:
                for head in facts.get(SH + name, ()):
                    try:
                        yield from self.items(head)
                    except NotCompilable:
                        continue  # reported where the list is used

    def subjects(self, predicate: str, value: Term) -> list[Term]:
        """Return the subjects with a value of a predicate."""
        return [n for n, facts in self._facts.items() if value in facts.get(predicate, ())]

    def ontologies(self) -> list[Term]:
        """Return the ontologies of the graph, whose prefixes apply to all its queries."""
        return self.subjects(RDF + "type", NamedNode(OWL + "Ontology"))

    def own_components(self) -> list[tuple[Term, list[str]]]:
        """Return the custom constraint components of the graph, with their mandatory predicates."""
        kinds: list[Term] = [NamedNode(SH + "ConstraintComponent")]
        kinds += self.subjects(_SUBCLASS, kinds[0])
        found = []
        for node in dict.fromkeys(n for kind in kinds for n in self.subjects(RDF + "type", kind)):
            if isinstance(node, NamedNode) and node.value.startswith(SH):
                continue
            mandatory = [
                path.value
                for parameter in self.values(node, "parameter")
                if Literal("true", datatype=NamedNode(XSD + "boolean"))
                not in self.values(parameter, "optional")
                for path in self.values(parameter, "path")
                if isinstance(path, NamedNode)
            ]
            found.append((node, mandatory))
        return found


_SUBCLASS = RDFS + "subClassOf"


def iri(term: Term | None) -> str:
    """Return the text of an IRI; NotCompilable for any other term."""
    if not isinstance(term, NamedNode):
        raise NotCompilable(f"{term} is not an IRI")
    return term.value
