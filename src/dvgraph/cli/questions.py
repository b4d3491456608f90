"""``ask`` a question by name; ``query`` with a SPARQL file."""

from typing import TYPE_CHECKING, Any

import click

from dvgraph.cli.commands import Command, Group
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
from dvgraph.results.writers import FORMATS

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from dvgraph.cli.completion import Completer
    from dvgraph.questions.parameters import Parameter
    from dvgraph.questions.question import Question

_EMPTY = "this store has no dvgraph statements"


class _Questions(Group):
    """One command per question, with options made from the header of its file."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 (click names the parameters)
        from dvgraph.questions import question as questions

        return questions.names()

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command:  # noqa: ARG002 (click names the parameters)
        from dvgraph.questions import question as questions

        return _command(questions.get(cmd_name))

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
        click.Option(
            [parameter.name, parameters.option(parameter.name)],
            multiple=parameter.list,
            metavar=_metavar(parameter),
            help=_help(parameter),
            shell_complete=_completer(parameter),
        )
        for parameter in question.params.values()
    ]
    if question.new_only:
        own.append(
            click.Option(
                ["--new-only"], is_flag=True, help="Leave out rows that a predecessor also has."
            )
        )
    own += [
        click.Option(["--sparql"], is_flag=True, help="Print the SPARQL query that is asked."),
        click.Option(
            ["--with-labels"],
            is_flag=True,
            help="With --sparql: a query that gives labels, too, in any SPARQL editor.",
        ),
    ]

    example = "".join(
        f" {parameters.option(name)} {quote(value)}" for name, value in question.example.items()
    )

    @click.command(
        question.name,
        cls=Command,
        params=own,
        help="\n\n".join(
            text[lang]
            for lang in ("en", "nl")
            for text in (question.title, question.description)
            if lang in text
        ),
        short_help=question.title["en"],
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
                raise StoreError(_EMPTY, where=str(where), hint="Name a store filled by dvgraph")
            tell(f"{_EMPTY}: {', '.join(chosen.data or ())}")
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
    notes = []
    if parameter.type == "date":
        notes.append(f"of a month or year its {parameter.edge} day is taken")
    if parameter.list:
        notes.append("repeatable")
    if parameter.required:
        notes.append("required")
    if parameter.default is not None:
        notes.append(f"default {parameter.default}")
    label = parameter.label.get("en", parameter.name).capitalize()
    return f"{label}; {', '.join(notes)}." if notes else f"{label}."


@click.group(
    cls=_Questions,
    invoke_without_command=True,
    example="dvgraph ask tasks-added --since 2021",
    subcommand_metavar="[NAME] [PARAMETERS]...",
)
@reading_options()
@click.pass_context
def ask(ctx: click.Context, /, **given: Any) -> None:
    """Ask a question by name; without a name, list the questions by user and subject."""
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
@click.option("--prefixes", is_flag=True, help="Print the prefixes that need no declaration.")
@source_options
@format_option("query", usual=f"Rows: {', '.join(FORMATS['rows'])}. Triples: ttl, nt, rdf, jsonld.")
@output_option
def query(
    file: str | None, prefixes: bool, form: str | None, output: str | None, **where: Any
) -> None:
    """Run a SPARQL query from a FILE, or from standard input (-), on the union of all graphs.

    Prefixes of the model and its standards need no declaration.
    """
    from dvgraph import resources
    from dvgraph.errors import UseError
    from dvgraph.store import inventory
    from dvgraph.store.protocol import Table

    if prefixes:
        known = sorted(resources.prefixes().items())
        emit("".join(f"PREFIX {name}: <{iri}>\n" for name, iri in known), output)
        return
    if file is None:
        raise UseError("no query is given", hint="Name a file, or - for standard input")
    text, store = read_text(file), opened(where)
    with progress() as step:
        step("asking")
        result = inventory.run(store, text)
    if isinstance(result, Table):
        emit_table(result, form, output)
    else:
        emit_quads(result, format_of(form, output, "export", "ttl"), output)
