"""The patterns read from a query equal those of rdflib, and decide if its answer can change."""

import re
from pathlib import Path

import pytest

from dvgraph.rdf import bridge
from dvgraph.resources import queries_dir
from dvgraph.store.patterns import Path as Walked
from dvgraph.store.patterns import Query, Step, UnsupportedQuery, query
from dvgraph.store.portions import portions

QUERIES = sorted(
    path for folder in ("checks", "questions") for path in (queries_dir() / folder).glob("*.rq")
)


def named(path: Walked) -> set[str]:
    if isinstance(path, Step):
        return {path.predicate} if path.predicate else set()
    return {name for part in path.parts for name in named(part)}


@pytest.mark.engines
@pytest.mark.parametrize(
    "file",
    [
        pytest.param(file, marks=[] if number % 4 == 0 else pytest.mark.slow)
        for number, file in enumerate(QUERIES)
    ],
    ids=lambda path: f"{path.parent.name}/{path.stem}",
)
def test_every_shipped_query_is_read_as_rdflib_reads_it(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    found = query(text)
    assert isinstance(found, Query)
    paths = [item.path for item in found.items if item.path is not None]
    theirs = bridge.properties(text)
    if theirs is None:
        assert any(Step(None) == path for path in paths) or "*" in text
    else:
        assert {name for path in paths for name in named(path)} == theirs


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?a { ?a ?b ?c } LIMIT 1",
        "SELECT ?a { ?a !<p:q> ?c }",
        "SELECT ?a { ?a <p:q> [] }",
        "SELECT * { ?a ?b ?c }",
        "SELECT ?a { VALUES ?a { UNDEF } ?a ?b ?c }",
        "SELECT ?a { ?a <p:q> ?b",
        "SELECT ?a { ?a nix:q ?b }",
        "SELECT ?a { ?a <p:q> ?b FILTER(?b",
        "ASK { ?a ?b ?c }",
    ],
)
def test_what_is_not_known_is_refused(text: str) -> None:
    assert isinstance(query(text), UnsupportedQuery)


PREFIXES = "PREFIX : <http://e/> "


@pytest.mark.parametrize(
    ("pattern", "read"),
    [
        ("?s a :A, :B ; :p ?o", "type(B)=A type(A)=B p(A B)"),
        ("?s a :A OPTIONAL { ?s :p ?o . ?o :q ?s } ?t :r ?o", "type()=A p(A) q() r()"),
        ("?s a :A FILTER NOT EXISTS { ?t :p ?s . ?s ^:q/:r ?t }", "type()=A p() q() r()"),
        ("?s :p ?o . { ?s a :A } UNION { ?s a :B }", "p() type()=A type()=B"),
        ("?s a :A { SELECT ?t { ?s :p ?t } }", "type()=A p()"),
        ("?s a :A ; :p ?o MINUS { ?s :q ?x }", "type()=A p(A) q(A)"),
    ],
)
def test_an_answer_depends_on_the_triples_of_its_patterns_by_property_and_class(
    pattern: str, read: str
) -> None:
    def short(iri: str) -> str:
        return re.split("[#/]", iri)[-1]

    found = portions(f"{PREFIXES} SELECT ?s {{ {pattern} }}")
    assert found is not None
    told = {
        f"{short(one.property)}({' '.join(sorted(map(short, one.of)))})"
        f"{'=' if one.value else ''}{short(one.value)}"
        for one in found
    }
    assert told == set(re.findall(r"\w+\([^)]*\)(?:=\w+)?", read))


@pytest.mark.parametrize("pattern", ["?s ?p ?o", "?s :p* ?o", "GRAPH ?g { ?s :p ?o }"])
def test_an_answer_that_any_triple_may_change_has_no_portions(pattern: str) -> None:
    assert portions(f"{PREFIXES} SELECT ?s {{ {pattern} }}") is None


@pytest.mark.parametrize(
    ("pattern", "names"),
    [
        ("?s :a ?o FILTER EXISTS { ?s :b ?x FILTER NOT EXISTS { ?x :c ?z ; :d ?y } }", "a b c d"),
        ("?s :a ?o FILTER(?o = 1 || EXISTS { { ?s :b ?x } UNION { ?s :c/:d* ?y } })", "a b c d"),
        ("?s :a ?o FILTER EXISTS { SELECT ?s { ?s :b ?x FILTER EXISTS { ?x :c ?y } } }", "a b c"),
        ("?s :a ?o FILTER EXISTS { ?s :b ?x FILTER NOT EXISTS { ?x ?any ?z } }", None),
        ("?s :a ?o BIND(EXISTS { ?s :b ?x } AS ?yes)", "a b"),
    ],
)
def test_what_an_exists_within_an_exists_reads_is_fetched_from_an_endpoint(
    pattern: str, names: str | None
) -> None:
    found = bridge.properties(f"PREFIX : <http://e/> SELECT * {{ {pattern} }}")
    assert found == (names and {f"http://e/{name}" for name in names.split()})


@pytest.mark.parametrize(
    "query",
    [
        "SELECT (EXISTS { ?s <http://e/b> ?x } AS ?yes) { ?s <http://e/a> ?o }",
        "SELECT ?s { ?s <http://e/a> ?o } GROUP BY ?s HAVING (EXISTS { ?s <http://e/b> ?x })",
        "SELECT ?s { ?s <http://e/a> ?o } ORDER BY EXISTS { ?s <http://e/b> ?x }",
    ],
)
def test_of_an_exists_that_rdflib_leaves_unread_everything_is_fetched(query: str) -> None:
    assert bridge.properties(query) is None
