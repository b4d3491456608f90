"""What is not known: coverage by facet and year, weak statements, gaps, contradictions."""

from dvgraph.gaps.survey import Survey, survey

__all__ = ["Survey", "survey"]
