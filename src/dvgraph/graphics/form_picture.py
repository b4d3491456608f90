"""A class as a picture: a box, with an arrow to the class of each of its properties."""

from collections.abc import Sequence
from typing import NamedTuple

from dvgraph.graphics.svg import (
    FONT,
    MARGIN,
    SMALL,
    WIDTH,
    document,
    folded,
    line_of_text,
    linked,
    shortened,
)

_BOX, _PITCH, _HIGH = 330.0, 46.0, 34.0
_FROM, _TO = MARGIN + _BOX, WIDTH - MARGIN - _BOX


class FormLink(NamedTuple):
    """An arrow from the picture of a class.

    ``number``: the cardinality, in words. ``target``: the label of the class or code list.
    ``address``: the address of the class, or empty.
    """

    name: str
    number: str
    target: str
    address: str


def svg(title: str, links: Sequence[FormLink], lang: str, *, name: str) -> str:
    """Return the picture of a class with its name and arrows as SVG; empty without an arrow."""
    if not links:
        return ""
    high = _PITCH * len(links) + 12
    middle = high / 2
    parts = [_box(MARGIN, middle, title, bold=True)]
    for place, link in enumerate(links):
        y = 6 + _PITCH * (place + 0.5)
        room = _TO - _FROM - 170
        said = f"{link.name} · {link.number}"
        label = shortened(folded(said, SMALL, room, bold=False), 1, SMALL, room, bold=False)[0]
        parts += [
            f'<path class="became" d="M{_FROM:g} {middle:g}L{_FROM + 120:g} {y:g}H{_TO - 8:g}"/>',
            f'<path class="tip" d="M{_TO - 9:g} {y - 4:g}l8 4l-8 4z"/>',
            line_of_text(label, _FROM + 130, y - 5, SMALL, "ink"),
            linked(_box(_TO, y, link.target), link.address),
        ]
    described = "; ".join(f"{one.name} ({one.number}): {one.target}" for one in links)
    return document(title, described, lang, high, parts, name=name)


def _box(x: float, middle: float, text: str, *, bold: bool = False) -> str:
    room = _BOX - 24
    said = shortened(folded(text, FONT, room, bold=bold), 1, FONT, room, bold=bold)[0]
    return (
        f'<rect class="axis" x="{x:g}" y="{middle - _HIGH / 2:g}" width="{_BOX:g}"'
        f' height="{_HIGH:g}" rx="3"/>'
        + line_of_text(said, x + 12, middle + 5, FONT, "ink", bold=bold)
    )
