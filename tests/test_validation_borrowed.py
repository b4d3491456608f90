"""Misspelt terms of borrowed vocabularies are refused in our data, with the nearest known term."""

from pathlib import Path

import borrow
from dvgraph import resources
from dvgraph.namespaces import DCT, ORG, SKOS
from dvgraph.validation import borrowed
from dvgraph.validation.assessment import assess
from dvgraph.validation.findings import Finding
from test_ontology_terms import shared

PREFIXES = """@base <https://w3id.org/dvgraph/id/> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix dvg: <https://w3id.org/dvgraph/ns#> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
"""
WRONG = """
<gebeurtenis/f> a <http://data.vlaanderen.be/ns/organisatie#Fusie> ;
    org:orginalOrganization <organisatie/a> .
<organisatie/a> a org:Organization ;
    skos:preflabel "A"@nl ;
    dct:isReplacedby <organisatie/b> .
"""


def misspelt(path: Path, text: str, **how: object) -> list[Finding]:
    path.write_text(PREFIXES + text, encoding="utf-8")
    found = assess([str(path)], lang="en", **how).report.findings  # type: ignore[arg-type]
    return [one for one in found if one.component == borrowed.RULE]


def test_a_misspelt_borrowed_term_is_refused_with_the_nearest_and_its_line(tmp_path: Path) -> None:
    found = misspelt(tmp_path / "wrong.ttl", WRONG)
    assert {(one.remedy, (one.where or "").rpartition(":")[2]) for one in found} == {
        ("Did you mean https://data.vlaanderen.be/ns/organisatie#Fusie?", "7"),
        (f"Did you mean {ORG}originalOrganization?", "8"),
        (f"Did you mean {SKOS}prefLabel?", "10"),
        (f"Did you mean {DCT}isReplacedBy?", "11"),
    }
    assert {one.severity for one in found} == {"Violation"}


def test_a_term_of_a_namespace_that_is_not_listed_is_left_alone(tmp_path: Path) -> None:
    text = '<organisatie/a> <https://ferries.example/prefLabell> "A" .'
    assert misspelt(tmp_path / "other.ttl", text) == []


def test_the_data_of_others_are_not_held_to_the_list(tmp_path: Path) -> None:
    text = '<https://ferries.example/a> a org:Organization ; skos:preflabel "A"@nl .'
    assert misspelt(tmp_path / "theirs.ttl", text) == []
    beside_ours = text + "<uitspraak/x> a dvg:Bestaan ."
    assert len(misspelt(tmp_path / "beside.ttl", beside_ours)) == 1


def test_data_judged_by_named_shapes_alone_are_not_held_to_the_list(tmp_path: Path) -> None:
    shapes = tmp_path / "shapes.ttl"
    shapes.write_text(
        "@prefix sh: <http://www.w3.org/ns/shacl#> . <urn:x:s> a sh:NodeShape ;"
        " sh:targetClass <http://www.w3.org/ns/org#Organization> .",
        encoding="utf-8",
    )
    assert misspelt(tmp_path / "wrong.ttl", WRONG, shapes=[str(shapes)]) == []


def test_numbered_members_of_a_container_are_known() -> None:
    assert borrowed.nearest("http://www.w3.org/1999/02/22-rdf-syntax-ns#_12") is None
    assert borrowed.nearest(f"{SKOS}qqq") == ""


def test_the_list_is_the_one_that_the_vocabularies_give() -> None:
    text = (resources.ontology_dir() / "borrowed-terms.txt").read_text(encoding="utf-8")
    assert borrow.listing(shared("vocab")) == text
