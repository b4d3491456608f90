"""The graph as of a day, or as recorded by a day, for any query.

As of a day, the statements that were then neither certainly nor possibly in force are left out,
together with all triples that refer to them. Everything else stays: things, sources, passages, gaps
and derived triples. So a question that matches ``dvg:GeldendeUitspraak`` finds the statements in
force on that day.
"""

from datetime import date

from dvgraph.errors import StoreError
from dvgraph.history.known_on import known_on
from dvgraph.locale.reader import explained
from dvgraph.store.binding import bind, support
from dvgraph.store.embedded import EmbeddedStore
from dvgraph.store.inventory import quads
from dvgraph.store.protocol import Store
from dvgraph.things.statements import day_literal


def graph_on(store: Store, day: date | None, known: date | None) -> Store:
    """Return the graph as of a day, and as recorded by the end of another day (``known``).

    Without either day, this is the store itself; otherwise a new store in memory, made from the
    whole graph. Raises StoreError for a store without named graphs.
    """
    seen = known_on(store, known) if known else store
    if day is None:
        return seen
    query = bind(support("not-holding"), {"date": [day_literal(day)]})
    absent = {row[0] for row in seen.select(query).rows}
    found = EmbeddedStore()
    found.load(
        quad for quad in quads(seen) if quad.subject not in absent and quad.object not in absent
    )
    if not found.size():
        raise StoreError(*explained("errors.history", "no graphs"))
    return found
