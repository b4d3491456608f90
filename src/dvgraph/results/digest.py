"""A digest of an answer for one screen: a sentence with a count, then a few things of each kind.

The last line counts the things that are not shown. Without a limit of height, a digest lists
everything, each thing with its id and passages.
"""

from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from unicodedata import normalize

from dvgraph.locale.captions import beside
from dvgraph.locale.characters import harmless
from dvgraph.locale.words import words
from dvgraph.results.layout import broken

_KEYS = 3  # sources listed below a shortened digest
_USUAL = 0.8  # the share of things above which a remark counts as usual
_LINES = 2  # the greatest number of lines for a sentence with the remarks on it
_SINGLE = 6  # lines for things, even on a screen of few lines
_LEAST = 30  # minimum width of a heading before the brackets at its end, in columns
_MARGIN = 26  # the greatest width, in columns, of headings in the margin


@dataclass(slots=True)
class Bullet:
    """One counted thing, with the remarks on it, without repeats.

    ``notes`` are ``heading: value`` or only a value. ``sources`` has the names of the sources,
    ``passages`` the source of each passage, both by name. ``ids`` are short ids.
    """

    label: str
    notes: dict[str, None] = field(default_factory=dict)
    sources: dict[str, None] = field(default_factory=dict)
    passages: dict[str, str] = field(default_factory=dict)
    ids: dict[str, None] = field(default_factory=dict)


@dataclass(slots=True)
class Topic:
    """The things under one heading, ``title``, within the section ``above``."""

    above: str
    title: str
    items: list[Bullet] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Digest:
    """A digest.

    ``lead``: its first sentences. ``groups``: its things by heading. ``below``: its last lines.
    ``noun``: the key in ``summary.counted`` of what is counted, empty for several kinds.
    ``beside``: True if a shortened digest has its headings in a margin, so that more things fit.
    ``wrapped``: True if a shortened digest gives a thing several lines, for sentences.
    """

    lead: str
    groups: list[Topic]
    below: tuple[str, ...] = ()
    noun: str = "rows"
    lang: str = "nl"
    beside: bool = False
    wrapped: bool = False

    @property
    def size(self) -> int:
        """The number of things."""
        return sum(len(group.items) for group in self.groups)

    def text(self, width: int, height: int | None) -> str:
        """Return the digest in at most ``height`` lines (None: no limit), with a final newline."""
        return "".join(f"{harmless(line).rstrip()}\n" for line in _Laid(self, width).lines(height))


def counted(noun: str, number: int, lang: str) -> str:
    """Return a number with its noun, for example ``1 taak`` or ``2 taken``.

    ``noun`` is a key of ``summary.counted``. If it is empty, because the things are of several
    kinds, only the number is returned.
    """
    if not noun:
        return str(number)
    nouns = words("summary.counted", lang)
    one, _, many = nouns.get(noun, nouns["rows"]).partition("|")
    return f"{number} {one if number == 1 else many}"


def cited(label: str, ids: Iterable[str], passages: Iterable[tuple[str, str]]) -> Bullet:
    """Return an item with its ids and passages; a passage is its source and a place in it."""
    places: dict[str, list[str]] = {}
    for source, place in passages:
        found = places.setdefault(source, [])
        if place not in found:
            found.append(place)
    return Bullet(
        label,
        sources=dict.fromkeys(places),
        passages={", ".join((source, *found)): source for source, found in places.items()},
        ids=dict.fromkeys(ids),
    )


def once(known: dict[Hashable, Bullet], key: Hashable | None, item: Bullet) -> list[Bullet]:
    """Return the item as a list, or an empty list after merging it into the item with its key.

    Items with the key None are never merged.
    """
    first = item if key is None else known.setdefault(key, item)
    if first is item:
        return [item]
    first.label = f"{first.label}; {item.label}"
    first.notes |= item.notes
    first.ids |= item.ids
    first.sources |= item.sources
    first.passages |= item.passages
    return []


def plural(kind: str, lang: str, number: int = 2) -> str:
    """Return the word for a kind of thing, singular or plural by ``number``: dienst, diensten."""
    known = (*words("summary.counted", lang).values(), *words("summary.plurals", lang).values())
    forms = dict(pair.partition("|")[::2] for pair in known)
    return forms.get(kind, kind) if number != 1 else kind


class _Laid:
    """A digest laid out in lines of a given width."""

    def __init__(self, digest: Digest, width: int) -> None:
        self._digest, self._groups, self._width = digest, digest.groups, width
        self._lang, self._phrases = digest.lang, words("summary", digest.lang)
        noted = Counter(
            note for group in self._groups for item in group.items for note in item.notes
        )
        most = _USUAL * digest.size
        # A remark on most of the things is given once at the top, or left out on a small screen.
        self._usual = {
            note: None for note, number in noted.items() if ": " in note and number > max(most, 1)
        }
        self._indent = "    " if any(group.title for group in self._groups) else "  "
        self._marks: dict[str, int] = {}  # of the sources, in the order in which they are shown
        self._sourced = any(item.sources for group in self._groups for item in group.items)
        self._cut = False  # a shown line is shortened

    def lines(self, height: int | None) -> Iterator[str]:
        lead, below = broken(self._digest.lead, self._width), broken(self._below(0), self._width)
        shown = self._whole()
        keys = [line for key in self._keys() for line in broken(key, self._width)]
        every = [*lead, *shown, *([""] if keys else []), *keys, *filter(None, below)]
        if height is None or len(every) <= height:
            yield from every
            return
        every = self._unabridged(lead, list(filter(None, below)))
        if len(every) <= height:
            yield from every
            return
        last = broken(self._below(self._digest.size, cut=True), self._width)
        # Room for a blank line after the lead, and for the list of sources.
        keyed = _KEYS if self._sourced else 0
        room = max(height - len(lead) - len(last) - keyed - 1, _SINGLE)
        numbers = self._numbers(room)
        self._marks = self._marked_most(numbers)
        shown = self._beside(numbers) if self._digest.beside else self._below_heads(numbers)
        left = self._digest.size - sum(numbers)
        below = broken(self._below(left, cut=self._cut), self._width)
        free = max(height - len(lead) - len(shown) - len(below), 0)
        keys = [_fit(key, self._width) for key in self._keys()][: max(free - 1, 0)]
        yield from (*lead, *([""] if free else []), *shown, *keys, *filter(None, below))

    def _unabridged(self, lead: list[str], below: list[str]) -> list[str]:
        """Return every thing on as many lines as it needs, but without its id and passages."""
        self._marks = {}
        shown = list[str]()
        for group, heads in zip(self._groups, self._headed(), strict=True):
            shown += [line for head in heads for line in self._broken(head)]
            for item in group.items:
                text = (
                    f"{self._noted(item)}{''.join(f' {self._mark(one)}' for one in item.sources)}"
                )
                first, *rest = broken(text, self._width - len(self._indent) - 2)
                shown += [f"{self._indent}{first}", *(f"{self._indent}  {part}" for part in rest)]
        keys = [line for key in self._keys() for line in broken(key, self._width)]
        return [*lead, "", *shown, *keys, *below]

    def _below(self, left: int, *, cut: bool = False) -> str:
        """Return the last line: the number of things left out, and a note if lines are ``cut``."""
        rest = self._phrases["cut" if self._sourced else "cut lines"] if cut else ""
        if left:
            shortened = "rest" if self._sourced else "rest lines"
            phrase = self._phrases[shortened if cut else "rest whole"]
            rest = phrase.format(counted(self._digest.noun, left, self._lang))
        return " · ".join(filter(None, (rest, *self._digest.below)))

    def _whole(self) -> list[str]:
        shown = list[str]()
        if self._usual:
            usual = "; ".join(_joined(self._usual))
            shown += broken(self._phrases["usual"].format(usual), self._width)
        for group in self._groups:
            if heads := self._heads(group, whole=True):
                shown += ["", *(line for head in heads for line in self._broken(head))]
            for item in group.items:
                first, *rest = broken(f"- {self._full(item)}", self._width - 4)
                shown += [f"  {first}", *(f"    {line}" for line in rest)]
        return shown

    def _broken(self, head: str) -> list[str]:
        """Return a heading broken into lines; further lines are indented below its text."""
        first, *rest = broken(head, self._width - 4)
        return [first, *(f"    {line}" for line in rest)]

    def _numbers(self, room: int) -> list[int]:
        """Return how many things of each group fit in a number of lines.

        Every kind keeps its heading. Every group gets one thing, in order, then one more, as long
        as there is room.
        """
        if self._digest.beside:
            numbers = [1] * len(self._groups)
            free = room - len(numbers)
        else:
            numbers, free = [0] * len(self._groups), room - sum(self._kept())
            for n, (head, kept) in enumerate(zip(self._headed(), self._kept(), strict=True)):
                needed = len(self._lines(self._groups[n].items[0])) + len(head) - kept
                if needed <= free:
                    numbers[n], free = 1, free - needed
        grown = True
        while grown:
            grown = False
            for n, group in enumerate(self._groups):
                if 0 < numbers[n] < len(group.items):
                    needed = len(self._lines(group.items[numbers[n]]))
                    if needed <= free:
                        numbers[n], free, grown = numbers[n] + 1, free - needed, True
        return numbers

    def _headed(self) -> list[list[str]]:
        return [self._heads(group) for group in self._groups]

    def _kept(self) -> list[bool]:
        """Return for each group whether its first heading is shown even without things."""
        return [
            bool(head) and bool(group.above) and not head[0].startswith(" ")
            for head, group in zip(self._headed(), self._groups, strict=True)
        ]

    def _marked_most(self, numbers: list[int]) -> dict[str, int]:
        """Return the marks of the sources that most of the shown things cite."""
        shown = [
            item
            for group, number in zip(self._groups, numbers, strict=True)
            for item in group.items[:number]
        ]
        cited = Counter(source for item in shown for source in item.sources)
        most = {source for source, _ in cited.most_common(_KEYS)}
        return {source: n for n, source in enumerate((one for one in cited if one in most), 1)}

    def _below_heads(self, numbers: list[int]) -> list[str]:
        """Return the first things of each group, below their headings."""
        shown = list[str]()
        for group, head, number, kept in zip(
            self._groups, self._headed(), numbers, self._kept(), strict=True
        ):
            told = head if number else head[:1] if kept else []
            shown += [_fit(text, self._width) for text in told]
            shown += [text for item in group.items[:number] for text in self._lines(item)]
        return shown

    def _beside(self, numbers: list[int]) -> list[str]:
        """Return the first things of each group, with the heading in the margin."""
        heads = [f"{one.title} · {len(one.items)}" for one in self._groups]
        margin = min(max(map(len, heads), default=0) + 2, _MARGIN)
        self._indent = " " * margin
        shown = list[str]()
        for group, number in zip(self._groups, numbers, strict=True):
            head = _counted(group.title, group.items, margin - 2)
            first, *others = [self._brief(item) for item in group.items[:number]]
            shown += [f"{head:<{margin}}{first.removeprefix(self._indent)}", *others]
        return shown

    def _heads(self, group: Topic, *, whole: bool = False) -> list[str]:
        """Return the headings above a group; the first group of a kind also has that of the kind.

        They are shortened to the width, unless ``whole``.
        """
        width = None if whole else self._width
        same = [one for one in self._groups if one.above == group.above]
        first = group is same[0]
        if all(one.title and _alone(one) for one in same):  # the things themselves say it
            group = replace(group, title="")
        if not group.above or same == self._groups:
            return [_counted(f"  {group.title}", group.items, width)] if group.title else []
        every = [item for one in same for item in one.items]
        kind = plural(group.above, self._lang, len(every))
        kind = f"{normalize('NFD', kind)[:1].upper()}{kind[1:]}"  # één: Eén
        if len(same) == 1:
            return [_counted(" · ".join(filter(None, (kind, group.title))), group.items, width)]
        own = [_counted(f"  {group.title}", group.items, width)] if group.title else []
        return [_counted(kind, every, width), *own] if first else own

    def _mark(self, source: str) -> str:
        return f"[{self._marks.setdefault(source, len(self._marks) + 1)}]"

    def _noted(self, item: Bullet) -> str:
        told = {note: None for note in item.notes if note not in self._usual}
        return beside(item.label, *_joined(told))

    def _brief(self, item: Bullet) -> str:
        marks = self._marked(item.sources)
        text = f"{self._indent}{self._noted(item)}"
        fitted = _fit(text, self._width, marks)
        self._cut |= "+" in marks or fitted != text + marks
        return fitted

    def _lines(self, item: Bullet) -> list[str]:
        """Return a thing on one line; a sentence on the lines that it needs."""
        if not self._digest.wrapped:
            return [self._brief(item)]
        room, marks = self._width - len(self._indent) - 2, self._marked(item.sources)
        parts = broken(f"{self._noted(item)}{marks}", room)
        if len(parts) > _LINES:  # only what it says, without the remarks on it
            parts = broken(f"{item.label}{marks}", room)
            self._cut = True
        return [f"{self._indent}{'  ' if n else ''}{one}" for n, one in enumerate(parts)]

    def _marked(self, sources: Collection[str]) -> str:
        """Return the marks of the listed sources, and the number of sources that are not listed."""
        named = [source for source in sources if source in self._marks]
        others = len(sources) - len(named)
        return "".join(f" {self._mark(one)}" for one in named) + (f" +{others}" if others else "")

    def _full(self, item: Bullet) -> str:
        places = [
            f"{self._mark(source)}{passage.removeprefix(source).removeprefix(',')}"
            for passage, source in item.passages.items()
        ]
        return "  ".join(filter(None, (self._noted(item), "; ".join(places), *item.ids)))

    def _keys(self) -> list[str]:
        """Return the list of sources, each after its mark."""
        return [f"[{n}] {source}" for source, n in self._marks.items()]


def _alone(group: Topic) -> bool:
    """Return whether the only thing of a group begins with the title of the group."""
    return len(group.items) == 1 and group.items[0].label.startswith(group.title)


def _counted(title: str, items: list[Bullet], width: int | None) -> str:
    """Return a heading with the number of its things, shortened to ``width`` unless it is None."""
    tail = f" · {len(items)}"
    if not width or len(title + tail) <= width:
        return title + tail
    # Brackets at the end, such as the date of a decision, stay on one line with the words before
    # them.
    head, bracket, behind = title.rpartition(" (")
    if bracket and title.endswith(")") and len(behind) + _LEAST < width:
        return _fit(head, width - len(bracket + behind + tail)) + bracket + behind + tail
    return _fit(title, width, tail)


def _joined(notes: Mapping[str, None]) -> list[str]:
    """Return notes with the values of the same heading combined: ``organisatie: a, b``."""
    found: dict[str, list[str]] = {}
    for note in notes:
        name, colon, text = note.partition(": ")
        found.setdefault(name if colon else "", []).append(text if colon else note)
    bare = [", ".join(found.pop(""))] if "" in found else []
    return [*bare, *(f"{name}: {', '.join(texts)}" for name, texts in found.items())]


def _fit(text: str, width: int, tail: str = "") -> str:
    """Return a text on one line, shortened if it is too long; its tail is kept whole."""
    if len(tail) > width // 2:
        tail = f"{tail[: width // 2]}…"
    room = width - len(tail)
    if len(text) <= room:
        return text + tail
    kept = text[: room - 1].rsplit(" ", 1)[0] if " " in text[:room].strip() else text[: room - 1]
    return f"{kept.rstrip(' ,;(')}…{tail}"
