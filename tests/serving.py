"""Servers for tests: each runs in its own process, started as users start it."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

Serve = Callable[..., httpx.Client]


class Serving:
    """Starts servers, and stops them."""

    def __init__(self) -> None:
        self._running: dict[httpx.Client, subprocess.Popen[str]] = {}

    def __call__(self, *arguments: str | Path) -> httpx.Client:
        """Start ``dvgraph serve`` with arguments; returns a client."""
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
        self._running[client] = process
        return client

    def stop(self, client: httpx.Client) -> str:
        """Stop the server of a client; returns what it wrote on standard error."""
        client.close()
        process = self._running.pop(client)
        process.terminate()
        return process.communicate(timeout=30)[1]

    def close(self) -> None:
        """Stop all servers."""
        for client in [*self._running]:
            self.stop(client)


@pytest.fixture(scope="session")
def serve() -> Iterator[Serve]:
    """A function that starts ``dvgraph serve`` with arguments and returns a client."""
    serving = Serving()
    yield serving
    serving.close()


@pytest.fixture(scope="session")
def shipped_server(serve: Serve) -> httpx.Client:
    """A server with the shipped data, which no test changes."""
    return serve("--budget", "0", "--seconds", "60")
