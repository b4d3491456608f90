"""The time of a statement inside a sentence: since 2021, in June 2025."""

from datetime import date, timedelta

from dvgraph.locale.wording import Span, spread, stated
from dvgraph.locale.words import words
from dvgraph.namespaces import FIRST, LAST

_YEAR = 366


def lasting(span: Span, lang: str) -> str:
    """Return the time of a lasting fact: ``sinds 2021``, ``van 2016 tot 2021``, ``in juni 2025``.

    The third form is the day of a source, for a fact without a start. Empty if nothing is known.
    """
    phrases = words("dates", lang)
    first, last, ends, over = span.bounds
    if span.van and not span.van.startswith("["):
        begin = stated(span.van, lang)
        if over == LAST:
            return phrases["onwards"].format(begin)
        return phrases["from to"].format(begin, _end(span, lang))
    if span.van and first != FIRST:
        if LAST in (last, over):
            return _between(span, lang, "onwards between", "onwards")
        if last >= ends == over:
            begin = phrases["not before"].format(stated(_shortest(first), lang))
            return phrases["from to"].format(begin, _end(span, lang))
        if last >= ends:  # for the whole of the known time
            whole = over - timedelta(days=1) if over.day == 1 else over
            return phrases["within"].format(*_pair(first, whole, lang))
        return phrases["from between"].format(*_pair(first, last, lang), _end(span, lang))
    if span.seen:
        return _seen(span.seen, lang)
    if span.tot or (ends != FIRST and over != LAST and span.van):
        return phrases["ended"].format(_end(span, lang))
    return ""


def happening(span: Span, lang: str) -> str:
    """Return the time of an event: ``op 3 februari 2017``, ``tussen 2016 en 2019``."""
    if span.van and not span.van.startswith("["):
        return _on(span.van, lang)
    if span.bounds[0] == FIRST or (span.seen and not span.van):
        return _seen(span.seen, lang) if span.seen else ""
    return _between(span, lang, "between")


def attested(span: Span) -> bool:
    """Return whether sources give no start, but at most days of attestation."""
    begun = span.van and (not span.van.startswith("[") or span.bounds[0] != FIRST)
    return not begun and (bool(span.seen) or not (span.van or span.tot))


def _between(span: Span, lang: str, key: str, onwards: str = "") -> str:
    """Return an event (``onwards``: a start) between two days; the second may be unknown."""
    phrases, (first, last) = words("dates", lang), span.bounds[:2]
    if last == LAST:
        day = _shortest(first)
        start = phrases[onwards].format(stated(day, lang)) if onwards else _on(day, lang)
        return phrases["at earliest"].format(start)
    begin, end = _pair(first, last, lang)
    if begin == end:
        start = phrases[onwards].format(begin) if onwards else ""
        return start or _on(_within(first, last), lang)
    return phrases[key].format(begin, end)


def _within(first: date, last: date) -> str:
    """Return the shortest day, month or year that contains both of two days."""
    return last.isoformat() if first == last else min(_shortest(first), _shortest(last), key=len)


def _pair(first: date, last: date, lang: str) -> tuple[str, str]:
    """Return two days in words, each as short as it is exact: 2021 and June 2025.

    Within one year both are months: never "May 2021 and 2021".
    """
    begin, end = _shortest(first), _shortest(last)
    if begin.startswith(end):
        end = last.isoformat()[: len(begin)]
    elif end.startswith(begin):
        begin = first.isoformat()[: len(end)]
    return stated(begin, lang), stated(end, lang)


def _seen(days: tuple[str, ...], lang: str) -> str:
    return _on(min(days), lang, already=len(days) > 1)


def _on(lexical: str, lang: str, *, already: bool = False) -> str:
    """Return a date as a time: op 3 mei 2021, in mei 2021, omstreeks 2021."""
    text = stated(lexical, lang)
    if not lexical[-1:].isdigit():  # dates that begin with their own words: about, perhaps, between
        return text
    by_day = len(lexical) == len("2021-05-03")
    key = ("by day" if by_day else "by") if already else ("on" if by_day else "in")
    return words("dates", lang)[key].format(text)


def _end(span: Span, lang: str) -> str:
    """Return the end of a period that is over, as stated or derived."""
    ends, over = span.bounds[2:]
    if span.tot:
        return stated(span.tot, lang)
    # An end within a year means that it was over by the first day of the next year.
    last = over - timedelta(days=1) if over.day == 1 and over > ends else over
    if (last - ends).days > _YEAR:
        return words("dates", lang)["at latest"].format(stated(_shortest(last), lang))
    return spread(ends, last, lang)


def _shortest(day: date) -> str:
    """Return the year or month that a day begins or ends, else the day."""
    following = day + timedelta(days=1)
    text = day.isoformat()
    if day.day != 1 and following.day != 1:
        return text
    whole_year = (day.month, day.day) == (1, 1) or (following.month, following.day) == (1, 1)
    return text[:4] if whole_year else text[:7]
