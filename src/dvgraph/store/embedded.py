"""What answers queries: one small protocol, and the engine inside the process.

Queries see the union of all graphs as their default graph. The embedded engine rewrites the
lexical form of literals it knows ("1.50"^^xsd:decimal becomes "1.5", "+00:00" becomes "Z",
xsd:int becomes xsd:integer): values stay, spelling does not. So no store is the source of an
export or a comparison; ``dataset`` and ``prebuilt.disk.stored_quads`` keep terms as written.
"""

import re
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple, Protocol, TypeVar

from dvgraph.errors import StoreError, UseError
from dvgraph.namespaces import TYPE
from dvgraph.rdf.oxigraph import (
    NamedNode,
    OxigraphStore,
    Quad,
    QueryBoolean,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Term,
    Triple,
)
from dvgraph.store.guard import check_query

T = TypeVar("T")

_TYPE = NamedNode(TYPE)

# The engine recurses over a query; with this stack every query of 64 kB comes back (only address
# space is reserved, memory is taken as it is used).
_STACK = 256 * 1024 * 1024


class Table(NamedTuple):
    """The answer to a SELECT: names without question mark, and rows; None is unbound."""

    variables: tuple[str, ...]
    rows: Sequence[tuple[Term | None, ...]]


# Subject, predicate and object; None stands for any.
Pattern = tuple[Term | None, Term | None, Term | None]


class Store(Protocol):
    """What everything above a store may ask of it.

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


class EmbeddedStore:
    """A store inside the process: in memory, or in a folder of its own on disk."""

    def __init__(self, path: Path | None = None, *, read_only: bool = False) -> None:
        """Open the engine; raises StoreError where the folder cannot be opened."""
        try:
            if path is None:
                self._engine = OxigraphStore()
            elif read_only:
                self._engine = OxigraphStore.read_only(str(path))
            else:
                self._engine = OxigraphStore(path)
        except (OSError, ValueError) as error:
            raise StoreError(f"the store cannot be opened ({error})", where=str(path)) from error

    def select(self, query: str) -> Table:
        """Return the rows of a SELECT query."""

        def run() -> Table:
            found = self._run(query)
            if not isinstance(found, QuerySolutions):
                raise other_form("SELECT")
            names = tuple(variable.value for variable in found.variables)
            return Table(names, [tuple(row) for row in found])

        return _beside(run)

    def ask(self, query: str) -> bool:
        """Return the answer to an ASK query."""

        def run() -> bool:
            found = self._run(query)
            if not isinstance(found, QueryBoolean):
                raise other_form("ASK")
            return bool(found)

        return _beside(run)

    def construct(self, query: str) -> list[Triple]:
        """Return the triples of a CONSTRUCT or DESCRIBE query, each once."""

        def run() -> list[Triple]:
            found = self._run(query)
            if not isinstance(found, QueryTriples):
                raise other_form("CONSTRUCT")
            return list(dict.fromkeys(found))

        return _beside(run)

    def constructed(self, query: str) -> bytes:
        """Return the triples of a CONSTRUCT query as N-Triples, without an object for each.

        A triple may come more than once.
        """

        def run() -> bytes:
            found = self._run(query)
            if not isinstance(found, QueryTriples):
                raise other_form("CONSTRUCT")
            return found.serialize(format=RdfFormat.N_TRIPLES) or b""

        return _beside(run)

    def match(self, pattern: Pattern) -> Iterable[Triple]:
        """Return the triples of a pattern, each once, literals as the engine spells them."""
        found = self._engine.quads_for_pattern(*pattern, None)  # type: ignore[arg-type]  # the kinds follow from where the values come from
        return dict.fromkeys(quad.triple for quad in found)

    def holds(self, triple: Triple) -> bool:
        """Return whether the triple stands in any graph, however its literal was spelled."""
        subject, predicate, value = triple
        return any(True for _ in self._engine.quads_for_pattern(subject, predicate, value, None))

    def reading(self, predicates: Iterable[str], classes: Iterable[str]) -> Iterator[Quad]:
        """Yield the quads with one of the predicates, and those that type a node with a class.

        All by IRI; literals as the engine spells them.
        """
        for name in sorted(predicates):
            yield from self._engine.quads_for_pattern(None, NamedNode(name), None, None)
        for name in sorted(classes):
            yield from self._engine.quads_for_pattern(None, _TYPE, NamedNode(name), None)

    def about(self, of_class: str) -> Iterator[Quad]:
        """Yield the quads whose subject is of a class (IRI), literals as the engine spells them."""
        members = self._engine.quads_for_pattern(None, _TYPE, NamedNode(of_class), None)
        for subject in dict.fromkeys(quad.subject for quad in members):
            yield from self._engine.quads_for_pattern(subject, None, None, None)

    def of_graph(self, graph: NamedNode) -> Iterator[Quad]:
        """Yield the quads of a named graph, literals as the engine spells them."""
        return iter(self._engine.quads_for_pattern(None, None, None, graph))

    def size(self) -> int:
        """Return the number of quads."""
        return len(self._engine)

    def remove(self, quads: Iterable[Quad]) -> None:
        """Take quads out."""
        for quad in quads:
            self._engine.remove(quad)

    def load(self, quads: Iterable[Quad]) -> None:
        """Add quads, all or none; raises StoreError when they cannot be written."""
        try:
            self._engine.extend(quads)
        except OSError as error:
            raise StoreError(f"the store cannot be written ({error})") from error

    def load_nquads(self, source: Path | bytes) -> None:
        """Add an N-Quads file that dvgraph wrote (its IRIs are not checked again), all or nothing.

        On disk it takes bounded memory, and is safe there on return. Raises StoreError when it is
        broken or cannot be written.
        """

        def run() -> None:
            if isinstance(source, bytes):  # a third quicker than in bulk, for a store in memory
                self._engine.load(source, format=RdfFormat.N_QUADS, lenient=True)
                return
            self._engine.bulk_load(path=source, format=RdfFormat.N_QUADS, lenient=True)
            self._engine.flush()

        try:
            _beside(run)
        except UseError as error:
            raise StoreError(f"the N-Quads are broken ({error})") from error

    def load_ntriples(self, data: bytes, graph: NamedNode) -> None:
        """Add N-Triples that the engine wrote to a graph; blank nodes in it get other names."""
        _beside(
            lambda: self._engine.load(
                data, format=RdfFormat.N_TRIPLES, to_graph=graph, lenient=True
            )
        )

    def close(self) -> None:
        """Let go of the engine and, on disk, of its lock."""
        del self._engine

    def _run(self, query: str) -> QuerySolutions | QueryBoolean | QueryTriples:
        check_query(query)
        return self._engine.query(query, use_default_graph_as_union=True)


def syntax_error(message: str) -> UseError:
    """Return the error for a query the engine cannot read, with its line and column if told."""
    found = re.match(r"error at (\d+:\d+): (.*)", message, re.DOTALL)
    place, problem = found.groups() if found else ("", message)
    if len(problem) > 160:  # the engine lists every token that could stand there
        problem = problem[:160].rsplit(",", 1)[0] + ", …"
    return UseError(f"this is not SPARQL: {problem}", where=f"query:{place}".rstrip(":"))


def other_form(wanted: str) -> UseError:
    """Return the error for a query that is none of the form asked for."""
    return UseError(f"the query is of another form than {wanted}", hint=f"Write a {wanted} query")


def _beside(work: Callable[[], T]) -> T:
    """Return what the work returns, done off the main thread so that Ctrl-C is heard meanwhile.

    A native query cannot be stopped: after Ctrl-C its thread ends with the process.
    """
    done: list[T] = []
    failed: list[BaseException] = []
    finished = threading.Event()

    def run() -> None:
        try:
            done.append(work())
        except BaseException as error:  # the engine's panics are no Exceptions
            # Without its frames: they hold results that may only be freed on this thread.
            failed.append(error.with_traceback(None))
        finally:
            finished.set()

    thread = threading.Thread(target=run, daemon=True)
    with _STARTING:
        usual = threading.stack_size(_STACK)
        try:
            thread.start()
        finally:
            threading.stack_size(usual)
    while not finished.wait(1):  # in steps: on Windows a wait without end does not hear Ctrl-C
        pass
    if not failed:
        return done[0]
    error = failed[0]
    if isinstance(error, SyntaxError):
        raise syntax_error(str(error)) from error
    if isinstance(error, UseError):
        raise error
    if "custom function" in str(error):
        raise UseError(str(error), hint="Use the functions of SPARQL 1.1") from error
    raise StoreError(
        f"the engine failed on this query ({error})",
        hint="If the store was made ready by an earlier run, empty the cache and ask again",
    ) from error


_STARTING = threading.Lock()  # the stack size of new threads is one for the whole process
