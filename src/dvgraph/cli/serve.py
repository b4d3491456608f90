"""``serve``: the graph as a server of pages, SPARQL, linked data and an API."""

import sys
from typing import Any

import click

from dvgraph.cli.commands import Command, lang_option, option
from dvgraph.cli.common import emit_bytes, source, source_options, tell, web_address
from dvgraph.errors import StoreError, UseError
from dvgraph.locale.reader import explained, worded


# Long since it has many options, each of which is a setting of the server.
@click.command(cls=Command, example="dvgraph serve --get /api/health")
@option("--host", default="127.0.0.1", metavar="ADDRESS")
@option("--port", default=8080, type=click.IntRange(0, 65535))
@option("-o", "--open", "browse", is_flag=True)
@option("--get", "path", metavar="PATH")
@option("--accept", default="*/*", metavar="TYPES")
@option("--base", metavar="URL", default="")
@option("--allow-host", "names", multiple=True, metavar="NAME")
@option("--cors", metavar="ORIGIN", default="")
@option("--behind-proxy", is_flag=True)
@option("--workers", default=2, type=click.IntRange(1, 64))
@option("--seconds", default=10.0, type=click.FloatRange(0.1, 3600))
@option("--budget", default=60.0, type=click.FloatRange(0))
@option("--public/--no-public", default=True)
@source_options
@lang_option
def serve(
    host: str,
    port: int,
    path: str | None,
    accept: str,
    base: str,
    names: tuple[str, ...],
    cors: str,
    workers: int,
    seconds: float,
    budget: float,
    lang: str,  # noqa: ARG001  # of the messages
    *,
    browse: bool,
    behind_proxy: bool,
    public: bool,
    **where: Any,
) -> None:
    try:
        from dvgraph.server.running import once, run
        from dvgraph.server.settings import LOOPBACK, GraphSource, Limits, Settings
    except ImportError as error:
        raise UseError(*explained("errors.cli", "no extra", package=error.name)) from error
    import math
    from urllib.parse import urlsplit

    from dvgraph.dataset.files import is_stream

    for name, value in (("--seconds", seconds), ("--budget", budget)):
        if math.isnan(value):  # it is in every range of click
            raise UseError(*explained("errors.cli", "no limit", value=value), where=name)
    chosen = source(**where)
    if any(map(is_stream, chosen.data or ())):
        raise UseError(*explained("errors.cli", "no input twice"), where="--data -")
    web_address(base, "--base")
    known = (*LOOPBACK, host, *names, *filter(None, [urlsplit(base).hostname]))
    settings = Settings(
        GraphSource.of(*chosen[:3], model=chosen.model, public=public),
        host,
        port,
        tuple(dict.fromkeys(name.lower() for name in known)),
        base,
        cors,
        behind_proxy,
        workers,
        workers,
        Limits(seconds=seconds, budget=budget),
    )
    if path is not None:
        import asyncio

        answer = asyncio.run(once(settings, path, accept))
        tell(f"HTTP {answer.status}")
        for name, text in (("Content-Type", answer.media), *answer.headers.items()):
            tell(f"{name}: {text}")
        emit_bytes(answer.body, None)
        if answer.status >= 400:
            sys.exit(1)
        return

    def ready(address: str) -> None:
        tell(worded("cli", "serving", address=address))
        if browse:
            click.launch(address)

    try:
        run(settings, ready)
    except OSError as error:
        raise StoreError(*explained("errors.cli", "no door", port=port, why=error)) from error
