"""A store at an endpoint: the same answers, and one clear line for each fault of endpoints."""

import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from dvgraph.dataset.files import Dataset
from dvgraph.errors import DvgraphError, StoreError, UseError
from dvgraph.rdf.oxigraph import Literal, NamedNode, Quad
from dvgraph.store.embedded import EmbeddedStore
from dvgraph.store.remote import paging
from dvgraph.store.remote.client import RemoteStore

ALL = "SELECT ?s ?p ?o { ?s ?p ?o } ORDER BY ?s ?p ?o"


@pytest.fixture
def remote(example: Dataset, serve_oxigraph: Callable[[Iterable[Quad]], str]) -> RemoteStore:
    return RemoteStore(serve_oxigraph(example.quads))


@pytest.fixture
def embedded(example: Dataset) -> EmbeddedStore:
    store = EmbeddedStore()
    store.load(example.quads)
    return store


def test_an_endpoint_answers_as_the_embedded_store_does(
    remote: RemoteStore, embedded: EmbeddedStore
) -> None:
    assert remote.select(ALL) == embedded.select(ALL)
    assert remote.select("SELECT ?x ?none { BIND(1 AS ?x) }") == embedded.select(
        "SELECT ?x ?none { BIND(1 AS ?x) }"
    )
    query = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
    assert set(remote.construct(query)) == set(embedded.construct(query))
    assert remote.ask("ASK { ?s ?p ?o }") is True
    assert remote.ask("ASK { ?s ?p <http://example.org/none> }") is False


def test_a_long_query_and_one_with_accents_arrive_whole(remote: RemoteStore) -> None:
    for text in ("é€😀 & + % #", "é" * 3000):
        assert remote.select(f'SELECT ("{text}" AS ?x) {{}}').rows == [(Literal(text),)]


@pytest.mark.filterwarnings("error")
def test_a_query_with_a_header_and_comments_is_sent_as_it_is(remote: RemoteStore) -> None:
    query = '#+ title: {en: "INSERT or ASK?"}\n# DELETE\nSELECT (1 AS ?x) # ASK\n{ }'
    assert len(remote.select(query).rows) == 1


@pytest.mark.parametrize(("method", "query"), [("select", "ASK {}"), ("ask", "SELECT * {}")])
def test_a_query_of_another_form_is_wrong_use(remote: RemoteStore, method: str, query: str) -> None:
    with pytest.raises(UseError, match="of another form than"):
        getattr(remote, method)(query)


def test_a_query_that_the_endpoint_cannot_read_is_wrong_use(remote: RemoteStore) -> None:
    with pytest.raises(UseError, match="refuses the query: error at 1:") as caught:
        remote.select("SELECT * { ?s ?p }")
    assert "\n" not in str(caught.value)
    assert "\\n" not in str(caught.value)


def test_queries_pass_the_guard_before_they_are_sent() -> None:
    with pytest.raises(UseError, match="SERVICE"):
        RemoteStore("http://127.0.0.1:1/").select("SELECT * { SERVICE <http://x/> {} }")


@pytest.mark.parametrize("address", ["", "sparql", "file:///etc/passwd", "ftp://x/", "http://"])
def test_what_is_no_web_address_is_wrong_use(address: str) -> None:
    with pytest.raises(UseError, match="http or https"):
        RemoteStore(address)


def test_an_endpoint_that_is_not_there_is_one_line_without_the_password() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
        with pytest.raises(StoreError, match="cannot be reached") as caught:
            RemoteStore(f"http://user:secret@127.0.0.1:{port}/sparql").ask("ASK {}")
    assert "secret" not in str(caught.value)
    assert "\n" not in str(caught.value)


Answer = Callable[[BaseHTTPRequestHandler], None]


@pytest.fixture
def serve() -> Iterator[Callable[[Answer], str]]:
    """Returns a function that starts a server, which answers every request with that function."""
    servers = []

    def start(answer: Answer) -> str:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                answer(self)

            def log_message(self, *_: object) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        server.handle_error = lambda *_: None  # type: ignore[method-assign]  # clients that leave
        servers.append(server)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{server.server_port}/sparql"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def answering(status: int, kind: str, body: bytes) -> Answer:
    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        request.send_header("Content-Type", kind)
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        request.wfile.write(body)

    return answer


def cut_off(request: BaseHTTPRequestHandler) -> None:
    request.send_response(200)
    request.send_header("Content-Type", "application/sparql-results+json")
    request.send_header("Content-Length", "1000")
    request.end_headers()
    request.wfile.write(b'{"head": {"vars": []}, ')


JSON = "application/sparql-results+json"
FAULTS = {
    "a page with status 200": (answering(200, "text/html", b"<html>ok</html>"), "text/html"),
    "no content type": (answering(200, "", b"{}"), "where application/sparql-results"),
    "broken JSON": (answering(200, JSON, b"{"), "cannot be read"),
    "JSON of another kind": (answering(200, JSON, b"[1]"), "cannot be read"),
    "broken rows": (
        answering(
            200, JSON, b'{"head":{"vars":["x"]},"results":{"bindings":[{"x":{"type":"y"}}]}}'
        ),
        "cannot be read",
    ),
    "an answer cut off": (cut_off, "cut off"),
    "not found": (answering(404, "text/plain", b"no such thing"), "HTTP status 404: no such"),
    "an internal error": (answering(500, "text/plain", b"oops\nagain"), "HTTP status 500: oops"),
    "a redirect to a file": (
        lambda request: (
            request.send_response(302),
            request.send_header("Location", "file:///etc/passwd"),
            request.end_headers(),
        ),
        "HTTP status 302",
    ),
}


@pytest.mark.parametrize(("answer", "expected"), FAULTS.values(), ids=FAULTS)
def test_a_faulty_endpoint_is_a_store_error_in_one_line(
    serve: Callable[[Answer], str], answer: Answer, expected: str
) -> None:
    address = serve(answer)
    with pytest.raises(StoreError, match=expected) as caught:
        RemoteStore(address).select("SELECT * { ?s ?p ?o }")
    assert str(caught.value).startswith(f"{address}: ")
    assert "\n" not in str(caught.value)


def test_triples_in_another_format_than_asked_are_a_store_error(
    serve: Callable[[Answer], str],
) -> None:
    for answer in (
        answering(200, "application/rdf+xml", b"<rdf/>"),
        answering(200, "text/turtle", b"<a"),
    ):
        with pytest.raises(StoreError):
            RemoteStore(serve(answer)).construct("CONSTRUCT WHERE { ?s ?p ?o }")


@pytest.mark.parametrize(
    "kind", ["text/turtle", "text/turtle; charset=utf-8", "application/n-triples"]
)
def test_triples_may_come_as_turtle_or_ntriples(serve: Callable[[Answer], str], kind: str) -> None:
    line = b"<http://example.org/a> <http://example.org/a> <http://example.org/a> ."
    found = RemoteStore(serve(answering(200, kind, line))).construct("CONSTRUCT WHERE { ?s ?p ?o }")
    assert [triple.subject for triple in found] == [NamedNode("http://example.org/a")]


def silent(_: BaseHTTPRequestHandler) -> None:
    time.sleep(20)


def trickling(request: BaseHTTPRequestHandler) -> None:
    request.send_response(200)
    request.send_header("Content-Type", JSON)
    request.end_headers()
    for _ in range(200):
        request.wfile.write(b" ")
        request.wfile.flush()
        time.sleep(0.1)


@pytest.mark.parametrize("answer", [silent, trickling])
def test_an_endpoint_that_keeps_one_waiting_is_left_in_time(
    serve: Callable[[Answer], str], answer: Answer
) -> None:
    with pytest.raises(DvgraphError, match="took too long"):
        RemoteStore(serve(answer), seconds=1).select("SELECT * { ?s ?p ?o }")


def test_pages_are_in_order_and_to_count_the_rows_nothing_is_sorted() -> None:
    paged = paging.select(
        "SELECT ?b ?a { ?a ?p ?b }", paging.projected("SELECT ?b ?a { ?a ?p ?b }")
    )
    assert "ORDER BY ?b ?a" in paged.page(10, 0)
    assert "ORDER" not in paged.counting()
    own = "SELECT ?a { ?a ?p ?b } ORDER BY DESC(?a)"
    assert paging.select(own, ("a",)).page(10, 0).count("ORDER BY") == 1
