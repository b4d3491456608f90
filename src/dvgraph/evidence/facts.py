"""The dataset by subject: properties and names of things, for the claims."""

from dvgraph.dataset.files import Dataset
from dvgraph.evidence.names import longer_forms
from dvgraph.namespaces import ADMS, GENERIEK, ORG, RDFS, SKOS, TYPE
from dvgraph.rdf.oxigraph import Literal, NamedNode, Term

_SAME_BODY = f"{GENERIEK}isTijdspecialisatieVan"
_IDENTIFIER = f"{ADMS}identifier"
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
    """The dataset by subject, and the names of its things."""

    def __init__(self, dataset: Dataset) -> None:
        """Index once; no reference to the dataset remains."""
        self._facts: dict[str, dict[str, list[Term]]] = {}
        for quad in dataset.quads:
            if isinstance(quad.subject, NamedNode):
                of = self._facts.setdefault(quad.subject.value, {})
                of.setdefault(quad.predicate.value, []).append(quad.object)
        self._longer: dict[str, frozenset[tuple[str, ...]]] = {}
        self._bodies = {
            thing: self.names(thing)
            for thing in self._facts
            if not _ORGANISATIONS.isdisjoint(self.iris(thing, TYPE))
        }

    def iris(self, subject: str, *predicates: str) -> list[str]:
        """Return the IRIs that are values of a subject's properties."""
        of = self._facts.get(subject, {})
        return [
            term.value
            for predicate in predicates
            for term in of.get(predicate, ())
            if isinstance(term, NamedNode)
        ]

    def literals(self, subject: str, *predicates: str) -> list[Literal]:
        """Return the literals of a subject's properties."""
        of = self._facts.get(subject, {})
        return [
            term
            for predicate in predicates
            for term in of.get(predicate, ())
            if isinstance(term, Literal)
        ]

    def names(self, thing: str) -> list[str]:
        """Return the labels, short forms, titles and identifiers of a thing, each once."""
        own = [name.value for name in self.literals(thing, *_NAMES)]
        for identifier in self.iris(thing, _IDENTIFIER):
            own += [code.value for code in self.literals(identifier, f"{SKOS}notation")]
        return list(dict.fromkeys(own))

    def shown(self, thing: str) -> str:
        """Return a thing's Dutch label, or another name."""
        labels = self.literals(thing, *_LABELS)
        dutch = [label.value for label in labels if label.language == "nl"]
        return next(iter([*dutch, *self.names(thing), thing]))

    def longer(self, thing: str) -> frozenset[tuple[str, ...]]:
        """Return longer names of others that contain this one's name without naming it."""
        if thing not in self._longer:
            self._longer[thing] = self._longer_forms(thing)
        return self._longer[thing]

    def _longer_forms(self, thing: str) -> frozenset[tuple[str, ...]]:
        if thing not in self._bodies:
            return frozenset()
        body = set(self.iris(thing, _SAME_BODY)) | {thing}
        others = [
            name
            for other, names in self._bodies.items()
            if other not in body and body.isdisjoint(self.iris(other, _SAME_BODY))
            for name in names
        ]
        return longer_forms(self._bodies[thing], others)
