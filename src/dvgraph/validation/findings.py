"""Findings of shapes and checks, with file and line, and the report that contains them."""

from typing import TYPE_CHECKING, NamedTuple

from dvgraph.evidence.passages import where
from dvgraph.namespaces import SH, TYPE, XSD
from dvgraph.rdf.oxigraph import BlankNode, Literal, NamedNode, Quad, Term
from dvgraph.rdf.terms import as_quad
from dvgraph.store.protocol import Table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence, Set

    from dvgraph.dataset.files import Dataset
    from dvgraph.validation.soundness import Defect

SEVERITIES = ("Violation", "Warning", "Info")
_TYPE = NamedNode(TYPE)
_CAUSES = ("unknown-term",)
_BOOLEAN = NamedNode(f"{XSD}boolean")


class Finding(NamedTuple):
    """One problem in the data; ``where`` is the file:line of the focus node, if it is in a file.

    In a finding of a check, ``shape`` is the IRI of the rule and ``component`` the name of the
    rule. A finding of a shape has the remedy in its message.
    """

    severity: str  # Violation, Warning, Info, or the local name of another severity
    message: str
    focus: Term | None
    path: Term | None
    value: Term | None
    shape: Term | None
    component: str
    where: str | None
    remedy: str | None = None

    @property
    def key(self) -> "Key":
        """The parts that identify a finding at any revision: neither its message nor its place."""
        about = (None if isinstance(term, BlankNode) else term for term in (self.focus, self.value))
        return (self.severity, self.component, self.shape, self.path, *about)


Key = tuple[str | Term | None, ...]


class Judged(NamedTuple):
    """The validation of one shape.

    ``nodes``, ``results``: the numbers of focus nodes and results. ``seconds``: the time taken.
    """

    shape: Term
    nodes: int
    results: int
    seconds: float


class Report(NamedTuple):
    """The findings, the worst first.

    ``unmatched``: the shapes without targets in the data.
    ``made``: a function that makes the quads of the SHACL report, except those of given results.
    ``more``: findings of other checks that the report also contains, with messages in ``lang``.
    ``idle``: True if no target of any shape matched, so that no node was checked.
    ``judged``: the cost of each shape with targets; empty if pySHACL validated.
    ``excused``: the findings that became an Info, since a deviation of the profile covers them.
    ``known``: the findings left out because an earlier revision had them too.
    ``defects``: the defects of the shapes; the faulty parts were left out of the validation.
    ``shapes``: the shapes that were used.
    """

    findings: list[Finding]
    unmatched: list[Term]
    made: "Callable[[Set[Key]], list[Quad]]"
    more: "Sequence[Finding]" = ()
    lang: str = "nl"
    idle: bool = False
    judged: "Sequence[Judged]" = ()
    excused: "Sequence[Finding]" = ()
    known: "Set[Key]" = frozenset()
    defects: "Sequence[Defect]" = ()
    shapes: "Dataset | None" = None

    @property
    def conforms(self) -> bool:
        """Whether there are no findings of severity Violation."""
        return not any(finding.severity == "Violation" for finding in self.findings)

    @property
    def quads(self) -> list[Quad]:
        """The SHACL report, made anew at each access."""
        quads = self.made(self.known)
        report = next(quad.subject for quad in quads if quad.predicate == _sh("conforms"))
        if self.more:  # SHACL §3.6.1: a report with results of any severity does not conform
            quads = [quad for quad in quads if quad.predicate != _sh("conforms")]
            quads.append(Quad(report, _sh("conforms"), Literal("false", datatype=_BOOLEAN)))
        for finding in self.more:
            quads += _result(report, finding, self.lang)
        return quads

    def plus(self, findings: "Iterable[Finding]", lang: str = "nl") -> "Report":
        """Return the report with additional findings, also as results in its SHACL report."""
        more = list(findings)
        if not more:
            return self
        return self._replace(
            findings=worst_first([*self.findings, *more]), more=[*self.more, *more], lang=lang
        )

    def since(self, before: "Report") -> "Report":
        """Return the report without the findings that an earlier state of the data already had."""
        known = {finding.key for finding in (*before.findings, *before.excused)}
        found, more = (
            [finding for finding in several if finding.key not in known]
            for several in (self.findings, self.more)
        )
        return self._replace(findings=found, more=more, known=known)

    def table(self) -> Table:
        """Return the findings as a table, one row each."""
        return Table(
            Finding._fields,
            [
                tuple(Literal(cell) if isinstance(cell, str) else cell for cell in finding)
                for finding in self.findings
            ],
        )


class Places:
    """The file and line of a dataset's nodes."""

    def __init__(self, dataset: "Dataset", nodes: "Iterable[Term | None]") -> None:
        """Index the given nodes; the dataset is searched once."""
        self._dataset = dataset
        self._subjects: dict[Term | None, list[Quad]] = {node: [] for node in nodes}
        self._lines = dataset.lines(self._subjects.keys())
        self._among = frozenset(n.value for n in self._subjects if isinstance(n, NamedNode))
        if self._lines is None:
            for quad in dataset.about(self._subjects.keys()):
                self._subjects[quad.subject].append(quad)

    def of(self, focus: Term | None, predicate: Term | None) -> str | None:
        """Return file:line of a node's first quad, or of its first quad with the predicate."""
        if self._lines is not None:
            return self._lines(focus, predicate) if focus else None
        own = self._subjects.get(focus, ()) if focus else ()
        for quad in sorted(own, key=lambda quad: quad.predicate != predicate):
            if place := where(self._dataset, quad, self._among):
                return place
        return None


def worst_first(findings: "Iterable[Finding]") -> list[Finding]:
    """Return the findings sorted by severity, file, line, focus node, path, value and rule."""

    def key(finding: Finding) -> tuple[int, tuple[str, int], list[str]]:
        file, _, line = (finding.where or "~").rpartition(":")
        place = (file, int(line)) if line.isdecimal() else (finding.where or "~", 0)
        rest = (*finding[2:7], finding.message)  # the fields from ``focus`` to ``component``
        return _rank(finding.severity), place, [str(part) for part in rest]

    return sorted(findings, key=key)


def causes_first(findings: "Sequence[Finding]") -> list[tuple[Finding, int]]:
    """Return findings, those that cause others first, and how many others follow from each.

    The shapes of every kind of statement fail for a statement of a class that does not exist, and
    all that points to it: these findings vanish with their cause, and are left out.
    """
    causes = {one.focus: one for one in findings if one.component in _CAUSES and one.path == _TYPE}
    followers = dict.fromkeys(causes, 0)
    rest = []
    for one in findings:
        about = next((node for node in (one.focus, one.value) if node in causes), None)
        if about is None or one.severity != causes[about].severity:
            rest.append((one, 0))
        elif one != causes[about]:
            followers[about] += 1
    return [*((cause, followers[node]) for node, cause in causes.items()), *rest]


def _rank(severity: str) -> int:
    return SEVERITIES.index(severity) if severity in SEVERITIES else len(SEVERITIES)


def _sh(name: str) -> NamedNode:
    return NamedNode(SH + name)


def _result(report: Term, finding: Finding, lang: str) -> "Iterator[Quad]":
    """Yield the quads of the sh:ValidationResult for a check's finding (SHACL §3.6.2)."""
    result = BlankNode()
    message = f"{finding.message}. {finding.remedy}" if finding.remedy else finding.message
    facts = (
        (_TYPE, _sh("ValidationResult")),
        (_sh("resultSeverity"), _sh(finding.severity)),
        (_sh("sourceConstraintComponent"), _sh("SPARQLConstraintComponent")),
        (_sh("sourceShape"), finding.shape),
        (_sh("focusNode"), finding.focus),
        (_sh("resultPath"), finding.path),
        (_sh("value"), finding.value),
        (_sh("resultMessage"), Literal(message, language=lang)),
    )
    yield as_quad(report, _sh("result"), result)
    for predicate, value in facts:
        if value is not None:
            yield Quad(result, predicate, value)
