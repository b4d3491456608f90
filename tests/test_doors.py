"""No query, shape or file has dvgraph reach out: a canary is touched by none, whatever the way."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from urllib.request import urlopen

import httpx
import pytest

from calling import call
from canary import Canary
from dvgraph.rdf.oxigraph import NamedNode, OxigraphStore, Quad
from serving import Serve

pytestmark = [pytest.mark.program, pytest.mark.usefixtures("english")]

CORPUS = Path(__file__).with_name("corpus")
DATA = "<urn:a> a <urn:T> ; <urn:p> <urn:b> ."
NODE = NamedNode("urn:a")
TITLE = '#+ title: {nl: "x", en: "x"}\n#+ subject: tasks\n#+ for: [policy]\n#+ example: {}\n'
PROBLEM = '#+ problem: {nl: "x", en: "x"}\n#+ remedy: {nl: "x", en: "x"}\n#+ severity: warning\n'
# {} is the address of the canary.
CALLS = {
    "plain": "SERVICE <{}> {{ ?s ?p ?o }}",
    "silent": "service silent <{}> {{ ?s ?p ?o }}",
    "escaped": "\\u0053ERVICE <{}> {{ ?s ?p ?o }}",
    "escaped at length": "S\\U00000045RVICE <{}> {{ ?s ?p ?o }}",
    "after a comment": "# SERVICE\n SERVICE# <urn:x>\n<{}> {{ ?s ?p ?o }}",
    "a variable": "BIND(<{}> AS ?e) SERVICE ?e {{ ?s ?p ?o }}",
    "in a filter": "?s ?p ?o FILTER NOT EXISTS {{ SERVICE <{}> {{ ?s ?p ?o }} }}",
}
UPDATES = (
    "LOAD <{}>",
    "load silent <{}> into graph <urn:g>",
    "L\\u004FAD <{}>",
    "INSERT DATA {{ <urn:a> <urn:p> <urn:c> }}",
    "DELETE WHERE {{ ?s ?p ?o }}",
    "DELETE {{ ?s ?p ?o }} WHERE {{ SERVICE <{}> {{ ?s ?p ?o }} }}",
    "INSERT {{ ?s ?p ?o }} USING <{}> WHERE {{ ?s ?p ?o }}",
    "CLEAR ALL",
    "DROP SILENT ALL",
    "CREATE GRAPH <{}>",
    "COPY <{}> TO DEFAULT",
    "MOVE <{}> TO DEFAULT",
    "ADD <{}> TO DEFAULT",
)
Arrange = Callable[[Path, str], tuple[str, ...]]


def untouched(canary: Canary) -> bool:
    return not canary.touched and canary.file.stat().st_atime < 1


@pytest.fixture(autouse=True)
def _quiet(canary: Canary) -> None:
    """What one test made the canary hear is no fault of the next."""
    canary.touched.clear()


@pytest.fixture(scope="module")
def endpoint(serve_oxigraph: Callable[[list[Quad]], str]) -> str:
    """A server that would carry out a SERVICE itself."""
    return serve_oxigraph([Quad(NODE, NODE, NODE)])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "data.ttl").write_text(DATA, "utf-8")
    return tmp_path


def asked(folder: Path, query: str) -> tuple[str, ...]:
    (folder / "q.rq").write_text(TITLE + query, "utf-8")
    return ("ask", "q.rq")


def run(folder: Path, query: str) -> tuple[str, ...]:
    (folder / "q.rq").write_text(query, "utf-8")
    return ("query", "q.rq")


def checked(folder: Path, query: str) -> tuple[str, ...]:
    call("init", str(folder / "own"), "--name", "Own")
    (folder / "own" / "checks" / "x.rq").write_text(PROBLEM + query, "utf-8")
    return ("check", "--data", "own")


def shaped(text: str, *more: str) -> Arrange:
    """Return the command that validates by shapes with a query in one of SHACL's places."""

    def arranged(folder: Path, query: str) -> tuple[str, ...]:
        escaped = query.replace("\\", "\\\\").replace("\n", "\\n")
        prefix = "@prefix sh: <http://www.w3.org/ns/shacl#> .\n"
        (folder / "s.ttl").write_text(prefix + text.replace("QUERY", escaped), "utf-8")
        return ("validate", "--shapes", "s.ttl", *more)

    return arranged


CONSTRAINT = '<urn:S> a sh:NodeShape ; sh:targetClass <urn:T> ; sh:sparql [ sh:select "QUERY" ] .'
WAYS: dict[str, Arrange] = {
    "query": run,
    "ask": asked,
    "a constraint": shaped(CONSTRAINT),
    "a constraint, pySHACL": shaped(CONSTRAINT, "--engine", "reference"),
    "a target": shaped(
        '<urn:S> a sh:NodeShape ; sh:target [ a sh:SPARQLTarget ; sh:select "QUERY" ] ;'
        " sh:property [ sh:path <urn:p> ; sh:minCount 1 ] ."
    ),
    "a component": shaped(
        "<urn:C> a sh:ConstraintComponent ; sh:parameter [ sh:path <urn:q> ] ;"
        ' sh:validator [ a sh:SPARQLSelectValidator ; sh:select "QUERY" ] .'
        "<urn:S> a sh:NodeShape ; sh:targetClass <urn:T> ; <urn:q> 1 ."
    ),
}


@pytest.mark.parametrize("source", ["data", pytest.param("endpoint", marks=pytest.mark.engines)])
@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_no_query_calls_a_service_however_it_is_spelled(
    way: Arrange, source: str, folder: Path, canary: Canary, request: pytest.FixtureRequest
) -> None:
    where = ("--data", "data.ttl")
    if source == "endpoint":
        where = ("--endpoint", request.getfixturevalue("endpoint"))
    for name, spelled in CALLS.items():
        query = f"SELECT * {{ {spelled.format(canary.address)} }}"
        done = call(*way(folder, query.replace("*", "$this")), *where, cwd=folder)
        assert done.returncode in (2, 3), (name, done.stdout, done.stderr)
        assert done.stderr.startswith("Error: ")
    assert untouched(canary)


def test_no_check_of_an_agency_calls_a_service(folder: Path, canary: Canary) -> None:
    query = f"SELECT ?focus {{ {CALLS['escaped'].format(canary.address)} }}"
    done = call(*checked(folder, query), cwd=folder)
    assert done.returncode in (2, 3), done.stdout
    assert "x.rq" in done.stderr
    assert untouched(canary)


@pytest.mark.engines
def test_no_update_is_carried_out_and_nothing_is_loaded(
    folder: Path, canary: Canary, endpoint: str
) -> None:
    for where in (("--data", "data.ttl"), ("--endpoint", endpoint)):
        for update in UPDATES:
            done = call("query", "-", *where, cwd=folder, input=update.format(canary.address))
            assert (done.returncode, done.stdout) == (2, ""), update
        done = call("query", "-", *where, "-f", "csv", cwd=folder, input="SELECT * { ?s ?p ?o }")
        assert len(done.stdout.splitlines()) == (3 if where[0] == "--data" else 2)
    assert untouched(canary)


@pytest.fixture(scope="module")
def servers(serve: Serve, shipped_server: httpx.Client, endpoint: str) -> list[httpx.Client]:
    """A server of data, and one of an endpoint."""
    return [shipped_server, serve("--endpoint", endpoint, "--budget", "0")]


@pytest.mark.slow
@pytest.mark.engines
def test_no_request_has_the_server_reach_out_or_write(
    servers: list[httpx.Client], canary: Canary
) -> None:
    query, update = {"Content-Type": "application/sparql-query"}, "application/sparql-update"
    address = canary.address
    for server in servers:
        for spelled in CALLS.values():
            text = f"SELECT * {{ {spelled.format(address)} }}"
            answers = [
                server.get("/sparql", params={"query": text}),
                server.post("/sparql", data={"query": text}),
                server.post("/sparql", content=text, headers=query),
            ]
            assert {answer.status_code for answer in answers} <= {400, 403}, text
        for text in (one.format(address) for one in UPDATES):
            answers = [
                server.get("/sparql", params={"query": text}),
                server.post("/sparql", data={"update": text, "using-graph-uri": address}),
                server.post("/sparql", content=text, headers={"Content-Type": update}),
            ]
            assert {answer.status_code for answer in answers} <= {400, 403, 415}, text
        for name in ("default-graph-uri", "named-graph-uri"):
            for place in (address, canary.file.as_uri()):
                found = server.get("/sparql", params={"query": "ASK { ?s ?p ?o }", name: place})
                assert found.status_code == 200, found.text
                assert found.json()["boolean"] is False
        assert server.put("/sparql", params={"graph": address}, content="").status_code == 405
    assert untouched(canary)


@pytest.fixture(scope="module")
def strangers(canary: Canary, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Files of data and shapes that name the canary."""
    folder = tmp_path_factory.mktemp("strangers")
    names = ("elsewhere", "context-file", "in-list", "import", "external", "entity", "xinclude")
    for path in CORPUS.glob("*/*.*"):
        text = path.read_bytes()
        if b"canary.invalid" in text and path.suffix in (".jsonld", ".rdf", ".ttl"):
            text = text.replace(b"http://canary.invalid/", canary.address.encode())
            text = text.replace(b"file:///canary.invalid", canary.file.as_uri().encode())
            (folder / path.name).write_bytes(text)
    assert all(any(name in path.name for path in folder.iterdir()) for name in names)
    return folder


COMMANDS = {
    "export": ("export", "--data", "FILE"),
    "validate": ("validate", "FILE"),
    "shapes": ("validate", "data.ttl", "--shapes", "FILE"),
    "pySHACL": ("validate", "data.ttl", "--engine", "reference", "--shapes", "FILE"),
    "ontology": ("validate", "data.ttl", "--shapes", "s.ttl", "--ontology", "FILE"),
    "load": ("load", "FILE", "--store", "store"),
    "model": ("export", "--model", "--data", "FILE"),
    "org": ("import", "org", "FILE", "--data", "own"),
    "format": ("format", "--check", "FILE"),
}


@pytest.mark.slow
@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
def test_no_file_has_a_context_an_import_an_entity_or_a_script_fetched(
    command: tuple[str, ...], strangers: Path, folder: Path, canary: Canary
) -> None:
    if "own" in command:
        call("init", str(folder / "own"), "--name", "Own")
    if "s.ttl" in command:
        shaped(CONSTRAINT)(folder, "SELECT $this { }")
    for file in sorted(strangers.iterdir()):
        done = call(*(str(file) if one == "FILE" else one for one in command), cwd=folder)
        assert done.returncode in (0, 1, 2, 3, 4), (file.name, done.stderr)
        assert untouched(canary), file.name
        assert "the canary's secret" not in done.stdout + done.stderr


@pytest.mark.engines
def test_the_canary_notices_what_an_engine_without_our_guard_asks(
    canary: Canary, endpoint: str
) -> None:
    """Without this, a canary that hears nothing would prove nothing."""
    query = f"SELECT * {{ {CALLS['plain'].format(canary.address)} }}"
    with suppress(OSError, RuntimeError, SyntaxError):
        list(OxigraphStore().query(query))  # type: ignore[arg-type]
    assert len(canary.touched) == 1
    with suppress(OSError):
        urlopen(f"{endpoint}?{httpx.QueryParams(query=query)}", timeout=10).close()
    assert len(canary.touched) == 2
