"""``site``: the graph as a folder of pages."""

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dvgraph.cli.commands import Command, lang_option, option
from dvgraph.cli.common import (
    Source,
    open_source,
    pace,
    progress,
    source,
    source_options,
    tell,
    texts_option,
    web_address,
)
from dvgraph.locale.reader import worded

if TYPE_CHECKING:
    from dvgraph.rdf.oxigraph import Quad


# Long since it passes many options on.
@click.command(cls=Command, example="dvgraph site pages")
@click.argument("target", metavar="OUT", type=click.Path(path_type=Path))
@option("--base", metavar="URL", default="")
@option("--since", metavar="VERSION", default="")
@option("--public/--no-public", default=True)
@texts_option
@source_options
@lang_option
def site(
    target: Path,
    base: str,
    since: str,
    texts: str | None,
    lang: str,  # noqa: ARG001  # of the messages
    *,
    public: bool,
    **where: Any,
) -> None:
    from dvgraph.prebuilt.connection import open_public
    from dvgraph.web.site import build

    web_address(base, "--base")
    chosen, left_out = source(**where), 0
    with progress() as step:
        step("opening the graph")
        if public:
            store, left_out = open_public(*chosen[:3], model=chosen.model, memory=True)
        else:
            store = open_source(chosen)
    with ExitStack() as shown:
        add: list[Callable[[float], None]] = []
        before = 0

        def told(done: int, whole: int) -> None:
            nonlocal before
            if not add:
                add.append(shown.enter_context(pace(worded("cli", "pages"), whole)))
            add[0](done - before)
            before = done

        folder = build(
            store,
            target,
            base=base,
            texts=texts,
            left_out=left_out,
            since=since,
            quads=_quads(chosen, public=public),  # only there, where they are soon forgotten
            told=told,
        )
    count = {"files": len(folder), "changed": len(folder.changed), "removed": len(folder.removed)}
    tell(worded("cli", "site written", **count))
    if left_out:
        tell(worded("cli", "site left out", statements=left_out))
    tell(worded("cli", "site address", address=(target / "index.html").resolve().as_uri()))


def _quads(chosen: Source, *, public: bool) -> "list[Quad]":
    """Return the whole graph as written; empty for a store elsewhere."""
    from dvgraph.prebuilt.connection import exact_quads

    if chosen.endpoint:
        return []
    with progress() as step:
        dataset, derived = exact_quads(
            chosen.data, chosen.store, None, step, model=chosen.model, public=public
        )
    return [*dataset.quads, *derived]
