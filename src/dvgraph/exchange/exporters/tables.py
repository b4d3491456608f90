"""Tidy tables: one for each kind of thing or statement, and a dictionary of their columns.

Each table is the result of a SELECT query in ``queries/tables``; its columns are the variables.
Cells have full IRIs, and dates as written; a bound that is only a sentinel becomes an empty cell.
``tables_of`` adds the crosswalks of ``ontology/crosswalks`` to the graph, which the model itself
does not use.
"""

import io
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path

from dvgraph.dataset.files import read
from dvgraph.errors import OutputError
from dvgraph.exchange.registry import Export
from dvgraph.locale.columns import heading
from dvgraph.locale.reader import LANGUAGES, explained
from dvgraph.namespaces import FIRST, LAST
from dvgraph.rdf.oxigraph import Literal, NamedNode, Term
from dvgraph.rdf.terms import plain, short
from dvgraph.resources import ontology_dir, queries_dir
from dvgraph.results.records import csv
from dvgraph.results.rows import Rows, installed
from dvgraph.store.embedded import EmbeddedStore
from dvgraph.store.header import read_header
from dvgraph.store.inventory import quads
from dvgraph.store.protocol import Store, Table

DICTIONARY = "dictionary"
_SENTINELS = {str(FIRST), str(LAST)}
# The first characters by which a spreadsheet takes a cell of a text file for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def export(store: Store, form: str, *, tables: Path, excel_safe: bool = False) -> Export:  # noqa: ARG001 (the folder is not read)
    """Return the tables as files: csv, xlsx or parquet. Raises as ``workbook`` and ``packed`` do.

    ``excel_safe`` is for csv only: in the other formats, a text is never read as a formula.
    """
    made = tables_of(store)
    if form == "xlsx":
        return Export(files={"tables.xlsx": workbook(made)})
    return Export(files=packed(made) if form == "parquet" else files(made, excel_safe=excel_safe))


def tables_of(store: Store) -> dict[str, Table]:
    """Return each tidy table by its name, with the dictionary of all columns as the last.

    A row of the dictionary describes a column: its table, the subject of the table, the name of the
    column, its heading in Dutch and English, its datatypes, and the numbers of filled cells and of
    cells.
    """
    whole = EmbeddedStore()
    whole.load(quads(store))
    whole.load(read([ontology_dir() / "crosswalks"], ontology=False).quads)
    made: dict[str, Table] = {}
    described: list[tuple[Term | None, ...]] = []
    for path in sorted((queries_dir() / "tables").glob("*.rq")):
        text = path.read_text(encoding="utf-8")
        found = whole.select(text)
        rows = [tuple(map(_known, row)) for row in found.rows]
        made[path.stem] = Table(found.variables, rows)
        title = read_header(text)["title"]
        assert isinstance(title, Mapping)
        described += _described(path.stem, title, made[path.stem])
    columns = ("table", "tabel", "about", "column", "nl", "en", "types", "filled", "rows")
    return {**made, DICTIONARY: Table(columns, described)}


def files(made: Mapping[str, Table], *, excel_safe: bool = False) -> dict[str, bytes]:
    """Return the CSV file of each table by its name, with exact cells or safe for a spreadsheet.

    With ``excel_safe``, an apostrophe precedes each cell that would otherwise be read as a formula.
    """
    return {
        f"{name}.csv": csv(_safe(table) if excel_safe else table).encode("utf-8")
        for name, table in made.items()
    }


def packed(made: Mapping[str, Table]) -> dict[str, bytes]:
    """Return the Parquet file of each table by its name, with columns of days and numbers.

    Columns have the types of ``results.rows.Rows.to_polars``. Raises UseError without polars.
    """
    found = {}
    for name, table in made.items():
        buffer = io.BytesIO()
        Rows(table).to_polars().write_parquet(buffer)
        found[f"{name}.parquet"] = buffer.getvalue()
    return found


def workbook(made: Mapping[str, Table]) -> bytes:
    """Return an Excel workbook with a sheet for each table, in which every cell is text.

    Raises UseError if xlsxwriter is not installed, OutputError if a sheet cannot hold a row or
    text.
    """
    buffer = io.BytesIO()
    book = installed("xlsxwriter").Workbook(buffer, {"in_memory": True})
    # By default the current time, which would differ each time.
    book.set_properties({"created": datetime(1980, 1, 1)})
    for name, table in made.items():
        sheet = book.add_worksheet(name)
        for number, row in enumerate([table.variables, *(map(plain, row) for row in table.rows)]):
            for column, text in enumerate(row):
                if text and sheet.write_string(number, column, text):
                    raise OutputError(*explained("errors.exports", "no cell"), where=name)
    book.close()
    return buffer.getvalue()


def _known(term: Term | None) -> Term | None:
    """Return a cell, or None for a bound that is only a sentinel."""
    return None if isinstance(term, Literal) and term.value in _SENTINELS else term


def _described(
    name: str, title: Mapping[str, str], table: Table
) -> Iterable[tuple[Term | None, ...]]:
    for number, column in enumerate(table.variables):
        cells = [row[number] for row in table.rows if row[number] is not None]
        types = sorted({_type(cell) for cell in cells})
        said = [name, *(title[lang] for lang in LANGUAGES), column]
        said += [*(heading(column, lang) for lang in LANGUAGES), " ".join(types)]
        yield tuple(map(Literal, [*said, str(len(cells)), str(len(table.rows))]))


def _type(term: Term | None) -> str:
    if isinstance(term, Literal):
        return short(term.datatype)
    return "iri" if isinstance(term, NamedNode) else "other"


def _safe(table: Table) -> Table:
    return Table(table.variables, [tuple(map(_apart, row)) for row in table.rows])


def _apart(term: Term | None) -> Term | None:
    text = isinstance(term, Literal) and (
        term.language is not None or term.datatype.value.endswith("#string")
    )
    if isinstance(term, Literal) and text and term.value.startswith(_FORMULA):
        return Literal(f"'{term.value}", language=term.language)
    return term
