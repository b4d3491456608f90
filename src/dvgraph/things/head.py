"""The head of an organisation on a day."""

from datetime import date

from dvgraph.labels.subgraph import Subgraph
from dvgraph.locale.captions import caption, joined
from dvgraph.locale.words import words
from dvgraph.namespaces import ORG
from dvgraph.questions.folds import STATE
from dvgraph.questions.question import ask
from dvgraph.rdf.terms import value
from dvgraph.store.protocol import Store

_BODIES = (f"{ORG}Organization", "http://data.europa.eu/m8g/PublicOrganisation")


def head(store: Store, graph: Subgraph, iri: str, day: date) -> str:
    """Return who led an organisation on a day and how certain that is, by question head-on-date.

    Empty for a thing that is not an organisation, and if no holder is recorded.
    """
    classes = {term.value for term in graph.terms(iri, "rdf:type")}
    if classes.isdisjoint(_BODIES):
        return ""
    given = {"date": day.isoformat(), "organisation": [iri]}
    found = ask(store, "head-on-date", given, graph.lang, graph=graph)
    names = found.table.variables
    told = []
    for row in found.table.rows:
        cells = dict(zip(names, map(value, row), strict=True))
        # Who leads and "not known" would contradict each other.
        doubted = cells[STATE].removeprefix(words("state", graph.lang)["unknown"])
        if doubted != cells[STATE]:
            cells[STATE] = caption("phrase", "perhaps led", graph.lang) + doubted
        told.append(f"{cells['persoonLabel']}, {cells['rolLabel']} ({cells[STATE]})")
    text = caption("phrase", "led by", graph.lang)
    return text.format(joined(told, graph.lang)) if told else ""
