"""``lineage``: predecessors and successors of an organisation, as text, rows, graph or picture."""

import sys
from typing import Any

import click

from dvgraph.cli.commands import Command, option
from dvgraph.cli.common import (
    as_known,
    emit,
    emit_long,
    emit_picture,
    emit_table,
    format_of,
    known_on_option,
    on_screen,
    opened,
    reading_options,
    tell,
    unpaged_option,
)
from dvgraph.cli.completion import names_of
from dvgraph.cli.stream import width
from dvgraph.errors import UseError
from dvgraph.locale.reader import explained
from dvgraph.results.writers import FORMATS, PICTURES


# Long since it has four forms of answer: kin, picture, tree, table.
@click.command(cls=Command, example="dvgraph lineage 'Digitaal Vlaanderen' -o stamboom.svg")
@click.argument("name", required=False, shell_complete=names_of())
@option("--with", "other", metavar="NAME")
@known_on_option
@unpaged_option
@reading_options("lineage")
def lineage(
    name: str | None,
    other: str | None,
    known_on: str | None,
    unpaged: bool,
    lang: str,
    form: str | None,
    output: str | None,
    **where: Any,
) -> None:
    from dvgraph import lineage as library
    from dvgraph.lineage.writing import WRITERS
    from dvgraph.locale.wording import stated
    from dvgraph.locale.words import words
    from dvgraph.results.layout import branched
    from dvgraph.results.readable import Words
    from dvgraph.things import page

    if other is not None and name is None:
        raise UseError(*explained("errors.cli", "with what"))
    store, known = as_known(opened(where), known_on)
    if known:
        tell(words("history.portrait", lang)["known"].format(stated(known, lang)))
    focus = page.find(store, name).iri if name is not None else None
    found = library.lineage(store, focus, lang)
    for fault in found.faults():
        tell(f"! {fault.message}")
    default = "tree" if sys.stdout.isatty() and not output else "tsv"
    form = format_of(form, output, "lineage", default)
    if other is not None:
        rows = found.between(page.find(store, other).iri)
        chosen = form if form in FORMATS["rows"] else None
        emit_table(rows, chosen, output, Words(lang, {}), f"{name} – {other}")
    elif form in PICTURES:
        # Imported here since a picture needs much more code than a text.
        from dvgraph.lineage.picture import svg

        emit_picture(svg(found), form, output)
    elif form == "tree" and on_screen(output):
        emit_long(branched(WRITERS[form](found), width()), output, form, unpaged=unpaged)
    elif form in WRITERS:
        emit(WRITERS[form](found), output)
    else:
        emit_table(found.table(), form, output, Words(lang, {}), name or "")
