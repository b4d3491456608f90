"""A measure over time as rows."""

from collections.abc import Sequence
from decimal import Decimal

from dvgraph.figures.measurements import Comparison, Measurement, Series
from dvgraph.locale.wording import amount, number, stated
from dvgraph.locale.words import words
from dvgraph.namespaces import BASE, XSD
from dvgraph.rdf.oxigraph import Literal, NamedNode
from dvgraph.store.protocol import Table
from dvgraph.things import columns
from dvgraph.things.columns import Cells

COLUMNS = (
    *(
        "soort",
        "maat",
        "maatLabel",
        "betreft",
        "betreftLabel",
        "van",
        "tot",
        *columns.BOUNDS,
        "gezienOp",
        "periode",
    ),
    *("waarde", "eenheid", "eenheidLabel", "per", "perLabel"),
    *("nauwkeurigheid", "nauwkeurigheidLabel", "zekerheid", "tegenspraak", "tegenspraakLabel"),
    *("groei", "verschil", "groeiNauwkeurigheid", "groeiNauwkeurigheidLabel", "index", "aandeel"),
    *("breuk", "volgensBron"),
    *columns.EVIDENCE,
)


def table(series: Series) -> Table:
    """Return a row per number, the earliest first, then claims of sources; columns: COLUMNS.

    ``groei`` (per cent), ``verschil`` and ``index`` (100 at the first linked number) compare with
    the previous number; ``aandeel`` is the percentage of the total; ``breuk`` is the reason why
    there is no link to the previous number, or why a sum or ratio has no number; ``volgensBron`` is
    a change that the source itself states. An open bound is empty; ``periode`` is the time in
    words. The evidence is that of all figures behind the number.
    """
    return Table(COLUMNS, [_row(series, point) for point in (*series.points, *series.claims)])


def table_of(measured: Sequence[Series]) -> Table:
    """Return the rows of several measures; columns: ``maat``, ``maatLabel`` and COLUMNS."""
    return Table(
        ("maat", "maatLabel", *COLUMNS),
        [
            (*columns.thing(one.graph, one.measure), *row)
            for one in measured
            for row in table(one).rows
        ],
    )


def _row(series: Series, point: Measurement) -> Cells:
    graph = series.graph
    links = [link for link in series.links if link.newer.iri == point.iri]
    grown = next((link for link in links if link.growth is not None), None)
    doubts = ", ".join(map(graph.label, point.doubts))
    breaks = list(dict.fromkeys(broken(series, link) for link in links if link.reasons))
    if point.value is None:
        breaks.append(
            words("figures.table", graph.lang)["refused"].format(series.because(point.reasons))
        )
    said = [claimed(series, link) for link in links if link.claimed]
    said += [stated_ratio(series, point)] if point.kind == "claim" else []
    how = f"{BASE}concept/nauwkeurigheid/ongeveer" if grown and grown.about else ""
    return (
        Literal(words("figures.kinds", graph.lang)[point.kind]),
        *columns.thing(graph, graph.iri(point.iri, "dvg:maat")),
        *columns.thing(graph, point.thing),
        *(_day(text) for text in (point.span.van, point.span.tot)),
        *map(columns.day, point.span.bounds),
        Literal(", ".join(point.span.seen)) if point.span.seen else None,
        Literal(series.when(point)),
        _number(point.value),
        *columns.thing(graph, point.unit),
        *columns.thing(graph, point.per),
        *columns.thing(graph, graph.iri(point.iri, "dvg:nauwkeurigheid")),
        Literal(doubts) if doubts else None,
        *columns.thing(graph, point.clashes[0] if point.clashes else ""),
        _number(grown.growth if grown else None),
        _number(grown.difference if grown else None),
        *columns.thing(graph, how),
        _number(grown.index if grown else _start(series, point)),
        _number(series.shares.get(point.iri)),
        Literal("; ".join(breaks)) if breaks else None,
        Literal("; ".join(said)) if said else None,
        *columns.evidence(graph, point.figures),
    )


def _start(series: Series, point: Measurement) -> Decimal | None:
    """Return 100 as the index of the first point of an unbroken line; None for any other point."""
    begins = any(link.older.iri == point.iri and link.index is not None for link in series.links)
    return Decimal(100) if begins else None


def claimed(series: Series, link: Comparison) -> str:
    """Return the words for two figures that the source itself compares."""
    ends = (_amount(series, link.older), _amount(series, link.newer))
    return words("figures.table", series.graph.lang)["claim"].format(*ends)


def stated_ratio(series: Series, point: Measurement) -> str:
    """Return the words for a ratio that the source itself states: measure, number and base."""
    graph = series.graph
    value = number(f"{point.value:f}" if point.value is not None else "", graph.lang)
    bases = [graph.label(one) for one in graph.iris(point.iri, "dvg:basis")]
    base = ", ".join(
        bases or [stated(one, graph.lang) for one in graph.texts(point.iri, "dvg:basis")]
    )
    return words("figures.table", graph.lang)["ratio"].format(
        graph.label(graph.iri(point.iri, "dvg:maat")), value, graph.label(point.unit), base
    )


def _amount(series: Series, point: Measurement) -> str:
    """Return a number with its qualifier and its period: ``meer dan € 1,5 mln (2024)``."""
    return f"{quantity(series, point)} ({series.when(point)})"


def quantity(series: Series, point: Measurement) -> str:
    """Return a number with its qualifier: ``meer dan € 1,5 mln``."""
    graph = series.graph
    euro = point.unit.endswith("/euro")
    value = f"{point.value:f}" if point.value is not None else ""
    digits = amount(value, graph.lang, euro=euro, short=True)
    how = graph.iri(point.iri, "dvg:nauwkeurigheid")
    return digits if point.precision in ("", "exact") else f"{graph.label(how)} {digits}"


def broken(series: Series, link: Comparison) -> str:
    """Return the words for a break: the earlier figure, and why the two are not comparable."""
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
