"""Export of all quads of an endpoint, with the names of its graphs and its literals as written."""

import re
from collections.abc import Iterator

from dvgraph.rdf.oxigraph import Quad, Term
from dvgraph.rdf.terms import value
from dvgraph.store.protocol import Store, quad_of
from dvgraph.store.remote.client import RemoteStore

# The graphs in which an engine keeps its own settings and vocabularies. They are listed among the
# others, but are not data of its users.
SYSTEM_GRAPHS = (
    # Virtuoso
    r"http://www\.openlinksw\.com/schemas/.*",
    r"http://www\.openlinksw\.com/virtrdf-data-formats#",
    r"http://www\.w3\.org/2002/07/owl#",
    r"http://www\.w3\.org/ns/ldp#",
    r"https?://[^/]+/DAV/.*",
    r"http://(localuriqaserver|localhost(:\d+)?)/sparql",
    r"urn:activitystreams-owl:map",
    r"urn:(core|virtuoso|rules\.)\S*",
    # RDF4J, GraphDB and Stardog
    r"http://www\.openrdf\.org/schema/sesame#.*",
    r"http://rdf4j\.org/schema/rdf4j#.*",
    r"http://www\.ontotext\.com/.*",
    r"tag:stardog:api:.*",
)
_SYSTEM = re.compile("|".join(SYSTEM_GRAPHS))

_PROPERTIES = "SELECT DISTINCT ?p WHERE { GRAPH ?g { ?s ?p ?o } }"
_APART = "ASK { ?s ?p ?o FILTER NOT EXISTS { GRAPH ?g { ?s ?p ?o } } }"
_DEFAULT = "SELECT ?s ?p ?o WHERE { ?s ?p ?o }"


def is_system(graph: Term | None) -> bool:
    """Return whether a graph has one of the names in SYSTEM_GRAPHS."""
    return bool(_SYSTEM.fullmatch(value(graph)))


def named(store: Store) -> Iterator[Quad]:
    """Yield the quads of the named graphs, without those of the engine's own graphs.

    One query for each property: few have more rows than a server sends, and to sort the rows of one
    property for its pages costs little. Raises StoreError if the endpoint fails.
    """
    for (predicate,) in store.select(_PROPERTIES).rows:
        of = f"SELECT ?s ?o ?g WHERE {{ GRAPH ?g {{ ?s {predicate} ?o }} }}"
        for subject, object_, graph in store.select(of).rows:
            if not is_system(graph):
                yield quad_of(subject, predicate, object_, graph)


def exported(store: RemoteStore) -> Iterator[Quad]:
    """Yield the quads of an endpoint, without those of the engine's own graphs.

    A triple of the default graph is included only if no named graph has it, since in many engines
    the default graph is the union of all. The rows are requested as JSON, in which engines write
    each literal in full. ``store`` must not name graphs. Raises StoreError if the endpoint fails.
    """
    store.compact = False
    seen = set()
    for quad in named(store):
        seen.add(quad.triple)
        yield quad
    if store.ask(_APART):
        for subject, predicate, object_ in store.select(_DEFAULT).rows:
            quad = quad_of(subject, predicate, object_)
            if quad.triple not in seen:
                yield quad
