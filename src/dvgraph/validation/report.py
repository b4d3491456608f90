"""Results of the engine as findings and as a SHACL report, in the same order on each run."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from functools import cache, partial

from dvgraph.dataset.files import Dataset
from dvgraph.namespaces import SH, TYPE, XSD
from dvgraph.rdf.oxigraph import BlankNode, Literal, NamedNode, Quad, Term
from dvgraph.rdf.terms import as_quad, plain
from dvgraph.validation import messages
from dvgraph.validation.constraints import Constraint, QueryConstraint
from dvgraph.validation.engine import Details, ValidationResult
from dvgraph.validation.findings import Finding, Places
from dvgraph.validation.model import Shape
from dvgraph.validation.notation import Notation
from dvgraph.validation.shapes import PATHS, Shapes

_VARIABLE = re.compile(r"\{[?$](\w+)\}")
_BOOLEAN = NamedNode(f"{XSD}boolean")
_Facts = list[tuple[str, Term]]  # the properties of a result with their values


def findings(
    results: Sequence[ValidationResult], dataset: Dataset | None, lang: str, notation: Notation
) -> Iterator[Finding]:
    """Yield the results as findings, with file:line in the dataset and messages in ``lang``."""
    places = Places(dataset, (result.focus for result in results)) if dataset else None
    told = _Texts(lang, notation)
    for result in results:
        path = result.path
        yield Finding(
            severity=plain(result.shape.severity).removeprefix(SH),
            message=told.message(result),
            focus=result.focus,
            path=path,
            value=result.value,
            shape=result.shape.node,
            component=result.constraint.component.removeprefix(SH),
            where=places.of(result.focus, path) if places else None,
        )


class _Texts:
    """The messages of results; those of a constraint that is no query are made once."""

    def __init__(self, lang: str, notation: Notation) -> None:
        self._lang, self._notation = lang, notation
        self._known: dict[tuple[Shape, Constraint], tuple[list[Literal], str]] = {}

    def of(self, result: ValidationResult) -> list[Literal]:
        """Return the messages of a result."""
        return self._both(result)[0]

    def message(self, result: ValidationResult) -> str:
        """Return the message of a result in the language."""
        return self._both(result)[1]

    def _both(self, result: ValidationResult) -> tuple[list[Literal], str]:
        place = result.shape, result.constraint
        if isinstance(result.constraint, QueryConstraint) or place not in self._known:
            found = texts(result, self._lang, self._notation)
            self._known[place] = found, chosen(found, self._lang)
        return self._known[place]


def texts(result: ValidationResult, lang: str, notation: Notation) -> list[Literal]:
    """Return the messages of a result (SHACL §2.1.5, §5.3.2), else a default one in ``lang``.

    The message of a query's solution takes precedence over those of the query, these over those of
    the shape.
    """
    constraint = result.constraint
    own: Sequence[Term] = result.shape.messages
    bound = result.bound
    if isinstance(constraint, QueryConstraint):
        if isinstance(said := bound.get("message"), Literal):
            return [said]
        own = constraint.messages or own
        bound = {**constraint.bound, "this": result.focus, **bound}
        if result.value is not None:
            bound = {"value": result.value, **bound}
    found = [text for text in own if isinstance(text, Literal)]
    if not found:
        text = messages.default(constraint.component, constraint.parameter, lang, notation)
        return [Literal(text, language=lang)]
    return [_filled(text, bound) for text in found] if bound else found


def _filled(text: Literal, bound: Mapping[str, Term]) -> Literal:
    """Return a message in which variables, written {?name}, are replaced by their values."""

    def value(found: re.Match[str]) -> str:
        return plain(bound[found[1]]) if found[1] in bound else found[0]

    written = _VARIABLE.sub(value, text.value)
    if text.language:
        return Literal(written, language=text.language)
    return Literal(written, datatype=text.datatype)


def chosen(texts: Iterable[Literal], lang: str) -> str:
    """Return the message in the wanted language, else one without language, else the first."""
    by_language = {
        text.language: text.value for text in sorted(texts, key=lambda text: text.value)[::-1]
    }
    for wanted in (lang, None):
        if wanted in by_language:
            return by_language[wanted]
    return by_language[min(by_language, key=str)] if by_language else ""


def quads(
    results: Sequence[ValidationResult],
    shapes: Shapes,
    lang: str,
    notation: Notation,
    details: Callable[[Sequence[ValidationResult]], Details],
) -> list[Quad]:
    """Return the SHACL report of results (SHACL §3.6), with blank nodes named by their order.

    A blank node of the shapes graph, such as a path, is copied with its description. ``details``
    finds the results inside results (sh:detail, SHACL §3.6.2).
    """
    report = BlankNode("report")
    conforms = Literal("false" if results else "true", datatype=_BOOLEAN)
    found = [
        as_quad(report, NamedNode(TYPE), _sh("ValidationReport")),
        as_quad(report, _sh("conforms"), conforms),
    ]
    described = _Descriptions(shapes)
    type_, result = NamedNode(TYPE), _sh("ValidationResult")
    facts = partial(_facts, told=_Texts(lang, notation))
    for node, above, told in _numbered(results, facts, details):
        link = "detail" if above else "result"
        found += [as_quad(each, _sh(link), node) for each in above or [report]]
        found.append(as_quad(node, type_, result))
        for name, value in told:
            ours = name in ("focusNode", "value", "resultMessage")
            found.append(as_quad(node, _sh(name), value if ours else described.node(value)))
    return found + described.quads


def _numbered(
    results: Iterable[ValidationResult],
    facts: Callable[[ValidationResult], _Facts],
    details: Callable[[Sequence[ValidationResult]], Details],
) -> Iterator[tuple[BlankNode, list[BlankNode], _Facts]]:
    """Yield the node of each result, the nodes of the results that it is inside, and its facts.

    A constraint and value that lead back to themselves have details once.
    """
    told: dict[tuple[Constraint, Term | None], list[BlankNode]] = {}
    level: list[tuple[list[BlankNode], ValidationResult]] = [([], result) for result in results]
    number = 0
    while level:
        inside: list[ValidationResult] = []
        rows = [(facts(result), above, result) for above, result in level]
        for own, above, result in sorted(rows, key=lambda row: str(row[0])):
            number += 1
            node = BlankNode(f"result{number}")
            yield node, above, own
            place = result.constraint, result.value
            if place not in told:
                inside.append(result)
            told.setdefault(place, []).append(node)
        level = [
            (told[place], result)
            for place, several in details(inside).items()
            for result in several
        ]


def _facts(result: ValidationResult, told: _Texts) -> _Facts:
    constraint = result.constraint
    facts = [
        ("focusNode", result.focus),
        ("resultPath", result.path),
        ("value", result.value),
        ("sourceConstraintComponent", NamedNode(constraint.component)),
        ("sourceShape", result.shape.node),
        ("sourceConstraint", constraint.node if isinstance(constraint, QueryConstraint) else None),
        ("resultSeverity", result.shape.severity),
        *(("resultMessage", text) for text in told.of(result)),
    ]
    return [(name, value) for name, value in facts if value is not None]


class _Descriptions:
    """Blank nodes of the shapes graph under new names, with copies of their descriptions."""

    def __init__(self, shapes: Shapes) -> None:
        self._shapes = shapes
        self._names: dict[Term, BlankNode] = {}
        self.quads: list[Quad] = []

    def node(self, term: Term) -> Term:
        """Return the new name of a blank node, or any other term unchanged."""
        waiting: list[Term] = []  # no recursion, since a list may be long
        name = self._named(term, waiting)
        for each in waiting:
            facts = self._shapes.facts(each)
            for predicate in _of_path(facts.keys()) or facts:
                for value in facts[predicate]:
                    self.quads.append(
                        as_quad(
                            self._names[each], NamedNode(predicate), self._named(value, waiting)
                        )
                    )
        return name

    def _named(self, term: Term, waiting: list[Term]) -> Term:
        """Return the new name of a blank node; a new node is queued for its description."""
        if not isinstance(term, BlankNode):
            return term
        if term not in self._names:
            self._names[term] = BlankNode(f"shape{len(self._names) + 1}")
            waiting.append(term)
        return self._names[term]


def _of_path(names: "Set[str]") -> list[str]:
    """Return the properties that make a node a path (SHACL §2.3.1); empty for other nodes."""
    for kind in PATHS:
        if found := [name for name in kind if name in names]:
            return found
    return []


@cache
def _sh(name: str) -> NamedNode:
    return NamedNode(SH + name)
