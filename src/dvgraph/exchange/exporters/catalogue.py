"""The description of the data as a whole: a DCAT-AP-VL catalogue with VoID statistics.

The CONSTRUCT files of ``queries/catalogue`` collect the description in the data and count its
triples. The address of publication and the contact point are not in the data: the publisher gives
them.
"""

import re
from collections.abc import Iterator

from dvgraph.errors import UseError
from dvgraph.exchange.registry import Export
from dvgraph.locale.reader import LANGUAGES, explained
from dvgraph.locale.words import words
from dvgraph.namespaces import BASE, DCT, FOAF, RDFS, SKOS, TYPE, VOID
from dvgraph.rdf import terms
from dvgraph.rdf.oxigraph import Literal, NamedNode, Quad, Triple
from dvgraph.rdf.terms import as_quad, as_triple
from dvgraph.resources import queries_dir
from dvgraph.store.binding import support
from dvgraph.store.inventory import in_memory
from dvgraph.store.protocol import Store

# The files of a published graph: their formats, with the media type of each.
FORMS = {
    "ttl": "text/turtle",
    "trig": "application/trig",
    "nq": "application/n-quads",
    "jsonld": "application/ld+json",
    "csv": "text/csv",
}
STANDARD = "https://data.vlaanderen.be/doc/applicatieprofiel/DCAT-AP-VL/erkendestandaard/2026-02-12"
GRAPH = NamedNode(f"{BASE}graph/catalogus")
_DCAT, _VCARD = "http://www.w3.org/ns/dcat#", "http://www.w3.org/2006/vcard/ns#"
_MEDIA = "https://www.iana.org/assignments/media-types/"
_AUTHORITY = "http://publications.europa.eu/resource/authority/"


def file_name(form: str) -> str:
    """Return the name of the published file in a format, a key of FORMS."""
    return f"dvgraph.{form}.gz"


def export(
    store: Store,
    form: str,  # noqa: ARG001 (all are alike)
    *,
    catalogue: bool,  # noqa: ARG001 (what chose it)
    base: str = "",
    contact: str = "",
) -> Export:
    """Return the quads of the catalogue (``described``)."""
    return Export(described(store, base, contact))


def described(store: Store, base: str = "", contact: str = "") -> list[Quad]:
    """Return the description of each described data folder in a store, sorted, in one graph.

    ``base`` is the address of the folder with the published files (named by ``file_name``), ending
    in a slash; without it there are no distributions. ``contact`` is the address for questions, a
    mailto: or a page; without it there is no contact point, which DCAT-AP-VL requires. Raises
    UseError for an invalid address, and for data without a description.
    """
    _check("--base", base, "https://", "http://")
    _check("--contact", contact, "https://", "http://", "mailto:")
    found = _counted(store)
    kind = NamedNode(TYPE), NamedNode(f"{_DCAT}Dataset")
    datasets = [one.subject for one in found if (one.predicate, one.object) == kind]
    if not datasets:
        raise UseError(*explained("errors.exports", "no description"))
    closed = bool(store.select(support("closed")).rows)
    for dataset in map(terms.value, datasets):
        licences = {
            terms.value(one.object)
            for one in found
            if terms.value(one.subject) == dataset and one.predicate.value == f"{DCT}license"
        }
        found.update(_said(dataset, closed=closed))
        found.update(_contact(dataset, contact) if contact else ())
        found.update(_files(dataset, base, licences) if base else ())
    return [
        as_quad(subject, predicate, value, GRAPH)
        for subject, predicate, value in sorted(found, key=str)
    ]


def _check(option: str, address: str, *starts: str) -> None:
    """Raise UseError unless an address is empty or begins with one of ``starts``."""
    try:
        NamedNode(address)
        wrong = not address.startswith(starts)
    except ValueError:
        wrong = True
    if address and wrong:
        raise UseError(*explained("errors.exports", "no address", typed=address), where=option)


def _counted(store: Store) -> set[Triple]:
    """Return the description in the data, with its counts and the vocabularies counted."""
    store = in_memory(store)
    found = {
        triple
        for path in sorted((queries_dir() / "catalogue").glob("*.rq"))
        for triple in store.construct(path.read_text(encoding="utf-8"))
    }
    parts = {f"{VOID}class", f"{VOID}property"}
    whole = {one.object: one.subject for one in found if one.predicate.value.endswith("Partition")}
    used = {
        (terms.value(whole[one.subject]), re.sub(r"[^#/]*$", "", terms.value(one.object)))
        for one in found
        if one.predicate.value in parts
    }
    return found | {_link(dataset, f"{VOID}vocabulary", space) for dataset, space in used}


def _said(dataset: str, *, closed: bool) -> Iterator[Triple]:
    """Yield the triples that are the same for every dataset of this model and its catalogue."""
    for lang in LANGUAGES:
        phrases = words("exports.catalogue", lang)
        yield _text(dataset, f"{DCT}description", phrases["dataset"], lang)
        yield _text(f"{dataset}/catalogus", f"{DCT}description", phrases["catalogue"], lang)
    access = f"{_AUTHORITY}access-right/{'NON_PUBLIC' if closed else 'PUBLIC'}"
    theme = f"{_AUTHORITY}data-theme/GOVE"
    yield _link(dataset, f"{DCT}accessRights", access)
    yield _link(dataset, f"{_DCAT}theme", theme)
    for code in ("NLD", "ENG"):
        yield _link(dataset, f"{DCT}language", f"{_AUTHORITY}language/{code}")
    for concept in (access, theme):
        yield _link(concept, TYPE, f"{SKOS}Concept")


def _contact(dataset: str, address: str) -> Iterator[Triple]:
    point = f"{dataset}/contact"
    way = f"{_VCARD}hasEmail" if address.startswith("mailto:") else f"{FOAF}page"
    yield _link(point, TYPE, f"{_VCARD}Kind")
    yield _link(point, way, address)
    yield _link(address, TYPE, f"{RDFS}Resource")  # a class that DCAT-AP-VL requires
    for subject in (dataset, f"{dataset}/catalogus"):
        yield _link(subject, f"{_DCAT}contactPoint", point)


def _files(dataset: str, base: str, licences: set[str]) -> Iterator[Triple]:
    """Yield each published file as a distribution under the licence of the dataset."""
    for form, media in FORMS.items():
        one, file = f"{dataset}/distributie/{form}", base + file_name(form)
        yield _link(dataset, f"{_DCAT}distribution", one)
        yield _link(dataset, f"{VOID}dataDump", file)
        yield _link(one, TYPE, f"{_DCAT}Distribution")
        yield as_triple(NamedNode(one), NamedNode(f"{DCT}identifier"), Literal(one))
        yield _link(one, f"{_DCAT}accessURL", base)
        yield _link(one, f"{_DCAT}downloadURL", file)
        yield _link(one, f"{_DCAT}mediaType", _MEDIA + media)
        yield _link(one, f"{_DCAT}compressFormat", f"{_MEDIA}application/gzip")
        for licence in licences:
            yield _link(one, f"{DCT}license", licence)
        for address in (base, file):
            yield _link(address, TYPE, f"{RDFS}Resource")
        for lang in LANGUAGES:
            named = words("exports.catalogue", lang)["file"].format(form=form)
            yield _text(one, f"{DCT}title", named, lang)


def _link(subject: str, name: str, iri: str) -> Triple:
    return as_triple(NamedNode(subject), NamedNode(name), NamedNode(iri))


def _text(subject: str, name: str, text: str, lang: str) -> Triple:
    return as_triple(NamedNode(subject), NamedNode(name), Literal(text, language=lang))
