"""The lineage as a networkx graph, with its algorithms. No other module imports networkx."""

import re
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, TypeAlias

import networkx as nx

from dvgraph.locale.characters import legible
from dvgraph.locale.reader import LANGUAGES
from dvgraph.locale.words import words
from dvgraph.namespaces import FIRST, LAST, M8G, ORG
from dvgraph.rdf.oxigraph import Literal, NamedNode
from dvgraph.rdf.terms import plain
from dvgraph.store.binding import rows, support

if TYPE_CHECKING:
    from dvgraph.store.protocol import Store

Descent: TypeAlias = "nx.MultiDiGraph[str]"

_BODY = f"{M8G}PublicOrganisation"
UNIT_OF = f"{ORG}unitOf"
_PART_OF = {f"label_{lang}": words("page.property", lang)["org:unitOf"] for lang in LANGUAGES}
BOUNDS = ("from_earliest", "from_latest", "until_earliest", "until_latest")


# Long since it lists the attributes of nodes and edges for its callers.
def graph(store: "Store") -> Descent:
    """Return all organisation versions (nodes: IRIs) and their descent (edges, keyed by event IRI).

    An edge runs from each original to each resulting organisation of an event; an event with only
    one side has no edge. Nodes and edges have ``label_nl`` and ``label_en``, and the bounds of
    their existence or date in the current statements (``from_earliest``, ``from_latest``,
    ``until_earliest``, ``until_latest``: dates; for an edge the first two), if known. Edges also
    have ``types`` (the IRIs of the event's classes), ``grounds`` (of decisions and acts), both
    sorted, ``lives_on``: whether the original certainly existed after the event, and ``partly``:
    whether only a part of it went over. The parent of a unit that took part in an event
    (org:unitOf) counts as a predecessor too: that edge has the key of the unit, the type
    org:unitOf, and no bounds. Events and organisations without a current existence are left out.
    The attribute ``alone`` of the graph has, for each organisation, the events with one side only
    that began or ended it: IRIs, with their labels.
    """
    labels: dict[str, dict[str, str]] = {}
    lives, grounds = _lives(store)
    descent: Descent = nx.MultiDiGraph()
    absent = {plain(thing) for (thing,) in store.select(support("absent")).rows}
    partial = {(plain(event), plain(one)) for event, one in store.select(support("partial")).rows}
    for thing, kind, label in store.select(support("versions")).rows:
        if not (isinstance(thing, NamedNode) and isinstance(kind, NamedNode)):
            continue
        own = labels.setdefault(thing.value, {})
        if isinstance(label, Literal) and label.language in ("nl", "en"):
            own[f"label_{label.language}"] = label.value
        if kind.value == _BODY and thing.value not in absent:
            descent.add_node(thing.value)
    for row in store.select(support("lineage")).rows:
        event, original, resulting, sort = map(plain, row)
        if not (original in descent and resulting in descent):
            continue
        if not descent.has_edge(original, resulting, event):
            part_of = sort == UNIT_OF
            when = {} if part_of else dict(zip(BOUNDS[:2], lives.get(event, ()), strict=False))
            until = lives.get(original, (FIRST,) * 4)[2]
            outlived = "from_latest" in when and until > when["from_latest"]
            descent.add_edge(
                original,
                resulting,
                event,
                types=[],
                grounds=[] if part_of else sorted(grounds.get(event, ())),
                lives_on=part_of or outlived,
                partly=(event, original) in partial,
                **when,
                **(_PART_OF if part_of else labels.get(event, {})),
            )
        descent.edges[original, resulting, event]["types"].append(sort)
    for node in descent:
        bounds = dict(zip(BOUNDS, lives.get(node, ()), strict=False))
        descent.nodes[node].update(labels.get(node, {}), **bounds)
    alone: dict[str, dict[str, dict[str, str]]] = {}
    for row in store.select(support("one-sided")).rows:
        event, _, one = map(plain, row)
        alone.setdefault(one, {})[event] = labels.get(event, {})
    descent.graph["alone"] = alone
    return descent


def _lives(store: "Store") -> tuple[dict[str, tuple[date, ...]], dict[str, set[str]]]:
    """Return the bounds of each version and event (the widest, if several), and its grounds."""
    lives: dict[str, tuple[date, ...]] = {}
    grounds: dict[str, set[str]] = {}
    for thing, _, *cells, ground in store.select(support("lineage-lives")).rows:
        days = tuple(date.fromisoformat(plain(cell)) for cell in cells)
        iri = plain(thing)
        known = lives.get(iri, days)
        picks = (min, max, min, max)
        lives[iri] = tuple(pick(pair) for pick, *pair in zip(picks, known, days, strict=True))
        if ground is not None:
            grounds.setdefault(iri, set()).add(plain(ground))
    return lives, grounds


def tasks(store: "Store", today: date) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """Return the tasks and services each organisation ever had, and those it may still have."""
    ever: dict[str, set[str]] = {}
    still: dict[str, set[str]] = {}
    for organisation, thing, until in store.select(support("lineage-tasks")).rows:
        ever.setdefault(plain(organisation), set()).add(plain(thing))
        if plain(until) > today.isoformat():
            still.setdefault(plain(organisation), set()).add(plain(thing))
    return ever, still


def versions(store: "Store", organisation: str) -> list[str]:
    """Return the versions of a continuing organisation, sorted."""
    found = rows(store, "versions-of", "register", [NamedNode(organisation)])
    return sorted({plain(version) for _, version in found})


def withdrawn(store: "Store", thing: str) -> bool:
    """Return whether a thing has existence statements, but all of them are withdrawn."""
    return any(plain(one) == thing for (one,) in store.select(support("absent")).rows)


def names(store: "Store", iris: Iterable[str], lang: str) -> dict[str, str]:
    """Return the labels of things in a language; things without a label are absent."""
    wanted = [NamedNode(iri) for iri in sorted(iris)]
    return {
        plain(thing): label.value
        for thing, label, *_ in rows(store, "labels", "thing", wanted)
        if isinstance(label, Literal) and label.language == lang
    }


def kin(descent: Descent, node: str, *, up: bool) -> dict[str, int]:
    """Return the ancestors of a node (with ``up``) or its descendants, with their generation.

    The generation counts from 1.
    """
    towards = descent.reverse(copy=False) if up else descent
    steps: dict[str, int] = nx.single_source_shortest_path_length(towards, node)
    return {other: far for other, far in steps.items() if far}


def chain(descent: Descent, older: str, younger: str) -> list[str]:
    """Return a shortest line of descent between two nodes, both included; empty without one."""
    try:
        found: list[str] = nx.shortest_path(descent, older, younger)
    except nx.NetworkXNoPath:
        return []
    return found


def cycles(descent: Descent) -> list[list[str]]:
    """Return the groups of organisations that descend from each other, each sorted."""
    return sorted(sorted(one) for one in nx.strongly_connected_components(descent) if len(one) > 1)


def components(descent: Descent, without: Iterable[str]) -> list[frozenset[str]]:
    """Return the connected components of the descent graph without some nodes."""
    cut = descent.subgraph(set(descent).difference(without))
    return [frozenset(one) for one in nx.weakly_connected_components(cut)]


def part(descent: Descent, nodes: Iterable[str]) -> Descent:
    """Return the descent among the given nodes, without events inside one organisation."""
    chosen: Descent = descent.subgraph(nodes).copy()
    for older, younger, event in list(nx.selfloop_edges(chosen, keys=True)):
        chosen.remove_edge(older, younger, event)
    return chosen


def graphml(descent: Descent) -> str:
    """Return the graph as GraphML; days are ISO 8601, lists are joined by blanks."""
    return "\n".join(nx.generate_graphml(_flattened(descent), named_key_ids=True)) + "\n"


def gexf(descent: Descent) -> str:
    """Return the graph as GEXF 1.2, like ``graphml``, without the day on which it is written.

    Gephi shows the label of a node: its Dutch name.
    """
    flat = _flattened(descent)
    for node, data in flat.nodes(data=True):
        data["label"] = data.get("label_nl", node)
    text = "\n".join(nx.generate_gexf(flat))
    return re.sub(r"\s*<meta\b.*?</meta>", "", text, flags=re.DOTALL) + "\n"


def _flattened(descent: Descent) -> Descent:
    """Return the graph with the attributes of its nodes and links as text or booleans only."""
    flat: Descent = nx.MultiDiGraph()
    for node in descent:
        flat.add_node(node, **_flat(descent.nodes[node]))
    for older, younger, event in descent.edges(keys=True):
        flat.add_edge(older, younger, event, **_flat(descent.edges[older, younger, event]))
    return flat


def _flat(data: dict[str, object]) -> dict[str, str | bool]:
    found: dict[str, str | bool] = {}
    for key, one in data.items():
        flat = simple(one)
        text = " ".join(flat) if isinstance(flat, list) else flat
        if text is not None:
            found[key] = legible(text) if isinstance(text, str) else text
    return found


def simple(one: object) -> str | bool | list[str] | None:
    """Return an attribute as a JSON value: a day as ISO 8601, null for an open bound."""
    if one in (FIRST, LAST):
        return None
    return one if isinstance(one, (bool, list)) else str(one)


def open_bounds(data: dict[str, date]) -> tuple[date, date, date, date]:
    """Return the four bounds of a node; an unknown bound is the first or last possible day."""
    return (
        data.get("from_earliest", FIRST),
        data.get("from_latest", LAST),
        data.get("until_earliest", FIRST),
        data.get("until_latest", LAST),
    )
