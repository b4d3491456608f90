"""Measure judging one changed organisation against judging everything.

    python benchmarks/incremental.py 1000000

The data is loaded and the change known, asserted and derived: a name replaced. Both judge the same
store by all shipped shapes (and, apart, by all rules); a full run is made between two of the other.
"""

import statistics
import sys
import time
from collections.abc import Sequence
from typing import NamedTuple

from dvgraph import checks, resources
from dvgraph.dataset import Dataset, read
from dvgraph.footprints.changes import Change
from dvgraph.oxigraph import Literal, NamedNode, Quad, RdfFormat, Triple, parse
from dvgraph.store import EmbeddedStore
from dvgraph.validation import affected, validate
from peers import ID, prepare

ROUNDS = 5
_LABEL = NamedNode("http://www.w3.org/2000/01/rdf-schema#label")


class Measured(NamedTuple):
    """Seconds to judge everything and one edit, by shapes and by rules; nodes it concerned."""

    triples: int
    full: float
    edit: float
    rules: float
    rules_edit: float
    nodes: int


def measure(size: int) -> Measured:
    """Return what was measured on generated data of a size."""
    prepared = prepare(size)
    quads = list(parse(path=prepared.data, format=RdfFormat.N_TRIPLES))
    one = NamedNode(f"{ID}organisatie/organisatie-40")
    old = next(
        quad.triple
        for quad in quads
        if quad.subject == one and quad.predicate == _LABEL and quad.object.language == "nl"
    )
    new = Triple(one, _LABEL, Literal("Een andere naam", language="nl"))
    store = EmbeddedStore()
    store.load(quad for quad in quads if quad.triple != old)
    store.load([Quad(*new)])
    del quads
    shapes = read([resources.shapes_dir()], ontology=False)
    change = Change((old,), (new,))
    _edit(store, shapes, change)  # what is imported and compiled once is not counted
    before = [_edit(store, shapes, change) for _ in range(ROUNDS)]
    start = time.perf_counter()
    validate(None, (), shapes, store=store)
    middle = time.perf_counter()
    checks.run(store)
    end = time.perf_counter()
    rounds = before + [_edit(store, shapes, change) for _ in range(ROUNDS)]
    edit, rules = (statistics.median(taken) for taken in list(zip(*rounds, strict=True))[:2])
    return Measured(prepared.triples, middle - start, edit, end - middle, rules, rounds[0][2])


def _edit(store: EmbeddedStore, shapes: Dataset, change: Change) -> tuple[float, float, int]:
    """Return the seconds by shapes and by rules, and how many nodes the edit concerned."""
    start = time.perf_counter()
    scope = affected(change, store, shapes)
    validate(None, (), shapes, store=store, scope=scope)
    middle = time.perf_counter()
    by_rules = checks.affected(change, store)
    checks.run(store, scope=scope.plus(by_rules))
    return middle - start, time.perf_counter() - middle, len(scope.plus(by_rules).nodes or ())


def section(sizes: Sequence[int]) -> str:
    """Return the section of docs/benchmarks.md on an edit of one organisation."""
    rows = "\n".join(
        f"| {one.triples} | {one.full:.2f} | {one.edit * 1000:.0f} | 1/{one.full / one.edit:.0f} |"
        f" {one.rules:.2f} | {one.rules_edit * 1000:.0f} | {one.nodes} |"
        for one in map(measure, sizes)
    )
    return f"""## One changed organisation

A name replaced in generated data that is loaded, the change known: judging whom it concerns
(docs/validation.md), against judging everything; all shapes, and apart all rules. Median of
{2 * ROUNDS} rounds, a full run between them. Goal: 1/50, aim 1/200, at a million triples.

| triples | shapes: all, s | the edit, ms | ratio | rules: all, s | the edit, ms | nodes |
|---:|---:|---:|---:|---:|---:|---:|
{rows}
"""


if __name__ == "__main__":
    print(section([int(size) for size in sys.argv[1:]] or [100_000]))
