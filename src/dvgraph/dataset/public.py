"""The public part of data: without facts that only non-public sources support.

Every output with ``--public`` (export, push, as-of, brief) uses this function. It works on data as
written, before anything is derived, so that no derived triple reveals a removed fact.
"""

from collections import defaultdict

from dvgraph.dataset.files import Dataset
from dvgraph.namespaces import DCT, DVG, PROV, SKOS, TYPE
from dvgraph.rdf.oxigraph import NamedNode, Quad, Term

_RIGHTS = "http://publications.europa.eu/resource/authority/access-right/"
_CLOSED = {NamedNode(f"{_RIGHTS}{name}") for name in ("RESTRICTED", "NON_PUBLIC")}
_CITES, _PART_OF = f"{DVG}vindplaats", f"{DCT}isPartOf"
_STAYING = {
    NamedNode(f"{SKOS}Concept"),
    NamedNode(f"{SKOS}ConceptScheme"),
    NamedNode("http://rdfs.org/ns/void#Dataset"),
}
# A record about statements, or on a search in sources: without these it has no meaning.
_ABOUT = (f"{DVG}tussen", f"{DVG}onderwerp", f"{DVG}gezochtIn")
_RECORDS = {NamedNode(f"{DVG}Tegenspraak"), NamedNode(f"{DVG}Lacune")}


def public(dataset: Dataset) -> Dataset:
    """Return a dataset without the facts that rest only on sources whose access is not PUBLIC.

    A source is public unless its dct:accessRights is RESTRICTED or NON_PUBLIC. Removed are: the
    other sources and all passages in them; statements without any other passage; contradictions
    with fewer than two statements left; gaps whose subjects are all removed, or that were searched
    for only in such sources; things that no remaining triple describes or refers to.
    """
    of: dict[Term, list[Quad]] = defaultdict(list)
    for quad in dataset.quads:
        of[quad.subject].append(quad)
    closed: set[Term] = {
        q.subject
        for q in dataset.quads
        if q.predicate.value == f"{DCT}accessRights" and q.object in _CLOSED
    }
    if not closed:
        return dataset
    gone: set[Term] = set(closed) | {
        quad.object
        for quads in list(of.values())
        for quad in quads
        if quad.predicate.value in (_CITES, f"{DVG}gezochtIn") and _source(quad.object) in closed
    }
    gone |= {
        subject
        for subject, quads in of.items()
        if (cited := _values(quads, _CITES)) and all(place in gone for place in cited)
    }
    gone |= {
        q.subject for q in dataset.quads if q.predicate.value == _PART_OF and q.object in closed
    }
    while True:
        less = _records(of, gone) | _unused(of, gone)
        if less <= gone:
            break
        gone |= less
    kept = [q for q in dataset.quads if q.subject not in gone and q.object not in gone]
    return Dataset(kept, dataset.files)


def _source(place: Term) -> Term:
    return NamedNode(place.value.partition("#")[0]) if isinstance(place, NamedNode) else place


def _values(quads: list[Quad], *names: str) -> list[Term]:
    return [quad.object for quad in quads if quad.predicate.value in names]


def _records(of: dict[Term, list[Quad]], gone: set[Term]) -> set[Term]:
    """Return the contradictions with fewer than two statements left, and gaps without a subject."""
    found: set[Term] = set()
    for subject, quads in of.items():
        if subject in gone or not _RECORDS.intersection(_values(quads, TYPE)):
            continue
        for name in _ABOUT:
            values = _values(quads, name)
            left = [value for value in values if value not in gone]
            if values and len(left) < (2 if name.endswith("tussen") else 1):
                found.add(subject)
    return found


def _unused(of: dict[Term, list[Quad]], gone: set[Term]) -> set[Term]:
    """Return the things that only removed statements refer to."""
    pointed = {
        quad.object
        for subject in gone
        for quad in of.get(subject, ())
        if quad.predicate.value != f"{PROV}wasRevisionOf" and quad.object in of
    }
    candidates = {
        thing
        for thing in pointed - gone
        if not _STAYING.intersection(_values(of[thing], TYPE)) and not _values(of[thing], _CITES)
    }
    if not candidates:
        return set()
    needed = {
        quad.object
        for subject, quads in of.items()
        if subject not in gone
        for quad in quads
        if quad.object != subject
    }
    return candidates - needed
