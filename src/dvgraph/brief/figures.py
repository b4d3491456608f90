"""The figures of a brief: tables of values over time, and charts of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal

from dvgraph.brief import locales
from dvgraph.brief.facts import BriefFacts
from dvgraph.brief.notes import Notes
from dvgraph.brief.sentences import escaped
from dvgraph.evidence.verdicts import Outcome
from dvgraph.locale.wording import between, stated
from dvgraph.locale.words import selected, words
from dvgraph.namespaces import FIRST, LAST
from dvgraph.things.sentences import subject

_EXACT, _EURO = "exact", "euro"
_BOUNDS = {
    **dict.fromkeys(("meer-dan", "minstens"), "above"),
    **dict.fromkeys(("minder-dan", "hoogstens"), "below"),
}


@dataclass(frozen=True, slots=True)
class Value:
    """A figure to show: thing, measure, time, and its number in words and as a value.

    ``bound`` is ``above`` or ``below`` if the number is only a lower or an upper bound.
    """

    iri: str
    about: str
    measure: str
    when: str
    text: str
    amount: Decimal
    order: tuple[str, str]
    part_of: str
    bound: str
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Row:
    """The values of one measure of one thing, in order of time."""

    about: str
    measure: str
    values: tuple[Value, ...]

    @property
    def ends(self) -> tuple[Value, Value] | None:
        """The first and last value for comparison, of different periods; only re-read ones."""
        for values in ([v for v in self.values if v.confirmed], self.values):
            if len({value.when for value in values}) > 1:
                return values[0], values[-1]
        return None

    @property
    def growth(self) -> float | None:
        """The change between the ends; None without two comparable values."""
        if not self.ends:
            return None
        first, last = self.ends
        if not first.amount or first.bound or last.bound == "below":
            return None
        return float(last.amount / first.amount) - 1


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
        made.append(Row(names, measure, tuple(values)))
    totals = {value.iri: row for row in made for value in row.values}

    def key(row: Row) -> tuple[object, ...]:
        whole = next((totals[v.part_of] for v in row.values if v.part_of in totals), row)
        ours = any(subject(facts.graph, value.iri) in own for value in whole.values)
        read = any(value.confirmed for value in whole.values)
        mine = (
            whole.growth is None,
            not ours,
            not read,
            whole.about.lower(),
            whole.measure.lower(),
        )
        return (*mine, row is not whole, row.measure.lower())

    return sorted(made, key=key)


# Long because it writes out a number: each step adds one mark of the figure, in reading order.
def _value(facts: BriefFacts, one: str) -> Value:
    graph, lang = facts.graph, facts.graph.lang
    phrases = words("brief.figures", lang)
    lexical = graph.text(one, "dvg:waarde")
    text = locales.number(lexical, lang)
    measure = graph.label(graph.iri(one, "dvg:maat"))
    unit = graph.iri(one, "dvg:eenheid")
    name = graph.label(unit)
    if unit.rpartition("/")[2].partition("-")[0] == _EURO:
        text = f"€ {text}{name.removeprefix(_EURO)}"
    elif unit and name not in measure:
        text = f"{text} {name}"
    precision = graph.iri(one, "dvg:nauwkeurigheid")
    how = precision.rpartition("/")[2]
    if how not in ("", _EXACT):
        text = f"{graph.label(precision)} {text}"
    for base in graph.texts(one, "dvg:basis"):
        text = phrases["base"].format(text, stated(base, lang))
    span = graph.span(one)
    when, order = phrases["none"], LAST.isoformat()
    if span and span.van and span.tot:
        when = between(span.bounds[0], span.bounds[3] - timedelta(days=1), lang)
        order = span.bounds[0].isoformat()
    elif span and span.seen:
        when = locales.day(min(span.seen), lang)
        order = min(span.seen)
    elif span and (span.van or span.bounds[0] != FIRST):
        when = locales.day(span.van, lang) if span.van else phrases["none"]
        order = span.bounds[0].isoformat()
    return Value(
        iri=one,
        about=facts.name(subject(graph, one)),
        measure=measure,
        when=when,
        text=text,
        amount=Decimal(lexical or 0),
        order=(order, when),
        part_of=graph.iri(one, "dvg:deelVan"),
        bound=_BOUNDS.get(how, ""),
        confirmed=facts.outcome(one) == Outcome.CONFIRMED,
    )


def to_draw(found: Sequence[Row]) -> list[Row]:
    """Return the comparable values for a chart: over time, parts of a whole, or of one moment.

    Only series that were re-read, if there are any.
    """
    grown = [row for row in found if row.growth is not None]
    read = [row for row in grown if row.ends and all(value.confirmed for value in row.ends)]
    drawn = [
        replace(row, values=tuple(v for v in row.values if v.confirmed)) for row in read
    ] or grown
    wholes = {value.iri for row in drawn for value in row.values}
    drawn += [row for row in found if row.growth is None and row.values[0].part_of in wholes]
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
    """Return rows as Markdown tables: first those with a growth, then the others."""
    lang = facts.graph.lang
    tables = []
    for compared in (True, False):
        heads = selected("brief.figures.columns", lang, *(_COMPARED if compared else _ALONE))
        lines = []
        for row in found:
            if (row.growth is None) == compared:
                continue
            line = [escaped(row.about), escaped(row.measure), _cell(facts, notes, row.values)]
            line += [change(row, lang)] if compared else []
            lines.append([*line, _read(facts, row.values)])
        if lines:
            tables.append(grid(heads, lines))
    return "\n\n".join(tables)


def change(row: Row, lang: str) -> str:
    """Return the growth of a row with the periods compared: ``+230% (2017–2025)``."""
    if row.growth is None or not row.ends:
        return ""
    first, last = row.ends
    most = words("brief.figures", lang)["above"] if last.bound else "{}"
    return f"{most.format(locales.percent(row.growth, lang))} ({first.when} – {last.when})"


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
