"""Measure what judging the whole shipped graph costs: each step of ``dvgraph check`` by itself.

The steps run in turns in one process, after one round that is not counted; the median counts.
"""

import statistics
import time
from collections.abc import Callable
from pathlib import Path

from dvgraph import bridge, checks, resources, validation
from dvgraph.dataset import read, shipped
from dvgraph.derive import derive
from dvgraph.evidence.verify import verify
from dvgraph.store import EmbeddedStore

ROUNDS = 7
TEXTS = Path(__file__).parents[2] / "shared" / "seeds"


def section() -> str:
    """Return the section of docs/benchmarks.md on judging the whole graph."""
    dataset = shipped()
    derived = derive(dataset)
    quads = [*dataset.quads, *derived]
    store = EmbeddedStore()
    store.load(quads)
    rules = checks.checks()
    shapes = read([resources.shapes_dir()], ontology=False)
    steps: dict[str, Callable[[], object]] = {
        "read the files": shipped,
        "derive": lambda: derive(dataset),
        "hand the graph to rdflib": lambda: bridge.graph(quads),
        "shapes, compiled": lambda: validation.validate(dataset, derived, shapes),
        f"rules, by SPARQL ({len(rules)})": lambda: checks.run(store, "nl", dataset, rules),
    }
    if TEXTS.is_dir():
        steps["evidence, re-read"] = lambda: verify(dataset, TEXTS)
    times: dict[str, list[float]] = {name: [] for name in steps}
    for turn in range(ROUNDS + 1):
        for name, step in steps.items():
            start = time.perf_counter()
            step()
            if turn:
                times[name].append(time.perf_counter() - start)
    medians = {name: statistics.median(taken) for name, taken in times.items()}
    unit = medians["derive"]
    rows = "\n".join(
        f"| {name} | {median * 1000:.0f} | {median / unit:.1f} |"
        for name, median in medians.items()
    )
    return f"""## Judging the whole graph

The shipped graph: {len(dataset.quads)} triples in files, {len(derived)} derived;
{len(shapes.quads)} triples of shapes. Median of {ROUNDS} rounds in one process. Of the shapes
the store finds who may break them (docs/validation.md); pySHACL alone took most of `dvgraph check`.

| step | ms | times derive |
|---|---:|---:|
{rows}
"""
