"""Writing to an endpoint: each graph completely, by either protocol, or a clear error."""

from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from calling import call
from dvgraph.dataset.files import Dataset
from dvgraph.derive.rules import derive
from dvgraph.errors import InputError, StoreError, UseError
from dvgraph.prebuilt import push
from dvgraph.prebuilt.connection import endpoint_quads
from dvgraph.rdf.oxigraph import BlankNode, Literal, NamedNode, Quad
from dvgraph.store.remote.client import RemoteStore

A = NamedNode("http://example.org/a")
PERIODS, CURRENT = (
    NamedNode(f"https://w3id.org/dvgraph/id/graph/afgeleid/{name}")
    for name in ("periods", "current")
)
ADDRESS = {"graph-store": "/store", "update": "/update"}
Serve = Callable[[Iterable[Quad]], str]


def held(query_address: str) -> Counter[str]:
    rows = RemoteStore(query_address).select("SELECT ?g ?s ?p ?o { GRAPH ?g { ?s ?p ?o } }").rows
    return Counter(str(row[0]) for row in rows)


@pytest.mark.parametrize("protocol", push.BATCH)
def test_a_push_replaces_its_graphs_and_leaves_others(
    protocol: str, example: Dataset, serve_oxigraph: Serve
) -> None:
    quads = [*example.quads, *derive(example)]
    other = Quad(A, A, A, A)
    before = [other, Quad(A, A, A, PERIODS), Quad(A, A, A, example.quads[0].graph_name)]
    query = serve_oxigraph(before)
    sent: list[int] = []
    address = query.replace("/query", ADDRESS[protocol])
    push.push(push.plan(quads, protocol), address, protocol, sent.append)
    expected = Counter(str(quad.graph_name) for quad in [*quads, other])
    assert held(query) == expected
    assert sum(sent) == len(quads)


@pytest.mark.parametrize("protocol", push.BATCH)
def test_a_large_graph_goes_in_batches_and_ends_up_whole(
    protocol: str, serve_oxigraph: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(push.BATCH, protocol, 3)
    quads = [Quad(A, A, Literal(str(number)), A) for number in range(10)]
    parcels = push.plan(quads, protocol)
    assert {parcel.graph: parcel.requests for parcel in parcels}[A] == 4
    query = serve_oxigraph([Quad(A, A, Literal("old"), A)])
    push.push(parcels, query.replace("/query", ADDRESS[protocol]), protocol)
    assert held(query) == {str(A): 10}


@pytest.mark.parametrize("protocol", push.BATCH)
def test_what_a_rule_no_longer_derives_is_taken_away(protocol: str, serve_oxigraph: Serve) -> None:
    query = serve_oxigraph([Quad(A, A, A, PERIODS), Quad(A, A, A, CURRENT)])
    parcels = push.plan([Quad(A, A, A, CURRENT)], protocol)
    push.push(parcels, query.replace("/query", ADDRESS[protocol]), protocol)
    assert held(query) == {str(CURRENT): 1}


def test_a_view_is_pushed_beside_the_data_it_was_made_of(serve_oxigraph: Serve) -> None:
    query = serve_oxigraph([Quad(A, A, A, PERIODS), Quad(A, A, A, FILE), Quad(A, A, FILE, VIEW)])
    view = [Quad(A, A, A, VIEW)]
    assert differing(view, query, prune=True) == [(VIEW.value, 1, 1)]
    push.push(push.plan(view), query.replace("/query", "/store"))
    assert held(query) == {str(graph): 1 for graph in (PERIODS, FILE, VIEW)}


FILE, OLD, VIEW = (
    NamedNode(f"https://w3id.org/dvgraph/id/graph/{name}")
    for name in ("klein/nieuw", "klein/oud", "weergave/oslo/2020-12-31")
)


def differing(quads: list[Quad], query: str, *, prune: bool = False) -> list[tuple[str, int, int]]:
    found = push.changes(push.plan(quads), endpoint_quads(query), prune=prune)
    return [(one.parcel.graph.value, one.added, one.removed) for one in found]


@pytest.mark.parametrize("protocol", push.BATCH)
def test_only_graphs_that_differ_are_replaced_and_then_nothing_differs(
    protocol: str, serve_oxigraph: Serve
) -> None:
    same = [Quad(A, A, A, A)]
    there = [*same, Quad(A, A, Literal("old"), FILE), Quad(A, A, A, FILE), Quad(A, A, A, OLD)]
    new = [*same, Quad(A, A, A, FILE), Quad(A, A, Literal("new"), FILE), Quad(A, A, FILE, FILE)]
    query = serve_oxigraph(there)
    assert differing(new, query) == [(FILE.value, 2, 1)]
    found = push.changes(push.plan(new, protocol), endpoint_quads(query))
    parcels = [one.parcel for one in found]
    push.push(parcels, query.replace("/query", ADDRESS[protocol]), protocol)
    assert held(query) == {str(A): 1, str(FILE): 3, str(OLD): 1}
    assert differing(new, query) == []


@pytest.mark.slow
@pytest.mark.parametrize("protocol", push.BATCH)
def test_pruning_removes_the_graphs_of_deleted_files_and_no_other(
    protocol: str, serve_oxigraph: Serve
) -> None:
    other = NamedNode("https://w3id.org/dvgraph/id/graph/ander/oud")
    there = [Quad(A, A, A, graph) for graph in (FILE, OLD, VIEW, other, A)]
    new = [Quad(A, A, A, FILE)]
    query = serve_oxigraph(there)
    assert differing(new, query) == []
    assert differing(new, query, prune=True) == [(OLD.value, 0, 1)]
    found = push.changes(push.plan(new, protocol), endpoint_quads(query), prune=True)
    address = query.replace("/query", ADDRESS[protocol])
    push.push([one.parcel for one in found], address, protocol)
    assert held(query) == {str(graph): 1 for graph in (FILE, VIEW, other, A)}


def test_a_number_that_the_engine_writes_otherwise_does_not_differ(serve_oxigraph: Serve) -> None:
    decimal = NamedNode("http://www.w3.org/2001/XMLSchema#decimal")
    quads = [Quad(A, A, Literal("2.50", datatype=decimal), A), Quad(A, FILE, Literal(100), A)]
    query = serve_oxigraph(quads)
    assert Literal("2.50", datatype=decimal) not in {quad.object for quad in endpoint_quads(query)}
    assert differing(quads, query) == []
    assert differing([Quad(A, A, Literal("2.51", datatype=decimal), A)], query) == [(A.value, 1, 2)]


@pytest.mark.virtuoso
def test_virtuoso_holds_what_was_pushed_and_then_nothing_differs(
    serve_virtuoso: Serve, example: Dataset
) -> None:
    query = serve_virtuoso([*example.quads, *derive(example), Quad(A, A, A, OLD)])
    quads = [*example.quads, *derive(example)]
    assert differing(quads, query) == []


def test_a_dry_run_counts_and_writes_nothing(serve_oxigraph: Serve, tmp_path: Path) -> None:
    (tmp_path / "x.ttl").write_text("<urn:a> <urn:b> <urn:c>, <urn:d> .", encoding="utf-8")
    query = serve_oxigraph([Quad(A, A, A, A)])
    address = query.replace("/query", "/store")
    options = ("--endpoint", address, "--diff", query, "--dry-run", "--lang", "en", "-f", "csv")
    done = call("push", str(tmp_path / "x.ttl"), *options)
    assert done.returncode == 0
    (row,) = done.stdout.splitlines()[1:]
    assert row.split(",")[1:] == ["2", "1", "2", "0"]
    assert "2 triples to add, 0 to remove" in done.stderr
    assert held(query) == {str(A): 1}


def test_pruning_without_comparing_is_wrong_use() -> None:
    done = call("push", "--endpoint", "http://localhost:1/store", "--prune", "--lang", "en")
    assert done.returncode == 2
    assert "Add --diff" in done.stderr


def test_a_graph_with_blank_nodes_goes_in_one_request(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(push.BATCH, "graph-store", 1)
    node = BlankNode("b")
    quads = [Quad(A, A, node, A), Quad(node, A, A, A)]
    assert {parcel.graph: parcel.requests for parcel in push.plan(quads)}[A] == 1


def test_a_graph_without_iri_cannot_be_pushed() -> None:
    with pytest.raises(InputError, match="no IRI"):
        push.plan([Quad(A, A, A, BlankNode("g"))])


def test_an_unknown_protocol_is_wrong_use() -> None:
    with pytest.raises(UseError, match="graph-store or update"):
        push.plan([], "ftp")


def test_an_address_that_does_not_write_is_told_with_what_to_do(serve_oxigraph: Serve) -> None:
    query = serve_oxigraph([Quad(A, A, A, A)])
    with pytest.raises(
        StoreError, match=r"is not replaced: .*Use the endpoint's address for writing"
    ):
        push.push(push.plan([Quad(A, A, A, A)]), query)
