"""Changes between two days, combining statements that belong together.

A statement that ends while another of the same kind begins for the same thing makes one change: a
task moved, a parent changed, a text reworded. Each step is told, with those who had it in between;
an end and a beginning with time between them are two changes. A statement that ends and begins
again unchanged at once is no change in the world, just two statements. An event is one change,
together with the organisations that it created and ended.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from dvgraph.history.events import CHANGED, ORIGINAL, RESULT, SUBJECTS, Events
from dvgraph.history.phrases import Phrasing
from dvgraph.labels.short_ids import short_id
from dvgraph.labels.subgraph import Reference, Subgraph, in_reading_order
from dvgraph.namespaces import FIRST, LAST
from dvgraph.things.facets import FACETS, SINGLE, about, facet_of
from dvgraph.things.sections import MOMENTS
from dvgraph.things.statements import Move

Days = tuple[date, date]  # the earliest and the latest
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
# The name of a change from one statement to another.
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
HAPPENING = ("events", "decisions")  # facets of what happens once
DUTIES = ("tasks", "services")  # facets of what a body has to do
# Properties with the content of a statement, for comparing two.
_SAYING = (
    *(f"dvg:{name}" for name in ("over", "organisatie", "taak", "dienst", "rol", "onderwerp")),
    *(f"dvg:{name}" for name in ("betrekking", "voorwerp", "functie", "klasse", "lot", "naar")),
    *("dvg:kenmerk", "dvg:waarde", "org:member", "org:role"),
)


@dataclass(frozen=True, slots=True)
class Transition:
    """One change: its kind (added, ended, moved, …), facet, and the thing it is about (IRI).

    ``certain``: True if the change certainly fell between the two days.
    ``first``, ``last``: the earliest and the latest day on which the change can have taken effect.
    ``stated``: that day as written.
    ``before``, ``after``: the statements that ended, and the statements that began.
    ``events``: the events behind the change.
    ``grounds``: the decisions and acts behind the change.
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

    @property
    def statement(self) -> str:
        """The statement for citing a change: the first that began, else the first that ended."""
        return (*self.after, *self.before)[0]

    @property
    def id(self) -> str:
        """The short id of that statement."""
        return short_id(self.statement)


def tell(
    graph: Subgraph,
    events: Events,
    moved: Mapping[str, Move],
    between: Iterable[str],
    figures: Figures,
    days: Days,
) -> tuple[Transition, ...]:
    """Return the changes that statements make: those with another state, and those only in between.

    ``figures``: the latest of each thing and measure at the start and at the end; ``days`` these.
    """
    teller = _Teller(graph, events, moved, days)
    found = [*teller.happenings(), *teller.groups(between), *teller.figures(figures)]
    found += teller.passed(between)
    return tuple(sorted(found, key=_order))


def _order(change: Transition) -> tuple[object, ...]:
    happening = change.facet != "events"
    place = (not change.certain, change.first, change.last, happening)
    return (*place, FACETS.index(change.facet), change.text, change.id)


def together(graph: Subgraph, one: str) -> tuple[str, ...]:
    """Return the key of a statement: one change, but for a happening, takes those of one key."""
    facet = facet_of(graph, one)
    if facet in HAPPENING:
        return ("events", graph.iri(one, "dvg:over", "dvg:onderwerp"))
    if facet in DUTIES:
        return (facet, graph.iri(one, "dvg:taak", "dvg:dienst"))
    own = one if facet == "fates" else graph.iri(one, "dvg:betrekking", "dvg:kenmerk")
    return (facet, about(graph, one), own)


class _Teller:
    def __init__(
        self, graph: Subgraph, events: Events, moved: Mapping[str, Move], days: Days
    ) -> None:
        self.graph, self.events, self.moved, self.days = graph, events, moved, days
        self.phrase = Phrasing(graph)
        self.began = [one for one, move in moved.items() if _RANK[move[0]] < _RANK[move[1]]]
        self.over = [one for one, move in moved.items() if _RANK[move[0]] > _RANK[move[1]]]

    def happenings(self) -> Iterator[Transition]:
        """Yield the happenings: each event or decision once, with the things created and ended."""
        by_thing: dict[str, list[str]] = {}
        for one in self.began:
            if facet_of(self.graph, one) in HAPPENING:
                by_thing.setdefault(together(self.graph, one)[1], []).append(one)
        for thing, found in by_thing.items():
            lives = [one for one in found if self.graph.iri(one, "dvg:over")]
            if not lives:
                continue  # a doubtful participant; the event itself took place at another time
            facet = facet_of(self.graph, lives[0])
            kind = next((_OF_EVENT[t] for t in self.graph.types(thing) if t in _OF_EVENT), "")
            before, results = self.graph.iris(thing, ORIGINAL), self.graph.iris(thing, RESULT)
            after = [*results, *self.graph.iris(thing, CHANGED)]
            if not kind:
                kind = "ended" if before and not after else "happened"
                kind = "added" if results and not before else kind
            text = self.phrase.happening(thing, kind, before, after)
            ended = self._existences(one for one in before if thing in self.events.ended(one))
            made = self._existences(one for one in after if thing in self.events.made(one))
            yield self._change(
                kind, facet, thing, text, [], lives, ended=ended, made=made, events=[thing]
            )

    def _existences(self, things: Iterable[str]) -> list[str]:
        wanted = set(things)
        return [one for one in self.moved if self.graph.iri(one, "dvg:over") in wanted]

    def groups(self, between: Iterable[str]) -> Iterator[Transition]:
        """Yield the other changes, grouped by matching statements that ended and began.

        A statement ``between``, that began and ended, is a step of its group.
        """
        grouped: dict[tuple[str, ...], tuple[list[str], list[str]]] = {}
        inside = [one for one in between if facet_of(self.graph, one) in _SUCCEEDING]
        for side, found in enumerate(([*self.over, *inside], [*self.began, *inside])):
            for one in found:
                if key := self._key(one):
                    grouped.setdefault(key, ([], []))[side].append(one)
        for key, (ended, begun) in grouped.items():
            yield from self._succession(key[0], *self._unresumed(ended, begun))

    def _succession(self, facet: str, ended: list[str], begun: list[str]) -> Iterator[Transition]:
        """Yield the ends and beginnings in steps: an end goes with the last possible beginning.

        An end without a beginning after it stands alone, and so does the reverse.
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
            for one in after:  # nothing went before it, and nothing came after
                alone.remove(one)
                yield self._made("passed", facet, [], [one])
        for found in self._clusters(alone, self._end):
            yield from self._group(facet, found, [])

    def _clusters(self, found: list[str], when: Callable[[str], Days]) -> Iterator[list[str]]:
        """Yield statements that began (or ended) together, in order of time.

        Together: on the same days; those of one organisation also on days that overlap.
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
        """Return what ended and began, but for what began again unchanged, with no time between."""
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
        """Return whether every possible first day of a statement lies between the two days."""
        first, last = self._begin(one)
        return self.days[0] < first and last <= self.days[1]

    def _end(self, one: str) -> Days:
        span = self.graph.span(one)
        return span.bounds[2:] if span else (FIRST, LAST)

    def _key(self, one: str) -> tuple[str, ...] | None:
        """Return the key shared by a statement and its replacement; None if covered elsewhere."""
        facet, thing = facet_of(self.graph, one), about(self.graph, one)
        if facet in (*HAPPENING, "figures"):
            return None
        if facet == "existence" and (self.events.made(thing) or self.events.ended(thing)):
            return None  # the event covers it
        if facet in (*DUTIES, "fates"):
            return together(self.graph, one)
        if not MOMENTS.isdisjoint(self.graph.types(thing)):
            return None  # part of a happening
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
        """Yield the figures whose latest value differs between the start and the end."""
        at_start, at_end = figures
        for key, after in at_end.items():
            before = at_start.get(key, [])
            if before != after and all(self._measured(one) for one in after):
                before = [one for one in before if self._measured(one)]
                yield self._made("changed" if before else "added", "figures", before, after)

    def _measured(self, one: str) -> bool:
        """Return whether a figure states its period."""
        span = self.graph.span(one)
        return bool(span and span.van)

    def passed(self, between: Iterable[str]) -> Iterator[Transition]:
        """Yield the statements that began and ended between the two days."""
        for one in between:
            facet = facet_of(self.graph, one)
            if facet not in ("figures", "events", "decisions", "fates", *_SUCCEEDING):
                yield self._made("passed", facet, [], [one])

    def _made(self, kind: str, facet: str, ended: list[str], begun: list[str]) -> Transition:
        thing = about(self.graph, (*begun, *ended)[0])
        if kind == "ended" and facet != "existence" and any(self._causes(ended, [])):
            text = self.phrase.ended_with(facet, ended)
        else:
            text = self.phrase.change(kind, facet, ended, begun)
        return self._change(kind, facet, thing, text, ended, begun)

    # Long because it fills thirteen fields, one after the other.
    def _change(
        self,
        kind: str,
        facet: str,
        thing: str,
        text: str,
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
        # A statement that began by itself is covered already.
        said = {iri for one in after for iri in graph.iris(one, "dvg:voorwerp", "dvg:over")}
        # The ground on which a body ended is none for what another began to do.
        passed_on = bool(before and after)
        behind = own if own or passed_on else self.events.grounds(causes)
        grounds = [g for g in dict.fromkeys(behind) if g not in said]
        stated, first, last = self._when(before, after)
        moves = [self.moved.get(one) for one in (*before, *after)]
        # The unmoved ones are figures, with exact periods, and those that began and ended.
        certain = facet == "figures" or all(
            move is None or (None in move and "certain" in move) for move in moves
        )
        # A task that certainly came is told as such, whatever is known of its end or of who had it.
        if facet in DUTIES and after:
            certain = certain or all(map(self._began_within, after))
        passages = in_reading_order(p for one in (*before, *after) for p in graph.passages(one))
        return Transition(
            kind=kind,
            facet=facet,
            about=thing,
            text=text,
            certain=certain,
            stated=stated,
            first=first,
            last=last,
            before=tuple(dict.fromkeys([*before, *ended])),
            after=tuple(dict.fromkeys([*after, *made])),
            events=tuple(causes),
            grounds=tuple(grounds),
            passages=tuple(passages),
        )

    def _causes(self, before: Iterable[str], after: Iterable[str]) -> Iterator[str]:
        """Yield the events by which statements ended with their subject, or it came to be.

        For other undated beginnings, only the earliest day is known, from the subject.
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
        """Return the events that led to the later holders; all events if none did.

        A body that went in part into each of two had its tasks until both events; what one of the
        two got, it got by one of these.
        """
        found = list(events)
        having = {iri for one in after for iri in self.graph.iris(one, *SUBJECTS)}
        own = [one for one in found if not having.isdisjoint(self.graph.iris(one, RESULT))]
        return own or found

    def _when(self, before: list[str], after: list[str]) -> tuple[str, date, date]:
        """Return the date of a change: as written, and its earliest and latest day."""
        found, edge = (after, 0) if after else (before, 2)
        spans = [span for one in found if (span := self.graph.span(one))]
        stated = {(span.tot if edge else span.van) or "" for span in spans}
        first = min(span.bounds[edge] for span in spans)
        last = max(span.bounds[edge + 1] for span in spans)
        return stated.pop() if len(stated) == 1 else "", first, last
