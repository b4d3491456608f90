"""Citations of statements, passages and sources: content, source and lines, data version.

The content is composed of labels in the graph; it contains no sentence of a source.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dvgraph.errors import UseError
from dvgraph.evidence.passages import passage
from dvgraph.labels.short_ids import resolve_id, short_id
from dvgraph.labels.subgraph import Subgraph
from dvgraph.locale.reader import explained
from dvgraph.locale.wording import number, stated
from dvgraph.locale.words import words
from dvgraph.namespaces import BASE
from dvgraph.questions import search
from dvgraph.rdf.layout import ORDER
from dvgraph.rdf.oxigraph import Literal, NamedNode, Term
from dvgraph.rdf.terms import curie, value
from dvgraph.results.writers import FORMATS
from dvgraph.store.binding import rows
from dvgraph.things.kinds import KINDS
from dvgraph.things.vocabulary import property_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dvgraph.store.protocol import Store

AUTHOR = "the dvgraph authors"
# The usual names of licences; a citation gives the IRI of any other licence.
_LICENCES = {"https://creativecommons.org/publicdomain/zero/1.0/": "CC0 1.0, "}
# Properties left out of a statement's words: shown separately, or dates of the record.
APART = (
    *("dct:identifier", "dvg:vindplaats", "prov:wasRevisionOf"),
    *("prov:generatedAtTime", "prov:invalidatedAtTime", "dvg:reden"),
    *("prov:wasAttributedTo", "dvg:nagezienDoor", "dct:dateAccepted"),
)
_SOURCE_DATES = ("dct:created", "dct:issued", "dct:date")
_SOURCE = NamedNode("http://xmlns.com/foaf/0.1/Document")
_KINDS = frozenset(kind.term for kind in KINDS.values())
_TEX = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"} | {
    sign: f"\\{sign}" for sign in "#$%&_{}"
}

Node = Mapping[str, list[Term]]


@dataclass(frozen=True, slots=True)
class Citation:
    """The parts of a citation. Days are YYYY-MM-DD.

    ``withdrawn``: the day of withdrawal, or empty for a current statement.
    ``licences``: the IRIs in the description of the data (agency.ttl).
    """

    iri: str
    lang: str
    said: str
    sources: str
    version: str
    recorded: str
    withdrawn: str
    licences: tuple[str, ...]


def cite(
    store: "Store",
    iri: str,
    form: str,
    lang: str = "nl",
    *,
    graph: Subgraph | None = None,
) -> str:
    """Return a citation of a statement, passage or source, in nl or en.

    ``form`` is one of ``FORMATS["citation"]``. ``graph`` is a subgraph of the same store and
    language, which several calls may share. Raises UseError for an unknown form or an unknown IRI.
    """
    if form not in FORMATS["citation"]:
        known = ", ".join(FORMATS["citation"])
        raise UseError(*explained("errors.results", "no format", form=form, known=known))
    found = citation(store, iri, lang, graph=graph)
    return {"text": _text, "bibtex": _bibtex, "csl-json": _csl}[form](found)


def cited(store: "Store", text: str) -> str:
    """Return the IRI of the statement, passage or source that a text names.

    The text is the short id, slug or IRI of a statement or passage, or a name by which ``search``
    finds a source without guessing. Raises UseError for any other text.
    """
    try:
        return resolve_id(store, text)
    except UseError:
        hits = search.meant(search.names(store, search.KINDS["source"]), text)
        if len(hits) != 1:
            raise
        return hits[0].name.iri


def citation(
    store: "Store", iri: str, lang: str = "nl", *, graph: Subgraph | None = None
) -> Citation:
    """Return the parts of a citation of a statement, passage or source.

    Raises UseError for an unknown IRI.
    """
    graph = graph or Subgraph(store, lang)
    node = graph.node(iri)
    if not node:
        raise UseError(*explained("errors.things", "nothing known", name=iri.removeprefix(BASE)))
    places = [term.value for term in node.get("dvg:vindplaats", ()) if isinstance(term, NamedNode)]
    return Citation(
        iri=iri,
        lang=lang,
        said=_content(graph, iri, node),
        sources=_sources(graph, places),
        version=graph.version,
        recorded=_day(node, "prov:generatedAtTime"),
        withdrawn=_day(node, "prov:invalidatedAtTime"),
        licences=_licences(graph, iri),
    )


def _licences(graph: Subgraph, iri: str) -> tuple[str, ...]:
    """Return the licences of the data folder that contains a thing.

    If the data has only one folder, they are those of this folder.
    """
    if len({space for space, _ in graph.licences}) < 2:
        return tuple(licence for _, licence in graph.licences)
    found = rows(graph.store, "licence", "thing", [NamedNode(iri)])
    return tuple(value(term) for (term,) in found)


def _content(graph: Subgraph, iri: str, node: Node) -> str:
    """Return the content of a statement, the title of a source, or the label of a passage."""
    if node.get("dvg:vindplaats"):
        return _said(graph, node)
    if _SOURCE in node.get("rdf:type", ()):
        title, pages = _titled(graph, iri)
        return ", ".join([title, *pages])
    return _name(graph, iri)


def _said(graph: Subgraph, node: Node) -> str:
    """Return the properties of a statement with their values, by their labels."""
    kind = next(curie(value(term)) for term in node["rdf:type"] if curie(value(term)) in _KINDS)
    own = [name for name in ORDER if name in node and name not in APART]
    things = [value(term) for name in own for term in node[name]]
    graph.expect([*map(graph.full, (kind, *own)), *(one for one in things if "://" in one)])

    def text(name: str, term: Term) -> str:
        if isinstance(term, NamedNode):
            return _name(graph, term.value)
        if name in ("dvg:van", "dvg:tot", "dvg:gezienOp", "dvg:basis"):
            return stated(value(term), graph.lang)
        return number(value(term), graph.lang)

    parts = []
    for name in own:
        values = ", ".join(text(name, term) for term in node[name])
        parts.append(f"{property_name(graph, graph.full(name))}: {values}")
    return f"{_name(graph, graph.full(kind))} ({'; '.join(parts)})"


def _sources(graph: Subgraph, places: "Sequence[str]") -> str:
    """Return the sources with their places: ``Nota (2025-06), regels 3–5, regel 9``."""
    by_source: dict[str, list[str]] = {}
    for place in sorted(map(passage, places), key=lambda place: place.order()):
        by_source.setdefault(place.source, []).append(place.locator(graph.lang))
    graph.expect(by_source)
    titled = ((_titled(graph, source), told) for source, told in by_source.items())
    return "; ".join(", ".join([title, *told, *pages]) for (title, pages), told in titled)


def _titled(graph: Subgraph, source: str) -> tuple[str, list[str]]:
    """Return the title of a source with its date, and its addresses."""
    node = graph.node(source)
    # A title in brackets is the cataloguer's, of a source that has none: a label says it as well.
    titles = [
        term
        for term in node.get("dct:title", ())
        if isinstance(term, Literal)
        and (term.language == graph.lang or not term.value.startswith("["))
    ]
    title = _in(graph.lang, titles) or _name(graph, source)
    dates = [value(term) for name in _SOURCE_DATES for term in node.get(name, ())]
    dated = f"{title} ({stated(dates[0], graph.lang)})" if dates else title
    return dated, [value(term) for term in node.get("schema:url", ())]


def _text(found: Citation) -> str:
    phrases = words("things.citation", found.lang)
    told = [f"dvgraph, {phrases['data']} {found.version}"]
    told += [f"{phrases['recorded']} {found.recorded}"] if found.recorded else []
    told += [f"{phrases['withdrawn']} {found.withdrawn}"] if found.withdrawn else []
    told += [f"#{short_id(found.iri)}"] if found.recorded or "#" in found.iri else []
    sentences = [found.said]
    sentences += [f"{phrases['source']}: {found.sources}"] if found.sources else []
    sentences += [", ".join(told), f"<{found.iri}>"]
    sentences += [f"{_LICENCES.get(each, '')}<{each}>" for each in found.licences]
    return ". ".join(sentences) + ".\n"


def _bibtex(found: Citation) -> str:
    phrases = words("things.citation", found.lang)
    notes = [f"{phrases['source']}: {found.sources}"] if found.sources else []
    notes += [f"{phrases['withdrawn']} {found.withdrawn}"] if found.withdrawn else []
    fields = {
        "author": f"{{{AUTHOR}}}",
        "title": f"{{{_tex(found.said)}}}",
        "howpublished": _tex(f"dvgraph, {phrases['data']} {found.version}"),
        "year": found.recorded[:4],
        "url": found.iri,
        "note": _tex(". ".join([*notes, "CC0 1.0"])),
    }
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
    return f"@misc{{{short_id(found.iri)},\n{lines}}}\n"


def _csl(found: Citation) -> str:
    import json  # imported here since only csl-json needs it

    phrases = words("things.citation", found.lang)
    notes = [f"{phrases['source']}: {found.sources}"] if found.sources else []
    notes += [f"{phrases['withdrawn']} {found.withdrawn}"] if found.withdrawn else []
    item: dict[str, object] = {
        "id": short_id(found.iri),
        "type": "dataset",
        "title": found.said,
        "author": [{"literal": AUTHOR}],
        "container-title": "dvgraph",
        "version": found.version,
        "URL": found.iri,
        "language": found.lang,
    }
    if found.licences:
        item["license"] = found.licences[0]
    if found.recorded:
        item["issued"] = {"date-parts": [[int(part) for part in found.recorded.split("-")]]}
    if notes:
        item["note"] = ". ".join(notes)
    return json.dumps([item], ensure_ascii=False, indent=2) + "\n"


def _tex(text: str) -> str:
    return re.sub(r"[\\~^#$%&_{}]", lambda sign: _TEX[sign[0]], text)


def _name(graph: Subgraph, iri: str) -> str:
    """Return the label of a thing, else a statement's short id, else the IRI's last segment."""
    if graph.labelled(iri) or not iri.startswith(f"{BASE}uitspraak/"):
        return graph.label(iri)
    return f"#{short_id(iri)}"


def _in(lang: str, texts: "Sequence[Term]") -> str:
    """Return the text in a language, else the first text, else the empty string."""
    by_language = {term.language: term.value for term in texts if isinstance(term, Literal)}
    return by_language.get(lang) or next(iter(by_language.values()), "")


def _day(node: Node, name: str) -> str:
    return next((value(term)[:10] for term in node.get(name, ())), "")
