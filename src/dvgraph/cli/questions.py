"""``ask`` a named question; ``query`` with a SPARQL file."""

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from dvgraph.cli.commands import Command, Group, Option, option
from dvgraph.cli.common import (
    emit,
    emit_long,
    emit_picture,
    emit_quads,
    emit_table,
    format_of,
    format_option,
    known_on_option,
    open_source,
    opened,
    output_option,
    progress,
    read_text,
    reading_options,
    room,
    source,
    source_options,
    tell,
    whole_options,
)
from dvgraph.cli.completion import names_of
from dvgraph.cli.limits import QUERY_MEMORY, limited, memory_option, timeout_option
from dvgraph.cli.stream import width
from dvgraph.locale.reader import explained, language, worded
from dvgraph.locale.words import words

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from dvgraph.cli.completion import Completer
    from dvgraph.questions.parameters import Parameter
    from dvgraph.questions.question import Question
    from dvgraph.store.protocol import Store

_BODY = "organisation"  # the name of the parameter for the organisation that a question concerns
_DRAWN = "post-holders"  # the question whose answer is also a picture
_WIDTH = 100  # width of the list of questions outside a terminal, in columns


class _Questions(Group):
    """One command per question, with options made from the header of its file."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 (click names the parameters)
        from dvgraph.questions import question as questions

        return questions.names()

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command:  # noqa: ARG002 (click names the parameters)
        from pathlib import Path

        from dvgraph.questions import question as questions

        path = Path(cmd_name)
        own = path.suffix == ".rq"
        question = questions.written(path) if own else questions.get(cmd_name)
        return self.below(_command(question, own=own))

    def shell_complete(self, ctx: click.Context, incomplete: str) -> "list[CompletionItem]":
        from click.shell_completion import CompletionItem

        if not incomplete.startswith("-"):
            # Not the question objects, which would need every header.
            names = self.list_commands(ctx)
            return [CompletionItem(name) for name in names if name.startswith(incomplete)]
        return super().shell_complete(ctx, incomplete)


# Long since click makes a command in one expression: options, help and the function to call.
def _command(question: "Question", *, own: bool) -> Command:
    """Return the command of a question; ``own``: it is in a file that the user named."""
    from shlex import quote

    from dvgraph.questions import parameters

    params: list[click.Parameter] = [
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
        params.append(Option(["--new-only"], is_flag=True))
    if question.agency:
        params.append(Option(["--with-predecessors"], is_flag=True))
    if _BODY in question.params or _days_of(question):
        known = _BODY in question.params
        kinds = names_of(parameters.KINDS["organisation"]) if known else None
        params.append(click.Argument(["body"], nargs=-1, shell_complete=kinds))
    params += [Option(["--sparql"], is_flag=True), Option(["--with-labels"], is_flag=True)]

    example = "".join(
        f" {parameters.option(name)} {quote(value)}" for name, value in question.example.items()
    )

    lang = language()

    @click.command(
        question.name,
        cls=Command,
        params=params,
        help="\n\n".join(filter(None, (question.title[lang], question.reading(lang)))),
        short_help=question.title[lang],
        example=f"dvgraph ask {question.name}{example}",
    )
    @whole_options
    @reading_options("tasks" if question.name == _DRAWN else "rows")
    def answer(**kwargs: Any) -> None:
        begin = None
        if own:  # perhaps a stranger's
            from dvgraph.store.patience import patience

            begin = limited(patience(), QUERY_MEMORY)
        _answer(question, begin, **kwargs)

    return answer


# Long since each option changes the output.
def _answer(
    question: "Question",
    begin: Callable[[], None] | None,
    *,
    lang: str,
    form: str | None,
    output: str | None,
    whole: bool,
    unpaged: bool,
    sparql: bool,
    with_labels: bool,
    new_only: bool = False,
    with_predecessors: bool = False,
    **kwargs: Any,
) -> None:
    from dvgraph.errors import StoreError
    from dvgraph.prebuilt.connection import has_statements
    from dvgraph.questions import question as questions
    from dvgraph.questions.headings import heading, lead
    from dvgraph.results.outline import Summary
    from dvgraph.results.readable import provenance
    from dvgraph.results.writers import PICTURES, render
    from dvgraph.store.inventory import version

    chosen = source(
        *(kwargs.pop(name) for name in ("data", "store", "endpoint")), model=kwargs.pop("model")
    )
    store = open_source(chosen)
    if begin:
        begin()
    _place_texts(question, kwargs)
    agency, notes = _of_agency(question, store, kwargs, lang, wide=with_predecessors)
    if sparql or with_labels:
        text = questions.sparql(store, question, kwargs, lang if with_labels else None)
        emit(text, output)
        return
    with progress() as step:
        step("asking")
        found = questions.ask(store, question, kwargs, lang, new_only=new_only)
    if not found.table.rows and not has_statements(store):
        where = chosen.endpoint or chosen.store
        if where:
            raise StoreError(*explained("errors.cli", "no statements"), where=str(where))
        tell(f"{explained('errors.cli', 'no statements')[0]}: {', '.join(chosen.data or ())}")
    form = format_of(form, output, "tasks" if question.name == _DRAWN else "rows", screen="summary")
    if form in PICTURES:
        from dvgraph.ledgers import people, people_picture

        held = people.tenures(store, kwargs[_BODY] or (), lang)
        emit_picture(people_picture.svg(held), form, output)
        return
    above = heading(found, lang, version(store))
    below = (*notes, provenance(version(store), lang))
    if form != "summary":
        for line in (above, *notes):
            tell(line)
    summary = Summary(
        lead(found, store, lang, agency),
        question.outline,
        below,
        room(output, whole=whole),
    )
    text = render(found.table, form, width=width(), words=found.words, title=above, summary=summary)
    emit_long(text, output, form, unpaged=unpaged)


def _days_of(question: "Question") -> list[str]:
    """Return the names of a question's date parameters, in order."""
    return [name for name, one in question.params.items() if one.type == "date"]


def _place_texts(question: "Question", given: dict[str, Any]) -> None:
    """Add the arguments without an option to the given values.

    A date is the first date parameter without a value; any other text is the organisation.
    """
    from dvgraph.errors import UseError
    from dvgraph.questions.parameters import as_written, option

    for text in given.pop("body", ()):
        day = next((name for name in _days_of(question) if given[name] is None), "")
        if day:
            try:
                as_written(text, option(day))
            except UseError:
                if _BODY not in question.params:
                    raise
            else:
                given[day] = text
                continue
        known = _BODY in question.params
        several = known and question.params[_BODY].list
        if not known or (given[_BODY] and not several):
            name = option(_BODY if known else _days_of(question)[-1])
            raise UseError(*explained("errors.questions", "one value", option=name, number=2))
        given[_BODY] = [*given[_BODY], text] if several else text


# Long since organisations are named in several ways, each with its own message.
def _of_agency(
    question: "Question", store: "Store", given: dict[str, Any], lang: str, *, wide: bool
) -> tuple[str, list[str]]:
    """Add the organisations that a question about the agency concerns to the given values.

    Returns the agency's name, if no other organisation is named, and messages for the user.
    ``wide`` adds the predecessors of the named organisations.
    """
    if not question.agency:
        return "", []
    from dvgraph.questions import parameters
    from dvgraph.questions.agency import EVERY, agency, came_from
    from dvgraph.questions.folds import labels_of
    from dvgraph.rdf.oxigraph import NamedNode

    typed, name, notes = list(given[_BODY] or ()), "", list[str]()
    if EVERY in (text.lower() for text in typed):
        given[_BODY] = []
        return "", []
    read = [
        term.value
        for text in typed
        for term in parameters.read(question.params[_BODY], text, store)
        if isinstance(term, NamedNode)
    ]
    asked = read or agency(store)
    if not asked:
        return "", []
    labels = labels_of(store, list(map(NamedNode, asked)), lang)
    names = [labels[NamedNode(iri)].value for iri in asked if NamedNode(iri) in labels]
    if not read:
        name = names[0] if names else ""
        key = "of agency" if names[1:] else "of the organisation"
        notes.append(worded("cli", key, name=name))
    if wide:
        older = [iri for iri in came_from(store, asked) if iri not in asked]
        notes.append(worded("cli", "with predecessors", number=len(older)))
        asked += older
        name = ""
    given[_BODY] = asked
    return name, notes


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
    text = label[:1].upper() + label[1:]  # not capitalize, which would turn SPARQL into Sparql
    return f"{text}; {', '.join(notes)}." if notes else f"{text}."


@click.group(
    cls=_Questions,
    invoke_without_command=True,
    example="dvgraph ask tasks-added --since 2021",
    subcommand_metavar="[NAME] [PARAMETERS]...",
)
@whole_options
@reading_options()
@click.pass_context
def ask(ctx: click.Context, /, **given: Any) -> None:
    if ctx.invoked_subcommand is None:
        from dvgraph.questions import question as questions
        from dvgraph.questions.headings import catalogue, overview
        from dvgraph.results.readable import Words
        from dvgraph.results.writers import render

        lang, output, known = given["lang"], given["output"], questions.questions()
        form = format_of(given["form"], output, "rows", screen="summary")
        if form == "summary":
            wide, high = width() or _WIDTH, room(output, whole=given["whole"])
            text = overview(known, lang).text(wide, high)
        else:
            text = render(catalogue(known, lang), form, width=width(), words=Words(lang, {}))
        emit_long(text, output, form, unpaged=given["unpaged"])
        return
    # Options before the name apply to the question, unless repeated after it.
    chosen = {
        name: value
        for name, value in given.items()
        if ctx.get_parameter_source(name) is click.core.ParameterSource.COMMANDLINE
    }
    ctx.default_map = {ctx.invoked_subcommand: chosen}


# Long since it has a parameter for each option; its body asks once and writes once.
@click.command(
    cls=Command, example="dvgraph query - <<< 'SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }'"
)
@click.argument("file", required=False)
@option("--prefixes", is_flag=True)
@option("--as-of", metavar="DATE")
@known_on_option
@timeout_option
@memory_option
@option("--rows", type=click.IntRange(min=0), metavar="N")
@source_options
@format_option("query")
@output_option
def query(
    file: str | None,
    as_of: str | None,
    known_on: str | None,
    timeout: float | None,
    memory: float | None,
    rows: int | None,
    form: str | None,
    output: str | None,
    *,
    prefixes: bool,
    **where: Any,
) -> None:
    from dvgraph import resources
    from dvgraph.errors import LimitError, UseError
    from dvgraph.store import inventory
    from dvgraph.store.patience import patience
    from dvgraph.store.protocol import Table

    if prefixes:
        known = sorted(resources.prefixes().items())
        emit("".join(f"PREFIX {name}: <{iri}>\n" for name, iri in known), output)
        return
    if file is None:
        raise UseError(*explained("errors.cli", "no query"))
    begin = limited(
        patience() if timeout is None else timeout, QUERY_MEMORY if memory is None else memory
    )
    if timeout is not None:
        os.environ["DVGRAPH_TIMEOUT"] = str(timeout)  # for the requests to an endpoint too
    text, store = read_text(file), opened(where)
    if as_of is not None or known_on is not None:
        from dvgraph.history.on_day import graph_on
        from dvgraph.questions.parameters import last_day

        with progress() as step:
            step("looking back")
            store = graph_on(store, last_day(as_of, "--as-of"), last_day(known_on, "--known-on"))
    begin()
    with progress() as step:
        step("asking")
        try:
            result = inventory.run(store, text)
        except UseError as error:
            if (error.where or "query").startswith("query"):
                error.where = _called(file) + (error.where or "").removeprefix("query")
            raise
    number = len(result.rows if isinstance(result, Table) else result)
    if rows is not None and number > rows:
        raise LimitError(*explained("errors.cli", "too many rows", rows=rows, number=number))
    if isinstance(result, Table):
        emit_table(result, form, output)
    else:
        emit_quads(result, format_of(form, output, "export", "ttl"), output)


def _called(file: str) -> str:
    """Return how messages call a file with a query."""
    return "<stdin>" if file == "-" else file
