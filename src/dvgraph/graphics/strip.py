"""A strip: the periods of a thing in a row of a page, with textures for certainty.

A period is solid where it is certain, hatched where it is possible, and dotted with a question mark
where a bound is unknown. Positions are in per cent of the width of the row, so that a strip fits
any column without distortion; the style of the page sets its height. A page has the hatches and the
lines of the years once, from ``definitions``.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from xml.sax.saxutils import quoteattr

from dvgraph.graphics.signs import pieces
from dvgraph.graphics.svg import Days
from dvgraph.namespaces import FIRST

_TAIL = 9.0  # per cent of the width for the dots at an unknown bound
_ANGLES = {"starts": 45, "ends": -45}


@dataclass(frozen=True, slots=True)
class Scale:
    """The range of days that a strip spans."""

    first: date
    last: date

    def __call__(self, day: date) -> float:
        """Return the position of a day in per cent, from 0 to 100."""
        inside = min(max(day, self.first), self.last)
        return 100 * (inside - self.first).days / max((self.last - self.first).days, 1)

    def years(self) -> list[int]:
        """Return the years to label, few enough to keep the labels apart."""
        span = self.last.year - self.first.year
        every = next((n for n in (1, 2, 5, 10, 20, 50) if span / n <= 6), 100)
        years = range(self.first.year + 1, self.last.year + 1)
        return [year for year in years if year % every == 0]


def scale(spans: Iterable[Days], today: date) -> Scale:
    """Return a scale from the first known day of periods until today."""
    days = [day for span in spans for day in span if FIRST < day < today]
    return Scale(min(days, default=date(today.year - 5, 1, 1)), today)


def strip(periods: Sequence[tuple[str, Days]], fit: Scale, said: str = "") -> str:
    """Return a strip as SVG: each period has the class of its family's key.

    ``said`` is its text for screen readers; leave it out if the row already has this text.
    """
    inner = "".join(f'<g class="{key}">{"".join(_drawn(key, d, fit))}</g>' for key, d in periods)
    told = f'role="img" aria-label={quoteattr(said)}' if said else 'aria-hidden="true"'
    return f'<svg class="strip" {told}><use href="#years"/>{inner}</svg>'


def axis(fit: Scale) -> str:
    """Return the labels of the years above strips, as SVG."""
    years = fit.years() or [fit.first.year]
    named = "".join(
        f'<text x="{fit(date(year, 1, 1)):.1f}%" y="11">{year}</text>' for year in years
    )
    return f'<svg class="strip axis" aria-hidden="true">{named}</svg>'


def definitions(keys: Iterable[str], fit: Scale) -> str:
    """Return the SVG that the strips of a page refer to: hatches of families, lines of years."""
    hatches = "".join(
        f'<pattern id="{sign}-{key}" class="{key}" width="5" height="5"'
        f' patternUnits="userSpaceOnUse" patternTransform="rotate({angle})">'
        '<path class="hatch" d="M0 0V5"/></pattern>'
        for key in keys
        for sign, angle in _ANGLES.items()
    )
    places = [fit(date(year, 1, 1)) for year in fit.years()]
    lines = "".join(f'<line x1="{x:.1f}%" x2="{x:.1f}%" y1="0" y2="14"/>' for x in places)
    return (
        f'<svg class="definitions" aria-hidden="true"><defs>{hatches}'
        f'<g id="years">{lines}</g></defs></svg>'
    )


def _drawn(key: str, days: Days, fit: Scale) -> Iterator[str]:
    for sign, first, last in pieces(days, fit.last):
        left, right = fit(first), fit(last)
        if sign == "before":
            yield _dots(left - _TAIL, left, "start")
        elif sign == "after":
            yield _dots(right, right + _TAIL, "end")
        elif sign in _ANGLES:
            yield _hatch(sign, key, left, right)
        elif sign != "goes-on":
            yield _box("certain" if sign == "moment" else sign, left, right)


def _box(sign: str, left: float, right: float) -> str:
    wide = max(right - left, 0.8)
    return f'<rect class="{sign}" x="{left:.1f}%" width="{wide:.1f}%"/>'


def _hatch(sign: str, key: str, left: float, right: float) -> str:
    wide = max(right - left, 0.8)
    return f'<rect class="{sign}" fill="url(#{sign}-{key})" x="{left:.1f}%" width="{wide:.1f}%"/>'


def _dots(left: float, right: float, side: str) -> str:
    left, right = max(left, 0.0), min(right, 100.0)
    mark = (left, "start") if side == "start" else (right, "end")
    a, b = (left + 3, right) if side == "start" else (left, right - 3)
    line = f'<line class="unknown" x1="{a:.1f}%" x2="{b:.1f}%" y1="7" y2="7"/>' if a < b else ""
    return f'{line}<text x="{mark[0]:.1f}%" y="11" text-anchor="{mark[1]}">?</text>'
