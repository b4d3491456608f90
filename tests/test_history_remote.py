"""History on endpoints: the same states and differences as in the process."""

from datetime import date

import pytest

from dvgraph.history.as_of import Fact, as_of
from dvgraph.history.changes import Transition
from dvgraph.history.diff import diff, patch
from dvgraph.history.known_on import known_on
from dvgraph.prebuilt.connection import open_graph
from dvgraph.store.protocol import Store
from dvgraph.store.remote.client import RemoteStore

START, END = date(2015, 12, 31), date(2022, 12, 31)
DV = "https://w3id.org/dvgraph/id/organisatie/digitaal-vlaanderen"


def wordless(told: Fact | Transition) -> tuple[object, ...]:
    """Return the parts of a fact or change, without its words."""
    if isinstance(told, Fact):
        return (told.status, told.when, told.statement, told.id, told.grounds, told.passages)
    statements = told.before, told.after, told.events, told.grounds, told.passages
    return (told.certain, told.stated, told.first, told.last, *statements)


def alike(here: Store, there: Store) -> None:
    for day in (date(2010, 12, 31), START, date(2020, 12, 31)):
        assert as_of(there, day).facts == as_of(here, day).facts
    for entity in (DV, ""):
        ours, theirs = (as_of(store, END, entity) for store in (here, there))
        assert theirs.statements == ours.statements
        # Not the words: Virtuoso 7 writes the value true as 1.
        assert list(map(wordless, theirs.facts)) == list(map(wordless, ours.facts))
        before, after = (diff(store, START, END, entity) for store in (here, there))
        assert after.moved == before.moved
        assert list(map(wordless, after.changes)) == list(map(wordless, before.changes))
    assert len(patch(there, after)) > 1000
    view = known_on(there, date.today())
    assert as_of(view, END, DV).statements == as_of(here, END, DV).statements


@pytest.mark.slow
def test_an_oxigraph_server_tells_the_same(
    shipped_on_oxigraph: str,
) -> None:
    alike(open_graph(), RemoteStore(shipped_on_oxigraph))


@pytest.mark.virtuoso
def test_virtuoso_tells_the_same(
    shipped_on_virtuoso: str,
) -> None:
    alike(open_graph(), RemoteStore(shipped_on_virtuoso))
