"""Strips in SVG: a band for each thing, with a bar for each period of a holder.

A bar fades in and out if its ends are inexact, is an arrow if it continues, and has a sign at its
end. A picture is 1200 units wide.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from xml.sax.saxutils import escape, quoteattr

from dvgraph.graphics.svg import (
    ARROW,
    BAR,
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
    text_width,
    year_lines,
)

_NAMES = 330.0  # room for the names of the things
_LINE, _STEP, _SPACE, _MARK = 17.0, BAR + 6, 12.0, 9.0
_TOP = 112.0


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
class Strip:
    """A bar, with the positions of its name and of the sign at its end.

    ``places`` are where it fades in, is solid, fades out and ends; ``label`` is its name, in one or
    more lines, from ``x`` on; ``inside`` the bar, or beside it. Bar and name occupy ``left`` to
    ``right`` on row ``row`` of the band.
    """

    holding: Holding
    places: tuple[float, float, float, float]
    label: tuple[str, ...]
    x: float
    inside: bool
    left: float
    right: float
    row: int = 0


@dataclass(frozen=True, slots=True)
class Band:
    """A thing: its name in lines, its strips, and its vertical extent."""

    thing: Track
    name: tuple[str, ...]
    strips: tuple[Strip, ...]
    top: float
    height: float


def lay_out(things: Sequence[Track], today: date) -> tuple[Axis, list[Band]]:
    """Return the time axis and the bands of things with at least one holding, top to bottom."""
    begins = [holding.days[0] for thing in things for holding in thing.holdings]
    axis = Axis(date(min(begins, default=today).year, 1, 1), today, MARGIN + _NAMES)
    bands: list[Band] = []
    top = _TOP
    for thing in things:
        name = tuple(folded(thing.name, FONT, _NAMES - 16))
        strips = tuple(_strips(thing, axis))
        rows = 1 + max(strip.row for strip in strips)
        height = max(len(name) * _LINE, rows * _STEP) + _SPACE
        bands.append(Band(thing, name, strips, top, height))
        top += height
    return axis, bands


def _strips(thing: Track, axis: Axis) -> Iterator[Strip]:
    """Yield the strips of a thing, each on the first row with free space."""
    ends: list[float] = []
    strips = (_strip(holding, axis) for holding in thing.holdings)
    for strip in sorted(strips, key=lambda one: one.left):
        row = next((n for n, end in enumerate(ends) if strip.left >= end), len(ends))
        ends[row : row + 1] = [strip.right]
        yield replace(strip, row=row)


def _strip(held: Holding, axis: Axis) -> Strip:
    left, solid, fades, gone = map(axis, held.days)
    right = max(gone, left + 6)  # never too thin to see or point at
    places = (left, solid, fades, right)
    begin = left - _MARK
    end = right + (ARROW if held.going else _MARK if held.sign else 0)
    wide = text_width(held.name, SMALL)
    if fades - solid >= wide + 4 * _MARK:
        return Strip(held, places, (held.name,), solid + 2 * _MARK, True, begin, end)
    if end + 6 + wide <= WIDTH - MARGIN:
        return Strip(held, places, (held.name,), end + 6, False, begin, end + 12 + wide)
    lines = folded(held.name, SMALL, begin - axis.left - 6)
    if len(lines) < 3:
        wide = max(text_width(line, SMALL) for line in lines)
        x = begin - 6 - wide
        return Strip(held, places, tuple(lines), x, False, x - 6, end)
    # No room beside it: a short name, with the full one in the title.
    return Strip(held, places, (held.short,), solid + 8, False, begin, WIDTH)


# Long, because it lists the layers of the picture in the order in which they cover each other.
def svg(
    things: Sequence[Track],
    today: date,
    *,
    title: str,
    key: str,
    note: str,
    description: str,
    lang: str,
) -> str:
    """Return the strips as an SVG document, with ``key`` as legend and ``note`` below."""
    axis, bands = lay_out(things, today)
    bottom = bands[-1].top + bands[-1].height if bands else _TOP
    strips = [(band, strip) for band in bands for strip in band.strips]
    colours: dict[str, str] = {}
    for _, strip in strips:
        colours.setdefault(strip.holding.holder, PALETTE[len(colours) % len(PALETTE)])
    fading = (
        gradient(f"g{n}", colours[strip.holding.holder], strip.places)
        for n, (_, strip) in enumerate(strips)
    )
    keys, notes = folded(key, 11.5, WIDTH - 2 * MARGIN), folded(note, SMALL, WIDTH - 2 * MARGIN)
    parts = [
        f"<defs>{''.join(fading)}</defs>",
        line_of_text(title, MARGIN, 38, 22, "ink", bold=True),
        *(line_of_text(line, MARGIN, 58 + 15 * n, 11.5, "soft") for n, line in enumerate(keys)),
        *year_lines(axis.years(), _TOP - 14, _TOP - 8, bottom),
        *(part for band in bands for part in _name(band)),
        *(
            _bar(strip, band.top, n, colours[strip.holding.holder])
            for n, (band, strip) in enumerate(strips)
        ),
        *(part for band, strip in strips for part in _label(strip, band.top)),
        *(_sign(strip, band.top) for band, strip in strips if strip.holding.sign),
        *(line_of_text(str(year), x, bottom + 16, SMALL, "soft") for year, x in axis.years()),
        *(
            line_of_text(line, MARGIN, bottom + 40 + 17 * n, SMALL, "ink")
            for n, line in enumerate(notes)
        ),
    ]
    return document(title, description, lang, bottom + 36 + 17 * len(notes), parts)


def _name(band: Band) -> Iterator[str]:
    yield f'<path class="line" d="M{MARGIN:.1f} {band.top - 6:.1f}H{WIDTH - MARGIN:.1f}"/>'
    lines = "".join(
        line_of_text(line, MARGIN, band.top + 15 + n * _LINE, FONT, "label")
        for n, line in enumerate(band.name)
    ).replace(' pointer-events="none"', "")
    yield (
        f"<a href={quoteattr(band.thing.iri)}><title>{escape(band.thing.name)}</title>{lines}</a>"
    )


def _bar(strip: Strip, top: float, n: int, colour: str) -> str:
    left, right, y = strip.places[0], strip.places[3], top + strip.row * _STEP
    tip = ""
    if strip.holding.going:
        tip = (
            f'<path fill="{colour}" d="M{right - 1:.1f} {y:.1f}l12 {BAR / 2:g}l-12 {BAR / 2:g}z"/>'
        )
    return (
        f"<a href={quoteattr(strip.holding.holder)}>"
        f"<title>{escape(strip.holding.title)}</title>"
        f'<rect class="edge" x="{left:.1f}" y="{y:.1f}" width="{right - left:.1f}"'
        f' height="{BAR:g}" rx="4" fill="url(#g{n})"/>{tip}</a>'
    )


def _label(strip: Strip, top: float) -> Iterator[str]:
    middle = top + strip.row * _STEP + BAR / 2 + SMALL * 0.36
    for n, line in enumerate(strip.label):
        y = middle + (n - (len(strip.label) - 1) / 2) * 13
        kind = "inside" if strip.inside else "label halo"
        yield line_of_text(line, strip.x, y, SMALL, kind, bold=True)


def _sign(strip: Strip, top: float) -> str:
    x, y = strip.places[3], top + strip.row * _STEP + BAR / 2
    return (
        f"<g><title>{escape(strip.holding.end)}</title>"
        f'<circle class="number" cx="{x:.1f}" cy="{y:.1f}" r="{_MARK - 1:g}"/>'
        f"{line_of_text(strip.holding.sign, x, y + 4.2, SMALL, 'ink', bold=True, middle=True)}</g>"
    )
