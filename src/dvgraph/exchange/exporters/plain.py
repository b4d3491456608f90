"""The plain view: direct triples in standard vocabularies for the facts in force on a day.

The mappings are the CONSTRUCT files of ``queries/mappings``. They read a graph of the day: its
current statements are those that are certain on that day (selected by
``queries/support/certain-on``), and things that had not begun by then are left out. A profile is a
list of vocabularies: a triple with a property or class of another vocabulary is left out.
docs/exports.md has the table of mappings.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from dvgraph import resources
from dvgraph.errors import StoreError, UseError
from dvgraph.exchange.registry import Export
from dvgraph.locale.reader import LANGUAGES, explained
from dvgraph.locale.words import words
from dvgraph.namespaces import (
    ADMS,
    DCT,
    DERIVED,
    DVG,
    ELI,
    FOAF,
    GENERIEK,
    GRAPHS,
    M8G,
    ORG,
    ORGVL,
    OWL,
    PROV,
    RDF,
    RDFS,
    SKOS,
    TYPE,
    VOID,
    XSD,
)
from dvgraph.questions import parameters
from dvgraph.rdf.oxigraph import Literal, NamedNode, Quad, Term, Triple
from dvgraph.rdf.terms import as_quad
from dvgraph.rdf.writing import FORMATS, names_graphs
from dvgraph.resources import queries_dir
from dvgraph.store.binding import bind, support
from dvgraph.store.embedded import EmbeddedStore
from dvgraph.store.header import read_header
from dvgraph.store.inventory import in_memory, quads, version
from dvgraph.store.protocol import Store


class Profile(NamedTuple):
    """A profile: its IRI, and the namespaces of its vocabularies (``spaces``)."""

    iri: str
    spaces: tuple[str, ...]


_ORG = (ADMS, DCT, FOAF, ORG, PROV, RDF, RDFS, SKOS, "http://www.w3.org/ns/regorg#")
_CPOV = (
    *(*_ORG, ELI, M8G),
    "http://purl.org/vocab/cpsv#",
    "http://www.w3.org/ns/dcat#",
    "http://www.w3.org/ns/person#",
)
_OSLO = (
    *(*_CPOV, GENERIEK, ORGVL),
    "http://data.vlaanderen.be/ns/besluit#",
    "https://data.vlaanderen.be/ns/persoon#",
)
PROFILES = {
    "oslo": Profile("https://data.vlaanderen.be/doc/applicatieprofiel/organisatie-basis", _OSLO),
    "cpov": Profile("https://semiceu.github.io/CPOV/releases/2.1.2", _CPOV),
    "org": Profile("http://www.w3.org/ns/org#", _ORG),
}
# Rules whose results depend on the current statements; they are applied again for the day.
# The results of the rule `competent-authority` have a mapping of their own.
_BY_DAY = ("participants", "classification", "formal-framework")
_LEFT_OUT = {NamedNode(DERIVED + name) for name in (*_BY_DAY, "current", "competent-authority")}
# The support queries for the statements in force on a day, and for things that had begun by then.
_CERTAIN = ("certain-on", "certainly-begun")
_POSSIBLE = ("possible-on", "possibly-begun")
_OVER = NamedNode(f"{DVG}over")
_VERSION_OF = NamedNode(f"{GENERIEK}isTijdspecialisatieVan")
_DATE = NamedNode(f"{XSD}date")


def export(
    store: Store, form: str, *, profile: str, as_of: str | date = "today", possible: bool = False
) -> Export:
    """Return the plain view of a day. Raises UseError as ``plain``, ``check_form`` and ``day`` do.

    A month or year stands for its last day.
    """
    check_form(form, possible=possible)
    on = date.fromisoformat(parameters.day(str(as_of), "last", "--as-of"))
    return Export(plain(store, profile, on, possible=possible), prefixes(profile))


def plain(store: Store, profile: str, day: date, *, possible: bool = False) -> list[Quad]:
    """Return the plain view of a store on a day, in a named graph that describes itself.

    ``profile`` is a key of PROFILES. ``possible`` adds a second graph with possible and doubtful
    facts. The quads are sorted. Raises UseError for an unknown profile, StoreError for a store
    without named graphs.
    """
    if profile not in PROFILES:
        known = ", ".join(PROFILES)
        raise UseError(*explained("errors.validation", "no profile", name=profile, known=known))
    graph = NamedNode(f"{GRAPHS}weergave/{profile}/{day}")
    certain = _all(mapped(of_day(store, day), profile, day))
    views = [(graph, "certain", certain)]
    if possible:
        maybe = _all(mapped(of_day(store, day, possible=True), profile, day))
        views.append((NamedNode(f"{graph.value}/mogelijk"), "possible", maybe - certain))
    return [
        quad
        for name, kind, triples in views
        for quad in (
            *_in(name, sorted(triples, key=str)),
            *_in(name, _described(store, name, profile, kind, day)),
        )
    ]


def _in(graph: NamedNode, triples: Iterable[Triple]) -> Iterator[Quad]:
    return (as_quad(subject, predicate, value, graph) for subject, predicate, value in triples)


def of_day(store: Store, day: date, *, possible: bool = False) -> EmbeddedStore:
    """Return the graph of a day: its current statements are those that are certain on that day.

    With ``possible``: those that are certain or possible. Raises the errors of ``plain``.
    """
    store = in_memory(store)
    everything = list(quads(store))
    if not everything:
        raise StoreError(*explained("errors.history", "no graphs"))
    holding, begun = _POSSIBLE if possible else _CERTAIN
    on = {"day": [Literal(str(day), datatype=_DATE)]}
    absent = _absent(everything, {row[0] for row in store.select(bind(support(begun), on)).rows})
    made = EmbeddedStore()
    made.load(
        quad
        for quad in everything
        if quad.graph_name not in _LEFT_OUT
        and quad.subject not in absent
        and quad.object not in absent
    )
    current = NamedNode(f"{DERIVED}current")
    made.load(_in(current, store.construct(bind(support(holding), on))))
    for name in _BY_DAY:
        text = (queries_dir() / "derive" / f"{name}.rq").read_text(encoding="utf-8")
        made.load(_in(NamedNode(DERIVED + name), made.construct(text)))
    return made


def _absent(everything: Iterable[Quad], begun: set[Term | None]) -> set[Term]:
    """Return the things with a recorded existence that had not begun.

    These include continuing organisations of a register of which no version had begun.
    """
    absent = {quad.object for quad in everything if quad.predicate == _OVER} - begun
    versions: dict[Term, set[Term]] = {}
    for quad in everything:
        if quad.predicate == _VERSION_OF:
            versions.setdefault(quad.object, set()).add(quad.subject)
    return absent | {thing for thing, those in versions.items() if those <= absent}


def mapped(graph: EmbeddedStore, profile: str, day: date) -> dict[str, set[Triple]]:
    """Return the triples of each mapping of a profile for the graph of a day, by name.

    A mapping without ``profiles`` in its header belongs to every profile.
    """
    on = {"day": [Literal(str(day), datatype=_DATE)]}
    spaces = PROFILES[profile].spaces
    found: dict[str, set[Triple]] = {}
    for path in sorted((queries_dir() / "mappings").glob("*.rq")):
        text = path.read_text(encoding="utf-8")
        of = read_header(text).get("profiles")
        if not isinstance(of, list) or profile in of:
            made = graph.construct(bind(text, on))
            found[path.stem] = {triple for triple in made if _within(triple, spaces)}
    return found


def check_form(form: str, *, possible: bool) -> None:
    """Raise UseError for a format that would mix possible statements with certain ones."""
    if possible and form in (*FORMATS, "csv") and not names_graphs(form):
        known = ", ".join(name for name in (*FORMATS, "csv") if names_graphs(name))
        raise UseError(*explained("errors.exports", "no graph names", form=form, known=known))


def prefixes(profile: str) -> dict[str, str]:
    """Return the prefixes of a profile's terms, name to namespace."""
    spaces = (*PROFILES[profile].spaces, OWL, VOID, XSD)
    return {name: space for name, space in resources.prefixes().items() if space in spaces}


def _all(made: dict[str, set[Triple]]) -> set[Triple]:
    return set().union(*made.values())


def _within(triple: Triple, spaces: tuple[str, ...]) -> bool:
    """Return whether a triple's property, and the class in an rdf:type, are in ``spaces``."""
    terms: list[Term] = [triple.predicate]
    if triple.predicate.value == TYPE:
        terms.append(triple.object)
    return all(isinstance(term, NamedNode) and term.value.startswith(spaces) for term in terms)


def _described(
    store: Store, graph: NamedNode, profile: str, kind: str, day: date
) -> Iterator[Triple]:
    """Yield the description of a graph: its profile, day, data and version."""
    said: list[tuple[str, Term]] = [
        (TYPE, NamedNode(f"{VOID}Dataset")),
        (f"{DCT}conformsTo", NamedNode(PROFILES[profile].iri)),
        (f"{DCT}valid", Literal(str(day), datatype=_DATE)),
        (f"{OWL}versionInfo", Literal(version(store))),
    ]
    for lang in LANGUAGES:
        told = {"title": words("exports.title", lang), "description": words("exports.plain", lang)}
        for name, texts in told.items():
            text = texts[kind].format(profile=profile, day=day)
            said.append((DCT + name, Literal(text, language=lang)))
    for dataset, licence in store.select(support("datasets")).rows:
        said += [(f"{PROV}wasDerivedFrom", dataset)] if dataset else []
        said += [(f"{DCT}license", licence)] if licence else []
    for name, value in said:
        yield Triple(graph, NamedNode(name), value)
