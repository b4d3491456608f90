"""A lineage as a genealogy in SVG: bars on a time axis, curves for what merged, rules for events.

Readable on paper and in the dark; titles, a description and links are inside, no script and no
font from elsewhere.
"""

from collections.abc import Iterator
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
from dvgraph.lineage.graph import open_bounds
from dvgraph.lineage.kinship import Lineage
from dvgraph.lineage.labels import Label
from dvgraph.lineage.layout import BADGE, Bar, Link, Picture, lay_out
from dvgraph.locale.wording import by_bounds
from dvgraph.namespaces import path

_WORDS = {
    "of": ("De stamboom van {}", "The genealogy of {}"),
    "all": ("De stamboom van alle organisaties", "The genealogy of all organisations"),
    "key": (
        "Vol: zeker · vervagend: begin of einde niet precies bekend · pijl: bestaat nog, voor"
        " zover bekend · streeplijn: de oude bleef bestaan · genummerde lijn: gebeurtenis",
        "Solid: certain · fading: start or end not known exactly · arrow: still exists, as far"
        " as known · dashed: the old one lived on · numbered rule: event",
    ),
    "undated": ("Zonder bekende tijd: {}", "Without a known time: {}"),
    "became": ("{} ging over in {}: {}", "{} went into {}: {}"),
    "no ground": ("grond niet bekend", "ground not known"),
}


_ROOM = WIDTH - 2 * MARGIN


def svg(lineage: Lineage) -> str:
    """Return the genealogy of a lineage as an SVG document, 1200 units wide."""
    drawn = lay_out(lineage)
    grounds = lineage.ground_labels()
    legend = list(_legend(lineage, drawn, grounds))
    height = drawn.height + 40 + 18 * len(legend)
    title = (
        _say(lineage, "of", lineage.label(lineage.focus)) if lineage.focus else _say(lineage, "all")
    )
    heading = shortened(folded(title, 22, _ROOM), 1, 22, _ROOM)[0]
    colours = _colours(drawn)
    tops = {bar.iri: bar.y for bar in drawn.bars}
    fading = (
        gradient(f"g{n}", colours[bar.iri], (bar.left, bar.solid, bar.fades, bar.right))
        for n, bar in enumerate(drawn.bars)
    )
    parts = [
        f"<defs>{''.join(fading)}</defs>",
        f"<g><title>{escape(title)}</title>",
        line_of_text(heading, MARGIN, 40, 22, "ink", bold=True),
        "</g>",
        line_of_text(_say(lineage, "key"), MARGIN, 62, 11.5, "soft"),
        *year_lines(drawn.years, 84, drawn.top - 4, drawn.height),
        *(_rule(lineage, drawn, rule.event, rule.number, rule.x, rule.row) for rule in drawn.rules),
        *(_link(lineage, link, colours) for link in drawn.links),
        *(_bar(lineage, n, bar, colours[bar.iri]) for n, bar in enumerate(drawn.bars)),
        *(_label(label, tops[label.iri]) for label in drawn.labels),
        *(_marks(link, colours) for link in drawn.links if link.mark),
        *(
            line_of_text(line, MARGIN + indent, drawn.height + 30 + 18 * n, SMALL, "ink")
            for n, (indent, line) in enumerate(legend)
        ),
    ]
    return document(title, " ".join(_sentences(lineage)), lineage.lang, height, parts)


def _say(lineage: Lineage, name: str, *parts: str) -> str:
    return _WORDS[name][lineage.lang == "en"].format(*parts)


def _colours(drawn: Picture) -> dict[str, str]:
    """Return a colour for each bar; neighbours in a lane and lanes beside each other differ."""
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


def _rule(lineage: Lineage, drawn: Picture, event: str, number: int, x: float, row: int) -> str:
    y = 104 + 22 * row
    name = _event_name(lineage, event)
    return (
        f"<g><title>{escape(name)}</title>"
        f'<path class="rule" d="M{x:.1f} {y + 9:.1f}V{drawn.height:.1f}"/>'
        f'<circle class="number" cx="{x:.1f}" cy="{y:.1f}" r="9"/>'
        f"{line_of_text(str(number), x, y + 3.6, 10.5, 'ink', middle=True)}</g>"
    )


def _bar(lineage: Lineage, n: int, bar: Bar, colour: str) -> str:
    when = by_bounds(open_bounds(lineage.descent.nodes[bar.iri]), lineage.lang)
    tip = ""
    if bar.open:
        x, y = bar.right - 1, bar.y
        tip = f'<path fill="{colour}" d="M{x:.1f} {y:.1f}l12 {BAR / 2:g}l-12 {BAR / 2:g}z"/>'
    return (
        f"<a href={quoteattr(bar.iri)}><title>{escape(f'{lineage.label(bar.iri)}: {when}')}</title>"
        f'<rect class="edge" x="{bar.left:.1f}" y="{bar.y:.1f}" width="{bar.right - bar.left:.1f}"'
        f' height="{BAR:g}" rx="4" fill="url(#g{n})"/>{tip}</a>'
    )


def _link(lineage: Lineage, link: Link, colours: dict[str, str]) -> str:
    if link.mark:
        return ""
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
    dashes = ' stroke-dasharray="7 5"' if link.dashed else ""
    return (
        f"<g><title>{escape(_became(lineage, link.older, link.younger, link.event))}</title>"
        f'<path class="link" stroke="{colours[link.older]}"{dashes} d="{shape}"/></g>'
    )


def _marks(link: Link, colours: dict[str, str]) -> str:
    return "".join(
        f'<circle class="number" cx="{x:.1f}" cy="{y:.1f}" r="{BADGE:g}"'
        f' style="stroke:{colours[link.older]}"/>'
        + line_of_text(link.mark, x, y + 3.6, 10.5, "ink", middle=True)
        for x, y in ((link.x1, link.y1), (link.x2, link.y2))
    )


def _legend(
    lineage: Lineage, drawn: Picture, grounds: dict[str, str]
) -> Iterator[tuple[float, str]]:
    """Yield the lines below the picture, each with its indent."""
    bases = {
        event: data["grounds"] for *_, event, data in lineage.descent.edges(keys=True, data=True)
    }
    for rule in drawn.rules:
        named = "; ".join(grounds.get(one, path(one)) for one in bases[rule.event])
        line = f"{_event_name(lineage, rule.event)} — {named or _say(lineage, 'no ground')}"
        for n, piece in enumerate(folded(f"{rule.number} {line}", SMALL, _ROOM - 20)):
            yield (0.0 if n == 0 else 20.0), piece
    if drawn.undated:
        names = ", ".join(map(lineage.label, drawn.undated))
        for piece in folded(_say(lineage, "undated", names), SMALL, _ROOM):
            yield 0.0, piece


def _event_name(lineage: Lineage, event: str) -> str:
    for *_, key, data in lineage.descent.edges(keys=True, data=True):
        if key == event:
            name = str(data.get(f"label_{lineage.lang}") or path(event))
            if "from_earliest" not in data:
                return name
            bounds = open_bounds(data)
            return f"{by_bounds(bounds, lineage.lang, start=True)}: {name}"
    return path(event)


def _became(lineage: Lineage, older: str, younger: str, event: str) -> str:
    name = _event_name(lineage, event)
    return _say(lineage, "became", lineage.label(older), lineage.label(younger), name)


def _sentences(lineage: Lineage) -> Iterator[str]:
    """Yield the picture in words, for who cannot see it."""
    for older, younger, event in sorted(lineage.descent.edges(keys=True)):
        yield _became(lineage, older, younger, event) + "."
