"""Statements as facts for sentences: subject and object, start, ground and certainty."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from dvgraph.brief import locales
from dvgraph.brief.chapters import concept
from dvgraph.brief.phrases import Phrases
from dvgraph.brief.scope import BriefScope
from dvgraph.derive.states import Validity
from dvgraph.evidence.verdicts import Outcome
from dvgraph.labels.subgraph import Subgraph
from dvgraph.locale.wording import Span, between
from dvgraph.locale.words import words
from dvgraph.namespaces import FIRST, LAST
from dvgraph.things.sentences import kind

_BOOLEANS = ("true", "false")
_YEAR = 366
WORDS = ("rechtsvorm",)  # explained once, in a table of words
SIGN = "°"  # an unavailable text, which may be most of them: explained once, at the top


@dataclass(frozen=True, slots=True)
class BriefFact:
    """One statement: its sentence's section and name, the fields, its time and certainty.

    ``seen`` is true if the source only attests it; ``ground`` is its decision or act, ``marks`` are
    its certainties, ``verdict`` is the mark of its verification (empty if good), ``gloss`` explains
    the object.
    """

    iri: str
    section: str
    name: str
    fields: Mapping[str, str]
    when: str
    past: bool
    seen: bool
    ground: str
    marks: tuple[str, ...]
    verdict: str
    gloss: str
    order: date


class BriefFacts:
    """Makes facts from statements, in one language, with the verdicts of ``evidence verify``."""

    def __init__(
        self,
        graph: Subgraph,
        phrases: Phrases,
        scope: BriefScope,
        verdicts: Mapping[str, Outcome],
        until: date,
    ) -> None:
        """Store the inputs of every fact."""
        self.graph, self.phrases, self.scope, self.until = graph, phrases, scope, until
        self._verdicts = verdicts

    def outcome(self, statement: str) -> Outcome:
        """Return the verdict on a statement; one that was not re-read has no text."""
        return self._verdicts.get(statement, Outcome.NO_TEXT)

    def mark(self, outcome: Outcome) -> str:
        """Return a verdict in words."""
        return words("brief.verdicts", self.graph.lang)[outcome]

    def doubts(self, statement: str) -> tuple[str, ...]:
        """Return why a statement is doubtful, if it is."""
        return self.graph.doubts(statement)

    def marks(self, statement: str) -> tuple[str, ...]:
        """Return the weaknesses of a statement: its certainty, and a verdict other than good."""
        return tuple(filter(None, (*self.doubts(statement), self.verdict(statement))))

    def verdict(self, statement: str) -> str:
        """Return the mark of a verdict other than good; empty for a good one."""
        outcome = self.outcome(statement)
        if outcome in (Outcome.CONFIRMED, Outcome.NOTHING):
            return ""
        return SIGN if outcome == Outcome.NO_TEXT else self.mark(outcome)

    def name(self, iri: str) -> str:
        """Return the label of a thing; the single post of the brief is just "the post"."""
        if iri in self.scope.posts and len(self.scope.posts) == 1:
            return self.phrases.word("namen", "functie") or self.graph.label(iri)
        return self.graph.label(iri)

    def fact(self, statement: str) -> BriefFact:
        """Return the fact of a statement other than a figure."""
        graph = self.graph
        section, name, fields = self._said(statement)
        span = graph.span(statement)
        when, past, seen = ("", False, False)
        if span:
            happens = self.phrases.pattern(section, name).happens
            when, past, seen = self._moment(span) if happens else self.time(span)
        grounds = [graph.label(one) for one in graph.iris(statement, "dvg:grond")]
        # An act that itself is the object or the subject is not also the ground.
        grounds = [self.phrases.named(one) for one in grounds if one not in fields.values()]
        ground = locales.listed(grounds, graph.lang)
        return BriefFact(
            iri=statement,
            section=section,
            name=name,
            fields=fields,
            when=when,
            past=past,
            seen=seen,
            ground=words("brief.facts", graph.lang)["ground"].format(ground) if grounds else "",
            marks=self.doubts(statement),
            verdict=self.verdict(statement),
            gloss=self._gloss(statement),
            order=span.bounds[1] if span else LAST,
        )

    def _gloss(self, statement: str) -> str:
        """Return a code list's definition of the object of a characteristic."""
        if kind(self.graph, statement) != "dvg:Kenmerk" or concept(self.graph, statement) in WORDS:
            return ""
        return self.graph.text(self.graph.iri(statement, "dvg:voorwerp"), "skos:definition").rstrip(
            "."
        )

    def _said(self, one: str) -> tuple[str, str, Mapping[str, str]]:
        graph, kind_, word = self.graph, kind(self.graph, one), concept(self.graph, one)

        def names(*properties: str) -> str:
            found = [self.name(iri) for iri in graph.iris(one, *properties)]
            return locales.listed(found, graph.lang)

        if kind_ == "dvg:Verantwoordelijkheid":
            service = bool(graph.iris(one, "dvg:dienst"))
            fields = {"organisatie": names("dvg:organisatie"), "rol": names("dvg:rol")}
            fields["voorwerp"] = names("dvg:dienst", "dvg:taak")
            section = f"verantwoordelijkheid-{'dienst' if service else 'taak'}"
            return section, word, fields
        if kind_ == "dvg:Takenlot":
            fields = {"taak": names("dvg:taak"), "lot": names("dvg:lot"), "naar": names("dvg:naar")}
            return "takenlot", word, fields
        if kind_ == "dvg:Functieclassificatie":
            fields = {"functie": names("dvg:functie"), "voorwerp": names("dvg:klasse")}
            return "functieclassificatie", "*", fields
        if kind_ == "dvg:Bezetting":
            fields = {"rol": names("org:role"), "persoon": names("org:member")}
            return "bezetting", "*", fields
        if kind_ == "dvg:Bestaan":
            posts = graph.iris(graph.iri(one, "dvg:over"), "dvg:functie")
            return "vacantverklaring", "*", {"functie": self.name(next(iter(posts), ""))}
        fields = {"onderwerp": names("dvg:onderwerp"), "voorwerp": names("dvg:voorwerp")}
        if kind_ == "dvg:Betrekking":
            return "betrekking", word, {**fields, "betrekking": names("dvg:betrekking")}
        value = graph.text(one, "dvg:waarde")
        fields["kenmerk"] = names("dvg:kenmerk")
        if value in _BOOLEANS:
            return "kenmerk", f"{word}:{value}", fields
        fields["voorwerp"] = fields["voorwerp"] or locales.day(value, graph.lang)
        return "kenmerk", word, fields

    def time(self, span: Span) -> tuple[str, bool, bool]:
        """Return a period in words, whether it is over, and whether it is only attested."""
        phrases, lang = self.phrases, self.graph.lang
        first, _, ends, over = span.bounds
        past = Validity(span.bounds).on(self.until) == "ended"
        if span.van and not span.van.startswith("["):
            van = locales.day(span.van, lang)
            if over == LAST:
                return phrases.when("sinds", van=van), False, False
            return phrases.when("van-tot", van=van, tot=self._end(span)), past, False
        if span.van and first != FIRST:
            return self._moment(span, "sinds-tussen")[0], past, False
        if span.seen:
            return self._seen(span.seen), past, True
        if span.tot or (ends != FIRST and over != LAST and span.van):
            return phrases.when("tot", tot=self._end(span)), past, False
        return "", past, True

    def _seen(self, seen: tuple[str, ...]) -> str:
        days = sorted(seen)
        return self._on(days[0], "al-" if len(days) > 1 else "")

    def _on(self, lexical: str, prefix: str = "") -> str:
        """Return a day as a time: op 3 mei 2021, in mei 2021, omstreeks 2021."""
        text = locales.day(lexical, self.graph.lang)
        if not lexical[-1:].isdigit():  # about, perhaps, between: with words of their own
            return text
        return self.phrases.when(f"{prefix}{'op' if len(lexical) == 10 else 'in'}", dag=text)

    def _moment(self, span: Span, between_: str = "tussen") -> tuple[str, bool, bool]:
        """Return the time of an event, in words, as ``time`` does."""
        phrases, lang = self.phrases, self.graph.lang
        first, last = span.bounds[:2]
        if span.van and not span.van.startswith("["):
            return self._on(span.van), True, False
        if first == FIRST or (span.seen and not span.van):
            return (self._seen(span.seen) if span.seen else ""), True, True
        van = _shortest(first)
        if last == LAST:
            return phrases.when("niet-voor", van=locales.day(van, lang)), True, False
        ends = locales.day(_shortest(last), lang)
        return phrases.when(between_, van=locales.day(van, lang), tot=ends), True, False

    def _end(self, span: Span) -> str:
        """Return the end of an ended period, as stated or derived."""
        lang, (ends, over) = self.graph.lang, span.bounds[2:]
        if span.tot:
            return locales.day(span.tot, lang)
        # An end within a year means gone by the first day of the next.
        last = over - timedelta(days=1) if over.day == 1 and over > ends else over
        if (last - ends).days > _YEAR:
            return self.phrases.when("uiterlijk", dag=locales.day(_shortest(last), lang))
        return between(ends, last, lang)


def bracketed(marks: Iterable[str]) -> str:
    """Return marks in the form used behind a text: `` (doubtful reading)°``."""
    marks = list(filter(None, marks))
    phrases = "; ".join(mark for mark in marks if mark != SIGN)
    return (f" ({phrases})" if phrases else "") + (SIGN if SIGN in marks else "")


def _shortest(day: date) -> str:
    """Return a day as the year or month that it starts or ends, else as a day."""
    following = day + timedelta(days=1)
    text = day.isoformat()
    if day.day != 1 and following.day != 1:
        return text
    whole_year = (day.month, day.day) == (1, 1) or (following.month, following.day) == (1, 1)
    return text[:4] if whole_year else text[:7]
