"""Changes in the world between two days: statement by statement, and in sentences.

On a given day, each current statement is certainly in force, possibly in force or not in force
(docs/model.md, Time). ``Difference.moved`` lists every statement whose state differs, with both
states. This list is exact: differences of adjacent periods compose, and the state on the first day
patched with the difference is the state on the second. ``Difference.changes`` presents the same
statements as sentences, combines those that belong together (``changes.py``), and adds those that
began and ended in between.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from dvgraph.errors import UseError
from dvgraph.history.as_of import Fact, fact
from dvgraph.history.changes import Transition, tell
from dvgraph.history.events import Events
from dvgraph.history.excerpt import excerpt, rdf_patch
from dvgraph.history.phrases import Phrasing
from dvgraph.labels.subgraph import Subgraph
from dvgraph.locale.reader import explained, worded
from dvgraph.namespaces import DVG, FIRST
from dvgraph.store.protocol import Store
from dvgraph.things import statements as fetching
from dvgraph.things.statements import Move


@dataclass(frozen=True, slots=True)
class Difference:
    """The changes after ``start`` and up to ``end``, of one thing (``entity``, an IRI) or of all.

    ``line``: the IRIs of its predecessors and successors through events between the two days; their
    statements are included.
    ``moved``: each statement whose state differs, with its states on both days (None if the
    statement was not in force).
    ``plans``: plans, not changes, that sources announced for a day between the two; a plan without
    a day is included if a source announced it between the two days.
    """

    start: date
    end: date
    entity: str
    line: tuple[str, ...]
    changes: tuple[Transition, ...]
    moved: dict[str, Move]
    graph: Subgraph
    plans: tuple[Fact, ...] = ()


# Long because it selects three sets of statements: changed, only in between, and of others.
def diff(
    store: Store,
    start: date,
    end: date,
    entity: str = "",
    lang: str = "nl",
    graph: Subgraph | None = None,
) -> Difference:
    """Return the changes after ``start`` and up to ``end``, of all or of ``entity`` (its IRI).

    For an organisation, the changes of its predecessors and successors between the two days are
    included; for an organisation that continued under several names, those of all its versions.
    ``graph`` is an existing view of the store in the language, for callers that ask for several
    differences. Raises UseError if ``end`` is before ``start``.
    """
    if end < start:
        raise UseError(
            *explained("errors.history", "wrong order", end=end, start=start),
            where=worded("history", "second date"),
        )
    graph = graph or Subgraph(store, lang)
    events = Events(store, graph, start, end)
    bodies = fetching.bodies(store, entity) if entity else []
    line = events.line(bodies)
    things = fetching.belonging(store, [*bodies, *line]) if entity else None
    found = fetching.about(store, things) if things else fetching.changing(store, start, end)
    measured = found if things else fetching.figures(store, end)
    graph.expect([*found, *measured])
    figures = [fetching.latest_figures(graph, measured, day, things) for day in (start, end)]
    moved = _moved(graph, found, start, end)
    between = [one for one in found if one not in moved and _within(graph, one, start, end)]
    others = _others(store, graph, [*moved, *between], found) if things else []
    also = _moved(graph, others, start, end)
    beside = [one for one in others if one not in also and _within(graph, one, start, end)]
    events.know([*moved, *between, *also, *beside])
    every, inside = {**moved, **also}, [*between, *beside]
    changes = tell(Phrasing(graph), events, every, inside, figures, (start, end))
    if others:
        foreign = {*also, *beside}
        changes = tuple(one for one in changes if not foreign >= {*one.before, *one.after})
    return Difference(
        start=start,
        end=end,
        entity=entity,
        line=line,
        changes=changes,
        moved=moved,
        graph=graph,
        plans=_plans(store, graph, things, start, end),
    )


def _plans(
    store: Store, graph: Subgraph, things: Iterable[str] | None, start: date, end: date
) -> tuple[Fact, ...]:
    announced = fetching.planned(store, things)
    graph.expect(announced)
    within = ((one, due(graph, one)) for one in announced)
    return tuple(
        fact(graph, one, end) for one, days in within if days and start < days[1] and days[0] <= end
    )


def due(graph: Subgraph, plan: str) -> tuple[date, date] | None:
    """Return the first and the last day on which a plan may begin, or None if neither is known.

    For a plan without a begin, both are the day of its announcement. ``diff`` includes a plan if
    its last day is after the first day of the difference, and its first day is not after the last.
    """
    span = graph.span(plan)
    if not span:
        return None
    first, last = span.bounds[:2]
    if first > FIRST:
        return first, last
    announced = graph.last_seen(plan)
    return (announced, announced) if announced else None


def _others(store: Store, graph: Subgraph, own: Iterable[str], found: Iterable[str]) -> list[str]:
    """Return other statements on the same duties: of holders before, after or alongside."""
    tasks = dict.fromkeys(iri for one in own for iri in graph.iris(one, "dvg:taak", "dvg:dienst"))
    known, by = set(found), (f"{DVG}taak", f"{DVG}dienst")
    others = [one for one in fetching.about(store, tasks, *by) if one not in known]
    graph.expect(others)
    return [one for one in others if "dvg:Verantwoordelijkheid" in graph.types(one)]


def patch(store: Store, difference: Difference) -> str:
    """Return the RDF patch from the state on the first day to the state on the second.

    Each state includes everything that its statements refer to (``excerpt``), for the thing and its
    line.
    """
    days = (difference.start, difference.end)
    if difference.entity:
        bodies = fetching.bodies(store, difference.entity)
        things = fetching.belonging(store, [*bodies, *difference.line])
        found = fetching.about(store, things)
        graph = Subgraph(store, difference.graph.lang)
        graph.expect(found)
        held = [[one for one in found if fetching.held(graph, one, day)] for day in days]
    else:
        held = [fetching.holding(store, day) for day in days]
    return rdf_patch(*(excerpt(store, statements) for statements in held))


def _moved(graph: Subgraph, statements: Iterable[str], start: date, end: date) -> dict[str, Move]:
    states = {
        one: (fetching.held(graph, one, start), fetching.held(graph, one, end))
        for one in statements
    }
    return {one: states for one, states in states.items() if states[0] != states[1]}


def _within(graph: Subgraph, statement: str, start: date, end: date) -> bool:
    """Return whether a statement in force on neither day certainly was in force in between."""
    span = graph.span(statement)
    if not span or fetching.held(graph, statement, start):
        return False
    first, _, _, last = span.bounds
    return start < first and last <= end
