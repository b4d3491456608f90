"""``add``, ``correct`` and ``withdraw`` statements; ``format`` the files that contain them."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dvgraph.cli.commands import Command, Group, Option, lang_option, option
from dvgraph.cli.common import confirmed, emit, progress, source, tell
from dvgraph.errors import UseError
from dvgraph.locale.captions import caption
from dvgraph.locale.characters import harmless
from dvgraph.locale.reader import explained, language, numbered, worded
from dvgraph.locale.words import words
from dvgraph.namespaces import BASE, path, slug

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dvgraph.authoring.additions import Draft
    from dvgraph.dataset.files import Dataset
    from dvgraph.store.protocol import Store
    from dvgraph.things.kinds import Field, Kind

_SHIPPED = "data/digitaal-vlaanderen"
_LISTED = 40  # at most this many names are listed before the prompt


def _writing(*, signed: bool = True) -> list[Option]:
    return [
        Option(["--data"], metavar="DIR"),
        Option(["--texts"], metavar="DIR"),
        *([Option(["--by"], metavar="NAME")] if signed else []),
        Option(["-y", "--yes"], is_flag=True),
    ]


class _Kinds(Group):
    """One command per kind of statement or thing, with options made from the kind's fields."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 (click names the parameters)
        from dvgraph.things.kinds import KINDS, THINGS

        return [*THINGS, *KINDS]

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
    if kind.is_statement and any(field.type in CREATABLE for field in kind.fields):
        options.append(Option(["--english"]))

    @click.command(
        kind.name,
        cls=Command,
        params=[*options, *_writing()],
        help=f"{kind.help}\n\n{worded('help.kinds', 'prompt')}",
        short_help=kind.help,
        example=_example(kind),
    )
    @lang_option
    def adding(
        data: str | None, texts: str | None, by: str | None, yes: bool, lang: str, **given: Any
    ) -> None:
        from dvgraph.authoring import drafts

        typed = {name.replace("_", "-"): _texts(value) for name, value in given.items() if value}
        target, store, dataset = open_folder(data)
        asking = sys.stdin.isatty() and not yes
        if asking:
            _ask_for(kind, typed, store)
            _ask_whether_sought(kind, typed)
        draft = drafts.new(kind, typed, store, dataset, signer(by, target))
        save(draft, target, texts, lang, asking)

    return adding


def _example(kind: "Kind") -> str:
    cited = kind.is_statement or "--lines" in kind.example
    given = kind.example + (" --source herweging-2025" if cited else "")
    return f"dvgraph add {kind.name} {given} --data {_SHIPPED}"


def signer(by: str | None, target: Path) -> str:
    """Return the name of the author: ``by``, else the git user of the folder, else ""."""
    if by is not None:
        return by.strip()
    try:
        done = subprocess.run(
            ["git", "config", "user.name"],
            cwd=target,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
    except OSError:
        return ""
    return done.stdout.strip()


def _completion(field: "Field") -> Any:
    def complete(ctx: click.Context, _: click.Parameter, begun: str) -> list[str]:
        from dvgraph.authoring import terms

        store = open_folder(ctx.params.get("data"))[1]
        return [text for text in terms.offered(field, store) if text.startswith(begun)]

    return complete


@click.group(
    cls=_Kinds,
    example='dvgraph add responsibility --organisation "Digitaal Vlaanderen" --task dataveiligheid '
    "--role coordinatie --seen 2025-06 --source herweging-2025 --lines 225-229 "
    f"--data {_SHIPPED}",
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
    id: str,
    changes: tuple[str, ...],
    data: str | None,
    texts: str | None,
    by: str | None,
    yes: bool,
    lang: str,
) -> None:
    from dvgraph.authoring import drafts
    from dvgraph.labels.short_ids import resolve_id

    target, store, dataset = open_folder(data)
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
    draft = drafts.revision(iri, given, store, dataset, signer(by, target))
    save(draft, target, texts, lang, asking)


@click.command(
    cls=Command,
    params=_writing(signed=False),
    example=f'dvgraph withdraw c-kr3j2k4d --reason "dubbel geteld" --data {_SHIPPED}',
)
@click.argument("id")
@option("--reason", metavar="TEXT", default="")
@lang_option
def withdraw(
    id: str, reason: str, data: str | None, texts: str | None, yes: bool, lang: str
) -> None:
    from dvgraph.authoring import drafts
    from dvgraph.labels.short_ids import resolve_id

    target, store, dataset = open_folder(data)
    asking = sys.stdin.isatty() and not yes
    draft = drafts.withdrawal(resolve_id(store, id), reason, dataset)
    save(draft, target, texts, lang, asking)


@click.command(cls=Command, example="dvgraph format --check data")
@click.argument("paths", nargs=-1)
@option("--check", is_flag=True)
@click.pass_context
def format(ctx: click.Context, paths: tuple[str, ...], check: bool) -> None:
    from dvgraph.rdf import layout as formatting

    left = 0
    files = formatting.files(paths)
    changed = [] if check else formatting.mend(files)
    for file in files:
        if file in changed:
            emit(f"{file}: {worded('cli', 'layout changed')}\n")
        for fault in formatting.faults(formatting.read(file), file.suffix):
            emit(f"{file}:{fault.line}: {fault.problem}\n")
            left += 1
    emit(f"{numbered('files', len(files))}, {numbered('faults of layout', left)}\n")
    ctx.exit(1 if left else 0)


def named_folder(data: str | None) -> Path:
    """Return the folder to write to; UseError unless the user named exactly one."""
    from dvgraph.authoring.writer import folder

    named = source((data,) if data else ()).data or []
    if len(named) > 1:
        raise UseError(*explained("errors.authoring", "one folder"))
    return folder(*named)


def open_folder(data: str | None) -> "tuple[Path, Store, Dataset]":
    """Return the folder to write to, its graph and the contents of its files."""
    from dvgraph.dataset.files import read
    from dvgraph.prebuilt.connection import open_graph

    target = named_folder(data)
    return target, open_graph(data=[str(target)]), read([target], ontology=False)


def _texts(value: Any) -> list[str]:
    return ["true"] if value is True else [value] if isinstance(value, str) else list(value)


def _ask_for(
    kind: "Kind",
    typed: dict[str, list[str]],
    store: "Store",
    before: dict[str, list[str]] | None = None,
) -> None:
    """Prompt for missing values; with ``before``, for all values, with the old ones as default."""
    from dvgraph.authoring import terms

    for field in _asked(kind, typed):
        if before is None and (typed.get(field.option) or typed.get(field.instead_of)):
            continue
        offered = terms.offered(field, store)
        if 0 < len(offered) <= _LISTED:
            tell("  " + ", ".join(offered))
        old = "; ".join((before or {}).get(field.option, ()))
        old = old or ("" if "{" in field.default else field.default)
        while True:
            name = words("statements.headings", language())[field.option]
            question = f"{name} ({kind.help_of(field).rstrip('.')})"
            shown = f"{question} [{harmless(old)}]" if old else question
            text = click.prompt(shown, default=old, show_default=False, err=True)
            typed[field.option] = [part for part in map(str.strip, text.split(";")) if part]
            if field.required and not typed[field.option]:
                continue
            if _readable(field, typed, store):
                break


def _asked(kind: "Kind", typed: dict[str, list[str]]) -> "Iterator[Field]":
    """Yield the fields to prompt for; first comes the question whether to record an existence."""
    from dvgraph.things.kinds import THINGS

    for field in kind.fields:
        _, second = kind.gives
        if not (second and typed.get(second) and field in THINGS[second].fields[2:]):
            yield field
    rest = [field for field in kind.all_fields[len(kind.fields) :] if "sought" not in field.option]
    if kind.is_statement or any(typed.get(field.option) for field in rest):
        yield from rest
    elif kind.lives and confirmed(worded("prompts", "existence")):
        yield from (replace(field, required=field.option in ("source", "lines")) for field in rest)


def _ask_whether_sought(kind: "Kind", typed: dict[str, list[str]]) -> None:
    """Ask for each missing property whether it was searched for: only then is it a gap."""
    from dvgraph.authoring.drafts import missing

    for concept in missing(kind, typed):
        if concept not in typed.get("sought", ()) and confirmed(worded("prompts.sought", concept)):
            typed.setdefault("sought", []).append(concept)


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
            creatable = field.type in (*CREATABLE, "agent")
            unknown = isinstance(error, terms.UnknownNameError) and creatable
            kind = caption("kind", field.type, language())
            if not (unknown and confirmed(worded("prompts", "create", kind=kind, name=text))):
                return False
            if field.type in CREATABLE:
                typed["english"] = [click.prompt(worded("prompts", "english"), err=True)]
    return True


def save(draft: "Draft", target: Path, texts: str | None, lang: str, asking: bool) -> None:
    """Show a draft, ask whether to write it, write it, and report the findings."""
    from dvgraph.authoring import writer
    from dvgraph.authoring.turtle import written
    from dvgraph.labels.short_ids import short_id
    from dvgraph.rdf.oxigraph import NamedNode

    for addition in draft.additions:
        tell(addition.text)
    for place in draft.properties:
        tell(f"{written(NamedNode(place.subject))} {place.predicate} {written(place.value)} .")
    if asking and not confirmed(worded("prompts", "write"), default=True):
        raise click.Abort
    with progress() as step:
        step("checking")
        saved = writer.save(draft, target, texts, lang)
    stated = draft.iri.startswith(f"{BASE}uitspraak/")
    named = f"{slug(draft.iri)} {short_id(draft.iri)}" if stated else path(draft.iri)
    emit(f"{saved.where}: {named}\n")
    if saved.verdict:
        tell(
            worded("cli", "evidence", verdict=words("evidence.verdicts", language())[saved.verdict])
        )
    for concept in draft.gaps:
        tell(worded("cli", "gap", concept=concept))
    for name in draft.mentions:
        tell(worded("cli", "mentions", name=name))
    for finding in saved.warnings:
        severity = worded(f"validation.severity.{finding.severity}", "one")
        tell(f"{severity}: {finding.message}")
