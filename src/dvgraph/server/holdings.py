"""The graphs in a worker: the whole graph, and those of the days requested most recently."""

from collections import OrderedDict
from collections.abc import Callable
from copy import copy
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from dvgraph.api import Graph
from dvgraph.errors import UseError
from dvgraph.history.on_day import graph_on
from dvgraph.locale.reader import explained
from dvgraph.prebuilt.connection import exact_quads
from dvgraph.prebuilt.disk import MANIFEST, build_store, stored_quads
from dvgraph.prebuilt.stores import read_prebuilt
from dvgraph.questions.parameters import last_day
from dvgraph.rdf.oxigraph import Quad
from dvgraph.server.settings import GraphSource, Limits
from dvgraph.store import inventory
from dvgraph.store.binding import support
from dvgraph.store.embedded import EmbeddedStore
from dvgraph.store.protocol import Store

T = TypeVar("T")
_KEPT = 3  # graphs of other days kept in memory


class Days(NamedTuple):
    """The day as of which the graph is requested, and that by which it was recorded; None: now."""

    op: date | None = None
    known: date | None = None


def days(op: str | None, known: str | None) -> Days:
    """Return the days in two texts, read by ``questions.parameters.day``; UseError if invalid.

    An empty text, as sent by a form, means no day.
    """
    return Days(last_day(op or None, "op"), last_day(known or None, "bekend"))


class Holdings:
    """The open graph of a worker, and the graphs of days made from it."""

    def __init__(
        self, source: GraphSource, limits: Limits, shared: str = "", base: str = ""
    ) -> None:
        """Open the graph; raises the errors of ``prebuilt.connection.open_graph``.

        ``shared`` is a folder for files that the workers of one server make once; ``base`` is the
        public address of the server, if known.
        """
        self.limits, self.base, self.remote = limits, base, source.endpoint is not None
        self.shared = Path(shared)
        self._source = source
        folder = Path(source.store) if source.store else None
        data = list(source.data) if source.data else None
        whole = Graph(data, folder, source.endpoint, "nl", model=source.model)
        self.left_out = 0
        self.graph = whole
        if source.public and whole.store.select(support("closed")).rows:
            if source.endpoint:
                raise UseError(*explained("errors.prebuilt", "not public"), where="--public")
            self.graph = self._public(self.shared / "public")
            self.left_out = _statements(whole.store) - _statements(self.graph.store)
            whole.close()
        self._on: OrderedDict[Days, Graph] = OrderedDict()
        self._made: dict[str, object] = {}

    def about(self) -> dict[str, Any]:
        """Return the version and size of the graph, and the number of statements not shown."""
        return {
            "version": inventory.version(self.graph.store),
            "triples": self.triples,
            "left_out": self.left_out,
        }

    @cached_property
    def triples(self) -> int:
        """The number of triples in the graph."""
        return inventory.triples(self.graph.store)

    def on(self, days: Days) -> Graph:
        """Return the graph of the given days; the most recent graphs are cached."""
        if days == Days():
            return self.graph
        if days not in self._on:
            found = copy(self.graph)
            found.store = graph_on(self.graph.store, days.op, days.known)
            self._on[days] = found
            if len(self._on) > _KEPT:
                self._on.popitem(last=False)
        self._on.move_to_end(days)
        return self._on[days]

    def store(self, days: Days) -> Store:
        """Return the store of the given days."""
        return self.on(days).store

    def once(self, name: str, make: Callable[[], T]) -> T:
        """Return a value that several jobs share; the first job that needs it makes it."""
        if name not in self._made:
            self._made[name] = make()
        return self._made[name]  # type: ignore[return-value]  # a name has one maker

    def quads(self) -> list[Quad]:
        """Return every quad with its terms as written; none for an endpoint."""
        if self.remote:
            return []
        if self.left_out:
            return stored_quads(self.shared / "public")
        if self._source.store:
            return stored_quads(Path(self._source.store))
        dataset, derived = read_prebuilt(self._source.data, model=self._source.model)
        return [*dataset.quads, *derived]

    def _public(self, folder: Path) -> Graph:
        """Return the graph without facts that rest only on closed sources, cached in a folder."""
        if not (folder / MANIFEST).exists():
            source = self._source
            dataset, derived = exact_quads(
                list(source.data) if source.data else None,
                Path(source.store) if source.store else None,
                model=source.model,
                public=True,
            )
            build_store(dataset, folder, derived)
        return Graph(None, folder, None, "nl")


def _statements(store: Store) -> int:
    """Return the number of statements that cite a passage."""
    return sum("#" not in str(row[0]) for row in store.select(support("citable")).rows)


def embedded(store: Store) -> EmbeddedStore | None:
    """Return a store if it runs in this process, else None."""
    return store if isinstance(store, EmbeddedStore) else None
