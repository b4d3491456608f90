"""A genealogy in SVG: bars on a time axis, and a straight vertical at each event.

``lineage.layout`` gives the positions. The texture of a bar shows certainty, its colour the family.
A vertical runs from the older organisations to an arrow at the younger organisations.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from dvgraph.graphics.palette import MAIN, REST
from dvgraph.graphics.signs import Mark, drawn, event, legend, patterns
from dvgraph.graphics.svg import (
    BAR,
    FONT,
    GAP,
    MARGIN,
    SMALL,
    Axis,
    Days,
    Grammar,
    document,
    heading,
    line_of_text,
    linked,
    notes,
    text_width,
    titled,
    year_lines,
)
from dvgraph.namespaces import FIRST, LAST

TIP = 6.0  # height of an arrow


@dataclass(frozen=True, slots=True)
class Bar:
    """An organisation.

    ``key``: the key of its family. ``lane``: its lane, from 0. ``y``: the top of its bar. ``days``:
    its bounds.
    """

    iri: str
    key: str
    lane: int
    y: float
    marks: tuple[Mark, ...]
    days: Days

    @property
    def left(self) -> float:
        """The left end of the drawn bar."""
        return min(mark.left for mark in self.marks)

    @property
    def right(self) -> float:
        """The right end of the drawn bar."""
        return max(mark.right for mark in self.marks)


@dataclass(frozen=True, slots=True)
class Vertical:
    """Descent from one bar to another at an event: a vertical at ``x`` between their edges.

    ``kind`` is its sign: ``became``, ``lived-on`` if the older organisation continued, or
    ``in-part`` if only a part of it went over. ``ties`` are dotted lines to a bar that does not
    reach the event: height, left end and right end.
    """

    event: str
    older: str
    younger: str
    kind: str
    x: float
    y1: float
    y2: float
    ties: tuple[tuple[float, float, float], ...]


@dataclass(frozen=True, slots=True)
class Badge:
    """The number beside the vertical line of an event.

    ``x``, ``y``: its centre. ``days``: the bounds of the event.
    """

    event: str
    number: int
    x: float
    y: float
    days: tuple[object, object]


@dataclass(frozen=True, slots=True)
class Label:
    """A line of a name; ``x`` is its left end, ``y`` its baseline.

    ``where`` is ``in`` its bar, ``beside`` it, or ``above`` it. Above, ``row`` counts the lines
    from 0, and ``tie`` is the x of a thin line down to the bar if the name is not directly above
    it.
    """

    iri: str
    text: str
    x: float
    y: float
    where: str
    row: int = 0
    tie: float | None = None


@dataclass(frozen=True, slots=True)
class Genealogy:
    """A genealogy laid out on an axis; ``undated`` are the organisations without a known time."""

    height: float
    axis: Axis
    years: tuple[tuple[int, float], ...]
    bars: tuple[Bar, ...]
    verticals: tuple[Vertical, ...]
    badges: tuple[Badge, ...]
    labels: tuple[Label, ...]
    undated: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Captions:
    """The words of a genealogy: its title, a description, and the words of its legend.

    ``bars`` and ``events``: titles by IRI.
    ``grounds``: by the IRI of an event, the text after it in the list of events.
    ``verticals``: titles by the IRIs of older organisation, younger organisation and event.
    ``undated``: the line on organisations without a known time, empty if there are none.
    """

    title: str
    description: str
    grammar: Grammar
    bars: Mapping[str, str]
    events: Mapping[str, str]
    grounds: Mapping[str, str]
    verticals: Mapping[tuple[str, str, str], str]
    undated: str


# Long since it lists the layers of the picture in the order in which they cover each other.
def svg(
    laid: Genealogy,
    words: Captions,
    *,
    name: str = "",
    link: Callable[[str], str | None] | None = None,
) -> str:
    """Return the genealogy as an SVG document, 1200 units wide.

    ``link`` returns the address of an organisation or event by its IRI, or None; without it each
    IRI is its own address. With a ``name`` the picture is a part of a page: its ids begin with the
    name, each family has its name (class ``family``) at the left of its lanes, and the page has the
    title and the list of events. An organisation is a group with class
    ``o``, a vertical a group with class ``e``; both have ``data-iri`` and their bounds
    (``data-from-earliest`` and so on, absent if unknown). The plot has its ``data-height``, and the
    days and positions of its axis: ``data-first``, ``-last``, ``-left``, ``-right``.
    """
    address = link or (lambda iri: iri)
    above, top = ([], 4.0) if name else heading(words.title)
    numbers = {badge.event: str(badge.number) for badge in laid.badges}
    labels: dict[str, list[Label]] = {}
    for label in laid.labels:
        labels.setdefault(label.iri, []).append(label)
    body = [
        *year_lines(laid.years, 12, 16, laid.height),
        *(_family_names(laid, words.grammar.families) if name else ()),
        *(_step(step, words) for step in laid.verticals),
        *(_bar(bar, labels.get(bar.iri, ()), words, address(bar.iri)) for bar in laid.bars),
        *(
            titled(
                linked(event(one.x, one.y, str(one.number)), address(one.event)),
                words.events[one.event],
                "e",
                {"iri": one.event, **bounds(one.days, ("from-earliest", "from-latest"))},
            )
            for one in laid.badges
        ),
    ]
    shown = "\n".join(body)
    signs, y = legend(shown, words.grammar, top + laid.height)
    listed = [(n, f"{words.events[one]} — {words.grounds[one]}") for one, n in numbers.items()]
    if words.undated:
        listed.append(("", words.undated))
    below, y = ([], y) if name else notes(listed, y + 8)
    parts = [*above, _plot(laid, top), shown, "</g>", *signs, *below]
    body_and_legend = "\n".join(parts)
    lang = words.grammar.lang
    return document(
        words.title,
        words.description,
        lang,
        y + 16,
        [patterns(body_and_legend), body_and_legend],
        name=name,
    )


def _family_names(laid: Genealogy, families: Mapping[str, str]) -> Iterator[str]:
    """Yield the name of each family, at the left of its first lane that has room for it."""
    taken: set[int] = set()
    for key, name in families.items():
        end = MARGIN + text_width(name, SMALL) + GAP
        own = [bar for bar in laid.bars if bar.key == key and key not in (MAIN, REST)]
        bodies = {bar.iri for bar in own}
        if name == " ".join(one.text for one in laid.labels if one.iri in bodies):
            continue  # the family of one body, and named after it
        for bar in sorted(own, key=lambda one: one.y):
            others = [one.left for one in laid.bars if one.lane == bar.lane]
            others += [one.x for one in laid.labels if abs(one.y - bar.y - BAR / 2) < BAR]
            if bar.lane not in taken and min(others) > end:
                taken.add(bar.lane)
                text = line_of_text(name, MARGIN, bar.y + BAR - 5, SMALL, "family halo", bold=True)
                yield f'<g class="{key}">{text}</g>'
                break


def _plot(laid: Genealogy, top: float) -> str:
    axis = laid.axis
    known = {
        "first": axis.first.isoformat(),
        "last": axis.last.isoformat(),
        "left": f"{axis(axis.first):g}",
        "right": f"{axis(axis.last):g}",
        "height": f"{laid.height:g}",
    }
    said = "".join(f' data-{key}="{value}"' for key, value in known.items())
    return f'<g class="plot" transform="translate(0 {top:g})"{said}>'


NAMES = ("from-earliest", "from-latest", "until-earliest", "until-latest")


def bounds(days: Sequence[object], names: Sequence[str] = NAMES) -> dict[str, str]:
    """Return the known bounds of a period, by the names of their data attributes."""
    pairs = zip(names, days, strict=True)
    return {key: str(day) for key, day in pairs if day not in (FIRST, LAST, None)}


def _bar(bar: Bar, names: Sequence[Label], words: Captions, address: str | None) -> str:
    inside = "".join(drawn(mark, bar.y, BAR, bar.key) for mark in bar.marks)
    inside += "".join(_label(label, bar.y) for label in names)
    data = {"iri": bar.iri, **bounds(bar.days)}
    return titled(linked(inside, address), words.bars[bar.iri], f"o {bar.key}", data)


def _label(label: Label, top: float) -> str:
    kind = "on" if label.where == "in" else "ink halo"
    text = line_of_text(label.text, label.x, label.y, FONT, kind, bold=label.where == "in")
    if label.tie is None:
        return text
    return f'<path class="tie" d="M{label.tie:.1f} {label.y + 3:.1f}V{top:.1f}"/>{text}'


def _step(step: Vertical, words: Captions) -> str:
    down = step.y2 > step.y1
    end = step.y2 - TIP if down else step.y2 + TIP
    ties = "".join(
        f'<path class="unknown" d="M{left:.1f} {y:.1f}H{right:.1f}"/>'
        for y, left, right in step.ties
    )
    inside = (
        f'<path class="{step.kind}" d="M{step.x:.1f} {step.y1:.1f}V{end:.1f}"/>'
        f'<circle class="tip" cx="{step.x:.1f}" cy="{step.y1:.1f}" r="2.5"/>'
        f'<path class="tip" d="M{step.x:.1f} {step.y2:.1f}l-4 {end - step.y2:.1f}h8z"/>{ties}'
    )
    title = words.verticals[step.older, step.younger, step.event]
    both = " ".join((step.older, step.younger))
    return titled(inside, title, "e", {"iri": step.event, "between": both})
