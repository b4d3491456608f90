"""Growth in SVG: measures below each other on one time axis, crossed by lines for decisions.

A bar stands over its period, as high as its value: solid for the certain part, hatched for the
possible part, an outline for a doubtful value. A dotted line joins two comparable values that a
source compares: the comparison is the source's, not computed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from xml.sax.saxutils import escape

from dvgraph.graphics.palette import MAIN
from dvgraph.graphics.signs import Mark, drawn, patterns
from dvgraph.graphics.svg import (
    MARGIN,
    WIDTH,
    Axis,
    Grammar,
    document,
    folded,
    line_of_text,
    text_width,
    titled,
)

# Print shows a picture at less than half its width, so its text is large.
_FONT, _SMALL, _LINE = 20.0, 18.0, 25.0
_LEFT, _TALL, _ROOM, _TOP = 250.0, 110.0, 20.0, 62.0
_NARROW, _DISC = 14.0, 13.0
_SIGNS = ("certain", "maybe", "ring", "claimed-line")  # in the order of the legend


@dataclass(frozen=True, slots=True)
class GrowthBar:
    """A value over a period.

    ``certain``, ``possible``: the two parts of its height. ``said``: the value in words.
    ``doubtful``: True if the whole value is in doubt, so that the bar is an outline.
    """

    first: date
    last: date
    certain: float
    possible: float
    said: str
    doubtful: bool = False

    @property
    def top(self) -> float:
        """The certain and possible part together."""
        return self.certain + self.possible


@dataclass(frozen=True, slots=True)
class GrowthPanel:
    """A measure with its bars.

    ``claims``: pairs of indexes of comparable bars that a source compares; lines join these bars.
    ``note``: why other bars are not comparable.
    """

    title: str
    bars: Sequence[GrowthBar]
    claims: Sequence[tuple[int, int]] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class GrowthMark:
    """A decision or event on a day; ``said`` describes it. Marks are numbered in their order."""

    day: date
    said: str


@dataclass(frozen=True, slots=True)
class GrowthText:
    """The words of a picture; ``description`` is for screen readers, ``grammar`` has the legend."""

    title: str
    description: str
    grammar: Grammar


def svg(
    text: GrowthText,
    panels: Sequence[GrowthPanel],
    marks: Sequence[GrowthMark],
    *,
    name: str = "",
) -> str:
    """Return the picture as an SVG document, 1200 units wide; it must have at least one bar.

    With a ``name`` it is a part of a page, as in ``svg.document``.
    """
    days = [day for one in panels for bar in one.bars for day in (bar.first, bar.last)]
    days += [one.day for one in marks]
    axis = Axis(date(min(days).year, 1, 1), date(max(days).year, 12, 31), _LEFT)
    parts = [line_of_text(text.title, MARGIN, 34, 25, "ink")]
    y = _TOP + 2 * _DISC + 6
    shown: list[str] = []
    for panel in panels:
        placed = _labels(panel, axis)
        y += _ROOM + (max(placed, default=0) + 1) * _LINE
        shown += _panel(panel, axis, y, placed)
        y += _TALL
    for year, x in axis.years():
        parts.append(f'<path class="grid" d="M{x:.1f} {_TOP + 30:.1f}V{y + 8:.1f}"/>')
        middle = (x + axis(date(year, 12, 31))) / 2
        parts.append(line_of_text(str(year), middle, y + 28, _SMALL, "soft", anchor="middle"))
    parts += _lines(marks, axis, y)
    parts += shown
    signs = [sign for sign in _SIGNS if sign != "claimed-line" or any(p.claims for p in panels)]
    below, y = _below(text, marks, signs, y + 44)
    body = "".join([*parts, *below])
    return document(
        text.title, text.description, text.grammar.lang, y, [patterns(body), *parts, *below],
        name=name,
    )  # fmt: skip


def _labels(panel: GrowthPanel, axis: Axis) -> list[int]:
    """Return the row of each bar's label above the panel, such that no label covers another."""
    ends: list[float] = []
    rows = []
    for bar in panel.bars:
        left, width = _place(bar, axis)
        wide = text_width(bar.said, _SMALL)
        begin = _start(left + width / 2, wide)
        row = next((n for n, end in enumerate(ends) if end + 10 < begin), len(ends))
        ends[row : row + 1] = [begin + wide]
        rows.append(row)
    return rows


def _start(middle: float, wide: float) -> float:
    return min(max(middle - wide / 2, _LEFT), WIDTH - MARGIN - wide)


def _place(bar: GrowthBar, axis: Axis) -> tuple[float, float]:
    left, right = axis(bar.first), axis(bar.last)
    width = max((right - left) * 0.7, _NARROW)
    return (left + right - width) / 2, width


# Long since it draws each sign of the legend.
def _panel(panel: GrowthPanel, axis: Axis, top: float, rows: Sequence[int]) -> Iterator[str]:
    """Yield a panel below ``top``, with the labels of its bars above it."""
    floor = top + _TALL
    unit = _TALL / (max((bar.top for bar in panel.bars), default=0.0) or 1.0)
    for n, text in enumerate(folded(panel.title, _FONT, _LEFT - MARGIN - 24)):
        yield line_of_text(text, MARGIN, top + 18 + n * _LINE, _FONT, "ink", bold=True)
    for k, text in enumerate(folded(panel.note, _SMALL, _LEFT - MARGIN - 24), n + 1):
        yield line_of_text(text, MARGIN, top + 16 + k * _LINE, _SMALL, "soft")
    yield f'<path class="axis" d="M{_LEFT:.1f} {floor:.1f}H{WIDTH - MARGIN:.1f}"/>'
    for older, newer in panel.claims:
        ends = [panel.bars[older], panel.bars[newer]]
        at = [left + width / 2 for left, width in (_place(bar, axis) for bar in ends)]
        tops = [floor - bar.top * unit for bar in ends]
        yield (
            f'<g class="{MAIN}"><path class="claimed-line"'
            f' d="M{at[0]:.1f} {tops[0]:.1f}L{at[1]:.1f} {tops[1]:.1f}"/></g>'
        )
    for bar, row in zip(panel.bars, rows, strict=True):
        left, width = _place(bar, axis)
        solid, whole = bar.certain * unit, bar.top * unit
        inside = [
            _bar(sign, left, width, floor - high, high - low)
            for sign, low, high in (
                ("ring" if bar.doubtful else "certain", 0.0, solid),
                ("maybe", solid, whole),
            )
            if high > low
        ]
        if row:
            middle, y = left + width / 2, top - 8 - row * _LINE
            yield f'<path class="rule" d="M{middle:.1f} {y + 5:.1f}V{floor - whole:.1f}"/>'
        yield titled("".join(inside), bar.said, MAIN)
    for bar, row in zip(panel.bars, rows, strict=True):  # drawn last, above all lines
        left, width = _place(bar, axis)
        middle, wide = left + width / 2, text_width(bar.said, _SMALL)
        x, y = _start(middle, wide), top - 8 - row * _LINE
        fits = x == middle - wide / 2
        yield (
            f'<rect class="ground" x="{x - 3:.1f}" y="{y - 16:.1f}" width="{wide + 6:.1f}"'
            ' height="21"/>'
        )
        anchor = "middle" if fits else ""
        yield line_of_text(bar.said, middle if fits else x, y, _SMALL, "ink", anchor=anchor)


def _bar(sign: str, x: float, wide: float, y: float, high: float) -> str:
    if sign == "ring":
        box = f'x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{high:.1f}"'
        return f'<rect class="ring" {box}/>'
    look = "starts" if sign == "maybe" else sign
    made = drawn(Mark(look, x, x + wide), y, high, MAIN)
    return made.replace(f'class="{look}"', f'class="{sign} {look}"', 1) if sign != look else made


def _lines(marks: Sequence[GrowthMark], axis: Axis, bottom: float) -> Iterator[str]:
    """Yield the lines of the decisions, with numbers in discs that do not overlap."""
    taken = -_DISC * 3
    for n, mark in enumerate(marks, 1):
        x = axis(mark.day)
        centre = max(x, taken + 2 * _DISC + 3)
        taken = centre
        y = _TOP + _DISC
        yield f'<path class="rule" d="M{centre:.1f} {y:.1f}L{x:.1f} {y + 24:.1f}V{bottom:.1f}"/>'
        yield (
            f'<circle class="decision" cx="{centre:.1f}" cy="{y:.1f}" r="{_DISC:g}">'
            f"<title>{escape(mark.said)}</title></circle>"
        )
        yield line_of_text(str(n), centre, y + 6, _SMALL, "ink", anchor="middle")


def _below(
    text: GrowthText, marks: Sequence[GrowthMark], shown: Sequence[str], y: float
) -> tuple[list[str], float]:
    """Return the legend of the drawn signs and of the numbers, and the y at which it ends."""
    parts: list[str] = []
    x = MARGIN
    for sign in shown:
        said = text.grammar.signs[sign]
        wide = 34 + text_width(said, _SMALL) + 22
        if x > MARGIN and x + wide > WIDTH - MARGIN:
            x, y = MARGIN, y + _LINE
        if sign == "claimed-line":
            shape = f'<path class="claimed-line" d="M{x:.1f} {y + 14:.1f}h26"/>'
        else:
            shape = _bar(sign, x, 24, y + 7, 14)
        parts.append(f'<g class="{MAIN}">{shape}</g>')
        parts.append(line_of_text(said, x + 34, y + 21, _SMALL, "soft"))
        x += wide
    y += _LINE + 10
    for n, mark in enumerate(marks, 1):
        for k, said in enumerate(folded(f"({n}) {mark.said}", _SMALL, WIDTH - 2 * MARGIN)):
            indent = MARGIN if not k else MARGIN + 24
            parts.append(line_of_text(said, indent, y + 18, _SMALL, "soft"))
            y += _LINE
    return parts, y + 14
