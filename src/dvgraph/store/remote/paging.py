"""Queries for one page of an answer, and for its size, on endpoints that limit the rows.

The whole query becomes a subquery, because Virtuoso sorts at most 10 000 rows in a query with
LIMIT. No specification guarantees the order of a subquery, so the caller checks the number of rows
of all pages together.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from dvgraph.errors import StoreError
from dvgraph.locale.reader import explained
from dvgraph.rdf.oxigraph import Literal, Term
from dvgraph.rdf.terms import plain
from dvgraph.store.protocol import Table, counted
from dvgraph.store.tokens import main_part, tokens

COUNT = "dvgraphRows"
_ROWS = 9_999  # of a page of pairs; not a number at which servers cut answers
Select = Callable[[str], Table]


class Paged(NamedTuple):
    """A query in two parts: SELECT or CONSTRUCT clause (``head``) and a subquery (``rows``).

    ``order``: the order that pages need and counting does not; sorting costs most of the time.
    ``triples``: the triples that a CONSTRUCT makes of a row, at most.
    """

    prologue: str
    head: str
    rows: str
    order: str = ""
    triples: int = 1

    def page(self, limit: int, offset: int) -> str:
        """Return the query for ``limit`` solutions after the first ``offset``."""
        return (
            f"{self.prologue}{self.head} WHERE {{ {{\n{self.rows}{self.order}\n}} }}"
            f" LIMIT {limit} OFFSET {offset}"
        )

    def counting(self) -> str:
        """Return the query for the number of solutions, as the variable COUNT."""
        return f"{self.prologue}SELECT (COUNT(*) AS ?{COUNT}) WHERE {{ {{\n{self.rows}\n}} }}"


def pairs(ask: Select, predicate: str) -> Iterator[tuple[Term, Term]]:
    """Yield the subject and value of each triple with a predicate (IRI), each once.

    ``ask`` answers a SELECT query. Each page begins after the last subject of the page before, so
    that it does not matter how many rows a server gives, or in which order a page has them. The
    pairs are counted: StoreError if the server did not give all.
    """
    every = f"?s <{predicate}> ?o"
    distinct = f"SELECT DISTINCT ?s ?o WHERE {{ {every} }}"
    total = _number(ask, distinct)
    given, after = 0, Literal("")
    while given < total:
        page = f"{{ {every} FILTER(isIRI(?s) && STR(?s) > {after}) }} ORDER BY STR(?s)"
        found = _ends(ask(f"SELECT DISTINCT ?s ?o WHERE {page} LIMIT {_ROWS}"))
        found.sort(key=lambda pair: plain(pair[0]))
        if not found:
            blank = _ends(ask(f"SELECT DISTINCT ?s ?o WHERE {{ {every} FILTER(isBlank(?s)) }}"))
            _require(given + len(blank), total)
            yield from blank
            return
        last = found[-1][0]
        if given + len(found) < total:  # the page may end in the middle of a subject
            found = [pair for pair in found if pair[0] != last] or [*_of(ask, last, predicate)]
        yield from found
        given += len(found)
        after = Literal(plain(found[-1][0]))


def predicates(ask: Select) -> list[str]:
    """Return the predicates of all triples; StoreError if the server did not give all."""
    distinct = "SELECT DISTINCT ?p WHERE { ?s ?p ?o }"
    found = sorted({plain(term) for (term,) in ask(distinct).rows if term})
    _require(len(found), _number(ask, distinct))
    return found


def _number(ask: Select, query: str) -> int:
    """Return the number of solutions of a query."""
    return counted(ask(f"SELECT (COUNT(*) AS ?{COUNT}) WHERE {{ {{ {query} }} }}"))


def _require(number: int, total: int) -> None:
    if number < total:
        raise StoreError(*explained("errors.remote", "rows missing", number=number, total=total))


def _of(ask: Select, subject: Term, predicate: str) -> Iterator[tuple[Term, Term]]:
    """Yield the values of one subject, which may be more than a page."""
    known: dict[Term, None] = {}
    query = f"SELECT DISTINCT ?o WHERE {{ {subject} <{predicate}> ?o }} ORDER BY ?o LIMIT {_ROWS}"
    while found := [value for (value,) in ask(f"{query} OFFSET {len(known)}").rows if value]:
        before = len(known)
        known.update(dict.fromkeys(found))
        if len(known) == before:
            break
    yield from ((subject, value) for value in known)


def _ends(table: Table) -> list[tuple[Term, Term]]:
    return [(subject, value) for subject, value in table.rows if subject and value]


def every(query: str) -> Paged:
    """Return a SELECT query whose variables are not known, to ask for its first rows."""
    start, _ = main_part(query)
    return Paged(query[:start], "SELECT *", query[start:])


def projected(query: str) -> tuple[str, ...]:
    """Return the variables of the SELECT clause in their order; none for ``SELECT *``."""
    names: list[str] = []
    depth, before = 0, ""
    for token in main_part(query)[1]:
        depth += (token.lastgroup == "open") - (token.lastgroup == "close")
        if token[0] == "{" and depth == 1:
            break
        if token.lastgroup == "variable" and (not depth or (depth == 1 and before == "AS")):
            names.append(token[0][1:])
        before = token[0].upper()
    return tuple(names)


def select(query: str, variables: Sequence[str]) -> Paged:
    """Return a SELECT query that can be paged; ``variables`` are without question mark.

    A query without ORDER BY is ordered by all its columns.
    """
    start, found = main_part(query)
    rows, names = query[start:], " ".join(f"?{name}" for name in variables)
    if _ordered(found):
        return Paged(query[:start], f"SELECT {names}", rows)
    rows = f"SELECT {names} WHERE {{ {{\n{rows}\n}} }}"
    return Paged(query[:start], f"SELECT {names}", rows, f" ORDER BY {names}")


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
    rows, order = f"SELECT {names} WHERE {{ {{\n{rows}\n}} }}", f" ORDER BY {names}"
    head = query[template[0] : template[1]]
    return Paged(query[:start], f"CONSTRUCT {head}", rows, order, _most_triples(head))


def _most_triples(template: str) -> int:
    """Return the number of triples in a template; with brackets, a number that it does not pass."""
    found = [token[0] for token in tokens(template)][1:-1]
    if any(token in "[(" for token in found):
        return 2 * len(found)
    return len([token for token in found if token in ".;,"]) + 1


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
