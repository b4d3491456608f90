"""Live pages: the same bytes as in a folder, answers to forms, days, addresses of things."""

import re
from collections.abc import Iterator
from html import unescape

import httpx
import pytest

from dvgraph.labels.whole import WholeGraph
from dvgraph.prebuilt.connection import open_graph
from dvgraph.questions import question as questions
from dvgraph.rdf.oxigraph import NamedNode, RdfFormat, parse
from dvgraph.web import catalogue, data
from dvgraph.web.site import views

pytestmark = pytest.mark.program

AGIV = "organisatie/agiv"
KINDS = {
    "text/html": "html",
    "text/turtle": "ttl",
    "application/ld+json": "jsonld",
    "application/n-triples": "nt",
}


@pytest.mark.slow
def test_a_page_has_the_bytes_that_the_site_writes(shipped_server: httpx.Client) -> None:
    for view in views(open_graph()):
        made = catalogue.pages(view)
        for address in list(made)[:: len(made) // 20]:
            if address.endswith(".html"):
                answer = shipped_server.get(f"/{view.path(address)}")
                assert trimmed(answer.text) == trimmed(made[address].page(view, address)), address
        assert isinstance(view.graph, WholeGraph)
        for iri in sorted(view.things)[:: len(view.things) // 10]:
            for path, content in data.files(view.graph, iri):
                whole = content.encode() if isinstance(content, str) else content
                assert shipped_server.get(f"/{path}").content == whole


def trimmed(page: str) -> str:
    """Remove the parts that only a live page has, such as forms that work without a script."""
    page = re.sub(r'<form class="f" action="" id="days">.*?</form>\n', "", page, flags=re.DOTALL)
    page = page.replace('class="f js-only" action', 'class="f" action')
    return re.sub(
        r'<p><a (?:class="btn" id="open" )?href="[^"]*(?:gegevens|sparql)[^"]*">.*?</a></p>\n',
        "",
        page,
    )


def test_every_page_tells_version_and_day(shipped_server: httpx.Client) -> None:
    version = shipped_server.get("/api/health").json()["version"]
    for path in ("/", "/en/", f"/doc/{AGIV}", "/vraag/tasks-added.html", "/zoek.html"):
        answer = shipped_server.get(path, headers={"Accept": "text/html"})
        assert answer.status_code == 200
        assert f" {version}</p>" in answer.text
        assert "script-src 'self'" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize(("media", "form"), KINDS.items())
def test_the_name_of_a_thing_leads_to_its_document_in_the_form_wanted(
    shipped_server: httpx.Client, media: str, form: str
) -> None:
    headers = {"Accept": f"{media}, */*;q=0.1", "Accept-Language": "nl"}
    first = shipped_server.get(f"/id/{AGIV}", headers=headers)
    assert first.status_code == 303
    assert first.headers["Location"] == f"/doc/{AGIV}"
    answer = shipped_server.get(first.headers["Location"], headers=headers)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith(media)
    assert answer.headers["Content-Location"] == f"/doc/{AGIV}.{form}"
    assert "Accept" in answer.headers["Vary"]
    for other in KINDS.values():
        assert f"</doc/{AGIV}.{other}>" in answer.headers["Link"]
    own = shipped_server.get(f"/doc/{AGIV}.{form}", headers={"Accept": "image/png"})
    assert own.content == answer.content
    known = {**headers, "If-None-Match": answer.headers["ETag"]}
    assert shipped_server.get(f"/doc/{AGIV}", headers=known).status_code == 304


def test_a_reader_of_english_is_led_to_the_english_page(shipped_server: httpx.Client) -> None:
    headers = {"Accept": "text/html", "Accept-Language": "en-GB,nl;q=0.5"}
    answer = shipped_server.get(f"/id/{AGIV}", headers=headers, follow_redirects=True)
    assert answer.url.path == f"/en/doc/{AGIV}"
    assert '<html lang="en">' in answer.text


def test_every_form_of_a_document_has_the_same_triples(shipped_server: httpx.Client) -> None:
    found = [
        set(parse(shipped_server.get(f"/doc/{AGIV}.{form}").content, format=kind))
        for form, kind in (
            ("ttl", RdfFormat.TURTLE),
            ("jsonld", RdfFormat.JSON_LD),
            ("nt", RdfFormat.N_TRIPLES),
        )
    ]
    assert found[0] == found[1] == found[2]
    about = NamedNode(f"https://w3id.org/dvgraph/id/{AGIV}")
    assert any(quad.subject == about for quad in found[0])


def test_a_form_that_is_not_there_is_406_and_an_unknown_thing_404(
    shipped_server: httpx.Client,
) -> None:
    assert shipped_server.get(f"/doc/{AGIV}", headers={"Accept": "image/png"}).status_code == 406
    assert shipped_server.get("/id/organisatie/none").status_code == 404
    assert shipped_server.get("/doc/organisatie/none").status_code == 404
    assert shipped_server.get("/doc/../../etc/passwd").status_code == 404
    assert shipped_server.get("/assets/../view.py").status_code == 404


def test_a_statement_without_a_page_of_its_own_is_found_on_that_of_its_thing(
    shipped_server: httpx.Client,
) -> None:
    query = "SELECT ?s { ?s a dvg:Bestaan, dvg:GeldendeUitspraak } ORDER BY ?s LIMIT 1"
    found = shipped_server.get("/sparql", params={"query": query}).json()
    iri = found["results"]["bindings"][0]["s"]["value"]
    path = iri.replace("https://w3id.org/dvgraph/id/", "/id/")
    assert shipped_server.get(path).status_code == 303


def test_a_thing_is_shown_as_it_was_on_a_day(shipped_server: httpx.Client) -> None:
    headers = {"Accept": "text/html"}
    now = shipped_server.get(f"/en/doc/{AGIV}", headers=headers).text
    then = shipped_server.get(f"/en/doc/{AGIV}?op=2012-06-30", headers=headers).text
    assert "As it was on 30 June 2012." in then
    assert len(then) < len(now)
    data = [
        set(parse(shipped_server.get(f"/doc/{AGIV}.nt{on}").content, format=RdfFormat.N_TRIPLES))
        for on in ("", "?op=2012-06-30")
    ]
    assert data[1] < data[0]


def test_who_looks_at_a_day_stays_in_it_from_link_to_link(shipped_server: httpx.Client) -> None:
    days, headers = {"op": "2012-06-30", "bekend": "2026-11-30"}, {"Accept": "text/html"}
    page = shipped_server.get(f"/en/doc/{AGIV}.html", params=days, headers=headers)
    found = [page.url.join(unescape(link)) for link in links(page.text)]
    things = [one for one in found if one.path.startswith("/en/doc/organisatie/")]
    assert things
    assert all(dict(one.params) == days for one in things)
    other = next(one for one in things if AGIV not in one.path)
    then = shipped_server.get(other, headers=headers).text
    assert "As it was on 30 June 2012." in then
    assert "30 November 2026" in then
    now = shipped_server.get(f"/en/doc/{AGIV}.html", headers=headers).text
    assert "op=" not in "".join(links(now))


def test_a_page_as_known_on_a_day_lacks_what_was_recorded_later(
    shipped_server: httpx.Client,
) -> None:
    answer = shipped_server.get(
        f"/en/doc/{AGIV}?bekend=2001-01-01", headers={"Accept": "text/html"}
    )
    assert answer.status_code == 200
    assert "1 January 2001" in answer.text
    assert len(answer.text) < len(shipped_server.get(f"/en/doc/{AGIV}.html").text)


def test_a_day_that_is_none_is_told_in_the_language_of_the_page(
    shipped_server: httpx.Client,
) -> None:
    answer = shipped_server.get(f"/en/doc/{AGIV}?op=soon", headers={"Accept": "text/html"})
    assert answer.status_code == 400
    assert "is not a date" in answer.text


def cells(page: str) -> list[str]:
    return re.findall(r"<td>(.*?)</td>", page.partition('id="table"')[2].partition("</table>")[0])


@pytest.mark.parametrize("name", ["tasks-added", "head-on-date", "lifespans"])
def test_a_form_without_its_script_is_answered_as_the_command_answers(
    shipped_server: httpx.Client, name: str
) -> None:
    example = questions.get(name).example
    graph = open_graph()
    body = {"organisation": "all"} if questions.get(name).agency else {}
    answer = shipped_server.get(f"/en/vraag/{name}.json", params={**body, **example})
    assert answer.status_code == 200, answer.text
    known = questions.ask(graph, name, example, "en").table
    assert [row["id"] for row in answer.json()] == [
        row[known.variables.index("id")].value
        for row in known.rows  # type: ignore[union-attr]  # a short id is a literal
    ]
    page = shipped_server.get(f"/en/vraag/{name}.html", params={**body, **example})
    assert page.status_code == 200
    assert "js-only" not in page.text.partition("<form")[2].partition("</form>")[0]
    assert len(cells(page.text)) > 0


def test_a_last_day_stands_in_the_form_and_in_the_sentence_of_its_answer(
    shipped_server: httpx.Client,
) -> None:
    page = shipped_server.get("/vraag/tasks-added.html?since=2021&until=2021").text
    assert re.search(r'<input [^>]*name="until"[^>]* value="2021"', page)
    assert "tot en met 31 december 2021" in page.partition('id="lead"')[2].partition("</p>")[0]


def test_what_a_form_cannot_read_is_400_with_words(shipped_server: httpx.Client) -> None:
    answer = shipped_server.get("/en/vraag/tasks-added.html?since=never")
    assert answer.status_code == 400
    hostile = "/en/vraag/tasks-added.html?organisation=%3Cscript%3E"
    answer = shipped_server.get(hostile, headers={"Accept": "text/html"})
    assert answer.status_code == 400
    assert "<script>" not in answer.text
    assert shipped_server.get("/en/vraag/tasks-added.html?colour=red").status_code == 400


def links(page: str) -> Iterator[str]:
    for link in re.findall(r'(?:href|src)="([^"#]+)', page):
        if not re.match(r"[a-z]+:", link):
            yield link


def test_every_link_of_the_first_pages_leads_somewhere(shipped_server: httpx.Client) -> None:
    seen = set()
    for start in ("/", f"/en/doc/{AGIV}", "/vraag/tasks-added.html"):
        page = shipped_server.get(start, headers={"Accept": "text/html"})
        for link in list(links(page.text))[:40]:
            seen.add(str(page.url.join(link).path))
    missing = [path for path in sorted(seen) if shipped_server.get(path).status_code in (400, 404)]
    assert missing == []
