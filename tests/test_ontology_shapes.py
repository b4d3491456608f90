"""Each shape has a name, an explanation in both languages, and a good and a bad example.

``tests/shapes/<file>-bad.ttl`` violates every shape of ``ontology/shapes/<file>.ttl``, and
``<file>-ok.ttl`` none; both are checked together with their derived triples, as in `validate`.
"""

import re
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dvgraph.dataset.files import Dataset, read, shipped
from dvgraph.derive.dates import parse_boundary
from dvgraph.derive.rules import derive
from dvgraph.errors import InputError
from dvgraph.namespaces import EDTF
from dvgraph.rdf import bridge
from dvgraph.resources import shapes_dir
from dvgraph.validation.shacl import Report, validate
from variations import sparse

pytestmark = pytest.mark.program

EXAMPLES = Path(__file__).parent / "shapes"
FILES = sorted(shapes_dir().glob("*.ttl"))
FORMS = "https://w3id.org/dvgraph/id/vorm/"
SH = bridge.SH


@cache
def shapes(path: Path) -> bridge.Graph:
    return bridge.graph(read([path], ontology=False).quads)


def reporting(path: Path) -> set[str]:
    """Return the shapes of a file that can be in a report: with targets, or a property of such."""
    graph = shapes(path)
    kinds = (SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf, SH.targetNode)
    roots = {shape for kind in kinds for shape in graph.subjects(kind)}
    properties = {part for root in roots for part in graph.objects(root, SH.property)}
    # A root that only groups properties reports nothing itself.
    return {str(shape) for shape in roots | properties if (shape, SH.message, None) in graph} | {
        str(part) for part in properties
    }


def report(dataset: Dataset, *files: Path) -> Report:
    return validate(dataset, derive(dataset), files or None)


def names(found: Report) -> set[str]:
    return {finding.shape.value for finding in found.findings if finding.shape is not None}


def test_every_shapes_file_has_its_two_examples_and_no_example_is_left_over() -> None:
    wanted = {f"{path.stem}-{kind}.ttl" for path in FILES for kind in ("ok", "bad")}
    assert {path.name for path in EXAMPLES.glob("*.ttl")} == wanted
    assert wanted


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_bad_example_breaks_every_shape_of_its_file(path: Path) -> None:
    bad = report(read([EXAMPLES / f"{path.stem}-bad.ttl"], model=True), path)
    assert names(bad) == reporting(path)


@pytest.mark.parametrize("path", sparse(FILES, 4), ids=lambda path: path.stem)
def test_the_good_example_breaks_no_shape_of_its_file(path: Path) -> None:
    good = report(read([EXAMPLES / f"{path.stem}-ok.ttl"], model=True), path)
    assert good.table().rows == []
    assert good.unmatched == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_shape_has_a_name_a_severity_and_one_message_per_language(path: Path) -> None:
    graph = shapes(path)
    assert reporting(path)
    for shape in map(bridge.node, map(bridge.NamedNode, reporting(path))):
        assert str(shape).startswith(f"{FORMS}{path.stem}/")
        assert len(list(graph.objects(shape, SH.severity))) == 1
        messages = {m.language: str(m) for m in graph.objects(shape, SH.message)}
        assert sorted(messages) == ["en", "nl"]
        assert len(list(graph.objects(shape, SH.message))) == 2
        # What is right, then how to mend it.
        assert all(re.search(r"[:;] \S", text) for text in messages.values()), messages


def test_the_shipped_data_keeps_to_every_shape() -> None:
    found = report(shipped())
    assert [(f.where, f.message) for f in found.findings] == []


def edtf_pattern() -> str:
    graph = shapes(shapes_dir() / "statement.ttl")
    [form] = graph.subjects(SH.datatype, bridge.node(bridge.NamedNode(EDTF)))
    return str(graph.value(form, SH.pattern))


DAYS = r"[0-9]{4}(-[01][0-9](-[0-3][0-9])?)?"


@given(
    st.from_regex(rf"\[?({DAYS})?[~?%]?(\.\.|/)?({DAYS})?\]?", fullmatch=True)
    | st.text("0123456789-~?%.[]/", max_size=14)
)
def test_the_shape_of_a_date_knows_the_same_edtf_profile_as_the_reader_of_dates(text: str) -> None:
    matches = re.search(edtf_pattern(), text) is not None
    problem = None
    try:
        parse_boundary(text, EDTF)
    except InputError as error:
        problem = error.problem
    assert matches or problem is not None
    # A pattern does not know every day of the calendar, nor the order within a set.
    assert not matches or problem is None or "calendar" in problem


DATES = {  # of a Bestaan, and the shapes of statements that it breaks
    'dvg:van "2021"^^xsd:gYear ; dvg:tot "2021"^^xsd:gYear': set(),
    'dvg:van "2021-01-01"^^xsd:date ; dvg:tot "2021-01-02"^^xsd:date': set(),
    'dvg:tot "[2016..2019]"^^edtf:EDTF': set(),
    'dvg:gezienOp "2019-05"^^xsd:gYearMonth, "2020%"^^edtf:EDTF': set(),
    "dvg:totOnbekend true": set(),
    'dvg:van "2021-02-30"^^xsd:date': {"van"},
    'dvg:van "2021-01-01Z"^^xsd:date': {"van"},
    'dvg:van "2021-01-01T00:00:00Z"^^xsd:dateTime': {"van"},
    'dvg:van "2021-13"^^xsd:gYearMonth': {"van"},
    'dvg:van "2021"': {"van"},
    'dvg:tot "2020/2021"^^edtf:EDTF': {"tot"},
    'dvg:van "2021-06-01"^^xsd:date ; dvg:tot "2021-06-01"^^xsd:date': {"vanVroegst"},
    'dvg:van "2022"^^xsd:gYear ; dvg:tot "2020"^^xsd:gYear': {"vanVroegst"},
    'dvg:tot "2020"^^xsd:gYear ; dvg:totOnbekend true': {"einde"},
}


def test_a_date_that_is_wrong_or_out_of_order_is_found_and_an_open_or_partial_one_is_right(
    tmp_path: Path,
) -> None:
    example = (EXAMPLES / "statement-ok.ttl").read_text("utf-8")
    head, _, rest = example.partition("<uitspraak/open> a")
    block = f"<uitspraak/open> a{rest.partition('# No start known')[0]}"
    written = 'dvg:van "2021-03"^^xsd:gYearMonth'
    assert written in block
    file = tmp_path / "dates.ttl"
    cases = (
        block.replace("uitspraak/open", f"uitspraak/{number}").replace(written, dates)
        for number, dates in enumerate(DATES)
    )
    file.write_text(head + "".join(cases) + example[example.index("<agent/a> a") :], "utf-8")
    found = report(read([file], model=True), shapes_dir() / "statement.ttl").findings
    for number, broken in enumerate(DATES.values()):
        own = {one.shape for one in found if one.focus.value.endswith(f"uitspraak/{number}")}
        assert {shape.value.rpartition("/")[2] for shape in own} == broken, list(DATES)[number]


def test_the_number_of_a_register_has_its_form(tmp_path: Path) -> None:
    numbers = [
        ("Vlaamse overheid", "OVO002949", True),
        ("Vlaamse overheid", "ovo002949", False),
        ("Vlaamse overheid", "OVO0029490", False),
        ("Kruispuntbank van Ondernemingen", "0200065765", True),
        ("Kruispuntbank van Ondernemingen", "0200065766", False),
        ("Kruispuntbank van Ondernemingen", "2000657651", False),
        ("Kruispuntbank van Ondernemingen", "1000000097", False),
        ("Kruispuntbank van Ondernemingen", "0000009797", True),
        ("Belgisch Staatsblad", "2016035825", True),
        ("Belgisch Staatsblad", "201603582", False),
        ("Vlaamse Regering", "VR 2020 0412 DOC.1367", True),
        ("Vlaamse Regering", "VR 2020 1204 DOC.1367", True),
        ("Vlaamse Regering", "VR 2020 0413 DOC.1367", False),
        ("Vlaamse Regering", "VR 2020 0412 DOC. 1367", False),
        ("Vlaamse Regering", "VR 2014 0905 MED.0648/2BIS", True),
    ]
    file = tmp_path / "number.ttl"
    blocks = (
        f"""<identificator/{number}> a <http://www.w3.org/ns/adms#Identifier> ;
            <http://www.w3.org/2000/01/rdf-schema#label> "nummer"@nl, "number"@en ;
            <http://www.w3.org/ns/adms#schemaAgency> "{agency}" ;
            <http://www.w3.org/2004/02/skos/core#notation> "{notation}" .\n"""
        for number, (agency, notation, _) in enumerate(numbers)
    )
    file.write_text("@base <https://w3id.org/dvgraph/id/> .\n" + "".join(blocks), "utf-8")
    found = report(read([file], model=True), shapes_dir() / "identifier.ttl").findings
    wrong = {one.focus.value for one in found}
    assert wrong == {
        f"https://w3id.org/dvgraph/id/identificator/{number}"
        for number, (_, _, right) in enumerate(numbers)
        if not right
    }
