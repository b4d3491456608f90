"""All output is in one language: that of --lang, else of the environment, else Dutch."""

import inspect
import os
import pty
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path

import click
import pytest
from click import core, exceptions, formatting, parser, termui, types

from dvgraph.cli import COMMANDS, cli, main
from dvgraph.cli.commands import Option
from dvgraph.errors import UseError
from dvgraph.locale.reader import LANGUAGES, language, preferred, use
from dvgraph.locale.words import words
from dvgraph.questions import parameters
from dvgraph.questions.question import get
from dvgraph.things.kinds import KINDS, THINGS

PROGRAM = str(Path(sys.executable).with_name("dvgraph"))
LOCALE = Path(__file__).parents[1] / "src" / "dvgraph" / "locale"
ENGLISH = {"LANG": "en_GB.UTF-8"}


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]):  # type: ignore[no-untyped-def]
    def call(*args: str) -> str:
        with pytest.raises(SystemExit):
            main(args)
        return "".join(capsys.readouterr())

    return call


def commands(group: click.Group = cli, path: str = "") -> Iterator[tuple[str, click.Command]]:
    """Yield each command with its path; of the questions, which have the same form, only one."""
    context = click.Context(group)
    for name in ["tasks-added"] if path == "ask." else group.list_commands(context):
        command = group.get_command(context, name)
        assert command
        yield f"{path}{name}", command
        if isinstance(command, click.Group):
            yield from commands(command, f"{path}{name}.")


EVERY = [("dvgraph", cli), *commands()]


@pytest.mark.parametrize(
    ("args", "environ", "expected"),
    [
        ((), {}, "nl"),
        ((), {"LANG": "C.UTF-8"}, "nl"),
        ((), {"LANG": "POSIX"}, "nl"),
        ((), {"LANG": ""}, "nl"),
        ((), {"LANG": "nl_BE.UTF-8"}, "nl"),
        ((), {"LANG": "en_GB.UTF-8"}, "en"),
        ((), {"LANG": "de_BE@euro"}, "en"),
        ((), {"LANG": "nl_BE", "LC_MESSAGES": "fr_BE"}, "en"),
        ((), {"LANG": "en_GB", "LC_MESSAGES": "fr_BE", "LC_ALL": "nl_BE"}, "nl"),
        (("show", "AGIV", "--lang", "en"), {"LANG": "nl_BE"}, "en"),
        (("--lang=nl", "show"), {"LANG": "en_GB"}, "nl"),
        (("--lang", "nl", "show", "--lang", "en"), {}, "en"),
        (("show", "--", "--lang", "en"), {}, "nl"),
        (("show", "--lang", "fr"), {"LANG": "en_GB"}, "en"),
        (("show", "--lang"), {}, "nl"),
    ],
)
def test_an_option_decides_the_language_else_the_environment_else_it_is_dutch(
    args: Sequence[str], environ: dict[str, str], expected: str
) -> None:
    assert preferred(args, environ) == expected


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("path", "command"), EVERY, ids=[path for path, _ in EVERY])
def test_each_command_and_each_option_has_help_in_each_language(
    path: str, command: click.Command, lang: str
) -> None:
    use(lang)
    assert command.help
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert isinstance(parameter, Option), (path, parameter.opts)
            assert parameter.help, (path, parameter.opts)


def test_a_list_of_commands_has_a_whole_line_on_each(run) -> None:  # type: ignore[no-untyped-def]
    for args in (("--help",), ("evidence", "--help"), ("add", "--help")):
        assert "..." not in run(*args).partition("Opdrachten:")[2]


def test_no_help_is_left_of_a_command_or_option_that_is_gone() -> None:
    text = (LOCALE / "nl.toml").read_text("utf-8")
    named = {path for path, _ in EVERY}
    known = {max(p.opts, key=len) for _, one in EVERY for p in one.params}
    options = {path: {max(p.opts, key=len) for p in one.params} for path, one in EVERY}
    for section, found in sections(tomllib.loads(text)["help"]):
        if section in ("options", "commands", "kinds", "parameter", "program"):
            continue
        assert section in named
        below = [keys for path, keys in options.items() if f"{path}.".startswith(f"{section}.")]
        for key in found:
            assert key in ("about", "epilog") or any(key in keys for keys in below), (section, key)
    assert set(words("help.options", "nl")) <= known
    assert list(words("help.commands", "nl")) == list(COMMANDS)


def sections(table: dict[str, object], above: str = "") -> Iterator[tuple[str, list[str]]]:
    if own := [key for key, value in table.items() if isinstance(value, str)]:
        yield above, own
    for key, value in table.items():
        if isinstance(value, dict):
            yield from sections(value, f"{above}.{key}" if above else key)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_kind_of_statement_and_each_field_of_it_is_explained(lang: str) -> None:
    use(lang)
    assert list(words("statements.kinds", lang)) == list(KINDS)
    assert list(words("statements.things", lang)) == list(THINGS)
    for kind in (*KINDS.values(), *THINGS.values()):
        assert kind.noun or kind.is_statement
        assert kind.help
        assert all(kind.help_of(field) for field in kind.all_fields)
        own = set(words(f"statements.fields.{kind.name}", lang))
        assert own <= {field.option for field in kind.all_fields}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_kind_of_thing_that_can_be_asked_for_has_a_name(lang: str) -> None:
    assert set(parameters.KINDS) <= set(words("page.kind", lang))


def test_each_message_of_click_that_is_translated_is_one_of_click() -> None:
    modules = (core, exceptions, formatting, parser, termui, types)
    source = "".join(inspect.getsource(module) for module in modules)
    source = re.sub(r'"\s+"', "", source)
    for message, text in words("click", "en").items():
        assert f'"{message}"'.replace("\n\t", r"\n\t") in source
        assert text == message


@pytest.mark.slow
@pytest.mark.parametrize(
    ("args", "dutch", "english"),
    [
        (("--help",), "Gebruik: dvgraph", "Usage: dvgraph"),
        (("gaps", "--help"), "Toon feiten die", "Show facts that"),
        (("ask", "tasks-added", "--help"), "Welke taken", "Which tasks"),
        (("add", "tenure", "--help"), "Een persoon", "A person held"),
        (("shw",), "er is geen opdracht 'shw'", "no command is called 'shw'"),
        (("ask", "task-added"), "er is geen vraag", "no question is called"),
        (("show",), "Er ontbreekt een argument", "Missing argument"),
        (("push", "x"), "Er ontbreekt een optie", "Missing option"),
        (("evidence", "--x"), "De optie '--x' bestaat niet", "No such option '--x'"),
        (("gaps", "--only", "x"), "'x' is geen van", "'x' is not one of"),
        (("ask", "tasks-added", "--since", "x"), "'x' is geen datum", "'x' is not a date"),
        (("show", "AGIVV x"), "er is geen ding met de naam", "there is no thing with the name"),
        (("show", "Digitaal Vlaandren"), "gelezen als", "read as"),
        (("query", "absent.rq"), "kan niet gelezen worden", "cannot be read"),
        (("export", "--data", "absent"), "bestaat niet", "there is no such file"),
        (("export", "-o", "x.docx"), "is geen formaat", "is not a format"),
        (("probe", "ftp://x"), "een endpoint is een adres", "an endpoint is an http"),
        (("cite", "c-nothing"), "er is geen uitspraak", "there is no statement"),
        (
            ("lineage", "--with", "AGIV"),
            "vergelijkt twee organisaties",
            "compares two organisations",
        ),
        (("diff", "2020", "2010"), "de tweede datum: ", "the second date: "),
        (("validate", "--profile", "oslo"), "de officiële vormen", "the official shapes"),
    ],
)
def test_help_and_messages_are_in_the_language_of_the_reader(  # type: ignore[no-untyped-def]
    run, monkeypatch: pytest.MonkeyPatch, args: tuple[str, ...], dutch: str, english: str
) -> None:
    assert dutch in run(*args)
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    said = run(*args)
    assert english in said
    assert dutch not in said
    assert dutch in run(*args, "--lang", "nl")
    monkeypatch.setenv("LANG", "nl_BE.UTF-8")
    assert dutch in run(*args)
    assert english in run("--lang", "en", *args)


@pytest.mark.usefixtures("english")
def test_an_answer_too_follows_the_environment(run) -> None:  # type: ignore[no-untyped-def]
    assert "organisation" in run("show", "AGIV")
    assert "organisatie  ·" in run("show", "AGIV", "--lang", "nl")


def test_doctor_speaks_one_language(run, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setenv("DVGRAPH_STORE", "absent")
    said = run("doctor")
    assert "gegevens" in said
    assert "deze map is geen store" in said
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    assert "this folder is not a dvgraph store" in run("doctor")


def test_a_warning_about_an_outdated_store_is_in_the_language_of_the_reader(  # type: ignore[no-untyped-def]
    run, tmp_path: Path, example_file: Path
) -> None:
    store = str(tmp_path / "store")
    assert "bestand" in run("load", str(example_file), "--store", store)
    example_file.write_text(example_file.read_text("utf-8").replace("1.50", "1.75"), "utf-8")
    query = tmp_path / "q.rq"
    query.write_text("ASK {}", "utf-8")
    said = run("query", str(query), "--store", store)
    assert "Let op" in said
    assert "(gewijzigd)" in said
    assert "was built before" in run("query", str(query), "--store", store, "--lang", "en")


@pytest.mark.program
@pytest.mark.parametrize(
    ("environ", "asked", "refused"),
    [
        ({}, "Dit schrijven? [J/n]", "Typ ja of nee"),
        (ENGLISH, "Write this? [Y/n]", "Type yes or no"),
    ],
)
def test_a_prompt_is_in_the_language_of_the_reader(
    environ: dict[str, str], asked: str, refused: str
) -> None:
    """It accepts yes and no in that language, and repeats the question after any other answer."""
    script = "from dvgraph.cli.common import confirmed; from dvgraph.locale import reader as r; "
    script += "import os; r.use(r.preferred((), os.environ)); "
    script += "print(confirmed(r.worded('prompts', 'write'), default=True))"
    leader, follower = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", script],
        stdin=follower,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        env=os.environ | environ,
    )
    os.write(leader, b"what\nn\n")
    out, err = process.communicate(timeout=60)
    os.close(leader)
    os.close(follower)
    assert asked in err
    assert refused in err
    assert out == "False\n"


def test_a_program_that_imports_dvgraph_gets_english_errors() -> None:
    assert language() == "en"
    with pytest.raises(UseError, match="no question is called 'task-added'"):
        get("task-added")
    use("nl")
    with pytest.raises(UseError, match="er is geen vraag 'task-added'"):
        get("task-added")
