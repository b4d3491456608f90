"""What an assessment says beside its findings: of its shapes, and whether anything was judged."""

from collections.abc import Callable
from pathlib import Path

import pytest

from dvgraph.namespaces import RDFS, SH
from dvgraph.rdf.oxigraph import NamedNode
from dvgraph.validation.assessment import Assessment, assess, severity

HEAD = f"@prefix sh: <{SH}> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"
SHAPE = "<urn:S> a sh:NodeShape ; sh:targetClass <urn:A> ; sh:property <urn:P> .\n"
SHAPES = f"{HEAD}{SHAPE}<urn:P> sh:path <urn:p> ; sh:maxCount 1"
WELL_FORMED, COMMENT = NamedNode(f"{SH}shapesGraphWellFormed"), NamedNode(f"{RDFS}comment")
TWICE = "<urn:a> a <urn:A> ; <urn:p> 1, 2 ."

Judge = Callable[..., Assessment]


@pytest.fixture
def judged(tmp_path: Path) -> Judge:
    def judge(shapes: str, data: str = TWICE, *, lenient: bool = False) -> Assessment:
        (tmp_path / "shapes.ttl").write_text(f"{shapes} .", "utf-8")
        (tmp_path / "data.ttl").write_text(data, "utf-8")
        given = [str(tmp_path / "shapes.ttl")]
        return assess([str(tmp_path / "data.ttl")], shapes=given, lenient=lenient, lang="en")

    return judge


def notes(found: Assessment) -> list[str]:
    """Return the notes, without those on the data and on the rules of dvgraph."""
    every = [*found.notes()]
    assert every[0].startswith("The data is read alone")
    assert every[-1] == "Only the named shapes were checked, not the rules"
    return every[1:-1]


def said(found: Assessment, predicate: NamedNode) -> list[str]:
    return [quad.object.value for quad in found.quads() if quad.predicate == predicate]  # type: ignore[union-attr]


def test_of_sound_shapes_that_judge_there_is_nothing_to_say(judged: Judge) -> None:
    found = judged(SHAPES)
    assert len(found.report.findings) == 1
    assert notes(found) == []
    assert said(found, WELL_FORMED) == said(found, COMMENT) == []


def test_a_remark_on_the_shapes_is_told_and_leaves_them_well_formed(judged: Judge) -> None:
    found = judged(f"{SHAPES} ; sh:intent <urn:x>")
    [note] = notes(found)
    assert note.endswith(":3: sh:intent is not a term of SHACL 1.0, and was ignored")
    assert said(found, WELL_FORMED) == []


def test_what_was_left_out_of_the_shapes_is_told_and_makes_them_ill_formed(judged: Judge) -> None:
    found = judged(f"{SHAPES} ; sh:node <urn:nowhere>", lenient=True)
    [note] = notes(found)
    assert ":3: left out of the shapes: " in note
    assert said(found, WELL_FORMED) == ["false"]
    assert len(found.report.findings) == 1


def test_that_nothing_was_judged_is_told_in_every_form(judged: Judge) -> None:
    found = judged(SHAPES, "<urn:a> <urn:p> 1, 2 .")
    idle = "nothing was checked: no shape has a target in the data"
    assert said(found, COMMENT) == [found.text().strip()]
    assert idle in found.text()
    assert notes(found) == ["shapes without a target in the data (1): <urn:S>"]


@pytest.mark.parametrize("number", [5, 6, 9])
def test_of_many_shapes_without_a_target_the_first_five_are_named(
    judged: Judge, number: int
) -> None:
    idle = "".join(
        f"<urn:S{n}> a sh:NodeShape ; sh:targetClass <urn:No> .\n" for n in range(number)
    )
    [note] = notes(judged(f"{HEAD}{idle}{SHAPE}<urn:P> sh:path <urn:p>"))
    assert note.startswith(f"shapes without a target in the data ({number}): ")
    assert note.count("<urn:S") == 5
    assert note.endswith(f" and {number - 5} others") is (number > 5)


def test_the_cost_of_each_shape_is_told_if_asked(judged: Judge) -> None:
    found = judged(SHAPES)
    [cost] = {*found.notes(explain=True)} - {*found.notes()}
    assert cost.startswith("urn:S: 1 targets, 1 results, ")


@pytest.mark.parametrize(
    ("name", "number", "word"),
    [
        ("Violation", 1, "violation"),
        ("Violation", 2, "violations"),
        ("Warning", 0, "warnings"),
        ("urn:own", 1, "urn:own"),
    ],
)
def test_a_severity_is_counted_in_words_and_one_of_a_shape_keeps_its_name(
    name: str, number: int, word: str
) -> None:
    assert severity(name, number, "en") == word


def test_a_finding_names_its_thing_by_its_label_if_it_has_one_in_the_language(
    judged: Judge,
) -> None:
    label = '<urn:a> <http://www.w3.org/2000/01/rdf-schema#label> "One"@en, "Een"@nl .'
    other = '<urn:b> <http://www.w3.org/2000/01/rdf-schema#label> "Two"@en .'
    assert "One (<urn:a>) <urn:p>" in judged(SHAPES, TWICE + label + other).text()
    assert "\n    <urn:a> <urn:p>" in judged(SHAPES, TWICE + other).text()
