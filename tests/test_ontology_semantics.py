"""The ontology entails nothing that the data contradicts, and nothing about other vocabularies."""

from collections import defaultdict
from functools import cache

import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse
from rdflib import namespace as ns

from dvgraph.dataset.files import shipped
from dvgraph.derive.rules import derive
from dvgraph.resources import ontology_dir, prefixes
from test_ontology_terms import BASE, DVG, ONTOLOGY, SKOS, quads, shared

A, RDFS, OWL = str(ns.RDF.type), str(ns.RDFS), str(ns.OWL)
DCT = "http://purl.org/dc/terms/"
# Integers are decimals, years in EDTF are literals: what else a literal may be, is in `XSD`.
WIDER = {f"{ns.XSD}integer": {f"{ns.XSD}decimal"}}


@cache
def graph() -> tuple[Quad, ...]:
    dataset = shipped()
    return (*dataset.quads, *derive(dataset))


def index(facts: tuple[Quad, ...], *predicates: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for quad in facts:
        if quad.predicate.value in predicates and isinstance(quad.object, NamedNode):
            found[quad.subject.value].add(quad.object.value)
    return found


def above(start: str, tree: dict[str, set[str]]) -> set[str]:
    found, open_ = {start}, [start]
    while open_:
        new = tree.get(open_.pop(), set()) - found
        found |= new
        open_ += new
    return found


def local_properties() -> dict[str, dict[str, list[str]]]:
    """Return each local property with its predicates and their values."""
    said: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for quad in quads(ontology_dir() / "dvg.ttl"):
        said[quad.subject.value][quad.predicate.value].append(quad.object.value)
    return {
        iri: about
        for iri, about in said.items()
        if iri.startswith(DVG) and any(one.endswith("Property") for one in about[A])
    }


def test_every_local_property_has_a_domain_a_range_and_an_example() -> None:
    faults = [
        f"{iri}: {part}"
        for iri, about in local_properties().items()
        for part in (f"{RDFS}domain", f"{RDFS}range", f"{SKOS}example")
        if len(about[part]) != 1
    ]
    assert faults == []


def test_an_example_is_one_triple_of_its_property() -> None:
    head = f"@base <{BASE}> .\n" + "".join(f"@prefix {p}: <{i}> .\n" for p, i in prefixes().items())
    for iri, about in local_properties().items():
        [text] = about[f"{SKOS}example"]
        [triple] = parse((head + text).encode(), format=RdfFormat.TURTLE)
        assert triple.predicate.value == iri, text


def standards() -> tuple[Quad, ...]:
    return tuple(
        quad
        for path in sorted(shared("vocab").rglob("*.ttl"))
        if "shacl" not in path.name and path.parent.name != "codelists"
        for quad in parse(path=str(path), format=RdfFormat.TURTLE, lenient=True, base_iri="x:/")
    )


def test_no_type_that_the_data_entails_conflicts_with_a_disjointness() -> None:
    """RDFS: domain, range, super-properties and superclasses, of local and standard terms."""
    facts = graph()
    axioms = (*standards(), *facts)
    classes, properties = index(axioms, f"{RDFS}subClassOf"), index(axioms, f"{RDFS}subPropertyOf")
    domains, ranges = index(axioms, f"{RDFS}domain"), index(axioms, f"{RDFS}range")
    apart = {
        frozenset((one, other))
        for one, others in index(axioms, f"{OWL}disjointWith").items()
        for other in others
    }
    types: dict[str, set[str]] = defaultdict(set)
    why: dict[tuple[str, str], str] = {}
    literals = []
    for quad in facts:
        subject, value = quad.subject.value, quad.object
        if quad.predicate.value == A:
            types[subject].add(value.value)
        for name in above(quad.predicate.value, properties):
            for kind in domains.get(name, ()):
                types[subject].add(kind)
                why.setdefault((subject, kind), f"domain of {name}")
            for kind in ranges.get(name, ()):
                if isinstance(value, NamedNode):
                    types[value.value].add(kind)
                    why.setdefault((value.value, kind), f"range of {name}")
                elif kind.startswith(str(ns.XSD)):
                    own = value.datatype.value
                    if kind not in {own} | WIDER.get(own, set()) and name.startswith(DVG):
                        literals.append(f"{subject} {name} {value}")
    faults = set()
    for thing, kinds in types.items():
        every = {kind for one in kinds for kind in above(one, classes)}
        for pair in apart:
            if len(pair) == 2 and pair <= every:
                because = sorted(why.get((thing, one), "") for one in kinds)
                faults.add(f"{thing} is {' and '.join(sorted(pair))}: {because}")
    assert literals == []
    assert sorted(faults) == []
    assert apart


def test_what_the_ontology_says_of_others_terms_their_own_files_say() -> None:
    """Standard terms get labels here, but no axiom that the standard itself lacks."""
    own = {(str(q.subject), q.predicate.value, str(q.object)) for q in standards()}
    axioms = {f"{RDFS}{name}" for name in ("subClassOf", "subPropertyOf", "domain", "range")}
    axioms |= {f"{OWL}{name}" for name in ("disjointWith", "equivalentClass", "inverseOf")}
    axioms |= {f"{OWL}{name}" for name in ("equivalentProperty", "sameAs")}
    said = {
        (str(q.subject), q.predicate.value, str(q.object))
        for path in ONTOLOGY
        for q in quads(path)
        if q.predicate.value in axioms and not q.subject.value.startswith(DVG)
    }
    assert said
    assert said - own == set()


@pytest.mark.parametrize(
    "part", ["title", "description", "creator", "publisher", "license", "issued", "modified"]
)
def test_every_code_list_and_the_ontology_say_who_made_them_when_and_on_what_terms(
    part: str,
) -> None:
    facts = graph()
    lists = {
        q.subject.value
        for q in facts
        if q.predicate.value == A
        and q.object == NamedNode(f"{SKOS}ConceptScheme")
        and q.subject.value.startswith(BASE)
    }
    given: dict[str, list[object]] = defaultdict(list)
    for quad in facts:
        if quad.predicate.value == DCT + part:
            given[quad.subject.value].append(quad.object)
    wanted = {"nl", "en"} if part in ("title", "description") else None
    faults = [
        one
        for one in {*lists, DVG[:-1]}
        if not given[one]
        or (
            wanted and {v.language for v in given[one] if isinstance(v, Literal)} != wanted  # type: ignore[misc]
        )
    ]
    assert lists
    assert faults == []


def test_the_ontology_names_its_version_the_one_before_and_its_prefix() -> None:
    said = {q.predicate.value for q in graph() if q.subject == NamedNode(DVG[:-1])}
    wanted = {f"{OWL}{name}" for name in ("versionIRI", "versionInfo", "priorVersion")}
    vann = "http://purl.org/vocab/vann/preferredNamespace"
    assert {*wanted, f"{vann}Prefix", f"{vann}Uri"} <= said
