"""The graph as of a day and as recorded by a day, for any query."""

from datetime import date

from dvgraph.history.on_day import graph_on
from dvgraph.rdf.oxigraph import Quad
from dvgraph.store.embedded import EmbeddedStore
from dvgraph.store.inventory import quads as all_of
from dvgraph.things.statements import holding
from test_history_known_on import quads, store  # noqa: F401 (fixtures)

CURRENT = """PREFIX dvg: <https://w3id.org/dvgraph/ns#>
SELECT ?s { ?s a dvg:GeldendeUitspraak ; dvg:van ?van }"""


def current(found: EmbeddedStore) -> set[str]:
    return {str(iri).rpartition("/")[2].strip(">") for (iri,) in found.select(CURRENT).rows}


def test_what_did_not_hold_on_a_day_is_left_out_and_all_else_stays(
    store: EmbeddedStore,  # noqa: F811
    quads: list[Quad],  # noqa: F811
) -> None:
    found = graph_on(store, date(2001, 6, 1), None)
    assert isinstance(found, EmbeddedStore)
    assert current(found) == {"a"}  # what was withdrawn holds no more, whatever its days
    later = {"uitspraak/nieuw", "uitspraak/verloren", "uitspraak/gewonnen"}

    def names(quad: Quad) -> bool:
        return any(str(term).strip("<>").endswith(tuple(later)) for term in quad.triple)

    assert set(all_of(found)) == {quad for quad in all_of(store) if not names(quad)}
    assert len(set(all_of(found))) < len(set(quads))


def test_the_current_statements_of_a_day_are_those_that_held(
    store: EmbeddedStore,  # noqa: F811
) -> None:
    for day in (date(1999, 12, 31), date(2000, 1, 1), date(2003, 6, 1), date(2025, 1, 1)):
        found = graph_on(store, day, None)
        assert isinstance(found, EmbeddedStore)
        held = {iri.rpartition("/")[2] for iri in holding(store, day)}
        assert current(found) == held


def test_a_correction_made_later_is_not_known(store: EmbeddedStore) -> None:  # noqa: F811
    found = graph_on(store, date(2010, 1, 1), date(2020, 6, 1))
    assert isinstance(found, EmbeddedStore)
    assert current(found) == {"a", "oud", "verloren", "gewonnen"}


def test_without_a_day_it_is_the_graph_itself(store: EmbeddedStore) -> None:  # noqa: F811
    assert graph_on(store, None, None) is store
