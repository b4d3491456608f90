"""What an agency's folder already says of the organisations that a source describes."""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from dvgraph.authoring.additions import Addition
from dvgraph.authoring.files import Facts, iri_of
from dvgraph.prebuilt.names import fold
from dvgraph.rdf.oxigraph import Literal, Term

# Events after which the organisations that took part go on.
_GOES_ON = re.compile(r"dvg:(Overdracht|Herpositionering|Taakwijziging)")
_PUBLIC = "m8g:PublicOrganisation"
_NAMES = ("skos:prefLabel", "rdfs:label", "skos:altLabel", "skos:hiddenLabel")


class KnownVersion(NamedTuple):
    """An organisation under one name.

    ``seen``: a day on which it was attested, or "". It was made by a renaming after ``after`` and
    no later than ``by``, both empty for the first one.
    """

    iri: str
    name: str
    names: frozenset[str]
    """All its names, folded as a search folds them."""
    seen: str
    ended: bool
    """Whether an event ended it."""
    after: str
    by: str


class Known:
    """The things of an agency's folder, found by what a source knows of them."""

    def __init__(self, things: Mapping[str, Addition]) -> None:
        """Index what ``authoring.feeds.described`` returned."""
        self._things = things
        self._versions: dict[str, list[str]] = {}
        self._numbers: dict[str, str] = {}
        self._ended: set[str] = set()
        self._made: dict[str, str] = {}
        self._seen: dict[str, str] = {}
        self._began: dict[str, str] = {}
        self._people: dict[str, str] = {}
        self._bodies: dict[str, set[str]] = {}
        self._notations: dict[str, str] = {}
        for one in things.values():
            for continuing in one.facts.get("gen:isTijdspecialisatieVan", ()):
                self._versions.setdefault(iri_of(continuing), []).append(one.iri)
            self._index_numbers(one)
            self._index_names(one)
            if not _GOES_ON.search(one.kind):
                for old in one.facts.get("org:originalOrganization", ()):
                    self._ended.add(iri_of(old))
                for new in one.facts.get("org:resultingOrganization", ()):
                    self._made[iri_of(new)] = one.iri
            if one.kind == "dvg:Bestaan" and "prov:invalidatedAtTime" not in one.facts:
                self._index_life(one)

    def _index_numbers(self, one: Addition) -> None:
        for number in one.facts.get("dct:identifier", ()):
            if "dvg:vindplaats" not in one.facts:
                self._numbers.setdefault(text(number), one.iri)
        for node in one.facts.get("adms:identifier", ()):
            for notation in self.facts(iri_of(node)).get("skos:notation", ()):
                self._notations.setdefault(text(notation), one.iri)

    def _index_names(self, one: Addition) -> None:
        if one.kind.startswith(_PUBLIC):
            for name in (value for of in _NAMES for value in one.facts.get(of, ())):
                self._bodies.setdefault(fold(text(name)), set()).add(one.iri)
        if one.kind == "person:Person":
            for name in one.facts.get("rdfs:label", ()):
                self._people.setdefault(fold(text(name)), one.iri)

    def _index_life(self, one: Addition) -> None:
        days = [text(day) for day in one.facts.get("dvg:gezienOp", ())]
        for over in map(iri_of, one.facts.get("dvg:over", ())):
            self._seen[over] = max([self._seen.get(over, ""), *days])
            for day in one.facts.get("dvg:van", ()):
                self._began[over] = text(day)

    def __contains__(self, iri: str) -> bool:
        """Return whether the folder describes a thing."""
        return iri in self._things

    def facts(self, iri: str) -> Facts:
        """Return the properties of a thing; empty for an unknown one."""
        one = self._things.get(iri)
        return one.facts if one else {}

    def by_number(self, number: str) -> str:
        """Return the IRI of the thing with a dct:identifier, or ""."""
        return self._numbers.get(number, "")

    def versions(self, continuing: str) -> Iterator[KnownVersion]:
        """Yield the versions of a continuing organisation, those that have ended first."""
        found = [self._version(iri) for iri in self._versions.get(continuing, ())]
        yield from sorted(found, key=lambda one: (not one.ended, one.by, one.iri))

    def by_notation(self, notation: str) -> str:
        """Return the IRI of the thing with a number (adms:identifier), or ""."""
        return self._notations.get(notation, "")

    def public(self, iri: str) -> bool:
        """Return whether a thing is a public organisation."""
        return iri in self._things and self._things[iri].kind.startswith(_PUBLIC)

    def body(self, name: str) -> str:
        """Return the IRI of the only public organisation with a name, or ""."""
        found = self._bodies.get(fold(name), set())
        return next(iter(found)) if len(found) == 1 else ""

    def person(self, name: str) -> str:
        """Return the IRI of the person with a name, or ""."""
        return self._people.get(fold(name), "")

    def made_by(self, version: str) -> str:
        """Return the IRI of the event that made a version, or ""."""
        return self._made.get(version, "")

    def _version(self, iri: str) -> KnownVersion:
        facts = self.facts(iri)
        names = [text(value) for name in _NAMES for value in facts.get(name, ())]
        began = self._began.get(self._made.get(iri, ""), "").strip("[]")
        after, _, by = began.rpartition("..")
        return KnownVersion(
            iri,
            names[0] if names else "",
            frozenset(map(fold, names)),
            self._seen.get(iri, ""),
            iri in self._ended,
            after or by,
            by,
        )


def text(value: Term) -> str:
    """Return the text of a literal, "" for other terms."""
    return value.value if isinstance(value, Literal) else ""
