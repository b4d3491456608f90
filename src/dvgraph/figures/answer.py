"""A measure over time in Python: its rows and its charts."""

from collections.abc import Sequence

from dvgraph.figures.measurements import Series
from dvgraph.figures.notes import description
from dvgraph.figures.table import table, table_of
from dvgraph.results.outline import Outline
from dvgraph.results.rows import Rows
from dvgraph.things import columns

_OUTLINE = Outline(groups=("betreft",), label="waarde", noun="cijfer")


class Figures(Rows):
    """The rows of ``dvgraph.figures.table``; ``series`` has the points, links and breaks.

    ``svg()``, ``png()`` and ``html()`` draw the chart; they raise UseError if there is nothing to
    draw, ``png()`` also if typst is not installed.
    """

    def __init__(self, series: Series, heading: str = "") -> None:
        """Store a measure over time, and the lines to print above its rows."""
        self.series = series
        rows = table(series)
        words = columns.words(rows, series.graph.lang)
        forms = {"svg": self.svg, "html": self.html}
        super().__init__(rows, heading, words, forms, _OUTLINE, series.subject())

    def describe(self) -> str:
        """Return a chart in words."""
        return description(self.series)

    def svg(self) -> str:
        """Return the chart as an SVG document."""
        from dvgraph.figures.chart import svg

        return svg(self.series)

    def png(self) -> bytes:
        """Return the chart as a PNG image."""
        from dvgraph.graphics.typesetting import picture

        return picture(self.svg(), "png")

    def html(self) -> str:
        """Return a page with the chart and its rows, without scripts or network access."""
        from dvgraph.figures.chart import html

        return html(self.series)


class FiguresOf(Rows):
    """The rows of every measure of one thing, as ``dvgraph.figures.table.table_of`` gives them.

    ``svg()`` draws them as panels, and raises UseError if there is nothing to draw.
    """

    def __init__(self, measured: Sequence[Series], focus: str, heading: str = "") -> None:
        """Store the measures of a thing (its IRI), and the lines to print above their rows."""
        self.measured, self.focus = measured, focus
        rows = table_of(measured)
        words = columns.words(rows, measured[0].graph.lang)
        super().__init__(rows, heading, words, {"svg": self.svg})

    def svg(self) -> str:
        """Return the panels as an SVG document."""
        from dvgraph.figures.chart import multiples

        return multiples(self.measured, self.focus)
