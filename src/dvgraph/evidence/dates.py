"""Dates in Dutch texts, read as their first and last possible day.

Recognised: "18 maart 2016", "3 en 5 mei 2017", "juni 2025", "mrt. 2016", "Q3 2021", "derde kwartaal
van 2021", "eerste helft van 2021", "begin 2021" (the year), "2016-2017" (both years), "2023-08-30",
"30/08/2023", and the day in the number of a government paper ("VR 2020 0412": 4 December 2020).
Ignored: a day outside the calendar ("31 juni 2021", including its year), a day or month without its
year ("1 januari jl."), a year of two digits, and an amount that looks like a year ("2000 euro").
The digits must be right; a month's name may have one wrong letter.
"""

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from dvgraph.evidence.words import fold, same, without_urls

_MONTHS = (
    *("januari", "februari", "maart", "april", "mei", "juni"),
    *("juli", "augustus", "september", "oktober", "november", "december"),
)
_SHORT = {"febr": 2, "mrt": 3, "mar": 3, "sept": 9} | {
    name[:3]: number for number, name in enumerate(_MONTHS, 1) if number != 3
}
_PARTS = {"eerste": 1, "tweede": 2, "derde": 3, "vierde": 4, "laatste": 4}

_YEAR = r"(?<!\d)(1[89]\d\d|20\d\d)(?!\d|[.,]\d)"
_NAME = r"([^\W\d_]{3,11})\.?"
_AND = r"\s*(?:,|/|-|–|t/m|à|\ben\b|\btot en met\b|\btot\b)\s*"
_NTH = r"\d{1,2}(?:ste|de|e)?"
_ISO = re.compile(r"(?<!\d)(\d{4})-\s*(\d\d)-\s*(\d\d)(?!\d)")
_NUMERIC = re.compile(r"(?<![\d/.-])(\d{1,2})([/.-])(\d{1,2})\2(\d{4})(?!\d)")
_PAPER = re.compile(r"\bVR\s+(\d{4})\s+(\d\d)(\d\d)(?!\d)")
_WRITTEN = re.compile(rf"(?:(?<![\d.,/-])((?:{_NTH}{_AND})*{_NTH})\s+)?\b{_NAME}\s+{_YEAR}")
_MONTH_BEFORE = re.compile(rf"\b{_NAME}{_AND}$")
_QUARTER = re.compile(
    rf"\bQ([1-4])\s*[-/ ]?\s*{_YEAR}|{_YEAR}[\s-]*Q([1-4])\b"
    rf"|\b(?:([1-4])(?:ste|de|e)|(eerste|tweede|derde|vierde|laatste))\s+(?:kwartaal|trimester)"
    rf"\s+(?:van\s+)?{_YEAR}"
)
_HALF = re.compile(
    rf"\b(eerste|tweede|laatste)\s+(?:helft|semester|jaarhelft)\s+(?:van\s+)?{_YEAR}"
)
_AMOUNT_AFTER = r"(?!\s*(?:euro|eur|%|procent|duizend|mln|miljoen|mld|miljard)\b|\s*[€%])"
_BARE = re.compile(rf"(?<![\w€.,])(?<!€\s){_YEAR}(?![^\W\d_]){_AMOUNT_AFTER}", re.IGNORECASE)


class ReadDate(NamedTuple):
    """A date in a text.

    ``first``, ``last``: its first and last possible day. ``start``, ``end``: its offsets in the
    text.
    """

    first: date
    last: date
    start: int
    end: int


@lru_cache(maxsize=4096)
def read_dates(text: str) -> tuple[ReadDate, ...]:
    """Return the dates of a text in order of place; line breaks within a date are allowed."""
    found: list[ReadDate] = []
    prose = without_urls(text)
    # Longer patterns first, so that their digits are not read again as a bare year.
    for reader, source in (
        (_iso, text),  # an official address includes the day of publication
        (_numeric, prose),
        (_paper, prose),
        (_quarters, prose),
        (_halves, prose),
        (_written, prose),
        (_years, prose),
    ):
        taken = list(found)
        found += [
            new
            for new in reader(source)
            if not any(new.start < old.end and old.start < new.end for old in taken)
        ]
    real = (one for one in found if one.first <= one.last)
    return tuple(sorted(real, key=lambda one: (one.start, one.first)))


def month(word: str) -> int | None:
    """Return the number of a month by its Dutch name or abbreviation; one letter may be wrong."""
    plain = fold(word)
    if plain in _SHORT or plain in _MONTHS:
        return _SHORT.get(plain) or _MONTHS.index(plain) + 1
    # "Jjuni" has one letter too many. Only longer names may have a wrong letter: juni is not juli.
    near = [
        number
        for number, name in enumerate(_MONTHS, 1)
        if len(name) > 3 and same(name, word) and (len(name) > 4 or len(plain) > len(name))
    ]
    return near[0] if len(near) == 1 else None


def _day(year: str, number: int, day: str, place: re.Match[str]) -> Iterator[ReadDate]:
    try:
        exact = date(int(year), number, int(day))
    except ValueError:  # 31 June is not a date, and its year must not be read as a date either
        yield ReadDate(date.max, date.min, place.start(), place.end())
        return
    yield ReadDate(exact, exact, place.start(), place.end())


def _months(year: str, first: int, last: int, place: re.Match[str]) -> ReadDate:
    end = monthrange(int(year), last)[1]
    return ReadDate(
        date(int(year), first, 1), date(int(year), last, end), place.start(), place.end()
    )


def _iso(text: str) -> Iterator[ReadDate]:
    for found in _ISO.finditer(text):
        yield from _day(found[1], int(found[2]), found[3], found)


def _numeric(text: str) -> Iterator[ReadDate]:
    for found in _NUMERIC.finditer(text):
        yield from _day(found[4], int(found[3]), found[1], found)


def _paper(text: str) -> Iterator[ReadDate]:
    for found in _PAPER.finditer(text):
        yield from _day(found[1], int(found[3]), found[2], found)


def _written(text: str) -> Iterator[ReadDate]:
    for found in _WRITTEN.finditer(text):
        days, name, year = found.groups()
        number = month(name)
        if number is None:
            continue
        if days:
            for day in re.findall(r"\d+", days):
                yield from _day(year, number, day, found)
            continue
        yield _months(year, number, number, found)
        before = _MONTH_BEFORE.search(text[: found.start(2)])
        while before and (earlier := month(before[1])):
            yield _months(year, earlier, earlier, found)
            before = _MONTH_BEFORE.search(text[: before.start()])


def _quarters(text: str) -> Iterator[ReadDate]:
    for found in _QUARTER.finditer(text):
        q_first, year_1, year_2, q_last, nth, name, year_3 = found.groups()
        number = int(q_first or q_last or nth or _PARTS[name])
        yield _months(year_1 or year_2 or year_3, number * 3 - 2, number * 3, found)


def _halves(text: str) -> Iterator[ReadDate]:
    for found in _HALF.finditer(text):
        first = 1 if found[1] == "eerste" else 7
        yield _months(found[2], first, first + 5, found)


def _years(text: str) -> Iterator[ReadDate]:
    for found in _BARE.finditer(text):
        yield _months(found[1], 1, 12, found)
