"""HTTP to one endpoint: with a deadline over all, patience where asked for, and nothing cut off.

SPARQL engines fail in ways that look like answers: pages with status 200, bodies that stop half-way
or never end. Here each is an error; what the body says is for the caller to read.
"""

import math
import os
import random
import time
import zlib
from email.message import Message
from email.utils import parsedate_to_datetime
from http.client import BadStatusLine, HTTPException, HTTPResponse, IncompleteRead
from ssl import SSLCertVerificationError, SSLError
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
from dvgraph.store.remote.sockets import Keeping

LARGEST = 512 * 1024 * 1024  # bytes of one answer, unpacked
_BUSY = (429, 503)
_TRIES = 5
_PIECE = 1 << 16
_SAID = 4000  # bytes read of an error's body


class Answer(NamedTuple):
    """The body of a good answer, unpacked; its media type without parameters; its headers.

    ``whole`` says that it told its end: by a length, in chunks or packed. Where it does not, only
    its format can show whether it was cut off.
    """

    body: bytes
    kind: str
    headers: Message
    whole: bool


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
        self._way = Keeping()
        self._opener = _opener(self._way, self.address, parts, secret)

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
                return self._once(request, deadline)
            except HTTPError as error:
                refusal = self._refusal(error)
                pause = _pause(error, attempt)
                waited_for = error.code in _BUSY and attempt + 1 < _TRIES
                if not waited_for or time.monotonic() + pause >= deadline:
                    raise refusal from error
                time.sleep(pause)
            except (OSError, HTTPException, ValueError, zlib.error) as error:
                raise self._unreached(error) from error
        raise AssertionError("the last attempt returns or raises")

    def failed(self, problem: str, hint: str = "Check the address and try again") -> StoreError:
        """Return the error for a problem with this endpoint."""
        return StoreError(problem, where=self.address, hint=hint)

    def close(self) -> None:
        """Let go of the connection that is kept for this thread's next request."""
        self._way.close()

    def _unreached(self, error: Exception) -> StoreError:
        reason = getattr(error, "reason", None)
        reason = reason if isinstance(reason, Exception) else error
        if isinstance(reason, SSLCertVerificationError):
            return self.failed(
                f"the endpoint's certificate is not trusted ({reason.verify_message})",
                "If its authority is your own, name the authority's certificate in SSL_CERT_FILE",
            )
        if isinstance(reason, SSLError):
            why = (reason.reason or str(reason)).replace("_", " ").lower()
            return self.failed(
                f"the endpoint cannot be reached (TLS: {why})",
                "Check that the address and its port speak https",
            )
        if isinstance(error, IncompleteRead | zlib.error):
            return self.failed("its answer was cut off", "Try again; a proxy may limit answers")
        problem = "took too long" if isinstance(reason, TimeoutError) else str(reason)
        if isinstance(error, BadStatusLine) and not isinstance(error, OSError):
            problem = "what answers there does not speak http"
        return self.failed(f"the endpoint cannot be reached ({problem})")

    def _once(self, request: Request, deadline: float) -> Answer:
        self._way.until(deadline)
        with self._opener.open(request) as response:
            answer = self._read(response)
            self._way.keep(response)
            return answer

    def _read(self, response: HTTPResponse) -> Answer:
        packed = response.headers.get("Content-Encoding", "").lower() in ("gzip", "x-gzip")
        unpack = zlib.decompressobj(wbits=31) if packed else None
        pieces: list[bytes] = []
        announced = response.length
        received = size = 0
        while piece := response.read(_PIECE):
            received += len(piece)
            while piece:
                if unpack and unpack.eof:  # gzip may come in several members
                    unpack = zlib.decompressobj(wbits=31)
                part = unpack.decompress(piece, _PIECE * 16) if unpack else piece
                piece = unpack.unconsumed_tail or unpack.unused_data if unpack else b""
                pieces.append(part)
                size += len(part)
                if size > self._largest:
                    raise self.failed(
                        f"its answer is larger than {self._largest >> 20} MB", "Ask for less"
                    )
        if (announced is not None and received < announced) or (unpack and not unpack.eof):
            raise IncompleteRead(b"")
        whole = packed or response.chunked or announced is not None
        kind = response.headers.get_content_type()
        return Answer(b"".join(pieces), kind, response.headers, whole)

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
        return super().redirect_request(req, fp, code, msg, headers, newurl)  # type: ignore[arg-type]  # the kinds follow from where the values come from


def _patience() -> float:
    said = os.environ.get("DVGRAPH_TIMEOUT", "60")
    try:
        if 0 < (seconds := float(said)) < math.inf:
            return seconds
    except ValueError:
        pass
    raise UseError(f"'{said}' is no number of seconds", where="DVGRAPH_TIMEOUT", hint="As in 60")


def _opener(way: Keeping, address: str, parts: SplitResult, secret: bool) -> OpenerDirector:
    user = unquote(parts.username or "") or os.environ.get("DVGRAPH_USER")
    password = unquote(parts.password or "") or os.environ.get("DVGRAPH_PASSWORD")
    if not user:
        return build_opener(way, _SameHost)
    known = HTTPPasswordMgrWithPriorAuth()
    known.add_password(None, f"{parts.scheme}://{urlsplit(address).netloc}/", user, password or "")
    handlers = [HTTPBasicAuthHandler(known)] if secret else []
    return build_opener(way, _SameHost, HTTPDigestAuthHandler(known), *handlers)


def _pause(error: HTTPError, attempt: int) -> float:
    """Return the seconds to wait: what Retry-After says, else twice as long each time."""
    said = error.headers.get("Retry-After", "")
    if said.isdigit():
        return float(said)
    try:
        return max(0.0, parsedate_to_datetime(said).timestamp() - time.time())
    except ValueError:
        return 0.5 * 2.0**attempt * random.uniform(0.8, 1.2)  # not all clients at the same moment
