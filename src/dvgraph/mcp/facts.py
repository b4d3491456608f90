"""Rows, pages and lineages as facts: content, certainty and sources."""

from collections.abc import Iterable, Iterator, Sequence

from dvgraph.labels.short_ids import short_id
from dvgraph.labels.subgraph import Subgraph, in_reading_order
from dvgraph.lineage import Lineage
from dvgraph.locale.columns import heading
from dvgraph.locale.wording import by_bounds
from dvgraph.locale.words import words
from dvgraph.mcp.answers import FactSource, ToldFact
from dvgraph.namespaces import BASE, FIRST, LAST, path
from dvgraph.rdf.oxigraph import NamedNode, Term
from dvgraph.rdf.terms import plain
from dvgraph.results.readable import columns
from dvgraph.results.rows import Rows
from dvgraph.things.page import Page

# Columns whose content has its own field in a fact.
_APART = ("id", "bronnen", "zekerheid", "uitspraken")
_PARENT = f"{BASE}concept/betrekking/ouder"  # the relation between a unit and its parent


class Maker:
    """Makes facts in one language; ``base`` is the address of a server of the graph, if any."""

    def __init__(self, graph: Subgraph, base: str) -> None:
        """Store the subgraph with the statements and sources."""
        self._graph, self._base = graph, base

    def link(self, iri: str) -> str:
        """Return the permalink of a thing: its address at the server, else its IRI."""
        if self._base and iri.startswith(BASE):
            return f"{self._base.rstrip('/')}/id/{path(iri)}"
        return iri

    def of_rows(self, rows: Rows, stated: Sequence[Sequence[str]] = ()) -> list[ToldFact]:
        """Return the facts of rows; ``stated`` has the IRIs of the statements behind each row.

        By default they are those in the column ``uitspraak``.
        """
        names = rows.table.variables
        shown = columns(rows.table, rows.words)
        heads = {name: _head(rows, name, self._graph.lang) for name in shown if name not in _APART}
        every = [dict(zip(names, row, strict=True)) for row in rows.table.rows]
        stated = stated or list(map(_statements, every))
        self._graph.expect(one for statements in stated for one in statements)
        found = []
        for n, (terms, statements) in enumerate(zip(every, stated, strict=True)):
            says = {head: shown[name][n] for name, head in heads.items() if shown[name][n]}
            things = {
                head: path(term.value)
                for name, head in heads.items()
                if isinstance(term := terms.get(name.removesuffix("Label")), NamedNode)
            }
            found.append(self._fact(says, things, statements))
        return found

    def of_page(self, page: Page) -> list[ToldFact]:
        """Return the lines of a page as facts, each with its state on the day of the page."""
        text, when = heading("inhoud", page.lang), heading("wanneer", page.lang)
        part, state = heading("facet", page.lang), heading("geldt", page.lang)
        lines = [(section, line) for section in page.sections for line in section.lines]
        self._graph.expect(line.iri for _, line in lines if line.id)
        found = []
        for section, line in lines:
            status = words("state", page.lang)[line.status] if line.status else ""
            cells = {part: section.title, text: line.text, when: line.when, state: status}
            things = {text: path(line.thing or line.iri)} if line.thing or line.iri else {}
            statements = [line.iri] if line.id else []
            fact = self._fact({head: cell for head, cell in cells.items() if cell}, things, [])
            doubts = self._certainty(statements)
            sources = [self._source(one.source, one.place, one.iri) for one in line.passages]
            ids = line.id.split(", ") if line.id else []
            link = self.link(line.iri or page.iri)
            found.append(ToldFact(fact.says, things, doubts, sources, ids, link))
        return found

    def of_lineage(self, lineage: Lineage) -> list[ToldFact]:
        """Return each step from a predecessor to a successor, in order of time."""
        lang = self._graph.lang
        older, younger = heading("voorganger", lang), heading("opvolger", lang)
        event, when = heading("gebeurtenis", lang), heading("wanneer", lang)
        steps = sorted(
            lineage.descent.edges(keys=True, data=True),
            key=lambda step: (step[3].get("from_earliest", FIRST), *step[:3]),
        )
        found = []
        for first, second, by, data in steps:
            bounds = (data.get("from_earliest", FIRST), data.get("from_latest", LAST), LAST, LAST)
            says = {
                older: lineage.label(first),
                younger: lineage.label(second),
                event: str(data.get(f"label_{lang}", "")),
                when: by_bounds(bounds, lang, start=True) if "from_latest" in data else "",
            }
            if data["partly"]:
                says[event] += f", {words('lineage.parts', lang)['in part']}"
            things = {older: path(first), younger: path(second), event: path(by)}
            said = {head: cell for head, cell in says.items() if cell}
            found.append(self._fact(said, things, list(self._behind(first, by)), by))
        return found

    def _behind(self, first: str, by: str) -> Iterator[str]:
        """Yield the statements that support a step: of its event, or of the unit and its parent."""
        if "prov:Activity" in self._graph.types(by):
            found = self._graph.mentions([by], "dvg:over")
        else:
            found = [
                one
                for one in self._graph.mentions([by], "dvg:onderwerp")
                if _PARENT in self._graph.iris(one, "dvg:betrekking")
                and first in self._graph.iris(one, "dvg:voorwerp")
            ]
        for one in sorted(found):
            if "dvg:GeldendeUitspraak" in self._graph.types(one):
                yield one

    def _fact(
        self,
        says: dict[str, str],
        things: dict[str, str],
        statements: Sequence[str],
        thing: str = "",
    ) -> ToldFact:
        passages = in_reading_order(
            dict.fromkeys(place for one in statements for place in self._graph.passages(one))
        )
        return ToldFact(
            says,
            things,
            self._certainty(statements),
            [self._source(one.source, one.place, one.iri) for one in passages],
            [short_id(one) for one in statements],
            self.link(next(iter(statements), thing)),
        )

    def _source(self, source: str, place: str, passage: str) -> FactSource:
        return FactSource(self._graph.label(source), place, passage)

    def _certainty(self, statements: Iterable[str]) -> str:
        """Return the doubts about statements; without doubts or statements, words that say so."""
        stated = list(statements)
        doubts = dict.fromkeys(why for one in stated for why in self._graph.doubts(one))
        key = "no doubt" if stated else "no statement"
        return ", ".join(doubts) or words("mcp", self._graph.lang)[key]


def _head(rows: Rows, name: str, lang: str) -> str:
    plain_name = name.removesuffix("Label")
    headings = rows.words.headings if rows.words else {}
    return heading(headings.get(plain_name, plain_name), lang)


def _statements(row: dict[str, Term | None]) -> list[str]:
    """Return the IRIs of the statements behind a row; a row may have several."""
    return list(filter(None, plain(row.get("uitspraak")).split("; ")))
