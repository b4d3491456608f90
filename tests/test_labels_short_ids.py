"""Short ids, and citations of statements and passages."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dvgraph.errors import UseError
from dvgraph.labels.short_ids import citable, resolve_id, short_id
from dvgraph.prebuilt.connection import open_graph
from dvgraph.store.protocol import Store

BASE = "https://w3id.org/dvgraph/id/"
STATEMENT = BASE + "uitspraak/corve-onder-bestuurszaken"
PASSAGE = BASE + "bron/herweging-2025#line=9,12"


@pytest.fixture(scope="module")
def store() -> Store:
    return open_graph()


@given(st.text())
def test_an_id_is_eight_characters_that_cannot_be_misread(iri: str) -> None:
    assert re.fullmatch(r"c-[0-9a-hjkmnp-tv-z]{8}", short_id(iri))


def test_an_id_never_changes() -> None:
    assert short_id(STATEMENT) == "c-cqakrx7b"
    assert short_id(PASSAGE) == "c-3mnzq4da"


def test_no_two_statements_or_passages_of_the_data_share_an_id(store: Store) -> None:
    iris = citable(store)
    assert len(iris) > 300
    assert {STATEMENT, PASSAGE} <= set(iris)
    assert len({short_id(iri) for iri in iris}) == len(iris)


@pytest.mark.parametrize("iri", [STATEMENT, PASSAGE])
def test_an_id_a_slug_and_an_iri_all_name_the_thing(store: Store, iri: str) -> None:
    code = short_id(iri)
    misread = "C-" + code[2:].upper().replace("0", "O").replace("1", "I")
    relative = iri.removeprefix(BASE)
    slug = relative.partition("/")[2]
    for text in (code, f"#{code}", f" {misread}", iri, f"<{iri}>", relative, slug):
        assert resolve_id(store, text) == iri


def test_an_unknown_name_is_told_with_the_nearest(store: Store) -> None:
    with pytest.raises(UseError, match="corve-onder-bestuurszaken"):
        resolve_id(store, "corve-onder-bestuurzaken")
    with pytest.raises(UseError, match="there is no statement or passage 'c-00000000'"):
        resolve_id(store, "c-00000000")
