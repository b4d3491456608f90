"""The whole graph as files to download, each compressed."""

import gzip
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import overload

from dvgraph import resources
from dvgraph.exchange.exporters.catalogue import FORMS, file_name
from dvgraph.rdf.oxigraph import Quad
from dvgraph.rdf.writing import encoded

_BLANK = re.compile(r"_:\w+")


@dataclass(frozen=True, slots=True)
class Download:
    """A file; ``form`` is its format (a key of ``rdf.writing``), ``data`` its compressed bytes."""

    name: str
    form: str
    data: bytes

    @property
    def digest(self) -> str:
        """The SHA-256 of the bytes, in hexadecimal."""
        return sha256(self.data).hexdigest()


def digest(quads: Iterable[Quad]) -> str:
    """Return a digest of a graph that depends neither on its order nor on blank node names."""
    found = sha256()
    for n, line in enumerate(sorted(_BLANK.sub("_:", str(quad)) for quad in quads)):
        found.update(f"\n{line}".encode() if n else line.encode())
    return found.hexdigest()


def download(quads: Iterable[Quad], form: str) -> Download:
    """Return the graph in a format (one of FORMS), compressed by gzip without a date."""
    text = encoded(quads, form, prefixes=resources.prefixes())
    return Download(file_name(form), form, gzip.compress(text, 6, mtime=0))


def made_downloads(folder: Path) -> list[Download]:
    """Return the files of the whole graph in a folder."""
    names = {form: folder / file_name(form) for form in FORMS}
    return [Download(path.name, form, path.read_bytes()) for form, path in names.items()]


class LaterDownloads(Sequence[Download]):
    """The files to download, made only when one of them is asked for."""

    def __init__(self, gather: Callable[[], Sequence[Download]]) -> None:
        """Store the function that makes the files."""
        self._gather = gather

    def __len__(self) -> int:
        """Return the number of files."""
        return len(FORMS)

    @overload
    def __getitem__(self, index: int) -> Download: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Download]: ...
    def __getitem__(self, index: int | slice) -> Download | Sequence[Download]:
        """Return a file, or the files of a slice."""
        return self._made[index]

    @cached_property
    def _made(self) -> Sequence[Download]:
        return self._gather()
