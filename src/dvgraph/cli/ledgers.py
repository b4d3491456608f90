"""``tasks``, ``decisions`` and ``gaps``: what became of tasks, what acts did, what is not known."""

from typing import TYPE_CHECKING, Any

import click

from dvgraph.cli.common import (
    Command,
    emit,
    emit_table,
    format_of,
    lang_option,
    open_source,
    output_option,
    progress,
    source,
    source_options,
    tell,
)
from dvgraph.cli.completion import names_of

if TYPE_CHECKING:
    from dvgraph.store import Store, Table

_TABLES = ("table", "tsv", "csv", "json", "jsonl", "md")
_name = click.argument("name", metavar="[ENTITY]", required=False, shell_complete=names_of())
_drawn = click.option(
    "-f",
    "--format",
    "form",
    type=click.Choice((*_TABLES, "svg")),
    help="By default a table on a terminal, else tsv; with -o, what its suffix says. svg is a"
    " picture.",
)


@click.command(cls=Command, example="dvgraph tasks 'Informatie Vlaanderen' -o taken.svg")
@_name
@source_options
@lang_option
@_drawn
@output_option
def tasks(name: str | None, lang: str, form: str | None, output: str | None, **where: Any) -> None:
    """Show the life of tasks and services over organisations, and what became of each.

    ENTITY is a task, a service, or an organisation: then all that it had, from its predecessors to
    its successors. Rows are periods (equal neighbours joined), fates, gaps, overlaps, and what the
    dates leave unclear between two. A fate is stated, derived from who had the task next, looked
    for and not found, or recorded nowhere.
    """
    from dvgraph.tasks import ledger
    from dvgraph.tasks.picture import svg
    from dvgraph.tasks.table import table

    store = open_source(source(**where))
    focus = _entity(store, name)
    with progress() as step:
        step("following the tasks")
        found = ledger(store, focus, lang)
    if _is_svg(form, output):
        emit(svg(found), output)
        return
    _emit(store, table(found), form, output, lang)


def _is_svg(form: str | None, output: str | None) -> bool:
    return format_of(form, output, (*_TABLES, "svg"), "") == "svg"


def _entity(store: "Store", name: str | None) -> str:
    """Return the IRI that a name means; the empty string for none."""
    if not name:
        return ""
    from dvgraph import things

    found = things.find(store, name)
    if not found.sure:
        tell(f"'{name}' read as '{found.name}'")
    return found.iri


def _emit(store: "Store", table: "Table", form: str | None, output: str | None, lang: str) -> None:
    from dvgraph.cells import words
    from dvgraph.inventory import version
    from dvgraph.results import provenance

    tell(provenance(version(store), lang))
    emit_table(table, form, output, words(table, lang))
