"""Every question on Oxigraph's server: through dvgraph, or sent to the server directly."""

import json
import statistics
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import data
import servers
from dvgraph.prebuilt.connection import open_graph
from dvgraph.questions import question as questions
from goals import Row, most
from scale import Scale

ROUNDS = 3
SOME = "https://w3id.org/dvgraph/id/organisatie/organisatie-40"


def measure(scale: Scale) -> dict[str, Any]:
    """Return for each question the median seconds of both, run in turns, and if rows differ."""
    if servers.oxigraph() is None:
        return {"failed": "the Oxigraph server is not installed beside this Python"}
    prepared = data.own(scale.small)
    taken: dict[str, list[float]] = {}
    differing = []
    with servers.serve_oxigraph(prepared.data) as address:
        store = open_graph(endpoint=address)
        try:
            for name in questions.names():
                question = questions.get(name)
                given = {key: SOME for key, one in question.params.items() if one.required}
                text, _ = questions.bind(question, given, "nl", store)
                ways: list[Callable[[], int]] = [
                    lambda text=text: len(store.select(text).rows),  # type: ignore[misc]
                    lambda text=text: _by_hand(address, text),  # type: ignore[misc]
                ]
                times: list[list[float]] = [[], []]
                counts = set()
                for turn in range(ROUNDS + 1):
                    for way, into in zip(ways, times, strict=True):
                        start = time.perf_counter()
                        counts.add(way())
                        if turn:
                            into.append(time.perf_counter() - start)
                taken[name] = [statistics.median(each) for each in times]
                if len(counts) > 1:
                    differing.append(name)
        finally:
            store.close()
    return {"triples": prepared.triples, "taken": taken, "differing": differing}


def _by_hand(address: str, text: str) -> int:
    """Return the number of rows, requested and read with Python's standard library alone."""
    kind = {"Accept": "application/sparql-results+json"}
    body = urlencode({"query": text}).encode()
    with urlopen(Request(address, body, kind), timeout=120) as answer:
        return len(json.load(answer)["results"]["bindings"])


def _ratio(found: dict[str, Any]) -> float | None:
    taken = found.get("taken")
    return statistics.median(ours / hand for ours, hand in taken.values()) if taken else None


def goals(found: dict[str, Any]) -> list[Row]:
    note = found.get("failed", "median of all questions")
    if found.get("differing"):
        note += f"; other rows: {', '.join(found['differing'])}"
    return [
        most(
            "remote: every question, against asking Oxigraph's server by hand",
            _ratio(found),
            1.5,
            1.1,
            note,
        )
    ]


def section(found: dict[str, Any]) -> str:
    if failed := found.get("failed"):
        return f"## Remote\n\nNot measured: {failed}.\n"
    taken = found["taken"]
    worst = sorted(taken, key=lambda name: -taken[name][0] / taken[name][1])[:10]
    rows = "\n".join(
        f"| {name} | {taken[name][0] * 1000:.1f} | {taken[name][1] * 1000:.1f} |"
        f" {taken[name][0] / taken[name][1]:.2f} |"
        for name in worst
    )
    whole = [sum(column) for column in zip(*taken.values(), strict=True)]
    return f"""## Remote

All {len(taken)} questions asked of Oxigraph's server on loopback ({found["triples"]} triples), by
dvgraph and by hand (one POST with Python's own library, JSON read), in turns, median of {ROUNDS}:
median ratio {_ratio(found):.2f}; all together {whole[0] / whole[1]:.2f}. The ten with the largest:

| question | dvgraph, ms | by hand, ms | ratio |
|---|---:|---:|---:|
{rows}
"""
