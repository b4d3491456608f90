"""The contradictions and gaps among the facts of a brief."""

from collections.abc import Iterable

from dvgraph.brief.blocks import Grid, Line, line
from dvgraph.brief.facts import BriefFacts
from dvgraph.brief.notes import Notes
from dvgraph.locale.captions import joined
from dvgraph.locale.times import happening, lasting
from dvgraph.locale.wording import measured, period
from dvgraph.locale.words import selected, words
from dvgraph.things.sections import MOMENTS
from dvgraph.things.sentences import kind, says


def open_contradictions(facts: BriefFacts, used: Iterable[str]) -> dict[str, list[str]]:
    """Return the contradictions about the statements, each with its current sides."""
    graph, mine = facts.graph, set(used)
    found = {}
    for node in _current(facts, "dvg:Tegenspraak"):
        sides = [
            one
            for one in graph.iris(node, "dvg:tussen")
            if not graph.texts(one, "prov:invalidatedAtTime")
        ]
        if mine & set(sides):
            found[node] = sides
    return found


def reason(facts: BriefFacts, contradiction: str) -> str:
    """Return the subject of a contradiction, and the reason for its choice or lack of one."""
    graph = facts.graph
    point = words("brief.text", graph.lang)["open claim"].format(graph.label(contradiction))
    why = graph.text(contradiction, "dvg:reden")
    return f"{point}{f'. {why}' if why else ''}"


def contradictions(facts: BriefFacts, notes: Notes, used: Iterable[str]) -> Grid | None:
    """Return the contradictions as a table of sides, the preferred one marked; None if none."""
    graph, lang = facts.graph, facts.graph.lang
    lines: list[tuple[Line, ...]] = []
    for node, sides in open_contradictions(facts, used).items():
        said = [said_with_time(facts, side) for side in sides]
        chosen = [said_with_time(facts, one) for one in graph.iris(node, "dvg:verkozen")]
        choice = "; ".join(filter(None, [*chosen, graph.text(node, "dvg:reden")]))
        none = words("brief.contradictions", lang)["no choice"]
        cells = (graph.label(node), "; ".join(said), choice or none)
        lines.append((*map(line, cells), notes.cell(sides)))
    heads = selected("brief.contradictions.columns", lang, "about", "said", "chosen", "source")
    return Grid(heads, tuple(lines), (18, 36, 28, 18)) if lines else None


def gaps(facts: BriefFacts, used: Iterable[str]) -> dict[str, list[str]]:
    """Return the gaps about statements and things of the brief, each with its subjects."""
    scope, mine = facts.scope, set(used)
    things = {*scope.posts, *scope.organisations, *scope.units, *scope.events}
    found = {}
    for node in _current(facts, "dvg:Lacune"):
        about = facts.graph.iris(node, "dvg:onderwerp")
        if kept := [one for one in about if one in mine or one in things]:
            found[node] = kept
    return found


def gap_table(facts: BriefFacts, found: dict[str, list[str]]) -> Grid | None:
    """Return gaps as a table: the missing property, its subject, and the places searched."""
    graph, lang = facts.graph, facts.graph.lang
    lines = []
    for node, about in found.items():
        of = [_said(facts, one) if kind(graph, one) else facts.name(one) for one in about]
        where = [graph.label(one) for one in graph.iris(node, "dvg:gezochtIn")]
        cells = (graph.label(node).rstrip("."), "; ".join(of), joined(where, lang))
        lines.append(tuple(map(line, cells)))
    heads = selected("brief.gaps.columns", lang, "missing", "statements", "sought")
    return Grid(heads, tuple(lines), (36, 40, 24)) if lines else None


def said_with_time(facts: BriefFacts, one: str) -> str:
    """Return a statement in words, with its period and, if unfavourable, its verdict."""
    found = (_said(facts, one), moment_of(facts, one), facts.verdict(one))
    return ", ".join(filter(None, found))


def moment_of(facts: BriefFacts, one: str) -> str:
    """Return the time of a statement in words: of a measurement, an event or a lasting fact."""
    graph = facts.graph
    span = graph.span(one)
    if span is None:
        return ""
    if kind(graph, one) == "dvg:Cijfer":
        return measured(span, graph.lang)
    if MOMENTS & set(graph.types(graph.iri(one, "dvg:over"))):
        return happening(span, graph.lang) or period(span, graph.lang)
    return lasting(span, graph.lang) or period(span, graph.lang)


def _said(facts: BriefFacts, one: str) -> str:
    """Return a statement in short form; for an existence, the name of its thing."""
    graph = facts.graph
    existence = kind(graph, one) == "dvg:Bestaan"
    return graph.label(graph.iri(one, "dvg:over")) if existence else says(graph, one)


def _current(facts: BriefFacts, kind: str) -> list[str]:
    graph = facts.graph
    return [
        node
        for node in facts.scope.questions
        if kind in graph.types(node) and not graph.texts(node, "prov:invalidatedAtTime")
    ]
