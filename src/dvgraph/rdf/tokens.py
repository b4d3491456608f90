"""The tokens of Turtle, TriG, N-Triples, N-Quads and SPARQL: for moving text, not for parsing.

Comments and white space are tokens too, so that the tokens together make up the whole text.
"""

import re
from collections.abc import Iterator, Set

# Possessive, so that the time stays linear for any text.
_SKIP = r"\s++|\#[^\n\r]*+"
_TEXT = r"""\"\"\"(?:[^\"\\]|\\.|\"(?!\"\"))*+\"\"\"|'''(?:[^'\\]|\\.|'(?!''))*+'''
    |\"(?:[^\"\\\n\r]|\\.)*+\"|'(?:[^'\\\n\r]|\\.)*+'"""
_IRI = r"<[^<>\"{}|^`\x00-\x20]*+>"
_DIRECTIVE = r"@?(?:prefix|base)\b(?!:)"
_MARK = r"<<\(?|\)?>>|\^\^|@[A-Za-z][A-Za-z0-9-]*|\{\||\|\}|[.;,\[\](){}](?![0-9])"
_WORD = r"(?:\\.|[^\s<>\"'{}|^`\\;,\[\]()\#.]|\#|\.(?=[^\s<>\"'{}|^`;,\[\]()\#.]))+"
_FLAGS = re.VERBOSE | re.DOTALL | re.IGNORECASE
_KINDS = (
    rf"(?P<text>{_TEXT})|(?P<iri>{_IRI})|(?P<directive>{_DIRECTIVE})"
    rf"|(?P<mark>{_MARK})|(?P<word>{_WORD})|(?P<other>.)"
)
TOKEN = re.compile(rf"(?P<skip>{_SKIP})|{_KINDS}", _FLAGS)
# The next token that is neither a comment nor white space.
NEXT = re.compile(rf"(?:{_SKIP})*+(?:{_KINDS})", _FLAGS)
# As many tokens as follow that neither end a list of values nor open or close a bracket.
VALUES = re.compile(
    rf"(?:{_SKIP}|{_TEXT}|{_IRI}|{_DIRECTIVE}|\^\^|@[A-Za-z][A-Za-z0-9-]*|,"
    rf"|(?!\.(?![0-9])){_WORD})*+",
    _FLAGS,
)
# A directive of Turtle, or a statement up to its full stop; "first": its subject, if it has a
# name.
STATEMENT = re.compile(
    rf"(?:{_SKIP})*+(?:(?P<directive>{_DIRECTIVE}(?:{_SKIP}|{_WORD})*+{_IRI})"
    rf"|(?P<first>{_IRI}|{_WORD})?+"
    rf"(?:(?!\.(?![0-9]))(?:{_SKIP}|{_TEXT}|{_IRI}|{_DIRECTIVE}|{_MARK}|{_WORD}|.))*+\.)",
    _FLAGS,
)
_PREFIX = re.compile(r"([A-Za-z][\w.-]*|):")


def block(text: str, start: int) -> Iterator[re.Match[str]]:
    """Yield the tokens from a position up to and including the next full stop."""
    for token in TOKEN.finditer(text, start):
        yield token
        if token.lastgroup == "mark" and token[0] == ".":
            return


def prefixes(text: str, among: Set[str] | None = None) -> set[str]:
    """Return the prefixes (without colon) of the prefixed names in a text, also within paths.

    ``among``: only these, which takes less time for a long text: it is read until all are found.
    """
    left = {name for name in among if f"{name}:" in text} if among is not None else None
    found: set[str] = set()
    for token in TOKEN.finditer(text):
        if left is not None and left <= found:
            break
        if token.lastgroup == "word":
            found.update(_PREFIX.findall(token[0]))
    return found if left is None else found & left


def lines_in_strings(text: str) -> set[int]:
    """Return the numbers (from 1) of the lines that start inside a string."""
    inside: set[int] = set()
    for token in TOKEN.finditer(text):
        if token.lastgroup == "text" and "\n" in token[0]:
            first = text.count("\n", 0, token.start()) + 1
            inside.update(range(first + 1, first + 1 + token[0].count("\n")))
    return inside
