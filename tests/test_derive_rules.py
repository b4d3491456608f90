"""Derived triples: one graph for each rule, rules in the order they require, no repeated triple."""

from pathlib import Path

import pytest

from dvgraph.dataset.files import Dataset, shipped
from dvgraph.derive.rules import derive, derived_store
from dvgraph.errors import InputError, UseError
from dvgraph.prebuilt.connection import open_graph
from dvgraph.rdf.oxigraph import BlankNode, NamedNode, Quad
from dvgraph.store.embedded import EmbeddedStore

PREFIX = "PREFIX ex: <http://example.org/>\nPREFIX dvg: <https://w3id.org/dvgraph/ns#>\n"
GRAPH = "https://w3id.org/dvgraph/id/graph/afgeleid/"
A = NamedNode("http://example.org/a")
TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    folder = tmp_path / "rules"
    folder.mkdir()
    return folder


def rule(folder: Path, name: str, body: str, after: str = "[]") -> None:
    text = f"#+ title: {{en: {name}}}\n#+ after: {after}\n{PREFIX}CONSTRUCT {body}"
    (folder / f"{name}.rq").write_text(text, encoding="utf-8")


def in_graph(quads: list[Quad], name: str) -> list[str]:
    """The objects in a rule's graph, without the triple about the graph itself."""
    own = NamedNode(GRAPH + name)
    return [str(quad.object) for quad in quads if quad.graph_name == own and quad.subject != own]


def test_each_rule_has_a_graph_that_says_which_rule_made_it(example: Dataset, rules: Path) -> None:
    rule(rules, "marks", "{ ?s a ex:Marked } WHERE { ?s a dvg:Cijfer }")
    quads = derive(example, rules)
    assert in_graph(quads, "marks") == ["<http://example.org/Marked>"]
    for name in ("marks", "periods", "readings"):
        graph = NamedNode(GRAPH + name)
        about = [quad for quad in quads if quad.subject == graph]
        assert about == [
            Quad(
                graph,
                NamedNode("http://www.w3.org/ns/prov#wasDerivedFrom"),
                NamedNode(f"https://w3id.org/dvgraph/id/regel/{name}"),
                graph,
            )
        ]


def test_date_bounds_and_readings_are_always_derived(example: Dataset, rules: Path) -> None:
    quads = derive(example, rules)
    assert len(in_graph(quads, "periods")) == 3 * 4  # statements, bounds
    assert len(in_graph(quads, "readings")) == 1


def test_a_rule_sees_what_the_rules_it_comes_after_derived(example: Dataset, rules: Path) -> None:
    rule(rules, "a-last", "{ ?s a ex:Two } WHERE { ?s a ex:One }", "[z-first]")
    rule(rules, "z-first", "{ ?s a ex:One } WHERE { ?s a dvg:Cijfer }")
    rule(rules, "dated", "{ ?s ex:began ?d } WHERE { ?s dvg:vanVroegst ?d }", "[periods]")
    quads = derive(example, rules)
    assert in_graph(quads, "a-last") == ["<http://example.org/Two>"]
    assert len(in_graph(quads, "dated")) == 3


def test_no_triple_stands_in_two_graphs(example: Dataset, rules: Path) -> None:
    """Not even with another lexical form: for the store, 1.50 is 1.5."""
    rule(rules, "one", "{ ?s a ex:One } WHERE { ?s a dvg:Cijfer }")
    rule(rules, "two", "{ ?s a ex:One, ex:Two } WHERE { ?s a dvg:Cijfer }", "[one]")
    rule(rules, "copy", "{ ?s ?p ?o } WHERE { ?s ?p ?o }")
    quads = derive(example, rules)
    assert in_graph(quads, "two") == ["<http://example.org/Two>"]
    assert in_graph(quads, "copy") == []
    triples = [quad.triple for quad in (*example.quads, *quads)]
    assert len(triples) == len(set(triples))


def test_a_rule_without_results_leaves_no_graph(example: Dataset, rules: Path) -> None:
    rule(rules, "nothing", "{ ?s a ex:One } WHERE { ?s a ex:Unheard }")
    assert GRAPH + "nothing" not in {str(quad.graph_name)[1:-1] for quad in derive(example, rules)}


def test_deriving_twice_gives_the_same(example: Dataset, rules: Path) -> None:
    rule(rules, "one", "{ ?s a ex:One } WHERE { ?s a ?kind }")
    assert set(derive(example, rules)) == set(derive(example, rules))


def test_what_an_export_holds_is_not_derived_again(example: Dataset, rules: Path) -> None:
    rule(rules, "one", "{ ?s a ex:One } WHERE { ?s a dvg:Cijfer }")
    first = derive(example, rules)
    whole = Dataset([*example.quads, *first], ())
    store, again = derived_store(whole, rules)
    assert again == []
    assert set(store.quads_in(NamedNode(GRAPH + "one"))) == {
        quad for quad in first if quad.graph_name == NamedNode(GRAPH + "one")
    }


def test_what_is_derived_about_a_blank_node_is_about_that_node(rules: Path) -> None:
    figure, graph = BlankNode("figure"), NamedNode("http://example.org/file")
    kind = NamedNode("https://w3id.org/dvgraph/ns#Cijfer")
    rule(rules, "one", "{ ?s a ex:One } WHERE { ?s a dvg:Cijfer }")
    quads = derive(Dataset([Quad(figure, TYPE, kind, graph)], ()), rules)
    assert {quad.subject for quad in quads if isinstance(quad.subject, BlankNode)} == {figure}


def test_rules_that_wait_for_each_other_are_named(example: Dataset, rules: Path) -> None:
    rule(rules, "one", "{ ?s a ex:One } WHERE { ?s a ?kind }", "[two]")
    rule(rules, "two", "{ ?s a ex:Two } WHERE { ?s a ?kind }", "[one]")
    with pytest.raises(
        InputError, match=r"depend on each other in a circle: (one → two|two → one)"
    ):
        derive(example, rules)


@pytest.mark.parametrize("after", ["[unheard]", "periods"])
def test_an_unknown_or_malformed_after_names_the_file(
    example: Dataset, rules: Path, after: str
) -> None:
    rule(rules, "one", "{ ?s a ex:One } WHERE { ?s a ?kind }", after)
    with pytest.raises(InputError, match=r"one\.rq: 'after' must be a list of rules"):
        derive(example, rules)


def test_a_rule_that_constructs_nothing_by_its_form_is_refused(
    example: Dataset, rules: Path
) -> None:
    (rules / "one.rq").write_text("SELECT * { ?s ?p ?o }", encoding="utf-8")
    with pytest.raises(UseError, match="CONSTRUCT"):
        derive(example, rules)


def test_the_shipped_data_has_derived_bounds() -> None:
    store = EmbeddedStore()
    store.load(derive(shipped()))
    assert store.ask("ASK { ?s <https://w3id.org/dvgraph/ns#vanVroegst> ?day }")


def test_every_code_list_names_its_top_concepts_and_no_narrower_one() -> None:
    shipped_store = open_graph()
    skos = "PREFIX skos: <http://www.w3.org/2004/02/skos/core#>"
    bare = shipped_store.select(
        f"{skos} SELECT ?scheme {{ ?scheme a skos:ConceptScheme"
        " FILTER NOT EXISTS { ?scheme skos:hasTopConcept ?top } }"
    )
    narrower = shipped_store.select(
        f"{skos} SELECT ?concept {{ ?concept skos:topConceptOf ?scheme ; skos:broader ?other }}"
    )
    assert (bare.rows, narrower.rows) == ([], [])
