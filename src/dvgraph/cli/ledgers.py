"""``tasks``, ``decisions`` and ``gaps``: histories, effects and missing facts."""

import sys
from datetime import date
from typing import Any

import click

from dvgraph.cli.commands import Command, option
from dvgraph.cli.common import (
    emit_rows,
    find,
    format_of,
    opened,
    progress,
    reading_options,
    whole_options,
)
from dvgraph.cli.completion import entity_argument


@click.command(cls=Command, example="dvgraph tasks 'Informatie Vlaanderen' -o taken.svg")
@entity_argument
@whole_options
@reading_options("tasks")
def tasks(
    name: str | None,
    whole: bool,
    unpaged: bool,
    lang: str,
    form: str | None,
    output: str | None,
    **where: Any,
) -> None:
    from dvgraph.ledgers import answers

    form = format_of(form, output, "tasks", screen="summary")
    store = opened(where)
    focus = find(store, name)
    with progress() as step:
        step("following the tasks")
        found = answers.of_tasks(store, focus, lang)
    emit_rows(found, form, output, whole=whole, unpaged=unpaged)


@click.command(cls=Command, example="dvgraph decisions 'Informatie Vlaanderen'")
@entity_argument
@option("--not-in-force", "day", metavar="DATE")
@whole_options
@reading_options()
def decisions(
    name: str | None,
    day: str | None,
    whole: bool,
    unpaged: bool,
    lang: str,
    form: str | None,
    output: str | None,
    **where: Any,
) -> None:
    from dvgraph.ledgers import answers
    from dvgraph.questions.parameters import day as read

    on = date.fromisoformat(read(day, "last", "--not-in-force")) if day is not None else None
    form = format_of(form, output, "rows", screen="summary")
    store = opened(where)
    focus = find(store, name)
    with progress() as step:
        step("reading decisions")
        found = answers.of_decisions(store, focus, lang, on)
    emit_rows(found, form, output, whole=whole, unpaged=unpaged)


@click.command(cls=Command, example="dvgraph gaps --coverage -o dekking.svg")
@entity_argument
@option("--coverage", is_flag=True)
@option("--evidence", is_flag=True)
@option(
    "--only",
    multiple=True,
    type=click.Choice(("contradictions", "gaps", "stale", "undated", "single-source")),
)
@whole_options
@reading_options("gaps")
def gaps(
    name: str | None,
    coverage: bool,
    evidence: bool,
    only: tuple[str, ...],
    whole: bool,
    unpaged: bool,
    lang: str,
    form: str | None,
    output: str | None,
    **where: Any,
) -> None:
    from dvgraph.ledgers import answers

    map_first = coverage and sys.stdout.isatty() and not output
    form = format_of(form, output, "gaps", "text" if map_first else "", "summary")
    store = opened(where)
    focus = find(store, name)
    with progress() as step:
        step("looking for gaps")
        if coverage or form in ("text", "svg"):
            found = answers.of_coverage(store, focus, lang)
        elif evidence:
            from dvgraph.brief.scope import used

            found = answers.of_evidence(store, focus, lang, used(store, focus))
        else:
            found = answers.of_gaps(store, focus, lang, only)
    emit_rows(found, form, output, whole=whole, unpaged=unpaged)
