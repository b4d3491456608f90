"""A measure over time as rows."""

from decimal import Decimal

from dvgraph.figures.measurements import Comparison, Measurement, Series
from dvgraph.locale.words import words
from dvgraph.namespaces import XSD
from dvgraph.rdf.oxigraph import Literal, NamedNode
from dvgraph.store.protocol import Table
from dvgraph.things import columns
from dvgraph.things.columns import Cells

COLUMNS = (
    *("soort", "betreft", "betreftLabel", "van", "tot", *columns.BOUNDS, "gezienOp"),
    *("waarde", "eenheid", "eenheidLabel", "per", "perLabel"),
    *("nauwkeurigheid", "nauwkeurigheidLabel", "zekerheid", "tegenspraak", "tegenspraakLabel"),
    *("groei", "index", "aandeel", "breuk"),
    *columns.EVIDENCE,
)


def table(series: Series) -> Table:
    """Return a row per number, the earliest first; columns: COLUMNS.

    ``groei`` (per cent) and ``index`` (100 at the first linked number) are since the previous
    number; ``aandeel`` is the percentage of its total; ``breuk`` is the reason why it is not linked
    to the previous one, or why a sum or ratio has no number. Evidence is of all figures behind it.
    """
    index = series.indexed()
    return Table(COLUMNS, [_row(series, point, index) for point in series.points])


def _row(series: Series, point: Measurement, index: dict[str, Decimal]) -> Cells:
    graph = series.graph
    links = [link for link in series.links if link.newer.iri == point.iri]
    grown = next((link.growth for link in links if link.growth is not None), None)
    doubts = ", ".join(map(graph.label, point.doubts))
    precision = graph.iri(point.iri, "dvg:nauwkeurigheid")
    breaks = [broken(series, link) for link in links if link.reasons]
    if point.value is None:
        breaks.append(
            words("figures.table", graph.lang)["refused"].format(series.because(point.reasons))
        )
    return (
        Literal(words("figures.kinds", graph.lang)[point.kind]),
        *columns.thing(graph, point.thing),
        *(_day(text) for text in (point.span.van, point.span.tot)),
        *map(columns.day, point.span.bounds),
        Literal(", ".join(point.span.seen)) if point.span.seen else None,
        _number(point.value),
        *columns.thing(graph, point.unit),
        *columns.thing(graph, point.per),
        *columns.thing(graph, precision),
        Literal(doubts) if doubts else None,
        *columns.thing(graph, point.clashes[0] if point.clashes else ""),
        _number(grown),
        _number(index.get(point.iri)),
        _number(series.shares.get(point.iri)),
        Literal("; ".join(breaks)) if breaks else None,
        *columns.evidence(graph, point.figures),
    )


def broken(series: Series, link: Comparison) -> str:
    """Return the words for a break: the earlier figure, and why the two cannot be compared."""
    since, why = series.when(link.older), series.because(link.reasons)
    if link.older.thing != link.newer.thing:
        since = f"{since} ({series.graph.label(link.older.thing)})"
    return words("figures.table", series.graph.lang)["break"].format(since, why)


def _day(text: str | None) -> Literal | None:
    return Literal(text, datatype=NamedNode(f"{XSD}date")) if text else None


def _number(value: Decimal | None) -> Literal | None:
    if value is None:
        return None
    whole = value == value.to_integral_value()
    kind = "integer" if whole else "decimal"
    text = str(int(value)) if whole else f"{value:f}"
    return Literal(text, datatype=NamedNode(XSD + kind))
