"""``show`` a thing on one screen; ``search`` for things by a word."""

from datetime import date
from typing import Any

import click

from dvgraph.cli.commands import Command, option
from dvgraph.cli.common import (
    as_known,
    emit_long,
    emit_quads,
    emit_rows,
    find,
    format_of,
    known_on_option,
    on_screen,
    opened,
    public_option,
    reading_options,
    reread_text,
    room,
    tell,
    texts_option,
    whole_options,
)
from dvgraph.cli.completion import names_of
from dvgraph.cli.stream import width
from dvgraph.locale.reader import worded
from dvgraph.namespaces import path
from dvgraph.results.writers import FORMATS


@click.command(cls=Command, example="dvgraph show 'Digitaal Vlaanderen' --as-of 2022")
@click.argument("name", shell_complete=names_of())
@option("--as-of", metavar="DATE")
@known_on_option
@texts_option
@public_option
@whole_options
@reading_options("page")
def show(
    name: str,
    as_of: str | None,
    known_on: str | None,
    texts: str | None,
    whole: bool,
    unpaged: bool,
    lang: str,
    form: str | None,
    output: str | None,
    **where: Any,
) -> None:
    from dvgraph.questions.parameters import day
    from dvgraph.things import page as things
    from dvgraph.things.writers import render

    on = date.fromisoformat(day(as_of, "last", "--as-of")) if as_of else None
    store, known = as_known(opened(where), known_on)
    iri = find(store, name, *([on] if on else []))
    form = form or (format_of(form, output, "page", "text") if output else None)
    if form in FORMATS["graph"]:
        emit_quads(things.triples(store, iri), form, output)
    else:
        page = things.page(store, iri, on, lang, known)
        if form is None:  # a statement is shown in full, since users look it up for its passages
            form = "summary" if on_screen(output) and page.kind != "statement" else "text"
        text = render(page, form, width=width(), whole=whole, height=room(output, whole=whole))
        if page.kind == "statement" and form == "text" and on_screen(output):
            text += reread_text(store, iri, texts, where, lang)
        emit_long(text, output, form, unpaged=unpaged)


@click.command(cls=Command, example="dvgraph search raamcontract")
@click.argument("text", nargs=-1, required=True)
@whole_options
@reading_options()
def search(
    text: tuple[str, ...],
    whole: bool,
    unpaged: bool,
    lang: str,
    form: str | None,
    output: str | None,
    **where: Any,
) -> None:
    from contextlib import suppress
    from shlex import quote

    from dvgraph.errors import UseError
    from dvgraph.questions.parameters import as_written
    from dvgraph.rdf.terms import value
    from dvgraph.results.readable import Words
    from dvgraph.results.rows import Rows
    from dvgraph.things.page import FOUND, matches

    form = format_of(form, output, "rows", screen="summary")
    words = " ".join(text)
    table = matches(opened(where), words, lang)
    first = table.rows[0][0] if table.rows else None
    more = worded("cli", "more about it", name=quote(path(value(first)))) if first else ""
    found = Rows(table, more, Words(lang, {}), outline=FOUND, subject=words)
    emit_rows(found, form, output, whole=whole, unpaged=unpaged)
    with suppress(UseError):  # a text that is not a date is a name
        tell(worded("cli", "a date", typed=words, day=as_written(words, "TEXT")))
