r"""The regular expressions of XPath, which SPARQL and SHACL use, translated for Python's ``re``.

Source: XPath and XQuery Functions and Operators 3.1 §5.6 (fn:matches), on the grammar of XML Schema
1.1 part 2 appendix G. In Python, ``$`` also matches before a last line break, and ``\p{L}``,
``\i``, ``\c``, the subtraction of classes and the flags x and q of XPath are absent; XPath in turn
has no lookaround, named groups or possessive quantifiers.

Every class of characters is translated to ranges of code points, so that the translation uses only
syntax that ``re`` and the store's engine (pyoxigraph) read alike. The engine's time is linear in
the text; it matches the patterns on which ``re`` may take exponential time.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from functools import cache, cached_property, lru_cache
from itertools import chain
from pathlib import Path

from dvgraph.errors import InputError
from dvgraph.locale.reader import explained
from dvgraph.rdf.oxigraph import Literal, OxigraphStore
from dvgraph.rdf.xsd import NAME_PART, NAME_START

Ranges = list[tuple[int, int]]

_ALL: Ranges = [(0, 0xD7FF), (0xE000, 0x10FFFF)]  # without surrogates, which no text contains
_SPACE: Ranges = [(9, 10), (13, 13), (32, 32)]
_BREAKS: Ranges = [(10, 10), (13, 13)]
_ESCAPED = {"n": "\n", "r": "\r", "t": "\t", **{each: each for each in "\\|.?*+(){}-[]^$"}}
_CATEGORIES = {
    "L": "ultmo",
    "M": "nce",
    "N": "dlo",
    "P": "cdseifo",
    "Z": "slp",
    "S": "mcko",
    "C": "cfon",
}
# Planes without assigned characters, or for private use: no look-up of each character.
_UNIFORM = (
    (0x40000, 0xDFFFF, "Cn"),
    (0xE1000, 0xEFFFF, "Cn"),
    (0xF0000, 0xFFFFD, "Co"),
    (0xFFFFE, 0xFFFFF, "Cn"),
    (0x100000, 0x10FFFD, "Co"),
    (0x10FFFE, 0x10FFFF, "Cn"),
)
# Not after a line break that ends the text. The engine lacks this condition, so such texts go to
# ``re``.
_LINE_START = r"(?:\A|(?<=\n)(?!\Z))"
_LAST_CASED = 0x1FFFF
_DEEPEST = 100  # groups within groups: deeper nesting would exhaust Python's stack
_MOST_REPEATS = 10**6  # the highest count of a quantifier
_MOST_STEPS = 10**7  # the work of ``re`` on one text: some tenths of a second


class Regex:
    """A compiled regular expression of XPath; InputError if the pattern is invalid."""

    def __init__(self, pattern: str, flags: str = "") -> None:
        """Translate a pattern; ``flags`` are letters among s, m, i, x and q."""
        unknown = sorted(set(flags) - set("smixq"))
        if unknown:
            raise InputError(*explained("errors.regex", "flags", flags=", ".join(unknown)))
        translation = _Translation(pattern, flags)
        self._text = translation.text
        self._only_python = translation.only_python
        self._risky = translation.risky
        self._power = translation.loops + (not translation.anchored)
        if self._risky and self._only_python:
            raise InputError(*explained("errors.regex", "endless", pattern=pattern))
        self._source = pattern

    @cached_property
    def _python(self) -> re.Pattern[str]:
        """The pattern of ``re``; compiling takes longer than reading, and many see no text."""
        return re.compile(self._text)

    def search(self, text: str) -> bool:
        """Return whether a text has a match; InputError if that would take too long."""
        return bool(self.matching((text,)))

    def matching(self, texts: Collection[str]) -> list[str]:
        """Return the texts with a match, in the same order; InputError as ``search``."""
        slow = [each for each in texts if self._is_slow(each)]
        if not slow:
            return [each for each in texts if self._python.search(each)]
        found = self._in_linear_time(slow)
        return [
            each
            for each in texts
            if (each in found if self._is_slow(each) else self._python.search(each))
        ]

    def _is_slow(self, text: str) -> bool:
        return self._risky or (self._power > 1 and len(text) ** self._power > _MOST_STEPS)

    def _in_linear_time(self, texts: Collection[str]) -> set[str]:
        """Return the texts with a match, as found by the engine of the store."""
        lines = _LINE_START in self._text and any(text.endswith("\n") for text in texts)
        if self._only_python or lines:
            raise InputError(*explained("errors.regex", "endless", pattern=self._source))
        pattern = Literal(self._text.replace(_LINE_START, "(?m:^)").replace(r"\Z", r"\z"))
        listed = " ".join(str(Literal(text)) for text in texts)
        rows = OxigraphStore().query(
            f"SELECT ?text (REGEX(?text, {pattern}) AS ?found) {{ VALUES ?text {{ {listed} }} }}"
        )
        found = set()
        for text, matches in rows:  # type: ignore[union-attr]  # a SELECT gives rows
            if matches is None:  # the engine refuses a pattern that takes too much memory
                raise InputError(*explained("errors.regex", "endless", pattern=self._source))
            if matches.value == "true":
                found.add(text.value)
        return found


@lru_cache(maxsize=256)
def compiled(pattern: str, flags: str = "") -> Regex:
    """Return a compiled pattern, cached for later calls. Raises InputError if it is invalid."""
    return Regex(pattern, flags)


class _Translation:
    """The translation of a pattern: its text for ``re``, and the constructs that may make it slow.

    ``loops`` is the number of quantifiers without an upper limit. ``risky`` is true if such a
    quantifier repeats a group that contains another or an alternative: the number of ways to match
    can then double with each character.
    """

    def __init__(self, pattern: str, flags: str) -> None:
        self._pattern, self._flags = pattern, flags
        self.only_python = self.risky = False
        self.loops = 0
        self._open: list[int] = []  # groups that are not yet closed
        self._groups = 0
        if "q" in flags:  # with flag q all characters are literal, and only flag i counts
            self.anchored = False
            self.text = "".join(self._one(each) for each in pattern)
            return
        self._rest = _without_spaces(pattern) if "x" in flags else pattern
        self._at = 0
        self.text, choice = self._alternatives()
        if self._at < len(self._rest):
            raise self._wrong("unopened")
        self.anchored = not choice and self.text.startswith(r"\A")

    def _wrong(self, key: str, **fields: object) -> InputError:
        return InputError(*explained("errors.regex", key, pattern=self._pattern, **fields))

    def _peek(self, length: int = 1) -> str:
        return self._rest[self._at : self._at + length]

    def _take(self) -> str:
        self._at += 1
        return self._rest[self._at - 1 : self._at]

    def _alternatives(self) -> tuple[str, bool]:
        """Return the translation up to the end of a group, and whether it has an alternative."""
        branches = [self._branch()]
        while self._peek() == "|":
            self._take()
            branches.append(self._branch())
        return "|".join(branches), len(branches) > 1

    def _branch(self) -> str:
        pieces = []
        while (next_ := self._peek()) and next_ not in "|)":
            pieces.append(self._piece())
        return "".join(pieces)

    def _piece(self) -> str:
        before = self.loops
        text, choice = self._atom()
        quantifier, least, most = self._quantifier()
        if not quantifier:
            return text
        if most is None or most > 1:
            self.risky |= choice or self.loops > before
        if least != most:
            self.loops += 1
        return (f"(?:{text})" if text.startswith((r"\A", r"\Z")) else text) + quantifier

    def _quantifier(self) -> tuple[str, int, int | None]:
        """Return the quantifier that follows, if any, with its least and greatest count."""
        found = re.compile(r"([?*+]|\{([0-9]+)(,([0-9]*))?\})\??").match(self._rest, self._at)
        if not found:
            return "", 1, 1
        self._at = found.end()
        text, sign, least, comma, most = found[0], found[1], found[2], found[3], found[4]
        if sign in "?*+":
            return text, int(sign == "+"), 1 if sign == "?" else None
        if max(len(least), len(most or "")) > 9:
            raise self._wrong("repeats", most=_MOST_REPEATS)
        low = int(least)
        high = low if comma is None else int(most) if most else None
        if max(low, high or 0) > _MOST_REPEATS:
            raise self._wrong("repeats", most=_MOST_REPEATS)
        if high is not None and high < low:
            raise self._wrong("quantifier", quantifier=text)
        return text, low, high

    def _atom(self) -> tuple[str, bool]:
        """Return the next atom, and whether it is a group with an alternative."""
        taken = self._take()
        match taken:
            case "(":
                return self._group()
            case "[":
                return _as_class(self._class()), False
            case "\\":
                return self._escape(), False
            case ".":
                return (
                    r"(?s:.)" if "s" in self._flags else _as_class(_without(_ALL, _BREAKS))
                ), False
            case "^" if "m" in self._flags:
                return _LINE_START, False
            case "^":
                return r"\A", False
            case "$":
                return ("(?m:$)" if "m" in self._flags else r"\Z"), False
            case "?" | "*" | "+" | "{":
                raise self._wrong("nothing", quantifier=taken)
            case "}" | "]":
                raise self._wrong("bare", character=taken)
        return self._one(taken), False

    def _group(self) -> tuple[str, bool]:
        opening = "("
        if self._peek() == "?":
            if self._peek(2) != "?:":
                raise self._wrong("extension", text=f"({self._peek(3)}")
            self._at += 2
            opening = "(?:"
        else:
            self._groups += 1
        self._open.append(self._groups if opening == "(" else 0)
        if len(self._open) > _DEEPEST:
            raise self._wrong("deep", most=_DEEPEST)
        text, choice = self._alternatives()
        if self._take() != ")":
            raise self._wrong("unclosed")
        self._open.pop()
        return f"{opening}{text})", choice

    def _escape(self) -> str:
        taken = self._take()
        if taken in tuple("123456789"):
            return self._reference(taken)
        if taken in _ESCAPED:
            return self._one(_ESCAPED[taken])
        return _as_class(self._several(taken))

    def _reference(self, number: str) -> str:
        """Return a back-reference, with as many digits as still give the number of a group."""
        while self._peek() in tuple("0123456789"):
            if int(number + self._peek()) > self._groups:
                break
            number += self._take()
        if int(number) > self._groups or int(number) in self._open:
            raise self._wrong("reference", number=number)
        self.only_python = True
        case = "(?i:" if "i" in self._flags else "(?:"
        # In XPath, a reference to a group without a match is empty; in Python, it fails.
        return rf"(?:(?({number}){case}\{number})|))"

    def _several(self, letter: str) -> Ranges:
        r"""Return the characters of an escape such as ``\d``, after its backslash and letter."""
        if letter in ("p", "P"):
            found = re.compile(r"\{([A-Za-z0-9-]+)\}").match(self._rest, self._at)
            ranges = _property(found[1]) if found else []
            if not found or not ranges:
                raise self._wrong("property", name=found[1] if found else self._peek(12))
            self._at = found.end()
        elif letter in tuple("sicdwSICDW"):
            ranges = _of_letter(letter.lower())
        else:
            raise self._wrong("escape", escape=f"\\{letter}")
        return _without(_ALL, ranges) if letter.isupper() else ranges

    def _class(self) -> Ranges:
        """Return the characters of a class in brackets, after its opening bracket."""
        negated = self._peek() == "^"
        self._at += negated
        listed: Ranges = []
        escapes: Ranges = []
        less: Ranges = []
        first = True
        while (next_ := self._peek()) != "]" or first:
            if not next_ or next_ in "[]":
                raise self._wrong("class")
            if self._peek(2) == "-[" and not first:
                self._at += 2
                less = self._subtracted()
                break
            first = False
            self._part(listed, escapes)
        if self._take() != "]":
            raise self._wrong("class")
        found = _joined([*self._cased(listed), *escapes])
        return _without(_without(_ALL, found) if negated else found, less)

    def _subtracted(self) -> Ranges:
        self._open.append(0)
        if len(self._open) > _DEEPEST:
            raise self._wrong("deep", most=_DEEPEST)
        found = self._class()
        self._open.pop()
        return found

    def _part(self, listed: Ranges, escapes: Ranges) -> None:
        """Read a character, a range, or an escape for several characters, into one of two lists."""
        start = self._single(escapes)
        if start is None:
            return
        after = self._peek(2)
        if after[:1] != "-" or after in ("-]", "-["):
            listed.append((ord(start[-1]), ord(start[-1])))
            return
        if self._rest[self._at + 1 : self._at + 3] == "-[":  # a hyphen, then a subtraction
            listed.append((ord(start[-1]), ord(start[-1])))
            return
        self._take()
        end = self._single(escapes)
        if end is None or "-" in (start, end) or ord(end[-1]) < ord(start[-1]):
            raise self._wrong("range", range=f"{start}-{end or ''}")
        listed.append((ord(start[-1]), ord(end[-1])))

    def _single(self, escapes: Ranges) -> str | None:
        r"""Return a character as ``a`` or ``\a``, or None after adding an escape such as ``\d``."""
        taken = self._take()
        if not taken or taken in "[]":
            raise self._wrong("class")
        if taken != "\\":
            return taken
        letter = self._take()
        if letter in _ESCAPED:
            return f"\\{_ESCAPED[letter]}"
        escapes += self._several(letter)
        return None

    def _one(self, character: str) -> str:
        ranges = self._cased([(ord(character), ord(character))])
        return _as_class(ranges) if len(ranges) > 1 else _code(ord(character))

    def _cased(self, ranges: Ranges) -> Ranges:
        """Return the characters, with flag i also in their other case."""
        if "i" not in self._flags:
            return ranges
        return _joined([*ranges, *_variants(ranges)])


def _without_spaces(pattern: str) -> str:
    """Return a pattern without the white space outside character classes (flag x)."""
    kept, depth, escaped = [], 0, False
    for each in pattern:
        if not depth and each in " \t\n\r":
            continue
        kept.append(each)
        if not escaped:
            depth += (each == "[") - (each == "]" and depth > 0)
        escaped = each == "\\" and not escaped
    return "".join(kept)


def _code(point: int) -> str:
    """Return a character, escaped so that both engines read it literally."""
    character = chr(point)
    if character.isascii() and character.isalnum():
        return character
    return f"\\u{point:04x}" if point <= 0xFFFF else f"\\U{point:08x}"


def _as_class(ranges: Ranges) -> str:
    if not ranges:
        return r"[^\s\S]"
    # Python compiles a class of nearly all characters ten times as fast if it lists the others.
    listed, sign = ranges, ""
    if ranges[-1][1] == _ALL[-1][1] and (others := _without(_ALL, ranges)):
        listed, sign = others, "^"
    parts = (_code(low) if low == high else f"{_code(low)}-{_code(high)}" for low, high in listed)
    return f"[{sign}{''.join(parts)}]"


def _joined(ranges: Iterable[tuple[int, int]]) -> Ranges:
    """Return the ranges sorted, with adjacent and overlapping ranges merged."""
    found: Ranges = []
    for low, high in sorted(ranges):
        if found and low <= found[-1][1] + 1:
            found[-1] = (found[-1][0], max(high, found[-1][1]))
        else:
            found.append((low, high))
    return found


def _without(ranges: Ranges, less: Ranges) -> Ranges:
    """Return the code points of some ranges that are not in others; both must be ``_joined``."""
    found: Ranges = []
    for low, high in ranges:
        for start, end in less:
            if end >= low and start <= high:
                if start > low:
                    found.append((low, start - 1))
                low = max(low, end + 1)
        if low <= high:
            found.append((low, high))
    return found


@cache
def _of_letter(letter: str) -> Ranges:
    r"""Return the characters of the escape \s, \i, \c, \d or \w, by its letter."""
    match letter:
        case "s":
            return _SPACE
        case "d":
            return _property("Nd")
        case "w":
            others = chain.from_iterable(_property(name) for name in "PZC")
            return _without(_ALL, _joined(others))
    return _joined(_listed(NAME_START if letter == "i" else NAME_PART))


def _listed(inside: str) -> Iterator[tuple[int, int]]:
    """Yield the character ranges of a class of ``xsd``, given without its brackets: ``A-Z_a-z``."""
    for found in re.finditer(r"\\?(.)(?:-(.))?", inside):
        yield ord(found[1]), ord(found[2] or found[1])


@cache
def _property(name: str) -> Ranges:
    """Return the characters of a category, or of a block after ``Is``; empty if unknown."""
    if name.startswith("Is"):
        return [found] if (found := _blocks().get(name[2:])) else []
    if name[0] not in _CATEGORIES or name[1:] not in {"", *_CATEGORIES[name[0]]}:
        return []
    parts = (ranges for key, ranges in _by_category().items() if key.startswith(name))
    return _without(_joined(chain.from_iterable(parts)), [(0xD800, 0xDFFF)])


@cache
def _blocks() -> dict[str, tuple[int, int]]:
    """Return the first and last character of each Unicode block, by its name."""
    import json  # imported here since few patterns name a block

    text = (Path(__file__).parent / "blocks.json").read_text("utf-8")
    found = json.loads(text)["blocks"].items()
    return {name: (int(low, 16), int(high, 16)) for name, (low, high) in found}


@cache
def _by_category() -> dict[str, Ranges]:
    """Return the characters of each category, in Python's edition of Unicode."""
    from unicodedata import category  # imported here since few patterns need it

    found: dict[str, Ranges] = {}
    for low, high, name in _UNIFORM:
        found.setdefault(name, []).append((low, high))
    start, before = 0, ""
    for point in chain(range(_UNIFORM[0][0] + 1), range(0xE0000, 0xE1001)):
        now = category(chr(point))
        if now != before or point == 0xE0000:
            if before and point != 0xE0000:
                found.setdefault(before, []).append((start, point - 1))
            start, before = point, now
    return found


@cache
def _cases() -> tuple[dict[str, list[int]], dict[str, list[int]]]:
    """Return the letters with two cases, by their small letter and by their capital letter."""
    small: dict[str, list[int]] = {}
    capital: dict[str, list[int]] = {}
    for point in range(_LAST_CASED):
        letter = chr(point)
        low, high = letter.lower(), letter.upper()
        if low != high:
            small.setdefault(low, []).append(point)
            capital.setdefault(high, []).append(point)
    return small, capital


def _variants(ranges: Ranges) -> Iterator[tuple[int, int]]:
    """Yield the letters that share a small or a capital letter with a character in the ranges."""
    small, capital = _cases()
    for group in chain(small.values(), capital.values()):
        if len(group) > 1 and any(low <= each <= high for each in group for low, high in ranges):
            yield from ((each, each) for each in group)
