"""The compiled validation gives pySHACL's report, row by row: on everyone's tests and on ours.

A row is a whole result: focus node, path, value, severity, messages, source, and its details.
Where the two may differ, and why, stands in docs/validation.md.
"""

import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dvgraph.dataset.files import Dataset, read
from dvgraph.derive.rules import derive
from dvgraph.errors import DvgraphError, StoreError, UseError
from dvgraph.prebuilt.disk import build_store, open_store_dir
from dvgraph.rdf.oxigraph import NamedNode, Quad, Term
from dvgraph.resources import shapes_dir
from dvgraph.store.remote.client import RemoteStore
from dvgraph.validation.profiles import repair
from dvgraph.validation.shacl import validate
from reports import rows

SHARED = Path(__file__).parents[2] / "shared"
SUITE = SHARED / "testsuites" / "shacl"
BENCH = SHARED / "bench"
EXAMPLES = Path(__file__).parent / "shapes"
TEST = "http://www.w3.org/ns/shacl-test#"
pytestmark = pytest.mark.engines
needs_suite = pytest.mark.skipif(not SUITE.is_dir(), reason="needs shared/testsuites/shacl")


def outcome(
    data: Dataset, shapes: "Dataset | list[Path]", engine: str, derived: Iterable[Quad] = ()
) -> "tuple[Counter[str], list[Term], bool] | None":
    """Return what a report holds, None where the shapes cannot be used."""
    try:
        report = validate(data, list(derived), shapes, engine=engine)
    except DvgraphError:
        return None
    return rows(report), report.unmatched, report.conforms


def graph(file: Path, name: str) -> Dataset:
    """Return the data or shapes graph that a test of the W3C names, often its own file."""
    own = read([file], ontology=False)
    named = next(q.object for q in own.quads if q.predicate.value == TEST + name)
    assert isinstance(named, NamedNode)
    other = file.parent / f"{named.value.rpartition('/')[2].removesuffix('.ttl')}.ttl"
    return read([other], ontology=False) if other.is_file() else own


def w3c_tests() -> list[Path]:
    return [
        file
        for file in sorted(SUITE.glob("*/**/*.ttl"))
        if "sht:dataGraph" in file.read_text("utf-8")
    ]


@needs_suite
@pytest.mark.filterwarnings("ignore")  # pySHACL's, on shapes that are wrong on purpose
@pytest.mark.parametrize("file", w3c_tests(), ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_each_test_of_the_w3c_gives_the_report_of_the_reference(file: Path) -> None:
    data, shapes = graph(file, "dataGraph"), graph(file, "shapesGraph")
    assert outcome(data, shapes, "auto") == outcome(data, shapes, "reference")


@needs_suite
def test_all_core_tests_but_three_are_compiled() -> None:
    """The three: two bounds with another time zone than Z, and SHACL's own shapes."""
    by_reference = {
        file.stem
        for file in w3c_tests()
        if file.is_relative_to(SUITE / "core") and file.stem not in REFUSED
        for one in validate(
            graph(file, "dataGraph"), (), graph(file, "shapesGraph"), engine="auto"
        ).judged
        if one.way == "reference"
    }
    assert by_reference == {"minInclusive-002", "minInclusive-003", "shacl-shacl"}


REFUSED = {"qualifiedValueShape-001"}  # it says sh:nodeShape, which is no term of SHACL


@pytest.mark.parametrize(
    "name", ["statement", "figure", "identifier", "relation", "passage", "concept"]
)
@pytest.mark.parametrize("kind", ["bad", pytest.param("ok", marks=pytest.mark.slow)])
def test_our_shapes_give_the_report_of_the_reference(name: str, kind: str) -> None:
    shapes = [shapes_dir() / f"{name}.ttl"]
    data = read([EXAMPLES / f"{name}-{kind}.ttl"], model=True)
    derived = derive(data)
    found = outcome(data, shapes, "compiled", derived)
    assert found == outcome(data, shapes, "reference", derived)
    assert found
    assert bool(found[0]) == (kind == "bad")


@pytest.mark.parametrize(
    "file", ["oslo-shacl/organisatie-basis-shacl.ttl", "semic/cpov-2.1.2-shacl.ttl"]
)
def test_the_official_profiles_give_the_report_of_the_reference(file: str) -> None:
    if not (SHARED / "vocab" / file).is_file():
        pytest.skip(f"needs shared/vocab/{file}")
    published = read([SHARED / "vocab" / file], ontology=False)
    shapes = Dataset(repair(published.quads), published.files)
    data = read([*sorted(EXAMPLES.glob("*-ok.ttl")), EXAMPLES / "organisation-bad.ttl"])
    derived = derive(data)
    found = outcome(data, shapes, "compiled", derived)
    assert found == outcome(data, shapes, "reference", derived)
    assert found
    assert found[0]


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    if not BENCH.is_dir():
        pytest.skip("needs shared/bench")
    stem = tmp_path_factory.mktemp("bench") / "generated"
    command = [sys.executable, BENCH / "generate.py", "4000", stem]
    subprocess.run([*map(str, command), "--errors", "0.1"], check=True, capture_output=True)
    return read([stem.with_suffix(".nt")], ontology=False)


def test_generated_data_give_the_report_of_the_reference(generated: Dataset) -> None:
    """Except that rdflib orders an xsd:date and an xsd:gYear, which SPARQL does not compare."""
    shapes = read([BENCH / "shapes.ttl"], ontology=False)
    ours, theirs = (rows(validate(generated, (), shapes, engine=e)) for e in ("auto", "reference"))
    assert ours - theirs == Counter()
    years = {
        quad.subject.value  # type: ignore[union-attr]
        for quad in generated.quads
        if quad.predicate.value.endswith("#validFrom") and "gYear" in str(quad.object)
    }
    tasks = {q.subject.value for q in generated.quads if q.object.value in years}  # type: ignore[union-attr]
    missed = theirs - ours
    assert all("task-in-org" in row and any(task in row for task in tasks) for row in missed)
    assert sum(ours.values()) > 50


@pytest.fixture
def loaded() -> tuple[Dataset, list[Quad], list[Path]]:
    data = read([EXAMPLES / "relation-bad.ttl", EXAMPLES / "statement-bad.ttl"])
    return data, derive(data), [shapes_dir() / "relation.ttl", shapes_dir() / "statement.ttl"]


def test_a_store_on_disk_gives_the_same_report(
    tmp_path: Path, loaded: tuple[Dataset, list[Quad], list[Path]]
) -> None:
    data, derived, shapes = loaded
    build_store(data, tmp_path / "store", derived)
    on_disk = open_store_dir(tmp_path / "store")
    assert validate(data, derived, shapes, store=on_disk).findings
    assert rows(validate(data, derived, shapes, store=on_disk)) == rows(
        validate(data, derived, shapes)
    )


def test_a_store_that_names_blank_nodes_anew_is_not_mistaken_for_the_data(tmp_path: Path) -> None:
    data = turtle(tmp_path, "data", "[] a ex:C ; ex:p 1.50 .")
    shapes = turtle(
        tmp_path,
        "shapes",
        "ex:S sh:targetClass ex:C ; sh:property [ sh:path ex:p ; sh:maxCount 0 ] .",
    )
    build_store(data, tmp_path / "store", [])
    report = validate(data, (), shapes, store=open_store_dir(tmp_path / "store"))
    assert [finding.focus for finding in report.findings] == [data.quads[0].subject]
    assert report.findings[0].where


def test_an_endpoint_is_judged_as_it_answers(
    serve_oxigraph: Callable[[Iterable[Quad]], str],
    loaded: tuple[Dataset, list[Quad], list[Path]],
) -> None:
    data, derived, shapes = loaded
    store = RemoteStore(serve_oxigraph([*data.quads, *derived]))
    there, whole = (
        validate(None, (), shapes, store=store, engine=e) for e in ("auto", "reference")
    )
    here = validate(data, derived, shapes)
    assert rows(there) == rows(whole)
    assert {(f.focus, f.path, f.shape) for f in there.findings} == {
        (f.focus, f.path, f.shape) for f in here.findings if "/vorm/" in str(f.shape)
    }
    assert there.unmatched == here.unmatched


def test_blank_nodes_at_an_endpoint_are_refused_rather_than_misjudged(
    tmp_path: Path, serve_oxigraph: Callable[[Iterable[Quad]], str]
) -> None:
    data = turtle(tmp_path, "data", "[] a ex:C .")
    shapes = turtle(tmp_path, "shapes", "ex:S sh:targetClass ex:C ; sh:nodeKind sh:IRI .")
    store = RemoteStore(serve_oxigraph(data.quads))
    with pytest.raises(StoreError, match="blank node"):
        validate(None, (), shapes, store=store)
    assert len(validate(data, (), shapes).findings) == 1


def test_a_shape_that_is_not_compiled_is_told_or_refused(tmp_path: Path) -> None:
    data = turtle(tmp_path, "data", "ex:a a ex:C .")
    nested = "SELECT $this { { SELECT $this { $this ?p ?o } } }"
    shapes = turtle(
        tmp_path, "shapes", f'ex:S sh:targetClass ex:C ; sh:sparql [ sh:select "{nested}" ] .'
    )
    report = validate(data, (), shapes)
    assert [(one.way, one.nodes, one.results) for one in report.judged] == [("reference", 1, 1)]
    assert report.judged[0].notes == ["sh:sparql: a subquery"]
    with pytest.raises(UseError, match=r"urn:x:S.*a subquery"):
        validate(data, (), shapes, engine="compiled")


@pytest.mark.parametrize(
    ("select", "compiled"),
    [
        ("SELECT $this ?value { $this ex:p ?value . FILTER(?value > 2) }", True),
        ("SELECT $this { { $this ex:p 1 } UNION { FILTER(isIRI($this)) $this ex:p 3 } }", True),
        ("SELECT $this { FILTER NOT EXISTS { $this ex:p ?v FILTER(?v < 2) } }", True),
        (
            "SELECT $this ?value { $this ex:q ?o OPTIONAL { ?o ex:p ?value FILTER(?o != $this) } }",
            True,
        ),
        ("SELECT $this { $this ex:p ?v } GROUP BY $this HAVING (COUNT(?v) > 1)", True),
        ("SELECT $this (COUNT(?v) AS ?value) { $this ex:p ?v }", False),
        ("SELECT $this ?value { $this ex:q ?value } LIMIT 1", False),
    ],
)
def test_a_sparql_constraint_gives_the_report_of_the_reference(
    tmp_path: Path, select: str, compiled: bool
) -> None:
    data = turtle(tmp_path, "data", "ex:a ex:p 1, 3 ; ex:q ex:b . ex:b ex:p 3 . ex:c ex:q ex:a .")
    shapes = turtle(
        tmp_path,
        "shapes",
        f"""ex: sh:declare [ sh:prefix "ex" ; sh:namespace "urn:x:"^^xsd:anyURI ] .
        ex:S sh:targetSubjectsOf ex:p, ex:q ;
          sh:sparql [ sh:prefixes ex: ; sh:select "{select}" ] .""",
    )
    found = outcome(data, shapes, "auto")
    assert found == outcome(data, shapes, "reference")
    assert found
    assert found[0]
    assert validate(data, (), shapes).judged[0].way == ("compiled" if compiled else "reference")


def test_the_report_is_the_same_on_each_run(loaded: tuple[Dataset, list[Quad], list[Path]]) -> None:
    one, two = (validate(loaded[0], loaded[1], loaded[2]) for _ in range(2))
    assert one.findings == two.findings
    assert one.quads == two.quads


PREFIXES = """
@prefix ex: <urn:x:> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
# One shape for each constraint, plain and under sh:not, so that either strength is asked.
CONSTRAINTS = [
    "sh:minCount 1", "sh:minCount 2", "sh:maxCount 1", "sh:maxCount 2", "sh:class ex:C",
    "sh:datatype xsd:integer", "sh:datatype xsd:decimal", "sh:datatype xsd:date",
    "sh:datatype xsd:string", "sh:datatype xsd:int", "sh:datatype xsd:boolean",
    "sh:datatype xsd:dateTime", "sh:datatype ex:own", "sh:nodeKind sh:IRI",
    "sh:nodeKind sh:BlankNodeOrLiteral", "sh:minInclusive 2", "sh:maxExclusive 2.5",
    'sh:minExclusive "2021-03-01"^^xsd:date', 'sh:maxInclusive "b"', "sh:minLength 2",
    "sh:maxLength 2", 'sh:pattern "^[0-9]+$"', 'sh:pattern "B" ; sh:flags "i"',
    'sh:languageIn ( "nl" "en-GB" )', "sh:uniqueLang true", "sh:equals ex:q", "sh:disjoint ex:q",
    "sh:lessThan ex:q", "sh:lessThanOrEquals ex:q", "sh:hasValue 1", "sh:hasValue ex:a",
    'sh:hasValue "b"', 'sh:in ( 1 ex:a "b" "b"@nl )', "sh:node ex:Inner", "sh:not ex:Inner",
    "sh:or ( ex:Inner [ sh:nodeKind sh:Literal ] )", "sh:property [ sh:path ex:q ; sh:minCount 1 ]",
    "sh:xone ( ex:Inner [ sh:class ex:C ] )", "sh:and ( ex:Inner [ sh:nodeKind sh:IRI ] )",
    "sh:qualifiedValueShape ex:Inner ; sh:qualifiedMinCount 1",
    "sh:qualifiedValueShape [ sh:datatype xsd:integer ] ; sh:qualifiedMaxCount 1",
]  # fmt: skip
PATHS = ["ex:p", "ex:p", "( ex:q ex:p )", "[ sh:inversePath ex:q ]",
         "[ sh:alternativePath ( ex:p ex:q ) ]", "[ sh:zeroOrMorePath ex:q ]"]  # fmt: skip
# pySHACL raises for blank nodes that are compared, so there are none in these data.
TERMS = [
    "ex:a", "ex:b", "ex:c", "1", "01", "1.0", "1.50", "2", "3", "true", '"1"^^xsd:boolean', '"1"',
    '"b"', '"ab"', '"B"@nl', '"b"@nl', '"c"@nl-BE', '"c"@en', '"2021-03-01"^^xsd:date',
    '"2021-02-30"^^xsd:date', '"2021-03-01Z"^^xsd:date', '"2021-04-30"^^xsd:date',
    '"x"^^xsd:integer', '"+2"^^xsd:integer', '"2021"^^xsd:gYear',
    '"2021-03-01T00:00:00"^^xsd:dateTime', '"2021-03-01T00:00:00Z"^^xsd:dateTime',
    '"1"^^xsd:int', '"z"^^ex:own', "1e0",
]  # fmt: skip
TRIPLES = st.lists(
    st.tuples(
        st.sampled_from(["ex:a", "ex:b", "ex:c"]),
        st.sampled_from(["ex:p", "ex:p", "ex:q"]),
        st.sampled_from(TERMS),
    ),
    max_size=9,
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("random")


def turtle(folder: Path, name: str, text: str) -> Dataset:
    file = folder / f"{name}.ttl"
    file.write_text(PREFIXES + text, "utf-8")
    return read([file], ontology=False)


@settings(max_examples=40, deadline=None)
@given(triples=TRIPLES, shape=st.tuples(st.sampled_from(PATHS), st.sampled_from(CONSTRAINTS)))
@pytest.mark.filterwarnings("ignore")
def test_random_values_give_the_report_of_the_reference(
    folder: Path, triples: list[tuple[str, str, str]], shape: tuple[str, str]
) -> None:
    path, constraint = shape
    data = turtle(
        folder, "data", "".join(f"{s} {p} {o} .\n" for s, p, o in triples) + "ex:a a ex:C ."
    )
    property_ = f"[ sh:path {path} ; {constraint} ]"
    shapes = turtle(
        folder,
        "shapes",
        f"""ex:Inner a sh:NodeShape ; sh:property [ sh:path ex:p ; sh:minCount 1 ] .
        ex:S a sh:NodeShape ; sh:targetSubjectsOf ex:p, ex:q ; sh:targetObjectsOf ex:p ;
          sh:property {property_} .
        ex:N a sh:NodeShape ; sh:targetSubjectsOf ex:p ; sh:not [ sh:property {property_} ] .""",
    )
    assert outcome(data, shapes, "auto") == outcome(data, shapes, "reference")
