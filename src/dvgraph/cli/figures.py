"""``figures``: a measure over time, through mergers, as rows or a chart."""

from typing import Any

import click

from dvgraph.cli.commands import Command, option
from dvgraph.cli.common import (
    emit_rows,
    emit_table,
    find,
    format_of,
    opened,
    reading_options,
    whole_options,
)
from dvgraph.cli.completion import entity_argument
from dvgraph.errors import UseError
from dvgraph.locale.reader import explained


@click.command(cls=Command, example="dvgraph figures bezoeken Vlaanderen.be -o bezoeken.svg")
@click.argument("measure", required=False)
@entity_argument
@option("--per-head", is_flag=True)
@option("--of", "of", metavar="NAME")
@whole_options
@reading_options("figures")
def figures(
    measure: str | None,
    name: str | None,
    per_head: bool,
    of: str | None,
    whole: bool,
    unpaged: bool,
    lang: str,
    form: str | None,
    output: str | None,
    **where: Any,
) -> None:
    from dvgraph.figures import Figures, FiguresOf, all_of, measure_of, measures, series
    from dvgraph.results.readable import Words, provenance
    from dvgraph.store.inventory import version

    store = opened(where)
    if of is not None:
        if measure is not None:
            raise UseError(*explained("errors.cli", "exclude each other", both="MEASURE, --of"))
        focus = find(store, of)
        every = FiguresOf(all_of(store, focus, lang), focus, provenance(version(store), lang))
        form = format_of(form, output, "figures", screen="summary")
        emit_rows(every, form, output, whole=whole, unpaged=unpaged)
        return
    if measure is None:
        emit_table(measures(store, lang), form, output, Words(lang, {}))
        return
    form = format_of(form, output, "figures", screen="summary")
    focus = find(store, name)
    measured = series(store, measure_of(store, measure), focus, lang, per=per_head)
    found = Figures(measured, provenance(version(store), lang))
    emit_rows(found, form, output, whole=whole, unpaged=unpaged)
