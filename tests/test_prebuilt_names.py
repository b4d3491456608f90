"""The index of names in a prebuilt store has the same names and texts as the queries."""

from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dvgraph.dataset.files import Dataset
from dvgraph.namespaces import BASE, DVG, ORG, RDFS, SKOS, TYPE
from dvgraph.prebuilt import names
from dvgraph.prebuilt.disk import build_store, open_store_dir
from dvgraph.prebuilt.stores import open_prebuilt, read_prebuilt
from dvgraph.questions import search
from dvgraph.rdf.oxigraph import Literal, NamedNode, Quad
from dvgraph.store.embedded import EmbeddedStore
from dvgraph.store.protocol import Store

MEASURES = (f"{BASE}conceptschema/maat",)
LABELS = (f"{RDFS}label", f"{SKOS}altLabel", f"{SKOS}notation")
CLASSES = (f"{ORG}Organization", f"{DVG}Taak", f"{SKOS}Concept", f"{DVG}Vindplaats")
WORDS = st.text(max_size=6) | st.sampled_from(["A B", "a-b", "Café", "cafe", "OVO 1", "\t\n", "+"])


class Asked:
    """A store without an index, so that queries are used."""

    def __init__(self, store: Store) -> None:
        self.select, self.ask = store.select, store.ask
        self.construct, self.close = store.construct, store.close


def said(found: Iterable[search.Name]) -> list[search.Name]:
    return sorted(found, key=str)


@pytest.fixture(scope="module")
def shipped() -> Store:
    open_prebuilt()  # made in the cache
    return open_prebuilt()


@pytest.mark.parametrize("classes", [None, search.KINDS["task"], MEASURES])
def test_the_index_of_the_shipped_data_has_the_names_that_the_query_finds(
    shipped: Store, classes: tuple[str, ...] | None
) -> None:
    own = [classes] if classes else []
    found = said(search.names(shipped, *own))
    assert len(found) > 20
    assert found == said(search.names(Asked(shipped), *own))


@pytest.mark.slow
def test_a_search_finds_by_the_index_what_it_finds_by_queries(shipped: Store) -> None:
    for text in ("magda platform", "OVO002949"):
        assert search.search(shipped, text) == search.search(Asked(shipped), text)


def test_no_query_is_asked_where_there_is_an_index(
    shipped: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(EmbeddedStore, "select", None)
    assert search.one(shipped, "agiv").name.iri == f"{BASE}organisatie/agiv"
    assert search.search(shipped, "raamcontract")


named = st.lists(
    st.tuples(st.integers(0, 3), st.sampled_from((TYPE, *LABELS)), st.sampled_from(CLASSES), WORDS)
)


@given(named, WORDS)
def test_the_index_has_any_names_that_the_query_finds(
    made: list[tuple[int, str, str, str]], text: str
) -> None:
    graph = NamedNode("urn:g")
    quads = [
        Quad(
            NamedNode(f"{BASE}ding/{thing}"),
            NamedNode(predicate),
            NamedNode(kind) if predicate == TYPE else Literal(word),
            graph,
        )
        for thing, predicate, kind, word in made
    ]
    store = EmbeddedStore()
    store.load(quads)
    kinds, rows = (store.select(names.support(f"all-{name}")).rows for name in ("kinds", "names"))
    index = search.Names(names.NameIndex(names.index(kinds, rows)), search._OF_CLASS)
    asked = search.names(store)
    assert said(index) == said(asked)
    assert search.called(index, text) == search.called(asked, text)
    by_scan = {name.iri for name in asked if names.key(name.text) == names.key(text)}
    assert by_scan <= {hit.name.iri for hit in search.called(index, text)}


def test_a_store_on_disk_has_the_index_and_does_without_a_damaged_one(
    example: Dataset, tmp_path: Path
) -> None:
    build_store(example, tmp_path / "store")
    store = open_store_dir(tmp_path / "store")
    assert store.names() is not None
    assert store.texts() is not None
    whole = said(search.names(store))
    for file in (tmp_path / "store").glob("build-*/names.tsv"):
        file.write_bytes(file.read_bytes().replace(b"a", b"b"))
    damaged = open_store_dir(tmp_path / "store")
    assert damaged.names() is None
    assert said(search.names(damaged)) == whole


def test_the_cache_has_the_index_from_the_first_run_on(
    example_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DVGRAPH_CACHE", str(tmp_path / "cache"))
    read_prebuilt([example_file])
    assert len(list((tmp_path / "cache").rglob("names.tsv"))) == 1
