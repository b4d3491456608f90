"""The page that compares two days: who had which task or post, and the changes in between."""

from collections.abc import Iterator
from datetime import date
from itertools import groupby

from dvgraph.history.annals import STANDING, Keeping, Told, annals, holdings
from dvgraph.history.changes import Transition
from dvgraph.history.chronicle import of_body, sentence, when
from dvgraph.history.layout import capitalised
from dvgraph.history.pairs import ToldGroup, pairs
from dvgraph.lineage import kinship
from dvgraph.lineage.graph import open_bounds
from dvgraph.lineage.kinship import Lineage
from dvgraph.locale.words import selected, words
from dvgraph.namespaces import FIRST, LAST, slug
from dvgraph.questions.agency import agency
from dvgraph.web.embedding import embedded, script
from dvgraph.web.view import PageView

PAGE, STATES, CHANGES = "vergelijk.html", "data/states.js", "data/changes.js"
_OF = "vergelijk/"  # the pages with the changes of one body


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
    """Return the page, its data as a script, or the page with the changes of one body by year."""
    bodies = list(_bodies(view))
    said = view.words("compare")
    if address == STATES:
        found = holdings(view.store, view.graph, bodies)
        return script("states", [_state(view, bodies, one) for one in found])
    if address == CHANGES:
        return script("changes", _changing(view, bodies))
    if address != PAGE:
        return _changes(view, address, bodies)
    return view.fill(
        "compare.html.j2",
        address,
        said=said,
        bodies=[(body, view.graph.label(body), view.families[body].key) for body in bodies],
        addresses={body: _address(body) for body in bodies},
        every=said["every"].format(view.graph.label(bodies[0]))
        if agency(view.store)
        else said["all"],
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
    """Return the agency and its predecessors, or else every organisation, the latest first."""
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


def _annals(view: PageView, bodies: list[str]) -> list[Told]:
    main = next(iter(agency(view.store)), "")
    return view.once("annals", lambda: annals(view.store, view.graph, bodies, view.day, main))


def _address(body: str) -> str:
    return f"{_OF}{slug(body)}.html"


def _state(view: PageView, bodies: list[str], one: Keeping) -> list[object]:
    """Return the data of a holding: facet, thing, address, holder, words, citation, and states.

    Each state comes with the day on which it begins. The citation is an address.
    """
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


def _changing(view: PageView, bodies: list[str]) -> dict[str, object]:
    """Return the differences between any two days: the changes, and the groups with their pairs.

    A change is a list: certainty, time, sentence, facet, address to cite. A group has its days and,
    for a pair i, j of its n days, the number i × n + j and the positions of changes, each as the
    difference from the previous one. A scope has its bodies and groups. A line, by body, has the
    scope of the body alone, and those between two days of ``starts`` and ``ends``.
    """
    found = pairs(view.store, view.graph, bodies)
    every = {one for group in found.groups for told in group.changes.values() for one in told}
    order = sorted(every, key=order_of)
    at = {one: n for n, one in enumerate(order)}
    lists: dict[tuple[int, ...], int] = {}

    def twos(group: ToldGroup) -> Iterator[int]:
        before, last = 0, 0
        for (start, end), told in group.changes.items():
            pair = start * len(group.days) + end
            listed = lists.setdefault(tuple(sorted(at[one] for one in told)), len(lists))
            yield from (pair - before, listed - last)
            before, last = pair, listed

    days = sorted({day for one in found.groups for day in one.days})
    places = {day: n for n, day in enumerate(days)}
    groups = [[[places[day] for day in one.days], list(twos(one))] for one in found.groups]
    return {
        "told": [_change(view, one) for one in order],
        "days": list(map(_iso, days)),
        "lists": list(lists),
        "groups": groups,
        "scopes": [
            [[n for n, body in enumerate(bodies) if body in one.bodies], one.groups]
            for one in found.scopes
        ],
        "starts": list(map(_iso, found.starts)),
        "ends": list(map(_iso, found.ends)),
        "lines": [[found.lines[body].alone, found.lines[body].scopes] for body in bodies],
        "whole": found.whole,
    }


def order_of(one: Transition) -> tuple[object, ...]:
    """Return the sort key of a change, its time first; no two changes have the same key."""
    said = (one.first, one.last, one.facet, one.text, one.id, one.certain, one.kind, one.about)
    return (*said, one.stated, one.before, one.after, one.events, one.grounds)


def _iso(day: date) -> str:
    return "" if day == FIRST else day.isoformat()


def _change(view: PageView, one: Transition) -> list[object]:
    return [
        int(one.certain),
        capitalised(when(view.graph, one)),
        capitalised(sentence(view.graph, one)),
        "organisations" if of_body(view.graph, one) else one.facet,
        view.of(one.statement),
    ]
