"""HTTP to one endpoint: an overall deadline, retries while it is busy, no truncated answers.

SPARQL engines fail in ways that look like answers: pages with status 200, bodies that stop half-way
or never end. Here each of these is an error; the caller parses the body.
"""

import gzip
import http.client
import io
import os
import random
import re
import time
import zlib
from collections.abc import Callable, Mapping
from http.client import BadStatusLine, HTTPException, IncompleteRead, RemoteDisconnected
from ssl import SSLCertVerificationError, SSLError
from typing import Any, NamedTuple, TypeVar
from urllib.parse import unquote, urljoin, urlsplit
from urllib.request import (
    HTTPDigestAuthHandler,
    HTTPPasswordMgrWithDefaultRealm,
    Request,
    getproxies,
    parse_http_list,
    parse_keqv_list,
    proxy_bypass,
)

import urllib3
from urllib3.exceptions import HTTPError, ProtocolError
from urllib3.exceptions import TimeoutError as SocketTimeoutError

from dvgraph import __version__
from dvgraph.errors import StoreError, UseError
from dvgraph.locale.reader import explained, worded
from dvgraph.store.patience import patience
from dvgraph.store.threads import in_thread

T = TypeVar("T")

LARGEST = 512 * 1024 * 1024  # the greatest size of an answer in bytes, decompressed
_BUSY = (429, 503)
# The rows that a server sends at most: Virtuoso says so in an answer that it cut off, and dvgraph's
# server in its refusal to cut one.
CUT_AT = "X-SPARQL-MaxRows"
_ROWS = re.compile("[1-9][0-9]{0,9}")
_PART = 206
_MOVED = (301, 302, 303, 307, 308)
_TRIES = 5  # attempts while the endpoint is busy
_MOVES = 5
_LONGEST = 86_400.0  # seconds; any wait longer than the deadline is the same
_PIECE = 1 << 16
_SAID = 4000  # bytes read from the body of an error
_AT_ONCE = 32  # connections kept open for the threads of this process

# Virtuoso repeats each graph that a request names in two headers of its answer, and Python reads
# 100 at most; a store names up to 2000 graphs (probe.name_graphs).
http.client._MAXHEADERS = max(http.client._MAXHEADERS, 4100)  # type: ignore[attr-defined]


class Response(NamedTuple):
    """A successful answer.

    ``body``: the decompressed body. ``kind``: its media type without parameters. ``whole``: True if
    the transfer marked its end, by length, chunks or compression. Otherwise only the format of the
    body can show whether it was cut off.
    """

    body: bytes
    kind: str
    headers: Mapping[str, str]
    whole: bool


class RefusedError(StoreError):
    """An answer with an error status; ``said`` is its text, on one line.

    ``rows``: the number of rows that the endpoint sends at most, if it refused to send more, or 0.
    """

    def __init__(self, status: int, said: str, where: str, remedy: str, rows: int = 0) -> None:
        """Store status and text; ``remedy`` is a key of the locale's section ``remote``."""
        key = "status and text" if said else "status"
        text = worded("remote", key, status=status, text=said)
        super().__init__(text, worded("remote", remedy), where=where)
        self.status = status
        self.said = said
        self.rows = rows


class Connection:
    """A connection to one endpoint: credentials, time limit, size limit.

    Name and password, or a token, come from the address or from DVGRAPH_USER, DVGRAPH_PASSWORD and
    DVGRAPH_TOKEN. They are sent only to the host of that address; an unencrypted connection to
    another machine gets them only as a digest.
    """

    def __init__(
        self, address: str, *, seconds: float | None = None, largest: int = LARGEST
    ) -> None:
        """Store the address; an answer may have at most ``largest`` bytes.

        ``seconds`` limits the total time of one query, with all its requests: by default
        DVGRAPH_TIMEOUT, or 60. Raises UseError for an address that is not http or https, an invalid
        number of seconds, and a token that would be sent unencrypted.
        """
        try:
            parts = urlsplit(address)
            host, port = (parts.hostname or "").encode("idna").decode("ascii"), parts.port
        except ValueError as error:
            raise _no_address(address) from error
        name = f"[{host}]" if ":" in host else host
        self.address = parts._replace(netloc=f"{name}:{port}" if port else name).geturl()
        if parts.scheme not in ("http", "https") or not host:
            raise _no_address(self.address)
        self._seconds = patience() if seconds is None else seconds
        self._largest = largest
        self._token = os.environ.get("DVGRAPH_TOKEN", "").strip()  # a file ends in a line break
        if not re.fullmatch(r"[!-~]*", self._token):  # the message does not show it
            raise UseError(*explained("errors.remote", "no token"), where="DVGRAPH_TOKEN")
        secret = parts.scheme == "https" or host in ("localhost", "127.0.0.1", "::1")
        if self._token and not secret:
            raise UseError(*explained("errors.remote", "token in clear"), where=self.address)
        self._user = unquote(parts.username or "") or os.environ.get("DVGRAPH_USER")
        self._password = unquote(parts.password or "") or os.environ.get("DVGRAPH_PASSWORD") or ""
        self._basic_allowed = secret
        passwords = HTTPPasswordMgrWithDefaultRealm()
        passwords.add_password(None, self.address, self._user or "", self._password)
        self._digest = HTTPDigestAuthHandler(passwords)
        # The endpoint's last digest challenge, answered in advance with each request.
        self._challenge = ""
        self._pool = _pool(self.address)

    def deadline(self) -> float:
        """Return the deadline (on the monotonic clock) of a query sent now."""
        return time.monotonic() + self._seconds

    def send(self, request: Request, deadline: float) -> Response:
        """Return the answer to a request, retried while the endpoint is busy.

        Raises RefusedError for a status other than 2xx; StoreError if there is no complete answer
        before the deadline, or if the answer exceeds the size limit.
        """
        try:
            return in_thread(lambda: self._exchange(request, deadline), deadline)
        except (HTTPError, OSError, HTTPException, ValueError, EOFError, zlib.error) as error:
            raise self._unreached(error) from error

    def in_time(self, work: Callable[[], T], deadline: float) -> T:
        """Return the result of work on an answer; StoreError if it is not done at the deadline."""
        try:
            return in_thread(work, deadline)
        except TimeoutError as error:
            raise self._unreached(error) from error

    def failed(self, key: str, **fields: object) -> StoreError:
        """Return the error for a problem with this endpoint; ``key`` is in ``errors.remote``."""
        return StoreError(*explained("errors.remote", key, **fields), where=self.address)

    def close(self) -> None:
        """Close the kept connections."""
        self._pool.clear()

    def _unreached(self, error: Exception) -> StoreError:
        reason = _innermost(error)
        if isinstance(reason, SSLCertVerificationError):
            return self.failed("certificate", why=reason.verify_message)
        if isinstance(reason, SSLError):
            why = (reason.reason or str(reason)).replace("_", " ").lower()
            return self.failed("no https", why=why)
        if isinstance(reason, IncompleteRead | EOFError | zlib.error | gzip.BadGzipFile):
            return self.failed("cut off")
        problem = str(reason)
        if isinstance(reason, TimeoutError | SocketTimeoutError):
            problem = worded("remote", "too long")
        elif isinstance(reason, BadStatusLine) and not isinstance(reason, RemoteDisconnected):
            problem = worded("remote", "no http")
        return self.failed("not reached", why=problem)

    def _exchange(self, request: Request, deadline: float) -> Response:
        """Return the answer, after all redirects, challenges and retries."""
        waits = moves = 0
        challenged = False
        authorization = self._authorization(request)
        while True:
            response = self._request(request, authorization, deadline)
            try:
                if 200 <= response.status < 300 and response.status != _PART:
                    return self._read(response, deadline)
                refusal = self._refusal(response, deadline)
            finally:
                # A body that is read to its end has already released its connection.
                response.close()
            if response.status == 401 and not challenged:
                challenged = True
                challenges = sorted(response.headers.getlist("WWW-Authenticate"), key=_is_digest)
                self._challenge = challenges[-1] if challenges else ""
                if authorization := self._authorization(request):
                    continue
            elif response.status in _MOVED and moves < _MOVES:
                moves += 1
                target = urljoin(request.full_url, response.headers.get("Location", "none:"))
                if _may_follow(request, target):
                    request = Request(target, headers=dict(request.headers))
                    authorization = self._authorization(request)
                    continue
            elif response.status in _BUSY and not refusal.rows and waits + 1 < _TRIES:
                pause = _pause(response, waits)
                waits += 1
                if time.monotonic() + pause < deadline:
                    time.sleep(pause)
                    continue
            raise refusal

    def _request(
        self, request: Request, authorization: str | None, deadline: float
    ) -> urllib3.BaseHTTPResponse:
        """Send a request once; return the response with its body unread and still compressed."""
        # urllib's Request writes header names as "User-agent".
        headers = {name.title(): value for name, value in request.header_items()}
        headers |= {"User-Agent": f"dvgraph/{__version__}", "Accept-Encoding": "gzip"}
        if authorization:
            headers["Authorization"] = authorization
        method = request.get_method()
        for again in (method in urllib3.Retry.DEFAULT_ALLOWED_METHODS, False):
            left = deadline - time.monotonic()
            if left <= 0:
                break
            try:
                return self._pool.urlopen(
                    method,
                    request.full_url,
                    body=request.data,
                    headers=headers,
                    timeout=urllib3.Timeout(total=left),
                    retries=False,
                    redirect=False,
                    preload_content=False,
                    decode_content=False,
                )
            except ProtocolError as error:
                # The server may close a kept connection just when it is used again.
                if not (again and isinstance(_innermost(error), ConnectionError)):
                    raise
        raise TimeoutError

    def _authorization(self, request: Request) -> str | None:
        """Return the Authorization header, or None for any address but the endpoint's own."""
        if urlsplit(request.full_url)[:2] != urlsplit(self.address)[:2]:
            return None
        if self._token:
            return f"Bearer {self._token}"
        scheme, _, said = self._challenge.partition(" ")
        if not self._user or not said:
            return None
        if _is_digest(scheme):
            asked = parse_keqv_list([part for part in parse_http_list(said) if "=" in part])
            answer = self._digest.get_authorization(request, asked)
            return answer and f"Digest {answer}"
        if scheme.lower() == "basic" and self._basic_allowed:
            named = urllib3.make_headers(basic_auth=f"{self._user}:{self._password}")
            return named["authorization"]
        return None

    def _read(self, response: urllib3.BaseHTTPResponse, deadline: float) -> Response:
        announced = response.length_remaining is not None
        body = _content(response, deadline)
        whole = response.chunked or announced or isinstance(body, gzip.GzipFile)
        pieces: list[bytes] = []
        size = 0
        while piece := body.read(_PIECE):
            pieces.append(piece)
            size += len(piece)
            if size > self._largest:
                raise self.failed("too large", size=self._largest >> 20)
        kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        return Response(b"".join(pieces), kind or "text/plain", response.headers, whole)

    def _refusal(self, response: urllib3.BaseHTTPResponse, deadline: float) -> RefusedError:
        status = response.status
        said = ""
        try:
            body = io.BufferedReader(_content(response, deadline))
            said = " ".join(body.read(_SAID).decode("utf-8", "replace").split())[:200]
        except (OSError, HTTPError, HTTPException, EOFError, zlib.error):
            pass  # without the text, the status alone is enough
        remedy = "check address"
        if moved := 300 <= status < 400 and response.headers.get("Location"):
            said, remedy = worded("remote", "moved", address=_shown(moved)), "name address"
        elif status in (401, 403):
            remedy = "give credentials"
        elif status in _BUSY:
            remedy = "try later"
        rows = response.headers.get(CUT_AT, "")
        return RefusedError(
            status, said, self.address, remedy, int(rows) if _ROWS.fullmatch(rows) else 0
        )


class _Body(io.RawIOBase):
    """The bytes of a response as they arrive; reading stops at the deadline."""

    def __init__(self, response: urllib3.BaseHTTPResponse, deadline: float) -> None:
        self._response = response
        self._deadline = deadline

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if time.monotonic() > self._deadline:
            raise TimeoutError
        data = self._response.read1(len(buffer)) or b""
        buffer[: len(data)] = data
        return len(data)


def _content(response: urllib3.BaseHTTPResponse, deadline: float) -> Any:
    """Return the decompressed body as a file; reading raises if the compressed data is cut off."""
    body = _Body(response, deadline)
    packed = response.headers.get("Content-Encoding", "").lower() in ("gzip", "x-gzip")
    return gzip.GzipFile(fileobj=body) if packed else body


def _may_follow(request: Request, target: str) -> bool:
    """Return whether to follow a redirect: to the same host and port, also from http to https.

    Other redirects need a person's decision, and a request with a body is not sent twice.
    """
    try:
        old, new = _origin(request.full_url), _origin(target)
    except ValueError:  # an invalid address or port
        return False
    upgrade = (old[0], old[2], new[0], new[2]) == ("http", 80, "https", 443)
    same = old[1] == new[1] and (old == new or upgrade)
    return same and request.get_method() == "GET"


def _origin(address: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(address)
    port = parts.port or {"http": 80, "https": 443}.get(parts.scheme)
    return parts.scheme, parts.hostname, port


def _no_address(address: str) -> UseError:
    return UseError(*explained("errors.remote", "no address"), where=_shown(address))


def _shown(address: str) -> str:
    """Return an address without name and password."""
    return re.sub("[^/]*@", "", address)


def _is_digest(challenge: str) -> bool:
    return challenge.lower().startswith("digest")


def _innermost(error: BaseException) -> BaseException:
    """Return the innermost standard-library error among the causes of an error."""
    held = [held for held in error.args if isinstance(held, BaseException)]
    inner = error.__cause__ or (held[-1] if held else None)
    return _innermost(inner) if inner else error


def _pool(address: str) -> urllib3.PoolManager:
    """Return a connection pool, through the proxy named in the environment, if any."""
    parts = urlsplit(address)
    proxy = None if proxy_bypass(parts.netloc) else getproxies().get(parts.scheme)
    if not proxy:
        return urllib3.PoolManager(maxsize=_AT_ONCE)
    url = proxy if "://" in proxy else f"http://{proxy}"
    try:
        auth = urlsplit(url)
        user, password = (unquote(part or "") for part in (auth.username, auth.password))
        named = f"{user}:{password}" if user else None
        headers = urllib3.make_headers(proxy_basic_auth=named)
        return urllib3.ProxyManager(url, maxsize=_AT_ONCE, proxy_headers=headers)
    except ValueError as error:
        name = f"{parts.scheme.upper()}_PROXY"
        raise UseError(*explained("errors.remote", "no proxy"), where=name) from error


def _pause(response: urllib3.BaseHTTPResponse, attempt: int) -> float:
    """Return the seconds to wait: Retry-After, else twice as long each time."""
    try:
        if (said := urllib3.Retry().get_retry_after(response)) is not None:
            return min(float(said), _LONGEST)
    except (HTTPError, ValueError, OverflowError):  # it is neither a usable number nor a date
        pass
    return (
        0.5 * 2.0**attempt * random.uniform(0.8, 1.2)
    )  # random, so that not all clients return at the same moment
