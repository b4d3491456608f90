"""Standard output that takes all it is given, or says that it could not."""

import os
import sys
from codecs import lookup
from io import BufferedWriter, RawIOBase, TextIOWrapper
from typing import Any


class Whole(RawIOBase):
    """A raw stream whose ``write`` goes on until every byte is written, or raises OSError.

    The stream below may write less than it is given (a pipe, a disk that fills up) or nothing yet
    (a pipe that does not block): Python's own text stream drops the rest when it is unbuffered.
    """

    def __init__(self, below: Any) -> None:
        """Write to a raw stream; its file number is this one's."""
        self._below = below

    def write(self, data: Any, /) -> int:
        """Write all of the data and return its length."""
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
        """Return the file number of the stream below."""
        number: int = self._below.fileno()
        return number

    def isatty(self) -> bool:
        """Return whether the stream below is a terminal."""
        return bool(self._below.isatty())


def _wait(number: int) -> None:
    """Wait until a stream that does not block takes more."""
    from select import select  # only for such a stream

    select([], [number], [])


def use_whole_output() -> None:
    """Put a stream that writes all or raises in the place of ``sys.stdout``, and open closed ones.

    A stream closed by whoever started the program (``>&-``) becomes the null device. A pipe gets
    UTF-8, as files do. A terminal gets escapes for what it cannot show, unless it says ASCII, as
    where no locale is set: that is taken for UTF-8, as click does.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_RDWR), mode, encoding="utf-8"))
    out = sys.stdout
    if not isinstance(out, TextIOWrapper):
        return  # of a test or a notebook, which keeps what it is given
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


def discard_output() -> None:
    """Drop what standard output still holds, so that it does not fail again at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
