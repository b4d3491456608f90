"""Look-ups: small queries that the listening process answers itself, without a worker.

A look-up has one triple pattern with an IRI as subject, and no other clause. Each triple that the
engine reads is a row, and it stops after ``_ROWS`` rows, so no time limit is needed. A worker
answers if there are more rows. With DISTINCT, or with the same variable in two places, the engine
could read more triples than it returns rows; such a query is not a look-up.
The values of one property are read without a query, because the engine takes several times as long
to parse the query as to find a few values.
"""

import re
from dataclasses import replace

from dvgraph.errors import DvgraphError
from dvgraph.rdf.oxigraph import QueryResultsFormat
from dvgraph.server import sparql
from dvgraph.server.holdings import Holdings, embedded
from dvgraph.server.messages import Job, Reply
from dvgraph.server.negotiation import best
from dvgraph.server.problems import Problem
from dvgraph.server.settings import GraphSource, Limits
from dvgraph.store.protocol import Table
from dvgraph.store.threads import unthreaded

# The limits of an answer; one of this size is written in about a millisecond.
_ROWS, _BYTES = 200, 200_000
_LONGEST = 2_000  # the maximum length of a query, in characters
_IRI, _VARIABLE = r"""<[^<>"{}|^`\\\x00-\x20]+>""", r"[?$][A-Za-z]\w*"
_SELECT = r"\s*SELECT\s*"
_LOOKUP = re.compile(
    rf"{_SELECT}(?:\*|{_VARIABLE}(?:\s+{_VARIABLE})*)\s*(?:WHERE\s*)?\{{\s*{_IRI}\s+"
    rf"(?:{_IRI}|(?P<one>{_VARIABLE})|a)\s+(?:{_IRI}|(?P<other>{_VARIABLE}))\s*\.?\s*\}}\s*",
    re.ASCII | re.IGNORECASE,
)
# An absolute IRI that needs no resolving.
_WHOLE = r"""<([a-z][a-z0-9+.-]*:(?:(?!/\.)[^<>"{}|^`\\\x00-\x20])*)>"""
_VALUES = re.compile(
    rf"{_SELECT}(?P<shown>\*|{_VARIABLE})\s*(?:WHERE\s*)?"
    rf"\{{\s*{_WHOLE}\s+{_WHOLE}\s+(?P<value>{_VARIABLE})\s*\.?\s*\}}\s*",
    re.ASCII | re.IGNORECASE,
)


def bounded(job: Job) -> bool:
    """Return whether a job is a look-up in the whole graph as it is now."""
    if len(job["query"]) > _LONGEST or job["graphs"] is not None or job["op"] or job["bekend"]:
        return False
    found = _LOOKUP.fullmatch(job["query"])
    if not found:
        return False
    one, other = found["one"], found["other"]
    return not (one and other and one[1:] == other[1:])


class Lookups:
    """Answers look-ups from the graph of a server."""

    def __init__(self, holdings: Holdings) -> None:
        """Store the open graph."""
        self._holdings = holdings

    @classmethod
    def opened(cls, source: GraphSource, limits: Limits, shared: str) -> "Lookups":
        """Open the graph that the workers of a generation prepared in the folder ``shared``."""
        small = replace(limits, rows=min(_ROWS, limits.rows), answer=min(_BYTES, limits.answer))
        return cls(Holdings(source, small, shared))

    def answer(self, job: Job) -> Reply | None:
        """Return the answer to a look-up, or None if a worker must answer.

        A worker must answer if the limits are exceeded, or if there is an error to report.
        """
        limited = {**job, "query": f"{job['query']} LIMIT {_ROWS + 1}"}
        try:
            with unthreaded():
                return self._values(job) or sparql.answer(self._holdings, limited)
        except (DvgraphError, Problem):
            return None

    def _values(self, job: Job) -> Reply | None:
        """Return the values of one property as JSON; None for other look-ups and other formats."""
        store, found = embedded(self._holdings.graph.store), _VALUES.fullmatch(job["query"])
        media = best(job["accept"], tuple(sparql.TABLES))
        if not (store and found and found["shown"] in ("*", found["value"])):
            return None
        if sparql.TABLES[media] != QueryResultsFormat.JSON:
            return None
        values = store.values(found[2], found[3], _ROWS)
        name, limits = found["value"][1:], self._holdings.limits
        if values is None or len(values) > limits.rows:
            return None
        data = sparql.results(Table((name,), [(one,) for one in values]))
        full = len(data) > limits.answer
        return None if full else Reply(200, media, data, sparql.VARIES)
