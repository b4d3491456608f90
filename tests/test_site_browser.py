"""The site in a browser, opened from a folder and from a server."""

import gzip
import json
import re
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import test_site_rules as rules
from browser import Visitor
from dvgraph.cli import cli
from dvgraph.derive.states import IN_FORCE
from dvgraph.history.annals import holdings
from dvgraph.history.course import course
from dvgraph.labels.subgraph import Subgraph
from dvgraph.lineage.graph import open_bounds
from dvgraph.lineage.kinship import lineage
from dvgraph.locale.reader import LANGUAGES
from dvgraph.namespaces import BASE
from dvgraph.prebuilt.connection import open_graph
from dvgraph.prebuilt.names import fold
from dvgraph.questions import search
from dvgraph.store.protocol import Store

pytestmark = pytest.mark.slow

DV = f"{BASE}organisatie/digitaal-vlaanderen"
FIRST_VIEW, WHOLE = 60_000, 200_000
# Of the texts in pictures that are shown, the first that is smaller than 9 px.
SMALL = """() => [...document.querySelectorAll("svg text")]
  .filter(one => one.getBoundingClientRect().height)
  .map(one => [parseFloat(getComputedStyle(one).fontSize) * one.getScreenCTM().a, one])
  .filter(([size]) => size < 9).slice(0, 1)
  .map(([size, one]) => `${size.toFixed(1)} px: ${one.textContent}`)"""
LIGHT = 40_000  # bytes of a page that a test of every kind prefers
# Typed by a reader, with errors; the library's first answer must be that of the page.
TYPED = (
    *("agvi", "AGIV", "Geopnt", "OVO002949", "digitaal vlanderen", "corve", "infolijn"),
    *("Jan Smedts", "magda", "vlaamse dienstenintegrator", "e-ib", "oslo", "facilitair bedrijf"),
    *("AI", "artificiële intelligentie", "strategie artificial intelligence"),
)


@pytest.fixture(scope="session")
def store() -> Store:
    return open_graph(public=True)


def kinds(root: Path, lang: str = "") -> list[str]:
    """Return the paths of pages that together show every kind of page and all that a page can show.

    These are all pages of the top folder; of each other folder (concepts, and things of other
    hosts, count as one) the largest page that is light, or the lightest; and, for every element and
    class of the style sheets that none of these has, the lightest page with most of what is
    missing.
    """
    top = root / lang if lang else root
    folders: dict[tuple[str, ...], list[Path]] = {}
    for path in sorted(top.rglob("*.html"), key=lambda path: (path.stat().st_size, str(path))):
        within = path.relative_to(top).parts[:-1]
        if within[:1] not in [(one,) for one in LANGUAGES]:
            kind = ("hosts",) if "." in "".join(within) else within[:2]
            folders.setdefault(kind, []).append(path)
    shown = {
        path: set(re.findall(r"(?<=<)\w+", text)) | {"." + one for one in _classes(text)}
        for paths in folders.values()
        for path in paths
        if (text := path.read_text("utf-8"))
    }
    found = folders.pop(())
    for paths in folders.values():
        light = [path for path in paths if path.stat().st_size <= LIGHT]
        found.append(light[-1] if light else paths[0])
    missing = set().union(*shown.values()).difference(*(shown[path] for path in found))
    while missing:
        sizes = {path: path.stat().st_size for path in shown if shown[path] & missing}
        found.append(max(sizes, key=lambda path: len(shown[path] & missing) / sizes[path]))
        missing -= shown[found[-1]]
    return sorted(str(path.relative_to(root)) for path in found if path.name != "404.html")


def _classes(text: str) -> set[str]:
    return {one for names in set(re.findall(r' class="([^"]*)"', text)) for one in names.split()}


# Pages with a legend, a list of places and a run of strips, each once seen to move.
ASUNDER = (
    "en/doc/taak/afspraken-strategisch-plan.html",
    "en/doc/tegenspraak/aantal-leveranciers-per-perceel.html",
    "en/doc/besluit/conceptnota-dab-informatie.html",
    "en/doc/uitspraak/agiv-trefdag-agiv.html",
)


@pytest.mark.parametrize("narrow", [False, True], ids=["1280-px", "390-px"])
@pytest.mark.parametrize("lang", ["", "en"], ids=["Dutch", "English"])
def test_no_page_has_an_error_or_a_barrier_or_shifts(
    visit: Visitor, lang: str, *, narrow: bool
) -> None:
    """No console error, outside request (``visit``) or layout shift, and no violation of axe.

    The pages are those of ``kinds`` and the agency's own. All are loaded in both languages and at
    both widths, by turns from the folder and from a server. Axe runs where it can find something
    new: in Dutch at both widths, with contrast at one, light and dark, since colours are those of
    every width; in English, which differs only in words, at one width without contrast.
    """
    wrong = {}
    own = str(Path(lang) / "doc" / f"{DV.removeprefix(BASE)}.html")
    for n, path in enumerate([own, *kinds(visit.root, lang)]):
        with visit.page(path, narrow=narrow, served=bool(n % 2)) as page:
            moved = visit.shift(page)
            wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            faults = page.evaluate(SMALL)
            if not (lang and narrow):
                faults += visit.violations(page, without="color-contrast" if lang or narrow else "")
            if not (lang or narrow):
                page.emulate_media(color_scheme="dark")
                faults += [f"dark: {one}" for one in visit.violations(page, only="color-contrast")]
        faults += [f"moved {moved:.4f}"] * (moved >= 0.0005)
        faults += [f"{wide} px wider than the screen"] * (wide > 0)
        if faults:
            wrong[path] = faults
    assert wrong == {}


def test_a_page_that_comes_in_pieces_does_not_move_while_it_loads(visit: Visitor) -> None:
    moved = {}
    for path in ("index.html", "en/index.html", "en/404.html", "en/over.html", *ASUNDER):
        for narrow in (False, True):
            with visit.page(path, narrow=narrow, slow=True) as page:
                moved[path, narrow] = visit.shift(page)
    assert {at: one for at, one in moved.items() if one >= 0.0005} == {}


def test_the_site_of_the_shipped_graph_keeps_the_rules(site_folder: Path) -> None:
    """The rules of ``test_site_rules``, on the site that the browser sees."""
    found = {path: rules.Page(text) for path, text in rules.texts(site_folder, ".html").items()}
    rules.test_every_link_within_the_site_leads_somewhere(site_folder, found)
    rules.test_no_page_asks_anything_of_another_site(found)
    rules.test_no_page_has_a_script_or_style_within(found)
    rules.test_every_page_has_one_heading_a_title_landmarks_and_its_language(site_folder, found)
    rules.test_no_id_stands_twice_on_a_page(found)


def first_view(page: Path) -> int:
    """Return the bytes, compressed by gzip, of a page with all files that its first view loads."""
    text = page.read_text("utf-8")
    loaded = re.findall(r'<(?:script[^>]* src|link rel="stylesheet" href)="([^"]+)"', text)
    files = [page, *(page.parent / one for one in loaded)]
    return sum(len(gzip.compress(file.read_bytes())) for file in files)


def test_the_first_view_of_every_kind_of_page_is_light_and_no_page_is_heavy(
    site_folder: Path,
) -> None:
    kinds: dict[Path, list[Path]] = {}
    for path in site_folder.rglob("*.html"):
        kinds.setdefault(path.parent, []).append(path)
    largest = [
        path
        for paths in kinds.values()
        for path in sorted(paths, key=lambda path: path.stat().st_size)[-3:]
    ]
    top = [*site_folder.glob("*.html"), *(site_folder / "en").glob("*.html")]
    views = {path: first_view(path) for path in {*top, *largest}}
    assert {str(path): size for path, size in views.items() if size > FIRST_VIEW} == {}
    heavy = {
        str(path.relative_to(site_folder)): path.stat().st_size
        for path in site_folder.rglob("*.html")
        # A source and the annex of a dossier list all that rests on them.
        if path.stat().st_size > WHOLE
        and "bron" not in path.parts
        and not path.stem.endswith("-bijlage")
    }
    assert heavy == {}


def test_the_slider_tells_what_the_library_says_of_the_month(visit: Visitor, store: Store) -> None:
    found = lineage(store, DV, "nl", date.today())
    nodes = found.descent.nodes
    dated = [one for one in nodes if "from_earliest" in nodes[one]]
    order = sorted(dated, key=lambda one: (*open_bounds(nodes[one])[1:], found.label(one)))
    stands = course(store, Subgraph(store, "nl"), order, date.today())
    with visit.page("index.html#on=2010-06-01") as page:
        wanted = [one for one in stands if one.since <= date(2010, 6, 1)][-1]
        assert page.text_content(".asof .day") == "1 juni 2010"
        assert page.text_content(".told") == wanted.said
        slider = page.locator(".slide input")
        assert wanted.said in slider.get_attribute("aria-valuetext")
        assert page.locator(f".genealogy .future[data-iri='{DV}']").count() == 1
        assert page.locator(f".genealogy .o[data-iri='{BASE}organisatie/agiv'].past").count() == 0
        slider.focus()
        page.keyboard.press("ArrowRight")
        assert page.text_content(".asof .day") == "1 juli 2010"
        assert page.url.endswith("#on=2010-07-01")
        page.keyboard.press("End")
        assert page.locator(".genealogy .past, .genealogy .future").count() == 0


def test_a_name_with_a_typing_error_is_found_by_keyboard(visit: Visitor) -> None:
    with visit.page("index.html") as page:
        field = page.locator("#q")
        field.focus()
        page.keyboard.type("agvi")
        page.wait_for_selector("#hits [role=option]")
        page.keyboard.press("ArrowDown")
        assert field.get_attribute("aria-activedescendant") == "hit-0"
        page.keyboard.press("Escape")
        assert not page.locator("#hits").is_visible()
        page.keyboard.type("i")
        page.keyboard.press("Backspace")
        page.wait_for_selector("#hits [role=option]")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        page.wait_for_url("**/doc/organisatie/agiv.html")
        assert page.text_content("h1") == "AGIV"


def test_slider_tabs_form_and_genealogy_are_used_by_keyboard(visit: Visitor) -> None:
    with visit.page("index.html") as page:
        slider = page.locator(".slide input")
        slider.focus()
        last = int(slider.get_attribute("max"))
        for key, place in {"Home": 0, "PageUp": last // 10, "PageDown": 0, "End": last}.items():
            page.keyboard.press(key)
            assert abs(int(slider.input_value()) - place) <= 1, key
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.closest('.genealogy') !== null")
        moves = "getComputedStyle(document.querySelector('.genealogy .o')).transitionDuration"
        assert page.evaluate(moves) == "0s"  # the visitor wants less motion
    with visit.page("vraag/tasks-added.html") as page:
        page.locator("#tab-list").focus()
        page.keyboard.press("ArrowRight")
        assert page.locator("#table").is_visible()
        page.fill("input[name=since]", "2024")
        page.keyboard.press("Enter")
        page.wait_for_selector("#lead:has-text('2024')")


def named(page: Any) -> None:
    """Wait for the list of names, which a page loads when its field is first used."""
    page.fill("#q", "a")
    page.wait_for_selector("#hits [role=option]")


@pytest.mark.parametrize("text", TYPED)
def test_the_page_finds_first_what_the_library_finds_first(
    visit: Visitor, store: Store, text: str
) -> None:
    known = {path.removeprefix(BASE) for path in _found(store, text)[:1]}
    with visit.page("zoek.html") as page:
        named(page)
        assert known <= set(page.evaluate("text => dvgraph.search(text).slice(0, 1)", text))


def _found(store: Store, text: str) -> list[str]:
    """Return the results of the library, without continuing organisations, which have no page."""
    return [iri for hit in search.search(store, text) if (iri := hit.name.iri).startswith(BASE)]


def test_enter_goes_to_the_thing_of_that_name_else_to_all_that_is_found(visit: Visitor) -> None:
    with visit.page("index.html") as page:
        named(page)
        page.fill("#q", "AI")
        page.keyboard.press("Enter")
        page.wait_for_url("**/zoek.html?q=AI")
        page.wait_for_selector("#found li:nth-child(3)")
        named(page)
        page.fill("#q", "OVO002949")
        page.keyboard.press("Enter")
        page.wait_for_url("**/doc/organisatie/digitaal-vlaanderen.html")


def test_a_question_is_found_by_its_words(visit: Visitor) -> None:
    with visit.page("index.html") as page:
        page.fill("#q", "taken erbij sinds")
        page.wait_for_selector("#hits [role=option]:has-text('Welke taken kwamen erbij')")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        page.wait_for_url("**/vraag/tasks-added.html")


@pytest.mark.parametrize(
    ("name", "target"), [("Citeer", "/doc/uitspraak/"), ("regel 123", "/doc/bron/")]
)
def test_an_opened_note_names_its_source_and_leads_to_the_place_and_to_how_to_cite_it(
    visit: Visitor, name: str, target: str
) -> None:
    with visit.page("doc/taak/ai-expertise-uitbouwen.html") as page:
        page.locator("details.n > summary").first.click()
        source = page.locator("#b1 a").text_content()
        assert source in page.locator("details.n[open] .side").first.text_content()
        page.get_by_role("link", name=name).first.click()
        page.wait_for_url(f"**{target}**")
        opened = page.url.partition("#")[2]
        assert page.locator(f"#{opened}").is_visible()


def test_the_page_folds_every_name_as_the_library_does(visit: Visitor) -> None:
    with visit.page("zoek.html") as page:
        named(page)
        folded = page.evaluate(
            "dvgraph.names.things.map(one => [one[0], dvgraph.fold(one[0])])",
        )
    assert len(folded) > 1000
    assert [one for one in folded if one[1] != fold(one[0])] == []


@pytest.mark.parametrize(
    ("first", "second"), [("2003", "2010"), ("2010", "2016"), ("2015", "2021"), ("2020", "2025")]
)
def test_two_days_show_who_had_what_by_the_states_of_the_library(
    visit: Visitor, store: Store, first: str, second: str
) -> None:
    bodies = sorted(lineage(store, DV, "nl", date.today()).descent)
    graph = Subgraph(store, "nl")
    kept = holdings(store, graph, bodies)
    with visit.page(f"vergelijk.html#from={first}&to={second}") as page:
        page.select_option("[name=org]", value="")  # all bodies of the lineage
        page.click("form.f .prim")
        for side, year in enumerate((first, second)):
            day = date(int(year), 12, 31)
            wanted = {
                graph.label(one.thing)
                for one in kept
                if one.facet in ("tasks", "services")
                and [state for since, state in one.turns if since <= day][-1] in IN_FORCE
            }
            script = (
                "side => [...document.querySelectorAll('#who .group .pair')]"
                ".filter(row => row.querySelectorAll('.chips')[side].querySelector('.chip'))"
                ".map(row => row.querySelector('.thing a')).filter(Boolean)"
                ".map(link => link.textContent)"
            )
            assert set(page.evaluate(script, side)) == wanted


@pytest.mark.parametrize(
    ("body", "first", "second"),
    [("digitaal-vlaanderen", 2015, 2021), ("agiv", 2005, 2016), ("facilitair-bedrijf", 2014, 2025)],
)
def test_two_years_show_the_changes_that_the_command_tells(
    visit: Visitor, body: str, first: int, second: int
) -> None:
    iri = f"{BASE}organisatie/{body}"
    asked = ["diff", str(first), str(second), iri, "--public", "--lang", "nl", "-f", "json"]
    found = json.loads(CliRunner().invoke(cli, asked).stdout)
    told, plans = found["changes"], found["plans"]
    with visit.page("vergelijk.html") as page:
        option = page.locator(f"[name=org] option[data-all$='/{body}.html']")
        page.select_option("[name=org]", value=option.get_attribute("value"))
        page.fill("[name=from]", str(first))
        page.fill("[name=to]", str(second))
        page.click("form.f .prim")
        halves = page.locator("#what .half")
        found = [
            halves.nth(n).locator(".change > :nth-child(2)").all_text_contents()
            for n in range(halves.count())
        ]
        for certain, half in zip((True, False), found, strict=True):
            texts = sorted(one["text"] for one in told if one["certain"] == certain)
            assert len(half) == len(texts)
            for text in texts:
                assert any(text.casefold() in said.casefold() for said in half), text
        announced = page.locator("#what .groups > .group .change > :nth-child(2)")
        assert announced.count() == len(plans)
        assert str(len(told)) in page.text_content("#sum")


def test_the_first_page_leads_to_two_years_whose_changes_lead_to_source_and_decision(
    visit: Visitor,
) -> None:
    with visit.page("index.html") as page:
        page.get_by_role("link", name=re.compile(r"^Wat veranderde er tussen \d{4} en")).click()
        page.wait_for_url("**/vergelijk.html#from=*&to=*")
        page.wait_for_selector(".change .cite a")
        assert page.locator(".change a[href*='doc/besluit/']").count() > 5
        assert page.locator("#what .cite a").count() > 0.9 * page.locator("#what .cite").count()
        page.locator(".half .cite a").first.click()
        page.wait_for_url("**/doc/bron/**#*")
        assert page.locator("#" + page.url.partition("#")[2]).is_visible()


def test_a_line_that_an_address_points_to_is_open_and_leaves_the_address_as_it_was(
    visit: Visitor,
) -> None:
    with visit.page("index.html") as page:
        page.get_by_role("link", name=re.compile(r"^Wat veranderde er tussen \d{4} en")).click()
        page.locator(".half .cite a").first.click()
        page.wait_for_url("**/doc/bron/**#*")
        line = page.url.partition("#")[2].partition("=")[2] or page.url.partition("#")[2]
        page.wait_for_selector(f"details[open]#{line}")
        page.wait_for_timeout(300)
        assert page.url.endswith("#" + line)


def test_what_is_typed_leads_to_a_list_of_all_tasks_with_that_word_and_their_ground(
    visit: Visitor,
) -> None:
    with visit.page("index.html") as page:
        page.fill("#q", "AI")
        page.click("#hits [role=option]:has-text('taken')")
        page.wait_for_url("**/lijst/taken.html#text=AI")
        rows = page.locator("#rows li:not([hidden])")
        assert 3 < rows.count() < 20
        assert all(re.search(r"\bAI", text) for text in rows.all_text_contents())
        assert "geen besluit bekend" in rows.last.text_content()
        assert str(rows.count()) in page.text_content("#lead")


def test_a_date_that_is_none_is_told(visit: Visitor) -> None:
    with visit.page("vergelijk.html") as page:
        page.fill("[name=from]", "31 februari 2020")
        page.click("form.f .prim")
        assert "31 februari 2020" in page.text_content("#fault")
        assert page.text_content("#sum") == ""
        assert not page.locator("#who").is_visible()
        page.fill("[name=from]", "juni 2016")
        page.click("form.f .prim")
        assert page.text_content("#fault") == ""
        assert page.text_content("#who .heads b") == "30 juni 2016"


def test_without_a_script_everything_can_be_read(visit: Visitor) -> None:
    with visit.page("index.html", script=False) as page:
        assert page.locator(".genealogy .o a").count() > 10
        assert (
            page.locator(".slide").evaluate("one => getComputedStyle(one).visibility") == "hidden"
        )
    with visit.page("zoek.html", script=False) as page:
        assert page.locator(".columns a").count() > 1000
    with visit.page("vergelijk.html", script=False) as page:
        page.click("#all a")
        assert page.locator(".told-list li").count() > 10


def test_printed_every_kind_of_page_is_a4_and_nothing_is_cut(visit: Visitor) -> None:
    from pypdf import PdfReader

    script = (
        "[...document.querySelectorAll('main *')].filter(one => one.getClientRects().length"
        " && !one.closest('.vh, .scroll, svg') && one.getBoundingClientRect().right > 674)"
        ".map(one => one.className || one.tagName)"
    )
    cut, sizes = {}, set()
    for path in kinds(visit.root):
        with visit.page(path) as page:
            if "/" not in path:
                made = page.pdf(prefer_css_page_size=True, print_background=True, tagged=True)
                read = PdfReader(BytesIO(made))
                sizes |= {tuple(map(round, one.mediabox[2:])) for one in read.pages}
            page.emulate_media(media="print")
            page.set_viewport_size({"width": 673, "height": 980})  # A4 less its margins
            if found := page.evaluate(script):
                cut[path] = found[:3]
    assert cut == {}
    assert sizes == {(595, 842)}


def test_the_feed_is_valid_and_its_ids_are_whole(site_folder: Path) -> None:
    from xml.etree import ElementTree

    atom = "{http://www.w3.org/2005/Atom}"
    root = ElementTree.parse(site_folder / "nieuw.xml").getroot()
    assert root.tag == f"{atom}feed"
    ids = [one.text or "" for one in root.iter(f"{atom}id")]
    assert len(ids) == len(set(ids))
    assert all(re.match(r"[a-z]+:", one) for one in ids)
    stamp = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
    for part in (root, *root.findall(f"{atom}entry")):
        assert stamp.fullmatch(part.findtext(f"{atom}updated") or "")
        assert part.findtext(f"{atom}title")
    assert root.find(f"{atom}author/{atom}name") is not None


def test_the_data_of_a_page_cannot_end_its_script(site_folder: Path) -> None:
    for name in ("index.html", "vergelijk.html"):
        text = (site_folder / name).read_text("utf-8")
        blocks = re.findall(r'<script type="application/json"[^>]*>(.*?)</script>', text, re.DOTALL)
        assert blocks
        for block in blocks:
            assert "<" not in block
            json.loads(block)
