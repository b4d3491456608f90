"""Shared parts of the pictures: sizes, palette, style, time axis, fitted text, fading bars.

Lengths are units of the viewBox. Pictures are SVG without scripts or external fonts, readable in
print and in dark mode.
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from xml.sax.saxutils import escape

from dvgraph.namespaces import FIRST, LAST

WIDTH, MARGIN, BAR, GAP = 1200.0, 32.0, 26.0, 16.0
FONT, SMALL = 13.0, 12.0
ARROW = 12.0
_UNKNOWN = timedelta(days=730)  # length of the fade of a bar with an unknown start

Days = tuple[date, date, date, date]  # fades in, solid, fades out, ends

# White text on each has a contrast of at least 4.5 (WCAG 2.1, 1.4.3); a test computes it.
PALETTE = (
    *("#2f5d8a", "#8a5a00", "#2e7050", "#b0392c", "#7a4d96"),
    *("#0f6b78", "#6b5d52", "#8f3b66", "#4c6a1e", "#4a56a6"),
)
_STYLE = """
  .ground { fill: #ffffff } .ink, .label { fill: #1b2733 } .soft { fill: #54616e }
  .line { stroke: #d5dbe1; fill: none } .rule { stroke: #54616e; stroke-dasharray: 2 4; fill: none }
  .tie { stroke: #54616e; fill: none }
  .halo { paint-order: stroke; stroke: #ffffff; stroke-width: 4px; stroke-linejoin: round }
  .number { fill: #ffffff; stroke: #54616e } .inside { fill: #ffffff }
  .link { fill: none; stroke-width: 7; stroke-opacity: .75 } .edge { stroke: none }
  text { font-family: system-ui, "Segoe UI", Roboto, "DejaVu Sans", sans-serif }
  a:hover rect, a:focus rect { opacity: .85 }
  @media (prefers-color-scheme: dark) {
    .ground { fill: #12181f } .ink, .label { fill: #e8edf2 } .soft { fill: #a9b5c1 }
    .line { stroke: #33404d } .rule, .tie { stroke: #a9b5c1 } .halo { stroke: #12181f }
    .number { fill: #12181f; stroke: #a9b5c1 } .inside { fill: #ffffff; stroke: none }
    .edge { stroke: #ffffff; stroke-opacity: .4 }
  }
  @media print {
    .ground { fill: #ffffff } .ink, .label { fill: #000000 } .soft { fill: #333333 }
    .halo { stroke: #ffffff } .number { fill: #ffffff }
  }
"""


def shown(bounds: Days, today: date) -> Days:
    """Return where a bar fades in, is solid, fades out, and ends, by the bounds of a span.

    Nothing is drawn after today; a bar with an unknown start fades in for a while.
    """
    lower, start, end, upper = [min(day, today) for day in bounds]
    if lower == FIRST:
        known = start if bounds[1] < LAST and start > FIRST else min(end, upper)
        lower = known - _UNKNOWN
    return lower, max(start, lower), max(end, lower), max(upper, lower)


class Axis:
    """A linear scale from days to positions, with room for an arrow."""

    def __init__(self, first: date, last: date, left: float = MARGIN) -> None:
        """Span the width of the picture from ``left`` on."""
        self.first, self.last, self.left = first, last, left
        room = WIDTH - MARGIN - left - ARROW
        self._scale = room / max((last - first).days, 1)

    def __call__(self, day: date) -> float:
        """Return the position of a day, limited to the ends."""
        inside = min(max(day, self.first), self.last)
        return self.left + (inside - self.first).days * self._scale

    def years(self) -> Iterator[tuple[int, float]]:
        """Yield the years to label, with positions: few enough to keep their numbers apart."""
        span = self.last.year - self.first.year
        steps = (1,) if span <= 12 else (5, 10, 20, 50)
        every = next((n for n in steps if n * 366 * self._scale > 40), 100)
        for year in range(self.first.year, self.last.year + 1):
            if year % every == 0:
                yield year, self(date(year, 1, 1))


def document(title: str, description: str, lang: str, height: float, parts: Iterable[str]) -> str:
    """Return a whole picture: title and description for screen readers, style, background."""
    inside = "\n".join(part for part in parts if part)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:g} {height:g}"'
        f' width="{WIDTH:g}" height="{height:g}" role="img" aria-labelledby="title desc"'
        f' lang="{lang}">\n'
        f'<title id="title">{escape(title)}</title>\n'
        f'<desc id="desc">{escape(description)}</desc>\n'
        f"<style>{_STYLE}</style>\n"
        f'<rect class="ground" width="100%" height="100%"/>\n{inside}\n</svg>\n'
    )


def text_width(text: str, size: float) -> float:
    """Return an upper bound of the width of a line of bold text in the common sans-serif fonts."""
    narrow = sum(letter in "iIljtfr.,:;'!|()[] -–" for letter in text)
    wide = sum(letter in "mwMW@%" for letter in text)
    capital = sum(letter.isupper() for letter in text)
    return size * (0.7 * len(text) - 0.22 * narrow + 0.33 * wide + 0.1 * capital)


def folded(text: str, size: float, room: float) -> list[str]:
    """Return text in lines that fit a width; a word wider than that is broken."""
    lines: list[str] = [""]
    for word in text.split():
        rest = word
        longer = f"{lines[-1]} {rest}".strip()
        if text_width(longer, size) <= room:
            lines[-1] = longer
            continue
        while text_width(rest, size) > room and len(rest) > 1:
            fitting = (n for n in range(len(rest)) if text_width(f"{rest[:n]}-", size) <= room)
            cut = max(fitting, default=0) or 1
            lines.append(f"{rest[:cut]}-")
            rest = rest[cut:]
        lines.append(rest)
    return [line for line in lines if line]


def shortened(lines: list[str], most: int, size: float, room: float) -> list[str]:
    """Return at most ``most`` lines; if some are left out, the last ends in an ellipsis."""
    if len(lines) <= most:
        return lines
    last = lines[most - 1].removesuffix("-") + "…"
    while text_width(last, size) > room and len(last) > 1:
        last = last[:-2] + "…"
    return [*lines[: most - 1], last]


def gradient(name: str, colour: str, places: tuple[float, float, float, float]) -> str:
    """Return a gradient: fading in from ``places[0]`` to ``[1]``, out from ``[2]`` to ``[3]``."""
    left, solid, fades, right = places
    whole = max(right - left, 0.1)
    one, two = (solid - left) / whole, (fades - left) / whole
    if one > two:  # nothing of it is certain
        one = two = (one + two) / 2
    shown = 1 if solid <= fades else 0.65
    stops = [
        (0.0, 0.12 if one > 0 else shown),
        (one, shown),
        (two, shown),
        (1.0, 0.12 if two < 1 else shown),
    ]
    inner = "".join(
        f'<stop offset="{offset:.3f}" stop-color="{colour}" stop-opacity="{shade:g}"/>'
        for offset, shade in stops
    )
    return f'<linearGradient id="{name}">{inner}</linearGradient>'


def line_of_text(
    text: str,
    x: float,
    y: float,
    size: float,
    kind: str,
    *,
    bold: bool = False,
    middle: bool = False,
) -> str:
    """Return a line of text; ``kind`` is its CSS class, ``y`` its baseline."""
    weight = ' font-weight="600"' if bold else ""
    anchor = ' text-anchor="middle"' if middle else ""
    return (
        f'<text class="{kind}" x="{x:.1f}" y="{y:.1f}" font-size="{size:g}"{weight}{anchor}'
        f' pointer-events="none">{escape(text)}</text>'
    )


def year_lines(
    places: Iterable[tuple[int, float]], baseline: float, top: float, bottom: float
) -> Iterator[str]:
    """Yield the lines of the years of a time axis, with their numbers above."""
    for year, x in places:
        yield f'<path class="line" d="M{x:.1f} {top:.1f}V{bottom:.1f}"/>'
        centred = MARGIN + 12 < x < WIDTH - MARGIN - 12
        yield line_of_text(str(year), x, baseline, SMALL, "soft", middle=centred)
