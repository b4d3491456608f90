"""Shared parts of the pictures: sizes, a time axis, text that fits, and the document.

Lengths are in units of the viewBox. A picture has neither scripts nor style attributes. A file on
its own contains its style and is readable in print and in dark mode; in a page, the page has the
style (``palette.page_style``).
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from xml.sax.saxutils import escape, quoteattr

from dvgraph.graphics.palette import file_style
from dvgraph.locale.characters import legible

WIDTH, MARGIN, BAR, GAP = 1200.0, 24.0, 18.0, 18.0
FONT, SMALL, TITLE = 13.0, 12.0, 22.0
ARROW = 9.0
# Texts ignore the pointer, so the element behind shows its title; in a page, its style does this.
_THROUGH = ' pointer-events="none"'

Days = tuple[date, date, date, date]  # from earliest, from latest, until earliest, until latest

# Widths of Arial and of fonts with the same metrics, in thousandths of the font size.
_WIDTHS = {
    False: (
        *((191, "'"), (222, "ijl‘’"), (260, "|"), (278, " !,./:;I[\\]ft"), (333, "()-`r“”„·")),
        *((334, "{}"), (350, "•"), (355, '"'), (389, "*"), (469, "^"), (500, "Jcksvxyz")),
        *((549, "≠≤≥"), (556, "#$0123456789?L_abdeghnopqu–€"), (584, "+<=>~×"), (611, "FTZ")),
        *((667, "&ABEKPSVXY"), (722, "CDHNRUw"), (778, "GOQ"), (833, "Mm"), (889, "%")),
        *((944, "W"), (1000, "—…→"), (1015, "@")),
    ),
    True: (
        *((238, "'"), (278, " ,./I\\ijl‘’"), (280, "|"), (333, "!()-:;[]`ft·"), (350, "•")),
        *((389, "*r{}"), (474, '"'), (500, "z“”„"), (549, "≠≤≥"), (584, "+<=>^~×")),
        *((556, "#$0123456789J_aceksvxy–€"), (611, "?FLTZbdghnopqu"), (667, "EPSVXY")),
        *((722, "&ABCDHKNRU"), (778, "GOQw"), (833, "M"), (889, "%m"), (944, "W")),
        *((975, "@"), (1000, "—…→")),
    ),
}
_WIDTH_OF = {
    bold: {letter: wide for wide, letters in groups for letter in letters}
    for bold, groups in _WIDTHS.items()
}


@dataclass(frozen=True, slots=True)
class Grammar:
    """The words of a legend.

    ``signs``: the name of each sign. ``families``: the name of each family, by its key.
    """

    lang: str
    signs: Mapping[str, str]
    families: Mapping[str, str]


class Axis:
    """A linear scale from days to x positions, with room for an arrow at the right."""

    def __init__(
        self, first: date, last: date, left: float = MARGIN, right: float = WIDTH - MARGIN
    ) -> None:
        """Map the days ``first`` to ``last`` to the positions ``left`` to ``right``."""
        self.first, self.last, self.left = first, last, left
        self._scale = (right - left - ARROW) / max((last - first).days, 1)

    def __call__(self, day: date) -> float:
        """Return the position of a day, limited to the ends of the axis."""
        inside = min(max(day, self.first), self.last)
        return self.left + (inside - self.first).days * self._scale

    def years(self) -> Iterator[tuple[int, float]]:
        """Yield the years to label, with positions; few enough to keep the labels apart."""
        span = self.last.year - self.first.year
        steps = (1,) if span <= 12 else (5, 10, 20, 50)
        every = next((n for n in steps if n * 366 * self._scale > 40), 100)
        for year in range(self.first.year, self.last.year + 1):
            if year % every == 0 and date(year, 1, 1) >= self.first:
                yield year, self(date(year, 1, 1))


def document(
    title: str, description: str, lang: str, height: float, parts: Iterable[str], *, name: str = ""
) -> str:
    """Return a whole picture, 1200 units wide, with title and description for screen readers.

    With a ``name`` it is a part of a page: its ids begin with the name, and the page has its style
    (``palette.page_style``) and background. Without, it is a file on its own.
    """
    inside = "\n".join(part for part in parts if part)
    before = f"{name}-" if name else ""
    inside = re.sub(r'(id="|url\(#)(?=[\w-])', rf"\g<1>{before}", inside)
    if name:
        inside = inside.replace(_THROUGH, "")
    alone = f"<style>{file_style()}</style>\n" if not name else ""
    ground = '<rect class="ground" width="100%" height="100%"/>\n' if not name else ""
    # Screen readers ignore everything inside an image, links included.
    role = "group" if name and "<a " in inside else "img"
    return legible(
        f'<svg xmlns="http://www.w3.org/2000/svg" class="picture" viewBox="0 0 {WIDTH:g}'
        f' {height:g}" width="{WIDTH:g}" height="{height:g}" role="{role}"'
        f' aria-labelledby="{before}title {before}desc" lang="{lang}">\n'
        f'<title id="{before}title">{escape(title)}</title>\n'
        f'<desc id="{before}desc">{escape(description)}</desc>\n'
        f"{alone}{ground}{inside}\n</svg>\n"
    )


def text_width(text: str, size: float, *, bold: bool = True) -> float:
    """Return the width of a line of text in Arial or a font with the same metrics.

    A letter that the table lacks counts as its base letter, or as the widest letter.
    """
    known = _WIDTH_OF[bold]
    total = 0
    for letter in text:
        wide = known.get(letter)
        if wide is None:
            wide = known.get(unicodedata.normalize("NFD", letter)[0], 1015)
        total += wide
    return total * size / 1000


def folded(text: str, size: float, room: float, *, bold: bool = True) -> list[str]:
    """Return text as lines that fit a width; a word wider than that is broken."""
    lines: list[str] = [""]
    for word in text.split():
        rest = word
        longer = f"{lines[-1]} {rest}".strip()
        if text_width(longer, size, bold=bold) <= room:
            lines[-1] = longer
            continue
        while text_width(rest, size, bold=bold) > room and len(rest) > 1:
            fitting = (
                n for n in range(len(rest)) if text_width(f"{rest[:n]}-", size, bold=bold) <= room
            )
            cut = max(fitting, default=0) or 1
            lines.append(f"{rest[:cut]}-")
            rest = rest[cut:]
        lines.append(rest)
    return [line for line in lines if line]


def shortened(
    lines: list[str], most: int, size: float, room: float, *, bold: bool = True
) -> list[str]:
    """Return at most ``most`` lines; if lines are left out, the last ends in an ellipsis."""
    if len(lines) <= most:
        return lines
    last = lines[most - 1].removesuffix("-") + "…"
    while text_width(last, size, bold=bold) > room and len(last) > 1:
        last = last[:-2] + "…"
    return [*lines[: most - 1], last]


def line_of_text(
    text: str,
    x: float,
    y: float,
    size: float,
    kind: str,
    *,
    bold: bool = False,
    anchor: str = "",
) -> str:
    """Return a line of text; ``kind`` has its CSS classes, ``y`` is its baseline.

    ``anchor`` is ``middle`` or ``end``; otherwise the text starts at ``x``.
    """
    classes = f"{kind} b" if bold else kind
    placed = f' text-anchor="{anchor}"' if anchor else ""
    return (
        f'<text class="{classes}" x="{x:.1f}" y="{y:.1f}" font-size="{size:g}"{placed}'
        f"{_THROUGH}>{escape(text)}</text>"
    )


def heading(title: str, lines: Sequence[str] = ()) -> tuple[list[str], float]:
    """Return the title of a picture with the lines below it, and the y at which these end."""
    room = WIDTH - 2 * MARGIN
    first = shortened(folded(title, TITLE, room), 1, TITLE, room)
    parts = [line_of_text(line, MARGIN, 36, TITLE, "ink said") for line in first]
    y = 44.0
    for line in lines:
        for piece in folded(line, FONT, room, bold=False):
            y += 17
            parts.append(line_of_text(piece, MARGIN, y, FONT, "soft"))
    return parts, y + 12


def notes(lines: Iterable[tuple[str, str]], y: float) -> tuple[list[str], float]:
    """Return lines of text from the height ``y`` on, and the y at which they end.

    Each line comes with its number or letter, or an empty text.
    """
    parts = []
    for mark, line in lines:
        left = MARGIN + 24 * bool(mark)
        if mark:
            parts.append(line_of_text(mark, MARGIN, y + 17, SMALL, "ink", bold=True))
        for piece in folded(line, SMALL, WIDTH - MARGIN - left, bold=False):
            y += 17
            parts.append(line_of_text(piece, left, y, SMALL, "ink"))
    return parts, y


def linked(inside: str, address: str | None) -> str:
    """Return part of a picture as a link, or unchanged if it has no address."""
    return f"<a href={quoteattr(address)}>{inside}</a>" if address else inside


def titled(
    inside: str, title: str, classes: str = "", data: Mapping[str, str] | None = None
) -> str:
    """Return a group with its classes and data, and a title that browsers show on hovering."""
    said = "".join(f" data-{key}={quoteattr(value)}" for key, value in (data or {}).items())
    kind = f' class="{classes}"' if classes else ""
    return f"<g{kind}{said}><title>{escape(title)}</title>{inside}</g>"


def year_lines(
    places: Iterable[tuple[int, float]], baseline: float, top: float, bottom: float
) -> Iterator[str]:
    """Yield the lines of the years of a time axis, with the years at their upper ends."""
    for year, x in places:
        yield f'<path class="grid" d="M{x:.1f} {top:.1f}V{bottom:.1f}"/>'
        if x + text_width(str(year), SMALL) < WIDTH - MARGIN:
            yield line_of_text(str(year), x + 3, baseline, SMALL, "soft")
