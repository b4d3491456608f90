"""Importing entities of Wikidata. All input is synthetic, after the format of its JSON."""

import json
from pathlib import Path
from typing import Any

import pytest

from dvgraph.authoring.additions import Addition
from dvgraph.exchange.drift import drift
from dvgraph.exchange.importers.parts import moment, named
from dvgraph.namespaces import BASE
from importing import Folder, brought_in, texts

pytestmark = pytest.mark.usefixtures("english")

AGENCY, OLDER, PARENT = "Q900000001", "Q900000002", "Q900000003"
REFERENCE = [{"snaks": {"P854": []}}]


def item(number: str) -> dict[str, Any]:
    value = {"entity-type": "item", "id": number}
    return {"snaktype": "value", "datavalue": {"type": "wikibase-entityid", "value": value}}


def time(day: str, precision: int, calendar: str = "Q1985727") -> dict[str, Any]:
    model = f"http://www.wikidata.org/entity/{calendar}"
    value = {"time": f"+{day}T00:00:00Z", "precision": precision, "calendarmodel": model}
    return {"snaktype": "value", "datavalue": {"type": "time", "value": value}}


def claim(snak: dict[str, Any], rank: str = "normal", **more: Any) -> dict[str, Any]:
    return {"mainsnak": snak, "rank": rank, "references": REFERENCE} | more


def entity(number: str, name: str, **claims: list[Any]) -> dict[str, Any]:
    return {
        "id": number,
        "modified": "2024-02-03T04:05:06Z",
        "labels": {"nl": {"language": "nl", "value": name}},
        "claims": {"P31": [claim(item("Q327333"))]} | claims,
    }


def written(folder: Path, *entities: Any) -> Path:
    file = folder / "entities.json"
    whole = {"entities": {one["id"]: one for one in entities}}
    file.write_text(json.dumps(whole), encoding="utf-8")
    return file


def dates(folder: Folder, name: str) -> list[str]:
    return [day for one in folder.said("dvg:Bestaan") for day in texts(one, name)]


@pytest.mark.program
def test_an_agency_with_its_parent_and_predecessor_passes_all_checks(tmp_path: Path) -> None:
    file = written(
        tmp_path,
        entity(
            AGENCY,
            "Agentschap",
            P571=[claim(time("2016-01-01", 11))],
            P749=[claim(item(PARENT), qualifiers={"P580": [time("2017-00-00", 9)]})],
            P1365=[claim(item(OLDER))],
        ),
        entity(OLDER, "Voorganger", P576=[claim(time("2015-12-00", 10))]),
        entity(PARENT, "Departement"),
    )
    done = brought_in(tmp_path / "agency", "wikidata", file)
    assert (done.returncode, done.stdout.split(",")[0]) == (0, "4 new statements"), done.stderr
    relations = next(tmp_path.rglob("relations.ttl")).read_text("utf-8")
    assert 'dvg:van "2017"^^xsd:gYear' in relations
    assert 'prov:generatedAtTime "2024-02-03T04:05:06Z"' in relations
    again = brought_in(tmp_path / "agency", "wikidata", file)
    assert again.stdout == "nothing changed: the folder already says this\n"


NO_TIME = time("", 11)
NO_TIME["datavalue"]["value"]["time"] = ""
FIRST, SECOND = time("2015-01-01", 11), time("2016-01-01", 11)


@pytest.mark.parametrize(
    ("claims", "expected"),
    [
        ([claim(SECOND)], ["2016-01-01"]),
        ([claim(time("2016-05-00", 10))], ["2016-05"]),
        ([claim(NO_TIME)], []),
        ([claim(time("1865-00-00", 8))], ["186X"]),
        ([claim(time("2016-00-00", 9), qualifiers={"P1480": [item("Q5727902")]})], ["2016~"]),
        ([claim(time("2016-01-01", 11, "Q1985786"))], []),  # the Julian calendar
        ([claim({"snaktype": "somevalue"})], []),
        ([claim(FIRST, "deprecated")], []),
        (
            [claim(time("2015-01-01", 11)), claim(time("2016-01-01", 11), "preferred")],
            ["2016-01-01"],
        ),
        (
            [claim(time("2015-01-01", 11)), claim(time("2016-01-01", 11))],
            ["2015-01-01", "2016-01-01"],
        ),
    ],
)
def test_of_an_inception_the_best_rank_counts_with_its_precision(
    tmp_path: Path, claims: list[Any], expected: list[str]
) -> None:
    folder = Folder()
    folder.take("wikidata", written(tmp_path, entity(AGENCY, "Agentschap", P571=claims)))
    assert dates(folder, "dvg:van") == expected


def test_a_claim_without_a_reference_has_a_weak_source(tmp_path: Path) -> None:
    folder = Folder()
    bare = claim(time("2016-01-01", 11), references=[])
    folder.take("wikidata", written(tmp_path, entity(AGENCY, "Agentschap", P571=[bare])))
    (said,) = folder.said("dvg:Bestaan")
    assert texts(said, "dvg:zekerheid") == ["concept/zekerheid/zwakke-bron"]


def test_followed_by_is_the_reverse_of_replaces(tmp_path: Path) -> None:
    folder = Folder()
    older = entity(OLDER, "Voorganger", P1366=[claim(item(AGENCY))])
    folder.take("wikidata", written(tmp_path, older, entity(AGENCY, "Agentschap")))
    (tie,) = folder.said("dvg:Betrekking")
    assert texts(tie, "dvg:onderwerp") == [f"http://www.wikidata.org/entity/{AGENCY}"]
    assert texts(tie, "dvg:voorwerp") == [f"http://www.wikidata.org/entity/{OLDER}"]


def test_an_entity_is_the_body_that_alone_has_its_name_in_the_folder(tmp_path: Path) -> None:
    folder = Folder()
    own = f"{BASE}organisatie/agentschap"
    facts = {"rdfs:label": named("Agentschap")}
    folder.things[own] = Addition("organisations.ttl", own, "m8g:PublicOrganisation", facts)
    start = [claim(time("2016-01-01", 11))]
    folder.take("wikidata", written(tmp_path, entity(AGENCY, "agentschap", P571=start, P31=[])))
    assert len(folder.said("dvg:Bestaan", own)) == 1


def test_drift_tells_where_an_entity_gives_another_date_and_a_number(tmp_path: Path) -> None:
    folder = Folder()
    folder.take("wikidata", written(tmp_path, entity(AGENCY, "Agentschap", P571=[claim(FIRST)])))
    number = claim({"snaktype": "value", "datavalue": {"value": "0860.824.421"}})
    later = entity(AGENCY, "Agentschap", P571=[claim(SECOND)], P3376=[number])
    file = written(tmp_path, later)
    found = drift("wikidata", [file], folder.things, moment("2024-06-01")).differences
    assert [(one.aspect, one.here, one.there) for one in found] == [
        ("nummer", "", "0860824421"),
        ("van", "2015-01-01", "2016-01-01"),
    ]


def test_what_is_not_said_to_be_public_has_no_existence(tmp_path: Path) -> None:
    folder = Folder()
    start = [claim(time("2016-01-01", 11))]
    business = [claim(item("Q4830453"))]
    folder.take("wikidata", written(tmp_path, entity(AGENCY, "Bedrijf", P571=start, P31=business)))
    assert not folder.said("dvg:Bestaan")


@pytest.mark.parametrize(
    "text",
    [
        '{"entities": []}',
        '{"id": "x"}',
        '{"id": "Q1", "labels": 7}',
        '{"id": "Q1", "labels": {"nl": {"value": "x"}}, "claims": {"P31": [{"rank": "normal"}]}}',
        '{"id": "Q1", "labels": {"nl": {"value": "x"}}, "modified": "soon"}',
    ],
)
def test_another_form_is_refused_with_its_place(tmp_path: Path, text: str) -> None:
    file = tmp_path / "feed.json"
    file.write_text(text, encoding="utf-8")
    done = brought_in(tmp_path / "agency", "wikidata", file)
    assert (done.returncode, done.stdout) == (3, "")
    assert f"{file}:1: this is not an entity of Wikidata" in done.stderr
