"""Typed values of fields, parsed as terms: names are looked up, dates and numbers checked."""

import re
from contextlib import suppress
from typing import TYPE_CHECKING

from dvgraph.derive.dates import XSD_DATE, parse_boundary
from dvgraph.errors import InputError, UseError
from dvgraph.evidence.passages import passage
from dvgraph.labels.short_ids import resolve_id
from dvgraph.locale.captions import caption
from dvgraph.locale.reader import explained, language
from dvgraph.locale.words import words
from dvgraph.namespaces import ADMS, BASE, EDTF, M8G, PROV, XSD, slug
from dvgraph.prebuilt.names import fold
from dvgraph.questions import search
from dvgraph.questions.parameters import as_written
from dvgraph.rdf import xsd
from dvgraph.rdf.oxigraph import Literal, NamedNode
from dvgraph.rdf.terms import value
from dvgraph.store.binding import rows

if TYPE_CHECKING:
    from dvgraph.store.protocol import Store
    from dvgraph.things.kinds import Field

_THINGS = [iri for classes in search.KINDS.values() for iri in classes]
# The kinds of each field type: classes, or schemes of code lists.
_CLASSES: dict[str, tuple[str, ...]] = {
    "organisation": (
        f"{M8G}PublicOrganisation",
        "http://data.vlaanderen.be/ns/besluit#Bestuursorgaan",
    ),
    "task": search.KINDS["task"],
    "service": search.KINDS["service"],
    "framework": ("http://purl.org/vocab/cpsv#FormalFramework",),
    "person": search.KINDS["person"],
    "post": search.KINDS["post"],
    "source": search.KINDS["source"],
    "measure": (f"{BASE}conceptschema/maat",),
    "version": (f"{M8G}PublicOrganisation",),
    "body": search.KINDS["organisation"],
    "act": search.KINDS["act"],
    "agent": (*search.KINDS["organisation"], f"{PROV}Agent"),
    "thing": (*_THINGS, f"{ADMS}Identifier"),
}
_DATES = (
    (r"\d{4}", f"{XSD}gYear"),
    (r"\d{4}-\d\d", f"{XSD}gYearMonth"),
    (r"\d{4}-\d\d-\d\d", XSD_DATE),
)
_LIKE_EDTF = re.compile(r"\[?(\.\.)?\d{4}\S*")
_LINES = re.compile(r"(\d+)(?:-(\d+))?")


class UnknownNameError(UseError):
    """No thing of the kind has this name; the hint lists the nearest names."""


def classes(field: "Field") -> tuple[str, ...]:
    """Return the classes or schemes for the names in a field; empty for a field without names."""
    if field.type.startswith("code:"):
        scheme = field.type.removeprefix("code:")
        return (scheme if "://" in scheme else f"{BASE}conceptschema/{scheme}",)
    return _CLASSES.get(field.type, ())


def offered(field: "Field", store: "Store") -> list[str]:
    """Return the slugs or choices to complete a field, sorted; empty for a field without names."""
    if field.choices:
        return list(field.choices)
    if not classes(field):
        return []
    return sorted({slug(name.iri) for name in search.names(store, classes(field))})


def known(field: "Field", text: str, store: "Store") -> bool:
    """Return whether a typed value of a field of names is the name of something."""
    return bool(search.called(search.names(store, classes(field)), text.strip()))


# Long since it has one or two lines for each type.
def read(field: "Field", text: str, store: "Store", language: str = "nl") -> NamedNode | Literal:
    """Return the term for a typed value of a field (of any type but ``lines``).

    ``language`` is that of a title. Raises UnknownNameError for an unknown name; UseError for an
    ambiguous name, an invalid date or number, or a value that the field does not accept.
    """
    where = f"--{field.option}"
    text = text.strip()
    if classes(field):
        return _named(field, text, store)
    if field.type == "date":
        return date_term(text, where)
    if field.type == "statement" or (field.type == "base" and not re.fullmatch(r"\d{4}", text)):
        return NamedNode(resolve_id(store, text))
    if field.type == "base":
        return date_term(text, where)
    if field.type == "flag":
        if text.lower() not in ("true", "yes", "ja"):
            raise UseError(*explained("errors.authoring", "not true", text=text), where=where)
        return Literal(True)
    if field.type == "value":
        return _value(text)
    if field.type.startswith("name:"):
        return Literal(text, language=field.type.removeprefix("name:"))
    if field.type == "title":
        return Literal(text, language=_tag(language, "--language"))
    if field.type == "string":
        return Literal(text)
    if field.type == "language":
        return _language(text, store, where)
    if field.type == "address":
        return _address(text, where)
    if field.type == "class":
        return _class(field, text, where)
    return number_term(text, where)


def date_term(text: str, where: str) -> Literal:
    """Return a typed date as xsd:date, gYearMonth, gYear, or EDTF of the profile.

    Raises UseError for a date that does not exist or is outside the profile.
    """
    with suppress(UseError):
        text = as_written(text, where)
    datatype = next((iri for form, iri in _DATES if re.fullmatch(form, text)), EDTF)
    if datatype == EDTF and not _LIKE_EDTF.fullmatch(text):
        raise UseError(*explained("errors.authoring", "not a date", text=text), where=where)
    try:
        parse_boundary(text, datatype)
    except InputError as error:
        raise UseError(error.problem, error.hint, where=where) from None
    return Literal(text, datatype=NamedNode(datatype))


def number_term(text: str, where: str) -> Literal:
    """Return an xsd:integer or xsd:decimal. Raises UseError for any other text."""
    if xsd.valid(text, f"{XSD}integer"):
        digits = text.lstrip("+-").lstrip("0") or "0"
        sign = "-" if text[0] == "-" and digits != "0" else ""
        return Literal(f"{sign}{digits}", datatype=NamedNode(f"{XSD}integer"))
    if xsd.valid(text, f"{XSD}decimal") and not text.endswith("."):
        return Literal(text, datatype=NamedNode(f"{XSD}decimal"))
    raise UseError(*explained("errors.authoring", "not a number", text=text), where=where)


def place(source: str, text: str, where: str = "--lines") -> NamedNode:
    """Return the passage of a source for a typed place: ``125-127`` or ``artikel=4``.

    Raises UseError for lines in the wrong order or a place in another form.
    """
    found = _LINES.fullmatch(text.strip())
    fragment = text.strip()
    if found:
        first, last = int(found[1]), int(found[2] or found[1])
        fragment = f"line={first - 1},{last}"
    try:
        return NamedNode(passage(f"{source}#{fragment}").iri)
    except (InputError, ValueError):
        raise UseError(
            *explained("errors.authoring", "not a place", text=text), where=where
        ) from None


def _tag(text: str, where: str) -> str:
    if not re.fullmatch("[a-z]{2}", text):
        raise UseError(*explained("errors.authoring", "not a language", text=text), where=where)
    return text


def _language(text: str, store: "Store", where: str) -> NamedNode:
    """Return the language with a tag (``nl``) from the code list."""
    for found, _ in rows(store, "language", "tag", [Literal(_tag(text, where))]):
        return NamedNode(value(found))
    raise UseError(*explained("errors.authoring", "not a language", text=text), where=where)


def _address(text: str, where: str) -> NamedNode:
    try:
        if re.match(r"https?://[^/\s]+", text):
            return NamedNode(text)
    except ValueError:
        pass
    raise UseError(*explained("errors.authoring", "not an address", text=text), where=where)


def _class(field: "Field", text: str, where: str) -> NamedNode:
    chosen = field.choices.get(fold(text))
    if chosen is None:
        known = ", ".join(field.choices)
        problem = explained(
            "errors.authoring", "unknown, of these", kind=_heading(field), name=text, known=known
        )
        raise UseError(*problem, where=where)
    return NamedNode(search.written_iri(chosen) or chosen)


def _value(text: str) -> Literal:
    if text in ("true", "false"):
        return Literal(text == "true")
    if re.fullmatch(r"\d{4}-\d\d(-\d\d)?[~?%]?", text):
        return date_term(text, "--value")
    try:
        return number_term(text, "--value")
    except UseError:
        said = re.fullmatch(r"(?P<text>.+)@(?P<language>[a-z]{2})", text, re.DOTALL)
        if said:
            return Literal(said["text"], language=said["language"])
        return Literal(text, language="nl")


def _named(field: "Field", text: str, store: "Store") -> NamedNode:
    known = search.names(store, classes(field))
    where = f"--{field.option}"
    hits = search.called(known, text)
    best = [hit for hit in hits if hit.score == hits[0].score]
    if len(best) == 1:
        return NamedNode(best[0].name.iri)
    if best:
        raise UseError(
            *explained(
                "errors.questions",
                "many meanings",
                text=text,
                number=len(best),
                listed=search.listed(store, best),
            ),
            where=where,
        )
    near = search.listed(store, search.guessed(known, text)[:3])
    listed = ", ".join(offered(field, store)) if field.type.startswith("code:") else ""
    key = "unknown, of these" if listed else "unknown, but near" if near else "unknown"
    problem = explained(
        "errors.authoring", key, kind=_noun(field), name=text, known=listed, near=near
    )
    raise UnknownNameError(*problem, where=where)


def _heading(field: "Field") -> str:
    return words("statements.headings", language())[field.option]


def _noun(field: "Field") -> str:
    if field.type.startswith("code:"):
        return _heading(field)
    return caption("kind", field.type, language())
