"""``validate``: shapes and rules in one report, as text, table, JSON, CSV or SHACL."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from dvgraph.cli.commands import Command
from dvgraph.cli.common import (
    Source,
    emit,
    emit_quads,
    emit_table,
    files_of,
    format_of,
    lang_option,
    open_source,
    output_option,
    progress,
    source,
    source_options,
    tell,
)
from dvgraph.cli.edits import edit_of, edit_options, edit_told, whole_told
from dvgraph.cli.evidence import nearby
from dvgraph.cli.files import input_format_option, read_source
from dvgraph.rdf.terms import harmless, short

if TYPE_CHECKING:
    from dvgraph.dataset.files import Dataset
    from dvgraph.rdf.oxigraph import Quad
    from dvgraph.validation.audit import Names
    from dvgraph.validation.findings import Finding, Report

_TABLES = ("table", "tsv", "csv", "json", "jsonl", "md")
_WORDS = {
    "nl": {
        "conforms": "voldoet",
        "fails": "voldoet niet",
        "idle": "niets beoordeeld: geen enkele vorm heeft een doel in de gegevens",
        "unmatched": "vormen zonder doel in de gegevens ({}): {}",
        "others": "{} en {} andere",
        "without rules": "Enkel de genoemde vormen zijn beoordeeld, de regels niet",
        "compiled": "{}: gecompileerd, {} ms",
        "reference": "{}: niet gecompileerd, {} ms",
        "looked at": "; {} bekeken door pySHACL in {} ms, {} bevindingen",
        "everything": "pySHACL beoordeelde alles; geen enkele vorm is gecompileerd",
        "expected": "Profiel {}: {} bevindingen vallen onder een bekende afwijking, {} niet",
    },
    "en": {
        "conforms": "conforms",
        "fails": "does not conform",
        "idle": "nothing was judged: no shape has a target in the data",
        "unmatched": "shapes without a target in the data ({}): {}",
        "others": "{} and {} others",
        "without rules": "Only the shapes named were judged, not the rules",
        "compiled": "{}: compiled, {} ms",
        "reference": "{}: not compiled, {} ms",
        "looked at": "; {} looked at by pySHACL in {} ms, {} findings",
        "everything": "pySHACL judged everything; no shape was compiled",
        "expected": "Profile {}: {} findings fall under a known deviation, {} do not",
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


@click.command(
    cls=Command,
    example="dvgraph validate data/digitaal-vlaanderen",
)
@click.argument("files", nargs=-1)
@source_options
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
    "--engine",
    type=click.Choice(("auto", "compiled", "reference")),
    default="auto",
    show_default=True,
    help="auto: queries find what may be wrong, pySHACL judges that, and all of a shape that no"
    " query expresses; compiled: refuse such a shape; reference: pySHACL judges everything.",
)
@edit_options
@click.option("--explain", is_flag=True, help="Tell how each shape was judged and what it cost.")
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
    type=click.Choice(("human", *_TABLES, "ttl", "turtle")),
    help="human by default, or what the output's suffix says; ttl or turtle is the SHACL report.",
)
@output_option
@click.pass_context
def validate(
    ctx: click.Context,
    files: tuple[str, ...],
    data: tuple[str, ...],
    store: str | None,
    endpoint: str | None,
    input_format: str | None,
    shapes: tuple[str, ...],
    profile: str | None,
    engine: str,
    changed: tuple[str, ...],
    since: str | None,
    explain: bool,
    fail_on: str,
    lang: str,
    form: str | None,
    output: str | None,
) -> None:
    """Validate FILES (default: the shipped data) against shapes and rules, in one report.

    Judged by the shipped SHACL shapes and all rules of queries/checks; with --shapes by those
    shapes alone. Dates and values that cannot be read are findings always. Every finding tells its
    severity, place, subject, value, rule and remedy. An endpoint is judged as it answers: engines
    rewrite values, so those that cannot be read are not told there. After an edit, --changed and
    --since judge only the nodes that it can concern, found from what shapes and rules read.
    """
    from dvgraph.validation import audit

    edit = None
    with progress() as step:
        step("reading")
        chosen = source((*files, *data), store, endpoint)
        if changed or since is not None:
            files_of(chosen)
        dataset, derived = _read(chosen, input_format)
        if dataset and (changed or since is not None):
            step("comparing")
            edit = edit_of(chosen, dataset, derived, changed, since, shapes, input_format)
        step("validating")
        report = audit.validate(
            dataset,
            derived,
            shapes=shapes,
            profile=profile,
            lang=lang,
            engine=engine,
            store=None if dataset else open_source(chosen),
            change=edit.change if edit else None,
        )
    report = report._replace(
        findings=[each._replace(where=nearby(each.where)) for each in report.findings]
    )
    names = audit.names(report, [*(dataset.quads if dataset else ()), *derived], lang)
    form = format_of(form, output, (*_TABLES, "ttl"), "human")
    if form in ("ttl", "turtle"):
        emit_quads(report.quads, "ttl", output)
    elif form == "human":
        lines = [line for finding in report.findings for line in told(finding, lang, names)]
        emit("".join(f"{line}\n" for line in (*lines, verdict(report, lang))), output)
    else:
        # A remedy is too long for a column on a screen.
        emit_table(audit.table(report, names, remedies=form != "table"), form, output)
    words = _WORDS[lang]
    if profile:
        covered = audit.expected(report)
        tell(words["expected"].format(profile, covered, len(report.findings) - covered))
    for line in (*(edit_told(edit, report, lang) if edit else ()), *unmatched(report, lang)):
        tell(line)
    if shapes:
        tell(words["without rules"])
    if explain:
        for line in whole_told(report, lang):
            tell(line)
        for line in explained(report, lang):
            tell(line)
    ctx.exit(1 if audit.fails(report, fail_on) else 0)


def _read(chosen: Source, input_format: str | None) -> "tuple[Dataset | None, list[Quad]]":
    """Return what is judged and what it implies; a store carries its derived graphs."""
    if chosen.endpoint:
        return None, []
    if chosen.store:
        return read_source(chosen, input_format), []
    if input_format is None:
        from dvgraph.prebuilt.stores import read_prebuilt

        return read_prebuilt(chosen.data)
    from dvgraph.derive.rules import derive

    dataset = read_source(chosen, input_format)
    return dataset, derive(dataset)


def told(finding: "Finding", lang: str, names: "Names | None" = None) -> Iterator[str]:
    """Yield a finding as people read it: place and message, then subject and rule, then remedy."""

    named = (names or {}).get(finding.focus) if finding.focus else None
    subject = f"{named} ({short(finding.focus)})" if named else short(finding.focus)
    if finding.path:
        subject += f" {short(finding.path)}"
    if finding.value not in (None, finding.focus):
        subject += f" = {short(finding.value)}"
    place = f"{nearby(finding.where)}: " if finding.where else ""
    yield harmless(f"{place}{severity(finding.severity, 1, lang)}: {finding.message}")
    yield harmless(f"    {subject} [{rule_name(finding)}]")
    if finding.remedy:
        yield harmless(f"    → {finding.remedy}")


def severity(name: str, number: int, lang: str) -> str:
    """Return the word for findings of a severity; one of a shape's own making keeps its name."""
    return _SEVERITIES[lang].get(name, (name, name))[number != 1]


def rule_name(finding: "Finding") -> str:
    """Return what a finding broke: a rule's name, a shape's short IRI or a kind of constraint."""
    from dvgraph.validation.audit import rule

    return short(rule(finding))


def verdict(report: "Report", lang: str) -> str:
    """Return whether a report conforms and how many findings of each severity it has."""
    words = _WORDS[lang]
    if report.idle and not report.findings:
        return words["idle"]
    kinds = [finding.severity for finding in report.findings]
    counted = ", ".join(
        f"{kinds.count(kind)} {severity(kind, kinds.count(kind), lang)}"
        for kind in dict.fromkeys(kinds)
    )
    verdict = words["conforms" if report.conforms else "fails"]
    return f"{verdict}: {counted}" if counted else verdict


def unmatched(report: "Report", lang: str) -> Iterator[str]:
    """Yield what shapes had nothing to judge."""

    words = _WORDS[lang]
    names = [short(shape) for shape in report.unmatched]
    if names:
        listed = ", ".join(names[:5])
        if len(names) > 5:
            listed = words["others"].format(listed, len(names) - 5)
        yield words["unmatched"].format(len(names), listed)


def explained(report: "Report", lang: str) -> Iterator[str]:
    """Yield how each shape was judged, the costliest first, and what was not compiled."""

    words = _WORDS[lang]
    if not report.judged:
        yield words["everything"]
    by_cost = sorted(report.judged, key=lambda one: -one.store_seconds - one.reference_seconds)
    for one in by_cost:
        line = words[one.way].format(short(one.shape), round(one.store_seconds * 1000))
        if one.nodes:
            took = round(one.reference_seconds * 1000)
            line += words["looked at"].format(one.nodes, took, one.results)
        yield line
        yield from (f"    {note}" for note in one.notes)
