"""The page of each thing: everything known about it, from ``things.page``."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import chain

from dvgraph.derive.states import IN_FORCE
from dvgraph.errors import InputError
from dvgraph.evidence.passages import passage
from dvgraph.graphics import strip
from dvgraph.graphics.line_map import line_map
from dvgraph.graphics.palette import REST
from dvgraph.graphics.strip import Scale
from dvgraph.graphics.svg import Days
from dvgraph.labels.short_ids import short_id
from dvgraph.labels.subgraph import Subgraph
from dvgraph.ledgers.decisions import SOUGHT
from dvgraph.ledgers.listing import at_once
from dvgraph.locale.captions import caption, joined
from dvgraph.locale.wording import stated
from dvgraph.locale.words import words
from dvgraph.namespaces import FIRST, LAST
from dvgraph.questions.parameters import KINDS
from dvgraph.rdf.oxigraph import Literal
from dvgraph.results.templates import Markup, markup
from dvgraph.things import page as library
from dvgraph.things import readings
from dvgraph.things.citations import cite
from dvgraph.things.sections import MOMENTS, OBJECTS, Line, Section, counterpart, facts
from dvgraph.things.sentences import kind, says
from dvgraph.web import addresses as paths
from dvgraph.web import data
from dvgraph.web.links import safe
from dvgraph.web.marks import Marks, SourceMark
from dvgraph.web.pages import compare, dossier
from dvgraph.web.pages import downloads as to_download
from dvgraph.web.view import PageView
from dvgraph.web.weaving import places, woven

# The parts of a page, with the sections of each, in order; any other section is its own part.
_PARTS = {
    "life": ("life", "origin", "successors", "changes"),
    "people": ("posts", "holders", "classes"),
    "figures": ("money", "people", "figures"),
    "doubt": ("contradictions", "gaps"),
}
_OF = {name: part for part, names in _PARTS.items() for name in names}
# Parts whose rows have a strip.
_OVER_TIME = frozenset(("life", "tasks", "services", "who", "posts", "holders", "parts", "classes"))
_ORDER = ("claim", "life", "tasks", "fate", "services", "who", "people", "figures", "between")
_BESIDE = 2  # readings that are shown side by side
_GROUPED, _SHOWN, _FEW, _LISTED = 12, 8, 20, 200
_SUPPORTS = 300  # statements that a page of a source lists: of all its rows the shortest
_MOST = 195_000  # bytes of a page; one that is longer is made again with fewer lines
# A page is made again only if the answers to its requests to the graph changed: web.answers.
FOLLOWED = True
_ABOUT = 3  # a gap about more things than this does not name them below its title
_NOT_LISTED = frozenset(("facts", "passages"))
# Sections with several lines about the same thing.
_REPEATED = frozenset(("tasks", "services", "who"))
# Sections whose lines have their grounds in a column of their own.
_GROUNDED = frozenset((*_REPEATED, "life"))
# Properties that a page may show at its head, and then leaves out of its facts.
_LEADING = ("dct:description", "dvg:reden", "skos:definition")
_INVOLVED = ("org:originalOrganization", "org:resultingOrganization", "dvg:gewijzigdeOrganisatie")
_TENURES = ("posts", "holders")  # sections about holders, in order of time
_TOLD = frozenset(("contradiction", "gap"))  # kinds whose label is a sentence


@dataclass(frozen=True, slots=True)
class PageRow:
    """A line on a page.

    ``before``, ``name``, ``after``: its first sentence: HTML, a name that is a link, HTML.
    ``rest``: the text below it.
    ``when``: the time, empty if the name contains it.
    ``fate``: how a contradiction was decided for the statement, a key of the page's words.
    ``grounds``: the decisions and acts behind it.
    ``same``: True if it is about the same thing as the row before.
    """

    before: Markup
    name: str
    link: str
    after: Markup
    rest: str
    when: str
    strip: Markup
    note: SourceMark | None
    family: str = ""
    fate: str = ""
    grounds: Markup | None = None
    same: bool = False


@dataclass(frozen=True, slots=True)
class PageGroup:
    """Rows under one heading; rows after the first ``shown`` are folded.

    ``name``: the name of their section. ``title``: the heading, which may be empty. ``id``: the
    anchor of the heading.
    """

    name: str
    title: str
    rows: tuple[PageRow, ...]
    over_time: bool
    shown: int = _SHOWN
    id: str = ""

    @property
    def count(self) -> int:
        """The number of things."""
        return sum(not row.same for row in self.rows)

    @property
    def folded(self) -> int:
        """The number of things that are folded."""
        return sum(not row.same for row in self.rows[self.shown :])


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a page; ``left`` is the number of lines that the page leaves out."""

    name: str
    title: str
    groups: tuple[PageGroup, ...]
    left: int = 0

    @property
    def over_time(self) -> bool:
        """Whether any of its rows has a strip."""
        return any(group.over_time for group in self.groups)

    @property
    def count(self) -> int:
        """The number of things."""
        return sum(group.count for group in self.groups)


@dataclass
class _Maker:
    """The data that the parts of one page share."""

    view: PageView
    iri: str
    at: str
    fit: Scale
    notes: Marks
    share: int
    keys: set[str] = field(default_factory=set)

    def room(self, section: Section) -> int:
        """Return how many lines of a section the page lists."""
        return (_SUPPORTS if section.name == "supports" else _LISTED) // self.share


def addresses(view: PageView) -> Iterator[str]:
    """Yield the addresses of the pages of all things."""
    yield from sorted(map(paths.of_thing, view.things))


def page(view: PageView, address: str) -> str:
    """Return the page of the thing at an address."""
    iri = view.things_by_address[address]
    found = library.page(view.store, iri, view.on, view.lang, graph=view.graph)
    share = 1
    while len((text := _page(view, found, address, share)).encode()) > _MOST and share < _LISTED:
        share *= 2
    return text


# Long since the template of a thing has many parts.
def _page(view: PageView, found: library.Page, address: str, share: int) -> str:
    """Return the page of a thing; each section has at most its usual number of lines / share."""
    iri = found.iri
    spans = list(_spans(view, iri, found.sections))
    once = found.kind in _TOLD or not MOMENTS.isdisjoint(view.graph.types(iri))
    fit = _near(spans, view.day) if once else strip.scale(spans, view.day)
    maker = _Maker(view, iri, address, fit, Marks(view.graph, view.verdict), share, {REST})
    parts = _parts(maker, found)
    own = view.organisation(iri)
    if found.kind == "organisation":
        view.asked.add(("tenures", ""))  # the head of the page has it
    claim = next(
        (line for one in found.sections if one.name == "claim" for line in one.lines), None
    )
    lead, at_head = _lead(view, found, claim), _named_at_head(view, found)
    reason = view.graph.text(iri, "dvg:reden") if found.kind == "contradiction" else ""
    measured = not set(view.graph.iris(iri, "skos:inScheme")).isdisjoint(KINDS["measure"])
    return view.fill(
        "thing.html.j2",
        address,
        thing=found,
        names="" if found.kind in _TOLD else "; ".join(_also(view, found)),
        own_title=_own_title(view, found),
        address=next((a for a in view.graph.iris(iri, "schema:url") if safe(a)), "")
        if found.kind == "source"
        else "",
        said=view.words("thing"),
        kind=_capital(caption("kind", "measure" if measured else found.kind, view.lang)),
        title=_capital(claim.text if claim else found.label.removesuffix(".")),
        lead=lead,
        rests_on=_rests_on(maker, at_head),
        no_ground=words("summary", view.lang)["no ground"]
        if any(one.name == "who" for one in found.sections)
        else "",
        sought_in_vain=_sought_in_vain(view, at_head),
        dated=stated(view.graph.text(iri, "dct:created"), view.lang)
        if found.kind == "source"
        else "",
        compared=compare.between(view, iri) if own else "",
        years=compare.years(view, iri) if own else (),
        parts=parts,
        rest=_rest(view, iri, address),
        kin=_kin(maker) if own else (),
        facts=facts(
            view.graph,
            iri,
            [name for name in _LEADING if view.graph.text(iri, name) in (lead, reason)],
        ),
        sources=tuple(maker.notes.sources.values()),
        axis=markup(strip.axis(maker.fit)),
        definitions=markup(strip.definitions(sorted(maker.keys), maker.fit)),
        family=own.key if own else "",
        citation=cite(view.store, iri, "text", view.lang, graph=view.graph).strip()
        if found.kind in ("statement", "source")
        else "",
        short=short_id(iri) if found.kind == "statement" else "",
        verdicts=words("evidence.verdicts", view.lang),
        states=words("state", view.lang),
        lines=_lines(maker, found.sections) if found.kind == "source" else markup(""),
        panels=_panels(view, iri, found.sections),
        chart=markup(view.chart(iri)),
        reason=reason,
        ground=caption("phrase", "ground", view.lang).partition("{}")[0],
        about=view.linked_data(iri),
        on=stated(view.on.isoformat(), view.lang) if view.on else "",
        dossier=told if (told := dossier.address(iri)) in view.pages else "",
    )


def _rest(view: PageView, iri: str, address: str) -> tuple[str, str]:
    """Return the address and the name of the data that has the lines which a page leaves out."""
    if data.complete(view.graph, iri) or to_download.ADDRESS not in view.pages:
        return view.file(paths.beside(address, "ttl"), address), view.words("thing")["turtle"]
    return view.link(to_download.ADDRESS, address), view.words("downloads")["title"]


def _also(view: PageView, found: library.Page) -> Iterator[str]:
    """Yield the other names of a thing; a source's own title is shown separately."""
    own = view.graph.texts(found.iri, "dct:title") if found.kind == "source" else ()
    yield from (name for name in found.names if name not in own)


def _own_title(view: PageView, found: library.Page) -> tuple[str, str]:
    """Return a source's own title and its language; empty if its label contains the title."""
    if found.kind == "source":
        for title in view.graph.node(found.iri).get("dct:title", ()):
            if isinstance(title, Literal) and title.value not in found.label:
                return title.value, title.language or ""
    return "", ""


def _lead(view: PageView, found: library.Page, claim: Line | None) -> str:
    """Return the sentence below the title: the period of the thing, or another for its kind.

    For a contradiction or gap its subject, for a source the number of statements that cite it.
    """
    if found.kind == "gap":
        about = view.graph.iris(found.iri, "dvg:onderwerp")
        named = [says(view.graph, one) or view.graph.label(one) for one in about]
        return _capital(joined(named, view.lang)) if len(about) <= _ABOUT else ""
    if found.kind == "contradiction":
        return view.graph.text(found.iri, "dct:description")
    if claim:
        return _capital(claim.when)
    if found.kind == "source":
        lines = [line for one in found.sections if one.name == "supports" for line in one.lines]
        cited = {one.iri for line in lines for one in line.passages if one.source == found.iri}
        counted = (
            view.words(f"counted.{what}")["one" if n == 1 else "many"].format(n)
            for what, n in (("rests", len(lines)), ("places", len(cited)))
        )
        return view.words("thing")["rests"].format(*counted) if lines else ""
    if not MOMENTS.isdisjoint(view.graph.types(found.iri)):
        lives = (line.iri for one in found.sections if one.name == "life" for line in one.lines)
        return _capital(readings.when(view.graph, lives))
    holders = [line for one in found.sections if one.name == "who" for line in one.lines]
    if holders:
        body = counterpart(view.graph, holders[0].iri, found.iri)
        return _capital(f"{view.graph.label(body)}, {holders[0].when}")
    told = filter(None, (_capital(found.life), found.head or _held(view, found)))
    return "; ".join(told) or view.graph.text(found.iri, "skos:definition")


def _held(view: PageView, found: library.Page) -> str:
    """Return the present or last known post of a person, or holder of a post; else nothing."""
    tenures = [line for one in found.sections if one.name in _TENURES for line in one.lines]
    for line in tenures[-1:]:
        if kind(view.graph, line.iri) == "dvg:Bezetting" and line.status in IN_FORCE[:2]:
            other = counterpart(view.graph, line.iri, found.iri)
            return _capital(f"{view.graph.label(other)}, {line.when}")
    return ""


def _named_at_head(view: PageView, found: library.Page) -> list[str]:
    """Return the statements that the head of a page tells: the grounds below it are theirs alone.

    They are the statement itself, or those on the holder that the sentence names, with its period.
    """
    said = {one.name: one.lines for one in found.sections if one.name in ("who", "claim")}
    who = said.get("who", ())

    def held(line: Line) -> tuple[str, str]:
        return counterpart(view.graph, line.iri, found.iri), line.when

    return [line.iri for line in said.get("claim") or who if not who or held(line) == held(who[0])]


def _rests_on(maker: _Maker, statements: Iterable[str]) -> Markup:
    """Return the grounds of the statements at the head of a page; empty without any."""
    view, graph = maker.view, maker.view.graph
    grounds = list(dict.fromkeys(iri for one in statements for iri in graph.iris(one, "dvg:grond")))
    if not grounds:
        return markup("")
    named = joined([graph.label(one) for one in grounds], view.lang)
    told = _capital(caption("phrase", "ground", view.lang).format(named))
    return woven(told, places(view, grounds, maker.at))


def _sought_in_vain(view: PageView, statements: Sequence[str]) -> str:
    """Return the gap that records a search for the ground of statements, or an empty text."""
    gaps = view.graph.mentions(statements, "dvg:onderwerp")
    return next((one for one in sorted(gaps) if SOUGHT in view.graph.iris(one, "dvg:gezocht")), "")


def _near(spans: Iterable[Days], today: date) -> Scale:
    """Return a scale of the whole years of some periods."""
    days = [day for span in spans for day in span if FIRST < day < LAST] or [today]
    return Scale(date(min(days).year, 1, 1), date(max(days).year, 12, 31))


def _spans(view: PageView, iri: str, sections: Iterable[Section]) -> Iterator[Days]:
    """Yield the periods that the strips of a page show."""
    for section in sections:
        if section.name == "between":
            yield from (_bounds(view, line) for line in section.lines if line.span)
        if section.name in _OVER_TIME or _OF.get(section.name) in _OVER_TIME:
            for line in section.lines:
                if line.span:
                    yield line.span.bounds
                if section.name in ("tasks", "services"):
                    for _, days in view.held(counterpart(view.graph, line.iri, iri)):
                        yield days
    if own := view.organisation(iri):
        for one in (iri, *own.before, *own.after):
            if body := view.organisation(one):
                yield body.life


def _parts(maker: _Maker, thing: library.Page) -> tuple[Part, ...]:
    """Return the parts of a page in order, each with its groups of rows."""
    of: dict[str, list[Section]] = {}
    for section in chain(*(_apart(maker, one) for one in thing.sections)):
        if section.name not in _NOT_LISTED:
            of.setdefault(_OF.get(section.name, section.name), []).append(section)
    # A continuing organisation begins with its versions.
    versions = maker.view.graph.mentions([maker.iri], "gen:isTijdspecialisatieVan")
    order = ("parts", *_ORDER) if versions else _ORDER
    rank = {name: n for n, name in enumerate(order)}
    said = maker.view.words("part")
    found = []
    for name, inside in sorted(of.items(), key=lambda item: rank.get(item[0], len(rank))):
        groups = [group for one in inside for group in _groups(maker, one, alone=not inside[1:])]
        apart = name == "people" and not inside[1:]  # as on the page of a person
        own = "" if apart else said.get(name)
        if (name, thing.kind) == ("doubt", "gap"):
            own = said["doubt of gap"]
        title = own or inside[0].title
        left = sum(max(len(one.lines) - maker.room(one), 0) for one in inside)
        found.append(Part(name, title, tuple(groups), left))
    return tuple(found)


def _apart(maker: _Maker, section: Section) -> Iterator[Section]:
    """Yield a section; that of posts is divided into their holders and their classes."""
    if section.name != "posts":
        yield section
        return
    graph, lang = maker.view.graph, maker.view.lang
    classed = [one for one in section.lines if kind(graph, one.iri) == "dvg:Functieclassificatie"]
    held = tuple(line for line in section.lines if line not in classed)
    for name, lines in (("posts", held), ("classes", tuple(classed))):
        if lines:
            yield Section(name, caption("heading", name, lang), lines)


def _groups(maker: _Maker, section: Section, *, alone: bool) -> Iterator[PageGroup]:
    """Yield the rows of a section; many tasks or services are grouped by year of their start."""
    over_time = section.name in _OVER_TIME or _shares_an_axis(maker, section)
    if section.name == "supports":
        yield from _by_place(maker, section)
        return
    lines = section.lines[: maker.room(section)]
    if section.name not in ("tasks", "services") or len(lines) <= _GROUPED:
        rows = tuple(_rows(maker, lines, section.name, over_time=over_time))
        title, shown = "" if alone else section.title, _SHOWN if len(rows) > _FEW else _FEW
        yield PageGroup(
            section.name,
            title,
            rows,
            over_time,
            shown,
            section.name if title and section.name not in _PARTS else "",
        )
        return
    groups: dict[tuple[int, int], list[Line]] = {}
    begun: dict[str, tuple[int, int]] = {}
    for line in lines:
        thing = counterpart(maker.view.graph, line.iri, maker.iri)
        groups.setdefault(begun.setdefault(thing, _began(line)), []).append(line)
    said = maker.view.words("thing")
    known_first = sorted(groups.items(), key=lambda one: (one[0][0] != one[0][1], one[0][1]))
    for (first, last), inside in known_first:
        if last == LAST.year:
            title = said["begin unknown"]
        elif first == last:
            title = said["begun in"].format(first)
        else:
            title = said["begun later"].format(last)
        rows = tuple(_rows(maker, inside, section.name, over_time=True))
        anchor = f"{section.name}-{last}" if first == last else f"{section.name}-by-{last}"
        yield PageGroup(section.name, title, rows, over_time=True, id=anchor)


def _shares_an_axis(maker: _Maker, section: Section) -> bool:
    """Return whether the lines of a gap or of several readings share one time axis.

    Two readings are shown side by side instead.
    """
    if section.name != "between" or not all(line.span for line in section.lines):
        return False
    gap = "dvg:Lacune" in maker.view.graph.types(maker.iri)
    return gap or len(section.lines) > _BESIDE


def _rows(
    maker: _Maker, lines: Sequence[Line], section: str, *, over_time: bool
) -> Iterator[PageRow]:
    """Yield a row for each line; lines on the same task, service or body follow each other."""
    if section not in _REPEATED:
        yield from (_row(maker, line, section, over_time=over_time) for line in lines)
        return
    of: dict[str, list[Line]] = {}
    for line in lines:
        of.setdefault(counterpart(maker.view.graph, line.iri, maker.iri), []).append(line)
    for own in of.values():
        told: Markup | None = None
        for n, line in enumerate(own):
            row = _row(maker, line, section, over_time=over_time)
            grounds = None if n and row.grounds == told else row.grounds
            told = row.grounds
            yield replace(row, same=n > 0, grounds=grounds)


def _by_place(maker: _Maker, section: Section) -> Iterator[PageGroup]:
    """Yield the statements of a source by the first place that supports each."""
    of: dict[tuple[str, str], list[Line]] = {}
    for line in section.lines[: maker.room(section)]:
        here = [one for one in line.passages if maker.iri in (one.source, one.iri)]
        first = (here[0].iri, here[0].place) if here else ("", "")
        of.setdefault(first, []).append(line)
    for (iri, place), lines in of.items():
        rows = tuple(_row(maker, line, section.name, over_time=False) for line in lines)
        yield PageGroup(section.name, _capital(place), rows, over_time=False, id=_anchor(iri))


def _anchor(passage: str) -> str:
    """Return the anchor of a passage on the page of its source."""
    return f"p-{short_id(passage)}" if passage else ""


def _lines(maker: _Maker, sections: Iterable[Section]) -> Markup:
    """Return the map of a source's lines; empty if it has no cited lines."""
    counts: Counter[int] = Counter()
    rest_on = (line for one in sections if one.name == "supports" for line in one.lines)
    for cited in (one for line in rest_on for one in line.passages if one.source == maker.iri):
        counts.update(_numbers(cited.iri))
    said = maker.view.words("thing")["map"].format(len(counts), max(counts, default=0))
    against = set(_contradicted(maker, sections))
    if against:
        said = f"{said}; {maker.view.words('thing')['against'].format(len(against))}"
    return markup(line_map(counts, said, against))


def _numbers(cited: str) -> range:
    """Return the line numbers of a passage; empty for an invalid place or another kind of place."""
    try:
        place = passage(cited)
    except InputError:
        return range(0)
    if place.first is None or place.last is None:
        return range(0)
    return range(place.first, place.last + 1)


def _contradicted(maker: _Maker, sections: Iterable[Section]) -> Iterator[int]:
    """Yield a line number for each contradicted statement that this source supports.

    It is that of the first line that the statement cites in this source.
    """
    graph = maker.view.graph
    for line in (line for one in sections if one.name == "supports" for line in one.lines):
        if any("dvg:Tegenspraak" in graph.types(one) for one in graph.mentions([line.iri])):
            here = (one.iri for one in line.passages if one.source == maker.iri)
            yield from list(_numbers(next(here, "")))[:1]


def _panels(view: PageView, iri: str, sections: Iterable[Section]) -> Markup:
    """Return the measures of a thing as panels; empty if there is only one number."""
    lines = [line for one in sections if one.name in _PARTS["figures"] for line in one.lines]
    return markup(view.panels(iri) if len(lines) > 1 else "")


def _began(line: Line) -> tuple[int, int]:
    """Return the group of a start: its year, or a range of years that ends in a year."""
    if not line.span or line.span.bounds[1] == LAST:
        return LAST.year, LAST.year
    first, last = (day.year for day in line.span.bounds[:2])
    return (last, last) if first == last else (FIRST.year, last)


# Long since it decides, for each kind of line, which words are links.
def _row(maker: _Maker, line: Line, section: str, *, over_time: bool) -> PageRow:
    view = maker.view
    other = counterpart(view.graph, line.iri, maker.iri) if line.iri else ""
    label = view.graph.label(other) if other else ""
    text = line.text or line.when
    before, name, after = text.partition(label) if label and label in text else ("", text, "")
    rest = ""
    # Two successive brackets combined.
    if label.endswith(")") and text.startswith(f"{label[:-1]}; "):
        before, name, after = "", label, f" ({text.removeprefix(f'{label[:-1]}; ')}"
    if section in ("tasks", "services", "who") and not before:
        rest, after = after.strip(" :"), ""
        if rest.startswith("(") and rest.endswith(")"):
            rest = rest[1:-1]
        others = [one for one, _ in view.held(other) if one != maker.iri]
        if others and section != "who":
            named = ", ".join(view.graph.label(one) for one in dict.fromkeys(others))
            rest = "; ".join(
                filter(None, (rest, caption("phrase", "also", view.lang).format(named)))
            )
    target = line.iri if section == "supports" or not view.of(other) else other
    grounds = list(view.graph.iris(line.iri, "dvg:grond")) if section in _GROUNDED else []
    when = line.when if line.text else ""
    if section == "life" and (grounds or text.startswith("(")):
        name, after, when = line.when, f" {text}" if text.startswith("(") else after, ""
    links = places(view, _named(view.graph, line, section), maker.at)
    periods = list(_periods(maker, line, other, section)) if over_time else []
    return PageRow(
        before=woven(_capital(before), links),
        name=name if before else _capital(name),
        link=view.link(view.of(target), maker.at) if view.of(target) else "",
        after=woven(after, links),
        rest=rest,
        when=when,
        strip=markup(strip.strip(periods, maker.fit)) if over_time else markup(""),
        note=maker.notes.note(line, {short_id(line.iri): line.iri} if line.id else {}),
        fate=_fate(view.graph, line.iri, maker.iri) if section == "between" else "",
        grounds=woven(
            joined([view.graph.label(one) for one in grounds], view.lang),
            places(view, grounds, maker.at),
        )
        if grounds
        else None,
    )


def _named(graph: Subgraph, line: Line, section: str) -> Iterator[str]:
    """Yield the things that a line names, except the thing that is its link."""
    happened = graph.iri(line.iri, "dvg:over") if section in _PARTS["life"] else ""
    if happened:
        yield from graph.iris(happened, *_INVOLVED)
        for life in graph.mentions([happened], "dvg:over"):
            yield from graph.iris(life, "dvg:grond")
    if section == "claim":
        yield from graph.iris(line.iri, *OBJECTS)
    if section in _PARTS["people"]:
        yield from graph.iris(line.iri, "dvg:functie", "org:member")


def _fate(graph: Subgraph, statement: str, contradiction: str) -> str:
    """Return how a contradiction decided on a statement; empty for any other line."""
    if "dvg:Tegenspraak" not in graph.types(contradiction):
        return ""
    if statement in graph.iris(contradiction, "dvg:verkozen"):
        return "chosen"
    return "stands" if "dvg:GeldendeUitspraak" in graph.types(statement) else "rejected"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _periods(maker: _Maker, line: Line, other: str, section: str) -> Iterator[tuple[str, Days]]:
    """Yield the periods for the strip of a line, each with the key of a family."""
    view = maker.view
    if section in ("tasks", "services"):
        held = view.held(other)
    else:
        owner = other if view.organisation(other) else maker.iri
        if section in ("posts", "holders"):
            owner = view.graph.iri(line.iri, "org:organization") or maker.iri
        held = ((owner, _bounds(view, line)),) if line.span else ()
    for owner, days in held:
        body = view.organisation(owner)
        key = body.key if body else REST
        maker.keys.add(key)
        yield key, days


def _bounds(view: PageView, line: Line) -> Days:
    """Return the bounds of a line; an event has no duration."""
    assert line.span
    over = view.graph.iri(line.iri, "dvg:over")
    moment = not MOMENTS.isdisjoint(view.graph.types(over)) if over else False
    return at_once(line.span.bounds) if moment else line.span.bounds


def _kin(maker: _Maker) -> tuple[PageRow, ...]:
    """Return a row for each predecessor and successor of an organisation, with itself between."""
    view, rows = maker.view, []
    own = view.organisation(maker.iri)
    assert own
    after, nothing = [one for one in own.after if one not in own.before], markup("")
    for one in (*own.before, maker.iri, *after):
        body = view.organisation(one)
        assert body
        maker.keys.add(body.key)
        name, target = view.graph.label(one), "" if one == maker.iri else view.of(one)
        drawn = markup(strip.strip([(body.key, body.life)], maker.fit))
        link = view.link(target, maker.at) if target else ""
        rows.append(PageRow(nothing, name, link, nothing, "", "", drawn, None, body.key))
    return tuple(rows) if len(rows) > 1 else ()
