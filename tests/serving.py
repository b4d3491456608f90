"""Servers for tests: each runs in its own process, started as users start it."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

Serve = Callable[..., httpx.Client]


@pytest.fixture(scope="session")
def serve() -> Iterator[Serve]:
    """Returns a function that starts ``dvgraph serve`` with arguments and returns a client."""
    running: list[tuple[subprocess.Popen[str], httpx.Client]] = []

    def start(*arguments: str | Path) -> httpx.Client:
        command = [sys.executable, "-m", "dvgraph", "serve", "--lang", "en", "--port", "0"]
        process = subprocess.Popen(
            [*command, "--workers", "1", *map(str, arguments)],
            stderr=subprocess.PIPE,
            text=True,
        )
        assert process.stderr
        line = process.stderr.readline()
        assert "http://" in line, line + process.stderr.read()
        address = next(word for word in line.split() if word.startswith("http://"))
        client = httpx.Client(base_url=address, timeout=60, headers={"Accept-Language": "en"})
        running.append((process, client))
        return client

    yield start
    for process, client in running:
        client.close()
        process.terminate()
        process.communicate(timeout=30)


@pytest.fixture(scope="session")
def shipped_server(serve: Serve) -> httpx.Client:
    """A server with the shipped data, which no test changes."""
    return serve("--budget", "0", "--seconds", "60")
