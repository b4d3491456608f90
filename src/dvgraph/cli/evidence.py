"""``evidence``: re-read, stamp and list the passages that statements cite."""

from typing import Any

import click

from dvgraph.cli.commands import Group
from dvgraph.cli.common import (
    data_option,
    emit,
    emit_table,
    files_of,
    find,
    format_of,
    format_option,
    lang_option,
    opened,
    output_option,
    progress,
    reading_options,
    source,
    tell,
    texts_option,
    width,
)
from dvgraph.cli.completion import names_of

_SOURCES = ("http://xmlns.com/foaf/0.1/Document",)


@click.group(cls=Group, example="dvgraph evidence passages herweging-2025")
def evidence() -> None:
    """The passages behind the statements: re-read, stamp, list."""


@evidence.command(example="dvgraph evidence verify --texts texts")
@data_option
@texts_option
@lang_option
@format_option(
    "verdicts",
    usual="human (the default) leaves out confirmed statements; the others show all.",
)
@output_option
@click.pass_context
def verify(
    ctx: click.Context,
    data: tuple[str, ...],
    texts: str | None,
    lang: str,
    form: str | None,
    output: str | None,
) -> None:
    """Re-read the passages of every statement: do they support each of its claims?

    The verdicts: text changed, not found, partly confirmed, confirmed, text not available, nothing
    checkable. Exit code 1 when a text was changed, or a claim is not read although all its texts
    are available.
    """
    from dvgraph.evidence.report import HUMAN, verification

    form = format_of(form, output, "verdicts", HUMAN)
    with progress() as step:
        found = verification(_folders(data), texts, lang, step)
    emit(found.text(form, width()), output)
    for line in (*(() if form == HUMAN else (found.summary(),)), *found.unread()):
        tell(line)
    ctx.exit(1 if found.broken else 0)


@evidence.command(example="dvgraph evidence stamp --data data --texts texts")
@data_option
@texts_option
@click.option(
    "--accept-changed",
    is_flag=True,
    help="Accept lines whose text changed since they were stamped.",
)
def stamp(data: tuple[str, ...], texts: str | None, accept_changed: bool) -> None:
    """Write a node with a fingerprint of its lines for every passage that statements cite.

    A passage without available text keeps its fingerprint. If any lines changed since they were
    stamped, nothing is written (exit code 1) unless --accept-changed is given.
    """
    from dvgraph.evidence import stamp as stamping
    from dvgraph.evidence.texts import find_texts

    folders = _folders(data)
    found = find_texts(texts, folders)
    for done in stamping.stamp(folders, found, accept_changed=accept_changed):
        state = "written" if done.changed else "unchanged"
        emit(f"{done.path}: {done.passages} passages, {state}\n")
        if done.not_at_hand:
            tell(f"{done.not_at_hand} passages: text not at hand")
        for iri in done.new_prints:
            tell(f"text changed: {iri}")


@evidence.command(example="dvgraph evidence of AGIV")
@click.argument("name", shell_complete=names_of())
@reading_options()
def of(name: str, lang: str, form: str | None, output: str | None, **where: Any) -> None:
    """List the passages behind a thing or statement, and the statements they support.

    NAME is as in show: a label, acronym, code, short id or IRI.
    """
    from dvgraph.results.readable import Words
    from dvgraph.things import passages as supported

    store = opened(where)
    table = supported.behind(store, find(store, name), lang)
    emit_table(table, form, output, Words(lang, {}), name)


@evidence.command(example="dvgraph evidence passages herweging-2025")
@click.argument("name", metavar="SOURCE", shell_complete=names_of(_SOURCES))
@reading_options()
def passages(name: str, lang: str, form: str | None, output: str | None, **where: Any) -> None:
    """List every statement that a source supports, in the order of its lines."""
    from dvgraph.results.readable import Words
    from dvgraph.things import passages as supported

    store = opened(where)
    table = supported.by_source(store, find(store, name), lang)
    emit_table(table, form, output, Words(lang, {}), name)


def _folders(data: tuple[str, ...]) -> list[str]:
    from dvgraph import resources

    return files_of(source(data)) or [str(resources.data_dir())]
