"""Live pages in a browser follow their security policy, and their forms need no script."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest

from browser import Visitor

pytestmark = pytest.mark.slow

FOLDER = Path("none")  # nothing is opened from a folder here
QUESTION = "en/vraag/tasks-added.html"


@pytest.fixture
def visit(chromium: Any, shipped_server: httpx.Client) -> Iterator[Visitor]:
    """A visitor of the server; the test fails if a page has a fault."""
    found = Visitor(chromium, FOLDER, str(shipped_server.base_url).rstrip("/"))
    yield found
    assert found.faults == []


@pytest.mark.parametrize(
    "path",
    [
        *("", "en/", "en/doc/organisatie/agiv", "doc/organisatie/agiv?op=2012", "zoek.html"),
        *("lijst/taken.html", "vergelijk.html", "vraag/index.html", QUESTION, "sparql.html"),
    ],
)
def test_a_page_shows_itself_within_its_policy_and_is_accessible(visit: Visitor, path: str) -> None:
    with visit.page(path, served=True) as page:
        page.wait_for_load_state("networkidle")
        assert page.locator("h1").count() == 1
        if path != "sparql.html":  # the editor is of others
            assert visit.violations(page) == []


def test_a_form_answers_the_same_with_and_without_its_script(visit: Visitor) -> None:
    leads = []
    for script in (True, False):
        with visit.page(QUESTION, served=True, script=script) as page:
            page.fill("input[name=since]", "2019")
            page.click("form button.prim")
            page.get_by_text("2019").first.wait_for()
            leads.append(page.inner_text("#lead"))
    assert leads[0] == leads[1]
    assert "2019" in leads[0]


def test_a_thing_is_shown_as_it_was_on_a_day_that_is_typed(visit: Visitor) -> None:
    with visit.page("en/doc/organisatie/agiv", served=True, script=False) as page:
        page.fill("input[name=op]", "2012")
        page.click("#days button")
        page.wait_for_load_state("load")
        assert "As it was on 31 December 2012." in page.inner_text("main")
        assert page.input_value("input[name=op]") == "2012-12-31"


def test_what_a_form_cannot_read_is_told_on_a_page(visit: Visitor) -> None:
    with visit.page(QUESTION, served=True, script=False) as page:
        page.fill("input[name=since]", "never")
        page.click("form button.prim")
        page.wait_for_load_state("load")
        assert "never" in page.inner_text("main")
    visit.faults[:] = [one for one in visit.faults if "400" not in one]  # it is told with 400


def test_the_editor_asks_the_server_as_of_the_day_of_its_page(
    visit: Visitor, shipped_server: httpx.Client
) -> None:
    count = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
    for days in ({}, {"op": "2012-06-30"}):
        known = shipped_server.get("/sparql", params={"query": count, **days}).json()
        number = known["results"]["bindings"][0]["n"]["value"]
        asked: list[str] = []
        address = f"sparql.html?{urlencode(days)}"
        with visit.page(address, served=True) as page:
            page.on("request", lambda one, asked=asked: asked.append(one.url))
            page.wait_for_function("() => dvgraph.editor")
            found = page.evaluate(
                "text => { const editor = dvgraph.editor(); editor.setValue(text);"
                " return editor.query().then(answer => answer.content); }",
                count,
            )
            assert number in found
            assert page.locator("#told").inner_text() != ""
        assert [one for one in asked if "/sparql" in one] == [
            f"{visit.address}/sparql{'?' * bool(days)}{urlencode(days)}"
        ]
        assert not any("graph.js" in one for one in asked)


def test_the_editor_tells_what_the_server_says_of_a_bad_query(visit: Visitor) -> None:
    with visit.page("en/sparql.html", served=True) as page:
        page.wait_for_function("() => dvgraph.editor")
        page.evaluate("() => dvgraph.editor().setValue('SELECT * { ?s ?p }')")
        page.click("#run:enabled")
        page.wait_for_selector("#told:has-text('SPARQL')")
    visit.faults[:] = [one for one in visit.faults if "400" not in one]  # it is told with 400
