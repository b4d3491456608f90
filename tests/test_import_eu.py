"""Importing corporate bodies of the European Union. All input is synthetic, in SKOS-XL."""

from pathlib import Path

import pytest

from importing import Folder, brought_in, texts

pytestmark = pytest.mark.usefixtures("english")

TABLE = "http://publications.europa.eu/resource/authority/corporate-body/"
BODIES = f"""
@prefix cb: <{TABLE}> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix euvoc: <http://publications.europa.eu/ontology/euvoc#> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xl: <http://www.w3.org/2008/05/skos-xl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

cb:OUD a skos:Concept ;
  xl:prefLabel [ xl:literalForm "Oud orgaan"@nl ], [ xl:literalForm "Old body"@en ] ;
  euvoc:startDate "1958-01-01"^^xsd:date ; euvoc:endDate "2009-11-30"^^xsd:date ;
  dct:isReplacedBy cb:NIEUW .
cb:NIEUW a skos:Concept ; xl:prefLabel [ xl:literalForm "New body"@en ] ;
  xl:altLabel [ xl:literalForm "NB"@en ] ; euvoc:startDate "2009-12-01"^^xsd:date ;
  dct:replaces cb:OUD ; skos:broader cb:ELDERS ;
  org:classification <urn:x:classification/AGENCY> .
cb:NAAMLOOS a skos:Concept .
"""


@pytest.fixture
def table(tmp_path: Path) -> Path:
    file = tmp_path / "corporate-bodies.ttl"
    file.write_text(BODIES, encoding="utf-8")
    return file


@pytest.mark.program
def test_bodies_of_the_table_pass_all_checks(table: Path, tmp_path: Path) -> None:
    done = brought_in(tmp_path / "agency", "eu", table)
    assert (done.returncode, done.stdout.split(",")[0]) == (0, "4 new statements"), done.stderr
    again = brought_in(tmp_path / "agency", "eu", table)
    assert again.stdout == "nothing changed: the folder already says this\n"


def test_a_body_ends_on_the_day_after_its_last_one(table: Path) -> None:
    folder = Folder()
    folder.take("eu", table)
    (life,) = folder.said("dvg:Bestaan", f"{TABLE}OUD")
    assert (texts(life, "dvg:van"), texts(life, "dvg:tot")) == (["1958-01-01"], ["2009-12-01"])


def test_a_replacement_told_by_both_bodies_is_one_statement(table: Path) -> None:
    folder = Folder()
    folder.take("eu", table)
    (tie,) = folder.said("dvg:Betrekking")
    assert texts(tie, "dvg:onderwerp") == [f"{TABLE}NIEUW"]
    assert texts(tie, "dvg:voorwerp") == [f"{TABLE}OUD"]
    assert folder.left_out == [
        "eu: NAAMLOOS has no name; it was left out",
        "NIEUW: ELDERS is not in these files or in the folder; the relation was left out",
    ]


def test_a_body_without_a_dutch_name_has_its_english_one(table: Path) -> None:
    folder = Folder()
    folder.take("eu", table)
    assert texts(folder.things[f"{TABLE}OUD"], "rdfs:label") == ["Oud orgaan", "Old body"]
    assert texts(folder.things[f"{TABLE}NIEUW"], "rdfs:label") == ["New body", "New body"]
    assert texts(folder.things[f"{TABLE}NIEUW"], "skos:hiddenLabel") == ["NB"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("<html>", ":1: this is a web page"),
        ("<urn:a> <urn:b> <urn:c> .", ": there are no bodies of the EU's table"),
        (BODIES.replace("2009-11-30", "2009-11-31"), "'2009-11-31' is not a day"),
    ],
)
def test_a_malformed_file_is_refused(tmp_path: Path, text: str, says: str) -> None:
    file = tmp_path / "feed.ttl"
    file.write_text(text, encoding="utf-8")
    done = brought_in(tmp_path / "agency", "eu", file)
    assert (done.returncode, done.stdout) == (3, "")
    assert says in done.stderr
