"""Two days side by side: who had what then and then, and what changed in between."""

from collections.abc import Iterator
from itertools import groupby

from dvgraph.history.annals import STANDING, Keeping, Told, annals, holdings
from dvgraph.lineage import kinship
from dvgraph.lineage.graph import kin, open_bounds
from dvgraph.lineage.kinship import Lineage
from dvgraph.locale.words import selected, words
from dvgraph.namespaces import FIRST, LAST, slug
from dvgraph.questions.agency import agency
from dvgraph.web.embedding import embedded, script
from dvgraph.web.view import PageView

PAGE, STATES, CHANGES = "vergelijk.html", "data/states.js", "data/changes.js"
_OF = "vergelijk/"  # the pages of the changes of one body


def addresses(view: PageView) -> Iterator[str]:
    """Yield the address of the page, of its data, and of the changes of each body."""
    if bodies := _bodies(view):
        yield PAGE
        yield STATES
        yield CHANGES
        yield from (_address(body) for body in bodies)


def menu(view: PageView) -> Iterator[tuple[str, str]]:
    """Yield the link to the page."""
    if _bodies(view):
        yield view.words("compare")["menu"], PAGE


def page(view: PageView, address: str) -> str:
    """Return the page, its data as a script, or the changes of one body, year by year."""
    bodies = list(_bodies(view))
    said = view.words("compare")
    if address == STATES:
        found = holdings(view.store, view.graph, bodies)
        return script("states", [_state(view, bodies, one) for one in found])
    if address == CHANGES:
        return script("changes", [_change(view, bodies, one) for one in _annals(view, bodies)])
    if address != PAGE:
        return _changes(view, address, bodies)
    whole = kinship.lineage(view.store, None, view.lang, view.day)
    lineages = {body: _line(whole, body, bodies) for body in bodies}
    return view.fill(
        "compare.html.j2",
        address,
        said=said,
        bodies=[(body, view.graph.label(body), view.families[body].key) for body in bodies],
        addresses={body: _address(body) for body in bodies},
        lines={body: " ".join(map(str, line)) for body, line in lineages.items()},
        terms=embedded(
            {
                "months": selected("dates.months", view.lang, *map(str, range(1, 13))),
                "facets": _facets(view),
                "standing": STANDING,
                "states": dict(words("state", view.lang)),
                "of": said["of"],
                "said": dict(view.words("compare.script")),
            }
        ),
        days=(f"{view.day.year - 11}", f"{view.day.year - 5}"),
    )


def _changes(view: PageView, address: str, bodies: list[str]) -> str:
    body = next(one for one in bodies if _address(one) == address)
    told = [one for one in _annals(view, bodies) if body in one.bodies]
    years = groupby(told, key=lambda one: "" if one.last == LAST else str(one.last.year))
    return view.fill(
        "changes.html.j2",
        address,
        said=view.words("compare"),
        body=body,
        name=view.graph.label(body),
        years=[(year, list(own)) for year, own in years],
        place=PAGE,
    )


def _facets(view: PageView) -> dict[str, str]:
    named = dict(words("facets", view.lang))
    return {**named, "organisations": words("history.digest.headings", view.lang)["organisations"]}


def _bodies(view: PageView) -> list[str]:
    """Return the agency and what it came from, or else every organisation, the latest first."""
    return view.once("bodies", lambda: _lineage(view))


def _lineage(view: PageView) -> list[str]:
    main = next(iter(agency(view.store)), None)
    lineage = kinship.lineage(view.store, main, view.lang, view.day)
    nodes = lineage.descent.nodes
    dated = [one for one in nodes if "from_earliest" in nodes[one]]
    return sorted(dated, key=lambda one: (one != main, *_latest(lineage, one), one))


def _latest(lineage: Lineage, body: str) -> tuple[int, int]:
    days = open_bounds(lineage.descent.nodes[body])
    return -days[3].toordinal(), -days[1].toordinal()


def _line(whole: Lineage, body: str, bodies: list[str]) -> list[int]:
    """Return the places of a body and of what it came from."""
    line = {body, *kin(whole.descent, body, up=True)}
    return [place for place, one in enumerate(bodies) if one in line]


def _annals(view: PageView, bodies: list[str]) -> list[Told]:
    main = next(iter(agency(view.store)), "")
    return view.once("annals", lambda: annals(view.store, view.graph, bodies, view.day, main))


def _address(body: str) -> str:
    return f"{_OF}{slug(body)}.html"


def _state(view: PageView, bodies: list[str], one: Keeping) -> list[object]:
    """Return facet, thing, its address, holder, words, address to cite, and days with states."""
    thing = "" if one.thing == one.holder else view.graph.label(one.thing)
    days = [[str(day) if day > FIRST else "", state] for day, state in one.turns if day < LAST]
    return [
        STANDING.index(one.facet),
        thing,
        view.of(one.thing) if thing else "",
        bodies.index(one.holder),
        one.said,
        view.of(one.statements[0]),
        days,
    ]


def _change(view: PageView, bodies: list[str], one: Told) -> list[object]:
    """Return the first and last day, time in words, sentence, facet, bodies, address to cite."""
    return [
        "" if one.first == FIRST else str(one.first),
        "" if one.last == LAST else str(one.last),
        one.when,
        one.said,
        one.facet,
        [place for place, body in enumerate(bodies) if body in one.bodies],
        view.of(one.statement),
    ]
