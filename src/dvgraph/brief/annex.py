"""The annex of a brief: every statement with its source, figures, doubts, words and sources."""

from collections.abc import Iterable, Mapping

from dvgraph.brief import doubts, events, figures
from dvgraph.brief.blocks import Block, Grid, Heading, Line, Text, line
from dvgraph.brief.facts import WORDS, BriefFacts, bracketed
from dvgraph.brief.notes import Notes
from dvgraph.evidence.verdicts import Outcome
from dvgraph.labels.short_ids import short_id
from dvgraph.locale.patterns import filled, pattern
from dvgraph.locale.words import selected, words
from dvgraph.things.sentences import concept, kind, parts, says, subject

# The chapters in the order of the annex; statements of other chapters are only cited.
CHAPTERS = (
    *("post", "tasks", "services", "means", "means-figures", "people", "people-figures"),
    *("reach-figures", "post-figures", "structure", "law", "context", "risk", "events"),
)


def blocks(facts: BriefFacts, notes: Notes, by_chapter: Mapping[str, list[str]]) -> list[Block]:
    """Return the blocks of the annex below its heading; the sources come last."""
    lang = facts.graph.lang
    titles = words("brief.annex", lang)
    happened = events.happened(facts, by_chapter.get("events", ()))
    # The existence of a body is not an event; it is listed here if the brief's body cites it.
    by_chapter = {**by_chapter, "events": [one for ones in happened.values() for one in ones]}
    used = list(dict.fromkeys(one for ones in by_chapter.values() for one in ones))
    every = list(dict.fromkeys([*used, *notes.cited]))
    numbers = [one for name, ones in by_chapter.items() if "figures" in name for one in ones]
    tables = {
        "figures": figures.table(facts, notes, figures.rows(facts, numbers)),
        "events": events.table(facts, notes, happened),
        "contradictions": doubts.contradictions(facts, notes, every),
        "gaps": doubts.gap_table(facts, doubts.gaps(facts, every)),
        "words": _words(facts, every),
    }
    # Every statement and every source to which a note or cell points has a row.
    first = {"statements": _statements(facts, notes, by_chapter, notes.cited)}
    tables = {**first, **tables, "sources": _sources(facts, notes)}
    found: list[Block] = []
    for name, table in tables.items():
        if table is not None:
            found += [Heading(3, titles[name]), table]
    return found


def reread(facts: BriefFacts, statements: Iterable[str]) -> dict[Outcome, int]:
    """Return the number of statements for each verdict, the most serious first."""
    outcomes = [facts.outcome(one) for one in statements]
    return {one: outcomes.count(one) for one in Outcome if one in outcomes}


def _statements(
    facts: BriefFacts, notes: Notes, by_chapter: Mapping[str, list[str]], every: Iterable[str]
) -> Grid | None:
    lang = facts.graph.lang
    titles = words("brief.annex.chapters", lang)
    told: set[str] = set()
    lines: list[tuple[Line, ...]] = []
    for name in CHAPTERS:
        if ones := [one for one in by_chapter.get(name, ()) if one not in told]:
            told.update(ones)
            lines.append((line(Text(titles[name], "strong")),))
            lines += [_row(facts, notes, one) for one in ones]
    if others := [one for one in every if one not in told]:
        lines.append((line(Text(titles["other"], "strong")),))
        lines += [_row(facts, notes, one) for one in others]
    heads = selected("brief.annex.columns", lang, "id", "said", "when", "source", "reread")
    return Grid(heads, tuple(lines), (11, 42, 16, 19, 12)) if lines else None


def _row(facts: BriefFacts, notes: Notes, one: str) -> tuple[Line, ...]:
    name, outcome = short_id(one), facts.outcome(one)
    return (
        (Text(name, anchor=name),),
        line(_said(facts, one)),
        line(doubts.moment_of(facts, one)),
        notes.cell([one]),
        line("–" if outcome == Outcome.NO_TEXT else facts.mark(outcome)),
    )


def _said(facts: BriefFacts, one: str) -> str:
    """Return a statement in words, with the name that the brief uses for its subject."""
    graph, about = facts.graph, subject(facts.graph, one)
    name = kind(graph, one)
    if name == "dvg:Bestaan":
        return graph.label(about) + bracketed(facts.doubts(one))
    if name == "dvg:Bezetting":
        return f"{graph.label(about)}: {parts(graph, one).fields['role']}" + bracketed(
            facts.doubts(one)
        )
    said = parts(graph, one, facts.name)
    if ":" in said.code and said.code in words(f"sentences.{said.kind}", graph.lang):
        # Yes or no gives a sentence of its own: "the post was not re-evaluated".
        form = pattern(said.kind, said.code, graph.lang)
        return filled(form, "", said.fields, graph.lang) + bracketed(facts.doubts(one))
    return f"{facts.name(about)}: {says(graph, one, about)}"


def _words(facts: BriefFacts, used: Iterable[str]) -> Grid | None:
    """Return the classes, roles and legal forms used in the brief, with their definitions."""
    graph, lang = facts.graph, facts.graph.lang
    concepts = dict.fromkeys(
        iri
        for one in used
        for iri in (
            *graph.iris(one, "dvg:klasse", "dvg:rol", "dvg:zekerheid"),
            *(graph.iris(one, "dvg:voorwerp") if concept(graph, one) in WORDS else ()),
        )
    )
    lines = [
        (line(graph.label(iri)), line(text))
        for iri in sorted(concepts, key=lambda one: graph.label(one).lower())
        if "skos:Concept" in graph.types(iri) and (text := graph.text(iri, "skos:definition"))
    ]
    heads = selected("brief.glossary.columns", lang, "word", "explanation")
    return Grid(heads, tuple(lines), (28, 72)) if lines else None


def _sources(facts: BriefFacts, notes: Notes) -> Grid | None:
    lang = facts.graph.lang
    lines = []
    for source, key in notes.keys.items():
        page = notes.page(source)
        where = Text(page, link=page) if page else words("brief.annex", lang)["no page"]
        anchored = Text(key, anchor=notes.anchor(source))
        lines.append((line(anchored), line(notes.title(source), notes.own(source)), line(where)))
    heads = selected("brief.annex.addresses", lang, "key", "title", "page")
    return Grid(heads, tuple(lines), (8, 46, 46)) if lines else None
