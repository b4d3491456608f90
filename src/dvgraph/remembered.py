"""A prebuilt store that remembers what was dear to find, and opens when it is asked for more.

An answer is kept in the user's cache under the hash of the store, the engine and the query, so any
change of data, rules or code leaves it behind. It is kept only when it took long, and only when it
reads back as it was: cheap answers are found anew each time.
"""

import hashlib
import re
from collections.abc import Callable
from functools import cached_property
from time import perf_counter

from dvgraph import cache
from dvgraph.oxigraph import ENGINE, OxigraphStore, QueryResultsFormat, parse_query_results
from dvgraph.store import EmbeddedStore, Table

_DEAR = 0.004  # seconds: reading an answer takes less
_LARGEST = 4_000_000  # bytes of one answer
# What these functions of SPARQL return differs from one asking to the next.
_FICKLE = re.compile(r"\b(NOW|RAND|UUID|STRUUID|BNODE)\b", re.IGNORECASE)
_TSV = QueryResultsFormat.TSV


class RememberingStore(EmbeddedStore):
    """A store to be read only, known by a key, and opened when a question is new."""

    def __init__(self, key: str, opened: Callable[[], EmbeddedStore]) -> None:
        """Keep both; ``opened`` returns the store itself."""
        self._kind = f"answers/{key}"
        self._opened = opened

    @cached_property
    def _engine(self) -> OxigraphStore:  # type: ignore[override]  # made when it is first needed
        return self._opened()._engine

    def select(self, query: str) -> Table:
        """Return the rows of a SELECT query."""
        key = hashlib.sha256(f"{ENGINE}\n{query}".encode()).hexdigest()
        if data := cache.read(self._kind, key):
            return _table(data)
        start = perf_counter()
        table = super().select(query)
        if perf_counter() - start > _DEAR and not _FICKLE.search(query):
            data = _text(table)
            if len(data) < _LARGEST and _kept_whole(table, data):
                cache.keep(self._kind, key, data)
        return table

    def close(self) -> None:
        """Let go of the engine."""
        self.__dict__.pop("_engine", None)
        del self._opened


def _kept_whole(table: Table, data: bytes) -> bool:
    """Return whether the text of a table reads back as it was, as TSV cannot hold every term."""
    try:
        return _table(data) == table
    except SyntaxError:
        return False


def _text(table: Table) -> bytes:
    lines = ["\t".join(f"?{name}" for name in table.variables)]
    # Terms are written as in N-Triples, where only a tab would break the line.
    lines += [
        "\t".join("" if term is None else str(term).replace("\t", "\\t") for term in row)
        for row in table.rows
    ]
    return "".join(f"{line}\n" for line in lines).encode()


def _table(data: bytes) -> Table:
    found = parse_query_results(data, format=_TSV)
    names = tuple(variable.value for variable in found.variables)  # type: ignore[union-attr]  # the pattern or query admits no other kind
    return Table(names, [tuple(row) for row in found])  # type: ignore[union-attr]  # the pattern or query admits no other kind
