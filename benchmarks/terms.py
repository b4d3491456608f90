"""The terms that the generated register uses, as N-Triples writes them."""

from datetime import date

ID = "https://w3id.org/dvgraph/id/"
DVG = "https://w3id.org/dvgraph/ns#"
ORG = "http://www.w3.org/ns/org#"
ELI = "http://data.europa.eu/eli/ontology#"
ORGVL = "https://data.vlaanderen.be/ns/organisatie#"


def iri(value: str) -> str:
    return f"<{value}>"


def thing(path: str) -> str:
    return f"<{ID}{path}>"


def dvg(name: str) -> str:
    return f"<{DVG}{name}>"


def org(name: str) -> str:
    return f"<{ORG}{name}>"


def typed(value: object, kind: str) -> str:
    return f'"{value}"^^<http://www.w3.org/2001/XMLSchema#{kind}>'


def day(ordinal: int) -> str:
    return typed(date.fromordinal(ordinal), "date")


A = iri("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
LABEL = iri("http://www.w3.org/2000/01/rdf-schema#label")
PREF, ALT, NOTATION = (
    iri(f"http://www.w3.org/2004/02/skos/core#{name}")
    for name in ("prefLabel", "altLabel", "notation")
)
TITLE, TYPE, LANGUAGE, CREATED, PART_OF, DESCRIPTION = (
    iri(f"http://purl.org/dc/terms/{name}")
    for name in ("title", "type", "language", "created", "isPartOf", "description")
)
RECORDED, WITHDRAWN, REVISES = (
    iri(f"http://www.w3.org/ns/prov#{name}")
    for name in ("generatedAtTime", "invalidatedAtTime", "wasRevisionOf")
)
IDENTIFIER, AGENCY = (iri(f"http://www.w3.org/ns/adms#{n}") for n in ("identifier", "schemaAgency"))
ADMS_IDENTIFIER = iri("http://www.w3.org/ns/adms#Identifier")
DUTCH = iri("http://publications.europa.eu/resource/authority/language/NLD")
DOCUMENT = iri("http://xmlns.com/foaf/0.1/Document")
PAGE = iri("https://schema.org/url")
BODY = iri("http://data.europa.eu/m8g/PublicOrganisation")
VERSION_OF = iri("https://data.vlaanderen.be/ns/generiek#isTijdspecialisatieVan")
DECISION = iri("http://data.vlaanderen.be/ns/besluit#Besluit")
FRAMEWORK = iri("http://purl.org/vocab/cpsv#FormalFramework")
PERSON = iri("http://www.w3.org/ns/person#Person")
EVENTS = {
    "rename": dvg("Naamswijziging"),
    "merger": iri(ORGVL + "Fusie"),
    "split": iri(ORGVL + "Splitsing"),
    "absorption": dvg("Opslorping"),
    "transfer": dvg("Overdracht"),
}
ROLE = thing("concept/functierol/administrateur-generaal")
MOMENT = typed("2026-01-15T12:00:00Z", "dateTime")
LATER = typed("2026-06-15T12:00:00Z", "dateTime")
