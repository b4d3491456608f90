"""Every view shows an event once, even if several statements date it."""

import re
from collections import Counter
from collections.abc import Iterator

import pytest

from dvgraph.api import Graph
from dvgraph.brief.writers import write
from dvgraph.ledgers.decision_table import table
from dvgraph.ledgers.decisions import ledger
from dvgraph.lineage import lineage
from dvgraph.lineage.layout import lay_out
from dvgraph.questions import question as questions
from dvgraph.questions.folds import fold
from dvgraph.rdf.oxigraph import Literal, NamedNode
from dvgraph.store.protocol import Store, Table

BASE = "https://w3id.org/dvgraph/id/"
DATED_APART = """PREFIX dvg: <https://w3id.org/dvgraph/ns#>
PREFIX org: <http://www.w3.org/ns/org#>
SELECT ?event ?reading WHERE { ?event a org:ChangeEvent .
  ?reading dvg:over ?event ; a dvg:GeldendeUitspraak }"""
ONCE = sorted(one.name for one in questions.questions() if one.readings)


@pytest.fixture(scope="module")
def graph() -> Iterator[Graph]:
    with Graph(None, None, None, "nl") as opened:
        yield opened


@pytest.fixture(scope="module")
def store(graph: Graph) -> Store:
    return graph.store


@pytest.fixture(scope="module")
def events(store: Store) -> dict[str, set[str]]:
    """Return the readings of each event that has several."""
    found: dict[str, set[str]] = {}
    for event, reading in store.select(DATED_APART).rows:
        assert isinstance(event, NamedNode)
        assert isinstance(reading, NamedNode)
        found.setdefault(event.value, set()).add(reading.value)
    several = {event: given for event, given in found.items() if len(given) > 1}
    assert several
    return several


@pytest.mark.parametrize("name", ONCE)
def test_a_question_on_events_has_one_row_for_all_readings(
    store: Store, events: dict[str, set[str]], name: str
) -> None:
    asked = questions.get(name)
    found = questions.ask(store, name, asked.example).table
    at = found.variables.index("uitspraak")
    columns = [found.variables.index(one) for one in asked.row]
    for event, given in events.items():
        rows = [row for row in found.rows if row[at] and given & set(told(row[at]))]
        keys = Counter(tuple(row[n] for n in columns) for row in rows)
        assert not keys or max(keys.values()) == 1, event


def told(cell: object) -> list[str]:
    return cell.value.split("; ") if isinstance(cell, Literal | NamedNode) else []


def test_a_page_tells_an_event_on_one_line_with_its_readings(
    graph: Graph, events: dict[str, set[str]]
) -> None:
    for name in ("organisatie/digitaal-vlaanderen", "besluit/bundeling-ict-2020"):
        page = graph.show(BASE + name)
        for given in events.values():
            for section in page.sections:
                if section.name in ("open", "contradictions", "between"):
                    continue
                shown = [line for line in section.lines if line.iri in given]
                assert len(shown) <= 1, (name, section.name)
    page = graph.show(f"{BASE}organisatie/digitaal-vlaanderen")
    (origin,) = next(one for one in page.sections if one.name == "origin").lines
    assert origin.when == "2021"
    # What is cited for the event is the reading that gives its date.
    [cited] = re.findall(r"lezingen: 2021 \((c-[a-z0-9]+)\); 10 mei 2021 \(c-", origin.text)
    assert origin.id == cited
    assert cited in str(graph.diff("2020", "2022", "Digitaal Vlaanderen"))


def test_a_decision_has_an_event_among_its_effects_once(
    store: Store, events: dict[str, set[str]]
) -> None:
    found = table(ledger(store))
    decision, statement = (found.variables.index(one) for one in ("besluit", "uitspraak"))
    pairs = Counter(
        (row[decision], event)
        for row in found.rows
        for event, given in events.items()
        if isinstance(row[statement], NamedNode) and row[statement].value in given  # type: ignore[union-attr]  # the cell is a node, as just tested
    )
    assert pairs
    assert max(pairs.values()) == 1


@pytest.mark.slow
def test_a_brief_and_a_diff_tell_an_event_once(graph: Graph) -> None:
    brief = write(graph.brief("administrateur-generaal", since="2017"), "md").decode()
    rows = [line for line in brief.splitlines() if re.match(r"\| 2021 \| fusie tot", line)]
    assert len(rows) == 1
    assert "lezingen: 2021; 10 mei 2021" in rows[0]
    diff = str(graph.diff("2020", "2022", "Digitaal Vlaanderen"))
    assert len(re.findall(r"gingen\s+op\s+in\s+Digitaal\s+Vlaanderen", diff)) <= 1


def test_a_lineage_has_an_event_once_between_two_organisations(store: Store) -> None:
    whole = lineage(store)
    edges = [edge[:3] for edge in whole.descent.edges(keys=True)]
    assert len(edges) == len(set(edges))
    drawn = lay_out(whole, dict.fromkeys(whole.descent, "f1"))
    verticals = [(one.event, one.older, one.younger) for one in drawn.verticals]
    assert verticals
    assert len(verticals) == len(set(verticals))
    badges = [badge.event for badge in drawn.badges]
    assert len(badges) == len(set(badges))


ASPECT = NamedNode(f"{BASE}concept/aspect/vond-plaats")


def test_readings_of_an_event_are_one_row_with_the_widest_bounds() -> None:
    days = [Literal(f"2021-0{month}-01") for month in (1, 3, 5)]
    names = ("uitspraak", "onderwerp", "aspect", "vanVroegst", "vanLaatst")
    a, b, c, event, other = (NamedNode(f"{BASE}{one}") for one in "abcef")
    rows = [
        (a, event, ASPECT, days[1], days[1]),
        (b, event, ASPECT, days[0], days[2]),
        (c, other, other, days[0], days[0]),
    ]
    folded = fold(Table(names, rows), (), readings=True).rows
    assert [row[0] for row in folded] == [(a, b), (c,)]
    assert folded[0][3:] == ((days[0],), (days[2],))
    assert len(fold(Table(names, rows), ()).rows) == 3
