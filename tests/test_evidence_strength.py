"""The strength of evidence: how exact the cited passages are, and how many sources there are."""

from pathlib import Path

import pytest

from dvgraph import resources
from dvgraph.dataset.files import read
from dvgraph.evidence.strength import strength, strength_of
from dvgraph.labels.subgraph import Subgraph
from dvgraph.namespaces import DVG, PROV, RDF
from dvgraph.prebuilt.connection import open_graph
from dvgraph.rdf.oxigraph import Literal, NamedNode, Quad
from dvgraph.rdf.terms import value
from dvgraph.store.binding import support
from dvgraph.store.embedded import EmbeddedStore
from dvgraph.store.inventory import counts

# The kinds that every statement has one of.
STATEMENTS = (
    *("dvg:Bestaan", "dvg:Verantwoordelijkheid", "dvg:Betrekking", "dvg:Bezetting"),
    *("dvg:Functieclassificatie", "dvg:Takenlot", "dvg:Cijfer", "dvg:Kenmerk"),
)


@pytest.mark.parametrize("data", [None, pytest.param("shipped", marks=pytest.mark.slow)])
def test_a_graph_and_its_files_have_the_same_strength(data: str | None, example_file: Path) -> None:
    path = resources.data_dir() if data else example_file
    store = open_graph([str(path)], model=True)
    things = sorted(value(iri) for (iri,) in store.select(support("pages")).rows)
    found = strength_of(Subgraph(store, "nl"), things)
    assert found == strength(read([path], model=True))
    assert found.lines > 0
    counted = counts(store)
    # All the shipped statements have passages; check prints both numbers.
    assert not data or found.cited == sum(counted.get(kind, 0) for kind in STATEMENTS)


def test_what_is_withdrawn_is_not_counted() -> None:
    store = EmbeddedStore()
    store.load(
        Quad(NamedNode(f"urn:{n}"), NamedNode(name), value)
        for n, kept in enumerate((True, False))
        for name, value in (
            (f"{RDF}type", NamedNode(f"{DVG}Lacune")),
            *([] if kept else [(f"{PROV}invalidatedAtTime", Literal("2026-01-01"))]),
        )
    )
    assert counts(store) == {"dvg:Lacune": 1}
