"""A test whether a text names a thing: the words of one of its names, in order and adjacent.

Small words ("van", "de", "voor") between them may differ; ``words.same`` allows for the errors of a
scanner. A name inside the longer name of another organisation does not count ("Eigen Vermogen
Digitaal Vlaanderen" does not name Digitaal Vlaanderen), unless the longer name has it as the owner:
"cluster ICT van het Facilitair Bedrijf" does name the Facilitair Bedrijf.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from dvgraph.evidence.words import Word, fold, same, words

_SMALL_WORDS = """
aan als bij d da de den der des die dit door een en het in is l la le met na naar of om onder op
over s t te tegen ten ter tot uit van vanaf vanuit voor wordt zijn the and for
"""
SMALL = frozenset(_SMALL_WORDS.split())
_ACRONYM = re.compile(r"\(([^\s()]*[A-Z][^\s()]*)\)")
# The maximum distance between two words of a name, which leaves room for small words.
_REACH = 4


@lru_cache(maxsize=16384)
def forms(name: str) -> tuple[tuple[str, ...], ...]:
    """Return the forms of a label, each as its words without the small words.

    "Agentschap X (AGX)" may appear as "Agentschap X" or "AGX"; a hyphen may be left out.
    """
    plain = re.sub(r"\s*\([^)]*\)", "", name).strip()
    texts = [name, plain, *_ACRONYM.findall(name)]
    texts += [re.sub(r"(?<=\w)-(?=\w)", "", text) for text in texts if "-" in text]
    found: dict[tuple[str, ...], None] = {}
    for text in texts:
        all_words = [word.raw for word in words(text)]
        telling = [word for word in all_words if fold(word) not in SMALL]
        found[tuple(telling or all_words)] = None
    found.pop((), None)
    return tuple(found)


def places(form: Sequence[str], text: Sequence[Word]) -> Iterator[tuple[int, int]]:
    """Yield where a form occurs in a text: the indexes of its first word and past its last."""
    for start in range(len(text)):
        end = _match_word(form[0], text, start)
        for meant in form[1:]:
            end = _next(meant, text, end) if end else 0
        if end:
            yield start, end


def named(names: Iterable[str], text: str, longer: Iterable[tuple[str, ...]] = ()) -> bool:
    """Return whether a text has one of the names outside every ``longer`` form."""
    read = words(text)
    covers = [place for form in longer for place in places(form, read)]
    for name in names:
        for form in forms(name):
            for start, end in places(form, read):
                if not any(
                    first <= start and end <= past and past - first > end - start
                    for first, past in covers
                ):
                    return True
    return False


def longer_forms(own: Iterable[str], others: Iterable[str]) -> frozenset[tuple[str, ...]]:
    """Return the longer names of other things that contain one of the given names.

    A longer name that names the thing itself too is left out.
    """
    mine = {tuple(map(fold, form)) for name in own for form in forms(name)}
    return frozenset(
        form
        for other in others
        if any(_covers(other, part) for part in mine)
        for form in forms(other)
        if tuple(map(fold, form)) not in mine
    )


def shared_words(label: str, texts: Iterable[str]) -> tuple[int, int]:
    """Return how many of a label's distinctive words the texts have, and how many it has.

    For labels that paraphrase: words match if they begin alike ("beheren", "beheer") or one ends in
    the other ("sturen", "aansturen").
    """
    telling = {fold(word.raw) for word in words(label)} - SMALL
    read = {word.folded for text in texts for word in words(text)}
    return sum(any(akin(one, other) for other in read) for one in telling), len(telling)


def akin(one: str, other: str) -> bool:
    """Return whether two folded words have the same stem, or one ends in the other."""
    short, long = sorted((one, other), key=len)
    if short == long:
        return True
    if any(char.isdigit() for char in one + other) or len(short) < 4:
        return False
    stem = max(4, min(len(one), len(other)) - 3)
    return one[:stem] == other[:stem] or (len(short) >= 5 and long.endswith(short))


def _covers(name: str, part: tuple[str, ...]) -> bool:
    """Return whether a name has more words than ``part``, and no "van" or "het" before these."""
    read = [word.folded for word in words(name)]
    telling = [at for at, word in enumerate(read) if word not in SMALL]
    starts = range(len(telling) - len(part) + 1)
    return len(part) < len(telling) and any(
        tuple(read[at] for at in telling[start : start + len(part)]) == part
        and not (telling[start] and read[telling[start] - 1] in SMALL)
        for start in starts
    )


def _match_word(meant: str, text: Sequence[Word], at: int) -> int:
    """Return the index after a word that occurs at an index of the text, else 0."""
    if same(meant, text[at].raw):
        return at + 1
    if text[at].hyphen and same(meant, text[at].raw + text[at + 1].raw):
        return at + 2
    rest = text[at].rest
    if rest and fold(meant).startswith(text[at].folded):
        end = fold(meant).removeprefix(text[at].folded)
        if len(end) >= 4 and fold(rest).endswith(end):
            return at + 1
    return 0


def _next(meant: str, text: Sequence[Word], at: int) -> int:
    for skipped in range(at, min(at + _REACH, len(text))):
        if end := _match_word(meant, text, skipped):
            return end
        if text[skipped].folded not in SMALL:
            return 0
    return 0
