"""The period of each statement: four bounds, from its own dates, its thing or an event.

A statement's own dates come first. The Bestaan of a version without van begins with the event that
creates the version; without tot, it ends with the event that ends it. The sides that are still open
are then clipped by the things that must exist at the same time (``clipping``). Clipping proceeds in
levels and never goes back (grounds and events, then the Bestaan of things, then their lives, a
parent's before its units', then everything else), so that circular data cannot make it loop.
``dates`` reads dates, margins included.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from dvgraph.derive.clipping import Bounds, Life, OwnDates, clipped, joined, settled, since
from dvgraph.derive.dates import XSD_DATE, Boundary, bounds_of_literal, parse_boundary
from dvgraph.errors import InputError
from dvgraph.locale.reader import explained
from dvgraph.namespaces import BASE, DVG, ELI, FIRST, GENERIEK, LAST, ORG, ORGVL, TYPE
from dvgraph.rdf.oxigraph import Literal, NamedNode, Quad, Term, Triple
from dvgraph.rdf.terms import as_triple

__all__ = [
    "Bounds",
    "DateFault",
    "bounds_of_literal",
    "date_faults",
    "is_readable",
    "periods_text",
    "statement_bounds",
]


def _dvg(*names: str) -> tuple[str, ...]:
    return tuple(DVG + name for name in names)


BESTAAN, CURRENT, _FIGURE = _dvg("Bestaan", "GeldendeUitspraak", "Cijfer")
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
# Events after which an organisation on the original side no longer exists.
# A transfer or a repositioning does not end it.
ENDING = frozenset(
    (
        *(ORGVL + name for name in ("Fusie", "Splitsing", "Vervanging", "Stopzetting")),
        *_dvg("Opslorping", "Naamswijziging", "Rechtsvormwijziging"),
    )
)
# Events that create no version: the organisation that takes over a task or unit existed before.
_KEEPING = frozenset(_dvg("Overdracht", "Herpositionering", "Taakwijziging"))
DATES = _VAN, _TOT, _SEEN = _dvg("van", "tot", "gezienOp")
_OVER, _UNKNOWN_END = _dvg("over", "totOnbekend")
_ORIGINAL, _RESULT = ORG + "originalOrganization", ORG + "resultingOrganization"
_ABOUT, _OBJECT, _RELATION, _TOGETHER = _dvg("onderwerp", "voorwerp", "betrekking", "samenBestaan")
_SUBJECTS = (*_dvg("organisatie", "onderwerp", "betreft", "functie"), ORG + "organization")
_POST_IN, _UNIT_OF = ORG + "postIn", ORG + "unitOf"
_VERSION_OF = GENERIEK + "isTijdspecialisatieVan"
_GROUND, _ACT, _ACT_DATE = DVG + "grond", ELI + "realizes", ELI + "date_document"
_PARENT = NamedNode(BASE + "concept/betrekking/ouder")
_BOUNDS = tuple(map(NamedNode, _dvg("vanVroegst", "vanLaatst", "totVroegst", "totLaatst")))
_OPEN_BEGIN, _OPEN_END, _OUTSIDE = map(NamedNode, _dvg("OpenBegin", "OpenEinde", "valtBuiten"))
_DATE = NamedNode(XSD_DATE)
# The input of the rule: predicates, and the classes of nodes.
READ = frozenset(
    (
        *(*DATES, _OVER, _UNKNOWN_END, _ORIGINAL, _RESULT, *_SUBJECTS, _OBJECT, _RELATION),
        *(_TOGETHER, _POST_IN, _UNIT_OF, _VERSION_OF, _GROUND, _ACT, _ACT_DATE),
    )
)
_UNIT, _LAW = ORG + "OrganizationalUnit", ELI + "LegalResource"
CLASSES = STATEMENT_KINDS | _KEEPING | ENDING | {CURRENT, _UNIT, _LAW}

Index = dict[str, dict[Term, list[Term]]]


class DateFault(NamedTuple):
    """An unreadable date: the triple that has it, and why it is unreadable (``problem``)."""

    subject: Term
    predicate: NamedNode
    value: Term
    problem: str


def is_readable(value: Term) -> bool:
    """Return whether a term is a date within the profile."""
    try:
        _boundary(value)
    except InputError:
        return False
    return True


def date_faults(quads: Iterable[Quad]) -> list[DateFault]:
    """Return every dvg:van, dvg:tot and dvg:gezienOp that is ill-formed or outside the profile.

    ``statement_bounds`` ignores such a date, so that one mistake does not make all the data
    unreadable; its caller must report the faults.
    """
    faults = []
    for subject, predicate, value, _ in quads:
        if predicate.value in DATES:
            try:
                _boundary(value)
            except InputError as error:
                faults.append(DateFault(subject, predicate, value, str(error)))
    return faults


def statement_bounds(quads: Iterable[Quad]) -> list[Triple]:
    """Return dvg:vanVroegst, vanLaatst, totVroegst and totLaatst (xsd:date) of every statement.

    ``quads`` are the asserted quads with those already derived. Only statements of type
    dvg:GeldendeUitspraak influence the bounds of others.
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


def periods_text(quads: Iterable[Quad]) -> tuple[bytes, bytes, bytes]:
    """Return three N-Triples texts: bounds as in ``statement_bounds``, open sides, and conflicts.

    A current statement without a stated begin is a dvg:OpenBegin; without a stated end, a
    dvg:OpenEinde. If a statement cannot lie within the life of a thing, dvg:valtBuiten links it to
    that thing.
    """
    rule = _Rule(quads)
    names = [f" {predicate} " for predicate in _BOUNDS]
    lines, sides, outside = [], [], []
    for statement in rule.statements:
        subject = str(statement)
        for name, day in zip(names, rule.bounds(statement), strict=True):
            lines.append(f"{subject}{name}{_literal(day)} .\n")
        if statement in rule.current:
            sides += [f"{subject} <{TYPE}> {side} .\n" for side in rule.open_sides(statement)]
            things = dict.fromkeys(rule.outside.get(statement, ()))
            outside += [f"{subject} {_OUTSIDE} {thing} .\n" for thing in things]
    return "".join(lines).encode(), "".join(sides).encode(), "".join(outside).encode()


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
    """The quads for the rule, indexed; the result for each thing and event is computed once."""

    def __init__(self, quads: Iterable[Quad]) -> None:
        index: Index = {name: {} for name in (TYPE, *READ)}
        for subject, predicate, value, _ in quads:
            if (nodes := index.get(predicate.value)) is not None:
                nodes.setdefault(subject, []).append(value)
        self._index = index
        self._existence: dict[Term, list[Term]] = {}
        self._is_existence: set[Term] = set()
        self._figures: set[Term] = set()
        self._units = set(index[_UNIT_OF])
        self._acts = {*index[_ACT], *index[_ACT_DATE]}
        self._dates: dict[Term, OwnDates] = {}
        self._lives: dict[Term, Life] = {}
        self.current: set[Term] = set()
        self.outside: dict[Term, list[Term]] = {}
        self.statements: list[Term] = []
        self._sort_nodes()
        self._makers = self._events(_RESULT, lambda kinds: not kinds & _KEEPING)
        self._enders = self._events(_ORIGINAL, lambda kinds: bool(kinds & ENDING))
        self._together = {
            relation: any(map(_true, values)) for relation, values in index[_TOGETHER].items()
        }
        self._versions = _inverse(index[_VERSION_OF])
        self._parents = self._recorded_parents()
        self._fill_lives()

    def _sort_nodes(self) -> None:
        """Collect the acts, events, existences and other nodes by their classes."""
        for node, types in self._index[TYPE].items():
            names = {kind.value for kind in types if isinstance(kind, NamedNode)}
            if _UNIT in names:
                self._units.add(node)
            if _LAW in names:
                self._acts.add(node)
            if names.isdisjoint(STATEMENT_KINDS):
                continue
            self.statements.append(node)
            if CURRENT in names:
                self.current.add(node)
            if _FIGURE in names:
                self._figures.add(node)
            if BESTAAN in names:
                self._is_existence.add(node)
                for thing in self._index[_OVER].get(node, ()) if CURRENT in names else ():
                    self._existence.setdefault(thing, []).append(node)

    def _events(self, role: str, counts: Callable[[set[str]], bool]) -> dict[Term, list[Term]]:
        """Return the events of each thing that has a role in them."""
        events: dict[Term, list[Term]] = {}
        for event, things in self._index[role].items():
            if not counts({str(kind)[1:-1] for kind in self._index[TYPE].get(event, ())}):
                continue
            for thing in things:
                events.setdefault(thing, []).append(event)
        return events

    def _recorded_parents(self) -> dict[Term, dict[Term, list[Term]]]:
        """Return the parents of each unit, each with the current relations that name it."""
        found: dict[Term, dict[Term, list[Term]]] = {}
        for unit, parents in self._index[_UNIT_OF].items():
            found[unit] = {parent: [] for parent in parents}
        for relation, kinds in self._index[_RELATION].items():
            if _PARENT in kinds and relation in self.current:
                for unit in self._index[_ABOUT].get(relation, ()):
                    for parent in self._index[_OBJECT].get(relation, ()):
                        if unit in self._units:
                            found.setdefault(unit, {}).setdefault(parent, []).append(relation)
        return found

    def bounds(self, statement: Term) -> Bounds:
        """Return the bounds of a statement, clipped to the lives of the things that it needs."""
        return settled(self._final(statement))

    def open_sides(self, statement: Term) -> Iterator[NamedNode]:
        """Yield dvg:OpenBegin and dvg:OpenEinde for the open sides of a statement.

        A begin is known from the statement's own date or from the event that created its subject.
        An end is known likewise, or from the end of the subject, unless dvg:totOnbekend says that
        the sources do not tell whether it lasted.
        """
        dates = self._final(statement)
        if not dates.begun or dates.van_vroegst == FIRST:
            yield _OPEN_BEGIN
        if dates.tot_laatst == LAST or dates.end_unknown:
            yield _OPEN_END

    def _final(self, statement: Term) -> OwnDates:
        if statement in self._is_existence:
            things = self._index[_OVER].get(statement, ())
            return self._within(statement, [(one, self._above(one)) for one in things])
        if statement not in self._dates:
            self._dates[statement] = self._within(statement, self._limits(statement))
        return self._dates[statement]

    def _limits(self, statement: Term) -> Iterator[tuple[Term, Life]]:
        """Yield the things that must exist while a statement is in force, each with its life."""
        figure = statement in self._figures
        for name in _SUBJECTS:
            for thing in self._index[name].get(statement, ()):
                # A figure may measure a post or unit at a time when it is unknown where that
                # belonged.
                life = self._direct(thing) if figure else self._life(thing)
                bodies = self._index[_POST_IN].get(thing)
                yield bodies[0] if bodies and thing not in self._existence else thing, life
        kinds = self._index[_RELATION].get(statement, ())
        together = [self._together[kind] for kind in kinds if kind in self._together]
        for thing in self._index[_OBJECT].get(statement, ()):
            if any(together):
                yield thing, self._life(thing)
            elif not together and thing in self._acts and (day := self._act_day(thing)):
                yield thing, since(day)

    def _within(self, statement: Term, limits: Iterable[tuple[Term, Life]]) -> OwnDates:
        """Return the dates of a statement within lives; note the lives that it does not fit."""
        existing = statement in self._is_existence
        dates = self._existing(statement) if existing else self._grounded(statement)
        inexact = not existing and statement not in self._figures
        return self._clipped(statement, dates, limits, inexact=inexact)

    def _clipped(
        self,
        statement: Term,
        dates: OwnDates,
        limits: Iterable[tuple[Term, Life]],
        *,
        inexact: bool = False,
    ) -> OwnDates:
        for thing, life in limits:
            if not life:
                continue
            # A statement on an act dated by a year alone may have begun in that year before the
            # act.
            if narrow := clipped(dates, life, inexact=inexact and thing not in self._acts):
                dates = narrow
            else:
                self.outside.setdefault(statement, []).append(thing)
        return dates

    def _life(self, thing: Term) -> Life:
        """Return a thing's existences within those of its parent; empty if none is known."""
        if thing in self._lives:
            return self._lives[thing]
        return self._direct(thing)

    def _direct(self, thing: Term) -> Life:
        """Return a thing's existences by its own current Bestaan, unclipped."""
        return joined(
            (settled(self._existing(node)) for node in self._existence.get(thing, ())),
            readings=True,
        )

    def _fill_lives(self) -> None:
        """Compute the life of each unit, post and continuing organisation, parents first.

        In a circle, each of them uses the unclipped existences of the others.
        """
        waits = {thing: self._hangs_on(thing) for thing in self._hanging()}
        below = _inverse(waits)
        left = {thing: sum(one in waits for one in above) for thing, above in waits.items()}
        ready = [thing for thing, count in left.items() if not count]
        for thing in ready:  # grows during the loop
            self._lives[thing] = self._hung(thing)
            for one in below.get(thing, ()):
                left[one] -= 1
                if not left[one]:
                    ready.append(one)
        self._lives |= {thing: self._hung(thing) for thing, count in left.items() if count}

    def _hanging(self) -> set[Term]:
        return {*self._parents, *self._index[_POST_IN], *self._versions}

    def _hangs_on(self, thing: Term) -> list[Term]:
        parents, bodies = self._parents.get(thing, ()), self._index[_POST_IN].get(thing, ())
        return list(dict.fromkeys((*parents, *bodies, *self._versions.get(thing, ()))))

    def _hung(self, thing: Term) -> Life:
        """Return the life of a thing that depends on others.

        The lives of these others are already computed.
        """
        own = self._existence.get(thing, ())
        if thing in self._versions:
            lives = [self._life(version) for version in self._versions[thing]]
            lives += [self._direct(thing)] if own else []
            known = [one for life in lives for one in life] if all(lives) else []
            # There may be gaps between versions: the organisation existed from the first to the
            # last.
            whole = joined(known)
            return (Bounds(*whole[0][:2], *whole[-1][2:]),) if whole else ()
        above = self._above(thing)
        if not own:
            return above
        narrow = (clipped(self._existing(node), above) if above else None for node in own)
        pairs = zip(narrow, own, strict=True)
        return joined((settled(one or self._existing(node)) for one, node in pairs), readings=True)

    def _above(self, thing: Term) -> Life:
        """Return the life of a thing's parents: the body of a post, or the parents of a unit.

        Empty if the life of one of the parents is unknown.
        """
        parents = self._parents.get(thing, {})
        above = (*self._index[_POST_IN].get(thing, ()), *parents)
        lives = {one: self._life(one) for one in above}
        if not lives or not all(lives.values()):
            return ()
        life = joined(one for life in lives.values() for one in life)
        # If a unit joined or left a parent on a stated day, it may have had another before or
        # after.
        dates = {one: [self._own(by) for by in found] for one, found in parents.items()}
        came = {one for one, found in dates.items() if found and all(day.begun for day in found)}
        left = {one for one, found in dates.items() if found and all(day.ended for day in found)}
        if came:
            rest = [one for name, life in lives.items() if name not in came for one in life]
            first = min((one.van_vroegst for one in rest), default=FIRST)
            life = (life[0]._replace(van_vroegst=first), *life[1:])
        if left:
            rest = [one for name, life in lives.items() if name not in left for one in life]
            ends = max(((one.tot_laatst, one.tot_vroegst) for one in rest), default=(LAST, LAST))
            life = (*life[:-1], life[-1]._replace(tot_vroegst=ends[1], tot_laatst=ends[0]))
        return life

    def _grounded(
        self, statement: Term, made: Bounds | None = None, ended: Bounds | None = None
    ) -> OwnDates:
        """Return a statement's dates; its ground limits the start, unless stated otherwise."""
        grounds = () if statement in self._figures else self._grounds(statement)
        return self._clipped(statement, self._own(statement, made, ended), grounds)

    def _grounds(self, statement: Term) -> Iterator[tuple[Term, Life]]:
        """Yield the earliest ground of a statement, which limits its earliest start."""
        grounds = self._index[_GROUND].get(statement, ())
        days = {ground: self._act_day(ground) for ground in grounds}
        known = {ground: day for ground, day in days.items() if day}
        if known and len(known) == len(days):
            ground = min(known, key=lambda one: (known[one], str(one)))
            yield ground, since(known[ground])

    def _act_day(self, act: Term) -> date | None:
        """Return the earliest day of an act or decision, by its current Bestaan or its own date."""
        acts = (act, *self._index[_ACT].get(act, ()))
        nodes = [node for one in acts for node in self._existence.get(one, ())]
        days = [day.first for node in nodes for day in self._read(_VAN, node)]
        days += [day.first for one in acts for day in self._read(_ACT_DATE, one)]
        return min((day for day in days if day > FIRST), default=None)

    def _existing(self, statement: Term) -> OwnDates:
        """Return the dates of a Bestaan: its own, else those of the events that begin or end it."""
        if statement not in self._dates:
            things = self._index[_OVER].get(statement, ())
            made = [b for thing in things for b in self._dated(self._makers.get(thing, ()), True)]
            gone = [b for thing in things for b in self._dated(self._enders.get(thing, ()), False)]
            own = self._own(statement)
            # If a thing ended and was founded again, only the events of this existence count.
            made = [one for one in made if one.van_vroegst <= own.tot_laatst]
            gone = [one for one in gone if one.van_laatst >= own.van_vroegst]
            self._dates[statement] = self._grounded(statement, _envelope(made), _envelope(gone))
        return self._dates[statement]

    def _dated(self, events: Iterable[Term], stated: bool) -> Iterator[Bounds]:
        """Yield the bounds of events by their current Bestaan; ``stated``: of dated events only.

        An undated event that creates a version gives no start date; an undated event that ends it
        still shows that it ended.
        """
        for event in events:
            for node in self._existence.get(event, ()):
                if not stated or self._read(_VAN, node) or self._read(_SEEN, node):
                    yield settled(self._grounded(node))

    def _read(self, name: str, statement: Term) -> list[Boundary]:
        boundaries: list[Boundary] = []
        for value in self._index[name].get(statement, ()):
            try:
                boundaries.append(_boundary(value))
            except InputError:
                continue  # ``date_faults`` reports it
        return boundaries

    def _own(
        self, statement: Term, made: Bounds | None = None, ended: Bounds | None = None
    ) -> OwnDates:
        """Return a statement's dates; the dates of an event fill in for those it lacks."""
        van, tot, seen = (self._read(name, statement) for name in DATES)
        dates = OwnDates(
            van_laatst=min((day.last for day in seen), default=None),
            seen=tuple((day.first, day.last) for day in seen),
        )
        if van:
            first, last = min(day.first for day in van), max(day.last for day in van)
            by_end = any(day.open_end for day in van)
            # Attested before its earliest start: the two conflict, and a limit would claim
            # certainty.
            if by_end and dates.van_laatst and dates.van_laatst >= first:
                last = min(dates.van_laatst, last)
            dates = dates._replace(van_vroegst=first, van_laatst=last, begun=True, by_end=by_end)
        elif made:
            dates = dates._replace(van_vroegst=made[0], van_laatst=made[1], begun=True)
        if tot:
            first, last = min(day.first for day in tot), max(day.end for day in tot)
            return dates._replace(tot_vroegst=first, tot_laatst=last, ended=True)
        if ended:
            return dates._replace(tot_vroegst=ended[0], tot_laatst=ended[1], ended=True)
        return dates._replace(
            end_unknown=any(map(_true, self._index[_UNKNOWN_END].get(statement, ())))
        )


def _true(value: Term) -> bool:
    return isinstance(value, Literal) and value.value in ("true", "1")


def _inverse(edges: Mapping[Term, Iterable[Term]]) -> dict[Term, list[Term]]:
    found: dict[Term, list[Term]] = {}
    for one, others in edges.items():
        for other in others:
            found.setdefault(other, []).append(one)
    return found
