"""Small queries find the faults of an endpoint, which are then worked around."""

import re
from collections.abc import Callable

import pytest

from dvgraph.dataset.files import Dataset
from dvgraph.derive.rules import derive
from dvgraph.prebuilt import push
from dvgraph.rdf.oxigraph import NamedNode, Quad
from dvgraph.store.embedded import EmbeddedStore
from dvgraph.store.protocol import Table
from dvgraph.store.remote import probe
from dvgraph.store.remote.client import RemoteStore
from dvgraph.store.remote.probe import EngineFaults, ProbeOutcome
from dvgraph.store.remote.workarounds import AdaptedStore
from dvgraph.store.tokens import spelled

Serve = Callable[..., str]
PROBES = probe.probes()
ALL = ".*"


def test_an_engine_that_follows_the_specification_fails_no_probe(
    shipped_on_oxigraph: str,
) -> None:
    results = probe.run(RemoteStore(shipped_on_oxigraph))
    assert [one for one in results if one.outcome is not ProbeOutcome.RIGHT] == []
    assert probe.verdict(results) == EngineFaults(compact=True)


@pytest.mark.parametrize("one", PROBES, ids=[one.name for one in PROBES])
def test_each_probe_has_titles_and_is_of_the_form_it_is_about(one: probe.Probe) -> None:
    assert set(one.title) == {"nl", "en"}
    assert re.search(one.form, spelled(one.query))
    assert sum((one.expect is not None, one.rows is not None, one.twin is not None)) == 1


def test_an_endpoint_without_data_is_not_called_wrong(serve_oxigraph: Serve) -> None:
    node = NamedNode("http://example.org/a")
    results = probe.run(RemoteStore(serve_oxigraph([Quad(node, node, node, node)])))
    assert {one.outcome for one in results} == {ProbeOutcome.RIGHT, ProbeOutcome.UNTRIED}


def test_graphs_kept_apart_are_found_and_named_from_then_on(
    serve_oxigraph: Serve, shipped_quads: list[Quad]
) -> None:
    store = RemoteStore(serve_oxigraph(shipped_quads, union=False))
    results = probe.run(store)
    assert [one.probe.name for one in results if probe.failed(one)] == ["union-default-graph"]
    assert probe.verdict(results) == EngineFaults(apart=True, compact=True)


QUERIES = (
    "SELECT ?s ?o { ?s <https://w3id.org/dvgraph/ns#van> ?o }",
    "SELECT ?s { ?s a/<http://www.w3.org/2000/01/rdf-schema#subClassOf>* ?kind }",
    "SELECT ?p { ?s ?p ?o FILTER NOT EXISTS { ?s <https://w3id.org/dvgraph/ns#tot> ?d } }",
    "SELECT ?g ?o { GRAPH ?g { ?s <https://w3id.org/dvgraph/ns#van> ?o } }",
    "SELECT ?s ?o { ?s !<https://w3id.org/dvgraph/ns#van> ?o }",
    "SELECT ?a ?b { ?a <https://w3id.org/dvgraph/ns#van>? ?b }",
)


@pytest.mark.parametrize("query", QUERIES)
def test_what_is_worked_out_here_has_the_rows_of_the_whole_graph(
    query: str, example: Dataset, serve_oxigraph: Serve
) -> None:
    everything = EmbeddedStore()
    everything.load(example.quads)
    adapted = AdaptedStore(RemoteStore(serve_oxigraph(example.quads)), EngineFaults(wrong=(ALL,)))

    def rows(table: Table) -> list[str]:
        return sorted(map(str, table.rows))

    for _ in range(2):  # the second time, of what was fetched before
        assert rows(adapted.select(query)) == rows(everything.select(query))


def test_only_queries_of_an_unsafe_form_are_worked_out_here(shipped_on_oxigraph: str) -> None:
    remote = RemoteStore(shipped_on_oxigraph)
    asked: list[str] = []
    select = remote.select
    remote.select = lambda query, **rest: (asked.append(query), select(query, **rest))[1]  # type: ignore[assignment,method-assign]
    adapted = AdaptedStore(remote, EngineFaults(wrong=(r"\bMINUS\b",)))
    safe = "SELECT ?s { ?s a <http://www.w3.org/ns/org#ChangeEvent> }"
    unsafe = "SELECT ?s { ?s a ?kind MINUS { ?s <http://www.w3.org/ns/org#unitOf> ?o } }"
    adapted.select(safe)
    assert asked == [safe]
    adapted.select(unsafe)
    assert unsafe not in asked


def test_a_verdict_is_kept_for_the_next_command(shipped_on_oxigraph: str) -> None:
    store = RemoteStore(shipped_on_oxigraph)
    probe.keep(store, [probe.Result(PROBES[0], ProbeOutcome.WRONG, "[]")])
    assert probe.known(store) == EngineFaults(wrong=(PROBES[0].form,))


def test_the_spelling_of_a_query_leaves_out_strings_and_comments() -> None:
    assert spelled('select * # MINUS\n{ ?s a "MINUS" }') == 'SELECT * { ?s A "" }'


@pytest.mark.slow
def test_a_verdict_without_data_to_try_is_valid_for_that_data_only(
    serve_oxigraph: Serve, example: Dataset
) -> None:
    address = serve_oxigraph([])
    probe.known(RemoteStore(address))  # most probes have nothing to try
    asked: list[str] = []
    store = RemoteStore(address)
    select = store.select
    store.select = lambda query, **rest: (asked.append(query), select(query, **rest))[1]  # type: ignore[assignment,method-assign]
    probe.known(store)
    assert len(asked) == 1  # the same data
    push.push(push.plan([*example.quads, *derive(example)]), address.replace("/query", "/store"))
    probe.known(store)
    assert len(asked) > len(PROBES)


@pytest.mark.virtuoso
def test_virtuoso_answers_when_many_graphs_are_named(serve_virtuoso: Serve) -> None:
    graphs = [NamedNode(f"urn:x:graph:{number}") for number in range(150)]
    store = RemoteStore(serve_virtuoso(Quad(graph, graph, graph, graph) for graph in graphs))
    probe.name_graphs(store)
    assert set(store.graphs.default) == {graph.value for graph in graphs}
    assert len(store.select("SELECT ?s { ?s ?p ?o }").rows) == len(graphs)
