"""Measure validation against plain pySHACL: the same data and shapes, and the rows compared.

    python benchmarks/shacl.py TRIPLES [--plain]

The data and shapes are those of shared/bench; ``--plain`` also runs pySHACL without the cached
parse, which takes minutes for 100 000 triples. Reading and loading are told apart
from judging; the compiled runs three times and the median counts.
"""

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyshacl
import rdflib

from dvgraph import bridge
from dvgraph.dataset import read
from dvgraph.store import EmbeddedStore
from dvgraph.validation import Report, validate

BENCH = Path(__file__).parents[2] / "shared" / "bench"


def timed(name: str, work: Callable[[], Any]) -> tuple[Any, float]:
    start = time.perf_counter()
    result = work()
    took = time.perf_counter() - start
    print(f"{name}\t{took:.3f} s", flush=True)
    return result, took


def rows(report: Report) -> set[tuple[object, ...]]:
    return {(f.focus, f.path, f.value, f.shape, f.component, f.message) for f in report.findings}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("triples", type=int)
    parser.add_argument("--plain", action="store_true")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        stem = Path(folder) / "data"
        generate = [sys.executable, str(BENCH / "generate.py"), str(wanted.triples), str(stem)]
        subprocess.run(generate, check=True, stdout=subprocess.DEVNULL)
        dataset, _ = timed("read", lambda: read([stem.with_suffix(".nt")], ontology=False))
    shapes = read([BENCH / "shapes.ttl"], ontology=False)
    store = EmbeddedStore()
    timed("load", lambda: store.load(dataset.quads))
    took = []
    for _ in range(3):
        ours, one = timed("compiled", lambda: validate(dataset, (), shapes, store=store))
        took.append(one)
    cached, theirs = timed(
        "pySHACL, cached parse", lambda: validate(dataset, (), shapes, engine="reference")
    )
    print(f"ratio\t{theirs / statistics.median(took):.0f}")
    print(f"rows\t{len(rows(ours))} of {len(rows(cached))}; {len(rows(ours) - rows(cached))} more")
    if wanted.plain:
        data, shapes_graph = rdflib.Graph(), bridge.graph(shapes.quads)
        for triple in bridge.graph(dataset.quads):
            data.add(triple)
        _, plain = timed(
            "pySHACL", lambda: pyshacl.validate(data, shacl_graph=shapes_graph, inplace=True)
        )
        print(f"ratio\t{plain / statistics.median(took):.0f}")


if __name__ == "__main__":
    main()
