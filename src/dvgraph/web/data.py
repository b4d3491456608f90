"""The data beside a page: what stands about a thing and what points at it, as ttl and jsonld.

It has no words for readers of its own, so that all languages share it.
"""

from collections.abc import Iterator

from dvgraph import resources
from dvgraph.labels.whole import WholeGraph
from dvgraph.rdf.jsonld import jsonld
from dvgraph.rdf.oxigraph import NamedNode, Quad
from dvgraph.rdf.writing import encoded
from dvgraph.web import addresses

# Of what more than this point at, such as a code, only its own triples are written.
_MOST = 500


def paths(iri: str) -> tuple[str, str]:
    """Return the paths of the files of data of a thing."""
    address = addresses.of_thing(iri)
    return addresses.beside(address, "ttl"), addresses.beside(address, "jsonld")


def files(graph: WholeGraph, iri: str) -> Iterator[tuple[str, str | bytes]]:
    """Yield the path and content of each file of data beside the page of a thing."""
    quads = _quads(graph, iri)
    turtle, linked = paths(iri)
    yield turtle, encoded(quads, "ttl", prefixes=resources.prefixes())
    yield linked, jsonld(quads)


def _quads(graph: WholeGraph, iri: str) -> list[Quad]:
    near = graph.mentions([iri])
    return [
        Quad(NamedNode(one), NamedNode(graph.full(name)), term)
        for one in dict.fromkeys([iri, *(near if len(near) <= _MOST else ())])
        for name, terms in sorted(graph.node(one).items())
        for term in terms
    ]
