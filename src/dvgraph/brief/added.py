"""The tasks and services that the organisation gained since a day, each counted once.

The same statements answer the questions ``tasks-added`` and ``services-added``.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from dvgraph.brief.scope import BriefScope, in_period
from dvgraph.derive.states import IN_FORCE
from dvgraph.labels.subgraph import Subgraph
from dvgraph.ledgers import tasks
from dvgraph.locale.wording import Span, moment
from dvgraph.namespaces import LAST, XSD
from dvgraph.questions import question
from dvgraph.questions.agency import agency
from dvgraph.rdf.oxigraph import Literal, NamedNode, Term
from dvgraph.rdf.terms import plain
from dvgraph.store import binding
from dvgraph.things.sentences import kind

if TYPE_CHECKING:
    from dvgraph.store.protocol import Store, Table

CERTAINTIES = ("zeker", "mogelijk", "begin-onbekend")  # as named in the questions
_GONE = ("overgedragen", "stopgezet", "gesplitst")


@dataclass(frozen=True, slots=True)
class Gain:
    """A task or service that was gained, with the statements that show it.

    ``certainty``: one of ``CERTAINTIES``: the certainty of the surest statement.
    ``began``: the start in words.
    ``start``: the first and the last possible day of the start.
    ``grounds``: the decisions behind the gain.
    ``givers``: the other organisations that had the task or service before.
    ``lost``: the statements that the task or service was dropped or moved later.
    """

    thing: str
    label: str
    statements: tuple[str, ...]
    roles: tuple[str, ...]
    certainty: str
    began: str
    start: tuple[date, date]
    grounds: tuple[str, ...]
    givers: tuple[str, ...]
    doubts: tuple[str, ...]
    order: tuple[int, date, str]
    lost: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Gains:
    """All tasks and services in the answer to the question, each in exactly one of four groups.

    ``kept``: gained, and still held.
    ``ended``: gained, but no longer held.
    ``moved``: gained, but later dropped or moved to another organisation.
    ``continued``: held by the organisation already, under a former name.
    """

    kept: tuple[Gain, ...]
    ended: tuple[Gain, ...]
    moved: tuple[Gain, ...]
    continued: tuple[Gain, ...]

    def of(self, certainty: str) -> list[Gain]:
        """Return the kept gains with a certainty."""
        return [one for one in self.kept if one.certainty == certainty]

    @property
    def decided(self) -> dict[str, list[Gain]]:
        """The kept gains, by the decisions or frameworks on which they rest."""
        found: dict[str, list[Gain]] = {}
        for one in self.kept:
            for ground in one.grounds:
                found.setdefault(ground, []).append(one)
        return found


def _by_thing(
    graph: Subgraph, scope: BriefScope, table: "Table"
) -> dict[str, list[tuple[str, str]]]:
    """Return the statements for a brief by their thing, each with the certainty that it is new."""
    known = {*scope.within, *scope.before}
    rows: dict[str, list[tuple[str, str]]] = {}
    at = {name: table.variables.index(name) for name in ("uitspraak", "toegevoegd")}
    for row in table.rows:
        statement = plain(row[at["uitspraak"]])
        if statement in known:
            thing = graph.iri(statement, "dvg:taak", "dvg:dienst")
            said = (statement, plain(row[at["toegevoegd"]]))
            # A statement with several grounds has as many rows.
            if said not in rows.setdefault(thing, []):
                rows[thing].append(said)
    return rows


def gains(
    store: "Store",
    graph: Subgraph,
    scope: BriefScope,
    organisations: Sequence[str],
    days: tuple[date, date],
    asked: str,
) -> Gains:
    """Return the gains of organisations between two days, by the question ``asked``."""
    kept, ended, moved, continued = [list[Gain]() for _ in range(4)]
    if organisations:
        # The variables of both questions; their things are known, so no search by name is needed.
        since = Literal(days[0].isoformat(), datatype=NamedNode(f"{XSD}date"))
        given: dict[str, list[Term]] = {
            "sinds": [since],
            "organisatie": [NamedNode(one) for one in organisations],
        }
        table = store.select(binding.bind(question.get(asked).text, given))
        rows = _by_thing(graph, scope, table)
        gone = lost(graph, rows, scope.organisations, days)
        for thing, found in rows.items():
            # If the organisation had it under a former name, it did not begin with the present
            # name.
            fresh = [row for row in found if not _own(graph, scope, row[0])]
            gain = _gain(graph, scope, thing, found, fresh or found, gone[thing])
            if not fresh:
                continued.append(gain)
            elif gain.lost:
                moved.append(gain)
            elif not any(graph.state(one, days[1]) in IN_FORCE for one, _ in found):
                ended.append(gain)
            else:
                kept.append(gain)
    groups = (sorted(group, key=lambda one: one.order) for group in (kept, ended, moved, continued))
    return Gains(*map(tuple, groups))


# Long since a task falls into one of three groups by who had it, who has it and where it went.
def left(
    store: "Store", graph: Subgraph, scope: BriefScope, days: tuple[date, date], told: Gains
) -> dict[str, tuple[Gain, ...]]:
    """Return the tasks that ended or moved since the first day and that ``told`` lacks.

    They are those of the question ``tasks-ended-or-moved`` that the organisations had before the
    period, in three groups: ``moved``; ``ended``: held under a former name only; ``unheld``: moved
    tasks of which no source says who had them (only for the agency that the data is about).
    """
    since = Literal(days[0].isoformat(), datatype=NamedNode(f"{XSD}date"))
    text = question.get("tasks-ended-or-moved").text
    table = store.select(binding.bind(text, {"sinds": [since]}))
    at = table.variables.index("taak")
    groups = (told.kept, told.ended, told.moved, told.continued)
    known = {one.thing for group in groups for one in group}
    things = [
        one for one in dict.fromkeys(plain(row[at]) for row in table.rows) if one not in known
    ]
    held: dict[str, list[str]] = {thing: [] for thing in things}
    for one in graph.mentions(things, "dvg:taak"):
        duty = kind(graph, one) == "dvg:Verantwoordelijkheid"
        if duty and "dvg:GeldendeUitspraak" in graph.types(one):
            held[graph.iri(one, "dvg:taak")].append(one)
    own, main = set(scope.organisations), set(agency(store))
    found: dict[str, list[Gain]] = {"moved": [], "ended": [], "unheld": []}
    for thing, fates in lost(graph, things, own, days).items():
        gone = [one for one in fates if in_period(graph, one, *days)]
        mine = [
            one
            for one in held[thing]
            if own & set(graph.iris(one, "dvg:organisatie"))
            and in_period(graph, one, date.min, days[1])
        ]
        group = "moved" if gone else "ended"
        if not mine:
            group = "unheld" if gone and not held[thing] and own & main else ""
        elif not gone and any(graph.state(one, days[1]) in IN_FORCE for one in mine):
            group = ""
        if group:
            rows = [(one, CERTAINTIES[0]) for one in mine or gone]
            found[group].append(_gain(graph, scope, thing, rows, rows, gone))
    return {name: tuple(sorted(ones, key=lambda one: one.order)) for name, ones in found.items()}


def _gain(
    graph: Subgraph,
    scope: BriefScope,
    thing: str,
    rows: list[tuple[str, str]],
    fresh: list[tuple[str, str]],
    gone: list[str],
) -> Gain:
    lead, certainty = min(fresh, key=lambda row: (CERTAINTIES.index(row[1]), _start(graph, row[0])))
    statements = [one for one, _ in rows]
    first, last = _start(graph, lead)
    label = graph.label(thing)
    return Gain(
        thing=thing,
        label=label,
        statements=tuple(statements),
        roles=tuple(graph.label(one) for one in _each(graph, statements, "dvg:rol")),
        certainty=certainty,
        began=_began(graph, lead),
        start=(first, last),
        # What gave it under a former name did not give it now.
        grounds=tuple(_each(graph, [one for one, _ in fresh], "dvg:grond")),
        givers=tuple(
            graph.label(one)
            for one in _each(graph, statements, "dvg:eerderBij")
            if one not in scope.organisations
        ),
        doubts=tuple(dict.fromkeys(why for one in statements for why in graph.doubts(one))),
        order=(CERTAINTIES.index(certainty), last, f"{first}{label.lower()}"),
        # It may have been dropped earlier, and gained again.
        lost=tuple(one for one in gone if (_start(graph, one)[1]) >= first),
    )


def together(graph: Subgraph, kept: Sequence[Gain]) -> list[list[Gain]]:
    """Return the gains in groups that share a start, the grounds and a passage of a source.

    Two passages count as the same if they share more than one line; a single line, such as a
    heading, does not join gains. Passages without lines must be identical. A gain that shares a
    passage with two others joins these.
    """
    groups: list[list[Gain]] = []
    for one in kept:
        mine = [g for g in groups if any(_from_one(graph, one, other) for other in g)]
        joined = [other for group in mine for other in group]
        groups = [group for group in groups if group not in mine] + [[*joined, one]]
    for group in groups:
        group.sort(key=kept.index)
    return sorted(groups, key=lambda group: kept.index(group[0]))


def _from_one(graph: Subgraph, one: Gain, other: Gain) -> bool:
    if (one.began, one.grounds) != (other.began, other.grounds):
        return False
    mine, theirs = (
        [passage for each in gain.statements for passage in graph.passages(each)]
        for gain in (one, other)
    )
    return any(
        a.source == b.source
        and (len({*a.lines} & {*b.lines}) > 1 if a.lines and b.lines else a.iri == b.iri)
        for a in mine
        for b in theirs
    )


def _each(graph: Subgraph, statements: Iterable[str], name: str) -> list[str]:
    return list(dict.fromkeys(iri for one in statements for iri in graph.iris(one, name)))


def _began(graph: Subgraph, statement: str) -> str:
    span = graph.span(statement)
    return moment(span, graph.lang) if span else moment(Span(None, None, _NEVER), graph.lang)


_NEVER = (LAST, LAST, LAST, LAST)


def _start(graph: Subgraph, statement: str) -> tuple[date, date]:
    span = graph.span(statement)
    return span.bounds[:2] if span else (LAST, LAST)


def _own(graph: Subgraph, scope: BriefScope, statement: str) -> bool:
    """Return whether the organisation already had the same thing under a former name."""
    return bool(set(graph.iris(statement, "dvg:eerderBij")) & set(scope.organisations))


def came(
    lives: Iterable[tasks.Life], organisations: Sequence[str]
) -> dict[str, dict[str, tuple[str, ...]]]:
    """Return, for each thing, the other organisations from which it came according to a fate.

    Each organisation has the statements that it had the thing, and that the thing came from it.
    """
    own = set(organisations)
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for life in lives:
        for fate in life.fates:
            if fate.target in own and fate.spell and fate.spell.organisation not in own:
                behind = (*fate.spell.statements, *fate.statements)
                found.setdefault(life.thing, {})[fate.spell.organisation] = behind
    return found


def shared(
    lives: Iterable[tasks.Life], organisations: Sequence[str], kept: Iterable[Gain]
) -> dict[str, dict[str, tuple[str, ...]]]:
    """Return, for each thing, the other organisations that had or may have had it before its start.

    Each organisation has the statements that it had the thing.
    """
    starts = {one.thing: one.start[0] for one in kept}
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for life in lives:
        for spell in life.spells:
            other = spell.organisation not in organisations
            if other and spell.bounds.van_vroegst < starts[life.thing]:
                found.setdefault(life.thing, {})[spell.organisation] = spell.statements
    return found


def ledger(store: "Store", kept: Iterable[Gain], day: date) -> list[tasks.Life]:
    """Return the histories of the things of some gains, as known on a day."""
    things = {one.thing for one in kept}
    if not things:
        return []
    return [one for one in tasks.ledger(store, today=day).lives if one.thing in things]


def lost(
    graph: Subgraph,
    things: Iterable[str],
    organisations: Iterable[str],
    days: tuple[date, date],
) -> dict[str, list[str]]:
    """Return, for each thing, the statements that it was moved or dropped in a period."""
    own = set(organisations)
    found: dict[str, list[str]] = {thing: [] for thing in things}
    for one in graph.mentions(found, "dvg:taak", "dvg:dienst"):
        if kind(graph, one) != "dvg:Takenlot" or "dvg:GeldendeUitspraak" not in graph.types(one):
            continue
        away = graph.iri(one, "dvg:lot").rpartition("/")[2] in _GONE
        first, last = _start(graph, one)
        elsewhere = away and not own & set(graph.iris(one, "dvg:naar"))
        if elsewhere and last >= days[0] and first <= days[1]:
            found[graph.iri(one, "dvg:taak", "dvg:dienst")].append(one)
    return found
