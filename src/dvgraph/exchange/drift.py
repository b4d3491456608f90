"""Drift: where a source and an agency's folder differ, each with a proposed correction in Turtle.

The source is read as an import would read it, so that both sides are in our own terms. An
organisation that the folder has without its number of the register is recognised by another number
or, if on each side no other one has it, by its name. Names, starts, ends, parents and numbers are
compared, of the organisations that both sides know; further the organisations that only one side
knows. A correction adds what the source says, as statements and things to append to a file. Where
both give a date, it also adds the contradiction between the two; where only the folder says
something, it is a gap, which records the search. What a gap of the folder says of the source is no
difference any more.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

from dvgraph.authoring.additions import Addition
from dvgraph.authoring.feeds import ENDED, Feed
from dvgraph.authoring.files import Facts, iri_of
from dvgraph.authoring.turtle import document, written
from dvgraph.derive.dates import bounds_of_literal
from dvgraph.exchange.importers import parts
from dvgraph.exchange.importers.known import Known, text
from dvgraph.exchange.imports import importer
from dvgraph.locale.reader import LANGUAGES, language, worded
from dvgraph.locale.words import words
from dvgraph.namespaces import BASE, slug
from dvgraph.prebuilt.names import fold, tight
from dvgraph.rdf.oxigraph import Literal, NamedNode, Term
from dvgraph.store.protocol import Table

_VERSION_OF = "gen:isTijdspecialisatieVan"
_NAMES = ("rdfs:label", "skos:prefLabel", "skos:altLabel", "skos:hiddenLabel")
_NUMBERS = ("adms:identifier", "rov:registration")
_PARENT = NamedNode(f"{BASE}concept/betrekking/ouder")
_SOUGHT = {"ouder": "ouder", "organisatie": "identificator"}
COLUMNS = ("organisatie", "aspect", "hier", "daar", "verbetering")
"""Keys of the columns of the table, as are the aspects."""


class Discrepancy(NamedTuple):
    """One difference.

    ``aspect``: naam, van, tot, ouder, nummer, persoon or organisatie. ``here`` and ``there``: what
    the folder and the source say, "" for nothing. ``correction``: what to append.
    """

    about: str
    aspect: str
    here: str
    there: str
    correction: tuple[Addition, ...]


Things = Mapping[str, Addition]


class Drift(NamedTuple):
    """The differences, sorted by organisation, and the description of the source.

    ``recognised``: the number of organisations of the source that the folder has too.
    """

    differences: Sequence[Discrepancy]
    source: Sequence[Addition]
    recognised: int


def drift(
    source: str, files: Sequence[Path], things: Things, time: Literal, *, part: bool = False
) -> Drift:
    """Return the differences between a source and what a folder describes.

    ``things``: from ``authoring.feeds.described``. ``part``: the files have only some entries of
    the source, so what only the folder knows is no difference. Raises the errors of the importer.
    """
    read: Callable[[Sequence[Path], Known, Literal], Feed] = import_module(
        f"dvgraph.exchange.importers.{importer(source).module}"
    ).read
    theirs = {one.iri: one for one in read(files, Known(things), time).additions}
    sides = _TwoSides(source, things, _recognised(things, theirs), time)
    found = sides.all(part=part)
    of_source = ("agents.ttl", "sources.ttl")
    return Drift(
        sorted(found, key=lambda one: (one.about, one.aspect, one.here, one.there)),
        [one for one in theirs.values() if one.file in of_source and one.iri not in things],
        sides.recognised,
    )


def _recognised(ours: Things, theirs: Things) -> Things:
    """Return a source's things with the IRIs that the folder has for its organisations."""
    here, there = _Side(ours), _Side(theirs)
    found: dict[str, str] = {}
    for keys in (_Side.keys_by_number, _Side.keys_by_name):
        own, said = keys(here), keys(there)
        for key in sorted(said.keys() & own.keys()):
            (there_, *more), (here_, *others) = said[key], own[key]
            known = {there_, there.continuing.get(there_)} & ours.keys()
            entered = here.continuing.get(here_, "").startswith(parts.REGISTER)
            if not (more or others or known or entered or here_ in found.values()):
                found.setdefault(there_, here_)

    def ours_of(value: Term) -> Term:
        return NamedNode(found[iri_of(value)]) if iri_of(value) in found else value

    if not found:
        return theirs
    moved = (
        Addition(
            one.file,
            found.get(one.iri, one.iri),
            one.kind,
            {name: [*map(ours_of, values)] for name, values in one.facts.items()},
        )
        for one in theirs.values()
    )
    return {one.iri: one for one in moved}


def turtle(found: Drift) -> str:
    """Return the corrections as a Turtle document, each below a comment on the difference."""
    blocks = [one.text for one in found.source]
    seen: set[str] = set()
    for one in found.differences:
        aspect = words("columns", language())[one.aspect]
        here, there = (side or "–" for side in (one.here, one.there))
        told = worded("drift", "told", about=one.about, aspect=aspect, here=here, there=there)
        new = [each for each in one.correction if each.iri not in seen or not each.file]
        seen.update(each.iri for each in new)
        blocks.append(f"# {' '.join(told.split())}\n" + "\n".join(map(_text, new)))
    return document(blocks) if blocks else ""


def _text(one: Addition) -> str:
    """Return an addition in Turtle; without a class, only the properties of a known thing."""
    if one.kind:
        return one.text
    pairs = ((name, value) for name, values in one.facts.items() for value in values)
    subject = written(NamedNode(one.iri))
    return "".join(f"{subject} {name} {written(value)} .\n" for name, value in pairs)


def table(found: Drift, *, corrected: bool = True) -> Table:
    """Return the differences as a table, each with its correction in Turtle if ``corrected``."""
    rows = [
        (one.about, one.aspect, one.here, one.there, "\n".join(map(_text, one.correction)))
        for one in found.differences
    ]
    shown = COLUMNS if corrected else COLUMNS[:-1]
    cells = [tuple(map(Literal, row[: len(shown)])) for row in rows]
    return Table(shown, cells)


class _TwoSides:
    """A source and a folder, both in our terms."""

    def __init__(self, source: str, ours: Things, theirs: Things, time: Literal) -> None:
        self._source, self._time = source, time
        self._ours, self._theirs = ours, theirs
        self._here, self._there = _Side(ours), _Side(theirs)
        looked = parts.iri(f"bron/{source}")
        self._sought = {
            iri_of(subject)
            for one in ours.values()
            if one.kind == "dvg:Lacune" and looked in one.facts.get("dvg:gezochtIn", ())
            for subject in one.facts.get("dvg:onderwerp", ())
            if ENDED not in one.facts
        }

    @property
    def recognised(self) -> int:
        """The number of organisations that both sides have."""
        continuing = self._there.continuing
        return sum(
            not {iri, continuing.get(iri)}.isdisjoint(self._ours) for iri in self._there.bodies
        )

    def all(self, *, part: bool) -> Iterator[Discrepancy]:
        for iri in self._there.bodies:
            continuing = self._there.continuing.get(iri, "")
            if iri in self._ours:
                if continuing and continuing not in self._ours:
                    yield self._entered(iri, continuing)
                yield from self._lives(iri)
                yield from self._parents(iri, part=part)
                yield from self._names(iri)
            elif continuing in self._ours:
                yield from self._renamed(iri, continuing)
            else:
                made = self._there.all_about(iri, continuing)
                yield Discrepancy(self._there.label(iri), "organisatie", "", self._entry(iri), made)
        numbered = {*self._there.continuing.values(), *self._there.bodies}
        for iri in sorted(numbered & set(self._ours)):
            yield from self._numbers(iri)
        yield from self._people()
        if not part:
            yield from self._absent()

    def _entered(self, iri: str, continuing: str) -> Discrepancy:
        """Return the number of the register that an organisation of the folder lacks."""
        facts: Facts = {_VERSION_OF: [NamedNode(continuing)]}
        made = (*self._there.thing(continuing), Addition("", iri, "", facts))
        return Discrepancy(self._here.label(iri), "nummer", "", self._entry(continuing), made)

    def _lives(self, iri: str) -> Iterator[Discrepancy]:
        """Yield the starts and ends of an organisation that differ or that only one side has."""
        own = [one for one in self._here.about.get(iri, ()) if one.kind == "dvg:Bestaan"]
        for said in self._there.about.get(iri, ()):
            if said.kind == "dvg:Bestaan":
                yield from self._dates(self._here.label(iri), own, said)

    def _dates(self, label: str, own: Sequence[Addition], said: Addition) -> Iterator[Discrepancy]:
        """Yield the dates of a statement with which none of ours agrees."""
        for aspect, name in (("van", "dvg:van"), ("tot", "dvg:tot")):
            new = said.facts.get(name, [])
            others = [one for one in own if one.facts.get(name)]
            if not new or any(_agree(new[0], one.facts[name][0]) for one in others):
                continue
            here, there = (
                ", ".join(sorted({text(one.facts[name][0]) for one in those}))
                for those in (others, (said,))
            )
            while said.iri in self._ours:  # an import of the same source made ours
                said = replace(said, iri=f"{said.iri}-2")
            clash = [self._clash(aspect, label, here, there, said, others)] if others else []
            yield Discrepancy(label, aspect, here, there, (said, *clash))

    def _clash(
        self,
        aspect: str,
        label: str,
        here: str,
        there: str,
        said: Addition,
        others: Sequence[Addition],
    ) -> Addition:
        """Return the contradiction between a statement of the source and ours."""
        nl, en = (
            words("drift.clash", lang)[aspect].format(
                label=label, here=here, there=there, source=self._named(lang)
            )
            for lang in LANGUAGES
        )
        facts: Facts = {
            "rdfs:label": parts.named(nl, en),
            "dct:description": parts.named(nl, en),
            "dvg:reden": parts.named(*(words("drift", lang)["no choice"] for lang in LANGUAGES)),
            "dvg:tussen": [NamedNode(one.iri) for one in (*others, said)],
            "prov:generatedAtTime": [self._time],
        }
        name = f"{BASE}tegenspraak/{aspect}-{slug(said.iri)}"
        return Addition("contradictions.ttl", name, "dvg:Tegenspraak", facts)

    def _names(self, iri: str) -> Iterator[Discrepancy]:
        """Yield a name by which the folder does not know an organisation."""
        known = {fold(text(name)) for of in _NAMES for name in self._ours[iri].facts.get(of, ())}
        for name in self._theirs[iri].facts.get("skos:prefLabel", ()):
            if fold(text(name)) not in known:
                facts: Facts = {"skos:hiddenLabel": [name]}
                made = Addition("", iri, "", facts)
                label = self._here.label(iri)
                yield Discrepancy(label, "naam", label, text(name), (made,))

    def _renamed(self, iri: str, continuing: str) -> Iterator[Discrepancy]:
        versions = [one for one, of in self._here.continuing.items() if of == continuing]
        here = ", ".join(sorted(map(self._here.label, versions)))
        made = self._there.all_about(iri, "")
        there = self._there.label(iri)
        yield Discrepancy(here or self._here.label(continuing), "naam", here, there, made)

    def _parents(self, iri: str, *, part: bool) -> Iterator[Discrepancy]:
        ours = {self._behind(one): one for one in self._here.parents(iri)}
        theirs = {self._behind(one): one for one in self._there.parents(iri)}
        label = self._here.label(iri)
        for parent, said in theirs.items():
            if parent not in ours:
                here = ", ".join(sorted(map(self._here.parent_label, ours.values())))
                things = () if parent in self._ours else self._there.thing(parent)
                of = (
                    self._there
                    if iri_of(said.facts["dvg:voorwerp"][0]) in self._theirs
                    else self._here
                )
                there = of.parent_label(said)
                yield Discrepancy(label, "ouder", here, there, (said, *things))
        for parent, said in ours.items():
            if parent not in theirs and not part and said.iri not in self._sought:
                gap = self._gap("ouder", said.iri, iri)
                yield Discrepancy(label, "ouder", self._here.parent_label(said), "", (gap,))

    def _behind(self, relation: Addition) -> str:
        """Return the continuing organisation of the object of a relation, else the object."""
        iri = iri_of(relation.facts["dvg:voorwerp"][0])
        # The source need not describe an organisation that it names.
        return self._there.continuing.get(iri) or self._here.continuing.get(iri, iri)

    def _numbers(self, continuing: str) -> Iterator[Discrepancy]:
        ours = self._here.numbers(continuing)
        for notation, (of, number) in self._there.numbers(continuing).items():
            if notation not in ours:
                agency = {text(a) for a in number.facts.get("adms:schemaAgency", ())}
                same = [
                    own
                    for own, (_, other) in ours.items()
                    if agency & {text(a) for a in other.facts.get("adms:schemaAgency", ())}
                ]
                facts: Facts = {of: [NamedNode(number.iri)]}
                linked = Addition("", continuing, "", facts)
                label = self._here.label(continuing)
                yield Discrepancy(label, "nummer", ", ".join(same), notation, (number, linked))

    def _people(self) -> Iterator[Discrepancy]:
        """Yield the tenures of a source that the folder lacks: of another person or other dates."""
        ours = {self._here.tenure(one): one for one in self._here.of("dvg:Bezetting")}
        for said in self._there.of("dvg:Bezetting"):
            key = self._there.tenure(said)
            body = iri_of(said.facts["org:organization"][0])
            label = (self._here if body in self._ours else self._there).label(body)
            person = self._there.label(iri_of(said.facts["org:member"][0]))
            if key not in ours:
                things = [
                    thing
                    for of in ("org:member", "dvg:functie", "org:organization")
                    for node in said.facts.get(of, ())
                    if iri_of(node) not in self._ours
                    for thing in self._there.thing(iri_of(node))
                ]
                yield Discrepancy(label, "persoon", "", f"{person} – {key[1]}", (*things, said))
                continue
            yield from self._dates(f"{label}: {person}", [ours[key]], said)

    def _absent(self) -> Iterator[Discrepancy]:
        """Yield the organisations with a number of the register that the source does not have."""
        there = {*self._there.continuing.values(), *self._theirs}
        registered = {of for of in self._here.continuing.values() if self._register(of)}
        for continuing in sorted(registered - there - self._sought):
            label = self._here.label(continuing)
            gap = self._gap("organisatie", continuing, continuing)
            yield Discrepancy(label, "organisatie", self._entry(continuing), "", (gap,))

    def _register(self, iri: str) -> bool:
        return self._source == "wegwijs" and iri.startswith(parts.REGISTER)

    def _entry(self, iri: str) -> str:
        return slug(self._there.continuing.get(iri, iri))

    def _named(self, lang: str) -> str:
        """Return the name of the source."""
        return self._there.label(f"{BASE}bron/{self._source}", lang)

    def _gap(self, aspect: str, subject: str, about: str) -> Addition:
        sought = _SOUGHT[aspect]
        labels = (
            words("drift.gaps", lang)[aspect].format(
                label=self._here.label(about, lang), source=self._named(lang)
            )
            for lang in LANGUAGES
        )
        facts: Facts = {
            "rdfs:label": parts.named(*labels),
            "dvg:gezocht": [parts.iri(f"concept/gezocht/{sought}")],
            "dvg:onderwerp": [NamedNode(subject)],
            "dvg:gezochtIn": [parts.iri(f"bron/{self._source}")],
            "prov:generatedAtTime": [self._time],
        }
        name = f"{BASE}lacune/{self._source}-{sought}-{parts.words(slug(subject))}"
        return Addition("gaps.ttl", name, "dvg:Lacune", facts)


class _Side:
    """The organisations of a side, what is said of each, and their continuing organisations."""

    def __init__(self, things: Things) -> None:
        self._things = things
        self.about: dict[str, list[Addition]] = {}
        self.continuing: dict[str, str] = {}
        for one in things.values():
            for continuing in one.facts.get(_VERSION_OF, ()):
                self.continuing[one.iri] = iri_of(continuing)
            if "dvg:vindplaats" in one.facts and ENDED not in one.facts:
                if "dvg:stand" in one.facts:  # a plan is no fact
                    continue
                for of in ("dvg:over", "dvg:onderwerp", "org:organization"):
                    for subject in one.facts.get(of, ()):
                        self.about.setdefault(iri_of(subject), []).append(one)
        self._naming: dict[str, list[Addition]] = {}
        for one in things.values():
            for named in {v for values in one.facts.values() for v in values}:
                if isinstance(named, NamedNode):
                    self._naming.setdefault(named.value, []).append(one)
        classes = ("m8g:PublicOrganisation", "besluit:Bestuursorgaan")
        self.bodies = sorted(i for i, one in things.items() if one.kind.startswith(classes))

    def keys_by_number(self) -> dict[str, set[str]]:
        """Return the organisations by the letters and digits of each of their numbers."""
        found: dict[str, set[str]] = {}
        for iri in self.bodies:
            for one in (iri, self.continuing.get(iri, "")):
                for notation in self.numbers(one):
                    found.setdefault(tight(fold(notation)), set()).add(iri)
        return found

    def keys_by_name(self) -> dict[str, set[str]]:
        """Return the organisations by each of their names, folded."""
        found: dict[str, set[str]] = {}
        for iri in self.bodies:
            for of in _NAMES:
                for name in self._things[iri].facts.get(of, ()):
                    found.setdefault(fold(text(name)), set()).add(iri)
        return found

    def of(self, kind: str) -> list[Addition]:
        """Return the current statements of a kind."""
        unique = {one.iri: one for said in self.about.values() for one in said if one.kind == kind}
        return [unique[iri] for iri in sorted(unique)]

    def label(self, iri: str, lang: str = "nl") -> str:
        """Return the label of a thing in a language, else the end of its IRI."""
        one = self._things.get(iri)
        labels = one.facts.get("rdfs:label", ()) if one else ()
        found = [text(v) for v in labels if isinstance(v, Literal) and v.language == lang]
        return found[0] if found else slug(iri)

    def parent_label(self, relation: Addition) -> str:
        """Return the label of the object of a relation."""
        return self.label(iri_of(relation.facts["dvg:voorwerp"][0]))

    def parents(self, iri: str) -> list[Addition]:
        """Return the statements on the parents of an organisation."""
        return [s for s in self.about.get(iri, ()) if _PARENT in s.facts.get("dvg:betrekking", ())]

    def numbers(self, iri: str) -> dict[str, tuple[str, Addition]]:
        """Return the numbers of a thing, by notation, with the property that names them."""
        one = self._things.get(iri)
        found = {}
        for of in _NUMBERS:
            for node in one.facts.get(of, ()) if one else ():
                if number := self._things.get(iri_of(node)):
                    for notation in number.facts.get("skos:notation", ()):
                        found[text(notation)] = (of, number)
        return found

    def tenure(self, one: Addition) -> tuple[str, str, str]:
        """Return the person, the role and the body of a tenure, as far as both sides name them."""
        person, role, body = (
            iri_of(one.facts[of][0]) if one.facts.get(of) else ""
            for of in ("org:member", "org:role", "org:organization")
        )
        return fold(self.label(person)), slug(role), self.continuing.get(body, body)

    def thing(self, iri: str) -> tuple[Addition, ...]:
        """Return a thing with its numbers, as far as this side describes it."""
        one = self._things.get(iri)
        return (one, *(number for _, number in self.numbers(iri).values())) if one else ()

    def all_about(self, iri: str, continuing: str) -> tuple[Addition, ...]:
        """Return an organisation, its continuing one, and all statements and events about it."""
        linked = [one for one in self._naming.get(iri, ()) if one.iri != iri]
        events = {one.iri: one for one in linked if "dvg:vindplaats" not in one.facts}
        dates = [one for event in events for one in self.about.get(event, ())]
        own = [*self.thing(iri), *(self.thing(continuing) if continuing else ())]
        return tuple({one.iri: one for one in (*own, *linked, *dates)}.values())


def _agree(new: Term, old: Term) -> bool:
    """Return whether two dates say the same as far as both are written out."""
    if not isinstance(new, Literal) or not isinstance(old, Literal):
        return False
    first, last = bounds_of_literal(new.value, new.datatype.value)
    begin, end = bounds_of_literal(old.value, old.datatype.value)
    return first <= end and begin <= last
