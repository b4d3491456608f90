"""Every view gives the same values for a fact, wherever the data is stored.

The state on a day, the dates as written, the bounds and the doubts of a statement are the same in
each table that has a row for it. The text on some facts is the same from files, from a store on
disk and from a server.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from datetime import date

import pytest

import dvgraph
from dvgraph.api import Graph
from dvgraph.brief.writers import write
from dvgraph.history.as_of import Fact
from dvgraph.labels.short_ids import short_id
from dvgraph.labels.subgraph import Subgraph
from dvgraph.lineage.writing import tree
from dvgraph.locale.wording import measured, moment, period, standing
from dvgraph.locale.words import words
from dvgraph.namespaces import BASE
from dvgraph.prebuilt.loading import load
from dvgraph.questions import question
from dvgraph.rdf.terms import value
from dvgraph.resources import data_dir
from dvgraph.store.protocol import Table
from dvgraph.things.page import Page

pytestmark = pytest.mark.program

TODAY = str(date.today())
DV = "digitaal-vlaanderen"
# Thirteen facts: the slug of a statement, and the thing whose page tells it.
FACTS = {
    "an existence": ("bestaan-agiv", "agiv"),
    "a task, one of its roles": ("ict-raamcontracten-beheer", DV),
    "a service, one of its roles": ("klip-beheer-digitaal-vlaanderen-2", DV),
    "a tenure": ("bezetting-smedts-digitaal-vlaanderen", "administrateur-generaal"),
    "a class": ("functieklasse-k-2023-2", "administrateur-generaal"),
    "a parent": ("corve-onder-facilitair-bedrijf", "afdeling-corve"),
    "a parent in a contradiction": ("vlaamse-infolijn-onder-dar", "afdeling-vlaamse-infolijn"),
    "an own inference": ("geowebdiensten-beheer", DV),
    "a claim contradicted": ("athumi-gipod-beheer", "gipod"),
    "a reading of an event": ("bestaan-fusie-2021-op-10-mei", "fusie-digitaal-vlaanderen-2021"),
    "a characteristic": ("datanutsbedrijf-rechtsvorm-nv", "vlaams-datanutsbedrijf"),
    "a fate": ("lot-gipod", "athumi"),
    "a figure": ("cijfer-digitaal-vlaanderen-begroting-2025", DV),
}
MEASURES = (("begroting", DV), ("aanmeldingen", "mijn-burgerprofiel"))
TOLD = ("van", "tot", "gezienOp", "vanVroegst", "vanLaatst", "totVroegst", "totLaatst")
# These rows have other days than those of their statement: of the fate of a task, of the end of a
# task that moved, of the effect that a decision never had.
OTHER_DAYS = {"ask tasks-ended-or-moved"}
OTHER_ROWS = {"lot", words("ledgers.decisions", "nl")["no effect"]}


@pytest.fixture(scope="module")
def files() -> Iterator[Graph]:
    with dvgraph.open(lang="nl") as opened:
        yield opened


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Graph]:
    folder = tmp_path_factory.mktemp("one") / "store"
    load([data_dir()], folder)
    with dvgraph.open(store=folder, lang="nl") as opened:
        yield opened


@pytest.fixture(scope="module")
def served(shipped_on_oxigraph: str) -> Iterator[Graph]:
    with dvgraph.open(endpoint=shipped_on_oxigraph, lang="nl") as opened:
        yield opened


@pytest.fixture(scope="module")
def virtuoso(shipped_on_virtuoso: str) -> Iterator[Graph]:
    with dvgraph.open(endpoint=shipped_on_virtuoso, lang="nl") as opened:
        yield opened


def tables(graph: Graph) -> Iterator[tuple[str, Table]]:
    """Yield the table of each question and view; those for a day are for today."""
    for asked in question.questions():
        given = {**asked.example, **({"date": TODAY} if "date" in asked.example else {})}
        yield f"ask {asked.name}", question.ask(graph.store, asked.name, given, "nl").table
    yield "as-of", graph.as_of("today").table
    yield "tasks", graph.tasks().table
    yield "decisions", graph.decisions().table
    yield "gaps", graph.gaps().table
    for measure, thing in MEASURES:
        yield f"figures {measure}", graph.figures(measure, thing).table


def cells(view: str, table: Table) -> Iterator[tuple[str, str, str]]:
    """Yield statement, column and value for the rows about a statement."""
    for row in table.rows:
        of = dict(zip(table.variables, map(value, row), strict=True))
        statement = of.get("uitspraak", "")
        if not statement or of.get("uitspraken", "1") != "1" or of.get("wat") in OTHER_ROWS:
            continue
        for name in TOLD if view not in OTHER_DAYS else ():
            if name in of:
                yield statement, name, "; ".join(sorted(of[name].split("; ")))
        if of.get("geldt"):
            yield statement, "geldt", of["geldt"]


@pytest.fixture(scope="module")
def told(files: Graph) -> dict[tuple[str, str], dict[str, list[str]]]:
    """Return, for each statement and column, the values given, each with the views that give it."""
    found: dict[tuple[str, str], dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for view, table in tables(files):
        for statement, name, said in cells(view, table):
            found[statement, name][said].append(view)
    return found


def readings(graph: Graph) -> set[str]:
    """Return the statements that are one of several datings of an event, which views combine."""
    found = graph.query(
        "PREFIX dvg: <https://w3id.org/dvgraph/ns#> SELECT ?one ?event WHERE {"
        " ?one a dvg:Bestaan, dvg:GeldendeUitspraak ; dvg:over ?event }"
    )
    times = Counter(event for _, event in found)
    return {str(one) for one, event in found if times[event] > 1}


def test_every_table_gives_a_statement_the_same_dates_bounds_and_state(
    files: Graph, told: dict[tuple[str, str], dict[str, list[str]]]
) -> None:
    folded = readings(files)
    differing = {
        key: dict(said) for key, said in told.items() if len(said) > 1 and key[0] not in folded
    }
    assert not differing
    views = {view for said in told.values() for several in said.values() for view in several}
    assert {"as-of", "tasks", "decisions", "gaps", "figures begroting"} < views


@pytest.fixture(scope="module")
def facts(files: Graph) -> list[Fact]:
    """Return the facts of today."""
    return files.as_of("today").state.facts


@pytest.fixture(scope="module")
def pages(files: Graph) -> dict[str, Page]:
    """Return the pages of the things of FACTS."""
    return {name: files.show(name) for name in {name for _, name in FACTS.values()}}


@pytest.mark.parametrize("fact", FACTS)
def test_a_fact_has_one_state_and_one_wording_of_its_dates(
    fact: str,
    files: Graph,
    told: dict[tuple[str, str], dict[str, list[str]]],
    facts: list[Fact],
    pages: dict[str, Page],
) -> None:
    slug, name = FACTS[fact]
    statement = f"{BASE}uitspraak/{slug}"
    graph = Subgraph(files.store, "nl")
    span, state = graph.span(statement), graph.state(statement, date.today())
    assert span
    assert state
    doubts = graph.doubts(statement)
    # The last figure of a period that is over is told as last measured.
    last = words("history.portrait", "nl")["measured"] if "cijfer" in slug else None
    assert set(told[statement, "geldt"]) <= {standing(state, doubts, "nl"), last}
    page = pages[name]
    lines = [
        line
        for section in page.sections
        for line in section.lines
        if short_id(statement) in line.id or short_id(statement) in line.text
    ]
    assert lines
    wordings = {worded(span, "nl") for worded in (period, moment, measured)}
    for line in lines:
        if line.iri == statement and line.id == short_id(statement):
            assert line.status in ("", state)
            assert line.when in wordings
    for one in facts:
        if one.statement == statement:
            assert one.status == state or (last and one.status == "measured")
            assert one.doubts == doubts
            assert one.when in wordings


PLACES = (
    "files",
    pytest.param("stored", marks=pytest.mark.slow),
    pytest.param("served", marks=pytest.mark.engines),
    pytest.param("virtuoso", marks=pytest.mark.virtuoso),
)


def views(graph: Graph) -> Iterator[tuple[str, str]]:
    """Yield the name and the text of each view of the facts."""
    for name in sorted({thing for _, thing in FACTS.values()}):
        yield f"show {name}", graph.show(name).text("json")
    for day in ("2015-12-31", "2021-05-01"):
        yield f"as-of {day}", graph.as_of(day, DV).text("md")
    yield "as-of", graph.as_of("today").text("json")
    yield "diff", graph.diff("2015", "2022", DV).text("md")
    yield "tasks", graph.tasks(DV).text("json")
    yield "decisions", graph.decisions(DV).text("json")
    yield "gaps", graph.gaps(DV).text("json")
    for measure, thing in MEASURES:
        yield f"figures {measure}", graph.figures(measure, thing).text("json")
    lineage = graph.lineage(DV)
    yield "lineage", str(lineage.table().rows)
    for asked in ("contradictions", "event-merged", "post-holders", "two-responsible"):
        yield f"ask {asked}", graph.ask(asked, **question.get(asked).example).text("json")


@pytest.fixture(scope="module")
def expected(files: Graph) -> dict[str, str]:
    return dict(views(files))


@pytest.mark.slow
@pytest.mark.parametrize("place", PLACES[1:])
def test_every_view_is_the_same_text_wherever_the_data_is_kept(
    place: str, expected: dict[str, str], request: pytest.FixtureRequest
) -> None:
    graph = request.getfixturevalue(place)
    found = dict(views(graph))
    differing = [name for name, text in found.items() if text != expected[name]]
    assert not differing


def _brief(name: str, since: str) -> Callable[[Graph], bytes]:
    return lambda graph: write(graph.brief(name, since), "md")


BRIEFS = {
    "a post": _brief("administrateur-generaal", "2017"),
    "an organisation": _brief("agiv", "2004"),
}


@pytest.mark.slow
@pytest.mark.parametrize(
    "brief", ["an organisation", pytest.param("a post", marks=pytest.mark.slow)]
)
@pytest.mark.parametrize("place", PLACES[1:])
def test_a_brief_is_the_same_to_the_byte_wherever_the_data_is_kept(
    place: str, brief: str, files: Graph, request: pytest.FixtureRequest
) -> None:
    graph = request.getfixturevalue(place)
    assert BRIEFS[brief](graph) == BRIEFS[brief](files)


WITHDRAWN = """
@base <https://w3id.org/dvgraph/id/> .
@prefix dvg: <https://w3id.org/dvgraph/ns#> .
@prefix gen: <https://data.vlaanderen.be/ns/generiek#> .
@prefix m8g: <http://data.europa.eu/m8g/> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix orgvl: <https://data.vlaanderen.be/ns/organisatie#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

<organisatie/kade> a m8g:PublicOrganisation ;
    rdfs:label "Kade"@nl, "Quay"@en .
<organisatie/spookdienst> a m8g:PublicOrganisation ;
    rdfs:label "Spookdienst"@nl, "Ghost Office"@en .
<taak/loodsen> a dvg:Taak ; rdfs:label "loodsen"@nl, "piloting"@en .
<gebeurtenis/omvorming> a orgvl:Vervanging ;
    rdfs:label "omvorming van Kade"@nl, "conversion of Quay"@en ;
    org:originalOrganization <organisatie/kade> ;
    org:resultingOrganization <organisatie/spookdienst> .
<uitspraak/kade> a dvg:Bestaan ; dvg:over <organisatie/kade> ; dvg:van "2000-01-01"^^xsd:date ;
    dvg:vindplaats <bron/blad#pagina=1> .
<uitspraak/spookdienst> a dvg:Bestaan ; dvg:over <organisatie/spookdienst> ;
    dvg:van "2010-01-01"^^xsd:date ; dvg:vindplaats <bron/blad#pagina=2> ;
    prov:invalidatedAtTime "2024-06-01T09:00:00Z"^^xsd:dateTime .
<uitspraak/omvorming> a dvg:Bestaan ; dvg:over <gebeurtenis/omvorming> ;
    dvg:van "2010-01-01"^^xsd:date ; dvg:vindplaats <bron/blad#pagina=2> ;
    prov:invalidatedAtTime "2024-06-01T09:00:00Z"^^xsd:dateTime .
<uitspraak/kade-loodst> a dvg:Verantwoordelijkheid ; dvg:organisatie <organisatie/kade> ;
    dvg:taak <taak/loodsen> ; dvg:rol <concept/verantwoordelijkheidsrol/uitvoering> ;
    dvg:van "2000-01-01"^^xsd:date ; dvg:vindplaats <bron/blad#pagina=1> .
<uitspraak/spookdienst-loodst> a dvg:Verantwoordelijkheid ;
    dvg:organisatie <organisatie/spookdienst> ; dvg:taak <taak/loodsen> ;
    dvg:rol <concept/verantwoordelijkheidsrol/uitvoering> ;
    dvg:van "2010-01-01"^^xsd:date ; dvg:vindplaats <bron/blad#pagina=2> .
<bron/blad> a <http://xmlns.com/foaf/0.1/Document> ; rdfs:label "blad"@nl, "leaf"@en .
"""


@pytest.fixture(scope="module")
def withdrawn(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Graph]:
    folder = tmp_path_factory.mktemp("kade") / "kade"
    folder.mkdir()
    (folder / "kade.ttl").write_text(WITHDRAWN, encoding="utf-8")
    with dvgraph.open([str(folder)], lang="nl") as opened:
        yield opened


@pytest.mark.slow
def test_no_view_of_another_thing_tells_what_a_withdrawn_event_did(withdrawn: Graph) -> None:
    lineage = withdrawn.lineage("kade")
    said = {
        "as-of": withdrawn.as_of("2015", "kade").text("md"),
        "show": withdrawn.show("kade").text("md"),
        "lineage": str(lineage.table().rows) + tree(lineage),
        "brief": write(withdrawn.brief("kade", "2005"), "md").decode(),
    }
    assert [view for view, text in said.items() if "pookdienst" in text] == []
    assert "mvorming" not in "".join((*said.values(), withdrawn.as_of("2010").text("md")))


def test_every_view_marks_what_hangs_on_a_withdrawn_thing(withdrawn: Graph) -> None:
    doubt = words("state.doubt", "nl")["hanging"]
    day = {"date": "2015-01-01", "task": "loodsen"}
    for text in (
        withdrawn.as_of("2015").text("text"),
        withdrawn.diff("2005", "2015").text("text"),
        withdrawn.show("spookdienst").text(width=500),
        withdrawn.show("loodsen").text(width=500),
        withdrawn.tasks("kade").text("csv"),
        withdrawn.decisions().text("csv"),
        withdrawn.gaps().text("csv"),
        withdrawn.ask("responsible-on-date", **day).text("csv"),
        write(withdrawn.brief("spookdienst", "2005"), "md").decode(),
    ):
        assert " ".join(text.split()).count(doubt) >= 1
        marked = [line for line in text.splitlines() if "uitspraak/kade" in line]
        assert not any(doubt in line for line in marked)


def test_the_views_of_a_withdrawn_thing_say_so(withdrawn: Graph) -> None:
    for text in (
        withdrawn.show("spookdienst").text("md"),
        withdrawn.as_of("2015", "spookdienst").text("md"),
        write(withdrawn.brief("spookdienst", "2005"), "md").decode(),
    ):
        assert "ingetrokken" in text


@pytest.mark.slow
def test_a_page_as_recorded_on_a_day_says_which(withdrawn: Graph) -> None:
    then = withdrawn.show("spookdienst", known_on="2020-01-01").text("md")
    assert "bekend op 1 januari 2020" in then
    assert "ingetrokken" not in then
    both = withdrawn.show("spookdienst", as_of="2015", known_on="2020-01-01").text("md")
    assert "31 december 2015; bekend op 1 januari 2020" in both


def test_a_word_names_a_thing_before_a_statement_of_that_slug(withdrawn: Graph) -> None:
    assert withdrawn.show("kade").kind == "organisation"
    assert withdrawn.show("kade-loodst").kind == "statement"
