"""HTTP to one endpoint: with a deadline over all, patience where asked for, and nothing cut off.

SPARQL engines fail in ways that look like answers: pages with status 200, bodies that stop half-way
or never end. Here each is an error; what the body says is for the caller to read.
"""

import math
import os
import random
import threading
import time
import zlib
from email.message import Message
from email.utils import parsedate_to_datetime
from http.client import HTTPException, HTTPResponse, IncompleteRead
from typing import Any, NamedTuple
from urllib.error import HTTPError
from urllib.parse import SplitResult, unquote, urljoin, urlsplit
from urllib.request import (
    HTTPBasicAuthHandler,
    HTTPDigestAuthHandler,
    HTTPPasswordMgrWithPriorAuth,
    HTTPRedirectHandler,
    OpenerDirector,
    Request,
    build_opener,
)

from dvgraph import __version__
from dvgraph.errors import StoreError, UseError

LARGEST = 512 * 1024 * 1024  # bytes of one answer, unpacked
_BUSY = (429, 503)
_TRIES = 5
_PIECE = 1 << 16
_SAID = 4000  # bytes read of an error's body


class Answer(NamedTuple):
    """The body of a good answer, unpacked; its media type without parameters; its headers."""

    body: bytes
    kind: str
    headers: Message


class RefusedError(StoreError):
    """An answer with an error's status; ``said`` is its text, in one line."""

    def __init__(self, status: int, said: str, where: str, hint: str) -> None:
        """Keep status and text."""
        text = f"the endpoint answered with HTTP status {status}" + (f": {said}" if said else "")
        super().__init__(text, where=where, hint=hint)
        self.status = status
        self.said = said


class Connection:
    """The way to one endpoint: who asks, how long, how much.

    Name and password, or a token, come from the address or from DVGRAPH_USER, DVGRAPH_PASSWORD
    and DVGRAPH_TOKEN. They go to the host of that address alone, and unencrypted to no other
    machine save as a digest.
    """

    def __init__(
        self, address: str, *, seconds: float | None = None, largest: int = LARGEST
    ) -> None:
        """Keep the address; an answer is at most ``largest`` bytes.

        ``seconds`` is the longest a question may take, all its requests together: by default what
        DVGRAPH_TIMEOUT says, or 60. Raises UseError for what is no http or https address, no number
        of seconds, and for a token that would travel unencrypted.
        """
        parts = urlsplit(address)
        try:
            host, port = parts.hostname, parts.port
        except ValueError:
            host = port = None
        name = f"[{host}]" if host and ":" in host else host or ""
        self.address = parts._replace(netloc=f"{name}:{port}" if port else name).geturl()
        if parts.scheme not in ("http", "https") or not host:
            raise UseError(
                "an endpoint is an http or https address",
                where=self.address,
                hint="As in https://example.org/sparql",
            )
        self._seconds = _patience() if seconds is None else seconds
        self._largest = largest
        self._token = os.environ.get("DVGRAPH_TOKEN")
        secret = parts.scheme == "https" or host in ("localhost", "127.0.0.1", "::1")
        if self._token and not secret:
            raise UseError(
                "the token of DVGRAPH_TOKEN would travel unencrypted",
                where=self.address,
                hint="Use the https address, or unset it",
            )
        self._opener = _opener(self.address, parts, secret)

    def deadline(self) -> float:
        """Return the moment, by the monotonic clock, when a question put now is given up."""
        return time.monotonic() + self._seconds

    def send(self, request: Request, deadline: float) -> Answer:
        """Return the answer to a request, sent again while the endpoint says it is busy.

        Raises RefusedError for another status than 2xx; StoreError where there is no whole answer
        before the deadline, or a larger one than allowed.
        """
        request.add_unredirected_header("User-Agent", f"dvgraph/{__version__}")
        request.add_unredirected_header("Accept-Encoding", "gzip")
        if self._token:
            request.add_unredirected_header("Authorization", f"Bearer {self._token}")
        for attempt in range(_TRIES):
            try:
                return self._in_time(request, deadline)
            except HTTPError as error:
                refusal = self._refusal(error)
                pause = _pause(error, attempt)
                waited_for = error.code in _BUSY and attempt + 1 < _TRIES
                if not waited_for or time.monotonic() + pause >= deadline:
                    raise refusal from error
                time.sleep(pause)
            except (OSError, HTTPException, ValueError, zlib.error) as error:
                reason = getattr(error, "reason", None) or error
                problem = "took too long" if isinstance(reason, TimeoutError) else str(reason)
                problem = "its answer was cut off" if _cut(error) else problem
                raise self.failed(f"the endpoint cannot be reached ({problem})") from error
        raise AssertionError("the last attempt returns or raises")

    def failed(self, problem: str, hint: str = "Check the address and try again") -> StoreError:
        """Return the error for a problem with this endpoint."""
        return StoreError(problem, where=self.address, hint=hint)

    def _in_time(self, request: Request, deadline: float) -> Answer:
        """Ask beside: a socket's own limit starts anew with each byte of a trickling answer."""
        found: list[Answer | BaseException] = []

        def ask() -> None:
            try:
                left = max(0.01, deadline - time.monotonic())
                with self._opener.open(request, timeout=left) as response:
                    body = self._body(response, deadline)
                    kind = response.headers.get_content_type()
                    found.append(Answer(body, kind, response.headers))
            except BaseException as error:
                found.append(error)

        thread = threading.Thread(target=ask, daemon=True)
        thread.start()
        thread.join(max(0, deadline - time.monotonic()))
        if not found:
            raise TimeoutError
        if isinstance(found[0], BaseException):
            raise found[0]
        return found[0]

    def _body(self, response: HTTPResponse, deadline: float) -> bytes:
        packed = response.headers.get("Content-Encoding", "").lower() in ("gzip", "x-gzip")
        unpack = zlib.decompressobj(wbits=31) if packed else None
        pieces: list[bytes] = []
        announced = response.length  # which http.client does not keep count of in read1
        received = size = 0
        while piece := response.read1(_PIECE):
            received += len(piece)
            while piece:
                part = unpack.decompress(piece, _PIECE * 16) if unpack else piece
                piece = unpack.unconsumed_tail if unpack else b""
                pieces.append(part)
                size += len(part)
                if size > self._largest:
                    raise self.failed(
                        f"its answer is larger than {self._largest >> 20} MB", "Ask for less"
                    )
            if time.monotonic() > deadline:
                raise TimeoutError
        if (announced is not None and received < announced) or (unpack and not unpack.eof):
            raise IncompleteRead(b"")
        return b"".join(pieces)

    def _refusal(self, error: HTTPError) -> RefusedError:
        try:
            said = " ".join(error.read(_SAID).decode("utf-8", "replace").split())[:200]
        except (OSError, HTTPException):
            said = ""
        finally:
            error.close()
        hint = "Check the address and try again"
        if moved := 300 <= error.code < 400 and error.headers.get("Location"):
            said, hint = f"moved to {moved}", "Name that address, if you trust it"
        elif error.code in (401, 403):
            hint = "Say who you are in DVGRAPH_USER and DVGRAPH_PASSWORD, or in DVGRAPH_TOKEN"
        elif error.code in _BUSY:
            hint = "Try again later"
        return RefusedError(error.code, said, self.address, hint)


class _SameHost(HTTPRedirectHandler):
    """Follows to the same host, or from http to https there; elsewhere is for people to decide."""

    def redirect_request(
        self, req: Request, fp: Any, code: int, msg: str, headers: Message, newurl: str
    ) -> Request | None:
        old, new = urlsplit(req.full_url), urlsplit(urljoin(req.full_url, newurl))
        upwards = (old.scheme, new.scheme) != ("https", "http")
        if new.hostname != old.hostname or not upwards or req.data is not None:
            raise HTTPError(req.full_url, code, msg, headers, fp)
        return super().redirect_request(req, fp, code, msg, headers, newurl)  # type: ignore[arg-type]


def _patience() -> float:
    said = os.environ.get("DVGRAPH_TIMEOUT", "60")
    try:
        if 0 < (seconds := float(said)) < math.inf:
            return seconds
    except ValueError:
        pass
    raise UseError(f"'{said}' is no number of seconds", where="DVGRAPH_TIMEOUT", hint="As in 60")


def _opener(address: str, parts: SplitResult, secret: bool) -> OpenerDirector:
    user = unquote(parts.username or "") or os.environ.get("DVGRAPH_USER")
    password = unquote(parts.password or "") or os.environ.get("DVGRAPH_PASSWORD")
    if not user:
        return build_opener(_SameHost)
    known = HTTPPasswordMgrWithPriorAuth()
    known.add_password(None, f"{parts.scheme}://{urlsplit(address).netloc}/", user, password or "")
    handlers = [HTTPBasicAuthHandler(known)] if secret else []
    return build_opener(_SameHost, HTTPDigestAuthHandler(known), *handlers)


def _pause(error: HTTPError, attempt: int) -> float:
    """Return the seconds to wait: what Retry-After says, else twice as long each time."""
    said = error.headers.get("Retry-After", "")
    if said.isdigit():
        return float(said)
    try:
        return max(0.0, parsedate_to_datetime(said).timestamp() - time.time())
    except ValueError:
        return 0.5 * 2.0**attempt * random.uniform(0.8, 1.2)  # not all clients at the same moment


def _cut(error: BaseException) -> bool:
    return isinstance(error, IncompleteRead | zlib.error)
