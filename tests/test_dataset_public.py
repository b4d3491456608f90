"""--public: no output contains facts that rest only on non-public sources."""

import re
from pathlib import Path

import pytest

import dvgraph
from calling import call
from dvgraph.dataset.files import Dataset, read
from dvgraph.dataset.public import public
from dvgraph.errors import UseError
from dvgraph.namespaces import BASE
from dvgraph.prebuilt.connection import open_graph

pytestmark = pytest.mark.program

RIGHT = "http://publications.europa.eu/resource/authority/access-right/"
HEAD = """@base <https://w3id.org/dvgraph/id/> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix dvg: <https://w3id.org/dvgraph/ns#> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix gen: <https://data.vlaanderen.be/ns/generiek#> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
ORGANISATION = """
<organisatie/loket> a gen:VersieVolgensGeldigeTijd, org:Organization ;
    rdfs:label "Loket"@nl, "Loket"@en ;
    skos:prefLabel "Loket"@nl ;
    dct:type <concept/organisatiesoort/onbekend> .
<uitspraak/bestaan-loket> a dvg:Bestaan ;
    dvg:over <organisatie/loket> ;
    dvg:van "2020"^^xsd:gYear ;
    dvg:vindplaats <bron/open#line=0,1> ;
    prov:generatedAtTime "2024-02-01T00:00:00Z"^^xsd:dateTime .
<lacune/gesloten> a dvg:Lacune ;
    rdfs:label "gat"@nl, "hole"@en ;
    dvg:gezocht <concept/gezocht/begin> ;
    dvg:onderwerp <organisatie/loket> ;
    dvg:gezochtIn <bron/gesloten> .
"""


def source(name: str, right: str = "") -> str:
    access = f"    dct:accessRights <{RIGHT}{right}> ;\n" if right else ""
    return (
        f"\n<bron/{name}> a foaf:Document ;\n"
        f'    rdfs:label "bron {name}"@nl, "source {name}"@en ;\n    dct:title "{name}"@nl ;\n'
        f"{access}    dct:type <concept/bronsoort/motivering> ;\n"
        '    dct:created "2024-01"^^xsd:gYearMonth ;\n'
        "    dct:language <http://publications.europa.eu/resource/authority/language/NLD> .\n"
        f"<bron/{name}#line=0,1> a dvg:Vindplaats ;\n    dct:isPartOf <bron/{name}> ;\n"
        f'    rdfs:label "{name}, regel 1"@nl, "{name}, line 1"@en .\n'
    )


def task(name: str, *sources: str) -> str:
    places = ", ".join(f"<bron/{each}#line=0,1>" for each in sources)
    return (
        f'\n<taak/{name}> a dvg:Taak ;\n    rdfs:label "taak {name}"@nl, "task {name}"@en .\n'
        f"<uitspraak/{name}> a dvg:Verantwoordelijkheid ;\n"
        f"    dvg:organisatie <organisatie/loket> ;\n    dvg:taak <taak/{name}> ;\n"
        "    dvg:rol <concept/verantwoordelijkheidsrol/regie> ;\n"
        f'    dvg:van "2021"^^xsd:gYear ;\n    dvg:vindplaats {places} ;\n'
        '    prov:generatedAtTime "2024-02-01T00:00:00Z"^^xsd:dateTime .\n'
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with an open, a restricted and a non-public source."""
    text = HEAD + ORGANISATION
    text += source("open", "PUBLIC") + source("gesloten", "NON_PUBLIC")
    text += source("beperkt", "RESTRICTED") + source("zwijgt")
    text += task("gekend", "open") + task("geheim", "gesloten") + task("half", "beperkt")
    text += task("allebei", "gesloten", "open") + task("stil", "zwijgt")
    folder = tmp_path / "loket"
    folder.mkdir()
    (folder / "alles.ttl").write_text(text, "utf-8")
    return folder


def subjects(dataset: Dataset) -> set[str]:
    return {str(quad.subject).strip("<>").removeprefix(BASE) for quad in dataset.quads}


def test_statements_passages_sources_and_things_that_only_closed_sources_carry_are_left_out(
    folder: Path,
) -> None:
    whole = read([folder], ontology=False)
    left = public(whole)
    assert subjects(whole) - subjects(left) == {
        "bron/gesloten",
        "bron/gesloten#line=0,1",
        "bron/beperkt",
        "bron/beperkt#line=0,1",
        "uitspraak/geheim",
        "uitspraak/half",
        "taak/geheim",
        "taak/half",
        "lacune/gesloten",
    }
    assert "gesloten" not in "".join(map(str, left.quads))


def test_without_closed_sources_nothing_is_left_out(folder: Path) -> None:
    text = (folder / "alles.ttl").read_text("utf-8")
    for right in ("NON_PUBLIC", "RESTRICTED"):
        text = text.replace(right, "PUBLIC")
    (folder / "alles.ttl").write_text(text, "utf-8")
    whole = read([folder], ontology=False)
    assert public(whole).quads == whole.quads


@pytest.mark.slow
@pytest.mark.parametrize(
    "arguments",
    [
        ["export", "-f", "trig"],
        ["export", "-f", "nt"],
        ["as-of", "2022", "-f", "ttl"],
        ["as-of", "2022", "Loket", "-f", "text"],
        ["brief", "Loket", "--since", "2019"],
        ["push", "--endpoint", "http://localhost:9/x", "--dry-run", "-f", "json"],
    ],
    ids=lambda arguments: "-".join(arguments[:1] + arguments[-1:]),
)
def test_no_way_out_shows_what_only_closed_sources_carry(
    folder: Path, tmp_path: Path, arguments: list[str]
) -> None:
    store = tmp_path / "store"
    assert call("load", str(folder), "--store", str(store)).returncode == 0
    data = [str(folder)] if arguments[0] == "push" else ["--data", str(folder)]
    for place in (data, ["--store", str(store)]):
        done = call(*arguments, *place, "--public")
        assert done.returncode == 0, done.stderr
        said = done.stdout + done.stderr
        for word in ("geheim", "gesloten", "half", "beperkt"):
            assert not re.search(rf"(bron|taak|uitspraak|lacune)/{word}\b", said), word
            assert f"taak {word}" not in said, word
        if arguments[0] != "push":
            assert "gekend" in said
    all_ = call(*arguments, *data)
    assert arguments[0] == "push" or "geheim" in all_.stdout


def test_a_program_can_open_the_public_part(folder: Path) -> None:
    with dvgraph.open(folder, public=True) as graph:
        assert not graph.store.ask(f"ASK {{ <{BASE}taak/geheim> ?is ?value }}")
        assert graph.store.ask(f"ASK {{ <{BASE}taak/gekend> ?is ?value }}")
    with dvgraph.open(folder) as graph:
        assert graph.store.ask(f"ASK {{ <{BASE}taak/geheim> ?is ?value }}")


def test_an_endpoint_cannot_be_asked_for_its_public_part() -> None:
    with pytest.raises(UseError, match="an endpoint answers from all its data"):
        open_graph(endpoint="http://localhost:9/x", public=True)
