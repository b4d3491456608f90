"""The differences computed beforehand equal those of ``diff`` between any two days."""

import json
import random
from collections import Counter
from collections.abc import Iterable
from datetime import date

import pytest
from click.testing import CliRunner

from dvgraph.cli import cli
from dvgraph.history.annals import plans
from dvgraph.history.changes import Transition
from dvgraph.history.diff import diff
from dvgraph.history.pairs import Pairs, pairs, place
from dvgraph.labels.subgraph import Subgraph
from dvgraph.labels.whole import WholeGraph, read
from dvgraph.lineage.kinship import lineage
from dvgraph.namespaces import BASE, FIRST
from dvgraph.prebuilt.connection import open_graph
from dvgraph.store.embedded import EmbeddedStore
from dvgraph.store.protocol import Store
from dvgraph.web.pages.compare import order_of

pytestmark = pytest.mark.slow

TODAY = date(2026, 11, 29)
DV = f"{BASE}organisatie/digitaal-vlaanderen"


@pytest.fixture(scope="module")
def store() -> Store:
    return open_graph()


@pytest.fixture(scope="module")
def graph(store: Store) -> Subgraph:
    assert isinstance(store, EmbeddedStore)
    return WholeGraph(store, "nl", read(store))


@pytest.fixture(scope="module")
def bodies(store: Store) -> list[str]:
    nodes = lineage(store, DV, "nl", TODAY).descent.nodes
    return sorted(one for one in nodes if "from_earliest" in nodes[one])


@pytest.fixture(scope="module")
def ahead(store: Store, graph: Subgraph, bodies: list[str]) -> Pairs:
    return pairs(store, graph, bodies)


def counted(changes: Iterable[Transition]) -> Counter[tuple[object, ...]]:
    return Counter(
        (one.text, one.certain, one.first, one.last, one.before, one.after, one.events, one.grounds)
        for one in changes
    )


def test_between_any_two_days_they_are_what_the_difference_tells(
    store: Store, graph: Subgraph, bodies: list[str], ahead: Pairs
) -> None:
    chance = random.Random(16)
    for _ in range(60):
        body = chance.choice(bodies)
        days = (date(chance.randint(1994, 2027), 1, 1).toordinal() for _ in range(2))
        start, end = sorted(date.fromordinal(day + chance.randrange(365)) for day in days)
        found = diff(store, start, end, body, "nl", graph)
        assert counted(ahead.between(body, start, end)) == counted(found.changes), (
            body,
            start,
            end,
        )


@pytest.mark.parametrize(
    ("body", "first", "second"),
    [
        ("digitaal-vlaanderen", 2015, 2021),
        ("agiv", 2003, 2016),
        ("informatie-vlaanderen", 2016, 2021),
        ("facilitair-bedrijf", 2010, 2022),
    ],
)
def test_between_two_years_they_are_what_the_command_tells(
    ahead: Pairs, body: str, first: int, second: int
) -> None:
    asked = ["diff", str(first), str(second), f"{BASE}organisatie/{body}", "-f", "json"]
    done = CliRunner().invoke(cli, [*asked, "--lang", "nl"])
    assert done.exit_code == 0, done.output
    told = Counter(one["text"] for one in json.loads(done.stdout)["changes"])
    days = (date(first, 12, 31), date(second, 12, 31))
    assert Counter(one.text for one in ahead.between(asked[3], *days)) == told


def test_plans_are_told_between_the_two_days_for_which_the_difference_tells_them(
    store: Store, graph: Subgraph, bodies: list[str]
) -> None:
    announced = plans(store, graph, bodies)
    chance = random.Random(61)
    told = 0
    for _ in range(40):
        body = chance.choice(bodies)
        years = sorted(chance.randint(1999, 2028) for _ in range(2))
        start, end = (date(year, chance.randint(1, 12), 1) for year in years)
        if end < start:
            continue
        found = diff(store, start, end, body, "nl", graph)
        scope = {body, *found.line}
        within = (one for one in announced if start < one.last and one.first <= end)
        due = {one.statement for one in within if scope & one.bodies}
        assert due == {one.statement for one in found.plans}, (body, start, end)
        told += len(due)
    assert told > 5


def test_before_the_first_day_and_on_one_day_nothing_changes(ahead: Pairs) -> None:
    assert ahead.between(DV, date(1980, 1, 1), date(1985, 1, 1)) == []
    assert ahead.between(DV, date(2016, 6, 1), date(2016, 6, 1)) == []


def test_a_day_belongs_to_the_last_that_is_not_after_it() -> None:
    days = (FIRST, date(2016, 1, 1), date(2021, 1, 1))
    wanted = {date(2015, 12, 31): 0, date(2016, 1, 1): 1, date(2030, 1, 1): 2}
    assert {day: place(days, day) for day in wanted} == wanted


def test_each_change_has_a_place_of_its_own_on_the_page_that_compares(ahead: Pairs) -> None:
    every = {one for group in ahead.groups for told in group.changes.values() for one in told}
    assert len(every) > 500
    # Two changes of one place would stand in the order of Python's hashes.
    assert len({order_of(one) for one in every}) == len(every)
