"""A heat map in SVG: rows by years, darker for higher numbers, hatched for possible only.

A picture is 1200 units wide. Each cell has its text as a title.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from dvgraph.graphics.svg import (
    FONT,
    MARGIN,
    SMALL,
    WIDTH,
    document,
    folded,
    line_of_text,
    text_width,
)

_NAMES, _ROW, _TOP, _WIDEST = 150.0, 28.0, 112.0, 44.0
# Fill and text colour of a cell by shade, from the third on; each pair has a contrast of
# at least 4.5 (WCAG 2.1, 1.4.3); a test computes it.
SHADES = (("#d6e4f2", "#1b2733"), ("#9dc0e2", "#1b2733"), ("#2f5d8a", "#ffffff"))
_HATCH = (
    '<defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse"'
    ' patternTransform="rotate(45)"><path d="M0 0V6" stroke="#5b8fc4" stroke-width="1.6"/>'
    "</pattern></defs>"
)


@dataclass(frozen=True, slots=True)
class HeatCell:
    """A cell: its title, its number as text, and its depth.

    ``depth`` is 0 for empty, 1 for hatched, from 2 on the place in SHADES plus 2.
    """

    title: str
    number: str
    depth: int


@dataclass(frozen=True, slots=True)
class HeatMap:
    """A map: under each name a row of one cell per year; ``shades`` are the words of the legend.

    ``key`` explains the signs, ``description`` is for readers who cannot see the picture.
    """

    title: str
    key: str
    description: str
    lang: str
    years: Sequence[int]
    rows: Sequence[tuple[str, Sequence[HeatCell]]]
    shades: Sequence[str]


def svg(drawn: HeatMap) -> str:
    """Return the map as an SVG document."""
    wide = min(_WIDEST, (WIDTH - 2 * MARGIN - _NAMES) / len(drawn.years))
    bottom = _TOP + _ROW * len(drawn.rows)
    rows = [(name, cells, _TOP + n * _ROW) for n, (name, cells) in enumerate(drawn.rows)]
    parts = [
        _HATCH,
        line_of_text(drawn.title, MARGIN, 38, 22, "ink", bold=True),
        *(
            line_of_text(line, MARGIN, 58 + 15 * n, 11.5, "soft")
            for n, line in enumerate(folded(drawn.key, 11.5, WIDTH - 2 * MARGIN))
        ),
        *_years(drawn.years, wide, _TOP - 10),
        *_years(drawn.years, wide, bottom + 18),
        *(line_of_text(name, MARGIN, y + _ROW / 2 + 4, FONT, "label") for name, _, y in rows),
        *(
            _cell(cell, MARGIN + _NAMES + n * wide, y, wide)
            for _, cells, y in rows
            for n, cell in enumerate(cells)
        ),
        *_legend(drawn.shades, bottom + 34),
    ]
    return document(drawn.title, drawn.description, drawn.lang, bottom + 74, parts)


def _years(years: Sequence[int], wide: float, baseline: float) -> Iterator[str]:
    every = 1 if wide > text_width("2000", SMALL) + 4 else 5
    for n, year in enumerate(years):
        if year % every == 0:
            x = MARGIN + _NAMES + (n + 0.5) * wide
            yield line_of_text(str(year), x, baseline, SMALL, "soft", middle=True)


def _cell(cell: HeatCell, x: float, y: float, wide: float) -> str:
    box = f'x="{x + 0.5:.1f}" y="{y + 0.5:.1f}" width="{wide - 1:.1f}" height="{_ROW - 1:g}" rx="2"'
    ground = f'<rect class="line" {box} pointer-events="all"/>'
    fits = text_width(cell.number, 10.5) <= wide - 2
    middle, baseline = x + wide / 2, y + _ROW / 2 + 3.8
    if cell.depth > 1:
        fill, ink = SHADES[cell.depth - 2]
        ground = f'<rect {box} fill="{fill}"/>'
        text = (
            f'<text x="{middle:.1f}" y="{baseline:.1f}" font-size="10.5"'
            f' text-anchor="middle" fill="{ink}" pointer-events="none">{cell.number}</text>'
        )
    else:
        text = line_of_text(cell.number, middle, baseline, 10.5, "label halo", middle=True)
        if cell.depth:
            ground += f'<rect {box} fill="url(#hatch)" pointer-events="none"/>'
    shown = text if cell.depth and fits else ""
    return f"<g><title>{escape(cell.title)}</title>{ground}{shown}</g>"


def _legend(shades: Sequence[str], y: float) -> Iterator[str]:
    x = MARGIN + _NAMES
    for text, (fill, _) in zip(shades, SHADES, strict=True):
        yield f'<rect x="{x:.1f}" y="{y:.1f}" width="22" height="16" rx="2" fill="{fill}"/>'
        yield line_of_text(text, x + 28, y + 12.5, SMALL, "ink")
        x += 48 + text_width(text, SMALL)
