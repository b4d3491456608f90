"""A server and a file that no input may reach."""

import os
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import NamedTuple

import pytest


class Canary(NamedTuple):
    """A server and a file that no input may reach; ``touched`` has each request."""

    address: str
    file: Path
    touched: list[str]


@pytest.fixture(scope="module")
def canary(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Canary]:
    touched: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            touched.append(self.path)
            self.send_response(200)
            self.end_headers()

        do_POST = do_HEAD = do_GET  # noqa: N815 - as http.server calls them

        def log_message(self, *_: object) -> None:
            """Print nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    file = tmp_path_factory.mktemp("canary") / "secret"
    file.write_text("the canary's secret")
    os.utime(file, (0, 0))
    yield Canary(f"http://127.0.0.1:{server.server_port}/", file, touched)
    server.shutdown()
