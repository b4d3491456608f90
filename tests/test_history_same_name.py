"""Two bodies with the same name: one was abolished, the other founded years later."""

from datetime import date
from pathlib import Path

import pytest

from dvgraph.api import Graph
from dvgraph.cli import main
from dvgraph.errors import UseError
from dvgraph.history.chronicle import chronicle
from dvgraph.history.diff import diff
from dvgraph.history.portrait import portray
from dvgraph.lineage import lineage
from dvgraph.lineage.writing import WRITERS
from dvgraph.things.page import find
from test_lineage_parts import ID, PREFIXES, event, stored, task

REGISTER = "https://data.vlaanderen.be/id/organisatie/OVO999777"
OTHER = "https://data.vlaanderen.be/id/organisatie/OVO999778"


def haven(slug: str, start: str = "", register: str = REGISTER) -> str:
    van = f' ; dvg:van "{start}"^^xsd:date' if start else ""
    return (
        f"<organisatie/{slug}> a m8g:PublicOrganisation, org:FormalOrganization ;"
        f' rdfs:label "Havendienst"@nl, "Port Service"@en ;'
        f" gen:isTijdspecialisatieVan <{register}> .\n"
        f"<uitspraak/{slug}> a dvg:Bestaan ; dvg:over <organisatie/{slug}>{van} .\n"
    )


WORLD = (
    PREFIXES + f"<{REGISTER}> a org:Organization ;"
    ' rdfs:label "Havendienst (register)"@nl, "Port Service (register)"@en .\n'
    '<taak/wegen> a dvg:Taak ; rdfs:label "baggeren"@nl, "dredging"@en .\n'
    "<kader/af> a <http://purl.org/vocab/cpsv#FormalFramework> .\n"
    "<organisatie/stad> a m8g:PublicOrganisation, org:FormalOrganization ;"
    ' rdfs:label "Stad"@nl, "City"@en .\n'
    '<uitspraak/stad> a dvg:Bestaan ; dvg:over <organisatie/stad> ; dvg:van "1900"^^xsd:gYear .\n'
    + haven("haven-1", "1950-05-01")
    + haven("haven-2")
    + event("opheffing", "orgvl:Stopzetting", "1990-07-01", "af", "haven-1", "")
    + event(
        "heroprichting",
        "<http://data.europa.eu/m8g/FoundationEvent>",
        "2005-03-01",
        "af",
        "",
        "haven-2",
    )
    + task("haven-1", "1950-05-01")
    + task("stad", "1990-07-01", "2005-03-01")
    + task("haven-2", "2005-03-01")
)
ONE, TWO = f"{ID}organisatie/haven-1", f"{ID}organisatie/haven-2"


def test_without_a_day_the_bodies_of_one_name_are_offered_with_their_years(tmp_path: Path) -> None:
    with pytest.raises(UseError) as error:
        find(stored(tmp_path, WORLD), "Havendienst")
    assert "Havendienst (1950–1990; organisatie/haven-1)" in str(error.value)
    assert "Havendienst (since 2005; organisatie/haven-2)" in str(error.value)


@pytest.mark.parametrize(
    ("days", "iri"),
    [
        (["1970-01-01"], ONE),
        (["1990-06-30"], ONE),
        (["1990-07-01"], REGISTER),
        (["2005-02-28"], REGISTER),
        (["2005-03-01"], TWO),
        (["1960-01-01", "1970-01-01"], ONE),
        (["1960-01-01", "2010-01-01"], REGISTER),
        (["1960-01-01", "2000-01-01"], ONE),
    ],
)
def test_days_choose_the_body_of_that_name_that_existed_then(
    tmp_path: Path, days: list[str], iri: str
) -> None:
    store = stored(tmp_path, WORLD)
    assert find(store, "Havendienst", [date.fromisoformat(day) for day in days]).iri == iri


def test_no_day_chooses_between_bodies_of_one_name_that_no_register_calls_one(
    tmp_path: Path,
) -> None:
    apart = WORLD.replace(haven("haven-2"), haven("haven-2", register=OTHER))
    store = stored(tmp_path, apart)
    assert find(store, "Havendienst", [date(1970, 1, 1)]).iri == ONE
    with pytest.raises(UseError, match=r"1950–1990.*since 2005"):
        find(store, "Havendienst", [date(2000, 1, 1)])


def test_a_question_about_a_day_is_about_the_body_that_existed_then(tmp_path: Path) -> None:
    stored(tmp_path, WORLD)
    with Graph([str(tmp_path)], None, None, "nl") as graph:
        asked = {"date": "1970-01-01", "organisation": "Havendienst"}
        (row,) = graph.ask("name-on-date", **asked)
        assert ONE in map(str, row)
        with pytest.raises(UseError, match=r"existed on 2000-01-01.*1950–1990.*since 2005"):
            graph.ask("name-on-date", **{**asked, "date": "2000-01-01"})


@pytest.mark.parametrize(
    ("lang", "told"),
    [
        ("nl", "bestond toen niet (1950–1990, opnieuw vanaf 2005)"),
        ("en", "did not exist then (1950–1990, again from 2005)"),
    ],
)
def test_between_two_existences_a_body_did_not_exist(
    tmp_path: Path, lang: str, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    stored(tmp_path, WORLD)
    for command in (["as-of", "2000", "Havendienst", "-f", "text"], ["show", "Havendienst"]):
        extra = ["--as-of", "2000"] if command[0] == "show" else []
        with pytest.raises(SystemExit):
            main([*command, *extra, "--data", str(tmp_path), "--lang", lang])
        assert told in " ".join(capsys.readouterr().out.split())


def test_a_body_with_two_existences_of_its_own_is_told_so_too(tmp_path: Path) -> None:
    again = (
        "<uitspraak/stad-2> a dvg:Bestaan ; dvg:over <organisatie/stad> ;"
        ' dvg:van "2020"^^xsd:gYear .\n'
    )
    text = WORLD.replace(
        'dvg:van "1900"^^xsd:gYear', 'dvg:van "1900"^^xsd:gYear ; dvg:tot "2010"^^xsd:gYear'
    )
    stored(tmp_path, text + again)
    with Graph([str(tmp_path)], None, None, "en") as graph:
        state = graph.as_of("2015", "Stad").state
        assert state.life == "paused"
        assert "(1900–2010, again from 2020)" in " ".join(portray(state).split())
        assert graph.as_of("2005", "Stad").state.life == ""
        assert graph.as_of("2022", "Stad").state.life == ""


@pytest.mark.parametrize("iri", [REGISTER, ""])
def test_a_difference_tells_who_had_a_task_in_between(tmp_path: Path, iri: str) -> None:
    changes = diff(stored(tmp_path, WORLD), date(1980, 1, 1), date(2010, 1, 1), iri, "en")
    text = " ".join(chronicle(changes).split())
    assert "1 July 1990: the task dredging went from Port Service (execution) to City" in text
    assert "1 March 2005: the task dredging went from City (execution) to Port Service" in text
    assert "from Port Service (execution) to Port Service" not in text
    assert "Port Service ceased to exist (opheffing)" in text
    assert "Port Service came into being (heroprichting)" in text


def test_a_task_that_nobody_had_for_years_did_not_move(tmp_path: Path) -> None:
    text = WORLD.replace(task("stad", "1990-07-01", "2005-03-01"), "")
    changes = diff(
        stored(tmp_path, text), date(1980, 1, 1), date(2010, 1, 1), REGISTER, "en"
    ).changes
    assert {change.kind for change in changes if change.facet == "tasks"} == {"ended", "added"}


def test_a_task_that_came_back_unchanged_after_others_had_it_left_and_came_back(
    tmp_path: Path,
) -> None:
    text = PREFIXES + (
        '<taak/wegen> a dvg:Taak ; rdfs:label "wegen"@nl, "roads"@en .\n'
        '<organisatie/a> a org:Organization ; rdfs:label "A"@nl, "A"@en .\n'
        '<organisatie/b> a org:Organization ; rdfs:label "B"@nl, "B"@en .\n'
        + task("a", "2000-01-01", "2010-01-01")
        + task("b", "2010-01-01", "2015-01-01")
        + task("a", "2015-01-01").replace("uitspraak/a-taak", "uitspraak/a-opnieuw")
    )
    changes = diff(stored(tmp_path, text), date(2005, 1, 1), date(2020, 1, 1), lang="en").changes
    assert [change.text for change in changes] == [
        "the task roads went from A (execution) to B (execution)",
        "the task roads went from B (execution) to A (execution)",
    ]


def test_the_lineage_of_a_continuing_organisation_is_that_of_its_versions(tmp_path: Path) -> None:
    found = lineage(stored(tmp_path, WORLD), REGISTER, "en")
    assert found.bodies == (ONE, TWO)
    lines = WRITERS["tree"](found).splitlines()
    assert lines[0] == "Port Service (register):"
    assert "until 1 July 1990" in lines[1]
    assert lines[1].endswith("· opheffing")
    assert lines[2].endswith("· heroprichting")
