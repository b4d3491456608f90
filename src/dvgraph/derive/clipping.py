"""Narrowing of a period to the lives of the things it needs (docs/rules.md, Clipping).

A life is the ordered list of a thing's existences, with a pause between them. Clipping moves only a
side that no date or event states to the day. If no day would be left, or a day on which the
statement was attested would be excluded, the statements disagree, and nothing is moved.
"""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from dvgraph.derive.dates import next_day
from dvgraph.namespaces import FIRST, LAST

__all__ = ["Bounds", "Life", "OwnDates", "clipped", "joined", "settled", "since"]


class Bounds(NamedTuple):
    """The earliest and latest first day of a period, and of the time after it."""

    van_vroegst: date
    van_laatst: date
    tot_vroegst: date
    tot_laatst: date


Life = tuple[Bounds, ...]


class OwnDates(NamedTuple):
    """The period of a statement by its own dates and its event, before and after clipping.

    ``van_laatst``: None if only the end limits the start; ``by_end``: the end limits the start too.
    ``begun``, ``ended``: a date or an event gives this side.
    ``end_unknown``: the statement has dvg:totOnbekend and no end.
    ``seen``: the first and last possible day of each attestation.
    """

    van_vroegst: date = FIRST
    van_laatst: date | None = None
    tot_vroegst: date = LAST
    tot_laatst: date = LAST
    begun: bool = False
    ended: bool = False
    by_end: bool = False
    end_unknown: bool = False
    seen: tuple[tuple[date, date], ...] = ()


def settled(dates: OwnDates) -> Bounds:
    """Return the four bounds of a statement, with its start limited by its end and vice versa."""
    van_vroegst, van_laatst, tot_vroegst, tot_laatst = dates[:4]
    if dates.end_unknown:
        held = max((van_vroegst, *(first for first, _ in dates.seen)))
        tot_vroegst = min(tot_vroegst, next_day(held))
    if van_laatst is None:
        # If the earliest end is unknown, it does not limit the latest start.
        unknown = dates.end_unknown or tot_vroegst == FIRST
        van_laatst = max(tot_laatst if unknown else tot_vroegst, van_vroegst)
    elif dates.by_end:
        van_laatst = min(van_laatst, max(tot_laatst, van_vroegst))
    return Bounds(van_vroegst, van_laatst, tot_vroegst, tot_laatst)


def clipped(dates: OwnDates, life: Life, *, inexact: bool = False) -> OwnDates | None:
    """Return the dates within a life, or None if the two disagree.

    With ``inexact``, a stated side with several possible days is narrowed to those in the life, if
    any is left. Of several existences, only those that fit the dates count. If more than one fits,
    the statement is certain on no day after the first of them may have ended.
    """
    fitting = [one for one in life if len(life) == 1 or _fits(dates, one)]
    if not fitting:
        return None
    begin, end = dates.van_vroegst, dates.tot_laatst
    first, last = fitting[0].van_vroegst, fitting[-1].tot_laatst
    if not dates.begun or begin == FIRST or (inexact and first <= (dates.van_laatst or FIRST)):
        begin = max(begin, first)
    if not dates.ended or end == LAST or (inexact and last >= dates.tot_vroegst):
        end = min(end, last)
    early = dates.tot_vroegst
    if not dates.ended:
        early = min(early, *(one.tot_vroegst for one in fitting))
    narrow = dates._replace(van_vroegst=begin, tot_vroegst=early, tot_laatst=end)
    return narrow if _agrees(narrow) or not _agrees(dates) else None


def _fits(dates: OwnDates, existence: Bounds) -> bool:
    """Return whether every stated date has a possible day within an existence."""
    begin, end = existence.van_vroegst, existence.tot_laatst
    return (
        (not dates.begun or dates.van_vroegst < end)
        and (dates.van_laatst is None or dates.van_laatst >= begin)
        and (not dates.ended or (dates.tot_laatst > begin and dates.tot_vroegst <= end))
        and all(last >= begin and first < end for first, last in dates.seen)
    )


def _agrees(dates: OwnDates) -> bool:
    """Return whether the dates leave at least one day, and exclude no attestation."""
    begin, _, early, end = dates[:4]
    return (
        begin < end
        and early <= end
        and (dates.van_laatst is None or begin <= dates.van_laatst)
        and all(last >= begin and first < end for first, last in dates.seen)
    )


def joined(periods: Iterable[Bounds], *, readings: bool = False) -> Life:
    """Return periods as a life: periods that meet or overlap become one existence.

    The periods may follow each other, as those of an organisation's versions. With ``readings``,
    overlapping periods are different datings of one existence, and each bound allows for all of
    them.
    """
    life: list[Bounds] = []
    for one in sorted(periods):
        if not life or one.van_vroegst > life[-1].tot_laatst:
            life.append(one)
            continue
        last = life[-1]
        ends = max(last.tot_vroegst, one.tot_vroegst), max(last.tot_laatst, one.tot_laatst)
        if readings and one.van_vroegst < last.tot_laatst:
            latest = max(last.van_laatst, one.van_laatst)
            life[-1] = Bounds(last[0], latest, min(last.tot_vroegst, one.tot_vroegst), ends[1])
        else:
            life[-1] = Bounds(last[0], min(last.van_laatst, one.van_laatst), *ends)
    return tuple(life)


def since(day: date) -> Life:
    """Return the life of an act or decision: it begins on a day and has no end."""
    return (Bounds(day, day, LAST, LAST),)
