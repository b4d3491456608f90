"""The task ledger: joined periods, gaps and overlaps, and a fate for every end."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations, pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dvgraph.cli import main
from dvgraph.derive.periods import Bounds
from dvgraph.derive.states import Held, Validity, held
from dvgraph.errors import UseError
from dvgraph.graphics.signs import TAIL
from dvgraph.graphics.strips import lay_out
from dvgraph.graphics.svg import SMALL, WIDTH, text_width
from dvgraph.labels.subgraph import Subgraph
from dvgraph.ledgers.spells import Spell, joined, joints
from dvgraph.ledgers.task_picture import _years, svg, things
from dvgraph.ledgers.task_table import COLUMNS, table
from dvgraph.ledgers.tasks import (
    CONTINUED,
    DROPPED,
    MOVED,
    SPLIT,
    UNKNOWN,
    Fate,
    FateSources,
    TaskLedger,
    ledger,
    life,
)
from dvgraph.lineage.families import families
from dvgraph.namespaces import FIRST, LAST
from dvgraph.prebuilt.connection import open_graph
from dvgraph.store.embedded import EmbeddedStore
from dvgraph.store.protocol import Store

TODAY = date(2026, 1, 1)


def day(number: int) -> date:
    return date(2000, 1, 1) + timedelta(days=number)


def spell(organisation: str, *days: int, open_: bool = False, role: str = "r") -> Spell:
    bounds = Bounds(*(LAST if one == 99 else FIRST if one == -99 else day(one) for one in days))
    return Spell("t", organisation, role, bounds, (f"{organisation}{days}{role}",), open_)


def holds(bounds: Bounds, on: date) -> Held | None:
    return held(Validity(bounds).on(on))


def facts(**known: object) -> FateSources:
    base = FateSources({}, {}, {}, lambda a, b: (a, b) == ("a", "b"), TODAY)
    return replace(base, **known)  # type: ignore[arg-type]


@st.composite
def spells(draw: st.DrawFn) -> Spell:
    start = sorted(draw(st.tuples(st.integers(0, 20), st.integers(0, 20))))
    end = sorted(draw(st.tuples(st.integers(start[0] + 1, 24), st.integers(start[1] + 1, 25))))
    unknown = draw(st.booleans())
    first = -99 if draw(st.integers(0, 5)) == 0 else start[0]
    days = (first, start[1], end[0], 99 if unknown else end[1])
    return spell(
        draw(st.sampled_from("abc")), *days, open_=unknown, role=draw(st.sampled_from("rs"))
    )


def of(spell: Spell) -> tuple[str, str, str]:
    return spell.thing, spell.organisation, spell.role


@given(st.lists(spells(), max_size=7))
def test_joined_periods_cover_exactly_what_their_parts_cover_on_every_day(
    given_: list[Spell],
) -> None:
    found = joined(given_)
    for number in range(-1, 30):
        for key in {of(one) for one in given_}:
            before = {holds(one.bounds, day(number)) for one in given_ if of(one) == key}
            after = {holds(one.bounds, day(number)) for one in found if of(one) == key}
            assert ("certain" in before, bool(before - {None})) == (
                "certain" in after,
                bool(after - {None}),
            )
    told = sorted(one for part in found for one in part.statements)
    assert told == sorted({one for part in given_ for one in part.statements})


def test_equal_neighbours_are_one_period_and_a_gap_keeps_them_apart() -> None:
    touching = [spell("a", 0, 0, 5, 5), spell("a", 5, 5, 9, 9), spell("a", 11, 11, 12, 12)]
    assert [one.bounds for one in joined(touching)] == [
        Bounds(day(0), day(0), day(9), day(9)),
        Bounds(day(11), day(11), day(12), day(12)),
    ]
    other_role = [spell("a", 0, 0, 5, 5), spell("a", 5, 5, 9, 9, role="s")]
    assert len(joined(other_role)) == 2


@given(st.lists(spells(), max_size=6))
def test_every_certain_gap_and_overlap_of_a_task_is_listed(given_: list[Spell]) -> None:
    whole = life("t", given_, facts()).spells
    listed = joints(whole)
    for number in range(0, 26):
        on = day(number)
        had = [one for one in whole if holds(one.bounds, on) == "certain"]
        for pair in combinations(had, 2):
            assert any(j.kind == "overlap" and {j.earlier, j.later} == set(pair) for j in listed)
        may = any(holds(one.bounds, on) for one in whole)
        before = any(one.bounds.van_vroegst <= on for one in whole)
        after = any(one.bounds.van_vroegst > on for one in whole)
        in_gap = any(j.kind == "gap" and holds(j.bounds, on) == "certain" for j in listed)
        assert in_gap == (before and after and not may)


@given(st.lists(spells(), max_size=6), st.booleans())
def test_every_ended_period_has_a_fate(given_: list[Spell], gap: bool) -> None:
    found = life("t", given_, facts(gaps={"t": "gap"} if gap else {}))
    ended = {one for one in found.spells if one.bounds.tot_laatst < LAST or one.open}
    assert {fate.spell for fate in found.fates} == ended
    for one in ended:
        fates = [fate for fate in found.fates if fate.spell == one]
        assert len({(fate.fate, fate.target) for fate in fates}) == len(fates)
        assert len(fates) == 1 or {fate.fate for fate in fates} == {SPLIT}


def test_a_fate_is_stated_or_else_derived_from_who_had_the_task_next() -> None:
    a = spell("a", 0, 0, 5, 5)

    def fates(*others: Spell, **known: object) -> set[tuple[str, str, str]]:
        found = life("t", [a, *others], facts(**known)).fates
        return {(one.fate, one.target, one.origin) for one in found if one.spell != "b"}

    b, c = spell("b", 5, 5, 99, 99), spell("c", 5, 5, 99, 99)
    assert fates(b) == {(CONTINUED, "b", "derived")}
    assert fates(c) == {(MOVED, "c", "derived")}
    assert fates(b, c) == {(SPLIT, "b", "derived"), (SPLIT, "c", "derived")}
    assert fates(spell("c", 1, 1, 99, 99)) == {(CONTINUED, "c", "derived")}
    assert fates() == {(UNKNOWN, "", "silent")}
    assert fates(gaps={a.statements[0]: "g"}) == {(UNKNOWN, "", "gap")}
    assert fates(stopped={"t": ("s", day(5), day(5))}) == {(DROPPED, "", "derived")}
    stated = Fate("t", None, MOVED, "c", "stated", (day(4), day(6)), ("f",))
    assert fates(b, stated={"t": [stated]}) == {(MOVED, "c", "stated")}


def test_a_stated_fate_that_fits_no_period_is_still_listed() -> None:
    widened = Fate("t", None, "…/verruimd", "", "stated", (day(2), day(2)), ("f",))
    found = life("t", [spell("a", 0, 0, 99, 99)], facts(stated={"t": [widened]}))
    assert found.fates == (widened,)


@pytest.fixture(scope="module")
def graph() -> Store:
    return open_graph()


@pytest.fixture(scope="module")
def whole(graph: Store) -> TaskLedger:
    return ledger(graph)


def test_the_ledger_of_the_shipped_data_lists_every_responsibility_and_fate_once(
    graph: Store, whole: TaskLedger
) -> None:
    def count(kind: str) -> int:
        query = f"SELECT ?s WHERE {{ ?s a <{kind}>, <{DVG}GeldendeUitspraak> }}"
        return len({row[0] for row in graph.select(query).rows})

    told = [one for life_ in whole.lives for part in life_.roles for one in part.statements]
    assert len(told) == len(set(told)) == count(f"{DVG}Verantwoordelijkheid")
    stated = {f.statements for life_ in whole.lives for f in life_.fates if f.origin == "stated"}
    assert len(stated) == count(f"{DVG}Takenlot")
    assert {len(row) for row in table(whole).rows} == {len(COLUMNS)}


DVG = "https://w3id.org/dvgraph/ns#"


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_each_task_has_one_row_whose_bars_and_names_do_not_overlap(graph: Store, lang: str) -> None:
    found = ledger(graph, lang=lang)
    axis, bands = lay_out(things(found, families(graph, lang)), found.today)
    for above, below in pairwise(bands):
        assert above.top + above.height < below.top
    for band in bands:
        for one, other in combinations(band.strips, 2):
            ends = [(strip.marks[0].left, strip.marks[-1].right) for strip in (one, other)]
            beside = ends[0][1] <= ends[1][0] + 1 or ends[1][1] <= ends[0][0] + 1
            below = one.top + one.height <= other.top or other.top + other.height <= one.top
            assert beside or below
        for strip in band.strips:
            assert all(axis.left - TAIL <= mark.left < mark.right <= WIDTH for mark in strip.marks)
            assert band.top <= strip.top
            assert strip.top + strip.height <= band.top + band.height
            if strip.label:
                solid = [mark.right - mark.left for mark in strip.marks if mark.sign == "certain"]
                assert text_width(strip.label, SMALL) <= solid[0]


def test_the_rows_of_an_organisation_are_in_the_order_in_which_it_got_them(graph: Store) -> None:
    focus = f"{BASE}organisatie/digitaal-vlaanderen"
    found = ledger(graph, focus)
    first = [
        min((one.days[1] for one in thing.holdings if one.holder == focus), default=LAST)
        for thing in things(found, families(graph))
    ]
    assert first == sorted(first)
    assert len([one for one in first if one < LAST]) > 50


def test_picture_and_table_of_tasks_have_the_same_bars(whole: TaskLedger) -> None:
    root = ElementTree.fromstring(svg(whole))
    bars = [one for one in root.iter() if one.get("class", "").startswith("o ")]
    dated = [
        spell
        for life_ in whole.lives
        for spell in life_.spells
        if FIRST < spell.bounds[1] < LAST or FIRST < spell.bounds[3] < LAST
    ]
    assert len(bars) == len(dated)
    assert {one.get("data-iri") for one in bars} == {one.organisation for one in dated}


def test_the_columns_of_an_organisation_count_what_it_held_got_and_lost(graph: Store) -> None:
    found = ledger(graph, f"{BASE}organisatie/agiv")
    years, decisions = _years(found)
    held = 0
    for one in years:
        assert one.kept == held - one.lost
        held = one.held
    assert max(one.held for one in years) >= 3
    assert held == 0  # AGIV ended in 2016
    assert len(decisions) == len(set(decisions))
    assert _years(ledger(graph)) == ([], [])


def test_the_picture_is_svg_with_text_for_who_cannot_see_it(whole: TaskLedger) -> None:
    root = ElementTree.fromstring(svg(whole))
    space = "{http://www.w3.org/2000/svg}"
    named = {whole.graph.label(one.thing) for one in whole.lives}
    described = root.findtext(f"{space}desc") or ""
    assert all(name in described for name in named)
    links = {element.get("href") for element in root.iter(f"{space}a")}
    assert {thing.iri for thing in things(whole, families(whole.graph.store))} <= links


def test_a_picture_of_nothing_dated_says_what_it_leaves_out() -> None:
    thing, agency, role = (f"https://example.org/{name}" for name in ("t", "o", "r"))
    always = Bounds(FIRST, LAST, LAST, LAST)
    dateless = life(thing, [Spell(thing, agency, role, always, (f"{thing}/s",))], facts())
    graph = Subgraph(EmbeddedStore(), "en")
    assert "Without a known time: t" in svg(TaskLedger((dateless,), "", TODAY, graph))


def test_an_organisation_gives_the_whole_life_of_what_it_had(graph: Store) -> None:
    agiv = f"{BASE}organisatie/agiv"
    found = ledger(graph, agiv)
    holders = [{one.organisation for one in life_.spells} for life_ in found.lives]
    assert all(agiv in one for one in holders)
    assert any(len(one) > 1 for one in holders)
    with pytest.raises(UseError, match="none of its tasks or services is known"):
        ledger(graph, f"{BASE}bron/herweging-2025")


BASE = "https://w3id.org/dvgraph/id/"


def test_the_command_writes_rows_and_a_picture(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match="0"):
        main(["tasks", "GRB"])
    out, err = capsys.readouterr()
    assert len(out.splitlines()[0].split("\t")) == len(COLUMNS)
    assert "gegevens" in err
    target = tmp_path / "taken.svg"
    with pytest.raises(SystemExit, match="0"):
        main(["tasks", "GRB", "-o", str(target)])
    assert target.read_text(encoding="utf-8").startswith("<svg")
