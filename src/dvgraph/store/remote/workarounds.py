"""Workarounds for an endpoint's known faults: unsafe queries are evaluated locally.

If the endpoint answers a form of query wrongly or refuses it, the embedded engine evaluates the
query over the endpoint's triples with the properties in the query: no other triple can change the
answer.
"""

import re
import time
from collections.abc import Callable, Iterable
from typing import TypeVar

from dvgraph.errors import StoreError, UseError
from dvgraph.locale.reader import explained
from dvgraph.rdf.oxigraph import BlankNode, NamedNode, Quad, Triple
from dvgraph.store.embedded import EmbeddedStore
from dvgraph.store.protocol import Graphs, Store, Table, counted, quad_of
from dvgraph.store.remote.client import RemoteStore
from dvgraph.store.remote.probe import EngineFaults
from dvgraph.store.remote.transport import RefusedError
from dvgraph.store.tokens import spelled

T = TypeVar("T")

_MAX_TRIPLES = 2_000_000  # triples fetched for one query: some 1 GB of memory
_FRESH = 300  # seconds for which fetched triples are reused
_FETCHED = NamedNode("urn:x-dvgraph:fetched")


class AdaptedStore:
    """A remote store that evaluates unsafe forms of query locally, with correct answers."""

    def __init__(self, remote: RemoteStore, verdict: EngineFaults) -> None:
        """Store the endpoint and its known faults."""
        self._remote = remote
        remote.most, remote.compact = verdict.most, verdict.compact
        self._verdict = verdict
        self._begin()

    def select(self, query: str) -> Table:
        """Return the rows of a SELECT query."""
        return self._answer(query, lambda store: store.select(query))

    def ask(self, query: str) -> bool:
        """Return the answer to an ASK query."""
        return self._answer(query, lambda store: store.ask(query))

    def construct(self, query: str) -> list[Triple]:
        """Return the triples of a CONSTRUCT or DESCRIBE query, without duplicates."""
        return self._answer(query, lambda store: store.construct(query))

    def among(self, graphs: Graphs, query: str) -> RemoteStore:
        """Return the endpoint, limited to some of its graphs, for a query.

        Raises UseError for a query that the endpoint would answer wrongly.
        """
        if self._verdict.wrong and _of(self._verdict.wrong, spelled(query)):
            raise UseError(*explained("errors.remote", "no graphs"), where=self._remote.address)
        return self._remote.among(graphs)

    def close(self) -> None:
        """Discard the fetched triples."""
        self._begin()
        self._remote.close()

    def _begin(self) -> None:
        self._since = time.monotonic()
        self._have: dict[bool, set[str | None]] = {True: set(), False: set()}
        self._stores = {True: EmbeddedStore(), False: EmbeddedStore()}

    def _answer(self, query: str, ask: Callable[[Store], T]) -> T:
        if self._verdict.wrong and _of(self._verdict.wrong, spelled(query)):
            return ask(self._local_copy(query))
        try:
            return ask(self._remote)
        except (UseError, RefusedError) as error:
            if isinstance(error, RefusedError) and error.status != 500:
                raise
            # For an error in the query itself, the embedded engine has the better message.
            return ask(self._local_copy(query))

    def _local_copy(self, query: str) -> EmbeddedStore:
        """Return a local store with all triples that can affect the query's answer."""
        # Imported here since it is slow, and only an engine with faults needs it.
        from dvgraph.rdf.bridge import properties

        if time.monotonic() - self._since > _FRESH:
            self._begin()
        named = bool(re.search(r"\bGRAPH\b", spelled(query)))
        have, store = self._have[named], self._stores[named]
        wanted = properties(query)
        if None in have:
            return store
        for iri in sorted({None} if wanted is None else wanted - have, key=str):
            store.load(self._fetched(iri, named=named))
            have.add(iri)
        return store

    def _fetched(self, iri: str | None, *, named: bool) -> Iterable[Quad]:
        verb = "?p" if iri is None else str(NamedNode(iri))
        pattern = f"?s {verb} ?o"
        if named:
            pattern = f"GRAPH ?g {{ {pattern} }}"
        count = self._remote.select(f"SELECT (COUNT(*) AS ?n) WHERE {{ {pattern} }}")
        number = counted(count, self._remote.address)
        if number > _MAX_TRIPLES:
            raise StoreError(
                *explained("errors.remote", "too many", number=number), where=self._remote.address
            )
        names = [name for name in ("?s", "?p", "?o", "?g") if name in pattern.split()]
        table = self._remote.select(f"SELECT {' '.join(names)} WHERE {{ {pattern} }}")
        for row in table.rows:
            cells = dict(zip(table.variables, row, strict=True))
            if any(isinstance(cell, BlankNode) for cell in row):
                raise StoreError(
                    *explained("errors.remote", "blank nodes"), where=self._remote.address
                )
            property_ = cells["p"] if iri is None else NamedNode(iri)
            yield quad_of(cells["s"], property_, cells["o"], cells.get("g") or _FETCHED)


def _of(forms: Iterable[str], text: str) -> bool:
    return any(re.search(form, text) for form in forms)
