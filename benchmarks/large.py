"""Ten million triples in our own model: loading, all shapes, every question, within limits."""

import sys
import time
from pathlib import Path
from typing import Any

import data
import growth
from apart import apart
from goals import Row, count
from scale import Scale

HERE = Path(__file__).parent
LIMITS = {"prepare": 800, "validate": 240, "questions": 300}


def measure(scale: Scale) -> dict[str, Any]:
    """Return the time of each part, run in a separate process, or why it did not run."""
    full = data.BUILD / f"{scale.huge}-derived.nt"
    prepared: dict[str, Any] | str = {"seconds": 0.0}
    if not full.exists():
        # Making the data is no goal: it may have all the memory there is.
        prepared = _part("prepare", scale.huge, scale, memory=1_000_000)
    if isinstance(prepared, str):
        return {"failed": f"the data could not be made ({prepared})", "memory": scale.memory}
    one = data.own(scale.huge)
    shapes = data.own_shapes()
    command = [sys.executable, HERE / "engines.py", "dvgraph", one.data, shapes]
    judged = apart(command, LIMITS["validate"], scale.memory)
    if isinstance(judged, dict):
        judged = {key: judged[key] for key in ("load", "validate", "peak")} | {
            "results": len(judged["rows"])
        }
    asked = _part("questions", scale.huge, scale, memory=scale.memory)
    return {"triples": one.triples, "memory": scale.memory, "judged": judged, "asked": asked}


def _part(what: str, size: int, scale: Scale, *, memory: int) -> dict[str, Any] | str:
    command = [sys.executable, __file__, what, str(size), str(scale.query)]
    return apart(command, LIMITS[what], memory)


def _run(what: str, size: int, query: int) -> dict[str, Any]:
    from apart import peak

    start = time.perf_counter()
    if what == "prepare":
        data.own(size)
        return {"seconds": time.perf_counter() - start}
    store = growth.loaded(data.own(size).data)
    loaded = time.perf_counter() - start
    deadline = time.monotonic() + LIMITS[what] - loaded - 40
    taken: dict[str, growth.Answer] = {}
    left = []
    for name, work in growth.works(store):
        if not name.startswith("question "):
            continue
        if time.monotonic() > deadline:
            left.append(name)
        else:
            taken[name] = growth.beside(work, query)
    return {"load": loaded, "taken": taken, "left": left, "peak": peak()}


def goals(found: dict[str, Any]) -> list[Row]:
    what = "10M triples: load, all shapes, every question"
    floor, aim = f"{found.get('memory', 8192)} MiB, finishes", "120 s"
    judged, asked = found.get("judged"), found.get("asked")
    if not isinstance(judged, dict) or not isinstance(asked, dict):
        why = "; ".join(
            str(one) for one in (found.get("failed"), judged, asked) if isinstance(one, str)
        )
        return [Row(what, floor, aim, None, "no" if judged or asked else "not measured", why)]
    unfinished = len(asked["left"]) + sum(one is None for one in asked["taken"].values())
    seconds = (
        judged["load"] + judged["validate"] + sum(one[0] for one in asked["taken"].values() if one)
    )
    said = f"{seconds:.0f} s, {max(judged['peak'], asked['peak'])} MiB"
    if unfinished:
        return [Row(what, floor, aim, said, "no", f"{unfinished} questions unfinished")]
    return [Row(what, floor, aim, said, "aim" if seconds <= 120 else "floor")]


def section(found: dict[str, Any]) -> str:
    judged, asked = found.get("judged"), found.get("asked")
    if failed := found.get("failed"):
        told = f"Not measured: {failed}."
    elif isinstance(judged, dict):
        told = (
            f"{count(found['triples'])} triples: loaded in {judged['load']:.0f} s, all shapes in "
            f"{judged['validate']:.0f} s ({judged['results']} results), {judged['peak']} MiB."
        )
    else:
        told = f"Load and all shapes: {judged}."
    rows = ""
    if isinstance(asked, dict):
        taken = asked["taken"]
        slowest = sorted(taken, key=lambda name: -(taken[name] or (9e9, 0))[0])[:10]
        lines = "\n".join(f"| {name} | {_cells(taken[name])} |" for name in slowest)
        done = [one[0] for one in taken.values() if one]
        told += (
            f" {len(done)} of {len(taken) + len(asked['left'])} questions answered in"
            f" {sum(done):.0f} s, {asked['peak']} MiB; the slowest:"
        )
        rows = f"\n\n| what | seconds | rows |\n|---|---:|---:|\n{lines}"
    elif asked:
        told += f" Questions: {asked}."
    return f"""## Ten million triples

In our own model, each part in a process of its own of at most {found["memory"]} MiB. {told}{rows}
"""


def _cells(answer: growth.Answer) -> str:
    return f"{answer[0]:.2f} | {answer[1]}" if answer else "not done |"


if __name__ == "__main__":
    import json

    print(json.dumps(_run(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))))
