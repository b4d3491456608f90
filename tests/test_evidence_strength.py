"""How near the cited passages are, and how many sources there are."""

from dvgraph import resources
from dvgraph.dataset.files import read
from dvgraph.evidence.strength import strength, strength_of
from dvgraph.labels.subgraph import Subgraph
from dvgraph.prebuilt.connection import open_graph
from dvgraph.rdf.terms import value
from dvgraph.store.binding import support


def test_a_graph_and_its_files_have_the_same_strength() -> None:
    store = open_graph()
    things = sorted(value(iri) for (iri,) in store.select(support("pages")).rows)
    found = strength_of(Subgraph(store, "nl"), things)
    assert found == strength(read([resources.data_dir()]))
    assert found.lines > 100
