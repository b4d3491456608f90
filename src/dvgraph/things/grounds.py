"""Decisions and frameworks as grounds of statements, named with their date and number."""

from dvgraph.labels.subgraph import Subgraph
from dvgraph.locale.captions import beside
from dvgraph.things import readings
from dvgraph.things.sentences import concept


def lives(graph: Subgraph, ground: str) -> list[str]:
    """Return the current existence statements of a decision."""
    found = graph.mentions([ground], "dvg:over")
    return [one for one in found if "dvg:GeldendeUitspraak" in graph.types(one)]


def papers(graph: Subgraph, ground: str) -> dict[str, str]:
    """Return the numbered documents that record a decision, with the statements that say so."""
    return {
        one: paper
        for one in graph.mentions([ground], "dvg:onderwerp")
        if concept(graph, one) == "vastgelegd-in"
        and "dvg:GeldendeUitspraak" in graph.types(one)
        and "dossier:Stuk" in graph.types(paper := graph.iri(one, "dvg:voorwerp"))
    }


def named(graph: Subgraph, ground: str) -> str:
    """Return the label of a decision with its date and document number, as far as known.

    The date is left out if the label already has it.
    """
    label = graph.label(ground)
    when = readings.when(graph, readings.in_order(graph, lives(graph, ground)))
    told = (when, *map(graph.label, papers(graph, ground).values()))
    return beside(label, ", ".join(one for one in told if one and one not in label))
