"""The results of ``as_of`` and ``diff`` in Python: rows, and every output format."""

from typing import TYPE_CHECKING

from dvgraph import resources
from dvgraph.history.as_of import State
from dvgraph.history.chronicle import chronicle
from dvgraph.history.chronicle import notes as change_notes
from dvgraph.history.chronicle import title as change_title
from dvgraph.history.diff import Difference, patch
from dvgraph.history.digests import of_changes, of_state
from dvgraph.history.excerpt import excerpt
from dvgraph.history.portrait import notes as state_notes
from dvgraph.history.portrait import portray
from dvgraph.history.portrait import title as state_title
from dvgraph.history.releases import Release, compare
from dvgraph.history.revisions import report, revision_json, revision_table
from dvgraph.history.tables import change_json, change_table, state_json, state_table, words
from dvgraph.rdf.writing import FORMATS, encoded
from dvgraph.results.readable import provenance
from dvgraph.results.rows import Rows
from dvgraph.store.inventory import version

if TYPE_CHECKING:
    from dvgraph.store.protocol import Store

PARAGRAPHS = ("text", "md")
_WIDTH = 100  # width of paragraphs outside a terminal, in columns


class AsOf(Rows):
    """The state on a day, with rows in the columns STATE_COLUMNS of ``tables``."""

    def __init__(self, store: "Store", state: State, asked: str, known_on: str) -> None:
        """Store the state, the date as given, and the day of recording, if given."""
        table = state_table(state)
        super().__init__(table, state_title(state), words(table, state.graph.lang))
        self.state = state
        self._store, self._asked, self._known_on = store, asked, known_on

    def above(self, form: str) -> list[str]:
        """Return the subject, unless the paragraphs name it, and the data version."""
        if form in FORMATS:
            return []
        said = [] if form in PARAGRAPHS else [self.heading, *self._notes()]
        return [*said, _by(self._store, self.state.graph.lang, self._known_on)]

    def _notes(self) -> list[str]:
        return state_notes(self.state, self._asked, self._known_on)

    def text(self, form: str = "text", width: int | None = None) -> str:
        """Return the state as text or md (paragraphs), json, triples (ttl, nt …) or a table.

        ``width`` is that of the terminal in columns. Raises UseError for an unknown format.
        """
        if form in PARAGRAPHS:
            return portray(
                self.state,
                form,
                asked=self._asked,
                known_on=self._known_on,
                width=width or _WIDTH,
            )
        if form == "json":
            return state_json(self.state, self._known_on)
        if form in FORMATS:
            found = excerpt(self._store, self.state.statements)
            return encoded(found, form, prefixes=resources.prefixes()).decode()
        return super().text(form, width)

    def summed_up(self, width: int | None, height: int | None) -> str:
        """Return a digest of at most ``height`` lines; with None, the complete digest."""
        below = [_by(self._store, self.state.graph.lang, self._known_on)]
        return of_state(self.state, self._known_on, below).text(width or _WIDTH, height)


class Diff(Rows):
    """The changes between two days: rows with the columns CHANGE_COLUMNS of ``tables``.

    ``difference`` has the changes, and each statement whose state differs between the two days.
    """

    def __init__(
        self, store: "Store", difference: Difference, asked: tuple[str, str], known_on: str
    ) -> None:
        """Store the difference, the dates as given, and the day of recording, if given."""
        table = change_table(difference)
        super().__init__(table, change_title(difference), words(table, difference.graph.lang))
        self.difference = difference
        self._store, self._asked, self._known_on = store, asked, known_on

    def above(self, form: str) -> list[str]:
        """Return the subject, unless the sentences name it, and the data version."""
        if form == "rdfp":
            return []
        said = [] if form in PARAGRAPHS else [self.heading, *self._notes()]
        return [*said, _by(self._store, self.difference.graph.lang, self._known_on)]

    def _notes(self) -> list[str]:
        return change_notes(self.difference, self._asked, self._known_on)

    def text(self, form: str = "text", width: int | None = None) -> str:
        """Return the changes as text or md (sentences), json, rdfp (an RDF patch) or a table.

        ``width`` is that of the terminal in columns. Raises UseError for an unknown format.
        """
        if form in PARAGRAPHS:
            return chronicle(
                self.difference,
                form,
                asked=self._asked,
                known_on=self._known_on,
                width=width or _WIDTH,
            )
        if form == "json":
            return change_json(self.difference, self._known_on)
        if form == "rdfp":
            return patch(self._store, self.difference)
        return super().text(form, width)

    def summed_up(self, width: int | None, height: int | None) -> str:
        """Return a digest of at most ``height`` lines; with None, the complete digest."""
        below = [_by(self._store, self.difference.graph.lang, self._known_on)]
        return of_changes(self.difference, self._known_on, below).text(width or _WIDTH, height)


class Revisions(Rows):
    """The changes made to the data between two versions: rows with the columns REVISION_COLUMNS."""

    def __init__(self, before: Release, after: Release, lang: str) -> None:
        """Compare two versions; ``lang`` (nl or en) is the language of words and captions."""
        self._before, self._after, self._lang = before, after, lang
        self.revisions = compare(before, after, lang)
        table = revision_table(self.revisions, lang)
        super().__init__(table, words=words(table, lang))

    def text(self, form: str = "text", width: int | None = None) -> str:
        """Return the revisions as text or md (sentences), json or a table format (csv, tsv …).

        ``width`` is that of the terminal in columns. Raises UseError for an unknown format.
        """
        versions = self._before, self._after
        if form in PARAGRAPHS:
            return report(*versions, self.revisions, form, self._lang, width or _WIDTH)
        if form == "json":
            return revision_json(*versions, self.revisions)
        return super().text(form, width)


def _by(store: "Store", lang: str, known_on: str) -> str:
    return provenance(version(store), lang, known_on)
