"""Opening a graph from files, a store on disk or an endpoint."""

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from dvgraph.dataset.files import Dataset
from dvgraph.derive.rules import derive
from dvgraph.errors import StoreError, UseError
from dvgraph.prebuilt import push
from dvgraph.prebuilt.connection import has_statements, open_graph
from dvgraph.prebuilt.disk import build_store
from dvgraph.rdf.oxigraph import NamedNode, Quad
from dvgraph.store.remote import probe
from dvgraph.store.remote.client import RemoteStore

BOUNDS = "ASK { ?s <https://w3id.org/dvgraph/ns#vanVroegst> ?day }"
Serve = Callable[[Iterable[Quad]], str]


def test_without_a_name_it_is_the_shipped_data() -> None:
    assert open_graph().ask(BOUNDS)


def test_files_a_store_and_an_endpoint_give_the_same_answer(
    example: Dataset, example_file: Path, tmp_path: Path, serve_oxigraph: Serve
) -> None:
    build_store(example, tmp_path / "store")
    endpoint = serve_oxigraph([*example.quads, *derive(example)])
    query = (
        "SELECT ?s ?day { ?s a <https://w3id.org/dvgraph/ns#Cijfer> ;"
        " <https://w3id.org/dvgraph/ns#vanVroegst> ?day }"
    )
    answers = [
        opened.select(query)
        for opened in (
            open_graph(data=[str(example_file)]),
            open_graph(store=tmp_path / "store"),
            open_graph(endpoint=endpoint),
        )
    ]
    assert len(answers[0].rows) == 1
    assert answers[0] == answers[1] == answers[2]


def test_two_sources_at_once_are_wrong_use(tmp_path: Path) -> None:
    with pytest.raises(UseError, match="exclude each other"):
        open_graph(data=["x"], store=tmp_path)


def test_statements_without_derived_triples_are_refused_with_what_to_do(
    example: Dataset, tmp_path: Path, serve_oxigraph: Serve
) -> None:
    build_store(example, tmp_path / "store", derived=[])
    with pytest.raises(
        StoreError, match=r"without derived date bounds.*dvgraph load FILE… --store"
    ):
        open_graph(store=tmp_path / "store")
    with pytest.raises(StoreError, match="Push the data with its derived graphs"):
        open_graph(endpoint=serve_oxigraph(example.quads))


def test_an_endpoint_that_keeps_its_graphs_apart_answers_on_their_union(
    example: Dataset, serve_oxigraph: Callable[..., str]
) -> None:
    quads = [*example.quads, *derive(example)]
    opened = open_graph(endpoint=serve_oxigraph(quads, union=False))
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    together = open_graph(endpoint=serve_oxigraph(quads))
    assert opened.select(count) == together.select(count)


def test_an_endpoint_filled_after_it_was_opened_empty_is_probed_again(
    example: Dataset, serve_oxigraph: Callable[..., str]
) -> None:
    address = serve_oxigraph([], union=False)
    assert not has_statements(open_graph(endpoint=address))
    parcels = push.plan([*example.quads, *derive(example)])
    push.push(parcels, address.replace("/query", "/store"))
    assert open_graph(endpoint=address).ask(BOUNDS)


def test_a_refusal_is_not_given_on_what_was_found_before(
    example: Dataset, serve_oxigraph: Callable[..., str]
) -> None:
    address = serve_oxigraph([*example.quads, *derive(example)], union=False)
    probe.keep(RemoteStore(address), [])  # found when its default graph was their union
    assert open_graph(endpoint=address).ask(BOUNDS)


def test_a_store_without_statements_is_simply_empty_of_them(
    tmp_path: Path, serve_oxigraph: Serve
) -> None:
    node = NamedNode("http://example.org/a")
    other = [Quad(node, node, node, node)]
    build_store(Dataset(other, ()), tmp_path / "store")
    assert not open_graph(store=tmp_path / "store").ask(BOUNDS)
    assert not open_graph(endpoint=serve_oxigraph(other)).ask(BOUNDS)
    assert not has_statements(open_graph(store=tmp_path / "store"))


def test_a_store_that_is_none_is_a_store_error(tmp_path: Path) -> None:
    with pytest.raises(StoreError):
        open_graph(store=tmp_path)
