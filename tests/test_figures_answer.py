"""A measure over time: rows, linked and broken lines, and charts with their text."""

import struct
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner

import dvgraph
from answers import by_variable
from dvgraph.api import Graph
from dvgraph.cli import cli
from dvgraph.errors import UseError
from dvgraph.figures import measure_of, measures
from dvgraph.prebuilt.connection import open_graph
from dvgraph.rdf.terms import value
from test_derive_figures import ABOUT, HEAD, MERGER, MORE, figure

pytestmark = pytest.mark.program

NAMES = """@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
<dienst/a> a <http://purl.org/vocab/cpsv#PublicService> ; rdfs:label "loket"@nl, "desk"@en .
<organisatie/a> a m8g:PublicOrganisation ; rdfs:label "Agentschap A"@nl, "Agency A"@en .
<organisatie/b> a m8g:PublicOrganisation ; rdfs:label "Agentschap B"@nl, "Agency B"@en .
<organisatie/c> a m8g:PublicOrganisation ; rdfs:label "Agentschap C"@nl, "Agency C"@en .
<bron/a> rdfs:label "bron"@nl, "source"@en .
"""
SERIES = (
    figure("a", "1000", 2018)
    + figure("b", "1500", 2019, ABOUT)
    + figure("c", "2000", 2020, MORE)
    + figure("d", "3000", 2021)
    + figure("e", "9", None, measure="downloads")
)
PREDECESSORS = (
    MERGER
    + figure("f", "100", thing="organisatie/a")
    + figure("g", "50", thing="organisatie/b")
    + figure("h", "300", 2021, thing="organisatie/c")
)


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Graph]:
    file = tmp_path_factory.mktemp("figures") / "figures.ttl"
    file.write_text(HEAD + NAMES + SERIES + PREDECESSORS, encoding="utf-8")
    with dvgraph.open(data=[str(file)], lang="en") as opened:
        yield opened


def cells(graph: Graph, *names: str, measure: str = "visits", of: str = "desk") -> list[tuple]:
    rows = by_variable(graph.figures(measure, of))
    return [tuple(row[name] for name in names) for row in rows]


def test_growth_and_index_run_along_a_line_and_stop_where_it_breaks(graph: Graph) -> None:
    found = cells(graph, "waarde", "groei", "index", "breuk")
    assert [row[:3] for row in found] == [
        (1000, None, 100),
        (1500, 50, 150),
        (2000, None, None),
        (3000, None, None),
    ]
    assert found[2][3] == "not comparable with 2019: only a limit"
    assert found[3][3] == "not comparable with 2020: only a limit"


def test_a_series_of_an_organisation_runs_through_its_merger_over_the_sum_of_predecessors(
    graph: Graph,
) -> None:
    found = cells(graph, "soort", "betreftLabel", "waarde", "groei", of="Agency C")
    assert ("sum of predecessors", "Agency C", 150, None) in found
    assert ("figure", "Agency C", 300, 100) in found
    assert {row[1] for row in found} == {"Agency A", "Agency B", "Agency C"}
    # A predecessor goes on into its successor, without its partners' own figures.
    assert cells(graph, "waarde", of="Agency A") == [(100,), (150,), (300,)]


CLAIMS = (
    figure("a", "1000", 2018)
    + figure("b", "1500", 2021, "dvg:vergelekenMet <uitspraak/a> ; " + MORE)
    + figure("c", "50", 2021, 'dvg:basis "2018"^^xsd:gYear ;', measure="bezoeken-groei")
    + figure("d", "9", None)
)


def test_what_a_source_compares_itself_stands_beside_the_refusal_as_its_claim(
    tmp_path: Path,
) -> None:
    file = tmp_path / "figures.ttl"
    file.write_text(HEAD + NAMES + CLAIMS, encoding="utf-8")
    with dvgraph.open(data=[str(file)], lang="en") as opened:
        found = {row["waarde"]: row for row in by_variable(opened.figures("visits", "desk"))}
        assert found[1500]["groei"] is None
        assert found[1500]["breuk"] == "not comparable with seen 2020: only a limit"
        assert found[1500]["volgensBron"] == "from 1,000 (2018) to more than 1,500 (2021)"
        assert found[50]["soort"] == "claim of the source"
        assert found[50]["volgensBron"] == "growth of visits: 50 per cent (relative to 2018)"
        said = opened.figures("visits", "desk").describe()
        assert "According to the source: from 1,000 (2018) to more than 1,500 (2021)" in said


@pytest.mark.parametrize("form", ["csv", "json", "tsv", "table", "md", "html"])
def test_an_open_bound_is_empty_and_the_time_is_said_in_words(tmp_path: Path, form: str) -> None:
    file = tmp_path / "figures.ttl"
    file.write_text(HEAD + NAMES + CLAIMS, encoding="utf-8")
    arguments = ["figures", "bezoeken", "loket", "--data", str(file), "-f", form, "--lang", "en"]
    text = CliRunner().invoke(cli, arguments, catch_exceptions=False).output
    assert "9999-12-31" not in text
    assert "0001-01-01" not in text
    assert "seen" in text


def test_shares_and_ratios_come_with_the_figures_behind_them(tmp_path: Path) -> None:
    file = tmp_path / "figures.ttl"
    turtle = figure("a", "3000", measure="begroting-loonkredieten")
    turtle += figure("b", "6", measure="interne-medewerkers")
    turtle += figure("c", "9000", measure="begroting")
    turtle = turtle.replace(
        "<uitspraak/a> a dvg:Cijfer ;",
        "<uitspraak/a> a dvg:Cijfer ; dvg:deelVan <uitspraak/c> ;",
    )
    file.write_text(HEAD + NAMES + turtle, encoding="utf-8")
    with dvgraph.open(data=[str(file)], lang="nl") as opened:
        [row] = by_variable(opened.figures("loonkredieten"))
        assert row["aandeel"] is not None
        assert round(float(row["aandeel"]), 1) == 33
        [row] = by_variable(opened.figures("loonkredieten", per_head=True))
        assert (row["waarde"], row["perLabel"], row["uitspraken"]) == (500, "personen", 2)


def test_an_unknown_measure_and_one_without_figures_are_refused(graph: Graph) -> None:
    with pytest.raises(UseError, match="MEASURE: there is no measure 'nonsense'"):
        graph.figures("nonsense")
    with pytest.raises(UseError, match="no figure of 'contacts' is known"):
        graph.figures("contacts")


def test_a_chart_is_called_after_the_bodies_whose_numbers_it_has(
    graph: Graph, tmp_path: Path
) -> None:
    def title(of: Graph, body: str) -> str | None:
        root = ElementTree.fromstring(of.figures("visits", body).svg())
        return root.findtext("{http://www.w3.org/2000/svg}title")

    assert title(graph, "Agency C") == "Visits of Agency C, predecessors and successors"
    file = tmp_path / "figures.ttl"
    none_of_its_own = PREDECESSORS.replace(figure("f", "100", thing="organisatie/a"), "")
    file.write_text(HEAD + NAMES + none_of_its_own, encoding="utf-8")
    with dvgraph.open(data=[str(file)], lang="en") as opened:
        assert title(opened, "Agency A") == "Visits of Agency C"


def test_the_svg_is_whole_and_says_in_words_what_it_shows(graph: Graph) -> None:
    found = graph.figures("visits", "desk")
    root = ElementTree.fromstring(found.svg())
    space = "{http://www.w3.org/2000/svg}"
    title, description = (root.findtext(f"{space}{name}") for name in ("title", "desc"))
    assert title == "Visits of desk"
    assert description == found.describe()
    for said in ("2019, about 1,500", "2020, > 2,000", "not comparable with 2019: only a limit"):
        assert said in description
    drawn = "".join(root.itertext())
    assert all(
        said in drawn for said in ("about 1,500", "> 2,000", "lower limit", "about comparable")
    )
    assert root.get("lang") == "en"


def test_a_line_joins_only_what_is_comparable(graph: Graph) -> None:
    root = ElementTree.fromstring(graph.figures("visits", "desk").svg())
    paths = [path for path in root.iter() if "L" in path.get("d", "")]
    assert [path.get("class") for path in paths] == ["joined-about"]  # one of its ends is about


def test_a_break_stands_on_the_axis_with_its_number_and_reason(graph: Graph) -> None:
    root = ElementTree.fromstring(graph.figures("visits", "desk").svg())
    space = "{http://www.w3.org/2000/svg}"
    broken = [
        group
        for group in root.iter(f"{space}g")
        if any(path.get("class") == "break" for path in group.findall(f"{space}path"))
        and group.find(f"{space}title") is not None
    ]
    told = [group.findtext(f"{space}title") for group in broken]
    assert any("not comparable with 2019: only a limit" in str(one) for one in told)
    assert [group.findtext(f"{space}text") for group in broken] == ["1", "2"]


class Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.fetched: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "link", "img", "iframe"):
            self.fetched += [value for name, value in attrs if name in ("src", "href") and value]


def test_the_page_fetches_nothing_and_holds_the_rows(graph: Graph) -> None:
    text = graph.figures("visits", "desk").html()
    page = Page()
    page.feed(text)
    assert page.fetched == []
    assert 'lang="en"' in text
    assert "<td>not comparable with 2019: only a limit</td>" in text


def test_the_png_is_an_image_twice_as_wide_as_the_chart(graph: Graph) -> None:
    data = graph.figures("visits", "desk").png()
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    assert struct.unpack(">I", data[16:20])[0] > 2 * 800


def test_nothing_is_drawn_of_figures_without_a_number_or_a_time(tmp_path: Path) -> None:
    file = tmp_path / "figures.ttl"
    undated = figure("a", "1", None).replace('dvg:gezienOp "2020"^^xsd:gYear ; ', "")
    file.write_text(HEAD + NAMES + undated, encoding="utf-8")
    with dvgraph.open(data=[str(file)]) as opened, pytest.raises(UseError, match="a time"):
        opened.figures("bezoeken").svg()


def test_a_missing_typesetter_is_named_with_how_to_install_it(
    graph: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "typst", None)
    found = graph.figures("visits", "desk")
    with pytest.raises(UseError, match=r"pip install 'dvgraph\[brief\]'"):
        found.png()
    assert found.svg().startswith("<svg")  # rows and SVG need none of it
    assert len(found) == 4


def test_the_command_writes_rows_and_pictures_by_the_suffix(tmp_path: Path) -> None:
    file = tmp_path / "figures.ttl"
    file.write_text(HEAD + NAMES + SERIES, encoding="utf-8")
    for suffix, start in (
        ("svg", b"<svg"),
        ("png", b"\x89PNG"),
        ("pdf", b"%PDF"),
        ("csv", b"soort,maat"),
    ):
        target = tmp_path / f"out.{suffix}"
        arguments = ["figures", "bezoeken", "loket", "--data", str(file), "-o", str(target)]
        result = CliRunner().invoke(cli, arguments, catch_exceptions=False)
        assert result.exit_code == 0
        assert target.read_bytes().startswith(start)


def test_measures_are_listed_with_the_number_of_their_figures() -> None:
    table = measures(open_graph(), "en")
    numbers = [int(value(number)) for _, _, number in table.rows]
    assert numbers == sorted(numbers, reverse=True)
    assert min(numbers) > 0


def test_an_unknown_measure_is_answered_with_known_ones() -> None:
    store = open_graph()
    with pytest.raises(UseError, match="lists the measures: "):
        measure_of(store, "koffie")


def test_a_broader_measure_gives_the_figures_of_its_narrower_ones() -> None:
    with dvgraph.open() as shipped:
        rows = shipped.figures("budgetten", "Digitaal Vlaanderen")
        kinds = {value(row[1]).rpartition("/")[2] for row in rows.table.rows}
        assert {"begroting", "begroting-dotatie", "begroting-loonkredieten"} <= kinds
        assert rows.series.measures == {value(row[1]) for row in rows.table.rows}
        asked = shipped.ask("measure-over-time", measure="budgetten")
        alone = shipped.ask("measure-over-time", measure="begroting")
        assert {row[0] for row in alone.table.rows} < {row[0] for row in asked.table.rows}
        # One chart for what has one unit; elsewhere the table.
        assert "loonkredieten, Digitaal Vlaanderen" in rows.describe()
        ElementTree.fromstring(rows.svg())
        with pytest.raises(UseError):
            shipped.figures("gebruik").svg()
