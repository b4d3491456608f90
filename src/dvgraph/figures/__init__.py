"""Figures over time, through mergers: rows and charts."""

from dvgraph.figures.answer import Figures
from dvgraph.figures.measurements import Comparison, Measurement, Series
from dvgraph.figures.series import measure_of, measures, series

__all__ = ["Comparison", "Figures", "Measurement", "Series", "measure_of", "measures", "series"]
