"""The claims of a statement that its passages must support: numbers, dates and names.

- **Numbers**: dvg:waarde. Booleans claim nothing readable; a text is searched for as a name.
- **Dates**: van, tot, basis and gezienOp (except a gezienOp that is the source's own date). A day
  must appear as a day; a month or year as any date within it. Both ends of an EDTF set are searched
  for; "before 2016" is written [..2015], so 2015 or 2016 counts. The exact period of a figure is
  searched for as a year, quarter, month or day. "Until" a day matches that day or the one before.
- **Names** of the statement's things, by one of their labels or identifiers. For a thing whose
  label is our paraphrase (a task, post, decision, event or concept), half of the label's
  distinctive words are enough. A participant's name also counts for an event; its Bestaan claims
  each participant, somewhere in the passages of all Bestaan of that event. Measures, roles, kinds
  of relation and fates are our words, so they claim nothing.

A figure's number and period are searched for separately: in lines with the figures of several
years, the number of another year is not noticed.
"""

import re
from calendar import monthrange
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import NamedTuple

from dvgraph.evidence.dates import read_dates
from dvgraph.evidence.facts import Facts
from dvgraph.evidence.names import named, shared_words
from dvgraph.evidence.numbers import carries
from dvgraph.namespaces import DVG, ORG, RDF, SKOS, TYPE, XSD
from dvgraph.rdf.oxigraph import Literal

_NAMING = (
    *(f"{DVG}{name}" for name in ("over", "organisatie", "onderwerp", "betreft", "taak", "dienst")),
    *(f"{DVG}{name}" for name in ("voorwerp", "functie", "klasse", "naar")),
    *(f"{ORG}{name}" for name in ("member", "organization")),
)
_PARTICIPANTS = (f"{ORG}originalOrganization", f"{ORG}resultingOrganization")
_PARAPHRASED = frozenset(
    (
        *(f"{DVG}Taak", f"{DVG}Vacantverklaring", f"{ORG}Post", f"{SKOS}Concept"),
        "http://data.vlaanderen.be/ns/besluit#Besluit",
    )
)
_NUMBERS = frozenset(f"{XSD}{name}" for name in ("integer", "decimal", "double"))
_TEXTS = frozenset((f"{XSD}string", f"{RDF}langString"))
_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")
_BETWEEN = re.compile(r"\.\.|[\[\]{}/,?~%\s]|(?:Z|[+-]\d\d:\d\d)$")  # EDTF's signs around dates
_DAY = timedelta(days=1)

Span = tuple[date, date]


class Claim(NamedTuple):
    """One claim: its text for people, and a test whether texts support it."""

    shown: str
    carried: Callable[[Sequence[str]], bool]
    event: str | None = None
    """Set when the passages of every Bestaan of this event may carry it."""


def claims(facts: Facts, statement: str, dated: Iterable[str]) -> list[Claim]:
    """Return the claims of a statement; ``dated``: the dates of the sources it cites."""
    found = [
        *_values(facts, statement),
        *_dates(facts, statement, frozenset(dated)),
        *_things(facts, statement),
    ]
    return list({claim.shown: claim for claim in found}.values())


def _values(facts: Facts, statement: str) -> Iterator[Claim]:
    for value in facts.literals(statement, f"{DVG}waarde"):
        kind, text = value.datatype.value, value.value
        if kind in _NUMBERS and (number := _number(text)) is not None:
            yield Claim(f"waarde {text}", _number_in(number, len(text.partition(".")[2])))
        elif kind in _TEXTS:
            yield Claim(f"waarde “{text}”", _name_in([text], frozenset()))


def _dates(facts: Facts, statement: str, dated: frozenset[str]) -> Iterator[Claim]:
    start = facts.literals(statement, f"{DVG}van")
    end = facts.literals(statement, f"{DVG}tot")
    is_figure = f"{DVG}Cijfer" in facts.iris(statement, TYPE)
    if is_figure and len(start) == len(end) == 1 and (exact := _period(start[0], end[0])):
        for span in exact:
            yield Claim(f"periode {_shown(span)}", _date_in([span]))
        start = end = []
    for name, literals in (
        ("van", start),
        ("tot", end),
        ("basis", facts.literals(statement, f"{DVG}basis")),
        ("gezienOp", facts.literals(statement, f"{DVG}gezienOp")),
    ):
        for literal in literals:
            if name != "gezienOp" or literal.value not in dated:
                for shown, spans in _ends(literal.value, name == "tot"):
                    yield Claim(f"{name} {shown}", _date_in(spans))


def _things(facts: Facts, statement: str) -> Iterator[Claim]:
    for predicate in _NAMING:
        for thing in facts.iris(statement, predicate):
            names, role = facts.names(thing), re.split(r"[#/]", predicate)[-1]
            part = facts.iris(thing, *_PARTICIPANTS)
            if not names:
                continue
            carried = [_name_in(names, facts.longer(thing))]
            if part or not _PARAPHRASED.isdisjoint(facts.iris(thing, TYPE)):
                if not facts.literals(thing, f"{SKOS}notation"):
                    carried.append(_words_in(facts.shown(thing)))
                carried += [_name_in(facts.names(one), facts.longer(one)) for one in part]
            yield Claim(f"{role} {facts.shown(thing)}", _any(carried))
            if predicate == f"{DVG}over":
                for one in part:
                    yield Claim(
                        f"deelnemer {facts.shown(one)}",
                        _name_in(facts.names(one), facts.longer(one)),
                        event=thing,
                    )


def _any(tests: Sequence[Callable[[Sequence[str]], bool]]) -> Callable[[Sequence[str]], bool]:
    return lambda texts: any(test(texts) for test in tests)


def _number_in(value: Fraction, places: int) -> Callable[[Sequence[str]], bool]:
    return lambda texts: any(carries(text, value, places) for text in texts)


def _date_in(spans: Sequence[Span]) -> Callable[[Sequence[str]], bool]:
    return lambda texts: any(
        first <= read.first and read.last <= last
        for text in texts
        for read in read_dates(text)
        for first, last in spans
    )


def _name_in(
    names: Sequence[str], longer: frozenset[tuple[str, ...]]
) -> Callable[[Sequence[str]], bool]:
    return lambda texts: any(named(names, text, longer) for text in texts)


def _words_in(label: str) -> Callable[[Sequence[str]], bool]:
    def carried(texts: Sequence[str]) -> bool:
        shared, all_ = shared_words(label, texts)
        return shared > 0 and 2 * shared >= all_

    return carried


def _number(text: str) -> Fraction | None:
    try:
        return Fraction(text)
    except ValueError:  # an ill-typed value is reported by the shapes
        return None


def _span(year: str, month: str | None = None, day: str | None = None) -> Span | None:
    try:
        if day:
            exact = date(int(year), int(month or 0), int(day))
            return exact, exact
        first, last = int(month or 1), int(month or 12)
        end = monthrange(int(year), last)[1]
        return date(int(year), first, 1), date(int(year), last, end)
    except ValueError:
        return None


def _ends(lexical: str, is_end: bool) -> Iterator[tuple[str, list[Span]]]:
    """Yield each date with the alternative spans that satisfy it.

    There are none for a date outside the calendar: no text can support it.
    """
    for part in filter(None, _BETWEEN.split(lexical)):
        found = _DATE.fullmatch(part)
        span = _span(*found.groups()) if found else None
        if found is None or span is None:
            yield part, []
            continue
        spans = [span]
        if is_end and found[3] and span[0] > date.min:
            spans.append((span[0] - _DAY, span[0] - _DAY))
        if lexical.startswith("[..") and span[1] < date.max:
            after = span[1] + _DAY
            year, month, day = after.isoformat().split("-")
            unit = _span(year, month if found[2] else None, day if found[3] else None)
            spans += [unit] if unit else []
        yield found[0], spans


def _period(start: Literal, end: Literal) -> list[Span] | None:
    """Return the calendar units that bound an exact period: a single unit, else two."""
    if {start.datatype.value, end.datatype.value} != {f"{XSD}date"}:
        return None
    try:
        first, past = date.fromisoformat(start.value), date.fromisoformat(end.value)
    except ValueError:
        return None
    last = past - _DAY
    if first > last:
        return None
    if (first.day, past.day) != (1, 1):
        return [(first, last)] if first == last else [(first, first), (last, last)]
    if first.month == past.month == 1:
        units = [(date(year, 1, 1), date(year, 12, 31)) for year in (first.year, last.year)]
    elif first.month % 3 == 1 and last == _month_end(first, 2):
        units = [(first, last)]
    else:
        units = [(first, _month_end(first, 0)), (last.replace(day=1), last)]
    return list(dict.fromkeys(units))


def _month_end(first: date, later: int) -> date:
    month = first.month + later
    return date(first.year, month, monthrange(first.year, month)[1])


def _shown(span: Span) -> str:
    first, last = span
    if first == last:
        return first.isoformat()
    if (first.month, last.month) == (1, 12):
        return str(first.year)
    if first.month == last.month:
        return first.isoformat()[:7]
    return f"{first.isoformat()}..{last.isoformat()}"
