"""Abbreviations, found in the names of things: one name has ``AI``, another name spells it out."""

import re
from collections.abc import Iterable, Iterator

from dvgraph.prebuilt.names import fold

_SHORT = re.compile(r"\b[A-Z]{2,6}\b")
_WORD = re.compile(r"[^\W\d_]+")
_SMALL = 3  # longest small word, such as "of", in letters


def abbreviations(names: Iterable[Iterable[str]]) -> list[tuple[str, str]]:
    """Return sorted pairs of an abbreviation and the folded words that it stands for.

    ``names`` has the names of each thing. The words are found in another name of the same thing:
    their first letters are those of the abbreviation, apart from small words between them.
    """
    found = set[tuple[str, str]]()
    for own in names:
        texts = list(own)
        for short in {short for text in texts for short in _SHORT.findall(text)}:
            for text in texts:
                found.update((short, words) for words in _spelled(short.casefold(), text))
    return sorted(found)


def _spelled(letters: str, text: str) -> Iterator[str]:
    """Yield the sequences of words in a text whose first letters are the given letters."""
    words = _WORD.findall(fold(text))
    for start in range(len(words) - len(letters) + 1):
        at, end = 0, start
        while at < len(letters) and end < len(words):
            if len(words[end]) > _SMALL:
                if words[end][0] != letters[at]:
                    break
                at += 1
            elif not at:  # a sequence does not begin with a small word
                break
            end += 1
        if at == len(letters):
            yield " ".join(words[start:end])


def rewritten(text: str, known: Iterable[tuple[str, str]]) -> list[str]:
    """Return variants of a text, with abbreviations spelled out or spelled words abbreviated."""
    folded, found = f" {' '.join(_WORD.findall(fold(text)))} ", dict[str, None]()
    for short, words in known:
        if f" {words} " in folded:
            found[folded.replace(f" {words} ", f" {short} ").strip()] = None
        # Only in capitals, as a small word may have the same letters.
        elif re.search(rf"\b{short}\b", text):
            found[re.sub(rf"\b{short}\b", words, text)] = None
    return list(found)
