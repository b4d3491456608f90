"""The pictures of docs/model.md: the links between things, and states of statements on days.

Both are drawn with the parts of ``dvgraph.graphics.svg``; lengths are in units of the viewBox. The
second is computed by the program's own rules for bounds and states, from statements written as in a
data file.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple
from xml.sax.saxutils import escape

from dvgraph.derive.periods import statement_bounds
from dvgraph.derive.states import State, Validity
from dvgraph.graphics.palette import MAIN
from dvgraph.graphics.signs import patterns
from dvgraph.graphics.svg import (
    FONT,
    MARGIN,
    SMALL,
    WIDTH,
    Axis,
    document,
    line_of_text,
    text_width,
    year_lines,
)
from dvgraph.locale.words import words
from dvgraph.namespaces import DVG, XSD
from dvgraph.rdf.oxigraph import Literal, RdfFormat, parse

_ROOM, _PITCH, _TOP = 76.0, 116.0, 108.0  # height of a box, from box to box, top of the first
_LEFT, _MIDDLE, _RIGHT = (MARGIN, 336.0), (548.0, 268.0), (940.0, WIDTH - MARGIN - 940.0)
_THINGS = (
    ("organisation", "m8g:PublicOrganisation"),
    ("event: merger, renaming …", "org:ChangeEvent"),
    ("decision and act", "besluit:Besluit, eli:LegalResource"),
    ("task, service, post", "dvg:Taak, cpsv:PublicService, org:Post"),
    ("concept of a code list", "skos:Concept"),
)
_EVIDENCE = (
    ("passage", "dvg:Vindplaats"),
    ("source", "foaf:Document"),
    ("contradiction", "dvg:Tegenspraak"),
    ("gap", "dvg:Lacune"),
)
_STATEMENT = (
    ("statement", "dvg:Uitspraak"),
    ("from, until", "dvg:van, dvg:tot"),
    ("seen on", "dvg:gezienOp"),
    ("certainty, if in doubt", "dvg:zekerheid"),
    ("recorded, withdrawn", "prov:generatedAtTime, …"),
    ("corrects an older one", "prov:wasRevisionOf"),
)
# From the statement to a thing (by its place): what it says, and by which property.
_SAYS = {
    0: ("is about", "dvg:gaatOver"),
    1: ("is about", "dvg:gaatOver"),
    2: ("its ground", "dvg:grond"),
    3: ("is about", "dvg:gaatOver"),
    4: ("role, kind, measure", "dvg:aspect"),
}
_ARROW = (
    '<defs><marker id="arrow" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="8"'
    ' markerHeight="8" orient="auto-start-reverse"><path class="tip" d="M0 0L10 5L0 10z"/>'
    "</marker></defs>"
)


def diagram() -> str:
    """Return the picture of things, statements and passages, and the properties between them."""
    bottom = _TOP + (len(_THINGS) - 1) * _PITCH + _ROOM
    heads = ("1 · Things: what there is", "2 · Statements: what was so", "3 · Where it stands")
    parts = [
        _ARROW,
        line_of_text("The model in one picture", MARGIN, 40, 22, "ink", bold=True),
        *(
            line_of_text(head, x, 84, 15, "ink", bold=True)
            for head, (x, _) in zip(heads, (_LEFT, _MIDDLE, _RIGHT), strict=True)
        ),
        *(_box(_LEFT, _level(n), *thing, MAIN) for n, thing in enumerate(_THINGS)),
        *(_box(_RIGHT, _level(n), *one, "f2") for n, one in enumerate(_EVIDENCE)),
        _frame(_MIDDLE, _TOP, bottom - _TOP, "f5"),
        *_fields((bottom - _TOP) / len(_STATEMENT)),
        *(_across(n, *said) for n, said in _SAYS.items()),
        _arrow(_edge(_MIDDLE), _middle(0), _RIGHT[0], _middle(0), "stands in", "dvg:vindplaats"),
        _arrow(_RIGHT[0], _middle(2), _edge(_MIDDLE), _middle(2), "between", "dvg:tussen"),
        _arrow(_RIGHT[0], _middle(3), _edge(_MIDDLE), _middle(3), "is about", "dvg:onderwerp"),
        _down(_RIGHT, 0, 1, "is part of · dct:isPartOf"),
        _down(_LEFT, 1, 0, "before, after · org:originalOrganization, org:resultingOrganization"),
    ]
    description = (
        "A statement is about a thing, rests on a decision or act, and stands in a passage of a"
        " source. A contradiction is between statements; a gap says what was not found."
    )
    return document("The model in one picture", description, "en", bottom + 32, parts)


def _level(place: int) -> float:
    return _TOP + place * _PITCH


def _middle(place: int) -> float:
    return _level(place) + _ROOM / 2


def _edge(column: tuple[float, float]) -> float:
    return column[0] + column[1]


def _frame(column: tuple[float, float], top: float, height: float, key: str) -> str:
    return (
        f'<rect class="{key}" fill="none" stroke="currentColor" stroke-width="2"'
        f' x="{column[0]:g}" y="{top:g}" width="{column[1]:g}" height="{height:g}" rx="8"/>'
    )


def _box(column: tuple[float, float], top: float, name: str, term: str, key: str) -> str:
    text = line_of_text(name, column[0] + 14, top + 32, 15, "ink", bold=True)
    return (
        _frame(column, top, _ROOM, key)
        + text
        + line_of_text(term, column[0] + 14, top + 54, FONT, "soft")
    )


def _fields(step: float) -> Iterator[str]:
    for n, (name, term) in enumerate(_STATEMENT):
        y = _TOP + 32 + n * step
        yield line_of_text(name, _MIDDLE[0] + 14, y, 15, "ink", bold=n == 0)
        yield line_of_text(term, _MIDDLE[0] + 14, y + 22, FONT, "soft")


def _across(place: int, name: str, term: str) -> str:
    y = _middle(place)
    return _arrow(_MIDDLE[0], y, _edge(_LEFT), y, name, term)


def _arrow(x1: float, y1: float, x2: float, y2: float, name: str, term: str) -> str:
    middle = (x1 + x2) / 2
    return (
        f'<path class="tie" stroke-width="1.6" marker-end="url(#arrow)"'
        f' d="M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}"/>'
        + line_of_text(name, middle, y1 - 8, FONT, "ink", anchor="middle")
        + line_of_text(term, middle, y1 + 18, SMALL, "soft", anchor="middle")
    )


def _down(column: tuple[float, float], start: int, end: int, text: str) -> str:
    """Return an arrow between two boxes of a column, one below the other."""
    x = column[0] + 24
    y1, y2 = sorted((_level(start), _level(end)))
    ends = (y1 + _ROOM, y2) if start < end else (y2, y1 + _ROOM)
    return (
        f'<path class="tie" stroke-width="1.6" marker-end="url(#arrow)"'
        f' d="M{x:g} {ends[0]:g}V{ends[1]:g}"/>'
        + line_of_text(text, x + 12, (y1 + _ROOM + y2) / 2 + 4, 11, "soft")
    )


class _Row(NamedTuple):
    """A statement of the picture: its Turtle, and its days."""

    written: str
    validity: Validity


_WRITTEN = (
    'dvg:van "2016-03-01"^^xsd:date ; dvg:tot "2021-05-01"^^xsd:date',
    'dvg:van "2016"^^xsd:gYear ; dvg:tot "2021"^^xsd:gYear',
    'dvg:van "2016-03-01"^^xsd:date ; dvg:gezienOp "2018-06"^^xsd:gYearMonth',
    'dvg:gezienOp "2017-03-01"^^xsd:date, "2019-09-01"^^xsd:date ; dvg:totOnbekend true',
    'dvg:van "2016-03-01"^^xsd:date ; dvg:stand dvg:gepland',
)
_FIRST, _LAST = date(2015, 1, 1), date(2023, 1, 1)
_DOTS = (
    f'<defs><pattern id="dots" class="{MAIN}" width="9" height="9" patternUnits="userSpaceOnUse">'
    '<circle class="own" cx="3" cy="3" r="1.7"/></pattern></defs>'
)
_FILLS: dict[State, str] = {
    "certain": 'class="certain"',
    "known": 'class="own" fill-opacity=".45"',
    "possible": f'class="starts" fill="url(#starts-{MAIN})"',
    "unknown": 'fill="url(#dots)"',
    "planned": 'class="planned"',
}
_HEIGHT, _STEP, _HEAD = 30.0, 84.0, 112.0


def states() -> str:
    """Return the picture of five statements, with the state of each on every day."""
    axis = Axis(_FIRST, _LAST)
    bottom = _HEAD + _STEP * len(_WRITTEN)
    title = "The states of a statement on a day"
    parts = [
        _DOTS,
        patterns(_FILLS["possible"]),
        line_of_text(title, MARGIN, 40, 22, "ink", bold=True),
        line_of_text(
            "Above each bar what the author wrote, below it what follows for each day.",
            *(MARGIN, 64, FONT, "soft"),
        ),
        *year_lines(axis.years(), _HEAD - 14, _HEAD - 8, bottom),
        *(part for n, row in enumerate(_rows()) for part in _bar(axis, n, row)),
    ]
    told = "; ".join(
        f"{row.written}: " + ", ".join(words("state", "en")[state] for state, *_ in _spells(row))
        for row in _rows()
    )
    return document(title, told, "en", bottom + 12, parts)


def _rows() -> Iterator[_Row]:
    for written in _WRITTEN:
        text = (
            f"PREFIX dvg: <{DVG}> PREFIX xsd: <{XSD}> <x:s> a dvg:Uitspraak, dvg:Kenmerk,"
            f" dvg:GeldendeUitspraak ; {written} ."
        )
        quads = list(parse(input=text, format=RdfFormat.TURTLE))
        days = [
            date.fromisoformat(bound.object.value)
            for bound in statement_bounds(quads)
            if isinstance(bound.object, Literal)
        ]
        seen = date(2018, 6, 30) if "2018-06" in written else None
        yield _Row(
            written,
            Validity(
                (days[0], days[1], days[2], days[3]),
                open_begin="dvg:van" not in written,
                open_end='dvg:tot "' not in written,
                seen=seen,
                planned="gepland" in written,
            ),
        )


def _spells(row: _Row) -> Iterator[tuple[State, date, date]]:
    """Yield each state of a statement with its first day and the first day after it."""
    start, state = _FIRST, row.validity.on(_FIRST)
    day = _FIRST
    while day < _LAST:
        day += timedelta(days=1)
        new = row.validity.on(day)
        if new != state or day == _LAST:
            yield state, start, day
            start, state = day, new


def _bar(axis: Axis, place: int, row: _Row) -> Iterator[str]:
    top = _HEAD + place * _STEP + 24
    yield line_of_text(row.written, MARGIN, top - 8, FONT, "ink halo", bold=True)
    for state, start, end in _spells(row):
        left, right = axis(start), axis(end)
        fill = _FILLS.get(state)
        name = words("state", "en")[state]
        if fill:
            yield (
                f'<g class="{MAIN}">'
                f"<title>{escape(name)}: {start} – {end}</title><rect {fill} x="
                f'"{left:.1f}" y="{top:.1f}" width="{right - left:.1f}" height="{_HEIGHT:g}"/></g>'
            )
        if text_width(name, SMALL) < right - left + 24:
            middle = (left + right) / 2
            yield line_of_text(
                name, middle, top + _HEIGHT + 15, SMALL, "soft halo", anchor="middle"
            )
