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
    """Return the verdict of one statement written in Turtle."""

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
    assert verdict.outcome == Outcome.NOT_FOUND
    assert missing in verdict.missing


@pytest.mark.parametrize("ill", ["2016-13", "20160", "201", "2016-02-30", "2016-3"])
def test_a_date_outside_the_calendar_is_carried_by_no_text(
    judge: Callable[..., Verdict], ill: str
) -> None:
    verdict = judge(
        f'a dvg:Bestaan ; dvg:over <organisatie/a> ; dvg:van "{ill}"^^xsd:gYear ;'
        " dvg:vindplaats <bron/nota#line=0,9>"
    )
    assert (verdict.outcome, verdict.missing) == (Outcome.NOT_FOUND, (f"van {ill}",))


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


def test_an_own_inference_is_never_not_found_but_says_what_is_not_there(
    judge: Callable[..., Verdict],
) -> None:
    inference = FOUND[0].replace("44000000", "45000000 ; dvg:zekerheid <INFERENCE>")
    inference = inference.replace("INFERENCE", "concept/zekerheid/eigen-gevolgtrekking")
    verdict = judge(inference)
    assert verdict.outcome == Outcome.NOTHING
    assert verdict.missing == ("waarde 45000000",)


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


# The source document itself.


@pytest.fixture(scope="module")
def graph() -> Dataset:
    if not (SEEDS / TEXT_FILE).is_file():
        pytest.skip(f"the source document is not at hand in {SEEDS}")
    return shipped()


@pytest.fixture
def falsified(graph: Dataset, tmp_path: Path) -> Callable[..., dict[str, Verdict]]:
    """Return the verdicts against a falsified copy, fingerprints kept or taken off."""

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
    touched = {
        statement
        for place, statements in of_source(graph, BASE + "bron/herweging-2025")
        if lines & set(range(place.first or 0, (place.last or -1) + 1))
        for statement in statements
    }
    verdicts = falsified(change, stamped=True)
    changed = {one for one, verdict in verdicts.items() if verdict.outcome == Outcome.CHANGED}
    assert changed == touched != set()
    # Without the fingerprints the reading itself finds it.
    read_again = falsified(change, stamped=False)
    assert any(
        missing in verdict.missing and verdict.outcome == Outcome.NOT_FOUND
        for verdict in read_again.values()
    )
    assert all(
        read_again[one].missing == verdict.missing
        for one, verdict in verdicts.items()
        if one not in touched
    )


def test_the_true_text_gives_no_not_found(graph: Dataset) -> None:
    verdicts = verify(graph, SEEDS)
    assert summary(verdicts)[Outcome.CHANGED] == 0
    assert [
        f"{where(graph, one.quad)}: {one.missing}"
        for one in verdicts
        if one.outcome == Outcome.NOT_FOUND
    ] == []


def test_of_the_statements_with_a_number_or_date_95_percent_are_confirmed(graph: Dataset) -> None:
    kinds = ("waarde ", "van ", "tot ", "periode ", "basis ", "gezienOp ")
    checkable = [
        one
        for one in verify(graph, SEEDS)
        if any(claim.startswith(kinds) for claim in one.looked_for)
        # What also rests on a source whose text is not at hand cannot be confirmed whole.
        and all(passage(iri).source == BASE + "bron/herweging-2025" for iri in one.passages)
    ]
    confirmed = [one for one in checkable if one.outcome == Outcome.CONFIRMED]
    assert len(checkable) > 50
    assert len(confirmed) >= 0.95 * len(checkable)


def test_the_shipped_passages_are_what_stamp_writes(graph: Dataset, tmp_path: Path) -> None:
    for file in graph.files:
        if file.name.endswith("passages.ttl") and file.path is not None:
            copy = tmp_path / file.path.parent.name
            shutil.copytree(file.path.parent, copy)
            (done,) = stamp([copy], SEEDS)
            assert (done.changed, done.new_prints) == (False, ())
