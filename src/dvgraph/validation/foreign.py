"""Data of other models for validation: in columns, with a store for the queries of shapes."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache, partial
from pathlib import Path
from typing import NamedTuple

from dvgraph.dataset.columns import LargeDataset, read_columns
from dvgraph.dataset.files import read
from dvgraph.namespaces import SH
from dvgraph.rdf.oxigraph import NamedNode, RdfFormat
from dvgraph.rdf.terms import as_quad
from dvgraph.store.embedded import EmbeddedStore

# A thread loads the store while files of this many bytes or more are read.
BESIDE = 20_000_000
# N-Triples are loaded in parts of this many bytes: the engine needs memory for three times the part
# that it loads.
PART = 2**26
_QUERIES = {NamedNode(f"{SH}select"), NamedNode(f"{SH}ask")}


class ForeignData(NamedTuple):
    """A dataset of another model, and a function that returns its store once that is loaded."""

    dataset: LargeDataset
    store: Callable[[], EmbeddedStore]


def foreign(
    paths: Sequence[str], shapes: Sequence[str], *, model: bool = False
) -> ForeignData | None:
    """Return the data in files; None if ``dataset.columns.read_columns`` cannot read them.

    ``model`` as there. None also for small files without ``shapes``: rules compare graphs, which a
    store that is loaded from text has not.

    The store of large files is loaded at once if one of the shapes has a query, or without
    ``shapes``, since the rules are queries.
    """
    store = EmbeddedStore()
    loads: list[Callable[[], None]] = []
    asked = not shapes
    if shapes:
        asked = any(True for _ in read(shapes, ontology=False).having(_QUERIES))
    large = _size(paths) >= BESIDE
    if not (shapes or large):
        return None
    pool = ThreadPoolExecutor(1) if asked and large else None

    def on_text(text: bytes, format: RdfFormat, base: str) -> None:
        load = partial(_load, store, text, format, base)
        loads.append(pool.submit(load).result if pool else load)

    dataset = read_columns(paths, on_text if asked else lambda *_: None, model=model)
    if pool:
        pool.shutdown(wait=False)  # the thread first finishes its work
    if dataset is None:
        return None
    return ForeignData(dataset, cache(partial(_loaded, store, loads, dataset)))


def _load(store: EmbeddedStore, text: bytes, format: RdfFormat, base: str) -> None:
    """Load a text; blank nodes of different parts are different (``_loaded`` replaces these)."""
    start = 0
    while start < len(text):
        end = text.rfind(b"\n", start, start + PART) + 1 if format == RdfFormat.N_TRIPLES else 0
        store.load_text(text[start : end or len(text)], format, base)
        start = end or len(text)


def _loaded(
    store: EmbeddedStore, loads: list[Callable[[], None]], dataset: LargeDataset
) -> EmbeddedStore:
    if loads and not dataset.has_blank_nodes:
        for load in loads:
            load()
        return store
    named = EmbeddedStore()  # with the same names as in the columns
    named.load(as_quad(*quad.triple) for quad in dataset.quads)
    return named


def _size(paths: Sequence[str]) -> int:
    try:
        found = (Path(path) for path in paths)
        inside = (one for path in found for one in (path.rglob("*") if path.is_dir() else [path]))
        return sum(file.stat().st_size for file in inside if file.is_file())
    except OSError:
        return 0  # the reading of the file reports the error
