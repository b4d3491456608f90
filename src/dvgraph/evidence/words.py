"""The words of a text, matched despite the errors of a scanner.

Errors are allowed in letters, never in digits: one letter inserted, lost or misread in a word of
five letters or more, and the look-alikes 1, l and i, 0 and o in any word. A short abbreviation in
capitals matches only if its case shows the error ("ATl" for AI, never "API").
"""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

_WORD = re.compile(r"[^\W_]+")
# "é&én": a sign inserted inside a word by the scanner.
_INSIDE = re.compile(r"(?<=[^\W\d_])[&*^~](?=[^\W\d_])")
_HYPHEN = re.compile(r"[-—–]{1,2}")
# "data- en loketplatform", "aan- en bijsturing": the first word shares the end of the second.
_SHARED_END = re.compile(r"-\s+(?:en|of)\s+([^\W\d_]+)")
_LOOKALIKE = str.maketrans({"1": "i", "l": "i", "|": "i", "!": "i", "0": "o"})
_URL = re.compile(r"https?://\S+")


class Word(NamedTuple):
    """A word as written and folded, and its connection to the next word.

    ``hyphen``: True if only a hyphen separates it from the next word.
    ``rest``: the word whose end it shares: "loketplatform" for "data" in "data- en loketplatform".
    ``start``, ``end``: its offsets in the text.
    """

    raw: str
    folded: str
    hyphen: bool = False
    rest: str = ""
    start: int = 0
    end: int = 0


def fold(text: str) -> str:
    """Return the text in lower case without accents."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def cleaned(text: str) -> str:
    """Return the text without the stray signs that a scanner put inside words."""
    return _INSIDE.sub("", text)


def without_urls(text: str) -> str:
    """Return the text with web addresses replaced by blanks, so that offsets stay the same."""
    return _URL.sub(lambda found: " " * len(found[0]), text)


@lru_cache(maxsize=4096)
def words(text: str) -> tuple[Word, ...]:
    """Return the words of a text in order; hyphens, dashes and slashes separate words.

    Their offsets are those in the ``cleaned`` text.
    """
    clean = cleaned(text)
    found = list(_WORD.finditer(clean))
    read = []
    for place, here in enumerate(found, 1):
        next_start = found[place].start() if place < len(found) else len(clean)
        between = clean[here.end() : next_start].strip() if place < len(found) else ""
        shared = _SHARED_END.match(clean, here.end())
        rest = shared[1] if shared else ""
        hyphen = bool(_HYPHEN.fullmatch(between))
        read.append(Word(here[0], fold(here[0]), hyphen, rest, here.start(), here.end()))
    return tuple(read)


@lru_cache(maxsize=65536)
def same(meant: str, read: str) -> bool:
    """Return whether the word ``read`` is the word ``meant``, allowing for a scanner's errors."""
    want, got = fold(meant), fold(read)
    if want == got:
        # For a name of one letter (a class "B"), only the capital counts.
        return len(meant) > 1 or meant == read
    if any(char.isdigit() for char in want) or got.isdigit():
        return False
    looks_want, looks_got = want.translate(_LOOKALIKE), got.translate(_LOOKALIKE)
    if meant.isupper() and len(meant) <= 5:
        noisy = read[:1].isupper() and not read.isupper()
        return noisy and (looks_want == looks_got or _one_put_in(looks_want, looks_got))
    if looks_want == looks_got:
        return len(want) > 1
    if len(want) >= 5:
        return _one_off(looks_want, looks_got)
    return len(want) == 4 and _one_put_in(looks_want, looks_got)


def _one_put_in(want: str, got: str) -> bool:
    return len(got) == len(want) + 1 and any(
        got[:place] + got[place + 1 :] == want for place in range(len(got))
    )


def _one_off(want: str, got: str) -> bool:
    if len(want) == len(got):
        return sum(one != other for one, other in zip(want, got, strict=True)) == 1
    return _one_put_in(want, got) or _one_put_in(got, want)
