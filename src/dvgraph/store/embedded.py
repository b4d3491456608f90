"""The engine inside this process, in memory or on disk.

The engine changes the lexical form of the literals that it knows ("1.50"^^xsd:decimal becomes
"1.5", "+00:00" becomes "Z", xsd:int becomes xsd:integer): the values stay the same. So exports and
comparisons never read from a store; ``dataset`` and ``prebuilt.disk.stored_quads`` keep terms as
written.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import TypeVar

from dvgraph.errors import DvgraphError, StoreError, UseError
from dvgraph.locale.reader import explained
from dvgraph.namespaces import TYPE
from dvgraph.rdf.oxigraph import (
    BlankNode,
    NamedNode,
    OxigraphStore,
    Quad,
    QueryBoolean,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Term,
    Triple,
    Variable,
)
from dvgraph.store.guard import check_query
from dvgraph.store.protocol import Graphs, Pattern, Table, wrong_form
from dvgraph.store.threads import in_thread
from dvgraph.store.tokens import names_graphs

T = TypeVar("T")
Asked = tuple[str, str]  # a request to a graph: its kind, and an IRI or the text of a query

_TYPE = NamedNode(TYPE)
_WHOLE = ("graph", "")  # a request whose answer may depend on the whole graph


class EmbeddedStore:
    """A store inside the process: in memory, or in its own folder on disk.

    ``asked``: a set to which each request is added, or None. The kinds are ``query`` with its text,
    ``described`` and ``referred`` (the triples with an IRI as subject, or as object), and ``graph``
    for any other request.
    """

    asked: set[Asked] | None = None

    def __init__(self, path: Path | None = None, *, read_only: bool = False) -> None:
        """Open the engine; raises StoreError if the folder cannot be opened."""
        try:
            if path is None:
                self._engine = OxigraphStore()
            elif read_only:
                self._engine = OxigraphStore.read_only(str(path))
            else:
                self._engine = OxigraphStore(path)
        except (OSError, ValueError) as error:
            raise StoreError(
                *explained("errors.store", "not opened", why=error), where=str(path)
            ) from error

    def select(
        self, query: str, bound: Mapping[str, Term] | None = None, graphs: Graphs | None = None
    ) -> Table:
        """Return the rows of a SELECT query.

        ``bound`` gives variables their values before the query runs, as SHACL's pre-binding does;
        ``graphs`` as in ``answered``.
        """

        def run() -> Table:
            found = self._run(query, bound, graphs)
            if not isinstance(found, QuerySolutions):
                raise wrong_form("SELECT")
            names = tuple(variable.value for variable in found.variables)
            return Table(names, [tuple(row) for row in found])

        return _answered(run)

    def ask(self, query: str, bound: Mapping[str, Term] | None = None) -> bool:
        """Return the answer to an ASK query, with variables ``bound`` as in ``select``."""

        def run() -> bool:
            found = self._run(query, bound)
            if not isinstance(found, QueryBoolean):
                raise wrong_form("ASK")
            return bool(found)

        return _answered(run)

    def construct(self, query: str) -> list[Triple]:
        """Return the triples of a CONSTRUCT or DESCRIBE query, without duplicates."""

        def run() -> list[Triple]:
            found = self._run(query)
            if not isinstance(found, QueryTriples):
                raise wrong_form("CONSTRUCT")
            return list(dict.fromkeys(found))

        return _answered(run)

    def construct_ntriples(self, query: str) -> bytes:
        """Return CONSTRUCT results as N-Triples, without creating Python objects.

        Triples may be repeated.
        """

        def run() -> bytes:
            found = self._run(query)
            if not isinstance(found, QueryTriples):
                raise wrong_form("CONSTRUCT")
            return found.serialize(format=RdfFormat.N_TRIPLES) or b""

        return _answered(run)

    def answered(
        self,
        query: str,
        write: Callable[[QuerySolutions | QueryBoolean | QueryTriples], T],
        *,
        graphs: Graphs | None = None,
        base: str | None = None,
    ) -> T:
        """Return the result of ``write`` for the results of a query of any form.

        ``graphs`` are the graphs to query, whatever the query says. Without it, FROM and FROM NAMED
        name them; without these, the default graph is the union of all. ``base`` resolves relative
        IRIs. Raises UseError for a graph name that is not an IRI.
        """
        check_query(query, graphs=True)
        self._note(_WHOLE)
        default: list[NamedNode | BlankNode] = [*map(named, graphs.default)] if graphs else []
        others: list[NamedNode | BlankNode] = [*map(named, graphs.named)] if graphs else []

        def run() -> T:
            if graphs is not None:
                found = self._engine.query(
                    query,
                    base_iri=base,
                    default_graph=[*default],
                    named_graphs=others,
                )
            else:
                union = not names_graphs(query)
                found = self._engine.query(query, base_iri=base, use_default_graph_as_union=union)
            return write(found)

        return _answered(run)

    def match(self, pattern: Pattern) -> Iterable[Triple]:
        """Return the distinct triples of a pattern, with literals as the engine writes them."""
        subject, predicate, value = pattern
        if isinstance(subject, NamedNode) and predicate is value is None:
            self._note(("described", subject.value))
        elif isinstance(value, NamedNode) and subject is None:
            self._note(("referred", value.value))
        else:
            self._note(_WHOLE)
        found = self._engine.quads_for_pattern(*pattern, None)  # type: ignore[arg-type]  # it refuses others
        return dict.fromkeys(quad.triple for quad in found)

    def holds(self, triple: Triple) -> bool:
        """Return whether any graph has the triple, whatever the lexical form of its literal."""
        self._note(_WHOLE)
        subject, predicate, value = triple
        return any(True for _ in self._engine.quads_for_pattern(subject, predicate, value, None))

    def values(self, subject: str, predicate: str, most: int) -> list[Term] | None:
        """Return the distinct values of a property of a subject; None above ``most`` quads.

        Subject and property are IRIs. Raises UseError for a text that is not an IRI.
        """
        self._note(_WHOLE)
        found = self._engine.quads_for_pattern(named(subject), named(predicate), None, None)
        read = [quad.object for quad in islice(found, most + 1)]
        return list(dict.fromkeys(read)) if len(read) <= most else None

    def quads_with(self, predicates: Iterable[str], classes: Iterable[str]) -> Iterator[Quad]:
        """Yield the quads with one of the predicates, and the rdf:type quads of the classes.

        Predicates and classes are IRIs; literals are as the engine writes them.
        """
        self._note(_WHOLE)
        for name in sorted(predicates):
            yield from self._engine.quads_for_pattern(None, NamedNode(name), None, None)
        for name in sorted(classes):
            yield from self._engine.quads_for_pattern(None, _TYPE, NamedNode(name), None)

    def quads_about(self, class_: str) -> Iterator[Quad]:
        """Yield the quads whose subject has a class (IRI), literals as the engine writes them."""
        self._note(_WHOLE)
        members = self._engine.quads_for_pattern(None, _TYPE, NamedNode(class_), None)
        for subject in dict.fromkeys(quad.subject for quad in members):
            yield from self._engine.quads_for_pattern(subject, None, None, None)

    def quads_in(self, graph: NamedNode) -> Iterator[Quad]:
        """Yield the quads of a named graph, literals as the engine writes them."""
        self._note(_WHOLE)
        return iter(self._engine.quads_for_pattern(None, None, None, graph))

    def ntriples_in(self, graph: NamedNode) -> bytes:
        """Return the N-Triples of a named graph, without creating Python objects."""
        self._note(_WHOLE)
        dump = self._engine.dump
        return _answered(lambda: dump(format=RdfFormat.N_TRIPLES, from_graph=graph) or b"")

    def size(self) -> int:
        """Return the number of quads."""
        self._note(_WHOLE)
        return len(self._engine)

    def remove(self, quads: Iterable[Quad]) -> None:
        """Remove the given quads."""
        for quad in quads:
            self._engine.remove(quad)

    def load(self, quads: Iterable[Quad]) -> None:
        """Add quads, all or none; raises StoreError if the write fails."""
        try:
            self._engine.extend(quads)
        except OSError as error:
            raise StoreError(*explained("errors.store", "not written", why=error)) from error

    def load_nquads(self, source: Path | bytes) -> None:
        """Add an N-Quads file that dvgraph wrote, all or nothing; its IRIs are not checked again.

        On disk it needs bounded memory and is durable on return. Raises StoreError for a malformed
        file or a failed write.
        """

        def run() -> None:
            if isinstance(source, bytes):  # for a store in memory, a third faster than a bulk load
                self._engine.load(source, format=RdfFormat.N_QUADS, lenient=True)
                return
            self._engine.bulk_load(path=source, format=RdfFormat.N_QUADS, lenient=True)
            self._engine.flush()

        try:
            _answered(run)
        except UseError as error:
            raise StoreError(*explained("errors.store", "malformed", why=error)) from error

    def load_text(self, text: bytes, format: RdfFormat, base: str) -> None:
        """Add a text that another parser checks; its blank nodes are renamed.

        The engine runs in parallel with Python code.
        """
        _answered(lambda: self._engine.bulk_load(text, format=format, base_iri=base, lenient=True))

    def load_ntriples(self, data: bytes, graph: NamedNode) -> None:
        """Add N-Triples that the engine wrote to a graph; their blank nodes are renamed."""
        _answered(
            lambda: self._engine.load(
                data, format=RdfFormat.N_TRIPLES, to_graph=graph, lenient=True
            )
        )

    def _note(self, one: Asked) -> None:
        if self.asked is not None:
            self.asked.add(one)

    def close(self) -> None:
        """Close the engine and, on disk, release its lock."""
        del self._engine

    def _run(
        self,
        query: str,
        bound: Mapping[str, Term] | None = None,
        graphs: Graphs | None = None,
    ) -> QuerySolutions | QueryBoolean | QueryTriples:
        check_query(query)
        self._note(_WHOLE if bound or graphs else ("query", query))
        given = {Variable(name): term for name, term in bound.items()} if bound else None
        if graphs is None:
            return self._engine.query(query, use_default_graph_as_union=True, substitutions=given)
        return self._engine.query(
            query,
            default_graph=[*map(named, graphs.default)],
            named_graphs=[*map(named, graphs.named)],
            substitutions=given,
        )


def _answered(work: Callable[[], T]) -> T:
    """Return the result of an engine call; the engine's errors become UseError or StoreError."""
    try:
        return in_thread(work)
    except (DvgraphError, KeyboardInterrupt, SystemExit):
        raise
    except SyntaxError as error:
        raise _syntax_error(str(error)) from error
    except BaseException as error:  # the engine's panics are not subclasses of Exception
        if "custom function" in str(error):
            raise UseError(*explained("errors.store", "function", problem=error)) from error
        raise StoreError(*explained("errors.store", "engine", why=error)) from error


def named(graph: str) -> NamedNode:
    """Return the name of a graph; UseError for a text that is not an IRI."""
    try:
        return NamedNode(graph)
    except ValueError as error:
        raise UseError(*explained("errors.store", "no graph", why=error)) from error


def _syntax_error(message: str) -> UseError:
    """Return the error for a query with a syntax error, with line and column if known."""
    line, column, problem = syntax_fault(message)
    return UseError(
        *explained("errors.store", "syntax", problem=problem),
        where=f"query:{line}:{column}" if line else "query",
    )


def syntax_fault(message: str) -> tuple[int, int, str]:
    """Return the line, column and problem of the engine's syntax error; line 0 if unknown."""
    found = re.match(r"error at (\d+):(\d+): (.*)", message, re.DOTALL)
    line, column, problem = found.groups() if found else (0, 0, message)
    if found:
        # The engine lists all that it would accept there: sets of characters, words and, for what
        # the grammar alone does not forbid, a sentence.
        listed = re.sub("^expected (one of )?", "", problem)
        known = re.findall(r'\[[^\]]*\]|"(?:[^"\\]|\\.)*"|[^,\s"\[][^,]*', listed)
        known = [one for one in known if not one.startswith("[")]
        sentences = [one for one in known if re.match("[A-Z][a-z]|SELECT \\* ", one)]
        if sentences:
            problem = sentences[0]
        elif known:
            problem = f"expected {'one of ' * (len(known) > 1)}{', '.join(known)}"
        else:
            problem, _ = explained("errors.store", "unexplained")
    if len(problem) > 160:
        problem = problem[:160].rsplit(",", 1)[0] + ", …"
    return int(line), int(column), problem
