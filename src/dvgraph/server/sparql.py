"""Queries and their results, in a worker: SPARQL 1.1 in the formats of the W3C.

The whole answer is computed before any of it is sent. So an answer beyond a limit becomes a 503
with an explanation, and no client mistakes a part for the whole.
"""

import csv
import io
import json
from collections.abc import Callable
from typing import IO

from dvgraph import resources
from dvgraph.errors import DvgraphError, OutputError
from dvgraph.namespaces import TYPE, XSD
from dvgraph.rdf.jsonld import jsonld
from dvgraph.rdf.oxigraph import (
    Literal,
    NamedNode,
    Quad,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Term,
    Triple,
    parse_query_results,
    serialize,
)
from dvgraph.server.holdings import Holdings, days, embedded
from dvgraph.server.messages import Job, Reply
from dvgraph.server.negotiation import best
from dvgraph.server.problems import problem
from dvgraph.store.embedded import EmbeddedStore, named
from dvgraph.store.prefixes import declared
from dvgraph.store.protocol import Graphs, Store, Table
from dvgraph.store.tokens import apart, form, main_part

_JSON, _XML = "application/sparql-results+json", "application/sparql-results+xml"
_CSV, _TSV = "text/csv", "text/tab-separated-values"
# Media types with the format of the engine. The first is the default; the last are other names that
# clients use for the same formats.
TABLES = {
    _JSON: QueryResultsFormat.JSON,
    _XML: QueryResultsFormat.XML,
    _CSV: QueryResultsFormat.CSV,
    _TSV: QueryResultsFormat.TSV,
    "application/json": QueryResultsFormat.JSON,
    "application/xml": QueryResultsFormat.XML,
    "text/xml": QueryResultsFormat.XML,
}
TRUTHS = {media: kind for media, kind in TABLES.items() if media not in (_CSV, _TSV)}
TRIPLES = {
    "text/turtle": "ttl",
    "application/n-triples": "nt",
    "application/ld+json": "jsonld",
    "application/rdf+xml": "rdf",
}
VARIES = {"Vary": "Accept"}
_MOST = "X-SPARQL-MaxRows"  # as Virtuoso calls it; with it, a client asks for the rows in pages
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
# The separator of two rows: it occurs at least once for each row but the last.
_BETWEEN = {
    QueryResultsFormat.JSON: b"},{",
    QueryResultsFormat.XML: b"</result>",
    QueryResultsFormat.CSV: b"\n",
    QueryResultsFormat.TSV: b"\n",
}


def answer(holdings: Holdings, job: Job) -> Reply:
    """Return the answer to a query, in the format that the client prefers.

    ``job`` has the query, ``accept``, ``base``, the texts ``op`` and ``bekend``, and ``graphs``:
    None, or the IRIs of default and named graphs. Raises Problem for an unavailable format or an
    answer beyond the limits, and the errors of the store.
    """
    query = declared(job["query"])
    graphs = Graphs(*map(tuple, job["graphs"])) if job["graphs"] is not None else None
    offers = {"SELECT": TABLES, "ASK": TRUTHS}.get(form(query), TRIPLES)
    media = best(job["accept"], tuple(offers))
    store = holdings.store(days(job["op"], job["bekend"]))
    if local := embedded(store):
        write = _writer(media, holdings.limits.rows, holdings.limits.answer)
        body = local.answered(query, write, graphs=graphs, base=job["base"])
    else:
        query, own = _chosen(query, job["base"])
        body = _remote(store, query, media, holdings, graphs or own, job["base"])
    if isinstance(body, DvgraphError):
        raise body
    if body is None:
        raise problem(
            503,
            "too much",
            headers={_MOST: str(holdings.limits.rows)},
            rows=holdings.limits.rows,
            megabytes=holdings.limits.answer // 1_000_000,
        )
    charset = "; charset=utf-8" if media.startswith("text/") else ""
    return Reply(200, media + charset, body, VARIES)


class _Full(Exception):  # noqa: N818 (it tells a state)
    """An answer larger than the limit in bytes."""


class _Limited(io.BytesIO):
    """A file in memory with a limited size."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self._most = most

    def write(self, data: "bytes | bytearray | memoryview") -> int:  # type: ignore[override]  # the engine writes bytes
        if self.tell() + len(data) > self._most:
            raise _Full
        return super().write(data)


_Results = QuerySolutions | QueryBoolean | QueryTriples


def _writer(media: str, rows: int, size: int) -> Callable[[_Results], bytes | DvgraphError | None]:
    """Return a function that writes results in a format; it returns None beyond a limit."""

    def write(found: _Results) -> bytes | DvgraphError | None:
        if isinstance(found, QueryTriples):
            triples: dict[Triple, None] = {}
            for triple in found:
                triples[triple] = None
                if len(triples) > rows:
                    return None
            try:
                data = written(list(triples), TRIPLES[media])
            except OutputError as error:
                return error
            return data if len(data) <= size else None
        return _table(found, TABLES[media], rows, size)

    return write


def _table(
    found: QuerySolutions | QueryBoolean, kind: QueryResultsFormat, rows: int, size: int
) -> bytes | None:
    out = _Limited(size)
    try:
        found.serialize(_as_file(out), format=kind)
    except _Full:
        return None
    data = out.getvalue()
    return data if isinstance(found, QueryBoolean) or _within(data, kind, rows) else None


def _as_file(out: _Limited) -> IO[bytes]:
    return out


def _within(data: bytes, kind: QueryResultsFormat, rows: int) -> bool:
    """Return whether a table has at most ``rows`` rows; it is parsed only if it may have more."""
    if data.count(_BETWEEN[kind]) < rows:
        return True
    if kind == QueryResultsFormat.CSV:
        return sum(1 for _ in csv.reader(io.StringIO(data.decode(), newline=""))) - 1 <= rows
    found = parse_query_results(data, format=kind)
    assert isinstance(found, QuerySolutions)
    return sum(1 for _ in found) <= rows


def written(triples: list[Triple] | list[Quad], name: str) -> bytes:
    """Return triples as ttl, nt, jsonld or rdf; OutputError for terms that the format lacks."""
    from dvgraph.rdf.writing import encoded

    if name == "jsonld":
        return jsonld([one if isinstance(one, Quad) else Quad(*one) for one in triples]).encode()
    if name == "rdf":
        return encoded(triples, name)
    kind = RdfFormat.TURTLE if name == "ttl" else RdfFormat.N_TRIPLES
    return serialize(triples, format=kind, prefixes=resources.prefixes()) or b""


def _chosen(query: str, base: str) -> tuple[str, Graphs | None]:
    """Return a query without its FROM clauses, and the graphs in these; None if it has none."""
    bare, clauses = apart(query)
    if not clauses:
        return query, None
    # The engine resolves prefixed names and relative IRIs.
    names = " ".join(name for _, name in clauses)
    listing = f"{query[: main_part(query)[0]]} SELECT ?g {{ VALUES ?g {{ {names} }} }}"
    iris = EmbeddedStore().answered(listing, _listed, base=base)
    told = list(zip((one for one, _ in clauses), iris, strict=True))
    default = tuple(iri for single, iri in told if not single)
    return bare, Graphs(default, tuple(iri for single, iri in told if single))


def _listed(found: _Results) -> list[str]:
    assert isinstance(found, QuerySolutions)
    return [str(row[0].value) for row in found]


def _remote(
    store: Store, query: str, media: str, holdings: Holdings, graphs: Graphs | None, base: str
) -> bytes | DvgraphError | None:
    """Return the answer of the endpoint behind this server, in the wanted format.

    An endpoint may fetch a graph that it lacks. So the query names only graphs that the endpoint
    has, and is not sent if it has none of them.
    """
    from dvgraph.store.remote.workarounds import AdaptedStore

    rows, size = holdings.limits.rows, holdings.limits.answer
    if graphs is not None and isinstance(store, AdaptedStore):
        graphs = Graphs(*(tuple(g for g in one if _has(store, g)) for one in graphs))
        if graphs == Graphs():
            return EmbeddedStore().answered(
                query, _writer(media, rows, size), graphs=graphs, base=base
            )
        store = store.among(graphs, query)
    if media in TRIPLES:
        triples = store.construct(query)
        return written(triples, TRIPLES[media]) if len(triples) <= rows else None
    found = store.ask(query) if form(query) == "ASK" else store.select(query)
    if isinstance(found, Table) and len(found.rows) > rows:
        return None
    read = parse_query_results(results(found), format=QueryResultsFormat.JSON)
    return _table(read, TABLES[media], rows, size)


def _has(store: Store, graph: str) -> bool:
    """Return whether an endpoint has a graph; UseError if the name is not an IRI."""
    return store.ask(f"ASK {{ GRAPH {named(graph)} {{ ?s ?p ?o }} }}")


def results(found: Table | bool) -> bytes:
    """Return an answer in the SPARQL 1.1 JSON results format."""
    told: dict[str, object] = {"head": {}, "boolean": found}
    if isinstance(found, Table):
        bindings = [
            {name: _cell(term) for name, term in zip(found.variables, row, strict=True) if term}
            for row in found.rows
        ]
        told = {"head": {"vars": found.variables}, "results": {"bindings": bindings}}
    return _encode(told).encode()


def _cell(term: Term) -> dict[str, object]:
    if isinstance(term, Triple):
        parts = zip(("subject", "predicate", "object"), term, strict=True)
        return {"type": "triple", "value": {name: _cell(part) for name, part in parts}}
    if not isinstance(term, Literal):
        return {"type": "uri" if isinstance(term, NamedNode) else "bnode", "value": term.value}
    cell: dict[str, object] = {"type": "literal", "value": term.value}
    if term.language:
        cell["xml:lang"] = term.language
        if term.direction:
            cell["its:dir"] = str(term.direction)
    elif term.datatype.value != f"{XSD}string":
        cell["datatype"] = term.datatype.value
    return cell


def description(holdings: Holdings, job: Job) -> Reply:
    """Return the features of this service, in SPARQL 1.1 Service Description."""
    media = best(job["accept"], tuple(TRIPLES))
    base = job["base"]
    triples = holdings.once(f"description of {base}", lambda: _described(base, holdings))
    return Reply(
        200,
        f"{media}{'; charset=utf-8' * media.startswith('text/')}",
        written(triples, TRIPLES[media]),
        VARIES,
    )


_SD, _FORMATS = "http://www.w3.org/ns/sparql-service-description#", "http://www.w3.org/ns/formats/"
_VOID = "http://rdfs.org/ns/void#"
_NAMES = ("SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV")


def _described(address: str, holdings: Holdings) -> list[Triple]:
    """Return the description of the service at an address, with its graphs."""
    service, whole, all_ = (NamedNode(f"{address}{part}") for part in ("", "#dataset", "#default"))
    found: list[Triple] = []

    def say(subject: NamedNode, name: str, value: NamedNode | Literal) -> None:
        found.append(Triple(subject, NamedNode(name if ":" in name else f"{_SD}{name}"), value))

    say(service, TYPE, NamedNode(f"{_SD}Service"))
    say(service, "endpoint", service)
    say(service, "supportedLanguage", NamedNode(f"{_SD}SPARQL11Query"))
    say(service, "feature", NamedNode(f"{_SD}UnionDefaultGraph"))
    say(service, "feature", NamedNode(f"{_SD}EmptyGraphs"))
    for name in (*_NAMES, "Turtle", "N-Triples", "JSON-LD", "RDF_XML"):
        say(service, "resultFormat", NamedNode(f"{_FORMATS}{name}"))
    say(service, "defaultDataset", whole)
    say(whole, TYPE, NamedNode(f"{_SD}Dataset"))
    say(whole, "defaultGraph", all_)
    say(all_, TYPE, NamedNode(f"{_SD}Graph"))
    count = Literal(str(holdings.triples), datatype=NamedNode(f"{XSD}integer"))
    say(all_, f"{_VOID}triples", count)
    graphs = holdings.graph.store.select(
        "SELECT DISTINCT ?graph WHERE { GRAPH ?graph { ?s ?p ?o } } ORDER BY ?graph"
    )
    for (graph,) in graphs.rows:
        if isinstance(graph, NamedNode):
            part = NamedNode(f"{address}#graph-{len(found)}")
            say(whole, "namedGraph", part)
            say(part, TYPE, NamedNode(f"{_SD}NamedGraph"))
            say(part, "name", graph)
    return found
