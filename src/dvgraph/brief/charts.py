"""Charts of figures over time: bars, drawn as SVG (``drawing``), each with its text alternative."""

from collections.abc import Sequence
from typing import NamedTuple
from xml.sax.saxutils import escape

from dvgraph.brief.figures import Row, Value
from dvgraph.drawing import (
    FONT,
    MARGIN,
    PALETTE,
    SMALL,
    WIDTH,
    document,
    folded,
    line_of_text,
    text_width,
)

_LABELS, _BAR, _STEP, _GAP = 420.0, 18.0, 24.0, 18.0


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
    y, parts = MARGIN + 26, [line_of_text(title, MARGIN, MARGIN + 4, 16, "label", bold=True)]
    told = []
    for place, row in enumerate(groups):
        top = most if shared else max(abs(float(v.amount)) for v in row.values)
        label = f"{row.about}: {row.measure}"
        lines = folded(label, FONT, _LABELS - 20)
        for n, text in enumerate(lines):
            parts.append(line_of_text(text, MARGIN, y + 14 + n * 17, FONT, "label"))
        for n, value in enumerate(row.values):
            parts += _bar(value, y + n * _STEP, top, PALETTE[place % len(PALETTE)])
        told.append(f"{label}: " + ", ".join(f"{v.text} ({v.when})" for v in row.values))
        y += max(len(row.values) * _STEP, len(lines) * 17 + 6) + _GAP
    alt = f"{title}. {'; '.join(told)}."
    return Chart(name, alt, document(title, alt, lang, y + MARGIN - _GAP, parts))


def _bar(value: Value, y: float, top: float, colour: str) -> list[str]:
    left, said = MARGIN + _LABELS, f"{value.text} ({value.when})"
    room = WIDTH - MARGIN - left - text_width(said, SMALL) - 12
    long = max(abs(float(value.amount)) / top * room if top else 0.0, 2.0)
    return [
        f'<rect x="{left:.1f}" y="{y:.1f}" width="{long:.1f}" height="{_BAR:g}" fill="{colour}">'
        f"<title>{escape(said)}</title></rect>",
        line_of_text(said, left + long + 8, y + 13.5, SMALL, "label"),
    ]
