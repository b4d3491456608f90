r"""The signs of the pictures: how they draw certainty, and the legend of the signs they use.

A period is solid where it is certain, hatched where it is possible (/ for its begin, \ for its
end), and dotted with a question mark where a bound is unknown. A legend is made from the signs in a
drawing, so that it has all of them and no others.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from dvgraph.graphics.palette import KEYS
from dvgraph.graphics.svg import (
    ARROW,
    MARGIN,
    SMALL,
    WIDTH,
    Axis,
    Days,
    Grammar,
    line_of_text,
    text_width,
)
from dvgraph.namespaces import FIRST, LAST

TAIL = 40.0  # length of the dots for an unknown bound, with their question mark
_MARK = 9.0  # room for the question mark
_SLANTS = {"starts": ("M0 0V5", 45), "ends": ("M0 0V5", -45), "handover": ("M0 0V5M0 0H5", 45)}
_USED = re.compile(r"url\(#(starts|ends|handover)-(\w+)\)")
_CLASSES = re.compile(r'class="([^"]*)"')


class Piece(NamedTuple):
    """A part of a period with one sign, between two days; the dots have one day only."""

    sign: str
    first: date
    last: date


class Mark(NamedTuple):
    """A part of a period with one sign, between two positions."""

    sign: str
    left: float
    right: float


# Long since it is the one table from bounds to signs.
def pieces(bounds: Days, today: date) -> list[Piece]:
    """Return the parts of a period by its four bounds, in order; none if no bound is known.

    No sign extends over an unknown bound: ``before`` and ``after`` are dots of a fixed length next
    to the last known bound. A part after today is ``planned``.
    """
    lower, start, end, upper = bounds
    if lower == FIRST and start == LAST and upper == LAST and end in (FIRST, LAST):
        return []
    if lower > today:
        last = min(upper, start)
        return [Piece("planned", lower, last if last < LAST else lower)]
    open_end = end > today
    if start == LAST and upper < LAST:
        start = upper  # its begin must precede its end
    if start == LAST:
        known = max(day for day in (lower, end) if day < LAST)
        return [Piece("moment", known, known), Piece("after", known, known)]
    start, ends, gone = (min(day, today) for day in (start, end, upper))
    ends = max(ends, lower)
    found = [] if lower > FIRST else [Piece("before", *[min(start, max(ends, FIRST))] * 2)]
    if start < ends:
        found = [Piece("before", start, start)] if lower == FIRST else []
        if FIRST < lower < start:
            found.append(Piece("starts", lower, start))
        found.append(Piece("certain", start, ends))
        last = ends
    else:
        left = lower if lower > FIRST else min(start, ends) if ends > FIRST else start
        last = start if upper == LAST else gone
        found = [Piece("before", left, left)] if lower == FIRST else []
        if left < start and left < last:
            found.append(Piece("starts", left, min(start, last)))
        if start < last:
            found.append(Piece("ends", max(start, left), last))
        if left >= last:
            found.append(Piece("moment", left, left))
    if open_end:
        found.append(Piece("goes-on", today, today))
        if today < end < LAST:
            found.append(Piece("planned", today, end))
    elif upper == LAST:
        found.append(Piece("after", last, last))
    elif last < gone:
        found.append(Piece("ends", last, gone))
    return found


def marks(parts: Iterable[Piece], axis: Axis) -> list[Mark]:
    """Return the marks of a period on a time axis, each at least 2 units wide."""
    found = []
    for sign, first, last in parts:
        left, right = axis(first), axis(last)
        if sign == "before":
            found.append(Mark(sign, left - TAIL, left))
        elif sign == "after":
            found.append(Mark(sign, right, right + TAIL))
        elif sign == "goes-on":
            found.append(Mark(sign, right, right + ARROW))
        elif sign == "moment":
            found.append(Mark(sign, left - 2, left + 2))
        else:
            found.append(Mark(sign, left, max(right, left + 2)))
    return found


def clipped(found: Iterable[Mark], least: float = 2.0, most: float = WIDTH - 2.0) -> list[Mark]:
    """Return marks cut off at the edges of the picture, where dots are shorter."""
    return [
        mark._replace(left=max(mark.left, least), right=min(mark.right, most))
        for mark in found
        if mark.right > least and mark.left < most
    ]


def core(found: Sequence[Mark]) -> tuple[float, float]:
    """Return the left and right end of a drawn period, without its uncertain start and end."""
    inner = [mark for mark in found if mark.sign not in ("before", "starts", "ends", "after")]
    inner = inner or [mark for mark in found if mark.sign in ("starts", "ends")] or list(found)
    return inner[0].left, inner[-1].right


def hand_over(
    older: Sequence[Mark], younger: Sequence[Mark]
) -> tuple[list[Mark], list[Mark]] | None:
    """Return the marks of two successive periods in one lane, cross-hatched where they overlap.

    Returns None if they overlap in more than the end of the one and the begin of the other.
    """
    ends = [mark for mark in older if mark.sign == "ends"]
    starts = [mark for mark in younger if mark.sign == "starts"]
    others = (
        [mark for mark in older if mark not in ends[-1:]],
        [mark for mark in younger if mark not in starts[:1]],
    )
    reach = max((mark.right for mark in others[0]), default=0.0)
    begin = min((mark.left for mark in others[1]), default=WIDTH)
    last = max(reach, *(mark.right for mark in ends)) if ends else reach
    first = min(begin, *(mark.left for mark in starts)) if starts else begin
    if last <= first + 1:
        return list(older), list(younger)
    if not (ends and starts) or reach > first + 1 or begin < last - 1:
        return None
    left, right = max(ends[-1].left, starts[0].left), min(ends[-1].right, starts[0].right)
    if right - left < 1:
        return list(older), list(younger)
    one, two = ends[-1], starts[0]
    before = [Mark("ends", one.left, left)] if left - one.left > 1 else []
    after = [Mark("starts", right, two.right)] if two.right - right > 1 else []
    return [*others[0], *before], [Mark("handover", left, right), *after, *others[1]]


def drawn(mark: Mark, y: float, high: float, key: str) -> str:
    """Return a mark of a period as SVG, in a group with the class ``key`` of its family."""
    sign, left, right = mark
    middle = y + high / 2
    box = f'x="{left:.1f}" y="{y:.1f}" width="{right - left:.1f}" height="{high:.1f}"'
    if sign in _SLANTS:
        inner = f'x="{left + 0.5:.1f}" y="{y + 0.5:.1f}" height="{high - 1:.1f}"'
        wide = max(right - left - 1, 1)
        return f'<rect class="{sign}" {inner} width="{wide:.1f}" fill="url(#{sign}-{key})"/>'
    if sign == "before":
        return (
            f'<path class="unknown" d="M{left + _MARK:.1f} {middle:.1f}H{right:.1f}"/>'
            + line_of_text("?", left, middle + 4.3, SMALL, "own")
        )
    if sign == "after":
        return (
            f'<path class="unknown" d="M{left:.1f} {middle:.1f}H{right - _MARK:.1f}"/>'
            + line_of_text("?", right, middle + 4.3, SMALL, "own", anchor="end")
        )
    if sign == "goes-on":
        tip = f"M{left - 0.5:.1f} {y - 2:.1f}l{ARROW:g} {high / 2 + 2:.1f}l{-ARROW:g}"
        return f'<path class="goes-on" d="{tip} {high / 2 + 2:.1f}z"/>'
    if sign == "moment":
        x = (left + right) / 2
        return f'<path class="moment" d="M{x:.1f} {y:.1f}v{high:.1f}"/>'
    return f'<rect class="{sign}" {box}/>'


def patterns(body: str) -> str:
    """Return the SVG definitions of the hatches that a drawing uses."""
    found = sorted(set(_USED.findall(body)))
    made = (
        f'<pattern id="{sign}-{key}" class="{key}" width="5" height="5"'
        f' patternUnits="userSpaceOnUse" patternTransform="rotate({_SLANTS[sign][1]})">'
        f'<rect class="ground" width="5" height="5"/>'
        f'<path d="{_SLANTS[sign][0]}" stroke="currentColor" stroke-width="1.8"/></pattern>'
        for sign, key in found
    )
    return f"<defs>{''.join(made)}</defs>" if found else ""


def _period(sign: str) -> Callable[[float, float, str], str]:
    def sample(x: float, y: float, key: str) -> str:
        wide = TAIL if sign in ("before", "after") else ARROW if sign == "goes-on" else 26
        return drawn(Mark(sign, x, x + wide), y, 12, key)

    return sample


def _stroke(sign: str) -> Callable[[float, float, str], str]:
    def sample(x: float, y: float, _: str) -> str:
        return f'<path class="{sign}" d="M{x:.1f} {y + 6:.1f}h26"/>'

    return sample


def event(x: float, y: float, said: str, sign: str = "event") -> str:
    """Return a number or letter in a circle around a point, as SVG."""
    wide = max(8.0, text_width(said, 10.5) / 2 + 3)
    return (
        f'<rect class="{sign}" x="{x - wide:.1f}" y="{y - 8:.1f}" width="{2 * wide:.1f}"'
        f' height="16" rx="8"/>' + line_of_text(said, x, y + 3.7, 10.5, "ink", anchor="middle")
    )


def column(sign: str, x: float, y: float, wide: float, high: float, key: str) -> str:
    """Return a part of a column as SVG: ``new``, ``taken-over``, ``unsure`` or ``lost``."""
    look = {"new": "certain", "taken-over": "handover", "unsure": "starts", "lost": "lost"}[sign]
    inner = drawn(Mark(look, x, x + wide), y, high, key)
    return inner.replace(f'class="{look}"', f'class="{sign} {look}"', 1)


def point(sign: str, x: float, y: float, *, full: bool) -> str:
    """Return the point of a figure as SVG, full or a ring.

    ``sign`` is ``at-least``, ``at-most``, ``sum`` or empty.
    """
    r = 5.0
    paths = {
        "at-least": f"M{x:.1f} {y - r:.1f}l{r:g} {2 * r:g}h{-2 * r:g}z",
        "at-most": f"M{x:.1f} {y + r:.1f}l{r:g} {-2 * r:g}h{-2 * r:g}z",
        "sum": f"M{x:.1f} {y - r:.1f}l{r:g} {r:g}l{-r:g} {r:g}l{-r:g} {-r:g}z",
    }
    fill = "full" if full else "ring"
    if sign in paths:
        return f'<path class="{sign} {fill}" d="{paths[sign]}"/>'
    kind = "point full" if full else "ring"
    return f'<circle class="{kind}" cx="{x:.1f}" cy="{y:.1f}" r="{r - 0.5:g}"/>'


def _shade(sign: str) -> Callable[[float, float, str], str]:
    return lambda x, y, _: f'<rect class="{sign}" x="{x:.1f}" y="{y:.1f}" width="26" height="12"/>'


def _fate(said: str, sign: str) -> Callable[[float, float, str], str]:
    return lambda x, y, _: event(x + 8, y + 6, said, f"fate {sign}")


FATES = {
    "continued": "=",
    "split": "<",
    "widened": "+",
    "moved": "→",
    "dropped": "×",
    "fate-unknown": "?",
}
# For each sign, in the order of the legend: its sample at a place, in the colour of a family.
_SAMPLES: dict[str, Callable[[float, float, str], str]] = {
    **{sign: _period(sign) for sign in ("certain", "starts", "ends", "handover")},
    "unknown": _period("after"),
    **{sign: _period(sign) for sign in ("planned", "goes-on", "moment")},
    "became": lambda x, y, _: (
        f'<path class="became" d="M{x:.1f} {y + 6:.1f}h19"/>'
        f'<path class="tip" d="M{x + 18:.1f} {y + 2:.1f}l8 4l-8 4z"/>'
    ),
    "lived-on": _stroke("lived-on"),
    "in-part": _stroke("in-part"),
    "event": lambda x, y, _: event(x + 8, y + 6, "1"),
    "decision": lambda x, y, _: event(x + 8, y + 6, "1", "decision"),
    **{sign: _fate(said, sign) for sign, said in FATES.items()},
    "new": lambda x, y, key: column("new", x, y, 14, 12, key),
    "taken-over": lambda x, y, key: column("taken-over", x, y, 14, 12, key),
    "unsure": lambda x, y, key: column("unsure", x, y, 14, 12, key),
    "lost": lambda x, y, key: column("lost", x, y, 14, 12, key),
    "point": lambda x, y, _: point("point", x + 6, y + 6, full=True),
    "ring": lambda x, y, _: point("", x + 6, y + 6, full=False),
    "at-least": lambda x, y, _: point("at-least", x + 6, y + 6, full=True),
    "at-most": lambda x, y, _: point("at-most", x + 6, y + 6, full=True),
    "sum": lambda x, y, _: point("sum", x + 6, y + 6, full=True),
    **{
        sign: _stroke(sign)
        for sign in ("period", "joined", "joined-about", "claimed-line", "break")
    },
    **{sign: _shade(sign) for sign in ("shade3", "shade2", "shade1")},
    "maybe": lambda x, y, _: (
        f'<g class="soft">{drawn(Mark("starts", x, x + 26), y, 12, "soft")}</g>'.replace(
            'class="starts"', 'class="maybe starts"'
        )
    ),
    "empty": _shade("empty"),
}
SIGNS = tuple(_SAMPLES)
_COLUMNS = frozenset({"new", "taken-over", "unsure", "lost"})
# These signs have the texture of a period, but a meaning of their own.
_OWN = _COLUMNS | {"maybe"}


def used(body: str) -> tuple[list[str], list[str]]:
    """Return the signs in a drawing, and its families, both in the order of the legend."""
    signs: set[str] = set()
    keys: set[str] = set()
    for found in _CLASSES.findall(body):
        classes = set(found.split())
        keys |= classes & set(KEYS)
        signs |= classes & _OWN or classes & set(SIGNS)
    return [sign for sign in SIGNS if sign in signs], [key for key in KEYS if key in keys]


def legend(
    body: str, grammar: Grammar, y: float, *, wide: float = WIDTH
) -> tuple[list[str], float]:
    """Return the legend of a drawing from the height ``y`` on, and the y at which it ends.

    The families come first, if there are several, then the signs.
    """
    signs, keys = used(body)
    key = keys[0] if len(keys) == 1 else "soft"
    items = [*_swatches(keys, grammar), *_samples(signs, key, grammar)]
    parts, x, y = [], MARGIN, y + 8
    for draw, room, said in items:
        long = room + text_width(said, SMALL, bold=False)
        if x > MARGIN and x + long > wide - MARGIN:
            x, y = MARGIN, y + 20
        parts.append(draw(x, y))
        parts.append(line_of_text(said, x + room, y + 10.2, SMALL, "ink"))
        x += long + 20
    return [f'<g class="legend {key}">', *parts, "</g>"], y + 16


def _swatches(
    keys: Sequence[str], grammar: Grammar
) -> Iterator[tuple[Callable[[float, float], str], float, str]]:
    for key in keys if len(keys) > 1 else ():

        def draw(x: float, y: float, key: str = key) -> str:
            box = f'x="{x:.1f}" y="{y:.1f}" width="14" height="12"'
            return f'<rect class="own {key}" {box}/>'

        yield draw, 20, grammar.families[key]


def _samples(
    signs: Sequence[str], key: str, grammar: Grammar
) -> Iterator[tuple[Callable[[float, float], str], float, str]]:
    for sign in signs:

        def draw(x: float, y: float, sign: str = sign) -> str:
            return _SAMPLES[sign](x, y, key)

        room = 22 if sign in _SMALL else TAIL + 6 if sign == "unknown" else 32
        yield draw, room, grammar.signs[sign]


_SMALL = frozenset(
    (
        *_COLUMNS,
        *FATES,
        "goes-on",
        "event",
        "decision",
        "point",
        "ring",
        "at-least",
        "at-most",
        "sum",
    )
)
