"""What a prebuilt store remembers: the same rows, never those of other data, rules or code."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dvgraph import cached, prebuilt, remembered, resources
from dvgraph.cached import open_prebuilt, read_prebuilt
from dvgraph.dataset import read
from dvgraph.derive import derive
from dvgraph.errors import StoreError
from dvgraph.oxigraph import BlankNode, Literal, NamedNode, Quad, Triple
from dvgraph.remembered import RememberingStore, _table, _text
from dvgraph.store import EmbeddedStore, Table

ALL = "SELECT ?s ?p ?o { ?s ?p ?o } ORDER BY ?s ?p ?o"
NODE = NamedNode("http://example.org/a")


@pytest.fixture(autouse=True)
def dear(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let every answer count as dear, and have a cache of its own."""
    monkeypatch.setattr(remembered, "_DEAR", 0)
    monkeypatch.setenv("DVGRAPH_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache" / "answers"


def store_of(*quads: Quad) -> EmbeddedStore:
    store = EmbeddedStore()
    store.load(quads)
    return store


def unopened() -> EmbeddedStore:
    raise StoreError("opened")


def test_an_answer_is_found_again_without_opening_the_store() -> None:
    first = RememberingStore("k", lambda: store_of(Quad(NODE, NODE, NODE))).select(ALL)
    assert (
        RememberingStore("k", unopened).select(ALL)
        == first
        == Table(("s", "p", "o"), [(NODE, NODE, NODE)])
    )


def test_another_query_or_another_store_is_asked_itself() -> None:
    RememberingStore("k", lambda: store_of()).select(ALL)
    for key, query in (("other", ALL), ("k", f"{ALL} LIMIT 3")):
        with pytest.raises(StoreError, match="opened"):
            RememberingStore(key, unopened).select(query)


def test_another_version_of_the_engine_is_asked_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    RememberingStore("k", lambda: store_of()).select(ALL)
    monkeypatch.setattr(remembered, "ENGINE", "9.9")
    with pytest.raises(StoreError, match="opened"):
        RememberingStore("k", unopened).select(ALL)


@pytest.mark.parametrize("damage", ["cut", "bytes", "empty", "folder"])
def test_a_damaged_answer_is_found_anew(dear: Path, damage: str) -> None:
    store = RememberingStore("k", lambda: store_of(Quad(NODE, NODE, NODE)))
    expected = store.select(ALL)
    (file,) = (dear / "k").iterdir()
    if damage == "cut":
        os.truncate(file, file.stat().st_size - 30)
    elif damage == "bytes":
        file.write_bytes(file.read_bytes().replace(b"example", b"exemple"))
    elif damage == "empty":
        file.write_bytes(b"")
    else:
        file.unlink()
        file.mkdir()
    assert store.select(ALL) == expected
    if damage != "folder":
        assert RememberingStore("k", unopened).select(ALL) == expected  # whole again


def test_what_a_killed_writer_left_is_never_read(dear: Path) -> None:
    (dear / "k").mkdir(parents=True)
    for name in (".x.1.part", "x"):
        (dear / "k" / name).write_text("?s\n")
    assert RememberingStore("k", lambda: store_of()).select(ALL).rows == []


def test_a_cheap_answer_is_not_kept(dear: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembered, "_DEAR", 60)
    RememberingStore("k", lambda: store_of()).select(ALL)
    assert not dear.exists()


def test_an_answer_that_changes_by_itself_is_not_kept(dear: Path) -> None:
    store = RememberingStore("k", lambda: store_of())
    for call in ("NOW()", "rand()", "UUID()", "STRUUID()", "BNODE()"):
        store.select(f"SELECT ?x {{ BIND({call} AS ?x) }}")
    assert not dear.exists()


def test_a_wrong_query_stays_wrong() -> None:
    store = RememberingStore("k", lambda: store_of())
    for _ in "12":
        with pytest.raises(Exception, match="not SPARQL"):
            store.select("SELECT")


def test_the_other_forms_of_query_are_answered() -> None:
    store = RememberingStore("k", lambda: store_of(Quad(NODE, NODE, NODE)))
    assert store.ask("ASK { ?s ?p ?o }")
    assert store.construct("CONSTRUCT WHERE { ?s ?p ?o }") == [Triple(NODE, NODE, NODE)]
    assert store.holds(Triple(NODE, NODE, NODE))


iris = st.from_regex(r"http://example\.org/[a-zé?=&-]{0,6}", fullmatch=True).map(NamedNode)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
literals = st.one_of(
    st.builds(Literal, texts),
    st.builds(lambda text: Literal(text, language="nl-be"), texts),
    st.builds(lambda text, iri: Literal(text, datatype=iri), texts, iris),
    st.sampled_from(
        [
            Literal(text, datatype=NamedNode(f"http://www.w3.org/2001/XMLSchema#{kind}"))
            for text in ("01", "1.50", "1e0", "true", "+1", "")
            for kind in ("integer", "decimal", "double", "boolean", "string", "gYear")
        ]
    ),
)
terms = st.one_of(st.none(), iris, literals, st.integers(0, 9).map(lambda n: BlankNode(f"b{n}")))


@given(st.lists(st.tuples(terms, terms), max_size=6))
def test_every_term_comes_back_as_it_was(rows: list[tuple[object, object]]) -> None:
    table = Table(("a", "b"), rows)  # type: ignore[arg-type]
    assert _table(_text(table)) == table


@pytest.mark.parametrize("values", ["", "UNDEF", '"" UNDEF "\\t" "a\\nb" UNDEF'])
def test_empty_cells_and_odd_texts_come_back_as_they_were(values: str) -> None:
    store = RememberingStore("k", lambda: store_of())
    query = f"SELECT ?x {{ VALUES ?x {{ {values} }} }}"
    assert store.select(query) == store.select(query) == store_of().select(query)


COUNT = "SELECT (COUNT(*) AS ?n) { ?s <https://w3id.org/dvgraph/ns#vanVroegst> ?day }"


def count(file: Path) -> object:
    return open_prebuilt([file]).select(COUNT).rows[0][0]


def _data(file: Path, folder: Path, patch: pytest.MonkeyPatch) -> None:  # noqa: ARG001
    with file.open("a") as more:
        more.write('<uitspraak/meer> a dvg:Bestaan ; dvg:van "2020"^^xsd:gYear .')


def _rule(file: Path, folder: Path, patch: pytest.MonkeyPatch) -> None:  # noqa: ARG001
    shutil.copytree(resources.queries_dir(), folder / "queries")
    (folder / "queries" / "derive" / "zz.rq").write_text(
        "CONSTRUCT { ?s <https://w3id.org/dvgraph/ns#vanVroegst> 1 }"
        " WHERE { ?s a <https://w3id.org/dvgraph/ns#Bestaan> }"
    )
    patch.setattr(resources, "queries_dir", lambda: folder / "queries")
    patch.setattr("dvgraph.derive.queries_dir", lambda: folder / "queries")


def _code(file: Path, folder: Path, patch: pytest.MonkeyPatch) -> None:  # noqa: ARG001
    for path in Path(prebuilt.__file__).parent.glob("*.py"):
        shutil.copy(path, folder)
    with (folder / "periods.py").open("a") as code:
        code.write("# changed\n")
    patch.setattr(prebuilt, "__file__", str(folder / "prebuilt.py"))


@pytest.mark.parametrize("change", [_data, _rule, _code])
def test_changed_data_rules_and_code_are_noticed(
    example_file: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    dear: Path,
    change: Callable[[Path, Path, pytest.MonkeyPatch], None],
) -> None:
    before = count(example_file)
    assert count(example_file) == before
    assert len(list(dear.iterdir())) == 1
    folder = tmp_path / "changed"
    folder.mkdir()
    change(example_file, folder, monkeypatch)
    assert (count(example_file) != before) == (change is not _code)
    assert len(list(dear.iterdir())) == 2  # known by another key


def test_the_answers_on_data_that_is_used_no_more_are_dropped(
    example_file: Path, dear: Path
) -> None:
    for number in range(cached._KEPT + 3):
        with example_file.open("a") as file:
            file.write(f"<a/{number}> a <b> .")
        count(example_file)
    assert len(list(dear.iterdir())) <= cached._KEPT + 1


def test_a_store_damaged_in_the_cache_is_made_anew_when_it_is_needed(
    example_file: Path, dear: Path
) -> None:
    expected = count(example_file)
    shutil.rmtree(dear)
    for build in (dear.parent / "stores").glob("*/build-*"):
        shutil.rmtree(build)
    assert count(example_file) == expected


@pytest.mark.parametrize("damage", [False, True])
def test_data_read_from_the_cache_is_what_reading_and_deriving_give(
    example_file: Path, dear: Path, damage: bool
) -> None:
    dataset = read([example_file])
    for _ in "123":
        found, derived = read_prebuilt([example_file])
        assert (found.quads, found.files) == (dataset.quads, dataset.files)
        assert set(derived) == set(derive(dataset))
        if damage:
            for kept in (dear.parent / "stores").glob("*/build-*/dataset.nq"):
                kept.write_bytes(kept.read_bytes().replace(b"2016", b"2061"))
