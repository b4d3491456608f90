"""Whatever is done to an agency's folder in any order, it says what a plain dictionary says."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from dvgraph.authoring import drafts, redaction, writer
from dvgraph.dataset.files import read
from dvgraph.exchange import imports
from dvgraph.prebuilt import loading
from dvgraph.prebuilt.connection import open_graph
from dvgraph.rdf import layout
from dvgraph.store.prefixes import declared
from dvgraph.store.protocol import Store
from dvgraph.things.kinds import kind
from test_authoring_durability import PERSON, SMALL
from test_import_org import STAD

YEARS = st.integers(2017, 2024).map(str)
# The current responsibilities, each with its start.
CURRENT = """SELECT ?s ?van { ?s a dvg:Verantwoordelijkheid ; dvg:van ?van
  FILTER NOT EXISTS { ?s prov:invalidatedAtTime ?then } }"""
NAME = "Zoë Van Acker"


def said(store: Store) -> dict[str, str]:
    """Return the start of each current responsibility, by its IRI."""
    return {
        str(s)[1:-1]: getattr(van, "value", "") for s, van in store.select(declared(CURRENT)).rows
    }


class Agency(RuleBasedStateMachine):
    """The folder of an agency, its cache and a store made of it; ``known`` is the model."""

    @initialize()
    def begin(self) -> None:
        self.top = Path(tempfile.mkdtemp())
        self.folder = self.top / "digitaal-vlaanderen"
        self.store = self.top / "store"
        shutil.copytree(SMALL, self.folder)
        self.loaded: dict[str, str] | None = None
        self.named = self.imported = False
        self.count = 0
        with self.cache("first"):
            self.known = said(open_graph(data=[str(self.folder)]))
        for start in ("2019", "2021"):
            self.added(start)

    def teardown(self) -> None:
        if hasattr(self, "top"):
            with self.cache("fresh"):
                assert said(open_graph(data=[str(self.folder)])) == self.known
            shutil.rmtree(self.top)

    @contextmanager
    def cache(self, name: str) -> Iterator[None]:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("DVGRAPH_CACHE", str(self.top / name))
            yield

    def chosen(self, number: int) -> str:
        return sorted(self.known)[number % len(self.known)]

    @rule(start=YEARS)
    def add(self, start: str) -> None:
        self.added(start)

    def added(self, start: str) -> None:
        self.count += 1
        given = {
            **{"organisation": ["digitaal vlaanderen"], "task": [f"drukte {self.count} meten"]},
            **{"english": [f"measuring crowds {self.count}"], "role": ["regie"], "from": [start]},
            **{"source": ["herweging-2025"], "lines": ["113-113"]},
        }
        with self.cache("kept"):
            opened = open_graph(data=[str(self.folder)])
            draft = drafts.new(
                kind("responsibility"), given, opened, read([self.folder], ontology=False)
            )
            writer.save(draft, self.folder)
        self.known[draft.iri] = start

    @rule(number=st.integers(0, 99), start=YEARS)
    def correct(self, number: int, start: str) -> None:
        old = self.chosen(number)
        if self.known[old] == start:
            return
        with self.cache("kept"):
            opened = open_graph(data=[str(self.folder)])
            dataset = read([self.folder], ontology=False)
            draft = drafts.revision(old, {"from": [start]}, opened, dataset)
            writer.save(draft, self.folder)
        del self.known[old]
        self.known[draft.iri] = start

    @precondition(lambda self: len(self.known) > 1)
    @rule(number=st.integers(0, 99))
    def withdraw(self, number: int) -> None:
        old = self.chosen(number)
        with self.cache("kept"):
            draft = drafts.withdrawal(old, "dubbel geteld", read([self.folder], ontology=False))
            writer.save(draft, self.folder)
        del self.known[old]

    @precondition(lambda self: not self.named)
    @rule()
    def name(self) -> None:
        with (self.folder / "people.ttl").open("a", encoding="utf-8") as file:
            file.write(PERSON)
        self.named = True

    @precondition(lambda self: self.named)
    @rule()
    def redact(self) -> None:
        redaction.carry_out(redaction.redaction(NAME, self.folder))
        self.named = False
        texts = [file.read_text("utf-8") for file in self.folder.rglob("*") if file.is_file()]
        assert not any(NAME in text or "zoe-van-acker" in text for text in texts)

    @rule()
    def bring_in(self) -> None:
        feed = self.top / "feed.ttl"
        feed.write_text(STAD, encoding="utf-8")
        before = len(read([self.folder], ontology=False).quads)
        imports.load("org", [feed], self.folder, imports.time("2024-06-01"))
        grew = len(read([self.folder], ontology=False).quads) > before
        assert grew is not self.imported  # the same feed again changes nothing
        self.imported = True

    @rule()
    def format(self) -> None:
        before = {str(quad) for quad in read([self.folder], ontology=False).quads}
        layout.mend(sorted(self.folder.rglob("*.ttl")))
        assert {str(quad) for quad in read([self.folder], ontology=False).quads} == before

    @rule()
    def load(self) -> None:
        with self.cache("kept"):
            loading.load([str(self.folder)], self.store)
        self.loaded = dict(self.known)

    @invariant()
    def the_answers_agree_with_the_model(self) -> None:
        if not hasattr(self, "known"):
            return
        with self.cache("kept"):
            assert said(open_graph(data=[str(self.folder)])) == self.known
            if self.loaded is not None:
                assert said(open_graph(store=self.store)) == self.loaded


@pytest.mark.slow
@pytest.mark.program
def test_the_folder_its_cache_and_a_store_say_what_a_dictionary_says() -> None:
    run_state_machine_as_test(
        Agency,
        settings=settings(
            max_examples=4,
            stateful_step_count=12,
            phases=[Phase.generate],  # a step takes a second: shrinking would take minutes
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
