"""A part of the graph that loads on demand: nodes, labels and incoming references.

Properties and classes have prefixed names (``dvg:van``). A node is a mapping from the names of its
properties to sorted values.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property, lru_cache
from typing import NamedTuple

from dvgraph import resources
from dvgraph.derive.dates import parse_boundary
from dvgraph.derive.states import State, Validity
from dvgraph.errors import InputError
from dvgraph.labels.short_ids import reading_order
from dvgraph.labels.titles import own_title, placed
from dvgraph.locale.wording import Span
from dvgraph.locale.words import words
from dvgraph.namespaces import DVG, LAST, path, slug
from dvgraph.prebuilt.connection import has_statements
from dvgraph.rdf.oxigraph import Literal, NamedNode, Term
from dvgraph.rdf.terms import plain
from dvgraph.store import binding
from dvgraph.store.embedded import EmbeddedStore
from dvgraph.store.inventory import version
from dvgraph.store.protocol import Store

_EDGES = ("dvg:vanVroegst", "dvg:vanLaatst", "dvg:totVroegst", "dvg:totLaatst")
_SOURCE = "foaf:Document"
# Our own things have an rdfs:label; things of other vocabularies have one of these.
NAMES = (
    *("rdfs:label", "skos:prefLabel", "foaf:name", "schema:name", "schemahttp:name"),
    *("vcard:fn", "rov:legalName", "dct:title"),
)
MAX_REFERENCES = 2000  # references for a batch of things, as limited in queries/support/mentions.rq
# Properties that rules derive from other things; mentions.rq leaves them out, since a page shows
# those things.
CONCLUDED = frozenset(
    NamedNode(DVG + name)
    for name in (
        *("betrokken", "deelsBetrokken", "eerderBij", "functieBij", "gaatTerugOp", "gevolgVan"),
        *(
            "gingOverIn",
            "kwamVoortUit",
            "laterBij",
            "nietGeldendBestaan",
            "vernietigdDoor",
            "oudereGrond",
        ),
        *("steuntOp", "vergelijking", "voorganger", "vorigCijfer", "vorigeBezetting"),
        "zelfdeOrganisatie",
    )
)


class Reference(NamedTuple):
    """A citation of a source.

    ``iri``: the IRI of the passage. ``source``: the IRI of the source. ``place``: the place in
    words.
    """

    iri: str
    source: str
    place: str

    @property
    def lines(self) -> range:
        """The line numbers (from 1) in a fragment: 46 to 49 for ``#line=45,49``; else empty."""
        first, _, last = self.iri.rpartition("#line=")[2].partition(",")
        return range(int(first) + 1, int(last) + 1) if last.isdigit() else range(0)


class Subgraph:
    """A part of the graph, in one language, that loads on demand.

    A missing node is fetched together with all pending nodes: those announced by ``expect``, and
    those that loaded nodes refer to. So a view may ask in any order, and a remote store gets few
    queries. The engine of this process gets a separate query for each thing, which is faster there
    than one query for all.
    """

    def __init__(self, store: Store, lang: str) -> None:
        """Start without nodes; ``lang`` is the language of labels (nl or en)."""
        self.lang = lang
        self.store = store
        self._engine = store if isinstance(store, EmbeddedStore) else None
        self._nodes: dict[str, dict[str, list[Term]]] = {}
        self._shown: dict[str, str] = {}  # labels
        self._short: dict[str, str] = {}
        self._unread: dict[str, None] = {}  # nodes to fetch, in order
        self._doubted: dict[str, frozenset[str]] | None = None
        self._spans: dict[str, Span | None] = {}
        self._validities: dict[str, Validity | None] = {}

    @cached_property
    def stated(self) -> bool:
        """Whether the store has any statements."""
        return has_statements(self.store)

    @cached_property
    def version(self) -> str:
        """The version of the data."""
        return version(self.store)

    @cached_property
    def licences(self) -> tuple[tuple[str, str], ...]:
        """The licence of each described data folder, with the common start of its graph names."""
        rows = self.store.select(binding.support("licences")).rows
        return tuple((plain(space), plain(licence)) for space, licence in rows)

    def expect(self, iris: Iterable[str]) -> None:
        """Announce nodes that will be needed, so that they are fetched together."""
        if not self._engine:
            self._unread.update((iri, None) for iri in iris if iri and iri not in self._nodes)

    def node(self, iri: str) -> Mapping[str, list[Term]]:
        """Return the properties of a node with their values; empty for an unknown node."""
        if iri and iri not in self._nodes:
            self.expect([iri])
            self._read([iri] if self._engine else list(self._unread))
        return self._nodes.get(iri, {})

    def mentions(self, iris: Iterable[str], *properties: str) -> list[str]:
        """Return the IRIs that refer to nodes, by any property or by the given ones.

        For things with thousands of references, only a part is returned.
        """
        known = resources.prefixes()
        full = [name.split(":", 1) for name in properties]
        by = [NamedNode(known[prefix] + local) for prefix, local in full]
        things = [NamedNode(iri) for iri in dict.fromkeys(filter(None, iris))]
        asked = self._pointing if self._engine else self._answered
        found = list(dict.fromkeys(asked(things, by)))
        self.expect(found)
        return found

    def label(self, iri: str) -> str:
        """Return the label of a node in the language, else in another, else made from its IRI.

        A source has its own title if its label is a translation; the label of a passage begins with
        that title.
        """
        if iri not in self._shown:
            self._shown[iri] = self._composed(iri)
        return self._shown[iri]

    def _composed(self, iri: str) -> str:
        found = self._named(iri) or slug(iri)
        if "dct:title" in self.node(iri) and _SOURCE in self.types(iri):
            return own_title(found, self._titles(iri), self.lang)
        source = self.iri(iri, "dct:isPartOf") if "#" in iri else ""
        if source and _SOURCE in self.types(source):
            return placed(found, self._named(source), self.label(source))
        return found

    def named(self, iri: str) -> Literal | None:
        """Return the label of a node with its language, if it has one without or in the language.

        Only rdfs:label counts.
        """
        known = [
            one
            for one in self.node(iri).get("rdfs:label", ())
            if isinstance(one, Literal) and one.language in (self.lang, None)
        ]
        return Literal(self.label(iri), language=known[-1].language) if known else None

    def _named(self, iri: str) -> str:
        return next(filter(None, (self.text(iri, name) for name in NAMES)), "")

    def _titles(self, source: str) -> list[Literal]:
        return [one for one in self.node(source)["dct:title"] if isinstance(one, Literal)]

    def labelled(self, iri: str) -> bool:
        """Return whether the graph has a label of a node."""
        return any(self.text(iri, name) for name in NAMES)

    def prefixed(self, iri: str) -> str:
        """Return an IRI as a prefixed name, or unchanged if its namespace is unknown."""
        if iri not in self._short:
            fitting = [
                (namespace, prefix)
                for prefix, namespace in resources.prefixes().items()
                if iri.startswith(namespace)
            ]
            namespace, prefix = max(fitting, default=("", ""))
            self._short[iri] = f"{prefix}:{iri[len(namespace) :]}" if prefix else iri
        return self._short[iri]

    def full(self, name: str) -> str:
        """Return the IRI of a property by its prefixed name."""
        return _full(name)

    def types(self, iri: str) -> list[str]:
        """Return the classes of a node, as prefixed names."""
        return [self.prefixed(term.value) for term in self.terms(iri, "rdf:type")]

    def terms(self, iri: str, *properties: str) -> list[NamedNode]:
        """Return the values of properties of a node that are IRIs, as terms."""
        values = (self.node(iri).get(name, []) for name in properties)
        return [term for found in values for term in found if isinstance(term, NamedNode)]

    def iris(self, iri: str, *properties: str) -> list[str]:
        """Return the values of properties of a node that are IRIs, as text."""
        return [term.value for term in self.terms(iri, *properties)]

    def around(self, iri: str) -> list[str]:
        """Return the IRIs among the values of all properties of a node."""
        return self.iris(iri, *self.node(iri))

    def iri(self, iri: str, *properties: str) -> str:
        """Return the first IRI among the values of properties of a node, or the empty string."""
        return next(iter(self.iris(iri, *properties)), "")

    def text(self, iri: str, name: str) -> str:
        """Return a literal of a node in the language, else in another, else the empty string."""
        found = [v for v in self.node(iri).get(name, []) if isinstance(v, Literal)]
        mine = [value for value in found if value.language == self.lang]
        return next((value.value for value in mine or found), "")

    def texts(self, iri: str, name: str) -> list[str]:
        """Return the distinct lexical forms of a property's literals."""
        values = self.node(iri).get(name, [])
        return list(dict.fromkeys(v.value for v in values if isinstance(v, Literal)))

    def span(self, statement: str) -> Span | None:
        """Return the period of a statement, or None if its bounds were not derived."""
        if statement not in self._spans:
            self._spans[statement] = self._span(statement)
        return self._spans[statement]

    def _span(self, statement: str) -> Span | None:
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

    def validity(self, statement: str, *, attested: bool = True) -> Validity | None:
        """Return the dates that decide the state of a statement; None without derived bounds.

        With ``attested`` False, the sources are not fetched, and the states certain and known are
        not distinguished.
        """
        span = self.span(statement)
        if span is None:
            return None
        types = self.types(statement)
        return Validity(
            span.bounds,
            open_begin="dvg:OpenBegin" in types,
            open_end="dvg:OpenEinde" in types,
            seen=self.last_seen(statement) if attested and span.bounds[2] == LAST else None,
            planned=f"{DVG}gepland" in self.iris(statement, "dvg:stand"),
        )

    def state(self, statement: str, day: date) -> State | None:
        """Return the state of a statement on a day (``derive.states``); None without bounds."""
        if statement not in self._validities:
            self._validities[statement] = self.validity(statement)
        validity = self._validities[statement]
        return validity.on(day) if validity else None

    def doubts(self, statement: str) -> tuple[str, ...]:
        """Return the reasons why a statement is doubtful, in words.

        They are its certainty, an open contradiction, and a subject without a current existence.
        """
        found = [self.label(one) for one in self.iris(statement, "dvg:zekerheid")]
        return (*found, *self.objections(statement))

    def objections(self, statement: str) -> tuple[str, ...]:
        """Return the reasons, besides its certainty, why a statement is doubtful, in words."""
        said, why = words("state.doubt", self.lang), self.doubted(statement)
        return tuple(said[one] for one in ("contested", "hanging") if one in why)

    def doubted(self, statement: str) -> frozenset[str]:
        """Return the reasons, besides its certainty, why a statement is doubtful."""
        if self._doubted is None:
            found: dict[str, frozenset[str]] = {}
            for one, why in self.store.select(binding.support("doubted")).rows:
                found[plain(one)] = found.get(plain(one), frozenset()) | {plain(why)}
            self._doubted = found
        return self._doubted.get(statement, frozenset())

    def last_seen(self, statement: str) -> date | None:
        """Return the last day on which a statement was attested: its own, else of its sources."""
        own = self.node(statement).get("dvg:gezienOp", [])
        sources = {passage.source for passage in self.passages(statement)}
        dates = own or [value for iri in sources for value in self.node(iri).get("dct:created", [])]
        days = []
        for value in dates:
            if isinstance(value, Literal):
                try:
                    days.append(parse_boundary(value.value, value.datatype.value).last)
                except InputError:
                    continue  # the checks report such a date; here it is ignored
        return max(days, default=None)

    def passages(self, statement: str) -> list[Reference]:
        """Return the passages that a statement cites, in reading order."""
        found = []
        for iri in self.iris(statement, "dvg:vindplaats"):
            whole, _, fragment = iri.partition("#")
            source = self.iri(iri, "dct:isPartOf") or whole
            place = self.label(iri).rpartition(", ")[2] if self.labelled(iri) else fragment
            found.append(Reference(iri, source, place or path(iri)))
        return in_reading_order(found)

    def _read(self, iris: list[str]) -> None:
        """Fetch nodes; the nodes that they refer to become pending."""
        for iri in iris:
            self._nodes[iri] = {}
            self._unread.pop(iri, None)
        for thing, name, value in self._triples(iris):
            self._nodes[thing].setdefault(self.prefixed(name), []).append(value)
        for iri in iris:
            for property_, values in self._nodes[iri].items():
                if len(values) > 1:
                    values.sort(key=str)
                if self._engine:  # which needs no announcements
                    continue
                self.expect(named := [one.value for one in values if isinstance(one, NamedNode)])
                if property_ == "dvg:vindplaats":  # the source of each passage is needed next
                    self.expect(passage.partition("#")[0] for passage in named)

    def _triples(self, iris: list[str]) -> Iterator[tuple[str, str, Term]]:
        if self._engine:
            for iri in iris:
                for _, name, value in self._engine.match((NamedNode(iri), None, None)):
                    yield iri, name.value, value
            return
        for thing, name, value in binding.rows(
            self.store, "things", "thing", [NamedNode(iri) for iri in iris]
        ):
            if isinstance(thing, NamedNode) and isinstance(name, NamedNode) and value is not None:
                yield thing.value, name.value, value

    def _answered(self, things: list[NamedNode], by: list[NamedNode]) -> Iterator[str]:
        """Yield the IRIs that refer to things, by querying the store."""
        for (term,) in binding.rows(self.store, "mentions", "thing", things, {"property": by}):
            if isinstance(term, NamedNode):
                yield term.value

    def _pointing(self, things: list[NamedNode], by: list[NamedNode]) -> Iterator[str]:
        """Yield the IRIs of ``_answered``, in the same order, from the engine of this process."""
        assert self._engine
        for start in range(0, len(things), binding.BATCH):
            batch = things[start : start + binding.BATCH]
            ways: Sequence[NamedNode | None] = by or [None]
            patterns = ((None, way, thing) for thing in batch for way in ways)
            triples = (triple for one in patterns for triple in self._engine.match(one))
            found = {
                triple.subject.value
                for triple in triples
                if isinstance(triple.subject, NamedNode) and triple.predicate not in CONCLUDED
            }
            yield from sorted(found)[:MAX_REFERENCES]


@lru_cache(maxsize=16_384)
def _full(name: str) -> str:
    prefix, _, local = name.partition(":")
    return f"{resources.prefixes()[prefix]}{local}" if prefix in resources.prefixes() else name


def in_reading_order(passages: Iterable[Reference]) -> list[Reference]:
    """Return the distinct passages by source and place."""
    return sorted(set(passages), key=lambda passage: reading_order(passage.iri))
