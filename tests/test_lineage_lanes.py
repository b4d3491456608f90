"""The order of the lanes of a genealogy."""

import random
from collections.abc import Sequence
from itertools import pairwise

import pytest

from dvgraph.lineage import lanes

Links = Sequence[tuple[int, int, frozenset[int]]]


def cost(order: Sequence[int], links: Links, families: Sequence[str]) -> int:
    """Return the length of the verticals, with 8 for each passed bar and 3 for each new family."""
    place = {lane: n for n, lane in enumerate(order)}
    total = sum(3 for a, b in pairwise(order) if families[a] != families[b])
    for a, b, hit in links:
        low, high = sorted((place[a], place[b]))
        total += high - low + 8 * sum(low < place[one] < high for one in hit)
    return total


def moved(order: Sequence[int], lane: int, to: int) -> list[int]:
    rest = [one for one in order if one != lane]
    return [*rest[:to], lane, *rest[to:]]


def sifted(order: list[int], links: Links, families: Sequence[str]) -> list[int]:
    """Move one lane at a time to its best place, with the whole cost computed for each place."""
    while True:
        before = order
        for lane in range(len(order)):
            tries = [moved(order, lane, to) for to in range(len(order))]
            best = min(tries, key=lambda one: cost(one, links, families))
            order = min(order, best, key=lambda one: cost(one, links, families))
        if order == before:
            return order


@pytest.mark.parametrize("seed", range(20))
def test_lanes_are_in_the_order_that_sifting_by_the_whole_cost_finds(seed: int) -> None:
    chance = random.Random(seed)
    count = chance.randrange(9)
    names = [f"lane {n}" for n in range(count)]
    families = tuple(chance.choice("abc") for _ in names)
    pairs = [chance.sample(range(count), 2) for _ in range(2 * count if count > 1 else 0)]
    links = [
        (a, b, frozenset(n for n in range(count) if n not in (a, b) and chance.random() < 0.4))
        for a, b in pairs
    ]
    crossings = tuple((names[a], names[b], frozenset(names[n] for n in c)) for a, b, c in links)
    as_is = list(range(count))
    starts = (as_is, as_is[::-1], sorted(as_is, key=lambda lane: (families[lane], lane)))
    wanted = min(
        (sifted(start, links, families) for start in starts),
        key=lambda order: cost(order, links, families),
    )
    found = lanes._order(tuple((one,) for one in names), crossings, families)
    assert found == wanted
