"""The plain view: direct triples in standard vocabularies for the facts certain on a day."""

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path

import pytest
import rdflib

from dvgraph.api import Graph
from dvgraph.dataset.files import read
from dvgraph.derive.rules import derived_store
from dvgraph.errors import StoreError, UseError
from dvgraph.exchange.exporters.plain import PROFILES, plain
from dvgraph.namespaces import DVG, TYPE
from dvgraph.rdf.oxigraph import NamedNode, Quad, parse
from dvgraph.rdf.writing import FORMATS, encoded
from dvgraph.store.embedded import EmbeddedStore
from dvgraph.store.inventory import quads as all_of
from test_history_diff import PREFIXES

DAY, BEFORE = date(2026, 11, 23), date(2020, 12, 31)
ID = "https://w3id.org/dvgraph/id/"
MAYBE = "/mogelijk>"

SMALL = """
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix adms: <http://www.w3.org/ns/adms#> .
@prefix gen: <https://data.vlaanderen.be/ns/generiek#> .
<organisatie/geheel> a m8g:PublicOrganisation, org:FormalOrganization ;
    rdfs:label "geheel"@nl, "whole"@en ; skos:prefLabel "geheel"@nl .
<organisatie/deel> a m8g:PublicOrganisation, org:OrganizationalUnit ;
    rdfs:label "deel"@nl, "part"@en ; skos:prefLabel "deel"@nl ;
    org:unitOf <organisatie/geheel> .
<uitspraak/geheel> a dvg:Bestaan ; dvg:over <organisatie/geheel> ; dvg:van "2000"^^xsd:gYear .
<uitspraak/deel> a dvg:Bestaan ; dvg:over <organisatie/deel> ;
    dvg:van "2001-01-01"^^xsd:date ; dvg:tot "2010"^^xsd:gYear .
<uitspraak/deel-van-geheel> a dvg:Betrekking ; dvg:onderwerp <organisatie/deel> ;
    dvg:betrekking <concept/betrekking/ouder> ; dvg:voorwerp <organisatie/geheel> ;
    dvg:van "2002"^^xsd:gYear ; dvg:tot "2009-07-01"^^xsd:date .
<uitspraak/lid> a dvg:Betrekking ; dvg:onderwerp <organisatie/deel> ;
    dvg:betrekking <concept/betrekking/lid-van> ; dvg:voorwerp <organisatie/geheel> ;
    dvg:van "2002-01-01"^^xsd:date ; dvg:zekerheid <concept/zekerheid/eigen-gevolgtrekking> .
<uitspraak/onder> a dvg:Betrekking ; dvg:onderwerp <organisatie/geheel> ;
    dvg:betrekking <concept/betrekking/rechtstreeks-onder> ; dvg:voorwerp <organisatie/deel> ;
    dvg:van "2002-01-01"^^xsd:date ; dvg:tot "2004-01-01"^^xsd:date .
<uitspraak/onder-langer> a dvg:Betrekking ; dvg:onderwerp <organisatie/geheel> ;
    dvg:betrekking <concept/betrekking/rechtstreeks-onder> ; dvg:voorwerp <organisatie/deel> ;
    dvg:van "2002-01-01"^^xsd:date ; dvg:tot "2006-01-01"^^xsd:date .
<tegenspraak/onder> a dvg:Tegenspraak ; dvg:tussen <uitspraak/onder>, <uitspraak/onder-langer> .
<gebeurtenis/taken> a dvg:Taakwijziging ; rdfs:label "taken"@nl, "tasks"@en ;
    dvg:gewijzigdeOrganisatie <organisatie/geheel> .
<uitspraak/taken-vroeg> a dvg:Bestaan ; dvg:over <gebeurtenis/taken> ;
    dvg:van "2003-01-01"^^xsd:date .
<uitspraak/taken-laat> a dvg:Bestaan ; dvg:over <gebeurtenis/taken> ;
    dvg:van "2005-01-01"^^xsd:date .
<tegenspraak/taken> a dvg:Tegenspraak ; dvg:tussen <uitspraak/taken-vroeg>, <uitspraak/taken-laat> .
<https://data.vlaanderen.be/id/organisatie/OVO999999> a org:Organization ;
    rdfs:label "register"@nl, "register"@en ; skos:prefLabel "register"@nl ;
    adms:identifier <identificator/ovo999999> .
<identificator/ovo999999> a adms:Identifier ; skos:notation "OVO999999" ;
    adms:schemaAgency "Vlaamse overheid" .
<organisatie/geheel> gen:isTijdspecialisatieVan
    <https://data.vlaanderen.be/id/organisatie/OVO999999> .
<organisatie/deel> gen:isTijdspecialisatieVan
    <https://data.vlaanderen.be/id/organisatie/OVO999999> .
"""


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> EmbeddedStore:
    folder = tmp_path_factory.mktemp("plain") / "plain"
    folder.mkdir()
    (folder / "plain.ttl").write_text(PREFIXES + SMALL, encoding="utf-8")
    return derived_store(read([folder]))[0]


def said(quads: Iterable[Quad], *, maybe: bool = False) -> set[str]:
    """Return triples as short texts: the certain ones, or those of the other graph."""
    return {
        " ".join(str(term).strip("<>").replace("#", "/").rpartition("/")[2] for term in quad.triple)
        for quad in quads
        if str(quad.graph_name).endswith(MAYBE) == maybe
    }


def on(small: EmbeddedStore, day: str, profile: str = "oslo") -> tuple[set[str], set[str]]:
    found = plain(small, profile, date.fromisoformat(day), possible=True)
    return said(found), said(found, maybe=True)


@pytest.mark.parametrize(
    ("day", "certain", "possible"),
    [
        ("2001-12-31", False, False),
        ("2002-01-01", False, True),  # it began some day in 2002
        ("2002-12-31", True, False),
        ("2009-06-30", True, False),
        ("2009-07-01", False, False),  # its end is exact, and half-open
    ],
)
def test_a_part_is_certain_or_possible_by_the_bounds_of_the_day(
    small: EmbeddedStore, day: str, certain: bool, possible: bool
) -> None:
    sure, maybe = on(small, day)
    for triple in (
        *("deel subOrganizationOf geheel", "geheel hasSubOrganization deel"),
        *("deel unitOf geheel", "geheel hasUnit deel", "deel type OrganizationalUnit"),
    ):
        assert (triple in sure, triple in maybe) == (certain, possible), triple


def test_what_is_doubted_or_contradicted_is_possible_only(small: EmbeddedStore) -> None:
    sure, maybe = on(small, "2003-06-01")
    assert {"deel memberOf geheel", "geheel reportsTo deel"} <= maybe - sure


def test_what_sources_date_differently_is_certain_where_they_agree(small: EmbeddedStore) -> None:
    changed = "geheel changedBy taken"
    assert [changed in on(small, day)[0] for day in ("2004-06-01", "2005-01-01")] == [False, True]
    assert changed in on(small, "2004-06-01")[1]


def test_an_organisation_that_goes_on_is_only_changed_by_an_event(small: EmbeddedStore) -> None:
    about = {line for line in on(small, "2010-06-01")[0] if "taken" in line and "label" not in line}
    assert about == {"geheel changedBy taken", "taken type ChangeEvent", "taken type Activity"}


@pytest.mark.parametrize(
    ("day", "status", "known"),
    [
        ("1999-12-31", None, False),
        ("2001-01-01", "actief", True),
        ("2010-06-01", None, True),  # it ended some day in 2010
        ("2011-01-01", "nietactief", True),
    ],
)
def test_the_status_of_an_organisation_is_that_of_the_day(
    small: EmbeddedStore, day: str, status: str | None, known: bool
) -> None:
    sure, _ = on(small, day)
    assert {line for line in sure if line.startswith("deel orgStatus")} == (
        {f"deel orgStatus {status}"} if status else set()
    )
    assert ("deel type PublicOrganisation" in sure) == known


def test_the_version_of_the_day_has_the_identifier_of_the_register(small: EmbeddedStore) -> None:
    named = {"deel identifier ovo999999", 'deel identifier "OVO999999"'}
    assert named <= on(small, "2005-01-01")[0]
    assert not named & on(small, "2011-01-01")[0]
    assert not {line for line in on(small, "1990-01-01")[0] if "OVO999999" in line}


def test_a_profile_is_a_list_of_vocabularies(small: EmbeddedStore) -> None:
    for name, profile in PROFILES.items():
        found = plain(small, name, date(2005, 1, 1), possible=True)
        own = [quad for quad in found if quad.subject != quad.graph_name]
        terms = {quad.predicate.value for quad in own}
        terms |= {str(quad.object)[1:-1] for quad in own if quad.predicate.value == TYPE}
        assert {term for term in terms if not term.startswith(profile.spaces)} == set()
        assert not any(term.startswith(DVG) for term in terms)
    assert "deel isTijdspecialisatieVan OVO999999" not in on(small, "2005-01-01", "cpov")[0]
    assert "deel type PublicOrganisation" not in on(small, "2005-01-01", "org")[0]


def test_a_graph_says_of_which_day_profile_and_version_it_is(small: EmbeddedStore) -> None:
    found = plain(small, "cpov", DAY, possible=True)
    graphs = {quad.graph_name for quad in found}
    assert {str(graph) for graph in graphs} == {
        f"<{ID}graph/weergave/cpov/{DAY}{end}>" for end in ("", "/mogelijk")
    }
    for graph in graphs:
        told = {quad.predicate.value.replace("#", "/").rpartition("/")[2]: quad for quad in found}
        about = {
            quad.predicate.value.replace("#", "/").rpartition("/")[2]
            for quad in found
            if quad.subject == graph == quad.graph_name
        }
        assert {"valid", "conformsTo", "versionInfo", "title", "description"} <= about
        assert str(told["valid"].object) == f'"{DAY}"^^<http://www.w3.org/2001/XMLSchema#date>'


def test_an_unknown_profile_is_told_with_the_known_ones(small: EmbeddedStore) -> None:
    with pytest.raises(UseError, match=r"'olso'.*oslo, cpov, org"):
        plain(small, "olso", DAY)


def test_a_store_without_graphs_is_refused() -> None:
    with pytest.raises(StoreError):
        plain(EmbeddedStore(), "org", DAY)


@pytest.mark.program
def test_the_possible_never_stands_among_the_certain(tmp_path: Path, graph: Graph) -> None:
    with pytest.raises(UseError, match="no graph names"):
        graph.export(tmp_path / "x.ttl", profile="org", possible=True)
    assert not list(tmp_path.iterdir())


# What a stranger asks who knows the standards and not our model: each works at once.
STRANGER = """
PREFIX adms: <http://www.w3.org/ns/adms#>
PREFIX cpsv: <http://purl.org/vocab/cpsv#>
PREFIX dct: <http://purl.org/dc/terms/>
PREFIX foaf: <http://xmlns.com/foaf/0.1/>
PREFIX m8g: <http://data.europa.eu/m8g/>
PREFIX org: <http://www.w3.org/ns/org#>
PREFIX rov: <http://www.w3.org/ns/regorg#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX status: <https://data.vlaanderen.be/id/concept/organisatiestatus/>
PREFIX : <https://w3id.org/dvgraph/id/organisatie/>
SELECT DISTINCT ?x WHERE { %s }
"""
QUESTIONS = {
    "parts of": (
        "?x org:subOrganizationOf/skos:prefLabel 'Digitaal Vlaanderen'@nl",
        {"organisatie/expertisecentrum-ai-interoperabiliteit"},
    ),
    "units of": (
        ":facilitair-bedrijf org:hasUnit ?x",
        {"organisatie/cluster-ict-facilitair-bedrijf"},
    ),
    "changed by": (
        ":digitaal-vlaanderen org:changedBy ?x",
        {
            "gebeurtenis/herpositionering-digitaal-vlaanderen-2025",
            "gebeurtenis/reorganisatie-jupiter-2024",
        },
    ),
    "came from": (
        ":digitaal-vlaanderen org:resultedFrom/org:originalOrganization ?x",
        {"organisatie/informatie-vlaanderen", "organisatie/cluster-ict-facilitair-bedrijf"},
    ),
    "went into": (
        ":agiv org:changedBy/org:resultingOrganization ?x",
        {"organisatie/informatie-vlaanderen"},
    ),
    "holds": (
        "?x org:holds ?post . ?post org:postIn :digitaal-vlaanderen ; org:heldBy ?x",
        {"persoon/jan-smedts"},
    ),
    "authority": (
        "?s a cpsv:PublicService ; dct:title '1700'@nl ; m8g:hasCompetentAuthority ?x",
        {"organisatie/digitaal-vlaanderen"},
    ),
    "status": (
        "?x rov:orgStatus status:nietactief ; skos:prefLabel 'AGIV'@nl",
        {"organisatie/agiv"},
    ),
    "identifier": (
        "?x adms:identifier/skos:notation 'OVO002949' ; rov:orgStatus status:actief",
        {"organisatie/digitaal-vlaanderen"},
    ),
    "head": ("?x org:headOf :digitaal-vlaanderen ; foaf:familyName ?name", {"persoon/jan-smedts"}),
}


@pytest.fixture(scope="module")
def graph() -> Iterator[Graph]:
    with Graph(None, None, None, "nl") as opened:
        yield opened


@pytest.fixture(scope="module")
def views(graph: Graph) -> dict[date, list[Quad]]:
    return {day: plain(graph.store, "oslo", day) for day in (DAY, BEFORE)}


def asked(quads: list[Quad], pattern: str) -> set[str]:
    store = EmbeddedStore()
    store.load(quads)
    found = store.select(STRANGER % pattern).rows
    return {str(row[0]).strip("<>").removeprefix(ID) for row in found}


@pytest.mark.program
@pytest.mark.parametrize("name", QUESTIONS)
def test_a_question_of_a_stranger_works_at_once(views: dict[date, list[Quad]], name: str) -> None:
    pattern, expected = QUESTIONS[name]
    day = BEFORE if name == "units of" else DAY
    assert asked(views[day], pattern) == expected


@pytest.mark.program
def test_the_services_of_the_agency_have_a_title_description_and_identifier(
    views: dict[date, list[Quad]],
) -> None:
    own = "?x m8g:hasCompetentAuthority|dct:publisher :digitaal-vlaanderen"
    services = asked(views[DAY], own)
    assert {"dienst/1700", "dienst/magda", "dienst/toegangsbeheer"} <= services
    told = f"{own} ; dct:title ?t ; dct:description ?d ; dct:identifier ?i"
    assert asked(views[DAY], told) == services


@pytest.mark.program
def test_who_heads_an_organisation_is_who_the_question_finds_certain(
    graph: Graph, views: dict[date, list[Quad]]
) -> None:
    for day, quads in views.items():
        rows = json.loads(graph.ask("head-on-date", date=str(day), organisation="all").text("json"))
        sure = {
            f"<{row['persoon']}>"
            for row in rows
            if row["geldt"] in ("zeker", "voor zover bekend") and not row["zekerheid"]
        }
        heads = {str(quad.object) for quad in quads if quad.predicate.value.endswith("heldBy")}
        led = {str(quad.subject) for quad in quads if quad.predicate.value.endswith("headOf")}
        assert led == sure
        assert led < heads


@pytest.mark.parametrize("form", ["ttl", "trig", "nt", "nq", "jsonld"])
@pytest.mark.slow
def test_other_readers_read_the_same_triples(form: str, small: EmbeddedStore) -> None:
    quads = plain(small, "oslo", date(2005, 1, 1), possible=form not in ("ttl", "nt"))
    data = encoded(quads, form)
    names = {"ttl": "turtle", "jsonld": "json-ld", "nq": "nquads"}
    expected = {quad.triple if form in ("ttl", "nt") else quad for quad in quads}
    theirs = rdflib.Dataset()
    theirs.parse(data=data, format=names.get(form, form))
    lines = theirs.serialize(format="nquads")
    again = set(parse(lines, format=FORMATS["nq"]))
    ours = set(parse(data, format=FORMATS[form]))
    for read_back in (again, ours):
        found = {quad.triple if form in ("ttl", "nt") else quad for quad in read_back}
        assert found == expected


@pytest.mark.program
def test_there_is_no_blank_node(views: dict[date, list[Quad]]) -> None:
    for quad in views[DAY]:
        assert isinstance(quad.subject, NamedNode)
        assert not str(quad.object).startswith("_:")


@pytest.mark.engines
def test_an_endpoint_gives_the_same_view(
    small: EmbeddedStore, serve_oxigraph: Callable[[Iterable[Quad]], str]
) -> None:
    address = serve_oxigraph(all_of(small))
    with Graph(None, None, address, "nl") as graph:
        remote = plain(graph.store, "oslo", date(2005, 1, 1), possible=True)
    assert remote == plain(small, "oslo", date(2005, 1, 1), possible=True)
