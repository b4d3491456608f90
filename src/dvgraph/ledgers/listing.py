"""Lists of things of one kind, with the facets by which a reader filters them.

A facet is a property that several things share: their kind, the organisation that had them, the
ground, the state today, their doubts.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from dvgraph.derive.dates import parse_boundary
from dvgraph.derive.periods import Bounds
from dvgraph.derive.states import surest
from dvgraph.errors import InputError
from dvgraph.labels.subgraph import Subgraph
from dvgraph.ledgers.spells import Spell, joined
from dvgraph.locale.wording import Span, measured, moment, period, stated
from dvgraph.locale.words import words
from dvgraph.namespaces import FIRST, LAST
from dvgraph.questions import search
from dvgraph.questions.parameters import KINDS
from dvgraph.rdf.oxigraph import Literal
from dvgraph.store.protocol import Store
from dvgraph.things.sentences import figure

LISTS = ("organisations", "tasks", "services", "events", "decisions", "sources", "figures")
FACETS = ("kind", "who", "role", "ground", "state", "doubt")
_CURRENT, _STANCE = "dvg:GeldendeUitspraak", "dvg:stand"
_OF_HOLDER = {"role": "dvg:rol", "ground": "dvg:grond"}
_LASTING = ("organisations", "tasks", "services")
_MOMENTS = ("events", "decisions")
# For each list, the kinds of its things and the property with which statements name them.
_OF = {
    "organisations": (("organisation",), "dvg:over"),
    "tasks": (("task",), "dvg:taak"),
    "services": (("service",), "dvg:dienst"),
    "events": (("event",), "dvg:over"),
    "decisions": (("decision", "act"), "dvg:over"),
    "sources": (("source",), ""),
    "figures": (("measure",), "dvg:maat"),
}
# The kinds of search whose things each list of things has.
KINDS_OF = {name: kinds for name, (kinds, _) in _OF.items() if name != "figures"}
_KIND = ("org:classification", "dct:type", "eli:type_document")
_WHO = ("dvg:organisatie", "org:originalOrganization", "org:resultingOrganization")
# What a decision or act is for which no kind is known, as keys of ``ledgers.untyped``.
_UNTYPED = {
    "besluit:Besluit": "decision",
    "eli:LegalResource": "act",
    "cpsv:FormalFramework": "framework",
}
_AUTHORS = ("dct:publisher", "eli:passed_by")
Days = tuple[date, date, date, date]


@dataclass(frozen=True, slots=True)
class Choosable:
    """A thing in a list.

    ``facets``: its values by facet (one of FACETS).
    ``when``: its time in words.
    ``years``: the first and last year in which it existed or was in force; the first also if only
    possible.
    ``first``: the day by which it is sorted.
    ``spans``: its periods, each with the organisation that had it, or with itself.
    ``had``: by name of organisation, the first and last year of each period in which that
    organisation had it.
    ``holders``: by facet, ground or role, and by its value the organisations to which it belongs:
    a ground is that of one organisation, not of all that ever had the thing. An organisation
    without a known ground has an empty text as its ground.
    """

    iri: str
    label: str
    when: str
    first: date
    years: tuple[int, int] | None
    facets: Mapping[str, tuple[str, ...]]
    spans: tuple[tuple[str, Days], ...]
    had: Mapping[str, tuple[tuple[int, int], ...]]
    holders: Mapping[str, Mapping[str, tuple[str, ...]]]


def listing(store: Store, name: str, graph: Subgraph, today: date) -> list[Choosable]:
    """Return the things of a list, by time; ``name`` is one of LISTS."""
    made = [
        _figure(graph, said[0], thing, today)
        if name == "figures"
        else _listed(graph, thing, said, name, today)
        for thing, said in _members(store, name, graph)
    ]
    return sorted(made, key=lambda one: (one.first, one.label, one.iri))


def size(store: Store, name: str, graph: Subgraph) -> int:
    """Return the number of things in a list, without their facets."""
    return sum(1 for _ in _members(store, name, graph))


def _members(store: Store, name: str, graph: Subgraph) -> Iterator[tuple[str, list[str]]]:
    """Yield the things of a list with their statements; a measure once for each of its figures."""
    kinds, by = _OF[name]
    things = sorted({one.iri for kind in kinds for one in search.names(store, KINDS[kind])})
    if name == "organisations":
        things = [one for one in things if "m8g:PublicOrganisation" in graph.types(one)]
    graph.expect(things)
    for thing in things:
        said = _current(graph, thing, by)
        if name == "figures":
            yield from ((thing, [one]) for one in said)
        elif said or name in ("sources", *_LASTING):
            yield thing, said


def _current(graph: Subgraph, thing: str, by: str) -> list[str]:
    """Return the current statements that name a thing by a property, or else the plans that do."""
    found = graph.mentions([thing], by) if by else []
    current = [one for one in found if _CURRENT in graph.types(one)]
    return current or [one for one in found if graph.iris(one, _STANCE)]


def _listed(graph: Subgraph, thing: str, said: list[str], name: str, today: date) -> Choosable:
    spans = {one: span for one in said if (span := graph.span(one))}
    owners = {one: graph.iri(one, *_WHO) or thing for one in spans}
    bounds = sorted((owners[one], span.bounds) for one, span in spans.items())
    bounds.sort(key=lambda one: one[1])
    lang = graph.lang
    when = ""
    if name == "sources":
        bounds, when = _created(graph, thing, lang)
    elif spans:
        if name in _MOMENTS:
            when = moment(min(spans.values(), key=lambda span: span.bounds), lang)
            bounds = [(owner, at_once(days)) for owner, days in bounds]
        else:
            when = period(_overall(spans.values()), lang)
    return Choosable(
        thing,
        graph.label(thing),
        when,
        min((_known(days) for _, days in bounds), default=LAST),
        _years([days for _, days in bounds], today),
        {facet: found for facet, found in _facets(graph, thing, said, name, today) if found},
        tuple(bounds),
        _had(graph, thing, bounds, today),
        {facet: _holders(graph, said, by) for facet, by in _OF_HOLDER.items()},
    )


def _figure(graph: Subgraph, said: str, measure: str, today: date) -> Choosable:
    span = graph.span(said)
    days = span.bounds if span else (FIRST, LAST, LAST, LAST)
    about = graph.iri(said, "dvg:betreft")
    facets = {
        "kind": (graph.label(measure),),
        "who": (graph.label(about),) if about else (),
        "doubt": graph.doubts(said),
    }
    return Choosable(
        said,
        f"{graph.label(measure)}: {figure(graph, said)}",
        measured(span, graph.lang) if span else "",
        _known(days),
        _years([days], today),
        {facet: found for facet, found in facets.items() if found},
        ((about or measure, days),),
        {},
        {},
    )


def _overall(spans: Iterable[Span]) -> Span:
    """Return the time from the first begin to the last end of several periods, as stated."""
    every = list(spans)
    first = min(every, key=lambda span: span.bounds[:2])
    last = max(every, key=lambda span: (span.bounds[3], span.bounds[2], not span.open))
    return first._replace(
        tot=last.tot, bounds=(*first.bounds[:2], *last.bounds[2:]), seen=last.seen, open=last.open
    )


def _had(
    graph: Subgraph, thing: str, bounds: Iterable[tuple[str, Days]], today: date
) -> dict[str, tuple[tuple[int, int], ...]]:
    """Return by organisation the years of its periods; adjacent periods are joined."""
    spells = joined(
        Spell(thing, owner, "", Bounds(*days), ()) for owner, days in bounds if owner != thing
    )
    found: dict[str, tuple[tuple[int, int], ...]] = {}
    for spell in spells:
        name, years = graph.label(spell.organisation), _years([spell.bounds], today)
        found[name] = (*found.get(name, ()), *([years] if years else []))
    return found


def _holders(graph: Subgraph, said: Iterable[str], by: str) -> dict[str, tuple[str, ...]]:
    """Return the organisations by the value that their statements have for a property."""
    of: dict[str, set[str]] = {}
    for one in said:
        for body in graph.iris(one, "dvg:organisatie"):
            of.setdefault(graph.label(body), set()).update(map(graph.label, graph.iris(one, by)))
    values = {value for found in of.values() for value in found or ("",)}
    return {
        value: tuple(sorted(body for body, found in of.items() if value in (found or ("",))))
        for value in sorted(values)
    }


def _facets(
    graph: Subgraph, thing: str, said: list[str], name: str, today: date
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the facets of a thing, each with its distinct values, in order."""

    def labels(iris: Iterable[str]) -> tuple[str, ...]:
        return tuple(sorted(set(map(graph.label, iris)), key=str.casefold))

    kinds = graph.iris(thing, *_KIND)
    if name == "events":
        kinds = [one for one in graph.iris(thing, "rdf:type") if graph.labelled(one)]
    yield "kind", labels(kinds) or (_untyped(graph, thing) if name == "decisions" else ())
    had = (body for one in said for body in graph.iris(one, *_WHO))
    yield "who", labels([*graph.iris(thing, *_WHO, *_AUTHORS), *had])
    for facet, by in _OF_HOLDER.items():
        yield facet, labels(value for one in said for value in graph.iris(one, by))
    if name in _LASTING:
        state = surest(s for one in said if (s := graph.state(one, today)))
        yield "state", (words("state", graph.lang)[state],) if state else ()
    yield "doubt", tuple(dict.fromkeys(why for one in said for why in graph.doubts(one)))


def _untyped(graph: Subgraph, thing: str) -> tuple[str, ...]:
    """Return what a decision or act without a kind is, by its class."""
    said, types = words("ledgers.untyped", graph.lang), graph.types(thing)
    return tuple(said[key] for one, key in _UNTYPED.items() if one in types)[:1]


def _created(graph: Subgraph, thing: str, lang: str) -> tuple[list[tuple[str, Days]], str]:
    """Return the date of a source as a period, and in words."""
    for value in graph.node(thing).get("dct:created", []):
        if isinstance(value, Literal):
            try:
                found = parse_boundary(value.value, value.datatype.value)
            except InputError:
                continue  # the checks report it
            days = (found.first, found.last, found.last, found.last)
            return [(graph.iri(thing, "dct:publisher") or thing, days)], stated(value.value, lang)
    return [], ""


def at_once(days: Days) -> Days:
    """Return the four bounds of an event that takes no time: its end is its begin."""
    first, last, _, _ = days
    return first, last, last, last


def _known(days: Days) -> date:
    """Return the day by which a period is sorted: the earliest that a source gives."""
    return min((day for day in days if FIRST < day < LAST), default=LAST)


def _years(spans: list[Days], today: date) -> tuple[int, int] | None:
    named = [day for span in spans for day in span if FIRST < day < LAST]
    if not named:
        return None
    open_ = any(span[3] == LAST for span in spans)
    return min(named).year, today.year if open_ else min(max(named), today).year
