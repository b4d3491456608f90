"""Write a release: make release.

``build/release`` gets ``dvgraph-data-VERSION.zip``, an RO-Crate with every form of the data; the
wheel, and its bill of materials (CycloneDX); ``SHA256SUMS`` of all three. The same checkout gives
the same bytes: the plain views are of the last day on which something was recorded, and no file
carries the moment of writing.
"""

import hashlib
import shutil
import subprocess
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
from supply import bill

ROOT = Path(__file__).resolve().parents[1]
OLDEST = (1980, 1, 1, 0, 0, 0)  # the first moment that a zip file knows


def write(graph: Graph, target: Path) -> Path:
    """Write the data of an open graph into a folder as one zip file, and return that."""
    name = f"dvgraph-data-{data_version()}"
    target.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as scratch:
        folder = Path(scratch) / name
        folder.mkdir()
        fill(graph, folder)
        return pack(folder, target / f"{name}.zip")


def build(checkout: Path, target: Path) -> Path:
    """Build the wheel of a checkout with what is installed here, and return its file."""
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel"]
    command += ["--directory", str(target)]
    # hatchling writes the same moment into each file, that of SOURCE_DATE_EPOCH if it is set.
    subprocess.run(command, cwd=checkout, capture_output=True, check=True)
    return next(target.glob(f"dvgraph-{dvgraph.__version__}-*.whl"))


def checksums(target: Path, files: list[Path]) -> None:
    """Write the checksums (SHA-256) of files in a folder beside them."""
    lines = [f"{hashlib.sha256(one.read_bytes()).hexdigest()}  {one.name}\n" for one in files]
    (target / "SHA256SUMS").write_text("".join(lines), encoding="utf-8")


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


def main(target: Path) -> None:
    """Write a release into a folder."""
    with dvgraph.open() as shipped:
        data = write(shipped, target)
    wheel = build(ROOT, target)
    parts = target / f"{'-'.join(wheel.name.split('-')[:2])}.cdx.json"
    parts.write_text(bill(), encoding="utf-8")
    checksums(target, [data, wheel, parts])
    print(f"{target}: {', '.join(sorted(one.name for one in target.iterdir()))}")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if sys.argv[1:] else ROOT / "build" / "release")
