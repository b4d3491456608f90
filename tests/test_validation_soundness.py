"""Shapes are checked before any data, even those that no data uses."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from rdflib import SH

from dvgraph.dataset.files import read
from dvgraph.errors import InputError
from dvgraph.validation.shacl import validate
from dvgraph.validation.soundness import Defect, sound

Judge = Callable[..., list[Defect]]

HEAD = """@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix ex: <http://example.org/> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
"""
RIGHT = "ex:Body a sh:NodeShape ; sh:targetClass ex:B ; sh:property [ sh:path rdfs:label ] .\n"


@pytest.fixture
def defects(tmp_path: Path) -> Judge:
    def of(turtle: str, *, lenient: bool = True) -> list[Defect]:
        file = tmp_path / "shapes.ttl"
        file.write_text(HEAD + RIGHT + turtle, encoding="utf-8")
        return sound([file], lenient=lenient)[1]

    return of


@pytest.mark.parametrize(
    ("turtle", "slip", "right"),
    [
        ("ex:S sh:minCont 1 .", "minCont", "minCount"),
        ("ex:S sh:minCoutn 1 .", "minCoutn", "minCount"),
        ("ex:S sh:nodekind sh:IRI .", "nodekind", "nodeKind"),
        ("ex:S sh:NodeKind sh:IRI .", "NodeKind", "nodeKind"),  # a class, not the property
        ("ex:S sh:nodeKind sh:Iri .", "Iri", "IRI"),
        ("ex:S a sh:PropertyShap .", "PropertyShap", "PropertyShape"),
        ("ex:S sh:severity sh:warning .", "warning", "Warning"),
        ("ex:S sh:lessThanOrEqual ex:p .", "lessThanOrEqual", "lessThanOrEquals"),
        ("ex:S sh:uniqueLanguage true .", "uniqueLanguage", "uniqueLang"),
    ],
)
def test_a_slip_refuses_the_file_with_its_line_and_the_right_name(
    defects: Judge,
    turtle: str,
    slip: str,
    right: str,
) -> None:
    with pytest.raises(InputError) as refusal:
        defects(turtle, lenient=False)
    assert str(refusal.value.where).endswith("shapes.ttl:6")
    assert refusal.value.problem == f"sh:{slip} is not a term of SHACL, but sh:{right} is"


@pytest.mark.parametrize(
    "term",
    [
        *("intent", "codeIdentifier", "minListLength", "memberShape", "ShapesGraph", "subsetOf"),
        *("values", "rule", "reifierShape", "target", "SPARQLTarget", "expression", "someValue"),
    ],
)
def test_a_term_of_a_later_shacl_or_of_a_note_is_told_and_refuses_nothing(
    defects: Judge,
    term: str,
) -> None:
    found = defects(f"ex:S sh:{term} ex:x .", lenient=False)
    assert [each.problem for each in found] == [
        f"sh:{term} is not a term of SHACL 1.0, and was ignored"
    ]
    assert found[0].where.endswith("shapes.ttl:6")


def test_every_term_of_shacl_is_known(defects: Judge) -> None:
    """By rdflib's copy of the vocabulary, without its Advanced Features and JavaScript."""
    names = {*SH.__annotations__, *SH._extras}
    found = defects("".join(f"ex:S{n} ex:p sh:{name} .\n" for n, name in enumerate(sorted(names))))
    unknown = {each.problem.partition(" ")[0].removeprefix("sh:") for each in found}
    advanced = "condition expression filterShape intersection nodes object predicate returnType"
    advanced += " rule subject target union Function Rule SPARQLFunction SPARQLRule SPARQLTarget"
    advanced += " SPARQLTargetType Target TargetType TripleRule this ExpressionConstraintComponent"
    advanced += " ExpressionConstraintComponent-expression"
    others = {name for name in unknown if not name.lower().startswith("js")}
    assert others == set(advanced.split())


@pytest.mark.parametrize(
    ("turtle", "line", "told"),
    [
        ("ex:S sh:property ex:Nowhere .", 6, "absent"),
        ("ex:S sh:node ex:Nowhere .", 6, "absent"),
        ("ex:S\n  sh:js ex:Script .", 7, "JavaScript"),
        ('ex:S sh:sparql [\n sh:select "SELECT $this { SERVICE <x:y> { } }" ] .', 6, "SERVICE"),
    ],
)
def test_what_is_meaningless_is_left_out_and_told_while_the_rest_is_judged(
    defects: Judge,
    turtle: str,
    line: int,
    told: str,
    tmp_path: Path,
) -> None:
    with pytest.raises(InputError, match=told):
        defects(turtle, lenient=False)
    [found] = defects(turtle)
    assert found.where.endswith(f"shapes.ttl:{line}")
    assert told in found.problem
    left, _ = sound([tmp_path / "shapes.ttl"], lenient=True)
    used = {quad.predicate.value.partition("#")[2] for quad in left.quads}
    assert used == {"type", "targetClass", "property", "path"}  # those of the right shape


def test_a_space_in_an_iri_is_read_over_and_told_only_if_asked(
    defects: Judge,
    tmp_path: Path,
) -> None:
    faulty = "<http://example.org/a b> a sh:NodeShape ; sh:targetClass ex:C ."
    with pytest.raises(InputError, match="Invalid IRI"):
        defects(faulty, lenient=False)
    [found] = defects(faulty)
    assert "Invalid IRI" in found.problem
    assert found.where.startswith(str(tmp_path / "shapes.ttl:6"))
    with pytest.raises(InputError):
        defects("ex:S sh:path [ .")  # no Turtle at all


def test_shapes_with_graphs_of_their_own_are_looked_over_too(tmp_path: Path) -> None:
    file = tmp_path / "shapes.trig"
    file.write_text(f"{HEAD}ex:g {{ {RIGHT} ex:S sh:minCont 1 }}", encoding="utf-8")
    with pytest.raises(InputError, match=r"shapes\.trig: sh:minCont"):
        sound([file])


def test_a_switch_that_is_1_is_told_to_switch_nothing_on(defects: Judge) -> None:
    shape = 'ex:S sh:path ex:p ; sh:uniqueLang "1"^^<http://www.w3.org/2001/XMLSchema#boolean> .'
    [found] = defects(shape, lenient=False)
    assert found.problem == "sh:uniqueLang is 1, which has no effect"
    assert defects(shape.replace('"1"', '"true"')) == []


def test_an_entailment_that_is_not_derived_is_refused_rather_than_ignored(defects: Judge) -> None:
    asked = "ex:Shapes sh:entailment <http://www.w3.org/ns/entailment/RDFS> ."
    with pytest.raises(InputError, match="sh:entailment"):
        defects(asked, lenient=False)
    assert len(defects(asked)) == 1


def test_a_file_without_shapes_is_refused_however_lenient(tmp_path: Path) -> None:
    file = tmp_path / "data.ttl"
    file.write_text(f"{HEAD}ex:a ex:b ex:c .", encoding="utf-8")
    with pytest.raises(InputError, match="no shapes"):
        sound([file], lenient=True)


def test_shapes_are_looked_over_without_rdflib() -> None:
    code = (
        "import sys; from dvgraph.validation.soundness import sound;"
        "from dvgraph import resources; sound([resources.shapes_dir()]);"
        "print('rdflib' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


@pytest.mark.parametrize(
    ("turtle", "name", "told"),
    [
        ('ex:S sh:property [ sh:path "x" ] .', 'ex:S, sh:path "x"', "its path is neither"),
        ("ex:S sh:property [ sh:path ( ex:p ) ] .", "ex:S, sh:path ex:p", "two parts or more"),
        ("ex:S sh:property ex:P . ex:P sh:path ex:p, ex:q .", "ex:P", "several values of sh:path"),
        ("ex:P a sh:PropertyShape .", "ex:P", "a property shape must have one"),
        ("ex:S sh:path ex:p ; a sh:NodeShape .", "ex:S", "a node shape must not have sh:path"),
        ("ex:S sh:path _:p ; sh:minCount 1 . _:p sh:inversePath _:p .", "ex:S", "into itself"),
        ("ex:S sh:in _:l . _:l rdf:first 1 ; rdf:rest _:l .", "ex:S", "runs into itself"),
        (
            "ex:S sh:path _:p ; sh:minCount 1 . _:p rdf:first ex:p ; rdf:rest _:p .",
            "ex:S",
            "a list",
        ),
        (
            "ex:S sh:path [ sh:inversePath ex:p ; sh:zeroOrMorePath ex:q ] ; sh:minCount 1 .",
            "ex:S",
            "neither an IRI nor one of",
        ),
        ("ex:S sh:node [ sh:path ex:p ; sh:minCount 1 ] .", "ex:S", "is a property shape"),
        ("ex:S sh:in ex:none .", "ex:S", "a list is broken"),
        ("ex:S sh:in [ rdf:first 1 ] .", "ex:S", "a list is broken"),
        ("ex:S sh:datatype ex:a, ex:b .", "ex:S", "several values of sh:datatype"),
        ('ex:S sh:datatype "date" .', "ex:S", "is not an IRI"),
        ('ex:S sh:path ex:p ; sh:minCount "1" .', "ex:S", "is not an integer"),
        ("ex:S sh:minCount 1 .", "ex:S", "for shapes with sh:path only"),
        ("ex:S sh:nodeKind ex:Thing .", "ex:S", "is not a kind of node"),
        ('ex:S a sh:NodeShape ; sh:deactivated "ja" .', "ex:S", "neither the boolean true"),
        ('ex:S a sh:NodeShape ; sh:severity "erg" .', "ex:S", "is not an IRI"),
        ('ex:S sh:closed "true" .', "ex:S", "neither the boolean true"),
        ('ex:S sh:targetClass "http://example.org/B" .', "ex:S", "is not an IRI"),
        ("ex:S sh:targetNode [] .", "ex:S", "is a blank node"),
        ('ex:S sh:or ( "a" "b" ) .', "ex:S", "is a literal"),
        ("ex:S sh:not ex:Nowhere .", "ex:S", "is absent"),
        ("ex:S sh:languageIn ( ex:nl ) .", "ex:S", "is not a literal"),
        (
            'ex:S sh:minLength "1_0"^^<http://www.w3.org/2001/XMLSchema#integer> .',
            "ex:S",
            "not an integer",
        ),
        ('ex:S sh:pattern "(?=a)" .', "ex:S", "which XPath lacks"),
        ('ex:S sh:pattern "a" ; sh:flags "g" .', "ex:S", "g is not a flag"),
        ("ex:S sh:minInclusive ex:a .", "ex:S", "is not a literal"),
        ("ex:S sh:sparql [ sh:select 1 ] .", "ex:S", "sh:select"),
        ('ex:S sh:sparql [ sh:select "SELECT $this {" ] .', "ex:S", "is not SPARQL"),
        ('ex:S sh:sparql [ sh:select "SELECT $this { $this no:p 1 }" ] .', "ex:S", "SPARQL (1:"),
        ('ex:S sh:sparql [ sh:select "SELECT $this { FILTER(<x:f>($this)) }" ] .', "ex:S", "<x:f>"),
        ("ex:S sh:not ex:S .", "ex:S", "refers to itself"),
    ],
)
def test_a_malformed_shape_is_told_by_name_where_no_data_is_concerned(
    tmp_path: Path, turtle: str, name: str, told: str
) -> None:
    shapes, data = tmp_path / "shapes.ttl", tmp_path / "data.ttl"
    shapes.write_text(HEAD + RIGHT + turtle, encoding="utf-8")
    data.write_text(f"{HEAD}ex:b a ex:B ; ex:p ex:c .", encoding="utf-8")
    source = read([data], ontology=False)
    with pytest.raises(InputError) as refusal:
        validate(source, (), [shapes], "en")
    assert refusal.value.problem.startswith(f"the shape {name} is malformed: ")
    assert told in refusal.value.problem
    assert str(refusal.value.where).endswith("shapes.ttl:6")
    lenient = validate(source, (), [shapes], "en", lenient=True)
    assert [each.problem for each in lenient.defects] == [refusal.value.problem]
    assert lenient.conforms
    assert not lenient.idle


@pytest.mark.parametrize(
    "turtle",
    [
        f"ex:S sh:path {'[ sh:zeroOrMorePath ' * 3000} ex:p {']' * 3000} ; sh:minCount 1 .",
        "".join(f"ex:S{n} sh:node ex:S{n + 1} .\n" for n in range(900)) + "ex:S900 sh:in () .",
    ],
)
def test_shapes_too_deep_in_each_other_are_refused_in_words(tmp_path: Path, turtle: str) -> None:
    shapes = tmp_path / "shapes.ttl"
    shapes.write_text(f"{HEAD}{RIGHT}{turtle} ex:S0 sh:targetNode ex:a .", encoding="utf-8")
    with pytest.raises(InputError, match="too deep"):
        validate(read([shapes], ontology=False), (), [shapes], "en")


def test_a_component_without_a_validator_for_a_shape_is_told_and_the_rest_is_judged(
    tmp_path: Path,
) -> None:
    shapes, data = tmp_path / "shapes.ttl", tmp_path / "data.ttl"
    shapes.write_text(
        f"""{HEAD}ex:Component a sh:ConstraintComponent ; sh:parameter [ sh:path ex:most ] ;
          sh:propertyValidator [ sh:select "SELECT $this {{ $this $PATH ?value }}" ] .
        ex:S sh:targetNode ex:b ; a sh:NodeShape ; ex:most 1 ; sh:nodeKind sh:Literal .""",
        encoding="utf-8",
    )
    data.write_text(f"{HEAD}ex:b ex:p ex:c .", encoding="utf-8")
    report = validate(read([data], ontology=False), (), [shapes], "en")
    assert len(report.findings) == 1
    [told] = report.defects
    assert not told.grave
    assert "Component> has no validator" in told.problem


@pytest.mark.engines
def test_the_reference_judges_faulty_shapes_without_their_faulty_parts(tmp_path: Path) -> None:
    shapes, data = tmp_path / "shapes.ttl", tmp_path / "data.ttl"
    faulty = 'ex:Body sh:property [ sh:path "x" ], [ sh:path ex:p ; sh:maxCount 0 ] .'
    shapes.write_text(HEAD + RIGHT + faulty, encoding="utf-8")
    data.write_text(f"{HEAD}ex:b a ex:B ; ex:p ex:c .", encoding="utf-8")
    source = read([data], ontology=False)
    for engine in ("auto", "reference"):
        report = validate(source, (), [shapes], "en", engine=engine, lenient=True)
        assert [each.component for each in report.findings] == ["MaxCountConstraintComponent"]
        assert len(report.defects) == 1
