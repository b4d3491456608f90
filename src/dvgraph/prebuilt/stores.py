"""Prebuilt stores in the user's cache, keyed by the content of their sources."""

import os
from collections.abc import Iterable, Sequence
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from dvgraph import resources
from dvgraph.dataset.files import Dataset, SourceFile, discover, read
from dvgraph.errors import OutputError, StoreError
from dvgraph.prebuilt.disk import MANIFEST, build_store, open_store_dir, store_key, stored_parts
from dvgraph.rdf.oxigraph import Quad
from dvgraph.store import cache
from dvgraph.store.embedded import EmbeddedStore


def open_prebuilt(paths: Sequence[str | Path] | None = None) -> EmbeddedStore:
    """Return a store with the data in ``paths`` (default: the shipped data) and derived triples.

    It is kept in the user's cache under the hash of files, rules and code, and rebuilt when
    damaged. Without a usable cache, or for standard input, it is made in memory. Raises what
    ``dataset.files.read`` and ``derive.rules.derive`` raise.
    """
    named = _named(paths)
    entry = _entry(_files(named))
    if entry is not None and (entry / MANIFEST).exists():
        with suppress(OSError):
            os.utime(entry)  # drop the entries that were unused longest
        with suppress(StoreError):
            return open_store_dir(entry)
    dataset, derived, entry = _made(named)
    if entry is not None:
        with suppress(StoreError):
            return open_store_dir(entry)
    store = EmbeddedStore()
    store.load([*dataset.quads, *derived])
    return store


def read_prebuilt(paths: Sequence[str | Path] | None = None) -> tuple[Dataset, list[Quad]]:
    """Return the results of ``dataset.files.read`` and ``derive.rules.derive``, cached if possible.

    ``paths`` as in open_prebuilt. Raises what the two raise.
    """
    named = _named(paths)
    files = _files(named)
    if (entry := _entry(files)) and (entry / MANIFEST).exists():
        with suppress(StoreError):
            asserted, derived = stored_parts(entry)
            return Dataset(asserted, tuple(files or ())), derived
    dataset, derived, _ = _made(named)
    return dataset, derived


def _named(paths: Sequence[str | Path] | None) -> list[str | Path]:
    return [resources.data_dir()] if paths is None else list(paths)


def _files(named: Sequence[str | Path]) -> list[SourceFile] | None:
    """Return the files of the paths; None for standard input or an unreadable file."""
    if "-" in map(str, named):
        return None
    try:
        return [
            SourceFile(file, str(file), graph, sha256(file.read_bytes()).hexdigest())
            for file, graph in discover(named, ontology=True)
        ]
    except OSError:  # reading it again reports the error
        return None


def _entry(files: Iterable[SourceFile] | None, *, make: bool = False) -> Path | None:
    """Return the cache folder of a store made from files; None without a usable cache."""
    stores = cache.folder("stores", make=make) if files is not None else None
    if stores is None or files is None:
        return None
    return stores / store_key((file.graph.value, file.sha256) for file in files)


def _made(named: Sequence[str | Path]) -> tuple[Dataset, list[Quad], Path | None]:
    """Read and derive, and cache the store; also return its folder, None without a cache."""
    from dvgraph.derive.rules import derive  # imports all rules: seldom needed

    dataset = read(named)
    derived = derive(dataset)
    # Keyed by the content that was read, in case a file changed since.
    entry = None if "-" in map(str, named) else _entry(dataset.files, make=True)
    if entry:
        with suppress(OutputError, StoreError):
            build_store(dataset, entry, derived)
            cache.shrink()
    return dataset, derived, entry
