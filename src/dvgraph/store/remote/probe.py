"""Tests of an endpoint: small queries with known answers, and the faults that they reveal.

Each file of queries/probes is one test. Its header gives the ``form`` of query that it covers (a
pattern on the output of ``tokens.spelled``) and the rows to ``expect``. A test may instead have a
twin, NAME.twin.rq, which asks the same of the endpoint's own data in another way; both must have
the same number of rows. Nothing is written to the endpoint.
"""

import hashlib
import json
import time
from collections.abc import Sequence
from contextlib import suppress
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from dvgraph import __version__, resources
from dvgraph.errors import DvgraphError, InputError, OutputError, StoreError
from dvgraph.locale.reader import explained
from dvgraph.rdf.oxigraph import Literal, NamedNode, Term
from dvgraph.rdf.replacement import replace_file
from dvgraph.store import cache
from dvgraph.store.header import read_header
from dvgraph.store.protocol import Graphs, Table
from dvgraph.store.remote.client import RemoteStore
from dvgraph.store.remote.export import is_system

_UNION = "union-default-graph"
_COMPACT = "rows-as-tsv"
_GRAPHS = "SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } } ORDER BY ?g"
_FILLED = "ASK { GRAPH ?g { ?s ?p ?o } }"
_CURRENT = "?s a <https://w3id.org/dvgraph/ns#GeldendeUitspraak>"
_STATEMENTS = (
    f"SELECT (COUNT(*) AS ?n) WHERE {{ {{ {_CURRENT} }} UNION {{ GRAPH ?g {{ {_CURRENT} }} }} }}"
)
_KEPT = 24 * 3600  # seconds for which a verdict is valid, since engines get upgraded
_AT_ONCE = 4
_NAMED_AT_MOST = 2000  # graphs per request

Cell = Decimal | str | None


class ProbeOutcome(StrEnum):
    """The result of a probe."""

    RIGHT = "right"
    WRONG = "wrong"
    REFUSED = "refused"
    UNTRIED = "untried"


class Probe(NamedTuple):
    """A query with its expected result.

    ``expect``: the expected rows, ``rows``: their number, or ``twin``: a query that must find the
    same number. The other two are None.
    """

    name: str
    title: dict[str, str]
    form: str
    query: str
    expect: list[list[Any]] | None
    rows: int | None
    twin: str | None


class Result(NamedTuple):
    """The result of a probe on an endpoint; ``detail`` has its answer or error message."""

    probe: Probe
    outcome: ProbeOutcome
    detail: str


class EngineFaults(NamedTuple):
    """The known faults of an endpoint.

    ``wrong``: the forms of query that return wrong rows; a refused form shows when its query is
    sent.
    ``most``: the limit on the rows of an answer, or None.
    ``apart``: True if a query without GRAPH does not see the named graphs.
    ``compact``: not a fault: True if TSV returns correct rows.
    """

    wrong: tuple[str, ...] = ()
    most: int | None = None
    apart: bool = False
    compact: bool = False


def probes() -> list[Probe]:
    """Return the shipped probes, by name. Raises InputError for a broken header."""
    found = []
    for path in _files():
        text = path.read_text(encoding="utf-8")
        header = read_header(text)
        twin = path.with_suffix(".twin.rq")
        other = twin.read_text(encoding="utf-8") if twin.exists() else None
        if "title" not in header or not (other or {"expect", "rows"} & header.keys()):
            raise InputError(*explained("errors.remote", "no probe"), where=str(path))
        found.append(
            Probe(
                path.stem,
                header["title"],
                header.get("form", ""),
                text,
                header.get("expect"),
                header.get("rows"),
                other,
            )
        )
    return found


def run(store: RemoteStore) -> list[Result]:
    """Return the results of all probes on an endpoint; takes a second as a rule, minutes at most.

    If the default graph is not the union of the graphs, ``store`` names them from then on. Raises
    StoreError if the endpoint does not answer.
    """
    from concurrent.futures import ThreadPoolExecutor

    store.ask("ASK { }")
    by_name = {probe.name: probe for probe in probes()}
    union = _tried(store, by_name.pop(_UNION))
    if union.outcome is ProbeOutcome.WRONG:
        name_graphs(store)
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        results = [union, *pool.map(partial(_tried, store), by_name.values())]
    return sorted(results, key=lambda result: result.probe.name)


def name_graphs(store: RemoteStore) -> None:
    """Make a store name all graphs of its endpoint, so that its default graph is their union.

    Raises StoreError if there are too many to name.
    """
    graphs = tuple(
        graph.value
        for (graph,) in store.select(_GRAPHS).rows
        if isinstance(graph, NamedNode) and not is_system(graph)
    )
    if len(graphs) > _NAMED_AT_MOST:
        raise StoreError(
            *explained("errors.remote", "no union", number=len(graphs)), where=store.address
        )
    store.graphs = Graphs(graphs, graphs)


def failed(result: Result) -> bool:
    """Return whether a probe had a wrong answer or was refused."""
    return result.outcome in (ProbeOutcome.WRONG, ProbeOutcome.REFUSED)


def remedy(probe: Probe) -> str:
    """Return the workaround for a failed probe: here, paged, named or none."""
    if probe.name == _UNION:
        return "named"
    if probe.name == _COMPACT:
        return "json"
    return "paged" if probe.rows else "here" if probe.form else "none"


def verdict(results: Sequence[Result]) -> EngineFaults:
    """Return the faults that the results of ``run`` show."""
    faults = [one for one in results if failed(one)]
    most = [
        int(one.detail.split()[0])
        for one in faults
        if one.probe.rows and one.outcome is ProbeOutcome.WRONG
    ]

    wrong = {one.probe.form for one in faults if one.outcome is ProbeOutcome.WRONG} - {""}
    return EngineFaults(
        tuple(sorted(wrong)),
        most[0] if most else None,
        any(one.probe.name == _UNION for one in faults),
        any(one.probe.name == _COMPACT and one.outcome is ProbeOutcome.RIGHT for one in results),
    )


def known(store: RemoteStore) -> EngineFaults:
    """Return the faults of an endpoint, from the cache if they are at most a day old.

    If the endpoint had no data for some probes, the verdict is valid only while it has the same
    data.
    """
    folder = cache.folder("endpoints")
    key = hashlib.sha256(f"{store.address} {_edition()}".encode()).hexdigest()[:32]
    kept = folder and folder / f"{key}.json"
    if kept:
        try:
            if time.time() - kept.stat().st_mtime < _KEPT:
                found = json.loads(kept.read_bytes())
                verdict_ = EngineFaults(
                    tuple(found["wrong"]), *(found[key] for key in EngineFaults._fields[1:])
                )
                if found["data"] is None or found["data"] == _data(store):
                    return verdict_
        except (OSError, ValueError, KeyError, TypeError):
            pass  # not in the cache, or expired
    return keep(store, run(store))


def keep(store: RemoteStore, results: Sequence[Result]) -> EngineFaults:
    """Return the faults that results show, and keep them in the user's cache for a day."""
    found = verdict(results)
    untried = any(one.outcome is ProbeOutcome.UNTRIED for one in results)
    if folder := cache.folder("endpoints", make=True):
        key = hashlib.sha256(f"{store.address} {_edition()}".encode()).hexdigest()[:32]
        record = found._asdict() | {"data": _data(store) if untried else None}
        with suppress(OSError, OutputError):  # a cache that cannot be written counts as no cache
            replace_file(folder / f"{key}.json", json.dumps(record).encode())
    return found


def _data(store: RemoteStore) -> str:
    """Return which data for probes an endpoint has: named graphs, statements."""
    return f"{store.ask(_FILLED)} {_number(store.select(_STATEMENTS))}"


def _tried(store: RemoteStore, probe: Probe) -> Result:
    try:
        if probe.rows:
            rows = len(store.select(probe.query, whole=False).rows)
            outcome = ProbeOutcome.RIGHT if rows == probe.rows else ProbeOutcome.WRONG
            return Result(probe, outcome, f"{rows} of {probe.rows} rows")
        if probe.twin:
            return _compared(probe, *(_number(store.select(q)) for q in (probe.query, probe.twin)))
        compact = probe.name == _COMPACT
        found, expected = store.select(probe.query, compact=compact), probe.expect or []
        right = len(found.rows) == len(expected) and all(
            len(row) == len(wanted) and all(map(_is, row, wanted))
            for row, wanted in zip(found.rows, expected, strict=True)
        )
        right = right and not (compact and found != store.select(probe.query, compact=False))
        given = json.dumps(
            [[_text(cell) for cell in row] for row in found.rows], ensure_ascii=False
        )
        return Result(probe, ProbeOutcome.RIGHT if right else ProbeOutcome.WRONG, given[:200])
    except DvgraphError as error:
        return Result(probe, ProbeOutcome.REFUSED, error.problem)


def _compared(probe: Probe, one: Decimal | None, other: Decimal | None) -> Result:
    outcome = ProbeOutcome.RIGHT if one == other else ProbeOutcome.WRONG
    if not one and not other:
        outcome = ProbeOutcome.UNTRIED
    return Result(probe, outcome, f"{one} and {other}")


def _number(table: Table) -> Decimal | None:
    for row in table.rows:
        for cell in row:
            if isinstance(cell, Literal):
                with suppress(InvalidOperation):
                    number = Decimal(cell.value)
                    return number if number.is_finite() else None
    return None


def _is(cell: Term | None, wanted: Any) -> bool:
    if isinstance(cell, Literal) and isinstance(wanted, int | float):
        try:
            return Decimal(cell.value) == Decimal(str(wanted))
        except InvalidOperation:
            return False
    return bool(_text(cell) == wanted)


def _text(cell: Term | None) -> str | None:
    return cell.value if isinstance(cell, Literal | NamedNode) else None


def _files() -> list[Path]:
    folder = resources.queries_dir() / "probes"
    return [path for path in sorted(folder.glob("*.rq")) if not path.name.endswith(".twin.rq")]


def _edition() -> str:
    return " ".join([__version__, *(f"{path.name}:{path.stat().st_size}" for path in _files())])
