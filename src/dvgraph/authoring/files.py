"""The contents of an agency's files: statements as written, and references to them."""

from dvgraph.dataset.files import Dataset
from dvgraph.errors import UseError
from dvgraph.locale.reader import explained
from dvgraph.namespaces import BASE, TYPE, slug
from dvgraph.prebuilt.names import fold
from dvgraph.rdf.oxigraph import Literal, NamedNode, Term
from dvgraph.rdf.terms import curie

Facts = dict[str, list[Term]]
"""The properties of a thing (``dvg:van``), with their values."""

_TYPE = NamedNode(TYPE)

RECORDING = (
    "prov:generatedAtTime",
    "prov:wasRevisionOf",
    "prov:wasAttributedTo",
    "dvg:nagezienDoor",
    "dct:dateAccepted",
)
"""The properties of a statement about its recording: a correction gets its own."""

# The properties that may differ between two equal statements.
_ABOUT_STATEMENT = ("dct:identifier", "dvg:vindplaats", *RECORDING)


def free_name(name: str, dataset: Dataset, stem: str) -> str:
    """Return the name, or name-2, name-3 … if it is already in use."""
    taken = {quad.subject.value for quad in dataset.quads if isinstance(quad.subject, NamedNode)}
    number, free = 1, name
    while stem + free in taken:
        number += 1
        free = f"{name}-{number}"
    return free


def statement(iri: str, dataset: Dataset) -> tuple[str, Facts]:
    """Return the class and properties of a statement, exactly as in its file.

    Raises UseError if the IRI is not a statement in these files.
    """
    term = ""
    facts: Facts = {}
    for quad in dataset.quads:
        if quad.subject != NamedNode(iri):
            continue
        if quad.predicate == _TYPE:
            term = curie(iri_of(quad.object))
        else:
            facts.setdefault(curie(quad.predicate.value), []).append(quad.object)
    if not term or "dvg:vindplaats" not in facts:
        raise UseError(*explained("errors.authoring", "no statement", name=iri.removeprefix(BASE)))
    return term, facts


def naming(dataset: Dataset, iri: str, *, revising: bool) -> tuple[str, ...]:
    """Return the subjects that refer to a statement, relative to the base.

    With ``revising``, only its revisions; otherwise all other subjects.
    """
    found = {
        quad.subject.value.removeprefix(BASE)
        for quad in dataset.quads
        if quad.object == NamedNode(iri)
        and isinstance(quad.subject, NamedNode)
        and revising == quad.predicate.value.endswith("#wasRevisionOf")
    }
    return tuple(sorted(found))


def twin(term: str, facts: Facts, dataset: Dataset) -> str | None:
    """Return the IRI of a current statement of the same class with the same content."""
    alike = {
        quad.subject
        for quad in dataset.quads
        if quad.predicate == _TYPE and curie(iri_of(quad.object)) == term
    }
    said: dict[str, set[tuple[str, Term]]] = {}
    for quad in dataset.quads:
        if quad.subject in alike and isinstance(quad.subject, NamedNode):
            fact = (curie(quad.predicate.value), quad.object)
            said.setdefault(quad.subject.value, set()).add(fact)
    wanted = {(name, value) for name, values in facts.items() for value in values}
    wanted = {fact for fact in wanted if fact[0] not in _ABOUT_STATEMENT}
    for iri, own in said.items():
        rest = {fact for fact in own if fact[0] not in (*_ABOUT_STATEMENT, curie(_TYPE.value))}
        if rest == wanted:
            return iri
    return None


def references(dataset: Dataset, iri: str) -> tuple[tuple[str, str], ...]:
    """Return the references to a statement in current contradictions and gaps.

    Each is an IRI and a property: dvg:tussen, dvg:verkozen or, for a gap, dvg:onderwerp.
    """
    withdrawn = {
        quad.subject
        for quad in dataset.quads
        if curie(quad.predicate.value) == "prov:invalidatedAtTime"
    }
    found = {
        (iri_of(quad.subject), name)
        for quad in dataset.quads
        if quad.object == NamedNode(iri)
        and isinstance(quad.subject, NamedNode)
        and quad.subject not in withdrawn
        and (
            (name := curie(quad.predicate.value)) in ("dvg:tussen", "dvg:verkozen")
            or (name == "dvg:onderwerp" and sought(dataset, quad.subject.value))
        )
    }
    return tuple(sorted(found))


def sought(dataset: Dataset, iri: str) -> str:
    """Return the slug of the concept that a gap says was searched for; "" for other things."""
    return next(
        (
            slug(iri_of(quad.object))
            for quad in dataset.quads
            if quad.subject == NamedNode(iri) and quad.predicate.value.endswith("#gezocht")
        ),
        "",
    )


def named(dataset: Dataset, stem: str, name: str) -> str:
    """Return the IRI that begins with a stem and has a Dutch label (any case), or ""."""
    wanted = fold(name)
    return next(
        (
            quad.subject.value
            for quad in dataset.quads
            if isinstance(quad.subject, NamedNode)
            and quad.subject.value.startswith(stem)
            and curie(quad.predicate.value) == "rdfs:label"
            and isinstance(quad.object, Literal)
            and quad.object.language == "nl"
            and fold(quad.object.value) == wanted
        ),
        "",
    )


def iri_of(term: Term) -> str:
    """Return the IRI of a term, the empty string for a literal."""
    return term.value if isinstance(term, NamedNode) else ""
