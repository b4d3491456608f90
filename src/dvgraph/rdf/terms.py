"""RDF terms as text, and constructors of triples and quads that check their terms."""

import re

from dvgraph import resources
from dvgraph.namespaces import BASE, slug
from dvgraph.rdf.oxigraph import DefaultGraph, Literal, NamedNode, Quad, Term, Triple

# Control characters, invisible characters, and those that change the direction of text.
_HARMFUL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")


def as_triple(subject: Term | None, predicate: Term | None, value: Term | None) -> Triple:
    """Return a triple; TypeError for a term in an illegal position, such as a literal subject."""
    return Triple(subject, predicate, value)  # type: ignore[arg-type]  # the engine refuses others


def as_quad(
    subject: Term | None,
    predicate: Term | None,
    value: Term | None,
    graph: Term | DefaultGraph | None = None,
) -> Quad:
    """Return a quad, in the default graph if ``graph`` is absent; TypeError as in ``as_triple``."""
    graph = graph or DefaultGraph()
    return Quad(subject, predicate, value, graph)  # type: ignore[arg-type]  # the engine refuses others


def value(term: Term | None) -> str:
    """Return the IRI or lexical form of a term; the empty string for None and for a blank node."""
    return term.value if isinstance(term, NamedNode | Literal) else ""


def plain(term: Term | None) -> str:
    """Return the IRI, lexical form or blank node label of a term; the empty string for None."""
    if term is None:
        return ""
    return term.value if isinstance(term, NamedNode | Literal) else str(term)


def short(term: Term | None) -> str:
    """Return a short form of a term for readers: IRIs relative to the base, or prefixed."""
    if not isinstance(term, NamedNode):
        return plain(term)
    if term.value.startswith(BASE):
        local = term.value[len(BASE) :]
        return slug(local) if local.startswith("concept/") else local
    for prefix, namespace in resources.prefixes().items():
        if term.value.startswith(namespace):
            return f"{prefix}:{term.value[len(namespace) :]}"
    return term.value


def harmless(text: str) -> str:
    r"""Return text with control and direction characters written as escapes (``\x1b``)."""
    if text.isprintable():
        return text
    return _HARMFUL.sub(lambda match: match[0].encode("unicode_escape").decode("ascii"), text)


def curie(iri: str) -> str:
    """Return an IRI as a prefixed name if possible, else in full (``<…>``)."""
    for prefix, namespace in resources.prefixes().items():
        if iri.startswith(namespace):
            return f"{prefix}:{iri.removeprefix(namespace)}"
    return f"<{iri}>"
