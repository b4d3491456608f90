"""``dvgraph site``: it writes every page into one folder, to be opened by a double click."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from itertools import accumulate
from pathlib import Path
from types import ModuleType

from dvgraph.exchange.exporters.catalogue import FORMS, file_name
from dvgraph.labels.whole import WholeGraph, aside, read
from dvgraph.locale.reader import LANGUAGES
from dvgraph.rdf.oxigraph import Quad
from dvgraph.rdf.terms import value
from dvgraph.store.binding import support
from dvgraph.store.embedded import Asked, EmbeddedStore
from dvgraph.store.protocol import Store
from dvgraph.things.sentences import kind
from dvgraph.web import catalogue, data, engine
from dvgraph.web.answers import LATER, Answers
from dvgraph.web.downloads import Download, LaterDownloads, digest, download, made_downloads
from dvgraph.web.folder import Folder
from dvgraph.web.pages import downloads as to_download
from dvgraph.web.pages import news, things
from dvgraph.web.shares import cores, shared_out
from dvgraph.web.sitemap import robots, sitemap
from dvgraph.web.styles import style
from dvgraph.web.view import FOLDER, PageView

_ALL: tuple[Asked] = (("graph", ""),)  # a request whose answer may depend on the whole graph
# What a store notes, and values that pages share: a page that is FOLLOWED names other requests.
_BELOW = frozenset(("query", "described", "referred", "shared"))
_DOWNLOADS = "gegevens"
_GRAPH = "assets/sparql/graph.js"
_PIECES = 100  # for less work than this, another process saves no time
# With more statements than this, a statement has no page of its own, but an anchor, and a number of
# an organisation only stands on the organisation's page.
_PAGES = 20_000


# Long since it passes many parameters on to each view.
def views(
    store: Store,
    *,
    base: str = "",
    downloads: Sequence[Download] = (),
    since: str = "",
    day: date | None = None,
    texts: str | None = None,
    left_out: int = 0,
) -> list[PageView]:
    """Return a view of a store for each language; they share its nodes, read once.

    ``base``: the public address of the site, for absolute links.
    ``downloads``: the files of the whole graph.
    ``since``: an earlier version of the data, for the page of news.
    ``texts``: the folder of the sources' texts, for verdicts.
    ``left_out``: the number of statements left out since they rest only on non-public sources.
    """
    shown = frozenset(value(iri) for (iri,) in store.select(support("pages")).rows)
    nodes = read(store) if isinstance(store, EmbeddedStore) else None
    if nodes is not None:
        known = WholeGraph(store, LANGUAGES[0], nodes)
        statements = {iri for iri in shown if kind(known, iri)}
        if len(statements) > _PAGES:
            shown -= statements
            shown -= {iri for iri in shown if "adms:Identifier" in known.types(iri)}
    today = day or date.today()
    return [
        PageView(
            store,
            lang,
            today,
            shown,
            base=base,
            downloads=downloads,
            since=since,
            texts=texts,
            nodes=nodes,
            left_out=left_out,
        )
        for lang in LANGUAGES
    ]


# Long since it has the parameters of ``views``.
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
    """Write the site of a store into a folder, and return the folder with the list of its changes.

    ``quads``: the whole graph as written, for downloads and for queries in a page.
    ``processes``: how many processes make pages at once; by default one for each core if there is
    enough work.
    ``told``: called with the number of finished files and the number of all files.
    Other parameters as for ``views``. An unchanged file is not rewritten, and a page with unchanged
    inputs is not made. Files of an earlier site that are no longer part of it are removed; other
    files stay. Raises OutputError.
    """
    folder = Folder(target)
    whole = bool(quads)
    files = LaterDownloads(lambda: made_downloads(target / _DOWNLOADS)) if whole else ()
    made = views(
        store, base=base, day=day, texts=texts, left_out=left_out, downloads=files, since=since
    )
    with _noted(store):
        work = _Work(folder, made, quads)
        del quads
        work.begin()
        if processes is None:
            processes = min(cores(), len(work.pieces) // _PIECES + 1) if work.answers else 1
        sizes = [*accumulate(map(len, work.pieces), initial=0)]

        def hear(pieces: int) -> None:
            if told:
                told(sizes[pieces], sizes[-1])

        count = len(work.pieces)
        for part in shared_out(count, work.do, folder.part, processes=processes, told=hear):
            folder.join(part)
        work.end()
    for name, content in assets():
        folder.write(f"assets/{name}", content)
    for name, content in engine.files() if whole else ():
        folder.write(f"assets/sparql/{name}", content)
    if base:
        host = base.rstrip("/")
        folder.write("sitemap.xml", sitemap(work.paths, host))
        folder.write("robots.txt", robots(host))
    folder.finish()
    return folder


@contextmanager
def _noted(store: Store) -> Iterator[None]:
    """Let a store in this process note its requests."""
    if not isinstance(store, EmbeddedStore):
        yield
        return
    store.asked = set()
    try:
        yield
    finally:
        store.asked = None


# A view, an address in it, and the module that makes the page.
_Page = tuple[PageView, str, ModuleType]


class _Work:
    """The pages of all views, in pieces that may be made in any order."""

    def __init__(self, folder: Folder, views: Sequence[PageView], quads: Sequence[Quad]) -> None:
        """Store the views of a graph, and its quads as written, or no quads."""
        self._folder, self._view, self._quads = folder, views[0], quads
        pieces: dict[str, list[_Page]] = {}
        self.paths = []
        self._addressed: dict[str, set[Asked]] = {}  # the requests that decide which pages exist
        for view in views:
            with aside(view.graph) as self._addressed[view.lang]:
                addresses = catalogue.pages(view)
            self._addressed[view.lang].add(("query", support("pages")))
            for address, maker in addresses.items():
                # Addresses that differ only in their suffix have the same inputs.
                name = address.rpartition(".")[0]
                if getattr(maker, "TOGETHER", False):
                    name = maker.__name__
                pieces.setdefault(name, []).append((view, address, maker))
                self.paths.append(view.path(address))
        # Small pieces at the end, so that all processes finish together: things are many and small.
        self._last = pieces.pop(to_download.ADDRESS.rpartition(".")[0], [])
        ordered = sorted(pieces.values(), key=lambda piece: piece[0][2] is things)
        self.pieces = ordered
        whole = digest(quads) if quads else ""
        self.answers = Answers(views, whole) if isinstance(self._view.graph, WholeGraph) else None
        if self.answers:
            folder.compare(self.answers.same, self.answers.whole, self.answers.digest, LATER)

    def begin(self) -> None:
        """Write the files of the whole graph whose inputs changed, and forget its quads.

        They are most of the memory of a large graph: no copy of this process should have them too.
        """
        for form in FORMS if self._quads else ():
            self._download(form)
        self._quads = ()

    def do(self, n: int) -> None:
        """Make the pages of a piece whose inputs changed."""
        for view, address, maker in self.pieces[n]:
            self._page(view, address, maker)
        view, address, maker = self.pieces[n][0]
        if maker is things and isinstance(view.graph, WholeGraph):
            self._data(view.graph, view.things_by_address[address])

    def end(self) -> None:
        """Make the pages that show the sizes of files, once all pieces are done."""
        for view, address, maker in self._last:
            self._page(view, address, maker)

    def _digest(self, asked: Asked, before: str) -> str:
        assert self.answers
        return self.answers.digest(asked, before)

    def _page(self, view: PageView, address: str, maker: ModuleType) -> None:
        path = view.path(address)
        if self._folder.stands(path, self._digest):
            return
        with aside(view.graph) as asked:
            self._folder.write(path, maker.page(view, address))
        if self.answers and not (maker is news and view.since):  # the version before may change too
            self._folder.note(path, self._inputs(view, maker, asked), self._digest)

    def _inputs(self, view: PageView, maker: ModuleType, asked: Iterable[Asked]) -> Iterable[Asked]:
        """Return the requests that decide a page of a module, given those that it made."""
        if maker is to_download:
            return _ALL
        if getattr(maker, "FOLLOWED", False):
            return [one for one in asked if one[0] not in _BELOW]
        return view.followed((*asked, *self._addressed[view.lang]))

    def _data(self, graph: WholeGraph, iri: str) -> None:
        """Write the data of a thing, unless its inputs are unchanged."""
        if (
            all(self._folder.stands(path, self._digest) for path in data.paths(iri))
            or not self.answers
        ):
            return
        with aside(graph) as asked:
            made = list(data.files(graph, iri))
        for path, content in made:
            self._folder.write(path, content)
            self._folder.note(path, asked, self._digest)

    def _download(self, form: str) -> None:
        """Write the whole graph in a format, unless it is unchanged."""
        folder, path = self._folder, f"{_DOWNLOADS}/{file_name(form)}"
        paths = [path, _GRAPH] if form == engine.FORM else [path]
        if all(folder.stands(path, self._digest) for path in paths):
            return
        data = download(self._quads, form).data
        folder.write(path, data)
        if form == engine.FORM:
            folder.write(_GRAPH, engine.graph(data))
        for path in paths if self.answers else ():
            folder.note(path, _ALL, self._digest)


def assets() -> Iterator[tuple[str, bytes]]:
    """Yield the name (within ``assets``) and content of each file that all pages use."""
    yield "style.css", style(FOLDER / "assets" / "styles").encode()
    for file in sorted((FOLDER / "assets").rglob("*")):
        name = file.relative_to(FOLDER / "assets").as_posix()
        if file.is_file() and not name.startswith("styles/"):
            yield name, file.read_bytes()
