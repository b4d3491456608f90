"""SHACL validation: file and line for every finding, and no unnoticed fault in a shapes file."""

from pathlib import Path

import pytest

from dvgraph.dataset.files import Dataset, read
from dvgraph.errors import InputError
from dvgraph.namespaces import SH
from dvgraph.rdf import bridge
from dvgraph.rdf.oxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Term, parse
from dvgraph.rdf.terms import plain
from dvgraph.results.writers import render
from dvgraph.store.embedded import EmbeddedStore
from dvgraph.validation import shacl as validation

PREFIXES = """@base <https://w3id.org/dvgraph/id/> .
@prefix ex: <http://example.org/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
DATA = """
<taak/a> a ex:Taak ;
  ex:van "2021" .
<taak/b> a ex:Taak ; ex:van "2021-01-01"^^xsd:date .
"""
SHAPE = """
ex:TaakShape a sh:NodeShape ; sh:targetClass ex:Taak ;
  sh:property [ sh:path ex:van ; sh:datatype xsd:date ;
    sh:message "geen datum"@nl, "no date"@en ] .
"""


@pytest.fixture
def data(tmp_path: Path) -> Dataset:
    return read([written(tmp_path / "data.ttl", DATA)], ontology=False)


def written(path: Path, turtle: str) -> Path:
    path.write_text(PREFIXES + turtle, encoding="utf-8")
    return path


def shapes(tmp_path: Path, turtle: str) -> list[Path]:
    return [written(tmp_path / "shapes.ttl", turtle)]


def test_a_finding_says_where_what_and_why_in_the_language_asked(
    tmp_path: Path, data: Dataset
) -> None:
    for lang, message in (("nl", "geen datum"), ("en", "no date")):
        report = validation.validate(data, (), shapes(tmp_path, SHAPE), lang)
        (finding,) = report.findings
        assert not report.conforms
        assert finding.message == message
        assert finding.severity == "Violation"
        assert finding.component == "DatatypeConstraintComponent"
        assert finding.focus == NamedNode("https://w3id.org/dvgraph/id/taak/a")
        assert finding.value == Literal("2021")
        assert finding.where == f"{tmp_path / 'data.ttl'}:8"


def test_a_result_of_sh_node_has_the_results_of_that_shape_as_details(tmp_path: Path) -> None:
    """As pySHACL writes them, also where nodes and shapes lead back to each other."""
    data = read(
        [
            written(
                tmp_path / "nested.ttl",
                "ex:a a ex:C ; ex:p ex:b, ex:c . ex:b ex:q ex:d . ex:d ex:q ex:b, 1 .",
            )
        ],
        ontology=False,
    )
    nested = shapes(
        tmp_path,
        "ex:S a sh:NodeShape ; sh:targetClass ex:C ; sh:property [ sh:path ex:p ; sh:node ex:T ] ."
        "ex:T a sh:NodeShape ; sh:property [ sh:path ex:q ; sh:minCount 1 ; sh:node ex:U ] ."
        "ex:U a sh:NodeShape ; sh:property [ sh:path ex:q ; sh:maxCount 1 ] .",
    )

    def told(engine: str) -> set[tuple[object, ...]]:
        quads = validation.validate(data, (), nested, engine=engine).quads
        facts: dict[object, dict[str, object]] = {}
        for quad in quads:
            facts.setdefault(quad.subject, {})[quad.predicate.value] = quad.object

        def about(node: object) -> tuple[object, object]:
            of = facts[node]
            return of.get(f"{SH}focusNode"), of.get(f"{SH}sourceConstraintComponent")

        return {
            (*about(quad.subject), *about(quad.object))
            for quad in quads
            if quad.predicate.value == f"{SH}detail"
        }

    assert told("auto") == told("reference")
    assert len(told("auto")) == 3


def test_a_number_that_python_cannot_compare_is_told_of_the_data_not_of_the_shapes(
    tmp_path: Path,
) -> None:
    data = read([written(tmp_path / "n.ttl", 'ex:a ex:p "NaN"^^xsd:decimal .')], ontology=False)
    least = shapes(
        tmp_path,
        "ex:S a sh:NodeShape ; sh:targetSubjectsOf ex:p ;"
        " sh:property [ sh:path ex:p ; sh:minInclusive 1.0 ] .",
    )
    with pytest.raises(InputError, match=r"InvalidOperation") as caught:
        validation.validate(data, (), least, engine="reference")
    assert caught.value.where == str(tmp_path / "n.ttl")


@pytest.mark.filterwarnings("error")
def test_the_reference_reports_an_ill_typed_number_without_a_warning(tmp_path: Path) -> None:
    data = read([written(tmp_path / "n.ttl", 'ex:a ex:p "x"^^xsd:decimal .')], ontology=False)
    kind = shapes(
        tmp_path,
        "ex:S a sh:NodeShape ; sh:targetSubjectsOf ex:p ;"
        " sh:property [ sh:path ex:p ; sh:nodeKind sh:IRI ] .",
    )
    report = validation.validate(data, (), kind, engine="reference")
    assert any(quad.object == report.findings[0].value for quad in report.quads)


def test_warnings_are_findings_and_still_conform(tmp_path: Path, data: Dataset) -> None:
    warning = SHAPE.replace("sh:path", "sh:severity sh:Warning ; sh:path")
    report = validation.validate(data, (), shapes(tmp_path, warning))
    assert report.conforms
    assert [finding.severity for finding in report.findings] == ["Warning"]


def test_derived_triples_are_validated_with_the_data(tmp_path: Path, data: Dataset) -> None:
    wrong = Quad(
        NamedNode("http://example.org/derived"),
        NamedNode("http://example.org/van"),
        Literal("2021"),
    )
    kind = Quad(
        wrong.subject,
        NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type"),
        NamedNode("http://example.org/Taak"),
    )
    report = validation.validate(data, [wrong, kind], shapes(tmp_path, SHAPE))
    assert {finding.where for finding in report.findings} == {f"{tmp_path / 'data.ttl'}:8", None}


def test_the_report_is_also_a_table_and_shacl(tmp_path: Path, data: Dataset) -> None:
    report = validation.validate(data, (), shapes(tmp_path, SHAPE))
    assert "geen datum" in render(report.table(), "csv").splitlines()[1]
    kinds = {str(quad.object) for quad in report.quads}
    assert "<http://www.w3.org/ns/shacl#ValidationReport>" in kinds


def test_the_shacl_report_describes_a_shape_with_a_long_list(tmp_path: Path, data: Dataset) -> None:
    listed = " ".join(f"ex:v{number}" for number in range(2000))
    turtle = SHAPE.replace("sh:datatype xsd:date", f"sh:in ( {listed} )")
    report = validation.validate(data, (), shapes(tmp_path, turtle))
    firsts = [quad for quad in report.quads if quad.predicate.value.endswith("#first")]
    assert len(firsts) == 2000


@pytest.mark.parametrize(
    ("turtle", "message"),
    [
        (
            SHAPE.replace("sh:datatype", "sh:dataType"),
            r"shapes\.ttl:\d+: sh:dataType is not a term of SHACL, but sh:datatype is",
        ),
        (
            SHAPE.replace("sh:targetClass", "sh:targetClas"),
            r"shapes\.ttl:7: sh:targetClas is not a term of SHACL, but sh:targetClass is",
        ),
        (
            SHAPE.replace("sh:datatype xsd:date", "sh:nodeKind sh:IRII"),
            "sh:IRII is not a term of SHACL, but sh:IRI is",
        ),
        (DATA, r"shapes\.ttl: there are no shapes"),
        (SHAPE.replace("sh:path ex:van", 'sh:path "van"'), "its path is neither an IRI nor"),
        (
            SHAPE + 'ex:TaakShape sh:sparql [ sh:select "SELECT $this { SERVICE <x:y> { } }" ] .',
            r"shapes\.ttl",
        ),
        (SHAPE + "ex:TaakShape sh:js ex:Script .", "JavaScript in shapes"),
        (SHAPE + "ex:TaakShape sh:node ex:Nowhere .", "Nowhere is used as a shape"),
        (SHAPE + "ex:TaakShape sh:property ex:Nowhere .", "Nowhere is used as a shape"),
    ],
)
def test_a_shapes_file_that_would_let_all_pass_is_refused(
    tmp_path: Path, data: Dataset, turtle: str, message: str
) -> None:
    with pytest.raises(InputError, match=message):
        validation.validate(data, (), shapes(tmp_path, turtle))


def test_a_shape_whose_target_matches_nothing_is_told(tmp_path: Path, data: Dataset) -> None:
    other = SHAPE.replace("ex:Taak ;", "ex:Tak ;")
    report = validation.validate(data, (), shapes(tmp_path, other))
    assert report.conforms
    assert report.unmatched == [NamedNode("http://example.org/TaakShape")]


def test_a_literal_outside_its_datatype_is_a_finding_of_its_own(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    ill = ['"yes"^^xsd:boolean', '"2021-02-30"^^xsd:date', '"x"^^xsd:integer']
    well = [
        '"-0044-03-15"^^xsd:date',
        '"12021"^^xsd:gYear',
        '"2021"^^xsd:gYear',
        '"01"^^xsd:integer',
    ]
    odd = read(
        [written(tmp_path / "odd.ttl", f"ex:s ex:p {', '.join(ill + well)} .")], ontology=False
    )
    report = validation.validate(odd, (), shapes(tmp_path, SHAPE), "en")
    assert {f'"{finding.value.value}"' for finding in report.findings} == {
        text.partition("^")[0] for text in ill
    }
    assert not report.conforms
    assert report.findings[0].where == f"{tmp_path / 'odd.ttl'}:6"
    assert report.findings[0].message == (
        "there is no day 2021-02-30: month 2 does not have that many days"
    )
    assert capfd.readouterr().err == ""


def test_subclasses_are_targets_too(tmp_path: Path, data: Dataset) -> None:
    above = SHAPE.replace("ex:Taak ;", "ex:Ding ;")
    more = read(
        [written(tmp_path / "more.ttl", "ex:Taak rdfs:subClassOf ex:Ding .")], ontology=False
    )
    both = Dataset([*data.quads, *more.quads], (*data.files, *more.files))
    report = validation.validate(both, (), shapes(tmp_path, above))
    assert not report.unmatched
    assert len(report.findings) == 1
    # Only the subclasses in the data count, not those in the shapes graph (SHACL §2.1.3.2).
    apart = validation.validate(
        data, (), shapes(tmp_path, f"{above} ex:Taak rdfs:subClassOf ex:Ding .")
    )
    assert apart.idle


def test_pyshacl_parses_a_query_once_for_all_focus_nodes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[str] = []
    original = bridge.prepareQuery
    monkeypatch.setattr(
        bridge, "prepareQuery", lambda text, **kw: (calls.append(text), original(text, **kw))[1]
    )
    rows = "".join(f'<taak/{n}> a ex:Taak ; ex:van "{n}" .\n' for n in range(30))
    many = read([written(tmp_path / "many.ttl", rows)], ontology=False)
    own = """ex:S a sh:NodeShape ; sh:targetClass ex:Taak ; sh:sparql [ sh:message "m" ;
      sh:select "SELECT $this WHERE { $this <http://example.org/van> ?v FILTER(?v = '7') }" ] ."""
    report = validation.validate(many, (), shapes(tmp_path, own), engine="reference")
    assert len(report.findings) == 1
    assert len(calls) == 1


@pytest.mark.parametrize(
    "term",
    [
        NamedNode("http://example.org/a"),
        BlankNode("b1"),
        Literal("tekst"),
        Literal("tekst", language="nl-be"),
        Literal("01", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#integer")),
        Literal("yes", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#boolean")),
        Literal("2021-01-01Z", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#date")),
        Literal("[2016..2019]", datatype=NamedNode("http://id.loc.gov/datatypes/edtf/EDTF")),
    ],
    ids=str,
)
def test_terms_cross_the_bridge_and_back_unchanged(term: Term) -> None:
    with bridge.as_written():
        assert bridge.term(bridge.node(term)) == term


def test_graph_names_cross_the_bridge() -> None:
    quads = list(
        parse(b"<urn:g> { <urn:s> <urn:p> 01 } <urn:s> <urn:p> 1 .", format=RdfFormat.TRIG)
    )
    with bridge.as_written():
        rows = bridge.dataset(quads).query("SELECT ?g ?o WHERE { GRAPH ?g { ?s ?p ?o } }")
        assert [(str(graph), str(value)) for graph, value in rows] == [("urn:g", "01")]
    assert len(bridge.graph(quads)) == 2
    assert set(bridge.quads(bridge.graph(quads))) == {Quad(*quad.triple) for quad in quads}


# Each kind of path around parts: in Turtle and in SPARQL.
PATHS = {
    "inverse": ("[ sh:inversePath {0} ]", "^({0})"),
    "sequence": ("( {0} {1} )", "({0})/({1})"),
    "alternative": ("[ sh:alternativePath ( {0} {1} ) ]", "({0})|({1})"),
    "zero or more": ("[ sh:zeroOrMorePath {0} ]", "({0})*"),
    "one or more": ("[ sh:oneOrMorePath {0} ]", "({0})+"),
    "zero or one": ("[ sh:zeroOrOnePath {0} ]", "({0})?"),
}


def around(kind: str, *parts: tuple[str, str]) -> tuple[str, str]:
    turtle, sparql = PATHS[kind]
    return turtle.format(*(one for one, _ in parts)), sparql.format(*(two for _, two in parts))


@pytest.mark.parametrize("outer", PATHS)
def test_a_path_of_each_kind_in_each_kind_in_each_kind_has_the_values_that_sparql_gives(
    tmp_path: Path, outer: str
) -> None:
    """On a graph with a cycle, a loop and a fork."""
    edges = "a p b. b p c. c p a. b p d. d p d. a q c. c q d. d q b. e q a. f p e. b q a"
    triples = [f"ex:{' ex:'.join(edge.split())} ." for edge in edges.split(".")]
    nodes = [f"ex:{name}" for name in "abcdef"]
    one, two = ("ex:p", "ex:p"), ("ex:q", "ex:q")
    paths = [
        around(outer, around(middle, around(inner, one, two), one), two)
        for middle in PATHS
        for inner in PATHS
    ]
    made = "".join(
        f"ex:S{n} sh:targetNode {', '.join(nodes)} ; sh:path {turtle} ; sh:nodeKind sh:Literal .\n"
        for n, (turtle, _) in enumerate(paths)
    )
    dataset = read([written(tmp_path / "data.ttl", "\n".join(triples))], ontology=False)
    found = validation.validate(dataset, (), shapes(tmp_path, made)).findings
    values = {(plain(f.shape), f.focus, f.value) for f in found}
    store = EmbeddedStore()
    store.load(dataset.quads)
    expected = {
        (f"http://example.org/S{n}", *row)
        for n, (_, sparql) in enumerate(paths)
        for row in store.select(
            "PREFIX ex: <http://example.org/> SELECT ?this ?value "
            f"{{ VALUES ?this {{ {' '.join(nodes)} }} ?this {sparql} ?value }}"
        ).rows
    }
    assert values == expected
    assert len({name for name, *_ in expected}) == len(paths)
