"""No argument, variable of the environment or interrupt ends in a traceback or in exit code 70."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

import dvgraph
from calling import call
from dvgraph.cli import COMMANDS, cli
from interrupts import hear_interrupts

pytestmark = pytest.mark.program

PROGRAM = str(Path(sys.executable).with_name("dvgraph"))
MEANT = range(6)  # the exit codes that docs/cli.md lists, without 70 and 130
NASTY = (
    *("", " ", "-", "--", "²", "0", "-1", "1e999", "9" * 5000, "nan", "\x01", "\x1b[31m", "a\nb"),
    *("http://[::1", "http://x:99999/", "http://", "http://127.0.0.1:1/", "urn:x", "<>", "?x"),
    *('"', "'", "{", "\\", "..", "~", "*", "%s%n{0}", "2021-02-30", "0000-00-00", "99999-01-01"),
    *("-0044", "٣", "\udc80", "🏛" * 50, "x" * 5000, "/nonexistent/x/y", "/dev/null", "data.ttl"),
)
INPUTS = ("", "ASK {}", "\x00", "SELECT * { ?s ?p ?o } LIMIT 2", "j\n")
VARIABLES = {
    "COLUMNS": ("²", "0", "-1", "9" * 5000, ""),
    "LINES": ("²", "0", "-1"),
    "LANG": ("", "x", "C", "xx_YY.²", "\udcff"),
    "LC_ALL": ("C", "POSIX"),
    "LANGUAGE": ("²", ":::"),
    "TZ": ("Nowhere/X", "²", "/etc/passwd"),
    "HOME": ("/nonexistent", "", "²"),
    "NO_COLOR": ("1", ""),
    "PAGER": ("/nonexistent", "", '"'),
    "TMPDIR": ("/nonexistent",),
    "TERM": ("", "dumb", "²"),
    "XDG_CACHE_HOME": ("/dev/null", "", "relative"),
    "HTTP_PROXY": ("http://[", "²", "x:y"),
    "DVGRAPH_CACHE": ("/dev/null", "", "/proc/x"),
    "DVGRAPH_DATA": ("", "/nonexistent", ":", "²"),
    "DVGRAPH_STORE": ("/nonexistent", "²"),
    "DVGRAPH_ENDPOINT": ("²", "http://[::1", "http://x:99999"),
    "DVGRAPH_TEXTS": ("²", "/dev/null"),
    "DVGRAPH_TIMEOUT": ("²", "0", "nan", "inf", "1e400", ""),
    "DVGRAPH_TOKEN": ("²", "a\nb"),
    "DVGRAPH_USER": ("²", "a\nb", ":"),
    "_DVGRAPH_COMPLETE": ("²", "bash_source", "bash_complete", "zsh_complete", "fish_complete"),
}


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("data.ttl").write_text("<urn:a> <urn:b> 1 .\n", "utf-8")


def commands() -> Iterator[tuple[list[str], click.Command]]:
    """Yield every command, of groups those below them, with the words that call it."""
    context = click.Context(cli)
    for name in COMMANDS:
        command = cli.get_command(context, name)
        assert command
        if name in ("serve", "mcp", "site", "push"):
            continue  # they wait for readers, make thousands of pages, or write elsewhere
        yield [name], command
        if isinstance(command, click.Group):
            for below in command.list_commands(context)[:: 12 if name == "ask" else 1]:
                inner = command.get_command(context, below)
                assert inner
                yield [name, below], inner


def line(words: list[str], command: click.Command, chance: random.Random) -> list[str]:
    """Return a command line with nasty arguments and some nasty options."""
    line = [*words]
    for one in command.params:
        if isinstance(one, click.Argument):
            line += chance.sample(NASTY, chance.choice((0, 1, 2)) if one.nargs == -1 else 1)
    options = [one for one in command.params if isinstance(one, click.Option)]
    options = [one for one in options if one.name not in ("debug", "help")]
    for one in chance.sample(options, min(len(options), chance.randint(0, 3))):
        line.append(one.opts[-1])
        if not one.is_flag:
            choices = one.type.choices if isinstance(one.type, click.Choice) else NASTY
            line.append(str(chance.choice([*choices, chance.choice(NASTY)])))
    return line


@pytest.mark.parametrize(
    "seed", [0, *(pytest.param(seed, marks=pytest.mark.slow) for seed in (1, 2))]
)
def test_no_argument_of_any_command_is_a_bug(seed: int) -> None:
    chance = random.Random(seed)
    known = list(commands())
    for words, command in chance.sample(known, 12 if seed == 0 else len(known)):
        args = line(words, command, chance)
        done = call(*args, input=chance.choice(INPUTS))
        assert done.returncode in MEANT, (args, done.stderr)
        assert "Traceback" not in done.stderr, args
        assert not any(sign in done.stderr for sign in "\x1b\x01"), args


@pytest.mark.slow
@pytest.mark.parametrize("name", VARIABLES)
def test_no_variable_of_the_environment_is_a_bug(name: str) -> None:
    for value in VARIABLES[name]:
        if name in ("DVGRAPH_DATA", "DVGRAPH_STORE", "DVGRAPH_ENDPOINT"):
            source: tuple[str, ...] = ()
        elif name in ("HTTP_PROXY", "DVGRAPH_TOKEN", "DVGRAPH_USER"):
            source = ("--endpoint", "http://127.0.0.1:1/")
        else:
            source = ("--data", "data.ttl")
        done = call("query", "-", *source, input="ASK {}", env={name: value})
        assert done.returncode in MEANT, (value, done.stderr)
        assert "Traceback" not in done.stderr, value


@pytest.mark.slow
def test_no_variable_is_a_bug_when_the_program_starts() -> None:
    for name in ("LANG", "HOME", "TMPDIR", "PYTHONUTF8", "PYTHONIOENCODING"):
        for value in (*VARIABLES.get(name, ("0", "utf-16")),):
            variables = {**os.environ, name: value, "DVGRAPH_CACHE": str(Path.cwd() / "cache")}
            done = subprocess.run(
                [PROGRAM, "show", "agiv"], env=variables, capture_output=True, check=False
            )
            started = done.returncode in MEANT or b"Python runtime state" in done.stderr
            assert started, (name, value, done.stderr)
            assert b"dvgraph" not in done.stderr or b"Traceback" not in done.stderr, (name, value)


def test_a_home_that_does_not_exist_is_not_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DVGRAPH_CACHE", raising=False)
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    home = Path.cwd() / "nobody"
    assert call("query", "-", input="ASK {}", env={"HOME": str(home)}).returncode == 0
    assert not home.exists()


def test_nothing_slow_is_imported_before_an_interrupt_is_heard() -> None:
    code = "import sys; old = {*sys.modules}; import dvgraph.__main__; print(*{*sys.modules} - old)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    new = done.stdout.split()
    assert set(new) <= {b"dvgraph", b"dvgraph.__main__", b"gc"}


@pytest.mark.slow
@pytest.mark.parametrize("command", ["check", "load data.ttl --store store", "export", "show agiv"])
def test_an_interrupt_at_any_moment_ends_without_a_word(command: str) -> None:
    for moment in range(8):
        with subprocess.Popen(
            [PROGRAM, *command.split()],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            preexec_fn=hear_interrupts,
        ) as running:
            time.sleep(0.02 + 0.07 * moment)
            running.send_signal(signal.SIGINT)
            _, told = running.communicate(timeout=30)
        assert running.returncode in (*MEANT, 130, -signal.SIGINT), told
        # Before it runs dvgraph, Python itself prints where it was interrupted.
        assert b"Traceback" not in told or str(Path(dvgraph.__file__).parent).encode() not in told
