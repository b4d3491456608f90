"""A lineage as text: a tree for the terminal, JSON, GraphML, DOT and Mermaid."""

import json
from collections.abc import Iterator

from dvgraph.lineage.graph import Descent, graphml, open_bounds, simple
from dvgraph.lineage.kinship import Lineage
from dvgraph.locale.wording import by_bounds
from dvgraph.locale.words import words


def tree(lineage: Lineage) -> str:
    """Return ancestors and descendants as an indented tree, each branch with its event.

    An organisation already shown is marked with ↑ instead of being expanded again.
    """
    descent = lineage.descent
    roots = (
        [lineage.focus]
        if lineage.focus
        else [n for n in sorted(descent) if not descent.out_degree(n)]
    )
    shown: set[str] = set()
    lines: list[str] = []
    # After the roots, the organisations in a cycle, which no root leads to.
    for root in roots if lineage.focus else [*roots, *sorted(descent)]:
        if root in shown:
            continue
        shown.add(root)
        lines.append(_name(lineage, root))
        lines += _branches(lineage, root, "", True, shown)
        if lineage.focus and descent.out_degree(root):
            lines.append(words("lineage.tree", lineage.lang)["went into"])
            lines += _branches(lineage, root, "", False, set())
    return "\n".join(lines) + "\n"


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
        event = data.get(f"label_{lineage.lang}", "")
        again = other in shown
        mark = " ↑" if again else ""
        yield f"{indent}{'└' if last else '├'}─ {_name(lineage, other)}  · {event}{mark}"
        if not again:
            shown.add(other)
            yield from _branches(lineage, other, indent + ("   " if last else "│  "), up, shown)


def _name(lineage: Lineage, node: str) -> str:
    data = lineage.descent.nodes[node]
    if "from_earliest" not in data:
        return lineage.label(node)
    when = by_bounds(open_bounds(data), lineage.lang)
    return f"{lineage.label(node)} ({when})"


def as_json(lineage: Lineage) -> str:
    """Return ``{"focus", "organisations": [{"id", …}], "events": [{"from", "to", "event", …}]}``.

    Other keys are the attributes of ``lineage.graph``; days are ISO 8601.
    """
    descent = lineage.descent
    found = {
        "focus": lineage.focus,
        "organisations": [
            {"id": node, **{key: simple(one) for key, one in data.items()}}
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
        style = ", style=dashed" if data["lives_on"] else ""
        label = _quoted(str(data.get(f"label_{lineage.lang}", "")))
        lines.append(f"  {_quoted(a)} -> {_quoted(b)} [label={label}{style}];")
    return "\n".join([*lines, "}"]) + "\n"


def mermaid(lineage: Lineage) -> str:
    """Return the lineage as a Mermaid flowchart, the oldest on the left."""
    keys = {node: f"n{n}" for n, node in enumerate(sorted(lineage.descent))}
    lines = ["flowchart LR"]
    lines += [f"  {key}[{_mermaid(_name(lineage, node))}]" for node, key in keys.items()]
    for a, b, _, data in _edges(lineage.descent):
        arrow = "-.->" if data["lives_on"] else "-->"
        label = _mermaid(str(data.get(f"label_{lineage.lang}", "")))
        lines.append(f"  {keys[a]} {arrow}|{label}| {keys[b]}")
    return "\n".join(lines) + "\n"


def _edges(descent: Descent) -> list[tuple[str, str, str, dict[str, object]]]:
    return sorted(descent.edges(keys=True, data=True), key=lambda edge: edge[:3])


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ") + '"'


def _mermaid(text: str) -> str:
    # Entity codes are Mermaid's escapes for characters that end a label.
    return '"' + "".join(f"#{ord(c)};" if c in '"#<>[]|' else c for c in text) + '"'


WRITERS = {
    "tree": tree,
    "json": as_json,
    "graphml": lambda lineage: graphml(lineage.descent),
    "dot": dot,
    "mermaid": mermaid,
}
