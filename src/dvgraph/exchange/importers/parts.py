"""What several registers give: organisations, numbers, statements and sources, as additions."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import quote

from dvgraph.authoring.additions import Addition
from dvgraph.authoring.files import Facts
from dvgraph.namespaces import BASE, EDTF, SKOS, XSD
from dvgraph.prebuilt.names import fold
from dvgraph.rdf.oxigraph import Literal, NamedNode, RdfFormat, Term, parse
from dvgraph.resources import ontology_dir
from dvgraph.things.kinds import KINDS, THINGS

REGISTER = "https://data.vlaanderen.be/id/organisatie/"
OVO = re.compile(r"OVO\d{6}")
_OF = {kind.term: kind.file for kind in (*THINGS.values(), *KINDS.values())}


class FieldMapping(NamedTuple):
    """A line of a table of mappings: a field of the register, our terms for it, and a note.

    ``terms`` is empty for a field that is not imported; the note then says why.
    """

    field: str
    terms: str
    note: str = ""


def iri(path: str) -> NamedNode:
    """Return the IRI of a thing by its path: ``concept/kenmerk/naam``."""
    return NamedNode(BASE + path)


def words(text: str, room: int = 50) -> str:
    """Return whole words of a name as part of an IRI: ``agentschap-digitaal-vlaanderen``."""
    found = ""
    for word in re.findall(r"[a-z0-9]+", fold(text)):
        if found and len(found) + len(word) >= room:
            break
        found = f"{found}-{word}" if found else word[:room]
    return found


def named(dutch: str, english: str = "") -> list[Term]:
    """Return the two labels of a thing; without an English one, the Dutch name twice."""
    return [Literal(dutch, language="nl"), Literal(english or dutch, language="en")]


def passage(source: str, part: str) -> NamedNode:
    """Return the passage of an entry of a register: ``bron/wegwijs#onderdeel=OVO002949``."""
    return NamedNode(f"{BASE}bron/{source}#onderdeel={quote(part, safe='')}")


def register(
    slug: str, dutch: str, english: str, address: str = "", agent: str = ""
) -> list[Addition]:
    """Return a register as a source, with its address and its publisher if they are known."""
    facts: Facts = {
        "rdfs:label": named(dutch, english),
        "dct:title": [Literal(dutch, language="nl")],
        "dct:type": [iri("concept/bronsoort/register")],
        "dct:language": [
            NamedNode("http://publications.europa.eu/resource/authority/language/NLD")
        ],
    }
    made = [Addition("sources.ttl", f"{BASE}bron/{slug}", "foaf:Document", facts)]
    if address:
        facts["schema:url"] = [NamedNode(address)]
    if agent:
        iri_of_agent = f"{BASE}agent/{words(agent)}"
        facts["dct:publisher"] = [NamedNode(iri_of_agent)]
        labels: Facts = {"rdfs:label": named(agent)}
        made.append(Addition("agents.ttl", iri_of_agent, "foaf:Agent, prov:Agent", labels))
    return made


def number(slug: str, dutch: str, english: str, agency: str, notation: str) -> Addition:
    """Return a number as a thing of its own, with the agency that assigned it."""
    facts: Facts = {
        "rdfs:label": named(f"{dutch} {notation}", f"{english} {notation}"),
        "adms:schemaAgency": [Literal(agency)],
        "skos:notation": [Literal(notation)],
    }
    return Addition("identifiers.ttl", f"{BASE}identificator/{slug}", "adms:Identifier", facts)


def ovo_number(ovo: str) -> Addition:
    """Return an OVO number as a thing of its own."""
    return number(ovo.lower(), "OVO-nummer", "OVO number", "Vlaamse overheid", ovo)


def continuing(ovo: str, name: str) -> Addition:
    """Return the continuing organisation that the register Wegwijs knows under an OVO number."""
    facts: Facts = {
        "rdfs:label": named(
            f"{name} (doorlopende organisatie volgens het register)",
            f"{name} (continuing organisation according to the register)",
        ),
        "skos:prefLabel": [Literal(name, language="nl")],
        "adms:identifier": [iri(f"identificator/{ovo.lower()}")],
    }
    return Addition("organisations.ttl", REGISTER + ovo, "org:Organization", facts)


def kbo_number(kbo: str) -> Addition:
    """Return a number of the Crossroads Bank for Enterprises as a thing of its own."""
    agency = "Kruispuntbank van Ondernemingen"
    return number(f"kbo-{kbo}", "KBO-nummer", "KBO number", agency, kbo)


def valid_kbo(kbo: str) -> bool:
    """Return whether a text is ten digits whose last two are the check on the first eight."""
    return bool(re.fullmatch(r"[01]\d{9}", kbo)) and 97 - int(kbo[:8]) % 97 == int(kbo[8:])


def statement(kind: str, name: str, facts: Facts, where: Term, recorded: Term | None) -> Addition:
    """Return a statement of a kind (``dvg:Bestaan``), with its passage and time of recording."""
    facts = {name: values for name, values in facts.items() if values}
    facts["dvg:vindplaats"] = [where]
    if recorded:
        facts["prov:generatedAtTime"] = [recorded]
    return Addition(_OF[kind], f"{BASE}uitspraak/{name}", kind, facts)


def relation(kind: str, value: Term) -> Facts:
    """Return what a relation says besides its subject; ``kind``: of the code list betrekking."""
    return {"dvg:betrekking": [iri(f"concept/betrekking/{kind}")], "dvg:voorwerp": [value]}


def characteristic(kind: str, value: Term) -> Facts:
    """Return what a characteristic says besides its subject; ``kind``: of the code list kenmerk."""
    of = "dvg:voorwerp" if isinstance(value, NamedNode) else "dvg:waarde"
    return {"dvg:kenmerk": [iri(f"concept/kenmerk/{kind}")], of: [value]}


def day(text: str) -> Literal:
    """Return a day (YYYY-MM-DD) as xsd:date. Raises ValueError if it does not exist."""
    return Literal(date.fromisoformat(text).isoformat(), datatype=NamedNode(f"{XSD}date"))


def next_day(text: str) -> Literal:
    """Return the day after a day: an end is the first day on which a fact no longer held.

    Raises ValueError for a day that does not exist, and for the last one that there is.
    """
    try:
        return day((date.fromisoformat(text) + timedelta(days=1)).isoformat())
    except OverflowError as error:
        raise ValueError(text) from error


def between(first: str, last: str) -> Literal:
    """Return some day from ``first`` to ``last`` as a date; ``first`` may be empty."""
    if first == last:
        return day(first)
    return Literal(f"[{first}..{last}]", datatype=NamedNode(EDTF))


def moment(text: str) -> Literal:
    """Return a time as xsd:dateTime in whole seconds; one without a zone is in UTC.

    Raises ValueError for text that is not a time.
    """
    from datetime import UTC, datetime

    read = datetime.fromisoformat(text)
    read = read.astimezone(UTC) if read.tzinfo else read.replace(tzinfo=UTC)
    stamp = read.isoformat(timespec="seconds").replace("+00:00", "Z")
    return Literal(stamp, datatype=NamedNode(f"{XSD}dateTime"))


def once(additions: Iterable[Addition]) -> Sequence[Addition]:
    """Return the additions, each thing once: the first of a name."""
    found: dict[str, Addition] = {}
    for one in additions:
        found.setdefault(one.iri, one)
    return list(found.values())


@lru_cache
def concepts(codelist: str) -> Mapping[str, NamedNode]:
    """Return the concepts of a code list by their names, folded as a search folds them."""
    path = ontology_dir() / "codelists" / f"{codelist}.ttl"
    return {
        fold(quad.object.value): quad.subject
        for quad in parse(path=path, format=RdfFormat.TURTLE, base_iri=BASE)
        if quad.predicate.value == f"{SKOS}prefLabel"
        and isinstance(quad.object, Literal)
        and isinstance(quad.subject, NamedNode)
    }
