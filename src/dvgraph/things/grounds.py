"""Decisions and frameworks as grounds of statements, named with their date and number."""

from collections.abc import Iterable

from dvgraph.labels.subgraph import Subgraph
from dvgraph.locale.captions import beside
from dvgraph.things import readings
from dvgraph.things.sentences import concept


def lives(graph: Subgraph, ground: str) -> list[str]:
    """Return the current existence statements of a decision."""
    return [one for one in _current(graph, [ground]) if graph.iri(one, "dvg:over") == ground]


def papers(graph: Subgraph, ground: str) -> dict[str, str]:
    """Return the numbered documents that record a decision, by the statements that say so."""
    return _papers(graph, ground, _current(graph, [ground]))


def names(graph: Subgraph, grounds: Iterable[str]) -> dict[str, str]:
    """Return the label of each decision with its date and document number, as far as known.

    The date is left out if the label already has it. Many decisions take as many queries as one.
    """
    asked = list(dict.fromkeys(grounds))
    about: dict[str, list[str]] = {one: [] for one in asked}
    for statement in _current(graph, asked):
        for one in graph.iris(statement, "dvg:over", "dvg:onderwerp"):
            about.get(one, []).append(statement)
    return {one: _name(graph, one, statements) for one, statements in about.items()}


def named(graph: Subgraph, ground: str) -> str:
    """Return the label of a decision with its date and document number, as far as known."""
    return names(graph, [ground])[ground]


def _current(graph: Subgraph, grounds: Iterable[str]) -> list[str]:
    """Return the current statements on decisions."""
    found = graph.mentions(grounds, "dvg:over", "dvg:onderwerp")
    return [one for one in found if "dvg:GeldendeUitspraak" in graph.types(one)]


def _papers(graph: Subgraph, ground: str, statements: Iterable[str]) -> dict[str, str]:
    return {
        one: paper
        for one in statements
        if graph.iri(one, "dvg:onderwerp") == ground
        and concept(graph, one) == "vastgelegd-in"
        and "dossier:Stuk" in graph.types(paper := graph.iri(one, "dvg:voorwerp"))
    }


def _name(graph: Subgraph, ground: str, statements: list[str]) -> str:
    label = graph.label(ground)
    existences = [one for one in statements if graph.iri(one, "dvg:over") == ground]
    when = readings.when(graph, readings.in_order(graph, existences))
    told = (when, *map(graph.label, _papers(graph, ground, statements).values()))
    return beside(label, ", ".join(one for one in told if one and one not in label))
