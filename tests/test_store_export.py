"""The export of an endpoint has every graph with its name, and literals as the engine has them."""

import re
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from click.testing import CliRunner

from dvgraph.cli import cli
from dvgraph.dataset.files import Dataset
from dvgraph.prebuilt.connection import endpoint_quads
from dvgraph.rdf.oxigraph import (
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    RdfFormat,
    parse,
)
from dvgraph.store.embedded import EmbeddedStore
from dvgraph.store.remote.export import SYSTEM_GRAPHS

Serve = Callable[..., str]


def as_stored(quads: Iterable[Quad]) -> set[Quad]:
    """Return quads with literals as the engine writes them, such as 1.5 for 1.50."""
    store = EmbeddedStore()
    store.load(quads)
    rows = store.select("SELECT ?s ?p ?o ?g { GRAPH ?g { ?s ?p ?o } }").rows
    return {Quad(*row) for row in rows}  # type: ignore[arg-type]


@pytest.mark.slow
def test_what_was_pushed_is_exported_quad_for_quad(
    shipped_on_oxigraph: str, shipped_quads: list[Quad], tmp_path: Path
) -> None:
    file = tmp_path / "out.nq"
    done = CliRunner().invoke(cli, ["export", "--endpoint", shipped_on_oxigraph, "-o", str(file)])
    assert (done.exit_code, done.stderr) == (0, f"geschreven: {file}\n")
    assert set(parse(path=file, format=RdfFormat.N_QUADS)) == as_stored(shipped_quads)


@pytest.mark.parametrize("union", [True, False])
def test_each_graph_and_the_default_graph_are_exported_once(
    serve_oxigraph: Serve, *, union: bool
) -> None:
    a, b = NamedNode("urn:x:a"), NamedNode("urn:x:b")
    quads = {Quad(a, a, a, a), Quad(a, a, a, b), Quad(b, b, Literal("é"), DefaultGraph())}
    assert set(endpoint_quads(serve_oxigraph(quads, union=union))) == quads


def test_graphs_of_the_engine_itself_are_left_out(serve_oxigraph: Serve) -> None:
    mine, node = NamedNode("https://ferries.example/graph"), NamedNode("urn:x:a")
    engine = [
        "http://www.openlinksw.com/schemas/virtrdf#",
        "http://localhost:8890/DAV/",
        "https://data.example/DAV/home/dba/",
        "urn:virtuoso:val:acl:schema",
        "urn:activitystreams-owl:map",
        "http://rdf4j.org/schema/rdf4j#SHACLShapeGraph",
    ]
    quads = [Quad(node, node, node, NamedNode(name)) for name in engine]
    quads.append(Quad(node, node, mine, mine))
    assert endpoint_quads(serve_oxigraph(quads)) == quads[-1:]
    assert not any(re.fullmatch(name, "urn:example:graph") for name in SYSTEM_GRAPHS)


@pytest.mark.parametrize(("form", "told"), [("nq", False), ("csv", False), ("nt", True)])
def test_a_format_without_graph_names_says_so_for_files_and_endpoints(
    serve_oxigraph: Serve, tmp_path: Path, form: str, *, told: bool
) -> None:
    a, b = NamedNode("urn:x:a"), NamedNode("urn:x:b")
    file = tmp_path / "two.nq"
    file.write_text(
        "<urn:x:a> <urn:x:a> <urn:x:a> <urn:x:a> .\n<urn:x:a> <urn:x:a> <urn:x:a> <urn:x:b> .\n"
    )
    endpoint = serve_oxigraph([Quad(a, a, a, a), Quad(a, a, a, b)])
    for where in (["--data", str(file)], ["--endpoint", endpoint]):
        done = CliRunner().invoke(cli, ["export", "-f", form, "--lang", "en", *where])
        assert ("the triples of 2 graphs" in done.stderr) is told


def test_an_endpoint_without_derived_triples_can_be_exported(
    serve_oxigraph: Serve, example: Dataset
) -> None:
    assert set(endpoint_quads(serve_oxigraph(example.quads))) == as_stored(example.quads)


@pytest.mark.virtuoso
def test_virtuoso_gives_back_the_graphs_it_was_given(
    serve_virtuoso: Serve, example: Dataset
) -> None:
    found = endpoint_quads(serve_virtuoso(example.quads))
    assert {quad.graph_name for quad in found} == {quad.graph_name for quad in example.quads}
    assert len(found) == len(example.quads)
