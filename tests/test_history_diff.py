"""The changes between two days: exact by statement, and in sentences."""

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from answers import by_variable
from dvgraph.api import Graph
from dvgraph.dataset.files import read
from dvgraph.derive.rules import derive
from dvgraph.errors import UseError
from dvgraph.history import digests
from dvgraph.history.as_of import as_of
from dvgraph.history.chronicle import chronicle
from dvgraph.history.diff import Difference, diff, patch
from dvgraph.history.excerpt import excerpt
from dvgraph.history.pairs import pairs
from dvgraph.history.portrait import portray
from dvgraph.history.tables import state_json
from dvgraph.labels.subgraph import Subgraph
from dvgraph.prebuilt.connection import open_graph
from dvgraph.rdf.oxigraph import Triple
from dvgraph.store.embedded import EmbeddedStore
from dvgraph.store.protocol import Store
from dvgraph.things.statements import holding
from test_history_as_of import BASE, DV, days, histories, history

PREFIXES = """
@base <https://w3id.org/dvgraph/id/> .
@prefix dvg: <https://w3id.org/dvgraph/ns#> .
@prefix gen: <https://data.vlaanderen.be/ns/generiek#> .
@prefix m8g: <http://data.europa.eu/m8g/> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix orgvl: <https://data.vlaanderen.be/ns/organisatie#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
WORLD = """
<organisatie/a> a m8g:PublicOrganisation ; rdfs:label "A"@nl, "A"@en .
<organisatie/b> a m8g:PublicOrganisation ; rdfs:label "B"@nl, "B"@en .
<organisatie/c> a m8g:PublicOrganisation ; rdfs:label "C"@nl, "C"@en .
<organisatie/p> a org:Organization ; rdfs:label "P"@nl, "P"@en .
<organisatie/q> a org:Organization ; rdfs:label "Q"@nl, "Q"@en .
<taak/meten> a dvg:Taak ; rdfs:label "meten"@nl, "measuring"@en .
<taak/delen> a dvg:Taak ; rdfs:label "delen"@nl, "sharing"@en .
<functie/hoofd> a org:Post ; rdfs:label "hoofd"@nl, "head"@en ; org:postIn <organisatie/c> .
<persoon/x> rdfs:label "X"@nl, "X"@en . <persoon/y> rdfs:label "Y"@nl, "Y"@en .
<besluit/s> rdfs:label "besluit S"@nl, "decision S"@en .
<gebeurtenis/f> a orgvl:Fusie ; rdfs:label "fusie"@nl, "merger"@en ;
    org:originalOrganization <organisatie/a>, <organisatie/b> ;
    org:resultingOrganization <organisatie/c> .
<uitspraak/f> a dvg:Bestaan ; dvg:over <gebeurtenis/f> ; dvg:van "2010-01-01"^^xsd:date ;
    dvg:grond <besluit/s> ; dvg:vindplaats <bron/n#line=0,1> .
<uitspraak/a> a dvg:Bestaan ; dvg:over <organisatie/a> ; dvg:van "2000-01-01"^^xsd:date .
<uitspraak/b> a dvg:Bestaan ; dvg:over <organisatie/b> ; dvg:van "2000-01-01"^^xsd:date .
<uitspraak/c> a dvg:Bestaan ; dvg:over <organisatie/c> .
<uitspraak/meten-a> a dvg:Verantwoordelijkheid ; dvg:organisatie <organisatie/a> ;
    dvg:taak <taak/meten> ; dvg:rol <concept/verantwoordelijkheidsrol/uitvoering> ;
    dvg:van "2000-01-01"^^xsd:date .
<uitspraak/meten-c> a dvg:Verantwoordelijkheid ; dvg:organisatie <organisatie/c> ;
    dvg:taak <taak/meten> ; dvg:rol <concept/verantwoordelijkheidsrol/uitvoering> ;
    dvg:van "2010-01-01"^^xsd:date .
<uitspraak/delen-c> a dvg:Verantwoordelijkheid ; dvg:organisatie <organisatie/c> ;
    dvg:taak <taak/delen> ; dvg:rol <concept/verantwoordelijkheidsrol/uitvoering> ;
    dvg:van "2012-05"^^xsd:gYearMonth ; dvg:grond <besluit/s> .
<uitspraak/ruimer> a dvg:Takenlot ; dvg:taak <taak/meten> ; dvg:naar <taak/delen> ;
    dvg:lot <concept/takenlot/verruimd> ; dvg:van "2013-01-01"^^xsd:date .
<uitspraak/onder-p> a dvg:Betrekking ; dvg:onderwerp <organisatie/c> ;
    dvg:betrekking <concept/betrekking/ouder> ; dvg:voorwerp <organisatie/p> ;
    dvg:van "2010-01-01"^^xsd:date ; dvg:tot "2014-01-01"^^xsd:date .
<uitspraak/onder-q> a dvg:Betrekking ; dvg:onderwerp <organisatie/c> ;
    dvg:betrekking <concept/betrekking/ouder> ; dvg:voorwerp <organisatie/q> ;
    dvg:van "2014-01-01"^^xsd:date ; dvg:grond <besluit/s> .
<uitspraak/x> a dvg:Bezetting ; org:member <persoon/x> ; dvg:functie <functie/hoofd> ;
    dvg:van "2010-01-01"^^xsd:date ; dvg:tot "2015-01-01"^^xsd:date .
<uitspraak/y> a dvg:Bezetting ; org:member <persoon/y> ; dvg:functie <functie/hoofd> ;
    dvg:van "2015-01-01"^^xsd:date .
<uitspraak/missie-1> a dvg:Kenmerk ; dvg:onderwerp <organisatie/c> ; dvg:waarde "dienen"@nl ;
    dvg:kenmerk <concept/kenmerk/missie> ; dvg:van "2010-01-01"^^xsd:date ;
    dvg:tot "2016-01-01"^^xsd:date .
<uitspraak/missie-2> a dvg:Kenmerk ; dvg:onderwerp <organisatie/c> ; dvg:waarde "helpen"@nl ;
    dvg:kenmerk <concept/kenmerk/missie> ; dvg:van "2016-01-01"^^xsd:date .
<uitspraak/naam-1> a dvg:Kenmerk ; dvg:onderwerp <organisatie/c> ; dvg:waarde "See"@nl ;
    dvg:kenmerk <concept/kenmerk/naam> ; dvg:van "2010-01-01"^^xsd:date ;
    dvg:tot "2017-01-01"^^xsd:date .
<uitspraak/naam-2> a dvg:Kenmerk ; dvg:onderwerp <organisatie/c> ; dvg:waarde "Zee"@nl ;
    dvg:kenmerk <concept/kenmerk/naam> ; dvg:van "2017-01-01"^^xsd:date .
<uitspraak/geld-1> a dvg:Cijfer ; dvg:betreft <organisatie/c> ; dvg:maat <concept/maat/begroting> ;
    dvg:waarde 10 ; dvg:van "2011-01-01"^^xsd:date ; dvg:tot "2012-01-01"^^xsd:date .
<uitspraak/geld-2> a dvg:Cijfer ; dvg:betreft <organisatie/c> ; dvg:maat <concept/maat/begroting> ;
    dvg:waarde 25 ; dvg:van "2018-01-01"^^xsd:date ; dvg:tot "2019-01-01"^^xsd:date .
"""


@settings(max_examples=40, deadline=None)
@given(histories, st.lists(days, min_size=3, max_size=3).map(sorted))
def test_differences_compose_and_patch_the_state(rows: list, three: list[date]) -> None:  # type: ignore[type-arg]
    store, _ = history(rows)
    a, b, c = three
    first, second, whole = diff(store, a, b).moved, diff(store, b, c).moved, diff(store, a, c).moved

    patched = dict(as_of(store, a).statements)
    for one, (before, after) in first.items():
        assert patched.pop(one, None) == before
        if after:
            patched[one] = after
    assert patched == as_of(store, b).statements

    composed = {}
    for one in first.keys() | second.keys():
        before = first[one][0] if one in first else second[one][0]
        after = second[one][1] if one in second else first[one][1]
        if before != after:
            composed[one] = (before, after)
    assert composed == whole

    for side in ("before", "after"):  # what began and ended in that time is on both sides
        told = [one for change in diff(store, a, c).changes for one in getattr(change, side)]
        assert len(told) == len(set(told))


@settings(max_examples=20, deadline=None)
@given(histories, st.lists(days, min_size=2, max_size=2).map(sorted))
def test_the_rdf_patch_turns_one_state_into_the_other(rows: list, two: list[date]) -> None:  # type: ignore[type-arg]
    store, _ = history(rows)
    start, end = two
    before, after = (set(map(written, excerpt(store, holding(store, day)))) for day in two)
    lines = patch(store, diff(store, start, end)).splitlines()
    assert (lines[0], lines[-1]) == ("TX .", "TC .")
    for line in lines[1:-1]:
        mark, triple = line[0], line[2:]
        (before.remove if mark == "D" else before.add)(triple)
    assert before == after


def written(triple: Triple) -> str:
    return f"{' '.join(map(str, triple))} ."


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Store:
    file = tmp_path_factory.mktemp("world") / "world.ttl"
    file.write_text(PREFIXES + WORLD, encoding="utf-8")
    dataset = read([file])
    store = EmbeddedStore()
    store.load([*dataset.quads, *derive(dataset)])
    return store


def told(found: Difference) -> dict[str, tuple[str, str]]:
    return {change.text: (change.kind, change.facet) for change in found.changes}


def test_each_kind_of_change_is_told_in_a_sentence(world: Store) -> None:
    found = told(diff(world, date(2009, 12, 31), date(2011, 12, 31)))
    assert found["A en B gingen op in C (fusie)"] == ("merged", "events")
    assert found["de taak meten ging van A (uitvoering) naar C (uitvoering)"] == ("moved", "tasks")
    assert found["C kwam onder P"] == ("added", "parent")
    assert found["X werd hoofd"] == ("added", "people")
    found = told(diff(world, date(2011, 12, 31), date(2018, 12, 31)))
    assert found == {
        "C kreeg een taak: delen (uitvoering)": ("added", "tasks"),
        "de taak meten werd verruimd tot delen": ("widened", "fates"),
        "C ging van P naar Q": ("moved", "parent"),
        "Y volgde X op als hoofd": ("changed", "people"),
        "C: missie: helpen; voordien missie: dienen": ("reworded", "traits"),
        "C heette See en kreeg de naam Zee": ("renamed", "names"),
        "C: begroting: €\N{NO-BREAK SPACE}25; voordien begroting: €\N{NO-BREAK SPACE}10 (2011)": (
            "changed",
            "figures",
        ),
    }
    english = told(diff(world, date(2013, 12, 31), date(2014, 12, 31), lang="en"))
    assert english == {"C moved from P to Q": ("moved", "parent")}


def test_an_event_is_one_change_with_what_it_made_and_ended(world: Store) -> None:
    found = diff(world, date(2009, 12, 31), date(2010, 12, 31))
    (merger,) = [change for change in found.changes if change.facet == "events"]
    assert merger.grounds == (f"{BASE}besluit/s",)
    assert set(merger.before) == {f"{BASE}uitspraak/a", f"{BASE}uitspraak/b"}
    assert merger.after == (f"{BASE}uitspraak/f", f"{BASE}uitspraak/c")
    assert not [change for change in found.changes if change.facet == "existence"]


def test_a_change_has_the_decision_that_did_it_and_its_date(world: Store) -> None:
    text = chronicle(diff(world, date(2011, 12, 31), date(2012, 12, 31)), width=200)
    assert "Mei 2012: C kreeg een taak: delen (uitvoering), op grond van besluit S [c-" in text


def test_what_only_ended_with_its_subject_is_said_so(tmp_path: Path) -> None:
    more = """<uitspraak/doel-a> a dvg:Kenmerk ; dvg:onderwerp <organisatie/a> ;
        dvg:kenmerk <concept/kenmerk/doel> ; dvg:waarde "meten"@nl ;
        dvg:van "2001-01-01"^^xsd:date ."""
    (tmp_path / "more.ttl").write_text(PREFIXES + WORLD + more, encoding="utf-8")
    dataset = read([tmp_path / "more.ttl"])
    store = EmbeddedStore()
    store.load([*dataset.quads, *derive(dataset)])
    found = diff(store, date(2009, 12, 31), date(2010, 12, 31))
    (purpose,) = [c for c in found.changes if (c.kind, c.facet) == ("ended", "traits")]
    assert purpose.text == "A hield op te bestaan, en had tot dan: doel: meten (afgeleid)"
    assert purpose.events == (f"{BASE}gebeurtenis/f",)
    told = " ".join(chronicle(found).split())
    assert f"1 januari 2010: {purpose.text} (bij: fusie) [c-" in told


def loaded(path: Path, more: str) -> Store:
    path.write_text(PREFIXES + WORLD + more, encoding="utf-8")
    dataset = read([path])
    store = EmbeddedStore()
    store.load([*dataset.quads, *derive(dataset)])
    return store


def test_a_figure_of_a_year_is_certain_only_once_that_year_has_ended(tmp_path: Path) -> None:
    more = """<uitspraak/cijfer> a dvg:Cijfer ; dvg:betreft <organisatie/c> ;
        dvg:maat <concept/maat/medewerkers> ; dvg:waarde 21 ;
        dvg:van "2022-01-01"^^xsd:date ; dvg:tot "2023-01-01"^^xsd:date ."""
    store = loaded(tmp_path / "figures.ttl", more)
    for end, sure in ((date(2022, 1, 1), False), (date(2022, 12, 31), True)):
        for found in (
            diff(store, date(2015, 1, 1), end).changes,
            pairs(store, Subgraph(store, "nl"), [f"{BASE}organisatie/c"]).between(
                f"{BASE}organisatie/c", date(2015, 1, 1), end
            ),
        ):
            (figure,) = [one for one in found if f"{BASE}uitspraak/cijfer" in one.after]
            assert (figure.certain, figure.stated) == (sure, "")
            assert (figure.first, figure.last) == (date(2022, 1, 1), date(2022, 12, 31))


def test_the_count_of_a_digest_is_that_of_the_certain_changes() -> None:
    body = f"{BASE}organisatie/digitaal-vlaanderen"
    found = diff(open_graph(), date(2015, 1, 1), date(2022, 1, 1), body)
    number = sum(one.certain for one in found.changes)
    told = digests.of_changes(found)
    assert f" {number} veranderingen" in told.lead
    apart = ("Hun gronden", "Mogelijk", "Gepland")
    assert sum(len(one.items) for one in told.groups if one.title not in apart) == number


def test_what_one_of_two_successors_got_it_got_by_its_own_formation(tmp_path: Path) -> None:
    more = """<organisatie/d> a m8g:PublicOrganisation ; rdfs:label "D"@nl, "D"@en .
    <gebeurtenis/g> a orgvl:Fusie ; rdfs:label "vorming van D"@nl, "formation of D"@en ;
        org:originalOrganization <organisatie/a>, <organisatie/p> ;
        org:resultingOrganization <organisatie/d> ;
        dvg:deelsBetrokken <organisatie/a> .
    <uitspraak/g> a dvg:Bestaan ; dvg:over <gebeurtenis/g> ; dvg:van "2010-01-01"^^xsd:date ;
        dvg:grond <besluit/s> ."""
    store = loaded(tmp_path / "split.ttl", more)
    found = diff(store, date(2009, 12, 31), date(2010, 12, 31))
    (task,) = [one for one in found.changes if one.text.startswith("de taak meten ging van A")]
    assert task.events == (f"{BASE}gebeurtenis/f",)


def test_a_plan_is_no_change_and_no_fact_and_has_a_section_of_its_own(tmp_path: Path) -> None:
    more = """<uitspraak/plan> a dvg:Verantwoordelijkheid ; dvg:organisatie <organisatie/c> ;
        dvg:taak <taak/delen> ; dvg:rol <concept/verantwoordelijkheidsrol/regie> ;
        dvg:van "2019-01-01"^^xsd:date ; dvg:stand dvg:gepland ; dvg:gezienOp "2018"^^xsd:gYear .
    <taak/delen> a dvg:Taak ."""
    store = loaded(tmp_path / "plans.ttl", more)
    plan = f"{BASE}uitspraak/plan"
    for day, announced in ((date(2017, 1, 1), False), (date(2018, 12, 31), True)):
        state = as_of(store, day, f"{BASE}organisatie/c")
        assert [one.statement for one in state.plans] == [plan] * announced
        assert plan not in state.statements
        assert plan not in [fact.statement for fact in state.facts]
        text = portray(state)
        assert ("Gepland, volgens bronnen" in text) == announced
        assert bool(json.loads(state_json(state))["plans"]) == announced
    found = diff(store, date(2018, 12, 31), date(2019, 12, 31), f"{BASE}organisatie/c")
    assert [one.statement for one in found.plans] == [plan]
    assert plan not in [one for change in found.changes for one in change.after]
    assert "Gepland: wat bronnen aankondigden" in chronicle(found)
    assert not diff(store, date(2019, 12, 31), date(2020, 12, 31)).plans


def test_what_came_before_and_after_takes_part(world: Store) -> None:
    c = f"{BASE}organisatie/c"
    assert set(diff(world, date(2009, 1, 1), date(2011, 1, 1), c).line) == {
        f"{BASE}organisatie/a",
        f"{BASE}organisatie/b",
    }
    assert diff(world, date(2011, 1, 1), date(2012, 1, 1), c).line == ()
    # B's other half is no ancestor or descendant of it.
    assert diff(world, date(2009, 1, 1), date(2011, 1, 1), f"{BASE}organisatie/b").line == (c,)


def test_each_step_in_between_is_told(world: Store) -> None:
    found = diff(world, date(2009, 12, 31), date(2019, 12, 31))
    told = {change.text for change in found.changes}
    assert told >= {"X werd hoofd", "Y volgde X op als hoofd"}
    assert told >= {"C kwam onder P", "C ging van P naar Q"}
    assert told >= {"C: missie: dienen", "C: missie: helpen; voordien missie: dienen"}
    assert told >= {"C kreeg de naam See", "C heette See en kreeg de naam Zee"}


def test_what_came_and_went_without_a_follower_is_told_apart(world: Store) -> None:
    found = diff(world, date(2009, 12, 31), date(2014, 12, 31), f"{BASE}organisatie/p")
    passed = {change.text for change in found.changes if change.kind == "passed"}
    assert passed == {"C hoorde onder P"}
    assert not {one for c in found.changes if c.kind == "passed" for one in c.after} & {
        *found.moved
    }


def test_what_may_have_fallen_in_the_time_is_told_apart(world: Store) -> None:
    (change,) = diff(world, date(2012, 5, 10), date(2012, 12, 31)).changes
    assert (change.kind, change.certain) == ("added", False)
    assert "Mogelijk in die tijd" in chronicle(diff(world, date(2012, 5, 10), date(2012, 12, 31)))


def test_no_change_is_said_in_words_and_days_must_be_in_order(world: Store) -> None:
    nothing = diff(world, date(2012, 1, 1), date(2012, 1, 2))
    assert nothing.changes == ()
    assert "geen verandering bekend" in chronicle(nothing)
    with pytest.raises(UseError, match="is before"):
        diff(world, date(2012, 1, 2), date(2012, 1, 1))


def test_the_shipped_graph_tells_its_mergers() -> None:
    with Graph(None, None, None, "nl") as graph:
        found = graph.diff(2015, 2022, "organisatie/digitaal-vlaanderen")
    kinds = [change.kind for change in found.difference.changes if change.facet == "events"]
    assert kinds.count("merged") == 2
    assert all(change.passages for change in found.difference.changes)
    assert found.difference.entity == DV
    assert "<table>" in found._repr_html_()


@pytest.mark.parametrize("year", [2016, 2021, 2023, 2025])
def test_the_tasks_that_certainly_came_in_a_year_are_those_of_the_question(year: int) -> None:
    own = ["digitaal-vlaanderen", "informatie-vlaanderen"]
    with Graph(None, None, None, "nl") as graph:
        asked = graph.ask("tasks-added", since=str(year), until=str(year), organisation=own)
        first, last = date(year, 1, 1), date(year, 12, 31)
        within = {
            row["uitspraak"]
            for row in by_variable(asked)
            if first <= row["vanVroegst"] and row["vanLaatst"] <= last  # type: ignore[operator]  # days
        }
        told = set()
        for one in own:
            changes = graph.diff(year - 1, year, f"organisatie/{one}").difference
            mine = f"{BASE}organisatie/{one}"
            told |= {
                after
                for change in changes.changes
                if change.certain and change.facet == "tasks"
                for after in change.after
                if mine in changes.graph.iris(after, "dvg:organisatie")
            }
    assert told == within
    assert told or year != 2021


def test_plans_stand_in_the_rows_of_every_form() -> None:
    with Graph(None, None, None, "nl") as graph:
        found = [graph.diff(2021, 2023, DV), graph.as_of("2022-12-31", DV)]
    plans = [found[0].difference.plans, found[1].state.plans]
    for answer, announced in zip(found, plans, strict=True):
        assert announced
        rows = {row["id"] for row in by_variable(answer)}
        assert {one.id for one in announced} <= rows
        for form in ("tsv", "csv", "table", "text", "json"):
            text = answer.text(form)
            assert all(one.id in text for one in announced), form


@pytest.mark.slow
@pytest.mark.parametrize("lang", ["nl", pytest.param("en", marks=pytest.mark.slow)])
def test_everything_is_told_of_the_shipped_graph_in_both_languages(lang: str) -> None:
    found = diff(open_graph(), date(1990, 1, 1), date(2026, 1, 1), lang=lang)
    texts = [change.text for change in found.changes]
    assert texts
    assert not [text for text in texts if "{" in text or not text.strip()]


def test_a_task_that_came_from_elsewhere_is_counted_among_transfers_only() -> None:
    with Graph(None, None, None, "nl") as graph:
        found = digests.of_changes(graph.diff(2020, 2021).difference)
    name = "dienstverlening rond ICT en digitalisering"
    told = [
        topic.title
        for topic in found.groups
        if any(name in item.label for item in topic.items) and topic.title != "Mogelijk"
    ]
    assert told == ["Overgegaan"]
