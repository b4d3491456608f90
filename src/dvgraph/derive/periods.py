"""The period of each statement: four bounds, its own, inherited or taken from an event.

A statement's own dates come first. A version's Bestaan without van (tot) takes it from the event
that creates (ends) the version; any other statement cannot start before its subject did nor outlast
it. Inheritance has three levels and never goes back up (events, then the Bestaan of things, then
everything else), so circular data cannot make it loop. ``dates`` reads dates, margins included.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from dvgraph.derive.dates import XSD_DATE, Boundary, bounds_of_literal, next_day, parse_boundary
from dvgraph.errors import InputError
from dvgraph.locale.reader import explained
from dvgraph.namespaces import DVG, FIRST, LAST, ORG, ORGVL, TYPE
from dvgraph.rdf.oxigraph import Literal, NamedNode, Quad, Term, Triple
from dvgraph.rdf.terms import as_triple

__all__ = [
    "Bounds",
    "DateFault",
    "bounds_of_literal",
    "date_faults",
    "periods_text",
    "statement_bounds",
]


def _dvg(*names: str) -> tuple[str, ...]:
    return tuple(DVG + name for name in names)


BESTAAN, CURRENT = _dvg("Bestaan", "GeldendeUitspraak")
STATEMENT_KINDS = frozenset(
    _dvg(
        "Uitspraak",
        "Bestaan",
        "Verantwoordelijkheid",
        "Betrekking",
        "Bezetting",
        "Functieclassificatie",
        "Takenlot",
        "Cijfer",
        "Kenmerk",
    )
)
# Events after which an original participant that is not also a result no longer exists.
# A transfer or a repositioning is not among them.
_ENDING = frozenset(
    (
        *(ORGVL + name for name in ("Fusie", "Splitsing", "Vervanging", "Stopzetting")),
        *_dvg("Opslorping", "Naamswijziging", "Rechtsvormwijziging"),
    )
)
# Events that create no version: whoever takes over a task or a unit existed before.
_KEEPING = frozenset(_dvg("Overdracht", "Herpositionering", "Taakwijziging"))
_DATES = _VAN, _TOT, _SEEN = _dvg("van", "tot", "gezienOp")
_OVER, _UNKNOWN_END = _dvg("over", "totOnbekend")
_ORIGINAL, _RESULT = ORG + "originalOrganization", ORG + "resultingOrganization"
_SUBJECTS = (*_dvg("organisatie", "onderwerp", "betreft"), ORG + "organization")
_BOUNDS = tuple(map(NamedNode, _dvg("vanVroegst", "vanLaatst", "totVroegst", "totLaatst")))
_OPEN_BEGIN, _OPEN_END = map(NamedNode, _dvg("OpenBegin", "OpenEinde"))
_DATE = NamedNode(XSD_DATE)
# The input of the rule: predicates, and the classes of nodes.
READ = frozenset((*_DATES, _OVER, _UNKNOWN_END, _ORIGINAL, _RESULT, *_SUBJECTS))
CLASSES = STATEMENT_KINDS | _KEEPING | _ENDING | {CURRENT}

Index = dict[str, dict[Term, list[Term]]]


class Bounds(NamedTuple):
    """The earliest and latest first day of a period, then of the time after it."""

    van_vroegst: date
    van_laatst: date
    tot_vroegst: date
    tot_laatst: date


class DateFault(NamedTuple):
    """An unreadable date: its node, property, lexical form, and the reason."""

    subject: Term
    predicate: NamedNode
    value: Term
    problem: str


def date_faults(quads: Iterable[Quad]) -> list[DateFault]:
    """Return every dvg:van, dvg:tot and dvg:gezienOp that is ill-formed or outside the profile.

    statement_bounds ignores such a date, so that one mistake does not make all the data unreadable;
    the caller reports the result of this function.
    """
    faults = []
    for subject, predicate, value, _ in quads:
        if predicate.value in _DATES:
            try:
                _boundary(value)
            except InputError as error:
                faults.append(DateFault(subject, predicate, value, str(error)))
    return faults


def statement_bounds(quads: Iterable[Quad]) -> list[Triple]:
    """Return dvg:vanVroegst, vanLaatst, totVroegst, totLaatst (xsd:date) of every statement.

    ``quads`` are the asserted ones with those already derived: only statements of type
    dvg:GeldendeUitspraak pass on their bounds.
    """
    rule = _Rule(quads)
    return [
        as_triple(statement, predicate, _literal(day))
        for statement in rule.statements
        for predicate, day in zip(_BOUNDS, rule.bounds(statement), strict=True)
    ]


@lru_cache(maxsize=4096)
def _literal(day: date) -> Literal:
    return Literal(day.isoformat(), datatype=_DATE)


def periods_text(quads: Iterable[Quad]) -> tuple[bytes, bytes]:
    """Return two texts of N-Triples: the result of statement_bounds, and the open sides.

    A current statement without a stated begin is a dvg:OpenBegin, one without an end a
    dvg:OpenEinde.
    """
    rule = _Rule(quads)
    names = [f" {predicate} " for predicate in _BOUNDS]
    lines, sides = [], []
    for statement in rule.statements:
        subject = str(statement)
        for name, day in zip(names, rule.bounds(statement), strict=True):
            lines.append(f"{subject}{name}{_literal(day)} .\n")
        sides += [f"{subject} <{TYPE}> {side} .\n" for side in rule.open_sides(statement)]
    return "".join(lines).encode(), "".join(sides).encode()


def _boundary(value: Term) -> Boundary:
    if isinstance(value, Literal):
        return parse_boundary(value.value, value.datatype.value)
    raise InputError(*explained("errors.derive", "not a literal", value=value))


def _envelope(bounds: list[Bounds]) -> Bounds | None:
    if len(bounds) < 2:
        return bounds[0] if bounds else None
    first_van, last_van, first_tot, last_tot = zip(*bounds, strict=True)
    return Bounds(min(first_van), max(last_van), min(first_tot), max(last_tot))


class _Rule:
    """The quads of the rule, indexed once; each thing and event is computed once."""

    def __init__(self, quads: Iterable[Quad]) -> None:
        index: Index = {name: {} for name in (TYPE, *READ)}
        for subject, predicate, value, _ in quads:
            if (nodes := index.get(predicate.value)) is not None:
                nodes.setdefault(subject, []).append(value)
        self._index = index
        self._existence: dict[Term, list[Term]] = {}
        self._current: set[Term] = set()
        self._is_existence: set[Term] = set()
        self.statements: list[Term] = []
        for node, types in index[TYPE].items():
            names = {kind.value for kind in types if isinstance(kind, NamedNode)}
            if names.isdisjoint(STATEMENT_KINDS):
                continue
            self.statements.append(node)
            if CURRENT in names:
                self._current.add(node)
            if BESTAAN in names:
                self._is_existence.add(node)
                for thing in index[_OVER].get(node, ()) if CURRENT in names else ():
                    self._existence.setdefault(thing, []).append(node)
        self._makers = self._events(_RESULT, _ORIGINAL, lambda kinds: not kinds & _KEEPING)
        self._enders = self._events(_ORIGINAL, _RESULT, lambda kinds: bool(kinds & _ENDING))
        self._things: dict[Term, Bounds | None] = {}
        self._begun: set[Term] = set()
        self._ended: set[Term] = set()

    def _events(
        self, role: str, other: str, counts: Callable[[set[str]], bool]
    ) -> dict[Term, list[Term]]:
        """Return, for each thing in one role and not also the other, its relevant events."""
        events: dict[Term, list[Term]] = {}
        for event, things in self._index[role].items():
            if not counts({str(kind)[1:-1] for kind in self._index[TYPE].get(event, ())}):
                continue
            also = self._index[other].get(event, ())
            for thing in things:
                if thing not in also:
                    events.setdefault(thing, []).append(event)
        return events

    def bounds(self, statement: Term) -> Bounds:
        """Return the bounds of a statement: its own, else those of events or of its subjects."""
        if statement in self._is_existence:
            return self._of_existence(statement)
        subjects = [
            bounds
            for name in _SUBJECTS
            for thing in self._index[name].get(statement, ())
            if (bounds := self._of_thing(thing))
        ]
        return self._own(statement, subjects=subjects)

    def open_sides(self, statement: Term) -> Iterator[NamedNode]:
        """Yield dvg:OpenBegin and dvg:OpenEinde of a current statement; call ``bounds`` before.

        A begin is stated by an own date or by the event that makes the thing. So is an end, or by
        the end of the subject, unless nobody says whether the statement held so long.
        """
        if statement in self._current and statement not in self._begun:
            yield _OPEN_BEGIN
        if statement in self._current and statement not in self._ended:
            yield _OPEN_END

    def _of_thing(self, thing: Term) -> Bounds | None:
        if thing not in self._things:
            existence = self._existence.get(thing, ())
            self._things[thing] = _envelope([self._of_existence(node) for node in existence])
        return self._things[thing]

    def _of_existence(self, statement: Term) -> Bounds:
        things = self._index[_OVER].get(statement, ())
        made = [b for thing in things for b in self._dated(self._makers.get(thing, ()), True)]
        ended = [b for thing in things for b in self._dated(self._enders.get(thing, ()), False)]
        return self._own(statement, made=_envelope(made), ended=_envelope(ended))

    def _dated(self, events: Iterable[Term], stated: bool) -> Iterator[Bounds]:
        """Yield the bounds of the events' current Bestaan; with ``stated``, only of the dated ones.

        An undated event that creates a version says nothing of its start; one that ends it still
        says that it ended.
        """
        for event in events:
            for node in self._existence.get(event, ()):
                if not stated or self._read(_VAN, node) or self._read(_SEEN, node):
                    yield self._own(node)

    def _read(self, name: str, statement: Term) -> list[Boundary]:
        boundaries: list[Boundary] = []
        for value in self._index[name].get(statement, ()):
            try:
                boundaries.append(_boundary(value))
            except InputError:
                continue  # date_faults reports it
        return boundaries

    # Long since the start needs the end and the end the start: the rules stand in their order.
    def _own(
        self,
        statement: Term,
        *,
        made: Bounds | None = None,
        ended: Bounds | None = None,
        subjects: Sequence[Bounds] = (),
    ) -> Bounds:
        van, tot, seen = (self._read(name, statement) for name in _DATES)
        # The start; its latest day is None until the end is known.
        van_vroegst, van_laatst = FIRST, min((day.last for day in seen), default=None)
        if van:
            van_vroegst = min(day.first for day in van)
            cap, van_laatst = van_laatst, max(day.last for day in van)
            # Attested before its earliest start: they conflict, and the cap would claim certainty.
            if cap and cap >= van_vroegst and any(day.open_end for day in van):
                van_laatst = min(cap, van_laatst)
        elif made:
            van_vroegst, van_laatst = made.van_vroegst, made.van_laatst
        else:
            for subject in subjects:
                van_vroegst = max(van_vroegst, subject.van_vroegst)
        if (van or made) and van_vroegst > FIRST:
            self._begun.add(statement)
        # The end.
        tot_vroegst, tot_laatst = LAST, LAST
        end_unknown = False
        if tot:
            tot_vroegst = min(day.first for day in tot)
            tot_laatst = max(day.end for day in tot)
        else:
            for flag in self._index[_UNKNOWN_END].get(statement, ()):
                if isinstance(flag, Literal) and flag.value in ("true", "1"):
                    end_unknown = True
                    tot_vroegst = next_day(max((van_vroegst, *(day.first for day in seen))))
            if ended:
                tot_vroegst, tot_laatst = ended.van_vroegst, ended.van_laatst
            for subject in subjects:
                tot_vroegst = min(tot_vroegst, subject.tot_vroegst)
                tot_laatst = min(tot_laatst, subject.tot_laatst)
        if tot_laatst < LAST and (tot or ended or not end_unknown):
            self._ended.add(statement)
        if van_laatst is None:
            # An unknown earliest end says nothing of the latest start.
            unknown = end_unknown or tot_vroegst == FIRST
            van_laatst = max(tot_laatst if unknown else tot_vroegst, van_vroegst)
        elif van and any(day.open_end for day in van):
            # It began before it ended, so its end limits its start.
            van_laatst = min(van_laatst, max(tot_laatst, van_vroegst))
        return Bounds(van_vroegst, van_laatst, tot_vroegst, tot_laatst)
