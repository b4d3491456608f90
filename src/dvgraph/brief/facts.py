"""Statements as facts for sentences: subject and object, start, ground and certainty."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from dvgraph.brief.scope import BriefScope, planned
from dvgraph.derive.states import Validity
from dvgraph.evidence.verdicts import Outcome
from dvgraph.labels.subgraph import Subgraph
from dvgraph.locale.captions import caption, joined
from dvgraph.locale.patterns import pattern, with_article
from dvgraph.locale.times import attested, happening, lasting
from dvgraph.locale.wording import Span, stated
from dvgraph.locale.words import words
from dvgraph.namespaces import LAST
from dvgraph.things.sentences import parts, subject

_QUIET = (Outcome.CONFIRMED, Outcome.NOTHING, Outcome.NO_TEXT)
# What a source finds of its subject: of the applicant's paper alone, its own praise.
_JUDGING = ("betekenis",)
# Relations to a predecessor: the day on which a source attests one is not the day of the change.
_FOLLOWED = ("gevolg", "gegroeid-binnen", "gegroeid-uit")
DATES = ("dct:created", "dct:issued", "dct:date")  # properties of a source
WORDS = ("rechtsvorm",)  # schemes whose concepts are explained once, in the table of words


@dataclass(frozen=True, slots=True)
class BriefFact:
    """One statement, with the data for a sentence about it.

    ``section``, ``name``: the section and the key of the sentence; ``fields`` fill it in.
    ``seen``: True if the source only attests the statement.
    ``planned``: True if the source only announces the statement.
    ``ground``: the decision or act behind the statement.
    ``marks``: the certainties of the statement.
    ``verdict``: the mark of its verification, empty if the verdict is good.
    """

    iri: str
    section: str
    name: str
    fields: Mapping[str, str]
    when: str
    past: bool
    seen: bool
    planned: bool
    ground: str
    marks: tuple[str, ...]
    verdict: str
    order: date


class BriefFacts:
    """A maker of facts from statements, in one language, with the verdicts on the statements."""

    def __init__(
        self,
        graph: Subgraph,
        scope: BriefScope,
        verdicts: Mapping[str, Outcome],
        until: date,
    ) -> None:
        """Store the inputs of every fact."""
        self.graph, self.scope, self.until = graph, scope, until
        self._verdicts = verdicts

    def outcome(self, statement: str) -> Outcome:
        """Return the verdict on a statement; a statement without one counts as having no text."""
        return self._verdicts.get(statement, Outcome.NO_TEXT)

    def mark(self, outcome: Outcome) -> str:
        """Return a verdict in words."""
        return words("evidence.verdicts", self.graph.lang)[outcome]

    def doubts(self, statement: str) -> tuple[str, ...]:
        """Return the reasons why a statement is doubtful, if any."""
        return self.graph.doubts(statement)

    def contested(self, statement: str) -> bool:
        """Return whether another statement contradicts this statement."""
        return words("state.doubt", self.graph.lang)["contested"] in self.doubts(statement)

    def marks(self, statement: str) -> tuple[str, ...]:
        """Return the weaknesses of a statement: its certainty, and an unfavourable verdict."""
        return tuple(filter(None, (*self.doubts(statement), self.verdict(statement))))

    def verdict(self, statement: str) -> str:
        """Return the mark of an unfavourable verdict on a statement; empty for any other verdict.

        The annex says whether the text of a statement was available.
        """
        outcome = self.outcome(statement)
        return "" if outcome in _QUIET else self.mark(outcome)

    def name(self, iri: str) -> str:
        """Return the label of a thing; if the brief has only one post, that is just "the post"."""
        if iri in self.scope.posts and len(self.scope.posts) == 1:
            return words("brief.names", self.graph.lang)["post"]
        return self.graph.label(iri)

    def fact(self, statement: str) -> BriefFact:
        """Return the fact for a statement that is not a figure."""
        graph, lang = self.graph, self.graph.lang
        said = parts(graph, statement, self.name)
        span = graph.span(statement)
        when, past, seen = "", False, False
        if span:
            # A statement about an event has the time of the event.
            about = graph.types(subject(graph, statement))
            if said.code in _FOLLOWED and attested(span):
                past = True
            elif pattern(said.kind, said.code, lang).happens or "org:ChangeEvent" in about:
                when, past, seen = happening(span, lang), True, attested(span)
                if not pattern(said.kind, said.code, lang).now:
                    # If the data gives the sentence, it describes a time before its source.
                    when = self._told_on(statement, span) or when
            else:
                when, seen = lasting(span, lang), attested(span)
                past = Validity(span.bounds).on(self.until) == "ended"
        marks, plan = self.doubts(statement), planned(graph, statement)
        sources = {passage.source for passage in graph.passages(statement)}
        if said.code in _JUDGING and sources and sources <= self.scope.applicant:
            marks = (*marks, words("brief.names", lang)["applicant"])
        if plan:
            when, late = self._announced(span)
            marks, past, seen = tuple(filter(None, (late, *marks))), False, False
        return BriefFact(
            iri=statement,
            section=said.kind,
            name=said.code,
            fields=said.fields,
            when=when,
            past=past,
            seen=seen,
            planned=plan,
            ground=self._ground(statement, said.fields.values()),
            marks=marks,
            verdict=self.verdict(statement),
            order=span.bounds[1] if span else LAST,
        )

    def _ground(self, statement: str, said: Collection[str]) -> str:
        """Return the words for the decisions and acts behind a statement, or an empty text."""
        graph, lang = self.graph, self.graph.lang
        grounds = [graph.label(one) for one in graph.iris(statement, "dvg:grond")]
        # An act that itself is the object or the subject is not also the ground.
        grounds = [with_article(one, lang) for one in grounds if one not in said]
        return caption("phrase", "ground", lang).format(joined(grounds, lang)) if grounds else ""

    def _announced(self, span: Span | None) -> tuple[str, str]:
        """Return the time of a plan in words: within the sentence, or else in brackets after it."""
        lang = self.graph.lang
        order = words("sentences.order", lang)
        if span and span.seen and attested(span):
            return order["planned on"].format(stated(min(span.seen), lang)), ""
        if span and span.van and not (span.van.startswith("[") or span.tot):
            return order["planned from"].format(stated(span.van, lang)), ""
        return order["planned"], happening(span, lang) if span else ""

    def _told_on(self, statement: str, span: Span) -> str:
        """Return the date of the source if the statement has no other date; else empty."""
        graph = self.graph
        sources = {passage.source for passage in graph.passages(statement)}
        dates = {day for one in sources for name in DATES for day in graph.texts(one, name)}
        if not attested(span) or not dates.issuperset(span.seen):
            return ""
        form = words("sentences.order", graph.lang)["told on"]
        return form.format(stated(min(span.seen), graph.lang))
