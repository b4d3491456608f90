"""The derive rule of dvg:lezing: it ranks figures that differ only in their value.

RDF Data Cube forbids two observations that share all dimensions (its constraint IC-12), but sources
do contradict each other, and corrections follow the figures they correct.
"""

from collections.abc import Iterable
from datetime import UTC, datetime

from dvgraph.namespaces import DVG, PROV, TYPE, XSD
from dvgraph.rdf.oxigraph import Literal, NamedNode, Quad, RdfFormat, Term, Triple, serialize
from dvgraph.rdf.terms import as_triple

FIGURE = DVG + "Cijfer"
_RECORDED = f"{PROV}generatedAtTime"
_INTEGER = NamedNode(f"{XSD}integer")
_DIMENSIONS = tuple(
    DVG + name
    for name in (
        "betreft",
        "maat",
        "vanVroegst",
        "vanLaatst",
        "totVroegst",
        "totLaatst",
        "volgens",
    )
)


def readings_text(quads: Iterable[Quad]) -> bytes:
    """Return the result of ``readings`` as N-Triples."""
    return serialize(readings(quads), format=RdfFormat.N_TRIPLES) or b""


def readings(quads: Iterable[Quad]) -> list[Triple]:
    """Return dvg:lezing (xsd:integer, from 1) for every dvg:Cijfer.

    Figures with the same betreft, maat, four bounds and volgens are ranked by prov:generatedAtTime,
    then by IRI. A figure without a record time comes first. ``quads`` are the asserted quads with
    those already derived (rules of bounds, sources and record times).
    """
    values: dict[str, dict[Term, set[Term]]] = {name: {} for name in (*_DIMENSIONS, _RECORDED)}
    figures: dict[Term, None] = {}
    for subject, predicate, value, _ in quads:
        name = predicate.value
        if name in values:
            values[name].setdefault(subject, set()).add(value)
        elif name == TYPE and isinstance(value, NamedNode) and value.value == FIGURE:
            figures[subject] = None
    groups: dict[tuple[frozenset[Term], ...], list[Term]] = {}
    for figure in figures:
        key = tuple(frozenset(values[name].get(figure, ())) for name in _DIMENSIONS)
        groups.setdefault(key, []).append(figure)
    recorded = values[_RECORDED]

    def order(figure: Term) -> tuple[datetime, str]:
        return min(map(_moment, recorded.get(figure, ())), default=_NEVER), str(figure)

    return [
        as_triple(figure, NamedNode(DVG + "lezing"), Literal(str(rank), datatype=_INTEGER))
        for group in groups.values()
        for rank, figure in enumerate(sorted(group, key=order), start=1)
    ]


_NEVER = datetime.min.replace(tzinfo=UTC)


def _moment(value: Term) -> datetime:
    """Parse an xsd:dateTime or xsd:date; UTC if it has no zone; an ill-formed value sorts first."""
    try:
        moment = datetime.fromisoformat(value.value)  # type: ignore[union-attr]  # the pattern or query admits no other kind
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, AttributeError):
        return _NEVER
