"""A measure over time as a Vega-Lite chart. The only importer of altair."""

from datetime import timedelta
from textwrap import wrap
from typing import Any

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
)
from dvgraph.graphics.svg import PALETTE
from dvgraph.locale.reader import explained

INK, SOFT, LINE = "#1b2733", "#54616e", "#d5dbe1"
_SHAPES = {"meer-dan": "triangle-up", "minstens": "triangle-up"}
_SHAPES |= {"minder-dan": "triangle-down", "hoogstens": "triangle-down"}


# Long since it is one specification in Vega-Lite, read from top to bottom.
def spec(series: Series) -> dict[str, Any]:
    """Return the Vega-Lite specification of a chart, data included.

    Raises UseError without altair, or when there is nothing to draw.
    """
    try:
        import altair as alt
    except ImportError:
        raise UseError(*explained("errors.figures", "not installed", package="altair")) from None
    points = drawn(series)
    if not points:
        raise UseError(*explained("errors.figures", "nothing to draw"))
    names = list(dict.fromkeys(name(series, point) for point in points))
    palette: dict[str, Any] = {
        "domain": names,
        "range": [PALETTE[n % len(PALETTE)] for n in range(len(names))],
    }
    colour = alt.Color("thing:N", title=None).scale(**palette)
    inside = alt.Fill("thing:N", legend=None).scale(**palette)
    colour = (
        colour.legend(orient="top", labelLimit=360, symbolOpacity=1, symbolType="circle")
        if len(names) > 1
        else colour.legend(None)
    )
    x = (
        alt.X("day:T", title=None)
        .axis(format="%Y", tickCount="year", labelOverlap=True)
        .scale(domain=_room(points))
    )
    values = [float(point.value or 0) for point in points]
    size, sized = scaled(series, points)
    y = (
        alt.Y("value:Q", title=sized)
        .scale(domain=[min(0.0, *values), max(0.0, *values) * 1.1 or 1.0], nice=True)
        .axis(labelExpr=f"format(datum.value / {size}, ',~r')")
    )
    tips = [alt.Tooltip(f"{field}:N", title="") for field in ("thing", "when", "said", "notes")]
    rows = [_row(series, point) for point in points]
    shown = {point.iri for point in points}
    joined = [
        row
        for link in series.links
        if (link.growth is not None or link.claimed) and {link.older.iri, link.newer.iri} <= shown
        for row in _ends(series, link)
    ]
    marks = [
        {"n": f"{n}", "day": _between(link), "notes": why}
        for n, why, links in breaks(series)
        for link in links
    ]
    data = alt.InlineData(values=rows)
    base = alt.Chart(data).encode(x=x, y=y)
    layers = [
        alt.Chart(data)
        .mark_rule(strokeWidth=5, opacity=0.3)
        .encode(x="first:T", x2="last:T", y="value:Q", color=colour),
        alt.Chart(alt.InlineData(values=joined))
        .mark_line(strokeWidth=2)
        .encode(
            x=x,
            y=y,
            color=colour,
            detail="link:N",
            strokeDash=alt.StrokeDash("dash:N", legend=None).scale(
                domain=["exact", "about", "claimed"], range=[[1, 0], [6, 4], [1, 5]]
            ),
        )
        if joined
        else None,
        *(
            base.transform_filter(alt.datum.shape == shape)
            .transform_filter(alt.datum.hollow == hollow)
            .mark_point(
                shape=shape,
                size=80,
                strokeWidth=2,
                opacity=1,
                filled=False,
                fill="#ffffff" if hollow else None,
            )
            .encode(
                color=colour,
                tooltip=tips,
                **({} if hollow else {"fill": inside}),
            )
            for shape, hollow in sorted({(row["shape"], row["hollow"]) for row in rows})
        ),
        # A break is a line over the whole height with its number on top: no value is marked.
        alt.Chart(alt.InlineData(values=marks))
        .mark_rule(strokeWidth=1, strokeDash=[2, 3], color=SOFT)
        .encode(x=x, tooltip=[alt.Tooltip("notes:N", title="")])
        if marks
        else None,
        alt.Chart(alt.InlineData(values=marks))
        .mark_text(fontSize=11, baseline="bottom", dy=-3, color=INK)
        .encode(x=x, y=alt.value(0), text="n:N")
        if marks
        else None,
        base.mark_text(
            dy=-14, fontSize=12, fontWeight=600, stroke="#ffffff", strokeWidth=4, strokeJoin="round"
        ).encode(text="said:N"),
        base.mark_text(dy=-14, fontSize=12, fontWeight=600, color=INK).encode(text="said:N"),
    ]
    below = [
        piece for line in (*key(series, rows, joined), *notes(series)) for piece in wrap(line, 138)
    ]
    chart = (
        alt.layer(*(layer for layer in layers if layer is not None))
        .properties(
            width=820,
            height=400,
            description=description(series),
            usermeta={"embedOptions": {"actions": {"source": False, "editor": False}}},
            title=alt.TitleParams(
                title(series),
                subtitle=below,
                anchor="start",
                frame="group",
                fontSize=20,
                subtitleFontSize=12,
                color=INK,
                subtitleColor=SOFT,
                subtitlePadding=6,
                offset=18,
                subtitleLineHeight=16,
            ),
            padding=24,
        )
        .configure(
            background="#ffffff", font="system-ui, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif"
        )
        .configure_axis(
            gridColor=LINE,
            domainColor=SOFT,
            tickColor=SOFT,
            labelColor=SOFT,
            titleColor=SOFT,
            labelFontSize=12,
            titleFontSize=12,
            titleFontWeight="normal",
        )
        .configure_legend(labelColor=INK, labelFontSize=12)
        .configure_view(stroke=None)
    )
    found: dict[str, Any] = chart.to_dict()
    return found


def _row(series: Series, point: Measurement) -> dict[str, Any]:
    first, last = point.days
    plain = _SHAPES.get(point.precision, "diamond" if point.kind == "sum" else "circle")
    return {
        "thing": name(series, point),
        "first": first.isoformat(),
        "last": last.isoformat(),
        "day": _middle(point),
        "value": float(point.value or 0),
        "said": said(series, point),
        "when": series.when(point),
        "notes": doubts(series, point),
        "shape": plain,
        "hollow": not point.certain,
    }


def _middle(point: Measurement) -> str:
    first, last = point.days
    return (first + (last - first) / 2).isoformat()


def _ends(series: Series, link: Comparison) -> list[dict[str, Any]]:
    dash = "claimed" if link.claimed else "about" if link.about else "exact"
    return [
        {
            "link": f"{link.older.iri} {link.newer.iri} {dash}",
            "thing": name(series, link.newer),
            "day": _middle(point),
            "value": float(point.value or 0),
            "dash": dash,
        }
        for point in (link.older, link.newer)
    ]


def _room(points: list[Measurement]) -> list[str]:
    """Return the first and last day of the axis, with room for the numbers at both ends."""
    first = min(point.days[0] for point in points)
    last = max(point.days[1] for point in points)
    room = max((last - first) / 20, timedelta(days=30))
    return [(first - room).isoformat(), (last + room).isoformat()]


def _between(link: Comparison) -> str:
    old, new = (point.days for point in (link.older, link.newer))
    return (old[0] + (new[1] - old[0]) / 2).isoformat()
