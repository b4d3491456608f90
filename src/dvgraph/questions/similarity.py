"""Similarity of a text to a name: partial names, typos, acronyms.

The only module that imports rapidfuzz. Its edit distance, in which swapped neighbours count as one
edit, compares a word with all words of a government's register in milliseconds.
"""

import re
from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING

from rapidfuzz import process
from rapidfuzz.distance import OSA

if TYPE_CHECKING:
    from collections.abc import Sequence

_WORD = re.compile(r"[^\W\d_]+|\d+")  # so that OVO002949 and OVO 002949 have the same words
_ENOUGH = 0.4  # share of the query's words that must match
_BEGIN, _LONGER, _INSIDE = 0.92, 0.85, 0.8  # a prefix, another ending, a part of a compound
_MOST_WORDS = 50  # of a text: no name has more, and each costs time
_JOINED = 0.75  # minimum similarity if spaces are ignored
_SMALL = 4  # an acronym may skip words of at most this many letters


@lru_cache(maxsize=65536)
def _words(folded: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(folded))


def _slips(word: str) -> int:
    """Return how many typos are allowed in a word of this length."""
    if any(map(str.isdigit, word)):
        return 1 if len(word) > 6 else 0
    return (0, 0, 0, 0, 1, 1, 2, 2, 2, 3)[min(len(word), 9)]


class Likeness:
    """A text prepared for comparison with many names; all texts are folded (``search.fold``)."""

    def __init__(self, folded: str) -> None:
        """Split a folded text into words."""
        self.words = _words(folded)[:_MOST_WORDS]
        self.tight = "".join(self.words)

    def is_acronym_of(self, folded: str) -> bool:
        """Return whether the text is the initials of a name, or the name those of the text.

        Short words may be skipped.
        """
        names = _words(folded)
        if len(self.words) > 2 and len(names) == 1 and 2 < len(names[0]) < 7:
            return _spells(names[0], self.words)
        return 1 < len(self.tight) < 9 and len(names) > 1 and _spells(self.tight, names)

    def shares(self, folded: "Sequence[str]") -> list[float]:
        """Return the share of this text's words in each other text, rare words counting more."""
        return [share for share, _ in self._shares(folded)]

    def scores(self, folded: "Sequence[str]") -> list[float]:
        """Return the similarity to each name, 0 to 0.94."""
        shares = self._shares(folded)
        scores = [share * (0.6 + 0.34 * cover) for share, cover in shares]
        tight = ["".join(_words(name)) for name in folded]
        joined = process.extract(
            self.tight,
            tight,
            scorer=OSA.normalized_similarity,
            score_cutoff=_JOINED,
            limit=None,
        )
        for _, likeness, place in joined:
            scores[place] = max(scores[place], likeness * 0.93)
        return scores

    def _shares(self, folded: "Sequence[str]") -> list[tuple[float, float]]:
        """Return two shares for each text: of own words found there, and of its words found here.

        Both are 0 below the threshold.
        """
        texts = [_words(text) for text in folded]
        often = Counter(word for words in texts for word in set(words))
        alike = [_alike(word, often) for word in self.words]
        # A word in many names says little about any of them.
        weights = [
            min(len(word), 6) / (1 + sum(often[same] for same in found)) ** 0.25
            for word, found in zip(self.words, alike, strict=True)
        ]
        whole = sum(weights) or 1
        shares = []
        for words in texts:
            share, met = 0.0, set()
            for weight, found in zip(weights, alike, strict=True):
                here = [word for word in words if word in found]
                if here:
                    best = max(here, key=found.__getitem__)
                    share += weight * found[best]
                    met.add(best)
            enough = share >= _ENOUGH * whole
            shares.append((share / whole, len(met) / len(words)) if enough else (0.0, 0.0))
        return shares


def _alike(word: str, known: "Counter[str]") -> dict[str, float]:
    """Return the known words similar to a word, each with its similarity."""
    found = {}
    slips = _slips(word)
    if slips:
        near = process.extract(
            word, list(known), scorer=OSA.distance, score_cutoff=slips, limit=None
        )
        found = {
            other: 1 - distance / len(word)
            for other, distance, _ in near
            if distance <= _slips(other)
        }
    for other in known:
        if other == word:
            found[other] = 1.0
        elif other.startswith(word) and len(word) > 2:
            found[other] = max(found.get(other, 0), _BEGIN)
        elif word.startswith(other) and len(other) > max(3, len(word) * 0.6):
            found[other] = max(found.get(other, 0), _LONGER)
        elif len(word) > 3 and word in other:
            found[other] = max(found.get(other, 0), _INSIDE)
    return found


def _spells(letters: str, words: "Sequence[str]") -> bool:
    """Return whether letters are the initials of words in order; short words may be skipped."""
    at = 0
    for word in words:
        if at < len(letters) and letters[at] == word[0]:
            at += 1
        elif len(word) > _SMALL or not word.isalpha():
            return False
    return at == len(letters)
