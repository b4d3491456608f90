"""``mcp``: the graph as tools for a language model, over standard input and output."""

from typing import Any

import click

from dvgraph.cli.commands import Command, lang_option, option
from dvgraph.cli.common import source, source_options
from dvgraph.errors import UseError
from dvgraph.locale.reader import explained


@click.command(cls=Command, example="dvgraph mcp")
@option("--base", metavar="URL", default="")
@option("--public/--no-public", default=True)
@source_options
@lang_option
def mcp(base: str, lang: str, *, public: bool, **where: Any) -> None:
    try:
        from dvgraph.mcp.running import serve
        from dvgraph.server.settings import GraphSource
    except ImportError as error:
        missing = explained("errors.cli", "no mcp extra", package=error.name)
        raise UseError(*missing) from error
    chosen = source(**where)
    serve(
        GraphSource.of(*chosen[:3], model=chosen.model, public=public),
        lang,
        base,
    )
