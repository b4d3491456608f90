"""Export for archives in RiC-O 1.1: agents, relations, activities and mandates, with dates.

The CONSTRUCT queries in ``queries/archives`` map all current statements. A statement becomes a
relation, with its sources as evidence. The end date in RiC-O is the last day; ``dvg:tot`` in the
data is the day after it.
"""

from collections.abc import Iterable
from datetime import date, timedelta

from dvgraph.exchange.registry import Export
from dvgraph.namespaces import GRAPHS, XSD
from dvgraph.rdf.oxigraph import Literal, NamedNode, Term, Triple
from dvgraph.rdf.terms import as_quad
from dvgraph.resources import prefixes, queries_dir
from dvgraph.store.inventory import in_memory
from dvgraph.store.protocol import Store

RICO = "https://www.ica.org/standards/RiC/ontology#"
_GRAPH = NamedNode(f"{GRAPHS}weergave/rico")
_END = NamedNode(f"{RICO}endDate")
_DATE = NamedNode(f"{XSD}date")


def export(store: Store, form: str, *, rico: bool) -> Export:  # noqa: ARG001 (all are alike)
    """Return the current statements in the terms of RiC-O as sorted quads of one graph."""
    found = {triple for made in mapped(store).values() for triple in made}
    triples = sorted(found, key=str)
    quads = [as_quad(subject, name, value, _GRAPH) for subject, name, value in triples]
    return Export(quads, {**prefixes(), "rico": RICO})


def mapped(store: Store) -> dict[str, set[Triple]]:
    """Return the triples that each mapping makes from a store, by name of the mapping."""
    graph = in_memory(store)
    return {
        path.stem: set(_ended(graph.construct(path.read_text(encoding="utf-8"))))
        for path in sorted((queries_dir() / "archives").glob("*.rq"))
    }


def _ended(triples: Iterable[Triple]) -> Iterable[Triple]:
    for subject, predicate, value in triples:
        yield Triple(subject, predicate, last_day(value) if predicate == _END else value)


def last_day(until: Term) -> Term:
    """Return the day before a day (YYYY-MM-DD); a month, year or EDTF text stays unchanged."""
    if isinstance(until, Literal) and until.datatype == _DATE:
        day = date.fromisoformat(until.value) - timedelta(days=1)
        return Literal(day.isoformat(), datatype=_DATE)
    return until
