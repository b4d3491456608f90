"""``check``: all checks of the data in one report."""

import click

from dvgraph.cli.commands import Command
from dvgraph.cli.common import (
    data_option,
    emit,
    files_of,
    lang_option,
    progress,
    source,
    texts_option,
)


@click.command(cls=Command, example="dvgraph check")
@data_option
@texts_option
@lang_option
@click.pass_context
def check(ctx: click.Context, data: tuple[str, ...], texts: str | None, lang: str) -> None:
    """Run every check of the data: syntax, dates, shapes, rules, evidence, recorded answers.

    Warnings and remarks are counted per rule; validate and evidence verify list them. Exit code 1
    on a violation, an unsupported statement, a changed source text or a changed answer.
    """
    from dvgraph.validation import audit, check_text

    with progress() as step:
        done = audit.check(files_of(source(data)), texts, lang, step)
    emit(check_text.text(done, lang))
    ctx.exit(0 if done.passed else 1)
