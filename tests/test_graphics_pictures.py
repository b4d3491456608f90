"""Pictures have a legible palette, a legend of exactly their signs, and the tables' numbers."""

import re
from collections import Counter
from datetime import date, timedelta
from math import isfinite
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

import dvgraph
from dvgraph.figures.notes import drawn
from dvgraph.graphics.genealogy import NAMES
from dvgraph.graphics.palette import COLOURS, KEYS, TEXTS, file_style, page_style
from dvgraph.graphics.signs import SIGNS, pieces, used
from dvgraph.graphics.svg import WIDTH
from dvgraph.lineage import Lineage, lineage
from dvgraph.lineage import picture as genealogies
from dvgraph.lineage.layout import lay_out
from dvgraph.locale.words import words
from dvgraph.namespaces import BASE, FIRST, LAST
from dvgraph.rdf.oxigraph import Term
from dvgraph.rdf.terms import plain
from dvgraph.results.rows import Rows

AGENCY = f"{BASE}organisatie/digitaal-vlaanderen"
SPACE = "{http://www.w3.org/2000/svg}"


def light(colour: str) -> float:
    """Return the relative luminance of a colour (WCAG 2.1)."""
    channels = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (
        one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize(("text", "ground"), TEXTS)
def test_every_text_has_the_contrast_that_wcag_asks_in_light_and_dark(
    text: str, ground: str
) -> None:
    for shade in (0, 1):
        pair = sorted(light(COLOURS[role][shade]) for role in (text, ground))
        assert (pair[1] + 0.05) / (pair[0] + 0.05) >= 4.5


def test_the_styles_of_a_file_and_of_a_page_have_the_same_rules_and_colours() -> None:
    page = page_style()
    light_rules, dark_rules = file_style().split("@media")
    for role, (day, night) in COLOURS.items():
        assert f"--{role}: {day};" in page
        assert f"--{role}: {night};" in page
    for key in KEYS:
        assert f".{key} {{ color: {COLOURS[key][0]} }}" in light_rules
        assert f".{key} {{ color: {COLOURS[key][1]} }}" in dark_rules
    assert "var(" not in file_style()  # not every program that shows SVG knows these


def test_every_sign_has_its_words_in_both_languages_and_no_word_is_left_over() -> None:
    for lang in ("nl", "en"):
        shades = {f"shade{n}" for n in (1, 2, 3)}  # what these say is in the map's own words
        assert set(words("graphics.signs", lang)) == set(SIGNS) - shades


@pytest.fixture(scope="module")
def pictures() -> dict[str, str]:
    """Return one picture of each kind, from the shipped data, in English."""
    with dvgraph.open(lang="en") as graph:
        return {
            "genealogy": genealogies.svg(lineage(graph.store, AGENCY, "en")),
            "whole genealogy": genealogies.svg(lineage(graph.store, None, "en")),
            "tasks": graph.tasks("Digitaal Vlaanderen").text("svg"),
            "tasks of AGIV": graph.tasks("AGIV").text("svg"),
            "figure": graph.figures("bezoeken", "Vlaanderen.be").svg(),
            "figures": graph.figures_of("Digitaal Vlaanderen").svg(),
            "coverage": graph.coverage("AGIV").text("svg"),
            "people": graph.people("Digitaal Vlaanderen").text("svg"),
        }


KINDS = (
    *("genealogy", "whole genealogy", "tasks", "tasks of AGIV", "figure", "figures"),
    *("coverage", "people"),
)


@pytest.mark.parametrize("kind", KINDS)
def test_the_legend_has_every_sign_that_is_drawn_and_no_other(
    pictures: dict[str, str], kind: str
) -> None:
    root = ElementTree.fromstring(pictures[kind])
    [legend] = [one for one in root if (one.get("class") or "").startswith("legend")]
    root.remove(legend)
    signs, keys = (ElementTree.tostring(one, "unicode") for one in (legend, root))
    assert used(signs)[0] == used(keys)[0] != []
    assert len(used(keys)[1]) < 2 or set(used(signs)[1]) == set(used(keys)[1])


@pytest.mark.parametrize("kind", KINDS)
def test_a_picture_has_a_title_a_description_and_nothing_that_a_strict_policy_refuses(
    pictures: dict[str, str], kind: str
) -> None:
    root = ElementTree.fromstring(pictures[kind])
    assert root.get("role") == "img"
    assert root.get("lang") == "en"
    assert (root.findtext(f"{SPACE}title") or "").strip()
    assert (root.findtext(f"{SPACE}desc") or "").strip()
    assert len(list(root.iter(f"{SPACE}style"))) == 1
    for element in root.iter():
        assert element.get("style") is None
        assert not any(name.startswith("on") for name in element.attrib)
    assert not list(root.iter(f"{SPACE}script"))


def coloured(style: str, classes: list[set[str]]) -> bool:
    """Return whether a rule gives a mark the colour of one of its classes or of those around it."""
    around, own = set[str]().union(*classes), classes[-1]
    rules = re.findall(r"\.picture ((?:\.[\w-]+ ?)+)\{[^}]*(?:^|[ ;{])(?:color|stroke): #", style)
    named = [{one.strip(".") for one in rule.split()} for rule in rules]
    return any(one <= around and (len(one) == 1 or one & own) for one in named)


@pytest.mark.parametrize("kind", KINDS)
def test_no_mark_has_a_colour_that_neither_its_group_nor_the_dark_theme_knows(
    pictures: dict[str, str], kind: str
) -> None:
    root = ElementTree.fromstring(pictures[kind])
    style = root.findtext(f"{SPACE}style") or ""
    above = {child: one for one in root.iter() for child in one}
    for mark in root.iter():
        classes = [set((mark.get("class") or "").split())]
        if not classes[0] & {"starts", "ends", "handover", "planned", "unknown", "moment"}:
            continue
        while mark in above:
            mark = above[mark]
            classes.insert(0, set((mark.get("class") or "").split()))
        assert coloured(style, classes), classes


@pytest.mark.parametrize("kind", KINDS)
def test_every_place_in_a_picture_is_finite_and_inside_it(
    pictures: dict[str, str], kind: str
) -> None:
    root = ElementTree.fromstring(pictures[kind])
    _, _, wide, high = (float(one) for one in root.get("viewBox", "").split())
    assert wide == WIDTH
    for element in root.iter():
        for name, most in (("x", wide), ("cx", wide), ("y", high), ("cy", high)):
            if (said := element.get(name)) is not None:
                assert isfinite(float(said))
                assert 0 <= float(said) <= most, ElementTree.tostring(element)
        right = float(element.get("x", "0")) + float(element.get("width", "0").rstrip("%"))
        assert element is root or right <= wide + 0.1


def groups(picture: str, kind: str) -> list[ElementTree.Element]:
    """Return the groups of a picture with a class."""
    root = ElementTree.fromstring(picture)
    return [one for one in root.iter(f"{SPACE}g") if kind in (one.get("class") or "").split()]


def test_the_bars_of_a_genealogy_are_the_rows_of_its_table_with_a_time(
    pictures: dict[str, str],
) -> None:
    with dvgraph.open(lang="en") as graph:
        rows = graph.lineage("Digitaal Vlaanderen").table().rows
    bounds = [
        tuple(str(cell.value) if cell is not None else None for cell in row[6:10]) for row in rows
    ]
    shown = {
        bar.get("data-iri"): tuple(bar.get(f"data-{name}") for name in NAMES)
        for bar in groups(pictures["genealogy"], "o")
    }
    assert sorted(map(str, shown.values())) == sorted(map(str, filter(any, bounds)))


def test_the_points_of_figures_are_the_numbers_of_their_table(pictures: dict[str, str]) -> None:
    with dvgraph.open(lang="en") as graph:
        one = graph.figures("bezoeken", "Vlaanderen.be")
        every = graph.figures_of("Digitaal Vlaanderen")
    assert len(groups(pictures["figure"], "value")) == len(one.series.points)
    placed = map(drawn, every.measured)
    several = [points for points in placed if len({point.days for point in points}) > 1]
    assert len(groups(pictures["figures"], "panel")) == len(several) > 3
    assert len(groups(pictures["figures"], "value")) == sum(map(len, several))


def test_a_map_has_a_cell_and_a_row_of_the_table_for_each_year_of_a_facet(
    pictures: dict[str, str],
) -> None:
    with dvgraph.open(lang="en") as graph:
        assert len(groups(pictures["coverage"], "cell")) == len(graph.coverage("AGIV"))


def test_every_tenure_of_the_table_has_its_bar_and_its_name(pictures: dict[str, str]) -> None:
    with dvgraph.open(lang="en") as graph:
        rows = graph.people("Digitaal Vlaanderen")
        held = [row for row in by_variable(rows) if row["vanLaatst"] or row["totLaatst"]]
    bars = groups(pictures["people"], "o")
    assert len(bars) == len(held) > 4
    text = "".join(ElementTree.fromstring(pictures["people"]).itertext())
    assert all(plain(row["persoonLabel"]) in text for row in held)


def by_variable(rows: Rows) -> list[dict[str, Term | None]]:
    return [dict(zip(rows.table.variables, row, strict=True)) for row in rows.table.rows]


def test_a_picture_in_a_page_has_the_style_of_the_page_and_ids_of_its_own() -> None:
    with dvgraph.open(lang="en") as graph:
        asked: list[str] = []

        def link(iri: str) -> str | None:
            asked.append(iri)
            return "there.html" if iri == AGENCY else None

        whole = lineage(graph.store, AGENCY, "en")
        picture = genealogies.svg(whole, name="tree", link=link)
    root = ElementTree.fromstring(picture)
    ids = [one.get("id") for one in root.iter() if one.get("id")]
    assert all(str(one).startswith("tree-") for one in ids)
    assert set(re.findall(r"url\(#([^)]*)\)", picture)) <= set(ids)
    assert root.get("aria-labelledby") == "tree-title tree-desc"
    assert not list(root.iter(f"{SPACE}style"))
    assert {one.get("href") for one in root.iter(f"{SPACE}a")} == {"there.html"}
    assert set(whole.descent) - set(asked) <= set(without_time(whole))
    used_classes = {one for each in root.iter() for one in (each.get("class") or "").split()}
    styled = set(re.findall(r"\.([\w-]+)", page_style()))
    assert used_classes - {"o", "e", "legend", "plot"} <= styled


def without_time(whole: Lineage) -> tuple[str, ...]:
    return lay_out(whole, dict.fromkeys(whole.descent, "f1")).undated


DAYS = st.dates(date(1990, 1, 1), date(2040, 1, 1))
EARLIEST, LATEST = st.just(FIRST) | DAYS, st.just(LAST) | DAYS


@given(EARLIEST, LATEST, EARLIEST | st.just(LAST), LATEST)
def test_only_what_is_certain_is_solid_and_what_is_not_known_is_never_hatched(
    lower: date, start: date, end: date, upper: date
) -> None:
    if not (lower <= start and end <= upper and lower <= end and start <= upper):
        return
    today = date(2026, 11, 29)
    found = pieces((lower, start, end, upper), today)
    for sign, first, last in found:
        if sign == "certain":
            assert start <= first < last <= max(end, first)
            assert last <= today
        if sign in ("starts", "ends"):
            assert lower <= first < last <= upper
            assert first > FIRST
            assert last < LAST
        if sign == "planned":
            assert last >= today - timedelta(days=1)
        assert FIRST < first <= last < LAST
    counts = Counter(piece.sign for piece in found)
    assert counts["before"] <= 1
    assert counts["after"] <= 1
