"""``dvgraph site``: every page written into one folder, which opens by double click."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path

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
from dvgraph.web.downloads import downloads
from dvgraph.web.folder import Folder
from dvgraph.web.sitemap import robots, sitemap
from dvgraph.web.styles import style
from dvgraph.web.view import FOLDER, PageView

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
    things = frozenset(value(iri) for (iri,) in store.select(support("pages")).rows)
    nodes = read(store) if isinstance(store, EmbeddedStore) else None
    if nodes is not None:
        known = WholeGraph(store, LANGUAGES[0], nodes)
        statements = {iri for iri in things if kind(known, iri)}
        if len(statements) > _PAGES:
            things -= statements
    today, files = day or date.today(), downloads(quads) if quads else ()
    return [
        PageView(
            store,
            lang,
            today,
            things,
            base=base,
            downloads=files,
            since=since,
            texts=texts,
            nodes=nodes,
            left_out=left_out,
        )
        for lang in LANGUAGES
    ]


# Long by what it tells while it works, and by what it passes over.
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
    told: Callable[[int, int], None] | None = None,
) -> Folder:
    """Write the site of a store into a folder, and return what was written.

    Parameters as for ``views``; ``told`` hears how many files of how many are done. Files that are
    the same stay untouched, pages of which nothing changed are not even made, those of an earlier
    site that are no longer made are removed, and others are left alone. Raises OutputError.
    """
    folder = Folder(target)
    made = views(
        store, base=base, day=day, texts=texts, left_out=left_out, quads=quads, since=since
    )
    work = [(view, *one) for view in made for one in catalogue.pages(view).items()]
    answers = {view.lang: Answers(view) for view in made if isinstance(view.graph, WholeGraph)}
    whole = len(work) + len(made[0].things) * bool(answers)
    for done, (view, address, maker) in enumerate(work, 1):
        path, of = view.path(address), answers.get(view.lang)
        follows = of and getattr(maker, "FOLLOWED", False)
        if not (of and follows and folder.stands(path, of.key)):
            view.asked.clear()
            folder.write(path, maker.page(view, address))
            if of and follows:
                folder.note(path, view.asked, of.key)
        if told:
            told(done, whole)
    view = made[0]
    if isinstance(view.graph, WholeGraph):
        of = answers[view.lang]
        for done, iri in enumerate(sorted(view.things), len(work) + 1):
            _data(folder, view.graph, of, iri)
            if told:
                told(done, whole)
    for name, content in assets():
        folder.write(f"assets/{name}", content)
    for one in view.downloads:
        folder.write(f"gegevens/{one.name}", one.data)
        if one.form == engine.FORM:
            for name, content in engine.files(one.data):
                folder.write(f"assets/sparql/{name}", content)
    if base:
        host = base.rstrip("/")
        paths = [view.path(address) for view, address, _ in work]
        folder.write("sitemap.xml", sitemap(paths, host))
        folder.write("robots.txt", robots(host))
    folder.finish()
    return folder


def _data(folder: Folder, graph: WholeGraph, answers: Answers, iri: str) -> None:
    """Write the data of a thing, unless nothing of it changed."""
    if all(folder.stands(path, answers.key) for path in data.paths(iri)):
        return
    graph.asked.clear()
    for path, content in data.files(graph, iri):
        folder.write(path, content)
        folder.note(path, graph.asked, answers.key)


def assets() -> Iterator[tuple[str, bytes]]:
    """Yield the files that every page uses: name within ``assets`` and content."""
    yield "style.css", style(FOLDER / "assets" / "styles").encode()
    for file in sorted((FOLDER / "assets").rglob("*")):
        name = file.relative_to(FOLDER / "assets").as_posix()
        if file.is_file() and not name.startswith("styles/"):
            yield name, file.read_bytes()
