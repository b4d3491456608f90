"""Charts of figures over time: bars, drawn as SVG (``drawing``), each with its text alternative."""

from collections.abc import Sequence
from typing import NamedTuple
from xml.sax.saxutils import escape

from dvgraph.brief.figures import Row, Value
from dvgraph.graphics.svg import MARGIN, PALETTE, WIDTH, document, folded, line_of_text, text_width

# On paper a picture is less than half as wide as it is drawn: what is written in it is large.
_FONT, _SMALL, _LINE = 21.0, 19.0, 26.0
_LABELS, _BAR, _STEP, _GAP = 480.0, 24.0, 34.0, 24.0


class Chart(NamedTuple):
    """A picture: the name of its file, what it shows, the SVG."""

    name: str
    alt: str
    svg: str


def bars(name: str, title: str, found: Sequence[Row], lang: str, *, shared: bool) -> Chart | None:
    """Return a bar for each value, grouped by row; None where nothing can be compared.

    ``shared``: all bars on one scale; else each row has its own, from zero.
    """
    groups = [row for row in found if row.values]
    if not groups:
        return None
    most = max((abs(float(v.amount)) for row in groups for v in row.values), default=0.0)
    y, parts = MARGIN + 40, [line_of_text(title, MARGIN, MARGIN + 10, 25, "label", bold=True)]
    told = []
    # One length for all: a bar twice as long is twice as much, however long the text behind it.
    widest = max(text_width(_said(value), _SMALL) for row in groups for value in row.values)
    room = WIDTH - 2 * MARGIN - _LABELS - widest - 12
    for place, row in enumerate(groups):
        top = most if shared else max(abs(float(v.amount)) for v in row.values)
        label = f"{row.about}: {row.measure}"
        lines = folded(label, _FONT, _LABELS - 20)
        for n, text in enumerate(lines):
            parts.append(line_of_text(text, MARGIN, y + 19 + n * _LINE, _FONT, "label"))
        for n, value in enumerate(row.values):
            parts += _bar(value, y + n * _STEP, room / (top or 1), PALETTE[place % len(PALETTE)])
        told.append(f"{label}: " + ", ".join(f"{v.text} ({v.when})" for v in row.values))
        y += max(len(row.values) * _STEP, len(lines) * _LINE + 4) + _GAP
    alt = f"{title}. {'; '.join(told)}."
    return Chart(name, alt, document(title, alt, lang, y + MARGIN - _GAP, parts))


def _said(value: Value) -> str:
    return f"{value.text} ({value.when})"


def _bar(value: Value, y: float, scale: float, colour: str) -> list[str]:
    left, said = MARGIN + _LABELS, _said(value)
    long = max(abs(float(value.amount)) * scale, 2.0)
    return [
        f'<rect x="{left:.1f}" y="{y:.1f}" width="{long:.1f}" height="{_BAR:g}" fill="{colour}">'
        f"<title>{escape(said)}</title></rect>",
        line_of_text(said, left + long + 8, y + 18.5, _SMALL, "label"),
    ]
