"""Bad input: one line with problem and place, the right exit code, and no half-written file."""

import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from calling import Done, call
from dvgraph.errors import InputError

pytestmark = [pytest.mark.program, pytest.mark.usefixtures("english")]

PROGRAM = str(Path(sys.executable).with_name("dvgraph"))
GOOD = "<urn:s> <urn:p> <urn:o> .\n"
ASK = ("ask", "tasks-added")


class Case(NamedTuple):
    """A command line, its expected message and exit code, and files to write first."""

    args: tuple[str, ...]
    code: int
    says: str
    files: tuple[tuple[str, bytes], ...] = ()
    stdin: str = ""
    env: tuple[tuple[str, str], ...] = ()


def bad(text: str | bytes, name: str = "bad.ttl") -> tuple[tuple[str, bytes], ...]:
    return ((name, text.encode() if isinstance(text, str) else text),)


EXPORT = ("export", "--data", "bad.ttl", "-o", "out.nq")
CASES = {
    "missing data file": Case(("export", "--data", "no.ttl"), 3, "no.ttl: there is no such file"),
    "missing query file": Case(("query", "no.rq"), 3, "no.rq: cannot be read"),
    "a folder as query": Case(("query", "."), 3, ".: cannot be read"),
    "missing shapes": Case(("validate", "--shapes", "no.ttl"), 3, "no.ttl: there is no such"),
    "unknown suffix": Case(
        ("export", "--data", "bad.xlsx"), 3, "bad.xlsx: the suffix", bad("x", "bad.xlsx")
    ),
    "wrong format": Case(EXPORT, 3, "bad.ttl:1:", bad('{"@id": "urn:x"}')),
    "a day without a profile": Case(("export", "--as-of", "2020"), 2, "--as-of: this belongs to"),
    "an address without a catalogue": Case(
        ("export", "--base", "https://x.example/"), 2, "--base: this belongs to"
    ),
    "tables and a view": Case(
        ("export", "--tables", "out", "--profile", "org"),
        2,
        "--profile, --tables choose more than one",
    ),
    "a bad day of a view": Case(("export", "--profile", "org", "--as-of", "x"), 2, "--as-of"),
    "the possible without graph names": Case(
        ("export", "--profile", "org", "--possible", "-o", "out.ttl"),
        2,
        "the format ttl has no graph names",
    ),
    "broken Turtle": Case(EXPORT, 3, "bad.ttl:2:", bad(GOOD + "<urn:s> <urn:p> ; .\n")),
    "broken Turtle validated": Case(("validate", "bad.ttl"), 3, "bad.ttl:1:", bad("<urn:s>")),
    "broken Turtle checked": Case(("check", "--data", "bad.ttl"), 3, "bad.ttl:1:", bad("<urn:s>")),
    "broken Turtle loaded": Case(
        ("load", "bad.ttl", "--store", "out"), 3, "bad.ttl:1:", bad("<urn:s>")
    ),
    "bad encoding": Case(
        EXPORT,
        3,
        "bad.ttl:2:18: the text is not UTF-8",
        bad(GOOD.encode() + b'<urn:s> <urn:p> "\xe9" .'),
    ),
    "UTF-16": Case(EXPORT, 3, "it looks like UTF-16", bad(GOOD.encode("utf-16"))),
    "bad encoding of a query": Case(("query", "bad.rq"), 3, "bad.rq", bad(b"\xff", "bad.rq")),
    "invalid IRI": Case(EXPORT, 3, "bad.ttl:1:", bad("<urn:a b> <urn:p> 1 .")),
    "empty file": Case(EXPORT, 3, "bad.ttl: there are no triples", bad("")),
    "only comments": Case(EXPORT, 3, "bad.ttl: there are no triples", bad("# nothing\n")),
    "empty standard input": Case(("export", "--data", "-"), 3, "<stdin>: there are no triples"),
    "empty folder": Case(("export", "--data", "."), 3, "no RDF files"),
    "wrong date": Case((*ASK, "--since", "gisteren"), 2, "--since: 'gisteren' is not a date"),
    "one option twice": Case(
        (*ASK, "--since", "2021", "--since", "2022"), 2, "--since takes one value, not 2"
    ),
    "a date that does not exist": Case((*ASK, "--since", "2021-02-30"), 2, "is not a date"),
    "unknown name": Case(
        (*ASK, "--since", "2021", "--organisation", "Digital Vlaandren"), 2, "Digitaal Vlaanderen"
    ),
    "a date for a name": Case(("decisions", "2021"), 2, "'2021' is a date, not a name"),
    "unknown question": Case(("ask", "task-added"), 2, "Nearest: tasks-added"),
    "unknown parameter": Case((*ASK, "--sinc", "2021"), 2, "--since"),
    "unknown command": Case(("aks",), 2, "ask"),
    "unknown language": Case(("ask", "--lang", "fr"), 2, "'fr'"),
    "unknown format": Case(("ask", "-f", "xlsx"), 2, "'xlsx'"),
    "two sources": Case(
        ("query", "-", "--data", "x", "--store", "y"), 2, "--data and --store exclude each other"
    ),
    "two sources in the environment": Case(
        ("query", "-"),
        2,
        "DVGRAPH_DATA and DVGRAPH_ENDPOINT exclude",
        env=(("DVGRAPH_DATA", "x"), ("DVGRAPH_ENDPOINT", "http://localhost:1/")),
    ),
    "syntax error in a query": Case(("query", "-"), 2, "1:", stdin="SELECT WHERE {"),
    "an empty query": Case(("query", "-"), 2, "Error", stdin=""),
    "a query that calls out": Case(
        ("query", "-"),
        2,
        "SERVICE",
        stdin="SELECT * { SERVICE <http://localhost:1/> { ?s ?p ?o } }",
    ),
    "an update": Case(("query", "-"), 2, "Error", stdin="DELETE WHERE { ?s ?p ?o }"),
    "a query nested too deep": Case(
        ("query", "-"), 2, "Error", stdin="SELECT * " + "{" * 3000 + "}" * 3000
    ),
    "rows asked for as triples": Case(
        ("query", "-", "-f", "nt"),
        2,
        "'nt' is not a format of tables",
        stdin="SELECT * { ?s ?p 1 }",
    ),
    "triples asked for as a table": Case(
        ("query", "-", "-f", "md"), 2, "md", stdin="CONSTRUCT { ?s ?p 1 } WHERE { ?s ?p 1 }"
    ),
    "no such store": Case(("query", "-", "--store", "no"), 4, "no", stdin="ASK {}"),
    "a folder that is no store": Case(
        ("query", "-", "--store", "."), 4, ".", files=bad(GOOD), stdin="ASK {}"
    ),
    "no such store to export": Case(("export", "--store", "no", "-o", "out.nq"), 4, "no"),
    "no endpoint there": Case(
        ("query", "-", "--endpoint", "http://127.0.0.1:1/"), 4, "127.0.0.1:1", stdin="ASK {}"
    ),
    "an endpoint that is no URL": Case(
        ("query", "-", "--endpoint", "nonsense"), 2, "nonsense", stdin="ASK {}"
    ),
    "output into a missing folder": Case(
        ("query", "-", "-o", "no/out.csv"), 5, "no/out.csv: cannot be written", stdin="SELECT ?x {}"
    ),
    "output onto a folder": Case(
        ("export", "--data", "bad.ttl", "-f", "nq", "-o", "."), 5, "cannot be written", bad(GOOD)
    ),
    "stamping what is no folder": Case(
        ("evidence", "stamp", "--data", "bad.ttl"), 2, "bad.ttl", bad(GOOD)
    ),
    "shapes without shapes": Case(
        ("validate", "--shapes", "bad.ttl"), 3, "bad.ttl: there are no shapes", bad(GOOD)
    ),
    "an endless nest of triple terms": Case(
        EXPORT, 4, "bad.ttl:2: nested more than", bad(GOOD + "<urn:s> <urn:p> " + "<<( " * 20_000)
    ),
    "an endless nest of JSON": Case(
        ("export", "--data", "bad.jsonld"),
        4,
        "bad.jsonld:1: nested more than",
        bad('{"urn:p":' * 20_000, "bad.jsonld"),
    ),
    "an endless nest of XML": Case(
        ("export", "--data", "bad.rdf"), 4, "bad.rdf:1: nested", bad("<a></a><a>" * 600, "bad.rdf")
    ),
    "a literal that is too long": Case(
        EXPORT,
        4,
        "bad.ttl: a term or literal is longer",
        bad(GOOD + f'<urn:s> <urn:p> "{"x" * 17_000_000}" .'),
    ),
    "a function that SPARQL does not have": Case(
        ("query", "-"), 2, "<urn:f> is not supported. Use", stdin="SELECT (<urn:f>(1) AS ?x) {}"
    ),
    "an output without a name": Case(("ask", "-o", ""), 2, "-o: a file needs a name"),
    "a table with a suffix of no format": Case(("ask", "-o", "o.xlsx"), 2, "the suffix .xlsx"),
    "triples with a suffix of no format": Case(
        ("export", "--data", "bad.ttl", "-o", "o.zip"), 2, "the suffix .zip", bad(GOOD)
    ),
    "triples with a suffix of tables": Case(
        ("query", "-", "-o", "o.json"), 2, "the suffix .json", stdin="CONSTRUCT { ?s ?p 1 } {}"
    ),
    "data without a name": Case(("load", ""), 2, "a file or folder needs a name"),
    "a question in capitals": Case(("ask", "TASKS-ADDED"), 2, "Nearest: tasks-added"),
    "an option nearly right": Case((*ASK, "--sinse", "2021"), 2, "'--since'? See dvgraph ask"),
    "a store to check": Case(
        ("check",), 2, "this command reads only files", env=(("DVGRAPH_STORE", "x"),)
    ),
    "a store to re-read": Case(
        ("evidence", "verify"), 2, "this command reads only files", env=(("DVGRAPH_STORE", "x"),)
    ),
    "an endpoint that is not there": Case(
        ("validate",), 4, "cannot be reached", env=(("DVGRAPH_ENDPOINT", "http://localhost:1/"),)
    ),
    "an address that is no IRI": Case(("show", "http://[::1"), 2, "there is no thing"),
    "text that is not Unicode": Case(("show", "\udcff"), 2, ""),
    "a port that there cannot be": Case(
        ("query", "-", "--endpoint", "http://ann:secret@localhost:99999/"),
        2,
        "http://localhost:99999/: an endpoint is",
        stdin="ASK {}",
    ),
    "an address with half a bracket": Case(
        ("query", "-", "--endpoint", "http://[::1/"), 2, "http://[::1/: an", stdin="ASK {}"
    ),
    "a name that is too long": Case(("export", "--data", "9" * 5000), 3, "cannot be read"),
    "a width that is no number": Case(("show", "?"), 2, "Error", env=(("COLUMNS", "²"),)),
    "a width of 5000 digits": Case(("show", "?"), 2, "Error", env=(("COLUMNS", "9" * 5000),)),
    "shapes with a typo": Case(
        ("validate", "--shapes", "bad.ttl"),
        3,
        "bad.ttl:1: sh:targetClas is not a term of SHACL, but sh:targetClass is",
        bad("<urn:S> <http://www.w3.org/ns/shacl#targetClas> <urn:T> ."),
    ),
}


def run(case: Case, tmp_path: Path) -> Done:
    return call(*case.args, input=case.stdin, cwd=tmp_path, env=dict(case.env))


@pytest.mark.parametrize("name", CASES)
def test_bad_input_gives_one_line_and_its_exit_code(name: str, tmp_path: Path) -> None:
    case = CASES[name]
    for file, content in case.files:
        (tmp_path / file).write_bytes(content)
    before = sorted(path.name for path in tmp_path.iterdir())
    done = run(case, tmp_path)
    assert done.returncode == case.code, done.stderr
    *notes, error = done.stderr.splitlines()
    assert error.startswith("Error: ")
    assert case.says in error
    assert all(note.startswith("The data is read alone") for note in notes)
    assert done.stdout == ""
    assert sorted(path.name for path in tmp_path.iterdir()) == before


def test_a_failed_run_leaves_the_old_output_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "bad.ttl").write_text("<urn:s>")
    (tmp_path / "out.nq").write_text("old")
    assert run(Case(EXPORT, 3, ""), tmp_path).returncode == 3
    assert (tmp_path / "out.nq").read_text() == "old"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
def test_a_full_disk_exits_5(tmp_path: Path) -> None:
    with Path("/dev/full").open("w") as full:
        for args in (("export", "-f", "nq"), ("query", "-")):
            done = subprocess.run(
                [PROGRAM, *args],
                cwd=tmp_path,
                input="SELECT ?s { ?s ?p ?o }",
                stdout=full,
                stderr=subprocess.PIPE,
                encoding="utf-8",
            )
            assert done.returncode == 5
            assert done.stderr.startswith("Error: ")
            assert done.stderr.count("\n") == 1


def test_debug_shows_where_an_error_arose(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):  # Python then shows the traceback
        run(Case(("export", "--data", "no.ttl", "--debug"), 3, ""), tmp_path)


def test_what_is_written_to_a_file_is_told(tmp_path: Path) -> None:
    file = tmp_path / "taken.csv"
    assert f"written: {file}" in run(Case((*ASK, "-o", str(file)), 0, ""), tmp_path).stderr
