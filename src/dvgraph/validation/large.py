"""Large files for validation: read as columns, while a second thread loads the store."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache, partial
from typing import NamedTuple

from dvgraph.dataset.columns import LargeDataset, read_large
from dvgraph.dataset.files import read
from dvgraph.namespaces import SH
from dvgraph.rdf.oxigraph import NamedNode, RdfFormat
from dvgraph.rdf.terms import as_quad
from dvgraph.store.embedded import EmbeddedStore

_QUERIES = {NamedNode(f"{SH}select"), NamedNode(f"{SH}ask")}


class LargeData(NamedTuple):
    """A large dataset, and a function that returns its store once that is loaded."""

    dataset: LargeDataset
    store: Callable[[], EmbeddedStore]


def large(paths: Sequence[str], shapes: Sequence[str]) -> LargeData | None:
    """Return the data in files, or None if they are not large (``dataset.columns.read_large``).

    Loading of the store starts at once if one of the shapes has a query, or without ``shapes``,
    since the rules are queries.
    """
    store = EmbeddedStore()
    loads: list[Future[None]] = []
    asked = not shapes
    if shapes:
        asked = any(True for _ in read(shapes, ontology=False).having(_QUERIES))
    pool = ThreadPoolExecutor(1)

    def on_text(text: bytes, format: RdfFormat, base: str) -> None:
        if asked:
            loads.append(pool.submit(store.load_text, text, format, base))

    dataset = read_large(paths, on_text)
    pool.shutdown(wait=False)  # the thread first finishes its work
    if dataset is None:
        return None
    return LargeData(dataset, cache(partial(_loaded, store, loads, dataset)))


def _loaded(
    store: EmbeddedStore, loads: list["Future[None]"], dataset: LargeDataset
) -> EmbeddedStore:
    for load in loads:
        load.result()
    if loads and not dataset.has_blank_nodes:
        return store
    named = EmbeddedStore()  # with the same names as in the columns
    named.load(as_quad(*quad.triple) for quad in dataset.quads)
    return named
