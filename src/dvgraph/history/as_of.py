"""The state on a day: every statement that held, certainly or possibly, by facet.

On a day D a statement holds certainly if vanLaatst ≤ D < totVroegst, possibly if vanVroegst ≤ D <
totLaatst; where its end is open and D is after the last day it was attested, the word
is *as far as known*. ``State.statements`` are all of them, happenings past included; ``facts`` are
what is told: of what takes place only what is under way, and of figures the last one measured too.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from dvgraph.labels.short_ids import short_id
from dvgraph.labels.subgraph import Reference, Subgraph
from dvgraph.locale.wording import Span, measured, moment, period
from dvgraph.store.protocol import Store
from dvgraph.things import statements as fetching
from dvgraph.things.facets import FACETS, about, caption, facet_of
from dvgraph.things.sections import MOMENTS
from dvgraph.things.sentences import says

# certain, as far as known, possible, and of a figure whose period is over: the last one measured.
STATUSES = ("certain", "known", "measured", "possible")


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that was so on a day.

    ``facet`` one of ``facets.FACETS``; ``about`` the IRI of what it is told of; ``status`` one of
    STATUSES; ``when`` in words, ``span`` the dates behind it; ``grounds`` IRIs.
    """

    facet: str
    about: str
    says: str
    status: str
    when: str
    span: Span
    statement: str
    id: str
    grounds: tuple[str, ...]
    passages: tuple[Reference, ...]


@dataclass(frozen=True, slots=True)
class State:
    """What held on a day, of one thing (``entity``, an IRI) or (empty) of everything.

    ``statements``: each that holds, with certain or possible by its bounds; ``graph`` holds their
    nodes and labels. ``life`` tells, of a thing that did not exist that day, later or ended.
    """

    day: date
    entity: str
    facts: tuple[Fact, ...]
    statements: dict[str, fetching.Held]
    life: str
    graph: Subgraph


def as_of(store: Store, day: date, entity: str = "", lang: str = "nl") -> State:
    """Return the state on a day, of everything or of a thing (its IRI) and what belongs to it.

    To an organisation belong its posts, its events, and what the register says of it; to what lived
    on under several names all its versions.
    """
    graph = Subgraph(store, lang)
    things = fetching.belonging(store, [entity]) if entity else None
    found = fetching.about(store, things) if things else fetching.holding(store, day)
    measured = found if things else fetching.figures(store, day)
    graph.expect([*found, *measured])
    latest = fetching.latest_figures(graph, measured, day, things).values()
    last = [figure for figures in latest for figure in figures]
    held = {one: how for one in found if (how := fetching.held(graph, one, day))}
    facts = [_fact(graph, one, day) for one in held if _told(graph, one, day)]
    life = _life(graph, entity, day, found) if entity else ""
    if not life:  # of what is no more, the last figure is history
        new = (_fact(graph, one, day) for one in last if one not in held)
        facts += [replace(fact, status="measured") for fact in new]
    facts.sort(key=lambda fact: _place(graph, entity, fact))
    return State(
        day=day, entity=entity, facts=tuple(facts), statements=held, life=life, graph=graph
    )


def _fact(graph: Subgraph, statement: str, day: date) -> Fact:
    span = graph.span(statement)
    assert span  # the bounds were asked for
    facet, subject = facet_of(graph, statement), about(graph, statement)
    words = {"figures": measured, "events": moment, "decisions": moment}.get(facet, period)
    return Fact(
        facet=facet,
        about=subject,
        says=says(graph, statement, subject) or caption(facet, graph.lang),
        status=graph.status(statement, day),
        when=words(span, graph.lang),
        span=span,
        statement=statement,
        id=short_id(statement),
        grounds=tuple(graph.iris(statement, "dvg:grond")),
        passages=tuple(graph.passages(statement)),
    )


def _told(graph: Subgraph, statement: str, day: date) -> bool:
    """Return whether a statement that holds is told: not what is over, nor a figure not yet had."""
    facet, span = facet_of(graph, statement), graph.span(statement)
    if facet in ("events", "decisions") or not MOMENTS.isdisjoint(
        graph.types(about(graph, statement))
    ):
        # It took place on that day, may have, or goes on until a day that is given.
        return bool(span and (day <= span.bounds[1] or span.tot))
    return not (
        facet == "figures" and span and not span.van and min(span.seen, default="") > str(day)
    )


def _life(graph: Subgraph, entity: str, day: date, found: Iterable[str]) -> str:
    """Return later or ended where a thing did not exist on the day by all that is held of it."""
    lives = {graph.status(one, day) for one in found if graph.iri(one, "dvg:over") == entity}
    for life in ("later", "ended"):
        if lives == {life}:
            return life
    return ""


def _place(graph: Subgraph, entity: str, fact: Fact) -> tuple[object, ...]:
    """Return the key: the thing itself first, then by name, facet, certainty, start and words."""
    first = fact.about != entity
    place = (first, graph.label(fact.about).casefold(), fact.about, FACETS.index(fact.facet))
    return (*place, STATUSES.index(fact.status), fact.span.bounds[:2], fact.says, fact.id)
