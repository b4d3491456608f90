"""The statements of a shapes graph, with accessors in SHACL's terms, without rdflib.

Reference: SHACL §2. ``model.parsed`` turns them into shapes; the accessors raise MalformedShape for
statements that violate the syntax rules.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import NamedTuple

from dvgraph.locale.reader import worded
from dvgraph.namespaces import OWL, RDF, RDFS, SH, XSD
from dvgraph.rdf import xsd
from dvgraph.rdf.oxigraph import BlankNode, Literal, NamedNode, Quad, Term

TARGETS = ("targetClass", "targetNode", "targetSubjectsOf", "targetObjectsOf")
# The parameters of SHACL's own constraints (SHACL §4, §5): their subjects are shapes.
PARAMETERS = re.findall(
    r"\w+",
    """
    class datatype nodeKind minCount maxCount minExclusive minInclusive maxExclusive maxInclusive
    minLength maxLength pattern languageIn uniqueLang equals disjoint lessThan lessThanOrEquals
    not and or xone node property qualifiedValueShape closed hasValue in sparql
    """,
)
LISTS = ("and", "or", "xone")
NESTED = ("node", "property", "not", "qualifiedValueShape")
_REPEATED = {"zeroOrMorePath": "*", "oneOrMorePath": "+", "zeroOrOnePath": "?"}
# The properties of a path that is not a predicate; those of a list come before the others.
PATHS = (
    (f"{RDF}first", f"{RDF}rest"),
    *((f"{SH}{name}",) for name in ("inversePath", "alternativePath", *_REPEATED)),
)
_LONGEST = 4000  # digits of a count or length; Python refuses longer integers
_NIL = NamedNode(RDF + "nil")
_TRUE = Literal("true", datatype=NamedNode(XSD + "boolean"))


class MalformedShape(Exception):  # noqa: N818 - ``shacl.validate`` makes an error with a place of it
    """A part of a shape that violates SHACL's syntax rules; the text names it and the problem."""


class Path(NamedTuple):
    """A property path (SHACL §2.3.1) in which only predicates are inverted.

    ``kind``: predicate, inverse (of a predicate), sequence, alternative, or the sign of a
    repetition (*, + or ?).
    ``predicate``: the IRI, if ``kind`` is predicate or inverse.
    ``parts``: the paths inside a path of any other kind.
    """

    kind: str
    predicate: str = ""
    parts: tuple["Path", ...] = ()

    @property
    def text(self) -> str:
        """The path in SPARQL syntax, with full IRIs."""
        if self.predicate:
            return f"{'^' if self.kind == 'inverse' else ''}<{self.predicate}>"
        inside = [part.text for part in self.parts]
        if self.kind == "sequence":
            return f"({'/'.join(inside)})"
        if self.kind == "alternative":
            return f"({'|'.join(inside)})"
        return f"({inside[0]}){self.kind}"

    def inverted(self) -> "Path":
        """Return the inverse path; an inverted sequence has its steps in reverse order."""
        if self.predicate:
            return self._replace(kind="predicate" if self.kind == "inverse" else "inverse")
        parts = [part.inverted() for part in self.parts]
        return self._replace(parts=tuple(parts[::-1] if self.kind == "sequence" else parts))


class Shapes:
    """The statements of a shapes graph by subject, with accessors in SHACL's terms."""

    def __init__(self, quads: Iterable[Quad]) -> None:
        """Index the quads; graph names are ignored."""
        self._facts: dict[Term, dict[str, dict[Term, None]]] = {}
        for quad in quads:
            facts = self._facts.setdefault(quad.subject, {})
            facts.setdefault(quad.predicate.value, {})[quad.object] = None

    def facts(self, node: Term) -> dict[str, dict[Term, None]]:
        """Return all distinct values of a node, by predicate."""
        return self._facts.get(node, {})

    def values(self, node: Term, name: str, namespace: str = SH) -> list[Term]:
        """Return the values of a SHACL property, in the order of the file."""
        facts = self._facts.get(node)
        return [*facts.get(namespace + name, ())] if facts else []

    def one(self, node: Term, name: str) -> Term | None:
        """Return the single value of a property, None without one; MalformedShape for several."""
        found = self.values(node, name)
        if len(found) > 1:
            raise malformed("several", name=name)
        return found[0] if found else None

    def number(self, node: Term, name: str) -> int | None:
        """Return the integer value of a property: a count or length."""
        found = self.one(node, name)
        if found is None:
            return None
        integer = f"{XSD}integer"
        if (
            isinstance(found, Literal)
            and found.datatype.value == integer
            and len(found.value) < _LONGEST
            and xsd.valid(found.value, integer)
        ):
            return int(found.value)
        raise malformed("no integer", name=name, value=found)

    def flag(self, node: Term, name: str) -> bool:
        """Return whether a property has the value true; the spelling "1" does not count."""
        found = self.one(node, name)
        if found is None:
            return False
        if (
            not isinstance(found, Literal)
            or found.datatype != _TRUE.datatype
            or found.value not in ("true", "false", "1", "0")
        ):
            raise malformed("no boolean", name=name, value=found)
        return found.value == "true"

    def items(self, head: Term) -> list[Term]:
        """Return the members of a list; MalformedShape for an incomplete or cyclic list."""
        members: list[Term] = []
        seen = set()
        while head != _NIL:
            first, rest = (self.values(head, name, RDF) for name in ("first", "rest"))
            if head in seen:
                raise malformed("cyclic list")
            if len(first) != 1 or len(rest) != 1:
                raise malformed("broken list")
            seen.add(head)
            members += first
            head = rest[0]
        return members

    def path(self, node: Term) -> Path | None:
        """Return the path of a property shape, or None for a node shape."""
        found = self.one(node, "path")
        kinds = self.values(node, "type", RDF)
        expected = "PropertyShape" if found is None else "NodeShape"
        if NamedNode(SH + expected) in kinds:
            raise malformed("path of shape")
        return None if found is None else self.read_path(found)

    def read_path(self, node: Term, above: tuple[Term, ...] = ()) -> Path:
        """Return the path of a node; MalformedShape for an incomplete or cyclic path."""
        if isinstance(node, NamedNode) and node != _NIL:
            return Path("predicate", node.value)
        if node in above:
            raise malformed("cyclic path")
        inside = (*above, node)
        facts = self.facts(node)
        if RDF + "first" in facts:  # whatever else it is (the W3C's path-strange-001 and 002)
            steps = tuple(self.read_path(step, inside) for step in self.items(node))
            if len(steps) > 1:
                return Path("sequence", parts=steps)
            raise malformed("short path", name="()")
        named = [
            (name.removeprefix(SH), values)
            for name, values in facts.items()
            if name.removeprefix(SH) in ("inversePath", "alternativePath", *_REPEATED)
        ]
        if len(named) != 1 or len(named[0][1]) != 1 or not isinstance(node, BlankNode):
            raise malformed("broken path")
        [(name, values)] = named
        [value] = values
        if name == "inversePath":
            return self.read_path(value, inside).inverted()
        if name in _REPEATED:
            return Path(_REPEATED[name], parts=(self.read_path(value, inside),))
        ways = tuple(self.read_path(way, inside) for way in self.items(value))
        if len(ways) < 2:
            raise malformed("short path", name="sh:alternativePath")
        return Path("alternative", parts=ways)

    def targets(self, node: Term) -> list[tuple[str, Term]]:
        """Return the targets of a shape: (local name of the target property, value).

        A class that is also a shape is a target class of itself (SHACL §2.1.3.3).
        """
        found = [(kind, value) for kind in TARGETS for value in self.values(node, kind)]
        if isinstance(node, NamedNode) and self._metaclasses.intersection(
            self.values(node, "type", RDF)
        ):
            found.append(("targetClass", node))
        return list(dict.fromkeys(found))

    @cached_property
    def _metaclasses(self) -> set[Term]:
        return self.below(NamedNode(RDFS + "Class"))

    def below(self, above: Term) -> set[Term]:
        """Return a class and all its subclasses in the shapes graph."""
        found = {above}
        waiting = [above]
        for each in waiting:
            new = [one for one in self.subjects(_SUBCLASS, each) if one not in found]
            found.update(new)
            waiting += new
        return found

    @cached_property
    def roots(self) -> dict[Term, list[tuple[str, Term]]]:
        """The shapes with targets, each with these targets, in the order of the file."""
        return {shape: targets for shape in self.every if (targets := self.targets(shape))}

    @cached_property
    def every(self) -> list[Term]:
        """All shapes (SHACL §2.1), in the order of the file."""
        return [each for each in dict.fromkeys(self._shapes()) if not isinstance(each, Literal)]

    def _shapes(self) -> Iterator[Term]:
        kinds = self.below(NamedNode(f"{SH}NodeShape")) | self.below(
            NamedNode(f"{SH}PropertyShape")
        )
        marks = {SH + name for name in (*TARGETS, *PARAMETERS)}
        own = [set(mandatory) for _, mandatory in self.own_components() if mandatory]
        for node, facts in self._facts.items():
            if (
                kinds & facts.get(RDF + "type", {}).keys()
                or marks & facts.keys()
                or any(needed <= facts.keys() for needed in own)
            ):
                yield node
            for name in NESTED:
                yield from facts.get(SH + name, ())
            for name in LISTS:
                for head in facts.get(SH + name, ()):
                    try:
                        yield from self.items(head)
                    except MalformedShape:
                        continue  # the reading of the list reports it

    def subjects(self, predicate: str, value: Term) -> list[Term]:
        """Return the subjects of the triples with a predicate and a value."""
        return [n for n, facts in self._facts.items() if value in facts.get(predicate, ())]

    def ontologies(self) -> list[Term]:
        """Return the ontologies of the graph, whose prefixes apply to all its queries."""
        return self.subjects(RDF + "type", NamedNode(OWL + "Ontology"))

    def own_components(self) -> list[tuple[Term, list[str]]]:
        """Return the custom constraint components of the graph, with their mandatory predicates."""
        return self._own_components

    @cached_property
    def _own_components(self) -> list[tuple[Term, list[str]]]:
        found = []
        kinds = self.below(NamedNode(SH + "ConstraintComponent"))
        for node in dict.fromkeys(n for kind in kinds for n in self.subjects(RDF + "type", kind)):
            if isinstance(node, NamedNode) and node.value.startswith(SH):
                continue
            mandatory = [
                path.value
                for parameter in self.values(node, "parameter")
                if _TRUE not in self.values(parameter, "optional")
                for path in self.values(parameter, "path")
                if isinstance(path, NamedNode)
            ]
            found.append((node, mandatory))
        return found


_SUBCLASS = RDFS + "subClassOf"


def malformed(key: str, **fields: object) -> MalformedShape:
    """Return the error for a violated syntax rule, in the user's language."""
    return MalformedShape(worded("validation.malformed", key, **fields))


def iri(term: Term | None) -> str:
    """Return the text of an IRI; MalformedShape for any other term."""
    if not isinstance(term, NamedNode):
        raise malformed("no IRI", value=term)
    return term.value
