"""The API: the examples in its OpenAPI document, the library's answers, reconciliation."""

import csv
import io
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree

import httpx
import pytest

import dvgraph
from dvgraph.rdf.oxigraph import RdfFormat, parse
from serving import Serve

pytestmark = pytest.mark.program


@pytest.fixture(scope="module")
def document(shipped_server: httpx.Client) -> dict[str, Any]:
    answer = shipped_server.get("/api/openapi.json")
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()
    return found


def examples(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any], list[str]]]:
    """Yield the address of each operation with its example, its parameters and its media types."""
    for path, item in document["paths"].items():
        given = {}
        for one in item["get"].get("parameters", ()):
            if "example" in one and one["in"] == "path":
                path = path.replace(f"{{{one['name']}}}", quote(one["example"], safe=""))
            elif "example" in one:
                given[one["name"]] = one["example"]
        yield path, given, list(item["get"]["responses"]["200"]["content"])


def answered(client: httpx.Client, path: str, given: dict[str, Any], media: str) -> None:
    answer = client.get(path, params=given, headers={"Accept": media})
    assert answer.status_code == 200, (path, media, answer.text[:300])
    assert answer.headers["Content-Type"].partition(";")[0] == media
    assert readable(answer, media), (path, media)


@pytest.mark.slow
def test_the_example_of_every_operation_is_answered_in_every_form(
    shipped_server: httpx.Client, document: dict[str, Any]
) -> None:
    found = [one for one in examples(document) if "/questions/" not in one[0]]
    assert len(found) >= 11
    for path, given, forms in found:
        for media in forms:
            answered(shipped_server, path, given, media)


@pytest.mark.slow  # it asks every question
def test_the_example_of_every_question_is_answered(
    shipped_server: httpx.Client, document: dict[str, Any]
) -> None:
    found = [one for one in examples(document) if "/questions/" in one[0]]
    assert len(found) > 20
    for path, given, forms in found:
        answered(shipped_server, path, given, forms[0])


def readable(answer: httpx.Response, media: str) -> bool:
    if media == "application/json":
        return answer.json() is not None
    if media in ("image/svg+xml", "application/graphml+xml"):
        return ElementTree.fromstring(answer.text) is not None
    if media in ("text/turtle", "application/ld+json", "application/n-triples"):
        kinds = (RdfFormat.TURTLE, RdfFormat.JSON_LD, RdfFormat.N_TRIPLES)
        kind = next(one for one in kinds if one.media_type == media)
        return len(list(parse(answer.content, format=kind))) > 0
    return len(answer.text) > 0


def test_the_document_names_every_question_and_only_words_of_the_locale(
    document: dict[str, Any],
) -> None:
    assert document["openapi"] == "3.1.0"
    with dvgraph.open() as graph:
        names = {one.name for one in graph.questions()}
    paths = {one.removeprefix("/api/questions/") for one in document["paths"]}
    assert names <= paths
    for item in document["paths"].values():
        assert item["get"]["summary"]


def test_an_answer_is_that_of_the_library(shipped_server: httpx.Client) -> None:
    with dvgraph.open(lang="en") as graph:
        known = graph.ask("tasks-added", since="2021").text("csv")
        state = json.loads(graph.as_of("2012-06-30", "AGIV").text("json"))
        found = json.loads(graph.search("geografische").text("json"))
    answer = shipped_server.get("/api/questions/tasks-added?since=2021&form=csv")
    assert answer.text == known
    assert len(list(csv.reader(io.StringIO(answer.text)))) > 1
    assert shipped_server.get("/api/as-of?day=2012-06-30&name=AGIV").json() == state
    assert shipped_server.get("/api/search?q=geografische").json() == found


def test_a_question_is_asked_of_several_things(shipped_server: httpx.Client) -> None:
    with dvgraph.open(lang="en") as graph:
        known = graph.ask("tasks-added", since="2012", organisation=["AGIV", "Digitaal Vlaanderen"])
    given = {"since": "2012", "organisation": ["AGIV", "Digitaal Vlaanderen"], "form": "csv"}
    answer = shipped_server.get("/api/questions/tasks-added", params=given)
    assert answer.text == known.text("csv")


@pytest.mark.parametrize(
    ("day", "state"), [("2012-06-30", "certain"), ("1990", "later"), ("2020", "ended")]
)
def test_whether_a_thing_existed_is_told_with_what_says_so(
    shipped_server: httpx.Client, day: str, state: str
) -> None:
    found = shipped_server.get("/api/existed", params={"name": "AGIV", "day": day}).json()
    assert found["thing"] == "https://w3id.org/dvgraph/id/organisatie/agiv"
    assert found["state"] == state
    assert found["said"]
    for one in found["statements"]:
        assert one["statement"].startswith("https://w3id.org/dvgraph/id/uitspraak/")
        assert one["sources"]


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("/api/nothing", 404, "openapi"),
        ("/api/as-of", 400, "day"),
        ("/api/as-of?day=soon", 400, "soon"),
        ("/api/as-of?day=2012&day=2013", 400, "day"),
        ("/api/as-of?day=2012&colour=red", 400, "colour"),
        ("/api/as-of?day=2012&form=docx", 406, "json"),
        ("/api/as-of?day=2012&lang=fr", 400, "fr"),
        ("/api/things/no-such-thing-anywhere", 404, "no-such-thing"),
        ("/api/questions/no-such-question", 404, "no-such-question"),
        ("/api/questions/tasks-added?since=never", 400, "never"),
        ("/api/questions/tasks-added?colour=red", 400, "colour"),
        ("/api/search?q=%3F%3F", 400, ""),
        ("/api/figures", 400, ""),
        ("/api/figures?measure=nonsense", 400, ""),
    ],
)
def test_a_wrong_request_is_told_what_to_do(
    shipped_server: httpx.Client, path: str, status: int, said: str
) -> None:
    answer = shipped_server.get(path)
    assert answer.status_code == status, answer.text
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert said in answer.json()["detail"]
    assert "Traceback" not in answer.text


def test_limits_and_health_are_told(shipped_server: httpx.Client) -> None:
    limits = shipped_server.get("/api/limits").json()
    assert limits["seconds"] == 60  # as the server was started
    assert limits["rows"] == 10_000
    health = shipped_server.get("/api/health").json()
    assert health["status"] == "ok"
    assert health["triples"] > 50_000


RECONCILE = "/api/reconcile"


def reconciled(client: httpx.Client, **queries: Any) -> dict[str, list[dict[str, Any]]]:
    answer = client.post(RECONCILE, data={"queries": json.dumps(queries)})
    assert answer.status_code == 200, answer.text
    return {name: one["result"] for name, one in answer.json().items()}


def test_a_table_is_reconciled_as_openrefine_does(shipped_server: httpx.Client) -> None:
    manifest = shipped_server.get(RECONCILE).json()
    assert manifest["versions"] == ["0.2"]
    kinds = {one["id"] for one in manifest["defaultTypes"]}
    assert "organisation" in kinds
    found = reconciled(
        shipped_server,
        q0={"query": "AGIV", "type": "organisation", "limit": 3},
        q1={"query": "geografische informatie", "type": "organisation"},
        q2={"query": "???"},
    )
    best = found["q0"][0]
    assert best["id"] == "organisatie/agiv"
    assert best["match"] is True
    assert best["score"] >= 95
    assert len(found["q0"]) <= 3
    assert all(one["type"][0]["id"] == "organisation" for one in found["q1"])
    scores = [one["score"] for one in found["q1"]]
    assert scores == sorted(scores, reverse=True)
    assert found["q2"] == []
    view = manifest["view"]["url"].replace("{{id}}", best["id"])
    assert shipped_server.get(view).status_code == 303
    preview = manifest["preview"]["url"].replace("{{id}}", best["id"])
    assert "AGIV" in shipped_server.get(preview).text


def test_a_name_of_several_things_is_no_match_by_itself(shipped_server: httpx.Client) -> None:
    found = reconciled(shipped_server, q={"query": "administrateur-generaal", "type": "post"})["q"]
    named = [one for one in found if one["score"] >= 95]
    assert [one["match"] for one in named] == [len(named) == 1] * len(named)


def test_years_codes_and_relations_tell_apart_what_has_one_name(
    shipped_server: httpx.Client,
) -> None:
    corve = {"query": "CORVE", "type": "organisation"}
    found = reconciled(
        shipped_server,
        bare=corve,
        begun={**corve, "properties": [{"pid": "begin", "v": 2005}]},
        later={**corve, "properties": [{"pid": "begin", "v": "2009-06"}]},
        wrong={**corve, "properties": [{"pid": "begin", "v": [1830, "1831-05"]}]},
        coded={"query": "geo-informatie", "properties": [{"pid": "code", "v": "OVO002949"}]},
        after={
            "query": "Informatie Vlaanderen",
            "properties": [{"pid": "predecessor", "v": {"id": "organisatie/agiv"}}],
        },
        unknown={**corve, "properties": [{"pid": "colour", "v": "red"}]},
    )
    named = {name: [one["id"] for one in some if one["match"]] for name, some in found.items()}
    assert named["bare"] == named["wrong"] == named["unknown"] == []
    assert named["begun"] == ["organisatie/corve"]
    assert named["later"] == ["organisatie/afdeling-corve"]
    assert len(named["coded"]) == 1
    assert named["after"] == ["organisatie/informatie-vlaanderen"]
    best, other = found["begun"][:2]
    assert best["features"] == [{"id": "begin", "value": True}]
    assert best["score"] > other["score"]


def extended(client: httpx.Client, ids: list[str], *names: str) -> dict[str, Any]:
    asked = {"ids": ids, "properties": [{"id": name} for name in names]}
    answer = client.post(RECONCILE, data={"extend": json.dumps(asked)})
    assert answer.status_code == 200, answer.text
    assert [one["id"] for one in answer.json()["meta"]] == list(names)
    rows: dict[str, Any] = answer.json()["rows"]
    return rows


def test_a_type_is_one_of_several_all_or_only_preferred(shipped_server: httpx.Client) -> None:
    query = {"query": "Informatie Vlaanderen", "type": ["organisation", "act"]}
    found = reconciled(
        shipped_server,
        any=query,
        all={**query, "type_strict": "all"},
        should={**query, "type": "post", "type_strict": "should"},
    )
    kinds = {name: {one["type"][0]["id"] for one in some} for name, some in found.items()}
    assert kinds["any"] <= {"organisation", "act"}
    assert kinds["any"]
    assert kinds["all"] == set()
    assert "organisation" in kinds["should"]
    wrong = {"q": {**query, "type_strict": "maybe"}}
    answer = shipped_server.post(RECONCILE, data={"queries": json.dumps(wrong)})
    assert answer.status_code == 400


def test_a_table_is_extended_with_properties_that_are_proposed(
    shipped_server: httpx.Client,
) -> None:
    manifest = shipped_server.get(RECONCILE).json()
    proposed = manifest["extend"]["propose_properties"]
    address = proposed["service_url"] + proposed["service_path"]
    offers = shipped_server.get(address, params={"type": "organisation"}).json()["properties"]
    suggested = shipped_server.get(f"{RECONCILE}/suggest/property", params={"prefix": ""}).json()
    assert suggested["result"] == offers
    names = [one["id"] for one in offers]
    rows = extended(shipped_server, ["organisatie/agiv", "organisatie/none"], *names)
    agiv = rows["organisatie/agiv"]
    assert {"id": "organisatie/oc-gis-vlaanderen"}.items() <= agiv["predecessor"][0].items()
    assert agiv["begin"] == [{"str": "2004-05-07/2006-12-31"}]
    assert agiv["end"] == [{"str": "2015-12-31/2016-12-30"}]
    assert {"str": "AGIV"} in agiv["name"]
    assert not any(rows["organisatie/none"].values())


def test_things_and_kinds_are_suggested(shipped_server: httpx.Client) -> None:
    service = shipped_server.get(RECONCILE).json()["suggest"]["entity"]
    address = service["service_url"] + service["service_path"]
    found = shipped_server.get(address, params={"prefix": "Digitaal Vl"}).json()["result"]
    assert any(one["id"] == "organisatie/digitaal-vlaanderen" for one in found)
    kinds = shipped_server.get(f"{RECONCILE}/suggest/type", params={"prefix": "org"}).json()
    assert "organisation" in {one["id"] for one in kinds["result"]}


@pytest.mark.parametrize(
    ("queries", "status"),
    [
        ("{", 400),
        ("[]", 400),
        ('{"q0": {}}', 400),
        ('{"q0": {"query": "a", "limit": "many"}}', 400),
        ("[" * 5000, 400),
        (json.dumps({str(n): {"query": "a"} for n in range(101)}), 413),
    ],
)
def test_queries_that_cannot_be_read_are_refused(
    shipped_server: httpx.Client, queries: str, status: int
) -> None:
    answer = shipped_server.post(RECONCILE, data={"queries": queries})
    assert answer.status_code == status
    assert answer.json()["detail"]


def test_a_page_elsewhere_may_show_a_preview_only_if_it_is_allowed(
    shipped_server: httpx.Client, serve: Serve
) -> None:
    path = f"{RECONCILE}/preview?id=organisatie/agiv"
    closed = shipped_server.get(path).headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in closed
    opened = serve("--cors", "https://refine.example").get(path)
    assert "frame-ancestors https://refine.example" in opened.headers["Content-Security-Policy"]
