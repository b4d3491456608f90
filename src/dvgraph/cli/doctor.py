"""``doctor``: check the installation."""

import sys
from typing import Any

import click

from dvgraph.cli.commands import Command, lang_option
from dvgraph.cli.common import (
    emit,
    progress,
    source,
    source_options,
    texts_option,
)
from dvgraph.cli.stream import width


@click.command(cls=Command, example="dvgraph doctor")
@source_options
@texts_option
@lang_option
@click.pass_context
def doctor(ctx: click.Context, /, texts: str | None, lang: str, **where: Any) -> None:
    from dvgraph import doctor as library

    chosen, out = source(**where), sys.stdout
    terminal = width() if out.isatty() else None
    with progress() as step:
        step("looking")
        points = list(
            library.examine(
                chosen.data, chosen.store, chosen.endpoint, texts, lang, model=chosen.model
            )
        )
    points.append(library.output(out.encoding or "ascii", terminal, lang))
    emit(library.text(points, lang))
    ctx.exit(1 if any(point.state == library.ERROR for point in points) else 0)
