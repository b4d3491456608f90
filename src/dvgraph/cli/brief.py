"""``brief``: the dossier on a post or organisation since its last evaluation."""

import sys
from typing import Any

import click

from dvgraph.cli.commands import Command, lang_option, option
from dvgraph.cli.common import (
    emit_bytes,
    emit_long,
    format_of,
    format_option,
    on_screen,
    open_source,
    output_option,
    public_option,
    source,
    source_options,
    tell,
    unpaged_option,
)
from dvgraph.cli.completion import names_of
from dvgraph.errors import UseError
from dvgraph.locale.reader import explained, worded


# Long since it has many options: each is a line of the signature; the body is one library call.
@click.command(cls=Command, example="dvgraph brief administrateur-generaal -o dossier.pdf")
@click.argument("name", shell_complete=names_of())
@option("--since", metavar="DATE")
@option("--until", default="today", show_default=True, metavar="DATE")
@source_options
@public_option
@option("--texts", metavar="DIR")
@option("--request", metavar="FILE")
@lang_option
@unpaged_option
@format_option("brief")
@output_option
def brief(
    name: str,
    since: str | None,
    until: str,
    texts: str | None,
    request: str | None,
    lang: str,
    form: str | None,
    unpaged: bool,
    output: str | None,
    **where: Any,
) -> None:
    from datetime import date

    from dvgraph import brief as library
    from dvgraph.brief.request import read
    from dvgraph.brief.scope import known_posts
    from dvgraph.brief.writers import write
    from dvgraph.evidence.texts import find_texts
    from dvgraph.evidence.verdicts import verify_stored
    from dvgraph.questions.parameters import day
    from dvgraph.resources import data_dir
    from dvgraph.things import page

    form = format_of(form, output, "brief", "md")
    if form in ("docx", "pdf") and not output and sys.stdout.isatty():
        raise UseError(*explained("errors.cli", "no text", form=form))
    chosen = source(**where)
    first = date.fromisoformat(day(since, "first", "--since")) if since else None
    last = date.fromisoformat(day(until, "last", "--until"))
    store = open_source(chosen)
    try:
        thing = page.find(store, name).iri
    except UseError as error:
        named, number = known_posts(store)
        whom = worded("cli", "brief about", posts=", ".join(named), number=number)
        error.hint = ". ".join(filter(None, (error.hint, whom)))
        raise
    made = library.brief(
        store,
        thing,
        first,
        last,
        lang,
        verdicts=verify_stored(store, find_texts(texts, chosen.data or [data_dir()])),
        request=read(request) if request else None,
    )
    data = write(made, form)
    if on_screen(output):  # longer than any screen
        emit_long(data.decode(), output, form, unpaged=unpaged)
    else:
        emit_bytes(data, output)
    if form == "md" and not output:
        tell(worded("cli", "brief to file"))
