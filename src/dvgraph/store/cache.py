"""The user's cache: what was made of data and can be made again at will, kept to start quickly.

Nothing here fails: a folder that cannot be read or written only means that nothing is kept. Neither
is anything read from or written to a folder that another user could write. ``DVGRAPH_CACHE`` names
another folder, and one that cannot be written (``/dev/null``) switches keeping off.
"""

import os
from contextlib import suppress
from pathlib import Path

MOST = 200_000_000  # bytes in all; what was used longest ago goes


def location() -> Path | None:
    """Return $DVGRAPH_CACHE, $XDG_CACHE_HOME/dvgraph or ~/.cache/dvgraph; None without a home."""
    if named := os.environ.get("DVGRAPH_CACHE"):
        return Path(named)
    if (base := os.environ.get("XDG_CACHE_HOME")) and Path(base).is_absolute():
        return Path(base) / "dvgraph"
    try:
        return Path.home() / ".cache" / "dvgraph"
    except RuntimeError:
        return None


def folder(kind: str, *, make: bool = False) -> Path | None:
    """Return the folder of the cache for a kind of thing; ``make`` makes it, for its owner alone.

    None without a cache, where it cannot be made, and where another user could write it.
    """
    base = location()
    if base is None:
        return None
    inside = base / kind
    try:
        if make:
            base.mkdir(mode=0o700, parents=True, exist_ok=True)
            inside.mkdir(mode=0o700, exist_ok=True)
        return None if exposed(base) or exposed(inside) else inside
    except OSError:
        return None


def exposed(path: Path) -> bool:
    """Return whether a folder is another user's, or one that another user may write.

    Raises OSError where that cannot be seen; a folder that is not there is not exposed.
    """
    try:
        found = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    return found.st_uid != os.getuid() or bool(found.st_mode & 0o022)


def size(path: Path) -> int:
    """Return the bytes of a file, or of all files in a folder."""
    if not path.is_dir():
        return path.lstat().st_size
    return sum(file.lstat().st_size for file in path.rglob("*") if not file.is_dir())


def shrink() -> None:
    """Bring the cache down to ``MOST`` bytes; what was used longest ago goes first."""
    base = location()
    if base is None:
        return
    with suppress(OSError):  # another process may be dropping them, too
        entries = [(entry.lstat().st_mtime, size(entry), entry) for entry in base.glob("*/*")]
        whole = sum(bytes_ for _, bytes_, _ in entries)
        for _, bytes_, entry in sorted(entries):
            if whole <= MOST:
                break
            remove(entry)
            whole -= bytes_


def remove(path: Path) -> None:
    """Remove a file, or a folder and what is in it."""
    if path.is_dir():
        from shutil import rmtree  # slow to import, and seldom needed

        rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
