"""``tasks``, ``decisions`` and ``gaps``: histories, effects and missing facts."""

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
    """Show the history of tasks and services across organisations, and how each ended.

    ENTITY is a task, a service, or an organisation: then all its tasks and services, from its
    predecessors to its successors. Rows are periods (equal adjacent ones joined), fates, gaps,
    overlaps, and pairs of periods whose dates leave their order open. A fate is stated, derived
    from the next organisation with the task, searched for and not found, or not recorded.
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
    help="Decisions taken but not yet in force on a day; a month or year means its first day;"
    " today is also accepted.",
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
    """Show the effects of each decision or act, with delays in days, and facts without a decision.

    ENTITY is a decision, an act, or their subject: an organisation, a task, an event. Days are
    counted from the decision to its publication, entry into force and effects, as bounds where a
    date is not exact.
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
@click.option("--coverage", is_flag=True, help="Map the facets known for each year.")
@click.option(
    "--only",
    multiple=True,
    type=click.Choice(("contradictions", "gaps", "stale", "undated", "single-source")),
    help="Only findings of this kind; repeatable.",
)
@reading_options("gaps", "text and svg are for --coverage; text is its default on a terminal.")
def gaps(
    name: str | None,
    coverage: bool,
    only: tuple[str, ...],
    lang: str,
    form: str | None,
    output: str | None,
    **where: Any,
) -> None:
    """Show facts that are contradictory, missing, stale, undated, or from a single source.

    Covers ENTITY and its parts, or the whole graph. Stale is the latest figure of a measure when
    over three years older than the newest source.
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
