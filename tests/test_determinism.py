"""The same data gives the same bytes in every run.

The runs differ in the seed of Python's hashes, the time zone, the mode of new files and the folder
of the data.
"""

import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from dvgraph.dataset.files import FORMATS
from variations import sparse

AGENCY = Path(__file__).parent / "agency"


def run(arguments: list[str], folder: Path, seed: str) -> None:
    """Run the program with a new cache, so that no run reads the work of another."""
    place = {"PYTHONHASHSEED": seed, "DVGRAPH_CACHE": str(folder / f"cache-{seed}"), "TZ": "UTC"}
    umask = 0o022
    if seed == "2":
        # A far zone in which it is the same day: pictures and pages show the day of the reader.
        east = datetime.now(UTC).hour < 10  # there it is 14 hours later, in the other 10 earlier
        place["TZ"], umask = "Pacific/Kiritimati" if east else "Pacific/Honolulu", 0o077
        copy = folder / "copy" / AGENCY.name
        shutil.copytree(AGENCY, copy, dirs_exist_ok=True)
        arguments = [str(copy) if each == str(AGENCY) else each for each in arguments]
    command = [sys.executable, "-m", "dvgraph", *arguments]
    subprocess.run(command, env=os.environ | place, umask=umask, check=True, capture_output=True)


def written(arguments: list[str], target: Path, seed: str) -> bytes:
    """Return the bytes that a run writes to a file."""
    run([*arguments, "-o", str(target)], target.parent, seed)
    return target.read_bytes()


@pytest.mark.slow
@pytest.mark.parametrize("form", [*FORMATS, "csv"])
def test_two_exports_are_equal_byte_for_byte(form: str, tmp_path: Path) -> None:
    command = ["export", "--data", str(AGENCY), "-f", form]
    one, other = (written(command, tmp_path / f"graph.{form}", seed) for seed in "12")
    assert one == other


@pytest.mark.parametrize("form", sparse(["md", "html", "docx", "pdf"], 3))
@pytest.mark.slow
def test_two_briefs_are_equal_byte_for_byte(form: str, tmp_path: Path) -> None:
    command = ["brief", "administrateur-generaal", "--since", "2017", "--until", "2025-12-31"]
    one, other = (written(command, tmp_path / f"brief.{form}", seed) for seed in "12")
    assert one == other


@pytest.mark.slow
@pytest.mark.parametrize(
    "command",
    ["site", "export --tables", "export -f xlsx --tables"],
)
def test_two_folders_are_equal_byte_for_byte(command: str, tmp_path: Path) -> None:
    made = []
    for seed in "12":
        folder = tmp_path / f"site-{seed}"
        run([*command.split(), str(folder), "--data", str(AGENCY)], tmp_path, seed)
        files = (path for path in folder.rglob("*") if path.is_file())
        made.append({path.relative_to(folder): path.read_bytes() for path in files})
    assert made[0].keys() == made[1].keys()
    assert not [path for path, content in made[0].items() if content != made[1][path]]


@pytest.mark.parametrize(
    ("asked", "form"),
    [
        *((asked, "svg") for asked in ("lineage", "tasks", "gaps --coverage")),
        *(("lineage", form) for form in ("png", "pdf")),
    ],
)
@pytest.mark.slow
def test_two_pictures_are_equal_byte_for_byte(asked: str, form: str, tmp_path: Path) -> None:
    command = [*asked.split(), "--data", str(AGENCY)]
    one, other = (written(command, tmp_path / f"picture.{form}", seed) for seed in "12")
    assert one == other
