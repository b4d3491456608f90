"""A genealogy in SVG: bars on a time axis, curves for descent, dotted rules for events.

``lineage.layout`` gives the positions. A picture is 1200 units wide, readable in print and in dark
mode; titles, a description and links are inside, without scripts or external fonts.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from dvgraph.graphics.svg import (
    BAR,
    FONT,
    MARGIN,
    PALETTE,
    SMALL,
    WIDTH,
    document,
    folded,
    gradient,
    line_of_text,
    shortened,
    year_lines,
)

BADGE = 8.0  # radius of the letter in place of a curve
_ROOM = WIDTH - 2 * MARGIN


@dataclass(frozen=True, slots=True)
class Bar:
    """An organisation: fading in from ``left``, solid from ``solid``, fading out from ``fades``.

    It ends at ``right``. ``lane`` counts from 0, ``y`` is its top; ``open`` if it still exists, as
    far as known.
    """

    iri: str
    lane: int
    left: float
    solid: float
    fades: float
    right: float
    y: float
    open: bool


@dataclass(frozen=True, slots=True)
class Curve:
    """Descent from one bar to another at an event, as a curve between two points.

    ``turn`` is where a curve that leaves a bar at its end turns up or down, None if it leaves at
    its side. ``mark`` is a letter instead of a curve that would pass through a bar: it stands on
    both bars, at the two points. ``dashed`` if the older organisation continued, ``partly`` if
    only a part of it went over.
    """

    event: str
    older: str
    younger: str
    x1: float
    y1: float
    x2: float
    y2: float
    turn: float | None
    dashed: bool
    partly: bool
    mark: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A dotted line at an event: its number in the legend, and the row of this number."""

    event: str
    number: int
    x: float
    row: int


@dataclass(frozen=True, slots=True)
class Label:
    """A line of a name, by its left end and its baseline; ``inside`` its bar or above it.

    ``row`` counts the lines above the lane from 0. ``tie`` is where a thin line goes down to the
    bar from the lowest line of a name that is not directly above it.
    """

    iri: str
    text: str
    x: float
    y: float
    inside: bool
    row: int = 0
    tie: float | None = None


@dataclass(frozen=True, slots=True)
class Genealogy:
    """The genealogy, laid out. ``undated`` are the organisations without a known time."""

    height: float
    top: float
    years: tuple[tuple[int, float], ...]
    bars: tuple[Bar, ...]
    links: tuple[Curve, ...]
    rules: tuple[Rule, ...]
    labels: tuple[Label, ...]
    undated: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Captions:
    """The words of a genealogy: its title, the legend of its signs, and a description.

    ``bars`` and ``events`` are titles by IRI, ``grounds`` are texts after an event in the legend by
    its IRI, ``curves`` titles by the IRIs of older, younger and event. ``undated`` is the line on
    the organisations without a known time, empty without any.
    """

    title: str
    key: str
    description: str
    lang: str
    bars: Mapping[str, str]
    events: Mapping[str, str]
    grounds: Mapping[str, str]
    curves: Mapping[tuple[str, str, str], str]
    undated: str


# Long, since it lists the layers of the picture in the order in which they cover each other.
def svg(drawn: Genealogy, words: Captions) -> str:
    """Return the genealogy as an SVG document."""
    legend = list(_legend(drawn, words))
    height = drawn.height + 40 + 18 * len(legend)
    heading = shortened(folded(words.title, 22, _ROOM), 1, 22, _ROOM)[0]
    colours = _colours(drawn)
    tops = {bar.iri: bar.y for bar in drawn.bars}
    fading = (
        gradient(f"g{n}", colours[bar.iri], (bar.left, bar.solid, bar.fades, bar.right))
        for n, bar in enumerate(drawn.bars)
    )
    parts = [
        f"<defs>{''.join(fading)}</defs>",
        f"<g><title>{escape(words.title)}</title>",
        line_of_text(heading, MARGIN, 40, 22, "ink", bold=True),
        "</g>",
        line_of_text(words.key, MARGIN, 62, 11.5, "soft"),
        *year_lines(drawn.years, 84, drawn.top - 4, drawn.height),
        *(_rule(rule, words.events[rule.event], drawn.height) for rule in drawn.rules),
        *(_curve(link, words, colours[link.older]) for link in drawn.links if not link.mark),
        *(_bar(n, bar, words.bars[bar.iri], colours[bar.iri]) for n, bar in enumerate(drawn.bars)),
        *(_label(label, tops[label.iri]) for label in drawn.labels),
        *(_marks(link, colours[link.older]) for link in drawn.links if link.mark),
        *(
            line_of_text(line, MARGIN + indent, drawn.height + 30 + 18 * n, SMALL, "ink")
            for n, (indent, line) in enumerate(legend)
        ),
    ]
    return document(words.title, words.description, words.lang, height, parts)


def _colours(drawn: Genealogy) -> dict[str, str]:
    """Return a colour for each bar; neighbours in a lane and in adjacent lanes differ."""
    found: dict[str, str] = {}
    seen: dict[int, int] = {}
    for bar in drawn.bars:
        place = seen.get(bar.lane, 0)
        seen[bar.lane] = place + 1
        found[bar.iri] = PALETTE[(bar.lane + 3 * place) % len(PALETTE)]
    return found


def _label(label: Label, top: float) -> str:
    kind = "inside" if label.inside else "label halo"
    text = line_of_text(label.text, label.x, label.y, FONT, kind, bold=True)
    if label.tie is None:
        return text
    return f'<path class="tie" d="M{label.tie:.1f} {label.y + 3:.1f}V{top:.1f}"/>{text}'


def _rule(rule: Rule, title: str, bottom: float) -> str:
    x, y = rule.x, 104 + 22 * rule.row
    return (
        f"<g><title>{escape(title)}</title>"
        f'<path class="rule" d="M{x:.1f} {y + 9:.1f}V{bottom:.1f}"/>'
        f'<circle class="number" cx="{x:.1f}" cy="{y:.1f}" r="9"/>'
        f"{line_of_text(str(rule.number), x, y + 3.6, 10.5, 'ink', middle=True)}</g>"
    )


def _bar(n: int, bar: Bar, title: str, colour: str) -> str:
    tip = ""
    if bar.open:
        x, y = bar.right - 1, bar.y
        tip = f'<path fill="{colour}" d="M{x:.1f} {y:.1f}l12 {BAR / 2:g}l-12 {BAR / 2:g}z"/>'
    return (
        f"<a href={quoteattr(bar.iri)}><title>{escape(title)}</title>"
        f'<rect class="edge" x="{bar.left:.1f}" y="{bar.y:.1f}" width="{bar.right - bar.left:.1f}"'
        f' height="{BAR:g}" rx="4" fill="url(#g{n})"/>{tip}</a>'
    )


def _curve(link: Curve, words: Captions, colour: str) -> str:
    if abs(link.y1 - link.y2) < 1:
        shape = f"M{link.x1:.1f} {link.y1:.1f}L{link.x2:.1f} {link.y2:.1f}"
    elif link.turn is not None:
        corner = link.y1 + (12 if link.y2 > link.y1 else -12)
        shape = (
            f"M{link.x1:.1f} {link.y1:.1f}"
            f"Q{link.turn:.1f} {link.y1:.1f} {link.turn:.1f} {corner:.1f}"
            f"C{link.turn:.1f} {link.y2:.1f} {link.x2:.1f} {corner:.1f} {link.x2:.1f} {link.y2:.1f}"
        )
    else:
        middle = (link.y1 + link.y2) / 2
        shape = (
            f"M{link.x1:.1f} {link.y1:.1f}C{link.x1:.1f} {middle:.1f} {link.x2:.1f} {middle:.1f}"
            f" {link.x2:.1f} {link.y2:.1f}"
        )
    pattern = "7 4 1 4" if link.partly else "7 5" if link.dashed else ""
    dashes = f' stroke-dasharray="{pattern}"' if pattern else ""
    return (
        f"<g><title>{escape(words.curves[link.older, link.younger, link.event])}</title>"
        f'<path class="link" stroke="{colour}"{dashes} d="{shape}"/></g>'
    )


def _marks(link: Curve, colour: str) -> str:
    return "".join(
        f'<circle class="number" cx="{x:.1f}" cy="{y:.1f}" r="{BADGE:g}"'
        f' style="stroke:{colour}"/>'
        + line_of_text(link.mark, x, y + 3.6, 10.5, "ink", middle=True)
        for x, y in ((link.x1, link.y1), (link.x2, link.y2))
    )


def _legend(drawn: Genealogy, words: Captions) -> Iterator[tuple[float, str]]:
    """Yield the lines below the picture, each with its indent."""
    for rule in drawn.rules:
        line = f"{rule.number} {words.events[rule.event]} — {words.grounds[rule.event]}"
        for n, piece in enumerate(folded(line, SMALL, _ROOM - 20)):
            yield (0.0 if n == 0 else 20.0), piece
    for piece in folded(words.undated, SMALL, _ROOM):
        yield 0.0, piece
