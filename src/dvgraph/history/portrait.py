"""The state on a day in short paragraphs, Dutch and English."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from dvgraph.history.as_of import Fact, State
from dvgraph.history.layout import Block, Entry, capitalised, lay_out, mark, sources
from dvgraph.labels.subgraph import Subgraph
from dvgraph.locale.captions import caption
from dvgraph.locale.wording import stated
from dvgraph.locale.words import words
from dvgraph.things.sentences import kind

# Facets whose statements begin with the label of the value.
_PREFIXED = {
    "parent": "dvg:betrekking",
    "domain": "dvg:betrekking",
    "minister": "dvg:betrekking",
    "legal basis": "dvg:betrekking",
    "names": "dvg:kenmerk",
    "legal form": "dvg:kenmerk",
}


def notes(state: State, asked: str = "", known_on: str = "") -> list[str]:
    """Return the notes on a state: exact day, day of recording, non-existence."""
    phrases, lang = words("history.portrait", state.graph.lang), state.graph.lang
    found = []
    if len(asked) in (4, 7) and asked[:4].isdigit():
        found.append(phrases["last day"].format(stated(asked, lang)))
    if known_on:
        found.append(phrases["known"].format(stated(known_on, lang)))
    if state.life:
        found.append(phrases[state.life].format(state.graph.label(state.entity)))
    if not state.facts:
        found.append(phrases["nothing"])
    return found


def title(state: State) -> str:
    """Return the title of a state: ``Digitaal Vlaanderen op 31 december 2022``."""
    phrases, lang = words("history.portrait", state.graph.lang), state.graph.lang
    name = state.graph.label(state.entity) if state.entity else phrases["all"]
    return phrases["title"].format(capitalised(name), stated(state.day.isoformat(), lang))


def portray(
    state: State, form: str = "text", *, asked: str = "", known_on: str = "", width: int = 100
) -> str:
    """Return the state in paragraphs, as text of a width or as md.

    ``asked`` is the date as the user wrote it, ``known_on`` the day of recording, if given.
    """
    graph, lang = state.graph, state.graph.lang
    remarks = notes(state, asked, known_on)
    blocks = [
        Block(capitalised(graph.label(about)), tuple(_paragraphs(graph, facts)))
        for about, facts in groupby(state.facts, key=lambda fact: fact.about)
    ]
    cited = (passage for fact in state.facts for passage in fact.passages)
    return lay_out(title(state), remarks, blocks, sources(graph, cited, lang), form, width)


def _paragraphs(graph: Subgraph, facts: Iterable[Fact]) -> Iterator[Entry]:
    lang, before = graph.lang, ""
    for (facet, status), found in groupby(facts, key=lambda fact: (fact.facet, _sort(fact))):
        group = list(found)
        items = [_item(graph, fact) for fact in group]
        if status == "possible" and before == facet:
            text = words("history.portrait", lang)["too"]
        else:
            text = words("history.beginnings", lang)[facet].format(
                s=graph.label(group[0].about), n=_count(graph, facet, group)
            )
            if status:
                text = f"{caption('status', status, lang)}: {text}"
        before = facet
        text = capitalised(text)
        if len(items) > 1:
            yield Entry(text.rstrip(":,") + ":", tuple(items))
        else:
            yield Entry(f"{text} {items[0]}.")


def _sort(fact: Fact) -> str:
    """Return the status that a sentence must state: none for a certain fact."""
    return "" if fact.status in ("certain", "measured") else fact.status


def _count(graph: Subgraph, facet: str, facts: list[Fact]) -> str:
    noun = words(f"history.counted.{facet}", graph.lang)
    if not noun:
        return ""
    things = {graph.iri(fact.statement, "dvg:taak", "dvg:dienst") for fact in facts}
    return noun["one" if len(things) == 1 else "many"].format(len(things))


def _item(graph: Subgraph, fact: Fact) -> str:
    """Return a fact in words, with its start and source."""
    text = bare(graph, fact.facet, fact.statement, fact.says)
    # An existence or event is stated by the sentence; a participant is not.
    parts = [fact.when] if kind(graph, fact.statement) == "dvg:Bestaan" else [text, fact.when]
    if fact.facet == "figures":
        parts = [f"{text} ({fact.when})"]
    return f"{', '.join(filter(None, parts))} {mark(fact.id, fact.passages, graph.lang)}"


def bare(graph: Subgraph, facet: str, statement: str, said: str) -> str:
    """Return a statement in words, without the words that the sentence of its facet has."""
    if facet == "people":
        return said.partition(": ")[0]
    label = graph.label(graph.iri(statement, _PREFIXED[facet])) if facet in _PREFIXED else ""
    return said.removeprefix(label).lstrip(": ") if label else said
