"""The site of a large graph in a browser: filters, search and forms cover all its pages."""

from typing import Any

import pytest

from browser import Visitor
from dvgraph.prebuilt.connection import exact_quads, open_graph
from dvgraph.web import catalogue, inquiry
from dvgraph.web.pages import lists, questions, search, sparql
from dvgraph.web.site import build
from test_site_large import BODY, DAY, HEAD, NUMBER

# Beside a browser no loop of asyncio runs in the same process, as the tests of mcp need it.
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def large(chromium: Any, tmp_path_factory: pytest.TempPathFactory) -> Visitor:
    folder = tmp_path_factory.mktemp("large")
    data = folder / "register.ttl"
    bodies = "".join(BODY.format(n=n, next=n + 1, year=1980 + n) for n in range(NUMBER))
    data.write_text(HEAD + bodies, "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        for module, names in (
            (lists, {"_WHOLE": 10, "_ROWS": 7, "_ITEMS": 9}),
            (search, {"_WHOLE": 20, "_ROWS": 15, "_ENTRIES": 25}),
            (questions, {"_LABELLED": 30}),
            (inquiry, {"_CHOICES": 10}),
        ):
            for name, number in names.items():
                patch.setattr(module, name, number)
        patch.setattr("dvgraph.questions.steps._ROWS", 20)
        patch.setattr(catalogue, "MAKERS", (lists, questions, search, sparql))
        dataset, derived = exact_quads([str(data)], None, model=True)
        quads = [*dataset.quads, *derived]
        build(open_graph([str(data)], model=True), folder / "site", quads=quads, day=DAY)
    return Visitor(chromium, folder / "site", "http://127.0.0.1")


def shown(page: Any) -> list[str]:
    return page.locator("#rows li div:first-child > a").all_text_contents()


def test_a_filter_finds_rows_of_every_page_and_its_pages_can_be_turned(large: Visitor) -> None:
    with large.page("lijst/organisaties-2.html") as page:
        assert shown(page) == [f"Dienst {n}" for n in range(7, 14)]
        page.fill("input[name=text]", "dienst 39")
        page.wait_for_selector("#lead:has-text('1 in')")
        assert shown(page) == ["Dienst 39"]
        page.fill("input[name=text]", "dienst")
        page.wait_for_selector(f"#lead:has-text('{NUMBER} in')")
        assert len(shown(page)) == 7
        page.click("nav.turn [data-to=last]")
        assert shown(page)[-1] == f"Dienst {NUMBER - 1}"
    assert large.faults == []


def test_search_finds_a_name_of_a_later_file(large: Visitor) -> None:
    with large.page("zoek.html?q=Dienst+39") as page:
        page.wait_for_selector("#found li a")
        assert page.locator("#found li a").first.text_content().startswith("Dienst 39")


def test_a_typed_name_is_asked_of_the_engine_in_the_page(large: Visitor) -> None:
    with large.page("vraag/lifespans.html") as page:
        page.fill("input[name=organisation]", "Dienst 39")
        page.click("#form button.prim")
        page.wait_for_selector("#lead:has-text('1 rijen')")
        assert "Dienst 39" in page.text_content("#list")
        page.fill("input[name=organisation]", "geen enkele")
        page.click("#form button.prim")
        page.wait_for_selector("#fault:not([hidden])")
