"""The folder that a server shares with its workers, removed when the server ends.

A server that is killed leaves its folder behind: the next to start removes it. Each locks its own
as long as it lives, so that none removes the folder of another that still runs.
"""

import fcntl
import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

_NAME = "dvgraph-server-"


class ScratchFolder:
    """A folder of one server, among the temporary files of the system."""

    def __init__(self) -> None:
        """Remove the folders of servers that were killed, then make and lock one."""
        for left in Path(tempfile.gettempdir()).glob(f"{_NAME}*"):
            if (lock := _locked(left)) is not None:
                shutil.rmtree(left, ignore_errors=True)
                os.close(lock)
        made: int | None = None
        while made is None:  # another server, at its start, may take a new folder for a left one
            self.path = Path(tempfile.mkdtemp(prefix=_NAME))
            made = _locked(self.path)
        self._lock = made

    def remove(self) -> None:
        """Remove the folder with all that is in it."""
        shutil.rmtree(self.path, ignore_errors=True)
        os.close(self._lock)


def _locked(folder: Path) -> int | None:
    """Return a folder of this user's own, locked; None if another holds the lock, or it is gone."""
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
