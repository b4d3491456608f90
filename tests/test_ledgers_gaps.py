"""Missing knowledge: coverage by facet and year, weak statements, gaps, contradictions."""

from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

import dvgraph
from answers import by_variable
from dvgraph.cli import main
from dvgraph.dataset.files import Dataset
from dvgraph.derive.rules import derive
from dvgraph.graphics.palette import COLOURS
from dvgraph.ledgers import coverage as covering
from dvgraph.ledgers.coverage import Cell, Coverage, shade
from dvgraph.ledgers.coverage_picture import svg
from dvgraph.ledgers.gap_table import COLUMNS, table, weakest
from dvgraph.ledgers.gaps import Survey, survey
from dvgraph.prebuilt.connection import open_graph
from dvgraph.rdf.oxigraph import Quad, RdfFormat, parse
from dvgraph.results.rows import Rows
from dvgraph.store.embedded import EmbeddedStore
from dvgraph.store.protocol import Store
from dvgraph.things.facets import FACETS

DVG = "https://w3id.org/dvgraph/ns#"
BASE = "https://w3id.org/dvgraph/id/"
TODAY = date(2024, 6, 1)
HEAD = """
@base <https://w3id.org/dvgraph/id/> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix dvg: <https://w3id.org/dvgraph/ns#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<bron/a#line=1> dct:isPartOf <bron/a> . <bron/a> dct:created "2023-06-30"^^xsd:date .
<bron/b#line=1> dct:isPartOf <bron/b> . <bron/b> dct:created "2019"^^xsd:gYear .
"""
DATA = f"""{HEAD}
<uitspraak/old> a dvg:Cijfer, dvg:GeldendeUitspraak ; dvg:betreft <o/x> ; dvg:maat <m/1> ;
  dvg:waarde 1 ; dvg:van "2019-01-01"^^xsd:date ; dvg:tot "2020-01-01"^^xsd:date ;
  dvg:vindplaats <bron/a#line=1>, <bron/b#line=1> .
<uitspraak/older> a dvg:Cijfer, dvg:GeldendeUitspraak ; dvg:betreft <o/x> ; dvg:maat <m/1> ;
  dvg:waarde 2 ; dvg:van "2018-01-01"^^xsd:date ; dvg:tot "2019-01-01"^^xsd:date ;
  dvg:vindplaats <bron/a#line=1>, <bron/b#line=1> .
<uitspraak/fresh> a dvg:Cijfer, dvg:GeldendeUitspraak ; dvg:betreft <o/y> ; dvg:maat <m/1> ;
  dvg:waarde 3 ; dvg:van "2020-06-30"^^xsd:date ; dvg:tot "2020-07-01"^^xsd:date ;
  dvg:vindplaats <bron/a#line=1>, <bron/b#line=1> .
<uitspraak/seen> a dvg:Kenmerk, dvg:GeldendeUitspraak ; dvg:onderwerp <o/x> ; dvg:kenmerk <k> ;
  dvg:gezienOp "2022"^^xsd:gYear ; dvg:vindplaats <bron/a#line=1> .
<uitspraak/undated> a dvg:Kenmerk, dvg:GeldendeUitspraak ; dvg:onderwerp <o/y> ; dvg:kenmerk <k> ;
  dvg:vindplaats <bron/a#line=1>, <bron/b#line=1> .
<uitspraak/loser> a dvg:Kenmerk ; dvg:onderwerp <o/x> ; dvg:kenmerk <k> ;
  dvg:van "2022"^^xsd:gYear ; dvg:vindplaats <bron/b#line=1> .
<tegenspraak/t> a dvg:Tegenspraak ; rdfs:label "twee"@nl ; dct:description "botst"@nl ;
  dvg:reden "want"@nl ; dvg:tussen <uitspraak/seen>, <uitspraak/loser> ;
  dvg:verkozen <uitspraak/seen> .
<lacune/g> a dvg:Lacune ; rdfs:label "geen begin"@nl ; dvg:gezocht <c/begin> ;
  dvg:onderwerp <uitspraak/undated>, <uitspraak/seen> ; dvg:gezochtIn <bron/a#line=1> .
<lacune/gone> a dvg:Lacune ; dvg:gezocht <c/begin> ; dvg:onderwerp <o/x> ;
  dvg:gezochtIn <bron/a#line=1> ; prov:invalidatedAtTime "2024-01-01T00:00:00Z"^^xsd:dateTime .
"""


def store_of(text: str) -> Store:
    quads = [Quad(*one) for one in parse(text.encode(), format=RdfFormat.TURTLE)]
    store = EmbeddedStore()
    store.load([*quads, *derive(Dataset(quads, ()))])
    return store


@pytest.fixture(scope="module")
def small() -> Survey:
    return survey(store_of(DATA), today=TODAY)


@pytest.fixture(scope="module")
def whole() -> Survey:
    return survey(open_graph())


def slugs(rows: Rows) -> list[str]:
    place = rows.table.variables.index("uitspraak")
    return [str(row[place]).removeprefix(f"{BASE}uitspraak/") for row in rows]


def only(found: Survey, *kinds: str) -> Rows:
    return Rows(table(found, kinds))


def test_a_figure_is_stale_when_the_newest_source_is_over_three_years_younger(
    small: Survey,
) -> None:
    found = only(small, "stale")
    assert slugs(found) == ["old"]  # not the one before it, nor that of exactly three years
    row = by_variable(found)[0]
    assert (row["laatst"], row["jongsteBron"], row["jaren"]) == (
        date(2019, 12, 31),
        date(2023, 6, 30),
        3,
    )


def test_undated_is_what_has_neither_start_end_nor_day_it_was_seen(small: Survey) -> None:
    assert slugs(only(small, "undated")) == ["undated"]


def test_single_source_is_what_rests_on_passages_of_one_source(small: Survey) -> None:
    assert slugs(only(small, "single-source")) == ["seen"]


def test_weak_evidence_is_listed_weakest_first_and_what_a_brief_uses_before_all() -> None:
    text = (
        DATA
        + """
<bron/krant> dct:type <concept/bronsoort/pers> .
<bron/krant#onderdeel=x> dct:isPartOf <bron/krant> .
<uitspraak/press> a dvg:Kenmerk, dvg:GeldendeUitspraak ; dvg:onderwerp <o/y> ;
  dvg:kenmerk <k> ; dvg:gezienOp "2022"^^xsd:gYear ; dvg:vindplaats <bron/krant#onderdeel=x> .
"""
    )
    found = survey(store_of(text), today=TODAY)
    rows = Rows(weakest(found))
    assert slugs(rows) == ["press", "seen"]
    place = rows.table.variables.index("oordeel")
    assert [str(row[place]).strip('"') for row in rows] == [
        "enkel pers, één bron, document als geheel",
        "één bron",
    ]
    assert slugs(Rows(weakest(found, [f"{BASE}uitspraak/seen"]))) == ["seen", "press"]


def test_a_contradiction_has_a_row_for_each_side_the_rejected_one_too(small: Survey) -> None:
    found = only(small, "contradictions")
    assert dict(zip(slugs(found), (row["oordeel"] for row in by_variable(found)), strict=True)) == {
        "loser": "verworpen",
        "seen": "verkozen",
    }
    assert {(row["beschrijving"], row["reden"]) for row in by_variable(found)} == {
        ("botst", "want")
    }


def test_a_gap_is_one_row_whatever_the_number_of_its_subjects_and_a_withdrawn_one_none(
    small: Survey,
) -> None:
    (row,) = by_variable(only(small, "gaps"))
    assert (row["zegt"], row["onderwerpen"]) == ("geen begin", 2)
    assert row["vindplaats"] == f"{BASE}bron/a#line=1"


def test_a_thing_gives_what_is_about_it() -> None:
    found = survey(store_of(DATA), f"{BASE}o/y", today=TODAY)
    assert slugs(only(found, "undated")) == ["undated"]
    assert not found.contradictions
    assert not found.stale
    assert [gap.about for gap in found.gaps] == [(f"{BASE}uitspraak/undated",)]


def cells_of(statement: str) -> dict[int, Cell]:
    told = f"a dvg:Kenmerk, dvg:GeldendeUitspraak ; dvg:kenmerk <k> ; {statement}"
    data = f"{HEAD}<uitspraak/s> {told} ."
    known = covering.coverage(survey(store_of(data), today=TODAY))
    return dict(zip(known.years, known.facets["traits"], strict=True))


def test_what_lasted_covers_its_years_certainly_until_it_was_last_attested() -> None:
    found = cells_of(
        'dvg:onderwerp <o/x> ; dvg:van "2021-05-01"^^xsd:date ; dvg:vindplaats <bron/a#line=1>'
    )
    assert found == {
        **dict.fromkeys((2021, 2022, 2023), Cell(1, 0)),
        2024: Cell(0, 1),  # as far as known
    }


def test_a_start_that_nobody_knows_covers_nothing_before_it_was_seen() -> None:
    found = cells_of('dvg:onderwerp <o/x> ; dvg:gezienOp "2022-03-05"^^xsd:date')
    assert min(found) == 2022
    assert found[2022] == Cell(1, 0)


def test_the_year_of_a_start_is_covered_for_a_day_at_least_that_of_an_end_possibly() -> None:
    found = cells_of('dvg:onderwerp <o/x> ; dvg:van "2019"^^xsd:gYear ; dvg:tot "2020"^^xsd:gYear')
    assert found[2019] == Cell(1, 0)
    assert found[2020] == Cell(0, 1)
    assert found[2021] == Cell(0, 0)


years = st.integers(1990, 2023)


@given(years, st.integers(0, 20))
def test_a_period_of_whole_years_covers_exactly_those(first: int, more: int) -> None:
    last = min(first + more, 2023)
    days = f'dvg:van "{first}-01-01"^^xsd:date ; dvg:tot "{last + 1}-01-01"^^xsd:date'
    found = cells_of(f"dvg:onderwerp <o/x> ; {days}")
    assert {year for year, cell in found.items() if cell == Cell(1, 0)} == set(
        range(first, last + 1)
    )
    assert all(cell in (Cell(1, 0), Cell(0, 0)) for cell in found.values())


def test_the_shipped_data_is_covered_in_every_facet_and_counts_no_statement_twice_a_year(
    whole: Survey,
) -> None:
    known = covering.coverage(whole)
    assert set(known.facets) == set(FACETS)
    assert known.years == tuple(range(known.years[0], date.today().year + 1))
    for n in range(len(known.years)):
        held = sum(sum(found[n]) for found in known.facets.values())
        assert held <= len(whole.statements)
    assert len(covering.table(known).rows) == len(FACETS) * len(known.years)


def test_all_rows_have_all_columns_and_there_is_one_for_each_finding(whole: Survey) -> None:
    assert {len(row) for row in table(whole).rows} == {len(COLUMNS)}
    assert len(only(whole, "gaps")) == len(whole.gaps)
    assert len(only(whole, "single-source")) == len(whole.single)


def luminance(colour: str) -> float:
    parts = (int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_deeper_shades_are_darker() -> None:
    assert [shade(Cell(*one)) for one in ((0, 0), (0, 5), (1, 0), (3, 0), (99, 0))] == [
        0,
        1,
        2,
        3,
        4,
    ]
    lights = [luminance(COLOURS[f"shade{n}"][0]) for n in (1, 2, 3)]
    assert lights == sorted(lights, reverse=True)


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_the_map_is_svg_with_text_for_who_cannot_see_it(lang: str) -> None:
    known = Coverage(tuple(range(1900, 2025)), {"tasks": (Cell(12, 3),) * 125}, lang)
    root = ElementTree.fromstring(svg(known, "A & B"))
    space = "{http://www.w3.org/2000/svg}"
    assert "1900–2024" in (root.findtext(f"{space}desc") or "")
    assert sum(one.get("class") == "cell" for one in root.iter(f"{space}g")) == 125
    assert "A & B" in (root.findtext(f"{space}title") or "")
    # No cell, and no number in one, reaches beyond the picture.
    boxes = [one for one in root.iter(f"{space}rect") if one.get("x")]
    assert max(float(one.get("x", "0")) + float(one.get("width", "0")) for one in boxes) <= 1176


def test_the_map_of_characters_has_a_column_for_each_year() -> None:
    known = Coverage((2019, 2020), {"tasks": (Cell(0, 1), Cell(10, 0))}, "nl")
    lines = covering.text(known).splitlines()
    assert lines[1] == "taken  ░█"
    assert lines[0].index("2020") == lines[1].index("█")


def test_nothing_at_all_is_covered_by_nothing() -> None:
    found = survey(store_of(HEAD), today=TODAY)
    known = covering.coverage(found)
    assert known.years == (2024,)
    assert "<svg" in svg(known)
    assert table(found).rows == []
    assert found.newest is None


@pytest.mark.slow
def test_python_and_the_command_give_the_same_rows(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with dvgraph.open(lang="en") as opened:
        found, known = opened.gaps("AGIV", only=["stale"]), opened.coverage("AGIV")
        weak = opened.weak_evidence("AGIV")
    asked = (("--only", "stale"), found), (("--coverage",), known), (("--evidence",), weak)
    for arguments, rows in asked:
        with pytest.raises(SystemExit, match="0"):
            main(["gaps", "AGIV", "--lang", "en", *arguments])
        assert capsys.readouterr().out == rows.text("tsv")
    target = tmp_path / "map.svg"
    with pytest.raises(SystemExit, match="0"):
        main(["gaps", "AGIV", "-o", str(target)])
    assert target.read_text(encoding="utf-8").startswith("<svg")
