"""Strips in SVG: a row for each thing, with a bar for each period of a holder.

A bar fades in and out if its ends are inexact, is an arrow if it continues, and has a sign at its
end; holders at one time share the height of the row. Above stands how many things the subject of
the picture held in each year. A picture is 1200 units wide.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from xml.sax.saxutils import escape, quoteattr

from dvgraph.graphics.svg import (
    ARROW,
    FONT,
    MARGIN,
    PALETTE,
    SMALL,
    WIDTH,
    Axis,
    Days,
    document,
    folded,
    gradient,
    line_of_text,
    shortened,
    text_width,
    year_lines,
)

_NAMES, _ROW, _THICK, _MARK = 330.0, 34.0, 24.0, 8.0
_COLUMNS, _LOST, _LINE = 130.0, 44.0, 17.0
_OTHERS = "#8a939c"  # holders beyond the palette
_NAMED = 14.0  # the least height of a bar with a name inside


@dataclass(frozen=True, slots=True)
class Holding:
    """A period of a holder of a thing: holder (IRI, name, short name), start and end.

    ``going``: it continues. ``sign`` is a letter at its end, empty for none, ``end`` the title of
    that sign; ``title`` is that of the bar.
    """

    holder: str
    name: str
    short: str
    days: Days
    going: bool
    sign: str
    title: str
    end: str


@dataclass(frozen=True, slots=True)
class Track:
    """A thing: its IRI and name, and its holdings in the order of placement."""

    iri: str
    name: str
    holdings: Sequence[Holding]


@dataclass(frozen=True, slots=True)
class YearOfTracks:
    """What the subject held at the end of a year, and what it got and lost in it, in numbers.

    ``fresh`` are new things, ``taken`` came from another holder, and of ``unsure`` the start may
    lie in an earlier year; ``kept`` are the others held.
    ``decisions`` are the numbers of the decisions behind what it got, as in the notes.
    """

    year: int
    kept: int
    fresh: int
    taken: int
    unsure: int
    lost: int
    decisions: str
    title: str

    @property
    def held(self) -> int:
        """The number of things held at the end of the year."""
        return self.kept + self.fresh + self.taken + self.unsure


@dataclass(frozen=True, slots=True)
class StripText:
    """The words of the picture: title, legend of signs, lines below, description, language.

    ``years`` names the parts of a column: kept, new, taken over, of unsure start, lost.
    """

    title: str
    key: str
    notes: Sequence[str]
    description: str
    lang: str
    years: tuple[str, str, str, str, str]


@dataclass(frozen=True, slots=True)
class Strip:
    """A bar: where it fades in, is solid, fades out and ends; its top and height in the row.

    ``label`` is the name inside it, empty where it does not fit.
    """

    holding: Holding
    places: tuple[float, float, float, float]
    top: float
    height: float
    label: str


@dataclass(frozen=True, slots=True)
class Band:
    """A thing: its name in at most two lines, its strips, and its top."""

    thing: Track
    name: tuple[str, ...]
    strips: tuple[Strip, ...]
    top: float


def lay_out(things: Sequence[Track], today: date, top: float = 0.0) -> tuple[Axis, list[Band]]:
    """Return the time axis and a band for each thing with a holding, in the given order."""
    begins = [holding.days[0] for thing in things for holding in thing.holdings]
    axis = Axis(date(min(begins, default=today).year, 1, 1), today, MARGIN + _NAMES)
    bands = []
    for n, thing in enumerate(things):
        lines = shortened(folded(thing.name, FONT, _NAMES - 16), 2, FONT, _NAMES - 16)
        above = top + n * _ROW
        bands.append(Band(thing, tuple(lines), tuple(_strips(thing, axis, above)), above))
    return axis, bands


def _strips(thing: Track, axis: Axis, top: float) -> Iterator[Strip]:
    """Yield the strips of a thing: those that touch share the height of the row."""
    placed = [(held, _places(held, axis)) for held in thing.holdings]
    placed.sort(key=lambda pair: pair[1])
    lanes: list[float] = []
    chosen = []
    for held, places in placed:
        end = places[3] + (ARROW if held.going else 2 * _MARK if held.sign else 0)
        lane = next((n for n, used in enumerate(lanes) if used <= places[0]), len(lanes))
        lanes[lane : lane + 1] = [end]
        chosen.append((held, places, lane))
    height = _THICK / max(len(lanes), 1)
    for held, places, lane in chosen:
        room = places[2] - places[1] - 2 * _MARK
        fits = height >= _NAMED and text_width(held.name, SMALL) <= room
        yield Strip(held, places, top + lane * height, height - 1, held.name if fits else "")


def _places(held: Holding, axis: Axis) -> tuple[float, float, float, float]:
    left, solid, fades, gone = map(axis, held.days)
    return left, solid, fades, max(gone, left + 6)  # never too thin to see or point at


# Long, because it lists the layers of the picture in the order in which they cover each other.
def svg(
    things: Sequence[Track],
    today: date,
    text: StripText,
    years: Sequence[YearOfTracks] = (),
    subject: str = "",
) -> str:
    """Return the strips as an SVG document; ``subject`` is the holder that ``years`` counts."""
    colours = _colours(things, subject)
    keys = folded(text.key, SMALL, WIDTH - 2 * MARGIN)
    y = 58 + 15.0 * len(keys)
    legend = list(_legend(things, colours, y))
    y += 20.0 * (1 + max((row for row, _ in legend), default=0))
    columns_top = y + 16
    top = columns_top + (_COLUMNS + _LOST + 30 if years else 0) + 24
    axis, bands = lay_out(things, today, top)
    bottom = top + len(bands) * _ROW
    strips = [(n, strip) for n, strip in enumerate(one for band in bands for one in band.strips)]
    fading = (gradient(f"g{n}", colours[strip.holding.holder], strip.places) for n, strip in strips)
    cross = (
        '<pattern id="cross" width="6" height="6" patternUnits="userSpaceOnUse">'
        f'<path d="M0 0L6 6M6 0L0 6" stroke="{colours.get(subject, PALETTE[0])}"'
        ' stroke-width="1.2"/></pattern>'
        '<pattern id="hatch" width="5" height="5" patternUnits="userSpaceOnUse">'
        f'<path d="M0 5L5 0" stroke="{colours.get(subject, PALETTE[0])}"'
        ' stroke-width="1.2"/></pattern>'
    )
    notes = [line for note in text.notes for line in folded(note, SMALL, WIDTH - 2 * MARGIN)]
    parts = [
        f"<defs>{cross}{''.join(fading)}</defs>",
        line_of_text(text.title, MARGIN, 38, 22, "ink", bold=True),
        *(line_of_text(line, MARGIN, 58 + 15 * n, SMALL, "soft") for n, line in enumerate(keys)),
        *(part for _, part in legend),
        *(
            _columns(years, axis, columns_top, colours.get(subject, PALETTE[0]), text)
            if years
            else ()
        ),
        *year_lines(axis.years(), top - 14, top - 8, bottom),
        *(part for band in bands for part in _name(band)),
        *(_bar(strip, n, colours[strip.holding.holder]) for n, strip in strips),
        *(part for _, one in strips if one.holding.holder != subject for part in _label(one)),
        *(_sign(strip) for _, strip in strips if strip.holding.sign),
        *(line_of_text(str(year), x, bottom + 16, SMALL, "soft") for year, x in axis.years()),
        *(
            line_of_text(line, MARGIN, bottom + 40 + _LINE * n, SMALL, "ink")
            for n, line in enumerate(notes)
        ),
    ]
    height = bottom + 36 + _LINE * len(notes)
    return document(text.title, text.description, text.lang, height, parts)


def _colours(things: Sequence[Track], subject: str) -> Mapping[str, str]:
    """Return a colour for each holder: the subject first, then by the number of things."""
    counts = Counter(held.holder for thing in things for held in thing.holdings)
    order = sorted(counts, key=lambda one: (one != subject, -counts[one], one))
    return {one: PALETTE[n] if n < len(PALETTE) else _OTHERS for n, one in enumerate(order)}


def _legend(
    things: Sequence[Track], colours: Mapping[str, str], y: float
) -> Iterator[tuple[int, str]]:
    """Yield the row and the marks of each holder's colour, the most frequent first."""
    names = {held.holder: held.name for thing in things for held in thing.holdings}
    x, row = MARGIN, 0
    for holder in colours:
        if colours[holder] == _OTHERS:
            continue
        wide = 18 + text_width(names[holder], SMALL) + 14
        if x + wide > WIDTH - MARGIN and x > MARGIN:
            x, row = MARGIN, row + 1
        at = y + 20 * row
        yield (
            row,
            f'<rect x="{x:.1f}" y="{at:.1f}" width="12" height="12" fill="{colours[holder]}"/>',
        )
        yield row, line_of_text(names[holder], x + 18, at + 10.5, SMALL, "ink")
        x += wide


# Long, since the legend and the columns share the unit and the fills.
def _columns(
    years: Sequence[YearOfTracks], axis: Axis, top: float, colour: str, text: StripText
) -> Iterator[str]:
    """Yield a column for each year: kept, taken over and new on each other, lost below."""
    most = max(one.held for one in years) or 1
    least = max((one.lost for one in years), default=0)
    unit = min(_COLUMNS / most, _LOST / max(least, 1))
    base = top + 18 + most * unit
    fills = (
        (f'fill="{colour}" fill-opacity=".35"', text.years[0]),
        (f'fill="{colour}"', text.years[1]),
        (f'fill="url(#cross)" stroke="{colour}"', text.years[2]),
        (f'fill="url(#hatch)" stroke="{colour}"', text.years[3]),
        (f'fill="none" stroke="{colour}"', text.years[4]),
    )
    for n, (fill, said) in enumerate(fills):
        y = top + 18 * n
        yield f'<rect x="{MARGIN:.1f}" y="{y:.1f}" width="12" height="12" {fill}/>'
        yield line_of_text(said, MARGIN + 18, y + 10.5, SMALL, "ink")
    for one in years:
        left, right = axis(date(one.year, 1, 1)), axis(date(one.year + 1, 1, 1))
        x, wide, y = left + 2, max(right - left - 4, 3.0), base
        inner = ""
        for number, (fill, _) in (
            (one.kept, fills[0]),
            (one.unsure, fills[3]),
            (one.taken, fills[2]),
            (one.fresh, fills[1]),
        ):
            y -= number * unit
            if number:
                inner += _box(x, y, wide, number * unit, fill)
        if one.lost:
            inner += _box(x, base + 2, wide, one.lost * unit, fills[4][0])
        yield f"<g><title>{escape(one.title)}</title>{inner}</g>"
        middle = x + wide / 2
        yield line_of_text(
            str(one.held),
            middle,
            y - 5,
            SMALL,
            "label",
            bold=True,
            middle=True,
        )
        if one.decisions:
            yield line_of_text(one.decisions, middle, y - 19, SMALL, "soft", middle=True)
    yield f'<path class="tie" d="M{axis.left:.1f} {base:.1f}H{WIDTH - MARGIN:.1f}"/>'


def _box(x: float, y: float, wide: float, high: float, fill: str) -> str:
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{high:.1f}" {fill}/>'


def _name(band: Band) -> Iterator[str]:
    yield f'<path class="line" d="M{MARGIN:.1f} {band.top - 5:.1f}H{WIDTH - MARGIN:.1f}"/>'
    first = band.top + (_THICK + FONT) / 2 - 2 - (len(band.name) - 1) * 7
    lines = "".join(
        line_of_text(line, MARGIN, first + n * 14, FONT, "label")
        for n, line in enumerate(band.name)
    ).replace(' pointer-events="none"', "")
    yield (
        f"<a href={quoteattr(band.thing.iri)}><title>{escape(band.thing.name)}</title>{lines}</a>"
    )


def _bar(strip: Strip, n: int, colour: str) -> str:
    left, right, y, high = strip.places[0], strip.places[3], strip.top, strip.height
    tip = ""
    if strip.holding.going:
        tip = (
            f'<path fill="{colour}" d="M{right - 1:.1f} {y:.1f}'
            f'l{ARROW:g} {high / 2:.1f}l{-ARROW:g} {high / 2:.1f}z"/>'
        )
    return (
        f"<a href={quoteattr(strip.holding.holder)}>"
        f"<title>{escape(strip.holding.title)}</title>"
        f'<rect class="edge" x="{left:.1f}" y="{y:.1f}" width="{right - left:.1f}"'
        f' height="{high:.1f}" rx="3" fill="url(#g{n})"/>{tip}</a>'
    )


def _label(strip: Strip) -> Iterator[str]:
    middle = strip.top + strip.height / 2 + SMALL * 0.36
    if strip.label:
        start = strip.places[1] + _MARK
        yield line_of_text(strip.label, start, middle, SMALL, "inside", bold=True)


def _sign(strip: Strip) -> str:
    x, y = strip.places[3], strip.top + strip.height / 2
    return (
        f"<g><title>{escape(strip.holding.end)}</title>"
        f'<circle class="number" cx="{x:.1f}" cy="{y:.1f}" r="{_MARK - 1:g}"/>'
        f"{line_of_text(strip.holding.sign, x, y + 4.2, SMALL, 'ink', bold=True, middle=True)}</g>"
    )
