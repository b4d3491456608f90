"""Dates in the data, with the first and last possible day of each (docs/model.md, Time).

A date may be an xsd:date, an xsd:gYearMonth, an xsd:gYear, or an EDTF literal
(http://id.loc.gov/datatypes/edtf/EDTF) of a small profile: a day, month or year, alone or with one
qualifier; a date with unspecified digits (186X, 18XX, 1868-XX, 1868-10-XX); or a set of dates
without qualifiers, one of which is meant ([a..b], [..b], [a..], [a,b,c..d]). A month or year means
that the boundary lies on some day within it. Years run from 0001 to 9999; a time zone is ignored.

Margins: `~` (approximate) and `?` (uncertain) widen each side by one unit of the written precision,
`%` (both) by two: 2005-04~ is March to May 2005, 2021% is 2019 to 2023.
"""

import re
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from dvgraph.errors import InputError
from dvgraph.locale.reader import explained
from dvgraph.namespaces import EDTF, FIRST, LAST, XSD

_ONE_DAY = timedelta(days=1)
XSD_DATE = XSD + "date"

_DAY = r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?"
_ZONE = r"(?:Z|[+-](?:0\d|1[0-4]):[0-5]\d)?"
_FORMS = {
    XSD_DATE: re.compile(r"(\d{4})-(\d\d)-(\d\d)" + _ZONE, re.ASCII),
    XSD + "gYearMonth": re.compile(r"(\d{4})-(\d\d)()" + _ZONE, re.ASCII),
    XSD + "gYear": re.compile(r"(\d{4})()()" + _ZONE, re.ASCII),
    EDTF: re.compile(_DAY + "([~?%]?)", re.ASCII),
}
_DATE = r"\d{4}(?:-\d\d(?:-\d\d)?)?"
_RANGE = rf"{_DATE}(?:\.\.{_DATE})?"
# Compiled when needed, which is seldom, as are the other forms below.
_SET = rf"\[(?:{_DATE}\.\.|(?:\.\.{_DATE}|{_RANGE})(?:,{_RANGE})*(?:,{_DATE}\.\.)?)\]"
# The unspecified digits of a century or a decade.
_DIGITS = r"(\d\d)XX|(\d{3})X"
# A year or month without an exact day.
_UNSAID = r"(\d{4}(?:-\d\d)?)(?:-XX){1,2}"
# EDTF forms outside the profile, each with its own message.
_REFUSED = {
    "interval": r".*/.*",
    "season": r"\d{4}-(?:2[1-9]|3\d|4[01])",
    "all of a set": r"\{.*\}",
    "long year": r"Y-?\d+.*|-\d{4}.*",
    "time of day": r"[\d-]+T\d\d:.*",
    "other digits": r"[\dX?~%-]*X[\dX?~%-]*",
    "part of a date": r"[\d?~%-]*[?~%][\d?~%-]+",
}
_MARGIN = {"": 0, "~": 1, "?": 1, "%": 2}


def next_day(day: date) -> date:
    """Return the next day; for the last day of the calendar, that day itself."""
    return day if day == LAST else day + _ONE_DAY


class Boundary(NamedTuple):
    """A date as written, as its first and last possible day.

    ``to_the_day``: True if it is exact to the day. ``open_end``: True for [a..], which names no
    last day.
    """

    first: date
    last: date
    to_the_day: bool
    open_end: bool = False

    @property
    def end(self) -> date:
        """The last possible day of a ``tot`` with this date; a month or year may be complete."""
        return self.last if self.to_the_day else next_day(self.last)


def bounds_of_literal(lexical: str, datatype: str) -> tuple[date, date]:
    """Return the first and last possible day of a `van` or `gezienOp` with this literal.

    Raises InputError for a date that does not exist or a form outside the profile.
    """
    boundary = parse_boundary(lexical, datatype)
    return boundary.first, boundary.last


@lru_cache(maxsize=4096)
def parse_boundary(lexical: str, datatype: str) -> Boundary:
    """Return the boundary of a date literal; InputError as in ``bounds_of_literal``."""
    form = _FORMS.get(datatype)
    if form is None:
        raise InputError(
            *explained("errors.derive", "no date type", text=lexical, datatype=datatype)
        )
    try:
        if datatype == EDTF and (boundary := _of_several(lexical)):
            return boundary
        if (found := form.fullmatch(lexical)) and not _is_refused("season", lexical):
            year, month, day, *mark = found.groups()
            return _single(year, month, day, _MARGIN[mark[0] if mark else ""])
    except (ValueError, OverflowError):
        raise InputError(*explained("errors.derive", "no day", text=lexical)) from None
    key = "other form"
    if datatype == EDTF:
        known = (name for name in _REFUSED if _is_refused(name, lexical))
        key = next(known, "no EDTF")
    raise InputError(*explained("errors.derive", key, text=lexical))


def _is_refused(name: str, lexical: str) -> bool:
    return re.fullmatch(_REFUSED[name], lexical, re.ASCII) is not None


def _single(year: str, month: str | None, day: str | None, margin: int = 0) -> Boundary:
    """Parse a day, month or year; its margin (in the same unit) must stay within the calendar."""
    start = date(int(year), int(month or 1), int(day or 1))
    if day:
        return Boundary(_day(start, -margin), _day(start, margin), to_the_day=True)
    unit = 1 if month else 12
    months = start.year * 12 + start.month - 1
    first = max(months - margin * unit, 12)
    after = min(months + (margin + 1) * unit, 10000 * 12)
    last = LAST if after == 10000 * 12 else date(after // 12, after % 12 + 1, 1) - _ONE_DAY
    return Boundary(date(first // 12, first % 12 + 1, 1), last, to_the_day=False)


def _day(start: date, move: int) -> date:
    return date.fromordinal(min(max(start.toordinal() + move, FIRST.toordinal()), LAST.toordinal()))


def _of_several(lexical: str) -> Boundary | None:
    """Parse a date with unspecified digits or a set of dates; None for any other form."""
    if found := re.fullmatch(_DIGITS, lexical, re.ASCII):
        digits = found[1] or found[2]
        rest = 4 - len(digits)
        first = _single(max(digits + "0" * rest, "0001"), None, None).first
        return Boundary(first, _single(digits + "9" * rest, None, None).last, to_the_day=False)
    if found := re.fullmatch(_UNSAID, lexical, re.ASCII):
        year, _, month = found[1].partition("-")
        if month and lexical.count("XX") > 1:
            return None
        return _single(year, month or None, None)
    if not re.fullmatch(_SET, lexical, re.ASCII):
        return None
    members = [_member(part) for part in lexical[1:-1].split(",")]
    last = max(members, key=lambda one: (one.last, not one.to_the_day))
    return last._replace(first=min(one.first for one in members))


def _member(text: str) -> Boundary:
    """Parse a member of a set: a date, or a range that may be open on one side."""
    low, to, high = text.partition("..")
    lower, upper = (_single(*_parts(one)) if one else None for one in (low, high))
    if not to and lower:
        return lower
    if upper is None:
        return Boundary(lower.first if lower else FIRST, LAST, to_the_day=True, open_end=True)
    if lower and upper.last < lower.first:
        raise ValueError("not in order")
    return upper._replace(first=lower.first if lower else FIRST)


def _parts(text: str) -> tuple[str, str | None, str | None]:
    year, month, day = (*text.split("-"), None, None)[:3]
    return year or "", month, day
