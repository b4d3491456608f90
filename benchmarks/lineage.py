"""The lineage of all organisations: one query of the edges and a traversal, or a SPARQL path."""

import time
from typing import Any

import data
import growth
from dvgraph.lineage.descent import descendants
from dvgraph.lineage.graph import graph
from dvgraph.store.protocol import Store
from goals import Row, least
from scale import Scale

ORG = "http://www.w3.org/ns/org#"
BODY = "http://data.europa.eu/m8g/PublicOrganisation"
PATH = f"""SELECT (COUNT(*) AS ?n) WHERE {{
  {{ SELECT DISTINCT ?a ?b WHERE {{
    ?a a <{BODY}> . ?a (^<{ORG}originalOrganization>/<{ORG}resultingOrganization>)+ ?b .
  }} }}
}}"""


def walked(store: Store) -> int:
    """Return the number of pairs of organisation and descendant, by dvgraph's own traversal."""
    return sum(map(len, descendants(store).values()))


def by_path(store: Store) -> int:
    return int(getattr(store.select(PATH).rows[0][0], "value", 0))


def measure(scale: Scale) -> dict[str, Any]:
    """Return seconds and pairs for both methods, run in turns; the better of two runs counts."""
    prepared = data.own(scale.large)
    store = growth.loaded(prepared.data)
    limit = scale.query * 2
    ways = {"extracted and walked": walked, "SPARQL path": by_path}
    taken: dict[str, growth.Answer] = {}
    for _ in range(2):
        for name, way in ways.items():
            one = growth.beside(lambda way=way: way(store), limit)  # type: ignore[misc]
            taken[name] = min(filter(None, (one, taken.get(name))), default=None)
    start = time.perf_counter()
    edges = len(graph(store).edges)
    return {
        "triples": prepared.triples,
        "edges": edges,
        "extraction": time.perf_counter() - start,
        "taken": taken,
        "limit": limit,
    }


def goals(found: dict[str, Any]) -> list[Row]:
    what = "lineage of all at 1M, extraction counted, against a SPARQL path"
    if failed := found.get("failed"):
        return [least(what, None, 4, 10, failed)]
    ours, path = found["taken"].values()
    note = "" if path else f"the path took longer than {found['limit']} s"
    ratio = (path[0] if path else found["limit"]) / ours[0] if ours else None
    return [least(what, ratio, 4, 10, note)]


def section(found: dict[str, Any]) -> str:
    limit = found["limit"]
    rows = "\n".join(
        f"| {name} | {one[0]:.2f} | {one[1]} |" if one else f"| {name} | > {limit} | |"
        for name, one in found["taken"].items()
    )
    return f"""## Lineage of all organisations

{found["triples"]} triples in our own model, {found["edges"]} edges; the first row counts their
extraction (as a graph with labels, dates and grounds, `dvgraph.lineage.graph`, it takes
{found["extraction"]:.2f} s). Pairs may differ: the path counts an organisation that an event leaves
as it is as its own descendant, and dvgraph a unit's parent as its ancestor.

| way | seconds | pairs |
|---|---:|---:|
{rows}
"""
