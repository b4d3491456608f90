"""Cold starts, as multiples of Python's own start.

Each run is a new process with arguments not used before; other commands have filled the cache. All
commands are timed in turns in one run, so that other load on the machine affects all alike. The
result is the median of the CPU seconds of all threads together.
"""

import os
import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from goals import Row, most
from scale import Scale

DVGRAPH = str(Path(sys.executable).with_name("dvgraph"))
PYTHON = "python -c pass"
FIRST_YEAR = 2005  # of the data: each round asks of another month, day and organisation
BODIES = ("AGIV", "Athumi", "e-IB", "Informatie Vlaanderen", "Digitaal Vlaanderen")
FIXED: dict[str, list[str]] = {
    PYTHON: [sys.executable, "-c", "pass"],
    "python -c 'import rdflib'": [sys.executable, "-c", "import rdflib"],
    "python -c 'import dvgraph'": [sys.executable, "-c", "import dvgraph"],
    "dvgraph --help": [DVGRAPH, "--help"],
}
# What changes from round to round: {month} and {day} are dates, {body} is an organisation. What
# takes no argument is asked once in each cache.
ASKED = {
    "ask": "ask tasks-added --since {month}",
    "show": "show {body}",
    "search": "search {body}",
    "as-of": "as-of {day} AGIV",
    "diff": "diff {day} 2024-01-01",
    "lineage": "lineage {body} -f json",
    "tasks": "tasks {body}",
    "figures": "figures personeelsbestand",
    "gaps": "gaps",
    "evidence verify": "evidence verify",
    "validate": "validate",
    "check": "check",
}
FILLERS = ("show departement-bestuurszaken", "ask terms-used")  # which none of the above asks
SLOW = {"evidence verify", "validate", "check"}
ASKED_BY = {name: f"dvgraph {asked}" for name, asked in ASKED.items()}
# Found something, as the shipped graph has its doubts: an answer, too.
ANSWERED = (0, 1)


def measure(scale: Scale) -> dict[str, Any]:
    """Return the median CPU seconds of each command; slow commands run in a third of the rounds."""
    times: dict[str, list[float]] = {name: [] for name in (*FIXED, *ASKED)}
    for turn in range(-1, scale.rounds):  # the first fills the file system's cache
        with tempfile.TemporaryDirectory() as cache:
            environment = os.environ | {"DVGRAPH_CACHE": cache}
            environment.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed program has bytecode
            for filler in FILLERS:
                _seconds([DVGRAPH, *filler.split()], environment)
            for name, command in (FIXED | _arguments(turn + 1)).items():
                if turn < 1 or name not in SLOW or turn % 3 == 0:
                    took = _seconds(command, environment)
                    if turn >= 0:
                        times[name].append(took)
    return {
        "rounds": scale.rounds,
        "seconds": {name: statistics.median(taken) for name, taken in times.items()},
    }


def _arguments(turn: int) -> dict[str, list[str]]:
    """Return each command with its arguments in a round."""
    year, month = FIRST_YEAR + turn % 20, turn % 12 + 1
    filled = {
        "{month}": f"{year}-{month:02}",
        "{day}": f"{year}-{month:02}-{turn % 27 + 1:02}",
        "{body}": BODIES[turn % len(BODIES)],
    }
    return {
        name: [DVGRAPH, *(filled.get(word, word) for word in asked.split())]
        for name, asked in ASKED.items()
    }


def _seconds(command: list[str], environment: dict[str, str]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, env=environment, capture_output=True, timeout=120, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode not in ANSWERED:
        raise RuntimeError(f"{command}: {done.stderr.decode()[-300:]}")
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def section(found: dict[str, Any]) -> str:
    unit = found["seconds"][PYTHON]
    rows = "\n".join(
        f"| `{ASKED_BY.get(name, name)}` | {took * 1000:.0f} | {took / unit:.1f} |"
        for name, took in found["seconds"].items()
    )
    return f"""## Cold start

Median CPU time of {found["rounds"]} fresh processes each, taken in turns in one run, with arguments
not asked before and a cache filled by other commands
({", ".join(f"`{name}`" for name in sorted(SLOW))}: a third as many).

| command | CPU, ms | times `{PYTHON}` |
|---|---:|---:|
{rows}
"""


def goals(found: dict[str, Any]) -> list[Row]:
    seconds = found.get("seconds")
    wanted = (
        ("dvgraph --help", 5, 4.5),
        ("ask", 7, 5.5),
        ("show", 15, 8),
        ("as-of", 20, 12),
        ("lineage", 20, 12),
        ("validate", 30, 20),
        ("check", 60, 40),
    )
    return [
        most(
            f"cold `{name}`, not asked before, the shipped graph, against `{PYTHON}`",
            seconds[name] / seconds[PYTHON] if seconds else None,
            floor,
            aim,
            found.get("failed", ""),
        )
        for name, floor, aim in wanted
    ]
