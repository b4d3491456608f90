"""The subgraph loads all nodes that a view asks for, in a few queries."""

from collections.abc import Callable
from datetime import date

import pytest

from dvgraph.brief import brief
from dvgraph.brief.writers import markdown
from dvgraph.figures import Figures, measure_of, series
from dvgraph.history.as_of import as_of
from dvgraph.history.chronicle import chronicle
from dvgraph.history.diff import diff
from dvgraph.history.portrait import portray
from dvgraph.history.tables import change_json, change_table, state_json, state_table
from dvgraph.labels.subgraph import Subgraph
from dvgraph.ledgers import (
    coverage,
    decision_table,
    decisions,
    gap_table,
    gaps,
    task_picture,
    task_table,
    tasks,
)
from dvgraph.namespaces import slug
from dvgraph.prebuilt.connection import open_graph
from dvgraph.rdf.oxigraph import Literal, NamedNode, Triple
from dvgraph.rdf.terms import plain
from dvgraph.store.protocol import Store, Table
from dvgraph.things.page import page
from dvgraph.things.passages import behind
from dvgraph.things.writers import render

BASE = "https://w3id.org/dvgraph/id/"
AGIV, IV = f"{BASE}organisatie/agiv", f"{BASE}organisatie/informatie-vlaanderen"
POST = f"{BASE}functie/administrateur-generaal"
DAY, SINCE = date(2022, 12, 31), date(2015, 12, 31)


class Counting:
    """A store that counts its requests; like a remote store, it only answers queries."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.queries = 0

    def select(self, query: str) -> Table:
        self.queries += 1
        return self._store.select(query)

    def ask(self, query: str) -> bool:
        self.queries += 1
        return self._store.ask(query)

    def construct(self, query: str) -> list[Triple]:
        self.queries += 1
        return self._store.construct(query)

    def close(self) -> None:
        self._store.close()


def _state(store: Store, entity: str, lang: str) -> str:
    found = as_of(store, DAY, entity, lang)
    return portray(found) + state_json(found) + str(state_table(found))


def _difference(store: Store, entity: str, lang: str) -> str:
    found = diff(store, SINCE, DAY, entity, lang)
    return chronicle(found) + change_json(found) + str(change_table(found))


def _tasks(store: Store, entity: str, lang: str) -> str:
    found = tasks.ledger(store, entity, lang, DAY)
    return str(task_table.table(found)) + task_picture.svg(found)


def _decisions(store: Store, entity: str, lang: str) -> str:
    found = decisions.ledger(store, entity, lang)
    return str(decision_table.table(found)) + str(decision_table.not_in_force(found, SINCE))


def _gaps(store: Store, entity: str, lang: str) -> str:
    found = gaps.survey(store, entity, lang, DAY)
    return str(gap_table.table(found)) + coverage.text(coverage.coverage(found))


def _figures(store: Store, _: str, lang: str) -> str:
    found = Figures(series(store, measure_of(store, "bezoeken"), "", lang))
    return str(found.table) + found.describe()


# Of each view what it writes of a thing in a language, and the most queries that it may ask of a
# store at a distance (measured, with a few to spare where data grow).
VIEWS: dict[str, tuple[Callable[[Store, str, str], str], str, int]] = {
    "show": (lambda store, iri, lang: render(page(store, iri, DAY, lang), "md"), AGIV, 12),
    "show a post": (lambda store, iri, lang: render(page(store, iri, DAY, lang), "md"), POST, 10),
    "as-of": (_state, AGIV, 6),
    # Three generations of bodies, and in one step each who else had their tasks.
    "diff": (_difference, AGIV, 28),
    # With its picture, which colours by families: these are found from the whole lineage.
    "tasks": (_tasks, IV, 21),
    "decisions": (_decisions, IV, 18),
    "gaps": (_gaps, IV, 12),
    "figures": (_figures, "", 9),
    # With what diff tells of its period.
    "brief": (lambda store, iri, lang: markdown(brief(store, iri, SINCE, DAY, lang)), POST, 91),
    "evidence of": (lambda store, iri, lang: str(behind(store, iri, lang)), AGIV, 8),
}


LONG = ("brief", "evidence of")  # seconds each


@pytest.fixture(scope="module")
def shipped() -> Store:
    return open_graph()


@pytest.fixture(scope="module")
def labels(shipped: Store) -> dict[str, list[Literal]]:
    query = "SELECT ?s ?l { ?s <http://www.w3.org/2000/01/rdf-schema#label> ?l }"
    found: dict[str, list[Literal]] = {}
    for thing, label in shipped.select(query).rows:
        assert isinstance(label, Literal)
        if isinstance(thing, NamedNode):
            found.setdefault(thing.value, []).append(label)
    return found


@pytest.fixture(scope="module")
def titles(shipped: Store) -> dict[str, str]:
    query = (
        "SELECT ?s ?t { ?s a <http://xmlns.com/foaf/0.1/Document> ;"
        " <http://purl.org/dc/terms/title> ?t }"
    )
    return {plain(thing): plain(title) for thing, title in shipped.select(query).rows}


@pytest.fixture
def compared(
    labels: dict[str, list[Literal]], titles: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Compare every label that a view gets with the label in the whole graph.

    A source, and each passage in it, may have its own title instead.
    """
    original = Subgraph.label

    def label(self: Subgraph, iri: str) -> str:
        told = original(self, iri)
        known = labels.get(iri, [])
        mine = [one.value for one in known if one.language == self.lang]
        title = titles.get(iri.partition("#")[0], "")
        if not (title and told.startswith(title)):
            assert told in (mine or [one.value for one in known] or [slug(iri)]), iri
        return told

    monkeypatch.setattr(Subgraph, "label", label)


@pytest.mark.slow
@pytest.mark.usefixtures("compared")
@pytest.mark.parametrize("lang", ["nl", pytest.param("en", marks=pytest.mark.slow)])
@pytest.mark.parametrize(
    "view", [pytest.param(one, marks=pytest.mark.slow) if one in LONG else one for one in VIEWS]
)
def test_no_view_shows_another_name_than_the_graph_has_near_or_at_a_distance(
    view: str, lang: str, shipped: Store
) -> None:
    write, iri, most = VIEWS[view]
    far = Counting(shipped)
    assert write(far, iri, lang) == write(shipped, iri, lang)
    assert far.queries <= most


def test_the_state_of_everything_asks_as_often_however_many_facts_held(
    shipped: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    queries: list[str] = []
    original = type(shipped).select
    monkeypatch.setattr(
        type(shipped), "select", lambda self, query: queries.append(query) or original(self, query)
    )
    asked, facts = [], []
    for day in (date(2006, 6, 1), date(2017, 6, 1), DAY):
        found = as_of(shipped, day)
        asked.append(len(queries))
        facts.append(len(found.facts))
        queries.clear()
    assert facts[-1] > 2 * facts[0]
    # Statements, figures, plans and doubts; who is the agency, and who led it.
    assert max(asked) <= 9


def test_what_came_in_sight_is_fetched_together(shipped: Store) -> None:
    far = Counting(shipped)
    graph = Subgraph(far, "nl")
    statements = graph.mentions([AGIV])
    assert far.queries == 1
    assert graph.types(statements[0])
    assert far.queries == 2
    near = Subgraph(shipped, "nl")
    for one in statements:
        for iri in graph.around(one):
            assert graph.label(iri) == near.label(iri)
    assert far.queries <= 5


def test_what_points_at_a_thing_is_the_same_by_lookup_and_by_query(shipped: Store) -> None:
    far, near = Subgraph(Counting(shipped), "nl"), Subgraph(shipped, "nl")
    for iris, by in (
        ([AGIV, IV], ()),
        ([AGIV, AGIV, IV], ("dvg:organisatie", "dvg:onderwerp")),
        ([f"{BASE}concept/betrekking/ouder"], ()),
        ([], ()),
        ([""], ()),
    ):
        assert far.mentions(iris, *by) == near.mentions(iris, *by)


def test_of_what_the_graph_does_not_know_nothing_is_said(shipped: Store) -> None:
    for store in (shipped, Counting(shipped)):
        graph = Subgraph(store, "nl")
        unknown = f"{BASE}organisatie/nergens"
        assert not graph.node(unknown)
        assert not graph.node("")
        assert not graph.labelled(unknown)
        assert graph.label(unknown) == "nergens"
        assert graph.label("") == slug("")
        assert graph.span(unknown) is None
        assert graph.state(unknown, DAY) is None
