"""Citations of statements, passages and sources: content, source and lines, data version.

The content is composed of labels of the graph; no sentence of a source is in it.
"""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dvgraph.errors import UseError
from dvgraph.evidence.passages import passage
from dvgraph.labels.short_ids import resolve_id, short_id
from dvgraph.locale.reader import explained
from dvgraph.locale.wording import number, stated
from dvgraph.locale.words import words
from dvgraph.namespaces import BASE, slug
from dvgraph.questions import search
from dvgraph.rdf.layout import ORDER
from dvgraph.rdf.oxigraph import Literal, NamedNode, Term
from dvgraph.rdf.terms import curie, value
from dvgraph.resources import prefixes
from dvgraph.results.writers import FORMATS
from dvgraph.store.binding import rows
from dvgraph.store.inventory import version
from dvgraph.things.kinds import KINDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dvgraph.store.protocol import Store

AUTHOR = "the dvgraph authors"
# The usual name of a licence; another is named by its IRI alone.
_LICENCES = {"https://creativecommons.org/publicdomain/zero/1.0/": "CC0 1.0, "}
# Properties left out of a statement's words: shown separately, or dates of the record.
_APART = (
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

Node = dict[str, list[Term]]


@dataclass(frozen=True, slots=True)
class Citation:
    """The parts of a citation; days are YYYY-MM-DD, ``withdrawn`` is empty if it is current.

    ``licences`` are the IRIs that the description of the data (agency.ttl) gives.
    """

    iri: str
    lang: str
    said: str
    sources: str
    version: str
    recorded: str
    withdrawn: str
    licences: tuple[str, ...]


def cite(store: "Store", iri: str, form: str, lang: str = "nl") -> str:
    """Return a citation of a statement, passage or source, in nl or en.

    ``form`` is one of ``FORMATS["citation"]``. Raises UseError for an unknown form or an unknown
    IRI.
    """
    if form not in FORMATS["citation"]:
        known = ", ".join(FORMATS["citation"])
        raise UseError(*explained("errors.results", "no format", form=form, known=known))
    found = citation(store, iri, lang)
    return {"text": _text, "bibtex": _bibtex, "csl-json": _csl}[form](found)


def cited(store: "Store", text: str) -> str:
    """Return the IRI of the statement, passage or source that a text names.

    Statements and passages by short id, slug or IRI, sources as ``search`` finds them, guesses
    excepted. Raises UseError for any other text.
    """
    try:
        return resolve_id(store, text)
    except UseError:
        hits = search.meant(search.names(store, search.KINDS["source"]), text)
        if len(hits) != 1:
            raise
        return hits[0].name.iri


def citation(store: "Store", iri: str, lang: str = "nl") -> Citation:
    """Return the parts of a citation of a statement, passage or source.

    Raises UseError for an unknown IRI.
    """
    node = _nodes(store, [iri]).get(iri)
    if node is None:
        raise UseError(*explained("errors.things", "nothing known", name=iri.removeprefix(BASE)))
    places = [term.value for term in node.get("dvg:vindplaats", ()) if isinstance(term, NamedNode)]
    return Citation(
        iri=iri,
        lang=lang,
        said=_content(store, iri, node, lang),
        sources=_sources(store, places, lang),
        version=version(store),
        recorded=_day(node, "prov:generatedAtTime"),
        withdrawn=_day(node, "prov:invalidatedAtTime"),
        licences=tuple(
            value(term) for (term,) in rows(store, "licence", "thing", [NamedNode(iri)])
        ),
    )


def _content(store: "Store", iri: str, node: Node, lang: str) -> str:
    """Return what a statement says, the title of a source, or the label of a passage."""
    if node.get("dvg:vindplaats"):
        return _said(store, node, lang)
    if _SOURCE in node.get("rdf:type", ()):
        title, pages = _titles(store, [iri], lang)[iri]
        return ", ".join([title, *pages])
    return _named(store, [iri], lang)[iri]


def _said(store: "Store", node: Node, lang: str) -> str:
    """Return the properties of a statement with their values, as labels."""
    kind = next(curie(value(term)) for term in node["rdf:type"] if curie(value(term)) in _KINDS)
    own = [name for name in ORDER if name in node and name not in _APART]
    things = [value(term) for name in own for term in node[name]]
    names = _named(store, [*map(_full, (kind, *own)), *things], lang)

    def text(name: str, term: Term) -> str:
        if isinstance(term, NamedNode):
            return names[term.value]
        if name in ("dvg:van", "dvg:tot", "dvg:gezienOp", "dvg:basis"):
            return stated(value(term), lang)
        return number(value(term), lang)

    parts = (
        f"{names[_full(name)]}: {', '.join(text(name, term) for term in node[name])}"
        for name in own
    )
    return f"{names[_full(kind)]} ({'; '.join(parts)})"


def _sources(store: "Store", places: "Sequence[str]", lang: str) -> str:
    """Return the sources with their places: ``Nota (2025-06), regels 3–5, regel 9``."""
    by_source: dict[str, list[str]] = {}
    for place in sorted(map(passage, places), key=lambda place: place.order()):
        by_source.setdefault(place.source, []).append(place.locator(lang))
    titles = _titles(store, list(by_source), lang)
    listed = (
        ", ".join([title, *by_source[source], *pages]) for source, (title, pages) in titles.items()
    )
    return "; ".join(listed)


def _titles(
    store: "Store", sources: "Sequence[str]", lang: str
) -> dict[str, tuple[str, list[str]]]:
    """Return the title of each source with its date, and its addresses."""
    nodes, names = _nodes(store, sources), _named(store, sources, lang)
    found = {}
    for source in sources:
        node = nodes.get(source, {})
        title = _in(lang, node.get("dct:title", ())) or names[source]
        dates = [value(term) for name in _SOURCE_DATES for term in node.get(name, ())]
        dated = f"{title} ({stated(dates[0], lang)})" if dates else title
        found[source] = dated, [value(term) for term in node.get("schema:url", ())]
    return found


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
    import json  # only for csl-json

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


def _nodes(store: "Store", iris: "Sequence[str]") -> dict[str, Node]:
    """Return the properties of some things: sorted values by property (``dvg:van``)."""
    found: dict[str, Node] = {}
    for thing, name, term in rows(store, "things", "thing", [NamedNode(iri) for iri in iris]):
        if term is not None:
            found.setdefault(value(thing), {}).setdefault(curie(value(name)), []).append(term)
    for node in found.values():
        for values in node.values():
            values.sort(key=str)
    return found


def _named(store: "Store", texts: "Sequence[str]", lang: str) -> dict[str, str]:
    """Return labels of the IRIs among the texts; a statement's short id, else the last segment."""
    iris = [text for text in dict.fromkeys(texts) if "://" in text and " " not in text]
    found: dict[str, list[Term]] = {}
    for thing, label in rows(store, "labels", "thing", [NamedNode(iri) for iri in iris]):
        if label is not None:
            found.setdefault(value(thing), []).append(label)
    return {
        iri: _in(lang, found.get(iri, ()))
        or (f"#{short_id(iri)}" if iri.startswith(f"{BASE}uitspraak/") else slug(iri))
        for iri in iris
    }


def _in(lang: str, texts: "Sequence[Term]") -> str:
    """Return the text in a language, else the first one, else the empty string."""
    by_language = {term.language: term.value for term in texts if isinstance(term, Literal)}
    return by_language.get(lang) or next(iter(by_language.values()), "")


def _day(node: Node, name: str) -> str:
    return next((value(term)[:10] for term in node.get(name, ())), "")


def _full(name: str) -> str:
    prefix, _, local = name.partition(":")
    return prefixes()[prefix] + local
