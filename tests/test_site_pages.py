"""The contents and words of single pages, and the pages about the site itself."""

import json
import re
import tomllib
from collections.abc import Iterator
from datetime import date
from html import unescape
from pathlib import Path
from xml.etree import ElementTree

import pytest

from dvgraph.exchange.starter import create
from dvgraph.graphics.line_map import line_map
from dvgraph.labels.whole import read
from dvgraph.ledgers.listing import listing
from dvgraph.lineage.graph import open_bounds
from dvgraph.locale import words
from dvgraph.namespaces import BASE as IDS
from dvgraph.namespaces import LAST
from dvgraph.prebuilt.connection import open_graph
from dvgraph.questions.parameters import KINDS
from dvgraph.rdf.oxigraph import RdfFormat, parse
from dvgraph.rdf.terms import value
from dvgraph.store.binding import support
from dvgraph.store.embedded import EmbeddedStore
from dvgraph.things import page as library
from dvgraph.validation.forms import forms
from dvgraph.web import catalogue
from dvgraph.web.embedding import attributes, embedded, script
from dvgraph.web.pages import (
    about,
    compare,
    dossier,
    home,
    lists,
    news,
    questions,
    search,
    things,
    vocabulary,
)
from dvgraph.web.sitemap import robots, sitemap
from dvgraph.web.view import PageView
from dvgraph.web.weaving import woven

BASE = "https://example.org/memory"
ATOM = "{http://www.w3.org/2005/Atom}"
DAY = date(2026, 11, 29)
LOCALE = Path(words.__file__).parent


def view(data: Path, *, base: str = "", since: str = "", lang: str = "en") -> PageView:
    store = open_graph([str(data)], model=True)
    things = frozenset(value(iri) for (iri,) in store.select(support("pages")).rows)
    found = PageView(store, lang, DAY, things, base=base, since=since)
    catalogue.pages(found)
    return found


def test_what_is_new_since_a_version_is_on_the_page_and_in_the_feed(
    example_file: Path, tmp_path: Path
) -> None:
    before = tmp_path / "before.ttl"
    text = example_file.read_text("utf-8")
    before.write_text(re.sub(r"<uitspraak/nieuw-meet>.*?\.\n(?=<)", "", text, flags=re.DOTALL))
    seen = view(example_file, base=BASE, since=str(before))
    record = "https://w3id.org/dvgraph/id/uitspraak/nieuw-meet"
    assert "measuring" in news.page(seen, news.PAGE)
    root = ElementTree.fromstring(news.page(seen, news.FEED).encode())
    assert record in [one.text for one in root.iter(f"{ATOM}id")]
    assert root.findtext(f"{ATOM}id") == f"{BASE}/en/nieuw.xml"


def test_news_with_the_same_words_is_one_line_that_says_how_many(shipped: PageView) -> None:
    page = news.page(shipped, news.PAGE)
    told = []
    for section in page.split("<h2>")[1:]:
        lines = re.findall("<li>(.*?)</li>", section.partition("</section>")[0])
        bare = [re.sub("<[^>]*>", "", line).split(" c-")[0].strip() for line in lines]
        assert len(set(bare)) == len(bare)
        told += bare
    assert "oprichting van het Vlaams Datanutsbedrijf: bestaan (4 uitspraken)" in told
    feed = ElementTree.fromstring(news.page(shipped, news.FEED).encode())
    titles = [entry.findtext(f"{ATOM}title") for entry in feed.findall(f"{ATOM}entry")]
    assert len(titles) == len(told) + 1
    assert "Verbeterd: oprichting van het Vlaams Datanutsbedrijf: bestaan (4 uitspraken)" in titles


def test_without_an_earlier_version_the_page_says_so(example_file: Path) -> None:
    seen = view(example_file)
    assert seen.words("news")["none"] in news.page(seen, news.PAGE)
    root = ElementTree.fromstring(news.page(seen, news.FEED).encode())
    assert all((one.text or "").startswith("urn:uuid:") for one in root.iter(f"{ATOM}id"))


def test_an_address_without_a_page_has_whole_links_on_a_known_host(example_file: Path) -> None:
    found = about.page(view(example_file, base=BASE), about.LOST)
    links = re.findall(r'(?:href|src)="([^"]+)"', re.sub(r"<a[^>]*other.*?</a>", "", found))
    local = [link for link in links if not link.startswith(("https://", "data:", "#"))]
    assert [link for link in local if "alternate" not in link and "html" in link] == []


def test_a_search_engine_is_told_of_every_page_but_those_of_persons() -> None:
    paths = ["index.html", "en/index.html", "doc/persoon/x.html", "404.html", "data/names.js"]
    root = ElementTree.fromstring(sitemap(paths, BASE).encode())
    assert [one.text for one in root.iter() if one.tag.endswith("loc")] == [
        f"{BASE}/en/index.html",
        f"{BASE}/index.html",
    ]
    assert f"{BASE}/sitemap.xml" in robots(BASE)


def test_someone_elses_small_data_has_a_first_page_and_a_list_of_names(example_file: Path) -> None:
    seen = view(example_file)
    assert seen.words("search")["title"] in search.page(seen, search.LIST)
    assert seen.words("home")["undated"] in home.page(seen, home.HOME)


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """Return the folder of a new agency, which began in 2017, with a body without dates."""
    folder = tmp_path / "oeverzorg"
    create(folder, "Agentschap Oeverzorg", "Riverbank Agency", kind="agentschap")
    (folder / "more.ttl").write_text(
        """@base <https://w3id.org/dvgraph/id/> .
@prefix dvg: <https://w3id.org/dvgraph/ns#> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix m8g: <http://data.europa.eu/m8g/> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<bron/besluit> a foaf:Document ; rdfs:label "besluit"@nl, "order"@en .
<organisatie/dienst-rivieren> a m8g:PublicOrganisation ;
    rdfs:label "Dienst Rivieren"@nl, "River Service"@en .
<uitspraak/bestaan> a dvg:Bestaan ; dvg:over <organisatie/agentschap-oeverzorg> ;
    dvg:van "2017-03-03"^^xsd:date ; dvg:vindplaats <bron/besluit#artikel=2> ;
    prov:generatedAtTime "2026-11-01T10:00:00Z"^^xsd:dateTime .
""",
        encoding="utf-8",
    )
    return folder


def test_the_first_page_of_a_small_agency_offers_only_what_its_data_has(small: Path) -> None:
    page = home.page(view(small), home.HOME)
    assert 'placeholder="e.g. Riverbank Agency"' in page
    assert "<h1>Riverbank Agency over time</h1>" in page
    offered = re.findall(r"vraag/[a-z-]+\.html|between \d+ and \d+", page.partition("<main")[2])
    assert offered == ["between 2016 and 2021"]
    assert "<caption>The organisations" in page
    assert "<caption>The events" not in page
    assert "1 of 2 organisations. Without a known time: River Service." in page


def test_the_data_names_the_site_and_the_program_stands_at_the_foot(small: Path) -> None:
    head, _, rest = home.page(view(small), home.HOME).partition("<main")
    assert ">The memory of Riverbank Agency</a>" in head
    assert "· The memory of Riverbank Agency</title>" in head
    assert "dvgraph" not in head
    assert "Made with dvgraph" in rest.partition("<footer>")[2]


def test_of_organisations_without_dates_there_is_no_picture_and_no_table(small: Path) -> None:
    (small / "more.ttl").unlink()
    seen = view(small)
    page = home.page(seen, home.HOME)
    assert seen.words("home")["undated"] in page
    assert 'id="course"' not in page
    assert "<table" not in page


def test_what_was_recorded_on_the_only_day_is_all_that_is_new(small: Path) -> None:
    seen = view(small)
    page = news.page(seen, news.PAGE)
    assert seen.words("news")["all"] in page
    assert "Riverbank Agency: existence" in page


def test_an_organisation_is_compared_in_years_between_which_it_changed(shipped: PageView) -> None:
    for body in (f"{IDS}organisatie/agiv", f"{IDS}organisatie/oc-gis-vlaanderen"):
        first, second = map(int, compare.years(shipped, body))
        _, begin, _, end = open_bounds(shipped.descent.nodes[body])
        assert begin.year - 1 <= first < second <= end.year


def test_data_in_a_page_ends_no_element_and_no_attribute() -> None:
    hostile = "</script><script>alert(1)</script> \" ' \u2028 &"
    assert "<" not in embedded([hostile])
    assert "<" not in script("names", [hostile])
    assert "\u2028" not in script("names", [hostile])
    assert "<" not in attributes({"iri": hostile})


@pytest.fixture(scope="module")
def shipped() -> PageView:
    store = open_graph(public=True)
    assert isinstance(store, EmbeddedStore)
    found = frozenset(value(iri) for (iri,) in store.select(support("pages")).rows)
    seen = PageView(store, "nl", DAY, found, nodes=read(store))
    catalogue.pages(seen)
    return seen


def thing(seen: PageView, name: str) -> str:
    return things.page(seen, f"doc/{name}.html")


def test_a_gap_names_its_subject_below_its_title_unless_there_are_many(shipped: PageView) -> None:
    one, many = (
        re.search(r'<p class="lead">([^<]*)', thing(shipped, f"lacune/{name}"))
        for name in ("aard-ontstaan-departement", "begin-niet-genoemd")
    )
    assert one
    assert one[1] == "Ontstaan van het departement Informatie Vlaanderen"
    assert many is None


def test_a_gap_tells_what_it_is_about_before_its_facts(shipped: PageView) -> None:
    page = thing(shipped, "lacune/aard-gebeurtenissen-agiv")
    assert page.index('<section id="between">') < page.index('<section id="facts">')


def test_a_gap_has_its_sentence_as_title_and_tells_apart_what_else_is_unsure(
    shipped: PageView,
) -> None:
    page = thing(shipped, "lacune/numac-akten")
    named = "Geen NUMAC-nummer van deze akten gezien"
    assert f"<h1>{named}</h1>" in page
    assert f"<title>{named} · " in page
    assert '<p class="eyebrow">Lacune</p>' in page
    assert "<h2>Wat daaraan nog onzeker is</h2>" in part(page, "doubt")
    measure = thing(shipped, "concept/maat/medewerkers")
    assert "<h2>Wat onzeker is</h2>" in part(measure, "doubt")


def test_a_measure_has_its_definition_in_its_head_and_opens_with_its_course(
    shipped: PageView,
) -> None:
    page = thing(shipped, "concept/maat/medewerkers")
    assert "<title>Medewerkers, niet nader bepaald · " in page
    assert '<p class="lead">Aantal medewerkers van een organisatie waarbij' in page
    assert page.index('<section id="chart">') == page.index("<section ")


def test_no_line_of_a_chart_runs_through_a_number_or_a_name(shipped: PageView) -> None:
    charts = list(
        map(shipped.chart, shipped.graph.mentions(list(KINDS["measure"]), "skos:inScheme"))
    )
    assert sum(map(bool, charts)) > 10
    for chart in charts:
        rules = re.findall(r'class="grid" d="M[\d.]+ ([\d.]+)H', chart)
        texts = re.findall(r'<text class="\w+ halo[^>]* y="([\d.]+)"', chart)
        assert bool(rules) == bool(texts)
        for y in map(float, texts):
            assert not [rule for rule in map(float, rules) if y - 9 < rule < y + 4]


def test_a_measure_is_called_a_measure_and_a_value_of_another_list_a_concept(
    shipped: PageView,
) -> None:
    for name, kind in (
        ("maat/aangekondigde-medewerkers", "Maat"),
        ("organisatiesoort/agentschap", "Concept"),
    ):
        assert f'<p class="eyebrow">{kind}' in thing(shipped, f"concept/{name}")


def test_without_an_earlier_version_the_page_of_news_tells_what_was_recorded_last(
    shipped: PageView,
) -> None:
    page = news.page(shipped, news.PAGE)
    told = re.search(r'<p class="lead">Wat er na (\d+ \w+ \d{4}) vastgelegd is', page)
    assert told
    records = page.count('<span class="when">')
    assert records >= 20
    assert 0 < page.count('<span class="soft">voordien: ') <= records
    feed = ElementTree.fromstring(news.page(shipped, news.FEED).encode())
    assert 1 < len(feed.findall(f"{ATOM}entry")) <= records + 1


def test_the_page_about_the_site_says_when_nothing_is_left_out(shipped: PageView) -> None:
    assert shipped.words("about")["nothing-out"] in about.page(shipped, about.ABOUT)


def part(page: str, name: str) -> str:
    """Return a part of the page of a thing, by the id of its section."""
    return page.partition(f'<section id="{name}">')[2].partition("</section>")[0]


def answer_of(seen: PageView, name: str) -> str:
    """Return the text of the readable answer on the page of a question."""
    page = questions.page(seen, questions.of(name))
    shown = page.partition('<section id="list"')[2].partition("</section>")[0]
    return " ".join(unescape(re.sub("<[^>]*>", " ", shown.partition(">")[2])).split())


REGISTER = "data.vlaanderen.be/id/organisatie/OVO002949"


def test_a_continuing_organisation_opens_with_its_versions(shipped: PageView) -> None:
    page = thing(shipped, REGISTER)
    assert re.findall(r'<section id="(\w+)">', page)[0] == "parts"
    assert "Informatie Vlaanderen" in part(page, "parts")


def test_people_stand_in_order_of_time_with_their_role_and_classes_apart(
    shipped: PageView,
) -> None:
    held, _, classed = part(thing(shipped, REGISTER), "people").partition('class="of-classes"')
    names = ["Barbara Van Den Haute", "Frank Geets", "Jan Smedts"]
    assert [held.index(name) for name in names] == sorted(held.index(name) for name in names)
    assert "functieklasse" in classed
    assert "functieklasse" not in held
    assert "waarnemend" in held
    assert "waarnemend" in part(thing(shipped, "organisatie/digitaal-vlaanderen"), "people")
    assert "waarnemend" in thing(shipped, "persoon/frank-geets")


def test_a_service_with_several_roles_stands_once_and_is_counted_once(shipped: PageView) -> None:
    found = part(thing(shipped, "organisatie/agiv"), "services")
    shown = re.findall(r'<div class="row( two)?( same)?">', found)
    once = [row for row in shown if not row[1]]
    assert 0 < len(once) < len(shown)
    names = re.findall(r'<div class="row">\n<div><a href="[^"]*">([^<]+)</a>', found)
    assert len(names) == len(set(names)) == len(once)
    toc = re.search(
        r'<a href="#services">[^<]*</a> <span>(\d+)</span>', thing(shipped, "organisatie/agiv")
    )
    assert toc
    assert int(toc[1]) == len(once)


def test_a_task_names_its_decision_as_a_link(shipped: PageView) -> None:
    found = part(thing(shipped, "organisatie/digitaal-vlaanderen"), "tasks")
    assert re.search(r'op grond van <a href="[^"]*besluit/bundeling-ict-2020.html">', found)


def head(page: str) -> str:
    """Return what stands above the parts of the page of a thing."""
    return page.partition("<main")[2].partition("<section")[0]


def test_a_task_says_first_on_which_decision_it_rests_or_that_none_is_known(
    shipped: PageView,
) -> None:
    assert re.search(
        r'Op grond van <a href="[^"]*besluit/bundeling-ict-2020.html">',
        head(thing(shipped, "taak/dienstverlening-ict")),
    )
    told = head(thing(shipped, "taak/ai-expertise-uitbouwen"))
    assert re.search(r'<a class="tag gap" href="[^"]*lacune/[^"]+">geen besluit bekend</a>', told)
    assert "geen besluit" not in head(thing(shipped, "organisatie/agiv"))


def test_the_head_of_a_task_tells_no_ground_that_is_another_holders(shipped: PageView) -> None:
    graph, checked = shipped.graph, 0
    for iri in (one for one in shipped.things if "/taak/" in one or "/dienst/" in one):
        found = library.page(shipped.store, iri, None, "nl", graph=graph)
        who = [line for one in found.sections if one.name == "who" for line in one.lines]
        holders = {line.iri: set(graph.iris(line.iri, "dvg:organisatie")) for line in who}
        grounds = {line.iri: set(graph.iris(line.iri, "dvg:grond")) for line in who}
        first = holders[who[0].iri] if who else set()
        own, others = (
            {
                one
                for line in who
                if (holders[line.iri] == first) is mine
                for one in grounds[line.iri]
            }
            for mine in (True, False)
        )
        told = head(thing(shipped, iri.removeprefix(IDS)))
        for one in others - own:
            assert graph.label(one) not in told, (iri, one)
            checked += 1
    assert checked > 2


def test_a_list_of_tasks_can_be_chosen_by_what_rests_on_no_known_decision(
    shipped: PageView,
) -> None:
    page = lists.page(shipped, "lijst/taken.html")
    counted = re.search(r'<option value="geen besluit bekend">[^<]* \((\d+)\)</option>', page)
    assert counted
    groundless = [
        one
        for one in listing(shipped.store, "tasks", shipped.graph, DAY)
        if "ground" not in one.facets or "" in one.holders["ground"]
    ]
    assert int(counted[1]) == len(groundless) > 10
    assert "geen besluit bekend" not in lists.page(shipped, "lijst/taken.csv")


def test_a_list_of_figures_says_which_are_approximate(shipped: PageView) -> None:
    found = listing(shipped.store, "figures", shipped.graph, DAY)
    staff = [one.label for one in found if "medewerkers, niet nader bepaald" in one.label]
    assert "medewerkers, niet nader bepaald: ongeveer 640 personen" in staff


def test_a_ground_in_a_list_of_tasks_is_that_of_its_holder_and_of_no_other(
    shipped: PageView,
) -> None:
    found = listing(shipped.store, "tasks", shipped.graph, DAY)
    task = next(one for one in found if one.iri == f"{IDS}taak/dienstenintegratie")
    decree = next(text for text in task.facets["ground"] if text.startswith("VDI-decreet"))
    assert task.holders["ground"][decree] == ("Vlaamse dienstenintegrator",)
    assert "Digitaal Vlaanderen" in task.holders["ground"][""]
    page = lists.page(shipped, "lijst/taken.html")
    given = json.loads(page.partition('id="given">')[2].partition("</script>")[0])
    item = next(
        one for one in given["items"] if one["link"].endswith("taak/dienstenintegratie.html")
    )
    grounds = list(given["facets"]).index("ground")
    whose = {
        given["facets"]["ground"][int(value)]: [given["facets"]["who"][who] for who in bodies]
        for value, bodies in item["by"][str(grounds)].items()
    }
    assert whose[decree] == ["Vlaamse dienstenintegrator"]
    assert whose["geen besluit bekend"] == ["Digitaal Vlaanderen"]
    for text in (page, lists.page(shipped, "lijst/taken.csv")):
        assert f"{decree} (Vlaamse dienstenintegrator)" in text


def test_a_person_and_a_post_say_first_who_holds_what_since_when(shipped: PageView) -> None:
    post = thing(shipped, "functie/administrateur-generaal")
    assert "Jan Smedts, sinds 1 januari 2023" in head(post)
    person = thing(shipped, "persoon/jan-smedts")
    assert re.search(r'class="lead">Administrateur-generaal [^<]*, sinds 1 januari 2023<', person)
    assert "Functies" in part(person, "people")


def test_a_statement_and_two_readings_show_their_sources_in_the_open(shipped: PageView) -> None:
    for path, name in (
        ("uitspraak/ict-raamcontracten-aansturing", "claim"),
        ("tegenspraak/fusie-of-voortzetting", "between"),
    ):
        told = part(thing(shipped, path), name)
        assert re.search(r"<b>\d</b> Motivering herweging [^<]*, <a href=[^>]*>regel 36", told)
        assert "<details" not in told


def test_each_family_has_its_name_beside_its_lanes_and_above_its_list(shipped: PageView) -> None:
    page = home.page(shipped, home.HOME)
    name = r'<g class="(f\d)"><text class="family halo b" x="24.0" [^>]*>([^<]+)<'
    beside = re.findall(name, page)
    above = re.findall(r'<h2 class="(f\d)">([^<]+)<', page)
    assert len(beside) > 5
    assert (
        set(beside)
        == set(above)
        == {(one.key, one.label) for one in shipped.families.listed if one.key in dict(beside)}
    )


def test_counts_on_the_first_page_are_those_of_the_lists_it_links_to(shipped: PageView) -> None:
    page = home.page(shipped, home.HOME)
    for name, stem in lists.NAMES.items():
        link = re.search(rf'<a href="lijst/{stem}.html">[^<]+</a></dt><dd>([\d.]+)</dd>', page)
        if link:
            found = listing(shipped.store, name, shipped.graph, DAY)
            assert int(link[1].replace(".", "")) == len(found)
    assert page.count('<dt><a href="lijst/') == 4


def counts_of(page: str, pattern: str) -> dict[str, int]:
    """Return the counts on a page by the word they have, as a pattern finds word and count."""
    return {
        unescape(word).lower(): int(count.replace(".", ""))
        for word, count in re.findall(pattern, page)
    }


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_one_word_has_one_count_on_the_first_page_and_on_that_of_all_names(
    shipped: PageView, lang: str
) -> None:
    seen = anew(shipped, lang)
    held = r"<dt>(?:<a [^>]*>)?([^<]+)(?:</a>)?</dt><dd>([\d.,]+)</dd>"
    first = counts_of(home.page(seen, home.HOME).replace(",", "."), held)
    names = counts_of(search.page(seen, search.LIST), r'<a href="#[\w-]+">([^<]+)</a> <span>(\d+)')
    first = {word.partition(":")[0]: count for word, count in first.items()}
    same = first.keys() & names.keys()
    assert len(same) == 5
    assert {word: first[word] for word in same} == {word: names[word] for word in same}


def test_a_list_has_the_years_of_each_holder_and_tells_from_first_to_last(
    shipped: PageView,
) -> None:
    found = {one.iri: one for one in listing(shipped.store, "tasks", shipped.graph, DAY)}
    ict = next(one for one in found.values() if "dienstverlening rond ICT" in one.label)
    begun = {first for first, _ in ict.had["Digitaal Vlaanderen"]}
    assert 2021 in begun
    assert ict.years
    assert ict.years[0] < 2021
    for one in found.values():
        for first, last in (years for each in one.had.values() for years in each):
            assert one.years
            assert one.years[0] <= first <= last <= one.years[1]
        if any(days[3] == LAST for _, days in one.spans):
            assert " tot " not in one.when


def test_a_line_of_an_answer_tells_why_its_statement_is_doubtful(shipped: PageView) -> None:
    page = questions.page(shipped, questions.of("tasks-added"))
    line = next(part for part in page.split("<li ") if "#c-6a5vwjkq" in part)
    assert "twijfelachtige lezing" in line


def test_what_happened_on_a_day_is_no_bar_until_today(shipped: PageView) -> None:
    for one in listing(shipped.store, "events", shipped.graph, DAY):
        for _, (_, last, begun, gone) in one.spans:
            assert begun == gone == last
    page = thing(shipped, "gebeurtenis/fusie-digitaal-vlaanderen-2021")
    certain = r'class="certain" x="[\d.]+%" width="([\d.]+)%"'
    assert [float(wide) < 2 for wide in re.findall(certain, part(page, "life"))] == [True]


def test_readings_of_one_day_stand_on_an_axis_and_two_beside_each_other(
    shipped: PageView,
) -> None:
    many = part(thing(shipped, "tegenspraak/datum-fusie-digitaal-vlaanderen"), "between")
    assert many.count('<svg class="strip"') == 5
    assert "geen enkele lezing is verkozen" in many
    two = part(thing(shipped, "tegenspraak/fusie-of-voortzetting"), "between")
    assert "<svg" not in two
    assert two.count("<article") == 2


def test_a_line_that_something_contradicts_has_its_sign_on_the_map(shipped: PageView) -> None:
    drawn = line_map({1: 2, 40: 1, 41: 3, 90: 1}, "map", {40, 41, 7})
    assert drawn.count("≠") == 1
    assert "≠" in part(thing(shipped, "bron/herweging-2025"), "supports")
    assert "≠" not in line_map({1: 2}, "map")


def test_names_in_a_text_are_links_but_no_parts_of_words() -> None:
    told = woven("AGIV <b> en AGIVs, AGIV-decreet", {"AGIV": "a.html", "AGIV-decreet": "d.html"})
    assert told == (
        '<a href="a.html">AGIV</a> &lt;b&gt; en AGIVs, <a href="d.html">AGIV-decreet</a>'
    )


def test_a_heading_of_an_answer_links_to_its_decision(shipped: PageView) -> None:
    page = questions.page(shipped, "vraag/tasks-added.html")
    assert re.search(r'<h3 class="grp">2021 · <a href="[^"]*besluit/bundeling-ict', page)


def test_an_answer_that_is_a_series_has_a_chart_and_another_has_none(shipped: PageView) -> None:
    charted = {
        name: 'id="tab-chart"' in questions.page(shipped, f"vraag/{name}.html")
        for name in ("events-per-year", "measure-over-time", "lifespans")
    }
    assert charted == {"events-per-year": True, "measure-over-time": True, "lifespans": False}


def test_each_measure_with_a_chart_on_its_page_has_it_for_the_question_too(
    shipped: PageView,
) -> None:
    told = questions.page(shipped, questions.CHARTS)
    charts = json.loads(told.removeprefix("dvgraph.charts=").rstrip().removesuffix(";"))
    assert len(charts) > 30
    name = "concept/maat/medewerkers"
    assert charts[name] in thing(shipped, name)
    assert all(one.startswith("<svg") for one in charts.values())


def test_whatever_an_engine_may_find_has_a_label(shipped: PageView) -> None:
    told = questions.page(shipped, questions.LABELS)
    for name in ("organisatie/agiv", "bron/herweging-2025#line=8,13", "concept/rol/uitvoering"):
        iri = IDS + name
        known = iri in shipped.things or shipped.graph.node(iri)
        assert not known or f'"{name}":["' in told
    assert '"organisatie/agiv":["AGIV","doc/organisatie/agiv.html"]' in told


def test_each_shape_is_told_with_a_picture_its_rules_and_examples(shipped: PageView) -> None:
    page = vocabulary.page(shipped, vocabulary.SHAPES)
    every = forms()
    assert len(every) > 25
    assert page.count("<section id=") == len(every)
    assert sum(len(one.rules) for one in every) == len(
        re.findall(r'<tr><t[hd](?: scope="row")?>', page)
    )
    responsibility = part(page, "verantwoordelijkheid")
    assert "<svg" in responsibility
    assert "uitspraak/" in responsibility


def test_the_vocabulary_stands_beside_its_page_as_turtle_and_context(shipped: PageView) -> None:
    page = vocabulary.page(shipped, vocabulary.INDEX)
    for path, name in vocabulary.FILES.items():
        assert f'<a href="{name}">' in page
        assert path in shipped.pages
    turtle = vocabulary.page(shipped, "woordenschat/dvg.ttl").encode()
    terms = parse(turtle, format=RdfFormat.TURTLE)
    assert len({quad.subject for quad in terms}) > 100
    assert "@context" in json.loads(vocabulary.page(shipped, "woordenschat/context.jsonld"))


def test_the_dossier_has_its_notes_and_its_links_lead_into_the_annex(shipped: PageView) -> None:
    body, annex = (
        dossier.page(shipped, f"dossier/administrateur-generaal{end}.html")
        for end in ("", "-bijlage")
    )
    anchors = set(re.findall(r' id="([^"]+)"', annex))
    led = re.findall(r'href="[^"#]*-bijlage.html#([^"]+)"', body)
    assert len(led) > 50
    assert set(led) <= anchors
    own = set(re.findall(r' id="([^"]+)"', body))
    assert set(re.findall(r'href="#([^"]+)"', body)) <= own
    assert " style=" not in body + annex


def anew(seen: PageView, lang: str) -> PageView:
    """Return the view of a graph in a language, with nothing found yet."""
    return PageView(seen.store, lang, DAY, seen.things, nodes=seen.nodes)


def test_of_more_organisations_than_can_be_compared_there_is_no_page_to_compare(
    shipped: PageView, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert compare.PAGE in compare.addresses(anew(shipped, "nl"))
    monkeypatch.setattr(compare, "_MOST", 1)
    assert not list(compare.addresses(anew(shipped, "nl")))


@pytest.mark.slow
def test_changes_are_told_in_the_language_of_the_page_whichever_page_was_made_first(
    shipped: PageView, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = compare._lineage(shipped)[-3:]
    monkeypatch.setattr(compare, "_lineage", lambda _: few)
    told = {lang: compare.page(anew(shipped, lang), compare.CHANGES) for lang in ("nl", "en")}
    compare._PAIRS.clear()
    again = {lang: compare.page(anew(shipped, lang), compare.CHANGES) for lang in ("en", "nl")}
    assert told == again
    assert told["nl"] != told["en"]


def test_the_page_of_contradictions_shows_and_counts_every_one(shipped: PageView) -> None:
    page = questions.page(shipped, questions.of("contradictions"))
    table = shipped.inquiry("contradictions").table
    place = table.variables.index("tegenspraak")
    every = {value(row[place]) for row in table.rows}
    assert len(every) > 40
    shown = page.partition('<section id="list"')[2].partition("</section>")[0]
    assert shown.count("<h2>") == len(every)
    assert f"{len(every)} tegenspraken" in page
    assert "Mijn Burgerprofiel" in " ".join(re.findall("<h2>(.*?)</h2>", shown))


def test_a_state_on_a_day_is_in_the_language_of_the_page_whichever_page_was_made_first(
    shipped: PageView,
) -> None:
    for lang, state in (("nl", "voor zover bekend"), ("en", "as far as known")):
        assert state in answer_of(anew(shipped, lang), "head-on-date")
        assert state in json.dumps(anew(shipped, lang).inquiry("head-on-date").readable[1])


NAMED = re.compile(r"(?:dct|dvg|eli|foaf|m8g|org|person|prov|rdfs?|schema|skos):\w+")
# These pages are about terms, queries and files.
_OF_TERMS = ("woordenschat/", "vraag/terms-used", "sparql", "doc/w3id.org/", "gegevens/")


def phrases_of(page: str) -> set[str]:
    """Return the texts between the tags of a page, but no letters and no places in a source.

    The name of a place is in the language of its source. Scripts, pictures and code are left out.
    """
    marks = r"<summary>(?:<b>\d+</b>[^<]*)+</summary>"
    page = re.sub(marks, " ", page.partition("<main")[2])
    shown = re.sub(r"(?s)<(script|style|pre|code|svg)\b.*?</\1>", " ", page)
    found = (" ".join(unescape(one).split()) for one in re.findall(r">([^<]+)<", shown))
    return {one for one in found if len(one) > 1}


def every_text(lang: str) -> Iterator[str]:
    """Yield every text of the locale in a language."""
    sections: list[object] = [tomllib.loads((LOCALE / f"{lang}.toml").read_text("utf-8"))]
    for one in sections:
        if isinstance(one, dict):
            sections += one.values()
        elif isinstance(one, str):
            yield from one.split("|")


def one_of_each_kind(seen: PageView) -> list[str]:
    """Return a page of each folder of things, by address, and every other page."""
    found: dict[str, str] = {}
    for address in sorted(catalogue.pages(seen)):
        folder = address.rpartition("/")[0]
        if address.endswith(".html") and not address.startswith("vergelijk"):
            found.setdefault(folder if folder.startswith("doc/") else address, address)
    return sorted(found.values())


@pytest.mark.slow
def test_no_page_has_words_of_the_other_language_or_names_of_properties(
    shipped: PageView,
) -> None:
    texts = {lang: set(every_text(lang)) for lang in ("nl", "en")}
    faults: dict[tuple[str, str], set[str]] = {}
    for lang, other in (("nl", "en"), ("en", "nl")):
        seen, strange = anew(shipped, lang), texts[other] - texts[lang]
        makers = catalogue.pages(seen)
        for address in one_of_each_kind(seen):
            told = phrases_of(makers[address].page(seen, address))
            found = told & strange
            if not address.startswith(_OF_TERMS):
                found |= {one for one in told if NAMED.fullmatch(one)}
            if found:
                faults[lang, address] = found
    assert not faults, "\n".join(f"{where}: {sorted(found)}" for where, found in faults.items())


def test_a_page_about_a_day_explains_each_state_and_writes_days_in_words(
    shipped: PageView,
) -> None:
    page = questions.page(shipped, questions.of("head-on-date"))
    explained = page.partition('<details class="how">')[2].partition("</details>")[0]
    for state in ("Zeker: ", "Voor zover bekend: ", "Mogelijk: ", "Niet bekend: "):
        assert explained.count(state) == 1
    assert "laatst gezien 30 juni 2024" in answer_of(shipped, "head-on-date")


def test_figures_of_staff_stand_under_their_organisation_by_kind(shipped: PageView) -> None:
    told = answer_of(shipped, "staff-by-kind")
    assert "Digitaal Vlaanderen Medewerkers, niet nader bepaald 640 · personen" in told


def test_each_chart_is_in_the_file_that_the_characters_of_its_key_name(
    shipped: PageView, monkeypatch: pytest.MonkeyPatch
) -> None:
    def charts(text: str) -> dict[str, str]:
        found: dict[str, str] = json.loads(text.partition("=")[2].strip().removesuffix(";"))
        return found

    whole = charts(questions.page(shipped, questions.CHARTS))
    monkeypatch.setattr(questions, "_CHARTED", 5)
    files = [one for one in questions.addresses(shipped) if one.startswith("data/charts")]
    assert len(files) > 5
    found = [charts(questions.page(shipped, one)) for one in files]
    for place, own in enumerate(found):
        assert {sum(map(ord, key)) % len(files) for key in own} <= {place}
    assert {key: drawn for own in found for key, drawn in own.items()} == whole
    page = questions.page(shipped, questions.of("measure-over-time"))
    named = re.search(r'data-charts="([^"]+)"', page)
    assert named
    assert [one.removeprefix("../") for one in named[1].split()] == files


def test_every_decision_and_act_says_what_it_is(shipped: PageView) -> None:
    found = listing(shipped.store, "decisions", shipped.graph, DAY)
    assert [one.label for one in found if not one.facets.get("kind")] == []
