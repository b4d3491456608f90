"""Coverage: the years with known facts, facet by facet."""

from datetime import date
from typing import NamedTuple

from dvgraph.derive.dates import next_day
from dvgraph.labels.subgraph import Subgraph
from dvgraph.ledgers.gaps import Survey
from dvgraph.locale.words import words
from dvgraph.namespaces import FIRST, LAST
from dvgraph.rdf.oxigraph import Literal
from dvgraph.store.protocol import Table
from dvgraph.things import columns
from dvgraph.things.facets import FACETS, caption, facet_of

COLUMNS = ("facet", "jaar", "zeker", "mogelijk")
_MOMENTS = ("events", "decisions")
_SHADES = "·░▒▓█"
LEAST = (1, 3, 10)  # the number of certain statements for each darker shade


class Cell(NamedTuple):
    """The number of statements of a facet in a year: certain, and only possible."""

    certain: int
    possible: int


class Coverage(NamedTuple):
    """The years from the first known fact on, and a cell for each facet and year.

    An event counts in its year; a lasting fact in each of its years, certainly up to the last day
    it was attested if its end is open. A fact with an unknown start covers nothing before it was
    first seen.
    """

    years: tuple[int, ...]
    facets: dict[str, tuple[Cell, ...]]
    lang: str


def coverage(survey: Survey) -> Coverage:
    """Return the coverage of each facet and year."""
    graph = survey.graph
    spans = {one: found for one in survey.statements if (found := _span(graph, one, survey.today))}
    first = min((days[0].year for days in spans.values()), default=survey.today.year)
    years = tuple(range(first, survey.today.year + 1))
    tally = {facet: {year: [0, 0] for year in years} for facet in FACETS}
    for one, (begin, sure, until, gone) in spans.items():
        counts = tally[facet_of(graph, one)]
        for year in range(begin.year, min(gone, survey.today).year + 1):
            opens, closes = date(year, 1, 1), date(year + 1, 1, 1)
            if begin < closes and gone > opens and year in counts:
                certain = max(sure, opens) < min(until, closes)
                counts[year][not certain] += 1
    return Coverage(
        years,
        {facet: tuple(Cell(*found) for found in of.values()) for facet, of in tally.items()},
        graph.lang,
    )


def _span(graph: Subgraph, statement: str, today: date) -> tuple[date, date, date, date] | None:
    """Return possible start, certain start, certain end and possible end of the coverage."""
    span = graph.span(statement)
    if span is None:
        return None
    begin, sure, until, gone = span.bounds
    if begin == FIRST:
        begin = min(sure, until if until > FIRST else LAST, gone)
    if begin > today:
        return None
    if facet_of(graph, statement) in _MOMENTS:
        if sure == LAST:
            return None
        # It certainly took place in a year if both its bounds are in it.
        whole = begin.year == sure.year
        return begin, begin if whole else LAST, next_day(sure), next_day(sure)
    if gone == LAST:
        seen = graph.last_seen(statement)
        until = min(until, next_day(seen)) if seen else begin
    return begin, sure, until, gone


def table(coverage: Coverage) -> Table:
    """Return the coverage as rows, one for each facet and year; columns: COLUMNS."""
    rows = [
        (
            Literal(caption(facet, coverage.lang)),
            columns.integer(year),
            columns.integer(cell.certain),
            columns.integer(cell.possible),
        )
        for facet, found in coverage.facets.items()
        for year, cell in zip(coverage.years, found, strict=True)
    ]
    return Table(COLUMNS, rows)


def shade(cell: Cell) -> int:
    """Return the shade of a cell: 0 nothing, 1 only possible, 2 and more by ``LEAST``."""
    if not cell.certain:
        return 1 if cell.possible else 0
    return 1 + sum(cell.certain >= least for least in LEAST)


def text(coverage: Coverage) -> str:
    """Return the coverage as a map of characters, a line for each facet, a column for each year."""
    names = {facet: caption(facet, coverage.lang) for facet in coverage.facets}
    margin = max(map(len, names.values())) + 2
    heads = [str(year) if year % 5 == 0 else "" for year in coverage.years]
    scale = [" "] * (margin + len(coverage.years) + 4)
    for n, head in enumerate(heads):
        scale[margin + n : margin + n + len(head)] = head
    lines = [
        f"{names[facet]:<{margin}}{''.join(_SHADES[shade(cell)] for cell in found)}"
        for facet, found in coverage.facets.items()
    ]
    key = words("ledgers.coverage", coverage.lang)["key"].format(*reversed(LEAST))
    return "\n".join(["".join(scale).rstrip(), *lines, "", key]) + "\n"
