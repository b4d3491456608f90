"""The commands on files: ``load``, ``export`` and ``migrate``."""

import os
from contextlib import ExitStack
from pathlib import Path
from time import monotonic
from typing import Any

import click

from dvgraph.cli.commands import Command, lang_option, option
from dvgraph.cli.common import (
    Source,
    emit,
    emit_quads,
    format_of,
    format_option,
    input_format_option,
    model_option,
    open_source,
    output_option,
    pace,
    progress,
    public_option,
    source,
    source_options,
    store_option,
    tell,
)
from dvgraph.cli.limits import limited, machine_memory, memory_option
from dvgraph.errors import UseError
from dvgraph.locale.characters import harmless
from dvgraph.locale.reader import explained, language, numbered, worded
from dvgraph.rdf.writing import names_graphs


# Long since it loads in two ways: as a stream into a folder, or in memory to count the triples.
@click.command(cls=Command, example="dvgraph load --store register")
@click.argument("files", nargs=-1)
@store_option
@model_option
@input_format_option
@memory_option
@lang_option
@click.pass_context
def load(
    ctx: click.Context,
    files: tuple[str, ...],
    store: str | None,
    model: bool,
    input_format: str | None,
    memory: float | None,
    lang: str,
) -> None:
    from dvgraph.dataset.files import discover
    from dvgraph.prebuilt import loading
    from dvgraph.prebuilt.connection import added, exact_quads
    from dvgraph.prebuilt.disk import is_of
    from dvgraph.resources import data_dir
    from dvgraph.validation.values import misdated

    limited(memory=machine_memory() if memory is None else memory)()
    start = monotonic()
    if store == "":
        raise UseError(*explained("errors.cli", "no value"), where="--store")
    store = store or os.environ.get("DVGRAPH_STORE")
    paths = files or (str(data_dir()),)
    if store and not input_format and is_of(Path(store), paths, model=model):
        emit(f"{worded('cli', 'nothing changed', store=store)}\n")
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
                model=model,
                step=begun,
                on_progress=lambda size: add(size / 1e6),
            )
    else:
        with progress() as step:
            dataset, derived = exact_quads(
                list(files) or None, None, input_format, step, model=model
            )
        done = loading.Loaded(dataset.files, len(dataset.quads), len(derived), dataset)
    spent = monotonic() - start
    loaded = worded(
        "cli",
        "loaded and kept" if store else "loaded",
        files=numbered("files", len(done.files)),
        asserted=done.asserted,
        derived=done.derived,
        spent=spent,
        store=store,
    )
    emit(f"{loaded}\n")
    if line := added(done.files, lang, model=model):
        tell(line)
    faults = misdated(done.misdated, lang)
    for fault in faults:
        tell(harmless(f"{fault.where or fault.focus}: {fault.message}. {fault.remedy}"))
    ctx.exit(1 if faults else 0)


@click.command(cls=Command, example="dvgraph export -f trig -o dvgraph.trig")
@source_options
@public_option
@input_format_option
@option("--profile", type=click.Choice(("org", "cpov", "oslo")))
@option("--as-of", metavar="DATE")
@option("--possible", is_flag=True)
@option("--catalogue", is_flag=True)
@option("--base", metavar="URL")
@option("--contact", metavar="IRI")
@option("--tables", metavar="DIR")
@option("--excel-safe", is_flag=True)
@option("--rico", is_flag=True)
@option("--crate", metavar="DIR")
@option("--eac", metavar="DIR")
@option("--ldes", metavar="DIR")
@format_option("exports")
@output_option
def export(
    data: tuple[str, ...],
    store: str | None,
    endpoint: str | None,
    model: bool,
    public: bool,
    input_format: str | None,
    form: str | None,
    output: str | None,
    **options: Any,
) -> None:
    from dvgraph.exchange import registry

    name = registry.chosen(options)
    chosen = source(data, store, endpoint, model=model, public=public)
    if not name:
        _whole(chosen, input_format, form, output)
        return
    exporter = registry.EXPORTERS[name]
    if exporter.folder and output:
        raise UseError(*explained("errors.exports", "folder and file"), where=f"-o {output}")
    if not exporter.folder:
        form = format_of(form, output, "export", exporter.formats[0])
    asked = open_source(chosen)
    with progress() as step:
        step("asking")
        folder = Path(options[name] if exporter.folder else "")
        made = registry.export(asked, name, form, options, folder)
        step("writing")
        if not exporter.folder:
            emit_quads(made.quads, form or "", output, made.prefixes)
            return
        registry.write(made.files, folder)
    tell(worded("cli", "written", file=f"{folder} ({numbered('files', len(made.files))})"))


def _whole(chosen: Source, input_format: str | None, form: str | None, output: str | None) -> None:
    """Write the whole graph of files, a store or an endpoint."""
    from dvgraph.exchange.registry import GRAPH_FORMATS, format_among
    from dvgraph.prebuilt.connection import added, endpoint_quads, exact_quads

    form = format_among(format_of(form, output, "export", "trig"), GRAPH_FORMATS)
    with progress() as step:
        if chosen.endpoint and chosen.public:
            raise UseError(*explained("errors.prebuilt", "not public"), where="--public")
        if chosen.endpoint:
            step("fetching")
            quads = endpoint_quads(chosen.endpoint)
        else:
            dataset, derived = exact_quads(
                chosen.data,
                chosen.store,
                input_format,
                step,
                model=chosen.model,
                public=chosen.public,
            )
            quads = [*dataset.quads, *derived]
            if not chosen.store and (line := added(dataset.files, language(), model=chosen.model)):
                tell(line)
        step("writing")
        emit_quads(quads, form, output)
    graphs = len({quad.graph_name for quad in quads})
    if graphs > 1 and not names_graphs(form):
        tell(worded("cli", "no graph names", form=form, graphs=graphs))


@click.command(cls=Command, example="dvgraph migrate --check data")
@click.argument("paths", nargs=-1, required=True)
@option("--check", is_flag=True)
@click.pass_context
def migrate(ctx: click.Context, paths: tuple[str, ...], check: bool) -> None:
    from dvgraph.dataset import migration

    found = migration.migrate(paths, check=check)
    for one in found:
        key = ("would rename" if check else "renamed") if one.done else "no equal term"
        told = worded("cli.migrate", key, old=one.old, new=one.new)
        emit(harmless(f"{one.file}:{one.line}: {told}") + "\n")
    left = [one for one in found if check or not one.done]
    files = len({one.file for one in found})
    total = worded("cli.migrate", "total", terms=len(found), files=files, left=len(left))
    emit(f"{total}\n")
    ctx.exit(1 if left else 0)
