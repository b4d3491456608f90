"""Positions of names in a genealogy: inside their bars, else beside them, else above them.

No name overlaps another name or a bar. Names avoid verticals and numbers; a thin line ties a name
to its bar if it is not directly above it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from operator import itemgetter
from typing import NamedTuple

from dvgraph.graphics.genealogy import Label
from dvgraph.graphics.svg import FONT, MARGIN, WIDTH, folded, shortened, text_width

BAND = 17.0  # height of a line of names above a lane
_LONGEST = 520.0  # a wider name is written in two lines
_LINES = 2
_CLEAR = 6.0  # space between a name and its neighbours
_BADGE = 9.0  # half the width of a number
# The costs of crossing a vertical, leaving the bar, crossing a tie, and a higher row.
_CROSSED, _ASIDE, _TIE, _ROW = 400.0, 2000.0, 60.0, 25.0

Span = tuple[float, float]


class Place(NamedTuple):
    """The place of an organisation in its lane, from left to right.

    ``span``: its bar. ``solid``: the certain part of the bar. ``room``: the space from the end of
    the previous bar in the lane to the begin of the next.
    """

    iri: str
    text: str
    span: Span
    solid: Span | None
    room: Span


class _Taken(NamedTuple):
    """The occupied space above a lane.

    ``names``: the row and the ends of each name. ``ties``: the row in which each starts, and its x.
    """

    names: list[tuple[int, Span]]
    ties: list[tuple[int, float]]


def labels(
    places: Iterable[Place],
    above: Sequence[float],
    through: Sequence[float],
    numbers: Sequence[float],
) -> tuple[list[Label], int]:
    """Return the labels of a lane without their ``y``, and the number of rows above it.

    ``above`` are the x positions of the verticals that come down to the lane or pass it;
    ``through``, of those that pass it; ``numbers``, of the event numbers in the gap above it.
    """
    found: list[Label] = []
    aside: list[Span] = []
    taken = _Taken([], [])
    curves = [(x - 2, x + 2) for x in above] + [(x - _BADGE, x + _BADGE) for x in numbers]
    passing = [(x - 2, x + 2) for x in through]
    # From right to left: the tie of a higher name then passes to the left of the names below it.
    for place in sorted(places, key=lambda one: (-one.span[0], one.iri)):
        mine = _inside(place) or _beside(place, passing, aside) or _above(place, curves, taken)
        found += mine
    rows = max((row + 1 for row, _ in taken.names), default=0)
    return found, rows


def _inside(place: Place) -> list[Label]:
    """Return the name inside its bar if the bar is certain and long enough there, else nothing."""
    wide = text_width(place.text, FONT)
    if place.solid and place.solid[0] + wide + 12 <= place.solid[1]:
        return [Label(iri=place.iri, text=place.text, x=place.solid[0] + 6, y=0, where="in")]
    return []


def _beside(place: Place, passing: list[Span], aside: list[Span]) -> list[Label]:
    """Return the name to the right of its bar, or else to the left, if that space is free."""
    wide = text_width(place.text, FONT, bold=False)
    for x in (place.span[1] + _CLEAR, place.span[0] - _CLEAR - wide):
        mine = (x, x + wide)
        first, last = max(place.room[0], MARGIN - _CLEAR), min(place.room[1], WIDTH - MARGIN)
        free = first + _CLEAR <= x and x + wide + _CLEAR <= last + (last == WIDTH - MARGIN) * _CLEAR
        if free and not _hit(mine, passing) and not _hit(mine, aside):
            aside.append(mine)
            return [Label(iri=place.iri, text=place.text, x=x, y=0, where="beside")]
    return []


def _above(place: Place, curves: list[Span], taken: _Taken) -> list[Label]:
    whole = shortened(folded(place.text, FONT, _LONGEST), _LINES, FONT, _LONGEST)
    # Two lines may fit beside a vertical where one line does not.
    half = folded(place.text, FONT, max(text_width(place.text, FONT) * 0.75, 60))
    ways = [whole, half] if len(whole) == 1 and len(half) == _LINES else [whole]
    tries = (
        (cost, n, row, x, tie)
        for n, way in enumerate(ways)
        for cost, row, x, tie in _tries(place, _width(way), len(way), curves, taken)
    )
    _, n, row, x, tie = min(tries, key=itemgetter(0, 1, 2, 3))
    lines, wide = ways[n], _width(ways[n])
    found = []
    for n, line in enumerate(lines):
        height = row + len(lines) - 1 - n
        taken.names.append((height, (x, x + wide)))
        found.append(Label(iri=place.iri, text=line, x=x, y=0, where="above", row=height))
    if row and tie is not None:
        taken.ties.append((row, tie))
        found[-1] = replace(found[-1], tie=tie)
    return found


def _width(lines: list[str]) -> float:
    return max(text_width(line, FONT, bold=False) for line in lines)


def _tries(
    place: Place, wide: float, high: int, curves: list[Span], taken: _Taken
) -> Iterator[tuple[float, int, float, float | None]]:
    """Yield each free place with its cost: cost, lowest row, left end, and tie."""
    left, right = place.span[0], max(min(place.span[1], place.room[1]), place.span[0])
    least, most = MARGIN, WIDTH - MARGIN - wide
    spans = [*curves, *(span for _, span in taken.names), *((x, x) for _, x in taken.ties)]
    starts = [left, *(end + _CLEAR for _, end in spans)]
    starts += [begin - wide - _CLEAR for begin, _ in spans]
    for x in {min(max(start, least), most) for start in starts}:
        mine = (x, x + wide)
        first, last = max(x, left), min(x + wide, right)
        tie = min(first + 4, last) if first <= last else None
        # Prefer a place to the right of the bar's start over one to the left.
        aside = max((x - left) / 4, (left - x) / 2) + (
            _ASIDE + 2 * (first - last) if tie is None else 0
        )
        crossed = sum(_hit(mine, [curve]) for curve in curves)
        for row in range(max((one for one, _ in taken.names), default=-1) + 2):
            rows = range(row, row + high)
            if any(one in rows and _hit(mine, [span]) for one, span in taken.names):
                continue
            # Earlier labels belong to bars further to the right.
            ties = sum(one in rows and span[0] < x for one, span in taken.names) * 10
            ties += sum(one > row and _hit(mine, [(at, at)]) for one, at in taken.ties)
            if tie is not None:
                ties += sum(one < row and span[0] <= tie <= span[1] for one, span in taken.names)
            yield aside + _ROW * (row + high) + _TIE * ties + _CROSSED * crossed, row, x, tie


def _hit(span: Span, others: Iterable[Span]) -> bool:
    # Less than the clearance, so that rounding does not reject an exact fit.
    near = _CLEAR - 0.5
    return any(span[0] < end + near and span[1] > begin - near for begin, end in others)
