"""``ask`` a question by name; ``query`` with a SPARQL file."""

from typing import TYPE_CHECKING, Any

import click

from dvgraph.cli.commands import Command, Group, Option, option
from dvgraph.cli.common import (
    emit,
    emit_quads,
    emit_table,
    format_of,
    format_option,
    open_source,
    opened,
    output_option,
    progress,
    read_text,
    reading_options,
    source,
    source_options,
    tell,
)
from dvgraph.cli.completion import names_of
from dvgraph.locale.reader import explained, language
from dvgraph.locale.words import words

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from dvgraph.cli.completion import Completer
    from dvgraph.questions.parameters import Parameter
    from dvgraph.questions.question import Question


class _Questions(Group):
    """One command per question, with options made from the header of its file."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 (click names the parameters)
        from dvgraph.questions import question as questions

        return questions.names()

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command:  # noqa: ARG002 (click names the parameters)
        from dvgraph.questions import question as questions

        return self.below(_command(questions.get(cmd_name)))

    def shell_complete(self, ctx: click.Context, incomplete: str) -> "list[CompletionItem]":
        from click.shell_completion import CompletionItem

        if not incomplete.startswith("-"):
            names = self.list_commands(ctx)  # not the question objects: those need every header
            return [CompletionItem(name) for name in names if name.startswith(incomplete)]
        return super().shell_complete(ctx, incomplete)


# Long since click makes a command in one expression: options, help and the function it calls.
def _command(question: "Question") -> Command:
    from shlex import quote

    from dvgraph.questions import parameters

    own = [
        Option(
            [parameter.name, parameters.option(parameter.name)],
            multiple=parameter.list,
            metavar=_metavar(parameter),
            help=_help(parameter),
            shell_complete=_completer(parameter),
        )
        for parameter in question.params.values()
    ]
    if question.new_only:
        own.append(Option(["--new-only"], is_flag=True))
    own += [Option(["--sparql"], is_flag=True), Option(["--with-labels"], is_flag=True)]

    example = "".join(
        f" {parameters.option(name)} {quote(value)}" for name, value in question.example.items()
    )

    lang, texts = language(), (question.title, question.description)

    @click.command(
        question.name,
        cls=Command,
        params=own,
        help="\n\n".join(text[lang] for text in texts if lang in text),
        short_help=question.title[lang],
        example=f"dvgraph ask {question.name}{example}",
    )
    @reading_options()
    def answer(lang: str, form: str | None, output: str | None, **kwargs: Any) -> None:
        from dvgraph.errors import StoreError
        from dvgraph.prebuilt.connection import has_statements
        from dvgraph.questions import question as questions
        from dvgraph.questions.headings import heading
        from dvgraph.store.inventory import version

        new_only = kwargs.pop("new_only", False)
        sparql, with_labels = kwargs.pop("sparql"), kwargs.pop("with_labels")
        chosen = source(
            *(kwargs.pop(name) for name in ("data", "store", "endpoint")), model=kwargs.pop("model")
        )
        store = open_source(chosen)
        if sparql or with_labels:
            text = questions.sparql(store, question.name, kwargs, lang if with_labels else None)
            emit(text, output)
            return
        with progress() as step:
            step("asking")
            found = questions.ask(store, question.name, kwargs, lang, new_only=new_only)
        if not found.table.rows and not has_statements(store):
            where = chosen.endpoint or chosen.store
            if where:
                raise StoreError(*explained("errors.cli", "no statements"), where=str(where))
            tell(f"{explained('errors.cli', 'no statements')[0]}: {', '.join(chosen.data or ())}")
        above = heading(found, lang, version(store))
        tell(above)
        emit_table(found.table, form, output, found.words, above)

    return answer


def _completer(parameter: "Parameter") -> "Completer | None":
    from dvgraph.questions.parameters import KINDS

    if parameter.choices:
        return lambda _ctx, _parameter, begun: [
            choice for choice in parameter.choices if choice.startswith(begun)
        ]
    return names_of(KINDS[parameter.type]) if parameter.type in KINDS else None


def _metavar(parameter: "Parameter") -> str:
    return "|".join(parameter.choices) or parameter.type.upper()


def _help(parameter: "Parameter") -> str:
    phrases, notes = words("help.parameter", language()), []
    if parameter.type == "date":
        notes.append(phrases[parameter.edge])
    if parameter.list:
        notes.append(phrases["list"])
    if parameter.required:
        notes.append(phrases["required"])
    if parameter.default is not None:
        notes.append(phrases["default"].format(parameter.default))
    label = parameter.label.get(language(), parameter.name)
    text = label[:1].upper() + label[1:]  # not capitalize, which makes SPARQL Sparql
    return f"{text}; {', '.join(notes)}." if notes else f"{text}."


@click.group(
    cls=_Questions,
    invoke_without_command=True,
    example="dvgraph ask tasks-added --since 2021",
    subcommand_metavar="[NAME] [PARAMETERS]...",
)
@reading_options()
@click.pass_context
def ask(ctx: click.Context, /, **given: Any) -> None:
    if ctx.invoked_subcommand is None:
        from dvgraph.questions import question as questions
        from dvgraph.questions.headings import catalogue

        table = catalogue(questions.questions(), given["lang"])
        emit_table(table, given["form"], given["output"])
        return
    # Options before the name apply to the question, unless repeated after it.
    chosen = {
        name: value
        for name, value in given.items()
        if ctx.get_parameter_source(name) is click.core.ParameterSource.COMMANDLINE
    }
    ctx.default_map = {ctx.invoked_subcommand: chosen}


@click.command(
    cls=Command, example="dvgraph query - <<< 'SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }'"
)
@click.argument("file", required=False)
@option("--prefixes", is_flag=True)
@source_options
@format_option("query")
@output_option
def query(
    file: str | None, prefixes: bool, form: str | None, output: str | None, **where: Any
) -> None:
    from dvgraph import resources
    from dvgraph.errors import UseError
    from dvgraph.store import inventory
    from dvgraph.store.protocol import Table

    if prefixes:
        known = sorted(resources.prefixes().items())
        emit("".join(f"PREFIX {name}: <{iri}>\n" for name, iri in known), output)
        return
    if file is None:
        raise UseError(*explained("errors.cli", "no query"))
    text, store = read_text(file), opened(where)
    with progress() as step:
        step("asking")
        result = inventory.run(store, text)
    if isinstance(result, Table):
        emit_table(result, form, output)
    else:
        emit_quads(result, format_of(form, output, "export", "ttl"), output)
