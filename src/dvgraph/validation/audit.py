"""Validation of data: shapes, rules and profiles in one report; and all checks at once.

``validate`` makes the report of shapes and rules. ``check`` adds the evidence, verified in the
texts of the sources, and the recorded answers.
"""

from functools import cache, partial
from typing import TYPE_CHECKING, NamedTuple

from dvgraph import resources
from dvgraph.dataset.files import Dataset
from dvgraph.errors import InputError, UseError
from dvgraph.evidence.passages import where
from dvgraph.locale.reader import explained
from dvgraph.locale.words import words
from dvgraph.namespaces import BASE, RDFS, path
from dvgraph.prebuilt.stores import open_whole
from dvgraph.rdf.oxigraph import BlankNode, Literal, NamedNode, Term
from dvgraph.rdf.terms import short
from dvgraph.store.embedded import EmbeddedStore
from dvgraph.store.protocol import Store, Table
from dvgraph.validation import profiles
from dvgraph.validation.findings import SEVERITIES, Finding, Report, worst_first
from dvgraph.validation.notation import Notation

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from dvgraph.evidence.verdicts import Verdict
    from dvgraph.rdf.oxigraph import Quad

Names = dict[Term, str]

FAIL_ON = ("violation", "warning", "info", "none")
LABEL = NamedNode(f"{RDFS}label")
_EXPECTED = "known-deviation"
_RULES = f"{BASE}controle/"


# Long since it has many parameters; its body calls the shapes once and the rules once.
def validate(
    dataset: Dataset | None,
    derived: "Sequence[Quad]" = (),
    *,
    shapes: "Sequence[str | Path]" = (),
    profile: str | None = None,
    beside: Dataset | None = None,
    store: "Store | Callable[[], Store] | None" = None,
    lang: str = "nl",
    engine: str = "auto",
    lenient: bool = False,
) -> Report:
    """Return the findings of shapes and rules in a dataset and its derived triples.

    ``dataset``: if None, the store is validated as it is, and findings have no file:line.
    ``store``: a store with dataset and derived triples, or a function that makes it (by default one
    is made when needed).
    ``engine``, ``lenient``: as in ``validation.shacl.validate``.
    ``shapes``: without them, the shipped shapes and all rules are used; with them, only these
    shapes.
    ``profile``: a key of PROFILES; ``shapes`` are then its official files, repaired in memory. A
    finding under a known deviation becomes an Info with the reason, and a deviation that does not
    occur becomes a Warning. The Turtle report has such results unchanged.
    ``beside``: an ontology whose triples count, but whose nodes are not targets.

    Raises InputError for unusable shapes or shapes of another profile; UseError for a profile that
    is unknown or given without shapes.
    """
    from dvgraph.validation import (
        checks,
        shacl,
    )  # imported here since they are slow, and not needed to list or explain

    judged_by = _official(profile, shapes) if profile else shapes or None
    known = profiles.deviations(profile) if profile else []
    extra = beside.quads if beside else []
    if extra or store is None:
        store = cache(partial(_store, dataset, [*derived, *extra]))
    report = shacl.validate(
        dataset,
        derived,
        judged_by,
        lang,
        engine=engine,
        store=store,
        beside=extra,
        lenient=lenient,
    )
    if profile:
        return _sifted(report, known, lang)
    if shapes:
        return report
    repeats = dataset is None or dataset.plus([*derived, *extra]).repeats
    found = checks.run(store() if callable(store) else store, lang, dataset, repeats=repeats)
    if dataset and extra:
        others = {quad.subject for quad in extra} - {quad.subject for quad in dataset.quads}
        found = [each for each in found if each.focus not in others]
    return report.plus(found, lang)


def _store(dataset: Dataset | None, derived: "Sequence[Quad]") -> EmbeddedStore:
    store = EmbeddedStore()
    store.load(dataset.plus(derived).quads if dataset else derived)
    return store


def _official(profile: str, shapes: "Sequence[str | Path]") -> Dataset:
    if not shapes:
        raise UseError(
            *explained("errors.validation", "no official shapes", place=profiles.PROFILES[profile]),
            where=f"--profile {profile}",
        )
    published = profiles.published(shapes)
    namespace = profiles.PROFILES[profile]
    if not any(
        isinstance(quad.subject, NamedNode) and quad.subject.value.startswith(namespace)
        for quad in published.quads
    ):
        raise InputError(
            *explained(
                "errors.validation", "no shape of profile", namespace=namespace, profile=profile
            ),
            where=", ".join(file.name for file in published.files),
        )
    return published


def _sifted(report: Report, known: "list[profiles.Deviation]", lang: str) -> Report:
    phrases = words("validation.audit", lang)
    sifted = profiles.sift(report.findings, known)
    excused = [
        finding._replace(
            severity="Info",
            message=phrases["expected"].format(deviation.reason[lang]),
            component=_EXPECTED,
        )
        for finding in sifted.expected
        for deviation in known
        if deviation.covers(finding)
    ]
    unused = [
        Finding(
            severity="Warning",
            message=phrases["unused"].format(deviation.shape),
            focus=NamedNode(deviation.shape),
            path=NamedNode(deviation.path),
            value=None,
            shape=NamedNode(f"{_RULES}deviation-unused"),
            component="deviation-unused",
            where=str(resources.ontology_dir() / "deviations.ttl"),
            remedy=phrases["remedy"],
        )
        for deviation in sifted.unused
    ]
    found = worst_first([*sifted.unexpected, *excused])
    return report._replace(findings=found, excused=sifted.expected).plus(unused, lang)


def expected(report: Report) -> int:
    """Return the number of findings under a known deviation from a profile."""
    return sum(finding.component == _EXPECTED for finding in report.findings)


def fails(report: Report, level: str = "violation") -> bool:
    """Return whether a report has a finding at a level of FAIL_ON or worse.

    A severity that a shape defines counts as info.
    """
    if level in ("none", "info"):
        return level == "info" and bool(report.findings)
    failing = SEVERITIES[: FAIL_ON.index(level) + 1]
    return any(finding.severity in failing for finding in report.findings)


def names(report: Report, dataset: Dataset, lang: str) -> Names:
    """Return the labels of the things in findings, by thing; things without a label are absent."""
    about = {finding.focus for finding in report.findings}
    return {
        quad.subject: quad.object.value
        for quad in (dataset.having([LABEL]) if about else ())
        if quad.subject in about
        and isinstance(quad.object, Literal)
        and quad.object.language == lang
    }


def judged_nothing(report: Report) -> bool:
    """Return whether a report has no findings only because no shape has a target in the data."""
    return report.idle and not report.findings


def table(
    report: Report,
    labels: Names,
    notation: Notation,
    *,
    remedies: bool = True,
    idle: str = "",
) -> Table:
    """Return the findings as a table, one row each, worst first.

    A path that is not a predicate is written in ``notation``. ``rule`` is the name of a rule or the
    IRI of a shape; ``focusLabel`` is a label, else a short IRI. If no node was checked, the only
    row has the text ``idle`` and the severity NothingJudged.
    """
    columns = ("severity", "rule", "where", "focus", "focusLabel", "path", "value", "message")
    rows: list[tuple[Term | None, ...]] = []
    if judged_nothing(report):
        rows.append((Literal("NothingJudged"), *(None,) * 6, Literal(idle), *(None,) * remedies))
    for finding in report.findings:
        focus = finding.focus
        label = labels.get(focus, short(focus)) if focus else None
        path = finding.path
        if isinstance(path, BlankNode):
            path = Literal(notation.path(path))
        row = (
            Literal(finding.severity),
            rule(finding),
            _text(finding.where),
            focus,
            _text(label),
            path,
            finding.value,
            Literal(finding.message),
        )
        rows.append((*row, _text(finding.remedy)) if remedies else row)
    return Table((*columns, "remedy") if remedies else columns, rows)


def rule(finding: Finding) -> Term:
    """Return the rule of a finding: the name of a rule, the IRI of a shape, or its constraint."""
    shape = finding.shape
    is_shape = isinstance(shape, NamedNode) and not shape.value.startswith(_RULES)
    return shape if shape and is_shape else Literal(finding.component)


def _text(text: str | None) -> Literal | None:
    return None if text is None else Literal(text)


class Audit(NamedTuple):
    """The data and its reports.

    ``dataset``: the asserted quads; ``complete``: also the derived ones. ``answers``: the names
    that differ, None if none are recorded.
    """

    dataset: Dataset
    complete: Dataset
    counts: dict[str, int]
    report: Report
    verdicts: "list[Verdict]"
    has_texts: bool
    answers: list[str] | None

    @property
    def unproved(self) -> "list[Verdict]":
        """The verdicts on statements that their passages do not support, or with a changed text."""
        return [verdict for verdict in self.verdicts if verdict.broken]

    @property
    def passed(self) -> bool:
        """Whether there are no faults; warnings and unavailable texts do not count."""
        return self.report.conforms and not self.unproved and not self.answers

    def whole(self, lang: str) -> Report:
        """Return the report with every fault of the evidence and the answers as a violation."""
        phrases, kinds = words("check", lang), words("evidence.verdicts", lang)
        found = [
            _violation(
                "; ".join([kinds[one.outcome], *map(path, one.changed), *one.missing]),
                "evidence",
                NamedNode(one.statement),
                where(self.dataset, one.quad),
            )
            for one in self.unproved
        ]
        if self.answers:
            differ = phrases["differ"].format(len(self.answers), ", ".join(self.answers))
            found.append(_violation(f"{phrases['answers']}: {differ}", "answers"))
        return self.report.plus(found, lang)


def _violation(
    message: str, rule: str, focus: Term | None = None, where: str | None = None
) -> Finding:
    return Finding(
        severity="Violation",
        message=message,
        focus=focus,
        path=None,
        value=None,
        shape=NamedNode(f"{_RULES}{rule}"),
        component=rule,
        where=where,
    )


def check(
    data: "Sequence[str] | None" = None,
    texts: "str | Path | None" = None,
    lang: str = "nl",
    step: "Callable[[str], None]" = lambda _name: None,
) -> Audit:
    """Return the audit of the named data, or of the shipped data and its recorded answers.

    ``texts`` is the folder of the sources' texts (default: as in ``find_texts``). ``step`` is
    called with the name of each step as it begins. Raises InputError for unreadable files.
    """
    # Imported here since they are slow, and validation alone needs neither.
    from dvgraph.evidence.texts import find_texts
    from dvgraph.evidence.verdicts import verify
    from dvgraph.questions import answers as recorded
    from dvgraph.store import inventory

    step("reading")
    folder = find_texts(texts, data or [resources.data_dir()])
    opened = open_whole(data or None)
    dataset, store = opened.dataset, opened.store()
    step("validating")
    report = validate(dataset, opened.derived, store=opened.store, lang=lang)
    step("re-reading the sources")
    verdicts = verify(dataset, folder)
    step("asking")
    kept = None if data else recorded.folder()
    answers = None if kept is None else recorded.differing(store, kept)
    counts = inventory.counts(store)
    return Audit(dataset, opened.whole, counts, report, verdicts, folder is not None, answers)


def by_rule(report: Report) -> list[list[Finding]]:
    """Return the findings grouped by severity and rule, worst first."""
    groups: dict[tuple[str, Term], list[Finding]] = {}
    for finding in report.findings:
        groups.setdefault((finding.severity, rule(finding)), []).append(finding)
    return list(groups.values())
