"""RDF terms as text, and constructors of triples and quads that check their terms."""

from dvgraph import resources
from dvgraph.namespaces import BASE, slug
from dvgraph.rdf.oxigraph import DefaultGraph, Literal, NamedNode, Quad, Term, Triple

_VALUED = (NamedNode, Literal)  # a union would be made anew for each of many terms


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
    if graph is None:  # the engine makes such a quad in half the time
        return Quad(subject, predicate, value)  # type: ignore[arg-type]  # the engine refuses others
    return Quad(subject, predicate, value, graph)  # type: ignore[arg-type]  # the engine refuses others


def is_iri(text: str) -> bool:
    """Return whether a text is an absolute IRI (RFC 3987)."""
    try:
        NamedNode(text)
    except ValueError:
        return False
    return True


def value(term: Term | None) -> str:
    """Return the IRI or lexical form of a term; the empty string for None and for a blank node."""
    return term.value if isinstance(term, NamedNode | Literal) else ""


def plain(term: Term | None) -> str:
    """Return the IRI, lexical form or blank node label of a term; the empty string for None."""
    if isinstance(term, _VALUED):
        return term.value
    return "" if term is None else str(term)


def short(term: Term | None) -> str:
    """Return a short form of a term for readers: IRIs relative to the base, or prefixed."""
    if not isinstance(term, NamedNode):
        return plain(term)
    if term.value.startswith(BASE):
        local = term.value[len(BASE) :]
        return slug(local) if local.startswith("concept/") else local
    return resources.prefixed(term.value) or term.value


def curie(iri: str) -> str:
    """Return an IRI as a prefixed name if possible, else in full (``<…>``)."""
    return resources.prefixed(iri) or f"<{iri}>"
