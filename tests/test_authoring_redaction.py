"""Redaction of a person: afterwards no file of the folder and no cache contains the name."""

import subprocess
from pathlib import Path

import pytest

from calling import Done, call
from dvgraph.authoring import redaction
from dvgraph.authoring.turtle import without_unused_prefixes
from dvgraph.dataset.files import read
from dvgraph.errors import UseError
from dvgraph.rdf.layout import faults

pytestmark = pytest.mark.program

HEAD = """@base <https://w3id.org/dvgraph/id/> .
@prefix adms: <http://www.w3.org/ns/adms#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix dvg: <https://w3id.org/dvgraph/ns#> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix gen: <https://data.vlaanderen.be/ns/generiek#> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix person: <http://www.w3.org/ns/person#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix schema: <https://schema.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

"""
PEOPLE = """# Zoë Van Acker was the first.
<persoon/zoe-van-acker> a person:Person ;
    rdfs:label "Zoë Van Acker"@nl, "Zoë Van Acker"@en ;
    skos:hiddenLabel "ZVA"@nl ;
    adms:identifier <identificator/q42> .

<persoon/an-acker> a person:Person ;
    rdfs:label "An Acker"@nl, "An Acker"@en .

<identificator/q42> a adms:Identifier ;
    rdfs:label "nummer 42"@nl, "number 42"@en ;
    skos:notation "42" .
"""
REST = """<organisatie/loket> a gen:VersieVolgensGeldigeTijd, org:Organization ;
    rdfs:label "Loket"@nl, "Loket"@en ;
    skos:prefLabel "Loket"@nl ;
    dct:type <concept/organisatiesoort/onbekend> .

<functie/hoofd> a org:Post ;
    rdfs:label "hoofd van het Loket"@nl, "head of the Loket"@en ;
    org:postIn <organisatie/loket> ;
    org:role <concept/functierol/leidinggevende> .

<bron/interview-zoe-van-acker> a foaf:Document ;
    rdfs:label "Interview met Zoë Van Acker"@nl, "Interview with Zoë Van Acker"@en ;
    dct:title "Interview met Zoë Van Acker"@nl ;
    dct:type <concept/bronsoort/motivering> ;
    dct:language <http://publications.europa.eu/resource/authority/language/NLD> ;
    dct:created "2024-01"^^xsd:gYearMonth ;
    schema:url <https://example.org/2024/Zo%C3%AB_Van_Acker.html> ;
    dvg:bestand "interview-zoe-van-acker.txt" .

<uitspraak/zoe-van-acker-hoofd> a dvg:Bezetting ;
    org:member <persoon/zoe-van-acker> ;
    org:organization <organisatie/loket> ;
    org:role <concept/functierol/leidinggevende> ;
    dvg:functie <functie/hoofd> ;
    dvg:van "2020"^^xsd:gYear ;
    dvg:vindplaats <bron/interview-zoe-van-acker#line=0,1> ;
    prov:generatedAtTime "2024-02-01T00:00:00Z"^^xsd:dateTime .
"""


@pytest.fixture
def agency(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the name of a person in labels, IRIs, texts and the name of a file."""
    monkeypatch.setenv("DVGRAPH_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("DVGRAPH_TEXTS", raising=False)
    folder = tmp_path / "loket"
    (folder / "sources").mkdir(parents=True)
    for name, text in (("persons", PEOPLE), ("rest", REST)):
        whole = without_unused_prefixes(HEAD + text)
        (folder / f"{name}.ttl").write_text(whole, "utf-8")
    (folder / "sources" / "interview-zoe-van-acker.txt").write_text(
        "ZOË VAN ACKER is sinds 2020 hoofd van het Loket.\nVan Acker, Zoë.\n", "utf-8"
    )
    (folder / "LEESMIJ.md").write_text("Met dank aan Zoe van\nAcker (zoe.vanacker@x.be).", "utf-8")
    done = run("evidence", "stamp", "--data", str(folder))
    assert done.returncode == 0, done.stderr
    return folder


def run(*arguments: str) -> Done:
    return call(*arguments, env={"LANG": "en_GB.UTF-8"})


def everything(*folders: Path) -> str:
    """Return all names and bytes of files, without accents and in lower case."""
    parts = []
    for folder in folders:
        for path in folder.rglob("*"):
            data = path.read_bytes() if path.is_file() else b""
            parts.append(f"{path.name}\n{data.decode('utf-8', 'replace')}")
    return "\n".join(parts).lower().replace("ë", "e").replace("%c3%ab", "e")


def test_afterwards_nothing_holds_the_name(agency: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    assert "Zoë Van Acker" in run("show", "hoofd van het Loket", "--data", str(agency)).stdout
    assert "zoe-van-acker" in everything(cache)
    done = run("redact", "zoe van acker", "-y", "--data", str(agency))
    assert done.returncode == 0, done.stderr
    left = everything(agency, cache)
    for form in ("van acker", "van-acker", "vanacker", "van_acker", "acker, zoe", "zva", "q42"):
        assert form not in left, form
    assert "an acker" in left, "another person keeps her name"
    for path in agency.glob("*.ttl"):
        assert faults(path.read_text("utf-8"), ".ttl") == []
    # The statement stands, about somebody without a name.
    opaque = done.stdout.strip()
    assert opaque.startswith("persoon/weggelaten-")
    shown = run("show", "hoofd van het Loket", "--data", str(agency)).stdout
    assert "name removed" in shown
    assert "2020" in shown
    assert f"<{opaque}>" in (agency / "rest.ttl").read_text("utf-8")
    for command in ("search", "show"):
        found = run(command, "Zoë Van Acker", "--data", str(agency)).stdout
        assert "van acker" not in found.lower()
    assert run("validate", "--data", str(agency)).returncode == 0
    assert "were not touched" in done.stderr


def test_the_opaque_word_does_not_come_from_the_name(agency: Path) -> None:
    first = redaction.redaction("Zoë Van Acker", agency)
    assert first.iri != redaction.redaction("Zoë Van Acker", agency).iri


def test_what_holds_the_name_and_cannot_be_changed_is_listed(agency: Path) -> None:
    (agency / "foto.jpg").write_bytes(b"\xff\xfeZo\xe9")
    git = ["git", "-C", str(agency), "-c", "user.name=x", "-c", "user.email=x@example.org"]
    for command in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "x"]):
        subprocess.run([*git, *command], check=True)
    made = redaction.redaction("Zoë Van Acker", agency)
    assert made.history == 1
    assert "foto.jpg" in made.left
    assert not any(".git" in path.parts for path in made.changed)


def test_it_is_confirmed_first_and_only_for_somebody_who_is_there(agency: Path) -> None:
    before = everything(agency)
    done = run("redact", "Zoë Van Acker", "--data", str(agency))
    assert done.returncode == 2
    assert "must be confirmed" in done.stderr
    with pytest.raises(UseError, match="nobody is called 'Loket'"):
        redaction.redaction("Loket", agency)
    assert everything(agency) == before


def test_the_same_triples_stay_but_for_the_name(agency: Path) -> None:
    count = len(read([agency], ontology=False).quads)
    redaction.carry_out(redaction.redaction("persoon/zoe-van-acker", agency))
    # The short form, the number and its three triples go with the person.
    assert len(read([agency], ontology=False).quads) == count - 2 - 4
