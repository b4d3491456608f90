"""Look-ups: small queries that the server answers itself, as a worker would."""

from pathlib import Path

import pytest

from dvgraph.server import sparql
from dvgraph.server.holdings import Holdings
from dvgraph.server.lookups import Lookups, bounded
from dvgraph.server.messages import Job
from dvgraph.server.settings import GraphSource, Limits

THING, HUB = "http://e/a", "http://e/hub"
TRIPLES = f"""
<{THING}> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://e/Kind> .
<{THING}> <http://e/label> "één, \\"twee\\""@nl .
<{THING}> <http://e/label> "one\\ntwo"@en .
<{THING}> <http://e/label> "text" .
<{THING}> <http://e/label> "right"@ar--rtl .
<{THING}> <http://e/label> <http://e/part> .
<{THING}> <http://e/label> "01.50"^^<http://www.w3.org/2001/XMLSchema#decimal> .
"""


def job(query: str, **more: object) -> Job:
    always = {"accept": "*/*", "base": "http://e/sparql", "graphs": None, "op": None}
    return {**always, "bekend": None, "query": query, **more}


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> GraphSource:
    file = tmp_path_factory.mktemp("lookups") / "data.nt"
    many = "".join(f"<{HUB}> <http://e/part> <http://e/{n}> .\n" for n in range(201))
    file.write_text(TRIPLES + many, "utf-8")
    return GraphSource.of([file], None, None, model=False, public=True)


@pytest.fixture(scope="module")
def holdings(source: GraphSource) -> Holdings:
    return Holdings(source, Limits(rows=200))


@pytest.fixture(scope="module")
def lookups(holdings: Holdings) -> Lookups:
    return Lookups(holdings)


def test_values_that_stand_in_several_graphs_are_never_cut_without_a_word(tmp_path: Path) -> None:
    same = "".join(f"<{HUB}> <http://e/part> <http://e/{n}> .\n" for n in range(150))
    for name in ("one", "two"):
        (tmp_path / f"{name}.nt").write_text(same, "utf-8")
    source = GraphSource.of([tmp_path], None, None, model=False, public=True)
    asked = job(f"SELECT ?o {{ <{HUB}> <http://e/part> ?o }}", accept="application/json")
    assert Lookups(Holdings(source, Limits(rows=200))).answer(asked) is None


@pytest.mark.parametrize("media", ["*/*", *sparql.TABLES])
@pytest.mark.parametrize(
    "query",
    [
        f"SELECT ?p ?o {{ <{THING}> ?p ?o }}",
        f"select*where{{<{THING}> <http://e/label> $l.}}",
        f"SELECT ?p ?none {{\n  <{THING}> ?p <http://e/Kind>\n}}\n",
        f"SELECT ?k {{ <{THING}> a ?k }}",
        "SELECT ?k { <a> a ?k }",
        "SELECT ?k { <http://e/nothing> a ?k }",
    ],
)
def test_a_look_up_gives_the_answer_of_a_worker(
    lookups: Lookups, holdings: Holdings, query: str, media: str
) -> None:
    asked = job(query, accept=media)
    assert bounded(asked)
    assert lookups.answer(asked) == sparql.answer(holdings, asked)


def test_what_has_more_rows_than_a_look_up_may_have_is_left_to_a_worker(lookups: Lookups) -> None:
    query = f"SELECT ?o {{ <{HUB}> <http://e/part> ?o }}"
    assert bounded(job(query))
    assert lookups.answer(job(query)) is None


@pytest.mark.parametrize(
    "query",
    [
        f"SELECT DISTINCT ?p {{ <{HUB}> ?p ?o }}",
        f"SELECT ?x {{ <{HUB}> ?x ?x }}",
        f"SELECT ?x {{ <{HUB}> $x ?x }}",
        f"SELECT ?o {{ <{HUB}> ?p ?o . ?s ?q ?o }}",
        f"SELECT ?o {{ <{HUB}> ?p ?o ; ?q ?r }}",
        f"SELECT ?o {{ <{HUB}> <http://e/part>* ?o }}",
        f"SELECT ?o {{ <{HUB}> ?p ?o FILTER(REGEX(STR(?o), '(a+)+')) }}",
        f"SELECT ?o {{ <{HUB}> ?p ?o }} ORDER BY ?o",
        f"SELECT ?o {{ <{HUB}> ?p ?o }} OFFSET 100000",
        f"SELECT (COUNT(*) AS ?n) {{ <{HUB}> ?p ?o }}",
        f"SELECT ?s {{ ?s ?p <{HUB}> }}",
        f"SELECT ?o FROM <http://e/g> {{ <{HUB}> ?p ?o }}",
        f"SELECT ?o {{ SERVICE <http://e/s> {{ <{HUB}> ?p ?o }} }}",
        f"SELECT ?o {{ <{HUB}> ?p ?o }} # {'x' * 3000}",
        f"ASK {{ <{HUB}> ?p ?o }}",
    ],
)
def test_a_query_that_might_read_more_than_its_answer_is_no_look_up(query: str) -> None:
    assert not bounded(job(query))


@pytest.mark.parametrize(
    "more", [{"op": "2012"}, {"bekend": "2012"}, {"graphs": [["http://e/g"], []]}]
)
def test_a_query_of_another_day_or_of_chosen_graphs_is_no_look_up(more: dict[str, object]) -> None:
    assert not bounded(job(f"SELECT ?o {{ <{THING}> ?p ?o }}", **more))
    assert bounded(job(f"SELECT ?o {{ <{THING}> ?p ?o }}"))
