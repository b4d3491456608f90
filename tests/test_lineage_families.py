"""Families: each organisation has one, which the folder names or descent determines."""

import pytest

from dvgraph.graphics.palette import FAMILIES
from dvgraph.lineage.families import Families, families
from dvgraph.prebuilt.connection import open_graph
from dvgraph.rdf.oxigraph import RdfFormat, parse
from dvgraph.store.embedded import EmbeddedStore

PREFIXES = """
@base <https://example.org/id/> .
@prefix dvg: <https://w3id.org/dvgraph/ns#> .
@prefix m8g: <http://data.europa.eu/m8g/> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
"""
TWO_INTO_ONE = """
<old-a> a m8g:PublicOrganisation ; rdfs:label "old A"@en .
<a> a m8g:PublicOrganisation ; rdfs:label "A"@en .
<b> a m8g:PublicOrganisation ; rdfs:label "B"@en .
<main> a m8g:PublicOrganisation ; rdfs:label "Main"@en .
<alone> a m8g:PublicOrganisation .
<dataset> dvg:hoofdorganisatie <main> .
<renaming> a org:ChangeEvent ;
  org:originalOrganization <old-a> ; org:resultingOrganization <a> .
<merger> a org:ChangeEvent ;
  org:originalOrganization <a>, <b> ; org:resultingOrganization <main> .
<task-of-a> a dvg:Verantwoordelijkheid, dvg:GeldendeUitspraak ;
  dvg:organisatie <a> ; dvg:taak <task> ; dvg:totLaatst "9999-12-31" .
"""


def found(turtle: str) -> Families:
    store = EmbeddedStore()
    store.load(list(parse((PREFIXES + turtle).encode(), format=RdfFormat.TURTLE)))
    return families(store, "en")


def test_without_names_a_family_is_a_part_of_descent_once_the_agency_is_left_out() -> None:
    whole = found(TWO_INTO_ONE)
    of = {name: whole[f"https://example.org/id/{name}"] for name in ("old-a", "a", "b", "main")}
    assert of["old-a"] is of["a"]
    assert len({of["a"].key, of["b"].key, of["main"].key}) == 3
    assert (of["main"].key, of["main"].label) == ("main", "Main")


def test_an_unnamed_family_has_the_name_of_its_organisation_with_most_tasks() -> None:
    assert found(TWO_INTO_ONE)["https://example.org/id/old-a"].label == "A"


def test_a_folder_names_its_families_and_what_it_does_not_name_is_grey() -> None:
    named = found(
        TWO_INTO_ONE
        + """<dataset> dvg:familie <f> .
        <f> a skos:Collection ; rdfs:label "Letters"@en ; skos:member <a>, <b> ."""
    )
    assert [family.key for family in named.listed] == ["main", "f1", "rest"]
    assert named["https://example.org/id/b"].label == "Letters"
    assert named["https://example.org/id/old-a"].key == "rest"


def test_the_families_with_most_tasks_have_a_colour_and_the_others_are_grey() -> None:
    many = "\n".join(
        f"<o{n}> a m8g:PublicOrganisation . "
        + " ".join(
            f"<s{n}-{task}> a dvg:Verantwoordelijkheid, dvg:GeldendeUitspraak ;"
            f' dvg:organisatie <o{n}> ; dvg:dienst <t{task}> ; dvg:totLaatst "2020-01-01" .'
            for task in range(n)
        )
        for n in range(len(FAMILIES) + 2)
    )
    listed = found(many).listed
    assert [family.key for family in listed] == [*FAMILIES, "rest"]
    assert listed[-1].organisations == {"https://example.org/id/o0", "https://example.org/id/o1"}


def test_an_unknown_organisation_is_grey() -> None:
    assert found(TWO_INTO_ONE)["https://example.org/id/elsewhere"].key == "rest"


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_every_organisation_of_the_shipped_data_is_in_one_family_with_a_name(lang: str) -> None:
    listed = families(open_graph(), lang).listed
    everyone = [one for family in listed for one in family.organisations]
    assert len(everyone) == len(set(everyone)) > 40
    assert all(family.label for family in listed)
    assert [family.key for family in listed] == ["main", *FAMILIES, "rest"]
