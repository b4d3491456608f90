"""Dates, periods and numbers in words."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dvgraph.derive.dates import XSD_DATE, bounds_of_literal
from dvgraph.locale.captions import beside
from dvgraph.locale.times import happening, lasting
from dvgraph.locale.wording import Span, amount, between, measured, moment, number, period, stated
from dvgraph.namespaces import FIRST, LAST

Y2016, Y2021 = (date(2016, 1, 1), date(2016, 12, 31)), (date(2021, 1, 1), date(2021, 12, 31))
OPEN = (LAST, LAST)
SEEN = (FIRST, date(2025, 6, 30))


@pytest.mark.parametrize(
    ("lexical", "nl", "en"),
    [
        ("2021", "2021", "2021"),
        ("2025-06", "juni 2025", "June 2025"),
        ("2017-02-03", "3 februari 2017", "3 February 2017"),
        ("2005-04~", "omstreeks april 2005", "about April 2005"),
        ("2021?", "wellicht 2021", "perhaps 2021"),
        ("2021%", "wellicht omstreeks 2021", "perhaps about 2021"),
        ("[2016..2019]", "tussen 2016 en 2019", "between 2016 and 2019"),
        ("[2021..]", "niet vóór 2021", "not before 2021"),
        ("[..2016-03]", "uiterlijk maart 2016", "March 2016 at the latest"),
        ("186X", "jaren 1860", "the 1860s"),
        ("18XX", "tussen 1800 en 1899", "between 1800 and 1899"),
        ("1868-10-XX", "oktober 1868", "October 1868"),
        ("1868-XX-XX", "1868", "1868"),
        ("[1867,1868]", "1867 of 1868", "1867 or 1868"),
        (
            "[1867,1869,1870..1872]",
            "1867, 1869 of tussen 1870 en 1872",
            "1867, 1869 or between 1870 and 1872",
        ),
        ("ooit", "ooit", "ooit"),
    ],
)
def test_a_date_is_said_as_exactly_as_it_is_written(lexical: str, nl: str, en: str) -> None:
    assert (stated(lexical, "nl"), stated(lexical, "en")) == (nl, en)


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (date(2021, 1, 1), date(2021, 12, 31), "2021"),
        (date(2025, 6, 1), date(2025, 6, 30), "juni 2025"),
        (date(2020, 2, 1), date(2020, 2, 29), "februari 2020"),
        (date(2017, 2, 3), date(2017, 2, 3), "3 februari 2017"),
        (date(2021, 1, 1), date(2021, 1, 1), "1 januari 2021"),
        (date(2021, 12, 31), date(2021, 12, 31), "31 december 2021"),
        (date(2016, 1, 1), date(2019, 12, 31), "2016\u00a0–\u00a02019"),
        (date(2021, 1, 1), date(2025, 6, 30), "januari 2021\u00a0–\u00a0juni 2025"),
        (date(2021, 1, 15), date(2021, 12, 31), "15 januari 2021\u00a0–\u00a031 december 2021"),
    ],
)
def test_days_that_are_a_whole_month_or_year_are_said_so(
    first: date, last: date, expected: str
) -> None:
    assert between(first, last, "nl") == expected


@given(st.dates(max_value=date(9998, 12, 31)))
def test_a_single_day_is_said_as_itself(day: date) -> None:
    assert between(day, day, "nl") == stated(day.isoformat(), "nl")


@given(st.dates(), st.dates(), st.sampled_from(["nl", "en"]))
def test_any_two_days_can_be_said(one: date, other: date, lang: str) -> None:
    assert between(min(one, other), max(one, other), lang)


@pytest.mark.parametrize(
    ("span", "expected"),
    [
        (Span("2021", None, (*Y2021, *OPEN)), "sinds 2021"),
        (Span("[2021..]", None, (date(2021, 1, 1), LAST, *OPEN)), "begon niet vóór 2021"),
        (
            Span("[2016..2019]", None, (Y2016[0], date(2019, 12, 31), *OPEN)),
            "begon tussen 2016 en 2019",
        ),
        (Span(None, None, (*Y2021, *OPEN)), "sinds 2021 (afgeleid)"),
        (Span(None, None, (*SEEN, *OPEN)), "al in juni 2025"),
        (Span(None, None, (FIRST, date(2017, 2, 3), *OPEN)), "al op 3 februari 2017"),
        (Span(None, None, (FIRST, LAST, *OPEN)), "begin onbekend"),
        (
            Span(None, None, (date(2021, 1, 1), date(2025, 6, 30), *OPEN)),
            "begon tussen 2021 en juni 2025",
        ),
        (
            Span(None, None, (date(2021, 1, 1), date(2021, 5, 31), *OPEN)),
            "begon tussen januari 2021 en mei 2021",
        ),
        (
            Span(
                None, None, (date(2021, 1, 1), date(2021, 4, 1), date(2021, 3, 1), date(2021, 6, 1))
            ),
            "ergens tussen januari 2021 en mei 2021",
        ),
        (Span("2016", "2021", (*Y2016, date(2021, 1, 1), date(2022, 1, 1))), "van 2016 tot 2021"),
        (Span("2016", None, (*Y2016, *Y2021)), "van 2016 tot 2021"),
        (Span(None, None, (*Y2016, *Y2021)), "van 2016 tot 2021 (afgeleid)"),
        (
            Span(None, None, (date(2016, 1, 1), date(2021, 1, 1), *Y2021)),
            "ergens tussen 2016 en 2021",
        ),
        (
            Span(None, None, (date(2016, 3, 18), *[date(2021, 7, 28)] * 3)),
            "van niet vóór 18 maart 2016 tot 28 juli 2021",
        ),
        (
            Span(None, None, (date(2016, 3, 18), date(2019, 12, 31), *[date(2021, 7, 28)] * 2)),
            "van een dag tussen 18 maart 2016 en 2019 tot 28 juli 2021",
        ),
        (Span(None, None, (*Y2021, date(2021, 1, 2), date(2022, 1, 1))), "in 2021 (afgeleid)"),
        (
            Span(None, None, (date(2021, 1, 1), date(2021, 6, 30), *Y2021)),
            "in 2021",
        ),
        (
            Span("1998", None, (date(1998, 1, 1), date(1998, 12, 31), date(1998, 1, 2), Y2021[1])),
            "van 1998 tot uiterlijk 2021",
        ),
        (Span(None, None, (FIRST, date(2016, 1, 1), *Y2016)), "tot 2016"),
        (
            Span("2006", "2016-04-01", (*Y2016, date(2016, 4, 1), date(2016, 4, 1))),
            "van 2006 tot 1 april 2016",
        ),
        (
            Span("2006", None, (*Y2016, date(2016, 4, 1), date(2016, 4, 1))),
            "van 2006 tot 1 april 2016",
        ),
        (Span("2006", None, (*Y2016, Y2016[1], LAST), open=True), "sinds 2006, einde onbekend"),
    ],
)
def test_a_period_says_what_is_stated_and_marks_what_is_derived(span: Span, expected: str) -> None:
    assert period(span, "nl") == expected


@pytest.mark.parametrize(
    ("span", "expected"),
    [
        (
            Span("2024-01-01", "2025-01-01", (date(2024, 1, 1),) * 2 + (date(2025, 1, 1),) * 2),
            "2024",
        ),
        (
            Span("2025-06-01", "2025-07-01", (date(2025, 6, 1),) * 2 + (date(2025, 7, 1),) * 2),
            "June 2025",
        ),
        (Span(None, None, (*SEEN, *OPEN), ("2025-06", "2024")), "seen 2024, June 2025"),
        (Span("2021", None, (*Y2021, *OPEN)), "2021"),
        (Span(None, None, (FIRST, LAST, *OPEN)), "no period"),
    ],
)
def test_a_figure_says_what_it_measures_else_when_it_was_seen(span: Span, expected: str) -> None:
    assert measured(span, "en") == expected


def test_a_moment_has_no_since() -> None:
    assert moment(Span("2021", None, (*Y2021, *OPEN)), "nl") == "2021"


@pytest.mark.parametrize(
    ("lexical", "nl", "en"),
    [
        ("1600000", "1.600.000", "1,600,000"),
        ("1234.50", "1.234,50", "1,234.50"),
        ("-12", "-12", "-12"),
        ("1e3", "1e3", "1e3"),
    ],
)
def test_a_number_has_the_signs_of_the_language_and_all_its_digits(
    lexical: str, nl: str, en: str
) -> None:
    assert (number(lexical, "nl"), number(lexical, "en")) == (nl, en)


@pytest.mark.parametrize(
    ("lexical", "nl", "en"),
    [
        ("1600000", "1,6 miljoen", "1.6 million"),
        ("-145000000", "-145 miljoen", "-145 million"),
        ("5000000000", "5 miljard", "5 billion"),
        ("90982000", "90.982.000", "90,982,000"),
        ("600000", "600.000", "600,000"),
        ("28.5", "28,5", "28.5"),
    ],
)
def test_an_amount_is_short_where_no_digit_is_lost(lexical: str, nl: str, en: str) -> None:
    assert (amount(lexical, "nl"), amount(lexical, "en")) == (nl, en)


@pytest.mark.parametrize(
    ("span", "held", "happened"),
    [
        (Span("2021", None, (*Y2021, *OPEN)), "sinds 2021", "in 2021"),
        (
            Span("2017-02-03", None, (date(2017, 2, 3), date(2017, 2, 3), *OPEN)),
            "sinds 3 februari 2017",
            "op 3 februari 2017",
        ),
        (
            Span("[2021..]", None, (date(2021, 1, 1), LAST, *OPEN)),
            "ten vroegste sinds 2021",
            "ten vroegste in 2021",
        ),
        (
            Span("[2016..2019]", None, (Y2016[0], date(2019, 12, 31), *OPEN)),
            "sinds een dag tussen 2016 en 2019",
            "tussen 2016 en 2019",
        ),
        (
            Span("2016", "2021", (*Y2016, date(2021, 1, 1), date(2022, 1, 1))),
            "van 2016 tot 2021",
            "in 2016",
        ),
        (
            Span("[2016-03-18..]", None, (date(2016, 3, 18), Y2016[1], *Y2021)),
            "van een dag tussen 18 maart 2016 en 31 december 2016 tot 2021",
            "tussen 18 maart 2016 en 31 december 2016",
        ),
        (
            Span("[2016-03-18..]", None, (date(2016, 3, 18), Y2021[0], *Y2021)),
            "ergens tussen 18 maart 2016 en 2021",
            "tussen 18 maart 2016 en 2021",
        ),
        (
            Span("[2016-03-18..]", None, (date(2016, 3, 18), *[date(2021, 7, 28)] * 3)),
            "van niet vóór 18 maart 2016 tot 28 juli 2021",
            "tussen 18 maart 2016 en 28 juli 2021",
        ),
        (
            Span("[2021..2021-05]", None, (Y2021[0], date(2021, 5, 31), *OPEN)),
            "sinds een dag tussen januari 2021 en mei 2021",
            "tussen januari 2021 en mei 2021",
        ),
        # Several readings that have one year in common, as of an event.
        (Span(None, None, (*Y2021, *OPEN)), "", "in 2021"),
        (
            Span("[2021-05-10..]", None, (date(2021, 5, 10), date(2021, 5, 10), *OPEN)),
            "sinds 10 mei 2021",
            "op 10 mei 2021",
        ),
        (Span(None, None, (*SEEN, *OPEN), ("2025-06",)), "in juni 2025", "in juni 2025"),
        (Span(None, None, (*SEEN, *OPEN), ("2025-06", "2024")), "al in 2024", "al in 2024"),
        (Span(None, "2018", (FIRST, LAST, date(2018, 1, 1), date(2019, 1, 1))), "tot 2018", ""),
        (Span(None, None, (FIRST, LAST, *OPEN)), "", ""),
    ],
)
def test_a_running_sentence_says_since_when_something_held_or_when_it_happened(
    span: Span, held: str, happened: str
) -> None:
    assert (lasting(span, "nl"), happening(span, "nl")) == (held, happened)


@given(st.dates(), st.sampled_from(["nl", "en"]))
def test_a_stated_day_keeps_its_year_and_day(day: date, lang: str) -> None:
    said = stated(day.isoformat(), lang).split()
    assert (int(said[0]), int(said[-1])) == (day.day, day.year)
    assert bounds_of_literal(day.isoformat(), XSD_DATE) == (day, day)


@pytest.mark.parametrize(
    ("text", "marks", "told"),
    [
        ("nota", [], "nota"),
        ("nota", ["", "a", "a", "b"], "nota (a; b)"),
        ("nota (2019)", ["a"], "nota (2019; a)"),
        ("nota (kader (2019))", ["a"], "nota (kader (2019); a)"),
        ("f(x)", ["a"], "f(x) (a)"),
        (":-)", ["a"], ":-) (a)"),
    ],
)
def test_marks_stand_in_the_brackets_that_end_a_text(
    text: str, marks: list[str], told: str
) -> None:
    assert beside(text, *marks) == told
