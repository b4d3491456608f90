"""Tidy tables: one for each kind of thing or statement, and a dictionary of their columns.

Each table is a SELECT of ``queries/tables``; its columns are the variables. Cells have IRIs in full
and dates as written; a search bound without a date is empty. ``tables`` reads the crosswalks of
``ontology/crosswalks`` beside the graph, which the model itself does not use.
"""

import io
from collections.abc import Iterable, Mapping
from pathlib import Path

from dvgraph.dataset.files import read
from dvgraph.errors import OutputError
from dvgraph.locale.columns import heading
from dvgraph.locale.reader import LANGUAGES, explained
from dvgraph.namespaces import FIRST, LAST
from dvgraph.rdf.oxigraph import Literal, NamedNode, Term
from dvgraph.rdf.terms import short
from dvgraph.rdf.writing import replace_file
from dvgraph.resources import ontology_dir, queries_dir
from dvgraph.results.records import csv
from dvgraph.results.rows import Rows
from dvgraph.store.embedded import EmbeddedStore
from dvgraph.store.header import read_header
from dvgraph.store.inventory import quads
from dvgraph.store.protocol import Store, Table

DICTIONARY = "dictionary"
_SENTINELS = {str(FIRST), str(LAST)}
# What a spreadsheet takes for a formula when it opens a file of text.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def tables(store: Store) -> dict[str, Table]:
    """Return each tidy table by its name, and last the dictionary of all columns.

    A row of the dictionary is a column: its table, what that is about, the name of the column, its
    heading in Dutch and English, the datatypes in it, and how many of how many cells are filled.
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
    """Return the CSV file of each table by its name, exact or, with ``excel_safe``, for Excel.

    Safe means that no cell of text begins as a formula does: an apostrophe stands before it.
    """
    return {
        f"{name}.csv": csv(_safe(table) if excel_safe else table).encode("utf-8")
        for name, table in made.items()
    }


def packed(made: Mapping[str, Table]) -> dict[str, bytes]:
    """Return the Parquet file of each table by its name, with days and numbers as such.

    Columns are as ``results.rows.Rows.to_polars`` makes them. Raises UseError without polars.
    """
    found = {}
    for name, table in made.items():
        buffer = io.BytesIO()
        Rows(table).to_polars().write_parquet(buffer)
        found[f"{name}.parquet"] = buffer.getvalue()
    return found


def write(made: Mapping[str, bytes], folder: Path) -> None:
    """Write files into a folder, which is made; raises OutputError for a failed write."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        problem = explained("errors.files", "unwritable", why=error)
        raise OutputError(*problem, where=str(folder)) from error
    for name, data in made.items():
        replace_file(folder / name, data)


def _known(term: Term | None) -> Term | None:
    """Return a cell; nothing for the search bound of a side without a date."""
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
