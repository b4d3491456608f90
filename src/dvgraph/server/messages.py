"""The request and reply of the server, independent of the HTTP library."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from hashlib import blake2b
from typing import Any
from urllib.parse import parse_qsl

from dvgraph.server.problems import problem

JSON = "application/json"
HTML = "text/html"
PROBLEM = "application/problem+json"  # RFC 9457
DAYS = ("op", "bekend")  # the parameters for the day as of which, and for the day of recording
_FIELDS = 200  # the greatest number of parameters in one address or form
# The length of an address in characters; the number of cached addresses, as clients repeat them.
_SHORT, _CACHED = 8_192, 256


@dataclass(frozen=True, slots=True)
class Request:
    """One request.

    ``path``: the path, decoded.
    ``headers``: the value of each header, by the name of the header in lower case.
    ``host``: the address of the server in the request, such as http://127.0.0.1:8080.
    ``client``: the address of the client.
    """

    method: str
    path: str
    query: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    host: str = ""
    client: str = ""

    @property
    def accept(self) -> str:
        """The value of the header Accept, or ``*/*`` if the request has no such header."""
        return self.headers.get("accept") or "*/*"

    def given(self) -> dict[str, str]:
        """Return the parameters of the address by name; Problem 400 if one occurs twice."""
        return single(parameters(self.query))


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer to a request; ``media`` is the media type with its charset."""

    status: int
    media: str
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)

    def having(self, headers: Mapping[str, str]) -> "Reply":
        """Return a copy of the answer with additional headers."""
        return replace(self, headers={**self.headers, **headers})


def etag(body: bytes) -> str:
    """Return the entity tag of a body."""
    return f'"{blake2b(body, digest_size=12).hexdigest()}"'


# For a worker: ``kind`` (a key of ``jobs.KINDS``), ``lang``, and the input of that kind.
Job = dict[str, Any]


def parameters(text: str) -> list[tuple[str, str]]:
    """Return the parameters of a query string or form, in order.

    Raises Problem 400 for too many, and for text that is not UTF-8.
    """
    try:
        return list(_repeated(text) if len(text) <= _SHORT else _parsed(text))
    except ValueError as error:
        raise problem(400, "no parameters", number=_FIELDS) from error


def _parsed(text: str) -> list[tuple[str, str]]:
    return parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=_FIELDS)


_repeated = lru_cache(_CACHED)(_parsed)


def single(pairs: list[tuple[str, str]]) -> dict[str, str]:
    """Return parameters by name; Problem 400 if one occurs twice."""
    found: dict[str, str] = {}
    for name, value in pairs:
        if name in found:
            raise problem(400, "given twice", name=name)
        found[name] = value
    return found
