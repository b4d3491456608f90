"""The server under load, compared with Oxigraph's server and rdflib-endpoint, by wrk."""

import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import urlopen

import data
import servers
from dvgraph import resources
from environments import environment
from goals import Row, count, least, most
from scale import QUICK, Scale

CONNECTIONS = 16
SECONDS = 4  # of load for each query on each server
DVG = "https://w3id.org/dvgraph/ns#"
LABEL = "<http://www.w3.org/2000/01/rdf-schema#label>"
PEERS = ("dvgraph", "oxigraph", "rdflib-endpoint")
PAGE = "page of a thing"
# What the parts of an answer cost: reading HTTP, and the way to a worker and back.
PARTS = {"limits, without a worker": "api/limits", "ASK {}, without data": "sparql?query=ASK%7B%7D"}
GENERATED = 0.28  # of the triples of a graph; the rest is derived from them
LATENCY = re.compile(r"^ +(50|99)% +([0-9.]+)(us|ms|s|m)$", re.MULTILINE)
UNITS = {"us": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0}


def queries(thing: str) -> dict[str, str]:
    """Return the queries for each server; their thing is in the graph."""
    return {
        "labels of a thing": f"SELECT ?l {{ <{thing}> {LABEL} ?l }}",
        "all of a thing": f"SELECT ?p ?o {{ <{thing}> ?p ?o }}",
        "a hundred tasks": f"SELECT ?t ?l {{ ?t a <{DVG}Taak> ; {LABEL} ?l }} LIMIT 100",
        "statements by role": (
            f"SELECT ?r (COUNT(?s) AS ?n) {{ ?s <{DVG}rol> ?r }} GROUP BY ?r ORDER BY ?r"
        ),
    }


def measure(scale: Scale) -> dict[str, Any]:
    """Return requests per second, p50 and p99 (seconds) and errors, by graph, query and server."""
    if shutil.which("wrk") is None:
        return {"failed": "wrk is not installed (on Debian or Ubuntu: apt install wrk)"}
    seconds = 1 if scale == QUICK else SECONDS
    with tempfile.TemporaryDirectory() as folder:
        shipped = Path(folder) / "shipped.nt"
        command = [sys.executable, "-m", "dvgraph", "export", "--public", "-f", "nt"]
        subprocess.run([*command, "-o", str(shipped)], check=True, stderr=subprocess.DEVNULL)
        large = data.own(round(scale.large * GENERATED))
        store = Path(folder) / "loaded"
        raw = large.data.with_name(large.data.name.replace("-derived", ""))
        command = [sys.executable, "-m", "dvgraph", "load", "--store", str(store), str(raw)]
        quiet = subprocess.DEVNULL
        loaded = subprocess.run(command, check=False, stdout=quiet, stderr=quiet)
        if loaded.returncode not in (0, 1):  # 1: a date is unreadable, as the generator intends
            loaded.check_returncode()
        graphs = {
            "the real graph": (
                shipped,
                ["--data", str(resources.data_dir())],
                f"{data.ID}organisatie/agiv",
            ),
            f"{count(large.triples)} triples": (
                large.data,
                ["--store", str(store)],
                f"{data.ID}organisatie/organisatie-40",
            ),
        }
        absent: dict[str, str] = {}
        found = {
            name: _measured(*given, Path(folder) / f"store-{n}", seconds, absent)
            for n, (name, given) in enumerate(graphs.items())
        }
    return {"graphs": found, "seconds": seconds, "absent": absent}


def _measured(
    file: Path, source: list[str], thing: str, store: Path, seconds: int, absent: dict[str, str]
) -> dict[str, dict[str, dict[str, float]]]:
    """Return the results of each server and query, then of dvgraph with the page of a thing.

    ``absent`` gets the reason for each server that did not start.
    """
    found: dict[str, dict[str, dict[str, float]]] = {}
    for peer in PEERS:
        with ExitStack() as stack:
            try:
                address = stack.enter_context(_served(peer, file, source, store))
            except (NotHadError, RuntimeError) as error:
                if peer == "dvgraph":
                    raise
                absent[peer] = str(error)
                continue
            if peer == "dvgraph":
                _rest(address.removesuffix("sparql"))
            for name, query in queries(thing).items():
                url = f"{address}?query={quote(query, safe='')}"
                found.setdefault(name, {})[peer] = _load(url, seconds)
            if peer == "dvgraph":
                root = address.removesuffix("sparql")
                page = f"{root}doc/{thing.removeprefix(data.ID)}.html"
                found[PAGE] = {peer: _load(page, seconds)}
                for name, path in PARTS.items():
                    found[name] = {peer: _load(f"{root}{path}", seconds)}
    return found


class NotHadError(Exception):
    """A server that is not installed and cannot be installed."""


@contextmanager
def _served(peer: str, file: Path, source: list[str], store: Path) -> Iterator[str]:
    """Serve a graph; yields the address for queries. Raises NotHadError for a missing server."""
    place = servers.free_address()
    host, port = place.split(":")
    ready, path = "?query=ASK%7B%3Fs+%3Fp+%3Fo%7D", "sparql"
    if peer == "dvgraph":
        command = [sys.executable, "-m", "dvgraph", "serve", "--port", port, "--budget", "0"]
        command += source
    elif peer == "oxigraph":
        if not (installed := servers.oxigraph()):
            raise NotHadError("the package oxigraph is not installed here")
        program, path = str(installed), "query"
        load = [program, "load", "--location", str(store), "--file", str(file)]
        subprocess.run(load, check=True, capture_output=True)
        command = [program, "serve-read-only", "--location", str(store), "--bind", place]
    else:
        made = environment(peer)
        if isinstance(made, str):
            raise NotHadError(made)
        program, path = str(made[0].with_name("rdflib-endpoint")), ""
        command = [program, "serve", "--host", host, "--port", port, str(file)]
    with servers.running(command, f"http://{place}/{path}{ready}"):
        yield f"http://{place}/{path}"


def _rest(root: str) -> None:
    """Wait until a server of dvgraph has made the download files, which it does at its start."""
    while True:
        try:
            urlopen(f"{root}gegevens/none", timeout=30)
        except HTTPError as error:
            if error.code != HTTPStatus.SERVICE_UNAVAILABLE:
                return
        time.sleep(0.5)


def _load(url: str, seconds: int) -> dict[str, float]:
    """Return requests per second, the median and the 99th percentile (seconds), and errors."""
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", "--timeout", "30s", "--latency"]
    accept = ["-H", "Accept: application/sparql-results+json, text/html;q=0.9"]
    subprocess.run([*command, "-d1s", *accept, url], check=True, capture_output=True)  # warm
    done = subprocess.run(
        [*command, f"-d{seconds}s", *accept, url], check=True, capture_output=True, text=True
    )
    rate = re.search(r"Requests/sec: +([0-9.]+)", done.stdout)
    marks = {mark: float(n) * UNITS[unit] for mark, n, unit in LATENCY.findall(done.stdout)}
    wrong = re.search(r"Non-2xx or 3xx responses: (\d+)", done.stdout)
    broken = re.search(r"Socket errors: (.*)", done.stdout)
    sockets = sum(map(int, re.findall(r"\d+", broken[1]))) if broken else 0
    return {
        "rate": float(rate[1]) if rate else 0.0,
        "p50": marks.get("50", 0.0),
        "p99": marks.get("99", 0.0),
        "errors": (int(wrong[1]) if wrong else 0) + sockets,
    }


def _against(found: dict[str, Any], peer: str) -> float | None:
    """Return the smallest ratio of dvgraph's rate to a peer's, over graphs and queries."""
    ratios = [
        by["dvgraph"]["rate"] / by[peer]["rate"]
        for graph in found.get("graphs", {}).values()
        for by in graph.values()
        if peer in by and by[peer]["rate"]
    ]
    return min(ratios, default=None)


def goals(found: dict[str, Any]) -> list[Row]:
    note = found.get("failed", "the worst of all queries on both graphs")
    pages = [graph[PAGE]["dvgraph"]["p99"] for graph in found.get("graphs", {}).values()]
    return [
        least(
            "server: requests per second, against oxigraph serve-read-only",
            *(_against(found, "oxigraph"), 0.1, 0.2, note),
        ),
        least(
            "server: requests per second, against rdflib-endpoint",
            *(_against(found, "rdflib-endpoint"), 10, 20, note),
        ),
        most(
            f"server: p99 of a page at {CONNECTIONS} connections, against 150 ms",
            *(max(pages) / 0.15 if pages else None, 2, 1, note),
        ),
    ]


def section(found: dict[str, Any]) -> str:
    if failed := found.get("failed"):
        return f"## Server\n\nNot measured: {failed}.\n"
    tables = "\n".join(_table(name, graph) for name, graph in found["graphs"].items())
    absent = "".join(f"\n\nNot measured: {peer}, {why}." for peer, why in found["absent"].items())
    return f"""## Server

`dvgraph serve` with two workers for queries and no budget, against `oxigraph serve-read-only` and
`rdflib-endpoint serve`: the same GET with wrk, {CONNECTIONS} connections, {found["seconds"]} s,
one server after the other. dvgraph keeps pages, but no answer to a query. Oxigraph's server comes
with the package `oxigraph` (`pip install --group dev`), rdflib-endpoint is installed by pip into
build/peers at the first run, and wrk is a package of Debian and Ubuntu.{absent}

{tables}"""


def _table(name: str, graph: dict[str, dict[str, dict[str, float]]]) -> str:
    rows = "\n".join(
        f"| {query} | {peer} | {one['rate']:.0f} | {one['p50'] * 1000:.1f} |"
        f" {one['p99'] * 1000:.1f} | {one['errors']:.0f} |"
        for query, by in graph.items()
        for peer, one in by.items()
    )
    return f"""On {name}:

| asked | server | requests/s | p50, ms | p99, ms | errors |
|---|---|---:|---:|---:|---:|
{rows}
"""
