"""The single interface to rdflib: it converts terms and keeps their lexical forms.

Graphs are built from terms directly, without serialising and parsing.
"""

import logging
import threading
import warnings
from contextlib import ExitStack, contextmanager
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import rdflib
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.stores.memory import Memory

from dvgraph.rdf import terms
from dvgraph.rdf.oxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Term, Triple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from rdflib.plugins.sparql.sparql import Query
    from rdflib.query import Result

    # The triples of a pattern; None matches any term.
    Match = Callable[[tuple[Term | None, Term | None, Term | None]], Iterable[Triple]]

SH = rdflib.SH
RDF = rdflib.RDF
RDFS = rdflib.RDFS
OWL = rdflib.OWL
Graph = rdflib.Graph
Node = rdflib.term.Node

_entering = threading.Lock()
# Pyparsing finds out how many arguments a parse action takes at its first call. If two threads make
# that call together, later parsing fails in the whole process.
_parsing = threading.Lock()
_entered = 0
_before = ExitStack()  # restores the settings that rdflib had before the first thread entered


@contextmanager
def as_written() -> "Iterator[None]":
    """Make rdflib keep literals as written, fetch nothing and print nothing, inside a ``with``.

    Its switches, its logger and Python's warning filters belong to the process. They are restored
    when the last thread leaves, so that a program that uses dvgraph keeps its own settings.
    """
    global _entered
    with _entering:
        if not _entered:
            _set_switches()
        _entered += 1
    try:
        yield
    finally:
        with _entering:
            _entered -= 1
            if not _entered:
                _before.close()


def _set_switches() -> None:
    sparql, log = rdflib.plugins.sparql, logging.getLogger("rdflib.term")
    _before.callback(setattr, rdflib, "NORMALIZE_LITERALS", rdflib.NORMALIZE_LITERALS)
    _before.callback(setattr, sparql, "SPARQL_LOAD_GRAPHS", sparql.SPARQL_LOAD_GRAPHS)
    _before.callback(log.setLevel, log.level)
    _before.enter_context(warnings.catch_warnings())
    rdflib.NORMALIZE_LITERALS = False  # otherwise rdflib reads "01"^^xsd:integer and writes "1"
    sparql.SPARQL_LOAD_GRAPHS = False  # otherwise a query fetches the graphs in its FROM clauses
    # An ill-typed literal is a finding (``xsd.valid``); rdflib prints a traceback for each.
    log.setLevel(logging.CRITICAL)
    warnings.filterwarnings("ignore", "(Parsing|Serializing) weird", module="rdflib")


def node(term: Term | DefaultGraph) -> Node:
    """Return the rdflib form of a term; TypeError for triple terms and base directions.

    Call it inside ``as_written``, or rdflib prints warnings about ill-typed literals.
    """
    if isinstance(term, NamedNode):
        return rdflib.URIRef(term.value)
    if isinstance(term, BlankNode):
        return rdflib.BNode(term.value)
    if isinstance(term, Literal) and term.direction is None:
        if term.language:
            return rdflib.Literal(term.value, lang=term.language)
        datatype = rdflib.URIRef(term.datatype.value)
        # Set for each literal, because pySHACL resets the global switch when it finishes.
        return rdflib.Literal(
            term.value,
            datatype=None if datatype == rdflib.XSD.string else datatype,
            normalize=False,
        )
    raise TypeError(f"rdflib has no equivalent of the term {term}")


@as_written()
def unreadable(literal: Literal) -> bool:
    """Return whether rdflib cannot read a literal's value."""
    read: Any = node(literal)
    return bool(read.ill_typed) or (read.value is None and read.ill_typed is not None)


def term(node: Node | None) -> Term | None:
    """Return the term of an rdflib node, with its lexical form."""
    if node is None:
        return None
    if isinstance(node, rdflib.URIRef):
        return NamedNode(str(node))
    if isinstance(node, rdflib.BNode):
        return BlankNode(str(node))
    if isinstance(node, rdflib.Literal):
        if node.language:
            return Literal(str(node), language=node.language)
        return Literal(str(node), datatype=NamedNode(str(node.datatype or rdflib.XSD.string)))
    raise TypeError(f"no term like {node!r}")


@lru_cache(maxsize=1024)
def _prepared(text: str) -> "Query":
    return _parsed(text, dict(rdflib.Graph().namespaces()))


def _parsed(text: str, prefixes: "Mapping[str, Any] | None" = None) -> "Query":
    with _parsing:
        return prepareQuery(text, initNs=prefixes)


class PreparedGraph(rdflib.Graph):
    """A graph that parses each query text once.

    pySHACL runs the same text for every focus node, and parsing takes most of its time.
    """

    def query(self, query_object: "str | Query", *args: Any, **kwargs: Any) -> "Result":
        """Return the result of ``rdflib.Graph.query``; a text seen before is not parsed again."""
        if isinstance(query_object, str):
            query_object = _prepared(query_object)
        return super().query(query_object, *args, **kwargs)


@as_written()
def graph(quads: "Iterable[Quad]") -> PreparedGraph:
    """Return a graph with the triples of all quads, without graph names."""
    result = PreparedGraph()
    for quad in quads:
        result.add((node(quad.subject), node(quad.predicate), node(quad.object)))
    return result


class _View(Memory):
    """An rdflib store without triples of its own; it passes each pattern to a function."""

    def __init__(self, match: "Match") -> None:
        super().__init__()
        self._match = match
        self._nodes: dict[Term, Node] = {}
        self.graph = PreparedGraph(store=self)

    def triples(self, triple_pattern: Any, context: Any = None) -> Any:
        subject, predicate, value = map(term, triple_pattern)
        for triple in self._match((subject, predicate, value)):
            yield tuple(map(self._node, triple)), iter((context or self.graph,))

    def _node(self, of: Term) -> Node:
        known = self._nodes.get(of)
        if known is None:
            known = self._nodes[of] = node(of)
        return known


def view(match: "Match") -> PreparedGraph:
    """Return a graph whose triples are looked up on demand and never copied."""
    return _View(match).graph


def quads(graph: rdflib.Graph) -> "Iterator[Quad]":
    """Yield the triples of an rdflib graph as quads of the default graph."""
    for triple in graph:
        yield terms.as_quad(*map(term, triple))


def parsed(data: bytes, base: str) -> "list[Quad]":
    """Return the quads of RDF/XML, its terms as written.

    The caller must have refused entities. Raises SyntaxError.
    """
    found = rdflib.Graph()
    try:
        with as_written():
            found.parse(data=data, format="xml", publicID=base)
    except Exception as error:  # of many kinds
        raise SyntaxError(f"{' '.join(str(error).split())[:200]} (rdflib)") from error
    return list(quads(found))


@as_written()
def dataset(quads: "Iterable[Quad]") -> rdflib.Dataset:
    """Return the quads as a Dataset whose default graph is the union of all graphs."""
    result = rdflib.Dataset(default_union=True)
    result.addN(
        (
            node(quad.subject),
            node(quad.predicate),
            node(quad.object),
            result.default_graph
            if isinstance(quad.graph_name, DefaultGraph)
            else result.graph(quad.graph_name.value),
        )
        for quad in quads
    )
    return result


# Long since the walk over paths and the visit of the algebra fill one set.
@as_written()
def properties(query: str) -> set[str] | None:
    """Return the IRIs of the properties that a query's patterns name.

    Returns None if the answer may depend on triples of any property: the property is a variable or
    a negated set, a zero-length path has no fixed end, or rdflib cannot parse the query.
    """
    from pyparsing import ParseBaseException  # rdflib's own settings, with which it parses queries
    from rdflib.paths import (
        AlternativePath,
        InvPath,
        MulPath,
        SequencePath,
        ZeroOrMore,
        ZeroOrOne,
    )
    from rdflib.plugins.sparql.algebra import traverse

    found: set[str] = set()
    anything = False

    def walk(verb: object) -> bool:
        """Add the properties in a path; return False if the path may match other properties too."""
        if isinstance(verb, rdflib.URIRef):
            found.add(str(verb))
            return True
        match verb:
            case SequencePath() | AlternativePath():
                parts = verb.args
            case InvPath():
                parts = [verb.arg]
            case MulPath():
                parts = [verb.path]
            case _:
                return False
        return all(map(walk, parts))

    def visit(node: object) -> None:
        nonlocal anything
        if getattr(node, "name", "") in ("Builtin_EXISTS", "Builtin_NOTEXISTS"):
            # Rdflib keeps the translated pattern as an attribute, which ``traverse`` does not
            # visit; it visits the parsed pattern, without its filters. Only patterns in filters are
            # translated.
            pattern = vars(node).get("graph")
            anything |= pattern is None
            traverse(pattern, visitPre=visit)
        if getattr(node, "name", "") == "TriplesBlock":  # only parsed, not translated
            return
        for subject, verb, value in getattr(node, "triples", None) or ():
            bound = not all(isinstance(end, rdflib.Variable) for end in (subject, value))
            zero = isinstance(verb, MulPath) and verb.mod in (ZeroOrMore, ZeroOrOne)
            anything |= not walk(verb) or (zero and not bound)

    try:
        prepared = _parsed(query)
    except (ParseBaseException, ValueError, RecursionError):
        return None
    except Exception as error:
        if type(error) is not Exception:  # rdflib raises this bare kind for an unknown prefix
            raise
        return None
    if prepared.algebra.name == "DescribeQuery":
        return None
    traverse(prepared.algebra, visitPre=visit)
    return None if anything else found
