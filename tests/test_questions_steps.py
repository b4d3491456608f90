"""Answers computed beforehand equal those of the question itself, for every thing and day."""

import random
from datetime import date, timedelta

import pytest

from dvgraph.labels.subgraph import Subgraph
from dvgraph.prebuilt.connection import open_graph
from dvgraph.questions import question as questions
from dvgraph.questions import steps
from dvgraph.questions.agency import agency
from dvgraph.questions.folds import OPEN
from dvgraph.rdf.terms import plain
from dvgraph.results.readable import Words, columns
from dvgraph.store.protocol import Store, Table

# A day in a filter, in a computed word and in none; a thing that starts a path, and one that does
# not; the agency; two statements that date one event as one row.
QUICK = (
    "tasks-added",
    "name-on-date",
    "decided-not-in-force",
    "about-organisation",
    "event-merged",
)
DAYS = (date(1990, 1, 1), date(2027, 1, 1))


@pytest.fixture(scope="module")
def store() -> Store:
    return open_graph(None, None, None)


def told(table: Table) -> dict[str, list[str]]:
    """Return the columns for people and those of terms, without the empty ones."""
    seen = columns(table, Words("nl", {}))
    plainly = {
        f"={name}": [plain(row[n]) for row in table.rows if row[n] not in OPEN]
        for n, name in enumerate(table.variables)
        if not name.endswith("Label")
    }
    found = {name.removesuffix("Label"): cells for name, cells in seen.items()} | plainly
    return {name: cells for name, cells in found.items() if any(cells)}


def drawn(found: steps.Steps, chance: random.Random) -> tuple[steps.Key, str]:
    """Return a random case, and a day: on or next to a step, or any day."""
    case = chance.choice(sorted(found.cases) or [("",) * (len(found.asked) + 1)])
    if not found.day:
        return case, ""
    first, last = (one.toordinal() for one in DAYS)
    day = date.fromordinal(chance.randint(first, last))
    if found.cases and chance.random() < 0.7:
        day = date.fromisoformat(chance.choice(found.cases[case])[0])
        day = max(day, date(2, 1, 1)) + timedelta(days=chance.choice((-1, 0, 1)))
    return case, day.isoformat()


def given(store: Store, found: steps.Steps, case: steps.Key, day: str) -> dict[str, object]:
    """Return the parameters of a case in the form of ``ask``."""
    params = found.question.params.values()
    values: dict[str, object] = {}
    for variable, thing in zip(found.asked, case, strict=False):
        if thing:
            fitting = [one for one in params if one.variable == variable]
            of_kind = [one.name for one in fitting if steps.of(store, one).of(thing)]
            name = next(iter(of_kind), fitting[0].name)
            values[name] = agency(store) if thing == steps.AGENCY else [thing]
    for one in params:
        if one.variable == found.day:
            values[one.name] = day
    return values


def differing(store: Store, names: list[str], times: int, seed: int) -> list[object]:
    """Return the random cases for which the answer computed beforehand differs."""
    chance = random.Random(seed)
    graph = Subgraph(store, "nl")
    wrong = []
    for name in names:
        ahead = steps.steps(store, questions.get(name), graph)
        for _ in range(times):
            case, day = drawn(ahead, chance)
            if differs(store, ahead, graph, case, day):
                wrong.append((name, case, day))
    return wrong


def differs(store: Store, ahead: steps.Steps, graph: Subgraph, case: steps.Key, day: str) -> bool:
    """Return whether the answer to a case on a day is not that of the question itself."""
    table = steps.worded(store, ahead, graph)
    asked = questions.ask(
        store, ahead.question.name, given(store, ahead, case, day), new_only=case[-1] == steps.NEW
    )
    rows = [table.rows[place] for place in ahead.answer(case, day)]
    return told(Table(table.variables, rows)) != told(asked.table)


def test_an_answer_made_ahead_is_the_answer_to_the_question(store: Store) -> None:
    assert differing(store, list(QUICK), times=4, seed=29) == []


@pytest.mark.parametrize("name", ["services-added", "tasks-ended-or-moved"])
def test_before_all_dated_changes_an_answer_made_ahead_is_that_of_the_question(
    store: Store, name: str
) -> None:
    graph = Subgraph(store, "nl")
    ahead = steps.steps(store, questions.get(name), graph)
    assert not differs(store, ahead, graph, ("", ""), "0900-01-01")


@pytest.mark.slow
def test_every_answer_made_ahead_is_the_answer_to_the_question(store: Store) -> None:
    assert differing(store, questions.names(), times=3, seed=11) == []


DAYS_OF_ROWS = """SELECT ?a WHERE {
  VALUES ?dag { "2020-01-01"^^xsd:date }  # parameter
  ?a dvg:van ?van ; dvg:tot ?tot .
  FILTER(?van <= ?dag && ?dag < ?tot)
}"""


def test_the_dates_of_a_row_decide_alone_where_the_query_only_compares_them_with_the_day() -> None:
    found = steps._compared(DAYS_OF_ROWS, "dag")
    assert found is not None
    assert [(one.variable, one.until, one.later) for one in found] == [
        ("van", False, 0),
        ("tot", True, 0),
    ]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("&&", "||"),
        ("FILTER(?van <= ?dag && ?dag < ?tot)", "OPTIONAL { ?a a ?b\n  FILTER(?van <= ?dag)\n }"),
        ("SELECT ?a", "SELECT ?a (YEAR(?dag) AS ?jaar)"),
        ("SELECT ?a", "SELECT DISTINCT ?a"),
        ("?van <= ?dag", "?van != ?dag"),
    ],
)
def test_another_query_is_asked_for_every_day(old: str, new: str) -> None:
    assert steps._compared(DAYS_OF_ROWS.replace(old, new), "dag") is None


@pytest.mark.parametrize("name", ["tasks-added", "organisations-on-date"])
def test_in_a_large_graph_the_answers_of_the_first_day_are_those_of_the_question(
    store: Store, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(steps, "_MOST", 100)
    graph, today = Subgraph(store, "nl"), "2021-01-01"
    ahead = steps.steps(store, questions.get(name), graph, today)
    assert ahead.only == today
    cases = ahead.cut & ahead.cases.keys() or [*ahead.cases][:5]
    assert not [case for case in cases if differs(store, ahead, graph, case, today)]
    assert {first for case in cases for first, _ in ahead.cases[case]} == {today}
    every = steps.steps(store, questions.get(name), graph)
    assert {case for case in every.cases if not case[-1]} <= ahead.cases.keys()


def test_a_thing_of_which_nothing_is_known_has_no_rows(store: Store) -> None:
    ahead = steps.steps(store, questions.get("lifespans"), Subgraph(store, "nl"))
    assert ahead.answer(("https://w3id.org/dvgraph/id/organisatie/none", "")) == ()


def test_a_question_with_more_values_than_fit_in_one_query_has_the_same_answers(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = [questions.get(name) for name in ("renamings", "name-on-date")]
    whole = [steps.steps(store, one, Subgraph(store, "nl")) for one in asked]
    texts: list[int] = []
    real = store.select

    def noted(query: str) -> Table:
        texts.append(len(query.encode()))
        return real(query)

    monkeypatch.setattr(steps, "MAX_BYTES", 4096)
    monkeypatch.setattr(store, "select", noted)
    for one, known in zip(asked, whole, strict=True):
        found = steps.steps(store, one, Subgraph(store, "nl"))
        assert {case: [day for day, _ in begun] for case, begun in found.cases.items()} == {
            case: [day for day, _ in begun] for case, begun in known.cases.items()
        }
        for case, begun in known.cases.items():
            for day, _ in begun:
                rows = [known.folded.rows[n] for n in known.answer(case, day)]
                assert [found.folded.rows[n] for n in found.answer(case, day)] == rows
    assert max(texts) <= 4096


@pytest.mark.parametrize("name", QUICK)
def test_answers_do_not_depend_on_the_order_in_which_an_engine_returns_rows(
    name: str, store: Store
) -> None:
    """On disk and in memory, rows that the query does not order come in different orders."""
    there = open_graph(memory=True)
    found, other = (
        steps.steps(one, questions.get(name), Subgraph(one, "nl")) for one in (store, there)
    )
    assert list(found.cases.items()) == list(other.cases.items())
    assert (found.folded, found.rows) == (other.folded, other.rows)
