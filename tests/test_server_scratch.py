"""What a server writes among the temporary files goes when it ends, however it ends."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

Start = Callable[[], "subprocess.Popen[str]"]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts a server, whose temporary files stand in the folder ``there``."""
    (tmp_path / "there").mkdir()
    data = tmp_path / "data.nt"
    data.write_text("<urn:x:a> <urn:x:b> <urn:x:c> .\n", "utf-8")
    begun: list[subprocess.Popen[str]] = []

    def one() -> "subprocess.Popen[str]":
        command = [sys.executable, "-m", "dvgraph", "serve", "--lang", "en", "--port", "0"]
        begun.append(
            subprocess.Popen(
                [*command, "--workers", "1", "--data", str(data)],
                env={**os.environ, "TMPDIR": str(tmp_path / "there")},
                stderr=subprocess.PIPE,
                text=True,
            )
        )
        return begun[-1]

    yield one
    for process in begun:
        process.kill()
        process.communicate()


def folders(tmp_path: Path) -> set[str]:
    return {one.name for one in (tmp_path / "there").iterdir()}


def address(process: "subprocess.Popen[str]") -> str:
    """Return the address that a server tells when it answers."""
    assert process.stderr
    return next(word for word in process.stderr.readline().split() if word.startswith("http://"))


@pytest.mark.program
@pytest.mark.slow
def test_a_server_leaves_nothing_behind_and_removes_what_a_killed_one_left(
    start: Start, tmp_path: Path
) -> None:
    killed = start()
    address(killed)
    left = folders(tmp_path)
    assert left
    killed.kill()
    killed.wait()
    assert folders(tmp_path) == left
    running = start()
    there = address(running)
    assert folders(tmp_path).isdisjoint(left)
    own = folders(tmp_path)
    other = start()
    address(other)
    assert own < folders(tmp_path)
    other.send_signal(signal.SIGTERM)
    assert other.wait(30) == 0
    assert folders(tmp_path) == own
    assert httpx.get(f"{there}api/health").status_code == 200
    running.send_signal(signal.SIGINT)
    assert running.wait(30) == 0
    assert folders(tmp_path) == set()


@pytest.mark.program
def test_a_server_that_is_stopped_while_it_opens_its_graph_leaves_nothing(
    start: Start, tmp_path: Path
) -> None:
    process = start()
    while not folders(tmp_path):
        assert process.poll() is None
        time.sleep(0.01)
    process.send_signal(signal.SIGTERM)
    assert process.wait(30) == 0
    assert folders(tmp_path) == set()
