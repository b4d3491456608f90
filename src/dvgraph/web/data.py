"""The data beside a page: what stands about a thing and what points at it.

It has no words for readers of its own, so that all languages share it.
"""

from collections.abc import Iterator

from dvgraph import resources
from dvgraph.labels.subgraph import Subgraph
from dvgraph.rdf.jsonld import jsonld
from dvgraph.rdf.oxigraph import NamedNode, Quad, RdfFormat, serialize
from dvgraph.web import addresses

# Of what more than this point at, such as a code, only its own triples are written.
_MOST = 500
_BESIDE = ("ttl", "jsonld")  # the files of a site
FORMS = (*_BESIDE, "nt")  # those of a server, which writes none of them


def paths(iri: str) -> list[str]:
    """Return the paths of the files of data of a thing."""
    address = addresses.of_thing(iri)
    return [addresses.beside(address, form) for form in _BESIDE]


def files(graph: Subgraph, iri: str) -> Iterator[tuple[str, str | bytes]]:
    """Yield the path and content of each file of data beside the page of a thing."""
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
