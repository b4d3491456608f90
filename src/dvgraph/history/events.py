"""Events between two days that create and end organisations, and the decisions behind them."""

from collections.abc import Iterable, Sequence
from datetime import date

from dvgraph.derive.periods import ENDING
from dvgraph.labels.subgraph import Subgraph
from dvgraph.store.protocol import Store
from dvgraph.things import statements as fetching

ORIGINAL, RESULT = "org:originalOrganization", "org:resultingOrganization"
CHANGED = "dvg:gewijzigdeOrganisatie"
# Events that make no body descend from another: only tasks, units or the parent move.
_KEEPING = {"dvg:Overdracht", "dvg:Herpositionering", "dvg:Taakwijziging"}
# The properties for the subjects of a statement: it cannot be in force after they end.
SUBJECTS = ("dvg:over", "dvg:organisatie", "dvg:onderwerp", "dvg:betreft", "org:organization")


class Events:
    """The events after one day and up to another, certain or possible."""

    def __init__(self, store: Store, graph: Subgraph, start: date, end: date) -> None:
        """Start without events; they are loaded when bodies or statements are asked for."""
        self.graph, self._store, self._start, self._end = graph, store, start, end
        # For each event between the two days, the statements that it took place.
        self.existence: dict[str, list[str]] = {}
        self._asked: set[str] = set()
        self._made: dict[str, list[str]] = {}
        self._ended: dict[str, list[str]] = {}

    def line(self, own: Sequence[str]) -> tuple[str, ...]:
        """Return the IRIs of predecessors and successors of bodies by events between the days."""
        # Predecessors and successors together: each step is then one set of queries.
        ways = ((self._made, (ORIGINAL,)), (self._ended, (RESULT, CHANGED)))
        found: list[dict[str, None]] = [{}, {}]
        fronts = [list(own), list(own)]
        while any(fronts):
            self._take(dict.fromkeys(one for front in fronts for one in front))
            for n, (by, other) in enumerate(ways):
                events = (event for one in fronts[n] for event in by.get(one, ()))
                near = dict.fromkeys(one for e in events for one in self.graph.iris(e, *other))
                fronts[n] = [one for one in near if one not in found[n] and one not in own]
                found[n].update(dict.fromkeys(fronts[n]))
        return tuple(found[0] | found[1])

    def within(self, start: date, end: date) -> "Events":
        """Return the loaded events that lie between two other days."""
        found = Events(self._store, self.graph, start, end)
        found._asked = self._asked
        for event, lives in self.existence.items():
            if between := list(filter(found._between, lives)):
                found.existence[event] = between
        for known, kept in ((self._made, found._made), (self._ended, found._ended)):
            for one, events in known.items():
                if between := [event for event in events if event in found.existence]:
                    kept[one] = between
        return found

    def know(self, statements: Iterable[str]) -> None:
        """Load the events of the subjects of the given statements."""
        self._take(dict.fromkeys(t for one in statements for t in self.graph.iris(one, *SUBJECTS)))

    def made(self, organisation: str) -> list[str]:
        """Return the IRIs of the events between the two days that created an organisation."""
        return self._made.get(organisation, [])

    def ended(self, organisation: str) -> list[str]:
        """Return the IRIs of the events between the two days that ended an organisation.

        Events of an unknown kind are left out: they may not have ended their original
        organisations.
        """
        return [one for one in self._ended.get(organisation, []) if self._ends(one)]

    def _ends(self, event: str) -> bool:
        return any(term.value in ENDING for term in self.graph.terms(event, "rdf:type"))

    def grounds(self, events: Iterable[str]) -> list[str]:
        """Return the IRIs of the decisions and acts behind events."""
        existence = (one for event in events for one in self.existence.get(event, ()))
        return list(
            dict.fromkeys(g for one in existence for g in self.graph.iris(one, "dvg:grond"))
        )

    def _take(self, organisations: Iterable[str]) -> None:
        new = [one for one in organisations if one not in self._asked]
        if not new:
            return
        self._asked.update(new)
        events = dict.fromkeys(e for e, _, _ in fetching.participants(self._store, new))
        named = fetching.about(self._store, events)
        self.graph.expect([*named, *events])
        lives: dict[str, list[str]] = {}
        for one in filter(self._between, named):
            lives.setdefault(self.graph.iri(one, "dvg:over"), []).append(one)
        for event in events:
            existence = lives.get(event, [])
            if not existence or not _KEEPING.isdisjoint(self.graph.types(event)):
                continue
            self.existence[event] = existence
            for role, by in ((RESULT, self._made), (ORIGINAL, self._ended)):
                for one in self.graph.iris(event, role):
                    if event not in by.get(one, ()):
                        by.setdefault(one, []).append(event)

    def _between(self, statement: str) -> bool:
        span = self.graph.span(statement)
        return bool(span and self._start < span.bounds[1] and span.bounds[0] <= self._end)
