"""The embedded store: the union of graphs, clear errors, and a reaction to Ctrl-C."""

import gc
import os
import signal
import subprocess
import sys
import threading
import time
import weakref
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from dvgraph.dataset.files import Dataset
from dvgraph.errors import StoreError, UseError
from dvgraph.rdf.oxigraph import (
    Literal,
    NamedNode,
    Quad,
    QueryBoolean,
    QuerySolutions,
    QueryTriples,
    Triple,
)
from dvgraph.store.embedded import EmbeddedStore
from dvgraph.store.protocol import Table
from interrupts import hear_interrupts

A, B, C = (NamedNode(f"http://example.org/{name}") for name in "abc")


@pytest.fixture
def store() -> EmbeddedStore:
    store = EmbeddedStore()
    store.load([Quad(A, B, C, A), Quad(B, B, C, B)])
    return store


def test_questions_see_the_union_of_all_graphs(store: EmbeddedStore) -> None:
    table = store.select("SELECT ?s ?none { ?s ?p ?o } ORDER BY ?s")
    assert table == Table(("s", "none"), [(A, None), (B, None)])


def test_a_graph_can_still_be_named(store: EmbeddedStore) -> None:
    assert store.select("SELECT ?g { GRAPH ?g { <http://example.org/a> ?p ?o } }").rows == [(A,)]


def test_ask_says_yes_and_no(store: EmbeddedStore) -> None:
    assert store.ask("ASK { ?s ?p <http://example.org/c> }") is True
    assert store.ask("ASK { ?s ?p <http://example.org/d> }") is False


def test_construct_gives_each_triple_once(store: EmbeddedStore) -> None:
    query = "CONSTRUCT { <http://example.org/a> ?p ?o } WHERE { ?s ?p ?o }"
    assert store.construct(query) == [Triple(A, B, C)]


@pytest.mark.parametrize(
    ("method", "query"),
    [("select", "ASK {}"), ("ask", "SELECT * {}"), ("construct", "SELECT * {}")],
)
@pytest.mark.filterwarnings("error")  # the engine's results may only be freed on their own thread
def test_a_query_of_another_form_is_wrong_use(
    store: EmbeddedStore, method: str, query: str
) -> None:
    with pytest.raises(UseError, match="of another form than"):
        getattr(store, method)(query)


def test_a_syntax_error_names_line_and_column_in_one_short_line(store: EmbeddedStore) -> None:
    with pytest.raises(UseError) as caught:
        store.select("SELECT *\n{ ?s ?p }")
    assert str(caught.value).startswith("query:2:")
    assert len(str(caught.value)) < 300
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("SELECT * { ?s ?p ?o", 'expected one of ",", "."'),
        ("SELECT ?s (COUNT(*) AS ?n) { ?s ?p ?o }", "SELECT contains a variable that is unbound"),
        ("SELECT * { ?s ?p ?o BIND(1 AS ?o) }", "something in it may not stand there"),
    ],
)
def test_a_syntax_error_says_what_was_expected_in_words(
    store: EmbeddedStore, query: str, said: str
) -> None:
    with pytest.raises(UseError) as caught:
        store.select(query)
    assert said in str(caught.value)
    assert "[_]" not in str(caught.value)


def test_every_query_passes_the_guard(store: EmbeddedStore) -> None:
    call = "{ SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }"
    for method, query in (
        (store.select, f"SELECT * {call}"),
        (store.ask, f"ASK {call}"),
        (store.construct, f"CONSTRUCT {{ ?s ?p ?o }} WHERE {call}"),
    ):
        with pytest.raises(UseError, match="SERVICE"):
            method(query)


def test_values_survive_although_the_store_rewrites_their_spelling(example: Dataset) -> None:
    """This is why no export is ever taken from a store."""
    store = EmbeddedStore()
    store.load(example.quads)
    value = "<https://w3id.org/dvgraph/ns#waarde>"
    decimal = NamedNode("http://www.w3.org/2001/XMLSchema#decimal")
    assert store.select(f"SELECT ?v {{ ?s {value} ?v }}").rows == [
        (Literal("1.5", datatype=decimal),)
    ]
    written = next(quad for quad in example.quads if quad.predicate.value.endswith("waarde"))
    assert written.object == Literal("1.50", datatype=decimal)
    assert store.holds(written.triple)
    assert not store.holds(Triple(A, B, C))


def test_a_folder_that_is_no_store_is_a_store_error(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be opened"):
        EmbeddedStore(tmp_path / "absent", read_only=True)


def test_broken_nquads_are_a_store_error_and_leave_nothing(tmp_path: Path) -> None:
    file = tmp_path / "broken.nq"
    file.write_text("<http://example.org/a> <http://example.org/b> <http://example.org/c> .\n<x")
    store = EmbeddedStore()
    with pytest.raises(StoreError):
        store.load_nquads(file)
    assert not store.ask("ASK { ?s ?p ?o }")


def test_queries_may_come_from_several_threads_at_once(store: EmbeddedStore) -> None:
    answers: list[int] = []
    threads = [
        threading.Thread(
            target=lambda: answers.append(len(store.select("SELECT * { ?s ?p ?o }").rows))
        )
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [2] * 8


def test_eight_queries_run_at_once_in_threads_that_are_made_once(example: Dataset) -> None:
    """Each waits in its own thread until all eight are running."""
    running = threading.Barrier(8)
    engine_threads: set[int] = set()

    class Meeting(EmbeddedStore):
        def _run(self, query: str, *rest: Any) -> QuerySolutions | QueryBoolean | QueryTriples:
            engine_threads.add(threading.get_ident())
            running.wait(timeout=30)
            return super()._run(query, *rest)

    store = Meeting()
    store.load(example.quads)
    with ThreadPoolExecutor(8) as callers:
        for _ in range(3):
            found = list(callers.map(store.select, ["SELECT * { ?s ?p ?o }"] * 8))
            assert all(len(table.rows) == len(found[0].rows) for table in found)
    assert len(engine_threads) == 8


def test_an_idle_thread_keeps_no_store_alive() -> None:
    store = EmbeddedStore()
    gone = weakref.ref(store)
    store.select("SELECT * { ?s ?p ?o }")
    with pytest.raises(UseError):
        store.select("SELECT")
    del store
    gc.collect()
    assert gone() is None


@pytest.mark.skipif(not hasattr(os, "fork"), reason="fork as POSIX has it")
def test_a_forked_process_asks_with_threads_of_its_own_and_ends() -> None:
    code = (
        "import os\n"
        "from dvgraph.store.embedded import EmbeddedStore\n"
        "store = EmbeddedStore()\n"
        "store.ask('ASK {}')\n"
        "child = os.fork()\n"
        "assert store.ask('ASK {}')\n"
        "if child:\n"
        "    assert os.waitpid(child, 0)[1] == 0\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_deep_queries_that_the_guard_lets_through_come_back(store: EmbeddedStore) -> None:
    deep = "SELECT * { BIND(" + "(" * 125 + "1" + ")" * 125 + " AS ?x) }"
    long = "SELECT * { BIND(1" + "+1" * 900 + " AS ?x) }"
    for query in (deep, long, "SELECT * { {}" + " UNION {}" * 900 + " }"):
        assert store.select(query).rows


SLOW = """
import sys
from dvgraph.rdf.oxigraph import Literal, NamedNode, Quad
from dvgraph.store.embedded import EmbeddedStore
store = EmbeddedStore()
node = NamedNode("http://example.org/a")
store.load(Quad(node, node, Literal(str(i)), node) for i in range(2000))
print("ready", flush=True)
try:
    store.select("SELECT (COUNT(*) AS ?n) { ?a ?p ?x . ?b ?q ?y . ?c ?r ?z FILTER(?x + ?y = -?z) }")
except KeyboardInterrupt:
    print("interrupted", flush=True)
    sys.exit(130)
"""


@pytest.mark.skipif(os.name != "posix", reason="signals as POSIX has them")
def test_ctrl_c_stops_a_slow_query_at_once() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", SLOW],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=hear_interrupts,
    ) as process:
        try:
            assert process.stdout
            assert process.stdout.readline() == "ready\n"
            time.sleep(0.3)  # into the native query
            process.send_signal(signal.SIGINT)
            # Long before the query ends by itself, which takes minutes.
            out, err = process.communicate(timeout=20)
        finally:
            process.kill()
    assert (out, err, process.returncode) == ("interrupted\n", "", 130)
