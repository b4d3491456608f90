"""Ledgers: the fate of tasks, the effects of decisions, the gaps in the record."""
