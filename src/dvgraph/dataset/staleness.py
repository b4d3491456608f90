"""Whether the files that a store was made of are still what they were.

A file whose size and time of change are those recorded is taken to be the same; of any other the
SHA-256 tells. Size and time are recorded only when they are surely those of what was read.
"""

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from dvgraph.dataset.files import SourceFile, discover
from dvgraph.errors import InputError


class ChangedFile(NamedTuple):
    """A source that is not what it was: its path, and "changed", "new" or "gone"."""

    path: str
    how: str


def recorded(paths: Sequence[str | Path], files: Sequence[SourceFile]) -> dict[str, Any]:
    """Return what to keep of named paths and the files read behind them, to be asked of later.

    Standard input ("-") is none of the files: what it said cannot be asked again.
    """
    return {
        "paths": resolved(paths),
        "files": {
            str(file.path.resolve()): {"sha256": file.sha256, "stat": _stat(file.path, file.sha256)}
            for file in files
            if file.path
        },
    }


def resolved(paths: Sequence[str | Path]) -> list[str]:
    """Return paths as they are recorded."""
    return [str(path if str(path) == "-" else Path(path).resolve()) for path in paths]


def changed(kept: dict[str, Any]) -> list[ChangedFile]:
    """Return the sources that changed since ``recorded``, by path; new files in folders too.

    Nothing is said when none of the paths is there: the store was brought from another machine.
    """
    named = [path for path in kept["paths"] if path != "-"]
    paths = [path for path in named if Path(path).exists()]
    if not paths:
        return []
    files: dict[str, Any] = kept["files"]
    try:
        now = {str(file.resolve()) for file, _ in discover(paths, ontology=True)}
    except InputError:  # a folder that is empty now
        now = set()
    gone = [name for name in files if name not in now and any(_is_in(name, p) for p in named)]
    differ = [name for name in files if name in now and not _same(Path(name), files[name])]
    how = {"new": now - files.keys(), "gone": gone, "changed": differ}
    found = [ChangedFile(name, kind) for kind, names in how.items() for name in names]
    return sorted(found)


def _is_in(name: str, path: str) -> bool:
    return Path(name).is_relative_to(path)


def _stat(path: Path, sha256: str) -> list[int] | None:
    """Return size and time of a file, None where it may have changed since it was read."""
    before = path.stat()
    same = hashlib.sha256(path.read_bytes()).hexdigest() == sha256
    return [before.st_size, before.st_mtime_ns] if same else None


def _same(path: Path, kept: dict[str, Any]) -> bool:
    try:
        now = path.stat()
        if [now.st_size, now.st_mtime_ns] == kept["stat"]:
            return True
        return bool(hashlib.sha256(path.read_bytes()).hexdigest() == kept["sha256"])
    except OSError:
        return False
