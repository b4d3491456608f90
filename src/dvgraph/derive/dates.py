"""Dates as authors write them, with the first and last day of each (docs/model.md, Time).

A date may be an xsd:date, an xsd:gYearMonth, an xsd:gYear, or an EDTF literal
(http://id.loc.gov/datatypes/edtf/EDTF) of a small profile: a day, month or year, alone or with one
qualifier, or a set [a..b], [..b], [a..] of unqualified ones. A month or year means that the
boundary lies somewhere within it. Years run from 0001 to 9999; a time zone is ignored.

Margins: `~` (approximate) and `?` (uncertain) widen by one unit of the precision written on each
side, `%` (both) by two: 2005-04~ is March to May 2005, 2021% is 2019 to 2023.
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
_SET = re.compile(rf"\[(?:{_DAY})?\.\.(?:{_DAY})?\]", re.ASCII)
_MARGIN = {"": 0, "~": 1, "?": 1, "%": 2}


def next_day(day: date) -> date:
    """Return the next day; for the last day of the calendar, that day itself."""
    return day if day == LAST else day + _ONE_DAY


class Boundary(NamedTuple):
    """A date as written: its first and last possible day, and whether it is exact to the day.

    ``open_end`` is true for [a..], which names no last day.
    """

    first: date
    last: date
    to_the_day: bool
    open_end: bool = False

    @property
    def end(self) -> date:
        """The last possible day of a `tot` with this date: a month or year may have been full."""
        return self.last if self.to_the_day else next_day(self.last)


def bounds_of_literal(lexical: str, datatype: str) -> tuple[date, date]:
    """Return the first and last possible day of a `van` or `gezienOp` with this literal.

    Raises InputError for a date that does not exist or a form outside the profile.
    """
    boundary = parse_boundary(lexical, datatype)
    return boundary.first, boundary.last


@lru_cache(maxsize=4096)
def parse_boundary(lexical: str, datatype: str) -> Boundary:
    """Return the boundary of a date literal. Raises InputError as bounds_of_literal does."""
    form = _FORMS.get(datatype)
    if form is None:
        raise InputError(
            *explained("errors.derive", "no date type", text=lexical, datatype=datatype)
        )
    try:
        if found := form.fullmatch(lexical):
            year, month, day, *mark = found.groups()
            return _single(year, month, day, _MARGIN[mark[0] if mark else ""])
        if datatype == EDTF and (found := _SET.fullmatch(lexical)):
            return _set(*found.groups())
    except (ValueError, OverflowError):
        raise InputError(*explained("errors.derive", "no day", text=lexical)) from None
    if datatype == EDTF and "/" in lexical:
        raise InputError(*explained("errors.derive", "interval", text=lexical))
    key = "no EDTF" if datatype == EDTF else "other form"
    raise InputError(*explained("errors.derive", key, text=lexical))


def _single(year: str, month: str | None, day: str | None, margin: int = 0) -> Boundary:
    """Parse a day, month or year; its margin, in its own unit, stays within the calendar."""
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


def _set(*parts: str | None) -> Boundary:
    """Parse the two halves of a set; one of them may be absent."""
    low, high = parts[:3], parts[3:]
    first = _single(low[0], low[1], low[2]).first if low[0] else FIRST
    if high[0] is None:
        if low[0] is None:
            raise ValueError("nothing stated")
        return Boundary(first, LAST, to_the_day=True, open_end=True)
    upper = _single(high[0], high[1], high[2])
    if upper.last < first:
        raise ValueError("not in order")
    return Boundary(first, upper.last, upper.to_the_day)
