"""Prebuilt stores in the user's cache, keyed by the content of their sources."""

import os
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from functools import cache as remembered
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from dvgraph import resources
from dvgraph.dataset.files import Dataset, SourceFile, discover, has_model, held, is_stream
from dvgraph.errors import OutputError, StoreError
from dvgraph.prebuilt.disk import (
    MANIFEST,
    build_store,
    open_store_dir,
    store_key,
    stored_columns,
    stored_parts,
    stored_text,
)
from dvgraph.rdf.oxigraph import Quad
from dvgraph.store import cache
from dvgraph.store.embedded import EmbeddedStore

if TYPE_CHECKING:
    from dvgraph.dataset.columns import StoredDataset


def open_prebuilt(
    paths: Sequence[str | Path] | None = None, *, model: bool = False
) -> EmbeddedStore:
    """Return a store of ``prebuilt.loading.completed`` of ``paths`` (default: the shipped data).

    It is kept in the user's cache under a hash of files, rules and code, and rebuilt if damaged.
    Without a usable cache, or for standard input, it is made in memory. Raises the errors of
    ``completed``.
    """
    named = _named(paths)
    entry = _entry(_files(named), model=model)
    if entry is not None and (entry / MANIFEST).exists():
        with suppress(OSError):
            os.utime(entry)  # drop the entries that were unused longest
        with suppress(StoreError):
            return open_store_dir(entry)
    dataset, derived, entry = _made(named, model=model)
    if entry is not None:
        with suppress(StoreError):
            return open_store_dir(entry)
    store = EmbeddedStore()
    store.load([*dataset.quads, *derived])
    return store


def read_prebuilt(
    paths: Sequence[str | Path] | None = None, *, model: bool = False
) -> tuple[Dataset, list[Quad]]:
    """Return the result of ``prebuilt.loading.completed``, cached if possible.

    ``paths`` as in ``open_prebuilt``. Raises the errors of ``completed``.
    """
    if known := kept_quads(paths, model=model):
        return known
    dataset, derived, _ = _made(_named(paths), model=model)
    return dataset, derived


def kept_quads(
    paths: Sequence[str | Path] | None = None, *, model: bool = False
) -> tuple[Dataset, list[Quad]] | None:
    """Return what ``read_prebuilt`` returns if it is in the cache, else None."""
    files = _files(_named(paths))
    if (entry := _entry(files, model=model)) and (entry / MANIFEST).exists():
        with suppress(StoreError):
            asserted, derived = stored_parts(entry)
            # The ontology comes last.
            graphs = (quad.graph_name for quad in reversed(asserted))
            return Dataset(asserted, _read_from(graphs, files or [])), derived
    return None


def kept_columns(
    paths: Sequence[str | Path] | None = None, *, model: bool = False
) -> "tuple[StoredDataset, Callable[[], EmbeddedStore]] | None":
    """Return what ``read_prebuilt`` returns in columns if it is in the cache, else None.

    Also returns a function that makes a store of it in memory, where a query takes a third of the
    time that it takes on disk.
    """
    from dvgraph.dataset.columns import read_stored  # imported here since only validation needs it

    files = _files(_named(paths))
    if not (entry := _entry(files, model=model)) or not (entry / MANIFEST).exists():
        return None
    with suppress(StoreError):
        if (kept := stored_columns(entry)) and (
            found := read_stored(*kept, partial(_read_from, files=files or []))
        ):

            def made() -> EmbeddedStore:
                store = EmbeddedStore()
                try:
                    store.load_nquads(stored_text(entry)[0])
                except StoreError:  # damaged or replaced since
                    store.load(found.whole.quads)
                return store

            return found, remembered(made)
    return None


def _read_from(graphs: Iterable[object], files: Sequence[SourceFile]) -> tuple[SourceFile, ...]:
    """Return the files of some graphs, without those of the ontology if it was not read."""
    own = {graph for _, graph in discover((), ontology=True)}
    if any(graph in own for graph in graphs):
        return tuple(files)
    return tuple(file for file in files if file.graph not in own)


def _named(paths: Sequence[str | Path] | None) -> list[str | Path]:
    return [resources.data_dir()] if paths is None else list(paths)


def _files(named: Sequence[str | Path]) -> list[SourceFile] | None:
    """Return the files of the paths; None for a stream (``is_stream``)."""
    if any(map(is_stream, named)):
        return None
    with held(named, ontology=True) as found:
        return [
            SourceFile(one.path, str(one.path), one.graph, sha256(one.read()).hexdigest())
            for one in found
        ]


def _entry(files: Iterable[SourceFile] | None, *, model: bool, make: bool = False) -> Path | None:
    """Return the cache folder of a store made from files; None without a usable cache."""
    stores = cache.folder("stores", make=make) if files is not None else None
    if stores is None or files is None:
        return None
    parts = [(file.graph.value, file.sha256) for file in files]
    return stores / store_key([*parts, ("", "model")] if model else parts)


def _made(named: Sequence[str | Path], *, model: bool) -> tuple[Dataset, list[Quad], Path | None]:
    """Read and derive, and cache the store; also return its folder, or None without a cache."""
    # Imported here since it imports all rules and is seldom needed.
    from dvgraph.prebuilt.loading import completed

    dataset, derived = completed(named, model=model)
    # The key has the content that was read, as a file may have changed since, and the ontology.
    own = () if has_model(dataset.files) else _files(()) or ()
    files = (*own, *dataset.files)
    entry = None if any(map(is_stream, named)) else _entry(files, model=model, make=True)
    if entry:
        with suppress(OutputError, StoreError):
            build_store(dataset, entry, derived)
            cache.shrink()
    return dataset, derived, entry
