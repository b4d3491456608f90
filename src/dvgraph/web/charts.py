"""The chart of an answer that is a series: counts of each kind by year, or figures over time."""

from dvgraph.graphics import heat_map
from dvgraph.graphics.heat_map import HeatCell, HeatMap
from dvgraph.graphics.svg import Grammar
from dvgraph.ledgers.coverage import LEAST, Cell, shade
from dvgraph.locale.words import words
from dvgraph.questions.agency import agency
from dvgraph.rdf.terms import plain
from dvgraph.results.templates import Markup, markup
from dvgraph.store.protocol import Table
from dvgraph.web.view import PageView

_YEARLY = ("jaar", "soortLabel", "aantal")
_SERIES = "vorigCijfer"  # the column by which an answer is recognised as figures over time


def chart(view: PageView, table: Table, title: str, measure: str = "") -> Markup:
    """Return the chart of an answer as a part of a page; empty if the answer is not a series.

    ``measure``: the IRI of the measure asked for; without it, the figures are those of the agency.
    """
    if set(_YEARLY) <= set(table.variables) and table.rows:
        return markup(_yearly(view, table, title))
    if measure:
        return markup(view.chart(measure))
    if _SERIES in table.variables:
        return markup("".join(map(view.panels, list(agency(view.store))[:1])))
    return markup("")


def _yearly(view: PageView, table: Table, title: str) -> str:
    """Return a heat map with a row for each kind and its number in each year.

    Numbers that are not certain are shown as possible.
    """
    said = words("ledgers.coverage-picture", view.lang)
    names = {name: place for place, name in enumerate(table.variables)}
    found: dict[str, dict[int, Cell]] = {}
    for row in table.rows:
        year, kind, number = (plain(row[names[name]]) for name in _YEARLY)
        if year.isdigit():
            unsure = int(plain(row[names["onzeker"]]) or 0) if "onzeker" in names else 0
            found.setdefault(kind, {})[int(year)] = Cell(int(number) - unsure, unsure)
    every = [year for kind in found.values() for year in kind]
    years = tuple(range(min(every), max(every) + 1))

    def cell(kind: str, year: int) -> HeatCell:
        held = found[kind].get(year, Cell(0, 0))
        number = f"{held.certain or ''}{f'+{held.possible}?' if held.possible else ''}"
        told = said["cell"].format(kind, year, held.certain, held.possible)
        return HeatCell(told, number.removeprefix("+"), shade(held))

    shades = {f"shade{n}": said["shades"].format(least) for n, least in enumerate(LEAST, 1)}
    rows = [(kind, [cell(kind, year) for year in years]) for kind in found]
    sums = {kind: sum(map(sum, cells.values())) for kind, cells in found.items()}
    return heat_map.svg(
        HeatMap(
            title=title,
            key="",
            description="; ".join(f"{kind}: {number}" for kind, number in sums.items()),
            grammar=Grammar(view.lang, {**words("graphics.signs", view.lang), **shades}, {}),
            years=years,
            rows=rows,
        ),
        name="chart",
    )
