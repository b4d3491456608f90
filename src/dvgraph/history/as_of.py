"""The state on a day: every statement that was certainly or possibly in force, by facet.

``derive.states`` has the states of a statement on a day. ``State.statements`` lists all statements
that were or may have been in force, including past events; ``State.facts`` lists those to show: of
the events only those under way, and also the last measured figures. A statement has the status
unknown if the sources do not show that it was in force on that day.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from dvgraph.derive.states import IN_FORCE, Held
from dvgraph.labels.short_ids import short_id
from dvgraph.labels.subgraph import Reference, Subgraph
from dvgraph.locale.captions import caption as phrase
from dvgraph.locale.wording import Span, measured, moment, period
from dvgraph.namespaces import FIRST
from dvgraph.questions.agency import agency
from dvgraph.store.protocol import Store
from dvgraph.things import statements as fetching
from dvgraph.things.facets import FACETS, about, caption, facet_of
from dvgraph.things.head import head
from dvgraph.things.sections import MOMENTS
from dvgraph.things.sentences import says

# The status of a fact: a state in force, the last figure of a past period, or a plan.
STATUSES = (*IN_FORCE[:2], "measured", *IN_FORCE[2:], "planned")


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact on a day.

    ``facet``: one of ``facets.FACETS``.
    ``about``: the IRI of the subject.
    ``status``: one of STATUSES.
    ``doubts``: the doubts, in words.
    ``when``: the time of the fact in words; ``span`` has its dates.
    ``grounds``: the IRIs of the decisions and acts on which it rests.
    """

    facet: str
    about: str
    says: str
    status: str
    doubts: tuple[str, ...]
    when: str
    span: Span
    statement: str
    id: str
    grounds: tuple[str, ...]
    passages: tuple[Reference, ...]


@dataclass(frozen=True, slots=True)
class State:
    """The state on a day, of one thing (``entity``, its IRI) or of the whole graph (empty).

    ``statements``: the IRIs of all statements that were certainly or possibly in force.
    ``graph``: the nodes and labels of these statements.
    ``life``: empty if the thing existed that day; otherwise later, ended, paused (between two
    existences) or absent (no current statement says that it ever existed). If not empty, no fact
    names the holders of its posts.
    ``head``: who led the organisation, if it existed; without an entity, who led the agency.
    ``plans``: plans, not facts: announced for that day, or announced by that day for a later one.
    """

    day: date
    entity: str
    facts: tuple[Fact, ...]
    statements: dict[str, Held]
    life: str
    graph: Subgraph
    head: str = ""
    plans: tuple[Fact, ...] = ()


def as_of(store: Store, day: date, entity: str = "", lang: str = "nl") -> State:
    """Return the state on a day, of the whole graph or of a thing (its IRI) and its parts.

    An organisation includes its posts, its events, and the register's statements about it. A thing
    that continued under several names includes all its versions.
    """
    graph = Subgraph(store, lang)
    bodies = fetching.bodies(store, entity) if entity else []
    main = [entity] if entity else agency(store)
    things = fetching.belonging(store, bodies) if entity else None
    found = fetching.about(store, things) if things else fetching.holding(store, day)
    measured = found if things else fetching.figures(store, day)
    announced = fetching.planned(store, things)
    graph.expect([*found, *measured, *announced])
    latest = fetching.latest_figures(graph, measured, day, things).values()
    last = [figure for figures in latest for figure in figures]
    held = {one: how for one in found if (how := fetching.held(graph, one, day))}
    facts = [fact(graph, one, day) for one in held if _told(graph, one, day)]
    life = _life(graph, bodies, day, found) if entity else ""
    if not life:  # for a thing that no longer exists, the last figure is history
        new = (fact(graph, one, day) for one in last if one not in held)
        facts += [replace(one, status="measured") for one in new]
    else:  # its posts may have gone over to another organisation, whose staff then held them
        facts = [one for one in facts if one.facet != "people"]
    facts.sort(key=lambda one: _place(graph, main, one))
    plans = [fact(graph, one, day) for one in announced if _awaited(graph, one, day)]
    return State(
        day=day,
        entity=entity,
        facts=tuple(facts),
        statements=held,
        life=life,
        graph=graph,
        head=_head(store, graph, main, day, entity) if not life else "",
        plans=tuple(sorted(plans, key=lambda one: _place(graph, main, one))),
    )


def fact(graph: Subgraph, statement: str, day: date) -> Fact:
    """Return a statement as a fact on a day, with its status."""
    span, status = graph.span(statement), graph.state(statement, day)
    assert span  # ``holding`` selected the statement by these bounds
    assert status
    facet, subject = facet_of(graph, statement), about(graph, statement)
    words = {"figures": measured, "events": moment, "decisions": moment}.get(facet, period)
    return Fact(
        facet=facet,
        about=subject,
        says=says(graph, statement, subject) or caption(facet, graph.lang),
        status=status,
        doubts=graph.doubts(statement),
        when=words(span, graph.lang),
        span=span,
        statement=statement,
        id=short_id(statement),
        grounds=tuple(graph.iris(statement, "dvg:grond")),
        passages=tuple(graph.passages(statement)),
    )


def _told(graph: Subgraph, statement: str, day: date) -> bool:
    """Return whether to show a statement in force: not a past event, nor a later figure."""
    facet, span = facet_of(graph, statement), graph.span(statement)
    if facet in ("events", "decisions") or not MOMENTS.isdisjoint(
        graph.types(about(graph, statement))
    ):
        # It took place on that day, possibly took place on it, or lasts until a stated day.
        return bool(span and (day <= span.bounds[1] or span.tot))
    return not (
        facet == "figures" and span and not span.van and min(span.seen, default="") > str(day)
    )


def _awaited(graph: Subgraph, plan: str, day: date) -> bool:
    """Return whether a source announced a plan for the day, or by that day for a later one."""
    span, announced = graph.span(plan), graph.last_seen(plan)
    if not span or day >= span.bounds[3]:
        return False
    begun = span.bounds[0] if span.bounds[0] > FIRST else announced
    return bool((begun and begun <= day) or (announced and announced <= day))


def _head(store: Store, graph: Subgraph, bodies: Sequence[str], day: date, entity: str) -> str:
    """Return who led the entity; without an entity, who led the agency, with its name that day."""
    for body in bodies:
        if told := head(store, graph, body, day):
            return told if entity else f"{_named(graph, bodies, day)}, {told}"
    return ""


def _named(graph: Subgraph, bodies: Sequence[str], day: date) -> str:
    """Return the name of the agency's version on a day, with its present name if it differs."""
    alive = {
        graph.iri(life, "dvg:over")
        for life in graph.mentions(bodies, "dvg:over")
        if "dvg:GeldendeUitspraak" in graph.types(life) and graph.state(life, day) in IN_FORCE
    }
    now = graph.label(bodies[0])
    then = next((graph.label(body) for body in bodies if body in alive), now)
    return now if then == now else phrase("phrase", "named now", graph.lang).format(then, now)


def _life(graph: Subgraph, bodies: Sequence[str], day: date, found: Iterable[str]) -> str:
    """Return later, ended, paused (between two existences) or absent; empty if the thing existed.

    absent: no current statement says that the thing ever existed.
    """
    if graph.iri(bodies[0], "dvg:nietGeldendBestaan"):
        return "absent"
    lives = {graph.state(one, day) for one in found if graph.iri(one, "dvg:over") in bodies}
    for life in ("later", "ended"):
        if lives == {life}:
            return life
    return "paused" if lives == {"later", "ended"} else ""


def _place(graph: Subgraph, main: Sequence[str], fact: Fact) -> tuple[object, ...]:
    """Return the sort key: the entity or agency itself first, then name, facet, status and start.

    Statements with the status unknown come last.
    """
    first = fact.about not in main
    thing = (fact.status == "unknown", first, graph.label(fact.about).casefold(), fact.about)
    place = (FACETS.index(fact.facet), STATUSES.index(fact.status), fact.span.bounds[:2])
    return (*thing, *place, fact.says, fact.id)
