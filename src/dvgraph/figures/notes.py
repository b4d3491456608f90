"""The words in and below a chart, which are also its text alternative."""

from collections.abc import Iterable
from decimal import Decimal

from dvgraph.figures.measurements import Comparison, Measurement, Series
from dvgraph.figures.table import broken, claimed, stated_ratio
from dvgraph.graphics.plot import PlotLine, PlotPoint
from dvgraph.locale.wording import number
from dvgraph.locale.words import words

_SIGNS = {"meer-dan": "> ", "minstens": "≥ ", "minder-dan": "< ", "hoogstens": "≤ "}


def title(series: Series) -> str:
    """Return the title of a chart: the measure, and its thing."""
    graph = series.graph
    measure = graph.label(series.measure)
    return _say(series, "of", measure, graph.label(series.focus)) if series.focus else measure


def description(series: Series) -> str:
    """Return the chart in words: every number with its period, then the notes below it."""
    numbers = [
        f"{name(series, point)}: {_number_and_period(series, point)}" for point in drawn(series)
    ]
    return ". ".join([title(series), *numbers, *notes(series)]) + "."


def drawn(series: Series) -> list[Measurement]:
    """Return the points with a number and a time."""
    return [point for point in series.points if point.value is not None and point.placed]


def name(series: Series, point: Measurement) -> str:
    """Return the name of a point's thing, after its measure where there are several."""
    thing = series.graph.label(point.thing)
    if len(series.measures) > 1:
        thing = f"{series.graph.label(series.graph.iri(point.iri, 'dvg:maat'))}, {thing}"
    return (
        f"{thing} ({words('figures.kinds', series.graph.lang)[point.kind]})"
        if point.kind in ("sum", "kinds")
        else thing
    )


def unit(series: Series, points: list[Measurement]) -> str:
    """Return the unit of the numbers; for a ratio with its divisor."""
    units = {
        _say(series, "per", *map(series.graph.label, (point.unit, point.per)))
        if point.per
        else series.graph.label(point.unit)
        for point in points
    }
    return " / ".join(sorted(units))


def scaled(series: Series, points: list[Measurement]) -> tuple[int, str]:
    """Return the divisor of the numbers on an axis, and its title (``million euro``)."""
    most = max(abs(point.value or Decimal(0)) for point in points)
    for size, word in ((10**9, "billion"), (10**6, "million")):
        if most >= size:
            return size, f"{words('numbers', series.graph.lang)[word]} {unit(series, points)}"
    return 1, unit(series, points)


def said(series: Series, point: Measurement) -> str:
    """Return a number with the signs of its qualifier, doubt and contradiction."""
    sign = _say(series, "about") if point.precision == "ongeveer" else ""
    sign = sign or _SIGNS.get(point.precision, "")
    digits = number(f"{point.value:f}" if point.value is not None else "", series.graph.lang)
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


def breaks(series: Series) -> list[tuple[int, str, list[Comparison]]]:
    """Return the breaks between drawn points: numbered, in words, equal ones merged."""
    shown = {point.iri for point in drawn(series)}
    found: dict[str, list[Comparison]] = {}
    for link in sorted(series.links, key=lambda link: (link.newer.days, link.older.days)):
        if link.reasons and {link.older.iri, link.newer.iri} <= shown:
            text = f"{series.when(link.newer)}: {broken(series, link)}"
            found.setdefault(text, []).append(link)
    return [(n, text, links) for n, (text, links) in enumerate(found.items(), 1)]


def notes(series: Series) -> list[str]:
    """Return each break with its number, what sources say, refused sums, and undrawn points."""
    notes = [f"{n}  {text}" for n, text, _ in breaks(series)]
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
        f"{name(series, point)} {said(series, point)}"
        for point in series.points
        if point.value is not None and not point.placed
    ]
    if lost:
        notes.append(_say(series, "not drawn", "; ".join(lost)))
    return notes


def key(points: Iterable[PlotPoint], lines: Iterable[PlotLine], lang: str) -> list[str]:
    """Return the legend of the signs that are drawn."""
    shown, kinds = list(points), {line.kind for line in lines}
    shapes = {point.shape for point in shown}
    used = {
        "hollow": any(not point.certain for point in shown),
        "limit": bool(shapes & {"up", "down"}),
        "diamond": "diamond" in shapes,
        "bar": any(point.first != point.last for point in shown),
        "dashed": "about" in kinds,
        "dotted": "claimed" in kinds,
    }
    phrases = words("figures.notes", lang)
    return [" · ".join(phrases[word] for word, is_used in used.items() if is_used)]


def _say(series: Series, word: str, *parts: str) -> str:
    return words("figures.notes", series.graph.lang)[word].format(*parts)
