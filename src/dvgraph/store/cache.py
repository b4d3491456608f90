"""The user's cache: files that speed up a start and can be remade at any time.

Nothing here raises: if the folder is unreadable or unwritable, nothing is cached. A folder that
another user can write to is neither read nor written. ``DVGRAPH_CACHE`` names another folder; an
unwritable path (``/dev/null``) turns the cache off.
"""

import os
from contextlib import suppress
from pathlib import Path

MOST = 200_000_000  # bytes; above it the least recently used entries are removed, but not the last


def location() -> Path | None:
    """Return $DVGRAPH_CACHE, $XDG_CACHE_HOME/dvgraph or ~/.cache/dvgraph; None without a home."""
    if named := os.environ.get("DVGRAPH_CACHE"):
        return Path(named)
    if (base := os.environ.get("XDG_CACHE_HOME")) and Path(base).is_absolute():
        return Path(base) / "dvgraph"
    try:
        home = Path.home()
    except RuntimeError:
        return None
    # A service user's home may not exist on purpose.
    return home / ".cache" / "dvgraph" if home.is_dir() else None


def folder(kind: str, *, make: bool = False) -> Path | None:
    """Return the cache folder for a kind of entry; ``make`` creates it, for its owner only.

    Returns None if there is no cache, if the folder cannot be created, or if another user can write
    to it.
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
    """Return whether a folder belongs to another user, or another user may write to it.

    Raises OSError if its permissions are unreadable; an absent folder is not exposed.
    """
    try:
        found = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    return found.st_uid != os.getuid() or bool(found.st_mode & 0o022)


def size(path: Path) -> int:
    """Return the size in bytes of a file, or of all files in a folder."""
    if not path.is_dir():
        return path.lstat().st_size
    return sum(file.lstat().st_size for file in path.rglob("*") if not file.is_dir())


def shrink() -> None:
    """Shrink the cache to ``MOST`` bytes, removing the least recently used entries first.

    The last one stays whatever its size: large data would otherwise be derived for each command.
    """
    base = location()
    if base is None:
        return
    with suppress(OSError):  # another process may be removing them at the same time
        entries = [(entry.lstat().st_mtime, size(entry), entry) for entry in base.glob("*/*")]
        whole = sum(bytes_ for _, bytes_, _ in entries)
        for _, bytes_, entry in sorted(entries)[:-1]:
            if whole <= MOST:
                break
            remove(entry)
            whole -= bytes_


def remove(path: Path) -> None:
    """Remove a file, or a folder with its contents."""
    if path.is_dir():
        from shutil import rmtree  # imported here since it is slow and seldom needed

        rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
