"""Write ontology/borrowed-terms.txt from vocabulary files: ``python tests/borrow.py FOLDER``.

FOLDER holds the vocabularies as their publishers wrote them (Turtle). Only the IRIs
of their terms are kept. Terms that docs/vocabulary.md lists as verified elsewhere are added.
"""

import re
import sys
import textwrap
from collections import defaultdict
from pathlib import Path

from pyoxigraph import NamedNode, RdfFormat, parse
from rdflib import namespace as ns

from dvgraph import resources
from dvgraph.rdf.replacement import replace_file

NAMESPACES = (
    "http://data.europa.eu/eli/ontology#",
    "http://data.europa.eu/m8g/",
    "http://data.vlaanderen.be/ns/besluit#",
    "http://data.vlaanderen.be/ns/mandaat#",
    "http://purl.org/dc/terms/",
    "http://purl.org/linked-data/cube#",
    "http://purl.org/vocab/cpsv#",
    "http://www.w3.org/2004/02/skos/core#",
    "http://www.w3.org/2006/time#",
    "http://www.w3.org/2006/vcard/ns#",
    "http://www.w3.org/ns/adms#",
    "http://www.w3.org/ns/dcat#",
    "http://www.w3.org/ns/locn#",
    "http://www.w3.org/ns/oa#",
    "http://www.w3.org/ns/org#",
    "http://www.w3.org/ns/person#",
    "http://www.w3.org/ns/prov#",
    "http://www.w3.org/ns/regorg#",
    "http://www.w3.org/ns/sosa/",
    "http://xmlns.com/foaf/0.1/",
    "https://data.vlaanderen.be/ns/adres#",
    "https://data.vlaanderen.be/ns/generiek#",
    "https://data.vlaanderen.be/ns/organisatie#",
    "https://data.vlaanderen.be/ns/persoon#",
    "https://data.vlaanderen.be/ns/wetgeving#",
    "https://w3id.org/ldes#",
    "https://w3id.org/tree#",
)
CLOSED = (ns.OWL, ns.RDF, ns.RDFS, ns.SH, ns.VANN, ns.VOID)  # rdflib has all their terms
# The ADMS of the W3C has no vocabulary file among the others: the terms of its Note of 2013.
ADMS = (
    "Asset",
    "AssetDistribution",
    "AssetRepository",
    "Identifier",
    "identifier",
    "includedAsset",
    "interoperabilityLevel",
    "last",
    "next",
    "prev",
    "representationTechnique",
    "sample",
    "schemaAgency",
    "status",
    "supportedSchema",
    "translation",
    "versionNotes",
)
LOCAL = re.compile(r"[A-Za-z_][\w.-]*$")
VOCABULARY = Path(__file__).parents[1] / "docs" / "vocabulary.md"


def described(folder: Path) -> set[str]:
    """Return every IRI that a Turtle file of a folder describes, or that is listed as verified.

    An IRI that the files only mention does not count: some of them misspell terms of other
    vocabularies.
    """
    found = {
        quad.subject.value
        for path in sorted(folder.rglob("*.ttl"))
        for quad in parse(path=str(path), format=RdfFormat.TURTLE, lenient=True, base_iri="x:/")
        if isinstance(quad.subject, NamedNode)
    }
    verified = re.findall(r"^\|\s*`<?([^`>]+)>?`\s*\|", VOCABULARY.read_text("utf-8"), re.MULTILINE)
    return found | set(verified)


def listing(folder: Path) -> str:
    """Return the text of the list: each namespace, and below it its terms."""
    terms: dict[str, set[str]] = defaultdict(set)
    terms["http://www.w3.org/ns/adms#"] |= set(ADMS)
    for closed in CLOSED:
        terms[str(closed)] = set(closed.__annotations__)
    for iri in described(folder):
        for space in NAMESPACES:
            if iri.startswith(space) and LOCAL.match(iri.removeprefix(space)):
                terms[space].add(iri.removeprefix(space))
    lines = []
    for space in sorted(terms):
        body = " ".join(sorted(terms[space]))
        indent = "  "
        lines.append(space)
        lines += textwrap.wrap(
            body,
            100,
            initial_indent=indent,
            subsequent_indent=indent,
            break_long_words=False,
            break_on_hyphens=False,
        )
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    replace_file(
        resources.ontology_dir() / "borrowed-terms.txt", listing(Path(sys.argv[1])).encode()
    )
