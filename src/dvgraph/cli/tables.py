"""``init`` the folder of an agency, and write the ``template`` of its tables."""

from pathlib import Path

import click

from dvgraph.cli.authoring import named_folder
from dvgraph.cli.commands import Command, lang_option, option
from dvgraph.cli.common import emit, emit_bytes, open_source, output_option, progress, source, tell
from dvgraph.errors import UseError
from dvgraph.locale.reader import explained, language, numbered, worded
from dvgraph.locale.words import words


@click.command(
    cls=Command, example='dvgraph init facilitair-bedrijf --name "Agentschap Facilitair Bedrijf"'
)
@click.argument("folder", metavar="DIR")
@option("--name", metavar="TEXT", default="")
@option("--english", metavar="TEXT", default="")
@option("--kind", metavar="TEXT", default="onbekend", show_default=True)
@option("--ovo", metavar="NUMBER", default="")
@lang_option
def init(folder: str, name: str, english: str, kind: str, ovo: str, lang: str) -> None:  # noqa: ARG001 (it is set already)
    from dvgraph.exchange.starter import create

    for path in create(Path(folder), name.strip(), english.strip(), kind, ovo):
        emit(f"{path}\n")


@click.command(cls=Command, example="dvgraph template -o tabellen.xlsx")
@option("--data", metavar="DIR")
@output_option
@option("--force", is_flag=True)
@lang_option
def template(data: str | None, output: str | None, force: bool, lang: str) -> None:  # noqa: ARG001 (it is set already)
    from dvgraph.exchange import registry, sheets
    from dvgraph.exchange.template import files

    chosen = source((data,) if data else ())
    folder = named_folder(data) if chosen.data else None
    path = Path(output or f"{words('starter', language())['tables']}.xlsx")
    # Rows that were filled in and not imported yet are nowhere else.
    if not force and registry.occupied(path):
        raise UseError(*explained("errors.tables", "not empty"), where=str(path))
    suffix = path.suffix.lower().removeprefix(".")
    form = suffix if suffix in sheets.FORMATS[:2] else "csv"
    if suffix and form == "csv" and not path.is_dir():
        problem = explained("errors.tables", "no suffix", suffix=suffix)
        raise UseError(*problem, where="-o")
    with progress() as step:
        step("writing")
        made = files(form, open_source(chosen), folder)
    if form != "csv":
        emit_bytes(made[""], str(path))
        return
    registry.write(made, path)
    tell(worded("cli", "written", file=f"{path} ({numbered('files', len(made))})"))
