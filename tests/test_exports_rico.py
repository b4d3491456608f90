"""The graph for archives, in the terms of RiC-O, read back by rdflib."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import rdflib
from rdflib.namespace import RDF

import dvgraph
from dvgraph.api import Graph
from dvgraph.exchange.exporters.rico import RICO, last_day
from dvgraph.namespaces import DVG, ORG
from dvgraph.rdf.oxigraph import Literal, NamedNode
from dvgraph.rdf.terms import value
from dvgraph.store.protocol import Store

pytestmark = pytest.mark.program

R = rdflib.Namespace(RICO)
ACT, BODY, PERSON, POST = R.Activity, R.CorporateBody, R.Person, R.Position
# By the list of classes of RiC-O 1.1: of each relation, what it goes from and to.
ENDS = {
    R.AgentHierarchicalRelation: ({BODY}, {BODY}),
    R.AgentTemporalRelation: ({BODY}, {BODY}),
    R.PerformanceRelation: ({ACT}, {BODY}),
    R.PositionHoldingRelation: ({PERSON}, {POST}),
    R.MandateRelation: ({R.Mandate}, {BODY}),
}
# The other terms of RiC-O 1.1 that the mappings use, as its lists of components spell them.
TERMS = {
    *("AgentToAgentRelation", "CorporateBodyType", "Event", "Identifier", "RecordResource"),
    *("affectsOrAffected", "asConcernsActivity", "beginningDate", "date", "endDate"),
    *("existsOrExistedIn", "hasOrHadCorporateBodyType", "hasOrHadIdentifier", "identifier"),
    *("isEvidencedBy", "isOrWasDescribedBy", "name", "relationCertainty", "relationConnects"),
    *("relationHasContext", "relationHasSource", "relationHasTarget", "textualValue"),
}


@pytest.fixture(scope="module")
def graph() -> Iterator[Graph]:
    with dvgraph.open() as opened:
        yield opened


@pytest.fixture(scope="module")
def found(graph: Graph, tmp_path_factory: pytest.TempPathFactory) -> rdflib.Graph:
    target = tmp_path_factory.mktemp("rico") / "rico.ttl"
    graph.export(target, rico=True)
    return rdflib.Graph().parse(target, format="turtle")


def asked(store: Store, names: str, pattern: str) -> set[tuple[str, ...]]:
    query = f"PREFIX dvg: <{DVG}> PREFIX org: <{ORG}> SELECT {names} {{ {pattern} }}"
    return {tuple(map(value, row)) for row in store.select(query).rows}


def test_only_terms_of_the_standard_are_used(found: rdflib.Graph) -> None:
    classes = set(found.objects(None, RDF.type))
    properties = set(found.predicates()) - {RDF.type, rdflib.RDFS.label}
    used = {str(term).removeprefix(RICO) for term in classes | properties}
    known = TERMS | {str(kind).removeprefix(RICO) for kind in (*ENDS, ACT, BODY, PERSON, POST)}
    assert used == known | {"Mandate"}


@pytest.mark.parametrize("kind", ENDS)
def test_a_relation_goes_from_and_to_what_the_standard_says(
    kind: rdflib.URIRef, found: rdflib.Graph
) -> None:
    relations = list(found.subjects(RDF.type, kind))
    assert relations
    for relation in relations:
        for end, classes in zip(
            (R.relationHasSource, R.relationHasTarget), ENDS[kind], strict=True
        ):
            ends = list(found.objects(relation, end))
            assert ends, relation
            for one in ends:
                assert classes & set(found.objects(one, RDF.type)), (relation, one)


def test_a_part_is_below_its_whole_with_the_dates_of_the_statement(
    graph: Graph, found: rdflib.Graph
) -> None:
    expected = asked(
        graph.store,
        "?s ?part ?whole",
        "?s a dvg:Betrekking, dvg:GeldendeUitspraak ; dvg:onderwerp ?part ; dvg:voorwerp ?whole ;"
        " dvg:betrekking/dvg:eigenschap org:subOrganizationOf ."
        " ?part a org:Organization . ?whole a org:Organization",
    )
    said = {
        (
            str(relation),
            str(found.value(relation, R.relationHasTarget)),
            str(found.value(relation, R.relationHasSource)),
        )
        for relation in found.subjects(RDF.type, R.AgentHierarchicalRelation)
    }
    assert said == expected
    until = dict(asked(graph.store, "?s ?t", "?s a dvg:Betrekking ; dvg:tot ?t"))
    for relation in found.subjects(RDF.type, R.AgentHierarchicalRelation):
        end = found.value(relation, R.endDate)
        if end is not None and end.datatype == rdflib.XSD.date:
            day = date.fromisoformat(until[str(relation)])
            assert end.toPython() == day - timedelta(days=1)


def test_each_relation_that_is_a_statement_names_its_sources(found: rdflib.Graph) -> None:
    own = (R.AgentTemporalRelation, R.MandateRelation)  # these are made of several
    for kind in {*ENDS, R.AgentToAgentRelation} - set(own):
        for relation in found.subjects(RDF.type, kind):
            sources = list(found.objects(relation, R.isEvidencedBy))
            assert sources, relation
            for source in sources:
                assert (source, RDF.type, R.RecordResource) in found
                assert list(found.objects(source, R.name))


def test_an_end_is_the_last_day_and_a_year_stays_a_year() -> None:
    day, year = (NamedNode(f"{rdflib.XSD}{name}") for name in ("date", "gYear"))
    assert last_day(Literal("2016-01-01", datatype=day)) == Literal("2015-12-31", datatype=day)
    assert last_day(Literal("2016", datatype=year)) == Literal("2016", datatype=year)
