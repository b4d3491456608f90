"""Search for things by the names that people type; tests/names.tsv has the expected results."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dvgraph.errors import UseError
from dvgraph.namespaces import BASE
from dvgraph.prebuilt.connection import open_graph
from dvgraph.prebuilt.names import fold
from dvgraph.questions import search
from dvgraph.questions.abbreviations import abbreviations
from dvgraph.questions.similarity import Likeness
from dvgraph.rdf.oxigraph import RdfFormat, parse
from dvgraph.results.outline import Summary
from dvgraph.results.readable import Words
from dvgraph.results.summary import summed_up
from dvgraph.store.embedded import EmbeddedStore
from dvgraph.store.protocol import Store
from dvgraph.things import page

LINES = (Path(__file__).with_name("names.tsv")).read_text("utf-8").splitlines()
NAMES = [line.split("\t") for line in LINES if not line.startswith("#")]
PARTS = [
    pytest.param(*name, id=name[0], marks=[] if number % 4 == 0 else pytest.mark.slow)
    for number, name in enumerate(NAMES)
]
DATA = """
@base <https://w3id.org/dvgraph/id/> .
@prefix adms: <http://www.w3.org/ns/adms#> .
@prefix cpsv: <http://purl.org/vocab/cpsv#> .
@prefix dvg: <https://w3id.org/dvgraph/ns#> .
@prefix gen: <https://data.vlaanderen.be/ns/generiek#> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<organisatie/agx> a org:Organization ; rdfs:label "Agentschap Xylofonie"@nl, "Xylophony"@en ;
  skos:altLabel "AGX" ; skos:hiddenLabel "Dienst Klokken" ;
  gen:isTijdspecialisatieVan <register/1> .
<organisatie/oud> a org:Organization ; rdfs:label "Klokkenhuis"@nl ;
  gen:isTijdspecialisatieVan <register/1> .
<register/1> a org:Organization ; rdfs:label "Agentschap Xylofonie (register)"@nl ;
  skos:prefLabel "Agentschap Xylofonie"@nl ; adms:identifier <identificator/1> .
<identificator/1> skos:notation "OVO009999" ; rdfs:label "OVO-nummer OVO009999"@nl .
<taak/stemmen> a dvg:Taak ; rdfs:label "instrumenten stemmen"@nl ;
  skos:definition "Zorgen dat alles zuiver klinkt."@nl .
<organisatie/bbb> a org:Organization ; rdfs:label "BBB"@nl ; skos:altLabel "Beste Bellen Bond"@nl .
<taak/coordineren> a dvg:Taak ; rdfs:label "coördineren"@nl ;
  skos:definition "Leden van de beste bellen bond samenbrengen."@nl .
<dienst/stemmen> a cpsv:PublicService ; rdfs:label "instrumenten stemmen"@nl .
<concept/soort/klokken> a skos:Concept ; rdfs:label "klokken"@nl .
<uitspraak/bestaan> a dvg:Bestaan, dvg:GeldendeUitspraak ; dvg:over <organisatie/agx> ;
  dvg:van "2005"^^xsd:gYear ;
  dvg:vanVroegst "2005-01-01"^^xsd:date ; dvg:vanLaatst "2005-12-31"^^xsd:date ;
  dvg:totVroegst "9999-12-31"^^xsd:date ; dvg:totLaatst "9999-12-31"^^xsd:date .
<uitspraak/naam> a dvg:Kenmerk, dvg:GeldendeUitspraak ; dvg:onderwerp <organisatie/oud> ;
  dvg:kenmerk <concept/kenmerk/naam> ; dvg:waarde "Beiaardcel" .
"""


@pytest.fixture(scope="module")
def shipped() -> Store:
    return open_graph()


@pytest.fixture(scope="module")
def store() -> EmbeddedStore:
    store = EmbeddedStore()
    store.load(list(parse(DATA.encode(), format=RdfFormat.TURTLE)))
    return store


def found(store: Store, text: str) -> list[str]:
    return [search.path(hit.name.iri) for hit in search.search(store, text)]


def one(store: Store, text: str) -> str:
    return search.path(search.one(store, text).name.iri)


def test_the_table_has_fifty_names_and_more() -> None:
    assert len(NAMES) >= 50


@pytest.mark.program
@pytest.mark.parametrize(("typed", "meant", "within"), PARTS)
def test_a_name_as_a_person_types_it_finds_its_thing(
    shipped: Store, typed: str, meant: str, within: str
) -> None:
    assert meant in found(shipped, typed)[: int(within)]


@pytest.mark.program
@pytest.mark.parametrize(("typed", "meant", "within"), PARTS)
def test_show_takes_the_thing_meant_or_lists_it(
    shipped: Store, typed: str, meant: str, within: str
) -> None:
    try:
        taken = search.path(page.find(shipped, typed).iri)
    except UseError as error:
        taken = str(error) if within == "5" else "listed, though one fits best"
    assert meant in taken


@pytest.mark.parametrize(
    ("text", "score"),
    [
        ("organisatie/agx", 1),
        ("<https://w3id.org/dvgraph/id/organisatie/agx>", 1),
        ("Agentschap Xylofonie", 0.99),
        ("AGX", 0.99),
        ("agentschap  XYLOFONIE", 0.97),
        ("Agentschap-Xylofonie", 0.95),
        ("Dienst Klokken", 0.99),
    ],
)
def test_a_name_itself_is_sure_and_how_sure_says_what_was_forgiven(
    store: EmbeddedStore, text: str, score: float
) -> None:
    hit = search.one(store, text)
    assert search.path(hit.name.iri) == "organisatie/agx"
    assert hit.score == pytest.approx(score)


def test_accents_are_forgiven_both_ways(store: EmbeddedStore) -> None:
    assert one(store, "coordineren") == one(store, "COÖRDINEREN") == "taak/coordineren"


def test_a_version_comes_before_the_continuing_organisation_so_called(store: EmbeddedStore) -> None:
    assert found(store, "Agentschap Xylofonie")[:2] == ["organisatie/agx", "register/1"]


def test_a_code_finds_the_organisation_that_bears_it_then_its_versions(
    store: EmbeddedStore,
) -> None:
    assert one(store, "OVO009999") == "register/1"
    assert found(store, "ovo 009999") == ["register/1", "organisatie/agx", "organisatie/oud"]


def test_a_name_that_only_a_statement_gives_is_found(store: EmbeddedStore) -> None:
    assert one(store, "beiaardcel") == "organisatie/oud"


def test_two_things_so_called_are_both_named(store: EmbeddedStore) -> None:
    with pytest.raises(UseError, match=r"taak/stemmen\), .*dienst/stemmen\)\. Give one of them"):
        search.one(store, "instrumenten stemmen")


def test_a_word_of_a_code_list_does_not_hide_the_thing_it_is_part_of(store: EmbeddedStore) -> None:
    with pytest.raises(UseError, match=r"concept/soort/klokken.*organisatie/agx"):
        search.one(store, "klokken")


def test_a_slip_is_taken_as_the_name_meant_and_said_to_be_a_guess(store: EmbeddedStore) -> None:
    hit = search.one(store, "Klokenhuis")
    assert search.path(hit.name.iri) == "organisatie/oud"
    assert hit.score < search.SURE
    assert not page.find(store, "Klokenhuis").sure


def test_what_is_like_nothing_is_refused(store: EmbeddedStore) -> None:
    with pytest.raises(UseError, match="there is no thing with the name 'qqqq'"):
        search.one(store, "qqqq")
    assert found(store, "qqqq") == []


@pytest.mark.parametrize("text", ["", "  ", "--"])
def test_a_search_for_nothing_is_refused(store: EmbeddedStore, text: str) -> None:
    with pytest.raises(UseError, match="nothing to search for"):
        search.search(store, text)


def test_the_words_of_a_definition_are_found_after_names(store: EmbeddedStore) -> None:
    assert found(store, "zuiver klinkt") == ["taak/stemmen"]


def test_search_gives_kind_period_and_the_name_that_fits(store: EmbeddedStore) -> None:
    table = page.matches(store, "dienst klokken", "en")
    row = dict(zip(table.variables, [getattr(t, "value", t) for t in table.rows[0]], strict=True))
    assert row["naam"] == "Xylophony"
    assert row["soort"] == "organisation"
    assert row["via"] == "Dienst Klokken"
    assert (row["van"], row["tot"]) == ("2005", None)
    assert row["vanVroegst"] == "2005-01-01"
    assert row["totLaatst"] is None
    assert table.rows[0][table.variables.index("score")] is not None


@given(st.text(max_size=30))
def test_no_text_breaks_the_search(text: str) -> None:
    store = EmbeddedStore()
    store.load(list(parse(DATA.encode(), format=RdfFormat.TURTLE)))
    try:
        scores = [hit.score for hit in search.search(store, text)]
    except UseError:
        return
    assert all(0 <= score <= 1 for score in scores)


@given(st.text(max_size=30))
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("text", "name", "is_acronym"),
    [
        ("vcdv", "vlaams centrum voor digitale veiligheid", True),
        ("vcvdv", "vlaams centrum voor digitale veiligheid", True),
        ("vcd", "vlaams centrum voor digitale veiligheid", False),
        ("iv", "departement informatie vlaanderen", False),
        ("dv", "document vr 2020 0412", False),
        ("a", "audit vlaanderen", False),
        ("agentschap voor geografische informatie vlaanderen", "agiv", True),
    ],
)
def test_an_acronym_has_the_initials_of_all_but_the_small_words(
    text: str, name: str, is_acronym: bool
) -> None:
    assert Likeness(text).is_acronym_of(name) is is_acronym


@pytest.mark.parametrize(
    ("text", "better", "worse"),
    [
        ("digitaal vlaandren", "digitaal vlaanderen", "audit vlaanderen"),
        ("infolijn", "vlaamse infolijn", "infolijnen en nog drie andere woorden"),
        ("profiel", "mijn burgerprofiel", "profiling"),
        ("brugerprofiel", "mijn burgerprofiel", "mijn profiel"),
        ("2023044028", "numac 2023044028", "numac 2023044029"),
    ],
)
def test_the_nearer_name_scores_higher(text: str, better: str, worse: str) -> None:
    first, second = Likeness(text).scores([better, worse])
    assert 1 > first > second


def test_capitals_are_a_word_of_a_name_before_they_are_initials_of_another() -> None:
    first = search.search(open_graph(), "AI")[0]
    assert "AI" in first.name.text.split()


@pytest.mark.parametrize(
    ("typed", "short"),
    [
        ("artificiële intelligentie", "AI"),
        ("Artificial Intelligence", "AI"),
        ("strategie artificiële intelligentie", "AI-strategie"),
    ],
)
def test_words_find_what_their_abbreviation_finds(shipped: Store, typed: str, short: str) -> None:
    first = search.path(search.search(shipped, short)[0].name.iri)
    assert first in found(shipped, typed)[:3]


def test_an_abbreviation_finds_the_definition_that_spells_it_out(store: EmbeddedStore) -> None:
    assert found(store, "BBB") == ["organisatie/bbb", "taak/coordineren"]


@pytest.mark.parametrize(
    ("names", "pairs"),
    [
        (["AI Act", "Artificial Intelligence Act"], [("AI", "artificial intelligence")]),
        (["VSR", "Studie van de Regering"], []),
        (["SR", "Studiedienst van de Regering"], [("SR", "studiedienst van de regering")]),
        (["SR"], []),
        (["IV", "in Vlaanderen"], []),
    ],
)
def test_names_of_one_thing_explain_an_abbreviation(
    names: list[str], pairs: list[tuple[str, str]]
) -> None:
    assert abbreviations([names]) == pairs
    assert abbreviations([[name] for name in names]) == []


def test_search_dates_an_event_as_its_own_page_does(shipped: Store) -> None:
    event = "gebeurtenis/fusie-digitaal-vlaanderen-2021"
    table = page.matches(shipped, event, "nl")
    words = Words("nl", {})
    told = summed_up(table, words, 80, Summary(outline=page.FOUND)).splitlines()[1]
    assert page.page(shipped, f"{BASE}{event}").life == "vond plaats in 2021"
    assert told == "  - fusie tot Digitaal Vlaanderen (gebeurtenis, 2021)"
