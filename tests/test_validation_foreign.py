"""Data of another model is validated alone, as by pySHACL, without our ontology."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

import dvgraph
from dvgraph import resources
from dvgraph.cli import cli
from dvgraph.dataset.files import read
from dvgraph.errors import UseError
from dvgraph.labels.subgraph import NAMES
from dvgraph.rdf import bridge
from dvgraph.rdf.oxigraph import Literal
from dvgraph.validation.assessment import assess

DATA = """
@prefix org: <http://www.w3.org/ns/org#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix r: <https://ferries.example/> .
r:quay a org:FormalOrganization ; skos:prefLabel "Quay"@en .
r:boats a org:Organization ; skos:prefLabel "Boats"@en ; org:subOrganizationOf r:quay .
r:north a skos:Concept ; skos:prefLabel "North"@en .
"""
SHAPES = """
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix s: <https://ferries.example/shape/> .
s:concept a sh:NodeShape ; sh:targetClass skos:Concept ;
  sh:property [ sh:path skos:inScheme ; sh:minCount 1 ] .
s:label a sh:NodeShape ; sh:targetClass org:Organization ;
  sh:property [ sh:path rdfs:label ; sh:minCount 1 ] .
s:parent a sh:NodeShape ; sh:targetSubjectsOf org:subOrganizationOf ;
  sh:property [ sh:path org:subOrganizationOf ; sh:class org:Organization ] .
"""
ONTOLOGY = """
@prefix org: <http://www.w3.org/ns/org#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
org:FormalOrganization rdfs:subClassOf org:Organization .
<https://ferries.example/other> a org:Organization , skos:Concept .
"""
FERRIES = "https://ferries.example/"


@pytest.fixture
def files(tmp_path: Path) -> dict[str, str]:
    texts = {"data": DATA, "shapes": SHAPES, "ontology": ONTOLOGY}
    for name, text in texts.items():
        (tmp_path / f"{name}.ttl").write_text(text, encoding="utf-8")
    return {name: str(tmp_path / f"{name}.ttl") for name in texts}


def judged(files: dict[str, str], **how: object) -> set[tuple[str, str]]:
    found = assess([files["data"]], shapes=[files["shapes"]], **how)  # type: ignore[arg-type]
    return {
        (each.focus.value.removeprefix(FERRIES), each.component)  # type: ignore[union-attr]
        for each in found.report.findings
    }


ALONE = {
    ("north", "MinCountConstraintComponent"),
    ("boats", "MinCountConstraintComponent"),
    ("boats", "ClassConstraintComponent"),
}


@pytest.mark.parametrize("engine", ["auto", "reference"])
def test_only_the_nodes_of_the_data_are_judged(files: dict[str, str], engine: str) -> None:
    assert judged(files, engine=engine) == ALONE


def test_an_ontology_helps_to_judge_and_is_not_judged(files: dict[str, str]) -> None:
    found = judged(files, ontology=[files["ontology"]])
    assert found == (ALONE - {("boats", "ClassConstraintComponent")}) | {
        ("quay", "MinCountConstraintComponent")
    }


def test_pyshacl_is_not_asked_with_an_ontology_beside_since_it_would_judge_that_too(
    files: dict[str, str],
) -> None:
    with pytest.raises(UseError, match="also validate the nodes of an ontology"):
        judged(files, ontology=[files["ontology"]], engine="reference")


def test_a_shape_whose_only_targets_are_in_the_ontology_has_no_target(
    files: dict[str, str], tmp_path: Path
) -> None:
    data = tmp_path / "empty.ttl"
    data.write_text("<urn:a> <urn:b> <urn:c> .", encoding="utf-8")
    found = assess([str(data)], shapes=[files["shapes"]], ontology=[files["ontology"]])
    assert found.report.idle
    assert len(found.report.unmatched) == 3
    assert "nothing was checked" in assess([str(data)], shapes=[files["shapes"]], lang="en").text()


def test_the_model_is_put_beside_only_on_request(files: dict[str, str]) -> None:
    # Its ontology knows that a formal organisation is an organisation.
    assert ALONE - judged(files, model=True) >= {("boats", "ClassConstraintComponent")}


def test_one_line_says_what_stands_beside_the_data(files: dict[str, str]) -> None:
    own = ["validate", files["data"], "--shapes", files["shapes"], "--lang", "en"]
    said = {
        "read alone": own,
        "dvgraph's ontology and derived triples": [*own, "--model"],
        "ontology.ttl (3 triples)": [*own, "--ontology", files["ontology"]],
    }
    for line, command in said.items():
        told = CliRunner().invoke(cli, command).stderr.splitlines()
        assert [line in each for each in told] == [True, False]  # the other is about the rules


def test_queries_and_exports_give_the_triples_of_the_data_alone(
    files: dict[str, str], tmp_path: Path
) -> None:
    with dvgraph.open(files["data"]) as graph:
        count = graph.query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }").table.rows
        graph.export(tmp_path / "out.nt")
    assert count == [(Literal(7),)]
    assert len((tmp_path / "out.nt").read_text("utf-8").splitlines()) == 7
    with dvgraph.open(files["data"], model=True) as graph:
        assert graph.query("ASK { dvg:Uitspraak ?p ?o }").table.rows == [(Literal(True),)]


def test_a_store_of_someone_elses_data_has_that_data_alone(
    files: dict[str, str], tmp_path: Path
) -> None:
    store = str(tmp_path / "store")
    load = ["load", files["data"], "--store", store, "--lang", "en"]
    assert "1 file, 7 triples, 0 derived" in CliRunner().invoke(cli, load).stdout
    assert "nothing changed" in CliRunner().invoke(cli, load).stdout
    with dvgraph.open(store=store) as graph:
        assert not graph.query("SELECT ?s { ?s a skos:ConceptScheme }").table.rows
    # With the model it is another store.
    assert "kept in" in CliRunner().invoke(cli, [*load, "--model"]).stdout
    with dvgraph.open(store=store) as graph:
        assert graph.query("SELECT ?s { ?s a skos:ConceptScheme }").table.rows


NAMED = """
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix schema: <http://schema.org/> .
@prefix schemas: <https://schema.org/> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix adms: <http://www.w3.org/ns/adms#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix vcard: <http://www.w3.org/2006/vcard/ns#> .
@prefix r: <https://ferries.example/> .
r:1 a foaf:Agent ; foaf:name "Ferry service" ; dct:identifier "OVO900001" .
r:2 a org:FormalOrganization ; schema:name "Dienst der veren"@nl-BE ; org:identifier "OVO900002" ;
  org:subOrganizationOf r:1 .
r:3 a vcard:Organization ; vcard:fn "Office des bacs"@fr ; schemas:identifier "OVO900003" .
r:4 a r:Kind ; schemas:name "Quay board" ; adms:identifier [ skos:notation "OVO900004" ] .
r:5 a r:Kind ; dct:title "Timetable" ; skos:notation "OVO900005" .
"""


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["files", "endpoint"])
@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("ferry service", "OVO900001"),
        ("Dienst der veren", "OVO900002"),
        ("Office des bacs", "OVO900003"),
        ("quay board", "OVO900004"),
        ("Timetable", "OVO900005"),
    ],
)
def test_names_and_codes_of_someone_elses_things_are_found(
    tmp_path: Path, serve_oxigraph: Callable[..., str], kind: str, name: str, code: str
) -> None:
    file = tmp_path / "named.ttl"
    file.write_text(NAMED, encoding="utf-8")
    where = {"data": file} if kind == "files" else {"endpoint": serve_oxigraph(read([file]).quads)}
    with dvgraph.open(**where, lang="en") as graph:  # type: ignore[arg-type]
        number = code[-1]
        assert graph.show(name).text().splitlines()[0].endswith(f"/{number}")
        assert graph.show(code).text().splitlines()[0].endswith(f"/{number}")
        assert str(graph.search(name).table.rows[0][0]) == f"<{FERRIES}{number}>"


def test_the_page_of_someone_elses_thing_has_its_literals_and_links_by_label(
    tmp_path: Path,
) -> None:
    file = tmp_path / "named.ttl"
    file.write_text(NAMED, encoding="utf-8")
    with dvgraph.open(file, lang="en") as graph:
        said = graph.show("OVO900002").text()
        assert "org:subOrganizationOf: Ferry service" in said
        assert "org:identifier: OVO900002" in said
        assert "org:subOrganizationOf ← Dienst der veren" in graph.show("OVO900001").text()


SHARED = Path(__file__).parents[2] / "shared"
SAMPLES = sorted((SHARED / "samples").glob("*.ttl"))
# One official file is left out: it is no Turtle, for an IRI in it has a space.
PUBLISHED = [
    file
    for folder, names in (("oslo-shacl", "*.ttl"), ("semic", "*-shacl.ttl"))
    for file in sorted((SHARED / "vocab" / folder).glob(names))
    if file.stem != "dienstencataloog-shacl"
]


def results(report: bridge.Graph) -> Counter[tuple[str, ...]]:
    """Count focus, path, value, component and severity; blank nodes have no names to compare."""
    sh = bridge.SH
    columns = (
        *(sh.focusNode, sh.resultPath, sh.value),
        *(sh.sourceConstraintComponent, sh.resultSeverity),
    )
    return Counter(
        tuple(
            "_" if isinstance(cell, bridge.rdflib.BNode) else str(cell)
            for cell in (report.value(result, column) for column in columns)
        )
        for result in report.objects(None, sh.result)
    )


@pytest.mark.slow
@pytest.mark.skipif(not SAMPLES, reason="needs the samples and vocabularies of others in ../shared")
@pytest.mark.parametrize("shapes", PUBLISHED or [Path("none")], ids=lambda path: path.stem)
@pytest.mark.parametrize("data", SAMPLES or [Path("none")], ids=lambda path: path.stem)
def test_published_data_has_the_results_of_pyshacl_under_published_shapes(
    data: Path, shapes: Path
) -> None:
    import pyshacl

    found = assess([str(data)], shapes=[str(shapes)])
    with bridge.as_written():
        _, expected, _ = pyshacl.validate(
            bridge.rdflib.Graph().parse(data),
            shacl_graph=bridge.rdflib.Graph().parse(shapes),
            inplace=True,
        )
    assert results(bridge.graph(found.report.quads)) == results(expected)


def test_every_property_that_names_things_is_read_by_a_prefix_that_we_declare() -> None:
    assert {name.split(":", 1)[0] for name in NAMES} <= set(resources.prefixes())
