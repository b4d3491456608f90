"""The lanes of a genealogy: organisations that follow each other share one.

Lanes are ordered so that few links pass through a bar, and links are short.
"""

from datetime import date, timedelta

from dvgraph.graphics.svg import Days
from dvgraph.lineage.graph import Descent
from dvgraph.namespaces import FIRST, LAST

_Crossing = tuple[str, str, frozenset[str]]  # a link, and the bars it would pass through
_ACROSS = 1000  # the cost of a link through a bar, in lanes of length


def lanes(descent: Descent, dated: dict[str, Days]) -> list[list[str]]:
    """Return the lanes from top to bottom, each with its organisations in order of time."""
    return _order(_chains(descent, dated), _crossings(descent, dated))


def _chains(descent: Descent, dated: dict[str, Days]) -> list[list[str]]:
    """Return chains of organisations that follow each other without overlap: one lane each.

    Of several predecessors, the chain continues the one with the longest certain period.
    """
    follows: dict[str, str] = {}
    taken: set[str] = set()
    steps = sorted(
        (dated[b][1], (dated[a][1] - dated[a][2]).days, a, b)
        for a, b, data in descent.edges(data=True)
        if a in dated
        and b in dated
        and not data["lives_on"]
        and not data["partly"]
        and dated[a][3] <= dated[b][3]
        and dated[a][0] < dated[b][0]
        and dated[a][2] <= dated[b][1]
    )
    for _, _, a, b in steps:
        if a not in follows and b not in taken and a != b:
            follows[a] = b
            taken.add(b)
    chains = []
    for start in sorted(set(dated) - taken, key=lambda n: (dated[n], n)):
        line = [start]
        while line[-1] in follows:
            line.append(follows[line[-1]])
        chains.append(line)
    return chains


def middle(first: date, last: date) -> date:
    """Return the day halfway between two."""
    return first + (last - first) / 2


def meeting(data: dict[str, date], older: Days, younger: Days) -> tuple[date, date]:
    """Return where a link leaves the older bar and enters the younger one: at the event."""
    lower, upper = data.get("from_earliest", FIRST), data.get("from_latest", LAST)
    if lower == FIRST or upper == LAST:
        lower, upper = (upper, upper) if FIRST < upper < LAST else younger[:2]
    when = middle(lower, upper)
    return min(max(when, older[0]), older[3]), min(max(when, younger[0]), younger[3])


def known_year(data: dict[str, date]) -> int | None:
    """Return the year in which an event certainly took place, if it is known."""
    lower, upper = data.get("from_earliest", FIRST), data.get("from_latest", LAST)
    return lower.year if lower.year == upper.year else None


def joined(descent: Descent, dated: dict[str, Days]) -> dict[str, Days]:
    """Return the spans with what an event of a known year ended and made meeting in that year.

    An end and a start that are only known by their year would lie up to a year apart.
    """
    found = dict(dated)
    for a, b, data in sorted(descent.edges(data=True), key=lambda edge: edge[:2]):
        if a not in dated or b not in dated or a == b or known_year(data) is None:
            continue
        lower, upper = data["from_earliest"], data["from_latest"]
        when = middle(lower, upper)
        begin, solid, fades, end = found[a]
        within = lower <= dated[a][2] and dated[a][3] <= upper + timedelta(days=1)
        if within and not data["lives_on"] and begin <= when:
            found[a] = (begin, min(solid, when), min(fades, when), min(end, when))
        begin, solid, fades, end = found[b]
        if lower <= dated[b][0] and dated[b][1] <= upper and when <= end:
            found[b] = (max(begin, when), max(solid, when), max(fades, when), end)
    return found


def _crossings(descent: Descent, dated: dict[str, Days]) -> list[_Crossing]:
    """Return each link with the organisations whose bars it would pass through."""
    found = []
    near = timedelta(days=60)
    for a, b, data in sorted(descent.edges(data=True), key=lambda edge: edge[:2]):
        if a in dated and b in dated:
            leaves, enters = meeting(data, dated[a], dated[b])
            if not data["lives_on"]:  # sorted by the end of its bar
                leaves = dated[a][3] + 2 * near
            first, last = min(leaves, enters) - near, max(leaves, enters) + near
            hit = {n for n, span in dated.items() if span[0] <= last and span[3] >= first}
            found.append((a, b, frozenset(hit - {a, b})))
    return found


def _order(chains: list[list[str]], crossings: list[_Crossing]) -> list[list[str]]:
    """Return the lanes in an order in which few links cross a bar, and links are short.

    Moves one lane at a time to its best place until nothing improves (sifting).
    """
    home = {node: n for n, chain in enumerate(chains) for node in chain}
    links = [(home[a], home[b], [home[n] for n in hit]) for a, b, hit in crossings]
    links = [link for link in links if link[0] != link[1]]

    def cost(order: list[int]) -> int:
        place = {lane: n for n, lane in enumerate(order)}
        total = 0
        for a, b, hit in links:
            low, high = sorted((place[a], place[b]))
            total += high - low + sum(_ACROSS for one in hit if low < place[one] < high)
        return total

    order = list(range(len(chains)))
    best = cost(order)
    for _ in range(12):
        before = best
        for lane in range(len(chains)):
            rest = [one for one in order if one != lane]
            tries = [[*rest[:n], lane, *rest[n:]] for n in range(len(chains))]
            cheapest = min(tries, key=cost)
            if (value := cost(cheapest)) < best:
                order, best = cheapest, value
        if best == before:
            break
    return [chains[lane] for lane in order]
