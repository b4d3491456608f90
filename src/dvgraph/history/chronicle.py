"""The changes between two days as sentences, each with its decisions and sources."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from dvgraph.history.as_of import Fact
from dvgraph.history.changes import Transition
from dvgraph.history.diff import Difference
from dvgraph.history.layout import Block, Entry, lay_out, mark, sources
from dvgraph.history.portrait import by_thing
from dvgraph.labels.subgraph import Subgraph
from dvgraph.locale.captions import caption, joined
from dvgraph.locale.wording import capitalised, measured, period, spread, stated
from dvgraph.locale.words import words
from dvgraph.namespaces import FIRST, LAST

_BODIES = ("names", "parent")  # facets of organisations only
_CHANGES = "org:ChangeEvent"


def kind_caption(kind: str, lang: str) -> str:
    """Return the word for a kind of change, such as "moved"."""
    return words("history.kinds", lang)[kind]


def title(difference: Difference) -> str:
    """Return the title of a difference: its subject and the two days."""
    graph, phrases = difference.graph, words("history.chronicle", difference.graph.lang)
    name = graph.label(difference.entity) if difference.entity else phrases["all"]
    days = (stated(day.isoformat(), graph.lang) for day in (difference.start, difference.end))
    return phrases["title"].format(capitalised(name), *days)


def notes(difference: Difference, asked: Iterable[str] = (), known_on: str = "") -> list[str]:
    """Return the notes below the title: exact days, related organisations, day of recording."""
    graph, phrases = difference.graph, words("history.chronicle", difference.graph.lang)
    shared = words("history.notes", graph.lang)
    vague = [stated(one, graph.lang) for one in asked if len(one) in (4, 7) and one[:4].isdigit()]
    found = []
    if vague:
        found.append(shared["last day"].format(joined(vague, graph.lang)))
    if difference.line:
        labels = [graph.label(one) for one in difference.line]
        found.append(phrases["line"].format(joined(labels, graph.lang)))
    if known_on:
        found.append(shared["known"].format(stated(known_on, graph.lang)))
    if not difference.changes:
        found.append(phrases["nothing"])
    return found


def chronicle(
    difference: Difference,
    form: str = "text",
    *,
    asked: Iterable[str] = (),
    known_on: str = "",
    width: int = 100,
) -> str:
    """Return the changes as sentences in order of time, as text or md, ``width`` columns wide.

    Certain changes of the organisations themselves come first. ``asked`` are the dates as the user
    wrote them; ``known_on`` is the day of recording, if given.
    """
    graph = difference.graph
    phrases = words("history.chronicle", graph.lang)
    parts: dict[str, list[Transition]] = {"organisations": [], "certain": [], "possible": []}
    for change in difference.changes:
        own = change.certain and of_body(graph, change)
        parts["organisations" if own else "certain" if change.certain else "possible"].append(
            change
        )
    blocks = [
        Block(phrases[heading], (Entry("", tuple(_items(graph, found))),))
        for heading, found in parts.items()
        if found
    ]
    if difference.plans:
        plans = Block(
            words("history.plans", graph.lang)["title"], tuple(by_thing(graph, difference.plans))
        )
        blocks.append(plans)
    told: list[Transition | Fact] = [*difference.changes, *difference.plans]
    cited = (passage for one in told for passage in one.passages)
    lines = notes(difference, asked, known_on)
    if any(graph.iri(one.statement, "dvg:taak", "dvg:dienst") for one in difference.changes):
        lines.append(words("history.notes", graph.lang)["counted"])
    return lay_out(title(difference), lines, blocks, sources(graph, cited, graph.lang), form, width)


def of_body(graph: Subgraph, change: Transition) -> bool:
    """Return whether an organisation itself changed: existence, name, parent, or by an event."""
    kind = {"events": _CHANGES, "existence": "org:Organization"}.get(change.facet)
    return change.facet in _BODIES or kind in graph.types(change.about)


def _items(graph: Subgraph, changes: Iterable[Transition]) -> Iterator[str]:
    for change in changes:
        text = capitalised(f"{when(graph, change)}: {sentence(graph, change)}")
        yield f"{text} {mark(change.id, change.passages, graph.lang)}."


def sentence(graph: Subgraph, change: Transition) -> str:
    """Return a change as a sentence with its event and decisions, without a full stop."""
    phrases = words("history.chronicle", graph.lang)
    parts = [change.text]
    # Statements that ended with their subject rest on the decision behind the event named here.
    ended_with = change.kind == "ended" and bool(change.events) and change.facet != "events"
    grounds = [] if ended_with else [graph.label(iri) for iri in change.grounds]
    if grounds:
        parts.append(caption("phrase", "ground", graph.lang).format(joined(grounds, graph.lang)))
    text = ", ".join(parts)
    events = [graph.label(iri) for iri in change.events if iri != change.about]
    if events and change.facet != "events":
        text = f"{text} ({phrases['at'].format(joined(events, graph.lang))})"
    return text


def when(graph: Subgraph, change: Transition) -> str:
    """Return the date of a change in words: as written, else its earliest and latest day.

    For a figure, and for a statement that began and ended, the words give the whole period.
    """
    lang, span = graph.lang, graph.span(change.statement)
    phrases, dates = words("history.chronicle", lang), words("dates", lang)
    if span and change.kind == "passed":
        return period(span, lang)
    if span and change.facet == "figures":
        return measured(span, lang)
    if change.stated:
        return stated(change.stated, lang)
    first, last = change.first, change.last
    if last.day == 1 and last > first and not change.after:
        last -= timedelta(days=1)  # an end within a year: ended by the first day of the next
    if first == FIRST:
        return phrases["unknown"] if last == LAST else dates["at latest"].format(_day(last, lang))
    if last == LAST:
        return dates["not before"].format(_day(first, lang))
    return spread(first, last, lang)


def _day(day: date, lang: str) -> str:
    return stated(day.isoformat(), lang)
