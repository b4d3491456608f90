"""What is judged after an edit, put beside what was found before it, is what a full run finds."""

import sys
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dvgraph.dataset.files import Dataset, SourceFile, read
from dvgraph.derive.rules import derive
from dvgraph.rdf.oxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Term, parse
from dvgraph.resources import shapes_dir
from dvgraph.store.embedded import EmbeddedStore
from dvgraph.store.footprints.changes import Scope, change
from dvgraph.validation.shacl import affected, validate
from dvgraph.validation.sparql import spellings
from reports import by_focus

pytestmark = pytest.mark.program

TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
SUBCLASS = NamedNode("http://www.w3.org/2000/01/rdf-schema#subClassOf")
HEAD = """PREFIX : <http://example.org/>
PREFIX sh: <http://www.w3.org/ns/shacl#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
"""
# Every kind of path, of target and of constraint that reads more than a value.
SHAPES = """
:plain a sh:NodeShape ; sh:targetClass :A ; sh:property
  [ sh:path :p ; sh:minCount 1 ; sh:maxCount 2 ; sh:class :B ] ,
  [ sh:path :q ; sh:datatype xsd:integer ; sh:lessThan :r ] ,
  [ sh:path :r ; sh:equals :q ; sh:hasValue 1 ] .
:inverse a sh:NodeShape ; sh:targetClass :B ; sh:property
  [ sh:path [ sh:inversePath :p ] ; sh:minCount 1 ; sh:class :A ] ,
  [ sh:path [ sh:inversePath ( :p :q ) ] ; sh:maxCount 1 ] .
:sequence a sh:NodeShape ; sh:targetSubjectsOf :p ; sh:property
  [ sh:path ( :p [ sh:inversePath :q ] :p ) ; sh:maxCount 1 ; sh:disjoint :q ] ,
  [ sh:path ( :p :p ) ; sh:nodeKind sh:IRI ;
    sh:node [ sh:property [ sh:path :q ; sh:maxCount 1 ] ] ] .
:choice a sh:NodeShape ; sh:targetObjectsOf :p ; sh:property
  [ sh:path [ sh:alternativePath ( :q ( :p :r ) [ sh:inversePath :r ] ) ] ; sh:minCount 1 ;
    sh:class :B ] .
:star a sh:NodeShape ; sh:targetClass :C ; sh:property
  [ sh:path [ sh:zeroOrMorePath :p ] ; sh:class :C ] ,
  [ sh:path ( [ sh:oneOrMorePath [ sh:inversePath :p ] ] :q ) ; sh:maxCount 1 ] ,
  [ sh:path ( :p [ sh:zeroOrOnePath :p ] ) ; sh:not [ sh:class :B ] ] ,
  [ sh:path [ sh:zeroOrMorePath ( :p [ sh:inversePath :q ] ) ] ; sh:maxCount 2 ] .
:closed a sh:NodeShape ; sh:targetNode :n1 , 1 ; sh:closed true ; sh:ignoredProperties ( :p ) ;
  sh:property [ sh:path :q ; sh:minCount 1 ] .
:closed-values a sh:NodeShape ; sh:targetClass :A ; sh:property
  [ sh:path :r ; sh:node [ sh:closed true ; sh:property [ sh:path :p ] ] ] .
:logic a sh:NodeShape ; sh:targetClass :B ;
  sh:or ( [ sh:property [ sh:path :q ; sh:minCount 1 ] ] [ sh:class :C ] ) ;
  sh:xone ( [ sh:property [ sh:path :p ; sh:minCount 1 ] ]
    [ sh:property [ sh:path :r ; sh:minCount 1 ] ] ) ;
  sh:and ( [ sh:not [ sh:property [ sh:path ( :p :q ) ; sh:hasValue 2 ] ] ] ) .
:qualified a sh:NodeShape ; sh:targetClass :C ; sh:property
  [ sh:path :p ; sh:qualifiedValueShape [ sh:class :A ] ; sh:qualifiedValueShapesDisjoint true ;
    sh:qualifiedMinCount 1 ] ,
  [ sh:path :p ; sh:qualifiedValueShape [ sh:property [ sh:path :r ; sh:minCount 1 ] ] ;
    sh:qualifiedValueShapesDisjoint true ; sh:qualifiedMaxCount 1 ] .
:literals a sh:PropertyShape ; sh:targetObjectsOf :q ; sh:path [ sh:inversePath :q ] ;
  sh:maxCount 1 ; sh:nodeKind sh:IRI .
:itself a sh:NodeShape ; sh:targetSubjectsOf :r ; sh:disjoint :p .
:off a sh:NodeShape ; sh:targetClass :A ; sh:deactivated true ;
  sh:property [ sh:path :q ; sh:minCount 5 ] .
"""
SPARQL = [  # with $this, or with $PATH on the path :p
    "SELECT $this ?value { $this :p ?value . ?value :q ?n . FILTER(?n > 1) }",
    "SELECT $this ?value { $this $PATH ?value . FILTER NOT EXISTS { ?value :p ?x } }",
    "SELECT $this { ?x :p $this . OPTIONAL { ?x :q ?n } FILTER(!BOUND(?n)) }",
    "SELECT $this { ?x :r $this . { ?x a :B } UNION { $this a :C . ?x :p ?y } }",
    "SELECT $this { $this :p/^:p ?x } GROUP BY $this HAVING(COUNT(?x) > 1)",
    "SELECT $this { $this :p+ ?x . ?x ?any 2 }",
    "SELECT $this ?value { $this :q ?n . ?value :r ?m . FILTER(?n = ?m) }",
    "SELECT $this { $this :p ?x FILTER NOT EXISTS { ?x :q ?n . ?y :p ?x ; a :B } }",
    "SELECT $this { OPTIONAL { ?x :p $this } ?x :q ?n . $this a ?kind }",
    "SELECT $this { $this :p ?x FILTER EXISTS { ?x :p ?y FILTER NOT EXISTS { ?y a ?kind } } }",
    "SELECT $this { $this a :A . ?x :p* ?y . ?y :q 1 }",
    "SELECT $this { { SELECT $this (MAX(?n) AS ?m) { $this :q ?n } GROUP BY $this } }",
]
PREFIXES = (
    ":prefixes sh:declare [ sh:prefix '' ; sh:namespace 'http://example.org/'^^xsd:anyURI ] .\n"
)


def graph(text: str) -> Dataset:
    file = SourceFile(None, "given", NamedNode("http://example.org/graph"), "")
    quads = parse(f"{HEAD}{text}".encode(), format=RdfFormat.TURTLE)
    return Dataset([Quad(*quad.triple, file.graph) for quad in quads], (file,))


def concerned(scope: Scope, node: Term) -> bool:
    if scope.nodes is None or node in scope.nodes:
        return True
    kept = spellings([node]) if isinstance(node, Literal) else {}
    return any(each in scope.nodes for each in kept)


def proved(before: list[Quad], after: list[Quad], shapes: Dataset, engine: str = "auto") -> Scope:
    """Fail unless the report on an edit, composed with the former, is that of a full run."""
    old, new = (Dataset(quads, shapes.files) for quads in (before, after))
    store = EmbeddedStore()
    store.load(after)
    scope = affected(change(before, after), store, shapes)
    told = by_focus(validate(new, (), shapes, engine=engine, store=store, scope=scope))
    kept = {n: r for n, r in by_focus(validate(old, (), shapes)).items() if not concerned(scope, n)}
    assert all(concerned(scope, node) for node in told)
    assert kept | told == by_focus(validate(new, (), shapes))
    return scope


NODES = [NamedNode(f"http://example.org/n{n}") for n in range(6)]
INTEGER = NamedNode("http://www.w3.org/2001/XMLSchema#integer")
VALUES: list[Term] = [
    *(Literal(text, datatype=INTEGER) for text in ("1", "2", "01")),
    Literal("x"),
]
NAMES = [NamedNode(f"http://example.org/{name}") for name in "pqr"]
CLASSES = [NamedNode(f"http://example.org/{name}") for name in "ABC"]
GRAPH = NamedNode("http://example.org/data")
triples = st.one_of(
    st.builds(
        lambda s, o: Quad(s, TYPE, o, GRAPH), st.sampled_from(NODES), st.sampled_from(CLASSES)
    ),
    st.builds(
        lambda s, p, o: Quad(s, p, o, GRAPH),
        st.sampled_from(NODES),
        st.sampled_from(NAMES),
        st.sampled_from([*NODES, *NODES, *VALUES]),
    ),
)
TARGETS = st.sampled_from(["targetClass :A", "targetObjectsOf :p"])
states = st.lists(triples, min_size=4, max_size=30, unique=True)
ALL = graph(SHAPES)
EDITS = 3  # of generated data


def edited(before: list[Quad], gone: set[int], come: Iterable[Quad]) -> list[Quad]:
    kept = [quad for number, quad in enumerate(before) if number not in gone]
    return list(dict.fromkeys([*kept, *come]))


edits = st.tuples(st.sets(st.integers(0, 29), max_size=2), st.lists(triples, max_size=2))


@settings(max_examples=25, deadline=None)
@given(states, edits)
def test_random_edits_give_what_a_full_run_gives(
    before: list[Quad], edit: tuple[set[int], list[Quad]]
) -> None:
    """On every kind of path, target and constraint."""
    scope = proved(before, edited(before, *edit), ALL)
    assert not scope.whole


@settings(max_examples=25, deadline=None)
@given(
    states,
    edits,
    st.sampled_from(SPARQL),
    st.sampled_from(["targetClass :A", "targetObjectsOf :p"]),
)
def test_random_edits_give_what_a_full_run_gives_by_queries(
    before: list[Quad], edit: tuple[set[int], list[Quad]], select: str, target: str
) -> None:
    path = "sh:path :p ;" if "$PATH" in select else ""
    kind = "Property" if path else "Node"
    shape = f":s a sh:{kind}Shape ; sh:{target} ; {path} sh:sparql [ sh:prefixes :prefixes ; "
    proved(before, edited(before, *edit), graph(f'{PREFIXES}{shape} sh:select "{select}" ] .'))


@pytest.mark.parametrize("engine", ["reference", "compiled"])
def test_every_engine_judges_after_an_edit(engine: str) -> None:
    shapes = graph(
        ":s a sh:NodeShape ; sh:targetClass :A ; sh:property [ sh:path :p ; sh:class :B ] ."
    )
    before = [Quad(NODES[0], TYPE, CLASSES[0], GRAPH), Quad(NODES[0], NAMES[0], NODES[1], GRAPH)]
    scope = proved(before, [*before, Quad(NODES[1], TYPE, CLASSES[1], GRAPH)], shapes, engine)
    assert scope.nodes == {NODES[0], NODES[1]}


def test_a_change_concerns_only_whom_a_path_leads_to() -> None:
    """Of two like nodes the one whose value's type changed, and not every node of the class."""
    before = [
        quad
        for one, other in ((0, 1), (2, 3))
        for quad in (
            Quad(NODES[one], TYPE, CLASSES[0], GRAPH),
            Quad(NODES[one], NAMES[0], NODES[other], GRAPH),
            Quad(NODES[other], TYPE, CLASSES[1], GRAPH),
        )
    ]
    scope = proved(before, before[:-1], ALL)
    assert scope.nodes is not None
    assert {NODES[2], NODES[3]} <= scope.nodes
    assert not {NODES[0], NODES[1]} & scope.nodes


def test_a_class_put_below_another_concerns_everybody() -> None:
    before = [Quad(NODES[0], TYPE, CLASSES[2], GRAPH)]
    scope = proved(before, [*before, Quad(CLASSES[2], SUBCLASS, CLASSES[0], GRAPH)], ALL)
    assert scope.nodes is None


@pytest.mark.parametrize(
    ("shape", "why"),
    [
        ("sh:property [ sh:path :p ; sh:node :s ]", "a shape is recursive"),
        ("sh:sparql [ sh:select 'SELECT $this { $this ?p ?o } LIMIT 1' ]", "LIMIT"),
    ],
)
def test_a_shape_without_a_bound_is_judged_whole(shape: str, why: str) -> None:
    """And the scope says why."""
    shapes = graph(f":s a sh:NodeShape ; sh:targetClass :A ; sh:nodeKind sh:Literal ; {shape} .")
    before = [Quad(node, TYPE, CLASSES[0], GRAPH) for node in NODES]
    scope = proved(before, [*before, Quad(CLASSES[1], NAMES[0], VALUES[3], GRAPH)], shapes)
    assert scope.nodes is not None
    assert set(NODES) <= scope.nodes
    assert [why in reason for reason in scope.whole.values()] == [True]


def test_what_a_blank_node_says_concerns_those_that_point_to_it() -> None:
    """A report writes a blank value out."""
    shapes = graph(
        ":s a sh:NodeShape ; sh:targetClass :A ; sh:property [ sh:path :p ; sh:nodeKind sh:IRI ] ."
    )
    blank = BlankNode("b")
    before = [Quad(NODES[0], TYPE, CLASSES[0], GRAPH), Quad(NODES[0], NAMES[0], blank, GRAPH)]
    proved(before, [*before, Quad(blank, NAMES[1], NODES[1], GRAPH)], shapes)


@pytest.mark.slow
def test_our_shapes_after_an_edit_find_what_a_full_run_finds(tmp_path: Path) -> None:
    """On generated data with errors: a triple deleted, and one that is another's."""
    sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))
    from generate import generate

    generate(1500, tmp_path / "data.nt", errors=0.05)
    data = read([tmp_path / "data.nt"])
    shapes = read([shapes_dir()], ontology=False)
    own = [quad for quad in data.quads if quad.graph_name == data.files[-1].graph]
    before = [*data.quads, *derive(data)]
    concerned = []
    for number in range(7, len(own), len(own) // EDITS):
        gone, like = own[number], own[number // 2]
        come = Quad(gone.subject, like.predicate, like.object, gone.graph_name)
        rest = list(dict.fromkeys([*(one for one in data.quads if one != gone), come]))
        after = [*rest, *derive(Dataset(rest, data.files))]
        concerned.append(proved(before, after, shapes).nodes)
    assert all(nodes is not None and len(nodes) < 200 for nodes in concerned)
