"""SPARQL: the W3C's protocol tests, content negotiation, refusals, limits, days."""

import csv
import io
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import httpx
import pytest

from dvgraph.dataset.files import Dataset
from dvgraph.derive.rules import derive
from dvgraph.rdf.oxigraph import NamedNode, OxigraphStore, Quad, RdfFormat, parse
from serving import Serve

pytestmark = pytest.mark.program

SUITE = Path(__file__).parents[2] / "shared" / "testsuites" / "sparql-protocol"
needs_suite = pytest.mark.skipif(not SUITE.parents[1].is_dir(), reason="needs the folder shared")

REQUESTS = """
PREFIX mf: <http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#>
PREFIX ht: <http://www.w3.org/2011/http#>
PREFIX cnt: <http://www.w3.org/2011/content#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
SELECT ?test ?path ?method ?text ?charset ?type ?status ?truth ?form (COUNT(?before) AS ?place) {
  ?test a mf:ProtocolTest ; mf:action/ht:requests ?list .
  ?list rdf:rest*/rdf:first ?request .
  ?list rdf:rest* ?cell . ?cell rdf:first ?request .
  OPTIONAL { ?list rdf:rest* ?before . ?before rdf:rest+ ?cell }
  ?request ht:absolutePath ?path ; ht:methodName ?method ; ht:resp ?answer .
  OPTIONAL { ?request ht:body/cnt:chars ?text ; ht:body/cnt:characterEncoding ?charset }
  OPTIONAL { ?request ht:headers/rdf:first [ ht:fieldName "content-type" ; ht:fieldValue ?type ] }
  OPTIONAL { ?answer mf:expectedStatus ?status FILTER(STRENDS(STR(?status), "4xx")) }
  OPTIONAL { ?answer mf:expectedBoolean ?truth }
  OPTIONAL { ?answer mf:expectedFormat ?form }
} GROUP BY ?test ?path ?method ?text ?charset ?type ?status ?truth ?form ?request
ORDER BY ?test ?place
"""
FORMS = {
    "boolean": {"application/sparql-results+json", "application/sparql-results+xml"},
    "tabular": {
        *("application/sparql-results+json", "application/sparql-results+xml"),
        *("text/csv", "text/tab-separated-values"),
    },
    "RDF": {"application/rdf+xml", "text/turtle", "application/n-triples"},
}


def requests() -> dict[str, list[dict[str, Any]]]:
    """Return the requests of each test, from the manifest."""
    if not SUITE.is_dir():
        return {}
    store = OxigraphStore()
    store.load(path=SUITE / "manifest.ttl", format=RdfFormat.TURTLE, base_iri="http://suite/")
    found: dict[str, list[dict[str, Any]]] = {}
    results = store.query(REQUESTS)
    names = [variable.value for variable in results.variables]
    for row in results:
        one = {name: term and term.value for name, term in zip(names, row, strict=True)}
        found.setdefault(one["test"].partition("#")[2], []).append(one)
    return found


SUITE_TESTS = requests()


@pytest.fixture(scope="session")
def documents(serve: Serve, tmp_path_factory: pytest.TempPathFactory) -> httpx.Client:
    """A server with the graphs of the suite."""
    file = tmp_path_factory.mktemp("suite") / "graphs.nq"
    lines = []
    for n in (1, 2, 3):
        graph = f"<http://kasei.us/2009/09/sparql/data/data{n}.rdf>"
        text = (SUITE / f"data{n}.nt").read_text("utf-8")
        lines += [f"{line[:-1]}{graph} ." for line in text.splitlines() if line]
    file.write_text("\n".join(lines) + "\n", "utf-8")
    return serve("--data", file)


def sent(client: httpx.Client, request: dict[str, Any]) -> httpx.Response:
    body = (request["text"] or "").encode(request["charset"] or "utf-8")
    headers = {"Content-Type": request["type"]} if request["type"] else {}
    return client.request(request["method"], request["path"], content=body, headers=headers)


@needs_suite
@pytest.mark.parametrize("name", [one for one in SUITE_TESTS if "update" not in one])
def test_a_query_test_of_the_w3c_passes(documents: httpx.Client, name: str) -> None:
    for request in SUITE_TESTS[name]:
        answer = sent(documents, request)
        if request["status"]:
            assert 400 <= answer.status_code < 500
            continue
        assert answer.status_code == 200, answer.text
        media = answer.headers["Content-Type"].partition(";")[0]
        assert media in FORMS[request["form"]]
        if request["truth"]:
            assert answer.json()["boolean"] is (request["truth"] == "true")


@needs_suite
@pytest.mark.parametrize("name", [one for one in SUITE_TESTS if "update" in one])
def test_an_update_of_the_w3c_is_refused(documents: httpx.Client, name: str) -> None:
    # Some ask afterwards what the update did: that is no update.
    updates = [
        one
        for one in SUITE_TESTS[name]
        if "sparql-query" not in f"{one['type']}" and (one["text"] or "update=" in one["path"])
    ]
    assert updates
    for request in updates:
        answer = sent(documents, request)
        assert 400 <= answer.status_code < 500
        assert answer.json()["detail"]


@needs_suite
def test_every_test_of_the_suite_is_read() -> None:
    assert len(SUITE_TESTS) == 34


ORGANISATIONS = """SELECT ?s ?l {
  ?s a m8g:PublicOrganisation ; rdfs:label ?l FILTER(LANG(?l) = 'nl')
} ORDER BY ?s ?l"""


def asked(client: httpx.Client, query: str, accept: str = "*/*", **more: str) -> httpx.Response:
    return client.get("/sparql", params={"query": query, **more}, headers={"Accept": accept})


def rows(answer: httpx.Response) -> list[dict[str, str]]:
    assert answer.status_code == 200, answer.text
    bindings = answer.json()["results"]["bindings"]
    return [{name: cell["value"] for name, cell in row.items()} for row in bindings]


def test_rows_are_the_same_in_each_form(shipped_server: httpx.Client) -> None:
    known = [(row["s"], row["l"]) for row in rows(asked(shipped_server, ORGANISATIONS))]
    assert len(known) > 10
    lines = asked(shipped_server, ORGANISATIONS, "text/csv").text
    assert [tuple(row) for row in csv.reader(io.StringIO(lines))][1:] == known
    tabs = asked(shipped_server, ORGANISATIONS, "text/tab-separated-values").text.splitlines()
    assert tabs[0] == "?s\t?l"
    assert len(tabs) == len(known) + 1
    xml = asked(shipped_server, ORGANISATIONS, "application/sparql-results+xml")
    root = ElementTree.fromstring(xml.text)
    name = "{http://www.w3.org/2005/sparql-results#}"
    assert [one.text for one in root.iter(f"{name}uri")] == [iri for iri, _ in known]


@pytest.mark.parametrize(
    ("media", "kind"),
    [
        ("text/turtle", RdfFormat.TURTLE),
        ("application/n-triples", RdfFormat.N_TRIPLES),
        ("application/ld+json", RdfFormat.JSON_LD),
        ("application/rdf+xml", RdfFormat.RDF_XML),
    ],
)
def test_triples_are_the_same_in_each_form(
    shipped_server: httpx.Client, media: str, kind: RdfFormat
) -> None:
    query = "DESCRIBE <https://w3id.org/dvgraph/id/organisatie/agiv>"
    answer = asked(shipped_server, query, media)
    assert answer.headers["Content-Type"].startswith(media)
    plain = asked(shipped_server, query, "application/n-triples").content
    assert set(parse(answer.content, format=kind)) == set(parse(plain, format=RdfFormat.N_TRIPLES))


def test_the_form_with_the_highest_quality_is_given(shipped_server: httpx.Client) -> None:
    wanted = "application/sparql-results+xml;q=0.2, text/csv;q=0.7, application/json;q=0"
    rows_ = asked(shipped_server, "SELECT (1 AS ?n) {}", wanted)
    assert rows_.headers["Content-Type"].startswith("text/csv")
    found = asked(shipped_server, "ASK {}", "text/turtle, */*;q=0.1")
    assert found.headers["Content-Type"] == "application/sparql-results+json"


@pytest.mark.parametrize(
    ("query", "accept", "status"),
    [
        ("SELECT * {", "*/*", 400),
        ("SELECT * { ?s nowhere:p ?o }", "*/*", 400),
        ("SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }", "*/*", 403),
        ("INSERT DATA { <http://a> <http://b> <http://c> }", "*/*", 403),
        ("DROP ALL", "*/*", 403),
        ("SELECT * {}", "image/png", 406),
        ("ASK {}", "text/csv", 406),
        ("CONSTRUCT WHERE { ?s ?p ?o }", "text/csv", 406),
    ],
)
def test_a_query_that_gets_no_answer_has_its_status_and_words(
    shipped_server: httpx.Client, query: str, accept: str, status: int
) -> None:
    answer = asked(shipped_server, query, accept)
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["status"] == status
    assert answer.json()["detail"]


def test_a_problem_is_a_page_for_a_browser_in_its_language(shipped_server: httpx.Client) -> None:
    headers = {"Accept": "text/html,*/*;q=0.8", "Accept-Language": "nl"}
    answer = shipped_server.get("/sparql", params={"query": "SELECT"}, headers=headers)
    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert '<html lang="nl">' in answer.text


def test_a_large_body_is_413_and_a_long_address_414(shipped_server: httpx.Client) -> None:
    form = {"Content-Type": "application/sparql-query"}
    assert shipped_server.post("/sparql", content=b"#" * 2_000_000, headers=form).status_code == 413
    assert shipped_server.get("/sparql?query=" + "a" * 20_000).status_code in (414, 431)


def test_another_method_is_405_and_says_which_there_are(shipped_server: httpx.Client) -> None:
    answer = shipped_server.delete("/sparql")
    assert answer.status_code == 405
    assert "POST" in answer.headers["Allow"]


def test_graphs_are_chosen_by_the_query_or_by_the_request(shipped_server: httpx.Client) -> None:
    found = asked(shipped_server, "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } } ORDER BY ?g")
    name, unknown = rows(found)[0]["g"], "http://127.0.0.1:1/unknown"

    def count(graphs: str = "", pattern: str = "?s ?p ?o", **given: str) -> int:
        query = f"SELECT (COUNT(*) AS ?n) {graphs} {{ {pattern} }}"
        return int(rows(asked(shipped_server, query, **given))[0]["n"])

    own = count(pattern=f"GRAPH <{name}> {{ ?s ?p ?o }}")
    assert own > 0
    assert count(f"FROM <{name}>") == count(**{"default-graph-uri": name}) == own
    assert count(f"FROM <{unknown}>") == count(**{"default-graph-uri": unknown}) == 0
    assert count(f"FROM <{unknown}>", **{"default-graph-uri": name}) == own
    assert count() > own
    assert asked(shipped_server, "ASK {}", **{"default-graph-uri": "no iri"}).status_code == 400


@pytest.fixture(scope="module")
def relay(serve: Serve, serve_oxigraph: Callable[[list[Quad]], str]) -> httpx.Client:
    """A server for an endpoint with two graphs of one and two triples."""
    one, p = NamedNode("http://e/1"), NamedNode("http://e/p")
    first, second = NamedNode("http://e/g/first"), NamedNode("http://e/g/second")
    quads = [Quad(one, p, one, first), Quad(one, p, p, second), Quad(p, p, p, second)]
    return serve("--endpoint", serve_oxigraph(quads), "--seconds", "60")


@pytest.mark.engines
@pytest.mark.parametrize(
    ("graphs", "pattern", "given", "number"),
    [
        ("", "?s ?p ?o", {}, 3),
        ("FROM <http://e/g/first>", "?s ?p ?o", {}, 1),
        ("FROM <g/second> FROM <http://e/g/first>", "?s ?p ?o", {}, 3),
        ("FROM NAMED g:second", "GRAPH ?g { ?s ?p ?o }", {}, 2),
        ("FROM g:first FROM NAMED g:second", "?s ?p ?o", {}, 1),
        ("FROM <http://127.0.0.1:1/unknown>", "?s ?p ?o", {}, 0),
        ("FROM g:second", "?s ?p ?o", {"default-graph-uri": "http://e/g/first"}, 1),
        ("", "?s ?p ?o", {"default-graph-uri": "http://127.0.0.1:1/unknown"}, 0),
        ("", "GRAPH ?g { ?s ?p ?o }", {"named-graph-uri": "http://e/g/second"}, 2),
    ],
)
def test_graphs_of_an_endpoint_are_chosen_too_and_none_is_fetched(
    relay: httpx.Client, graphs: str, pattern: str, given: dict[str, str], number: int
) -> None:
    head = "BASE <http://e/> PREFIX g: <http://e/g/> SELECT (COUNT(*) AS ?n)"
    assert rows(asked(relay, f"{head} {graphs} WHERE {{ {pattern} }}", **given)) == [
        {"n": str(number)}
    ]
    construct = f"PREFIX g: <http://e/g/> CONSTRUCT {{ ?s ?p ?o }} {graphs} WHERE {{ {pattern} }}"
    answer = asked(
        relay, construct.replace("<g/", "<http://e/g/"), "application/n-triples", **given
    )
    assert len(answer.text.splitlines()) == number


def test_the_service_describes_itself_with_its_graphs(shipped_server: httpx.Client) -> None:
    answer = shipped_server.get("/sparql", headers={"Accept": "text/turtle"})
    sd = "http://www.w3.org/ns/sparql-service-description#"
    quads = list(parse(answer.content, format=RdfFormat.TURTLE))
    endpoint = [quad.object for quad in quads if quad.predicate.value == f"{sd}endpoint"]
    assert endpoint == [NamedNode(f"{str(shipped_server.base_url).rstrip('/')}/sparql")]
    graphs = {quad.object.value for quad in quads if quad.predicate.value == f"{sd}name"}
    known = rows(asked(shipped_server, "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }"))
    assert graphs == {row["g"] for row in known}


HELD = """SELECT ?s {
  ?s a dvg:Bestaan, dvg:GeldendeUitspraak ; dvg:vanVroegst ?van ; dvg:totLaatst ?tot }"""


def test_a_query_as_of_a_day_finds_what_held_that_day(shipped_server: httpx.Client) -> None:
    then = {row["s"] for row in rows(asked(shipped_server, HELD, op="2015-06-30"))}
    day = '"2015-06-30"^^xsd:date'
    by_hand = HELD[:-1] + f" FILTER(?van <= {day} && {day} < ?tot) }}"
    assert then == {row["s"] for row in rows(asked(shipped_server, by_hand))}
    assert then < {row["s"] for row in rows(asked(shipped_server, HELD))}


def test_a_query_as_known_on_a_day_finds_what_was_recorded(shipped_server: httpx.Client) -> None:
    recorded = "SELECT ?s { ?s a dvg:GeldendeUitspraak } LIMIT 1"
    assert len(rows(asked(shipped_server, recorded))) == 1
    assert rows(asked(shipped_server, recorded, bekend="2001-01-01")) == []


@pytest.mark.parametrize("name", ["op", "bekend"])
def test_a_day_that_is_none_is_400(shipped_server: httpx.Client, name: str) -> None:
    answer = asked(shipped_server, "ASK {}", **{name: "soon"})
    assert answer.status_code == 400
    assert "soon" in answer.json()["detail"]


@pytest.fixture(scope="module")
def hasty(serve: Serve, example_of_limits: Path) -> httpx.Client:
    """A server that allows half a second for a query."""
    return serve("--data", example_of_limits, "--seconds", "0.5")


@pytest.fixture(scope="module")
def example_of_limits(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("limits") / "numbers.nt"
    # In JSON, each value has what stands between two rows.
    lines = (f'<http://e/{n}> <http://e/p> "}},{{ {n}" .\n' for n in range(150))
    file.write_text("".join(lines), "utf-8")
    return file


ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n2 ?o }"


def test_a_query_that_takes_too_long_is_stopped_and_the_next_answered(hasty: httpx.Client) -> None:
    answer = asked(hasty, ENDLESS)
    assert answer.status_code == 503
    assert "0.5 s" in answer.json()["detail"]
    assert asked(hasty, "ASK {}").json()["boolean"] is True


@pytest.mark.parametrize(
    "accept", ["application/json", "application/xml", "text/csv", "text/tab-separated-values"]
)
def test_an_answer_beyond_the_limit_of_rows_is_refused_whole(
    hasty: httpx.Client, accept: str
) -> None:
    def of(rows: int) -> httpx.Response:
        return asked(hasty, f"SELECT ?c ?f {{ ?a ?b ?c . ?d ?e ?f }} LIMIT {rows}", accept)

    assert of(10_000).status_code == 200
    answer = of(10_001)
    assert answer.status_code == 503
    assert "10000" in answer.json()["detail"]


def test_triples_beyond_the_limit_are_refused_whole(hasty: httpx.Client) -> None:
    query = "CONSTRUCT { ?a ?b ?f } { ?a ?b ?c . ?d ?e ?f }"
    assert asked(hasty, query).status_code == 503


def test_an_answer_beyond_the_limit_of_bytes_is_refused_whole(hasty: httpx.Client) -> None:
    long = "a" * 10_000
    query = f"SELECT ('{long}' AS ?w) {{ ?a ?b ?c . ?d ?e ?f }} LIMIT 9000"
    headers = {"Content-Type": "application/sparql-query"}
    answer = hasty.post("/sparql", content=query, headers=headers)
    assert answer.status_code == 503


@pytest.mark.slow
def test_a_client_that_spends_its_budget_waits(serve: Serve, example_of_limits: Path) -> None:
    client = serve("--data", example_of_limits, "--seconds", "0.5", "--budget", "1")
    answers = [asked(client, ENDLESS) for _ in range(4)]
    assert answers[0].status_code == 503
    assert answers[-1].status_code == 429
    assert int(answers[-1].headers["Retry-After"]) > 0


def test_only_known_hosts_are_answered(shipped_server: httpx.Client) -> None:
    assert shipped_server.get("/sparql", headers={"Host": "evil.example"}).status_code == 421
    answer = shipped_server.get("/sparql?query=ASK{}", headers={"Host": "localhost:1"})
    assert answer.status_code == 200


def test_no_page_elsewhere_may_read_answers_unless_allowed(
    shipped_server: httpx.Client, serve: Serve, example_of_limits: Path
) -> None:
    elsewhere = {"Origin": "https://elsewhere.example"}
    closed = shipped_server.get("/sparql?query=ASK{}", headers=elsewhere)
    assert "Access-Control-Allow-Origin" not in closed.headers
    assert closed.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in closed.headers["Content-Security-Policy"]
    opened = serve("--data", example_of_limits, "--cors", "*")
    answer = opened.get("/sparql?query=ASK{}", headers=elsewhere)
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert opened.options("/sparql", headers=elsewhere).status_code == 204


def test_an_answer_that_is_known_is_not_sent_again(shipped_server: httpx.Client) -> None:
    first = asked(shipped_server, ORGANISATIONS)
    again = shipped_server.get(
        "/sparql", params={"query": ORGANISATIONS}, headers={"If-None-Match": first.headers["ETag"]}
    )
    assert again.status_code == 304
    assert again.content == b""


def test_changed_data_is_read_again_and_broken_data_is_not(serve: Serve, tmp_path: Path) -> None:
    file = tmp_path / "one.nt"
    file.write_text("<http://e/a> <http://e/p> <http://e/b> .\n", "utf-8")
    client = serve("--data", file)
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"

    def until(wanted: str) -> Iterator[str]:
        for _ in range(300):
            found = rows(asked(client, count))[0]["n"]
            yield found
            if found == wanted:
                return
            time.sleep(0.1)
            time.sleep(0.1)

    assert list(until("1")) == ["1"]
    file.write_text("<http://e/a> <http://e/p> <http://e/b>, .\n", "utf-8")
    seen = [health(client)["status"]]
    for _ in range(600):
        if seen[-1] == "stale":
            break
        time.sleep(0.1)
        seen.append(health(client)["status"])
    assert seen[-1] == "stale"
    assert rows(asked(client, count)) == [{"n": "1"}]
    file.write_text("".join(f"<http://e/a> <http://e/p> <http://e/{n}> .\n" for n in "bc"), "utf-8")
    assert list(until("2"))[-1] == "2"


def health(client: httpx.Client) -> dict[str, Any]:
    found: dict[str, Any] = client.get("/api/health").json()
    return found


def got(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "dvgraph", "serve", "--lang", "en", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=120)


def test_one_answer_is_printed_without_a_server(example_of_limits: Path) -> None:
    done = got("--data", str(example_of_limits), "--get", "/sparql?query=ASK{}")
    assert done.returncode == 0
    assert json.loads(done.stdout)["boolean"] is True
    assert done.stderr.startswith("HTTP 200\nContent-Type: application/sparql-results+json\n")
    done = got("--data", str(example_of_limits), "--get", "/sparql?query=DROP+ALL")
    assert done.returncode == 1
    assert json.loads(done.stdout)["status"] == 403


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("--data", "-"), 2, "standard input"),
        (("--data", "none-such"), 3, "no such file"),
        (("--store", "none-such"), 4, "not a dvgraph store"),
        (("--endpoint", "http://127.0.0.1:9/sparql"), 4, "cannot be reached"),
        (("--data", __file__), 3, "suffix"),
        (("--host", "192.0.2.1"), 4, "cannot be opened"),
    ],
)
def test_what_cannot_be_served_is_told_in_a_line(
    arguments: tuple[str, ...], code: int, said: str
) -> None:
    done = got(*arguments, "--port", "0")
    assert done.returncode == code, done.stderr
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.slow
def test_a_server_gives_the_answers_of_another_endpoint(
    serve: Serve, serve_oxigraph: Callable[[Iterable[Quad]], str], example: Dataset
) -> None:
    client = serve("--endpoint", serve_oxigraph([*example.quads, *derive(example)]))
    query = "SELECT ?t { ?s dvg:taak ?t }"
    found = [{"t": "https://w3id.org/dvgraph/id/taak/meten"}]
    assert rows(asked(client, query)) == found
    assert (
        asked(client, query, "text/csv").text == "t\r\nhttps://w3id.org/dvgraph/id/taak/meten\r\n"
    )
    assert asked(client, "ASK { ?s dvg:taak ?t }").json()["boolean"] is True
    triples = asked(client, "CONSTRUCT { ?s dvg:taak ?t } { ?s dvg:taak ?t }", "text/turtle")
    assert len(list(parse(triples.content, format=RdfFormat.TURTLE))) == 1
    assert client.get("/en/doc/taak/meten.html").status_code == 200
    unknown = asked(client, query, **{"default-graph-uri": "http://e/g"})
    assert rows(unknown) == []
    assert rows(asked(client, query, op="2010")) == []
    assert rows(asked(client, query, op="2020")) == found


def test_a_store_on_disk_is_served(serve: Serve, tmp_path: Path, example_file: Path) -> None:
    folder = tmp_path / "store"
    load = ["load", str(example_file), "--store", str(folder), "--model"]
    subprocess.run([sys.executable, "-m", "dvgraph", *load], check=True, capture_output=True)
    client = serve("--store", folder)
    assert rows(asked(client, "SELECT ?t { ?s dvg:taak ?t }"))
