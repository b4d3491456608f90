"""``validate``: shapes and rules in one report, as text, table, JSON, CSV or SHACL."""

from typing import Any

import click

from dvgraph.cli.commands import Command
from dvgraph.cli.common import (
    emit,
    emit_quads,
    format_of,
    format_option,
    input_format_option,
    lang_option,
    output_option,
    progress,
    source,
    source_options,
    tell,
    width,
)


@click.command(
    cls=Command,
    example="dvgraph validate data/digitaal-vlaanderen",
)
@click.argument("files", nargs=-1)
@source_options
@input_format_option
@click.option(
    "--shapes",
    multiple=True,
    metavar="FILE",
    help="Validate against these shapes alone; repeatable.",
)
@click.option(
    "--ontology",
    multiple=True,
    metavar="FILE",
    help="Put an ontology beside the data, whose classes help to judge; it is not judged itself."
    " Repeatable.",
)
@click.option(
    "--profile",
    type=click.Choice(("oslo", "cpov")),
    help="The official profile of the --shapes file: errors in it are fixed in memory, and known"
    " deviations reported separately.",
)
@click.option(
    "--engine",
    type=click.Choice(("auto", "compiled", "reference")),
    default="auto",
    show_default=True,
    help="auto: queries select suspect nodes for pySHACL, which judges other shapes on all nodes;"
    " compiled: refuse those other shapes; reference: pySHACL judges everything.",
)
@click.option(
    "--changed",
    multiple=True,
    metavar="FILE",
    help="Check only the nodes affected by changes to this file, since the last commit or"
    " --since; repeatable.",
)
@click.option(
    "--since",
    metavar="REVISION",
    help="Check only the nodes affected by changes since a git revision.",
)
@click.option("--explain", is_flag=True, help="Show the method and the time of each shape.")
@click.option(
    "--fail-on",
    type=click.Choice(("violation", "warning", "info", "none")),
    default="violation",
    show_default=True,
    help="Exit with code 1 for a finding of this severity or worse.",
)
@lang_option
@format_option(
    "findings",
    "ttl or turtle is the SHACL report.",
    usual="human by default, or what the output's suffix says;",
)
@output_option
@click.pass_context
def validate(
    ctx: click.Context,
    /,
    files: tuple[str, ...],
    data: tuple[str, ...],
    store: str | None,
    endpoint: str | None,
    model: bool,
    explain: bool,
    fail_on: str,
    form: str | None,
    output: str | None,
    **judging: Any,
) -> None:
    """Validate FILES (default: the shipped data) against shapes and rules, in one report.

    Uses the shipped SHACL shapes and all rules of queries/checks; with --shapes, these shapes
    alone. Unreadable dates and values are always reported. Every finding has a severity, place,
    subject, value, rule and remedy. Endpoints rewrite values, so unreadable ones are not reported
    for an endpoint. After an edit, --changed and --since check only the affected nodes, computed
    from the triples that shapes and rules depend on.
    """
    from dvgraph.validation import audit
    from dvgraph.validation.assessment import assess

    with progress() as step:
        chosen = source((*files, *data), store, endpoint, model=model)
        found = assess(*chosen, **judging, step=step)
    form = format_of(form, output, "findings", "human")
    if form in ("ttl", "turtle"):
        emit_quads(found.report.quads, "ttl", output)
    else:
        emit(found.text(form, width()), output)
    for line in found.notes(explain=explain):
        tell(line)
    ctx.exit(1 if audit.fails(found.report, fail_on) else 0)
