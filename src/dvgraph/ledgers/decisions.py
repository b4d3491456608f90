"""The decision ledger: the effects of each decision, and the facts without a decision.

A decision and its act count as one. A lag is the number of whole days from the day of the decision
to its publication, entry into force or effect, with bounds if a date is not exact to the day; it is
negative before the decision.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from dvgraph.derive.dates import parse_boundary
from dvgraph.errors import InputError
from dvgraph.labels.subgraph import Subgraph
from dvgraph.namespaces import BASE, FIRST, LAST
from dvgraph.rdf.oxigraph import Literal
from dvgraph.rdf.terms import value
from dvgraph.store.binding import support
from dvgraph.things.statements import about, belonging, sought

if TYPE_CHECKING:
    from dvgraph.store.protocol import Store

Window = tuple[date, date]  # the first and last possible day of a date
Lag = tuple[int | None, int | None]  # in days; None if unlimited or unknown

SOUGHT = f"{BASE}concept/gezocht/grond"  # in a gap: the ground of a statement was searched for
_DECIDED, _PUBLISHED, _IN_FORCE = (
    f"eli:{name}" for name in ("date_document", "date_publication", "first_date_entry_in_force")
)
_UNKNOWN: Lag = (None, None)


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision, act or framework.

    ``iri``: the decision if there is one, else the act or framework.
    ``members``: the decision and its act.
    ``decided``, ``published``, ``in_force``: its dates, None if unknown.
    ``effects``: the statements of which it is the ground.
    ``lives``: the statements that give the date on which it was made.
    ``amended``: the days on which an amendment was decided or entered into force.
    """

    iri: str
    members: tuple[str, ...]
    decided: Window | None
    published: Window | None
    in_force: Window | None
    effects: tuple[str, ...]
    lives: tuple[str, ...]
    amended: tuple[Window, ...] = ()


@dataclass(frozen=True, slots=True)
class DecisionLedger:
    """The decisions by date, and the statements without a ground.

    They are those of the whole graph, or those about one thing. ``gaps``: for a statement, the gap
    that records the search for its ground.
    """

    decisions: tuple[Decision, ...]
    groundless: tuple[str, ...]
    gaps: dict[str, str]
    graph: Subgraph


def ledger(store: "Store", focus: str = "", lang: str = "nl") -> DecisionLedger:
    """Return the ledger of all, of one decision or act, or of decisions about a thing (its IRI).

    An organisation includes its posts and events; a thing that continued under several names
    includes all its versions.
    """
    groups = _groups(store)
    effects: dict[str, list[str]] = {}
    for statement, ground in store.select(support("grounded")).rows:
        effects.setdefault(value(ground), []).append(value(statement))
    lives, amended = _lives(store), _amended(store)
    groundless = [value(row[0]) for row in store.select(support("groundless")).rows]
    one = next((key for key, members in groups.items() if focus in members), "")
    near = set(about(store, belonging(store, [focus]))) if focus and not one else None
    if one:
        groups, groundless = {one: groups[one]}, []
    elif near is not None:
        groundless = [statement for statement in groundless if statement in near]
    needed = {statement for found in effects.values() for statement in found} | set(groundless)
    needed |= {statement for found in lives.values() for statement in found} | (near or set())
    graph = Subgraph(store, lang)
    graph.expect(sorted(needed))
    members = [member for found in groups.values() for member in found]
    graph.expect(members)
    named = {iri for statement in near or () for iri in graph.around(statement)}
    found = []
    for key, parts in groups.items():
        mine = [statement for part in parts for statement in effects.get(part, ())]
        shown = [statement for statement in mine if near is None or statement in near]
        if near is None or shown or (not mine and named & set(parts)):
            known = {s: window for part in parts for s, window in lives.get(part, {}).items()}
            decision = _decision(graph, key, parts, shown, known)
            changed = tuple(window for part in parts for window in amended.get(part, ()))
            found.append(replace(decision, amended=changed))
    found.sort(key=lambda decision: (decision.decided or (LAST, LAST), decision.iri))
    gaps = sought(store, SOUGHT)
    graph.expect(gaps[one] for one in groundless if one in gaps)
    return DecisionLedger(
        decisions=tuple(found), groundless=tuple(groundless), gaps=gaps, graph=graph
    )


def _lives(store: "Store") -> dict[str, dict[str, Window]]:
    """Return, for each framework, the statements that it was made, each with its possible days."""
    found: dict[str, dict[str, Window]] = {}
    for framework, statement, *days in store.select(support("framework-lives")).rows:
        window = date.fromisoformat(value(days[0])), date.fromisoformat(value(days[1]))
        found.setdefault(value(framework), {})[value(statement)] = window
    return found


def _amended(store: "Store") -> dict[str, list[Window]]:
    """Return the days on which each amended act was amended, if stated."""
    found: dict[str, list[Window]] = {}
    for act, day in store.select(support("amended")).rows:
        found.setdefault(value(act), []).extend(_windows([day]))
    return found


def _groups(store: "Store") -> dict[str, tuple[str, ...]]:
    """Return each decision with its act, and each framework without a decision."""
    acts: dict[str, set[str]] = {}
    for framework, act in store.select(support("frameworks")).rows:
        acts.setdefault(value(framework), set()).update([value(act)] if act else [])
    laid_down = {act for found in acts.values() for act in found}
    return {one: (one, *sorted(found)) for one, found in acts.items() if one not in laid_down}


def _decision(
    graph: Subgraph,
    iri: str,
    members: tuple[str, ...],
    effects: list[str],
    lives: dict[str, Window],
) -> Decision:
    came = [one for one in lives.values() if one[0] > FIRST or one[1] < LAST]
    effects.sort(key=lambda one: (start(graph, one) or (LAST,), one))
    return Decision(
        iri=iri,
        members=members,
        decided=_stated(graph, members, _DECIDED) or earliest(came),
        published=_stated(graph, members, _PUBLISHED),
        in_force=_stated(graph, members, _IN_FORCE),
        effects=tuple(dict.fromkeys(effects)),
        lives=tuple(sorted(lives)),
    )


def _stated(graph: Subgraph, members: Iterable[str], name: str) -> Window | None:
    """Return the earliest stated date among some nodes; unreadable dates are ignored."""
    return earliest(w for member in members for w in _windows(graph.node(member).get(name, ())))


def _windows(terms: Iterable[object]) -> Iterator[Window]:
    for term in terms:
        if isinstance(term, Literal):
            try:
                boundary = parse_boundary(term.value, term.datatype.value)
            except InputError:
                continue
            yield boundary.first, boundary.last


def earliest(windows: Iterable[Window]) -> Window | None:
    """Return the possible days of the first of several dates."""
    found = list(windows)
    return (min(w[0] for w in found), min(w[1] for w in found)) if found else None


def start(graph: Subgraph, statement: str) -> Window | None:
    """Return the possible days of a statement's start if it states one itself, else None."""
    span = graph.span(statement)
    return span.bounds[:2] if span and span.van else None


def wait(decision: Decision, began: Window | None) -> Lag:
    """Return the lag from a decision to the start of an effect.

    It is unknown if the decision may have been amended in between, since the effect may then come
    from the amendment.
    """
    since = decision.decided
    if (
        began
        and since
        and any(one[1] >= since[0] and one[0] <= began[1] for one in decision.amended)
    ):
        return _UNKNOWN
    return lag(since, began)


def lag(since: Window | None, until: Window | None) -> Lag:
    """Return the least and greatest number of days from one date to another; None if unlimited."""
    if since is None or until is None:
        return _UNKNOWN
    least = (until[0] - since[1]).days if until[0] > FIRST and since[1] < LAST else None
    most = (until[1] - since[0]).days if until[1] < LAST and since[0] > FIRST else None
    return least, most
