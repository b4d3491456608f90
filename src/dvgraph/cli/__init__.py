"""The command line: parse, one library call, print.

Exit codes: 0 fine · 1 findings · 2 wrong use · 3 input unreadable · 4 store failed · 5 could not
write · 70 a fault of dvgraph itself · 130 interrupted. Only click is imported to show help.
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

# Where each command is defined, and its line in the list: a command is imported when it is used.
COMMANDS = {
    "check": ("check", "Check everything the data promises, and count what is there."),
    "load": ("files", "Load data, derive, and build or replace a store on disk."),
    "validate": ("validation", "Validate data against shapes and rules."),
    "ask": ("questions", "Ask a question by name; without a name, list the questions."),
    "show": ("things", "Show what is known of a thing, on one screen."),
    "lineage": ("lineage", "Show what an organisation came from and went into; draw it."),
    "as-of": ("history", "Show the state on a day, each line certain or possible."),
    "diff": ("history", "Tell what changed between two days, or two versions of the data."),
    "tasks": ("ledgers", "Show who had each task and service, and what became of it; draw it."),
    "decisions": ("ledgers", "Show what each decision brought about, and what has no ground."),
    "figures": ("figures", "Show a measure over time, through mergers; draw it."),
    "gaps": ("ledgers", "Show what is missing, contradictory, stale or thin; map what is known."),
    "brief": ("brief", "Write the dossier on a post or organisation: md, html, docx or pdf."),
    "search": ("things", "Find things by a word, a name or a code."),
    "query": ("questions", "Run a SPARQL query."),
    "export": ("files", "Write the whole graph, every term as it was written."),
    "probe": ("endpoints", "Tell what an endpoint gets wrong."),
    "push": ("endpoints", "Write data, and all it implies, to an endpoint."),
    "evidence": ("evidence", "Re-read and list the passages behind the statements."),
    "cite": ("citation", "Cite a statement or a passage."),
    "add": ("authoring", "Write a statement, with its passage, into the right file."),
    "correct": ("authoring", "Write a statement that corrects another, which stays."),
    "doctor": ("doctor", "Tell whether the set-up is sound, and what to do when it is not."),
    "completion": ("completion", "Print the completion script of a shell."),
    "format": ("authoring", "Put the layout of Turtle and SPARQL files right."),
}


class _Commands(Group):
    """The commands, each imported when it is used."""

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
    """One agency's memory: dated, grounded and cited, as a graph you can question."""


def main(args: Sequence[str] | None = None) -> None:
    """Run a command line (default: that of the process) and exit with its code."""
    if args is not None:
        sys.exit(_run(list(args)))
    use_whole_output()
    code = _run(sys.argv[1:])
    with suppress(OSError):  # told by now, if it failed
        sys.stdout.flush()
        sys.stderr.flush()
    # Taking the graph and the interpreter apart takes as long as Python takes to start.
    os._exit(code)


def _run(args: list[str]) -> int:
    if "_DVGRAPH_COMPLETE" in os.environ:
        with suppress(DvgraphError):  # at the completion key nobody waits for a message
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
        discard_output()  # the reader has gone, and wants no more
        return 0
    except Exception as error:
        if "--debug" in args:
            raise
        message, code = _explained(error)
        tell("Error: " + " ".join(message.split()))
        return code


def _explained(error: Exception) -> tuple[str, int]:
    """Return one line about an error, and its exit code."""
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
    return f"a fault of dvgraph ({kind}: {error}). --debug shows where; please report it", 70
