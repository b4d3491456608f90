"""The folder of a site: only changed files are written, each of them atomically."""

import json
from collections.abc import Callable, Iterable
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from dvgraph.errors import InputError, OutputError
from dvgraph.labels.whole import Asked
from dvgraph.locale.reader import explained

# Lists the files of the last site in this folder, and the requests of each.
_LIST = ".dvgraph-site.json"

Key = Callable[[Iterable[Asked]], str]  # returns a digest of the present answers to requests


class FolderPart(NamedTuple):
    """The work of one process on a folder.

    ``made``: the digest of each file. ``known``: for files made from requests to the graph, the
    digest of the answers and the requests. ``changed``: the files that changed.
    """

    made: dict[str, str]
    known: dict[str, tuple[str, list[Asked]]]
    changed: list[str]


class Folder:
    """A folder into which a site is written; ``changed`` and ``removed`` list the affected files.

    A list in the folder has the name and digest of each file of the site. So the next site removes
    only files that an earlier site made and that are no longer part of it. For some files the list
    also has the requests to the graph from which the file was made: while the answers stay the
    same, the file is not made again. Raises OutputError.
    """

    def __init__(self, root: Path) -> None:
        """Create the folder, or open it; UseError if it contains files that are not of a site."""
        self.root = root
        self.changed: list[str] = []
        self.removed: list[str] = []
        self._shared: dict[Asked, Asked] = {}
        self._folders: set[Path] = set()  # the folders that exist
        self.same = False
        self._state = ""
        self._made: dict[str, str] = {}
        self._from: dict[str, tuple[str, list[Asked]]] = {}
        self._before: dict[str, str] = {}
        self._then: dict[str, tuple[str, list[Asked]]] = {}
        try:
            root.mkdir(parents=True, exist_ok=True)
            self._read()
            if not self._before and any(root.iterdir()):
                raise OutputError(*explained("errors.web", "not empty"), where=str(root))
        except OSError as error:
            raise OutputError(
                *explained("errors.web", "unwritable", why=error), where=str(root)
            ) from error

    def __len__(self) -> int:
        """Return the number of files."""
        return len(self._made)

    def write(self, path: str, content: str | bytes) -> None:
        """Write a file at a path from the root, unless it already has this content."""
        data = content.encode() if isinstance(content, str) else content
        digest = sha256(data).hexdigest()
        self._made[path] = digest
        target = self.root / path
        if self._before.get(path) == digest and target.is_file():
            return
        self.changed.append(path)
        self._put(target, data)

    def stands(self, path: str, key: Key) -> bool:
        """Return whether a file and the answers to its requests are unchanged; then keep the file.

        ``key`` returns a digest of the present answers to the requests of the file.
        """
        made = self._then.get(path)
        if made is None or not (self.root / path).is_file():
            return False
        if not self.same and key(made[1]) != made[0]:
            return False
        self._made[path], self._from[path] = self._before[path], made
        return True

    def compare(self, state: str) -> None:
        """Set ``same`` to whether a digest of all inputs equals the last one.

        If it does, no file is made again.
        """
        self.same = state == self._state
        self._state = state

    def note(self, path: str, asked: Iterable[Asked], key: Key) -> None:
        """Record the requests to the graph from which a file was made."""
        # One tuple for each request, since many files share it, and a process sends it only once.
        listed = [self._shared.setdefault(one, one) for one in sorted(asked)]
        self._from[path] = key(listed), listed

    def part(self) -> FolderPart:
        """Return the work done so far."""
        return FolderPart(self._made, self._from, self.changed)

    def join(self, part: FolderPart) -> None:
        """Add the work of another process on the same folder."""
        self._made |= part.made
        self._from |= part.known
        self.changed += part.changed

    def finish(self) -> None:
        """Remove the files of the last site that this site lacks, and write the list of files."""
        for path in sorted(self._before.keys() - self._made.keys()):
            (self.root / path).unlink(missing_ok=True)
            self.removed.append(path)
        self.changed.sort()
        numbers: dict[Asked, int] = {}
        made = {
            path: [key, [numbers.setdefault(one, len(numbers)) for one in asked]]
            for path, (key, asked) in sorted(self._from.items())
        }
        listed = [*map(list, numbers)]
        kept = {"files": self._made, "from": made, "asked": listed, "state": self._state}
        text = json.dumps(kept, separators=(",", ":"), sort_keys=True, ensure_ascii=False)
        self._put(self.root / _LIST, text.encode())

    def _put(self, target: Path, data: bytes) -> None:
        beside = target.with_name(f".{target.name}.new")
        try:
            if target.parent not in self._folders:
                target.parent.mkdir(parents=True, exist_ok=True)
                self._folders.add(target.parent)
            with beside.open("wb", buffering=0) as file:
                file.write(data)
            beside.replace(target)
        except OSError as error:
            raise OutputError(
                *explained("errors.web", "unwritable", why=error), where=str(target)
            ) from error

    def _read(self) -> None:
        file = self.root / _LIST
        if not file.is_file():
            return
        try:
            found = json.loads(file.read_text(encoding="utf-8"))
            self._before = {str(path): str(digest) for path, digest in found["files"].items()}
            self._state = str(found["state"])
            asked = [(str(kind), str(iri)) for kind, iri in found["asked"]]
            self._then = {
                str(path): (str(key), [asked[n] for n in numbers])
                for path, (key, numbers) in found["from"].items()
            }
        except (ValueError, KeyError, TypeError, IndexError) as error:
            raise InputError(*explained("errors.web", "no list"), where=str(file)) from error
