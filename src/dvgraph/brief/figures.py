"""The figures of a brief: values over time, their comparisons and their sums."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from dvgraph.brief.blocks import Grid, line
from dvgraph.brief.facts import BriefFacts
from dvgraph.brief.notes import Notes
from dvgraph.locale.captions import beside, joined
from dvgraph.locale.wording import measured, number, stated
from dvgraph.locale.words import selected, words
from dvgraph.namespaces import FIRST, LAST
from dvgraph.things.sentences import figure, subject

Judgement = Literal["computed", "contradicted", "refused", "none"]
_COUNTS = ("", "personen")  # units that the name of the measure already contains
_BOUND = "/weigeringsgrond/grens"
# Whether a precision leaves the number below and above the stated one open.
_OPEN = {
    "meer-dan": (False, True),
    "minstens": (False, True),
    "minder-dan": (True, False),
    "hoogstens": (True, False),
}


@dataclass(frozen=True, slots=True)
class Value:
    """A figure to show.

    ``about``: the IRI of its thing. ``when``: its time in words. ``text``: the number in words.
    ``amount``: the number as a value. ``contested``: True if another statement contradicts it.
    ``limits``: the lowest and the highest number that it can mean; None where there is no limit.
    ``marks``: its doubts in words.
    """

    iri: str
    about: str
    measure: str
    when: str
    text: str
    amount: Decimal
    order: tuple[str, str]
    part_of: str
    dated: bool
    counted: bool
    unit: str
    contested: bool
    limits: tuple[Decimal | None, Decimal | None]
    marks: tuple[str, ...]

    @property
    def approximate(self) -> bool:
        """Whether the number can lie on both sides of the stated one."""
        return None not in self.limits and self.limits[0] != self.limits[1]


@dataclass(frozen=True, slots=True)
class ValueChange:
    """An older and a newer value, compared by the graph or by the source itself.

    ``growth``: the derived percentage, as text.
    ``about``: True if that percentage is approximate.
    ``refusal``: the reason why there is no percentage.
    ``bound``: True if the only reason is that a value is a limit.
    ``claimed``: True if the source itself compares the two values.
    """

    older: Value
    newer: Value
    growth: str = ""
    about: bool = False
    refusal: str = ""
    bound: bool = False
    claimed: bool = False

    @property
    def grew(self) -> bool:
        """Whether the newer value is greater whatever numbers the two values mean."""
        highest, lowest = self.older.limits[1], self.newer.limits[0]
        return highest is not None and lowest is not None and lowest > highest


@dataclass(frozen=True, slots=True)
class Row:
    """The values of one measure of one thing, in order of time, and the changes between them."""

    about: str
    measure: str
    values: tuple[Value, ...]
    changes: tuple[ValueChange, ...] = ()

    @property
    def title(self) -> str:
        """The thing and the measure; only the measure if the name of the thing has its words."""
        named = self.measure.lower() in self.about.lower()
        return self.measure if named else f"{self.about}: {self.measure}"

    @property
    def compared(self) -> tuple[Value, ...]:
        """The values that a growth or the source itself compares."""
        shown = [change for change in self.changes if change.growth or change.claimed]
        ends = {one.iri for change in shown for one in (change.older, change.newer)}
        return tuple(value for value in self.values if value.iri in ends)


@dataclass(frozen=True, slots=True)
class Total:
    """A sum that the graph derives.

    ``text``: the number in words. ``amount``: the number as a value. ``parts``: the summed values.
    """

    iri: str
    text: str
    amount: Decimal
    parts: tuple[Value, ...]


def rows(facts: BriefFacts, statements: Iterable[str]) -> list[Row]:
    """Return figures by thing and measure; rows with most values first, parts after totals."""
    found: dict[tuple[str, str], list[Value]] = {}
    own = facts.scope.organisations
    for one in statements:
        value, about = _value(facts, one), subject(facts.graph, one)
        # One series over all versions of the agency; each value has the version's name.
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
    """Yield the comparisons by sources, then those that the graph derives between values."""
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
                    bound=bool(refusals) and all(why.endswith(_BOUND) for why in refusals),
                )


def _value(facts: BriefFacts, one: str) -> Value:
    graph, lang = facts.graph, facts.graph.lang
    span, unit, measure = graph.span(one), graph.iri(one, "dvg:eenheid"), graph.iri(one, "dvg:maat")
    when, order = words("brief.figures", lang)["none"], LAST.isoformat()
    number_ = Decimal(graph.text(one, "dvg:waarde") or 0)
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
        measure=graph.label(measure),
        when=when,
        text=figure(graph, one),
        amount=number_,
        order=(order, when),
        dated=order != LAST.isoformat(),
        unit=graph.label(unit),
        contested=facts.contested(one),
        limits=_limits(number_, graph.iri(one, "dvg:nauwkeurigheid").rpartition("/")[2]),
        marks=tuple(facts.doubts(one)),
        # The measure gives the unit: "146 large projects", not "large projects: 146 things".
        counted=not graph.texts(one, "dvg:basis")
        and (unit.rpartition("/")[2] in _COUNTS or graph.label(unit) in graph.label(measure)),
        part_of=graph.iri(one, "dvg:deelVan"),
    )


def _limits(number_: Decimal, precision: str) -> tuple[Decimal | None, Decimal | None]:
    """Return the lowest and the highest number that a value of a precision can mean.

    An approximate value is taken as rounded to its last digit that is not zero.
    """
    below, above = _OPEN.get(precision, (False, False))
    _, _, exponent = number_.normalize().as_tuple()
    step = Decimal(10) ** int(exponent) / 2 if precision == "ongeveer" else Decimal(0)
    return None if below else number_ - step, None if above else number_ + step


def claims(row: Row) -> list[ValueChange]:
    """Return the distinct pairs of values that a source itself compares."""
    return [change for change in row.changes if change.claimed]


def judged(row: Row, claim: ValueChange) -> Judgement:
    """Return the graph's judgement on the growth between two values that a source compares."""
    derived = _derived(row, claim)
    if derived is None:
        return "none"
    if derived.refusal and not (derived.bound and derived.grew):
        return "refused"
    return "contradicted" if claim.older.contested or claim.newer.contested else "computed"


def verdict(row: Row, claim: ValueChange, lang: str) -> str:
    """Return in words the growth between two values that a source compares, or why there is none.

    Only adjacent values are compared: if other values lie between the two, the text names these
    instead. If one or both values are contradicted, the text names them.
    """
    derived, phrases = _derived(row, claim), words("brief.figures", lang)
    if derived is None:
        between = joined(_between(row, claim), lang)
        return phrases["no verdict between" if between else "no verdict"].format(between)
    text = _change(derived, lang)
    if derived.bound and derived.grew:
        text = phrases["grew"]
    if judged(row, claim) != "contradicted":
        return text
    ends = [one.when for one in (claim.older, claim.newer) if one.contested]
    return phrases["contradicted"].format(text, joined(ends, lang))


def _between(row: Row, claim: ValueChange) -> list[str]:
    """Return the values between the two of a comparison, with their time and doubts."""
    first, last = row.values.index(claim.older), row.values.index(claim.newer)
    return [beside(one.text, one.when, *one.marks) for one in row.values[first + 1 : last]]


def _derived(row: Row, claim: ValueChange) -> ValueChange | None:
    ends = (claim.older, claim.newer)
    derived = [one for one in row.changes if not one.claimed and (one.older, one.newer) == ends]
    return derived[0] if derived else None


def total(facts: BriefFacts, values: Iterable[Value], operation: str) -> Total | None:
    """Return the latest sum that the graph derives from some of the values, or None."""
    graph = facts.graph
    known = {value.iri: value for value in values}
    found: dict[str, list[Value]] = {}
    for one in graph.mentions(known, "prov:wasDerivedFrom"):
        how = graph.iri(one, "dvg:bewerking").rpartition("/")[2]
        if how == operation and graph.text(one, "dvg:waarde"):
            inputs = graph.iris(one, "prov:wasDerivedFrom")
            found[one] = [known[iri] for iri in inputs if iri in known]
    if not found:
        return None
    # The sum of most values in the latest period.
    best = max(found, key=lambda one: (found[one][-1].order, len(found[one]), one))
    parts = sorted(found[best], key=lambda value: (-value.amount, value.iri))
    amount_ = graph.text(best, "dvg:waarde")
    text = number(amount_, graph.lang)
    if graph.iri(best, "dvg:eenheid").rpartition("/")[2].startswith("euro"):
        text = f"€ {text}"
    return Total(best, text, Decimal(amount_), tuple(parts))


def table(facts: BriefFacts, notes: Notes, found: Sequence[Row]) -> Grid | None:
    """Return all rows as a table, those with a change first; None if there are no rows."""
    lang, lines = facts.graph.lang, []
    for row in sorted(found, key=lambda row: not row.changes):
        said = []
        for value in row.values:
            text = "; ".join([value.when, *facts.doubts(value.iri)])
            said.append(f"{value.text} ({text})")
        cells = (row.title, "; ".join(said), "; ".join(changes(row, lang)))
        sources = notes.cell(value.iri for value in row.values)
        lines.append((*map(line, cells), sources))
    heads = selected("brief.figures.columns", lang, "subject", "values", "difference", "source")
    return Grid(heads, tuple(lines), (24, 32, 28, 22)) if lines else None


def changes(row: Row, lang: str) -> list[str]:
    """Return the distinct changes of a row in words: claims, then growths and refusals."""
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
