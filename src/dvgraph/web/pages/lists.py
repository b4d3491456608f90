"""The lists with facets: ``lijst/NAME.html``, and the whole list as CSV beside it.

Every row is in a page, readable without a script; the script filters and counts. A long list has
several pages, and its script reads the whole list from files beside them: ``lijst/NAME-1.js``, …
"""

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from dvgraph.graphics import strip
from dvgraph.graphics.palette import REST
from dvgraph.labels.whole import aside
from dvgraph.ledgers import listing
from dvgraph.ledgers.listing import FACETS, LISTS, Choosable
from dvgraph.locale.captions import caption
from dvgraph.locale.wording import capitalised
from dvgraph.locale.words import words
from dvgraph.namespaces import FIRST, LAST
from dvgraph.results.templates import Markup, markup
from dvgraph.web.embedding import embedded, script
from dvgraph.web.paging import Paging, number
from dvgraph.web.view import PageView

NAMES = dict(
    zip(
        LISTS,
        (
            *("organisaties", "taken", "diensten", "gebeurtenissen"),
            *("beslissingen", "bronnen", "cijfers"),
        ),
        strict=True,
    )
)
INDEX = "lijst/organisaties.html"
_FEW = 3  # greatest number of values of a facet in a row
# A list of at most ``_WHOLE`` rows is one page; a page of a longer one has ``_ROWS``, and each file
# for its script ``_ITEMS``, so that no page is over 200 kB and no file over 2 MB.
_WHOLE, _ROWS, _ITEMS = 300, 150, 1000
_BREAK = markup("<!--/-->")  # separator between the rows that one call of the template writes
_GROUNDED = ("tasks", "services", "events")  # lists whose pages have "no known ground"


def addresses(view: PageView) -> Iterator[str]:
    """Yield the pages and the files of each list."""
    for name, stem in NAMES.items():
        yield from _paging(view, name).addresses()
        yield f"lijst/{stem}.csv"
        yield from _files(view, name)


def menu(view: PageView) -> Iterator[tuple[str, str]]:
    """Yield the link to the lists."""
    yield view.words("list")["menu"], INDEX


def listed(view: PageView, name: str) -> list[Choosable]:
    """Return the things of a list, computed once for all pages."""
    return view.once(
        f"list of {name}", lambda: listing.listing(view.store, name, view.graph, view.day)
    )


def _paging(view: PageView, name: str) -> Paging:
    """Return how a list is cut into pages."""
    with aside(view.graph):  # a page rests on the list, not on its length
        rows = view.once(f"length of {name}", lambda: listing.size(view.store, name, view.graph))
    return Paging(f"lijst/{NAMES[name]}.html", rows, _WHOLE, _ROWS)


def _files(view: PageView, name: str) -> list[str]:
    """Return the files from which the script of a long list reads the whole list."""
    paging = _paging(view, name)
    number = -(-paging.rows // _ITEMS) if paging.count > 1 else 0
    return [f"lijst/{NAMES[name]}-{n}.js" for n in range(1, number + 1)]


def page(view: PageView, address: str) -> str:
    """Return a page of a list, the list as CSV, or a file for its script."""
    file, _, suffix = address.removeprefix("lijst/").rpartition(".")
    name = next(key for key, value in NAMES.items() if value == file.partition("-")[0])
    if suffix == "csv":
        return _csv(view, listed(view, name))
    whole = view.once(f"facets of {name}", lambda: _Faceted(view, name))
    return _file(view, whole, address) if suffix == "js" else _page(view, whole, address)


class _Faceted:
    """A list with all that its pages share.

    ``facets``: those that occur. ``counts``: for each, the number of things by value, sorted.
    ``fit``, ``keys``: the scale of its strips, and the families in them.
    """

    def __init__(self, view: PageView, name: str) -> None:
        self.name, self.found = name, listed(view, name)
        self.fit = strip.scale((days for one in self.found for _, days in one.spans), view.day)
        self.keys = sorted({key for one in self.found for key, _ in _periods(view, one)})
        if name in _GROUNDED:
            unknown = words("summary", view.lang)["no ground"]
            self.found = [_with_unknown(one, unknown) for one in self.found]
        self.facets = [one for one in FACETS if any(one in each.facets for each in self.found)]
        self.counts = {facet: self._counted(facet) for facet in self.facets}
        self.places = {
            facet: {text: n for n, text in enumerate(texts)} for facet, texts in self.counts.items()
        }

    def _counted(self, facet: str) -> dict[str, int]:
        counted = Counter(text for one in self.found for text in one.facets.get(facet, ()))
        return {
            text: counted[text] for text in sorted(counted, key=lambda text: (text.lower(), text))
        }

    def item(self, view: PageView, one: Choosable, address: str) -> dict[str, object]:
        """Return what the script of a page needs to know of a thing."""
        facets, places, to = self.facets, self.places, view.of(one.iri)
        return {
            "label": capitalised(one.label),
            "link": view.link(to, address) if to else "",
            "when": one.when,
            "years": one.years,
            "had": {
                str(places["who"][who]): years
                for who, years in one.had.items()
                if who in one.facets.get("who", ())
            },
            "by": {
                facets.index(facet): {
                    places[facet][text]: [places["who"][who] for who in whose]
                    for text, whose in one.holders[facet].items()
                    if text in places[facet]
                }
                for facet in one.holders
                if facet in facets and len(one.facets.get("who", ())) > 1
            },
            "of": [[places[facet][text] for text in one.facets.get(facet, ())] for facet in facets],
        }

    def rows(self, view: PageView, found: Sequence[Choosable], address: str) -> list[Markup]:
        """Return some of its things as rows."""
        text = view.fill(
            "listed.html.j2",
            address,
            capital=capitalised,
            listed=found,
            facts=[_facts(one, self.facets) for one in found],
            strips=[markup(strip.strip(list(_periods(view, one)), self.fit)) for one in found],
            end=markup(_BREAK),
        )
        return [markup(part.strip()) for part in text.split(_BREAK)[:-1]]


# Long since it collects all that the template shows.
def _page(view: PageView, whole: _Faceted, address: str) -> str:
    said, name = view.words("list"), whole.name
    turn = _paging(view, name).at(address)
    files = _files(view, name)
    return view.fill(
        "list.html.j2",
        address,
        place=INDEX,
        name=name,
        names=NAMES,
        stem=NAMES[name],
        said=said,
        facets=whole.facets,
        count=len(whole.found),
        rows=whole.rows(view, whole.found[turn.places.start : turn.places.stop], address),
        turn=turn,
        files=" ".join(one.removeprefix("lijst/") for one in files),
        axis=markup(strip.axis(whole.fit)),
        definitions=markup(strip.definitions(whole.keys, whole.fit)),
        columns=[said["name"], said["when"], *(_named(view)[facet] for facet in whole.facets)],
        titles=_named(view),
        forms=view.words("ask"),
        counts={one: {} for one in whole.facets} if files else whole.counts,
        data="" if files else embedded(_given(view, whole, whole.found, address)),
    )


def _file(view: PageView, whole: _Faceted, address: str) -> str:
    """Return a part of a long list for its script; the first part has the facets too."""
    part = number(address, f"lijst/{NAMES[whole.name]}.js")
    found = whole.found[(part - 1) * _ITEMS : part * _ITEMS]
    rows = whole.rows(view, found, address)
    given = _given(view, whole, found, address)
    if part > 1:
        del given["facets"]
    return script(f"list_{part}", given | {"rows": rows})


def _given(
    view: PageView, whole: _Faceted, found: Iterable[Choosable], address: str
) -> dict[str, object]:
    """Return the data of the script of a page: the values of each facet, and the things."""
    return {
        "facets": {facet: list(texts) for facet, texts in whole.counts.items()},
        "items": [whole.item(view, one, address) for one in found],
    }


def _named(view: PageView) -> dict[str, str]:
    """Return the name of each facet in the language of the view, by its key."""
    said, known = (
        view.words("list"),
        {"kind": "dct:type", "role": "org:role", "ground": "dvg:grond"},
    )
    return {
        one: caption("property", known[one], view.lang) if one in known else said[one]
        for one in FACETS
    }


def _with_unknown(one: Choosable, unknown: str) -> Choosable:
    """Return a thing with words for the ground that it, or one of its holders, lacks."""
    grounds, holders = one.facets.get("ground", ()), dict(one.holders.get("ground", {}))
    if "" not in holders and grounds:
        return one
    lacking = {unknown: holders.pop("")} if "" in holders else {}
    facets = {**one.facets, "ground": (*grounds, unknown)}
    return replace(one, facets=facets, holders={**one.holders, "ground": {**holders, **lacking}})


def _whose(one: Choosable, facet: str) -> tuple[str, ...]:
    """Return the values of a facet; of several holders, a ground names its own."""
    values = one.facets.get(facet, ())
    if facet != "ground" or len(one.facets.get("who", ())) < 2:
        return values
    whose = one.holders.get(facet, {})
    return tuple(f"{text} ({', '.join(whose[text])})" if text in whose else text for text in values)


def _facts(one: Choosable, facets: list[str]) -> str:
    """Return the values of a thing's facets; of many values, the first and the number of others."""
    parts = []
    for facet in facets:
        if values := _whose(one, facet):
            more = f" +{len(values) - _FEW}" if len(values) > _FEW else ""
            parts.append(", ".join(values[:_FEW]) + more)
    return " · ".join(parts)


def _periods(view: PageView, one: Choosable) -> Iterator[tuple[str, listing.Days]]:
    """Yield the periods of a thing, each with the family key of its organisation."""
    for body, days in one.spans:
        yield view.families[body].key if body in view.families else REST, days


def _csv(view: PageView, found: list[Choosable]) -> str:
    said = view.words("list")
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    bounds = ("vanVroegst", "vanLaatst", "totVroegst", "totLaatst")
    writer.writerow(["iri", said["name"], said["when"], *_named(view).values(), *bounds])
    for one in found:
        days = [days for _, days in one.spans]
        outer = [
            min((each[0] for each in days), default=FIRST),
            min((each[1] for each in days), default=LAST),
            max((each[2] for each in days), default=FIRST),
            max((each[3] for each in days), default=LAST),
        ]
        known = ("" if day in (FIRST, LAST) else day.isoformat() for day in outer)
        facets = ("; ".join(_whose(one, facet)) for facet in FACETS)
        writer.writerow([one.iri, one.label, one.when, *facets, *known])
    return out.getvalue()
