"""Legal acts as linked data: ELI, as the Belgisch Staatsblad and Kaleidos publish it.

An act keeps its ELI. Its dates are the act's own; who passed it is no thing in these files, so that
is left open.
"""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from dvgraph.authoring.additions import Addition
from dvgraph.authoring.feeds import Feed
from dvgraph.authoring.files import Facts, iri_of
from dvgraph.errors import InputError
from dvgraph.exchange.importers import parts, reading
from dvgraph.exchange.importers.known import Known
from dvgraph.exchange.importers.parts import FieldMapping
from dvgraph.exchange.importers.triples import Described, Triples
from dvgraph.locale.reader import explained, worded
from dvgraph.namespaces import ELI, OWL, slug
from dvgraph.rdf.oxigraph import Literal, Term

NAME = "eli"
MAPPINGS = (
    FieldMapping("eli:LegalResource", "`eli:LegalResource`", "with its own IRI"),
    FieldMapping(
        "eli:title of the expression", "`dct:title`, `rdfs:label`", "without the footnote `(1)`"
    ),
    FieldMapping("eli:date_document", "`eli:date_document`", ""),
    FieldMapping("eli:date_publication", "`eli:date_publication`, `dvg:Kenmerk` bekendmaking", ""),
    FieldMapping(
        "eli:first_date_entry_in_force",
        "`eli:first_date_entry_in_force`, `dvg:Kenmerk` inwerkingtreding",
        "",
    ),
    FieldMapping(
        "eli:date_no_longer_in_force",
        "`eli:date_no_longer_in_force`, `dvg:Kenmerk` buitenwerkingtreding",
        "",
    ),
    FieldMapping(
        "eli:id_local", "`eli:id_local`, `dvg:Kenmerk` numac-nummer", "ten digits, else left out"
    ),
    FieldMapping("eli:type_document", "`eli:type_document`", "decree, decision; else onbekend"),
    FieldMapping(
        "eli:amends, eli:changes, eli:based_on, eli:cites",
        "`dvg:Betrekking` wijzigt, berust-op, verwijst-naar",
        "if the files or the folder describe the other act",
    ),
    FieldMapping("owl:sameAs", "`owl:sameAs`", "the French address"),
    FieldMapping("eli:responsibility_of, eli:publisher_agent", "", "text or another's agent"),
)
_DATES = {
    "date_publication": "bekendmaking",
    "first_date_entry_in_force": "inwerkingtreding",
    "date_no_longer_in_force": "buitenwerkingtreding",
}
_KINDS = {"decree": "decreet", "decision": "besluit-vlaamse-regering"}
_TIES = {
    "amends": "wijzigt",
    "changes": "wijzigt",
    "based_on": "berust-op",
    "cites": "verwijst-naar",
}
_FOOTNOTE = re.compile(r"\s*\(\d+\)\.?$|\.$")


def read(files: Sequence[Path], known: Known, time: Literal) -> Feed:  # noqa: ARG001 (merging adds the time)
    """Return what the files say of legal acts.

    Raises InputError for an unreadable file, one without legal acts, and a date that is none.
    """
    graph = Triples(quad for path in files for quad in reading.rdf_quads(path))
    acts = graph.of(f"{ELI}LegalResource")
    if not acts:
        raise InputError(*explained("errors.imports", "no acts"), where=str(files[0]))
    left_out: list[str] = []
    described = {act.node for act in acts}
    made = [one for act in acts for one in _act(act, graph, known, described, left_out)]
    source = parts.register(
        NAME,
        "Belgisch Staatsblad (ELI)",
        "Belgian Official Gazette (ELI)",
        "http://www.ejustice.just.fgov.be/eli",
    )
    return Feed(NAME, [*source, *made], (), left_out)


def _act(
    act: Described, graph: Triples, known: Known, described: set[Term], left_out: list[str]
) -> Iterator[Addition]:
    iri = iri_of(act.node)
    titles = [*act.literals(f"{ELI}title"), *_titles(act, graph)]
    if not iri or not titles:
        left_out.append(worded("imports", "no name", where=iri, what=str(act.node)))
        return
    title = _FOOTNOTE.sub("", " ".join(titles[0].value.split()))
    facts: Facts = {
        "rdfs:label": parts.named(title),
        "dct:title": [Literal(title, language="nl")],
        "eli:type_document": [parts.iri(f"concept/aktesoort/{_kind(act)}")],
    }
    if same := act.nodes(f"{OWL}sameAs"):
        facts["owl:sameAs"] = same
    number = next((n.value for n in act.literals(f"{ELI}id_local")), "")
    about: Facts = {"dvg:onderwerp": [act.node]}
    said: list[tuple[str, Facts]] = []
    if re.fullmatch(r"\d{10}", number):
        facts["eli:id_local"] = [Literal(number)]
        said.append(("numac-nummer", {"dvg:waarde": [Literal(number)]}))
    for name, day in _days(act, iri):
        facts[f"eli:{name}"] = [day]
        if kind := _DATES.get(name):
            said.append((kind, {"dvg:waarde": [day], "dvg:van": [day]}))
    yield Addition("legal-acts.ttl", iri, "eli:LegalResource, cpsv:FormalFramework", facts)
    number = number or parts.words(slug(iri))
    where = parts.passage(NAME, number)
    for kind, content in said:
        aspect: Facts = {"dvg:kenmerk": [parts.iri(f"concept/kenmerk/{kind}")]}
        name = f"{NAME}-{number}-{kind}"
        yield parts.statement("dvg:Kenmerk", name, about | aspect | content, where, None)
    yield from _ties(act, known, described, left_out)


def _ties(
    act: Described, known: Known, described: set[Term], left_out: list[str]
) -> Iterator[Addition]:
    """Yield the relations of an act to other acts that the files or the folder describe."""
    iri = iri_of(act.node)
    number = next((n.value for n in act.literals(f"{ELI}id_local")), parts.words(slug(iri)))
    for tie, relation in _TIES.items():
        for other in act.nodes(f"{ELI}{tie}"):
            target = iri_of(other)
            if other not in described and target not in known:
                left_out.append(worded("imports", "no act", where=iri, what=str(other)))
                continue
            facts: Facts = {"dvg:onderwerp": [act.node], **parts.relation(relation, other)}
            name = f"{NAME}-{number}-{relation}-{parts.words(slug(target))}"
            where = parts.passage(NAME, number)
            yield parts.statement("dvg:Betrekking", name, facts, where, None)


def _titles(act: Described, graph: Triples) -> list[Literal]:
    """Return the titles of the expressions of an act, the Dutch ones first."""
    nodes = [*act.nodes(f"{ELI}is_realized_by"), *graph.naming(act.node)]
    titles = [title for node in nodes for title in graph.about(node).literals(f"{ELI}title")]
    return sorted(titles, key=lambda title: (title.language != "nl", title.value))


def _days(act: Described, iri: str) -> Iterator[tuple[str, Literal]]:
    for name in ("date_document", *_DATES):
        for said in act.literals(f"{ELI}{name}")[:1]:
            try:
                yield name, parts.day(said.value[:10])
            except ValueError as error:
                problem = explained("errors.imports", "no day", found=said.value)
                raise InputError(*problem, where=iri) from error


def _kind(act: Described) -> str:
    for node in act.nodes(f"{ELI}type_document"):
        name = re.sub(r"#.*", "", getattr(node, "value", "")).rpartition("/")[2].lower()
        if name in _KINDS:
            return _KINDS[name]
    return "onbekend"
