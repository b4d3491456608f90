"""Completion: the candidates for commands, questions, parameters and names."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from dvgraph.cli.completion import offered
from dvgraph.questions.search import Name

pytestmark = [pytest.mark.program, pytest.mark.usefixtures("english")]

PROGRAM = Path(sys.executable).with_name("dvgraph")
BASE = "https://w3id.org/dvgraph/id/"
NAMES = [
    Name(f"{BASE}organisatie/agx", "Agentschap Xylofonie", 0, "organisation"),
    Name(f"{BASE}organisatie/agx", "agx", 3, "organisation"),
    Name(f"{BASE}taak/stemmen", "stemmen", 0, "task"),
    Name(f"{BASE}dienst/stemmen", "stemmen", 0, "service"),
    Name("https://data.vlaanderen.be/id/organisatie/OVO1", "Register", 0, "organisation"),
    Name("https://data.vlaanderen.be/id/organisatie/OVO1", "OVO1", 3, "organisation"),
]


def complete(line: str) -> list[str]:
    """The candidates that bash would get at the end of a line."""
    words = line.split(" ")
    env = os.environ | {
        "COMP_WORDS": line,
        "COMP_CWORD": str(len(words) - 1),
        "_DVGRAPH_COMPLETE": "bash_complete",
    }
    done = subprocess.run([PROGRAM], env=env, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
    return [answer.removeprefix("plain,") for answer in done.stdout.split()]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("dvgraph sho", "show"),
        ("dvgraph ask tasks-ad", "tasks-added"),
        ("dvgraph ask tasks-added --org", "--organisation"),
        ("dvgraph ask tasks-added --organisation agi", "agiv"),
        ("dvgraph ask tasks-added --organisation OVO0029", "OVO002949"),
        ("dvgraph show Digitaal-v", "digitaal-vlaanderen"),
        ("dvgraph show afdeling-vlaamse-i", "afdeling-vlaamse-infolijn"),
        ("dvgraph show --as", "--as-of"),
        ("dvgraph completion z", "zsh"),
        ("dvgraph import weg", "wegwijs"),
    ],
)
def test_what_was_begun_is_completed(line: str, expected: str) -> None:
    assert expected in complete(line)


@pytest.mark.parametrize(
    "line",
    ["dvgraph nosuch x", "dvgraph ask nosuch --o", "dvgraph show --data /nowhere/at/all Dig"],
)
def test_a_mistake_in_the_line_offers_nothing_and_prints_no_error(line: str) -> None:
    assert complete(line) == []


def test_names_of_another_kind_are_not_offered() -> None:
    assert "magda" in complete("dvgraph show mag")
    assert complete("dvgraph ask tasks-added --organisation mag") == []


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_of_each_shell_is_printed(shell: str) -> None:
    done = subprocess.run([PROGRAM, "completion", shell], capture_output=True, text=True)
    assert done.returncode == 0
    assert f"_DVGRAPH_COMPLETE={shell}_complete" in done.stdout


def test_bash_completes_once_it_has_read_the_script() -> None:
    bash = shutil.which("bash")
    if not bash:
        pytest.skip("needs bash")
    lines = (
        'eval "$(dvgraph completion bash)"; COMP_WORDS=(dvgraph show agi); COMP_CWORD=2;'
        ' _dvgraph_completion dvgraph; echo "${COMPREPLY[@]}"'
    )
    path = f"{PROGRAM.parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        [bash, "--norc", "-c", lines],
        env=os.environ | {"PATH": path},
        capture_output=True,
        text=True,
    )
    assert "agiv" in done.stdout.split()


def test_a_slug_that_two_things_have_is_offered_with_their_kind() -> None:
    assert list(offered(NAMES, "stem")) == ["dienst/stemmen", "taak/stemmen"]
    assert list(offered(NAMES, "taak/s")) == ["taak/stemmen"]


def test_codes_and_slugs_are_offered_whatever_the_case() -> None:
    assert offered(NAMES, "AG") == {"agx": "Agentschap Xylofonie"}
    assert offered(NAMES, "ovo") == {"OVO1": "Register"}


def test_a_word_inside_a_name_is_completed_when_one_thing_has_it() -> None:
    assert list(offered(NAMES, "xylo")) == ["organisatie/agx"]
    assert offered(NAMES, "zz") == {}
