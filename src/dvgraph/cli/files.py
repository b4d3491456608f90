"""The commands on files: ``load`` and ``export``."""

import os
from contextlib import ExitStack
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

import click

from dvgraph.cli.commands import Command
from dvgraph.cli.common import (
    Source,
    counted,
    emit_quads,
    format_of,
    lang_option,
    open_source,
    output_option,
    progress,
    source,
    source_options,
    store_option,
    tell,
)
from dvgraph.rdf.terms import harmless

if TYPE_CHECKING:
    from dvgraph.dataset.files import Dataset

_RDF = ("ttl", "trig", "nt", "nq", "jsonld", "rdf")
input_format_option = click.option(
    "--input-format", type=click.Choice(_RDF), help="Of the files, whatever their suffix."
)


@click.command(cls=Command, example="dvgraph load --store register")
@click.argument("files", nargs=-1)
@store_option
@input_format_option
@lang_option
@click.pass_context
def load(
    ctx: click.Context,
    files: tuple[str, ...],
    store: str | None,
    input_format: str | None,
    lang: str,
) -> None:
    """Load FILES (default: the shipped data), derive, and build or replace a store on disk.

    Files may be packed (.nt.gz, .ttl.zst). Without --store nothing is kept: what was read and how
    long it took is told. A store whose files are what they were is left as it is. Exit code 1 when
    a date cannot be read: the store is built, the statement as if it had no such date.
    """
    from dvgraph.cli.pace import pace
    from dvgraph.dataset.files import discover
    from dvgraph.derive.rules import derive
    from dvgraph.prebuilt import loading
    from dvgraph.prebuilt.disk import is_of
    from dvgraph.resources import data_dir
    from dvgraph.validation.values import misdated

    start = monotonic()
    store = store or os.environ.get("DVGRAPH_STORE")
    paths = files or (str(data_dir()),)
    if store and not input_format and is_of(Path(store), paths):
        click.echo(f"nothing changed since {store} was built")
        return
    if store:
        size = sum(file.stat().st_size for file, _ in discover(paths, ontology=True))
        with progress() as step, ExitStack() as reading:
            add = reading.enter_context(pace("MB", size / 1e6))

            def begun(name: str) -> None:
                if name != "reading":
                    reading.close()
                step(name)

            done = loading.load(
                paths,
                Path(store),
                input_format=input_format,
                step=begun,
                told=lambda size: add(size / 1e6),
            )
    else:
        with progress() as step:
            step("reading")
            dataset = read_source(Source(list(files) or None, None, None), input_format)
            step("deriving")
            derived = derive(dataset)
        done = loading.Loaded(dataset.files, len(dataset.quads), len(derived), dataset)
    spent = monotonic() - start
    click.echo(
        f"{counted(len(done.files), 'file')}, {done.asserted} triples,"
        f" {done.derived} derived in {spent:.2f} s" + (f", kept in {store}" if store else "")
    )
    faults = misdated(done.misdated, lang)
    for fault in faults:
        tell(harmless(f"{fault.where or fault.focus}: {fault.message}. {fault.remedy}"))
    ctx.exit(1 if faults else 0)


@click.command(cls=Command, example="dvgraph export -f trig -o dvgraph.trig")
@source_options
@input_format_option
@click.option(
    "-f",
    "--format",
    "form",
    type=click.Choice((*_RDF, "csv")),
    help="By default trig, or what the output's suffix says. ttl, nt and rdf drop the graph names.",
)
@output_option
def export(
    data: tuple[str, ...],
    store: str | None,
    endpoint: str | None,
    input_format: str | None,
    form: str | None,
    output: str | None,
) -> None:
    """Write the whole graph, derived triples included, every term as it was written."""
    from dvgraph.derive.rules import derive

    chosen = source(data, store, endpoint)
    form = format_of(form, output, (*_RDF, "csv"), "trig")
    if chosen.endpoint:
        everything = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
        emit_quads(open_source(chosen).construct(everything), form, output)
        return
    with progress() as step:
        step("reading")
        dataset = read_source(chosen, input_format)
        step("deriving")
        derived = [] if chosen.store else derive(dataset)
        step("writing")
        emit_quads([*dataset.quads, *derived], form, output)


def read_source(chosen: Source, input_format: str | None) -> "Dataset":
    """Return the exact quads of files or of a store on disk (which has its ontology inside)."""
    from dvgraph.dataset import files as dataset

    if chosen.store:
        from dvgraph.prebuilt.disk import stored_quads

        return dataset.Dataset(stored_quads(chosen.store), ())
    return (
        dataset.read(chosen.data, input_format=input_format) if chosen.data else dataset.shipped()
    )
