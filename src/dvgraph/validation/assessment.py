"""The report of ``validate`` on shapes and rules: as lines, as a table, and as notes."""

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from dvgraph import resources
from dvgraph.dataset.files import Dataset, read
from dvgraph.errors import InputError, UseError
from dvgraph.evidence.passages import nearby
from dvgraph.locale.characters import harmless
from dvgraph.locale.reader import explained, numbered
from dvgraph.locale.words import words
from dvgraph.namespaces import RDFS, SH, XSD
from dvgraph.prebuilt.connection import added, exact_quads, open_graph
from dvgraph.prebuilt.stores import open_whole
from dvgraph.rdf.oxigraph import BlankNode, Literal, NamedNode, Quad
from dvgraph.rdf.terms import short
from dvgraph.results.writers import HUMAN, render
from dvgraph.store.protocol import Store
from dvgraph.validation import audit
from dvgraph.validation.audit import Names
from dvgraph.validation.findings import Finding, Report, causes_first
from dvgraph.validation.foreign import foreign
from dvgraph.validation.notation import Notation

_LISTED = 5  # at most this many shapes without a target are named; the others are counted
_CONFORMS = NamedNode(f"{SH}conforms")


class Since(NamedTuple):
    """A git revision with which a report is compared.

    ``stayed``: the number of old findings that are still there. ``gone``: the number of those
    resolved since. ``readable``: False if the data of that revision could not be read.
    """

    revision: str
    stayed: int
    gone: int
    readable: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """A report in a language (nl or en), with the labels of its things.

    ``since``: the git revision with which the report is compared, so that it has only new findings;
    None for a full report.
    ``profile``: the official profile.
    ``rules``: False if the user named shapes, because the rules do not run then.
    ``beside``: lines about the other files that were read with the data.
    File names in findings are relative to the working folder.
    """

    report: Report
    names: Names
    lang: str
    since: Since | None = None
    profile: str | None = None
    rules: bool = True
    beside: tuple[str, ...] = ()

    @property
    def notation(self) -> Notation:
        """The notation of terms and paths in this report."""
        source = self.report.shapes
        described = source.quads if source else []
        known = {quad.subject for quad in described}
        paths = (each.path for each in self.report.findings)
        if any(isinstance(path, BlankNode) and path not in known for path in paths):
            described = [*described, *self.report.quads]  # pySHACL writes paths there
        return Notation(source.files if source else (), described)

    def text(self, form: str = HUMAN, width: int | None = None) -> str:
        """Return the findings as lines with a verdict (human), as a log, or in a format of tables.

        ``width`` is the width of the lines in columns.
        """
        if form == HUMAN:
            notation, lines = self.notation, list[str]()
            for each, followers in causes_first(self.report.findings):
                lines += finding(each, self.lang, self.names, notation)
                if followers:
                    lines.append(f"    + {numbered('followers', followers)}")
            return "".join(
                f"{line}\n" for line in (*lines, verdict(self.report, self.lang, self.since))
            )
        title = verdict(self.report, self.lang, self.since)
        if form in ("sarif", "junit"):
            from dvgraph.validation import logs  # imported here since its XML library is slow

            found = self.report.findings
            return logs.sarif(found) if form == "sarif" else logs.junit(found, title)
        # A remedy is too long for a column on a screen.
        table = audit.table(
            self.report, self.names, self.notation, remedies=form != "table", idle=title
        )
        return render(table, form, width=width, title=title, lang=self.lang)

    def quads(self) -> list[Quad]:
        """Return the SHACL report, with a triple of our own if no node was checked."""
        quads = list(self.report.quads)
        subject = next(quad.subject for quad in quads if quad.predicate == _CONFORMS)
        if any(each.grave for each in self.report.defects):  # SHACL §3.6.1.4
            false = Literal("false", datatype=NamedNode(f"{XSD}boolean"))
            quads.append(Quad(subject, NamedNode(f"{SH}shapesGraphWellFormed"), false))
        if audit.judged_nothing(self.report):
            said = Literal(verdict(self.report, self.lang, self.since), language=self.lang)
            quads.append(Quad(subject, NamedNode(f"{RDFS}comment"), said))
        return quads

    def notes(self, *, explain: bool = False) -> Iterator[str]:
        """Yield notes on the report besides its findings.

        With ``explain``, also the cost of each shape.
        """
        phrases = words("validation.assessment", self.lang)
        yield from self.beside
        if self.profile:
            covered = audit.expected(self.report)
            others = len(self.report.findings) - covered
            yield phrases["expected"].format(self.profile, covered, others)
        if self.since:
            key = "since" if self.since.readable else "since unreadable"
            yield phrases[key].format(len(self.report.findings), *self.since)
        for each in self.report.defects:
            key = "left out" if each.grave else "defect"
            yield phrases[key].format(nearby(each.where), each.problem)
        yield from unmatched(self.report, self.lang, self.notation)
        if not self.rules:
            yield phrases["without rules"]
        if explain:
            yield from self._costs()

    def _costs(self) -> Iterator[str]:
        """Yield the cost of each shape, the most expensive first."""
        phrases, judged = words("validation.assessment", self.lang), self.report.judged
        if not judged:
            yield phrases["all by pySHACL"]
        for one in sorted(judged, key=lambda one: -one.seconds):
            took = round(one.seconds * 1000)
            yield phrases["cost"].format(short(one.shape), one.nodes, one.results, took)


def finding(
    found: Finding, lang: str, names: Names | None = None, notation: Notation | None = None
) -> Iterator[str]:
    """Yield the lines of a finding in the human format.

    They have file:line and message, subject and rule, and the remedy.
    """
    notation = notation or Notation()
    named = (names or {}).get(found.focus) if found.focus else None
    subject = notation.term(found.focus, found.where)
    if named:
        subject = f"{named} ({subject})"
    if found.path:
        subject += f" {notation.path(found.path)}"
    if found.value not in (None, found.focus):
        subject += f" = {notation.term(found.value, found.where)}"
    place = f"{nearby(found.where)}: " if found.where else ""
    yield harmless(f"{place}{severity(found.severity, 1, lang)}: {found.message}")
    yield harmless(f"    {subject} [{rule_name(found, notation)}]")
    if found.remedy:
        yield harmless(f"    → {found.remedy}")


def severity(name: str, number: int, lang: str) -> str:
    """Return the word for findings of a severity; a severity of a shape's own keeps its name."""
    return words(f"validation.severity.{name}", lang).get("one" if number == 1 else "many", name)


def rule_name(found: Finding, notation: Notation | None = None) -> str:
    """Return the rule of a finding: the name of a rule, the IRI of a shape or a constraint type."""
    rule = audit.rule(found)
    return rule.value if isinstance(rule, Literal) else (notation or Notation()).term(rule)


def verdict(report: Report, lang: str, since: Since | None = None) -> str:
    """Return whether a report conforms, and the number of findings of each severity.

    If the report has a ``since``: whether it has new findings.
    """
    phrases = words("validation.assessment", lang)
    if audit.judged_nothing(report):
        return phrases["idle"]
    kinds = [found.severity for found in report.findings]
    counted = ", ".join(
        f"{kinds.count(kind)} {severity(kind, kinds.count(kind), lang)}"
        for kind in dict.fromkeys(kinds)
    )
    judged = phrases["conforms" if report.conforms else "fails"]
    if since:
        judged = phrases["new" if kinds else "nothing new"].format(since.revision)
    return f"{judged}: {counted}" if counted else judged


def unmatched(report: Report, lang: str, notation: Notation | None = None) -> Iterator[str]:
    """Yield the shapes without any target in the data."""
    phrases = words("validation.assessment", lang)
    notation = notation or Notation()
    names = [notation.term(shape) for shape in report.unmatched]
    if names:
        listed = ", ".join(names[:_LISTED])
        if len(names) > _LISTED:
            listed = phrases["others"].format(listed, len(names) - _LISTED)
        yield phrases["unmatched"].format(len(names), listed)


# Long since it has many parameters; its body calls reading, comparing and validating once each.
def assess(
    data: Sequence[str] | None = None,
    store: Path | None = None,
    endpoint: str | None = None,
    model: bool = False,
    *,
    input_format: str | None = None,
    shapes: Sequence[str] = (),
    ontology: Sequence[str] = (),
    profile: str | None = None,
    engine: str = "auto",
    lenient: bool = False,
    changed: Sequence[str] = (),
    since: str | None = None,
    baseline: str | None = None,
    lang: str = "nl",
    step: Callable[[str], None] = lambda _name: None,
) -> Assessment:
    """Return the report on data files or folders, a store on disk or an endpoint.

    ``data``: by default the shipped data; ``model`` as in ``prebuilt.loading.completed``.
    ``ontology``: files that are read with the data, but not validated.
    ``shapes``, ``profile``, ``engine``, ``lenient``: as in ``audit.validate``.
    ``since``: a git revision, by default HEAD if there is ``changed``. The report then has only the
    findings that were absent at that revision. Only for files and folders.
    ``changed``: files; at the revision, all other files are taken as they are today.
    ``baseline``: an earlier SARIF log; the report then has only the findings that are not in it.
    ``step``: called with the name of each step as it begins.
    Raises the errors of ``audit.validate``, ``dataset.revisions`` and ``prebuilt.connection``.
    """
    since = since if since is not None or not changed else "HEAD"
    if since is not None and (store or endpoint):
        raise UseError(*explained("errors.cli", "only files", place=store or endpoint))
    if endpoint and (ontology or model):
        raise UseError(*explained("errors.validation", "nothing beside"), where=endpoint)
    beside = read(ontology, ontology=False) if ontology else None

    def judged(data: Sequence[str] | None) -> tuple[Report, Dataset | None, Sequence[Quad]]:
        step("reading")
        dataset: Dataset | None = None
        derived: Sequence[Quad] = []
        made: Callable[[], Store] | None = None
        if endpoint:
            pass  # literals are validated as the engine writes them
        elif store or input_format:
            dataset, derived = exact_quads(data, store, input_format, model=model)
        elif data and not model and (found := foreign(data, shapes)):
            dataset, made = found
        else:
            dataset, derived, made = open_whole(data, model=model)
        step("validating")
        report = audit.validate(
            dataset,
            derived,
            shapes=shapes,
            profile=profile,
            beside=beside,
            lang=lang,
            engine=engine,
            lenient=lenient,
            store=made if dataset else open_graph(endpoint=endpoint),
        )
        return report, dataset, derived

    report, dataset, derived = judged(data)
    compared = None
    if since is not None:
        compared, report = _compared(
            report, data or [str(resources.data_dir())], since, changed, judged
        )
    if baseline is not None:
        from dvgraph.validation import logs

        known = logs.known(report.findings, Path(baseline))
        report = report.since(report._replace(findings=known))
    here = f"{Path.cwd()}{os.sep}"  # asked once, as there may be many findings
    near = [
        each._replace(where=each.where and each.where.removeprefix(here))
        for each in report.findings
    ]
    report = report._replace(findings=near)
    labels = audit.names(report, dataset.plus(derived), lang) if dataset else {}
    lines = []
    if beside:
        names = ", ".join(file.name for file in beside.files)
        lines.append(words("loading", lang)["ontology"].format(names, len(beside.quads)))
    elif dataset and not store and (line := added(dataset.files, lang, model=model)):
        lines.append(line)
    return Assessment(
        report=report,
        names=labels,
        lang=lang,
        since=compared,
        profile=profile,
        rules=not shapes,
        beside=tuple(lines),
    )


def _compared(
    report: Report,
    data: Sequence[str],
    revision: str,
    changed: Sequence[str],
    judged: Callable[[list[str]], tuple[Report, Dataset | None, Sequence[Quad]]],
) -> tuple[Since, Report]:
    """Return the findings that an earlier revision did not have, and the comparison in numbers."""
    from dvgraph.dataset.revisions import earlier  # imported here since it is slow

    with earlier(data, revision, changed) as then:
        try:
            old = judged([str(path) for path in then])[0] if then else None
        except InputError:
            return Since(revision, 0, 0, readable=False), report
    new, before = (report.since(old), old.findings) if old else (report, [])
    gone = {finding.key for finding in before} - {finding.key for finding in report.findings}
    return Since(revision, len(report.findings) - len(new.findings), len(gone)), new
