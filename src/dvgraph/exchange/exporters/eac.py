"""Archival authority records in EAC-CPF 2010: one XML file for each organisation.

The records are made from the graph for archives (``exporters.rico``), so both exports use the same
mappings. docs/exports.md gives the element for each term of RiC-O. Each character that XML forbids
is replaced by U+FFFD.
"""

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from xml.etree import ElementTree

from dvgraph.errors import UseError
from dvgraph.exchange.exporters import rico as archives
from dvgraph.exchange.registry import Export
from dvgraph.locale.characters import legible
from dvgraph.locale.reader import explained
from dvgraph.namespaces import BASE, RDFS, TYPE, slug
from dvgraph.rdf import terms
from dvgraph.rdf.oxigraph import Literal, Term
from dvgraph.resources import data_version
from dvgraph.store.binding import support
from dvgraph.store.protocol import Store

EAC, XLINK = "urn:isbn:1-931666-33-4", "http://www.w3.org/1999/xlink"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_OWN = re.compile(rf"{re.escape(BASE)}([a-z]+)/([a-z0-9-]+)")
_PERIOD = re.compile(r"\[(\d{4}(?:-\d\d){0,2})?\.\.(\d{4}(?:-\d\d){0,2})?\]")
# The schema of EAC-CPF allows no year after 2099.
_DAY = re.compile(r"(?:[01]\d|20)\d\d(?:-\d\d){0,2}")


class _Archive:
    """The graph for archives, indexed by subject and by object."""

    def __init__(self, store: Store) -> None:
        """Index the triples that the mappings make from a store."""
        self._said: dict[str, dict[str, list[Term]]] = defaultdict(lambda: defaultdict(list))
        self._named: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        triples = {triple for made in archives.mapped(store).values() for triple in made}
        for subject, predicate, value in sorted(triples, key=str):
            name = predicate.value.removeprefix(archives.RICO)
            self._said[terms.value(subject)][name].append(value)
            self._named[terms.value(value)][name].append(terms.value(subject))

    def values(self, thing: str, name: str) -> list[str]:
        """Return the values of a property of a thing."""
        return [terms.value(value) for value in self._said[thing][name]]

    def of(self, name: str, value: str) -> list[str]:
        """Return the things that have a given value of a property."""
        return self._named[value][name]

    def all(self, kind: str) -> list[str]:
        """Return the things of a class of RiC-O."""
        return self._named[archives.RICO + kind][TYPE]

    def is_a(self, thing: str, kind: str) -> bool:
        """Return whether a thing is of a class of RiC-O."""
        return archives.RICO + kind in self.values(thing, TYPE)

    def names(self, thing: str) -> list[tuple[str, str]]:
        """Return the names of a thing with their languages, the Dutch ones first."""
        found = [
            (value.value, value.language or "")
            for value in self._said[thing]["name"]
            if isinstance(value, Literal)
        ]
        return sorted(found, key=lambda name: (name[1] != "nl", name)) or [(slug(thing), "")]

    def name(self, thing: str) -> str:
        """Return the Dutch name of a thing, or else the first of its names."""
        return self.names(thing)[0][0]


def export(store: Store, form: str, *, eac: Path) -> Export:  # noqa: ARG001 (there is one format)
    """Return one record for each organisation.

    Raises UseError for data without an agency.ttl or without times of recording.
    """
    graph = _Archive(store)
    publisher = _publisher(store)
    times = [terms.value(row[1]) for row in store.select(support("record-times")).rows]
    if not times:
        raise UseError(*explained("errors.exports", "no record time"))
    for prefix, space in (("", EAC), ("xlink", XLINK)):
        ElementTree.register_namespace(prefix, space)
    return Export(
        files={
            f"{record_id(one)}.xml": _written(_record(graph, one, publisher, max(times)))
            for one in graph.all("CorporateBody")
        }
    )


def record_id(iri: str) -> str:
    """Return the id of a record, unique to an IRI: letters, digits, dots and hyphens."""
    if own := _OWN.fullmatch(iri):
        return f"{own[1]}.{own[2]}"
    safe = re.sub(r"[^A-Za-z0-9-]+", "-", slug(iri))
    return f"{safe}.{hashlib.sha256(iri.encode()).hexdigest()[:8]}"


def _publisher(store: Store) -> str:
    rows = store.select(support("publishers")).rows
    if not rows:
        raise UseError(*explained("errors.exports", "no description"))
    return terms.value(rows[0][0])


def _record(graph: _Archive, body: str, publisher: str, recorded: str) -> ElementTree.Element:
    root = ElementTree.Element(f"{{{EAC}}}eac-cpf")
    described = ElementTree.Element(f"{{{EAC}}}cpfDescription")
    described.append(_identity(graph, body))
    used = [*graph.values(body, "isOrWasDescribedBy")]
    described.append(_description(graph, body, used))
    described.append(_relations(graph, body, used))
    root.append(_control(graph, body, publisher, recorded, sorted(set(used))))
    root.append(described)
    return root


def _control(
    graph: _Archive, body: str, publisher: str, recorded: str, sources: Iterable[str]
) -> ElementTree.Element:
    control = ElementTree.Element(f"{{{EAC}}}control")
    _add(control, "recordId", record_id(body))
    _add(control, "otherRecordId", body)
    _add(control, "maintenanceStatus", "derived")
    _add(_add(control, "maintenanceAgency"), "agencyName", publisher)
    language = _add(control, "languageDeclaration")
    _add(language, "language", "Nederlands", languageCode="dut")
    _add(language, "script", "Latijns", scriptCode="Latn")
    event = _add(_add(control, "maintenanceHistory"), "maintenanceEvent")
    _add(event, "eventType", "derived")
    _add(event, "eventDateTime", recorded, standardDateTime=recorded)
    _add(event, "agentType", "machine")
    _add(event, "agent", f"dvgraph {data_version()}")
    cited = [_linked("source", source) for source in sources]
    if cited:
        listed = _add(control, "sources")
        for source, element in zip(sources, cited, strict=True):
            _add(element, "sourceEntry", graph.name(source))
            listed.append(element)
    return control


def _identity(graph: _Archive, body: str) -> ElementTree.Element:
    identity = ElementTree.Element(f"{{{EAC}}}identity")
    for code in graph.values(body, "identifier"):
        _add(identity, "entityId", code)
    _add(identity, "entityType", "corporateBody")
    while_so_called = graph.values(body, f"{RDFS}label")  # short names have no dates in the data
    for name, language in graph.names(body):
        entry = _add(identity, "nameEntry")
        if language:
            entry.set(_LANG, language)
        _add(entry, "part", name)
        if name in while_so_called and (dates := _dates(graph, body)) is not None:
            _add(entry, "useDates").append(dates)
    return identity


def _description(graph: _Archive, body: str, used: list[str]) -> ElementTree.Element:
    """Return the description of an organisation, and add the sources of its facts to ``used``."""
    description = ElementTree.Element(f"{{{EAC}}}description")
    if (dates := _dates(graph, body)) is not None:
        _add(description, "existDates").append(dates)
    for kind in graph.values(body, "hasOrHadCorporateBodyType"):
        _add(_add(description, "legalStatus"), "term", graph.name(kind), vocabularySource=kind)
    for relation in graph.of("relationHasTarget", body):
        if graph.is_a(relation, "PerformanceRelation"):
            used += graph.values(relation, "isEvidencedBy")
            for activity in graph.values(relation, "relationHasSource"):
                function = _add(description, "function")
                _add(function, "term", graph.name(activity), vocabularySource=activity)
                _append(function, _dates(graph, relation))
                _note(function, graph.name(relation))
        elif graph.is_a(relation, "MandateRelation"):
            for mandate in graph.values(relation, "relationHasSource"):
                element = _add(description, "mandate")
                _add(element, "term", graph.name(mandate), vocabularySource=mandate)
    events = [
        (date, graph.name(event))
        for event in graph.of("affectsOrAffected", body)
        if (date := _date("date", graph.values(event, "beginningDate"))) is not None
    ]
    if events:
        chronicle = _add(_add(description, "biogHist"), "chronList")
        for date, name in sorted(events, key=lambda one: (one[0].text or "", one[1])):
            item = _add(chronicle, "chronItem")
            item.append(date)
            _add(item, "event", name)
    return description


def _relations(graph: _Archive, body: str, used: list[str]) -> ElementTree.Element:
    """Return the relations with other agents, and add the sources of these to ``used``."""
    relations = ElementTree.Element(f"{{{EAC}}}relations")
    for relation, kind, other in sorted(set(_related(graph, body))):
        used += graph.values(relation, "isEvidencedBy")
        element = _linked("cpfRelation", other, cpfRelationType=kind)
        _add(element, "relationEntry", graph.name(other))
        dates = _dates(graph, relation)
        _append(element, _date("date", graph.values(relation, "date")) if dates is None else dates)
        if kind == "associative":
            posts = graph.values(relation, "relationHasTarget")
            _note(element, *(graph.name(one) for one in posts or [relation]))
        relations.append(element)
    return relations


def _related(graph: _Archive, body: str) -> Iterator[tuple[str, str, str]]:
    """Yield the relations of an organisation: the relation, its kind and the other agent."""
    ways = (
        ("AgentHierarchicalRelation", "hierarchical-parent", "hierarchical-child"),
        ("AgentTemporalRelation", "temporal-earlier", "temporal-later"),
    )
    for kind, source, target in ways:
        for relation in graph.of("relationHasTarget", body):
            if graph.is_a(relation, kind):
                for other in graph.values(relation, "relationHasSource"):
                    yield relation, source, other
        for relation in graph.of("relationHasSource", body):
            if graph.is_a(relation, kind):
                for other in graph.values(relation, "relationHasTarget"):
                    yield relation, target, other
    for relation in graph.of("relationConnects", body):
        for other in graph.values(relation, "relationConnects"):
            if other != body:
                yield relation, "associative", other
    for post in graph.of("existsOrExistedIn", body):
        for relation in graph.of("relationHasTarget", post):
            for holder in graph.values(relation, "relationHasSource"):
                yield relation, "associative", holder


def _dates(graph: _Archive, thing: str) -> ElementTree.Element | None:
    """Return a range of dates (from, to), or None if neither date is known."""
    found = ElementTree.Element(f"{{{EAC}}}dateRange")
    for element, name in (("fromDate", "beginningDate"), ("toDate", "endDate")):
        _append(found, _date(element, graph.values(thing, name)))
    return found if len(found) else None


def _date(element: str, written: list[str]) -> ElementTree.Element | None:
    """Return a date as written, with its standard form if it is a day, month, year or period.

    Dates that contradict each other are separated by a slash, without a standard form.
    """
    if not written:
        return None
    found = ElementTree.Element(f"{{{EAC}}}{element}")
    if len(written) == 1 and _DAY.fullmatch(written[0]):
        found.set("standardDate", written[0])
    elif len(written) == 1 and (period := _PERIOD.fullmatch(written[0])):
        for name, edge in zip(("notBefore", "notAfter"), period.groups(), strict=True):
            if edge:
                found.set(name, edge)
    found.text = legible(" / ".join(written))
    return found


def _linked(name: str, iri: str, **attributes: str) -> ElementTree.Element:
    link = {f"{{{XLINK}}}type": "simple", f"{{{XLINK}}}href": legible(iri)}
    return ElementTree.Element(f"{{{EAC}}}{name}", {**link, **attributes})


def _note(parent: ElementTree.Element, *texts: str) -> None:
    note = _add(parent, "descriptiveNote")
    for text in texts:
        _add(note, "p", text)


def _add(
    parent: ElementTree.Element, name: str, text: str = "", **attributes: str
) -> ElementTree.Element:
    element = ElementTree.SubElement(
        parent, f"{{{EAC}}}{name}", {key: legible(value) for key, value in attributes.items()}
    )
    element.text = legible(text) or None
    return element


def _append(parent: ElementTree.Element, child: ElementTree.Element | None) -> None:
    if child is not None:
        parent.append(child)


def _written(root: ElementTree.Element) -> bytes:
    ElementTree.indent(root)
    data: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return data + b"\n"
