"""One change between two days, as it is told and counted."""

from datetime import date
from typing import NamedTuple

from dvgraph.labels.short_ids import short_id
from dvgraph.labels.subgraph import Reference


class Change(NamedTuple):
    """One change: its kind (added, ended, moved, …), facet, and the thing it is told of (IRI).

    ``certain`` tells whether it surely fell between the two days. ``first`` and ``last`` are the
    earliest and latest day it can have taken effect, ``stated`` that day as written. ``before`` and
    ``after`` are the statements that ended and began; ``events`` and ``grounds`` what brought it
    about, the decisions and acts it rests on.
    """

    kind: str
    facet: str
    about: str
    text: str
    certain: bool
    stated: str
    first: date
    last: date
    before: tuple[str, ...]
    after: tuple[str, ...]
    events: tuple[str, ...]
    grounds: tuple[str, ...]
    passages: tuple[Reference, ...]

    @property
    def statement(self) -> str:
        """The statement that a change is cited by: the first that began, else that ended."""
        return (*self.after, *self.before)[0]

    @property
    def id(self) -> str:
        """The short id of that statement."""
        return short_id(self.statement)
