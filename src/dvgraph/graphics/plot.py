"""Measures over time in SVG: points by day and value, joined if they are comparable.

A point is full if it is certain, else a ring. Its shape shows a limit or a sum, and a faint bar
shows its period. A line is solid, dashed (approximate) or dotted (the source's own comparison). A
break is numbered on the axis, and no line passes it. One measure fills a picture; several are
panels on one time axis.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import floor, log10

from dvgraph.graphics.signs import event, legend, point
from dvgraph.graphics.svg import (
    FONT,
    MARGIN,
    SMALL,
    WIDTH,
    Axis,
    Grammar,
    document,
    folded,
    heading,
    line_of_text,
    notes,
    shortened,
    text_width,
    titled,
)

_HIGH, _PANEL, _SPACE, _COLUMNS, _RAISE = 400.0, 150.0, 36.0, 3, 14.0
_YEARS = 3  # a shorter span is shown in whole years


@dataclass(frozen=True, slots=True)
class PlotPoint:
    """A value of a thing over a period.

    ``key``: the colour key of the thing's family. ``said``: the text beside the point. ``shape``:
    ``at-least``, ``at-most``, ``sum`` or empty.
    """

    thing: str
    key: str
    first: date
    last: date
    value: float
    said: str
    title: str
    shape: str
    certain: bool

    @property
    def day(self) -> date:
        """The middle of the period, where the point is drawn."""
        return self.first + (self.last - self.first) / 2


@dataclass(frozen=True, slots=True)
class PlotLine:
    """A line between two points; ``kind`` is ``joined``, ``joined-about`` or ``claimed-line``."""

    older: PlotPoint
    newer: PlotPoint
    kind: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class PlotBreak:
    """A break in the series at a day; ``mark`` is its number, ``title`` the reason."""

    day: date
    mark: str
    title: str


@dataclass(frozen=True, slots=True)
class Plot:
    """A measure: its title, the unit of its axis, its points, lines and breaks.

    ``number`` formats a value.
    """

    title: str
    unit: str
    number: Callable[[float], str]
    points: Sequence[PlotPoint]
    lines: Sequence[PlotLine] = ()
    breaks: Sequence[PlotBreak] = ()


@dataclass(frozen=True, slots=True)
class PlotText:
    """The words of a picture; ``below`` has the numbered lines below it, ``grammar`` the legend."""

    title: str
    description: str
    below: Sequence[tuple[str, str]]
    grammar: Grammar


@dataclass(frozen=True, slots=True)
class _Box:
    """The area of a plot, in the coordinates of the picture."""

    left: float
    right: float
    top: float
    bottom: float


class _Scale:
    """A linear scale from values to heights; it starts at zero or at the least value."""

    def __init__(self, values: Sequence[float], box: _Box, most: int) -> None:
        low, high = min(0.0, *values), max(0.0, *values) * 1.08 or 1.0
        step = _step((high - low) / most)
        self.low, self.high = floor(low / step) * step, -floor(-high / step) * step
        count = round((self.high - self.low) / step)
        self.ticks = [self.low + n * step for n in range(count + 1)]
        self._box = box

    def __call__(self, value: float) -> float:
        share = (self.high - value) / (self.high - self.low)
        return self._box.top + (self._box.bottom - self._box.top) * share


def _step(rough: float) -> float:
    """Return the smallest of 1, 2, 2.5 and 5 times a power of ten that is at least ``rough``."""
    power = 10.0 ** floor(log10(rough))
    return next((n * power for n in (1, 2, 2.5, 5) if n * power >= rough), 10 * power)


def _span(plots: Sequence[Plot]) -> tuple[date, date]:
    """Return the first and last day of the axis: those of the points, with a margin."""
    points = [one for plot in plots for one in plot.points]
    first, last = min(one.first for one in points), max(one.last for one in points)
    if last.year - first.year < _YEARS:  # whole years, or hardly a year would stand on the axis
        first, last = date(first.year, 1, 1), date(last.year + 1, 1, 1)
    room = max((last - first) / 20, timedelta(days=40))
    return first - room, last + room


def svg(text: PlotText, plot: Plot, *, name: str = "") -> str:
    """Return a measure as an SVG document, 1200 units wide; it must have at least one point.

    With a ``name`` it is a part of a page, which has the title and the lines below.
    """
    above, y = ([], 4.0) if name else heading(text.title)
    widest = max(text_width(plot.number(one.value), SMALL) for one in plot.points)
    box = _Box(MARGIN + max(widest, 40) + 14, WIDTH - MARGIN, y + 36, y + 36 + _HIGH)
    unit = line_of_text(plot.unit, MARGIN, y + 14, SMALL, "soft")
    shown = "\n".join([unit, *_drawn(plot, box, _span([plot]), grid=True)])
    return _whole(text, above, shown, box.bottom + 26, name)


def multiples(text: PlotText, plots: Sequence[Plot], *, name: str = "") -> str:
    """Return measures as panels on one time axis, three in a row; each must have a point.

    With a ``name`` it is a part of a page, which has the title and the lines below. A panel is a
    group with class ``panel``.
    """
    above, y = ([], 4.0) if name else heading(text.title)
    wide = (WIDTH - 2 * MARGIN - (_COLUMNS - 1) * _SPACE) / _COLUMNS
    span = _span(plots)
    panels = []
    y += 8
    for start in range(0, len(plots), _COLUMNS):
        row = plots[start : start + _COLUMNS]
        titles = [folded(plot.title, FONT, wide) for plot in row]
        high = max(map(len, titles)) * 16.0
        for n, (plot, lines) in enumerate(zip(row, titles, strict=True)):
            x = MARGIN + n * (wide + _SPACE)
            top = y + high + 44
            box = _Box(x, x + wide, top, top + _PANEL)
            parts = [
                f'<path class="axis" d="M{x:.1f} {y:.1f}h{wide:.1f}"/>',
                *(
                    line_of_text(line, x, y + 18 + 16 * at, FONT, "ink", bold=True)
                    for at, line in enumerate(lines)
                ),
                line_of_text(plot.unit, x, y + 18 + 16 * len(lines), SMALL, "soft"),
                *_drawn(plot, box, span, grid=False),
            ]
            panels.append(titled("".join(parts), plot.title, "panel"))
        y += high + 44 + _PANEL + 50
    return _whole(text, above, "\n".join(panels), y - 20, name)


def _whole(text: PlotText, above: Sequence[str], shown: str, y: float, name: str) -> str:
    signs, y = legend(shown, text.grammar, y)
    below, y = ([], y) if name else notes(text.below, y + 8)
    parts = [*above, shown, *signs, *below]
    return document(text.title, text.description, text.grammar.lang, y + 16, parts, name=name)


def _drawn(plot: Plot, box: _Box, span: tuple[date, date], *, grid: bool) -> Iterator[str]:
    """Yield the layers of a plot, in the order in which they cover each other."""
    axis = Axis(*span, box.left, box.right)
    scale = _Scale([one.value for one in plot.points], box, 7 if grid else 3)
    if grid:
        for tick in scale.ticks:
            y = scale(tick)
            yield f'<path class="grid" d="M{box.left:.1f} {y:.1f}H{box.right:.1f}"/>'
            yield line_of_text(plot.number(tick), box.left - 8, y + 4, SMALL, "soft", anchor="end")
    yield _time_axis(axis, box)
    for gap in plot.breaks:
        yield _break(gap, axis(gap.day), box)
    for one in plot.points:
        if axis(one.last) - axis(one.first) > 12:
            y = scale(one.value)
            bar = f'<path class="period" d="M{axis(one.first):.1f} {y:.1f}H{axis(one.last):.1f}"/>'
            yield f'<g class="{one.key}">{bar}</g>'
    for line in plot.lines:
        ends = [(axis(end.day), scale(end.value)) for end in (line.older, line.newer)]
        shape = "L".join(f"{x:.1f} {y:.1f}" for x, y in ends)
        inside = f'<path class="{line.kind}" d="M{shape}"/>'
        yield titled(inside, line.title or line.newer.title, line.newer.key)
    for one in plot.points:
        inside = point(one.shape, axis(one.day), scale(one.value), full=one.certain)
        yield titled(inside, one.title, f"value {one.key}")
    yield from _numbers(plot.points, axis, scale, box, scale.ticks if grid else ())


def _time_axis(axis: Axis, box: _Box) -> str:
    """Return the time axis, with a tick for each year and all year numbers in one group.

    The single group saves bytes: a page may have twenty axes.
    """
    years = list(axis.years())
    ticks = "".join(f"M{x:.1f} {box.bottom:.1f}v5" for _, x in years)
    numbers = "".join(
        f'<text x="{x:.1f}" y="{box.bottom + 18:.1f}">{year}</text>'
        for year, x in years
        if box.left + 10 < x < box.right - 10
    )
    return (
        f'<path class="axis" d="M{box.left:.1f} {box.bottom:.1f}H{box.right:.1f}{ticks}"/>'
        f'<g class="soft" font-size="{SMALL:g}" text-anchor="middle" pointer-events="none">'
        f"{numbers}</g>"
    )


def _break(one: PlotBreak, x: float, box: _Box) -> str:
    """Return a break as SVG: a line up from the axis, with its number on the axis."""
    line = f'<path class="break" d="M{x:.1f} {box.top - 8:.1f}V{box.bottom:.1f}"/>'
    return titled(line + event(x, box.bottom, one.mark, "break-number"), one.title)


def _numbers(
    points: Sequence[PlotPoint], axis: Axis, scale: _Scale, box: _Box, ruled: Sequence[float]
) -> Iterator[str]:
    """Yield the number of each point above it, with the name of its thing if that changes.

    If another number, or the line of a value in ``ruled``, is in the place, this number is put
    higher, or lower if there is no room; if there is no room at all, only the title of the point
    and the table have it.
    """
    rows: dict[int, list[tuple[float, float, float]]] = {}  # what is taken, by height
    several = len({one.thing for one in points}) > 1
    named: set[str] = set()
    rules = [scale(one) for one in ruled]
    for one in sorted(points, key=lambda each: (each.day, each.value)):
        lines = [one.said]
        if several and one.thing not in named:
            room = (box.right - box.left) * 0.6
            lines += shortened(folded(one.thing, SMALL, room, bold=False), 1, SMALL, room)
        named.add(one.thing)
        for n, line in enumerate(lines):
            half = text_width(line, SMALL, bold=not n) / 2
            x = min(max(axis(one.day), box.left + half), box.right - half)
            ideal = scale(one.value) - 10 - n * _RAISE
            heights = _heights(ideal, scale(one.value) + 20, box.top - 20, rules)
            y = next((y for y in heights if _free(rows, x, y, half)), None)
            if y is None:
                continue
            rows.setdefault(floor(y / _RAISE), []).append((x, y, half))
            kind = "soft halo" if n else "ink halo"
            yield line_of_text(line, x, y, SMALL, kind, bold=not n, anchor="middle")


def _free(
    rows: dict[int, list[tuple[float, float, float]]], x: float, y: float, half: float
) -> bool:
    """Return whether no text of some rows is in the place of a text, ``half`` its width."""
    row = floor(y / _RAISE)
    return all(
        abs(x - at) >= half + other + 4 or abs(y - height) >= _RAISE - 1
        for near in (row - 1, row, row + 1)
        for at, height, other in rows.get(near, ())
    )


def _heights(ideal: float, below: float, top: float, rules: Sequence[float]) -> Iterator[float]:
    """Yield the heights for a text, best first: up from the ideal to the top, then down.

    At none does a rule run through the text.
    """
    steps = [n * _RAISE / 2 for n in range(40)]
    for y in (*(ideal - up for up in steps if ideal - up > top), *(below + step for step in steps)):
        if not any(y - SMALL < rule < y + 6 for rule in rules):
            yield y
