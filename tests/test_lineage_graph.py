"""The lineage graph: a node for every version, an edge for each pair that an event links."""

import io
import json
from collections import Counter
from datetime import date
from itertools import combinations
from math import isfinite
from pathlib import Path
from xml.etree import ElementTree

import networkx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dvgraph.cli import main
from dvgraph.errors import UseError
from dvgraph.graphics.genealogy import Genealogy
from dvgraph.graphics.svg import BAR, FONT, WIDTH, text_width
from dvgraph.lineage import Lineage, graph, lineage
from dvgraph.lineage.layout import lay_out
from dvgraph.lineage.picture import svg
from dvgraph.lineage.writing import WRITERS
from dvgraph.prebuilt.connection import open_graph
from dvgraph.rdf.oxigraph import RdfFormat, parse
from dvgraph.store.embedded import EmbeddedStore

DATA = """
@base <https://w3id.org/dvgraph/id/> .
@prefix gen: <https://data.vlaanderen.be/ns/generiek#> .
@prefix m8g: <http://data.europa.eu/m8g/> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix orgvl: <https://data.vlaanderen.be/ns/organisatie#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
<o/a> a m8g:PublicOrganisation ; rdfs:label "A"@nl, "A (en)"@en .
<o/b> a m8g:PublicOrganisation ; rdfs:label "B"@nl .
<o/c> a m8g:PublicOrganisation .
<o/alone> a m8g:PublicOrganisation .
<e/1> a org:ChangeEvent, orgvl:Fusie ; rdfs:label "fusie"@nl, "merger"@en ;
  org:originalOrganization <o/a>, <o/b> ; org:resultingOrganization <o/c> .
<e/2> a org:ChangeEvent ; org:originalOrganization <o/a> ; org:resultingOrganization <o/c> .
<e/3> a org:ChangeEvent ; org:resultingOrganization <o/a> .
"""
ORG = "https://w3id.org/dvgraph/id/o/"
EVENT = "https://w3id.org/dvgraph/id/e/"


def test_versions_are_nodes_and_events_edges_from_original_to_resulting() -> None:
    store = EmbeddedStore()
    store.load(list(parse(DATA.encode(), format=RdfFormat.TURTLE)))
    lineage = graph(store)
    assert set(lineage) == {ORG + name for name in ("a", "b", "c", "alone")}
    assert set(lineage.edges(keys=True)) == {
        (ORG + "a", ORG + "c", EVENT + "1"),
        (ORG + "b", ORG + "c", EVENT + "1"),
        (ORG + "a", ORG + "c", EVENT + "2"),
    }
    assert lineage.nodes[ORG + "a"] == {"label_nl": "A", "label_en": "A (en)"}
    assert lineage.nodes[ORG + "c"] == {}
    assert lineage.edges[ORG + "a", ORG + "c", EVENT + "1"] == {
        "label_nl": "fusie",
        "label_en": "merger",
        "types": [
            "http://www.w3.org/ns/org#ChangeEvent",
            "https://data.vlaanderen.be/ns/organisatie#Fusie",
        ],
        "grounds": [],
        "lives_on": False,
        "partly": False,
    }


PREFIXES = """
@base <https://w3id.org/dvgraph/id/> .
@prefix dvg: <https://w3id.org/dvgraph/ns#> .
@prefix gen: <https://data.vlaanderen.be/ns/generiek#> .
@prefix m8g: <http://data.europa.eu/m8g/> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""


def existence(thing: str, *days: str) -> str:
    names = ("vanVroegst", "vanLaatst", "totVroegst", "totLaatst")
    bounds = "".join(
        f' ; dvg:{name} "{day}"^^xsd:date' for name, day in zip(names, days, strict=True)
    )
    slug = thing.replace("/", "-")
    return f"<u/{slug}> a dvg:Bestaan, dvg:GeldendeUitspraak ; dvg:over <{thing}>{bounds} .\n"


def slug(name: str) -> str:
    return name.replace(" ", "-")


def organisation(name: str, start: int, end: int) -> str:
    first, last = f"{start:04}-01-01", f"{end:04}-01-01"
    return (
        f"<o/{slug(name)}> a m8g:PublicOrganisation ;"
        f' rdfs:label "{name}"@nl, "{name}"@en .\n'
        + existence(f"o/{slug(name)}", first, first, last, last)
    )


def event(name: str, year: int, originals: list[str], results: list[str]) -> str:
    sides = f"org:originalOrganization {', '.join(f'<o/{slug(o)}>' for o in originals)} ; "
    sides += f"org:resultingOrganization {', '.join(f'<o/{slug(o)}>' for o in results)}"
    return f'<e/{name}> a org:ChangeEvent ; rdfs:label "{name}"@nl, "{name}"@en ; {sides} .\n' + (
        existence(f"e/{name}", *[f"{year:04}-01-01"] * 4)
    )


def loaded(*parts: str) -> EmbeddedStore:
    store = EmbeddedStore()
    store.load(list(parse((PREFIXES + "".join(parts)).encode(), format=RdfFormat.TURTLE)))
    return store


FAMILY = (
    organisation("a", 1990, 2000),
    organisation("b", 1995, 2000),
    organisation("c", 2000, 2010),
    organisation("d", 2010, 9999),
    organisation("e", 1999, 9999),
    event("ab", 2000, ["a", "b"], ["c"]),
    event("cd", 2010, ["c"], ["d"]),
    event("ce", 2010, ["e"], ["d"]),
    """<u/t1> a dvg:Verantwoordelijkheid, dvg:GeldendeUitspraak ; dvg:organisatie <o/a> ;
      dvg:taak <t/1> ; dvg:totLaatst "2000-01-01"^^xsd:date .
    <u/t2> a dvg:Verantwoordelijkheid, dvg:GeldendeUitspraak ; dvg:organisatie <o/d> ;
      dvg:taak <t/1>, <t/2> ; dvg:totLaatst "9999-12-31"^^xsd:date .\n""",
)


def of(name: str, *parts: str) -> Lineage:
    return lineage(loaded(*parts), ORG + name, today=date(2025, 1, 1))


def test_ancestors_and_descendants_come_with_their_generation() -> None:
    family = of("c", *FAMILY)
    assert family.ancestors() == {ORG + "a": 1, ORG + "b": 1}
    assert family.descendants() == {ORG + "d": 1}
    assert of("d", *FAMILY).ancestors() == {
        **{ORG + "c": 1, ORG + "e": 1},
        **{ORG + "a": 2, ORG + "b": 2},
    }


def test_common_ancestors_and_the_line_between_two_are_found_whoever_is_older() -> None:
    assert of("a", *FAMILY).path(ORG + "d") == [ORG + "a", ORG + "c", ORG + "d"]
    assert of("d", *FAMILY).path(ORG + "a") == [ORG + "a", ORG + "c", ORG + "d"]
    assert of("a", *FAMILY).path(ORG + "b") == []
    assert of("c", *FAMILY).common_ancestors(ORG + "d") == {
        ORG + "c": 1,
        ORG + "a": 3,
        ORG + "b": 3,
    }


def test_the_share_of_present_tasks_counts_each_ancestor_that_had_them() -> None:
    shares = of("d", *FAMILY).shares()
    assert shares[ORG + "a"] == (1, 2)
    assert shares[ORG + "c"] == (0, 2)


def test_an_organisation_that_outlives_the_event_is_said_to_live_on() -> None:
    descent = of("d", *FAMILY).descent
    assert descent.edges[ORG + "e", ORG + "d", EVENT + "ce"]["lives_on"]
    assert not descent.edges[ORG + "c", ORG + "d", EVENT + "cd"]["lives_on"]


@pytest.mark.parametrize(
    ("kind", "parts"),
    [
        ("cycle", [event("ca", 2010, ["c"], ["a"])]),
        ("begins after", [organisation("z", 2020, 2022), event("za", 2015, ["z"], ["d"])]),
        ("ended before", [organisation("z", 1970, 1980), event("za", 2010, ["z"], ["d"])]),
        ("ends before", [organisation("z", 1970, 1980), event("za", 2000, ["b"], ["z"])]),
    ],
)
def test_circles_and_impossible_orders_are_named(kind: str, parts: list[str]) -> None:
    assert of("a", *FAMILY).faults() == []
    found = lineage(loaded(*FAMILY, *parts)).faults()
    assert kind in {fault.kind for fault in found}
    assert all(fault.message for fault in found)


def test_the_tree_of_all_shows_what_only_a_circle_leads_to() -> None:
    parts = [organisation("a", 2000, 2020), organisation("c", 2000, 2020)]
    parts += [event("ca", 2010, ["c"], ["a"]), event("ac", 2011, ["a"], ["c"])]
    text = WRITERS["tree"](lineage(loaded(*parts)))
    assert "ca" in text
    assert "ac" in text


def test_what_is_no_organisation_has_no_lineage() -> None:
    with pytest.raises(UseError, match="not an organisation with a version"):
        of("unknown", *FAMILY)


@pytest.mark.parametrize("form", sorted(WRITERS))
def test_every_text_form_names_every_organisation(form: str) -> None:
    text = WRITERS[form](of("d", *FAMILY))
    assert all(f"{name}" in text for name in ("ab", "cd", "ce"))


def test_the_forms_are_read_by_other_tools() -> None:
    """GraphML is XML with the nodes and edges; JSON is an object with both."""
    family = of("d", *FAMILY)
    assert WRITERS["graphml"](family).count("<edge ") == 4
    found = json.loads(WRITERS["json"](family))
    assert len(found["organisations"]) == 5
    assert {edge["event"] for edge in found["events"]} == {EVENT + n for n in ("ab", "cd", "ce")}


def test_networkx_reads_the_gexf_back_with_names_and_without_the_day_of_writing() -> None:
    family = of("d", *FAMILY)
    text = WRITERS["gexf"](family)
    found = networkx.read_gexf(io.StringIO(text))
    assert set(found) == set(family.descent)
    assert Counter(list(found.edges())) == Counter(list(family.descent.edges()))
    names = {node: data["label_nl"] for node, data in family.descent.nodes(data=True)}
    assert {node: data["label"] for node, data in found.nodes(data=True)} == names
    assert "<meta" not in text


@st.composite
def histories(draw: st.DrawFn, mark: str = "") -> tuple[str, ...]:
    """A small history: organisations with a life, and events from older to younger ones."""
    count = draw(st.integers(1, 9))
    starts = sorted(draw(st.lists(st.integers(1980, 2020), min_size=count, max_size=count)))
    lives = [(start, start + draw(st.integers(0, 30))) for start in starts]
    parts = [organisation(f"{mark}{n}", *life) for n, life in enumerate(lives)]
    pairs = [(a, b) for a in range(count) for b in range(count) if lives[a][0] < lives[b][0]]
    for n, (a, b) in enumerate(draw(st.lists(st.sampled_from(pairs), max_size=8)) if pairs else []):
        parts.append(event(f"{mark}{n}", lives[b][0], [f"{mark}{a}"], [f"{mark}{b}"]))
    return tuple(parts)


@settings(max_examples=30, deadline=None)
@given(histories("x"), histories("y"))
def test_the_lineage_of_two_graphs_without_shared_nodes_is_their_union(
    one: tuple[str, ...], two: tuple[str, ...]
) -> None:
    apart = [graph(loaded(*parts)) for parts in (one, two)]
    both = graph(loaded(*one, *two))
    assert set(both) == {node for part in apart for node in part}
    assert set(both.edges(keys=True)) == {edge for p in apart for edge in p.edges(keys=True)}


def keyed(whole: Lineage) -> dict[str, str]:
    return dict.fromkeys(whole.descent, "f1")


def boxes(drawn: Genealogy) -> list[tuple[float, float, float, float]]:
    """Return left, top, right and bottom of each line of a name."""
    return [
        (
            one.x,
            one.y - FONT * 0.75,
            one.x + text_width(one.text, FONT, bold=one.where == "in"),
            one.y + FONT * 0.2,
        )
        for one in drawn.labels
    ]


def apart(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    beside = one[2] <= other[0] or other[2] <= one[0]
    return beside or one[3] <= other[1] or other[3] <= one[1]


@settings(max_examples=60, deadline=None)
@given(histories())
def test_no_name_overlaps_another_or_a_bar_and_all_is_inside_the_picture(
    parts: tuple[str, ...],
) -> None:
    whole = lineage(loaded(*parts), today=date(2025, 1, 1))
    drawn = lay_out(whole, keyed(whole))
    assert len(drawn.bars) + len(drawn.undated) == sum("m8g:PublicOrg" in part for part in parts)
    names = boxes(drawn)
    assert {one.iri for one in drawn.labels} == {bar.iri for bar in drawn.bars}
    assert all(apart(a, b) for a, b in combinations(names, 2))
    for label, box in zip(drawn.labels, names, strict=True):
        for bar in drawn.bars:
            inside = label.where == "in" and bar.iri == label.iri
            assert inside or apart(box, (bar.left, bar.y, bar.right, bar.y + BAR))
    places = [
        *((box[0], box[1]) for box in names),
        *((box[2], box[3]) for box in names),
        *((x, bar.y) for bar in drawn.bars for x in (bar.left, bar.right)),
        *((step.x, y) for step in drawn.verticals for y in (step.y1, step.y2)),
        *((badge.x, badge.y) for badge in drawn.badges),
    ]
    assert all(isfinite(x) and 0 <= x <= WIDTH for x, _ in places)
    assert all(isfinite(y) and 0 <= y <= drawn.height for _, y in places)


@settings(max_examples=60, deadline=None)
@given(histories())
def test_a_vertical_joins_two_bars_and_every_event_has_its_number(parts: tuple[str, ...]) -> None:
    whole = lineage(loaded(*parts), today=date(2025, 1, 1))
    drawn = lay_out(whole, keyed(whole))
    bars = {bar.iri: bar for bar in drawn.bars}
    for step in drawn.verticals:
        ends = ((step.older, step.y1), (step.younger, step.y2))
        assert all(bars[iri].y <= y <= bars[iri].y + BAR for iri, y in ends)
    linked = {key for a, b, key in whole.descent.edges(keys=True) if a in bars and b in bars}
    assert {badge.event for badge in drawn.badges} == linked
    numbers = sorted(badge.number for badge in drawn.badges)
    assert numbers == list(range(1, len(numbers) + 1))


def test_a_merger_of_a_known_year_is_drawn_within_that_year() -> None:
    whole = lineage(open_graph(), today=date(2025, 1, 1))
    drawn = lay_out(whole, keyed(whole))
    (first, left), *_, (last, right) = drawn.years
    seen = 0
    for step in drawn.verticals:
        data = whole.descent.edges[step.older, step.younger, step.event]
        lower, upper = (data.get(name, date.min) for name in ("from_earliest", "from_latest"))
        if lower.year != upper.year or lower.year == 1:
            continue
        begin, end = (
            left + (right - left) * (year - first) / (last - first)
            for year in (lower.year, lower.year + 1)
        )
        assert begin - 1 <= step.x <= end + 1, (step, lower, upper)
        assert not step.ties, "the bars reach the event"
        seen += 1
    assert seen >= 2


def test_a_name_of_any_length_stays_in_the_picture_and_is_whole_in_its_title() -> None:
    name = "Agentschap voor " + "de bevordering van het geografisch informatiebeleid " * 7
    parts = [organisation(one, 2000, 2010) for one in (name, "b", "W" * 300)]
    family = lineage(loaded(*parts), today=date(2025, 1, 1))
    drawn = lay_out(family, keyed(family))
    assert all(box[2] <= WIDTH for box in boxes(drawn))
    assert [one.text[-1] for one in drawn.labels if one.text != "b"].count("…") == 2
    picture = svg(family)
    assert f"{name}: " in picture
    assert f"{'W' * 300}: " in picture


def test_the_names_of_sixty_organisations_are_clear_of_each_other() -> None:
    """Short lives in one lane, each with a separate successor."""
    parts = [organisation(f"raad {n}", 1900 + 2 * n, 1902 + 2 * n) for n in range(50)]
    parts += [organisation(f"fonds {n}", 1920 + 8 * n, 9999) for n in range(10)]
    parts += [event(f"r{n}", 1900 + 2 * n, [f"raad {n - 1}"], [f"raad {n}"]) for n in range(1, 50)]
    parts += [
        event(f"f{n}", 1920 + 8 * n, [f"raad {9 + 4 * n}"], [f"fonds {n}"]) for n in range(10)
    ]
    whole = lineage(loaded(*parts), today=date(2025, 1, 1))
    drawn = lay_out(whole, keyed(whole))
    assert {one.iri for one in drawn.labels} == {bar.iri for bar in drawn.bars}
    assert all(apart(a, b) for a, b in combinations(boxes(drawn), 2))


def test_the_picture_is_whole_xml_with_title_description_and_a_link_for_each_organisation() -> None:
    root = ElementTree.fromstring(svg(of("d", *FAMILY)))
    space = "{http://www.w3.org/2000/svg}"
    assert "stamboom" in str(root.findtext(f"{space}title"))
    assert "c ging over in d" in str(root.findtext(f"{space}desc"))
    links = {link.get("href") for link in root.iter(f"{space}a")}
    assert links == {ORG + name for name in "abcde"} | {EVENT + n for n in ("ab", "cd", "ce")}
    assert not list(root.iter(f"{space}script"))


def test_the_command_prints_rows_draws_to_a_file_and_links_two(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def run(*args: str) -> tuple[object, str]:
        with pytest.raises(SystemExit) as done:
            main(["lineage", *args])
        return done.value.code, capsys.readouterr().out

    target = tmp_path / "stamboom.svg"
    assert run("digitaal-vlaanderen", "-o", str(target)) == (0, "")
    ElementTree.fromstring(target.read_text(encoding="utf-8"))
    code, rows = run("digitaal-vlaanderen", "-f", "csv")
    assert (code, rows.split(",")[:2]) == (0, ["richting", "generatie"])
    assert "informatie-vlaanderen" in run("agiv", "--with", "digitaal-vlaanderen")[1]
    assert run("magda")[0] == 2


def test_in_a_lane_no_bar_hides_what_is_certain_of_another() -> None:
    whole = lineage(open_graph(), today=date(2026, 11, 29))
    drawn = lay_out(whole, keyed(whole))
    for one, other in combinations(drawn.bars, 2):
        if one.lane == other.lane:
            first, second = sorted((one, other), key=lambda bar: bar.left)
            assert first.right <= second.left + 1
