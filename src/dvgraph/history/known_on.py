"""The graph as recorded on a day: later records are removed.

Statements, contradictions and gaps with a later record time (their own, else that of their file)
are removed, and with them their effects: a later withdrawal is undone, so the corrected statement
is current again, and everything derived is derived anew.
"""

from datetime import date

from dvgraph.dataset.files import Dataset
from dvgraph.derive.periods import STATEMENT_KINDS
from dvgraph.derive.rules import derived_store
from dvgraph.errors import StoreError
from dvgraph.locale.reader import explained
from dvgraph.namespaces import DVG, PROV, TYPE
from dvgraph.rdf.oxigraph import Literal, NamedNode, Quad
from dvgraph.store.embedded import EmbeddedStore
from dvgraph.store.inventory import stated
from dvgraph.store.protocol import Store

_RECORDED, _WITHDRAWN = f"{PROV}generatedAtTime", f"{PROV}invalidatedAtTime"
_RECORDS = {NamedNode(iri) for iri in (*STATEMENT_KINDS, f"{DVG}Tegenspraak", f"{DVG}Lacune")}


def known_on(store: Store, day: date) -> EmbeddedStore:
    """Return a store in memory with the graph as recorded by the end of a day.

    It reads and derives the whole graph. Days of record times are taken as written; a statement
    without record time is always kept. Raises StoreError for a store without named graphs, which
    cannot separate stated from derived triples.
    """
    quads = list(stated(store))
    if not quads:
        raise StoreError(*explained("errors.history", "no graphs"))
    kept = _recorded_by(quads, day.isoformat())
    return derived_store(Dataset(kept, ()))[0]


def _recorded_by(quads: list[Quad], day: str) -> list[Quad]:
    own: dict[object, str] = {}
    records: dict[object, set[object]] = {}
    for quad in quads:
        if quad.predicate.value == _RECORDED and isinstance(quad.object, Literal):
            own[quad.subject] = quad.object.value[:10]
        elif quad.predicate.value == TYPE and quad.object in _RECORDS:
            records.setdefault(quad.subject, set()).add(quad.graph_name)
    later = set()
    for record, graphs in records.items():
        times = [own[record]] if record in own else [own[g] for g in graphs if g in own]
        if times and min(times) > day:
            later.add(record)
    return [
        quad
        for quad in quads
        if quad.subject not in later
        and quad.object not in later
        and not (_withdrawal(quad) and quad.object.value[:10] > day)  # type: ignore[union-attr]  # the pattern or query admits no other kind
    ]


def _withdrawal(quad: Quad) -> bool:
    return quad.predicate.value == _WITHDRAWN and isinstance(quad.object, Literal)
