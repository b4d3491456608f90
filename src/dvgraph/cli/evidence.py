"""``evidence``: verify, stamp and list the passages that statements cite."""

from pathlib import Path
from typing import Any

import click

from dvgraph.cli.commands import Command, Group, lang_option, option
from dvgraph.cli.common import (
    data_option,
    emit,
    emit_rows,
    files_of,
    find,
    format_of,
    format_option,
    on_screen,
    opened,
    output_option,
    progress,
    reading_options,
    reread_text,
    source,
    tell,
    texts_option,
    whole_options,
)
from dvgraph.cli.completion import names_of
from dvgraph.cli.stream import width
from dvgraph.locale.reader import numbered, worded

_SOURCES = ("http://xmlns.com/foaf/0.1/Document",)


@click.group(cls=Group, example="dvgraph evidence passages herweging-2025")
def evidence() -> None:
    pass


@click.command(cls=Command, example="dvgraph evidence verify --texts texts")
@data_option
@texts_option
@lang_option
@format_option("verdicts")
@output_option
@click.pass_context
def verify(
    ctx: click.Context,
    data: tuple[str, ...],
    texts: str | None,
    lang: str,
    form: str | None,
    output: str | None,
) -> None:
    from dvgraph.evidence.report import verification
    from dvgraph.results.writers import HUMAN

    form = format_of(form, output, "verdicts", HUMAN)
    with progress() as step:
        found = verification(_folders(data), texts, lang, step)
    emit(found.text(form, width()), output)
    for line in (*(() if form == HUMAN else (found.summary(),)), *found.unread()):
        tell(line)
    ctx.exit(1 if found.broken else 0)


@click.command(cls=Command, example="dvgraph evidence stamp --data data --texts texts")
@data_option
@texts_option
@option("--accept-changed", is_flag=True)
def stamp(data: tuple[str, ...], texts: str | None, accept_changed: bool) -> None:
    from dvgraph.evidence import stamp as stamping
    from dvgraph.evidence.texts import find_texts

    folders = _folders(data)
    found = find_texts(texts, folders)
    for done in stamping.stamp(folders, found, accept_changed=accept_changed):
        key = "stamped" if done.changed else "unchanged"
        emit(f"{done.path}: {worded('cli', key, passages=numbered('passages', done.passages))}\n")
        if done.not_at_hand:
            tell(worded("cli", "not at hand", passages=numbered("passages", done.not_at_hand)))
        for iri in done.new_prints:
            tell(worded("cli", "text changed", passage=iri))


@click.command(
    cls=Command, example="dvgraph evidence fetch vvsg-crab --from opgeslagen.html --texts texts"
)
@click.argument("name", metavar="[SOURCE]", required=False, shell_complete=names_of(_SOURCES))
@option("--from", "saved", required=True, type=click.Path(path_type=Path))
@option("--replace", is_flag=True)
@data_option
@texts_option
def fetch(
    name: str | None, saved: Path, replace: bool, data: tuple[str, ...], texts: str | None
) -> None:
    from dvgraph.evidence import archive

    found = archive.take(_folders(data), saved, texts, name, replace=replace)
    for done in found.texts:
        lines = numbered("lines", done.lines)
        taken = worded("cli", "taken", text=done.path, lines=lines, file=done.origin.name)
        emit(f"{taken}\n")
    for file in found.unknown:
        tell(worded("cli", "no such source", file=file))


@click.command(cls=Command, example="dvgraph evidence of AGIV")
@click.argument("name", shell_complete=names_of())
@texts_option
@whole_options
@reading_options()
def of(
    name: str,
    texts: str | None,
    whole: bool,
    unpaged: bool,
    lang: str,
    form: str | None,
    output: str | None,
    **where: Any,
) -> None:
    from dvgraph.results.readable import Words
    from dvgraph.results.rows import Rows
    from dvgraph.things import passages as supported

    form = format_of(form, output, "rows", screen="summary")
    store = opened(where)
    thing = find(store, name)
    found = supported.behind(store, thing, lang)
    rows = Rows(found, words=Words(lang, {}), outline=supported.CITED, subject=name)
    emit_rows(rows, form, output, whole=whole, unpaged=unpaged)
    if form in ("summary", "table") and on_screen(output):
        emit(reread_text(store, thing, texts, where, lang))


@click.command(cls=Command, example="dvgraph evidence passages herweging-2025")
@click.argument("name", metavar="SOURCE", shell_complete=names_of(_SOURCES))
@whole_options
@reading_options()
def passages(
    name: str,
    whole: bool,
    unpaged: bool,
    lang: str,
    form: str | None,
    output: str | None,
    **where: Any,
) -> None:
    from dvgraph.results.readable import Words
    from dvgraph.results.rows import Rows
    from dvgraph.things import passages as supported

    form = format_of(form, output, "rows", screen="summary")
    store = opened(where)
    found = supported.by_source(store, find(store, name), lang)
    subject = worded("cli", "with plans", name=name)
    rows = Rows(found, words=Words(lang, {}), outline=supported.CITED, subject=subject)
    emit_rows(rows, form, output, whole=whole, unpaged=unpaged)


for _command in (fetch, of, passages, stamp, verify):
    evidence.add_command(_command)


def _folders(data: tuple[str, ...]) -> list[str]:
    from dvgraph import resources

    return files_of(source(data)) or [str(resources.data_dir())]
