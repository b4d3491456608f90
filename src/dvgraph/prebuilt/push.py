"""Writing a graph to an endpoint: it replaces each named graph, by one of two W3C protocols.

The SPARQL 1.1 Graph Store HTTP Protocol replaces a graph in one request; further requests add the
rest of a large graph. With SPARQL 1.1 Update, a large graph is built under a temporary name and
then moved.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from decimal import Decimal
from typing import NamedTuple
from urllib.parse import quote
from urllib.request import Request

from dvgraph.derive.rules import rule_graphs
from dvgraph.errors import InputError, StoreError, UseError
from dvgraph.locale.reader import explained, worded
from dvgraph.namespaces import GRAPHS, XSD
from dvgraph.rdf.oxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Triple, serialize
from dvgraph.store.protocol import Table
from dvgraph.store.remote.transport import Connection, RefusedError

# Triples per request: Virtuoso compiles an update as one statement, and rejects long ones.
BATCH = {"graph-store": 50_000, "update": 1000}
# The names of the graphs of a data folder, and the names of derived graphs.
_FOLDER = re.compile(rf"{re.escape(GRAPHS)}[^/]+/")
_DECIMAL = NamedNode(f"{XSD}decimal")
_NUMBERS = {_DECIMAL, NamedNode(f"{XSD}integer")}
_BESIDE = "/pushed"  # suffix of the temporary name in which the batches of a graph are collected


class Parcel(NamedTuple):
    """A graph to replace.

    ``triples``: its new content; without triples it is removed. ``batch``: the number of triples in
    a request.
    """

    graph: NamedNode
    triples: Sequence[Triple]
    batch: int

    @property
    def requests(self) -> int:
        """The number of requests for its triples."""
        return -(-len(self.triples) // self.batch)


def plan(quads: Iterable[Quad], protocol: str = "graph-store") -> list[Parcel]:
    """Return the graphs that a push of asserted and derived quads replaces, by name.

    If anything is derived, the graphs of rules that now derive nothing are also included, without
    triples, since an earlier push may have left triples there. Raises UseError for a protocol that
    is not a key of BATCH, InputError for a graph whose name is not an IRI.
    """
    if protocol not in BATCH:
        raise UseError(*explained("errors.prebuilt", "no protocol", name=protocol))
    graphs: dict[NamedNode, list[Triple]] = defaultdict(list)
    for quad in quads:
        if not isinstance(quad.graph_name, NamedNode):
            raise InputError(*explained("errors.prebuilt", "no IRI", graph=quad.graph_name))
        graphs[quad.graph_name].append(quad.triple)
    rules = rule_graphs()
    if not graphs.keys().isdisjoint(rules):  # else it is no data of this model: a view of it, say
        for graph in rules:
            graphs[graph] = graphs.get(graph, [])
    return [
        Parcel(graph, triples, len(triples) if _blank(triples) else BATCH[protocol])
        for graph, triples in sorted(graphs.items(), key=lambda item: item[0].value)
    ]


class Change(NamedTuple):
    """The changes that a push would make in a graph.

    ``added``: the number of triples that are in the data but not at the endpoint. ``removed``: the
    number of those that are at the endpoint but not in the data.
    """

    parcel: Parcel
    added: int
    removed: int


def changes(
    parcels: Iterable[Parcel], there: Iterable[Quad], *, prune: bool = False
) -> list[Change]:
    """Return the changes for each graph that differs from that of the endpoint, by graph name.

    ``there`` are the quads of the endpoint. With ``prune``, graphs that exist only at the endpoint
    are removed, if their names show that they came from the pushed data folders: their files were
    deleted. Numbers are compared by value, because engines write the same number in different ways.
    A graph with blank nodes always counts as different.
    """
    held: dict[NamedNode, set[Triple]] = defaultdict(set)
    for quad in there:
        if isinstance(quad.graph_name, NamedNode):
            held[quad.graph_name].add(_by_value(quad.triple))
    wanted = list(parcels)
    if prune:
        named = {parcel.graph for parcel in wanted}
        folders = tuple({start[0] for graph in named if (start := _FOLDER.match(graph.value))})
        gone = [graph for graph in held.keys() - named if graph.value.startswith(folders)]
        wanted += [Parcel(graph, (), 1) for graph in gone]
    found = []
    for parcel in sorted(wanted, key=lambda one: one.graph.value):
        here, old = set(map(_by_value, parcel.triples)), held.get(parcel.graph, set())
        if here != old or _blank(here):
            found.append(Change(parcel, len(here - old), len(old - here)))
    return found


def push(
    parcels: Iterable[Parcel],
    address: str,
    protocol: str = "graph-store",
    done: Callable[[int], None] = lambda _: None,
) -> None:
    """Replace the graphs at an address, by the given protocol (a key of BATCH).

    ``done`` is called after each request with its number of triples. Raises UseError for an invalid
    address, StoreError if the endpoint refuses or fails: the graph named in the error may then be
    incomplete; earlier graphs are replaced, later ones unchanged.
    """
    connection = Connection(address)
    send = _by_graph_store if protocol == "graph-store" else _by_update
    for parcel in parcels:
        try:
            for request, triples in send(connection.address, parcel):
                _send(connection, request, missing_ok=request.get_method() == "DELETE")
                done(triples)
        except StoreError as error:
            hint = error.hint or ""
            if isinstance(error, RefusedError) and error.status in (404, 405, 415, 501):
                hint = worded("prebuilt", "write addresses")
            names = {"graph": parcel.graph.value, "problem": error.problem, "hint": hint}
            problem = explained("errors.prebuilt", "not replaced", **names)
            raise StoreError(*problem, where=error.where) from error


def _by_value(triple: Triple) -> Triple:
    value = triple.object
    if isinstance(value, Literal) and value.datatype in _NUMBERS:
        with suppress(ArithmeticError):  # not a number, despite its datatype
            written = format(Decimal(value.value).normalize(), "f")
            return Triple(triple.subject, triple.predicate, Literal(written, datatype=_DECIMAL))
    return triple


def changes_table(found: Sequence[Change]) -> Table:
    """Return a table of the graphs that differ, with the columns of ``table`` and of ``Change``."""
    columns = ("graph", "triples", "requests", "added", "removed")
    whole = table(one.parcel for one in found).rows
    counts = ((Literal(one.added), Literal(one.removed)) for one in found)
    return Table(columns, [(*row, *more) for row, more in zip(whole, counts, strict=True)])


def table(parcels: Iterable[Parcel]) -> Table:
    """Return a table with the name, number of triples and number of requests of each graph."""
    rows = [(one.graph, Literal(len(one.triples)), Literal(one.requests)) for one in parcels]
    return Table(("graph", "triples", "requests"), rows)


def _send(connection: Connection, request: Request, *, missing_ok: bool) -> None:
    try:
        connection.send(request, connection.deadline())
    except RefusedError as error:
        if not (missing_ok and error.status == 404):
            raise


def _by_graph_store(address: str, parcel: Parcel) -> Iterator[tuple[Request, int]]:
    joint = "&" if "?" in address else "?"
    url = f"{address}{joint}graph={quote(parcel.graph.value, safe='')}"
    if not parcel.triples:
        yield Request(url, method="DELETE"), 0
    method = "PUT"
    for batch in _batches(parcel):
        # N-Triples are valid Turtle, which every engine accepts.
        kind = {"Content-Type": "text/turtle; charset=utf-8"}
        yield Request(url, _written(batch), kind, method=method), len(batch)
        method = "POST"


def _by_update(address: str, parcel: Parcel) -> Iterator[tuple[Request, int]]:
    def request(*operations: bytes) -> Request:
        kind = {"Content-Type": "application/sparql-update; charset=utf-8"}
        return Request(address, b" ;\n".join(operations), kind, method="POST")

    def insert(batch: Sequence[Triple], into: bytes) -> bytes:
        return b"INSERT DATA { GRAPH %b {\n%b} }" % (into, _written(batch))

    target = str(parcel.graph).encode()
    beside = str(NamedNode(parcel.graph.value + _BESIDE)).encode()
    if parcel.requests < 2:
        inserts = [insert(batch, target) for batch in _batches(parcel)]
        yield request(b"DROP SILENT GRAPH %b" % target, *inserts), len(parcel.triples)
        return
    yield request(b"DROP SILENT GRAPH %b" % beside), 0
    for batch in _batches(parcel):
        yield request(insert(batch, beside)), len(batch)
    yield request(b"MOVE GRAPH %b TO GRAPH %b" % (beside, target)), 0


def _batches(parcel: Parcel) -> Iterator[Sequence[Triple]]:
    for start in range(0, len(parcel.triples), parcel.batch):
        yield parcel.triples[start : start + parcel.batch]


def _written(triples: Sequence[Triple]) -> bytes:
    return serialize(triples, format=RdfFormat.N_TRIPLES) or b""


def _blank(triples: Iterable[Triple]) -> bool:
    """Return whether any triple has a blank node, which would become two nodes in two requests."""
    return any(isinstance(node, BlankNode) for triple in triples for node in triple)
