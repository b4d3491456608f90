"""The datatypes of RDF: which lexical forms are well-formed, and how two literals compare.

Source: XML Schema 1.1 part 2 (datatypes), to which RDF 1.1 Concepts §5 refers. The limits of
Python's numbers and calendar do not apply to lexical forms. The datatypes are those that RDF 1.1
Concepts §5.1 names, rdf:langString (§3.3), rdf:HTML (§5.2), rdf:XMLLiteral (§5.3), and rdf:JSON
(JSON-LD 1.1 §10.2); every lexical form of any other datatype is accepted.

White space around a value is an error: ``" 1"`` is not an xsd:integer and ``"a  b"`` not an
xsd:token. XML Schema removes white space when XML is read (whiteSpace facet, XSD 1.1 §4.3.6),
before the lexical form is mapped to a value. RDF has no such step: it maps the lexical form as it
is (RDF 1.1 Concepts §3.3; RDF 1.1 Semantics, its test whitespace-facet-1).
"""

import re
from collections.abc import Callable
from datetime import date
from functools import cache, lru_cache
from math import inf, isinf, nextafter
from typing import TYPE_CHECKING, Any, NamedTuple

from dvgraph.namespaces import RDF, XSD

if TYPE_CHECKING:
    from fractions import Fraction

    from dvgraph.rdf.oxigraph import Literal

# XML 1.0, fifth edition: the productions Char (2), NameStartChar (4) and NameChar (4a), written as
# the inside of a character class. Of Char, what it excludes: Python compiles such a class ten times
# as fast. XSD 1.1 §3.3.1 allows a processor to take Char from XML 1.1.
_EXCLUDED = r"\x00\ud800-\udfff\ufffe\uffff"
NAME_START = (
    ":A-Z_a-z\xc0-\xd6\xd8-\xf6\xf8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d\u2070-\u218f"
    "\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
NAME_PART = f"\\-.0-9\xb7\u0300-\u036f\u203f\u2040{NAME_START}"

_INTEGER = "[+-]?[0-9]+"
_DECIMAL = r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)"
_FLOAT = rf"{_DECIMAL}(?:[Ee]{_INTEGER})?|[+-]?INF|NaN"
_YEAR = "(?P<year>-?(?:[1-9][0-9]{3,}|0[0-9]{3}))"
_MONTH = "(?P<month>0[1-9]|1[0-2])"
_DAY = "(?P<day>0[1-9]|[12][0-9]|3[01])"
_TIME = (
    r"(?:(?P<hour>[01][0-9]|2[0-3]):(?P<minute>[0-5][0-9]):"
    r"(?P<second>[0-5][0-9])(?:\.(?P<part>[0-9]+))?|(?P<midnight>24:00:00(?:\.0+)?))"
)
_ZONE = "(?P<zone>Z|[+-](?:(?:0[0-9]|1[0-3]):[0-5][0-9]|14:00))"
_MONTHS = "(?:(?P<years>[0-9]+)Y)?(?:(?P<months>[0-9]+)M)?"
_SECONDS = (
    r"(?:(?P<days>[0-9]+)D)?(?:T(?=[0-9])(?:(?P<hours>[0-9]+)H)?(?:(?P<minutes>[0-9]+)M)?"
    r"(?:(?P<seconds>[0-9]+(?:\.[0-9]+)?)S)?)?"
)
_WORD = rf"[^\t\n\r {_EXCLUDED}]+"
_SIX_BITS = "[A-Za-z0-9+/] ?"

# The lexical space of each datatype, by its local name.
_FORMS = {
    "string": f"[^{_EXCLUDED}]*",
    "normalizedString": rf"[^\t\n\r{_EXCLUDED}]*",
    "token": f"(?:{_WORD}(?: {_WORD})*)?",
    "language": "[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*",
    "Name": f"[{NAME_START}][{NAME_PART}]*",
    "NCName": f"(?!:)[{NAME_START}](?:(?!:)[{NAME_PART}])*",
    "NMTOKEN": f"[{NAME_PART}]+",
    "anyURI": f"[^{_EXCLUDED}]*",
    "boolean": "true|false|1|0",
    "decimal": _DECIMAL,
    "float": _FLOAT,
    "double": _FLOAT,
    "dateTime": f"{_YEAR}-{_MONTH}-{_DAY}T{_TIME}{_ZONE}?",
    "dateTimeStamp": f"{_YEAR}-{_MONTH}-{_DAY}T{_TIME}{_ZONE}",
    "date": f"{_YEAR}-{_MONTH}-{_DAY}{_ZONE}?",
    "time": f"{_TIME}{_ZONE}?",
    "gYear": f"{_YEAR}{_ZONE}?",
    "gYearMonth": f"{_YEAR}-{_MONTH}{_ZONE}?",
    "gMonthDay": f"--{_MONTH}-{_DAY}{_ZONE}?",
    "gMonth": f"--{_MONTH}{_ZONE}?",
    "gDay": f"---{_DAY}{_ZONE}?",
    "duration": f"(?P<sign>-?)P(?=[0-9T]){_MONTHS}{_SECONDS}",
    "yearMonthDuration": f"(?P<sign>-?)P(?=[0-9]){_MONTHS}",
    "dayTimeDuration": f"(?P<sign>-?)P(?=[0-9T]){_SECONDS}",
    "hexBinary": "(?:[0-9A-Fa-f]{2})*",
    "base64Binary": (
        f"(?:(?:(?:{_SIX_BITS}){{4}})*(?:(?:{_SIX_BITS}){{3}}[A-Za-z0-9+/]"
        f"|(?:{_SIX_BITS}){{2}}[AEIMQUYcgkosw048] ?=|{_SIX_BITS}[AQgw] ?= ?=))?"
    ),
}
_INTEGERS: dict[str, tuple[int | None, int | None]] = {
    "integer": (None, None),
    "long": (-(2**63), 2**63 - 1),
    "int": (-(2**31), 2**31 - 1),
    "short": (-(2**15), 2**15 - 1),
    "byte": (-(2**7), 2**7 - 1),
    "nonNegativeInteger": (0, None),
    "positiveInteger": (1, None),
    "unsignedLong": (0, 2**64 - 1),
    "unsignedInt": (0, 2**32 - 1),
    "unsignedShort": (0, 2**16 - 1),
    "unsignedByte": (0, 2**8 - 1),
    "nonPositiveInteger": (None, 0),
    "negativeInteger": (None, -1),
}
_LONGEST = 20  # the digits of the largest bounded integer, 2^64 - 1

# RFC 5646 §2.1: the form of a language tag; tags of an irregular form are listed.
_TAG = (
    "(?:[a-z]{2,3}(?:-[a-z]{3}){0,3}|[a-z]{4,8})(?:-[a-z]{4})?(?:-(?:[a-z]{2}|[0-9]{3}))?"
    "(?:-(?:[a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*(?:-[0-9a-wy-z](?:-[a-z0-9]{2,8})+)*"
    "(?:-x(?:-[a-z0-9]{1,8})+)?|x(?:-[a-z0-9]{1,8})+|en-gb-oed|sgn-(?:be-fr|be-nl|ch-de)"
    "|i-(?:ami|bnn|default|enochian|hak|klingon|lux|mingo|navajo|pwn|tao|tay|tsu)"
)

_MONTH_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_FOURTEEN_HOURS = 14 * 3600
# The months at which XSD 1.1 §3.3.6.1 compares durations: September 1696, February 1697, March
# and July 1903; (year, month).
_STARTS = ((1696, 9), (1697, 2), (1903, 3), (1903, 7))
_MOST_DIGITS = 4000  # digits of a year or of a part of a duration; Python refuses longer integers


def valid(lexical: str, datatype: str, language: str = "") -> bool:
    """Return whether a literal is well-formed: its datatype must include its lexical form.

    ``datatype`` is an IRI, ``language`` the tag of a language-tagged string. True for a datatype
    that this module does not know.
    """
    if language or datatype == RDF + "langString":
        return _is_tag(language)
    return _test(datatype)(lexical)


def compare(one: "Literal", two: "Literal") -> int | None:
    """Return -1, 0 or 1 if a literal is less than, equal to or greater than another, else None.

    None if either is ill-typed, if their datatypes have no common order, or if XML Schema leaves
    the order open: NaN, a time with a zone and a time without one less than 14 hours apart, one
    month and 30 days. Sources: the operators of SPARQL 1.1 §17.3, and for values that it does not
    order (days, years, durations) the order relations of XSD 1.1 §3.3.
    """
    first = value(one.value, one.datatype.value)
    second = value(two.value, two.datatype.value)
    return None if first is None or second is None else order(first, second)


class Ordered(NamedTuple):
    """The value of a literal whose datatype has an order.

    ``key``: what ``order`` compares. Only values of one ``kind`` are comparable. The kinds are
    string, boolean, number, duration, and each datatype of times (dateTime, date, time, gYear …).
    """

    kind: str
    key: Any


@cache
def _pattern(form: str) -> re.Pattern[str]:
    return re.compile(form)


@lru_cache(maxsize=1024)
def _is_tag(language: str) -> bool:
    return bool(_pattern(_TAG).fullmatch(language.lower()))


@cache
def _test(datatype: str) -> Callable[[str], bool]:
    """Return a test whether a lexical form belongs to a datatype."""
    name = datatype.removeprefix(XSD) if datatype.startswith(XSD) else ""
    if name in _INTEGERS:
        return lambda lexical: _integer(lexical, *_INTEGERS[name])
    if name == "date":
        form = _pattern(_FORMS[name])
        return lambda lexical: bool(_plain_day(lexical)) or _day_exists(form.fullmatch(lexical))
    if name in _FORMS:
        form = _pattern(_FORMS[name])
        if "<day>" in form.pattern and "<month>" in form.pattern:
            return lambda lexical: _day_exists(form.fullmatch(lexical))
        return lambda lexical: form.fullmatch(lexical) is not None
    of_rdf = {f"{RDF}XMLLiteral": _well_balanced, f"{RDF}JSON": _is_json}
    return of_rdf.get(datatype, lambda _: True)


def _plain_day(lexical: str) -> int:
    """Return the number of a day without zone of the years 1 to 9999, from 1; 0 for all else.

    Python's calendar agrees with XML Schema on these, and reads them ten times as fast.
    """
    if len(lexical) != 10 or lexical[4] != "-" or lexical[7] != "-":
        return 0  # fromisoformat reads other forms too
    try:
        return date.fromisoformat(lexical).toordinal()
    except ValueError:
        return 0


def _integer(lexical: str, least: int | None, most: int | None) -> bool:
    if not _pattern(_INTEGER).fullmatch(lexical):
        return False
    digits = lexical.lstrip("+-").lstrip("0") or "0"
    if len(digits) > _LONGEST:
        return (least if lexical[0] == "-" else most) is None
    number = -int(digits) if lexical[0] == "-" else int(digits)
    return (least is None or least <= number) and (most is None or number <= most)


def _day_exists(found: re.Match[str] | None) -> bool:
    """Return whether a day exists in its month; without a year, in any year (XSD 1.1 §E.3.2)."""
    if not found:
        return False
    parts = found.groupdict()
    day, month = int(parts["day"]), int(parts["month"])
    if (month, day) == (2, 29) and (year := parts.get("year")):
        return _is_leap(int(year[-4:]), int(year.lstrip("-")[:-2][-2:]))
    return day <= _MONTH_DAYS[month - 1]


def _is_leap(year: int, century: int) -> bool:
    """Return whether a year is a leap year; only its last four digits count."""
    return year % 4 == 0 and (year % 100 != 0 or century % 4 == 0)


def _well_balanced(lexical: str) -> bool:
    """Return whether a text is the content of an XML element (RDF 1.1 Concepts §5.3)."""
    from xml.parsers import expat  # imported here since few data have such a literal

    # With name spaces, so that an unknown prefix is an error.
    parser = expat.ParserCreate("UTF-8", " ")
    try:
        parser.Parse(f"<_>{lexical}</_>".encode(), True)
    except (expat.ExpatError, UnicodeEncodeError):
        return False
    return True


def _is_json(lexical: str) -> bool:
    """Return whether a text is JSON by RFC 8259, which has no NaN and no infinity."""
    import json  # imported here since few data have such a literal

    try:
        json.loads(lexical, parse_constant=int, parse_int=str)
    except (ValueError, RecursionError):
        return False
    return True


_STRINGS = frozenset(
    {"string", "normalizedString", "token", "language", "Name", "NCName", "NMTOKEN"}
)
_DURATIONS = frozenset({"duration", "yearMonthDuration", "dayTimeDuration"})
_TIMES = frozenset(name for name, form in _FORMS.items() if "<zone>" in form)


@cache
def _orders(datatype: str) -> bool:
    """Return whether a datatype has an order."""
    name = datatype.removeprefix(XSD) if datatype.startswith(XSD) else ""
    numbers = ("boolean", "decimal", "float", "double", *_INTEGERS)
    return name in numbers or name in _STRINGS | _DURATIONS | _TIMES


def value(lexical: str, datatype: str) -> Ordered | None:
    """Return the value of a literal, or None if it is ill-typed or its datatype has no order."""
    name = datatype.removeprefix(XSD)
    if name == "date" and (day := _plain_day(lexical)):
        return Ordered("date", _Moment((day - 1) * 86400, "", zoned=False))
    if not _orders(datatype) or not valid(lexical, datatype):
        return None
    if name in _STRINGS:
        return Ordered("string", lexical)
    if name == "boolean":
        return Ordered("boolean", lexical in ("true", "1"))
    if name in _TIMES:
        found = _pattern(_FORMS[name]).fullmatch(lexical)
        moment = _moment(found.groupdict()) if found else None
        return moment and Ordered("dateTime" if name == "dateTimeStamp" else name, moment)
    if name in _DURATIONS:
        found = _pattern(_FORMS[name]).fullmatch(lexical)
        length = _length(found.groupdict()) if found else None
        return length and Ordered("duration", length)
    if name in ("float", "double"):
        return Ordered("number", (name, _single(lexical) if name == "float" else float(lexical)))
    from decimal import Decimal  # imported here since it is slow

    return Ordered("number", ("decimal", Decimal(lexical)))


def order(one: Ordered, two: Ordered) -> int | None:
    """Return -1, 0 or 1 if a value is less than, equal to or greater than another, else None."""
    if one.kind != two.kind:
        return None
    if one.kind == "number":
        return _order_of_numbers(*one.key, *two.key)
    if one.kind == "duration":
        return _order_of_durations(one.key, two.key)
    if one.kind in _TIMES:
        return _order_of_moments(one.key, two.key)
    return _sign(one.key, two.key)


def _sign(one: Any, two: Any) -> int:
    return int(one > two) - int(one < two)


def _single(lexical: str) -> float:
    """Return the nearest number of single precision."""
    from struct import pack, unpack

    near = float(lexical)
    if near != near or near == 0 or isinf(near):
        return near
    from decimal import Decimal

    exact = Decimal(lexical)
    # Double precision may round the number to the exact middle of two single-precision numbers. The
    # neighbour with an odd last bit is never such a middle, and rounds like the exact number.
    if exact != near and not unpack("<q", pack("<d", near))[0] & 1:
        near = nextafter(near, inf if exact > near else -inf)
    try:
        return float(unpack("<f", pack("<f", near))[0])
    except OverflowError:
        return inf if near > 0 else -inf


def _order_of_numbers(kind: str, one: Any, other_kind: str, two: Any) -> int | None:
    """Compare numbers in the wider of their datatypes (XPath 2.0 appendix B.1)."""
    kinds = {kind, other_kind}
    if len(kinds) > 1 and "decimal" in kinds:
        cast = float if "double" in kinds else lambda number: _single(str(number))
        one, two = (
            cast(each) if each_kind == "decimal" else each
            for each, each_kind in ((one, kind), (two, other_kind))
        )
    return _sign(one, two) if one == one and two == two else None


class _Moment(NamedTuple):
    """A time.

    ``seconds``: the whole seconds since 0001-01-01T00:00:00, in UTC if it has a zone. ``part``: the
    decimal digits of the fraction of a second. ``zoned``: True if it has a zone.
    """

    seconds: int
    part: str
    zoned: bool


def _moment(found: dict[str, str | None]) -> _Moment | None:
    """Return a time's position on the time line (XSD 1.1 §E.3.4, timeOnTimeline)."""
    year_ = found.get("year")
    if year_ and len(year_) > _MOST_DIGITS:
        return None
    year = int(year_) if year_ else 1972
    month = int(found.get("month") or 12)
    last = _MONTH_DAYS[month - 1] - (month == 2 and not _is_leap(year, year // 100))
    day = int(found.get("day") or last)
    seconds = (_days_before(year, month) + day - 1) * 86400
    if found.get("midnight"):
        # A dateTime at 24:00 is the next day; a time at 24:00 is 00:00 (XSD 1.1 §E.3.5).
        seconds += 86400 if year_ else 0
    elif found.get("hour"):
        hour, minute, second = (int(found[name] or 0) for name in ("hour", "minute", "second"))
        seconds += hour * 3600 + minute * 60 + second
    zone = found["zone"]
    if zone and zone != "Z":
        ahead = int(zone[1:3]) * 3600 + int(zone[4:6]) * 60
        seconds -= -ahead if zone[0] == "-" else ahead
    return _Moment(seconds, (found.get("part") or "").rstrip("0"), zone is not None)


def _days_before(year: int, month: int) -> int:
    """Return the number of days from 0001-01-01 to the first of a month (Gregorian calendar)."""
    before = year - 1
    days = 365 * before + before // 4 - before // 100 + before // 400
    feb = 0 if month < 3 or _is_leap(year, year // 100) else 1
    return days + sum(_MONTH_DAYS[: month - 1]) - feb


def _order_of_moments(one: _Moment, two: _Moment) -> int | None:
    """Compare times; a time without a zone may have any zone (XSD 1.1 §3.3.7.1)."""
    if one.zoned == two.zoned:
        return _sign(one[:2], two[:2])
    early, late = (
        _sign((one.seconds + shift, one.part), two[:2])
        for shift in (-_FOURTEEN_HOURS, _FOURTEEN_HOURS)
    )
    return early if early == late else None


class _Length(NamedTuple):
    """The months and seconds of a duration, both positive or both negative."""

    months: int
    seconds: "Fraction"


def _length(found: dict[str, str | None]) -> _Length | None:
    from fractions import Fraction  # imported here since it is slow

    if any(len(part or "") > _MOST_DIGITS for part in found.values()):
        return None
    sign = -1 if found["sign"] else 1
    part = {
        name: found.get(name) or "0" for name in ("years", "months", "days", "hours", "minutes")
    }
    months = 12 * int(part["years"]) + int(part["months"])
    hours = 24 * int(part["days"]) + int(part["hours"])
    seconds = 3600 * hours + 60 * int(part["minutes"]) + Fraction(found.get("seconds") or "0")
    return _Length(sign * months, sign * seconds)


def _order_of_durations(one: _Length, two: _Length) -> int | None:
    """Compare durations by their end after each of four start days (XSD 1.1 §3.3.6.1)."""
    found = set()
    for year, month in _STARTS:
        days = []
        for length in (one, two):
            years, months = divmod(month - 1 + length.months, 12)
            days.append(_days_before(year + years, months + 1))
        found.add(_sign(days[0] * 86400 + one.seconds, days[1] * 86400 + two.seconds))
    if len(found) > 1 or (found == {0} and one.months != two.months):
        return None  # 400 years and 146,097 days end together from every start, but are not equal
    return found.pop()
