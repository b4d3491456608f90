"""What surrounds a thing in the graph, fetched in a few queries: nodes, what mentions them, labels.

Properties and classes go by their prefixed names (``dvg:van``); a node is a mapping of those to
values, sorted.
"""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from dvgraph import resources
from dvgraph.derive.dates import parse_boundary
from dvgraph.errors import InputError
from dvgraph.labels.short_ids import reading_order
from dvgraph.locale.wording import Span
from dvgraph.namespaces import LAST, path, slug
from dvgraph.rdf.oxigraph import Literal, NamedNode, Term
from dvgraph.store import binding
from dvgraph.store.protocol import Store

_EDGES = ("dvg:vanVroegst", "dvg:vanLaatst", "dvg:totVroegst", "dvg:totLaatst")


class Passage(NamedTuple):
    """Where a source says something: the source's IRI and the place in it, readable."""

    iri: str
    source: str
    place: str


class Neighbourhood:
    """A part of the graph, growing as it is asked for; labels come in one language."""

    def __init__(self, store: Store, lang: str) -> None:
        """Begin with nothing."""
        self.lang = lang
        self.nodes: dict[str, dict[str, list[Term]]] = {}
        self._store = store
        self._labels: dict[str, str] = {}
        self._short: dict[str, str] = {}

    def describe(self, iris: Iterable[str]) -> None:
        """Fetch the nodes themselves."""
        new = [NamedNode(iri) for iri in dict.fromkeys(iris) if iri not in self.nodes]
        for node in new:
            self.nodes[node.value] = {}
        for thing, name, value in binding.rows(self._store, "things", "thing", new):
            if isinstance(thing, NamedNode) and isinstance(name, NamedNode) and value is not None:
                node_ = self.nodes[thing.value]
                node_.setdefault(self.prefixed(name.value), []).append(value)
        for node in new:
            for values in self.nodes[node.value].values():
                values.sort(key=str)

    def mentions(self, iris: Iterable[str], *properties: str) -> list[str]:
        """Fetch what points at the nodes, by any property or those given; return its IRIs."""
        known = resources.prefixes()
        full = [name.split(":", 1) for name in properties]
        by = {"property": [NamedNode(known[prefix] + local) for prefix, local in full]}
        rows = binding.rows(
            self._store, "mentions", "thing", [NamedNode(iri) for iri in dict.fromkeys(iris)], by
        )
        found = dict.fromkeys(term.value for (term,) in rows if isinstance(term, NamedNode))
        self.describe(found)
        return list(found)

    def load_labels(self, iris: Iterable[str]) -> None:
        """Fetch the labels of nodes; a missing one falls back on another language or the slug."""
        new = [NamedNode(iri) for iri in dict.fromkeys(iris) if iri not in self._labels]
        for thing, label in binding.rows(self._store, "labels", "thing", new):
            if isinstance(thing, NamedNode) and isinstance(label, Literal):
                if label.language == self.lang:
                    self._labels[thing.value] = label.value
                else:
                    self._labels.setdefault(thing.value, label.value)

    def prefixed(self, iri: str) -> str:
        """Return an IRI with a known prefix in the place of its namespace."""
        if iri not in self._short:
            fitting = [
                (namespace, prefix)
                for prefix, namespace in resources.prefixes().items()
                if iri.startswith(namespace)
            ]
            namespace, prefix = max(fitting, default=("", ""))
            self._short[iri] = f"{prefix}:{iri[len(namespace) :]}" if prefix else iri
        return self._short[iri]

    def label(self, iri: str) -> str:
        """Return the label fetched for a node, else what its IRI says."""
        return self._labels.get(iri) or slug(iri)

    def labelled(self, iri: str) -> bool:
        """Return whether a label was found for a node."""
        return iri in self._labels

    def types(self, iri: str) -> list[str]:
        """Return the prefixed classes of a node."""
        return [self.prefixed(term.value) for term in self.terms(iri, "rdf:type")]

    def terms(self, iri: str, *properties: str) -> list[NamedNode]:
        """Return the nodes that a node points at by some properties."""
        values = (self.nodes.get(iri, {}).get(name, []) for name in properties)
        return [term for found in values for term in found if isinstance(term, NamedNode)]

    def iris(self, iri: str, *properties: str) -> list[str]:
        """Return the IRIs that a node points at by some properties."""
        return [term.value for term in self.terms(iri, *properties)]

    def around(self, iri: str) -> list[str]:
        """Return the IRIs that a node points at by any property."""
        return self.iris(iri, *self.nodes.get(iri, {}))

    def iri(self, iri: str, *properties: str) -> str:
        """Return the first IRI that a node points at by some properties, or the empty string."""
        return next(iter(self.iris(iri, *properties)), "")

    def text(self, iri: str, name: str) -> str:
        """Return a literal of a node in the language, in another one, or the empty string."""
        found = [v for v in self.nodes.get(iri, {}).get(name, []) if isinstance(v, Literal)]
        mine = [value for value in found if value.language == self.lang]
        return next((value.value for value in mine or found), "")

    def texts(self, iri: str, name: str) -> list[str]:
        """Return the lexical forms of all literals of a node, each once."""
        values = self.nodes.get(iri, {}).get(name, [])
        return list(dict.fromkeys(v.value for v in values if isinstance(v, Literal)))

    def span(self, statement: str) -> Span | None:
        """Return when a statement held, None where its bounds were not derived."""
        try:
            days = [date.fromisoformat(self.text(statement, name)) for name in _EDGES]
        except ValueError:
            return None
        return Span(
            self.text(statement, "dvg:van") or None,
            self.text(statement, "dvg:tot") or None,
            (days[0], days[1], days[2], days[3]),
            tuple(self.texts(statement, "dvg:gezienOp")),
            self.text(statement, "dvg:totOnbekend") in ("true", "1"),
        )

    def status(self, statement: str, day: date) -> str:
        """Return how a statement stood on a day, by its bounds (docs/model.md, Time).

        certain · possible · known (as far as known: open, and not seen since) · later (not yet
        begun) · ended · empty where it has no bounds.
        """
        span = self.span(statement)
        if span is None:
            return ""
        van_first, van_last, tot_first, tot_last = span.bounds
        if day < van_first:
            return "later"
        if day >= tot_last:
            return "ended"
        if not van_last <= day < tot_first:
            return "possible"
        seen = self.last_seen(statement)
        return "certain" if tot_last != LAST or (seen and day <= seen) else "known"

    def last_seen(self, statement: str) -> date | None:
        """Return the last day a statement was attested: as it says, else by its sources' dates."""
        own = self.nodes.get(statement, {}).get("dvg:gezienOp", [])
        sources = {passage.source for passage in self.passages(statement)}
        dates = own or [
            value for iri in sources for value in self.nodes.get(iri, {}).get("dct:created", [])
        ]
        days = []
        for value in dates:
            if isinstance(value, Literal):
                try:
                    days.append(parse_boundary(value.value, value.datatype.value).last)
                except InputError:
                    continue  # the checks report it; here it only dates nothing
        return max(days, default=None)

    def passages(self, statement: str) -> list[Passage]:
        """Return the passages behind a statement, in reading order."""
        found = []
        for iri in self.iris(statement, "dvg:vindplaats"):
            whole, _, fragment = iri.partition("#")
            source = self.iri(iri, "dct:isPartOf") or whole
            place = self.label(iri).rpartition(", ")[2] if iri in self._labels else fragment
            found.append(Passage(iri, source, place or path(iri)))
        return in_reading_order(found)

    def fetch_sources(self, statements: Iterable[str]) -> None:
        """Fetch passages and sources of statements, with labels."""
        cited = [iri for one in statements for iri in self.iris(one, "dvg:vindplaats")]
        self.describe(cited)
        self.load_labels(cited)
        sources = [source for iri in cited for source in self.iris(iri, "dct:isPartOf")]
        self.describe(sources)
        self.load_labels(sources)


def in_reading_order(passages: Iterable[Passage]) -> list[Passage]:
    """Return passages by source and place, each once."""
    return sorted(set(passages), key=lambda passage: reading_order(passage.iri))
