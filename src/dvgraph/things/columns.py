"""Cells and columns that the ledgers share: labels, days, counts, grounds and evidence."""

from collections.abc import Iterable, Sequence
from datetime import date

from dvgraph.derive.dates import XSD_DATE
from dvgraph.labels.short_ids import short_id
from dvgraph.labels.subgraph import Subgraph, in_reading_order
from dvgraph.locale.captions import caption
from dvgraph.namespaces import FIRST, LAST, XSD
from dvgraph.rdf.oxigraph import Literal, NamedNode, Term
from dvgraph.results.readable import Words
from dvgraph.store.protocol import Table
from dvgraph.things.sections import MOMENTS
from dvgraph.things.sentences import kind, says

Cells = tuple[Term | None, ...]

BOUNDS = ("vanVroegst", "vanLaatst", "totVroegst", "totLaatst")
GROUNDS = ("grond", "grondLabel", "gronden")
EVIDENCE = ("uitspraak", "uitspraken", "vindplaats", "vindplaatsen", "id", "bronnen")


def day(value: date | None) -> Literal | None:
    """Return a day as xsd:date, or None for an open side, whose bound is a sentinel."""
    if value is None or value in (FIRST, LAST):
        return None
    return Literal(value.isoformat(), datatype=NamedNode(XSD_DATE))


def integer(value: int | None) -> Literal | None:
    """Return an integer as xsd:integer."""
    return None if value is None else Literal(str(value), datatype=NamedNode(f"{XSD}integer"))


def thing(graph: Subgraph, iri: str) -> Cells:
    """Return a thing and its label as two cells, both empty if there is no thing."""
    return (NamedNode(iri), Literal(graph.label(iri))) if iri else (None, None)


def grounds(graph: Subgraph, statements: Iterable[str]) -> Cells:
    """Return three cells: the first ground of statements, its label, and the number of grounds."""
    found = sorted({iri for one in statements for iri in graph.iris(one, "dvg:grond")})
    return (*thing(graph, found[0]), integer(len(found))) if found else (None, None, None)


def evidence(graph: Subgraph, statements: Sequence[str]) -> Cells:
    """Return the cells that cite statements and their passages.

    They are the first statement and the number of statements, the first passage and the number of
    passages, the short id of the statement, and all passages as one text that names each source
    once.
    """
    if not statements:
        return (None,) * len(EVIDENCE)
    found = in_reading_order(place for one in statements for place in graph.passages(one))
    places: dict[str, list[str]] = {}
    for passage in found:
        places.setdefault(graph.label(passage.source), []).append(passage.place)
    told = "; ".join(f"{source}, {'; '.join(parts)}" for source, parts in places.items())
    return (
        NamedNode(statements[0]),
        integer(len(statements)),
        NamedNode(found[0].iri) if found else None,
        integer(len(found)),
        Literal(short_id(statements[0])),
        Literal(told) if told else None,
    )


def claim(graph: Subgraph, statement: str) -> str:
    """Return a statement in words, with its subject: ``GRB: AGIV (beheer)``."""
    moment = kind(graph, statement) == "dvg:Bestaan" and graph.iri(statement, "dvg:over")
    if moment and not MOMENTS.isdisjoint(graph.types(moment)):
        return f"{graph.label(moment)}: {caption('phrase', 'took place', graph.lang)}"
    return says(graph, statement)


def written(graph: Subgraph, statement: str, name: str) -> Term | None:
    """Return a date of a statement (such as ``dvg:van``) as written, or None without one."""
    return next(iter(graph.node(statement).get(name, ())), None)


def words(table: Table, lang: str) -> Words:
    """Return the words for a table: its language, and short ids for statements without a label."""
    named = {term for row in table.rows for term in row if isinstance(term, NamedNode)}
    return Words(lang, {term: f"#{short_id(term.value)}" for term in named})
