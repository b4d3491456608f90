"""Importing Themis: ministers and cabinets as they are published, decisions of a synthetic meeting.

The samples of registers beside the checkout are real. No dataset of a meeting is public in a
repository: that one is synthetic, after the model of Kaleidos and Themis.
"""

from pathlib import Path

import pytest

from importing import SAMPLES, Folder, brought_in, texts

pytestmark = pytest.mark.usefixtures("english")

MINISTERS = SAMPLES / "themis-ministers-diependaele.ttl"
REAL = sorted(SAMPLES.glob("themis-*.ttl"))
GOVERNMENT = "http://themis.vlaanderen.be/id/bestuursorgaan/ba398a44-7f09-11ef-a2b2-0242ac110003"
OLD, NEW = "11111111-0000-4000-8000-000000000001", "22222222-0000-4000-8000-000000000002"
MEETING = """
@prefix besluit: <http://data.vlaanderen.be/ns/besluit#> .
@prefix bv: <https://data.vlaanderen.be/ns/besluitvorming#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix dossier: <https://data.vlaanderen.be/ns/dossier#> .
@prefix nie: <http://www.semanticdesktop.org/ontologies/2007/01/19/nie#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

<urn:publicatie> a prov:Activity ; prov:used <urn:vergadering> ;
  prov:generated <urn:punt1>, <urn:punt2>, <urn:nieuws> .
<urn:vergadering> a besluit:Vergaderactiviteit ;
  besluit:geplandeStart "2020-12-04T10:00:00+01:00"^^xsd:dateTime .
<urn:punt1> a besluit:Agendapunt ; dct:title "Een agentschap"@nl .
<urn:punt2> a besluit:Agendapunt ; dct:title "Zonder nieuws"@nl .
<urn:nieuws> a dossier:Stuk ; nie:htmlContent "<p>tekst</p>" ; prov:wasDerivedFrom <urn:punt1> ;
  bv:heeftBijlage <urn:nota> .
<urn:nota> a dossier:Stuk ; dct:title "VR 2020 0412 DOC.1367/1" .
"""
CATALOGUE = f"""
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

<urn:oud> a dcat:Dataset ; dcat:distribution <urn:oude-vorm> .
<urn:nieuw> a dcat:Dataset ; dcat:distribution <urn:nieuwe-vorm> ; prov:wasRevisionOf <urn:oud> ;
  dct:issued "2021-01-05T09:00:00Z"^^xsd:dateTime .
<urn:oude-vorm> dcat:downloadURL <https://themis.vlaanderen.be/files/{OLD}/download> .
<urn:nieuwe-vorm> dcat:downloadURL <https://themis.vlaanderen.be/files/{NEW}/download> .
"""


def written(folder: Path, name: str, text: str) -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


@pytest.mark.program
def test_the_real_government_becomes_tenures_posts_and_cabinets(tmp_path: Path) -> None:
    done = brought_in(tmp_path / "agency", "themis", *REAL)
    assert (done.returncode, done.stdout.split(",")[0]) == (0, "20 new statements"), done.stderr
    assert done.stderr.count("the tenure was left out") == 3  # of an office that no title names
    tenures = next(tmp_path.rglob("statements/post.ttl")).read_text("utf-8")
    assert tenures.count("a dvg:Bezetting") == 10
    assert tenures.count('dvg:van "2024-09-30"^^xsd:date') == 10
    # The time of recording is that of the dataset.
    assert tenures.count('prov:generatedAtTime "2024-09-30T12:46:00Z"') == 10
    again = brought_in(tmp_path / "agency", "themis", *REAL)
    assert again.stdout == "nothing changed: the folder already says this\n"


def test_a_minister_has_the_office_of_the_mandate_and_the_post_of_the_title() -> None:
    folder = Folder()
    folder.take("themis", *REAL)
    (tenure,) = [one for one in folder.said("dvg:Bezetting") if "a712e06b" in one.iri]
    assert texts(tenure, "org:role") == ["concept/functierol/minister-president"]
    assert texts(tenure, "org:organization") == [GOVERNMENT]
    (post,) = texts(tenure, "dvg:functie")
    cabinets = folder.said("dvg:Betrekking", post)
    assert [texts(one, "dvg:betrekking") for one in cabinets] == [
        ["concept/betrekking/bijgestaan-door"]
    ]
    (cabinet,) = texts(cabinets[0], "dvg:voorwerp")
    assert texts(folder.things[cabinet], "adms:identifier") == ["identificator/ovo053549"]


def test_a_person_whom_the_folder_knows_keeps_that_name_of_the_folder() -> None:
    from dvgraph.authoring.additions import Addition
    from dvgraph.exchange.importers.parts import named
    from dvgraph.namespaces import BASE

    folder = Folder()
    own = f"{BASE}persoon/annick-de-ridder"
    facts = {"rdfs:label": named("Annick De Ridder")}
    folder.things[own] = Addition("persons.ttl", own, "person:Person", facts)
    folder.take("themis", MINISTERS)
    assert len(folder.said("dvg:Bezetting", own)) == 1


def test_a_decision_has_the_day_of_its_meeting_and_its_document(tmp_path: Path) -> None:
    folder = Folder()
    folder.take("themis", written(tmp_path, "meeting.ttl", MEETING))
    (decision,) = folder.of("besluit:Besluit")
    (took_place,) = folder.said("dvg:Bestaan", decision.iri)
    assert texts(took_place, "dvg:van") == ["2020-12-04"]
    (recorded,) = folder.said("dvg:Betrekking", decision.iri)
    assert texts(recorded, "dvg:voorwerp") == ["stuk/vr-2020-0412-doc-1367-1"]
    assert not any("tekst" in str(one.facts) for one in folder.things.values())


@pytest.mark.program
def test_the_decision_of_a_meeting_passes_all_checks(tmp_path: Path) -> None:
    done = brought_in(tmp_path / "agency", "themis", written(tmp_path, "meeting.ttl", MEETING))
    assert (done.returncode, done.stdout.split(",")[0]) == (0, "2 new statements"), done.stderr


def test_a_dataset_that_another_one_revises_is_dropped(tmp_path: Path) -> None:
    folder = Folder()
    old = written(tmp_path, f"{OLD}.ttl", MEETING.replace("Een agentschap", "Een eerste tekst"))
    new = written(tmp_path, f"{NEW}.ttl", MEETING)
    folder.take("themis", written(tmp_path, "catalogue.ttl", CATALOGUE), old, new)
    (decision,) = folder.of("besluit:Besluit")
    assert texts(decision, "dct:title") == ["Een agentschap"]
    (took_place,) = folder.said("dvg:Bestaan", decision.iri)
    assert texts(took_place, "prov:generatedAtTime") == ["2021-01-05T09:00:00Z"]
    assert folder.left_out == [f"{old}: another dataset replaces this one; the file was not read"]


def test_a_cabinet_without_an_iri_is_left_out(tmp_path: Path) -> None:
    cabinet = """
    @prefix foaf: <http://xmlns.com/foaf/0.1/> .
    @prefix org: <http://www.w3.org/ns/org#> .
    @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
    [] a foaf:Organization ; skos:prefLabel "Kabinet"@nl ; org:identifier "OVO053554" .
    """
    folder = Folder()
    folder.take("themis", written(tmp_path, "feed.ttl", MEETING + cabinet))
    assert len(folder.of("besluit:Besluit")) == 1
    assert not any("Kabinet" in str(one.facts) for one in folder.things.values())


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("<html>", ":1: this is a web page"),
        ("<urn:a> <urn:b> <urn:c> .", ": there are no government"),
        (MEETING.replace("2020-12-04T", "gisteren T"), ": 'Invalid isoformat string"),
        (MEETING[:-40], ":18:27: "),
    ],
)
def test_a_malformed_file_is_refused_with_its_place(tmp_path: Path, text: str, says: str) -> None:
    file = written(tmp_path, "feed.ttl", text)
    done = brought_in(tmp_path / "agency", "themis", file)
    assert (done.returncode, done.stdout) == (3, "")
    assert f"{file}{says}" in done.stderr
