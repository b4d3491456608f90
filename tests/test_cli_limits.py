"""Limits on time and memory of the program, and its end when something kills its work."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import click
import pytest

from calling import call
from dvgraph.cli import cli, limits
from interrupts import hear_interrupts

pytestmark = [pytest.mark.program, pytest.mark.usefixtures("english")]

PROGRAM = str(Path(sys.executable).with_name("dvgraph"))
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
DATA = "".join(f"<urn:s{n}> <urn:p> {n} .\n" for n in range(300))
_TEN = "?{0},?{0},?{0},?{0},?{0},?{0},?{0},?{0},?{0},?{0}"
GROWING = 'SELECT ?z { BIND("aaaaaaaaaa" AS ?a) ' + "".join(
    f"BIND(CONCAT({_TEN.format(old)}) AS ?{new}) "
    for old, new in zip("abcdefgh", "bcdefghz", strict=True)
)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    path = tmp_path / "data.ttl"
    path.write_text(DATA, "utf-8")
    return path


def run(*args: str, given: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [PROGRAM, *args], input=given, capture_output=True, encoding="utf-8", check=False
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    ("query", "limit", "says"),
    [
        (
            ENDLESS,
            ("--timeout", "1"),
            "took longer than 1 seconds",
        ),
        (GROWING + "}", ("--memory", "0.2"), "Ask for less, or give more with --memory"),
    ],
    ids=["time", "memory"],
)
def test_a_query_beyond_its_time_or_memory_is_stopped_with_exit_code_4(
    data: Path, query: str, limit: tuple[str, str], says: str
) -> None:
    done = run("query", "-", "--data", str(data), *limit, given=query)
    assert (done.returncode, done.stdout) == (4, "")
    assert says in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("command", [("load",), ("validate",)])
def test_files_that_need_more_memory_than_allowed_are_stopped_with_exit_code_4(
    data: Path, command: tuple[str, ...]
) -> None:
    done = run(*command, str(data), "--memory", "0.001")
    assert done.returncode == 4
    assert "more than 0.001 GB of memory" in done.stderr


def test_a_command_without_an_option_for_its_limits_does_not_name_one(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    head = '#+ title: {nl: "x", en: "x"}\n#+ subject: tasks\n#+ for: [policy]\n#+ example: {}\n'
    (tmp_path / "own.rq").write_text(head + ENDLESS, "utf-8")
    monkeypatch.setenv("DVGRAPH_TIMEOUT", "1")
    done = run("ask", str(tmp_path / "own.rq"), "--data", str(data))
    assert done.returncode == 4
    assert "give more with DVGRAPH_TIMEOUT" in done.stderr
    assert "--" not in done.stderr


@pytest.mark.parametrize("limit", ["timeout", "memory"])
def test_a_limit_names_its_option_only_where_the_command_has_it(limit: str) -> None:
    have = set()
    with click.Context(cli) as above:
        commands = {name: cli.get_command(above, name) for name in cli.list_commands(above)}
    for name, command in commands.items():
        assert command
        context = click.Context(command, info_name=name)
        context.params = {one.name: None for one in command.params if one.name}
        with context:
            remedy = limits.passed(limit, 1)[1] or ""
        has = f"--{limit}" in {option for one in command.params for option in one.opts}
        assert (f"--{limit}" in remedy) is has, name
        have |= {name} if has else set()
    assert {"query", "validate"} <= have
    assert "check" in commands.keys() - have


@pytest.mark.parametrize(
    "command", [("migrate", "--check"), ("format", "--check"), ("validate",), ("export", "--data")]
)
def test_a_path_that_cannot_be_read_is_no_failed_write(command: tuple[str, ...]) -> None:
    done = call(*command, "a" * 300)
    assert (done.returncode, done.stdout) == (3, "")
    assert "cannot be read (File name too long)" in done.stderr


@pytest.mark.parametrize("value", ["0", "-1", "nan", "inf"])
def test_a_limit_that_is_none_is_refused(data: Path, value: str) -> None:
    done = run("query", "-", "--data", str(data), "--timeout", value, given="ASK {}")
    assert done.returncode == 2
    assert "is not a limit" in done.stderr


def begun(data: Path) -> "subprocess.Popen[bytes]":
    """Return the program in the middle of an endless query."""
    running = subprocess.Popen(
        [PROGRAM, "query", "-", "--data", str(data)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=hear_interrupts,
        start_new_session=True,
    )
    assert running.stdin
    running.stdin.write(ENDLESS.encode())
    running.stdin.close()
    while not children(running.pid):
        time.sleep(0.05)
    time.sleep(1)
    return running


def children(process: int) -> list[int]:
    listed = Path(f"/proc/{process}/task/{process}/children").read_text("utf-8")
    return [int(one) for one in listed.split()]


def test_ctrl_c_ends_the_program_and_its_work_without_a_word(data: Path) -> None:
    with begun(data) as running:
        (child,) = children(running.pid)
        os.killpg(running.pid, signal.SIGINT)  # as a terminal does
        assert running.wait() == 130
        assert running.stderr
        assert running.stderr.read() == b""
    assert not Path(f"/proc/{child}").exists()


def test_work_whose_program_is_killed_ends_too(data: Path) -> None:
    with begun(data) as running:
        (child,) = children(running.pid)
        running.kill()
        running.wait()
        for _ in range(100):
            if not Path(f"/proc/{child}").exists():
                break
            time.sleep(0.05)
    assert not Path(f"/proc/{child}").exists()


def test_work_that_crashes_is_told_in_words(data: Path) -> None:
    with begun(data) as running:
        (child,) = children(running.pid)
        os.kill(child, signal.SIGSEGV)
        assert running.wait() == 4
        assert running.stderr
        assert b"crashed on this input (SIGSEGV)" in running.stderr.read()
