"""The page of a thing as a digest: the number of lines in each section, and the first few lines."""

from collections import Counter
from collections.abc import Hashable, Iterator
from datetime import date
from typing import cast

from dvgraph.derive.states import STATES, State, surest
from dvgraph.locale.captions import caption, joined
from dvgraph.locale.wording import stated
from dvgraph.locale.words import words
from dvgraph.namespaces import path
from dvgraph.results.digest import Bullet, Digest, Topic, cited, counted, once
from dvgraph.things.page import Page
from dvgraph.things.sections import Section

# The sections counted in the first sentence, each with the key of its noun.
_COUNTED = {"tasks": "taak", "services": "dienst"}
_HELD = ("certain", "known")


def digest(page: Page) -> Digest:
    """Return the digest of a page; several lines on one task or service count once."""
    usual = page.usual()
    groups = [Topic("", one.title, list(_items(page, one, usual))) for one in page.sections]
    rule = [words("state", page.lang)[usual]] if usual else []
    day = caption("phrase", "as of", page.lang).format(stated(page.day, page.lang))
    sort = caption("kind", page.kind, page.lang)
    head = " · ".join((page.label, sort, *page.codes, *([day] if page.as_of else [])))
    told = [page.life, page.head, joined([*_numbers(page)], page.lang)]
    lead = "; ".join(filter(None, told))
    known = page.known_on or date.today().isoformat()
    return Digest(
        ": ".join(filter(None, (head, lead))) + ".",
        groups,
        (
            *(caption("phrase", "unless", page.lang).format(state) for state in rule),
            path(page.iri),
            caption("phrase", "known on", page.lang).format(known),
        ),
        "",
        page.lang,
        beside=True,
    )


def _numbers(page: Page) -> Iterator[str]:
    """Yield the number of tasks and of services, and how many of them may not be in force."""
    for section in page.sections:
        if section.name not in _COUNTED:
            continue
        found: dict[str, list[State]] = {}
        for line in section.lines:
            found.setdefault(line.thing, []).append(cast("State", line.status))
        surest_of = Counter(surest(states) for states in found.values())
        apart = [
            f"{surest_of[state]} {words('state', page.lang)[state]}"
            for state in STATES
            if surest_of[state] and state not in _HELD
        ]
        number = counted(_COUNTED[section.name], len(found), page.lang)
        yield f"{number} ({', '.join(apart)})" if apart else number


def _items(page: Page, section: Section, usual: str) -> Iterator[Bullet]:
    labels = {source.iri: source.label for source in page.sources}
    things: dict[Hashable, Bullet] = {}
    for line in section.lines:
        places = ((labels[one.source], one.place) for one in line.passages)
        # The readings of one event or life differ by their date, which therefore comes first.
        dated = (line.when, line.text) if section.name == "life" else (line.text, line.when)
        label = ", ".join(filter(None, dated))
        item = cited(label, filter(None, (line.id,)), places)
        if line.status not in ("", usual):
            item.notes[words("state", page.lang)[line.status]] = None
        yield from once(things, line.thing or None, item)
