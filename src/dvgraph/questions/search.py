"""Search for a thing by name: used by questions, ``show`` and ``search``.

A thing is found by IRI, slug, label, other name, acronym or code. A score from 0 to 1 gives the fit
of a name: 1 the IRI, 0.99 the exact name, 0.97 ignoring capitals and accents, 0.95 ignoring spaces
and punctuation (``SURE`` and above: the name itself), 0.93 an acronym that is a word of the name,
0.9 an acronym of its initials, and below that names that share words or have typos. Only the last
group needs rapidfuzz, which is imported when it is used.
"""

import re
from collections import Counter
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from dvgraph import resources
from dvgraph.derive.dates import next_day
from dvgraph.derive.periods import Bounds
from dvgraph.derive.states import IN_FORCE, Validity
from dvgraph.errors import UseError
from dvgraph.labels.subgraph import Subgraph
from dvgraph.locale.reader import explained, language
from dvgraph.locale.wording import years
from dvgraph.namespaces import BASE, DVG, ORG, PROV, SKOS, path, slug
from dvgraph.prebuilt.connection import has_statements
from dvgraph.prebuilt.disk import PrebuiltStore
from dvgraph.prebuilt.names import Body, NamedStore, NameIndex, Naming, fold, tight
from dvgraph.prebuilt.names import index as made
from dvgraph.questions.abbreviations import abbreviations, rewritten
from dvgraph.rdf.oxigraph import Literal, NamedNode
from dvgraph.rdf.terms import is_iri, value
from dvgraph.store.binding import bind, rows, support

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from dvgraph.store.protocol import Store

# The classes, or schemes of code lists, that each kind of thing covers. A thing of several kinds
# has the first of them; the order also ranks names with the same score.
KINDS: dict[str, tuple[str, ...]] = {
    "organisation": (f"{ORG}Organization",),
    "event": (f"{PROV}Activity", f"{ORG}ChangeEvent"),
    "decision": ("http://data.vlaanderen.be/ns/besluit#Besluit",),
    "act": (
        "http://data.europa.eu/eli/ontology#LegalResource",
        "http://purl.org/vocab/cpsv#FormalFramework",
    ),
    "document": ("https://data.vlaanderen.be/ns/dossier#Stuk",),
    "task": (f"{DVG}Taak",),
    "service": (
        "http://purl.org/vocab/cpsv#PublicService",
        "http://data.europa.eu/m8g/PublicService",
        "http://www.w3.org/ns/dcat#DataService",
    ),
    "contract": ("http://data.europa.eu/a4g/ontology#Contract",),
    "strategy": (f"{PROV}Plan",),
    "study": ("http://www.w3.org/ns/dcat#Dataset",),
    "post": (f"{ORG}Post",),
    "person": ("http://www.w3.org/ns/person#Person",),
    "source": ("http://xmlns.com/foaf/0.1/Document",),
    "contradiction": (f"{DVG}Tegenspraak",),
    "gap": (f"{DVG}Lacune",),
    "concept": (f"{SKOS}Concept",),
}
_OF_CLASS = {iri: kind for kind, classes in KINDS.items() for iri in classes}
_PLACE = {kind: place for place, kind in enumerate((*KINDS, "thing"))}

_TELLING = ("source", "contradiction", "gap", "concept")

SURE = 0.95
_WORD, _ACRONYM, _LEAST, _SPREAD, _SAID = 0.93, 0.9, 0.28, 0.62, 0.4
_LIKELY, _AHEAD = (
    0.6,
    0.05,
)  # a guess is accepted if its score reaches the first number and leads the next by the second
_CODE = 3  # names from this rank on are codes
_BEHIND = 0.004  # the second rank among equal scores
_FAR_BEHIND = 0.1  # sources, records and continuing organisations: ranked last among guesses


class Name(NamedTuple):
    """One name of a thing.

    ``rank``: 0 label, 1 altLabel, 2 hiddenLabel, title or other name, 3 code, 4 a code shared by
    all versions of the continuing organisation ``register``, 5 words of a definition.
    """

    iri: str
    text: str
    rank: int
    kind: str
    register: str | None = None


class Hit(NamedTuple):
    """A matching thing, with its score (0 to 1) and the name that matched."""

    score: float
    name: Name


def written_iri(text: str) -> str | None:
    """Return the full IRI for an IRI or prefixed name (``prefix:local``), else None."""
    bare = text.strip().removeprefix("<").removesuffix(">")
    if not re.match(r"[a-z][a-z0-9+.-]*://", bare, re.IGNORECASE):
        prefix, colon, local = bare.partition(":")
        namespace = resources.prefixes().get(prefix)
        if not colon or not namespace:
            return None
        bare = namespace + local
    return bare if is_iri(bare) else None


class Names:
    """The names of the things of some classes or code-list schemes."""

    def __init__(
        self, index: NameIndex, classes: "Iterable[str]", slugs: "Sequence[str]" = ()
    ) -> None:
        """Select the names of these classes from an index, which may have names of other classes.

        With ``slugs``, only things whose IRI ends in one of them.
        """
        self._index, self._slugs = index, slugs
        of = {iri: _OF_CLASS.get(iri, "concept") for iri in classes}
        if classes is _OF_CLASS and not any(iri.startswith(DVG) for iri in index.kinds):
            # In data of another model, things may have any class.
            of = dict.fromkeys(index.kinds, "thing") | of
        self._kinds = {place: of[iri] for place, iri in enumerate(index.kinds) if iri in of}
        self._best: dict[tuple[int, ...], str] = {}  # the kind shown of a thing with several kinds

    def __iter__(self) -> "Iterator[Name]":
        """Yield all names, best rank first."""
        found = self._fitting(self._index)
        return iter(sorted(found, key=lambda name: (name.rank, _PLACE[name.kind], name.iri)))

    def of(self, iri: str) -> list[Name]:
        """Return the names of a thing; empty for a thing outside the classes."""
        return list(self._fitting(self._index.of(iri)))

    def _fitting(self, namings: "Iterable[Naming]") -> "Iterator[Name]":
        for iri, register, kinds, rank, text in namings:
            if kinds not in self._best:  # many things have the same kinds
                known = [self._kinds[place] for place in kinds if place in self._kinds]
                self._best[kinds] = min(known, key=_PLACE.__getitem__, default="")
            kind = self._best[kinds]
            if kind and (not self._slugs or slug(iri) in self._slugs):
                yield Name(iri, text, rank, kind, register or None)

    def like(self, text: str) -> list[Name]:
        """Return all names of the things that a text may refer to."""
        bare = text.strip("<>")
        iris = (written_iri(text), bare, BASE + bare, *self._index.called(text))
        return [name for iri in dict.fromkeys(iris) if iri for name in self.of(iri)]

    def versions(self, register: str) -> set[str]:
        """Return the versions of a continuing organisation within the classes."""
        return {iri for iri in self._index.versions(register) if self.of(iri)}


def names(
    store: "Store", classes: "Iterable[str]" = _OF_CLASS, slugs: "Sequence[str]" = ()
) -> Names:
    """Return the names of the things of some classes or code-list schemes, for ``Names``.

    A prebuilt store and a NamedStore have an index of names; other stores are queried.
    """
    index = store.names() if isinstance(store, PrebuiltStore | NamedStore) else None
    if index is None and classes is _OF_CLASS and not has_statements(store):
        kinds_, names_ = (store.select(support(name)).rows for name in ("all-kinds", "all-names"))
        index = NameIndex(made(kinds_, names_))
    if index is None:
        kinds = {"kind": [NamedNode(iri) for iri in classes]}
        rows = store.select(bind(support("names"), kinds)).rows
        data = made([row[:2] for row in rows], [(row[0], *row[2:]) for row in rows])
        index = NameIndex(data)
    return Names(index, classes, slugs)


def called(known: Names, text: str) -> list[Hit]:
    """Return the things with this name, best first; scores below ``SURE`` are left out.

    A version comes before the continuing organisation of the same name.
    """
    wanted, folded = text.strip(), fold(text)
    bare, iri = tight(folded), written_iri(wanted)
    found = []
    for name in known.like(wanted):
        if name.iri == iri or wanted.strip("<>") == path(name.iri):
            score = 1.0
        elif name.text == wanted:
            score = 0.99
        elif fold(name.text) == folded:
            score = 0.97
        elif bare and tight(fold(name.text)) == bare:
            score = SURE
        else:
            continue
        behind = name.rank < 3 and known.versions(name.iri)
        found.append(Hit(score - (_BEHIND if behind else 0), name))
    return _best(found)


def meant(known: Names, text: str) -> list[Hit]:
    """Return the best things with this name: a single hit unless the name is ambiguous.

    A thing comes before a concept of a code list with the same name.
    """
    hits = called(known, text)
    return [hit for hit in hits if hit.score == hits[0].score and _behind(hit) == _behind(hits[0])]


def guessed(known: Names, text: str) -> list[Hit]:
    """Return the things with a similar name (score below ``SURE``), best first.

    Sources, records, concepts of code lists and continuing organisations come after the things
    themselves; things whose words match across several names come after those with all words in one
    name. Hits with less than half the best score are left out. If an abbreviation is explained in
    the names of a thing, the text is also tried with the abbreviation spelled out, or with the
    words abbreviated.
    """
    found = _likely(known, text)
    for read in _read_as(known, text):
        also = (hit for hit in _likely(known, read) if hit.score >= _LIKELY)
        found += [Hit(hit.score - _BEHIND, hit.name) for hit in also]
    least = max([_LEAST, *(hit.score / 2 for hit in found)])
    return _best(hit for hit in found if hit.score >= least)


def abbreviated(known: Names) -> list[tuple[str, str]]:
    """Return the abbreviations in the names of things, with the words that they stand for."""
    of: dict[str, list[str]] = {}
    for name in known:
        if name.rank < _CODE:
            of.setdefault(name.iri, []).append(name.text)
    return abbreviations(of.values())


def _read_as(known: Names, text: str) -> list[str]:
    return rewritten(text, abbreviated(known))


def _likely(known: Names, text: str) -> list[Hit]:
    """Return how well a text matches each name of each thing, and all names of a thing together."""
    from dvgraph.questions.similarity import Likeness

    like = Likeness(fold(text))
    short = text.strip() if re.fullmatch(r"[A-Z]{2,6}", text.strip()) else ""
    every = list(known)
    folded = [fold(name.text) for name in every]
    scores = like.scores(folded)
    registers = {name.register for name in every}
    found = []
    for name, bare, score in zip(every, folded, scores, strict=True):
        if name.rank < 2 and like.is_acronym_of(bare):
            score = max(score, _ACRONYM)
        if short and short in re.split(r"\W+", name.text):
            # The word AI in a name comes before the initials a and i.
            score = max(score, _WORD - name.rank * _BEHIND)
        if _behind(Hit(score, name)) or (name.iri in registers and name.rank < 3):
            score -= _FAR_BEHIND
        found.append(Hit(score - name.rank * _BEHIND, name))
    things: dict[str, list[Name]] = {}
    for name in every:
        things.setdefault(name.iri, []).append(name)
    whole = [" ".join(fold(name.text) for name in called) for called in things.values()]
    for called_, share in zip(things.values(), like.shares(whole), strict=True):
        hit = Hit(share * _SPREAD, called_[0])
        found.append(Hit(hit.score - _FAR_BEHIND, hit.name) if _behind(hit) else hit)
    return found


def _best(found: "Iterable[Hit]") -> list[Hit]:
    """Return the best hit of each thing, in order."""
    best: dict[str, Hit] = {}
    for hit in found:
        kept = best.setdefault(hit.name.iri, hit)
        if (-hit.score, hit.name.rank) < (-kept.score, kept.name.rank):
            best[hit.name.iri] = hit
    return sorted(
        best.values(),
        key=lambda hit: (
            -round(hit.score, 3),
            _behind(hit),
            _PLACE[hit.name.kind],
            len(hit.name.text),
            hit.name.iri,
        ),
    )


def search(store: "Store", text: str, limit: int = 20) -> list[Hit]:
    """Return the things that a text may refer to, best first, at most ``limit``.

    Searches labels, other names, codes and, after those, the words of definitions. Raises UseError
    for a text without a letter or digit.
    """
    if not tight(fold(text)):
        raise UseError(*explained("errors.questions", "nothing to search"))
    known = names(store)
    hits = {hit.name.iri: hit for hit in called(known, text)}
    read = (text, *_read_as(known, text))
    for hit in (*guessed(known, text), *(one for each in read for one in _in_texts(store, each))):
        hits.setdefault(hit.name.iri, hit)
    return list(hits.values())[:limit]


def _in_texts(store: "Store", text: str) -> list[Hit]:
    from dvgraph.questions.similarity import Likeness

    said = [
        Name(body.iri, body.text, 5, min(kinds, key=_PLACE.__getitem__))
        for body in _texts(store)
        if (kinds := [_OF_CLASS[iri] for iri in body.kinds if iri in _OF_CLASS])
    ]
    share = Likeness(fold(text)).shares([fold(name.text) for name in said])
    return _best(
        Hit(score * _SAID, name) for score, name in zip(share, said, strict=True) if score > 0.75
    )


def _texts(store: "Store") -> "Sequence[Body]":
    bodies = store.texts() if isinstance(store, PrebuiltStore) else None
    if bodies is None:
        kinds = {"kind": [NamedNode(iri) for iri in _OF_CLASS]}
        rows = store.select(bind(support("texts"), kinds)).rows
        bodies = [
            Body(value(iri), [value(kind)], body.value)
            for iri, kind, body in rows
            if isinstance(body, Literal)
        ]
    return bodies


def lives(store: "Store", hits: "Iterable[Hit]") -> "dict[str, list[Bounds]]":
    """Return the bounds of each current existence of the things in hits, in order of time."""
    found: dict[str, set[Bounds]] = {}
    wanted = [NamedNode(iri) for iri in dict.fromkeys(hit.name.iri for hit in hits)]
    for thing, *_, begin, latest, end, gone in rows(store, "lives", "ding", wanted):
        if begin and latest and end and gone:
            days = (date.fromisoformat(value(day)) for day in (begin, latest, end, gone))
            found.setdefault(value(thing), set()).add(Bounds(*days))
    return {thing: sorted(bounds) for thing, bounds in found.items()}


def existing(store: "Store", hits: "Sequence[Hit]", days: "Iterable[date]") -> list[Hit]:
    """Return the hits whose thing existed, certainly or possibly, on any of the days."""
    known = lives(store, hits)
    on = list(days)
    return [
        hit
        for hit in hits
        if any(
            Validity(life).on(day) in IN_FORCE for life in known.get(hit.name.iri, ()) for day in on
        )
    ]


def continuing(store: "Store", hits: "Iterable[Hit]") -> Hit | None:
    """Return the continuing organisation of which all hits are versions, or None."""
    graph = Subgraph(store, "nl")
    registers = {graph.iri(hit.name.iri, "gen:isTijdspecialisatieVan") for hit in hits}
    if len(registers) != 1 or not (iri := registers.pop()):
        return None
    return Hit(SURE, Name(iri, graph.label(iri), 0, "organisation"))


def _on(store: "Store", hits: list[Hit], days: "Sequence[date]") -> list[Hit]:
    """Return the hits on things that existed on the given days.

    If these are several versions of one continuing organisation, or none, return that organisation.
    """
    found = existing(store, hits, days)
    if len(found) == 1:
        return found
    whole = continuing(store, hits)
    return [whole] if whole else found or hits


def one(store: "Store", text: str, days: "Sequence[date]" = ()) -> Hit:
    """Return the single thing that a text names; a good guess is accepted (score below ``SURE``).

    Of things with the same name, the one that existed on ``days`` is chosen; if a continuing
    organisation had several bodies of that name on these days, or none, the continuing
    organisation. Raises UseError if nothing matches or if several things do, with a list of the
    best.
    """
    known = names(store)
    hits = meant(known, text)
    if not hits or (hits[0].score < 1 and hits[0].name.kind == "concept"):
        # A word in a code list may also be a word in the name of a thing.
        first = {hit.name.iri for hit in hits}
        guesses = [hit for hit in guessed(known, text) if hit.name.iri not in first]
        good = [hit for hit in guesses if hit.score >= _LIKELY]
        ahead = len(good) == 1 or (good and good[0].score - good[1].score >= _AHEAD)
        if not hits and not (ahead and not _behind(good[0])):
            near = listed(store, guesses[:5])
            key = "no thing, but near" if near else "no thing"
            raise UseError(*explained("errors.questions", key, name=text, near=near))
        hits = [*hits, *good] if hits else good[:1]
    if len(hits) > 1 and days:
        hits = _on(store, hits, days)
    if len(hits) > 1:
        raise UseError(
            *explained("errors.questions", "many names", text=text, listed=listed(store, hits[:5]))
        )
    return hits[0]


def _behind(hit: Hit) -> bool:
    """Return whether a hit ranks last: a source, record or concept, or a shared code."""
    return is_behind(hit.name.kind) or hit.name.register is not None


def is_behind(kind: str) -> bool:
    """Return whether things of a kind rank last: sources, records and concepts do."""
    return kind in _TELLING


def listed(store: "Store", hits: "Iterable[Hit]") -> str:
    """Return hits as text, each with an unambiguous name: ``AGIV (organisatie/agiv)``.

    Things of the same name also have the years of their existence: ``AGIV (1999–2004; …)``.
    """
    found = list(hits)
    texts = Counter(hit.name.text for hit in found)
    known = lives(store, [hit for hit in found if texts[hit.name.text] > 1])
    told = []
    for hit in found:
        where, text = path(hit.name.iri), hit.name.text
        existences = known.get(hit.name.iri, ())
        if hit.name.kind in ("event", "decision"):  # an event took place once, and has no end
            existences = [Bounds(*life[:2], life[0], next_day(life[1])) for life in existences]
        when = years(existences, language())
        notes = "; ".join(filter(None, [when, "" if where.endswith(text) else where]))
        told.append(f"{text} ({notes})" if notes else where)
    return ", ".join(told)
