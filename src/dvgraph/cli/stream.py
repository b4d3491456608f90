"""A standard output that writes everything or raises an error, and the size of the terminal."""

import os
import sys
from codecs import lookup
from io import BufferedWriter, RawIOBase, TextIOWrapper
from typing import Any


class Whole(RawIOBase):
    """A raw stream whose ``write`` continues until every byte is written, or raises OSError.

    The underlying stream may write only a part (a pipe, a full disk) or nothing yet (a non-blocking
    pipe); an unbuffered Python text stream then loses the rest.
    """

    def __init__(self, below: Any) -> None:
        """Store the underlying raw stream and its file number."""
        self._below = below

    def write(self, data: Any, /) -> int:
        """Write all data and return its length."""
        left = memoryview(data).cast("B")
        size = len(left)
        while left:
            written = self._below.write(left)
            if written is None:
                _wait(self._below.fileno())
            else:
                left = left[written:]
        return size

    def writable(self) -> bool:
        """Return True."""
        return True

    def fileno(self) -> int:
        """Return the file number of the underlying stream."""
        number: int = self._below.fileno()
        return number

    def isatty(self) -> bool:
        """Return whether the underlying stream is a terminal."""
        return bool(self._below.isatty())


def _wait(number: int) -> None:
    """Wait until a non-blocking stream accepts data."""
    from select import select  # imported here since only such a stream needs it

    select([], [number], [])


def use_whole_output() -> None:
    """Replace ``sys.stdout`` by a stream that writes everything or raises, and open closed streams.

    A stream that the caller of the program closed (``>&-``) becomes the null device. A pipe gets
    UTF-8, as files do. A terminal gets escapes for characters that it cannot show. ASCII, the
    encoding without a locale, counts as UTF-8, as in click.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_RDWR), mode, encoding="utf-8"))
    out = sys.stdout
    if not isinstance(out, TextIOWrapper):
        return  # a test or a notebook has replaced the stream: leave it
    encoding, errors = out.encoding, out.errors
    if encoding.lower() != "utf-8":
        if out.isatty() and lookup(encoding).name != "ascii":
            errors = "backslashreplace"
        else:
            encoding = "utf-8"
    lines, through = out.line_buffering, out.write_through
    buffer = out.detach()
    raw = buffer.detach() if isinstance(buffer, BufferedWriter) else buffer
    sys.stdout = TextIOWrapper(
        BufferedWriter(Whole(raw)),
        encoding=encoding,
        errors=errors,
        newline="\n",
        line_buffering=lines or through,
    )


def width() -> int:
    """Return the width of the terminal in columns, 120 without a terminal.

    shutil would import compression libraries, which takes longer than writing the answer.
    """
    if columns := _size("COLUMNS"):
        return columns
    try:
        return os.get_terminal_size(sys.stdout.fileno()).columns or 120
    except (OSError, ValueError):
        return 120


def height() -> int:
    """Return the height of the terminal in lines, 24 without a terminal."""
    if lines := _size("LINES"):
        return lines
    try:
        return os.get_terminal_size(sys.stdout.fileno()).lines or 24
    except (OSError, ValueError):
        return 24


def _size(name: str) -> int:
    """Return a size of the terminal from the environment; 0 if it is absent or no usable number."""
    text = os.environ.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0


def discard_output() -> None:
    """Discard unwritten output, so that it does not fail again at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
