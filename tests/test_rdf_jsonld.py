"""JSON-LD: compact, with ``type``, and with the same triples in every parser."""

import json

import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as some

from dvgraph import resources
from dvgraph.dataset.files import Dataset, read
from dvgraph.namespaces import TYPE, XSD
from dvgraph.rdf.jsonld import jsonld
from dvgraph.rdf.oxigraph import Literal, NamedNode, Quad, RdfFormat, parse

BASE = "https://w3id.org/dvgraph/id/"
ORG = "http://www.w3.org/ns/org#"
DVG = resources.prefixes()["dvg"]

# Terms of the context, terms with a prefix only, and terms without either.
PREDICATES = (
    *(
        f"{DVG}taak",
        f"{DVG}van",
        f"{DVG}vanVroegst",
        "http://www.w3.org/2004/02/skos/core#altLabel",
    ),
    *(f"{ORG}role", f"{ORG}postIn", TYPE, "https://voorbeeld.be/x/y", "urn:x:y"),
)
IRIS = some.sampled_from(
    [f"{BASE}organisatie/oud", f"{ORG}Organization", f"{ORG}Nothing/x", "urn:a:b", "mailto:a@b.be"]
).map(NamedNode)
TEXTS = some.text(some.characters(exclude_categories=["Cs"]), max_size=8)
LITERALS = some.one_of(
    TEXTS.map(Literal),
    some.builds(lambda text: Literal(text, language="nl"), TEXTS),
    some.builds(
        lambda text, kind: Literal(text, datatype=NamedNode(kind)),
        some.sampled_from(["2021", "2021-01-01", "x", "true"]),
        some.sampled_from([f"{XSD}gYear", f"{XSD}date", f"{XSD}boolean", "urn:t:u"]),
    ),
)
QUADS = some.lists(
    some.builds(
        Quad, IRIS, some.sampled_from(PREDICATES).map(NamedNode), some.one_of(IRIS, LITERALS)
    ),
    max_size=12,
)


@given(QUADS)
def test_what_is_written_is_read_as_the_same_triples(quads: list[Quad]) -> None:
    assert set(parse(input=jsonld(quads), format=RdfFormat.JSON_LD)) == set(quads)


def test_another_reader_finds_the_same_triples(example: Dataset) -> None:
    quads = [Quad(*quad.triple) for quad in example.quads]
    read = rdflib.Graph().parse(data=jsonld(quads), format="json-ld")
    plain = rdflib.Graph()
    for quad in quads:
        plain.parse(data=f"{quad.triple} .", format="nt")
    assert set(read) == set(plain)


def test_a_node_has_its_classes_as_type_and_dutch_names_of_our_context() -> None:
    thing, other = NamedNode(f"{BASE}organisatie/oud"), NamedNode(f"{BASE}functie/hoofd")
    quads = [
        Quad(thing, NamedNode(TYPE), NamedNode(f"{ORG}Organization")),
        Quad(other, NamedNode(f"{ORG}postIn"), thing),
    ]
    first, second = json.loads(jsonld(quads))["@graph"]
    assert first == {"id": thing.value, "type": "Organisatie"}
    assert second == {"id": other.value, "isPositieIn": thing.value}


def test_a_document_brings_the_part_of_the_context_that_it_uses() -> None:
    quad = Quad(NamedNode(f"{BASE}taak/x"), NamedNode(TYPE), NamedNode(f"{DVG}Taak"))
    context = json.loads(jsonld([quad]))["@context"]
    assert context == {"dvg": DVG, "id": "@id", "type": "@type", "Taak": {"@id": "dvg:Taak"}}


@pytest.mark.slow
def test_the_whole_of_the_shipped_data_keeps_its_triples() -> None:
    quads = set(read([resources.data_dir()]).quads)
    assert set(parse(input=jsonld(quads), format=RdfFormat.JSON_LD)) == quads
