"""Connections that stay open from one request to the next, and reads that end at a deadline.

urllib opens a connection for each request, and a socket's own time limit starts anew with each
byte of a trickling answer.
"""

import io
import socket
import threading
import time
from collections.abc import Callable
from functools import partial
from http.client import HTTPConnection, HTTPResponse, HTTPSConnection, RemoteDisconnected
from typing import Any
from urllib.request import HTTPHandler, HTTPSHandler, Request

_GONE = (RemoteDisconnected, BrokenPipeError, ConnectionResetError, ConnectionAbortedError)


class Keeping(HTTPHandler, HTTPSHandler):
    """Opens http and https for urllib, and keeps the connection where ``keep`` is called.

    Each thread has its own connections, and its own deadline.
    """

    def __init__(self) -> None:
        """Begin without a connection."""
        HTTPSHandler.__init__(self)
        self._mine = _Mine()

    def until(self, deadline: float) -> None:
        """Let what this thread asks from now on end at a moment of the monotonic clock."""
        self._mine.deadline = deadline

    def keep(self, response: HTTPResponse) -> None:
        """Keep the connection of a response that has been read to its end."""
        if self._mine.latest is response and not response.will_close:
            self._mine.kept = self._mine.asked
        self._mine.asked = self._mine.latest = None

    def close(self) -> None:
        """Let go of this thread's connection; urllib calls it, too."""
        self._mine.kept = None

    def do_open(
        self, http_class: Callable[..., HTTPConnection], req: Request, **http_conn_args: Any
    ) -> HTTPResponse:
        """Return the response, its body still to be read; raises OSError and HTTPException."""
        if getattr(req, "_tunnel_host", None):  # https through a proxy: urllib knows how
            return super().do_open(http_class, req, **http_conn_args)
        host = (http_class is HTTPSConnection, req.host)
        kept, self._mine.kept = self._mine.kept, None
        if kept and kept.host == host:
            try:
                return self._asked(kept, req)
            except _GONE:  # it was closed while nobody asked: to be expected, and asked again
                pass
        connection = http_class(req.host, timeout=self._left(), **http_conn_args)
        connection.response_class = partial(_Response, left=self._left)  # type: ignore[assignment]  # the standard library types it too narrowly
        way = _Open(host, connection)
        _in_time(connection.connect, self._left())
        return self._asked(way, req)

    def _left(self) -> float:
        left = self._mine.deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left

    def _asked(self, way: "_Open", req: Request) -> HTTPResponse:
        headers = {**req.unredirected_hdrs, **req.headers}
        way.connection.sock.settimeout(self._left())  # for all that is sent; reads have their own
        way.connection.request(
            req.get_method(),
            req.selector,
            req.data,
            {name.title(): value for name, value in headers.items()},
        )
        response = way.connection.getresponse()
        self._mine.asked, self._mine.latest = way, response
        response.url = req.full_url
        response.msg = response.reason  # type: ignore[assignment]  # the standard library types it too narrowly
        return response


class _Open:
    """A connection to a host, closed when nobody knows it any more."""

    def __init__(self, host: tuple[bool, str], connection: HTTPConnection) -> None:
        self.host, self.connection = host, connection

    def __del__(self) -> None:
        self.connection.close()


class _Mine(threading.local):
    """What each thread has of its own."""

    deadline = 0.0
    kept: _Open | None = None
    asked: _Open | None = None
    latest: HTTPResponse | None = None


class _Response(HTTPResponse):
    """A response whose every read ends at the deadline."""

    def __init__(self, sock: socket.socket, *args: Any, left: Callable[[], float], **rest: Any):
        super().__init__(sock, *args, **rest)
        raw = self.fp.detach()
        self.fp = io.BufferedReader(_Raw(raw, sock, left), 1 << 16)


class _Raw(io.RawIOBase):
    def __init__(self, raw: io.RawIOBase, sock: socket.socket, left: Callable[[], float]) -> None:
        self._raw, self._sock, self._left = raw, sock, left

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        self._sock.settimeout(self._left())
        return self._raw.readinto(buffer)

    def close(self) -> None:
        super().close()
        self._raw.close()


def _in_time(connect: Callable[[], None], seconds: float) -> None:
    """Connect beside: looking up a name knows no time limit."""
    failed: list[BaseException] = []

    def run() -> None:
        try:
            connect()
        except BaseException as error:
            failed.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(seconds)
    if thread.is_alive():
        raise TimeoutError
    if failed:
        raise failed[0]
