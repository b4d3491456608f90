"""``validate``: shapes and rules in one report, as text, table, JSON, CSV or SHACL."""

from typing import Any

import click

from dvgraph.cli.commands import Command, lang_option, option
from dvgraph.cli.common import (
    emit,
    emit_quads,
    fail_on_option,
    format_of,
    format_option,
    input_format_option,
    output_option,
    progress,
    source,
    source_options,
    tell,
)
from dvgraph.cli.limits import checking_time, limited, machine_memory, memory_option, timeout_option
from dvgraph.cli.stream import width


@click.command(cls=Command, example="dvgraph validate data/digitaal-vlaanderen")
@click.argument("files", nargs=-1)
@source_options
@input_format_option
@option("--shapes", multiple=True, metavar="FILE")
@option("--ontology", multiple=True, metavar="FILE")
@option("--profile", type=click.Choice(("oslo", "persoon", "dienstencataloog", "cpov", "cpsv-ap")))
@option(
    "--engine",
    type=click.Choice(("auto", "reference")),
    default="auto",
    show_default=True,
)
@option("--lenient", is_flag=True)
@option("--changed", multiple=True, metavar="FILE")
@option("--since", metavar="REVISION")
@option("--baseline", metavar="FILE")
@option("--explain", is_flag=True)
@fail_on_option
@option("--require-targets", is_flag=True)
@timeout_option
@memory_option
@lang_option
@format_option("findings")
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
    require_targets: bool,
    timeout: float | None,
    memory: float | None,
    form: str | None,
    output: str | None,
    **judging: Any,
) -> None:
    from dvgraph.validation import audit
    from dvgraph.validation.assessment import assess

    chosen = source((*files, *data), store, endpoint, model=model)
    # The shipped data and shapes need no child process, which takes time to start.
    if any((*chosen[:3], judging["shapes"], timeout is not None, memory is not None)):
        if timeout is None and not chosen.endpoint:
            timeout = checking_time(
                [*(chosen.data or ()), *([chosen.store] if chosen.store else ())]
            )
        limited(timeout, machine_memory() if memory is None else memory)()
    with progress() as step:
        found = assess(*chosen[:4], **judging, step=step)
    form = format_of(form, output, "findings", "human")
    if form in ("ttl", "turtle"):
        emit_quads(found.quads(), "ttl", output)
    else:
        emit(found.text(form, width()), output)
    for line in found.notes(explain=explain):
        tell(line)
    idle = require_targets and found.report.idle
    ctx.exit(1 if idle or audit.fails(found.report, fail_on) else 0)
