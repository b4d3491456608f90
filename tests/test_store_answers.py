"""What an endpoint answers is an answer or one line of words, whatever it sends.

Each answer is written byte by byte, since no library for servers would send it.
"""

import gzip
import json
import re
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import repeat
from types import FrameType

import pytest

from calling import call
from dvgraph.errors import StoreError
from dvgraph.store.remote.client import RemoteStore

pytestmark = [pytest.mark.program, pytest.mark.usefixtures("english")]

HANGS = 60  # seconds; a command waits three at most
ROWS, TRUTH = "SELECT ?x { ?x ?y ?z }", "ASK { ?x ?y ?z }"
JSON, XML = "application/sparql-results+json", "application/sparql-results+xml"
ONE = (
    b'{"head": {"vars": ["x"]},'
    b' "results": {"bindings": [{"x": {"type": "literal", "value": "1"}}]}}'
)
SPARQL = '<sparql xmlns="http://www.w3.org/2005/sparql-results#"><head><variable name="x"/></head>'
ROW = '<result><binding name="x"><literal>1</literal></binding></result>'
Answer = bytes | Iterator[bytes]
Serve = Callable[[Callable[[int], Answer]], str]


def answer(
    body: bytes | str = ONE, kind: str = JSON, status: str = "200 OK", **headers: object
) -> bytes:
    """Return an answer with its length; a header that is None is left out."""
    body = body.encode() if isinstance(body, str) else body
    all_ = {"Content_Type": kind, "Content_Length": len(body), "Connection": "close"} | headers
    lines = [
        f"{name.replace('_', '-')}: {value}" for name, value in all_.items() if value is not None
    ]
    return "\r\n".join([f"HTTP/1.1 {status}", *lines, "", ""]).encode() + body


def chunked(body: bytes) -> bytes:
    return answer(body, Content_Length=None, Transfer_Encoding="chunked")


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Start a server that sends, for each request, what a function of its number returns."""
    stopped = threading.Event()
    servers: list[socket.socket] = []

    def send(client: socket.socket, given: Answer) -> None:
        with client, suppress(OSError):
            client.recv(1 << 16)
            for piece in [given] if isinstance(given, bytes) else given:
                if stopped.is_set():
                    break
                client.sendall(piece)

    def listen(server: socket.socket, reply: Callable[[int], Answer]) -> None:
        with suppress(OSError):
            for number in range(1_000_000):
                client, _ = server.accept()
                threading.Thread(target=send, args=(client, reply(number)), daemon=True).start()

    def start(reply: Callable[[int], Answer]) -> str:
        server = socket.create_server(("127.0.0.1", 0))
        servers.append(server)
        threading.Thread(target=listen, args=(server, reply), daemon=True).start()
        return f"http://127.0.0.1:{server.getsockname()[1]}/sparql"

    yield start
    stopped.set()
    for server in servers:
        server.close()


@pytest.fixture(autouse=True)
def _ends() -> Iterator[None]:
    def hung(_: int, __: FrameType | None) -> None:
        raise AssertionError("it hangs")

    before = signal.signal(signal.SIGALRM, hung)
    signal.alarm(HANGS)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


def refused(address: str, query: str = ROWS) -> str:
    """Return the words of the error that a query ends in."""
    store = RemoteStore(address.replace("//", "//ann:s3cret@"), seconds=20)
    with pytest.raises(StoreError) as caught:
        store.ask(query) if query == TRUTH else store.select(query)
    said = str(caught.value)
    assert said.startswith(f"{address}: ")
    assert "\n" not in said
    assert "s3cret" not in said
    return said


def cells(address: str) -> list[str]:
    """Return the only column of an answer."""
    return [row[0].value for row in RemoteStore(address, seconds=20).select(ROWS).rows]  # type: ignore[union-attr]


def rows(*cells: str) -> str:
    bindings = ",".join(f'{{"x": {cell}}}' for cell in cells)
    return f'{{"head": {{"vars": ["x"]}}, "results": {{"bindings": [{bindings}]}}}}'


# What is sent, and what the error says of it.
WRONG: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "cannot be reached"),
    "no HTTP": (b"220 ready\r\n\r\n", "does not speak http"),
    "no status": (b"HTTP/1.1 abc OK\r\n\r\n", "does not speak http"),
    "a long status": (b"HTTP/1.1 99999 OK\r\n\r\n", "does not speak http"),
    "a line without end": (b"HTTP/1.1 200 " + b"a" * 100_000, "cannot be reached"),
    "a header without end": (
        b"HTTP/1.1 200 OK\r\nLink: <" + b"http://e/" * 20_000,
        "cannot be reached",
    ),
    "headers without end": (b"HTTP/1.1 200 OK\r\n" + b"Link: <a>\r\n" * 9999, "cannot be reached"),
    "a page": (answer("<html>ok</html>", "text/html"), "answered with text/html where"),
    "a page as JSON": (answer("<html>ok</html>"), "cannot be read"),
    "no content": (answer("", status="204 No Content"), "cannot be read"),
    "a part": (answer(status="206 Partial Content"), "HTTP status 206"),
    "unchanged": (answer("", status="304 Not Modified"), "HTTP status 304"),
    "no such status": (answer("", status="999 Odd"), "HTTP status 999"),
    "a message for the terminal": (
        answer("\x1b[31mred\x07", "text/plain", "500 Error"),
        "HTTP status 500: ",
    ),
    "half, with a message for it": (answer(X_SQL_Message="\x1b]0;x\x07"), "is incomplete"),
    "longer than it says": (answer(Content_Length=20), "cannot be read"),
    "shorter than it says": (answer(Content_Length=10**6), "cut off"),
    "a huge length": (answer(Content_Length=10**30), "cut off"),
    "two lengths": (answer(Content_Length="5, 9"), "cannot be reached"),
    "a chunk of no size": (chunked(b"x\r\nab\r\n"), "cut off"),
    "a chunk of less than nothing": (chunked(b"-5\r\nab\r\n"), "cut off"),
    "a chunk of a huge size": (chunked(b"f" * 30 + b"\r\nab"), "cut off"),
    "a chunk without end": (chunked(b"5;" + b"a" * 100_000), "cannot be reached"),
    "packed, but not": (answer(Content_Encoding="gzip"), "cut off"),
    "packed twice": (
        answer(gzip.compress(gzip.compress(ONE)), Content_Encoding="gzip, gzip"),
        "cannot be read",
    ),
    "packed and cut off": (answer(gzip.compress(ONE)[:-9], Content_Encoding="gzip"), "cut off"),
    "packed, then more": (answer(gzip.compress(ONE) + b"more", Content_Encoding="gzip"), "cut off"),
    "packed otherwise": (answer(b"\x0b\x02\x80", Content_Encoding="br"), "cannot be read"),
    "Latin-1": (
        answer(rows('{"type": "literal", "value": "é"}').encode("latin-1")),
        "cannot be re",
    ),
    "UTF-16": (answer(ONE.decode().encode("utf-16"), f"{JSON}; charset=utf-16"), "cannot be read"),
    "Latin-1 in XML": (
        answer(
            f'<?xml version="1.0" encoding="ISO-8859-1"?>{SPARQL}<results>'
            f"{ROW.replace('1', 'é')}</results></sparql>".encode("latin-1"),
            XML,
        ),
        "cannot be read",
    ),
    "a truth": (answer('{"head": {}, "boolean": true}'), "the other way round"),
    "a truth and rows": (
        answer('{"head": {"vars": ["x"]}, "boolean": true, "results": {"bindings": []}}'),
        "both rows and a truth value",
    ),
    "rows twice": (answer(ONE[:-1] + b', "results": {"bindings": []}}'), "cannot be read"),
    "a head twice": (answer(ONE.replace(b"{", b'{"head": {"vars": []}, ', 1)), "twice"),
    "a cell twice": (
        answer(ONE.replace(b'[{"x"', b'[{"x": {"type": "literal", "value": "2"}, "x"')),
        "an object has the same name twice",
    ),
    "a value twice": (answer(rows('{"type": "literal", "value": "1", "value": "2"}')), "twice"),
    "other columns": (answer(ONE.replace(b'"x"', b'"secret"')), "the columns secret where x"),
    "more columns": (answer(ONE.replace(b'["x"]', b'["x", "y"]')), "the columns x, y where x"),
    "no columns": (
        answer('{"head": {"vars": []}, "results": {"bindings": []}}'),
        "has the columns where x",
    ),
    "no IRI": (answer(rows('{"type": "uri", "value": "no iri"}')), "cannot be read"),
    "no language": (
        answer(rows('{"type": "literal", "value": "1", "xml:lang": "?"}')),
        "language",
    ),
    "half a character": (answer(rows('{"type": "literal", "value": "\\ud800"}')), "cannot be read"),
    "lists in lists": (answer('{"a": ' + "[" * 200_000), "cannot be read"),
    "lists closed": (answer('{"a": ' + "[" * 9999 + "]" * 9999 + "," + ONE[1:].decode()), "cannot"),
    "elements in elements": (answer("<a>" * 100_000, XML), "cannot be read"),
    "an entity": (
        answer(
            '<!DOCTYPE s [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
            f"{SPARQL}<results>{ROW.replace('1', '&e;')}</results></sparql>",
            XML,
        ),
        "cannot be read",
    ),
    "rows in XML that stop": (
        answer(f"{SPARQL}<results>{ROW}<result>", XML, Content_Length=None),
        "cannot be read",
    ),
    "rows in XML that stop between two": (
        answer(f"{SPARQL}<results>{ROW}", XML, Content_Length=None),
        "cannot be read",
    ),
    "a move to nowhere": (
        answer("", status="302 Found", Location="http://[::1"),
        "cannot be reached",
    ),
    "a move with a password": (
        answer("", status="302 Found", Location="http://ann:s3cret@127.0.0.2/"),
        "moved to http://127.0.0.2/",
    ),
    "a challenge that is none": (answer("", status="401 No", WWW_Authenticate="Digest"), "401"),
    "an unknown challenge": (
        answer("", status="401 No", WWW_Authenticate='Digest realm="x", nonce="y", algorithm=ROT'),
        "",
    ),
    "a challenge without quotes": (
        answer("", status="401 No", WWW_Authenticate='Digest realm="x, nonce=", qop=auth-int'),
        "",
    ),
}


@pytest.mark.parametrize(("sent", "says"), WRONG.values(), ids=WRONG)
def test_a_hostile_answer_is_an_error_in_words(serve: Serve, sent: bytes, says: str) -> None:
    assert says in refused(serve(lambda _: sent))


def test_rows_where_triples_or_a_truth_are_asked_are_an_error(serve: Serve) -> None:
    address = serve(lambda _: answer())
    assert "rows where a truth value" in refused(address, TRUTH)
    with pytest.raises(StoreError, match="answered with application/sparql-results"):
        RemoteStore(address).construct("CONSTRUCT WHERE { ?x ?y ?z }")


RIGHT = {
    "an unknown charset": answer(kind=f"{JSON}; charset=²"),
    "a length of less than nothing": answer(Content_Length=-5),
    "a length that is no number": answer(Content_Length="²"),
    "columns in capitals": answer(kind=JSON.upper()),
    "a comment after the rows": answer(
        f"{SPARQL}<results>{ROW}</results></sparql>\n<!-- 1 -->\n", XML
    ),
}


@pytest.mark.parametrize("sent", RIGHT.values(), ids=RIGHT)
def test_an_answer_with_an_odd_header_is_still_read(serve: Serve, sent: bytes) -> None:
    assert cells(serve(lambda _: sent)) == ["1"]


@pytest.mark.parametrize(
    "said", ["²", "-1", "", "soon", "1e3", "nan", "0x1", "Thu, 01 Jan 1970 00:00:00 GMT", "٣"]
)
def test_a_moment_to_return_that_is_none_counts_as_not_given(serve: Serve, said: str) -> None:
    busy = answer("busy", "text/plain", "503 Busy", Retry_After=said)
    assert cells(serve(lambda n: answer() if n else busy)) == ["1"]


@pytest.mark.parametrize("said", ["9" * 30, "Fri, 31 Dec 9999 23:59:59 GMT"])
def test_a_moment_to_return_that_is_too_late_is_not_awaited(serve: Serve, said: str) -> None:
    busy = answer("busy", "text/plain", "503 Busy", Retry_After=said)
    assert re.search("HTTP status 503: busy.*later", refused(serve(lambda _: busy)))


ENDLESS: dict[str, Callable[[], Iterator[bytes]]] = {
    "interim answers": lambda: repeat(b"HTTP/1.1 100 Continue\r\n\r\n"),
    "a body": lambda: iter([answer(b"", Content_Length=None), *repeat(b" " * 1000, 10**6)]),
    "chunks": lambda: iter([chunked(b""), *repeat(b"1\r\n \r\n", 10**6)]),
    "an error": lambda: iter(
        [answer(b"", "", "500 No", Content_Length=None), *repeat(b" ", 10**6)]
    ),
}


@pytest.mark.parametrize("sent", ENDLESS.values(), ids=ENDLESS)
def test_an_answer_without_end_is_left_at_the_limit_of_time_or_size(
    serve: Serve, sent: Callable[[], Iterator[bytes]]
) -> None:
    address = serve(lambda _: sent())
    with pytest.raises(StoreError, match=r"took too long|larger than 1 MB|HTTP status 500"):
        RemoteStore(address, seconds=1, largest=1 << 20).select(ROWS)


@pytest.mark.parametrize("number", ["²", "-1", "9" * 5000, "1.5", "many", ""])
def test_a_number_of_rows_that_is_none_is_an_error(serve: Serve, number: str) -> None:
    """The first answer says that the server cut it off; so the rows are counted."""
    count = json.dumps({"type": "literal", "value": number})
    counted = answer(rows(count).replace('"x"', '"dvgraphRows"'))
    address = serve(lambda n: counted if n else answer(X_SPARQL_MaxRows=1))
    assert "how many rows" in refused(address)


@pytest.mark.parametrize("body", [rows(), rows(*['{"type": "literal", "value": "1"}'] * 2)])
def test_a_count_of_no_row_or_of_two_is_an_error(serve: Serve, body: str) -> None:
    counted = answer(body.replace('"x"', '"dvgraphRows"'))
    address = serve(lambda n: counted if n else answer(X_SPARQL_MaxRows=1))
    assert "how many rows" in refused(address)


@pytest.mark.parametrize("sent", [answer(), WRONG["a message for the terminal"][0]])
def test_every_command_on_an_endpoint_tells_its_odd_answers_in_words(
    serve: Serve, sent: bytes
) -> None:
    address = serve(lambda _: sent).replace("//", "//ann:s3cret@")
    commands = [("export", "-f", "nq"), ("validate",), ("ask", "tasks-added"), ("show", "agiv")]
    for command in [*commands, ("query", "-"), ("as-of", "2015"), ("probe",)]:
        where = [address] if command == ("probe",) else ["--endpoint", address]
        done = call(*command, *where, input=ROWS)
        said = done.stdout + done.stderr
        assert done.returncode in (1, 4), (command, said)
        assert not re.search(r"Traceback|panicked|\x1b|s3cret", said), (command, said)
        if done.returncode == 4:
            assert done.stderr.splitlines()[-1].startswith("Error: http://127.0.0.1"), said
