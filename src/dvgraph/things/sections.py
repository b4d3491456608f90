"""What stands on the page of a thing: statements, events, parts and open questions, in order."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from dvgraph.labels.neighbourhood import Neighbourhood, Passage, in_reading_order
from dvgraph.labels.short_ids import reading_order, short_id
from dvgraph.locale.captions import HEADINGS, PROPERTIES, caption, joined
from dvgraph.locale.wording import Span, measured, moment, period, stated
from dvgraph.namespaces import FIRST, LAST
from dvgraph.rdf.oxigraph import Literal, NamedNode
from dvgraph.things.page_sections import FIGURES, PARTICIPATION, REPEATING, section_of
from dvgraph.things.sentences import kind, says

_ORIGINAL, _RESULT = "org:originalOrganization", "org:resultingOrganization"
_VERSION_OF, _CITES = "gen:isTijdspecialisatieVan", "dvg:vindplaats"
# By which properties other things belong to this one.
_PART_OF = (_VERSION_OF, "dct:isPartOf", "org:unitOf", "eli:realizes", "skos:inScheme")
# What takes place, or is made: no existence that lasts.
MOMENTS = {"prov:Activity", "besluit:Besluit", "eli:LegalResource", "dossier:Stuk"}
_STATUSES = ("certain", "known", "possible", "", "later", "ended")


class Line(NamedTuple):
    """One line of a page.

    ``when`` is in words, ``span`` the dates behind it; ``status`` one of certain, possible, known
    (as far as known), later, ended, or empty where it does not apply; ``iri`` the statement or
    thing behind the line; ``id`` the statement's short id.
    """

    text: str
    when: str = ""
    status: str = ""
    iri: str = ""
    id: str = ""
    passages: tuple[Passage, ...] = ()
    span: Span | None = None


class Section(NamedTuple):
    """Lines under one heading; ``name`` is the same in every language."""

    name: str
    title: str
    lines: tuple[Line, ...]


class Gatherer:
    """The sections of one thing, as known on a day, or (``only``) as things stood on it."""

    def __init__(self, hood: Neighbourhood, iri: str, day: date, *, only: bool) -> None:
        """Fetch all that the sections need; the node itself must be there."""
        self.hood, self.iri, self.day, self.only = hood, iri, day, only
        self.own = kind(hood, iri)
        registers = hood.iris(iri, _VERSION_OF)
        hood.describe(registers)
        self.near = [*hood.mentions([iri]), *hood.mentions(registers, "org:postIn")]
        self.events = self._pointing(_ORIGINAL, _RESULT)
        self.posts = self._pointing("org:postIn", at=(iri, *registers))
        parts = self._pointing(*_PART_OF, "dvg:functie")
        passages = [part for part in parts if "dvg:Vindplaats" in hood.types(part)]
        self.parts = [part for part in parts if part not in passages]
        self.near += hood.mentions(passages, _CITES)
        beside = [
            *hood.mentions([*self.events, *self.posts]),
            *hood.mentions(self.parts, "dvg:over"),
        ]
        self.between = [] if self.own else hood.iris(iri, "dvg:tussen", "dvg:onderwerp")
        codes = [code for one in (iri, *registers) for code in hood.iris(one, "adms:identifier")]
        hood.describe([*self.between, *codes])
        self.statements, self.beside = self._current(self.near), self._current(beside)
        shown = [iri, *self.statements, *self.between]
        hood.mentions([*shown, *self.events], "dvg:tussen", "dvg:onderwerp")
        self.shown = {*shown, *self.events}
        cited = [*shown, *self.beside]
        hood.describe(over for one in cited for over in hood.iris(one, "dvg:over"))
        hood.fetch_sources(cited)
        hood.load_labels(one for node in list(hood.nodes) for one in (node, *hood.around(node)))

    def _pointing(self, *properties: str, at: tuple[str, ...] = ()) -> list[str]:
        """Return the things, no statements, that point at this one by some properties."""
        wanted = set(at or (self.iri,))
        found = (n for n in self.near if not wanted.isdisjoint(self.hood.iris(n, *properties)))
        return [node for node in dict.fromkeys(found) if not kind(self.hood, node)]

    def _current(self, nodes: Iterable[str]) -> list[str]:
        known = "dvg:GeldendeUitspraak"
        return [node for node in dict.fromkeys(nodes) if known in self.hood.types(node)]

    def sections(self) -> tuple[Section, ...]:
        """Return the sections that have lines, in order."""
        hood = self.hood
        found: dict[str, list[Line]] = {name: [] for name in HEADINGS}
        if self.own:
            found["claim"].append(self._line(self.iri, says(self.hood, self.iri)))
        for statement in self.statements:
            self._place(statement, found)
        for event in self.events:
            self._event(event, found)
        for part in self.parts:
            found["parts"] += self._thing(part)
        for name, lines in found.items():
            lines.sort(key=_in_order)
            if name in FIGURES:
                lines.sort(key=self._since_measured)
            if name == "supports":
                lines.sort(key=self._place_read)
            if name == "traits":  # the codes stand at the top of the page
                lines.sort(key=lambda line: "/identificator/" in hood.iri(line.iri, "dvg:voorwerp"))
            if name in REPEATING:
                lines[:] = self._each_first(lines, REPEATING[name])
        for post in self.posts:
            found["posts"] += self._post(post)
        for one in self.between:
            said = kind(self.hood, one)
            line = self._line(one, says(self.hood, one)) if said else self._thing(one)[0]
            found["between"].append(line)
        found["facts"] = list(self._facts())
        self._open_questions(found)
        titles = {name: caption("heading", name, self.hood.lang) for name in HEADINGS}
        order = [*HEADINGS]
        if "org:Post" in hood.types(self.iri):  # what it asks of its holder is the point of a post
            for name in ("traits", "classes"):
                order.remove(name)
                order.insert(order.index("life") + 1, name)
        return tuple(Section(n, titles[n], tuple(found[n])) for n in order if found[n])

    def _line(self, statement: str, text: str, when: str = "") -> Line:
        hood, span = self.hood, self.hood.span(statement)
        status = hood.status(statement, self.day)
        over = hood.iri(statement, "dvg:over")
        if over and not MOMENTS.isdisjoint(hood.types(over)):
            status = "later" if status == "later" else ""
            when = moment(span, hood.lang) if span else ""
        elif not when and span:
            when = period(span, hood.lang)
        passages = tuple(hood.passages(statement))
        return Line(text, when, status, statement, short_id(statement), passages, span)

    def _thing(self, iri: str) -> list[Line]:
        """Return the lines of a thing that belongs here: by what is held of its existence."""
        lives = [one for one in self.beside if self.hood.iri(one, "dvg:over") == iri]
        label = self.hood.label(iri)
        lines = [self._line(one, label) for one in lives] or [Line(label, iri=iri)]
        return [line for line in lines if not self._gone(line)]

    def _gone(self, line: Line) -> bool:
        return self.only and line.status in ("later", "ended")

    def _place(self, statement: str, found: dict[str, list[Line]]) -> None:
        """Put a statement in its section."""
        hood, name = self.hood, section_of(self.hood, statement, self.iri)
        if not name:
            return
        text = says(hood, statement, self.iri)
        if name == "life":
            text = self._grounds(statement) or text
        if name in FIGURES:
            span = hood.span(statement)
            when = measured(span, hood.lang) if span else ""
            line = self._line(statement, text, when)
            unseen = span and not span.van and span.seen and min(span.seen) > self.day.isoformat()
            if self.only and (line.status == "later" or unseen):
                return
            line = line._replace(status="")
        else:
            line = self._line(statement, text)
        if name == "life" or not self._gone(line):
            found[name].append(line)

    def _grounds(self, statement: str) -> str:
        grounds = [self.hood.label(iri) for iri in self.hood.iris(statement, "dvg:grond")]
        text = caption("phrase", "by", self.hood.lang).format(joined(grounds, self.hood.lang))
        return text if grounds else ""

    def _event(self, event: str, found: dict[str, list[Line]]) -> None:
        """Put an event among the origins, successors or changes, with who else took part."""
        hood = self.hood
        before, after = hood.iris(event, _ORIGINAL), hood.iris(event, _RESULT)
        name, others, phrase = "changes", list[str](), ""
        if self.iri not in before:
            name, others, phrase = "origin", before, "from"
        elif self.iri not in after:
            name, others, phrase = "successors", after, "into"
        about = [one for one in self.beside if event in hood.iris(one, "dvg:over", "dvg:onderwerp")]
        roles = [one for one in about if hood.iri(one, "dvg:betrekking") in PARTICIPATION]
        doubts = {hood.iri(one, "dvg:voorwerp"): one for one in roles}
        partners = []
        for other in others:
            doubt = hood.iris(doubts.get(other, ""), "dvg:zekerheid")
            partners.append(hood.label(other) + "".join(f" ({hood.label(d)})" for d in doubt))
        text = hood.label(event)
        if partners:
            whole = caption("phrase", phrase, hood.lang).format(joined(partners, hood.lang))
            text = f"{whole}: {text}"
        shared = [p for o in others if o in doubts for p in hood.passages(doubts[o])]
        lives = [one for one in about if hood.iri(one, "dvg:over") == event]
        for one in lives:
            line = self._line(one, ", ".join(filter(None, (text, self._grounds(one)))))
            passages = tuple(in_reading_order((*line.passages, *shared)))
            if not self._gone(line):
                found[name].append(line._replace(passages=passages))
        if not lives:
            found[name].append(Line(text, iri=event))

    def _post(self, post: str) -> list[Line]:
        hood = self.hood
        told = ("dvg:Functieclassificatie", "dvg:Bezetting")
        about = [one for one in self.beside if post in hood.around(one)]
        said = [o for o in about if kind(hood, o) in told and o not in self.statements]
        label = hood.label(post)
        lines = [self._line(one, f"{label}: {says(hood, one, post)}") for one in said]
        return [line for line in lines if not self._gone(line)] or [Line(label, iri=post)]

    def _facts(self) -> Iterable[Line]:
        hood, node = self.hood, self.hood.nodes[self.iri]
        for name in PROPERTIES:
            if self.own and name in ("dvg:functie", "org:role"):
                continue  # the sentence says it
            if name == "prov:generatedAtTime" and not (self.own or self.between):
                continue
            values = [t for t in node.get(name, []) if not _other_language(t, hood)]
            texts = [self._value(term) for term in values]
            if texts and texts != [hood.label(self.iri)]:
                yield Line(f"{caption('property', name, hood.lang)}: {joined(texts, hood.lang)}")
        span = hood.span(self.iri)
        if span:
            days = [self._bound(day) for day in span.bounds]
            edges = [" … ".join(dict.fromkeys(pair)) for pair in (days[:2], days[2:])]
            yield Line(caption("phrase", "bounds", hood.lang).format(*edges))

    def _bound(self, day: date) -> str:
        is_open = day in (FIRST, LAST)
        return caption("phrase", "open", self.hood.lang) if is_open else day.isoformat()

    def _value(self, term: object) -> str:
        if isinstance(term, NamedNode):
            if "/" in self.hood.prefixed(term.value) and term.value not in self.hood.nodes:
                return self.hood.label(term.value) if self.hood.labelled(term.value) else term.value
            said = kind(self.hood, term.value)
            return says(self.hood, term.value) if said else self.hood.label(term.value)
        assert isinstance(term, Literal)
        if term.datatype.value.endswith("#dateTime"):
            return stated(term.value[:10], self.hood.lang)
        return stated(term.value, self.hood.lang) if not term.language else term.value

    def _open_questions(self, found: dict[str, list[Line]]) -> None:
        hood = self.hood
        for node in sorted(hood.nodes):
            types = hood.types(node)
            subjects = self.shown & set(hood.iris(node, "dvg:tussen", "dvg:onderwerp"))
            if node == self.iri or not subjects or hood.texts(node, "prov:invalidatedAtTime"):
                continue
            text = hood.label(node)
            if "dvg:Tegenspraak" in types:
                found["contradictions"].append(Line(text, iri=node))
            elif "dvg:Lacune" in types:
                text = text.rstrip(".")
                if self.iri not in subjects and len(subjects) > 1:
                    text = f"{text} ({len(subjects)}×)"
                place = 0 if self.iri in subjects else len(found["gaps"])
                found["gaps"].insert(place, Line(text, iri=node))

    def _since_measured(self, line: Line) -> int:
        """Return the sort key of figures: the latest first."""
        day = line.span.bounds[3] if line.span else FIRST
        last = day if day != LAST else self.hood.last_seen(line.iri) or FIRST
        return -last.toordinal()

    def _place_read(self, line: Line) -> tuple[str, int, str]:
        """Return the sort key of what a source or passage says: where it says it first."""
        here = [one.iri for one in line.passages if self.iri in (one.iri, one.source)]
        return reading_order(here[0]) if here else ("", 0, "")

    def _each_first(self, lines: list[Line], by: tuple[str, ...]) -> list[Line]:
        """Return lines with one of each task, service or measure first, then the rest."""
        first: dict[str, Line] = {}
        for line in lines:
            first.setdefault(self.hood.iri(line.iri, *by), line)
        return [*first.values(), *(line for line in lines if line not in first.values())]


def _other_language(term: object, hood: Neighbourhood) -> bool:
    language = term.language if isinstance(term, Literal) else None
    return bool(language) and language != hood.lang and hood.lang in ("nl", "en")


def _in_order(line: Line) -> tuple[int, date, date, str]:
    begin, last = line.span.bounds[:2] if line.span else (LAST, LAST)
    return _STATUSES.index(line.status), begin, last, line.text
