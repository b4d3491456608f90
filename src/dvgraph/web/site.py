"""``dvgraph site``: every page written into one folder, which opens by double click."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path

from dvgraph.locale.reader import LANGUAGES
from dvgraph.rdf.oxigraph import Quad
from dvgraph.rdf.terms import value
from dvgraph.store.binding import support
from dvgraph.store.protocol import Store
from dvgraph.web import catalogue, engine
from dvgraph.web.folder import Folder
from dvgraph.web.sitemap import robots, sitemap
from dvgraph.web.styles import style
from dvgraph.web.view import FOLDER, PageView


def build(
    store: Store,
    target: Path,
    *,
    base: str = "",
    quads: Sequence[Quad] = (),
    day: date | None = None,
    since: str = "",
    told: Callable[[int, int], None] | None = None,
) -> Folder:
    """Write the site of a store into a folder, and return what was written.

    ``base`` is the address at which it will stand, for links that must be whole; ``quads`` is the
    whole graph as written, to download and to ask in a page; ``since`` names an earlier version of
    the data, for what is new. ``told`` hears how
    many pages of how many are done. Files that are the same stay untouched, those of an earlier
    site that are no longer made are removed, and others are left alone. Raises OutputError.
    """
    folder = Folder(target)
    things = frozenset(value(iri) for (iri,) in store.select(support("pages")).rows)
    views = [PageView(store, lang, day or date.today(), things, base, quads) for lang in LANGUAGES]
    for view in views:
        view.since = since
    work = [(view, *one) for view in views for one in catalogue.pages(view).items()]
    for done, (view, address, maker) in enumerate(work, 1):
        folder.write(view.path(address), maker.page(view, address))
        if told:
            told(done, len(work))
    for name, content in _assets():
        folder.write(f"assets/{name}", content)
    if quads:
        for name, content in engine.files(quads):
            folder.write(f"assets/sparql/{name}", content)
    if base:
        host = base.rstrip("/")
        paths = [view.path(address) for view, address, _ in work]
        folder.write("sitemap.xml", sitemap(paths, host))
        folder.write("robots.txt", robots(host))
    folder.finish()
    return folder


def _assets() -> Iterator[tuple[str, bytes]]:
    yield "style.css", style(FOLDER / "assets" / "styles").encode()
    for file in sorted((FOLDER / "assets").rglob("*")):
        name = file.relative_to(FOLDER / "assets").as_posix()
        if file.is_file() and not name.startswith("styles/"):
            yield name, file.read_bytes()
