"""The text of a passage, with the offsets of its sentences, words, numbers and dates.

A number belongs to the words after it, up to the next number. The words before the first number of
a sentence belong to that number: in "215 interne en 401 externe medewerkers" *interne* belongs to
215. The date of a number is the nearest date in its sentence, else the last date before it.
"""

import re
from functools import cached_property, lru_cache

from dvgraph.evidence.dates import ReadDate, read_dates
from dvgraph.evidence.names import SMALL, places
from dvgraph.evidence.numbers import Number, numbers
from dvgraph.evidence.words import Word, cleaned, words

Place = tuple[int, int]

# A full stop ends a sentence if a capital, a digit or a bracket follows. A line that begins with a
# dash or follows an empty line begins a new sentence, unless the previous line clearly continues.
_BREAK = re.compile(
    r"[!?;](?=\s)|(?<=\w)(?P<stop>\.)(?=[\"”’)]?\s+[A-Z\d“(])"
    r"|[.:;,]?\n\s*[-–•]\s|(?P<gap>\n[ \t]*\n)"
)
_SHORT = re.compile(
    r"(?:^|\W)(?:doc|nr|nrs|art|ca|bv|mln|mio|mld|cfr|blz|p|st|resp)$", re.IGNORECASE
)
_HEADING = 16  # words: the longest heading; without a full stop, a longer text is still prose
_APART = 3  # the distance that a bracket between a number and a date adds, in words


class Prose:
    """The text of one passage; places are offsets in ``text``, without a scanner's stray signs."""

    def __init__(self, text: str) -> None:
        """Find the words, numbers and dates of the text."""
        self.text = cleaned(text)
        self.words: tuple[Word, ...] = words(self.text)
        self.numbers: tuple[Number, ...] = numbers(self.text)
        self.dates: tuple[ReadDate, ...] = read_dates(self.text)

    @cached_property
    def sentences(self) -> tuple[Place, ...]:
        """The offsets of the sentences, in order."""
        found, start = [], 0
        for mark in _BREAK.finditer(self.text):
            before, after = self.text[: mark.start()].rstrip(), self.text[mark.end() :].lstrip()
            goes_on = mark["gap"] and (before.endswith((",", "(")) or after[:1].islower())
            if goes_on or (mark["stop"] and _SHORT.search(before)):
                continue
            found.append((start, mark.end()))
            start = mark.end()
        return (*found, (start, len(self.text)))

    @cached_property
    def is_heading(self) -> bool:
        """Whether the text is a heading or a note: short, or without a full sentence."""
        return len(self.words) <= _HEADING

    def sentence(self, at: int) -> Place:
        """Return the offsets of the sentence at an offset."""
        return next(place for place in reversed(self.sentences) if place[0] <= at)

    def within(self, place: Place) -> tuple[Word, ...]:
        """Return the words within two offsets."""
        return tuple(word for word in self.words if place[0] <= word.start and word.end <= place[1])

    def found(self, form: tuple[str, ...]) -> list[Place]:
        """Return the offsets at which a form of a name occurs."""
        return [
            (self.words[first].start, self.words[past - 1].end)
            for first, past in places(form, self.words)
        ]

    def own(self, number: Number) -> list[Place]:
        """Return two ranges of offsets: the words that belong to a number, before and after it."""
        start, end = self.sentence(number.start)
        spots = sorted({(one.start, one.end) for one in self.numbers if start <= one.start < end})
        later = [one for one, _ in spots if one >= number.end]
        stop = min((*later, *self._brackets(number, end)))
        opened = self._opened(number.start, start)
        earlier = [spot for spot in spots if opened <= spot[0] and spot[1] <= number.start]
        first = earlier[0][0] if earlier else number.start
        return [(opened, first), (number.end, stop)]

    def date(self, number: Number) -> tuple[ReadDate, ...]:
        """Return the possible dates that belong to a number; none if no date is near."""
        start, end = self.sentence(number.start)
        near = [one for one in self.dates if start <= one.start < end]
        if near:
            best = min(near, key=lambda one: self._between(number, one))
        else:
            before = [one for one in self.dates if one.end <= start]
            if not before:
                return ()
            best = before[-1]
        return tuple(one for one in self.dates if one.start == best.start)

    def in_brackets(self, place: Place) -> bool:
        """Return whether the place fills a pair of brackets, apart from small words."""
        before, after = self.text[: place[0]], self.text[place[1] :]
        return before.rstrip().endswith("(") and after.lstrip().startswith(")")

    def distance(self, one: Place, other: Place) -> int:
        """Return the number of distinctive words between two places."""
        first, second = sorted((one, other))
        return sum(word.folded not in SMALL for word in self.within((first[1], second[0])))

    def _between(self, number: Number, date: ReadDate) -> tuple[int, int, bool]:
        here, there = (number.start, number.end), (date.start, date.end)
        first, second = sorted((here, there))
        gap = self.text[first[1] : second[0]]
        apart = _APART * (gap.count("(") + gap.count(")"))
        return self.distance(here, there) + apart, len(gap), there < here

    def _brackets(self, number: Number, end: int) -> tuple[int, ...]:
        rest = self.text[number.end : end]
        marks = [number.end + rest.find(sign) for sign in "()" if sign in rest]
        return (*marks, end)

    def _opened(self, at: int, start: int) -> int:
        """Return where the brackets around an offset open, or else where the sentence starts."""
        before = self.text[start:at]
        opened = before.rfind("(")
        return start + opened + 1 if opened > before.rfind(")") else start


@lru_cache(maxsize=4096)
def prose(text: str) -> Prose:
    """Return the text with its sentences, words, numbers and dates."""
    return Prose(text)
