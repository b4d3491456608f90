"""``as-of``: the state on a day; ``diff``: what changed, in the world or in the data."""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

import click

from dvgraph.cli.commands import Command
from dvgraph.cli.common import (
    emit,
    emit_quads,
    emit_table,
    format_of,
    lang_option,
    open_source,
    output_option,
    progress,
    source,
    source_options,
    tell,
    width,
)
from dvgraph.cli.completion import names_of
from dvgraph.errors import UseError

if TYPE_CHECKING:
    from dvgraph.store.protocol import Store

F = TypeVar("F", bound=Callable[..., Any])

_RDF = ("ttl", "nt", "jsonld", "rdf")
_ROWS = ("table", "tsv", "csv", "jsonl")
STATE_FORMATS = ("text", "md", *_ROWS, "json", *_RDF)
CHANGE_FORMATS = ("text", "md", *_ROWS, "json", "rdfp")

_known_on_option = click.option(
    "--known-on",
    metavar="DATE",
    help="Only what was recorded by a day: later corrections vanish, what they corrected returns.",
)


def _format_option(formats: tuple[str, ...], note: str) -> Callable[[F], F]:
    return click.option(
        "-f",
        "--format",
        "form",
        type=click.Choice(formats),
        help="By default a table on a terminal, else tsv; with -o, what its suffix says. text and"
        f" md are short paragraphs; {note}",
    )


@click.command(
    "as-of",
    cls=Command,
    example="dvgraph as-of 2022 'Digitaal Vlaanderen' -f text",
)
@click.argument("day", metavar="DATE")
@click.argument("name", metavar="[ENTITY]", required=False, shell_complete=names_of())
@_known_on_option
@source_options
@lang_option
@_format_option(STATE_FORMATS, "ttl, nt, jsonld and rdf a part of the graph that loads anywhere.")
@output_option
def as_of(
    day: str,
    name: str | None,
    known_on: str | None,
    lang: str,
    form: str | None,
    output: str | None,
    **where: Any,
) -> None:
    """Show the state on a day: of everything, or of ENTITY and what belongs to it.

    DATE is a day, a month or a year, which mean their last day, or today. Each line is certain, as
    far as known (open, and not attested since), or possible, by the bounds of its dates; of figures
    whose period is over the last one is given. ENTITY is a name, code, short id or IRI.
    """
    from dvgraph.history import as_of as history
    from dvgraph.history.portrait import notes, portray, title
    from dvgraph.history.subgraph import subgraph
    from dvgraph.history.tables import state_json, state_table, words
    from dvgraph.questions.parameters import day as read_day

    on = date.fromisoformat(read_day(day, "last", "DATE"))
    store, known = _as_known(open_source(source(**where)), known_on)
    entity = _entity(store, name)
    with progress() as step:
        step("looking back")
        state = history.as_of(store, on, entity, lang)
    form = _chosen(form, output, STATE_FORMATS)
    if form in ("text", "md"):
        _head(store, [], lang, known)
        emit(portray(state, form, asked=day, known_on=known, width=width()), output)
        return
    if form in _RDF:
        emit_quads(subgraph(store, state.statements), form, output)
        return
    _head(store, [title(state), *notes(state, day, known)], lang, known)
    if form == "json":
        emit(state_json(state, known), output)
        return
    table = state_table(state)
    emit_table(table, form, output, words(table, lang))


@click.command(
    cls=Command,
    example="dvgraph diff 2015 2022 'Digitaal Vlaanderen' -f text",
)
@click.argument("start", metavar="FROM")
@click.argument("end", metavar="TO")
@click.argument("name", metavar="[ENTITY]", required=False, shell_complete=names_of())
@click.option(
    "--releases",
    is_flag=True,
    help="FROM and TO are versions of the data (git revisions, files, folders, stores): tell what"
    " we corrected, added and withdrew.",
)
@_known_on_option
@source_options
@lang_option
@_format_option(CHANGE_FORMATS, "rdfp is an RDF patch from the one state to the other.")
@output_option
def diff(
    start: str,
    end: str,
    name: str | None,
    releases: bool,
    known_on: str | None,
    lang: str,
    form: str | None,
    output: str | None,
    **where: Any,
) -> None:
    """Tell what changed in the world after FROM and up to TO, or between versions of the data.

    FROM and TO are days, months or years, which mean their last day, or today. Of ENTITY, an
    organisation, also what came before or after it between the two is told. Each change has the
    decision that did it and its source; a change whose date is not exactly known may have fallen
    in that time, and is told apart.
    """
    form = _chosen(form, output, CHANGE_FORMATS)
    if releases:
        given = [key for key, value in where.items() if value]
        if name is not None or known_on is not None or given:
            raise UseError(
                "--releases compares two versions as a whole",
                hint="Leave out the entity, --known-on and where from",
            )
        _revisions(start, end, lang, form, output)
        return
    from dvgraph.history import diff as history
    from dvgraph.history.chronicle import chronicle, notes, title
    from dvgraph.history.tables import change_json, change_table, words
    from dvgraph.questions.parameters import day as read_day

    first, last = (
        date.fromisoformat(read_day(text, "last", place))
        for text, place in ((start, "FROM"), (end, "TO"))
    )
    store, known = _as_known(open_source(source(**where)), known_on)
    entity = _entity(store, name)
    with progress() as step:
        step("comparing")
        found = history.diff(store, first, last, entity, lang)
    if form in ("text", "md"):
        _head(store, [], lang, known)
        emit(chronicle(found, form, asked=(start, end), known_on=known, width=width()), output)
        return
    if form == "rdfp":
        emit(history.patch(store, found), output)
        return
    _head(store, [title(found), *notes(found, (start, end), known)], lang, known)
    if form == "json":
        emit(change_json(found, known), output)
        return
    table = change_table(found)
    emit_table(table, form, output, words(table, lang))


def _revisions(start: str, end: str, lang: str, form: str, output: str | None) -> None:
    from dvgraph.history import releases
    from dvgraph.history.revisions import report, revision_json, revision_table
    from dvgraph.history.tables import words

    with progress() as step:
        step("reading both versions")
        before, after = releases.release(start), releases.release(end)
        if form == "rdfp":
            emit(releases.patch(before, after), output)
            return
        step("comparing")
        found = releases.compare(before, after, lang)
    if form in ("text", "md"):
        emit(report(before, after, found, form, lang, width()), output)
    elif form == "json":
        emit(revision_json(before, after, found), output)
    else:
        table = revision_table(found, lang)
        emit_table(table, form, output, words(table, lang))


def _chosen(form: str | None, output: str | None, known: tuple[str, ...]) -> str:
    import sys

    usual = "table" if sys.stdout.isatty() and not output else "tsv"
    return format_of(form, output, known, usual)


def _entity(store: "Store", name: str | None) -> str:
    """Return the IRI that a name means; the empty string for none."""
    if name is None:
        return ""
    from dvgraph.things import page

    found = page.find(store, name)
    if not found.sure:
        tell(f"'{name}' read as '{found.name}'")
    return found.iri


def _as_known(store: "Store", known_on: str | None) -> tuple["Store", str]:
    """Return the store as recorded by a day, if one was given, and that day."""
    if known_on is None:
        return store, ""
    from dvgraph.history.known_on import known_on as view
    from dvgraph.questions.parameters import day

    on = day(known_on, "last", "--known-on")
    with progress() as step:
        step("deriving what was known")
        return view(store, date.fromisoformat(on)), on


def _head(store: "Store", lines: list[str], lang: str, known: str) -> None:
    """Tell what a table is of, by which version of the data, known on which day."""
    from dvgraph.results.tables import provenance
    from dvgraph.store.inventory import version

    for line in lines:
        tell(line)
    tell(provenance(version(store), lang, known))
