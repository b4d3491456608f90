"""``review`` additions, each claim with its passage; ``redact`` a person."""

import sys

import click

from dvgraph.cli.authoring import named_folder, open_folder, save, signer
from dvgraph.cli.commands import Command, lang_option, option
from dvgraph.cli.common import (
    confirmed,
    emit,
    emit_table,
    format_option,
    output_option,
    progress,
    tell,
    texts_option,
)
from dvgraph.errors import OutputError, UseError
from dvgraph.locale.reader import explained, numbered, worded


@click.command(
    cls=Command, example="dvgraph review --since 2026-11-23 --data data/digitaal-vlaanderen"
)
@option("--since", metavar="REV|DATE")
@option("--agree", multiple=True, metavar="ID")
@option("--by", metavar="NAME")
@option("--data", metavar="DIR")
@texts_option
@option("-y", "--yes", is_flag=True)
@lang_option
@format_option()
@output_option
def review(
    since: str | None,
    agree: tuple[str, ...],
    by: str | None,
    data: str | None,
    texts: str | None,
    yes: bool,
    lang: str,
    form: str | None,
    output: str | None,
) -> None:
    from dvgraph.authoring import reviews
    from dvgraph.evidence.texts import find_texts
    from dvgraph.labels.short_ids import resolve_id
    from dvgraph.results.readable import Words

    target, store, dataset = open_folder(data)
    if agree:
        iris = list(dict.fromkeys(resolve_id(store, name) for name in agree))
        draft = reviews.agreement(iris, signer(by, target), dataset)
        save(draft, target, texts, lang, sys.stdin.isatty() and not yes)
        return
    at_hand = find_texts(texts, [target])
    claims = reviews.added(target, store, since, at_hand, lang)
    if sys.stdout.isatty() and not (form or output):
        emit(reviews.beside(claims, lang))
    else:
        emit_table(reviews.table(claims), form, output, Words(lang, {}), str(target))


@click.command(
    cls=Command, example='dvgraph redact "Jan Smedts" -y --data data/digitaal-vlaanderen'
)
@click.argument("person")
@option("--also", multiple=True, metavar="TEXT")
@option("--data", metavar="DIR")
@option("-y", "--yes", is_flag=True)
def redact(person: str, also: tuple[str, ...], data: str | None, yes: bool) -> None:
    from dvgraph.authoring import redaction
    from dvgraph.namespaces import path

    target = named_folder(data)
    if not (yes or sys.stdin.isatty()):
        raise UseError(*explained("errors.authoring", "not confirmed"))
    with progress() as step:
        step("looking")
        made = redaction.redaction(person, target, also)
    for file, number in made.places.items():
        tell(f"{file}: {numbered('names', number)}")
    if not (yes or confirmed(worded("prompts", "redact", name=made.forms[0]))):
        raise click.Abort
    still = redaction.carry_out(made)
    emit(f"{path(made.iri)}\n")
    for place in made.left:
        tell(worded("cli", "name left", place=place))
    if made.history:
        tell(worded("cli", "name in history", commits=numbered("commits", made.history)))
    tell(worded("cli", "name elsewhere"))
    if still:
        raise OutputError(
            *explained("errors.authoring", "name still there"), where=", ".join(map(str, still))
        )
