"""A lineage as text: a tree for the terminal, JSON, GraphML, DOT and Mermaid."""

import json
from collections.abc import Iterator
from typing import Any

from dvgraph.lineage.graph import Descent, gexf, graphml, open_bounds, simple
from dvgraph.lineage.kinship import Lineage
from dvgraph.locale.characters import harmless
from dvgraph.locale.wording import by_bounds
from dvgraph.locale.words import words
from dvgraph.namespaces import path


def tree(lineage: Lineage) -> str:
    """Return ancestors and descendants as an indented tree, each branch with its event.

    An organisation already shown is marked with ↑ instead of being expanded again.
    """
    descent = lineage.descent
    roots = [n for n in sorted(descent) if not descent.out_degree(n)]
    shown: set[str] = set()
    lines: list[str] = []
    if lineage.focus and lineage.bodies != (lineage.focus,):
        lines.append(f"{lineage.label(lineage.focus)}:")
    # The roots first, then the organisations of a cycle, which no root leads to.
    for root in lineage.bodies or [*roots, *sorted(descent)]:
        if root in shown:
            continue
        shown.add(root)
        alone = _alone(lineage, root)
        lines.append(_name(lineage, root) + (f"  · {alone}" if alone else ""))
        lines += _branches(lineage, root, "", True, shown)
        if lineage.focus and descent.out_degree(root):
            lines.append(words("lineage.tree", lineage.lang)["went into"])
            lines += _branches(lineage, root, "", False, set())
    return "".join(f"{harmless(line)}\n" for line in lines)


def _branches(lineage: Lineage, node: str, indent: str, up: bool, shown: set[str]) -> Iterator[str]:
    descent = lineage.descent
    edges = (
        [(a, event, data) for a, _, event, data in descent.in_edges(node, keys=True, data=True)]
        if up
        else [
            (b, event, data) for _, b, event, data in descent.out_edges(node, keys=True, data=True)
        ]
    )
    edges.sort(key=lambda e: (open_bounds(descent.nodes[e[0]]), e[0], e[1]))
    for n, (other, _, data) in enumerate(edges):
        last = n == len(edges) - 1
        told = "; ".join(filter(None, [_event(lineage, data), _alone(lineage, other)]))
        again = other in shown
        mark = " ↑" if again else ""
        yield f"{indent}{'└' if last else '├'}─ {_name(lineage, other)}  · {told}{mark}"
        if not again:
            shown.add(other)
            yield from _branches(lineage, other, indent + ("   " if last else "│  "), up, shown)


def _name(lineage: Lineage, node: str) -> str:
    data = lineage.descent.nodes[node]
    if "from_earliest" not in data:
        return lineage.label(node)
    when = by_bounds(open_bounds(data), lineage.lang)
    return f"{lineage.label(node)} ({when})"


def _event(lineage: Lineage, data: dict[str, Any]) -> str:
    """Return the name of the event of an edge, and whether only a part went over."""
    name = str(data.get(f"label_{lineage.lang}", ""))
    part = words("lineage.parts", lineage.lang)["in part"] if data["partly"] else ""
    return ", ".join(filter(None, [name, part]))


def _alone(lineage: Lineage, node: str) -> str:
    """Return the names of the events with one side only, which began or ended an organisation."""
    events = lineage.descent.graph["alone"].get(node, {})
    return "; ".join(
        labels.get(f"label_{lineage.lang}") or path(event) for event, labels in events.items()
    )


def as_json(lineage: Lineage) -> str:
    """Return ``{"focus", "organisations": [{"id", …}], "events": [{"from", "to", "event", …}]}``.

    Other keys are the attributes of ``lineage.graph``; days are ISO 8601. ``alone`` has the events
    with one side only, which began or ended an organisation.
    """
    descent = lineage.descent
    found = {
        "focus": lineage.focus,
        "organisations": [
            {
                "id": node,
                **{key: simple(one) for key, one in data.items()},
                "alone": sorted(descent.graph["alone"].get(node, ())),
            }
            for node in sorted(descent)
            for data in [descent.nodes[node]]
        ],
        "events": [
            {"from": a, "to": b, "event": event, **{key: simple(one) for key, one in data.items()}}
            for a, b, event, data in _edges(descent)
        ],
    }
    return json.dumps(found, ensure_ascii=False, indent=2) + "\n"


def dot(lineage: Lineage) -> str:
    """Return the lineage in Graphviz's DOT language, the oldest on the left."""
    lines = ["digraph lineage {", "  rankdir=LR;", '  node [shape=box, fontname="sans-serif"];']
    for node in sorted(lineage.descent):
        lines.append(
            f"  {_quoted(node)} [label={_quoted(_name(lineage, node))}, URL={_quoted(node)}];"
        )
    for a, b, _, data in _edges(lineage.descent):
        dashes = "dotted" if data["partly"] else "dashed" if data["lives_on"] else ""
        style = f", style={dashes}" if dashes else ""
        label = _quoted(_event(lineage, data))
        lines.append(f"  {_quoted(a)} -> {_quoted(b)} [label={label}{style}];")
    return "\n".join([*lines, "}"]) + "\n"


def mermaid(lineage: Lineage) -> str:
    """Return the lineage as a Mermaid flowchart, the oldest on the left."""
    keys = {node: f"n{n}" for n, node in enumerate(sorted(lineage.descent))}
    lines = ["flowchart LR"]
    lines += [f"  {key}[{_mermaid(_name(lineage, node))}]" for node, key in keys.items()]
    for a, b, _, data in _edges(lineage.descent):
        arrow = "-.->" if data["lives_on"] or data["partly"] else "-->"
        label = _mermaid(_event(lineage, data))
        lines.append(f"  {keys[a]} {arrow}|{label}| {keys[b]}")
    return "\n".join(lines) + "\n"


def _edges(descent: Descent) -> list[tuple[str, str, str, dict[str, Any]]]:
    return sorted(descent.edges(keys=True, data=True), key=lambda edge: edge[:3])


def _quoted(text: str) -> str:
    return '"' + harmless(text).replace("\\", "\\\\").replace('"', '\\"') + '"'


def _mermaid(text: str) -> str:
    # Entity codes are Mermaid's escapes for characters that end a label.
    return '"' + "".join(f"#{ord(c)};" if c in '"#<>[]|' else c for c in harmless(text)) + '"'


WRITERS = {
    "tree": tree,
    "json": as_json,
    "graphml": lambda lineage: graphml(lineage.descent),
    "gexf": lambda lineage: gexf(lineage.descent),
    "dot": dot,
    "mermaid": mermaid,
}
