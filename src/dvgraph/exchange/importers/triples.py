"""The things of an RDF file, each with its classes and values, in the order of the file."""

from collections.abc import Iterable
from typing import NamedTuple

from dvgraph.namespaces import TYPE
from dvgraph.rdf.oxigraph import Literal, NamedNode, Quad, Term


class Described(NamedTuple):
    """A thing and all that the file says of it, by property."""

    node: Term
    facts: dict[str, list[Term]]

    @property
    def classes(self) -> set[str]:
        """The IRIs of its classes."""
        return {iri.value for iri in self.facts.get(TYPE, ()) if isinstance(iri, NamedNode)}

    def literals(self, *properties: str) -> list[Literal]:
        """Return the literals of properties."""
        return [value for value in self.values(*properties) if isinstance(value, Literal)]

    def nodes(self, *properties: str) -> list[Term]:
        """Return the things that properties name."""
        return [value for value in self.values(*properties) if not isinstance(value, Literal)]

    def values(self, *properties: str) -> list[Term]:
        """Return the values of properties."""
        return [value for name in properties for value in self.facts.get(name, ())]


class Triples:
    """The things of a file, found by name or by class."""

    def __init__(self, quads: Iterable[Quad]) -> None:
        """Index the quads; the names of graphs are dropped."""
        self._things: dict[Term, Described] = {}
        self._naming: dict[Term, list[Term]] = {}
        for subject, predicate, value, _ in quads:
            one = self._things.setdefault(subject, Described(subject, {}))
            said = one.facts.setdefault(predicate.value, [])
            if value not in said:
                said.append(value)
                if not isinstance(value, Literal):
                    self._naming.setdefault(value, []).append(subject)

    def about(self, node: Term) -> Described:
        """Return a thing; one without properties if the file does not describe it."""
        return self._things.get(node) or Described(node, {})

    def naming(self, node: Term) -> list[Term]:
        """Return the things that name a thing."""
        return self._naming.get(node, [])

    def of(self, *classes: str) -> list[Described]:
        """Return the things of any of the classes, sorted by name."""
        wanted = set(classes)
        found = [one for one in self._things.values() if wanted & one.classes]
        return sorted(found, key=lambda one: str(one.node))

    def all(self) -> list[Described]:
        """Return every thing, sorted by name."""
        return sorted(self._things.values(), key=lambda one: str(one.node))
