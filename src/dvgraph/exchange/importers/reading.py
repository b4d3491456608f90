"""The files of registers, read piece by piece, with the place of every error.

JSON (a list, one object, or an object on each line) and CSV are read as streams: no more than one
entry is in memory. RDF is read whole.
"""

import csv
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple, NoReturn, TextIO

from dvgraph.dataset.files import FORMATS, SUFFIXES
from dvgraph.errors import InputError
from dvgraph.locale.reader import explained
from dvgraph.rdf import compression
from dvgraph.rdf.oxigraph import Quad
from dvgraph.rdf.reading import content, quads

_CHUNK = 1 << 16  # characters
_LARGEST = 1 << 24  # characters of one entry: a register's largest has some thousands
_HTML = re.compile(r"\s*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_BETWEEN = re.compile(r"[\s,]*")


class RegisterEntry(NamedTuple):
    """An object or row of a file, and its ``where``: file:line."""

    fields: dict[str, Any]
    where: str


def suffix(path: Path) -> str:
    """Return the suffix of a file in lower case, without the dot."""
    return path.suffix.lower().removeprefix(".")


# Long since the parser goes on where the chunk before stopped.
def json_objects(path: Path) -> Iterator[RegisterEntry]:
    """Yield the objects of a file: those of its list, its one object, or one on each line.

    Raises InputError, with file:line, for text that is not JSON or ends too early, for an entry
    that is not an object, for a file without entries, and for one that is not UTF-8.
    """
    decoder = json.JSONDecoder(parse_constant=_no_number)
    found = False
    with _opened(path) as file:
        text, at, line, listed, want = _start(file, path), 0, 1, False, _CHUNK
        while True:
            gap = _BETWEEN.match(text, at)
            at = gap.end() if gap else at
            if at == len(text):
                line += text.count("\n")
                text, at = _more(file, path, line, _CHUNK), 0
                if not text:
                    break
                continue
            mark = text[at]
            if mark in "[]" and (mark == "]") == listed:
                listed, at = mark == "[", at + 1
                continue
            if mark != "{":
                _fail(path, line + text.count("\n", 0, at), "not an object")
            try:
                entry, end = decoder.raw_decode(text, at)
                if "\\ud" in text[at:end].lower():
                    writable(entry)
            except (ValueError, RecursionError) as error:
                # Perhaps only cut off by the end of the chunk: read as much again, and try again.
                more = _more(file, path, line, want) if len(text) - at < _LARGEST else ""
                if not more:
                    place = getattr(error, "lineno", 1) - 1
                    _fail(path, line + place, "not JSON", why=_why(error))
                line, text, at = line + text.count("\n", 0, at), text[at:] + more, 0
                want = len(text)
                continue
            yield RegisterEntry(entry, f"{path}:{line + text.count(chr(10), 0, at)}")
            found, at, want = True, end, _CHUNK
            if at > _CHUNK:
                line, text, at = line + text.count("\n", 0, at), text[at:], 0
        if listed:
            _fail(path, line, "cut off")
    if not found:
        raise InputError(*explained("errors.imports", "empty"), where=str(path))


def writable(value: object) -> None:
    """Raise ValueError for JSON with half of a character: no file of text can hold it."""
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        raise ValueError(f"{error.object[error.start]!a} is half of a character") from error


def csv_rows(path: Path, columns: set[str]) -> Iterator[RegisterEntry]:
    """Yield the rows of a file with semicolons between its columns, by column, in lower case.

    ``columns``: those that must be there. Raises InputError, with file:line, for a row with more
    cells than columns, missing columns, and a file without rows or not in UTF-8.
    """
    with _opened(path) as file:
        head = _start(file, path)
        file.seek(0)
        try:
            rows = csv.reader(file, delimiter=";", strict=True)
            names = [name.strip().lower() for name in next(rows, [])]
            if not columns <= set(names):
                lacking = ", ".join(sorted(columns - set(names)))
                _fail(path, 1, "no columns", columns=lacking)
            line = rows.line_num
            for row in rows:
                if any("\0" in cell for cell in row):
                    _fail(path, line + 1, "not CSV", why="NUL")
                if len(row) > len(names):
                    _fail(path, line + 1, "long row", cells=len(row), columns=len(names))
                if any(cell.strip() for cell in row):
                    fields = dict(zip(names, (cell.strip() for cell in row), strict=False))
                    yield RegisterEntry(fields, f"{path}:{line + 1}")
                    head = ""
                line = rows.line_num
        except csv.Error as error:
            _fail(path, rows.line_num, "not CSV", why=error)
        except UnicodeDecodeError as error:
            _not_utf8(path, rows.line_num + 1, error)
    if head:
        raise InputError(*explained("errors.imports", "empty"), where=str(path))


def rdf_quads(path: Path) -> list[Quad]:
    """Return the quads of a file. Raises InputError as ``rdf.reading.quads`` does."""
    data = content(path)
    if _HTML.match(data[:500].decode("utf-8", "replace")):
        _fail(path, 1, "HTML")
    if not data.strip():
        raise InputError(*explained("errors.imports", "empty"), where=str(path))
    form = FORMATS[SUFFIXES.get(compression.suffix(path), "ttl")]
    return list(quads(data, form, str(path), base=f"file:{path.name}"))


def _opened(path: Path) -> TextIO:
    try:
        return path.open(encoding="utf-8-sig", newline="")
    except OSError as error:
        problem = explained("errors.files", "unreadable", why=error)
        raise InputError(*problem, where=str(path)) from error


def _start(file: TextIO, path: Path) -> str:
    """Return the first part of a file; InputError if it is empty or an HTML page."""
    text = _more(file, path, 1, _CHUNK)
    if not text.strip():
        raise InputError(*explained("errors.imports", "empty"), where=str(path))
    if _HTML.match(text):
        _fail(path, 1, "HTML")
    return text


def _more(file: TextIO, path: Path, line: int, size: int) -> str:
    try:
        return file.read(size)
    except UnicodeDecodeError as error:
        _not_utf8(path, line, error)
    except OSError as error:
        problem = explained("errors.files", "unreadable", why=error)
        raise InputError(*problem, where=str(path)) from error


def _not_utf8(path: Path, line: int, error: UnicodeDecodeError) -> NoReturn:
    data = error.object
    utf16 = data[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in data[:400]
    name = "UTF-16" if utf16 else "Windows-1252 or Latin-1"
    problem = explained("errors.rdf", "not UTF-8", encoding=name, code=name.split()[0])
    line += 0 if utf16 else data.count(b"\n", 0, error.start)
    raise InputError(*problem, where=f"{path}:{line}") from error


def _no_number(name: str) -> NoReturn:
    raise ValueError(name)


def _why(error: Exception) -> str:
    return error.msg if isinstance(error, json.JSONDecodeError) else str(error)


def _fail(path: Path, line: int, key: str, **fields: object) -> NoReturn:
    raise InputError(*explained("errors.imports", key, **fields), where=f"{path}:{line}")
