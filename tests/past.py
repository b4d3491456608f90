"""The recorded states and differences: which there are, and what is told for each now.

``history/cases.tsv`` has a line for each: as-of, a date and a thing, or diff, two dates and a thing
(none is everything). Each is recorded beside it as the Dutch text of the command.
"""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from dvgraph.api import Graph
from dvgraph.namespaces import slug

FOLDER = Path(__file__).parent / "history"


class Case(NamedTuple):
    """One recorded answer: the verb, its dates, and the thing or None."""

    verb: str
    dates: tuple[str, ...]
    thing: str | None

    @property
    def file(self) -> Path:
        thing = slug(self.thing).replace(" ", "-").lower() if self.thing else "all"
        return FOLDER / f"{'-'.join((self.verb, *self.dates, thing))}.txt"

    def told(self, graph: Graph) -> str:
        tell = graph.as_of if self.verb == "as-of" else graph.diff
        return tell(*self.dates, self.thing).text("text")


def cases() -> Iterator[Case]:
    with (FOLDER / "cases.tsv").open(encoding="utf-8", newline="") as file:
        for verb, *rest in csv.reader(file, delimiter="\t"):
            count = 1 if verb == "as-of" else 2
            yield Case(verb, tuple(rest[:count]), rest[count] if len(rest) > count else None)
