"""``site``: the graph as a folder of pages."""

from pathlib import Path
from typing import Any

import click

from dvgraph.cli.commands import Command, lang_option, option
from dvgraph.cli.common import open_source, progress, source, source_options, tell
from dvgraph.locale.reader import worded


@click.command(cls=Command, example="dvgraph site pages")
@click.argument("target", metavar="OUT", type=click.Path(path_type=Path))
@option("--base", metavar="URL", default="")
@option("--since", metavar="VERSION", default="")
@option("--public/--no-public", default=True)
@source_options
@lang_option
def site(target: Path, base: str, since: str, lang: str, **where: Any) -> None:  # noqa: ARG001  # of the messages
    from dvgraph.prebuilt.connection import exact_quads
    from dvgraph.web.site import build

    chosen = source(**where)
    store = open_source(chosen)
    with progress() as step:
        dataset, derived = (
            (None, [])
            if chosen.endpoint
            else exact_quads(
                chosen.data, chosen.store, None, step, model=chosen.model, public=chosen.public
            )
        )
        quads = [*(dataset.quads if dataset else ()), *derived]
        step("making the site")
        folder = build(store, target, base=base, since=since, quads=quads)
    count = {"files": len(folder), "changed": len(folder.changed), "removed": len(folder.removed)}
    tell(worded("cli", "site written", **count))
    tell(worded("cli", "site address", address=(target / "index.html").resolve().as_uri()))
