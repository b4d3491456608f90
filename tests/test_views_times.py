"""No view gives a time that reads as a whole life if only a start or an end is meant."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dvgraph.history import chronicle
from dvgraph.history.as_of import as_of
from dvgraph.history.diff import diff
from dvgraph.labels.subgraph import Subgraph
from dvgraph.ledgers.answers import of_decisions, of_gaps, of_tasks
from dvgraph.lineage import lineage
from dvgraph.lineage.writing import tree
from dvgraph.locale.wording import Span, by_bounds, moment, period, spread
from dvgraph.locale.words import words
from dvgraph.namespaces import BASE, FIRST, LAST
from dvgraph.prebuilt.connection import open_graph
from dvgraph.store.protocol import Store
from dvgraph.things import page as things

MONTHS = {lang: "|".join(words("dates.months", lang).values()) for lang in ("nl", "en")}
# A day, month or year and no word of time before it, as a whole text: since when, until when?
BARE = {
    lang: re.compile(rf"(?:\d\d? )?(?:(?:{months}) )?\d{{4}}(?: \(\w+\))?")
    for lang, months in MONTHS.items()
}
DASH = re.compile(r"\d{4} – (?:\d|\w+ \d)")
FIGURES = ("figures", "money", "people")
BODIES = ("digitaal-vlaanderen", "informatie-vlaanderen", "agiv", "het-facilitair-bedrijf")

days = st.dates(date(1990, 1, 1), date(2030, 1, 1))


@st.composite
def spans(draw: st.DrawFn) -> Span:
    """Return a period with a start, an end, both or neither, each known or between two days."""
    first, last, ends, over = sorted(draw(st.tuples(days, days, days, days)))
    begin = draw(st.sampled_from(("stated", "derived", "between", "open")))
    end = draw(st.sampled_from(("stated", "derived", "between", "open", "open", "unknown")))
    van = first.isoformat() if begin == "stated" else None
    start = {"open": (FIRST, last), "between": (first, last)}.get(begin, (first, first))
    tot = over.isoformat() if end == "stated" else None
    gone = {
        **{"open": (LAST, LAST), "between": (ends, over)},
        "unknown": (start[1] + timedelta(days=1), LAST),
    }.get(end, (over, over))
    return Span(van, tot, (*start, *gone), open=end == "unknown")


@given(spans(), st.sampled_from(("nl", "en")))
def test_no_period_is_a_bare_date_or_a_pair_of_dates(span: Span, lang: str) -> None:
    for text in (period(span, lang), by_bounds(span.bounds, lang)):
        assert not BARE[lang].fullmatch(text), text
        assert not DASH.search(text), text
    assert not DASH.search(moment(span, lang))


@given(days, days, st.sampled_from(("nl", "en")))
def test_a_day_between_two_is_said_in_words(one: date, other: date, lang: str) -> None:
    first, last = sorted((one, other))
    assert "–" not in spread(first, last, lang)


@pytest.fixture(scope="module")
def store() -> Store:
    return open_graph()


def told(store: Store, lang: str) -> Iterator[tuple[str, str]]:
    """Yield the times that the views give, each with its view and its thing."""
    for name in BODIES:
        iri = f"{BASE}organisatie/{name}"
        if not Subgraph(store, lang).node(iri):
            continue
        for section in things.page(store, iri, None, lang).sections:
            lines = () if section.name in (*FIGURES, "origin", "successors", "changes") else (
                section.lines
            )  # fmt: skip
            yield from ((f"show {name}: {line.text}", line.when) for line in lines)
    for day in (date(2010, 1, 1), date(2022, 12, 31)):
        for fact in as_of(store, day, "", lang).facts:
            if fact.facet not in ("figures", "events", "decisions"):
                yield f"as-of {day}: {fact.says}", fact.when


@pytest.mark.parametrize("lang", ["nl", pytest.param("en", marks=pytest.mark.slow)])
def test_no_page_and_no_state_gives_a_bare_span(store: Store, lang: str) -> None:
    found = [(of, when) for of, when in told(store, lang) if when]
    assert len(found) > 100
    bare = [(of, when) for of, when in found if BARE[lang].fullmatch(when) or DASH.search(when)]
    assert not bare


@pytest.mark.parametrize(
    ("lang", "of"),
    [
        ("nl", f"{BASE}organisatie/informatie-vlaanderen"),
        *(pytest.param(lang, "", marks=pytest.mark.slow) for lang in ("nl", "en")),
    ],
)
def test_no_ledger_change_or_lineage_gives_a_bare_span(store: Store, lang: str, of: str) -> None:
    difference = diff(store, date(2010, 1, 1), date(2025, 12, 31), of, lang)
    for change in difference.changes:
        if change.facet != "figures":
            assert not DASH.search(chronicle.when(difference.graph, change)), change.text
    assert not DASH.search(tree(lineage(store, f"{BASE}organisatie/digitaal-vlaanderen", lang)))
    for rows in (of_tasks(store, of, lang), of_decisions(store, of, lang)):
        assert not DASH.search(rows.summed_up(200, None))
    weak = of_gaps(store, of, lang, ["undated", "contradictions", "single-source"])
    assert not [
        line
        for line in weak.summed_up(100_000, None).splitlines()
        if DASH.search(line) and not re.search(r"[:;] .*\d.*\d{4} – ", line)
    ]
