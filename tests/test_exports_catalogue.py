"""The description of the data: a DCAT-AP-VL catalogue with VoID statistics."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
import rdflib

from dvgraph.api import Graph
from dvgraph.errors import UseError
from dvgraph.exchange.exporters.catalogue import FORMS, described, file_name
from dvgraph.namespaces import TYPE
from dvgraph.rdf.oxigraph import Quad
from dvgraph.rdf.writing import encoded
from dvgraph.resources import data_version
from dvgraph.store.inventory import stated

pytestmark = pytest.mark.program

BASE, CONTACT = "https://data.example/gegevens/", "mailto:data@example.org"
DCT, DCAT = rdflib.DCTERMS, rdflib.Namespace("http://www.w3.org/ns/dcat#")
VCARD = rdflib.Namespace("http://www.w3.org/2006/vcard/ns#")
VOID = rdflib.VOID
DATASET = rdflib.URIRef("https://w3id.org/dvgraph/id/dataset/geheugen-digitaal-vlaanderen")
TEXTS, ONE = "texts", "literal"  # in each language once; exactly one literal
# What DCAT-AP-VL (recognised standard, 12 February 2026) requires: a property of each thing of a
# class, and texts, one literal, or exactly one thing of a class.
REQUIRED = {
    DCAT.Catalog: {
        DCT.identifier: ONE,
        DCT.title: TEXTS,
        DCT.description: TEXTS,
        DCT.publisher: DCT.Agent,
        DCAT.contactPoint: VCARD.Kind,
    },
    DCAT.Dataset: {
        DCT.identifier: ONE,
        DCT.title: TEXTS,
        DCT.description: TEXTS,
        DCT.publisher: DCT.Agent,
        DCT.accessRights: rdflib.SKOS.Concept,
        DCAT.contactPoint: VCARD.Kind,
        DCAT.version: ONE,
    },
    DCAT.Distribution: {
        DCT.identifier: ONE,
        DCT.license: DCT.LicenseDocument,
        DCAT.accessURL: rdflib.RDFS.Resource,
    },
    DCT.Agent: {rdflib.FOAF.name: TEXTS},
}


@pytest.fixture(scope="module")
def graph() -> Iterator[Graph]:
    with Graph(None, None, None, "nl") as opened:
        yield opened


@pytest.fixture(scope="module")
def catalogued(graph: Graph) -> rdflib.Graph:
    return parsed(described(graph.store, BASE, CONTACT))


def parsed(quads: list[Quad]) -> rdflib.Graph:
    return rdflib.Graph().parse(data=encoded(quads, "ttl"), format="turtle")


def missing(found: rdflib.Graph) -> set[tuple[str, str]]:
    """Return the class and property of each requirement that is not met."""
    faults = set()
    for class_, properties in REQUIRED.items():
        things = list(found.subjects(rdflib.RDF.type, class_))
        for thing in things:
            for name, wanted in properties.items():
                values = list(found.objects(thing, name))
                languages = [getattr(value, "language", None) for value in values]
                if wanted == TEXTS:
                    met = sorted(filter(None, languages)) == ["en", "nl"] and len(values) == 2
                elif wanted == ONE:
                    met = len(values) == 1 and isinstance(values[0], rdflib.Literal)
                else:
                    met = len(values) == 1 and (values[0], rdflib.RDF.type, wanted) in found
                if not met:
                    faults.add((str(class_).rpartition("#")[2], str(name)))
    return faults


def test_the_description_has_what_the_flemish_profile_requires(catalogued: rdflib.Graph) -> None:
    for class_ in REQUIRED:
        assert (None, rdflib.RDF.type, class_) in catalogued
    assert missing(catalogued) == set()


def test_what_is_not_known_is_not_made_up(graph: Graph) -> None:
    found = parsed(described(graph.store))
    assert missing(found) == {(name, str(DCAT.contactPoint)) for name in ("Catalog", "Dataset")}
    assert (None, rdflib.RDF.type, DCAT.Distribution) not in found


def test_each_published_file_is_a_distribution(catalogued: rdflib.Graph) -> None:
    files = {str(file) for file in catalogued.objects(None, DCAT.downloadURL)}
    assert files == {BASE + file_name(form) for form in FORMS}
    assert {str(file) for file in catalogued.objects(DATASET, VOID.dataDump)} == files


def test_the_statistics_are_those_of_what_the_folder_states(
    graph: Graph, catalogued: rdflib.Graph
) -> None:
    space = "https://w3id.org/dvgraph/id/graph/digitaal-vlaanderen/"
    own = [quad for quad in stated(graph.store) if quad.graph_name.value.startswith(space)]  # type: ignore[union-attr]
    kinds = Counter(quad.object.value for quad in own if quad.predicate.value == TYPE)  # type: ignore[union-attr]
    uses = Counter(quad.predicate.value for quad in own)

    def counted(part: rdflib.URIRef, of: rdflib.URIRef, number: rdflib.URIRef) -> dict[str, int]:
        parts = catalogued.objects(DATASET, part)
        return {str(catalogued.value(p, of)): int(catalogued.value(p, number)) for p in parts}  # type: ignore[arg-type]

    assert counted(VOID.classPartition, VOID["class"], VOID.entities) == kinds
    assert counted(VOID.propertyPartition, VOID.property, VOID.triples) == uses
    for name, number in (
        (VOID.triples, len(own)),
        (VOID.distinctSubjects, len({quad.subject for quad in own})),
        (VOID.classes, len(kinds)),
        (VOID.properties, len(uses)),
    ):
        assert int(catalogued.value(DATASET, name)) == number  # type: ignore[arg-type]


def test_a_version_names_the_one_before_it(catalogued: rdflib.Graph) -> None:
    version = rdflib.URIRef(f"{DATASET}/versie/{data_version()}")
    before = catalogued.value(version, rdflib.PROV.wasRevisionOf)
    assert set(catalogued.objects(DATASET, DCAT.hasVersion)) == {version, before}
    assert str(catalogued.value(before, rdflib.OWL.versionInfo)) < data_version()


def test_the_order_is_the_same_each_time(graph: Graph) -> None:
    quads = described(graph.store, BASE, CONTACT)
    assert [str(quad) for quad in quads] == sorted(str(quad) for quad in quads)


@pytest.mark.parametrize(("base", "contact"), [("ftp://x", ""), ("", "data@example.org")])
def test_what_is_no_address_is_refused(graph: Graph, base: str, contact: str) -> None:
    with pytest.raises(UseError, match="is not an address"):
        described(graph.store, base, contact)


def test_data_that_nobody_described_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.ttl").write_text("<urn:a> <urn:b> <urn:c> .", encoding="utf-8")
    with (
        Graph([str(tmp_path)], None, None, "nl") as other,
        pytest.raises(UseError, match="not described"),
    ):
        described(other.store)
