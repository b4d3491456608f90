"""The data files beside a page: the triples of a thing and its incoming references.

They contain no words of the interface, so that all languages share them.
"""

from collections.abc import Iterator

from dvgraph import resources
from dvgraph.labels.subgraph import Subgraph
from dvgraph.rdf.jsonld import jsonld
from dvgraph.rdf.oxigraph import NamedNode, Quad, RdfFormat, serialize
from dvgraph.web import addresses

# For a node with more references than this, such as a code, only its own triples are written.
_MOST = 500
_BESIDE = ("ttl", "jsonld")  # the files in the folder of a site
FORMS = (*_BESIDE, "nt")  # the formats of a server, which makes them on request


def paths(iri: str) -> list[str]:
    """Return the paths of the data files of a thing."""
    address = addresses.of_thing(iri)
    return [addresses.beside(address, form) for form in _BESIDE]


def files(graph: Subgraph, iri: str) -> Iterator[tuple[str, str | bytes]]:
    """Yield the path and content of each data file beside the page of a thing."""
    for path, form in zip(paths(iri), _BESIDE, strict=True):
        yield path, file(graph, iri, form)


def file(graph: Subgraph, iri: str, form: str) -> str | bytes:
    """Return the data of a thing in one of FORMS."""
    quads = _quads(graph, iri)
    if form == "jsonld":
        return jsonld(quads)
    of = RdfFormat.TURTLE if form == "ttl" else RdfFormat.N_TRIPLES
    triples = (quad.triple for quad in quads)
    return serialize(triples, format=of, prefixes=resources.prefixes()) or b""


def _quads(graph: Subgraph, iri: str) -> list[Quad]:
    near = graph.mentions([iri])
    graph.expect([iri, *near])
    return [
        Quad(node, property_, term)
        for one in dict.fromkeys([iri, *(near if len(near) <= _MOST else ())])
        for node in [NamedNode(one)]
        for name, terms in sorted(graph.node(one).items())
        for property_ in [NamedNode(graph.full(name))]
        for term in terms
    ]
