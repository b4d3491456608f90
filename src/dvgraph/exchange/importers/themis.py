"""Themis, where the Flemish Government publishes: its composition, ministers, cabinets, decisions.

It reads Turtle of Themis and of Kaleidos, with or without the DCAT descriptions of the datasets. A
dataset that another one revises is dropped: a file that bears the number of its download is not
read. The time of recording is that of the dataset.
"""

import re
from collections.abc import Generator, Iterator, Sequence
from pathlib import Path

from dvgraph.authoring.additions import Addition
from dvgraph.authoring.feeds import Feed
from dvgraph.authoring.files import Facts
from dvgraph.errors import InputError
from dvgraph.exchange.importers import parts, reading
from dvgraph.exchange.importers.known import Known
from dvgraph.exchange.importers.parts import FieldMapping
from dvgraph.exchange.importers.triples import Described, Triples
from dvgraph.locale.reader import explained, worded
from dvgraph.namespaces import BASE, DCT, FOAF, ORG, PROV, SKOS, slug
from dvgraph.rdf.oxigraph import Literal, NamedNode, Term

NAME = "themis"
MAPPINGS = (
    FieldMapping("dcat:Dataset, prov:wasRevisionOf", "", "decides which files count"),
    FieldMapping(
        "dct:modified, dct:issued of the dataset",
        "`prov:generatedAtTime`",
        "if the files describe one current dataset; else as given with --recorded",
    ),
    FieldMapping("mandaat:Mandataris", "`dvg:Bezetting`", "with the post of that title"),
    FieldMapping(
        "mandaat:start, mandaat:einde",
        "`dvg:van`, `dvg:tot`",
        "an end after midnight is the next day",
    ),
    FieldMapping(
        "mandaat:isBestuurlijkeAliasVan, foaf:familyName, persoon:gebruikteVoornaam",
        "`person:Person`",
        "a person whom the folder knows by that name, else with the IRI of Themis",
    ),
    FieldMapping(
        "org:holds, org:role",
        "`org:role`",
        "the three offices of Themis, else what the titles under one mandate say; without either "
        "the tenure is left out",
    ),
    FieldMapping("dct:title of a Mandataris", "`org:Post`", "one post for each title"),
    FieldMapping("prov:hadMember", "`org:organization`", "the composition of the government"),
    FieldMapping(
        "besluit:Bestuursorgaan, prov:qualifiedGeneration, prov:qualifiedInvalidation",
        "`dvg:Bestaan` of the composition",
        "",
    ),
    FieldMapping(
        "foaf:Organization with an OVO number",
        "`org:Organization` (cabinet), `adms:identifier`",
        "",
    ),
    FieldMapping("org:hasMember of a cabinet", "`dvg:Betrekking` bijgestaan-door", "of the post"),
    FieldMapping(
        "besluit:Agendapunt with a news item",
        "`besluit:Besluit`, `eli:LegalResource`, `dvg:Bestaan`",
        "on the day of the meeting; passed by the Vlaamse Regering",
    ),
    FieldMapping(
        "dossier:Stuk with a VR number",
        "`dossier:Stuk`, `adms:identifier`, `dvg:Betrekking` vastgelegd-in",
        "",
    ),
    FieldMapping("mandaat:rangorde, nie:htmlContent, files", "", "not part of the model, or text"),
)
GOVERNMENT = "http://themis.vlaanderen.be/id/bestuursorgaan/7f2c82aa-75ac-40f8-a6c3-9fe539163025"
_MANDATE = "http://data.vlaanderen.be/ns/mandaat#"
_DECISION = "http://data.vlaanderen.be/ns/besluit#"
_DOSSIER = "https://data.vlaanderen.be/ns/dossier#"
_DCAT = "http://www.w3.org/ns/dcat#"
_HTML = "http://www.semanticdesktop.org/ontologies/2007/01/19/nie#htmlContent"
_PERSON = "http://www.w3.org/ns/person#Person"
_GIVEN = "https://data.vlaanderen.be/ns/persoon#gebruikteVoornaam"
# The offices (bestuursfunctie) of Themis, by the end of their number.
_OFFICES = {"03de": "minister-president", "03df": "viceminister-president", "03e0": "minister"}
_TITLES = (
    ("minister-president", "minister-president"),
    ("viceminister-president", "viceminister-president"),
    ("vlaams minister", "minister"),
    ("minister", "minister"),
)
_VR = re.compile(r"VR \d{4} \d{4}(?: VV)? (?:DOC|DEC|MED)\.\d{4}(?:/\d+)?[A-Z]*")
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_STARTS = (f"{_DECISION}geplandeStart", f"{PROV}startedAtTime", f"{DCT}date")


def read(files: Sequence[Path], known: Known, time: Literal) -> Feed:
    """Return what the files say of governments, ministers, cabinets and decisions.

    Raises InputError for an unreadable file, and if nothing in the files is of these.
    """
    graphs = {path: Triples(reading.rdf_quads(path)) for path in files}
    datasets = [one for graph in graphs.values() for one in graph.of(f"{_DCAT}Dataset")]
    replaced = {node for one in datasets for node in one.nodes(f"{PROV}wasRevisionOf")}
    gone = {
        number
        for graph in graphs.values()
        for one in graph.of(f"{_DCAT}Dataset")
        if one.node in replaced
        for node in one.nodes(f"{_DCAT}distribution")
        for url in graph.about(node).nodes(f"{_DCAT}downloadURL")
        for number in _UUID.findall(str(url))
    }
    used = [path for path in graphs if not gone.intersection(_UUID.findall(path.name))]
    current = [one for one in datasets if one.node not in replaced]
    graph = Triples(quad for path in used for quad in reading.rdf_quads(path))
    left_out = [worded("imports", "replaced", where=path) for path in graphs if path not in used]
    try:
        if len(current) == 1 and (stamps := current[0].literals(f"{DCT}modified", f"{DCT}issued")):
            time = parts.moment(stamps[0].value)
        made = list(_Government(graph, known, time, left_out).additions())
    except ValueError as error:
        problem = explained("errors.imports", "no time", found=error)
        raise InputError(*problem, where=", ".join(map(str, used))) from error
    if not made and not datasets:
        raise InputError(*explained("errors.imports", "no government"), where=str(files[0]))
    source = parts.register(
        NAME, "Themis", "Themis (Flemish Government)", "https://themis.vlaanderen.be/", "Themis"
    )
    # The agent has the name of the source.
    source[1].facts["rdfs:label"] = parts.named("uitgever van Themis", "publisher of Themis")
    return Feed(NAME, parts.once([*source, *made]), (), left_out)


class _Government:
    """The things of Themis, in our terms."""

    def __init__(self, graph: Triples, known: Known, time: Literal, left_out: list[str]) -> None:
        self._graph, self._known = graph, known
        self._time, self._left_out = time, left_out
        self._day = parts.day(time.value[:10])
        self._posts: dict[Term, str] = {}
        self._body_of = {
            member: body
            for body in graph.all()
            for member in body.nodes(f"{PROV}hadMember", f"{ORG}hasMember")
            if "/bestuursorgaan/" in str(body.node)
        }
        self._roles = self._roles_by_title()

    def additions(self) -> Iterator[Addition]:
        """Yield the compositions, tenures, cabinets and decisions."""
        for body in self._graph.all():
            if "/bestuursorgaan/" in str(body.node) and _lives(body):
                yield from self._composition(body)
        for one in self._graph.of(f"{_MANDATE}Mandataris"):
            yield from self._tenure(one)
        for one in self._graph.of(f"{FOAF}Organization"):
            yield from self._cabinet(one)
        for one in self._graph.of(f"{_DECISION}Agendapunt"):
            yield from self._decision(one)

    def _roles_by_title(self) -> dict[Term, str]:
        """Return the office of each mandate, by Themis itself or by the titles of its holders."""
        roles: dict[Term, set[str]] = {}
        for one in self._graph.of(f"{_MANDATE}Mandataris"):
            for mandate in one.nodes(f"{ORG}holds"):
                found = roles.setdefault(mandate, set())
                for office in self._graph.about(mandate).nodes(f"{ORG}role"):
                    end = slug(_iri(office))[-4:]
                    found.update({_OFFICES[end]} if end in _OFFICES else ())
                for title in one.literals(f"{DCT}title"):
                    found.update(_office(title.value))
        return {mandate: found.pop() for mandate, found in roles.items() if len(found) == 1}

    def _tenure(self, one: Described) -> Iterator[Addition]:
        role = next((self._roles[m] for m in one.nodes(f"{ORG}holds") if m in self._roles), "")
        person = next(iter(one.nodes(f"{_MANDATE}isBestuurlijkeAliasVan")), None)
        body = self._body_of.get(one.node)
        if not role or person is None or body is None:
            self._left_out.append(worded("imports", "no office", what=slug(_iri(one.node))))
            return
        iri = _iri(body.node)
        if iri not in self._known and not _lives(body):
            yield self._body(body)
        who = yield from self._person(person)
        titles = one.literals(f"{DCT}title")
        title = titles[0].value if titles else f"{role} ({slug(iri)[:8]})"
        post = f"{BASE}functie/{parts.words(title)}-{slug(_iri(one.node))[:8]}"
        self._posts[one.node] = post
        concept = parts.iri(f"concept/functierol/{role}")
        facts: Facts = {
            "rdfs:label": parts.named(title),
            "org:postIn": [NamedNode(iri)],
            "org:role": [concept],
        }
        yield Addition("posts.ttl", post, "org:Post", facts)
        facts = {
            "org:member": [NamedNode(who)],
            "org:organization": [NamedNode(iri)],
            "org:role": [concept],
            "dvg:functie": [NamedNode(post)],
            "dvg:van": [_first_day(t) for t in one.literals(f"{_MANDATE}start")[:1]],
            "dvg:tot": [_end(t) for t in one.literals(f"{_MANDATE}einde")[:1]],
        }
        if not facts["dvg:van"]:
            facts["dvg:gezienOp"] = [self._day]
        yield self._said("dvg:Bezetting", one.node, "bezetting", facts)

    def _person(self, node: Term) -> Generator[Addition, None, str]:
        """Yield a person whom the folder does not know yet, and return the IRI."""
        one = self._graph.about(node)
        given, family = one.literals(_GIVEN), one.literals(f"{FOAF}familyName")
        if not given or not family:
            name = f"persoon {slug(_iri(node))} van Themis"
            english = f"person {slug(_iri(node))} of Themis"
            if _iri(node) not in self._known:
                labels: Facts = {"rdfs:label": parts.named(name, english)}
                yield Addition("persons.ttl", _iri(node), "person:Person", labels)
            return _iri(node)
        name = f"{given[0].value} {family[0].value}"
        if found := self._known.person(name):
            return found
        facts: Facts = {
            "rdfs:label": parts.named(name),
            "foaf:familyName": [Literal(family[0].value)],
            "foaf:givenName": [Literal(given[0].value)],
        }
        yield Addition("persons.ttl", _iri(node), "person:Person", facts)
        return _iri(node)

    def _composition(self, body: Described) -> Iterator[Addition]:
        yield self._body(body)
        facts: Facts = {
            "dvg:over": [body.node],
            "dvg:van": [_first_day(t) for t in _moments(self._graph, body, "Generation")],
            "dvg:tot": [_end(t) for t in _moments(self._graph, body, "Invalidation")],
        }
        yield self._said("dvg:Bestaan", body.node, "bestaan", facts)

    def _body(self, body: Described) -> Addition:
        names = body.literals(f"{SKOS}prefLabel", f"{DCT}title")
        number = slug(_iri(body.node))
        name = names[0].value if names else f"samenstelling van de Vlaamse Regering {number[:8]}"
        facts: Facts = {
            "rdfs:label": parts.named(name, "" if names else f"Flemish Government {number[:8]}"),
            "skos:prefLabel": [Literal(name, language="nl")],
            "dct:type": [parts.iri("concept/organisatiesoort/regering")],
        }
        kind = "besluit:Bestuursorgaan, org:Organization"
        return Addition("organisations.ttl", _iri(body.node), kind, facts)

    def _cabinet(self, one: Described) -> Iterator[Addition]:
        names = one.literals(f"{SKOS}prefLabel")
        codes = [code.value for code in one.literals(f"{ORG}identifier")]
        if not names or not codes or not parts.OVO.fullmatch(codes[0]):
            return
        if not isinstance(one.node, NamedNode):  # without an IRI it is another one in each feed
            return
        number = parts.ovo_number(codes[0])
        facts: Facts = {
            "rdfs:label": parts.named(names[0].value),
            "skos:prefLabel": [Literal(names[0].value, language="nl")],
            "adms:identifier": [NamedNode(number.iri)],
            "dct:type": [parts.iri("concept/organisatiesoort/kabinet")],
        }
        yield number
        yield Addition("organisations.ttl", _iri(one.node), "org:Organization", facts)
        for member in one.nodes(f"{ORG}hasMember"):
            post = self._posts.get(member)
            if post is None:
                continue
            relation: Facts = {
                "dvg:onderwerp": [NamedNode(post)],
                **parts.relation("bijgestaan-door", one.node),
                "dvg:gezienOp": [self._day],
            }
            yield self._said("dvg:Betrekking", member, f"kabinet-{codes[0].lower()}", relation)

    def _decision(self, item: Described) -> Iterator[Addition]:
        """Yield the decision on an agenda item that has a news item, with its documents."""
        linked = [self._graph.about(node) for node in self._neighbours(item)]
        news = [one for one in linked if one.literals(_HTML)]
        titles = item.literals(f"{DCT}title")
        day = self._meeting_day(item)
        if not news or not titles:
            return
        if not day:
            self._left_out.append(worded("imports", "no meeting", what=slug(_iri(item.node))))
            return
        number = slug(_iri(item.node))[:8]
        title = " ".join(titles[0].value.split())
        decision, act = f"{BASE}besluit/{NAME}-{number}", f"{BASE}rechtsgrond/{NAME}-{number}"
        if GOVERNMENT not in self._known:
            yield _government()
        passed: Facts = {
            "rdfs:label": parts.named(f"beslissing: {title}", f"decision: {title}"),
            "dct:title": [Literal(title, language="nl")],
            "eli:date_document": [parts.day(day)],
            "eli:passed_by": [NamedNode(GOVERNMENT)],
            "eli:type_document": [parts.iri("concept/aktesoort/beslissing")],
        }
        yield Addition("legal-acts.ttl", act, "eli:LegalResource, cpsv:FormalFramework", passed)
        facts: Facts = {
            "rdfs:label": parts.named(f"beslissing over: {title}", f"decision on: {title}"),
            "dct:title": [Literal(title, language="nl")],
            "eli:realizes": [NamedNode(act)],
        }
        yield Addition("decisions.ttl", decision, "besluit:Besluit", facts)
        life: Facts = {"dvg:over": [NamedNode(decision)], "dvg:van": [parts.day(day)]}
        yield self._said("dvg:Bestaan", item.node, "beslissing", life)
        for document in self._documents(item, news):
            yield from self._document(item, decision, document)

    def _documents(self, item: Described, news: Sequence[Described]) -> list[Described]:
        around = [*self._neighbours(item), *(n for one in news for n in self._neighbours(one))]
        found = [self._graph.about(node) for node in dict.fromkeys(around)]
        return [one for one in found if f"{_DOSSIER}Stuk" in one.classes and _vr(one)]

    def _document(self, item: Described, decision: str, one: Described) -> Iterator[Addition]:
        vr = _vr(one)
        slugged = re.sub(r"[^a-z0-9]+", "-", vr.lower())
        number = parts.number(slugged, "stuknummer", "document number", "Vlaamse Regering", vr)
        titles = [t for t in one.literals(f"{DCT}title") if not _VR.search(t.value)]
        title = titles[0].value if titles else vr
        facts: Facts = {
            "rdfs:label": parts.named(f"stuk {vr}", f"document {vr}"),
            "dct:title": [Literal(title, language="nl")],
            "adms:identifier": [NamedNode(number.iri)],
        }
        yield number
        yield Addition("decisions.ttl", f"{BASE}stuk/{slugged}", "dossier:Stuk", facts)
        relation: Facts = {
            "dvg:onderwerp": [NamedNode(decision)],
            **parts.relation("vastgelegd-in", NamedNode(f"{BASE}stuk/{slugged}")),
            "dvg:gezienOp": [self._day],
        }
        yield self._said("dvg:Betrekking", item.node, slugged, relation)

    def _neighbours(self, one: Described) -> list[Term]:
        """Return the things that one names, and those that name it."""
        named = [v for values in one.facts.values() for v in values if not isinstance(v, Literal)]
        return list(dict.fromkeys([*named, *self._graph.naming(one.node)]))

    def _meeting_day(self, item: Described) -> str:
        """Return the day of the meeting of an agenda item, "" if the files do not give it."""
        near = self._neighbours(item)
        used = (far for each in near for far in self._graph.about(each).nodes(f"{PROV}used"))
        for node in (*near, *used):
            about = self._graph.about(node)
            if f"{_DECISION}Vergaderactiviteit" in about.classes:
                for moment in about.literals(*_STARTS):
                    return moment.value[:10]
        return ""

    def _said(self, kind: str, node: Term, word: str, facts: Facts) -> Addition:
        number = slug(_iri(node))
        where = parts.passage(NAME, number)
        return parts.statement(kind, f"{NAME}-{word}-{number[:13]}", facts, where, self._time)


def _government() -> Addition:
    facts: Facts = {
        "rdfs:label": parts.named("Vlaamse Regering", "Flemish Government"),
        "skos:prefLabel": [Literal("Vlaamse Regering", language="nl")],
        "dct:type": [parts.iri("concept/organisatiesoort/regering")],
    }
    kind = "besluit:Bestuursorgaan, org:Organization"
    return Addition("organisations.ttl", GOVERNMENT, kind, facts)


def _office(title: str) -> list[str]:
    """Return the office that a title begins with, if it is one."""
    lower = title.lower()
    return next(([office] for begin, office in _TITLES if lower.startswith(begin)), [])


def _lives(body: Described) -> bool:
    return bool(body.nodes(f"{PROV}qualifiedGeneration", f"{PROV}qualifiedInvalidation"))


def _moments(graph: Triples, body: Described, side: str) -> list[Literal]:
    nodes = body.nodes(f"{PROV}qualified{side}")
    return [time for node in nodes for time in graph.about(node).literals(f"{PROV}atTime")][:1]


def _first_day(moment: Literal) -> Literal:
    return parts.day(moment.value[:10])


def _end(moment: Literal) -> Literal:
    """Return the first day after a moment; midnight ends the day before."""
    midnight = len(moment.value) == len("2024-09-30") or "T00:00" in moment.value
    return parts.day(moment.value[:10]) if midnight else parts.next_day(moment.value[:10])


def _vr(one: Described) -> str:
    """Return the number that the Flemish Government gave to a document, "" if it has none."""
    for said in one.literals(f"{DCT}title", f"{DCT}identifier", f"{SKOS}notation"):
        if found := _VR.search(said.value):
            return found[0]
    return ""


def _iri(node: Term) -> str:
    return node.value if isinstance(node, NamedNode) else str(node)
