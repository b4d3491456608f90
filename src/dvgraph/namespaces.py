"""IRIs of the namespaces in use, and how an IRI is abbreviated: the one table of both."""

import re
from datetime import date

BASE = "https://w3id.org/dvgraph/id/"
GRAPHS = f"{BASE}graph/"
DERIVED = f"{GRAPHS}afgeleid/"  # one graph for each rule
CHECKS = f"{BASE}controle/"

ADMS = "http://www.w3.org/ns/adms#"
DCT = "http://purl.org/dc/terms/"
DVG = "https://w3id.org/dvgraph/ns#"
GENERIEK = "https://data.vlaanderen.be/ns/generiek#"
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
EDTF = "http://id.loc.gov/datatypes/edtf/EDTF"  # a datatype; its namespace holds nothing else

TYPE = f"{RDF}type"

# The search bounds of a statement without a known begin or end; no reader sees them.
FIRST, LAST = date.min, date.max


def slug(iri: str) -> str:
    """Return the last segment of an IRI, by which a user may name the thing."""
    return re.split(r"[/#]", iri.rstrip("/#"))[-1]


def path(iri: str) -> str:
    """Return the shortest unambiguous name of a thing that can be typed: its IRI without BASE."""
    return iri.removeprefix(BASE)
