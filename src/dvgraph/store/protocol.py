"""What every store answers, what a local one offers besides, and the errors of query forms.

Queries see the union of all graphs as their default graph.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from dvgraph.errors import UseError
from dvgraph.rdf.oxigraph import NamedNode, Quad, Term, Triple


@dataclass(frozen=True, slots=True)
class Table:
    """The answer to a SELECT: names without question mark, and rows; None is unbound."""

    variables: tuple[str, ...]
    rows: Sequence[tuple[Term | None, ...]]


# Subject, predicate and object; None stands for any.
Pattern = tuple[Term | None, Term | None, Term | None]


class Store(Protocol):
    """What everything above a store may ask of it, embedded or remote.

    Each method raises UseError for a query that the guard refuses, is wrong or is of another
    form, and StoreError when the engine or the connection fails.
    """

    def select(self, query: str) -> Table:
        """Return the rows of a SELECT query."""

    def ask(self, query: str) -> bool:
        """Return the answer to an ASK query."""

    def construct(self, query: str) -> list[Triple]:
        """Return the triples of a CONSTRUCT or DESCRIBE query, each once."""

    def close(self) -> None:
        """Let go of files and connections; the store answers no more."""


class LocalStore(Store, Protocol):
    """A store inside this process, which also looks triples up without a query.

    Literals come as the engine spells them.
    """

    def match(self, pattern: Pattern) -> Iterable[Triple]:
        """Return the triples of a pattern in any graph, each once."""

    def holds(self, triple: Triple) -> bool:
        """Return whether the triple stands in any graph, however its literal was spelled."""

    def quads_with(self, predicates: Iterable[str], classes: Iterable[str]) -> Iterator[Quad]:
        """Yield the quads with one of the predicates, and the types among the classes (IRIs)."""

    def quads_about(self, class_: str) -> Iterator[Quad]:
        """Yield the quads whose subject is of a class (IRI)."""

    def quads_in(self, graph: NamedNode) -> Iterator[Quad]:
        """Yield the quads of a named graph."""

    def size(self) -> int:
        """Return the number of quads."""


def wrong_form(wanted: str) -> UseError:
    """Return the error for a query that is none of the form asked for."""
    return UseError(f"the query is of another form than {wanted}", hint=f"Write a {wanted} query")
