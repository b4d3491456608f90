"""The defects of a shapes graph, found before validation, even if no data uses the shape.

SHACL 1.0 ignores a property that it does not define, so that a single typo (``sh:minCont``) lets
all data conform. A term that looks like a misspelt term of SHACL 1.0 is a grave defect. Any other
unknown term, such as those of SHACL 1.2 and of SHACL Advanced Features, is a remark: the shapes are
used without it. Other grave defects are: no shapes, JavaScript, queries that the guard refuses, and
references to absent shapes.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from dvgraph.dataset.files import Dataset, read
from dvgraph.errors import InputError, UseError
from dvgraph.locale.reader import explained
from dvgraph.namespaces import SH, XSD
from dvgraph.rdf.compression import unpacked
from dvgraph.rdf.oxigraph import Literal, NamedNode, Quad, Term
from dvgraph.store.guard import check_query
from dvgraph.validation.findings import Places
from dvgraph.validation.notation import Notation
from dvgraph.validation.shapes import TARGETS

_KINDS = {NamedNode(SH + kind) for kind in ("NodeShape", "PropertyShape")}
_TARGETS = {SH + kind for kind in TARGETS}
# The terms of SHACL 1.0, without the names of its constraint components and their parameters.
_TERMS = frozenset(
    re.findall(
        r"\w+",
        """
        Shape NodeShape PropertyShape targetClass targetNode targetSubjectsOf targetObjectsOf
        path inversePath alternativePath zeroOrMorePath oneOrMorePath zeroOrOnePath
        property node not and or xone class datatype nodeKind hasValue in closed ignoredProperties
        minCount maxCount minInclusive maxInclusive minExclusive maxExclusive minLength maxLength
        pattern flags languageIn uniqueLang equals disjoint lessThan lessThanOrEquals
        qualifiedValueShape qualifiedMinCount qualifiedMaxCount qualifiedValueShapesDisjoint
        NodeKind IRI Literal BlankNode BlankNodeOrIRI BlankNodeOrLiteral IRIOrLiteral
        sparql select ask prefixes declare prefix namespace PrefixDeclaration
        SPARQLExecutable SPARQLSelectExecutable SPARQLAskExecutable SPARQLConstraint
        SPARQLConstructExecutable SPARQLUpdateExecutable construct update
        Parameterizable Parameter parameter optional labelTemplate
        ConstraintComponent validator nodeValidator propertyValidator
        Validator SPARQLAskValidator SPARQLSelectValidator
        ResultAnnotation resultAnnotation annotationProperty annotationVarName annotationValue
        name description order group PropertyGroup defaultValue
        deactivated message severity Severity Violation Warning Info
        shapesGraph suggestedShapesGraph shapesGraphWellFormed entailment
        ValidationReport conforms result AbstractResult ValidationResult detail focusNode value
        resultPath resultMessage resultSeverity
        sourceShape sourceConstraint sourceConstraintComponent
        """,
    )
)
_BOOLEAN = NamedNode(f"{XSD}boolean")
# Properties that only the literal true switches on (SHACL §2.1.6, §4.4.5, §4.7.3, §4.8.1, §6.2.1).
_SWITCHES = ("deactivated", "uniqueLang", "qualifiedValueShapesDisjoint", "closed", "optional")
_COMPONENT = re.compile(r"ConstraintComponent(-\w+)?$")
# The similarity of two names, as computed by difflib: 0.93 for minCont and minCount, 0.81 for
# minLength and SHACL 1.2's minListLength.
_ALIKE = 0.82
# Terms of SHACL 1.2 and Advanced Features that only look like typos.
_LATER = frozenset(
    {"ShapesGraph", "nodes", "orderBy", "shape", "values", "JSConstraintComponent", "JSValidator"}
)


class Defect(NamedTuple):
    """A defect of a shapes graph.

    ``hint``: its remedy. ``where``: its file:line. With a ``grave`` defect the shapes are refused,
    unless ``quads``, the statements that the defect makes meaningless, are left out. Any other
    defect is only a remark.
    """

    problem: str
    hint: str | None
    where: str
    grave: bool = True
    quads: tuple[Quad, ...] = ()

    @property
    def error(self) -> InputError:
        """The defect as an error."""
        return InputError(self.problem, self.hint, where=self.where)


def sound(
    shapes: "Dataset | Sequence[str | Path]", *, lenient: bool = False
) -> tuple[Dataset, list[Defect]]:
    """Return the shapes in files or folders, or as loaded, and their defects.

    With ``lenient``, statements that grave defects make meaningless are left out, and invalid IRIs
    are accepted as written; without it, the first grave defect is an InputError. Always raises
    InputError for unreadable files, and if there are no shapes.
    """
    over: list[InputError] = []
    source = shapes
    if not isinstance(source, Dataset):
        source = read(source, ontology=False, lenient=over.append if lenient else None)
    found = [Defect(each.problem, None, each.where or "", grave=False) for each in over]
    found += _defects(source)
    if lenient:
        out = {quad for defect in found for quad in defect.quads if defect.grave}
        source = Dataset([quad for quad in source.quads if quad not in out], source.files)
    else:
        for defect in found:
            if defect.grave:
                raise defect.error
    if not any(q.object in _KINDS or q.predicate.value in _TARGETS for q in source.quads):
        names = ", ".join(file.name for file in source.files)
        raise InputError(*explained("errors.validation", "no shapes"), where=names)
    return source, found


def _defects(source: Dataset) -> Iterator[Defect]:
    """Yield the defects of terms, then the defects of statements."""
    told: set[tuple[str, object]] = set()
    for quad in source.quads:
        for name in _unknown(quad):
            if (name, quad.graph_name) not in told:
                told.add((name, quad.graph_name))
                yield _misspelt(source, quad.graph_name, name)
    subjects: set[Term] = {quad.subject for quad in source.quads}
    for quad in source.quads:
        name = quad.predicate.value.removeprefix(SH)
        if quad.predicate.value != name and (defect := _of_statement(source, quad, name, subjects)):
            yield defect


def _of_statement(source: Dataset, quad: Quad, name: str, subjects: set[Term]) -> Defect | None:
    """Return the defect of a statement with a property of SHACL, by the property's local name."""
    if name == "js":
        told = explained("errors.validation", "JavaScript")
        return Defect(*told, place(source, quad), quads=(quad,))
    if name == "entailment":  # SHACL §1.5: an unsupported feature must be a failure
        told = explained("errors.validation", "entailment", name=quad.object)
        return Defect(*told, place(source, quad), quads=(quad,))
    if name in ("node", "property") and quad.object not in subjects:
        name = Notation(source.files).term(quad.object)
        told = explained("errors.validation", "absent shape", name=name)
        return Defect(*told, place(source, quad), quads=(quad,))
    if name in _SWITCHES and quad.object == Literal("1", datatype=_BOOLEAN):
        told = explained("errors.validation", "no switch", name=name)
        return Defect(*told, place(source, quad), grave=False)
    if name in ("select", "ask") and isinstance(quad.object, Literal):
        try:
            check_query(quad.object.value)
        except UseError as error:
            uses = [each for each in source.quads if each.object == quad.subject]
            return Defect(error.problem, error.hint, place(source, quad), quads=(quad, *uses))
    return None


def _misspelt(source: Dataset, graph: object, name: str) -> Defect:
    near = _near(name)
    key = "misspelt SHACL term" if near else "no SHACL term"
    quads = (quad for quad in source.quads if quad.graph_name == graph and name in _unknown(quad))
    return Defect(
        *explained("errors.validation", key, name=name, near=near),
        _spelled(source, graph, name),
        grave=bool(near),
        quads=tuple(quads),
    )


def _unknown(quad: Quad) -> list[str]:
    """Return the local names in a statement that are in SHACL's namespace but not in SHACL 1.0.

    A class that is used as a property counts: it may be a misspelt property (sh:Datatype).
    """
    found = []
    for term, is_property in ((quad.predicate, True), (quad.object, False)):
        if isinstance(term, NamedNode) and term.value.startswith(SH):
            name = term.value[len(SH) :]
            # JavaScript has its own kind of defect.
            known = name in _TERMS or name == "js" or _names_component(name)
            if not known or (is_property and name[:1].isupper()):
                found.append(name)
    return found


def _names_component(name: str) -> bool:
    """Return whether a name is that of a SHACL 1.0 constraint component or of its parameter."""
    parameter = _COMPONENT.sub("", name)
    own = parameter == "SPARQL" or f"{parameter[:1].lower()}{parameter[1:]}" in _TERMS
    return own and parameter != name


@cache
def _near(name: str) -> str:
    """Return the term of SHACL 1.0 that a name seems to misspell, or the empty text."""
    import difflib  # imported here since most shapes have no unknown term

    if name in _LATER:
        return ""
    # A property before the class of the same name.
    known = {term.casefold(): term for term in sorted(_TERMS)}
    close = difflib.get_close_matches(name.casefold(), known, 1, _ALIKE)
    return known[close[0]] if close else ""


def place(source: Dataset, quad: Quad) -> str:
    """Return the file:line of a statement, or of the nearest named node that leads to it."""
    node, predicate, above = quad.subject, quad.predicate, {quad.subject}
    while not isinstance(node, NamedNode):
        user = next((each for each in source.quads if each.object == node), None)
        if user is None or user.subject in above:
            break
        node, predicate = user.subject, user.predicate
        above.add(node)
    found = Places(source, [node]).of(node, predicate)
    return found or ", ".join(file.name for file in source.files)


def _spelled(source: Dataset, graph: object, name: str) -> str:
    """Return the file:line of the first use of a term with that local name."""
    file = next((file for file in source.files if file.graph == graph), None)
    if file is None or file.path is None:  # a file with graphs of its own, or standard input
        return ", ".join(each.name for each in source.files)
    lines = unpacked(file.path.read_bytes(), file.name).decode("utf-8-sig").splitlines()
    found = re.compile(rf"[:#]{re.escape(name)}\b")
    number = next((n for n, line in enumerate(lines, 1) if found.search(line)), None)
    return f"{file.name}:{number}" if number else file.name
