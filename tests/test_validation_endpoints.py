"""The data of an endpoint are fetched in pages, and validated whole or not at all."""

import random
import re
from collections.abc import Iterable
from pathlib import Path

import pytest

from dvgraph.dataset.files import read
from dvgraph.errors import InputError, StoreError
from dvgraph.rdf.oxigraph import Quad, Triple
from dvgraph.store.embedded import EmbeddedStore
from dvgraph.store.protocol import Table
from dvgraph.validation.shacl import validate
from reports import rows

CAP = 1000  # rows of an answer, cut without a word as Virtuoso does
SHAPES = """@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix ex: <http://e/> .
ex:S sh:targetClass ex:C ; sh:property [ sh:path ex:p ; sh:maxCount 1 ] ,
  [ sh:path ( ex:p ex:q ) ; sh:minCount 1 ] , [ sh:path [ sh:inversePath ex:p ] ; sh:maxCount 2 ] .
"""
# 1,100 things with a value each, and one with more values than a server gives in one answer.
DATA = "@prefix ex: <http://e/> .\n" + "".join(
    f"ex:n{n} a ex:C ; ex:p ex:n{n * 7 % 1100}{', ex:m' if n % 100 == 0 else ''} .\n"
    f"ex:n{n * 3} ex:q 'é{n}'@nl .\nex:hub ex:p ex:n{n} .\n"
    for n in range(1100)
)


class Server:
    """A server that answers like the engine, but gives at most CAP rows, mixed up or any."""

    def __init__(self, quads: Iterable[Quad], *, mixes: bool = False, sorts: bool = True) -> None:
        self._store = EmbeddedStore()
        self._store.load(quads)
        self._mixes, self._sorts = mixes, sorts
        self._chance = random.Random(1)
        self.most = 0

    def select(self, query: str) -> Table:
        if not self._sorts:
            query = re.sub(r"ORDER BY \S+ LIMIT \d+( OFFSET \d+)?", "", query)
        found = self._store.select(query)
        given = list(found.rows)
        if not self._sorts:
            self._chance.shuffle(given)
        given = given[:CAP]
        if self._mixes:
            self._chance.shuffle(given)
        self.most = max(self.most, len(given))
        return Table(found.variables, given)

    def ask(self, query: str) -> bool:
        return self._store.ask(query)

    def construct(self, query: str) -> list[Triple]:
        return self._store.construct(query)[:CAP]

    def close(self) -> None:
        self._store.close()


@pytest.fixture
def given(tmp_path: Path) -> tuple[list[Quad], list[Path]]:
    data, shapes = tmp_path / "data.ttl", tmp_path / "shapes.ttl"
    data.write_text(DATA, "utf-8")
    shapes.write_text(SHAPES, "utf-8")
    return read([data], ontology=False).quads, [shapes]


@pytest.mark.slow
@pytest.mark.parametrize("mixes", [False, True])
def test_a_server_that_cuts_its_answers_and_mixes_its_rows_gives_the_whole_report(
    given: tuple[list[Quad], list[Path]], mixes: bool
) -> None:
    quads, shapes = given
    store = EmbeddedStore()
    store.load(quads)
    server = Server(quads, mixes=mixes)
    found = rows(validate(None, (), shapes, store=server))
    assert found == rows(validate(None, (), shapes, store=store))
    assert found.total() > 500
    assert server.most == CAP


def test_a_server_that_gives_any_rows_is_an_error_and_no_report(
    given: tuple[list[Quad], list[Path]],
) -> None:
    quads, shapes = given
    with pytest.raises(StoreError, match=r"rows of|rijen van"):
        validate(None, (), shapes, store=Server(quads, sorts=False))


def test_triples_about_blank_nodes_are_counted_too(tmp_path: Path) -> None:
    """A node with a name is judged, though another subject of the property has none."""
    data, shapes = tmp_path / "data.ttl", tmp_path / "shapes.ttl"
    data.write_text("@prefix ex: <http://e/> . [] ex:p 1 . ex:a a ex:C ; ex:p 1, 2 .", "utf-8")
    shapes.write_text(SHAPES.split(",")[0] + ".", "utf-8")
    server = Server(read([data], ontology=False).quads)
    assert len(validate(None, (), [shapes], store=server).findings) == 1


QUERIES = """
ex:C a sh:ConstraintComponent ; sh:parameter [ sh:path ex:most ] ; sh:validator [
  sh:ask "ASK { FILTER(!isNumeric($value) || $value <= $most) }" ] .
ex:Q sh:targetClass ex:C ; sh:property [ sh:path ex:n ; ex:most 2 ] ;
  sh:sparql [ sh:select "SELECT $this ?value { $this <http://e/n> ?value FILTER(?value = 1.5) }" ] ,
  [ sh:select "SELECT $this { $this <http://e/p>/<http://e/p> $this }" ] ,
  [ sh:select "SELECT $this { $this <http://e/p> ?value FILTER(BOUND($currentShape)) }" ] ,
  [ sh:select "SELECT $this { { SELECT $this { $this <http://e/n> ?n } } FILTER(BOUND(?n)) }" ] .
"""


def test_queries_in_shapes_run_here_on_what_they_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also those that need $this bound, and ASK."""
    data, shapes = tmp_path / "data.ttl", tmp_path / "shapes.ttl"
    text = "@prefix ex: <http://e/> . ex:a a ex:C ; ex:n 1.5, 2, 3 ; ex:p ex:b . ex:b ex:p ex:a ."
    data.write_text(text, "utf-8")
    shapes.write_text(SHAPES + QUERIES, "utf-8")
    quads = read([data], ontology=False).quads
    expected = rows(validate(read([data], ontology=False), (), [shapes]))
    asked: list[str] = []
    server = Server(quads)
    monkeypatch.setattr(server, "ask", lambda query: pytest.fail(query))
    select = server.select
    monkeypatch.setattr(server, "select", lambda query: asked.append(query) or select(query))
    found = rows(validate(None, (), [shapes], store=server))
    assert found == expected
    assert sum(n for row, n in found.items() if "SPARQLConstraint" in row) == 3
    assert not [query for query in asked if "this" in query]


def with_query(folder: Path, query: str) -> list[Path]:
    shapes = folder / "shapes.ttl"
    shapes.write_text(SHAPES.split(";")[0] + f'; sh:sparql [ sh:select "{query}" ] .', "utf-8")
    return [shapes]


def quads_of(folder: Path, turtle: str) -> list[Quad]:
    data = folder / "data.ttl"
    data.write_text(f"@prefix ex: <http://e/> . {turtle}", "utf-8")
    return read([data], ontology=False).quads


@pytest.mark.parametrize(
    "query",
    [
        "SELECT $this { $this ?any <http://e/b> FILTER(STRENDS(STR(?any), 'p')) }",
        "SELECT $this { $this (!<http://e/q>)+ <http://e/b> }",
        "SELECT $this { $this <http://e/p> ?value } ORDER BY ?value LIMIT 1",
        "SELECT $this { $this <http://e/p> ?o FILTER EXISTS { GRAPH $shapesGraph { ?s ?p 1 } } }",
    ],
)
def test_for_a_query_that_may_read_any_property_all_is_fetched_and_judged_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, query: str
) -> None:
    quads = quads_of(tmp_path, "ex:a a ex:C ; ex:p ex:b . ex:c a ex:C ; ex:q ex:b .")
    server, asked = Server(quads), list[str]()
    select = server.select
    monkeypatch.setattr(server, "select", lambda query: asked.append(query) or select(query))
    shapes = with_query(tmp_path, query)
    with shapes[0].open("a", encoding="utf-8") as file:
        file.write("ex:S sh:order 1 .")
    found = validate(None, (), shapes, store=server).findings
    assert [str(one.focus) for one in found] == ["<http://e/a>"]
    assert not [query for query in asked if "this" in query]


def test_a_query_that_meets_a_blank_node_at_an_endpoint_is_an_error(tmp_path: Path) -> None:
    server = Server(quads_of(tmp_path, "ex:a a ex:C ; ex:q [] ."))
    with pytest.raises(StoreError, match=r"blank node|lege knoop"):
        validate(
            None, (), with_query(tmp_path, "SELECT $this { $this <http://e/q> ?b }"), store=server
        )


def test_a_query_that_names_graphs_is_refused_at_an_endpoint(tmp_path: Path) -> None:
    server = Server(quads_of(tmp_path, "ex:a a ex:C ."))
    shapes = with_query(tmp_path, "SELECT $this { GRAPH ?g { $this a <http://e/C> } }")
    with pytest.raises(InputError, match=r"names graphs|grafen noemt"):
        validate(None, (), shapes, store=server)


def test_a_server_that_does_not_give_all_properties_is_an_error(tmp_path: Path) -> None:
    many = "".join(f"; ex:p{number} 1 " for number in range(CAP + 1))
    server = Server(quads_of(tmp_path, f"ex:a a ex:C {many} ."))
    shapes = with_query(tmp_path, "SELECT $this { $this ?any 2 }")
    with pytest.raises(StoreError, match=r"rows of|rijen van"):
        validate(None, (), shapes, store=server)
