"""Command classes whose help starts with an example."""

from typing import Any

import click

from dvgraph.cli.common import width


class _Exemplary(click.Command):
    """A command whose help starts with an example to copy, and which has ``--debug`` and ``-h``."""

    def __init__(self, *args: Any, example: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.example = example
        # `main` reads it from the raw arguments, so that it works for errors in parsing too.
        debug = click.Option(["--debug"], is_flag=True, expose_value=False)
        debug.help = "Show the full traceback of an error."
        self.params.append(debug)
        # With its own text: click would load translations at every start.
        click.help_option("-h", "--help", help="Show this message and exit.")(self)

    def get_help(self, ctx: click.Context) -> str:
        ctx.terminal_width = max(min(width(), 80) - 2, 50)  # as click does, with one import less
        return super().get_help(ctx)

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write(f"Example: {self.example}\n\n")
        super().format_help(ctx, formatter)


class Command(_Exemplary):
    """A command with an example."""


class Group(_Exemplary, click.Group):
    """A group of commands with an example."""

    command_class = Command
