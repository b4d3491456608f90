"""The guard stops queries that call other services or crash the engine; others pass."""

import subprocess
import sys
from contextlib import suppress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dvgraph.errors import UseError
from dvgraph.resources import queries_dir
from dvgraph.store.guard import ForbiddenError, check_query

PREFIX = "PREFIX ex: <http://example.org/ns#>\n"
CALL = "<http://example.org/sparql> { ?s ?p ?o }"

ALLOWED = {
    "a variable called SERVICE": "SELECT ?SERVICE { ?SERVICE ?service $FROM }",
    "SERVICE in an IRI": "SELECT * { <http://example.org/SERVICE> ?p <http://x/FROM#LOAD> }",
    "SERVICE in strings": """SELECT * { ?s ?p "SERVICE <x>", 'FROM', '''a 'LOAD''', "\\"FROM" }""",
    "SERVICE in a long string": 'SELECT * { ?s ?p """line\nSERVICE "x" <y>""" }',
    "SERVICE in a comment": "SELECT * { ?s ?p ?o } # SERVICE <x> {}",
    "service in a local name": PREFIX + "SELECT * { ex:customer-service ex:a.service ex:SERVICE }",
    "service in a blank node label": "SELECT * { _:SERVICE ?p ?o }",
    "a language tag": 'SELECT * { ?s ?p "x"@service }',
    "escapes beyond ASCII": 'SELECT * { ?s ?p "\\u00E9\\U0001F600\\u0001" }',
    "a comparison": "SELECT * { ?s ?p ?o FILTER(?o < 3 && ?o > 1) }",
    "IRIs with a fragment in data rows": "SELECT * { VALUES (?a ?b) {(<x#a> <y#b>) (<c> <y'd>)} }",
    "IRIs as arguments": "SELECT * { FILTER(?x IN (<a#b>, <c#d>) && ?y = <e#f>) ?x (<p#>/<r>) ?y }",
    "a long list of values": f"SELECT * {{ VALUES ?x {{ {'<urn:x> ' * 6000} }} }}",
    "128 levels": "SELECT * " + "{" * 128 + "}" * 128,
    "broken SPARQL, which the engine judges": 'SELEC " ( { ] \\',
}


@pytest.mark.parametrize("query", ALLOWED.values(), ids=ALLOWED)
def test_honest_queries_pass(query: str) -> None:
    check_query(query)


REFUSED = {
    "plainly": f"SELECT * {{ SERVICE {CALL} }}",
    "in lower case": f"SELECT * {{ service silent {CALL} }}",
    "in mixed case": f"SELECT * {{ SerVice {CALL} }}",
    "with an escaped letter": f"SELECT * {{ S\\u0045RVICE {CALL} }}",
    "with a long escape": f"SELECT * {{ S\\U00000045RVICE {CALL} }}",
    "with an escape only rdflib reads": f"SELECT * {{ S\\U0045RVICE {CALL} }}",
    "with eight digits after a small u": f"SELECT * {{ S\\u00000045RVICE {CALL} }}",
    "with an escaped space": f"SELECT * {{ x\\u0009SERVICE {CALL} }}",
    "behind an escaped quote": f'SELECT * {{ ?s ?p "\\u0022 . SERVICE {CALL} #" }}',
    "with a long s": f"SELECT * {{ \u017fERVICE {CALL} }}",
    "between comments": f"SELECT * {{ #\nSERVICE#\n{CALL} }}",
    "after a comment that a bare CR ends": f"SELECT * {{ # x\rSERVICE {CALL} }}",
    "in a filter": f"SELECT * {{ FILTER EXISTS {{ SERVICE {CALL} }} }}",
    "in a subquery": f"SELECT * {{ {{ SELECT * {{ SERVICE {CALL} }} }} }}",
    "glued to SILENT": f"SELECT * {{ SERVICESILENT{CALL} }}",
    "glued to a boolean": f"SELECT * {{ ?s ?p trueSERVICE{CALL} }}",
    "glued to a number": f"SELECT * {{ ?s ?p 1e5SERVICE{CALL} }}",
    "glued to a prefixed name": "SELECT * { SERVICE:x{ ?s ?p ?o } }",
    "behind a name that ends in a dot": PREFIX + f"SELECT * {{ ?s ?p ex:.SERVICE{CALL} }}",
    "behind an escaped hash": PREFIX + f"SELECT * {{ ?s ?p ex:a\\# . SERVICE {CALL} }}",
    "behind an escaped quote in a name": PREFIX
    + f"SELECT * {{ ?s ?p ex:a\\' . SERVICE {CALL} . 'b' }}",
    "behind a broken string": f'SELECT * {{ ?s ?p "a\n . SERVICE {CALL} }}',
    "behind an empty long string": f'SELECT * {{ """" . SERVICE {CALL} }}',
    "in what looks like a string": "SELECT * {FILTER(?a<'b>')SERVICE?x{?s?p?o}FILTER('c'=?d)}",
    "in what looks like an IRI": "SELECT * { FILTER(?a<1)SERVICE#>\n?x{?s?p?o} }",
    "after ordered rows": "SELECT *{{SELECT*{}ORDER BY(1)(?a<'b>')}SERVICE?x{?s?p?o}FILTER(''=?d)}",
    "FROM": "SELECT * FROM <http://example.org/> { ?s ?p ?o }",
    "FROM NAMED, glued": "SELECT *FROMNAMED<http://example.org/>{ ?s ?p ?o }",
    "LOAD": "LOAD <http://example.org/>",
    "INSERT": "insert data { <a> <b> <c> }",
    "DELETE": "DELETE WHERE { ?s ?p ?o }",
}


@pytest.mark.parametrize("query", REFUSED.values(), ids=REFUSED)
def test_reaching_out_and_writing_is_refused_however_it_is_spelled(query: str) -> None:
    with pytest.raises(UseError) as caught:
        check_query(query)
    assert "\n" not in str(caught.value)


def test_a_refusal_names_line_and_column() -> None:
    with pytest.raises(UseError, match=r"query:2:3: SERVICE is not allowed"):
        check_query(f"SELECT * {{\n  SERVICE {CALL} }}")


def test_graphs_may_be_named_where_an_engine_has_them_but_nothing_else_is_allowed() -> None:
    check_query("SELECT * FROM <http://example.org/> FROM NAMED <http://e/> {}", graphs=True)
    for query in REFUSED.values():
        if "FROM" not in query:
            with pytest.raises(UseError):
                check_query(query, graphs=True)


def test_writing_and_reaching_out_is_told_apart_from_other_refusals() -> None:
    with pytest.raises(ForbiddenError):
        check_query("DROP ALL")
    with pytest.raises(UseError) as caught:
        check_query(NESTED)
    assert not isinstance(caught.value, ForbiddenError)


NESTED = "SELECT * WHERE " + "{" * 2255 + "}" * 2255
BOMBS = {
    "nested groups": NESTED,
    "brackets": "SELECT * { BIND(" + "(" * 4700 + "1" + ")" * 4700 + " AS ?x) }",
    "negations": "SELECT * { BIND(" + "!" * 9400 + "1 AS ?x) }",
    "sums": "SELECT * { BIND(1" + "+1" * 7000 + " AS ?x) }",
    "unions": "SELECT * { {}" + "UNION{}" * 6650 + " }",
    "triple patterns": "SELECT * { " + "?a?b?c." * 5000 + " }",
    "a collection": "SELECT * { (" + "1 " * 8000 + ") ?p ?o }",
    "sums in what looks like an IRI": "SELECT * { FILTER(?a<1" + "+1" * 7000 + ">?b) }",
    "size": "SELECT * { ?s ?p '" + "x" * 70_000 + "' }",
    "size in bytes": "SELECT * { ?s ?p '" + "é" * 40_000 + "' }",
}


@pytest.mark.parametrize("query", BOMBS.values(), ids=BOMBS)
def test_queries_that_would_kill_the_engine_are_refused(query: str) -> None:
    with pytest.raises(UseError):
        check_query(query)


def test_a_nested_query_of_4500_bytes_is_an_error_and_not_the_end_of_the_process() -> None:
    code = (
        "import sys\nfrom dvgraph.errors import UseError\n"
        "from dvgraph.store.embedded import EmbeddedStore\n"
        "try: EmbeddedStore().select(sys.stdin.read())\nexcept UseError as error: print(error)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], input=NESTED, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0
    assert "nested more than 128 deep" in done.stdout


def test_every_shipped_query_passes() -> None:
    shipped = sorted(queries_dir().rglob("*.rq"))
    assert shipped
    for path in shipped:
        check_query(path.read_text(encoding="utf-8"))


MARKS = "{}()[]<>.,;:?$@#'\"\\^|&!=+-*/ \n\r\tae1_"
WORDS = """SERVICE service true FILTER( \\u0053 \\U00000053 <http://x/> ex: ?x 1e5 \u017f"""
PIECES = st.sampled_from([*MARKS, '"""', "'''", *WORDS.split()])


@given(st.lists(PIECES, max_size=60).map("".join) | st.text(max_size=200))
@example("\\UFFFFFFFF")
@example("\\uD800")
@example("\ud800")
def test_no_text_makes_the_guard_fail_otherwise_than_by_a_refusal(text: str) -> None:
    with suppress(UseError):
        check_query(text)


@example("", "")
@given(
    before=st.lists(PIECES, max_size=12).map("".join),
    after=st.lists(PIECES, max_size=6).map("".join),
)
def test_no_surroundings_hide_a_call_that_the_engine_would_make(before: str, after: str) -> None:
    """The engine is the oracle: a query that fails by a failing call, not by syntax, was a call."""
    from dvgraph.rdf.oxigraph import OxigraphStore

    # No port is open there, and an address without a host is refused before any connection.
    query = f"SELECT * {{ {before}SERVICE<http://[::1]:1/>{{}} {after} }}"
    try:
        list(OxigraphStore().query(query))  # type: ignore[arg-type]
    except SyntaxError:
        return
    except (OSError, RuntimeError, ValueError):
        with pytest.raises(UseError):
            check_query(query)
