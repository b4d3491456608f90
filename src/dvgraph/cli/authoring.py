"""``add`` and ``correct`` statements; ``format`` the files that contain them."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dvgraph.cli.commands import Command, Group
from dvgraph.cli.common import counted, emit, lang_option, progress, source, tell
from dvgraph.errors import UseError
from dvgraph.namespaces import BASE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dvgraph.authoring.drafts import Draft
    from dvgraph.dataset.files import Dataset
    from dvgraph.store.protocol import Store
    from dvgraph.things.kinds import Field, Kind

_EXAMPLE = "dvgraph add {} {} --source herweging-2025 --data data/digitaal-vlaanderen"
_LISTED = 40  # this many names at most are listed before the prompt
_WRITING = (
    click.Option(["--data"], metavar="DIR", help="The agency's folder. [env DVGRAPH_DATA]"),
    click.Option(["--texts"], metavar="DIR", help="Where the sources' texts are."),
    click.Option(["-y", "--yes"], is_flag=True, help="Do not prompt; write the values given."),
)


class _Kinds(Group):
    """One command per kind of statement, with options made from the kind's fields."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 (click names the parameters)
        from dvgraph.things.kinds import KINDS

        return list(KINDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command:  # noqa: ARG002 (click names the parameters)
        from dvgraph.things.kinds import kind

        return _adding(kind(cmd_name))


def _adding(kind: "Kind") -> Command:
    options = [
        click.Option(
            [field.option.replace("-", "_"), f"--{field.option}"],
            multiple=field.many,
            is_flag=field.type == "flag",
            help=field.help,
            shell_complete=_completion(field),
        )
        for field in kind.all_fields
    ]
    if _creatable(kind.fields):
        text = (
            f"English label of a {' or '.join(_creatable(kind.fields))} to be made, named in Dutch."
        )
        options.append(click.Option(["--english"], help=text))

    @click.command(
        kind.name,
        cls=Command,
        params=[*options, *_WRITING],
        help=f"{kind.help}\n\nOn a terminal you are prompted for missing values.",
        short_help=kind.help,
        example=_EXAMPLE.format(kind.name, kind.example),
    )
    @lang_option
    def adding(data: str | None, texts: str | None, yes: bool, lang: str, **given: Any) -> None:
        from dvgraph.authoring import drafts

        typed = {name.replace("_", "-"): _texts(value) for name, value in given.items() if value}
        target, store, dataset = _open(data)
        asking = sys.stdin.isatty() and not yes
        if asking:
            _ask_for(kind, typed, store)
        _save(drafts.new(kind, typed, store, dataset), target, texts, lang, asking)

    return adding


def _creatable(fields: "Iterable[Field]") -> list[str]:
    from dvgraph.authoring.drafts import CREATABLE

    return [field.type for field in fields if field.type in CREATABLE]


def _completion(field: "Field") -> Any:
    def complete(ctx: click.Context, _: click.Parameter, begun: str) -> list[str]:
        from dvgraph.authoring import terms

        store = _open(ctx.params.get("data"))[1]
        return [text for text in terms.offered(field, store) if text.startswith(begun)]

    return complete


@click.group(
    cls=_Kinds,
    example=_EXAMPLE.format(
        "responsibility",
        '--organisation "Digitaal Vlaanderen" --task dataveiligheid --role coordinatie'
        " --seen 2025-06 --lines 225-229",
    ),
)
def add() -> None:
    """Add a statement to the right file, with its passage and fingerprint.

    A missing decision or start date is recorded as a gap. The affected data is checked first; on
    any finding, nothing is written.
    """


@click.command(
    cls=Command,
    params=list(_WRITING),
    example="dvgraph correct c-arv0g44q --set from=2015 --data data/digitaal-vlaanderen",
)
@click.argument("id")
@click.option(
    "--set",
    "changes",
    multiple=True,
    metavar="NAME=VALUE",
    help="A change; NAME as in the options of add; an empty VALUE removes it. Repeatable.",
)
@lang_option
def correct(
    id: str,
    changes: tuple[str, ...],
    data: str | None,
    texts: str | None,
    yes: bool,
    lang: str,
) -> None:
    """Write a new statement that corrects statement ID: a short id, slug or IRI.

    The old statement stays, marked as withdrawn. Without --set, you are prompted for each property.
    """
    from dvgraph.authoring import drafts
    from dvgraph.labels.short_ids import resolve_id

    target, store, dataset = _open(data)
    iri = resolve_id(store, id)
    asking = sys.stdin.isatty() and not yes
    given: dict[str, list[str]] = {}
    for change in changes:
        name, equals, value = change.partition("=")
        if not equals:
            raise UseError(f"'{change}' is no change", where="--set", hint="As in from=2021")
        given.setdefault(name, []).append(value)
    if asking and not given:
        kind, typed = drafts.typed(iri, dataset)
        before = {name: list(values) for name, values in typed.items()}
        _ask_for(kind, typed, store, before)
        given = {name: values for name, values in typed.items() if values != before.get(name)}
    _save(drafts.revision(iri, given, store, dataset), target, texts, lang, asking)


@click.command(cls=Command, example="dvgraph format --check data")
@click.argument("paths", nargs=-1)
@click.option(
    "--check", is_flag=True, help="Write nothing; exit code 1 for any departure from the layout."
)
@click.pass_context
def format(ctx: click.Context, paths: tuple[str, ...], check: bool) -> None:
    """Format Turtle and SPARQL files (comments are kept) and report what cannot be fixed.

    PATHS are files or folders; by default the ontology, data and queries.
    """
    from dvgraph.rdf import layout as formatting

    left = 0
    files = formatting.files(paths)
    for path in files:
        if not check and formatting.mend(path):
            emit(f"{path}: layout changed\n")
        for fault in formatting.faults(formatting.read(path), path.suffix):
            emit(f"{path}:{fault.line}: {fault.problem}\n")
            left += 1
    emit(f"{counted(len(files), 'file')}, {counted(left, 'fault')} of layout\n")
    ctx.exit(1 if left else 0)


def _open(data: str | None) -> "tuple[Path, Store, Dataset]":
    from dvgraph.authoring.writer import folder
    from dvgraph.dataset.files import read
    from dvgraph.prebuilt.connection import open_graph

    named = source((data,) if data else ()).data or []
    if len(named) > 1:
        raise UseError("one folder is written into", hint="Name it with --data DIR")
    target = folder(*named)
    return target, open_graph(data=[str(target)]), read([target], ontology=False)


def _texts(value: Any) -> list[str]:
    return ["true"] if value is True else [value] if isinstance(value, str) else list(value)


def _ask_for(
    kind: "Kind",
    typed: dict[str, list[str]],
    store: "Store",
    before: dict[str, list[str]] | None = None,
) -> None:
    """Prompt for missing values; with ``before``, for all, with the old ones as default."""
    from dvgraph.authoring import terms

    for field in kind.all_fields:
        if before is None and (typed.get(field.option) or typed.get(field.instead_of)):
            continue
        offered = terms.offered(field, store)
        if 0 < len(offered) <= _LISTED:
            tell("  " + ", ".join(offered))
        old = "; ".join((before or {}).get(field.option, ()))
        while True:
            question = f"{field.option} ({field.help.rstrip('.')})"
            text = click.prompt(question, default=old, show_default=bool(old), err=True)
            typed[field.option] = [part for part in map(str.strip, text.split(";")) if part]
            if field.required and not typed[field.option]:
                continue
            if _readable(field, typed, store):
                break


def _readable(field: "Field", typed: dict[str, list[str]], store: "Store") -> bool:
    """Return whether a typed value is valid; if not, print why and offer to create the thing."""
    from dvgraph.authoring import terms

    for text in typed[field.option]:
        try:
            if field.type == "lines":
                terms.place(BASE, text)
            else:
                terms.read(field, text, store)
        except UseError as error:
            tell(str(error))
            unknown = isinstance(error, terms.UnknownNameError) and _creatable([field])
            if not (unknown and click.confirm(f"Create the {field.type} '{text}'?", err=True)):
                return False
            typed["english"] = [click.prompt("Its English label", err=True)]
    return True


def _save(draft: "Draft", target: Path, texts: str | None, lang: str, asking: bool) -> None:
    from dvgraph.authoring.writer import save
    from dvgraph.labels.short_ids import short_id

    for addition in draft.additions:
        tell(addition.text)
    if asking and not click.confirm("Write this?", default=True, err=True):
        raise click.Abort
    with progress() as step:
        step("checking")
        saved = save(draft, target, texts, lang)
    emit(f"{saved.where}: {draft.iri.rpartition('/')[2]} {short_id(draft.iri)}\n")
    tell(f"evidence: {saved.verdict}")
    for concept in draft.gaps:
        tell(f"recorded as a gap: {concept}")
    for name in draft.mentions:
        tell(f"look at {name}: it names the statement that is now withdrawn")
    for finding in saved.warnings:
        tell(f"{finding.severity}: {finding.message}")
