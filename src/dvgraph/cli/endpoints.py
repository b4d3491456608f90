"""The commands on endpoints: ``push`` writes to one, ``probe`` tests one for known faults."""

from pathlib import Path
from time import monotonic

import click

from dvgraph.cli.commands import Command, lang_option, option
from dvgraph.cli.common import (
    emit_table,
    format_option,
    input_format_option,
    model_option,
    output_option,
    pace,
    progress,
    public_option,
    tell,
)
from dvgraph.errors import UseError
from dvgraph.locale.reader import explained, language, numbered, worded


# Long since it has many options, and two ways to push: all graphs, or those that differ.
@click.command(cls=Command, example="dvgraph push --endpoint http://localhost:7878/store --dry-run")
@click.argument("files", nargs=-1)
@option("--store", metavar="DIR")
@option("--endpoint", metavar="URL", required=True)
@option(
    "--protocol",
    type=click.Choice(["graph-store", "update"]),
    default="graph-store",
    show_default=True,
)
@option("--diff", metavar="URL")
@option("--prune", is_flag=True)
@option("--dry-run", is_flag=True)
@model_option
@public_option
@input_format_option
@format_option()
@output_option
def push(
    files: tuple[str, ...],
    store: str | None,
    endpoint: str,
    protocol: str,
    diff: str | None,
    prune: bool,
    dry_run: bool,
    model: bool,
    public: bool,
    input_format: str | None,
    form: str | None,
    output: str | None,
) -> None:
    from dvgraph.prebuilt import push as pushing
    from dvgraph.prebuilt.connection import added, endpoint_quads, exact_quads

    if files and store:
        raise UseError(*explained("errors.cli", "files or store"))
    if prune and not diff:
        raise UseError(*explained("errors.cli", "prune without diff"), where="--prune")
    with progress() as step:
        folder = Path(store) if store else None
        dataset, derived = exact_quads(
            list(files) or None, folder, input_format, step, model=model, public=public
        )
    if not store and (line := added(dataset.files, language(), model=model)):
        tell(line)
    parcels = pushing.plan([*dataset.quads, *derived], protocol)
    answer = pushing.table(parcels)
    if diff:
        with progress() as step:
            step("fetching")
            found = pushing.changes(parcels, endpoint_quads(diff), prune=prune)
        parcels, answer = [one.parcel for one in found], pushing.changes_table(found)
        more, less = sum(one.added for one in found), sum(one.removed for one in found)
        tell(worded("cli", "differences", added=more, removed=less))
    total = sum(len(parcel.triples) for parcel in parcels)
    start = monotonic()
    if not dry_run:
        with pace("triples", total) as done:
            pushing.push(parcels, endpoint, protocol, done)
    emit_table(answer, form, output, title=endpoint)
    filled = sum(bool(parcel.triples) for parcel in parcels)
    graphs, spent = numbered("graphs", filled), monotonic() - start
    tell(worded("cli", "to push" if dry_run else "pushed", graphs=graphs, total=total, spent=spent))


@click.command(cls=Command, example="dvgraph probe http://localhost:7878/query")
@click.argument("url")
@option("--all", "every", is_flag=True)
@lang_option
@format_option()
@output_option
@click.pass_context
def probe(
    ctx: click.Context, url: str, every: bool, lang: str, form: str | None, output: str | None
) -> None:
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
