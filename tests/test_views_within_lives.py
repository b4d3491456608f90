"""No view shows a thing outside the lives of the things it needs, on any first of January."""

from datetime import date

import pytest

from dvgraph.brief.scope import planned, scope
from dvgraph.derive.states import IN_FORCE
from dvgraph.history.as_of import as_of
from dvgraph.labels.subgraph import Subgraph
from dvgraph.ledgers.task_table import table as task_table
from dvgraph.ledgers.tasks import ledger
from dvgraph.lineage import lineage
from dvgraph.locale.words import words
from dvgraph.namespaces import BASE
from dvgraph.prebuilt.connection import open_graph
from dvgraph.questions import question
from dvgraph.rdf.terms import plain, value
from dvgraph.store.protocol import Store
from variations import sparse

pytestmark = pytest.mark.program

PREFIXES = """
PREFIX dvg: <https://w3id.org/dvgraph/ns#>
PREFIX org: <http://www.w3.org/ns/org#>
"""
# What a statement is about must exist while it holds, the other end of a relation only where the
# kind of relation says so. A statement whose own dates contradict that is a finding of its own.
NEEDS = (
    PREFIXES
    + """
SELECT DISTINCT ?statement ?thing WHERE {
  {
    ?statement dvg:betrekking ?kind ; dvg:voorwerp ?thing . ?kind dvg:samenBestaan true .
  } UNION {
    ?statement dvg:organisatie|dvg:onderwerp|dvg:functie|org:organization ?thing .
  }
  FILTER NOT EXISTS { ?statement a dvg:Cijfer }
  FILTER NOT EXISTS { ?statement dvg:valtBuiten ?thing }
}"""
)
LIVES = (
    PREFIXES
    + """
SELECT ?thing ?from ?until WHERE {
  ?life a dvg:Bestaan, dvg:GeldendeUitspraak ; dvg:over ?thing ;
    dvg:vanVroegst ?from ; dvg:totLaatst ?until .
}"""
)
YEARS = range(1995, 2028)
NEW_YEARS_DAYS = [date(year, 1, 1) for year in YEARS]
HELD = {words("state", "nl")[state] for state in IN_FORCE}


@pytest.fixture(scope="module")
def store() -> Store:
    return open_graph()


class Lives:
    """The existences of things, and for each statement the things that it needs."""

    def __init__(self, store: Store) -> None:
        self._lives: dict[str, list[tuple[date, date]]] = {}
        for row in store.select(LIVES).rows:
            thing, *days = map(plain, row)
            first, gone = map(date.fromisoformat, days)
            self._lives.setdefault(thing, []).append((first, gone))
        self._needs: dict[str, list[str]] = {}
        for row in store.select(NEEDS).rows:
            statement, thing = map(plain, row)
            self._needs.setdefault(statement, []).append(thing)

    def existed(self, thing: str, first: date, last: date) -> bool:
        """Whether a thing existed, certainly or possibly, on some day; unknown lives do not say."""
        lives = self._lives.get(thing)
        return not lives or any(begun <= last and first < gone for begun, gone in lives)

    def outside(self, statement: str, first: date, last: date) -> list[str]:
        """Return the things that a statement needs and that existed on none of these days."""
        needed = self._needs.get(statement, ())
        return [thing for thing in needed if not self.existed(thing, first, last)]


@pytest.fixture(scope="module")
def lives(store: Store) -> Lives:
    return Lives(store)


@pytest.mark.parametrize("day", sparse(NEW_YEARS_DAYS, 12), ids=str)
def test_as_of_and_the_questions_about_a_day_tell_of_nothing_outside_a_life(
    day: date, store: Store, lives: Lives
) -> None:
    state = as_of(store, day)
    told = {"as-of": [fact.statement for fact in state.facts if fact.status in IN_FORCE]}
    for asked in question.questions():
        if asked.state_on:
            given = {**asked.example, "date": str(day)}
            rows = question.ask(store, asked.name, given, "nl").table.rows
            told[asked.name] = [value(row[0]) for row in rows]
    found = [
        (view, statement, outside)
        for view, statements in told.items()
        for statement in statements
        if (outside := lives.outside(statement, day, day))
    ]
    assert not found
    bodies = [fact.about for fact in state.facts if fact.facet == "existence"]
    assert all(lives.existed(body, day, day) for body in bodies)


@pytest.mark.parametrize("day", sparse(NEW_YEARS_DAYS, 12), ids=str)
def test_the_task_ledger_gives_no_task_to_a_body_that_did_not_exist(
    day: date, store: Store, lives: Lives
) -> None:
    table = task_table(ledger(store, "", "nl", day))
    for row in table.rows:
        of = dict(zip(table.variables, map(value, row), strict=True))
        if of["geldt"].partition(",")[0] in HELD:
            assert not lives.outside(of["uitspraak"], day, day), of
            assert lives.existed(of["organisatie"], day, day), of


def test_lineage_lets_nobody_come_from_or_go_into_what_did_not_exist(
    store: Store, lives: Lives
) -> None:
    found = lineage(store, None, "nl").descent
    seen = 0
    for body, bounds in found.nodes(data=True):
        if "from_earliest" in bounds:
            for day in NEW_YEARS_DAYS:
                if bounds["from_earliest"] <= day < bounds["until_latest"]:
                    assert lives.existed(body, day, day), body
    for older, younger, when in found.edges(data=True):
        if "from_earliest" in when:
            first, last = when["from_earliest"], when["from_latest"]
            before = date.fromordinal(max(first.toordinal() - 1, 1))
            assert lives.existed(older, before, last), (older, younger)
            assert lives.existed(younger, first, last), (older, younger)
            seen += 1
    assert seen


@pytest.mark.parametrize("thing", ["functie/administrateur-generaal", "organisatie/agiv"])
@pytest.mark.slow
def test_a_brief_of_a_year_tells_of_nothing_that_did_not_exist_in_it(
    thing: str, store: Store, lives: Lives
) -> None:
    graph = Subgraph(store, "nl")
    for day in NEW_YEARS_DAYS:
        end = date(day.year, 12, 31)
        reach = scope(graph, f"{BASE}{thing}", day, end)
        outside = [(one, out) for one in reach.before if (out := lives.outside(one, day, day))]
        # A plan tells what would be, and a brief calls it a plan.
        told = [one for one in reach.within if not planned(graph, one)]
        outside += [(one, out) for one in told if (out := lives.outside(one, day, end))]
        assert not outside, day
