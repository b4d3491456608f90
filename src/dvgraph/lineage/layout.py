"""The layout of a genealogy: lanes, bars on a time axis, links, rules and labels.

Lengths are pixels of the picture (units of its viewBox). A link never passes through a bar that it
does not touch: lanes are ordered so that few would, and those few become a pair of marks instead.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from dvgraph.graphics.genealogy import BADGE, Bar, Curve, Genealogy, Label, Rule
from dvgraph.graphics.svg import BAR, FONT, GAP, MARGIN, WIDTH, Axis, Days, shown
from dvgraph.lineage.graph import Descent, open_bounds
from dvgraph.lineage.kinship import Lineage
from dvgraph.lineage.labels import BAND, Place, Span, labels
from dvgraph.lineage.lanes import joined, known_year, lanes, meeting, middle
from dvgraph.namespaces import FIRST, LAST

_INSET = 7.0  # how far inside a bar's end a link leaves it
_HALF = 5.0  # half the width of a curve, and some room


# Long since each part of the picture is placed by what was placed before.
def lay_out(lineage: Lineage) -> Genealogy:
    """Return the layout of a lineage."""
    descent, today = lineage.descent, lineage.today
    dated = {n: shown(open_bounds(d), today) for n, d in descent.nodes(data=True) if _known(d)}
    dated = joined(descent, dated)
    undated = tuple(sorted(set(descent) - set(dated)))
    if not dated:
        return Genealogy(
            height=120.0,
            top=60.0,
            years=(),
            bars=(),
            links=(),
            rules=(),
            labels=(),
            undated=undated,
        )
    first = min(span[0] for span in dated.values())
    axis = Axis(date(first.year, 1, 1), today)
    rules, top = _rules(descent, axis)
    chains = lanes(descent, dated)
    bars = {
        node: _bar(node, lane, dated[node], axis, descent, today)
        for lane, chain in enumerate(chains)
        for node in chain
    }
    # Links' horizontal positions do not depend on the heights, which depend on the labels.
    links = list(_links(descent, dated, bars, axis))
    found: list[Label] = []
    y = top
    for lane, chain in enumerate(chains):
        after = [*(bars[node].left for node in chain[1:]), WIDTH]
        places = [
            _place(lineage, bars[node], end, links) for node, end in zip(chain, after, strict=True)
        ]
        mine, rows = labels(places, _passing(links, bars, lane))
        y += rows * BAND
        for node in chain:
            bars[node] = replace(bars[node], y=y)
        found += [
            replace(one, y=y + BAR / 2 + FONT * 0.36 if one.inside else y - 5 - one.row * BAND)
            for one in mine
        ]
        y += BAR + GAP
    return Genealogy(
        height=y,
        top=top,
        years=tuple(axis.years()),
        bars=tuple(bars.values()),
        links=tuple(_links(descent, dated, bars, axis)),
        rules=tuple(rules),
        labels=tuple(found),
        undated=undated,
    )


def _place(lineage: Lineage, bar: Bar, after: float, links: list[Curve]) -> Place:
    ends = [(link.x1, link.older) for link in links if link.mark]
    ends += [(link.x2, link.younger) for link in links if link.mark]
    badges = tuple((x - BADGE, x + BADGE) for x, iri in ends if iri == bar.iri)
    text = lineage.label(bar.iri)
    right = max(min(bar.right, after), bar.left)
    return Place(bar.iri, text, bar.left, right, (bar.solid, bar.fades), badges)


def _passing(links: list[Curve], bars: dict[str, Bar], lane: int) -> list[Span]:
    """Return the horizontal positions of the curves above a lane, from left to right."""
    found = []
    for link in links:
        low, high = sorted((bars[link.older].lane, bars[link.younger].lane))
        if not link.mark and low < lane <= high:
            turn = link.x1 if link.turn is None else link.turn
            found.append((min(turn, link.x2) - _HALF, max(turn, link.x2) + _HALF))
    return found


def _known(data: dict[str, date]) -> bool:
    """Return whether any latest start or latest end is known."""
    _, start, _, upper = open_bounds(data)
    return "from_earliest" in data and (FIRST < start < LAST or FIRST < upper < LAST)


def _bar(
    node: str,
    lane: int,
    span: Days,
    axis: Axis,
    descent: Descent,
    today: date,
) -> Bar:
    left, solid, fades, right = map(axis, span)
    ends = open_bounds(descent.nodes[node])[2]
    # Never too thin to see or point at.
    return Bar(
        iri=node,
        lane=lane,
        left=left,
        solid=solid,
        fades=fades,
        right=max(right, left + 6),
        y=lane,
        open=ends > today,
    )


# Long since a link bends round all bars between its ends, and each bend moves the next.
def _links(
    descent: Descent, dated: dict[str, Days], bars: dict[str, Bar], axis: Axis
) -> Iterator[Curve]:
    letters = iter("ABCDEFGHIJKLMNOPQRSTUVWXYZ" * 9)
    badges: dict[int, list[float]] = {}

    def marked(link: Curve) -> Curve:
        """Return a link as a letter on both bars, next to the letters already there."""
        first, last = (
            _free_place(x, bar, badges.setdefault(bar.lane, []))
            for x, bar in ((link.x1, bars[link.older]), (link.x2, bars[link.younger]))
        )
        y1, y2 = (bars[one].y + BAR / 2 for one in (link.older, link.younger))
        return replace(link, x1=first, y1=y1, x2=last, y2=y2, turn=None, mark=next(letters))

    for a, b, event, data in sorted(descent.edges(keys=True, data=True), key=lambda edge: edge[:3]):
        if a not in bars or b not in bars:
            continue
        older, younger = bars[a], bars[b]
        x1, x2 = map(axis, meeting(data, dated[a], dated[b]))
        if older.lane == younger.lane:
            if younger.left - older.right < 3 and not data["lives_on"]:
                continue  # the bars touch, which shows the link
            between = any(
                bar.lane == older.lane and older.right <= bar.left <= younger.left
                for bar in bars.values()
                if bar.iri not in (a, b)
            )
            y = older.y + BAR / 2
            link = Curve(
                event=event,
                older=a,
                younger=b,
                x1=older.right,
                y1=y,
                x2=younger.left,
                y2=y,
                turn=None,
                dashed=data["lives_on"],
                partly=data["partly"],
                mark="",
            )
            yield marked(link) if between else link
            continue
        down = younger.lane > older.lane
        y1, y2 = older.y + BAR * down, younger.y + BAR * (not down)
        turn = None
        if not data["lives_on"] and _free(older, bars):
            # At the end of the bar: another that ends there at the same time is not in the way.
            # Within the year of the event, if that is known.
            room = _INSET
            if (year := known_year(data)) is not None:
                room = max(min(_INSET, axis(date(year, 12, 31)) - older.right), 2.0)
            x1, y1, turn = older.right, older.y + BAR / 2, older.right + room
        else:
            x1 = min(max(x1 - _INSET, older.left + 2), older.right - 2)
        x2 = turn if turn is not None else x2 + _INSET
        x2 = max(min(x2, younger.right - 2), younger.left + 2)
        low, high = sorted((older.lane, younger.lane))
        left, right = sorted((x1 if turn is None else turn, x2))
        blocked = any(
            low < bar.lane < high and bar.left <= right + 3 and bar.right >= left - 3
            for bar in bars.values()
        )
        link = Curve(
            event=event,
            older=a,
            younger=b,
            x1=x1,
            y1=y1,
            x2=x2,
            y2=y2,
            turn=turn,
            dashed=data["lives_on"],
            partly=data["partly"],
            mark="",
        )
        yield marked(link) if blocked else link


def _free_place(x: float, bar: Bar, taken: list[float]) -> float:
    """Return the free place for a badge nearest to a place on a bar, and occupy it."""
    least, most = bar.left + BADGE, max(bar.right - BADGE, bar.left + BADGE)
    wanted = min(max(x, least), most)
    apart = 2 * BADGE + 2
    free = (
        at
        for at in (wanted, *(one + side * apart for one in taken for side in (-1, 1)))
        if MARGIN <= at <= WIDTH - MARGIN and all(abs(at - one) >= apart for one in taken)
    )
    taken.append(min(free, key=lambda at: abs(at - wanted), default=wanted))
    return taken[-1]


def _free(bar: Bar, bars: dict[str, Bar]) -> bool:
    """Return whether the lane just after an ended bar is free."""
    after = (bar.right, bar.right + 2 * _INSET)
    return bar.right < WIDTH - MARGIN - 2 * _INSET and not any(
        one.lane == bar.lane
        and one.iri != bar.iri
        and one.left <= after[1]
        and one.right >= after[0]
        for one in bars.values()
    )


def _rules(descent: Descent, axis: Axis) -> tuple[list[Rule], float]:
    """Return a rule for each dated event, and where the lanes below the numbers begin."""
    days: dict[str, date] = {}
    for *_, event, data in descent.edges(keys=True, data=True):
        if "from_latest" in data and FIRST < data["from_latest"] < LAST:
            lower = data["from_earliest"]
            days[event] = (
                data["from_latest"] if lower == FIRST else middle(lower, data["from_latest"])
            )
    rules: list[Rule] = []
    ends: list[float] = []
    for number, event in enumerate(sorted(days, key=lambda one: (days[one], one)), 1):
        x = axis(days[event])
        row = next((n for n, end in enumerate(ends) if x - end > 22), len(ends))
        ends[row : row + 1] = [x]
        rules.append(Rule(event=event, number=number, x=x, row=row))
    return rules, 96.0 + 22 * len(ends)
