"""The contents of an agency's files: statements as written, and references to them."""

from functools import cached_property

from dvgraph.dataset.files import Dataset
from dvgraph.errors import UseError
from dvgraph.locale.reader import explained
from dvgraph.namespaces import BASE, RDFS, TYPE, slug
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


class Contents:
    """The names and statements of an agency's files, and of drafts that are not yet written."""

    def __init__(self, dataset: Dataset) -> None:
        """Store the contents of the files; each index is made when it is first needed."""
        self._dataset = dataset

    def add(self, iri: str, classes: str, facts: Facts) -> None:
        """Add a drafted thing or statement; ``classes`` are in Turtle, separated by commas."""
        self._taken.add(iri)
        for label in facts.get("rdfs:label", ()):
            if place := _place(iri, label):
                self._named.setdefault(place, iri)
        for term in classes.split(", "):
            self._said.setdefault((term, _content(facts)), iri)

    def __contains__(self, iri: str) -> bool:
        """Return whether something is described under an IRI."""
        return iri in self._taken

    def free_name(self, name: str, stem: str) -> str:
        """Return the name, or name-2, name-3 … if it is already in use."""
        number, free = 1, name
        while stem + free in self._taken:
            number += 1
            free = f"{name}-{number}"
        return free

    def named(self, folder: str, name: str) -> str:
        """Return the IRI in a folder of names with a Dutch label (any case), or ""."""
        return self._named.get((folder, fold(name)), "")

    def twin(self, term: str, facts: Facts) -> str | None:
        """Return the IRI of a current statement of the same class with the same content."""
        return self._said.get((term, _content(facts)))

    @cached_property
    def _taken(self) -> set[str]:
        return {iri_of(quad.subject) for quad in self._dataset.quads}

    @cached_property
    def _named(self) -> dict[tuple[str, str], str]:
        found: dict[tuple[str, str], str] = {}
        for quad in self._dataset.having({NamedNode(f"{RDFS}label")}):
            if place := _place(iri_of(quad.subject), quad.object):
                found.setdefault(place, iri_of(quad.subject))
        return found

    @cached_property
    def _said(self) -> dict[tuple[str, frozenset[tuple[str, Term]]], str]:
        classes: dict[str, list[str]] = {}
        said: dict[str, Facts] = {}
        for quad in self._dataset.quads:
            iri = iri_of(quad.subject)
            if quad.predicate == _TYPE:
                classes.setdefault(iri, []).append(curie(iri_of(quad.object)))
            else:
                facts = said.setdefault(iri, {})
                facts.setdefault(curie(quad.predicate.value), []).append(quad.object)
        found: dict[tuple[str, frozenset[tuple[str, Term]]], str] = {}
        for iri, facts in said.items():
            for term in classes.get(iri, ()):
                found.setdefault((term, _content(facts)), iri)
        return found


def _place(iri: str, label: Term) -> tuple[str, str] | None:
    """Return the folder of an IRI with a Dutch label in lower case; None for other labels."""
    if not iri.startswith(BASE) or not isinstance(label, Literal) or label.language != "nl":
        return None
    return iri.removeprefix(BASE).partition("/")[0], fold(label.value)


def _content(facts: Facts) -> frozenset[tuple[str, Term]]:
    """Return what a statement says, without its evidence and recording."""
    return frozenset(
        (name, value)
        for name, values in facts.items()
        for value in values
        if name not in _ABOUT_STATEMENT
    )


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


def iri_of(term: Term) -> str:
    """Return the IRI of a term, the empty string for a literal."""
    return term.value if isinstance(term, NamedNode) else ""
