"""The limits that every query must meet before it reaches an engine.

The engines execute SERVICE over HTTP and cannot be stopped from doing so, and a few kilobytes of
nesting crash the process. So size, nesting and the number of operators are limited, and queries
that write or call another service are refused. This is a tokeniser, not a parser: the engine
reports syntax errors. If SPARQL can be split into tokens in two ways, the query is refused.
"""

import re
from bisect import bisect_right
from functools import lru_cache

from dvgraph.errors import UseError
from dvgraph.locale.reader import explained
from dvgraph.store.tokens import tokens

MAX_BYTES = 64 * 1024
MAX_DEPTH = 128
# The engine recurses over chains (1+1+…, UNION after UNION, triple patterns): it crashes at about 5
# 000, and plans joins for minutes from a few hundred. Handwritten queries have up to 300.
MAX_OPERATORS = 2000

_TERMS = {"string", "iri", "variable", "tag", "number", "name"}
# Engines need no space between keywords (SERVICESILENT, trueSERVICE), so these may be part of a
# longer word.
_REACHING = re.compile("SERVICE|LOAD|FROM")
_REACHING_ELSEWHERE = re.compile("SERVICE|LOAD")
_WRITING = {"INSERT", "DELETE", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH", "USING"}
_ESCAPE = re.compile(r"\\([uU])([0-9a-fA-F]{4})([0-9a-fA-F]{4})?")
_PLAIN = {*range(0x20, 0x7F), *b"\t\n\r"}


class ForbiddenError(UseError):
    """A query that would write, or read more than the data of this store."""


# The number of cached queries; clients repeat them, and a check takes as long as a look-up.
_CACHED = 128


# Long since brackets, rows of VALUES and the previous token make up one state of one pass.
@lru_cache(_CACHED)
def check_query(text: str, *, graphs: bool = False) -> None:
    r"""Raise an error unless the query may run; it is SPARQL 1.1 or 1.2, possibly invalid.

    Raises UseError for more than 64 kB, 128 levels of brackets or 2000 operators, and for two
    spellings that could hide a keyword: a plain character written as a \u escape, and an IRI
    directly after a value inside an expression. Raises ForbiddenError for SERVICE, LOAD, FROM and
    updates in any spelling. ``graphs`` allows FROM, for an engine that uses it to select among its
    own graphs.
    """
    reaching = _REACHING_ELSEWHERE if graphs else _REACHING
    try:
        size = len(text.encode())
    except UnicodeEncodeError as error:
        raise UseError(*explained("errors.store", "no Unicode")) from error
    if size > MAX_BYTES:
        raise UseError(*explained("errors.store", "too large", size=MAX_BYTES // 1024))
    text = _ESCAPE.sub(_expanded, text)
    brackets: list[tuple[str, bool]] = []
    operators = 0
    # The kind of the previous token, and whether that token ends a row of data.
    before, closed_row = "", False
    for token in tokens(text):
        kind = token.lastgroup or ""
        inside, row = brackets[-1] if brackets else ("", False)
        if kind == "close":
            if brackets:
                brackets.pop()
            before, closed_row = "close", row
            continue
        # Terms count inside a collection or arguments; a plain list of VALUES is harmless.
        if kind not in _TERMS or inside in ("(", "["):
            operators += 1
            if operators > MAX_OPERATORS:
                raise _refused(text, token, "operators", number=MAX_OPERATORS)
        if kind == "open":
            # Rows of VALUES have adjacent terms, which an expression never has.
            starts_row = token[0] == "(" and (before == "{" or closed_row)
            brackets.append((token[0], starts_row))
            if len(brackets) > MAX_DEPTH:
                raise _refused(text, token, "brackets", number=MAX_DEPTH)
        elif kind == "word":
            _check_word(text, token, token[0], "word", reaching)
        elif kind == "name":
            _check_word(text, token, token["prefix"], "prefix", reaching)
        elif kind == "iri" and inside == "(" and not row and before not in ("(", "operator"):
            # `?a<?b&&?c>?d`: an IRI by the specification, two comparisons for some engines.
            raise _refused(text, token, "unclear")
        before, closed_row = token[0] if kind == "open" else kind, False


def _expanded(escape: re.Match[str]) -> str:
    """Return the character for a codepoint escape, which some engines replace first.

    An escape for a plain character is refused: engines differ in whether the character may end a
    string.
    """
    letter, four, more = escape.groups()
    both = int(four + (more or ""), 16)
    # The second pattern is rdflib's, which reads eight digits after a lower-case u too.
    if (int(four, 16) in _PLAIN and not (more and letter == "U")) or both in _PLAIN:
        raise UseError(*explained("errors.store", "hidden", escape=escape[0]))
    if letter == "u" or not more:
        return chr(int(four, 16)) + (more or "")
    return chr(both) if both <= 0x10FFFF else escape[0]


def _check_word(
    text: str, token: re.Match[str], word: str, key: str, reaching: re.Pattern[str]
) -> None:
    upper = word.upper()  # for letters of any alphabet: ſ becomes S, as in rdflib
    found = reaching.search(upper)
    if found or upper in _WRITING:
        name = found[0] if found else upper
        refusal = _refused(text, token, key, name=name)
        raise ForbiddenError(refusal.problem, refusal.hint, where=refusal.where)


def _refused(text: str, token: re.Match[str], key: str, **fields: object) -> UseError:
    starts = [0, *(found.end() for found in re.finditer("\n", text))]
    line = bisect_right(starts, token.start())
    column = token.start() - starts[line - 1] + 1
    problem = explained("errors.store", key, **fields)
    return UseError(*problem, where=f"query:{line}:{column}")
