"""Command and option classes, whose help is in the locale, in the user's language.

The section ``help.COMMAND`` has ``about``, the whole text of a command, and the help of its options
by their long names; ``help.options`` has the help of options that many commands share.
"""

from functools import partial
from typing import Any

import click
from click import core, exceptions, formatting, parser, termui, types

from dvgraph.cli.stream import width
from dvgraph.locale.reader import LANGUAGES, language, worded
from dvgraph.locale.words import words


def _translated(text: str) -> str:
    """Return a message of click in the user's language."""
    return words("click", language()).get(text, text)


def _translated_plural(one: str, many: str, number: int) -> str:
    return _translated(one if number == 1 else many)


# Instead of gettext, which does not know the language that a command line asks for.
for _module in (core, exceptions, formatting, parser, termui, types):
    for _name, _function in (("_", _translated), ("ngettext", _translated_plural)):
        if hasattr(_module, _name):
            setattr(_module, _name, _function)


class Option(click.Option):
    """An option; its help comes from the locale when it is shown, unless it has its own text."""

    command: "_Exemplary | None" = None

    def __init__(self, *args: Any, help: str | None = None, **kwargs: Any) -> None:
        """Make an option as click does, with its own text or None."""
        super().__init__(*args, **kwargs)
        self._text = help  # as written: click would import a parser of Python for its indentation

    @property
    def help(self) -> str | None:
        """The help in the user's language."""
        if self._text is not None or self.command is None:
            return self._text
        key, path = max(self.opts, key=len), self.command.path
        # The sections of the command, of its group, and of all commands.
        sections = (path, path.rpartition(".")[0], "options")
        found = (words(f"help.{section}", language()).get(key) for section in sections)
        return next(filter(None, found), None)

    @help.setter
    def help(self, text: str | None) -> None:
        self._text = text


option = partial(click.option, cls=Option)
lang_option = option("--lang", type=click.Choice(LANGUAGES), default=language)


class _Exemplary(click.Command):
    """A command whose help starts with an example to copy.

    Every command has ``--debug``, ``--lang`` and ``-h``.
    """

    _text: str | None = None

    def __init__(self, name: str | None, *args: Any, example: str, **kwargs: Any) -> None:
        super().__init__(name, *args, **kwargs)
        self.example = example
        self.path = name or ""  # the name below the program, such as evidence.verify
        # `main` reads both from the raw arguments, so that they also work for errors in parsing.
        if all(parameter.name != "lang" for parameter in self.params):
            choice = click.Choice(LANGUAGES)
            self.params.append(Option(["--lang"], type=choice, expose_value=False))
        self.params.append(Option(["--debug"], is_flag=True, expose_value=False))
        # With its own text: click would load translations at every start.
        click.help_option("-h", "--help", cls=Option, help=None)(self)
        for parameter in self.params:
            if isinstance(parameter, Option):
                parameter.command = self

    @property
    def help(self) -> str | None:
        """The whole text in the user's language."""
        return self._text or words(f"help.{self.path}", language()).get("about")

    @help.setter
    def help(self, text: str | None) -> None:
        self._text = text

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the arguments; a repeated option that takes a single value is an error."""
        if not ctx.resilient_parsing:
            _, _, given = self.make_parser(ctx).parse_args(list(args))
            for one in set(given):
                if isinstance(one, Option) and not (one.multiple or one.is_flag or one.count):
                    number = given.count(one)
                    if number > 1:
                        name = max(one.opts, key=len)
                        message = worded("cli", "given twice", option=name, number=number)
                        raise click.UsageError(message, ctx)
        return super().parse_args(ctx, args)

    def get_short_help_str(self, limit: int = 45) -> str:
        """Return the whole first sentence, since a line of it would be too short to be clear."""
        return super().get_short_help_str(max(limit, 200))

    def get_help(self, ctx: click.Context) -> str:
        # The same as click, with one import less.
        ctx.terminal_width = max(min(width(), 80) - 2, 50)
        return super().get_help(ctx)

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write(f"{worded('help.program', 'example', example=self.example)}\n\n")
        super().format_help(ctx, formatter)


class Command(_Exemplary):
    """A command with an example."""


class Group(_Exemplary, click.Group):
    """A group of commands with an example."""

    command_class = Command

    def add_command(self, cmd: click.Command, name: str | None = None) -> None:
        """Add a command, whose help is in a section below that of the group."""
        super().add_command(cmd, name)
        if isinstance(cmd, _Exemplary):
            self.below(cmd)

    def below(self, command: _Exemplary) -> _Exemplary:
        """Return a command of this group, whose options the group's section may describe too."""
        command.path = f"{self.path}.{command.name}"
        return command
