"""A query need not declare the prefixes of the model and its standards."""

import pytest
from click.testing import CliRunner

from dvgraph.cli.questions import query
from dvgraph.errors import UseError
from dvgraph.store.embedded import EmbeddedStore
from dvgraph.store.inventory import run
from dvgraph.store.prefixes import declared


def test_a_known_prefix_is_declared_on_the_first_line_once() -> None:
    text = "SELECT ?x\nWHERE { ?x a dvg:Taak ; dvg:taak ?y }"
    assert declared(text) == f"PREFIX dvg: <https://w3id.org/dvgraph/ns#> {text}"


def test_what_is_declared_or_no_prefix_is_left_alone() -> None:
    text = 'PREFIX dvg: <urn:x> SELECT ?x { ?x dvg:a "org:b", <urn:foo:c> } # skos:d'
    assert declared(text) == text


def test_an_unknown_prefix_is_named_with_its_line_and_the_nearest() -> None:
    with pytest.raises(UseError, match=r"query:2: the prefix dvgg: is not declared.*dvg:"):
        run(EmbeddedStore(), "SELECT ?x\nWHERE { ?x a dvgg:Taak }")


def test_the_prefixes_are_printed_as_a_query_declares_them() -> None:
    shown = CliRunner().invoke(query, ["--prefixes"]).output
    assert "PREFIX dvg: <https://w3id.org/dvgraph/ns#>\n" in shown


@pytest.mark.parametrize("iri", ["<http://e.example/a b>", "<http://e.example/{id}>", "<urn:a`b>"])
def test_an_iri_with_a_character_that_none_may_have_is_named(iri: str) -> None:
    with pytest.raises(UseError, match=r"query:2: <.*> is not an IRI: it has the character"):
        declared(f"SELECT *\n{{ ?s ?p {iri} }}")
