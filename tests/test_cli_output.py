"""Output is written completely, or the command fails, for any kind of stream."""

import errno
import io
import os
import shlex
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from dvgraph.cli import main
from dvgraph.cli.stream import Whole, use_whole_output
from dvgraph.errors import OutputError
from dvgraph.rdf.oxigraph import Literal, NamedNode, Quad
from dvgraph.rdf.writing import write
from interrupts import hear_interrupts
from variations import sparse

PROGRAM = str(Path(sys.executable).with_name("dvgraph"))
SMALL = "data/digitaal-vlaanderen/persons.ttl"
ROOT = Path(__file__).parents[1]
# One of each command that prints, as quick as can be.
COMMANDS = [
    "--help",
    "--version",
    "ask --help",
    "ask",
    "ask tasks-added --since 2024",
    "query {query}",
    "query {query} -f html",
    "show AGIV",
    "show AGIV -f ttl",
    "search raamcontract -f json",
    "lineage AGIV -f mermaid",
    "lineage AGIV",
    "as-of 2020 AGIV -f text",
    "diff 2020 2021 AGIV -f csv",
    "tasks taak/dataveiligheid",
    "decisions AGIV",
    "figures bezoeken Vlaanderen.be",
    "gaps AGIV --coverage -f text",
    "export --data {data} -f nq",
    "export --data {data} -f csv",
    "push --endpoint http://localhost:1/ --dry-run {data}",
    "evidence of AGIV -f md",
    "evidence passages herweging-2025",
    "evidence verify --data {data}",
    "cite c-arv0g44q",
    "validate {data} --shapes {shapes}",
    "load {data}",
    "format --check {data}",
    "completion bash",
    "doctor",
]


class Sink(io.RawIOBase):
    """A raw stream that accepts at most ``each`` bytes at once, and fails after ``room`` bytes."""

    def __init__(self, file: io.FileIO, room: int, each: int, failure: int = errno.ENOSPC) -> None:
        self._file, self._room, self._each, self._failure = file, room, each, failure
        self.taken = bytearray()

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._file.fileno()

    def write(self, data: object) -> int:
        part = bytes(data)[: min(self._each, self._room - len(self.taken))]  # type: ignore[call-overload]
        if not part:
            raise OSError(self._failure, os.strerror(self._failure))
        self.taken += part
        return len(part)


@pytest.fixture
def sink(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[object]:
    """Return a function that runs a command with a sink for its output: exit code and sink."""
    (tmp_path / "q.rq").write_text("SELECT * WHERE { ?s a ?type } ORDER BY ?s ?type LIMIT 50")
    places = {
        "query": tmp_path / "q.rq",
        "data": ROOT / SMALL,
        "shapes": ROOT / "ontology/shapes/gap.ttl",
    }
    with io.FileIO(tmp_path / "out", "w") as file:

        def run(command: str, **how: int) -> tuple[int, Sink]:
            taking = Sink(
                file,
                how.get("room", 10**9),
                how.get("each", 10**9),
                how.get("failure", errno.ENOSPC),
            )
            # As Python makes it where PYTHONUNBUFFERED is set.
            out = io.TextIOWrapper(taking, encoding="utf-8", write_through=True)  # type: ignore[arg-type]
            monkeypatch.setattr(sys, "stdout", out)
            use_whole_output()
            with pytest.raises(SystemExit) as ended:
                main(shlex.split(command.format(**places)))
            return ended.value.code, taking  # type: ignore[return-value]

        yield run


# Each kind of output in make test, every command in make test-all.
QUICK = (
    "--help",
    "show AGIV -f ttl",
    "search raamcontract -f json",
    "cite c-arv0g44q",
)


@pytest.mark.slow
@pytest.mark.parametrize(
    "command",
    [pytest.param(each, marks=() if each in QUICK else pytest.mark.slow) for each in COMMANDS],
)
def test_every_command_prints_all_or_fails_with_5_or_ends_with_its_reader(
    command: str, sink: object, capsys: pytest.CaptureFixture[str]
) -> None:
    _, whole = sink(command)  # type: ignore[operator]
    size = len(whole.taken)
    assert size, command
    # A few bytes at once, and all but the last of them: nothing is dropped before it fails.
    failed, short = sink(command, each=7, room=size - 9)  # type: ignore[operator]
    assert failed == 5, f"{command} is cut off and exits with {failed}"
    assert "de schijf is vol" in capsys.readouterr().err
    if not command.startswith(("load", "doctor")):  # which tell durations and sizes
        assert short.taken == whole.taken[: size - 9]
    gone, _ = sink(command, room=size // 2, failure=errno.EPIPE)  # type: ignore[operator]
    assert gone == 0
    assert "Error" not in capsys.readouterr().err


def test_a_stream_that_does_not_block_is_waited_for() -> None:
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    text = os.urandom(1_000_000)
    script = (
        "import sys, time; time.sleep(0.2); sys.stdout.write(str(len(sys.stdin.buffer.read())))"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script], stdin=reading, stdout=subprocess.PIPE
    ) as reader:
        os.close(reading)
        with io.FileIO(writing, "w") as raw:
            assert Whole(raw).write(text) == len(text)
        assert reader.stdout is not None
        assert reader.stdout.read() == b"1000000"


@pytest.mark.slow
@pytest.mark.parametrize("unbuffered", sparse(["1", ""], 2))
def test_a_full_disk_fails_and_a_slow_pipe_gets_the_whole(
    unbuffered: str,
) -> None:
    command = [PROGRAM, "export", "--data", str(ROOT / "data"), "-f", "nq"]
    env = os.environ | {"PYTHONUNBUFFERED": unbuffered}
    if Path("/dev/full").exists():
        with Path("/dev/full").open("wb") as full:
            done = subprocess.run(command, env=env, stdout=full, stderr=subprocess.PIPE)
        assert done.returncode == 5
        assert b"de schijf is vol" in done.stderr
    with subprocess.Popen(command, env=env, stdout=subprocess.PIPE) as slow:
        assert slow.stdout is not None
        time.sleep(0.5)
        got = slow.stdout.read()
    assert slow.returncode == 0
    assert got.endswith(b" .\n")
    assert got.count(b"\n") > 30_000


def test_quads_go_whole_to_a_raw_stream_or_the_library_says_that_they_did_not(
    tmp_path: Path,
) -> None:
    quads = [Quad(NamedNode("urn:s"), NamedNode("urn:p"), Literal("x" * 1000))]
    with io.FileIO(tmp_path / "out", "w") as file:
        short = Sink(file, 10**6, 7)
        write(quads, short, "nt")  # type: ignore[arg-type]
        assert short.taken.endswith(b'x" .\n')
        with pytest.raises(OutputError, match="No space left"):
            write(quads, Sink(file, 500, 7), "nt")  # type: ignore[arg-type]


@pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX")
@pytest.mark.parametrize("delay", sparse([0, 0.01, 0.03, 0.06, 0.1, 0.15, 0.2, 0.3], 4))
def test_ctrl_c_is_silent_and_130_also_while_modules_are_imported(delay: float) -> None:
    # The line break says that the program has begun; until then Ctrl-C is Python's affair.
    script = (
        "import sys\n"
        "from dvgraph import __main__ as program\n"
        "sys.argv = ['dvgraph', 'validate']\n"
        "set_threshold = program.gc.set_threshold\n"
        "program.gc.set_threshold = lambda n: (print(flush=True), set_threshold(n))\n"
        "program.main()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=hear_interrupts,
    ) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.readline()
        time.sleep(delay)
        running.send_signal(2)
        assert running.stderr.read() == b""
    assert running.returncode == 130
