"""``check``: all that the data promises, in one report."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from dvgraph.cli.commands import Command
from dvgraph.cli.common import data_option, files_of, lang_option, progress, source
from dvgraph.cli.evidence import nearby, shown, summed_up, texts_option, unread
from dvgraph.cli.validation import rule_name, severity, told, unmatched, verdict
from dvgraph.rdf.terms import harmless

if TYPE_CHECKING:
    from dvgraph.validation.audit import Check
    from dvgraph.validation.findings import Report

_CUT = 20  # as many violations of one rule are shown by check
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


@click.command(cls=Command, example="dvgraph check")
@data_option
@texts_option
@lang_option
@click.pass_context
def check(ctx: click.Context, data: tuple[str, ...], texts: str | None, lang: str) -> None:
    """Check everything the data promises: syntax, dates, shapes, rules, evidence, recorded answers.

    Warnings and remarks are summed up by rule; validate and evidence verify show each. Exit code 1
    for a violation, a statement that its passages do not carry, a changed text, another answer.
    """
    from dvgraph.validation import audit

    with progress() as step:
        done = audit.check(files_of(source(data)), texts, lang, step)
    click.echo("".join(f"{line}\n" for line in _report(done, lang)), nl=False)
    ctx.exit(0 if done.passed else 1)


def _report(done: "Check", lang: str) -> Iterator[str]:
    from dvgraph.validation.audit import passages

    words = _WORDS[lang]
    dataset = done.dataset
    yield words["read"].format(len(dataset.files), len(dataset.quads), len(done.derived))
    yield from _counted(done.counts, lang)
    yield ""
    yield from _by_rule(done.report, lang)
    yield from shown(done.verdicts, dataset, lang, broken_only=True)
    judged = verdict(done.report, lang)
    yield f"{words['judged']}: {judged}"
    yield from unmatched(done.report, lang)
    yield f"{words['evidence']}: {summed_up(done.verdicts, lang)}"
    yield from unread(done.verdicts, done.has_texts, lang)
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
    from textwrap import wrap

    there = {kind: name for kind, name in _KINDS.items() if counts.get(kind)}
    parts = [
        f"{counts[kind]} {name[lang == 'en']}".replace(" ", "\xa0") for kind, name in there.items()
    ]
    for line in wrap("\xa0· ".join(parts), 100):
        yield line.replace("\xa0", " ")


def _by_rule(report: "Report", lang: str) -> Iterator[str]:
    """Yield the violations, and of the other findings one line for each rule."""
    from dvgraph.validation.audit import by_rule

    words = _WORDS[lang]
    for findings in by_rule(report):
        first = findings[0]
        if first.severity == "Violation":
            for finding in findings[:_CUT]:
                yield from told(finding, lang)
            if len(findings) > _CUT:
                yield words["cut"].format(len(findings) - _CUT, rule_name(first))
        else:
            such = f"{words['more'].format(len(findings))} " if len(findings) > 1 else ""
            text = f"{severity(first.severity, 1, lang)} {rule_name(first)}: {such}{first.message}"
            yield harmless(f"{text} ({nearby(first.where)})" if first.where else text)
