"""Any SPARQL 1.1 Protocol endpoint as a store, through SPARQLWrapper.

Answers keep terms as the endpoint wrote them. If the endpoint limits the rows of one response, the
other rows are fetched page by page, and counted: an answer is either complete or an error.
"""

import json
import re
from collections.abc import Mapping
from copy import copy
from urllib.request import Request

from SPARQLWrapper import GET, POST, SELECT, SPARQLWrapper

from dvgraph.errors import DvgraphError, UseError
from dvgraph.locale.reader import explained
from dvgraph.namespaces import XSD
from dvgraph.rdf.oxigraph import (
    Literal,
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    RdfFormat,
    Term,
    Triple,
    parse,
    parse_query_results,
)
from dvgraph.store.guard import check_query
from dvgraph.store.protocol import Graphs, Table, counted, wrong_form
from dvgraph.store.remote import paging
from dvgraph.store.remote.transport import CUT_AT, LARGEST, Connection, RefusedError, Response
from dvgraph.store.tokens import form

_LONG = 1500  # characters in the query; some servers and proxies refuse URLs over 2 000
_TSV = "text/tab-separated-values"
_JSON, _XML = "application/sparql-results+json", "application/sparql-results+xml"
_TABLES = {_JSON: QueryResultsFormat.JSON, _XML: QueryResultsFormat.XML}
_TABLES_AND_TSV = {_TSV: QueryResultsFormat.TSV} | _TABLES
# N-Triples are valid Turtle, so one parser serves both.
_TRIPLES = {"application/n-triples": RdfFormat.TURTLE, "text/turtle": RdfFormat.TURTLE}
# Virtuoso writes the value true as 1; it becomes true, as in every other engine.
_BOOLEAN = f"{XSD}boolean"
_CANONICAL: dict[Term | None, Term] = {
    Literal(written, datatype=NamedNode(_BOOLEAN)): Literal(value)
    for written, value in (("1", True), ("0", False))
}
_LINES = {*_TRIPLES, _TSV}  # formats that still parse if the last lines are missing
# The engine's parser takes rows in XML for whole wherever they stop.
_XML_END = re.compile(rb"</(?:[^\s<>]+:)?sparql\s*>")
_TAIL = 1000  # bytes in which it ends, with a comment after it perhaps
_ROUND = 1000  # servers cut off answers at a round number of rows, by default 10 000 or more
_MANY = 10_000
_HALF = "X-SQL-Message"  # Virtuoso's message for a timeout
_TRUTH = "__ASK_RETVAL"  # Virtuoso 7 answers ASK with a table of this column


class _Query(SPARQLWrapper):
    """A query whose request SPARQLWrapper builds; ``transport`` sends it."""

    def _parseQueryType(self, query: str) -> str:  # noqa: N802, ARG002 (the library's signature)
        """Treat every query as read-only, as the guard ensures; SPARQLWrapper misreads comments."""
        return SELECT

    def request(self, query: str, accept: str, graphs: Graphs) -> Request:
        """Return the request for a query on the named graphs; on all graphs if none are named."""
        self.setOnlyConneg(True)
        self.setMethod(POST if len(query) > _LONG or graphs != Graphs() else GET)
        self.addCustomHttpHeader("Accept", accept)
        for graph in graphs.default:
            self.addDefaultGraph(graph)
        for graph in graphs.named:
            self.addNamedGraph(graph)
        self.setQuery(query)
        made: Request = self._createRequest()
        return made


class RemoteStore:
    """A read-only store at a URL; every query passes the guard.

    ``graphs``: named with each query, for an endpoint whose default graph is not their union.
    ``most``: the number of rows in one response, if known.
    ``compact``: allows TSV for rows, which is several times faster than JSON but wrong on some
    engines.
    All three may be set later.
    """

    def __init__(
        self, endpoint: str, *, seconds: float | None = None, largest: int = LARGEST
    ) -> None:
        """Store the address; raises UseError as ``store.remote.transport.Connection`` does."""
        self._connection = Connection(endpoint, seconds=seconds, largest=largest)
        self.address = self._connection.address
        self.graphs = Graphs()
        self.most: int | None = None
        self.compact = False

    def select(self, query: str, *, whole: bool = True, compact: bool | None = None) -> Table:
        """Return the rows of a SELECT query; without ``whole``, only those of the first response.

        ``compact`` defaults to the store's own setting.
        """
        check_query(query)
        deadline = self._connection.deadline()
        compact = self.compact if compact is None else compact
        try:
            found, answer = self._answer(query, deadline, compact=compact)
        except RefusedError as refusal:
            if not (whole and refusal.rows):
                raise
            none = Table(paging.projected(query), [])
            if not none.variables:
                first, _ = self._answer(paging.every(query).page(1, 0), deadline, compact=compact)
                none = first if isinstance(first, Table) else none
            return self._whole(query, none, refusal.rows, deadline)
        if not isinstance(found, Table):
            raise self._other_form(query, "SELECT")
        rows = len(found.rows)
        cut = answer.headers.get(CUT_AT) or rows == self.most
        if whole and rows and (cut or (rows >= _MANY and rows % _ROUND == 0)):
            return self._whole(query, found, rows, deadline)
        return found

    def ask(self, query: str) -> bool:
        """Return the answer to an ASK query."""
        check_query(query)
        found, _ = self._answer(query, self._connection.deadline())
        if not isinstance(found, bool):
            raise self._other_form(query, "ASK")
        return found

    def construct(self, query: str) -> list[Triple]:
        """Return the triples of a CONSTRUCT or DESCRIBE query, without duplicates."""
        check_query(query)
        deadline = self._connection.deadline()
        parts, limit = paging.construct(query), self.most or _MANY
        try:
            triples = self._triples(query, deadline)
        except RefusedError as refusal:
            if not (parts and refusal.rows):
                raise
            solutions, limit = self._count(parts, deadline), max(refusal.rows // parts.triples, 1)
        else:
            # The number of solutions is unknown here; no engine reports that it left some out.
            if parts is None or not (self.most or len(triples) >= _MANY):
                return triples
            solutions = self._count(parts, deadline)
            if solutions <= limit:
                return triples
        return list(
            dict.fromkeys(
                triple
                for offset in range(0, solutions, limit)
                for triple in self._triples(parts.page(limit, offset), deadline)
            )
        )

    def among(self, graphs: Graphs) -> "RemoteStore":
        """Return a store of the same endpoint whose queries only see some of its graphs."""
        found = copy(self)
        found.graphs = graphs
        return found

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def _other_form(self, query: str, wanted: str) -> DvgraphError:
        """Return the error for rows instead of a truth value, or the other way round."""
        return (
            self._connection.failed("other form") if form(query) == wanted else wrong_form(wanted)
        )

    def _whole(self, query: str, found: Table, limit: int, deadline: float) -> Table:
        """Return all rows, in pages of at most ``limit``; ``found`` has the first rows."""
        parts = paging.select(query, found.variables)
        total = self._count(parts, deadline)
        if total <= len(found.rows):
            return found
        rows: list[tuple[Term | None, ...]] = []
        while len(rows) < total:
            page, _ = self._answer(parts.page(limit, len(rows)), deadline, compact=self.compact)
            if not isinstance(page, Table) or not page.rows:
                raise self._connection.failed("rows missing", number=len(rows), total=total)
            rows += page.rows
        return Table(found.variables, rows)

    def _count(self, parts: paging.Paged, deadline: float) -> int:
        found, _ = self._answer(parts.counting(), deadline)
        return counted(found if isinstance(found, Table) else Table((), []), self.address)

    def _triples(self, query: str, deadline: float) -> list[Triple]:
        accept = "application/n-triples, text/turtle;q=0.9"
        answer = self._fetch(query, _TRIPLES, accept, deadline)
        try:
            return self._connection.in_time(lambda: _parsed_triples(answer), deadline)
        except (SyntaxError, MemoryError) as error:
            raise self._connection.failed("unreadable answer", why=error) from error

    def _answer(
        self, query: str, deadline: float, *, compact: bool = False
    ) -> tuple[Table | bool, Response]:
        accept = f"{_JSON}, {_XML};q=0.5"
        if compact:
            accept = f"{_TSV}, {accept.replace('json', 'json;q=0.9')}"
        answer = self._fetch(query, _TABLES_AND_TSV if compact else _TABLES, accept, deadline)
        try:
            found = self._connection.in_time(lambda: _table_or_truth(answer), deadline)
        except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
            # Without its frames: they refer to results that must be freed on their own thread.
            why = error.with_traceback(None)
            raise self._connection.failed("unreadable answer", why=error) from why
        return self._as_asked(query, found) if isinstance(found, Table) else found, answer

    def _as_asked(self, query: str, found: Table) -> Table:
        """Return a table with the columns of a query in their order; StoreError for others."""
        wanted = tuple(dict.fromkeys(paging.projected(query)))
        if not wanted or found.variables == wanted:
            return found
        if set(found.variables) != set(wanted):
            told = {"given": ", ".join(found.variables), "wanted": ", ".join(wanted)}
            raise self._connection.failed("other columns", **told)
        places = [found.variables.index(name) for name in wanted]
        return Table(wanted, [tuple(row[place] for place in places) for row in found.rows])

    def _fetch(
        self, query: str, known: Mapping[str, object], accept: str, deadline: float
    ) -> Response:
        request = _Query(self.address).request(query, accept, self.graphs)
        try:
            answer = self._connection.send(request, deadline)
        except RefusedError as refusal:
            if refusal.status != 400:
                raise
            key = "query refused with text" if refusal.said else "query refused"
            problem = explained("errors.remote", key, text=refusal.said)
            raise UseError(*problem, where=self.address) from refusal
        if answer.kind not in known:
            wanted = next(iter(known))
            raise self._connection.failed("other kind", kind=answer.kind, wanted=wanted)
        if not answer.whole and answer.kind in _LINES:
            raise self._connection.failed("no end", kind=answer.kind)
        if _HALF in answer.headers:
            raise self._connection.failed("not whole", why=answer.headers[_HALF])
        return answer


def _parsed_triples(answer: Response) -> list[Triple]:
    quads = parse(answer.body, format=_TRIPLES[answer.kind])
    return list({quad.triple: None for quad in quads})


def _check_keys(pairs: list[tuple[str, object]]) -> None:
    """Raise ValueError for an object that readers of JSON would read in different ways."""
    names = {name for name, _ in pairs}
    if len(names) < len(pairs):
        raise ValueError("an object has the same name twice")
    if {"boolean", "results"} <= names:
        raise ValueError("it has both rows and a truth value")


def _table_or_truth(answer: Response) -> Table | bool:
    if answer.kind == _TSV and not answer.body.endswith((b"\n", b"true", b"false")):
        raise ValueError("its last line does not end")
    if answer.kind == _XML and not _XML_END.search(answer.body, max(len(answer.body) - _TAIL, 0)):
        raise ValueError("its last element does not end")
    found = parse_query_results(answer.body, format=_TABLES_AND_TSV[answer.kind])
    if answer.kind == _JSON:
        json.loads(answer.body, object_pairs_hook=_check_keys)
    if isinstance(found, QueryBoolean):
        return bool(found)
    names = tuple(variable.value for variable in found.variables)
    rows = [tuple(row) for row in found]
    if _BOOLEAN.encode() in answer.body:
        rows = [tuple(_CANONICAL.get(cell, cell) for cell in row) for row in rows]
    if names == (_TRUTH,):
        return any(isinstance(cell, Literal) and cell.value == "1" for row in rows for cell in row)
    return Table(names, rows)
