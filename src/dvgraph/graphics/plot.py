"""A measure over time in SVG: points by day and value, joined where they are comparable.

A point is filled if it is certain, a ring if not; its shape says whether it is a limit or a sum,
and a faint bar over its period how long it counts. A line is solid, dashed (about) or dotted (the
source's own comparison). A break is a numbered line over the whole height: no value is marked.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import floor, log10
from xml.sax.saxutils import escape

from dvgraph.graphics.svg import (
    MARGIN,
    PALETTE,
    SMALL,
    WIDTH,
    Axis,
    document,
    folded,
    line_of_text,
    text_width,
)

_LEFT, _HEIGHT, _TOP, _LINE = 110.0, 400.0, 96.0, 17.0
_RADIUS, _RAISE, _TICKS = 6.0, 15.0, 7
_DASHES = {"exact": "", "about": ' stroke-dasharray="7 5"', "claimed": ' stroke-dasharray="2 5"'}


@dataclass(frozen=True, slots=True)
class PlotPoint:
    """A value of a thing: its period, its words, its shape (circle, up, down or diamond)."""

    thing: str
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
    """A line between two points; ``kind`` is exact, about or claimed."""

    older: PlotPoint
    newer: PlotPoint
    kind: str


@dataclass(frozen=True, slots=True)
class PlotBreak:
    """A break in the series at a day: its number and the reason."""

    day: date
    mark: str
    title: str


@dataclass(frozen=True, slots=True)
class PlotText:
    """The words of a plot: title, description, title of the value axis, lines below, language.

    ``number`` writes a value of the axis.
    """

    title: str
    description: str
    axis: str
    below: Sequence[str]
    lang: str
    number: Callable[[float], str]


class _Scale:
    """A linear scale from values to heights, from zero or the least value on."""

    def __init__(self, values: Sequence[float]) -> None:
        low, high = min(0.0, *values), max(0.0, *values) * 1.08 or 1.0
        step = _step((high - low) / _TICKS)
        self.low, self.high = floor(low / step) * step, -floor(-high / step) * step
        count = round((self.high - self.low) / step)
        self.ticks = [self.low + n * step for n in range(count + 1)]

    def __call__(self, value: float) -> float:
        return _TOP + _HEIGHT * (self.high - value) / (self.high - self.low)


def _step(rough: float) -> float:
    """Return the least of 1, 2, 2.5 and 5 times a power of ten that is not below a number."""
    power = 10.0 ** floor(log10(rough))
    return next((n * power for n in (1, 2, 2.5, 5) if n * power >= rough), 10 * power)


def svg(
    text: PlotText,
    points: Sequence[PlotPoint],
    lines: Sequence[PlotLine] = (),
    breaks: Sequence[PlotBreak] = (),
) -> str:
    """Return a plot as an SVG document, 1200 units wide; it needs a point."""
    first, last = min(one.first for one in points), max(one.last for one in points)
    room = max((last - first) / 20, timedelta(days=40))
    axis, scale = Axis(first - room, last + room, _LEFT), _Scale([one.value for one in points])
    things = list(dict.fromkeys(one.thing for one in points))
    colours = {thing: PALETTE[n % len(PALETTE)] for n, thing in enumerate(things)}
    bottom = _TOP + _HEIGHT
    below = [piece for line in text.below for piece in folded(line, SMALL, WIDTH - 2 * MARGIN - 20)]
    parts = [
        line_of_text(text.title, MARGIN, 38, 22, "ink", bold=True),
        *(_legend(things, colours) if len(things) > 1 else ()),
        line_of_text(text.axis, MARGIN, _TOP - 14, SMALL, "soft"),
        *_grid(scale, axis, text.number, bottom),
        *(part for one in breaks for part in _break(one, axis(one.day), bottom)),
        *(_period(one, axis, scale, colours[one.thing]) for one in points),
        *(_joined(one, axis, scale, colours[one.newer.thing]) for one in lines),
        *(_mark(one, axis(one.day), scale(one.value), colours[one.thing]) for one in points),
        *_numbers(points, axis, scale),
        *(
            line_of_text(line, MARGIN, bottom + 52 + n * _LINE, SMALL, "soft")
            for n, line in enumerate(below)
        ),
    ]
    return document(
        text.title,
        text.description,
        text.lang,
        bottom + 52 + _LINE * len(below) + MARGIN / 2,
        parts,
    )


def _legend(things: Sequence[str], colours: dict[str, str]) -> Iterator[str]:
    x = MARGIN
    for thing in things:
        yield f'<circle cx="{x + 6:.1f}" cy="58" r="{_RADIUS:g}" fill="{colours[thing]}"/>'
        yield line_of_text(thing, x + 18, 62, SMALL, "ink")
        x += 18 + text_width(thing, SMALL) + 18


def _grid(
    scale: _Scale, axis: Axis, number: Callable[[float], str], bottom: float
) -> Iterator[str]:
    for tick in scale.ticks:
        y, written = scale(tick), number(tick)
        yield f'<path class="line" d="M{_LEFT:.1f} {y:.1f}H{WIDTH - MARGIN:.1f}"/>'
        x = _LEFT - 10 - text_width(written, SMALL) * 0.92
        yield line_of_text(written, x, y + 4, SMALL, "soft")
    for year, x in axis.years():
        if date(year, 1, 1) < axis.first:
            continue
        yield f'<path class="line" d="M{x:.1f} {bottom:.1f}v6"/>'
        yield line_of_text(str(year), x, bottom + 20, SMALL, "soft", middle=True)


def _break(one: PlotBreak, x: float, bottom: float) -> Iterator[str]:
    yield (
        f'<path class="rule" d="M{x:.1f} {_TOP:.1f}V{bottom:.1f}">'
        f"<title>{escape(one.title)}</title></path>"
    )
    yield line_of_text(one.mark, x, _TOP - 4, SMALL, "ink halo", bold=True, middle=True)


def _period(one: PlotPoint, axis: Axis, scale: _Scale, colour: str) -> str:
    y = scale(one.value)
    return (
        f'<path d="M{axis(one.first):.1f} {y:.1f}H{axis(one.last):.1f}" stroke="{colour}"'
        f' stroke-width="5" stroke-opacity=".3"/>'
    )


def _joined(one: PlotLine, axis: Axis, scale: _Scale, colour: str) -> str:
    (x, y), (to_x, to_y) = ((axis(end.day), scale(end.value)) for end in (one.older, one.newer))
    return (
        f'<path d="M{x:.1f} {y:.1f}L{to_x:.1f} {to_y:.1f}" stroke="{colour}" stroke-width="2"'
        f' fill="none"{_DASHES[one.kind]}/>'
    )


def _mark(one: PlotPoint, x: float, y: float, colour: str) -> str:
    r = _RADIUS
    shapes = {
        "up": f"M{x:.1f} {y - r:.1f}l{r:g} {2 * r:g}h{-2 * r:g}z",
        "down": f"M{x:.1f} {y + r:.1f}l{r:g} {-2 * r:g}h{-2 * r:g}z",
        "diamond": f"M{x:.1f} {y - r:.1f}l{r:g} {r:g}l{-r:g} {r:g}l{-r:g} {-r:g}z",
    }
    path = shapes.get(
        one.shape,
        f"M{x - r:.1f} {y:.1f}a{r:g} {r:g} 0 1 0 {2 * r:g} 0a{r:g} {r:g} 0 1 0 {-2 * r:g} 0",
    )
    fill = f'fill="{colour}"' if one.certain else 'class="ground"'
    return (
        f'<path d="{path}" {fill} stroke="{colour}" stroke-width="2">'
        f"<title>{escape(one.title)}</title></path>"
    )


def _numbers(points: Sequence[PlotPoint], axis: Axis, scale: _Scale) -> Iterator[str]:
    """Yield the number of each point above it, higher where another number stands."""
    taken: list[tuple[float, float, float]] = []
    for one in sorted(points, key=lambda point: (point.day, point.value)):
        x, y, half = axis(one.day), scale(one.value) - 12, text_width(one.said, SMALL) / 2
        while any(
            abs(x - at) < half + other and abs(y - height) < _RAISE for at, height, other in taken
        ):
            y -= _RAISE
        taken.append((x, y, half))
        yield line_of_text(one.said, x, y, SMALL, "label halo", bold=True, middle=True)
