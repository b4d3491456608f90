"""The vocabulary: standard terms exist, local terms are defined and used, files are tidy."""

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, parse
from rdflib import namespace as ns

from dvgraph.resources import prefixes
from test_project import tracked

ROOT = Path(__file__).parents[1]
SHARED = Path(__file__).parents[2] / "shared"
BASE = "https://w3id.org/dvgraph/id/"
DVG = "https://w3id.org/dvgraph/ns#"
SKOS = "http://www.w3.org/2004/02/skos/core#"

ONTOLOGY = [path for path in ROOT.glob("ontology/**/*.ttl") if path.parent.name != "shapes"]
SHAPES = sorted(ROOT.glob("ontology/shapes/*.ttl"))
DATA = sorted(ROOT.glob("data/**/*.ttl"))
QUERIES = sorted(ROOT.glob("queries/**/*.rq"))
TURTLE = [*sorted(ONTOLOGY), *SHAPES, *DATA]

# Foreign IRIs that are data, not vocabulary: things others have named, and pages.
INSTANCES = re.compile(
    r"urn:x:"  # what a probe makes up
    r"|https://data\.vlaanderen\.be/id/organisatie/OVO\d{6}$"
    r"|http://themis\.vlaanderen\.be/id/bestuurs(orgaan|eenheid|functie)/"
    r"|http://www\.ejustice\.just\.fgov\.be/eli/[a-z]+/\d{4}/\d\d/\d\d/\d{10}$"
    r"|http://publications\.europa\.eu/resource/authority/(access-right|language)(/[A-Z_]+)?$"
    r"|http://data\.europa\.eu/eli/(reg|dir)/\d{4}/\d+/oj$"
)
PAGE_PROPERTIES = {
    "http://purl.org/dc/terms/license",
    "https://schema.org/url",
}
NOISE = re.compile(
    r'"""[\s\S]*?"""|\'\'\'[\s\S]*?\'\'\'|"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\''
    r'|(?P<iri><[^<>"{}|^`\\\s]*>)|#[^\n]*'
)
DECLARED = re.compile(r"(?:@prefix|\bPREFIX)\s+([\w.-]*):\s*<([^>]*)>", re.IGNORECASE)
USED = re.compile(r"(?<![\w:.?$-])([A-Za-z][\w-]*):([\w-]+(?:\.[\w-]+)*)?")


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def quads(path: Path) -> tuple[Quad, ...]:
    return tuple(parse(path=str(path), format=RdfFormat.TURTLE, base_iri=BASE))


def iris(path: Path) -> Iterator[str]:
    """Yield every IRI of a Turtle or query file, except the values of page-like properties."""
    if path.suffix == ".rq":
        text = path.read_text("utf-8")
        declared = dict(DECLARED.findall(text))
        body = DECLARED.sub("", text)
        yield from (m["iri"][1:-1] for m in NOISE.finditer(body) if m["iri"])
        for prefix, local in USED.findall(NOISE.sub(" ", body)):
            yield declared[prefix] + local
        return
    for quad in quads(path):
        yield quad.predicate.value
        if isinstance(quad.subject, NamedNode):
            yield quad.subject.value
        if isinstance(quad.object, Literal):
            yield quad.object.datatype.value
        elif isinstance(quad.object, NamedNode) and quad.predicate.value not in PAGE_PROPERTIES:
            yield quad.object.value


def used(paths: list[Path]) -> dict[str, set[str]]:
    """Return each IRI with the files that name it."""
    found: dict[str, set[str]] = defaultdict(set)
    for path in paths:
        for iri in iris(path):
            found[iri].add(name(path))
    return found


def verified_in_docs() -> set[str]:
    text = (ROOT / "docs" / "vocabulary.md").read_text("utf-8")
    return set(re.findall(r"^\|\s*`<?([^`>]+)>?`\s*\|", text, re.MULTILINE))


def shared(folder: str) -> Path:
    if not (SHARED / folder).is_dir():
        pytest.skip(f"the reference folder {SHARED.name}/{folder} is not beside this project")
    return SHARED / folder


def test_every_standard_term_exists_in_its_vocabulary_or_is_listed_as_verified() -> None:
    known = {
        quad.subject.value
        for path in shared("vocab").rglob("*.ttl")
        for quad in parse(path=str(path), format=RdfFormat.TURTLE, lenient=True, base_iri="x:/")
        if isinstance(quad.subject, NamedNode)
    } | verified_in_docs()
    missing = {
        iri: sorted(files)
        for iri, files in used([*TURTLE, *QUERIES]).items()
        if not iri.startswith("https://w3id.org/dvgraph/")
        and not INSTANCES.match(iri)
        and iri not in known
        and not any(
            iri in closed for closed in (ns.RDF, ns.RDFS, ns.OWL, ns.XSD, ns.SH, ns.VANN, ns.VOID)
        )
    }
    assert not missing, "\n".join(f"{iri} in {files}" for iri, files in sorted(missing.items()))


def test_every_local_term_is_defined_and_every_definition_is_used() -> None:
    definitions = {
        quad.subject.value
        for path in ONTOLOGY
        for quad in quads(path)
        if quad.predicate.value == f"{ns.RDFS}isDefinedBy"
    }
    # deprecated.ttl names terms that are gone.
    elsewhere = [path for path in TURTLE if path.name not in ("dvg.ttl", "deprecated.ttl")]
    terms = {iri for iri in used([*elsewhere, *QUERIES]) if iri.startswith(DVG)}
    in_code = {
        DVG + local
        for path in (ROOT / "src").rglob("*.py")
        for local in re.findall(
            r"(?:dvg:|/dvgraph/ns#|DVG[ +}\"']{1,6})(\w+)", path.read_text("utf-8")
        )
    }
    assert terms - definitions == set(), "used, not defined in ontology/dvg.ttl"
    assert definitions - terms - in_code == set(), "defined, used nowhere"


def languages(subject: NamedNode, predicates: set[str], facts: tuple[Quad, ...]) -> set[str]:
    return {
        quad.object.language or ""
        for quad in facts
        if quad.subject == subject
        and quad.predicate.value in predicates
        and isinstance(quad.object, Literal)
    }


def test_every_local_term_has_labels_definitions_and_a_place_among_the_standards() -> None:
    facts = quads(ROOT / "ontology" / "dvg.ttl")
    # A property of several kinds of things has no domain: then its range says what it leads to.
    places = {f"{ns.RDFS}{part}" for part in ("subClassOf", "subPropertyOf", "domain", "range")}
    faults = []
    for term in {quad.subject for quad in facts if quad.subject.value.startswith(DVG)}:
        said = {quad.predicate.value for quad in facts if quad.subject == term}
        if languages(term, {f"{ns.RDFS}label"}, facts) != {"nl", "en"}:
            faults.append(f"{term.value}: rdfs:label")
        if languages(term, {f"{SKOS}definition", f"{ns.RDFS}comment"}, facts) != {"nl", "en"}:
            faults.append(f"{term.value}: skos:definition")
        if not said & places:
            faults.append(f"{term.value}: no superterm, domain or range")
        if f"{ns.RDFS}isDefinedBy" not in said:
            faults.append(f"{term.value}: rdfs:isDefinedBy")
    assert not faults, "\n".join(sorted(faults))


def test_every_concept_has_a_scheme_and_a_label_and_definition_in_both_languages() -> None:
    facts = tuple(quad for path in ONTOLOGY for quad in quads(path))
    typed = [q for q in facts if q.predicate.value == str(ns.RDF.type)]
    concepts = {q.subject for q in typed if q.object == NamedNode(f"{SKOS}Concept")}
    schemes = {q.subject for q in typed if q.object == NamedNode(f"{SKOS}ConceptScheme")}
    assert concepts
    faults = [
        f"{thing.value}: skos:{part}"
        for thing in concepts | schemes
        for part in ("prefLabel", "definition")
        if languages(thing, {SKOS + part}, facts) != {"nl", "en"}
    ]
    faults += [
        f"{concept.value}: skos:inScheme"
        for concept in concepts
        if not any(
            q.subject == concept and q.predicate.value == f"{SKOS}inScheme" and q.object in schemes
            for q in facts
        )
    ]
    assert not faults, "\n".join(sorted(faults))


@pytest.mark.parametrize("path", [*ONTOLOGY, *DATA], ids=name)
def test_nothing_is_a_blank_node(path: Path) -> None:
    found = [q for q in quads(path) if BlankNode in (type(q.subject), type(q.object))]
    assert found == []


@pytest.mark.parametrize("path", DATA, ids=name)
def test_a_data_file_starts_with_the_base(path: Path) -> None:
    lines = path.read_text("utf-8").splitlines()
    first = next((line for line in lines if line.strip() and not line.startswith("#")), "")
    assert first == f"@base <{BASE}> ."


@pytest.mark.parametrize("path", [*TURTLE, *QUERIES], ids=name)
def test_prefixes_are_the_shared_ones_sorted_and_all_used(path: Path) -> None:
    text = path.read_text("utf-8")
    declared = DECLARED.findall(text)
    names = [prefix for prefix, _ in declared]
    assert names == sorted(set(names))
    # A query names the concepts of a scheme by the scheme; JSON-LD has that name for a property.
    schemes = {prefix: f"{BASE}concept/{prefix}/" for prefix in names} if path in QUERIES else {}
    shared_ones = schemes | prefixes()
    assert {prefix: iri for prefix, iri in declared if shared_ones.get(prefix) != iri} == {}
    body = NOISE.sub(" ", DECLARED.sub("", text))
    assert set(names) - {prefix for prefix, _ in USED.findall(body)} == set(), "declared, not used"


def runs_of_words(text: str, length: int = 8) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.casefold())
    return {tuple(words[at : at + length]) for at in range(len(words) - length + 1)}


def test_no_sentence_of_the_source_document_is_copied() -> None:
    sentences = set()
    for path in shared("seeds").glob("*.txt"):
        text = re.sub(r"https?://\S+", " ", path.read_text("utf-8"))
        for reading in (text, re.sub(r"-\n\s*", "", text)):
            # The title stands before the first numbered heading, and may be named.
            title, _, body = reading.partition("\n1. ")
            sentences |= runs_of_words(body) - runs_of_words(title)
    assert sentences
    copied = {
        name(path): [" ".join(run) for run in sorted(found)[:3]]
        for path in tracked()
        if (found := runs_of_words(path.read_text("utf-8", "replace")) & sentences)
    }
    assert copied == {}


def test_the_version_of_the_ontology_has_the_address_of_its_number() -> None:
    said = {
        quad.predicate.value: quad.object.value
        for quad in quads(ROOT / "ontology" / "dvg.ttl")
        if quad.subject == NamedNode(DVG[:-1]) and not isinstance(quad.object, BlankNode)
    }
    assert said[f"{ns.OWL}versionIRI"] == f"{DVG[:-1]}/{said[f'{ns.OWL}versionInfo']}"
    assert said["http://purl.org/vocab/vann/preferredNamespaceUri"] == DVG
