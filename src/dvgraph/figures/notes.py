"""The words in and below a chart, which are also the text alternative of the picture."""

from decimal import Decimal
from typing import NamedTuple

from dvgraph.figures.measurements import Comparison, Measurement, Series
from dvgraph.figures.table import broken, claimed, quantity, stated_ratio
from dvgraph.locale.captions import beside, joined
from dvgraph.locale.wording import number
from dvgraph.locale.words import words
from dvgraph.namespaces import slug

_SIGNS = {"meer-dan": "> ", "minstens": "≥ ", "minder-dan": "< ", "hoogstens": "≤ "}


def title(series: Series) -> str:
    """Return the title of a chart: the measure, and the things of which it has numbers.

    Besides those of the chosen thing, it may have those of its predecessors and successors.
    """
    graph, focus = series.graph, series.focus
    measure = graph.label(series.measure)
    things = [*dict.fromkeys(point.thing for point in drawn(series))] or [focus]
    if not focus:
        return measure
    if focus not in things:
        return _say(series, "of", measure, joined([*map(graph.label, things)], graph.lang))
    return _say(series, "of" if things == [focus] else "of line", measure, graph.label(focus))


def description(series: Series) -> str:
    """Return the chart in words: every number with its period, then the notes below it."""
    numbers = [
        f"{thing_of(series, point)}: {_number_and_period(series, point)}" for point in drawn(series)
    ]
    reasons = [f"{n}  {why}" for n, why, _ in breaks(series)]
    return ". ".join([title(series), *numbers, *reasons, *notes(series)]) + "."


def drawn(series: Series) -> list[Measurement]:
    """Return the points that have a number and a time."""
    return [point for point in series.points if point.value is not None and point.placed]


def thing_of(series: Series, point: Measurement) -> str:
    """Return the name of a point's thing; with several measures, after the name of its measure."""
    thing = series.graph.label(point.thing)
    if len(series.measures) > 1:
        thing = f"{series.graph.label(series.graph.iri(point.iri, 'dvg:maat'))}, {thing}"
    return (
        f"{thing} ({words('figures.kinds', series.graph.lang)[point.kind]})"
        if point.kind in ("sum", "kinds")
        else thing
    )


def unit(series: Series, points: list[Measurement]) -> str:
    """Return the unit of the numbers; for a ratio with the unit of its divisor."""
    units = {
        _say(series, "per", *map(series.graph.label, (point.unit, point.per)))
        if point.per
        else series.graph.label(point.unit)
        for point in points
    }
    return " / ".join(sorted(units))


def scaled(series: Series, points: list[Measurement]) -> tuple[int, str]:
    """Return the number by which an axis divides its numbers, and its unit (``€ mln``)."""
    most = max(abs(point.value or Decimal(0)) for point in points)
    name = unit(series, points)
    for size, word in ((10**9, "billion"), (10**6, "million")):
        if most >= size:
            said = words("numbers", series.graph.lang)[f"short {word}"]
            euro = all(slug(point.unit) == "euro" and not point.per for point in points)
            return size, f"€ {said}" if euro else f"{said} {name}"
    return 1, name


def said(series: Series, point: Measurement, size: int = 1) -> str:
    """Return a number with the signs of its qualifier, doubt and contradiction.

    If divided by a ``size`` above 1, it has at most four significant digits.
    """
    sign = _say(series, "about") if point.precision == "ongeveer" else ""
    sign = sign or _SIGNS.get(point.precision, "")
    value = point.value if point.value is not None else Decimal(0)
    text = f"{value:f}" if size == 1 else f"{float(value) / size:.4g}"
    digits = number(text if point.value is not None else "", series.graph.lang)
    return sign + digits + ("?" if point.doubts else "") + (" ≠" if point.clashes else "")


def _number_and_period(series: Series, point: Measurement) -> str:
    notes = doubts(series, point)
    return f"{series.when(point)}, {said(series, point)}" + (f" ({notes})" if notes else "")


def doubts(series: Series, point: Measurement) -> str:
    """Return the doubts about a point in words; empty if it is certain."""
    found = [*map(series.graph.label, point.doubts)]
    if point.clashes:
        found.append(_say(series, "disputed", ", ".join(map(series.graph.label, point.clashes))))
    if not point.dated:
        found.append(_say(series, "seen"))
    return "; ".join(found)


class Break(NamedTuple):
    """A break in a series.

    ``number``: its number in the picture. ``reason``: in words. ``links``: the broken comparisons.
    """

    number: int
    reason: str
    links: list[Comparison]


def breaks(series: Series, before: int = 0) -> list[Break]:
    """Return the breaks between drawn points, in words; breaks with the same words are merged.

    The first has the number ``before`` + 1.
    """
    shown = {point.iri for point in drawn(series)}
    found: dict[str, list[Comparison]] = {}
    for link in sorted(series.links, key=lambda link: (link.newer.days, link.older.days)):
        if link.reasons and {link.older.iri, link.newer.iri} <= shown:
            text = f"{series.when(link.newer)}: {broken(series, link)}"
            found.setdefault(text, []).append(link)
    return [Break(n, text, links) for n, (text, links) in enumerate(found.items(), before + 1)]


def notes(series: Series) -> list[str]:
    """Return the claims of sources, refused sums, and undrawn points."""
    notes = []
    told = [claimed(series, link) for link in series.links if link.claimed]
    told += [stated_ratio(series, point) for point in series.claims]
    if told:
        notes.append(_say(series, "claimed", "; ".join(told)))
    refused = [
        f"{series.graph.label(point.thing)}, {series.when(point)} ({series.because(point.reasons)})"
        for point in series.points
        if point.value is None
    ]
    if refused:
        notes.append(_say(series, "refused", "; ".join(refused)))
    lost = [
        beside(
            f"{thing_of(series, point)}, {quantity(series, point)}",
            *map(series.graph.label, point.doubts),
        )
        for point in series.points
        if point.value is not None and not point.placed
    ]
    if lost:
        notes.append(_say(series, "not drawn", "; ".join(lost)))
    return notes


def _say(series: Series, word: str, *parts: str) -> str:
    return words("figures.notes", series.graph.lang)[word].format(*parts)
