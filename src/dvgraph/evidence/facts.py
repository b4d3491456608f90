"""The dataset indexed by subject: the properties and names that ``claims`` looks up."""

from collections.abc import Iterable, Mapping, Sequence
from copy import copy

from dvgraph.dataset.files import Dataset
from dvgraph.evidence.names import forms, longer_forms
from dvgraph.evidence.words import fold, words
from dvgraph.namespaces import ADMS, BASE, GENERIEK, ORG, RDFS, SKOS, TYPE
from dvgraph.rdf.oxigraph import Literal, NamedNode, Term

_SAME_BODY = f"{GENERIEK}isTijdspecialisatieVan"
_IDENTIFIERS = (f"{ADMS}identifier", "http://www.w3.org/ns/regorg#registration")
_LABELS = (f"{RDFS}label", f"{SKOS}prefLabel")
_NAMES = (
    *_LABELS,
    *(f"{SKOS}{name}" for name in ("altLabel", "hiddenLabel", "notation")),
    "http://xmlns.com/foaf/0.1/name",
    "http://purl.org/dc/terms/title",
    "http://data.europa.eu/eli/ontology#id_local",
)
_BODIES = (
    "Organization",
    "FormalOrganization",
    "OrganizationalUnit",
    "OrganizationalCollaboration",
)
_ORGANISATIONS = frozenset(f"{ORG}{name}" for name in _BODIES)


class Facts:
    """The properties of each subject of a dataset, and the names of its things."""

    def __init__(self, dataset: Dataset) -> None:
        """Index the dataset; no reference to it is kept."""
        found: dict[str, dict[str, list[Term]]] = {}
        for quad in dataset.quads:
            if isinstance(quad.subject, NamedNode):
                of = found.setdefault(quad.subject.value, {})
                of.setdefault(quad.predicate.value, []).append(quad.object)
        self._facts: Mapping[str, Mapping[str, Sequence[Term]]] = found
        members: dict[str, list[str]] = {}
        for one in found:
            for scheme in self.iris(one, f"{SKOS}inScheme"):
                members.setdefault(scheme, []).append(one)
        self._schemes = {
            name: tuple(members.get(f"{BASE}conceptschema/{name}", ()))
            for name in ("maat", "nauwkeurigheid", "verantwoordelijkheidsrol")
        }
        self._numeric = frozenset(
            name
            for thing in found
            if self.literals(thing, *_LABELS)
            for name in self.names(thing)
            if name.isdigit()
        )
        self._longer: dict[str, frozenset[tuple[str, ...]]] = {}
        self._words: dict[str, list[tuple[str, str]]] = {}
        self._bodies = {
            thing: self.names(thing)
            for thing in self._facts
            if not _ORGANISATIONS.isdisjoint(self.iris(thing, TYPE))
        }
        self._versions: dict[str, list[str]] = {}
        for thing in self._bodies:
            for line in self.iris(thing, _SAME_BODY):
                self._versions.setdefault(line, []).append(thing)

    def altered(self, subject: str, values: Mapping[str, Sequence[Term]]) -> "Facts":
        """Return a copy in which some properties of a subject have other values."""
        other = copy(self)
        other._facts = {**self._facts, subject: {**self._facts.get(subject, {}), **values}}
        return other

    def subjects(self) -> Iterable[str]:
        """Return the IRIs of all subjects in the dataset."""
        return self._facts.keys()

    def properties(self, subject: str) -> Mapping[str, Sequence[Term]]:
        """Return the values of a subject by predicate IRI."""
        return self._facts.get(subject, {})

    def iris(self, subject: str, *predicates: str) -> list[str]:
        """Return the values of a subject's properties that are IRIs."""
        of = self._facts.get(subject, {})
        return [
            term.value
            for predicate in predicates
            for term in of.get(predicate, ())
            if isinstance(term, NamedNode)
        ]

    def literals(self, subject: str, *predicates: str) -> list[Literal]:
        """Return the values of a subject's properties that are literals."""
        of = self._facts.get(subject, {})
        return [
            term
            for predicate in predicates
            for term in of.get(predicate, ())
            if isinstance(term, Literal)
        ]

    def measures(self) -> tuple[str, ...]:
        """Return the IRIs of the concepts that figures measure."""
        return self._schemes["maat"]

    def precisions(self) -> tuple[str, ...]:
        """Return the IRIs of the concepts of precision."""
        return self._schemes["nauwkeurigheid"]

    def roles(self) -> tuple[str, ...]:
        """Return the IRIs of the concepts of roles in a responsibility."""
        return self._schemes["verantwoordelijkheidsrol"]

    def bodies(self) -> tuple[str, ...]:
        """Return the IRIs of the organisations."""
        return tuple(self._bodies)

    def versions(self, body: str) -> tuple[str, ...]:
        """Return the IRIs of the versions of the same continuing organisation."""
        return self._versions_of(self.iris(body, _SAME_BODY))

    def bodies_of(self, post: str) -> tuple[str, ...]:
        """Return the IRIs of the organisation of a post and of its other versions."""
        bodies = self.iris(post, f"{ORG}postIn")
        return (*bodies, *self._versions_of(bodies))

    def _versions_of(self, lines: Sequence[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(one for line in lines for one in self._versions.get(line, ())))

    def is_name(self, text: str) -> bool:
        """Return whether a text, such as "1700", is the name of a thing though it is a number."""
        return text in self._numeric

    def names(self, thing: str) -> list[str]:
        """Return the labels, short forms, titles and identifiers of a thing, without repeats."""
        own = [name.value for name in self.literals(thing, *_NAMES)]
        for identifier in self.iris(thing, *_IDENTIFIERS):
            own += [code.value for code in self.literals(identifier, f"{SKOS}notation")]
        return list(dict.fromkeys(own))

    def shown(self, thing: str) -> str:
        """Return a thing's Dutch label, else another of its names."""
        labels = self.literals(thing, *_LABELS)
        dutch = [label.value for label in labels if label.language == "nl"]
        return next(iter([*dutch, *self.names(thing), thing]))

    def longer(self, thing: str) -> frozenset[tuple[str, ...]]:
        """Return the longer names of other bodies in which a name of this thing occurs, folded."""
        if thing not in self._longer:
            self._longer[thing] = self._longer_forms(thing)
        return self._longer[thing]

    def _longer_forms(self, thing: str) -> frozenset[tuple[str, ...]]:
        if thing not in self._bodies:
            return frozenset()
        body = set(self.iris(thing, _SAME_BODY)) | {thing}
        # A longer name has every word of this one: only the names with its rarest word are read,
        # or a register would be compared with itself, name by name.
        near = {
            found
            for name in self._bodies[thing]
            for form in forms(name)
            for found in min((self._bodies_with(fold(word)) for word in form), key=len)
        }
        others = [
            name
            for other, name in near
            if other not in body and body.isdisjoint(self.iris(other, _SAME_BODY))
        ]
        return longer_forms(self._bodies[thing], others)

    def _bodies_with(self, word: str) -> Sequence[tuple[str, str]]:
        """Return the bodies with a word in a name, each with that name."""
        if not self._words:
            for body, names in self._bodies.items():
                for name in names:
                    for one in {read.folded for read in words(name)}:
                        self._words.setdefault(one, []).append((body, name))
        return self._words.get(word, ())
