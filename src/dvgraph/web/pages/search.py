"""Search by name: the list of all names, and the index in which the page searches."""

from collections.abc import Iterator
from itertools import groupby

from dvgraph.ledgers import listing
from dvgraph.locale.captions import caption
from dvgraph.namespaces import BASE
from dvgraph.prebuilt.names import fold
from dvgraph.questions.directory import Listed, directory
from dvgraph.questions.question import questions
from dvgraph.questions.search import abbreviated
from dvgraph.questions.search import names as known
from dvgraph.results.digest import plural
from dvgraph.web.embedding import script
from dvgraph.web.pages import lists
from dvgraph.web.view import PageView

LIST, INDEX = "zoek.html", "data/names.js"
_MEANS = {"other": "other means", "withdrawn": "withdrawn means"}  # what is apart, and why
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
    said, kinds = view.words("search"), []
    for (kind, apart), entries in _by_kind(view, found).items():
        name = plural(caption("kind", kind, view.lang), view.lang) if kind else ""
        key = "-".join(filter(None, (kind, apart)))
        parts = [(key, "", entries)]
        if len(entries) > _APART:
            parts = [
                (f"{key}-{letter or 'x'}", letter.upper() or "…", list(own))
                for letter, own in groupby(entries, key=_letter)
            ]
        title = said[apart].format(name) if apart else name
        note = said[_MEANS[apart]] if apart else ""
        kinds.append((key, title, note, len(entries), parts))
    return view.fill("names.html.j2", address, said=said, kinds=kinds)


def _by_kind(view: PageView, found: list[Listed]) -> dict[tuple[str, str], list[Listed]]:
    """Return the names by kind, with those apart that no other page counts under that kind.

    The second part of a key is "other" for what is not in the list of its kind, and "withdrawn";
    else it is empty.
    """
    listed = {
        kind: {one.iri for one in lists.listed(view, name)}
        for name, kinds in listing.KINDS_OF.items()
        for kind in kinds
    }
    groups: dict[tuple[str, str], list[Listed]] = {}
    for one in found:
        key = one.kind, "" if one.iri in listed.get(one.kind, {one.iri}) else "other"
        if view.graph.text(one.iri, "prov:invalidatedAtTime"):
            key = "", "withdrawn"
        groups.setdefault(key, []).append(one)
    place = {kind: n for n, kind in enumerate(dict.fromkeys(one.kind for one in found))}
    return dict(sorted(groups.items(), key=lambda one: (place.get(one[0][0], len(place)), one[0])))


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
        [kinds.index(kind), f"lijst/{lists.NAMES[name]}.html", shown[name]]
        for kind, name in _LISTED.items()
        if kind in kinds
    ]
    return {
        "kinds": [*said, view.words("ask")["question"]],
        "lists": listed,
        "things": things,
        "short": abbreviated(known(view.store)),
    }
