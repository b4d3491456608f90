"""The page of a thing: everything known about it, with dates, certainty and sources.

``find`` looks up a name, ``page`` collects the contents; ``writers`` writes a page as text, md or
json.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from dvgraph.errors import UseError
from dvgraph.labels.short_ids import resolve_id
from dvgraph.labels.subgraph import NAMES, Subgraph
from dvgraph.locale.captions import caption
from dvgraph.locale.reader import explained
from dvgraph.locale.words import words
from dvgraph.namespaces import BASE, XSD, path, slug
from dvgraph.prebuilt.names import fold
from dvgraph.questions import search
from dvgraph.questions.folds import OPEN
from dvgraph.rdf.oxigraph import Literal, NamedNode, Term, Triple
from dvgraph.rdf.terms import is_iri, value
from dvgraph.results.outline import Outline
from dvgraph.store.binding import bind, rows, support
from dvgraph.store.protocol import Store, Table
from dvgraph.things.head import head
from dvgraph.things.life import life
from dvgraph.things.sections import Section, described, sections
from dvgraph.things.sentences import kind

# Or of nearly the same score.
_SHORT_ID = re.compile(r"#?c-[0-9a-z]{7,9}", re.IGNORECASE)
_DECIMAL = NamedNode(f"{XSD}decimal")
_COLUMNS = (
    *("ding", "naam", "soort", "via", "van", "tot"),
    *("vanVroegst", "vanLaatst", "totVroegst", "totLaatst", "score"),
)
FOUND = Outline("ding", label="naam", noun="gevonden")  # the form of the summary of ``matches``


@dataclass(frozen=True, slots=True)
class Found:
    """The thing that a name was found to mean.

    ``name``: the name of the thing. ``sure``: True if it matches exactly.
    """

    iri: str
    name: str
    sure: bool


@dataclass(frozen=True, slots=True)
class CitedSource:
    """A source on a page; ``date`` is its date as written (empty if unknown)."""

    iri: str
    label: str
    date: str


@dataclass(frozen=True, slots=True)
class Page:
    """Everything known about a thing.

    ``kind``: a key of ``search.KINDS``, or statement, passage or thing.
    ``id``: the short id of a statement.
    ``day``: the day of the page (YYYY-MM-DD); ``as_of`` is true if only the state on it is shown.
    ``known_on``: the day up to which the records were read, empty for all.
    ``life``: in words, whether the thing exists on that day; ``state``: the same as a state, or
    empty.
    ``head``: who led the organisation on that day.
    ``sources``: by number of citations, the most cited first.
    """

    iri: str
    kind: str
    label: str
    names: tuple[str, ...]
    codes: tuple[str, ...]
    lang: str
    day: str
    as_of: bool
    known_on: str
    state: str
    life: str
    sections: tuple[Section, ...]
    sources: tuple[CitedSource, ...]
    head: str = ""

    def usual(self) -> str:
        """Return the most frequent status of the lines, which the page states only once.

        If the thing exists, a status that would deny its existence is not used, since it stands
        beside the name. The status "planned" is not used either: each plan says so itself.
        """
        found = Counter(line.status for section in self.sections for line in section.lines)
        for status in ["", "planned", *(() if self.state == "ended" else ("ended", "later"))]:
            del found[status]
        return found.most_common(1)[0][0] if found and found.total() > 1 else ""


def find(store: Store, text: str, days: Sequence[date] = ()) -> Found:
    """Return the thing, statement or passage with a name, code, short id or IRI.

    Of things with the same name, the one that existed on ``days`` is chosen. Raises UseError for an
    unknown or ambiguous name; the message lists the nearest names.
    """
    wanted = text.strip()
    if _SHORT_ID.fullmatch(wanted) and (iri := _identified(store, wanted)):
        return Found(iri, path(iri), True)
    # A statement is found by its slug, which may be an ordinary word: things come first.
    spelled, statement = search.written_iri(wanted) or BASE + wanted, f"{BASE}uitspraak/{wanted}"
    graph = Subgraph(store, "nl")
    possible = [iri for iri in (spelled, statement) if is_iri(iri)]
    graph.expect(possible)
    for iri in possible:
        if graph.node(iri) and (iri == spelled or not search.called(search.names(store), wanted)):
            return Found(iri, path(iri), True)
    hit = search.one(store, wanted, days)
    return Found(hit.name.iri, hit.name.text, hit.score >= search.SURE)


def _identified(store: Store, wanted: str) -> str:
    """Return the IRI with a text that looks like a short id, or "" if it may be a word.

    A word has no digit, and not every short id has one. Raises UseError for an unknown id.
    """
    try:
        return resolve_id(store, wanted)
    except UseError:
        if any(map(str.isdigit, wanted)):
            raise
        return ""


def page(
    store: Store,
    iri: str,
    as_of: date | None = None,
    lang: str = "nl",
    known_on: str = "",
    *,
    graph: Subgraph | None = None,
) -> Page:
    """Return the page of a thing: everything known today, or its state on a day (``as_of``).

    ``known_on`` is the day of a store made by ``history.known_on``, for the heading. ``graph`` is a
    subgraph of the same store and language, which several pages may share. Raises UseError for an
    unknown thing.
    """
    graph = graph or Subgraph(store, lang)
    if not graph.node(iri):
        raise UseError(*explained("errors.things", "nothing known", name=path(iri)))
    day = as_of or date.today()
    found = _sections(graph, iri, day, only=as_of is not None)
    state, lives = life(graph, iri, day)
    return Page(
        iri=iri,
        kind=_kind(graph, iri),
        label=graph.label(iri),
        names=_names(graph, iri),
        codes=codes(graph, iri),
        lang=lang,
        day=day.isoformat(),
        as_of=as_of is not None,
        known_on=known_on,
        state=state or "",
        life=lives,
        sections=found,
        sources=_cited(graph, found),
        head=head(store, graph, iri, day) if state not in ("later", "ended") else "",
    )


def _cited(graph: Subgraph, found: Sequence[Section]) -> tuple[CitedSource, ...]:
    """Return the sources that the sections cite, the most cited first."""
    passages = (passage for one in found for line in one.lines for passage in line.passages)
    cited = Counter(passage.source for passage in passages)
    return tuple(
        CitedSource(source, graph.label(source), graph.text(source, "dct:created"))
        for source, _ in cited.most_common()
    )


def _names(graph: Subgraph, iri: str) -> tuple[str, ...]:
    """Return the distinct names of a thing other than its label."""
    names = [graph.texts(iri, name) for name in (*NAMES, "skos:altLabel", "skos:hiddenLabel")]
    label = graph.label(iri)
    return tuple(dict.fromkeys(name for found in names for name in found if name != label))


def codes(graph: Subgraph, iri: str) -> tuple[str, ...]:
    """Return the codes of a thing; a version also has those of its continuing organisation."""
    holders = (iri, *graph.iris(iri, "gen:isTijdspecialisatieVan"))
    identifiers = [one for holder in holders for one in graph.iris(holder, "adms:identifier")]
    found = [code for one in identifiers for code in graph.texts(one, "skos:notation")]
    return tuple(dict.fromkeys((*found, *graph.texts(iri, "eli:id_local"))))


def _sections(graph: Subgraph, iri: str, day: date, *, only: bool) -> tuple[Section, ...]:
    """Return the sections of a thing; for a thing of another model, one with all its properties."""
    found = sections(graph, iri, day, only=only)
    stated = any(line.id for section in found for line in section.lines)
    return found if stated or graph.stated else (described(graph, iri),)


def triples(store: Store, iri: str) -> list[Triple]:
    """Return the triples of a thing and of all nodes that refer to it."""
    return store.construct(bind(support("around"), {"thing": [NamedNode(iri)]}))


def matches(store: Store, text: str, lang: str = "nl") -> Table:
    """Return the things that a text may name, best first, as a table.

    Columns: ``ding`` (IRI), ``naam`` (label), ``soort`` (kind, and whether it has no current
    existence), ``via`` (the other name or code that matched, if any), ``van`` and ``tot`` of its
    existence as stated, with their bounds, and ``score`` from 0 to 1. Raises UseError for a text
    without a letter or digit.
    """
    hits = search.search(store, text)
    absent = {value(thing) for (thing,) in store.select(support("absent")).rows}
    lives: dict[str, list[tuple[Term | None, ...]]] = {}
    for thing, *cells in rows(store, "lives", "ding", [NamedNode(hit.name.iri) for hit in hits]):
        lives.setdefault(value(thing), []).append(tuple(cells))
    found = []
    for hit in hits:
        life = lives.get(hit.name.iri, [])
        mine = [cells for cells in life if getattr(cells[0], "language", "") == lang]
        label, *dates = _by_all(mine or life or [(Literal(hit.name.text), *(None,) * 6)])
        dates = [None if one in OPEN else one for one in dates]
        told = (value(label), slug(hit.name.iri))
        named = hit.name.text in told or fold(text) in fold(value(label))
        via = None if named else Literal(hit.name.text)
        sort = caption("kind", hit.name.kind, lang)
        if hit.name.iri in absent:
            sort = f"{sort} ({words('things.life', lang)['not held']})"
        kind = Literal(sort)
        score = Literal(str(round(hit.score, 2)), datatype=_DECIMAL)
        found.append((NamedNode(hit.name.iri), label, kind, via, *dates, score))
    return Table(_COLUMNS, found)


def _by_all(lives: list[tuple[Term | None, ...]]) -> list[Term | None]:
    """Return the label, dates and bounds of an existence from all its readings.

    The format is that of ``readings.dated``. A date is as written if all readings give the same;
    the bounds include those of every reading.
    """
    label, van, tot, *bounds = zip(*lives, strict=True)
    written = [one[0] if len(set(one)) == 1 else None for one in (van, tot)]
    first, last, ended, over = (sorted(filter(None, one), key=value) for one in bounds)
    ends = [(*first[:1],), (*last[-1:],), (*ended[:1],), (*over[-1:],)]
    return [label[0], *written, *(next(iter(one), None) for one in ends)]


def _kind(graph: Subgraph, iri: str) -> str:
    if kind(graph, iri):
        return "statement"
    classes = {term.value for term in graph.terms(iri, "rdf:type")}
    fitting = (name for name, known in search.KINDS.items() if not classes.isdisjoint(known))
    return next(fitting, "passage" if "dvg:Vindplaats" in graph.types(iri) else "thing")
