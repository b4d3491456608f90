"""The rules for every page, tested on the site of a small graph."""

import json
import os
import re
import shutil
from collections.abc import Iterator
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from posixpath import dirname, join, normpath
from typing import Any

import pytest

from dvgraph.dataset.files import read
from dvgraph.errors import StoreError, UseError
from dvgraph.labels.short_ids import short_id
from dvgraph.labels.subgraph import Subgraph
from dvgraph.namespaces import BASE, M8G, TYPE
from dvgraph.prebuilt.connection import exact_quads, open_graph, open_public
from dvgraph.questions import question, steps
from dvgraph.questions.question import questions as every_question
from dvgraph.rdf.oxigraph import NamedNode, Quad, RdfFormat, parse
from dvgraph.store.embedded import EmbeddedStore
from dvgraph.store.protocol import Store
from dvgraph.web import catalogue, links, site, view
from dvgraph.web.live import LivePages
from dvgraph.web.pages import home, lists, questions, things
from dvgraph.web.site import build
from dvgraph.web.view import PageView

DAY = date(2026, 11, 29)
EVERY = catalogue.MAKERS
GRAPH = """
@base <https://w3id.org/dvgraph/id/> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix dvg: <https://w3id.org/dvgraph/ns#> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix person: <http://www.w3.org/ns/person#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix schema: <https://schema.org/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

<organisatie/oud> a org:Organization ; rdfs:label "Oud <b>&</b> \\u0007"@nl, "Old"@en .
<organisatie/nieuw> a org:Organization ; rdfs:label "Nieuw</script>"@nl, "New</script>"@en .
<persoon/an> a person:Person, foaf:Agent ; foaf:name "An Peeters" .
<taak/meten> a dvg:Taak ; rdfs:label "meten"@nl, "measuring"@en .
<gebeurtenis/fusie> a org:ChangeEvent, prov:Activity ; rdfs:label "fusie"@nl, "merger"@en ;
    org:originalOrganization <organisatie/oud> ; org:resultingOrganization <organisatie/nieuw> .
<bron/nota> a foaf:Document ; rdfs:label "nota"@nl, "note"@en ; dct:title "De nota"@nl ;
    schema:url <https://voorbeeld.be/nota>, <javascript:alert(1)>, <data:text/html,x> .
<uitspraak/oud-bestond> a dvg:Bestaan, dvg:Uitspraak ;
    dvg:over <organisatie/oud> ; dvg:van "2006"^^xsd:gYear ; dvg:tot "2016-04-01"^^xsd:date ;
    dvg:vindplaats <bron/nota#line=1,2> .
<uitspraak/fusie> a dvg:Bestaan, dvg:Uitspraak ; dvg:over <gebeurtenis/fusie> ;
    dvg:van "2016-04-01"^^xsd:date ; dvg:vindplaats <bron/nota#line=2,3> .
<uitspraak/nieuw-meet> a dvg:Verantwoordelijkheid, dvg:Uitspraak ;
    dvg:organisatie <organisatie/nieuw> ; dvg:taak <taak/meten> ; dvg:van "2016-04-01"^^xsd:date ;
    dvg:vindplaats <bron/nota#line=3,4> .
<bron/nota#line=1,2> a dvg:Vindplaats ; dct:isPartOf <bron/nota> .
<bron/nota#line=2,3> a dvg:Vindplaats ; dct:isPartOf <bron/nota> .
<bron/nota#line=3,4> a dvg:Vindplaats ; dct:isPartOf <bron/nota> .
"""


class Page(HTMLParser):
    """The parts of a page to which the rules apply."""

    def __init__(self, text: str) -> None:
        """Parse a page."""
        super().__init__()
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.ids: list[str] = []
        self.tags: list[str] = []
        self.inline: list[str] = []
        self.data: list[str] = []
        self.lang = ""
        self._within = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Record the links, resources and styles of a tag."""
        given = {name: value or "" for name, value in attrs}
        self.tags.append(tag)
        self.ids += [given["id"]] if "id" in given else []
        self.links += [given["href"]] if tag in ("a", "use") and "href" in given else []
        self.loaded += [given[name] for name in ("src", "poster", "srcset") if name in given]
        self.loaded += [given["href"]] if tag == "link" and "rel" in given else []
        self.inline += [name for name in given if name == "style" or name.startswith("on")]
        self.inline += ["style"] if tag == "style" else []
        self._within = ""
        if tag == "script" and "src" not in given:
            self._within = given.get("type", "script")
        self.lang = given.get("lang", "") if tag == "html" else self.lang

    def handle_data(self, data: str) -> None:
        """Record the scripts within the page."""
        if self._within == "application/ld+json":
            self.data.append(data)
        elif self._within and self._within != "application/json":
            self.inline.append("script")
        self._within = ""


def texts(folder: Path, ending: str = "") -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text("utf-8")
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name[0] != "." and path.name.endswith(ending)
    }


def differing(one: Path, other: Path) -> list[str]:
    """Return the paths of files that differ between two folders, or exist in only one."""
    mine, theirs = texts(one), texts(other)
    return sorted(path for path in mine | theirs if mine.get(path) != theirs.get(path))


@pytest.fixture(autouse=True, scope="module")
def _without_questions() -> Iterator[None]:
    """Leave out the questions: they take seconds, and need things that a small graph lacks."""
    fast = tuple(maker for maker in catalogue.MAKERS if maker is not questions)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(catalogue, "MAKERS", fast)
        yield


def opened(text: str, file: Path) -> Store:
    """Return the store of a graph with its derived triples, without the ontology's own pages."""
    file.write_text(text, "utf-8")
    _, derived = exact_quads([str(file)], None, model=True)
    made = EmbeddedStore()
    made.load(read([file], ontology=False).quads)
    made.load(quad for quad in derived if str(quad.subject).startswith(f"<{BASE}"))
    return made


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return opened(GRAPH, tmp_path_factory.mktemp("data") / "graph.ttl")


@pytest.fixture(scope="module")
def folder(store: Store, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("site") / "out"
    build(store, target, day=DAY)
    return target


@pytest.fixture(scope="module")
def pages(folder: Path) -> dict[str, Page]:
    return {path: Page(text) for path, text in texts(folder).items() if path.endswith(".html")}


def test_every_link_within_the_site_leads_somewhere(folder: Path, pages: dict[str, Page]) -> None:
    lost = []
    for path, page in pages.items():
        for link in [*page.links, *page.loaded]:
            if re.match(r"(https?|mailto|data):", link):
                continue
            whole, _, anchor = link.partition("#")
            whole = whole.partition("?")[0]
            target = normpath(join(dirname(path), whole)) if whole else path
            there = (folder / target).is_file()
            if there and anchor and target in pages and "=" not in anchor:
                there = anchor in pages[target].ids
            lost += [] if there else [(path, link)]
    assert lost == []


def test_no_page_asks_anything_of_another_site(pages: dict[str, Page]) -> None:
    outside = {
        (path, one)
        for path, page in pages.items()
        for one in page.loaded
        if re.match(r"(\w+:)?//", one)
    }
    assert outside == set()


def test_no_page_has_a_script_or_style_within(pages: dict[str, Page]) -> None:
    assert {path: page.inline for path, page in pages.items() if page.inline} == {}


def test_every_page_has_one_heading_a_title_landmarks_and_its_language(
    folder: Path, pages: dict[str, Page]
) -> None:
    for path, page in pages.items():
        head = page.tags[: page.tags.index("body")]
        assert (head.count("title"), page.tags.count("h1"), page.tags.count("main")) == (1, 1, 1)
        assert {"header", "nav", "footer"} <= set(page.tags), path
        assert page.lang == ("en" if path.startswith("en/") else "nl"), path
        assert "<title> " not in (folder / path).read_text("utf-8"), path


def test_no_id_stands_twice_on_a_page(pages: dict[str, Page]) -> None:
    twice = {
        path: sorted({one for one in page.ids if page.ids.count(one) > 1})
        for path, page in pages.items()
        if len(set(page.ids)) < len(page.ids)
    }
    assert twice == {}


def test_every_page_stands_in_both_languages(pages: dict[str, Page]) -> None:
    dutch = {path for path in pages if not path.startswith("en/")}
    assert {f"en/{path}" for path in dutch} == pages.keys() - dutch


def test_what_the_data_says_is_never_markup(folder: Path) -> None:
    text = (folder / "doc/organisatie/oud.html").read_text("utf-8")
    assert "<h1>Oud &lt;b&gt;&amp;&lt;/b&gt; \\x07</h1>" in text
    new = (folder / "doc/organisatie/nieuw.html").read_text("utf-8")
    assert new.count("</script>") == new.count("<script")


def test_only_addresses_of_the_web_and_of_mail_are_links(pages: dict[str, Page]) -> None:
    found = pages["doc/bron/nota.html"].links
    assert "https://voorbeeld.be/nota" in found
    assert not [link for link in found if link.startswith(("javascript:", "data:"))]


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        "data:text/html,x",
        "java\tscript:alert(1)",
        "https://a.be/\x07",
        "https://a.be/\n",
        "https://",
        "//a.be",
        "file:///etc/passwd",
        "vbscript:x",
        " https://a.be",
    ],
)
def test_an_address_that_is_none_of_the_web_is_no_link(address: str) -> None:
    assert links.safe(address) == ""
    assert "href" not in links.outside(address, "x")


def test_web_addresses_within_a_text_are_links_and_the_rest_is_escaped() -> None:
    assert links.linked('<i> https://a.be/x?y=1&z="2') == (
        "&lt;i&gt; "
        '<a href="https://a.be/x?y=1&amp;z=" rel="external noopener noreferrer">'
        "https://a.be/x?y=1&amp;z=</a>&quot;2"
    )


def test_the_data_of_a_thing_stands_beside_its_page_and_says_the_same_in_both_forms(
    folder: Path,
) -> None:
    for path in (folder / "doc").rglob("*.ttl"):
        turtle = {str(quad.triple) for quad in parse(path=str(path), format=RdfFormat.TURTLE)}
        linked = path.with_suffix(".jsonld").read_bytes()
        assert turtle == {
            str(quad.triple) for quad in parse(input=linked, format=RdfFormat.JSON_LD)
        }
        assert turtle


def test_a_page_has_its_thing_as_linked_data(pages: dict[str, Page]) -> None:
    [data] = pages["doc/organisatie/nieuw.html"].data
    found = json.loads(data)
    assert "Organisatie" in found["type"]
    assert found["label"]["nl"] == "Nieuw</script>"


def test_a_person_is_kept_out_of_search_engines(folder: Path) -> None:
    assert 'content="noindex"' in (folder / "doc/persoon/an.html").read_text("utf-8")
    assert "noindex" not in (folder / "doc/organisatie/oud.html").read_text("utf-8")


@pytest.mark.slow
def test_several_processes_give_the_same_bytes_and_the_same_list(
    store: Store, folder: Path, tmp_path: Path
) -> None:
    made = build(store, tmp_path / "again", day=DAY, processes=3)
    listed = ".dvgraph-site.json"
    assert differing(tmp_path / "again", folder) == []
    assert (tmp_path / "again" / listed).read_bytes() == (folder / listed).read_bytes()
    assert made.changed == sorted(texts(folder))


def test_where_organisations_are_too_many_to_draw_the_home_page_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(view, "CROWD", 1)
    kind = NamedNode(f"{M8G}PublicOrganisation")
    store = EmbeddedStore()
    store.load(Quad(NamedNode(f"{BASE}organisatie/{n}"), NamedNode(TYPE), kind) for n in "ab")
    found = LivePages(store, whole=False).page("index.html", {}).content.decode()
    assert "te veel om samen te tekenen" in found
    assert 'id="course"' not in found
    assert 'id="steps"' not in found


@pytest.mark.slow
def test_the_site_of_other_data_has_every_question_and_every_page_is_light(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catalogue, "MAKERS", EVERY)
    data = [str(Path(__file__).parent / "agency")]
    build(open_graph(data), tmp_path / "out", day=DAY)
    found = texts(tmp_path / "out")
    assert {f"vraag/{one.name}.html" for one in every_question()} <= found.keys()
    heavy = {path for path, text in found.items() if len(text.encode()) > 200_000}
    assert {path for path in heavy if path.endswith(".html")} == set()


def test_an_error_in_one_of_several_processes_ends_the_site(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = os.getpid()

    def fails(view: PageView, _: str) -> str:
        if os.getpid() == here:
            return ""
        raise UseError("no page", where=view.lang)

    monkeypatch.setattr(catalogue, "MAKERS", tuple(m for m in catalogue.MAKERS if m is things))
    monkeypatch.setattr(things, "page", fails)
    with pytest.raises(UseError, match="no page"):
        build(store, tmp_path / "again", day=DAY, processes=3)


@pytest.mark.slow
def test_a_process_that_dies_ends_the_site(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = os.getpid()

    def dies(*_: object) -> str:
        if os.getpid() != here:
            os._exit(9)
        return ""

    monkeypatch.setattr(things, "page", dies)
    with pytest.raises(StoreError):
        build(store, tmp_path / "again", day=DAY, processes=2)


def test_a_second_time_nothing_is_made_or_written(
    store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def made(*_: object) -> str:
        raise AssertionError

    monkeypatch.setattr(things, "page", made)
    assert build(store, folder, day=DAY).changed == []


@pytest.fixture(scope="module")
def renamed(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """The site after one name changed: its folder, and the files that were rewritten."""
    data = tmp_path_factory.mktemp("renamed")
    target = data / "out"
    shutil.copytree(folder, target)
    changed = opened(GRAPH.replace('"meten"', '"opmeten"'), data / "graph.ttl")
    return target, build(changed, target, day=DAY).changed


def test_after_a_change_only_what_shows_it_is_written(
    renamed: tuple[Path, list[str]], folder: Path
) -> None:
    target, changed = renamed
    before, after = texts(folder), texts(target)
    assert set(changed) == {path for path, text in after.items() if before.get(path) != text}
    assert "doc/taak/meten.html" in changed
    assert "doc/organisatie/oud.html" not in changed


def test_after_a_change_the_site_is_as_if_made_anew(
    renamed: tuple[Path, list[str]], tmp_path: Path
) -> None:
    target, _ = renamed
    changed = opened(GRAPH.replace('"meten"', '"opmeten"'), tmp_path / "graph.ttl")
    build(changed, tmp_path / "anew", day=DAY)
    assert differing(tmp_path / "anew", target) == []


ASKED = ("tasks-added", "name-on-date", "task-periods", "lifespans", "services", "event-merged")
ASKABLE = f"{GRAPH}<uitspraak/nieuw-meet> dvg:rol <concept/verantwoordelijkheidsrol/uitvoering> .\n"
MORE = """<taak/tekenen> a dvg:Taak ; rdfs:label "tekenen"@nl, "drawing"@en .
<uitspraak/oud-tekende> a dvg:Verantwoordelijkheid, dvg:Uitspraak ;
    dvg:organisatie <organisatie/oud> ; dvg:taak <taak/tekenen> ; dvg:van "2008"^^xsd:gYear ;
    dvg:rol <concept/verantwoordelijkheidsrol/uitvoering> ; dvg:vindplaats <bron/nota#line=3,4> .
"""
EDITS = [
    ('"meten"@nl', '"opmeten"@nl'),
    ('dvg:tot "2016-04-01"^^xsd:date', 'dvg:tot "2016-05-01"^^xsd:date'),
    ("<organisatie/oud> ; org:resulting", "<organisatie/nieuw> ; org:resulting"),
    ("a dvg:Taak ;", 'a dvg:Taak ; rdfs:comment "meer"@nl ;'),
    ("<bron/nota#line=3,4> a", f"{MORE}<bron/nota#line=3,4> a"),
]


@pytest.mark.slow
@pytest.mark.parametrize(("old", "new"), EDITS)
def test_after_a_change_the_questions_are_as_if_asked_anew(
    old: str, new: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    some = tuple(one for one in every_question() if one.name in ASKED)
    monkeypatch.setattr(question, "questions", lambda: some)
    monkeypatch.setattr(catalogue, "MAKERS", (questions, lists))
    assert ASKABLE.count(old) == 1
    before, after = (
        opened(text, tmp_path / "graph.ttl") for text in (ASKABLE, ASKABLE.replace(old, new))
    )
    build(before, tmp_path / "out", day=DAY)
    changed = build(after, tmp_path / "out", day=DAY).changed
    build(after, tmp_path / "anew", day=DAY)
    assert differing(tmp_path / "anew", tmp_path / "out") == []
    assert bool(changed) == ("comment" not in new)


def test_a_question_whose_triples_and_names_stay_is_not_asked_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    some = tuple(one for one in every_question() if one.name in ("lifespans", "task-periods"))
    monkeypatch.setattr(question, "questions", lambda: some)
    monkeypatch.setattr(catalogue, "MAKERS", (questions,))
    before, changed = (
        opened(text, tmp_path / "graph.ttl")
        for text in (ASKABLE, ASKABLE.replace('"meten"', '"opmeten"'))
    )
    build(before, tmp_path / "out", day=DAY)
    asked: list[str] = []
    real = steps.steps

    def told(store: Store, one: question.Question, *given: Any) -> steps.Steps:
        asked.append(one.name)
        return real(store, one, *given)

    monkeypatch.setattr(steps, "steps", told)
    build(changed, tmp_path / "out", day=DAY)
    assert asked == ["task-periods"]


def test_what_rests_on_closed_sources_alone_is_left_out_and_counted(tmp_path: Path) -> None:
    file = tmp_path / "graph.ttl"
    closed = "<http://publications.europa.eu/resource/authority/access-right/NON_PUBLIC>"
    file.write_text(GRAPH + f"<bron/nota> dct:accessRights {closed} .", "utf-8")
    shown, left_out = open_public([str(file)], model=True)
    assert left_out == 3
    assert not Subgraph(shown, "nl").node(f"{BASE}bron/nota")


def test_every_page_says_how_much_is_left_out(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catalogue, "MAKERS", (home, lists))
    build(store, tmp_path / "out", day=DAY, left_out=3)
    for page in (tmp_path / "out").glob("*.html"):
        assert "3 uitspraken" in page.read_text("utf-8")


@pytest.mark.slow
def test_where_statements_are_too_many_for_pages_each_is_an_anchor_on_the_page_of_its_thing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = """@prefix adms: <http://www.w3.org/ns/adms#> .
    <organisatie/nieuw> adms:identifier <identificator/ovo1> .
    <identificator/ovo1> a adms:Identifier ; rdfs:label "OVO1"@nl, "OVO 1"@en ."""
    numbered = opened(GRAPH + number, tmp_path / "numbered.ttl")
    build(numbered, tmp_path / "few", day=DAY)
    assert (tmp_path / "few" / "doc" / "identificator" / "ovo1.html").exists()
    monkeypatch.setattr(site, "_PAGES", 0)
    build(numbered, tmp_path / "out", day=DAY)
    found = {
        path: Page(text) for path, text in texts(tmp_path / "out").items() if path[-5:] == ".html"
    }
    assert not any("uitspraak/" in path or "identificator/" in path for path in found)
    task = f"nieuw.html#{short_id(f'{BASE}uitspraak/nieuw-meet')}"
    assert any(link.endswith(task) for link in found["doc/bron/nota.html"].links)
    test_every_link_within_the_site_leads_somewhere(tmp_path / "out", found)
