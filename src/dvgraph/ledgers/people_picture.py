"""The posts of an organisation as strips: a row for each post, a bar for each holder."""

from collections.abc import Callable
from itertools import groupby

from dvgraph.graphics import strips
from dvgraph.graphics.strips import Holding, StripText, Track
from dvgraph.ledgers.people import Tenure, Tenures
from dvgraph.lineage.families import Families, families, grammar
from dvgraph.locale.wording import period
from dvgraph.locale.words import words


def svg(known: Tenures, *, name: str = "", link: Callable[[str], str | None] | None = None) -> str:
    """Return the strips as an SVG document, 1200 units wide; colours show the organisation led.

    ``name`` and ``link`` are those of ``graphics.strips.svg``: for a picture in a page, and its
    addresses. A tenure without a known bound is only in the table. A line below explains that an
    empty stretch has no recorded holder, and that plans are not drawn.
    """
    graph = known.graph
    of = families(graph.store, graph.lang)
    said = words("ledgers.people", graph.lang)
    rows = [
        Track(post, graph.label(post), [_holding(known, one, of) for one in held])
        for post, held in groupby(known.found, key=lambda one: one.post)
    ]
    text = StripText(
        title=said["of"].format(graph.label(known.focus)),
        above=(said["empty"],),
        below=(),
        description=" ".join(f"{_told(known, one)}." for one in known.found),
        grammar=grammar(of, graph.lang),
    )
    return strips.svg(rows, known.today, text, named=True, name=name, link=link)


def _holding(known: Tenures, one: Tenure, of: Families) -> Holding:
    return Holding(
        holder=one.person,
        name=known.graph.label(one.person),
        key=of[one.organisation].key,
        days=one.span.bounds,
        title=_told(known, one),
    )


def _told(known: Tenures, one: Tenure) -> str:
    label = known.graph.label
    when = period(one.span, known.graph.lang)
    return f"{label(one.post)}: {label(one.person)} ({label(one.organisation)}), {when}"
