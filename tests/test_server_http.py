"""HTTP from good and bad clients: each request gets its status and words, or is disconnected."""

import json
import re
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from serving import Serve


@pytest.fixture(scope="module")
def place(serve: Serve, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, int]:
    """The host and port of a server with a hundred triples."""
    file = tmp_path_factory.mktemp("http") / "few.nt"
    file.write_text("".join(f'<http://e/{n}> <http://e/p> "{n}" .\n' for n in range(100)), "utf-8")
    url = httpx.URL(serve("--data", file, "--budget", "0", "--seconds", "60").base_url)
    return url.host, url.port or 0


Answer = tuple[int, dict[str, str], bytes]


def exchange(place: tuple[str, int], *parts: bytes) -> list[Answer]:
    """Send parts of text, and return the answers until the server closes or stays silent."""
    with socket.create_connection(place, timeout=20) as client:
        for part in parts:
            client.sendall(part)
        received = b""
        while more := client.recv(1 << 16):
            received += more
    return answers(received)


def answers(received: bytes) -> list[Answer]:
    found = []
    while received:
        head, _, rest = received.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        headers = {n.lower(): v for n, _, v in (line.partition(": ") for line in lines)}
        size = int(headers.get("content-length", 0))
        assert len(rest) >= size
        found.append((int(first.split()[1]), headers, rest[:size]))
        received = rest[size:]
    return found


def asked(place: tuple[str, int], line: str, *headers: str, body: bytes = b"") -> Answer:
    """Return the only answer to one request, which closes its connection."""
    lines = [f"{line} HTTP/1.1", f"Host: {place[0]}:{place[1]}", "Connection: close", *headers]
    [answer] = exchange(place, "\r\n".join([*lines, "", ""]).encode("latin-1") + body)
    return answer


ASK = "/sparql?query=ASK%7B%7D"
FORM, QUERY = "application/x-www-form-urlencoded", "application/sparql-query"


def posted(media: str, body: bytes) -> tuple[str, str]:
    return f"Content-Type: {media}", f"Content-Length: {len(body)}"


def test_requests_sent_at_once_are_answered_in_their_order(place: tuple[str, int]) -> None:
    host = f"Host: {place[0]}\r\n"
    one = f"GET {ASK} HTTP/1.1\r\n{host}\r\n"
    two = f"GET /api/limits HTTP/1.1\r\n{host}\r\n"
    last = f"GET {ASK} HTTP/1.1\r\n{host}Connection: close\r\n\r\n"
    found = exchange(place, f"{one}{two}{one}".encode(), last[:20].encode(), last[20:].encode())
    assert [status for status, _, _ in found] == [200, 200, 200, 200]
    assert ["boolean" in json.loads(body) for _, _, body in found] == [True, False, True, True]


def test_head_has_the_headers_of_get_and_no_body(place: tuple[str, int]) -> None:
    with socket.create_connection(place, timeout=20) as client:
        line = f"HEAD {ASK} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
        client.sendall(line.encode())
        received = b"".join(iter(lambda: client.recv(1 << 16), b""))
    head, _, body = received.partition(b"\r\n\r\n")
    _, known, content = asked(place, f"GET {ASK}")
    assert body == b""
    assert f"Content-Length: {len(content)}".encode() in head
    assert known["etag"].encode() in head


BIG = 20_000_000


@pytest.mark.parametrize("chunked", [False, True])
def test_a_body_of_twenty_megabytes_is_told_that_it_is_too_large(
    place: tuple[str, int], *, chunked: bool
) -> None:
    head = f"POST /sparql HTTP/1.1\r\nHost: {place[0]}\r\nContent-Type: {QUERY}\r\n"
    if chunked:
        size = "Transfer-Encoding: chunked"
        body = b"".join(b"%x\r\n%s\r\n" % (1 << 20, b" " * (1 << 20)) for _ in range(20))
    else:
        size, body = f"Content-Length: {BIG}", b" " * BIG
    [(status, headers, text)] = exchange(place, f"{head}{size}\r\n\r\n".encode(), body)
    assert status == 413
    assert headers["connection"] == "close"
    assert json.loads(text)["status"] == 413


def test_a_client_that_asks_first_is_not_told_to_send_too_much(place: tuple[str, int]) -> None:
    more = (f"Content-Type: {QUERY}", f"Content-Length: {BIG}", "Expect: 100-continue")
    assert asked(place, "POST /sparql", *more)[0] == 413
    head, wanted = "POST /sparql", b"ASK {}"
    with socket.create_connection(place, timeout=20) as client:
        lines = [f"{head} HTTP/1.1", "Host: localhost", "Connection: close"]
        lines += [*posted(QUERY, wanted), "Expect: 100-continue", "", ""]
        client.sendall("\r\n".join(lines).encode())
        assert client.recv(1000).startswith(b"HTTP/1.1 100 ")
        client.sendall(wanted)
        assert b"true" in b"".join(iter(lambda: client.recv(1 << 16), b""))


@pytest.mark.parametrize(
    ("status", "text"),
    [
        (400, "nonsense\r\n\r\n"),
        (400, "GET / HTTP/1.1\r\n\r\n"),
        (400, "GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n"),
        (400, "POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Length: -5\r\n\r\n"),
        (400, "POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5, 5\r\n\r\nASK{}"),
        (
            400,
            "POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n"
            "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        ),
        (
            400,
            "POST /sparql HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        ),
        (400, "GET / HTTP/1.1\r\nHost: localhost\r\n broken: x\r\nX Y: z\r\n\r\n"),
        (400, "GET /\xe9 HTTP/1.1\r\nHost: localhost\r\n\r\n"),
        (400, "CONNECT evil.example:80 HTTP/1.1\r\nHost: localhost\r\n\r\n"),
        (421, "GET http://evil.example/ HTTP/1.1\r\nHost: localhost\r\n\r\n"),
        (414, f"GET /{'x' * 9_000} HTTP/1.1\r\nHost: localhost\r\n\r\n"),
        (431, f"GET / HTTP/1.1\r\nHost: localhost\r\nX: {'x' * 17_000}\r\n\r\n"),
        (431, f"GET / HTTP/1.1\r\nHost: localhost\r\n{'X: y' * 20_000}"),
        (431, "GET / HTTP/1.1\r\nHost: localhost\r\n" + "X: y\r\n" * 6_000 + "\r\n"),
    ],
)
def test_what_cannot_be_read_is_told_and_its_connection_closed(
    place: tuple[str, int], status: int, text: str
) -> None:
    [(found, headers, body), *others] = exchange(place, text.encode("latin-1"))
    assert (found, others) == (status, []), body
    assert headers["content-type"] == "application/problem+json"
    assert json.loads(body)["detail"]


@pytest.mark.parametrize(
    ("status", "line", "headers", "body"),
    [
        (403, "POST /sparql?query=ASK%7B%7D", posted(FORM, b"update=x"), b"update=x"),
        (
            403,
            "POST /sparql",
            posted(FORM, b"query=ASK%7B%7D&update=x"),
            b"query=ASK%7B%7D&update=x",
        ),
        (400, "POST /sparql?query=ASK%7B%7D", posted(QUERY, b"ASK{}"), b"ASK{}"),
        (400, "POST /sparql", posted(QUERY, b"ASK{\xff}"), b"ASK{\xff}"),
        (400, "POST /sparql", posted(FORM, b"a=1&" * 10_000), b"a=1&" * 10_000),
        (400, "GET /sparql?query=%ff%fe", (), b""),
        (400, f"GET {ASK}&query=ASK%7B%7D", (), b""),
        (400, "GET /sparql?query=ASK%7B%00", (), b""),
        (405, "DELETE /sparql", (), b""),
        (405, "POST /", (), b""),
        (204, "OPTIONS /sparql", (), b""),
        (204, "OPTIONS *", (), b""),
        (406, f"GET {ASK}", ("Accept: image/png",), b""),
        (406, f"GET {ASK}", ("Accept: " + ", ".join(f"a/b{n};q=0.1" for n in range(900)),), b""),
        (200, f"GET {ASK}", ("Accept: ;;;q=x,,*/*;q=0.5", "Accept-Language: ;q=,"), b""),
        (200, f"GET {ASK}", ("Upgrade: websocket", "Cookie: \xe9"), b""),
        (200, "POST /sparql", posted(QUERY, b"ASK{}"), b"ASK{}"),
        (415, "POST /sparql", (*posted(QUERY, b"ASK{}"), "Content-Type: text/plain"), b"ASK{}"),
        (415, "POST /sparql", ("Content-Length: 5",), b"ASK{}"),
        (404, "GET /%2e%2e/%2e%2e/etc/passwd", (), b""),
        (404, "GET /..%2f..%2fetc%2fpasswd", (), b""),
        (404, "GET /doc/%00", (), b""),
        (404, "GET /assets/%c0%ae%c0%ae/x", (), b""),
        (400, "GET /api/search?q=a&q=b", (), b""),
    ],
)
def test_an_odd_request_gets_its_status_and_words(
    place: tuple[str, int], status: int, line: str, headers: tuple[str, ...], body: bytes
) -> None:
    found, told, text = asked(place, line, *headers, body=body)
    assert found == status, text
    assert b"Traceback" not in text
    if "problem" in told.get("content-type", ""):
        assert json.loads(text)["detail"]
    else:  # what is not there has a page
        assert status in (200, 204, 404)


def test_a_client_that_sends_its_query_slowly_is_told(place: tuple[str, int]) -> None:
    begun = time.monotonic()
    head = f"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Type: {QUERY}\r\n"
    [(status, headers, _)] = exchange(place, f"{head}Content-Length: 100\r\n\r\nASK".encode())
    assert status == 408
    assert headers["connection"] == "close"
    assert time.monotonic() - begun < 60


def test_a_cache_knows_that_an_answer_depends_on_the_form_wanted(place: tuple[str, int]) -> None:
    for line in (f"GET {ASK}", "GET /sparql"):
        assert asked(place, line, "Accept: */*")[1]["vary"] == "Accept"


def test_every_answer_has_its_date_and_its_length(place: tuple[str, int]) -> None:
    for line in (f"GET {ASK}", "GET /api/health", "GET /nothing", "PUT /"):
        _, headers, _ = asked(place, line)
        assert re.fullmatch(r"\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT", headers["date"])
        assert headers["content-length"].isdecimal()


@pytest.mark.slow
def test_workers_end_with_their_server_even_in_the_middle_of_a_query(tmp_path: Path) -> None:
    file = tmp_path / "few.nt"
    file.write_text("".join(f'<http://e/{n}> <http://e/p> "{n}" .\n' for n in range(100)), "utf-8")
    command = [sys.executable, "-m", "dvgraph", "serve", "--port", "0", "--workers", "1"]
    server = subprocess.Popen(
        [*command, "--seconds", "600", "--data", file], stderr=subprocess.PIPE, text=True
    )
    assert server.stderr
    address = next(one for one in server.stderr.readline().split() if one.startswith("http://"))
    workers = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()
    endless = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n2 ?o }"
    with suppress(httpx.HTTPError):
        httpx.get(f"{address}sparql", params={"query": endless}, timeout=1)
    server.kill()
    server.wait()
    end = time.monotonic() + 60
    while any(map(_runs, workers)) and time.monotonic() < end:
        time.sleep(0.05)
    server.stderr.close()
    assert workers
    assert not any(map(_runs, workers))


def _runs(process: str) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
