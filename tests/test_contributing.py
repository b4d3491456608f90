"""The recipes of CONTRIBUTING.md work as they are written."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from dvgraph.questions.question import parse
from lint import problems

pytestmark = pytest.mark.program

ROOT = Path(__file__).parents[1]
RECIPES = {
    title: re.findall(r"^```sh\n(.*?)^```", body, re.MULTILINE | re.DOTALL)
    for title, body in re.findall(
        r"^## (.+?)\n(.*?)(?=^## |\Z)",
        (ROOT / "CONTRIBUTING.md").read_text("utf-8"),
        re.MULTILINE | re.DOTALL,
    )
}
RESPONSIBILITIES = "data/digitaal-vlaanderen/statements/responsibilities.ttl"
COMMANDS = {
    "dvgraph": 'exec {python} -m dvgraph "$@"',
    "make": '[ "$*" = record ] && exec {python} tests/record.py',
}


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of the checkout that imports its own dvgraph, and whose Makefile only has record."""
    for name in ("src", "ontology", "data", "queries", "tests"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "bin").mkdir()
    for name, script in COMMANDS.items():
        path = tmp_path / "bin" / name
        path.write_text("#!/bin/sh\n" + script.format(python=sys.executable) + "\n", "utf-8")
        path.chmod(0o755)
    return tmp_path


def run(checkout: Path, title: str) -> str:
    env = {name: value for name, value in os.environ.items() if not name.startswith("DVGRAPH_")}
    env |= {
        "PATH": f"{checkout / 'bin'}{os.pathsep}{env['PATH']}",
        "PYTHONPATH": str(checkout / "src"),
        "DVGRAPH_CACHE": str(checkout / "cache"),
    }
    done = subprocess.run(
        ["sh", "-e", "-c", "\n".join(RECIPES[title])],
        cwd=checkout,
        env=env,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_make_record_is_what_the_recipes_run() -> None:
    assert re.search(
        r"^record:.*\n.*python tests/record\.py$", (ROOT / "Makefile").read_text(), re.M
    )
    assert list(RECIPES) == ["A fact", "Another agency", "A term", "A question", "Code"]


@pytest.mark.slow
def test_a_fact(checkout: Path) -> None:
    file = checkout / "data/digitaal-vlaanderen/statements/responsibilities.ttl"
    before = file.read_text("utf-8").count("prov:invalidatedAtTime")
    told = run(checkout, "A fact")
    assert "responsibilities.ttl:" in told
    text = file.read_text("utf-8")
    assert "<uitspraak/dataveiligheid-digitaal-vlaanderen-2> a dvg:Verantwoordelijkheid" in text
    assert text.count("prov:invalidatedAtTime") == before + 1


@pytest.mark.slow
def test_a_term(checkout: Path) -> None:
    run(checkout, "A term")
    text = (checkout / "data/digitaal-vlaanderen/statements/responsibilities.ttl").read_text(
        "utf-8"
    )
    assert "dvg:rol <concept/verantwoordelijkheidsrol/advies> ;" in text


@pytest.mark.slow
def test_a_question(checkout: Path) -> None:
    told = run(checkout, "A question")
    assert "ensuring data security" in told
    assert (checkout / "tests/questions/roles-of-task.csv").read_text("utf-8").count("\n") > 1
    text = (checkout / "queries/questions/roles-of-task.rq").read_text("utf-8")
    assert problems(text) == []
    assert set(parse("roles-of-task", text).description) == {"nl", "en"}


@pytest.mark.slow
def test_the_recipe_for_another_agency_ends_with_the_answer_about_its_task(checkout: Path) -> None:
    told = run(checkout, "Another agency")
    assert "VDAB erbij gekomen: zeker 1 taak." in told
    assert "werkzoekenden bemiddelen" in told
    written = {path.name for path in (checkout / "vdab").rglob("*.ttl")}
    assert {"sources.ttl", "organisations.ttl", "tasks.ttl", "responsibilities.ttl"} <= written
