"""Search by name: the list of all names, and the index in which the page searches."""

from collections.abc import Iterator
from itertools import groupby

from dvgraph.locale.captions import caption
from dvgraph.namespaces import BASE
from dvgraph.prebuilt.names import fold
from dvgraph.questions.directory import Listed, directory
from dvgraph.questions.question import questions
from dvgraph.questions.search import abbreviated
from dvgraph.questions.search import names as known
from dvgraph.web.embedding import script
from dvgraph.web.pages.lists import NAMES
from dvgraph.web.view import PageView

LIST, INDEX = "zoek.html", "data/names.js"
_APART = 40  # a kind with more names than this is divided by first letter
_LISTED = {"task": "tasks", "service": "services"}  # kinds with a list that shows their grounds


def addresses(_: PageView) -> Iterator[str]:
    """Yield the addresses of the list and of the index."""
    yield LIST
    yield INDEX


def menu(view: PageView) -> Iterator[tuple[str, str]]:
    """Yield the link to the list."""
    yield view.words("search")["menu"], LIST


def page(view: PageView, address: str) -> str:
    """Return the list of names, or the index: a script that sets ``dvgraph.names``."""
    found = view.once("directory", lambda: directory(view.store, view.graph, sorted(view.things)))
    if address == INDEX:
        return script("names", _index(view, found))
    kinds = []
    for kind, group in groupby(found, key=lambda one: one.kind):
        entries = list(group)
        parts = [(f"{kind}", "", entries)]
        if len(entries) > _APART:
            parts = [
                (f"{kind}-{letter or 'x'}", letter.upper() or "…", list(own))
                for letter, own in groupby(entries, key=_letter)
            ]
        kinds.append((kind, caption("kind", kind, view.lang), len(entries), parts))
    said = view.words("search")
    return view.fill("names.html.j2", address, said=said, kinds=kinds)


def _letter(entry: Listed) -> str:
    first = fold(entry.label)[:1]
    return first if first.isascii() and first.isalpha() else ""


def _index(view: PageView, found: list[Listed]) -> dict[str, object]:
    """Return the search index: kinds, the lists of some kinds, things and abbreviations.

    Each thing has its label, kind, path, rank and other names, each abbreviation its words. A path
    is relative to our base IRI if the page is at the address of the thing, or else a full address.
    """
    kinds = sorted({one.kind for one in found})
    things = []
    for one in found:
        address = view.of(one.iri)
        short = one.iri.removeprefix(BASE)
        usual = address == f"doc/{short}.html"
        names = [part for name in one.names for part in name]
        things.append(
            [one.label, kinds.index(one.kind), short if usual else address, int(one.behind), *names]
        )
    said = [caption("kind", kind, view.lang) for kind in kinds]
    for asked in questions():
        if (address := f"vraag/{asked.name}.html") in view.pages:
            # After the things, which readers more often mean; found by its words in both languages.
            others = [title for lang, title in asked.title.items() if lang != view.lang]
            names = [part for title in others for part in (1, title)]
            things.append([asked.title[view.lang], len(said), address, 1, *names])
    shown = view.words("list")
    listed = [
        [kinds.index(kind), f"lijst/{NAMES[name]}.html", shown[name]]
        for kind, name in _LISTED.items()
        if kind in kinds
    ]
    return {
        "kinds": [*said, view.words("ask")["question"]],
        "lists": listed,
        "things": things,
        "short": abbreviated(known(view.store)),
    }
