"""The folder of source texts: the plain text of saved pages and documents, with its origin.

Each source has one UTF-8 text, named after its dvg:bestand or after the last part of its IRI:
``bron/audit-2019`` has ``audit-2019.txt``. Form feeds separate the pages of a PDF. The index
``texts.csv`` lists for each text the original file with its SHA-256, the day, and the program that
read it. Nothing is fetched from the network: the user saves the page or document.
"""

import csv
import hashlib
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from importlib.metadata import version
from pathlib import Path

from dvgraph.dataset.files import read
from dvgraph.errors import InputError, OutputError, UseError
from dvgraph.evidence.facts import Facts
from dvgraph.evidence.passages import TEXT_FILE
from dvgraph.evidence.texts import find_texts, split_lines, text_name
from dvgraph.locale.reader import explained
from dvgraph.namespaces import TYPE, slug
from dvgraph.rdf.replacement import replace_file

INDEX = "texts.csv"
COLUMNS = ("source", "text", "file", "sha256", "taken", "tool")
_SOURCE = "http://xmlns.com/foaf/0.1/Document"
_PLAIN, _PAGES, _PRINTED = (".txt", ".md"), (".html", ".htm", ".xhtml"), (".pdf",)
SUFFIXES = (*_PLAIN, *_PAGES, *_PRINTED)


@dataclass(frozen=True, slots=True)
class ArchivedText:
    """A text that was added to the archive.

    ``source``: the IRI of its source. ``path``: its file in the archive. ``origin``: the file from
    which it was read. ``tool``: the program that read it. ``lines``: their number.
    """

    source: str
    path: Path
    origin: Path
    sha256: str
    tool: str
    lines: int


@dataclass(frozen=True, slots=True)
class ArchivedTexts:
    """The texts that were added, and the files that match no source by name."""

    texts: tuple[ArchivedText, ...]
    unknown: tuple[Path, ...]


def take(
    data: Sequence[str | Path],
    saved: Path,
    texts: str | Path | None,
    source: str | None = None,
    *,
    replace: bool = False,
) -> ArchivedTexts:
    """Extract the text of a saved file, or of each file of a folder, into the folder of texts.

    ``data``: the files or folders that describe the sources.
    ``texts``: the folder of texts; by default as found by ``texts.find_texts``.
    ``source``: the last part of the source's IRI; by default the name of the file.
    Raises the errors of ``archive``, and UseError for an unknown source.
    """
    facts = Facts(read(list(data), ontology=False))
    names = {slug(one): one for one in facts.subjects() if _SOURCE in facts.iris(one, TYPE)}
    if source and slug(source) not in names:
        near = get_close_matches(slug(source), names, n=3)
        key = "no source but" if near else "no source"
        raise UseError(*explained("errors.evidence", key, name=source, near=", ".join(near)))
    folder = Path(texts) if texts else find_texts(None, data)
    if folder is None:
        raise UseError(*explained("errors.evidence", "no folder"))
    taken, unknown = [], []
    for file in _saved(saved):
        iri = names.get(slug(source) if source else file.stem)
        if iri is None:
            unknown.append(file)
            continue
        files = facts.literals(iri, TEXT_FILE)
        name = files[0].value if files else text_name(iri)
        taken.append(archive(iri, file, folder, name, day=date.today(), replace=replace))
    return ArchivedTexts(tuple(taken), tuple(unknown))


def archive(
    source: str, origin: Path, folder: Path, name: str, *, day: date, replace: bool = False
) -> ArchivedText:
    """Extract the text of a saved page or document into the folder of texts.

    ``name`` is the file name of the text. Raises UseError for another text of that name (unless
    ``replace``) or an unknown suffix, InputError for a file without readable text or an unreadable
    index, OutputError if the folder cannot be written.
    """
    data = _read(origin)
    text, tool = _text(origin, data)
    if not text.strip():
        raise InputError(*explained("errors.evidence", "no text"), where=str(origin))
    path = folder / name
    written = text.encode()
    if path.is_file() and path.read_bytes() != written and not replace:
        raise UseError(
            *explained("errors.evidence", "other text", name=path.name), where=str(origin)
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        problem = explained("errors.evidence", "not made", problem=error)
        raise OutputError(*problem, where=str(folder)) from error
    done = ArchivedText(
        source, path, origin, hashlib.sha256(data).hexdigest(), tool, len(split_lines(text))
    )
    rows = _recorded(folder)  # before any file is written
    replace_file(path, written)
    _record(done, folder, day, rows)
    return done


def _saved(place: Path) -> Iterator[Path]:
    """Yield the file itself, or the files of a folder with a known suffix, sorted by name."""
    if place.is_dir():
        yield from sorted(one for one in place.iterdir() if one.suffix.lower() in SUFFIXES)
    elif place.is_file():
        yield place
    else:
        raise InputError(*explained("errors.evidence", "no file"), where=str(place))


def _read(origin: Path) -> bytes:
    try:
        return origin.read_bytes()
    except OSError as error:
        problem = explained("errors.evidence", "unreadable", problem=error)
        raise InputError(*problem, where=str(origin)) from error


def _text(origin: Path, data: bytes) -> tuple[str, str]:
    """Return the text of a file, and the name of the program that read it."""
    suffix = origin.suffix.lower()
    if suffix in _PRINTED:
        return _printed(origin, data)
    if suffix in _PAGES:
        return _page(data)
    if suffix not in _PLAIN:
        known = explained("errors.evidence", "no kind", suffixes=", ".join(SUFFIXES))
        raise UseError(*known, where=str(origin))
    try:
        return data.decode("utf-8-sig"), "none"
    except UnicodeDecodeError as error:
        raise InputError(
            *explained("errors.evidence", "not UTF-8", byte=error.start), where=str(origin)
        ) from error


def _printed(origin: Path, data: bytes) -> tuple[str, str]:
    try:
        from pypdf import PdfReader
        from pypdf.errors import PyPdfError
    except ImportError as error:
        raise UseError(*explained("errors.evidence", "no package", package="pypdf")) from error
    try:
        pages = [page.extract_text() for page in PdfReader(io.BytesIO(data)).pages]
    except (PyPdfError, ValueError, KeyError, RecursionError) as error:
        problem = explained("errors.evidence", "no pdf", problem=error)
        raise InputError(*problem, where=str(origin)) from error
    return "\n\f".join(pages) + "\n", f"pypdf {version('pypdf')}"


def _page(data: bytes) -> tuple[str, str]:
    try:
        from bs4 import BeautifulSoup
    except ImportError as error:
        problem = explained("errors.evidence", "no package", package="beautifulsoup4")
        raise UseError(*problem) from error
    page = BeautifulSoup(data, "html.parser")
    for hidden in page(["script", "style", "noscript", "template"]):
        hidden.decompose()
    for block in page(["p", "div", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "br", "dd"]):
        block.append("\n")
    lines = (re.sub(r"[^\S\n]+", " ", line).strip() for line in page.get_text().split("\n"))
    text = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
    return f"{text}\n", f"beautifulsoup4 {version('beautifulsoup4')}"


def _recorded(folder: Path) -> dict[str, dict[str, str]]:
    """Return the rows of the index by source; InputError if the file is no such index."""
    path = folder / INDEX
    if not path.is_file():
        return {}
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return {row["source"]: row for row in csv.DictReader(file)}
    except (OSError, UnicodeDecodeError, csv.Error, KeyError) as error:
        problem = explained("errors.evidence", "unreadable", problem=error)
        raise InputError(*problem, where=str(path)) from error


def _record(done: ArchivedText, folder: Path, day: date, rows: dict[str, dict[str, str]]) -> None:
    """Write the row of a text into the index; it replaces an older row."""
    rows[done.source] = {
        "source": done.source,
        "text": done.path.name,
        "file": done.origin.name,
        "sha256": done.sha256,
        "taken": day.isoformat(),
        "tool": done.tool,
    }
    table = io.StringIO()
    writer = csv.DictWriter(table, COLUMNS, lineterminator="\n", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows[source] for source in sorted(rows))
    replace_file(folder / INDEX, table.getvalue().encode())
