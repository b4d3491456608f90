"""The command line as users meet it: the installed program, its output, files and exit codes."""

import csv
import io
import json
import os
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import click
import pytest

from calling import FILES, Done, call
from dvgraph import resources
from dvgraph.cli import cli
from dvgraph.questions import answers
from dvgraph.rdf.oxigraph import Quad, RdfFormat, parse
from interrupts import hear_interrupts
from variations import sparse

pytestmark = pytest.mark.program

PROGRAM = str(Path(sys.executable).with_name("dvgraph"))


@pytest.fixture
def env() -> dict[str, str]:
    return os.environ | {"LANG": "en_GB.UTF-8"}


def run(env: dict[str, str], *args: str, **how: Any) -> Done:
    return call(*args, env=env, **how)


def commands(command: click.Command = cli, path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    found = [path]
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            found += commands(command.get_command(context, name), (*path, name))
    return found


PATHS = commands()
# Those that answer within a second, and one of the questions.
QUICK = (
    *((), ("ask",), ("ask", "tasks-added"), ("show",), ("search",), ("cite",), ("as-of",)),
    *(("lineage",), ("query",), ("completion",), ("export",)),
)


def example_of(env: dict[str, str], path: tuple[str, ...]) -> str:
    shown = run(env, *path, "--help")
    assert (shown.returncode, shown.stderr) == (0, "")
    return shown.stdout.splitlines()[0].removeprefix("Example: ")


def test_every_help_begins_with_an_example_of_its_command(env: dict[str, str]) -> None:
    for path in PATHS:
        example = example_of(env, path)
        assert shlex.split(example)[: 1 + len(path)] == ["dvgraph", *path]
    assert run(env, "show", "-h").stdout == run(env, "show", "--help").stdout


@pytest.mark.slow
@pytest.mark.parametrize(
    "path",
    [path if path in QUICK else pytest.param(path, marks=pytest.mark.slow) for path in PATHS],
    ids=lambda path: " ".join(path) or "dvgraph",
)
def test_every_help_begins_with_an_example_that_runs(
    env: dict[str, str],
    path: tuple[str, ...],
    tmp_path: Path,
    serve_oxigraph: Callable[[Iterable[Quad]], str],
) -> None:
    example = example_of(env, path)
    if path == ("site",):  # takes minutes: the tests in a browser make it
        return
    for folder in (resources.data_dir(), resources.ontology_dir()):
        shutil.copytree(folder, tmp_path / folder.name)
    texts = Path(__file__).parents[2] / "shared" / "seeds"
    if "--texts" in example:
        if not texts.is_dir():
            pytest.skip("the folder with the sources' texts is not at hand")
        shutil.copytree(texts, tmp_path / "texts")
    for name, content in FILES.items():
        (tmp_path / name).write_text(content, "utf-8")
    if (endpoint := "http://localhost:7878/query") in example:
        example = example.replace(endpoint, serve_oxigraph([]))
    command, _, text = example.partition(" <<< ")
    done = run(env, *shlex.split(command)[1:], cwd=tmp_path, input=text.strip("'"))
    assert done.returncode == 0, done.stderr
    assert done.stdout or "-o" in example or path == ("mcp",)  # without a client it is silent


def test_the_headline_question_answers_with_titles_apart_from_the_data(env: dict[str, str]) -> None:
    done = run(env, "ask", "tasks-added", "--since", "2021", "--lang", "en", "-f", "csv")
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert done.returncode == 0
    assert rows
    assert all(row["uitspraak"].startswith("https://") and row["bronnen"] for row in rows)
    heading = done.stderr.splitlines()
    assert "2021-01-01" in heading[1]
    assert heading[2].startswith("data ")
    assert heading[2].endswith(f"{len(rows)} rows")


def test_asking_without_a_name_lists_the_questions(env: dict[str, str]) -> None:
    listed = json.loads(run(env, "ask", "-f", "json", "--lang", "en").stdout)
    by_name = {entry["question"]: entry for entry in listed}
    assert "--since DATE" in by_name["tasks-added"]["parameters"]
    assert by_name["tasks-added"]["title"]


def test_options_before_the_name_of_a_question_hold_for_it(env: dict[str, str]) -> None:
    before = run(env, "ask", "--lang", "en", "-f", "csv", "tasks-added", "--since", "2021")
    after = run(env, "ask", "tasks-added", "--since", "2021", "--lang", "en", "-f", "csv")
    assert before.stdout == after.stdout
    assert before.stderr == after.stderr


def test_a_pipe_gets_tsv_and_a_file_what_its_suffix_says(
    env: dict[str, str], tmp_path: Path
) -> None:
    query = ("query", "-", "-o")
    text = "SELECT ?x WHERE { VALUES ?x { 1 } }"
    assert run(env, "query", "-", input=text).stdout == "x\n1\n"
    assert run(env, *query, str(tmp_path / "x.json"), input=text).stdout == ""
    assert json.loads((tmp_path / "x.json").read_text("utf-8")) == [{"x": 1}]


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are POSIX")
def test_a_terminal_gets_a_plain_table(env: dict[str, str]) -> None:
    import pty

    ours, theirs = pty.openpty()
    subprocess.run(
        [PROGRAM, "query", "-"],
        input=b"SELECT ?x WHERE { VALUES ?x { 'een' } }",
        env=env,
        stdout=theirs,
        check=True,
    )
    os.close(theirs)
    shown = os.read(ours, 1000).decode().splitlines()
    os.close(ours)
    assert shown == ["x", "───", "een"]


def test_queries_answer_rows_truth_or_triples(env: dict[str, str]) -> None:
    ask = "# a comment\nPREFIX x: <urn:x:>\nASK { ?s ?p ?o }"
    assert run(env, "query", "-", input=ask).stdout == "answer\ntrue\n"
    construct = "CONSTRUCT { <urn:s> <urn:p> 01 } WHERE {}"
    done = run(env, "query", "-", "-f", "nt", input=construct)
    assert done.stdout.startswith("<urn:s> <urn:p> ")


def test_environment_names_the_source_and_options_overrule_it(
    env: dict[str, str], tmp_path: Path
) -> None:
    count = "SELECT ?s WHERE { ?s <urn:p> ?o }"
    for name in ("one", "two"):
        (tmp_path / f"{name}.ttl").write_text(f"<urn:{name}> <urn:p> 1 .")
    one, two = str(tmp_path / "one.ttl"), str(tmp_path / "two.ttl")
    both = env | {"DVGRAPH_DATA": os.pathsep.join((one, two))}
    assert set(run(both, "query", "-", input=count).stdout.split()[1:]) == {"urn:one", "urn:two"}
    over = run(both, "query", "-", "--data", two, input=count)
    assert over.stdout.split()[1:] == ["urn:two"]


def test_load_makes_a_store_that_answers_like_the_files(
    env: dict[str, str], tmp_path: Path
) -> None:
    store = str(tmp_path / "store")
    done = run(env, "load", "--store", store)
    assert done.returncode == 0, done.stderr
    assert " triples, " in done.stdout
    asked = ("ask", "tasks-added", "--since", "2021", "-f", "csv")
    assert run(env, *asked, "--store", store).stdout == run(env, *asked).stdout
    assert run(env, "load", "--store", store).returncode == 0  # replaces it


@pytest.mark.parametrize("form", ["nq", "trig", "jsonld"])
def test_load_export_load_keeps_every_term(env: dict[str, str], tmp_path: Path, form: str) -> None:
    data = tmp_path / "odd.ttl"
    data.write_text('<urn:s> <urn:p> 01, 1.50, "x"@nl, true, "1"^^<urn:t>, _:b .', encoding="utf-8")
    out = tmp_path / f"all.{form}"
    done = run(env, "export", "--data", str(data), "-o", str(out))
    assert (done.returncode, f"written: {out}" in done.stderr) == (0, True)
    quads = set(parse(path=str(out), format=RdfFormat.from_extension(form)))
    again = tmp_path / f"again.{form}"
    assert run(env, "export", "--data", str(out), "-o", str(again)).returncode == 0
    kept = set(parse(path=str(again), format=RdfFormat.from_extension(form)))

    def bare(found: set) -> list[str]:  # blank nodes get another name in another file
        return sorted(" ".join("_:" if "_:" in str(t) else str(t) for t in q) for q in found)

    assert bare(kept) == bare(quads)
    written = {str(quad.object) for quad in quads if quad.predicate.value == "urn:p"}
    xsd = "http://www.w3.org/2001/XMLSchema#"
    assert f'"01"^^<{xsd}integer>' in written
    assert f'"1.50"^^<{xsd}decimal>' in written


def test_check_passes_on_the_shipped_data_and_counts_it(env: dict[str, str]) -> None:
    done = run(env, "check", "--lang", "nl")
    assert done.returncode == 0, done.stdout + done.stderr
    assert " verantwoordelijkheden · " in done.stdout
    assert ("antwoorden: zoals opgenomen" in done.stdout) == (answers.folder() is not None)
    assert done.stdout.splitlines()[-1] == (
        "Vormen en regels in orde; de bronnen zijn niet nagelezen"
    )


def test_the_program_also_runs_as_a_module(env: dict[str, str]) -> None:
    command = [sys.executable, "-m", "dvgraph", "--help"]
    done = subprocess.run(command, env=env, capture_output=True, encoding="utf-8", check=True)
    program = [PROGRAM, "--help"]
    assert done.stdout == subprocess.check_output(program, env=env, encoding="utf-8")


def test_version_tells_program_data_and_triples(env: dict[str, str]) -> None:
    words = run(env, "--version").stdout.split()
    assert (words[0], words[2], words[-1]) == ("dvgraph", "data", "triples")
    assert int(words[-2]) > 1000


def test_validate_finds_and_places_a_fault(env: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "data.ttl").write_text('<urn:s> a <urn:T> ;\n <urn:p> "x" .\n')
    (tmp_path / "shapes.ttl").write_text(
        "@prefix sh: <http://www.w3.org/ns/shacl#> .\n"
        "<urn:S> a sh:NodeShape ; sh:targetClass <urn:T> ;\n"
        ' sh:property [ sh:path <urn:p> ; sh:maxLength 0 ; sh:message "te lang"@nl ] .'
    )
    args = ("validate", "data.ttl", "--shapes", "shapes.ttl")
    human = run(env, *args, cwd=tmp_path)
    assert human.returncode == 1
    assert human.stdout.splitlines()[0] == "data.ttl:2: violation: te lang"
    turtle = run(env, *args, "-f", "turtle", cwd=tmp_path)
    assert turtle.returncode == 1
    assert list(parse(turtle.stdout, format=RdfFormat.TURTLE))
    quiet = run(env, *args[:2], "--shapes", "shapes2.ttl", cwd=tmp_path)
    assert quiet.returncode == 3


@pytest.mark.parametrize("closed", sparse([">&- 2>&-", ">&-", "<&-", "2>/dev/full", "2>&-"], 3))
def test_closed_streams_and_a_full_stderr_are_no_failure(
    env: dict[str, str], closed: str, tmp_path: Path
) -> None:
    if "full" in closed and not Path("/dev/full").exists():
        pytest.skip("there is no /dev/full here")
    for command, code in (("ask tasks-added --since 2021 -f csv", 0), ("ask nonsense", 2)):
        script = f"{shlex.quote(PROGRAM)} {command} {closed}"
        done = subprocess.run(["sh", "-c", script], cwd=tmp_path, env=env, capture_output=True)
        assert done.returncode == code, done.stderr
        assert bool(done.stdout) == (code == 0 and ">&-" not in closed.split())


def test_a_dash_as_output_is_standard_output(env: dict[str, str], tmp_path: Path) -> None:
    done = run(env, "ask", "-f", "csv", "-o", "-", cwd=tmp_path)
    assert done.stdout == run(env, "ask", "-f", "csv").stdout
    (tmp_path / "d.ttl").write_text("<urn:s> <urn:p> 1 .")
    export = run(env, "export", "--data", "d.ttl", "-f", "nt", "-o", "-", cwd=tmp_path)
    assert "<urn:s> <urn:p> " in export.stdout
    assert [path.name for path in tmp_path.iterdir()] == ["d.ttl"]


def test_the_environment_names_the_store_that_load_makes(
    env: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "d.ttl").write_text("<urn:s> <urn:p> 1 .")
    done = run(env | {"DVGRAPH_STORE": "kept"}, "load", "d.ttl", cwd=tmp_path)
    assert "kept in kept" in done.stdout
    found = run(env, "query", "-", "--store", "kept", cwd=tmp_path, input="ASK { <urn:s> ?p 1 }")
    assert found.stdout == "answer\ntrue\n"


@pytest.mark.slow
def test_an_export_without_graph_names_can_be_read_back(env: dict[str, str]) -> None:
    exported = run(env, "export", "-f", "ttl").stdout
    done = run(env, "validate", "-", input=exported)
    assert done.returncode == 0, done.stdout
    asked = ("ask", "tasks-added", "--since", "2021", "-f", "csv")
    again = run(env, *asked, "--data", "-", input=exported)
    assert again.stdout == run(env, *asked).stdout


def test_a_question_to_data_without_statements_tells_that_there_are_none(
    env: dict[str, str], tmp_path: Path
) -> None:
    data, store = str(tmp_path / "one.ttl"), str(tmp_path / "store")
    Path(data).write_text("<urn:one> <urn:p> 1 .")
    done = run(env, "ask", "lifespans", "--data", data)
    assert done.returncode == 0
    assert f"there are no statements of dvgraph here: {data}" in done.stderr
    run(env, "load", data, "--store", store)
    stored = run(env, "ask", "lifespans", "--store", store)
    assert stored.returncode == 4
    assert f"{store}: there are no statements of dvgraph here" in stored.stderr


def test_standard_input_is_data_too(env: dict[str, str]) -> None:
    asked = ("export", "--data", "-", "--input-format", "nt", "-f", "nt")
    done = run(env, *asked, input="<urn:s> <urn:p> <urn:o> .\n")
    assert "<urn:s> <urn:p> <urn:o> .\n" in done.stdout


def test_a_closed_pipe_ends_quietly(env: dict[str, str]) -> None:
    process = subprocess.Popen(
        [PROGRAM, "export", "-f", "nq"], env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.read(10)
    process.stdout.close()
    assert process.stderr.read() == b""
    assert process.wait(60) == 0


def test_ctrl_c_stops_a_running_query_with_130(env: dict[str, str]) -> None:
    run(env, "--version")  # fills the cache, so that the query itself is what is stopped
    slow = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
    process = subprocess.Popen(
        [PROGRAM, "query", "-"],
        env=env,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=hear_interrupts,
    )
    try:
        assert process.stdin is not None
        assert process.stderr is not None
        process.stdin.write(slow.encode())
        process.stdin.close()
        time.sleep(2)
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 130
        assert b"Traceback" not in process.stderr.read()
    finally:
        process.kill()


def test_a_thing_can_be_had_as_triples_with_what_is_said_of_it(
    env: dict[str, str], tmp_path: Path
) -> None:
    turtle = run(env, "show", "AGIV", "-f", "ttl").stdout
    found = {quad.triple for quad in parse(turtle, format=RdfFormat.TURTLE)}
    assert {t.subject.value.removeprefix(BASE) for t in found} >= {
        "organisatie/agiv",
        "uitspraak/bestaan-agiv",
    }
    run(env, "show", "AGIV", "-o", str(tmp_path / "agiv.jsonld"))
    assert {q.triple for q in parse(path=str(tmp_path / "agiv.jsonld"))} == found


BASE = "https://w3id.org/dvgraph/id/"


def test_triples_are_written_in_the_format_that_the_suffix_says(
    env: dict[str, str], tmp_path: Path
) -> None:
    target = tmp_path / "all.nt"
    run(env, "query", "-", "-o", str(target), input="CONSTRUCT { <urn:s> <urn:p> 'x' } {}")
    assert target.read_text("utf-8") == '<urn:s> <urn:p> "x" .\n'


@pytest.mark.parametrize(
    "command", sparse([["ask"], ["ask", "gaps"], ["validate"], ["evidence", "verify"]], 4)
)
def test_whatever_is_a_table_can_be_had_as_markdown(
    env: dict[str, str], command: list[str]
) -> None:
    lines = run(env, *command, "-f", "md").stdout.splitlines()
    assert lines[0].startswith("| ")
    assert set(lines[1]) == {"|", " ", "-"}


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are POSIX")
def test_what_takes_over_a_second_tells_on_a_terminal_what_it_does() -> None:
    import pty

    code = (
        "import sys, time; from dvgraph.cli.common import progress\n"
        "with progress() as step: step('reading'); time.sleep(float(sys.argv[1])); step('writing')"
    )

    def told(seconds: str) -> list[str]:
        ours, theirs = pty.openpty()
        subprocess.run([sys.executable, "-c", code, seconds], stderr=theirs, check=True)
        os.write(theirs, b".\n")  # so that there is something to read
        os.close(theirs)
        text = b""
        while b"." not in text:
            text += os.read(ours, 1000)
        os.close(ours)
        return text.decode().split()

    assert told("1.3") == ["…", "reading", "…", "writing", "."]
    assert told("0") == ["."]
    quiet = subprocess.run([sys.executable, "-c", code, "1.1"], capture_output=True, check=True)
    assert quiet.stderr == b""


DEFERRED = """
import sys
from threading import Thread
from dvgraph.__main__ import _defer
for name in ("inspect", "ast", "dis"):
    sys.modules.pop(name, None)  # a tool that measures coverage may have loaded them
_defer("inspect")
import inspect
before = "ast" in sys.modules
found = []
users = [Thread(target=lambda: found.append(inspect.cleandoc("  one"))) for _ in range(8)]
for user in users:
    user.start()
for user in users:
    user.join()
print(before, "ast" in sys.modules, set(found), hasattr(inspect, "nothing"))
"""


def test_what_only_help_needs_is_executed_when_it_is_used() -> None:
    """Threads that use it at once all find it whole."""
    done = subprocess.run(
        [sys.executable, "-c", DEFERRED], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout == "False True {'one'} False\n"
