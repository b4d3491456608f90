"""The content of SHACL reports, so that two can be compared whatever their blank node names."""

from collections import Counter

from dvgraph.rdf.oxigraph import BlankNode, Term
from dvgraph.validation.findings import Report

SH = "http://www.w3.org/ns/shacl#"


def by_focus(report: Report) -> dict[Term, Counter[str]]:
    """Return the results of a report with all their values, by focus node."""
    said: dict[Term, list[tuple[str, Term]]] = {}
    for quad in report.quads:
        said.setdefault(quad.subject, []).append((quad.predicate.value, quad.object))

    def tree(node: Term, depth: int = 0) -> str:
        if not isinstance(node, BlankNode) or node not in said or depth > 8:
            return str(node)
        return str(sorted((name, tree(value, depth + 1)) for name, value in said[node]))

    found: dict[Term, Counter[str]] = {}
    for facts in list(said.values()):
        for name, result in facts:
            if name == SH + "result":
                focus = dict(said[result])[SH + "focusNode"]
                found.setdefault(focus, Counter())[tree(result)] += 1
    return found


def rows(report: Report) -> Counter[str]:
    """Return the results of a report with all their values, and the count of equal results."""
    return sum(by_focus(report).values(), Counter())
