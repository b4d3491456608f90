"""The page that compares two days: the holders of tasks and posts, and the changes in between.

A separate script has the places in sources; the page loads it last.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby
from urllib.parse import quote
from weakref import WeakKeyDictionary

from dvgraph.history.annals import STANDING, Keeping, Plan, Told, annals, holdings, plans
from dvgraph.history.changes import Transition
from dvgraph.history.chronicle import of_body, sentence, when
from dvgraph.history.pairs import Pairs, ToldGroup, pairs
from dvgraph.labels.short_ids import short_id
from dvgraph.labels.subgraph import Reference
from dvgraph.labels.whole import aside
from dvgraph.lineage import kinship
from dvgraph.lineage.graph import open_bounds
from dvgraph.lineage.kinship import Lineage
from dvgraph.locale.wording import capitalised
from dvgraph.locale.words import selected, words
from dvgraph.namespaces import FIRST, LAST, slug
from dvgraph.questions.agency import agency
from dvgraph.store.embedded import Asked
from dvgraph.store.protocol import Store
from dvgraph.things.sections import Line
from dvgraph.web.embedding import embedded, script
from dvgraph.web.marks import Marks
from dvgraph.web.view import PageView

PAGE, STATES, CHANGES = "vergelijk.html", "data/states.js", "data/changes.js"
CITED = "data/cited.js"
TOGETHER = True  # one process makes all of them: they share the differences
# Their differences between any two days grow faster than their number: no page for more than these.
_MOST = 100
# The differences of a store are the same in every language; they are kept with their requests.
_PAIRS: WeakKeyDictionary[Store, dict[tuple[str, ...], tuple[Pairs, set[Asked]]]] = (
    WeakKeyDictionary()
)
_OF = "vergelijk/"  # the pages with the changes of one body


def addresses(view: PageView) -> Iterator[str]:
    """Yield the address of the page, of its data, and of the changes of each body."""
    if bodies := _bodies(view):
        yield PAGE
        yield STATES
        yield CHANGES
        yield CITED
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
        return script("states", [_state(view, bodies, one) for one in _holdings(view, bodies)])
    if address == CHANGES:
        return script("changes", _changing(view, bodies))
    if address == CITED:
        return script("cited", _cited(view, bodies))
    if address != PAGE:
        return _changes(view, address, bodies)
    return view.fill(
        "compare.html.j2",
        address,
        said=said,
        counted=words("history.notes", view.lang)["counted"],
        bodies=[(body, view.graph.label(body), view.families[body].key) for body in bodies],
        addresses={body: _address(body) for body in bodies},
        every=said["every"].format(view.graph.label(bodies[0]))
        if agency(view.store)
        else said["all"],
        first=bool(agency(view.store)),
        terms=embedded(
            {
                "months": selected("dates.months", view.lang, *map(str, range(1, 13))),
                "facets": _facets(view),
                "standing": STANDING,
                "states": dict(words("state", view.lang)),
                "of": said["of"],
                "said": dict(view.words("compare.script")),
                "line": words("history.chronicle", view.lang)["line"],
                "planned": words("history.plans", view.lang)["title"],
            }
        ),
        cited=CITED,
        days=years(view),
    )


def years(view: PageView, body: str = "") -> tuple[str, str]:
    """Return the two years that are compared initially: of an organisation, or of all.

    Of a short life, these are the year before it began and the last one or an earlier year of it,
    so that there is a change between them.
    """
    nodes = view.descent.nodes
    lives = [open_bounds(nodes[one]) for one in ([body] if body else _bodies(view))]
    begin = min(view.day.year, *(days[1].year for days in lives))
    end = max(days[3].year for days in lives)
    second = max(begin, min(view.day.year - 5, end))
    return f"{max(second - 6, begin - 1)}", f"{second}"


def between(view: PageView, body: str = "") -> str:
    """Return the address of the comparison of these years for an organisation (or the first).

    Empty if the organisation cannot be compared.
    """
    bodies = _bodies(view)
    if not bodies or (body and body not in bodies):
        return ""
    first, second = years(view, body)
    named = f"org={quote(view.graph.label(body))}&" if body else ""
    return f"{PAGE}#{named}from={first}&to={second}"


def _changes(view: PageView, address: str, bodies: list[str]) -> str:
    body = next(one for one in bodies if _address(one) == address)
    told = [one for one in _annals(view, bodies) if body in one.bodies]
    by_year = groupby(told, key=lambda one: "" if one.last == LAST else str(one.last.year))
    return view.fill(
        "changes.html.j2",
        address,
        said=view.words("compare"),
        body=body,
        name=view.graph.label(body),
        years=[(year, list(own)) for year, own in by_year],
        compared=between(view, body),
        first_years=years(view, body),
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
    if view.crowded and not main:
        return []
    lineage = kinship.lineage(view.store, main, view.lang, view.day, view.descent)
    nodes = lineage.descent.nodes
    dated = [one for one in nodes if "from_earliest" in nodes[one]]
    if len(dated) > _MOST:
        return []
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


# Long since the docstring describes the data that the script reads.
def _changing(view: PageView, bodies: list[str]) -> dict[str, object]:
    """Return the differences between any two days: the changes, and the groups with their pairs.

    A change is a list: certainty, time, sentence, facet, address to cite, positions of its grounds
    in ``grounds``. A ground is its label and address. A plan is its two days, its sentence, the
    positions of its bodies, its address. A group has its days and, for a pair i, j of its n days,
    the number i × n + j and the positions of changes, each as the difference from the previous one.
    A scope has its bodies and groups. A line, by body, has the scope of the body alone, and those
    between two days of ``starts`` and ``ends``.
    """
    found = _pairs(view, bodies)
    order = _told(found)
    grounds = list(dict.fromkeys(iri for one in order for iri in one.grounds if view.of(iri)))
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
        "told": [_change(view, one, grounds) for one in order],
        "grounds": [(view.graph.label(iri), view.of(iri)) for iri in grounds],
        "plans": [_plan(bodies, one, view.of(one.statement)) for one in _plans(view, bodies)],
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


def _change(view: PageView, one: Transition, grounds: list[str]) -> list[object]:
    return [
        int(one.certain),
        capitalised(when(view.graph, one)),
        capitalised(sentence(view.graph, one)),
        "organisations" if of_body(view.graph, one) else one.facet,
        view.of(one.statement),
        [grounds.index(iri) for iri in one.grounds if iri in grounds],
    ]


def _plan(bodies: list[str], one: Plan, address: str) -> list[object]:
    own = [n for n, body in enumerate(bodies) if body in one.bodies]
    return [_iso(one.first), _iso(one.last), one.said, own, address]


def _cited(view: PageView, bodies: list[str]) -> dict[str, object]:
    """Return the place of each state, change and plan, in the order of the other scripts.

    A place has the position of its source in ``sources``, the place in that source, the anchor on
    the page of the source, and the number of other sources; it is empty without a source. A source
    has its label and address.
    """
    marks = Marks(view.graph, view.verdict)

    def place(statement: str, passages: Sequence[Reference] = ()) -> tuple[object, ...]:
        every = tuple(dict.fromkeys((*view.graph.passages(statement), *passages)))
        short = short_id(statement)
        note = marks.note(Line("", id=short, passages=every), {short: statement})
        return (note.number - 1, note.beside, note.cited[0].anchor, note.more) if note else ()

    return {
        "states": [place(one.statements[0]) for one in _holdings(view, bodies)],
        "changes": [place(one.statement, one.passages) for one in _told(_pairs(view, bodies))],
        "plans": [place(one.statement) for one in _plans(view, bodies)],
        "sources": [(one.label, view.of(one.iri)) for one in marks.sources.values()],
    }


def _holdings(view: PageView, bodies: list[str]) -> list[Keeping]:
    return view.once("holdings", lambda: holdings(view.store, view.graph, bodies))


def _plans(view: PageView, bodies: list[str]) -> list[Plan]:
    return view.once("plans", lambda: plans(view.store, view.graph, bodies))


def _pairs(view: PageView, bodies: list[str]) -> Pairs:
    """Return all differences of some bodies, computed once for both languages."""

    def made() -> Pairs:
        known = _PAIRS.setdefault(view.store, {})
        if tuple(bodies) in known:
            found, asked = known[tuple(bodies)]
            view.asked.update(asked)
            return found.told(view.graph)
        with aside(view.graph) as asked:
            found = pairs(view.store, view.graph, bodies)
        view.asked.update(asked)
        known[tuple(bodies)] = found, asked
        return found

    return view.once("pairs", made)


def _told(found: Pairs) -> list[Transition]:
    """Return every change of every group, in order."""
    every = {one for group in found.groups for told in group.changes.values() for one in told}
    return sorted(every, key=order_of)
