"""Sheets of text cells, in CSV, Excel (.xlsx) and OpenDocument (.ods) files.

openpyxl reads Excel, xlsxwriter writes it, odfpy does both for OpenDocument. What is written has
the same bytes each time.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from dvgraph.errors import InputError, LimitError, UseError
from dvgraph.locale.reader import explained
from dvgraph.results.rows import installed

FORMATS = ("xlsx", "ods", "csv")
_ROOM = 1000  # rows with drop-downs in a new workbook
_SIZE = 64_000_000  # bytes of a file, and of its unpacked parts
_ROWS, _COLUMNS = 100_000, 500
_OLD_EXCEL = bytes.fromhex("d0cf11e0a1b11ae1")  # also an encrypted workbook
_MERGED = re.compile(rb"""<(?:\w+:)?mergeCell\b[^>]*\bref=["']([A-Z]+)(\d+):([A-Z]+)(\d+)""")
_EPOCH = (1980, 1, 1, 0, 0, 0)


class SheetCell(NamedTuple):
    """The text of a cell; ``fault``: why it cannot be used, as a key of ``errors.tables``."""

    text: str
    fault: str = ""


class Sheet(NamedTuple):
    """A sheet that was read: its name, and its rows without the empty ones at the end."""

    name: str
    rows: list[list[SheetCell]]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a sheet to write.

    ``note``: shown when a cell is selected. ``choices``: the values of its drop-down. ``names_of``:
    the sheet whose first column is its drop-down. ``strict``: other values are refused.
    ``width``: in characters.
    """

    heading: str
    note: str = ""
    choices: tuple[str, ...] = ()
    names_of: str = ""
    strict: bool = False
    width: int = 20


@dataclass(frozen=True, slots=True)
class SheetPage:
    """A sheet to write: its columns, and its rows of texts. ``entry``: the user fills it in."""

    name: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[str]] = ()
    entry: bool = True


def read(path: Path) -> list[Sheet]:
    """Return the sheets of a file, or of all CSV files in a folder.

    Dates become ISO 8601 texts, numbers decimal texts. Raises InputError for a file that is not
    what its suffix says, or too large; UseError if the library for its format is not installed.
    """
    if path.is_dir():
        files = sorted(path.glob("*.csv"))
        if not files:
            raise InputError(*explained("errors.tables", "no tables"), where=str(path))
        return [_from_csv(file) for file in files]
    suffix = path.suffix.lower().removeprefix(".")
    if suffix == "csv":
        return [_from_csv(path)]
    if suffix not in FORMATS:
        problem = explained("errors.tables", "no table", known=", ".join(FORMATS))
        raise InputError(*problem, where=str(path))
    whole = _unpacked(path)
    try:
        return _from_excel(whole) if suffix == "xlsx" else _from_opendocument(whole)
    except (InputError, UseError) as error:
        error.where = error.where or str(path)
        raise
    # The libraries have no error of their own: a damaged part raises whatever its reading meets.
    except Exception as error:
        problem = explained("errors.tables", "damaged", why=f"{type(error).__name__}: {error}")
        raise InputError(*problem, where=str(path)) from error


def _bytes(path: Path) -> bytes:
    """Return the bytes of a file, which is not a web page."""
    try:
        if path.stat().st_size > _SIZE:
            raise _too_large(path)
        data = path.read_bytes()
    except OSError as error:
        problem = explained("errors.files", "unreadable", why=error)
        raise InputError(*problem, where=str(path)) from error
    if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<":
        raise InputError(*explained("errors.tables", "web page"), where=str(path))
    return data


def _too_large(path: Path) -> LimitError:
    problem = explained("errors.tables", "too large", megabytes=_SIZE // 1_000_000)
    return LimitError(*problem, where=str(path))


def _from_csv(path: Path) -> Sheet:
    data = _bytes(path)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        problem = explained("errors.tables", "not UTF-8", byte=error.start + 1)
        raise InputError(*problem, where=str(path)) from error
    heading = text.partition("\n")[0]
    rows: list[list[SheetCell]] = []
    try:
        lines = io.StringIO(text, newline="")
        for row in csv.reader(lines, delimiter=max(";,\t", key=heading.count), strict=True):
            rows.append([SheetCell(text.strip()) for text in row])
    except csv.Error as error:
        problem = explained("errors.tables", "no row", row=len(rows) + 1, why=error)
        raise InputError(*problem, where=str(path)) from error
    return Sheet(path.stem, _shorn(rows))


def _unpacked(path: Path) -> io.BytesIO:
    """Return a workbook whose parts fit in memory and declare no entities."""
    data = _bytes(path)
    if data.startswith(_OLD_EXCEL):
        raise InputError(*explained("errors.tables", "old format"), where=str(path))
    try:
        with ZipFile(io.BytesIO(data)) as packed:
            if sum(part.file_size for part in packed.infolist()) > _SIZE:
                raise _too_large(path)
            for part in packed.infolist():
                text = packed.read(part)
                if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
                    raise InputError(*explained("errors.tables", "entities"), where=str(path))
                if any(int(last) > _ROWS for *_, last in _MERGED.findall(text)):
                    raise _too_long(path)
    except (BadZipFile, OSError, RuntimeError, NotImplementedError, ValueError) as error:
        problem = explained("errors.tables", "not packed", suffix=path.suffix)
        raise InputError(*problem, where=str(path)) from error
    return io.BytesIO(data)


def _absent(package: str) -> UseError:
    return UseError(*explained("errors.tables", "not installed", package=package))


def _openpyxl() -> Any:
    try:
        import openpyxl
    except ImportError as error:
        raise _absent("openpyxl") from error
    return openpyxl


def _odf() -> Any:
    """Return the library with the modules in use; its types are not known."""
    try:
        import odf.element
        import odf.namespaces
        import odf.number
        import odf.opendocument
        import odf.style
        import odf.table
        import odf.teletype
        import odf.text
    except ImportError as error:
        raise _absent("odfpy") from error
    return odf


def _from_excel(whole: io.BytesIO) -> list[Sheet]:
    book = _openpyxl().load_workbook(whole)
    found = []
    for sheet in book.worksheets:
        if sheet.max_row > _ROWS or sheet.max_column > _COLUMNS:
            raise _too_long()
        merged = {(part.min_row, part.min_col) for part in sheet.merged_cells.ranges}
        rows = [
            [_excel_cell(cell, merged=(cell.row, cell.column) in merged) for cell in row]
            for row in sheet.iter_rows()
        ]
        found.append(Sheet(sheet.title, _shorn(rows)))
    return found


def _too_long(path: Path | None = None) -> LimitError:
    problem = explained("errors.tables", "too long", rows=_ROWS, columns=_COLUMNS)
    return LimitError(*problem, where=str(path) if path else None)


def _excel_cell(cell: Any, *, merged: bool) -> SheetCell:
    value = cell.value
    if cell.data_type in ("f", "e"):
        return SheetCell(str(value), "formula" if cell.data_type == "f" else "error")
    if isinstance(value, datetime):
        # A cell that shows no day holds a month: Excel makes 2021-05 the first of May.
        whole = "d" in cell.number_format.lower()
        text = value.isoformat() if value.time() != datetime.min.time() else f"{value.date()}"
        text = text if whole else f"{value:%Y-%m}"
    elif isinstance(value, bool):
        text = "true" if value else "false"
    else:
        text = _number(value) if isinstance(value, int | float) else str(value or "").strip()
    return SheetCell(text, "merged" if merged else "")


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) else f"{Decimal(repr(value)):f}"


def _shorn(rows: list[list[SheetCell]]) -> list[list[SheetCell]]:
    """Return the rows without those at the end that are empty."""
    while rows and not any(cell.text for cell in rows[-1]):
        rows.pop()
    return rows


def _from_opendocument(whole: io.BytesIO) -> list[Sheet]:
    odf = _odf()
    book = odf.opendocument.load(whole)
    return [
        Sheet(sheet.getAttribute("name"), _shorn(list(_filled(_rows(sheet, odf)))))
        for sheet in book.spreadsheet.getElementsByType(odf.table.Table)
    ]


def _rows(sheet: Any, odf: Any) -> Iterator[tuple[int, list[SheetCell]]]:
    """Yield each row of an OpenDocument sheet with the number of its repetitions."""
    for row in sheet.getElementsByType(odf.table.TableRow):
        cells: list[SheetCell] = []
        for cell in row.childNodes:
            times = int(cell.getAttribute("numbercolumnsrepeated") or 1)
            found = _document_cell(cell, odf)
            if found.text and len(cells) + times > _COLUMNS:
                raise _too_long()
            cells += [found] * min(times, _COLUMNS)
        yield int(row.getAttribute("numberrowsrepeated") or 1), cells


def _filled(rows: Iterable[tuple[int, list[SheetCell]]]) -> Iterator[list[SheetCell]]:
    """Yield each row as often as it is repeated; the empty ones only if a filled one follows."""
    number, empty = 0, 0
    for times, cells in rows:
        if not any(cell.text for cell in cells):
            empty += times
            continue
        number += empty + times
        if number > _ROWS:
            raise _too_long()
        yield from ([] for _ in range(empty))
        yield from (cells for _ in range(times))
        empty = 0


def _document_cell(cell: Any, odf: Any) -> SheetCell:
    office, paragraph = odf.namespaces.OFFICENS, (odf.namespaces.TEXTNS, "p")
    if cell.getAttribute("formula"):
        return SheetCell(cell.getAttribute("formula"), "formula")
    kind = cell.getAttrNS(office, "value-type")
    if kind == "date":
        said = cell.getAttrNS(office, "date-value").removesuffix("T00:00:00")
    elif kind in ("float", "percentage", "currency"):
        said = _number(float(cell.getAttrNS(office, "value")))
    elif kind == "boolean":
        said = cell.getAttrNS(office, "boolean-value")
    else:
        parts = [part for part in cell.childNodes if getattr(part, "qname", ()) == paragraph]
        said = "\n".join(map(odf.teletype.extractText, parts)).strip()
    spans = (cell.getAttribute(f"number{way}spanned") or 1 for way in ("columns", "rows"))
    return SheetCell(said, "merged" if any(int(span) > 1 for span in spans) else "")


def write(pages: Sequence[SheetPage], form: str) -> Mapping[str, bytes]:
    """Return the files of a workbook by name: one for xlsx and ods (""), one a page for csv.

    Raises UseError if the library for the format is not installed.
    """
    if form == "xlsx":
        return {"": _excel(pages)}
    if form == "ods":
        return {"": _opendocument(pages)}
    return {f"{page.name}.csv": _csv(page) for page in pages}


def _csv(page: SheetPage) -> bytes:
    """Return a page as CSV, with the signs by which a Flemish spreadsheet knows it."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=";")
    writer.writerow([column.heading for column in page.columns])
    writer.writerows(page.rows)
    return buffer.getvalue().encode("utf-8-sig")


def _excel(pages: Sequence[SheetPage]) -> bytes:
    buffer = io.BytesIO()
    try:
        book = installed("xlsxwriter").Workbook(buffer, {"in_memory": True})
    except UseError as error:
        raise _absent("xlsxwriter") from error
    book.set_properties({"created": datetime(*_EPOCH)})
    head = book.add_format({"bold": True, "bg_color": "#e6e6e6", "text_wrap": True})
    # As text: else a spreadsheet makes a day of 2021-05.
    plain = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
    lists = _choices(pages)
    for page in pages:
        sheet = book.add_worksheet(page.name)
        sheet.freeze_panes(1, 0)
        for place, column in enumerate(page.columns):
            sheet.set_column(place, place, column.width, plain)
            sheet.write_string(0, place, column.heading, head)
            if page.entry:
                last = len(page.rows) + _ROOM
                sheet.data_validation(1, place, last, place, _validation(column, lists))
        for number, row in enumerate(page.rows, 1):
            for place, text in enumerate(row):
                if text:
                    sheet.write_string(number, place, text, plain)
    hidden = book.add_worksheet("_")
    hidden.hide()
    for place, values in enumerate(lists):
        for number, text in enumerate(values):
            hidden.write_string(number, place, text, plain)
    book.close()
    return buffer.getvalue()


def _choices(pages: Sequence[SheetPage]) -> dict[tuple[str, ...], int]:
    """Return the distinct lists of choices, each with its place: Excel wants them in cells."""
    found = dict.fromkeys(column.choices for page in pages for column in page.columns)
    return {values: place for place, values in enumerate(filter(None, found))}


def _validation(column: Column, lists: Mapping[tuple[str, ...], int]) -> dict[str, object]:
    made: dict[str, object] = {
        "validate": "any",
        "input_title": column.heading[:32],
        "input_message": column.note[:255],
        "show_error": column.strict,
    }
    source = ""
    if column.choices:
        letters = letter(lists[column.choices])
        source = f"=_!${letters}$1:${letters}${len(column.choices)}"
    elif column.names_of:
        source = f"='{column.names_of}'!$A$2:$A${_ROOM}"
    return made | {"validate": "list", "source": source} if source else made


def _opendocument(pages: Sequence[SheetPage]) -> bytes:
    odf = _odf()
    # All at once: else the first workbook of a process declares fewer than the second.
    odf.element.Element.namespaces.update(odf.namespaces.nsdict)
    book = odf.opendocument.OpenDocumentSpreadsheet()
    plain, head = _styles(book, odf)
    rules = odf.table.ContentValidations()
    book.spreadsheet.addElement(rules)
    for page in pages:
        sheet = odf.table.Table(name=page.name)
        book.spreadsheet.addElement(sheet)
        made = [_rule(column, page, place, odf) for place, column in enumerate(page.columns)]
        for _ in page.columns:
            sheet.addElement(odf.table.TableColumn(defaultcellstylename=plain))
        for rule in made if page.entry else ():
            rules.addElement(rule)
        names = [{"contentvalidationname": rule.getAttribute("name")} for rule in made]
        free: list[dict[str, str]] = [{} for _ in names]
        ruled = names if page.entry else free
        sheet.addElement(_row([column.heading for column in page.columns], head, free, odf))
        for row in page.rows:
            sheet.addElement(_row(row, plain, ruled, odf))
        if page.entry:
            sheet.addElement(_row([""] * len(names), plain, ruled, odf, _ROOM))
    buffer = io.BytesIO()
    book.save(buffer)
    return _repacked(buffer.getvalue())


def _styles(book: Any, odf: Any) -> tuple[Any, Any]:
    """Return the styles of cells and of headings; both hold text, whatever it looks like."""
    text = odf.number.TextStyle(name="text")
    text.addElement(odf.number.TextContent())
    plain = odf.style.Style(name="plain", family="table-cell", datastylename=text)
    head = odf.style.Style(name="head", family="table-cell", datastylename=text)
    head.addElement(odf.style.TextProperties(fontweight="bold"))
    for each in (text, plain, head):
        book.automaticstyles.addElement(each)
    return plain, head


def _rule(column: Column, page: SheetPage, place: int, odf: Any) -> Any:
    """Return the drop-down of a column with its explanation."""
    condition = {}
    if column.choices:
        listed = ";".join('"' + one.replace('"', '""') + '"' for one in column.choices)
        condition = {"condition": f"of:cell-content-is-in-list({listed})"}
    elif column.names_of:
        names = f"[$'{column.names_of}'.$A$2:.$A${_ROOM}]"
        condition = {"condition": f"of:cell-content-is-in-list({names})"}
    rule = odf.table.ContentValidation(
        name=f"{page.name}-{place}", allowemptycell="true", displaylist="unsorted", **condition
    )
    told = odf.table.HelpMessage(title=column.heading, display="true")
    told.addElement(odf.text.P(text=column.note))
    rule.addElement(told)
    strict = "true" if column.strict else "false"
    rule.addElement(odf.table.ErrorMessage(messagetype="stop", display=strict))
    return rule


def _row(
    texts: Sequence[str], style: Any, extras: Sequence[dict[str, str]], odf: Any, times: int = 1
) -> Any:
    row = odf.table.TableRow(**({"numberrowsrepeated": times} if times > 1 else {}))
    for said, extra in zip(texts, extras, strict=True):
        kind = {"valuetype": "string"} if said else {}
        cell = odf.table.TableCell(stylename=style, **kind, **extra)
        for line in said.split("\n") if said else ():
            cell.addElement(odf.text.P(text=line))
        row.addElement(cell)
    return row


def letter(number: int) -> str:
    """Return the letters of a column that is counted from 0: A, B, … AA."""
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _repacked(data: bytes) -> bytes:
    """Return a packed file with one fixed time for its parts, instead of the current."""
    buffer = io.BytesIO()
    with ZipFile(io.BytesIO(data)) as old, ZipFile(buffer, "w") as new:
        for part in old.infolist():
            fixed = ZipInfo(part.filename, _EPOCH)
            kept = part.filename == "mimetype"  # first and not compressed, as OpenDocument asks
            new.writestr(fixed, old.read(part), ZIP_STORED if kept else ZIP_DEFLATED)
    return buffer.getvalue()
