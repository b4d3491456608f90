"""A site of a large graph: no page and no file for a script is over its limit, and all is found."""

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from dvgraph.labels.subgraph import Subgraph
from dvgraph.labels.whole import aside
from dvgraph.labels.whole import read as read_nodes
from dvgraph.namespaces import BASE
from dvgraph.prebuilt.connection import open_graph
from dvgraph.questions import question as asked
from dvgraph.questions import steps
from dvgraph.rdf.terms import value
from dvgraph.store.binding import support
from dvgraph.store.embedded import EmbeddedStore
from dvgraph.web import catalogue, inquiry
from dvgraph.web.pages import compare, home, lists, questions, search, things
from dvgraph.web.view import PageView

DAY = date(2026, 12, 1)
NUMBER = 40
LIMIT = 13_000  # bytes of a page of this small graph
HEAD = """@base <https://w3id.org/dvgraph/id/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix dvg: <https://w3id.org/dvgraph/ns#> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix m8g: <http://data.europa.eu/m8g/> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<soort/dienst> a skos:Concept ; skos:prefLabel "dienst"@nl, "service"@en .
<bron/register> a foaf:Document ; rdfs:label "Register"@nl, "Register"@en .
"""
BODY = """<organisatie/o{n}> a org:Organization, m8g:PublicOrganisation ;
    rdfs:label "Dienst {n}"@nl, "Service {n}"@en ; org:classification <soort/dienst> .
<uitspraak/bestaan-o{n}> a dvg:Bestaan, dvg:Uitspraak ; dvg:over <organisatie/o{n}> ;
    dvg:van "{year}-01-01"^^xsd:date ; dvg:vindplaats <bron/register#line={n},{next}> .
<bron/register#line={n},{next}> a dvg:Vindplaats ; dct:isPartOf <bron/register> .
"""
BODIES = {f"{BASE}organisatie/o{n}" for n in range(NUMBER)}


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lower the limits, as if the graph were large."""
    for module, names in (
        (lists, {"_WHOLE": 10, "_ROWS": 7, "_ITEMS": 9}),
        (search, {"_WHOLE": 20, "_ROWS": 15, "_ENTRIES": 25}),
        (questions, {"_LABELLED": 30, "_LIST": 2000, "_TABLE": 1000}),
        (steps, {"_ROWS": 20}),
        (inquiry, {"_CHOICES": 10}),
        (things, {"_MOST": LIMIT}),
    ):
        for name, number in names.items():
            monkeypatch.setattr(module, name, number)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("data") / "register.ttl"
    bodies = "".join(BODY.format(n=n, next=n + 1, year=1980 + n) for n in range(NUMBER))
    file.write_text(HEAD + bodies, "utf-8")
    return file


@pytest.fixture
def view(data: Path) -> PageView:
    store = open_graph([str(data)], model=True)
    shown = frozenset(value(iri) for (iri,) in store.select(support("pages")).rows)
    return PageView(store, "nl", DAY, shown)


def made(view: PageView, address: str) -> str:
    return str(catalogue.pages(view)[address].page(view, address))


def turned(view: PageView, first: str) -> Iterator[str]:
    """Yield the pages of a list as a reader without a script finds them: by the next page."""
    address = first
    while address:
        text = made(view, address)
        yield text
        to = re.search(r'<a href="([^"]+)" data-to="next">', text)
        address = f"{first.rpartition('/')[0]}/{to[1]}".lstrip("/") if to else ""


def linked(text: str) -> set[str]:
    main = text.partition("<main")[2]
    return {f"{BASE}{one}" for one in re.findall(r'href="[^"]*doc/(organisatie/o\d+)\.html"', main)}


def read(text: str) -> object:
    return json.loads(text.partition("=")[2].strip().removesuffix(";"))


@pytest.mark.parametrize("first", ["lijst/organisaties.html", "zoek.html"])
def test_every_row_of_a_long_list_is_on_a_page_that_follows_the_first(
    view: PageView, first: str
) -> None:
    found = list(turned(view, first))
    assert len(found) > 2
    assert set().union(*map(linked, found)) == BODIES
    assert sum(len(linked(one)) for one in found) == NUMBER
    for text in found[1:]:
        assert re.search(r'<a href="[^"]+" data-to="first">', text)
        assert re.search(r'<a href="[^"]+" data-to="previous">', text)
    for text in found[:-1]:
        assert re.search(r'<a href="[^"]+" data-to="last">', text)


def test_no_page_of_a_large_graph_is_over_the_limit(view: PageView) -> None:
    heavy = {
        address: size
        for address, maker in catalogue.pages(view).items()
        if address.endswith(".html") and maker in (lists, search, things)
        if (size := len(maker.page(view, address).encode())) > LIMIT
    }
    assert heavy == {}


def test_a_home_page_whose_picture_is_too_heavy_says_so_and_leads_to_the_list(
    view: PageView, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = made(view, home.HOME)
    assert linked(drawn) == BODIES
    monkeypatch.setattr(home, "_MOST", len(drawn.encode()) - 1)
    page = made(view, home.HOME)
    assert len(page.encode()) < len(drawn.encode()) / 2
    assert not linked(page)
    assert view.words("home")["too-many"].format(NUMBER) in page
    assert f'href="{lists.INDEX}"' in page


def test_the_years_of_an_organisation_do_not_grow_with_the_number_of_others(view: PageView) -> None:
    years = [one for one in compare.addresses(view) if one.endswith(".html") and "/" in one]
    assert len(years) == NUMBER
    assert max(len(made(view, one).encode()) for one in years) < LIMIT / 4


def test_the_home_page_of_a_crowd_has_no_picture_and_nothing_to_compare(
    view: PageView, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dvgraph.web.view.CROWD", NUMBER - 1)
    page = made(view, home.HOME)
    assert len(page.encode()) < LIMIT
    assert not linked(page)
    assert not list(compare.addresses(view))


def test_the_files_of_a_long_list_have_every_row_for_its_script(view: PageView) -> None:
    page = made(view, "lijst/organisaties.html")
    files = re.search(r'data-files="([^"]+)"', page)
    assert files
    parts = [read(made(view, f"lijst/{name}")) for name in files[1].split()]
    assert len(parts) > 1
    rows = [row for part in parts for row in part["rows"]]  # type: ignore[index]
    items = [item for part in parts for item in part["items"]]  # type: ignore[index]
    assert set().union(*map(linked, (f"<main{row}" for row in rows))) == BODIES
    assert len(items) == len(rows) == NUMBER
    assert 'id="given"' not in page


def test_the_files_of_the_index_have_every_name_and_then_the_questions(view: PageView) -> None:
    files = re.search(r'data-names="([^"]+)"', made(view, "zoek.html"))
    assert files
    index, *more = (read(made(view, name)) for name in files[1].split())
    assert more
    names = [*index["things"], *(one for part in more for one in part)]  # type: ignore[index,attr-defined]
    assert {BASE + one[2] for one in names} >= BODIES
    assert all(one[2].startswith("vraag/") for one in index["asked"])  # type: ignore[index]


def test_each_label_is_in_the_file_that_the_characters_of_its_key_name(view: PageView) -> None:
    files = [one for one in catalogue.pages(view) if one.startswith("data/labels")]
    assert len(files) > 1
    found = [read(made(view, one)) for one in files]
    for place, labels in enumerate(found):
        assert {sum(map(ord, key)) % len(files) for key in labels} == {place}  # type: ignore[attr-defined]
    assert sum(len(one) for one in found) >= len(view.things)  # type: ignore[arg-type]


def test_of_very_many_rows_only_the_answer_that_a_page_shows_first_is_worked_out(
    view: PageView,
) -> None:
    whole = steps.steps(view.store, asked.get("lifespans"), Subgraph(view.store, "nl"))
    found = view.inquiry("lifespans")
    assert found.ahead.alone == found.case
    assert len(found.rows()) == len(whole.answer(found.case, found.day)) == NUMBER
    assert found.ahead.chosen("organisatie") == whole.chosen("organisatie") - {""} == BODIES


def test_the_page_of_a_question_with_very_many_rows_asks_its_engine_and_keeps_the_files(
    view: PageView,
) -> None:
    page, text = made(view, "vraag/lifespans.html"), made(view, "vraag/lifespans.js")
    told = read(text)
    assert told["alone"]  # type: ignore[index]
    assert "cases" not in told  # type: ignore[operator]
    assert len(made(view, "vraag/lifespans.csv").splitlines()) == NUMBER + 1
    assert "<datalist" in page
    assert re.search(view.words("ask")["more"].replace("{}", r"\d+"), page)


def test_a_script_over_its_limit_has_no_answers(
    view: PageView, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(steps, "_ROWS", 1000)
    assert "cases" in read(made(view, "vraag/lifespans.js"))  # type: ignore[operator]
    monkeypatch.setattr(questions, "_SCRIPT", 5000)
    assert read(made(view, "vraag/lifespans.js"))["alone"]  # type: ignore[index]


def test_on_a_server_a_thing_is_chosen_by_the_name_that_a_reader_types(view: PageView) -> None:
    page = questions.answered(view, "vraag/lifespans.html", {"organisation": "Dienst 7"})
    assert linked(page) == {f"{BASE}organisatie/o7"}


def test_a_page_that_leaves_lines_out_says_how_many_and_where_they_are(view: PageView) -> None:
    page = made(view, "doc/bron/register.html")
    left = re.search(view.words("thing")["left"].replace("{}", r"(\d+)"), page)
    assert left
    shown = len(re.findall(r'<div class="row two', page))
    assert shown + int(left[1]) >= NUMBER


def test_a_page_that_rests_on_very_many_nodes_is_recorded_as_one_of_the_whole_graph(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = open_graph([str(data)], model=True)
    assert isinstance(store, EmbeddedStore)
    shown = frozenset(value(iri) for (iri,) in store.select(support("pages")).rows)
    view = PageView(store, "nl", DAY, shown, nodes=read_nodes(store))
    with aside(view.graph) as asked:
        made(view, "zoek.html")
    assert len(view.followed(asked)) > NUMBER
    monkeypatch.setattr("dvgraph.web.view._MANY", NUMBER)
    assert view.followed(asked) == {("graph", "")}
