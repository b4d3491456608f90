"""The graph in Python: the same answers as on the command line, as values, terms or frames."""

import re
import subprocess
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import rdflib

import dvgraph
from dvgraph import api
from dvgraph.errors import StoreError, UseError
from dvgraph.prebuilt.connection import open_graph
from dvgraph.questions import question
from dvgraph.questions.agency import agency
from dvgraph.rdf.oxigraph import BlankNode, Literal, NamedNode, RdfFormat, parse
from dvgraph.results.rows import Rows, value
from dvgraph.store.protocol import Table
from dvgraph.validation import audit

pytestmark = pytest.mark.program

XSD = "http://www.w3.org/2001/XMLSchema#"


@pytest.fixture(scope="module")
def graph() -> api.Graph:
    return dvgraph.open(lang="en")


def typed(text: str, kind: str) -> Literal:
    return Literal(text, datatype=NamedNode(XSD + kind))


def test_importing_dvgraph_loads_nothing_else() -> None:
    code = "import sys; old = set(sys.modules); import dvgraph; print(*set(sys.modules) - old)"
    done = subprocess.run([sys.executable, "-Sc", code], env={"PYTHONPATH": SRC}, **PIPED)
    assert done.stdout.split() == ["dvgraph"]


SRC = str(Path(dvgraph.__file__).parents[1])
PIPED = {"capture_output": True, "text": True, "check": True}


def test_a_question_gives_the_rows_of_the_command_line(graph: api.Graph) -> None:
    rows = graph.ask("tasks-added", since=date(2021, 1, 1))
    store = open_graph()
    given = {"since": "2021", "organisation": agency(store)}
    known = question.ask(store, "tasks-added", given, "en").table
    assert rows.table == known
    assert rows.columns[:4] == ("added", "task", "organisation", "role")
    assert rows.columns.index("task IRI") > rows.columns.index("sources")
    assert len(rows.columns) == len(known.variables)
    assert "Which tasks were added since a date?" in rows.heading
    assert len(rows) == len(list(rows)) == len(known.rows)
    assert rows.dicts()[0]["task"] == rows[0][rows.columns.index("task")]
    assert str(rows[0][rows.columns.index("task IRI")]).startswith(
        "https://w3id.org/dvgraph/id/taak/"
    )
    assert len(rows[:2]) == 2


def test_values_may_be_lists_and_names_words_of_python(graph: api.Graph) -> None:
    both = graph.ask("tasks-added", organisation=["Digitaal Vlaanderen", "AGIV"])
    assert 0 < len(both) <= len(graph.ask("tasks-added", organisation="all"))
    one = graph.ask("supported-by-passage", from_=1, to=20)
    assert 0 < len(one) < len(graph.ask("supported-by-passage"))


def test_a_wrong_name_or_value_is_a_use_error_with_a_hint(graph: api.Graph) -> None:
    with pytest.raises(UseError, match="tasks-added"):
        graph.ask("task-added")
    with pytest.raises(UseError, match="since"):
        graph.ask("tasks-added", since="yesterday")
    with pytest.raises(UseError, match="Choose nl or en"):
        dvgraph.open(lang="fr")
    with pytest.raises(UseError, match="exclude each other"):
        dvgraph.open(data="x.ttl", endpoint="http://127.0.0.1:1/")


@pytest.mark.parametrize(
    ("term", "expected"),
    [
        (None, None),
        (NamedNode("urn:x"), "urn:x"),
        (BlankNode("b"), "_:b"),
        (Literal("tekst", language="nl"), "tekst"),
        (typed("007", "integer"), 7),
        (typed("1.50", "decimal"), Decimal("1.50")),
        (typed("1e3", "double"), 1000.0),
        (typed("true", "boolean"), True),
        (typed("2021-03-18", "date"), date(2021, 3, 18)),
        (typed("2021", "gYear"), "2021"),
        (typed("12021-03-18", "date"), "12021-03-18"),
        (typed("veel", "integer"), "veel"),
        (typed("misschien", "boolean"), "misschien"),
    ],
)
def test_terms_become_values_of_python_and_else_text(term: object, expected: object) -> None:
    found = value(term)
    assert (found, type(found)) == (expected, type(expected))


def test_a_program_that_uses_dvgraph_finds_rdflib_as_it_left_it() -> None:
    """Its switches, loggers and warnings stay the same, even while ill-typed literals are read."""
    code = """
import logging, warnings, rdflib, rdflib.plugins.sparql as sparql
def state():
    log = logging.getLogger("rdflib.term")
    return (rdflib.NORMALIZE_LITERALS, sparql.SPARQL_LOAD_GRAPHS, log.level, log.filters,
            logging.getLogger("rdflib").level, list(warnings.filters))
before = state()
import dvgraph
from dvgraph.dataset.files import Dataset
from dvgraph.rdf import bridge
from dvgraph.rdf.oxigraph import Quad, parse, RdfFormat
from dvgraph.results.rows import Rows
from dvgraph.store.protocol import Table
from dvgraph.validation.shacl import validate
odd = b'<urn:s> <urn:p> "x"^^<http://www.w3.org/2001/XMLSchema#integer>,' \
    b' "01"^^<http://www.w3.org/2001/XMLSchema#integer>,' \
    b' "maybe"^^<http://www.w3.org/2001/XMLSchema#boolean> .'
quads = list(parse(odd, RdfFormat.TURTLE))
terms = Rows(Table(("x",), [(quad.object,) for quad in quads])).terms()
assert [str(term) for term, in terms] == ["x", "01", "maybe"]
assert state() == before
assert len(bridge.graph(quads)) == 3
for engine in ("auto", "reference"):
    validate(Dataset(quads, ()), [], engine=engine)
    assert state() == before, engine
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (done.stdout, done.stderr, done.returncode) == ("", "", 0)


def test_rows_become_rdflib_terms_with_language_and_datatype() -> None:
    rows = Rows(Table(("a", "b", "c"), [(NamedNode("urn:x"), Literal("x", language="nl"), None)]))
    assert rows.terms() == [(rdflib.URIRef("urn:x"), rdflib.Literal("x", lang="nl"), None)]


MIXED = Rows(
    Table(
        ("number", "day", "part", "label"),
        [
            (typed("1", "integer"), typed("2021-03-18", "date"), typed("1.5", "decimal"), None),
            (typed("2", "integer"), typed("2021", "gYear"), typed("2", "integer"), Literal("x")),
        ],
    )
)


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_a_frame_has_the_columns_each_of_one_type(library: str) -> None:
    frame = getattr(MIXED, f"to_{library}")()
    assert list(frame.columns) == ["number", "day", "part", "label"]
    assert frame["number"].to_list() == [1, 2]
    assert frame["day"].to_list() == ["2021-03-18", "2021"]
    assert frame["part"].to_list() == [1.5, 2.0]
    assert frame["label"].to_list()[1] == "x"


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_days_and_integers_of_a_frame_may_be_missing(library: str) -> None:
    rows = Rows(
        Table(
            ("day", "number"),
            [(typed("9999-12-31", "date"), typed("1", "integer")), (None, None)],
        )
    )
    frame = getattr(rows, f"to_{library}")()
    assert [str(kind) for kind in frame.dtypes] in (["datetime64[s]", "Int64"], ["Date", "Int64"])
    assert frame["day"][0].year == 9999
    assert int(frame["number"][0]) == 1


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_without_the_library_the_error_says_how_to_get_it(
    library: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(UseError, match=f"pip install {library}"):
        getattr(MIXED, f"to_{library}")()


def test_a_notebook_shows_a_short_table_without_markup_of_the_data(graph: api.Graph) -> None:
    odd = Rows(Table(("x",), [(Literal("<script>"),)] * 40))
    shown = odd._repr_html_()
    assert "<script>" not in shown
    assert shown.count("&lt;script&gt;") == 30
    assert "10 more" in shown
    assert "Digitaal Vlaanderen" in graph.search("Digitaal Vlaanderen")._repr_html_()


def test_a_notebook_draws_what_can_be_drawn(graph: api.Graph) -> None:
    assert graph.tasks("AGIV")._repr_html_().startswith("<svg")
    assert (graph.lineage("AGIV")._repr_svg_() or "").startswith("<svg")
    assert graph.search("AGIV")._repr_svg_() is None


def test_print_shows_the_first_rows() -> None:
    long = Rows(Table(("x",), [(typed(str(n), "integer"),) for n in range(40)]))
    assert str(long).splitlines()[-1] == "… 10 more"
    assert len(str(long).splitlines()) < 40


def test_an_error_names_the_argument(graph: api.Graph) -> None:
    with pytest.raises(UseError, match=r"^since: 'soon' is not a date"):
        graph.ask("tasks-added", since="soon")


def test_text_of_rows_is_that_of_the_command_line() -> None:
    assert str(MIXED).splitlines()[0].split() == ["number", "day", "part", "label"]
    assert MIXED.text("csv").splitlines()[1] == "1,2021-03-18,1.5,"
    assert repr(MIXED) == "<2 rows: number, day, part, label>"


def test_query_answers_rows_truth_and_triples(graph: api.Graph) -> None:
    assert list(graph.query("SELECT (1 AS ?n) {}")) == [(1,)]
    assert list(graph.query("ASK { ?s ?p ?o }")) == [(True,)]
    triples = graph.query("CONSTRUCT { <urn:s> <urn:p> 'x' } {}")
    assert triples.columns == ("subject", "predicate", "object")
    assert list(triples) == [("urn:s", "urn:p", "x")]
    with pytest.raises(UseError, match="SERVICE"):
        graph.query("SELECT * { SERVICE <urn:x> { ?s ?p ?o } }")


def test_a_thing_is_shown_whole_or_as_of_a_day(graph: api.Graph) -> None:
    thing = graph.show("agiv")
    assert thing.label == "AGIV"
    assert str(thing).startswith("AGIV")
    assert thing.text("md").startswith("# AGIV")
    assert graph.show("AGIV", as_of="2015").as_of
    assert graph.show("AGIV", as_of=date(2015, 6, 1)).day == "2015-06-01"


def test_search_cite_and_evidence_take_what_people_type(graph: api.Graph) -> None:
    assert graph.search("raamcontract").dicts()[0]["name"]
    statement = str(graph.ask("tasks-added").dicts()[0]["id"])
    assert statement in graph.cite(statement)
    assert graph.cite(statement, "bibtex").startswith("@")
    assert len(graph.evidence(statement)) >= 1
    source = graph.passages("herweging-2025")
    assert {"passage", "says"} <= set(source.columns)


def test_files_are_judged_and_written_without_loss(example_file: Path, tmp_path: Path) -> None:
    with dvgraph.open(data=example_file) as opened:
        assert opened.query("SELECT ?o { <urn:none> ?p ?o }").columns == ("o",)
        report = opened.validate()
        assert not report.conforms  # statements without record time, for one
        assert len(opened.verify()) == 2  # the third cites nothing
        assert isinstance(opened.check(), audit.Audit)
        target = tmp_path / "all.nq"
        opened.export(target)
        written = list(parse(path=target, format=RdfFormat.N_QUADS))
        assert any(str(quad.object).startswith('"1.50"') for quad in written)
        with pytest.raises(UseError, match="unknown format"):
            opened.export(tmp_path / "all.doc")


def test_a_store_on_disk_answers_and_exports_as_its_files(
    example_file: Path, tmp_path: Path
) -> None:
    from dvgraph.dataset.files import read
    from dvgraph.prebuilt.disk import build_store

    build_store(read([example_file]), tmp_path / "store")
    opened = dvgraph.open(store=tmp_path / "store")
    opened.export(tmp_path / "store.nq")
    dvgraph.open(data=[example_file]).export(tmp_path / "files.nq")
    assert (tmp_path / "store.nq").read_bytes() == (tmp_path / "files.nq").read_bytes()
    with pytest.raises(UseError, match="check reads files"):
        opened.check()
    with pytest.raises(StoreError):
        dvgraph.open(store=tmp_path / "none")


def test_the_verbs_are_those_of_the_command_line() -> None:
    from dvgraph.cli import COMMANDS

    # For files, shells and endpoints.
    written = {
        "add",
        "correct",
        "withdraw",
        "review",
        "redact",
        "migrate",
        "site",
        "serve",
        "mcp",
        "format",
        "load",
        "completion",
        "doctor",
        "probe",
        "push",
        "init",
        "template",
        "import",
        "drift",
    }
    verbs = {name.replace("-", "_") for name in COMMANDS if name not in written}
    assert verbs <= set(dir(api.Graph))


def test_a_graph_says_what_was_opened_and_how_much_is_in_it() -> None:
    with dvgraph.open() as graph:
        assert re.fullmatch(r"<dvgraph shipped data: version [\d.]+, [\d,]+ triples>", repr(graph))


def test_the_columns_of_iris_come_last_under_headings_in_the_language() -> None:
    with dvgraph.open(lang="en") as graph:
        for rows in (graph.ask("tasks-added", since="2021"), graph.evidence("GRB")):
            iris = [
                any(str(row[n]).startswith("https://w3id.org/") for row in rows)
                for n in range(len(rows.columns))
            ]
            assert "statement" in rows.columns
            assert not any(iris[: iris.index(True)])
            assert all(
                iri or name.endswith(" IRI")
                for name, iri in zip(rows.columns, iris, strict=True)
                if rows.columns.index(name) > iris.index(True)
            )
