"""The commands on endpoints: ``push`` writes to one, ``probe`` tests one for known faults."""

from pathlib import Path
from time import monotonic

import click

from dvgraph.cli.commands import Command
from dvgraph.cli.common import (
    counted,
    emit_table,
    format_option,
    input_format_option,
    lang_option,
    model_option,
    output_option,
    pace,
    progress,
    tell,
)
from dvgraph.errors import UseError


@click.command(cls=Command, example="dvgraph push --endpoint http://localhost:7878/store --dry-run")
@click.argument("files", nargs=-1)
@click.option("--store", metavar="DIR", help="Push a store made by load, instead of files.")
@click.option(
    "--endpoint",
    metavar="URL",
    required=True,
    help="The endpoint's address for writing: see --protocol.",
)
@click.option(
    "--protocol",
    type=click.Choice(["graph-store", "update"]),
    default="graph-store",
    show_default=True,
    help="Protocol of the address: the Graph Store Protocol, or SPARQL Update.",
)
@click.option(
    "--dry-run",
    is_flag=True,
    help="List the graphs to be replaced without contacting the endpoint.",
)
@model_option
@input_format_option
@format_option()
@output_option
def push(
    files: tuple[str, ...],
    store: str | None,
    endpoint: str,
    protocol: str,
    dry_run: bool,
    model: bool,
    input_format: str | None,
    form: str | None,
    output: str | None,
) -> None:
    """Write FILES (default: the shipped data), with all derived triples, to an endpoint.

    Someone else's data is written alone, unless --model is given.

    Each graph is replaced as a whole; other graphs are left alone. Push all files of a graph
    together: derived triples depend on all of them. Name and password come from DVGRAPH_USER and
    DVGRAPH_PASSWORD, or a token from DVGRAPH_TOKEN.
    """
    from dvgraph.prebuilt import push as pushing
    from dvgraph.prebuilt.connection import exact_quads
    from dvgraph.prebuilt.loading import added

    if files and store:
        raise UseError("files and --store exclude each other", hint="Give one of them")
    with progress() as step:
        folder = Path(store) if store else None
        dataset, derived = exact_quads(list(files) or None, folder, input_format, step, model=model)
    if not store and (line := added(dataset.files, "en", model=model)):
        tell(line)
    parcels = pushing.plan([*dataset.quads, *derived], protocol)
    total = sum(len(parcel.triples) for parcel in parcels)
    start = monotonic()
    if not dry_run:
        with pace("triples", total) as done:
            pushing.push(parcels, endpoint, protocol, done)
    emit_table(pushing.table(parcels), form, output, title=endpoint)
    spent = "would be replaced" if dry_run else f"replaced in {monotonic() - start:.2f} s"
    filled = sum(bool(parcel.triples) for parcel in parcels)
    tell(f"{counted(filled, 'graph')}, {total} triples {spent}")


@click.command(cls=Command, example="dvgraph probe http://localhost:7878/query")
@click.argument("url")
@click.option("--all", "every", is_flag=True, help="List passed tests too.")
@lang_option
@format_option()
@output_option
@click.pass_context
def probe(
    ctx: click.Context, url: str, every: bool, lang: str, form: str | None, output: str | None
) -> None:
    """Test the endpoint at URL for known faults, and show how dvgraph works around them.

    Runs small queries with known answers, and pairs of queries that must count alike in the
    endpoint's own data; nothing is written. Other commands use the result for a day. Exit code 1
    for a fault without a workaround.
    """
    from dvgraph.store.remote import probe as probing
    from dvgraph.store.remote import probe_report as report
    from dvgraph.store.remote.client import RemoteStore

    with progress() as step:
        step("asking")
        store = RemoteStore(url)
        results = probing.run(store)
    probing.keep(store, results)
    emit_table(report.table(results, lang, every=every), form, output, title=url)
    tell(report.summary(results, lang))
    ctx.exit(1 if report.helpless(results) else 0)
