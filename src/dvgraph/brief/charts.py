"""Charts of figures over time: bars, each picture with its text alternative."""

from collections.abc import Sequence
from typing import NamedTuple

from dvgraph.brief.figures import Row
from dvgraph.graphics import bars
from dvgraph.graphics.bars import BarGroup
from dvgraph.locale.words import words


class Chart(NamedTuple):
    """A picture: its file name, its contents in words, the SVG."""

    name: str
    alt: str
    svg: str


def chart(name: str, title: str, found: Sequence[Row], lang: str, *, shared: bool) -> Chart | None:
    """Return a bar chart of values, grouped by row; None if nothing is comparable.

    ``shared``: all bars on one scale; else each row has its own, from zero.
    """
    groups = [
        BarGroup(
            _label(row, lang),
            [(f"{value.text} ({value.when})", abs(float(value.amount))) for value in row.values],
        )
        for row in found
        if row.values
    ]
    if not groups:
        return None
    told = (f"{group.label}: {', '.join(said for said, _ in group.bars)}" for group in groups)
    alt = f"{title}. {'; '.join(told)}."
    return Chart(name, alt, bars.svg(title, alt, groups, lang, shared=shared))


def _label(row: Row, lang: str) -> str:
    """Return what a group of bars shows, and whether only its source compares them."""
    label = f"{row.about}: {row.measure}"
    claimed = any(change.claimed for change in row.changes)
    if claimed and not any(change.growth for change in row.changes):
        return words("brief.figures", lang)["compared by source"].format(label)
    return label
