"""The graph as recorded by a day: later corrections vanish, and the corrected statements return."""

from collections.abc import Callable, Iterable
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dvgraph.dataset.files import Dataset, read
from dvgraph.derive.rules import derive
from dvgraph.errors import StoreError
from dvgraph.history.as_of import as_of
from dvgraph.history.known_on import known_on
from dvgraph.rdf.oxigraph import Quad
from dvgraph.store.embedded import EmbeddedStore
from dvgraph.store.remote.client import RemoteStore
from test_history_as_of import BASE
from test_history_diff import PREFIXES

RECORDED = """
@prefix prov: <http://www.w3.org/ns/prov#> .
<graph/known/known> prov:generatedAtTime "2020-01-01T12:00:00Z"^^xsd:dateTime .
<organisatie/a> a m8g:PublicOrganisation ; rdfs:label "A"@nl, "A"@en .
<uitspraak/a> a dvg:Bestaan ; dvg:over <organisatie/a> ; dvg:van "2000-01-01"^^xsd:date .
<uitspraak/oud> a dvg:Bestaan ; dvg:over <taak/t> ; dvg:van "2001-01-01"^^xsd:date ;
    prov:invalidatedAtTime "2022-06-01T09:00:00Z"^^xsd:dateTime .
<uitspraak/nieuw> a dvg:Bestaan ; dvg:over <taak/t> ; dvg:van "2002-01-01"^^xsd:date ;
    prov:wasRevisionOf <uitspraak/oud> ;
    prov:generatedAtTime "2022-06-01T09:00:00Z"^^xsd:dateTime .
<uitspraak/verloren> a dvg:Bestaan ; dvg:over <taak/v> ; dvg:van "2003-01-01"^^xsd:date .
<uitspraak/gewonnen> a dvg:Bestaan ; dvg:over <taak/v> ; dvg:van "2004-01-01"^^xsd:date .
<tegenspraak/v> a dvg:Tegenspraak ; dvg:tussen <uitspraak/verloren>, <uitspraak/gewonnen> ;
    dvg:verkozen <uitspraak/gewonnen> ;
    prov:generatedAtTime "2023-03-01T09:00:00Z"^^xsd:dateTime .
"""
DAY = date(2010, 1, 1)


@pytest.fixture(scope="module")
def quads(tmp_path_factory: pytest.TempPathFactory) -> list[Quad]:
    folder = tmp_path_factory.mktemp("known") / "known"
    folder.mkdir()
    (folder / "known.ttl").write_text(PREFIXES + RECORDED, encoding="utf-8")
    dataset = read([folder])
    return [*dataset.quads, *derive(dataset)]


@pytest.fixture(scope="module")
def store(quads: list[Quad]) -> EmbeddedStore:
    found = EmbeddedStore()
    found.load(quads)
    return found


def known(store: EmbeddedStore | RemoteStore, day: date) -> set[str]:
    held = as_of(known_on(store, day), DAY).statements
    return {iri.removeprefix(f"{BASE}uitspraak/") for iri in held}


def test_before_anything_was_recorded_nothing_is_known(store: EmbeddedStore) -> None:
    assert known(store, date(2019, 12, 31)) == set()


def test_what_was_corrected_returns_and_its_correction_vanishes(store: EmbeddedStore) -> None:
    assert known(store, date(2022, 5, 31)) == {"a", "oud", "verloren", "gewonnen"}
    assert known(store, date(2022, 6, 1)) == {"a", "nieuw", "verloren", "gewonnen"}


def test_a_contradiction_recorded_later_has_no_loser_yet(store: EmbeddedStore) -> None:
    assert known(store, date(2023, 3, 1)) == {"a", "nieuw", "gewonnen"}


def test_on_the_last_day_of_recording_the_view_is_the_graph(store: EmbeddedStore) -> None:
    view = as_of(known_on(store, date(2024, 1, 1)), DAY)
    assert view.statements == as_of(store, DAY).statements


@pytest.mark.slow
@settings(max_examples=6, deadline=None)
@given(st.dates(date(2019, 6, 1), date(2023, 12, 31)))
def test_the_view_is_the_graph_of_what_was_recorded(quads: list[Quad], day: date) -> None:
    """Compared with a dataset written by hand without the later records."""
    text = day.isoformat()
    later = {
        "nieuw": "2022-06-01",
        "v": "2023-03-01",
        **dict.fromkeys(("a", "oud", "verloren", "gewonnen"), "2020-01-01"),
    }
    gone = {name for name, recorded in later.items() if recorded > text}
    kept = [
        quad
        for quad in quads
        if "/afgeleid/" not in str(quad.graph_name)
        and str(quad.subject).strip("<>").rpartition("/")[2] not in gone
        and str(quad.object).strip("<>").rpartition("/")[2] not in gone
        and not (quad.predicate.value.endswith("invalidatedAtTime") and text < "2022-06-01")
    ]
    expected = EmbeddedStore()
    expected.load([*kept, *derive(Dataset(kept, ()))])
    store = EmbeddedStore()
    store.load(quads)
    assert as_of(known_on(store, day), DAY).statements == as_of(expected, DAY).statements


def test_a_store_without_graphs_is_refused() -> None:
    with pytest.raises(StoreError, match="no named graphs"):
        known_on(EmbeddedStore(), DAY)


def test_it_works_on_an_endpoint(
    quads: list[Quad], serve_oxigraph: Callable[[Iterable[Quad]], str]
) -> None:
    remote = RemoteStore(serve_oxigraph(quads))
    assert known(remote, date(2022, 5, 31)) == {"a", "oud", "verloren", "gewonnen"}  # type: ignore[arg-type]
