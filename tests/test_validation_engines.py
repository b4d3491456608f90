"""The engine gives the reports of the specification, and of pySHACL where the two agree.

A row is a result: focus node, path, value, component, severity and shape, in which blank nodes have
no names. docs/validation.md lists where the engine and pySHACL differ, and why.
"""

import random
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from dvgraph.dataset.files import Dataset, read
from dvgraph.derive.rules import derive
from dvgraph.errors import DvgraphError, InputError, StoreError
from dvgraph.prebuilt.disk import build_store, open_store_dir
from dvgraph.rdf.oxigraph import BlankNode, NamedNode, Quad, Term
from dvgraph.resources import shapes_dir
from dvgraph.store.remote.client import RemoteStore
from dvgraph.validation.findings import Report
from dvgraph.validation.profiles import repair
from dvgraph.validation.shacl import validate
from dvgraph.validation.shapes import Shapes
from variations import sparse

SHARED = Path(__file__).parents[2] / "shared"
SUITE = SHARED / "testsuites" / "shacl"
BENCH = SHARED / "bench"
EXAMPLES = Path(__file__).parent / "shapes"
TEST = "http://www.w3.org/ns/shacl-test#"
MANIFEST = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
needs_suite = pytest.mark.skipif(not SHARED.is_dir(), reason="needs the folder shared")

Row = tuple[str, ...]


def nameless(term: Term | None) -> str:
    return "_" if isinstance(term, BlankNode) else str(term)


def rows(report: Report) -> Counter[Row]:
    """Return the results of the shapes, without findings on ill-typed literals."""
    return Counter(
        (
            *map(nameless, (found.focus, found.path, found.value, found.shape)),
            found.component,
            found.severity,
        )
        for found in report.findings
        if found not in report.more
    )


def outcome(
    data: Dataset, shapes: "Dataset | list[Path]", engine: str, derived: Iterable[Quad] = ()
) -> "Counter[Row] | None":
    """Return the results, or None if the shapes are unusable."""
    try:
        return rows(validate(data, list(derived), shapes, engine=engine))
    except DvgraphError:
        return None


def graph(file: Path, name: str) -> Dataset:
    """Return the data or shapes graph that a W3C test names, often its own file."""
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


def reported(graph: Shapes, report: Term) -> Counter[Row]:
    """Return the results that a report graph has, each with the whole of its path."""

    def whole(term: Term, depth: int = 0) -> str:
        if not isinstance(term, BlankNode) or depth > 8:
            return str(term)
        facts = graph.facts(term).items()
        return str(sorted((name, [whole(one, depth + 1) for one in each]) for name, each in facts))

    def row(result: Term) -> Iterable[str]:
        for name in ("focusNode", "value", "sourceConstraintComponent", "resultSeverity"):
            yield nameless(next(iter(graph.values(result, name)), None))
        yield from (whole(path) for path in graph.values(result, "resultPath"))

    return Counter(tuple(row(result)) for result in graph.values(report, "result"))


MISSPELT = {"qualifiedValueShape-001"}  # its file says sh:nodeShape, which is not a term of SHACL


@needs_suite
def test_every_test_of_the_w3c_is_there() -> None:
    assert len(w3c_tests()) == 121


@needs_suite
@pytest.mark.parametrize(
    "file", sparse(w3c_tests(), 4), ids=lambda file: f"{file.parent.name}/{file.stem}"
)
def test_each_test_of_the_w3c_has_the_result_that_the_w3c_expects(file: Path) -> None:
    manifest = Shapes(read([file], ontology=False).quads)
    (test,) = manifest.subjects(TYPE, NamedNode(f"{TEST}Validate"))
    (expected,) = manifest.values(test, "result", MANIFEST)
    data, shapes = graph(file, "dataGraph"), graph(file, "shapesGraph")
    if expected == NamedNode(f"{TEST}Failure"):
        with pytest.raises(InputError):
            validate(data, (), shapes)
        return
    report = validate(data, (), shapes, lenient=file.stem in MISSPELT)
    found = Shapes(report._replace(more=()).quads)
    assert reported(found, BlankNode("report")) == reported(manifest, expected)


@pytest.mark.slow
@pytest.mark.engines
@pytest.mark.parametrize("name", ["statement", "figure", "identifier", "relation", "passage"])
def test_our_shapes_give_the_results_of_pyshacl(name: str) -> None:
    shapes = [shapes_dir() / f"{name}.ttl"]
    data = read([EXAMPLES / f"{name}-bad.ttl"], model=True)
    derived = derive(data)
    found = outcome(data, shapes, "auto", derived)
    assert found
    assert found == outcome(data, shapes, "reference", derived)


@pytest.mark.engines
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
    found = outcome(data, shapes, "auto", derived)
    assert found
    assert found == outcome(data, shapes, "reference", derived)


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    if not BENCH.is_dir():
        pytest.skip("needs shared/bench")
    stem = tmp_path_factory.mktemp("bench") / "generated"
    command = [sys.executable, BENCH / "generate.py", "4000", stem]
    subprocess.run([*map(str, command), "--errors", "0.1"], check=True, capture_output=True)
    return read([stem.with_suffix(".nt")], ontology=False)


@pytest.mark.slow
@pytest.mark.engines
def test_generated_data_give_the_results_of_pyshacl(generated: Dataset) -> None:
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
    assert {row[4] for row in missed} <= {"SPARQLConstraintComponent"}
    assert {row[0].strip("<>") for row in missed} <= tasks
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


@pytest.mark.parametrize(
    "select",
    [
        "SELECT $this ?value { $this ex:p ?value . FILTER(?value > 2) }",
        "SELECT $this { { $this ex:p 1 } UNION { FILTER(isIRI($this)) $this ex:p 3 } }",
        "SELECT $this { FILTER NOT EXISTS { $this ex:p ?v FILTER(?v < 2) } }",
        "SELECT $this ?value { $this ex:q ?o OPTIONAL { ?o ex:p ?value FILTER(?o != $this) } }",
        "SELECT $this { $this ex:p ?v } GROUP BY $this HAVING (COUNT(?v) > 1)",
        "SELECT DISTINCT ?value { $this ex:q ?value } ORDER BY ?value LIMIT 1",
        "SELECT $this ?value {{ SELECT $this (MAX(?v) AS ?value) {$this ex:p ?v} GROUP BY $this}}",
        "SELECT $this ?value { $this ex:q ?value FILTER($currentShape = ex:S) }",
    ],
)
@pytest.mark.engines
def test_a_query_in_a_shape_gives_the_results_of_pyshacl(tmp_path: Path, select: str) -> None:
    data = turtle(tmp_path, "data", "ex:a ex:p 1, 3 ; ex:q ex:b . ex:b ex:p 3 . ex:c ex:q ex:a .")
    shapes = turtle(
        tmp_path,
        "shapes",
        f"""ex: sh:declare [ sh:prefix "ex" ; sh:namespace "urn:x:"^^xsd:anyURI ] .
        ex:S sh:targetSubjectsOf ex:p, ex:q ;
          sh:sparql [ sh:prefixes ex: ; sh:select "{select}" ] .""",
    )
    found = outcome(data, shapes, "auto")
    assert found
    assert found == outcome(data, shapes, "reference")


def test_a_query_judges_each_value_of_a_shape_inside_another(tmp_path: Path) -> None:
    """There the focus nodes are values: an IRI, a blank node and a literal."""
    data = turtle(tmp_path, "data", "ex:a ex:p ex:b, ex:c, [ ex:q 2 ], 01 . ex:b ex:q 1 .")
    shapes = turtle(
        tmp_path,
        "shapes",
        """ex:S sh:targetNode ex:a ; sh:property [ sh:path ex:p ; sh:node ex:N ] .
        ex:N sh:sparql [ sh:select "SELECT $this { FILTER NOT EXISTS { $this <urn:x:q> ?v } }" ] .
        """,
    )
    found = [str(found.value) for found in validate(data, (), shapes).findings]
    assert found == ['"01"^^<http://www.w3.org/2001/XMLSchema#integer>', "<urn:x:c>"]


@pytest.mark.parametrize(("limit", "found"), [("", 1), ("; ex:most 2", 0), ("; ex:most 9", 1)])
def test_a_query_knows_whether_an_optional_parameter_is_given(
    tmp_path: Path, limit: str, found: int
) -> None:
    shapes = turtle(
        tmp_path,
        "shapes",
        f"""ex:Component a sh:ConstraintComponent ;
          sh:parameter [ sh:path ex:least ], [ sh:path ex:most ; sh:optional true ] ;
          sh:nodeValidator [ sh:select \"""SELECT $this ?value {{ $this <urn:x:p> ?value
            FILTER (?value > $least && (! bound($most) || ?value < $most)) }}\""" ] .
        ex:S sh:targetNode ex:a ; a sh:NodeShape ; ex:least 1 {limit} .""",
    )
    data = turtle(tmp_path, "data", "ex:a ex:p 5 .")
    assert len(validate(data, (), shapes).findings) == found


def test_a_query_counts_a_triple_of_several_graphs_once(tmp_path: Path) -> None:
    shapes = turtle(
        tmp_path,
        "shapes",
        """ex:S sh:targetNode ex:a ; sh:sparql [ sh:message "{?n}" ; sh:select
          "SELECT $this (COUNT(?v) AS ?n) { $this <urn:x:p> ?v } GROUP BY $this" ] .""",
    )
    file = tmp_path / "data.trig"
    file.write_text("<urn:g> { <urn:x:a> <urn:x:p> 1, 2 } <urn:h> { <urn:x:a> <urn:x:p> 1 }")
    found = validate(read([file], ontology=False), (), shapes).findings
    assert [finding.message for finding in found] == ["2"]


def test_a_query_counts_with_a_parameter_that_it_does_not_group_by(tmp_path: Path) -> None:
    shapes = turtle(
        tmp_path,
        "shapes",
        """ex:Component a sh:ConstraintComponent ; sh:parameter [ sh:path ex:most ] ;
          sh:nodeValidator [ sh:message "{?n}" ;
            sh:select \"""SELECT $this (COUNT(*) AS ?n) { $this <urn:x:p> ?v }
              GROUP BY $this HAVING (COUNT(*) > $most)\""" ] .
        ex:S sh:targetNode ex:a, ex:b ; a sh:NodeShape ; ex:most 1 .""",
    )
    data = turtle(tmp_path, "data", "ex:a ex:p 5, 6 . ex:b ex:p 5 .")
    assert [finding.message for finding in validate(data, (), shapes).findings] == ["2"]


def test_a_message_of_a_component_shows_parameters_that_its_query_does_not_name(
    tmp_path: Path,
) -> None:
    shapes = turtle(
        tmp_path,
        "shapes",
        """ex:Component a sh:ConstraintComponent ;
          sh:parameter [ sh:path <urn:x:limit> ], [ sh:path ex:why ; sh:optional true ] ;
          sh:validator [ sh:ask "ASK { FILTER($value = $limit) }" ;
            sh:message "{$value} is not {$limit} {?why}" ] .
        ex:S sh:targetNode 1 ; a sh:NodeShape ; <urn:x:limit> 2 ; ex:why "today" .""",
    )
    data = turtle(tmp_path, "data", "ex:a ex:p 1 .")
    [finding] = validate(data, (), shapes).findings
    assert finding.message == "1 is not 2 today"


@pytest.mark.parametrize(
    "select",
    [
        "SELECT $this ?value { $this ex:p ?value }",
        "SELECT * { ?s ex:p ?value FILTER(?s = $this && $currentShape = ex:S) }",
    ],
)
def test_a_query_has_the_prefixes_it_names_whatever_another_ontology_declares(
    tmp_path: Path, select: str
) -> None:
    owl = "<http://www.w3.org/2002/07/owl#Ontology>"
    shapes = turtle(
        tmp_path,
        "shapes",
        f"""ex:One a {owl} ; sh:declare [ sh:prefix "ex" ; sh:namespace "urn:x:" ] .
        ex:Two a {owl} ; sh:declare [ sh:prefix "ex" ; sh:namespace "urn:other:" ] .
        ex:S sh:targetNode ex:a ; sh:sparql [ sh:prefixes ex:One ; sh:select "{select}" ] .""",
    )
    data = turtle(tmp_path, "data", "ex:a ex:p 1 .")
    assert len(validate(data, (), shapes).findings) == 1


@pytest.mark.parametrize(
    "filter_",
    ["FILTER(?s = $this)", "FILTER isIRI($this)", "FILTER NOT EXISTS { $this ex:q ?o }"],
)
def test_an_asterisk_inside_a_query_does_not_show_this_if_only_a_filter_names_it(
    filter_: str, tmp_path: Path
) -> None:
    def shapes(pattern: str) -> Dataset:
        return turtle(
            tmp_path,
            "shapes",
            f"""ex:One a <http://www.w3.org/2002/07/owl#Ontology> ;
              sh:declare [ sh:prefix "ex" ; sh:namespace "urn:x:" ] .
            ex:S sh:targetNode ex:a ; sh:sparql [ sh:prefixes ex:One ;
              sh:select "SELECT $this {{ {{ SELECT * {{ {pattern} }} }} }}" ] .""",
        )

    data = turtle(tmp_path, "data", "ex:a ex:p 1 .")
    with pytest.raises(InputError):
        validate(data, (), shapes(f"?s ex:p ?value {filter_}"))
    assert len(validate(data, (), shapes(f"{filter_} $this ex:p ?s")).findings) == (
        0 if "?s =" in filter_ else 1
    )


def test_a_query_finds_a_literal_as_the_data_spells_it(tmp_path: Path) -> None:
    data = turtle(tmp_path, "data", "ex:a ex:p 01 . ex:b ex:p 1.50 . ex:c ex:p 1 .")
    shapes = turtle(
        tmp_path,
        "shapes",
        """ex:S sh:targetSubjectsOf ex:p ;
          sh:sparql [ sh:select "SELECT $this ?value { $this <urn:x:p> ?value }" ] .""",
    )
    found = [found.value.value for found in validate(data, (), shapes).findings]  # type: ignore[union-attr]
    assert found == ["01", "1.50", "1"]


def test_the_report_is_the_same_on_each_run(loaded: tuple[Dataset, list[Quad], list[Path]]) -> None:
    one, two = (validate(loaded[0], loaded[1], loaded[2]) for _ in range(2))
    assert one.findings == two.findings
    assert one.quads == two.quads


PREFIXES = """
@prefix ex: <urn:x:> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""


def turtle(folder: Path, name: str, text: str) -> Dataset:
    file = folder / f"{name}.ttl"
    file.write_text(PREFIXES + text, "utf-8")
    return read([file], ontology=False)


def found_by(tmp_path: Path, data: str, shapes: str) -> list[str]:
    """Return focus node and component of each result, without namespaces."""
    report = validate(turtle(tmp_path, "data", data), (), turtle(tmp_path, "shapes", shapes))
    return [
        f"{str(found.focus)[7:-1]} {found.component.removesuffix('ConstraintComponent')}"
        for found in report.findings
    ]


@pytest.mark.parametrize(
    ("path", "count", "broken"),
    [
        # SPARQL 1.1 §18.2.2.3: the inverse of a sequence runs from its last step to its first.
        ("[ sh:inversePath ( ex:p ex:q ) ]", "sh:maxCount 0", ["c"]),
        ("[ sh:inversePath [ sh:inversePath ex:p ] ]", "sh:maxCount 0", ["a", "x", "y"]),
        ("[ sh:inversePath [ sh:oneOrMorePath ex:p ] ]", "sh:minCount 2", ["a", "b", "c"]),
        ("[ sh:zeroOrMorePath ex:p ]", "sh:minCount 2", ["b", "c"]),
        ("[ sh:oneOrMorePath [ sh:alternativePath ( ex:p ex:q ) ] ]", "sh:maxCount 2", []),
        ("( [ sh:zeroOrOnePath ex:p ] ex:q )", "sh:maxCount 0", ["a", "b"]),
    ],
)
def test_a_path_is_followed_as_sparql_follows_it_also_through_cycles(
    tmp_path: Path, path: str, count: str, broken: list[str]
) -> None:
    data = "ex:a ex:p ex:b . ex:b ex:q ex:c . ex:x ex:p ex:y . ex:y ex:p ex:x ."
    shapes = f"ex:S sh:targetNode ex:a, ex:b, ex:c, ex:x, ex:y ; sh:path {path} ; {count} ."
    found = found_by(tmp_path, data, shapes)
    name = "MinCount" if "min" in count else "MaxCount"
    assert found == [f"{node} {name}" for node in broken]


def test_a_recursive_shape_fails_a_node_only_if_something_shows_it(tmp_path: Path) -> None:
    """A good node is marked and has only good parts, also in a cycle and along a chain."""
    shapes = """ex:S sh:targetSubjectsOf ex:part ; sh:node ex:Good .
        ex:Good sh:property [ sh:path ex:mark ; sh:minCount 1 ],
          [ sh:path ex:part ; sh:node ex:Good ] ."""
    data = """ex:a ex:part ex:b ; ex:mark 1 . ex:b ex:part ex:a ; ex:mark 1 .
        ex:d ex:part ex:e ; ex:mark 1 . ex:e ex:part ex:f ; ex:mark 1 . ex:f ex:part ex:d ."""
    assert found_by(tmp_path, data, shapes) == ["d Node", "e Node", "f Node"]


def test_a_property_shape_inside_itself_ends_in_cyclic_data(tmp_path: Path) -> None:
    shapes = "ex:S sh:targetNode ex:a ; sh:path ex:p ; sh:nodeKind sh:IRI ; sh:property ex:S ."
    data = "ex:a ex:p ex:b . ex:b ex:p ex:a, 1 ."
    assert found_by(tmp_path, data, shapes) == ["b NodeKind"]


@pytest.mark.parametrize(
    ("constraint", "broken"),
    [
        # §4.5.3, §4.3: what cannot be compared is a result; pySHACL lets some pass.
        ("sh:path ex:when ; sh:lessThan ex:until", ["a LessThan", "b LessThan", "b LessThan"]),
        ("sh:path ex:when ; sh:maxExclusive 3", ["a MaxExclusive", "b MaxExclusive"]),
        # §4.4.4: basic language ranges, as langMatches.
        ('sh:path ex:name ; sh:languageIn ( "nl" )', ["b LanguageIn"]),
        # §4.8.1: nothing is exempt, not even the type rdfs:Resource.
        ("sh:closed true ; sh:ignoredProperties ( ex:when ex:until ex:name )", ["a Closed"]),
    ],
)
def test_where_pyshacl_departs_from_shacl_the_engine_follows_shacl(
    tmp_path: Path, constraint: str, broken: list[str]
) -> None:
    data = """ex:a a rdfs:Resource ; ex:when "2021-01-01"^^xsd:date ; ex:until 4 ;
          ex:name "a"@nl-be .
        ex:b ex:when ex:x ; ex:until ex:x, ex:y ; ex:name "b"@nds ."""
    shapes = f"ex:S sh:targetNode ex:a, ex:b ; {constraint} ."
    assert found_by(tmp_path, data, shapes) == broken


NODES = ["ex:a", "ex:b", "ex:c", "ex:d", "ex:e"]
LINKS = ["ex:p", "ex:q", "ex:r"]
VALUES = [
    *NODES * 4,
    *("1", "2", "01", "1.5", "true", '"b"', '"ab"', '"b"@nl', '"B"@nl', '"c"@en'),
    *('"2021-03-01"^^xsd:date', '"z"^^ex:own'),
]
CONSTRAINTS = [
    *("sh:class ex:C", "sh:class ex:D", "sh:datatype xsd:integer", "sh:datatype xsd:string"),
    *("sh:nodeKind sh:IRI", "sh:nodeKind sh:IRIOrLiteral", "sh:nodeKind sh:Literal"),
    *("sh:minLength 2", "sh:maxLength 1", 'sh:pattern "^[0-9]+$"', 'sh:languageIn ( "nl" )'),
    *("sh:equals ex:q", "sh:disjoint ex:q", "sh:hasValue 1", "sh:hasValue ex:a"),
    'sh:in ( 1 ex:a "b" ex:b "b"@nl )',
    "sh:closed true ; sh:ignoredProperties ( ex:p rdf:type )",
]
COUNTS = ["sh:minCount 1", "sh:minCount 2", "sh:maxCount 1", "sh:uniqueLang true"]


class Chance(random.Random):
    """Random data, and random shapes with nested shapes and paths."""

    def data(self) -> str:
        links = (
            f"{self.choice(NODES)} {self.choice(LINKS)} {self.choice(VALUES)} .\n"
            for _ in range(self.randint(4, 22))
        )
        kinds = (f"{node} a ex:{self.choice('CDE')} .\n" for node in self.sample(NODES, 3))
        return "".join([*links, *kinds, "ex:D rdfs:subClassOf ex:C .\n"])

    def path(self, depth: int = 0) -> str:
        if depth > 2 or self.random() < 0.45:
            return self.choice(LINKS)
        kind = self.choice(["inverse", "sequence", "alternative", "zeroOrMore", "oneOrMore"])
        if kind == "sequence":
            return f"( {self.path(depth + 1)} {self.path(depth + 1)} )"
        if kind == "alternative":
            return f"[ sh:alternativePath ( {self.path(depth + 1)} {self.path(depth + 1)} ) ]"
        # pySHACL reads the inverse of a sequence in the wrong order.
        inside = self.choice(LINKS) if kind == "inverse" else self.path(depth + 1)
        return f"[ sh:{kind}Path {inside} ]"

    def shape(self, depth: int = 0, of_property: bool | None = None) -> str:
        if of_property is None:
            of_property = self.random() < 0.5
        found = [self.constraint(depth, of_property) for _ in range(self.choice((1, 1, 2)))]
        body = " ; ".join({one.split()[0]: one for one in found}.values())
        return f"[ sh:path {self.path()} ; {body} ]" if of_property else f"[ {body} ]"

    def constraint(self, depth: int, of_property: bool) -> str:
        if depth > 2 or self.random() < 0.5:
            return self.choice(CONSTRAINTS + COUNTS * 2 if of_property else CONSTRAINTS)
        one, two = self.shape(depth + 1), self.shape(depth + 1)
        choices = [
            *(f"sh:not {one}", f"sh:and ( {one} {two} )", f"sh:or ( {one} {two} )"),
            *(f"sh:xone ( {one} {two} )", f"sh:node {self.shape(depth + 1, False)}"),
            *[f"sh:property {self.shape(depth + 1, True)}"] * 2,
        ]
        if of_property:
            choices += [
                f"sh:qualifiedValueShape {one} ; sh:qualifiedMinCount {self.choice((1, 2))}",
                f"sh:qualifiedValueShape {one} ; sh:qualifiedMaxCount {self.choice((0, 1))}",
            ]
        return self.choice(choices)

    def target(self) -> str:
        return self.choice(
            [
                *("sh:targetClass ex:C", "sh:targetSubjectsOf ex:p", "sh:targetObjectsOf ex:p"),
                *("sh:targetNode ex:a, ex:b, 1", "sh:targetClass ex:D ; sh:targetSubjectsOf ex:q"),
            ]
        )


@pytest.mark.engines
@pytest.mark.filterwarnings("ignore")
def test_random_shapes_in_shapes_give_the_results_of_pyshacl(tmp_path: Path) -> None:
    sizes = []
    for seed in range(40):
        chance = Chance(seed)
        data = turtle(tmp_path, "data", chance.data())
        shape = chance.shape()
        shapes = turtle(tmp_path, "shapes", f"ex:S {chance.target()} ; {shape[1:-1]} .")
        found = outcome(data, shapes, "auto")
        assert found == outcome(data, shapes, "reference"), f"seed {seed}: {shape}"
        sizes.append(sum((found or {}).values()))
    assert sum(size > 0 for size in sizes) > 20
