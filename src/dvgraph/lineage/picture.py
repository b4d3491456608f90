"""A lineage as a genealogy: its layout and words, for ``graphics.genealogy`` to draw."""

from collections.abc import Callable
from typing import Any, NamedTuple

from dvgraph.graphics import genealogy
from dvgraph.graphics.genealogy import Captions, Genealogy
from dvgraph.lineage.families import Families, families, grammar
from dvgraph.lineage.graph import open_bounds
from dvgraph.lineage.kinship import Lineage
from dvgraph.lineage.layout import lay_out
from dvgraph.locale.wording import by_bounds
from dvgraph.locale.words import words
from dvgraph.namespaces import path


# Long since it collects all words of the picture in one place.
def svg(
    lineage: Lineage,
    *,
    name: str = "",
    link: Callable[[str], str | None] | None = None,
    known: Families | None = None,
) -> str:
    """Return the genealogy of a lineage as an SVG document, 1200 units wide.

    ``name`` and ``link`` are passed to ``graphics.genealogy.svg``: for a picture in a page, and for
    the addresses of organisations and events. ``known``: the families, if already computed.
    """
    known = known or families(lineage.store, lineage.lang)
    drawn = _laid(lineage, known)
    descent, lang = lineage.descent, lineage.lang
    named = lineage.ground_labels()
    events: dict[str, str] = {}
    grounds: dict[str, str] = {}
    for *_, event, data in descent.edges(keys=True, data=True):
        if event not in events:
            events[event] = _event_name(event, data, lang)
        told = "; ".join(named.get(one, path(one)) for one in data["grounds"])
        grounds[event] = told or _say(lang, "no ground")
    part = words("lineage.parts", lang)["in part"]
    verticals = {
        (older, younger, event): _say(
            lang,
            "became",
            lineage.label(older)
            + (f" ({part})" if descent[older][younger][event]["partly"] else ""),
            lineage.label(younger),
            events[event],
        )
        for older, younger, event in sorted(descent.edges(keys=True))
    }
    phrases = Captions(
        title=_say(lang, "of", lineage.label(lineage.focus))
        if lineage.focus
        else _say(lang, "all"),
        description=" ".join(f"{became}." for became in verticals.values()),
        grammar=grammar(known, lang),
        bars={
            iri: f"{lineage.label(iri)}: {by_bounds(open_bounds(data), lang)}"
            for iri, data in descent.nodes(data=True)
            if "from_earliest" in data
        },
        events=events,
        grounds=grounds,
        verticals=verticals,
        undated=(
            _say(lang, "undated", ", ".join(map(lineage.label, drawn.undated)))
            if drawn.undated
            else ""
        ),
    )
    return genealogy.svg(drawn, phrases, name=name, link=link)


class Happening(NamedTuple):
    """An event in the list below the picture.

    ``event``: its IRI. ``said``: its date and name. ``grounds``: the IRIs of its grounds.
    """

    number: int
    event: str
    said: str
    grounds: tuple[str, ...]


def happenings(lineage: Lineage, known: Families | None = None) -> list[Happening]:
    """Return the events that have a number in the picture, in the order of their numbers."""
    data = {event: data for *_, event, data in lineage.descent.edges(keys=True, data=True)}
    drawn = _laid(lineage, known or families(lineage.store, lineage.lang))
    return sorted(
        Happening(
            badge.number,
            badge.event,
            _event_name(badge.event, data[badge.event], lineage.lang),
            tuple(data[badge.event]["grounds"]),
        )
        for badge in drawn.badges
    )


def _laid(lineage: Lineage, known: Families) -> Genealogy:
    return lay_out(lineage, {one: known[one].key for one in lineage.descent})


def _say(lang: str, name: str, *parts: str) -> str:
    return words("lineage.picture", lang)[name].format(*parts)


def _event_name(event: str, data: dict[str, Any], lang: str) -> str:
    name = str(data.get(f"label_{lang}") or path(event))
    if "from_earliest" not in data:
        return name
    return f"{by_bounds(open_bounds(data), lang, start=True)}: {name}"
