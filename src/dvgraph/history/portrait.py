"""The state on a day in short paragraphs, Dutch and English."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from dvgraph.history.as_of import Fact, State
from dvgraph.history.layout import Block, Entry, lay_out, mark, sources
from dvgraph.labels.subgraph import Subgraph, in_reading_order
from dvgraph.locale.captions import beside
from dvgraph.locale.wording import capitalised, stated
from dvgraph.locale.words import words
from dvgraph.things.facets import caption as facet_caption
from dvgraph.things.life import life
from dvgraph.things.sentences import kind

_TASK = ("dvg:taak", "dvg:dienst")
# Facets whose statements begin with the label of their value.
_PREFIXED = {
    "parent": "dvg:betrekking",
    "domain": "dvg:betrekking",
    "minister": "dvg:betrekking",
    "legal basis": "dvg:betrekking",
    "names": "dvg:kenmerk",
    "legal form": "dvg:kenmerk",
}


def notes(state: State, asked: str = "", known_on: str = "", *, alive: bool = True) -> list[str]:
    """Return the notes on a state: exact day, day of recording, non-existence, head.

    With ``alive`` False, the note on non-existence is left out, since the caller gives it.
    """
    phrases, lang = words("history.portrait", state.graph.lang), state.graph.lang
    shared, found = words("history.notes", lang), []
    if len(asked) in (4, 7) and asked[:4].isdigit():
        found.append(shared["last day"].format(stated(asked, lang)))
    if known_on:
        found.append(shared["known"].format(stated(known_on, lang)))
    if not alive:
        pass
    elif state.life in ("paused", "absent"):
        _, told = life(state.graph, state.entity, state.day)
        found.append(f"{capitalised(state.graph.label(state.entity))} {told}.")
    elif state.life:
        found.append(phrases[state.life].format(state.graph.label(state.entity)))
    if state.head:
        found.append(f"{capitalised(state.head)}.")
    if not state.facts:
        found.append(phrases["nothing"])
    return found


def title(state: State) -> str:
    """Return the title of a state, such as ``Digitaal Vlaanderen op 31 december 2022``."""
    phrases, lang = words("history.portrait", state.graph.lang), state.graph.lang
    name = state.graph.label(state.entity) if state.entity else phrases["all"]
    return phrases["title"].format(capitalised(name), stated(state.day.isoformat(), lang))


def portray(
    state: State,
    form: str = "text",
    *,
    asked: str = "",
    known_on: str = "",
    width: int = 100,
    whole: bool = True,
) -> str:
    """Return the state in paragraphs, as plain text or md, ``width`` columns wide.

    ``asked`` is the date as the user wrote it; ``known_on`` is the day of recording, if given. With
    ``whole`` False, the statements with the status unknown are only counted.
    """
    graph, lang = state.graph, state.graph.lang
    remarks = notes(state, asked, known_on)
    facts = [fact for fact in state.facts if fact.status != "unknown"]
    blocks = [
        Block(capitalised(graph.label(about)), tuple(_paragraphs(graph, found)))
        for about, found in groupby(facts, key=lambda fact: fact.about)
    ]
    shown = (*(state.facts if whole else facts), *state.plans)
    if state.plans:
        told = words("history.plans", lang)["on"]
        blocks.append(Block(told, tuple(by_thing(graph, state.plans))))
    if unknown := [fact for fact in state.facts if fact.status == "unknown"]:
        blocks.append(_unknown(graph, unknown, whole))
    cited = (passage for fact in shown for passage in fact.passages)
    return lay_out(title(state), remarks, blocks, sources(graph, cited, lang), form, width)


def by_thing(graph: Subgraph, facts: Iterable[Fact]) -> Iterator[Entry]:
    """Yield the facts as one list for each thing and facet."""
    for (about, facet), found in groupby(facts, key=lambda fact: (fact.about, fact.facet)):
        yield Entry(
            f"{capitalised(graph.label(about))}, {facet_caption(facet, graph.lang)}:",
            tuple(_items(graph, found)),
        )


def _unknown(graph: Subgraph, facts: list[Fact], whole: bool) -> Block:
    """Return the statements with the status unknown, under a heading with their number."""
    phrases = words("history.portrait", graph.lang)
    entries = tuple(by_thing(graph, facts))
    heading = phrases["unknown"].format(sum(len(entry.items) for entry in entries))
    return Block(heading, entries if whole else (Entry(phrases["unlisted"]),))


def _paragraphs(graph: Subgraph, facts: Iterable[Fact]) -> Iterator[Entry]:
    lang, before = graph.lang, ""
    for (facet, status), found in groupby(facts, key=lambda fact: (fact.facet, _sort(fact))):
        group = list(found)
        items = list(_items(graph, group))
        if status == "possible" and before == facet:
            text = words("history.portrait", lang)["too"]
        else:
            text = words("history.beginnings", lang)[facet].format(
                s=graph.label(group[0].about), n=_count(facet, len(items), lang)
            )
            if status:
                text = f"{words('state', lang)[status]}: {text}"
        before = facet
        text = capitalised(text)
        if len(items) > 1:
            yield Entry(text.rstrip(":,") + ":", tuple(items))
        else:
            yield Entry(f"{text} {items[0]}.")


def _sort(fact: Fact) -> str:
    """Return the status that a sentence must state; empty for a certain fact."""
    return "" if fact.status in ("certain", "measured") else fact.status


def _count(facet: str, number: int, lang: str) -> str:
    noun = words(f"history.counted.{facet}", lang)
    return noun["one" if number == 1 else "many"].format(number) if noun else ""


def items(graph: Subgraph, facts: Iterable[Fact]) -> Iterator[tuple[str, list[Fact]]]:
    """Yield each item in words, with its facts; the facts on one task or service are one item."""
    things: dict[tuple[str, str], list[Fact]] = {}
    for fact in facts:
        thing = graph.iri(fact.statement, *_TASK) if fact.facet in ("tasks", "services") else ""
        things.setdefault((fact.about, thing or fact.statement), []).append(fact)
    for group in things.values():
        text = _text(graph, group[0]) if len(group) == 1 else _roles(graph, group)
        yield text, group


def _items(graph: Subgraph, facts: Iterable[Fact]) -> Iterator[str]:
    """Yield the items with their ids and sources."""
    for text, group in items(graph, facts):
        passages = in_reading_order(passage for fact in group for passage in fact.passages)
        yield f"{text} {mark(', '.join(fact.id for fact in group), passages, graph.lang)}"


def _roles(graph: Subgraph, facts: list[Fact]) -> str:
    """Return the roles in one task or service; roles with the same start are named together."""
    parts: dict[tuple[str, ...], list[Fact]] = {}
    for fact in facts:
        parts.setdefault((fact.when, *fact.doubts), []).append(fact)
    told = list[str]()
    thing = graph.label(graph.iri(facts[0].statement, *_TASK))
    for (when, *doubts), same in parts.items():
        roles = dict.fromkeys(graph.label(graph.iri(one.statement, "dvg:rol")) for one in same)
        text = beside("" if told else thing, ", ".join(roles), *doubts)
        told.append(f"{text.lstrip()}, {when}")
    return "; ".join(told)


def _text(graph: Subgraph, fact: Fact) -> str:
    """Return a fact in words, with its start."""
    text = bare(graph, fact.facet, fact.statement, fact.says)
    # The sentence already states that it existed or took place, but not that it took part.
    parts = [fact.when] if kind(graph, fact.statement) == "dvg:Bestaan" else [text, fact.when]
    if fact.facet == "figures":
        parts = [f"{text} ({fact.when})"]
    return ", ".join(filter(None, parts))


def bare(graph: Subgraph, facet: str, statement: str, said: str) -> str:
    """Return a statement in words, without the words that the sentence of its facet already has."""
    if facet == "people":
        return _holder(graph, statement, said.partition(": ")[0])
    named = graph.iri(statement, "dvg:voorwerp")
    if facet not in _PREFIXED or (named and said.startswith(graph.label(named))):
        return said
    return said.removeprefix(graph.label(graph.iri(statement, _PREFIXED[facet]))).lstrip(": ")


def _holder(graph: Subgraph, statement: str, name: str) -> str:
    """Return the holder of a post, with an unusual role (such as acting) and the doubts."""
    role, post = (graph.label(graph.iri(statement, by)) for by in ("org:role", "dvg:functie"))
    unusual = bool(post) and role.casefold() not in post.casefold()
    notes = [role] if unusual else []
    if graph.iri(statement, "org:member"):
        notes += graph.doubts(statement)
    return f"{name} ({'; '.join(notes)})" if notes else name
