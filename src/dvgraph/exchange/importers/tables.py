"""Tables into an agency's folder: each row becomes a draft, as ``add`` and ``correct`` make them.

All rows are checked first, and every fault is told with its sheet, row and column. The drafts are
saved together, and only if there are no faults.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

from dvgraph.authoring import drafts, feeds, terms, turtle, writer
from dvgraph.authoring.additions import Desk, Draft
from dvgraph.authoring.files import Contents, iri_of, statement
from dvgraph.dataset.files import read
from dvgraph.errors import DvgraphError, InputError, UseError
from dvgraph.exchange import sheets, template
from dvgraph.locale.reader import LANGUAGES, explained, language, numbered, worded
from dvgraph.locale.words import selected, words
from dvgraph.namespaces import BASE, GRAPHS, PROV
from dvgraph.prebuilt.connection import open_graph
from dvgraph.prebuilt.names import NamedStore, fold
from dvgraph.rdf.oxigraph import Literal, NamedNode, Quad, RdfFormat, Term, parse
from dvgraph.resources import queries_dir
from dvgraph.store.inventory import quads
from dvgraph.things.kinds import KINDS, Field, Kind

_DAY_ZERO = date(1899, 12, 30)  # of the day numbers of spreadsheets
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_PART = re.compile(r"(?:\\[;\\]|[^;])+")  # up to a semicolon without a backslash
_SOURCE = KINDS["existence"].field("source")
_DRAFTED = NamedNode(f"{GRAPHS}tables")


class WrongCellsError(InputError):
    """Tables with faults; nothing was imported. ``faults``: a line on each."""

    def __init__(self, faults: Sequence[str]) -> None:
        """Store the faults, in the order of the tables."""
        told = numbered("faults in tables", len(faults))
        super().__init__(*explained("errors.tables", "wrong cells", faults=told))
        self.faults = tuple(faults)


class ImportedRows(NamedTuple):
    """The result of an import: the IRIs of new and corrected things and statements.

    ``same``: the number of rows that are in the folder already. ``saved`` is None without changes.
    ``warnings``: a line on each row that may mean something else than was done with it.
    """

    new: tuple[str, ...]
    corrected: tuple[str, ...]
    same: int
    saved: writer.Saved | None
    warnings: tuple[str, ...]


@dataclass(slots=True)
class _Row:
    """A row of a table.

    ``place``: its file, sheet and row (from 1), for messages. ``columns``: the place of each
    option, from 0. ``faults``: by option; that of the empty option is of the whole row.
    """

    place: dict[str, object]
    kind: Kind
    columns: Mapping[str, int]
    given: dict[str, list[str]]
    faults: dict[str, str] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """The id that the row gives, or empty."""
        return next(iter(self.given.get("id", ())), "")

    @property
    def names(self) -> Iterator[str]:
        """What other rows may call the thing of this row."""
        for option in ("id", "name", "title"):
            yield from self.given.get(option, ())
        if title := self.given.get("title"):
            yield f"{title[0]} ({'; '.join(self.given.get('publisher', ()))})"

    @property
    def typed(self) -> dict[str, list[str]]:
        """The values without the id."""
        return {option: texts for option, texts in self.given.items() if option != "id"}

    def fault(self, option: str, error: DvgraphError) -> None:
        """Keep the first fault of a cell; in its message, options become headings."""
        reason = ". ".join(filter(None, (error.problem.rstrip(". "), error.hint)))
        heads = words("statements.headings", language())
        named = re.sub(r"--([a-z-]+)", lambda found: f"'{heads.get(found[1], found[1])}'", reason)
        self.faults.setdefault(option, named)

    def told(self) -> Iterator[str]:
        """Yield a line on each fault, in the order of the columns."""
        for option in sorted(self.faults, key=lambda option: self.columns.get(option, -1)):
            reason = self.faults[option]
            if not option:
                yield worded("errors.tables", "row", **self.place, reason=reason)
                continue
            column = template.heading(option, language())
            if option in self.columns:
                column = f"{sheets.letter(self.columns[option])} ({column})"
            yield worded("errors.tables", "cell", **self.place, column=column, reason=reason)

    def same(self, before: template.Texts) -> bool:
        """Return whether the columns of the row say what is known already."""
        return all(
            template.cell(one, self.given.get(one.option, ())).strip()
            == template.cell(one, before.get(one.option, ())).strip()
            for one in self.kind.all_fields
            if one.option in self.columns
        )


def load(
    files: Sequence[Path], target: Path, texts: str | Path | None = None, by: str = ""
) -> ImportedRows:
    """Import tables into an agency's folder, or raise and change nothing.

    ``texts``: as in ``writer.save``. ``by``: the name of the author. Raises WrongCellsError for
    faults in the tables and findings on what they say; the errors of ``sheets.read`` for unreadable
    files; OutputError for a failed write.
    """
    rows, faults = _rows(files)
    dataset = read([target], ontology=False)
    desk = Desk(_named(target), dataset, by, Contents(dataset))
    work = _Drafting(desk, template.rows(target), rows)
    left, before = [row for row in rows if not row.faults], 0
    while left and len(left) != before:
        before, left = len(left), [row for row in left if work.draft(row)]
        work.show()
    # First the causes: what names the thing of a wrong row may itself be right.
    for row in left:
        work.draft(row, last=True, causes=True)
    if left and not faults and not any(row.faults for row in rows):
        for row in left:
            work.draft(row, last=True)
    faults += [line for row in rows for line in row.told()]
    if faults:
        raise WrongCellsError(faults)
    saved = None
    if work.made:
        try:
            saved = writer.save(work.whole(), target, texts, language())
        except writer.FindingsError as error:
            rest = work.blame(error)
            told = [line for row in rows for line in row.told()]
            raise WrongCellsError([*told, *rest]) from error
    return ImportedRows(
        tuple(work.new), tuple(work.corrected), work.same, saved, tuple(work.warnings)
    )


def _named(target: Path) -> NamedStore:
    """Return the graph of a folder in memory, where drafts may be named."""
    store = NamedStore()
    store.load(quads(open_graph(data=[str(target)])))
    return store


class _Drafting:
    """The drafting of rows, one after the other."""

    def __init__(
        self,
        desk: Desk,
        known: Mapping[str, Mapping[str, template.Texts]],
        rows: Sequence[_Row],
    ) -> None:
        self._desk, self._known = desk, known
        # What may be the publisher of a source that comes first.
        bodies = (row for row in rows if row.kind.name in ("agent", "organisation"))
        self._bodies = {fold(name) for row in bodies for name in row.given.get("name", ())}
        self._described = {fold(name) for row in rows for name in row.names}
        self._ids = {row.id for row in rows}
        self._successors: dict[str, list[str]] = {}
        for quad in desk.dataset.having({NamedNode(f"{PROV}wasRevisionOf")}):
            self._successors.setdefault(_name(quad.object), []).append(_name(quad.subject))
        self._alike: dict[str, dict[_Rest, list[str]]] = {}
        self.made: list[Draft] = []
        self.new: list[str] = []
        self.corrected: list[str] = []
        self.same = 0
        self.warnings: list[str] = []
        self._shown = 0
        self._rows: dict[str, _Row] = {}

    def draft(self, row: _Row, *, last: bool = False, causes: bool = False) -> bool:
        """Draft a row; return whether it has to wait for what a later row may describe.

        The last time, what it names and nothing describes is a fault; with ``causes``, only if no
        row describes it.
        """
        row.faults = {}
        try:
            name = self._current(row)
        except UseError as error:
            row.fault("id", error)
            return False
        before = self._known[row.kind.name].get(name)
        if before is not None and row.same(before):
            self.same += 1
            return False
        named = [(row.kind.field(option), texts) for option, texts in row.typed.items()]
        if not last and any(self._unknown(of, text) for of, texts in named for text in texts):
            return True
        waits = False
        for of, texts in named:
            if causes and any(self._unknown(of, text) and self._coming(of, text) for text in texts):
                waits = True
            else:
                self._check(row, of, texts)
        _demand(row)
        if waits or row.faults or any(o.option not in row.columns for o in _required(row.kind)):
            return waits
        try:
            self._draft(row, name, before)
        except UseError as error:
            option = (error.where or "").removeprefix("--")
            row.fault(option if option in row.columns else "", error)
        return False

    def _current(self, row: _Row) -> str:
        """Return the id of a row; that of the correction if its statement was corrected.

        Raises UseError if the statement was withdrawn, or if the id is that of something else.
        """
        known = self._known[row.kind.name]
        if not row.id or row.id in known or BASE + row.id not in self._desk.contents:
            return row.id
        revised, left = [], [row.id]
        for name in left:  # which grows
            left += (one for one in self._successors.get(name, ()) if one not in left)
            revised += [name] if name in known else []
        if len(revised) == 1:
            return revised[0]
        key = "corrected twice" if revised else "withdrawn" if self._ended(row) else "other thing"
        names = {"iri": row.id, "known": ", ".join(revised)}
        raise UseError(*explained("errors.tables", key, **names))

    def _ended(self, row: _Row) -> bool:
        """Return whether the id of a row is that of a withdrawn statement of its kind."""
        with suppress(UseError):
            term, facts = statement(BASE + row.id, self._desk.dataset)
            return term == row.kind.term and feeds.ENDED in facts
        return False

    def _unknown(self, of: Field, text: str) -> bool:
        """Return whether a text names something that is not described yet."""
        if of.type in ("statement", "base"):
            fresh = (one.iri for draft in self.made[self._shown :] for one in draft.additions)
            return "/" in text and (BASE + text not in self._desk.contents or BASE + text in fresh)
        if of.type == "lines":
            of, text = _SOURCE, text.rpartition("#")[0]
        if not text or not terms.classes(of) or terms.known(of, text, self._desk.store):
            return False
        return of.type != "agent" or "/" in text or fold(text) in self._bodies

    def _coming(self, of: Field, text: str) -> bool:
        """Return whether a row describes what a text names."""
        return fold(text.rpartition("#")[0] if of.type == "lines" else text) in self._described

    def _check(self, row: _Row, of: Field, texts: Sequence[str]) -> None:
        """Read the texts of a cell, and keep its faults."""
        if len(texts) > 1 and not of.many:
            row.fault(of.option, UseError(*explained("errors.tables", "several")))
        for text in texts:
            try:
                self._read(of, text, row)
            except UseError as error:
                # A title is read in the language of its row.
                row.fault("language" if error.where == "--language" else of.option, error)

    def _read(self, of: Field, text: str, row: _Row) -> object:
        """Return the term of a text. Raises UseError."""
        store = self._desk.store
        if of.type == "lines":
            source, _, at = text.rpartition("#")
            if source:
                terms.read(_SOURCE, source, store)
            return terms.place(BASE, at)
        if of.type == "date" and re.fullmatch(r"\d{5}", text):
            day = _DAY_ZERO + timedelta(int(text))
            raise UseError(*explained("errors.tables", "day number", text=text, day=day))
        try:
            return terms.read(of, text, store, next(iter(row.given.get("language", ())), "nl"))
        except terms.UnknownNameError:
            if of.type != "agent" or "/" in text:
                raise
            # A new agent comes with the source that it published.
            return Literal(text)

    def _draft(self, row: _Row, named: str, before: template.Texts | None) -> None:
        if before is not None:
            self._again(row, BASE + named, before)
            return
        folder, _, name = row.id.partition("/")
        if row.id and (folder != row.kind.folder or not _SLUG.fullmatch(name)):
            problem = explained("errors.tables", "no id", text=row.id, folder=row.kind.folder)
            row.fault("id", UseError(*problem))
            return
        iri = BASE + row.id if row.id else ""
        try:
            draft = drafts.drafted(row.kind, row.typed, self._desk, iri)
        except drafts.KnownError as error:
            self._met(row, error.iri)
            return
        self._keep(row, draft, self.new)
        if row.kind.is_statement and not row.id:
            self._compare(row, row.kind, draft)

    def _compare(self, row: _Row, kind: Kind, draft: Draft) -> None:
        """Warn if a new statement has one other date or number than one in the folder.

        Not if the tables also have the row of that one: then the two are meant.
        """
        if kind.name not in self._alike:
            alike = self._alike[kind.name] = {}
            for name, texts in self._known[kind.name].items():
                alike.setdefault(_rest(kind, texts), []).append(name)
        said = drafts.texts(kind, draft.additions[0].facts, (kind.term,))
        for name in self._alike[kind.name].get(_rest(kind, said), ()):
            before = self._known[kind.name][name]
            loose = [one.option for one in kind.all_fields if one.type in _LOOSE]
            other = [one for one in loose if said.get(one) != before.get(one)]
            if len(other) == 1 and name not in self._ids:
                names = {"column": template.heading(other[0], language()), "iri": name}
                names["sheet"] = template.sheet_name(kind.name, language())
                self._warn(row, "nearly said", **names)

    def _warn(self, row: _Row, key: str, **names: str) -> None:
        reason = ". ".join(filter(None, explained("errors.tables", key, **names)))
        self.warnings.append(worded("errors.tables", "row", **row.place, reason=reason))

    def _met(self, row: _Row, iri: str) -> None:
        """Compare a row without id with what has the same name or content."""
        name = iri.removeprefix(BASE)
        before = self._known[row.kind.name].get(name)
        if before is not None and not row.kind.is_statement:
            self._again(row, iri, before)
            return
        if before and not row.id and self._places(row.given) == self._places(before):
            self._search(row, iri)
            return
        row.fault("", UseError(*explained("errors.tables", "said elsewhere", iri=name)))

    def _places(self, texts: template.Texts) -> set[str]:
        """Return the IRIs of the passages that a row cites."""
        found = set()
        for text in texts["lines"]:
            source, _, at = text.rpartition("#")
            of = terms.read(_SOURCE, source or texts["source"][0], self._desk.store)
            found.add(terms.place(of.value, at).value)
        return found

    def _again(self, row: _Row, iri: str, before: template.Texts) -> None:
        """Draft what differs between a row and what is in the folder under an IRI."""
        if not row.kind.is_statement:
            self._thing_again(row, iri, before)
            return
        if row.id and BASE + row.id != iri:
            old = drafts.typed(BASE + row.id, self._desk.dataset)[1]
            if self._says(row, old) and not self._says(row, before):
                self.same += 1
                self._warn(row, "corrected since", old=row.id, iri=iri.removeprefix(BASE))
                return
        emptied = {
            option: [""] for option in before if option in row.columns and option not in row.given
        }
        # A gap stays with the statement, and goes along to its correction.
        lacking = {"sought": drafts.unsought(iri, row.given.get("sought", ()), self._desk)}
        try:
            draft = drafts.revised(iri, {**row.typed, **emptied, **lacking}, self._desk)
        except drafts.KnownError:
            self._search(row, iri)
        else:
            self._keep(row, draft, self.corrected)

    def _search(self, row: _Row, iri: str) -> None:
        """Draft the gaps that a row adds about what is in the folder and stays as it is."""
        if draft := drafts.searched(iri, row.given, self._desk):
            self._keep(row, draft, self.new)
        else:
            self.same += 1

    def _says(self, row: _Row, texts: template.Texts) -> bool:
        """Return whether a row says what a statement says, as far as it has the columns."""
        return self._places(row.given) == self._places(texts) and all(
            {self._read(one, text, row) for text in row.given.get(one.option, ())}
            == {self._read(one, text, row) for text in texts.get(one.option, ())}
            for one in row.kind.all_fields
            if one.option in row.columns and one.predicate and one.option not in _CITING
        )

    def _thing_again(self, row: _Row, iri: str, before: template.Texts) -> None:
        """Compare a row with a thing in the folder, and draft the existence that the row states."""
        own = {one.option: one for one in row.kind.fields}
        # A decision's row may also say what its act says.
        second = row.kind.gives[1]
        for name in before.get(second, ()):
            before = {**self._known[second].get(name, {}), **before}
        for option, one in own.items():
            told, known = (
                {self._read(one, text, row) for text in texts.get(option, ())}
                for texts in (row.given, before)
            )
            if told and told != known:
                name = iri.removeprefix(BASE)
                row.fault(option, UseError(*explained("errors.tables", "differs", iri=name)))
        life = {option: texts for option, texts in row.typed.items() if option not in own}
        if row.faults:
            return
        if not life.keys() - _SEARCH:
            self._search(row, iri)
            return
        if second:
            life.setdefault("from", row.given.get("date", []))  # as in a new decision
        try:
            existence = KINDS["existence"]
            draft = drafts.drafted(existence, {"about": [iri], **life}, self._desk)
        except drafts.KnownError as error:
            self._search(row, error.iri)
        else:
            self._keep(row, draft, self.new)
            self._compare(row, existence, draft)

    def _keep(self, row: _Row, draft: Draft, among: list[str]) -> None:
        self.made.append(draft)
        among.append(draft.iri)
        for addition in draft.additions:
            cited = map(iri_of, addition.facts.get("dvg:vindplaats", ()))
            for iri in (addition.iri, *cited):
                self._rows.setdefault(iri, row)

    def show(self) -> None:
        """Put the drafts since the last time into the store, so that later rows may name them."""
        fresh = [one.text for draft in self.made[self._shown :] for one in draft.additions]
        self._shown = len(self.made)
        read_ = parse(turtle.document(fresh).encode(), format=RdfFormat.TURTLE)
        store = self._desk.store
        assert isinstance(store, NamedStore)
        store.load(Quad(q.subject, q.predicate, q.object, _DRAFTED) for q in read_)
        # The names of an organisation are found by its superclass.
        rule = (queries_dir() / "derive" / "supertypes.rq").read_text(encoding="utf-8")
        found = store.construct(rule)
        store.load(Quad(t.subject, t.predicate, t.object, _DRAFTED) for t in found)

    def whole(self) -> Draft:
        """Return all drafts as one."""
        return Draft(
            self.made[0].iri,
            tuple(one for draft in self.made for one in draft.additions),
            properties=tuple(one for draft in self.made for one in draft.properties),
            beside=tuple(one for draft in self.made for one in draft.beside),
            gaps=tuple(one for draft in self.made for one in draft.gaps),
            mentions=tuple(one for draft in self.made for one in draft.mentions),
        )

    def blame(self, error: writer.FindingsError) -> list[str]:
        """Give each finding to the row that caused it; return those of no row."""
        rest = []
        for iri, reason in error.reasons:
            if row := self._rows.get(iri):
                row.faults[""] = "; ".join(filter(None, (row.faults.get(""), reason)))
            else:
                rest.append(f"{iri.removeprefix(BASE)}: {reason}")
        return rest


def _required(kind: Kind) -> list[Field]:
    return [one for one in kind.all_fields if one.required]


def _demand(row: _Row) -> None:
    """Add a fault for each required value that is missing."""
    kind = row.kind
    # A column that is missing is a fault of the sheet.
    required = [one for one in _required(kind) if one.option in row.columns]
    alive = {one.option for one in KINDS["existence"].all_fields} - _SEARCH
    own = {one.option for one in kind.fields}
    if kind.lives and any(option in alive and option not in own for option in row.given):
        required += [one for one in KINDS["existence"].all_fields if one.option in _CITING]
    for one in required:
        if not any(row.given.get(one.option, ())):
            told = kind.help_of(one)
            row.fault(one.option, UseError(*explained("errors.tables", "empty", help=told)))
    for one in kind.fields:
        if one.instead_of and (one.option in row.given) == (one.instead_of in row.given):
            first, other = selected("statements.headings", language(), one.instead_of, one.option)
            problem = explained("errors.tables", "one of two", one=first, other=other)
            row.fault(one.option, UseError(*problem))


_CITING = ("source", "lines")
_SEARCH = {"sought", "sought-in"}
_LOOSE = ("date", "number")
_Rest = frozenset[tuple[str, tuple[str, ...]]]
"""What a statement says besides its dates and numbers, and what was sought about it."""


def _rest(kind: Kind, texts: template.Texts) -> _Rest:
    loose = {one.option for one in kind.all_fields if one.type in _LOOSE} | _SEARCH
    return frozenset((option, tuple(said)) for option, said in texts.items() if option not in loose)


def _name(term: Term) -> str:
    return iri_of(term).removeprefix(BASE)


def _rows(files: Sequence[Path]) -> tuple[list[_Row], list[str]]:
    """Return the rows of all sheets, things before statements, and the faults of whole sheets."""
    found: list[_Row] = []
    faults: list[str] = []
    for path in files:
        for sheet in sheets.read(path):
            name = fold(sheet.name)
            if name in _aside() or not sheet.rows:
                continue
            place: dict[str, object] = {"file": path, "sheet": sheet.name}
            if kind := _kinds().get(name):
                rows, wrong = _of_sheet(sheet.rows, kind, place)
                found += rows
            else:
                names = (template.sheet_name(one.name, language()) for one in template.EVERY)
                wrong = [explained("errors.tables", "no sheet", known=", ".join(names))]
            faults += [
                worded("errors.tables", "sheet", **place, reason=". ".join(filter(None, reason)))
                for reason in wrong
            ]
    order = {kind.name: number for number, kind in enumerate(template.EVERY)}
    return sorted(found, key=lambda row: order[row.kind.name]), faults


def _aside() -> set[str]:
    return {"_", *(fold(template.sheet_name("explanation", lang)) for lang in LANGUAGES)}


def _kinds() -> dict[str, Kind]:
    """Return the kinds by the names of their sheets, in each language."""
    named = {kind.name: kind for kind in template.EVERY}
    for lang in LANGUAGES:
        named |= {fold(template.sheet_name(kind.name, lang)): kind for kind in template.EVERY}
    return named


def _of_sheet(
    rows: Sequence[Sequence[sheets.SheetCell]], kind: Kind, place: Mapping[str, object]
) -> tuple[list[_Row], list[tuple[str, str | None]]]:
    """Return the rows of a sheet, and the problems of its headings."""
    fields = {one.option: one for one in template.columns(kind)}
    options = {option: option for option in fields}
    for lang in LANGUAGES:
        options |= {fold(template.heading(option, lang)): option for option in fields}
    columns: dict[str, int] = {}
    wrong: list[tuple[str, str | None]] = []
    for number, cell in enumerate(rows[0]):
        option = options.get(fold(cell.text))
        if option is None and cell.text:
            known = ", ".join(template.heading(option, language()) for option in fields)
            names = {"heading": cell.text, "known": known}
            wrong.append(explained("errors.tables", "no heading", **names))
        elif option in columns:
            wrong.append(explained("errors.tables", "twice", heading=cell.text))
        elif option:
            columns[option] = number
    for one in _required(kind) if rows[1:] else ():
        if one.option not in columns:
            head = template.heading(one.option, language())
            wrong.append(explained("errors.tables", "column missing", heading=head))
    found = []
    for number, cells in enumerate(rows[1:], 2):
        if any(cell.text for cell in cells):
            row = _Row({**place, "row": number}, kind, columns, {})
            _fill(row, cells, fields, {n for n, cell in enumerate(rows[0]) if cell.text})
            found.append(row)
    return found, wrong


def _fill(
    row: _Row,
    cells: Sequence[sheets.SheetCell],
    fields: Mapping[str, Field],
    headed: Collection[int],
) -> None:
    """Give a row the texts of its cells, and the faults of these."""
    for option, number in row.columns.items():
        cell = cells[number] if number < len(cells) else sheets.SheetCell("")
        if cell.fault:
            row.fault(option, InputError(*explained("errors.tables", cell.fault)))
        if texts := _texts(fields[option], cell.text):
            row.given[option] = texts
    if row.kind.name == "source" and {*map(fold, row.given.get("sought-in", ()))} <= {
        *map(fold, row.names)
    }:
        row.given.pop("sought-in", None)  # its own name, which is the default
    stray = [n for n, cell in enumerate(cells) if cell.text and n not in headed]
    if stray:
        column = sheets.letter(stray[0])
        row.fault("", InputError(*explained("errors.tables", "no heading here", column=column)))


def _texts(of: Field, text: str) -> list[str]:
    """Return the values in a cell."""
    if of.type == "flag":
        yes, no = (
            {word for lang in LANGUAGES for word in (*selected("page.yes-no", lang, key), key_)}
            for key, key_ in (("yes", "true"), ("no", "false"))
        )
        return ["true"] if fold(text) in yes else [] if fold(text) in no or not text else [text]
    parts = _PART.findall(text) if of.many else [text]
    if of.many:
        parts = [re.sub(r"\\([;\\])", r"\1", part.strip()) for part in parts]
    return list(filter(None, parts))
