"""Participants of events: in part, withdrawn, by an annulled act, of an unknown kind."""

import re
from datetime import date
from pathlib import Path

import pytest

from dvgraph.dataset.files import read
from dvgraph.derive.rules import derive
from dvgraph.errors import UseError
from dvgraph.history.as_of import as_of
from dvgraph.history.chronicle import chronicle
from dvgraph.history.diff import diff
from dvgraph.history.known_on import known_on
from dvgraph.ledgers.tasks import ledger
from dvgraph.lineage import lineage
from dvgraph.lineage.descent import descendants
from dvgraph.lineage.picture import svg
from dvgraph.lineage.writing import WRITERS
from dvgraph.store.embedded import EmbeddedStore
from dvgraph.things.page import matches, page
from dvgraph.things.writers import render
from dvgraph.validation import checks

ID = "https://w3id.org/dvgraph/id/"
PREFIXES = """
@base <https://w3id.org/dvgraph/id/> .
@prefix cpsv: <http://purl.org/vocab/cpsv#> .
@prefix dvg: <https://w3id.org/dvgraph/ns#> .
@prefix gen: <https://data.vlaanderen.be/ns/generiek#> .
@prefix m8g: <http://data.europa.eu/m8g/> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix orgvl: <https://data.vlaanderen.be/ns/organisatie#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""


def body(name: str, start: str = "") -> str:
    van = f' ; dvg:van "{start}"^^xsd:date' if start else ""
    label = name.capitalize()
    return (
        f"<organisatie/{name}> a m8g:PublicOrganisation ;"
        f' rdfs:label "{label}"@nl, "{label}"@en .\n'
        f"<uitspraak/{name}> a dvg:Bestaan ; dvg:over <organisatie/{name}>{van} .\n"
    )


def event(name: str, kind: str, day: str, act: str, originals: str, results: str) -> str:
    sides = (("original", originals), ("resulting", results))
    parts = "".join(
        f" ; org:{side}Organization " + ", ".join(f"<organisatie/{one}>" for one in names.split())
        for side, names in sides
        if names
    )
    return (
        f'<gebeurtenis/{name}> a {kind} ; rdfs:label "{name}"@nl, "{name}"@en{parts} .\n'
        f"<uitspraak/{name}> a dvg:Bestaan ; dvg:over <gebeurtenis/{name}> ;"
        f' dvg:van "{day}"^^xsd:date ; dvg:grond <kader/{act}> .\n'
    )


def task(organisation: str, start: str, end: str = "") -> str:
    tot = f' ; dvg:tot "{end}"^^xsd:date' if end else ""
    return (
        f"<uitspraak/{organisation}-taak> a dvg:Verantwoordelijkheid ; dvg:taak <taak/wegen> ;"
        f" dvg:organisatie <organisatie/{organisation}> ;"
        f" dvg:rol <concept/verantwoordelijkheidsrol/uitvoering> ;"
        f' dvg:van "{start}"^^xsd:date{tot} .\n'
    )


OLD = body("midden", "1990-01-01") + body("noord", "1990-01-01") + body("zuid", "1990-01-01")
NEW = body("noordrand") + body("zuidrand")
ACTS = "<kader/wet> a cpsv:FormalFramework . <kader/andere> a cpsv:FormalFramework .\n"
FIRST = event("vorming-noordrand", "orgvl:Fusie", "2010-01-01", "wet", "midden noord", "noordrand")
SECOND = event("vorming-zuidrand", "orgvl:Fusie", "2010-01-01", "wet", "midden zuid", "zuidrand")
DIVIDED = PREFIXES + OLD + NEW + ACTS + FIRST + SECOND


def stored(folder: Path, text: str) -> EmbeddedStore:
    file = folder / "wereld.ttl"
    file.write_text(text, encoding="utf-8")
    dataset = read([file])
    store = EmbeddedStore()
    store.load([*dataset.quads, *derive(dataset)])
    return store


def found(store: EmbeddedStore, *names: str) -> list[str]:
    rules = [rule for rule in checks.checks() if rule.name in names]
    return [str(one.component) for one in checks.run(store, "nl", None, rules)]


def test_a_body_divided_over_two_successors_on_one_day_by_one_act_ended_once(
    tmp_path: Path,
) -> None:
    store = stored(tmp_path, DIVIDED)
    assert found(store, "ended-twice", "made-twice") == []


@pytest.mark.parametrize(
    "change", [("2010-01-01", "2012-01-01"), ("kader/wet", "kader/andere")], ids=["day", "act"]
)
def test_a_body_ended_on_two_days_or_by_two_acts_ended_twice(
    tmp_path: Path, change: tuple[str, str]
) -> None:
    text = PREFIXES + OLD + NEW + ACTS + FIRST + SECOND.replace(*change)
    assert found(stored(tmp_path, text), "ended-twice") == ["ended-twice"]


def test_a_body_that_is_said_to_have_gone_over_as_a_whole_cannot_have_gone_two_ways(
    tmp_path: Path,
) -> None:
    whole = participation("vorming-noordrand", "geheel")
    store = stored(tmp_path, DIVIDED + whole)
    assert found(store, "ended-twice") == ["ended-twice"]


def participation(event: str, part: str) -> str:
    return (
        f"<uitspraak/deelname-{event}> a dvg:Betrekking ; dvg:onderwerp <gebeurtenis/{event}> ;"
        f" dvg:betrekking <concept/betrekking/oorspronkelijk> ; dvg:voorwerp <organisatie/midden> ;"
        f" dvg:deel <concept/deel/{part}> ; dvg:grond <kader/wet> .\n"
    )


def test_a_body_made_of_several_on_one_day_by_one_act_was_made_once(tmp_path: Path) -> None:
    split = event(
        "splitsing", "orgvl:Splitsing", "2010-01-01", "wet", "midden", "noordrand zuidrand"
    )
    joined = event("vorming", "orgvl:Fusie", "2010-01-01", "wet", "noord zuid", "noordrand")
    text = PREFIXES + OLD + NEW + ACTS + split
    assert found(stored(tmp_path, text + joined), "made-twice") == []
    later = joined.replace("2010-01-01", "2011-01-01")
    assert found(stored(tmp_path, text + later), "made-twice") == ["made-twice"]


def test_a_body_that_receives_tasks_later_was_not_made_a_second_time(tmp_path: Path) -> None:
    transfer = event("overdracht", "dvg:Overdracht", "2011-01-01", "wet", "noord", "zuidrand")
    text = PREFIXES + OLD + NEW + ACTS + SECOND + transfer
    assert found(stored(tmp_path, text), "made-twice") == []


@pytest.mark.parametrize("form", ["tree", "dot", "mermaid", "json", "graphml", "gexf"])
def test_lineage_says_that_a_body_went_over_in_part(tmp_path: Path, form: str) -> None:
    store = stored(tmp_path, DIVIDED)
    text = WRITERS[form](lineage(store, f"{ID}organisatie/midden", "en"))
    own = {"json": '"partly": true', "graphml": ">True<", "gexf": 'value="true"'}
    sign = own.get(form, ", in part")
    assert text.count(sign) == 2
    # Of the two that went into the northern fringe, the other went over as a whole.
    assert WRITERS[form](lineage(store, f"{ID}organisatie/noordrand", "en")).count(sign) == 1


def test_the_picture_draws_and_names_a_part(tmp_path: Path) -> None:
    drawn = svg(lineage(stored(tmp_path, DIVIDED), None, "en", date(2020, 1, 1)))
    # Two strokes, and the sign in the key.
    assert len(re.findall(r'class="[^"]*\bin-part\b', drawn)) == 3
    assert "Midden (in part) went into Noordrand" in drawn
    assert "Noord went into Noordrand" in drawn


def test_a_difference_says_who_went_over_in_part(tmp_path: Path) -> None:
    changes = diff(stored(tmp_path, DIVIDED), date(2009, 12, 31), date(2010, 1, 1), lang="en")
    text = " ".join(chronicle(changes).split())
    assert "Midden (in part) and Noord merged into Noordrand" in text
    assert "Midden (in part) and Zuid merged into Zuidrand" in text


def test_a_source_can_say_that_only_a_part_went_over_and_a_withdrawn_one_no_longer_does(
    tmp_path: Path,
) -> None:
    alone = PREFIXES + OLD + NEW + ACTS + FIRST
    said = participation("vorming-noordrand", "gedeeltelijk")
    of = f"{ID}organisatie/midden"
    assert "in part" not in WRITERS["tree"](lineage(stored(tmp_path, alone), of, "en"))
    assert "in part" in WRITERS["tree"](lineage(stored(tmp_path, alone + said), of, "en"))
    withdrawn = said + (
        "<uitspraak/deelname-vorming-noordrand> <http://www.w3.org/ns/prov#invalidatedAtTime>"
        ' "2020-01-01T00:00:00Z"^^xsd:dateTime .\n'
    )
    assert "in part" not in WRITERS["tree"](lineage(stored(tmp_path, alone + withdrawn), of, "en"))


def test_a_task_split_over_two_bodies_by_its_fate_does_not_overlap(tmp_path: Path) -> None:
    tasks = '<taak/wegen> a dvg:Taak ; rdfs:label "wegen"@nl, "roads"@en .\n'
    tasks += task("midden", "1990-01-01", "2010-01-01")
    tasks += task("noordrand", "2010-01-01") + task("zuidrand", "2010-01-01")
    fate = (
        "<uitspraak/lot> a dvg:Takenlot ; dvg:taak <taak/wegen> ;"
        " dvg:lot <concept/takenlot/gesplitst> ;"
        " dvg:naar <organisatie/noordrand>, <organisatie/zuidrand> ;"
        ' dvg:van "2010-01-01"^^xsd:date .\n'
    )
    (silent,) = ledger(stored(tmp_path, DIVIDED + tasks)).lives
    assert [joint.kind for joint in silent.joints] == ["overlap"]
    (told,) = ledger(stored(tmp_path, DIVIDED + tasks + fate)).lives
    assert told.joints == ()


def lapsed(text: str, *names: str) -> str:
    """Withdraw the existence of some things in 2020, as recorded in 2019."""
    prov = "http://www.w3.org/ns/prov#"
    recorded, gone = f"<{prov}generatedAtTime>", f"<{prov}invalidatedAtTime>"
    return text + "".join(
        f'<uitspraak/{name}> {recorded} "2019-01-01T00:00:00Z"^^xsd:dateTime ;'
        f' {gone} "2020-05-01T00:00:00Z"^^xsd:dateTime .\n'
        for name in names
    )


def test_an_event_whose_existence_was_withdrawn_is_no_descent_in_any_view(tmp_path: Path) -> None:
    store = stored(tmp_path, lapsed(DIVIDED, "vorming-zuidrand"))
    assert lineage(store, f"{ID}organisatie/zuid").descendants() == {}
    assert descendants(store).get(f"{ID}organisatie/zuid") is None
    told = render(page(store, f"{ID}organisatie/zuid", lang="en"), "text", width=100, whole=True)
    assert "Zuidrand" not in told
    own = render(
        page(store, f"{ID}gebeurtenis/vorming-zuidrand", lang="en"), "text", width=100, whole=True
    )
    assert "does not exist according to current statements" in " ".join(own.split())


def test_what_was_recorded_before_a_withdrawal_is_known_on_that_day(tmp_path: Path) -> None:
    store = known_on(stored(tmp_path, lapsed(DIVIDED, "vorming-zuidrand")), date(2019, 6, 1))
    assert set(lineage(store, f"{ID}organisatie/zuid").descendants()) == {
        f"{ID}organisatie/zuidrand"
    }


def test_a_withdrawn_organisation_is_told_as_such(tmp_path: Path) -> None:
    store = stored(tmp_path, lapsed(DIVIDED, "zuidrand", "vorming-zuidrand"))
    lost = f"{ID}organisatie/zuidrand"
    with pytest.raises(UseError, match="according to current statements it did not exist"):
        lineage(store, lost)
    assert lost not in lineage(store).descent
    assert as_of(store, date(2015, 1, 1), lost).life == "absent"
    (kind,) = {str(row[2]) for row in matches(store, "Zuidrand", "en").rows if lost in str(row[0])}
    assert "without a current existence" in kind


def test_only_what_hangs_on_a_withdrawn_thing_is_found(tmp_path: Path) -> None:
    text = DIVIDED + task("zuidrand", "2010-01-01")
    assert found(stored(tmp_path, text), "hangs-on-nothing") == []
    one = lapsed(text, "zuidrand")  # a task, and the event that made it
    assert found(stored(tmp_path, one), "hangs-on-nothing") == ["hangs-on-nothing"] * 2


def test_what_has_another_ground_than_an_annulled_act_stands(tmp_path: Path) -> None:
    annulled = (
        "<uitspraak/vernietiging> a dvg:Betrekking ; dvg:onderwerp <kader/arrest> ;"
        " dvg:betrekking <concept/betrekking/vernietigt> ; dvg:voorwerp <kader/wet> .\n"
        "<kader/arrest> a cpsv:FormalFramework .\n"
    )
    assert found(stored(tmp_path, DIVIDED), "annulled-ground") == []
    assert len(found(stored(tmp_path, DIVIDED + annulled), "annulled-ground")) == 2
    both = DIVIDED + annulled + "<uitspraak/vorming-zuidrand> dvg:grond <kader/andere> .\n"
    assert len(found(stored(tmp_path, both), "annulled-ground")) == 1
    assert (
        found(stored(tmp_path, lapsed(DIVIDED + annulled, "vernietiging")), "annulled-ground") == []
    )


def test_an_event_of_no_known_kind_begins_its_results_and_ends_nothing_and_is_found(
    tmp_path: Path,
) -> None:
    plain = event("verandering", "org:ChangeEvent", "2010-01-01", "wet", "noord", "noordrand")
    store = stored(tmp_path, PREFIXES + OLD + NEW + ACTS + plain)
    assert found(store, "event-kind-missing") == ["event-kind-missing"]
    states = {
        name: as_of(store, date(2009, 1, 1), f"{ID}organisatie/{name}").life
        for name in ("noord", "noordrand")
    }
    assert states == {"noord": "", "noordrand": "later"}
    assert as_of(store, date(2015, 1, 1), f"{ID}organisatie/noord").life == ""
    changes = diff(store, date(2009, 12, 31), date(2010, 1, 1), lang="en").changes
    assert not any("ceased" in change.text for change in changes)
