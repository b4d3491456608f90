"""What the engine reads or refuses wrongly is read right, and a fault is told at its line."""

import json
from typing import Any

import pytest

from dvgraph.errors import InputError
from dvgraph.rdf.oxigraph import Quad, RdfFormat
from dvgraph.rdf.reading import quads

CONTEXT = {
    "@vocab": "http://e/",
    "kind": "@type",
    "p": {"@container": "@type"},
    "ids": {"@container": "@type", "@type": "@id"},
    "many": {"@container": ["@type", "@set"]},
    "T": {"@context": {"name": "http://f/name"}},
}


def read(node: Any, context: Any = CONTEXT) -> set[Quad]:
    text = json.dumps({"@context": context, "@id": "urn:s", **node})
    return set(quads(text.encode(), RdfFormat.JSON_LD, "a.jsonld"))


@pytest.mark.parametrize(
    ("mapped", "listed"),
    [
        ({"p": {"T": {"@id": "urn:r"}}}, {"p": {"@type": "T", "@id": "urn:r"}}),
        (
            {"p": {"T": {"@id": "urn:r", "name": "x"}}},
            {"p": {"@type": "T", "@id": "urn:r", "name": "x"}},
        ),
        (
            {"p": {"U": {"@id": "urn:r", "kind": "V", "@type": "W"}}},
            {"p": {"@id": "urn:r", "@type": ["U", "V", "W"]}},
        ),
        ({"p": {"@none": {"@id": "urn:r", "name": 1}}}, {"p": {"@id": "urn:r", "name": 1}}),
        (
            {"ids": {"U": ["urn:r", "urn:q"]}},
            {"ids": [{"@id": i, "@type": "U"} for i in ("urn:r", "urn:q")]},
        ),
        (
            {"many": {"U": {"@id": "urn:r", "p": {"T": {"@id": "urn:q", "name": "x"}}}}},
            {
                "many": {
                    "@id": "urn:r",
                    "@type": "U",
                    "p": {"@id": "urn:q", "@type": "T", "name": "x"},
                }
            },
        ),
    ],
)
def test_a_map_by_type_has_the_triples_of_a_list(mapped: Any, listed: Any) -> None:
    plain = {**CONTEXT, "p": "http://e/p", "ids": "http://e/ids", "many": "http://e/many"}
    assert read(mapped) == read(listed, plain)
    assert len(read(mapped)) > 1


def test_a_fault_in_a_file_with_a_map_by_type_is_told_at_its_line() -> None:
    text = json.dumps({"@context": CONTEXT, "@id": "urn:s", "p": {"T": 3}}, indent=1)
    with pytest.raises(InputError, match=r"a\.jsonld:2\d:"):
        list(quads(text.replace("3", "3.").encode(), RdfFormat.JSON_LD, "a.jsonld"))


XML = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://e/">
<rdf:Description rdf:about="urn:s"><e:p rdf:parseType="Literal">{}</e:p>{}</rdf:Description>
</rdf:RDF>"""


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("<br/>", "<br></br>"),
        ("a <i  b='2'   a='1'>c</i>", 'a <i a="1" b="2">c</i>'),
        ("<e:x/> &amp; &lt;", '<e:x xmlns:e="http://e/"></e:x> &amp; &lt;'),
        ("", ""),
    ],
)
def test_embedded_xml_is_canonical(written: str, canonical: str) -> None:
    (quad,) = quads(XML.format(written, "").encode(), RdfFormat.RDF_XML, "a.rdf")
    assert getattr(quad.object, "value", None) == canonical


def test_a_literal_that_its_author_typed_as_xml_stays_as_written() -> None:
    more = (
        '<e:q rdf:datatype="http://www.w3.org/1999/02/22-rdf-syntax-ns#XMLLiteral">&lt;br/></e:q>'
    )
    found = quads(XML.format("x", more).encode(), RdfFormat.RDF_XML, "a.rdf")
    assert {getattr(quad.object, "value", None) for quad in found} == {"x", "<br/>"}


@pytest.mark.parametrize("text", ["x<!-- y -->z", "x<?y y?>z", "x<![CDATA[z]]>", "<![CDATA[xz]]>"])
def test_comments_and_sections_do_not_split_a_text(text: str) -> None:
    body = XML.format("", f"<e:q>{text}</e:q>")
    found = {getattr(q.object, "value", None) for q in quads(body.encode(), RdfFormat.RDF_XML, "a")}
    assert found == {"", "xz"}


@pytest.mark.parametrize("value", ["'urn:a'", '"urn:a"', "'urn:&#97;'"])
def test_an_entity_may_be_in_either_kind_of_quotes(value: str) -> None:
    body = f"<!DOCTYPE r [<!ENTITY x {value}>]>" + XML.format("z", "<e:q>&x;</e:q>")
    found = {getattr(q.object, "value", None) for q in quads(body.encode(), RdfFormat.RDF_XML, "a")}
    assert found == {"z", "urn:a"}


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ("<e:q rdf:resource='urn:x'>y</e:q>", 3),
        ("<!-- a\ncomment --><e:q>\n<e:T rdf:about='urn:no iri'/></e:q>", 5),
        ("<e:q>\n</e:r>", 4),
        ("<e:q>\n&#7;</e:q>", 4),
        ("\n</rdf:Description></rdf:RDF><rdf:RDF><rdf:Description>", 4),
    ],
)
def test_a_fault_in_rdf_xml_is_told_at_its_line(content: str, line: int) -> None:
    body = XML.replace('<e:p rdf:parseType="Literal">{}</e:p>{}', "\n{}").format(content)
    with pytest.raises(InputError, match=rf"a\.rdf:{line}:"):
        list(quads(body.encode(), RdfFormat.RDF_XML, "a.rdf"))


def test_a_fault_in_json_ld_is_told_at_its_line() -> None:
    text = '[{"@id": "urn:a",\n"urn:p": 1},\n{"@id": 3, "urn:p": 1},\n{"@id": "urn:c"}]'
    with pytest.raises(InputError, match=r"a\.jsonld:3: @id"):
        list(quads(text.encode(), RdfFormat.JSON_LD, "a.jsonld"))
