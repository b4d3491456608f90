"""Figures over time, through mergers: rows and charts."""

from dvgraph.figures.answer import Figures, FiguresOf
from dvgraph.figures.measurements import Comparison, Measurement, Series
from dvgraph.figures.series import all_of, measure_of, measures, series

__all__ = [
    "Comparison",
    "Figures",
    "FiguresOf",
    "Measurement",
    "Series",
    "all_of",
    "measure_of",
    "measures",
    "series",
]
