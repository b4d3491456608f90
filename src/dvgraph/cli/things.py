"""``show`` one thing on a screen; ``search`` for things by a word."""

from datetime import date
from typing import Any

import click

from dvgraph.cli.commands import Command
from dvgraph.cli.common import (
    emit,
    emit_quads,
    emit_table,
    format_of,
    lang_option,
    open_source,
    output_option,
    reading_options,
    source,
    source_options,
    tell,
    width,
)
from dvgraph.cli.completion import names_of

_RDF = ("ttl", "jsonld")
FORMATS = ("text", "json", "md", *_RDF)


@click.command(cls=Command, example="dvgraph show 'Digitaal Vlaanderen' --as-of 2022")
@click.argument("name", shell_complete=names_of())
@click.option(
    "--as-of",
    metavar="DATE",
    help="Only what held on a day; of a month or year its last day is taken; today is one, too.",
)
@click.option("--all", "whole", is_flag=True, help="Cut no list.")
@source_options
@lang_option
@click.option(
    "-f",
    "--format",
    "form",
    type=click.Choice(FORMATS),
    help="text by default, or what the output's suffix says; json and md are whole. ttl and jsonld"
    " are the triples of the thing and of what is said of it.",
)
@output_option
def show(
    name: str,
    as_of: str | None,
    whole: bool,
    lang: str,
    form: str | None,
    output: str | None,
    **where: Any,
) -> None:
    """Show what is known of a thing: when, how surely, by which decision, and where that is said.

    NAME is a label, other name, acronym, OVO code, NUMAC or VR number, short id or IRI of an
    organisation, event, decision, act, task, service, post, person, source, statement or passage.
    """
    from dvgraph.questions.parameters import day
    from dvgraph.things import page as things
    from dvgraph.things.writers import render

    on = date.fromisoformat(day(as_of, "last", "--as-of")) if as_of else None
    store = open_source(source(**where))
    found = things.find(store, name)
    if not found.sure:
        tell(f"'{name}' read as '{found.name}'")
    form = format_of(form, output, FORMATS, "text")
    if form in _RDF:
        emit_quads(things.triples(store, found.iri), form, output)
        return
    page = things.page(store, found.iri, on, lang)
    emit(render(page, form, width=width(), whole=whole), output)


@click.command(cls=Command, example="dvgraph search raamcontract")
@click.argument("text", nargs=-1, required=True)
@reading_options
def search(
    text: tuple[str, ...], lang: str, form: str | None, output: str | None, **where: Any
) -> None:
    """Find things by words of their labels, other names, codes and definitions, best first."""
    from dvgraph.results.readable import Words
    from dvgraph.things.page import matches

    table = matches(open_source(source(**where)), " ".join(text), lang)
    emit_table(table, form, output, Words(lang, {}))
