"""Any SPARQL 1.1 Protocol endpoint as a store, through SPARQLWrapper.

Answers keep terms as the endpoint wrote them. Its default graph must be the union of its graphs.
"""

import re
import time
from http.client import HTTPException, HTTPResponse
from urllib.error import HTTPError
from urllib.parse import urlsplit

from SPARQLWrapper import GET, POST, SELECT, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import QueryBadFormed, SPARQLWrapperException

from dvgraph import __version__
from dvgraph.errors import StoreError, UseError
from dvgraph.guard import check_query
from dvgraph.oxigraph import (
    QueryBoolean,
    QueryResultsFormat,
    RdfFormat,
    Triple,
    parse,
    parse_query_results,
)
from dvgraph.store import Table, other_form

_SECONDS = 60
_LONG = 1500  # characters of query; some servers and proxies refuse URLs over 2 000
_JSON = "application/sparql-results+json"
_TRIPLES = "application/n-triples"


class _Query(SPARQLWrapper):
    def _parseQueryType(self, query: str) -> str:  # noqa: N802, ARG002
        """Say that it only reads, as the guard knows; SPARQLWrapper takes comments for keywords."""
        return SELECT


class RemoteStore:
    """A store behind a URL, to be read; every query passes the same guard as elsewhere."""

    def __init__(self, endpoint: str, *, seconds: float = _SECONDS) -> None:
        """Keep the address; ``seconds`` is the longest an answer may take, all in all.

        Raises UseError for what is no http or https address.
        """
        parts = urlsplit(endpoint)
        # The address without a password in it: what errors may show.
        self._shown = parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise UseError(
                "an endpoint is an http or https address",
                where=self._shown,
                hint="As in https://example.org/sparql",
            )
        self._endpoint = endpoint
        self._seconds = seconds

    def select(self, query: str) -> Table:
        """Return the rows of a SELECT query."""
        found = self._answer(query)
        if not isinstance(found, Table):
            raise other_form("SELECT")
        return found

    def ask(self, query: str) -> bool:
        """Return the answer to an ASK query."""
        found = self._answer(query)
        if not isinstance(found, bool):
            raise other_form("ASK")
        return found

    def construct(self, query: str) -> list[Triple]:
        """Return the triples of a CONSTRUCT or DESCRIBE query, each once."""
        body = self._fetch(query, _TRIPLES, f"{_TRIPLES}, text/turtle;q=0.9")
        try:
            # Turtle holds N-Triples, so one parser does for both.
            return list({quad.triple: None for quad in parse(body, format=RdfFormat.TURTLE)})
        except (SyntaxError, MemoryError) as error:
            raise self._failed(f"its answer cannot be read ({error})") from error

    def close(self) -> None:
        """Do nothing: no connection is kept."""

    def _answer(self, query: str) -> Table | bool:
        body = self._fetch(query, _JSON, _JSON)
        try:
            return _table_or_truth(body)
        except (SyntaxError, ValueError, MemoryError) as error:
            # Without its frames: they hold results that may only be freed on this thread.
            why = error.with_traceback(None)
            raise self._failed(f"its answer cannot be read ({error})") from why

    def _fetch(self, query: str, expected: str, accept: str) -> bytes:
        check_query(query)
        wrapper = _Query(self._endpoint, agent=f"dvgraph/{__version__}")
        wrapper.setTimeout(max(1, round(self._seconds)))
        wrapper.setMethod(POST if len(query) > _LONG else GET)
        wrapper.setOnlyConneg(True)
        wrapper.addCustomHttpHeader("Accept", accept)
        wrapper.setQuery(query)
        deadline = time.monotonic() + self._seconds
        try:
            response: HTTPResponse = wrapper.query().response
            body = _read(response, deadline)
        except (SPARQLWrapperException, HTTPError) as error:
            raise self._refused(error) from error
        except (OSError, HTTPException, ValueError) as error:
            reason = getattr(error, "reason", None) or error
            problem = "took too long" if isinstance(reason, TimeoutError) else str(reason)
            raise self._failed(f"the endpoint cannot be reached ({problem})") from error
        kind = response.headers.get_content_type()
        if kind not in accept:
            raise self._failed(
                f"answered with {kind} where {expected} was asked",
                "Check that the address is a SPARQL endpoint and not a page about one",
            )
        return body

    def _refused(self, error: Exception) -> StoreError | UseError:
        cause = error if isinstance(error, HTTPError) else error.__context__
        code = cause.code if isinstance(cause, HTTPError) else 0
        # SPARQLWrapper puts the body into its message, as Python writes bytes.
        body = re.search(r"Response:\s+b?['\"](.*)['\"]$", str(error), re.DOTALL)
        said = f": {' '.join(body[1].split())[:200]}" if body else ""
        if isinstance(error, QueryBadFormed):
            return UseError(f"the endpoint refuses the query{said}", where=self._shown)
        return self._failed(f"the endpoint answered with HTTP status {code}{said}")

    def _failed(self, problem: str, hint: str = "Check the address and try again") -> StoreError:
        return StoreError(problem, where=self._shown, hint=hint)


def _table_or_truth(body: bytes) -> Table | bool:
    found = parse_query_results(body, format=QueryResultsFormat.JSON)
    if isinstance(found, QueryBoolean):
        return bool(found)
    names = tuple(variable.value for variable in found.variables)
    return Table(names, [tuple(row) for row in found])


def _read(response: HTTPResponse, deadline: float) -> bytes:
    """Read in pieces: the time limit of a socket starts anew with each, however small."""
    pieces = []
    while piece := response.read1(1 << 16):
        pieces.append(piece)
        if time.monotonic() > deadline:
            raise TimeoutError
    return b"".join(pieces)
