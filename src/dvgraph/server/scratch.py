"""The temporary folder that a server shares with its workers, and removes when it ends.

A killed server leaves its folder behind; the next server to start removes it. Each server locks its
own folder as long as it runs, so that no other server removes it.
"""

import fcntl
import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

_NAME = "dvgraph-server-"


class ScratchFolder:
    """The folder of one server, inside the temporary folder of the system."""

    def __init__(self) -> None:
        """Remove the folders that killed servers left, then make and lock a new one."""
        for left in Path(tempfile.gettempdir()).glob(f"{_NAME}*"):
            if (lock := _locked(left)) is not None:
                shutil.rmtree(left, ignore_errors=True)
                os.close(lock)
        made: int | None = None
        # Another server that is starting may remove the new folder before it is locked.
        while made is None:
            self.path = Path(tempfile.mkdtemp(prefix=_NAME))
            made = _locked(self.path)
        self._lock = made

    def remove(self) -> None:
        """Remove the folder and everything in it."""
        shutil.rmtree(self.path, ignore_errors=True)
        os.close(self._lock)


def _locked(folder: Path) -> int | None:
    """Return a lock (file descriptor) on a folder of this user; None if it is locked or gone."""
    try:
        found = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError:
        return None
    with suppress(OSError):
        if os.fstat(found).st_uid == os.getuid():
            fcntl.flock(found, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if folder.exists():
                return found
    os.close(found)
    return None
