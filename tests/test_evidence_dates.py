from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dvgraph.evidence.dates import month, read_dates

MONTHS = (
    *("januari", "februari", "maart", "april", "mei", "juni"),
    *("juli", "augustus", "september", "oktober", "november", "december"),
)


def spans(text: str) -> list[str]:
    return [f"{read.first}/{read.last}" for read in read_dates(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("op 18 maart 2016 tot", ["2016-03-18/2016-03-18"]),
        ("op\n3 februari 2017", ["2017-02-03/2017-02-03"]),
        ("18 mrt. 2016", ["2016-03-18/2016-03-18"]),
        ("de 1ste juli 2015", ["2015-07-01/2015-07-01"]),
        ("3 en 5 mei 2017", ["2017-05-03/2017-05-03", "2017-05-05/2017-05-05"]),
        ("van 3 tot en met 5 mei 2017", ["2017-05-03/2017-05-03", "2017-05-05/2017-05-05"]),
        ("2023-08-30", ["2023-08-30/2023-08-30"]),
        ("&sum date=2023-\n08-30&1lg", ["2023-08-30/2023-08-30"]),
        ("30/08/2023", ["2023-08-30/2023-08-30"]),
        ("30.8.2023", ["2023-08-30/2023-08-30"]),
        ("3 VR 2020 0412 DOC. 1367", ["2020-12-04/2020-12-04"]),
        ("juni 2025", ["2025-06-01/2025-06-30"]),
        ("In Jjuni 2025 265", ["2025-06-01/2025-06-30"]),
        ("aprll 2020", ["2020-04-01/2020-04-30"]),
        ("sept. 2019", ["2019-09-01/2019-09-30"]),
        ("maart tot juni 2016", ["2016-03-01/2016-03-31", "2016-06-01/2016-06-30"]),
        ("Q3 2021", ["2021-07-01/2021-09-30"]),
        ("2021-Q3", ["2021-07-01/2021-09-30"]),
        ("3e kwartaal 2021", ["2021-07-01/2021-09-30"]),
        ("derde kwartaal van 2021", ["2021-07-01/2021-09-30"]),
        ("eerste helft van 2021", ["2021-01-01/2021-06-30"]),
        ("begin 2021", ["2021-01-01/2021-12-31"]),
        ("2021: fusie", ["2021-01-01/2021-12-31"]),
        ("(123 erkende in 2021);", ["2021-01-01/2021-12-31"]),
        ("2016-2017: start", ["2016-01-01/2016-12-31", "2017-01-01/2017-12-31"]),
    ],
)
def test_a_date_is_read_in_every_form_dutch_writes_it(text: str, expected: list[str]) -> None:
    assert spans(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        *(
            "1 januari jl.",
            "18 maart",
            "maart",
            "Q3",
            "1/3/21",
            "in de jaren 90",
            "contacten op 1700",
        ),
        *("2000 euro", "€ 2000", "2.021", "2021,5", "2021 procent", "1026864", "2023044028"),
        *("https://example.org/2019/nieuws", "32 maanden", "12021", "0412"),
    ],
)
def test_what_is_no_full_date_is_not_read_as_one(text: str) -> None:
    assert spans(text) == []


@pytest.mark.parametrize("text", ["31 februari 2016", "45 maart 2016", "31/02/2016"])
def test_a_day_that_does_not_exist_is_no_date_at_all(text: str) -> None:
    assert spans(text) == []


@given(st.dates(date(1800, 1, 1), date(2099, 12, 31)), st.integers(0, 6), st.booleans())
def test_a_day_is_read_back_from_each_way_of_writing_it(day: date, form: int, broken: bool) -> None:
    name = MONTHS[day.month - 1]
    gap = "\n" if broken else " "
    text = (
        f"{day.day}{gap}{name}{gap}{day.year}",
        f"{day.day} {name.capitalize()} {day.year}",
        f"{day.day}de{gap}{name} {day.year}",
        f"{day.day}/{day.month}/{day.year}",
        f"{day.day:02d}-{day.month:02d}-{day.year}",
        day.isoformat(),
        f"VR {day.year}{gap}{day.day:02d}{day.month:02d} DOC.0001/1",
    )[form]
    (read,) = read_dates(f"Op ({text}) besliste de regering")
    assert (read.first, read.last) == (day, day)


@given(st.integers(1, 12), st.data())
def test_a_letter_too_many_never_turns_one_month_into_another(
    number: int, data: st.DataObject
) -> None:
    name = MONTHS[number - 1]
    place = data.draw(st.integers(0, len(name)))
    letter = data.draw(st.sampled_from("abcdefghijklmnopqrstuvwxyz"))
    assert month(name[:place] + letter + name[place:]) in {number, None}


def test_juni_and_juli_are_a_letter_apart_and_never_confused() -> None:
    assert (month("juni"), month("juli"), month("jumi"), month("Jjuni")) == (6, 7, None, 6)


@given(st.text())
def test_no_text_at_all_is_too_strange_to_read(text: str) -> None:
    assert all(read.first <= read.last for read in read_dates(text))
