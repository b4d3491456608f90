"""``tasks``, ``decisions`` and ``gaps``: what became of tasks, what acts did, what is not known."""

from datetime import date
from typing import TYPE_CHECKING, Any

import click

from dvgraph.cli.commands import Command
from dvgraph.cli.common import (
    emit,
    emit_table,
    format_of,
    lang_option,
    open_source,
    output_option,
    progress,
    reading_options,
    source,
    source_options,
    tell,
)
from dvgraph.cli.completion import names_of

if TYPE_CHECKING:
    from dvgraph.store.protocol import Store, Table

_TABLES = ("table", "tsv", "csv", "json", "jsonl", "md")
_UNKNOWN = {
    "nl": "genomen en nog niet van kracht op {}; van {} is geen begin bekend",
    "en": "decided and not yet in force on {}; of {} no beginning is known",
}
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
    from dvgraph.ledgers.task_picture import svg
    from dvgraph.ledgers.task_table import table
    from dvgraph.ledgers.tasks import ledger

    store = open_source(source(**where))
    focus = _entity(store, name)
    with progress() as step:
        step("following the tasks")
        found = ledger(store, focus, lang)
    if _is_svg(form, output):
        emit(svg(found), output)
        return
    _emit(store, table(found), form, output, lang)


@click.command(cls=Command, example="dvgraph decisions 'Informatie Vlaanderen'")
@_name
@click.option(
    "--not-in-force",
    "day",
    metavar="DATE",
    help="What was decided but not yet in force on a day; of a month or year its first day is"
    " taken; today is one, too.",
)
@reading_options
def decisions(
    name: str | None,
    day: str | None,
    lang: str,
    form: str | None,
    output: str | None,
    **where: Any,
) -> None:
    """Show what each decision or act brought about, after how many days, and what has no ground.

    ENTITY is a decision or an act, or what decisions are about: an organisation, a task, an event.
    Days are counted from the decision to its publication, entry into force and effects, as bounds
    where a date is not known to the day.
    """
    from dvgraph.ledgers.decision_table import not_in_force, table
    from dvgraph.ledgers.decisions import ledger
    from dvgraph.questions.parameters import day as read

    on = date.fromisoformat(read(day, "first", "--not-in-force")) if day is not None else None
    store = open_source(source(**where))
    focus = _entity(store, name)
    with progress() as step:
        step("reading decisions")
        found = ledger(store, focus, lang)
    if on is None:
        _emit(store, table(found), form, output, lang)
        return
    rows, unknown = not_in_force(found, on)
    tell(_UNKNOWN[lang].format(on, unknown))
    _emit(store, rows, form, output, lang)


@click.command(cls=Command, example="dvgraph gaps --coverage -o dekking.svg")
@_name
@click.option("--coverage", is_flag=True, help="Which facets are known of which years.")
@click.option(
    "--only",
    multiple=True,
    type=click.Choice(("contradictions", "gaps", "stale", "undated", "single-source")),
    help="Only findings of a kind; may be repeated.",
)
@source_options
@lang_option
@click.option(
    "-f",
    "--format",
    "form",
    type=click.Choice((*_TABLES, "text", "svg")),
    help="By default a table on a terminal, else tsv; with -o, what its suffix says. text and svg"
    " are maps of the coverage; text is its default on a terminal.",
)
@output_option
def gaps(
    name: str | None,
    coverage: bool,
    only: tuple[str, ...],
    lang: str,
    form: str | None,
    output: str | None,
    **where: Any,
) -> None:
    """Show what is contradictory, missing, stale, undated, or rests on one source.

    Of ENTITY and what belongs to it, or of all. Stale is a figure that is the latest of its measure
    and over three years older than the newest source.
    """
    import sys

    from dvgraph.ledgers import coverage as covering
    from dvgraph.ledgers.coverage_picture import svg
    from dvgraph.ledgers.gap_table import counts, table
    from dvgraph.ledgers.gaps import survey

    usual = "text" if coverage and sys.stdout.isatty() and not output else ""
    form = format_of(form, output, (*_TABLES, "text", "svg"), usual) or None
    store = open_source(source(**where))
    focus = _entity(store, name)
    with progress() as step:
        step("looking for gaps")
        found = survey(store, focus, lang)
    if coverage or form in ("text", "svg"):
        known = covering.coverage(found)
        if form == "svg":
            emit(svg(known, found.graph.label(focus) if focus else ""), output)
        elif form == "text":
            emit(covering.text(known), output)
        else:
            _emit(store, covering.table(known), form, output, lang)
        return
    tell(counts(found))
    _emit(store, table(found, only), form, output, lang)


def _is_svg(form: str | None, output: str | None) -> bool:
    return format_of(form, output, (*_TABLES, "svg"), "") == "svg"


def _entity(store: "Store", name: str | None) -> str:
    """Return the IRI that a name means; the empty string for none."""
    if name is None:
        return ""
    from dvgraph.things import page

    found = page.find(store, name)
    if not found.sure:
        tell(f"'{name}' read as '{found.name}'")
    return found.iri


def _emit(store: "Store", table: "Table", form: str | None, output: str | None, lang: str) -> None:
    from dvgraph.results.tables import provenance
    from dvgraph.store.inventory import version
    from dvgraph.things.columns import words

    tell(provenance(version(store), lang))
    emit_table(table, form, output, words(table, lang))
