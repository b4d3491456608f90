"""The folder of a site: only files that changed are written, each whole or not at all."""

import json
from hashlib import sha256
from pathlib import Path

from dvgraph.errors import InputError, OutputError
from dvgraph.locale.reader import explained

_LIST = ".dvgraph-site.json"  # the files of the last site here, with their digests


class Folder:
    """A folder that a site is written into; ``changed`` and ``removed`` tell what was done.

    The names and digests of the files stand in a list of its own, so that the next site removes
    what it no longer makes, and nothing that it did not make. Raises OutputError.
    """

    def __init__(self, root: Path) -> None:
        """Make the folder, or open it; a folder with other files must be a site's already."""
        self.root = root
        self.changed: list[str] = []
        self.removed: list[str] = []
        self._made: dict[str, str] = {}
        try:
            root.mkdir(parents=True, exist_ok=True)
            self._before = self._read()
            if not self._before and any(root.iterdir()):
                raise OutputError(*explained("errors.web", "not empty"), where=str(root))
        except OSError as error:
            raise OutputError(
                *explained("errors.web", "unwritable", why=error.strerror), where=str(root)
            ) from error

    def __len__(self) -> int:
        """Return the number of files."""
        return len(self._made)

    def write(self, path: str, content: str | bytes) -> None:
        """Write a file at a path from the root, unless it stands there already."""
        data = content.encode() if isinstance(content, str) else content
        digest = sha256(data).hexdigest()
        self._made[path] = digest
        target = self.root / path
        if self._before.get(path) == digest and target.is_file():
            return
        self.changed.append(path)
        self._put(target, data)

    def finish(self) -> None:
        """Remove the files of the last site that this one has not, and keep the list of files."""
        for path in self._before.keys() - self._made.keys():
            (self.root / path).unlink(missing_ok=True)
            self.removed.append(path)
        text = json.dumps(self._made, indent=0, sort_keys=True)
        self._put(self.root / _LIST, text.encode())

    def _put(self, target: Path, data: bytes) -> None:
        beside = target.with_name(f".{target.name}.new")
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            beside.write_bytes(data)
            beside.replace(target)
        except OSError as error:
            raise OutputError(
                *explained("errors.web", "unwritable", why=error.strerror), where=str(target)
            ) from error

    def _read(self) -> dict[str, str]:
        file = self.root / _LIST
        if not file.is_file():
            return {}
        try:
            found = json.loads(file.read_text(encoding="utf-8"))
        except ValueError as error:
            raise InputError(*explained("errors.web", "no list"), where=str(file)) from error
        return {str(path): str(digest) for path, digest in dict(found).items()}
