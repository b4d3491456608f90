"""Pictures: a palette that is legible, a legend of what is drawn, the numbers of the tables."""

from collections import Counter
from datetime import date, timedelta
from math import isfinite
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

import dvgraph
from dvgraph.graphics.palette import COLOURS, KEYS, TEXTS, file_style, page_style
from dvgraph.graphics.signs import SIGNS, pieces, used
from dvgraph.graphics.svg import WIDTH
from dvgraph.lineage import lineage
from dvgraph.lineage import picture as genealogies
from dvgraph.locale.words import words
from dvgraph.namespaces import BASE, FIRST, LAST

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
