"""A map of a text by its lines: how many statements rest on each line."""

from collections.abc import Mapping
from xml.sax.saxutils import quoteattr

_ROW, _LEFT, _ROOM, _EVERY = 2, 34, 120, 25


def line_map(counts: Mapping[int, int], said: str) -> str:
    """Return a row of 2 units for each line, as long as its number of statements, as SVG.

    ``counts`` are those by line number, from 1; ``said`` tells the picture in words. Empty without
    lines.
    """
    if not counts:
        return ""
    last, most = max(counts), max(counts.values())
    rows = "".join(
        f"M{_LEFT} {_ROW * line - 1}h{_ROOM * count / most:.0f}"
        for line, count in sorted(counts.items())
    )
    marks = "".join(
        f'<text class="soft" x="{_LEFT - 6}" y="{_ROW * line + 3}" text-anchor="end">{line}</text>'
        for line in (1, *range(_EVERY, last + 1, _EVERY))
    )
    high = _ROW * last + 10
    return (
        f'<svg class="lines" role="img" aria-label={quoteattr(said)} width="{_LEFT + _ROOM}"'
        f' height="{high}" viewBox="0 0 {_LEFT + _ROOM} {high}"><path d="{rows}"/>{marks}</svg>'
    )
