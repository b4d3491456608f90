"""A statement's bounds stay within the lives of the things it needs (docs/rules.md, Clipping)."""

from datetime import date
from itertools import pairwise
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dvgraph.dataset.files import shipped
from dvgraph.derive.clipping import Bounds, OwnDates, clipped, joined, settled
from dvgraph.derive.periods import statement_bounds
from dvgraph.derive.rules import derived_store
from dvgraph.derive.states import Held, Validity, held
from dvgraph.namespaces import DVG, FIRST, LAST
from dvgraph.rdf.oxigraph import Literal, NamedNode
from dvgraph.store.embedded import EmbeddedStore
from test_derive_periods import bounds, bounds_in, open_sides, outside, quads_of

RELATIONS = """
@prefix eli: <http://data.europa.eu/eli/ontology#> .
@prefix gen: <https://data.vlaanderen.be/ns/generiek#> .
:together dvg:samenBestaan true .
:before dvg:samenBestaan false .
"""


def life(name: str, dates: str, node: str = "") -> str:
    return f":b{node or name} a dvg:Bestaan, dvg:GeldendeUitspraak ; dvg:over :{name} ; {dates} ."


def day(text: str) -> str:
    return f'"{text}"^^xsd:date'


def within(*turtle: str, of: str = "s") -> list[str]:
    return bounds(RELATIONS + "\n".join(turtle), of)


def holds(within: Bounds, on: date) -> Held | None:
    """Certain, possible or None."""
    return held(Validity(within).on(on))


def state(found: list[str], on: str) -> str | None:
    parts = [date.fromisoformat(one) for one in found]
    return holds(Bounds(*parts), date.fromisoformat(on))


A = life("a", f"dvg:van {day('2000-01-01')}")
PARENT = life("p", f"dvg:van {day('1995-01-01')} ; dvg:tot {day('2010-01-01')}")
OLDER = "dvg:onderwerp :a ; dvg:voorwerp :p"


def relation(kind: str, dates: str) -> str:
    return (
        f":s a dvg:Betrekking, dvg:GeldendeUitspraak ; {OLDER} ; dvg:betrekking :{kind} ; {dates} ."
    )


def test_a_relation_ends_with_an_object_that_must_exist() -> None:
    found = within(A, PARENT, relation("together", f"dvg:van {day('2005-01-01')}"))
    assert found == ["2005-01-01", "2005-01-01", "2010-01-01", "2010-01-01"]
    assert state(found, "2015-01-01") is None


def test_of_an_inexact_date_those_days_are_left_on_which_the_body_existed() -> None:
    body = life("a", f"dvg:van {day('2021-05-10')} ; dvg:tot {day('2023-02-01')}")
    year = ":s a dvg:Kenmerk, dvg:GeldendeUitspraak ; dvg:onderwerp :a ; "
    about = year + 'dvg:van "2021"^^xsd:gYear ; dvg:tot "2023"^^xsd:gYear .'
    assert within(body, about) == ["2021-05-10", "2021-12-31", "2023-01-01", "2023-02-01"]
    exact = year + f"dvg:van {day('2021-01-01')} ."
    assert within(body, exact)[:2] == ["2021-01-01", "2021-01-01"]
    before = year + 'dvg:van "2020"^^xsd:gYear .'
    assert within(body, before)[:2] == ["2020-01-01", "2020-12-31"]


def test_a_relation_to_an_object_that_need_not_exist_outlasts_it() -> None:
    for kind in ("before", "other"):
        found = within(A, PARENT, relation(kind, f"dvg:van {day('2005-01-01')}"))
        assert found[2:] == ["9999-12-31", "9999-12-31"]


def test_a_relation_does_not_begin_before_its_object() -> None:
    later = life("p", f"dvg:van {day('2021-01-01')}")
    found = within(A, later, relation("together", f"dvg:gezienOp {day('2025-06-30')}"))
    assert found[:2] == ["2021-01-01", "2025-06-30"]
    assert state(found, "2015-01-01") is None


@pytest.mark.parametrize(
    "dates",
    [
        f"dvg:van {day('2012-01-01')}",  # no day is left
        f"dvg:gezienOp {day('2012-05-01')}",  # it was seen after the end
        f"dvg:gezienOp {day('1994-05-01')}",  # and before the begin
    ],
)
def test_a_clip_against_the_dates_changes_nothing_and_is_a_finding(dates: str) -> None:
    turtle = RELATIONS + A + PARENT + relation("together", dates)
    alone = within(relation("together", dates))
    if "1994" not in dates:  # the subject's own life still counts
        assert bounds(turtle)[2:] == alone[2:]
        assert outside(turtle) == ["p"]
    else:
        assert set(outside(turtle)) == {"a", "p"}
        assert bounds(turtle) == alone


def test_the_lines_of_command_are_followed_to_the_top() -> None:
    top = life("top", f"dvg:van {day('1990-01-01')} ; dvg:tot {day('2008-01-01')}")
    middle = ":p org:unitOf :top ." + life("p", f"dvg:van {day('1995-01-01')}")
    found = within(A, top, middle, relation("together", f"dvg:van {day('2005-01-01')}"))
    assert found[2:] == ["2008-01-01", "2008-01-01"]
    assert within(top, middle, of="bp")[2:] == ["2008-01-01", "2008-01-01"]


UNIT = ":u a org:OrganizationalUnit . " + life("u", f"dvg:gezienOp {day('2005-01-01')}")


def under(node: str, parent: str, dates: str = "dvg:grond :g") -> str:
    return f""":{node} a dvg:Betrekking, dvg:GeldendeUitspraak ; dvg:onderwerp :u ;
        dvg:betrekking <https://w3id.org/dvgraph/id/concept/betrekking/ouder> ;
        dvg:voorwerp :{parent} ; {dates} ."""


def test_a_unit_exists_within_its_parent() -> None:
    for parent in (":u org:unitOf :p .", under("r", "p")):
        found = within(UNIT, PARENT, parent, of="bu")
        assert found == ["1995-01-01", "2005-01-01", "2010-01-01", "2010-01-01"]


def test_a_unit_with_a_later_parent_does_not_end_with_the_earlier() -> None:
    later = life("q", f"dvg:van {day('2010-01-01')}")
    found = within(UNIT, PARENT, later, under("r", "p"), under("r2", "q"), of="bu")
    assert found == ["1995-01-01", "2005-01-01", "9999-12-31", "9999-12-31"]


def test_a_unit_that_left_its_parent_does_not_end_with_it() -> None:
    left = under("r", "p", f"dvg:tot {day('2007-01-01')}")
    assert within(UNIT, PARENT, left, of="bu")[2:] == ["9999-12-31", "9999-12-31"]
    later = life("q", f"dvg:van {day('2000-01-01')} ; dvg:tot {day('2016-01-01')}")
    found = within(UNIT, PARENT, left, later, under("r2", "q"), of="bu")
    assert found[2:] == ["2016-01-01", "2016-01-01"]


def test_a_unit_that_came_to_its_parent_may_be_older() -> None:
    came = under("r", "p", f"dvg:van {day('2004-01-01')}")
    assert within(UNIT, PARENT, came, of="bu")[:2] == ["0001-01-01", "2005-01-01"]


def test_an_organisation_that_is_no_unit_outlives_its_parent() -> None:
    alone = UNIT.replace("org:OrganizationalUnit", "org:FormalOrganization")
    assert within(alone, PARENT, under("r", "p"), of="bu")[3] == "9999-12-31"


def test_units_in_a_circle_end() -> None:
    ring = ":a org:unitOf :b . :b org:unitOf :c . :c org:unitOf :a . :d org:unitOf :a ."
    lives = [life(name, f"dvg:van {day('2000-01-01')}") for name in "abd"]
    end = life("c", f"dvg:van {day('2000-01-01')} ; dvg:tot {day('2010-01-01')}")
    found = bounds_in(quads_of(RELATIONS + ring + "".join(lives) + end))
    assert found["bb"][3] == "2010-01-01"
    assert found["bc"][3] == "2010-01-01"


@pytest.mark.slow
def test_a_chain_of_ten_thousand_units_is_followed_in_a_second() -> None:
    end = f"dvg:van {day('2000-01-01')} ; dvg:tot {day('2010-01-01')}"
    lines = [life("u0", end)]
    for n in range(10_000):
        lines += [f":u{n + 1} org:unitOf :u{n} .", life(f"u{n + 1}", "dvg:grond :g")]
    quads = quads_of("\n".join(lines))
    start = process_time()
    found = statement_bounds(quads)
    assert process_time() - start < 3  # about 0.4 s on the machine this was written on
    assert {one.object.value for one in found[3::4] if isinstance(one.object, Literal)} == {
        "2010-01-01"
    }


POST = """:post org:postIn :body . :v1 gen:isTijdspecialisatieVan :body .
:v2 gen:isTijdspecialisatieVan :body ."""
VERSIONS = life("v1", f"dvg:van {day('2006-01-01')} ; dvg:tot {day('2016-01-01')}") + life(
    "v2", f"dvg:van {day('2016-01-01')}"
)


@pytest.mark.parametrize(
    "statement",
    [
        "a dvg:Kenmerk ; dvg:onderwerp :post",
        "a dvg:Functieclassificatie ; dvg:functie :post",
        "a dvg:Bezetting ; dvg:functie :post",
        "a dvg:Betrekking ; dvg:onderwerp :post",
    ],
)
def test_what_is_said_of_a_post_lies_within_the_versions_of_its_body(statement: str) -> None:
    seen = f":s {statement} ; a dvg:GeldendeUitspraak ; dvg:gezienOp {day('2025-06-01')} ."
    assert within(POST, VERSIONS, seen) == ["2006-01-01", "2025-06-01", "9999-12-31", "9999-12-31"]
    # The begin of the body is no begin of the characteristic: before 2025 nothing is known.
    assert open_sides(RELATIONS + POST + VERSIONS + seen) == {"OpenBegin", "OpenEinde"}


def test_a_version_of_which_no_existence_is_recorded_leaves_the_post_open() -> None:
    seen = f":s a dvg:Kenmerk ; dvg:onderwerp :post ; dvg:gezienOp {day('2025-06-01')} ."
    first = life("v1", f"dvg:van {day('2006-01-01')}")
    assert within(POST, first, seen)[0] == "0001-01-01"


def test_a_figure_is_not_clipped_by_the_body_of_its_post() -> None:
    figure = ":s a dvg:Cijfer ; dvg:betreft :post ."
    assert within(POST, VERSIONS, figure) == ["0001-01-01", "9999-12-31"] + ["9999-12-31"] * 2


ACT = f":act a eli:LegalResource ; eli:date_document {day('2016-03-18')} ."


@pytest.mark.parametrize("act", [ACT, f":d eli:realizes :act . {ACT}".replace(":d", ":act2")])
def test_a_ground_limits_the_start_and_never_the_end(act: str) -> None:
    repealed = life("act", f"dvg:van {day('2016-03-18')} ; dvg:tot {day('2018-01-01')}")
    seen = f":s a dvg:Kenmerk ; dvg:grond :act ; dvg:gezienOp {day('2020-01-01')} ."
    assert within(act, repealed, seen) == ["2016-03-18", "2020-01-01", "9999-12-31", "9999-12-31"]


def test_a_retroactive_effect_and_an_earlier_ground_stand() -> None:
    back = f":s a dvg:Kenmerk ; dvg:grond :act ; dvg:van {day('2016-01-01')} ."
    assert within(ACT, back)[0] == "2016-01-01"
    two = f":s a dvg:Kenmerk ; dvg:grond :act, :old ; dvg:gezienOp {day('2020-01-01')} ."
    old = f":old eli:date_document {day('2004-05-07')} ."
    assert within(ACT, old, two)[0] == "2004-05-07"
    assert within(ACT, two)[0] == "0001-01-01"  # the other ground may be the older


def test_a_relation_to_an_act_begins_with_it_unless_it_may_come_before() -> None:
    seen = f"dvg:gezienOp {day('2020-01-01')} ; dvg:voorwerp :act"
    bare = f":s a dvg:Betrekking ; dvg:betrekking :KIND ; {seen} ."
    assert within(ACT, bare.replace("KIND", "other"))[0] == "2016-03-18"
    assert within(ACT, bare.replace("KIND", "before"))[0] == "0001-01-01"


TWICE = life("o", f"dvg:van {day('1947-01-01')} ; dvg:tot {day('2010-01-01')}", "1") + life(
    "o", f"dvg:van {day('2024-01-01')}", "2"
)


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        (f"dvg:van {day('1950-01-01')}", "1950-01-01 1950-01-01 2010-01-01 2010-01-01"),
        (f"dvg:gezienOp {day('2000-01-01')}", "1947-01-01 2000-01-01 2010-01-01 2010-01-01"),
        (f"dvg:gezienOp {day('2025-01-01')}", "2024-01-01 2025-01-01 9999-12-31 9999-12-31"),
        (f"dvg:tot {day('2005-01-01')}", "1947-01-01 2005-01-01 2005-01-01 2005-01-01"),
        # Both fit: certain on no day of the pause.
        ("dvg:grond :g", "1947-01-01 2010-01-01 2010-01-01 9999-12-31"),
    ],
)
def test_a_statement_lies_within_the_existence_that_its_dates_fit(
    dates: str, expected: str
) -> None:
    found = within(TWICE, f":s a dvg:Kenmerk ; dvg:onderwerp :o ; {dates} .")
    assert found == expected.split()
    assert state(found, "2015-01-01") in (None, "possible")


def test_a_statement_that_spans_a_pause_is_a_finding() -> None:
    dates = f"dvg:van {day('1950-01-01')} ; dvg:gezienOp {day('2025-01-01')}"
    turtle = TWICE + f":s a dvg:Kenmerk, dvg:GeldendeUitspraak ; dvg:onderwerp :o ; {dates} ."
    assert outside(turtle) == ["o"]


def test_an_existence_takes_the_events_of_its_own_time() -> None:
    turtle = """
    :found a org:FoundationEvent ; org:resultingOrganization :o .
    :again a org:FoundationEvent ; org:resultingOrganization :o .
    :stop a orgvl:Stopzetting ; org:originalOrganization :o .
    """ + "".join(
        life(name, f"dvg:van {day(when)}")
        for name, when in (("found", "1947-01-01"), ("stop", "2010-01-01"), ("again", "2024-01-01"))
    )
    turtle += life("o", f"dvg:tot {day('2010-01-01')}", "1") + life(
        "o", f"dvg:van {day('2024-01-01')}", "2"
    )
    assert bounds(turtle, "b1") == ["1947-01-01", "1947-01-01", "2010-01-01", "2010-01-01"]
    assert bounds(turtle, "b2") == ["2024-01-01", "2024-01-01", "9999-12-31", "9999-12-31"]


some_days = st.dates(date(1990, 1, 1), date(2030, 1, 1))


@given(st.lists(st.tuples(some_days, some_days), min_size=1), st.booleans())
def test_a_life_covers_its_periods_and_its_pauses_none_of_them(
    pairs: list[tuple[date, date]], readings: bool
) -> None:
    periods = [Bounds(min(p), min(p), max(p), max(p)) for p in pairs]
    life = joined(periods, readings=readings)
    assert all(one.tot_laatst < other.van_vroegst for one, other in pairwise(life))
    for one in periods:
        assert any(
            e.van_vroegst <= one.van_vroegst and one.tot_laatst <= e.tot_laatst for e in life
        )


@given(
    st.none() | some_days,
    st.none() | some_days,
    st.lists(st.tuples(some_days, some_days), min_size=1, max_size=3),
    some_days,
)
def test_a_clip_only_narrows_and_claims_nothing_outside_the_life(
    van: date | None, tot: date | None, pairs: list[tuple[date, date]], on: date
) -> None:
    life = joined(Bounds(min(p), min(p), max(p), max(p)) for p in pairs)
    own = OwnDates(van or FIRST, van, tot or LAST, tot or LAST, van is not None, tot is not None)
    narrow = clipped(own, life)
    if narrow is None or (van and tot and tot <= van):
        return
    before, after = settled(own), settled(narrow)
    assert before.van_vroegst <= after.van_vroegst
    assert after.tot_laatst <= before.tot_laatst
    if not any(one.van_vroegst <= on < one.tot_laatst for one in life) and not (van and tot):
        outer = on < life[0].van_vroegst or on >= life[-1].tot_laatst
        stated = (van and on >= van and on < life[0].van_vroegst) or (
            tot and on >= life[-1].tot_laatst
        )
        assert stated or holds(after, on) in ((None,) if outer else (None, "possible"))


@pytest.fixture(scope="module")
def shipped_store() -> EmbeddedStore:
    return derived_store(shipped())[0]


OF_SHIPPED = """
PREFIX org: <http://www.w3.org/ns/org#>
PREFIX dvg: <https://w3id.org/dvgraph/ns#>
SELECT ?statement ?vv ?vl ?tv ?tl ?from ?until WHERE {
  {
    ?statement dvg:betrekking ?kind ; dvg:voorwerp ?thing . ?kind dvg:samenBestaan true .
  } UNION {
    ?statement dvg:organisatie|dvg:onderwerp|dvg:functie|org:organization ?thing .
  }
  ?statement a dvg:GeldendeUitspraak ;
    dvg:vanVroegst ?vv ; dvg:vanLaatst ?vl ; dvg:totVroegst ?tv ; dvg:totLaatst ?tl .
  { SELECT ?thing (MIN(?a) AS ?from) (MAX(?b) AS ?until) WHERE {
    ?life dvg:over ?thing ; a dvg:GeldendeUitspraak ; dvg:vanVroegst ?a ; dvg:totLaatst ?b .
  } GROUP BY ?thing }
  FILTER NOT EXISTS { ?statement dvg:van ?stated }
  FILTER NOT EXISTS { ?statement dvg:tot ?stated }
  FILTER NOT EXISTS { ?statement dvg:valtBuiten ?thing }
}
"""


def test_on_no_new_years_day_does_a_statement_hold_outside_the_life_of_what_it_needs(
    shipped_store: EmbeddedStore,
) -> None:
    rows = shipped_store.select(OF_SHIPPED).rows
    assert len(rows) > 200
    for statement, *days in rows:
        days = [date.fromisoformat(one.value) for one in days if isinstance(one, Literal)]
        for year in range(1995, 2028):
            on = date(year, 1, 1)
            if not days[4] <= on < days[5]:
                assert holds(Bounds(*days[:4]), on) is None, (statement, on)


def test_the_divisions_of_agiv_end_with_agiv_and_the_embedding_begins_with_its_host(
    shipped_store: EmbeddedStore,
) -> None:
    def found(name: str) -> Bounds:
        base = "https://w3id.org/dvgraph/id/uitspraak/"
        names = ("vanVroegst", "vanLaatst", "totVroegst", "totLaatst")
        values = [
            next(iter(shipped_store.match((NamedNode(base + name), NamedNode(DVG + one), None))))
            for one in names
        ]
        return Bounds(*(date.fromisoformat(one.object.value) for one in values))  # type: ignore

    for name in ("bestaan-agiv-afdeling-geodata", "agiv-afdeling-geodata-onder-agiv"):
        assert holds(found(name), date(2015, 1, 1))
        assert holds(found(name), date(2020, 1, 1)) is None
    assert holds(found("vcdv-ingebed-in-digitaal-vlaanderen"), date(2015, 1, 1)) is None
    assert holds(found("navo-veiligheidsmachtiging"), date(2010, 1, 1)) is None
