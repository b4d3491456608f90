"""Measure cold starts as multiples of Python's own, and write docs/benchmarks.md.

The other sections are of the modules beside this one: ``validation`` (judging the whole shipped
graph), ``peers`` (validation against other engines) and ``growth`` (every query at scale).

All commands are timed in turns in one run, so that whatever else the machine does falls on all of
them alike; each is a fresh process with a filled cache. The median counts.
"""

import importlib.metadata
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import growth
import peers
import validation

ROUNDS = 25
# Generated triples; the derived come on top.
PEER_SIZES, GROWTH_SIZES = (2_000, 10_000, 100_000), (10_000, 100_000, 1_000_000)
PAGE = Path(__file__).parents[1] / "docs" / "benchmarks.md"
DVGRAPH = Path(sys.executable).with_name("dvgraph")
PYTHON = "python -c pass"
COMMANDS: dict[str, list[str]] = {
    PYTHON: [sys.executable, "-c", "pass"],
    "python -c 'import rdflib'": [sys.executable, "-c", "import rdflib"],
    "dvgraph --help": [str(DVGRAPH), "--help"],
    "dvgraph ask tasks-added --since 2021": [
        str(DVGRAPH), "ask", "tasks-added", "--since", "2021",
    ],
    "dvgraph show AGIV": [str(DVGRAPH), "show", "AGIV"],
    "dvgraph search raamcontract": [str(DVGRAPH), "search", "raamcontract"],
    "dvgraph as-of 2020-01-01": [str(DVGRAPH), "as-of", "2020-01-01"],
    "dvgraph diff 2020-01-01 2022-01-01": [str(DVGRAPH), "diff", "2020-01-01", "2022-01-01"],
    "dvgraph lineage AGIV": [str(DVGRAPH), "lineage", "AGIV"],
    "dvgraph tasks AGIV": [str(DVGRAPH), "tasks", "AGIV"],
    "dvgraph figures personeelsbestand": [str(DVGRAPH), "figures", "personeelsbestand"],
    "dvgraph gaps": [str(DVGRAPH), "gaps"],
    "python -c 'import dvgraph'": [sys.executable, "-c", "import dvgraph"],
    "dvgraph evidence verify": [str(DVGRAPH), "evidence", "verify"],
    "dvgraph validate": [str(DVGRAPH), "validate"],
    "dvgraph check": [str(DVGRAPH), "check"],
}  # fmt: skip
AIMS = {"dvgraph --help": 4.5, "dvgraph ask tasks-added --since 2021": 7.0}
SLOW = {"dvgraph evidence verify", "dvgraph validate", "dvgraph check"}
PACKAGES = ("click", "pyoxigraph", "pyshacl", "rdflib")


def seconds(command: list[str], environment: dict[str, str]) -> float:
    start = time.perf_counter()
    subprocess.run(command, env=environment, check=True, capture_output=True)
    return time.perf_counter() - start


def measure() -> dict[str, float]:
    """Return the median of each command's seconds; the slow ones run in a fifth of the rounds."""
    times: dict[str, list[float]] = {name: [] for name in COMMANDS}
    with tempfile.TemporaryDirectory() as cache:
        environment = os.environ | {"DVGRAPH_CACHE": cache}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed program has its bytecode
        for command in COMMANDS.values():
            seconds(command, environment)  # fills the cache and the file system's
        for turn in range(ROUNDS):
            for name, command in COMMANDS.items():
                if name not in SLOW or turn % 5 == 0:
                    times[name].append(seconds(command, environment))
    return {name: statistics.median(taken) for name, taken in times.items()}


def _busy() -> str:
    load, cores = os.getloadavg()[2], os.cpu_count() or 1
    other = "other work ran beside it" if load > cores else "little else ran"
    return f"{load:.1f} processes ran or waited on average: {other}."


def page(medians: dict[str, float]) -> str:
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in PACKAGES)
    rows = "\n".join(
        f"| `{name}` | {median * 1000:.0f} | {median / medians[PYTHON]:.1f} | "
        f"{f'≤ {AIMS[name]}' if name in AIMS else ''} |"
        for name, median in medians.items()
    )
    return f"""# Benchmarks

Written by `make bench`; do not edit. Compare the ratios: seconds depend on the machine.

dvgraph {importlib.metadata.version("dvgraph")}, Python {platform.python_version()}, {versions};
{platform.system()} {platform.machine()}, {os.cpu_count()} cores; {_busy()}

## Cold start

Median of {ROUNDS} fresh processes each, taken in turns in one run, the cache filled
({", ".join(f"`{name}`" for name in sorted(SLOW))}: {ROUNDS // 5}).

| command | ms | times `{PYTHON}` | aim |
|---|---:|---:|---:|
{rows}
"""


if __name__ == "__main__":
    sections = [
        page(measure()),
        validation.section(),
        peers.section(PEER_SIZES),
        growth.section(GROWTH_SIZES),
    ]
    text = "\n".join(sections)
    PAGE.write_text(text, encoding="utf-8")
    print(text)
