"""Findings show terms and paths as people write them in Turtle and SPARQL."""

from pathlib import Path

import pytest

from dvgraph.dataset.files import read
from dvgraph.namespaces import SH, XSD
from dvgraph.rdf.oxigraph import BlankNode, Literal, NamedNode, Term
from dvgraph.validation.notation import Notation

HEAD = """@prefix sh: <http://www.w3.org/ns/shacl#> .
PREFIX o: <http://example.org/>
@prefix ox: <http://example.org/x#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix org: <http://example.org/not-that-of-w3c/> .
"""


def notation(tmp_path: Path, turtle: str = "o:a o:b o:c .") -> tuple[Notation, Term]:
    """Return the notation of a file of shapes, and the path in it."""
    file = tmp_path / "shapes.ttl"
    file.write_text(HEAD + turtle, encoding="utf-8")
    source = read([file], ontology=False)
    paths = [quad.object for quad in source.quads if quad.predicate.value == f"{SH}path"]
    return Notation(source.files, source.quads), paths[0] if paths else BlankNode("none")


@pytest.mark.parametrize(
    ("turtle", "written"),
    [
        ("o:p", "o:p"),
        ("rdf:type", "rdf:type"),
        ("[ sh:inversePath o:p ]", "^o:p"),
        ("( [ sh:inversePath o:p ] o:q )", "^o:p / o:q"),
        ("[ sh:inversePath ( o:p o:q ) ]", "^(o:p / o:q)"),
        ("[ sh:inversePath [ sh:inversePath o:p ] ]", "^(^o:p)"),
        ("[ sh:inversePath [ sh:alternativePath ( o:p o:q ) ] ]", "^(o:p | o:q)"),
        ("[ sh:alternativePath ( o:p ( o:q o:r ) ) ]", "o:p | o:q / o:r"),
        ("( o:p [ sh:alternativePath ( o:q o:r ) ] )", "o:p / (o:q | o:r)"),
        ("[ sh:zeroOrMorePath o:p ]", "o:p*"),
        ("[ sh:oneOrMorePath [ sh:inversePath o:p ] ]", "(^o:p)+"),
        ("[ sh:inversePath [ sh:zeroOrMorePath o:p ] ]", "^o:p*"),
        ("[ sh:zeroOrOnePath ( o:p o:q ) ]", "(o:p / o:q)?"),
        ("[ sh:zeroOrOnePath [ sh:oneOrMorePath o:p ] ]", "(o:p+)?"),
        ("( rdf:type [ sh:zeroOrMorePath <urn:sub> ] )", "a / <urn:sub>*"),
    ],
)
def test_a_path_is_written_as_in_sparql(tmp_path: Path, turtle: str, written: str) -> None:
    shown, path = notation(tmp_path, f"o:s sh:path {turtle} .")
    assert shown.path(path) == written


def test_a_path_inside_itself_is_written_to_where_it_repeats(tmp_path: Path) -> None:
    shown, path = notation(tmp_path, "o:s sh:path _:p . _:p sh:inversePath _:p .")
    assert shown.path(path) == "^…"


@pytest.mark.parametrize(
    ("term", "written"),
    [
        (NamedNode("http://example.org/a-b.c"), "o:a-b.c"),
        (NamedNode("http://example.org/a/b"), "<http://example.org/a/b>"),
        (NamedNode("http://example.org/end."), "<http://example.org/end.>"),
        (NamedNode("http://example.org/x#y"), "ox:y"),
        (NamedNode("http://example.org/not-that-of-w3c/a"), "org:a"),
        (NamedNode("http://www.w3.org/ns/org#Post"), "<http://www.w3.org/ns/org#Post>"),
        (NamedNode("http://www.w3.org/2004/02/skos/core#note"), "skos:note"),
        (NamedNode("https://w3id.org/dvgraph/id/taak/t"), "taak/t"),
        (Literal('zei "ja"\n'), '"zei \\"ja\\"\\n"'),
        (Literal("07", datatype=NamedNode(f"{XSD}integer")), "07"),
        (Literal("x", datatype=NamedNode(f"{XSD}integer")), '"x"^^xsd:integer'),
        (Literal("1.50", datatype=NamedNode(f"{XSD}decimal")), "1.50"),
        (Literal("1", datatype=NamedNode(f"{XSD}boolean")), '"1"^^xsd:boolean'),
        (Literal("z", datatype=NamedNode("http://example.org/T")), '"z"^^o:T'),
        (Literal("huis", language="nl-be"), '"huis"@nl-be'),
        (None, ""),
    ],
    ids=str,
)
def test_a_term_is_written_in_turtle_with_the_prefixes_of_the_shapes(
    tmp_path: Path, term: Term | None, written: str
) -> None:
    assert notation(tmp_path)[0].term(term) == written


def test_a_language_tag_is_shown_as_the_file_has_it(tmp_path: Path) -> None:
    file = tmp_path / "data.ttl"
    file.write_text('<urn:a> <urn:p> "x"@nl-be .\n<urn:b> <urn:p>\n "nl-be"@nl-BE .\n', "utf-8")
    shown, value = notation(tmp_path)[0], Literal("nl-be", language="nl-be")
    assert shown.term(value, f"{file}:2") == '"nl-be"@nl-BE'
    assert shown.term(value, f"{file}:1") == '"nl-be"@nl-be'
    assert shown.term(value, f"{file}:9") == '"nl-be"@nl-be'
    assert shown.term(value, "absent.ttl:1") == '"nl-be"@nl-be'
