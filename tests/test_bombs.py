"""Small inputs that want gigabytes or hours: each ends within its limit, with exit code 4."""

import gzip
import io
import subprocess
import sys
import zipfile
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest

from calling import call
from importing import AGENCY

pytestmark = [pytest.mark.program, pytest.mark.usefixtures("english")]

PROGRAM = str(Path(sys.executable).with_name("dvgraph"))
_RDF = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
_LAUGHS = "".join(f'<!ENTITY {new} "{f"&{old};" * 10}">' for old, new in pairwise("abcdefghi"))
HANGS = 60  # seconds; a bomb that is not stopped fails its test, and does not stop the others
_LONG = "urn:" + "x" * 100_000


def spreadsheet(member: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        packed.writestr(member, b" " * 100_000_000)
    return file.getvalue()


# The name of a file, its content, and what the error says.
FILES = {
    "packed": ("a.ttl.gz", lambda: gzip.compress(b" " * 200_000_000, 1), "unpacks to more than"),
    "entities of entities": (
        "a.rdf",
        lambda: (
            f'<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa">{_LAUGHS}]>'
            f'<rdf:RDF {_RDF}><rdf:Description rdf:about="&i;"/></rdf:RDF>'
        ),
        "an XML entity",
    ),
    "one entity often": (
        "a.rdf",
        lambda: f'<!DOCTYPE r [<!ENTITY a "{"a" * 9999}">]><rdf:RDF {_RDF}>{"&a;" * 999}</rdf:RDF>',
        "an XML entity",
    ),
    "elements in elements": (
        "a.rdf",
        lambda: f"<rdf:RDF {_RDF}>" + "<a><b>" * 999 + "</b></a>" * 999,
        "nested more",
    ),
    "objects in objects": ("a.jsonld", lambda: '{"urn:p":' * 999 + "1" + "}" * 999, "nested more"),
    "lists in lists": ("a.jsonld", lambda: "[" * 99_999 + "]" * 99_999, "nested more"),
    "contexts in contexts": (
        "a.jsonld",
        lambda: '{"@context":{"t":{"@id":"urn:t","@context":' * 300 + "{}" + "}}}" * 300,
        "nested more",
    ),
    "triples in triples": ("a.ttl", lambda: "<urn:a> <urn:b> " + "<<( " * 99, "nested more"),
    "a long literal": ("a.ttl", lambda: f'<urn:a> <urn:b> "{"x" * 17_000_000}" .', "16 MB"),
    "a long prefix": (
        "a.ttl",
        lambda: f"@prefix p: <{_LONG}> .\n" + "p: p: p: .\n" * 9999,
        "a.ttl:1: a prefix",
    ),
    "a long base": (
        "a.trig",
        lambda: f"BASE <{_LONG}> " + "<> <> <> .\n" * 9999,
        "a prefix or base",
    ),
    "a long namespace": (
        "a.rdf",
        lambda: f'<rdf:RDF {_RDF} xmlns:p="{_LONG}#">{"<p:a/>" * 9999}</rdf:RDF>',
        "a prefix or base",
    ),
    "a long context": (
        "a.jsonld",
        lambda: f'{{"@context": {{"@vocab": "{_LONG}"}}, "@graph": [{"{}," * 9999}{{"a": 1}}]}}',
        "a prefix or base",
    ),
}


@pytest.mark.parametrize("bomb", FILES.values(), ids=FILES)
@pytest.mark.parametrize(
    "command", [("validate",), ("export", "--data")], ids=["validate", "export"]
)
def test_a_file_that_grows_is_refused_when_it_is_read(
    bomb: tuple[str, Callable[[], str | bytes], str], command: tuple[str, ...], tmp_path: Path
) -> None:
    name, content, says = bomb
    data = content()
    (tmp_path / name).write_bytes(data if isinstance(data, bytes) else data.encode())
    done = call(*command, str(tmp_path / name))
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (4, "", 1)
    assert says in done.stderr


@pytest.mark.parametrize(
    ("name", "member"), [("a.xlsx", "xl/workbook.xml"), ("a.ods", "content.xml")]
)
def test_a_spreadsheet_that_unpacks_to_gigabytes_is_refused(
    name: str, member: str, tmp_path: Path
) -> None:
    (tmp_path / name).write_bytes(spreadsheet(member))
    (tmp_path / "agency.ttl").write_text(AGENCY, "utf-8")
    done = call("import", "tables", str(tmp_path / name), "--data", str(tmp_path))
    assert done.returncode == 4
    assert "the file is too large" in done.stderr


# Each takes hours on the data of 300 things in a ring, or asks for more memory than there is.
DATA = "".join(f'<urn:s{n}> <urn:p> <urn:s{n * 7 % 300}>, "{"a" * 40}!" .\n' for n in range(300))
_ANY = "(<urn:p>|^<urn:p>|!<urn:p>)*"
_NUMBERS = " ".join(map(str, range(500)))
QUERIES = {
    "product": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }",
    "rows": "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "path": f"SELECT (COUNT(*) AS ?n) {{ ?a {_ANY} ?b . ?b {_ANY} ?c . ?c {_ANY} ?d }}",
    "construct": "CONSTRUCT { ?a ?e ?f . ?d ?b ?c . ?g ?h ?f }"
    " WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "values": "SELECT (COUNT(*) AS ?n) {"
    + " ".join(f"VALUES ?x{n} {{ {_NUMBERS} }}" for n in range(6))
    + "}",
    "sorting": "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?c ?f ?i",
    "grouping": "SELECT (GROUP_CONCAT(CONCAT(STR(?a), STR(?d), STR(?g))) AS ?x)"
    " { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
}
_TARGET = (
    "@prefix sh: <http://www.w3.org/ns/shacl#> . <urn:S> a sh:NodeShape ; "
    "sh:targetSubjectsOf <urn:p> ; "
)
_STEP = "[ sh:zeroOrMorePath [ sh:alternativePath ( <urn:p> [ sh:inversePath <urn:p> ] ) ] ]"
_SELECT = "SELECT $this (COUNT(*) AS ?value) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
SHAPES = {
    "query": f'sh:sparql [ sh:select "{_SELECT} GROUP BY $this" ] .',
    "path": f"sh:property [ sh:path ( {_STEP * 3} ) ; sh:minCount 1 ] .",
}


def run(*args: str, given: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [PROGRAM, *args],
        input=given,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=HANGS,
    )


@pytest.mark.slow
@pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES)
def test_a_query_without_end_is_stopped(query: str, tmp_path: Path) -> None:
    (tmp_path / "data.ttl").write_text(DATA, "utf-8")
    limits = ("--timeout", "1", "--memory", "0.5")
    done = run("query", "-", "--data", str(tmp_path / "data.ttl"), *limits, given=query)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (4, "", 1)
    assert "was stopped" in done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["auto", "reference"])
@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_shapes_without_end_are_stopped_also_without_an_option(
    shape: str, engine: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "data.ttl").write_text(DATA * 3, "utf-8")
    (tmp_path / "shapes.ttl").write_text(_TARGET + shape, "utf-8")
    monkeypatch.setenv("DVGRAPH_TIMEOUT", "2")
    files = (str(tmp_path / "data.ttl"), "--shapes", str(tmp_path / "shapes.ttl"))
    done = run("validate", *files, "--engine", engine)
    assert done.returncode == 4
    assert "was stopped" in done.stderr


@pytest.mark.slow
def test_a_stranger_s_question_and_check_without_end_are_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    call("init", str(tmp_path / "stad"), "--name", "Stad")
    monkeypatch.setenv("DVGRAPH_TIMEOUT", "2")
    for kind in ("questions", "checks"):
        (file,) = (tmp_path / "stad" / kind).glob("*.rq")
        head = [line for line in file.read_text("utf-8").splitlines() if line.startswith("#+")]
        file.write_text("\n".join([*head, QUERIES["product"]]), "utf-8")
        command = ("ask", str(file)) if kind == "questions" else ("check",)
        done = run(*command, "--data", str(tmp_path / "stad"))
        assert (done.returncode, kind) == (4, kind)
        assert "was stopped" in done.stderr


def test_an_answer_of_more_rows_than_asked_for_is_refused_whole(tmp_path: Path) -> None:
    (tmp_path / "data.ttl").write_text(DATA, "utf-8")
    query = ("query", "-", "--data", str(tmp_path / "data.ttl"), "--rows")
    done = call(*query, "599", input="SELECT * { ?s ?p ?o }")
    assert (done.returncode, done.stdout) == (4, "")
    assert "600 rows, more than 599" in done.stderr
    assert call(*query, "600", input="SELECT * { ?s ?p ?o }").returncode == 0
