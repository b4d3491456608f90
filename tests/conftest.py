"""Shared fixtures: a small dataset, a separate cache, servers for queries."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from urllib.parse import quote
from urllib.request import (
    HTTPDigestAuthHandler,
    HTTPPasswordMgrWithDefaultRealm,
    Request,
    build_opener,
    urlopen,
)

import hypothesis
import pytest

from dvgraph.dataset.files import Dataset, read
from dvgraph.locale.reader import use
from dvgraph.prebuilt.stores import read_prebuilt
from dvgraph.rdf.oxigraph import NamedNode, Quad, RdfFormat, Triple, serialize
from skips import reasons, unexplained

pytest_plugins = ("browser", "canary", "serving")

# How long an example takes depends on what else the machine does: no statement on the code.
hypothesis.settings.register_profile("dvgraph", deadline=None)
# The same examples at each run: a red run is red again, and a change is judged by itself.
hypothesis.settings.register_profile("ci", deadline=None, derandomize=True)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "dvgraph")

# What the machine is set to decides nothing: without these, the command line speaks Dutch.
LOCALE = ("LC_ALL", "LC_MESSAGES", "LANG", "LANGUAGE")

# Relative names are of the folder it is started in. Without a time limit on queries: at its limit
# Virtuoso answers with the rows it has so far, as if they were all.
VIRTUOSO = """
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
NumberOfBuffers = 10000
MaxDirtyBuffers = 7500
[HTTPServer]
ServerPort = {http}
ServerThreads = 4
[SPARQL]
ResultSetMaxRows = 100000
"""

EXAMPLE = """
@base <https://w3id.org/dvgraph/id/> .
@prefix dvg: <https://w3id.org/dvgraph/ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

<organisatie/oud> rdfs:label "Oud"@nl, "Old"@en .
<organisatie/nieuw> rdfs:label "Nieuw"@nl, "New"@en .
<taak/meten> rdfs:label "meten"@nl, "measuring"@en .
<uitspraak/oud-bestond> a dvg:Bestaan ;
    dvg:over <organisatie/oud> ; dvg:van "2006"^^xsd:gYear ; dvg:tot "2016-04-01"^^xsd:date ;
    dvg:vindplaats <bron/voorbeeld#line=1,2> .
<uitspraak/nieuw-meet> a dvg:Verantwoordelijkheid ;
    dvg:organisatie <organisatie/nieuw> ; dvg:taak <taak/meten> ; dvg:van "2016-04-01"^^xsd:date ;
    dvg:vindplaats <bron/voorbeeld#line=3,4> .
<uitspraak/budget> a dvg:Cijfer ;
    dvg:betreft <organisatie/nieuw> ; dvg:waarde "1.50"^^xsd:decimal ;
    dvg:van "2024-01-01"^^xsd:date ; dvg:tot "2025-01-01"^^xsd:date .
"""


@pytest.fixture(autouse=True, scope="session")
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test reads or fills the user's cache, or follows the user's settings.

    The processes of a run share one cache, so that the shipped data is derived once for all.
    test_prebuilt_stores tests that several processes can build and read stores at once.
    """
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DVGRAPH_CACHE", str(folder / "cache"))
        for name in ("DVGRAPH_DATA", "DVGRAPH_STORE", "DVGRAPH_ENDPOINT", *LOCALE):
            patch.delenv(name, raising=False)
        yield


@pytest.fixture(autouse=True)
def _own_language() -> None:
    """Each test starts in the language of a program that imports dvgraph, whatever ran before."""
    use("en")


@pytest.fixture
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    """The command line uses English, in this process and in the processes it starts."""
    monkeypatch.setenv("LANG", "en_GB.UTF-8")


@pytest.fixture
def example_file(tmp_path: Path) -> Path:
    """A small file of data: two organisations, three statements."""
    path = tmp_path / "example.ttl"
    path.write_text(EXAMPLE, encoding="utf-8")
    return path


@pytest.fixture
def example(example_file: Path) -> Dataset:
    """The small dataset, without the ontology."""
    return read([example_file], ontology=False)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """In CI, a test that is skipped without a reason in tests/skips.toml makes the run fail."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if not os.environ.get("CI") or hasattr(session.config, "workerinput") or reporter is None:
        return
    if unexplained(reporter.stats.get("skipped", ()), reasons()):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    skipped = terminalreporter.stats.get("skipped", ())
    if os.environ.get("CI") and (names := unexplained(skipped, reasons())):
        terminalreporter.section("skipped in CI without a reason in tests/skips.toml", red=True)
        for name in names:
            terminalreporter.line(name)


def free_address() -> str:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{free.getsockname()[1]}"


@pytest.fixture(scope="session")
def serve_oxigraph() -> Iterator[Callable[[Iterable[Quad]], str]]:
    """Returns a function that starts an Oxigraph server with quads and returns its address."""
    running: list[subprocess.Popen[bytes]] = []

    def serve(quads: Iterable[Quad], *, union: bool = True) -> str:
        address = free_address()
        command = [Path(sys.executable).with_name("oxigraph"), "serve"]
        command += ["--union-default-graph"] * union  # type: ignore[list-item]
        running.append(
            subprocess.Popen([*command, "--bind", address], stderr=subprocess.DEVNULL)  # type: ignore[list-item]
        )
        data = serialize(quads, format=RdfFormat.N_QUADS)
        request = Request(f"http://{address}/store", data, {"Content-Type": "application/n-quads"})
        for _ in range(200):
            try:
                urlopen(request, timeout=30).close()
            except OSError:
                time.sleep(0.05)
            else:
                return f"http://{address}/query"
        raise AssertionError("the Oxigraph server did not start")

    yield serve
    for server in running:
        server.terminate()
        server.wait()


@pytest.fixture(scope="session")
def shipped_quads() -> list[Quad]:
    """The shipped data with its derived triples, derived once for all processes of a run."""
    dataset, derived = read_prebuilt()
    return [*dataset.quads, *derived]


@pytest.fixture(scope="session")
def shipped_on_oxigraph(
    serve_oxigraph: Callable[[Iterable[Quad]], str], shipped_quads: list[Quad]
) -> str:
    """The address of an Oxigraph server with the shipped data, which no test changes."""
    return serve_oxigraph(shipped_quads)


@pytest.fixture(scope="session")
def shipped_on_virtuoso(
    serve_virtuoso: Callable[[Iterable[Quad]], str], shipped_quads: list[Quad]
) -> str:
    """The address of a Virtuoso server with the shipped data, which no test changes."""
    return serve_virtuoso(shipped_quads)


@pytest.fixture(scope="session")
def serve_virtuoso(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Callable[[Iterable[Quad]], str]]:
    """Returns a function that starts Virtuoso with quads and returns its query address.

    The program is ``virtuoso-t``, or the one named by DVGRAPH_VIRTUOSO; without it, tests are
    skipped.
    """
    program = os.environ.get("DVGRAPH_VIRTUOSO") or shutil.which("virtuoso-t")
    if program is None:
        pytest.skip("Virtuoso is not installed: no virtuoso-t on PATH, none in DVGRAPH_VIRTUOSO")
    running: list[subprocess.Popen[bytes]] = []

    def serve(quads: Iterable[Quad]) -> str:
        folder = tmp_path_factory.mktemp("virtuoso")
        address = free_address()
        settings = VIRTUOSO.format(sql=free_address(), http=address)
        (folder / "virtuoso.ini").write_text(settings, encoding="utf-8")
        with (folder / "output.log").open("wb") as log:
            command = [program, "+foreground", "+configfile", "virtuoso.ini"]
            server = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log)
        running.append(server)
        for _ in range(600):
            try:
                urlopen(f"http://{address}/sparql?query=ASK%7B%7D", timeout=30).close()
            except OSError:
                if server.poll() is not None:
                    break
                time.sleep(0.1)
            else:
                put_graphs(f"http://{address}/sparql-graph-crud-auth", quads)
                return f"http://{address}/sparql"
        said = (folder / "output.log").read_text(encoding="utf-8", errors="replace")
        raise AssertionError(f"Virtuoso ({program}) did not start:\n{said}")

    yield serve
    for server in running:
        server.terminate()
        server.wait()


def put_graphs(address: str, quads: Iterable[Quad]) -> None:
    """Write each graph by the Graph Store Protocol, with the password of a new Virtuoso."""
    graphs: dict[str, list[Triple]] = defaultdict(list)
    for quad in quads:
        assert isinstance(quad.graph_name, NamedNode)
        graphs[quad.graph_name.value].append(quad.triple)
    passwords = HTTPPasswordMgrWithDefaultRealm()
    passwords.add_password(None, address, "dba", "dba")
    opener = build_opener(HTTPDigestAuthHandler(passwords))
    for name, triples in graphs.items():
        url = f"{address}?graph-uri={quote(name, safe='')}"
        kind = {"Content-Type": "text/turtle"}
        # In pieces: it answers that it wants the password before it has read a large body.
        for start in range(0, len(triples), 500):
            data = serialize(triples[start : start + 500], format=RdfFormat.N_TRIPLES)
            method = "POST" if start else "PUT"
            opener.open(Request(url, data, kind, method=method), timeout=60).close()
