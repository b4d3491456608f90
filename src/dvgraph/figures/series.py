"""A measure over time: its figures, the links between them, and the breaks in the line.

The rules of queries/derive decide everything: a growth that they computed links two figures, a
growth that they refused is a break with their reasons (docs/model.md, *Derived figures*).
"""

from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from dvgraph.errors import UseError
from dvgraph.figures.measurements import Comparison, Measurement, Series
from dvgraph.labels.subgraph import Subgraph
from dvgraph.lineage import lineage
from dvgraph.locale.wording import Span
from dvgraph.namespaces import FIRST, LAST, slug
from dvgraph.questions.parameters import Parameter, read
from dvgraph.rdf.oxigraph import NamedNode
from dvgraph.store.binding import rows

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dvgraph.store.protocol import Store

_LIMITS = ("meer-dan", "minstens", "minder-dan", "hoogstens")


def measure_of(store: "Store", name: str) -> str:
    """Return the IRI of a measure by name; UseError, with the nearest names, for an unknown one."""
    try:
        [found, *_] = read(Parameter("measure", "measure", {}), name, store)
    except UseError as error:
        raise UseError(error.problem, where="MEASURE", hint=error.hint) from None
    return found.value  # type: ignore[union-attr]  # the pattern or query admits no other kind


# Long because every part of a series comes from one set of figures, read once.
def series(
    store: "Store", measure: str, focus: str = "", lang: str = "nl", *, per: bool = False
) -> Series:
    """Return a measure (its IRI) over time, of everything or of one thing.

    An organisation includes its ancestors and descendants. ``per`` divides the figures by head or
    by user, if the code list of measures allows it. Raises UseError when no figure of the measure
    is known.
    """
    graph = Subgraph(store, lang)
    things = _line(store, focus, lang)
    given = {"thing": [NamedNode(iri) for iri in things]}
    found = rows(store, "figures-of-measure", "measure", [NamedNode(measure)], given)
    known = list(dict.fromkeys(one.value for _, one, _ in found if isinstance(one, NamedNode)))
    graph.expect([*known, measure, focus])
    derived = [one for one in known if "dvg:AfgeleidCijfer" in graph.types(one)]
    figures = [one for one in known if "dvg:Cijfer" in graph.types(one)]
    if not figures:
        of = f" of {graph.label(focus)}" if focus else ""
        raise UseError(
            f"no figure of '{graph.label(measure)}'{of} is known",
            hint="See dvgraph ask figure-inputs",
        )
    clashes: dict[str, list[str]] = {}
    for clash in graph.mentions(figures, "dvg:tussen"):
        if not graph.text(clash, "prov:invalidatedAtTime"):
            for one in graph.iris(clash, "dvg:tussen"):
                clashes.setdefault(one, []).append(clash)
    plain = {one: _point(graph, one, clashes) for one in figures}
    of_kind = {
        kind: [one for one in derived if slug(graph.iri(one, "dvg:bewerking")) == kind]
        for kind in ("groei", "aandeel", "verhouding", "som")
    }
    links = list(_grown(graph, of_kind["groei"], plain))
    if per:
        points = [_computed(graph, one, "ratio", clashes) for one in of_kind["verhouding"]]
        links = list(_carried(links, points))
    else:
        sums = [_computed(graph, one, "sum", clashes) for one in of_kind["som"]]
        points = [*plain.values(), *sums]
        links += _bridges(plain.values(), sums)
    points.sort(key=lambda point: (point.days, point.thing, point.kind, point.iri))
    shares = {
        one: number
        for iri in of_kind["aandeel"]
        if (number := _number(graph, iri)) is not None
        for one in graph.iris(iri, "prov:wasDerivedFrom")
        if one != graph.iri(iri, "dvg:basis")
    }
    return Series(
        measure=measure,
        focus=focus,
        per=per,
        points=tuple(points),
        links=tuple(links),
        shares=shares,
        graph=graph,
    )


def _line(store: "Store", focus: str, lang: str) -> list[str]:
    """Return a thing; for an organisation, with its predecessors and successors."""
    if not focus:
        return []
    try:
        return sorted(lineage(store, focus, lang).descent)
    except UseError:
        return [focus]  # not an organisation version


def _number(graph: Subgraph, iri: str) -> Decimal | None:
    try:
        return Decimal(graph.text(iri, "dvg:waarde"))
    except InvalidOperation:
        return None


def _point(graph: Subgraph, iri: str, clashes: dict[str, list[str]]) -> Measurement:
    return Measurement(
        iri=iri,
        kind="figure",
        thing=graph.iri(iri, "dvg:betreft"),
        value=_number(graph, iri),
        unit=graph.iri(iri, "dvg:eenheid"),
        per="",
        precision=slug(graph.iri(iri, "dvg:nauwkeurigheid")),
        doubts=tuple(graph.iris(iri, "dvg:zekerheid")),
        clashes=tuple(clashes.get(iri, ())),
        reasons=tuple(graph.iris(iri, "dvg:weigering")),
        figures=(iri,),
        span=graph.span(iri) or Span(None, None, (FIRST, LAST, FIRST, LAST)),
    )


def _computed(graph: Subgraph, iri: str, kind: str, clashes: dict[str, list[str]]) -> Measurement:
    """Return a derived figure as a point with the period of its inputs."""
    inputs = graph.iris(iri, "prov:wasDerivedFrom")
    base = graph.iri(iri, "dvg:basis")
    main = next(one for one in inputs if one != base)
    point = _point(graph, iri, clashes)
    both = tuple(dict.fromkeys(clash for one in inputs for clash in clashes.get(one, ())))
    span = _point(graph, main, clashes).span
    per = graph.iri(iri, "dvg:per")
    ordered = (main, *(one for one in inputs if one != main))
    return replace(point, kind=kind, per=per, figures=ordered, clashes=both, span=span)


def _grown(
    graph: Subgraph, growths: "Iterable[str]", plain: dict[str, Measurement]
) -> "Iterable[Comparison]":
    for iri in growths:
        older = graph.iri(iri, "dvg:basis")
        for newer in graph.iris(iri, "prov:wasDerivedFrom"):
            if newer != older and newer in plain and older in plain:
                reasons = tuple(graph.iris(iri, "dvg:weigering"))
                yield Comparison(plain[older], plain[newer], _number(graph, iri), reasons)


def _carried(
    links: "Iterable[Comparison]", ratios: "Iterable[Measurement]"
) -> "Iterable[Comparison]":
    """Yield the links of the divided figures for their quotients, if both are known."""
    of: dict[str, list[Measurement]] = {}
    for point in ratios:
        of.setdefault(point.figures[0], []).append(point)
    for link in links:
        for older in of.get(link.older.iri, ()):
            for newer in of.get(link.newer.iri, ()):
                if older.value and newer.value is not None and older.per == newer.per:
                    grown = _growth(older, newer) if link.growth is not None else None
                    yield Comparison(older, newer, grown, link.reasons)


def _bridges(
    plain: "Iterable[Measurement]", sums: "Iterable[Measurement]"
) -> "Iterable[Comparison]":
    """Yield the links of sums of predecessors: to the next sum, or to the successor."""
    own = [point for point in plain if point.dated and not point.reasons]
    for older in sums:
        if not older.value:
            continue
        later = [
            point
            for point in (*own, *sums)
            if point.thing == older.thing
            and point.value is not None
            and point.unit == older.unit
            and point.span.bounds[0] >= older.span.bounds[3]
            and point.precision not in _LIMITS
            and _length(point) == _length(older)
        ]
        if later:
            newer = min(later, key=lambda point: (point.days, point.iri))
            yield Comparison(older, newer, _growth(older, newer), ())


def _length(point: Measurement) -> tuple[int, int]:
    """Return the length of a period by the calendar, as the rules measure it."""
    begin, _, _, end = point.span.bounds
    return (end.year - begin.year) * 12 + end.month - begin.month, end.day - begin.day


def _growth(older: Measurement, newer: Measurement) -> Decimal | None:
    if not older.value or newer.value is None:
        return None
    return round(100 * (newer.value - older.value) / older.value, 1)
