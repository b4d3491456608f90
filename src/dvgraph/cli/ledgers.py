"""``tasks``, ``decisions`` and ``gaps``: what became of tasks, what acts did, what is not known."""

import sys
from datetime import date
from typing import Any

import click

from dvgraph.cli.commands import Command
from dvgraph.cli.common import emit_rows, find, format_of, opened, progress, reading_options
from dvgraph.cli.completion import entity_argument


@click.command(cls=Command, example="dvgraph tasks 'Informatie Vlaanderen' -o taken.svg")
@entity_argument
@reading_options("tasks", "svg is a picture.")
def tasks(name: str | None, lang: str, form: str | None, output: str | None, **where: Any) -> None:
    """Show the life of tasks and services over organisations, and what became of each.

    ENTITY is a task, a service, or an organisation: then all that it had, from its predecessors to
    its successors. Rows are periods (equal neighbours joined), fates, gaps, overlaps, and what the
    dates leave unclear between two. A fate is stated, derived from who had the task next, looked
    for and not found, or recorded nowhere.
    """
    from dvgraph.ledgers import answers

    form = format_of(form, output, "tasks")
    store = opened(where)
    focus = find(store, name)
    with progress() as step:
        step("following the tasks")
        found = answers.of_tasks(store, focus, lang)
    emit_rows(found, form, output)


@click.command(cls=Command, example="dvgraph decisions 'Informatie Vlaanderen'")
@entity_argument
@click.option(
    "--not-in-force",
    "day",
    metavar="DATE",
    help="What was decided but not yet in force on a day; of a month or year its first day is"
    " taken; today is one, too.",
)
@reading_options()
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
    from dvgraph.ledgers import answers
    from dvgraph.questions.parameters import day as read

    on = date.fromisoformat(read(day, "first", "--not-in-force")) if day is not None else None
    form = format_of(form, output, "rows")
    store = opened(where)
    focus = find(store, name)
    with progress() as step:
        step("reading decisions")
        found = answers.of_decisions(store, focus, lang, on)
    emit_rows(found, form, output)


@click.command(cls=Command, example="dvgraph gaps --coverage -o dekking.svg")
@entity_argument
@click.option("--coverage", is_flag=True, help="Which facets are known of which years.")
@click.option(
    "--only",
    multiple=True,
    type=click.Choice(("contradictions", "gaps", "stale", "undated", "single-source")),
    help="Only findings of a kind; may be repeated.",
)
@reading_options(
    "gaps", "text and svg are maps of the coverage; text is its default on a terminal."
)
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
    from dvgraph.ledgers import answers

    map_first = coverage and sys.stdout.isatty() and not output
    form = format_of(form, output, "gaps", "text" if map_first else "")
    store = opened(where)
    focus = find(store, name)
    with progress() as step:
        step("looking for gaps")
        if coverage or form in ("text", "svg"):
            found = answers.of_coverage(store, focus, lang)
        else:
            found = answers.of_gaps(store, focus, lang, only)
    emit_rows(found, form, output)
