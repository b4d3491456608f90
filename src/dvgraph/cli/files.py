"""The commands on files: ``check``, ``load``, ``validate`` and ``export``."""

from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

import click

from dvgraph.cli.common import (
    Command,
    Source,
    data_option,
    emit,
    emit_quads,
    emit_table,
    lang_option,
    open_source,
    output_option,
    progress,
    source,
    source_options,
    store_option,
    tell,
)

if TYPE_CHECKING:
    from dvgraph.dataset import Dataset
    from dvgraph.validation import Report

_RDF = ("ttl", "trig", "nt", "nq", "jsonld", "rdf")
input_format_option = click.option(
    "--input-format", type=click.Choice(_RDF), help="Of the files, whatever their suffix."
)


@click.command(cls=Command, example="dvgraph check")
@data_option
@lang_option
@click.pass_context
def check(ctx: click.Context, data: tuple[str, ...], lang: str) -> None:
    """Check everything the data promises: syntax, shapes, recorded answers; count what is there."""
    from dvgraph import checking

    with progress() as step:
        done = checking.check(source(data).data, lang, step)
    click.echo(f"{done.files} files, {done.asserted} triples, {done.derived} derived")
    for kind, count in done.counts.items():
        click.echo(f"{count:7} {kind}")
    for line in _lines(done.report):
        click.echo(line)
    click.echo(f"shapes: {_verdict(done.report)}")
    _tell_unmatched(done.report)
    if done.answers:
        click.echo(f"recorded answers: {', '.join(done.answers)} differ")
        tell("make record writes them anew")
    elif done.answers is not None:
        click.echo("recorded answers: the same")
    ctx.exit(0 if done.passed else 1)


@click.command(cls=Command, example="dvgraph load --store register")
@click.argument("files", nargs=-1)
@store_option
@input_format_option
def load(files: tuple[str, ...], store: str | None, input_format: str | None) -> None:
    """Load FILES (default: the shipped data), derive, and build or replace a store on disk.

    Without --store nothing is kept: what was read and how long it took is told.
    """
    from dvgraph.derive import derive
    from dvgraph.prebuilt import build_store

    start = monotonic()
    with progress() as step:
        step("reading")
        dataset = _dataset(Source(list(files) or None, None, None), input_format)
        step("deriving")
        derived = derive(dataset)
        if store:
            step("writing")
            build_store(dataset, Path(store), derived)
    spent = monotonic() - start
    click.echo(
        f"{len(dataset.files)} files, {len(dataset.quads)} triples, {len(derived)} derived"
        f" in {spent:.2f} s" + (f", kept in {store}" if store else "")
    )


@click.command(cls=Command, example="dvgraph validate data/digitaal-vlaanderen")
@click.argument("files", nargs=-1)
@data_option
@store_option
@input_format_option
@click.option(
    "--shapes", multiple=True, metavar="FILE", help="Instead of the shipped shapes; repeatable."
)
@lang_option
@click.option(
    "-f",
    "--format",
    "form",
    type=click.Choice(("human", "csv", "json", "turtle")),
    default="human",
    show_default=True,
    help="turtle is the SHACL validation report.",
)
@output_option
@click.pass_context
def validate(
    ctx: click.Context,
    files: tuple[str, ...],
    data: tuple[str, ...],
    store: str | None,
    input_format: str | None,
    shapes: tuple[str, ...],
    lang: str,
    form: str,
    output: str | None,
) -> None:
    """Validate FILES (default: the shipped data) against SHACL shapes.

    Exit code 1 when there is a violation; warnings do not count.
    """
    from dvgraph import validation
    from dvgraph.derive import derive

    with progress() as step:
        step("reading")
        chosen = source((*files, *data), store)
        dataset = _dataset(chosen, input_format)
        step("deriving")
        # A store on disk carries its derived graphs.
        derived = [] if chosen.store else derive(dataset)
        step("validating")
        report = validation.validate(dataset, derived, shapes or None, lang)
    if form == "turtle":
        emit_quads(report.quads, "ttl", output)
    elif form == "human":
        emit("".join(f"{line}\n" for line in _lines(report)) + f"{_verdict(report)}\n", output)
    else:
        emit_table(report.table(), form, output)
    _tell_unmatched(report)
    ctx.exit(0 if report.conforms else 1)


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
    from dvgraph.derive import derive

    chosen = source(data, store, endpoint)
    suffix = Path(output or "").suffix.removeprefix(".")
    form = form or (suffix if suffix in (*_RDF, "csv") else "trig")
    if chosen.endpoint:
        everything = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
        emit_quads(open_source(chosen).construct(everything), form, output)
        return
    with progress() as step:
        step("reading")
        dataset = _dataset(chosen, input_format)
        step("deriving")
        derived = [] if chosen.store else derive(dataset)
        step("writing")
        emit_quads([*dataset.quads, *derived], form, output)


def _dataset(chosen: Source, input_format: str | None) -> "Dataset":
    """Return the exact quads of files or of a store on disk (which has its ontology inside)."""
    from dvgraph import dataset

    if chosen.store:
        from dvgraph.prebuilt import stored_quads

        return dataset.Dataset(stored_quads(chosen.store), ())
    return (
        dataset.read(chosen.data, input_format=input_format) if chosen.data else dataset.shipped()
    )


def _lines(report: "Report") -> list[str]:
    from dvgraph.results import harmless, short

    return [
        harmless(
            f"{finding.severity}: {finding.where or short(finding.focus)}: {finding.message}"
            f" ({short(finding.focus)}"
            + (f" {short(finding.path)}" if finding.path else "")
            + (f" = {short(finding.value)})" if finding.value not in (None, finding.focus) else ")")
        )
        for finding in report.findings
    ]


def _verdict(report: "Report") -> str:
    kinds = [finding.severity for finding in report.findings]
    counted = ", ".join(f"{kinds.count(kind)} {kind}" for kind in dict.fromkeys(kinds))
    return f"{'conforms' if report.conforms else 'does not conform'}{counted and ': ' + counted}"


def _tell_unmatched(report: "Report") -> None:
    if report.unmatched:
        from dvgraph.results import short

        names = [short(shape) for shape in report.unmatched]
        more = f" and {len(names) - 5} more" if len(names) > 5 else ""
        listed = ", ".join(names[:5]) + more
        tell(f"Warning: {len(names)} shapes have targets that match nothing: {listed}")
