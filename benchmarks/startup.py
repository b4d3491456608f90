"""Cold starts as multiples of Python's own.

All commands are timed in turns in one run, so that whatever else the machine does falls on all of
them alike; each is a fresh process with a filled cache. The median counts. What reads files is
timed twice: with what is remembered of earlier runs and answers taken away, and told again.
"""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from goals import Row, most
from scale import Scale

DVGRAPH = str(Path(sys.executable).with_name("dvgraph"))
PYTHON = "python -c pass"
HELP, QUESTION, VALIDATE = (
    "dvgraph --help",
    "dvgraph ask tasks-added --since 2021",
    "dvgraph validate",
)
COMMANDS: dict[str, list[str]] = {
    PYTHON: [sys.executable, "-c", "pass"],
    "python -c 'import rdflib'": [sys.executable, "-c", "import rdflib"],
    "python -c 'import dvgraph'": [sys.executable, "-c", "import dvgraph"],
} | {
    f"dvgraph {arguments}": [DVGRAPH, *arguments.split()]
    for arguments in (
        *("--help", "ask tasks-added --since 2021", "show AGIV", "search raamcontract"),
        *("as-of 2020-01-01", "diff 2020-01-01 2022-01-01", "lineage AGIV", "tasks AGIV"),
        *("figures personeelsbestand", "gaps", "evidence verify", "validate", "check"),
    )
}
SLOW = {"dvgraph evidence verify", VALIDATE, "dvgraph check"}
NEVER_REMEMBERED = {name for name in COMMANDS if name.startswith("python")} | {HELP}
# Found something, as the shipped graph has its doubts: an answer, too.
ANSWERED = (0, 1)


def measure(scale: Scale) -> dict[str, Any]:
    """Return the median seconds of each command; the slow ones run in a third of the rounds."""
    times: dict[str, list[float]] = {name: [] for name in COMMANDS}
    fresh: dict[str, list[float]] = {name: [] for name in COMMANDS if name not in NEVER_REMEMBERED}
    with tempfile.TemporaryDirectory() as cache:
        environment = os.environ | {"DVGRAPH_CACHE": cache}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed program has its bytecode
        for turn in range(-1, scale.rounds):  # the first fills the cache and the file system's
            for name, command in COMMANDS.items():
                if turn < 1 or name not in SLOW or turn % 3 == 0:
                    if name in fresh:
                        for kind in ("runs", "seen", "answers"):
                            shutil.rmtree(Path(cache) / kind, ignore_errors=True)
                        took = _seconds(command, environment)
                        if turn >= 0:
                            fresh[name].append(took)
                        _seconds(command, environment)  # a quick run is kept when it comes again
                    took = _seconds(command, environment)
                    if turn >= 0:
                        times[name].append(took)
    return {
        "rounds": scale.rounds,
        "seconds": {name: statistics.median(taken) for name, taken in times.items()},
        "fresh": {name: statistics.median(taken) for name, taken in fresh.items()},
    }


def _seconds(command: list[str], environment: dict[str, str]) -> float:
    start = time.perf_counter()
    done = subprocess.run(command, env=environment, capture_output=True, timeout=120, check=False)
    took = time.perf_counter() - start
    if done.returncode not in ANSWERED:
        raise RuntimeError(f"{command}: {done.stderr.decode()[-300:]}")
    return took


def section(found: dict[str, Any]) -> str:
    unit = found["seconds"][PYTHON]

    def told(took: float) -> str:
        return f"{took * 1000:.0f} | {took / unit:.1f}"

    fresh = found["fresh"]
    rows = "\n".join(
        f"| `{name}` | {told(fresh.get(name, took))} | {told(took) if name in fresh else ' | '} |"
        for name, took in found["seconds"].items()
    )
    return f"""## Cold start

Median of {found["rounds"]} fresh processes each, taken in turns in one run, the cache filled
({", ".join(f"`{name}`" for name in sorted(SLOW))}: a third as many).

"Again" is the same command on unchanged files, told again ([how](scale.md#what-is-remembered)).

| command | fresh, ms | times `{PYTHON}` | again, ms | times `{PYTHON}` |
|---|---:|---:|---:|---:|
{rows}
"""


def goals(found: dict[str, Any]) -> list[Row]:
    seconds = found.get("seconds")
    wanted = (
        ("`--help`", HELP, 5, 4.5),
        ("question", QUESTION, 7, 6),
        ("validate", VALIDATE, 18, 9),
    )
    return [
        most(
            f"cold {name}{how if command != HELP else ''}, the shipped graph, against `{PYTHON}`",
            found[kind][command] / seconds[PYTHON] if seconds else None,
            floor,
            aim,
            found.get("failed", ""),
        )
        for name, command, floor, aim in wanted
        for kind, how in (("fresh", ", fresh"), ("seconds", ", again"))
        if command not in NEVER_REMEMBERED or kind == "seconds"
    ]
