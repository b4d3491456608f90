"""Refusal of shapes that would make everything conform by mistake, before validation."""

import re

from dvgraph.dataset.files import Dataset
from dvgraph.errors import InputError, UseError
from dvgraph.locale.reader import explained
from dvgraph.namespaces import SH
from dvgraph.rdf.compression import unpacked
from dvgraph.rdf.oxigraph import Literal, NamedNode, Quad
from dvgraph.store.guard import check_query
from dvgraph.validation.shapes import TARGETS

_KINDS = {NamedNode(SH + kind) for kind in ("NodeShape", "PropertyShape")}
_TARGETS = {SH + kind for kind in TARGETS}
# The terms of most shapes. rdflib knows all 183, but importing it takes longer than validating
# a small graph, so it is asked only about other terms.
_USUAL = re.findall(
    r"\w+",
    """
    NodeShape PropertyShape targetClass targetNode targetSubjectsOf targetObjectsOf
    path inversePath alternativePath zeroOrMorePath oneOrMorePath zeroOrOnePath
    property node not and or xone class datatype nodeKind hasValue in closed ignoredProperties
    minCount maxCount minInclusive maxInclusive minExclusive maxExclusive minLength maxLength
    pattern flags languageIn uniqueLang equals disjoint lessThan lessThanOrEquals
    qualifiedValueShape qualifiedMinCount qualifiedMaxCount IRI Literal BlankNode BlankNodeOrIRI
    sparql select prefixes declare prefix namespace
    name description message severity Violation Warning Info
    """,
)


# Long, because each fault has its own message; they are independent.
def lint(source: Dataset) -> None:
    """Raise InputError for shapes that could not find anything.

    That is: no shapes, misspelled terms, JavaScript, refused queries, and references to absent
    shapes.
    """
    names = ", ".join(file.name for file in source.files)
    subjects = {quad.subject for quad in source.quads}
    any_shape = False
    for quad in source.quads:
        for term in (quad.predicate, quad.object):
            if (
                isinstance(term, NamedNode)
                and term.value.startswith(SH)
                and not _is_term(term.value.removeprefix(SH))
            ):
                name = term.value[len(SH) :]
                raise InputError(
                    *explained("errors.validation", "no SHACL term", name=name),
                    where=_spelled(source, quad, name),
                )
        any_shape = any_shape or quad.object in _KINDS or quad.predicate.value in _TARGETS
    if not any_shape:
        raise InputError(*explained("errors.validation", "no shapes"), where=names)
    for quad in source.quads:
        where = f"{names}: {_name(quad.subject)}"
        name = quad.predicate.value.removeprefix(SH)
        if quad.predicate.value == name:
            continue
        if name == "js":
            raise InputError(*explained("errors.validation", "JavaScript"), where=where)
        if name in ("node", "property") and quad.object not in subjects:
            raise InputError(
                *explained("errors.validation", "absent shape", name=_name(quad.object)),
                where=where,
            )
        if name in ("select", "ask") and isinstance(quad.object, Literal):
            try:
                check_query(quad.object.value)
            except UseError as error:
                raise InputError(error.problem, where=where) from error


def _is_term(name: str) -> bool:
    if name in _USUAL:
        return True
    from dvgraph.rdf.bridge import is_shacl

    return is_shacl(name)


def _name(term: object) -> str:
    return term.value if isinstance(term, NamedNode) else str(term)


def _spelled(source: Dataset, quad: Quad, name: str) -> str:
    """Return file:line of the first use of a term with that local name."""
    file = next(file for file in source.files if file.graph == quad.graph_name)
    if file.path is None:
        return file.name
    lines = unpacked(file.path.read_bytes(), file.name).decode("utf-8-sig").splitlines()
    found = re.compile(rf"[:#]{re.escape(name)}\b")
    number = next((n for n, line in enumerate(lines, 1) if found.search(line)), None)
    return f"{file.name}:{number}" if number else file.name
