"""The growth picture of a brief: tasks, money and people on one time axis, with the decisions."""

import re
from datetime import date
from itertools import pairwise

import pytest

import dvgraph
from dvgraph.brief import Brief
from dvgraph.brief.added import Gain, Gains
from dvgraph.brief.growth import tasks_by_year
from dvgraph.graphics.growth import GrowthBar, GrowthMark, GrowthPanel, GrowthText, svg
from dvgraph.graphics.svg import Grammar
from dvgraph.locale.words import words

pytestmark = pytest.mark.program

SINCE, UNTIL = date(2017, 2, 3), date(2026, 11, 23)
WORDS = GrowthText("Groei", "in woorden", Grammar("nl", words("graphics.signs", "nl"), {}))


@pytest.fixture(scope="module")
def made() -> Brief:
    with dvgraph.open(lang="nl") as opened:
        return opened.brief("administrateur-generaal", SINCE, UNTIL)


def rects(picture: str) -> list[dict[str, str]]:
    return [
        dict(re.findall(r'(\w+)="([^"]*)"', one)) for one in re.findall("<rect [^>]*>", picture)
    ]


def test_it_tells_in_words_what_it_shows(made: Brief) -> None:
    [chart] = made.charts.values()
    assert chart.alt.startswith("Taken, mensen en middelen. ")
    for said in (
        "ongeveer € 44 miljoen (Informatie Vlaanderen) (2017); "
        "ongeveer € 145 miljoen (Digitaal Vlaanderen) (2025)",
        "730 (som van 401 + 215 + 114) (juni 2025)",
        "beslissing tot bundeling van ICT en digitalisering in Digitaal Vlaanderen",
        "fusie tot Digitaal Vlaanderen",
    ):
        assert said in chart.alt
    assert "<desc" in chart.svg
    assert len(re.findall('<circle class="decision"', chart.svg)) == 5


def test_no_line_joins_what_is_not_comparable(made: Brief) -> None:
    [chart] = made.charts.values()
    assert 'class="claimed-line"' not in chart.svg
    assert "2025 is niet te vergelijken met 2017: andere reikwijdte" in chart.alt
    assert "andere reikwijdte" in chart.svg


def test_a_line_and_its_sign_stand_only_where_a_pair_is_joined() -> None:
    bars = [GrowthBar(date(y, 1, 1), date(y, 12, 31), 1.0, 0.0, str(y)) for y in (2017, 2025)]
    joined = svg(WORDS, [GrowthPanel("geld", bars, [(0, 1)])], [])
    apart = svg(WORDS, [GrowthPanel("geld", bars, note="andere reikwijdte")], [])
    assert joined.count('class="claimed-line"') == 2  # in the picture and in its legend
    assert apart.count('class="claimed-line"') == 0
    assert "andere reikwijdte" in apart


def test_a_bar_twice_as_high_is_twice_as_much() -> None:
    years = [date(2017, 1, 1), date(2017, 12, 31)], [date(2025, 1, 1), date(2025, 12, 31)]
    bars = [GrowthBar(*years[0], 44.0, 0.0, "44"), GrowthBar(*years[1], 145.0, 0.0, "145")]
    picture = svg(WORDS, [GrowthPanel("geld", bars, [(0, 1)])], [])
    high = [float(one["height"]) for one in rects(picture) if one.get("class") == "certain"]
    assert high[0] / high[1] == pytest.approx(44 / 145, rel=0.01)


def test_possible_is_hatched_and_doubtful_an_outline() -> None:
    year = date(2021, 1, 1), date(2021, 12, 31)
    bars = [GrowthBar(*year, 6.0, 18.0, "6–24"), GrowthBar(*year, 470.0, 0.0, "470", True)]
    drawn = [one.get("class") for one in rects(svg(WORDS, [GrowthPanel("a", bars)], []))]
    for sign in ("certain", "maybe starts", "ring"):
        assert drawn.count(sign) == 2, sign  # in the picture and in its legend


def test_no_label_covers_another_and_no_number_either() -> None:
    day = date(2021, 5, 1)
    bars = [GrowthBar(day, day, 1.0, 0.0, f"een lang opschrift nummer {n}") for n in range(4)]
    marks = [GrowthMark(day, f"beslissing {n}") for n in range(3)]
    picture = svg(WORDS, [GrowthPanel("mensen", bars)], marks)
    heights = re.findall(r'y="([\d.]+)" font-size="18"[^>]*>een lang', picture)
    assert len(set(heights)) == 4
    discs = sorted(float(x) for x in re.findall(r'<circle class="decision" cx="([\d.]+)"', picture))
    assert all(later - earlier >= 26 for earlier, later in pairwise(discs))


def test_no_line_is_drawn_over_a_label() -> None:
    day = date(2021, 5, 1)
    bars = [GrowthBar(day, day, 1.0, 0.0, f"een lang opschrift nummer {n}") for n in range(3)]
    picture = svg(WORDS, [GrowthPanel("mensen", bars)], [GrowthMark(day, "beslissing")])
    labels = [one.start() for one in re.finditer("een lang opschrift[^<]*</text>", picture)]
    lines = [one.start() for one in re.finditer('<path class="rule"', picture)]
    assert (len(labels), len(lines)) == (3, 3)
    assert max(lines) < min(labels)
    hidden = re.findall(r'<rect class="ground"[^>]*/>\n<text[^>]*>een lang', picture)
    assert len(hidden) == 3  # the lines under each


def gain(thing: str, certainty: str, first: str, last: str) -> Gain:
    start = date.fromisoformat(first), date.fromisoformat(last)
    return Gain(
        thing=thing, label=thing, statements=(), roles=(), certainty=certainty, began="",
        start=start, grounds=(), givers=(), doubts=(), order=(0, start[1], thing),
    )  # fmt: skip


def test_a_task_counts_from_its_start_and_as_certain_only_if_surely_new() -> None:
    found = Gains(
        kept=(
            gain("a", "zeker", "2019-01-01", "2019-12-31"),
            gain("b", "zeker", "2019-01-01", "2021-06-30"),
            gain("c", "begin-onbekend", "2020-01-01", "2020-12-31"),
        ),
        ended=(gain("d", "zeker", "2018-01-01", "2018-12-31"),),
        moved=(gain("e", "zeker", "2018-01-01", "2018-12-31"),),
        continued=(),
    )
    years = tasks_by_year(found, (date(2018, 5, 1), date(2021, 11, 23)))
    assert [(one.day.year, one.certain, one.possible) for one in years] == [
        (2018, 0, 0),
        (2019, 1, 1),
        (2020, 1, 2),
        (2021, 2, 1),
    ]
    assert years[-1].day == date(2021, 11, 23)


def test_a_number_in_the_legend_is_in_brackets(made: Brief) -> None:
    [chart] = made.charts.values()
    assert ">(1) 3 februari 2017: vacantverklaring" in chart.svg
    assert 'class="ink said"' not in chart.svg
