"""Wikidata: entities as JSON, from Special:EntityData, the API or a dump (one on each line).

Of each property only the best rank counts; deprecated statements never do. A statement without a
reference is marked as one of a weak source. Dates keep their precision.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from dvgraph.authoring.additions import Addition
from dvgraph.authoring.feeds import Feed
from dvgraph.authoring.files import Facts
from dvgraph.errors import InputError
from dvgraph.exchange.importers import parts, reading
from dvgraph.exchange.importers.known import Known
from dvgraph.exchange.importers.parts import FieldMapping
from dvgraph.locale.reader import explained, worded
from dvgraph.namespaces import EDTF, XSD, slug
from dvgraph.rdf.oxigraph import Literal, NamedNode, Term

NAME = "wikidata"
MAPPINGS = (
    FieldMapping(
        "id",
        "`adms:identifier`",
        "the entity is the body of that number or unique name in the folder, else it keeps its IRI",
    ),
    FieldMapping("labels", "`skos:prefLabel`, `rdfs:label`", "nl, else en, else any"),
    FieldMapping("aliases (nl, en)", "`skos:hiddenLabel`", ""),
    FieldMapping(
        "P31 instance of",
        "`m8g:PublicOrganisation` or `org:Organization`, `dct:type`",
        "public if one of its classes is in the list of this module",
    ),
    FieldMapping("P571 inception", "`dvg:Bestaan`, `dvg:van`", "only of a public body"),
    FieldMapping("P576 dissolved", "`dvg:Bestaan`, `dvg:tot`", "the first day without it"),
    FieldMapping("P749 parent organization", "`dvg:Betrekking` ouder", ""),
    FieldMapping(
        "P1365 replaces, P155 follows; P1366 replaced by, P156 followed by",
        "`dvg:Betrekking` opvolger-van",
        "the last two reversed",
    ),
    FieldMapping("P3376 enterprise number (Belgium)", "`rov:registration`", "if valid"),
    FieldMapping("qualifiers P580, P582, P585", "`dvg:van`, `dvg:tot`, `dvg:gezienOp`", ""),
    FieldMapping("qualifier P1480 circa", "`~` in an EDTF date", ""),
    FieldMapping("rank", "", "the best rank of each property; never deprecated"),
    FieldMapping("references", "`dvg:zekerheid` zwakke-bron", "if there are none"),
    FieldMapping("modified", "`prov:generatedAtTime`", ""),
    FieldMapping("somevalue, novalue", "", "not known, or none"),
    FieldMapping("other properties, dates in the Julian calendar", "", "not imported"),
)
ENTITY = "http://www.wikidata.org/entity/"
# Classes of public bodies, with their kind in the code list organisatiesoort.
_PUBLIC = {
    "Q327333": "agentschap",  # government agency
    "Q192350": "onbekend",  # ministry
    "Q2659904": "openbare-dienst",  # government organization
    "Q7188": "regering",  # government
    "Q35749": "parlement",  # parliament
}
_SUCCESSION = {"P1365": False, "P155": False, "P1366": True, "P156": True}
_PRECISIONS = {11: (10, f"{XSD}date"), 10: (7, f"{XSD}gYearMonth"), 9: (4, f"{XSD}gYear")}
_GREGORIAN, _CIRCA = "Q1985727", "Q5727902"
_NUMBER = re.compile(r"Q[1-9]\d*")
Json = Mapping[str, Any]


def read(files: Sequence[Path], known: Known, time: Literal) -> Feed:
    """Return what the entities in the files say.

    Raises InputError, with file:line, for another form and for values that Wikidata cannot have.
    """
    entities: dict[str, tuple[Json, str]] = {}
    for path in files:
        for entry in reading.json_objects(path):
            for one in _entities(entry):
                number = one.get("id")
                if not isinstance(number, str) or not _NUMBER.fullmatch(number):
                    raise InputError(*explained("errors.imports", "no entity"), where=entry.where)
                entities[number] = (one, entry.where)
    if not entities:
        raise InputError(*explained("errors.imports", "empty"), where=str(files[0]))
    left_out: list[str] = []
    item = _Items(entities, known, time, left_out)
    source = parts.register(
        NAME, "Wikidata", "Wikidata (knowledge base)", "https://www.wikidata.org/", "Wikimedia"
    )
    made = [one for number in sorted(entities) for one in item.additions(number)]
    return Feed(NAME, parts.once([*source, *made]), (), left_out)


def _entities(entry: reading.RegisterEntry) -> list[Json]:
    found = entry.fields.get("entities", None)
    if found is None:
        return [entry.fields]
    if isinstance(found, dict) and all(isinstance(one, dict) for one in found.values()):
        return list(found.values())
    raise InputError(*explained("errors.imports", "no entity"), where=entry.where)


class _Items:
    """The entities of a feed, each with the body that it is in the folder."""

    def __init__(
        self,
        entities: Mapping[str, tuple[Json, str]],
        known: Known,
        time: Literal,
        left_out: list[str],
    ) -> None:
        self._entities, self._known = entities, known
        self._time, self._left_out = time, left_out

    def additions(self, number: str) -> Iterator[Addition]:
        """Yield the body and statements of an entity; InputError if its form is another."""
        entity, where = self._entities[number]
        try:
            yield from self._body(number, entity)
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            raise InputError(*explained("errors.imports", "no entity"), where=where) from error

    def _body(self, number: str, entity: Json) -> Iterator[Addition]:
        name, english = _label(entity)
        if not name:
            self._left_out.append(worded("imports", "no name", where=NAME, what=number))
            return
        iri, recorded = self._iri(number), self._recorded(entity)
        kinds = [_item(claim) for claim in _best(entity, "P31")]
        kind = next((_PUBLIC[one] for one in kinds if one in _PUBLIC), "")
        public = bool(kind) or self._known.public(iri)
        own = parts.number(f"wikidata-{number.lower()}", "Wikidata", "Wikidata", "Wikidata", number)
        facts: Facts = {
            "rdfs:label": parts.named(name, english),
            "skos:prefLabel": [Literal(name, language="nl")],
            "dct:type": [parts.iri(f"concept/organisatiesoort/{kind or 'onbekend'}")],
            "adms:identifier": [NamedNode(own.iri)],
        }
        if others := [n for n in _aliases(entity) if n != name]:
            facts["skos:hiddenLabel"] = [Literal(n, language="nl") for n in others]
        for claim in _best(entity, "P3376"):
            kbo = re.sub(r"\D", "", str(_value(claim)))
            if parts.valid_kbo(kbo):
                yield parts.kbo_number(kbo)
                facts["rov:registration"] = [parts.iri(f"identificator/kbo-{kbo}")]
        yield own
        term = "m8g:PublicOrganisation" if public else "org:Organization"
        yield Addition("organisations.ttl", iri, term, facts)
        if public:
            yield from self._life(number, entity, iri, recorded)
        yield from self._ties(number, entity, iri, recorded)

    def _life(self, number: str, entity: Json, iri: str, recorded: Literal) -> Iterator[Addition]:
        """Yield the existences of a body: one for each start or end that Wikidata gives."""
        for prop, date, word in (("P571", "dvg:van", "begin"), ("P576", "dvg:tot", "einde")):
            for place, claim in enumerate(_best(entity, prop)):
                if (day := self._date(claim["mainsnak"], number, _circa(claim))) is None:
                    continue
                facts: Facts = {"dvg:over": [NamedNode(iri)], date: [day], **_doubt(claim)}
                name = f"bestaan-{word}" + (f"-{place + 1}" if place else "")
                yield self._said("dvg:Bestaan", number, name, facts, recorded)

    def _ties(self, number: str, entity: Json, iri: str, recorded: Literal) -> Iterator[Addition]:
        for prop, relation in (("P749", "ouder"), *((p, "opvolger-van") for p in _SUCCESSION)):
            for claim in _best(entity, prop):
                other = _item(claim)
                if not other:
                    continue
                if other not in self._entities and not self._known.by_notation(other):
                    self._left_out.append(worded("imports", "no entity", what=number, other=other))
                    continue
                ends: list[Term] = [NamedNode(iri), NamedNode(self._iri(other))]
                if _SUCCESSION.get(prop):
                    ends.reverse()
                facts: Facts = {
                    "dvg:onderwerp": ends[:1],
                    **parts.relation(relation, ends[1]),
                    **self._period(claim, number),
                    **_doubt(claim),
                }
                name = f"{prop.lower()}-{other.lower()}"
                yield self._said("dvg:Betrekking", number, name, facts, recorded)

    def _period(self, claim: Json, number: str) -> Facts:
        """Return the dates that the qualifiers of a claim give, else the day of the entity."""
        qualifiers = claim.get("qualifiers") or {}
        facts: Facts = {}
        for prop, name in (("P580", "dvg:van"), ("P582", "dvg:tot"), ("P585", "dvg:gezienOp")):
            days = [self._date(snak, number, "") for snak in qualifiers.get(prop, ())[:1]]
            facts[name] = [day for day in days if day is not None]
        return facts

    def _date(self, snak: Json, number: str, mark: str) -> Literal | None:
        """Return the date of a snak with its precision, None if it is unknown or out of scope."""
        if snak.get("snaktype") != "value":
            return None
        said = snak["datavalue"]["value"]
        text, precision = str(said["time"]), said["precision"]
        year = text[1:5]
        if text.startswith("+") and slug(said["calendarmodel"]) == _GREGORIAN:
            if precision in _PRECISIONS:
                length, datatype = _PRECISIONS[precision]
                written = text[1 : 1 + length]
                if precision == 11:
                    parts.day(written)
                kind = NamedNode(EDTF if mark else datatype)
                return Literal(written + mark, datatype=kind)
            if precision == 8:
                return Literal(f"{year[:3]}X", datatype=NamedNode(EDTF))
        self._left_out.append(worded("imports", "vague date", what=number, text=text))
        return None

    def _iri(self, number: str) -> str:
        if found := self._known.by_notation(number):
            return found
        entity = self._entities[number][0] if number in self._entities else {}
        name, _ = _label(entity)
        return (self._known.body(name) if name else "") or ENTITY + number

    def _recorded(self, entity: Json) -> Literal:
        changed = entity.get("modified")
        return parts.moment(changed) if changed else self._time

    @staticmethod
    def _said(kind: str, number: str, word: str, facts: Facts, recorded: Literal) -> Addition:
        dated = any(facts.get(name) for name in ("dvg:van", "dvg:tot", "dvg:gezienOp"))
        if not dated:
            facts["dvg:gezienOp"] = [parts.day(recorded.value[:10])]
        where = parts.passage(NAME, number)
        return parts.statement(kind, f"{NAME}-{number.lower()}-{word}", facts, where, recorded)


def _best(entity: Json, prop: str) -> list[Json]:
    """Return the claims of the best rank of a property; the deprecated ones never count."""
    claims = (entity.get("claims") or {}).get(prop, [])
    preferred = [claim for claim in claims if claim.get("rank") == "preferred"]
    return preferred or [claim for claim in claims if claim.get("rank") != "deprecated"]


def _value(claim: Json) -> Any:
    snak = claim["mainsnak"]
    return snak["datavalue"]["value"] if snak.get("snaktype") == "value" else ""


def _item(claim: Json) -> str:
    """Return the number of the item that a claim names, "" if it names none."""
    value = _value(claim)
    return str(value["id"]) if value else ""


def _doubt(claim: Json) -> Facts:
    """Return the mark of a weak source for a claim without a reference."""
    weak = parts.iri("concept/zekerheid/zwakke-bron")
    return {} if claim.get("references") else {"dvg:zekerheid": [weak]}


def _circa(claim: Json) -> str:
    marks = (claim.get("qualifiers") or {}).get("P1480", ())
    return "~" if any(_item({"mainsnak": snak}) == _CIRCA for snak in marks) else ""


def _label(entity: Json) -> tuple[str, str]:
    """Return the Dutch label of an entity, else another one, and the English one."""
    labels = {of: str(one["value"]).strip() for of, one in (entity.get("labels") or {}).items()}
    name = labels.get("nl") or labels.get("en") or next((labels[of] for of in sorted(labels)), "")
    return name, labels.get("en", "")


def _aliases(entity: Json) -> list[str]:
    aliases = entity.get("aliases") or {}
    return list(dict.fromkeys(str(a["value"]) for of in ("nl", "en") for a in aliases.get(of, ())))
