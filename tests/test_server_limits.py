"""The parts of the server: budgets, fair queueing, cached pages, negotiation, hostile requests."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dvgraph.server.kept import KeptReplies
from dvgraph.server.limits import Budgets, network
from dvgraph.server.messages import Reply, Request
from dvgraph.server.negotiation import best, language
from dvgraph.server.problems import Problem
from serving import Serve


def test_a_budget_is_spent_and_comes_back_in_a_minute() -> None:
    now = [100.0]
    budgets = Budgets(30, clock=lambda: now[0])
    assert budgets.wait("1.2.3.4") == 0
    budgets.spend("1.2.3.4", 31)
    assert budgets.wait("1.2.3.4") == pytest.approx(4)
    assert budgets.wait("1.2.3.5") == 0
    now[0] += budgets.wait("1.2.3.4")
    assert budgets.wait("1.2.3.4") == 0
    now[0] += 60
    budgets.spend("1.2.3.4", 29)
    assert budgets.wait("1.2.3.4") == 0


def test_without_a_budget_nobody_waits() -> None:
    budgets = Budgets(0)
    budgets.spend("1.2.3.4", 1e9)
    assert budgets.wait("1.2.3.4") == 0


def test_a_network_of_ipv6_is_one_client() -> None:
    assert network("2001:db8::1") == network("2001:db8::ffff") != network("2001:db8:0:1::1")
    assert network("::ffff:1.2.3.4") != network("::ffff:1.2.3.5")
    assert network("testclient") == "testclient"


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 40)), max_size=60))
def test_kept_pages_never_take_more_than_their_bytes(puts: list[tuple[int, int]]) -> None:
    kept = KeptReplies(200)
    for key, size in puts:
        kept.put(key, Reply(200, "text/plain", b"x" * size))
        found = [kept.get(one) for one in range(31)]
        assert sum(len(one.body) for one in found if one) <= 200
        assert (kept.get(key) is not None) or size > 20


OFFERS = ("text/html", "text/turtle", "application/ld+json")


@pytest.mark.parametrize(
    ("accept", "wanted"),
    [
        ("*/*", "text/html"),
        ("text/turtle", "text/turtle"),
        ("text/*;q=0.5, application/ld+json", "application/ld+json"),
        ("text/html;q=0.2, text/turtle;q=0.3", "text/turtle"),
        ("text/html;q=0, */*;q=0.1", "text/turtle"),
        ("application/ld+json;q=0.9, */*;q=0.9", "text/html"),
        ("image/png, */*;q=0.01", "text/html"),
    ],
)
def test_the_quality_decides_and_among_equals_the_order_of_offers(accept: str, wanted: str) -> None:
    assert best(accept, OFFERS) == wanted


@pytest.mark.parametrize("accept", ["image/png", "text/html;q=0, text/turtle;q=0", "garbage"])
def test_what_is_not_offered_is_406(accept: str) -> None:
    with pytest.raises(Problem) as caught:
        best(accept, OFFERS)
    assert caught.value.status == 406


@pytest.mark.parametrize(
    ("header", "lang"),
    [("", "nl"), ("en", "en"), ("en-GB,nl;q=0.5", "en"), ("fr, nl;q=0.3, en;q=0.1", "nl")],
)
def test_the_language_is_the_first_that_there_is(header: str, lang: str) -> None:
    assert language(Request("GET", "/", headers={"accept-language": header})) == lang


@pytest.mark.program
@pytest.mark.parametrize(
    "path",
    [
        *("/id/", "/id/a%20b", "/id/%3Cx%3E", "/id/%00", "/id/%0d%0aX-Y:%20z", "/id/é/ж"),
        *("/doc/", "/doc/%00", "/doc/ж", "/doc/%0d%0aX-Y:z", "/doc/x?op=%00", "/en", "/en/x"),
        *("/vraag/none.html?since=1", "/vraag/../../x", "/vraag/tasks-added.html?since=%ff"),
        *("/api/things/%3Cscript%3E", "/api/things/http:%2F%2Fa b", "/api/search?q=%00"),
        *("/sparql?query=%ff", "/sparql?default-graph-uri=x", "/sparql/?query=ASK%7B%7D"),
        *("//evil.example/", "/..%2f..%2fetc/passwd", "/assets/%2e%2e/view.py", "/%e2%80%ae"),
        "/api/reconcile/preview?id=%00",
        "/sparql?" + "&".join(f"a{n}=1" for n in range(500)),
    ],
)
def test_no_request_makes_the_server_fail(shipped_server: httpx.Client, path: str) -> None:
    for accept in ("text/html", "text/turtle", "*/*"):
        answer = shipped_server.get(path, headers={"Accept": accept})
        assert answer.status_code < 500, (path, accept, answer.text)
        assert "X-Y" not in answer.headers
        assert "Traceback" not in answer.text


@pytest.mark.program
@pytest.mark.parametrize("host", ["[evil", "a b", "evil.example:80", "127.0.0.1.evil.example"])
def test_no_name_of_another_host_is_answered(shipped_server: httpx.Client, host: str) -> None:
    answer = shipped_server.get("/", headers={"Host": host})
    assert answer.status_code in (400, 421)


BOMBS = [
    "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }",
    "SELECT * { ?s (!<urn:x>)* ?o . ?o (!<urn:y>)* ?z }",
    "SELECT DISTINCT ?a ?d ?g { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
]


@pytest.mark.program
@pytest.mark.slow
def test_pages_and_questions_are_answered_while_bombs_are_thrown(serve: Serve) -> None:
    client = serve("--seconds", "6", "--budget", "0")
    address, told = str(client.base_url), []

    def throw(query: str) -> None:
        with httpx.Client(base_url=address, timeout=60) as own:
            for _ in range(2):
                told.append(own.get("/sparql", params={"query": query}).status_code)

    throwing = [threading.Thread(target=throw, args=(one,)) for one in BOMBS]
    for one in throwing:
        one.start()
    while any(one.is_alive() for one in throwing):
        for path in ("/", "/doc/organisatie/agiv.html", "/api/questions/tasks-added?since=2021"):
            assert client.get(path).status_code == 200
    assert set(told) <= {429, 503}
    assert client.get("/sparql", params={"query": "ASK { ?s ?p ?o }"}).json()["boolean"] is True


@pytest.mark.slow
def test_a_client_that_goes_while_it_waits_gives_up_its_place(serve: Serve) -> None:
    client = serve("--seconds", "3", "--budget", "0")
    long = {"query": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"}
    with ThreadPoolExecutor(15) as several:
        for _ in range(3):  # more than may wait at once, had they stayed
            list(several.map(lambda _: _gone_soon(client, long), range(15)))
    answer = client.get("/sparql", params={"query": "ASK { ?s a dvg:Taak }"})
    assert answer.status_code == 200


def _gone_soon(client: httpx.Client, query: dict[str, str]) -> None:
    with suppress(httpx.TimeoutException):
        httpx.get(client.base_url.join("/sparql"), params=query, timeout=0.5)
