"""Measure, and write docs/benchmarks.md.

        python benchmarks/run.py [SECTION…]

Without names every section is measured; with names only those, and the page keeps the other
sections as they were. The measurements are stored in benchmarks/results/benchmarks.json, which git
ignores; a section without numbers there stays on the page unchanged, with its day and commit. No
number on the page is typed by hand. Each section runs in a separate process with a time limit, so
that a section that fails or hangs does not affect the others. DVGRAPH_BENCH=quick measures tiny
data, as a test that everything runs; --into FOLDER writes both files into that folder, and --write
measures nothing.
"""

import argparse
import importlib
import importlib.metadata
import json
import os
import platform
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from goals import Row
from scale import scale

DOCS = Path(__file__).parents[1] / "docs"
RESULTS = Path(__file__).parent / "results"
# In the order of the page; the seconds that each may take.
SECTIONS = {
    "startup": 480,
    "judging": 120,
    "peers": 1500,
    "queries": 600,
    "lineage": 300,
    "remote": 240,
    "server": 600,
    "sizes": 900,
    "growth": 600,
    "website": 1500,
    "registers": 1500,
    "large": 1400,
}
QUIET = 0.15  # processors
PACKAGES = ("click", "pyoxigraph", "pyshacl", "rdflib")
# Why a goal is not reached where it is not, and what was tried: by how the goal begins.
WHY = {
    "validate": "Below 200,000 triples the constraints are checked in plain Python, since importing"
    " numpy takes as long as ten starts of Python; the store for queries is loaded when needed.",
    "load + validate": "Lines are split and terms get their numbers in Python, while a second"
    " thread loads the store for the queries of the shapes; the quickest peers never leave Rust.",
    "read, validate, report": "Most of it is giving terms their numbers, in Python; the rest is"
    " sorting, the tests of distinct literals, four queries and the report.",
    "as-of, growth, group-by": "dvgraph asks the same engine, and adds its guard and a thread"
    " that hears Ctrl-C; integer columns beside the store were not built.",
    "lineage": "Most of it is the one query for the edges; the walk is short.",
    "the slowest of nine": "A few milliseconds are the engine's own; dvgraph adds nothing to the"
    " query but its guard.",
    "server": "One process reads all requests, in Python, where Oxigraph's server uses every core;"
    " what is no look-up goes to a worker, which can be killed, and back. The query itself runs in"
    " the same engine. The rows without a worker and without data show what HTTP and the way to a"
    " worker cost.",
    "cold `ask`": "A third is importing modules, click among them; the rest is opening the"
    " store on disk, some nine queries, and labels.",
    "cold `validate`": "Two fifths are the 77 rules, each a query on all data, and a sixth loading"
    " the store in memory that they need (on disk a query takes three times as long); then the"
    " shapes on columns, importing modules, and reading the shapes.",
    "cold `check`": "Nearly half is asking every question again, to compare its answer with the"
    " recorded one, and of this the engine's queries alone take more than the floor; the rest is"
    " the rules and shapes.",
}
Found = dict[str, dict[str, Any]]


def measured(name: str) -> dict[str, Any]:
    """Return the result of a section, with the circumstances; "failed" if there is none."""
    begun, busy = time.time(), _busy()
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "found.json"
        command = [sys.executable, __file__, "--measure", name, "--into", str(out)]
        process = subprocess.Popen(command, stdout=sys.stderr, start_new_session=True)
        try:
            code: int | str = process.wait(SECTIONS[name])
        except (subprocess.TimeoutExpired, KeyboardInterrupt) as error:
            _end(process.pid)
            process.wait()
            if isinstance(error, KeyboardInterrupt):
                raise
            code = f"not done in {SECTIONS[name]} s"
        if out.exists():
            found: dict[str, Any] = {"found": json.loads(out.read_text(encoding="utf-8"))}
        else:
            found = {"failed": code if isinstance(code, str) else f"exit {code}"}
    took = time.time() - begun
    return found | {
        "beside": max(0.0, (_busy() - busy) / took),
        "day": time.strftime("%Y-%m-%d", time.gmtime(begun)),
        "took": round(took),
        "commit": _commit(),
        "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores",
        "versions": {
            "Python": platform.python_version(),
            **{name: importlib.metadata.version(name) for name in ("dvgraph", *PACKAGES)},
        },
    }


def _commit() -> str:
    """Return the measured commit, and whether the files differ from it."""
    command = ("git", "describe", "--always", "--dirty", "--exclude", "*")
    try:
        done = subprocess.run(command, cwd=DOCS, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return done.stdout.strip()


def _busy() -> float:
    """Return the processor seconds used by other programs than this process and its children."""
    fields = _read(Path("/proc/stat")).split("\n", 1)[0].split()[1:]
    if not fields:
        return 0.0
    ticks = [int(field) for field in fields]
    whole = (sum(ticks[:3]) + sum(ticks[5:8])) / os.sysconf("SC_CLK_TCK")
    own = os.times()
    return whole - sum(own[:4])


def _end(process: int) -> None:
    """Stop a process and its children, including those in process groups of their own."""
    children = [
        int(entry.name)
        for entry in Path("/proc").glob("[0-9]*")
        if f"\nPPid:\t{process}\n" in _read(entry / "status")
    ]
    for child in children:
        _end(child)
    try:
        os.kill(process, 9)
    except ProcessLookupError:
        return


def _read(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:
        return ""


# A section on the page: its name, its goals as JSON, and its text.
SECTION = re.compile(r"<!-- (\w+) (\[.*?\]) -->\n(.*?\n)(?=\n<!-- \w+ \[|\Z)", re.DOTALL)


def page(found: Found, known: str = "") -> str:
    """Return docs/benchmarks.md for the given measurements.

    A section without measurements stays as it is on the page ``known``.
    """
    sections = {
        name: ([Row(*row) for row in json.loads(rows)], text)
        for name, rows, text in SECTION.findall(known)
    }
    for name in SECTIONS:
        if name in found or name not in sections:
            sections[name] = _section(name, found.get(name, {"failed": "never run"}))
    rows = [row for name in SECTIONS for row in sections[name][0]]
    return "\n".join(
        [_head(), _table(rows), *(_marked(name, *sections[name]) for name in SECTIONS)]
    )


def _marked(name: str, rows: list[Row], text: str) -> str:
    """Return a section with the marks that ``SECTION`` matches."""
    goals = json.dumps(rows, ensure_ascii=False).replace(">", "\\u003e")
    return f"<!-- {name} {goals} -->\n{text}"


def _section(name: str, one: dict[str, Any]) -> tuple[list[Row], str]:
    module = importlib.import_module(name)
    goals = getattr(module, "goals", lambda _: [])
    if "found" in one:
        try:
            text = module.section(one["found"]) + f"\n{_circumstances(one)}\n"
            return goals(one["found"]), text
        except (KeyError, TypeError, ValueError):  # what another version has measured
            one = {"failed": "measured by another version of this section"}
    again = f"Again: `python benchmarks/run.py {name}`."
    text = f"## {name.capitalize()}\n\nNot measured: {one['failed']}. {again}\n"
    return goals({"failed": one["failed"]}), text


def _head() -> str:
    return """# Benchmarks

Written by `make bench`; do not edit. The numbers measured are kept in benchmarks/results/, which
git ignores. `python benchmarks/run.py SECTION` measures one section again and leaves the others,
each with the day and the commit of its numbers. Compare the ratios: seconds depend on the machine.
Synthetic data of benchmarks/generate.py (our own model) and of shared/bench.
"""


def _circumstances(one: dict[str, Any]) -> str:
    beside = one["beside"]
    busy = "a quiet machine" if beside < QUIET else "compare ratios only"
    versions = ", ".join(f"{name} {number}" for name, number in one["versions"].items())
    return (
        f"*Measured {one['day']} in {one['took']} s at commit {one.get('commit', 'unknown')};"
        f" {versions}; {one['machine']}; other work kept {beside:.2f} of the"
        f" processors busy meanwhile: {busy}.*"
    )


def _table(rows: list[Row]) -> str:
    lines = "\n".join(
        f"| {row.what} | {row.floor} | {row.aim} | {row.measured or ''} | {row.reached} |"
        f" {row.note} |"
        for row in rows
    )
    aims = sum(row.reached == "aim" for row in rows)
    floors = sum(row.reached.startswith("floor") for row in rows)
    absent = sum(row.reached == "not measured" for row in rows)
    lost = [row for row in rows if row.reached.startswith("no") and row.reached != "not measured"]
    short = "".join(
        f"\n- {row.what}: {row.measured or 'not done'}, the floor is {row.floor}"
        f"{f' ({row.note})' if row.note else ''}. {_why(row)}"
        for row in lost
    )
    told = f"\n\nWhere we lose:\n{short}" if short else ""
    return f"""## Goals

Of {len(rows)} goals {aims} reach their aim and {floors} their floor; {len(lost)} reach neither and
{absent} were not measured.

| goal | floor | aim | measured | reached | |
|---|---:|---:|---:|---|---|
{lines}{told}
"""


def _why(row: Row) -> str:
    return next((why for start, why in WHY.items() if row.what.startswith(start)), "")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sections", nargs="*", metavar="SECTION", help=", ".join(SECTIONS))
    parser.add_argument("--into", type=Path, help="folder of the page and the numbers")
    parser.add_argument(
        "--write", action="store_true", help="write the page from what was measured"
    )
    parser.add_argument("--measure", choices=SECTIONS, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.measure:
        answer = importlib.import_module(given.measure).measure(scale())
        given.into.write_text(json.dumps(answer), encoding="utf-8")
        return
    if unknown := set(given.sections) - set(SECTIONS):
        parser.error(f"no section {', '.join(sorted(unknown))}; there are: {', '.join(SECTIONS)}")
    kept = (given.into or RESULTS) / "benchmarks.json"
    kept.parent.mkdir(exist_ok=True)
    found: Found = json.loads(kept.read_text(encoding="utf-8")) if kept.exists() else {}
    for name in () if given.write else given.sections or SECTIONS:
        print(f"{name} (at most {SECTIONS[name]} s) …", file=sys.stderr, flush=True)
        again = measured(name)
        if "found" in again or "found" not in found.get(name, {}) or not given.sections:
            found[name] = again
        print(f"  {again.get('failed', 'done')}, {again['took']} s", file=sys.stderr, flush=True)
        kept.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    written = (given.into or DOCS) / "benchmarks.md"
    known = written.read_text(encoding="utf-8") if written.exists() else ""
    written.write_text(page(found, known), encoding="utf-8")


if __name__ == "__main__":
    main()
