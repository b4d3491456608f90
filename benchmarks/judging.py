"""The time of each step of ``dvgraph check`` on the whole shipped graph.

The steps run in turns in one process, after one round that is not counted; the median counts.
"""

import statistics
import time
from collections.abc import Callable
from typing import Any

from data import ROOT
from dvgraph import resources
from dvgraph.dataset.files import read, shipped
from dvgraph.derive.rules import derive
from dvgraph.evidence.verdicts import verify
from dvgraph.rdf import bridge
from dvgraph.store.embedded import EmbeddedStore
from dvgraph.validation import checks, shacl
from scale import Scale

TEXTS = ROOT.parent / "shared" / "seeds"


def measure(scale: Scale) -> dict[str, Any]:
    """Return the median seconds of each step, and the sizes."""
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
        "shapes": lambda: shacl.validate(dataset, derived, shapes),
        f"rules, by SPARQL ({len(rules)})": lambda: checks.run(store, "nl", dataset, rules),
    }
    if TEXTS.is_dir():
        steps["evidence, re-read"] = lambda: verify(dataset, TEXTS)
    times: dict[str, list[float]] = {name: [] for name in steps}
    rounds = min(5, scale.rounds)
    for turn in range(rounds + 1):
        for name, step in steps.items():
            start = time.perf_counter()
            step()
            if turn:
                times[name].append(time.perf_counter() - start)
    return {
        "rounds": rounds,
        "triples": [len(dataset.quads), len(derived), len(shapes.quads)],
        "seconds": {name: statistics.median(taken) for name, taken in times.items()},
    }


def section(found: dict[str, Any]) -> str:
    files, derived, shapes = found["triples"]
    unit = found["seconds"]["derive"]
    rows = "\n".join(
        f"| {name} | {took * 1000:.0f} | {took / unit:.1f} |"
        for name, took in found["seconds"].items()
    )
    return f"""## Judging the whole graph

The shipped graph: {files} triples in files, {derived} derived; {shapes} triples of shapes. Median
of {found["rounds"]} rounds in one process. Of the shapes the store finds who may break them
(docs/validation.md).

| step | ms | times derive |
|---|---:|---:|
{rows}
"""
