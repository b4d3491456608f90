"""Generate documentation: ``python tests/document.py [NAME …]``, such as ``model.md``.

docs/cli.md and docs/questions.md come from the code and the queries, docs/genealogy.svg from the
data, the marked parts of docs/model.md and docs/vocabulary.md from data and ontology
(``model_page``), their pictures from ``model_pictures``. In README.md and docs/tour.md, the text
below each ``$`` in a console block is the output of that command on a terminal of 100 columns; it
is cut off where a line is only ``…``.
"""

import csv
import io
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import click

import dvgraph
import exports_page
import imports_page
import model_page
import model_pictures
from calling import FILES
from dvgraph.cli import cli
from dvgraph.lineage import lineage
from dvgraph.lineage.picture import svg
from dvgraph.questions import answers
from dvgraph.questions import question as questions
from dvgraph.questions.parameters import option
from dvgraph.questions.question import Question
from dvgraph.rdf.replacement import replace_file
from dvgraph.things.page import find

ROOT = Path(__file__).parents[1]
README, CLI, QUESTIONS = ROOT / "README.md", ROOT / "docs" / "cli.md", ROOT / "docs/questions.md"
MODEL, TOUR = ROOT / "docs" / "model.md", ROOT / "docs" / "tour.md"
EXPORTS = ROOT / "docs" / "exports.md"
IMPORTS = ROOT / "docs" / "import.md"
VOCABULARY = ROOT / "docs" / "vocabulary.md"
GENEALOGY = ROOT / "docs" / "genealogy.svg"
DIAGRAM, STATES = ROOT / "docs" / "model.svg", ROOT / "docs" / "states.svg"
_DRAWN = date(2026, 11, 24)  # where the time axis ends, so that it is the same picture tomorrow
_LINES = 14  # of an example's output, in docs/cli.md
# What these print differs by machine, or is long and for a shell; a site takes minutes, and has
# tests of its own.
_SILENT = {"completion", "doctor", "evidence stamp", "evidence verify", "probe", "site"}
_CONSOLE = re.compile(r"(?<=^```console\n)(.*?)(?=^```$)", re.MULTILINE | re.DOTALL)
# How far a command is writes itself over, and shows only where there is time for it.
_PACE = re.compile(r"^[ \n]*… \d+ [^\n]* per second[^\n]*\n(?:[ ]*\n)*", re.MULTILINE)
_PROGRESS = re.compile(r"^… [a-z -]+\n", re.MULTILINE)
# Days and durations are those of the run.
_VOLATILE = re.compile(
    r"(?<=weggelaten-)[0-9a-f]{8}|"
    r"(?<=bekend op )(?:\d+ \w+ \d{4}|[\d-]{10})|(?<=known on )(?:\d+ \w+ \d{4}|[\d-]{10})"
    r"|(?<= in )\d+\.\d\d(?= s\b)|(?<=AtTime \")[^\"]+"
)


def steady(text: str) -> str:
    """Return text without the parts that differ between runs."""
    return _VOLATILE.sub("*", text)


def shown(command: str, folder: Path) -> str:
    """Return the output of a command on a terminal, run in a folder; its exit code must be 0."""
    import pty  # POSIX

    # Of no language: the pages show what the command line says by default, or with --lang.
    ours_not = ("DVGRAPH_", "LC_", "LANG")
    env = {name: value for name, value in os.environ.items() if not name.startswith(ours_not)}
    bin_ = str(Path(sys.executable).parent)
    cache = os.environ.get("DVGRAPH_CACHE", str(folder / "cache"))
    # Nor of a person: what is added bears the name that git knows.
    env |= {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    env |= {"COLUMNS": "100", "DVGRAPH_CACHE": cache, "PATH": f"{bin_}{os.pathsep}{env['PATH']}"}
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        ["bash", "-c", command],
        cwd=folder,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=theirs,
        stderr=theirs,
    ) as running:
        os.close(theirs)
        printed = b"".join(iter(lambda: _read(ours), b""))
    os.close(ours)
    text = _PACE.sub("", printed.decode("utf-8").replace("\r\n", "\n").replace("\r", "\n"))
    text = _PROGRESS.sub("", text)
    text = text.replace(f"{ROOT}/", "")  # the path of this checkout does not belong in the docs
    if running.returncode:
        raise AssertionError(f"{command}\nexits with {running.returncode}:\n{text}")
    return text


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # so Linux says that the other end is closed
        return b""


def sandbox(folder: Path) -> Path:
    """Return the folder with copies of the files that commands read and write."""
    for name in ("data", "ontology", "queries"):
        shutil.copytree(ROOT / name, folder / name)
    for name, content in FILES.items():
        (folder / name).write_text(content, "utf-8")
    return folder


def refreshed(page: str, folder: Path) -> str:
    """Return the page with current outputs in its console blocks."""

    def block(match: re.Match[str]) -> str:
        first, *parts = re.split(r"^\$ ", match[0], flags=re.MULTILINE)
        return first + "".join(f"$ {_run(part, folder)}" for part in parts)

    return _CONSOLE.sub(block, page)


def _run(part: str, folder: Path) -> str:
    """Return a command, possibly continued after a backslash, with its output."""
    lines = part.splitlines()
    end = next(n for n, line in enumerate(lines) if not line.endswith("\\")) + 1
    command, output = "\n".join(lines[:end]), lines[end:]
    cut = output.index("…") if "…" in output else None
    return f"{command}\n{_cut(shown(command, folder), cut)}"


def _cut(text: str, length: int | None) -> str:
    lines = text.splitlines()
    if length is not None and len(lines) > length:
        lines = [*lines[:length], "…"]
    return "".join(f"{line}\n" for line in lines)


def cli_page(folder: Path) -> str:
    """Return docs/cli.md: each command with its example, output and options."""
    context = click.Context(cli, info_name="dvgraph")
    commands = list(_commands(cli, context))
    common = _common([command for command, _ in commands])
    index = "".join(
        f"| [`{ctx.command_path}`](#{ctx.command_path.replace(' ', '-')}) "
        f"| {command.get_short_help_str(200)} |\n"
        for command, ctx in commands
    )
    sections = "\n".join(_section(command, ctx, common, folder) for command, ctx in commands)
    return f"""# The command line

Generated by `make docs` from the code; do not edit. A test runs each example and compares its
output, shown here up to {_LINES} lines (`…`), on a terminal of 100 columns.

| command | |
|---|---|
{index}
Results go to standard output, messages to standard error. Exit codes: 0 success, warnings included
· 1 findings · 2 usage error · 3 unreadable input · 4 store or endpoint failure · 5 write failure ·
130 interrupted.

## Options of many commands

{_options(common)}
Environment variables can also name the source of the data: `DVGRAPH_DATA` (paths, separated as in
`PATH`), `DVGRAPH_STORE` or `DVGRAPH_ENDPOINT`. `DVGRAPH_TEXTS` is the folder with the texts of the
sources, `DVGRAPH_CACHE` the folder of the cache, `COLUMNS` the width of tables.

{sections}"""


def _commands(
    group: click.Group, context: click.Context
) -> Iterator[tuple[click.Command, click.Context]]:
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command
        inner = click.Context(command, info_name=name, parent=context)
        yield command, inner
        # What ask knows is in docs/questions.md; the kinds of add share their options.
        if isinstance(command, click.Group) and name not in ("ask", "add"):
            yield from _commands(command, inner)


Options = dict[str, str]


def _records(command: click.Command) -> Options:
    context = click.Context(command)
    records = (parameter.get_help_record(context) for parameter in command.get_params(context))
    return {name: text for name, text in filter(None, records) if text}


def _common(commands: list[click.Command]) -> Options:
    """Return the options with the same help in four commands or more."""
    every = [pair for command in commands for pair in _records(command).items()]
    return {name: text for name, text in every if every.count((name, text)) > 3}


def _options(options: Options) -> str:
    if not options:
        return ""
    lines = (
        f"| `{_cell(name)}` | {_cell(' '.join(text.split()))} |\n" for name, text in options.items()
    )
    return "| option | |\n|---|---|\n" + "".join(lines)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _section(command: click.Command, ctx: click.Context, common: Options, folder: Path) -> str:
    path = ctx.command_path
    example = command.example  # type: ignore[attr-defined]
    records = _records(command)
    own = {name: text for name, text in records.items() if (name, text) not in common.items()}
    usage = " ".join(command.collect_usage_pieces(ctx))
    parts = [f"## {path}", f"`{path} {usage}`", _paragraphs(command.help or "")]
    if path.removeprefix("dvgraph ") in _SILENT:
        parts.append(f"```sh\n{example}\n```")
    elif command.name != "evidence":  # whose example is one of its commands'
        parts.append(f"```console\n$ {example}\n{_cut(shown(example, folder), _LINES)}```")
    if isinstance(command, click.Group) and command.name == "add":
        kinds = ((name, command.get_command(ctx, name)) for name in command.list_commands(ctx))
        parts.append(
            "| kind | |\n|---|---|\n"
            + "\n".join(f"| `{name}` | {kind.get_short_help_str(200)} |" for name, kind in kinds)  # type: ignore[union-attr]
        )
    if own:
        parts.append(_options(own).rstrip())
    return "\n\n".join(parts) + "\n"


def _paragraphs(text: str) -> str:
    return "\n\n".join(" ".join(part.split()) for part in text.split("\n\n"))


def questions_page() -> str:
    """Return docs/questions.md: each question in both languages, with its recorded answer."""
    known = questions.questions()
    folder = answers.folder()
    assert folder
    rows = {one.name: (folder / f"{one.name}.csv").read_text("utf-8") for one in known}
    index = "".join(
        f"| [{one.name}](#{one.name}) | {one.title['en']} | {_count(rows[one.name])} |\n"
        for one in known
    )
    sections = "\n".join(_question(one, rows[one.name]) for one in known)
    return f"""# The questions

Generated by `make docs` from `queries/questions/`; do not edit. Each question is one SPARQL file,
a command, a method (`dvgraph.open().ask(name, …)`), and a test: the answer to the example command
is recorded in `tests/questions/`. An omitted optional parameter does not restrict the answer.

A date may be a day, a month, a year or `today`; a thing may have any of its names. Columns ending
in `Label` are in the chosen language; `…Vroegst` and `…Laatst` are the earliest and latest
possible day of a boundary; `id` is a statement's short id, `bronnen` are all its passages.

| question | | rows |
|---|---|---:|
{index}
{sections}"""


def _count(recorded: str) -> int:
    return sum(1 for _ in csv.reader(io.StringIO(recorded))) - 1


def _question(question: Question, answer: str) -> str:
    ask = cli.get_command(click.Context(cli), "ask")
    assert isinstance(ask, click.Group)
    command = ask.get_command(click.Context(ask), question.name)
    columns = ", ".join(f"`{name}`" for name in answer.splitlines()[0].split(","))
    parts = [
        f"## {question.name}",
        f"**{question.title['en']}** {_paragraphs(question.reading('en'))}".rstrip(),
        f"**{question.title['nl']}** {_paragraphs(question.reading('nl'))}".rstrip(),
        f"```sh\n{command.example}\n```",  # type: ignore[union-attr]
        f"For {', '.join(question.audience)}. Rows recorded: {_count(answer)}. Columns: {columns}.",
    ]
    if question.params:
        parts.insert(4, _parameters(question).rstrip())
    return "\n\n".join(parts) + "\n"


def _parameters(question: Question) -> str:
    lines = ["| parameter | | takes |\n|---|---|---|\n"]
    for one in question.params.values():
        takes = " or ".join(f"`{choice}`" for choice in one.choices) or one.type
        notes = [
            f"of a month or year its {one.edge} day" if one.type == "date" else "",
            "repeatable" if one.list else "",
            "required" if one.required else "",
            f"default `{one.default}`" if one.default is not None else "",
        ]
        labels = " · ".join(one.label.get(lang, "") for lang in ("nl", "en"))
        takes = "; ".join([takes, *filter(None, notes)])
        lines.append(f"| `{option(one.name)}` | {labels} | {takes} |\n")
    return "".join(lines)


def genealogy() -> str:
    """Return the picture of the agency's genealogy."""
    store = dvgraph.open().store
    agency = find(store, "Digitaal Vlaanderen").iri
    return svg(lineage(store, agency, "nl", _DRAWN))


def makers(folder: Path) -> dict[Path, Callable[[], str]]:
    """Return, for each page with generated parts, the function that makes its expected text."""
    return {
        README: lambda: refreshed(README.read_text("utf-8"), folder),
        TOUR: lambda: refreshed(TOUR.read_text("utf-8"), folder),
        CLI: lambda: cli_page(folder),
        QUESTIONS: questions_page,
        GENEALOGY: genealogy,
        EXPORTS: lambda: exports_page.filled(EXPORTS.read_text("utf-8")),
        IMPORTS: lambda: imports_page.filled(IMPORTS.read_text("utf-8")),
        MODEL: lambda: model_page.filled(MODEL.read_text("utf-8")),
        VOCABULARY: lambda: model_page.filled(VOCABULARY.read_text("utf-8")),
        DIAGRAM: model_pictures.diagram,
        STATES: model_pictures.states,
    }


def main(names: list[str]) -> None:
    """Write the named pages, by default all, if they are not up to date."""
    for path in makers(ROOT):
        if names and path.name not in names:
            continue
        # Each page in a folder of its own: what one makes, another does not find.
        with tempfile.TemporaryDirectory() as folder:
            text = makers(sandbox(Path(folder)))[path]()
        old = path.read_text("utf-8") if path.exists() else ""
        if steady(text) != steady(old):
            replace_file(path, text.encode())
            print(path.relative_to(ROOT))


if __name__ == "__main__":
    main(sys.argv[1:])
