"""Files replaced atomically: one file, or several files as one.

Several files: the new contents are written beside the files, and a journal in the folder above all
of them lists what remains to be done. Once the journal ends in its last line, the change counts as
made: the new contents are renamed, and the journal is removed. If the program dies, the next
program that reads or writes these files finishes the change (``finish``): with the last line it
renames what is left, without it it removes the new contents.
"""

import json
import os
import stat
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, NamedTuple

from dvgraph.errors import InputError, OutputError
from dvgraph.locale.reader import explained

JOURNAL = ".dvgraph-journal"
_END = b"end\n"
PATIENCE = 30.0  # seconds to wait for another program that is replacing files


class _Step(NamedTuple):
    """A file to replace by ``part``, or to remove if ``part`` is None."""

    file: Path
    part: Path | None


def replace_file(path: Path, data: bytes) -> None:
    """Write ``data`` to ``path`` atomically: into a temporary file beside it, synced, renamed.

    A link keeps pointing to the same file, which keeps its mode. A device or pipe is written
    directly. Raises OutputError; the old file is then intact.
    """
    try:
        if path.exists() and not path.is_file():
            path.write_bytes(data)
            return
        file = Path(os.path.realpath(path))
        part = _part(file)
        try:
            _write(part, file, data)
            part.replace(file)
        finally:
            part.unlink(missing_ok=True)
        sync(file.parent)
    except OSError as error:
        raise _unwritable(error, path) from error


# Long since the steps of one change share the journal and its lock.
def replace_files(changes: Mapping[Path, bytes | None], before: Mapping[Path, bytes]) -> None:
    """Replace files by new contents, or remove them (None): all of them, or none.

    ``before`` has the contents on which the changes are based; a file that is absent there must not
    exist. Raises OutputError if a file has other contents by now, or for a failed write; all files
    are then as they were. Hidden files, which no journal may name, follow one by one.
    """
    if not changes:
        return
    real = {Path(os.path.realpath(path)): path for path in changes}
    folder = Path(os.path.commonpath([file.parent for file in real]))
    finish([folder])
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _unwritable(error, folder) from error
    hidden = [file for file in real if _is_hidden(file.relative_to(folder))]
    steps = [
        _Step(file, None if changes[path] is None else _part(file))
        for file, path in real.items()
        if file not in hidden
    ]
    try:
        with _begun(folder / JOURNAL, folder, steps) as journal:
            for file, path in real.items():
                if (file.read_bytes() if file.exists() else None) != before.get(path):
                    problem = explained("errors.authoring", "changed meanwhile")
                    raise OutputError(*problem, where=str(path))
            for file, part in steps:
                data = changes[real[file]]
                if part and data is not None:
                    file.parent.mkdir(parents=True, exist_ok=True)
                    _write(part, file, data)
            for parent in {step.file.parent for step in steps}:
                sync(parent)
            journal.write(_END)
            _flush(journal)
            try:
                _do(steps)
            except KeyboardInterrupt:
                _do(steps)  # the change counts as made
                raise
        for file in hidden:
            data = changes[real[file]]
            if data is None:
                file.unlink()
            else:
                replace_file(file, data)
    except OSError as error:
        raise _unwritable(error, Path(error.filename or folder)) from error


def finish(folders: Iterable[Path]) -> None:
    """Finish the changes that ended programs left in folders or above them; await running ones.

    A journal of somebody who owns no such folder counts for nothing: in a folder for all, such as
    the one for temporary files, anyone could stop others with it. Raises InputError for another
    journal that cannot be finished: in a folder that this user cannot write, or copied from
    elsewhere.
    """
    seen: set[Path] = set()
    for folder in folders:
        for above in (folder, *folder.parents):
            if above in seen:
                break
            seen.add(above)
            owner = _owner(above / JOURNAL)
            if owner is not None and owner in (os.getuid(), _owner(folder)):
                _finish(above / JOURNAL)


def _owner(path: Path) -> int | None:
    """Return the user number of the owner of a file or folder; None if it does not exist."""
    try:
        return os.lstat(path).st_uid
    except OSError:
        return None


def sync(path: Path) -> None:
    """Write a file, or the entries of a folder, to the disk, so that a power cut loses none."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _begun(path: Path, folder: Path, steps: list[_Step]) -> Iterator[IO[bytes]]:
    """Write and lock a journal; after the block it is removed, and what it began is undone."""
    journal = _created(path)
    with journal:
        try:
            head = {"inode": os.fstat(journal.fileno()).st_ino}
            lines = [
                {"file": file.relative_to(folder).as_posix(), "part": part and part.name}
                for file, part in steps
            ]
            for line in (head, *lines):
                journal.write(json.dumps(line).encode() + b"\n")
            _flush(journal)
            sync(folder)
            yield journal
        except BaseException:
            if not _complete(path):
                _undo(steps)
                path.unlink()
            raise
        path.unlink()
        sync(folder)


def _created(path: Path) -> IO[bytes]:
    """Return a new and locked journal, after the change of another program is over."""
    while True:
        try:
            journal = path.open("xb")
        except FileExistsError:
            _finish(path)
            continue
        _lock(journal)
        # Another program may have found it before it was locked, and have removed it.
        if os.fstat(journal.fileno()).st_nlink:
            return journal
        journal.close()


def _finish(path: Path) -> None:
    try:
        # Reading suffices to wait for a change by another user, whose journal this user cannot end.
        found = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    except FileNotFoundError:
        return
    except OSError as error:
        raise _left(path) from error
    with os.fdopen(found, "rb") as journal:
        if not _lock(journal, time.monotonic() + PATIENCE):
            raise InputError(*explained("errors.files", "being replaced"), where=str(path.parent))
        if not os.fstat(journal.fileno()).st_nlink:
            return
        data = journal.read()
        try:
            steps = _steps(path, data, os.fstat(journal.fileno()))
            (_do if data.endswith(_END) else _undo)(steps)
            path.unlink()
            sync(path.parent)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise _left(path) from error


def _steps(path: Path, data: bytes, about: os.stat_result) -> list[_Step]:
    """Return the steps of a journal of this user, for files below its folder; else ValueError.

    A journal names its own inode: one that came with a copy, an archive or a repository is not
    obeyed. Hidden files and folders, which other programs trust, are never touched.
    """
    head, *lines = data.removesuffix(_END).splitlines() or [b""]
    if not head or not data.endswith(b"\n"):
        return []  # cut off in its first lines, before anything was begun
    if json.loads(head)["inode"] != about.st_ino or about.st_uid != os.getuid():
        raise ValueError(path)
    steps = []
    for line in map(json.loads, lines):
        inside = Path(line["file"])
        if inside.is_absolute() or _is_hidden(inside):
            raise ValueError(inside)
        file = path.parent / inside
        part = line["part"] and file.with_name(Path(line["part"]).name)
        if part and not (part.name.startswith(f".{file.name}.") and part.suffix == ".part"):
            raise ValueError(part)
        steps.append(_Step(file, part or None))
    return steps


def _is_hidden(inside: Path) -> bool:
    return any(part.startswith(".") for part in inside.parts)


def _do(steps: list[_Step]) -> None:
    for file, part in steps:
        if part is None:
            file.unlink(missing_ok=True)
        else:
            with suppress(FileNotFoundError):  # it was renamed before
                part.replace(file)
    for parent in {step.file.parent for step in steps}:
        sync(parent)


def _undo(steps: list[_Step]) -> None:
    for _, part in steps:
        if part is not None:
            with suppress(OSError):  # what is left is hidden, and harmless
                part.unlink()


def _complete(path: Path) -> bool:
    try:
        return path.read_bytes().endswith(_END)
    except OSError:
        return False


def _part(file: Path) -> Path:
    return file.with_name(f".{file.name}.{os.getpid()}.part")


def _write(part: Path, file: Path, data: bytes) -> None:
    """Write the new contents of a file beside it, with its mode, and sync them."""
    with part.open("xb") as out:
        if file.exists():
            os.fchmod(out.fileno(), stat.S_IMODE(file.stat().st_mode))
        out.write(data)
        _flush(out)


def _flush(file: IO[bytes]) -> None:
    file.flush()
    os.fsync(file.fileno())


def _lock(file: IO[bytes], until: float | None = None) -> bool:
    """Lock a file; return False if another program still has it locked at ``until``."""
    import fcntl

    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if until is not None and time.monotonic() > until:
                return False
            time.sleep(0.01)
        except OSError:
            return True  # a file system without locks
        else:
            return True


def _unwritable(error: OSError, path: Path) -> OutputError:
    return OutputError(*explained("errors.files", "unwritable", why=error), where=str(path))


def _left(path: Path) -> InputError:
    return InputError(*explained("errors.files", "journal"), where=str(path))
