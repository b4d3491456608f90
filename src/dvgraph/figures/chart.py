"""A measure over time as a picture: SVG, PNG, PDF, or a page with its rows."""

from datetime import date
from html import escape

from dvgraph.errors import UseError
from dvgraph.figures.measurements import Comparison, Measurement, Series
from dvgraph.figures.notes import (
    breaks,
    description,
    doubts,
    drawn,
    key,
    name,
    notes,
    said,
    scaled,
    title,
    unit,
)
from dvgraph.figures.table import table
from dvgraph.graphics import plot
from dvgraph.graphics.plot import PlotBreak, PlotLine, PlotPoint, PlotText
from dvgraph.locale.reader import explained
from dvgraph.locale.wording import number
from dvgraph.results.rows import Rows
from dvgraph.things import columns

_SHAPES = {"meer-dan": "up", "minstens": "up", "minder-dan": "down", "hoogstens": "down"}


def svg(series: Series) -> str:
    """Return the chart as an SVG document; UseError when there is nothing to draw."""
    points = drawn(series)
    if not points:
        raise UseError(*explained("errors.figures", "nothing to draw"))
    if len(series.measures) > 1 and len({(point.unit, point.per) for point in points}) > 1:
        raise UseError(*explained("errors.figures", "several units", unit=unit(series, points)))
    marks = {point.iri: _point(series, point) for point in points}
    lines = [
        PlotLine(marks[link.older.iri], marks[link.newer.iri], _kind(link))
        for link in series.links
        if (link.growth is not None or link.claimed)
        and link.older.iri in marks
        and link.newer.iri in marks
    ]
    size, axis = scaled(series, points)
    lang = series.graph.lang
    text = PlotText(
        title(series),
        description(series),
        axis,
        [line for line in (*key(marks.values(), lines, lang), *notes(series)) if line],
        lang,
        lambda value: number(f"{value / size:g}", lang),
    )
    broken = [
        PlotBreak(_between(link), f"{n}", why) for n, why, links in breaks(series) for link in links
    ]
    return plot.svg(text, list(marks.values()), lines, broken)


def html(series: Series) -> str:
    """Return the chart as one page without scripts, and the rows as a table below it."""
    rows = table(series)
    shown = Rows(rows, words=columns.words(rows, series.graph.lang))._repr_html_()
    style = (
        "body{font-family:system-ui,sans-serif;margin:1rem;color:#1b2733;background:#fff}"
        "svg{max-width:100%;height:auto}"
        "table{border-collapse:collapse;font-size:.85rem}td,th{border:1px solid #d5dbe1;"
        "padding:.2rem .4rem;text-align:left;vertical-align:top}"
        "@media (prefers-color-scheme:dark){body{color:#e8edf2;background:#12181f}"
        "td,th{border-color:#33404d}}"
    )
    return (
        f'<!DOCTYPE html>\n<html lang="{series.graph.lang}"><head><meta charset="utf-8">'
        f"<title>{escape(title(series))}</title><style>{style}</style></head>\n"
        f"<body>\n{svg(series)}{shown}</body></html>\n"
    )


def _point(series: Series, point: Measurement) -> PlotPoint:
    first, last = point.days
    told = (name(series, point), series.when(point), said(series, point), doubts(series, point))
    return PlotPoint(
        thing=name(series, point),
        first=first,
        last=last,
        value=float(point.value or 0),
        said=said(series, point),
        title=" · ".join(filter(None, told)),
        shape=_SHAPES.get(point.precision, "diamond" if point.kind == "sum" else "circle"),
        certain=point.certain,
    )


def _kind(link: Comparison) -> str:
    return "claimed" if link.claimed else "about" if link.about else "exact"


def _between(link: Comparison) -> date:
    old, new = link.older.days, link.newer.days
    return old[0] + (new[1] - old[0]) / 2
