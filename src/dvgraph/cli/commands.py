"""Command and option classes: their help stands in the locale, in the reader's language.

The section ``help.COMMAND`` has ``about``, the whole text of a command, and the help of its options
by their long names; ``help.options`` has that of the options of many commands.
"""

from functools import partial
from typing import Any

import click
from click import core, exceptions, formatting, parser, termui, types

from dvgraph.cli.stream import width
from dvgraph.locale.reader import LANGUAGES, language, worded
from dvgraph.locale.words import words


def _translated(text: str) -> str:
    """Return a message of click in the reader's language."""
    return words("click", language()).get(text, text)


def _translated_plural(one: str, many: str, number: int) -> str:
    return _translated(one if number == 1 else many)


# In the place of gettext, which knows no language that a command line asks for.
for _module in (core, exceptions, formatting, parser, termui, types):
    for _name, _function in (("_", _translated), ("ngettext", _translated_plural)):
        if hasattr(_module, _name):
            setattr(_module, _name, _function)


class Option(click.Option):
    """An option; without a text of its own, its help is looked up when it is shown."""

    command: "_Exemplary | None" = None
    _text: str | None = None

    @property
    def help(self) -> str | None:
        """The help in the reader's language."""
        if self._text is not None or self.command is None:
            return self._text
        key, path = max(self.opts, key=len), self.command.path
        sections = (path, path.rpartition(".")[0], "options")  # its own, its group's, everyone's
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
        self.path = name or ""  # the command below the program, such as evidence.verify
        # `main` reads both from the raw arguments, so that they work for errors in parsing too.
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
        """The whole text in the reader's language."""
        return self._text or words(f"help.{self.path}", language()).get("about")

    @help.setter
    def help(self, text: str | None) -> None:
        self._text = text

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the arguments; an option of one value that is given twice is refused."""
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
        """Return the whole first sentence: cut to one line, it would say too little."""
        return super().get_short_help_str(max(limit, 200))

    def get_help(self, ctx: click.Context) -> str:
        ctx.terminal_width = max(min(width(), 80) - 2, 50)  # as click does, with one import less
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
        """Add a command, whose help stands below that of the group."""
        super().add_command(cmd, name)
        if isinstance(cmd, _Exemplary):
            self.below(cmd)

    def below(self, command: _Exemplary) -> _Exemplary:
        """Return a command of this group, whose options the group's section may explain too."""
        command.path = f"{self.path}.{command.name}"
        return command
