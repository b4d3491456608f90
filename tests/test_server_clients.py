"""Other clients get right answers: SPARQLWrapper, rdflib's SPARQLStore, curl, Comunica."""

import json
import re
import shutil
import subprocess
from datetime import date
from pathlib import Path

import httpx
import pytest
from rdflib import Graph, URIRef
from rdflib.namespace import RDF
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import JSON, POST, TURTLE, XML, SPARQLWrapper

from dvgraph.history.on_day import graph_on
from dvgraph.prebuilt.connection import open_graph
from dvgraph.rdf.oxigraph import NamedNode
from dvgraph.rdf.terms import value
from dvgraph.store.inventory import quads
from dvgraph.store.remote.client import RemoteStore
from serving import Serving

pytestmark = pytest.mark.program

ROOT = Path(__file__).parents[1]
KIND = "http://data.europa.eu/m8g/PublicOrganisation"
DAY = date(2015, 1, 1)
BODIES = f"SELECT ?body WHERE {{ ?body a <{KIND}> }} ORDER BY ?body"


@pytest.fixture(scope="module")
def bodies() -> list[str]:
    return [value(row[0]) for row in open_graph().select(BODIES).rows]


@pytest.fixture(scope="module")
def endpoint(shipped_server: httpx.Client) -> str:
    return f"{str(shipped_server.base_url).rstrip('/')}/sparql"


@pytest.mark.parametrize("method", ["GET", POST])
def test_sparqlwrapper_reads_rows_truths_and_triples(
    endpoint: str, bodies: list[str], method: str
) -> None:
    client = SPARQLWrapper(endpoint)
    client.setMethod(method)
    client.setQuery(BODIES)
    client.setReturnFormat(JSON)
    found = client.queryAndConvert()["results"]["bindings"]
    assert [row["body"]["value"] for row in found] == bodies
    client.setQuery(f"ASK {{ <{bodies[0]}> a <{KIND}> }}")
    client.setReturnFormat(XML)
    assert "<boolean>true</boolean>" in client.queryAndConvert().toxml()
    client.setQuery(f"CONSTRUCT {{ ?body a <{KIND}> }} WHERE {{ ?body a <{KIND}> }}")
    client.setReturnFormat(TURTLE)
    graph = Graph().parse(data=client.queryAndConvert(), format="turtle")
    assert {str(body) for body in graph.subjects(RDF.type)} == set(bodies)


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
def test_the_store_of_rdflib_looks_up_triples(
    endpoint: str, bodies: list[str], method: str
) -> None:
    graph = Graph(SPARQLStore(endpoint, method=method))
    assert sorted(str(body) for body in graph.subjects(RDF.type, URIRef(KIND))) == bodies
    assert (URIRef(bodies[0]), RDF.type, URIRef(KIND)) in graph
    assert [str(row[0]) for row in graph.query(BODIES)] == bodies


@pytest.mark.slow
@pytest.mark.parametrize(
    "query",
    [
        "SELECT (STR(?kind) AS ?name) ?thing WHERE { ?thing a ?kind }",
        "SELECT ?thing ?kind WHERE { ?thing a ?kind }",
        "SELECT * WHERE { ?thing a ?kind } ORDER BY ?kind ?thing",
    ],
)
def test_our_own_store_gets_in_pages_what_the_server_refuses_to_send_at_once(
    endpoint: str, query: str
) -> None:
    refused = httpx.get(endpoint, params={"query": query}, timeout=60)
    assert refused.status_code == 503
    here, there = open_graph(public=True).select(query), RemoteStore(endpoint).select(query)
    columns = [there.variables.index(name) for name in here.variables]
    assert "*" in query or there.variables == here.variables
    rows = [tuple(row[column] for column in columns) for row in there.rows]
    assert len(rows) > int(refused.headers["X-SPARQL-MaxRows"])
    assert sorted(map(str, rows)) == sorted(map(str, here.rows))


@pytest.mark.slow
def test_our_own_store_gets_the_whole_graph_of_a_server_and_of_a_day(endpoint: str) -> None:
    here, there = open_graph(public=True), RemoteStore(endpoint)
    kinds = "CONSTRUCT { ?kind a ?kind . ?thing a ?kind } WHERE { ?thing a ?kind }"
    assert set(there.construct(kinds)) == set(here.construct(kinds))
    assert {*quads(there)} == {*quads(here)}
    assert graph_on(there, DAY, None).size() == graph_on(here, DAY, None).size()


@pytest.mark.slow
def test_our_own_store_of_an_endpoint_gives_the_same_answers(
    endpoint: str, bodies: list[str]
) -> None:
    found = open_graph(endpoint=endpoint)
    assert [value(row[0]) for row in found.select(BODIES).rows] == bodies
    assert found.ask(f"ASK {{ {NamedNode(bodies[0])} a <{KIND}> }}")
    found.close()


@pytest.mark.slow
def test_clients_do_not_learn_where_the_store_behind_a_server_is(tmp_path: Path) -> None:
    file = tmp_path / "one.nt"
    file.write_text("<urn:x:a> <urn:x:b> <urn:x:c> .\n")
    serve = Serving()
    behind = serve("--data", file)
    server = serve("--endpoint", f"{str(behind.base_url).rstrip('/')}/sparql")
    ask = {"query": "ASK { ?s ?p ?o }"}
    assert server.get("/sparql", params=ask).json()["boolean"] is True
    serve.stop(behind)
    found = server.get("/sparql", params=ask)
    assert found.status_code == 502
    assert str(behind.base_url.port) not in found.text
    assert str(behind.base_url.port) in serve.stop(server)


def commands() -> list[str]:
    """Return the curl commands in the documentation."""
    text = (ROOT / "docs" / "serve.md").read_text("utf-8")
    blocks = re.findall(r"```sh\n(.*?)```", text, re.DOTALL)
    lines = "\n".join(blocks).replace("\\\n", " ").splitlines()
    return [line for line in lines if line.startswith("curl ")]


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_every_curl_command_of_the_documentation_is_answered(shipped_server: httpx.Client) -> None:
    found = commands()
    assert len(found) >= 10
    address = str(shipped_server.base_url).rstrip("/")
    for command in found:
        there = command.replace("http://127.0.0.1:8080", address)
        done = subprocess.run(
            ["bash", "-c", there.replace("curl ", "curl -sS --fail -w '\\n%{http_code}' ", 1)],
            capture_output=True,
            text=True,
        )
        body, _, status = done.stdout.rpartition("\n")
        assert done.returncode == 0, (command, done.stderr, done.stdout)
        assert status in ("200", "303"), command
        assert body or status == "303", command


@pytest.fixture(scope="module")
def comunica(tmp_path_factory: pytest.TempPathFactory) -> Path:
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("npm is not installed")
    folder = tmp_path_factory.mktemp("comunica")
    command = [npm, "install", "--no-audit", "--no-fund", "--silent", "@comunica/query-sparql@4"]
    try:
        subprocess.run(command, cwd=folder, capture_output=True, timeout=240, check=True)
    except subprocess.SubprocessError:
        pytest.skip("npm gives no Comunica")
    return folder / "node_modules" / ".bin" / "comunica-sparql"


@pytest.mark.slow  # it installs a hundred packages of npm
def test_comunica_answers_from_the_endpoint_and_from_documents(
    comunica: Path, endpoint: str, bodies: list[str]
) -> None:
    def asked(source: str, query: str) -> list[dict[str, str]]:
        command = [str(comunica), source, query, "-t", "application/json"]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
        found: list[dict[str, str]] = json.loads(done.stdout)
        return found

    rows = asked(f"sparql@{endpoint}", BODIES)
    assert [row["body"] for row in rows] == bodies
    document = endpoint.replace("/sparql", "/id/organisatie/agiv")
    about = "SELECT ?kind { <https://w3id.org/dvgraph/id/organisatie/agiv> a ?kind }"
    assert KIND in {row["kind"] for row in asked(document, about)}
