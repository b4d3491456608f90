"""The contradictions and gaps among the facts of a brief."""

from collections.abc import Iterable, Sequence

from dvgraph.brief.blocks import Grid, Line, Text, line
from dvgraph.brief.facts import BriefFacts
from dvgraph.brief.notes import Notes
from dvgraph.labels.short_ids import short_id
from dvgraph.locale.times import happening, lasting
from dvgraph.locale.wording import measured, period
from dvgraph.locale.words import selected, words
from dvgraph.things.sections import MOMENTS
from dvgraph.things.sentences import kind, says

STAR = "*"  # marks a row of the annex on which the body of the brief rests
_SHOWN = 4  # the maximum number of names in a cell of the table of gaps


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
    form = words("brief.text", graph.lang)["open claim"]
    point = form.format(quotable(graph.label(contradiction)))
    why = graph.text(contradiction, "dvg:reden")
    return f"{point}{f'. {why}' if why else ''}"


def quotable(label: str) -> str:
    """Return a label for use in double quotation marks: its own become single ones."""
    return label.replace("“", "‘").replace("”", "’")


def contradictions(
    facts: BriefFacts, notes: Notes, used: Iterable[str], body: Iterable[str]
) -> Grid | None:
    """Return the contradictions as a table of sides, the preferred one marked; None if none.

    A star marks those among the statements of the body.
    """
    graph, lang = facts.graph, facts.graph.lang
    lines: list[tuple[Line, ...]] = []
    starred = open_contradictions(facts, body)
    for node, sides in open_contradictions(facts, used).items():
        said = [said_with_time(facts, side) for side in sides]
        chosen = [said_with_time(facts, one) for one in graph.iris(node, "dvg:verkozen")]
        choice = "; ".join(filter(None, [*chosen, graph.text(node, "dvg:reden")]))
        none = words("brief.contradictions", lang)["no choice"]
        label = graph.label(node) + (STAR if node in starred else "")
        cells = (label, "; ".join(said), choice or none)
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


def gap_table(
    facts: BriefFacts, notes: Notes, found: dict[str, list[str]], body: Iterable[str]
) -> Grid | None:
    """Return a table of gaps: the missing property, its subjects, and the sources searched.

    The cells name the first subjects and sources, and count the others. A star marks the gaps of
    the body's statements.
    """
    graph, phrases = facts.graph, words("brief.gaps", facts.graph.lang)
    lines, starred = [], gaps(facts, body)
    for node, about in found.items():
        of = [
            Text(short_id(one), link=f"#{short_id(one)}") if kind(graph, one) else facts.name(one)
            for one in about
        ]
        known, beyond = list[str | Text](), 0
        for source in dict.fromkeys(map(_source, graph.iris(node, "dvg:gezochtIn"))):
            if source in notes.keys:
                known.append(Text(notes.key(source), link=f"#{notes.anchor(source)}"))
            else:
                beyond += 1
        missing = line(graph.label(node).rstrip("."), STAR if node in starred else "")
        lines.append(
            (missing, _first(of, 0, phrases["more"]), _first(known, beyond, phrases["sources"]))
        )
    heads = selected("brief.gaps.columns", facts.graph.lang, "missing", "statements", "sought")
    return Grid(heads, tuple(lines), (46, 36, 18)) if lines else None


def _source(place: str) -> str:
    """Return the source of a place (IRI of a source or passage) that a gap names."""
    return place.partition("#")[0]


def _first(named: Sequence[str | Text], beyond: int, more: str) -> Line:
    """Return a cell with the first names and the number of the others."""
    parts: list[str | Text] = []
    for one in named[:_SHOWN]:
        parts += [", ", one] if parts else [one]
    if beyond := beyond + len(named[_SHOWN:]):
        single, _, many = more.partition("|")
        text = (single if beyond == 1 else many).format(beyond)
        parts.append(f" (+ {text})" if parts else text)
    return line(*parts)


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
