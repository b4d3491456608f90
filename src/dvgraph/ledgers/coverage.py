"""Coverage: the years with known facts, for each facet."""

from datetime import date
from typing import NamedTuple

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
LEAST = (1, 3, 10)  # the least number of certain statements for each darker shade


class Cell(NamedTuple):
    """The number of statements of a facet in a year: certain, and only possible."""

    certain: int
    possible: int


class Coverage(NamedTuple):
    """The years from the first known fact on, and a cell for each facet and year.

    An event counts in its year. A lasting fact counts in each year: as certain if it is certain on
    any day of it, else as possible. Facts with the state unknown do not count.
    """

    years: tuple[int, ...]
    facets: dict[str, tuple[Cell, ...]]
    lang: str


def coverage(survey: Survey) -> Coverage:
    """Return the coverage of each facet and year, from a survey of the known facts."""
    graph, today = survey.graph, survey.today
    known = {one: found for one in survey.statements if (found := _years(graph, one, today))}
    first = min((min(found) for found in known.values()), default=today.year)
    years = tuple(range(first, today.year + 1))
    tally = {facet: {year: [0, 0] for year in years} for facet in FACETS}
    for one, found in known.items():
        for year, certain in found.items():
            tally[facet_of(graph, one)][year][not certain] += 1
    return Coverage(
        years,
        {facet: tuple(Cell(*found) for found in of.values()) for facet, of in tally.items()},
        graph.lang,
    )


def _years(graph: Subgraph, statement: str, today: date) -> dict[int, bool]:
    """Return the years up to today that a statement covers, with True if it is certain."""
    validity = graph.validity(statement)
    if validity is None:
        return {}
    first, last, _, gone = validity.bounds
    begin = last if validity.open_begin else first
    if facet_of(graph, statement) in _MOMENTS:
        # It certainly took place in a year if both its bounds are in that year.
        end = min(last, today) if last < LAST else FIRST
        return dict.fromkeys(range(begin.year, end.year + 1), begin.year == last.year)
    found = {}
    for year in range(begin.year, min(gone, today).year + 1):
        states = validity.within(date(year, 1, 1), min(date(year, 12, 31), today))
        if not states.isdisjoint(("certain", "known", "possible")):
            found[year] = "certain" in states
    return found


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
    """Return the shade of a cell: 0 empty, 1 only possible, from 2 on by ``LEAST``."""
    if not cell.certain:
        return 1 if cell.possible else 0
    return 1 + sum(cell.certain >= least for least in LEAST)


def text(coverage: Coverage) -> str:
    """Return the coverage as a map of characters: a line for each facet, a column for each year."""
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
