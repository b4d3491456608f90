"""``review``: what was added, claim beside passage, and who agreed with it."""

import sys

import click

from dvgraph.cli.authoring import open_folder, save, signer
from dvgraph.cli.commands import Command, lang_option, option
from dvgraph.cli.common import (
    emit,
    emit_table,
    format_option,
    output_option,
    texts_option,
)


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
