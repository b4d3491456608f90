"""A period as a strip, for a list of things in which a whole picture would not fit."""

from collections.abc import Iterable
from datetime import date

from dvgraph.graphics.signs import clipped, drawn, legend, marks, patterns, pieces
from dvgraph.graphics.svg import Axis, Days, Grammar, document

WIDE, _HIGH, _AIR = 360.0, 10.0, 3.0


def strips(
    periods: Iterable[tuple[str, Days]], first: date, last: date, name: str
) -> tuple[str, list[str]]:
    """Return the hatches of strips, and a strip for each period and family's key.

    A strip is 360 units wide and spans the days from ``first`` to ``last``. The hatches are an SVG
    without size, needed once on a page; their ids begin with ``name``. A strip is hidden from
    screen readers, so the text beside it must give the same period.
    """
    axis = Axis(first, last, 0.0, WIDE)
    bodies = []
    for key, days in periods:
        found = clipped(marks(pieces(days, last), axis), 0.0, WIDE)
        inner = "".join(drawn(mark, _AIR, _HIGH, key) for mark in found)
        bodies.append(f'<g class="{key}">{inner}</g>')
    hatches = patterns("".join(bodies)).replace(' id="', f' id="{name}-')
    size = f'viewBox="0 0 {WIDE:g} {_HIGH + 2 * _AIR:g}"'
    return (
        f'<svg class="picture hatches" width="0" height="0" aria-hidden="true">{hatches}</svg>',
        [
            f'<svg class="picture strip" {size} aria-hidden="true">'
            + body.replace("url(#", f"url(#{name}-")
            + "</svg>"
            for body in bodies
        ],
    )


# The signs of organisations over time, in the order of the legend.
_SIGNS = (
    *("certain", "starts", "ends", "handover", "unknown", "planned", "goes-on", "moment"),
    *("became", "lived-on", "in-part", "event"),
)


def key(title: str, grammar: Grammar) -> str:
    """Return the legend of all signs for organisations over time, as an SVG for a page."""
    signs = "".join(f'<g class="{sign}"/>' for sign in _SIGNS)
    parts, height = legend(signs, grammar, 0.0)
    body = "\n".join(parts)
    return document(title, title, grammar.lang, height + 4, [patterns(body), body], name="key")
