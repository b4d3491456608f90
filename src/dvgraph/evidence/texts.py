"""The texts of the sources: their folder, their lines, and the fingerprints of lines.

Lines end at CRLF, LF or CR only (RFC 5147 §2.2.2). ``str.splitlines`` also breaks at other
characters, such as a form feed or U+2028, and would shift the passages after these.
"""

import hashlib
import os
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from dvgraph.errors import InputError
from dvgraph.locale.reader import explained

_LINE_BREAK = re.compile(r"\r\n|\n|\r")


def split_lines(text: str) -> tuple[str, ...]:
    """Return the lines of a text without line breaks; a final break starts no further line."""
    lines = _LINE_BREAK.split(text)
    if not lines[-1]:
        lines.pop()
    return tuple(lines)


def fingerprint(lines: Iterable[str]) -> str:
    """Return the SHA-256 (hex) of the lines in UTF-8, joined by LF, without a final LF."""
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def text_name(source: str) -> str:
    """Return the file name of a source's text: the last part of its IRI, with ``.txt``."""
    return re.sub(r"[^\w.-]+", "-", re.split(r"[/#]", source.rstrip("/"))[-1]).strip(".-") + ".txt"


def find_texts(named: str | Path | None, data: Sequence[str | Path] = ()) -> Path | None:
    """Return the folder of texts: ``named``, else $DVGRAPH_TEXTS, else ``sources/`` by the data.

    Returns None if there is none. Raises InputError if the named folder does not exist.
    """
    asked = named or os.environ.get("DVGRAPH_TEXTS")
    if asked:
        if not Path(asked).is_dir():
            raise InputError(*explained("errors.evidence", "no texts"), where=str(asked))
        return Path(asked)
    for path in map(Path, data):
        for candidate in (path / "sources", path.resolve().parent / "sources"):
            if candidate.is_dir():
                return candidate
    return None


class Texts:
    """The text files of the sources in one folder; with None as folder, no text is available."""

    def __init__(self, folder: str | Path | None) -> None:
        """Store the folder; each text is read when it is first needed."""
        self._folder = None if folder is None else Path(folder)
        self._read: dict[str, tuple[str, ...] | None] = {}

    def lines(self, name: str | None) -> tuple[str, ...] | None:
        """Return the lines of the text file ``name`` (dvg:bestand), or None if it is unavailable.

        Raises InputError if the name includes a folder or the file is not UTF-8.
        """
        if name is None or self._folder is None:
            return None
        if name not in self._read:
            if name in {"", ".", ".."} or re.search(r"[/\\\0]", name):
                raise InputError(*explained("errors.evidence", "no file name", name=name))
            self._read[name] = self._load(self._folder / name)
        return self._read[name]

    @staticmethod
    def _load(path: Path) -> tuple[str, ...] | None:
        if not path.is_file():
            return None
        try:
            return split_lines(path.read_bytes().decode("utf-8-sig"))
        except UnicodeDecodeError as error:
            raise InputError(
                *explained("errors.evidence", "not UTF-8", byte=error.start), where=str(path)
            ) from error
        except OSError as error:
            raise InputError(
                *explained("errors.files", "unreadable", why=error), where=str(path)
            ) from error
