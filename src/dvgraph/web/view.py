"""What every page is made from: the graph in one language, the day, templates and links."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TypeVar, cast

from dvgraph.labels.subgraph import Subgraph
from dvgraph.lineage.families import Families, families
from dvgraph.locale.reader import LANGUAGES
from dvgraph.locale.wording import stated
from dvgraph.locale.words import words
from dvgraph.rdf.oxigraph import Quad
from dvgraph.results.templates import Pages
from dvgraph.store.inventory import version
from dvgraph.store.protocol import Store
from dvgraph.web import addresses
from dvgraph.web.inquiry import Inquiry

T = TypeVar("T")
FOLDER = Path(__file__).parent


@dataclass
class PageView:
    """A graph seen in one language on one day: each page is a function of it and an address.

    ``base`` is the address at which the site will stand, or empty; ``things`` has the IRIs that
    have a page. One view serves all pages, so that nodes are read once. ``pages``, the addresses
    that exist, and ``menu`` and ``foot``, the name and address of each link in the head and at the
    foot, are set by ``catalogue.pages``. ``since`` names an earlier version of the data, for what
    is new.
    """

    store: Store
    lang: str
    day: date
    things: frozenset[str]
    base: str = ""
    quads: Sequence[Quad] = ()
    pages: frozenset[str] = frozenset()
    menu: tuple[tuple[str, str], ...] = ()
    foot: tuple[tuple[str, str], ...] = ()
    since: str = ""
    _templates: Pages = field(init=False, repr=False)
    _kept: dict[str, object] = field(init=False, repr=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Prepare the templates."""
        self._templates = Pages(
            FOLDER / "templates",
            view=self,
            words=words("site", self.lang),
            lang=self.lang,
            languages=LANGUAGES,
            version=version(self.store),
            known=stated(self.day.isoformat(), self.lang),
            place="",
            data="",
            left_out="",
        )

    @cached_property
    def graph(self) -> Subgraph:
        """The nodes of the graph, read on demand and kept for all pages."""
        return Subgraph(self.store, self.lang)

    @cached_property
    def families(self) -> Families:
        """The family of each organisation: its colour in every picture."""
        return families(self.store, self.lang)

    def once(self, name: str, make: Callable[[], T]) -> T:
        """Return what several pages share, made when the first asks for it."""
        if name not in self._kept:
            self._kept[name] = make()
        return cast("T", self._kept[name])

    @cached_property
    def inquiry(self) -> Callable[[str], Inquiry]:
        """The answers to a question by its name; those of the last questions are kept."""
        day = self.day.isoformat()
        return lru_cache(maxsize=4)(lambda name: Inquiry(self.store, name, self.graph, day))

    @cached_property
    def things_by_address(self) -> dict[str, str]:
        """The IRI of the thing at each address."""
        return {addresses.of_thing(iri): iri for iri in self.things}

    def path(self, address: str) -> str:
        """Return the path of a page in this language, from the root of the site."""
        return addresses.in_language(address, self.lang)

    def of(self, iri: str) -> str:
        """Return the address of the page of a thing; empty if it has none."""
        return addresses.of_thing(iri) if iri in self.things else ""

    def whole(self, address: str) -> str:
        """Return the whole address of a page in this language, from ``base``."""
        return f"{self.base.rstrip('/')}/{self.path(address)}"

    def words(self, part: str) -> Mapping[str, str]:
        """Return the words of a part of the site: ``home`` for those of ``[site.home]``."""
        return words(f"site.{part}", self.lang)

    def link(self, address: str, at: str) -> str:
        """Return a relative link to a page in this language, from the page at an address."""
        return addresses.relative(self.path(address), self.path(at))

    def file(self, path: str, at: str) -> str:
        """Return a relative link to a file that all languages share: an asset, data."""
        return addresses.relative(path, self.path(at))

    def fill(self, template: str, at: str, **given: object) -> str:
        """Return the page at an address, from its template.

        Templates also have ``view``, ``words``, ``lang``, ``version``, ``at``, ``link`` (address to
        relative link), ``file``, and ``others``, the links to this page in other languages. Of what
        is given, base.html.j2 takes ``place`` (the address in the menu that the page belongs to)
        and ``data`` (JSON-LD as markup).
        """
        others = {
            lang: addresses.relative(addresses.in_language(at, lang), self.path(at))
            for lang in LANGUAGES
            if lang != self.lang
        }
        always = {
            "at": at,
            "others": others,
            "link": lambda address: self.link(address, at),
            "file": lambda path: self.file(path, at),
        }
        return self._templates.fill(template, always | given)

    def expect(self, iris: Iterable[str]) -> None:
        """Announce nodes that pages will need."""
        self.graph.expect(iris)
