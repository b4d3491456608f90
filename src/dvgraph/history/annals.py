"""All known changes, and the holders of things over time, for comparing any two days.

Each change is listed once for the whole time of the data, with the days between which it took
effect. Each statement has a list of states, each with the day on which that state began. Two days
are then compared by comparing dates alone.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from dvgraph.derive.states import IN_FORCE, State
from dvgraph.history.as_of import fact
from dvgraph.history.changes import Transition
from dvgraph.history.chronicle import of_body, sentence, when
from dvgraph.history.course import Turns, courses, existences
from dvgraph.history.diff import Difference, diff, due
from dvgraph.history.events import ORIGINAL, RESULT, SUBJECTS
from dvgraph.history.portrait import items
from dvgraph.labels.subgraph import Subgraph
from dvgraph.locale.wording import capitalised
from dvgraph.namespaces import FIRST
from dvgraph.store.protocol import Store
from dvgraph.things import statements as fetching
from dvgraph.things.facets import about, facet_of
from dvgraph.things.sentences import says

# The facets of a body on a day. Its tasks and services are listed under the bodies that have them.
STANDING = ("existence", "names", "parent", "domain", "minister", "people", "tasks", "services")
_HELD = ("tasks", "services")
_ABSENT = ("later", "ended")  # states in which a body did not exist
# Facets listed under the body alone; the holders of its posts are listed under the body as well.
_OWN = ("existence", "names", "parent", "domain")


class Told(NamedTuple):
    """A change in a sentence; it took effect between the days ``first`` and ``last``.

    ``when``: the date of the change in words; ``said``: the sentence.
    ``facet``: one of ``facets.FACETS``, or ``organisations`` for a change of a body itself.
    ``bodies``: the IRIs of the organisations concerned.
    ``statement``: the IRI of the statement to cite.
    """

    first: date
    last: date
    when: str
    said: str
    facet: str
    bodies: frozenset[str]
    statement: str


class Keeping(NamedTuple):
    """Statements about a body with the same content, and their joint state from each day on.

    ``thing``: the IRI of the task, post or other thing, or of the body itself.
    ``holder``: the IRI of the body.
    ``said``: the role, name or person in words.
    ``statements``: the IRIs of the statements.
    """

    facet: str
    thing: str
    holder: str
    said: str
    turns: Turns
    statements: tuple[str, ...]


class Plan(NamedTuple):
    """A plan for some organisations, in words, from a source; it does not count as a change.

    ``first``, ``last``: the days of ``diff.due``.
    """

    first: date
    last: date
    said: str
    bodies: frozenset[str]
    statement: str


def plans(store: Store, graph: Subgraph, bodies: Iterable[str]) -> list[Plan]:
    """Return the plans about some organisations that were not withdrawn, in order of time."""
    of: dict[str, set[str]] = {}
    for body in bodies:
        for plan in fetching.planned(store, fetching.belonging(store, [body])):
            of.setdefault(plan, set()).add(body)
    graph.expect(of)
    found = []
    for plan, own in of.items():
        if days := due(graph, plan):
            for said, group in items(graph, [fact(graph, plan, days[1])]):
                named = capitalised(graph.label(group[0].about))
                found.append(Plan(*days, f"{named}: {said}", frozenset(own), plan))
    return sorted(found, key=lambda one: (one.last, one.first, one.said, one.statement))


def annals(
    store: Store, graph: Subgraph, bodies: Iterable[str], last: date, main: str = ""
) -> list[Told]:
    """Return every change of the given organisations, in order of time; figures are left out.

    ``main`` is the organisation that the others are predecessors of, if there is one.
    """
    wanted = frozenset(bodies)
    found = diff(store, FIRST, last, main, graph.lang, graph)
    told = [_told(found, change) for change in found.changes if change.facet != "figures"]
    kept = (one for one in told if wanted & one.bodies)
    return sorted(kept, key=lambda one: (one.last, one.first, one.facet, one.said))


def holdings(store: Store, graph: Subgraph, bodies: Sequence[str]) -> list[Keeping]:
    """Return the statements about the given organisations, by facet and thing, with their states.

    A statement is not in force while its organisation does not exist.
    """
    lives = existences(store, graph, bodies)
    groups: dict[tuple[str, str, str, str], list[str]] = {}
    for body in bodies:
        for one in fetching.about(store, fetching.belonging(store, [body])):
            facet = facet_of(graph, one)
            if facet not in STANDING or body not in _concerned(graph, one):
                continue
            if facet in _OWN and about(graph, one) != body:
                continue
            thing = graph.iri(one, "dvg:taak", "dvg:dienst") if facet in _HELD else body
            said = _role(graph, one) if facet in _HELD else says(graph, one, about(graph, one))
            groups.setdefault((facet, thing, body, said), []).append(one)
    found = []
    for (facet, thing, body, said), statements in groups.items():
        own = [validity for one in statements if (validity := graph.validity(one))]
        turns = _within(courses({body: own})[body], lives.get(body, []))
        found.append(Keeping(facet, thing, body, said, turns, tuple(statements)))
    order = {body: place for place, body in enumerate(bodies)}
    return sorted(
        found,
        key=lambda one: (
            STANDING.index(one.facet),
            graph.label(one.thing).casefold() if one.facet in _HELD else "",
            order[one.holder],
            one.said,
        ),
    )


def _within(turns: Turns, life: Turns) -> Turns:
    """Return the states, with those in force replaced where the thing itself did not exist."""
    found: Turns = []
    for day in sorted({day for day, _ in (*turns, *life)}):
        state, existed = _on(turns, day), _on(life, day)
        if state in IN_FORCE and existed in _ABSENT:
            state = existed
        if state and (not found or found[-1][1] != state):
            found.append((day, state))
    return found


def _on(turns: Turns, day: date) -> State | None:
    """Return the state on a day, or None if the first state begins later."""
    return next((state for since, state in reversed(turns) if since <= day), None)


def _role(graph: Subgraph, statement: str) -> str:
    role = graph.iri(statement, "dvg:rol")
    return graph.label(role) if role else ""


def _told(found: Difference, change: Transition) -> Told:
    graph = found.graph
    facet = "organisations" if of_body(graph, change) else change.facet
    first, last = change.first, change.last
    if change.kind == "passed" and (span := graph.span(change.statement)):
        first, last = span.bounds[0], span.bounds[3]
    return Told(
        first,
        last,
        capitalised(when(graph, change)),
        capitalised(sentence(graph, change)),
        facet,
        frozenset(_bodies(graph, change)),
        change.statement,
    )


def _bodies(graph: Subgraph, change: Transition) -> Iterator[str]:
    for statement in (*change.before, *change.after):
        yield from _concerned(graph, statement)
    for event in change.events:
        yield from graph.iris(event, ORIGINAL, RESULT, "dvg:gewijzigdeOrganisatie")


def _concerned(graph: Subgraph, statement: str) -> Iterator[str]:
    """Yield the subjects of a statement; for a post, also the organisation that it belongs to."""
    for one in graph.iris(statement, *SUBJECTS, "dvg:functie"):
        yield one
        for whole in graph.iris(one, "org:postIn"):
            yield whole
            yield from graph.mentions([whole], "gen:isTijdspecialisatieVan")
