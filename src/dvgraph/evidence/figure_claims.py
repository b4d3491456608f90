"""The claims of a figure on one number: value, unit, measure, precision and period.

Of all numbers in the passages with the figure's value, the number that supports most of its claims
is chosen, and every claim is tested on that number alone. "In 2024 38 miljoen bezoeken (28 miljoen
in 2021)" supports 28 million for 2021, not for 2024.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction

from dvgraph.evidence.facts import Facts
from dvgraph.evidence.lexicon import Forms, forms_of, spoken, spoken_in
from dvgraph.evidence.numbers import Number, same_number, scale
from dvgraph.evidence.prose import Place, Prose
from dvgraph.evidence.words import fold
from dvgraph.namespaces import BASE, DVG

Span = tuple[date, date]
Reading = Sequence[Prose]
Test = Callable[[Reading, Prose, Number], bool]

_UNIT, _MEASURE, _PRECISION = (f"{DVG}{name}" for name in ("eenheid", "maat", "nauwkeurigheid"))
_UNITS = {"euro": "euro", "procent": "%", "factor": "times"}
_EXACT = f"{BASE}concept/nauwkeurigheid/exact"
_ABOUT = f"{BASE}concept/nauwkeurigheid/ongeveer"
_SIGNIFICANT = 3  # significant digits of a round number
_REACH = 24  # characters before a number in which "meer dan" or "ongeveer" is searched for


class FigureReading:
    """The number in the texts that best fits a figure, and the claims that it supports."""

    def __init__(self, facts: Facts, figure: str, value: Fraction, places: int) -> None:
        """Store the claims of the figure; ``places`` is the number of decimals of its value."""
        self._facts, self._value, self._places = facts, value, places
        measures = facts.iris(figure, _MEASURE)
        self._measure = measures[0] if measures else None
        usual = [unit for one in measures for unit in facts.iris(one, _UNIT)]
        units = facts.iris(figure, _UNIT) or usual
        self._unit = units[0] if units else None
        self._own_unit = self._unit not in usual  # in that case the text must state it
        self._precision = next(iter(facts.iris(figure, _PRECISION)), None)

    def tests(self, periods: Mapping[str, Sequence[Span]]) -> Iterator[tuple[str, str, Test]]:
        """Yield the kind, the text for readers and the test of each claim except the value."""
        facts = self._facts
        if self._unit:
            yield "unit", f"eenheid {facts.shown(self._unit)}", self._has_unit
        if self._measure:
            yield "measure", f"maat {facts.shown(self._measure)}", self._has_measure
        precise = facts.shown(self._precision) if self._precision else "zonder voorbehoud"
        yield "precision", f"nauwkeurigheid {precise}", self._has_precision
        for shown, spans in periods.items():
            yield "period", f"periode {shown}", _dated(spans)

    def numbers(self, reading: Reading) -> Iterator[tuple[Prose, Number]]:
        """Yield the numbers in the texts that equal the figure's value outside names."""
        for text in reading:
            for number in text.numbers:
                if same_number(number, self._value, self._places) and not self._names(text, number):
                    yield text, number

    def _names(self, text: Prose, number: Number) -> bool:
        """Return whether a number is the name of a thing, as in "contacten op 1700"."""
        return self._facts.is_name(text.text[number.start : number.end]) and not (
            spoken_in(self._words, text, [(number.end, number.end + _REACH)])
        )

    @property
    def _words(self) -> Forms:
        return forms_of(self._facts, self._measure) if self._measure else ()

    def _has_unit(self, _reading: Reading, text: Prose, number: Number) -> bool:
        name = (self._unit or "").rsplit("/", 1)[-1]
        want = _UNITS.get(name.split("-per-")[0], "")
        unit = number.unit or _inherited(text, number)
        if unit != want:
            return False
        if want or not self._own_unit:
            return True
        return spoken_in(forms_of(self._facts, self._unit or ""), text, text.own(number))

    def _has_measure(self, _reading: Reading, text: Prose, number: Number) -> bool:
        own = text.own(number)
        if spoken_in(self._words, text, own):
            return True
        rival = any(
            spoken_in(forms, text, own)
            for measure, forms in self._measures()
            if measure != self._measure
        )
        return not rival and spoken(self._words, text.words)

    def _measures(self) -> Iterator[tuple[str, Forms]]:
        for measure in self._facts.measures():
            yield measure, forms_of(self._facts, measure)

    def _has_precision(self, _reading: Reading, text: Prose, number: Number) -> bool:
        start = max(number.start - _REACH, text.sentence(number.start)[0])
        near = [(start, number.start), (number.end, number.end + _REACH // 2)]
        heard = {
            precision
            for precision in self._facts.precisions()
            if any(_beside(text, near, form) for form in forms_of(self._facts, precision))
        }
        if self._precision in (None, _EXACT):
            return not heard
        if self._precision == _ABOUT and not heard:
            return _rounded(text.text[number.start : number.end], number)
        return self._precision in heard


def _beside(text: Prose, near: Sequence[Place], form: tuple[str, ...]) -> bool:
    heard = [word.folded for place in near[:1] for word in text.within(place)][-3:]
    after = [word.folded for place in near[1:] for word in text.within(place)][:2]
    want = [fold(word) for word in form]
    return any(
        words[at : at + len(want)] == want for words in (heard, after) for at in range(len(words))
    )


def _rounded(written: str, number: Number) -> bool:
    """Return whether a number is written in round form: "44 miljoen", "vertwintigvoudigd"."""
    value = number.value
    if number.unit == "times":
        return value % 10 == 0
    scaled = any(scale(word) for word in written.split())
    return scaled or (value >= 1000 and len(str(value).rstrip("0")) <= _SIGNIFICANT)


def _inherited(text: Prose, number: Number) -> str:
    """Return the unit of the previous number in the sentence, for a number without its own.

    In "12 miljoen euro in 2005, 15 miljoen in 2007" the 15 million are euro too.
    """
    start, _ = text.sentence(number.start)
    before = [one for one in text.numbers if start <= one.start and one.end <= number.start]
    after = text.own(number)[1]
    bare = not [
        word
        for word in text.within(after)
        if len(word.raw) > 1
        and not word.folded.isdigit()
        and word.folded not in ("in", "op", "naar", "en", "tot", "per", "jaar")
        and not any(date.start <= word.start < date.end for date in text.dates)
    ]
    return before[-1].unit if before and bare and before[-1].unit in ("euro", "%") else ""


def _dated(spans: Sequence[Span]) -> Test:
    """Return a test whether the number's date is within one of the spans.

    A number without a date of its own has the dates of the headings above its text.
    """

    def carried(reading: Reading, text: Prose, number: Number) -> bool:
        dates = text.date(number) or [
            read for other in reading if other is not text for read in other.dates
        ]
        return any(
            first <= read.first and read.last <= last for read in dates for first, last in spans
        )

    return carried
