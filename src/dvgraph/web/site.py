"""``dvgraph site``: every page written into one folder, which opens by double click."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import accumulate
from pathlib import Path
from types import ModuleType

from dvgraph.exchange.exporters.catalogue import FORMS, file_name
from dvgraph.labels.whole import WholeGraph, read
from dvgraph.locale.reader import LANGUAGES
from dvgraph.rdf.oxigraph import Quad
from dvgraph.rdf.terms import value
from dvgraph.store.binding import support
from dvgraph.store.embedded import EmbeddedStore
from dvgraph.store.protocol import Store
from dvgraph.things.sentences import kind
from dvgraph.web import catalogue, data, engine
from dvgraph.web.answers import Answers
from dvgraph.web.downloads import LaterDownloads, digest, downloads
from dvgraph.web.folder import Folder
from dvgraph.web.pages import downloads as to_download
from dvgraph.web.pages import news, things
from dvgraph.web.shares import cores, shared_out
from dvgraph.web.sitemap import robots, sitemap
from dvgraph.web.styles import style
from dvgraph.web.view import FOLDER, PageView

_ALL = frozenset({("graph", "")})  # what a page asks that may show anything
_GRAPH = "assets/sparql/graph.js"
_PIECES = 100  # for less work than this, a process more is no gain
# With more statements than this, each stands on the page of its thing only, at an anchor.
_PAGES = 20_000


# Long by what it is given, and gives on to each view.
def views(
    store: Store,
    *,
    base: str = "",
    quads: Sequence[Quad] = (),
    since: str = "",
    day: date | None = None,
    texts: str | None = None,
    left_out: int = 0,
) -> list[PageView]:
    """Return a view of a store for each language; they share its nodes, read once.

    ``base`` is the address at which the site will stand, for links that must be whole; ``quads``
    the whole graph as written, to download and to ask in a page; ``since`` an earlier version of
    the data, for what is new; ``texts`` a
    folder of texts of sources, for verdicts; ``left_out`` the number of statements that the store
    lacks because they rest on non-public sources alone.
    """
    shown = frozenset(value(iri) for (iri,) in store.select(support("pages")).rows)
    nodes = read(store) if isinstance(store, EmbeddedStore) else None
    if nodes is not None:
        known = WholeGraph(store, LANGUAGES[0], nodes)
        statements = {iri for iri in shown if kind(known, iri)}
        if len(statements) > _PAGES:
            shown -= statements
    today = day or date.today()
    files = LaterDownloads(lambda: downloads(quads)) if quads else ()
    return [
        PageView(
            store,
            lang,
            today,
            shown,
            base=base,
            downloads=files,
            since=since,
            texts=texts,
            nodes=nodes,
            left_out=left_out,
        )
        for lang in LANGUAGES
    ]


# Long by its parameters, which are those of ``views``.
def build(
    store: Store,
    target: Path,
    *,
    base: str = "",
    quads: Sequence[Quad] = (),
    day: date | None = None,
    since: str = "",
    texts: str | None = None,
    left_out: int = 0,
    processes: int | None = None,
    told: Callable[[int, int], None] | None = None,
) -> Folder:
    """Write the site of a store into a folder, and return what was written.

    Parameters as for ``views``; ``processes`` is how many make pages at once, by default as many as
    there are cores where there is work for them; ``told`` hears how many files of how many are
    done. Files that are the same stay untouched, pages of which nothing changed are not even made,
    those of an earlier site that are no longer made are removed, and others are left alone. Raises
    OutputError.
    """
    folder = Folder(target)
    made = views(
        store, base=base, day=day, texts=texts, left_out=left_out, quads=quads, since=since
    )
    work = _Work(folder, made, digest(quads) if quads else "")
    if processes is None:
        processes = min(cores(), len(work.pieces) // _PIECES + 1) if work.answers else 1
    sizes = [*accumulate(map(len, work.pieces), initial=0)]

    def hear(pieces: int) -> None:
        if told:
            told(sizes[pieces], sizes[-1])

    for part in shared_out(len(work.pieces), work.do, folder.part, processes=processes, told=hear):
        folder.join(part)
    for name, content in assets():
        folder.write(f"assets/{name}", content)
    for name, content in engine.files() if quads else ():
        folder.write(f"assets/sparql/{name}", content)
    if base:
        host = base.rstrip("/")
        folder.write("sitemap.xml", sitemap(work.paths, host))
        folder.write("robots.txt", robots(host))
    folder.finish()
    return folder


_Page = tuple[PageView, str, ModuleType]  # a view, an address in it, and the maker


class _Work:
    """The pages of all views, in pieces that may be made in any order."""

    def __init__(self, folder: Folder, views: Sequence[PageView], whole: str) -> None:
        """Take the views of a graph; ``whole`` is a digest of it as written, or empty."""
        self._folder, self._view = folder, views[0]
        pieces: dict[str, list[_Page]] = {}
        self.paths = []
        for view in views:
            for address, maker in catalogue.pages(view).items():
                # What differs by its suffix alone is made of the same answers.
                name = address.rpartition(".")[0]
                pieces.setdefault(name, []).append((view, address, maker))
                self.paths.append(view.path(address))
        # A short one at the end, so that processes end together: things are many and small.
        self.pieces = sorted(pieces.values(), key=lambda piece: piece[0][2] is things)
        self.answers = {
            one.lang: Answers(one, whole) for one in views if isinstance(one.graph, WholeGraph)
        }
        if self.answers:
            folder.compare("".join(one.key(_ALL) for one in self.answers.values()))

    def do(self, n: int) -> None:
        """Make the pages of a piece, unless nothing of them changed."""
        for view, address, maker in self.pieces[n]:
            self._page(view, address, maker)
        view, address, maker = self.pieces[n][0]
        if maker is things and isinstance(view.graph, WholeGraph):
            self._data(view.graph, view.things_by_address[address])
        if maker is to_download:
            self._downloads()

    def _page(self, view: PageView, address: str, maker: ModuleType) -> None:
        path, answers = view.path(address), self.answers.get(view.lang)
        if answers and self._folder.stands(path, answers.key):
            return
        view.asked.clear()
        self._folder.write(path, maker.page(view, address))
        if answers and maker is not news:  # which shows another version of the data too
            asked = view.asked if getattr(maker, "FOLLOWED", False) else _ALL
            self._folder.note(path, asked, answers.key)

    def _data(self, graph: WholeGraph, iri: str) -> None:
        """Write the data of a thing, unless nothing of it changed."""
        key = self.answers[graph.lang].key
        if all(self._folder.stands(path, key) for path in data.paths(iri)):
            return
        graph.asked.clear()
        for path, content in data.files(graph, iri):
            self._folder.write(path, content)
            self._folder.note(path, graph.asked, key)

    def _downloads(self) -> None:
        """Write the whole graph, unless it is the same."""
        folder, answers = self._folder, self.answers.get(self._view.lang)
        paths = [f"gegevens/{file_name(form)}" for form in FORMS]
        if answers and all(folder.stands(path, answers.key) for path in (*paths, _GRAPH)):
            return
        for one in self._view.downloads:
            folder.write(f"gegevens/{one.name}", one.data)
            if one.form == engine.FORM:
                folder.write(_GRAPH, engine.graph(one.data))
        if answers:
            for path in (*paths, _GRAPH):
                folder.note(path, _ALL, answers.key)


def assets() -> Iterator[tuple[str, bytes]]:
    """Yield the files that every page uses: name within ``assets`` and content."""
    yield "style.css", style(FOLDER / "assets" / "styles").encode()
    for file in sorted((FOLDER / "assets").rglob("*")):
        name = file.relative_to(FOLDER / "assets").as_posix()
        if file.is_file() and not name.startswith("styles/"):
            yield name, file.read_bytes()
