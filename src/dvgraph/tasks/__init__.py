"""The task fate ledger: the life of each task and service over organisations, and how it ended."""

from dvgraph.tasks.ledger import Ledger, ledger

__all__ = ["Ledger", "ledger"]
