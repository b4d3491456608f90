"""The ledgers in Python and on the command line: rows, lines above them, and pictures."""

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING

from dvgraph.ledgers import coverage as covering
from dvgraph.ledgers import (
    coverage_picture,
    decision_table,
    decisions,
    gap_table,
    gaps,
    people,
    people_picture,
    task_picture,
    task_table,
    tasks,
)
from dvgraph.locale.words import words
from dvgraph.results.outline import ROWS, Outline
from dvgraph.results.readable import provenance
from dvgraph.results.rows import Rows
from dvgraph.store.inventory import version
from dvgraph.things import columns

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from dvgraph.store.protocol import Store, Table

_TASKS = Outline("ding", ("soort",))
_ONE_TASK = Outline(groups=("wat",), label="organisatie")  # ledgers whose summary lists every row
_DECISIONS = Outline("", ("wat", "besluit"))
_GAPS = Outline("", ("soort",), noun="bevinding", sides="oordeel", about="onderwerp")


def of_tasks(store: "Store", focus: str = "", lang: str = "nl") -> Rows:
    """Return the history of tasks and services, with the rows of ``task_table.table``.

    ``focus`` is a task, a service, or an organisation with all its tasks and services; by default
    all. The format svg draws the history. Raises UseError for any other thing.
    """
    found = tasks.ledger(store, focus, lang)
    table = task_table.table(found)
    things = {row[table.variables.index("ding")] for row in table.rows}
    subject = found.graph.label(focus) if focus else ""
    if len(things) > 1 and subject:
        subject = words("ledgers.tasks", lang)["ever"].format(subject)
    return _rows(
        store,
        table,
        lang,
        forms={"svg": lambda: task_picture.svg(found)},
        outline=_TASKS if len(things) > 1 else _ONE_TASK,
        subject=subject,
    )


def of_people(store: "Store", focus: str = "", lang: str = "nl") -> Rows:
    """Return the holders of an organisation's posts (columns of ``people.table``), with a picture.

    By default the agency, under all its names. Raises UseError if no holder is known.
    """
    found = people.tenures(store, [focus] if focus else [], lang)
    return _rows(store, people.table(found), lang, forms={"svg": lambda: people_picture.svg(found)})


def of_decisions(
    store: "Store", focus: str = "", lang: str = "nl", not_in_force: date | None = None
) -> Rows:
    """Return the effects of decisions, and facts without a decision: ``decision_table.table``.

    With the day ``not_in_force``, the result is ``decision_table.not_in_force``: the decisions
    already taken but not yet in force on that day.
    """
    found = decisions.ledger(store, focus, lang)
    subject = found.graph.label(focus) if focus else ""
    if not_in_force is None:
        return _rows(store, decision_table.table(found), lang, outline=_DECISIONS, subject=subject)
    table, unknown = decision_table.not_in_force(found, not_in_force)
    return _rows(store, table, lang, decision_table.pending_note(not_in_force, unknown, lang))


def of_gaps(store: "Store", focus: str = "", lang: str = "nl", only: Collection[str] = ()) -> Rows:
    """Return facts that are contradictory, missing, stale, undated or from a single source.

    They concern a thing and its parts, or the whole graph; ``only`` selects kinds, listed in
    ``gaps.KINDS``. Columns: ``gap_table.COLUMNS``.
    """
    found = gaps.survey(store, focus, lang)
    subject = found.graph.label(focus) if focus else ""
    table = gap_table.table(found, only)
    return _rows(store, table, lang, outline=_GAPS, subject=subject)


def of_evidence(
    store: "Store", focus: str = "", lang: str = "nl", first: Collection[str] = ()
) -> Rows:
    """Return the statements with weak evidence, the weakest first, as ``gap_table.weakest``.

    ``first`` are statements to list before all others, such as those in a brief.
    """
    found = gaps.survey(store, focus, lang)
    return _rows(store, gap_table.weakest(found, first), lang)


def of_coverage(store: "Store", focus: str = "", lang: str = "nl") -> Rows:
    """Return the number of statements of each facet in force in each year, certain or possible.

    The formats text and svg draw these numbers as a map.
    """
    found = gaps.survey(store, focus, lang)
    known = covering.coverage(found)
    subject = found.graph.label(focus) if focus else ""
    forms = {
        "text": lambda: covering.text(known),
        "svg": lambda: coverage_picture.svg(known, subject),
    }
    return _rows(store, covering.table(known), lang, forms=forms)


def _rows(
    store: "Store",
    table: "Table",
    lang: str,
    note: str = "",
    forms: "Mapping[str, Callable[[], str]] | None" = None,
    outline: Outline = ROWS,
    subject: str = "",
) -> Rows:
    above = "\n".join(filter(None, (note, provenance(version(store), lang))))
    return Rows(table, above, columns.words(table, lang), forms, outline, subject)
