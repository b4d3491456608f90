"""Every form of the data by one command and one method of Python."""

from collections.abc import Iterator
from pathlib import Path

import pytest

import dvgraph
from dvgraph.api import Graph
from dvgraph.errors import UseError
from dvgraph.exchange.registry import EXPORTERS, export
from dvgraph.rdf.oxigraph import parse
from dvgraph.rdf.writing import FORMATS
from test_history_diff import PREFIXES

DESCRIBED = """
@prefix dct: <http://purl.org/dc/terms/> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix void: <http://rdfs.org/ns/void#> .
<dataset/klein> a void:Dataset ; dct:title "klein"@nl, "small"@en ;
    dct:license <https://creativecommons.org/publicdomain/zero/1.0/> ;
    dct:publisher <agent/wij> ; void:uriSpace "https://w3id.org/dvgraph/id/" ;
    dvg:graafruimte "https://w3id.org/dvgraph/id/graph/klein/" ;
    dvg:hoofdorganisatie <organisatie/geheel> .
<agent/wij> rdfs:label "wij"@nl, "we"@en .
<graph/klein/feiten> prov:generatedAtTime "2026-01-01T12:00:00Z"^^xsd:dateTime .
<organisatie/geheel> a m8g:PublicOrganisation, org:FormalOrganization ;
    rdfs:label "geheel"@nl, "whole"@en ; skos:prefLabel "geheel"@nl .
<uitspraak/geheel> a dvg:Bestaan ; dvg:over <organisatie/geheel> ; dvg:van "2000"^^xsd:gYear ;
    dvg:vindplaats <bron/boek#blz=1> .
<bron/boek> rdfs:label "boek"@nl, "book"@en .
<bron/boek#blz=1> a dvg:Vindplaats ; dct:isPartOf <bron/boek> .
"""


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Graph]:
    folder = tmp_path_factory.mktemp("small") / "klein"
    folder.mkdir()
    (folder / "feiten.ttl").write_text(PREFIXES + DESCRIBED, encoding="utf-8")
    with dvgraph.open(str(folder)) as graph:
        yield graph


def asked_for(name: str) -> dict[str, object]:
    return {name: "oslo", "as_of": "2020"} if name == "profile" else {name: True}


@pytest.mark.parametrize("name", EXPORTERS)
def test_python_writes_what_the_exporter_makes(name: str, small: Graph, tmp_path: Path) -> None:
    options = asked_for(name)
    target = tmp_path / "x.ttl"
    if name == "crate":  # which describes what is there
        (target / "y").mkdir(parents=True)
        (target / "y" / "z.csv").write_text("a\n", encoding="utf-8")
    made = export(small.store, name, None, options, target)
    small.export(target, **options)
    if EXPORTERS[name].folder:
        files = [path for path in target.rglob("*") if path.is_file() and path.name != "z.csv"]
        assert {str(path.relative_to(target)): path.read_bytes() for path in files} == made.files
        assert made.files
    else:
        written = parse(target.read_bytes(), format=FORMATS["ttl"])
        assert {quad.triple for quad in written} == {quad.triple for quad in made.quads} != set()


@pytest.mark.parametrize("name", EXPORTERS)
def test_two_exports_of_a_form_have_the_same_bytes(name: str, small: Graph, tmp_path: Path) -> None:
    written = []
    for folder in (tmp_path / "a", tmp_path / "b"):
        folder.mkdir()
        target = folder / "x.ttl"
        if name == "crate":
            target.mkdir()
            (target / "z.csv").write_text("a\n", encoding="utf-8")
        small.export(target, **asked_for(name))
        files = target.rglob("*") if EXPORTERS[name].folder else [target]
        written.append({file.name: file.read_bytes() for file in files if file.is_file()})
    assert written[0] == written[1] != {}


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"profile": "oslo", "tables": True}, "--profile, --tables choose more than one form"),
        ({"as_of": "2020"}, "this belongs to another form"),
        ({"tables": True, "base": "https://x.example/"}, "Use it with --catalogue"),
        ({"colour": "red"}, "no form of the data has this option"),
    ],
)
def test_options_that_do_not_go_together_are_told(
    options: dict[str, object], told: str, small: Graph, tmp_path: Path
) -> None:
    with pytest.raises(UseError) as error:
        small.export(tmp_path / "x.ttl", **options)
    assert told in f"{error.value} {error.value.hint}"
    assert not (tmp_path / "x.ttl").exists()
