"""The page of a thing: its lines, with time, certainty and sources."""

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

import dvgraph
from calling import Done, call
from dvgraph.dataset.files import read
from dvgraph.derive.rules import derive
from dvgraph.errors import UseError
from dvgraph.history.as_of import as_of
from dvgraph.labels.short_ids import citable, short_id
from dvgraph.labels.subgraph import Subgraph
from dvgraph.namespaces import BASE
from dvgraph.prebuilt.connection import open_graph
from dvgraph.questions import search
from dvgraph.rdf.oxigraph import Quad
from dvgraph.store.embedded import EmbeddedStore
from dvgraph.store.protocol import Store
from dvgraph.store.remote.client import RemoteStore
from dvgraph.things import page as things
from dvgraph.things import writers
from dvgraph.things.sections import Line
from dvgraph.things.sentences import says, subject

DV = f"{BASE}organisatie/digitaal-vlaanderen"
DATA = """
@base <https://w3id.org/dvgraph/id/> .
@prefix adms: <http://www.w3.org/ns/adms#> .
@prefix besluit: <http://data.vlaanderen.be/ns/besluit#> .
@prefix cpsv: <http://purl.org/vocab/cpsv#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix dvg: <https://w3id.org/dvgraph/ns#> .
@prefix eli: <http://data.europa.eu/eli/ontology#> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix gen: <https://data.vlaanderen.be/ns/generiek#> .
@prefix m8g: <http://data.europa.eu/m8g/> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix orgvl: <https://data.vlaanderen.be/ns/organisatie#> .
@prefix person: <http://www.w3.org/ns/person#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

<organisatie/a> a m8g:PublicOrganisation, org:Organization ; rdfs:label "A-huis"@nl, "House A"@en .
<organisatie/b> a m8g:PublicOrganisation, org:Organization ; rdfs:label "B-huis"@nl .
<organisatie/c> a m8g:PublicOrganisation, org:Organization ; rdfs:label "C-huis"@nl, "House C"@en ;
  skos:altLabel "Cehuis"@nl ; gen:isTijdspecialisatieVan <register/1> .
<register/1> a org:Organization ; rdfs:label "C-register"@nl ; adms:identifier <identificator/1> .
<identificator/1> a adms:Identifier ; rdfs:label "nummer OVO1"@nl ; skos:notation "OVO1" .
<gebeurtenis/fusie> a orgvl:Fusie ; rdfs:label "fusie tot C-huis"@nl ;
  org:originalOrganization <organisatie/a> ; org:resultingOrganization <organisatie/c> .
<besluit/1> a besluit:Besluit ; rdfs:label "oprichtingsbesluit"@nl ; eli:realizes <rechtsgrond/1> .
<rechtsgrond/1> a eli:LegalResource ; rdfs:label "akte 1"@nl ; eli:date_document "2009-12-04"^^xsd:date .
<taak/meten> a dvg:Taak ; rdfs:label "meten"@nl, "measuring"@en .
<taak/wegen> a dvg:Taak ; rdfs:label "wegen"@nl .
<dienst/kaart> a cpsv:PublicService ; rdfs:label "Kaart"@nl .
<functie/hoofd> a org:Post ; rdfs:label "hoofd van C-huis"@nl ; org:postIn <register/1> .
<persoon/p> a person:Person ; rdfs:label "P. Persoon"@nl .
<bron/nota> a foaf:Document ; rdfs:label "Nota"@nl, "Note"@en ; dct:created "2015"^^xsd:gYear .
<bron/boek> a foaf:Document ; rdfs:label "Boek"@nl .
<bron/nota#line=0,2> a dvg:Vindplaats ; dct:isPartOf <bron/nota> ;
  rdfs:label "Nota, regels 1–2"@nl, "Note, lines 1–2"@en .
<bron/nota#line=8,9> a dvg:Vindplaats ; dct:isPartOf <bron/nota> ;
  rdfs:label "Nota, regel 9"@nl, "Note, line 9"@en .
<bron/boek#pagina=3> a dvg:Vindplaats ; dct:isPartOf <bron/boek> ; rdfs:label "Boek, pagina 3"@nl .

<uitspraak/fusie> a dvg:Bestaan ; dvg:over <gebeurtenis/fusie> ; dvg:van "2010"^^xsd:gYear ;
  dvg:grond <besluit/1> ; dvg:vindplaats <bron/nota#line=8,9>, <bron/nota#line=0,2> .
<uitspraak/fusie-uit-b> a dvg:Betrekking ; dvg:onderwerp <gebeurtenis/fusie> ;
  dvg:betrekking <concept/betrekking/oorspronkelijk> ; dvg:voorwerp <organisatie/b> ;
  dvg:zekerheid <concept/zekerheid/twijfelachtige-lezing> ; dvg:vindplaats <bron/boek#pagina=3> .
<uitspraak/c-bestaat> a dvg:Bestaan ; dvg:over <organisatie/c> ; dvg:vindplaats <bron/nota#line=0,2> .
<uitspraak/a-bestond> a dvg:Bestaan ; dvg:over <organisatie/a> ; dvg:van "1999"^^xsd:gYear ;
  dvg:vindplaats <bron/nota#line=0,2> .
<uitspraak/meten> a dvg:Verantwoordelijkheid ; dvg:organisatie <organisatie/c> ;
  dvg:taak <taak/meten> ; dvg:rol <concept/verantwoordelijkheidsrol/beheer> ;
  dvg:van "2012"^^xsd:gYear ; dvg:grond <besluit/1> ; dvg:vindplaats <bron/nota#line=0,2> .
<uitspraak/meten-regie> a dvg:Verantwoordelijkheid ; dvg:organisatie <organisatie/c> ;
  dvg:taak <taak/meten> ; dvg:rol <concept/verantwoordelijkheidsrol/regie> ;
  dvg:van "2012"^^xsd:gYear ; dvg:vindplaats <bron/nota#line=0,2> .
<uitspraak/wegen> a dvg:Verantwoordelijkheid ; dvg:organisatie <organisatie/c> ;
  dvg:taak <taak/wegen> ; dvg:rol <concept/verantwoordelijkheidsrol/beheer> ;
  dvg:van "2012"^^xsd:gYear ; dvg:tot "2013-07-01"^^xsd:date ; dvg:vindplaats <bron/nota#line=0,2> .
<uitspraak/kaart> a dvg:Verantwoordelijkheid ; dvg:organisatie <organisatie/c> ;
  dvg:dienst <dienst/kaart> ; dvg:rol <concept/verantwoordelijkheidsrol/beheer> ;
  dvg:gezienOp "2014"^^xsd:gYear ; dvg:vindplaats <bron/nota#line=0,2> .
<uitspraak/lot> a dvg:Takenlot ; dvg:taak <taak/wegen> ; dvg:lot <concept/takenlot/stopgezet> ;
  dvg:van "2013-07-01"^^xsd:date ; dvg:vindplaats <bron/nota#line=0,2> .
<uitspraak/geld-2013> a dvg:Cijfer ; dvg:betreft <organisatie/c> ; dvg:maat <concept/maat/begroting> ;
  dvg:waarde 1500000 ; dvg:van "2013-01-01"^^xsd:date ; dvg:tot "2014-01-01"^^xsd:date ;
  dvg:vindplaats <bron/nota#line=0,2> .
<uitspraak/geld-2014> a dvg:Cijfer ; dvg:betreft <organisatie/c> ; dvg:maat <concept/maat/begroting> ;
  dvg:waarde 2500000.5 ; dvg:nauwkeurigheid <concept/nauwkeurigheid/ongeveer> ;
  dvg:van "2014-01-01"^^xsd:date ; dvg:tot "2015-01-01"^^xsd:date ; dvg:vindplaats <bron/nota#line=0,2> .
<uitspraak/mensen> a dvg:Cijfer ; dvg:betreft <organisatie/c> ; dvg:maat <concept/maat/interne-medewerkers> ;
  dvg:waarde 12 ; dvg:gezienOp "2015"^^xsd:gYear ; dvg:vindplaats <bron/nota#line=0,2> .
<uitspraak/mensen-fout> a dvg:Cijfer ; dvg:betreft <organisatie/c> ; dvg:maat <concept/maat/interne-medewerkers> ;
  dvg:waarde 21 ; dvg:gezienOp "2015"^^xsd:gYear ; dvg:vindplaats <bron/nota#line=0,2> ;
  prov:invalidatedAtTime "2020-01-01T00:00:00Z"^^xsd:dateTime .
<uitspraak/klasse> a dvg:Functieclassificatie ; dvg:functie <functie/hoofd> ;
  dvg:klasse <concept/functieklasse/b> ; dvg:van "2011-05-02"^^xsd:date ; dvg:vindplaats <bron/nota#line=0,2> .
<uitspraak/hoofd> a dvg:Bezetting ; org:member <persoon/p> ; org:organization <organisatie/c> ;
  org:role <concept/functierol/bestuurder> ; dvg:functie <functie/hoofd> ; dvg:van "2011-05-02"^^xsd:date ;
  dvg:vindplaats <bron/nota#line=0,2> .
<uitspraak/onder> a dvg:Betrekking ; dvg:onderwerp <organisatie/c> ; dvg:betrekking <concept/betrekking/ouder> ;
  dvg:voorwerp <organisatie/a> ; dvg:gezienOp "2011"^^xsd:gYear ; dvg:vindplaats <bron/nota#line=0,2> .
<uitspraak/kaal> a dvg:Kenmerk ; dvg:onderwerp <organisatie/c> ; dvg:kenmerk <concept/kenmerk/norm> ;
  dvg:waarde true ; dvg:van "2012"^^xsd:gYear ; dvg:vindplaats <bron/nota#line=0,2> .
<uitspraak/gewogen> a dvg:Kenmerk ; dvg:onderwerp <functie/hoofd> ; dvg:kenmerk <concept/kenmerk/herwogen> ;
  dvg:waarde false ; dvg:gezienOp "2015"^^xsd:gYear ; dvg:vindplaats <bron/nota#line=0,2> .
<uitspraak/machtiging> a dvg:Kenmerk ; dvg:onderwerp <functie/hoofd> ;
  dvg:kenmerk <concept/kenmerk/veiligheidsmachtiging> ; dvg:waarde true ; dvg:gezienOp "2015"^^xsd:gYear ;
  dvg:vindplaats <bron/nota#line=0,2> .
<tegenspraak/t> a dvg:Tegenspraak ; rdfs:label "beheer of regie"@nl ; dct:description "Beide kan niet."@nl ;
  dvg:tussen <uitspraak/meten>, <uitspraak/meten-regie> .
<tegenspraak/oud> a dvg:Tegenspraak ; rdfs:label "achterhaald"@nl ; dvg:tussen <uitspraak/meten>, <uitspraak/kaart> ;
  prov:invalidatedAtTime "2020-01-01T00:00:00Z"^^xsd:dateTime .
<lacune/begin> a dvg:Lacune ; rdfs:label "Geen begin genoemd."@nl ; dvg:gezocht <concept/gezocht/begin> ;
  dvg:onderwerp <uitspraak/kaart>, <uitspraak/mensen> ; dvg:gezochtIn <bron/nota> .
<lacune/vorm> a dvg:Lacune ; rdfs:label "Geen rechtsvorm genoemd."@nl ; dvg:gezocht <concept/gezocht/rechtsvorm> ;
  dvg:onderwerp <organisatie/c> ; dvg:gezochtIn <bron/nota> .
"""  # noqa: E501


@pytest.fixture(scope="module")
def quads(tmp_path_factory: pytest.TempPathFactory) -> list[Quad]:
    path = tmp_path_factory.mktemp("things") / "things.ttl"
    path.write_text(DATA, encoding="utf-8")
    dataset = read([path])
    return [*dataset.quads, *derive(dataset)]


@pytest.fixture(scope="module")
def store(quads: list[Quad]) -> EmbeddedStore:
    store = EmbeddedStore()
    store.load(quads)
    return store


@pytest.fixture(scope="module")
def shipped() -> Store:
    return open_graph()


def sections(
    store: Store, name: str, as_of: str = "", lang: str = "nl"
) -> dict[str, tuple[Line, ...]]:
    day = date.fromisoformat(as_of) if as_of else None
    return {s.name: s.lines for s in things.page(store, BASE + name, day, lang).sections}


def texts(store: Store, name: str, section: str, as_of: str = "") -> list[str]:
    return [line.text for line in sections(store, name, as_of).get(section, ())]


def test_an_organisation_tells_where_it_came_from_and_by_which_decision(store: Store) -> None:
    (line,) = sections(store, "organisatie/c")["origin"]
    assert line.text == (
        "uit A-huis en B-huis (twijfelachtige lezing): fusie tot C-huis, bij oprichtingsbesluit"
    )
    assert (line.when, line.status) == ("2010", "")
    assert [passage.place for passage in line.passages] == ["pagina 3", "regels 1–2", "regel 9"]
    assert line.id == short_id(f"{BASE}uitspraak/fusie")


def test_an_organisation_tells_what_it_went_into(store: Store) -> None:
    (line,) = sections(store, "organisatie/a")["successors"]
    assert line.text == "in C-huis: fusie tot C-huis, bij oprichtingsbesluit"


def test_tasks_come_with_their_roles_start_and_how_sure_they_are(store: Store) -> None:
    found = [(ln.text, ln.when, ln.status) for ln in sections(store, "organisatie/c")["tasks"]]
    assert found == [
        ("meten (beheer, regie; tegenspraak)", "sinds 2012", "known"),
        ("wegen (beheer)", "van 2012 tot 1 juli 2013", "ended"),
    ]
    assert sections(store, "organisatie/c")["tasks"][0].id.count("c-") == 2


MEASURING = "meten (beheer, regie; tegenspraak)"


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2011-12-31", []),
        (
            "2012-06-01",
            [(MEASURING, "possible"), ("wegen (beheer)", "possible")],
        ),
        ("2013-06-30", [(MEASURING, "certain"), ("wegen (beheer)", "certain")]),
        ("2013-07-01", [(MEASURING, "certain")]),
        ("2015-12-31", [(MEASURING, "certain")]),
        ("2016-01-01", [(MEASURING, "known")]),
    ],
)
def test_on_a_day_only_what_held_is_shown_and_after_the_sources_as_far_as_known(
    store: Store, day: str, expected: list[tuple[str, str]]
) -> None:
    lines = sections(store, "organisatie/c", day).get("tasks", ())
    assert [(ln.text, ln.status) for ln in lines] == expected


def test_figures_stand_by_money_and_people_the_latest_first(store: Store) -> None:
    found = sections(store, "organisatie/c")
    assert [(ln.text, ln.when) for ln in found["money"]] == [
        ("begroting: ongeveer €\N{NO-BREAK SPACE}2.500.000,5", "2014"),
        ("begroting: €\N{NO-BREAK SPACE}1,5\N{NO-BREAK SPACE}mln", "2013"),
    ]
    assert [(ln.text, ln.when) for ln in found["people"]] == [
        ("interne medewerkers: 12 personen", "gezien 2015")
    ]


def test_a_figure_of_later_is_not_shown_on_a_day(store: Store) -> None:
    assert texts(store, "organisatie/c", "money", "2013-12-31") == [
        "begroting: €\N{NO-BREAK SPACE}1,5\N{NO-BREAK SPACE}mln"
    ]
    assert texts(store, "organisatie/c", "people", "2014-12-31") == []


def test_what_was_withdrawn_is_not_shown_but_has_a_page(store: Store) -> None:
    assert "21" not in str(sections(store, "organisatie/c")["people"])
    (line,) = sections(store, "uitspraak/mensen-fout")["claim"]
    assert line.text == "C-huis: interne medewerkers: 21 personen"
    assert "ingetrokken: 1 januari 2020" in texts(store, "uitspraak/mensen-fout", "facts")


def test_a_post_says_first_and_in_full_what_it_is(store: Store) -> None:
    page = things.page(store, f"{BASE}functie/hoofd")
    assert [section.name for section in page.sections][:2] == ["classes", "traits"]
    # What is so needs no "yes" behind it; what is not says so.
    text = writers.render(page, "text")
    assert (text.count(": nee"), text.count(": ja")) == (1, 0)


def test_the_post_of_the_continuing_organisation_stands_on_its_version(store: Store) -> None:
    assert texts(store, "organisatie/c", "posts") == [
        "P. Persoon: hoofd van C-huis (bestuurder)",
        "hoofd van C-huis: functieklasse B",
    ]


def test_relations_characteristics_and_services_are_there(store: Store) -> None:
    found = {
        name: [ln.text for ln in lines] for name, lines in sections(store, "organisatie/c").items()
    }
    assert found["relations"] == ["onderdeel van A-huis"]
    assert found["traits"] == ["norm"]
    assert found["services"] == ["Kaart (beheer)"]
    assert sections(store, "organisatie/a")["relations"][0].text == "C-huis: onderdeel van A-huis"


@pytest.mark.program
@pytest.mark.parametrize("lang", ["nl", "en"])
def test_a_relation_and_its_object_do_not_say_a_word_twice(lang: str) -> None:
    with dvgraph.open(lang=lang) as opened:
        graph = Subgraph(opened.store, lang)
        rows = opened.query("SELECT ?s { ?s a dvg:Betrekking, dvg:GeldendeUitspraak }")
        graph.expect(every := [str(one) for (one,) in rows])
        told = [says(graph, one, subject(graph, one)) for one in every]
        growth = says(graph, f"{BASE}uitspraak/koppenbesparing", DV)
    assert len(told) > 200
    twice = [one for one in told if re.search(r"\b(\w{4,}) (\w+ \w+ )?\1\b", one, re.IGNORECASE)]
    assert twice == []
    assert growth == {"nl": "koppenbesparing", "en": "saving in headcount"}[lang]


def test_contradictions_and_gaps_of_its_statements_are_named_withdrawn_ones_not(
    store: Store,
) -> None:
    found = sections(store, "organisatie/c")
    assert [(ln.text, search.path(ln.iri)) for ln in found["contradictions"]] == [
        ("beheer of regie", "tegenspraak/t")
    ]
    own, around = [ln.text for ln in found["gaps"]]
    assert own == "Geen rechtsvorm genoemd"
    # What lacks its start is a statement that the page shows, and not the thing of the page.
    named, _, said = around.partition(" (+1): ")
    assert said == "Geen begin genoemd"
    assert named in {ln.text for lines in found.values() for ln in lines}


@pytest.mark.parametrize(
    ("name", "kind", "section", "expected"),
    [
        ("gebeurtenis/fusie", "event", "facts", "uit: A-huis en B-huis"),
        ("gebeurtenis/fusie", "event", "life", "bij oprichtingsbesluit"),
        ("besluit/1", "decision", "effects", "C-huis: meten (beheer; tegenspraak)"),
        ("rechtsgrond/1", "act", "parts", "oprichtingsbesluit"),
        ("taak/meten", "task", "who", "C-huis: beheer (tegenspraak), bij oprichtingsbesluit"),
        ("taak/wegen", "task", "fate", "stopgezet"),
        ("dienst/kaart", "service", "who", "C-huis: beheer"),
        ("functie/hoofd", "post", "holders", "P. Persoon: bestuurder"),
        ("functie/hoofd", "post", "classes", "functieklasse B"),
        ("persoon/p", "person", "posts", "hoofd van C-huis (bestuurder)"),
        ("bron/nota", "source", "supports", "C-huis: meten (regie; tegenspraak)"),
        ("bron/boek#pagina=3", "passage", "supports",
         "fusie tot C-huis: oorspronkelijke organisatie B-huis (twijfelachtige lezing)"),
        ("uitspraak/lot", "statement", "claim", "wegen: stopgezet"),
        ("uitspraak/meten", "statement", "contradictions", "beheer of regie"),
        ("tegenspraak/t", "contradiction", "between", "C-huis: meten (beheer; tegenspraak)"),
        ("lacune/vorm", "gap", "between", "C-huis"),
        ("lacune/begin", "gap", "facts", "gezocht: begin"),
        ("concept/functieklasse/b", "concept", "used", "hoofd van C-huis: functieklasse B"),
        ("register/1", "organisation", "parts", "C-huis"),
    ],
)  # fmt: skip
def test_every_kind_of_thing_has_its_page(
    store: Store, name: str, kind: str, section: str, expected: str
) -> None:
    page = things.page(store, BASE + name)
    assert page.kind == kind
    assert expected in texts(store, name, section)


def test_every_line_of_a_statement_has_its_mark(shipped: Store) -> None:
    page = things.page(shipped, f"{BASE}organisatie/digitaal-vlaanderen")
    lines = [
        line for section in page.sections for line in section.lines if "/uitspraak/" in line.iri
    ]
    assert len(lines) > 50
    assert all(short_id(line.iri) in line.id and line.passages for line in lines)


@pytest.mark.slow
def test_each_thing_of_the_shipped_graph_has_a_page_in_both_languages(shipped: Store) -> None:
    iris = sorted({name.iri for name in search.names(shipped)})[::7]
    for iri in iris:
        for lang in ("nl", "en"):
            page = things.page(shipped, iri, date(2022, 6, 1), lang)
            assert page.label
            assert writers.render(page, "text")


def test_the_page_of_the_agency_is_one_screen(shipped: Store) -> None:
    page = things.page(shipped, f"{BASE}organisatie/digitaal-vlaanderen")
    for columns, height in ((80, 22), (100, 28)):
        digest = writers.render(page, "summary", width=columns, height=height).splitlines()
        assert len(digest) <= height
        assert all(len(line) <= columns for line in digest)
    lines = writers.render(page, "text").splitlines()
    assert 24 <= len(lines) <= 50
    assert all(len(line) <= 120 for line in lines)
    assert "dvgraph show organisatie/digitaal-vlaanderen --all" in lines[-1]
    whole = writers.render(page, "text", whole=True).splitlines()
    assert len(whole) > 100
    assert "--all" not in whole[-1]


def test_the_version_has_the_code_that_its_register_gives(store: Store) -> None:
    page = things.page(store, f"{BASE}organisatie/c", lang="en")
    assert (page.label, page.names, page.codes) == ("House C", ("C-huis", "Cehuis"), ("OVO1",))


def test_text_says_the_usual_certainty_once_and_the_others_by_line(store: Store) -> None:
    page = things.page(store, f"{BASE}organisatie/c", date(2018, 12, 31))
    text = writers.render(page, "text")
    assert "stand op 31 december 2018; tenzij anders gezegd: voor zover bekend" in text
    today = writers.render(things.page(store, f"{BASE}organisatie/c"), "text")
    assert "2012 tot 1 juli 2013 · beëindigd · wegen (beheer)" in today


def test_marks_are_short_ids_and_lines_in_brief(store: Store) -> None:
    text = writers.render(things.page(store, f"{BASE}organisatie/c"), "text", whole=True)
    ids = ", ".join(short_id(f"{BASE}uitspraak/{name}") for name in ("meten", "meten-regie"))
    assert f"[{ids} · r. 1–2]" in text
    assert f"[{short_id(f'{BASE}uitspraak/fusie')} · boek pagina 3 · r. 1–2, 9]" in text
    assert "Bron: Nota (2015)\nBron: boek = Boek\n" in text


def test_passages_beyond_the_line_are_counted_until_all_is_asked_for(store: Store) -> None:
    page, merger = things.page(store, f"{BASE}organisatie/c"), short_id(f"{BASE}uitspraak/fusie")
    assert f"[{merger} · +3 vindplaatsen]" in writers.render(page, "text", width=90)
    assert "boek pagina 3" in writers.render(page, "text", width=90, whole=True)


def test_json_has_all_lines_with_their_dates(store: Store) -> None:
    page = things.page(store, f"{BASE}organisatie/c")
    whole = json.loads(writers.render(page, "json"))
    tasks = next(section for section in whole["sections"] if section["name"] == "tasks")
    assert len(tasks["lines"]) == 2
    assert tasks["lines"][0]["span"]["bounds"] == ["2012-01-01", "2012-12-31", None, None]
    assert tasks["lines"][0]["passages"][0]["iri"] == f"{BASE}bron/nota#line=0,2"


def test_markdown_escapes_its_own_signs(store: Store) -> None:
    page = replace(things.page(store, f"{BASE}organisatie/c"), label="*C* [huis]")
    assert writers.render(page, "md").startswith("# \\*C\\* \\[huis\\]\n")


def test_no_label_can_move_the_cursor(store: Store) -> None:
    page = replace(things.page(store, f"{BASE}organisatie/c"), label="C\x1b[2J-huis")
    for form in ("text", "md", "json"):
        assert "\x1b" not in writers.render(page, form)


def test_an_unknown_format_or_thing_is_refused(store: Store) -> None:
    page = things.page(store, f"{BASE}organisatie/c")
    with pytest.raises(UseError, match="'html' is not a format"):
        writers.render(page, "html")
    with pytest.raises(UseError, match="nothing is known of 'organisatie/z'"):
        things.page(store, f"{BASE}organisatie/z")


@pytest.mark.parametrize(
    "text",
    ["uitspraak/meten", "meten-regie", f"<{BASE}uitspraak/meten>", "bron/nota#line=8,9"],
)
def test_statements_and_passages_are_found_by_their_names(store: Store, text: str) -> None:
    assert text.strip("<>").removeprefix(BASE) in things.find(store, text).iri


@pytest.mark.parametrize("name", ["uitspraak/meten", "bron/boek#pagina=3"])
@pytest.mark.parametrize("form", ["{}", "#{}", "{} "])
def test_a_short_id_is_found(store: Store, name: str, form: str) -> None:
    assert things.find(store, form.format(short_id(BASE + name))).iri == BASE + name


@pytest.mark.slow
def test_each_short_id_of_the_shipped_graph_opens_also_one_without_a_digit() -> None:
    shipped = open_graph()
    wordlike = [iri for iri in citable(shipped) if short_id(iri).removeprefix("c-").isalpha()]
    assert len(wordlike) > 10
    assert [things.find(shipped, short_id(iri)).iri for iri in wordlike[:5]] == wordlike[:5]


def test_an_unknown_short_id_is_refused(store: Store) -> None:
    with pytest.raises(UseError, match="c-00000000"):
        things.find(store, "c-00000000")


def test_a_page_and_a_search_are_the_same_behind_an_endpoint(
    store: Store, quads: list[Quad], serve_oxigraph: Callable[[Iterable[Quad]], str]
) -> None:
    served = RemoteStore(serve_oxigraph(quads))
    for name in ("organisatie/c", "besluit/1", "bron/nota", "lacune/begin"):
        assert things.page(served, BASE + name) == things.page(store, BASE + name)
    assert things.matches(served, "C-huis") == things.matches(store, "C-huis")
    assert things.find(served, "cehuis") == things.find(store, "cehuis")


def run(*args: str) -> Done:
    return call(*args)


def test_show_tells_what_a_slip_was_read_as_apart_from_the_page() -> None:
    done = run("show", "Digitaal Vlaandren", "--as-of", "2022", "--lang", "en")
    assert done.returncode == 0
    assert done.stdout.startswith("Digitaal Vlaanderen  ·  organisation")
    assert "as of 31 December 2022" in done.stdout
    assert done.stderr == "'Digitaal Vlaandren' read as 'Digitaal Vlaanderen'\n"


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("show", "Informatie"), "organisatie/informatie-vlaanderen"),
        (("show", "AGIV", "--as-of", "gisteren"), "--as-of: 'gisteren' is not a date"),
        (("search", "--", "..."), "nothing to search for"),
    ],
)
@pytest.mark.usefixtures("english")
def test_what_cannot_be_meant_is_wrong_use_told_in_one_line(
    args: tuple[str, ...], message: str
) -> None:
    done = run(*args)
    assert done.returncode == 2
    assert message in done.stderr
    assert done.stderr.count("\n") == 1


def test_search_prints_rows_for_machines_in_a_pipe() -> None:
    done = run("search", "raamcontract")
    head, first, *_ = done.stdout.splitlines()
    assert head.split("\t")[:3] == ["naam", "soort", "gevonden als"]
    assert first.startswith("ICT-raamcontracten\tdienst\t")
    assert first.endswith(f"\t{BASE}dienst/ict-raamcontracten")


def test_show_reads_named_data(tmp_path: Path) -> None:
    path = tmp_path / "things.ttl"
    path.write_text(DATA, encoding="utf-8")
    done = run("show", "cehuis", "--data", str(path), "-f", "json")
    assert json.loads(done.stdout)["label"] == "C-huis"


def test_the_head_says_whether_a_thing_lives_and_not_the_state_of_its_lines(store: Store) -> None:
    def head(name: str, day: str | None = None, lang: str = "nl") -> str:
        on = date.fromisoformat(day) if day else None
        page = things.page(store, f"{BASE}{name}", on, lang)
        return next(line for line in writers.render(page, "text").splitlines() if "op " in line)

    assert head("organisatie/a").startswith("bestond van 1999 tot 2010; bekend op")
    assert "tenzij anders gezegd: beëindigd" in head("organisatie/a")
    assert head("organisatie/c").startswith("bestaat, voor zover bekend, sinds 2010; bekend op")
    assert head("organisatie/c", "2009-01-01").startswith("bestond op 1 januari 2009 nog niet;")
    assert head("register/1").startswith("bestaat, voor zover bekend, sinds 2010;")
    assert head("persoon/p").startswith("bekend op")
    assert "beëindigd" not in head("persoon/p") + head("organisatie/c") + head("register/1")


def test_plans_have_a_section_of_their_own_and_every_line_says_that_it_is_one(
    tmp_path: Path,
) -> None:
    path = tmp_path / "plans.ttl"
    plan = """
<uitspraak/{0}> a dvg:Kenmerk ; dvg:onderwerp <dienst/app> ; dvg:kenmerk <concept/kenmerk/norm> ;
    dvg:waarde true ; dvg:van "{0}"^^xsd:gYear ; dvg:stand dvg:gepland ;
    dvg:vindplaats <bron/s#line=0,1> .
"""
    service = '<dienst/app> a cpsv:PublicService ; rdfs:label "app"@nl, "app"@en .\n'
    head = DATA[: DATA.index("\n\n")] + "\n\n"
    path.write_text(head + service + plan.format(2030) + plan.format(2031), encoding="utf-8")
    done = run("show", "app", "--all", "--data", str(path), "--lang", "nl")
    assert done.stdout.count("· gepland ·") == 2
    assert "\nGepland  " in done.stdout
    assert "\nKenmerken" not in done.stdout
    assert "tenzij anders gezegd: gepland" not in done.stdout


def test_a_page_and_a_state_of_an_organisation_name_its_head_on_that_day() -> None:
    store = open_graph()
    iri = f"{BASE}organisatie/digitaal-vlaanderen"
    then = date(2022, 9, 15)
    assert things.page(store, iri, then).head.startswith("aan het hoofd: Frank Geets")
    assert as_of(store, then, iri).head == things.page(store, iri, then).head
    assert things.page(store, f"{BASE}taak/dataveiligheid", then).head == ""


def test_the_kind_of_a_body_is_told_once_and_an_event_names_whom_it_changes() -> None:
    with dvgraph.open(lang="en") as shipped:
        assert str(shipped.show("stuurorgaan")).count("kind: ") == 1
        event = str(shipped.show("gebeurtenis/opslorping-in-stuurorgaan"))
    assert "changes: steering body" in event
