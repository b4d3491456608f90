"""The namespaces in use, by IRI, and the abbreviation of IRIs."""

import re
from datetime import date

BASE = "https://w3id.org/dvgraph/id/"
GRAPHS = f"{BASE}graph/"
DERIVED = f"{GRAPHS}afgeleid/"  # one graph per rule
CHECKS = f"{BASE}controle/"

ADMS = "http://www.w3.org/ns/adms#"
DCT = "http://purl.org/dc/terms/"
DVG = "https://w3id.org/dvgraph/ns#"
ELI = "http://data.europa.eu/eli/ontology#"
FOAF = "http://xmlns.com/foaf/0.1/"
GENERIEK = "https://data.vlaanderen.be/ns/generiek#"
M8G = "http://data.europa.eu/m8g/"
ORG = "http://www.w3.org/ns/org#"
ORGVL = "https://data.vlaanderen.be/ns/organisatie#"
OWL = "http://www.w3.org/2002/07/owl#"
PROV = "http://www.w3.org/ns/prov#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
SH = "http://www.w3.org/ns/shacl#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
VOID = "http://rdfs.org/ns/void#"
XSD = "http://www.w3.org/2001/XMLSchema#"
# The IRI of a datatype, the only term in its namespace.
EDTF = "http://id.loc.gov/datatypes/edtf/EDTF"

TYPE = f"{RDF}type"

# Sentinel bounds, for searches, of a statement without a known start or end; never shown.
FIRST, LAST = date.min, date.max


def slug(iri: str) -> str:
    """Return the last segment of an IRI, which users may type as the thing's name."""
    return re.split(r"[/#]", iri.rstrip("/#"))[-1]


def path(iri: str) -> str:
    """Return the shortest unambiguous name that users can type for a thing: the IRI after BASE."""
    return iri.removeprefix(BASE)
