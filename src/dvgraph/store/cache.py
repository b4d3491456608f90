"""The user's cache: results that can be made again at will, kept to start quickly.

Nothing here fails: a folder that cannot be read or written only means that nothing is kept. An
entry that is damaged or half written is as good as absent; ``DVGRAPH_CACHE`` names another folder,
and one that cannot be written (``/dev/null``) switches keeping off.
"""

import hashlib
import os
from contextlib import suppress
from pathlib import Path

_MOST = 200  # entries in a folder of the cache; those unused longest go


def folder() -> Path | None:
    """Return $DVGRAPH_CACHE, $XDG_CACHE_HOME/dvgraph or ~/.cache/dvgraph; None without a home."""
    if named := os.environ.get("DVGRAPH_CACHE"):
        return Path(named)
    if (base := os.environ.get("XDG_CACHE_HOME")) and Path(base).is_absolute():
        return Path(base) / "dvgraph"
    try:
        return Path.home() / ".cache" / "dvgraph"
    except RuntimeError:
        return None


def read(kind: str, key: str) -> bytes | None:
    """Return what ``keep`` kept under that kind and key, None when it is absent or damaged."""
    base = folder()
    if base is None:
        return None
    file = base / kind / key
    try:
        digest, _, data = file.read_bytes().partition(b"\n")
        if digest != _digest(data):
            return None
        os.utime(file)  # used just now: to be dropped last
    except OSError:
        return None
    return data


def keep(kind: str, key: str, data: bytes) -> None:
    """Keep data under a kind (a folder of the cache) and a key (a file name), as a whole.

    It is not synced to the disk: what a crash leaves of it, ``read`` sees to be damaged.
    """
    base = folder()
    if base is None:
        return
    file = base / kind / key
    beside = file.with_name(f".{key}.{os.getpid()}.part")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        try:
            beside.write_bytes(_digest(data) + b"\n" + data)
            beside.replace(file)
        finally:
            beside.unlink(missing_ok=True)
    except OSError:
        return
    drop_unused(file.parent, _MOST)


def drop_unused(folder: Path, most: int) -> None:
    """Leave so many entries in a folder of the cache: those used last."""
    with suppress(OSError):  # another process may be dropping them, too
        entries = list(folder.iterdir())
        if len(entries) > most:
            entries.sort(key=lambda one: one.stat().st_mtime, reverse=True)
            for old in entries[most:]:
                remove(old)


def remove(path: Path) -> None:
    """Remove a file, or a folder and what is in it."""
    if path.is_dir():
        from shutil import rmtree  # slow to import, and seldom needed

        rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def _digest(data: bytes) -> bytes:
    return hashlib.sha256(data).hexdigest().encode()
