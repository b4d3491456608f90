"""Drift: where a register and a folder differ, and whether the corrections can be used as they are.

The register and the folder are synthetic, in the format of Wegwijs.
"""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from calling import call
from dvgraph.authoring import writer
from dvgraph.authoring.feeds import described
from dvgraph.dataset.files import read
from dvgraph.exchange.drift import Discrepancy, Drift, drift, turtle
from dvgraph.exchange.importers import parts
from dvgraph.rdf.oxigraph import NamedNode, RdfFormat, parse
from importing import brought_in

pytestmark = pytest.mark.usefixtures("english")

RECORDED = parts.moment("2024-06-01")


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
