"""The data to measure, made once: registers in our own model, and the files of shared/bench."""

import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from dvgraph import resources
from dvgraph.dataset.files import read, write
from dvgraph.derive.rules import derive
from generate import generate

ROOT = Path(__file__).parents[1]
BUILD = ROOT / "build" / "bench"
SHARED = ROOT.parent / "shared" / "bench"
ID = "https://w3id.org/dvgraph/id/"


class Prepared(NamedTuple):
    """Data to validate: its number of triples, and its seeded errors as (focus, shape)."""

    data: Path
    triples: int
    seeded: set[tuple[str, str]]


def own(size: int) -> Prepared:
    """Return a generated register of our own model with its derived triples."""
    raw, full = BUILD / f"{size}.nt", BUILD / f"{size}-derived.nt"
    if not full.exists():
        generate(size, raw)
        dataset = read([raw])
        part = full.with_suffix(".part")
        write([*dataset.quads, *derive(dataset)], part, "nt")
        part.rename(full)
    lines = raw.with_suffix(".errors.tsv").read_text(encoding="utf-8").splitlines()
    places = (line.split("\t") for line in lines)
    shapes = {(focus, ID + name) for _, focus, name in places if name.startswith("vorm/")}
    return Prepared(full, _lines(full), shapes)


def shared(size: int, errors: float = 0.01) -> Prepared | None:
    """Return data of shared/bench, or None if that folder is absent.

    ``errors``: the share of the records with an error.
    """
    if not SHARED.is_dir():
        return None
    stem = BUILD / (f"shared-{size}" if errors == 0.01 else f"shared-{size}-{errors * 100:.0f}")
    file = stem.with_suffix(".nt")
    if not file.exists():
        BUILD.mkdir(parents=True, exist_ok=True)
        part = BUILD / f"part-{size}"
        command = [sys.executable, str(SHARED / "generate.py"), str(size), str(part)]
        command += ["--errors", str(errors)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        part.with_suffix(".nt").rename(file)
    return Prepared(file, _lines(file), set())


def own_shapes() -> Path:
    """Return all shipped shapes in one file."""
    BUILD.mkdir(parents=True, exist_ok=True)
    path = BUILD / "shapes.ttl"
    write(read([resources.shapes_dir()], ontology=False).quads, path, "ttl")
    return path


def _lines(path: Path) -> int:
    with path.open("rb") as file:
        return sum(1 for _ in file)
