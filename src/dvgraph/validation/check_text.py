"""The report of ``check`` as lines in the human format."""

from collections.abc import Iterator
from textwrap import wrap

from dvgraph.evidence.passages import nearby
from dvgraph.evidence.report import Verification
from dvgraph.evidence.strength import strength
from dvgraph.evidence.verdicts import Outcome, summary
from dvgraph.locale.characters import harmless
from dvgraph.locale.words import words
from dvgraph.validation.assessment import finding, rule_name, severity, unmatched, verdict
from dvgraph.validation.audit import Audit, by_rule
from dvgraph.validation.findings import Report

_CUT = 20  # violations shown for each rule
_COLUMNS = 100  # width of the lines of counts, in columns
# The kinds of things that ``check`` counts, in the order of the model.


def text(done: Audit, lang: str) -> str:
    """Return the report of ``check``: counts, problems by rule, evidence, answers, the verdict."""
    return "".join(f"{line}\n" for line in _lines(done, lang))


def _lines(done: Audit, lang: str) -> Iterator[str]:
    phrases = words("check", lang)
    evidence = Verification(
        verdicts=done.verdicts, dataset=done.dataset, has_texts=done.has_texts, lang=lang
    )
    dataset = done.dataset
    size = dataset.size
    yield phrases["read"].format(len(dataset.files), size, done.complete.size - size)
    yield from _counted(done.counts, lang)
    yield ""
    yield from _by_rule(done.report, lang)
    yield from evidence.lines(broken_only=True)
    judged = verdict(done.report, lang)
    yield f"{phrases['judged']}: {judged}"
    yield from unmatched(done.report, lang)
    if done.verdicts:
        yield f"{phrases['evidence']}: {evidence.summary()}"
        yield from evidence.unread()
        found = strength(dataset)
        yield phrases["strength"].format(
            found.cited, found.lines, found.places, found.documents, found.single, found.press
        )
    if done.answers is not None:
        other = phrases["differ"].format(len(done.answers), ", ".join(done.answers))
        yield f"{phrases['answers']}: {other if done.answers else phrases['same']}"
    yield ""
    reasons = [] if done.report.conforms else [judged]
    if done.unproved:
        reasons.append(phrases["unproved"].format(len(done.unproved)))
    if done.answers:
        reasons.append(phrases["other"].format(len(done.answers)))
    yield f"{phrases['broken']}: {'; '.join(reasons)}" if reasons else _sound(evidence, lang)


def _sound(evidence: Verification, lang: str) -> str:
    """Return the last line of a check without faults: which texts were verified and which not."""
    phrases = words("check", lang)
    counts = summary(evidence.verdicts)
    read = counts[Outcome.CONFIRMED] + counts[Outcome.PARTLY]
    if not read and evidence.verdicts:
        return phrases["unread"]
    if read < len(evidence.verdicts):
        return phrases["sound so far"].format(read, len(evidence.verdicts))
    return phrases["sound"]


def _counted(counts: dict[str, int], lang: str) -> Iterator[str]:
    parts = []
    for kind, names in words("check.counts", lang).items():
        if number := counts.get(kind):
            name = names.split(" | ")[number != 1]
            parts.append(f"{number} {name}".replace(" ", "\xa0"))
    for line in wrap("\xa0· ".join(parts), _COLUMNS):
        yield line.replace("\xa0", " ")


def _by_rule(report: Report, lang: str) -> Iterator[str]:
    """Yield the violations, and one line for each rule with other findings."""
    phrases = words("check", lang)
    for findings in by_rule(report):
        first = findings[0]
        if first.severity == "Violation":
            for found in findings[:_CUT]:
                yield from finding(found, lang)
            if len(findings) > _CUT:
                yield phrases["cut"].format(len(findings) - _CUT, rule_name(first))
        else:
            such = f"{phrases['more'].format(len(findings))} " if len(findings) > 1 else ""
            line = f"{severity(first.severity, 1, lang)} {rule_name(first)}: {such}{first.message}"
            yield harmless(f"{line} ({nearby(first.where)})" if first.where else line)
