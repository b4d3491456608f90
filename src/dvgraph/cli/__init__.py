"""The command line: parse, one library call, print.

Exit codes: 0 success · 1 findings · 2 usage error · 3 unreadable input · 4 store failure · 5 write
failure · 70 a bug in dvgraph · 130 interrupted. Showing help imports click alone.
"""

import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from keyword import iskeyword
from typing import TYPE_CHECKING, Any

import click

from dvgraph import __version__
from dvgraph.cli import limits
from dvgraph.cli.commands import Group, option
from dvgraph.cli.common import emit, open_source, source, tell, tell_error
from dvgraph.cli.stream import discard_output, use_whole_output
from dvgraph.errors import DvgraphError, InputError, UseError
from dvgraph.locale.reader import explained, language, preferred, use, worded
from dvgraph.locale.words import words

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

# The module of each command, imported on first use.
COMMANDS = {
    "check": "check",
    "load": "files",
    "validate": "validation",
    "ask": "questions",
    "show": "things",
    "lineage": "lineage",
    "as-of": "history",
    "diff": "history",
    "tasks": "ledgers",
    "decisions": "ledgers",
    "figures": "figures",
    "gaps": "ledgers",
    "brief": "brief",
    "search": "things",
    "query": "questions",
    "export": "files",
    "site": "site",
    "serve": "serve",
    "mcp": "mcp",
    "probe": "endpoints",
    "push": "endpoints",
    "evidence": "evidence",
    "cite": "citation",
    "init": "tables",
    "template": "tables",
    "add": "authoring",
    "correct": "authoring",
    "withdraw": "authoring",
    "review": "review",
    "redact": "review",
    "import": "imports",
    "drift": "imports",
    "doctor": "doctor",
    "completion": "completion",
    "format": "authoring",
    "migrate": "files",
}


class _Commands(Group):
    """The commands, imported on first use."""

    def make_context(self, *args: Any, **kwargs: Any) -> click.Context:
        """Set the language of messages before the first message."""
        use(preferred(args[1], os.environ))
        return super().make_context(*args, **kwargs)

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 (click names the parameters)
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command:  # noqa: ARG002 (click names the parameters)
        if cmd_name not in COMMANDS:
            from difflib import get_close_matches  # imported here since only a mistake needs it

            near = get_close_matches(cmd_name, COMMANDS, cutoff=0.4)
            key = "no command, but near" if near else "no command"
            raise UseError(*explained("errors.cli", key, name=cmd_name, near=", ".join(near)))
        module = import_module(f"dvgraph.cli.{COMMANDS[cmd_name]}")
        name = cmd_name.replace("-", "_")
        command: click.Command = getattr(module, f"{name}_" if iskeyword(name) else name)
        return command

    def shell_complete(self, ctx: click.Context, incomplete: str) -> "list[CompletionItem]":
        from click.shell_completion import CompletionItem

        if not incomplete.startswith("-"):
            lines = words("help.commands", language())
            return [CompletionItem(n, help=lines[n]) for n in COMMANDS if n.startswith(incomplete)]
        return super().shell_complete(ctx, incomplete)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 (click names the parameters)
        lines = words("help.commands", language())
        with formatter.section(words("click", language())["Commands"]):
            formatter.write_dl([(name, lines[name]) for name in COMMANDS])
        formatter.write_paragraph()
        formatter.write_text(words("help.dvgraph", language())["epilog"])


def _version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if not wanted:
        return
    from dvgraph.store import inventory

    store = open_source(source())
    data, count = inventory.version(store), inventory.triples(store)
    emit(f"{worded('cli', 'version', program=__version__, data=data, count=count)}\n")
    ctx.exit()


@click.group("dvgraph", cls=_Commands, example="dvgraph ask tasks-added --since 2021")
@option("--version", is_flag=True, is_eager=True, expose_value=False, callback=_version)
def cli() -> None:
    pass


def main(args: Sequence[str] | None = None) -> None:
    """Run a command line (default: the arguments of the process) and exit with its code."""
    if args is not None:
        sys.exit(_run(list(args)))
    limits.is_program = True
    limits.watch()
    use_whole_output()
    code = _run(sys.argv[1:])
    with suppress(OSError):  # an error at the end of output was already reported
        sys.stdout.flush()
        sys.stderr.flush()
    # Normal termination of graph and interpreter takes as long as Python's start.
    os._exit(code)


def _run(args: list[str]) -> int:
    if "_DVGRAPH_COMPLETE" in os.environ:
        # A shell shows no messages during completion; its variables may be absent or broken.
        with suppress(DvgraphError, KeyError, ValueError):
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
        discard_output()  # the program at the other end of the pipe has closed it
        return 0
    except (SystemExit, GeneratorExit):
        raise
    except BaseException as error:  # the panics of an engine are not subclasses of Exception
        if "--debug" in args:
            raise
        message, code = _explained(error, args)
        tell_error(message)
        return code


def _explained(error: BaseException, args: Sequence[str]) -> tuple[str, int]:
    """Return the one-line message and the exit code of an error."""
    files = ", ".join(each for each in args if os.path.exists(each)) or None  # noqa: PTH110 (it never raises)
    if isinstance(error, MemoryError | RecursionError):
        key = "out of memory" if isinstance(error, MemoryError) else "too deep"
        error = InputError(*explained("cli", key), where=files)
    elif isinstance(error, UnicodeEncodeError):
        error = UseError(*explained("cli", "not Unicode"), where=repr(error.object)[:80])
    elif not isinstance(error, Exception):
        error = InputError(*explained("cli", "engine failed", problem=error), where=files)
    if isinstance(error, DvgraphError):
        return str(error), error.exit_code
    if isinstance(error, click.UsageError):
        where = error.ctx.command_path if error.ctx else "dvgraph"
        message = error.format_message().rstrip(".")
        end = "" if message.endswith("?") else "."
        return worded("cli", "use error", message=f"{message}{end}", command=where), 2
    if isinstance(error, OSError):
        discard_output()
        return explained("errors.files", "unwritable", why=error)[0], 5
    return worded("cli", "bug", kind=type(error).__name__, problem=error), 70
