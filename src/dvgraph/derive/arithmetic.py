"""Derived figures: growth, shares, ratios and sums, or the reason why a figure is refused.

Only this module decides whether figures may be compared or added up: ``_unlike`` names the first
property in which they differ. Pages and commands repeat its decision (docs/rules.md).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from itertools import combinations
from urllib.parse import quote

from dvgraph.derive.quad_index import QuadIndex
from dvgraph.namespaces import BASE, DVG, ORG, ORGVL, PROV, TYPE, XSD, slug
from dvgraph.rdf import xsd
from dvgraph.rdf.oxigraph import Literal, NamedNode, Quad, RdfFormat, Term, Triple, serialize
from dvgraph.store.embedded import EmbeddedStore

_FIGURE = f"{DVG}Cijfer"
_ORIGINAL, _RESULTING = f"{ORG}originalOrganization", f"{ORG}resultingOrganization"
_CHANGED = f"{DVG}gewijzigdeOrganisatie"
_BOUNDS = ("vanVroegst", "vanLaatst", "totVroegst", "totLaatst")
_MERGERS = (f"{ORGVL}Fusie", f"{DVG}Opslorping")
# Events after which the same organisation continues, if no other takes part.
_MILD = (
    *(DVG + name for name in ("Naamswijziging", "Rechtsvormwijziging", "Herpositionering")),
    f"{ORGVL}Vervanging",
)
_STATEMENTS = (f"{DVG}Bestaan", f"{DVG}Kenmerk", f"{DVG}GeldendeUitspraak")
_BREAK = NamedNode(f"{BASE}concept/kenmerk/reeksbreuk")
_PERCENT = f"{BASE}concept/eenheid/procent"
_OPEN = "9999"  # the year of an open end


@dataclass(frozen=True, slots=True)
class _Figure:
    """A figure, a sum or a ratio, with the properties that decide whether others are comparable.

    All names are IRIs, ``nature`` and ``refusals`` are slugs; ``bounds`` are the four days as text,
    ``sources`` the IRIs of the figures that it is computed from.
    """

    iri: str
    thing: str
    measure: str
    value: Decimal
    unit: str
    nature: str
    about: bool
    doubts: frozenset[str]
    refusals: frozenset[str]
    bounds: tuple[str, str, str, str]
    sources: tuple[str, ...]

    @property
    def dated(self) -> bool:
        """Whether the period of the figure is known to the day."""
        begin, begun, ends, end = self.bounds
        return begin == begun and ends == end and not end.startswith(_OPEN)

    @property
    def period(self) -> tuple[str, str]:
        """The first day of the period, and the first day after it."""
        return self.bounds[0], self.bounds[3]

    @property
    def length(self) -> int:
        """The length of the period by the calendar: a leap year is as long as any other year."""
        counted = [int(day[:4]) * 372 + int(day[5:7]) * 31 + int(day[8:10]) for day in self.period]
        return counted[1] - counted[0]

    @property
    def rough(self) -> bool:
        """Whether the figure is approximate: it is marked so, or it is a round number."""
        whole = self.value == self.value.to_integral_value()
        return self.about or bool(whole and self.value and self.value % 10 == 0)


@dataclass(frozen=True, slots=True)
class _Result:
    """A derived figure of one kind.

    ``value``: None if there is none; ``refusal`` is then the slug of the reason.
    ``base``: the divisor, the older figure or the total.
    ``total``: the total that a source states for a sum; ``within``: whether both agree within
    rounding.
    """

    name: str
    kind: str
    thing: str
    measure: str
    unit: str
    inputs: tuple[_Figure, ...]
    refusal: str
    value: Decimal | None
    total: _Figure | None = None
    base: str = ""
    per: str = ""
    difference: Decimal | None = None
    within: bool | None = None
    event: str = ""

    @property
    def iri(self) -> str:
        """The IRI, made from the names of the figures that it is derived from."""
        return f"{BASE}afgeleid-cijfer/{self.kind}/{self.name}"

    @property
    def rough(self) -> bool:
        """Whether the value or the difference is approximate."""
        return any(one.rough for one in (*self.inputs, self.total) if one)

    def figure(self, nature: str, main: _Figure) -> _Figure | None:
        """Return the value as a figure with the period of ``main``, or None without a value."""
        if self.value is None:
            return None
        doubts = frozenset[str]().union(*(one.doubts for one in self.inputs))
        sources = tuple(name for one in self.inputs for name in one.sources)
        return _Figure(
            iri=self.iri,
            thing=self.thing,
            measure=self.measure,
            value=self.value,
            unit=self.unit,
            nature=nature,
            about=self.rough,
            doubts=doubts,
            refusals=frozenset(),
            bounds=main.bounds,
            sources=sources,
        )


def read(store: EmbeddedStore) -> Iterator[Quad]:
    """Yield the quads that ``derived_figures`` needs; none if the store has no figure."""
    figures = list(store.quads_about(_FIGURE))
    if figures:
        yield from figures
        named = ("deelbaarDoor", "optelbaarTot", "kenmerk", "onderwerp", "over", "tussen")
        predicates = {DVG + name for name in (*named, "vanVroegst", "vanLaatst")}
        predicates |= {_ORIGINAL, _RESULTING, _CHANGED, f"{PROV}invalidatedAtTime"}
        classes = {f"{ORG}ChangeEvent", f"{DVG}Tegenspraak", *_MERGERS, *_MILD, *_STATEMENTS}
        yield from store.quads_with(predicates, classes)


def derived_figures(quads: Iterable[Quad]) -> bytes:
    """Return the dvg:AfgeleidCijfer of current figures, with value or refusal, as N-Triples."""
    return _Arithmetic(QuadIndex(quads)).text()


def _unlike(figures: Sequence[_Figure], clashes: frozenset[frozenset[str]], *, same: bool) -> str:
    """Return the first property that forbids computing with the figures; empty if none does.

    ``same``: unit and nature must be equal, as for a comparison or a sum, not for a division.
    ``clashes`` has the pairs of figures that contradict each other.
    """
    refusals = frozenset[str]().union(*(one.refusals for one in figures))
    pairs = (frozenset((a.iri, b.iri)) for a, b in combinations(figures, 2))
    barred = {
        "eenheid": same and len({one.unit for one in figures}) > 1,
        "aard": same and len({one.nature for one in figures}) > 1,
        "grens": "grens" in refusals,
        "zekerheid": len({one.doubts for one in figures}) > 1,
        "tegenspraak": "tegenspraak" in refusals or not clashes.isdisjoint(pairs),
        "periode-onbekend": not all(one.dated for one in figures),
    }
    return next((reason for reason, bars in barred.items() if bars), "")


class _Arithmetic:
    """The derived figures of a store, computed from its quads."""

    def __init__(self, index: QuadIndex) -> None:
        self._index = index
        self._figures = {one.iri: one for one in self._read()}
        self._of: dict[tuple[str, str], list[_Figure]] = defaultdict(list)
        self._about: dict[str, list[_Figure]] = defaultdict(list)
        for one in self._figures.values():
            self._of[one.thing, one.measure].append(one)
            self._about[one.thing].append(one)
        self._clashes = frozenset(
            frozenset(pair)
            for clash in index.members(f"{DVG}Tegenspraak")
            if not index(clash, f"{PROV}invalidatedAtTime")
            for pair in combinations(self._names(clash, f"{DVG}tussen"), 2)
        )
        self._breaks: dict[str, list[str]] = defaultdict(list)
        for trait in index.current(f"{DVG}Kenmerk"):
            if _BREAK in index(trait, f"{DVG}kenmerk"):
                for thing in self._names(trait, f"{DVG}onderwerp"):
                    self._breaks[thing] += index.days(trait, "vanVroegst")

        # Organisations that became another with only a new name, form or place.
        self._renamed = {
            (before[0], after[0])
            for event in dict.fromkeys(one for kind in _MILD for one in index.members(kind))
            if len(before := self._names(event, _ORIGINAL)) == 1
            and len(after := self._names(event, _RESULTING)) == 1
        }

    def _names(self, subject: Term, predicate: str) -> list[str]:
        found = self._index(subject, predicate)
        return [one.value for one in found if isinstance(one, NamedNode)]

    def _read(self) -> Iterator[_Figure]:
        """Yield the complete current figures, without those that the shapes refuse."""
        for one in self._index.current(_FIGURE):
            names = ("betreft", "maat", "eenheid", "aard")
            found = [self._names(one, DVG + name)[:1] for name in names]
            days = [self._index.days(one, name)[:1] for name in _BOUNDS]
            values = self._index.days(one, "waarde")[:1]
            if not all((*found, *days, values)) or not isinstance(one, NamedNode):
                continue
            if not xsd.valid(values[0], f"{XSD}decimal"):
                continue
            thing, measure, unit, nature = (names[0] for names in found)
            begin, begun, ends, end = (one_day[0] for one_day in days)
            yield _Figure(
                iri=one.value,
                thing=thing,
                measure=measure,
                value=Decimal(values[0]),
                unit=unit,
                nature=slug(nature),
                about="ongeveer" in map(slug, self._names(one, f"{DVG}nauwkeurigheid")),
                doubts=frozenset(self._names(one, f"{DVG}zekerheid")),
                refusals=frozenset(map(slug, self._names(one, f"{DVG}weigering"))),
                bounds=(begin, begun, ends, end),
                sources=(one.value,),
            )

    def text(self) -> bytes:
        """Return all derived figures as N-Triples."""
        sums = list(self._sums())
        ratios = list(self._ratios())
        growths = [*self._growths(), *self._growths_of_sums(sums)]
        growths += self._growths_of_ratios(growths, ratios)
        results = [*growths, *self._shares(), *(one for one, _ in (*ratios, *sums))]
        results += [*self._kinds(), *self._parts()]
        triples = [triple for one in results for triple in _triples(one)]
        triples += list(_indexes(growths))
        return serialize(dict.fromkeys(triples), format=RdfFormat.N_TRIPLES) or b""

    def _growth(self, newer: _Figure, older: _Figure) -> _Result:
        """Return the growth from one figure to another, or the first reason why there is none."""
        refusal = _unlike((newer, older), self._clashes, same=True)
        things = dict.fromkeys((newer.thing, older.thing))
        breaks = [day for thing in things for day in self._breaks[thing]]
        later = {
            "periode-overlapt": newer.period[0] < older.period[1],
            "periode-ongelijk": newer.nature != "stand" and newer.length != older.length,
            "reikwijdte": len(things) > 1 and (older.thing, newer.thing) not in self._renamed,
            "reeksbreuk": any(older.period[0] < day < newer.period[1] for day in breaks),
            "noemer-nul": not older.value,
        }
        refusal = refusal or next((reason for reason, bars in later.items() if bars), "")
        difference = newer.value - older.value
        rough = newer.rough or older.rough
        return _Result(
            name=f"{_quoted(newer.iri)}/{_quoted(older.iri)}",
            kind="groei",
            thing=newer.thing,
            measure=newer.measure,
            unit=_PERCENT,
            inputs=(newer, older),
            refusal=refusal,
            value=None if refusal else _rounded(difference * 100 / older.value, 0 if rough else 1),
            difference=None if refusal else difference,
            base=older.iri,
        )

    def _growths(self) -> Iterator[_Result]:
        for newer in self._figures.values():
            for name in self._names(NamedNode(newer.iri), f"{DVG}vorigCijfer"):
                if older := self._figures.get(name):
                    yield self._growth(newer, older)

    def _growths_of_sums(self, sums: Sequence[tuple[_Result, _Figure]]) -> Iterator[_Result]:
        """Yield the growth of each sum of predecessors to the next sum, or to the successor."""
        computed = [one for result, main in sums if (one := result.figure(main.nature, main))]
        for older in computed:
            later = [
                one
                for one in (*self._of[older.thing, older.measure], *computed)
                if (one.thing, one.measure) == (older.thing, older.measure)
                and one.dated
                and one.period[0] >= older.period[1]
            ]
            if later:
                yield self._growth(min(later, key=lambda one: (one.bounds, one.iri)), older)

    def _growths_of_ratios(
        self, growths: Sequence[_Result], ratios: Sequence[tuple[_Result, _Figure]]
    ) -> Iterator[_Result]:
        """Yield the growth of quotients whose numerators and denominators are comparable."""
        of: dict[str, list[tuple[_Result, _Figure]]] = defaultdict(list)
        for result, numerator in ratios:
            if quotient := result.figure(numerator.nature, numerator):
                of[numerator.iri].append((result, quotient))
        for growth in growths:
            newer, older = growth.inputs
            for result, quotient in of[newer.iri]:
                for earlier, divided in of[older.iri]:
                    if result.per == earlier.per:
                        yield self._growth(quotient, divided)

    def _shares(self) -> Iterator[_Result]:
        for part in self._figures.values():
            for name in self._names(NamedNode(part.iri), f"{DVG}deelVan"):
                total = self._figures.get(name)
                if total is None:
                    continue
                within = total.period[0] <= part.period[0] and part.period[1] <= total.period[1]
                refusal = _unlike((part, total), self._clashes, same=True)
                refusal = refusal or ("" if within else "periode-ongelijk")
                refusal = refusal or ("" if total.value else "noemer-nul")
                places = 0 if part.rough or total.rough else 1
                yield _Result(
                    name=f"{_quoted(part.iri)}/{_quoted(total.iri)}",
                    kind="aandeel",
                    thing=part.thing,
                    measure=part.measure,
                    unit=_PERCENT,
                    inputs=(part, total),
                    refusal=refusal,
                    value=None if refusal else _rounded(part.value * 100 / total.value, places),
                    base=total.iri,
                )

    def _ratios(self) -> Iterator[tuple[_Result, _Figure]]:
        """Yield the ratios of figures of one thing, each with its numerator and denominator."""
        for above in self._figures.values():
            for counted in self._names(NamedNode(above.measure), f"{DVG}deelbaarDoor"):
                for below in self._of[above.thing, counted]:
                    apart = above.period[0] >= below.period[1] or below.period[0] >= above.period[1]
                    if not apart:
                        yield self._ratio(above, below), above

    def _ratio(self, above: _Figure, below: _Figure) -> _Result:
        # A stock may be measured on any day within the period of the figure that it divides.
        within = above.period[0] <= below.period[0] and below.period[1] <= above.period[1]
        fits = above.period == below.period or (below.nature == "stand" and within)
        refusal = _unlike((above, below), self._clashes, same=False)
        refusal = refusal or ("" if fits else "periode-ongelijk")
        refusal = refusal or ("" if below.value else "noemer-nul")
        value = None if refusal else above.value / below.value
        places = 0 if value is not None and abs(value) >= 100 else 2
        return _Result(
            name=f"{_quoted(above.iri)}/{_quoted(below.iri)}",
            kind="verhouding",
            thing=above.thing,
            measure=above.measure,
            unit=above.unit,
            inputs=(above, below),
            refusal=refusal,
            value=None if value is None else _rounded(value, places),
            base=below.iri,
            per=below.unit,
        )

    def _sums(self) -> Iterator[tuple[_Result, _Figure]]:
        """Yield the sums of all predecessors at a merger or absorption, each with one input.

        There is a sum if the successor has figures of the same measure, or if all predecessors have
        one.
        """
        merged = (one for kind in _MERGERS for one in self._index.members(kind))
        for event, happened in self._days(merged).items():
            # An absorbing organisation existed before and after.
            going_on = self._names(event, _CHANGED)
            things = [*self._names(event, _ORIGINAL), *going_on]
            results = [*self._names(event, _RESULTING), *going_on]
            if len(results) != 1:  # it is unknown which part of the figure went to which successor
                continue
            [successor] = results
            groups: dict[tuple[str, tuple[str, str]], list[_Figure]] = defaultdict(list)
            for one in self._before(things, successor, happened):
                groups[one.measure, one.period if one.dated else ("", "")].append(one)
            for (measure, period), figures in groups.items():
                having = {one.thing for one in figures}
                if (successor, measure) not in self._of and len(having) < len(things):
                    continue
                refusal = _unlike(figures, self._clashes, same=True)
                refusal = refusal or ("" if len(having) == len(things) else "onvolledig")
                refusal = refusal or ("" if len(having) == len(figures) else "meer-dan-een")
                name = [_quoted(str(event)[1:-1], "gebeurtenis"), _quoted(measure, "concept/maat")]
                yield (
                    _added("som", [*name, *period], successor, measure, figures, refusal, event),
                    figures[0],
                )

    def _before(self, things: Sequence[str], successor: str, happened: str) -> Iterator[_Figure]:
        """Yield the stocks and flows of the organisations that merged on a day.

        An absorbing organisation counts as its own predecessor until that day.
        """
        for one in (one for thing in things for one in self._about[thing]):
            own = one.thing == successor and one.bounds[0] >= happened
            if not own and one.nature in ("stand", "stroom"):
                yield one

    def _days(self, events: Iterable[Term]) -> dict[Term, str]:
        """Return the latest possible day of each event, as text; empty if no day is known."""
        found = dict.fromkeys(events, "")
        for one in self._index.current(f"{DVG}Bestaan") if found else ():
            for event in self._index(one, f"{DVG}over"):
                if event in found:
                    days = self._index.days(one, "vanLaatst")
                    found[event] = max((found[event], *days))
        return found

    def _kinds(self) -> Iterator[_Result]:
        """Yield the sums of mutually exclusive kinds, of one thing and one period."""
        groups: dict[tuple[str, str, tuple[str, str]], list[_Figure]] = defaultdict(list)
        for one in self._figures.values():
            for total in self._names(NamedNode(one.measure), f"{DVG}optelbaarTot"):
                groups[one.thing, total, one.period if one.dated else ("", "")].append(one)
        for (thing, total, period), figures in groups.items():
            kinds = {one.measure for one in figures}
            stated = any(self._index(NamedNode(one.iri), f"{DVG}deelVan") for one in figures)
            if len(kinds) > 1 and not stated:  # otherwise ``_parts`` makes the sum
                # A contradiction with several kinds concerns their sum, not each kind.
                refusal = _unlike(figures, frozenset(), same=True)
                refusal = refusal or ("" if len(kinds) == len(figures) else "meer-dan-een")
                name = [_quoted(thing, ""), _quoted(total, "concept/maat"), *period]
                yield _added("som-van-soorten", name, thing, total, figures, refusal)

    def _parts(self) -> Iterator[_Result]:
        """Yield the sum of the parts of each total, and whether it agrees with the total."""
        of: dict[str, list[_Figure]] = defaultdict(list)
        for part in self._figures.values():
            for name in self._names(NamedNode(part.iri), f"{DVG}deelVan"):
                of[name].append(part)
        for name, parts in of.items():
            total = self._figures.get(name)
            if total is None or len(parts) < 2:
                continue
            kinds = {
                part.measure == total.measure
                or total.measure in self._names(NamedNode(part.measure), f"{DVG}optelbaarTot")
                for part in parts
            }
            refusal = "" if all(kinds) else "maat"
            refusal = refusal or _unlike((total, *parts), self._clashes, same=True)
            periods = {one.period for one in (total, *parts)}
            refusal = refusal or ("" if len(periods) == 1 else "periode-ongelijk")
            yield _added(
                "som-van-delen",
                [_quoted(name)],
                total.thing,
                total.measure,
                parts,
                refusal,
                total=total,
            )


def _added(
    kind: str,
    name: Sequence[str],
    thing: str,
    measure: str,
    figures: Sequence[_Figure],
    refusal: str,
    event: Term | None = None,
    *,
    total: _Figure | None = None,
) -> _Result:
    """Return the sum of figures, and its difference from the total if a source states one."""
    value = None if refusal else sum((one.value for one in figures), Decimal(0))
    apart = total.value - value if total and value is not None else None
    return _Result(
        name="/".join(part or "onbekend" for part in name),
        kind=kind,
        thing=thing,
        measure=measure,
        unit=figures[0].unit,
        inputs=tuple(figures),
        refusal=refusal,
        value=value,
        total=total,
        base=total.iri if total else "",
        difference=apart,
        within=None if apart is None or total is None else abs(apart) <= _margin(total.value),
        event=event.value if isinstance(event, NamedNode) else "",
    )


def _margin(value: Decimal) -> Decimal:
    """Return half a unit of the last significant digit: 500000 for 145000000, zero for 123."""
    digits = f"{value:f}".rstrip("0") if value == value.to_integral_value() else ""
    zeros = len(f"{value:f}") - len(digits) if digits.strip("-") else 0
    return Decimal(5) * 10 ** (zeros - 1) if zeros else Decimal(0)


def _rounded(value: Decimal, places: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def _quoted(iri: str, kind: str = "uitspraak") -> str:
    """Return a short form of an IRI that can be part of the IRI of a derived figure."""
    return quote(iri.removeprefix(f"{BASE}{kind}/" if kind else BASE), safe="")


def _number(value: Decimal) -> Literal:
    text = f"{value:f}"
    if "." in text:
        return Literal(text, datatype=NamedNode(f"{XSD}decimal"))
    return Literal(text, datatype=NamedNode(f"{XSD}integer"))


def _triples(one: _Result) -> Iterator[Triple]:
    """Yield the triples of a derived figure."""
    doubts = [NamedNode(doubt) for figure in one.inputs for doubt in sorted(figure.doubts)]
    found: list[tuple[str, Iterable[NamedNode | Literal]]] = [
        (TYPE, [NamedNode(f"{DVG}AfgeleidCijfer")]),
        (f"{DVG}bewerking", [NamedNode(f"{BASE}concept/bewerking/{one.kind}")]),
        (f"{DVG}betreft", [NamedNode(one.thing)]),
        (f"{DVG}maat", [NamedNode(one.measure)]),
        (f"{DVG}eenheid", [NamedNode(one.unit)]),
        (f"{DVG}per", [NamedNode(one.per)] if one.per else []),
        (f"{DVG}basis", [NamedNode(one.base)] if one.base else []),
        (f"{DVG}zekerheid", doubts),
        (f"{PROV}wasDerivedFrom", [NamedNode(n) for figure in one.inputs for n in figure.sources]),
        (f"{PROV}wasInfluencedBy", [NamedNode(one.event)] if one.event else []),
    ]
    if one.value is None:
        found.append(
            (f"{DVG}weigering", [NamedNode(f"{BASE}concept/weigeringsgrond/{one.refusal}")])
        )
    else:
        found.append((f"{DVG}waarde", [_number(one.value)]))
        about = [NamedNode(f"{BASE}concept/nauwkeurigheid/ongeveer")] if one.rough else []
        found.append((f"{DVG}nauwkeurigheid", about))
    if one.difference is not None:
        found.append((f"{DVG}verschil", [_number(one.difference)]))
    if one.within is not None:
        said = Literal(str(one.within).lower(), datatype=NamedNode(f"{XSD}boolean"))
        found.append((f"{DVG}binnenAfronding", [said]))
    if one.kind == "groei":
        newer = NamedNode(one.inputs[0].iri)
        yield Triple(newer, NamedNode(f"{DVG}vergelijking"), NamedNode(one.iri))
    for predicate, values in found:
        for value in values:
            yield Triple(NamedNode(one.iri), NamedNode(predicate), value)


def _indexes(growths: Iterable[_Result]) -> Iterator[Triple]:
    """Yield dvg:index for each unbroken series of growths; its first figure is 100."""
    first: dict[str, _Figure] = {}
    done: set[str] = set()
    for one in sorted(growths, key=lambda one: (one.inputs[0].bounds, one.iri)):
        newer, older = one.inputs
        if one.value is None or newer.iri in done:
            continue
        done.add(newer.iri)
        base = first[newer.iri] = first.setdefault(older.iri, older)
        places = 0 if newer.rough or base.rough else 1
        index = _rounded(newer.value * 100 / base.value, places)
        yield Triple(NamedNode(one.iri), NamedNode(f"{DVG}index"), _number(index))
