"""HTTP/1.1 connections; no other module imports httptools, which parses HTTP.

A server library starts a task for each message and writes head and body separately, which takes
longer than a small query; and it waits for ever for a client that sends or reads slowly. Here each
request is one task and one write, and a client that is too slow or sends too much is disconnected.
"""

import asyncio
import logging
import re
import time
from collections import deque
from collections.abc import Callable, Coroutine, Generator
from email.utils import formatdate
from http import HTTPStatus
from types import coroutine
from typing import cast
from urllib.parse import unquote

import httptools

from dvgraph.server.doors import Doors
from dvgraph.server.messages import Reply, Request

_LOG = logging.getLogger("dvgraph.server")
_IDLE = 5.0  # seconds that a connection may be idle between two requests
_LOOK = 0.1  # seconds for reading data that has already arrived
_PIECE = 1 << 18  # bytes of an answer that a client must read within the time limit for one piece
_DRAINED = 200  # times the largest body: bytes discarded so that a client still reads its answer
_PHRASES = {one.value: one.phrase for one in HTTPStatus}
_HOST = re.compile(r"[\w.\-\[\]:]*", re.ASCII)


Answering = Coroutine[object, None, None]


@coroutine
def _resumed(begun: Answering, waits: object) -> Generator[object, None, None]:
    """Continue a coroutine in a task, after its first step without a task yielded ``waits``."""
    while True:
        try:
            yield waits
        except BaseException as error:
            try:
                waits = begun.throw(error)
            except StopIteration:
                return
        else:
            yield from begun
            return


class Connections:
    """The open connections of a server, and the state that they share."""

    def __init__(self, doors: Doors) -> None:
        """Store the object that answers the requests."""
        self.doors, self.limits = doors, doors.settings.limits
        self.open: set[_Connection] = set()
        self._date = (0, "")

    def new(self) -> "_Connection":
        """Return a new connection; the event loop calls this for each client."""
        return _Connection(self)

    def date(self) -> str:
        """Return the current time for the header Date."""
        now = int(time.time())
        if now != self._date[0]:
            self._date = now, formatdate(now, usegmt=True)
        return self._date[1]

    async def close(self, seconds: float) -> None:
        """Close idle connections now, and the others after their answer, within ``seconds``."""
        for one in list(self.open):
            one.close_soon()
        end = time.monotonic() + seconds
        while self.open and time.monotonic() < end:
            await asyncio.sleep(0.05)
        for one in list(self.open):
            one.transport.abort()


class _Connection(asyncio.Protocol):
    """One connection: it reads requests and answers them in order, one at a time."""

    transport: asyncio.Transport

    def __init__(self, connections: Connections) -> None:
        self._connections, self._limits = connections, connections.limits
        self._doors = connections.doors
        self._loop = asyncio.get_running_loop()
        self._parser = httptools.HttpRequestParser(self)
        self._clocks: dict[str, asyncio.TimerHandle] = {}
        self._client = ""
        self._asked: deque[tuple[Request, Reply | None, bool]] = deque()
        self._busy = False  # from the start of an answer until all of it is written
        self._task: asyncio.Task[None] | None = None
        self._left = memoryview(b"")  # the part of the answer that is still to be written
        self._stays = True  # once the answer has been written
        self._paused = self._refused = False
        self._deaf = False  # discard everything that still arrives
        self._drained = self._size = 0  # bytes: those discarded, and those of the head so far
        self._begin_head()

    def _begin_head(self) -> None:
        self._url, self._headers, self._body = b"", dict[str, str](), bytearray()
        self._reading = "head"

    # Called by the event loop.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        self.transport.set_write_buffer_limits(high=_PIECE)
        self._client = (transport.get_extra_info("peername") or ("",))[0]
        self._connections.open.add(self)
        self._within("read", self._limits.slow, self.transport.abort)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 (every end is one)
        self._in_time("read", "write")
        self._connections.open.discard(self)
        self._deaf = True
        self._asked.clear()
        if self._task:
            self._task.cancel()

    def data_received(self, data: bytes) -> None:
        if self._deaf:
            self._drained += len(data)
            if self._drained > _DRAINED * self._limits.body:
                self.transport.abort()
            return
        begins = self._reading == "head" and not self._size
        if self._reading == "head":
            self._size += len(data)
        try:
            self._parser.feed_data(data)
        # No upgrade is offered: the request is answered as any other.
        except httptools.HttpParserUpgrade:
            self._deaf = True
        except httptools.HttpParserCallbackError:
            _LOG.exception("a request failed")
            self._refuse(500, "bug")
        except httptools.HttpParserError:
            self._refuse(400, "malformed")
        if self._reading == "head" and self._size:
            if begins:
                self._within("read", self._limits.slow, self.transport.abort)
            if self._size > self._limits.head + self._limits.address:
                self._refuse(431, "head", kilobytes=self._limits.head // 1024)

    def pause_writing(self) -> None:
        self._paused = True
        self._within("write", self._limits.slow, self.transport.abort)

    def resume_writing(self) -> None:
        self._paused = False
        self._in_time("write")
        self._write()
        self._next()

    # Called by the parser.

    def on_message_begin(self) -> None:
        self._begin_head()

    def on_url(self, url: bytes) -> None:
        self._url += url

    def on_header(self, name: bytes, value: bytes) -> None:
        """Keep a header; the values of a repeated header are joined by commas."""
        if self._reading == "head":  # trailers that follow the last chunk of a body
            key, text = name.decode("latin-1").lower(), value.decode("latin-1")
            self._headers[key] = f"{self._headers[key]}, {text}" if key in self._headers else text

    def on_headers_complete(self) -> None:
        if self._deaf:
            return
        limits, headers = self._limits, self._headers
        self._in_time("read")
        self._reading = "body"
        self._keeps = self._parser.should_keep_alive() and not self._parser.should_upgrade()
        size = sum(map(len, headers)) + sum(map(len, headers.values()))
        length = int(headers.get("content-length") or 0)
        if len(self._url) > limits.address:
            self._refuse(414, "address", kilobytes=limits.address // 1024)
        elif size > limits.head:
            self._refuse(431, "head", kilobytes=limits.head // 1024)
        elif length > limits.body:
            self._refuse(413, "body", kilobytes=limits.body // 1000)
        elif len(self._connections.open) > limits.connections:
            self._refuse(503, "busy")
        elif length or "transfer-encoding" in headers:
            self._within("read", limits.slow, self._slow)
            if headers.get("expect", "").lower() == "100-continue" and not self._busy:
                self.transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")

    def on_body(self, part: bytes) -> None:
        if not self._deaf:
            self._body += part
            if len(self._body) > self._limits.body:
                self._refuse(413, "body", kilobytes=self._limits.body // 1000)

    def on_message_complete(self) -> None:
        if self._deaf:
            return
        self._in_time("read")
        self._reading, self._size = "head", 0
        request = self._request()
        if request is None:
            self._refuse(400, "malformed")
            return
        self._ask(request, None, stays=self._keeps)

    # Requests and their answers.

    def _request(self) -> Request | None:
        """Return the request that was read, or None if its address or host is invalid."""
        try:
            url = httptools.parse_url(self._url) if self._url != b"*" else None
            path = unquote(url.path.decode("ascii")) if url else "*"
        except (httptools.HttpParserInvalidURLError, ValueError, AttributeError):
            return None
        headers = self._headers
        host = headers.get("host", "")
        if url and url.host:  # an absolute address overrides the header Host (RFC 9112, 3.2.2)
            host = url.host.decode("latin-1") + (f":{url.port}" if url.port else "")
        if not _HOST.fullmatch(host) or (not host and self._parser.get_http_version() == "1.1"):
            return None
        client, scheme = self._client, "http"
        if self._doors.settings.proxy:
            # The proxy appends its client at the end: the client may have made up the entries
            # before it.
            client = headers.get("x-forwarded-for", client).rpartition(",")[2].strip()
            scheme = "https" if headers.get("x-forwarded-proto") == "https" else "http"
        return Request(
            self._parser.get_method().decode("latin-1"),
            path,
            (url.query or b"").decode("latin-1") if url else "",
            headers,
            bytes(self._body),
            f"{scheme}://{host}",
            client,
        )

    def _refuse(self, status: int, key: str, **fields: object) -> None:
        """Answer a request that cannot be read completely, then close without reading further."""
        if self._deaf:
            return
        self._in_time("read")
        self._deaf = self._refused = True
        bare = Request("GET", "", headers=self._headers)
        self._ask(bare, self._doors.refusal(bare, status, key, **fields), stays=False)

    def _slow(self) -> None:
        self._refuse(408, "slow")

    def _ask(self, request: Request, known: Reply | None, *, stays: bool) -> None:
        self._asked.append((request, known, stays))
        if self._busy:  # the client sends its next request before it has this answer
            self.transport.pause_reading()
        else:
            self._next()

    def _next(self) -> None:
        """Start the queued answers, one after the other; with none left, wait for a request.

        An answer that never awaits is made without a task, because a task takes as long as the
        answer.
        """
        while self._asked and not self._busy:
            self._busy = True
            request, known, self._stays = self._asked.popleft()
            answering = self._answer(request, known)
            try:
                waits = answering.send(None)
            except StopIteration:
                continue
            self._task = self._loop.create_task(self._later(answering, waits))
        if not self._busy:
            self.transport.resume_reading()
            if not self._size:
                self._within("read", _IDLE, self.close_soon)

    async def _later(self, answering: Answering, waits: object) -> None:
        await _resumed(answering, waits)
        self._next()

    async def _answer(self, request: Request, known: Reply | None) -> None:
        try:
            answer = known or await self._doors.answer(request)
            head = self._head(answer)
        except asyncio.CancelledError:
            return
        except Exception:
            _LOG.exception("a request failed")
            self._stays = False
            answer = self._doors.refusal(request, 500, "bug")
            head = self._head(answer)
        body = b"" if request.method == "HEAD" else answer.body
        if len(body) > _PIECE:
            self.transport.write(head)
            self._left = memoryview(body)
        else:
            self._left = memoryview(head + body)
        self._write()

    def _head(self, answer: Reply) -> bytes:
        """Return the head of an answer; ValueError for a header value with a line break."""
        headers = {**answer.headers, "Date": self._connections.date()}
        if answer.media:
            headers["Content-Type"] = answer.media
        if answer.status not in (204, 304):
            headers["Content-Length"] = str(len(answer.body))
        if not self._stays:
            headers["Connection"] = "close"
        if not "".join(headers.values()).isprintable():
            raise ValueError(f"not a header: {headers}")
        lines = "".join([f"{name}: {text}\r\n" for name, text in headers.items()])
        first = f"HTTP/1.1 {answer.status} {_PHRASES.get(answer.status, '')}\r\n"
        return f"{first}{lines}\r\n".encode("latin-1")

    def _write(self) -> None:
        """Write the rest of an answer in pieces, as fast as the client reads it."""
        while self._left and not self._paused:
            piece, self._left = self._left[:_PIECE], self._left[_PIECE:]
            self.transport.write(piece)
        if not self._busy or self._left or self._paused:
            return
        if self._stays:
            self._busy = False
            return
        self._deaf = True
        self._asked.clear()
        self._within("write", self._limits.slow, self.transport.abort)
        # Closing at once would reset the connection before the client reads the answer.
        if self._refused:
            self.transport.write_eof()
            self.transport.resume_reading()
        else:
            self.transport.close()

    def close_soon(self) -> None:
        """Close the connection as soon as it has no request."""
        if self._busy:
            self._stays = False
            self._asked.clear()
        else:
            self._within("write", self._limits.slow, self.transport.abort)
            self.transport.close()

    # Time limits.

    def _within(self, clock: str, seconds: float, then: Callable[[], None]) -> None:
        """Call ``then`` unless ``_in_time`` stops the clock (read or write) within ``seconds``."""
        self._in_time(clock)
        self._clocks[clock] = self._loop.call_later(seconds, self._due, clock, then)

    def _due(self, clock: str, then: Callable[[], None]) -> None:
        """Read what has arrived before calling ``then``: data may wait after a pause."""
        self._clocks[clock] = self._loop.call_later(_LOOK, then)

    def _in_time(self, *clocks: str) -> None:
        for one in clocks:
            if one in self._clocks:
                self._clocks.pop(one).cancel()
