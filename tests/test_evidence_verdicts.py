import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from dvgraph.dataset.files import Dataset, read, shipped
from dvgraph.errors import InputError
from dvgraph.evidence.passages import FINGERPRINT, passage, where
from dvgraph.evidence.stamp import stamp
from dvgraph.evidence.texts import fingerprint
from dvgraph.evidence.verdicts import Outcome, Verdict, of_source, passages_of, summary, verify
from dvgraph.namespaces import BASE

pytestmark = pytest.mark.program

SEEDS = Path(__file__).parents[2] / "shared" / "seeds"
TEXT_FILE = "000_8908ec200e909de3.txt"

HEAD = """@base <https://w3id.org/dvgraph/id/> .
@prefix adms: <http://www.w3.org/ns/adms#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix dvg: <https://w3id.org/dvgraph/ns#> .
@prefix edtf: <http://id.loc.gov/datatypes/edtf/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
THINGS = """
<bron/nota> rdfs:label "Nota"@nl, "Memo"@en ; dvg:bestand "nota.txt" ;
    dct:created "2025-06"^^xsd:gYearMonth .
<bron/weg> rdfs:label "Weg"@nl, "Gone"@en ; dvg:bestand "weg.txt" .
<organisatie/a> a org:FormalOrganization ; rdfs:label "Bureau Alfa"@nl, "Alpha Office"@en .
<organisatie/b> a org:FormalOrganization ; rdfs:label "Bureau Beta"@nl, "Beta Office"@en .
<organisatie/c> a org:FormalOrganization ; rdfs:label "Alfabeta"@nl, "Alfabeta"@en .
<taak/t> a dvg:Taak ; rdfs:label "gegevens van burgers beheren"@nl, "managing data"@en .
<functie/f> a org:Post ; rdfs:label "directeur van Bureau Alfa"@nl, "director"@en .
<persoon/p> a foaf:Person ; foaf:name "Jo Peeters" .
<concept/klasse/b> a skos:Concept ; skos:prefLabel "klasse B"@nl ; skos:notation "B" .
<gebeurtenis/f> a org:ChangeEvent ; rdfs:label "fusie"@nl, "merger"@en ;
    org:originalOrganization <organisatie/a>, <organisatie/b> ;
    org:resultingOrganization <organisatie/c> .
<stuk/s> rdfs:label "stuk 7"@nl ; adms:identifier <identificator/s> .
<identificator/s> skos:notation "VR 2020 0412 DOC.7" .
"""
TEXT = """Op 18 maart 2016 fuseerden Bureau Alfa en
Bureau Beta tot wvan Alfabeta.
In 2024 had Bureau Alfa 44 miljoen euro
en 12 medewerkers; in 2021 nog 28
miljoen en geen leiding.
Bureau Alfa beheert de gegevens van de burger.
Mevrouw Jo Peeters leidde het van maart 2016 tot eind 2020, klasse B?
Eigen Fonds Bureau Beta zweeg.
3 VR 2020 0412 DOC. 7
"""


@pytest.fixture
def judge(tmp_path: Path) -> Callable[..., Verdict]:
    """Return the verdict on one statement written in Turtle."""

    def verdict(statement: str, text: str = TEXT, things: str = THINGS) -> Verdict:
        (tmp_path / "nota.txt").write_text(text)
        data = tmp_path / "data.ttl"
        data.write_text(HEAD + things + f"<uitspraak/u> {statement} .\n")
        (one,) = verify(read([data], ontology=False), tmp_path)
        return one

    return verdict


FOUND = [
    "a dvg:Cijfer ; dvg:betreft <organisatie/a> ; dvg:waarde 44000000 ;"
    ' dvg:van "2024-01-01"^^xsd:date ; dvg:tot "2025-01-01"^^xsd:date ;'
    " dvg:vindplaats <bron/nota#line=2,3>",
    # Spread over passages, a number broken by a line end.
    "a dvg:Cijfer ; dvg:betreft <organisatie/a> ; dvg:waarde 28000000.0 ;"
    ' dvg:van "2021-01-01"^^xsd:date ; dvg:tot "2022-01-01"^^xsd:date ;'
    " dvg:vindplaats <bron/nota#line=2,3>, <bron/nota#line=3,5>",
    "a dvg:Cijfer ; dvg:betreft <organisatie/a> ; dvg:waarde 0 ;"
    " dvg:vindplaats <bron/nota#line=2,5>",
    'a dvg:Bestaan ; dvg:over <gebeurtenis/f> ; dvg:van "2016-03-18"^^xsd:date ;'
    " dvg:vindplaats <bron/nota#line=0,2>",
    'a dvg:Bestaan ; dvg:over <stuk/s> ; dvg:van "2020-12-04"^^xsd:date ;'
    " dvg:vindplaats <bron/nota#line=8,9>",
    "a dvg:Verantwoordelijkheid ; dvg:organisatie <organisatie/a> ; dvg:taak <taak/t> ;"
    ' dvg:gezienOp "2025-06"^^xsd:gYearMonth ; dvg:vindplaats <bron/nota#line=5,6>',
    'a dvg:Bezetting ; org:member <persoon/p> ; dvg:van "2016-03"^^xsd:gYearMonth ;'
    ' dvg:tot "2020"^^xsd:gYear ; dvg:vindplaats <bron/nota#line=6,7>',
    "a dvg:Functieclassificatie ; dvg:klasse <concept/klasse/b> ;"
    " dvg:vindplaats <bron/nota#line=6,7>",
    'a dvg:Bestaan ; dvg:over <organisatie/c> ; dvg:van "[2016..2024]"^^edtf:EDTF ;'
    " dvg:vindplaats <bron/nota#line=0,3>",
    'a dvg:Bestaan ; dvg:over <organisatie/c> ; dvg:van "[..2015]"^^edtf:EDTF ;'
    " dvg:vindplaats <bron/nota#line=0,2>",
    'a dvg:Bestaan ; dvg:over <organisatie/c> ; dvg:tot "2016-03-19"^^xsd:date ;'
    " dvg:vindplaats <bron/nota#line=0,2>",
    'a dvg:Kenmerk ; dvg:onderwerp <organisatie/a> ; dvg:waarde "beheert gegevens"@nl ;'
    " dvg:vindplaats <bron/nota#line=5,6>",
]


@pytest.mark.parametrize("statement", FOUND)
def test_a_statement_whose_passages_carry_all_it_claims_is_confirmed(
    judge: Callable[..., Verdict], statement: str
) -> None:
    verdict = judge(statement)
    assert (verdict.outcome, verdict.missing) == (Outcome.CONFIRMED, ())
    assert verdict.looked_for


@pytest.mark.parametrize(
    ("statement", "missing"),
    [
        (FOUND[0].replace("44000000", "45000000"), "waarde 45000000"),
        (FOUND[0].replace("44000000", "44"), "waarde 44"),
        (FOUND[0].replace("2024-01", "2023-01").replace("2025-01", "2024-01"), "periode 2023"),
        (FOUND[0].replace("2025-01-01", "2024-02-01"), "periode 2024-01"),
        (FOUND[0].replace("2025-01-01", "2024-04-01"), "periode 2024-01-01..2024-03-31"),
        (FOUND[0].replace("2025-01-01", "2024-01-02"), "periode 2024-01-01"),
        (FOUND[0].replace("organisatie/a", "organisatie/b"), "betreft Bureau Beta"),
        (FOUND[3].replace("03-18", "03-19"), "van 2016-03-19"),
        (FOUND[3].replace("0,2", "1,2").replace("2016-03-18", "2016-03-17"), "van 2016-03-17"),
        (FOUND[6].replace('"2020"', '"2019"'), "tot 2019"),
        (FOUND[8].replace("2024]", "2023]"), "van 2023"),
        (FOUND[10].replace("03-19", "03-20"), "tot 2016-03-20"),
        # A day is not carried by its year: no more precise than the source.
        (
            'a dvg:Bestaan ; dvg:over <organisatie/a> ; dvg:van "2024-01-01"^^xsd:date ;'
            " dvg:vindplaats <bron/nota#line=2,3>",
            "van 2024-01-01",
        ),
        (
            "a dvg:Bestaan ; dvg:over <gebeurtenis/f> ; dvg:vindplaats <bron/nota#line=0,1>",
            "deelnemer Bureau Beta",
        ),
    ],
)
def test_what_the_passages_do_not_carry_is_named(
    judge: Callable[..., Verdict], statement: str, missing: str
) -> None:
    verdict = judge(statement)
    assert verdict.broken
    assert missing in verdict.missing


@pytest.mark.parametrize("ill", ["2016-13", "20160", "201", "2016-02-30", "2016-3"])
def test_a_date_outside_the_calendar_is_carried_by_no_text(
    judge: Callable[..., Verdict], ill: str
) -> None:
    verdict = judge(
        f'a dvg:Bestaan ; dvg:over <organisatie/a> ; dvg:van "{ill}"^^xsd:gYear ;'
        " dvg:vindplaats <bron/nota#line=0,9>"
    )
    assert (verdict.outcome, verdict.missing) == (Outcome.PARTLY, (f"van {ill}",))
    assert verdict.broken


def test_a_body_is_not_named_by_the_longer_name_of_another(judge: Callable[..., Verdict]) -> None:
    fund = '<organisatie/d> a org:FormalOrganization ; rdfs:label "Eigen Fonds Bureau Beta"@nl .\n'
    statement = "a dvg:Bestaan ; dvg:over <organisatie/b> ; dvg:vindplaats <bron/nota#line=7,8>"
    assert judge(statement).outcome == Outcome.CONFIRMED
    assert judge(statement, things=THINGS + fund).missing == ("over Bureau Beta",)


def test_a_statement_without_number_date_or_name_has_nothing_checkable(
    judge: Callable[..., Verdict],
) -> None:
    verdict = judge("a dvg:Kenmerk ; dvg:waarde true ; dvg:vindplaats <bron/nota#line=0,1>")
    assert (verdict.outcome, verdict.looked_for) == (Outcome.NOTHING, ())


def test_an_own_inference_is_no_fault_but_says_what_is_read_and_what_not(
    judge: Callable[..., Verdict],
) -> None:
    inference = FOUND[0].replace("44000000", "45000000 ; dvg:zekerheid <INFERENCE>")
    inference = inference.replace("INFERENCE", "concept/zekerheid/eigen-gevolgtrekking")
    verdict = judge(inference)
    assert (verdict.outcome, verdict.broken) == (Outcome.PARTLY, False)
    assert {claim.shown for claim in verdict.claims if claim.state == "inferred"} == {
        *("waarde 45000000", "periode 2024", "nauwkeurigheid zonder voorbehoud")
    }
    assert {claim.shown for claim in verdict.claims if claim.state == "read"} == {
        "betreft Bureau Alfa"
    }


@pytest.mark.parametrize(
    ("written", "value", "read"),
    [
        *(("vertwintigvoudigd", 20, True), ("vertwaalfvoudigd", 12, False)),
        *(("44 miljoen", 44e6, True), ("1,234 miljard", 1234e6, True)),
        *(("1.230.000", 1.23e6, True), ("1.234.000", 1.234e6, False)),  # three digits are round
        *(("1.000", 1000, True), ("990", 990, False)),
    ],
)
def test_a_round_number_or_factor_may_be_meant_approximately(
    judge: Callable[..., Verdict], written: str, value: float, read: bool
) -> None:
    about = "dvg:nauwkeurigheid <concept/nauwkeurigheid/ongeveer>"
    figure = f"a dvg:Cijfer ; dvg:betreft <organisatie/a> ; dvg:waarde {int(value)} ; {about}"
    verdict = judge(
        f"{figure} ; dvg:vindplaats <bron/nota#line=0,1>", f"Bureau Alfa is {written}.\n"
    )
    assert (verdict.outcome == Outcome.CONFIRMED) == read


def test_a_text_need_not_name_itself(judge: Callable[..., Verdict]) -> None:
    mark = 'a dvg:Kenmerk ; dvg:onderwerp <bron/nota> ; dvg:waarde "Alfabeta"@nl'
    verdict = judge(f"{mark} ; dvg:vindplaats <bron/nota#line=1,2>")
    assert (verdict.outcome, verdict.looked_for) == (Outcome.CONFIRMED, ("waarde “Alfabeta”",))


@pytest.mark.parametrize("place", ["bron/weg#line=0,1", "bron/nota#pagina=3"])
def test_a_passage_without_its_text_leaves_the_verdict_open(
    judge: Callable[..., Verdict], place: str
) -> None:
    statement = f"a dvg:Bestaan ; dvg:over <organisatie/b> ; dvg:vindplaats <{place}>"
    verdict = judge(statement)
    assert verdict.outcome == Outcome.NO_TEXT
    assert verdict.not_at_hand == (BASE + place,)
    # What the text at hand does carry is enough.
    both = judge(statement + ", <bron/nota#line=1,2>")
    assert both.outcome == Outcome.CONFIRMED


def test_a_passage_that_is_not_what_was_stamped_is_a_changed_text(
    judge: Callable[..., Verdict],
) -> None:
    stamped = THINGS + f'<bron/nota#line=2,3> dvg:vingerafdruk "{"0" * 64}" .\n'
    verdict = judge(FOUND[0], things=stamped)
    assert verdict.outcome == Outcome.CHANGED
    assert verdict.changed == (BASE + "bron/nota#line=2,3",)
    assert judge(FOUND[0], text="In 2024\n").outcome == Outcome.CHANGED


def test_a_text_that_only_moved_is_said_to_have_moved(judge: Callable[..., Verdict]) -> None:
    mark = fingerprint([TEXT.splitlines()[2]])
    stamped = THINGS + f'<bron/nota#line=2,3> dvg:vingerafdruk "{mark}" .\n'
    for text, moved in (("\n" + TEXT, "+1 line"), (TEXT.partition("\n")[2], "-1 line")):
        verdict = judge(FOUND[0], text=text, things=stamped)
        assert verdict.outcome == Outcome.CHANGED
        assert verdict.changed == (f"{BASE}bron/nota#line=2,3 (moved by {moved})",)
    assert "moved by +50 lines" in judge(FOUND[0], text="\n" * 50 + TEXT, things=stamped).changed[0]


def test_withdrawn_statements_claim_nothing_any_more(tmp_path: Path) -> None:
    (tmp_path / "data.ttl").write_text(
        HEAD + "<uitspraak/u> a dvg:Bestaan ; dvg:over <organisatie/a> ;"
        ' prov:invalidatedAtTime "2026-01-01T00:00:00Z"^^xsd:dateTime ;'
        " dvg:vindplaats <bron/nota#line=0,1> .\n"
    )
    assert verify(read([tmp_path / "data.ttl"], ontology=False), tmp_path) == []


def test_a_passage_of_an_unknown_form_names_file_and_line(judge: Callable[..., Verdict]) -> None:
    with pytest.raises(InputError, match=r"data\.ttl:\d+: .*is not the IRI of a passage"):
        judge("a dvg:Bestaan ; dvg:vindplaats <bron/nota#regel=3>")


def test_without_texts_no_statement_is_judged_and_its_claims_are_still_told(graph: Dataset) -> None:
    found = verify(graph, None)
    assert summary(found)[Outcome.NO_TEXT] == len(found) > 1000
    assert not any(one.broken for one in found)
    assert {claim.state for one in found for claim in one.claims} == {"absent"}


def test_passages_wider_than_twelve_lines_are_a_warning_only(
    judge: Callable[..., Verdict],
) -> None:
    statement = "a dvg:Bestaan ; dvg:over <organisatie/a> ; dvg:vindplaats <bron/nota#line=0,{}>"
    text = TEXT + "\n" * 10
    assert judge(statement.format(12), text=text).too_wide == ()
    wide = judge(statement.format(13), text=text)
    assert wide.outcome == Outcome.CONFIRMED
    assert wide.too_wide == (BASE + "bron/nota#line=0,13",)


def test_the_passages_behind_a_thing_and_of_a_source_come_in_the_order_of_lines(
    tmp_path: Path,
) -> None:
    (tmp_path / "data.ttl").write_text(
        HEAD
        + "<uitspraak/1> dvg:over <organisatie/a> ; dvg:vindplaats <bron/nota#line=10,11> .\n"
        + "<uitspraak/2> dvg:over <organisatie/b> ;"
        " dvg:vindplaats <bron/nota#line=2,3>, <bron/nota#line=10,11> .\n"
        + "<uitspraak/3> dvg:over <organisatie/a> ; dvg:vindplaats <bron/weg#artikel=4> .\n"
    )
    data = read([tmp_path / "data.ttl"], ontology=False)
    one, two, three = (f"{BASE}uitspraak/{number}" for number in (1, 2, 3))
    assert [(place.iri, by) for place, by in passages_of(data, BASE + "organisatie/a")] == [
        (BASE + "bron/nota#line=10,11", (one,)),
        (BASE + "bron/weg#artikel=4", (three,)),
    ]
    assert [(place.first, by) for place, by in of_source(data, BASE + "bron/nota")] == [
        (3, (two,)),
        (11, (one, two)),
    ]
    assert [place.first for place, _ in passages_of(data, two)] == [3, 11]


PAIRED = """In 2024 had Bureau Alfa 44 miljoen euro (28 miljoen euro in 2021). Vandaag zijn er 215
interne medewerkers, 114 uitgeleende medewerkers en ruim 401 externe medewerkers.
Op 4 december 2020 besliste de regering om gegevens te bundelen in Bureau Alfa.
Bureau Beta beheert het archief. Bureau Alfa lanceerde het loket en stuurt Bureau Beta aan.
De post van directeur van Bureau Alfa is niet herwogen.
"""
CONCEPTS = """
<conceptschema/maat> a skos:ConceptScheme . <conceptschema/nauwkeurigheid> a skos:ConceptScheme .
<concept/maat/budget> skos:prefLabel "begroting"@nl ; dvg:bronwoord "euro"@nl ;
    dvg:eenheid <concept/eenheid/euro> ; skos:inScheme <conceptschema/maat> .
<concept/maat/intern> skos:prefLabel "interne medewerkers"@nl ;
    dvg:eenheid <concept/eenheid/personen> ; skos:inScheme <conceptschema/maat> .
<concept/maat/extern> skos:prefLabel "externe medewerkers"@nl ;
    dvg:eenheid <concept/eenheid/personen> ; skos:inScheme <conceptschema/maat> .
<concept/maat/uitgeleend> skos:prefLabel "uitgeleende medewerkers"@nl ;
    dvg:eenheid <concept/eenheid/personen> ; skos:inScheme <conceptschema/maat> .
<concept/eenheid/euro> skos:prefLabel "euro"@nl .
<concept/eenheid/personen> skos:prefLabel "personen"@nl .
<concept/nauwkeurigheid/meer-dan> skos:prefLabel "meer dan"@nl ; dvg:bronwoord "ruim"@nl ;
    skos:inScheme <conceptschema/nauwkeurigheid> .
<concept/verantwoordelijkheidsrol/lancering> skos:prefLabel "lancering"@nl ;
    dvg:bronwoord "lanceren"@nl ; skos:inScheme <conceptschema/verantwoordelijkheidsrol> .
<concept/verantwoordelijkheidsrol/beheer> skos:prefLabel "beheer"@nl ;
    dvg:bronwoord "beheren"@nl ; skos:inScheme <conceptschema/verantwoordelijkheidsrol> .
<concept/verantwoordelijkheidsrol/toezicht> skos:prefLabel "toezicht"@nl ;
    dvg:bronwoord "toezien"@nl ; skos:inScheme <conceptschema/verantwoordelijkheidsrol> .
<concept/betrekking/bestuurd-door> skos:prefLabel "aangestuurd door"@nl ;
    dvg:bronwoord "stuurt aan"@nl .
<concept/betrekking/lid-van> skos:prefLabel "lid van"@nl .
<concept/kenmerk/herwogen> skos:prefLabel "herwogen"@nl .
<dienst/loket> rdfs:label "loket"@nl . <dienst/archief> rdfs:label "archief"@nl .
<taak/bundelen> a dvg:Taak ; rdfs:label "gegevens bundelen"@nl .
"""
YEAR_2021 = 'dvg:van "2021-01-01"^^xsd:date ; dvg:tot "2022-01-01"^^xsd:date'
PAIRS = {
    "a value with its year": (
        f"a dvg:Cijfer ; dvg:betreft <organisatie/a> ; dvg:waarde 28000000 ; {YEAR_2021} ;"
        " dvg:maat <concept/maat/budget> ; dvg:vindplaats <bron/nota#line=0,1>",
        ("28000000", "44000000"),
        "periode 2021",
    ),
    "a value with its measure": (
        "a dvg:Cijfer ; dvg:betreft <organisatie/a> ; dvg:waarde 114 ;"
        " dvg:maat <concept/maat/uitgeleend> ; dvg:vindplaats <bron/nota#line=0,2>",
        ("uitgeleend", "intern"),
        "maat interne medewerkers",
    ),
    "a value with its unit": (
        "a dvg:Cijfer ; dvg:betreft <organisatie/a> ; dvg:waarde 215 ; dvg:maat"
        " <concept/maat/intern> ; dvg:eenheid <concept/eenheid/personen> ;"
        " dvg:vindplaats <bron/nota#line=0,2>",
        ("eenheid/personen", "eenheid/euro"),
        "eenheid euro",
    ),
    "a value with its qualifier": (
        "a dvg:Cijfer ; dvg:betreft <organisatie/a> ; dvg:waarde 401 ; dvg:maat"
        " <concept/maat/extern> ; dvg:nauwkeurigheid <concept/nauwkeurigheid/meer-dan> ;"
        " dvg:vindplaats <bron/nota#line=0,2>",
        (" dvg:nauwkeurigheid <concept/nauwkeurigheid/meer-dan> ;", ""),
        "nauwkeurigheid zonder voorbehoud",
    ),
    "a task with its holder": (
        "a dvg:Verantwoordelijkheid ; dvg:organisatie <organisatie/b> ;"
        " dvg:dienst <dienst/archief> ; dvg:vindplaats <bron/nota#line=3,4>",
        ("organisatie/b", "organisatie/a"),
        "organisatie Bureau Alfa",
    ),
    "a task with its role": (
        "a dvg:Verantwoordelijkheid ; dvg:organisatie <organisatie/a> ; dvg:dienst <dienst/loket> ;"
        " dvg:rol <concept/verantwoordelijkheidsrol/lancering> ;"
        " dvg:vindplaats <bron/nota#line=3,4>",
        ("lancering", "beheer"),
        "rol beheer",
    ),
    "two bodies with their relation": (
        "a dvg:Betrekking ; dvg:onderwerp <organisatie/b> ; dvg:voorwerp <organisatie/a> ;"
        " dvg:betrekking <concept/betrekking/bestuurd-door> ; dvg:vindplaats <bron/nota#line=3,4>",
        ("bestuurd-door", "lid-van"),
        "betrekking lid van",
    ),
    "a property that is denied": (
        "a dvg:Kenmerk ; dvg:onderwerp <functie/f> ; dvg:kenmerk <concept/kenmerk/herwogen> ;"
        " dvg:waarde false ; dvg:vindplaats <bron/nota#line=4,5>",
        ("false", "true"),
        "waarde true (herwogen)",
    ),
    "the date of a decision, which is no start": (
        "a dvg:Verantwoordelijkheid ; dvg:organisatie <organisatie/a> ; dvg:taak <taak/bundelen> ;"
        ' dvg:gezienOp "2020-12-04"^^xsd:date ; dvg:vindplaats <bron/nota#line=2,3>',
        ("dvg:gezienOp", "dvg:van"),
        "van 2020-12-04",
    ),
}


@pytest.mark.parametrize("pair", PAIRS)
def test_what_belongs_together_is_read_together(judge: Callable[..., Verdict], pair: str) -> None:
    true, (old, new), missing = PAIRS[pair]
    things = THINGS + CONCEPTS
    assert judge(true, text=PAIRED, things=things).missing == ()
    false = judge(true.replace(old, new), text=PAIRED, things=things)
    assert false.broken
    assert missing in false.missing


def test_an_absent_text_does_not_hide_what_is_read(judge: Callable[..., Verdict]) -> None:
    verdict = judge(FOUND[3].replace("line=0,2>", "line=0,1>, <bron/weg#line=0,1>"))
    assert (verdict.outcome, verdict.broken) == (Outcome.PARTLY, False)
    states = {claim.shown: claim.state for claim in verdict.claims}
    assert states["van 2016-03-18"] == "read"
    assert states["deelnemer Alfabeta"] == "absent"


# The source document itself.


@pytest.fixture(scope="module")
def graph() -> Dataset:
    if not (SEEDS / TEXT_FILE).is_file():
        pytest.skip(f"the source document is not at hand in {SEEDS}")
    return shipped()


@pytest.fixture
def falsified(graph: Dataset, tmp_path: Path) -> Callable[..., dict[str, Verdict]]:
    """Return the verdicts on a falsified copy, with or without its fingerprints."""

    def verdicts(change: Callable[[list[str]], None], stamped: bool) -> dict[str, Verdict]:
        lines = (SEEDS / TEXT_FILE).read_text().split("\n")
        change(lines)
        (tmp_path / TEXT_FILE).write_text("\n".join(lines))
        quads = [quad for quad in graph.quads if stamped or quad.predicate.value != FINGERPRINT]
        return {one.statement: one for one in verify(Dataset(quads, graph.files), tmp_path)}

    return verdicts


def swap(number: int, old: str, new: str) -> Callable[[list[str]], None]:
    def change(lines: list[str]) -> None:
        assert old in lines[number - 1]
        lines[number - 1] = lines[number - 1].replace(old, new)

    return change


def exchange(lines: list[str]) -> None:
    lines[84], lines[87] = lines[87], lines[84]


def insert(lines: list[str]) -> None:
    lines.insert(168, "")


FALSIFIED = [
    (swap(169, "44 miljoen", "45 miljoen"), {169}, "waarde 44000000"),
    (swap(9, "18 maart", "19 maart"), {9}, "van 2016-03-18"),
    (swap(12, "AGIV", "VITO"), {12}, "over AGIV"),
    (swap(25, "1,6", "1,7"), {25}, "waarde 1600000"),
    (swap(33, "vertwintig", "verdertig"), {33}, "waarde 20"),
    (exchange, {85, 88}, "waarde 32500000"),
    (insert, set(range(169, 319)), "waarde 19296000"),
]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("change", "lines", "missing"),
    [*FALSIFIED[:2], *(pytest.param(*case, marks=pytest.mark.slow) for case in FALSIFIED[2:])],
)
def test_a_falsified_text_is_caught_with_exactly_the_statements_it_touches(
    graph: Dataset,
    falsified: Callable[..., dict[str, Verdict]],
    change: Callable[[list[str]], None],
    lines: set[int],
    missing: str,
) -> None:
    withdrawn = {
        str(quad.subject)[1:-1]
        for quad in graph.quads
        if quad.predicate.value.endswith("#invalidatedAtTime")
    }
    touched = {
        statement
        for place, statements in of_source(graph, BASE + "bron/herweging-2025")
        if lines & set(range(place.first or 0, (place.last or -1) + 1))
        for statement in statements
        if statement not in withdrawn
    }
    verdicts = falsified(change, stamped=True)
    changed = {one for one, verdict in verdicts.items() if verdict.outcome == Outcome.CHANGED}
    assert changed == touched != set()
    # Without the fingerprints the reading itself finds it.
    read_again = falsified(change, stamped=False)
    assert any(missing in verdict.missing and verdict.broken for verdict in read_again.values())
    assert all(
        read_again[one].missing == verdict.missing
        for one, verdict in verdicts.items()
        if one not in touched
    )


def test_the_true_text_gives_no_fault(graph: Dataset) -> None:
    verdicts = verify(graph, SEEDS)
    assert summary(verdicts)[Outcome.CHANGED] == 0
    assert [f"{where(graph, one.quad)}: {one.missing}" for one in verdicts if one.broken] == []


def test_of_the_numbers_and_dates_of_the_source_document_95_percent_are_read(
    graph: Dataset,
) -> None:
    kinds = {"value", "period", "start", "end", "basis", "seen"}
    claims = [
        claim
        for one in verify(graph, SEEDS)
        # What also rests on a source whose text is not at hand cannot be read whole.
        if all(passage(iri).source == BASE + "bron/herweging-2025" for iri in one.passages)
        for claim in one.claims
        if claim.kind in kinds
    ]
    read_ = [claim for claim in claims if claim.state == "read"]
    assert len(claims) > 100
    assert len(read_) >= 0.95 * len(claims)


def test_the_shipped_passages_are_what_stamp_writes(graph: Dataset, tmp_path: Path) -> None:
    for file in graph.files:
        if file.name.endswith("passages.ttl") and file.path is not None:
            copy = tmp_path / file.path.parent.name
            shutil.copytree(file.path.parent, copy)
            (done,) = stamp([copy], SEEDS)
            assert (done.changed, done.new_prints) == (False, ())
