"""The state on a day: facts and their certainty, in words and as a part of the graph."""

import json
import re
from collections.abc import Iterable
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from answers import by_variable
from dvgraph.api import Graph
from dvgraph.derive.periods import Bounds, statement_bounds
from dvgraph.derive.states import STATES, Validity, held
from dvgraph.errors import UseError
from dvgraph.history.as_of import State, as_of
from dvgraph.history.excerpt import excerpt
from dvgraph.history.portrait import portray
from dvgraph.prebuilt.connection import open_graph
from dvgraph.rdf.oxigraph import Literal, NamedNode, Quad, RdfFormat, parse
from dvgraph.store.embedded import EmbeddedStore
from dvgraph.store.protocol import Store
from dvgraph.things.statements import day_literal
from past import FOLDER, WORDED, Case, cases
from variations import sparse

BASE = "https://w3id.org/dvgraph/id/"
DVG = "https://w3id.org/dvgraph/ns#"
XSD = "http://www.w3.org/2001/XMLSchema#"
TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
GRAPH = NamedNode(f"{BASE}graph/proef")
DV = f"{BASE}organisatie/digitaal-vlaanderen"


def boundary(day: date, precision: int) -> Literal:
    """A date written to the day, month or year."""
    names = ("date", "gYearMonth", "gYear")
    return Literal(
        day.isoformat()[: (10, 7, 4)[precision]], datatype=NamedNode(XSD + names[precision])
    )


days = st.dates(date(2000, 1, 1), date(2006, 12, 31))
# Of each statement: organisation, task, start and end as written (or none), end unknown.
spans = st.tuples(
    st.integers(0, 2),
    st.integers(0, 3),
    st.none() | st.tuples(days, st.integers(0, 2)),
    st.none() | st.tuples(days, st.integers(0, 2)),
    st.booleans(),
)
histories = st.lists(spans, min_size=1, max_size=12)


def history(rows: Iterable[tuple]) -> tuple[Store, dict[str, Bounds]]:  # type: ignore[type-arg]
    """A store with a responsibility for each row, and the bounds that the rule derives."""
    quads = []

    def say(subject: str, name: str, value: NamedNode | Literal) -> None:
        quads.append(Quad(NamedNode(subject), NamedNode(DVG + name), value, GRAPH))

    for n, (organisation, task, van, tot, unknown) in enumerate(rows):
        iri = f"{BASE}uitspraak/u{n}"
        for kind in ("Verantwoordelijkheid", "GeldendeUitspraak"):
            quads.append(Quad(NamedNode(iri), TYPE, NamedNode(DVG + kind), GRAPH))
        say(iri, "organisatie", NamedNode(f"{BASE}organisatie/o{organisation}"))
        say(iri, "taak", NamedNode(f"{BASE}taak/t{task}"))
        if van:
            say(iri, "van", boundary(*van))
        if tot and (not van or van[0] <= tot[0]):
            say(iri, "tot", boundary(*tot))
        elif unknown:
            say(iri, "totOnbekend", Literal(True))
    bounds: dict[str, dict[str, date]] = {}
    derived = statement_bounds(quads)
    for subject, predicate, value in derived:
        assert isinstance(subject, NamedNode)
        assert isinstance(value, Literal)
        name = predicate.value.removeprefix(DVG)
        bounds.setdefault(subject.value, {})[name] = date.fromisoformat(value.value)
    store = EmbeddedStore()
    store.load([*quads, *(Quad(*triple, GRAPH) for triple in derived)])
    order = ("vanVroegst", "vanLaatst", "totVroegst", "totLaatst")
    return store, {iri: Bounds(*(one[name] for name in order)) for iri, one in bounds.items()}


@settings(max_examples=40, deadline=None)
@given(histories, days)
def test_the_state_on_a_day_is_every_statement_whose_interval_holds_it(
    rows: list[tuple],  # type: ignore[type-arg]
    day: date,
) -> None:
    store, bounds = history(rows)
    expected = {iri: how for iri, one in bounds.items() if (how := held(Validity(one).on(day)))}
    state = as_of(store, day)
    assert state.statements == expected
    assert {fact.statement for fact in state.facts} == expected.keys()
    for fact in state.facts:
        assert (fact.status == "possible") == (expected[fact.statement] == "possible")
    organisation = f"{BASE}organisatie/o1"
    of_one = as_of(store, day, organisation).statements
    named = {f"{BASE}uitspraak/u{n}" for n, row in enumerate(rows) if row[0] == 1}
    assert of_one == {iri: how for iri, how in expected.items() if iri in named}


@pytest.fixture(scope="module")
def shipped() -> Store:
    return open_graph()


@pytest.fixture(scope="module")
def state(shipped: Store) -> State:
    return as_of(shipped, date(2022, 12, 31), DV)


def test_facts_are_told_with_status_ground_and_source(state: State) -> None:
    task = next(f for f in state.facts if f.statement.endswith("/dienstverlening-ict"))
    assert (task.facet, task.status, task.when) == ("tasks", "certain", "sinds 2021")
    assert task.about == DV
    assert task.grounds == (f"{BASE}besluit/bundeling-ict-2020",)
    assert task.passages
    assert {f.status for f in state.facts} <= {*STATES, "measured"}


def test_what_took_place_earlier_holds_but_is_not_told(state: State) -> None:
    merger = f"{BASE}uitspraak/bestaan-fusie-2021"
    assert merger in state.statements
    assert all(fact.statement != merger for fact in state.facts)


def test_after_its_last_attestation_an_open_end_is_as_far_as_known(shipped: Store) -> None:
    facts = as_of(shipped, date(2032, 1, 1), DV).facts
    assert all(fact.status != "certain" for fact in facts if fact.facet == "tasks")
    assert any(fact.status == "known" for fact in facts)


def test_a_thing_that_did_not_exist_on_the_day_is_called_so(shipped: Store) -> None:
    early = as_of(shipped, date(2010, 1, 1), DV)
    assert early.life == "later"
    assert "bestond op die dag nog niet" in portray(early)
    agiv = as_of(shipped, date(2020, 1, 1), f"{BASE}organisatie/agiv", "en")
    assert agiv.life == "ended"
    assert "no longer existed on that day" in portray(agiv)
    assert all(fact.status != "measured" for fact in agiv.facts)


def test_a_year_means_its_last_day_and_the_text_says_so() -> None:
    graph = Graph(None, None, None, "nl")
    told = graph.as_of(2022, "organisatie/digitaal-vlaanderen")
    assert told.state.day == date(2022, 12, 31)
    assert "Van 2022 is de laatste dag genomen." in told.text("text")
    assert "laatste dag" not in graph.as_of("2022-12-31", "organisatie/agiv").text("text")
    assert graph.as_of("today", "organisatie/agiv").state.day == date.today()


def test_paragraphs_are_sentences_with_their_source_in_both_languages(shipped: Store) -> None:
    dutch, english = (
        portray(as_of(shipped, date(2022, 12, 31), DV, lang), width=1000) for lang in ("nl", "en")
    )
    assert "Digitaal Vlaanderen heeft" in dutch
    assert "Digitaal Vlaanderen has" in english
    assert "possible" not in dutch
    markdown = portray(as_of(shipped, date(2022, 12, 31), DV), "md")
    assert markdown.startswith("# Digitaal Vlaanderen op 31 december 2022\n")
    items = [line for line in markdown.splitlines() if re.search(r"^- .*\\\[c-", line)]
    assert len(items) > 50


def test_turtle_is_a_part_of_the_graph_with_the_labels_it_needs(
    shipped: Store, state: State
) -> None:
    triples = excerpt(shipped, state.statements)
    assert all(shipped.holds(triple) for triple in triples)  # type: ignore[attr-defined]
    label = NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
    labelled = {t.subject for t in triples if t.predicate == label}
    for triple in triples:
        if isinstance(triple.object, NamedNode) and triple.object.value.startswith(f"{BASE}taak/"):
            assert triple.object in labelled


def test_turtle_loads_and_gives_the_same_state(state: State) -> None:
    graph = Graph(None, None, None, "nl")
    text = graph.as_of("2022-12-31", "organisatie/digitaal-vlaanderen").text("ttl")
    again = EmbeddedStore()
    again.load(parse(text.encode(), format=RdfFormat.TURTLE))
    assert as_of(again, state.day, DV).statements == state.statements
    # A figure whose period is over is told, and does not hold.
    told = [fact.id for fact in state.facts if fact.status != "measured"]
    assert [fact.id for fact in as_of(again, state.day, DV).facts] == told


def test_rows_in_python_have_values_frames_and_html() -> None:
    told = Graph(None, None, None, "en").as_of("2022", "organisatie/digitaal-vlaanderen")
    assert len(told) == len(told.state.facts) + len(told.state.plans)
    assert by_variable(told)[0]["overLabel"] == "Digitaal Vlaanderen"
    assert "<table>" in told._repr_html_()
    facts = json.loads(told.text("json"))["facts"]
    assert facts[0]["id"] == told.state.facts[0].id
    with pytest.raises(UseError, match="not a format"):
        told.text("yaml")


def test_a_date_or_name_that_cannot_be_read_is_refused() -> None:
    graph = Graph(None, None, None, "nl")
    with pytest.raises(UseError, match="not a date"):
        graph.as_of("2022-02-31")
    with pytest.raises(UseError):
        graph.as_of(2022, "no such thing anywhere")


def test_days_are_written_as_xsd_date() -> None:
    assert str(day_literal(date(2020, 1, 1) + timedelta(1))) == f'"2020-01-02"^^<{XSD}date>'


@pytest.mark.program
@pytest.mark.parametrize("case", sparse(cases(), 3), ids=lambda case: case.name)
def test_the_recorded_states_and_differences_are_those_of_now(case: Case) -> None:
    with Graph(None, None, None, "nl") as graph:
        for file, text in case.recorded(graph).items():
            assert text == file.read_text("utf-8"), "read the difference, then: make record"


def test_each_recorded_file_is_of_a_case_and_the_wording_is_of_few() -> None:
    names = {case.name for case in cases()}
    assert {file.stem for file in FOLDER.glob("*.csv")} == names
    assert {file.stem for file in FOLDER.glob("*.txt")} == set(WORDED) <= names


def test_the_agency_has_the_name_that_it_bore_on_the_day() -> None:
    store = open_graph()
    then, now = (as_of(store, date(year, 12, 31)).head for year in (2020, 2025))
    assert then.startswith("Informatie Vlaanderen (nu Digitaal Vlaanderen), aan het hoofd: ")
    assert now.startswith("Digitaal Vlaanderen, aan het hoofd: ")


def test_of_a_head_who_is_not_known_to_have_been_in_office_this_is_said_in_words() -> None:
    told = as_of(open_graph(), date(2010, 1, 1), f"{BASE}organisatie/corve").head
    assert told.endswith(" (of dat toen zo was, is niet bekend)")
