"""Figures over time, through mergers: rows, and charts where altair and vl-convert are at hand."""

from dvgraph.figures.answer import Figures
from dvgraph.figures.points import Link, Point, Series
from dvgraph.figures.series import measure_of, series

__all__ = ["Figures", "Link", "Point", "Series", "measure_of", "series"]
