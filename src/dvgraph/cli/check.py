"""``check``: all checks of the data in one report."""

import click

from dvgraph.cli.commands import Command, lang_option
from dvgraph.cli.common import (
    data_option,
    emit,
    files_of,
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
    from dvgraph.validation import audit, check_text

    with progress() as step:
        done = audit.check(files_of(source(data)), texts, lang, step)
    emit(check_text.text(done, lang))
    ctx.exit(0 if done.passed else 1)
