"""``import`` registers and tables into an agency's folder; its ``drift`` from them."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from dvgraph.cli.authoring import named_folder, signer
from dvgraph.cli.commands import Command, lang_option, option
from dvgraph.cli.common import data_option, emit, emit_table, output_option, progress, source, tell
from dvgraph.errors import UseError
from dvgraph.locale.characters import harmless
from dvgraph.locale.reader import explained, numbered, worded
from dvgraph.namespaces import path
from dvgraph.rdf.oxigraph import NamedNode
from dvgraph.results.writers import FORMATS

if TYPE_CHECKING:
    from dvgraph.validation.findings import Finding

_SHOWN = 10  # lines on what was left out


def _sources(_: click.Context, __: click.Parameter, begun: str) -> list[str]:
    from dvgraph.exchange import imports

    return [name for name in (*imports.IMPORTERS, imports.TABLES) if name.startswith(begun)]


# Long by its options; those of registers and those of tables exclude each other.
@click.command(
    "import",
    cls=Command,
    example="dvgraph import wegwijs wegwijs.csv --data data/digitaal-vlaanderen",
)
@click.argument("name", metavar="SOURCE", shell_complete=_sources)
@click.argument("files", nargs=-1, required=True, metavar="FILE…")
@option("--data", metavar="DIR")
@option("--part", is_flag=True)
@option("--allow-removal", type=click.IntRange(min=0), default=0, metavar="N")
@option("--recorded", metavar="DATE")
@option("--texts", metavar="DIR")
@option("--by", metavar="NAME")
@lang_option
def import_(
    name: str,
    files: tuple[str, ...],
    data: str | None,
    part: bool,
    allow_removal: int,
    recorded: str | None,
    texts: str | None,
    by: str | None,
    lang: str,
) -> None:
    from dvgraph.authoring.feeds import told
    from dvgraph.exchange import imports

    kept = name == imports.TABLES
    strange = {"--part": part, "--allow-removal": allow_removal, "--recorded": recorded}
    for spelled, value in (strange if kept else {"--texts": texts, "--by": by}).items():
        if value:
            raise UseError(*explained("errors.imports", "not here", name=name), where=spelled)
    if kept:
        _tables(files, named_folder(data), texts, by)
        return
    imports.importer(name, imports.TABLES)
    target = named_folder(data)
    with progress() as step:
        step("checking")
        done = imports.load(
            name,
            [Path(file) for file in files],
            target,
            imports.time(recorded),
            part=part,
            allowed=allow_removal,
            lang=lang,
        )
    for line in done.left_out[:_SHOWN]:
        tell(harmless(line))
    if done.left_out[_SHOWN:]:
        tell(worded("cli.imports", "more left out", number=len(done.left_out) - _SHOWN))
    for line in done.renamed:
        tell(harmless(line))
    if done.saved is None:
        emit(f"{worded('cli.imports', 'nothing new')}\n")
        return
    emit(f"{told(done.merged)} ({numbered('files', len(done.saved.files))})\n")


@click.command(cls=Command, example="dvgraph drift --against wegwijs --part wegwijs.csv")
@click.argument("files", nargs=-1, required=True, metavar="FILE…")
@option("--against", required=True, metavar="SOURCE", shell_complete=_sources)
@data_option
@option("--part", is_flag=True)
@option("--recorded", metavar="DATE")
@lang_option
@option("-f", "--format", "form", type=click.Choice(("ttl", *FORMATS["rows"])), default="ttl")
@output_option
def drift(
    files: tuple[str, ...],
    against: str,
    data: tuple[str, ...],
    part: bool,
    recorded: str | None,
    lang: str,  # noqa: ARG001 (main reads it from the raw arguments)
    form: str,
    output: str | None,
) -> None:
    from dvgraph.authoring.feeds import described
    from dvgraph.dataset.files import read
    from dvgraph.exchange import drift as drifting
    from dvgraph.exchange import imports
    from dvgraph.resources import data_dir

    imports.importer(against)
    named = source(data).data or [str(data_dir())]
    with progress() as step:
        step("reading")
        things = described(read(named, ontology=False))
        step("looking")
        paths = [Path(file) for file in files]
        found = drifting.drift(against, paths, things, imports.time(recorded), part=part)
    tell(numbered("differences", len(found.differences)))
    if found.differences and not found.recognised:
        tell(worded("cli.imports", "none recognised"))
    if form == "ttl":
        emit(drifting.turtle(found), output)
    else:
        emit_table(drifting.table(found, corrected=form != "table"), form, output)


def _warning(found: "Finding") -> str:
    """Return the message of a finding with the IRI of its thing, which shapes do not name."""
    name = path(found.focus.value) if isinstance(found.focus, NamedNode) else ""
    return found.message if name in found.message else f"{found.message.rstrip('.')} ({name})"


def _tables(files: tuple[str, ...], target: Path, texts: str | None, by: str | None) -> None:
    """Import tables, and list their faults, or what is new and what is still missing."""
    from dvgraph.exchange.importers import tables

    try:
        with progress() as step:
            step("checking")
            done = tables.load([Path(file) for file in files], target, texts, signer(by, target))
    except tables.WrongCellsError as error:
        for line in error.faults:
            tell(harmless(line))
        raise
    found = done.saved.warnings if done.saved else ()
    warnings = [*done.warnings, *(_warning(one) for one in found if one.severity == "Warning")]
    for line in warnings[:_SHOWN]:
        tell(harmless(f"{worded('validation.severity.Warning', 'one')}: {line}"))
    if warnings[_SHOWN:]:
        tell(worded("cli.imports", "more left out", number=len(warnings) - _SHOWN))
    if done.saved is None:
        emit(f"{worded('cli.imports', 'nothing new')}\n")
        return
    counts = {"new": len(done.new), "corrected": len(done.corrected), "same": done.same}
    written = numbered("files", len(done.saved.files))
    emit(f"{worded('cli.imports', 'rows', **counts, files=written)}\n")
