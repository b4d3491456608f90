"""The lineage graph: every version a node, every event an edge for each pair it links."""

from dvgraph.lineage import graph
from dvgraph.oxigraph import RdfFormat, parse
from dvgraph.store import EmbeddedStore

DATA = """
@base <https://w3id.org/dvgraph/id/> .
@prefix gen: <https://data.vlaanderen.be/ns/generiek#> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix orgvl: <https://data.vlaanderen.be/ns/organisatie#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
<o/a> a gen:VersieVolgensGeldigeTijd ; rdfs:label "A"@nl, "A (en)"@en .
<o/b> a gen:VersieVolgensGeldigeTijd ; rdfs:label "B"@nl .
<o/c> a gen:VersieVolgensGeldigeTijd .
<o/alone> a gen:VersieVolgensGeldigeTijd .
<e/1> a org:ChangeEvent, orgvl:Fusie ; rdfs:label "fusie"@nl, "merger"@en ;
  org:originalOrganization <o/a>, <o/b> ; org:resultingOrganization <o/c> .
<e/2> a org:ChangeEvent ; org:originalOrganization <o/a> ; org:resultingOrganization <o/c> .
<e/3> a org:ChangeEvent ; org:resultingOrganization <o/a> .
"""
ORG = "https://w3id.org/dvgraph/id/o/"
EVENT = "https://w3id.org/dvgraph/id/e/"


def test_versions_are_nodes_and_events_edges_from_original_to_resulting() -> None:
    store = EmbeddedStore()
    store.load(list(parse(DATA.encode(), format=RdfFormat.TURTLE)))
    lineage = graph(store)
    assert set(lineage) == {ORG + name for name in ("a", "b", "c", "alone")}
    assert set(lineage.edges(keys=True)) == {
        (ORG + "a", ORG + "c", EVENT + "1"),
        (ORG + "b", ORG + "c", EVENT + "1"),
        (ORG + "a", ORG + "c", EVENT + "2"),
    }
    assert lineage.nodes[ORG + "a"] == {"label_nl": "A", "label_en": "A (en)"}
    assert lineage.nodes[ORG + "c"] == {}
    assert lineage.edges[ORG + "a", ORG + "c", EVENT + "1"] == {
        "label_nl": "fusie",
        "label_en": "merger",
        "types": [
            "http://www.w3.org/ns/org#ChangeEvent",
            "https://data.vlaanderen.be/ns/organisatie#Fusie",
        ],
    }
