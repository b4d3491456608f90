"""The commands on endpoints: ``push`` writes to one, ``probe`` tells what one gets wrong."""

from pathlib import Path
from time import monotonic

import click

from dvgraph.cli.commands import Command
from dvgraph.cli.common import (
    Source,
    counted,
    emit_table,
    format_option,
    lang_option,
    output_option,
    progress,
    tell,
)
from dvgraph.cli.files import input_format_option, read_source
from dvgraph.cli.pace import pace


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
@format_option
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
    from dvgraph.derive.rules import derive
    from dvgraph.errors import UseError
    from dvgraph.prebuilt import push as pushing
    from dvgraph.rdf.oxigraph import Literal
    from dvgraph.store.protocol import Table

    if files and store:
        raise UseError("files and --store exclude each other", hint="Give one of them")
    with progress() as step:
        step("reading")
        named = Source(list(files) or None, Path(store) if store else None, None)
        dataset = read_source(named, input_format)
        step("deriving")
        derived = [] if store else derive(dataset)
    parcels = pushing.plan([*dataset.quads, *derived], protocol)
    total = sum(len(parcel.triples) for parcel in parcels)
    start = monotonic()
    if not dry_run:
        with pace("triples", total) as done:
            pushing.push(parcels, endpoint, protocol, done)
    rows = [(p.graph, Literal(len(p.triples)), Literal(p.requests)) for p in parcels]
    emit_table(Table(("graph", "triples", "requests"), rows), form, output)
    spent = "would be replaced" if dry_run else f"replaced in {monotonic() - start:.2f} s"
    filled = sum(bool(parcel.triples) for parcel in parcels)
    tell(f"{counted(filled, 'graph')}, {total} triples {spent}")


_WORDS = {
    "nl": {
        "columns": ("proef", "uitslag", "wat", "gekregen", "gevolg"),
        "right": "goed",
        "wrong": "fout",
        "refused": "geweigerd",
        "untried": "niet te proberen",
        "here": "dvgraph rekent zulke vragen zelf uit",
        "paged": "dvgraph vraagt per bladzijde",
        "named": "dvgraph noemt de grafen bij elke vraag",
        "json": "dvgraph vraagt JSON",
        "none": "dvgraph doet er niets aan",
        "summary": "{} van {} proeven goed, {} fout, {} geweigerd, {} niet te proberen",
    },
    "en": {
        "columns": ("probe", "outcome", "what", "got", "remedy"),
        "right": "right",
        "wrong": "wrong",
        "refused": "refused",
        "untried": "untried",
        "here": "dvgraph works such queries out itself",
        "paged": "dvgraph asks page by page",
        "named": "dvgraph names the graphs with each query",
        "json": "dvgraph asks for JSON",
        "none": "dvgraph does nothing about it",
        "summary": "{} of {} probes right, {} wrong, {} refused, {} could not be tried",
    },
}


@click.command(cls=Command, example="dvgraph probe http://localhost:7878/query")
@click.argument("url")
@click.option("--all", "every", is_flag=True, help="List what is right, too.")
@lang_option
@format_option
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
    from dvgraph.rdf.oxigraph import Literal
    from dvgraph.store.protocol import Table
    from dvgraph.store.remote import probe as probing
    from dvgraph.store.remote.client import RemoteStore

    with progress() as step:
        step("asking")
        store = RemoteStore(url)
        results = probing.run(store)
    probing.keep(store, results)
    words = _WORDS[lang]
    rows = [
        (one.probe.name, words[one.outcome], one.probe.title[lang], one.detail, "")
        if not probing.failed(one)
        else (
            one.probe.name,
            words[one.outcome],
            one.probe.title[lang],
            one.detail,
            words[probing.remedy(one.probe)],
        )
        for one in results
        if every or one.outcome is not probing.Outcome.RIGHT
    ]
    table = Table(words["columns"], [tuple(map(Literal, row)) for row in rows])  # type: ignore[arg-type]  # the kinds follow from where the values come from
    emit_table(table, form, output)
    counts = [sum(one.outcome is kind for one in results) for kind in probing.Outcome]
    tell(words["summary"].format(counts[0], len(results), *counts[1:]))  # type: ignore[attr-defined]  # the words of this key are a text
    helpless = (probing.failed(one) and probing.remedy(one.probe) == "none" for one in results)
    ctx.exit(1 if any(helpless) else 0)
