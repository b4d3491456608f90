"""Requests to an endpoint: retries while it is busy, and never a truncated answer."""

import base64
import gzip
import threading
import time
from collections.abc import Callable, Iterator
from hashlib import md5
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.request import Request, parse_http_list, parse_keqv_list

import pytest

from dvgraph.errors import StoreError, UseError
from dvgraph.store.remote.transport import Connection, RefusedError, Response

Reply = Callable[[BaseHTTPRequestHandler, int], None]


@pytest.fixture
def serve() -> Iterator[Callable[[Reply], str]]:
    """A server that answers with a function of the request and its number, from 0."""
    servers = []

    def start(reply: Reply) -> str:
        numbers = iter(range(1000))

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                reply(self, next(numbers))

            do_PUT = do_POST = do_GET  # noqa: N815

            def log_message(self, *_: object) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        server.handle_error = lambda *_: None  # type: ignore[method-assign]
        servers.append(server)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{server.server_port}/sparql"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def reply(request: BaseHTTPRequestHandler, status: int, body: bytes = b"", **headers: str) -> None:
    request.send_response(status)
    for name, value in ({"Content_Length": str(len(body))} | headers).items():
        request.send_header(name.replace("_", "-"), value)
    request.end_headers()
    request.wfile.write(body)


def ask(address: str, **limits: float) -> Response:
    connection = Connection(address, **limits)  # type: ignore[arg-type]
    return connection.send(Request(connection.address), connection.deadline())


@pytest.mark.parametrize("status", [429, 503])
def test_a_busy_endpoint_is_asked_again_when_it_says(
    serve: Callable[[Reply], str], status: int
) -> None:
    address = serve(
        lambda request, number: (
            reply(request, status, Retry_After="0") if number < 2 else reply(request, 200, b"yes")
        )
    )
    assert ask(address).body == b"yes"


def test_a_busy_endpoint_that_names_no_moment_is_asked_again_soon(
    serve: Callable[[Reply], str],
) -> None:
    address = serve(lambda request, number: reply(request, 200 if number else 503, b"yes"))
    assert ask(address).body == b"yes"


def test_one_that_wants_more_patience_than_there_is_is_left_at_once(
    serve: Callable[[Reply], str],
) -> None:
    address = serve(lambda request, _: reply(request, 503, b"tomorrow", Retry_After="86400"))
    with pytest.raises(RefusedError, match=r"HTTP status 503: tomorrow.*later"):
        ask(address)


def test_answers_are_asked_for_and_read_compressed(serve: Callable[[Reply], str]) -> None:
    body = b"row\n" * 100_000

    def packed(request: BaseHTTPRequestHandler, _: int) -> None:
        assert "gzip" in request.headers["Accept-Encoding"]
        reply(request, 200, gzip.compress(body), Content_Encoding="gzip")

    assert ask(serve(packed)).body == body


@pytest.mark.parametrize("packed", [False, True])
def test_a_larger_answer_than_allowed_is_refused_compressed_or_not(
    serve: Callable[[Reply], str], packed: bool
) -> None:
    body = bytes(3_000_000)
    sent = gzip.compress(body) if packed else body
    headers = {"Content_Encoding": "gzip"} if packed else {}
    address = serve(lambda request, _: reply(request, 200, sent, **headers))
    with pytest.raises(StoreError, match="larger than 1 MB"):
        ask(address, largest=1 << 20)


@pytest.mark.parametrize("kind", ["length", "chunked", "gzip"])
def test_an_answer_cut_off_is_none_even_where_what_came_could_be_read(
    serve: Callable[[Reply], str], kind: str
) -> None:
    line = b"<urn:a> <urn:a> <urn:a> .\n"

    def cut(request: BaseHTTPRequestHandler, _: int) -> None:
        request.protocol_version = "HTTP/1.1"
        request.close_connection = True
        if kind == "length":
            reply(request, 200, line, Content_Length="1000")
        elif kind == "gzip":
            reply(request, 200, gzip.compress(line * 9)[:-9], Content_Encoding="gzip")
        else:
            request.send_response(200)
            request.send_header("Transfer-Encoding", "chunked")
            request.end_headers()
            request.wfile.write(b"%x\r\n%b\r\n" % (len(line), line))

    with pytest.raises(StoreError, match="cut off"):
        ask(serve(cut))


def test_a_password_goes_to_the_endpoint_when_it_asks_for_one(
    serve: Callable[[Reply], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DVGRAPH_USER", "ann")
    monkeypatch.setenv("DVGRAPH_PASSWORD", "secret")
    expected = "Basic " + base64.b64encode(b"ann:secret").decode()

    def guarded(request: BaseHTTPRequestHandler, _: int) -> None:
        if request.headers.get("Authorization") == expected:
            reply(request, 200, b"welcome")
        else:
            reply(request, 401, WWW_Authenticate='Basic realm="x"')

    address = serve(guarded)
    assert ask(address).body == b"welcome"
    assert ask(address.replace("//", "//ann:secret@")).body == b"welcome"
    monkeypatch.delenv("DVGRAPH_USER")
    with pytest.raises(RefusedError, match=r"401.*DVGRAPH_USER"):
        ask(address)


def test_a_token_is_sent_but_to_another_machine_only_encrypted(
    serve: Callable[[Reply], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DVGRAPH_TOKEN", "abc")
    address = serve(lambda r, _: reply(r, 200, r.headers["Authorization"].encode()))
    assert ask(address).body == b"Bearer abc"
    with pytest.raises(UseError, match="unencrypted"):
        Connection("http://example.org/sparql")


def test_a_token_that_no_header_may_have_is_refused_and_not_shown(
    monkeypatch: pytest.MonkeyPatch, serve: Callable[[Reply], str]
) -> None:
    address = serve(lambda r, _: reply(r, 200, r.headers["Authorization"].encode()))
    monkeypatch.setenv("DVGRAPH_TOKEN", "secret\n")  # as from a file
    assert ask(address).body == b"Bearer secret"
    monkeypatch.setenv("DVGRAPH_TOKEN", "secret\r\nX-More: 1")
    with pytest.raises(UseError, match="DVGRAPH_TOKEN: this is no token") as refused:
        Connection(address)
    assert "secret" not in str(refused.value)


def test_a_move_within_the_host_is_followed_and_one_elsewhere_told(
    serve: Callable[[Reply], str],
) -> None:
    near = serve(
        lambda request, _: (
            reply(request, 200, b"here")
            if request.path == "/new"
            else reply(request, 301, Location="/new")
        )
    )
    assert ask(near).body == b"here"
    far = serve(lambda request, _: reply(request, 302, Location="http://localhost:1/"))
    with pytest.raises(RefusedError, match=r"moved to http://localhost:1/.*if you trust it"):
        ask(far)


def test_a_password_is_sent_as_a_digest_where_that_is_asked_for(
    serve: Callable[[Reply], str],
) -> None:
    """The digest challenge is answered rather than the basic one, and later in advance."""
    answers: list[dict[str, str]] = []

    def guarded(request: BaseHTTPRequestHandler, _: int) -> None:
        scheme, _, said = request.headers.get("Authorization", "").partition(" ")
        if scheme != "Digest":
            challenge = 'Digest realm="SPARQL", nonce="n", qop="auth", algorithm="MD5"'
            reply(request, 401, WWW_Authenticate=challenge)
            return
        answers.append(parse_keqv_list(parse_http_list(said)))
        reply(request, 200, b"welcome")

    connection = Connection(serve(guarded).replace("//", "//ann:secret@"))
    for _ in range(2):
        answer = connection.send(Request(connection.address), connection.deadline())
        assert answer.body == b"welcome"
    for answered in answers:
        first = md5(b"ann:SPARQL:secret").hexdigest()
        second = md5(b"GET:/sparql").hexdigest()
        middle = f"n:{answered['nc']}:{answered['cnonce']}:auth"
        assert answered["response"] == md5(f"{first}:{middle}:{second}".encode()).hexdigest()
    assert [answered["nc"] for answered in answers] == ["00000001", "00000002"]


def test_neither_request_nor_password_nor_token_follows_a_move_to_another_port(
    serve: Callable[[Reply], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str | None] = []

    def other(request: BaseHTTPRequestHandler, _: int) -> None:
        seen.append(request.headers.get("Authorization"))
        reply(request, 200, b"public")

    there = serve(other)
    address = serve(lambda request, _: reply(request, 301, Location=there))
    with pytest.raises(RefusedError, match="moved to"):
        ask(address.replace("//", "//ann:secret@"))
    monkeypatch.setenv("DVGRAPH_TOKEN", "abc")
    with pytest.raises(RefusedError, match="moved to"):
        ask(address)
    assert seen == []


@pytest.mark.parametrize("target", ["ftp://127.0.0.1/x", "file:///etc/passwd", "//127.0.0.2/"])
def test_a_move_to_another_scheme_or_host_is_not_followed(
    serve: Callable[[Reply], str], target: str
) -> None:
    address = serve(lambda request, _: reply(request, 302, Location=target))
    with pytest.raises(RefusedError, match=f"moved to {target}"):
        ask(address)


def test_moves_without_end_are_left(serve: Callable[[Reply], str]) -> None:
    address = serve(lambda request, number: reply(request, 302, Location=f"/{number}"))
    with pytest.raises(RefusedError, match="moved to /5"):
        ask(address)


def test_headers_that_trickle_are_left_at_the_deadline(serve: Callable[[Reply], str]) -> None:
    """Each byte arrives before the time limit of the socket itself."""

    def trickle(request: BaseHTTPRequestHandler, _: int) -> None:
        request.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        for _ in range(100):
            request.wfile.write(b"a")
            time.sleep(0.1)

    with pytest.raises(StoreError, match="took too long"):
        ask(serve(trickle), seconds=0.5)


def test_one_connection_carries_one_request_after_another(serve: Callable[[Reply], str]) -> None:
    callers: set[int] = set()

    def answer(request: BaseHTTPRequestHandler, number: int) -> None:
        request.protocol_version = "HTTP/1.1"
        request.close_connection = False
        callers.add(request.client_address[1])
        reply(request, 503 if number == 1 else 200, b"yes", Retry_After="0")

    connection = Connection(serve(answer))
    for _ in range(3):
        connection.send(Request(connection.address), connection.deadline())
    connection.close()
    assert len(callers) == 1


def test_a_proxy_that_the_environment_names_is_asked(
    serve: Callable[[Reply], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    proxy = serve(lambda request, _: reply(request, 200, request.path.encode()))
    for name in ("http_proxy", "HTTP_PROXY", "no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("http_proxy", proxy)
    assert ask("http://example.org/sparql").body == b"http://example.org/sparql"
    monkeypatch.setenv("http_proxy", "socks5://127.0.0.1:1")
    with pytest.raises(UseError, match="HTTP_PROXY: a proxy is"):
        Connection("http://example.org/sparql")


@pytest.mark.parametrize("said", ["soon", "-1", "nan", "inf"])
def test_a_patience_that_is_no_number_of_seconds_is_wrong_use(
    said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DVGRAPH_TIMEOUT", said)
    with pytest.raises(UseError, match="DVGRAPH_TIMEOUT"):
        Connection("http://127.0.0.1/")
