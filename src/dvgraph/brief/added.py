"""What the organisation gained since a day: tasks and services, each counted once.

The same statements answer the questions ``tasks-added`` and ``services-added``.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from dvgraph.brief.scope import BriefScope
from dvgraph.derive.states import IN_FORCE
from dvgraph.labels.subgraph import Subgraph
from dvgraph.ledgers import tasks
from dvgraph.locale.wording import Span, moment
from dvgraph.namespaces import LAST, XSD
from dvgraph.questions import question
from dvgraph.rdf.oxigraph import Literal, NamedNode, Term
from dvgraph.rdf.terms import plain
from dvgraph.store import binding
from dvgraph.things.sentences import kind

if TYPE_CHECKING:
    from dvgraph.store.protocol import Store, Table

CERTAINTIES = ("zeker", "mogelijk", "begin-onbekend")  # as the questions say them
_GONE = ("overgedragen", "stopgezet", "gesplitst")


@dataclass(frozen=True, slots=True)
class Gain:
    """A task or service with the statements that it was gained.

    ``certainty``: one of ``CERTAINTIES``: the certainty of the surest statement.
    ``began``: the start in words.
    ``start``: the first and the last day on which the start is possible.
    ``grounds``: the decisions behind the gain.
    ``givers``: the other organisations that had the task or service before.
    ``lost``: the statements that the task or service went away again.
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
    ``moved``: gained, but since then dropped or gone to another organisation.
    ``continued``: held by the organisation already, under a former name.
    """

    kept: tuple[Gain, ...]
    ended: tuple[Gain, ...]
    moved: tuple[Gain, ...]
    continued: tuple[Gain, ...]

    def of(self, certainty: str) -> list[Gain]:
        """Return the things kept of one certainty."""
        return [one for one in self.kept if one.certainty == certainty]

    @property
    def decided(self) -> dict[str, list[Gain]]:
        """The things kept by the decisions or frames on which they rest."""
        found: dict[str, list[Gain]] = {}
        for one in self.kept:
            for ground in one.grounds:
                found.setdefault(ground, []).append(one)
        return found


def _by_thing(
    graph: Subgraph, scope: BriefScope, table: "Table"
) -> dict[str, list[tuple[str, str]]]:
    """Return the statements that a brief tells of, and how surely each is new, by their thing."""
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
    """Return what organisations gained between two days, by the question ``asked``."""
    kept, ended, moved, continued = [list[Gain]() for _ in range(4)]
    if organisations:
        # The variables of both questions; their things are known, and need no search by name.
        since = Literal(days[0].isoformat(), datatype=NamedNode(f"{XSD}date"))
        given: dict[str, list[Term]] = {
            "sinds": [since],
            "organisatie": [NamedNode(one) for one in organisations],
        }
        table = store.select(binding.bind(question.get(asked).text, given))
        rows = _by_thing(graph, scope, table)
        gone = lost(graph, rows, scope.organisations, days)
        for thing, found in rows.items():
            # Had already under a former name, it did not begin with the present one.
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
        grounds=tuple(_each(graph, statements, "dvg:grond")),
        givers=tuple(
            graph.label(one)
            for one in _each(graph, statements, "dvg:eerderBij")
            if one not in scope.organisations
        ),
        doubts=tuple(dict.fromkeys(why for one in statements for why in graph.doubts(one))),
        order=(CERTAINTIES.index(certainty), last, f"{first}{label.lower()}"),
        # What went before this had come went at another time.
        lost=tuple(one for one in gone if (_start(graph, one)[1]) >= first),
    )


def together(graph: Subgraph, kept: Sequence[Gain]) -> list[list[Gain]]:
    """Return the gains in groups that share a start, the grounds and a passage of a source.

    Two passages count as one if they share more than one line; a single line, such as a heading,
    does not join gains. Passages without lines count as one if they are the same passage.
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
    """Return whether the organisation had the same already under a former name."""
    return bool(set(graph.iris(statement, "dvg:eerderBij")) & set(scope.organisations))


def came(
    store: "Store", organisations: Sequence[str], kept: Iterable[Gain], day: date
) -> dict[str, dict[str, tuple[str, ...]]]:
    """Return, for each thing, the other organisations from which a fate says that the thing came.

    Each organisation has its statements: that it had the thing, and that the thing came from it.
    """
    own, things = set(organisations), {one.thing for one in kept}
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    if not things:
        return found
    for life in tasks.ledger(store, today=day).lives:
        for fate in life.fates if life.thing in things else ():
            if fate.target in own and fate.spell and fate.spell.organisation not in own:
                behind = (*fate.spell.statements, *fate.statements)
                found.setdefault(life.thing, {})[fate.spell.organisation] = behind
    return found


def lost(
    graph: Subgraph,
    things: Iterable[str],
    organisations: Iterable[str],
    days: tuple[date, date],
) -> dict[str, list[str]]:
    """Return, for each thing, the statements that it went elsewhere or was dropped in a period."""
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
