"""The state of a statement on a day: every state, at every edge."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dvgraph.dataset.files import Dataset
from dvgraph.derive.rules import derived_store
from dvgraph.derive.states import IN_FORCE, STATES, Validity, held, surest
from dvgraph.namespaces import DVG, FIRST, LAST
from dvgraph.rdf.oxigraph import NamedNode, RdfFormat, parse

# Begins within 2010, ends within 2015.
SPAN = (date(2010, 1, 1), date(2010, 12, 31), date(2015, 1, 1), date(2016, 1, 1))
STATED = Validity(SPAN)
OPEN = Validity((*SPAN[:2], LAST, LAST), open_end=True, seen=date(2018, 6, 30))
# Attested in June 2018; the body has existed since 2010.
SEEN = Validity(
    (date(2010, 1, 1), date(2018, 6, 30), LAST, LAST),
    open_begin=True,
    open_end=True,
    seen=date(2018, 6, 30),
)
# So too, and nobody says whether it ended.
UNSURE = Validity(
    (FIRST, date(2018, 6, 30), date(2018, 7, 1), LAST),
    open_begin=True,
    open_end=True,
    seen=date(2018, 6, 30),
)
NOTHING = Validity((FIRST, LAST, LAST, LAST), open_begin=True, open_end=True)
CASES = [
    (STATED, "2009-12-31", "later"),
    (STATED, "2010-01-01", "possible"),
    (STATED, "2010-12-30", "possible"),
    (STATED, "2010-12-31", "certain"),
    (STATED, "2014-12-31", "certain"),
    (STATED, "2015-01-01", "possible"),
    (STATED, "2015-12-31", "possible"),
    (STATED, "2016-01-01", "ended"),
    (OPEN, "2010-06-01", "possible"),
    (OPEN, "2010-12-31", "certain"),
    (OPEN, "2018-06-30", "certain"),
    (OPEN, "2018-07-01", "known"),
    (OPEN._replace(seen=None), "2010-12-31", "known"),
    (SEEN, "2009-12-31", "later"),
    (SEEN, "2010-01-01", "unknown"),
    (SEEN, "2018-06-29", "unknown"),
    (SEEN, "2018-06-30", "certain"),
    (SEEN, "2018-07-01", "known"),
    (UNSURE, "1500-01-01", "unknown"),
    (UNSURE, "2018-06-30", "certain"),
    (UNSURE, "2018-07-01", "unknown"),
    (UNSURE, "2030-01-01", "unknown"),
    (NOTHING, "2020-01-01", "unknown"),
    (OPEN._replace(planned=True), "2010-01-01", "planned"),
    (STATED._replace(planned=True), "2020-01-01", "planned"),
]


@pytest.mark.parametrize(("validity", "day", "state"), CASES)
def test_each_state_begins_and_ends_at_its_edge(validity: Validity, day: str, state: str) -> None:
    assert validity.on(date.fromisoformat(day)) == state


def test_every_state_has_a_case_and_says_whether_it_held() -> None:
    assert {state for _, _, state in CASES} == set(STATES)
    assert [held(state) for state in STATES] == ["certain"] * 2 + ["possible"] * 2 + [None] * 3
    assert [state for state in STATES if held(state)] == list(IN_FORCE)
    assert surest(["ended", "unknown", "possible"]) == "possible"
    assert surest([]) is None


days = st.dates(date(2008, 1, 1), date(2020, 12, 31))
validities = st.sampled_from([validity for validity, _, _ in CASES])


@given(validities, days, st.integers(0, 800))
def test_the_states_of_a_time_are_those_of_its_days(
    validity: Validity, first: date, length: int
) -> None:
    each = {validity.on(first + timedelta(days=n)) for n in range(length + 1)}
    assert validity.within(first, first + timedelta(days=length)) == each


def test_a_planned_statement_is_never_current() -> None:
    text = """
    @prefix dvg: <https://w3id.org/dvgraph/ns#> .
    @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
    dvg:Kenmerk rdfs:subClassOf dvg:Uitspraak .
    <urn:x:is> a dvg:Kenmerk .
    <urn:x:shall-be> a dvg:Kenmerk ; dvg:stand dvg:gepland .
    """
    quads = list(parse(text, format=RdfFormat.TURTLE))
    store, _ = derived_store(Dataset(quads, ()))
    current = store.match((None, None, NamedNode(f"{DVG}GeldendeUitspraak")))
    assert [triple.subject.value for triple in current] == ["urn:x:is"]


@pytest.mark.parametrize("validity", [STATED, OPEN, SEEN, UNSURE])
def test_the_state_turns_on_the_days_on_which_it_is_another_than_the_day_before(
    validity: Validity,
) -> None:
    days = [date(2009, 1, 1) + timedelta(days=number) for number in range(4000)]
    turned = [
        (day, validity.on(day))
        for day in days
        if validity.on(day) != validity.on(day - timedelta(days=1))
    ]
    assert [one for one in validity.turns() if days[0] <= one[0] <= days[-1]] == turned
    assert validity.turns()[0] == (FIRST, validity.on(FIRST))
