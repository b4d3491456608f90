"""The figures of a brief: tables of values over time, and charts of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from dvgraph.brief.facts import BriefFacts
from dvgraph.brief.notes import Notes
from dvgraph.brief.sentences import escaped
from dvgraph.locale.wording import measured, number, stated
from dvgraph.locale.words import selected, words
from dvgraph.namespaces import FIRST, LAST
from dvgraph.things.sentences import figure, subject


@dataclass(frozen=True, slots=True)
class Value:
    """A figure to show: thing, measure, time, and its number in words and as a value."""

    iri: str
    about: str
    measure: str
    when: str
    text: str
    amount: Decimal
    order: tuple[str, str]
    part_of: str


@dataclass(frozen=True, slots=True)
class ValueChange:
    """Two values side by side, as the graph derives it or as the source claims.

    ``growth`` is a derived percentage as written, ``about`` if it is approximate; ``refusal`` says
    why there is none; ``claimed``: the source itself compares the two.
    """

    older: Value
    newer: Value
    growth: str = ""
    about: bool = False
    refusal: str = ""
    claimed: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """The values of one measure of one thing, in order of time, and the changes between them."""

    about: str
    measure: str
    values: tuple[Value, ...]
    changes: tuple[ValueChange, ...] = ()

    @property
    def compared(self) -> tuple[Value, ...]:
        """The values that a growth or the source itself compares."""
        shown = [change for change in self.changes if change.growth or change.claimed]
        ends = {one.iri for change in shown for one in (change.older, change.newer)}
        return tuple(value for value in self.values if value.iri in ends)


def rows(facts: BriefFacts, statements: Iterable[str]) -> list[Row]:
    """Return figures by thing and measure, those with most values first, parts after totals."""
    found: dict[tuple[str, str], list[Value]] = {}
    own = facts.scope.organisations
    for one in statements:
        value, about = _value(facts, one), subject(facts.graph, one)
        # One series through the versions of the agency: their names stand beside the values.
        owner = own[0] if about in own else about
        found.setdefault((owner, value.measure), []).append(value)
    made = []
    for (_, measure), values in found.items():
        values.sort(key=lambda v: (v.order, v.iri))
        together = len({value.when for value in values}) == 1
        names = (", " if together else " → ").join(dict.fromkeys(value.about for value in values))
        made.append(Row(names, measure, tuple(values), tuple(_changes(facts, values))))
    totals = {value.iri: row for row in made for value in row.values}

    def key(row: Row) -> tuple[object, ...]:
        whole = next((totals[v.part_of] for v in row.values if v.part_of in totals), row)
        ours = any(subject(facts.graph, value.iri) in own for value in whole.values)
        mine = (not whole.compared, not ours, whole.about.lower(), whole.measure.lower())
        return (*mine, row is not whole, row.measure.lower())

    return sorted(made, key=key)


def _changes(facts: BriefFacts, values: Sequence[Value]) -> Iterable[ValueChange]:
    """Yield what sources themselves compare, then what the graph derives from pairs of values."""
    graph, known = facts.graph, {value.iri: value for value in values}
    for newer in values:
        for one in graph.iris(newer.iri, "dvg:vergelekenMet"):
            if older := known.get(one):
                yield ValueChange(older, newer, claimed=True)
    for newer in values:
        for one in graph.iris(newer.iri, "dvg:vergelijking"):
            if older := known.get(graph.iri(one, "dvg:basis")):
                refusals = graph.iris(one, "dvg:weigering")
                yield ValueChange(
                    older,
                    newer,
                    growth=graph.text(one, "dvg:waarde"),
                    about=graph.iri(one, "dvg:nauwkeurigheid").endswith("/ongeveer"),
                    refusal=", ".join(map(graph.label, refusals)),
                )


def _value(facts: BriefFacts, one: str) -> Value:
    graph, lang = facts.graph, facts.graph.lang
    span = graph.span(one)
    when, order = words("brief.figures", lang)["none"], LAST.isoformat()
    if span and span.van and span.tot:
        when, order = measured(span, lang), span.bounds[0].isoformat()
    elif span and span.seen:
        when, order = stated(min(span.seen), lang), min(span.seen)
    elif span and (span.van or span.bounds[0] != FIRST):
        when = stated(span.van, lang) if span.van else when
        order = span.bounds[0].isoformat()
    return Value(
        iri=one,
        about=facts.name(subject(graph, one)),
        measure=graph.label(graph.iri(one, "dvg:maat")),
        when=when,
        text=figure(graph, one),
        amount=Decimal(graph.text(one, "dvg:waarde") or 0),
        order=(order, when),
        part_of=graph.iri(one, "dvg:deelVan"),
    )


def to_draw(found: Sequence[Row]) -> list[Row]:
    """Return the comparable values for a chart: over time, parts of a whole, or of one moment."""
    drawn = [replace(row, values=row.compared) for row in found if row.compared]
    wholes = {value.iri for row in drawn for value in row.values}
    drawn += [row for row in found if not row.compared and row.values[0].part_of in wholes]
    if drawn:
        return drawn
    moments: dict[tuple[str, str], list[Row]] = {}
    for row in found:
        moments.setdefault((row.about, row.values[-1].when), []).append(row)
    most = max(moments.values(), key=len, default=[])
    return most if len(most) > 1 else []


_COMPARED = ("subject", "measure", "values", "difference", "reread")
_ALONE = tuple(name for name in _COMPARED if name != "difference")


def table(facts: BriefFacts, notes: Notes, found: Sequence[Row]) -> str:
    """Return rows as Markdown tables: first those with a change, then the others."""
    lang = facts.graph.lang
    tables = []
    for compared in (True, False):
        heads = selected("brief.figures.columns", lang, *(_COMPARED if compared else _ALONE))
        lines = []
        for row in found:
            if bool(row.changes) != compared:
                continue
            line = [escaped(row.about), escaped(row.measure), _cell(facts, notes, row.values)]
            line += [escaped("; ".join(changes(row, lang)))] if compared else []
            lines.append([*line, _read(facts, row.values)])
        if lines:
            tables.append(grid(heads, lines))
    return "\n\n".join(tables)


def changes(row: Row, lang: str) -> list[str]:
    """Return the changes of a row in words, each once: claims, then growths and refusals."""
    return list(dict.fromkeys(_change(one, lang) for one in row.changes))


def _change(one: ValueChange, lang: str) -> str:
    phrases = words("brief.figures", lang)
    if one.claimed:
        ends = (f"{value.text} ({value.when})" for value in (one.older, one.newer))
        return phrases["claimed"].format(*ends)
    if one.refusal:
        return phrases["refused"].format(one.newer.when, one.older.when, one.refusal)
    sign = "" if one.growth.startswith("-") else "+"
    growth = f"{sign}{number(one.growth, lang)}%"
    kind = "about" if one.about else "growth"
    return phrases[kind].format(growth, one.older.when, one.newer.when)


def _cell(facts: BriefFacts, notes: Notes, values: Sequence[Value]) -> str:
    changes = []
    for value in values:
        text = "; ".join([value.when, *facts.doubts(value.iri)])
        changes.append(f"{escaped(value.text)} ({escaped(text)}){notes.refs([value.iri])}")
    return "; ".join(changes)


def _read(facts: BriefFacts, values: Sequence[Value]) -> str:
    outcomes = dict.fromkeys(facts.outcome(value.iri) for value in values)
    return "; ".join(facts.mark(outcome) for outcome in outcomes)


def grid(heads: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table of cells that are Markdown already."""
    return "\n".join(f"| {' | '.join(line)} |" for line in (heads, ["---"] * len(heads), *lines))
