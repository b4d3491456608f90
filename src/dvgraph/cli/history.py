"""``as-of``: the state on a day; ``diff``: the changes in the world or in the data."""

from datetime import date
from typing import Any

import click

from dvgraph.cli.commands import Command, option
from dvgraph.cli.common import (
    as_known,
    emit,
    emit_rows,
    find,
    format_of,
    known_on_option,
    opened,
    progress,
    public_option,
    reading_options,
    whole_options,
)
from dvgraph.cli.completion import entity_argument
from dvgraph.errors import UseError
from dvgraph.locale.reader import explained


@click.command("as-of", cls=Command, example="dvgraph as-of 2022 'Digitaal Vlaanderen' -f text")
@click.argument("day", metavar="DATE")
@entity_argument
@known_on_option
@public_option
@whole_options
@reading_options("state")
def as_of(
    day: str,
    name: str | None,
    known_on: str | None,
    whole: bool,
    unpaged: bool,
    lang: str,
    form: str | None,
    output: str | None,
    **where: Any,
) -> None:
    from dvgraph.history.answers import AsOf
    from dvgraph.history.as_of import as_of as state_on
    from dvgraph.questions.parameters import as_written
    from dvgraph.questions.parameters import day as read_day

    day = as_written(day, "DATE")
    on = date.fromisoformat(read_day(day, "last", "DATE"))
    form = format_of(form, output, "state", screen="summary")
    store, known = as_known(opened(where), known_on)
    entity = find(store, name, on)
    with progress() as step:
        step("looking back")
        state = state_on(store, on, entity, lang)
    emit_rows(AsOf(store, state, day, known), form, output, whole=whole, unpaged=unpaged)


# Long since it has many options and compares either days or releases of the data.
@click.command(cls=Command, example="dvgraph diff 2015 2022 'Digitaal Vlaanderen' -f text")
@click.argument("start", metavar="FROM")
@click.argument("end", metavar="TO")
@entity_argument
@option("--releases", is_flag=True)
@known_on_option
@public_option
@whole_options
@reading_options("changes")
def diff(
    start: str,
    end: str,
    name: str | None,
    releases: bool,
    known_on: str | None,
    whole: bool,
    unpaged: bool,
    lang: str,
    form: str | None,
    output: str | None,
    **where: Any,
) -> None:
    form = format_of(form, output, "changes", screen="summary")
    if releases:
        given = [key for key, value in where.items() if value]
        if name is not None or known_on is not None or given:
            raise UseError(*explained("errors.cli", "releases"))
        _revisions(start, end, lang, form, output)
        return
    from dvgraph.history.answers import Diff
    from dvgraph.history.diff import diff as changed
    from dvgraph.questions.parameters import as_written
    from dvgraph.questions.parameters import day as read_day

    start, end = as_written(start, "FROM"), as_written(end, "TO")
    first, last = (
        date.fromisoformat(read_day(text, "last", place))
        for text, place in ((start, "FROM"), (end, "TO"))
    )
    store, known = as_known(opened(where), known_on)
    entity = find(store, name, first, last)
    with progress() as step:
        step("comparing")
        found = changed(store, first, last, entity, lang)
    found_rows = Diff(store, found, (start, end), known)
    emit_rows(found_rows, form, output, whole=whole, unpaged=unpaged)


def _revisions(start: str, end: str, lang: str, form: str, output: str | None) -> None:
    from dvgraph.history import releases
    from dvgraph.history.answers import Revisions

    with progress() as step:
        step("reading both versions")
        before, after = releases.release(start), releases.release(end)
        if form == "rdfp":
            emit(releases.patch(before, after), output)
            return
        step("comparing")
        found = Revisions(before, after, lang)
    emit_rows(found, form, output)
