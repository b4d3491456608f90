"""Organisations of others in RDF: W3C ORG, CPOV (CPSV-AP) and OSLO Organisatie.

Each file is a source of its own, named after the file. IRIs are kept; a blank node gets one of its
own, after the name of the organisation.
"""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from dvgraph.authoring.additions import Addition
from dvgraph.authoring.feeds import Feed
from dvgraph.authoring.files import Facts
from dvgraph.errors import InputError
from dvgraph.exchange.importers import parts, reading
from dvgraph.exchange.importers.known import Known, text
from dvgraph.exchange.importers.parts import FieldMapping
from dvgraph.exchange.importers.triples import Described, Triples
from dvgraph.locale.reader import explained, worded
from dvgraph.namespaces import ADMS, BASE, DCT, FOAF, M8G, ORG, ORGVL, RDFS, SKOS, slug
from dvgraph.prebuilt.names import fold
from dvgraph.rdf.oxigraph import BlankNode, Literal, NamedNode, Term

MAPPINGS = (
    FieldMapping(
        "m8g:PublicOrganisation",
        "`m8g:PublicOrganisation`, `dvg:Bestaan`",
        "seen on the day of recording; its start is not known",
    ),
    FieldMapping(
        "org:Organization and its kinds, foaf:Organization",
        "`org:Organization`",
        "if nothing says that it is public; without a `dvg:Bestaan`",
    ),
    FieldMapping(
        "skos:prefLabel, foaf:name, rdfs:label",
        "`skos:prefLabel`, `rdfs:label`",
        "the Dutch name first; names in other languages are `skos:altLabel`",
    ),
    FieldMapping("skos:altLabel", "`skos:hiddenLabel`", ""),
    FieldMapping(
        "adms:identifier, org:identifier, dct:identifier",
        "`adms:identifier`",
        "with the agency that assigned it, else the name of the file",
    ),
    FieldMapping("org:subOrganizationOf, org:unitOf", "`dvg:Betrekking` ouder", ""),
    FieldMapping("org:hasSubOrganization, org:hasUnit", "`dvg:Betrekking` ouder", "reversed"),
    FieldMapping(
        "org:classification",
        "`dvg:Kenmerk` registerclassificatie; rechtsvorm",
        "its name, else the end of its IRI; a legal form if the code list organisatiesoort has it",
    ),
    FieldMapping("locn:address", "`dvg:Kenmerk` adres", "`locn:fullAddress`"),
    FieldMapping("foaf:homepage, foaf:page", "`dvg:Kenmerk` website", ""),
    FieldMapping("m8g:contactPoint", "`dvg:Kenmerk` telefoonnummer, e-mailadres", ""),
    FieldMapping(
        "org:ChangeEvent, m8g:FoundationEvent and the events of OSLO",
        "the same event, `dvg:Bestaan`",
        "`dvg:van` from dct:date or prov:endedAtTime; without a date it is not known",
    ),
    FieldMapping("dct:spatial, opening hours, org:hasMember, org:Post", "", "not imported"),
)
_PUBLIC = f"{M8G}PublicOrganisation"
_BODIES = (
    *(f"{ORG}{name}" for name in ("Organization", "FormalOrganization", "OrganizationalUnit")),
    f"{ORG}OrganizationalCollaboration",
    _PUBLIC,
    f"{FOAF}Organization",
)
_EVENTS = {
    f"{M8G}FoundationEvent": "m8g:FoundationEvent",
    f"{ORGVL}Fusie": "orgvl:Fusie",
    f"{ORGVL}Splitsing": "orgvl:Splitsing",
    f"{ORGVL}Vervanging": "orgvl:Vervanging",
    f"{ORGVL}Stopzetting": "orgvl:Stopzetting",
    f"{ORG}ChangeEvent": "org:ChangeEvent",
}
_UP, _DOWN = ("subOrganizationOf", "unitOf"), ("hasSubOrganization", "hasUnit")
# The example of CPOV and the standard differ in the address of LOCN.
_LOCN = ("http://www.w3.org/ns/locn#", "http://w3.org/ns/locn#")
_ENDED = ("http://purl.org/dc/terms/date", "http://www.w3.org/ns/prov#endedAtTime")


def read(files: Sequence[Path], known: Known, time: Literal) -> Feed:  # noqa: ARG001 (IRIs are kept)
    """Return what the files say of organisations, each seen on the day of ``time``.

    Raises InputError for an unreadable file and for one without organisations.
    """
    left_out: list[str] = []
    names = [parts.words(path.stem) for path in files]
    return Feed(f"org-{names[0]}", _additions(files, names, time, left_out), (), left_out)


def _additions(
    files: Sequence[Path], names: Sequence[str], time: Literal, left_out: list[str]
) -> Iterator[Addition]:
    for path, name in zip(files, names, strict=True):
        graph = Triples(reading.rdf_quads(path))
        bodies = graph.of(*_BODIES)
        if not bodies:
            raise InputError(*explained("errors.imports", "no organisations"), where=str(path))
        yield from parts.register(f"org-{name}", path.stem, path.stem)
        made = _File(path, name, graph, time, left_out)
        for body in bodies:
            yield from made.organisation(body)
        for event in graph.of(*_EVENTS):
            yield from made.event(event)


class _File:
    """The organisations and events of a file."""

    def __init__(
        self, path: Path, name: str, graph: Triples, time: Literal, left_out: list[str]
    ) -> None:
        self._path, self._name, self._graph = path, name, graph
        self._time, self._left_out = time, left_out

    def organisation(self, body: Described) -> Iterator[Addition]:
        name = _name(body)
        if not name:
            what = str(body.node)
            self._left_out.append(worded("imports", "no name", where=self._path, what=what))
            return
        iri = self._iri(body.node)
        facts: Facts = {
            "rdfs:label": parts.named(name.value, _english(body)),
            "skos:prefLabel": [name if name.language else Literal(name.value, language="nl")],
            "dct:type": [parts.iri("concept/organisatiesoort/onbekend")],
        }
        facts |= _other_names(body, name)
        numbers = list(self._numbers(body))
        if numbers:
            facts["adms:identifier"] = [NamedNode(number.iri) for number in numbers]
        yield from numbers
        kind = "m8g:PublicOrganisation" if _PUBLIC in body.classes else "org:Organization"
        yield Addition("organisations.ttl", iri, kind, facts)
        if _PUBLIC in body.classes:
            yield self._said("dvg:Bestaan", iri, "bestaan", {"dvg:over": [NamedNode(iri)]})
        for parent in body.nodes(*(ORG + name for name in _UP)):
            yield from self._parent(iri, parent)
        for child in body.nodes(*(ORG + name for name in _DOWN)):
            yield from self._parent(self._iri(child), NamedNode(iri))
        for kind, value in self._characteristics(body):
            content: Facts = {
                "dvg:onderwerp": [NamedNode(iri)],
                **parts.characteristic(kind, value),
            }
            yield self._said(
                "dvg:Kenmerk", iri, f"{kind}-{parts.words(slug(_plain(value)))}", content
            )

    def event(self, event: Described) -> Iterator[Addition]:
        """Yield an event with its participants, and when it took place."""
        iri = self._iri(event.node)
        kind = next(term for of, term in _EVENTS.items() if of in event.classes)
        facts: Facts = {}
        for side in ("originalOrganization", "resultingOrganization"):
            nodes = event.nodes(ORG + side)
            public = [node for node in nodes if _PUBLIC in self._graph.about(node).classes]
            if public != nodes:
                told = {"where": self._path, "what": slug(iri)}
                self._left_out.append(worded("imports", "not public", **told))
                return
            if nodes:
                facts[f"org:{side}"] = list(dict.fromkeys(NamedNode(self._iri(n)) for n in nodes))
        if not facts:
            return
        name = _name(event) or Literal(slug(iri))
        facts["rdfs:label"] = parts.named(name.value, _english(event))
        yield Addition("events.ttl", iri, kind, facts)
        took_place: Facts = {"dvg:over": [NamedNode(iri)]}
        for date in event.literals(*_ENDED)[:1]:
            try:
                took_place["dvg:van"] = [parts.day(date.value[:10])]
            except ValueError:
                told = {"where": self._path, "what": f"{slug(iri)}: {date.value}"}
                self._left_out.append(worded("imports", "no date", **told))
        yield self._said("dvg:Bestaan", iri, "bestaan", took_place, seen=False)

    def _parent(self, child: str, parent: Term) -> Iterator[Addition]:
        above = self._iri(parent)
        if not _name(self._graph.about(parent)):
            told = {"where": self._path, "name": above}
            self._left_out.append(worded("imports", "no parent", **told))
            return
        content: Facts = {
            "dvg:onderwerp": [NamedNode(child)],
            **parts.relation("ouder", NamedNode(above)),
        }
        yield self._said("dvg:Betrekking", child, f"ouder-{parts.words(slug(above))}", content)

    def _said(self, kind: str, iri: str, word: str, facts: Facts, *, seen: bool = True) -> Addition:
        if seen:
            facts = {**facts, "dvg:gezienOp": [parts.day(self._time.value[:10])]}
        where = parts.passage(f"org-{self._name}", slug(iri))
        name = f"org-{self._name}-{parts.words(slug(iri))}-{word}"
        return parts.statement(kind, name, facts, where, None)

    def _iri(self, node: Term) -> str:
        if isinstance(node, NamedNode):
            return node.value
        name = _name(self._graph.about(node))
        return f"{BASE}organisatie/{self._name}-{parts.words(name.value if name else str(node))}"

    def _numbers(self, body: Described) -> Iterator[Addition]:
        for node in body.nodes(f"{ADMS}identifier"):
            number = self._graph.about(node)
            for notation in number.literals(f"{SKOS}notation")[:1]:
                agency = number.literals(f"{ADMS}schemaAgency")
                yield self._number(notation.value, agency[0].value if agency else "")
        for notation in body.literals(f"{ORG}identifier", f"{DCT}identifier"):
            yield self._number(notation.value, "")

    def _number(self, notation: str, agency: str) -> Addition:
        if parts.OVO.fullmatch(notation):
            return parts.ovo_number(notation)
        if parts.valid_kbo(kbo := re.sub(r"[.\s]", "", notation)):
            return parts.kbo_number(kbo)
        agency = agency or self._path.stem
        name = f"{parts.words(agency)}-{parts.words(notation)}"
        return parts.number(name, f"nummer {agency}", f"number {agency}", agency, notation)

    def _characteristics(self, body: Described) -> Iterator[tuple[str, NamedNode | Literal]]:
        for node in body.nodes(f"{ORG}classification"):
            label = _name(self._graph.about(node))
            if label and (form := parts.concepts("organisation-kinds").get(fold(label.value))):
                yield "rechtsvorm", form
            elif label or isinstance(node, NamedNode):
                yield "registerclassificatie", label or Literal(slug(_plain(node)))
        for page in body.nodes(f"{FOAF}homepage", f"{FOAF}page"):
            yield "website", Literal(_plain(page))
        for node in body.nodes(*(f"{locn}address" for locn in _LOCN)):
            address = self._graph.about(node)
            for line in address.literals(*(f"{locn}fullAddress" for locn in _LOCN))[:1]:
                yield "adres", Literal(line.value, language=line.language or "nl")
        for node in body.nodes(f"{M8G}contactPoint"):
            contact = self._graph.about(node)
            for kind, term in (("telefoonnummer", "telephone"), ("e-mailadres", "email")):
                for line in contact.literals(f"{M8G}{term}"):
                    yield kind, Literal(line.value)


def _name(body: Described) -> Literal | None:
    """Return the name of a thing: the Dutch one, else one without language, else the first."""
    for of in (f"{SKOS}prefLabel", f"{FOAF}name", f"{RDFS}label", f"{DCT}title"):
        names = [name for name in body.literals(of) if name.value.strip()]
        for language in ("nl", None, "en"):
            if found := [name for name in names if name.language == language]:
                return min(found, key=lambda name: name.value)
        if names:
            return min(names, key=lambda name: (name.language or "", name.value))
    return None


def _english(body: Described) -> str:
    names = body.literals(f"{SKOS}prefLabel", f"{RDFS}label")
    return next((name.value for name in names if name.language == "en"), "")


def _other_names(body: Described, name: Literal) -> Facts:
    """Return the names in other languages, and the further names."""
    others: dict[str, Literal] = {}
    for other in body.literals(f"{SKOS}prefLabel"):
        if other.language and other.language != (name.language or "nl"):
            others.setdefault(other.language, other)
    further = [
        Literal(other.value, language=other.language or "nl")
        for other in body.literals(f"{SKOS}altLabel")
    ]
    facts: Facts = {}
    if others:
        facts["skos:altLabel"] = [others[language] for language in sorted(others)]
    if further:
        facts["skos:hiddenLabel"] = list(further)
    return facts


def _plain(term: Term) -> str:
    if isinstance(term, BlankNode):
        return ""
    return text(term) or getattr(term, "value", "")
