"""The verbs of the command line for Python: ``dvgraph.open()`` and what it gives.

All raise errors of ``dvgraph.errors`` alone; each says in one line what is wrong and what to do.
"""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Self

from dvgraph.connection import open_graph
from dvgraph.errors import UseError
from dvgraph.pages import Thing
from dvgraph.rows import Rows
from dvgraph.store import Table
from dvgraph.things import find, matches, page
from dvgraph.through_time import ThroughTime

if TYPE_CHECKING:
    from dvgraph.brief import Brief
    from dvgraph.checking import Check
    from dvgraph.dataset import Dataset
    from dvgraph.evidence.verify import Verdict
    from dvgraph.findings import Report
    from dvgraph.oxigraph import Quad
    from dvgraph.questions import Question


class Graph(ThroughTime):
    """A graph to put questions to: the verbs of the command line, thin over the library.

    Labels and messages are in ``lang``. Every verb raises StoreError when the store fails. Use it
    in a ``with``, or ``close`` it.
    """

    def __init__(
        self, data: Sequence[str] | None, store: Path | None, endpoint: str | None, lang: str
    ) -> None:
        """Open what ``dvgraph.open`` describes."""
        if lang not in ("nl", "en"):
            raise UseError(f"'{lang}' is not a language of the labels", hint="Choose nl or en")
        self.store = open_graph(data, store, endpoint)
        self.lang = lang
        self._data, self._folder, self._endpoint = data, store, endpoint

    def __enter__(self) -> Self:
        """Return the graph."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self.close()

    def close(self) -> None:
        """Let go of files and connections."""
        self.store.close()

    def questions(self) -> "list[Question]":
        """Return the questions that ``ask`` knows: name, title, params, audience."""
        from dvgraph import questions

        return questions.questions()

    def ask(self, name: str, /, *, new_only: bool = False, **params: object) -> Rows:
        """Return the answer to a question by name; parameters as ``questions()`` describes them.

        Values are texts as on the command line, days, numbers, or lists of them; a parameter named
        as a word of Python gets an underscore (``from_=3``). ``new_only`` leaves out what a
        predecessor also did. Raises UseError for an unknown question or a bad value.
        """
        from dvgraph import questions
        from dvgraph.inventory import version
        from dvgraph.results import heading

        given = {key.removesuffix("_"): one for key, one in params.items()}
        answer = questions.ask(self.store, name, given, self.lang, new_only=new_only)
        return Rows(answer.table, heading(answer, self.lang, version(self.store)), answer.words)

    def query(self, sparql: str) -> Rows:
        """Return the rows of a SPARQL query on the union of all graphs.

        An ASK gives one row, ``answer``; CONSTRUCT and DESCRIBE give their triples as rows of
        subject, predicate and object. Raises UseError for what is no SPARQL, or is refused as it
        reaches out or writes.
        """
        from dvgraph import inventory

        found = inventory.run(self.store, sparql)
        if isinstance(found, Table):
            return Rows(found)
        return Rows(Table(("subject", "predicate", "object"), [tuple(one) for one in found]))

    def show(self, name: str, as_of: str | date | None = None) -> Thing:
        """Return what is known of a thing, or what held on a day (2022, 2022-03, a date, today).

        ``name`` is a label, acronym, code, short id or IRI; of a near miss the one clear guess is
        taken (look at ``label``). Raises UseError when nothing or more than one thing is meant.
        """
        from dvgraph.parameters import day

        on = date.fromisoformat(day(str(as_of), "last", "as_of")) if as_of else None
        return Thing(*page(self.store, find(self.store, name).iri, on, self.lang))

    def search(self, text: str) -> Rows:
        """Return the things that a text may mean, best first (columns: ``things.matches``)."""
        return Rows(matches(self.store, text, self.lang))

    def cite(self, id: str, form: str = "text") -> str:
        """Return a citation of a statement or passage, as text, bibtex or csl-json.

        ``id`` is a short id (c-…), slug or IRI. Raises UseError when it is unknown.
        """
        from dvgraph.citations import cite
        from dvgraph.citing import resolve_id

        return cite(self.store, resolve_id(self.store, id), form, self.lang)

    def brief(
        self,
        name: str,
        since: str | date,
        until: str | date = "today",
        *,
        texts: str | Path | None = None,
        templates: str | Path | None = None,
    ) -> "Brief":
        """Return the dossier on a post or organisation over a period: ``dvgraph.brief.Brief``.

        ``dvgraph.brief.writing.write`` makes it md, html, docx or pdf. ``texts`` is as for
        ``verify``; ``templates`` a folder of one's own in the place of those that come along.
        Needs the extra ``brief``. Raises UseError for what is neither post nor organisation.
        """
        from dvgraph.brief import brief
        from dvgraph.parameters import day

        return brief(
            self.store,
            find(self.store, name).iri,
            date.fromisoformat(day(str(since), "first", "since")),
            date.fromisoformat(day(str(until), "last", "until")),
            self.lang,
            verdicts=None if self._folder or self._endpoint else self.verify(texts),
            templates=Path(templates) if templates else None,
        )

    def gaps(self, name: str | None = None, *, only: Sequence[str] = ()) -> Rows:
        """Return what is contradictory, missing, stale, undated or rests on one source.

        Of a thing and what belongs to it, or of all; ``only`` some kinds: ``dvgraph.gaps.survey``
        names them. Columns: ``dvgraph.gaps.table.table``.
        """
        from dvgraph import cells
        from dvgraph.gaps import survey, table

        found = survey(self.store, find(self.store, name).iri if name else "", self.lang)
        return Rows(rows := table.table(found, only), words=cells.words(rows, self.lang))

    def coverage(self, name: str | None = None) -> Rows:
        """Return how many statements of each facet held in each year, certainly and possibly.

        Of a thing and what belongs to it, or of all (``dvgraph.gaps.coverage``).
        """
        from dvgraph import cells
        from dvgraph.gaps import coverage, survey

        found = survey(self.store, find(self.store, name).iri if name else "", self.lang)
        rows = coverage.table(coverage.coverage(found))
        return Rows(rows, words=cells.words(rows, self.lang))

    def evidence(self, name: str) -> Rows:
        """Return the passages behind a thing or statement, and what each supports."""
        from dvgraph import supported

        return Rows(supported.behind(self.store, find(self.store, name).iri, self.lang))

    def passages(self, source: str) -> Rows:
        """Return everything that a source supports, in the order of its lines."""
        from dvgraph import supported

        return Rows(supported.by_source(self.store, find(self.store, source).iri, self.lang))

    def verify(self, texts: str | Path | None = None) -> "list[Verdict]":
        """Return a verdict on each statement: do its passages, re-read, carry it?

        ``texts`` is the folder of the sources' texts, else a folder ``sources`` beside the data.
        """
        from dvgraph import resources
        from dvgraph.evidence.texts import find_texts
        from dvgraph.evidence.verify import verify

        folder = find_texts(texts, self._data or [resources.data_dir()])
        return verify(self._files()[0], folder)

    def validate(
        self,
        shapes: Sequence[str | Path] = (),
        profile: str | None = None,
        engine: str = "auto",
    ) -> "Report":
        """Return what shapes and rules find; with ``shapes`` named, what those alone find.

        ``profile`` (oslo, cpov) says of which official profile they are. ``conforms`` tells whether
        nothing is violated. ``engine`` is auto, compiled or reference (docs/validation.md). Raises
        InputError for shapes that cannot be used.
        """
        from dvgraph import checking

        dataset, derived = (None, []) if self._endpoint else self._files()
        return checking.validate(
            dataset,
            derived,
            shapes=shapes,
            profile=profile,
            store=self.store,
            lang=self.lang,
            engine=engine,
        )

    def check(self, texts: str | Path | None = None) -> "Check":
        """Return the check of everything that files promise; ``passed`` is the verdict.

        Raises UseError for a graph that was not opened from files.
        """
        from dvgraph import checking

        if self._folder or self._endpoint:
            raise UseError("check reads files", hint="Open them with dvgraph.open(data=…)")
        return checking.check(self._data, texts, self.lang)

    def export(self, target: str | Path, form: str | None = None) -> None:
        """Write the whole graph, every term as it was written, to a file: as a whole or not at all.

        ``form`` is ttl, trig, nt, nq, jsonld, rdf or csv, by default what the suffix says. Raises
        UseError for another, OutputError for what cannot be written or the format cannot hold.
        """
        from dvgraph.resources import prefixes
        from dvgraph.writing import write

        dataset, derived = self._files()
        path = Path(target)
        form = form or path.suffix.removeprefix(".")
        write([*dataset.quads, *derived], path, form, prefixes=prefixes())

    def _files(self) -> "tuple[Dataset, list[Quad]]":
        """Return what was asserted and what was derived, terms as written."""
        from dvgraph.dataset import Dataset, read, shipped
        from dvgraph.derive import derive
        from dvgraph.prebuilt import stored_quads

        if self._endpoint:
            raise UseError("an endpoint rewrites terms", hint="Open the files, or a store of them")
        if self._folder:
            return Dataset(stored_quads(self._folder), ()), []
        dataset = read(self._data) if self._data else shipped()
        return dataset, derive(dataset)
