"""The verbs of ``dvgraph.open()`` that follow things through time."""

from datetime import date
from typing import TYPE_CHECKING

from dvgraph.rows import Rows
from dvgraph.things import find

if TYPE_CHECKING:
    from dvgraph.figures import Figures
    from dvgraph.history.answers import AsOf, Diff
    from dvgraph.lineage import Lineage
    from dvgraph.store import Store


class ThroughTime:
    """The part of ``dvgraph.api.Graph`` that follows things through time."""

    store: "Store"
    lang: str

    def as_of(
        self, day: str | date, name: str | None = None, known_on: str | date | None = None
    ) -> "AsOf":
        """Return what was so on a day (2022, 2022-03, a date, today), of a thing or of everything.

        Of a month or year the last day is meant. ``name`` as in ``show``; ``known_on`` leaves out
        what was recorded after a day, and takes back what that corrected. Raises UseError for a bad
        date or an unknown name.
        """
        from dvgraph.history.answers import AsOf
        from dvgraph.history.as_of import as_of
        from dvgraph.parameters import day as read

        on = date.fromisoformat(read(str(day), "last", "day"))
        store, known = self._as_known(known_on)
        entity = find(store, name).iri if name else ""
        return AsOf(store, as_of(store, on, entity, self.lang), str(day), known)

    def diff(
        self,
        start: str | date,
        end: str | date,
        name: str | None = None,
        known_on: str | date | None = None,
    ) -> "Diff":
        """Return what changed in the world after one day and up to another; all else as ``as_of``.

        Of an organisation also what came before or after it between the two is told.
        """
        from dvgraph.history.answers import Diff
        from dvgraph.history.diff import diff
        from dvgraph.parameters import day as read

        first, last = (
            date.fromisoformat(read(str(one), "last", where))
            for one, where in ((start, "start"), (end, "end"))
        )
        store, known = self._as_known(known_on)
        entity = find(store, name).iri if name else ""
        found = diff(store, first, last, entity, self.lang)
        return Diff(store, found, (str(start), str(end)), known)

    def lineage(self, name: str | None = None) -> "Lineage":
        """Return the lineage of an organisation by name, or of all: ``dvgraph.lineage.Lineage``.

        Its ``descent`` is a networkx.MultiDiGraph. Raises UseError for what is no organisation.
        """
        from dvgraph.lineage import lineage

        return lineage(self.store, find(self.store, name).iri if name else None, self.lang)

    def tasks(self, name: str | None = None) -> Rows:
        """Return what became of tasks and services (columns: ``dvgraph.tasks.table.table``).

        Of one, of all that an organisation had, or of all. Raises UseError for what is neither.
        """
        from dvgraph import cells
        from dvgraph.tasks import ledger
        from dvgraph.tasks.table import table

        found = ledger(self.store, find(self.store, name).iri if name else "", self.lang)
        return Rows(rows := table(found), words=cells.words(rows, self.lang))

    def decisions(self, name: str | None = None, not_in_force: str | date | None = None) -> Rows:
        """Return what decisions brought about, and what has no ground.

        ``name`` is a decision, an act or what they are about. With ``not_in_force`` a day (as in
        ``as_of``, but the first of a month or year): what was decided but not yet in force on it.
        Columns: ``table`` and ``not_in_force`` of ``dvgraph.decisions.table``.
        """
        from dvgraph import cells
        from dvgraph.decisions import ledger, table
        from dvgraph.parameters import day as read

        found = ledger(self.store, find(self.store, name).iri if name else "", self.lang)
        if not_in_force is None:
            rows = table.table(found)
        else:
            on = date.fromisoformat(read(str(not_in_force), "first", "not_in_force"))
            rows = table.not_in_force(found, on)[0]
        return Rows(rows, words=cells.words(rows, self.lang))

    def figures(
        self, measure: str, name: str | None = None, *, per_head: bool = False
    ) -> "Figures":
        """Return a measure over time: ``dvgraph.figures.Figures``, rows and charts.

        Of everything or of one thing, an organisation with its ancestors and descendants;
        ``per_head``: by heads or users, where the measures allow it. UseError: there is no figure.
        """
        from dvgraph.figures import Figures, measure_of, series

        focus = find(self.store, name).iri if name else ""
        found = measure_of(self.store, measure)
        return Figures(series(self.store, found, focus, self.lang, per=per_head))

    def _as_known(self, known_on: str | date | None) -> "tuple[Store, str]":
        """Return the store as recorded by a day, if one was given, and that day."""
        if not known_on:
            return self.store, ""
        from dvgraph.history.known_on import known_on as view
        from dvgraph.parameters import day

        on = day(str(known_on), "last", "known_on")
        return view(self.store, date.fromisoformat(on)), on
