"""The pages of a graph, each made when the server asks for it; other modules stay internal.

A page without parameters has the bytes that ``site`` writes, except for the features of a live
page: answers to a form without a script, and the state on a day.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from html import escape
from pathlib import Path
from types import ModuleType
from urllib.parse import urlencode

from dvgraph.exchange.exporters.catalogue import FORMS
from dvgraph.labels.whole import read
from dvgraph.locale.reader import LANGUAGES
from dvgraph.rdf.oxigraph import Quad
from dvgraph.rdf.terms import value
from dvgraph.store.binding import support
from dvgraph.store.embedded import EmbeddedStore
from dvgraph.store.protocol import Store
from dvgraph.web import catalogue, data, engine
from dvgraph.web.downloads import Download as Download  # exported for the callers that provide them
from dvgraph.web.downloads import LaterDownloads, download
from dvgraph.web.downloads import made_downloads as made_downloads  # exported, as Download
from dvgraph.web.pages import about
from dvgraph.web.site import assets
from dvgraph.web.sitemap import robots, sitemap
from dvgraph.web.view import PageView

MEDIA = {
    "html": "text/html; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "xml": "application/atom+xml",
    "txt": "text/plain; charset=utf-8",
    "ttl": "text/turtle; charset=utf-8",
    "nt": "application/n-triples",
    "jsonld": "application/ld+json",
    "gz": "application/gzip",
}
# The content security policy in the header; that of each page may be stricter.
POLICY = (
    f"default-src 'none'; style-src 'self'{engine.STYLES}; script-src 'self'{engine.SCRIPTS};"
    " img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'self';"
    f" frame-ancestors 'none'{engine.POLICY}"
)


DATA = data.FORMS  # the formats of a thing's data, beside its page


@dataclass(frozen=True, slots=True)
class LivePage:
    """The content at a path.

    ``media``: its media type. ``found``: False if nothing is at the path.
    """

    content: bytes
    media: str
    found: bool = True


class LivePages:
    """The pages of one graph in all languages."""

    def __init__(
        self,
        store: Store,
        *,
        base: str = "",
        on: date | None = None,
        known: date | None = None,
        left_out: int = 0,
        whole: bool = True,
        downloads: Callable[[], Sequence[Download]] | None = None,
    ) -> None:
        """Store the graph and settings; ``on`` is the day whose state pages show.

        ``known``: the day by which the records were made. ``whole``: read all nodes at once, which
        is worthwhile for many pages. ``downloads``: a function that makes the files of the whole
        graph. ``base`` and ``left_out`` are as for ``site.views``.
        """
        self._store, self._base, self._left_out = store, base, left_out
        self.day, self._on, self._known = date.today(), on, known
        nodes = read(store) if whole and isinstance(store, EmbeddedStore) else None
        self._things = frozenset(value(iri) for (iri,) in store.select(support("pages")).rows)
        self._downloads: Sequence[Download] = LaterDownloads(downloads) if downloads else ()
        self._views: dict[str, tuple[PageView, dict[str, ModuleType]]] = {}
        self._nodes = nodes

    def page(self, path: str, given: Mapping[str, str]) -> LivePage:
        """Return the content at a path, such as ``en/doc/organisatie/agiv.html``.

        ``given`` are the parameters of a question's form. Raises UseError for an invalid value.
        """
        lang = next((one for one in LANGUAGES[1:] if path.startswith(f"{one}/")), LANGUAGES[0])
        address = path.removeprefix(f"{lang}/") if lang != LANGUAGES[0] else path
        view, makers = self._in(lang)
        if maker := makers.get(address):
            asked = getattr(maker, "answered", None) if given else None
            made = asked(view, address, given) if asked else maker.page(view, address)
            return _page(staying(made, self._days), address)
        if lang == LANGUAGES[0] and (found := self._file(view, address)) is not None:
            return _page(found, address)
        lost = about.page(view, about.LOST)
        return LivePage(staying(lost, self._days).encode(), MEDIA["html"], found=False)

    def address(self, iri: str, lang: str) -> str:
        """Return the path of a thing's page, or the empty text for an unknown thing.

        A statement without a page of its own has an anchor on the page that shows it.
        """
        view, _ = self._in(lang)
        found = view.of(iri)
        return view.path(found) if found else ""

    @cached_property
    def _days(self) -> str:
        """The days that pages show, as a query string; empty for today."""
        given = {"op": self._on, "bekend": self._known}
        return urlencode({name: day.isoformat() for name, day in given.items() if day})

    def _in(self, lang: str) -> tuple[PageView, dict[str, ModuleType]]:
        if lang not in self._views:
            view = PageView(
                self._store,
                lang,
                self._on or self.day,
                self._things,
                base=self._base,
                downloads=self._downloads,
                nodes=self._nodes,
                left_out=self._left_out,
                live=True,
                on=self._on,
                known=self._known,
            )
            self._views[lang] = view, catalogue.pages(view)
        return self._views[lang]

    def _file(self, view: PageView, path: str) -> str | bytes | None:
        """Return a file that is not a page: a thing's data, an asset, a download; else None."""
        stem, _, suffix = path.rpartition(".")
        if suffix in data.FORMS and (iri := view.things_by_address.get(f"{stem}.html")):
            return data.file(view.graph, iri, suffix)
        if path in self._assets:
            return self._assets[path]
        if path.startswith("gegevens/"):
            named = {f"gegevens/{one.name}": one.data for one in self._downloads}
            return named.get(path)
        if path.startswith("assets/sparql/"):
            return self._engine(path.removeprefix("assets/sparql/"))
        if self._base and path == "sitemap.xml":
            pages = [view.path(page) for view, made in self._all() for page in made]
            return sitemap(pages, self._base.rstrip("/"))
        if self._base and path == "robots.txt":
            return robots(self._base.rstrip("/"))
        return None

    def _all(self) -> list[tuple[PageView, dict[str, ModuleType]]]:
        return [self._in(lang) for lang in LANGUAGES]

    @cached_property
    def _assets(self) -> dict[str, bytes]:
        return {f"assets/{name}": content for name, content in assets()}

    def _engine(self, name: str) -> bytes | None:
        """Return a file of the editor, or of the query engine in the page; None if unavailable."""
        if name == "graph.js":
            graphs = (one.data for one in self._downloads if one.form == engine.FORM)
            return next(map(engine.graph, graphs), None)
        return self._of_engine.get(name)

    @cached_property
    def _of_engine(self) -> dict[str, bytes]:
        return dict(engine.files())


# Links to pages and to data within the site; a query or an anchor may follow.
_LINK = re.compile(r'(<a\b[^>]*? href=")([^":?#]+\.(?:html|ttl|jsonld|nt))(\??)')


def staying(page: str, days: str) -> str:
    """Return a page whose links keep the days; scripts find the days in its body element."""
    if not days:
        return page
    given = escape(days)

    def led(link: re.Match[str]) -> str:
        return f"{link[1]}{link[2]}?{given}{'&amp;' if link[3] else ''}"

    return _LINK.sub(led, page).replace("<body ", f'<body data-days="{given}" ', 1)


def _page(content: str | bytes, path: str) -> LivePage:
    made = content if isinstance(content, bytes) else content.encode()
    return LivePage(made, MEDIA.get(path.rpartition(".")[2], MEDIA["txt"]))


def make_downloads(quads: Sequence[Quad], folder: Path) -> None:
    """Write the files of the whole graph into a folder."""
    for form in FORMS:
        one = download(quads, form)
        (folder / one.name).write_bytes(one.data)
