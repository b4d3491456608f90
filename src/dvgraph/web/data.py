"""The data files beside a page: the triples of a thing and its incoming references.

They contain no words of the interface, so that all languages share them.
"""

from collections.abc import Callable, Iterator
from functools import cache
from typing import TypeVar, cast
from weakref import WeakKeyDictionary

from dvgraph import resources
from dvgraph.labels.subgraph import Subgraph
from dvgraph.labels.whole import Nodes, WholeGraph
from dvgraph.rdf.jsonld import Written, document, written
from dvgraph.rdf.oxigraph import NamedNode, Quad, RdfFormat, Triple, serialize
from dvgraph.web import addresses

T = TypeVar("T")

# For a node with more references than this, such as a code, only its own triples are written.
_MOST = 500
_BESIDE = ("ttl", "jsonld")  # the files in the folder of a site
FORMS = (*_BESIDE, "nt")  # the formats of a server, which makes them on request
# The serialisations of nodes, by format and IRI.
_KEPT: WeakKeyDictionary[Nodes, dict[tuple[str, str], object]] = WeakKeyDictionary()


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
    near = graph.mentions([iri])
    graph.expect([iri, *near])
    nodes = dict.fromkeys([iri, *(near if len(near) <= _MOST else ())])
    if form == "jsonld":
        return document([_object(graph, one) for one in nodes])
    texts = [_triples(graph, one, form) for one in nodes]
    return b"".join([_head() if form == "ttl" else b"", *texts])


def complete(graph: Subgraph, iri: str) -> bool:
    """Return whether the data of a thing has the triples of all that refers to it."""
    return len(graph.mentions([iri])) <= _MOST


def linked(graph: Subgraph, iri: str) -> str:
    """Return the triples of a thing as JSON-LD on one line, for embedding in a page."""
    one = _once(graph, "page", iri, lambda: written(_quads(graph, iri), lines=False))
    return document([one], lines=False).strip()


def _object(graph: Subgraph, iri: str) -> Written:
    return _once(graph, "jsonld", iri, lambda: written(_quads(graph, iri)))


def _triples(graph: Subgraph, iri: str, form: str) -> bytes:
    """Return the triples of a node in a format, without the prefix declarations."""

    def made() -> bytes:
        of = RdfFormat.TURTLE if form == "ttl" else RdfFormat.N_TRIPLES
        triples = (quad.triple for quad in _quads(graph, iri))
        text = serialize(triples, format=of, prefixes=resources.prefixes()) or b""
        return text.removeprefix(_head())

    return _once(graph, form, iri, made)


@cache
def _head() -> bytes:
    """Return the prefix declarations at the beginning of Turtle files."""
    one = NamedNode("urn:a")
    triples, known = [Triple(one, one, one)], resources.prefixes()
    text = serialize(triples, format=RdfFormat.TURTLE, prefixes=known) or b""
    return text.partition(b"<urn:a>")[0]


def _once(graph: Subgraph, form: str, iri: str, make: Callable[[], T]) -> T:
    """Return the serialisation of a node, made once for all files and all languages.

    The graph is asked for the node each time, so that it records the request.
    """
    if not isinstance(graph, WholeGraph):
        return make()
    kept = _KEPT.setdefault(graph.all, {})
    graph.node(iri)
    if (form, iri) not in kept:
        kept[form, iri] = make()
    return cast("T", kept[form, iri])


def _quads(graph: Subgraph, iri: str) -> list[Quad]:
    node = NamedNode(iri)
    return [
        Quad(node, property_, term)
        for name, terms in sorted(graph.node(iri).items())
        for property_ in [NamedNode(graph.full(name))]
        for term in terms
    ]
