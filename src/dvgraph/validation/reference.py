"""pySHACL, the reference implementation: validates all data, or the nodes that the store selected.

This is the only importer of pySHACL. Of its internals it uses ShapesGraph, Shape.validate and the
report maker: the version is pinned in pyproject.toml, and the tests compare every row.
"""

import logging
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import pyshacl
from pyshacl.graph_abstraction import DataGraph
from pyshacl.pytypes import SHACLExecutor
from pyshacl.rdfutil.stringify import stringify_blank_node
from pyshacl.shapes_graph import ShapesGraph
from pyshacl.validator import Validator

from dvgraph.rdf import bridge
from dvgraph.rdf.bridge import Graph
from dvgraph.rdf.oxigraph import Quad, Term, Triple
from dvgraph.store.protocol import Pattern


class UnusableError(Exception):
    """Unusable shapes; the text is pySHACL's."""


def _forget() -> None:
    """Clear the texts of blank nodes, which pySHACL caches by the address of a graph.

    Otherwise a later graph at the same address would get the texts of an earlier one.
    """
    stringify_blank_node.dict_cache.clear()


@bridge.as_written()
def judge(data: Iterable[Quad], shapes: Graph) -> Graph:
    """Return the report of all shapes on all their targets; raises UnusableError."""
    _forget()
    problem: object = None
    try:
        _, results, problem = pyshacl.validate(
            bridge.graph(data),
            shacl_graph=shapes,
            inplace=True,  # the graph was made for this call
            advanced=False,
            js=False,
            do_owl_imports=False,
        )
    except Exception as error:  # pySHACL raises many kinds for shapes that it cannot load
        results, problem = None, error
    if not isinstance(results, Graph):
        raise UnusableError(str(problem))
    return results


class Judge:
    """Validates chosen focus nodes against chosen shapes, and builds up the report."""

    @bridge.as_written()
    def __init__(self, shapes: Graph, match: Callable[[Pattern], Iterable[Triple]]) -> None:
        """Load the shapes; ``match`` returns the data's triples of a pattern.

        Raises UnusableError.
        """
        _forget()
        self._data = DataGraph.from_rdflib(bridge.view(match))
        self._executor = SHACLExecutor()
        self._results: list[Any] = []
        try:
            self._shapes = ShapesGraph(shapes, False, logging.getLogger("pyshacl"))
            self._known = {shape.node: shape for shape in self._shapes.shapes}
        except Exception as error:  # as above
            raise UnusableError(str(error)) from error

    @bridge.as_written()
    def judge(self, shape: Term, nodes: Sequence[Term]) -> int:
        """Validate nodes against a shape; return the number of results. Raises UnusableError."""
        known = self._known[bridge.node(shape)]
        try:
            _, results = known.validate(
                self._executor, self._data, focus=[bridge.node(node) for node in nodes]
            )
        except Exception as error:  # as above
            raise UnusableError(str(error)) from error
        self._results += results
        return len(results)

    @bridge.as_written()
    def report(self) -> Graph:
        """Return the report of all validated nodes."""
        report: Graph
        report, _ = Validator.create_validation_report(
            self._shapes, not self._results, self._results
        )
        return report
