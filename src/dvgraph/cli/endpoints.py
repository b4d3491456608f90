"""The commands on endpoints: ``push`` writes to one, ``probe`` tells what one gets wrong."""

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
    "--endpoint", metavar="URL", required=True, help="The address that writes: see --protocol."
)
@click.option(
    "--protocol",
    type=click.Choice(["graph-store", "update"]),
    default="graph-store",
    show_default=True,
    help="What the address takes: the Graph Store Protocol, or SPARQL Update.",
)
@click.option("--dry-run", is_flag=True, help="List what would be replaced; ask the endpoint not.")
@input_format_option
@format_option()
@output_option
def push(
    files: tuple[str, ...],
    store: str | None,
    endpoint: str,
    protocol: str,
    dry_run: bool,
    input_format: str | None,
    form: str | None,
    output: str | None,
) -> None:
    """Write FILES (default: the shipped data) with all that they imply to an endpoint.

    Each graph is replaced whole, those of other data stay. Push all files of a graph together: what
    is derived is derived from all of them. Name and password come from DVGRAPH_USER and
    DVGRAPH_PASSWORD, or a token from DVGRAPH_TOKEN.
    """
    from dvgraph.prebuilt import push as pushing
    from dvgraph.prebuilt.connection import exact_quads

    if files and store:
        raise UseError("files and --store exclude each other", hint="Give one of them")
    with progress() as step:
        folder = Path(store) if store else None
        dataset, derived = exact_quads(list(files) or None, folder, input_format, step)
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
@click.option("--all", "every", is_flag=True, help="List what is right, too.")
@lang_option
@format_option()
@output_option
@click.pass_context
def probe(
    ctx: click.Context, url: str, every: bool, lang: str, form: str | None, output: str | None
) -> None:
    """Tell what the endpoint at URL gets wrong, and what dvgraph does about it.

    Small queries with known answers are asked, and pairs that must count alike in its own data;
    nothing is written. Other commands on it heed what was found, for a day. Exit code 1 for a fault
    that dvgraph can do nothing about.
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
