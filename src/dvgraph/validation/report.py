"""The reference's report graph as findings and as quads, in an order independent of the run."""

from collections.abc import Iterator, Sequence

from dvgraph.dataset.files import Dataset
from dvgraph.rdf import bridge, terms
from dvgraph.rdf.bridge import RDF, SH, Graph, Node
from dvgraph.rdf.oxigraph import BlankNode, Quad
from dvgraph.validation.findings import Finding, Places

_KEYS = (
    SH.focusNode,
    SH.resultPath,
    SH.value,
    SH.sourceConstraintComponent,
    SH.sourceShape,
    SH.sourceConstraint,
    SH.resultMessage,
)


def findings(results: Graph, dataset: Dataset | None, lang: str) -> Iterator[Finding]:
    """Yield the results as findings, with places in the dataset's files, messages in ``lang``.

    Only results of the report itself: pySHACL also keeps the details of nested shapes.
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
    texts = sorted(messages, reverse=True)  # type: ignore[type-var]  # rdflib's terms have an order
    by_language = {getattr(text, "language", None): str(text) for text in texts}
    for wanted in (lang, None):
        if wanted in by_language:
            return by_language[wanted]
    return by_language[min(by_language, key=str)] if by_language else ""


def stable_quads(results: Graph) -> list[Quad]:
    """Return the report as quads, its own blank nodes named by their order."""
    report = results.value(None, RDF.type, SH.ValidationReport)
    names = {report: BlankNode("report")}
    waiting = _sorted(results, results.objects(report, SH.result))
    for result in waiting:  # grows by the details of nested shapes
        if result not in names:
            names[result] = BlankNode(f"result{len(names)}")
            waiting += _sorted(results, results.objects(result, SH.detail))
    order = {node: number for number, node in enumerate(names)}

    def key(triple: tuple[Node, ...]) -> tuple[int, list[str]]:
        # Lists of paths come last: their names are those of the shapes.
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
