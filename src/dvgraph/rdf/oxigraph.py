"""The single interface to pyoxigraph: terms, parsers, writers and its store.

Every other module imports them from here, so that another engine would change only this file.
"""

from pyoxigraph import (
    BlankNode,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolution,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Triple,
    Variable,
    parse,
    parse_query_results,
    serialize,
)
from pyoxigraph import Store as OxigraphStore
from pyoxigraph import __version__ as ENGINE  # noqa: N812 - a constant, its version

Term = NamedNode | BlankNode | Literal | Triple

__all__ = [
    "ENGINE",
    "BlankNode",
    "DefaultGraph",
    "Literal",
    "NamedNode",
    "OxigraphStore",
    "Quad",
    "QueryBoolean",
    "QueryResultsFormat",
    "QuerySolution",
    "QuerySolutions",
    "QueryTriples",
    "RdfFormat",
    "Term",
    "Triple",
    "Variable",
    "parse",
    "parse_query_results",
    "serialize",
]
