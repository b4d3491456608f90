"""Strips in SVG: a row for each thing, with a bar for each period of a holder.

The texture of a bar shows certainty, its colour the family of its holder; simultaneous holders
share the height of the row. Columns above the rows may show what the subject of the picture gained
and lost in each year. A picture is 1200 units wide.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from dvgraph.graphics.genealogy import bounds
from dvgraph.graphics.signs import (
    FATES,
    TAIL,
    Mark,
    clipped,
    column,
    core,
    drawn,
    event,
    hand_over,
    legend,
    marks,
    patterns,
    pieces,
)
from dvgraph.graphics.svg import (
    FONT,
    MARGIN,
    SMALL,
    WIDTH,
    Axis,
    Days,
    Grammar,
    document,
    folded,
    heading,
    line_of_text,
    linked,
    notes,
    text_width,
    titled,
    year_lines,
)

_NAMES = 400.0  # width of the names of the rows
_THICK, _THIN, _AIR, _LINE = 15.0, 8.0, 7.0, 15.0
_GOT, _COUNTED = 110.0, 14.0  # greatest height of columns, and of one thing in them
_NAMED = 13.0  # least height of a bar with a name inside


@dataclass(frozen=True, slots=True)
class Holding:
    """A period in which a holder has a thing.

    ``name``: the text inside the bar, if it fits.
    ``key``: the key of the holder's family.
    ``days``: the four bounds of the period.
    ``sign``: the fate at the end of the period, a key of ``signs.FATES``, or empty.
    ``end``: the title of that sign; ``title``: the title of the bar.
    """

    holder: str
    name: str
    key: str
    days: Days
    title: str
    sign: str = ""
    end: str = ""


@dataclass(frozen=True, slots=True)
class Track:
    """A thing: its IRI and name, and its holdings in order of time."""

    iri: str
    name: str
    holdings: Sequence[Holding]


@dataclass(frozen=True, slots=True)
class YearOfTracks:
    """The numbers of things that the subject had at the end of a year, gained and lost in it.

    ``fresh``: new things; ``taken``: things taken over from another holder; ``unsure``: things that
    may have begun in an earlier year; ``kept``: all others.
    ``decisions``: the numbers, in the notes, of the decisions behind the gains.
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
        """The number of things that the subject had at the end of the year."""
        return self.kept + self.got

    @property
    def got(self) -> int:
        """The number of things that the subject gained in the year."""
        return self.fresh + self.taken + self.unsure


@dataclass(frozen=True, slots=True)
class StripText:
    """The words of the picture.

    ``above``: the lines above it. ``below``: the lines below it, each with its number or letter.
    ``grammar``: the legend. ``got``: the caption of the columns. ``held``: that of the counts at
    the end of each year.
    """

    title: str
    above: Sequence[str]
    below: Sequence[tuple[str, str]]
    description: str
    grammar: Grammar
    got: str = ""
    held: str = ""


@dataclass(frozen=True, slots=True)
class Strip:
    """A bar: its marks, its top and its height.

    ``label`` is the name inside it, or beside it (``aside``), at ``x``; or empty.
    """

    holding: Holding
    marks: tuple[Mark, ...]
    top: float
    height: float
    label: str
    x: float
    aside: bool = False


@dataclass(frozen=True, slots=True)
class Band:
    """A thing with its bars; ``name`` is its name, divided into lines."""

    thing: Track
    name: tuple[str, ...]
    strips: tuple[Strip, ...]
    top: float
    height: float = field(default=0.0)


def lay_out(
    things: Sequence[Track], today: date, top: float = 0.0, *, named: bool = False
) -> tuple[Axis, list[Band]]:
    """Return the time axis and a band for each thing, in the given order.

    A holding without a known bound is left out. With ``named``, each bar has a name, beside it if
    it does not fit inside.
    """
    days = [
        day
        for thing in things
        for holding in thing.holdings
        for piece in pieces(holding.days, today)
        for day in piece[1:]
    ]
    first, last = min(days, default=today), max(days, default=today)
    left = MARGIN + _NAMES + TAIL
    axis = Axis(date(first.year, 1, 1), max(today, last), left)
    bands = []
    for thing in things:
        lines = folded(thing.name, FONT, _NAMES - 12, bold=False)
        lanes = _lanes(thing, axis, today, named=named)
        thick = _THICK if named or len(lanes) < 2 else _THIN
        high = max(len(lanes) * thick, _LINE * len(lines))
        strips = tuple(_strips(lanes, top, thick, named=named))
        bands.append(Band(thing, tuple(lines), strips, top, high))
        top += high + _AIR
    return axis, bands


def _lanes(
    thing: Track, axis: Axis, today: date, *, named: bool
) -> list[list[tuple[Holding, list[Mark]]]]:
    """Return the holdings in lanes; those that share certain time are in different lanes.

    Within a lane, the end of a holding may overlap the begin of the next as a handover. A name
    beside a bar needs room in its lane.
    """
    placed = [
        (held, clipped(marks(pieces(held.days, today), axis), axis.left - TAIL))
        for held in thing.holdings
    ]
    placed = [one for one in placed if one[1]]
    placed.sort(key=lambda one: (core(one[1]), one[0].holder))
    lanes: list[list[tuple[Holding, list[Mark]]]] = []
    for held, mine in placed:
        for lane in lanes:
            last, before = lane[-1]
            joined = hand_over(before, mine)
            if named and joined is not None and held.holder != last.holder:
                bare = len(lane) > 1 and lane[-2][0].holder == last.holder
                if not _room_for(last, joined[0], held, joined[1], bare=bare):
                    continue
            if joined is not None:
                lane[-1] = (last, joined[0])
                lane.append((held, _parted(last, joined[0], held, joined[1])))
                break
        else:
            lanes.append([(held, mine)])
    return lanes


def _parted(last: Holding, before: Sequence[Mark], held: Holding, mine: list[Mark]) -> list[Mark]:
    """Return the marks of a bar, a little shorter where it touches a bar of the same colour."""
    first = mine[0]
    touching = last.key == held.key and first.left - before[-1].right < 1
    if not touching or first.right - first.left < 4:
        return mine
    return [first._replace(left=first.left + 2), *mine[1:]]


def _room_for(
    last: Holding, before: Sequence[Mark], held: Holding, mine: Sequence[Mark], *, bare: bool
) -> bool:
    """Return whether the names of two bars in a lane do not overlap the bars.

    ``bare``: the first bar has no name, since its holder continues in the next bar.
    """
    _, x, aside = _labelled(last, before, _THICK, named=True)
    aside = aside and not bare
    end = x + text_width(last.name, SMALL, bold=False) + 6 if aside else before[-1].right
    _, begin, beside = _labelled(held, mine, _THICK, named=True)
    start = min(begin, mine[0].left) if beside else mine[0].left
    return start >= end - 1 or (not aside and start >= mine[0].left)


def _labelled(
    held: Holding, mine: Sequence[Mark], thick: float, *, named: bool
) -> tuple[str, float, bool]:
    """Return the name at a bar, its left end, and whether it is beside the bar."""
    solid = next((one for one in mine if one.sign == "certain"), None)
    if solid and thick >= _NAMED and text_width(held.name, SMALL) + 10 <= solid.right - solid.left:
        return held.name, solid.left + 5, False
    if not named:
        return "", 0.0, False
    right = max(one.right for one in mine) + 5
    wide = text_width(held.name, SMALL, bold=False)
    return held.name, right if right + wide <= WIDTH - MARGIN else mine[0].left - 5 - wide, True


def _strips(
    lanes: Sequence[Sequence[tuple[Holding, list[Mark]]]], top: float, thick: float, *, named: bool
) -> Iterator[Strip]:
    for n, lane in enumerate(lanes):
        before = ""
        for held, mine in lane:
            name, x, aside = _labelled(held, mine, thick, named=named)
            name, before = (name if held.holder != before or not named else ""), held.holder
            yield Strip(held, tuple(mine), top + n * thick, thick - 1, name, x, aside)


# Long since it lists the layers of the picture in the order in which they cover each other.
def svg(
    things: Sequence[Track],
    today: date,
    text: StripText,
    years: Sequence[YearOfTracks] = (),
    *,
    key: str = "",
    named: bool = False,
    name: str = "",
    link: Callable[[str], str | None] | None = None,
) -> str:
    """Return the strips as an SVG document; ``key`` is the family's key for the columns ``years``.

    With ``named``, each bar has its name, beside it if it does not fit inside. ``link`` returns the
    address of a thing or holder by its IRI, or None; without it each IRI is its own address. With a
    ``name`` the picture is a part of a page, which has the title and the lines above and below. A
    row is a group with class ``row``, a bar a group with class ``o``; both have ``data-iri``, and a
    bar has its bounds (``data-from-earliest`` and so on).
    """
    address = link or (lambda iri: iri)
    above, y = ([], 4.0) if name else heading(text.title, text.above)
    axis, bands = lay_out(
        things, today, y + 22 + (sum(_unit(years)[1:]) + 20 if years else 0), named=named
    )
    bottom = bands[-1].top + bands[-1].height if bands else y + 40
    body = [
        *(_columns(years, axis, y + 8, key, text) if years else ()),
        *year_lines(axis.years(), bands[0].top - 8 if bands else y, y + 8, bottom + 4),
        *(_row(band, address) for band in bands),
    ]
    shown = "\n".join(body)
    signs, end = legend(shown, text.grammar, bottom + 4)
    below, end = ([], end) if name else notes(text.below, end + 8)
    whole = "\n".join([*above, shown, *signs, *below])
    lang = text.grammar.lang
    return document(
        text.title, text.description, lang, end + 16, [patterns(whole), whole], name=name
    )


def _unit(years: Sequence[YearOfTracks]) -> tuple[float, float, float]:
    """Return the height of one thing in a column, of the part above the line and of that below."""
    most, least = max(one.got for one in years), max(one.lost for one in years)
    unit = min(_GOT / max(most, 1), _COUNTED)
    return unit, most * unit + 34, least * unit + (16 if least else 4)


def _columns(
    years: Sequence[YearOfTracks], axis: Axis, top: float, key: str, text: StripText
) -> Iterator[str]:
    """Yield a column for each year: gains above the line, losses below it, and the total."""
    unit, above, below = _unit(years)
    base, line = top + above, top + above + below + 14
    for said, y in ((text.got, base - 4), (text.held, line)):
        yield line_of_text(said, MARGIN, y, SMALL, "soft")
    for one in years:
        left, right = axis(date(one.year, 1, 1)), axis(date(one.year + 1, 1, 1))
        x, wide = left + 2, max(min(right, WIDTH - MARGIN) - left - 4, 3.0)
        inner = _stacked(one, x, wide, base, unit, key)
        if one.held or one.lost:
            middle = x + wide / 2
            inner += line_of_text(
                str(one.held), middle, line, SMALL, "ink", bold=True, anchor="middle"
            )
        yield titled(inner, one.title, f"year {key}", {"year": str(one.year)})
    yield f'<path class="axis" d="M{axis.left:.1f} {base:.1f}H{WIDTH - MARGIN:.1f}"/>'


def _stacked(one: YearOfTracks, x: float, wide: float, base: float, unit: float, key: str) -> str:
    """Return the gains of a year above the line and its losses below it, with both counts."""
    y, middle, inner = base, x + wide / 2, ""
    for sign, number in (("unsure", one.unsure), ("taken-over", one.taken), ("new", one.fresh)):
        if number:
            y -= number * unit
            inner += column(sign, x, y, wide, number * unit, key)
    if one.got:
        inner += line_of_text(f"+{one.got}", middle, y - 4, SMALL, "ink", anchor="middle")
    if one.lost:
        low = base + one.lost * unit
        inner += column("lost", x, base, wide, one.lost * unit, key)
        inner += line_of_text(f"−{one.lost}", middle, low + 12, SMALL, "ink", anchor="middle")
    return inner + (event(middle, y - 24, one.decisions, "decision") if one.decisions else "")


def _row(band: Band, address: Callable[[str], str | None]) -> str:
    first = band.top + (band.height - _LINE * len(band.name)) / 2 + 11
    lines = "".join(
        line_of_text(line, MARGIN, first + n * _LINE, FONT, "ink")
        for n, line in enumerate(band.name)
    ).replace(' pointer-events="none"', "")
    rule = f'<path class="grid" d="M{MARGIN:.1f} {band.top - _AIR / 2:.1f}H{WIDTH - MARGIN:.1f}"/>'
    strips = "".join(_bar(strip, address) for strip in band.strips)
    inside = rule + linked(lines, address(band.thing.iri)) + strips
    return titled(inside, band.thing.name, "row", {"iri": band.thing.iri})


def _bar(strip: Strip, address: Callable[[str], str | None]) -> str:
    held = strip.holding
    inside = "".join(drawn(mark, strip.top, strip.height, held.key) for mark in strip.marks)
    if strip.label:
        kind = "ink halo" if strip.aside else "on"
        y, bold = strip.top + 11.3, not strip.aside
        inside += line_of_text(strip.label, strip.x, y, SMALL, kind, bold=bold)
    inside = titled(linked(inside, address(held.holder)), held.title)
    if held.sign:
        x = max(mark.right for mark in strip.marks)
        sign = event(min(x, WIDTH - 10), strip.top + strip.height / 2, FATES[held.sign], "fate")
        sign = sign.replace('class="fate"', f'class="fate {held.sign}"', 1)
        inside += titled(sign, held.end)
    return f'<g class="o {held.key}"{_data(held)}>{inside}</g>'


def _data(held: Holding) -> str:
    found = {"iri": held.holder, **bounds(held.days)}
    return "".join(f' data-{name}="{value}"' for name, value in found.items())
