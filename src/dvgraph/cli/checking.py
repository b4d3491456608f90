"""``check`` all that the data promises; ``validate`` it against shapes and rules."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from dvgraph.cli.common import (
    Command,
    data_option,
    emit,
    emit_quads,
    emit_table,
    lang_option,
    output_option,
    progress,
    source,
    store_option,
    tell,
)
from dvgraph.cli.evidence import nearby, shown, summed_up, texts_option, unread
from dvgraph.cli.files import input_format_option, read_source

if TYPE_CHECKING:
    from dvgraph.checking import Check, Names
    from dvgraph.findings import Finding, Report

_SUFFIXES = {"json": "json", "csv": "csv", "ttl": "turtle"}
_CUT = 20  # as many violations of one rule are shown by check
_WORDS = {
    "nl": {
        "read": "{} bestanden, {} triples, {} afgeleid",
        "conforms": "voldoet",
        "fails": "voldoet niet",
        "idle": "niets beoordeeld: geen enkele vorm heeft een doel in de gegevens",
        "unmatched": "vormen zonder doel in de gegevens ({}): {}",
        "others": "{} en {} andere",
        "without rules": "Enkel de genoemde vormen zijn beoordeeld, de regels niet",
        "expected": "Profiel {}: {} bevindingen vallen onder een bekende afwijking, {} niet",
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
        "conforms": "conforms",
        "fails": "does not conform",
        "idle": "nothing was judged: no shape has a target in the data",
        "unmatched": "shapes without a target in the data ({}): {}",
        "others": "{} and {} others",
        "without rules": "Only the shapes named were judged, not the rules",
        "expected": "Profile {}: {} findings fall under a known deviation, {} do not",
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
_SEVERITIES = {
    "nl": {
        "Violation": ("overtreding", "overtredingen"),
        "Warning": ("waarschuwing", "waarschuwingen"),
        "Info": ("opmerking", "opmerkingen"),
    },
    "en": {
        "Violation": ("violation", "violations"),
        "Warning": ("warning", "warnings"),
        "Info": ("remark", "remarks"),
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
    from dvgraph import checking

    with progress() as step:
        done = checking.check(source(data).data, texts, lang, step)
    click.echo("".join(f"{line}\n" for line in _report(done, lang)), nl=False)
    ctx.exit(0 if done.passed else 1)


def _report(done: "Check", lang: str) -> Iterator[str]:
    from dvgraph.checking import passages

    words = _WORDS[lang]
    dataset = done.dataset
    yield words["read"].format(len(dataset.files), len(dataset.quads), len(done.derived))
    yield from _counted(done.counts, lang)
    yield ""
    yield from _by_rule(done.report, lang)
    yield from shown(done.verdicts, dataset, lang, broken_only=True)
    judged = _verdict(done.report, lang)
    yield f"{words['judged']}: {judged}"
    yield from _unmatched(done.report, lang)
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
    for line in wrap(" · ".join(parts), 100):
        yield line.replace("\xa0", " ")


def _by_rule(report: "Report", lang: str) -> Iterator[str]:
    """Yield the violations, and of the other findings one line for each rule."""
    from dvgraph.checking import by_rule
    from dvgraph.legible import harmless

    words = _WORDS[lang]
    for findings in by_rule(report):
        first = findings[0]
        if first.severity == "Violation":
            for finding in findings[:_CUT]:
                yield from _lines(finding, lang)
            if len(findings) > _CUT:
                yield words["cut"].format(len(findings) - _CUT, _rule(first))
        else:
            such = f"{words['more'].format(len(findings))} " if len(findings) > 1 else ""
            text = f"{_severity(first.severity, 1, lang)} {_rule(first)}: {such}{first.message}"
            yield harmless(f"{text} ({nearby(first.where)})" if first.where else text)


@click.command(cls=Command, example="dvgraph validate data/digitaal-vlaanderen")
@click.argument("files", nargs=-1)
@data_option
@store_option
@input_format_option
@click.option(
    "--shapes", multiple=True, metavar="FILE", help="Judge by these shapes alone; repeatable."
)
@click.option(
    "--profile",
    type=click.Choice(("oslo", "cpov")),
    help="The official profile that the file of --shapes publishes: its faults are mended in"
    " memory, and the known deviations told apart.",
)
@click.option(
    "--fail-on",
    type=click.Choice(("violation", "warning", "info", "none")),
    default="violation",
    show_default=True,
    help="Exit with code 1 when there is a finding so severe, or worse.",
)
@lang_option
@click.option(
    "-f",
    "--format",
    "form",
    type=click.Choice(("human", "table", "json", "csv", "turtle")),
    help="human by default, or what the output's suffix says; turtle is the SHACL report.",
)
@output_option
@click.pass_context
def validate(
    ctx: click.Context,
    files: tuple[str, ...],
    data: tuple[str, ...],
    store: str | None,
    input_format: str | None,
    shapes: tuple[str, ...],
    profile: str | None,
    fail_on: str,
    lang: str,
    form: str | None,
    output: str | None,
) -> None:
    """Validate FILES (default: the shipped data) against shapes and rules, in one report.

    Judged by the shipped SHACL shapes and all rules of queries/checks; with --shapes by those
    shapes alone. Dates and values that cannot be read are findings always. Every finding tells its
    severity, place, subject, value, rule and remedy.
    """
    from dvgraph import checking
    from dvgraph.derive import derive

    with progress() as step:
        step("reading")
        chosen = source((*files, *data), store)
        dataset = read_source(chosen, input_format)
        step("deriving")
        # A store on disk carries its derived graphs.
        derived = [] if chosen.store else derive(dataset)
        step("validating")
        report = checking.validate(dataset, derived, shapes=shapes, profile=profile, lang=lang)
    report = report._replace(
        findings=[each._replace(where=nearby(each.where)) for each in report.findings]
    )
    names = checking.names(report, [*dataset.quads, *derived], lang)
    form = form or _SUFFIXES.get((output or "").rpartition(".")[2], "human")
    if form == "turtle":
        emit_quads(report.quads, "ttl", output)
    elif form == "human":
        lines = [line for finding in report.findings for line in _lines(finding, lang, names)]
        emit("".join(f"{line}\n" for line in (*lines, _verdict(report, lang))), output)
    else:
        # A remedy is too long for a column on a screen.
        emit_table(checking.table(report, names, remedies=form != "table"), form, output)
    words = _WORDS[lang]
    if profile:
        covered = checking.expected(report)
        tell(words["expected"].format(profile, covered, len(report.findings) - covered))
    for line in _unmatched(report, lang):
        tell(line)
    if shapes:
        tell(words["without rules"])
    ctx.exit(1 if checking.fails(report, fail_on) else 0)


def _lines(finding: "Finding", lang: str, names: "Names | None" = None) -> Iterator[str]:
    """Yield a finding as people read it: place and message, then subject and rule, then remedy."""
    from dvgraph.legible import harmless, short

    named = (names or {}).get(finding.focus) if finding.focus else None
    subject = f"{named} ({short(finding.focus)})" if named else short(finding.focus)
    if finding.path:
        subject += f" {short(finding.path)}"
    if finding.value not in (None, finding.focus):
        subject += f" = {short(finding.value)}"
    place = f"{nearby(finding.where)}: " if finding.where else ""
    yield harmless(f"{place}{_severity(finding.severity, 1, lang)}: {finding.message}")
    yield harmless(f"    {subject} [{_rule(finding)}]")
    if finding.remedy:
        yield harmless(f"    → {finding.remedy}")


def _severity(name: str, number: int, lang: str) -> str:
    """Return the word for findings of a severity; one of a shape's own making keeps its name."""
    return _SEVERITIES[lang].get(name, (name, name))[number != 1]


def _rule(finding: "Finding") -> str:
    from dvgraph.checking import rule
    from dvgraph.legible import short

    return short(rule(finding))


def _verdict(report: "Report", lang: str) -> str:
    words = _WORDS[lang]
    if report.idle and not report.findings:
        return words["idle"]
    kinds = [finding.severity for finding in report.findings]
    counted = ", ".join(
        f"{kinds.count(kind)} {_severity(kind, kinds.count(kind), lang)}"
        for kind in dict.fromkeys(kinds)
    )
    verdict = words["conforms" if report.conforms else "fails"]
    return f"{verdict}: {counted}" if counted else verdict


def _unmatched(report: "Report", lang: str) -> Iterator[str]:
    """Yield what shapes had nothing to judge."""
    from dvgraph.legible import short

    words = _WORDS[lang]
    names = [short(shape) for shape in report.unmatched]
    if names:
        listed = ", ".join(names[:5])
        if len(names) > 5:
            listed = words["others"].format(listed, len(names) - 5)
        yield words["unmatched"].format(len(names), listed)
