"""SPARQL tokens: one tokeniser for the query guard, paging, engine probes and ``patterns``.

It is not a parser: the engine reports syntax errors.
"""

import re
from collections.abc import Iterator

# Names end as in the grammar (PN_LOCAL starts with no dot or hyphen and ends with no dot). They may
# escape a quote or hash, which then starts no string or comment.
TOKENS = re.compile(
    r"""
      (?P<skip>[ \t\r\n]+|\#[^\n\r]*)
    | (?P<string>\"{3}(?:[^"\\]|\\.|"(?!""))*\"{3}|'{3}(?:[^'\\]|\\.|'(?!''))*'{3}
        |"(?:[^"\\\n\r]|\\.)*"|'(?:[^'\\\n\r]|\\.)*')
    | (?P<iri><[^<>"{}|^`\\\x00-\x20]*>)
    | (?P<variable>[?$]\w+)
    | (?P<tag>@[A-Za-z]+(?:-+[A-Za-z0-9]+)*)
    | (?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)
    | (?P<name>(?P<prefix>(?:[^\W\d][\w.-]*)?):
        (?:(?:[\w:%]|\\.)(?:[\w:%-]|\\.|\.+(?=[\w:%\\-]))*)?)
    | (?P<word>[^\W\d]\w*)
    | (?P<open>[({\[])
    | (?P<close>[)}\]])
    | (?P<operator>.)
    """,
    re.DOTALL | re.VERBOSE,
)
_FORMS = {"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"}


def tokens(text: str) -> Iterator[re.Match[str]]:
    """Yield the tokens of a query, without space and comments; ``lastgroup`` is their kind."""
    return (token for token in TOKENS.finditer(text) if token.lastgroup != "skip")


def form(query: str) -> str:
    """Return the first of SELECT, ASK, CONSTRUCT and DESCRIBE in a query; SELECT if none occurs."""
    words = (token[0].upper() for token in tokens(query) if token.lastgroup == "word")
    return next((word for word in words if word in _FORMS), "SELECT")


def names_graphs(query: str) -> bool:
    """Return whether a query may have FROM clauses; true also for some invalid texts."""
    if "FROM" not in query.upper():
        return False
    return any("FROM" in token[0].upper() for token in tokens(query) if token.lastgroup == "word")


def apart(query: str) -> tuple[str, list[tuple[bool, str]]]:
    """Return a query without its FROM clauses, and for each clause: whether NAMED, and its IRI.

    A clause is outside all brackets. A text that looks like a clause but is not one is left for the
    engine to report. The IRI may be a prefixed name.
    """
    depth = 0
    cuts: list[tuple[int, int]] = []
    found: list[tuple[bool, str]] = []
    before: list[re.Match[str]] = []  # the words at the start of a clause
    for token in tokens(query):
        depth += {"open": 1, "close": -1}.get(token.lastgroup or "", 0)
        word = token[0].upper() if token.lastgroup == "word" and not depth else ""
        if word == "FROM":
            before = [token]
        elif word == "NAMED" and len(before) == 1:
            before.append(token)
        else:
            if before and token.lastgroup in ("iri", "name"):
                found.append((len(before) == 2, token[0]))
                cuts.append((before[0].start(), token.end()))
            before = []
    for start, end in reversed(cuts):
        query = f"{query[:start]} {query[end:]}"
    return query, found


def main_part(query: str) -> tuple[int, list[re.Match[str]]]:
    """Return where the prologue ends, and the tokens after it, from SELECT (ASK, …) on.

    If there is no such word: 0 and no tokens.
    """
    found = list(tokens(query))
    for place, token in enumerate(found):
        if token.lastgroup == "word" and token[0].upper() in _FORMS:
            return token.start(), found[place:]
    return 0, []


def spelled(query: str) -> str:
    """Return a query's tokens separated by one space, words in capitals, strings empty."""

    def one(token: re.Match[str]) -> str:
        if token.lastgroup == "string":
            return '""'
        return token[0].upper() if token.lastgroup == "word" else token[0]

    return " ".join(map(one, tokens(query)))
