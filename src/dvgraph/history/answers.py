"""States and differences for Python: rows, and all the forms that the command line writes."""

from io import BytesIO
from typing import TYPE_CHECKING

from dvgraph import resources
from dvgraph.history.as_of import State
from dvgraph.history.chronicle import chronicle
from dvgraph.history.chronicle import title as change_title
from dvgraph.history.diff import Difference, patch
from dvgraph.history.portrait import portray
from dvgraph.history.portrait import title as state_title
from dvgraph.history.subgraph import subgraph
from dvgraph.history.tables import change_json, change_table, state_json, state_table, words
from dvgraph.rdf.writing import FORMATS, write
from dvgraph.results.rows import Rows

if TYPE_CHECKING:
    from dvgraph.store.protocol import Store


class AsOf(Rows):
    """What was so on a day: rows as ``tables.STATE_COLUMNS``; ``state`` holds facts and bounds."""

    def __init__(self, store: "Store", state: State, asked: str, known_on: str) -> None:
        """Keep the state, the date as it was asked, and the day of recording if one was given."""
        table = state_table(state)
        super().__init__(table, state_title(state), words(table, state.graph.lang))
        self.state = state
        self._store, self._asked, self._known_on = store, asked, known_on

    def text(self, form: str = "text") -> str:
        """Return text or md (paragraphs), json, a form of triples (ttl, nt …), or one of rows.

        Raises UseError for another form.
        """
        if form in ("text", "md"):
            return portray(self.state, form, asked=self._asked, known_on=self._known_on)
        if form == "json":
            return state_json(self.state, self._known_on)
        if form in FORMATS:
            found, out = subgraph(self._store, self.state.statements), BytesIO()
            write(found, out, form, prefixes=resources.prefixes())
            return out.getvalue().decode()
        return super().text(form)


class Diff(Rows):
    """What changed between two days: rows as ``tables.CHANGE_COLUMNS``.

    ``difference`` holds the changes, and each statement whose state differs.
    """

    def __init__(
        self, store: "Store", difference: Difference, asked: tuple[str, str], known_on: str
    ) -> None:
        """Keep the difference, the dates as asked, and the day of recording if one was given."""
        table = change_table(difference)
        super().__init__(table, change_title(difference), words(table, difference.graph.lang))
        self.difference = difference
        self._store, self._asked, self._known_on = store, asked, known_on

    def text(self, form: str = "text") -> str:
        """Return text or md (sentences), json, rdfp (an RDF patch), or a form of rows.

        Raises UseError for another form.
        """
        if form in ("text", "md"):
            return chronicle(self.difference, form, asked=self._asked, known_on=self._known_on)
        if form == "json":
            return change_json(self.difference, self._known_on)
        if form == "rdfp":
            return patch(self._store, self.difference)
        return super().text(form)
