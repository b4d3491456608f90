"""The tables at the start and end of a brief: the summary, and the glossary."""

from collections.abc import Iterable, Mapping

from dvgraph.brief import figures
from dvgraph.brief.facts import WORDS, BriefFacts, bracketed
from dvgraph.brief.figures import grid
from dvgraph.brief.notes import Notes
from dvgraph.brief.sentences import escaped
from dvgraph.labels.subgraph import Subgraph
from dvgraph.locale.words import selected, words
from dvgraph.things.sentences import concept, subject


def summary(facts: BriefFacts, notes: Notes, by_chapter: Mapping[str, list[str]]) -> str:
    """Return the class of the post and the changes of the organisation's own figures."""
    graph, lang = facts.graph, facts.graph.lang
    phrases, own = words("brief.summary", lang), set(facts.scope.organisations)
    lines = []
    for one in by_chapter.get("post", ()):
        fact = facts.fact(one)
        if fact.section == "class":
            point, state = phrases["class"], fact.fields["object"]
        elif fact.name.endswith((":true", ":false")):
            point, state = fact.fields["characteristic"], fact.fields["object"]
        else:
            continue
        marks = bracketed((fact.when, *fact.marks, fact.verdict))
        point = point[:1].upper() + point[1:]
        lines.append([escaped(point), escaped(f"{state}{marks}") + notes.refs([one])])
    for name in ("means", "people", "reach"):
        mine = [one for one in by_chapter.get(f"{name}-figures", ()) if subject(graph, one) in own]
        found = figures.rows(facts, mine)
        for row in [row for row in found if row.compared] or figures.to_draw(found):
            shown = row.compared or row.values[-1:]
            told = figures.changes(row, lang) if row.compared else []
            text = "; ".join(told or [f"{value.text} ({value.when})" for value in shown])
            doubts = dict.fromkeys(mark for value in shown for mark in facts.marks(value.iri))
            measure = row.measure[:1].upper() + row.measure[1:]
            refs = notes.refs(value.iri for value in shown)
            lines.append([escaped(measure), escaped(text + bracketed(doubts)) + refs])
    return grid(selected("brief.summary.columns", lang, "point", "state"), lines) if lines else ""


def glossary(facts: BriefFacts, notes: Notes, used: Iterable[str]) -> str:
    """Return the classes, roles and legal forms in the brief, with their definitions."""
    graph, lang = facts.graph, facts.graph.lang
    concepts = dict.fromkeys(
        iri for one in used for iri in graph.iris(one, "dvg:klasse", "dvg:rol", *_forms(graph, one))
    )
    lines = []
    for iri in sorted(concepts, key=lambda one: graph.label(one).lower()):
        if "skos:Concept" in graph.types(iri) and (text := graph.text(iri, "skos:definition")):
            lines.append([escaped(graph.label(iri)), escaped(text) + notes.refs([iri])])
    heads = selected("brief.glossary.columns", lang, "word", "explanation")
    return grid(heads, lines) if lines else ""


def _forms(graph: Subgraph, one: str) -> tuple[str, ...]:
    return ("dvg:voorwerp",) if concept(graph, one) in WORDS else ()
