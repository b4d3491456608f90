"""Numbers, dates and plurals in each language; the single importer of babel."""

import re
from datetime import date
from decimal import Decimal, InvalidOperation

from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.lists import format_list
from babel.numbers import format_decimal

from dvgraph.locale.wording import stated
from dvgraph.locale.words import words

_LARGE = ((Decimal(10**9), "billion"), (Decimal(10**6), "million"))


def day(lexical: str, lang: str) -> str:
    """Return a day, month or year (YYYY-MM-DD, YYYY-MM, YYYY) in words; other text unchanged."""
    if not re.fullmatch(r"\d{4}(-\d\d){0,2}", lexical):
        return stated(lexical, lang)
    if len(lexical) == 4:
        return str(int(lexical))
    if len(lexical) == 7:
        return str(
            format_skeleton("yMMMM", date.fromisoformat(f"{lexical}-01"), locale=_locale(lang))
        )
    return str(format_date(date.fromisoformat(lexical), "long", locale=_locale(lang)))


def number(lexical: str, lang: str) -> str:
    """Return a decimal with the language's separators; whole millions in words (1,6 miljoen)."""
    try:
        value = Decimal(lexical)
    except InvalidOperation:
        return lexical
    for size, word in _LARGE:
        if abs(value) >= size and value % (size / 10) == 0:
            short = format_decimal(value / size, locale=_locale(lang))
            return f"{short} {words('numbers', lang)[word]}"
    return str(format_decimal(value, locale=_locale(lang), decimal_quantization=False))


def listed(texts: list[str], lang: str) -> str:
    """Return texts as an enumeration: a, b en c."""
    return str(format_list(texts, locale=_locale(lang)))


def counted(count: int, one: str, other: str, lang: str) -> str:
    """Return a number with its noun in the singular or plural."""
    single = Locale.parse(_locale(lang)).plural_form(count) == "one"
    return f"{number(str(count), lang)} {one if single else other}"


def _locale(lang: str) -> str:
    return words("locale", lang)["babel"]
