"""What a summary of an answer is made from, besides its rows."""

from typing import NamedTuple


class Outline(NamedTuple):
    """The columns from which the summary of an answer is made.

    ``counts``: the column of the things to count; if empty, every row counts. If it is a heading,
    every row below it is listed.
    ``groups``: the columns of the headings; the first column gives the main heading.
    ``before``: the column with a value for each thing that is not new.
    ``label``: the column with the names of the things, if it is not the column ``counts``.
    ``noun``: the key of the things in ``summary.counted``, if it is not the name in ``counts``.
    ``sides``: the column with a value in each row that is one side of a contradiction. The column
    ``onderwerp`` names the contradiction, which counts once for all its sides.
    ``about``: the column with the subject of each thing, to precede a label that does not name it.
    """

    counts: str = ""
    groups: tuple[str, ...] = ()
    before: str = ""
    label: str = ""
    noun: str = ""
    sides: str = ""
    about: str = ""

    def counted(self) -> str:
        """Return the key of the counted things in ``summary.counted``."""
        return self.noun or self.counts or "rows"


ROWS = Outline()  # every row counts


class Summary(NamedTuple):
    """The parts of a summary besides its rows.

    ``lead``: its first sentence, with ``{count}`` for the number and its noun.
    ``below``: its last lines.
    ``height``: the greatest number of lines; None means no limit.
    """

    lead: str = ""
    outline: Outline = ROWS
    below: tuple[str, ...] = ()
    height: int | None = None
