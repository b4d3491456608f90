"""SPARQL servers on loopback, started for a measurement and stopped after it."""

import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from urllib.request import (
    HTTPDigestAuthHandler,
    HTTPPasswordMgrWithDefaultRealm,
    Request,
    build_opener,
    urlopen,
)

SETTINGS = """
[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa
[TempDatabase]
DatabaseFile = temporary.db
TransactionFile = temporary.trx
[Parameters]
ServerPort = {sql}
NumberOfBuffers = 100000
MaxDirtyBuffers = 75000
[HTTPServer]
ServerPort = {http}
ServerThreads = 4
[SPARQL]
ResultSetMaxRows = 1000000
"""
_START = 180.0  # seconds in which a server must answer
GRAPH = "urn:dvgraph:bench"
BATCH = 2_000  # lines: Virtuoso asks for the password before it has read a large body


def oxigraph() -> Path | None:
    """Return the server's program in this environment, or None if it is not installed."""
    program = Path(sys.executable).with_name("oxigraph")
    return program if program.exists() else None


def virtuoso() -> str | None:
    return shutil.which("virtuoso-t")


@contextmanager
def serve_oxigraph(file: Path) -> Iterator[str]:
    """Serve a file of N-Triples; yields the address for queries."""
    address = free_address()
    command = [str(oxigraph()), "serve", "--union-default-graph", "--bind", address]
    with running(command, f"http://{address}/query?query=ASK%7B%7D"):
        kind = {"Content-Type": "application/n-triples", "Content-Length": str(file.stat().st_size)}
        with file.open("rb") as body:
            urlopen(Request(f"http://{address}/store?default", body, kind), timeout=600).close()
        yield f"http://{address}/query"


@contextmanager
def serve_virtuoso(file: Path) -> Iterator[str]:
    """Serve a file of N-Triples; yields the address for queries."""
    http, sql = free_address(), free_address()
    with tempfile.TemporaryDirectory() as folder:
        settings = SETTINGS.format(http=http, sql=sql)
        (Path(folder) / "virtuoso.ini").write_text(settings, encoding="utf-8")
        command = [str(virtuoso()), "+foreground", "+configfile", "virtuoso.ini"]
        with running(command, f"http://{http}/sparql?query=ASK%7B%7D", folder):
            _put(f"http://{http}/sparql-graph-crud-auth", file)
            yield f"http://{http}/sparql"


def _put(address: str, file: Path) -> None:
    passwords = HTTPPasswordMgrWithDefaultRealm()
    passwords.add_password(None, address, "dba", "dba")  # of every new Virtuoso
    opener = build_opener(HTTPDigestAuthHandler(passwords))
    with file.open("rb") as lines:
        method = "PUT"
        while batch := b"".join(islice(lines, BATCH)):
            kind = {"Content-Type": "text/turtle"}
            request = Request(f"{address}?graph-uri={GRAPH}", batch, kind, method=method)
            opener.open(request, timeout=120).close()
            method = "POST"


@contextmanager
def running(command: list[str], address: str, folder: str | None = None) -> Iterator[None]:
    quiet = subprocess.DEVNULL
    server = subprocess.Popen(command, cwd=folder, stdout=quiet, stderr=quiet)
    try:
        _await(lambda: urlopen(address, timeout=30).close(), server)
        yield
    finally:
        server.terminate()
        try:
            server.wait(30)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _await(call: Callable[[], None], server: "subprocess.Popen[bytes]") -> None:
    end = time.monotonic() + _START
    while time.monotonic() < end:
        try:
            return call()
        except OSError:
            if server.poll() is not None:
                break
            time.sleep(0.1)
    raise RuntimeError("the server did not start")


def free_address() -> str:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{free.getsockname()[1]}"
