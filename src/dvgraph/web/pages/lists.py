"""The lists with facets: ``lijst/NAME.html``, and the whole list as CSV beside it.

Every row is in the page, readable without a script; the script filters and counts.
"""

import csv
import io
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from dvgraph.graphics import strip
from dvgraph.graphics.palette import REST
from dvgraph.ledgers import listing
from dvgraph.ledgers.listing import FACETS, LISTS, Choosable
from dvgraph.locale.captions import caption
from dvgraph.locale.wording import capitalised
from dvgraph.locale.words import words
from dvgraph.namespaces import FIRST, LAST
from dvgraph.results.templates import markup
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
_GROUNDED = ("tasks", "services", "events")  # lists whose pages have "no known ground"


def addresses(_: PageView) -> Iterator[str]:
    """Yield the page and the file of each list."""
    for name in NAMES.values():
        yield f"lijst/{name}.html"
        yield f"lijst/{name}.csv"


def menu(view: PageView) -> Iterator[tuple[str, str]]:
    """Yield the link to the lists."""
    yield view.words("list")["menu"], INDEX


def listed(view: PageView, name: str) -> list[Choosable]:
    """Return the things of a list, computed once for all pages."""
    return view.once(
        f"list of {name}", lambda: listing.listing(view.store, name, view.graph, view.day)
    )


def page(view: PageView, address: str) -> str:
    """Return a list, as a page or as CSV."""
    file, _, suffix = address.removeprefix("lijst/").rpartition(".")
    name = next(key for key, value in NAMES.items() if value == file)
    found = listed(view, name)
    return _csv(view, found) if suffix == "csv" else _page(view, name, found, address)


# Long since it collects all that the template shows.
def _page(view: PageView, name: str, found: list[Choosable], address: str) -> str:
    said = view.words("list")
    spans = [days for one in found for _, days in one.spans]
    fit = strip.scale(spans, view.day)
    keys = {key for one in found for key, _ in _periods(view, one)}
    if name in _GROUNDED:
        unknown = words("summary", view.lang)["no ground"]
        found = [_with_unknown(one, unknown) for one in found]
    facets = [facet for facet in FACETS if any(facet in one.facets for one in found)]
    counted = {
        facet: Counter(text for one in found for text in one.facets.get(facet, ()))
        for facet in facets
    }
    values = {
        facet: sorted(counts, key=lambda text: (text.lower(), text))
        for facet, counts in counted.items()
    }
    places = {facet: {text: n for n, text in enumerate(texts)} for facet, texts in values.items()}
    data = {
        "facets": values,
        "items": [
            {
                "label": capitalised(one.label),
                "link": view.link(view.of(one.iri), address) if view.of(one.iri) else "",
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
                "of": [
                    [places[facet][text] for text in one.facets.get(facet, ())] for facet in facets
                ],
            }
            for one in found
        ],
    }
    return view.fill(
        "list.html.j2",
        address,
        place=INDEX,
        capital=capitalised,
        name=name,
        stem=NAMES[name],
        names=NAMES,
        said=said,
        facets=facets,
        listed=found,
        facts=[_facts(one, facets) for one in found],
        strips=[markup(strip.strip(list(_periods(view, one)), fit)) for one in found],
        axis=markup(strip.axis(fit)),
        definitions=markup(strip.definitions(sorted(keys), fit)),
        columns=[said["name"], said["when"], *(_named(view)[facet] for facet in facets)],
        titles=_named(view),
        forms=view.words("ask"),
        counts={
            facet: {text: counted[facet][text] for text in texts} for facet, texts in values.items()
        },
        data=_embedded(data),
    )


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


def _embedded(data: object) -> str:
    """Return JSON for a script element, escaped so that no text in it ends the element."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return markup(text.replace("<", "\\u003c"))


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
