"""pySHACL, the reference implementation: its validation, with the report as findings and quads.

No other module imports pySHACL; the tests compare its reports with those of the engine.
"""

from collections.abc import Iterable, Iterator, Sequence

import pyshacl
from pyshacl.rdfutil.stringify import stringify_blank_node

from dvgraph.dataset.files import Dataset
from dvgraph.rdf import bridge, terms
from dvgraph.rdf.bridge import RDF, SH, Graph, Node
from dvgraph.rdf.oxigraph import BlankNode, Literal, Quad
from dvgraph.validation.findings import Finding, Places
from dvgraph.validation.report import chosen

_KEYS = (
    SH.focusNode,
    SH.resultPath,
    SH.value,
    SH.sourceConstraintComponent,
    SH.sourceShape,
    SH.sourceConstraint,
    SH.resultMessage,
)


class UnusableError(Exception):
    """Unusable shapes; the text is the message of pySHACL."""


def _forget() -> None:
    """Clear the texts of blank nodes, which pySHACL caches by the memory address of a graph.

    Otherwise a later graph at the same address would get the texts of an earlier graph.
    """
    stringify_blank_node.dict_cache.clear()


@bridge.as_written()
def judge(data: Iterable[Quad], shapes: Graph) -> Graph:
    """Return pySHACL's report on all shapes and their targets; raises UnusableError."""
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
    except Exception as error:  # pySHACL raises many kinds of errors for shapes that it cannot load
        results, problem = None, error
    if not isinstance(results, Graph):
        raise UnusableError(str(problem))
    return results


def findings(results: Graph, dataset: Dataset | None, lang: str) -> Iterator[Finding]:
    """Yield the results as findings, with file:line in the dataset and messages in ``lang``.

    Only results of the report itself count: pySHACL also keeps the details of nested shapes.
    """
    found = _sorted(results, results.objects(None, SH.result))
    nodes = (bridge.term(results.value(result, SH.focusNode)) for result in found)
    places = Places(dataset, nodes) if dataset else None
    for result in found:
        severity, path, component = (
            results.value(result, name)
            for name in (SH.resultSeverity, SH.resultPath, SH.sourceConstraintComponent)
        )
        focus, value, shape = (
            bridge.term(results.value(result, name))
            for name in (SH.focusNode, SH.value, SH.sourceShape)
        )
        yield Finding(
            severity=str(severity).removeprefix(str(SH)),
            message=_message(list(results.objects(result, SH.resultMessage)), lang),
            focus=focus,
            path=bridge.term(path),
            value=value,
            shape=shape,
            component=str(component).removeprefix(str(SH)),
            where=places.of(focus, bridge.term(path)) if places else None,
        )


def _message(messages: Sequence[Node], lang: str) -> str:
    """Return the message in the wanted language, else one without language, else the first."""
    return chosen([text for text in map(bridge.term, messages) if isinstance(text, Literal)], lang)


def stable_quads(results: Graph) -> list[Quad]:
    """Return the report as quads, with its own blank nodes named by their order."""
    report = results.value(None, RDF.type, SH.ValidationReport)
    names = {report: BlankNode("report")}
    waiting = _sorted(results, results.objects(report, SH.result))
    for result in waiting:  # grows by the details of nested shapes
        if result not in names:
            names[result] = BlankNode(f"result{len(names)}")
            waiting += _sorted(results, results.objects(result, SH.detail))
    order = {node: number for number, node in enumerate(names)}

    def key(triple: tuple[Node, ...]) -> tuple[int, list[str]]:
        # Lists of paths come last: their names are those in the shapes.
        return order.get(triple[0], len(order)), [
            str(names.get(node) or node.n3()) for node in triple
        ]

    return [
        terms.as_quad(*(names.get(node) or bridge.term(node) for node in triple))
        for triple in sorted(results, key=key)
    ]


def _sorted(results: Graph, nodes: Iterator[Node]) -> list[Node]:
    def key(result: Node) -> list[list[str]]:
        facts = ([node.n3() for node in results.objects(result, name)] for name in _KEYS)
        return [sorted(each) for each in facts]

    return sorted(nodes, key=key)
