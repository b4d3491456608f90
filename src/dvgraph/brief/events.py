"""The events, decisions and foundings of a brief, as a table in order of time."""

from collections.abc import Iterable
from datetime import date

from dvgraph.brief import locales
from dvgraph.brief.facts import BriefFacts
from dvgraph.brief.figures import grid
from dvgraph.brief.notes import Notes
from dvgraph.brief.sentences import escaped
from dvgraph.locale.captions import caption, joined
from dvgraph.locale.wording import moment
from dvgraph.locale.words import selected
from dvgraph.namespaces import FIRST, LAST

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
    parts = graph.iris(thing, "org:originalOrganization", "org:resultingOrganization")
    return bool({*scope.organisations, *scope.units} & set(parts))


def table(facts: BriefFacts, notes: Notes, statements: Iterable[str]) -> str:
    """Return the events as a Markdown table, in the order of time."""
    graph, lang = facts.graph, facts.graph.lang
    lines: list[tuple[date, str, list[str]]] = []
    for thing, existence in happened(facts, statements).items():
        existence.sort(key=lambda one: (_width(facts, one), one))
        spans = [graph.span(one) for one in existence]
        days = dict.fromkeys(moment(span, lang) for span in spans if span)
        grounds = dict.fromkeys(iri for one in existence for iri in graph.iris(one, "dvg:grond"))
        doubts = dict.fromkeys(mark for one in existence for mark in facts.doubts(one))
        outcomes = dict.fromkeys(facts.mark(facts.outcome(one)) for one in existence)
        order = next((span.bounds[1] for span in spans if span), LAST)
        what = graph.label(thing) + _parts(facts, thing)
        what += f" ({'; '.join(doubts)})" if doubts else ""
        lines.append((
            order, what,
            [escaped("; ".join(days)), escaped(what) + notes.refs(existence),
             escaped(locales.listed([graph.label(g) for g in grounds], lang)), "; ".join(outcomes)],
        ))  # fmt: skip
    lines.sort(key=lambda line: line[:2])
    heads = selected("brief.events.columns", lang, "when", "event", "ground", "reread")
    return grid(heads, [cells for _, _, cells in lines]) if lines else ""


def _parts(facts: BriefFacts, thing: str) -> str:
    """Return the other organisations that an event's results were made from or changed from."""
    graph = facts.graph
    results = graph.iris(thing, "org:resultingOrganization")
    parts = [one for one in graph.iris(thing, "org:originalOrganization") if one not in results]
    named = joined([facts.phrases.named(graph.label(one)) for one in parts], graph.lang)
    return f", {caption('phrase', 'from', graph.lang).format(named)}" if parts else ""


def _width(facts: BriefFacts, one: str) -> int:
    """Return how many days the event may have fallen on: the most exact date comes first."""
    span = facts.graph.span(one)
    return (span.bounds[1] - span.bounds[0]).days if span else (LAST - FIRST).days
