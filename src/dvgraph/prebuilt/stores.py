"""Prebuilt stores in the user's cache, keyed by the content of their sources."""

import os
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from functools import cache as remembered
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from dvgraph import resources
from dvgraph.dataset.files import (
    Dataset,
    SourceFile,
    discover,
    has_model,
    held,
    is_stream,
    sha256_of,
)
from dvgraph.errors import OutputError, StoreError
from dvgraph.prebuilt import sightings
from dvgraph.prebuilt.disk import (
    MANIFEST,
    code,
    open_store_dir,
    store_key,
    stored_columns,
    stored_parts,
)
from dvgraph.prebuilt.names import NamedStore
from dvgraph.prebuilt.sightings import Inputs
from dvgraph.rdf.oxigraph import Quad
from dvgraph.store import cache
from dvgraph.store.embedded import EmbeddedStore

if TYPE_CHECKING:
    from dvgraph.dataset.columns import StoredDataset


def open_prebuilt(
    paths: Sequence[str | Path] | None = None, *, model: bool = False, memory: bool = False
) -> EmbeddedStore:
    """Return a store of ``prebuilt.loading.completed`` of ``paths`` (default: the shipped data).

    It is kept in the user's cache under a hash of files, rules and code, and rebuilt if damaged.
    Without a usable cache, or for standard input, it is made in memory. ``memory``: read it into
    memory in any case. Raises the errors of ``completed``.
    """
    named = _named(paths)
    # A list for the store in memory leaves the index on disk to the first command that needs it.
    for find in (_kept, partial(_built, kept=[] if memory else None)):
        if entry := find(named, model=model):
            with suppress(StoreError):
                return open_store_dir(entry, memory=memory)
    return _in_memory(*_completed(named, model=model))


def read_prebuilt(
    paths: Sequence[str | Path] | None = None, *, model: bool = False
) -> tuple[Dataset, list[Quad]]:
    """Return the result of ``prebuilt.loading.completed``, cached if possible.

    ``paths`` as in ``open_prebuilt``. Raises the errors of ``completed``.
    """
    if known := kept_quads(paths, model=model):
        return known
    named = _named(paths)
    if _built(named, model=model, kept=[]) and (known := kept_quads(named, model=model)):
        return known
    return _completed(named, model=model)


class Opened(NamedTuple):
    """Data and a store of it.

    ``dataset``: the asserted quads. ``derived``: the derived ones, unless ``dataset.plus(())``
    already returns them. ``store``: a function that returns a store of all in memory, where a query
    takes a third of the time that it takes on disk.
    """

    dataset: Dataset
    derived: Sequence[Quad]
    store: Callable[[], EmbeddedStore]

    @property
    def whole(self) -> Dataset:
        """The asserted and the derived quads."""
        return self.dataset.plus(self.derived)


def open_whole(paths: Sequence[str | Path] | None = None, *, model: bool = False) -> Opened:
    """Return the result of ``prebuilt.loading.completed``, cached and in columns if possible.

    ``paths`` as in ``open_prebuilt``. Raises the errors of ``completed``.
    """
    named = _named(paths)
    made: list[EmbeddedStore] = []
    entry = _kept(named, model=model) or _built(named, model=model, kept=made)
    if entry and (dataset := _columns(entry, _files(named))):
        return Opened(dataset, (), remembered(lambda: made[0] if made else _of(entry, dataset)))
    asserted, derived = read_prebuilt(named, model=model)
    return Opened(asserted, derived, remembered(partial(_in_memory, asserted, derived)))


def _columns(entry: Path, files: Sequence[SourceFile]) -> "StoredDataset | None":
    """Return what a store in the cache has, in columns; None if columns cannot have it."""
    from dvgraph.dataset.columns import read_stored  # imported here since only validation needs it

    with suppress(StoreError):
        if kept := stored_columns(entry):
            return read_stored(*kept, partial(_read_from, files=files))
    return None


def _of(entry: Path, dataset: "StoredDataset") -> EmbeddedStore:
    """Return a store in memory of what a store in the cache has."""
    try:
        return open_store_dir(entry, memory=True)
    except StoreError:  # damaged or replaced since
        store = NamedStore()
        store.load(dataset.whole.quads)
        return store


def _in_memory(dataset: Dataset, derived: Sequence[Quad]) -> EmbeddedStore:
    store = NamedStore()
    store.load([*dataset.quads, *derived])
    return store


def kept_quads(
    paths: Sequence[str | Path] | None = None, *, model: bool = False
) -> tuple[Dataset, list[Quad]] | None:
    """Return what ``read_prebuilt`` returns if it is in the cache, else None."""
    named = _named(paths)
    if entry := _kept(named, model=model):
        with suppress(StoreError):
            asserted, derived = stored_parts(entry)
            # The ontology comes last.
            graphs = (quad.graph_name for quad in reversed(asserted))
            return Dataset(asserted, _read_from(graphs, _files(named))), derived
    return None


def _read_from(graphs: Iterable[object], files: Sequence[SourceFile]) -> tuple[SourceFile, ...]:
    """Return the files of some graphs, without those of the ontology if it was not read."""
    own = {graph for _, graph in discover((), ontology=True)}
    if any(graph in own for graph in graphs):
        return tuple(files)
    return tuple(file for file in files if file.graph not in own)


def _named(paths: Sequence[str | Path] | None) -> list[str | Path]:
    return [resources.data_dir()] if paths is None else list(paths)


def _inputs(named: Sequence[str | Path]) -> Inputs | None:
    """Return the files of the paths and the keys of their stores; None for a stream."""
    if any(map(is_stream, named)):
        return None
    if kept := sightings.known(named):
        return kept
    states = sightings.look(named, code())
    with held(named, ontology=True) as found:
        files = [
            SourceFile(one.path, str(one.path), one.graph, sha256_of(one.read())) for one in found
        ]
    made = Inputs(files, (_key(files, model=False), _key(files, model=True)))
    if states:
        sightings.keep(named, states, made)
    return made


def _files(named: Sequence[str | Path]) -> list[SourceFile]:
    inputs = _inputs(named)
    return inputs.files if inputs else []


def _key(files: Iterable[SourceFile], *, model: bool) -> str:
    parts = [(file.graph.value, file.sha256) for file in files]
    return store_key([*parts, ("", "model")] if model else parts)


def _entry(named: Sequence[str | Path], *, model: bool, make: bool = False) -> Path | None:
    """Return the cache folder of a store of some paths; None for a stream or without a cache."""
    inputs = _inputs(named)
    stores = cache.folder("stores", make=make) if inputs else None
    return stores / inputs.keys[model] if stores and inputs else None


def _kept(named: Sequence[str | Path], *, model: bool) -> Path | None:
    """Return the folder of a store in the cache, which counts as used now; None if it is absent."""
    entry = _entry(named, model=model)
    if entry is None or not (entry / MANIFEST).exists():
        return None
    with suppress(OSError):
        os.utime(entry)  # the entries that were unused longest are dropped
    return entry


def _built(
    named: Sequence[str | Path], *, model: bool, kept: list[EmbeddedStore] | None = None
) -> Path | None:
    """Build a store in the cache and return its folder; None without a usable cache.

    ``kept`` as in ``prebuilt.loading.load``.
    """
    # Imported here since it imports all rules and is seldom needed.
    from dvgraph.prebuilt.loading import load

    entry = _entry(named, model=model, make=True)
    if entry is None:
        return None
    with suppress(OutputError, StoreError):
        files = load(named, entry, model=model, kept=kept).files
        # The ontology is in the key even if it was not read.
        own = () if has_model(files) else _files(())
        if _key((*own, *files), model=model) == entry.name:
            cache.shrink()
            return entry
        cache.remove(entry)  # a file changed while it was read
    return None


def _completed(named: Sequence[str | Path], *, model: bool) -> tuple[Dataset, list[Quad]]:
    from dvgraph.prebuilt.loading import completed  # as above

    return completed(named, model=model)
