"""What the library tells of an endpoint is what it tells of the same data in the process."""

from collections.abc import Callable, Iterable

import pytest

import dvgraph
from dvgraph.api import Graph
from dvgraph.dataset.files import shipped
from dvgraph.derive.rules import derive
from dvgraph.lineage.picture import svg
from dvgraph.rdf.oxigraph import Quad

TOLD: dict[str, Callable[[Graph], object]] = {
    "show": lambda graph: str(graph.show("Digitaal Vlaanderen")),
    "search": lambda graph: list(graph.search("raamcontract")),
    "as-of": lambda graph: list(graph.as_of("2020")),
    "diff": lambda graph: list(graph.diff("2015-12-31", "2022")),
    "lineage": lambda graph: svg(graph.lineage("Digitaal Vlaanderen")),
    "lineage of all": lambda graph: sorted(graph.lineage().descent.edges),
    "tasks": lambda graph: list(graph.tasks()),
    "decisions": lambda graph: list(graph.decisions()),
    "not in force": lambda graph: list(graph.decisions(not_in_force="2016-01-01")),
    "figures": lambda graph: list(graph.figures("personeelsbestand")),
    "gaps": lambda graph: list(graph.gaps()),
    "coverage": lambda graph: list(graph.coverage()),
    "evidence": lambda graph: list(graph.evidence("AGIV")),
    # An endpoint has no files, by whose lines findings are ordered.
    "validation": lambda graph: {
        finding._replace(where=None) for finding in graph.validate().findings
    },
}


@pytest.fixture(scope="module")
def quads() -> list[Quad]:
    dataset = shipped()
    return [*dataset.quads, *derive(dataset)]


@pytest.fixture(scope="module")
def oxigraph(serve_oxigraph: Callable[[Iterable[Quad]], str], quads: list[Quad]) -> Graph:
    return dvgraph.open(endpoint=serve_oxigraph(quads))


@pytest.fixture(scope="module")
def virtuoso(serve_virtuoso: Callable[[Iterable[Quad]], str], quads: list[Quad]) -> Graph:
    return dvgraph.open(endpoint=serve_virtuoso(quads))


@pytest.mark.parametrize(
    "engine", ["oxigraph", pytest.param("virtuoso", marks=pytest.mark.virtuoso)]
)
@pytest.mark.parametrize("name", TOLD)
def test_an_endpoint_is_told_of_as_the_data_behind_it(
    request: pytest.FixtureRequest, engine: str, name: str
) -> None:
    there = TOLD[name](request.getfixturevalue(engine))
    assert there == TOLD[name](dvgraph.open())
    assert there
