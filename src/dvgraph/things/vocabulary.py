"""The terms of the model for readers: local classes, properties and code lists of the graph."""

from dataclasses import dataclass

from dvgraph.labels.subgraph import Subgraph
from dvgraph.locale.captions import PROPERTIES, caption
from dvgraph.rdf.terms import value
from dvgraph.store.binding import support
from dvgraph.store.protocol import Store

_PARTS = {
    "http://www.w3.org/2002/07/owl#Class": "classes",
    "http://www.w3.org/2002/07/owl#ObjectProperty": "properties",
    "http://www.w3.org/2002/07/owl#DatatypeProperty": "properties",
    "http://www.w3.org/2004/02/skos/core#ConceptScheme": "lists",
}


@dataclass(frozen=True, slots=True)
class TermEntry:
    """A term; all fields of several values are IRIs, except ``concepts``.

    ``name``: its short name.
    ``parents``: its superclasses, superproperties or broader concepts.
    ``domain``, ``range``: those of a property.
    ``concepts``: the entries of a code list.
    """

    iri: str
    name: str
    label: str
    definition: str
    parents: tuple[str, ...] = ()
    domain: tuple[str, ...] = ()
    range: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    concepts: "tuple[TermEntry, ...]" = ()


def vocabulary(store: Store, graph: Subgraph) -> dict[str, list[TermEntry]]:
    """Return the terms under the keys classes, properties and lists, sorted by label."""
    found: dict[str, dict[str, TermEntry]] = {part: {} for part in _PARTS.values()}
    rows = [(value(term), value(kind)) for term, kind in store.select(support("vocabulary")).rows]
    graph.expect(term for term, _ in rows)
    for term, kind in rows:
        found[_PARTS[kind]][term] = _entry(graph, term, of_list=_PARTS[kind] == "lists")
    return {
        part: sorted(entries.values(), key=lambda one: (one.label.casefold(), one.iri))
        for part, entries in found.items()
    }


def property_name(graph: Subgraph, iri: str) -> str:
    """Return the label of a property; for one of another vocabulary, our own word for it.

    A property that has neither gives its prefixed name.
    """
    short = graph.prefixed(iri)
    if graph.labelled(iri):
        return graph.label(iri)
    return caption("property", short, graph.lang) if short in PROPERTIES else short


def _entry(graph: Subgraph, term: str, *, of_list: bool = False) -> TermEntry:
    concepts = [_entry(graph, one) for one in graph.mentions([term], "skos:inScheme")] * of_list
    return TermEntry(
        term,
        graph.prefixed(term),
        graph.label(term),
        graph.text(term, "skos:definition") or graph.text(term, "rdfs:comment"),
        tuple(graph.iris(term, "rdfs:subClassOf", "rdfs:subPropertyOf")),
        tuple(graph.iris(term, "rdfs:domain", "schema:domainIncludes")),
        tuple(graph.iris(term, "rdfs:range", "schema:rangeIncludes")),
        tuple(graph.texts(term, "skos:example")),
        tuple(sorted(concepts, key=lambda one: one.label.casefold())),
    )
