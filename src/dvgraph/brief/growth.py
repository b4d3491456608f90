"""The growth picture: tasks, money and people of a post on one time axis, with the decisions."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from dvgraph.brief.added import CERTAINTIES, Gains
from dvgraph.brief.facts import BriefFacts
from dvgraph.brief.figures import Row, Total, Value, claims, judged, verdict
from dvgraph.graphics import growth
from dvgraph.graphics.growth import GrowthBar, GrowthMark, GrowthPanel, GrowthText
from dvgraph.graphics.svg import Grammar
from dvgraph.history.changes import measured_by
from dvgraph.locale.captions import beside
from dvgraph.locale.wording import between
from dvgraph.locale.words import words
from dvgraph.namespaces import LAST
from dvgraph.things import readings


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture.

    ``name``: its file name. ``alt``: its contents in words. ``svg``: the picture as a file.
    ``inside``: the same as a part of a page.
    """

    name: str
    alt: str
    svg: str
    inside: str


@dataclass(frozen=True, slots=True)
class YearCount:
    """The number of tasks in the brief's table that had begun by a day.

    ``certain``: those that certainly had. ``possible``: those that may have begun later or, without
    a source for their start, before the period.
    """

    day: date
    certain: int
    possible: int


def chart(
    facts: BriefFacts,
    days: tuple[date, date],
    found: Gains,
    money: Sequence[Row],
    people: Sequence[Value],
    sums: Iterable[Total],
) -> Chart | None:
    """Return the picture of growth, or None if there is nothing to draw."""
    lang = facts.graph.lang
    phrases = words("brief.growth", lang)
    years = tasks_by_year(found, days)
    panels = [
        GrowthPanel(phrases["tasks"], [_year(one) for one in years]),
        *(_money(facts, row) for row in money),
        GrowthPanel(phrases["people"], _people(facts, people, sums)),
    ]
    panels = [panel for panel in panels if any(bar.top for bar in panel.bars)]
    if not panels or (len(panels) == 1 and years and years[-1].certain + years[-1].possible == 1):
        return None  # a picture of one task shows no growth
    marks = _marks(facts, days, found)
    told = [
        f"{panel.title}: {'; '.join(_told(panel.bars, lang))}"
        f"{f' ({panel.note})' if panel.note else ''}"
        for panel in panels
    ]
    told += [f"({n}) {mark.said}" for n, mark in enumerate(marks, 1)]
    alt = f"{phrases['title']}. {'. '.join(told)}."
    own = {"certain": phrases["certain"], "maybe": phrases["maybe"], "ring": phrases["doubtful"]}
    grammar = Grammar(lang, {**words("graphics.signs", lang), **own}, {})
    text = GrowthText(phrases["title"], alt, grammar)
    return Chart(
        name="growth.svg",
        alt=alt,
        svg=growth.svg(text, panels, marks),
        inside=growth.svg(text, panels, marks, name="growth"),
    )


def tasks_by_year(found: Gains, days: tuple[date, date]) -> list[YearCount]:
    """Return the number of kept tasks that had begun by the end of each year, or by today.

    The last item adds up to all kept tasks: the certain ones, and all others.
    """
    counts = []
    for year in range(days[0].year, days[1].year + 1):
        day = min(date(year, 12, 31), days[1])
        begun = [one for one in found.kept if one.start[0] <= day]
        sure = [one for one in begun if one.certainty == CERTAINTIES[0] and one.start[1] <= day]
        counts.append(YearCount(day, len(sure), len(begun) - len(sure)))
    return counts


def _year(one: YearCount) -> GrowthBar:
    whole = one.certain + one.possible
    said = f"{one.certain}–{whole}" if one.possible else str(whole)
    year = one.day.year
    return GrowthBar(date(year, 1, 1), date(year, 12, 31), one.certain, one.possible, said)


def _money(facts: BriefFacts, row: Row) -> GrowthPanel:
    """Return the panel of a series; lines join only those values that the graph compares.

    If a source compares two values that the graph does not, the panel gives the reason.
    """
    owners = {value.about for value in row.values}
    bars = [
        _bar(facts, value, beside(value.text, value.about if len(owners) > 1 else ""))
        for value in row.values
    ]
    places = {value.iri: n for n, value in enumerate(row.values)}
    found = claims(row)
    shown = [one for one in found if judged(row, one) == "computed"]
    pairs = [(places[one.older.iri], places[one.newer.iri]) for one in shown]
    told = [verdict(row, one, facts.graph.lang) for one in found if one not in shown]
    title = row.measure[:1].upper() + row.measure[1:]
    return GrowthPanel(title, bars, pairs, "; ".join(dict.fromkeys(told)))


def _people(facts: BriefFacts, values: Sequence[Value], sums: Iterable[Total]) -> list[GrowthBar]:
    """Return a bar for each sum, and for each figure that is in no sum."""
    bars, summed = [], set[str]()
    phrase = words("brief.growth", facts.graph.lang)["sum"]
    for one in sums:
        summed.update(value.iri for value in one.parts)
        parts = " + ".join(value.text.split(" ")[0] for value in one.parts)
        span = _period(facts, one.parts[0])
        if span:
            said = phrase.format(one.text, parts)
            doubtful = any(facts.doubts(value.iri) for value in one.parts)
            bars.append(GrowthBar(*span, float(one.amount), 0.0, said, doubtful))
    every = {value.iri for value in values}
    for value in values:
        # A figure that is part of a drawn figure would count twice.
        if value.iri not in summed and value.part_of not in every and _period(facts, value):
            # The counted things are the unit: "470 digital experts", not persons.
            said = f"{value.text.rpartition(' ')[0]} {value.measure}"
            bars.append(_bar(facts, value, said))
    return sorted(bars, key=lambda bar: (bar.first, bar.last, bar.said))


def _bar(facts: BriefFacts, value: Value, said: str) -> GrowthBar:
    first, last = _period(facts, value) or (LAST, LAST)
    doubtful = bool(facts.doubts(value.iri))
    return GrowthBar(first, last, float(abs(value.amount)), 0.0, said, doubtful)


def _period(facts: BriefFacts, value: Value) -> tuple[date, date] | None:
    """Return the first and last day of a figure's period, or None if they are unknown.

    The day on which a source was seen is not the day of its count.
    """
    span = facts.graph.span(value.iri)
    return (span.bounds[0], measured_by(span)) if span and span.van and span.tot else None


def _told(bars: Iterable[GrowthBar], lang: str) -> Iterable[str]:
    """Yield bars in words, each with its period; equal neighbours have one period together."""
    for said, group in groupby(bars, key=lambda bar: bar.said):
        first, *others = group
        said = said if first.top else words("brief.growth", lang)["none"]
        yield f"{said} ({between(first.first, (others or [first])[-1].last, lang)})"


def _marks(facts: BriefFacts, days: tuple[date, date], found: Gains) -> list[GrowthMark]:
    """Return marks for the dated decisions behind the gains and events of the organisation."""
    graph = facts.graph
    dated: dict[str, list[str]] = {}
    for one in (*facts.scope.within, *facts.scope.before):
        thing = graph.iri(one, "dvg:over")
        if thing in found.decided or thing in facts.scope.events or _vacancy(facts, thing):
            dated.setdefault(thing, []).append(one)
    marks = []
    for thing, ones in dated.items():
        span = readings.dated(graph, readings.in_order(graph, ones))
        # A date known only to the year is drawn in the middle of its possible days.
        if span and span.bounds[1] != LAST and span.bounds[1] >= days[0]:
            first, last = span.bounds[:2]
            day = first + (last - first) / 2
            if days[0] <= day <= days[1]:
                when = readings.when(graph, readings.in_order(graph, ones))
                marks.append(GrowthMark(day, f"{when}: {graph.label(thing)}"))
    return sorted(marks, key=lambda mark: (mark.day, mark.said))


def _vacancy(facts: BriefFacts, thing: str) -> bool:
    return "dvg:Vacantverklaring" in facts.graph.types(thing)
