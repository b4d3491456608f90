"""An answer summed up: a sentence with its number, then what was counted, by certainty and ground.

What is not shown is counted on the last line, so that nobody takes the first things for all.
"""

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from dvgraph.locale.columns import heading
from dvgraph.locale.wording import Span, measured, period, stated
from dvgraph.locale.wording import number as grouped
from dvgraph.locale.words import words
from dvgraph.namespaces import FIRST, LAST
from dvgraph.rdf.terms import plain
from dvgraph.results.layout import broken
from dvgraph.results.readable import Words, columns, places

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dvgraph.store.protocol import Table

_WIDE = 120  # columns, where the width is unknown
_KEYS = 3  # sources named below a summary that is cut
_USUAL = 0.8  # of the things have it: it is the rule
_MILLION = 10**6
_SINGLE = 6  # lines for things, even on a very low screen
_DATES = ("van", "tot", "gezienOp")
_ASIDE = ("id", "bronnen", "zekerheid", "vindplaats", "uitspraak", *_DATES)
_YEAR = re.compile(r"\d{4}(?=-|$)")


class Outline(NamedTuple):
    """How an answer is summed up.

    ``counts`` is the column of the things that are counted, ``groups`` are the columns of the
    headings, of which the first stands above the others together, ``before`` is the column that
    has a value for what is not new. Without ``counts`` every row is counted.
    """

    counts: str = ""
    groups: tuple[str, ...] = ()
    before: str = ""


ROWS = Outline()  # of every row


@dataclass(frozen=True, slots=True)
class Summary:
    """What a summary says besides the rows.

    ``lead`` is its first sentence, with ``{count}`` for the number and its noun. ``below`` are its
    last lines. ``height`` is the number of lines it may have; None means that all is told.
    """

    lead: str = ""
    outline: Outline = ROWS
    below: tuple[str, ...] = ()
    height: int | None = None


@dataclass(slots=True)
class _Item:
    """One thing that is counted, with what its rows say of it, each once."""

    label: str
    notes: dict[str, None] = field(default_factory=dict)
    sources: dict[str, None] = field(default_factory=dict)
    passages: dict[str, str] = field(default_factory=dict)
    ids: dict[str, None] = field(default_factory=dict)


@dataclass(slots=True)
class _Group:
    """The things below one heading, ``title``, which stands below ``above``."""

    above: str
    title: str
    items: list[_Item] = field(default_factory=list)


def summed_up(table: "Table", said: Words | None, width: int | None, summary: Summary) -> str:
    """Return the summary of an answer, at most as high as it may be, ending in a line break."""
    told = _Told(table, said or Words("nl", {}), width or _WIDE, summary)
    return "".join(f"{line.rstrip()}\n" for line in told.lines())


class _Told:
    """The lines of a summary."""

    def __init__(self, table: "Table", said: Words, width: int, summary: Summary) -> None:
        self._table, self._said, self._width, self._summary = table, said, width, summary
        self._phrases = words("summary", said.lang)
        self._cells = {
            name.removesuffix("Label"): cells for name, cells in columns(table, said).items()
        }
        self._outline = summary.outline
        if self._outline.counts and self._outline.counts not in self._cells:
            self._outline = ROWS
        self._groups = self._grouped()
        noted = Counter(
            note for group in self._groups for item in group.items for note in item.notes
        )
        most = _USUAL * sum(len(group.items) for group in self._groups)
        # What most things have in common is told of the others only, where there is little room.
        self._usual = {note for note, number in noted.items() if ": " in note and number > most}
        self._indent = "    " if any(group.title for group in self._groups) else "  "
        self._marks: dict[str, int] = {}  # of the sources, in the order in which they are shown

    def lines(self) -> "Iterator[str]":
        lead = broken(self._lead(), self._width)
        height, below = self._summary.height, broken(self._below(0), self._width)
        shown = self._whole()
        keys = [line for key in self._keys() for line in broken(key, self._width)]
        every = [*lead, *shown, *([""] if keys else []), *keys, *filter(None, below)]
        if height is None or len(every) <= height:
            yield from every
            return
        self._marks = {}
        last = broken(self._below(len(self._table.rows)), self._width)
        # Room for a blank line below the lead, and the keys of the sources.
        room = max(height - len(lead) - len(last) - _KEYS - 1, _SINGLE)
        shown, left = self._cut(room)
        keys = [_fit(key, self._width) for key in self._keys()[:_KEYS]]
        below = broken(self._below(left), self._width)
        yield from (*lead, *([""] if shown else []), *shown, *keys, *below)

    def _below(self, left: int) -> str:
        rest = self._phrases["rest"].format(self._number(left)) if left else ""
        return " · ".join(filter(None, (rest, *self._summary.below)))

    def _lead(self) -> str:
        things = [item for group in self._groups for item in group.items]
        count = self._number(len(things))
        lead = self._summary.lead or "{count}"
        text = lead.replace("{count}", count) if "{count}" in lead else f"{lead} {count}"
        by_kind: dict[str, int] = {}
        for group in self._groups:
            by_kind[group.above] = by_kind.get(group.above, 0) + len(group.items)
        if len(by_kind) > 1 and "" not in by_kind:
            text += ": " + ", ".join(f"{n} {kind}" for kind, n in by_kind.items())
        text += "."
        if self._outline.before and (
            old := sum(any(note.startswith(self._before()) for note in one.notes) for one in things)
        ):
            text += " " + self._phrases["before"].format(old)
        return text

    def _number(self, number: int) -> str:
        """Return a number of the things that are counted."""
        nouns = words("summary.counted", self._said.lang)
        one, _, many = nouns.get(self._outline.counts, nouns["rows"]).partition("|")
        return f"{number} {one if number == 1 else many}"

    def _before(self) -> str:
        return f"{self._heading(self._outline.before)}: "

    def _heading(self, name: str) -> str:
        return heading(self._said.headings.get(name, name), self._said.lang)

    def _grouped(self) -> list[_Group]:
        """Return the things by heading: each stands once, at its first row."""
        groups: dict[tuple[str, str], _Group] = {}
        items: dict[str, _Item] = {}
        counted = self._outline.counts or self._first_thing()
        for n in range(len(self._table.rows)):
            label = self._cells[counted][n] if counted in self._cells else ""
            key = label if self._outline.counts else str(n)
            item = items.get(key)
            if item is None:
                above, title = self._headings(n)
                group = groups.setdefault((above, title), _Group(above, title))
                item = items[key] = _Item(label)
                group.items.append(item)
            self._tell(item, n, counted)
        kinds = list(dict.fromkeys(group.above for group in groups.values()))
        return sorted(groups.values(), key=lambda group: kinds.index(group.above))

    def _first_thing(self) -> str:
        things = [name.removesuffix("Label") for name in self._table.variables if "Label" in name]
        found = [name for name in ("zegt", "persoon", *things, *self._cells) if name in self._cells]
        aside = {*_ASIDE, *self._outline.groups}
        return next((name for name in found if name not in aside), next(iter(found), ""))

    def _headings(self, n: int) -> tuple[str, str]:
        if not self._outline.groups:
            return "", ""
        first, *others = self._outline.groups
        above = self._cells[first][n].partition(", ")[0] if first in self._cells else ""
        if not others:
            return above, ""
        parts = []
        for name in others:
            if name == "van":
                parts.append(self._year(n))
            elif name in self._cells and self._cells[name][n]:
                parts.append(self._cells[name][n])
            else:
                parts.append(self._phrases["no ground"] if name == "grond" else "")
        return above, " · ".join(filter(None, parts))

    def _value(self, name: str, n: int) -> str:
        if name not in self._table.variables:
            return ""
        return plain(self._table.rows[n][self._table.variables.index(name)])

    def _year(self, n: int) -> str:
        """Return the year of a stated start, or the start in words where it has no year."""
        van = self._value("van", n)
        year = _YEAR.match(van)
        return year[0] if year else stated(van, self._said.lang) if van else ""

    def _tell(self, item: _Item, n: int, counted: str) -> None:
        """Add the contents of a row to the thing that the row is about."""
        hidden = {counted, *self._outline.groups, *_ASIDE}
        for name, cells in self._cells.items():
            if name in hidden or not cells[n]:
                continue
            if len(set(cells)) == 1 and len(cells) > 1:
                continue  # what all have in common tells nothing apart
            text = self._amount(n) if name == "waarde" else cells[n]
            item.notes[text if name == "rol" else f"{self._heading(name)}: {text}"] = None
        if self._outline.groups and (kinds := self._cells.get(self._outline.groups[0])):
            doubt = kinds[n].partition(", ")[2]
            item.notes.update({doubt: None} if doubt else {})
        if when := self._when(n):
            item.notes[when] = None
        for source, found in places(self._value("bronnen", n)).items():
            if not source:
                continue
            item.sources[source] = None
            item.passages[", ".join(filter(None, (source, *found)))] = source
        item.ids.update({self._value("id", n): None} if self._value("id", n) else {})

    def _amount(self, n: int) -> str:
        """Return a value as read on a screen: ``€ 145 mln`` for a round number of millions."""
        value, unit = self._value("waarde", n), self._value("eenheid", n).rpartition("/")[2]
        if not re.fullmatch(r"\d+00000", value) or int(value) < _MILLION:
            return self._cells["waarde"][n]
        number = grouped(f"{int(value) / _MILLION:.1f}".removesuffix(".0"), self._said.lang)
        text = self._phrases["millions"].format(number)
        return f"€\N{NO-BREAK SPACE}{text}" if unit == "euro" else text

    def _when(self, n: int) -> str:
        """Return the period that a row gives, unless the heading says it."""
        names = self._table.variables
        if "vanVroegst" not in names and "van" not in names:
            return ""
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
        if van and tot and "waarde" in names and len(van) == len(tot) == len("YYYY-MM-DD"):
            exact = date.fromisoformat(van), date.fromisoformat(tot)  # a figure's period is exact
            span = Span(van, tot, (exact[0], exact[0], exact[1], exact[1]))
            return measured(span, self._said.lang)
        return period(span, self._said.lang)

    def _whole(self) -> list[str]:
        shown = list[str]()
        for group in self._groups:
            if heads := self._heads(group):
                shown += ["", *(line for head in heads for line in broken(head, self._width))]
            for item in group.items:
                first, *rest = broken(f"- {self._full(item)}", self._width - 4)
                shown += [f"  {first}", *(f"    {line}" for line in rest)]
        return shown

    def _cut(self, room: int) -> tuple[list[str], int]:
        """Return the lines that fit, and how many things are left out.

        Every kind keeps its heading, and every group in it gets a thing, in order, and then
        another, as long as there is room.
        """
        heads = [self._heads(group) for group in self._groups]
        kinds = [
            bool(group.above and head) for group, head in zip(self._groups, heads, strict=True)
        ]
        kept = [
            bool(head) and kind and not head[0].startswith(" ")
            for head, kind in zip(heads, kinds, strict=True)
        ]
        free = room - sum(kept)
        numbers = [0] * len(self._groups)
        for n, head in enumerate(heads):
            needed = 1 + len(head) - kept[n]
            if needed <= free:
                numbers[n], free = 1, free - needed
        while free > 0:
            growing = [n for n, one in enumerate(self._groups) if 0 < numbers[n] < len(one.items)]
            if not growing:
                break
            for n in growing[:free]:
                numbers[n] += 1
            free -= min(free, len(growing))
        shown = list[str]()
        for group, head, number, always in zip(self._groups, heads, numbers, kept, strict=True):
            told = head if number else head[:1] if always else []
            shown += [_fit(text, self._width) for text in told]
            shown += [self._brief(item) for item in group.items[:number]]
        return shown, sum(len(group.items) for group in self._groups) - sum(numbers)

    def _heads(self, group: _Group) -> list[str]:
        """Return the headings that stand above a group: that of its kind above the first of it."""
        same = [one for one in self._groups if one.above == group.above]
        if not group.above or same == self._groups:
            return [self._counted(f"  {group.title}", group.items)] if group.title else []
        kind = f"{group.above[:1].upper()}{group.above[1:]}"
        if len(same) == 1:
            return [self._counted(" · ".join(filter(None, (kind, group.title))), group.items)]
        own = self._counted(f"  {group.title}", group.items)
        every = [item for one in same for item in one.items]
        return [self._counted(kind, every), own] if group is same[0] else [own]

    def _counted(self, title: str, items: list[_Item]) -> str:
        return _fit(title, self._width, f" · {len(items)}")

    def _mark(self, source: str) -> str:
        return f"[{self._marks.setdefault(source, len(self._marks) + 1)}]"

    def _brief(self, item: _Item) -> str:
        told = {note: None for note in item.notes if note not in self._usual}
        notes = f" ({'; '.join(_joined(told))})" if told else ""
        marks = "".join(f" {self._mark(source)}" for source in item.sources)
        return _fit(f"{self._indent}{item.label}{notes}", self._width, marks)

    def _full(self, item: _Item) -> str:
        notes = f" ({'; '.join(_joined(item.notes))})" if item.notes else ""
        places = [
            f"{self._mark(source)}{passage.removeprefix(source).removeprefix(',')}"
            for passage, source in item.passages.items()
        ]
        return "  ".join(filter(None, (f"{item.label}{notes}", "; ".join(places), *item.ids)))

    def _keys(self) -> list[str]:
        """Return the sources by their marks."""
        return [f"[{n}] {source}" for source, n in self._marks.items()]


def _joined(notes: "dict[str, None]") -> list[str]:
    """Return notes with the values of one heading together: ``organisatie: a, b``."""
    found: dict[str, list[str]] = {}
    for note in notes:
        name, colon, text = note.partition(": ")
        found.setdefault(name if colon else "", []).append(text if colon else note)
    bare = [", ".join(found.pop(""))] if "" in found else []
    return [*bare, *(f"{name}: {', '.join(texts)}" for name, texts in found.items())]


def _fit(text: str, width: int, tail: str = "") -> str:
    """Return a text on one line, cut where it is too long; its tail stays whole."""
    if len(tail) > width // 2:
        tail = f"{tail[: width // 2]}…"
    room = width - len(tail)
    if len(text) <= room:
        return text + tail
    kept = text[: room - 1].rsplit(" ", 1)[0] if " " in text[:room].strip() else text[: room - 1]
    return f"{kept.rstrip(' ,;(')}…{tail}"
