"""The Python interface: ``dvgraph.open()`` returns a ``Graph`` with the verbs of the command line.

Every error is of a kind in ``dvgraph.errors``; its message gives the problem and the remedy in one
line.
"""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Self

from dvgraph.errors import UseError
from dvgraph.locale.reader import explained
from dvgraph.prebuilt.connection import open_graph
from dvgraph.results.readable import Words
from dvgraph.results.rows import Rows
from dvgraph.store.protocol import Table
from dvgraph.things.page import FOUND, find, matches, page
from dvgraph.things.writers import Thing, thing

if TYPE_CHECKING:
    from dvgraph.brief import Brief
    from dvgraph.dataset.files import Dataset
    from dvgraph.evidence.verdicts import Verdict
    from dvgraph.figures import Figures, FiguresOf
    from dvgraph.history.answers import AsOf, Diff
    from dvgraph.lineage import Lineage
    from dvgraph.questions.question import Question
    from dvgraph.rdf.oxigraph import Quad
    from dvgraph.store.protocol import Store
    from dvgraph.validation.audit import Audit
    from dvgraph.validation.findings import Report


class Graph:
    """An open graph, with the verbs of the command line as methods.

    ``lang`` (nl or en) is the language of answers; errors are in English. Every method raises
    StoreError if the store fails. Use it in a ``with`` statement, or call ``close``.
    """

    def __init__(
        self,
        data: Sequence[str] | None,
        store: Path | None,
        endpoint: str | None,
        lang: str,
        *,
        model: bool = False,
        public: bool = False,
    ) -> None:
        """Open a source; the parameters are those of ``dvgraph.open``."""
        if lang not in ("nl", "en"):
            raise UseError(*explained("errors.questions", "no language", lang=lang))
        self.store = open_graph(data, store, endpoint, model=model, public=public)
        self.lang = lang
        self._data, self._folder, self._endpoint = data, store, endpoint
        self._model, self._public = model, public

    def __repr__(self) -> str:
        """Return the source of the graph, its version and its number of triples."""
        from dvgraph.store import inventory

        where = self._endpoint or self._folder or ", ".join(self._data or ("shipped data",))
        count = inventory.triples(self.store)
        return f"<dvgraph {where}: version {inventory.version(self.store)}, {count:,} triples>"

    def __enter__(self) -> Self:
        """Return the graph itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the graph."""
        self.close()

    def close(self) -> None:
        """Close files and connections."""
        self.store.close()

    def questions(self) -> "list[Question]":
        """Return the questions that ``ask`` accepts: name, title, params, audience."""
        from dvgraph.questions import question

        return question.questions()

    def ask(self, name: str, /, *, new_only: bool = False, **params: object) -> Rows:
        """Return the answer to a named question; ``questions()`` lists the parameters.

        Values are texts as on the command line, dates, numbers, or lists of these. A parameter
        whose name is a Python keyword gets an underscore (``from_=3``). ``new_only`` leaves out the
        rows for things that a predecessor already had. As on the command line, a question about the
        agency concerns the agency unless ``organisation`` names another, or is ``all``. Raises
        UseError for an unknown question or an invalid value.
        """
        from dvgraph.questions import question
        from dvgraph.questions.agency import addressed
        from dvgraph.questions.headings import heading
        from dvgraph.store.inventory import version

        given = {key.removesuffix("_"): one for key, one in params.items()}
        given = addressed(question.get(name), self.store, given)
        answer = question.ask(self.store, name, given, self.lang, new_only=new_only, spell=str)
        above = heading(answer, self.lang, version(self.store))
        return Rows(answer.table, above, answer.words, outline=answer.question.outline)

    def query(self, sparql: str) -> Rows:
        """Return the rows of a SPARQL query on the union of all graphs.

        An ASK gives one row with the column ``answer``; CONSTRUCT and DESCRIBE give their triples
        as rows of subject, predicate and object. Raises UseError for a syntax error, and for a
        query that writes or calls another service.
        """
        from dvgraph.store import inventory

        found = inventory.run(self.store, sparql)
        if isinstance(found, Table):
            return Rows(found)
        return Rows(Table(("subject", "predicate", "object"), [tuple(one) for one in found]))

    def show(
        self, name: str, as_of: str | date | None = None, known_on: str | date | None = None
    ) -> Thing:
        """Return everything known about a thing, or its state on a day (2022, a date, today).

        ``name`` is a label, acronym, code, short id or IRI. A single near match is accepted
        (``label`` shows which); of things with the same name, the one that existed on the day is
        chosen. ``known_on`` as in ``as_of``. Raises UseError if no thing, or more than one, has the
        name.
        """
        from dvgraph.questions.parameters import day

        on = date.fromisoformat(day(str(as_of), "last", "as_of")) if as_of else None
        store, known = self._as_known(known_on)
        return thing(page(store, find(store, name, [on] if on else ()).iri, on, self.lang, known))

    def search(self, text: str) -> Rows:
        """Return the things that a text may name, best first (columns: ``things.page.matches``)."""
        table = matches(self.store, text, self.lang)
        return Rows(table, words=Words(self.lang, {}), outline=FOUND, subject=text)

    def cite(self, id: str, form: str = "text") -> str:
        """Return a citation of a statement or passage, as text, bibtex or csl-json.

        ``id`` is a short id (c-…), slug or IRI. Raises UseError for an unknown id.
        """
        from dvgraph.labels.short_ids import resolve_id
        from dvgraph.things.citations import cite

        return cite(self.store, resolve_id(self.store, id), form, self.lang)

    def brief(
        self,
        name: str,
        since: str | date | None = None,
        until: str | date = "today",
        *,
        texts: str | Path | None = None,
        request: str | None = None,
    ) -> "Brief":
        """Return the dossier on a post or organisation over a period: ``dvgraph.brief.Brief``.

        ``since`` is by default the last attested classification of the post, or the first day of
        the organisation.
        ``dvgraph.brief.writers.write`` writes the dossier as md or html, and with the extra
        ``brief`` as docx or pdf. ``texts`` is as for ``verify``; ``request`` is a file with the
        applicant's own text, instead of the sample text. Raises UseError for a name that is neither
        a post nor an organisation.
        """
        from dvgraph import resources
        from dvgraph.brief import brief
        from dvgraph.evidence.texts import find_texts
        from dvgraph.evidence.verdicts import verify_stored
        from dvgraph.questions.parameters import day

        return brief(
            self.store,
            find(self.store, name).iri,
            date.fromisoformat(day(str(since), "first", "since")) if since else None,
            date.fromisoformat(day(str(until), "last", "until")),
            self.lang,
            verdicts=verify_stored(
                self.store, find_texts(texts, self._data or [resources.data_dir()])
            ),
            request=request,
        )

    def gaps(self, name: str | None = None, *, only: Sequence[str] = ()) -> Rows:
        """Return facts that are contradictory, missing, stale, undated or from a single source.

        They concern one thing and its parts, or the whole graph. ``only`` selects kinds, which
        ``dvgraph.ledgers.gaps`` lists. Columns: ``dvgraph.ledgers.gap_table.table``.
        """
        from dvgraph.ledgers.answers import of_gaps

        return of_gaps(self.store, self._find(name), self.lang, only)

    def weak_evidence(self, name: str | None = None) -> Rows:
        """Return the statements with weak evidence: press reports, one source, or whole documents.

        They concern one thing and its parts, or the whole graph; for an organisation or post, the
        statements that its brief uses come first.
        """
        from dvgraph.brief.scope import used
        from dvgraph.ledgers.answers import of_evidence

        focus = self._find(name)
        return of_evidence(self.store, focus, self.lang, used(self.store, focus))

    def coverage(self, name: str | None = None) -> Rows:
        """Return the number of statements of each facet in force in each year, certain or possible.

        They concern one thing and its parts, or the whole graph (``dvgraph.ledgers.coverage``).
        """
        from dvgraph.ledgers.answers import of_coverage

        return of_coverage(self.store, self._find(name), self.lang)

    def evidence(self, name: str) -> Rows:
        """Return the passages that support a thing or statement, with the statements on each."""
        from dvgraph.things import passages as supported

        table = supported.behind(self.store, find(self.store, name).iri, self.lang)
        return Rows(table, words=Words(self.lang, {}), outline=supported.CITED, subject=name)

    def passages(self, source: str) -> Rows:
        """Return every statement that cites a source, in the order of its lines."""
        from dvgraph.things import passages as supported

        table = supported.by_source(self.store, find(self.store, source).iri, self.lang)
        return Rows(table, words=Words(self.lang, {}), outline=supported.CITED, subject=source)

    def verify(self, texts: str | Path | None = None) -> "list[Verdict]":
        """Return a verdict on each statement: whether the text of its passages supports it.

        ``texts`` is the folder with the texts of the sources; by default a folder ``sources``
        beside the data.
        """
        from dvgraph import resources
        from dvgraph.evidence.texts import find_texts
        from dvgraph.evidence.verdicts import verify

        folder = find_texts(texts, self._data or [resources.data_dir()])
        return verify(self._files()[0], folder)

    def validate(
        self,
        shapes: Sequence[str | Path] = (),
        profile: str | None = None,
        engine: str = "auto",
        *,
        lenient: bool = False,
    ) -> "Report":
        """Return the findings of shapes and rules; with ``shapes``, those of these shapes alone.

        ``profile`` (a key of ``validation.profiles.PROFILES``) names the official profile to which
        the shapes belong. ``conforms`` of the result is true without violations. ``engine`` is auto
        or reference (docs/validation.md). Raises InputError for unusable shapes.
        """
        from dvgraph.validation import audit

        dataset, derived = (None, []) if self._endpoint else self._files()
        return audit.validate(
            dataset,
            derived,
            shapes=shapes,
            profile=profile,
            store=self.store,
            lang=self.lang,
            engine=engine,
            lenient=lenient,
        )

    def check(self, texts: str | Path | None = None) -> "Audit":
        """Run all checks of the data files and return the report; ``passed`` is the verdict.

        Raises UseError for a graph that was not opened from files.
        """
        from dvgraph.validation import audit

        if self._folder or self._endpoint:
            raise UseError(*explained("errors.api", "check of files"))
        return audit.check(self._data, texts, self.lang)

    def export(self, target: str | Path, form: str | None = None, **options: object) -> None:
        """Write the whole graph, or another form of it, to a file; every term stays as written.

        The file is replaced at once, when all is written.
        ``form``: ttl, trig, nt, nq, jsonld, rdf or csv; by default it follows from the suffix of
        the file.
        ``options`` choose another export form (``exchange.registry.EXPORTERS``), with the same
        options as on the command line: ``profile="oslo", as_of="2020"``, or ``tables=True`` with a
        folder as target.
        Raises UseError for an unknown format or option, OutputError for a failed write or a term
        that the format cannot express.
        """
        from dvgraph.exchange import registry
        from dvgraph.rdf.writing import write
        from dvgraph.resources import prefixes

        path, name = Path(target), registry.chosen(options)
        folder = bool(name) and registry.EXPORTERS[name].folder
        form = form or (None if folder else path.suffix.removeprefix("."))
        if name:
            made = registry.export(self.store, name, form, options, path)
            if folder:
                registry.write(made.files, path)
            else:
                write(made.quads, path, form or "", prefixes=made.prefixes or prefixes())
            return
        dataset, derived = self._files()
        write([*dataset.quads, *derived], path, form or "", prefixes=prefixes())

    def _files(self) -> "tuple[Dataset, list[Quad]]":
        """Return the asserted and the derived quads, with terms as written."""
        from dvgraph.prebuilt.connection import exact_quads

        if self._endpoint:
            raise UseError(*explained("errors.api", "export of endpoint"))
        return exact_quads(self._data, self._folder, model=self._model, public=self._public)

    def as_of(
        self, day: str | date, name: str | None = None, known_on: str | date | None = None
    ) -> "AsOf":
        """Return the state on a day (2022, a date, today), of one thing or of the whole graph.

        A month or year stands for its last day. ``name`` as in ``show``. ``known_on`` ignores
        records made after that day and restores the statements that these corrected. Raises
        UseError for an invalid date or an unknown name.
        """
        from dvgraph.history.answers import AsOf
        from dvgraph.history.as_of import as_of
        from dvgraph.questions.parameters import as_written
        from dvgraph.questions.parameters import day as read

        asked = as_written(str(day), "day")
        on = date.fromisoformat(read(asked, "last", "day"))
        store, known = self._as_known(known_on)
        entity = find(store, name, [on]).iri if name else ""
        return AsOf(store, as_of(store, on, entity, self.lang), asked, known)

    def diff(
        self,
        start: str | date,
        end: str | date,
        name: str | None = None,
        known_on: str | date | None = None,
    ) -> "Diff":
        """Return the changes in the world after one day and up to another; see ``as_of``.

        For an organisation, its predecessors and successors in that period are included.
        """
        from dvgraph.history.answers import Diff
        from dvgraph.history.diff import diff
        from dvgraph.questions.parameters import as_written
        from dvgraph.questions.parameters import day as read

        asked = as_written(str(start), "start"), as_written(str(end), "end")
        first, last = (date.fromisoformat(read(one, "last", "")) for one in asked)
        store, known = self._as_known(known_on)
        entity = find(store, name, [first, last]).iri if name else ""
        found = diff(store, first, last, entity, self.lang)
        return Diff(store, found, asked, known)

    def lineage(self, name: str | None = None, known_on: str | date | None = None) -> "Lineage":
        """Return the lineage of one organisation, or of all: ``dvgraph.lineage.Lineage``.

        Its ``descent`` is a networkx.MultiDiGraph. Raises UseError for a name that is not an
        organisation.
        """
        from dvgraph.lineage import lineage

        store, _ = self._as_known(known_on)
        return lineage(store, find(store, name).iri if name else None, self.lang)

    def tasks(self, name: str | None = None) -> Rows:
        """Return the history of tasks and services (columns: ``dvgraph.ledgers.task_table.table``).

        ``name`` is a task, a service, or an organisation with everything it was responsible for; by
        default all tasks and services. Raises UseError for any other name.
        """
        from dvgraph.ledgers.answers import of_tasks

        return of_tasks(self.store, self._find(name), self.lang)

    def people(self, name: str | None = None) -> Rows:
        """Return the holders of an organisation's posts, and its competent ministers.

        ``name`` is an organisation, by default the agency. Columns: ``dvgraph.ledgers.people``.
        Raises UseError if no holder is known.
        """
        from dvgraph.ledgers.answers import of_people

        return of_people(self.store, self._find(name), self.lang)

    def decisions(self, name: str | None = None, not_in_force: str | date | None = None) -> Rows:
        """Return the effects of decisions, and the statements without a decision.

        ``name`` is a decision, an act or their subject. With ``not_in_force``, a day (or a month or
        year for its last day), the result is the decisions already taken but not yet in force on
        that day. Columns: ``table`` and ``not_in_force`` of ``dvgraph.ledgers.decision_table``.
        """
        from dvgraph.ledgers.answers import of_decisions
        from dvgraph.questions.parameters import day as read

        on = None
        if not_in_force is not None:
            on = date.fromisoformat(read(str(not_in_force), "last", "not_in_force"))
        return of_decisions(self.store, self._find(name), self.lang, on)

    def figures(
        self, measure: str, name: str | None = None, *, per_head: bool = False
    ) -> "Figures":
        """Return a measure over time, with charts: ``dvgraph.figures.Figures``.

        It has all figures, or those of one thing; an organisation includes its ancestors and
        descendants. ``per_head`` divides by staff or users if the measures allow it. Raises
        UseError if there are no figures.
        """
        from dvgraph.figures import Figures, measure_of, series

        found = measure_of(self.store, measure)
        return Figures(series(self.store, found, self._find(name), self.lang, per=per_head))

    def figures_of(self, name: str) -> "FiguresOf":
        """Return every measure of a thing, with a picture: ``dvgraph.figures.FiguresOf``.

        For an organisation, the figures of its ancestors and descendants are included, and so are
        the measures of its tasks and services. Raises UseError if there are no figures.
        """
        from dvgraph.figures import FiguresOf, all_of

        focus = self._find(name)
        return FiguresOf(all_of(self.store, focus, self.lang), focus)

    def _find(self, name: str | None) -> str:
        """Return the IRI for a name; the empty string for None."""
        return find(self.store, name).iri if name else ""

    def _as_known(self, known_on: str | date | None) -> "tuple[Store, str]":
        """Return the store as recorded on a day, and that day; without a day, the store itself."""
        if not known_on:
            return self.store, ""
        from dvgraph.history.known_on import known_on as view
        from dvgraph.questions.parameters import day

        on = day(str(known_on), "last", "known_on")
        return view(self.store, date.fromisoformat(on)), on
