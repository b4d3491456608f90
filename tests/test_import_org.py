"""Importing organisations that others describe in RDF; the file of CPOV is real."""

from pathlib import Path

import pytest

from importing import SAMPLES, Folder, brought_in, texts

pytestmark = pytest.mark.usefixtures("english")

CPOV = SAMPLES / "cpov-example-public-organisation.ttl"
# Synthetic, in the terms of W3C ORG, ADMS and OSLO.
STAD = """
@prefix adms: <http://www.w3.org/ns/adms#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix m8g: <http://data.europa.eu/m8g/> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix orgvl: <https://data.vlaanderen.be/ns/organisatie#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

<urn:stad> a org:FormalOrganization, m8g:PublicOrganisation ; skos:prefLabel "Stad"@nl ;
  adms:identifier [ skos:notation "0860824421" ] ; org:hasUnit <urn:dienst> ;
  org:classification [ skos:prefLabel "Gemeente"@nl ] .
<urn:dienst> a org:OrganizationalUnit, m8g:PublicOrganisation ; skos:prefLabel "Dienst"@nl .
<urn:oud> a m8g:PublicOrganisation ; skos:prefLabel "Oud"@nl .
<urn:ook> a m8g:PublicOrganisation ; skos:prefLabel "Ook"@nl .
<urn:bedrijf> a org:Organization ; skos:prefLabel "Bedrijf"@nl .
<urn:fusie> a orgvl:Fusie ; skos:prefLabel "Fusie"@nl ; dct:date "2019-01-01"^^xsd:date ;
  org:originalOrganization <urn:oud>, <urn:ook> ; org:resultingOrganization <urn:stad> .
<urn:koop> a org:ChangeEvent ; org:originalOrganization <urn:bedrijf> .
<urn:naamloos> a org:Organization .
"""


@pytest.fixture
def stad(tmp_path: Path) -> Path:
    file = tmp_path / "stad.ttl"
    file.write_text(STAD, encoding="utf-8")
    return file


@pytest.mark.program
def test_a_real_organisation_keeps_its_iri_and_its_names_in_four_languages(tmp_path: Path) -> None:
    done = brought_in(tmp_path / "agency", "org", CPOV, options=("--recorded", "2024-01-01"))
    assert (done.returncode, done.stdout.split(",")[0]) == (0, "9 new statements"), done.stderr
    things = next(tmp_path.rglob("organisations.ttl")).read_text("utf-8")
    assert "<http://example.com/po> a m8g:PublicOrganisation ;" in things
    for name in ('FINANCIEN"@nl', 'FINANCE"@en', 'FINANCES"@fr', 'FINANZEN"@de'):
        assert name in things
    existence = next(tmp_path.rglob("existence.ttl")).read_text("utf-8")
    assert 'dvg:gezienOp "2024-01-01"^^xsd:date' in existence
    assert "dvg:van" not in existence


def test_units_numbers_and_events_become_statements_and_things(stad: Path) -> None:
    folder = Folder()
    folder.take("org", stad)
    (parent,) = folder.said("dvg:Betrekking")
    assert texts(parent, "dvg:onderwerp") == ["urn:dienst"]
    assert texts(parent, "dvg:voorwerp") == ["urn:stad"]
    assert texts(folder.things["urn:stad"], "adms:identifier") == ["identificator/kbo-0860824421"]
    (form,) = folder.said("dvg:Kenmerk")
    assert texts(form, "dvg:waarde") == ["Gemeente"]
    (merger,) = folder.of("orgvl:Fusie")
    assert texts(merger, "org:originalOrganization") == ["urn:oud", "urn:ook"]
    (took_place,) = folder.said("dvg:Bestaan", "urn:fusie")
    assert texts(took_place, "dvg:van") == ["2019-01-01"]
    assert not folder.take("org", stad).files


def test_what_is_not_said_to_be_public_gets_no_existence_and_takes_part_in_no_event(
    stad: Path,
) -> None:
    folder = Folder()
    folder.take("org", stad)
    assert folder.things["urn:bedrijf"].kind == "org:Organization"
    assert not folder.said("dvg:Bestaan", "urn:bedrijf")
    assert "urn:koop" not in folder.things
    assert folder.left_out == [
        f"{stad}: <urn:naamloos> has no name; it was left out",
        f"{stad}: organisations that are not described as public take part in urn:koop; the event "
        "was left out",
    ]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("<html><body>", ":1: this is a web page"),
        ("", ": there is nothing in it"),
        ("<urn:a> <urn:b> <urn:c> .", ": there are no organisations in it"),
        ("<urn:a> a <urn:b> ; ", ":1:"),
    ],
)
def test_a_malformed_file_is_refused_with_its_place(tmp_path: Path, text: str, says: str) -> None:
    file = tmp_path / "feed.ttl"
    file.write_text(text, encoding="utf-8")
    done = brought_in(tmp_path / "agency", "org", file)
    assert (done.returncode, done.stdout) == (3, "")
    assert f"{file}{says}" in done.stderr
