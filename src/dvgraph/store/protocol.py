"""The methods of every store, the additional methods of local stores, and common errors.

Queries see the union of all graphs as their default graph.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from dvgraph.errors import StoreError, UseError
from dvgraph.locale.reader import explained
from dvgraph.rdf.oxigraph import Literal, NamedNode, Quad, Term, Triple
from dvgraph.rdf.terms import as_quad

_COUNT = re.compile("[0-9]{1,18}")


@dataclass(frozen=True, slots=True)
class Table:
    """The answer to a SELECT: column names without question mark, and rows; None is unbound."""

    variables: tuple[str, ...]
    rows: Sequence[tuple[Term | None, ...]]


class Graphs(NamedTuple):
    """The graphs that a query sees, by IRI: those merged as its default graph, and the named ones.

    A graph that a store does not have counts as empty.
    """

    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()


# Subject, predicate and object; None matches any term.
Pattern = tuple[Term | None, Term | None, Term | None]


class Store(Protocol):
    """The interface of every store, embedded or remote.

    Each method raises UseError for a query that the guard refuses, that has a syntax error or that
    has another form, and StoreError if the engine or the connection fails.
    """

    def select(self, query: str) -> Table:
        """Return the rows of a SELECT query."""

    def ask(self, query: str) -> bool:
        """Return the answer to an ASK query."""

    def construct(self, query: str) -> list[Triple]:
        """Return the triples of a CONSTRUCT or DESCRIBE query, without duplicates."""

    def close(self) -> None:
        """Close files and connections; the store is unusable afterwards."""


class LocalStore(Store, Protocol):
    """A store inside this process, which also looks up triples without a query.

    Literals are as the engine writes them.
    """

    def match(self, pattern: Pattern) -> Iterable[Triple]:
        """Return the triples of a pattern in any graph, without duplicates."""

    def holds(self, triple: Triple) -> bool:
        """Return whether any graph has the triple, whatever the lexical form of its literal."""

    def quads_with(self, predicates: Iterable[str], classes: Iterable[str]) -> Iterator[Quad]:
        """Yield the quads with one of the predicates, and the rdf:type quads of the classes."""

    def quads_about(self, class_: str) -> Iterator[Quad]:
        """Yield the quads whose subject has a class (IRI)."""

    def quads_in(self, graph: NamedNode) -> Iterator[Quad]:
        """Yield the quads of a named graph."""

    def size(self) -> int:
        """Return the number of quads."""


def counted(table: Table, where: str | None = None) -> int:
    """Return the number in the only cell of a table; StoreError for any other table.

    ``where`` is the address of the endpoint that gave it, for the message.
    """
    match table.rows:
        case [(Literal() as cell,)] if _COUNT.fullmatch(cell.value):
            return int(cell.value)
    raise StoreError(*explained("errors.remote", "rows unknown"), where=where)


def quad_of(
    subject: Term | None, predicate: Term | None, value: Term | None, graph: Term | None = None
) -> Quad:
    """Return the quad of terms in an answer; StoreError for a term in an illegal position."""
    try:
        return as_quad(subject, predicate, value, graph)
    except TypeError as error:
        raise StoreError(*explained("errors.remote", "no triple")) from error


def wrong_form(wanted: str) -> UseError:
    """Return the error for a query of another form than the method expects."""
    return UseError(*explained("errors.store", "other form", wanted=wanted))
