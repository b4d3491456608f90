"""Compare validation with its peers: time, memory, and whether each peer's answer is right.

Every engine runs in a process of its own, and in an environment of its own that pip makes once in
build/peers; an engine that cannot be installed or started is listed so. All judge the same file:
generated data with its derived triples and the ontology. An answer is judged twice: against the
seeded errors, and row by row (focus, path, component) against pySHACL.
"""

import json
import subprocess
import sys
import time
import venv
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from dvgraph import resources
from dvgraph.dataset import read, write
from dvgraph.derive import derive
from generate import generate

HERE = Path(__file__).parent
BUILD = HERE.parent / "build" / "bench"
ID = "https://w3id.org/dvgraph/id/"
# What each engine's environment needs; our own is the one this runs in.
PEERS = {
    "dvgraph": (),
    "pyshacl": (),
    "pyshacl-cached": (),
    "pyshacl-oxrdflib": ("oxrdflib", "pyshacl"),
    "pyshacl-turbo": ("pyshacl-turbo",),
    "shacl-rust": ("shacl-rust",),
    "shifty": ("pyshifty", "rdflib"),
    "pyrudof": ("pyrudof",),
}
REFERENCE = "pyshacl-cached"
# Beyond these sizes an engine takes longer than anybody waits.
LARGEST = {"pyshacl": 2_000, "pyshacl-oxrdflib": 2_000, REFERENCE: 100_000}
SECONDS = 150


class Prepared(NamedTuple):
    """Data with all that is derived from it, and where errors were seeded: (focus, shape)."""

    data: Path
    triples: int
    seeded: set[tuple[str, str]]


def prepare(size: int) -> Prepared:
    """Return the generated data of a size, made once."""
    raw, full = BUILD / f"{size}.nt", BUILD / f"{size}-derived.nt"
    if not full.exists():
        generate(size, raw)
        dataset = read([raw])
        write([*dataset.quads, *derive(dataset)], full, "nt")
    lines = raw.with_suffix(".errors.tsv").read_text(encoding="utf-8").splitlines()
    places = (line.split("\t") for line in lines)
    shapes = {(focus, ID + name) for _, focus, name in places if name.startswith("vorm/")}
    with full.open("rb") as file:
        return Prepared(full, sum(1 for _ in file), shapes)


def shapes_file() -> Path:
    BUILD.mkdir(parents=True, exist_ok=True)
    path = BUILD / "shapes.ttl"
    write(read([resources.shapes_dir()], ontology=False).quads, path, "ttl")
    return path


def python_of(name: str) -> tuple[Path, str]:
    """Return the Python of an engine's environment and the version; raises where pip fails."""
    packages = PEERS[name]
    python = Path(sys.executable)
    if packages:
        folder = HERE.parent / "build" / "peers" / name
        python = folder / "bin" / "python"
        if not python.exists():
            venv.create(folder, with_pip=True)
        install = [python, "-m", "pip", "install", "--quiet", *packages]
        subprocess.run(install, check=True, capture_output=True, timeout=300)
    package = packages[0] if packages else name.removesuffix("-cached")
    tell = f"import importlib.metadata as m; print(m.version({package!r}))"
    version = subprocess.run([python, "-c", tell], check=True, capture_output=True, text=True)
    return python, f"{package} {version.stdout.strip()}"


def judge(name: str, python: Path, data: Path, shapes: Path) -> dict[str, Any] | str:
    """Return what an engine answers, or why it does not."""
    command = [python, HERE / "engines.py", name, data, shapes]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS)
    except subprocess.TimeoutExpired:
        return f"not done in {SECONDS} s"
    if done.returncode:
        return "fails: " + (done.stderr.strip().splitlines() or ["no word"])[-1][:80]
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


def section(sizes: Sequence[int]) -> str:
    """Return the section of docs/benchmarks.md on peers of validation."""
    shapes, versions, rows = shapes_file(), [], []
    pythons: dict[str, Path] = {}
    for name in PEERS:
        try:
            pythons[name], version = python_of(name)
            versions.append(version)
        except (subprocess.SubprocessError, OSError):
            rows.append(f"| {name} | | not available | | | | | |")
    for size in sizes:
        prepared = prepare(size)
        answers = {
            name: judge(name, python, prepared.data, shapes)
            for name, python in pythons.items()
            if size <= LARGEST.get(name, size)
        }
        rows += _table(prepared, answers)
        quicker = _quicker(answers)
    body = "\n".join(rows)
    return f"""## Validation against its peers

Generated registers (seed 1, an error in about 1% of the records), all shipped shapes; triples are
those judged: generated, derived and ontology. Load, validate: seconds of one run, each engine in
its own process; one number where the engine does both at once. Against dvgraph: load and validate
together, as multiples of dvgraph's. Found: of the seeded errors. Rows: (focus, path, component)
that pySHACL gives too, of those it gives; in brackets those that it does not give.

{", ".join(sorted(set(versions)))}.

| engine | triples | load | validate | against dvgraph | MiB | found | rows as pySHACL |
|---|---:|---:|---:|---:|---:|---:|---:|
{body}

Where dvgraph loses: at the largest size {", ".join(quicker) or "no engine"} took less time.
"""


def _quicker(answers: dict[str, dict[str, Any] | str]) -> list[str]:
    """Return the engines that took less time than dvgraph, with how much of it was wrong."""
    took = {n: a["load"] + a["validate"] for n, a in answers.items() if isinstance(a, dict)}
    right = _rows(answers.get(REFERENCE))
    told = []
    for name in sorted(took, key=lambda name: took[name]):
        if took[name] < took["dvgraph"]:
            wrong = len(_rows(answers[name]) ^ right) if right else 0
            told.append(f"{name} ({wrong} wrong rows)" if wrong else name)
    return told


def _table(prepared: Prepared, answers: dict[str, dict[str, Any] | str]) -> list[str]:
    right = _rows(answers.get(REFERENCE))
    ours = answers["dvgraph"]
    unit = ours["load"] + ours["validate"] if isinstance(ours, dict) else None
    lines = []
    for name, answer in answers.items():
        if isinstance(answer, str):
            lines.append(f"| {name} | {prepared.triples} | {answer} | | | | | |")
            continue
        rows = _rows(answer)
        places = {(focus, shape) for focus, _, _, shape in answer["rows"]}
        found = f"{len(prepared.seeded & places)} of {len(prepared.seeded)}"
        agree = f"{len(rows & right)} of {len(right)} ({len(rows - right)})" if right else ""
        whole = answer["load"] + answer["validate"]
        ratio = f"{whole / unit:.1f}" if unit else ""
        load = f"{answer['load']:.2f}" if answer["load"] else ""
        lines.append(
            f"| {name} | {prepared.triples} | {load} | {answer['validate']:.2f} | {ratio} |"
            f" {answer['peak']} | {found} | {agree} |"
        )
    return lines


def _rows(answer: dict[str, Any] | str | None) -> set[tuple[str, ...]]:
    if not isinstance(answer, dict):
        return set()
    return {tuple(row[:3]) for row in answer["rows"]}


if __name__ == "__main__":
    begun = time.perf_counter()
    print(section([int(size) for size in sys.argv[1:]] or [10_000]))
    print(f"{time.perf_counter() - begun:.0f} s", file=sys.stderr)
