"""An index of quads by subject and property, for the rules written in Python."""

from collections import defaultdict
from collections.abc import Iterable

from dvgraph.namespaces import DVG, TYPE
from dvgraph.rdf.oxigraph import Literal, NamedNode, Quad, Term

_CURRENT = f"{DVG}GeldendeUitspraak"


class QuadIndex:
    """Values by predicate and subject, and the classes of nodes, of a rule's input quads."""

    def __init__(self, quads: Iterable[Quad]) -> None:
        """Index the quads; they are read once."""
        self._values: dict[str, dict[Term, list[Term]]] = defaultdict(dict)
        self._members: dict[str, dict[Term, None]] = defaultdict(dict)
        for subject, predicate, value, _ in quads:
            if predicate.value == TYPE and isinstance(value, NamedNode):
                self._members[value.value][subject] = None
            else:
                found = self._values[predicate.value].setdefault(subject, [])
                if value not in found:
                    found.append(value)

    def __call__(self, subject: Term, predicate: str) -> list[Term]:
        """Return the distinct values of a property (an IRI) of a node."""
        return self._values[predicate].get(subject, [])

    def days(self, subject: Term, name: str) -> list[str]:
        """Return the literal values of a ``dvg:`` property of a node, as text."""
        return [day.value for day in self(subject, DVG + name) if isinstance(day, Literal)]

    def members(self, of_class: str) -> list[Term]:
        """Return the nodes of a class (its IRI)."""
        return list(self._members[of_class])

    def current(self, of_class: str | None) -> list[Term]:
        """Return the current statements of a class, or of every class if it is None."""
        current = self._members[_CURRENT]
        return [one for one in current if of_class is None or one in self._members[of_class]]
