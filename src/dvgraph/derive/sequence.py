"""Derive rules on the order of statements: previous figure, previous tenure, last seen.

Each rule sorts its statements once, so that the time is nearly linear in their number; a query
would compare every statement with every other of the same thing.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby, pairwise
from operator import itemgetter

from dvgraph.derive.dates import XSD_DATE, bounds_of_literal
from dvgraph.derive.quad_index import QuadIndex
from dvgraph.errors import InputError
from dvgraph.namespaces import BASE, DCT, DVG, LAST, ORG
from dvgraph.rdf.oxigraph import Literal, NamedNode, Quad, RdfFormat, Term, Triple, serialize

_CURRENT = NamedNode(f"{DVG}GeldendeUitspraak")
_PART_OF, _CREATED = f"{DCT}isPartOf", f"{DCT}created"
_FIGURE, _TENURE = f"{DVG}Cijfer", f"{DVG}Bezetting"
_RATIO = NamedNode(f"{BASE}concept/cijferaard/verhouding")
_ORIGINAL, _RESULTING = f"{ORG}originalOrganization", f"{ORG}resultingOrganization"
_CHANGED = f"{DVG}gewijzigdeOrganisatie"

# The predicates and classes that each rule reads.
FIGURES = {
    *(DVG + name for name in ("aard", "betreft", "maat", "vanLaatst")),
    *(_ORIGINAL, _RESULTING, _CHANGED),
}
TENURES = {DVG + name for name in ("functie", "vanVroegst", "totLaatst")}
SEEN = {*(DVG + name for name in ("gezienOp", "totVroegst", "vindplaats")), _PART_OF, _CREATED}
FIGURE_CLASSES = {_FIGURE, _CURRENT.value, f"{ORG}ChangeEvent"}
TENURE_CLASSES = {_TENURE, _CURRENT.value}
SEEN_CLASSES = {_CURRENT.value}


def previous_figures(quads: Iterable[Quad]) -> bytes:
    """Return dvg:vorigCijfer of current figures, as N-Triples.

    The previous figure is the last of the same thing and measure that began earlier; for the first
    figure of an organisation, the last of each predecessor. All figures with that start count.
    Ratios and figures without a time have no previous figure.
    """
    read = QuadIndex(quads)
    starts: dict[tuple[Term, Term], dict[str, list[Term]]] = defaultdict(dict)
    for figure in read.current(_FIGURE):
        if _RATIO in read(figure, f"{DVG}aard"):
            continue
        for thing in read(figure, f"{DVG}betreft"):
            for measure in read(figure, f"{DVG}maat"):
                for day in read.days(figure, "vanLaatst"):
                    if day != LAST.isoformat():
                        starts[thing, measure].setdefault(day, []).append(figure)
    came_from: dict[Term, dict[Term, None]] = defaultdict(dict)
    for event in read.members(f"{ORG}ChangeEvent"):
        for thing in (*read(event, _RESULTING), *read(event, _CHANGED)):
            came_from[thing] |= dict.fromkeys(read(event, _ORIGINAL))
    return _text(
        (newer, "vorigCijfer", older)
        for (thing, measure), days in starts.items()
        for before, day in pairwise(("", *sorted(days)))
        for newer in days[day]
        for older in (
            days[before]
            if before
            else [
                one
                for predecessor in came_from[thing]
                for one in _last(starts.get((predecessor, measure), {}), day)
            ]
        )
    )


def _last(days: dict[str, list[Term]], day: str) -> list[Term]:
    """Return the statements with the latest begin before a day."""
    return days.get(max((one for one in days if one < day), default=""), [])


def previous_tenures(quads: Iterable[Quad]) -> bytes:
    """Return dvg:vorigeBezetting of current tenures, as N-Triples.

    The previous tenure of a post is, among those that may have begun earlier, the one that may have
    lasted longest: the post can have been vacant only if this tenure certainly ended before. All
    tenures with the same last possible day count.
    """
    read = QuadIndex(quads)
    posts: dict[Term, list[tuple[str, str, Term]]] = defaultdict(list)
    for tenure in read.current(_TENURE):
        for post in read(tenure, f"{DVG}functie"):
            for begin in read.days(tenure, "vanVroegst"):
                posts[post] += [(begin, end, tenure) for end in read.days(tenure, "totLaatst")]
    return _text(
        (later, "vorigeBezetting", earlier)
        for tenures in posts.values()
        for later, before in _after_longest(tenures)
        for earlier in before
    )


def _after_longest(tenures: list[tuple[str, str, Term]]) -> Iterator[tuple[Term, list[Term]]]:
    """Yield each tenure (begin, end, name) with those that begin before it and end last."""
    latest = ""
    longest: list[Term] = []
    for _, group in groupby(sorted(tenures, key=itemgetter(0)), key=itemgetter(0)):
        same_begin = list(group)
        yield from ((tenure, longest) for *_, tenure in same_begin)
        end = max(latest, *(one[1] for one in same_begin))
        ended = [tenure for _, last, tenure in same_begin if last == end]
        latest, longest = end, [*(longest if latest == end else []), *ended]


def last_seen(quads: Iterable[Quad]) -> bytes:
    """Return dvg:laatstGezien (xsd:date) of current statements without a known end, as N-Triples.

    It is the last possible day of the latest dvg:gezienOp, else that of the newest source.
    """
    read = QuadIndex(quads)

    def latest(statement: Term) -> str:
        seen = [_last_day(day) for day in read(statement, f"{DVG}gezienOp")]
        sources = (
            _last_day(day)
            for passage in read(statement, f"{DVG}vindplaats")
            for source in read(passage, _PART_OF)
            for day in read(source, _CREATED)
        )
        return max(filter(None, seen), default="") or max(filter(None, sources), default="")

    return _text(
        (statement, "laatstGezien", Literal(day, datatype=NamedNode(XSD_DATE)))
        for statement in read.current(None)
        if LAST.isoformat() in read.days(statement, "totVroegst") and (day := latest(statement))
    )


def _last_day(term: Term) -> str:
    """Return the last possible day of a date; empty if the date is outside our EDTF profile."""
    if not isinstance(term, Literal):
        return ""
    try:
        last: date = bounds_of_literal(term.value, term.datatype.value)[1]
    except InputError:
        return ""
    return last.isoformat()


def _text(found: Iterable[tuple[Term, str, Term]]) -> bytes:
    triples = (Triple(s, NamedNode(DVG + name), o) for s, name, o in found)  # type: ignore[arg-type]  # subjects are nodes, as the index read them
    return serialize(triples, format=RdfFormat.N_TRIPLES) or b""
