"""A measure over time: its figures, the links between them, and the breaks in the line.

The rules of queries/derive decide everything: a growth that they computed links two figures, a
growth that they refused is a break with its reasons (docs/rules.md, *Derived figures*).
"""

from collections import Counter
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from dvgraph.errors import UseError
from dvgraph.figures.measurements import Comparison, Measurement, Series
from dvgraph.labels.subgraph import Subgraph
from dvgraph.lineage import lineage
from dvgraph.lineage.graph import tasks
from dvgraph.locale.reader import explained, language
from dvgraph.locale.wording import Span
from dvgraph.locale.words import words
from dvgraph.namespaces import FIRST, LAST, XSD, slug
from dvgraph.questions.parameters import Parameter, read, with_narrower
from dvgraph.rdf import xsd
from dvgraph.rdf.oxigraph import Literal, NamedNode
from dvgraph.rdf.terms import value
from dvgraph.store.binding import rows, support
from dvgraph.store.protocol import Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from dvgraph.store.protocol import Store

_INTEGER = NamedNode(f"{XSD}integer")
_LISTED = 6  # known measures that the error message for an unknown measure lists


def measure_of(store: "Store", name: str) -> str:
    """Return the IRI of a measure by name; UseError, with known names, for an unknown measure."""
    try:
        [found, *_] = read(Parameter("measure", "measure", {}), name, store)
    except UseError as error:
        unlike = words("errors.questions", language())["no name"].partition(" | ")[2]
        if error.hint != unlike:
            raise UseError(error.problem, error.hint, where="MEASURE") from None
        most = [value(row[1]) for row in measures(store, language()).rows[:_LISTED]]
        problem = explained("errors.figures", "no measure", name=name, known=", ".join(most))
        raise UseError(*problem, where="MEASURE") from None
    return found.value  # type: ignore[union-attr]  # the pattern or query admits no other kind


def measures(store: "Store", lang: str = "nl") -> Table:
    """Return the measures that have figures as a table: maat, maatLabel, aantal (number).

    The measures with most figures come first.
    """
    number = Counter(measure for measure, _ in store.select(support("measures")).rows)
    graph = Subgraph(store, lang)
    graph.expect(map(value, number))
    rows = [
        (measure, Literal(graph.label(value(measure))), Literal(str(count), datatype=_INTEGER))
        for measure, count in number.items()
    ]
    rows.sort(key=lambda row: (-int(row[2].value), row[1].value))
    return Table(("maat", "maatLabel", "aantal"), rows)


def series(
    store: "Store",
    measure: str,
    focus: str = "",
    lang: str = "nl",
    *,
    per: bool = False,
    graph: "Subgraph | None" = None,
) -> Series:
    """Return a measure (its IRI) with its narrower measures over time, of one thing or of all.

    An organisation includes its ancestors and descendants. ``per`` divides the figures by head or
    by user, if the code list of measures allows it. ``graph`` keeps loaded nodes between calls.
    Raises UseError if no figure of the measure is known.
    """
    graph = graph or Subgraph(store, lang)
    given = {"thing": [NamedNode(iri) for iri in _line(store, focus, lang)]}
    asked = with_narrower(store, [NamedNode(measure)])
    measures = {one.value for one in asked}
    found = rows(store, "figures-of-measure", "measure", asked, given)
    known = list(dict.fromkeys(one.value for _, one, _ in found if isinstance(one, NamedNode)))
    graph.expect([*known, measure, focus])
    return _series(graph, measure, measures, focus, known, per=per)


# Long since every part of a series comes from the same set of figures, read once.
def _series(
    graph: Subgraph, measure: str, measures: set[str], focus: str, known: list[str], *, per: bool
) -> Series:
    """Return the series of a measure; ``known`` has the IRIs of figures and derived figures.

    ``measures`` are the measure and its narrower measures.
    """
    derived = [one for one in known if "dvg:AfgeleidCijfer" in graph.types(one)]
    figures = [one for one in known if "dvg:Cijfer" in graph.types(one)]
    own = [one for one in figures if graph.iri(one, "dvg:maat") in measures]
    if not own:
        key = "no figures of it" if focus else "no figures"
        names = {"measure": graph.label(measure), "name": graph.label(focus) if focus else ""}
        raise UseError(*explained("errors.figures", key, **names))
    clashes: dict[str, list[str]] = {}
    for clash in graph.mentions(figures, "dvg:tussen"):
        if not graph.text(clash, "prov:invalidatedAtTime"):
            for one in graph.iris(clash, "dvg:tussen"):
                clashes.setdefault(one, []).append(clash)
    plain = [_point(graph, one, clashes) for one in own]
    of_kind = {
        kind: [one for one in derived if slug(graph.iri(one, "dvg:bewerking")) == kind]
        for kind in ("aandeel", "verhouding", "som", "som-van-soorten")
    }
    if per:
        points = [_computed(graph, one, "ratio", clashes) for one in of_kind["verhouding"]]
    else:
        points = plain + [
            _computed(graph, one, kind, clashes)
            for kind, operation in (("sum", "som"), ("kinds", "som-van-soorten"))
            for one in of_kind[operation]
        ]
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
        links=tuple(_links(graph, {point.iri: point for point in points})),
        shares=shares,
        claims=tuple(
            replace(_point(graph, one, clashes), kind="claim") for one in figures if one not in own
        ),
        graph=graph,
    )


class Measured(NamedTuple):
    """The figures of things, by IRI.

    ``own``: the measures of which each thing has current figures. ``of``: for each thing and
    measure, these figures, the results derived from them, and the ratios that sources state.
    """

    own: dict[str, set[str]]
    of: dict[str, dict[str, list[str]]]


def measured(store: "Store", things: "Sequence[str]" = ()) -> Measured:
    """Return the figures of some things (IRIs), or of all things."""
    found = Measured({}, {})
    for measure, thing in store.select(support("measured")).rows:
        found.own.setdefault(value(thing), set()).add(value(measure))
    wanted = things or found.own
    measures = sorted({one for thing in wanted for one in found.own.get(thing, ())})
    given = {"thing": [NamedNode(one) for one in things]}
    asked = [NamedNode(one) for one in measures]
    for measure, one, thing in rows(store, "figures-of-measure", "measure", asked, given):
        found.of.setdefault(value(thing), {}).setdefault(value(measure), []).append(value(one))
    return found


# Long since callers may pass computed parts, so that several things can share them.
def all_of(
    store: "Store",
    focus: str,
    lang: str = "nl",
    *,
    line: "Iterable[str] | None" = None,
    ever: "Mapping[str, Iterable[str]] | None" = None,
    figures: Measured | None = None,
    graph: "Subgraph | None" = None,
) -> list[Series]:
    """Return every measure of a thing (its IRI), those with most figures first.

    An organisation includes its ancestors and descendants. After these come the measures of each
    task and service that it ever had. ``line`` (it and its kin), ``ever`` (the tasks of each
    organisation) and ``figures`` (``measured``) are used if already computed; ``graph`` keeps
    loaded nodes between calls. Raises UseError if there is no figure.
    """
    line = sorted(line) if line is not None else _line(store, focus, lang)
    ever = tasks(store, date.max)[0] if ever is None else ever
    subjects = {one: [one] for one in sorted(ever.get(focus, ()))} | {focus: line}
    if figures is None:
        figures = measured(store, [one for of in subjects.values() for one in of])
    graph = graph or Subgraph(store, lang)
    found: dict[tuple[str, str], list[str]] = {}
    for subject, things in subjects.items():
        for measure in sorted({one for own in things for one in figures.own.get(own, ())}):
            own = {one for thing in things for one in figures.of.get(thing, {}).get(measure, ())}
            found[measure, subject] = sorted(own)
    graph.expect([*chain(*found), *chain(*found.values())])
    known = [
        _series(graph, measure, {measure}, subject, own, per=False)
        for (measure, subject), own in found.items()
    ]
    if not known:
        raise UseError(*explained("errors.figures", "no figures at all", name=graph.label(focus)))
    return sorted(known, key=lambda one: (-len(one.points), one.measure, one.focus))


def _line(store: "Store", focus: str, lang: str) -> list[str]:
    """Return a thing; an organisation with its predecessors and successors."""
    if not focus:
        return []
    try:
        return sorted(lineage(store, focus, lang).descent)
    except UseError:
        return [focus]  # not an organisation version


def _number(graph: Subgraph, iri: str, name: str = "dvg:waarde") -> Decimal | None:
    text = graph.text(iri, name)
    return Decimal(text) if xsd.valid(text, f"{XSD}decimal") else None


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


def _links(graph: Subgraph, points: dict[str, Measurement]) -> "Iterable[Comparison]":
    """Yield the derived comparisons between points, then those that the sources make."""
    for newer in points.values():
        for iri in graph.iris(newer.iri, "dvg:vergelijking"):
            if older := points.get(graph.iri(iri, "dvg:basis")):
                yield Comparison(
                    older=older,
                    newer=newer,
                    growth=_number(graph, iri),
                    difference=_number(graph, iri, "dvg:verschil"),
                    index=_number(graph, iri, "dvg:index"),
                    about=slug(graph.iri(iri, "dvg:nauwkeurigheid")) == "ongeveer",
                    reasons=tuple(graph.iris(iri, "dvg:weigering")),
                )
    for newer in points.values():
        for other in graph.iris(newer.iri, "dvg:vergelekenMet"):
            if older := points.get(other):
                yield Comparison(older, newer, claimed=True)
