"""``completion``: shell completion of commands, questions, parameters and names."""

from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import TYPE_CHECKING

import click

from dvgraph.cli.commands import Command
from dvgraph.cli.common import emit, open_source, source
from dvgraph.errors import DvgraphError
from dvgraph.namespaces import path, slug

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from dvgraph.questions.search import Name

Completer = Callable[[click.Context, click.Parameter, str], "list[CompletionItem] | list[str]"]


@click.command(cls=Command, example="dvgraph completion bash")
@click.argument("shell", type=click.Choice(("bash", "zsh", "fish")))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    from click.shell_completion import get_completion_class

    found = get_completion_class(shell)
    assert found  # the shells that click supports
    script = found(ctx.find_root().command, {}, "dvgraph", "_DVGRAPH_COMPLETE").source()
    emit(f"{script}\n")


def names_of(classes: "Iterable[str] | None" = None) -> Completer:
    """Return a completer for names of things of some classes or code lists, or of all things.

    Shells split names at spaces, so the completer offers slugs and codes: those that begin with the
    typed text or, if there are none, the slug of the single thing with such a word in its name.
    """

    def complete(ctx: click.Context, _: click.Parameter, begun: str) -> "list[CompletionItem]":
        from click.shell_completion import CompletionItem

        from dvgraph.questions import search

        where = {name: ctx.params.get(name) for name in ("data", "store", "endpoint", "model")}
        known: Iterable[Name] = ()
        with suppress(DvgraphError):  # no candidates, since completion cannot show an error
            store = open_source(
                source(
                    where["data"] or (),
                    where["store"],
                    where["endpoint"],
                    model=bool(where["model"]),
                )
            )
            known = search.names(store, classes) if classes else search.names(store)
        return [CompletionItem(value, help=text) for value, text in offered(known, begun).items()]

    return complete


entity_argument = click.argument(
    "name", metavar="[ENTITY]", required=False, shell_complete=names_of()
)


def offered(known: "Iterable[Name]", begun: str) -> dict[str, str]:
    """Return the candidates for a partly typed value, each with a label."""
    from dvgraph.prebuilt.names import fold

    names = list(known)
    labels = {name.iri: name.text for name in reversed(names) if name.rank == 0}
    bearers: dict[str, set[str]] = {}
    for name in names:
        bearers.setdefault(slug(name.iri), set()).add(name.iri)
    folded, found = fold(begun), dict[str, str]()
    for name in names:
        own, whole = slug(name.iri), path(name.iri)
        # The typed text and its slug; if several things share the slug, their kind is needed.
        alone = len(bearers[own]) == 1
        values = {name.text: name.text, own: own if alone else whole, whole: whole}
        for typed, value in values.items():
            code = typed in (own, whole) or (name.rank == 3 and " " not in typed)
            if code and fold(typed).startswith(folded) and (typed != whole or "/" in begun):
                found[value] = labels.get(name.iri, name.text)
    if found:
        return dict(sorted(found.items()))
    words = {
        name.iri: name.text
        for name in names
        if any(word.startswith(folded) for word in fold(name.text).split())
    }
    return {path(iri): text for iri, text in words.items()} if len(words) == 1 else {}
