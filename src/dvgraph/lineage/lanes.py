"""The lanes of a genealogy: successive organisations of a family share a lane.

The order of the lanes keeps verticals short and families together, and lets few verticals pass a
bar that they do not touch.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise

from dvgraph.graphics.palette import MAIN
from dvgraph.graphics.svg import Days
from dvgraph.lineage.graph import Descent
from dvgraph.namespaces import FIRST, LAST

# A link between two organisations, and the bars that its vertical would pass
_Crossing = tuple[str, str, frozenset[str]]
# The cost, in lanes, of a vertical that passes a bar, and of a family in two places.
_ACROSS, _APART = 8, 3
# With more lanes than this the order is that of families: trying others takes the cube of them.
_MOST = 100
Span = tuple[date, date]


def lanes(
    descent: Descent, dated: Mapping[str, Days], spans: Mapping[str, Span], keys: Mapping[str, str]
) -> list[list[str]]:
    """Return the lanes from top to bottom, each with its organisations in order of time.

    ``dated`` has the bounds of each organisation, ``spans`` the days between which it is drawn,
    ``keys`` the key of its family.
    """
    chains = _chains(descent, dated, spans, keys)
    family = tuple(keys[chain[0]] for chain in chains)
    order = _order(tuple(map(tuple, chains)), tuple(_crossings(descent, spans)), family)
    return [chains[lane] for lane in order]


def _chains(
    descent: Descent, dated: Mapping[str, Days], spans: Mapping[str, Span], keys: Mapping[str, str]
) -> list[list[str]]:
    """Return chains of organisations that follow each other and overlap at most in a handover.

    A chain stays within a family, except that the agency continues its predecessor. Of several
    predecessors, it continues the one with the longest certain period.
    """
    follows: dict[str, str] = {}
    taken: set[str] = set()
    steps = sorted(
        (dated[b][1], (dated[a][1] - dated[a][2]).days, a, b)
        for a, b, data in descent.edges(data=True)
        if a in dated
        and b in dated
        and (keys[a] == keys[b] or keys[b] == MAIN)
        and not data["lives_on"]
        and not data["partly"]
        and spans[a][0] < spans[b][0]
        and spans[a][1] <= spans[b][1]
        # The two may overlap only where the one may have ended and the other may have begun.
        and FIRST < dated[a][2] <= dated[b][0]
        and dated[a][1] <= dated[b][0]
        and dated[a][3] <= dated[b][1] < LAST
    )
    for _, _, a, b in steps:
        if a not in follows and b not in taken and a != b:
            follows[a] = b
            taken.add(b)
    chains = []
    for start in sorted(set(dated) - taken, key=lambda n: (spans[n], n)):
        line = [start]
        while line[-1] in follows:
            line.append(follows[line[-1]])
        chains.append(line)
    return chains


def middle(first: date, last: date) -> date:
    """Return the day halfway between two."""
    return first + (last - first) / 2


def window(data: Mapping[str, date], older: Span, younger: Span) -> Span:
    """Return the days between which an event is drawn.

    If the event has one bound only, that is the year next to it; without bounds, the begin of the
    younger organisation.
    """
    lower, upper = data.get("from_earliest", FIRST), data.get("from_latest", LAST)
    year = timedelta(days=365)
    if lower == FIRST and upper == LAST:
        return younger[0], min(younger[0] + 2 * year, younger[1], max(older[1], younger[0]))
    if lower == FIRST:
        return upper - year, upper
    return lower, lower + year if upper == LAST else upper


def _crossings(descent: Descent, spans: Mapping[str, Span]) -> list[_Crossing]:
    """Return each link with the organisations whose bars its vertical would pass."""
    found = []
    near = timedelta(days=60)
    for a, b, data in sorted(descent.edges(data=True), key=lambda edge: edge[:2]):
        if a in spans and b in spans:
            day = middle(*window(data, spans[a], spans[b]))
            hit = {n for n, span in spans.items() if span[0] - near <= day <= span[1] + near}
            found.append((a, b, frozenset(hit - {a, b})))
    return found


# Long since its inner functions share the links: what a move costs follows from the move before.
@lru_cache(maxsize=8)
def _order(
    chains: tuple[tuple[str, ...], ...], crossings: tuple[_Crossing, ...], family: tuple[str, ...]
) -> list[int]:
    """Return the positions of the lanes such that few verticals pass a bar and verticals are short.

    Moves one lane at a time to its best place until nothing improves (sifting), from three initial
    orders. The order is the same in each language.
    """
    as_is = list(range(len(chains)))
    by_family = sorted(as_is, key=lambda lane: (family[lane], lane))
    if not 1 < len(chains) <= _MOST:
        return by_family
    home = {node: n for n, chain in enumerate(chains) for node in chain}
    links = [(home[a], home[b], Counter(home[n] for n in hit)) for a, b, hit in crossings]
    links = [link for link in links if link[0] != link[1]]
    ends: list[list[tuple[int, Mapping[int, int]]]] = [[] for _ in chains]
    for a, b, hit in links:
        ends[a].append((b, hit))
        ends[b].append((a, hit))

    def apart(*order: int) -> int:
        return _APART * sum(family[a] != family[b] for a, b in pairwise(order))

    def verticals(place: Sequence[int]) -> int:
        total = 0
        for a, b, hit in links:
            low, high = sorted((place[a], place[b]))
            passed = sum(count for one, count in hit.items() if low < place[one] < high)
            total += high - low + _ACROSS * passed
        return total

    def costs(lane: int, rest: Sequence[int]) -> Iterator[int]:
        """Yield the cost with a lane before each of the others in turn, then after all of them."""
        place = [0] * len(chains)
        for n, one in enumerate((lane, *rest)):
            place[one] = n
        whole, cost = apart(*rest), verticals(place)
        yield cost + apart(lane, *rest)
        for n, other in enumerate(rest):  # the two change places: no other vertical changes
            for one, passed, way in ((lane, other, 1), (other, lane, -1)):
                for end, hit in ends[one]:
                    if end != passed:
                        longer = way if place[end] < n else -way
                        cost += longer * (1 + _ACROSS * hit.get(passed, 0))
            place[lane], place[other] = n + 1, n
            after = rest[n + 1 : n + 2]
            yield cost + whole - apart(other, *after) + apart(other, lane, *after)

    found = (_sifted(start, costs) for start in (as_is, as_is[::-1], by_family))
    return min(found, key=lambda order: next(costs(order[0], order[1:])))


def _sifted(order: list[int], costs: Callable[[int, list[int]], Iterable[int]]) -> list[int]:
    """Return an order whose cost cannot be reduced by moving one lane."""
    best = next(iter(costs(order[0], order[1:])))
    for _ in range(12):
        before = best
        for lane in sorted(order):
            rest = [one for one in order if one != lane]
            value, n = min((value, n) for n, value in enumerate(costs(lane, rest)))
            if value < best:
                order, best = [*rest[:n], lane, *rest[n:]], value
        if best == before:
            break
    return order
