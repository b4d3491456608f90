"""One changed organisation in a large register: judging whom it concerns, against judging all.

The data is loaded and the change known, asserted and derived: a name replaced. Both judge the same
store by all shipped shapes and, apart, by all rules; a full run stands between two halves of the
rounds of the other.
"""

import statistics
import time
from typing import Any

import data
from dvgraph import resources
from dvgraph.dataset.files import Dataset, read
from dvgraph.rdf.oxigraph import Literal, NamedNode, Quad, RdfFormat, Triple, parse
from dvgraph.store.embedded import EmbeddedStore
from dvgraph.store.footprints.changes import Change
from dvgraph.validation import checks
from dvgraph.validation.shacl import affected, validate
from goals import Row, most
from scale import Scale

LABEL = NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
ROUNDS = 5


def measure(scale: Scale) -> dict[str, Any]:
    """Return the seconds to judge everything and one edit, and whether the findings agree."""
    prepared = data.own(scale.large)
    quads = list(parse(path=prepared.data, format=RdfFormat.N_TRIPLES))
    one = NamedNode(data.ID + "organisatie/organisatie-40")
    old = next(
        quad.triple
        for quad in quads
        if quad.subject == one and quad.predicate == LABEL and quad.object.language == "nl"
    )
    new = Triple(one, LABEL, Literal("Een andere naam", language="nl"))
    store = EmbeddedStore()
    store.load(quad for quad in quads if quad.triple != old)
    store.load([Quad(*new)])
    del quads
    shapes = read([resources.shapes_dir()], ontology=False)
    change = Change((old,), (new,))
    _edit(store, shapes, change)  # what is imported and compiled once is not counted
    rounds = [_edit(store, shapes, change) for _ in range(ROUNDS)]
    start = time.perf_counter()
    whole = validate(None, (), shapes, store=store)
    middle = time.perf_counter()
    checks.run(store)
    end = time.perf_counter()
    rounds += [_edit(store, shapes, change) for _ in range(ROUNDS)]
    nodes = affected(change, store, shapes).nodes or ()
    _, _, count, found = rounds[0]
    return {
        "triples": prepared.triples,
        "full": middle - start,
        "part": statistics.median(one[0] for one in rounds),
        "rules": end - middle,
        "rules part": statistics.median(one[1] for one in rounds),
        "nodes": count,
        "findings": [found, sum(finding.focus in nodes for finding in whole.findings)],
    }


def _edit(store: EmbeddedStore, shapes: Dataset, change: Change) -> tuple[float, float, int, int]:
    """Return seconds by shapes and by rules; how many nodes the edit concerned; findings."""
    start = time.perf_counter()
    scope = affected(change, store, shapes)
    found = validate(None, (), shapes, store=store, scope=scope)
    middle = time.perf_counter()
    all_of_it = scope.plus(checks.affected(change, store))
    checks.run(store, scope=all_of_it)
    end = time.perf_counter()
    return middle - start, end - middle, len(all_of_it.nodes or ()), len(found.findings)


def goals(found: dict[str, Any]) -> list[Row]:
    what = "one changed organisation at 1M, against a full run"
    if failed := found.get("failed"):
        return [most(what, None, 1 / 50, 1 / 200, failed)]
    note = "findings equal" if len(set(found["findings"])) == 1 else "findings differ"
    return [most(what, found["part"] / found["full"], 1 / 50, 1 / 200, note)]


def section(found: dict[str, Any]) -> str:
    part, expected = found["findings"]
    rules = found["rules"] / found["rules part"]
    return f"""## One changed organisation

A name replaced in {found["triples"]} triples of our own model that are loaded, the change known
(docs/validation.md). All shapes took {found["full"]:.2f} s; finding whom the change concerns
({found["nodes"]} nodes) and judging these {found["part"] * 1000:.0f} ms, with {part} findings (the
full run has {expected} for them). All rules took {found["rules"]:.2f} s, those for the change
{found["rules part"] * 1000:.0f} ms (1/{rules:.0f}). Medians of {2 * ROUNDS} rounds, a full run
between them.
"""
