"""The index of names beside a prebuilt store: what each thing is called, read without a query.

Two JSON files: ``names.json`` holds every name by thing, and under each name without capitals,
accents, spaces and signs the things so called; ``texts.json`` holds definitions and descriptions.
Each is read when it is needed. Support queries ``all-names``, ``all-kinds`` and ``all-texts`` say
what stands in them.
"""

import json
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from dvgraph.namespaces import slug
from dvgraph.rdf.oxigraph import Literal, NamedNode, Term
from dvgraph.store.binding import support
from dvgraph.store.embedded import Store

NAMES, TEXTS = "names.json", "texts.json"

# A text, its rank (as in names.rq), and the continuing organisation that shares it, if one does.
Naming = tuple[str, int, str | None]


@dataclass(frozen=True, slots=True)
class NameIndex:
    """What things are called.

    ``kinds`` are IRIs of classes and schemes; ``things`` gives by IRI the places of a thing's kinds
    among them, and its names, best ranks first, the last segment of the IRI as one more code;
    ``called`` gives the IRIs of the things that a name stands for, by ``key`` of the name;
    ``versions`` those of the versions of a continuing organisation.
    """

    kinds: Sequence[str]
    things: dict[str, tuple[Sequence[int], Sequence[Naming]]]
    called: dict[str, Sequence[str]]
    versions: dict[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Body:
    """A definition or description of a thing, and the IRIs of the thing's kinds."""

    iri: str
    kinds: Sequence[str]
    text: str


def fold(text: str) -> str:
    """Return text without capitals, accents and doubled spaces, for comparison only."""
    if text.isascii():
        return " ".join(text.casefold().split())
    bare = unicodedata.normalize("NFKD", text)
    return " ".join("".join(c for c in bare if not unicodedata.combining(c)).casefold().split())


def tight(folded: str) -> str:
    """Return the letters and digits of a folded text alone."""
    return "".join(filter(str.isalnum, folded))


def key(text: str) -> str:
    """Return what a name stands under in the index; names that differ by signs stand together."""
    folded = fold(text)
    return tight(folded) or folded


def index(
    kinds: Iterable[Sequence[Term | None]], names: Iterable[Sequence[Term | None]]
) -> NameIndex:
    """Return the index of rows (thing, kind) and rows (thing, name, rank, register).

    Of a name that a thing has twice, the best rank counts; things without a kind are left out.
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
    things: dict[str, tuple[Sequence[int], Sequence[Naming]]] = {}
    called: dict[str, dict[str, None]] = {}
    versions: dict[str, dict[str, None]] = {}
    for thing in sorted(ranks):
        own = sorted((rank, text, shared) for text, (rank, shared) in ranks[thing].items())
        namings: list[Naming] = [(text, rank, shared or None) for rank, text, shared in own]
        # A slug often says more than a label: the year of a merger.
        namings.append((slug(thing), 3, None))
        things[thing] = (sorted(of[thing]), namings)
        for text, _, holder in namings:
            called.setdefault(key(text), {})[thing] = None
            if holder:
                versions.setdefault(holder, {})[thing] = None
    return NameIndex(
        kinds=list(places),
        things=things,
        called={name: list(iris) for name, iris in called.items()},
        versions={register: list(iris) for register, iris in versions.items()},
    )


def write_names(store: Store, folder: Path) -> dict[str, str]:
    """Write the index of a store's names and texts; return the SHA-256 (hex) of each file."""
    kinds = store.select(support("all-kinds")).rows
    made = index(kinds, store.select(support("all-names")).rows)
    of: dict[str, list[str]] = {}
    for iri, kind in kinds:
        if isinstance(iri, NamedNode) and isinstance(kind, NamedNode):
            of.setdefault(iri.value, []).append(kind.value)
    texts = sorted(
        (iri.value, sorted(of[iri.value]), text.value)
        for iri, text in store.select(support("all-texts")).rows
        if isinstance(iri, NamedNode) and isinstance(text, Literal) and iri.value in of
    )
    fields = [made.kinds, made.things, made.called, made.versions]
    return {
        name: _written(
            folder / name, json.dumps(content, ensure_ascii=False, separators=(",", ":"))
        )
        for name, content in ((NAMES, fields), (TEXTS, texts))
    }


def _written(file: Path, text: str) -> str:
    data = text.encode("utf-8", "surrogatepass")
    file.write_bytes(data)
    return sha256(data).hexdigest()


def read_names(folder: Path, digests: dict[str, str]) -> NameIndex | None:
    """Return the index that ``write_names`` wrote; None where it is absent or damaged."""
    text = _read(folder / NAMES, digests)
    return NameIndex(*json.loads(text)) if text else None


def read_texts(folder: Path, digests: dict[str, str]) -> list[Body] | None:
    """Return the texts that ``write_names`` wrote; None where they are absent or damaged."""
    text = _read(folder / TEXTS, digests)
    return [Body(*entry) for entry in json.loads(text)] if text else None


def _read(file: Path, digests: dict[str, str]) -> str | None:
    try:
        data = file.read_bytes()
    except OSError:
        return None
    if sha256(data).hexdigest() != digests.get(file.name):
        return None
    return data.decode("utf-8", "surrogatepass")
