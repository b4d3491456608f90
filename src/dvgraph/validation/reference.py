"""pySHACL, the reference implementation: its validation, with the report as findings and quads.

No other module imports pySHACL; the tests compare its reports with those of the engine.
"""

from collections.abc import Iterable, Iterator, Sequence, Set

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


class FailedError(Exception):
    """A failure on the data, such as a number that Python cannot compare; the text says why."""


class UnusableError(Exception):
    """Unusable shapes; the text is the message of pySHACL."""


def _forget() -> None:
    """Clear the texts of blank nodes, which pySHACL caches by the memory address of a graph.

    Otherwise a later graph at the same address would get the texts of an earlier graph.
    """
    stringify_blank_node.dict_cache.clear()


@bridge.as_written()
def judge(data: Iterable[Quad], shapes: Graph) -> Graph:
    """Return pySHACL's report on all shapes; raises UnusableError and FailedError."""
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
    except ArithmeticError as error:  # of Python's decimals
        raise FailedError(f"{type(error).__name__}") from error
    except Exception as error:  # pySHACL raises many kinds of errors for shapes that it cannot load
        results, problem = None, error
    if not isinstance(results, Graph):
        raise UnusableError(str(problem))
    return results


@bridge.as_written()
def findings(results: Graph, dataset: Dataset | None, lang: str) -> dict[Node, Finding]:
    """Return the finding of each result by its node, with file:line and a message in ``lang``.

    Only the results of the report itself are yielded: pySHACL also keeps the details of nested
    shapes.
    """
    found = _sorted(results, results.objects(None, SH.result))
    nodes = (bridge.term(results.value(result, SH.focusNode)) for result in found)
    places = Places(dataset, nodes) if dataset else None
    told: dict[Node, Finding] = {}
    for result in found:
        severity, path, component = (
            results.value(result, name)
            for name in (SH.resultSeverity, SH.resultPath, SH.sourceConstraintComponent)
        )
        focus, value, shape = (
            bridge.term(results.value(result, name))
            for name in (SH.focusNode, SH.value, SH.sourceShape)
        )
        told[result] = Finding(
            severity=str(severity).removeprefix(str(SH)),
            message=_message(list(results.objects(result, SH.resultMessage)), lang),
            focus=focus,
            path=bridge.term(path),
            value=value,
            shape=shape,
            component=str(component).removeprefix(str(SH)),
            where=places.of(focus, bridge.term(path)) if places else None,
        )
    return told


def _message(messages: Sequence[Node], lang: str) -> str:
    """Return the message in the wanted language, else one without language, else the first."""
    return chosen([text for text in map(bridge.term, messages) if isinstance(text, Literal)], lang)


@bridge.as_written()
def stable_quads(results: Graph, kept: Set[Node]) -> list[Quad]:
    """Return the quads of some results of the report, with blank nodes named by their order."""
    report = results.value(None, RDF.type, SH.ValidationReport)
    left_out = set(_with_details(results, [*{*results.objects(report, SH.result)} - kept]))
    names = {report: BlankNode("report")}
    for result in _with_details(results, _sorted(results, iter(kept))):
        names[result] = BlankNode(f"result{len(names)}")
    order = {node: number for number, node in enumerate(names)}

    def key(triple: tuple[Node, ...]) -> tuple[int, list[str]]:
        # Lists of paths come last: their names are those in the shapes.
        return order.get(triple[0], len(order)), [
            str(names.get(node) or node.n3()) for node in triple
        ]

    results.set((report or bridge.node(BlankNode()), SH.conforms, bridge.node(Literal(not kept))))
    return [
        terms.as_quad(*(names.get(node) or bridge.term(node) for node in triple))
        for triple in sorted(results, key=key)
        if left_out.isdisjoint(triple)
    ]


def _with_details(results: Graph, nodes: list[Node]) -> list[Node]:
    """Return results, and the results nested in them (sh:detail), each once."""
    found = dict.fromkeys(nodes)
    for result in nodes:  # the list grows while it is iterated
        details = _sorted(results, results.objects(result, SH.detail))
        nodes += [each for each in details if each not in found]
        found.update(dict.fromkeys(details))
    return list(found)


def _sorted(results: Graph, nodes: Iterator[Node]) -> list[Node]:
    def key(result: Node) -> list[list[str]]:
        facts = ([node.n3() for node in results.objects(result, name)] for name in _KEYS)
        return [sorted(each) for each in facts]

    return sorted(nodes, key=key)
