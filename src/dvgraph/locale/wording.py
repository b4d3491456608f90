"""Dates, periods and numbers in words, in Dutch and English."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from dvgraph.locale.words import words
from dvgraph.namespaces import FIRST, LAST

_PARTIAL = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?([~?%]?)")
_RANGE = re.compile(r"([^.]*)\.\.([^.]*)")
_DIGITS = re.compile(r"(\d\d)XX|(\d{3})X")

# Words for millions and billions, in full and short.
_SIZES = ((10**9, "billion", "short billion"), (10**6, "million", "short million"))

# The words for a later existence, by the words for a first existence.
_AGAIN = {"both": "again both", "begin": "again begin", "end": "again end"}


class Span(NamedTuple):
    """The period of a statement.

    ``van``, ``tot``: its dates as written (lexical forms), or None. ``bounds``: its four bounds.
    ``seen``: the dates of dvg:gezienOp. ``open``: True if it has dvg:totOnbekend.
    """

    van: str | None
    tot: str | None
    bounds: tuple[date, date, date, date]
    seen: tuple[str, ...] = ()
    open: bool = False


@lru_cache(maxsize=16_384)  # the same few dates occur many times
def capitalised(text: str) -> str:
    """Return text with a capital first letter."""
    return text[:1].upper() + text[1:]


def stated(lexical: str, lang: str) -> str:
    """Return a date as written (day, month, year or EDTF profile) in words."""
    phrases = words("dates", lang)
    if lexical.startswith("["):
        *others, final = (stated(part, lang) for part in lexical.strip("[]").split(","))
        return phrases["or"].format(", ".join(others), final) if others else final
    if found := _DIGITS.fullmatch(lexical):
        first, decade = found.groups()
        if decade:
            return phrases["decade"].format(decade)
        return phrases["between"].format(f"{first}00", f"{first}99")
    if found := _RANGE.fullmatch(lexical):
        first, last = (stated(part, lang) if part else "" for part in found.groups())
        if first and last:
            return phrases["between"].format(first, last)
        return phrases["not before" if first else "at latest"].format(first or last)
    found = _PARTIAL.match(lexical)
    if not found:
        return lexical
    year, month, day, mark = found.groups()
    text = year
    if month and 0 < int(month) < 13:
        text = f"{words('dates.months', lang)[str(int(month))]} {year}"
        text = f"{int(day)} {text}" if day else text
    if mark in ("~", "%"):
        text = phrases["about"].format(text)
    return phrases["maybe"].format(text) if mark in ("?", "%") else text


def single(first: date, last: date, lang: str) -> str:
    """Return the one day, month or year from first to last in words; empty if there is none."""
    begin, end = _ends(first, last)
    return stated(begin, lang) if begin == end else ""


def between(first: date, last: date, lang: str) -> str:
    """Return the days from first to last as one day, month or year, or as a range of these.

    No line breaks at the dash of a range.
    """
    begin, end = (stated(one, lang) for one in _ends(first, last))
    return begin if begin == end else f"{begin}\u00a0–\u00a0{end}"


def spread(first: date, last: date, lang: str) -> str:
    """Return an unknown day from first to last, as a day, month or year or as "between … and …".

    A range with a dash would wrongly mean all the time from the one to the other.
    """
    begin, end = (stated(one, lang) for one in _ends(first, last))
    return begin if begin == end else words("dates", lang)["within"].format(begin, end)


def _ends(first: date, last: date) -> tuple[str, str]:
    """Return the first and last day, or the months or years that they begin and end."""
    begin, end = _begin(first), _end(last)
    if len(begin) < len(end):  # the first day of a year also begins a month, and is a day
        begin = first.isoformat()[: len(end)]
    elif len(end) < len(begin):
        end = last.isoformat()[: len(begin)]
    return begin, end


def _apart(first: date, last: date, lang: str) -> tuple[str, str]:
    """Return the ends of "between … and …" in words; both are days or months in one year."""
    one_year = first.year == last.year
    begin, end = _ends(first, last) if one_year else (_begin(first), _end(last))
    return stated(begin, lang), stated(end, lang)


def _begin(day: date) -> str:
    """Return the year or month that begins on a day, else the day."""
    return day.isoformat().removesuffix("-01").removesuffix("-01")


def _end(day: date) -> str:
    """Return the year or month that ends on a day, else the day."""
    if day == LAST or (day + timedelta(days=1)).day != 1:
        return day.isoformat()
    return day.isoformat()[:4] if day.month == 12 else day.isoformat()[:7]


# Long since each kind of start and of end has its own words.
@lru_cache(maxsize=16_384)
def period(span: Span, lang: str) -> str:
    """Return a period in words, with its start and end as stated, or else as derived."""
    phrases = words("dates", lang)
    tot_first, tot_last = span.bounds[2:]
    start = moment(span, lang)
    if not span.tot and tot_last == LAST:
        if _ranging(span, lang):
            start = phrases["began"].format(start)
        elif span.van or span.bounds[0] > FIRST:  # a date alone would read as its whole life
            start = phrases["since"].format(start)
        return phrases["end unknown"].format(start) if span.open else start
    # An end within a year means that it was over by the first day of the next year.
    whole = tot_last.day == 1 and tot_last > tot_first
    last = tot_last - timedelta(days=1) if whole else tot_last
    if span.open and not span.tot:
        begun = phrases["since"].format(start) if span.van else start
        return phrases["end by"].format(begun, stated(_end(last), lang))
    if span.tot or (tot_first > FIRST and not _only_after(span, last, lang)):
        end = stated(span.tot, lang) if span.tot else spread(tot_first, last, lang)
    else:
        end = phrases["at latest"].format(stated(_end(last), lang))
    if span.van:
        return phrases["until"].format(stated(span.van, lang), end)
    if span.bounds[0] == FIRST:
        return phrases["ended"].format(end)
    begin = single(*span.bounds[:2], lang)
    # Both on one day, or within one month or year.
    at = phrases["on" if len(_end(last)) > len("2021-05") else "in"]
    if not begin:
        begin, gone = _apart(span.bounds[0], last, lang)
        if begin == gone:
            return at.format(gone)
        if tot_first < tot_last:
            return phrases["within"].format(begin, gone)
        if span.bounds[1] < tot_first:
            latest = stated(_end(span.bounds[1]), lang)
            return phrases["from between"].format(begin, latest, end)
        return phrases["until"].format(phrases["not before"].format(begin), end)
    gone = stated(_end(last), lang)
    both = at.format(gone) if begin == gone else phrases["until"].format(begin, end)
    return phrases["derived"].format(both)


def _only_after(span: Span, last: date, lang: str) -> bool:
    """Return whether the only known facts of an end are that it follows the start, and a last day.

    The first possible day of such an end gives no more information than the start.
    """
    first = span.bounds[2]
    return first - timedelta(days=1) <= span.bounds[0] and not single(first, last, lang)


def _ranging(span: Span, lang: str) -> bool:
    """Return whether a start lies between two days, the first of which is known."""
    if span.van:
        return span.van.startswith("[")
    return span.bounds[0] > FIRST and not single(*span.bounds[:2], lang)


def moment(span: Span, lang: str) -> str:
    """Return the date of an event or a start in words, as stated or else as derived."""
    phrases = words("dates", lang)
    first, last = span.bounds[:2]
    if span.van:
        return stated(span.van, lang)
    if first == FIRST:
        if last == LAST:
            return phrases["unknown"]
        day = _end(last)
        return phrases["by day" if len(day) > 7 else "by"].format(stated(day, lang))
    if last == LAST:
        return phrases["not before"].format(stated(_begin(first), lang))
    if whole := single(first, last, lang):
        return phrases["derived"].format(whole)
    return phrases["between"].format(*_apart(first, last, lang))


def measured(span: Span, lang: str) -> str:
    """Return the period of a figure in words, else its day of attestation."""
    phrases = words("dates", lang)
    if span.van and span.tot:
        return between(span.bounds[0], span.bounds[3] - timedelta(days=1), lang)
    if span.van:
        return stated(span.van, lang)
    if span.seen:
        return phrases["seen"].format(", ".join(stated(day, lang) for day in sorted(span.seen)))
    return phrases["no period"]


def number(lexical: str, lang: str) -> str:
    """Return an xsd:integer or xsd:decimal with the language's separators: 1.600,5 or 1,600.5."""
    if not re.fullmatch(r"[+-]?\d+(\.\d+)?", lexical):
        return lexical
    whole, _, part = lexical.partition(".")
    grouped = f"{int(whole):,}" + (f".{part}" if part else "")
    signs = words("numbers", lang)
    return grouped.translate(str.maketrans(",.", signs["thousands"] + signs["decimal"]))


def amount(lexical: str, lang: str, *, euro: bool = False, short: bool = False) -> str:
    """Return a number for readers: as by ``number``, or in words if no digit is lost.

    Whole tenths of a million or a billion become ``1,6 miljoen``, an amount in euro ``€ 145
    miljoen``. ``short`` is for a table or a screen: ``€ 145 mln``, with no-break spaces, so that
    lines do not break within a number.
    """
    text, gap = number(lexical, lang), "\N{NO-BREAK SPACE}" if short else " "
    if re.fullmatch(r"[+-]?\d{7,}", lexical):
        for size, word, brief in _SIZES:
            tenths, rest = divmod(abs(int(lexical)), size // 10)
            if tenths >= 10 and not rest:
                sign = "-" if lexical.startswith("-") else ""
                whole, tenth = divmod(tenths, 10)
                digits = number(f"{sign}{whole}.{tenth}".removesuffix(".0"), lang)
                text = f"{digits}{gap}{words('numbers', lang)[brief if short else word]}"
                break
    return f"€{gap}{text}" if euro else text


def standing(state: str, doubts: Sequence[str], lang: str) -> str:
    """Return a state in words, with the doubts about the statement.

    A certain state of a doubtful statement gives ``zeker, op dit voorbehoud na: …``:
    only its time is certain.
    """
    word = words("state", lang)[state]
    if not doubts or state not in ("certain", "known"):
        return word
    return words("state.doubt", lang)["but"].format(word, ", ".join(doubts))


def by_bounds(bounds: tuple[date, date, date, date], lang: str, *, start: bool = False) -> str:
    """Return a period (or only its start) of which only the bounds are known, in words."""
    text = (moment if start else period)(Span(None, None, bounds), lang)
    return text.removesuffix(words("dates", lang)["derived"].format(""))


def years(lives: Iterable[tuple[date, date, date, date]], lang: str) -> str:
    """Return the years of existences by their bounds, in order of time.

    ``1947–2010``; ``since 2024``; ``1947–2010, again since 2024``; empty if no year is known.
    """
    phrases, found = words("dates.years", lang), []
    for first, last, ends, gone in lives:
        begin = "" if first == FIRST else _either(first, last)
        # An end on the first of January means that it existed until the year before.
        end = "" if gone == LAST else _either(max(ends, first), gone - timedelta(days=1))
        kind = "both" if begin and end else "begin" if begin else "end" if end else ""
        if begin and begin == end:
            found.append(begin)
        elif kind:
            found.append(phrases[_AGAIN[kind] if found else kind].format(begin=begin, end=end))
    return ", ".join(found)


def _either(first: date, last: date) -> str:
    """Return the year of a day, or the range of possible years."""
    return str(last.year) if first.year >= last.year else f"{first.year}/{last.year}"
