"""Weak, contradictory and missing facts of a brief."""

from collections.abc import Iterable

from dvgraph.brief.facts import SIGN, BriefFacts
from dvgraph.brief.figures import grid
from dvgraph.brief.notes import Notes
from dvgraph.brief.sentences import escaped
from dvgraph.evidence.verdicts import Outcome
from dvgraph.locale.captions import joined
from dvgraph.locale.times import happening, lasting
from dvgraph.locale.wording import measured, period
from dvgraph.locale.words import selected, words
from dvgraph.things.sections import MOMENTS
from dvgraph.things.sentences import kind, says

_SHOWN = 12


def weak(facts: BriefFacts, notes: Notes, used: Iterable[str]) -> str:
    """Return the marks of the statements used, their meaning, and the statements with each."""
    graph, lang = facts.graph, facts.graph.lang
    used = list(used)
    by_doubt: dict[str, list[str]] = {}
    for one in used:
        for doubt in graph.iris(one, "dvg:zekerheid"):
            by_doubt.setdefault(doubt, []).append(one)
    lines = [
        [graph.label(doubt), escaped(graph.text(doubt, "skos:definition")), _some(notes, ones)]
        for doubt, ones in sorted(by_doubt.items())
    ]
    meanings = words("evidence.verdicts.meaning", lang)
    for outcome in Outcome:
        ones = [one for one in used if facts.outcome(one) == outcome]
        if ones and outcome in meanings:
            lines.append([_named(facts, outcome), meanings[outcome], _some(notes, ones)])
    heads = selected("brief.weak.columns", lang, "mark", "meaning", "statements")
    return grid(heads, lines) if lines else ""


def contradictions(facts: BriefFacts, notes: Notes, used: Iterable[str]) -> str:
    """Return the contradictions about the brief's statements: each side, and the preferred one."""
    graph, lang, mine = facts.graph, facts.graph.lang, set(used)
    lines = []
    for node in _current(facts, "dvg:Tegenspraak"):
        sides = graph.iris(node, "dvg:tussen")
        if not mine & set(sides):
            continue
        side_texts = [f"{escaped(_side(facts, side))}{notes.refs([side])}" for side in sides]
        chosen = [escaped(_side(facts, one)) for one in graph.iris(node, "dvg:verkozen")]
        choice = "; ".join(filter(None, [*chosen, escaped(graph.text(node, "dvg:reden"))]))
        about = escaped(graph.label(node)) + notes.refs([node])
        lines.append(
            [
                about,
                "; ".join(side_texts),
                choice or words("brief.contradictions", lang)["no choice"],
            ]
        )
    heads = selected("brief.contradictions.columns", lang, "about", "said", "chosen")
    return grid(heads, lines) if lines else ""


def gaps(facts: BriefFacts, notes: Notes, used: Iterable[str]) -> str:
    """Return the gaps about the statements used and the things of the brief."""
    graph, lang, scope = facts.graph, facts.graph.lang, facts.scope
    mine = set(used)
    things = {*scope.posts, *scope.organisations, *scope.units, *scope.events}
    lines = []
    for node in _current(facts, "dvg:Lacune"):
        subjects = graph.iris(node, "dvg:onderwerp")
        said = [one for one in subjects if one in mine]
        if said or things & set(subjects):
            text = escaped(graph.label(node).rstrip(".")) + notes.refs([node])
            named = [escaped(facts.name(one)) for one in subjects if one in things]
            lines.append([text, _some(notes, said) or joined(named, lang)])
    heads = selected("brief.gaps.columns", lang, "missing", "statements")
    return grid(heads, lines) if lines else ""


def _some(notes: Notes, ones: list[str]) -> str:
    """Return the first notes, and an ellipsis for the others."""
    return notes.refs(ones[:_SHOWN]) + (" …" if len(ones) > _SHOWN else "")


def _named(facts: BriefFacts, outcome: Outcome) -> str:
    """Return the name of a verdict, with its sign."""
    sign = f" ({SIGN})" if outcome == Outcome.NO_TEXT else ""
    return facts.mark(outcome) + sign


def legend(facts: BriefFacts, used: Iterable[str]) -> str:
    """Return the legend of the sign behind a text, the empty string if it is not used."""
    if all(facts.outcome(one) != Outcome.NO_TEXT for one in used):
        return ""
    meaning = words("evidence.verdicts.meaning", facts.graph.lang)[Outcome.NO_TEXT]
    return f"{SIGN} {facts.mark(Outcome.NO_TEXT)}: {meaning[:1].lower()}{meaning[1:].rstrip('.')}"


def _side(facts: BriefFacts, one: str) -> str:
    """Return one side of a contradiction in words, with its period."""
    graph = facts.graph
    span = graph.span(one)
    if kind(graph, one) == "dvg:Bestaan":
        text = graph.label(graph.iri(one, "dvg:over"))
    else:
        text = says(graph, one)
    if span is None:
        return text
    if kind(graph, one) == "dvg:Cijfer":
        when = measured(span, graph.lang)
    elif MOMENTS & set(graph.types(graph.iri(one, "dvg:over"))):
        when = happening(span, graph.lang)
    else:
        when = lasting(span, graph.lang)
    outcome = facts.outcome(one)
    checked = [facts.mark(outcome)] if outcome not in (Outcome.CONFIRMED, Outcome.NOTHING) else []
    return ", ".join([text, when or period(span, graph.lang), *checked])


def _current(facts: BriefFacts, kind: str) -> list[str]:
    graph = facts.graph
    return [
        node
        for node in facts.scope.questions
        if kind in graph.types(node) and not graph.texts(node, "prov:invalidatedAtTime")
    ]
