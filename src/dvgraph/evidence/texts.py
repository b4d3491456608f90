"""The texts behind the sources: where they are, their lines, and the fingerprint of lines.

Lines are split at CRLF, LF or CR only (RFC 5147 §2.2.2), never at the other characters that
``str.splitlines`` breaks at, so that a form feed or U+2028 shifts no passage.
"""

import hashlib
import os
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from dvgraph.errors import InputError

_LINE_BREAK = re.compile(r"\r\n|\n|\r")


def split_lines(text: str) -> tuple[str, ...]:
    """Return the lines of a text without their breaks; a final break opens no further line."""
    lines = _LINE_BREAK.split(text)
    if not lines[-1]:
        lines.pop()
    return tuple(lines)


def fingerprint(lines: Iterable[str]) -> str:
    """Return the SHA-256 (hex) of the lines' UTF-8 joined by LF, none at the end."""
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def find_texts(named: str | Path | None, data: Sequence[str | Path] = ()) -> Path | None:
    """Return the folder of the texts: the one named, $DVGRAPH_TEXTS, or ``sources/`` by the data.

    None when there is none. Raises InputError when a folder was named that is not there.
    """
    asked = named or os.environ.get("DVGRAPH_TEXTS")
    if asked:
        if not Path(asked).is_dir():
            raise InputError(
                "there is no such folder of texts",
                where=str(asked),
                hint="Name the folder that holds the sources' text files",
            )
        return Path(asked)
    for path in map(Path, data):
        for candidate in (path / "sources", path.resolve().parent / "sources"):
            if candidate.is_dir():
                return candidate
    return None


class Texts:
    """The text files of the sources in one folder; None = no text is at hand."""

    def __init__(self, folder: str | Path | None) -> None:
        """Read nothing yet: a text is read when a passage of it is."""
        self._folder = None if folder is None else Path(folder)
        self._read: dict[str, tuple[str, ...] | None] = {}

    def lines(self, name: str | None) -> tuple[str, ...] | None:
        """Return the lines of the text file called ``name`` (dvg:bestand), None if not at hand.

        Raises InputError when the name is more than a file name or the file is not UTF-8.
        """
        if name is None or self._folder is None:
            return None
        if name not in self._read:
            if name in {"", ".", ".."} or re.search(r"[/\\\0]", name):
                raise InputError(
                    f"'{name}' is not the name of a file in the folder of texts",
                    hint="Give dvg:bestand a file name without a folder",
                )
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
                f"the text is not UTF-8 (byte {error.start})",
                where=str(path),
                hint="Convert it to UTF-8, then stamp again",
            ) from error
        except OSError as error:
            raise InputError(f"cannot be read ({error.strerror})", where=str(path)) from error
