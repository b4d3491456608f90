"""A measure over time as a picture: SVG, PNG, PDF, or a page with its rows."""

from collections.abc import Sequence
from datetime import date
from html import escape

from dvgraph.errors import UseError
from dvgraph.figures.measurements import Comparison, Measurement, Series
from dvgraph.figures.notes import (
    Break,
    breaks,
    description,
    doubts,
    drawn,
    notes,
    said,
    scaled,
    thing_of,
    title,
    unit,
)
from dvgraph.figures.table import claimed, table
from dvgraph.graphics import plot
from dvgraph.graphics.palette import page_style
from dvgraph.graphics.plot import Plot, PlotBreak, PlotLine, PlotPoint, PlotText
from dvgraph.lineage.families import Families, families, grammar
from dvgraph.locale.characters import legible
from dvgraph.locale.reader import explained
from dvgraph.locale.wording import number
from dvgraph.locale.words import words
from dvgraph.results.rows import Rows
from dvgraph.things import columns

_PAGE = (
    "body{font-family:Arial,sans-serif;margin:1rem;color:var(--ink);background:var(--ground)}"
    "svg{max-width:100%;height:auto}"
    "table{border-collapse:collapse;font-size:.85rem}td,th{border:1px solid var(--rule);"
    "padding:.2rem .4rem;text-align:left;vertical-align:top}"
)
_SHAPES = {
    "meer-dan": "at-least",
    "minstens": "at-least",
    "minder-dan": "at-most",
    "hoogstens": "at-most",
}


def svg(series: Series, *, name: str = "", known: Families | None = None) -> str:
    """Return the chart as an SVG document; UseError if there is nothing to draw.

    With a ``name`` it is a part of a page: the ids begin with the name, and the page provides style
    and title. ``known``: the families of the store, if already computed.
    """
    points = drawn(series)
    if not points:
        raise UseError(*explained("errors.figures", "nothing to draw"))
    if len(series.measures) > 1 and len({(point.unit, point.per) for point in points}) > 1:
        raise UseError(*explained("errors.figures", "several units", unit=unit(series, points)))
    lang = series.graph.lang
    known = known or families(series.graph.store, lang)
    found = breaks(series)
    head = title(series)
    text = PlotText(
        f"{head[:1].upper()}{head[1:]}",
        description(series),
        [*((str(n), why) for n, why, _ in found), *(("", line) for line in notes(series))],
        grammar(known, lang),
    )
    return plot.svg(text, plotted(series, known, found), name=name)


def multiples(
    measured: Sequence[Series], focus: str, *, name: str = "", known: Families | None = None
) -> str:
    """Return the measures of one thing (its IRI) as panels on one time axis, in SVG.

    ``name`` and ``known`` are as for ``svg``. In a page, the text alternative only names the
    measures, since the page has the numbers beside the picture. A measure with numbers at one time
    only is not drawn but counted below. UseError if no measure can be drawn.
    """
    shown = [one for one in measured if len({point.days for point in drawn(one)}) > 1]
    if not shown:
        raise UseError(*explained("errors.figures", "nothing to draw"))
    graph = shown[0].graph
    known = known or families(graph.store, graph.lang)
    plots: list[Plot] = []
    below: list[tuple[str, str]] = []
    for one in shown:
        found = breaks(one, sum(bool(mark) for mark, _ in below))
        plots.append(plotted(one, known, found))
        below += [(str(n), f"{title(one)}. {why}") for n, why, _ in found]
        below += [("", f"{title(one)}. {line}") for line in notes(one)]
    if single := sum(one not in shown for one in measured):
        below.append(("", words("figures.notes", graph.lang)["single"].format(single)))
    text = PlotText(
        words("figures.notes", graph.lang)["all of"].format(graph.label(focus)),
        "; ".join(map(title, shown)) if name else " ".join(map(description, measured)),
        below,
        grammar(known, graph.lang),
    )
    return plot.multiples(text, plots, name=name)


def plotted(series: Series, known: Families, found: Sequence[Break]) -> Plot:
    """Return a series as a plot; ``found`` are its breaks, with their numbers in the picture."""
    points = drawn(series)
    size, axis = scaled(series, points)
    lang = series.graph.lang
    agency = known.listed[0].key
    marks = {
        point.iri: _point(
            series, point, size, known[point.thing].key if point.thing in known else agency
        )
        for point in points
    }
    return Plot(
        title=title(series),
        unit=axis,
        number=lambda value: number(f"{value / size:g}", lang),
        points=list(marks.values()),
        lines=[
            PlotLine(
                marks[link.older.iri],
                marks[link.newer.iri],
                _kind(link),
                claimed(series, link) if link.claimed else "",
            )
            for link in series.links
            if (link.growth is not None or link.claimed)
            and link.older.iri in marks
            and link.newer.iri in marks
        ],
        breaks=[
            PlotBreak(_between(link), f"{n}", why) for n, why, links in found for link in links
        ],
    )


def html(series: Series) -> str:
    """Return a page without scripts: the chart, and its rows as a table below."""
    rows = table(series)
    shown = Rows(rows, words=columns.words(rows, series.graph.lang))._repr_html_()
    return legible(
        f'<!DOCTYPE html>\n<html lang="{series.graph.lang}"><head><meta charset="utf-8">'
        f"<title>{escape(title(series))}</title><style>{_PAGE}{page_style()}</style></head>\n"
        f"<body>\n{svg(series, name='figure')}{shown}</body></html>\n"
    )


def _point(series: Series, point: Measurement, size: int, key: str) -> PlotPoint:
    first, last = point.days
    told = (thing_of(series, point), series.when(point), said(series, point), doubts(series, point))
    shape = "sum" if point.kind == "sum" else ""
    return PlotPoint(
        thing=thing_of(series, point),
        key=key,
        first=first,
        last=last,
        value=float(point.value or 0),
        said=said(series, point, size),
        title=" · ".join(filter(None, told)),
        shape=_SHAPES.get(point.precision, shape),
        certain=point.certain,
    )


def _kind(link: Comparison) -> str:
    return "claimed-line" if link.claimed else "joined-about" if link.about else "joined"


def _between(link: Comparison) -> date:
    old, new = link.older.days, link.newer.days
    return old[0] + (new[1] - old[0]) / 2
