"""A bar chart in SVG: groups of horizontal bars, each with a text behind it."""

from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from dvgraph.graphics.svg import MARGIN, PALETTE, WIDTH, document, folded, line_of_text, text_width

# A printed picture is less than half as wide as it is drawn, so its text is large.
_FONT, _SMALL, _LINE = 21.0, 19.0, 26.0
_LABELS, _BAR, _STEP, _GAP = 480.0, 24.0, 34.0, 24.0


@dataclass(frozen=True, slots=True)
class BarGroup:
    """A label, and its bars: the text behind each and its length on the group's scale, from 0."""

    label: str
    bars: Sequence[tuple[str, float]]


def svg(
    title: str, description: str, groups: Sequence[BarGroup], lang: str, *, shared: bool
) -> str:
    """Return an SVG document, 1200 units wide; every group needs a bar.

    ``shared``: all bars on one scale; else each group has its own, from zero. ``description`` is
    for readers who cannot see the picture.
    """
    most = max((size for group in groups for _, size in group.bars), default=0.0)
    y, parts = MARGIN + 40, [line_of_text(title, MARGIN, MARGIN + 10, 25, "label", bold=True)]
    # One unit for all: a bar twice as long is twice as much, however long the text behind it.
    widest = max(text_width(said, _SMALL) for group in groups for said, _ in group.bars)
    room = WIDTH - 2 * MARGIN - _LABELS - widest - 12
    for place, group in enumerate(groups):
        top = most if shared else max(size for _, size in group.bars)
        lines = folded(group.label, _FONT, _LABELS - 20)
        for n, text in enumerate(lines):
            parts.append(line_of_text(text, MARGIN, y + 19 + n * _LINE, _FONT, "label"))
        for n, (said, size) in enumerate(group.bars):
            long = max(size * (room / (top or 1)), 2.0)
            parts += _bar(said, y + n * _STEP, long, PALETTE[place % len(PALETTE)])
        y += max(len(group.bars) * _STEP, len(lines) * _LINE + 4) + _GAP
    return document(title, description, lang, y + MARGIN - _GAP, parts)


def _bar(said: str, y: float, long: float, colour: str) -> list[str]:
    left = MARGIN + _LABELS
    return [
        f'<rect x="{left:.1f}" y="{y:.1f}" width="{long:.1f}" height="{_BAR:g}" fill="{colour}">'
        f"<title>{escape(said)}</title></rect>",
        line_of_text(said, left + long + 8, y + 18.5, _SMALL, "label"),
    ]
