"""The website: made for the first time, again without changes, and after one fact changed.

Each is a run of the command in a separate process, with an empty cache the first time. Registers of
three sizes show how time and memory grow.
"""

import math
import os
import re
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
_DAY = re.compile(r'(dvg:van "\d{3})(\d)')
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
        dated = min(copy.glob("*/statements/*.ttl"))
        text = dated.read_text("utf-8")
        dated.write_text(_DAY.sub(lambda day: f"{day[1]}{9 - int(day[2])}", text, count=1), "utf-8")
        found["one date"] = _made(copy, Path(folder))
    registers = {}
    for size in (scale.small, 3 * scale.small, scale.middle):
        with tempfile.TemporaryDirectory() as folder:
            register = Path(folder) / "register.nt"
            generate(size, register)
            registers[str(size)] = _made(register, Path(folder))
    return {"cores": len(os.sched_getaffinity(0)), "shipped": found, "registers": registers}


def _made(source: Path, folder: Path) -> dict[str, float]:
    environment = {**os.environ, "DVGRAPH_CACHE": str(folder / "cache"), "LANG": "nl_BE.UTF-8"}
    command = [sys.executable, "-m", "dvgraph", "site", "--data", source, folder / "site"]
    start = time.perf_counter()
    with tempfile.TemporaryFile() as told:
        process = subprocess.Popen(
            [*map(str, command)], env=environment, stdout=told, stderr=subprocess.STDOUT
        )
        _, status, used = os.wait4(process.pid, 0)  # the memory and time of this process alone
        seconds = time.perf_counter() - start
        told.seek(0)
        count = _COUNT.search(told.read().decode())
    assert status == 0
    assert count is not None
    return {
        "seconds": seconds,
        "processor": used.ru_utime + used.ru_stime,
        "most memory": used.ru_maxrss / 1024,
        "files": int(count[1]),
        "written": int(count[2]),
    }


def section(found: dict[str, Any]) -> str:
    names = {
        "anew": "made anew",
        "same": "nothing changed",
        "one label": "one label changed",
        "one date": "one date changed",
    }
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

From the smallest to the largest register, processor time grows by the power
{_exponent(found["registers"], "processor"):.2f} of the triples, and memory by the power
{_exponent(found["registers"], "most memory"):.2f}.
"""


def _exponent(registers: dict[str, dict[str, float]], what: str) -> float:
    (small, first), *_, (large, last) = sorted((int(size), one) for size, one in registers.items())
    return math.log(last[what] / first[what]) / math.log(large / small)


def _items(found: dict[str, Any]) -> Any:
    return found["shipped"].items()


def _cells(one: dict[str, float]) -> str:
    return (
        f"{one['seconds']:.1f} | {one['processor']:.1f} | {one['files']} | {one['written']}"
        f" | {one['most memory']:.0f}"
    )
