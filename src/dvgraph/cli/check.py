"""``check``: all checks of the data in one report."""

import click

from dvgraph.cli.commands import Command, lang_option
from dvgraph.cli.common import (
    data_option,
    emit,
    fail_on_option,
    files_of,
    format_of,
    format_option,
    output_option,
    progress,
    source,
    texts_option,
)
from dvgraph.cli.limits import checking_time, limited, machine_memory
from dvgraph.cli.stream import width


@click.command(cls=Command, example="dvgraph check")
@data_option
@texts_option
@fail_on_option
@lang_option
@format_option("audit")
@output_option
@click.pass_context
def check(
    ctx: click.Context,
    data: tuple[str, ...],
    texts: str | None,
    fail_on: str,
    lang: str,
    form: str | None,
    output: str | None,
) -> None:
    from dvgraph.validation import audit, check_text
    from dvgraph.validation.assessment import Assessment

    paths = files_of(source(data))
    if paths:  # their own checks may be a stranger's
        limited(checking_time(paths), machine_memory())()
    with progress() as step:
        done = audit.check(paths, texts, lang, step)
    form = format_of(form, output, "audit", "human")
    report = done.whole(lang)
    if form == "human":
        emit(check_text.text(done, lang), output)
    else:
        labels = audit.names(report, done.complete, lang)
        emit(Assessment(report=report, names=labels, lang=lang).text(form, width()), output)
    ctx.exit(1 if audit.fails(report, fail_on) else 0)
