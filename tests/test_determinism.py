"""The same data gives the same bytes, whatever the run and the seed of Python's hashes."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from dvgraph.dataset.files import FORMATS
from variations import sparse

AGENCY = Path(__file__).parent / "agency"


def written(arguments: list[str], target: Path, seed: str) -> bytes:
    """Return what a run of its own writes to a file."""
    command = [sys.executable, "-m", "dvgraph", *arguments, "-o", str(target)]
    # A cache of its own: the second run must not read what the first has made.
    place = {"PYTHONHASHSEED": seed, "XDG_CACHE_HOME": str(target.parent / f"cache-{seed}")}
    subprocess.run(command, env=os.environ | place, check=True, capture_output=True)
    return target.read_bytes()


@pytest.mark.parametrize("form", [*FORMATS, "csv"])
def test_two_exports_are_equal_byte_for_byte(form: str, tmp_path: Path) -> None:
    command = ["export", "--data", str(AGENCY), "-f", form]
    one, other = (written(command, tmp_path / f"graph.{form}", seed) for seed in "12")
    assert one == other


@pytest.mark.parametrize("form", sparse(["md", "html", "docx", "pdf"], 3))
def test_two_briefs_are_equal_byte_for_byte(form: str, tmp_path: Path) -> None:
    command = ["brief", "administrateur-generaal", "--since", "2017", "--until", "2025-12-31"]
    one, other = (written(command, tmp_path / f"brief.{form}", seed) for seed in "12")
    assert one == other


@pytest.mark.parametrize(
    ("asked", "form"),
    [
        *((asked, "svg") for asked in ("lineage", "tasks", "gaps --coverage")),
        *(("lineage", form) for form in ("png", "pdf")),
    ],
)
def test_two_pictures_are_equal_byte_for_byte(asked: str, form: str, tmp_path: Path) -> None:
    command = [*asked.split(), "--data", str(AGENCY)]
    one, other = (written(command, tmp_path / f"picture.{form}", seed) for seed in "12")
    assert one == other
