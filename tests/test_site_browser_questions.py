"""Questions, lists and the page for SPARQL, used as people do and compared with the commands."""

import json
import random
import re
from typing import Any

import pytest

from browser import Visitor
from dvgraph.labels.subgraph import Subgraph
from dvgraph.locale.wording import capitalised
from dvgraph.namespaces import slug
from dvgraph.prebuilt.connection import open_graph
from dvgraph.questions import question as questions
from dvgraph.questions import steps
from dvgraph.questions.agency import agency
from dvgraph.results.readable import readable
from dvgraph.store.inventory import run
from dvgraph.store.protocol import Store, Table

pytestmark = pytest.mark.slow

ASKED = ("tasks-added", "name-on-date", "task-periods", "organisations-on-date", "lifespans")
READY, ANSWERED = "#told:has-text('Klaar')", "#told:has-text('Beantwoord')"


@pytest.fixture(scope="session")
def store() -> Store:
    return open_graph(public=True)


def drawn(store: Store, name: str, number: int) -> list[dict[str, str]]:
    """Return random parameters of a question, as options: a thing and a day of its steps."""
    chance = random.Random(name)
    ahead = steps.steps(store, questions.get(name), Subgraph(store, "nl"))
    params = questions.get(name).params.values()
    found = []
    while len(found) < number:
        case = chance.choice([one for one in ahead.cases if steps.AGENCY not in one])
        if case[-1]:
            continue
        given = {
            _option(store, name, variable, thing): thing
            for variable, thing in zip(ahead.asked, case, strict=False)
            if thing
        }
        if ahead.day:
            option = next(one.name for one in params if one.variable == ahead.day)
            given[option] = chance.choice(ahead.cases[case])[0].replace("0001", "1990")
        found.append(given)
    return found


def _option(store: Store, name: str, variable: str, thing: str) -> str:
    """Return the option for a thing; of several for one variable, the one for its kind."""
    fitting = [one for one in questions.get(name).params.values() if one.variable == variable]
    return next(one.name for one in fitting if steps.of(store, one).of(thing))


def of_command(store: Store, name: str, given: dict[str, str]) -> list[list[str]]:
    """Return the cells in the output of the command, without marks of sources."""
    asked = questions.get(name)
    texts: dict[str, object] = {
        key: [value] if asked.params[key].list else value for key, value in given.items()
    }
    answer = questions.ask(store, name, texts, "nl")
    table = Table(answer.table.variables, answer.table.rows[:75])
    heads, rows, _ = readable(table, answer.words)
    kept = [n for n, head in enumerate(heads) if head != "bronnen"]
    return [[row[n] for n in kept if row[n]] for row in rows]


def of_page(page: Any) -> list[list[str]]:
    heads = page.locator("#table thead th").all_text_contents()
    rows = page.evaluate(
        "() => Array.from(document.querySelectorAll('#table tbody tr'),"
        " row => Array.from(row.cells, cell => cell.textContent))"
    )
    kept = [n for n, head in enumerate(heads) if head != "bronnen"]
    return [[row[n] for n in kept if row[n]] for row in rows]


@pytest.mark.parametrize("name", ASKED)
def test_a_question_asked_in_the_page_has_the_answer_of_the_command(
    visit: Visitor, store: Store, name: str
) -> None:
    for n, given in enumerate(drawn(store, name, 4)):
        state = "&".join(f"{key}={slug(value)}" for key, value in given.items())
        path = f"vraag/{name}.html#form=table&{state}"
        with visit.page(path, served=bool(n % 2)) as page:
            page.wait_for_selector("#csv a[href^=blob]", state="attached")
            assert of_page(page) == of_command(store, name, given), given


def test_a_form_reads_a_date_as_people_write_it_and_says_what_is_none(visit: Visitor) -> None:
    with visit.page("vraag/tasks-added.html") as page:
        before = page.text_content("#lead")
        page.fill("input[name=since]", "15/6/2024")
        page.click("form .prim")
        page.wait_for_selector("#lead:has-text('15 juni 2024')")
        assert page.text_content("#lead") != before
        assert "since=15%2F6%2F2024" in page.url
        page.fill("input[name=since]", "gisteren of zo")
        page.click("form .prim")
        assert page.locator("#fault").is_visible()
        assert not page.locator("#list, #lead").first.is_visible()
        page.fill("input[name=since]", "2024")
        page.click("form .prim")
        page.wait_for_selector("#list .row")


def test_a_question_is_asked_in_the_page_until_a_last_day_that_may_be_left_empty(
    visit: Visitor, store: Store
) -> None:
    given = {"since": "2019", "until": "2025", "organisation": agency(store)}
    told, new = (
        questions.ask(store, "tasks-added", given, "nl", new_only=only) for only in (False, True)
    )
    heads, cells, _ = readable(told.table, told.words)
    assert 0 < len(new.table.rows) < len(cells)
    with visit.page("vraag/tasks-added.html") as page:
        assert page.input_value("input[name=until]") == ""
        page.fill("input[name=since]", "2019")
        page.fill("input[name=until]", "2025")
        page.click("form .prim")
        page.wait_for_selector(f"#lead:has-text('{len(cells)} rijen')", timeout=60000)
        task = heads.index("taak")
        lines = page.locator("#list .row > div:first-child > a:first-child").all_text_contents()
        assert sorted(lines) == sorted(capitalised(row[task]) for row in cells)
        page.check("#new")
        page.click("form .prim")
        page.wait_for_selector(f"#lead:has-text('{len(new.table.rows)} rijen')", timeout=60000)
        page.fill("input[name=until]", "")
        page.click("form .prim")
        page.wait_for_selector("#list .row")


def test_a_value_that_nobody_foresaw_is_answered_by_the_engine_in_the_page(
    visit: Visitor, store: Store
) -> None:
    given = {"source": "herweging-2025", "from": "45", "to": "49"}
    text = questions.sparql(store, "supported-by-passage", given)
    found = run(store, text)
    assert isinstance(found, Table)
    for served in (False, True):
        with visit.page("vraag/supported-by-passage.html", served=served) as page:
            page.fill("input[name=from]", "45")
            page.fill("input[name=to]", "49")
            page.click("form .prim")
            page.wait_for_selector(
                f"#lead:has-text('{len(list(found.rows))} rijen')", timeout=60000
            )
            assert "zoekmachine in deze pagina" in page.text_content("#lead")
            assert page.locator("#list .row details.n").count() == len(found.rows)
            # Rows that the library did not tell for any other value stand in a table.
            page.evaluate("() => { dvgraph.answers.terms = []; }")
            page.click("form .prim")
            page.wait_for_selector("#list td")
            cells = page.locator("#list td").all_text_contents()
            assert not [text for text in cells if text.startswith(("http", "uitspraak/"))]
            assert page.locator("#list td a[href*='doc/uitspraak/']").count() == len(found.rows)
            assert page.locator("#list th").first.text_content() == "uitspraak"


def test_a_day_for_which_no_answer_was_made_beforehand_is_answered_by_the_engine_in_the_page(
    visit: Visitor, store: Store
) -> None:
    given = {"since": "2019", "organisation": agency(store)}
    told = questions.ask(store, "tasks-added", given, "nl")
    with visit.page("vraag/tasks-added.html#since=2020") as page:
        page.wait_for_function("() => dvgraph.answers")
        page.evaluate("() => { dvgraph.answers.only = '2021-01-01'; }")
        page.fill("input[name=since]", "2019")
        page.click("form .prim")
        page.wait_for_selector("#lead:has-text('zoekmachine in deze pagina')", timeout=60000)
        assert f"{len(told.table.rows)} rijen" in page.text_content("#lead")
        page.fill("input[name=since]", "2021")
        page.click("form .prim")
        assert "zoekmachine in deze pagina" not in page.text_content("#lead")


def test_the_chart_is_that_of_the_measure_that_is_chosen(visit: Visitor) -> None:
    def drawn(page: Any, before: str) -> str:
        changed = "before => document.querySelector('#chart svg desc').textContent !== before"
        page.wait_for_function(changed, arg=before)
        return str(page.locator("#chart svg desc").first.text_content())

    with visit.page("vraag/measure-over-time.html#form=chart") as page:
        every = drawn(page, "")
        page.select_option("[name=measure]", "medewerkers")
        page.click(".prim")
        one = drawn(page, every)
        page.select_option("[name=measure]", "all")
        page.click(".prim")
        assert drawn(page, one) == every
    with visit.page("doc/concept/maat/medewerkers.html") as page:
        assert drawn(page, "") == one


def test_an_answer_reads_without_a_script(visit: Visitor) -> None:
    with visit.page("vraag/tasks-added.html", script=False) as page:
        assert page.locator("#list .row").count() > 10
        assert page.locator("#table").is_visible()
        assert page.locator("#sparql").is_visible()
        assert not page.locator("#form").is_visible()


def test_facets_choose_count_and_stand_in_the_address(visit: Visitor) -> None:
    with visit.page("lijst/taken.html") as page:
        whole = page.locator("#rows li:not([hidden])").count()
        option = page.locator("select[name=who] option:has-text('AGIV (')").first
        label = option.text_content()
        page.select_option("select[name=who]", label=label)
        chosen = page.locator("#rows li:not([hidden])").count()
        assert 0 < chosen < whole
        assert label.endswith(f"({chosen})")
        assert page.text_content("#lead").startswith(f"{chosen} ")
        address = page.url
        page.click("#tab-table")
        assert page.locator("#table tbody tr").count() == chosen
        page.click("#tab-timeline")
        assert page.locator("#timeline li:not([hidden])").count() == chosen
    with visit.page(f"lijst/{address.rpartition('/')[2]}", served=True) as page:
        assert page.locator("#rows li:not([hidden])").count() == chosen


def test_a_ground_can_be_chosen_only_for_the_organisation_whose_ground_it_is(
    visit: Visitor,
) -> None:
    ground = "select[name=ground] option:has-text('VDI-decreet')"
    with visit.page("lijst/taken.html") as page:
        for who, own in (("Vlaamse dienstenintegrator", True), ("Digitaal Vlaanderen", False)):
            page.select_option("select[name=who]", who)
            assert page.locator(ground).first.is_enabled() is own
        page.select_option("select[name=who]", "Vlaamse dienstenintegrator")
        page.select_option("select[name=ground]", index=0)
        value = page.locator(ground).first.get_attribute("value")
        page.select_option("select[name=ground]", value)
        assert page.locator("#rows li:visible:has-text('dienstenintegrator voor')").count() == 1
        assert page.locator("select[name=who] option:has-text('Digitaal Vl')").first.is_disabled()


def test_a_list_chooses_by_when_things_began_and_by_when_they_existed(visit: Visitor) -> None:
    counts = {}
    with visit.page("lijst/organisaties.html") as page:
        page.fill("[name=from]", "2005")
        page.fill("[name=until]", "2010")
        for choice in ("", "was"):
            page.select_option("[name=years]", choice)
            counts[choice] = page.locator("#rows li:not([hidden])").count()
        assert "years=was" in page.url
    assert 0 < counts[""] < counts["was"]


def test_the_years_of_a_list_are_those_of_the_organisation_chosen(visit: Visitor) -> None:
    row = "#rows li:has-text('dienstverlening rond ICT')"
    for who, shown in (("Digitaal Vlaanderen", True), ("het Facilitair Bedrijf", False)):
        with visit.page("lijst/taken.html") as page:
            page.select_option("select[name=who]", who)
            page.fill("[name=from]", "2021")
            page.fill("[name=until]", "2021")
            assert page.locator(row).first.is_visible() == shown


def test_a_list_reads_without_a_script(visit: Visitor) -> None:
    with visit.page("lijst/organisaties.html", script=False) as page:
        assert page.locator("#rows li").count() > 40


@pytest.mark.parametrize("served", [False, True], ids=["from-a-folder", "from-a-server"])
def test_sparql_is_answered_in_the_page_and_can_be_stopped(
    visit: Visitor, store: Store, *, served: bool
) -> None:
    with visit.page("sparql.html", served=served) as page:
        page.evaluate("window.addEventListener('securitypolicyviolation', one => { throw one; })")
        page.wait_for_selector(READY, timeout=60000)
        asked = "SELECT (COUNT(*) AS ?n) WHERE { ?s a <https://w3id.org/dvgraph/ns#Cijfer> }"
        number = json.loads(_answer(page, asked))["results"]["bindings"][0]["n"]["value"]
        found = run(store, asked)
        assert isinstance(found, Table)
        assert [row[0].value for row in found.rows] == [number]  # type: ignore[union-attr]
        page.select_option("#start", "lifespans")
        page.click("#run:enabled")
        page.wait_for_selector(".yasr tbody tr", timeout=60000)
        endless = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
        page.evaluate("text => dvgraph.editor().setValue(text)", endless)
        page.click("#run:enabled")
        page.click("#stop:enabled", timeout=60000)
        page.wait_for_selector("#told:has-text('gestopt')", timeout=60000)
        assert number in _answer(page, asked)


def test_the_editor_speaks_the_language_of_the_page(visit: Visitor) -> None:
    with visit.page("sparql.html") as page:
        page.wait_for_selector(READY, timeout=60000)
        page.click("#run:enabled")
        page.wait_for_selector(".yasr tbody tr", timeout=60000)
        page.wait_for_selector("text=/^Rij 1 tot \\d+ van \\d+$/")
        shown = page.inner_text("#editor .yasr_header")
        assert re.search(r"\d+ rijen in [\d.]+ seconden", shown)
        assert not re.search(r"Table|Response|result|Simple|Ellipse|Page size", shown)
        page.get_by_placeholder("Zoek in de rijen").press_sequentially("geen enkele rij")
        page.wait_for_selector("text=Geen rij gevonden")


def _answer(page: Any, text: str) -> str:
    """Return the answer that the editor of the page gets to a query."""
    return str(
        page.evaluate(
            "text => { const editor = dvgraph.editor(); editor.setValue(text);"
            " return editor.query().then(answer => answer.content); }",
            text,
        )
    )
