"""The input of every page: the graph in one language, the day, templates and links."""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import TypeVar, cast

from dvgraph.errors import UseError
from dvgraph.evidence.texts import find_texts
from dvgraph.evidence.verdicts import verify_stored
from dvgraph.figures.chart import multiples, svg
from dvgraph.figures.series import all_of, measured, series
from dvgraph.labels.short_ids import short_id
from dvgraph.labels.subgraph import Subgraph
from dvgraph.labels.whole import Nodes, WholeGraph, aside
from dvgraph.ledgers import tasks
from dvgraph.lineage.families import Families, families
from dvgraph.lineage.graph import Descent, kin, open_bounds
from dvgraph.lineage.graph import graph as descent
from dvgraph.lineage.graph import tasks as ever
from dvgraph.locale.reader import LANGUAGES
from dvgraph.locale.wording import stated
from dvgraph.locale.words import words
from dvgraph.namespaces import DCT
from dvgraph.rdf.terms import plain
from dvgraph.results.templates import Markup, Pages, markup
from dvgraph.store.binding import support
from dvgraph.store.embedded import Asked
from dvgraph.store.inventory import version
from dvgraph.store.protocol import Store
from dvgraph.things.sentences import subject
from dvgraph.web import addresses, data
from dvgraph.web.downloads import Download
from dvgraph.web.inquiry import Inquiry
from dvgraph.web.links import linked, outside, register

T = TypeVar("T")
_RELATIVES = 30  # the nearest relatives of an organisation, whose figures are drawn with its own
# Above so many requests, a page is one of the whole graph: nearly every change of the data changes
# an answer, and to record each of them for each of many pages would take longer than the pages.
_MANY = 50_000
CROWD = 1000  # organisations; of more, no page draws or counts all together (support/crowd.rq)
FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Organisation:
    """The data of an organisation for pictures.

    ``key``: the key of its family. ``life``: its four bounds. ``before``, ``after``: its nearest
    relatives.
    """

    key: str
    life: tuple[date, date, date, date]
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass
class PageView:
    """A graph in one language on one day: each page is a function of a view and an address.

    One view serves all pages, so that each node is read only once.

    ``things``: the IRIs that have a page.
    ``base``: the public address of the site, or empty.
    ``downloads``: the files of the whole graph; empty if the whole graph is not available.
    ``pages``: the addresses that exist, set by ``catalogue.pages``.
    ``menu``, ``foot``: the name and address of each link at the head and at the foot of a page, set
    by ``catalogue.pages``.
    ``since``: the name of an earlier version of the data, with which the page of news compares.
    ``live``: True for the view of a server, which answers forms.
    ``on``: the day whose state the pages show, or None.
    ``known``: the day up to which the records were read, or None.
    """

    store: Store
    lang: str
    day: date
    things: frozenset[str]
    base: str = ""
    downloads: Sequence[Download] = ()
    texts: str | None = None
    nodes: Nodes | None = None
    left_out: int = 0
    live: bool = False
    on: date | None = None
    known: date | None = None
    pages: frozenset[str] = frozenset()
    menu: tuple[tuple[str, str], ...] = ()
    foot: tuple[tuple[str, str], ...] = ()
    since: str = ""
    _templates: Pages = field(init=False, repr=False)
    _frames: dict[Hashable, Markup] = field(init=False, repr=False, default_factory=dict)
    _kept: dict[str, tuple[object, frozenset[Asked]]] = field(
        init=False, repr=False, default_factory=dict
    )

    def __post_init__(self) -> None:
        """Prepare the templates."""
        self._templates = Pages(
            FOLDER / "templates",
            view=self,
            words=words("site", self.lang),
            lang=self.lang,
            languages=LANGUAGES,
            version=self.version,
            known=stated((self.known or date.today()).isoformat(), self.lang)
            if self.live
            else stated(self.day.isoformat(), self.lang),
            linked=linked,
            outside=outside,
            register=register,
            frame=self.frame,
            place="",
            about="",
            left_out=words("site", self.lang)["left out"].format(self.left_out)
            if self.left_out
            else "",
        )

    @cached_property
    def version(self) -> str:
        """The version of the data."""
        return version(self.store)

    @cached_property
    def title(self) -> str:
        """The title of the data of the only agency; with none or several, ``dvgraph``."""
        found = self.store.select(support("folders")).rows
        titles = [one for _, name, one in found if plain(name) == f"{DCT}title"]
        if len({space for space, *_ in found}) == 1 and titles:
            return plain(
                next(
                    (one for one in titles if getattr(one, "language", "") == self.lang), titles[0]
                )
            )
        return "dvgraph"

    @cached_property
    def graph(self) -> Subgraph:
        """The subgraph with all loaded nodes, shared by all pages."""
        if self.nodes is not None:
            return WholeGraph(self.store, self.lang, self.nodes)
        return Subgraph(self.store, self.lang)

    @property
    def names(self) -> list[str]:
        """The files of the index of names, in the order in which a script reads them."""
        found = (one for one in self.pages if one.startswith("data/names"))
        return sorted(found, key=lambda one: (len(one), one)) or ["data/names.js"]

    @property
    def asked(self) -> set[Asked]:
        """The requests made to the graph: the kind and the IRI of each, as in ``web.answers``."""
        return self.graph.asked if isinstance(self.graph, WholeGraph) else set()

    @property
    def families(self) -> Families:
        """The family of each organisation, which gives its colour in every picture."""
        return self.once("families", lambda: families(self.store, self.lang, self.descent))

    def once(self, name: str, make: Callable[[], T]) -> T:
        """Return a value that several pages share, computed at its first use.

        Of its requests to the graph, a page gets only the request ``shared`` with this name:
        ``followed`` replaces it.
        """
        if name not in self._kept:
            with aside(self.graph) as asked:
                made = make()
            self._kept[name] = made, frozenset(asked)
        self.asked.add(("shared", name))
        return cast("T", self._kept[name][0])

    def followed(self, asked: Iterable[Asked]) -> set[Asked]:
        """Return requests with those that were made for the shared values among them.

        Instead of very many, it returns the one for the whole graph.
        """
        found: set[Asked] = set()
        left = list(asked)
        while left:
            if len(left) > _MANY:
                return {("graph", "")}
            one = left.pop()
            if one not in found:
                found.add(one)
                left += self._kept[one[1]][1] if one[0] == "shared" else ()
        return {one for one in found if one[0] != "shared"}

    def inquiry(self, name: str) -> Inquiry:
        """Return the answers to a question by its name; the most recent ones are kept.

        Every page with these answers counts their requests to the graph as its own, even if another
        page made the requests first.
        """
        found, asked = self._inquiry(name)
        self.asked.update(asked)
        return found

    @cached_property
    def _inquiry(self) -> Callable[[str], tuple[Inquiry, frozenset[Asked]]]:
        def made(name: str) -> tuple[Inquiry, frozenset[Asked]]:
            with aside(self.graph) as asked:
                found = Inquiry(self.store, name, self.graph, self.day.isoformat())
                if isinstance(self.graph, WholeGraph):
                    found.ask_all()
            return found, frozenset((*found.asked, *asked, ("answer", name)))

        return lru_cache(maxsize=4)(made)

    @property
    def crowded(self) -> bool:
        """Whether the graph has more organisations than CROWD."""
        return self.once("crowded", lambda: len(self.store.select(support("crowd")).rows) > CROWD)

    @property
    def descent(self) -> Descent:
        """The descent graph of all organisations."""
        return self.once("descent", lambda: descent(self.store))

    def organisation(self, iri: str) -> "Organisation | None":
        """Return the data of an organisation for pictures; None for other things."""
        self.asked.add(("organisation", iri))
        if iri not in self.descent:
            return None

        def life(one: str) -> tuple[date, date, date, date]:
            return open_bounds(self.descent.nodes[one])

        def near(found: Iterable[str]) -> tuple[str, ...]:
            return tuple(sorted({*found} - {iri}, key=lambda one: (life(one), one)))

        return Organisation(
            self.families[iri].key,
            life(iri),
            near(self.descent.predecessors(iri)),
            near(self.descent.successors(iri)),
        )

    def panels(self, thing: str) -> str:
        """Return the measures of a thing as panels on one time axis; empty if none can be drawn."""
        self.asked.add(("figures", ""))
        line = {thing}
        if thing in self.descent:
            found = (kin(self.descent, thing, up=up).items() for up in (True, False))
            near = sorted((far, one) for ways in found for one, far in ways)
            line.update(one for _, one in near[:_RELATIVES])
        try:
            drawn = all_of(
                self.store,
                thing,
                self.lang,
                line=line,
                ever=self._ever,
                figures=self.once("measured", lambda: measured(self.store)) if self.nodes else None,
                graph=self.graph,
            )
            return multiples(drawn, thing, name="figures", known=self.families)
        except UseError:
            return ""

    def chart(self, measure: str) -> str:
        """Return the chart of a measure; empty if fewer than two figures can be drawn."""
        self.asked.add(("figures", ""))
        if len(self.graph.mentions([measure], "dvg:maat")) < 2:
            return ""
        try:
            found = series(self.store, measure, "", self.lang, graph=self.graph)
            return svg(found, name="chart", known=self.families)
        except UseError:
            return ""

    @property
    def _ever(self) -> dict[str, set[str]]:
        """The tasks and services that each organisation ever had."""
        return self.once("ever", lambda: ever(self.store, date.max)[0])

    def held(self, thing: str) -> tuple[tuple[str, tuple[date, date, date, date]], ...]:
        """Return the holders of a task or service: organisation and bounds, in order of time."""
        self.asked.add(("held", thing))
        return self._held.get(thing, ())

    @property
    def _held(self) -> dict[str, tuple[tuple[str, tuple[date, date, date, date]], ...]]:
        return self.once(
            "held",
            lambda: {
                life.thing: tuple((one.organisation, (*one.bounds,)) for one in life.spells)
                for life in tasks.ledger(self.store, "", self.lang, self.day).lives
            },
        )

    def verdict(self, statement: str) -> str:
        """Return the verdict on a statement by the available texts; empty without texts."""
        self.asked.add(("verdict", statement))
        return self.verdicts.get(statement, "")

    @property
    def verdicts(self) -> dict[str, str]:
        """The verdict on each statement (``evidence.verdicts``); empty without texts."""

        def found() -> dict[str, str]:
            folder = find_texts(self.texts) if self.texts else None
            told = verify_stored(self.store, folder) if folder else []
            return {one.statement: str(one.outcome) for one in told}

        return self.once("verdicts", found)

    def linked_data(self, iri: str) -> Markup:
        """Return the triples of a thing itself, as JSON-LD for use inside HTML."""
        text = data.linked(self.graph, iri)
        # Escaped, so that no data ends the element or begins a comment.
        return markup(text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e"))

    @cached_property
    def things_by_address(self) -> dict[str, str]:
        """The IRI of the thing at each address."""
        return {addresses.of_thing(iri): iri for iri in self.things}

    def path(self, address: str) -> str:
        """Return the path of a page in this language, from the root of the site."""
        return addresses.in_language(address, self.lang)

    def of(self, iri: str) -> str:
        """Return the address of the page of a thing; empty if it has none.

        A statement without a page of its own has an anchor on the page of its subject.
        """
        self.asked.add(("page", iri))
        if iri in self.things:
            return addresses.of_thing(iri)
        about = subject(self.graph, iri) if iri else ""
        self.asked.add(("page", about))
        return f"{addresses.of_thing(about)}#{short_id(iri)}" if about in self.things else ""

    def whole(self, address: str) -> str:
        """Return the absolute address of a page in this language, from ``base``."""
        return f"{self.base.rstrip('/')}/{self.path(address)}"

    def words(self, part: str) -> Mapping[str, str]:
        """Return the words of a part of the site: ``home`` gives those of ``[site.home]``."""
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
        relative link), ``file``, and ``others``, the links to this page in other languages. Of the
        given values, base.html.j2 uses ``place`` (the address in the menu to which the page
        belongs) and ``about`` (JSON-LD as markup).
        """
        others = {
            lang: addresses.relative(addresses.in_language(at, lang), self.path(at))
            for lang in LANGUAGES
            if lang != self.lang
        }
        always = {
            "at": at,
            "others": others,
            "link": self._links(self.path(at).rpartition("/")[0]),
            "file": lambda path: self.file(path, at),
        }
        return self._templates.fill(template, always | given)

    @cached_property
    def _links(self) -> Callable[[str], Callable[[str], str]]:
        """For each folder, a function that returns the relative link to a page in this language."""

        @cache
        def made(folder: str) -> Callable[[str], str]:
            return lambda address: addresses.relative(self.path(address), f"{folder}/")

        return made

    def frame(self, template: str, link: Callable[[str], str], at: str = "") -> Markup:
        """Return a part of the page that depends only on its links and its place in the menu.

        ``at`` is the address in the menu to which the page belongs.
        """
        here = at if any(at == address for _, address in self.menu) else ""

        known = (template, here, link)
        if known not in self._frames:
            text = self._templates.fill(template, {"link": link, "here": here})
            self._frames[known] = markup(text.strip())
        return self._frames[known]

    def expect(self, iris: Iterable[str]) -> None:
        """Announce nodes that pages will need, so that they are fetched together."""
        self.graph.expect(iris)
