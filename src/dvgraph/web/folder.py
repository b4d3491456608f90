"""The folder of a site: only changed files are written, each of them atomically."""

import json
import os
import sys
from array import array
from base64 import b64decode, b64encode
from collections.abc import Callable, Container, Iterable, Sequence
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from dvgraph.errors import InputError, OutputError
from dvgraph.locale.reader import explained
from dvgraph.store.embedded import Asked

# Lists the files of the last site in this folder, and the requests of each.
_LIST = ".dvgraph-site.json"

# Returns a digest of the present answer to a request; the digest at the time of the last site is
# given, or an empty text. A part before a full stop, a digest of what was read, does not count.
Answer = Callable[[Asked, str], str]


class FolderPart(NamedTuple):
    """The work of one process on a folder.

    ``kept``: the files that stand as they were. ``made``: the digest of each other file. ``asked``:
    for those made from requests to the graph, the numbers of those requests. ``added``: the
    requests that the last site did not make, with the digests of their answers. ``answered``: the
    digests of other requests, by number. ``changed``: the files that changed.
    """

    kept: set[str]
    made: dict[str, str]
    asked: dict[str, "array[int]"]
    added: list[tuple[Asked, str]]
    answered: dict[int, str]
    changed: list[str]


class Folder:
    """A folder into which a site is written; ``changed`` and ``removed`` list the affected files.

    A list in the folder has the name and digest of each file of the site. So the next site removes
    only files that an earlier site made and that are no longer part of it. For some files the list
    also has the requests to the graph from which the file was made, and the digests of their
    answers: while the answers stay the same, the file is not made again. Raises OutputError.
    """

    def __init__(self, root: Path) -> None:
        """Create the folder, or open it; UseError if it contains files that are not of a site."""
        self.root = root
        self.changed: list[str] = []
        self.removed: list[str] = []
        self._folders: set[Path] = set()  # the folders that exist
        self._made: dict[str, str] = {}
        self._asked: dict[str, array[int]] = {}
        self._numbers: dict[Asked, int] = {}  # of all requests, in order
        self._digests: list[str] = []
        # Of the last site: its inputs, its files, and the number of its requests.
        self._state: list[str] = []
        self._before: dict[str, str] = {}
        self._then: dict[str, array[int]] = {}
        self._listed: list[Asked] = []  # its requests
        self._old = 0
        # Requests with another answer than then; those not compared yet; and those compared later.
        self._differing: set[int] = set()
        self._open: set[int] = set()
        self._unsure: set[int] = set()  # both of these
        self._kept: set[str] = set()  # the files that stand
        self._answered: dict[int, str] = {}
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
        self._kept.discard(path)
        target = self.root / path
        if self._before.get(path) == digest and target.is_file():
            return
        self.changed.append(path)
        self._put(target, data)

    def compare(self, same: str, whole: str, answer: Answer, later: Container[str]) -> None:
        """Compare the answers to the requests of the last site with the present ones.

        ``same`` is a digest of the inputs of every file: if it changed, every file is made again.
        ``whole`` is a digest of all inputs: if it is unchanged, so are all answers. ``later`` are
        kinds of requests whose answers cost much: they are compared when a file needs it.
        """
        if self._state[:1] != [same]:
            self._then, self._numbers, self._digests = {}, {}, []
        self._listed = list(self._numbers)
        if self._state[:1] == [same] and self._state != [same, whole]:
            self._open = set(self._numbers.values())
            for (kind, _), n in self._numbers.items():
                if kind not in later:
                    self._settle(n, answer)
        self._unsure = self._open | self._differing
        self._state, self._old = [same, whole], len(self._numbers)

    def stands(self, path: str, answer: Answer) -> bool:
        """Return whether a file and the answers to its requests are unchanged; then keep the file.

        False before ``compare``.
        """
        numbers = self._then.get(path)
        if numbers is None or not self._old or not self._is_there(path):
            return False
        if self._unsure and not self._unsure.isdisjoint(numbers):
            if not self._differing.isdisjoint(numbers):
                return False
            for n in self._open.intersection(numbers):
                if self._settle(n, answer):
                    return False
        self._keep(path)
        return True

    def _is_there(self, path: str) -> bool:
        # Path takes five times as long, for each of many thousands of files.
        return os.path.isfile(f"{self.root}/{path}")  # noqa: PTH113

    def _keep(self, path: str) -> None:
        self._kept.add(path)
        self._made[path], self._asked[path] = self._before[path], self._then[path]

    def note(self, path: str, asked: Iterable[Asked], answer: Answer) -> None:
        """Record the requests to the graph from which a file was made."""
        self._asked[path] = array("I", (self._number(one, answer) for one in sorted(asked)))

    def _number(self, one: Asked, answer: Answer) -> int:
        if (known := self._numbers.get(one)) is not None:
            if known in self._open:
                self._settle(known, answer)
            return known
        self._digests.append(answer(one, ""))
        return self._numbers.setdefault(one, len(self._numbers))

    def _settle(self, n: int, answer: Answer) -> bool:
        """Compare the answer to a request of the last site; return whether it changed."""
        self._open.discard(n)
        before = self._digests[n]
        digest = answer(self._listed[n], before)
        if digest != before:
            self._digests[n] = self._answered[n] = digest
        if digest.rpartition(".")[2] == before.rpartition(".")[2]:
            self._unsure.discard(n)
            return False
        self._differing.add(n)
        return True

    def part(self) -> FolderPart:
        """Return the work done so far."""
        added = list(zip(self._numbers, self._digests, strict=True))[self._old :]
        made = {path: one for path, one in self._made.items() if path not in self._kept}
        asked = {path: one for path, one in self._asked.items() if path not in self._kept}
        return FolderPart(self._kept, made, asked, added, self._answered, self.changed)

    def join(self, part: FolderPart) -> None:
        """Add the work of another process on the same folder."""
        numbers = [*range(self._old)]
        for one, digest in part.added:
            numbers.append(self._numbers.setdefault(one, len(self._digests)))
            self._digests += [digest] * (numbers[-1] == len(self._digests))
        for n, digest in part.answered.items():
            self._digests[n] = digest
        for path in part.kept:
            self._keep(path)
        self._asked |= {
            path: array("I", (numbers[n] for n in asked)) for path, asked in part.asked.items()
        }
        self._made |= part.made
        self.changed += part.changed

    def finish(self) -> None:
        """Remove the files of the last site that this site lacks, and write the list of files."""
        for path in sorted(self._before.keys() - self._made.keys()):
            (self.root / path).unlink(missing_ok=True)
            self.removed.append(path)
        self.changed.sort()
        every = list(self._numbers)
        # Sorted, so that the list is the same in every order of work.
        order = sorted(set[int]().union(*self._asked.values()), key=every.__getitem__)
        paths = sorted(self._asked)
        kept = {
            "files": self._made,
            "from": {path: len(self._asked[path]) for path in paths},
            "numbers": _packed(self._renumbered(paths, order)),
            "asked": [(*every[n], self._digests[n]) for n in order],
            "state": self._state,
        }
        text = json.dumps(kept, separators=(",", ":"), sort_keys=True, ensure_ascii=False)
        self._put(self.root / _LIST, text.encode())

    def _renumbered(self, paths: Iterable[str], order: Sequence[int]) -> "array[int]":
        """Return the requests of some files, one file after the other, by position in ``order``."""
        found = array("I")
        for path in paths:
            found.extend(self._asked[path])
        places = [0] * len(self._numbers)
        for place, n in enumerate(order):
            places[n] = place
        return array("I", map(places.__getitem__, found))

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
            if "numbers" not in found:  # by an earlier version, whose files are all made again
                return
            self._state = [*map(str, found["state"])]
            self._digests = [str(digest) for _, _, digest in found["asked"]]
            listed = ((str(kind), str(iri)) for kind, iri, _ in found["asked"])
            self._numbers = {one: n for n, one in enumerate(listed)}
            numbers, end = _unpacked(found["numbers"]), 0
            for path, count in found["from"].items():
                self._then[str(path)] = numbers[end : end + count]
                end += count
            most = max(numbers, default=-1)
            if len(self._numbers) != len(self._digests) or most >= len(self._digests):
                raise ValueError(file)
            if end != len(numbers):
                raise ValueError(file)
        except (ValueError, KeyError, TypeError, OverflowError) as error:
            raise InputError(*explained("errors.web", "no list"), where=str(file)) from error


def _packed(numbers: "array[int]") -> str:
    """Return numbers as text: a million numbers as JSON would take ten times as long to read."""
    return b64encode(_little_endian(numbers).tobytes()).decode()


def _unpacked(text: str) -> "array[int]":
    """Return the numbers that ``_packed`` made a text of; ValueError for another text."""
    numbers = array("I")
    numbers.frombytes(b64decode(text, validate=True))
    return _little_endian(numbers)


def _little_endian(numbers: "array[int]") -> "array[int]":
    """Return numbers in the byte order of a list, which may be read on another machine."""
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers
