"""The decision or framework behind something, named with its date and its number."""

from dvgraph.labels.subgraph import Subgraph
from dvgraph.locale.captions import beside
from dvgraph.things import readings
from dvgraph.things.sentences import concept


def lives(graph: Subgraph, ground: str) -> list[str]:
    """Return the current statements that a decision was taken."""
    found = graph.mentions([ground], "dvg:over")
    return [one for one in found if "dvg:GeldendeUitspraak" in graph.types(one)]


def papers(graph: Subgraph, ground: str) -> dict[str, str]:
    """Return the numbered documents that record a decision, by the statements that say so."""
    return {
        one: paper
        for one in graph.mentions([ground], "dvg:onderwerp")
        if concept(graph, one) == "vastgelegd-in"
        and "dvg:GeldendeUitspraak" in graph.types(one)
        and "dossier:Stuk" in graph.types(paper := graph.iri(one, "dvg:voorwerp"))
    }


def named(graph: Subgraph, ground: str) -> str:
    """Return the label of a decision with its date and the number of its document, where known.

    A label that has its date need not say it twice.
    """
    label = graph.label(ground)
    when = readings.when(graph, readings.in_order(graph, lives(graph, ground)))
    told = (when, *map(graph.label, papers(graph, ground).values()))
    return beside(label, ", ".join(one for one in told if one and one not in label))
