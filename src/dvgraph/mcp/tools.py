"""The tools for language models: each is a method of ``dvgraph.api``, with typed answers.

Their names, parameters and types are those of the methods; their descriptions are in the locale,
sections ``mcp.tools`` and ``mcp.parameters``.
"""

import json
from collections.abc import Awaitable, Callable, Sequence
from copy import copy
from typing import Any, Literal

from dvgraph.api import Graph
from dvgraph.errors import UseError
from dvgraph.history.known_on import known_on as known
from dvgraph.labels.subgraph import Subgraph
from dvgraph.locale.reader import explained
from dvgraph.locale.words import words
from dvgraph.mcp.answers import (
    AskedParameter,
    FoundThing,
    FoundThings,
    KnownQuestion,
    Results,
    ToldFact,
    ToldFacts,
    ToldTerm,
)
from dvgraph.mcp.facts import Maker
from dvgraph.namespaces import BASE, path
from dvgraph.questions.parameters import last_day
from dvgraph.rdf.terms import plain
from dvgraph.results.readable import columns, provenance
from dvgraph.results.rows import Rows
from dvgraph.server.messages import Job, Reply
from dvgraph.store import inventory

Language = Literal["nl", "en"] | None
_MOST = 500  # the greatest number of facts in an answer
_USUAL = 50
_FORMS = "application/sparql-results+json, application/n-triples;q=0.9"
_KINDS: dict[str, Literal["iri", "literal", "blank"]] = {
    "uri": "iri",
    "literal": "literal",
    "bnode": "blank",
}


class Tools:
    """The tools for one graph; every method is a tool, and raises the errors of ``dvgraph.api``.

    ``lang`` is the language of answers if a call gives none.
    """

    def __init__(
        self, graph: Graph, run: Callable[[Job], Awaitable[Reply]], base: str = ""
    ) -> None:
        """Store the graph; ``run`` runs a job of ``server.jobs`` on the same graph, within limits.

        ``base`` is the address of a server of the graph, for permalinks.
        """
        self._graph, self._run, self._base = graph, run, base

    def questions(self, lang: Language = None) -> list[KnownQuestion]:
        """Return the questions that ``ask`` knows."""
        spoken = lang or self._graph.lang
        return [
            KnownQuestion(
                one.name,
                one.title.get(spoken, one.name),
                one.reading(spoken),
                [
                    AskedParameter(
                        name,
                        given.type,
                        given.label.get(spoken, name),
                        given.required,
                        given.list,
                        list(given.choices),
                        given.default or "",
                    )
                    for name, given in one.params.items()
                ],
                dict(one.example),
            )
            for one in self._graph.questions()
        ]

    def ask(
        self,
        question: str,
        parameters: dict[str, str | list[str]] | None = None,
        new_only: bool = False,
        limit: int = _USUAL,
        offset: int = 0,
        lang: Language = None,
    ) -> ToldFacts:
        """Return the answer to a question; by default about the agency."""
        graph = self._in(lang)
        rows = graph.ask(question, new_only=new_only, **(parameters or {}))
        asked = "\n".join(rows.heading.splitlines()[:-1])
        return self._facts(Subgraph(graph.store, graph.lang), rows, asked, limit, offset)

    def search(self, text: str, limit: int = 10, lang: Language = None) -> FoundThings:
        """Return the things that a text may name."""
        graph = self._in(lang)
        found = graph.search(text)[: _within(limit, 0)]
        shown = columns(found.table, found.words)
        link = Maker(Subgraph(graph.store, graph.lang), self._base).link

        def cell(name: str, n: int) -> str:
            return shown[name][n] if name in shown else ""

        hits = []
        for n, row in enumerate(found.table.rows):
            iri, label, kind, via, *_, score = map(plain, row)
            days = cell("van", n), cell("tot", n)
            hits.append(FoundThing(label, kind, path(iri), via, *days, float(score), link(iri)))
        said = words("mcp", graph.lang)
        return FoundThings(
            hits, "" if hits else said["nothing named"].format(text), self._data(graph.lang)
        )

    def show(
        self,
        name: str,
        as_of: str | None = None,
        known_on: str | None = None,
        limit: int = _USUAL,
        offset: int = 0,
        lang: Language = None,
    ) -> ToldFacts:
        """Return everything known about a thing, or its state on a day."""
        graph = self._in(lang)
        page = graph.show(name, as_of=as_of, known_on=known_on)
        asked = f"{page.label} ({path(page.iri)}){': ' * bool(page.life)}{page.life}"
        day = last_day(known_on or None, "known_on")
        store = known(graph.store, day) if day else graph.store
        made = Maker(Subgraph(store, graph.lang), self._base).of_page(page)
        return self._part(graph.lang, asked, made, limit, offset, known_on)

    def as_of(
        self,
        day: str,
        name: str | None = None,
        known_on: str | None = None,
        limit: int = _USUAL,
        offset: int = 0,
        lang: Language = None,
    ) -> ToldFacts:
        """Return the state on a day."""
        graph = self._in(lang)
        rows = graph.as_of(day, name, known_on)
        return self._facts(rows.state.graph, rows, _asked(rows), limit, offset, known_on)

    def diff(
        self,
        start: str,
        end: str,
        name: str | None = None,
        known_on: str | None = None,
        limit: int = _USUAL,
        offset: int = 0,
        lang: Language = None,
    ) -> ToldFacts:
        """Return the changes after one day and up to another."""
        graph = self._in(lang)
        rows = graph.diff(start, end, name, known_on)
        changed = [[*one.before, *one.after] for one in rows.difference.changes]
        planned = [[one.statement] for one in rows.difference.plans]
        found = rows.difference.graph
        asked, stated = _asked(rows), [*changed, *planned]
        return self._facts(found, rows, asked, limit, offset, known_on, stated)

    def lineage(
        self,
        name: str | None = None,
        known_on: str | None = None,
        limit: int = _USUAL,
        offset: int = 0,
        lang: Language = None,
    ) -> ToldFacts:
        """Return the steps by which organisations became others, with their events."""
        graph = self._in(lang)
        found = graph.lineage(name, known_on)
        asked = found.label(found.focus) if found.focus else words("mcp", graph.lang)["all"]
        seen = Subgraph(found.store, graph.lang)
        made = Maker(seen, self._base).of_lineage(found)
        return self._part(graph.lang, asked, made, limit, offset, known_on)

    def figures(
        self,
        measure: str,
        name: str | None = None,
        per_head: bool = False,
        limit: int = _USUAL,
        offset: int = 0,
        lang: Language = None,
    ) -> ToldFacts:
        """Return a measure over time."""
        graph = self._in(lang)
        rows = graph.figures(measure, name, per_head=per_head)
        series = rows.series
        stated = [one.figures for one in (*series.points, *series.claims)]
        return self._facts(series.graph, rows, series.subject(), limit, offset, None, stated)

    async def sparql(
        self,
        query: str,
        as_of: str | None = None,
        known_on: str | None = None,
        lang: Language = None,
    ) -> Results:
        """Return the answer to a SPARQL query, which runs in a separate process with limits."""
        graph = self._in(lang)
        job: Job = {"kind": "sparql", "lang": graph.lang, "query": query, "accept": _FORMS}
        reply = await self._run(
            {**job, "base": BASE, "graphs": None, "op": as_of, "bekend": known_on}
        )
        data = self._data(graph.lang, known_on)
        if not reply.media.startswith("application/sparql-results+json"):
            triples = reply.body.decode()
            return Results([], [], None, triples, _vain(graph, query, triples), data)
        found = json.loads(reply.body)
        if "boolean" in found:
            return Results([], [], found["boolean"], "", "", data)
        rows = [
            {name: _term(cell) for name, cell in row.items()}
            for row in found["results"]["bindings"]
        ]
        return Results(found["head"]["vars"], rows, None, "", _vain(graph, query, rows), data)

    def _in(self, lang: Language) -> Graph:
        """Return the graph with its answers in a language."""
        graph = copy(self._graph)
        graph.lang = lang or graph.lang
        return graph

    def _facts(
        self,
        graph: Subgraph,
        rows: Rows,
        asked: str,
        limit: int,
        offset: int,
        known_on: str | None = None,
        stated: Sequence[Sequence[str]] = (),
    ) -> ToldFacts:
        """Return rows as an answer; only the rows within ``limit`` and ``offset`` become facts."""
        part = slice(offset, offset + _within(limit, offset))
        made = Maker(graph, self._base).of_rows(rows[part], stated[part])
        return self._given(graph.lang, asked, made, len(rows), offset, known_on)

    def _part(
        self,
        lang: str,
        asked: str,
        made: list[ToldFact],
        limit: int,
        offset: int,
        known_on: str | None,
    ) -> ToldFacts:
        part = made[offset : offset + _within(limit, offset)]
        return self._given(lang, asked, part, len(made), offset, known_on)

    def _given(
        self,
        lang: str,
        asked: str,
        part: list[ToldFact],
        total: int,
        offset: int,
        known_on: str | None,
    ) -> ToldFacts:
        said, end = words("mcp", lang), offset + len(part)
        more = "" if end >= total else said["more"].format(rest=total - end, offset=end)
        nothing = "" if total else said["nothing"].format(" · ".join(asked.splitlines()))
        return ToldFacts(asked, total, part, more, nothing, self._data(lang, known_on))

    def _data(self, lang: str, known_on: str | None = None) -> str:
        day = last_day(known_on or None, "known_on")
        version = inventory.version(self._graph.store)
        return provenance(version, lang, day.isoformat() if day else "")


def _within(limit: int, offset: int) -> int:
    """Return the number of facts to return; UseError for numbers out of range."""
    if not 1 <= limit <= _MOST or offset < 0:
        raise UseError(*explained("errors.mcp", "no part", most=_MOST))
    return limit


def _asked(rows: Rows) -> str:
    """Return the description of a request, without the version of the data."""
    return "\n".join(rows.above("table")[:-1])


def _vain(graph: Graph, query: str, found: Sequence[Any]) -> str:
    return "" if found else words("mcp", graph.lang)["nothing"].format(" ".join(query.split()))


def _term(cell: dict[str, str]) -> ToldTerm:
    return ToldTerm(
        _KINDS[cell["type"]], cell["value"], cell.get("xml:lang", ""), cell.get("datatype", "")
    )
