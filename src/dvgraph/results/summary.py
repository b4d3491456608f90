"""The rows of an answer as a digest: the counted things, by certainty and ground."""

import re
from collections import Counter
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from dvgraph.locale.captions import beside, caption, joined
from dvgraph.locale.columns import heading
from dvgraph.locale.wording import Span, by_bounds, measured, moment, period, stated
from dvgraph.locale.words import words
from dvgraph.namespaces import FIRST, LAST
from dvgraph.rdf.oxigraph import NamedNode
from dvgraph.rdf.terms import plain
from dvgraph.results.digest import Bullet, Digest, Topic, counted, plural
from dvgraph.results.outline import ROWS, Outline, Summary
from dvgraph.results.readable import Words, brief, columns, places

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping, Sequence

    from dvgraph.store.protocol import Table

_WIDE = 120  # columns, if the width of the terminal is unknown
_DATES = ("van", "tot", "gezienOp")
_BOUNDS = ("vanVroegst", "vanLaatst", "totVroegst", "totLaatst")  # told as the period
_AND = "; "  # separates the values in a cell
_OF_GROUND = ("genomen", "stuk")  # columns that a heading shows together with its decision
_CONTRADICTED = "tegenspraak"
_CERTAINTY = ("toegevoegd", "sinds", "einde")  # columns with the certainty of a change
_SAID = ("aspect", "inhoud")  # columns that together are what a statement says
_ASIDE = ("id", "bronnen", "zekerheid", "vindplaats", "uitspraak", "score", *_DATES)
_BARE = (  # said without their heading
    *("rol", "soort", "waarde", "eenheid", "periode", "wanneer", "nauwkeurigheid"),
)
# Kinds of ``search`` that take place at a moment and do not last.
_MOMENTS = ("event", "decision", "act", "document")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_YEAR = re.compile(r"\d{4}(?=-|$)")
_COLUMN = re.compile(r"\{(\w+)\}")  # the name of a column in a sentence


def summed_up(table: "Table", said: Words | None, width: int | None, summary: Summary) -> str:
    """Return the summary of an answer, within its greatest height, ending in a line break."""
    digest = _Told(table, said or Words("nl", {}), summary).digest()
    return digest.text(width or _WIDE, summary.height)


class _Told:
    """The digest of a table, built row by row."""

    def __init__(self, table: "Table", said: Words, summary: Summary) -> None:
        self._table, self._said, self._summary = table, said, summary
        self._phrases = words("summary", said.lang)
        self._cells = {
            name.removesuffix("Label"): cells for name, cells in columns(table, said).items()
        }
        self._outline = summary.outline
        if self._outline.counts and self._outline.counts not in self._cells:
            self._outline = ROWS._replace(noun=self._outline.noun)
        self._column = {name: n for n, name in enumerate(table.variables)}
        self._known: dict[int, tuple[tuple[str, ...], str]] = {}

    def digest(self) -> Digest:
        groups, lang = self._grouped(range(len(self._table.rows))), self._said.lang
        lead = self.lead(range(len(self._table.rows)))
        sentences = bool(self._outline.sides)
        below, noun = self._summary.below, self._outline.counted()
        return Digest(lead, groups, below, noun, lang, wrapped=sentences)

    def lead(self, rows: "Iterable[int]", sentence: str = "") -> str:
        """Return the first sentence of a summary of some rows; ``sentence`` as in ``Summary``."""
        lead, (count, rest) = sentence or self._summary.lead or "{count}", self._counted(rows)
        told = lead.replace("{count}", count) if "{count}" in lead else f"{lead} {count}"
        found = list(rows)
        return _COLUMN.sub(lambda one: self._distinct(one, found), told) + rest

    def _distinct(self, named: re.Match[str], rows: "Iterable[int]") -> str:
        """Return the distinct values of a named column in some rows; other names as they are."""
        if named[1] not in self._column:
            return named[0]
        lang, cells = self._said.lang, self._cells.get(named[1])
        values = dict.fromkeys(filter(None, (cells[n] for n in rows))) if cells else ()
        return (
            joined([stated(one, lang) for one in values], lang) or words("state", lang)["unknown"]
        )

    def _counted(self, rows: "Iterable[int]") -> tuple[str, str]:
        """Return the number of things in some rows, and the part of the lead that follows it."""
        lang, kinds, old = self._said.lang, dict[str, str](), set[str]()
        sure: dict[str, str] = {}
        for n in rows:
            key, above = self._keyed[n]
            kinds.setdefault(key, above)
            sure.setdefault(key, self._certainty(n))
            if self._outline.before and self._was_there(n):
                old.add(key)
        by_kind = Counter(kinds.values())
        count, rest = counted(self._outline.counted(), len(kinds), lang), "."
        if told := self._by_certainty(Counter(sure.values())):
            count = told
        elif len(by_kind) > 1 and "" not in by_kind and not self._under_things:
            parts = [f"{n} {plural(kind, lang, n)}" for kind, n in by_kind.items()]
            rest = f": {', '.join(parts)}."
        if old:
            rest = f"{rest} {self._phrases['before'].format(len(old))}"
        return count, rest

    def _certainty(self, n: int) -> str:
        """Return the key in ``summary.certainties`` of the certainty of a row; empty for none."""
        told = next(filter(None, (self._value(name, n) for name in _CERTAINTY)), "")
        keys = {text: key for key, text in words("page.answer", self._said.lang).items()}
        return keys.get(told.partition(", ")[0], "")

    def _by_certainty(self, found: Counter[str]) -> str:
        """Return the number of things of each certainty, as a list; empty if a row has none."""
        phrases, lang = words("summary.certainties", self._said.lang), self._said.lang
        if not found or found.keys() - phrases:
            return ""
        first, *others = (one for one in phrases if found[one])
        told = [phrases[first].format(counted(self._outline.counted(), found[first], lang))]
        return joined([*told, *(phrases[one].format(found[one]) for one in others)], lang)

    @cached_property
    def _keyed(self) -> list[tuple[str, str]]:
        """The thing that counts in each row, and the first heading over it."""
        counts, number = self._outline.counts, range(len(self._table.rows))
        if self._by_thing:
            return [(self._value(counts, n), "") for n in number]
        return [(self._thing(n)[0], self._headings(n)[0]) for n in number]

    @property
    def _by_thing(self) -> bool:
        """Whether the things that count are headings, with their rows below them."""
        return self._outline.counts in self._outline.groups

    def _was_there(self, n: int) -> bool:
        """Return whether a row says that its thing is not new."""
        told = f"{self._heading(self._outline.before)}: "
        return any(note.startswith(told) for note in self._noted(n)[0])

    def _heading(self, name: str) -> str:
        return heading(self._said.headings.get(name, name), self._said.lang)

    def _grouped(self, rows: "Iterable[int]") -> list[Topic]:
        """Return the things by heading; each is listed once, under the heading of its first row."""
        groups: dict[tuple[str, str], Topic] = {}
        items: dict[str, Bullet] = {}
        for n in rows:
            key, label, side = self._thing(n)
            item = items.get(key)
            if item is None:
                above, title = self._headings(n)
                group = groups.setdefault((above, title), Topic(above, title))
                item = items[key] = Bullet(label)
                group.items.append(item)
            if side:
                item.notes[side] = None
                self._cite(item, n)
            else:
                self._tell(item, n)
        kinds = list(dict.fromkeys(group.above for group in groups.values()))
        return sorted(groups.values(), key=lambda group: kinds.index(group.above))

    def _thing(self, n: int) -> tuple[str, str, str]:
        """Return the key of the thing of a row, its label, and the side of it that the row is."""
        named, counts = self.named, self._outline.counts
        label = self._cells[named][n] if named in self._cells else ""
        if named == _SAID[0]:
            label = ": ".join(filter(None, (label, *self._cell(_SAID[1], n))))
        if not label:  # without a label, the kind of the thing or its heading stands for it
            label = next(filter(None, (*self._cell("soort", n), *self._headings(n)[::-1])), "")
        if side := self._value(self._outline.sides, n):
            return self._value("onderwerp", n), self._cells["onderwerp"][n], f"{label} ({side})"
        subject = next(iter(self._cell(self._outline.about, n)), "")
        if subject not in label:
            label = f"{subject}: {label}"
        # Two things may have the same name: the key is their IRI.
        key = self._value(counts, n) or label if counts and not self._by_thing else str(n)
        return key, label, ""

    @cached_property
    def named(self) -> str:
        """The column with the names of the things."""
        if self._outline.label in self._cells:
            return self._outline.label
        counts = self._outline.counts
        return counts if counts and not self._by_thing else self._first_thing()

    def _first_thing(self) -> str:
        things = [name.removesuffix("Label") for name in self._table.variables if "Label" in name]
        found = [name for name in ("zegt", "persoon", *things, *self._cells) if name in self._cells]
        aside = {*_ASIDE, *self._outline.groups}
        return next((name for name in found if name not in aside), next(iter(found), ""))

    @property
    def _under_things(self) -> bool:
        """Whether the main headings are things and no kinds, which the first sentence counts."""
        return f"{next(iter(self._outline.groups), '')}Label" in self._column

    @property
    def _headed(self) -> tuple[str, ...]:
        """The columns whose values the headings show."""
        groups = self._outline.groups
        return (*groups, *(_OF_GROUND if "grond" in groups else ()))

    def _headings(self, n: int) -> tuple[str, str]:
        if not self._outline.groups:
            return "", ""
        first, *others = self._outline.groups
        above = self._cells[first][n] if first in self._cells else ""
        if first in _CERTAINTY:
            above = above.partition(", ")[0]
        if not others:
            return above, ""
        parts = []
        for name in others:
            if name == "van":
                parts.append(self._year(n))
            elif name in self._cells and self._cells[name][n]:
                parts.append(self._cells[name][n])
                if name == "grond":
                    parts[-1] = beside(parts[-1], self._taken(n))
            else:
                parts.append(self._phrases["no ground"] if name == "grond" else "")
        title = " · ".join(filter(None, parts))
        if not title and "van" in others:
            title = words("page.answer", self._said.lang)["begin-onbekend"]
        return above, title

    def _taken(self, n: int) -> str:
        """Return the date of the decision behind a row, if there is only one, and its document."""
        if _AND in self._value("grond", n):
            return ""
        when, label = self._value("genomen", n), self._cells["grond"][n]
        told = [stated(one, self._said.lang) for one in when.split(_AND) if one]
        told += self._cell("stuk", n)
        return ", ".join(one for one in told if one and one not in label)

    def _cell(self, name: str, n: int) -> list[str]:
        return [self._cells[name][n]] if name in self._cells else []

    def _value(self, name: str, n: int) -> str:
        column = self._column.get(name)
        return "" if column is None else plain(self._table.rows[n][column])

    def _year(self, n: int) -> str:
        """Return the year of a stated start, or the start in words if it contains no year."""
        van = self._value("van", n)
        year = _YEAR.match(van)
        return year[0] if year else stated(van, self._said.lang) if van else ""

    def _tell(self, item: Bullet, n: int) -> None:
        """Add the remarks, period and sources of a row to its thing."""
        notes, when = self._noted(n)
        item.notes.update(dict.fromkeys(notes))
        if when:
            item.notes[when] = None
        self._cite(item, n)

    def _noted(self, n: int) -> tuple[tuple[str, ...], str]:
        """Return the remarks of a row and its period."""
        if n not in self._known:
            self._known[n] = tuple(self._notes(n)), self._when(n)
        return self._known[n]

    def _notes(self, n: int) -> "Iterator[str]":
        """Yield the remarks of a row, without the name of its thing and its period."""
        outline = self._outline
        hidden = {self.named, outline.counts, outline.about, *self._headed, *_ASIDE, *self._common}
        hidden.update(_BOUNDS if self._when(n) else ())
        if set(_SAID) <= self._cells.keys():
            told = () if self.named in _SAID else (self._cells[name][n] for name in _SAID)
            yield from filter(None, [": ".join(filter(None, told))])
            hidden.update(_SAID)
        for name, cells in self._cells.items():
            if name not in hidden and cells[n]:
                bare = name in (*_BARE, *_CERTAINTY)
                text = self._dated(cells[n])
                yield text if bare else f"{self._heading(name)}: {text}"
        first = next(iter(self._outline.groups), "")
        if first in _CERTAINTY and (kinds := self._cells.get(first)):
            doubt = kinds[n].partition(": ")[2]
            yield from [doubt] if doubt else ()
        yield from self._doubts(n, hidden)

    def _dated(self, cell: str) -> str:
        """Return a cell with its days in words."""
        return _DAY.sub(lambda day: stated(day[0], self._said.lang), cell)

    def _doubts(self, n: int, hidden: "Container[str]") -> "Iterator[str]":
        """Yield the reason why the statement of a row is doubtful, unless a shown cell has it."""
        doubt = next(iter(self._cell("zekerheid", n)), "")
        shown = (cells[n] for name, cells in self._cells.items() if name not in hidden)
        if doubt and not any(doubt in cell for cell in shown):
            yield doubt

    @cached_property
    def _common(self) -> frozenset[str]:
        """The columns with the same value in all rows, except the column of contradictions."""
        found = self._cells.items()
        same = (name for name, cells in found if len(cells) > 1 and len(set(cells)) == 1)
        return frozenset(same) - {_CONTRADICTED}

    def _cite(self, item: Bullet, n: int) -> None:
        """Add the sources and the id of a row."""
        cited = self._value("bronnen", n) or self._value("vindplaatsLabel", n)
        for source, found in places(cited).items():
            if not source:  # all passages are in one source, which the user named
                item.notes.update(dict.fromkeys(found))
                continue
            item.sources[source] = None
            item.passages[", ".join(filter(None, (source, *found)))] = source
        item.ids.update({self._value("id", n): None} if self._value("id", n) else {})

    def _when(self, n: int) -> str:
        """Return the period of a row in words; empty if its heading already has it."""
        names = self._table.variables
        if "vanVroegst" not in names and "van" not in names:
            return ""
        if not any(self._value(name, n) for name in ("van", "tot", *_BOUNDS, "uitspraak")):
            return ""  # the thing has no dates; only a statement has an open begin and end
        van, tot = self._value("van", n) or None, self._value("tot", n) or None
        if "van" in self._outline.groups and van == self._year(n):
            van_told = True
        else:
            van_told = "van" in self._outline.groups and bool(van) and not _YEAR.match(van or "")
        if van_told and not tot:
            return ""
        bounds = [
            date.fromisoformat(self._value(name, n) or open_.isoformat())
            for name, open_ in (
                *(("vanVroegst", FIRST), ("vanLaatst", LAST)),
                *(("totVroegst", LAST), ("totLaatst", LAST)),
            )
        ]
        span = Span(van, tot, (bounds[0], bounds[1], bounds[2], bounds[3]))
        if not van and "vanVroegst" not in names:
            return ""
        # For a figure without a begin: the days on which it was attested.
        if not van and {"waarde", "maat"} <= set(names):
            seen = tuple(filter(None, self._value("gezienOp", n).split("; ")))
            return measured(Span(None, None, span.bounds, seen), self._said.lang)
        if van and tot and "waarde" in names and len(van) == len(tot) == len("YYYY-MM-DD"):
            exact = date.fromisoformat(van), date.fromisoformat(tot)  # a figure's period is exact
            span = Span(van, tot, (exact[0], exact[0], exact[1], exact[1]))
            return measured(span, self._said.lang)
        if self._happened(n):
            if van:
                return moment(span, self._said.lang)
            return by_bounds(span.bounds, self._said.lang, start=True)
        return period(span, self._said.lang)

    def _happened(self, n: int) -> bool:
        """Return whether the thing of a row took place at a moment, such as an event or an act."""
        kinds = {caption("kind", kind, self._said.lang) for kind in _MOMENTS}
        return (
            self.named == "gebeurtenis"
            or self._value("aspect", n).endswith("/vond-plaats")
            or not kinds.isdisjoint(self._cell("soort", n))
        )


class Remark(NamedTuple):
    """A remark in a row.

    ``heading``: the heading of its column, or empty. ``thing``: the IRI, if the text is a single
    thing.
    """

    heading: str
    text: str
    thing: str


class RowLine(NamedTuple):
    """A row of an answer in words.

    ``above``, ``title``: the headings over it.
    ``label``: the name of its thing; ``thing``: the IRI of that thing, or empty.
    ``when``: its period in words.
    ``places``: the places in each source, in short form.
    ``id``: the short id of its statement; ``statement``: the IRI.
    """

    above: str
    title: str
    label: str
    thing: str
    notes: tuple[Remark, ...]
    when: str
    places: "Mapping[str, str]"
    id: str
    statement: str


class Reading:
    """The rows of several answers in words, with the sentence that summarises each answer."""

    def __init__(self, table: "Table", said: Words, outline: Outline) -> None:
        """Read all rows; ``outline`` as for a summary."""
        self._table, self._said = table, said
        self._told = _Told(table, said, Summary(outline=outline))

    def lines(self) -> "Iterator[RowLine]":
        """Yield every row in words."""
        told, line = self._told, caption("phrase", "line", self._said.lang)
        named = told.named
        hidden = {named, *told._headed, *_ASIDE}
        shown = [
            ("" if name in (*_BARE, *_SAID) else told._heading(name), name, cells)
            for name, cells in told._cells.items()
            if name not in hidden
        ]
        for n in range(len(self._table.rows)):
            above, title = told._headings(n)
            when = told._when(n)
            notes = [
                Remark(head, told._dated(cells[n]), self._thing(name, n))
                for head, name, cells in shown
                if cells[n] and not (when and name in _BOUNDS)
            ]
            notes += [Remark("", doubt, "") for doubt in told._doubts(n, hidden)]
            yield RowLine(
                above,
                title,
                told._cells[named][n] if named in told._cells else "",
                self._thing(named, n),
                tuple(notes),
                when,
                {
                    source: brief(found, line)
                    for source, found in places(told._value("bronnen", n)).items()
                },
                told._value("id", n),
                self._thing("uitspraak", n),
            )

    def lead(self, rows: "Sequence[int]", sentence: str) -> str:
        """Return the first sentence of a summary of some rows; ``sentence`` as in ``Summary``."""
        return self._told.lead(rows, sentence)

    def _thing(self, name: str, n: int) -> str:
        column = self._told._column.get(name)
        term = self._table.rows[n][column] if column is not None else None
        return term.value if isinstance(term, NamedNode) else ""
