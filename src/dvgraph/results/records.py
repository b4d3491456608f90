"""Tables for machines and pipes: every column, full IRIs, one record per row."""

import re
from typing import TYPE_CHECKING

from dvgraph.locale.characters import harmless
from dvgraph.locale.columns import heading
from dvgraph.namespaces import XSD
from dvgraph.rdf.oxigraph import Literal, NamedNode, Term
from dvgraph.rdf.terms import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dvgraph.results.readable import Words
    from dvgraph.store.protocol import Table

_IRIS = re.compile(r"https?://\S+(?:; https?://\S+)*")  # separator between the things in a cell
Value = str | int | float | bool | None


def tsv(table: "Table", words: "Words | None" = None) -> str:
    """Return tab-separated lines; tab, line break and backslash in a cell are escaped.

    The columns of IRIs come last, in their order. The first line has the names of ``headed``.
    """
    names = table.variables
    order = sorted(range(len(names)), key=lambda n: is_thing(table, n))
    heads = {place: name for name, place in headed(table, words).items()}
    lines = [
        [heads[n] for n in order],
        *([_tsv_cell(plain(row[n])) for n in order] for row in table.rows),
    ]
    return "".join("\t".join(line) + "\n" for line in lines)


def headed(table: "Table", words: "Words | None") -> dict[str, int]:
    """Return the names of the columns, each with its index in a row of the table, in order.

    Without ``words`` the names are the variables. With ``words`` the columns have their headings,
    and those of IRIs come last. A variable with a label column then gives two columns: the label
    under the heading, and the IRI under the variable.
    """
    variables = table.variables
    if words is None:
        return {name: place for place, name in enumerate(variables)}
    heads: list[tuple[str, int]] = []
    things: list[tuple[str, int]] = []
    for place, name in enumerate(variables):
        known = words.headings.get(name, name)
        if f"{name}Label" in variables:
            things.append((f"{heading(known, words.lang)} IRI", place))
        else:
            bare = known.removesuffix("Label")
            named = (heading(words.headings.get(bare, bare), words.lang), place)
            (things if is_thing(table, place) else heads).append(named)
    found: dict[str, int] = {}
    # Two headings may be the same word; variables are distinct.
    for head, place in (*heads, *things):
        found[head if head not in found else variables[place]] = place
    return found


def is_thing(table: "Table", column: int) -> bool:
    """Return whether a column has things: it has a label column, or only IRIs."""
    if f"{table.variables[column]}Label" in table.variables:
        return True
    cells = (row[column] for row in table.rows)
    return any(isinstance(one, NamedNode) or _IRIS.fullmatch(plain(one)) for one in cells)


def _tsv_cell(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n")
    return harmless(escaped.replace("\r", "\\r"))


def csv(table: "Table") -> str:
    """Return CSV by RFC 4180, with LF as line end."""
    import csv as library  # imported here since only csv needs it
    from io import StringIO

    rows = [list(table.variables), *([plain(term) for term in row] for row in table.rows)]
    out = StringIO()
    # With LF as line end, the library does not quote a cell with a lone CR.
    bare = any("\r" in "".join(row) for row in rows)
    writer = library.writer(
        out, lineterminator="\n", quoting=library.QUOTE_ALL if bare else library.QUOTE_MINIMAL
    )
    writer.writerows(rows)
    return out.getvalue()


def json(table: "Table") -> str:
    """Return a JSON array with one object per row, keyed by column."""
    from json.encoder import JSONEncoder  # imported here since only json needs it

    # The same text as ``dumps`` with an indent; that is not written in C and is five times as
    # slow.
    encoded = JSONEncoder(ensure_ascii=False).encode
    heads = [f"    {encoded(name)}: " for name in table.variables]

    def laid_out(row: "tuple[Term | None, ...]") -> str:
        texts = (encoded(_value(term)) for term in row)
        lines = ",\n".join(map("".join, zip(heads, texts, strict=True)))
        return f"  {{\n{lines}\n  }}" if heads else "  {}"

    rows = ",\n".join(map(laid_out, table.rows))
    return f"[\n{rows}\n]\n" if rows else "[]\n"


def jsonl(table: "Table") -> str:
    """Return one JSON object per line; the empty text if there are no rows."""
    from json import dumps  # imported here since only json needs it

    return "".join(dumps(entry, ensure_ascii=False) + "\n" for entry in objects(table))


def objects(table: "Table") -> "Iterator[dict[str, Value]]":
    """Yield each row as a mapping by column; a number stays a number if JSON keeps it exact."""
    for row in table.rows:
        yield {name: _value(term) for name, term in zip(table.variables, row, strict=True)}


def _value(term: Term | None) -> Value:
    """Return a term as a JSON value: a boolean, a number if JSON keeps it exact, else text."""
    if term is None:
        return None
    text = plain(term)
    if not isinstance(term, Literal) or term.language:
        return text
    kind = term.datatype.value.removeprefix(XSD)
    if kind == "boolean" and text in ("true", "false"):
        return text == "true"
    # 15 digits survive a double, which most JSON readers use for numbers.
    if kind in ("integer", "decimal") and re.fullmatch(r"[+-]?[0-9]+(\.[0-9]+)?", text):
        digits = text.lstrip("+-").replace(".", "")
        if len(digits) <= 15:
            return int(text) if "." not in text else float(text)
    return text
