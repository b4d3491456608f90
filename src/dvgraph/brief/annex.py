"""The annex of a brief: tables of all statements by source, then figures, doubts and terms."""

from collections.abc import Collection, Iterable, Mapping

from dvgraph.brief import doubts, events, figures
from dvgraph.brief.blocks import Grid, Line, Text, line
from dvgraph.brief.facts import WORDS, BriefFacts
from dvgraph.brief.notes import Notes
from dvgraph.evidence.verdicts import Outcome
from dvgraph.labels.short_ids import reading_order, short_id
from dvgraph.locale.captions import beside
from dvgraph.locale.patterns import filled, pattern
from dvgraph.locale.words import selected, words
from dvgraph.namespaces import DVG
from dvgraph.things.sentences import concept, kind, parts, says, subject

_CLASSES = (f"{DVG}Tegenspraak", f"{DVG}Lacune")  # the terms of two tables


def tables(
    facts: BriefFacts, notes: Notes, by_chapter: Mapping[str, list[str]], body: Collection[str]
) -> dict[str, Grid]:
    """Return the tables of the annex by name, beginning with the statements by source.

    A star marks the rows on which the body rests: those of its statements (``body``), and of the
    contradictions and gaps about them.
    """
    happened = events.happened(facts, by_chapter.get("events", ()))
    # The existence of a body is not an event; it is listed here if the brief's body cites it.
    by_chapter = {**by_chapter, "events": [one for ones in happened.values() for one in ones]}
    used = list(dict.fromkeys(one for ones in by_chapter.values() for one in ones))
    every = list(dict.fromkeys([*used, *notes.cited]))
    numbers = [one for name, ones in by_chapter.items() if "figures" in name for one in ones]
    series = [row for row in figures.rows(facts, numbers) if len(row.values) > 1]
    found = {
        "figures": figures.table(facts, notes, series),
        "events": events.table(facts, notes, happened),
        "contradictions": doubts.contradictions(facts, notes, every, body),
        "gaps": doubts.gap_table(facts, notes, doubts.gaps(facts, every), body),
        "words": _words(facts, every),
    }
    # Every statement and every source to which a note or cell points has a row.
    first = {"statements": _statements(facts, notes, [*every, *notes.cited], body)}
    return {name: table for name, table in {**first, **found}.items() if table is not None}


def reread(facts: BriefFacts, statements: Iterable[str]) -> dict[Outcome, int]:
    """Return the number of statements for each verdict, the most serious first."""
    outcomes = [facts.outcome(one) for one in statements]
    return {one: outcomes.count(one) for one in Outcome if one in outcomes}


def _statements(
    facts: BriefFacts, notes: Notes, every: Iterable[str], body: Collection[str]
) -> Grid | None:
    """Return a table of all statements, each once: under its first source, in reading order.

    The column of verdicts is left out if no text of a source was available.
    """
    of: dict[str, list[tuple[tuple[str, int, str], str]]] = {source: [] for source in notes.keys}
    known = dict.fromkeys(every)
    for one in known:
        first = next(iter(facts.graph.passages(one)), None)
        place = reading_order(first.iri if first else "")
        of.setdefault(first.source if first else "", []).append((place, one))
    judged = any(facts.outcome(one) != Outcome.NO_TEXT for one in known)
    rows = {
        source: [_row(facts, notes, one, body, judged=judged) for _, one in sorted(ones)]
        for source, ones in of.items()
    }
    lines: list[tuple[Line, ...]] = []
    for source in {**rows, **notes.keys}:  # some sources are only a second source
        lines += [(_heading(facts, notes, source),), *rows.get(source, [])]
    names = ("id", "said", "place", *(["reread"] if judged else []))
    heads = selected("brief.annex.columns", facts.graph.lang, *names)
    return Grid(heads, tuple(lines), (12, 62, 26, 12)[: len(heads)]) if lines else None


def _heading(facts: BriefFacts, notes: Notes, source: str) -> Line:
    """Return the heading of a source: its key, title and address."""
    phrases = words("brief.annex", facts.graph.lang)
    if not source:
        return line(Text(phrases["no source"], "strong"))
    key, page = notes.key(source), notes.page(source)
    where = Text(page, link=page) if page else phrases["no page"]
    anchored = Text(key, "strong", anchor=notes.anchor(source))
    title = "".join(run.text for run in notes.title(source))
    return line(anchored, "  ", Text(title, "strong"), notes.own(source), ". ", where)


def _row(
    facts: BriefFacts, notes: Notes, one: str, body: Collection[str], *, judged: bool
) -> tuple[Line, ...]:
    name, outcome = short_id(one), facts.outcome(one)
    said = ", ".join(filter(None, (_said(facts, one), doubts.moment_of(facts, one))))
    verdict = line("–" if outcome == Outcome.NO_TEXT else facts.mark(outcome))
    star = doubts.STAR if one in body else ""
    cells = (line(Text(name, anchor=name), star), line(said), notes.places(one))
    return (*cells, verdict) if judged else cells


def _said(facts: BriefFacts, one: str) -> str:
    """Return a statement in words, with the name that the brief uses for its subject."""
    graph, about = facts.graph, subject(facts.graph, one)
    name = kind(graph, one)
    if name == "dvg:Bestaan":
        return beside(graph.label(about), *facts.doubts(one))
    if name == "dvg:Bezetting":
        role = parts(graph, one).fields["role"]
        return beside(f"{graph.label(about)}: {role}", *facts.doubts(one))
    said = parts(graph, one, facts.name)
    if ":" in said.code and said.code in words(f"sentences.{said.kind}", graph.lang):
        # Yes or no gives a sentence of its own: "the post was not re-evaluated".
        form = pattern(said.kind, said.code, graph.lang)
        return beside(filled(form, "", said.fields, graph.lang), *facts.doubts(one))
    return f"{facts.name(about)}: {says(graph, one, about)}"


def _words(facts: BriefFacts, used: Iterable[str]) -> Grid | None:
    """Return the classes, roles and legal forms used in the brief, with their definitions."""
    graph, lang = facts.graph, facts.graph.lang
    graph.expect(_CLASSES)
    concepts = dict.fromkeys(_CLASSES) | dict.fromkeys(
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
        if (iri in _CLASSES or "skos:Concept" in graph.types(iri))
        and (text := graph.text(iri, "skos:definition"))
    ]
    heads = selected("brief.glossary.columns", lang, "word", "explanation")
    return Grid(heads, tuple(lines), (28, 72)) if lines else None
