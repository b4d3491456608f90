"""``evidence``: the passages that statements cite, re-read, stamped and listed."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dvgraph.cli.commands import Group
from dvgraph.cli.common import (
    data_option,
    emit,
    emit_table,
    files_of,
    lang_option,
    open_source,
    output_option,
    progress,
    reading_options,
    source,
    tell,
)
from dvgraph.cli.completion import names_of
from dvgraph.namespaces import path

if TYPE_CHECKING:
    from dvgraph.dataset.files import Dataset
    from dvgraph.evidence.verdicts import Verdict
    from dvgraph.store.protocol import Store, Table

_SOURCES = ("http://xmlns.com/foaf/0.1/Document",)
_CUT = 20  # as many statements of one verdict are shown to people
_WORDS = {
    "nl": {
        "confirmed": "bevestigd",
        "not found": "niet gevonden",
        "nothing checkable": "niets na te gaan",
        "text not at hand": "tekst niet bij de hand",
        "text changed": "tekst gewijzigd",
        "missing": "ontbreekt",
        "sought": "gezocht",
        "in": "in",
        "wide": "waarschuwing: {} telt meer dan twaalf regels",
        "more": "… en nog {} met dit oordeel; {} toont ze alle",
        "unread": "geen tekst bij de hand voor {} van de {} vindplaatsen",
        "no folder": "er is geen map met teksten: noem ze met --texts of DVGRAPH_TEXTS",
    },
    "en": {
        "missing": "missing",
        "sought": "looked for",
        "in": "in",
        "wide": "warning: {} is wider than twelve lines",
        "more": "… and {} more with this verdict; {} shows them all",
        "unread": "no text at hand for {} of the {} passages",
        "no folder": "there is no folder of texts: name it with --texts or DVGRAPH_TEXTS",
    },
}

texts_option = click.option(
    "--texts",
    metavar="DIR",
    help="The folder with the sources' texts; else a folder sources beside the data."
    " [env DVGRAPH_TEXTS]",
)


@click.group(cls=Group, example="dvgraph evidence passages herweging-2025")
def evidence() -> None:
    """The passages behind the statements: re-read, stamped, listed."""


@evidence.command(example="dvgraph evidence verify --texts texts")
@data_option
@texts_option
@lang_option
@click.option(
    "-f",
    "--format",
    "form",
    type=click.Choice(("human", "table", "tsv", "csv", "json", "jsonl", "md")),
    help="human (the default) leaves out what is confirmed; the others show every statement.",
)
@output_option
@click.pass_context
def verify(
    ctx: click.Context,
    data: tuple[str, ...],
    texts: str | None,
    lang: str,
    form: str | None,
    output: str | None,
) -> None:
    """Re-read the passages of every statement: are its numbers, dates and names there?

    The verdicts: confirmed, not found, nothing checkable, text not at hand, text changed. Exit
    code 1 when a statement is not found or its text was changed.
    """
    from dvgraph import resources
    from dvgraph.dataset.files import read
    from dvgraph.evidence import verdicts as rereading
    from dvgraph.evidence.texts import find_texts
    from dvgraph.validation.audit import BROKEN

    folders = files_of(source(data)) or [str(resources.data_dir())]
    with progress() as step:
        step("reading")
        dataset = read(folders)
        folder = find_texts(texts, folders)
        step("re-reading the sources")
        verdicts = rereading.verify(dataset, folder)
    if form is None and (output is None or output.endswith(".txt")):
        form = "human"
    if form == "human":
        lines = [*shown(verdicts, dataset, lang), summed_up(verdicts, lang)]
        emit("".join(f"{line}\n" for line in lines), output)
    else:
        emit_table(_verdicts(verdicts, dataset), form, output)
        tell(summed_up(verdicts, lang))
    for line in unread(verdicts, folder is not None, lang):
        tell(line)
    ctx.exit(1 if any(verdict.outcome in BROKEN for verdict in verdicts) else 0)


def shown(
    verdicts: "Sequence[Verdict]", dataset: "Dataset", lang: str, *, broken_only: bool = False
) -> Iterator[str]:
    """Yield lines on the statements that are not confirmed, the worst first, then wide passages."""
    from dvgraph.evidence.passages import where
    from dvgraph.evidence.verdicts import Outcome
    from dvgraph.validation.audit import BROKEN

    words = _WORDS[lang]
    for outcome in (Outcome.CHANGED, Outcome.NOT_FOUND, Outcome.NOTHING, Outcome.NO_TEXT):
        found = [verdict for verdict in verdicts if verdict.outcome == outcome]
        broken = outcome in BROKEN
        if broken_only and not broken:
            continue
        for verdict in found if broken and not broken_only else found[:_CUT]:
            named = words.get(outcome, outcome)
            yield f"{nearby(where(dataset, verdict.quad))}: {named}: {path(verdict.statement)}"
            if broken:
                lists = {
                    "missing": verdict.missing,
                    "sought": verdict.looked_for,
                    "in": tuple(map(path, verdict.changed or verdict.passages)),
                }
                for head, parts in lists.items():
                    if parts:
                        yield f"    {words[head]}: {'; '.join(parts)}"
        if len(found) > _CUT and (broken_only or not broken):
            command = "-f table" if not broken_only else "dvgraph evidence verify"
            yield words["more"].format(len(found) - _CUT, command)
    for iri in dict.fromkeys(iri for verdict in verdicts for iri in verdict.too_wide):
        yield words["wide"].format(path(iri))


def nearby(place: str | None) -> str | None:
    """Return file:line with the file relative to the working folder, if it is in there."""
    return place and place.removeprefix(f"{Path.cwd()}{os.sep}")


def summed_up(verdicts: "Sequence[Verdict]", lang: str) -> str:
    """Return how many statements got each verdict, as one line."""
    from dvgraph.evidence.verdicts import summary

    words = _WORDS[lang]
    return ", ".join(
        f"{number} {words.get(outcome, outcome)}" for outcome, number in summary(verdicts).items()
    )


def unread(verdicts: "Sequence[Verdict]", has_folder: bool, lang: str) -> Iterator[str]:
    """Yield how many passages had no text at hand, and what to do when none had."""
    from dvgraph.validation.audit import passages

    cited, missing = passages(verdicts)
    if missing:
        yield _WORDS[lang]["unread"].format(missing, cited)
        if not has_folder:
            yield _WORDS[lang]["no folder"]


def _verdicts(verdicts: "Sequence[Verdict]", dataset: "Dataset") -> "Table":
    from dvgraph.evidence.passages import where
    from dvgraph.rdf.oxigraph import Literal, NamedNode
    from dvgraph.store.protocol import Table

    lists = ("looked_for", "missing", "passages", "not_at_hand", "changed", "too_wide")

    def listed(parts: Sequence[str]) -> Literal | None:
        return Literal("; ".join(map(path, parts))) if parts else None

    rows = [
        (
            Literal(str(verdict.outcome)),
            Literal(nearby(where(dataset, verdict.quad)) or ""),
            NamedNode(verdict.statement),
            *(listed(getattr(verdict, name)) for name in lists),
        )
        for verdict in verdicts
    ]
    return Table(("verdict", "where", "statement", *lists), rows)


@evidence.command(example="dvgraph evidence stamp --data data --texts texts")
@data_option
@texts_option
@click.option(
    "--accept-changed", is_flag=True, help="Take over the lines whose text is not what was stamped."
)
def stamp(data: tuple[str, ...], texts: str | None, accept_changed: bool) -> None:
    """Write a node, with the fingerprint of its lines, for every passage that statements cite.

    A passage whose text is not at hand keeps the fingerprint that it has. When lines are not what
    was stamped before, nothing is written (exit code 1) unless --accept-changed.
    """
    from dvgraph import resources
    from dvgraph.evidence import stamp as stamping
    from dvgraph.evidence.texts import find_texts

    folders = files_of(source(data)) or [str(resources.data_dir())]
    found = find_texts(texts, folders)
    for done in stamping.stamp(folders, found, accept_changed=accept_changed):
        state = "written" if done.changed else "unchanged"
        click.echo(f"{done.path}: {done.passages} passages, {state}")
        if done.not_at_hand:
            tell(f"{done.not_at_hand} passages: text not at hand")
        for iri in done.new_prints:
            tell(f"text changed: {iri}")


@evidence.command(example="dvgraph evidence of AGIV")
@click.argument("name", shell_complete=names_of())
@reading_options
def of(name: str, lang: str, form: str | None, output: str | None, **where: Any) -> None:
    """List the passages behind a thing or statement: where the sources speak of it, and say what.

    NAME is what show takes: a label, acronym, code, short id or IRI.
    """
    from dvgraph.results.readable import Words
    from dvgraph.things import passages as supported

    store = open_source(source(**where))
    emit_table(supported.behind(store, _found(store, name), lang), form, output, Words(lang, {}))


@evidence.command(example="dvgraph evidence passages herweging-2025")
@click.argument("name", metavar="SOURCE", shell_complete=names_of(_SOURCES))
@reading_options
def passages(name: str, lang: str, form: str | None, output: str | None, **where: Any) -> None:
    """List everything that a source supports, in the order of its lines."""
    from dvgraph.results.readable import Words
    from dvgraph.things import passages as supported

    store = open_source(source(**where))
    emit_table(supported.by_source(store, _found(store, name), lang), form, output, Words(lang, {}))


def _found(store: "Store", name: str) -> str:
    from dvgraph.things import page

    found = page.find(store, name)
    if not found.sure:
        tell(f"'{name}' read as '{found.name}'")
    return found.iri
