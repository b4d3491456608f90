"""The layout of a genealogy: lanes, bars on a time axis, a vertical at each event, and names.

Lengths are in units of the SVG viewBox. A bar is drawn at its bounds and nowhere else. A vertical
lies within the window of its event, so that a merger of a known year joins its bars within that
year.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from dvgraph.graphics.genealogy import Badge, Bar, Genealogy, Label, Vertical
from dvgraph.graphics.signs import clipped, hand_over, marks, pieces
from dvgraph.graphics.svg import BAR, GAP, MARGIN, WIDTH, Axis
from dvgraph.lineage.graph import Descent, open_bounds
from dvgraph.lineage.kinship import Lineage
from dvgraph.lineage.labels import BAND, Place, labels
from dvgraph.lineage.lanes import Span, lanes, window
from dvgraph.namespaces import FIRST, LAST

_TOP = 24.0  # space below the numbers of the years
_CLEAR = 12.0  # space between two verticals that pass the same lane
_BADGE = 11.0  # from a vertical to the centre of its number


@dataclass(frozen=True, slots=True)
class _Column:
    """A vertical of an event.

    ``links``: the links of one ``kind`` that it draws. ``low``, ``high``: the lanes that it spans.
    """

    event: str
    kind: str
    links: tuple[tuple[str, str], ...]
    x: float
    low: int
    high: int


# Long since each part of the picture depends on the places of the parts before it.
def lay_out(lineage: Lineage, keys: Mapping[str, str]) -> Genealogy:
    """Return the layout of a lineage; ``keys`` has the family key of each organisation."""
    descent, today = lineage.descent, lineage.today
    dated = {node: open_bounds(data) for node, data in descent.nodes(data=True)}
    parts = {
        node: found
        for node, days in dated.items()
        if "from_earliest" in descent.nodes[node] and (found := pieces(days, today))
    }
    dated = {node: dated[node] for node in parts}
    undated = tuple(sorted(set(descent) - set(dated)))
    spans: dict[str, Span] = {
        node: (min(one.first for one in found), max(one.last for one in found))
        for node, found in parts.items()
    }
    begins = min((span[0] for span in spans.values()), default=today)
    ends = max((span[1] for span in spans.values()), default=today)
    axis = Axis(date(begins.year, 1, 1), max(today, ends))
    chains = lanes(descent, dated, spans, keys)
    bars = {
        node: Bar(
            node, keys[node], lane, 0.0, tuple(clipped(marks(parts[node], axis))), dated[node]
        )
        for lane, chain in enumerate(chains)
        for node in chain
    }
    for chain in chains:
        _hand_over(chain, bars)
    columns = list(_columns(descent, spans, bars, axis))
    badges = list(_badges(descent, columns, bars))
    names: list[Label] = []
    y = _TOP
    for lane, chain in enumerate(chains):
        passing = [one.x for one in columns if one.low < lane <= one.high]
        through = [one.x for one in columns if one.low < lane < one.high]
        numbers = [one.x for one, gap in badges if gap == lane]
        places = []
        for n, node in enumerate(chain):
            before = bars[chain[n - 1]].right if n else 0.0
            after = bars[chain[n + 1]].left if n + 1 < len(chain) else WIDTH
            places.append(_place(lineage, bars[node], before, after))
        mine, rows = labels(places, passing, through, numbers)
        y += rows * BAND
        for node in chain:
            bars[node] = replace(bars[node], y=y)
        names += [
            replace(one, y=y - 5 - one.row * BAND if one.where == "above" else y + BAR / 2 + 4.6)
            for one in mine
        ]
        y += BAR + GAP
    tops = [bars[chain[0]].y for chain in chains]
    return Genealogy(
        height=y,
        axis=axis,
        years=tuple(axis.years()) if dated else (),
        bars=tuple(bars.values()),
        verticals=tuple(one for column in columns for one in _verticals(column, bars)),
        badges=tuple(replace(one, y=tops[lane] - GAP / 2) for one, lane in badges),
        labels=tuple(names),
        undated=undated,
    )


def _hand_over(chain: list[str], bars: dict[str, Bar]) -> None:
    """Cross-hatch the time in which one organisation may have ended and the next may have begun."""
    for older, younger in pairwise(chain):
        if joined := hand_over(bars[older].marks, bars[younger].marks):
            for iri, found in zip((older, younger), joined, strict=True):
                bars[iri] = replace(bars[iri], marks=tuple(found))


def _place(lineage: Lineage, bar: Bar, before: float, after: float) -> Place:
    solid = [(mark.left, mark.right) for mark in bar.marks if mark.sign == "certain"]
    return Place(
        bar.iri,
        lineage.label(bar.iri),
        (bar.left, bar.right),
        solid[0] if solid else None,
        (before, after),
    )


def _reach(bar: Bar) -> tuple[float, float]:
    """Return the two x positions between which a vertical may touch a bar, clear of its signs."""
    inner = [mark for mark in bar.marks if mark.sign != "goes-on"]
    return min(mark.left for mark in inner), max(mark.right for mark in inner)


# Long since the links of an event must be collected before its verticals are placed.
def _columns(
    descent: Descent, spans: Mapping[str, Span], bars: Mapping[str, Bar], axis: Axis
) -> Iterator[_Column]:
    """Yield the verticals from left to right, each clear of the others that pass its lanes."""
    wanted: dict[tuple[str, str], list[tuple[str, str]]] = {}
    windows: dict[str, list[tuple[float, float]]] = {}
    for a, b, event, data in sorted(descent.edges(keys=True, data=True), key=lambda edge: edge[:3]):
        if a not in bars or b not in bars:
            continue
        kind = "in-part" if data["partly"] else "lived-on" if data["lives_on"] else "became"
        wanted.setdefault((event, kind), []).append((a, b))
        first, last = window(data, spans[a], spans[b])
        windows.setdefault(event, []).append((axis(first), axis(last)))
        windows[event] += [_reach(bars[a]), _reach(bars[b])]
    placed: list[_Column] = []
    ideal = {event: _within(found) for event, found in windows.items()}
    # An event of a known day first, since an event of several years can move more.
    span = {event: right - left for event, (_, left, right) in ideal.items()}
    for (event, kind), links in sorted(wanted.items(), key=lambda one: (span[one[0][0]], one[0])):
        rows = [bars[one].lane for link in links for one in link]
        low, high = min(rows), max(rows)
        x, left, right = ideal[event]
        near = [one.x for one in placed if one.low < high and low < one.high] if low < high else []
        x = _clear_of(near, x, left, right)
        placed.append(_Column(event, kind, tuple(links), x, low, high))
    yield from sorted(placed, key=lambda one: (one.x, one.event, one.kind))


def _clear_of(near: list[float], x: float, left: float, right: float) -> float:
    """Return the x position nearest to ``x`` that is clear of others, if possible in the window.

    Within the window of an event, two verticals may be closer to each other.
    """
    tries = [x + side * n for n in range(240) for side in (1, -1)]
    inside = [at for at in tries if left <= at <= right]
    outside = [at for at in tries if MARGIN <= at <= WIDTH - MARGIN]
    for room, places in ((_CLEAR, inside), (_CLEAR / 2, inside), (4.0, inside), (_CLEAR, outside)):
        for at in places:
            if all(abs(at - one) >= room - 0.1 for one in near):
                return at
    return x


def _within(found: list[tuple[float, float]]) -> tuple[float, float, float]:
    """Return the middle of the space that a window and its bars share, and both ends of it.

    The window of the event comes first, then as many of the bars as overlap it.
    """
    (left, right), *others = found
    for first, last in others:
        if max(left, first) <= min(right, last):
            left, right = max(left, first), min(right, last)
    inset = min(2.0, (right - left) / 2)
    return (left + right) / 2, left + inset, right - inset


def _badges(
    descent: Descent, columns: list[_Column], bars: Mapping[str, Bar]
) -> Iterator[tuple[Badge, int]]:
    """Yield the number of each event, with the index of the lane above which it has free space."""
    days = {
        event: (data.get("from_earliest", FIRST), data.get("from_latest", LAST))
        for *_, event, data in descent.edges(keys=True, data=True)
        if data["types"] and not any(kind.endswith("unitOf") for kind in data["types"])
    }
    taken: list[tuple[int, float]] = []
    seen: dict[str, int] = {}
    for column in columns:
        if column.event in seen or column.event not in days:
            continue
        seen[column.event] = len(seen) + 1
        gaps = range(column.low + 1, column.high + 1) if column.low < column.high else [column.low]
        older = bars[column.links[0][0]].lane
        order = sorted(gaps, key=lambda gap: (min(abs(gap - older), abs(gap - 1 - older)), gap))
        sides = (-_BADGE, _BADGE) if column.low < column.high else (0.0, -18.0, 18.0)
        tries = [(gap, column.x + side) for gap in order for side in sides]
        gap, x = next(
            (
                (gap, x)
                for gap, x in tries
                if MARGIN <= x <= WIDTH - MARGIN
                and all(one != gap or abs(x - at) >= 18 for one, at in taken)
                and all(
                    one is column or not one.low < gap <= one.high or abs(x - one.x) >= _BADGE
                    for one in columns
                )
            ),
            tries[0],
        )
        taken.append((gap, x))
        yield Badge(column.event, seen[column.event], x, 0.0, days[column.event]), gap


def _verticals(column: _Column, bars: Mapping[str, Bar]) -> Iterator[Vertical]:
    """Yield the vertical from each older bar to each younger bar; none within one lane."""
    for a, b in column.links:
        older, younger = bars[a], bars[b]
        if older.lane == younger.lane:
            continue
        down = younger.lane > older.lane
        ties = []
        for bar in (older, younger):
            left, right = _reach(bar)
            y = bar.y + BAR / 2
            if column.x < left - 1:
                ties.append((y, column.x, left))
            if column.x > right + 1:
                ties.append((y, right, column.x))
        reached = {
            bar.iri: _reach(bar)[0] - 1 <= column.x <= _reach(bar)[1] + 1
            for bar in (older, younger)
        }
        y1 = older.y + (BAR * down if reached[a] else BAR / 2)
        y2 = younger.y + (BAR * (not down) if reached[b] else BAR / 2)
        yield Vertical(column.event, a, b, column.kind, column.x, y1, y2, tuple(ties))
