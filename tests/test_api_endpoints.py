"""The library gives the same answers from an endpoint as from the same data in the process."""

from collections.abc import Callable

import pytest

import dvgraph
from dvgraph.api import Graph
from dvgraph.lineage.picture import svg

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
# What `make test` compares; `make test-all` the rest.
OFTEN = {"search", "lineage", "tasks", "evidence"}


@pytest.fixture(scope="module")
def oxigraph(shipped_on_oxigraph: str) -> Graph:
    return dvgraph.open(endpoint=shipped_on_oxigraph)


@pytest.fixture(scope="module")
def virtuoso(shipped_on_virtuoso: str) -> Graph:
    return dvgraph.open(endpoint=shipped_on_virtuoso)


@pytest.mark.slow
@pytest.mark.parametrize(
    "engine",
    [
        pytest.param("oxigraph", marks=pytest.mark.engines),
        pytest.param("virtuoso", marks=pytest.mark.virtuoso),
    ],
)
@pytest.mark.parametrize(
    "name",
    [name if name in OFTEN else pytest.param(name, marks=pytest.mark.slow) for name in TOLD],
)
def test_an_endpoint_is_told_of_as_the_data_behind_it(
    request: pytest.FixtureRequest, engine: str, name: str
) -> None:
    there = TOLD[name](request.getfixturevalue(engine))
    assert there == TOLD[name](dvgraph.open())
    assert there
