"""The decision ledger: what each decision or act brought about, and what has no ground."""

from dvgraph.decisions.ledger import Ledger, ledger

__all__ = ["Ledger", "ledger"]
