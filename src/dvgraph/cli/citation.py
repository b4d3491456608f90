"""``cite``: a citation of a statement or a passage."""

import click

from dvgraph.cli.commands import Command
from dvgraph.cli.common import emit, lang_option, open_source, output_option, source, source_options


@click.command(cls=Command, example="dvgraph cite c-arv0g44q -f bibtex")
@click.argument("id")
@click.option(
    "-f",
    "--format",
    "form",
    type=click.Choice(("text", "bibtex", "csl-json")),
    default="text",
    show_default=True,
)
@lang_option
@source_options
@output_option
def cite(
    id: str,
    form: str,
    lang: str,
    data: tuple[str, ...],
    store: str | None,
    endpoint: str | None,
    output: str | None,
) -> None:
    """Cite the statement or passage of ID: a short id as answers show it, a slug or an IRI.

    In words, with source, lines, data version and licence.
    """
    from dvgraph.labels.short_ids import resolve_id
    from dvgraph.things.citations import cite

    opened = open_source(source(data, store, endpoint))
    emit(cite(opened, resolve_id(opened, id), form, lang), output)
