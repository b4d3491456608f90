"""Every view gives a statement the same state on a day, from one function."""

import csv
import io
import re
from datetime import date

import pytest

from dvgraph.api import Graph
from dvgraph.brief.facts import BriefFacts
from dvgraph.brief.scope import scope
from dvgraph.derive.states import IN_FORCE, STATES
from dvgraph.history.as_of import as_of
from dvgraph.labels.subgraph import Subgraph
from dvgraph.ledgers.task_table import table as task_table
from dvgraph.ledgers.tasks import ledger
from dvgraph.locale.patterns import pattern
from dvgraph.locale.wording import standing
from dvgraph.locale.words import words
from dvgraph.namespaces import BASE
from dvgraph.prebuilt.connection import open_graph
from dvgraph.questions import question
from dvgraph.questions.headings import heading
from dvgraph.rdf.terms import value
from dvgraph.store.protocol import Store
from dvgraph.things.page import page
from dvgraph.things.sentences import kind, subject
from dvgraph.things.writers import render
from variations import sparse

DV = f"{BASE}organisatie/digitaal-vlaanderen"
THINGS = (DV, f"{BASE}organisatie/agiv", f"{BASE}organisatie/informatie-vlaanderen")
DAYS = ["2005-06-01", "2015-01-01", "2016-04-01", "2021-05-01", "2025-06-15", str(date.today())]
ON_DATE = [one for one in question.questions() if one.state_on]


@pytest.fixture(scope="module")
def shipped() -> Store:
    return open_graph()


@pytest.fixture(scope="module")
def graph(shipped: Store) -> Subgraph:
    return Subgraph(shipped, "nl")


def told(graph: Subgraph, statement: str, day: date) -> str:
    state = graph.state(statement, day)
    assert state
    return standing(state, graph.doubts(statement), "nl")


@pytest.mark.parametrize("day", sparse(DAYS, 3))
def test_as_of_gives_every_statement_its_state(shipped: Store, graph: Subgraph, day: str) -> None:
    on = date.fromisoformat(day)
    state = as_of(shipped, on)
    assert state.facts
    for fact in state.facts:
        expected = graph.state(fact.statement, on)
        assert fact.status == expected or (fact.status, expected) == ("measured", "ended")
        assert fact.doubts == graph.doubts(fact.statement)
    rows = csv.DictReader(io.StringIO(Graph(None, None, None, "nl").as_of(day, DV).text("csv")))
    measured = words("history.portrait", "nl")["measured"]
    for row in rows:
        assert row["geldt"] in (told(graph, row["uitspraak"], on), measured)


@pytest.mark.parametrize("day", sparse(DAYS, 3))
def test_a_page_on_a_day_gives_every_line_its_state(
    shipped: Store, graph: Subgraph, day: str
) -> None:
    on = date.fromisoformat(day)
    for thing in THINGS:
        for section in page(shipped, thing, on).sections:
            for line in section.lines:
                if line.id and line.status:
                    assert line.status == graph.state(line.iri, on)


@pytest.mark.parametrize("day", sparse(DAYS, 3))
def test_questions_about_a_day_give_every_row_its_state(
    shipped: Store, graph: Subgraph, day: str
) -> None:
    assert len(ON_DATE) > 4
    for asked in ON_DATE:
        found = question.ask(shipped, asked.name, {**asked.example, "date": day}).table
        names = [found.variables.index(name) for name in ("uitspraak", "geldt")]
        for row in found.rows:
            statement, state = (value(row[n]) for n in names)
            assert state == told(graph, statement, date.fromisoformat(day)), statement
        unknown = [value(row[names[1]]) == words("state", "nl")["unknown"] for row in found.rows]
        assert unknown == sorted(unknown), "what nobody knows stands last"


@pytest.mark.parametrize("day", sparse(DAYS[3:], 3))
@pytest.mark.slow
def test_the_task_ledger_gives_every_period_its_state(
    shipped: Store, graph: Subgraph, day: str
) -> None:
    on = date.fromisoformat(day)
    found = ledger(shipped, DV, today=on)
    rows = [
        dict(zip(task_table(found).variables, row, strict=True)) for row in task_table(found).rows
    ]
    periods = [spell for life in found.lives for spell in life.roles]
    single = {one.statements[0] for one in periods if len(one.statements) == 1}
    seen = 0
    for row in rows:
        statement = value(row["uitspraak"])
        if value(row["geldt"]) and statement in single:
            assert value(row["geldt"]) == told(graph, statement, on)
            seen += 1
    assert seen


def test_no_question_works_out_a_state_of_its_own() -> None:
    for asked in question.questions():
        assert not re.search(r'"voor-zover-bekend"|\?totVroegst, *"zeker"', asked.text), asked.name


def test_what_was_first_seen_years_later_is_not_called_possible(shipped: Store) -> None:
    state = as_of(shipped, date(2015, 12, 31), DV)
    assert state.life == "later"
    assert {fact.status for fact in state.facts} <= {"unknown"}


@pytest.mark.parametrize("day", sparse(DAYS[2:], 4))
def test_a_brief_tells_as_past_what_had_ended_and_every_doubt(graph: Subgraph, day: str) -> None:
    until = date.fromisoformat(day)
    reach = scope(graph, f"{BASE}functie/administrateur-generaal", date(2005, 1, 1), until)
    facts = BriefFacts(graph, reach, {}, until)
    for one in {*reach.before, *reach.within}:
        if kind(graph, one) not in ("dvg:Cijfer", "dvg:Bestaan"):
            fact = facts.fact(one)
            assert set(graph.doubts(one)) <= set(fact.marks)
            told = pattern(fact.section, fact.name, "nl").happens
            told = told or "org:ChangeEvent" in graph.types(subject(graph, one))
            if fact.past and not told:  # an event is past, whatever came of it
                assert graph.state(one, until) == "ended"


def test_certain_of_a_doubtful_statement_says_both(shipped: Store, graph: Subgraph) -> None:
    found = question.ask(shipped, "services-added", {"since": "2021"}).table
    added = found.variables.index("toegevoegd")
    certain = [(value(row[0]), value(row[added])) for row in found.rows]
    certain = [(one, how) for one, how in certain if how.startswith("zeker")]
    assert any(how == "zeker" for _, how in certain)
    for one, how in certain:
        doubts = ", ".join(graph.doubts(one))
        assert how == (f"zeker, op dit voorbehoud na: {doubts}" if doubts else "zeker")
    assert standing("possible", ("tegenspraak",), "nl") == "mogelijk"


def test_every_state_has_a_word_in_both_languages() -> None:
    for lang in ("nl", "en"):
        assert list(words("state", lang)) == list(STATES)
        assert len(set(words("state", lang).values())) == len(STATES)


COUNTED = [
    re.compile(words(f"history.counted.{facet}", "nl")[number].replace("{}", r"(\d+)"))
    for facet in ("tasks", "services")
    for number in ("one", "many")
]
UNKNOWN = re.compile(words("history.portrait", "nl")["unknown"].replace("{}", r"(\d+)"))


@pytest.mark.parametrize("day", sparse(DAYS, 3))
def test_a_count_in_as_of_is_the_number_of_items_under_it(day: str) -> None:
    counts = 0
    with Graph(None, None, None, "nl") as graph:
        for thing in ("Digitaal Vlaanderen", "AGIV", "Informatie Vlaanderen"):
            counts += sum(1 for _ in counted(graph.as_of(day, thing).text("md")))
    assert counts


def counted(text: str) -> list[tuple[int, int]]:
    """Return the counts in a text, each with the number of items listed; the two must be equal."""
    found = []
    blocks = re.split(r"\n## ", text)
    for block in blocks:
        heading, _, body = block.partition("\n")
        if match := UNKNOWN.search(heading):
            found.append((int(match[1]), len(re.findall(r"^- .*\\\[c-", body, re.MULTILINE))))
        paragraphs = re.split(r"\n\n(?!- )", body)
        for paragraph in paragraphs:
            beginning, _, items = paragraph.partition("\n\n")
            for counted in COUNTED:
                if (match := counted.search(beginning)) and not UNKNOWN.search(heading):
                    number = int(match[1]) if counted.groups else 1
                    listed = len(re.findall(r"^- ", items, re.MULTILINE)) or 1
                    found.append((number, listed))
    assert all(number == listed for number, listed in found), found
    return found


def test_roles_in_one_task_are_one_item_with_every_reference() -> None:
    with Graph(None, None, None, "nl") as graph:
        answer = graph.as_of("2022", "Digitaal Vlaanderen")
    (line,) = (
        line for line in answer.text("md").splitlines() if "opvolging van de ICT-raamc" in line
    )
    assert "(aansturing, beheer, opvolging), sinds 2021" in line
    assert line.count("c-") == 3


def test_what_nobody_knows_is_counted_and_listed_on_demand(shipped: Store) -> None:
    from dvgraph.history.portrait import portray

    state = as_of(shipped, date(2022, 12, 31), DV)
    unknown = [fact for fact in state.facts if fact.status == "unknown"]
    short, whole = portray(state, whole=False), portray(state)
    count = next(line for line in whole.splitlines() if UNKNOWN.match(line))
    assert count in short
    assert all(fact.id in whole and fact.id not in short for fact in unknown)
    assert "Mogelijk: " in short
    assert set(IN_FORCE) >= {fact.status for fact in state.facts} - {"measured"}


def test_a_count_on_a_page_is_the_number_of_lines_of_the_whole_page(shipped: Store) -> None:
    for thing in THINGS:
        shown = page(shipped, thing)
        counts = dict(re.findall(r"(?m)^(\S.{,16}?) \d+/(\d+) ", render(shown, "text")))
        assert counts
        for section in shown.sections:
            if section.title in counts:
                assert int(counts[section.title]) == len(section.lines)


def test_on_a_page_an_event_and_a_task_at_one_time_are_one_line(
    shipped: Store, graph: Subgraph
) -> None:
    found = {one.name: one.lines for one in page(shipped, DV).sections}
    (origin,) = found["origin"]
    assert len(set(re.findall(r"c-[0-9a-z]{8}", origin.text))) == 4  # each reading by its id
    keys = [
        (graph.iri(line.iri, "dvg:taak"), line.when, line.status, graph.doubts(line.iri))
        for line in found["tasks"]
    ]
    assert len(keys) == len(set(keys))


def test_the_heading_of_an_answer_has_the_number_of_its_rows(shipped: Store) -> None:
    answer = question.ask(shipped, "tasks-added", {"since": "2021"})
    assert heading(answer, "nl", "0").endswith(f"{len(answer.table.rows)} rijen")
