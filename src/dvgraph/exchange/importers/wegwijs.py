"""Wegwijs, the register of organisations of the Flemish government.

It reads search documents and detail responses (JSON), rows of the event log (JSON), the two CSV
files for bulk changes, and the RDF of an OVO IRI. The register overwrites a name: another name is
another version of the same continuing organisation, and a renaming between the two. It happened at
some time after the register last gave the old name and before it first gave the new one, since the
register does not date it. A day of validity is the last day on which a fact held.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise, zip_longest
from pathlib import Path
from typing import Any, NamedTuple

from dvgraph.authoring.additions import Addition
from dvgraph.authoring.feeds import ENDED, REVISES, Feed
from dvgraph.authoring.files import Facts
from dvgraph.errors import InputError
from dvgraph.exchange.importers import parts, reading
from dvgraph.exchange.importers.known import Known, KnownVersion, text
from dvgraph.exchange.importers.parts import FieldMapping
from dvgraph.locale.reader import explained, worded
from dvgraph.namespaces import BASE, DCT, FIRST, FOAF, LAST, SKOS, slug
from dvgraph.prebuilt.names import fold
from dvgraph.rdf.oxigraph import Literal, NamedNode, Term

NAME = "wegwijs"
MAPPINGS = (
    FieldMapping(
        "ovoNumber", "continuing organisation, `adms:identifier`", "its IRI in the register"
    ),
    FieldMapping(
        "name",
        "`skos:prefLabel` of a version, `gen:isTijdspecialisatieVan`",
        "another name is another version and a `dvg:Naamswijziging`; spaces and capitals alone "
        "make no other name",
    ),
    FieldMapping("shortName", "`skos:altLabel`", "of the latest version"),
    FieldMapping(
        "kboNumber, key KBO", "`rov:registration`", "only with a valid check on its digits"
    ),
    FieldMapping("id", "`dct:identifier` of the continuing organisation", ""),
    FieldMapping(
        "validity, validFrom, validTo",
        "`dvg:Bestaan`",
        "`dvg:tot` is the day after the last day; an open side stays open",
    ),
    FieldMapping(
        "TerminatedV2, organisation_end", "`orgvl:Stopzetting`", "an end alone makes no event"
    ),
    FieldMapping(
        "changeTime, Timestamp", "`prov:generatedAtTime`, `dvg:gezienOp`", "seen on that day"
    ),
    FieldMapping("parents", "`dvg:Betrekking` ouder", ""),
    FieldMapping(
        "keys", "`dvg:Kenmerk` registercode", "the object is the number, with its register"
    ),
    FieldMapping(
        "organisationClassifications",
        "`dvg:Kenmerk` registerclassificatie; rechtsvorm",
        "a legal form if the code list organisatiesoort has that name",
    ),
    FieldMapping(
        "regulations", "`dvg:Betrekking` geregeld-in", "the act is an `eli:LegalResource`"
    ),
    FieldMapping("functions", "`dvg:Bezetting`", "if the code list functierol has that name"),
    FieldMapping("locations", "`dvg:Kenmerk` adres", ""),
    FieldMapping("labels", "`skos:hiddenLabel`", "its validity is not kept"),
    FieldMapping("dct:issued (RDF)", "`dvg:van` of a `dvg:Bestaan`", ""),
    FieldMapping("relations", "", "their kinds are free text"),
    FieldMapping("formalFrameworks", "", "a second hierarchy, for one framework each"),
    FieldMapping("description, purposes", "", "text of the register"),
    FieldMapping(
        "operationalValidity, contacts, buildings, bodies, capacities, bankAccounts, openingHours",
        "",
        "not part of the model",
    ),
)
_SOURCE = parts.register(
    NAME,
    "Organisatieregister Wegwijs",
    "Wegwijs, the register of organisations",
    "https://wegwijs.vlaanderen.be/",
    "Wegwijs",
)
# The lists of a search document, with the noun of their items in the names of events.
_LISTS = {
    "parents": "Parent",
    "keys": "Key",
    "organisationClassifications": "OrganisationClassification",
    "regulations": "Regulation",
    "functions": "Function",
    "locations": "Location",
    "labels": "Label",
    "relations": "Relation",
    "formalFrameworks": "FormalFramework",
}
_ITEM_EVENT = re.compile(rf"Organisation({'|'.join(_LISTS.values())})(Added|Updated|Removed)")
_UNUSED = ("Relation", "FormalFramework")
_LIFE = "Life"


class _Item(NamedTuple):
    """What the register said of an organisation, as recorded at one time."""

    fields: Mapping[str, Any]
    start: str
    end: str
    recorded: Literal
    removed: bool = False
    until: str = ""
    """The last day of its organisation."""

    @property
    def day(self) -> str:
        """The day of recording."""
        return self.recorded.value[:10]


class _Name(NamedTuple):
    name: str
    recorded: Literal
    until: Literal
    """When the register last gave this name."""


class _Version(NamedTuple):
    """An organisation under one name.

    It was made by a renaming after ``after`` and no later than ``by``, both empty for the first.
    ``known``: the folder has it, and these files no longer give its name.
    """

    iri: str
    name: str
    recorded: Literal
    after: str = ""
    by: str = ""
    known: bool = False

    @property
    def slug(self) -> str:
        return slug(self.iri)


@dataclass
class _Organisation:
    """An organisation of the register, with each item as recorded over time."""

    number: str
    ovo: str
    where: str
    names: list[_Name] = field(default_factory=list)
    short: str = ""
    kbo: str = ""
    items: dict[tuple[str, str], list[_Item]] = field(default_factory=dict)
    ended: _Item | None = None

    @property
    def iri(self) -> str:
        """The IRI of the continuing organisation; "" for a request without OVO number yet."""
        return parts.REGISTER + self.ovo if self.ovo else ""

    @property
    def entry(self) -> str:
        """The name of the entry in the register."""
        return self.ovo or self.number

    @property
    def life(self) -> _Item | None:
        """Its validity as last recorded."""
        said = self.items.get((_LIFE, ""))
        return said[-1] if said else None

    def call(self, name: str, recorded: Literal) -> None:
        """Note the name that the register gives at a time."""
        name = " ".join(name.split())
        if self.names and fold(self.names[-1].name) == fold(name):
            self.names[-1] = self.names[-1]._replace(name=name, until=recorded)
        elif name:
            self.names.append(_Name(name, recorded, recorded))

    def note(self, kind: str, number: str, item: _Item) -> None:
        """Note an item; of two recordings in the same second, the later one counts."""
        said = self.items.setdefault((kind, number), [])
        while said and said[-1].recorded.value >= item.recorded.value:
            said.pop()
        said.append(item)


def read(files: Sequence[Path], known: Known, time: Literal) -> Feed:
    """Return what the files say of organisations, with ``time`` where they give no time.

    Raises InputError, with file:line, for files in another form and for entries that are not as
    the register writes them.
    """
    register = _Register(known, time)
    return Feed(NAME, register.additions(files), register.past, register.left_out)


class _Register:
    """The organisations of a feed: first all their names, then all that is said of each."""

    def __init__(self, known: Known, time: Literal) -> None:
        self._known = known
        self._time = time
        self._versions: dict[str, list[_Version]] = {}
        self._ovo_of: dict[str, str] = {}
        self.past: set[str] = set()
        self.left_out: list[str] = []
        self._untold: dict[str, int] = {}

    def additions(self, files: Sequence[Path]) -> Iterator[Addition]:
        """Yield the source, then the things and statements of each organisation."""
        logged: dict[str, _Organisation] = {}
        for path in files:  # the names first: a parent may come after its child
            for one in self._entries(path, logged):
                self._enter(one)
        for one in logged.values():
            self._enter(one)
        yield from _SOURCE
        seen: set[str] = set()
        for path in files:
            for one in self._entries(path, None):
                if one.entry in seen:
                    raise InputError(
                        *explained("errors.imports", "twice", name=one.entry), where=one.where
                    )
                seen.add(one.entry)
                yield from self._organisation(one)
        for one in logged.values():
            yield from self._organisation(one)
        for what, times in sorted(self._untold.items()):
            self.left_out.append(worded("imports", "not imported", what=what, times=times))

    def _entries(
        self, path: Path, logged: dict[str, _Organisation] | None
    ) -> Iterator[_Organisation]:
        """Yield the organisations of a file; rows of events are collected in ``logged``."""
        form = reading.suffix(path)
        if form == "csv":
            yield from _requests(path, self._time)
        elif form in ("json", "jsonl", "ndjson"):
            for entry in reading.json_objects(path):
                if "Data" in entry.fields:
                    if logged is not None:
                        _log(entry, logged)
                else:
                    yield _document(entry, self._time)
        else:
            yield from _concise(path, self._time)

    def _enter(self, one: _Organisation) -> None:
        versions = self._named(one)
        self._versions[one.entry] = versions
        self._ovo_of[one.number] = one.ovo
        current = {version.iri for version in versions if not version.known}
        for version in self._known.versions(one.iri) if one.iri else ():
            self.past.update({version.iri} - current, [self._known.made_by(version.iri)])

    def _named(self, one: _Organisation) -> list[_Version]:
        """Return the versions of an organisation, the first name first."""
        if not one.names:
            raise InputError(*explained("errors.imports", "no name"), where=one.where)
        known = list(self._known.versions(one.iri)) if one.iri else []
        end = one.life.end if one.life else ""
        versions: list[_Version] = []
        before = ""
        first = one.names[0]
        ended = [version for version in known if version.ended]
        met = [version for version in known if fold(first.name) in version.names]
        if len(one.names) == 1 or not any(version in ended for version in met):
            # The folder has earlier names, and these files may give only the last one.
            current = [version for version in known if not version.ended]
            met = [version for version in met if not version.ended]
            earlier = ended + (met or current)[-1:]
            before = earlier[-1].seen if earlier else ""
            versions = [
                _Version(each.iri, each.name, self._time, each.after, each.by, known=True)
                for each in earlier
            ]
            if met:
                versions.pop()
        for place, name in enumerate(one.names):
            last = one.names[place - 1].until.value[:10] if place else before
            if met and not place:
                made = _Version(met[-1].iri, name.name, name.recorded, met[-1].after, met[-1].by)
            elif not versions:
                iri = self._iri(one, name.name, known, versions)
                made = _Version(iri, name.name, name.recorded)
            elif end and last > end:  # a correction of the name, after the end
                versions[-1] = versions[-1]._replace(name=name.name)
                continue
            else:
                by = name.recorded.value[:10]
                iri = self._iri(one, name.name, known, versions)
                made = _Version(iri, name.name, name.recorded, min(last, by), by)
            versions.append(made)
        return versions

    def _iri(
        self,
        one: _Organisation,
        name: str,
        known: Sequence[KnownVersion],
        before: Sequence[_Version],
    ) -> str:
        taken = {version.iri for version in before}
        for version in known:
            if fold(name) in version.names and version.iri not in taken:
                return version.iri
        stem = iri = f"{BASE}organisatie/{parts.words(one.entry)}-{parts.words(name)}"
        number = 1
        while iri in taken:
            number += 1
            iri = f"{stem}-{number}"
        return iri

    def _organisation(self, one: _Organisation) -> Iterator[Addition]:
        versions = self._versions[one.entry]
        yield from self._things(one, versions)
        yield from self._renamings(one, versions)
        for (kind, number), said in one.items.items():
            if kind in _UNUSED or kind == "Label":
                if kind in _UNUSED:
                    self._leave(kind)
                continue
            yield from self._said(one, kind, number, said, versions)
        if one.ended:
            yield from self._ending(one, one.ended, versions[-1])

    def _things(self, one: _Organisation, versions: Sequence[_Version]) -> Iterator[Addition]:
        if one.iri:
            yield from self._continuing(one, versions[-1].name)
        hidden = [
            _string(item.fields, "value", "labelValue")
            for (kind, _), said in one.items.items()
            if kind == "Label"
            for item in said
        ]
        for version in versions:
            if version.known:
                continue
            facts: Facts = {
                "rdfs:label": parts.named(version.name),
                "skos:prefLabel": [Literal(version.name, language="nl")],
                "dct:type": [parts.iri("concept/organisatiesoort/onbekend")],
            }
            if one.iri:
                facts["gen:isTijdspecialisatieVan"] = [NamedNode(one.iri)]
            else:
                facts["dct:identifier"] = [Literal(one.number)]
            if version is versions[-1]:
                if one.short and fold(one.short) != fold(version.name):
                    facts["skos:altLabel"] = [Literal(one.short, language="nl")]
                if others := list(dict.fromkeys(filter(None, hidden))):
                    facts["skos:hiddenLabel"] = [Literal(t, language="nl") for t in others]
            yield Addition("organisations.ttl", version.iri, "m8g:PublicOrganisation", facts)

    def _continuing(self, one: _Organisation, name: str) -> Iterator[Addition]:
        facts = dict(parts.continuing(one.ovo, name).facts)
        if one.number != one.ovo:
            facts["dct:identifier"] = [Literal(one.number)]
        if one.kbo and parts.valid_kbo(one.kbo):
            yield parts.kbo_number(one.kbo)
            facts["rov:registration"] = [parts.iri(f"identificator/kbo-{one.kbo}")]
        elif one.kbo:
            self.left_out.append(worded("imports", "no KBO", where=one.where, number=one.kbo))
        yield Addition("organisations.ttl", one.iri, "org:Organization", facts)
        yield parts.ovo_number(one.ovo)

    def _renamings(self, one: _Organisation, versions: Sequence[_Version]) -> Iterator[Addition]:
        for old, new in pairwise(versions):
            if self._known.made_by(new.iri):
                continue
            event = f"{BASE}gebeurtenis/naamswijziging-{new.slug}"
            facts: Facts = {
                "rdfs:label": parts.named(
                    f"naamswijziging van {old.name} in {new.name}",
                    f"renaming of {old.name} to {new.name}",
                ),
                "org:originalOrganization": [NamedNode(old.iri)],
                "org:resultingOrganization": [NamedNode(new.iri)],
            }
            yield Addition("events.ttl", event, "dvg:Naamswijziging", facts)
            facts = {
                "dvg:over": [NamedNode(event)],
                "dvg:van": [parts.between(new.after, new.by)],
            }
            name = f"{NAME}-bestaan-naamswijziging-{new.slug}"
            where = parts.passage(NAME, one.entry)
            yield parts.statement("dvg:Bestaan", name, facts, where, new.recorded)

    def _ending(self, one: _Organisation, end: _Item, last: _Version) -> Iterator[Addition]:
        event = f"{BASE}gebeurtenis/stopzetting-{last.slug}"
        facts: Facts = {
            "rdfs:label": parts.named(f"stopzetting van {last.name}", f"end of {last.name}"),
            "org:originalOrganization": [NamedNode(last.iri)],
        }
        yield Addition("events.ttl", event, "orgvl:Stopzetting", facts)
        facts = {"dvg:over": [NamedNode(event)], "dvg:van": [parts.next_day(end.end)]}
        name = f"{NAME}-bestaan-stopzetting-{last.slug}"
        where = parts.passage(NAME, one.entry)
        yield parts.statement("dvg:Bestaan", name, facts, where, end.recorded)

    # Long since the statements of an item over versions and over recordings are made together.
    def _said(
        self,
        one: _Organisation,
        kind: str,
        number: str,
        said: Sequence[_Item],
        versions: Sequence[_Version],
    ) -> Iterator[Addition]:
        """Yield the statements of an item: one for each version, revised as it was recorded."""
        where = parts.passage(NAME, one.entry)
        last: dict[str, str] = {}
        for place, recorded_item in enumerate(said):
            if recorded_item.removed:
                last = {}
                continue
            item = self._within(one, kind, recorded_item)
            if item is None:
                continue
            following = said[place + 1] if place + 1 < len(said) else None
            for version, after in _in_line(versions):
                dates = _dates(item, version, after)
                if dates is None:
                    continue
                for term, word, facts, things in self._meant(one, kind, item, version):
                    yield from things
                    stem = f"{NAME}-{version.slug}-{word}{_short(number)}"
                    name = f"{stem}-{place + 1}" if place else stem
                    recorded = max(item.recorded, version.recorded, key=lambda t: t.value)
                    if following and following.recorded.value <= recorded.value:
                        continue
                    made = parts.statement(term, name, facts | dates, where, recorded)
                    if stem in last:
                        made.facts[REVISES] = [NamedNode(last[stem])]
                    if following:
                        made.facts[ENDED] = [following.recorded]
                    last[stem] = made.iri
                    yield made

    def _within(self, one: _Organisation, kind: str, item: _Item) -> _Item | None:
        """Return an item within the life of its organisation, or None if no day of it is left."""
        told = {"what": kind, "where": one.where, "first": item.start, "last": item.end}
        if item.start and item.end and item.end < item.start:
            self.left_out.append(worded("imports", "ends before", **told))
            return None
        life = one.life
        if kind == _LIFE or life is None:
            return item
        early = bool(life.start and item.start and item.start < life.start)
        late = bool(life.end and item.end and item.end > life.end)
        out = life.start and item.end and item.end < life.start
        if out or (life.end and item.start and item.start > life.end):
            self.left_out.append(worded("imports", "outside", **told))
            return None
        if early or late:
            self.left_out.append(worded("imports", "partly outside", **told))
        return item._replace(
            start="" if early else item.start,
            end="" if late else item.end,
            until=life.end,
        )

    def _meant(
        self, one: _Organisation, kind: str, item: _Item, version: _Version
    ) -> Iterator[tuple[str, str, Facts, list[Addition]]]:
        """Yield the class, a word for its name, the content and the new things of an item."""
        about: Facts = {"dvg:onderwerp": [NamedNode(version.iri)]}
        if kind == _LIFE:
            yield "dvg:Bestaan", "bestaan", {"dvg:over": [NamedNode(version.iri)]}, []
        elif kind == "Parent":
            yield from self._parents(one, item, about)
        elif kind == "Key":
            yield from self._key(item, about)
        elif kind == "OrganisationClassification":
            yield from _classification(item, about)
        elif kind == "Regulation":
            yield from _regulation(item, about)
        elif kind == "Function":
            yield from self._function(one, item, version)
        elif address := _string(item.fields, "formattedAddress", "locationFormattedAddress"):
            facts = parts.characteristic("adres", Literal(address, language="nl"))
            yield "dvg:Kenmerk", "adres", about | facts, []

    def _parents(
        self, one: _Organisation, item: _Item, about: Facts
    ) -> Iterator[tuple[str, str, Facts, list[Addition]]]:
        number = _string(item.fields, "parentOrganisationId")
        ovo = _string(item.fields, "parentOrganisationOvoNumber").upper()
        ovo = ovo or self._ovo_of.get(number) or slug(self._known.by_number(number) or "/")
        things: list[Addition] = []
        parents = [NamedNode(v.iri) for v in self._parent_versions(ovo, item)]
        if not parents and parts.OVO.fullmatch(ovo):
            parents, things = [NamedNode(parts.REGISTER + ovo)], [*_stub(ovo)]
        if not parents:
            name = _string(item.fields, "parentOrganisationName") or number
            self.left_out.append(worded("imports", "no parent", where=one.where, name=name))
        for parent in parents:
            if parent in about["dvg:onderwerp"]:
                continue
            facts = parts.relation("ouder", parent)
            yield "dvg:Betrekking", f"ouder-{slug(parent.value)}", about | facts, things

    def _parent_versions(self, ovo: str, item: _Item) -> list[_Version]:
        versions = self._versions.get(ovo) or [
            _Version(version.iri, version.name, self._time)
            for version in self._known.versions(parts.REGISTER + ovo)
            if not version.ended
        ]
        return [each for each, after in _in_line(versions) if _dates(item, each, after) is not None]

    def _key(self, item: _Item, about: Facts) -> Iterator[tuple[str, str, Facts, list[Addition]]]:
        kind, value = _string(item.fields, "keyTypeName"), _string(item.fields, "value", "keyValue")
        if not kind or not value:
            return
        if kind == "KBO":
            if not parts.valid_kbo(value):
                return
            number = parts.kbo_number(value)
        else:
            name = f"{parts.words(kind)}-{parts.words(value)}"
            number = parts.number(name, f"nummer {kind}", f"number {kind}", kind, value)
        facts = parts.characteristic("registercode", NamedNode(number.iri))
        yield "dvg:Kenmerk", f"sleutel-{parts.words(kind)}", about | facts, [number]

    def _function(
        self, one: _Organisation, item: _Item, version: _Version
    ) -> Iterator[tuple[str, str, Facts, list[Addition]]]:
        role, person = _string(item.fields, "functionName"), _string(item.fields, "personName")
        concept = parts.concepts("post-roles").get(fold(role))
        if not concept or not person:
            self._leave(f"function {role}")
            return
        number = _string(item.fields, "personId")
        who = f"{BASE}persoon/{parts.words(person)}{_short(number)}"
        post = f"{BASE}functie/{parts.words(role)}-{parts.words(one.entry)}"
        name = version.name
        things = [
            Addition("persons.ttl", who, "person:Person", {"rdfs:label": parts.named(person)}),
            Addition(
                "posts.ttl",
                post,
                "org:Post",
                {
                    "rdfs:label": parts.named(f"{role} van {name}", f"{role} of {name}"),
                    "org:postIn": [NamedNode(one.iri or version.iri)],
                    "org:role": [concept],
                },
            ),
        ]
        facts: Facts = {
            "org:member": [NamedNode(who)],
            "org:organization": [NamedNode(version.iri)],
            "org:role": [concept],
            "dvg:functie": [NamedNode(post)],
        }
        yield "dvg:Bezetting", f"bezetting-{slug(who)}", facts, things

    def _leave(self, what: str) -> None:
        self._untold[what] = self._untold.get(what, 0) + 1


def _classification(item: _Item, about: Facts) -> Iterator[tuple[str, str, Facts, list[Addition]]]:
    kind = _string(item.fields, "organisationClassificationTypeName")
    name = _string(item.fields, "organisationClassificationName")
    if form := parts.concepts("organisation-kinds").get(fold(name)):
        facts = parts.characteristic("rechtsvorm", form)
        yield "dvg:Kenmerk", "rechtsvorm", about | facts, []
    elif name:
        text = Literal(f"{kind}: {name}" if kind else name, language="nl")
        facts = parts.characteristic("registerclassificatie", text)
        yield "dvg:Kenmerk", f"classificatie-{parts.words(kind)}", about | facts, []


def _regulation(item: _Item, about: Facts) -> Iterator[tuple[str, str, Facts, list[Addition]]]:
    name = _string(item.fields, "name", "regulationName")
    number = _string(item.fields, "organisationRegulationId")
    if not name:
        return
    act = f"{BASE}rechtsgrond/{NAME}-{parts.words(name)}{_short(number)}"
    facts: Facts = {
        "rdfs:label": parts.named(name),
        "dct:title": [Literal(name, language="nl")],
        "eli:type_document": [parts.iri("concept/aktesoort/onbekend")],
    }
    if passed := _day(item.fields.get("date")):
        facts["eli:date_document"] = [parts.day(passed)]
    kind = "eli:LegalResource, cpsv:FormalFramework"
    relation = parts.relation("geregeld-in", NamedNode(act))
    made = Addition("legal-acts.ttl", act, kind, facts)
    yield "dvg:Betrekking", "geregeld", about | relation, [made]


def _stub(ovo: str) -> Iterator[Addition]:
    """Yield an organisation of which only the OVO number is known."""
    facts: Facts = {
        "rdfs:label": parts.named(f"organisatie {ovo}", f"organisation {ovo}"),
        "skos:prefLabel": [Literal(f"organisatie {ovo}", language="nl")],
        "adms:identifier": [parts.iri(f"identificator/{ovo.lower()}")],
    }
    yield Addition("organisations.ttl", parts.REGISTER + ovo, "org:Organization", facts)
    yield parts.ovo_number(ovo)


def _in_line(versions: Sequence[_Version]) -> Iterator[tuple[_Version, _Version | None]]:
    """Yield each version with the next one."""
    yield from zip_longest(versions, versions[1:])


def _dates(item: _Item, version: _Version, after: _Version | None) -> Facts | None:
    """Return the dates of an item for a version, or None if it held before or after it.

    ``after`` is the next version. A side that lies in the life of another version stays open: the
    renaming bounds it.
    """
    begun = item.start or item.day
    if after and begun >= after.by:
        return None
    if version.after and item.end and item.end < version.after:
        return None
    facts: Facts = {}
    if item.start and item.start >= version.by:
        facts["dvg:van"] = [parts.day(item.start)]
    if item.end and not (after and item.end >= after.after):
        facts["dvg:tot"] = [parts.next_day(item.end)]
    day = item.day
    ends = [end for end in (item.end, item.until) if end]
    held = (not item.start or item.start <= day) and all(day <= end for end in ends)
    if held and day >= version.by and not (after and day > after.after):
        facts["dvg:gezienOp"] = [parts.day(day)]
    return facts


def _document(entry: reading.RegisterEntry, time: Literal) -> _Organisation:
    """Return the organisation of a search document or a detail response."""
    fields, where = entry
    ovo = _string(fields, "ovoNumber").upper()
    if not parts.OVO.fullmatch(ovo):
        raise InputError(*explained("errors.imports", "no OVO", found=ovo), where=where)
    changed = fields.get("changeTime")
    recorded = _moment(changed, where) if changed else time
    one = _Organisation(_string(fields, "id") or ovo, ovo, where)
    one.call(_string(fields, "name"), recorded)
    one.short, one.kbo = _string(fields, "shortName"), _string(fields, "kboNumber")
    start, end = _validity(fields, where)
    one.note(_LIFE, "", _Item({}, start, end, recorded))
    if fields.get("isTerminated") and end:
        one.ended = _Item({}, start, end, recorded)
    if number := _string(fields, "parentOrganisationId"):
        one.note("Parent", number, _Item(fields, "", "", recorded))
    for name, kind in _LISTS.items():
        items = fields.get(name) or []
        if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
            raise InputError(*explained("errors.imports", "no list", field=name), where=where)
        for place, item in enumerate(items):
            number = _item_number(kind, item) or str(place + 1)
            if (kind, number) in one.items:
                raise InputError(*explained("errors.imports", "twice", name=number), where=where)
            one.note(kind, number, _Item(item, *_validity(item, where), recorded))
    return one


def _log(entry: reading.RegisterEntry, logged: dict[str, _Organisation]) -> None:
    """Add a row of the event log to its organisation."""
    fields, where = entry
    try:
        data = json.loads(fields["Data"])
        reading.writable(data)
        name = str(fields["Name"]).rpartition(".")[2]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise InputError(*explained("errors.imports", "no event"), where=where) from error
    if not isinstance(data, dict):
        raise InputError(*explained("errors.imports", "no event"), where=where)
    number = _string(data, "organisationId") or _string(fields, "Id")
    recorded = _moment(fields.get("Timestamp"), where)
    one = logged.get(number)
    if one is None:
        ovo = _string(data, "ovoNumber").upper()
        if not parts.OVO.fullmatch(ovo):
            raise InputError(*explained("errors.imports", "no OVO", found=ovo), where=where)
        one = logged[number] = _Organisation(number, ovo, where)
    if found := _ITEM_EVENT.fullmatch(name):
        kind = found[1]
        item = _Item(data, *_validity(data, where), recorded, removed=found[2] == "Removed")
        one.note(kind, _item_number(kind, data) or number, item)
        return
    if called := _string(data, "name"):
        one.call(called, recorded)
    if "shortName" in data:
        one.short = _string(data, "shortName") or one.short
    one.kbo = _string(data, "kboNumber") or one.kbo
    if (
        name in ("OrganisationCreated", "OrganisationCreatedFromKbo")
        or "Validity" in name
        or (name == "OrganisationInfoUpdated" and "validFrom" in data)
    ):
        one.note(_LIFE, "", _Item({}, *_validity(data, where), recorded))
    elif name.startswith("OrganisationTerminated"):
        _terminate(one, data, recorded)


def _terminate(one: _Organisation, data: Mapping[str, Any], recorded: Literal) -> None:
    ends = data.get("fieldsToTerminate")
    last = _day(ends.get("organisationValidity")) if isinstance(ends, dict) else ""
    if last := last or _day(data.get("dateOfTermination")):
        begun = one.life.start if one.life else ""
        one.ended = _Item({}, begun, last, recorded)
        one.note(_LIFE, "", one.ended)


def _requests(path: Path, time: Literal) -> Iterator[_Organisation]:
    """Yield the organisations that a CSV file asks the register to add or to end."""
    for fields, where in reading.csv_rows(path, {"name"}):
        if "ovonumber" in fields:
            ovo, end = fields["ovonumber"].upper(), _known_day(fields, "organisation_end", where)
            if not parts.OVO.fullmatch(ovo):
                raise InputError(*explained("errors.imports", "no OVO", found=ovo), where=where)
            one = _Organisation(ovo, ovo, where)
            one.ended = _Item({}, "", end, time) if end else None
            one.note(_LIFE, "", _Item({}, "", end, time))
        elif fields.get("reference"):
            start = _known_day(fields, "validity_start", where)
            one = _Organisation(fields["reference"], "", where, short=fields.get("shortname", ""))
            one.note(_LIFE, "", _Item({}, start, "", time))
            if parent := fields.get("parent", "").upper():
                item = _Item({"parentOrganisationOvoNumber": parent}, start, "", time)
                one.note("Parent", parent, item)
        else:
            problem = explained("errors.imports", "no columns", columns="ovonumber / reference")
            raise InputError(*problem, where=where)
        one.call(fields.get("name", ""), time)
        yield one


def _concise(path: Path, time: Literal) -> Iterator[_Organisation]:
    """Yield the organisations that RDF describes by their IRI in the register."""
    found: dict[str, dict[str, list[Term]]] = {}
    for quad in reading.rdf_quads(path):
        if isinstance(quad.subject, NamedNode) and quad.subject.value.startswith(parts.REGISTER):
            about = found.setdefault(quad.subject.value.removeprefix(parts.REGISTER), {})
            about.setdefault(quad.predicate.value, []).append(quad.object)
    if not found:
        raise InputError(*explained("errors.imports", "no OVO", found=""), where=str(path))
    for ovo, about in sorted(found.items()):
        if not parts.OVO.fullmatch(ovo):
            raise InputError(*explained("errors.imports", "no OVO", found=ovo), where=str(path))
        one = _Organisation(ovo, ovo, f"{path} ({ovo})")
        names = [*about.get(f"{SKOS}prefLabel", ()), *about.get(f"{FOAF}name", ())]
        dutch = [name for name in names if isinstance(name, Literal) and name.language != "en"]
        one.call(text((dutch or names or [Literal("")])[0]), time)
        one.short = text(next(iter(about.get(f"{SKOS}altLabel", ())), Literal("")))
        issued = about.get(f"{DCT}issued", [Literal("")])[0]
        one.note(_LIFE, "", _Item({}, _day(text(issued)), "", time))
        yield one


def _validity(fields: Mapping[str, Any], where: str) -> tuple[str, str]:
    """Return the first and the last day of validity, "" for an open side."""
    both = fields.get("validity")
    if both is None:
        both = {"start": fields.get("validFrom"), "end": fields.get("validTo")}
    if not isinstance(both, dict):
        raise InputError(*explained("errors.imports", "no period", found=both), where=where)
    return tuple(_known_day(both, side, where) for side in ("start", "end"))  # type: ignore[return-value]  # there are two sides


def _known_day(fields: Mapping[str, Any], name: str, where: str) -> str:
    """Return a day, "" for none and for the first and last day that there are: an open side.

    Raises InputError for anything else.
    """
    found = fields.get(name)
    if found in (None, ""):
        return ""
    if not (day := _day(found)):
        raise InputError(*explained("errors.imports", "no day", found=found), where=where)
    return "" if day in (FIRST.isoformat(), LAST.isoformat()) else day


def _day(found: object) -> str:
    """Return the day of a date or time, "" for other text."""
    try:
        return text(parts.day(str(found)[:10]))
    except ValueError:
        return ""


def _moment(found: object, where: str) -> Literal:
    try:
        return parts.moment(str(found))
    except ValueError as error:
        raise InputError(
            *explained("errors.imports", "no time", found=found), where=where
        ) from error


def _string(fields: Mapping[str, Any], *names: str) -> str:
    """Return the first text among the fields, "" if there is none."""
    found = next((fields[name] for name in names if fields.get(name)), "")
    return " ".join(found.split()) if isinstance(found, str) else ""


def _item_number(kind: str, fields: Mapping[str, Any]) -> str:
    return _string(fields, f"organisation{kind}Id", f"organisationOrganisation{kind}Id")


def _short(number: str) -> str:
    """Return a number of the register, of a GUID the first part, as the end of a name."""
    return f"-{parts.words(number.partition('-')[0])}" if number else ""
