"""Changes between two days, each made from the statements that belong together.

If a statement ends while another of the same kind begins for the same thing, the two make one
change: a task moved, a parent changed, a text reworded. If a task moved twice, each move is a
change of its own. An end and a beginning with time between them are two changes. If a statement
ends and an identical statement begins at once, nothing changed in the world. An event is one
change, together with the organisations that it created and ended.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from dvgraph.history.events import CHANGED, ORIGINAL, RESULT, SUBJECTS, Events
from dvgraph.history.phrases import Phrasing, Sentence
from dvgraph.labels.short_ids import short_id
from dvgraph.labels.subgraph import Reference, Subgraph, in_reading_order
from dvgraph.locale.wording import Span
from dvgraph.namespaces import FIRST, LAST
from dvgraph.things.facets import FACETS, SINGLE, about, facet_of
from dvgraph.things.sections import MOMENTS
from dvgraph.things.statements import Move

Days = tuple[date, date]  # the earliest and the latest day
Figures = list[dict[tuple[str, str], list[str]]]
_RANK = {None: 0, "possible": 1, "certain": 2}
_OF_EVENT = {
    "orgvl:Fusie": "merged",
    "dvg:Opslorping": "merged",
    "orgvl:Splitsing": "split",
    "dvg:Naamswijziging": "renamed",
    "orgvl:Vervanging": "replaced",
    "orgvl:Stopzetting": "ended",
    "m8g:FoundationEvent": "added",
    "dvg:Overdracht": "moved",
    "dvg:Herpositionering": "moved",
}
_OF_FATE = {
    "verruimd": "widened",
    "gesplitst": "split",
    "overgedragen": "moved",
    "stopgezet": "ended",
    "voortgezet": "continued",
}
# The kind of a change in which one statement replaces another.
_GIVES_WAY = {
    "names": "renamed",
    "traits": "reworded",
    "tasks": "moved",
    "services": "moved",
    "parent": "moved",
    "domain": "moved",
}
# Facets in which one statement takes the place of another.
_SUCCEEDING = ("tasks", "services", *SINGLE, "people", "traits")
HAPPENING = ("events", "decisions")  # facets of events, which take place once
DUTIES = ("tasks", "services")  # facets of the work of a body
# Properties with the content of a statement: two statements are compared by them.
_SAYING = (
    *(f"dvg:{name}" for name in ("over", "organisatie", "taak", "dienst", "rol", "onderwerp")),
    *(f"dvg:{name}" for name in ("betrekking", "voorwerp", "functie", "klasse", "lot", "naar")),
    *("dvg:kenmerk", "dvg:waarde", "org:member", "org:role"),
)


@dataclass(frozen=True, slots=True)
class Transition:
    """One change: its kind (added, ended, moved, …), its facet and its subject (``about``, IRI).

    ``certain``: True if the change certainly fell between the two days.
    ``first``, ``last``: the earliest and the latest day on which the change can have taken effect.
    ``stated``: the date as written in the data, or empty if the statements have several dates.
    ``before``, ``after``: the IRIs of the statements that ended and of those that began.
    ``events``: the IRIs of the events that caused the change.
    ``grounds``: the IRIs of the decisions and acts on which the change rests.
    ``sentence``: its text in no language yet.
    """

    kind: str
    facet: str
    about: str
    text: str
    certain: bool
    stated: str
    first: date
    last: date
    before: tuple[str, ...]
    after: tuple[str, ...]
    events: tuple[str, ...]
    grounds: tuple[str, ...]
    passages: tuple[Reference, ...]
    sentence: Sentence = field(compare=False, repr=False)

    def told(self, phrasing: Phrasing) -> "Transition":
        """Return the same change with its text and places in the language of a phrasing."""
        graph = phrasing.graph
        cited = (place for one in (*self.before, *self.after) for place in graph.passages(one))
        places = {place.iri: place for place in cited}
        passages = tuple(places[place.iri] for place in self.passages)
        return replace(self, text=phrasing.written(self.sentence), passages=passages)

    @property
    def statement(self) -> str:
        """The IRI of the statement to cite: the first that began, else the first that ended."""
        return (*self.after, *self.before)[0]

    @property
    def id(self) -> str:
        """The short id of ``statement``."""
        return short_id(self.statement)


def tell(
    phrasing: Phrasing,
    events: Events,
    moved: Mapping[str, Move],
    between: Iterable[str],
    figures: Figures,
    days: Days,
) -> tuple[Transition, ...]:
    """Return the changes between two days, in the order in which they are shown.

    ``moved``: the statements whose state differs between the two days.
    ``between``: the statements that began and ended between the two days.
    ``figures``: two mappings, for the first and the last day, from (thing, measure) to the latest
    figures.
    ``days``: the two days.
    """
    teller = _Teller(phrasing, events, moved, days)
    found = [*teller.happenings(), *teller.groups(between), *teller.figures(figures)]
    found += teller.passed(between)
    return tuple(sorted(found, key=_order))


def _order(change: Transition) -> tuple[object, ...]:
    happening = change.facet != "events"
    place = (not change.certain, change.first, change.last, happening)
    return (*place, FACETS.index(change.facet), change.text, change.id)


def together(graph: Subgraph, one: str) -> tuple[str, ...]:
    """Return the grouping key of a statement; statements with the same key can make one change.

    Happenings are the exception: they also include the lives of the bodies that they made or ended.
    """
    facet = facet_of(graph, one)
    if facet in HAPPENING:
        return ("events", graph.iri(one, "dvg:over", "dvg:onderwerp"))
    if facet in DUTIES:
        return (facet, graph.iri(one, "dvg:taak", "dvg:dienst"))
    own = one if facet == "fates" else graph.iri(one, "dvg:betrekking", "dvg:kenmerk")
    return (facet, about(graph, one), own)


def measured_by(span: Span) -> date:
    """Return the last day of the period of a figure; without an end, the last of its begin."""
    return span.bounds[3] - timedelta(days=1) if span.tot else span.bounds[1]


class _Teller:
    def __init__(
        self, phrasing: Phrasing, events: Events, moved: Mapping[str, Move], days: Days
    ) -> None:
        self.graph, self.events, self.moved, self.days = phrasing.graph, events, moved, days
        self.phrasing = phrasing
        self.began = [one for one, move in moved.items() if _RANK[move[0]] < _RANK[move[1]]]
        self.over = [one for one, move in moved.items() if _RANK[move[0]] > _RANK[move[1]]]

    def happenings(self) -> Iterator[Transition]:
        """Yield each event or decision once, with the lives of the things it created or ended."""
        by_thing: dict[str, list[str]] = {}
        for one in self.began:
            if self.phrasing.facet(one) in HAPPENING:
                by_thing.setdefault(together(self.graph, one)[1], []).append(one)
        for thing, found in by_thing.items():
            lives = [one for one in found if self.graph.iri(one, "dvg:over")]
            if not lives:
                # only a participant is in doubt; the event itself took place at another time
                continue
            facet = self.phrasing.facet(lives[0])
            kind = next((_OF_EVENT[t] for t in self.graph.types(thing) if t in _OF_EVENT), "")
            before, results = self.graph.iris(thing, ORIGINAL), self.graph.iris(thing, RESULT)
            after = [*results, *self.graph.iris(thing, CHANGED)]
            if not kind:
                kind = "ended" if before and not after else "happened"
                kind = "added" if results and not before else kind
            sentence = Sentence("happening", (thing, kind, tuple(before), tuple(after)))
            ended = self._existences(one for one in before if thing in self.events.ended(one))
            made = self._existences(one for one in after if thing in self.events.made(one))
            yield self._change(
                kind, facet, thing, sentence, [], lives, ended=ended, made=made, events=[thing]
            )

    def _existences(self, things: Iterable[str]) -> list[str]:
        wanted = set(things)
        return [one for one in self.moved if self.graph.iri(one, "dvg:over") in wanted]

    def groups(self, between: Iterable[str]) -> Iterator[Transition]:
        """Yield the other changes: statements that ended, matched with those that began.

        A statement in ``between`` began and ended between the two days, and is a step of its group.
        """
        grouped: dict[tuple[str, ...], tuple[list[str], list[str]]] = {}
        inside = [one for one in between if self.phrasing.facet(one) in _SUCCEEDING]
        for side, found in enumerate(([*self.over, *inside], [*self.began, *inside])):
            for one in found:
                if key := self._key(one):
                    grouped.setdefault(key, ([], []))[side].append(one)
        for key, (ended, begun) in grouped.items():
            yield from self._succession(key[0], *self._unresumed(ended, begun))

    def _succession(self, facet: str, ended: list[str], begun: list[str]) -> Iterator[Transition]:
        """Yield changes in steps: each end with the last beginning that can have followed it.

        An end that no beginning follows makes a change of its own, as does an unmatched beginning.
        """
        steps: list[tuple[list[str], list[str]]] = [
            ([], found) for found in self._clusters(begun, self._begin)
        ]
        alone: list[str] = []
        for one in ended:
            gone = self._end(one)[1]
            fitting = [
                step
                for n, step in enumerate(steps)
                if not any(one in later[1] for later in steps[n:])
                and min(map(self._begin, step[1]))[0] <= gone
            ]
            (fitting[-1][0] if fitting else alone).append(one)
        for before, after in steps:
            if before or not set(after) <= set(alone):
                yield from self._group(facet, before, after)
                continue
            for one in after:  # no statement preceded it, and none followed
                alone.remove(one)
                yield self._made("passed", facet, [], [one])
        for found in self._clusters(alone, self._end):
            yield from self._group(facet, found, [])

    def _clusters(self, found: list[str], when: Callable[[str], Days]) -> Iterator[list[str]]:
        """Yield groups of statements that began (or ended) together, in order of time.

        Statements belong together if they have the same days; those of one organisation also if
        their days overlap.
        """
        cluster: list[str] = []
        for one in sorted(found, key=lambda one: (when(one), one)):
            mine = self._organisations([one]) == self._organisations(cluster)
            same = any(when(one) == when(other) for other in cluster)
            if cluster and not same:
                apart = when(one)[0] > min(when(other)[1] for other in cluster)
                if apart or not mine:
                    yield cluster
                    cluster = []
            cluster.append(one)
        if cluster:
            yield cluster

    def _unresumed(self, ended: list[str], begun: list[str]) -> tuple[list[str], list[str]]:
        """Return ends and beginnings, without statements that resumed unchanged at once."""
        same = [
            (one, other)
            for one in ended
            for other in begun
            if one != other
            and self._said(one) == self._said(other)
            and self._begin(other)[0] <= self._end(one)[1]
        ]
        gone, back = {one for one, _ in same}, {other for _, other in same}
        return [o for o in ended if o not in gone], [o for o in begun if o not in back]

    def _begin(self, one: str) -> Days:
        span = self.graph.span(one)
        return span.bounds[:2] if span else (FIRST, LAST)

    def _began_within(self, one: str) -> bool:
        """Return whether a statement certainly began after the first day and by the last day."""
        first, last = self._begin(one)
        return self.days[0] < first and last <= self.days[1]

    def _end(self, one: str) -> Days:
        span = self.graph.span(one)
        return span.bounds[2:] if span else (FIRST, LAST)

    def _key(self, one: str) -> tuple[str, ...] | None:
        """Return the key of a statement and its replacement; None if another change has it."""
        facet, thing = self.phrasing.facet(one), self.phrasing.about(one)
        if facet in (*HAPPENING, "figures"):
            return None
        if facet == "existence" and (self.events.made(thing) or self.events.ended(thing)):
            return None  # the change for the event includes it
        if facet in (*DUTIES, "fates"):
            return together(self.graph, one)
        if not MOMENTS.isdisjoint(self.graph.types(thing)):
            return None  # part of an event or decision
        return together(self.graph, one)

    def _group(self, facet: str, ended: list[str], begun: list[str]) -> Iterator[Transition]:
        if facet == "fates":
            for one in begun:
                lot = self.graph.iri(one, "dvg:lot").rpartition("/")[2]
                yield self._made(_OF_FATE.get(lot, "unknown"), facet, [], [one])
            return
        if facet in ("tasks", "services"):
            if ended and begun:
                kind = "moved"
                if self._organisations(ended) == self._organisations(begun):
                    kind = "changed"
                yield self._made(kind, facet, ended, begun)
                return
            for kind, side in (("ended", ended), ("added", begun)):
                for organisation in self._organisations(side):
                    mine = [
                        o for o in side if organisation in self.graph.iris(o, "dvg:organisatie")
                    ]
                    parts = ([], mine) if kind == "added" else (mine, [])
                    yield self._made(kind, facet, *parts)
            return
        pair = len(ended) == len(begun) == 1
        if pair and facet in (*SINGLE, "people", "traits"):
            yield self._made(_GIVES_WAY.get(facet, "changed"), facet, ended, begun)
            return
        for one in ended:
            yield self._made("ended", facet, [one], [])
        for one in begun:
            yield self._made("added", facet, [], [one])

    def _organisations(self, found: Iterable[str]) -> list[str]:
        return sorted({iri for one in found for iri in self.graph.iris(one, "dvg:organisatie")})

    def _said(self, one: str) -> tuple[str, ...]:
        node = self.graph.node(one)
        return tuple(f"{name} {value}" for name in _SAYING for value in node.get(name, ()))

    def figures(self, figures: Figures) -> Iterator[Transition]:
        """Yield a change for each measure whose latest figure differs between the two days."""
        at_start, at_end = figures
        for key, after in at_end.items():
            before = at_start.get(key, [])
            if before != after and all(self._measured(one) for one in after):
                before = [one for one in before if self._measured(one)]
                yield self._made("changed" if before else "added", "figures", before, after)

    def _measured(self, one: str) -> bool:
        """Return whether a figure has a stated period."""
        span = self.graph.span(one)
        return bool(span and span.van)

    def passed(self, between: Iterable[str]) -> Iterator[Transition]:
        """Yield a change for each statement that began and ended between the two days."""
        for one in between:
            facet = self.phrasing.facet(one)
            if facet not in ("figures", "events", "decisions", "fates", *_SUCCEEDING):
                yield self._made("passed", facet, [], [one])

    def _made(self, kind: str, facet: str, ended: list[str], begun: list[str]) -> Transition:
        thing = self.phrasing.about((*begun, *ended)[0])
        if kind == "ended" and facet != "existence" and any(self._causes(ended, [])):
            sentence = Sentence("ended_with", (facet, tuple(ended)))
        else:
            sentence = Sentence("change", (kind, facet, tuple(ended), tuple(begun)))
        return self._change(kind, facet, thing, sentence, ended, begun)

    # Long because it fills fourteen fields, one after the other.
    def _change(
        self,
        kind: str,
        facet: str,
        thing: str,
        sentence: Sentence,
        before: list[str],
        after: list[str],
        *,
        ended: Iterable[str] = (),
        made: Iterable[str] = (),
        events: Iterable[str] = (),
    ) -> Transition:
        graph = self.graph
        causes = list(dict.fromkeys([*events, *self._leading(self._causes(before, after), after)]))
        own = [g for one in after for g in graph.iris(one, "dvg:grond")]
        # A change never names the thing that it is about as its own ground.
        said = {iri for one in after for iri in graph.iris(one, "dvg:voorwerp", "dvg:over")}
        # The ground on which one body ended is not the ground for the tasks of another.
        passed_on = bool(before and after)
        behind = own if own or passed_on else self.events.grounds(causes)
        grounds = [g for g in dict.fromkeys(behind) if g not in said]
        stated, first, last = self._when(before, after)
        moves = [self.moved.get(one) for one in (*before, *after)]
        # Statements absent from ``moved`` are figures, or began and ended in between.
        certain = all(move is None or (None in move and "certain" in move) for move in moves)
        if facet == "figures":  # one measured over a year is not known before that year has ended
            certain = last <= self.days[1]
        # If a task was certainly added, the change is certain, even if its end or former holder is
        # not.
        if facet in DUTIES and after:
            certain = certain or all(map(self._began_within, after))
        passages = in_reading_order(p for one in (*before, *after) for p in graph.passages(one))
        return Transition(
            kind=kind,
            facet=facet,
            about=thing,
            text=self.phrasing.written(sentence),
            certain=certain,
            stated=stated,
            first=first,
            last=last,
            before=tuple(dict.fromkeys([*before, *ended])),
            after=tuple(dict.fromkeys([*after, *made])),
            events=tuple(causes),
            grounds=tuple(grounds),
            passages=tuple(passages),
            sentence=sentence,
        )

    def _causes(self, before: Iterable[str], after: Iterable[str]) -> Iterator[str]:
        """Yield the events that created subjects of ``after`` or ended subjects of ``before``.

        An event counts for ``before`` only if the statement has no end date of its own.
        """
        for one in after:
            for thing in self.graph.iris(one, "dvg:over"):
                yield from self.events.made(thing)
        for one in before:
            span = self.graph.span(one)
            if span and not span.tot and not span.open:
                for thing in self.graph.iris(one, *SUBJECTS):
                    yield from self.events.ended(thing)

    def _leading(self, events: Iterable[str], after: list[str]) -> list[str]:
        """Return the events that created the later holders of a task; all the events if none did.

        Example: a body is divided over two others by two events. Each of the two received its tasks
        by one of these events, not by both.
        """
        found = list(events)
        having = {iri for one in after for iri in self.graph.iris(one, *SUBJECTS)}
        own = [one for one in found if not having.isdisjoint(self.graph.iris(one, RESULT))]
        return own or found

    def _when(self, before: list[str], after: list[str]) -> tuple[str, date, date]:
        """Return the date of a change: as written in the data, and its earliest and latest day.

        A figure was measured at some time in its period, or over all of it.
        """
        found, edge = (after, 0) if after else (before, 2)
        spans = [span for one in found if (span := self.graph.span(one))]
        stated = {(span.tot if edge else span.van) or "" for span in spans}
        first = min(span.bounds[edge] for span in spans)
        last = max(span.bounds[edge + 1] for span in spans)
        if self.phrasing.facet(found[0]) == "figures":
            last = max(map(measured_by, spans))
            stated = stated if first == last else set()
        return stated.pop() if len(stated) == 1 else "", first, last
