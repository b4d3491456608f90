"""Search by name: the list of all names, and the index in which the page searches.

Many names are on several pages, ``zoek.html``, ``zoek-2.html``, …, and the index is in several
files, ``data/names.js``, ``data/names-2.js``, …, which the script reads one after another.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby

from dvgraph.labels.whole import aside
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
from dvgraph.web.paging import Paging, Turn, number, numbered
from dvgraph.web.view import PageView

LIST, INDEX = "zoek.html", "data/names.js"
TOGETHER = True  # one process makes all of them: they share the directory
# So many names at most are on a single page, so many on each of several, and so many in each file
# of the index: no page is over 200 kB, and no file over 2 MB.
_WHOLE, _ROWS, _ENTRIES = 1600, 800, 10_000
_MEANS = {"other": "other means", "withdrawn": "withdrawn means"}  # what is apart, and why
_APART = 40  # a kind with more names than this is divided by first letter
_LISTED = {"task": "tasks", "service": "services"}  # kinds with a list that shows their grounds


def addresses(view: PageView) -> Iterator[str]:
    """Yield the addresses of the list and of the index."""
    yield from _paging(view).addresses()
    yield from files(view)


def _paging(view: PageView) -> Paging:
    """Return how the list is cut into pages."""

    def count() -> int:
        return len({one.iri for one in known(view.store)} & view.things)

    with aside(view.graph):  # a page rests on the names, not on their number
        few = len(view.things) <= _WHOLE
        rows = len(view.things) if few else view.once("number of names", count)
    return Paging(LIST, rows, _WHOLE, _ROWS)


def files(view: PageView) -> list[str]:
    """Return the files of the index, in the order in which a script reads them."""
    paging = Paging(INDEX, _paging(view).rows, _ENTRIES, _ENTRIES)
    return list(paging.addresses())


def menu(view: PageView) -> Iterator[tuple[str, str]]:
    """Yield the link to the list."""
    yield view.words("search")["menu"], LIST


def page(view: PageView, address: str) -> str:
    """Return the list of names, or the index: a script that sets ``dvgraph.names``."""
    found = view.once("directory", lambda: directory(view.store, view.graph, sorted(view.things)))
    if address == INDEX:
        return script("names", _index(view, found[:_ENTRIES], _kinds(found)))
    if address.endswith(".js"):
        part = number(address, INDEX)
        kinds = _kinds(found)
        own = found[(part - 1) * _ENTRIES : part * _ENTRIES]
        return script(f"names_{part}", [_entry(view, one, kinds) for one in own])
    every = view.once("names by kind", lambda: _by_kind(view, found))
    return _list(view, every, _paging(view).at(address), address)


def _list(
    view: PageView, every: Mapping[tuple[str, str], list[Listed]], turn: Turn, address: str
) -> str:
    """Return a page of the list of names: those of each kind that it has, and a link to each."""
    said, begun, kinds, place = view.words("search"), [], [], 0
    places = turn.places
    for (kind, apart), whole in every.items():
        name = plural(caption("kind", kind, view.lang), view.lang) if kind else ""
        key = "-".join(filter(None, (kind, apart)))
        title = said[apart].format(name) if apart else name
        to = numbered(LIST, place // turn.paging.each + 1) if turn.paging.count > 1 else address
        begun.append((key, title, len(whole), "" if to == address else to))
        start, end = (min(max(n - place, 0), len(whole)) for n in (places.start, places.stop))
        entries = whole[start:end]
        place += len(whole)
        if not entries:
            continue
        parts = [(key, "", entries)]
        if len(entries) > _APART:
            parts = [
                (f"{key}-{letter or 'x'}", letter.upper() or "…", list(own))
                for letter, own in groupby(entries, key=_letter)
            ]
        kinds.append((key, title, said[_MEANS[apart]] if apart else "", parts))
    return view.fill(
        "names.html.j2", address, place=LIST, said=said, every=begun, kinds=kinds, turn=turn
    )


def _kinds(found: Iterable[Listed]) -> list[str]:
    return sorted({one.kind for one in found})


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


def _entry(view: PageView, one: Listed, kinds: list[str]) -> list[object]:
    """Return a thing in the index: its label, kind, path, rank and other names.

    The path is relative to our base IRI if the page is at the address of the thing, or else a full
    address.
    """
    address = view.of(one.iri)
    short = one.iri.removeprefix(BASE)
    usual = address == f"doc/{short}.html"
    names = [part for name in one.names for part in name]
    return [one.label, kinds.index(one.kind), short if usual else address, int(one.behind), *names]


def _index(view: PageView, found: list[Listed], kinds: list[str]) -> dict[str, object]:
    """Return the search index: kinds, the lists of some kinds, things and abbreviations.

    Each abbreviation has its words. The things after the first ones are in files of their own; the
    questions follow all things, which readers more often mean.
    """
    asked = []
    said = [caption("kind", kind, view.lang) for kind in kinds]
    for one in questions():
        if (address := f"vraag/{one.name}.html") in view.pages:
            # Found by its words in both languages.
            others = [title for lang, title in one.title.items() if lang != view.lang]
            names = [part for title in others for part in (1, title)]
            asked.append([one.title[view.lang], len(said), address, 1, *names])
    shown = view.words("list")
    listed = [
        [kinds.index(kind), f"lijst/{lists.NAMES[name]}.html", shown[name]]
        for kind, name in _LISTED.items()
        if kind in kinds
    ]
    things = [_entry(view, one, kinds) for one in found]
    last = len(files(view)) == 1
    return {
        "kinds": [*said, view.words("ask")["question"]],
        "lists": listed,
        "things": [*things, *asked] if last else things,
        **({} if last else {"asked": asked}),
        "short": abbreviated(known(view.store)),
    }
