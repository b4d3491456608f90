"""The command line: parse, one library call, print.

Exit codes: 0 success · 1 findings · 2 usage error · 3 unreadable input · 4 store failure · 5 write
failure · 70 a bug in dvgraph · 130 interrupted. Showing help imports click alone.
"""

import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from typing import TYPE_CHECKING

import click

from dvgraph import __version__
from dvgraph.cli.commands import Group
from dvgraph.cli.common import emit, open_source, source, tell
from dvgraph.cli.stream import discard_output, use_whole_output
from dvgraph.errors import DvgraphError, UseError

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

# The module and the summary of each command; a command is imported on first use.
COMMANDS = {
    "check": ("check", "Run every check of the data, and count its contents."),
    "load": ("files", "Load data, derive, and build or replace a store on disk."),
    "validate": ("validation", "Validate data against shapes and rules."),
    "ask": ("questions", "Ask a question by name; without a name, list the questions."),
    "show": ("things", "Show everything known about a thing, on one screen."),
    "lineage": ("lineage", "Show the predecessors and successors of an organisation; draw them."),
    "as-of": ("history", "Show the state on a day, each line certain or possible."),
    "diff": ("history", "Show the changes between two days, or between two versions of the data."),
    "tasks": ("ledgers", "Show who was responsible for each task and service over time; draw it."),
    "decisions": (
        "ledgers",
        "Show the effects of each decision, and statements without a decision.",
    ),
    "figures": ("figures", "Show a measure over time, through mergers; draw it."),
    "gaps": ("ledgers", "Show missing, contradictory, stale or thin facts; map the coverage."),
    "brief": ("brief", "Write the dossier on a post or organisation: md, html, docx or pdf."),
    "search": ("things", "Find things by a word, a name or a code."),
    "query": ("questions", "Run a SPARQL query."),
    "export": ("files", "Export the whole graph, with every term exactly as written."),
    "probe": ("endpoints", "Test an endpoint for known faults."),
    "push": ("endpoints", "Write data, with all derived triples, to an endpoint."),
    "evidence": ("evidence", "Re-read and list the passages behind the statements."),
    "cite": ("citation", "Cite a statement or a passage."),
    "add": ("authoring", "Add a statement, with its passage, to the right file."),
    "correct": ("authoring", "Correct a statement; the old one stays, marked as withdrawn."),
    "doctor": ("doctor", "Check the installation, and say how to repair it."),
    "completion": ("completion", "Print the completion script of a shell."),
    "format": ("authoring", "Format Turtle and SPARQL files."),
}


class _Commands(Group):
    """The commands, imported on first use."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 (click names the parameters)
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command:  # noqa: ARG002 (click names the parameters)
        if cmd_name not in COMMANDS:
            from difflib import get_close_matches  # only for a mistake

            near = get_close_matches(cmd_name, COMMANDS, cutoff=0.4)
            hint = "Nearest: " + ", ".join(near) if near else "See dvgraph --help"
            raise UseError(f"no command is called '{cmd_name}'", hint=hint)
        module = import_module(f"dvgraph.cli.{COMMANDS[cmd_name][0]}")
        command: click.Command = getattr(module, cmd_name.replace("-", "_"))
        return command

    def shell_complete(self, ctx: click.Context, incomplete: str) -> "list[CompletionItem]":
        from click.shell_completion import CompletionItem

        if not incomplete.startswith("-"):
            known = ((name, line) for name, (_, line) in COMMANDS.items())
            return [CompletionItem(n, help=line) for n, line in known if n.startswith(incomplete)]
        return super().shell_complete(ctx, incomplete)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 (click names the parameters)
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])


def _version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if not wanted:
        return
    from dvgraph.store import inventory

    store = open_source(source())
    data, count = inventory.version(store), inventory.triples(store)
    emit(f"dvgraph {__version__}, data {data}, {count} triples\n")
    ctx.exit()


@click.group(
    cls=_Commands,
    example="dvgraph ask tasks-added --since 2021",
    epilog="Each command's own --help begins with an example, too.",
)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_version,
    help="Show the versions of program and data, and the number of triples.",
)
def cli() -> None:
    """The history of a government agency as a graph, with dates, decisions and sources."""


def main(args: Sequence[str] | None = None) -> None:
    """Run a command line (default: the arguments of the process) and exit with its code."""
    if args is not None:
        sys.exit(_run(list(args)))
    use_whole_output()
    code = _run(sys.argv[1:])
    with suppress(OSError):  # told by now, if it failed
        sys.stdout.flush()
        sys.stderr.flush()
    # Tearing down the graph and the interpreter takes as long as Python's start.
    os._exit(code)


def _run(args: list[str]) -> int:
    if "_DVGRAPH_COMPLETE" in os.environ:
        with suppress(DvgraphError):  # nobody waits for a message during completion
            cli.main(args, prog_name="dvgraph")
        return 0
    try:
        try:
            # Not click's own main: it makes a closed pipe exit 1 and Ctrl-C print an empty line.
            with cli.make_context("dvgraph", args) as context:
                cli.invoke(context)
            code = 0
        except click.exceptions.Exit as done:
            code = done.exit_code
        sys.stdout.flush()
        return code
    except click.exceptions.NoArgsIsHelpError as error:
        tell(error.format_message())
        return 2
    except (KeyboardInterrupt, click.Abort):
        return 130
    except BrokenPipeError:
        discard_output()  # the reader has closed the pipe
        return 0
    except Exception as error:
        if "--debug" in args:
            raise
        message, code = _explained(error)
        tell("Error: " + " ".join(message.split()))
        return code


def _explained(error: Exception) -> tuple[str, int]:
    """Return the one-line message and the exit code of an error."""
    if isinstance(error, DvgraphError):
        return str(error), error.exit_code
    if isinstance(error, click.UsageError):
        where = error.ctx.command_path if error.ctx else "dvgraph"
        message = error.format_message().rstrip(".")
        return f"{message}{'' if message.endswith('?') else '.'} See {where} --help", 2
    if isinstance(error, OSError):
        discard_output()
        return f"could not write ({error.strerror or error})", 5
    kind = type(error).__name__
    return f"a bug in dvgraph ({kind}: {error}). --debug shows where; please report it", 70
