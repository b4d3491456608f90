"""The spells and fates of tasks and services, with a fate for every spell that ended."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from dvgraph.derive.periods import Bounds
from dvgraph.errors import UseError
from dvgraph.labels.subgraph import Subgraph
from dvgraph.ledgers.spells import Joint, Spell, joined, joints, regardless_of_role
from dvgraph.lineage.descent import descendants
from dvgraph.locale.reader import explained
from dvgraph.namespaces import BASE, LAST, path
from dvgraph.rdf.oxigraph import Term
from dvgraph.rdf.terms import value
from dvgraph.store.binding import support
from dvgraph.things.statements import sought

if TYPE_CHECKING:
    from dvgraph.store.protocol import Store

_FATE = f"{BASE}concept/takenlot/"
_SOUGHT = f"{BASE}concept/gezocht/lot-van-taak"
CONTINUED, SPLIT, WIDENED, MOVED, DROPPED, UNKNOWN = (
    _FATE + word
    for word in ("voortgezet", "gesplitst", "verruimd", "overgedragen", "stopgezet", "onbekend")
)


@dataclass(frozen=True, slots=True)
class Fate:
    """The fate of a thing at the end of an organisation's spell, or during it.

    ``fate``: a concept.
    ``spell``: the spell that ended (None without a known organisation).
    ``target``: the new task or organisation, or empty.
    ``origin``: how the fate is known: ``stated`` by ``statements``, ``derived`` from the next
    organisation, ``gap`` (searched for and not found; ``gap`` is its IRI) or ``silent`` (nothing
    recorded).
    ``days``: its first and last possible day.
    """

    thing: str
    spell: Spell | None
    fate: str
    target: str
    origin: str
    days: tuple[date, date]
    statements: tuple[str, ...] = ()
    gap: str = ""


@dataclass(frozen=True, slots=True)
class Life:
    """The history of a task or service.

    ``spells``: the periods of its organisations, joined over roles. ``roles``: the spells of each
    role. ``joints``: the transitions between the spells.
    """

    thing: str
    spells: tuple[Spell, ...]
    roles: tuple[Spell, ...]
    fates: tuple[Fate, ...]
    joints: tuple[Joint, ...]

    @property
    def began(self) -> date:
        """The latest possible day of its begin; the last day of the calendar if unknown."""
        days = [
            *(one.bounds.van_laatst for one in self.spells),
            *(one.days[0] for one in self.fates),
        ]
        return min(days, default=LAST)


@dataclass(frozen=True, slots=True)
class TaskLedger:
    """The histories of tasks and services, ordered by start.

    ``focus``: the IRI of the ledger's subject; ``graph``: the subgraph with labels and passages.
    """

    lives: tuple[Life, ...]
    focus: str
    today: date
    graph: Subgraph


@dataclass(frozen=True, slots=True)
class FateSources:
    """The facts in a store that determine fates; ``descends(a, b)``: b is a descendant of a."""

    stated: dict[str, list[Fate]]
    stopped: dict[str, tuple[str, date, date]]
    gaps: dict[str, str]
    descends: Callable[[str, str], bool]
    today: date


def ledger(
    store: "Store", focus: str = "", lang: str = "nl", today: date | None = None
) -> TaskLedger:
    """Return the history of each task and service: of one, of those of an organisation, or of all.

    ``focus`` is the IRI of a task, service, organisation version or continuing organisation. Raises
    UseError for any other thing, and for one that never had a task.
    """
    day = today or date.today()
    spells = _spells(store)
    facts = FateSources(
        stated=_stated(store),
        stopped=_stopped(store),
        gaps=sought(store, _SOUGHT),
        descends=_kinship(store),
        today=day,
    )
    of: dict[str, list[Spell]] = {thing: [] for thing in facts.stated}
    for spell in spells:
        of.setdefault(spell.thing, []).append(spell)
    lives = [life(thing, of[thing], facts) for thing in _wanted(store, of, focus)]
    lives.sort(key=lambda one: (one.began, one.thing))
    graph = Subgraph(store, lang)
    graph.expect(_named(lives))
    return TaskLedger(lives=tuple(lives), focus=focus, today=day, graph=graph)


def life(thing: str, spells: Iterable[Spell], facts: FateSources) -> Life:
    """Return the history of a thing from its spells, with a fate for every spell that ended."""
    roles = joined(spells)
    whole = regardless_of_role(roles)
    stated = facts.stated.get(thing, [])
    fates = [
        fate for spell in whole if spell.ended(facts.today) for fate in _fates(spell, whole, facts)
    ]
    used = {fate.statements for fate in fates if fate.origin == "stated"}
    fates += [fate for fate in stated if fate.statements not in used]
    fates.sort(key=lambda fate: (fate.days, fate.fate, fate.target))
    return Life(
        thing=thing,
        spells=tuple(whole),
        roles=tuple(roles),
        fates=tuple(fates),
        joints=tuple(one for one in joints(whole) if not _divided(one, fates)),
    )


def _divided(joint: Joint, fates: Iterable[Fate]) -> bool:
    """Return whether two organisations had a thing at once because it was divided between them."""
    both = {joint.earlier.organisation, joint.later.organisation}
    days: dict[tuple[date, date], set[str]] = {}
    for fate in fates:
        if fate.fate == SPLIT and fate.origin == "stated":
            days.setdefault(fate.days, set()).add(fate.target)
    return joint.kind != "gap" and any(both <= targets for targets in days.values())


def _fates(spell: Spell, whole: list[Spell], facts: FateSources) -> list[Fate]:
    """Return the fates of a thing at the end of a spell: stated, else derived, else unknown."""
    ended, gone = spell.bounds[2:]
    stated = [
        replace(fate, spell=spell)
        for fate in facts.stated.get(spell.thing, [])
        if fate.target != spell.organisation and fate.days[0] <= gone and fate.days[1] >= ended
    ]
    if stated:
        return stated
    days = (ended, gone)
    silent = Fate(
        thing=spell.thing, spell=spell, fate=UNKNOWN, target="", origin="silent", days=days
    )
    if heirs := _heirs(spell, whole):
        return [
            Fate(
                thing=spell.thing,
                spell=spell,
                fate=_derived(spell, one, len(heirs), facts),
                target=one.organisation,
                origin="derived",
                days=days,
                statements=one.statements,
            )
            for one in heirs
        ]
    stop = facts.stopped.get(spell.thing)
    if stop and stop[1] <= gone and stop[2] >= ended:
        return [replace(silent, fate=DROPPED, origin="derived", statements=(stop[0],))]
    sought = [facts.gaps[one] for one in (spell.thing, *spell.statements) if one in facts.gaps]
    if sought:
        return [replace(silent, origin="gap", gap=sought[0])]
    return [silent]


def _derived(spell: Spell, heir: Spell, heirs: int, facts: FateSources) -> str:
    if heirs > 1:
        return SPLIT
    had = heir.bounds.van_laatst < spell.bounds.tot_vroegst  # it already has the thing
    older, younger = spell.organisation, heir.organisation
    return CONTINUED if had or older == younger or facts.descends(older, younger) else MOVED


def _heirs(spell: Spell, whole: list[Spell]) -> list[Spell]:
    """Return the spells of the next organisations.

    These are spells that may have begun at the end of this one, else those that continued after it,
    else those that began first afterwards.
    """
    ended, gone = spell.bounds[2:]
    others = [one for one in whole if one != spell]
    after = [
        one
        for one in others
        if one.bounds.van_laatst >= ended and one.bounds.van_vroegst > spell.bounds.van_vroegst
    ]
    direct = [one for one in after if one.bounds.van_vroegst <= gone]
    beside = [one for one in others if one not in after and one.bounds.tot_vroegst > gone]
    # An organisation with two such spells counts once.
    return list({one.organisation: one for one in reversed(direct or beside or after[:1])}.values())


def _wanted(store: "Store", of: dict[str, list[Spell]], focus: str) -> list[str]:
    if not focus or focus in of:
        return [focus] if focus else list(of)
    versions = {focus, *Subgraph(store, "nl").mentions([focus], "gen:isTijdspecialisatieVan")}
    found = [
        thing for thing, spells in of.items() if any(one.organisation in versions for one in spells)
    ]
    if not found:
        raise UseError(*explained("errors.ledgers", "no tasks"), where=path(focus))
    return found


def _spells(store: "Store") -> list[Spell]:
    return [
        Spell(
            thing=value(thing),
            organisation=value(organisation),
            role=value(role),
            bounds=Bounds(_day(first), _day(last), _day(ends), _day(gone)),
            statements=(value(statement),),
            open=value(unknown) in ("true", "1"),
        )
        for statement, thing, organisation, role, first, last, ends, gone, unknown in store.select(
            support("task-spells")
        ).rows
    ]


def _stated(store: "Store") -> dict[str, list[Fate]]:
    found: dict[str, list[Fate]] = {}
    for statement, thing, fate, target, *days in store.select(support("task-fates")).rows:
        known = found.setdefault(value(thing), [])
        known.append(
            Fate(
                thing=value(thing),
                spell=None,
                fate=value(fate),
                target=value(target),
                origin="stated",
                days=(_day(days[0]), _day(days[1])),
                statements=(value(statement),),
            )
        )
    return found


def _stopped(store: "Store") -> dict[str, tuple[str, date, date]]:
    return {
        value(thing): (value(statement), _day(first), _day(last))
        for statement, thing, first, last in store.select(support("task-ends")).rows
    }


def _kinship(store: "Store") -> Callable[[str, str], bool]:
    known = descendants(store)
    return lambda older, younger: younger in known.get(older, ())


def _named(lives: Iterable[Life]) -> Iterator[str]:
    """Yield the IRIs in the ledger: things, statements, fates and gaps."""
    for one in lives:
        yield one.thing
        for spell in one.roles:
            yield from spell.statements
        for fate in one.fates:
            yield from (*fate.statements, fate.fate, fate.gap)


def _day(term: Term | None) -> date:
    return date.fromisoformat(value(term))
