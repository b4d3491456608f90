"""The index of names in a prebuilt store, which looks up names without a query.

It has two files: ``names.tsv`` has a line for each name of each thing, ``texts.json`` has
definitions and descriptions. Each is read when first needed, and only matching lines of the names
are parsed, so that a lookup is one search through the bytes. The support queries ``all-names``,
``all-kinds`` and ``all-texts`` select the contents.
"""

import json
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from dvgraph.dataset.files import sha256_of
from dvgraph.namespaces import slug
from dvgraph.rdf.oxigraph import Literal, NamedNode, Quad, Term
from dvgraph.store.binding import support
from dvgraph.store.embedded import EmbeddedStore
from dvgraph.store.protocol import Store

NAMES, TEXTS = "names.tsv", "texts.json"
MADE_OF = ("all-kinds", "all-names")  # the support queries for the index


# Named tuples, since they are read at each start and a dataclass takes three times as long to
# define.
class Naming(NamedTuple):
    """One name of a thing.

    ``kinds``: the positions of the thing's kinds in the index.
    ``rank``: as in names.rq.
    ``register``: the continuing organisation that shares the name, else empty.
    """

    iri: str
    register: str
    kinds: tuple[int, ...]
    rank: int
    text: str


class Body(NamedTuple):
    """A definition or description of a thing; ``kinds`` are the IRIs of the thing's kinds."""

    iri: str
    kinds: Sequence[str]
    text: str


def fold(text: str) -> str:
    """Return text in lower case without accents and repeated spaces, for comparison only."""
    if text.isascii():
        return " ".join(text.casefold().split())
    bare = unicodedata.normalize("NFKD", text)
    return " ".join("".join(c for c in bare if not unicodedata.combining(c)).casefold().split())


def tight(folded: str) -> str:
    """Return only the letters and digits of a folded text."""
    return "".join(filter(str.isalnum, folded))


def key(text: str) -> str:
    """Return the index key of a name; names that differ only in punctuation share a key."""
    folded = fold(text)
    return tight(folded) or folded


class NameIndex:
    """The names of things: lines of key, IRI, register, kinds, rank and text (JSON), by thing.

    The first line lists the IRIs of all kinds: classes, and schemes of code lists. The last name of
    a thing is the last segment of its IRI, which often adds to the label, such as the year of a
    merger.
    """

    def __init__(self, data: bytes) -> None:
        """Read the bytes made by ``index``."""
        self._data = data
        self._begin = data.index(b"\n")
        self.kinds = data[: self._begin].decode("utf-8", "surrogatepass").split("\t")

    def __iter__(self) -> Iterator[Naming]:
        """Yield every name, grouped by thing, the best rank first."""
        return iter(self._every)

    @cached_property
    def _every(self) -> list[Naming]:
        return [_naming(line) for line in self._data.split(b"\n")[1:-1]]

    @cached_property
    def _of(self) -> dict[str, list[Naming]]:
        found: dict[str, list[Naming]] = {}
        for name in self._every:
            found.setdefault(name.iri, []).append(name)
        return found

    def of(self, iri: str) -> list[Naming]:
        """Return the names of a thing, the best rank first."""
        if "_every" in self.__dict__:  # all names were parsed already
            return self._of.get(iri, [])
        return [name for name in self._with(f"\t{iri}\t") if name.iri == iri]

    def called(self, text: str) -> list[str]:
        """Return the IRIs of things with a name, ignoring case, accents and punctuation."""
        if "_every" in self.__dict__:  # all names were parsed already
            return self._called.get(key(text), [])
        return [name.iri for name in self._with(f"\n{key(text)}\t")]

    def versions(self, register: str) -> list[str]:
        """Return the IRIs of the versions of a continuing organisation."""
        if "_every" in self.__dict__:
            return self._versions.get(register, [])
        return [name.iri for name in self._with(f"\t{register}\t") if name.register == register]

    @cached_property
    def _called(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for name in self._every:
            found.setdefault(key(name.text), []).append(name.iri)
        return found

    @cached_property
    def _versions(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for name in self._every:
            found.setdefault(name.register, []).append(name.iri)
        return found

    def _with(self, part: str) -> Iterator[Naming]:
        sought = part.encode("utf-8", "surrogatepass")
        at = self._data.find(sought, self._begin)
        while at >= 0:
            end = self._data.index(b"\n", at + 1)
            yield _naming(self._data[self._data.rindex(b"\n", 0, at + 1) + 1 : end])
            at = self._data.find(sought, end)


class NamedStore(EmbeddedStore):
    """A store in memory with its index of names, which is made anew after each load."""

    _index: NameIndex | None = None

    def load(self, quads: Iterable[Quad]) -> None:
        """Add quads as ``EmbeddedStore.load`` does."""
        self._index = None
        super().load(quads)

    def names(self) -> NameIndex:
        """Return the index of the names of all things."""
        if self._index is None:
            kinds, names = (self.select(support(n)).rows for n in ("all-kinds", "all-names"))
            self._index = NameIndex(index(kinds, names))
            iter(self._index)  # many names will be looked up
        return self._index


def _naming(line: bytes) -> Naming:
    _, iri, register, kinds, rank, text = line.decode("utf-8", "surrogatepass").split("\t", 5)
    return Naming(iri, register, tuple(map(int, kinds.split())), int(rank), json.loads(text))


def index(kinds: Iterable[Sequence[Term | None]], names: Iterable[Sequence[Term | None]]) -> bytes:
    """Return the index from rows (thing, kind) and rows (thing, name, rank, register).

    If a name of a thing is repeated, its best rank counts; things without a kind are left out.
    """
    places: dict[str, int] = {}
    of: dict[str, set[int]] = {}
    for iri, kind in kinds:
        if isinstance(iri, NamedNode) and isinstance(kind, NamedNode):
            of.setdefault(iri.value, set()).add(places.setdefault(kind.value, len(places)))
    ranks: dict[str, dict[str, tuple[int, str]]] = {}
    for iri, name, rank, register in names:
        if isinstance(iri, NamedNode) and isinstance(name, Literal) and iri.value in of:
            known = ranks.setdefault(iri.value, {})
            shared = register.value if isinstance(register, NamedNode) else ""
            found = (int(rank.value) if isinstance(rank, Literal) else 3, shared)
            known[name.value] = min(found, known.get(name.value, found))
    lines = ["\t".join(places)]
    for thing in sorted(ranks):
        own = sorted((rank, text, shared) for text, (rank, shared) in ranks[thing].items())
        numbers = " ".join(map(str, sorted(of[thing])))
        for rank_, text, shared in (*own, (3, slug(thing), "")):
            said = json.dumps(text, ensure_ascii=False)
            lines.append("\t".join((key(text), thing, shared, numbers, str(rank_), said)))
    return "".join(f"{line}\n" for line in lines).encode("utf-8", "surrogatepass")


def write_names(store: Store, folder: Path) -> dict[str, str]:
    """Write the index of a store's names and texts; return the SHA-256 (hex) of each file."""
    kinds, names = (store.select(support(name)).rows for name in MADE_OF)
    made = index(kinds, names)
    of: dict[str, list[str]] = {}
    for iri, kind in kinds:
        if isinstance(iri, NamedNode) and isinstance(kind, NamedNode):
            of.setdefault(iri.value, []).append(kind.value)
    texts = sorted(
        (iri.value, sorted(of[iri.value]), text.value)
        for iri, text in store.select(support("all-texts")).rows
        if isinstance(iri, NamedNode) and isinstance(text, Literal) and iri.value in of
    )
    said = json.dumps(texts, ensure_ascii=False).encode("utf-8", "surrogatepass")
    digests = {}
    for name, data in ((NAMES, made), (TEXTS, said)):
        (folder / name).write_bytes(data)
        digests[name] = sha256_of(data)
    return digests


def read_names(folder: Path, digests: dict[str, str]) -> NameIndex | None:
    """Return the index that ``write_names`` wrote; None if it is absent or damaged."""
    data = _read(folder / NAMES, digests)
    return NameIndex(data) if data else None


def read_texts(folder: Path, digests: dict[str, str]) -> list[Body] | None:
    """Return the texts that ``write_names`` wrote; None if they are absent or damaged."""
    data = _read(folder / TEXTS, digests)
    if not data:
        return None
    text = data.decode("utf-8", "surrogatepass")
    return [Body(*entry) for entry in json.loads(text)]


def _read(file: Path, digests: dict[str, str]) -> bytes | None:
    try:
        data = file.read_bytes()
    except OSError:
        return None
    return data if sha256_of(data) == digests.get(file.name) else None
