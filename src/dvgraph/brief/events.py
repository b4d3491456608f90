"""The events, decisions and foundings of a brief, as a table in order of time."""

from collections.abc import Iterable
from datetime import date

from dvgraph.brief.facts import BriefFacts
from dvgraph.brief.figures import grid
from dvgraph.brief.notes import Notes
from dvgraph.brief.scope import PARTICIPANTS
from dvgraph.brief.sentences import escaped
from dvgraph.locale.captions import caption, joined
from dvgraph.locale.patterns import with_article
from dvgraph.locale.words import selected
from dvgraph.namespaces import LAST
from dvgraph.things import readings

_EVENTS = {"org:ChangeEvent", "besluit:Besluit", "dvg:Vacantverklaring"}


def happened(facts: BriefFacts, statements: Iterable[str]) -> dict[str, list[str]]:
    """Return the events and decisions among existing things, each with its statements."""
    graph = facts.graph
    found: dict[str, list[str]] = {}
    for one in statements:
        thing = graph.iri(one, "dvg:over")
        types = set(graph.types(thing))
        if types & _EVENTS and _ours(facts, thing, types):
            found.setdefault(thing, []).append(one)
    # From before the period, only the events that made the organisation, and their decisions.
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
    parts = graph.iris(thing, *PARTICIPANTS)
    return bool({*scope.organisations, *scope.units} & set(parts))


def table(facts: BriefFacts, notes: Notes, statements: Iterable[str]) -> str:
    """Return the events as a Markdown table, in the order of time."""
    graph, lang = facts.graph, facts.graph.lang
    lines: list[tuple[date, str, list[str]]] = []
    for thing, existence in happened(facts, statements).items():
        existence = readings.in_order(graph, existence)
        span = readings.dated(graph, existence)
        grounds = dict.fromkeys(iri for one in existence for iri in graph.iris(one, "dvg:grond"))
        doubts = dict.fromkeys(mark for one in existence for mark in facts.doubts(one))
        outcomes = dict.fromkeys(facts.mark(facts.outcome(one)) for one in existence)
        order = span.bounds[1] if span else LAST
        what = graph.label(thing) + _parts(facts, thing)
        what += f" ({'; '.join(doubts)})" if doubts else ""
        lines.append((
            order, what,
            [escaped(readings.when(graph, existence)),
             escaped(what) + _cited(facts, notes, existence),
             escaped(joined([graph.label(g) for g in grounds], lang)), "; ".join(outcomes)],
        ))  # fmt: skip
    lines.sort(key=lambda line: line[:2])
    heads = selected("brief.events.columns", lang, "when", "event", "ground", "reread")
    return grid(heads, [cells for _, _, cells in lines]) if lines else ""


def _parts(facts: BriefFacts, thing: str) -> str:
    """Return the organisations that went into an event."""
    graph = facts.graph
    parts = graph.iris(thing, "org:originalOrganization")
    named = joined([with_article(graph.label(one), graph.lang) for one in parts], graph.lang)
    return f", {caption('phrase', 'from', graph.lang).format(named)}" if parts else ""


def _cited(facts: BriefFacts, notes: Notes, existence: list[str]) -> str:
    """Return the references of an event; of each of its readings, if they differ."""
    apart = readings.apart(facts.graph, existence)
    if not apart:
        return notes.refs(existence)
    told = [f"{escaped(when)}{notes.refs(given)}" for when, given in apart.items()]
    return "; " + caption("phrase", "readings", facts.graph.lang).format("; ".join(told))
