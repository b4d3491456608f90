"""Queries for one page of an answer, and for its size, on endpoints that limit the rows.

The whole query becomes a subquery, because Virtuoso sorts at most 10 000 rows in a query with
LIMIT. No specification guarantees the order of a subquery, so the caller checks the number of rows
of all pages together.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from dvgraph.store.tokens import main_part

COUNT = "dvgraphRows"


class Paged(NamedTuple):
    """A query in two parts: SELECT or CONSTRUCT clause (``head``) and a subquery (``rows``)."""

    prologue: str
    head: str
    rows: str

    def page(self, limit: int, offset: int) -> str:
        """Return the query for ``limit`` solutions after the first ``offset``."""
        return (
            f"{self.prologue}{self.head} WHERE {{ {{\n{self.rows}\n}} }}"
            f" LIMIT {limit} OFFSET {offset}"
        )

    def counting(self) -> str:
        """Return the query for the number of solutions, as the variable COUNT."""
        return f"{self.prologue}SELECT (COUNT(*) AS ?{COUNT}) WHERE {{ {{\n{self.rows}\n}} }}"


def select(query: str, variables: Sequence[str]) -> Paged:
    """Return a SELECT query that can be paged; ``variables`` are without question mark.

    A query without ORDER BY is ordered by all its columns.
    """
    start, found = main_part(query)
    rows, names = query[start:], " ".join(f"?{name}" for name in variables)
    if not _ordered(found):
        rows = f"SELECT {names} WHERE {{ {{\n{rows}\n}} }} ORDER BY {names}"
    return Paged(query[:start], f"SELECT {names}", rows)


def construct(query: str) -> Paged | None:
    """Return a CONSTRUCT that can be paged; None for DESCRIBE and for a template of constants.

    Repeated solutions count once, since their triples are the same.
    """
    start, found = main_part(query)
    if not found or found[0][0].upper() != "CONSTRUCT":
        return None
    groups = list(_groups(query, found))
    template = groups[0]
    names = " ".join(dict.fromkeys(re.findall(r"[?$]\w+", _bare(found, *template))))
    if not names:
        return None
    # In the short form, one group is both template and pattern.
    pattern = groups[1][0] if len(groups) > 1 else template[0]
    rows = f"SELECT DISTINCT {names} WHERE {query[pattern:]}"
    rows = f"SELECT {names} WHERE {{ {{\n{rows}\n}} }} ORDER BY {names}"
    return Paged(query[:start], f"CONSTRUCT {query[template[0] : template[1]]}", rows)


def _groups(query: str, found: Sequence[re.Match[str]]) -> Sequence[tuple[int, int]]:
    """Return the start and end of each outermost pair of braces."""
    groups, depth, start = [], 0, 0
    for token in found:
        if token.lastgroup == "open":
            start = token.start() if not depth else start
            depth += 1
        elif token.lastgroup == "close":
            depth -= 1
            if not depth and query[start] == "{":
                groups.append((start, token.end()))
    return groups


def _bare(found: Sequence[re.Match[str]], start: int, end: int) -> str:
    """Return the variables between two positions, except those in strings and comments."""
    inside = (token for token in found if start <= token.start() < end)
    return " ".join(token[0] for token in inside if token.lastgroup == "variable")


def _ordered(found: Sequence[re.Match[str]]) -> bool:
    depth = 0
    for token in found:
        depth += (token.lastgroup == "open") - (token.lastgroup == "close")
        if not depth and token.lastgroup == "word" and token[0].upper() == "ORDER":
            return True
    return False
