"""Tables of terms as text: for people (table, md) and for machines (tsv, csv, json, jsonl).

People see labels in the place of IRIs where a question gives both, and short IRIs elsewhere;
machines get every column with full IRIs. No cell can move the cursor or break a row.
"""

import re
from datetime import date
from typing import TYPE_CHECKING

from dvgraph.errors import UseError
from dvgraph.namespaces import XSD
from dvgraph.rdf.oxigraph import Literal, Term
from dvgraph.rdf.terms import harmless, plain
from dvgraph.results.readable import Words, readable
from dvgraph.store.protocol import Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


FORMATS = ("table", "tsv", "csv", "json", "jsonl", "md")
_LONG = 24  # letters: longer words may be cut
_LEAST = 12  # columns for the values of a block, however narrow the terminal

_WORDS = {"nl": ("gegevens", "bekend op"), "en": ("data", "known on")}


def render(table: Table, form: str, *, width: int | None = None, words: Words | None = None) -> str:
    """Return the table as text ending in a line break (jsonl of no rows: empty).

    ``words`` are the language and labels of what people read: table and md.
    ``width`` is that of the terminal: a table is wrapped to it. csv follows RFC 4180 with LF
    instead of CRLF; json is a list of objects. Raises UseError for an unknown format.
    """
    if form in ("table", "md"):
        heads, rows, sources = readable(table, words)
        text = _table(heads, rows, width or 10**6) if form == "table" else _markdown(heads, rows)
        return text + "".join(f"\n{source}\n" for source in sources)
    if form == "tsv":
        lines = [table.variables, *([_tsv(plain(term)) for term in row] for row in table.rows)]
        return "".join("\t".join(line) + "\n" for line in lines)
    if form == "csv":
        return _csv([list(table.variables), *([plain(t) for t in row] for row in table.rows)])
    if form in ("json", "jsonl"):
        return _json(table, lines=form == "jsonl")
    raise UseError(f"'{form}' is not a format of tables", hint="Choose " + ", ".join(FORMATS))


def _table(heads: list[str], rows: list[list[str]], width: int) -> str:
    """Return a table that keeps to a width.

    Where words would be cut, what all rows have in common is said once, below; where that is not
    enough, each row becomes a block of lines.
    """
    notes: list[str] = []
    widths = _widths(heads, rows, width)
    alike = [len(rows) > 2 and len(set(column)) == 1 for column in zip(*rows, strict=True)]
    if widths is None and not all(alike):
        lines = [list(zip(row, alike, strict=True)) for row in (heads, *rows)]
        notes = [
            f"{head}: {cell}" for (head, same), (cell, _) in zip(*lines[:2], strict=True) if same
        ]
        heads, *rows = ([cell for cell, same in line if not same] for line in lines)
        widths = _widths(heads, rows, width)
    below = "".join(f"\n{note}" for note in notes) + "\n" * bool(notes)
    if widths is None:
        return _blocks(heads, rows, width) + below
    rule = "  ".join("─" * column for column in widths)
    wrapped = [
        *_wrapped(heads, widths),
        rule,
        *(part for row in rows for part in _wrapped(row, widths)),
    ]
    return "".join(line.rstrip() + "\n" for line in wrapped) + below


def _widths(
    heads: "Sequence[str]", rows: "Iterable[Sequence[str]]", width: int
) -> list[int] | None:
    """Return column widths that fill no more than width, the widest columns giving way first.

    None where that would cut words that are not very long.
    """
    columns = list(zip(heads, *rows, strict=True))
    widths = [max(map(len, column)) for column in columns]
    least = [
        min(_LONG, max(len(word) for cell in column for word in cell.split() or [""]))
        for column in columns
    ]
    while sum(widths) > width - 2 * (len(widths) - 1):
        giving = [n for n, column in enumerate(widths) if column > least[n]]
        if not giving:
            return None
        widths[max(giving, key=widths.__getitem__)] -= 1
    return widths


def _blocks(heads: list[str], rows: list[list[str]], width: int) -> str:
    """Return each row as lines of heading and value, those without value left out."""
    margin = max(map(len, heads)) + 2
    room = max(width - margin, _LEAST)
    blocks = []
    for row in rows:
        parts = [
            (head, _lines(cell, room) if cell else [])
            for head, cell in zip(heads, row, strict=True)
        ]
        lines = [
            f"{head if n == 0 else '':<{margin}}{line}"
            for head, wrapped in parts
            for n, line in enumerate(wrapped)
        ]
        blocks.append("".join(f"{line}\n" for line in lines))
    return "\n".join(blocks)


def _wrapped(cells: list[str], widths: list[int]) -> list[str]:
    columns = [_lines(cell, width) for cell, width in zip(cells, widths, strict=True)]
    return [
        "  ".join(
            (column[line] if line < len(column) else "").ljust(width)
            for column, width in zip(columns, widths, strict=True)
        )
        for line in range(max(map(len, columns)))
    ]


def _lines(cell: str, width: int) -> list[str]:
    """Return a cell in lines: broken at spaces, else at firm ones, else also in words."""
    from textwrap import wrap  # only for tables

    if len(cell) <= width:
        return [cell]
    loose = cell.replace("\N{NO-BREAK SPACE}", " ")
    for text in (cell, loose):
        if all(len(word) <= width for word in text.split(" ")):
            return wrap(text, width, break_on_hyphens=False)  # an id or a date stays whole
    return wrap(loose, width)


def _markdown(heads: list[str], rows: list[list[str]]) -> str:
    def cell(text: str) -> str:
        return re.sub(r"([\\|<>*_`\[\]])", r"\\\1", text)

    lines = [heads, ["---"] * len(heads), *([cell(text) for text in row] for row in rows)]
    return "".join("| " + " | ".join(line) + " |\n" for line in lines)


def _tsv(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n")
    return harmless(escaped.replace("\r", "\\r"))


def _csv(rows: list[list[str]]) -> str:
    import csv  # only for csv
    from io import StringIO

    out = StringIO()
    # With LF as line end the library does not see that a lone CR needs quotes.
    bare = any("\r" in cell for row in rows for cell in row)
    writer = csv.writer(
        out, lineterminator="\n", quoting=csv.QUOTE_ALL if bare else csv.QUOTE_MINIMAL
    )
    writer.writerows(rows)
    return out.getvalue()


def _json(table: Table, *, lines: bool) -> str:
    import json  # only for json

    objects = [
        {name: _value(term) for name, term in zip(table.variables, row, strict=True)}
        for row in table.rows
    ]
    if lines:
        return "".join(json.dumps(entry, ensure_ascii=False) + "\n" for entry in objects)
    return json.dumps(objects, ensure_ascii=False, indent=2) + "\n"


def _value(term: Term | None) -> str | int | float | bool | None:
    """Return the JSON value of a term: numbers and booleans where JSON keeps them exactly."""
    if term is None:
        return None
    text = plain(term)
    kind = term.datatype.value.removeprefix(XSD) if isinstance(term, Literal) else ""
    if kind == "boolean" and text in ("true", "false"):
        return text == "true"
    # 15 digits survive the double that most readers of JSON make of a number.
    if kind in ("integer", "decimal") and re.fullmatch(r"[+-]?\d+(\.\d+)?", text):
        digits = text.lstrip("+-").replace(".", "")
        if len(digits) <= 15:
            return int(text) if "." not in text else float(text)
    return text


def provenance(version: str, lang: str, known_on: str = "") -> str:
    """Return by which version of the data something is told, known on which day (else today)."""
    data, known = _WORDS[lang]
    return f"{data} {version} · {known} {known_on or date.today().isoformat()}"
