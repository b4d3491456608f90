"""``cite``: a citation of a statement or a passage."""

from typing import Any

import click

from dvgraph.cli.commands import Command, lang_option, option
from dvgraph.cli.common import emit, opened, output_option, source_options
from dvgraph.results.writers import FORMATS


@click.command(cls=Command, example="dvgraph cite c-arv0g44q -f bibtex")
@click.argument("id")
@option(
    "-f",
    "--format",
    "form",
    type=click.Choice(FORMATS["citation"]),
    default="text",
    show_default=True,
)
@lang_option
@source_options
@output_option
def cite(id: str, form: str, lang: str, output: str | None, **where: Any) -> None:
    from dvgraph.things.citations import cite, cited

    store = opened(where)
    emit(cite(store, cited(store, id), form, lang), output)
