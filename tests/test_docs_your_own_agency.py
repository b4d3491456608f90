"""The tutorial of a second agency: every line is run, in order, from nothing."""

import csv
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "your-own-agency.md").read_text("utf-8")
BLOCKS = re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL)


def test_every_line_of_the_tutorial_runs_and_leads_to_a_dossier_and_a_site(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "docs" / "your-own-agency", tmp_path / "docs" / "your-own-agency")
    environ = {key: value for key, value in os.environ.items() if not key.startswith("DVGRAPH_D")}
    environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{environ['PATH']}"
    said: dict[str, str] = {}
    for line in (line for block in BLOCKS for line in block.splitlines()):
        if line.startswith("export "):
            name, _, value = line.removeprefix("export ").partition("=")
            environ[name] = value
            continue
        done = subprocess.run(
            ["bash", "-c", line],
            cwd=tmp_path,
            env=environ,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        wanted = int((re.findall(r"# exits with (\d)", line) or [0])[0])
        assert done.returncode == wanted, f"{line}\n{done.stdout}{done.stderr}"
        assert "Traceback" not in done.stderr
        said[line] = done.stdout + done.stderr
    (fault,) = (text for line, text in said.items() if "taken.csv  #" in line)
    assert "rij 2, kolom A (naam): verplicht, maar leeg" in fault
    assert "niets gewijzigd" in said["dvgraph import tables verbeterd.xlsx"]
    assert said["dvgraph import tables docs/your-own-agency"].count("waarschuwing: ") == 10
    assert "23 waarschuwingen, 17 opmerkingen" in said["dvgraph check"]
    assert "Vormen en regels in orde" in said["dvgraph check"]
    assert "vastgoedbeheer" in said["dvgraph ask tasks-added --since 2010"]
    assert "vastgoedbeheer" in said["dvgraph ask facilitair-bedrijf/questions/our-tasks.rq"]
    assert "DAB Informatie" in said['dvgraph lineage "Agentschap Facilitair Bedrijf"']
    brief = (tmp_path / "dossier.md").read_text("utf-8")
    assert "fusie tot het Facilitair Bedrijf" in brief
    for text in (brief, (tmp_path / "facilitair-bedrijf-site" / "index.html").read_text("utf-8")):
        assert "Digitaal Vlaanderen" not in text
    assert (tmp_path / "facilitair-bedrijf.trig").stat().st_size > 100_000


def test_each_source_of_the_tutorial_is_one_of_the_shipped_data() -> None:
    shipped = (ROOT / "data" / "digitaal-vlaanderen" / "sources.ttl").read_text("utf-8")
    with (ROOT / "docs" / "your-own-agency" / "bronnen.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    assert len(rows) > 8
    for row in rows:
        assert f"schema:url <{row['webadres']}>" in shipped, row["titel"]
