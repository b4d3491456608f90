"""A map of a text by its lines: the number of statements that cite each line."""

from collections.abc import Collection, Mapping
from xml.sax.saxutils import quoteattr

_ROW, _LEFT, _ROOM, _EVERY = 2, 34, 120, 25
_SIGN = 12  # width and height of the sign of a contradiction
_TOP = 6  # space for the upper half of the first line number


def line_map(counts: Mapping[int, int], said: str, against: Collection[int] = ()) -> str:
    """Return an SVG with a bar for each line, 2 units high and as long as its statements are many.

    ``counts`` has the number of statements by line number (from 1); ``said`` is the picture in
    words. ``against`` has the lines that something contradicts: each gets a sign, but of lines too
    close together only the first. Empty if there are no lines.
    """
    if not counts:
        return ""
    last, most = max(counts), max(counts.values())
    rows = "".join(
        f"M{_LEFT} {_TOP + _ROW * line - 1}h{_ROOM * count / most:.0f}"
        for line, count in sorted(counts.items())
    )

    def mark(kind: str, x: int, line: int, text: object) -> str:
        return f'<text class="{kind}" x="{x}" y="{_TOP + _ROW * line + 3}">{text}</text>'

    numbered = (1, *range(_EVERY, last + 1, _EVERY))
    marks = "".join(mark("soft", _LEFT - 6, line, line) for line in numbered)
    free = 0
    for line in sorted(set(against) & counts.keys()):
        if line >= free:
            marks += mark("against", _LEFT + _ROOM + 3, line, "≠")
            free = line + _SIGN // _ROW
    high, wide = _TOP + _ROW * last + 10, _LEFT + _ROOM + _SIGN
    return (
        f'<svg class="lines" role="img" aria-label={quoteattr(said)} width="{wide}"'
        f' height="{high}" viewBox="0 0 {wide} {high}"><path d="{rows}"/>{marks}</svg>'
    )
