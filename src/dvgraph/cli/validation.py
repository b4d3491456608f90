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
@click.option(
    "--changed",
    multiple=True,
    metavar="FILE",
    help="Judge only whom the edit of this file concerns, since the last commit or --since;"
    " repeatable.",
)
@click.option(
    "--since",
    metavar="REVISION",
    help="Judge only whom the edits since a git revision concern.",
)
@click.option("--explain", is_flag=True, help="Tell how each shape was judged and what it cost.")
@click.option(
    "--fail-on",
    type=click.Choice(("violation", "warning", "info", "none")),
    default="violation",
    show_default=True,
    help="Exit with code 1 when there is a finding so severe, or worse.",
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
    explain: bool,
    fail_on: str,
    form: str | None,
    output: str | None,
    **judging: Any,
) -> None:
    """Validate FILES (default: the shipped data) against shapes and rules, in one report.

    Judged by the shipped SHACL shapes and all rules of queries/checks; with --shapes by those
    shapes alone. Dates and values that cannot be read are findings always. Every finding tells its
    severity, place, subject, value, rule and remedy. An endpoint is judged as it answers: engines
    rewrite values, so those that cannot be read are not told there. After an edit, --changed and
    --since judge only the nodes that it can concern, found from what shapes and rules read.
    """
    from dvgraph.validation import audit
    from dvgraph.validation.assessment import assess

    with progress() as step:
        found = assess(*source((*files, *data), store, endpoint), **judging, step=step)
    form = format_of(form, output, "findings", "human")
    if form in ("ttl", "turtle"):
        emit_quads(found.report.quads, "ttl", output)
    else:
        emit(found.text(form, width()), output)
    for line in found.notes(explain=explain):
        tell(line)
    ctx.exit(1 if audit.fails(found.report, fail_on) else 0)
