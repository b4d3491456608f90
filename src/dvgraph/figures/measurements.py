"""The parts of a measure over time: points, links between them, the whole series."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from dvgraph.labels.subgraph import Subgraph
from dvgraph.locale.wording import Span, measured
from dvgraph.namespaces import LAST

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class Measurement:
    """One number: a figure, a sum of predecessors or kinds, or a figure per head (or user).

    ``iri``: the IRI of the figure or derived figure; ``figures``: the figures it is computed from.
    ``value``: None for a refused sum or ratio; ``reasons`` then has the reasons (concepts).
    ``precision``: the slug of its concept.
    ``doubts``, ``clashes``: the concepts of its certainty and of its contradictions.
    """

    iri: str
    kind: str  # figure, sum, kinds, ratio or claim
    thing: str
    value: Decimal | None
    unit: str
    per: str
    precision: str
    doubts: tuple[str, ...]
    clashes: tuple[str, ...]
    reasons: tuple[str, ...]
    figures: tuple[str, ...]
    span: Span

    @property
    def days(self) -> tuple[date, date]:
        """The first and last day of the number's period; if unknown, its day of attestation."""
        begin, begun, _, end = self.span.bounds
        if self.span.van and self.span.tot:
            return begin, end - timedelta(days=1)
        day = begun if begun != LAST else begin
        return day, day

    @property
    def placed(self) -> bool:
        """Whether it can be drawn on the time axis: by its period, or its day of attestation."""
        return self.dated or bool(self.span.seen)

    @property
    def dated(self) -> bool:
        """Whether the period is known."""
        return bool(self.span.van and self.span.tot)

    @property
    def certain(self) -> bool:
        """Whether it is exact, has a known period, and is neither doubted nor contradicted."""
        plain = self.precision in ("", "exact")
        return plain and self.dated and not self.doubts and not self.clashes


@dataclass(frozen=True, slots=True)
class Comparison:
    """A comparison of two points: by a growth, by the source, or broken for ``reasons``.

    ``growth``: in per cent; ``difference``: in the unit of the points; ``index``: that of the newer
    point. All three are derived triples.
    ``about``: True if growth and difference are approximate.
    ``claimed``: True if the source itself compares the two, so that nothing is computed.
    """

    older: Measurement
    newer: Measurement
    growth: Decimal | None = None
    difference: Decimal | None = None
    index: Decimal | None = None
    about: bool = False
    reasons: tuple[str, ...] = ()
    claimed: bool = False


@dataclass(frozen=True, slots=True)
class Series:
    """The figures of a measure, the earliest first; ``focus`` is the IRI of the thing, or empty.

    ``shares``: by figure, its percentage of the total that it is part of.
    ``claims``: the ratios that sources state themselves.
    ``graph``: the subgraph with labels and passages.
    """

    measure: str
    focus: str
    per: bool
    points: tuple[Measurement, ...]
    links: tuple[Comparison, ...]
    shares: dict[str, Decimal]
    claims: tuple[Measurement, ...]
    graph: Subgraph

    @property
    def measures(self) -> set[str]:
        """The measures of the points; narrower measures if a broader measure was asked for."""
        return {self.graph.iri(point.iri, "dvg:maat") for point in self.points}

    def subject(self) -> str:
        """Return the measure and its thing in words."""
        return ", ".join(self.graph.label(one) for one in (self.measure, self.focus) if one)

    def when(self, point: Measurement) -> str:
        """Return the period of a point in words."""
        return measured(point.span, self.graph.lang)

    def because(self, reasons: "Iterable[str]") -> str:
        """Return the reasons for a refusal in words."""
        return ", ".join(map(self.graph.label, reasons))
