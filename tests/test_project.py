"""The project as a whole: the tracked files, and the promises of README."""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import click
import pytest
import yaml

import dvgraph
import skips

ROOT = Path(__file__).parents[1]
TESTS = ROOT / "tests"
# Written so that this file does not match itself.
NOT_OURS = re.compile(
    r"pypi\.org|python[h]osted|registry\.npmjs|deb\.debian\.org|/wor[k]/|/far[m]/|/roo[t]/\.|/tm[p]/[a-z]"
)


def tracked() -> list[Path]:
    """Return the files that git tracks or would add, so that a fault is seen before the commit."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError) as error:
        pytest.skip(f"needs git and a checkout: {error}")
    paths = [ROOT / name for name in listed.stdout.split("\0") if name]
    return [path for path in paths if path.is_file()]


def test_no_file_names_a_machine_or_a_registry_host() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:100]}"
        for path in tracked()
        for number, line in enumerate(path.read_text("utf-8", "replace").splitlines(), 1)
        if NOT_OURS.search(line)
    ]
    assert found == []


def test_no_file_points_to_a_document_that_is_not_in_the_repository() -> None:
    absent = re.compile(r"\bDESIG[N]\b|\breference/[a-z]+\.md|(?<![\w/])\.\./shared/")
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:100]}"
        for path in tracked()
        for number, line in enumerate(path.read_text("utf-8", "replace").splitlines(), 1)
        if absent.search(line)
    ]
    assert found == []


def test_readme_names_the_two_commands_and_only_targets_that_exist() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    makefile = (ROOT / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    named = set(re.findall(r"`make ([a-z]+)", readme))
    assert {"run", "test"} <= named <= targets


def test_readme_shows_only_commands_that_exist() -> None:
    from dvgraph.cli import cli

    readme = (ROOT / "README.md").read_text("utf-8")
    named = set(re.findall(r"^(?:\$ )?dvgraph ([a-z][a-z-]*)", readme, re.MULTILINE))
    assert named
    assert named <= set(cli.list_commands(click.Context(cli)))


def test_version_and_licences_are_the_same_wherever_they_are_stated() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    assert citation["version"] == dvgraph.__version__
    assert citation["license"] == [project["license"], "CC0-1.0"]
    assert [author["name"] for author in project["authors"]] == ["the dvgraph authors"]
    assert citation["authors"] == project["authors"]
    assert dvgraph.__version__ in (ROOT / "CHANGELOG.md").read_text("utf-8")


def test_licences_are_the_official_texts() -> None:
    code = (ROOT / "LICENSE").read_text("utf-8")
    data = (ROOT / "LICENSE-DATA").read_text("utf-8")
    assert code.startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2\n")
    assert "15.Applicable Law" in code
    assert data.startswith("Creative Commons Legal Code\n\nCC0 1.0 Universal\n")
    assert "4. Limitations and Disclaimers." in data


def test_ci_runs_what_a_developer_runs() -> None:
    script = ROOT / ".ci" / "run"
    assert script.stat().st_mode & 0o100
    assert script.read_text("utf-8").rstrip().endswith("make test\nexec make test-all")


SKIPPING = "import pytest\n\ndef test_of_a_thing_that_is_not_here():\n    pytest.skip('not here')\n"


NEW, LISTED = "test_new.py", "test_data_dossier.py"  # the second is on the list


@pytest.mark.slow
@pytest.mark.program
@pytest.mark.parametrize(
    ("files", "in_ci", "code"),
    [
        ((NEW, LISTED), {"CI": "true"}, 1),
        pytest.param((LISTED,), {"CI": "true"}, 0, marks=pytest.mark.slow),
        pytest.param((NEW,), {}, 0, marks=pytest.mark.slow),
    ],
)
def test_a_test_that_is_skipped_in_ci_without_a_reason_fails_the_run(
    tmp_path: Path, files: tuple[str, ...], in_ci: dict[str, str], code: int
) -> None:
    for file in files:
        (tmp_path / file).write_text(SKIPPING, encoding="utf-8")
    environment = {name: value for name, value in os.environ.items() if name != "CI"} | in_ci
    environment["PYTHONPATH"] = os.pathsep.join([str(TESTS), *sys.path])
    command = [sys.executable, "-m", "pytest", "-p", "conftest", "-c", ROOT / "pyproject.toml"]
    command += [f"--rootdir={tmp_path}", "-n1", "-p", "no:cacheprovider", tmp_path]
    done = subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == code, done.stdout + done.stderr
    told = done.stdout.splitlines()
    named = {file for file in files if f"{file}::test_of_a_thing_that_is_not_here" in told}
    assert named == ({NEW} if code else set())


def test_each_pattern_of_the_list_of_skips_names_tests_that_exist_and_a_reason() -> None:
    for pattern, reason in skips.reasons().items():
        file, _, test = pattern.partition("::")
        texts = [path.read_text("utf-8") for path in TESTS.glob(file)]
        assert any(test.strip("*") in text for text in texts), pattern
        assert len(reason.split()) > 3
