"""The benchmarks run unattended: a failure is reported and does not stop the other sections."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))

import run
from apart import apart
from goals import least, most
from query_engines import plain

pytestmark = pytest.mark.program

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"
DOCS = Path(__file__).parents[1] / "docs"


def test_a_goal_says_how_far_from_its_floor_or_aim_it_is() -> None:
    assert least("x", 350, 100, 300).reached == "aim"
    assert least("x", 150, 100, 300)[3:5] == ("150×", "floor; 2× short of the aim")
    assert least("x", 50, 100, 300).reached == "no: 2× short of the floor"
    assert most("x", 1 / 400, 1 / 50, 1 / 200)[3:5] == ("1/400", "aim")
    assert most("x", 12, 6, 3).reached == "no: 2× short of the floor"
    assert most("x", None, 6, 3, "why")[3:] == (None, "not measured", "why")


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("print('{\"n\": 1}')", {"n": 1}),
        ("import time; time.sleep(60)", "not done in 1 s"),
        ("x = bytearray(300 << 20); import time; time.sleep(60)", "more than 200 MiB"),
        ("raise SystemExit('no such | engine')", "fails: no such / engine"),
        ("print('all is well')", "fails: no answer"),
    ],
)
def test_an_engine_ends_at_its_limits_and_says_why(code: str, told: object) -> None:
    assert apart([sys.executable, "-c", code], seconds=1, memory=200) == told


def test_the_same_value_counts_as_equal_however_an_engine_writes_it() -> None:
    from dvgraph.rdf.oxigraph import Literal, NamedNode

    assert plain(Literal(1.5)) == plain("1.50") == plain(1.5)
    assert plain(NamedNode("urn:x:a")) == plain("<urn:x:a>") == plain("urn:x:a")


def test_a_section_that_fails_is_told_with_how_to_measure_it_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(run.SECTIONS, "lineage", 0)
    found = {"lineage": run.measured("lineage")}
    assert found["lineage"]["failed"] == "not done in 0 s"
    page = run.page(found)
    assert "not done in 0 s. Again: `python benchmarks/run.py lineage`" in page
    assert all(f"run.py {name}`" in page for name in run.SECTIONS)


def test_one_section_measured_again_leaves_the_others(tmp_path: Path) -> None:
    kept = {"remote": {"failed": "the server was away", "took": 1}}
    (tmp_path / "benchmarks.json").write_text(json.dumps(kept), encoding="utf-8")
    command = [sys.executable, BENCHMARKS / "run.py", "lineage", "--into", tmp_path]
    environment = os.environ | {"DVGRAPH_BENCH": "quick"}
    subprocess.run(command, check=True, env=environment, capture_output=True, timeout=120)
    found = json.loads((tmp_path / "benchmarks.json").read_text(encoding="utf-8"))
    assert found.keys() == {"lineage", "remote"}
    assert found["remote"] == kept["remote"]
    walk, path = (one[0] for one in found["lineage"]["found"]["taken"].values())
    page = (tmp_path / "benchmarks.md").read_text(encoding="utf-8")
    assert "the server was away" in page
    [row] = [line for line in page.splitlines() if line.startswith("| lineage of all at")]
    assert row.split(" | ")[3] == least("", path / walk, 4, 10).measured


def test_an_unknown_section_is_refused_with_those_there_are(tmp_path: Path) -> None:
    command = [sys.executable, BENCHMARKS / "run.py", "lineages", "--into", tmp_path]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == 2
    assert "no section lineages; there are: startup" in done.stderr


def test_a_section_without_numbers_stays_on_the_page_as_it_was_measured(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "RESULTS", tmp_path / "results")
    monkeypatch.setattr(run, "DOCS", tmp_path)
    monkeypatch.setattr(sys, "argv", ["run.py", "--write"])
    found = {name: {"failed": "the power -> was cut", "took": 1} for name in run.SECTIONS}
    results = tmp_path / "results" / "benchmarks.json"
    results.parent.mkdir()
    results.write_text(json.dumps(found), encoding="utf-8")
    run.main()
    first = (tmp_path / "benchmarks.md").read_text(encoding="utf-8")
    assert first == run.page(found)
    results.write_text(json.dumps({"server": {"failed": "the cat", "took": 1}}), encoding="utf-8")
    run.main()
    again = (tmp_path / "benchmarks.md").read_text(encoding="utf-8")
    parts, others = (
        {name: (goals, text) for name, goals, text in run.SECTION.findall(page)}
        for page in (first, again)
    )
    assert list(parts) == list(others) == list(run.SECTIONS)
    assert {name for name in parts if parts[name] != others[name]} == {"server"}
    assert "the cat" in others["server"][1]
    goals = [line for line in again.splitlines() if line.startswith("| server:")]
    assert goals
    assert all("the cat" in line for line in goals)


def test_the_page_in_docs_says_how_it_came_about() -> None:
    written = run.page({}).split("\n\n")[:2]
    assert (DOCS / "benchmarks.md").read_text(encoding="utf-8").split("\n\n")[:2] == written
