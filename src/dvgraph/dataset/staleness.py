"""Detection of source files that have changed since a store was built from them.

A file with the recorded size and modification time counts as unchanged; for any other, the SHA-256
decides. Size and time are recorded only if they certainly belong to the content that was read.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from dvgraph.dataset.files import SourceFile, discover, is_stream, sha256_of
from dvgraph.errors import InputError
from dvgraph.resources import ontology_dir


class ChangedFile(NamedTuple):
    """A changed source file; ``how`` is "changed", "new" or "gone"."""

    path: str
    how: str


def recorded(
    paths: Sequence[str | Path], files: Sequence[SourceFile], *, model: bool = False
) -> dict[str, Any]:
    """Return a record of the paths and of the files read under them, for use by ``changed``.

    ``model``: whether the shipped ontology was asked for even if the data is not of our model.
    Streams are left out, since they cannot be read again.
    """
    return {
        "paths": resolved(paths),
        "model": model,
        "files": {
            str(file.path.resolve()): {"sha256": file.sha256, "stat": _stat(file.path, file.sha256)}
            for file in files
            if file.path
        },
    }


def resolved(paths: Sequence[str | Path]) -> list[str]:
    """Return paths in the form in which they are recorded."""
    return ["-" if is_stream(path) else str(Path(path).resolve()) for path in paths]


def changed(kept: dict[str, Any]) -> list[ChangedFile]:
    """Return the files that changed since ``recorded``, by path; also new files in folders.

    Empty if none of the paths exists: the store was then built on another machine.
    """
    named = [path for path in kept["paths"] if path != "-"]
    paths = [path for path in named if Path(path).exists()]
    if not paths:
        return []
    files: dict[str, Any] = kept["files"]
    try:
        own = ontology_dir().resolve()
        ontology = any(Path(name).is_relative_to(own) for name in files)
        now = {str(file.resolve()) for file, _ in discover(paths, ontology=ontology)}
    except InputError:  # a folder that has become empty
        now = set()
    gone = [name for name in files if name not in now and any(_is_in(name, p) for p in named)]
    differ = [name for name in files if name in now and not _same(Path(name), files[name])]
    how = {"new": now - files.keys(), "gone": gone, "changed": differ}
    found = [ChangedFile(name, kind) for kind, names in how.items() for name in names]
    return sorted(found)


def _is_in(name: str, path: str) -> bool:
    return Path(name).is_relative_to(path)


def _stat(path: Path, sha256: str) -> list[int] | None:
    """Return a file's size and time, or None if it may have changed since it was read."""
    before = path.stat()
    same = sha256_of(path.read_bytes()) == sha256
    return [before.st_size, before.st_mtime_ns] if same else None


def _same(path: Path, kept: dict[str, Any]) -> bool:
    try:
        now = path.stat()
        if [now.st_size, now.st_mtime_ns] == kept["stat"]:
            return True
        return bool(sha256_of(path.read_bytes()) == kept["sha256"])
    except OSError:
        return False
