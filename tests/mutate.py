"""Mutate the data in every way in which an author may slip, and count the mutants that are caught.

``python tests/mutate.py [-v]``: for each kind of node and each of its properties, some nodes lose
the property, get it twice, get a value of another type, or get a date in the wrong order. A mutant
is caught if a shape or a check has a finding that it does not have in the original data. ALLOWED
lists mutants that are legitimate, with the reason; these do not count. Exit code 1 below 95 %.
"""

import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from multiprocessing import Pool
from pathlib import Path
from typing import NamedTuple

from dvgraph import resources
from dvgraph.dataset.files import Dataset, read
from dvgraph.derive.rules import derive
from dvgraph.namespaces import BASE
from dvgraph.rdf.oxigraph import Literal, NamedNode, Quad, Term
from dvgraph.store.embedded import EmbeddedStore
from dvgraph.validation import checks
from dvgraph.validation.findings import Finding
from dvgraph.validation.shacl import validate

AIM = 0.95
SAMPLES = 2  # nodes of a kind, for each property and way to slip
MORE = Path(__file__).with_suffix(".ttl")
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
SUBCLASS = "http://www.w3.org/2000/01/rdf-schema#subClassOf"
XSD = "http://www.w3.org/2001/XMLSchema#"
DATES = {f"{XSD}{name}" for name in ("date", "gYear", "gYearMonth", "dateTime")} | {
    "http://id.loc.gov/datatypes/edtf/EDTF"
}
STRING = NamedNode(f"{XSD}string")

# (kind, property, way) or with "*" for any: why it may be so. Names as `short` writes them.
OPTIONAL = "the model does not demand it"
SEVERAL = "there may be several"
BY_TEXT = "within what else is known: `evidence verify` reads the date in the passage"
ALLOWED: dict[tuple[str, str, str], str] = {
    ("*", "dvg:vindplaats", "doubled"): SEVERAL,
    ("*", "dvg:gezienOp", "doubled"): SEVERAL,
    ("*", "dvg:grond", "doubled"): SEVERAL,
    ("*", "dvg:tussen", "doubled"): SEVERAL,
    ("*", "dct:isPartOf", "doubled"): "a task may be part of several",
    ("*", "eli:passed_by", "doubled"): SEVERAL,
    ("*", "adms:identifier", "doubled"): SEVERAL,
    ("*", "dct:identifier", "doubled"): "one may come from several rows of a dossier",
    ("*", "skos:altLabel", "doubled"): SEVERAL,
    ("*", "skos:hiddenLabel", "doubled"): SEVERAL,
    ("*", "schema:url", "doubled"): SEVERAL,
    ("dvg:Lacune", "dvg:onderwerp", "doubled"): SEVERAL,
    ("dvg:Lacune", "dvg:gezochtIn", "doubled"): SEVERAL,
    ("m8g:PublicOrganisation", "rdf:type", "doubled"): "a version may have further classes",
    ("org:ChangeEvent", "org:resultingOrganization", "removed"): "one side may be unknown",
    ("*", "prov:generatedAtTime", "removed"): "the file's graph has a day of record too",
    ("*", "prov:generatedAtTime", "early"): "nothing else says when it was recorded",
    ("*", "prov:generatedAtTime", "late"): "no file says what day it is",
    ("*", "prov:wasRevisionOf", "removed"): "a statement need not correct another",
    ("*", "prov:wasRevisionOf", "doubled"): SEVERAL,
    ("*", "dvg:zekerheid", "removed"): "absent means no doubt",
    ("*", "dvg:nauwkeurigheid", "removed"): "absent means that the source does not say",
    ("*", "dvg:totOnbekend", "removed"): "absent means in force as far as known",
    ("*", "dvg:tot", "removed"): "absent means in force as far as known",
    ("*", "dvg:gezienOp", "removed"): "what has a start need not be attested",
    ("*", "dvg:van", "removed"): "what is attested need not have a start",
    ("*", "skos:altLabel", "removed"): OPTIONAL,
    ("*", "skos:hiddenLabel", "removed"): OPTIONAL,
    ("*", "schema:url", "removed"): OPTIONAL,
    ("*", "dvg:bestand", "removed"): "a source need not be at hand",
    ("*", "adms:identifier", "removed"): OPTIONAL,
    ("*", "dct:identifier", "removed"): OPTIONAL,
    ("eli:LegalResource", "eli:id_local", "removed"): OPTIONAL,
    ("eli:LegalResource", "eli:date_publication", "removed"): OPTIONAL,
    ("besluit:Bestuursorgaan", "dct:type", "removed"): OPTIONAL,
    ("dvg:Taak", "dct:isPartOf", "removed"): OPTIONAL,
    ("dossier:Stuk", "dct:title", "retyped"): "a title may have a language",
    ("foaf:Document", "schema:url", "retyped"): "any address may be a page",
    ("dvg:Kenmerk", "dvg:waarde", "retyped"): "any literal may be a value",
    ("*", "dvg:van", "early"): BY_TEXT,
    ("*", "dvg:gezienOp", "early"): BY_TEXT,
    ("dvg:Bezetting", "dvg:gezienOp", "late"): "some rest on a source without a date of its own",
    ("*", "dvg:basis", "early"): BY_TEXT,
}


class Mutant(NamedTuple):
    """One slip: the change to a property of a node of some kind, as removed and added quads."""

    kind: str
    property: str
    way: str
    node: NamedNode
    removed: tuple[Quad, ...]
    added: tuple[Quad, ...]


def short(iri: str) -> str:
    for prefix, namespace in resources.prefixes().items():
        if iri.startswith(namespace):
            return f"{prefix}:{iri[len(namespace) :]}"
    return iri


@cache
def original() -> Dataset:
    return read([resources.data_dir(), MORE])


def nodes() -> dict[NamedNode, list[Quad]]:
    """Return the nodes of the data with their quads, without code lists and vocabulary."""
    found: dict[NamedNode, list[Quad]] = defaultdict(list)
    for quad in original().quads:
        if isinstance(quad.subject, NamedNode) and "/graph/ontology/" not in quad.graph_name.value:
            found[quad.subject].append(quad)
    return {node: own for node, own in found.items() if "/id/graph/" not in node.value}


def kind_of(own: list[Quad]) -> str:
    return next(short(quad.object.value) for quad in own if quad.predicate.value == TYPE)


def mutants() -> list[Mutant]:
    """Return a sample of all mutants: SAMPLES nodes for each kind, property and kind of slip."""
    everything = nodes()
    values: dict[tuple[str, str], dict[Term, None]] = defaultdict(dict)
    for own in everything.values():
        for quad in own:
            values[kind_of(own), quad.predicate.value].setdefault(quad.object)
    groups: dict[tuple[str, str, str], list[Mutant]] = defaultdict(list)
    for node, own in everything.items():
        kind = kind_of(own)
        by_property: dict[str, list[Quad]] = defaultdict(list)
        for quad in own:
            by_property[quad.predicate.value].append(quad)
        for name, quads in by_property.items():
            for way, removed, added in slips(quads, list(values[kind, name])):
                mutant = Mutant(kind, short(name), way, node, removed, added)
                groups[kind, short(name), way].append(mutant)
    return [mutant for group in groups.values() for mutant in spread(group)]


def spread(group: list[Mutant]) -> list[Mutant]:
    step = max(1, len(group) // SAMPLES)
    return group[::step][:SAMPLES]


def slips(
    quads: list[Quad], others: list[Term]
) -> Iterator[tuple[str, tuple[Quad, ...], tuple[Quad, ...]]]:
    first = quads[0]

    def instead(value: Term) -> tuple[tuple[Quad, ...], tuple[Quad, ...]]:
        return (first,), (Quad(first.subject, first.predicate, value, first.graph_name),)

    yield "removed", tuple(quads), ()
    present = {quad.object for quad in quads}
    if other := next((value for value in others if value not in present), None):
        yield "doubled", (), instead(other)[1]
    yield "retyped", *instead(retyped(first))
    value = first.object
    if isinstance(value, Literal) and value.datatype.value in DATES and "[.." not in value.value:
        for way, years in (("early", -100), ("late", 100)):
            yield way, *instead(moved(value, years))


def retyped(quad: Quad) -> Term:
    """Return the value with a wrong type, as an author may write it."""
    value = quad.object
    if quad.predicate.value == TYPE:
        wrong = "gebeurtenis" if "/uitspraak/" in quad.subject.value else "uitspraak"
        name = {"gebeurtenis": "Taakwijziging", "uitspraak": "Kenmerk"}[wrong]
        return NamedNode(f"https://w3id.org/dvgraph/ns#{name}")
    if isinstance(value, Literal):
        if value.language:
            return Literal(value.value)
        plain = value.datatype == STRING
        return Literal(value.value, language="nl") if plain else Literal(value.value)
    return NamedNode(BASE + ("taak/beleidscyclus" if "/bron/" in str(value) else "bron/ovo-code"))


def moved(value: Literal, years: int) -> Literal:
    """Return the date moved by some years; in a set such as [2016..2019] both years move."""
    text = re.sub(r"(?<![\d-])\d{4}", lambda year: f"{int(year[0]) + years:04d}", value.value)
    return Literal(text, datatype=value.datatype)


Key = tuple[str, str, str, str]


def key(finding: Finding) -> Key:
    return (
        f"{finding.shape}",
        f"{finding.focus}",
        f"{finding.path}",
        f"{finding.value} {finding.component}",
    )


def around(node: Term, quads: Iterable[Quad]) -> tuple[list[Quad], set[Term]]:
    """Return the quads that shapes read at a node and at some nodes that refer to it, and these."""
    own: dict[Term, list[Quad]] = defaultdict(list)
    pointing: dict[Term, None] = {}
    for quad in quads:
        own[quad.subject].append(quad)
        if quad.object == node:
            pointing.setdefault(quad.subject)
    focus = {node, *list(pointing)[:3]}
    seen, edge = set(focus), set(focus)
    for _ in range(2):
        edge = {quad.object for at in edge for quad in own.get(at, ())} - seen
        edge = {at for at in edge if len(own.get(at, ())) < 40}
        seen |= edge
    hierarchy = [q for at in own for q in own[at] if q.predicate.value == SUBCLASS]
    return [*hierarchy, *(quad for at in seen for quad in own.get(at, ()))], focus


def shape_findings(node: Term, quads: list[Quad]) -> Counter[Key]:
    near, focus = around(node, quads)
    found = validate(Dataset(list(dict.fromkeys(near)), ())).findings
    return Counter(key(finding) for finding in found if finding.focus in focus)


@cache
def rules() -> list[checks.Check]:
    return checks.checks()


def check_findings(quads: list[Quad]) -> Counter[Key]:
    store = EmbeddedStore()
    store.load(quads)
    return Counter(key(finding) for finding in checks.run(store, rules=rules()))


@cache
def before() -> tuple[list[Quad], Counter[Key]]:
    quads = [*original().quads, *derive(original())]
    return quads, check_findings(quads)


@cache
def shapes_before(node: Term) -> Counter[Key]:
    return shape_findings(node, before()[0])


def caught(mutant: Mutant) -> str | None:
    """Return the shape or check that finds the mutant, or None if nothing does.

    If only a gap hides it, the result is the word ``gap`` and the name of the check.
    """
    gone = set(mutant.removed)
    dataset = Dataset([q for q in original().quads if q not in gone] + list(mutant.added), ())
    quads = [*dataset.quads, *derive(dataset)]
    new = check_findings(quads) - before()[1]
    new = new or shape_findings(mutant.node, quads) - shapes_before(mutant.node)
    if not new:
        hidden = check_findings(without_gaps(quads)) - before_without_gaps()
        return next((f"gap {name}" for name in named(hidden)), None)
    return next(iter(named(new)))


def named(found: Counter[Key]) -> list[str]:
    return [name.strip("<>").removeprefix(BASE) for name, *_ in sorted(found)]


def without_gaps(quads: list[Quad]) -> list[Quad]:
    return [quad for quad in quads if "/lacune/" not in str(quad.subject)]


@cache
def before_without_gaps() -> Counter[Key]:
    return check_findings(without_gaps(before()[0]))


def permit(mutant: Mutant) -> tuple[str, str, str] | None:
    """Return the entry of ALLOWED for the mutant."""
    kinds, names = (mutant.kind, "*"), (mutant.property, "*")
    places = ((kind, name, mutant.way) for kind in kinds for name in names)
    return next((place for place in places if place in ALLOWED), None)


def main(verbose: bool) -> int:
    sample = mutants()
    with Pool() as pool:
        by = pool.map(caught, sample, chunksize=8)
    table: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    reasons: Counter[str] = Counter()
    used: set[tuple[str, str, str]] = set()
    for mutant, finder in zip(sample, by, strict=True):
        why = "a gap says that nobody knows" if finder and finder.startswith("gap ") else None
        if not finder and (place := permit(mutant)):
            why = ALLOWED[place]
            used.add(place)
        outcome = "allowed" if why else "caught" if finder else "unseen"
        for row in ((mutant.kind, mutant.way), ("all", mutant.way), ("all", "all")):
            table[row][outcome] += 1
        if why:
            reasons[why] += 1
        if verbose or outcome == "unseen":
            print(
                f"{outcome:8} {mutant.way:8} {mutant.property:24} {short(mutant.node.value)}"
                f"  {finder or why or ''}"
            )
    print(f"\n{'':32}{'mutants':>8}{'caught':>8}{'allowed':>8}{'share':>8}")
    for (kind, way), counts in sorted(table.items(), key=lambda row: (row[0][0] == "all", row[0])):
        judged = counts["caught"] + counts["unseen"]
        share = f"{counts['caught'] / judged:8.1%}" if judged else f"{'–':>8}"
        numbers = f"{counts.total():8}{counts['caught']:8}{counts['allowed']:8}{share}"
        print(f"{kind + ' ' + way:32}{numbers}")
    for why, count in reasons.most_common():
        print(f"allowed {count}: {why}")
    for place in sorted(ALLOWED.keys() - used):
        print("ALLOWED without need:", *place)
    total = table["all", "all"]
    share = total["caught"] / (total["caught"] + total["unseen"])
    print(
        f"\n{share:.1%} of the mutants are caught (aim: {AIM:.0%}); {total['allowed']} are allowed"
    )
    return share < AIM


if __name__ == "__main__":
    sys.exit(main("-v" in sys.argv[1:]))
