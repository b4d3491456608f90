"""The course of organisations and tasks: each state from the day on which it began."""

from datetime import date, timedelta

import pytest

from dvgraph.derive.states import IN_FORCE, Validity, surest
from dvgraph.history.annals import annals, holdings
from dvgraph.history.as_of import as_of
from dvgraph.history.course import course, existences
from dvgraph.history.diff import diff
from dvgraph.labels.subgraph import Subgraph
from dvgraph.lineage.kinship import lineage
from dvgraph.namespaces import FIRST
from dvgraph.prebuilt.connection import open_graph
from dvgraph.store.protocol import Store

BASE = "https://w3id.org/dvgraph/id/organisatie/"
DV, IV, AGIV = (
    f"{BASE}{name}" for name in ("digitaal-vlaanderen", "informatie-vlaanderen", "agiv")
)
TODAY = date(2026, 11, 29)


@pytest.fixture(scope="module")
def store() -> Store:
    return open_graph()


@pytest.fixture(scope="module")
def graph(store: Store) -> Subgraph:
    return Subgraph(store, "nl")


@pytest.fixture(scope="module")
def bodies(store: Store) -> list[str]:
    return sorted(lineage(store, DV, "nl", TODAY).descent)


def test_a_state_holds_until_the_next_turn() -> None:
    bounds = (date(2016, 1, 1), date(2016, 12, 31), date(2021, 1, 1), date(2021, 12, 31))
    life = Validity(bounds, seen=date(2020, 6, 1))
    turns = life.turns()
    assert turns[0] == (FIRST, "later")
    days = [date(2015, 1, 1) + timedelta(days=9 * n) for n in range(300)]
    for day in days:
        assert life.on(day) == [state for since, state in turns if since <= day][-1]


def test_the_course_counts_the_organisations_that_the_states_name(
    store: Store, graph: Subgraph, bodies: list[str]
) -> None:
    lives = existences(store, graph, bodies)
    for stand in course(store, graph, bodies, TODAY)[::7]:
        on = max(stand.since, date(1, 1, 2))
        states = [[state for since, state in turns if since <= on][-1] for turns in lives.values()]
        assert stand.existing == sum(state in ("certain", "known") for state in states)
        assert stand.possible == states.count("possible")


def test_the_sentence_of_a_day_names_what_certainly_existed(
    store: Store, graph: Subgraph, bodies: list[str]
) -> None:
    stands = [one for one in course(store, graph, bodies, TODAY) if one.since <= date(2018, 6, 1)]
    assert "Informatie Vlaanderen" in stands[-1].said
    assert "AGIV" not in stands[-1].said
    assert stands[0].since == FIRST


def test_the_states_of_a_task_are_those_of_its_statements_on_each_day(
    store: Store, graph: Subgraph, bodies: list[str]
) -> None:
    kept, lives = holdings(store, graph, bodies), existences(store, graph, bodies)
    assert {"existence", "tasks", "services", "people"} <= {one.facet for one in kept}
    for one in kept[::5]:
        for day in (date(2010, 6, 1), date(2016, 7, 1), TODAY):
            wanted = surest(state for id_ in one.statements if (state := graph.state(id_, day)))
            lived = [state for since, state in lives.get(one.holder, ()) if since <= day][-1:]
            if lived and lived[0] in ("later", "ended") and wanted in IN_FORCE:
                wanted = lived[0]
            assert [state for since, state in one.turns if since <= day][-1] == wanted


def test_nobody_leads_a_body_on_a_day_on_which_it_did_not_exist(
    store: Store, graph: Subgraph, bodies: list[str]
) -> None:
    led = [one for one in holdings(store, graph, bodies) if one.facet == "people"]
    for body, day, other in (
        (DV, date(2020, 12, 31), date(2021, 12, 31)),
        (IV, date(2021, 12, 31), date(2020, 12, 31)),
    ):
        own = [one.turns for one in led if one.holder == body]
        on = {
            then: {[state for since, state in turns if since <= then][-1] for turns in own}
            for then in (day, other)
        }
        assert on[day].isdisjoint(IN_FORCE)
        assert not on[other].isdisjoint(IN_FORCE)
        assert "people" not in {fact.facet for fact in as_of(store, day, body).facts}
        assert "people" in {fact.facet for fact in as_of(store, other, body).facts}


def test_a_change_between_two_days_that_the_difference_calls_certain_is_in_the_annals(
    store: Store, graph: Subgraph, bodies: list[str]
) -> None:
    told = {one.said for one in annals(store, graph, bodies, TODAY, DV)}
    found = diff(store, date(2020, 12, 31), date(2021, 12, 31), DV, "nl", graph)
    merged = [one for one in found.changes if one.facet == "events" and one.certain]
    assert merged
    for one in merged:
        assert any(one.text.casefold() in said.casefold() for said in told)


def test_only_what_is_said_of_a_body_itself_tells_that_it_existed(
    store: Store, graph: Subgraph, bodies: list[str]
) -> None:
    kept = [one for one in holdings(store, graph, bodies) if one.facet == "existence"]
    assert kept
    for one in kept:
        assert {graph.iri(id_, "dvg:over") for id_ in one.statements} == {one.holder}


def test_a_change_of_holder_tells_who_was_acting_and_what_is_doubtful(store: Store) -> None:
    found = diff(store, date(2021, 12, 31), date(2022, 12, 31), DV)
    (text,) = {one.text for one in found.changes if "Frank Geets" in one.text}
    assert "Frank Geets (waarnemend administrateur-generaal; eigen gevolgtrekking)" in text
