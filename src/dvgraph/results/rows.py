"""Answers in Python: rows of values, dictionaries, rdflib terms or data frames."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from html import escape
from importlib import import_module
from typing import Any, overload

from dvgraph.errors import UseError
from dvgraph.locale.reader import explained
from dvgraph.namespaces import XSD
from dvgraph.rdf import xsd
from dvgraph.rdf.oxigraph import Literal, Term
from dvgraph.rdf.terms import plain
from dvgraph.results.markup import html_table
from dvgraph.results.outline import ROWS, Outline, Summary
from dvgraph.results.readable import Words, readable
from dvgraph.results.records import headed
from dvgraph.results.writers import render
from dvgraph.store.protocol import Table

Value = str | int | float | Decimal | bool | date | datetime | None
Row = tuple[Value, ...]

_READERS: dict[str, Callable[[str], Value]] = {
    "integer": int,
    "decimal": Decimal,
    "double": float,
    "float": float,
    "boolean": lambda text: {"true": True, "1": True, "false": False, "0": False}[text],
    "date": date.fromisoformat,
    "dateTime": datetime.fromisoformat,
}
_SHOWN = 30  # rows shown in a notebook


class Rows(Sequence[Row]):
    """The rows of an answer: a sequence of tuples of Python values, one per column in ``columns``.

    IRIs are str; integers, decimals, doubles, booleans, days (xsd:date) and dateTimes are int,
    Decimal, float, bool, date and datetime. Values without a Python type, such as months and years,
    are str; missing values are None. In an answer with a language, the columns have their headings
    in that language; a column of things has their labels, and the IRIs come last. ``str()`` gives
    the first rows as the command prints them, ``heading`` the lines above these. ``table`` has the
    terms by variable, as the store returned them; ``words`` has the language and the labels.
    """

    def __init__(
        self,
        table: Table,
        title: str = "",
        words: Words | None = None,
        forms: Mapping[str, Callable[[], str]] | None = None,
        outline: Outline = ROWS,
        subject: str = "",
    ) -> None:
        """Store a table of terms; values are converted when they are accessed.

        ``forms`` are the formats of this answer besides those of tables, such as a picture;
        ``outline`` describes its summary, ``subject`` names its subject.
        """
        self._subject = subject
        self._outline = outline
        self.words = words
        self._forms = forms or {}
        self.table = table
        self.heading = title
        named = headed(table, words)
        self.columns = tuple(named)
        self._order = tuple(named.values())

    @overload
    def __getitem__(self, index: int) -> Row: ...
    @overload
    def __getitem__(self, index: slice) -> "Rows": ...
    def __getitem__(self, index: "int | slice") -> "Row | Rows":
        """Return one row, or the rows of a slice."""
        if isinstance(index, slice):
            part = Table(self.table.variables, self.table.rows[index])
            return Rows(part, self.heading, self.words, self._forms, self._outline, self._subject)
        row = self.table.rows[index]
        return tuple(value(row[n]) for n in self._order)

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.table.rows)

    def __repr__(self) -> str:
        """Return the number of rows and the columns."""
        return f"<{len(self)} rows: {', '.join(self.columns)}>"

    def __str__(self) -> str:
        """Return the first rows as the command prints them, and the number of further rows."""
        head = self[:_SHOWN].text("table").rstrip("\n")
        return "\n".join([head, *self._rest()])

    def _rest(self) -> list[str]:
        return [f"… {len(self) - _SHOWN} more"] if len(self) > _SHOWN else []

    def _repr_html_(self) -> str:
        heads, rows, sources = readable(self[:_SHOWN].table, self.words)
        notes = "".join(f"<div>{escape(note)}</div>" for note in (*self._rest(), *sources))
        return (self._repr_svg_() or "") + html_table(heads, rows) + notes

    def _repr_svg_(self) -> str | None:
        try:
            return self._forms["svg"]() if "svg" in self._forms else None
        # No picture is possible, or a library is absent: the notebook shows the table.
        except UseError:
            return None

    def dicts(self) -> list[dict[str, Value]]:
        """Return the rows as dictionaries, by column."""
        return [dict(zip(self.columns, row, strict=True)) for row in self]

    def terms(self) -> list[tuple[Any, ...]]:
        """Return the rows as rdflib terms (URIRef, BNode, Literal; None for a missing value)."""
        from dvgraph.rdf import bridge

        with bridge.as_written():
            return [
                tuple(
                    None if term is None else bridge.node(term)
                    for term in (row[n] for n in self._order)
                )
                for row in self.table.rows
            ]

    def text(self, form: str = "table", width: int | None = None) -> str:
        """Return the rows in a format of tables or one of their own, as the command prints them.

        ``results.writers.WRITERS`` lists the formats of tables; ``width`` is the width of the
        terminal in columns. Raises UseError for an unknown format.
        """
        if form in self._forms:
            return self._forms[form]()
        return render(self.table, form, width=width, words=self.words, title=self.heading)

    def summed_up(self, width: int | None, height: int | None) -> str:
        """Return a summary of at most ``height`` lines; None means no limit."""
        below = tuple(self.heading.splitlines())
        lead = f"{self._subject} · {{count}}" if self._subject else ""
        summary = Summary(lead, self._outline, below, height)
        return render(self.table, "summary", width=width, words=self.words, summary=summary)

    def above(self, form: str) -> list[str]:
        """Return the lines that the command line prints above the rows."""
        return [self.heading] if self.heading and form not in self._forms else []

    def to_pandas(self) -> Any:
        """Return the rows as a pandas DataFrame; UseError without pandas.

        Days are datetime64 and integers Int64, both with missing values; other numbers are floats;
        a column of both days and years is text.
        """
        pandas = installed("pandas")
        types = {date: "datetime64[s]", int: "Int64"}
        return pandas.DataFrame(
            {
                name: pandas.Series(values, dtype=types.get(_type(values)))
                for name, values in self._series().items()
            }
        )

    def to_polars(self) -> Any:
        """Return the rows as a polars DataFrame; UseError without polars.

        Days are Date and integers Int64, both with missing values; other numbers are floats; a
        column of both days and years is text.
        """
        return installed("polars").DataFrame(self._series())

    def _series(self) -> dict[str, list[Value]]:
        """Return each column as a list of values of one type, with None for missing values."""
        rows = list(self)
        return {name: _alike([row[n] for row in rows]) for n, name in enumerate(self.columns)}


def value(term: Term | None) -> Value:
    """Return the Python value of a term, of the types listed at ``Rows``."""
    if term is None:
        return None
    if not isinstance(term, Literal):
        return plain(term)
    datatype = term.datatype.value
    reader = _READERS.get(datatype.removeprefix(XSD))
    if reader is None or not xsd.valid(term.value, datatype):
        return term.value
    try:
        return reader(term.value)
    except ValueError:  # outside the range of the Python type
        return term.value


def _type(values: list[Value]) -> type:
    kinds = {type(one) for one in values if one is not None}
    return kinds.pop() if len(kinds) == 1 else object


def _alike(values: list[Value]) -> list[Value]:
    kinds = {type(one) for one in values if one is not None}
    if len(kinds) < 2 and kinds != {Decimal}:
        return values
    if kinds <= {int, float, Decimal}:
        return [None if one is None else float(one) for one in values]  # type: ignore[arg-type]  # all are numbers, as was just seen
    return [None if one is None else str(one) for one in values]


def installed(name: str) -> Any:
    """Return a library of the extra ``frames`` by name; raises UseError if it is not installed."""
    try:
        return import_module(name)
    except ImportError as error:
        raise UseError(*explained("errors.results", "not installed", package=name)) from error
