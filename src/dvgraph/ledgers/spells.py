"""Spells: periods in which an organisation had a task, joined if adjacent; gaps and overlaps."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations
from typing import Literal as OneOf

from dvgraph.derive.periods import Bounds
from dvgraph.namespaces import LAST

Seam = OneOf["gap", "overlap", "unclear"]


@dataclass(frozen=True, slots=True, order=True)
class Spell:
    """A period in which an organisation had a thing, in a role (empty: in any role).

    ``statements``: the statements that give it, sorted; ``open``: True if none states its end.
    """

    thing: str
    organisation: str
    role: str
    bounds: Bounds
    statements: tuple[str, ...]
    open: bool = False

    def ended(self, today: date) -> bool:
        """Return whether the spell ended by a day, certainly or possibly."""
        return self.bounds.tot_vroegst <= today and (self.bounds.tot_laatst < LAST or self.open)


@dataclass(frozen=True, slots=True)
class Joint:
    """The transition between two spells: a certain gap or overlap, or an unclear hand-over.

    ``bounds`` are those of the gap or overlap; for an unclear hand-over, all possible days.
    """

    kind: Seam
    earlier: Spell
    later: Spell
    bounds: Bounds


def joined(spells: Iterable[Spell]) -> list[Spell]:
    """Return spells, with adjacent spells of the same thing, organisation and role joined.

    Two spells are joined only if nothing is lost: the joined spell must be certain (or possible) on
    exactly the days on which one of them is. The result is sorted by thing, then by time.
    """
    groups: dict[tuple[str, str, str], list[Spell]] = {}
    for spell in sorted(set(spells), key=_order):
        group = groups.setdefault((spell.thing, spell.organisation, spell.role), [])
        while partner := next((one for one in group if _union(one.bounds, spell.bounds)), None):
            group.remove(partner)
            spell = _merged(partner, spell)
        group.append(spell)
    return sorted((one for group in groups.values() for one in group), key=_order)


def regardless_of_role(spells: Iterable[Spell]) -> list[Spell]:
    """Return the spells of organisations, joined over their roles."""
    return joined(replace(spell, role="") for spell in spells)


def joints(spells: Iterable[Spell]) -> list[Joint]:
    """Return the gaps, overlaps and unclear hand-overs between spells of one thing, by time."""
    found = [
        joint for a, b in combinations(sorted(spells, key=_order), 2) if (joint := _shared(a, b))
    ]
    before: list[Spell] = []
    for spell in sorted(spells, key=_order):
        if before:
            last = max(before, key=lambda one: (one.bounds.tot_laatst, one.bounds.tot_vroegst))
            sure = max(one.bounds.tot_vroegst for one in before)
            window = Bounds(sure, last.bounds.tot_laatst, *spell.bounds[:2])
            if window.van_laatst < window.tot_vroegst:
                found.append(Joint("gap", last, spell, window))
            elif window.van_vroegst < window.tot_laatst and not any(
                joint.later == spell for joint in found
            ):
                found.append(Joint("unclear", last, spell, _whole(window)))
        before.append(spell)
    return sorted(found, key=lambda joint: (joint.bounds, joint.kind))


def _shared(earlier: Spell, later: Spell) -> Joint | None:
    """Return the days on which two spells are both certain, or else both possible."""
    pairs = zip(earlier.bounds, later.bounds, strict=True)
    window = Bounds(*(pick(pair) for pick, pair in zip((max, max, min, min), pairs, strict=True)))
    if window.van_laatst < window.tot_vroegst:
        return Joint("overlap", earlier, later, window)
    if window.van_vroegst < window.tot_laatst:
        return Joint("unclear", earlier, later, _whole(window))
    return None


def _whole(window: Bounds) -> Bounds:
    """Return the bounds of a spell that is possible on all days of a window and certain on none."""
    first, last = window.van_vroegst, window.tot_laatst
    return Bounds(first, last, first, last)


def _order(spell: Spell) -> tuple[object, ...]:
    return (spell.thing, spell.bounds, spell.organisation, spell.role, spell.statements)


def _merged(one: Spell, other: Spell) -> Spell:
    bounds = _union(one.bounds, other.bounds)
    assert bounds
    last = [spell for spell in (one, other) if spell.bounds.tot_laatst == bounds.tot_laatst]
    return replace(
        one,
        bounds=bounds,
        statements=tuple(sorted({*one.statements, *other.statements})),
        open=bounds.tot_vroegst < LAST and any(spell.open for spell in last),
    )


def _union(one: Bounds, other: Bounds) -> Bounds | None:
    """Return bounds that are certain and possible on the same days as two given bounds together.

    None if no such bounds exist.
    """
    if max(one.van_vroegst, other.van_vroegst) > min(one.tot_laatst, other.tot_laatst):
        return None
    sure = [bounds for bounds in (one, other) if bounds.van_laatst < bounds.tot_vroegst]
    begins = [bounds.van_laatst for bounds in sure]
    ends = [bounds.tot_vroegst for bounds in sure]
    if sure and max(begins) > min(ends):
        return None
    if not sure:  # neither has certain days, so the union has none
        begins, ends = [min(one.van_laatst, other.van_laatst)], [min(one[2], other[2])]
    first = min(one.van_vroegst, other.van_vroegst)
    return Bounds(first, min(begins), max(ends), max(one.tot_laatst, other.tot_laatst))
