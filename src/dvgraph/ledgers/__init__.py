"""Ledgers: the history of tasks, the effects of decisions, the gaps in the record."""
