"""Drift: where a register and a folder differ, and whether the corrections can be used as they are.

The register and the folder are synthetic, in the format of Wegwijs.
"""

import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calling import call
from dvgraph.authoring import writer
from dvgraph.authoring.additions import Addition
from dvgraph.authoring.feeds import described
from dvgraph.authoring.turtle import document
from dvgraph.dataset.files import Dataset, read
from dvgraph.exchange.drift import Discrepancy, Drift, drift, turtle
from dvgraph.exchange.importers import parts, wegwijs
from dvgraph.exchange.importers.known import Known
from dvgraph.rdf.oxigraph import NamedNode, Quad, RdfFormat, parse
from importing import brought_in

pytestmark = pytest.mark.usefixtures("english")

RECORDED = parts.moment("2024-06-01")
GRAPH = NamedNode("urn:graph")


def entry(number: int, name: str, **more: Any) -> dict[str, Any]:
    return {
        "id": f"{number:08d}-0000-4000-8000-000000000000",
        "ovoNumber": f"OVO{number:06d}",
        "name": name,
        "changeTime": "2024-01-01T00:00:00Z",
        "validity": {"start": "2010-01-01", "end": None},
        **more,
    }


def under(number: int) -> list[dict[str, Any]]:
    parent = f"{number:08d}-0000-4000-8000-000000000000"
    return [{"organisationOrganisationParentId": "p", "parentOrganisationId": parent}]


HERE = [
    entry(1, "Departement"),
    entry(2, "Dienst", parents=under(1)),
    entry(3, "Oude naam"),
    entry(4, "Alleen hier"),
]
THERE = [
    entry(1, "Departement", kboNumber="0860824421"),
    entry(2, "Dienst", parents=under(5), validity={"start": "2011-03-01", "end": "2023-12-31"}),
    entry(3, "Nieuwe naam", changeTime="2024-05-01T00:00:00Z"),
    entry(5, "Agentschap"),
]


ENTRIES = st.builds(
    entry,
    st.integers(1, 4),
    st.sampled_from(["Departement", "Dienst", "Bureau"]),
    kboNumber=st.sampled_from([None, "0860824421", "0247913090"]),
    parents=st.sampled_from([[], under(1), under(2)]),
    validity=st.sampled_from(
        [{"start": None, "end": None}, {"start": "2011-03-01", "end": "2023-12-31"}]
    ),
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what the register said earlier, as its own data."""
    file = tmp_path_factory.mktemp("feed") / "here.json"
    file.write_text(json.dumps(HERE), encoding="utf-8")
    made = tmp_path_factory.mktemp("agency")
    assert brought_in(made, "wegwijs", file).returncode == 0
    return made


@pytest.fixture
def there(tmp_path: Path) -> Path:
    file = tmp_path / "there.json"
    file.write_text(json.dumps(THERE), encoding="utf-8")
    return file


def found(folder: Path, *files: Path, part: bool = False) -> Drift:
    things = described(read([folder], ontology=False))
    return drift("wegwijs", files, things, RECORDED, part=part)


def told(one: Discrepancy) -> tuple[str, ...]:
    return one.about.partition(" (doorlopende")[0], one.aspect, one.here, one.there


def test_what_differs_is_told_with_what_either_side_says(folder: Path, there: Path) -> None:
    assert [told(one) for one in found(folder, there).differences] == [
        ("Agentschap", "organisatie", "", "OVO000005"),
        ("Alleen hier", "organisatie", "OVO000004", ""),
        ("Departement", "nummer", "", "0860824421"),
        ("Dienst", "ouder", "Departement", ""),
        ("Dienst", "ouder", "Departement", "Agentschap"),
        ("Dienst", "tot", "", "2024-01-01"),
        ("Dienst", "van", "2010-01-01", "2011-03-01"),
        ("Oude naam", "naam", "Oude naam", "Nieuwe naam"),
    ]


def test_a_part_of_the_register_tells_nothing_of_what_is_not_in_it(
    folder: Path, there: Path
) -> None:
    whole = {told(one) for one in found(folder, there).differences}
    part = {told(one) for one in found(folder, there, part=True).differences}
    assert {one[:2] for one in whole - part} == {
        ("Alleen hier", "organisatie"),
        ("Dienst", "ouder"),
    }


def test_a_register_that_says_the_same_has_no_drift(folder: Path, tmp_path: Path) -> None:
    same = tmp_path / "same.json"
    same.write_text(json.dumps(HERE), encoding="utf-8")
    assert not found(folder, same).differences


def test_a_date_agrees_with_a_vaguer_one(folder: Path, tmp_path: Path) -> None:
    existence = next(folder.rglob("existence.ttl"))
    text = existence.read_text("utf-8")
    existence.write_text(text.replace('"2010-01-01"^^xsd:date', '"2010"^^xsd:gYear'), "utf-8")
    same = tmp_path / "same.json"
    same.write_text(json.dumps(HERE), encoding="utf-8")
    try:
        assert not found(folder, same).differences
    finally:
        existence.write_text(text, "utf-8")


@pytest.mark.program
def test_every_correction_can_be_added_as_it_is_and_then_the_drift_is_gone(
    folder: Path, there: Path, tmp_path: Path
) -> None:
    copy = shutil.copytree(folder, tmp_path / "copy")
    whole = found(folder, there)
    text = turtle(whole)
    nodes = {quad.subject for quad in parse(text.encode(), format=RdfFormat.TURTLE)}
    assert NamedNode("https://w3id.org/dvgraph/id/lacune/wegwijs-identificator-ovo000004") in nodes
    assert writer.save_files({"corrections.ttl": text}, set(nodes), copy).files
    assert not found(copy, there).differences


@given(here=st.lists(ENTRIES, max_size=3), there=st.lists(ENTRIES, min_size=1, max_size=3))
@settings(max_examples=40)
def test_each_correction_removes_its_difference_and_together_they_remove_all(
    tmp_path_factory: pytest.TempPathFactory, here: list[Any], there: list[Any]
) -> None:
    files = tmp_path_factory.mktemp("registers")
    for name, entries in (("here", here), ("there", there)):
        numbered = {one["ovoNumber"]: one for one in entries}
        (files / f"{name}.json").write_text(json.dumps([*numbered.values()]), encoding="utf-8")
    known: dict[str, Addition] = {}
    if here:
        known = {
            one.iri: one for one in wegwijs.read([files / "here.json"], Known({}), RECORDED)[1]
        }
    whole = drift("wegwijs", [files / "there.json"], known, RECORDED)

    def left(corrected: Sequence[Discrepancy]) -> set[tuple[str, ...]]:
        text = document([each.text for each in known.values()])
        text += turtle(whole._replace(differences=corrected))
        quads = [Quad(*q.triple, GRAPH) for q in parse(text.encode(), format=RdfFormat.TURTLE)]
        after = drift("wegwijs", [files / "there.json"], described(Dataset(quads, ())), RECORDED)
        return {told(each) for each in after.differences}

    for one in whole.differences:
        assert told(one) not in left([one])
    assert not left(whole.differences)


BARE = """@base <https://w3id.org/dvgraph/id/> .
@prefix m8g: <http://data.europa.eu/m8g/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix rov: <http://www.w3.org/ns/regorg#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<organisatie/dienst> a m8g:PublicOrganisation ; rdfs:label "Dienst"@nl .
<organisatie/other> a m8g:PublicOrganisation ; rdfs:label "Anders genoemd"@nl ;
    rov:registration <identificator/kbo-0860824421> .
<identificator/kbo-0860824421> skos:notation "0860.824.421" .
"""


def test_an_organisation_without_a_number_of_the_register_is_recognised(there: Path) -> None:
    """By a number or a name that one organisation alone has; the number is then proposed."""
    quads = [Quad(*q.triple, GRAPH) for q in parse(BARE.encode(), format=RdfFormat.TURTLE)]
    things = described(Dataset(quads, ()))
    result = drift("wegwijs", [there], things, RECORDED)
    numbers = [told(one) for one in result.differences if one.aspect == "nummer"]
    assert numbers == [
        ("Anders genoemd", "nummer", "", "OVO000001"),
        ("Dienst", "nummer", "", "OVO000002"),
    ]
    assert ("Anders genoemd", "naam", "Anders genoemd", "Departement") in map(
        told, result.differences
    )
    assert result.recognised == 2


def test_the_command_says_if_nothing_was_recognised(tmp_path: Path, there: Path) -> None:
    (tmp_path / "agency.ttl").write_text(
        BARE.replace("Dienst", "Bureau").replace("0860", "1860"), "utf-8"
    )
    done = call(
        "drift", "--against", "wegwijs", str(there), "--data", str(tmp_path), "--lang", "en"
    )
    assert "no organisation of the folder was recognised" in done.stderr


def test_the_command_prints_turtle_with_the_differences_as_comments(
    folder: Path, there: Path
) -> None:
    where = ("--data", str(folder), "--recorded", "2024-06-01", "--lang", "en")
    done = call("drift", "--against", "wegwijs", str(there), *where)
    assert (done.returncode, done.stderr) == (0, "8 differences\n")
    assert "# Dienst, from: here 2010-01-01; there 2011-03-01\n" in done.stdout
    rows = call("drift", "--against", "wegwijs", str(there), *where, "-f", "csv").stdout
    assert rows.startswith("organisatie,aspect,hier,daar,verbetering")
    seen = call("drift", "--against", "wegwijs", str(there), *where, "-f", "table").stdout
    assert "2011-03-01" in seen
    assert "dvg:" not in seen  # a cell of a table on a terminal has no room for a correction
