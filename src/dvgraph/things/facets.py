"""The facet of a statement: name, parent, minister, head, tasks, figures, …"""

from dvgraph.labels.subgraph import Subgraph
from dvgraph.locale.words import words
from dvgraph.namespaces import BASE
from dvgraph.things.sections import MOMENTS, PARTICIPATION
from dvgraph.things.sentences import SUBJECT, kind

_OF_KIND = {
    "dvg:Bezetting": "people",
    "dvg:Functieclassificatie": "classes",
    "dvg:Takenlot": "fates",
    "dvg:Cijfer": "figures",
}
# The facets of relations and characteristics, by concept; other concepts have a common facet.
_OF_CONCEPT = {
    f"{BASE}concept/{name}": facet
    for name, facet in {
        "betrekking/ouder": "parent",
        "betrekking/beleidsdomein": "domain",
        "betrekking/bevoegde-minister": "minister",
        "betrekking/regelgevend-kader": "legal basis",
        "betrekking/geregeld-in": "legal basis",
        "kenmerk/naam": "names",
        "kenmerk/rechtsvorm": "legal form",
    }.items()
}
# In the order in which views show them.
FACETS = tuple(words("facets", "nl"))
# A thing has one value of these facets at a time: a new value replaces the old one.
SINGLE = frozenset(("names", "legal form", "parent", "domain", "minister", "classes"))


def caption(facet: str, lang: str) -> str:
    """Return the word for a facet."""
    return words("facets", lang)[facet]


def facet_of(graph: Subgraph, statement: str) -> str:
    """Return the facet of a statement: one of FACETS."""
    name = kind(graph, statement)
    if name == "dvg:Bestaan":
        types = set(graph.types(graph.iri(statement, "dvg:over")))
        if MOMENTS.isdisjoint(types):
            return "existence"
        return "events" if "prov:Activity" in types else "decisions"
    if name == "dvg:Verantwoordelijkheid":
        return "tasks" if graph.iri(statement, "dvg:taak") else "services"
    if name in _OF_KIND:
        return _OF_KIND[name]
    concept = graph.iri(statement, "dvg:betrekking", "dvg:kenmerk")
    if concept in PARTICIPATION:
        return "events"
    usual = "relations" if name == "dvg:Betrekking" else "traits"
    return _OF_CONCEPT.get(concept, usual)


def about(graph: Subgraph, statement: str) -> str:
    """Return the IRI of the thing under which a statement is shown: its subject, or its post."""
    if kind(graph, statement) == "dvg:Bezetting":
        return graph.iri(statement, "dvg:functie", "org:organization")
    return graph.iri(statement, *SUBJECT.get(kind(graph, statement), ()))
