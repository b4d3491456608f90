"""``add`` and ``correct`` statements; ``format`` the files that contain them."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dvgraph.cli.commands import Command, Group, Option, lang_option, option
from dvgraph.cli.common import confirmed, emit, progress, source, tell
from dvgraph.errors import UseError
from dvgraph.locale.captions import caption
from dvgraph.locale.reader import explained, language, numbered, worded
from dvgraph.locale.words import words
from dvgraph.namespaces import BASE

if TYPE_CHECKING:
    from dvgraph.authoring.drafts import Draft
    from dvgraph.dataset.files import Dataset
    from dvgraph.store.protocol import Store
    from dvgraph.things.kinds import Field, Kind

_EXAMPLE = "dvgraph add {} {} --source herweging-2025 --data data/digitaal-vlaanderen"
_LISTED = 40  # this many names at most are listed before the prompt


def _writing() -> list[Option]:
    return [
        Option(["--data"], metavar="DIR"),
        Option(["--texts"], metavar="DIR"),
        Option(["-y", "--yes"], is_flag=True),
    ]


class _Kinds(Group):
    """One command per kind of statement, with options made from the kind's fields."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 (click names the parameters)
        from dvgraph.things.kinds import KINDS

        return list(KINDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command:  # noqa: ARG002 (click names the parameters)
        from dvgraph.things.kinds import kind

        return self.below(_adding(kind(cmd_name)))


def _adding(kind: "Kind") -> Command:
    from dvgraph.authoring.drafts import CREATABLE

    options = [
        Option(
            [field.option.replace("-", "_"), f"--{field.option}"],
            multiple=field.many,
            is_flag=field.type == "flag",
            help=kind.help_of(field),
            shell_complete=_completion(field),
        )
        for field in kind.all_fields
    ]
    if any(field.type in CREATABLE for field in kind.fields):
        options.append(Option(["--english"]))

    @click.command(
        kind.name,
        cls=Command,
        params=[*options, *_writing()],
        help=f"{kind.help}\n\n{worded('help.kinds', 'prompt')}",
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
    pass


@click.command(
    cls=Command,
    params=_writing(),
    example="dvgraph correct c-arv0g44q --set from=2015 --data data/digitaal-vlaanderen",
)
@click.argument("id")
@option("--set", "changes", multiple=True, metavar="NAME=VALUE")
@lang_option
def correct(
    id: str, changes: tuple[str, ...], data: str | None, texts: str | None, yes: bool, lang: str
) -> None:
    from dvgraph.authoring import drafts
    from dvgraph.labels.short_ids import resolve_id

    target, store, dataset = _open(data)
    iri = resolve_id(store, id)
    asking = sys.stdin.isatty() and not yes
    given: dict[str, list[str]] = {}
    for change in changes:
        name, equals, value = change.partition("=")
        if not equals:
            raise UseError(*explained("errors.authoring", "no change", text=change), where="--set")
        given.setdefault(name, []).append(value)
    if asking and not given:
        kind, typed = drafts.typed(iri, dataset)
        before = {name: list(values) for name, values in typed.items()}
        _ask_for(kind, typed, store, before)
        given = {name: values for name, values in typed.items() if values != before.get(name)}
    _save(drafts.revision(iri, given, store, dataset), target, texts, lang, asking)


@click.command(cls=Command, example="dvgraph format --check data")
@click.argument("paths", nargs=-1)
@option("--check", is_flag=True)
@click.pass_context
def format(ctx: click.Context, paths: tuple[str, ...], check: bool) -> None:
    from dvgraph.rdf import layout as formatting

    left = 0
    files = formatting.files(paths)
    for path in files:
        if not check and formatting.mend(path):
            emit(f"{path}: {worded('cli', 'layout changed')}\n")
        for fault in formatting.faults(formatting.read(path), path.suffix):
            emit(f"{path}:{fault.line}: {fault.problem}\n")
            left += 1
    emit(f"{numbered('files', len(files))}, {numbered('faults of layout', left)}\n")
    ctx.exit(1 if left else 0)


def _open(data: str | None) -> "tuple[Path, Store, Dataset]":
    from dvgraph.authoring.writer import folder
    from dvgraph.dataset.files import read
    from dvgraph.prebuilt.connection import open_graph

    named = source((data,) if data else ()).data or []
    if len(named) > 1:
        raise UseError(*explained("errors.authoring", "one folder"))
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
            question = f"{field.option} ({kind.help_of(field).rstrip('.')})"
            text = click.prompt(question, default=old, show_default=bool(old), err=True)
            typed[field.option] = [part for part in map(str.strip, text.split(";")) if part]
            if field.required and not typed[field.option]:
                continue
            if _readable(field, typed, store):
                break


def _readable(field: "Field", typed: dict[str, list[str]], store: "Store") -> bool:
    """Return whether a typed value is valid; if not, print why and offer to create the thing."""
    from dvgraph.authoring import terms
    from dvgraph.authoring.drafts import CREATABLE

    for text in typed[field.option]:
        try:
            if field.type == "lines":
                terms.place(BASE, text)
            else:
                terms.read(field, text, store)
        except UseError as error:
            tell(str(error))
            unknown = isinstance(error, terms.UnknownNameError) and field.type in CREATABLE
            kind = caption("kind", field.type, language())
            if not (unknown and confirmed(worded("prompts", "create", kind=kind, name=text))):
                return False
            typed["english"] = [click.prompt(worded("prompts", "english"), err=True)]
    return True


def _save(draft: "Draft", target: Path, texts: str | None, lang: str, asking: bool) -> None:
    from dvgraph.authoring.writer import save
    from dvgraph.labels.short_ids import short_id

    for addition in draft.additions:
        tell(addition.text)
    if asking and not confirmed(worded("prompts", "write"), default=True):
        raise click.Abort
    with progress() as step:
        step("checking")
        saved = save(draft, target, texts, lang)
    emit(f"{saved.where}: {draft.iri.rpartition('/')[2]} {short_id(draft.iri)}\n")
    tell(worded("cli", "evidence", verdict=words("evidence.report", language())[saved.verdict]))
    for concept in draft.gaps:
        tell(worded("cli", "gap", concept=concept))
    for name in draft.mentions:
        tell(worded("cli", "mentions", name=name))
    for finding in saved.warnings:
        severity = worded(f"validation.severity.{finding.severity}", "one")
        tell(f"{severity}: {finding.message}")
