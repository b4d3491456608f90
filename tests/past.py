"""The recorded states and differences: the list of cases, and the present answer of each.

``history/cases.tsv`` has a line for each: as-of, a date and a thing; or diff, two dates and a thing
(without a thing: everything). Beside it are ``<case>.csv``, the statements with their status and
bounds, and for the few cases of WORDED ``<case>.txt``, the Dutch output of the command.
"""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from dvgraph.api import Graph
from dvgraph.history.as_of import State
from dvgraph.history.diff import Difference
from dvgraph.namespaces import BASE, slug

FOLDER = Path(__file__).parent / "history"
# Enough to show every kind of sentence; a change of wording is read here, and nowhere else.
WORDED = (
    "as-of-2006-agiv",
    "as-of-2020-mijn-burgerprofiel",
    "as-of-2025-06-administrateur-generaal",
    "diff-2010-2016-agiv",
    "diff-2020-12-03-2020-12-04-all",
)


@dataclass(frozen=True)
class Case:
    """One recorded answer: the command, its dates, and the thing or None."""

    verb: str
    dates: tuple[str, ...]
    thing: str | None

    @cached_property
    def name(self) -> str:
        thing = slug(self.thing).replace(" ", "-").lower() if self.thing else "all"
        return "-".join((self.verb, *self.dates, thing))

    def recorded(self, graph: Graph) -> dict[Path, str]:
        """Return the files of the case, each with the text that it should have."""
        answer = (graph.as_of if self.verb == "as-of" else graph.diff)(*self.dates, self.thing)
        rows = states(answer.state) if self.verb == "as-of" else changes(answer.difference)
        out = io.StringIO()
        csv.writer(out, lineterminator="\n").writerows(rows)
        files = {FOLDER / f"{self.name}.csv": out.getvalue()}
        if self.name in WORDED:
            files[FOLDER / f"{self.name}.txt"] = answer.text("text")
        return files


def cases() -> Iterator[Case]:
    with (FOLDER / "cases.tsv").open(encoding="utf-8", newline="") as file:
        for verb, *rest in csv.reader(file, delimiter="\t"):
            count = 1 if verb == "as-of" else 2
            yield Case(verb, tuple(rest[:count]), rest[count] if len(rest) > count else None)


def states(state: State) -> list[tuple[object, ...]]:
    """Return a header, then a row for each fact: statement, facet, status, the four bounds."""
    header = ("statement", "facet", "status", "from", "from_last", "until", "until_last")
    facts = {
        (fact.statement.removeprefix(BASE), fact.facet, fact.status, *fact.span.bounds)
        for fact in state.facts
    }
    return [header, *sorted(facts)]


def changes(difference: Difference) -> list[tuple[object, ...]]:
    """Return a header, then a row for each change: kind, certainty, date, and statements."""
    header = ("kind", "facet", "certain", "first", "last", "before", "after", "events", "grounds")
    rows = {
        (
            *(change.kind, change.facet, change.certain, change.first, change.last),
            *(
                " ".join(iri.removeprefix(BASE) for iri in iris)
                for iris in (change.before, change.after, change.events, change.grounds)
            ),
        )
        for change in difference.changes
    }
    return [header, *sorted(rows, key=lambda row: tuple(map(str, row)))]
