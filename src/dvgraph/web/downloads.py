"""The whole graph as files to download, each compressed."""

import gzip
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from dvgraph import resources
from dvgraph.rdf.oxigraph import Quad
from dvgraph.rdf.writing import encoded

_FORMS = ("ttl", "trig", "nq", "jsonld", "csv")


@dataclass(frozen=True, slots=True)
class Download:
    """A file: its name, its format (a key of ``rdf.writing``), and its compressed bytes."""

    name: str
    form: str
    data: bytes

    @property
    def digest(self) -> str:
        """The SHA-256 of the bytes, in hexadecimal."""
        return sha256(self.data).hexdigest()


def downloads(quads: Iterable[Quad]) -> tuple[Download, ...]:
    """Return the graph in each format, compressed by gzip without a date."""
    whole = list(quads)
    return tuple(
        Download(
            f"dvgraph.{form}.gz",
            form,
            gzip.compress(encoded(whole, form, prefixes=resources.prefixes()), 9, mtime=0),
        )
        for form in _FORMS
    )
