"""Derive rules on the order of statements: previous figure, previous tenure, last seen.

Each sorts its statements once, so that the work grows with their number; a query would compare
every statement with every other of the same thing.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby
from operator import itemgetter

from dvgraph.derive.dates import XSD_DATE, bounds_of_literal
from dvgraph.errors import InputError
from dvgraph.namespaces import DCT, DVG, GENERIEK, LAST, TYPE
from dvgraph.rdf.oxigraph import Literal, NamedNode, Quad, RdfFormat, Term, Triple, serialize

_CURRENT = NamedNode(f"{DVG}GeldendeUitspraak")
_PART_OF, _CREATED = f"{DCT}isPartOf", f"{DCT}created"
_VERSION_OF = f"{GENERIEK}isTijdspecialisatieVan"
_FIGURE, _TENURE = f"{DVG}Cijfer", f"{DVG}Bezetting"
_AFTER_NAMES = "\U0010ffff"  # sorts behind every IRI

# The predicates and the classes that are the input of each rule.
FIGURES = {*(DVG + name for name in ("betreft", "maat", "vanVroegst", "totLaatst")), _VERSION_OF}
TENURES = {DVG + name for name in ("functie", "vanVroegst", "totLaatst")}
SEEN = {*(DVG + name for name in ("gezienOp", "totVroegst", "vindplaats")), _PART_OF, _CREATED}
FIGURE_CLASSES = {_FIGURE, _CURRENT.value}
TENURE_CLASSES = {_TENURE, _CURRENT.value}
SEEN_CLASSES = {_CURRENT.value}


def previous_figures(quads: Iterable[Quad]) -> bytes:
    """Return dvg:vorigCijfer of current figures, as N-Triples.

    The previous figure is the last of the same measure that ended by the start of this one, about
    the same thing or another version of the same organisation; all figures with the same end count.
    """
    read = _Index(quads)
    ends: dict[tuple[Term, Term], list[tuple[str, str]]] = defaultdict(list)
    places: dict[Term, list[tuple[Term, Term]]] = {}
    for figure in read.current(_FIGURE):
        things = read(figure, f"{DVG}betreft")
        kept = {one for thing in things for one in read(thing, _VERSION_OF) or [thing]}
        places[figure] = [(one, to) for one in kept for to in read(figure, f"{DVG}maat")]
        for place in places[figure]:
            ends[place] += [(day, str(figure)) for day in read.days(figure, "totLaatst")]
    for found in ends.values():
        found.sort()
    return _text(
        (figure, "vorigCijfer", NamedNode(before[1:-1]))
        for figure, keys in places.items()
        for begin in read.days(figure, "vanVroegst")
        for before in _last([ends[key] for key in keys], begin)
        if before != str(figure)
    )


def _last(groups: list[list[tuple[str, str]]], begin: str) -> list[str]:
    """Return the names with the latest day up to ``begin``, in sorted lists of day and name."""
    ends = [bisect_right(group, (begin, _AFTER_NAMES)) for group in groups]
    latest = max(
        (group[end - 1][0] for group, end in zip(groups, ends, strict=True) if end), default=""
    )
    return sorted(
        {
            name
            for group, end in zip(groups, ends, strict=True)
            for day, name in group[bisect_left(group, (latest, "")) : end]
            if day == latest
        }
    )


def previous_tenures(quads: Iterable[Quad]) -> bytes:
    """Return dvg:vorigeBezetting of current tenures, as N-Triples.

    The previous tenure of a post is the one that may have lasted longest of all that may have begun
    earlier: only if it certainly ended before may the post have been vacant. All tenures with the
    same last possible day count.
    """
    read = _Index(quads)
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
    """Yield each tenure (begin, end, name) with those, begun before it, that end last."""
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
    read = _Index(quads)

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


class _Index:
    """The quads of a rule: values by predicate and subject, and the classes of nodes."""

    def __init__(self, quads: Iterable[Quad]) -> None:
        self._values: dict[str, dict[Term, list[Term]]] = defaultdict(dict)
        self._members: dict[str, dict[Term, None]] = defaultdict(dict)
        for subject, predicate, value, _ in quads:
            if predicate.value == TYPE and isinstance(value, NamedNode):
                self._members[value.value][subject] = None
            else:
                found = self._values[predicate.value].setdefault(subject, [])
                if value not in found:
                    found.append(value)

    def __call__(self, subject: Term, predicate: str) -> list[Term]:
        return self._values[predicate].get(subject, [])

    def days(self, subject: Term, name: str) -> list[str]:
        return [day.value for day in self(subject, DVG + name) if isinstance(day, Literal)]

    def current(self, of_class: str | None) -> list[Term]:
        """Return the current statements of a class, or all of them."""
        current = self._members[_CURRENT.value]
        return [one for one in current if of_class is None or one in self._members[of_class]]


def _last_day(term: Term) -> str:
    """Return the last possible day of a date; the empty string outside the model's profile."""
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
