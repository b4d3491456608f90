"""The website: made for the first time, again without changes, and after one label changed.

Each is a run of the command in a separate process, with an empty cache the first time.
"""

import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from dvgraph.resources import data_dir
from generate import generate
from scale import Scale

_LABEL = re.compile(r'(rdfs:label "[^"]*)("@nl)')
_COUNT = re.compile(r"(\d+) \S+, (\d+) ")


def measure(scale: Scale) -> dict[str, Any]:
    """Return the seconds, memory and files of each site, for the shipped graph and registers."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "data"
        shutil.copytree(data_dir(), copy)
        found = {"anew": _made(copy, Path(folder)), "same": _made(copy, Path(folder))}
        tasks = next(copy.glob("*/tasks.ttl"))
        tasks.write_text(_LABEL.sub(r"\1 (anders)\2", tasks.read_text("utf-8"), count=1), "utf-8")
        found["one label"] = _made(copy, Path(folder))
    registers = {}
    for size in (scale.small, 3 * scale.small):
        with tempfile.TemporaryDirectory() as folder:
            register = Path(folder) / "register.nt"
            generate(size, register)
            registers[str(size)] = _made(register, Path(folder))
    return {"cores": len(os.sched_getaffinity(0)), "shipped": found, "registers": registers}


def _made(source: Path, folder: Path) -> dict[str, float]:
    environment = {**os.environ, "DVGRAPH_CACHE": str(folder / "cache"), "LANG": "nl_BE.UTF-8"}
    command = [sys.executable, "-m", "dvgraph", "site", "--data", source, folder / "site"]
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    told = subprocess.run(
        [*map(str, command)], env=environment, check=True, capture_output=True, text=True
    )
    seconds, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    count = _COUNT.search(told.stderr + told.stdout)
    assert count is not None
    return {
        "seconds": seconds,
        "processor": after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime,
        "most memory so far": after.ru_maxrss / 1024,
        "files": int(count[1]),
        "written": int(count[2]),
    }


def section(found: dict[str, Any]) -> str:
    names = {"anew": "made anew", "same": "nothing changed", "one label": "one label changed"}
    lines = [
        *(f"| shipped graph, {names[one]} | {_cells(cells)} |" for one, cells in _items(found)),
        *(
            f"| register of {size} triples | {_cells(c)} |"
            for size, c in found["registers"].items()
        ),
    ]
    return f"""## The website

`dvgraph site` on {found["cores"]} cores, reading and deriving included. Memory is the peak of the
largest process.

| site | s | processor s | files | written | MiB |
|---|---:|---:|---:|---:|---:|
{chr(10).join(lines)}
"""


def _items(found: dict[str, Any]) -> Any:
    return found["shipped"].items()


def _cells(one: dict[str, float]) -> str:
    return (
        f"{one['seconds']:.1f} | {one['processor']:.1f} | {one['files']} | {one['written']}"
        f" | {one['most memory so far']:.0f}"
    )
