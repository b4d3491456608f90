"""A heat map in SVG: a cell for each row and year, darker for higher numbers.

Cells with only possible facts are hatched. A picture is 1200 units wide. Each cell has its text as
a title.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dvgraph.graphics.signs import Mark, drawn, legend, patterns
from dvgraph.graphics.svg import (
    FONT,
    MARGIN,
    SMALL,
    WIDTH,
    Grammar,
    document,
    heading,
    line_of_text,
    text_width,
    titled,
)

_NAMES, _ROW, _WIDEST, _NUMBER = 150.0, 26.0, 44.0, 10.5
_ON = {2: "ink", 3: "ink", 4: "on"}  # the colour of the number on each shade


@dataclass(frozen=True, slots=True)
class HeatCell:
    """A cell of the map.

    ``number``: the number as text. ``depth``: 0 for empty, 1 for possible only, else 1 plus the
    number of the shade.
    """

    title: str
    number: str
    depth: int


@dataclass(frozen=True, slots=True)
class HeatMap:
    """A heat map: rows grouped under names, each with one cell per year.

    ``key`` explains the shades; ``description`` is the text for screen readers.
    """

    title: str
    key: str
    description: str
    grammar: Grammar
    years: Sequence[int]
    rows: Sequence[tuple[str, Sequence[HeatCell]]]


def svg(shown: HeatMap, *, name: str = "") -> str:
    """Return the map as an SVG document.

    With a ``name`` it is a part of a page, which has the title. A cell is a group with class
    ``cell``.
    """
    above, y = ([], 4.0) if name else heading(shown.title, [shown.key])
    wide = min(_WIDEST, (WIDTH - 2 * MARGIN - _NAMES) / len(shown.years))
    top = y + 22
    bottom = top + _ROW * len(shown.rows)
    body = [*_years(shown.years, wide, top - 8)]
    for n, (said, cells) in enumerate(shown.rows):
        low = top + n * _ROW
        body.append(line_of_text(said, MARGIN, low + _ROW / 2 + 4.5, FONT, "ink"))
        body += [_cell(one, MARGIN + _NAMES + at * wide, low, wide) for at, one in enumerate(cells)]
    inside = "\n".join(body)
    signs, end = legend(inside, shown.grammar, bottom + 8)
    whole = "\n".join([*above, inside, *signs])
    lang = shown.grammar.lang
    parts = [patterns(whole), whole]
    return document(shown.title, shown.description, lang, end + 12, parts, name=name)


def _years(years: Sequence[int], wide: float, baseline: float) -> Iterator[str]:
    every = 1 if wide > text_width("2000", SMALL) + 4 else 5
    for n, year in enumerate(years):
        if year % every == 0:
            x = MARGIN + _NAMES + (n + 0.5) * wide
            yield line_of_text(str(year), x, baseline, SMALL, "soft", anchor="middle")


def _cell(cell: HeatCell, x: float, y: float, wide: float) -> str:
    left, right, high = x + 0.5, x + wide - 0.5, _ROW - 1
    box = f'x="{left:.1f}" y="{y + 0.5:.1f}" width="{right - left:.1f}" height="{high:g}"'
    middle, baseline = x + wide / 2, y + _ROW / 2 + 3.8
    fits = text_width(cell.number, _NUMBER, bold=False) <= wide - 2
    if cell.depth > 1:
        inside = f'<rect class="shade{cell.depth - 1}" {box}/>'
        kind = _ON[cell.depth]
    elif cell.depth:
        inside = drawn(Mark("starts", left, right), y + 0.5, high, "soft")
        inside = inside.replace('class="starts"', 'class="maybe starts"', 1)
        inside, kind = f'<g class="soft">{inside}</g>', "ink halo"
    else:
        inside, kind = f'<rect class="empty" {box} pointer-events="all"/>', ""
    if cell.depth and fits:
        inside += line_of_text(cell.number, middle, baseline, _NUMBER, kind, anchor="middle")
    return titled(inside, cell.title, "cell")
