"""Numbers as Dutch texts write them, read as exact fractions.

Read: "600.000", "90.982.000", "1 000 000", "32,5", "1,6 miljoen", "€ 44 mln.", "3 tot 5 miljoen"
(both in millions), "anderhalf miljoen", "twaalf", "twee miljoen vijfhonderdduizend", "een derde",
"driekwart", "acht op tien", "vertwintigvoudigd" (20), "verdubbeld", "twintigtal", "14de", "geen"
(0), "44 %" (44 and 0.44), and "-5" (also as 5). Not read: dates and years, the marks of a
list ("(2)"), digits inside a word or with a letter stuck to them ("NIS2", "1is"), "een" as an
article, and web addresses. "1.367" is Dutch for 1367.
"""

import re
from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from dvgraph.evidence.dates import read_dates
from dvgraph.evidence.words import cleaned, fold, same, without_urls

_ONES = ("nul", "een", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen")
_TEENS = (
    *("tien", "elf", "twaalf", "dertien", "veertien"),
    *("vijftien", "zestien", "zeventien", "achttien", "negentien"),
)
_TENS = ("twintig", "dertig", "veertig", "vijftig", "zestig", "zeventig", "tachtig", "negentig")
_SMALL = {name: value for value, name in enumerate((*_ONES, *_TEENS))} | {
    (f"{one}en{ten}" if unit else ten): 10 * tens + unit
    for tens, ten in enumerate(_TENS, 2)
    for unit, one in enumerate(("", *_ONES[1:]))
}
_SCALES = {
    "honderd": 100,
    **dict.fromkeys(("duizend", "dzd"), 1000),
    **dict.fromkeys(("miljoen", "miljoenen", "mln", "mio", "milj"), 10**6),
    **dict.fromkeys(("miljard", "miljarden", "mld", "mrd"), 10**9),
    "biljoen": 10**12,
}
_ORDINALS = {"eerste": 1, "derde": 3, "achtste": 8}
_HALVES = {"anderhalf": Fraction(3, 2), "anderhalve": Fraction(3, 2), "driekwart": Fraction(3, 4)}
_PARTS = {"half": 2, "halve": 2, "helft": 2, "kwart": 4}

_DIGITS = (
    r"(?:\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?:,\d+)?"
    r"|\d{1,3}(?:,\d{3}){2,}|\d+(?:,\d+)?|\d+\.\d{1,2})"
)
_FIGURE = re.compile(
    rf"(?<![\w.,])({_DIGITS})(?![.,]?\d)"
    r"(?:(?P<nth>-?(?:ste|de|e)|-?voud(?:ig)?|x)(?![^\W\d_])|(?P<percent>\s*(?:%|(?:procent|percent"
    r"|ten\s+honderd)\b))|\s*(?P<scale>[^\W\d_]+)|(?![^\W_]))"
)
_EURO_BEFORE = re.compile(r"(?:€|\beuro|\beur)\s*$", re.IGNORECASE)
_EURO_AFTER = re.compile(r"\s*(?:€|euro\b|eur\b)", re.IGNORECASE)
_ENUMERATOR = re.compile(r"\(\d{1,2}\)")
_RANGE_END = re.compile(rf"(?<![\w.,])({_DIGITS})\s*(?:tot|à|-|–|of)\s*(?:€\s*)?$")
_WORDS = re.compile(r"[^\W\d_]+")
_TIMES = re.compile(r"ver(.*?)(?:voudig|dubbel)")
_FOLD = re.compile(r"(.+?)(?:voudige?|voud|maal|tal)")
_OUT_OF = re.compile(r"\b(\d+|[^\W\d_]+)\s+op\s+(?:de\s+)?(\d+|[^\W\d_]+)\b")


class Number(NamedTuple):
    """A number in a text.

    ``start``, ``end``: its offsets in the text. ``unit``: the unit written with it: ``euro``,
    ``%``, ``times`` ("vertwintigvoudigd", "20x") or empty.
    """

    value: Fraction
    start: int
    end: int
    unit: str = ""


@lru_cache(maxsize=4096)
def numbers(text: str) -> tuple[Number, ...]:
    """Return the numbers of a text in order; line breaks within a number are allowed.

    Offsets are those in the ``cleaned`` text. One place may give several numbers: 44 and 0.44 for
    "44 %", -5 and 5 for "-5".
    """
    text = cleaned(text)
    prose = list(without_urls(text))
    for date in read_dates(text):
        prose[date.start : date.end] = " " * (date.end - date.start)
    clean = _ENUMERATOR.sub(lambda mark: " " * len(mark[0]), "".join(prose))
    found = {*_figures(clean), *_written(clean), *_out_of(clean)}
    return tuple(sorted(_priced(clean, one) for one in found))


def _priced(text: str, number: Number) -> Number:
    """Return the number with the unit euro if the text has "euro" or € before or after it."""
    before = _EURO_BEFORE.search(text[: number.start])
    after = _EURO_AFTER.match(text, number.end)
    if number.unit or not (before or after):
        return number
    return number._replace(
        start=before.start() if before else number.start,
        end=after.end() if after else number.end,
        unit="euro",
    )


def same_number(number: Number, value: Fraction, places: int = 0) -> bool:
    """Return whether a number in a text equals a figure's value.

    A fraction in words ("een derde") equals a ``value`` of two decimal ``places`` or more if it
    rounds to it.
    """
    return number.value == value or (
        places > 1 and 0 < number.value < 1 and round(number.value, places) == value
    )


def scale(word: str) -> int | None:
    """Return 1000000 for "miljoen" and its abbreviations, and so on; one letter may be wrong."""
    plain = fold(word)
    if plain in _SCALES:
        return _SCALES[plain]
    # Not "biljoen": one letter differs from "miljoen", so that a scanner's error would decide.
    near = ("duizend", "miljoen", "miljoenen", "miljard", "miljarden")
    return next((_SCALES[name] for name in near if same(name, word)), None)


def cardinal(word: str) -> int | None:
    """Return the value of an integer in words, up to 999999, or None for any other word."""
    plain = fold(word)
    if plain in _SMALL:
        return _SMALL[plain]
    for name, size in (("duizend", 1000), ("honderd", 100)):
        before, here, after = plain.partition(name)
        if here:
            head = cardinal(before) if before else 1
            tail = cardinal(after.removeprefix("en")) if after else 0
            if head and tail is not None and tail < size:
                return head * size + tail
            return None
    return None


def _number(digits: str) -> Fraction:
    if re.fullmatch(r"\d+\.\d{1,2}", digits):
        return Fraction(digits)
    if re.fullmatch(r"\d{1,3}(?:,\d{3}){2,}", digits):
        return Fraction(digits.replace(",", ""))
    return Fraction(re.sub(r"[. \u00a0\u202f]", "", digits).replace(",", "."))


def _figures(text: str) -> Iterator[Number]:
    values: dict[int, list[Number]] = {}
    for found in _FIGURE.finditer(text):
        value, start, end = _number(found[1]), found.start(), found.end(1)
        factor = scale(found["scale"]) if found["scale"] else None
        if found["scale"] and factor is None and text[found.end(1)].isalpha():
            continue  # "1is": a letter attached to the digits
        before = text[:start]
        if factor:
            value, end = value * factor, found.end()
            # "3 tot 5 miljoen" means three million; "600.000 tot 1 miljoen" does not.
            low = _RANGE_END.search(before)
            if low and (least := _number(low[1])) < 1000:
                values[low.start()] = [Number(least * factor, low.start(), low.end(1))]
        if found["percent"] or found["nth"]:
            end = found.end()
        times = found["nth"] and re.search(r"voud|x", found["nth"])
        unit = "%" if found["percent"] else "times" if times else ""
        here = values[start] = [Number(value, start, end, unit)]
        if found["percent"]:
            here.append(Number(value / 100, start, end, unit))
        if re.search(r"(?:^|[\s(])[-−]$", before):
            here.append(Number(-value, start, end, unit))
    for same_place in values.values():
        yield from same_place


# Long since the reading of each number in words depends on the words beside it.
def _written(text: str) -> Iterator[Number]:
    tokens = list(_WORDS.finditer(text))
    plain = [fold(token[0]) for token in tokens]
    for place, word in enumerate(plain):
        here, end = tokens[place].start(), tokens[place].end()
        following = plain[place + 1] if place + 1 < len(plain) else ""
        for value, unit in _single(word):
            yield Number(value, here, end, unit)
        if (nth := _ordinal(word)) and not (place and _counted(plain[place - 1])):
            yield Number(Fraction(nth), here, end)
        if word in _HALVES or word in _PARTS:
            value = _HALVES.get(word) or Fraction(1, _PARTS[word])
            factor = scale(following)
            yield Number(value * (factor or 1), here, tokens[place + bool(factor)].end())
            continue
        count = 1 if word == "een" else _counted(word)
        if count is None:
            continue
        part = _part(following)
        if part:
            yield Number(Fraction(count, part), here, tokens[place + 1].end())
        if word == "een" and tokens[place][0].casefold() == "een" and not scale(following):
            continue  # "een" as the article
        total, at = Fraction(count), place + 1
        while at < len(plain) and (factor := scale(plain[at])):
            total, at = total * factor, at + 1
        if at > place + 1 and at < len(plain):  # "twee miljoen vijfhonderdduizend"
            rest = cardinal(plain[at])
            if rest and rest < 10**6 <= total:
                yield Number(total + rest, here, tokens[at].end())
        yield Number(total, here, tokens[at - 1].end())


def _counted(word: str) -> Fraction | int | None:
    value = cardinal(word)
    if value is None and word.endswith("enhalf"):  # tweeënhalf, tweeëneenhalf
        whole = cardinal(word.removesuffix("enhalf").removesuffix("eneen"))
        return None if whole is None else whole + Fraction(1, 2)
    return value


def _part(word: str) -> int | None:
    """Return the denominator that a fraction word names: 3 for "derde" or "derden"."""
    return _PARTS.get(word) or _ordinal(word) or _ordinal(word.removesuffix("n"))


def _ordinal(word: str) -> int | None:
    if word in _ORDINALS:
        return _ORDINALS[word]
    for suffix in ("ste", "de"):
        if word.endswith(suffix) and (value := cardinal(word.removesuffix(suffix))):
            return value
    return None


def _single(word: str) -> Iterator[tuple[Fraction, str]]:
    """Yield the values and units of one word: "geen", a growth, a multiple or a count of pieces."""
    if word == "geen":
        yield Fraction(0), ""
    if word.startswith(("halveer", "halver", "gehalveerd")):
        yield Fraction(1, 2), "times"
    times = _TIMES.match(word)
    if times and (value := cardinal(times[1]) if times[1] else 2):
        yield Fraction(value), "times"
    folded = _FOLD.fullmatch(word)
    if folded and (value := cardinal(folded[1])):
        yield Fraction(value), "" if word.endswith("tal") else "times"


def _out_of(text: str) -> Iterator[Number]:
    for found in _OUT_OF.finditer(text):
        some, of = (int(one) if one.isdecimal() else cardinal(one) for one in found.groups())
        if some and of and some < of <= 100:
            yield Number(Fraction(some, of), found.start(), found.end())
