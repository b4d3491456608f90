"""Write the release of the shipped data: make release.

``build/release`` gets ``dvgraph-data-VERSION.zip``, an RO-Crate with every form of the data, and
``SHA256SUMS``. The same data gives the same bytes: the plain views are of the last day on which
something was recorded, and no file carries the moment of writing.
"""

import hashlib
import shutil
import sys
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory

import dvgraph
from dvgraph.api import Graph
from dvgraph.exchange.exporters.plain import PROFILES
from dvgraph.rdf.terms import value
from dvgraph.resources import data_version
from dvgraph.store.binding import support

ROOT = Path(__file__).resolve().parents[1]
OLDEST = (1980, 1, 1, 0, 0, 0)  # the first moment that a zip file knows


def write(graph: Graph, target: Path) -> Path:
    """Write the release of an open graph into a folder, and return its zip file."""
    name = f"dvgraph-data-{data_version()}"
    target.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as scratch:
        folder = Path(scratch) / name
        folder.mkdir()
        fill(graph, folder)
        bundle = pack(folder, target / f"{name}.zip")
    total = hashlib.sha256(bundle.read_bytes()).hexdigest()
    (target / "SHA256SUMS").write_text(f"{total}  {bundle.name}\n", encoding="utf-8")
    return bundle


def fill(graph: Graph, folder: Path) -> None:
    """Write every form of the data into a folder, and what describes them."""
    times = (value(row[1]) for row in graph.store.select(support("record-times")).rows)
    day = max(times)[: len("YYYY-MM-DD")]
    graph.export(folder / "dvgraph.trig")
    for profile in PROFILES:
        graph.export(folder / f"plain-{profile}.ttl", profile=profile, as_of=day)
    graph.export(folder / "catalogue.ttl", catalogue=True)
    graph.export(folder / "rico.ttl", rico=True)
    graph.export(folder / "tables", tables=True)
    graph.export(folder / "tables", "xlsx", tables=True)
    graph.export(folder / "eac", eac=True)
    graph.export(folder / "stream", ldes=True)
    for name in ("LICENSE-DATA", "CITATION.cff"):
        shutil.copyfile(ROOT / name, folder / name)
    graph.export(folder, crate=True)


def pack(folder: Path, target: Path) -> Path:
    """Write a folder as a zip file, the same bytes each time, and return the file."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            entry = zipfile.ZipInfo(path.relative_to(folder.parent).as_posix(), OLDEST)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, path.read_bytes())
    return target


if __name__ == "__main__":
    with dvgraph.open() as shipped:
        print(write(shipped, Path(sys.argv[1] if sys.argv[1:] else ROOT / "build" / "release")))
