"""Runs on unchanged files, told again: what a command printed, and its exit code.

A run is known by the arguments and whatever else of the process it may heed, today's date and the
versions installed included; with its output are kept the names of the files and folders it read
and the hash of what was in them: the data, the program, its ontology and queries. It is told
again when their content is the same, byte for byte; if not, the command runs. Only commands that
say what they read (``reads``) are remembered, and never a run that failed, wrote a file, or read
what was being changed. It needs neither the command line's libraries nor the engine: a replay
takes little more than Python's start. To have every run fresh: ``DVGRAPH_CACHE=/dev/null``.
"""

import hashlib
import io
import marshal
import os
import stat
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress

from dvgraph import __version__, cache

TYPE_CHECKING = False  # as in typing, which takes long to import
if TYPE_CHECKING:
    from typing import Any

_KIND, _SEEN = "runs", "seen"
_QUICK = 300_000_000  # nanoseconds: such a run is kept when it is asked for a second time
_LARGEST = 4_000_000  # bytes of output
_MOST_FILES = 5_000  # a folder with more of them is no data folder
_SETTLED = 100_000_000  # nanoseconds: file systems keep time more coarsely than the clock
_PACKAGE = os.path.dirname(os.path.abspath(__file__))  # noqa: PTH100, PTH120 (quicker)


class _UnknownError(Exception):
    """What a run reads cannot be told by its hash."""


class _Run:
    """The run of this process: by what it is known, what it reads, what it has printed."""

    def __init__(self, args: Sequence[str]) -> None:
        self.start = time.time_ns()
        self.args = args
        self.key = _key(args)
        self.roots: list[str] | None = None
        self.printed: list[tuple[int, bytes]] = []
        self.size = 0

    def write(self, number: int, data: bytes) -> None:
        self.size += len(data)
        if self.size <= _LARGEST:
            self.printed.append((number, data))

    def forget(self) -> None:
        self.size = _LARGEST + 1


_run: _Run | None = None


def replayed(args: Sequence[str]) -> int | None:
    """Print what a command line printed before, and return its exit code; None if it has to run."""
    global _run
    if sys.stdout is None or sys.stderr is None or "_DVGRAPH_COMPLETE" in os.environ:
        return None
    try:
        _run = _Run(args)
        if (data := cache.read(_KIND, _run.key)) is None:
            return None
        roots, digest, code, printed = marshal.loads(data)
        if _digest(roots) != digest:
            return None
    except (OSError, _UnknownError, EOFError, ValueError, TypeError):
        return None
    return _told(printed) or int(code)


def _told(printed: list[tuple[int, bytes]]) -> int:
    """Print, and return the exit code of what went wrong with that."""
    for number, data in printed:
        stream = sys.stdout if number == 1 else sys.stderr
        try:
            stream.buffer.write(data)
            stream.buffer.flush()
        except BrokenPipeError:
            os._exit(0)  # the reader has gone, and wants no more
        except OSError as error:
            if number == 2:
                continue  # unread, it is no failure
            from dvgraph.errors import OutputError

            fault = OutputError(f"cannot be written ({error.strerror})", where="stdout")
            with suppress(OSError):
                sys.stderr.write(f"Error: {fault}\n")
            return fault.exit_code
    return 0


def record() -> None:
    """Keep a copy of all that is printed from now on."""
    if _run is not None and isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout = _copied(sys.stdout, 1, _run)
        if isinstance(sys.stderr, io.TextIOWrapper):
            sys.stderr = _copied(sys.stderr, 2, _run)


def reads(roots: Sequence[str]) -> None:
    """Say which files and folders, there or not, the output of this run follows from.

    The program comes on top. With none it follows from something else, and is not kept.
    """
    if _run is not None and roots:
        _run.roots = list(dict.fromkeys([*roots, _PACKAGE]))


def keep(code: int) -> None:
    """Keep the run that is over, if it may be told again."""
    if _run is None or _run.roots is None or _run.size > _LARGEST or code not in (0, 1):
        return
    if time.time_ns() - _run.start < _QUICK and cache.read(_SEEN, _run.key) is None:
        cache.keep(_SEEN, _run.key, b"")  # reading all its files again takes a while, too
        return
    with suppress(OSError, _UnknownError):
        digest = _digest(_run.roots, before=_run.start - _SETTLED)
        if _key(_run.args) == _run.key:  # or another day has begun
            kept = (_run.roots, digest, code, _run.printed)
            cache.keep(_KIND, _run.key, marshal.dumps(kept))


def _key(args: Sequence[str]) -> str:
    known = {
        name: value
        for name, value in os.environ.items()
        if name.startswith(("DVGRAPH", "PYTHON", "LC_", "LANG")) or name in _HEEDED
    }
    streams = [(one.encoding, one.errors, one.isatty()) for one in (sys.stdout, sys.stderr)]
    columns = os.get_terminal_size(sys.stdout.fileno()) if streams[0][2] else None
    today = time.strftime("%Y-%m-%d %Z")
    process = (sys.version, sys.flags, sys.warnoptions, _PACKAGE, os.getcwd(), sys.path)  # noqa: PTH109
    parts = (__version__, list(args), sorted(known.items()), streams, columns, today, process)
    return hashlib.sha256(repr((*parts, _installed())).encode("utf-8", "replace")).hexdigest()


_HEEDED = {"COLUMNS", "NO_COLOR", "FORCE_COLOR", "TERM", "TZ", "HOME"}


def _installed() -> list[str]:
    """Return the packages installed, each with its version."""
    found = []
    for folder in sys.path:
        with suppress(OSError):
            found += [name for name in os.listdir(folder) if name.endswith("-info")]  # noqa: PTH208
    return sorted(found)


def _digest(roots: Sequence[str], before: int | None = None) -> str:
    """Return the hash of the names and contents of files and of all files in folders.

    Raises _UnknownError for what is no file or folder, and, with ``before`` (a time in
    nanoseconds), for what was changed after it.
    """
    whole = hashlib.sha256()
    count = 0
    for root in roots:
        for path, folder in _within(root):
            count += 1
            if count > _MOST_FILES:
                raise _UnknownError
            whole.update(f"{path}\0".encode("utf-8", "surrogateescape"))
            if folder:
                changed = os.stat(path).st_ctime_ns  # noqa: PTH116 (quicker)
            else:
                with open(path, "rb", 0) as file:  # noqa: PTH123 (quicker)
                    changed = os.fstat(file.fileno()).st_ctime_ns
                    whole.update(_content(file))
            if before is not None and changed > before:
                raise _UnknownError
    return whole.hexdigest()


def _content(file: io.FileIO) -> bytes:
    content = hashlib.sha256()
    while data := file.read(1 << 20):
        content.update(data)
    return content.digest()


def _within(root: str) -> Iterator[tuple[str, bool]]:
    """Yield a file, or a folder and all that is in it, in one order, and which are folders."""
    try:
        mode = os.stat(root).st_mode  # noqa: PTH116 (quicker)
    except FileNotFoundError:
        return  # there may be one later
    if stat.S_ISDIR(mode):
        yield from _below(root)
    elif stat.S_ISREG(mode):
        yield root, False
    else:
        raise _UnknownError


def _below(folder: str) -> Iterator[tuple[str, bool]]:
    if not folder.endswith("__pycache__"):  # made by running the program
        yield folder, True
    with os.scandir(folder) as found:
        entries = sorted(found, key=lambda entry: entry.name)
    for entry in entries:
        if entry.is_dir():
            if entry.is_symlink():
                raise _UnknownError  # it may lead back
            yield from _below(entry.path)
        elif entry.is_file() and not entry.name.endswith(".pyc"):
            yield entry.path, False


class _Copy(io.RawIOBase):
    """Bytes on their way to standard output or error, of which a run keeps a copy."""

    def __init__(self, target: io.BufferedWriter, number: int, run: _Run) -> None:
        self._target, self._number, self._run = target, number, run

    def write(self, data: "Any") -> int:
        """Pass the bytes on."""
        copy = bytes(data)
        try:
            self._target.write(copy)
        except OSError:
            self._run.forget()
            raise
        self._run.write(self._number, copy)
        return len(copy)

    def flush(self) -> None:
        """Let the target have passed on all."""
        try:
            self._target.flush()
        except OSError:
            self._run.forget()
            raise

    def writable(self) -> bool:
        """Return that it can be written."""
        return True

    def isatty(self) -> bool:
        """Return whether the target is a terminal."""
        return self._target.isatty()

    def fileno(self) -> int:
        """Return the target's file descriptor."""
        return self._target.fileno()


def _copied(stream: io.TextIOWrapper, number: int, run: _Run) -> io.TextIOWrapper:
    stream.flush()
    return io.TextIOWrapper(
        _Copy(stream.buffer, number, run),  # type: ignore[arg-type]  # the kinds follow from where the values come from
        encoding=stream.encoding,
        errors=stream.errors,
        line_buffering=stream.line_buffering,
        write_through=stream.write_through,
    )
