"""A finding gives the line of its subject, or of the property at fault."""

from pathlib import Path

import pytest

from dvgraph.dataset.files import shipped
from dvgraph.rdf.oxigraph import NamedNode
from dvgraph.rdf.positions import line_of, lines

TURTLE = '''\
@base <https://w3id.org/dvgraph/id/> .
@prefix dvg: <https://w3id.org/dvgraph/ns#> . @prefix : <http://example.org/> .
PREFIX bron: <bron/>
# <uitspraak/one> dvg:van "in a comment"
<uitspraak/one> a dvg:Cijfer ; # a comment; with <signs> .
    dvg:waarde 1.5 ,
        2 ;
    dvg:omschrijving """three
lines; <uitspraak/two> a "quote" .
""" ; dvg:maat :maat.with.dots ;
    dvg:van '2021'^^dvg:x, "x"@nl-BE .
<uitspraak/two>
    dvg:vindplaats <bron/herweging-2025#line=167,170> ,
        [ dvg:van "inside" ; dvg:tot ( 1 2 ) ] ;
    dvg:tot true.
bron:a\\,b dvg:van 1 . <#frag> dvg:van 2 .
[ dvg:van 3 ] dvg:tot 4 .
<caf\\u00E9> dvg:van 1 .
'''
ID = "https://w3id.org/dvgraph/id/"
DVG = "https://w3id.org/dvgraph/ns#"


@pytest.fixture(scope="module")
def turtle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("positions") / "figures.ttl"
    path.write_text(TURTLE, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("subject", "predicate", "line"),
    [
        (ID + "uitspraak/one", None, 5),
        (ID + "uitspraak/one", "http://www.w3.org/1999/02/22-rdf-syntax-ns#type", 5),
        (ID + "uitspraak/one", DVG + "waarde", 6),
        (ID + "uitspraak/one", DVG + "omschrijving", 8),
        (ID + "uitspraak/one", DVG + "maat", 10),
        (ID + "uitspraak/one", DVG + "van", 11),
        (ID + "uitspraak/two", None, 12),
        (ID + "uitspraak/two", DVG + "vindplaats", 13),
        (ID + "uitspraak/two", DVG + "tot", 15),
        (ID + "bron/a,b", None, 16),
        (ID + "#frag", DVG + "van", 16),
        (ID + "café", None, 18),
    ],
)
def test_the_line_of_a_subject_and_of_its_predicate(
    turtle: Path, subject: str, predicate: str | None, line: int
) -> None:
    assert line_of(turtle, subject, predicate) == line


def test_what_stands_in_a_nested_node_is_not_taken_for_the_subjects(turtle: Path) -> None:
    assert line_of(turtle, ID + "uitspraak/two", DVG + "van") == 12  # the subject's own line


def test_an_absent_subject_file_or_format_gives_no_line(turtle: Path, tmp_path: Path) -> None:
    assert line_of(turtle, ID + "uitspraak/three") is None
    assert line_of(tmp_path / "absent.ttl", ID + "uitspraak/one") is None
    json = tmp_path / "x.jsonld"
    json.write_text("{}")
    assert line_of(json, ID + "uitspraak/one") is None


def test_graph_blocks_and_quads_are_followed(tmp_path: Path) -> None:
    trig = tmp_path / "x.trig"
    trig.write_text(
        "<http://g> {\n<http://s> <http://p> 1 .\n<http://t> <http://p> 1\n}\n"
        "GRAPH <http://h> { <http://u> <http://p> 1 }\n"
    )
    assert [line_of(trig, f"http://{name}") for name in "stu"] == [2, 3, 5]
    nquads = tmp_path / "x.nq"
    nquads.write_text('<http://s> <http://p> "a\\"b" <http://g> .\n<http://t> <http://p> _:b .\n')
    assert line_of(nquads, "http://t", "http://p") == 2


def test_a_changed_file_is_read_anew(tmp_path: Path) -> None:
    import os

    path = tmp_path / "x.ttl"
    path.write_text("<http://s> <http://p> 1 .")
    assert line_of(path, "http://s") == 1
    path.write_text("\n\n<http://s> <http://p> 1 .")
    os.utime(path, ns=(1, 1))
    assert line_of(path, "http://s") == 3


def test_every_subject_and_predicate_of_the_shipped_files_is_found() -> None:
    dataset = shipped()
    paths = {file.graph: file.path for file in dataset.files}
    assert dataset.quads
    for quad in dataset.quads:
        path = paths[quad.graph_name]
        if isinstance(quad.subject, NamedNode) and path is not None:
            line = line_of(path, quad.subject.value, quad.predicate.value)
            assert line, f"{path}: {quad}"


ODD = """PREFIX ex: <http://e/>
BASE <http://f/>
ex:a ex:p .5 , 1.0, ex:b.c ; ex:q '''it's . <http://e/x> ex:p 1 .\n''' . # . <http://e/b> .
<b> ex:p [ ex:q "a . \\" . b" ] . ( 1 ) ex:p <#c.d> .
_:n ex:p 1 . @prefix ex: <http://g/> . ex:a ex:p true. ex:\\.c ex:p "."@nl .
ex:a ex:q <<( ex:a ex:p ex:b )>> .
"""


@pytest.mark.parametrize("end", ["", "# .", "ex:b ex:p ", "ex:b ex:p 'x . "])
@pytest.mark.parametrize("text", [TURTLE, ODD])
def test_turtle_read_for_some_subjects_gives_what_the_tokeniser_gives(
    tmp_path: Path, text: str, end: str
) -> None:
    """Also of a text that ends inside a statement."""
    file = tmp_path / "some.ttl"
    file.write_text(text + end, encoding="utf-8")
    whole = lines(text + end)
    names = sorted({subject for subject, _ in whole})
    assert len(names) > 4
    for some in (names[::2], names[1::2]):
        asked = [each for each in whole if each[0] in some]
        found = {each: line_of(file, *each, among=frozenset(some)) for each in asked}
        assert found == {each: whole[each] for each in asked}


def test_a_file_of_lines_read_for_some_subjects_gives_what_the_tokeniser_gives(
    tmp_path: Path,
) -> None:
    file = tmp_path / "lines.nq"
    file.write_text(
        "# <urn:x:a> <urn:x:p> 1 .\n\n"
        '<urn:x:a> <urn:x:p> "a \\" <urn:x:b> b" <urn:x:g> .\n'
        "  <urn:x:b> <urn:x:p> <urn:x:a> .\n"
        "_:n <urn:x:p> <urn:x:a> .\n"
        '<urn:x:caf\\u00E9> <urn:x:p> "1" .\n'
        '<urn:x:a> <urn:x:q> "2"^^<urn:x:d> .\n<urn:x:a> <urn:x:p> "3" .\n',
        encoding="utf-8",
    )
    names = [f"urn:x:{name}" for name in ("a", "b", "café", "absent")]
    asked = [(name, path) for name in names for path in (None, "urn:x:p", "urn:x:q")]
    expected = [line_of(file, *each) for each in asked]
    assert [line_of(file, *each, among=frozenset(names)) for each in asked] == expected
    assert expected == [3, 3, 7, 4, 4, 4, 6, 6, 6, None, None, None]
