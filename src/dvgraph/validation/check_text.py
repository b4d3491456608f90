"""The report of ``check`` as lines for people."""

from collections.abc import Iterator
from textwrap import wrap

from dvgraph.evidence.report import Verification, nearby
from dvgraph.evidence.verdicts import passages
from dvgraph.rdf.terms import harmless
from dvgraph.validation.assessment import finding, rule_name, severity, unmatched, verdict
from dvgraph.validation.audit import Audit, by_rule
from dvgraph.validation.findings import Report

_CUT = 20  # shown violations of one rule
_COLUMNS = 100  # the counts
_WORDS = {
    "nl": {
        "read": "{} bestanden, {} triples, {} afgeleid",
        "more": "{}×, zoals",
        "cut": "… en nog {} van {}; dvgraph validate toont ze alle",
        "judged": "vormen en regels",
        "evidence": "bewijs",
        "answers": "antwoorden",
        "same": "zoals opgenomen",
        "differ": "{} anders dan opgenomen: {} (make record neemt ze opnieuw op)",
        "sound": "In orde",
        "skipped": "{} vindplaatsen konden niet nagelezen worden",
        "broken": "Niet in orde",
        "unproved": "{} uitspraken niet in hun bron gevonden",
        "other": "{} antwoorden anders dan opgenomen",
    },
    "en": {
        "read": "{} files, {} triples, {} derived",
        "more": "{}×, such as",
        "cut": "… and {} more of {}; dvgraph validate shows them all",
        "judged": "shapes and rules",
        "evidence": "evidence",
        "answers": "answers",
        "same": "as recorded",
        "differ": "{} not as recorded: {} (make record writes them anew)",
        "sound": "All is well",
        "skipped": "{} passages could not be re-read",
        "broken": "Not well",
        "unproved": "{} statements not found in their source",
        "other": "{} answers not as recorded",
    },
}
# The kinds of things that check counts, in the order of the model.
_KINDS = {
    "gen:VersieVolgensGeldigeTijd": ("organisatieversies", "organisation versions"),
    "org:ChangeEvent": ("gebeurtenissen", "events"),
    "besluit:Besluit": ("besluiten", "decisions"),
    "org:Post": ("functies", "posts"),
    "dvg:Taak": ("taken", "tasks"),
    "cpsv:PublicService": ("diensten", "services"),
    "dvg:Bestaan": ("bestaan", "existence"),
    "dvg:Verantwoordelijkheid": ("verantwoordelijkheid", "responsibility"),
    "dvg:Betrekking": ("betrekking", "relation"),
    "dvg:Bezetting": ("bezetting", "tenure"),
    "dvg:Functieclassificatie": ("functieclassificatie", "post classification"),
    "dvg:Takenlot": ("takenlot", "fate of a task"),
    "dvg:Cijfer": ("cijfer", "figure"),
    "dvg:Kenmerk": ("kenmerk", "characteristic"),
    "dvg:GeldendeUitspraak": ("geldende uitspraken", "current statements"),
    "dvg:Vindplaats": ("vindplaatsen", "passages"),
    "dvg:Tegenspraak": ("tegenspraken", "contradictions"),
    "dvg:Lacune": ("lacunes", "gaps"),
}


def text(done: Audit, lang: str) -> str:
    """Return the check in lines: counts, problems by rule, evidence, answers, the verdict."""
    return "".join(f"{line}\n" for line in _lines(done, lang))


def _lines(done: Audit, lang: str) -> Iterator[str]:
    words = _WORDS[lang]
    evidence = Verification(
        verdicts=done.verdicts, dataset=done.dataset, has_texts=done.has_texts, lang=lang
    )
    dataset = done.dataset
    yield words["read"].format(len(dataset.files), len(dataset.quads), len(done.derived))
    yield from _counted(done.counts, lang)
    yield ""
    yield from _by_rule(done.report, lang)
    yield from evidence.lines(broken_only=True)
    judged = verdict(done.report, lang)
    yield f"{words['judged']}: {judged}"
    yield from unmatched(done.report, lang)
    yield f"{words['evidence']}: {evidence.summary()}"
    yield from evidence.unread()
    if done.answers is not None:
        other = words["differ"].format(len(done.answers), ", ".join(done.answers))
        yield f"{words['answers']}: {other if done.answers else words['same']}"
    yield ""
    reasons = [] if done.report.conforms else [judged]
    if done.unproved:
        reasons.append(words["unproved"].format(len(done.unproved)))
    if done.answers:
        reasons.append(words["other"].format(len(done.answers)))
    skipped = passages(done.verdicts)[1]
    sound = f"{words['sound']}; {words['skipped'].format(skipped)}" if skipped else words["sound"]
    yield f"{words['broken']}: {'; '.join(reasons)}" if reasons else sound


def _counted(counts: dict[str, int], lang: str) -> Iterator[str]:
    there = {kind: name for kind, name in _KINDS.items() if counts.get(kind)}
    parts = [
        f"{counts[kind]} {name[lang == 'en']}".replace(" ", "\xa0") for kind, name in there.items()
    ]
    for line in wrap("\xa0· ".join(parts), _COLUMNS):
        yield line.replace("\xa0", " ")


def _by_rule(report: Report, lang: str) -> Iterator[str]:
    """Yield the violations, and one line per rule for other findings."""
    words = _WORDS[lang]
    for findings in by_rule(report):
        first = findings[0]
        if first.severity == "Violation":
            for found in findings[:_CUT]:
                yield from finding(found, lang)
            if len(findings) > _CUT:
                yield words["cut"].format(len(findings) - _CUT, rule_name(first))
        else:
            such = f"{words['more'].format(len(findings))} " if len(findings) > 1 else ""
            line = f"{severity(first.severity, 1, lang)} {rule_name(first)}: {such}{first.message}"
            yield harmless(f"{line} ({nearby(first.where)})" if first.where else line)
