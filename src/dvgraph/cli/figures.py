"""``figures``: a measure over time, through mergers, as rows or a chart."""

from typing import Any

import click

from dvgraph.cli.commands import Command
from dvgraph.cli.common import (
    emit,
    emit_bytes,
    emit_table,
    format_of,
    lang_option,
    open_source,
    output_option,
    source,
    source_options,
    tell,
)
from dvgraph.cli.completion import names_of

_TABLES = ("table", "tsv", "csv", "json", "jsonl", "md")
_CHARTS = ("svg", "png", "html")


@click.command(
    cls=Command,
    example="dvgraph figures bezoeken Vlaanderen.be -o bezoeken.svg",
)
@click.argument("measure")
@click.argument("name", metavar="[ENTITY]", required=False, shell_complete=names_of())
@click.option("--per-head", is_flag=True, help="Divide by heads or users, where a measure allows.")
@source_options
@lang_option
@click.option(
    "-f",
    "--format",
    "form",
    type=click.Choice([*_TABLES, *_CHARTS]),
    help="By default a table on a terminal, else tsv; with -o, what its suffix says. svg, png and"
    " html (interactive, no network) are charts.",
)
@output_option
def figures(
    measure: str,
    name: str | None,
    per_head: bool,
    lang: str,
    form: str | None,
    output: str | None,
    **where: Any,
) -> None:
    """Show a measure over time: of everything, or of ENTITY with what it came from and went into.

    Growth, index (100 is where a line begins), share of the total. Where two figures cannot be
    compared the line is broken, and the reason said; predecessors are added up only like for like.
    Charts need altair and vl-convert: pip install 'dvgraph[charts]'.
    """
    from dvgraph.figures import Figures, measure_of, series
    from dvgraph.results.tables import provenance
    from dvgraph.store.inventory import version
    from dvgraph.things import page
    from dvgraph.things.columns import words

    chosen = format_of(form, output, (*_TABLES, *_CHARTS), "")
    store = open_source(source(**where))
    focus = page.find(store, name) if name is not None else None
    if focus and not focus.sure:
        tell(f"'{name}' read as '{focus.name}'")
    iri = measure_of(store, measure)
    found = Figures(series(store, iri, focus.iri if focus else "", lang, per=per_head))
    if chosen in ("svg", "html"):
        emit(found.svg() if chosen == "svg" else found.html(), output)
    elif chosen == "png":
        emit_bytes(found.png(), output)
    else:
        tell(provenance(version(store), lang))
        emit_table(found.table, form, output, words(found.table, lang))
