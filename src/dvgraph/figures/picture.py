"""A measure over time as a picture: SVG, PNG, or a page. The only importer of vl-convert.

Each includes its contents in words. SVG and page have a dark mode; the page is interactive and
makes no network requests.
"""

import re
from html import escape
from typing import Any

from dvgraph.errors import UseError
from dvgraph.figures.chart import INK, LINE, SOFT, spec
from dvgraph.figures.measurements import Series
from dvgraph.figures.notes import description, title
from dvgraph.figures.table import table
from dvgraph.graphics.svg import PALETTE
from dvgraph.locale.reader import explained
from dvgraph.locale.words import words
from dvgraph.results.rows import Rows
from dvgraph.things import columns

_DARK = {"#ffffff": "#12181f", INK: "#e8edf2", SOFT: "#a9b5c1", LINE: "#33404d"}


def svg(series: Series) -> str:
    """Return the chart as an SVG document with a title and a description."""
    drawn: str = _converter().vegalite_to_svg(spec(series), **_locale(series))
    named = (
        f'<title id="title">{escape(title(series))}</title>'
        f'<desc id="desc">{escape(description(series))}</desc><style>{_dark()}</style>'
    )
    root = f'<svg role="img" aria-labelledby="title desc" lang="{series.graph.lang}"'
    return re.sub(r"<svg([^>]*)>", lambda m: f"{root}{m[1]}>{named}", drawn, count=1) + "\n"


def png(series: Series) -> bytes:
    """Return the chart as PNG, twice its natural size, on white."""
    drawn: bytes = _converter().vegalite_to_png(spec(series), scale=2, **_locale(series))
    return drawn


def html(series: Series) -> str:
    """Return the chart as one page with its script inside, and the rows as a table below it."""
    page: str = _converter().vegalite_to_html(
        spec(series), bundle=True, renderer="svg", **_locale(series)
    )
    style = (
        "body{font-family:system-ui,sans-serif;margin:1rem;color:#1b2733;background:#fff}"
        "table{border-collapse:collapse;font-size:.85rem}td,th{border:1px solid #d5dbe1;"
        "padding:.2rem .4rem;text-align:left;vertical-align:top}"
        "@media (prefers-color-scheme:dark){body{color:#e8edf2;background:#12181f}"
        "td,th{border-color:#33404d}}" + _dark()
    )
    head = f"<title>{escape(title(series))}</title><style>{style}</style></head>"
    rows = table(series)
    shown = Rows(rows, words=columns.words(rows, series.graph.lang))._repr_html_()
    below = f"<p>{escape(description(series))}</p>{shown}"
    page = re.sub(r"<title>.*?</title>", "", page, count=1)
    page = page.replace("<html", f'<html lang="{series.graph.lang}"', 1)
    page = page.replace("</head>", head, 1)
    before, _, after = page.rpartition("</body>")
    return f"{before}{below}</body>{after}"


def _locale(series: Series) -> dict[str, str]:
    one = words("locale", series.graph.lang)["chart"]
    return {"format_locale": one, "time_format_locale": one}


def _dark() -> str:
    """Return the style that gives each colour its dark counterpart."""
    pairs = {**_DARK, **{colour: _lighter(colour) for colour in PALETTE}}
    rules = "".join(
        f'[fill="{one}"]{{fill:{other}}}[stroke="{one}"]{{stroke:{other}}}'
        for one, other in pairs.items()
    )
    return f"@media (prefers-color-scheme:dark){{{rules}}}"


def _lighter(colour: str) -> str:
    parts = (int(colour[n : n + 2], 16) for n in (1, 3, 5))
    return "#" + "".join(f"{(part + 255) // 2:02x}" for part in parts)


def _converter() -> Any:
    try:
        import vl_convert
    except ImportError:
        raise UseError(
            *explained("errors.figures", "not installed", package="vl-convert")
        ) from None
    return vl_convert
