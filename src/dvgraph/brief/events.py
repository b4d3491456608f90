"""The events, decisions and foundings in a brief, as a table in order of time."""

from collections.abc import Iterable, Mapping
from datetime import date

from dvgraph.brief.blocks import Grid, Line, line
from dvgraph.brief.facts import BriefFacts
from dvgraph.brief.notes import Notes
from dvgraph.brief.scope import PARTICIPANTS
from dvgraph.locale.captions import beside, caption, joined
from dvgraph.locale.patterns import with_article
from dvgraph.locale.words import selected
from dvgraph.namespaces import LAST
from dvgraph.things import readings

_EVENTS = {"org:ChangeEvent", "besluit:Besluit", "dvg:Vacantverklaring"}


def happened(facts: BriefFacts, statements: Iterable[str]) -> dict[str, list[str]]:
    """Return the events and decisions that the existence statements concern, with these."""
    graph = facts.graph
    found: dict[str, list[str]] = {}
    for one in statements:
        thing = graph.iri(one, "dvg:over")
        types = set(graph.types(thing))
        if types & _EVENTS and _ours(facts, thing, types):
            found.setdefault(thing, []).append(one)
    # Before the period, only the events that created the organisation, and their decisions.
    grounds = {iri for thing in found if "org:ChangeEvent" in graph.types(thing)
               for one in found[thing] for iri in graph.iris(one, "dvg:grond")}  # fmt: skip
    within = set(facts.scope.within)
    return {
        thing: existence
        for thing, existence in found.items()
        if thing in grounds or within & set(existence) or "org:ChangeEvent" in graph.types(thing)
    }


def _ours(facts: BriefFacts, thing: str, types: set[str]) -> bool:
    """Return whether an event changed an organisation of the brief, or founded one of its units."""
    graph, scope = facts.graph, facts.scope
    if "org:ChangeEvent" not in types:
        return True
    return bool({*scope.organisations, *scope.units} & set(graph.iris(thing, *PARTICIPANTS)))


def table(facts: BriefFacts, notes: Notes, happened: Mapping[str, list[str]]) -> Grid | None:
    """Return events with their statements as a table in order of time; None without events."""
    graph, lang = facts.graph, facts.graph.lang
    lines: list[tuple[date, str, tuple[Line, ...]]] = []
    for thing, existence in happened.items():
        existence = readings.in_order(graph, existence)
        span = readings.dated(graph, existence)
        grounds = dict.fromkeys(iri for one in existence for iri in graph.iris(one, "dvg:grond"))
        doubts = dict.fromkeys(mark for one in existence for mark in facts.doubts(one))
        order = span.bounds[1] if span else LAST
        what = beside(graph.label(thing) + parts(facts, thing), *doubts)
        cells = (
            line(readings.when(graph, existence)),
            line(what + _readings(facts, existence)),
            line(joined([graph.label(ground) for ground in grounds], lang)),
            notes.cell(existence),
        )
        lines.append((order, what, cells))
    lines.sort(key=lambda one: one[:2])
    heads = selected("brief.events.columns", lang, "when", "event", "ground", "source")
    return Grid(heads, tuple(cells for _, _, cells in lines), (16, 38, 26, 20)) if lines else None


def parts(facts: BriefFacts, thing: str) -> str:
    """Return the names of the original organisations of an event."""
    graph = facts.graph
    found = graph.iris(thing, "org:originalOrganization")
    named = joined([with_article(graph.label(one), graph.lang) for one in found], graph.lang)
    return f", {caption('phrase', 'from', graph.lang).format(named)}" if found else ""


def _readings(facts: BriefFacts, existence: list[str]) -> str:
    """Return each reading of an event's date in words; empty if all readings agree."""
    apart = readings.apart(facts.graph, existence)
    form = caption("phrase", "readings", facts.graph.lang)
    return f"; {form.format('; '.join(apart))}" if apart else ""
