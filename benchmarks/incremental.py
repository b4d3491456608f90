"""One changed organisation in a large register: judging whom it concerns, against judging all."""

import time
from typing import Any

import data
from dvgraph import validation
from dvgraph.dataset import Dataset, read
from dvgraph.oxigraph import Literal, NamedNode, Quad, Term
from dvgraph.store import EmbeddedStore
from goals import Row, most
from scale import Scale

LABEL = NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
ROUNDS = 3


def measure(scale: Scale) -> dict[str, Any]:
    """Return the seconds of a full run and of one after the names of an organisation changed."""
    if not hasattr(validation, "affected"):
        return {"failed": "this version validates whole datasets only"}
    from dvgraph.footprints.changes import change

    prepared = data.own(scale.large)
    dataset = read([prepared.data], ontology=False)
    shapes = read([data.own_shapes()], ontology=False)
    node: Term = NamedNode(data.ID + "organisatie/organisatie-40")
    old = [q for q in dataset.quads if q.subject == node and q.predicate == LABEL]
    new = [Quad(q.subject, LABEL, Literal("Anders", language="nl"), q.graph_name) for q in old[:1]]
    edited = Dataset([*(q for q in dataset.quads if q not in old[:1]), *new], dataset.files)
    store = EmbeddedStore()
    store.load(edited.quads)
    start = time.perf_counter()
    whole = validation.validate(edited, (), shapes, store=store)
    full = time.perf_counter() - start
    took = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        scope = validation.affected(change(old[:1], new), store, shapes)
        part = validation.validate(None, (), shapes, store=store, scope=scope)
        took.append(time.perf_counter() - start)
    nodes = None if scope.nodes is None else len(scope.nodes)
    concerned = scope.nodes or ()
    expected = sum(finding.focus in concerned for finding in whole.findings)
    return {
        "triples": prepared.triples,
        "full": full,
        "part": min(took),
        "nodes": nodes,
        "findings": [len(part.findings), expected],
    }


def goals(found: dict[str, Any]) -> list[Row]:
    what = "one changed organisation at 1M, against a full run"
    if failed := found.get("failed"):
        return [most(what, None, 1 / 50, 1 / 200, failed)]
    note = "findings equal" if len(set(found["findings"])) == 1 else "findings differ"
    return [most(what, found["part"] / found["full"], 1 / 50, 1 / 200, note)]


def section(found: dict[str, Any]) -> str:
    if failed := found.get("failed"):
        return f"## One changed organisation\n\nNot measured: {failed}.\n"
    part, expected = found["findings"]
    return f"""## One changed organisation

A label changed in {found["triples"]} triples of our own model. A full run of all shapes took
{found["full"]:.2f} s; finding whom the change concerns ({found["nodes"]} nodes) and judging these
{found["part"] * 1000:.0f} ms ({part} findings, of {expected} that the full run has for them).
"""
