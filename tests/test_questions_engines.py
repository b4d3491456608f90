"""Every question gives the same rows on every engine, so that users can move their data.

Terms are compared as values where a store changes literals.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import NamedTuple

import pytest

from dvgraph import lineage
from dvgraph.dataset.files import Dataset, shipped
from dvgraph.derive.rules import derive
from dvgraph.lineage.descent import descendants
from dvgraph.questions import question as questions
from dvgraph.rdf import bridge
from dvgraph.rdf.oxigraph import Literal, NamedNode, Quad, Term, Triple
from dvgraph.store import inventory
from dvgraph.store.embedded import EmbeddedStore
from dvgraph.store.protocol import Store, Table
from dvgraph.store.remote import probe
from dvgraph.store.remote.client import RemoteStore
from dvgraph.store.remote.workarounds import AdaptedStore
from variations import sparse

XSD = "http://www.w3.org/2001/XMLSchema#"
NAMES = questions.names()
# Of each triple this one asks whose term it is: seconds of rdflib's.
LONG = ("terms-used",)
QUICK = [pytest.param(one, marks=pytest.mark.slow) if one in LONG else one for one in NAMES]
EXISTENCE = NamedNode("https://w3id.org/dvgraph/ns#Bestaan")
SAID = re.compile(r"<https://w3id\.org/dvgraph/id/(uitspraak|tegenspraak|lacune)/")

# rdflib's own evaluator calls what rdflib deprecates, tens of thousands of times.
pytestmark = [
    pytest.mark.engines,
    pytest.mark.filterwarnings("ignore:Dataset:DeprecationWarning"),
]


class RdflibStore:
    """A store over rdflib alone, for comparison."""

    def __init__(self, quads: Iterable[Quad]) -> None:
        self.data = bridge.dataset(quads)
        self.told: dict[str, Table] = {}

    def select(self, query: str) -> Table:
        """Return the rows, evaluated once, since each question asks for the names of all things."""
        if query not in self.told:
            self.told[query] = self._evaluated(query)
        return self.told[query]

    def _evaluated(self, query: str) -> Table:
        with bridge.as_written():
            result = self.data.query(query)
            names = tuple(map(str, result.vars))
            rows = [
                tuple(bridge.term(row.get(name)) for name in result.vars) for row in result.bindings
            ]
        return Table(names, rows)

    def ask(self, query: str) -> bool:
        with bridge.as_written():
            return bool(self.data.query(query).askAnswer)

    def construct(self, query: str) -> list[Triple]:
        raise NotImplementedError

    def close(self) -> None:
        self.data.close()


class Pair(NamedTuple):
    """The embedded store, and rdflib alone with the same quads."""

    embedded: EmbeddedStore
    plain: RdflibStore


@pytest.fixture(scope="module")
def embedded(shipped_quads: list[Quad]) -> EmbeddedStore:
    store = EmbeddedStore()
    store.load(shipped_quads)
    return store


def named_in_answers(store: Store, rows: int) -> set[str]:
    """Return the terms in the first rows of the answer to each question's example."""
    tables = (questions.ask(store, name, questions.get(name).example).table for name in NAMES)
    return {str(term) for table in tables for row in table.rows[:rows] for term in row}


def few(store: Store) -> Dataset:
    """Return the nodes reached from the first rows of each answer, with ontology and code lists."""
    dataset = shipped()
    own: dict[str, list[Quad]] = defaultdict(list)
    for quad in dataset.quads:
        own[str(quad.subject)].append(quad)
    kept, edge = set(), named_in_answers(store, 2) & own.keys()
    while edge:
        kept |= edge
        edge = {str(quad.object) for at in edge for quad in own[at]} & own.keys() - kept
    quads = [
        quad
        for quad in dataset.quads
        if str(quad.subject) in kept or "/graph/ontology/" in str(quad.graph_name)
    ]
    return Dataset(quads, dataset.files)


def many(store: Store) -> Dataset:
    """Return all things, and as many statements as rdflib can query in minutes.

    These are every eighth statement, contradiction and gap, those in the first rows of every
    answer, and all existences.
    """
    dataset = shipped()
    said = sorted({str(quad.subject) for quad in dataset.quads if SAID.match(str(quad.subject))})
    dropped = set(said) - set(said[::8]) - named_in_answers(store, 3)
    dropped -= {str(quad.subject) for quad in dataset.quads if quad.object == EXISTENCE}
    quads = [
        quad
        for quad in dataset.quads
        if str(quad.subject) not in dropped and str(quad.object) not in dropped
    ]
    return Dataset(quads, dataset.files)


@pytest.fixture(
    scope="module",
    params=[few, pytest.param(many, marks=pytest.mark.slow)],
    ids=lambda sample: sample.__name__,
)
def pair(embedded: EmbeddedStore, request: pytest.FixtureRequest) -> Pair:
    """Our store and rdflib with the same sample: few statements, or (slow) many."""
    dataset = request.param(embedded)
    quads = [*dataset.quads, *derive(dataset)]
    small = EmbeddedStore()
    small.load(quads)
    return Pair(small, RdflibStore(quads))


@pytest.fixture(scope="module")
def served(shipped_on_oxigraph: str) -> RemoteStore:
    return RemoteStore(shipped_on_oxigraph)


@pytest.fixture(scope="module")
def virtuoso(shipped_on_virtuoso: str) -> AdaptedStore:
    remote = RemoteStore(shipped_on_virtuoso, seconds=300)
    return AdaptedStore(remote, probe.verdict(probe.run(remote)))


def value(term: Term | None) -> object:
    """A number as its value, a boolean as true or false, any other term exactly as it is.

    Engines write 1.50 as 1.5, and differ in how they write sums; Virtuoso 7 writes true as 1, and
    turns integers of more than 32 bits into decimals.
    """
    if isinstance(term, Literal):
        kind = term.datatype.value.removeprefix(XSD)
        if kind in ("integer", "decimal") and re.fullmatch(r"[+-]?\d+(\.\d+)?", term.value):
            return Decimal(term.value)
        if kind == "boolean":
            return {"1": "true", "0": "false"}.get(term.value, term.value)
    return str(term)


def rows(store: Store, name: str, lang: str = "nl") -> tuple[tuple[str, ...], Counter]:
    table = questions.ask(store, name, questions.get(name).example, lang).table
    return table.variables, Counter(tuple(map(value, row)) for row in table.rows)


@pytest.mark.parametrize("pair", [few], indirect=True, ids=["few"])
@pytest.mark.parametrize("name", QUICK)
@pytest.mark.slow
def test_rdflib_gives_the_same_rows(pair: Pair, name: str) -> None:
    ours = rows(pair.embedded, name)
    assert rows(pair.plain, name) == ours


@pytest.mark.slow
@pytest.mark.parametrize("pair", [many], indirect=True, ids=["many"])
@pytest.mark.parametrize("name", NAMES)
def test_rdflib_gives_the_same_rows_of_many_statements(pair: Pair, name: str) -> None:
    ours = rows(pair.embedded, name)
    assert rows(pair.plain, name) == ours


def agree_with_labels(store: Store, name: str, *, ordered: bool = True) -> None:
    """Check that a query with labels has the same rows as the query without, in the same order."""
    given = questions.get(name).example
    bare = store.select(questions.sparql(store, name, given))
    labelled = store.select(questions.sparql(store, name, given, "nl"))
    places = [labelled.variables.index(column) for column in bare.variables]
    kept = [[value(row[n]) for n in places] for row in labelled.rows]
    told = [[*map(value, row)] for row in bare.rows]
    if not ordered:
        kept, told = sorted(kept), sorted(told)
    assert kept == told
    for column, label in enumerate(labelled.variables):
        if label.endswith("Label"):
            thing = labelled.variables.index(label.removesuffix("Label"))
            assert all(row[column] is None for row in labelled.rows if row[thing] is None), label


@pytest.mark.parametrize("name", NAMES)
def test_labels_add_no_rows(embedded: EmbeddedStore, name: str) -> None:
    agree_with_labels(embedded, name)


@pytest.mark.parametrize("pair", [few], indirect=True, ids=["few"])
@pytest.mark.parametrize("name", sparse(NAMES, 6))
@pytest.mark.slow
def test_labels_add_no_rows_with_rdflib(pair: Pair, name: str) -> None:
    agree_with_labels(pair.plain, name)


@pytest.mark.parametrize("engine", ["served", pytest.param("virtuoso", marks=pytest.mark.virtuoso)])
@pytest.mark.parametrize("name", sparse(NAMES, 6))
def test_labels_add_no_rows_on_servers(
    engine: str, name: str, request: pytest.FixtureRequest
) -> None:
    # Virtuoso sorts texts by their words in one query, and by their language in another.
    agree_with_labels(request.getfixturevalue(engine), name, ordered=engine != "virtuoso")


@pytest.mark.parametrize("name", NAMES)
def test_the_oxigraph_server_gives_the_same_rows_in_the_same_order(
    embedded: EmbeddedStore, served: RemoteStore, name: str
) -> None:
    example = questions.get(name).example
    here = questions.ask(embedded, name, example, "en").table
    assert questions.ask(served, name, example, "en").table == here


@pytest.mark.slow
@pytest.mark.parametrize("pair", [many], indirect=True, ids=["many"])
@pytest.mark.parametrize("name", NAMES)
def test_every_parameter_alone_gives_the_same_rows(pair: Pair, name: str) -> None:
    question = questions.get(name)
    required = {
        key: question.example[key] for key, entry in question.params.items() if entry.required
    }
    samples = {"date": date(2020, 6, 30), "integer": 2}
    for key, entry in question.params.items():
        sample = question.example.get(key, samples.get(entry.type))
        if sample is not None:
            given = required | {key: sample}
            here, there = (questions.ask(s, name, given, "en").table for s in pair)
            assert Counter(tuple(map(value, row)) for row in here.rows) == Counter(
                tuple(map(value, row)) for row in there.rows
            )


def test_the_queries_behind_the_library_agree_too(pair: Pair) -> None:
    agree(*pair)


@pytest.mark.parametrize("engine", ["served", pytest.param("virtuoso", marks=pytest.mark.virtuoso)])
def test_the_queries_behind_the_library_agree_on_servers(
    engine: str, embedded: EmbeddedStore, request: pytest.FixtureRequest
) -> None:
    agree(embedded, request.getfixturevalue(engine))


def agree(known: Store, store: Store) -> None:
    assert inventory.counts(store) == inventory.counts(known)
    assert inventory.version(store) == inventory.version(known)
    here, there = lineage.graph(known), lineage.graph(store)
    assert dict(there.nodes(data=True)) == dict(here.nodes(data=True))
    assert set(there.edges(keys=True)) == set(here.edges(keys=True))
    assert descendants(store) == descendants(known) != {}


@pytest.mark.virtuoso
@pytest.mark.parametrize("name", NAMES)
def test_virtuoso_gives_the_same_rows_in_the_same_order(
    embedded: EmbeddedStore, virtuoso: AdaptedStore, name: str
) -> None:
    example = questions.get(name).example
    here, there = (questions.ask(store, name, example).table for store in (embedded, virtuoso))
    assert there.variables == here.variables
    rows_there, rows_here = ([[*map(value, row)] for row in table.rows] for table in (there, here))
    assert rows_there == rows_here
