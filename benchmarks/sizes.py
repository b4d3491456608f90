"""Validation from ten thousand to ten million triples, and with few and many failing nodes.

The data and shapes are those of shared/bench; each size is loaded and validated in a process of its
own.
"""

import sys
from math import log10
from pathlib import Path
from typing import Any

import data
from apart import apart
from goals import Row, count, most
from scale import Scale

HERE = Path(__file__).parent
SECONDS = 300  # for one size
FEW, MANY = 0.01, 0.6  # the share of records with an error


def measure(scale: Scale) -> dict[str, Any]:
    """Return the seconds and memory of each size, or why it was not validated."""
    sizes = (scale.small, scale.middle, scale.large, 10 * scale.large)
    return {
        "sizes": [_judged(size, scale) for size in sizes],
        "failing": {str(share): _judged(3 * scale.middle, scale, share) for share in (FEW, MANY)},
        "limits": [SECONDS, scale.memory],
    }


def _judged(size: int, scale: Scale, errors: float = FEW) -> dict[str, Any]:
    prepared = data.shared(size, errors)
    if prepared is None:
        return {"triples": size, "why": "shared/bench is not beside the project"}
    shapes = data.SHARED / "shapes.ttl"
    command = [sys.executable, HERE / "engines.py", "dvgraph", prepared.data, shapes]
    answer = apart(command, SECONDS, scale.memory)
    if isinstance(answer, str):
        return {"triples": prepared.triples, "why": answer}
    took = answer["load"] + answer["validate"]
    rows = len(answer["rows"])
    return {"triples": prepared.triples, "seconds": took, "MiB": answer["peak"], "rows": rows}


def goals(found: dict[str, Any]) -> list[Row]:
    failing = [one for one in found.get("failing", {}).values() if "seconds" in one]
    few, many = failing if len(failing) == 2 else (None, None)
    what, note = "load + validate, 60 % against 1 % of the records failing", found.get("failed", "")
    if few is None or many is None:
        return [most(what, None, 2, 2, note or "did not run")]
    return [most(what, many["seconds"] / few["seconds"], 2, 2, f"{many['rows']} results")]


def section(found: dict[str, Any]) -> str:
    if failed := found.get("failed"):
        return f"## Validation by size\n\nNot measured: {failed}.\n"
    sizes = found["sizes"]
    done = [one for one in sizes if "seconds" in one]
    rows = "\n".join(f"| {count(one['triples'])} | {_cells(one)} |" for one in sizes)
    few, many = found["failing"].values()
    seconds, memory = found["limits"]
    return f"""## Validation by size

shared/bench in N-Triples with all its shapes: load, validate and list the results, one run each, at
most {seconds} s and {memory} MiB. {_exponent(done)}

| triples | seconds | µs a triple | MiB | results |
|---:|---:|---:|---:|---:|
{rows}

{_chart(done)}
With errors in 1 % of the records: {_told(few)}; in 60 %: {_told(many)}.
"""


def _cells(one: dict[str, Any]) -> str:
    if "why" in one:
        return f"{one['why']} | | |"
    each = one["seconds"] / one["triples"] * 1e6
    return f"{one['seconds']:.2f} | {each:.1f} | {one['MiB']} | {one['rows']}"


def _told(one: dict[str, Any]) -> str:
    if "why" in one:
        return str(one["why"])
    return f"{count(one['triples'])} triples in {one['seconds']:.2f} s, {one['rows']} results"


def _exponent(done: list[dict[str, Any]]) -> str:
    """Return the sentence on the growth of time between the smallest and the largest size."""
    if len(done) < 2:
        return ""
    first, last = done[0], done[-1]
    power = log10(last["seconds"] / first["seconds"]) / log10(last["triples"] / first["triples"])
    before = done[-2]
    end = log10(last["seconds"] / before["seconds"]) / log10(last["triples"] / before["triples"])
    return (
        f"Time grows with the power {power:.2f} of the number of triples from"
        f" {count(first['triples'])} to {count(last['triples'])}, and {end:.2f} over the last step."
    )


def _chart(done: list[dict[str, Any]]) -> str:
    """Return a chart of seconds by triples, both as powers of ten."""
    if not done:
        return ""
    triples = ", ".join(f"{log10(one['triples']):.1f}" for one in done)
    seconds = ", ".join(f"{log10(one['seconds']):.2f}" for one in done)
    return f"""```mermaid
xychart-beta
    title "Load and validate, as powers of ten"
    x-axis "triples" [{triples}]
    y-axis "seconds"
    line [{seconds}]
```
"""
