"""The decision ledger: effects and lags of each decision, facts without a ground, pending ones."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

import dvgraph
from dvgraph.cli import main
from dvgraph.dataset.files import Dataset
from dvgraph.derive.rules import derive
from dvgraph.ledgers.decision_table import COLUMNS, PENDING_COLUMNS, not_in_force, table
from dvgraph.ledgers.decisions import lag, ledger
from dvgraph.namespaces import FIRST, LAST
from dvgraph.prebuilt.connection import open_graph
from dvgraph.rdf.oxigraph import Quad, RdfFormat, parse
from dvgraph.results.rows import Rows
from dvgraph.store.embedded import EmbeddedStore
from dvgraph.store.protocol import Store

DVG = "https://w3id.org/dvgraph/ns#"
BASE = "https://w3id.org/dvgraph/id/"
DATA = """
@base <https://w3id.org/dvgraph/id/> .
@prefix cpsv: <http://purl.org/vocab/cpsv#> .
@prefix dvg: <https://w3id.org/dvgraph/ns#> .
@prefix eli: <http://data.europa.eu/eli/ontology#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<besluit/b> a cpsv:FormalFramework ; rdfs:label "besluit"@nl ; eli:realizes <rechtsgrond/a> .
<rechtsgrond/a> a cpsv:FormalFramework ; rdfs:label "akte"@nl ;
  eli:date_document "2020-01-10"^^xsd:date ; eli:date_publication "2020-02-10"^^xsd:date ;
  eli:first_date_entry_in_force "2020-03-01"^^xsd:date .
<rechtsgrond/idle> a cpsv:FormalFramework ; rdfs:label "slaper"@nl .
<uitspraak/idle> a dvg:Bestaan, dvg:GeldendeUitspraak, dvg:Uitspraak ;
  dvg:over <rechtsgrond/idle> ; dvg:van "2019"^^xsd:gYear .
<o/x> rdfs:label "X"@nl . <o/y> rdfs:label "Y"@nl . <c/in> rdfs:label "in"@nl .
<uitspraak/month> a dvg:Betrekking, dvg:GeldendeUitspraak ; dvg:onderwerp <o/x> ;
  dvg:betrekking <c/in> ; dvg:voorwerp <o/y> ; dvg:van "2020-02"^^xsd:gYearMonth ;
  dvg:grond <besluit/b>, <rechtsgrond/a> .
<uitspraak/early> a dvg:Betrekking, dvg:GeldendeUitspraak ; dvg:onderwerp <o/y> ;
  dvg:betrekking <c/in> ; dvg:voorwerp <o/y> ; dvg:van "2020-01-09"^^xsd:date ;
  dvg:grond <rechtsgrond/a> .
<uitspraak/none> a dvg:Betrekking, dvg:GeldendeUitspraak ; dvg:onderwerp <o/x> ;
  dvg:betrekking <c/in> ; dvg:voorwerp <o/y> .
"""


def stored(text: str) -> Store:
    quads = [Quad(*one) for one in parse(text.encode(), format=RdfFormat.TURTLE)]
    store = EmbeddedStore()
    store.load([*quads, *derive(Dataset(quads, ()))])
    return store


@pytest.fixture(scope="module")
def small() -> Store:
    return stored(DATA)


@pytest.fixture(scope="module")
def graph() -> Iterator[Store]:
    store = open_graph()
    yield store
    store.close()


def rows(store: Store, focus: str = "") -> list[dict[str, object]]:
    return Rows(table(ledger(store, focus and BASE + focus))).dicts()


def test_a_decision_and_its_act_are_one_with_the_effects_of_both(small: Store) -> None:
    found = [row for row in rows(small) if row["wat"] == "gevolg"]
    assert [(row["besluit"], row["zegt"]) for row in found] == [
        (BASE + "besluit/b", "Y: in Y"),
        (BASE + "besluit/b", "X: in Y"),
    ]


def test_lags_are_days_from_the_decision_with_bounds_where_a_date_is_a_month(small: Store) -> None:
    early, month = (row for row in rows(small) if row["wat"] == "gevolg")
    assert (month["dagenTotBekendmaking"], month["dagenTotKracht"]) == (31, 51)
    assert month["dagenTotGevolg"] is None
    assert (month["dagenTotGevolgVroegst"], month["dagenTotGevolgLaatst"]) == (22, 50)
    assert (early["dagenTotGevolg"], early["terugwerkend"]) == (-1, "zeker")
    assert month["terugwerkend"] is None


def test_what_has_no_effect_and_what_has_no_ground_are_listed(small: Store) -> None:
    found = {(row["wat"], row["besluit"], row["uitspraak"]) for row in rows(small)}
    idle, none = BASE + "uitspraak/idle", BASE + "uitspraak/none"
    assert ("zonder bekend gevolg", BASE + "rechtsgrond/idle", idle) in found
    assert ("zonder bekende grond", None, none) in found


def test_a_decision_or_act_gives_its_effects_and_a_thing_what_is_about_it(small: Store) -> None:
    for name in ("besluit/b", "rechtsgrond/a"):
        assert {row["wat"] for row in rows(small, name)} == {"gevolg"}
    about_x = {row["uitspraak"] for row in rows(small, "o/x")}
    assert about_x == {BASE + "uitspraak/month", BASE + "uitspraak/none"}


@pytest.mark.parametrize(
    ("day", "pending"),
    [("2020-01-09", False), ("2020-01-10", True), ("2020-02-29", True), ("2020-03-01", False)],
)
def test_decided_and_not_in_force_from_the_decision_to_the_day_before(
    small: Store, day: str, pending: bool
) -> None:
    found, _ = not_in_force(ledger(small), date.fromisoformat(day))
    assert [row["zekerheid"] for row in Rows(found).dicts()] == ["zeker"] * pending


def test_of_what_no_beginning_is_known_the_number_is_told(small: Store) -> None:
    assert not_in_force(ledger(small), date(2020, 6, 1))[1] == 1
    assert not_in_force(ledger(small), date(2018, 6, 1))[1] == 0


days = st.dates(date(1900, 1, 1), date(2100, 1, 1))
windows = st.tuples(days, days).map(lambda pair: (min(pair), max(pair)))


@given(windows, windows, st.data())
def test_every_pair_of_possible_days_lies_within_the_bounds_of_a_lag(
    since: tuple[date, date], until: tuple[date, date], data: st.DataObject
) -> None:
    def within(window: tuple[date, date]) -> date:
        return window[0] + timedelta(data.draw(st.integers(0, (window[1] - window[0]).days)))

    least, most = lag(since, until)
    assert least is not None
    assert most is not None
    assert least <= (within(until) - within(since)).days <= most


def test_a_lag_has_no_bound_where_a_date_has_none() -> None:
    known = (date(2020, 1, 1), date(2020, 1, 1))
    assert lag(known, (date(2020, 1, 5), LAST)) == (4, None)
    assert lag(known, (FIRST, date(2020, 1, 5))) == (None, 4)
    assert lag(None, known) == lag(known, None) == (None, None)


def test_the_ledger_of_the_shipped_data_holds_every_grounded_statement_and_every_decision(
    graph: Store,
) -> None:
    found = rows(graph)
    query = f"SELECT ?s WHERE {{ ?s <{DVG}grond> ?g ; a <{DVG}GeldendeUitspraak> }}"
    grounded = {str(row[0])[1:-1] for row in graph.select(query).rows}
    effects = {one for decision in ledger(graph).decisions for one in decision.effects}
    assert effects == grounded
    # The readings of one event are one row.
    assert {row["uitspraak"] for row in found if row["wat"] == "gevolg"} <= grounded
    groundless = {row["uitspraak"] for row in found if row["wat"] == "zonder bekende grond"}
    assert groundless
    assert groundless.isdisjoint(grounded)


@pytest.mark.slow
def test_python_and_the_command_give_the_same_rows(capsys: pytest.CaptureFixture[str]) -> None:
    with dvgraph.open(lang="en") as opened:
        told = opened.decisions("AGIV")
        pending = opened.decisions(not_in_force="2023-07")
    with pytest.raises(SystemExit, match="0"):
        main(["decisions", "AGIV", "--lang", "en"])
    assert capsys.readouterr().out == told.text("tsv")
    assert told.table.variables == COLUMNS
    with pytest.raises(SystemExit, match="0"):
        main(["decisions", "--not-in-force", "2023-07", "--lang", "en"])
    out, err = capsys.readouterr()
    assert out == pending.text("tsv")
    assert pending.table.variables == PENDING_COLUMNS
    assert "not yet in force on 2023-07-31" in err


AMENDED = (
    DATA
    + """
@prefix org: <http://www.w3.org/ns/org#> .
<rechtsgrond/wijziging> a cpsv:FormalFramework ; rdfs:label "wijziging"@nl ;
  eli:date_document "2021-06-01"^^xsd:date ; eli:amends <rechtsgrond/a> .
<o/x> a org:Organization . <o/young> a org:Organization ; rdfs:label "Jong"@nl .
<o/renamed> a org:Organization ; rdfs:label "Hernoemd"@nl .
<uitspraak/life> a dvg:Bestaan, dvg:GeldendeUitspraak ; dvg:over <o/young> ;
  dvg:van "2021"^^xsd:gYear ; dvg:grond <rechtsgrond/founding> .
<rechtsgrond/founding> a cpsv:FormalFramework ; rdfs:label "oprichting"@nl ;
  eli:date_document "2020-12-04"^^xsd:date .
<g/renaming> a org:ChangeEvent, dvg:Naamswijziging ; org:originalOrganization <o/x> ;
  org:resultingOrganization <o/renamed> .
<uitspraak/life2> a dvg:Bestaan, dvg:GeldendeUitspraak ; dvg:over <o/renamed> ;
  dvg:van "2021"^^xsd:gYear .
<uitspraak/older> a dvg:Betrekking, dvg:GeldendeUitspraak ; dvg:onderwerp <o/young> ;
  dvg:betrekking <c/in> ; dvg:voorwerp <o/y> ; dvg:van "2021"^^xsd:gYear ;
  dvg:grond <rechtsgrond/a> .
<uitspraak/founded> a dvg:Betrekking, dvg:GeldendeUitspraak ; dvg:onderwerp <o/young> ;
  dvg:betrekking <c/in> ; dvg:voorwerp <o/x> ; dvg:van "2021-03-04"^^xsd:date ;
  dvg:grond <rechtsgrond/founding> .
<uitspraak/carried> a dvg:Betrekking, dvg:GeldendeUitspraak ; dvg:onderwerp <o/renamed> ;
  dvg:betrekking <c/in> ; dvg:voorwerp <o/y> ; dvg:van "2021-03-10"^^xsd:date ;
  dvg:grond <rechtsgrond/a> .
<uitspraak/since> a dvg:Betrekking, dvg:GeldendeUitspraak ; dvg:onderwerp <o/x> ;
  dvg:betrekking <c/in> ; dvg:voorwerp <o/x> ; dvg:van "2021-07-01"^^xsd:date ;
  dvg:grond <rechtsgrond/a> .
"""
)


def test_an_act_older_than_the_body_is_no_ground_unless_it_founded_it() -> None:
    told = {row["zegt"]: row for row in rows(stored(AMENDED)) if row["zegt"]}
    assert told["Jong: in Y"]["wat"] == "zonder bekende grond"
    assert told["Jong: in X"]["besluit"] == BASE + "rechtsgrond/founding"
    assert told["Jong: in X"]["dagenTotGevolg"] == 90
    assert told["Hernoemd: in Y"]["besluit"] == BASE + "besluit/b"


def test_no_lag_is_counted_to_an_effect_that_began_after_an_amendment() -> None:
    told = {row["zegt"]: row for row in rows(stored(AMENDED)) if row["zegt"]}
    assert told["X: in X"]["besluit"] == BASE + "besluit/b"
    assert told["X: in X"]["dagenTotGevolgVroegst"] is None
    assert told["X: in X"]["dagenTotGevolgLaatst"] is None
    assert told["Hernoemd: in Y"]["dagenTotGevolg"] == 425
