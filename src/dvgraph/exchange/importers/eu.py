"""Corporate bodies of the European Union, from the authority table of the Publications Office.

The table is SKOS with labels as things of their own (SKOS-XL). It says that a body is used as an
author in EU publications, with its start and end; a body keeps its IRI in the table.
"""

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
from dvgraph.namespaces import DCT, ORG, SKOS, slug
from dvgraph.rdf.oxigraph import Literal, NamedNode, Term

NAME = "eu"
TABLE = "http://publications.europa.eu/resource/authority/corporate-body/"
MAPPINGS = (
    FieldMapping("skos:Concept of the table", "`m8g:PublicOrganisation`", "with its own IRI"),
    FieldMapping(
        "skosxl:prefLabel, skosxl:literalForm; skos:prefLabel",
        "`skos:prefLabel`, `rdfs:label`",
        "nl, else en; other languages of the EU are left out",
    ),
    FieldMapping("skosxl:altLabel; skos:altLabel", "`skos:hiddenLabel`", "nl and en"),
    FieldMapping("euvoc:startDate, euvoc:endDate", "`dvg:Bestaan`", "the end is the last day"),
    FieldMapping("dct:isReplacedBy, dct:replaces", "`dvg:Betrekking` opvolger-van", ""),
    FieldMapping("skos:broader, org:subOrganizationOf", "`dvg:Betrekking` ouder", ""),
    FieldMapping("org:classification", "`dvg:Kenmerk` registerclassificatie", "end of its IRI"),
    FieldMapping("dc:identifier, the end of the IRI", "`adms:identifier`", ""),
    FieldMapping("labels in other languages, notes, euvoc:order, status", "", "not imported"),
)
_XL = "http://www.w3.org/2008/05/skos-xl#"
_EUVOC = "http://publications.europa.eu/ontology/euvoc#"


def read(files: Sequence[Path], known: Known, time: Literal) -> Feed:
    """Return what the files say of the bodies in the table.

    Raises InputError for an unreadable file, one without corporate bodies, and a date that is none.
    """
    graph = Triples(quad for path in files for quad in reading.rdf_quads(path))
    bodies = [one for one in graph.of(f"{SKOS}Concept") if iri_of(one.node).startswith(TABLE)]
    if not bodies:
        raise InputError(*explained("errors.imports", "no bodies"), where=str(files[0]))
    left_out: list[str] = []
    table = _Table(graph, {iri_of(one.node) for one in bodies}, known, time, left_out)
    source = parts.register(
        NAME,
        "Lijst van organen van de Europese Unie",
        "Corporate bodies of the European Union",
        "http://publications.europa.eu/resource/authority/corporate-body",
        "Publicatiebureau van de Europese Unie",
    )
    made = [one for body in bodies for one in table.additions(body)]
    return Feed(NAME, [*source, *made], (), left_out)


class _Table:
    """The bodies of the table."""

    def __init__(
        self, graph: Triples, bodies: set[str], known: Known, time: Literal, left_out: list[str]
    ) -> None:
        self._graph, self._bodies, self._known = graph, bodies, known
        self._day, self._left_out = parts.day(time.value[:10]), left_out

    def additions(self, body: Described) -> Iterator[Addition]:
        """Yield a body, its existence, and its ties to other bodies."""
        iri, code = iri_of(body.node), slug(iri_of(body.node))
        names = self._labels(body, "prefLabel")
        name = names.get("nl", names.get("en", [""]))[0]
        if not name:
            self._left_out.append(worded("imports", "no name", where=NAME, what=code))
            return
        number = parts.number(
            f"eu-{parts.words(code)}", "EU-orgaan", "EU corporate body", "Publicatiebureau", code
        )
        facts: Facts = {
            "rdfs:label": parts.named(name, names.get("en", [""])[0]),
            "skos:prefLabel": [Literal(name, language="nl" if "nl" in names else "en")],
            "dct:type": [parts.iri("concept/organisatiesoort/onbekend")],
            "adms:identifier": [NamedNode(number.iri)],
        }
        others = self._labels(body, "altLabel")
        hidden: list[Term] = [
            Literal(other, language=of) for of in ("nl", "en") for other in others.get(of, ())
        ]
        if hidden:
            facts["skos:hiddenLabel"] = hidden
        yield number
        yield Addition("organisations.ttl", iri, "m8g:PublicOrganisation", facts)
        yield self._life(body, iri, code)
        for kind in body.nodes(f"{ORG}classification"):
            content: Facts = {
                "dvg:onderwerp": [body.node],
                **parts.characteristic("registerclassificatie", Literal(slug(iri_of(kind)))),
                "dvg:gezienOp": [self._day],
            }
            yield self._said(
                "dvg:Kenmerk", code, f"klasse-{parts.words(slug(iri_of(kind)))}", content
            )
        yield from self._ties(body, code)

    def _labels(self, body: Described, of: str) -> dict[str, list[str]]:
        """Return the labels of a body by language, written plainly or as things."""
        labels = body.literals(f"{SKOS}{of}")
        for node in body.nodes(f"{_XL}{of}"):
            labels += self._graph.about(node).literals(f"{_XL}literalForm")
        found: dict[str, list[str]] = {}
        for label in labels:
            said = found.setdefault(label.language or "", [])
            if label.value not in said:
                said.append(label.value)
        return found

    def _life(self, body: Described, iri: str, code: str) -> Addition:
        facts: Facts = {"dvg:over": [NamedNode(iri)]}
        for of, name, made in (("start", "van", parts.day), ("end", "tot", parts.next_day)):
            for day in body.literals(f"{_EUVOC}{of}Date")[:1]:
                try:
                    facts[f"dvg:{name}"] = [made(day.value[:10])]
                except ValueError as error:
                    problem = explained("errors.imports", "no day", found=day.value)
                    raise InputError(*problem, where=iri) from error
        if len(facts) == 1:
            facts["dvg:gezienOp"] = [self._day]
        return self._said("dvg:Bestaan", code, "bestaan", facts)

    def _ties(self, body: Described, code: str) -> Iterator[Addition]:
        pairs = [
            *(("ouder", body.node, other) for other in body.nodes(f"{SKOS}broader")),
            *(("ouder", body.node, other) for other in body.nodes(f"{ORG}subOrganizationOf")),
            *(("opvolger-van", other, body.node) for other in body.nodes(f"{DCT}isReplacedBy")),
            *(("opvolger-van", body.node, other) for other in body.nodes(f"{DCT}replaces")),
        ]
        for relation, subject, value in dict.fromkeys(pairs):
            for other in (iri_of(subject), iri_of(value)):
                if other not in self._bodies and other not in self._known:
                    told = {"what": code, "other": slug(other)}
                    self._left_out.append(worded("imports", "no entity", **told))
                    break
            else:
                facts: Facts = {
                    "dvg:onderwerp": [subject],
                    **parts.relation(relation, value),
                    "dvg:gezienOp": [self._day],
                }
                ends = f"{slug(iri_of(subject))}-{slug(iri_of(value))}"
                word = f"{relation}-{parts.words(ends)}"
                yield self._said("dvg:Betrekking", slug(iri_of(subject)), word, facts)

    @staticmethod
    def _said(kind: str, code: str, word: str, facts: Facts) -> Addition:
        where = parts.passage(NAME, code)
        return parts.statement(kind, f"{NAME}-{parts.words(code)}-{word}", facts, where, None)
