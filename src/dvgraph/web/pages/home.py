"""The home page and the page of all organisations: genealogy, number of tasks, contents."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from typing import NamedTuple

from dvgraph.evidence.strength import Strength, strength_of
from dvgraph.graphics.genealogy import bounds
from dvgraph.graphics.lifeline import strips
from dvgraph.graphics.svg import Days
from dvgraph.history.course import Stand, course
from dvgraph.lineage import kinship, picture
from dvgraph.lineage.graph import open_bounds
from dvgraph.lineage.kinship import Lineage
from dvgraph.locale.captions import joined
from dvgraph.locale.wording import by_bounds, capitalised, number, stated
from dvgraph.locale.words import words
from dvgraph.namespaces import FIRST
from dvgraph.questions.agency import agency
from dvgraph.questions.question import Question, questions
from dvgraph.results.templates import markup
from dvgraph.store import inventory
from dvgraph.things.page import codes
from dvgraph.web.embedding import attributes, embedded
from dvgraph.web.pages import compare, lists
from dvgraph.web.pages.lists import NAMES
from dvgraph.web.view import CROWD, PageView

HOME, ALL = "index.html", "stamboom.html"
# Nobody can read a picture of more organisations than this, and its page would be too heavy.
_DRAWN = 300
_MOST = 200_000  # bytes of a page with a picture at most
_NAMED, _ROOM = 5, 44  # names in a sentence; letters in the field of the search
_MONTHLY = 100  # years for which the slider has each month
# The questions that most readers ask first.
_ASKED = ("tasks-added", "head-on-date", "contradictions")
# The counts on the page, in order: a class or a list, and the address that shows it.
_HELD = {
    "dvg:GeldendeUitspraak": "",
    "dvg:Vindplaats": "",
    **{name: f"lijst/{NAMES[name]}.html" for name in ("organisations", "tasks", "services")},
    "decisions": f"lijst/{NAMES['decisions']}.html",
    "dvg:Tegenspraak": "vraag/contradictions.html",
    "dvg:Lacune": "vraag/gaps.html",
}


class Branch(NamedTuple):
    """An organisation of the genealogy.

    ``when``: its period in words. ``days``: its bounds. ``into``: its successors.
    """

    iri: str
    label: str
    when: str
    days: Days
    into: tuple[str, ...]


def addresses(view: PageView) -> Iterator[str]:
    """Yield the addresses of both pages; without a main organisation, only that of the first."""
    yield HOME
    if agency(view.store):
        yield ALL


def menu(view: PageView) -> Iterator[tuple[str, str]]:
    """Yield the link to the home page."""
    yield view.words("home")["menu"], HOME


def page(view: PageView, address: str) -> str:
    """Return the page at one of the two addresses."""
    main = next(iter(agency(view.store)), None) if address == HOME else None
    if view.crowded and not main:
        return _in_words(view, address)
    lineage = kinship.lineage(view.store, main, view.lang, view.day, view.descent)
    bodies = _bodies(lineage)
    if len(bodies) <= _DRAWN:
        drawn = _page(view, address, main, lineage, bodies, drawn=True)
        if len(drawn.encode()) <= _MOST:
            return drawn
    return _page(view, address, main, lineage, bodies, drawn=False)


# Long since the template of the page has many parts, each given by name.
def _page(
    view: PageView,
    address: str,
    main: str | None,
    lineage: Lineage,
    bodies: list[Branch],
    *,
    drawn: bool,
) -> str:
    first = min((body.days[0] for body in bodies if body.days[0] > FIRST), default=view.day)
    said = view.words("home")
    compared = compare.between(view) if main or address == HOME else ""
    stands = course(view.store, view.graph, [body.iri for body in bodies], view.day)
    many = 0 if drawn else len(bodies)
    bodies = [] if many else bodies
    hatches, bars = strips(
        [(view.families[body.iri].key, body.days) for body in bodies],
        date(first.year, 1, 1),
        view.day,
        "strip",
    )
    months = list(_months(date(first.year, 1, 1), view.day, view.lang))
    title = (
        said["title" if lineage.ancestors() else "alone"].format(view.graph.label(main))
        if main
        else words("lineage.picture", view.lang)["all"]
    )
    shown = list(zip(bodies, map(markup, bars), strict=True))
    return view.fill(
        "home.html.j2",
        address,
        said=said,
        columns=view.words("home.columns"),
        title=title,
        about_all=not main,
        many=said["too-many"].format(number(str(many), view.lang)) if many else "",
        drawn=" ".join(_drawn(view, [one.iri for one in bodies]))
        if bodies and not view.crowded
        else "",
        example="" if view.crowded else _example(view, [one.iri for one in bodies]),
        picture=markup(_picture(view, lineage, address) if bodies else ""),
        hatches=markup(hatches),
        bodies=shown,
        lanes=[
            (family, own)
            for family in view.families.listed
            if (own := [one for one in shown if view.families[one[0].iri] is family])
        ],
        data=lambda days: attributes(bounds(days)),
        happenings=[] if many else picture.happenings(lineage, view.families),
        months=months,
        now=(stands or [Stand(FIRST, "", 0, 0, 0, 0)])[-1] if bodies or many else None,
        steps=embedded(
            {
                "months": months,
                "stands": [
                    (str(one.since) if one.since > FIRST else "", one.said, *_numbers(one, said))
                    for one in _shown(stands, [day for day, _ in months])
                ],
            }
        ),
        numbers=_numbers,
        years=list(_years(date(first.year, 1, 1), view.day)),
        asked=list(_asked(view, checked=not many and not view.crowded)),
        compared=compared,
        first_years=compare.years(view) if compared else (),
        held=list(_held(view)) if address == HOME and not view.crowded else [],
        depth=_depth(view) if address == HOME and not view.crowded else "",
        place=HOME,
    )


def _in_words(view: PageView, address: str) -> str:
    """Return the page of a graph whose organisations are too many to draw or count together."""
    said = view.words("home")
    return view.fill(
        "home.html.j2",
        address,
        said=said,
        title=words("lineage.picture", view.lang)["all"],
        about_all=True,
        many=said["crowd"].format(number(str(CROWD), view.lang)),
        bodies=[],
        now=None,
        drawn="",
        example="",
        asked=list(_asked(view, checked=False)),
        compared="",
        held=[],
        depth="",
        place=HOME,
    )


def _picture(view: PageView, lineage: Lineage, at: str) -> str:
    link = partial(_link, view, at=at)
    return picture.svg(lineage, name="stamboom", link=link, known=view.families)


def _shown(stands: Sequence[Stand], days: Iterable[str]) -> Iterator[Stand]:
    """Yield those situations that are the last one by any of the given days, in order of time."""
    begun = [str(one.since) for one in stands]
    places = dict.fromkeys(max(0, bisect_right(begun, day) - 1) for day in days)
    yield from (stands[place] for place in places if place < len(stands))


def _link(view: PageView, iri: str, at: str) -> str | None:
    address = view.of(iri)
    return view.link(address, at) if address else None


def _bodies(lineage: Lineage) -> list[Branch]:
    """Return the organisations of a lineage in order of their known begin."""
    descent = lineage.descent
    found = []
    for iri, data in descent.nodes(data=True):
        days = open_bounds(data)
        if "from_earliest" in data:
            into = sorted({after for _, after in descent.out_edges(iri)}, key=lineage.label)
            found.append(
                Branch(iri, lineage.label(iri), by_bounds(days, lineage.lang), days, tuple(into))
            )
    return sorted(found, key=lambda body: (body.days[1], body.days[2:], body.label))


def _months(first: date, last: date, lang: str) -> Iterator[tuple[str, str]]:
    """Yield days with their date in words: the first day of each month, and the last day of all.

    For a long time, only the first day of each year.
    """
    step = 1 if last.year - first.year <= _MONTHLY else 12
    for count in range(first.year * 12 + first.month - 1, last.year * 12 + last.month, step):
        day = date(count // 12, count % 12 + 1, 1)
        if day < last:
            yield day.isoformat(), stated(day.isoformat(), lang)
    yield last.isoformat(), stated(last.isoformat(), lang)


def _years(first: date, last: date) -> Iterator[int]:
    yield from range(first.year, last.year + 1, max(1, (last.year - first.year) // 3))


def _numbers(stand: Stand, said: Mapping[str, str]) -> tuple[str, str, str, str]:
    """Return the counts of a ``Stand`` in words; the last is of possible tasks and services."""
    perhaps = said["perhaps"].format(stand.perhaps) if stand.perhaps else ""
    return str(stand.existing), str(stand.possible), str(stand.tasks), perhaps


def _drawn(view: PageView, drawn: Sequence[str]) -> Iterator[str]:
    """Yield sentences on the organisations in the picture and those that it leaves out, and why."""
    said = view.words("home")
    left = [one.iri for one in lists.listed(view, "organisations") if one.iri not in drawn]
    if not left:
        return
    counts = (number(str(one), view.lang) for one in (len(drawn), len(drawn) + len(left)))
    yield said["drawn"].format(*counts)
    nodes = view.descent.nodes
    dated = {one for one in left if "from_earliest" in nodes.get(one, {})}
    for why, own in (
        ("without-time", [one for one in left if one not in dated]),
        ("unlinked", [one for one in left if one in dated]),
    ):
        if own:
            names = joined([view.graph.label(one) for one in own[:_NAMED]], view.lang)
            yield said[why].format(
                names if len(own) <= _NAMED else number(str(len(own)), view.lang)
            )


def _example(view: PageView, drawn: Sequence[str]) -> str:
    """Return names and a code in the data that a reader may search, as far as there is room."""
    body = next(iter([*agency(view.store), *drawn]), "")
    jobs = (one.label for name in ("services", "tasks") for one in lists.listed(view, name))
    found = [*sorted(jobs, key=lambda text: (len(text), text))[:1]]
    if body:
        label = view.graph.label(body)
        acronyms = [one for one in view.graph.texts(body, "skos:altLabel") if one.isupper()]
        found = [label, *sorted(acronyms)[:1], *found, *codes(view.graph, body)[:1]]
    shown: list[str] = []
    for text in found:
        if len(", ".join([*shown, text])) <= _ROOM:
            shown.append(text)
    return ", ".join(shown)


def _asked(view: PageView, *, checked: bool) -> Iterator[tuple[Question, str]]:
    """Yield the questions for newcomers that have a page, each with its address.

    ``checked``: only those whose page begins with an answer.
    """
    known = {question.name: question for question in questions()}
    for name in _ASKED:
        if (address := f"vraag/{name}.html") not in view.pages or name not in known:
            continue
        if not checked or view.inquiry(name).rows():
            yield known[name], address


def _depth(view: PageView) -> str:
    """Return in words how exact the cited passages are; empty if no statement cites any."""
    found = strength_of(view.graph, sorted(view.things))
    if found == Strength():
        return ""
    numbers = (found.cited, found.lines, found.places, found.documents, found.single, found.press)
    said = words("check", view.lang)["strength"]
    return capitalised(said.format(*(number(str(one), view.lang) for one in numbers)))


def _held(view: PageView) -> Iterator[tuple[str, str, str]]:
    """Yield the number of things of each kind, the word for it, and the address that lists them."""
    counts, said = inventory.counts(view.store), view.words("held.columns")
    for kind, address in _HELD.items():
        count = len(lists.listed(view, kind)) if kind in NAMES else counts.get(kind, 0)
        if count:
            shown = address if address in view.pages else ""
            yield number(str(count), view.lang), said[kind], shown
