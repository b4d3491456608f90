"""The tokens of Turtle, TriG, N-Triples, N-Quads and SPARQL: for moving text, not for parsing.

Comments and white space are tokens too, so that the tokens together make up the whole text.
"""

import re
from collections.abc import Iterator

# Possessive, so that the time stays linear for any text.
TOKEN = re.compile(
    r"""(?P<skip>\s++|\#[^\n\r]*+)
    |(?P<text>\"\"\"(?:[^\"\\]|\\.|\"(?!\"\"))*+\"\"\"|'''(?:[^'\\]|\\.|'(?!''))*+'''
        |\"(?:[^\"\\\n\r]|\\.)*+\"|'(?:[^'\\\n\r]|\\.)*+')
    |(?P<iri><[^<>\"{}|^`\x00-\x20]*+>)
    |(?P<directive>@?(?:prefix|base)\b(?!:))
    |(?P<mark><<\(?|\)?>>|\^\^|@[A-Za-z][A-Za-z0-9-]*|\{\||\|\}|[.;,\[\](){}](?![0-9]))
    |(?P<word>(?:\\.|[^\s<>\"'{}|^`\\;,\[\]()\#.]|\#|\.(?=[^\s<>\"'{}|^`;,\[\]()\#.]))+)
    |(?P<other>.)""",
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
_PREFIX = re.compile(r"([A-Za-z][\w.-]*|):")


def block(text: str, start: int) -> Iterator[re.Match[str]]:
    """Yield the tokens from a position up to and including the next full stop."""
    for token in TOKEN.finditer(text, start):
        yield token
        if token.lastgroup == "mark" and token[0] == ".":
            return


def prefixes(text: str) -> set[str]:
    """Return the prefixes (without colon) of the prefixed names in a text, also within paths."""
    words = (token[0] for token in TOKEN.finditer(text) if token.lastgroup == "word")
    return {name for word in words for name in _PREFIX.findall(word)}


def lines_in_strings(text: str) -> set[int]:
    """Return the numbers (from 1) of the lines that start inside a string."""
    inside: set[int] = set()
    for token in TOKEN.finditer(text):
        if token.lastgroup == "text" and "\n" in token[0]:
            first = text.count("\n", 0, token.start()) + 1
            inside.update(range(first + 1, first + 1 + token[0].count("\n")))
    return inside
