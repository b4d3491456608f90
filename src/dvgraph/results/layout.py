"""Tables as text for people, laid out to the width of a terminal."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_ANY = 10**6  # columns: the greatest width of a line
_MIN_VALUE_WIDTH = 12  # columns for the values of a block, even on a narrow terminal


def fitted(
    heads: list[str], rows: list[list[str]], notes: "Iterable[str]", width: int | None
) -> str:
    """Return a table that fits a width in columns (None: any width), with notes below it.

    If words would be cut, values common to all rows move to a line below; if that is not enough,
    each row becomes a block of lines.
    """
    width = width or _ANY
    table, common = _table(heads, rows, width)
    below = "".join(f"\n{_note(text, width)}" for text in common) + "\n" * bool(common)
    return table + below + "".join(f"\n{_note(text, width)}\n" for text in notes)


def _note(text: str, width: int) -> str:
    return "\n".join(broken(text, width))


def _table(heads: list[str], rows: list[list[str]], width: int) -> tuple[str, list[str]]:
    """Return the table, and the values common to all rows if there is no room for their columns."""
    common: list[str] = []
    widths = _widths(heads, rows, width)
    alike = [len(rows) > 2 and len(set(column)) == 1 for column in zip(*rows, strict=True)]
    if widths is None and not all(alike):
        lines = [list(zip(row, alike, strict=True)) for row in (heads, *rows)]
        common = [
            f"{head}: {cell}" for (head, same), (cell, _) in zip(*lines[:2], strict=True) if same
        ]
        heads, *rows = ([cell for cell, same in line if not same] for line in lines)
        widths = _widths(heads, rows, width)
    if widths is None:
        return _blocks(heads, rows, width), common
    rule = "  ".join("─" * column for column in widths)
    wrapped = [
        *_wrapped(heads, widths),
        rule,
        *(part for row in rows for part in _wrapped(row, widths)),
    ]
    return "".join(line.rstrip() + "\n" for line in wrapped), common


def _widths(
    heads: "Sequence[str]", rows: "Iterable[Sequence[str]]", width: int
) -> list[int] | None:
    """Return column widths with a sum of at most ``width``; the widest columns shrink first.

    None if a word would have to be cut. A word that is too long even for ``_blocks`` may be cut.
    """
    longest = max(width - max(map(len, heads)) - 2, _MIN_VALUE_WIDTH)
    columns = list(zip(heads, *rows, strict=True))
    widths = [max(map(len, column)) for column in columns]
    least = [
        min(longest, max(len(word) for cell in column for word in cell.split(" ")))
        for column in columns
    ]
    while sum(widths) > width - 2 * (len(widths) - 1):
        giving = [n for n, column in enumerate(widths) if column > least[n]]
        if not giving:
            return None
        widths[max(giving, key=widths.__getitem__)] -= 1
    return widths


def _blocks(heads: list[str], rows: list[list[str]], width: int) -> str:
    """Return each row as lines of heading and value, without empty values."""
    margin = max(map(len, heads)) + 2
    room = max(width - margin, _MIN_VALUE_WIDTH)
    blocks = []
    for row in rows:
        parts = [
            (head, broken(cell, room) if cell else [])
            for head, cell in zip(heads, row, strict=True)
        ]
        lines = [
            f"{head if n == 0 else '':<{margin}}{line}"
            for head, wrapped in parts
            for n, line in enumerate(wrapped)
        ]
        blocks.append("".join(f"{line}\n" for line in lines))
    return "\n".join(blocks)


def branched(text: str, width: int) -> str:
    """Return a tree with its long lines broken at a width; the lines of its branches continue."""
    lines = list[str]()
    for line in text.splitlines():
        body = line.lstrip("│├└─ ")
        guides = line[: len(line) - len(body)]
        below = guides.replace("├", "│").replace("└", " ").replace("─", " ")
        first, *rest = broken(body, max(width - len(guides) - 2, _MIN_VALUE_WIDTH))
        lines += [f"{guides}{first}", *(f"{below}  {part}" for part in rest)]
    return "".join(f"{line}\n" for line in lines)


def _wrapped(cells: list[str], widths: list[int]) -> list[str]:
    columns = [broken(cell, width) for cell, width in zip(cells, widths, strict=True)]
    return [
        "  ".join(
            (column[line] if line < len(column) else "").ljust(width)
            for column, width in zip(columns, widths, strict=True)
        )
        for line in range(max(map(len, columns)))
    ]


def broken(cell: str, width: int) -> list[str]:
    """Return the lines of a cell: broken at spaces, else at no-break spaces, else within words."""
    from textwrap import wrap  # imported here since only tables need it

    if len(cell) <= width:
        return [cell]
    loose = cell.replace("\N{NO-BREAK SPACE}", " ")
    for text in (cell, loose):
        if all(len(word) <= width for word in text.split(" ")):
            return wrap(text, width, break_on_hyphens=False)  # an id or a date is not broken
    return wrap(loose, width)
