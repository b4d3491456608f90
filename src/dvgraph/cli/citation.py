"""``cite``: a citation of a statement or a passage."""

from typing import Any

import click

from dvgraph.cli.commands import Command
from dvgraph.cli.common import emit, lang_option, opened, output_option, source_options
from dvgraph.results.writers import FORMATS


@click.command(cls=Command, example="dvgraph cite c-arv0g44q -f bibtex")
@click.argument("id")
@click.option(
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
    """Cite a statement or passage by ID: a short id as answers show it, a slug or an IRI.

    The citation is in words, with source, lines, data version and licence.
    """
    from dvgraph.labels.short_ids import resolve_id
    from dvgraph.things.citations import cite

    store = opened(where)
    emit(cite(store, resolve_id(store, id), form, lang), output)
